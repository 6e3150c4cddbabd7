"""A PDF file written small: all that is no stream goes, compressed, into object streams (ISO 32000-1, 7.5.7).

A structure tree is thousands of small objects; written out one by one, with twenty bytes each in the table of
cross-references, they would double a file.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import count

from reportlab.pdfbase import pdfdoc

from senaudit.pdf.tagging import StructureElement, TaggedCanvas

_AT_A_TIME = 200
"""Objects in one object stream: a reader unpacks a stream whole to get at one of them."""


_HEAD = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
"""The version, and a comment that tells whoever sends the file that it is not text (7.5.2)."""


def finished(canvas: TaggedCanvas) -> bytes:
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
    return compact_file(_HEAD, _objects(document), b"/ID[<%s><%s>]/Info %s/Root %s" % (mark, mark, info, catalog))


def _objects(document: pdfdoc.PDFDocument) -> Iterator[tuple[int, bytes]]:
    """Yield the objects of ReportLab's document by their numbers; further ones turn up while others are formatted."""
    for number in count(1):
        name = document.numberToId.get(number)
        if name is None:
            return
        thing = document.idToObject[name]
        if type(thing) is StructureElement:  # most of all objects
            yield number, thing.format(document)
        else:
            yield number, pdfdoc.format(thing, document, toplevel=1).strip()


def compact_file(head: bytes, objects: Iterable[tuple[int, bytes]], trailer: bytes) -> bytes:
    """Return a file of PDF 1.5 or later: its head, its objects by their numbers, and a cross-reference stream.

    An object is what stands between "obj" and "endobj", white space around it taken off. `trailer` is the inside of
    the trailer's dictionary, without /Size.
    """
    body = [head]
    at = len(head)
    entries: dict[int, bytes] = {0: _entry(0, 0, 65535)}
    small: list[tuple[int, bytes]] = []
    last = 0
    for number, content in objects:
        last = max(last, number)
        if not content.endswith(b"endstream"):
            small.append((number, content))
            continue
        entries[number] = _entry(1, at, 0)
        body.append(b"%d 0 obj\n%s\nendobj\n" % (number, content))
        at += len(body[-1])
    for start in range(0, len(small), _AT_A_TIME):
        group = small[start : start + _AT_A_TIME]
        last += 1
        packed_in = b"\2" + last.to_bytes(4, "big")
        entries |= {number: packed_in + index.to_bytes(2, "big") for index, (number, _) in enumerate(group)}
        entries[last] = _entry(1, at, 0)
        body.append(_stream(last, *_packed(group)))
        at += len(body[-1])
    last += 1
    entries[last] = _entry(1, at, 0)
    described = b"/Type/XRef/W[1 4 2]/Size %d%s" % (last + 1, trailer)
    body.append(_stream(last, described, b"".join(entries[number] for number in range(last + 1))))
    body.append(b"startxref\n%d\n%%%%EOF\n" % at)
    return b"".join(body)


def _entry(kind: int, place: int, index: int) -> bytes:
    """Return a cross-reference: free (0), at an offset (1), or in an object stream at an index (2) (7.5.8.3)."""
    return bytes([kind]) + place.to_bytes(4, "big") + index.to_bytes(2, "big")


def _packed(group: Sequence[tuple[int, bytes]]) -> tuple[bytes, bytes]:
    """Return the dictionary entries and the content of an object stream."""
    places, at = [], 0
    for number, content in group:
        places.append(b"%d %d" % (number, at))
        at += len(content) + 1
    head = b" ".join(places) + b"\n"
    return b"/Type/ObjStm/N %d/First %d" % (len(group), len(head)), head + b"\n".join(content for _, content in group)


def _stream(number: int, entries: bytes, content: bytes) -> bytes:
    packed = zlib.compress(content)
    return b"%d 0 obj\n<<%s/Filter/FlateDecode/Length %d>>stream\n%s\nendstream\nendobj\n" % (
        number, entries, len(packed), packed,
    )  # fmt: skip
