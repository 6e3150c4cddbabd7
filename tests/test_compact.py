"""Object streams: the same document in far fewer bytes, as other readers see it."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from typing import Any, TypeVar

import pikepdf
import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from senaudit.pdf import draw
from senaudit.pdf.embedding import registered
from senaudit.pdf.object_streams import PdfCanvas, file_of, joined_checksum
from senaudit.pdf.tagging import StructureElement, TaggedCanvas
from senaudit.recipe.request import request_for
from senaudit.recipe.steps import build
from senaudit.typeset.faces import find_family

GUIDE = request_for("guide", with_sheets=True, font="arimo")


class SavedByReportLab:
    """A canvas file as ReportLab itself writes it."""

    def __init__(self, canvas: TaggedCanvas) -> None:
        self.canvas = canvas

    def written(self) -> bytes:
        return saved_by_reportlab(self.canvas)


def saved_by_reportlab(canvas: TaggedCanvas) -> bytes:
    """Save a canvas as ReportLab does, with a classic cross-reference table."""
    canvas.save()
    data = canvas._filename.getvalue()
    assert isinstance(data, bytes)
    return data


@pytest.fixture(scope="module")
def guide() -> bytes:
    """The tagged guide as ReportLab itself writes it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(draw, "file_of", SavedByReportLab)
        patch.setattr(draw, "PdfCanvas", TaggedCanvas)
        return build(GUIDE).data


@pytest.fixture(scope="module")
def small() -> bytes:
    return build(GUIDE).data


Canvas = TypeVar("Canvas", bound=TaggedCanvas)


def plain(kind: type[Canvas], paragraphs: int, title: str = "Title") -> Canvas:
    """Return the canvas of a tagged one-page PDF with that many paragraphs."""
    root = StructureElement("Document")
    font = registered(find_family("arimo").face())
    canvas = kind(BytesIO(), root=root, roles={}, invariant=1, pdfVersion=(1, 7), initialFontName=font)
    canvas.setTitle(title)
    for index in range(paragraphs):
        canvas.addLiteral(canvas.mark(root.add("P")))
        canvas.drawString(72, 800 - index, f"Paragraph {index}")
        canvas.addLiteral(canvas.END)
    canvas.showPage()
    return canvas


def both(paragraphs: int, title: str = "Title") -> tuple[bytes, bytes]:
    """Return the same document twice: written by ReportLab, and with object streams."""
    by_reportlab = saved_by_reportlab(plain(TaggedCanvas, paragraphs, title))
    return by_reportlab, file_of(plain(PdfCanvas, paragraphs, title)).written()


KEPT: list[pikepdf.Pdf] = []
"""Every file that was opened. Objects of pikepdf are valid only as long as their file."""


def opened(data: bytes) -> pikepdf.Pdf:
    """Open a PDF strictly: nothing is repaired in silence."""
    KEPT.append(pikepdf.Pdf.open(BytesIO(data), attempt_recovery=False))
    return KEPT[-1]


DEFAULT_ENTRIES = {"/Rotate": 0, "/Trans": {}}
"""Defaults that ReportLab writes for each page all the same; /ProcSet is obsolete since PDF 1.4 (14.2)."""


@cache
def objects(data: bytes) -> dict[int, bytes]:
    """Return every object of a document by its number, as qpdf writes it, without the object streams themselves."""
    for page in opened(data).pages:
        for key in [key for key, value in DEFAULT_ENTRIES.items() if page.obj.get(key) == value]:
            del page.obj[key]
        if "/ProcSet" in page.Resources:
            del page.Resources["/ProcSet"]
    found = {}
    for each in KEPT[-1].objects:
        if isinstance(each, pikepdf.Stream):
            if each.get("/Type") not in ("/ObjStm", "/XRef"):
                entries = pikepdf.Dictionary({key: value for key, value in each.items() if key != "/Length"})
                found[each.objgen[0]] = entries.unparse(resolved=True)
        elif each is not None and each.objgen[0]:
            found[each.objgen[0]] = each.unparse(resolved=True)
    return found


def raw_streams(data: bytes) -> dict[int, bytes]:
    """Return the compressed bytes of every stream, by object number."""
    return {
        each.objgen[0]: each.read_raw_bytes()
        for each in opened(data).objects
        if isinstance(each, pikepdf.Stream) and each.get("/Type") not in ("/ObjStm", "/XRef")
    }


def holders(data: bytes) -> list[dict[str, Any]]:
    """Return N and the uncompressed length of each object stream."""
    return [
        {"N": int(each.N), "length": len(each.read_bytes())}
        for each in opened(data).objects
        if isinstance(each, pikepdf.Stream) and each.get("/Type") == "/ObjStm"
    ]


def bookmarks(reader: pypdf.PdfReader, outline: Any, depth: int) -> Iterator[tuple[int, str, int | None]]:
    """Yield each bookmark's depth, title and page."""
    for each in outline:
        if isinstance(each, list):
            yield from bookmarks(reader, each, depth + 1)
        else:
            yield depth, each.title, reader.get_destination_page_number(each)


def of_pypdf(data: bytes) -> dict[str, Any]:
    """Return the document as pypdf sees it: texts, title, bookmarks, and the structure's roles in reading order."""
    reader = pypdf.PdfReader(BytesIO(data), strict=True)
    root: Any = reader.trailer["/Root"]
    roles: list[tuple[int, str]] = []

    def walk(element: Any, depth: int) -> None:
        element = element.get_object()
        if isinstance(element, dict) and "/S" in element:
            roles.append((depth, str(element["/S"])))
        if isinstance(element, dict):
            kids = element.get("/K", [])
            kids = kids.get_object() if hasattr(kids, "get_object") else kids
            for kid in kids if isinstance(kids, list) else [kids]:
                walk(kid, depth + 1)

    walk(root["/StructTreeRoot"], 0)
    return {
        "texts": [page.extract_text() for page in reader.pages],
        "title": reader.metadata and reader.metadata.title,
        "bookmarks": list(bookmarks(reader, reader.outline, 0)),
        "roles": roles,
    }


def of_pikepdf(data: bytes) -> dict[str, Any]:
    """Return the structure as qpdf sees it: its roles in reading order, with marks by page and number."""
    pdf = opened(data)
    pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
    found: list[tuple[str, list[str], int | None]] = []

    def walk(element: pikepdf.Object) -> None:
        kids: Any = element.get("/K", pikepdf.Array())
        kids = list(kids) if isinstance(kids, pikepdf.Array) else [kids]
        leaves = [str(kid) for kid in kids if isinstance(kid, int)]
        page = element.get("/Pg")
        found.append((str(element.get("/S")), leaves, pages[page.objgen] if page is not None else None))
        for kid in kids:
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                walk(kid)

    walk(pdf.Root.StructTreeRoot)
    return {"structure": found, "contents": [page.Contents.read_bytes() for page in pdf.pages]}


# The same document


def test_the_guide_has_the_same_objects(guide: bytes, small: bytes) -> None:
    before = objects(guide)
    assert len(before) > 2000
    assert objects(small) == before


def test_pikepdf_reads_the_same_structure_and_pages(guide: bytes, small: bytes) -> None:
    before = of_pikepdf(guide)
    assert len(before["structure"]) > 1000
    assert of_pikepdf(small) == before


def test_pypdf_reads_the_same_texts_bookmarks_and_structure(guide: bytes, small: bytes) -> None:
    before = of_pypdf(guide)
    assert any("Partners" in text for text in before["texts"])
    assert len(before["roles"]) > 1000
    assert of_pypdf(small) == before


def test_streams_are_the_same_byte_for_byte(guide: bytes, small: bytes) -> None:
    before = raw_streams(guide)
    assert len(before) > 20
    assert raw_streams(small) == before


def test_qpdf_has_nothing_to_say(guide: bytes, small: bytes) -> None:
    assert opened(guide).check_pdf_syntax() == []
    assert opened(small).check_pdf_syntax() == []


# How it is written


def test_there_is_a_stream_of_cross_references_and_no_table(small: bytes) -> None:
    place = re.search(rb"startxref\s+(\d+)\s+%%EOF\s*$", small)
    assert place
    assert re.match(rb"\d+ 0 obj\s*<<[^>]*/Type\s*/XRef", small[int(place[1]) :])
    assert not re.search(rb"^xref\s", small, re.MULTILINE)
    assert not re.search(rb"^trailer", small, re.MULTILINE)


def test_all_that_is_no_stream_goes_into_object_streams(guide: bytes, small: bytes) -> None:
    held = sum(holder["N"] for holder in holders(small))
    assert held == len(objects(guide)) - len(raw_streams(guide))
    assert len(re.findall(rb"^\d+ 0 obj", small, re.MULTILINE)) == len(raw_streams(guide)) + len(holders(small)) + 1


def test_the_cross_references_say_where_each_object_is(small: bytes) -> None:
    """Readers may use the index in an object stream or its list of numbers, so both must be right."""
    pdf = opened(small)
    streams = {each.objgen[0]: each for each in pdf.objects if isinstance(each, pikepdf.Stream)}
    (table,) = [each for each in streams.values() if each.get("/Type") == "/XRef"]
    assert [int(width) for width in table.W] == [1, 4, 2]
    packed = table.read_bytes()
    rows = [packed[at : at + 7] for at in range(0, len(packed), 7)]
    assert len(rows) == int(table.Size)
    assert rows[0] == bytes([0, 0, 0, 0, 0, 255, 255])
    held: dict[int, list[bytes]] = {}
    for number, row in enumerate(rows[1:], 1):
        place, index = int.from_bytes(row[1:5], "big"), int.from_bytes(row[5:], "big")
        if row[0] == 1:
            assert small[place:].startswith(b"%d 0 obj" % number)
            assert index == 0
        else:
            assert row[0] == 2
            numbers = held.setdefault(place, streams[place].read_bytes()[: int(streams[place].First)].split()[::2])
            assert int(numbers[index]) == number
    assert sum(map(len, held.values())) > 1000


@pytest.mark.parametrize("paragraphs", [1, 150, 190, 200, 210, 400, 1000])
def test_more_objects_than_two_hundred_go_into_several_streams(paragraphs: int) -> None:
    data, after = both(paragraphs)
    count = len(objects(data)) - len(raw_streams(data))
    sizes = [holder["N"] for holder in holders(after)]
    assert sum(sizes) == count
    assert len(sizes) == -(-count // 200)
    assert max(sizes) <= 200
    assert objects(after) == objects(data)


def test_every_number_of_objects_around_a_full_stream_is_read_back() -> None:
    """With exactly two hundred objects, a second object stream would be empty."""
    seen = set()
    for paragraphs in range(180, 200):
        data, after = both(paragraphs)
        seen.add(len(objects(data)) - len(raw_streams(data)))
        assert objects(after) == objects(data)
        assert opened(after).check_pdf_syntax() == []
    assert {199, 200, 201} <= seen


def test_a_tagged_guide_becomes_much_smaller(guide: bytes, small: bytes) -> None:
    assert len(small) < 0.6 * len(guide)


def test_the_same_bytes_twice(small: bytes) -> None:
    assert build(GUIDE).data == small


@given(st.binary(max_size=70_000), st.binary(max_size=70_000))
def test_the_check_of_two_parts_is_that_of_both_together(first: bytes, second: bytes) -> None:
    both_together = joined_checksum(zlib.adler32(first), zlib.adler32(second), len(second))
    assert both_together == zlib.adler32(first + second)


# Words that look like the file's own


WORDS = (
    "endstream stream",
    "stream",
    "stream\n1 0 obj\nendstream\nendobj",
    "endobj 5 0 obj",
    "0000000001 00000 n",
    "startxref 12 %%EOF",
    "trailer",
    "The trailer << of it",
    "trailer << /Size 1 >> startxref 3 %%EOF",
    "xref 0 1",
)


@pytest.mark.parametrize("title", WORDS, ids=range(len(WORDS)))
def test_a_title_of_the_files_own_words_survives(title: str) -> None:
    data, after = both(3, title)
    assert str(opened(after).docinfo.Title) == title
    assert objects(after) == objects(data)
    assert opened(after).check_pdf_syntax() == []
    assert of_pypdf(after) == of_pypdf(data)


def test_entries_of_the_trailer_are_kept(guide: bytes, small: bytes) -> None:
    before, after = opened(guide).trailer, opened(small).trailer
    assert after.Root.objgen == before.Root.objgen
    assert after.Info.objgen == before.Info.objgen
