"""Where pages end: the breaks of least cost over a whole part, found in one pass.

The method is that of Knuth and Plass for lines ("Breaking Paragraphs into Lines", 1981), turned on its side: the cost
of a page is that of the break at its end and of the room that it leaves empty. A part's last page may be empty for
free.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from math import inf

from senaudit.typeset.box import Box

_EMPTY = 240.0
"""Cost of an empty page; a page's cost falls with the square of the share that is empty."""

_NEARLY_EMPTY = 0.15
"""A part's last page should hold at least this share of a page."""


def page_breaks(boxes: Sequence[Box], height: float) -> list[int]:
    """Return the index of the first box of each page, for pages of `height` points.

    A box that is higher than a page stands on a page by itself, so that the caller can say that it does not fit.
    """
    tops = list(accumulate((box.before + box.height for box in boxes), initial=0.0))
    heads = [top + box.before for top, box in zip(tops, boxes, strict=False)]  # what is above a page that begins there
    count, most = len(boxes), height + 0.01
    least = [0.0, *[inf] * count]
    start_of = [0] * (count + 1)
    first = 0
    for stop in range(1, count + 1):
        last = stop == count
        ends = 0.0 if last else boxes[stop].cost
        bottom = tops[stop] + padding_below(boxes, stop)
        while first and bottom - heads[first - 1] <= most:
            first -= 1
        while first < stop - 1 and bottom - heads[first] > most:
            first += 1
        best = inf
        for start in sorted(range(first, stop), key=least.__getitem__):
            so_far = least[start] + ends
            if so_far > best:  # dearer already, and so are all others, whatever the page costs
                break
            used = bottom - heads[start] + continued_above(boxes, start)
            if used > most and start < stop - 1:
                continue
            cost = so_far + _cost_of_room(used, height, last)
            if cost <= best:
                best, start_of[stop] = cost, start
        least[stop] = best
    starts = []
    stop = count
    while stop:
        stop = start_of[stop]
        starts.append(stop)
    return starts[::-1]


def continued_above(boxes: Sequence[Box], start: int) -> float:
    """Return the height of the label repeated on a page that begins with box `start` and continues a call-out."""
    frame = boxes[start].frame
    continues = frame is not None and start > 0 and boxes[start - 1].frame is frame
    return frame.repeated.height if frame is not None and continues else 0.0


def padding_below(boxes: Sequence[Box], stop: int) -> float:
    """Return the padding under a call-out that goes on after a page that ends before box `stop`."""
    frame = boxes[stop].frame if stop < len(boxes) else None
    return frame.padding if frame is not None and boxes[stop - 1].frame is frame else 0.0


def _cost_of_room(used: float, room: float, last: bool) -> float:
    if last:
        return _EMPTY / 20 if used < room * _NEARLY_EMPTY else 0.0
    return _EMPTY * (1 - used / room) ** 2 if used < room else 0.0
