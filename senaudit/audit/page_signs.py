"""The signs that a page of a PDF shows, each with its place: those of the sheets, and those that were typed.

PDFium reads them. A page may be made by anybody, so that it may have more signs and drawings than any sheet has.
"""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Iterable, Iterator
from math import pi
from typing import Any, NamedTuple
from unicodedata import category, normalize

import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

MOST_SIGNS = 50_000
"""The most signs of a page. The fullest sheet has 4,000, and 4,000 for each answer."""
_DEEPEST = 12
"""The most drawings within drawings."""
_SAMPLE = 50
"""How many signs of a page say which way up its words are."""

_NO_SIGN = "\ufffd"
"""Stands for a sign of which the file does not say what it is."""
_HYPHENS = {"\x02": "-", "\ufffe": "-"}
"""PDFium’s signs for a hyphen at the end of a line."""

Box = tuple[float, float, float, float]
"""Left, bottom, right and top, in points from the bottom left corner of the page, with its words upright."""

Matrix = tuple[float, float, float, float, float, float]
"""What leads from one place to another (ISO 32000-1, 8.3.4)."""
_UNCHANGED: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class TooManySignsError(Exception):
    """The page has more signs than a sheet can have."""


class Sign(NamedTuple):
    """A sign on a page: its text, where it begins and ends on its base line, and its size, in points.

    `drawing` tells the signs of one drawing within the page from others, and `clip` is the box to which it is cut; None
    if it is not cut. What is cut off is still in the file.
    """

    text: str
    left: float
    base: float
    right: float
    size: float
    drawing: int
    clip: Box | None

    @property
    def middle(self) -> tuple[float, float]:
        """The middle of a small letter."""
        return (self.left + self.right) / 2, self.base + self.size * 0.25


def signs_of(page: Any) -> list[Sign]:
    """Return the signs of a page in the order in which they are drawn, with spaces that are in the file.

    Raises TooManySignsError.
    """
    text_page = page.get_textpage()
    count = text_page.count_chars()
    if count > MOST_SIGNS:
        raise TooManySignsError
    upright = upright_from(page)
    objects = {text.address: (number, text) for number, text in enumerate(_texts(page.raw, upright))}
    signs: list[tuple[int, Sign]] = []
    for index in range(count):
        if pdfium.FPDFText_IsGenerated(text_page.raw, index) == 1:
            continue
        number, text = objects.get(_address(pdfium.FPDFText_GetTextObject(text_page.raw, index)), (0, _NO_TEXT))
        sign = _sign(text_page.raw, index, text, upright)
        if sign is not None:
            signs.append((number, sign))
    signs.sort(key=lambda each: each[0])  # the signs of one object stay in their order
    return [sign for _, sign in signs]


def turn_of(page: Any) -> int:
    """Return by how many degrees clockwise a page’s file must be turned, so that most of its words are upright."""
    text_page = page.get_textpage()
    step = max(1, text_page.count_chars() // _SAMPLE)
    angles = Counter(
        round(-pdfium.FPDFText_GetCharAngle(text_page.raw, index) * 2 / pi) * 90 % 360
        for index in range(0, text_page.count_chars(), step)
        if pdfium.FPDFText_IsGenerated(text_page.raw, index) != 1
    )
    turn: int = max(angles, key=lambda angle: angles[angle]) if angles else page.get_rotation()
    return turn


def upright_from(page: Any) -> Matrix:
    """Return what leads from the places in a page’s file to those on the page when its words are upright."""
    left, bottom, right, top = page.get_cropbox()
    turned: dict[int, Matrix] = {
        90: (0.0, -1.0, 1.0, 0.0, -bottom, right),
        180: (-1.0, 0.0, 0.0, -1.0, right, top),
        270: (0.0, 1.0, -1.0, 0.0, top, -left),
    }
    return turned.get(turn_of(page), (1.0, 0.0, 0.0, 1.0, -left, -bottom))


def moved(box: Box, matrix: Matrix) -> Box:
    """Return the box around a box that was moved."""
    left, bottom, right, top = box
    return _around([(left, bottom), (left, top), (right, bottom), (right, top)], matrix)


def shared_area(one: Box, other: Box) -> float:
    """Return the area that two boxes share, in square points. A line counts as a point thick."""
    width = min(max(one[2], one[0] + 1), other[2]) - max(one[0], other[0])
    height = min(max(one[3], one[1] + 1), other[3]) - max(one[1], other[1])
    return max(width, 0.0) * max(height, 0.0)


def _around(points: Iterable[tuple[float, float]], matrix: Matrix) -> Box:
    a, b, c, d, e, f = matrix
    across, up = zip(*((x * a + y * c + e, x * b + y * d + f) for x, y in points), strict=True)
    return min(across), min(up), max(across), max(up)


class _Text(NamedTuple):
    """A text that is drawn in one go: its address in memory, the number of the drawing that it is in, and its clip."""

    address: int | None
    drawing: int
    clip: Box | None


_NO_TEXT = _Text(None, 0, None)


def _sign(text_page: Any, index: int, drawn: _Text, upright: Matrix) -> Sign | None:
    box, x, y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    if not pdfium.FPDFText_GetLooseCharBox(text_page, index, box):
        return None
    pdfium.FPDFText_GetCharOrigin(text_page, index, ctypes.byref(x), ctypes.byref(y))
    text = _text(pdfium.FPDFText_GetUnicode(text_page, index), text_page, index)
    if not text:
        return None
    left, bottom, right, top = moved((box.left, box.bottom, box.right, box.top), upright)
    base = _around([(x.value, y.value)], upright)[1]
    return Sign(text, left, base, right, top - bottom, drawn.drawing, drawn.clip)


def _text(code: int, text_page: Any, index: int) -> str:
    """Return the text of a sign: letters for a ligature, "" for what is not printed, U+FFFD for what nobody knows."""
    if code == 0 or code > 0x10FFFF or pdfium.FPDFText_HasUnicodeMapError(text_page, index) == 1:
        return _NO_SIGN
    text = _HYPHENS.get(chr(code), chr(code))
    if "\ufb00" <= text <= "\ufb06":
        return normalize("NFKC", text)
    kind = category(text)
    if kind in ("Co", "Cn", "Cs"):
        return _NO_SIGN
    if kind == "Zs" or text == "\t":
        return " "
    return "" if kind in ("Cc", "Zl", "Zp") or text == "\u00ad" else text


def _texts(page: Any, upright: Matrix) -> Iterator[_Text]:
    """Yield the texts of a page in the order in which they are drawn."""
    numbers = iter(range(1, 1 << 30))

    def within(handles: Iterator[Any], matrix: Matrix, drawing: int, depth: int) -> Iterator[_Text]:
        for handle in handles:
            kind = pdfium.FPDFPageObj_GetType(handle)
            if kind == pdfium.FPDF_PAGEOBJ_TEXT:
                yield _Text(_address(handle), drawing, _clip(handle, matrix))
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
                count = pdfium.FPDFFormObj_CountObjects(handle)
                kids = (pdfium.FPDFFormObj_GetObject(handle, index) for index in range(count))
                yield from within(kids, _times(_matrix(handle), matrix), next(numbers), depth + 1)

    handles = (pdfium.FPDFPage_GetObject(page, index) for index in range(pdfium.FPDFPage_CountObjects(page)))
    yield from within(handles, upright, 0, 0)


def _matrix(handle: Any) -> Matrix:
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(handle, matrix):
        return _UNCHANGED
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _times(one: Matrix, other: Matrix) -> Matrix:
    """Return the matrix that does what one does, and then what the other does."""
    a, b, c, d, e, f = one
    to_a, to_b, to_c, to_d, to_e, to_f = other
    return (
        a * to_a + b * to_c,
        a * to_b + b * to_d,
        c * to_a + d * to_c,
        c * to_b + d * to_d,
        e * to_a + f * to_c + to_e,
        e * to_b + f * to_d + to_f,
    )


def _clip(handle: Any, matrix: Matrix) -> Box | None:
    """Return the box that all paths of an object’s clip have in common, on the page; None without a clip."""
    path = pdfium.FPDFPageObj_GetClipPath(handle)
    count = max(pdfium.FPDFClipPath_CountPaths(path), 0) if path else 0
    found = [box for index in range(count) if (box := _bounds(path, index, matrix)) is not None]
    if not found:
        return None
    lefts, bottoms, rights, tops = zip(*found, strict=True)
    return max(lefts), max(bottoms), min(rights), min(tops)


def _bounds(path: Any, index: int, matrix: Matrix) -> Box | None:
    points = []
    for number in range(max(pdfium.FPDFClipPath_CountPathSegments(path, index), 0)):
        x, y = ctypes.c_float(), ctypes.c_float()
        segment = pdfium.FPDFClipPath_GetPathSegment(path, index, number)
        if pdfium.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y)):
            points.append((x.value, y.value))
    return _around(points, matrix) if points else None


def _address(handle: Any) -> int | None:
    return ctypes.cast(handle, ctypes.c_void_p).value if handle else None


_GAP = 0.18
"""The smallest space between two words, as a share of the size of the signs: Arimo’s is a quarter of it."""


def is_on(sign: Sign, box: Box) -> bool:
    """Return whether a sign stands on a box, or touches it."""
    left, bottom, right, top = box
    return (
        sign.left < right and sign.right > left and sign.base - sign.size / 4 < top and sign.base + sign.size > bottom
    )


def is_apart(sign: Sign, following: Sign) -> bool:
    """Return whether two signs that are drawn one after the other are on two lines, or have a gap between them."""
    return abs(sign.base - following.base) > sign.size * 0.3 or following.left - sign.right > sign.size * _GAP
