"""How rows share pages: which rows stand on which page, and how high each is."""

from __future__ import annotations

from collections.abc import Sequence

_ALONE = 3.0
"""How much worse a page with a single row is than one of two: two to four rows a page make a sheet."""


def row_heights(leasts: Sequence[float], height: float) -> list[float]:
    """Return the heights with which rows fill `height` points: as even as their least heights allow.

    Rows are filled like vessels with water: a common level, and above it only the rows that need more.
    """
    free, count = height, len(leasts)
    for least in sorted(leasts, reverse=True):
        if least * count <= free:
            break
        free -= least
        count -= 1
    level = free / count if count else 0.0
    return [max(least, level) for least in leasts]


def page_rows(leasts: Sequence[float], first_room: float, room: float, most: int) -> list[int]:
    """Return how many rows stand on each page: as few pages as may be, and among those the most even ones.

    `first_room` and `room` are the heights for rows on the first and on every other page; `most` rows a page at most.
    A first page that has no room for the first row holds none.
    """
    if leasts[0] > first_room:
        return [0, *page_rows(leasts, room, room, most)]
    count = len(leasts)
    best: list[tuple[int, float, int]] = [(0, 0.0, 0)]
    for stop in range(1, count + 1):
        candidates = []
        for start in range(max(0, stop - most), stop):
            height = room if start else first_room
            if sum(leasts[start:stop]) <= height + 0.01:
                pages, uneven, _ = best[start]
                per_row = height / (stop - start) / room
                alone = _ALONE if stop - start == 1 and count > 1 else 0.0
                candidates.append((pages + 1, uneven + per_row**2 + alone, start))
        best.append(min(candidates))
    counts = []
    stop = count
    while stop:
        start = best[stop][2]
        counts.append(stop - start)
        stop = start
    return counts[::-1]
