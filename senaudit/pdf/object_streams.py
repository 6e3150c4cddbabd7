"""A PDF file written small: all that is no stream goes, compressed, into object streams (ISO 32000-1, 7.5.7).

A structure tree is thousands of small objects; written out one by one, with twenty bytes each in the table of
cross-references, they would double a file.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, chain
from struct import Struct
from typing import NamedTuple

from reportlab.pdfbase import pdfdoc

from senaudit.pdf.tagging import StructureElement, TaggedCanvas, reference
from senaudit.pictures.raster import Pixels

_AT_A_TIME = 200
"""Objects in one object stream: a reader unpacks a stream whole to get at one of them."""


_LEVEL = 4
"""How hard zlib tries: a third less work than its own choice, for a fortieth more bytes."""

_HEAD = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
"""The version, and a comment that tells whoever sends the file that it is not text (7.5.2)."""


_ENTRY = Struct(">BIH")
"""A cross-reference: its kind, then a place or an object stream's number, and an index there (7.5.8.3)."""


class PdfFile(NamedTuple):
    """A file whose objects are known: streams, which stand by themselves, and all others, packed together.

    `streams` are the objects with a stream, by their numbers, in the order of the file: from "<<" to "endstream".
    `groups` are the other objects by theirs, under the number of the object stream in which they are packed; `trailer`
    is the inside of the trailer's dictionary, without /Size.
    """

    head: bytes
    streams: Mapping[int, bytes]
    groups: Mapping[int, Mapping[int, bytes]]
    trailer: bytes

    def changed(self, objects: Mapping[int, bytes]) -> PdfFile:
        """Return the file with other contents of some objects, by their numbers."""
        streams = {number: objects.get(number, content) for number, content in self.streams.items()}
        groups = dict(self.groups)
        for number, group in self.groups.items():
            if objects.keys() & group:
                groups[number] = {each: objects.get(each, content) for each, content in group.items()}
                streams[number] = _object_stream(groups[number])
        return PdfFile(self.head, streams, groups, self.trailer)

    def written(self) -> bytes:
        """Return the file."""
        body = [self.head]
        at = len(self.head)
        last = max(max(self.streams), *map(max, self.groups.values())) + 1
        entries = bytearray(_ENTRY.size * (last + 1))
        _ENTRY.pack_into(entries, 0, 0, 0, 65535)  # free
        for number, group in self.groups.items():
            for index, each in enumerate(group):
                _ENTRY.pack_into(entries, _ENTRY.size * each, 2, number, index)  # in an object stream
        for number, content in self.streams.items():
            _ENTRY.pack_into(entries, _ENTRY.size * number, 1, at, 0)  # at an offset
            parts = b"%d 0 obj\n" % number, content, b"\nendobj\n"  # put together once, at the end: they are large
            body += parts
            at += sum(map(len, parts))
        _ENTRY.pack_into(entries, _ENTRY.size * last, 1, at, 0)
        table = _stream(b"/Type/XRef/W[1 4 2]/Size %d%s" % (last + 1, self.trailer), bytes(entries))
        body.append(b"%d 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (last, table, at))
        return b"".join(body)


class PageContent(pdfdoc.PDFStream):
    """The operators of a page, packed part by part: each part is packed the same way wherever it stands."""

    def __init__(self, parts: Iterable[Packed]) -> None:
        self.parts = parts

    def format(self, document: object = None) -> bytes:
        """Return the stream."""
        packed = bytearray(b"\x78\x9c")
        check = 1
        for part in self.parts:
            packed += part.packed
            check = joined_check(check, part.check, part.length)
        packed += b"\x03\x00" + check.to_bytes(4, "big")  # an empty last block (RFC 1951, 3.2.6), and the check
        return b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(packed), packed)


class Packed(NamedTuple):
    """A part of a stream, deflated so that another part can follow it; its check (Adler-32) and length before that."""

    packed: bytes
    check: int
    length: int


def packed(content: bytes) -> Packed:
    """Return a part of a stream, packed (RFC 1951)."""
    deflate = zlib.compressobj(_LEVEL, wbits=-zlib.MAX_WBITS)
    small = deflate.compress(content) + deflate.flush(zlib.Z_FULL_FLUSH)
    return Packed(small, zlib.adler32(content), len(content))


def joined_check(first: int, second: int, length: int) -> int:
    """Return the check of two parts that follow each other, from those of each and the length of the second.

    Adler-32 is two sums (RFC 1950, 8.2): of the bytes, beginning with 1, and of all values that the first sum takes.
    """
    low = (first & 0xFFFF) + (second & 0xFFFF) - 1
    high = (first >> 16) + (second >> 16) + length * ((first & 0xFFFF) - 1)
    return (high % _ADLER) << 16 | low % _ADLER


_ADLER = 65521
"""The largest prime number below 65536."""


class PictureContent(pdfdoc.PDFStream):
    """A picture's pixels (8.9.5): a byte of grey for each, or else a byte each of red, green and blue."""

    def __init__(self, pixels: Pixels) -> None:
        self.pixels = pixels

    def format(self, document: object = None) -> bytes:
        """Return the stream."""
        _, width, height, data, _ = self.pixels
        colours = "Gray" if self.pixels.mode == "L" else "RGB"
        entries = (
            f"/Type/XObject/Subtype/Image/Width {width}/Height {height}/BitsPerComponent 8/ColorSpace/Device{colours}"
        )
        return _stream(entries.encode(), data)


class PdfCanvas(TaggedCanvas):
    """A canvas for `file_of`: ReportLab need not know its structure elements, which are most of a file's objects."""

    elements: Sequence[StructureElement] = ()
    first = 0

    def number_elements(self) -> None:
        """Give each element its number in the file."""
        self.elements = self.root.walk()
        self.first = self.document.objectcounter + 1
        for number, element in enumerate(self.elements, self.first):
            element.reference = f"{number} 0 R"
        self.document.objectcounter += len(self.elements)


def file_of(canvas: PdfCanvas) -> PdfFile:
    """Return the file of a canvas whose last page has been shown. It takes the place of the canvas's own `save`."""
    document = canvas.document
    for font in document.delayedFonts:
        font.addObjects(document)
    document.info.digest(document.signature)
    catalog, info = (document.Reference(each).format(document) for each in (document.Catalog, document.info))
    document.Outlines.prepare(document, canvas)
    if document.Outlines.ready < 0:
        document.Catalog.Outlines = None
    mark = document.signature.hexdigest().encode("ascii")
    return pdf_file(_HEAD, _objects(canvas), b"/ID[<%s><%s>]/Info %s/Root %s" % (mark, mark, info, catalog))


def _page(page: pdfdoc.PDFPage, document: pdfdoc.PDFDocument) -> bytes:
    """Return a page's dictionary (7.7.3.3), in far less time than ReportLab takes for it."""
    fonts = str(pdfdoc.PDFObjectReference(pdfdoc.BasicFonts).format(document), "ascii")
    pictures = f"/XObject{str(page.XObjects.format(document), 'ascii')}" if page.XObjects else ""
    links = f"/Annots[{' '.join([reference(each, document) for each in page.Annots])}]" if page.Annots else ""
    tagged = f"/StructParents {page.StructParents}/Tabs{page.Tabs}" if hasattr(page, "StructParents") else ""
    parent, contents = reference(document.Pages, document), reference(page.Contents, document)
    return (
        f"<</Type/Page/Parent {parent}/MediaBox[0 0 {page.pagewidth:.4f} {page.pageheight:.4f}]"
        f"/Resources<</Font {fonts}{pictures}>>/Contents {contents}{links}{tagged}>>"
    ).encode("ascii")


def number_of(thing: pdfdoc.PDFObject, document: pdfdoc.PDFDocument) -> int:
    """Return an object's number in the file of its document, once that is made."""
    named = thing.reference if type(thing) is StructureElement else reference(thing, document)
    return int(named.split()[0])


def _objects(canvas: PdfCanvas) -> Iterator[tuple[int, bytes]]:
    """Yield the objects of a canvas's document by their numbers; further ones turn up while others are formatted."""
    document = canvas.document
    number = 1
    while True:
        if number == canvas.first:
            for number, element in enumerate(canvas.elements, canvas.first):
                yield number, element.format(document)
            number += 1
        name = document.numberToId.get(number)
        if name is None:
            return
        thing = document.idToObject[name]
        if type(thing) is pdfdoc.PDFPage and type(thing.Contents) is PageContent:
            yield number, _page(thing, document)
        else:
            yield number, pdfdoc.format(thing, document, toplevel=1).strip()
        number += 1


def pdf_file(head: bytes, objects: Iterable[tuple[int, bytes]], trailer: bytes) -> PdfFile:
    """Return a file of PDF 1.5 or later: its head, its objects by their numbers in order, and a cross-reference stream.

    An object is what stands between "obj" and "endobj", white space around it taken off. `trailer` is the inside of
    the trailer's dictionary, without /Size.
    """
    streams: dict[int, bytes] = {}
    small: list[tuple[int, bytes]] = []
    groups: dict[int, dict[int, bytes]] = {}
    last = 0
    for last, content in objects:
        if content.endswith(b"endstream"):
            streams[last] = content
        else:
            small.append((last, content))
    for start in range(0, len(small), _AT_A_TIME):
        last += 1
        groups[last] = dict(small[start : start + _AT_A_TIME])
        streams[last] = _object_stream(groups[last])
    return PdfFile(head, streams, groups, trailer)


def _object_stream(group: Mapping[int, bytes]) -> bytes:
    """Return the object stream that holds objects, by their numbers."""
    ends = accumulate(len(content) + 1 for content in group.values())
    head = b" ".join([b"%d %d" % place for place in zip(group, chain((0,), ends), strict=False)]) + b"\n"
    described = b"/Type/ObjStm/N %d/First %d" % (len(group), len(head))
    return _stream(described, head + b"\n".join(group.values()))


def _stream(entries: bytes, content: bytes) -> bytes:
    """Return a stream with those entries in its dictionary, compressed."""
    packed = zlib.compress(content, _LEVEL)
    return b"<<%s/Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (entries, len(packed), packed)
