"""The glyphs of a composed font: each is made of glyphs of a font file, moved to their places (OpenType, “glyf”)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from struct import Struct, pack, pack_into, unpack_from
from typing import NamedTuple

Component = tuple[int, int, int]
"""A glyph of the font file, and its place: right of the origin and above the base line, in the font's units."""

_WORDS, _PLACES, _ROUNDED, _SCALE, _MORE, _TWO_SCALES, _MATRIX, _INSTRUCTIONS = (
    1 << bit for bit in (0, 1, 2, 3, 5, 6, 7, 8)
)
_DEEPEST = 8
"""Glyphs are made of others at most so deep: a damaged file may have a glyph that is made of itself."""
_BOX = Struct(">hhhhh")
"""The head of a glyph: the number of its contours, or -1 if it is made of others, and its box."""


class _Counts(NamedTuple):
    """What the table “maxp” wants to know of a glyph: its points and contours, its components and their depth."""

    points: int
    contours: int
    components: int
    depth: int


class GlyphTable:
    """The tables of a font file that has only some glyphs, made of those of another.

    Glyph 0 is empty. Glyphs 1 and following are the `composed` ones, in order.
    """

    def __init__(self, tables: Mapping[str, bytes], composed: Sequence[Sequence[Component]]) -> None:
        """`tables` are those of the font file. Raises LookupError, ValueError or struct.error if they are damaged."""
        self._glyf, self._loca = tables["glyf"], tables["loca"]
        (self._long_offsets,) = unpack_from(">h", tables["head"], 50)
        self._numbers: dict[int, int] = {}
        self._parts: list[bytes] = []
        self._counts: list[_Counts] = []
        first = len(composed) + 1
        self._first = first
        for number in sorted({glyph for components in composed for glyph, _, _ in components}):
            self._add(number)
        made = [self._composed(components) for components in composed]
        self.glyphs = [b"", *(glyph for glyph, _ in made), *self._parts]
        self.counts = [*(counts for _, counts in made), *self._counts]

    def _add(self, number: int, depth: int = 0) -> int:
        """Return the new number of a glyph of the font file. It is added, with those that it is made of."""
        if number in self._numbers:
            return self._numbers[number]
        if depth > _DEEPEST:
            raise ValueError("a glyph is made of others, and so on, too deep")
        data = self._glyph(number)
        counts = _Counts(0, 0, 0, 0)
        if data and unpack_from(">h", data)[0] >= 0:
            data, counts = _simple(data)
        elif data:
            data, counts = self._compound(data, depth + 1)
        new = self._numbers[number] = self._first + len(self._parts)
        self._parts.append(data)
        self._counts.append(counts)
        return new

    def _glyph(self, number: int) -> bytes:
        offsets = ">2I" if self._long_offsets else ">2H"
        start, end = unpack_from(offsets, self._loca, (4 if self._long_offsets else 2) * number)
        if not self._long_offsets:
            start, end = 2 * start, 2 * end
        if not start <= end <= len(self._glyf):
            raise ValueError("a glyph is not where the font says")
        return self._glyf[start:end]

    def _compound(self, data: bytes, depth: int) -> tuple[bytes, _Counts]:
        """Return a compound glyph of the font file with the new numbers of its parts, and without instructions."""
        changed, at, parts, flags = bytearray(data), 10, [], _MORE
        while flags & _MORE:
            flags, number = unpack_from(">HH", data, at)
            new = self._add(number, depth)
            parts.append(self._counts[new - self._first])
            pack_into(">HH", changed, at, flags & ~_INSTRUCTIONS, new)
            at += 8 if flags & _WORDS else 6
            at += 2 * bool(flags & _SCALE) + 4 * bool(flags & _TWO_SCALES) + 8 * bool(flags & _MATRIX)
        return bytes(changed[:at]), _together(parts)

    def _composed(self, components: Sequence[Component]) -> tuple[bytes, _Counts]:
        """Return a glyph made of glyphs of the font file. Those without an outline are left out."""
        drawn = [(self._numbers[number], x, y) for number, x, y in components if self._glyph(number)]
        if not drawn:
            return b"", _Counts(0, 0, 0, 0)
        boxes = []
        data = b""
        for index, (number, x, y) in enumerate(drawn):
            more = _MORE if index < len(drawn) - 1 else 0
            data += pack(">HHhh", _WORDS | _PLACES | more, number, x, y)
            _, left, bottom, right, top = _BOX.unpack_from(self._parts[number - self._first])
            boxes.append((left + x, bottom + y, right + x, top + y))
        lefts, bottoms, rights, tops = zip(*boxes, strict=True)
        head = _BOX.pack(-1, min(lefts), min(bottoms), max(rights), max(tops))
        return head + data, _together([self._counts[number - self._first] for number, _, _ in drawn])


def draws(tables: Mapping[str, bytes], components: Sequence[Component]) -> bool:
    """Return whether glyphs of a font file print something, or there are none: their outlines have an area.

    Raises LookupError, ValueError or struct.error if `tables` are damaged.
    """
    long_offsets, loca, glyf = unpack_from(">h", tables["head"], 50)[0], tables["loca"], tables["glyf"]
    for number, _, _ in components:
        start, end = unpack_from(">2I" if long_offsets else ">2H", loca, (4 if long_offsets else 2) * number)
        if end > start:
            _, left, bottom, right, top = _BOX.unpack_from(glyf, start if long_offsets else 2 * start)
            if left < right and bottom < top:
                return True
    return not components


def _simple(data: bytes) -> tuple[bytes, _Counts]:
    """Return a glyph with an outline, without its instructions: they need tables that are left out."""
    (contours,) = unpack_from(">h", data)
    at = 10 + 2 * contours
    points = unpack_from(">H", data, at - 2)[0] + 1 if contours else 0
    (length,) = unpack_from(">H", data, at)
    return data[:at] + b"\0\0" + data[at + 2 + length :], _Counts(points, contours, 0, 0)


def _together(parts: Iterable[_Counts]) -> _Counts:
    parts = list(parts)
    points, contours = (sum(counts) for counts in list(zip(*parts, strict=True))[:2])
    return _Counts(points, contours, len(parts), 1 + max(part.depth for part in parts))


def font_file(
    tables: Mapping[str, bytes], units: int, composed: Sequence[Sequence[Component]], advances: Sequence[int]
) -> bytes:
    """Return a font file of composed glyphs, for a PDF: only with the tables that it needs (ISO 32000-1, 9.9).

    `units` of the font are one em. `advances` are the widths of the composed glyphs, in those units. Raises
    LookupError, ValueError or struct.error if `tables` are damaged.
    """
    table = GlyphTable(tables, composed)
    offsets, glyf = [0], bytearray()
    for glyph in table.glyphs:
        glyf += glyph + b"\0" * (-len(glyph) % 4)
        offsets.append(len(glyf))
    count = len(table.glyphs)
    widths = [0, *advances, *[0] * (count - 1 - len(advances))]
    lefts = [unpack_from(">h", glyph, 2)[0] if glyph else 0 for glyph in table.glyphs]
    head = bytearray(tables["head"][:54])
    pack_into(">H", head, 18, units)
    pack_into(">h", head, 50, 1)  # offsets of four bytes
    pack_into(">I", head, 8, 0)  # the checksum, which no PDF needs
    hhea = bytearray(tables["hhea"][:36])
    pack_into(">H", hhea, 10, max(widths))
    pack_into(">H", hhea, 34, count)
    metrics = b"".join(pack(">Hh", width, left) for width, left in zip(widths, lefts, strict=True))
    return _file(
        {
            "glyf": bytes(glyf),
            "head": bytes(head),
            "hhea": bytes(hhea),
            "hmtx": metrics,
            "loca": pack(f">{count + 1}I", *offsets),
            "maxp": _maxp(count, table.counts),
        }
    )


def _maxp(count: int, counts: Sequence[_Counts]) -> bytes:
    """Return the table of a font's limits."""
    simple = [each for each in counts if not each.components]
    compound = [each for each in counts if each.components]
    limits = (
        max((each.points for each in simple), default=0),
        max((each.contours for each in simple), default=0),
        max((each.points for each in compound), default=0),
        max((each.contours for each in compound), default=0),
    )
    components = max((each.components for each in compound), default=0)
    depth = max((each.depth for each in compound), default=0)
    return pack(">IH13H", 0x00010000, count, *limits, 2, 0, 0, 0, 0, 0, 0, components, depth)


def _file(tables: Mapping[str, bytes]) -> bytes:
    """Return a font file of these tables, in the order of their names."""
    count = len(tables)
    power = count.bit_length() - 1
    head = pack(">IHHHH", 0x00010000, count, 16 << power, power, 16 * count - (16 << power))
    at = len(head) + 16 * count
    entries, body = b"", b""
    for name, data in tables.items():
        entries += pack(">4sIII", name.encode("ascii"), _checksum(data), at + len(body), len(data))
        body += data + b"\0" * (-len(data) % 4)
    return head + entries + body


def _checksum(data: bytes) -> int:
    padded = data + b"\0" * (-len(data) % 4)
    total: int = sum(unpack_from(f">{len(padded) // 4}I", padded))
    return total & 0xFFFFFFFF
