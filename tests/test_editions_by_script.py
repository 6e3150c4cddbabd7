"""The Word, web and text editions in languages from right to left, and in scripts that have fonts of their own."""

from __future__ import annotations

import json
import re
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import pypdfium2  # type: ignore[import-untyped]
import pytest
from browser import NARROW, WIDE, Pages, place, press, saved
from lxml import etree
from made_words import is_rtl, made_translation
from programs import needs_chromium, needs_libreoffice
from test_word_pages import convert
from test_word_schema import faults
from word_files import found, value

from senaudit.audit.asked_words import by_question
from senaudit.editions.hands import hand_of
from senaudit.editions.word.direction import mirror
from senaudit.editions.word.elements import add_run, node
from senaudit.recipe.request import Request, request_for
from senaudit.recipe.steps import build

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

LANGUAGES = ("ur", "ar", "ta")
_RTL = re.compile("[\u0590-\u05ff\u0620-\u065f\u066e-\u06d3\u06fa-\u08ff]")
_LATIN = re.compile("[A-Za-z]")
ISOLATES = "[\u2066-\u2069]"
WEB = Path(__file__).parents[1] / "senaudit/editions/web"

WIDTHS: list[Any] = [WIDE, NARROW]

every_language = pytest.mark.parametrize("language", LANGUAGES)
from_the_right = pytest.mark.parametrize("language", [each for each in LANGUAGES if is_rtl(each)])
every_kind = pytest.mark.parametrize("kind", ["guide", "sheets", "poster"])


@cache
def _folder() -> TemporaryDirectory[str]:
    return TemporaryDirectory()


@cache
def school(language: str) -> Path:
    """Return the folder of a school whose pack is in made-up words of a language."""
    return made_translation(Path(_folder().name) / language, language)


def asked(kind: Any, language: str, **choices: Any) -> Request:
    """Return a request for a document of that school."""
    return request_for(kind, school=school(language), language=language, **choices)


@cache
def word_file(kind: str, language: str, large_print: bool = False) -> bytes:
    """Return a document as a Word file. A guide has its sheets."""
    choices = {"with_sheets": True} if kind == "guide" else {}
    return build(asked(kind, language, format="docx", large_print=large_print, **choices)).data


def parts(data: bytes) -> dict[str, Any]:
    """Return the XML parts of a Word file, by name."""
    with ZipFile(BytesIO(data)) as file:
        return {name: etree.fromstring(file.read(name)) for name in file.namelist() if name.endswith(".xml")}


def printed(data: bytes) -> list[Any]:
    """Return the parts that are printed: the text and its feet."""
    return [part for name, part in parts(data).items() if name.startswith(("word/document", "word/footer"))]


def words(run: Any) -> str:
    """Return the words of a run."""
    return "".join(each.text or "" for each in found(run, "w:t"))


def directed(*runs: str) -> list[tuple[str, bool]]:
    """Return a paragraph of these runs as runs of one direction: their words, and whether they are from the right."""
    paragraph = node("w:p")
    for text in runs:
        add_run(paragraph, text)
    mirror(node("w:body", paragraph))
    return [(words(run), bool(found(run, "w:rPr/w:rtl"))) for run in found(paragraph, "w:r")]


# Word


@every_language
@every_kind
def test_a_word_file_is_valid(language: str, kind: str, tmp_path: Path) -> None:
    assert faults(word_file(kind, language), tmp_path) == []


@from_the_right
@every_kind
def test_each_run_in_word_says_its_direction(language: str, kind: str) -> None:
    seen = set()
    for part in printed(word_file(kind, language)):
        for run in found(part, "//w:r[w:t]"):
            is_marked, said = bool(found(run, "w:rPr/w:rtl")), words(run)
            assert not (is_marked and _LATIN.search(said))
            assert is_marked or not _RTL.search(said)
            assert not re.search(ISOLATES, said)
            seen.add(is_marked)
    assert seen == {True, False}


@from_the_right
@every_kind
def test_paragraphs_tables_and_sections_are_mirrored_in_word(language: str, kind: str) -> None:
    files = parts(word_file(kind, language))
    normal = found(files["word/styles.xml"], "w:style[@w:styleId='Normal']")[0]
    assert found(normal, "w:pPr/w:bidi")
    document = files["word/document.xml"]
    tables = found(document, "//w:tbl")
    assert bool(tables) == (kind != "poster")
    assert all(found(table, "w:tblPr/w:bidiVisual") for table in tables)
    for section in found(document, "//w:sectPr"):
        assert found(section, "w:bidi")
        assert found(section, "w:rtlGutter")
        if kind != "poster":
            left, right = (int(value(section, "w:pgMar", side)) for side in ("left", "right"))
            assert right == round(25 * 72 / 25.4 * 20) != left
    borders = found(files["word/styles.xml"], "//w:pBdr")
    assert not [each for each in borders if found(each, "w:left")]
    assert {value(each) for each in found(files["word/styles.xml"], "//w:jc")} <= {"start", "end"}


@every_language
@every_kind
def test_letters_of_complex_scripts_have_a_font_size_weight_and_language_in_word(language: str, kind: str) -> None:
    styles = parts(word_file(kind, language))["word/styles.xml"]
    assert value(styles, "w:docDefaults//w:rFonts", "cs") == hand_of(language).font != ""
    assert value(styles, "w:docDefaults//w:lang", "bidi") == language
    assert value(styles, "w:docDefaults//w:pPr/w:spacing", "line") >= "240"
    sized = found(styles, "//w:rPr[w:sz]")
    assert sized
    assert all(value(each, "w:sz") == value(each, "w:szCs") for each in sized)
    assert all(found(each, "w:bCs") for each in found(styles, "//w:rPr[w:b]"))
    assert all(found(each, "w:iCs") for each in found(styles, "//w:rPr[w:i]"))


def test_an_english_word_file_has_nothing_of_that() -> None:
    data = build(request_for("sheets", format="docx")).data
    for name, part in parts(data).items():
        assert not found(part, "//w:bidi | //w:bidiVisual | //w:rtl | //w:rtlGutter"), name
    assert value(parts(data)["word/styles.xml"], "w:docDefaults//w:rFonts", "cs") == "Arial"


def test_a_run_in_word_is_parted_where_the_direction_changes() -> None:
    assert directed("اسکول St Mary’s (Hull) ہے۔") == [("اسکول ", True), ("St Mary’s (Hull)", False), (" ہے۔", True)]
    assert directed("فون 0115 977 4050 ہے") == [("فون ", True), ("0115\u00a0977\u00a04050", False), (" ہے", True)]
    assert directed("سوال 12: ", "\u2068Oak C.I.C.\u2069۔") == [("سوال 12: ", True), ("Oak C.I.C.", False), ("۔", True)]
    assert directed("12. 3") == [("12. 3", True)]


def test_signs_and_figures_between_latin_words_are_marked_as_from_the_right() -> None:
    names = [("Mrs A", False), ("\u200f، ", True), ("Mr B", False)]
    assert directed("\u2068Mrs A\u2069، \u2068Mr B\u2069") == names
    assert directed("Mrs A", " | ", "12") == [("Mrs A", False), ("\u200f | ", True), ("12", True)]
    assert directed("\u2068C1\u2069 | 1. اس") == [("C1", False), ("\u200f | 1. اس", True)]


@needs_libreoffice
@pytest.mark.slow
@pytest.mark.xdist_group("libreoffice")
def test_libreoffice_shows_pages_mirrored_whole_and_in_the_size_asked_for(tmp_path: Path) -> None:
    files = {}
    for language in LANGUAGES:
        for kind, large in (("poster", False), ("sheets", True)):
            files[kind, language] = tmp_path / f"{kind}-{language}.docx"
            files[kind, language].write_bytes(word_file(kind, language, large))
    convert([*files.values()], "pdf", tmp_path)
    for (kind, language), path in files.items():
        with pypdfium2.PdfDocument(path.with_suffix(".pdf")) as pdf:
            assert kind != "poster" or len(pdf) == 1, path.name
            page = pdf[0]
            texts = [each for each in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT]) if each.get_bounds()]
            sizes = [each.get_font_size() * abs(each.get_matrix().d) for each in texts]
            assert kind == "poster" or round(min(sizes), 1) >= 14, path.name
            left, right = page.get_width(), 0.0
            for each in texts:
                left, right = min(left, each.get_bounds()[0]), max(right, each.get_bounds()[2])
            if is_rtl(language):  # the filing edge
                assert kind == "poster" or page.get_width() - right == pytest.approx(25 * 72 / 25.4, abs=2)


# The web page


def test_the_style_sheets_have_no_left_and_right() -> None:
    """But for page numbers, for which there are no other words: pages from right to left have theirs."""
    for path in WEB.glob("*.css"):
        style = path.read_text("utf-8").replace("@bottom-right", "")
        assert not re.search(r"\b(left|right)\b", style), path.name


def open_page(pages: Pages, kind: str, language: str) -> Page:
    """Open a web page of that school."""
    return pages.open(asked(kind, language))


def left_of(thing: Locator) -> float:
    """Return where a thing begins, in pixels from the left."""
    box = thing.bounding_box()
    assert box
    return box["x"]


@needs_chromium
@every_language
@pytest.mark.parametrize("kind", ["sheets", "poster"])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(pages: Pages, language: str, kind: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = open_page(pages, kind, language)
    for size in WIDTHS:
        page.set_viewport_size(size)
        results = Axe().run(page).response
        assert [each["id"] for each in results["violations"]] == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@needs_chromium
@from_the_right
def test_a_web_page_is_mirrored_and_can_be_filled_in(pages: Pages, language: str) -> None:
    page = open_page(pages, "sheets", language)
    page.set_viewport_size(WIDTHS[0])
    tick = page.locator("label.tick").first
    assert left_of(tick.locator("input")) > left_of(tick.locator("span").first)
    row = page.locator(".row").first
    answers = row.locator(".answer")
    assert left_of(row.locator(".cell")) > left_of(answers.nth(0)) > left_of(answers.nth(1))
    place(page, "communication:telephone:practice").first.fill("فون 12")
    press(page, "save")
    told = json.loads(saved(page).read_text("utf-8"))
    assert told["answers"]["communication:telephone:practice"] == "فون 12"
    assert told["language"] == language


@needs_chromium
@every_language
def test_a_poster_is_printed_on_one_page_from_the_web(pages: Pages, language: str, tmp_path: Path) -> None:
    page = open_page(pages, "poster", language)
    page.pdf(path=tmp_path / "poster.pdf", prefer_css_page_size=True)
    with pypdfium2.PdfDocument(tmp_path / "poster.pdf") as pdf:
        assert len(pdf) == 1


@from_the_right
def test_links_and_numbers_are_isolated_on_a_web_page(language: str) -> None:
    page = build(asked("guide", language, format="html")).data.decode()
    assert re.search(r'<a href="mailto:senco@oakhill\.sch\.uk"[^>]* dir="ltr">', page)
    assert "\u20680115\u00a0977\u00a04050\u2069" in page


@every_language
def test_a_web_page_has_the_fonts_and_lines_of_its_script(language: str) -> None:
    page = build(asked("poster", language, format="html")).data.decode()
    assert f'local("{hand_of(language).fonts[0]}")' in page
    assert f"line-height: {hand_of(language).leading}" in page
    assert ("@bottom-left" in page) == is_rtl(language)


def test_an_english_web_page_has_no_other_font() -> None:
    page = build(request_for("poster", format="html")).data.decode()
    assert not re.search("@font-face|@bottom-left|dir=.ltr..*dir=", page)


def test_words_that_were_asked_are_compared_without_isolates() -> None:
    assert by_question({"c:q:practice": "\u2068Oak\u2069?"}) == {"c:q": {"practice": "Oak?"}}


# Plain text


def test_a_text_from_right_to_left_has_the_isolates_of_the_pdf() -> None:
    assert "\u20680115\u00a0977\u00a04050\u2069" in build(asked("guide", "ur", format="txt")).data.decode()
    assert not re.search(ISOLATES, build(asked("guide", "ta", format="txt")).data.decode())
