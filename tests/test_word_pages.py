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

import pypdfium2  # type: ignore[import-untyped]
import pytest
from programs import LIBREOFFICE, needs_libreoffice
from pypdfium2 import raw
from word_files import SHEETS, WORD_DOCUMENTS, Styles, found, part, word_file, words_in

pytestmark = [needs_libreoffice, pytest.mark.slow, pytest.mark.xdist_group("libreoffice")]

MM = 72 / 25.4
LONGEST_RUN = 180
"""Seconds after which LibreOffice is stopped."""

FILTER = 'pdf:writer_pdf_Export:{"IsSkipEmptyPages":{"type":"boolean","value":"false"}}'
"""The pages before right-hand pages stay, so that a page's place in the file is its number."""

every_document = pytest.mark.parametrize("name", WORD_DOCUMENTS)


class Shape(NamedTuple):
    """A text or line on a page. Lengths are in points from the lower left corner. `size` is that of the type, or 0."""

    left: float
    bottom: float
    right: float
    top: float
    size: float = 0.0


class PdfPage(NamedTuple):
    """A page: its width and height, its words above the foot, those of the foot, its texts and its lines."""

    width: float
    height: float
    body: str
    foot: str
    texts: list[Shape]
    lines: list[Shape]


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
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [LIBREOFFICE.path, profile, "--headless", "--norestore", "--convert-to", FILTER]
    process = subprocess.Popen(
        [*command, "--outdir", folder, *files],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        assert process.wait(LONGEST_RUN) == 0
    finally:
        _end(process)
    return folder


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
    pdf = pypdfium2.PdfDocument(converted() / f"{name}.pdf")
    try:
        return [_read(page) for page in pdf]
    finally:
        pdf.close()


FOOT = 24 * MM
"""What stands lower than this on a page is its foot."""


def _read(page: pypdfium2.PdfPage) -> PdfPage:
    width, height = page.get_size()
    words = page.get_textpage()
    is_poster = width > 600
    foot = 0.0 if is_poster else FOOT
    texts: list[Shape] = []
    lines: list[Shape] = []
    for thing in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT, raw.FPDF_PAGEOBJ_PATH]):
        is_text = thing.type == raw.FPDF_PAGEOBJ_TEXT
        left, bottom, right, top = thing.get_bounds()
        (texts if is_text else lines).append(Shape(left, bottom, right, top, _size(thing) if is_text else 0.0))
    return PdfPage(
        width,
        height,
        words.get_text_bounded(0, foot, width, height),
        words.get_text_bounded(0, 0, width, foot) if foot else "",
        texts,
        lines,
    )


def _size(text: pypdfium2.PdfObject) -> float:
    """Return the size of a text in points, as it is printed."""
    size = raw.c_float()
    raw.FPDFTextObj_GetFontSize(text.raw, size)
    matrix = text.get_matrix()
    return float(size.value * abs(matrix.d))


def words(text: str) -> list[str]:
    """Return the words of a text. Signs that only say where a line may be broken are none."""
    return re.findall(r"\w+", re.sub("[\u00ad\u200b\u2060\ufffe]", "", text).casefold())


# Everything is there


@every_document
def test_every_word_is_printed_in_order(name: str) -> None:
    """More is printed: numbers of lists, feet, and the heads of tables that go on."""
    printed = iter(words("\n".join(f"{page.body}\n" for page in pdf_of(name))))
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
def test_the_text_stands_above_the_foot(name: str) -> None:
    for page in pdf_of(name):
        for shape in page.texts:
            assert page.width > 600 or not (shape.bottom < FOOT < shape.top)


@pytest.mark.parametrize("name", [name for name in WORD_DOCUMENTS if name.startswith("poster")])
def test_the_poster_is_one_page_of_a3(name: str) -> None:
    pages = pdf_of(name)
    assert [(round(page.width / MM), round(page.height / MM)) for page in pages] == [(297, 420)]


@pytest.mark.parametrize(
    ("name", "least"),
    [(name, 24 if "24" in name else 14) for name in WORD_DOCUMENTS if "large" in name or "24" in name],
)
def test_no_type_is_smaller_than_was_asked_for(name: str, least: int) -> None:
    sizes = {round(text.size, 2) for page in pdf_of(name) for text in page.texts}
    assert min(sizes) >= least


# Feet


@pytest.mark.parametrize("name", [name for name in WORD_DOCUMENTS if not name.startswith("poster")])
def test_a_foot_has_the_number_of_its_page(name: str) -> None:
    pages = pdf_of(name)
    is_sheets = WORD_DOCUMENTS[name].kind == "sheets"
    seen = 0
    for number, page in enumerate(pages, 1):
        numbers = [word for word in words(page.foot) if word.isdecimal()]
        if not numbers:
            continue
        seen += 1
        if is_sheets:
            assert f"Page {number} of {len(pages)}" in " ".join(page.foot.split())
        else:
            assert str(number) in numbers
    assert seen >= len(pages) - 12


# Headings


def headings_of(name: str) -> set[tuple[str, ...]]:
    """Return the words of each heading that stands with what follows it. Titles of covers and dividers stand alone."""
    styles = Styles(name)
    return {
        tuple(words(words_in(paragraph)))
        for paragraph in found(part(name), "//w:body/w:p")
        if styles.level(paragraph) and styles.of(paragraph) not in ("ChapterTitle", "Title", "TOCHeading")
    }


@pytest.mark.parametrize("name", [name for name in WORD_DOCUMENTS if name.startswith("guide")])
def test_no_heading_is_the_last_thing_on_its_page(name: str) -> None:
    headings = headings_of(name)
    assert headings
    for page in pdf_of(name):
        told = words(page.body)
        assert not any(tuple(told[-len(heading) :]) == heading for heading in headings)


# The audit sheets


def rows_on(page: PdfPage) -> Iterator[float]:
    """Yield the heights of the rows of the table on a page, in points, from its first one, the heads."""
    upright = [line for line in page.lines if line.right - line.left < 4 and line.top - line.bottom > 60]
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
            assert " ".join(heads) in " ".join(words(page.body))
