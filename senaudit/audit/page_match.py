"""Finds which page of the sheets a printed page is, and where its places are now, by the words that both have.

A printer may scale a page to its paper, and move it: “fit to page”. So a page is matched by a scale and a shift in each
direction, which most of the words agree on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import combinations
from statistics import median
from typing import NamedTuple

from senaudit.audit.page_signs import Box, Sign, Word

ENOUGH = 0.6
"""The smallest share of a sheet’s words that must be where they should be. A head and a foot may have other words."""

_FEWEST = 5
"""The fewest words by which a page is matched."""
_SAMPLE = 40
_APART = 20.0
"""How many words are compared with each other, and how far apart they are at least, in points."""
_ASKEW = 0.04
"""The most by which the two scales may differ."""
_ACROSS, _UP = 2.5, 1.5
"""How far a sign may be from its place, in points: programs round the widths of signs."""


class Fit(NamedTuple):
    """How a page of the sheets lies on a printed page: scales and shifts, and the share of its words found there."""

    scale_x: float
    scale_y: float
    shift_x: float
    shift_y: float
    share: float

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Return where a place of the sheets is on the printed page."""
        return x * self.scale_x + self.shift_x, y * self.scale_y + self.shift_y

    def box(self, box: Box) -> Box:
        """Return where a box of the sheets is on the printed page."""
        return (*self.place(*box[:2]), *self.place(*box[2:]))


def fit_of(sheet: list[Word], page: list[Word]) -> Fit | None:
    """Return how a page of the sheets lies on a printed page; None if it is another page."""
    pairs = _pairs(sheet, page)
    if len(pairs) < _FEWEST:
        return None
    across = _scale_and_shift([(one.left, other.left) for one, other in pairs])
    up = _scale_and_shift([(one.base, other.base) for one, other in pairs])
    if across is None or up is None or abs(across[0] / up[0] - 1) > _ASKEW:
        return None
    fit = Fit(across[0], up[0], across[1], up[1], 0.0)
    places: dict[str, list[Word]] = {}
    for word in page:
        places.setdefault(word.text, []).append(word)
    found = sum(any(_is_at(fit, word, other) for other in places.get(word.text, ())) for word in sheet)
    share = found / len(sheet)
    return fit._replace(share=share) if share >= ENOUGH else None


def _pairs(sheet: list[Word], page: list[Word]) -> list[tuple[Word, Word]]:
    """Return the words that are on both pages just once."""
    counts, others = (Counter(word.text for word in words) for words in (sheet, page))
    once = {word.text: word for word in page if others[word.text] == 1}
    return [(word, once[word.text]) for word in sheet if counts[word.text] == 1 and word.text in once]


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


def _is_at(fit: Fit, word: Word, other: Word) -> bool:
    x, y = fit.place(word.left, word.base)
    return abs(x - other.left) < _ACROSS and abs(y - other.base) < _UP


def added_signs(sheet: Iterable[Sign], page: list[Sign], fit: Fit) -> list[Sign]:
    """Return the signs of a page that are not printed on the sheet. Each printed sign is found once at most."""
    places: dict[str, list[tuple[float, float]]] = {}
    for sign in sheet:
        places.setdefault(sign.text, []).append(fit.place(sign.left, sign.base))
    return [sign for sign in page if not _taken(places.get(sign.text, []), sign)]


def _taken(places: list[tuple[float, float]], sign: Sign) -> bool:
    """Take the place of a printed sign from the list, if this is one."""
    near = [each for each in places if abs(each[0] - sign.left) < _ACROSS and abs(each[1] - sign.base) < _UP]
    if not near:
        return False
    places.remove(min(near, key=lambda each: abs(each[0] - sign.left) + abs(each[1] - sign.base)))
    return True
