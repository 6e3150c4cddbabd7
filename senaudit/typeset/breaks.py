"""Chooses where pages end: the breaks of least total cost over a whole part, found in one pass.

Knuth and Plass break lines in this way ("Breaking Paragraphs into Lines", 1981); here it breaks pages. A page costs the
penalty of the break at its end, and more for the room that it leaves empty. Empty room on a part's last page is free,
but for a page that is nearly empty.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from math import inf

from senaudit.typeset.box import IN_CALLOUT, IN_LONG_CALLOUT, NEVER, Box

_EMPTY = 240.0
"""The cost of an empty page. A page that is half empty costs a quarter: the share is squared."""

_NEARLY_EMPTY = 0.25
"""A part's last page costs as much as a half-empty page if less than this share of it is used."""

_TOO_EMPTY = 0.4
"""Guidance that fits on a page is split after all if more than this share of the page before it would be empty."""


def page_breaks(boxes: Sequence[Box], height: float) -> list[int]:
    """Return the index of the first box of each page, for pages of `height` points.

    A box that is higher than a page gets a page to itself, so that the caller can report it.
    """
    tops = list(accumulate((box.before + box.height for box in boxes), initial=0.0))
    heads = [top + box.before for top, box in zip(tops, boxes, strict=False)]  # tops without the space above
    count, most = len(boxes), height + 0.01
    least_cost = [0.0, *[inf] * count]
    start_of = [0] * (count + 1)
    first = 0
    for stop in range(1, count + 1):
        last = stop == count
        penalty = 0.0 if last else boxes[stop].cost
        bottom = tops[stop] + goes_on_below(boxes, stop)
        whole = _begin_of_divisible(boxes, stop)
        relief = IN_CALLOUT - IN_LONG_CALLOUT if whole else 0.0
        while first and bottom - heads[first - 1] <= most:
            first -= 1
        while first < stop - 1 and bottom - heads[first] > most:
            first += 1
        best = inf
        for start in sorted(range(first, stop), key=least_cost.__getitem__):
            so_far = least_cost[start] + penalty
            if so_far - relief > best:  # this costs more already, and so do all further starts
                break
            above = continued_above(boxes, start) - heads[start]
            if start < whole and tops[whole] + above < height * (1 - _TOO_EMPTY):
                so_far -= relief
            used = bottom + above
            if used > most and start < stop - 1:
                continue
            cost = so_far + _cost_of_empty_room(used, height, last)
            if cost <= best:
                best, start_of[stop] = cost, start
        least_cost[stop] = best
    starts = []
    stop = count
    while stop:
        stop = start_of[stop]
        starts.append(stop)
    return starts[::-1]


def continued_above(boxes: Sequence[Box], start: int) -> float:
    """Return the height of the label that is repeated if a page begins with box `start` inside a call-out, else 0."""
    callout = boxes[start].callout
    continues = callout is not None and start > 0 and boxes[start - 1].callout is callout
    return callout.repeated.height if callout is not None and continues else 0.0


def goes_on_below(boxes: Sequence[Box], stop: int) -> float:
    """Return the height at the foot of a call-out if a page ends inside it, before box `stop`, else 0.

    It is the height of the words that say that it goes on, and the padding under them.
    """
    callout = boxes[stop].callout if stop < len(boxes) else None
    goes_on = callout is not None and boxes[stop - 1].callout is callout
    return callout.going_on.height + callout.padding if callout is not None and goes_on else 0.0


def _begin_of_divisible(boxes: Sequence[Box], stop: int) -> int:
    """Return the first box of a divisible call-out that a page would end in before box `stop`, or 0.

    If headings above the call-out stay with it, it is the first of those.
    """
    callout = boxes[stop].callout if stop < len(boxes) else None
    if callout is None or not callout.divisible or boxes[stop - 1].callout is not callout:
        return 0
    begin = stop - 1
    while begin and (boxes[begin - 1].callout is callout or boxes[begin].cost >= NEVER):
        begin -= 1
    return begin


def _cost_of_empty_room(used: float, room: float, last: bool) -> float:
    if last:
        return _EMPTY / 4 if used < room * _NEARLY_EMPTY else 0.0
    return _EMPTY * (1 - used / room) ** 2 if used < room else 0.0
