"""A finished PDF made smaller: all that is no stream goes, compressed, into object streams (ISO 32000-1, 7.5.7).

A structure tree is thousands of small objects; written out one by one, with twenty bytes each in the table of
cross-references, they would double a file. Works on any unencrypted PDF with one classic table of cross-references.
"""

from __future__ import annotations

import re
import zlib
from itertools import pairwise

_START = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*$")
_SECTION = re.compile(rb"xref\s+(\d+) \d+\s+")
_ENTRY = re.compile(rb"(\d{10}) \d{5} ([nf])")
_TRAILER = re.compile(rb"trailer\s*<<(.*)>>\s*startxref", re.DOTALL)
_HEADER = re.compile(rb"\d+ 0 obj\s+")
_SIZE = re.compile(rb"/Size\s+\d+")
_AT_A_TIME = 200
"""Objects in one object stream: a reader unpacks a stream whole to get at one of them."""


def compacted(data: bytes) -> bytes:
    """Return the same document with its objects in object streams and a cross-reference stream, as PDF 1.5 has them."""
    offsets, described, table = _objects(data)
    ends = dict(pairwise([*sorted(offsets.values()), table]))
    body: list[bytes] = [data[: min(offsets.values())]]
    at = len(body[0])
    entries: dict[int, bytes] = {0: _entry(0, 0, 65535)}
    small: list[tuple[int, bytes]] = []
    for number, offset in offsets.items():
        written = data[offset : ends[offset]]
        if b"stream" in written and b"endstream" in written:
            entries[number] = _entry(1, at, 0)
            body.append(written)
            at += len(written)
        else:
            small.append((number, _content(written)))
    count = max(offsets)
    for start in range(0, len(small), _AT_A_TIME):
        group = small[start : start + _AT_A_TIME]
        count += 1
        entries |= {number: _entry(2, count, index) for index, (number, _) in enumerate(group)}
        written = _stream(count, *_packed(group))
        entries[count] = _entry(1, at, 0)
        body.append(written)
        at += len(written)
    count += 1
    entries[count] = _entry(1, at, 0)
    described = _SIZE.sub(b"/Size %d" % (count + 1), described)
    packed = b"".join(entries.get(number, _entry(0, 0, 65535)) for number in range(count + 1))
    body.append(_stream(count, b"/Type/XRef/W[1 4 2]" + described, packed))
    body.append(b"startxref\n%d\n%%%%EOF\n" % at)
    return b"".join(body)


def _objects(data: bytes) -> tuple[dict[int, int], bytes, int]:
    """Return where each object in use begins, the inside of the trailer's dictionary, and where the table begins.

    All is read from the file's end: a text may hold any words of PDF's own. Raises ValueError where there is no table.
    """
    start = _START.search(data[-64:])
    section = _SECTION.match(data, int(start[1])) if start else None
    trailer = _TRAILER.search(data, section.end()) if section else None
    if start is None or section is None or trailer is None:
        raise ValueError("no trailer and table of cross-references to read")
    entries = _ENTRY.finditer(data, section.end(), trailer.start())
    offsets = {number: int(entry[1]) for number, entry in enumerate(entries, int(section[1])) if entry[2] == b"n"}
    return offsets, trailer[1].strip(), section.start()


def _entry(kind: int, place: int, index: int) -> bytes:
    """Return a cross-reference: free (0), at an offset (1), or in an object stream at an index (2) (7.5.8.3)."""
    return bytes([kind]) + place.to_bytes(4, "big") + index.to_bytes(2, "big")


def _content(written: bytes) -> bytes:
    """Return an object's own text, without its number and "endobj"."""
    header = _HEADER.match(written)
    return written[header.end() if header else 0 : written.rindex(b"endobj")].strip()


def _packed(group: list[tuple[int, bytes]]) -> tuple[bytes, bytes]:
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
