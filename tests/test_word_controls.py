"""Titles, tags and bookmarks of the audit sheets in Word: short enough for Word, and no two places have one tag."""

from __future__ import annotations

import pytest

from senaudit.editions.word.controls import row_bookmark, shortened
from senaudit.layout.answers import LONGEST_TAG as LONGEST
from senaudit.layout.answers import cut


def length(words: str) -> int:
    """Return the number of characters as Word counts them."""
    return len(words.encode("utf-16-le")) // 2


@pytest.mark.parametrize("name", ["school", "a:b:practice", "x" * 64, "🦉" * 32])
def test_a_name_that_is_short_enough_stays(name: str) -> None:
    assert cut(name) == name
    assert shortened(name) == name


@pytest.mark.parametrize("end", ["", "b", " and more of it"])
def test_names_that_differ_only_after_the_cut_stay_apart(end: str) -> None:
    first, second = cut("question:" + "a" * 60), cut("question:" + "a" * 60 + end + "c")
    assert first != second
    assert length(first) == length(second) == LONGEST
    assert cut("question:" + "a" * 60) == first, "the same name is cut alike"


def test_the_tag_of_a_long_name_does_not_change() -> None:
    """Filled-in sheets are read by their tags, also by a later release."""
    name = "communication:letters:" + "copies-" * 8
    assert cut(name) == "communication:letters:copies-copies-copies-copies-copie-3176ccd4"


@pytest.mark.parametrize("sign", ["a", "é", "🦉", "a🦉"])
def test_a_character_that_counts_twice_is_never_halved(sign: str) -> None:
    for words in (cut(sign * 90), shortened(sign * 90)):
        assert LONGEST - 1 <= length(words) <= LONGEST
        assert words.encode("utf-8")


def test_a_title_ends_after_a_whole_word() -> None:
    title = shortened("Communication 3: " + "words " * 20)
    assert title.endswith("words…")
    assert length(title) <= LONGEST


@pytest.mark.parametrize(
    ("row", "bookmark"),
    [
        ("communication:telephone", "row_communication__telephone"),
        ("support:parents-views", "row_support__parents_views"),
        ("support:parents_views", "row_support__parents_views_"),
        ("Support:ysgol-ŵyn", "row_Support__ysgol__yn_"),
        ("a" * 50 + ":b", "row_" + "a" * 27 + "_"),
    ],
)
def test_a_row_s_bookmark_is_made_of_the_id_of_its_question(row: str, bookmark: str) -> None:
    """Where signs are lost, it ends with eight more, so that no two questions have one bookmark."""
    name = row_bookmark(row)
    assert name == bookmark or (name.startswith(bookmark) and len(name) == len(bookmark) + 8)
    assert (name == bookmark) == (not bookmark.endswith("_"))
    assert len(name) <= 40
    assert name.isascii()
    assert name.isidentifier()
