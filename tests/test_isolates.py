"""Words that the program puts into a text from right to left are isolated, and nothing is printed or copied of that."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from declaration import ARTICLES, written
from programs import needs_noto
from sample_content import change, write_sample
from set_words import paragraph, text
from test_script_pages import ink

from senaudit.content.terms import isolated
from senaudit.content.text import Text
from senaudit.languages import with_isolated_numbers
from senaudit.layout.direction import mark_right_to_left
from senaudit.layout.markup import Element
from senaudit.problems import NOWHERE
from senaudit.recipe.reading import read_content
from senaudit.recipe.request import request_for
from senaudit.recipe.steps import typeset_document
from senaudit.typeset.faces import ISOLATES
from senaudit.typeset.page import Run

CLUB = "Oak Hill C.I.C."
TEXT = "في {service} هنا"


def strings_in(data: bytes) -> list[str]:
    """Return all texts of a file that are not drawn: titles, what is read aloud, bookmarks."""
    with pikepdf.open(BytesIO(data)) as file:
        values = [value for each in file.objects if isinstance(each, pikepdf.Dictionary) for _, value in each.items()]
        return [str(value) for value in values if isinstance(value, pikepdf.String)]


def test_a_term_from_left_to_right_is_isolated_in_a_text_from_right_to_left() -> None:
    assert isolated(CLUB, "في هنا") == f"\u2068{CLUB}\u2069"
    assert isolated("0115 977 4050", "فون ہے") == "\u20680115 977 4050\u2069"
    assert isolated("مدرسة", "في هنا") == "مدرسة"
    assert isolated(CLUB, "Ask them — now") == CLUB
    assert isolated(CLUB, "கேளுங்கள்") == CLUB
    assert str(Text(isolated(CLUB, "في هنا"), NOWHERE)) == CLUB


@needs_noto
def test_a_term_is_printed_whole_and_its_isolates_are_nowhere_in_the_file(tmp_path: Path) -> None:
    data = written("ar", tmp_path, [f"{TEXT}.", *ARTICLES["ar"]])
    assert strings_in(data)
    assert not [words for words in strings_in(data) if set(words) & set(ISOLATES)]


@needs_noto
@pytest.mark.parametrize(("language", "seen"), [("ar", True), ("ur", True), ("bn", False)])
def test_a_terms_last_sign_stands_at_its_end(tmp_path: Path, language: str, seen: bool) -> None:
    content = write_sample(tmp_path / "content")
    change(content, "guide.yaml", "language: en-GB", f"language: {language}")
    change(content, "terms/england.yaml", "your local SENDIASS", CLUB)
    words = TEXT if seen else "স্কুল {service} শিক্ষা"
    change(content, "introduction.yaml", "A paragraph about {service}.", words)
    request = request_for("guide", content=content, font="arimo")
    _, _, pages = typeset_document(request, read_content(request))
    runs = [piece for page in pages for piece in page.pieces if isinstance(piece, Run)]
    assert [run.text.strip() for run in runs if CLUB[:8] in run.text and "C.I" in run.text] == [CLUB]
    assert not [run for run in runs if set(run.text) & set(ISOLATES)]


def runs_of(words: str, folder: Path, language: str = "en-GB") -> list[Run]:
    """Return the runs of a guide that has these words as a paragraph."""
    content = write_sample(folder / "content")
    change(content, "guide.yaml", "language: en-GB", f"language: {language}")
    change(content, "introduction.yaml", "A paragraph about {service}.", words)
    request = request_for("guide", content=content, font="arimo")
    _, _, pages = typeset_document(request, read_content(request))
    return [piece for page in pages for piece in page.pieces if isinstance(piece, Run)]


def places_of(words: str, language: str, folder: Path) -> dict[str, float]:
    """Return how far from the left the parts of a paragraph stand, by their words. “|” stands between its parts."""
    runs = runs_of(words.replace("|", ""), folder, language)
    parts = [part.strip() for part in words.split("|")]
    return {run.text.strip(): run.x for run in runs if run.text.strip() in parts}


@pytest.mark.parametrize(
    ("words", "isolated_words"),
    [
        ("هاتف (0115 977 4050) هنا", ["0115\xa0977\xa04050"]),
        ("هاتف (0115) 977 4050 هنا", ["(0115)\xa0977\xa04050"]),
        ("هاتف +44 (0)115 977-4050.", ["+44\xa0(0)115\xa0977-4050"]),
        ("هاتف (+44 115 977 4050)", ["+44\xa0115\xa0977\xa04050"]),
        ("01234 567890 (07700 900123) هنا", ["01234\xa0567890", "07700\xa0900123"]),
        ("هاتف 0115 977 4050/1", ["0115\xa0977\xa04050/1"]),
        ("في 2026-09-03 09:30", ["2026-09-03"]),
        ("غرفة 12a، 0115 977 4050x", []),
    ],
)
def test_a_number_is_isolated_whole_and_with_both_its_brackets_or_none(words: str, isolated_words: list[str]) -> None:
    found = with_isolated_numbers(words, among_rtl=True)
    assert re.findall("\u2068([^\u2069]*)\u2069", found) == isolated_words
    assert with_isolated_numbers(words, among_rtl=False) == found
    assert re.sub("[\u2068\u2069]", "", found).replace("\xa0", " ") == words


def test_a_number_among_words_from_left_to_right_is_left_alone() -> None:
    assert with_isolated_numbers("Ring 0115 977 4050 – now", among_rtl=False) == "Ring 0115 977 4050 – now"


def test_a_telephone_number_in_an_arabic_answer_on_an_english_page_keeps_its_order(tmp_path: Path) -> None:
    (runs,) = [each for each in runs_of("سألنا (0115 977 4050) مرتين", tmp_path) if "977" in each.text]
    assert runs.text.strip().replace("\xa0", " ") == "0115 977 4050"


def test_an_answer_in_arabic_on_an_english_page_is_read_from_its_right(tmp_path: Path) -> None:
    """Its first words are at the right of those that follow, also across Latin ones."""
    places = places_of("سألنا المدرسة| SEN |مرتين هذا العام", "en-GB", tmp_path)
    assert places["مرتين هذا العام"] < places["SEN"] < places["سألنا المدرسة"]


def test_an_english_sentence_with_a_word_in_arabic_keeps_its_order(tmp_path: Path) -> None:
    places = places_of("We say| شكرا |to all who wrote", "en-GB", tmp_path)
    assert places["We say"] < places["شكرا"] < places["to all who wrote"]


@needs_noto
def test_a_space_between_nastaliq_and_a_number_is_as_wide_as_a_latin_one(tmp_path: Path) -> None:
    content = write_sample(tmp_path / "content")
    change(content, "guide.yaml", "language: en-GB", "language: ur")
    change(content, "introduction.yaml", "A paragraph about {service}.", "آزادیوں 29 اور")
    request = request_for("guide", content=content, font="arimo")
    _, _, pages = typeset_document(request, read_content(request))
    runs = [piece for page in pages for piece in page.pieces if isinstance(piece, Run)]
    (before,) = [run for run in runs if run.text.strip() == "آزادیوں"]
    (number,) = [run for run in runs if run.text.strip() == "29"]
    right = max(box[2] for box in ink(number))
    left = min(box[0] for box in ink(before))
    assert left - right >= 0.2 * number.size


@needs_noto
@pytest.mark.parametrize(
    ("parts", "seen"),
    [
        (["3. ", "سألنا"], ["سألنا", ".", "3"]),
        (["سألنا", " 1: ", "مرتين"], ["مرتين", ":", "1", "سألنا"]),
        (["S3 · 2026 · ", "سألنا", " · G4H23"], ["G4H23", "·", "سألنا", "·", "S3 · 2026"]),
    ],
)
def test_a_number_of_a_template_and_the_sign_after_it_are_no_unit(parts: list[str], seen: list[str]) -> None:
    """What a template has between texts of the content joins them: a full stop stands left of its number."""
    children = [text(part) if "\u0600" <= part[0] <= "\u06ff" else part for part in parts]
    para = Element("para", {}, NOWHERE, [*children])
    mark_right_to_left([para])
    (line,) = paragraph("ar", *para.children)
    assert [run.text.strip() for run in line if run.text.strip()] == seen
