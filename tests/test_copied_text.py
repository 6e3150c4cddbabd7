"""In each language of parents, what is copied from a PDF and read aloud are the words that were typed."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import outloud  # type: ignore[import-untyped]
import pdfua
import pikepdf
import pytest
from archived import problems
from declaration import ARTICLES, by_pdfium, by_pdfjs, by_poppler, by_pypdf, copied, without_controls, written
from programs import needs_chinese_font, needs_node, needs_noto, needs_pdfjs, needs_pdftotext

from senaudit import build
from senaudit.layout.direction import mark_right_to_left
from senaudit.layout.markup import Element
from senaudit.pdf.structure import structure_of
from senaudit.problems import NOWHERE

LANGUAGES = [
    pytest.param(language, marks=needs_chinese_font if language == "zh" else needs_noto)
    if language in ("ur", "pa", "gu", "zh")
    else language
    for language in ARTICLES
]
every_language = pytest.mark.parametrize("language", LANGUAGES)

READERS: dict[str, Callable[[Path], str]] = {
    "poppler": by_poppler,
    "pdfium": by_pdfium,
    "pdf.js": by_pdfjs,
    "pypdf": by_pypdf,
}
KNOWN = {("ar", "poppler"): 91, ("ur", "poppler"): 93, ("ar", "pdf.js"): 97, ("bn", "pdf.js"): 96}
"""The percentages that are not 100. poppler puts a comma after the space in text from right to left, and pdf.js an
Arabic sign at the end of a word; it leaves out joiners. So they do with all files."""

_COMMA = re.compile(r" ([،.])(?=\w)")


@cache
def document(language: str) -> bytes:
    with TemporaryDirectory() as folder:
        return written(language, Path(folder))


def file_of(language: str, folder: Path) -> Path:
    path = folder / f"{language}.pdf"
    path.write_bytes(document(language))
    return path


@every_language
@pytest.mark.parametrize(
    "reader",
    [
        pytest.param("poppler", marks=needs_pdftotext),
        "pdfium",
        pytest.param("pdf.js", marks=[needs_node, needs_pdfjs]),
        "pypdf",
    ],
)
def test_the_words_are_copied_as_they_were_typed(language: str, reader: str, tmp_path: Path) -> None:
    text = READERS[reader](file_of(language, tmp_path))
    share = copied(ARTICLES[language], text, language)
    print(f"{language}, {reader}: {share:.1f} per cent")
    assert share >= KNOWN.get((language, reader), 100)
    if reader == "poppler":
        assert copied(ARTICLES[language], _COMMA.sub(r"\1 ", without_controls(text)), language) == 100


@every_language
def test_files_of_every_language_conform(language: str, tmp_path: Path) -> None:
    """To PDF/UA and PDF/A: fonts are embedded, every code has a character and a glyph, and all is tagged."""
    assert problems(document(language)) == {}
    path = file_of(language, tmp_path)
    result = outloud.check(str(path), layers={"conformance"})
    assert [each for each in result.findings if each.severity == "error"] == []
    assert pdfua.validate(str(path)).findings == ()


def spoken(data: bytes) -> list[tuple[str, Any]]:
    """Return the replacement texts of the structure elements, in reading order, each with the elements around it."""
    found = []
    with pikepdf.open(BytesIO(data)) as file:
        waiting: list[tuple[Any, tuple[str, ...]]] = [(file.Root.StructTreeRoot.K, ())]
        while waiting:
            element, around = waiting.pop()
            roles = (*around, str(element.S))
            if "/ActualText" in element:
                found.append((str(element.ActualText), roles))
            kids = element.get("/K", pikepdf.Array())
            kids = kids if isinstance(kids, pikepdf.Array) else [kids]
            waiting += [
                (kid, roles) for kid in reversed(list(kids)) if isinstance(kid, pikepdf.Dictionary) and "/S" in kid
            ]
    return found


@pytest.mark.parametrize("language", [pytest.param("ur", marks=needs_noto), "ar"])
def test_words_from_right_to_left_are_said_by_the_structure_alone(language: str) -> None:
    """A replacement text around the words on the page would be turned round by poppler and PDFium."""
    texts = [text for text, _ in spoken(document(language))]
    start = texts.index(ARTICLES[language][0])
    assert texts[start : start + len(ARTICLES[language])] == ARTICLES[language]
    with pikepdf.open(BytesIO(document(language))) as file:
        for page in file.pages:
            marks = [each for each in pikepdf.parse_content_stream(page) if str(each.operator) == "BDC"]
            assert not [each for each in marks if "/ActualText" in str(each.operands)]


def test_a_replacement_text_hides_no_link(tmp_path: Path) -> None:
    """It is on the strings around a link and in it, and not on their paragraph."""
    before, words, after = "قبل ذلك ", "الرابط", " وبعد ذلك"
    data = written("ar", tmp_path, [f"{before}[{words}](https://school.example/a){after}"])
    inside = [(text, roles[-3:]) for text, roles in spoken(data) if text in (before, words, after)]
    assert inside[-3:] == [
        (before, ("/Sect", "/P", "/Span")),
        (words, ("/P", "/Link", "/Span")),
        (after, ("/Sect", "/P", "/Span")),
    ]
    with pikepdf.open(BytesIO(data)) as file:
        links = [each for each in file.objects if isinstance(each, pikepdf.Dictionary) and each.get("/S") == "/Link"]
        kids = [[kid.get("/Type", "") for kid in link.K if isinstance(kid, pikepdf.Dictionary)] for link in links]
        assert any("/OBJR" in each for each in kids), "the area to click is the link's own"


def test_words_of_both_directions_are_read_in_the_order_in_which_they_were_typed(tmp_path: Path) -> None:
    """On the page, the English words of a line stand from left to right, in a line from right to left."""
    words = ["قبل ذلك Oak ", "Hill", " School ثم ", "اسم School", " بعد ذلك"]
    before, strong, middle, link, after = words
    typed = f"{before}**{strong}**{middle}[{link}](https://school.example/a){after}"
    said = [text for text, _ in spoken(written("ar", tmp_path, [typed]))]
    start = said.index(before)
    assert said[start : start + len(words)] == words


def test_signs_that_nobody_sees_are_not_said() -> None:
    """Those that isolate words are put in by the program."""
    para = Element("para", {}, NOWHERE, ["كلمة \u2068School\u2069 كلمة\u00adكلمة"])
    document = Element("document", {"lang": "ar"}, NOWHERE, [para])
    (text,) = mark_right_to_left(document.walk())
    entries = structure_of(document).of[text].entries  # type: ignore[union-attr]
    said = re.fullmatch("/ActualText<FEFF([0-9A-F]*)>", entries)
    assert said
    assert bytes.fromhex(said[1]).decode("utf-16-be") == "كلمة School كلمةكلمة"


def test_a_document_from_right_to_left_says_so(tmp_path: Path) -> None:
    with pikepdf.open(BytesIO(document("ar"))) as file:
        assert file.Root.ViewerPreferences.Direction == "/R2L"
        assert file.Root.StructTreeRoot.K.A.WritingMode == "/RlTb"


@pytest.mark.parametrize("language", ["pl", "ta"])
def test_a_document_from_left_to_right_says_nothing_of_it(language: str) -> None:
    with pikepdf.open(BytesIO(document(language))) as file:
        assert "/Direction" not in file.Root.ViewerPreferences
        assert "/A" not in file.Root.StructTreeRoot.K
    assert spoken(document(language)) == []


def test_tables_from_right_to_left_say_so(tmp_path: Path) -> None:
    content = tmp_path / "content"
    written("ar", tmp_path)
    (tmp_path / "content-ar").rename(content)
    labels = (content / "labels.yaml").read_text("utf-8").replace("The label title-sheets", "عنوان")
    (content / "labels.yaml").write_text(labels, "utf-8")
    poster = (content / "chapters/communication.yaml").read_text("utf-8")
    (content / "chapters/communication.yaml").write_text(poster.replace("Are your letters clear?", "سؤال"), "utf-8")
    with pikepdf.open(BytesIO(build("sheets", content=content, font="arimo").data)) as file:
        tables = [each for each in file.objects if isinstance(each, pikepdf.Dictionary) and each.get("/S") == "/Table"]
        assert tables
        assert all(table.A.WritingMode == "/RlTb" for table in tables)


@pytest.mark.parametrize("language", [pytest.param("ur", marks=needs_noto), "ar", "bn", "ta"])
def test_the_same_words_give_the_same_bytes(language: str, tmp_path: Path) -> None:
    assert written(language, tmp_path) == document(language)


NUMBERS = ["سنة 1948 من", "الفصل 12 و 13", "رقم 0115 977 4050 هنا"]


@pytest.mark.parametrize("language", [pytest.param("ur", marks=needs_noto), "ar"])
@pytest.mark.parametrize("reader", ["pdfium", pytest.param("pdf.js", marks=[needs_node, needs_pdfjs])])
def test_numbers_among_words_from_right_to_left_keep_their_spaces_and_order(
    language: str, reader: str, tmp_path: Path
) -> None:
    path = tmp_path / "numbers.pdf"
    path.write_bytes(written(language, tmp_path, NUMBERS))
    text = " ".join(without_controls(READERS[reader](path)).split())
    assert NUMBERS[0] in text
    assert NUMBERS[1] in text
    assert "0115 977 4050" in text
