"""Combining marks without a letter of their own, as in Yoruba: each stands on its letter, and is copied with it."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from contextlib import closing
from io import BytesIO
from pathlib import Path

import pdfua
import pikepdf
import pypdfium2  # type: ignore[import-untyped]
import pytest

from senaudit.problems import Problem, SenauditError
from senaudit.recipe.reading import read_content
from senaudit.recipe.request import KINDS, Format, Kind, request_for
from senaudit.recipe.steps import build
from senaudit.typeset.faces import FACE_NAMES, Face, FaceName, find_family
from senaudit.typeset.marks import has_marks, stretches
from senaudit.typeset.truetype import outlines

ARIMO = find_family("arimo").wider or find_family("arimo")
WORDS = "Ṣé ọ̀rọ̀ ẹ̀kọ́ Ọ̀RỌ̀ ń̩ m̀ i̠ ɔ̃́ a͡b y̶ o̲"


def ink(face: Face, character: str, x: float, rise: float = 0.0) -> tuple[float, float, float, float]:
    """Return left, bottom, right and top of a character that is drawn at (x, rise), in em."""
    left, bottom, right, top = outlines(face.path.read_bytes()).boxes[character]
    return left + x, bottom + rise, right + x, top + rise


@pytest.mark.parametrize("name", FACE_NAMES)
@pytest.mark.parametrize("letter", "ọẹmnxɔgỌẸMX")
@pytest.mark.parametrize("mark", "\u0300\u0301\u0304\u0303")
def test_a_mark_above_stands_close_over_the_middle_of_its_letter(name: FaceName, letter: str, mark: str) -> None:
    face = ARIMO[name]
    *_, stretch = stretches(f"a b{letter}{mark}", face)
    (placed,) = stretch.marks
    left, _, right, top = ink(face, letter, stretch.x + face.widths["b"])
    mark_left, mark_bottom, mark_right, _ = ink(face, mark, placed.x, placed.rise)
    assert 0.02 < mark_bottom - top < 0.08
    slant = 0.16 if "italic" in name else 0.001  # over a slanted letter the middle lies further right
    assert 0 <= (mark_left + mark_right) / 2 - (left + right) / 2 <= slant


@pytest.mark.parametrize("letter", "nmigNG")
def test_a_mark_below_stands_close_under_its_letter(letter: str) -> None:
    face = ARIMO.face()
    (stretch,) = stretches(f"{letter}\u0329", face)
    (placed,) = stretch.marks
    left, bottom, right, _ = ink(face, letter, 0.0)
    mark_left, _, mark_right, mark_top = ink(face, "\u0329", placed.x, placed.rise)
    assert 0.02 < bottom - mark_top < 0.08
    assert (mark_left + mark_right) / 2 == pytest.approx((left + right) / 2)


def test_a_second_mark_stands_over_the_first() -> None:
    face = ARIMO.face()
    (stretch,) = stretches("ɔ̃́", face)
    first, second = stretch.marks
    assert ink(face, second.text, 0.0, second.rise)[1] > ink(face, first.text, 0.0, first.rise)[3]


@pytest.mark.parametrize("name", FACE_NAMES)
def test_marks_take_no_room_in_a_line(name: FaceName) -> None:
    face = ARIMO[name]
    without = "".join(each for each in unicodedata.normalize("NFC", WORDS) if unicodedata.category(each)[0] != "M")
    assert face.width(unicodedata.normalize("NFC", WORDS), 10.0) == pytest.approx(face.width(without, 10.0))
    found = stretches(WORDS, face)
    assert "".join(stretch.text for stretch in found) == WORDS
    for stretch in found:
        assert sorted(stretch.letters + "".join(mark.text for mark in stretch.marks)) == sorted(stretch.text)


def test_text_without_marks_is_left_alone() -> None:
    assert not has_marks("naïve ọ Ŵyn “é”")
    assert has_marks("ọ̀")


@pytest.mark.parametrize("kind", KINDS)
def test_words_with_marks_are_copied_from_the_page_as_they_were_typed(tmp_path: Path, kind: Kind) -> None:
    (tmp_path / "school.yaml").write_text(f"name: Ilé-ẹ̀kọ́\nsenco: {WORDS}\nreturn_to: {WORDS}\n", "utf-8")
    data = build(request_for(kind, school=tmp_path, font="arimo")).data
    with closing(pypdfium2.PdfDocument(data)) as read:
        pages = [page.get_textpage().get_text_bounded() for page in read]
    copied = " ".join("".join(pages).split())
    assert (
        sum("Ilé-ẹ̀kọ́" in unicodedata.normalize("NFC", page) for page in pages)
        >= len([page for page in pages if page]) - 3
    )
    assert unicodedata.normalize("NFC", WORDS) in unicodedata.normalize("NFC", copied)
    assert "Ilé-ẹ̀kọ́" in unicodedata.normalize("NFC", copied)


def test_a_page_with_marks_is_still_accessible(tmp_path: Path) -> None:
    (tmp_path / "school.yaml").write_text(f"name: Ilé-ẹ̀kọ́\nsenco: {WORDS}\n", "utf-8")
    file = tmp_path / "poster.pdf"
    file.write_bytes(build(request_for("poster", school=tmp_path, font="arimo")).data)
    assert not pdfua.validate(str(file)).findings


def test_each_word_with_marks_says_its_text_and_is_closed(tmp_path: Path) -> None:
    (tmp_path / "school.yaml").write_text("name: Oak\nsenco: ọ̀rọ̀\n", "utf-8")
    with pikepdf.open(BytesIO(build(request_for("poster", school=tmp_path, font="arimo")).data)) as pdf:
        operations = pikepdf.parse_content_stream(pdf.pages[0])
    depth, texts = 0, []
    for operation in operations:
        operator, operands = str(operation.operator), list(getattr(operation, "operands", ()))
        depth += {"BDC": 1, "BMC": 1, "EMC": -1}.get(operator, 0)
        assert depth in (0, 1, 2)
        if operator == "BDC" and str(operands[0]) == "/Span" and "/ActualText" in operands[1]:
            texts.append(str(operands[1].ActualText))
    assert depth == 0
    assert texts == ["ọ̀rọ̀"]


def test_marks_that_are_piled_up_are_told_at_their_place(tmp_path: Path) -> None:
    (tmp_path / "school.yaml").write_text(f"name: Oak\nsenco: Mrs A{chr(0x300) * 40}\n", "utf-8")
    with pytest.raises(SenauditError) as caught:
        read_content(request_for("poster", school=tmp_path))
    (problem,) = caught.value.problems
    assert problem.kind == "piled-marks"
    assert problem.place
    assert problem.place.line == 2
    assert problem.message.startswith("39 marks")


@pytest.mark.parametrize("format_", ["pdf", "docx", "html", "txt"])
@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("Oak a\u0301\u0323" + "\u0301" * 5, True),
        ("Oak ب" + "\u064b\u0651" * 6, True),
        ("Oak க" + "\u0bcd" * 9, True),
        ("Việt ọ̀ बच्चों الصَّلَوٰةُ", False),
    ],
)
def test_piles_of_marks_are_told_by_every_edition(tmp_path: Path, words: str, told: bool, format_: Format) -> None:
    (tmp_path / "school.yaml").write_text(f"name: {words}k\n", "utf-8")
    problems: Sequence[Problem] = ()
    try:
        build(request_for("poster", school=tmp_path, format=format_))
    except SenauditError as error:
        problems = error.problems
    assert [problem.kind for problem in problems] == ["piled-marks"] * told
