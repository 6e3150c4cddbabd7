"""Where pages end: the breaks of least cost over a whole part, found in one pass.

The method is that of Knuth and Plass for lines ("Breaking Paragraphs into Lines", 1981), turned on its side: the cost
of a page is that of the break at its end and of the room that it leaves empty. A part's last page may be empty for
free.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from senaudit.pdf.box import NEVER, Box

_EMPTY = 240.0
"""Cost of an empty page; a page's cost falls with the square of the share that is empty."""

_LAST_RESORT = 1e6
"""Cost of a break that must never be: taken only where no page could hold what it keeps together."""

_NEARLY_EMPTY = 0.15
"""A part's last page should hold at least this share of a page."""


def page_breaks(boxes: Sequence[Box], first_height: float, height: float) -> list[int]:
    """Return the index of the first box of each page, for pages of `height` points (the first of `first_height`).

    A box that is higher than a page stands on a page by itself, so that the caller can say that it does not fit.
    """
    tops = list(accumulate((box.before + box.height for box in boxes), initial=0.0))
    count = len(boxes)
    least = [0.0, *[NEVER] * count]
    start_of = [0] * (count + 1)
    for stop in range(1, count + 1):
        ends = _cost_of_end(boxes, stop)
        for start in range(stop - 1, -1, -1):
            room = height if start else first_height
            used = tops[stop] - tops[start] - boxes[start].before
            if used > room + 0.01 and start < stop - 1:
                break
            used += _continuation(boxes, start, stop)
            if used > room + 0.01 and start < stop - 1:
                continue
            cost = least[start] + ends + _cost_of_room(used, room, last=stop == count)
            if cost < least[stop]:
                least[stop], start_of[stop] = cost, start
    starts = []
    stop = count
    while stop:
        stop = start_of[stop]
        starts.append(stop)
    return starts[::-1]


def _cost_of_end(boxes: Sequence[Box], stop: int) -> float:
    if stop == len(boxes):
        return 0.0
    return min(boxes[stop].cost, _LAST_RESORT)


def _cost_of_room(used: float, room: float, last: bool) -> float:
    if last:
        return _EMPTY / 20 if used < room * _NEARLY_EMPTY else 0.0
    return _EMPTY * (1 - used / room) ** 2 if used < room else 0.0


def _continuation(boxes: Sequence[Box], start: int, stop: int) -> float:
    """Return the height that a call-out's repeated label and its lower padding take on a page."""
    extra = 0.0
    first = boxes[start].frame
    if first is not None and start and boxes[start - 1].frame is first:
        extra += first.continued_height
    if stop < len(boxes):
        last = boxes[stop].frame
        if last is not None and boxes[stop - 1].frame is last:
            extra += last.padding
    return extra
