"""Word documents as LibreOffice lays them out: each is opened, turned into a PDF, and read back.

LibreOffice stands for Word here. Word's own pages differ from them in places.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from zipfile import ZipFile

import pypdfium2  # type: ignore[import-untyped]
import pytest
from lxml import etree
from programs import LIBREOFFICE, needs_libreoffice
from pypdfium2 import raw
from word_files import SHEETS, SPACES, WORD_DOCUMENTS, Styles, found, pages_of, part, value, word_file, words_in

pytestmark = [needs_libreoffice, pytest.mark.slow, pytest.mark.xdist_group("libreoffice")]

NOTES = ("ParentsSay", "InSchools", "Guidance", "Quote")

MM = 72 / 25.4
_OVERLAP = 4.0
"""Lines of one paragraph may overlap by this, in points: a text is as high as its typeface."""

LONGEST_RUN = 180
"""Seconds after which LibreOffice is stopped."""

FILTER = 'pdf:writer_pdf_Export:{"IsSkipEmptyPages":{"type":"boolean","value":"false"}}'
"""The pages before right-hand pages stay, so that a page's place in the file is its number."""

every_document = pytest.mark.parametrize("name", WORD_DOCUMENTS)


class Shape(NamedTuple):
    """A text or line on a page, in points from the lower left corner; and of a text the size, and its words."""

    left: float
    bottom: float
    right: float
    top: float
    size: float = 0.0
    bold: bool = False
    words: tuple[str, ...] = ()


class PdfPage(NamedTuple):
    """A page: its width and height, its texts, lines and pictures, and the words of its foot."""

    width: float
    height: float
    texts: list[Shape]
    lines: list[Shape]
    pictures: list[Shape]
    foot: list[str]

    @property
    def words(self) -> list[str]:
        """The words above the foot."""
        told = [word for text in self.texts for word in text.words]
        return told[: len(told) - len(self.foot)]

    @property
    def last(self) -> Shape:
        """The last text above the foot."""
        left = len(self.foot)
        for text in reversed(self.texts):
            if left <= 0:
                return text
            left -= len(text.words)
        return Shape(0, 0, 0, 0)


@cache
def _folder() -> TemporaryDirectory[str]:
    return TemporaryDirectory()


@cache
def converted() -> Path:
    """Turn all documents into PDFs in one run of LibreOffice, and return their folder."""
    folder = Path(_folder().name)
    files = []
    for name in WORD_DOCUMENTS:
        files.append(folder / f"{name}.docx")
        files[-1].write_bytes(word_file(name))
    convert(files, FILTER, folder)
    return folder


def convert(files: list[Path], form: str, folder: Path) -> None:
    """Have LibreOffice write files anew in another form, in a folder."""
    profile = f"-env:UserInstallation={(Path(_folder().name) / 'profile').as_uri()}"
    command = [LIBREOFFICE.path, profile, "--headless", "--norestore", "--convert-to", form, "--outdir", str(folder)]
    process = subprocess.Popen(
        [*command, *files], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        assert process.wait(LONGEST_RUN) == 0
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End LibreOffice and all that it started, if it still runs."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    process.wait()


@cache
def pdf_of(name: str) -> list[PdfPage]:
    """Return the pages of a document."""
    feet = _feet(name)
    pdf = pypdfium2.PdfDocument(converted() / f"{name}.pdf")
    try:
        return [_read(page, feet) for page in pdf]
    finally:
        pdf.close()


def _feet(name: str) -> list[re.Pattern[str]]:
    """Return patterns of the words of a document's feet. A number of a page is any number."""
    feet = []
    for path in pages_of(name):
        if "footer" in path:
            fields = found(part(name, path), "//w:fldSimple//w:t")
            for field in fields:
                field.text = "7"
            told = " ".join(words(words_in(part(name, path))))
            feet.append(re.compile(re.sub(r"\b7\b", r"\\d+", told) + "$"))
    return feet


def _read(page: pypdfium2.PdfPage, feet: list[re.Pattern[str]]) -> PdfPage:
    """Read a page. What LibreOffice prints last on it is its foot."""
    whole = page.get_textpage()
    told = " ".join(words(whole.get_text_range()))
    foot = max((match[0] for foot in feet if (match := foot.search(told))), key=len, default="").split()
    texts: list[Shape] = []
    lines: list[Shape] = []
    pictures: list[Shape] = []
    kinds = [raw.FPDF_PAGEOBJ_TEXT, raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE]
    for thing in page.get_objects(filter=kinds, textpage=whole):
        left, bottom, right, top = thing.get_bounds()
        if thing.type != raw.FPDF_PAGEOBJ_TEXT:
            (lines if thing.type == raw.FPDF_PAGEOBJ_PATH else pictures).append(Shape(left, bottom, right, top))
        elif said := tuple(words(thing.extract())):
            size = thing.get_font_size() * abs(thing.get_matrix().d)
            texts.append(Shape(left, bottom, right, top, size, "Bold" in thing.get_font().get_base_name(), said))
    width, height = page.get_size()
    return PdfPage(width, height, texts, lines, pictures, foot)


def words(text: str) -> list[str]:
    """Return the words of a text. Signs that only say where a line may be broken are none."""
    return re.findall(r"\w+", re.sub("[\u00ad\u200b\u2060]", "", text).casefold())


# Everything is there


@every_document
def test_every_word_is_printed_in_order(name: str) -> None:
    """More is printed: numbers of lists, feet, and the heads of tables that go on."""
    printed = iter([word for page in pdf_of(name) for word in page.words])
    missing = [word for word in words(words_in(part(name))) if word not in printed]
    assert not missing


@every_document
def test_nothing_is_printed_outside_the_page_or_close_to_its_edge(name: str) -> None:
    for page in pdf_of(name):
        for shape in (*page.texts, *page.lines):
            assert shape.left >= 8 * MM
            assert shape.right <= page.width - 8 * MM
            assert shape.bottom >= 8 * MM
            assert shape.top <= page.height - 8 * MM


@every_document
def test_no_text_is_printed_over_another(name: str) -> None:
    for page in pdf_of(name):
        lines = sorted(page.texts, key=lambda text: text.bottom)
        for place, text in enumerate(lines):
            for other in lines[place + 1 :]:
                if other.bottom > text.top - _OVERLAP:
                    break
                assert text.right - _OVERLAP < other.left or other.right - _OVERLAP < text.left


@pytest.mark.parametrize("name", [name for name in WORD_DOCUMENTS if name.startswith("poster")])
def test_the_poster_is_one_page_of_a3_that_is_full(name: str) -> None:
    pages = pdf_of(name)
    assert [(round(page.width / MM), round(page.height / MM)) for page in pages] == [(297, 420)]
    assert min(shape.bottom for shape in (*pages[0].texts, *pages[0].pictures)) < pages[0].height * 0.1


@pytest.mark.parametrize(
    ("name", "least"),
    [(name, 24 if "24" in name else 14) for name in WORD_DOCUMENTS if "large" in name or "24" in name],
)
def test_no_type_is_smaller_than_was_asked_for(name: str, least: int) -> None:
    sizes = {round(text.size, 2) for page in pdf_of(name) for text in page.texts}
    assert min(sizes) >= least


# Feet

MOST_ON_A_COVER = 60
"""Only a cover, the first page of a chapter and an empty page have no foot, and these words at most."""


@pytest.mark.parametrize("name", [name for name in WORD_DOCUMENTS if not name.startswith("poster")])
def test_a_foot_has_the_number_of_its_page(name: str) -> None:
    pages = pdf_of(name)
    is_sheets = WORD_DOCUMENTS[name].kind == "sheets"
    seen = 0
    for number, page in enumerate(pages, 1):
        if page.foot:
            seen += 1
            said = ["page", str(number), "of", str(len(pages))] if is_sheets else [str(number)]
            assert " ".join(said) in " ".join(page.foot)
        else:
            assert len(page.words) < MOST_ON_A_COVER
    assert seen > len(pages) / 2


# Headings


def headings_of(name: str) -> dict[tuple[str, ...], float]:
    """Return the size of each heading that stands with what follows it, by its words.

    Titles of covers and dividers stand alone.
    """
    styles = Styles(name)
    return {
        tuple(words(words_in(paragraph))): int(styles.get(styles.of(paragraph), "w:rPr/w:sz")) / 2
        for paragraph in found(part(name), "//w:body/w:p")
        if styles.level(paragraph) and styles.of(paragraph) not in ("ChapterTitle", "Title", "TOCHeading")
    }


@pytest.mark.parametrize("name", [name for name in WORD_DOCUMENTS if name.startswith("guide")])
def test_no_heading_is_the_last_thing_on_its_page(name: str) -> None:
    headings = headings_of(name)
    assert headings
    for page in pdf_of(name):
        ends = [size for heading, size in headings.items() if tuple(page.words[-len(heading) :]) == heading]
        assert not (page.last.bold and any(abs(page.last.size - size) < 0.6 for size in ends))


@pytest.mark.parametrize("name", [name for name in WORD_DOCUMENTS if name.startswith("guide")])
def test_a_cover_is_one_page(name: str) -> None:
    last = words(words_in(found(part(name), "(//w:sectPr)[1]/ancestor::w:p")[0]))
    assert pdf_of(name)[0].words[-len(last) :] == last


# The audit sheets


def rows_on(page: PdfPage) -> Iterator[float]:
    """Yield the heights of the rows of the table on a page, in points, from its first one, the heads."""
    upright = [line for line in page.lines if line.right - line.left < 2.5 and line.top - line.bottom > 60]
    if len(upright) < 4:
        return
    left, right = min(line.left for line in upright), max(line.right for line in upright)
    low, high = min(line.bottom for line in upright), max(line.top for line in upright)
    across = sorted(
        {
            round((line.top + line.bottom) / 2)
            for line in page.lines
            if line.right - line.left > right - left - 6 and low - 3 <= line.bottom and line.top <= high + 3
        },
        reverse=True,
    )
    yield from (upper - lower for upper, lower in pairwise(across))


@pytest.mark.parametrize("name", SHEETS)
def test_no_row_is_broken_over_two_pages_and_each_has_room_to_write(name: str) -> None:
    """A row that were broken would be counted twice."""
    least = (60 if "24" in name or "large" in name else 45) * MM
    heights: list[float] = []
    for page in pdf_of(name):
        head, *rows = [*rows_on(page)] or [0.0]
        assert head < least
        heights += rows
    assert len(heights) == len(found(part(name), "//w:tbl/w:tr[not(w:trPr/w:tblHeader)]"))
    assert min(heights) >= least - 2


@pytest.mark.parametrize("name", SHEETS)
def test_every_page_of_a_table_begins_with_the_heads_of_its_columns(name: str) -> None:
    heads = words(words_in(found(part(name), "(//w:tbl)[1]/w:tr[1]")[0]))
    for page in pdf_of(name):
        if [*rows_on(page)]:
            assert " ".join(heads) in " ".join(page.words)


def test_libreoffice_keeps_the_bookmarks_of_questions_and_the_rows_when_it_saves_sheets(tmp_path: Path) -> None:
    """It may drop tags. Whoever reads a filled-in sheet then finds each question by its bookmark."""
    convert([converted() / "sheets.docx"], "docx", tmp_path)
    with ZipFile(tmp_path / "sheets.docx") as package:
        saved = etree.fromstring(package.read("word/document.xml"))
    rows = "//w:tbl/w:tr[not(w:trPr/w:tblHeader)]"
    names = [
        [mark.get(f"{{{SPACES['w']}}}name") for mark in found(row, "w:tc[1]//w:bookmarkStart")]
        for row in found(saved, rows)
    ]
    before = [value(row, "w:tc[1]//w:bookmarkStart", "name") for row in found(part("sheets"), rows)]
    assert len(names) == len(before) == 40
    assert all(name in row for name, row in zip(before, names, strict=True))


# Call-outs


def bars_on(page: PdfPage) -> list[list[Shape]]:
    """Return the bars at the side of call-outs. What touches is one bar."""
    bars: list[list[Shape]] = []
    uprights = (line for line in page.lines if line.right - line.left < 12 < line.top - line.bottom)
    for line in sorted(uprights, key=lambda line: -line.top):
        if bars and line.top >= min(other.bottom for other in bars[-1]) - 1:
            bars[-1].append(line)
        else:
            bars.append([line])
    return bars


def call_outs_of(name: str) -> int:
    """Return the number of call-outs. Each begins with a paragraph of another style than that before it, or a label."""
    styles = Styles(name)
    ids = [styles.of(paragraph) for paragraph in found(part(name), "//w:body/w:p")]
    kinds = [next((note for note in NOTES if each.startswith(note)), "") for each in ids]
    return sum(
        kind != "" and ("Label" in each or kind != before)
        for before, kind, each in zip(["", *kinds], kinds, ids, strict=False)
    )


@pytest.mark.parametrize("name", [name for name in WORD_DOCUMENTS if name.startswith("guide") and name not in SHEETS])
def test_a_call_out_is_one_box(name: str) -> None:
    """Its bar has no gap and stands at one place. Only the end of a page divides it: then it goes on at the top."""
    begun = at_top = 0
    for page in pdf_of(name):
        first = max((text.top for text in page.texts), default=0.0)
        for bar in bars_on(page):
            assert len({round(line.left) for line in bar}) <= 2  # a bar may be a double line
            begun += bar[0].top < first - 2
            at_top += bar[0].top >= first - 2
    assert begun <= call_outs_of(name) <= begun + at_top
