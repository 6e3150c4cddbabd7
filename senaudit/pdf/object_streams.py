"""Write a small PDF file: all objects but streams are compressed in object streams (ISO 32000-1, 7.5.7).

A structure tree has thousands of small objects. Written one by one, each with twenty bytes in the cross-reference
table, they would double the size of a file.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import md5
from itertools import accumulate, chain, pairwise
from struct import Struct
from typing import NamedTuple

from reportlab.pdfbase import pdfdoc

from senaudit.pdf.tagging import IndirectObject, StructureElement, TaggedCanvas, reference
from senaudit.pictures.raster import Pixels

_GROUP_SIZE = 200
"""Objects in one object stream. A reader unpacks the whole stream to get one of them."""

_LEVEL = 4
"""The compression level of zlib. It takes a third less work than zlib's default, for a fortieth more bytes."""

_HEAD = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
"""The version, and a comment of binary bytes, so that programs do not take the file for text (7.5.2)."""

_ENTRY = Struct(">BIH")
"""An entry of the cross-reference stream (7.5.8.3): type; offset or number of the object stream; index in that."""


class PdfFile(NamedTuple):
    """The objects of a file: streams, which are written one by one, and all others, which are packed in groups.

    `streams` are the stream objects by number, in the order of the file, from "<<" to "endstream". `groups` are the
    numbers of the other objects, grouped by the number of their object stream. `trailer` is the inside of the trailer's
    dictionary, without /Size and /ID.
    """

    head: bytes
    streams: Mapping[int, bytes]
    groups: Mapping[int, Sequence[int]]
    trailer: bytes

    def changed(self, objects: Mapping[int, bytes]) -> PdfFile:
        """Return the file with new contents for some objects, by number."""
        streams = {number: objects.get(number, content) for number, content in self.streams.items()}
        for number, group in self.groups.items():
            if not objects.keys().isdisjoint(group):
                before = zip(group, _unpacked(self.streams[number]), strict=True)
                streams[number] = _object_stream({each: objects.get(each, content) for each, content in before})
        return PdfFile(self.head, streams, self.groups, self.trailer)

    def written(self) -> bytes:
        """Return the bytes of the file. Its identifier (14.4) is a digest of its objects."""
        body = [self.head]
        at = len(self.head)
        last = max(max(self.streams), *map(max, self.groups.values())) + 1
        entries = bytearray(_ENTRY.size * (last + 1))
        _ENTRY.pack_into(entries, 0, 0, 0, 65535)  # a free entry
        for number, group in self.groups.items():
            for index, each in enumerate(group):
                _ENTRY.pack_into(entries, _ENTRY.size * each, 2, number, index)  # in an object stream
        for number, content in self.streams.items():
            _ENTRY.pack_into(entries, _ENTRY.size * number, 1, at, 0)  # at an offset
            parts = (
                b"%d 0 obj\n" % number,
                content,
                b"\nendobj\n",
            )  # joined at the end: they are large
            body += parts
            at += sum(map(len, parts))
        _ENTRY.pack_into(entries, _ENTRY.size * last, 1, at, 0)
        digest = md5(usedforsecurity=False)
        for part in body:
            digest.update(part)
        identifier = digest.hexdigest().encode("ascii")
        trailer = b"%s/ID[<%s><%s>]" % (self.trailer, identifier, identifier)
        table = compressed(b"/Type/XRef/W[1 4 2]/Size %d%s" % (last + 1, trailer), bytes(entries)).written
        body.append(b"%d 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (last, table, at))
        return b"".join(body)


class Stream(pdfdoc.PDFStream):
    """A stream object that is written as it is here. `entries` is the inside of its dictionary, without /Length."""

    def __init__(self, entries: bytes, data: bytes | bytearray) -> None:
        self.written = b"<<%s/Length %d>>stream\n%s\nendstream" % (entries, len(data), data)

    def format(self, document: object = None) -> bytes:
        """Return the stream object."""
        return self.written


class PageContent(Stream):
    """The content stream of a page, compressed part by part. A part has the same bytes in any content stream."""

    def __init__(self, parts: Iterable[Packed]) -> None:
        data = bytearray(b"\x78\x9c")  # the head of a zlib stream (RFC 1950, 2.2)
        checksum = 1
        for part in parts:
            data += part.data
            checksum = joined_checksum(checksum, part.checksum, part.length)
        data += b"\x03\x00" + checksum.to_bytes(4, "big")  # an empty last block (RFC 1951, 3.2.6), and the checksum
        super().__init__(b"/Filter/FlateDecode", data)


class Packed(NamedTuple):
    """A compressed part of a stream, which another part can follow.

    `checksum` (Adler-32) and `length` are those of the part before compression.
    """

    data: bytes
    checksum: int
    length: int


def packed(content: bytes) -> Packed:
    """Return a part of a stream, compressed (RFC 1951)."""
    deflate = zlib.compressobj(_LEVEL, wbits=-zlib.MAX_WBITS)
    data = deflate.compress(content) + deflate.flush(zlib.Z_FULL_FLUSH)
    return Packed(data, zlib.adler32(content), len(content))


def joined_checksum(first: int, second: int, length: int) -> int:
    """Return the checksum of two parts in sequence, from their checksums and the length of the second.

    Adler-32 has two sums (RFC 1950, 8.2): the sum of all bytes plus 1, and the sum of all values of the first sum.
    """
    low = (first & 0xFFFF) + (second & 0xFFFF) - 1
    high = (first >> 16) + (second >> 16) + length * ((first & 0xFFFF) - 1)
    return (high % _ADLER) << 16 | low % _ADLER


_ADLER = 65521
"""The modulus of both sums: the largest prime number below 65536."""


class PictureContent(Stream):
    """A picture as an image (8.9.5): one byte of grey for each pixel, or three bytes of red, green and blue."""

    def __init__(self, pixels: Pixels) -> None:
        self.pixels = pixels

    def format(self, document: object = None) -> bytes:
        """Return the stream object."""
        _, width, height, data, _ = self.pixels
        colours = "Gray" if self.pixels.mode == "L" else "RGB"
        entries = (
            f"/Type/XObject/Subtype/Image/Width {width}/Height {height}/BitsPerComponent 8/ColorSpace/Device{colours}"
        )
        return compressed(entries.encode(), data).written


class PdfCanvas(TaggedCanvas):
    """A canvas for `file_of`. It numbers the structure elements itself, because they are most of a file's objects."""

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
    """Return the file of a canvas after its last `showPage`. It is used in place of the canvas's own `save`."""
    document = canvas.document
    for font in document.delayedFonts:
        font.addObjects(document)
    catalog, info = (document.Reference(each).format(document) for each in (document.Catalog, document.info))
    document.Outlines.prepare(document, canvas)
    if document.Outlines.ready < 0:
        document.Catalog.Outlines = None
    return pdf_file(_HEAD, _objects(canvas), b"/Info %s/Root %s" % (info, catalog))


def _page(page: pdfdoc.PDFPage, document: pdfdoc.PDFDocument) -> bytes:
    """Return a page's dictionary (7.7.3.3), in far less time than ReportLab needs."""
    fonts = str(pdfdoc.PDFObjectReference(pdfdoc.BasicFonts).format(document), "ascii")
    pictures = f"/XObject{str(page.XObjects.format(document), 'ascii')}" if page.XObjects else ""
    links = f"/Annots[{' '.join([reference(each, document) for each in page.Annots])}]" if page.Annots else ""
    marks = f"/StructParents {page.StructParents}" if hasattr(page, "StructParents") else ""
    tabs = f"/Tabs{page.Tabs}" if hasattr(page, "Tabs") else ""
    parent, contents = reference(document.Pages, document), reference(page.Contents, document)
    return (
        f"<</Type/Page/Parent {parent}/MediaBox[0 0 {page.pagewidth:.4f} {page.pageheight:.4f}]"
        f"/Resources<</Font {fonts}{pictures}>>/Contents {contents}{links}{marks}{tabs}>>"
    ).encode("ascii")


def number_of(thing: pdfdoc.PDFObject, document: pdfdoc.PDFDocument) -> int:
    """Return the number of an object in its document's file, after the file was made."""
    number_and_generation = thing.reference if isinstance(thing, StructureElement) else reference(thing, document)
    return int(number_and_generation.split()[0])


def _objects(canvas: PdfCanvas) -> Iterator[tuple[int, bytes]]:
    """Yield all objects of a canvas's document with their numbers.

    Formatting an object can add others to the document; they are yielded as well.
    """
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
        if isinstance(thing, IndirectObject):
            yield number, thing.format(document)
        elif isinstance(thing, pdfdoc.PDFPage) and isinstance(thing.Contents, PageContent):
            yield number, _page(thing, document)
        else:
            content = pdfdoc.format(thing, document, toplevel=1).strip()
            if isinstance(thing, pdfdoc.PDFStream) and not isinstance(thing, Stream):
                # ReportLab ends no line before the word, as ISO 19005-2, 6.1.7.1, requires.
                content = content.removesuffix(b"endstream") + b"\nendstream"
            yield number, content
        number += 1


def pdf_file(head: bytes, objects: Iterable[tuple[int, bytes]], trailer: bytes) -> PdfFile:
    """Return a file of PDF 1.5 or later with these objects, in order of their numbers.

    An object is the text between "obj" and "endobj", without white space around it. `head` is the start of the file.
    `trailer` is the inside of the trailer's dictionary, without /Size and /ID.
    """
    streams: dict[int, bytes] = {}
    packed_groups: list[tuple[tuple[int, ...], bytes]] = []
    others: dict[int, bytes] = {}
    last = 0
    for last, content in objects:
        if content.endswith(b"endstream"):
            streams[last] = content
        else:
            others[last] = content
        if len(others) == _GROUP_SIZE:  # packed at once: unpacked, all of them would take up more than the file
            packed_groups.append((tuple(others), _object_stream(others)))
            others = {}
    if others:
        packed_groups.append((tuple(others), _object_stream(others)))
    groups = {number: group for number, (group, _) in enumerate(packed_groups, last + 1)}
    streams |= {number: stream for number, (_, stream) in enumerate(packed_groups, last + 1)}
    return PdfFile(head, streams, groups, trailer)


def _object_stream(group: Mapping[int, bytes]) -> bytes:
    """Return the object stream of a group of objects, given by number."""
    ends = accumulate(len(content) + 1 for content in group.values())
    head = b" ".join([b"%d %d" % place for place in zip(group, chain((0,), ends), strict=False)]) + b"\n"
    entries = b"/Type/ObjStm/N %d/First %d" % (len(group), len(head))
    return compressed(entries, head + b"\n".join(group.values())).written


def _unpacked(stream: bytes) -> Iterator[bytes]:
    """Yield the objects of an object stream from `_object_stream`."""
    content = stream.partition(b">>stream\n")[2].removesuffix(b"\nendstream")
    head, _, body = zlib.decompress(content).partition(b"\n")
    starts = map(int, head.split()[1::2])
    for start, following in pairwise([*starts, len(body) + 1]):
        yield body[start : following - 1]


def compressed(entries: bytes, content: bytes) -> Stream:
    """Return a compressed stream object with these entries in its dictionary."""
    return Stream(b"%s/Filter/FlateDecode" % entries, zlib.compress(content, _LEVEL))
