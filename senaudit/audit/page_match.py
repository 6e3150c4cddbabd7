"""Finds which page of the sheets a printed page is, and where its places are now, by the words that both have.

A printer may scale a page to its paper, and move it: “fit to page”. A program may set it in another font, and then only
the beginnings of lines are where they were. So pages are compared by the beginnings of lines, and by all their letters.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations
from statistics import median
from typing import NamedTuple

from senaudit.audit.page_signs import Box, Sign

ENOUGH = 0.6
"""The smallest share of a sheet’s letters that must be where they should be. A head and a foot may have others."""
_OF_A_LINE = 0.5
"""The same for each line between the first and the last box of the questions. There, no word may be left out or added.
"""
_UNKNOWN = "\ufffd"

_FEWEST = 4
"""The fewest pieces of lines by which a page is found."""
_SAMPLE = 40
_APART = 20.0
"""How many pieces are compared with each other, and how far apart they are at least, in points."""
_ASKEW = 0.04
"""The most by which the two scales may differ."""
_ACROSS, _UP = 2.5, 1.5
"""How far a sign may be from its place, in points: programs round the widths of signs."""
_GAP = 0.8
"""The space between two pieces of a line, as a share of the size of the signs."""


class Piece(NamedTuple):
    """A piece of a line: its signs without spaces, and where it begins, in points."""

    text: str
    left: float
    base: float
    signs: tuple[Sign, ...]


def pieces_of(signs: Sequence[Sign]) -> list[Piece]:
    """Return the pieces of lines of a page, in the order in which they are drawn."""
    pieces: list[list[Sign]] = []
    before: Sign | None = None
    for sign in signs:
        if (
            before is None
            or abs(sign.base - before.base) > 1
            or not -sign.size < sign.left - before.right < _GAP * sign.size
        ):
            pieces.append([])
        before = sign
        pieces[-1].append(sign)
    inked = ([sign for sign in piece if sign.text != " "] for piece in pieces)
    return [Piece("".join(sign.text for sign in own), own[0].left, own[0].base, tuple(own)) for own in inked if own]


class Fit(NamedTuple):
    """How a page of the sheets lies on a printed page: scales and shifts.

    `share` is the share of its letters that are where they should be; `printed` are their numbers on the printed page.
    """

    scale_x: float
    scale_y: float
    shift_x: float
    shift_y: float
    share: float = 0.0
    printed: frozenset[int] = frozenset()

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Return where a place of the sheets is on the printed page."""
        return x * self.scale_x + self.shift_x, y * self.scale_y + self.shift_y

    def box(self, box: Box) -> Box:
        """Return where a box of the sheets is on the printed page."""
        return (*self.place(*box[:2]), *self.place(*box[2:]))


class PrintedPage:
    """The signs of a printed page, ready to be compared with sheets."""

    def __init__(self, signs: list[Sign]) -> None:
        self.signs = signs
        self.pieces = pieces_of(signs)
        self.counts = Counter(piece.text for piece in self.pieces)
        self.by_text: dict[str, list[int]] = {}
        for number, sign in enumerate(signs):
            self.by_text.setdefault(sign.text, []).append(number)


def fit_of(sheet: Sequence[Piece], page: PrintedPage, rows: tuple[float, float]) -> Fit | None:
    """Return how a page of the sheets lies on a printed page; None if it is another page.

    Between the two heights of `rows` are its questions. A page that has another line among them, or lacks one, is of
    other sheets, even if all else is alike: its boxes are elsewhere.
    """
    pairs = _pairs(sheet, page)
    if len(pairs) < _FEWEST:
        return None
    across = _scale_and_shift([(one.left, other.left) for one, other in pairs])
    up = _scale_and_shift([(one.base, other.base) for one, other in pairs])
    if across is None or up is None or abs(across[0] / up[0] - 1) > _ASKEW:
        return None
    fit = Fit(across[0], up[0], across[1], up[1])
    printed: set[int] = set()
    for piece in sheet:
        row = _in_a_row(piece, page, fit, printed)
        found = set(row if row is not None else _one_by_one(piece, page, fit, printed))
        if rows[0] < piece.base < rows[1] and len(found) < _OF_A_LINE * len(piece.signs):
            return None
        printed |= found
    share = len(printed) / sum(len(piece.signs) for piece in sheet)
    if share < ENOUGH or _has_others(page, fit, printed, rows):
        return None
    return fit._replace(share=share, printed=frozenset(printed))


def _has_others(page: PrintedPage, fit: Fit, printed: set[int], rows: tuple[float, float]) -> bool:
    """Return whether words that are not the sheet’s own stand among its questions, and were drawn among them.

    What people fill in is drawn after all that was printed.
    """
    bottom, top = (fit.place(0, height)[1] for height in rows)
    return any(
        number not in printed and page.signs[number].text not in (" ", _UNKNOWN)
        for number in range(min(printed), max(printed))
        if bottom < page.signs[number].base < top
    )


def _pairs(sheet: Sequence[Piece], page: PrintedPage) -> list[tuple[Piece, Piece]]:
    """Return the pieces that are on both pages just once."""
    counts = Counter(piece.text for piece in sheet)
    once = {piece.text: piece for piece in page.pieces if page.counts[piece.text] == 1}
    return [(piece, once[piece.text]) for piece in sheet if counts[piece.text] == 1 and piece.text in once]


def _scale_and_shift(pairs: list[tuple[float, float]]) -> tuple[float, float] | None:
    """Return the scale and the shift on which most pairs agree, by the medians of all two; None without any."""
    step = max(1, len(pairs) // _SAMPLE)
    slopes = [
        (to_other - other) / (to_one - one)
        for (one, other), (to_one, to_other) in combinations(pairs[::step], 2)
        if abs(to_one - one) > _APART
    ]
    scale = median(slopes) if slopes else 0.0
    return (scale, median(other - scale * one for one, other in pairs)) if scale > 0.2 else None


def _is_at(fit: Fit, sign: Sign, other: Sign) -> bool:
    x, y = fit.place(sign.left, sign.base)
    return abs(x - other.left) < _ACROSS and abs(y - other.base) < _UP


def _in_a_row(piece: Piece, page: PrintedPage, fit: Fit, printed: set[int]) -> list[int] | None:
    """Return the numbers of a piece’s signs, drawn one after the other from where it begins; None if they are not."""
    for start in page.by_text.get(piece.signs[0].text, ()):
        if start in printed or not _is_at(fit, piece.signs[0], page.signs[start]):
            continue
        found = list(_following(piece, page, start))
        if len(found) == len(piece.signs):
            return found
    return None


def _following(piece: Piece, page: PrintedPage, start: int) -> Iterator[int]:
    base, number = page.signs[start].base, start
    for sign in piece.signs:
        while number < len(page.signs) and page.signs[number].text == " ":
            number += 1
        if number == len(page.signs) or page.signs[number].text != sign.text:
            return
        if abs(page.signs[number].base - base) > _UP:
            return
        yield number
        number += 1


def _one_by_one(piece: Piece, page: PrintedPage, fit: Fit, printed: set[int]) -> Iterator[int]:
    """Yield the numbers of those signs of a piece that are where they should be, each once."""
    own: set[int] = set()
    for sign in piece.signs:
        near = (number for number in page.by_text.get(sign.text, ()) if number not in printed and number not in own)
        number = next((number for number in near if _is_at(fit, sign, page.signs[number])), None)
        if number is not None:
            own.add(number)
            yield number
