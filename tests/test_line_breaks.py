"""Where lines of many languages are broken: as ICU breaks them, but for two rules of our own."""

from __future__ import annotations

import itertools
import unicodedata
from pathlib import Path

import pytest
from programs import needs_chinese_font
from set_words import seen, text

from senaudit.typeset.words import breaks_of

KEPT = Path(__file__).parent / "languages" / "line_breaks.tsv"
"""Words with the places where ICU breaks them."""
BREAK = "¦"
CASES = [line.split("\t") for line in KEPT.read_text("utf-8").splitlines() if not line.startswith("#")]
LANGUAGES = sorted({language for language, _ in CASES})


def is_letter(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character)[0] == "M" or character in "\u200c\u200d"


def letters_around(word: str, at: int) -> tuple[int, int]:
    """Return the number of letters, figures and signs on them before the hyphen that ends at `at`, and after it."""
    before = next((n for n, each in enumerate(reversed(word[: at - 1])) if not is_letter(each)), at - 1)
    after = next((n for n, each in enumerate(word[at:]) if not is_letter(each)), len(word) - at)
    return before, after


def expected(word: str, breaks: list[int]) -> list[int]:
    """Return where a word is to be broken that ICU breaks at `breaks`.

    No line begins with a dash, and a hyphen breaks no word of a single script near its beginning or end.
    """
    result = []
    for at in breaks:
        before, after = letters_around(word, at)
        is_chinese = any(unicodedata.name(each).startswith("CJK") for each in (word[at], word[at - 2 : at - 1] or "a"))
        is_near = word[at - 1] in "-‐" and (before < 4 or after < 3) and not is_chinese
        if word[at] != "—" and not is_near:
            result.append(at)
    return result


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_are_broken_where_icu_breaks_them(language: str) -> None:
    found, wanted = [], []
    for marked in (marked for known, marked in CASES if known == language):
        parts = marked.split(BREAK)
        word = "".join(parts)
        ends = [len("".join(parts[:count])) for count in range(1, len(parts))]
        found.append((word, breaks_of(word, too_wide=False)))
        wanted.append((word, expected(word, ends)))
    assert found == wanted
    assert any(breaks for _, breaks in found)


def test_fourteen_languages_are_held() -> None:
    assert len(LANGUAGES) == 14
    assert min(sum(known == language for known, _ in CASES) for language in LANGUAGES) >= 20


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("ਸਮਾਜਿਕ-ਸੁਰੱਖਿਆ", ["ਸਮਾਜਿਕ-", "ਸੁਰੱਖਿਆ"]),
        ("ਖੁਸ਼ੀ/ਦੁੱਖੀ", ["ਖੁਸ਼ੀ/", "ਦੁੱਖੀ"]),
        ("করে।তাঁদের", ["করে।", "তাঁদের"]),
        ("ترقّیِ/انسانی", ["ترقّیِ/", "انسانی"]),
        ("می‌خواهم", ["می‌خواهم"]),
        ("他说：“你好！”然后走了。", ["他", "说：", "“你", "好！”", "然", "后", "走", "了。"]),
        ("（一）家长", ["（一）", "家", "长"]),
        ("第2026年A4纸", ["第", "2026", "年", "A4", "纸"]),
        ("二〇二六年—二〇二七年", ["二", "〇", "二", "六", "年—", "二", "〇", "二", "七", "年"]),
        ("12/10/2026", ["12/10/2026"]),
        ("într‐o", ["într‐o"]),
    ],
)
def test_signs_inside_words_break_them(word: str, parts: list[str]) -> None:
    ends = [0, *breaks_of(word, too_wide=False), len(word)]
    assert [word[start:end] for start, end in itertools.pairwise(ends)] == parts


@needs_chinese_font
def test_a_chinese_paragraph_does_not_end_with_a_single_sign() -> None:
    words = "人人生而自由在尊严和权利上一律平等他们赋有理性和良心并应以兄弟关系的精神相对待。"
    for width in range(60, 240):
        lines = seen("zh", text(words), width=width)
        assert "".join(lines) == words
        assert len(lines) == 1 or len(lines[-1]) > 2
        assert not [line for line in lines if line.startswith("。")]
