"""Reads the measures of a TrueType font: its characters and their widths.

The OpenType specification (ISO/IEC 14496-22) defines the tables: `head`, `hhea`, `maxp`, `hmtx`, `OS/2` and `cmap`. Of
`cmap`, formats 4 and 12 are read, which fonts for Unicode have. Of outlines (`loca` and `glyf`) only the boxes are
read, and only if a text has combining marks.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping
from math import radians, tan
from struct import unpack_from
from sys import byteorder
from typing import NamedTuple

_TRUETYPE = (b"\x00\x01\x00\x00", b"true")
"""The first bytes of a font with TrueType outlines. Some of Apple's fonts begin with "true"."""

_COLLECTION = b"ttcf"
"""The first bytes of a file of several fonts."""

_MAGIC = 0x5F0F3CF5
"""The magic number in every `head` table."""

_MOST_FONTS = 100
"""More fonts than this are in no file. Apple's largest collections have some 40."""

_MOST_CODES = 0x110000
"""A map with more characters than Unicode has room for names some twice: it is damaged, and would take long to read."""

_UNICODE = {(3, 10): 4, (3, 1): 3, (0, 4): 2, (0, 3): 1}
"""The character maps for Unicode, by platform and encoding. The map with the largest number is used."""


MARKS = "\u0300-\u034e\u0350-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
"""Combining marks of the scripts that are set here, as the ranges of a regular expression (Unicode 16)."""

Box = tuple[float, float, float, float]
"""Left, bottom, right and top, in em from the glyph's origin."""


class Outlines(NamedTuple):
    """The box of each character that has an outline, and the slant of an italic: its run for a rise of 1."""

    boxes: Mapping[str, Box]
    slant: float


class Measures(NamedTuple):
    """A font's measures, all in em: the height above the base line, the depth below it, and the height of capitals.

    `advances` has the width of each character of the font, by its code. `missing` is the width of the box that is
    printed for any other character.
    """

    ascent: float
    descent: float
    cap_height: float
    advances: Mapping[int, float]
    missing: float


def measures(data: bytes, index: int = 0) -> Measures:
    """Return the measures of a font. `data` are the bytes of its file, `index` its number in a file of several.

    Raises ValueError, struct.error, KeyError or IndexError if they are damaged or no TrueType font.
    """
    tables = font_tables(data, index)
    if unpack_from(">I", tables["head"], 12) != (_MAGIC,):
        raise ValueError("the table “head” is damaged")
    (units,) = unpack_from(">H", tables["head"], 18)
    ascender, descender = unpack_from(">hh", tables["hhea"], 4)
    widths = _widths(tables)
    advances = {code: widths[min(glyph, len(widths) - 1)] / units for code, glyph in _glyphs(tables["cmap"]) if glyph}
    return Measures(ascender / units, -descender / units, _cap_height(tables) / units, advances, widths[0] / units)


def outlines(data: bytes) -> Outlines:
    """Return the outlines of a font. Raises the errors of `measures` if its file is damaged."""
    tables = font_tables(data)
    units, long_offsets = unpack_from(">H30xh", tables["head"], 18)
    (angle,) = unpack_from(">i", tables["post"], 4)
    loca, glyf = tables["loca"], tables["glyf"]
    boxes = {}
    for code, glyph in _glyphs(tables["cmap"]):
        start, end = unpack_from(">2I", loca, 4 * glyph) if long_offsets else unpack_from(">2H", loca, 2 * glyph)
        if end > start:
            left, bottom, right, top = unpack_from(">4h", glyf, (start if long_offsets else 2 * start) + 2)
            boxes[chr(code)] = (left / units, bottom / units, right / units, top / units)
    return Outlines(boxes, tan(radians(-angle / 0x10000)))


def characters_of(tables: Mapping[str, bytes]) -> frozenset[int]:
    """Return the codes of the characters that a font has. Raises the errors of `measures` if its table is damaged."""
    return frozenset(code for code, glyph in _glyphs(tables["cmap"]) if glyph)


def revision(data: bytes, index: int = 0) -> str:
    """Return the version of a font, such as 2.101. Raises the errors of `measures` if its file is damaged."""
    number: int = unpack_from(">i", font_tables(data, index)["head"], 4)[0]
    return f"{number / 0x10000:.3f}"


def undrawn(tables: Mapping[str, bytes], codes: Iterable[int]) -> Iterator[int]:
    """Yield the characters of which a font prints nothing, though it has them: their outlines have no area.

    Raises the errors of `measures` if the tables are damaged.
    """
    glyphs = dict(_glyphs(tables["cmap"]))
    long_offsets, loca = unpack_from(">h", tables["head"], 50)[0], tables["loca"]
    for code in codes:
        if glyph := glyphs.get(code):
            start, end = unpack_from(">2I" if long_offsets else ">2H", loca, (4 if long_offsets else 2) * glyph)
            at = start if long_offsets else 2 * start
            left, bottom, right, top = unpack_from(">4h", tables["glyf"], at + 2) if end > start else (0, 0, 0, 0)
            if left >= right or bottom >= top:
                yield code


def font_count(data: bytes) -> int:
    """Return the number of fonts in a file. Raises struct.error or ValueError if it is damaged."""
    count: int = unpack_from(">I", data, 8)[0] if data.startswith(_COLLECTION) else 1
    if count > _MOST_FONTS:
        raise ValueError("the list of fonts is damaged")
    return count


def font_tables(data: bytes, index: int = 0) -> dict[str, bytes]:
    """Return the tables of a font by their names. Raises the errors of `measures` if the file is damaged."""
    (at,) = unpack_from(">I", data, 12 + 4 * index) if data.startswith(_COLLECTION) else (0,)
    if not data.startswith(_TRUETYPE, at):
        raise ValueError("this is not a TrueType font")
    (count,) = unpack_from(">H", data, at + 4)
    tables = {}
    for number in range(count):
        name, _, start, length = unpack_from(">4sIII", data, at + 12 + 16 * number)
        if start + length > len(data):
            raise ValueError("the file ends before its last table does")
        tables[name.decode("latin-1")] = data[start : start + length]
    return tables


def _widths(tables: Mapping[str, bytes]) -> array[int]:
    """Return the widths of the glyphs in the font's units. Glyphs beyond the last are as wide as the last."""
    (count,) = unpack_from(">H", tables["hhea"], 34)
    (glyphs,) = unpack_from(">H", tables["maxp"], 4)
    if not 0 < count <= glyphs or len(tables["hmtx"]) < 4 * count + 2 * (glyphs - count):
        raise ValueError("the table “hmtx” is damaged")
    return _numbers(tables["hmtx"], 0, 2 * count)[::2]


def _cap_height(tables: Mapping[str, bytes]) -> int:
    """Return the height of capitals in the font's units.

    Versions 0 and 1 of the table OS/2 do not give it; then it is the ascender.
    """
    version, ascender = unpack_from(">H66xh", tables["OS/2"])
    height: int = unpack_from(">h", tables["OS/2"], 88)[0] if version > 1 else ascender
    return height


def _glyphs(table: bytes) -> Iterator[tuple[int, int]]:
    """Yield (character code, glyph) from the best map for Unicode."""
    (count,) = unpack_from(">H", table, 2)
    maps = [unpack_from(">HHI", table, 4 + 8 * number) for number in range(count)]
    known = [
        (_UNICODE[platform, encoding], start) for platform, encoding, start in maps if (platform, encoding) in _UNICODE
    ]
    if not known:
        raise ValueError("the font has no character map for Unicode")
    start = max(known)[1]
    (map_format,) = unpack_from(">H", table, start)
    if map_format not in (4, 12):
        raise ValueError(f"the font’s character map has the format {map_format}")
    yield from _segments(table, start) if map_format == 4 else _groups(table, start)


def _segments(table: bytes, start: int) -> Iterator[tuple[int, int]]:
    """Yield (character code, glyph) from a map of format 4: segments of characters, with glyphs counted or listed."""
    (count,) = unpack_from(">H", table, start + 6)
    count //= 2
    ends = _numbers(table, start + 14, count)
    firsts, shifts, offsets = (_numbers(table, start + 16 + 2 * count * part, count) for part in (1, 2, 3))
    if sum(max(0, end - first + 1) for first, end in zip(firsts, ends, strict=True)) > _MOST_CODES:
        raise ValueError("the font’s character map is damaged")
    for number, (first, end, shift, offset) in enumerate(zip(firsts, ends, shifts, offsets, strict=True)):
        if not offset:
            yield from ((code, (code + shift) & 0xFFFF) for code in range(first, end + 1))
            continue
        listed = _numbers(table, start + 16 + 2 * count * 3 + 2 * number + offset, end - first + 1)
        yield from ((code, (glyph + shift) & 0xFFFF if glyph else 0) for code, glyph in enumerate(listed, first))


def _groups(table: bytes, start: int) -> Iterator[tuple[int, int]]:
    """Yield (character code, glyph) from a map of format 12: groups of characters with consecutive glyphs."""
    (count,) = unpack_from(">I", table, start + 12)
    last = -1
    for number in range(count):
        first, end, glyph = unpack_from(">III", table, start + 16 + 12 * number)
        before, last = last, end
        if end > 0x10FFFF or first <= before:
            raise ValueError("the font’s character map is damaged")
        yield from zip(range(first, end + 1), range(glyph, glyph + end - first + 1), strict=True)


def _numbers(table: bytes, start: int, count: int) -> array[int]:
    """Return `count` big-endian numbers of two bytes. Raises ValueError if the table ends too early."""
    numbers = array("H", table[start : start + 2 * count])
    if len(numbers) != count:
        raise ValueError("a table ends too early")
    if byteorder == "little":
        numbers.byteswap()
    return numbers
