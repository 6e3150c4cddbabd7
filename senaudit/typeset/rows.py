"""Shares pages between the rows of audit sheets: which rows stand on which page, and how high each is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from senaudit.layout.markup import Element
from senaudit.problems import Problem

_SINGLE_ROW = 3.0
"""The cost of a page with a single row. A good sheet has two to four rows."""


def row_heights(least_heights: Sequence[float], height: float) -> list[float]:
    """Return heights with which the rows fill `height` points, as even as their least heights allow.

    All rows have the same height, except those that need more.
    """
    free, count = height, len(least_heights)
    for least in sorted(least_heights, reverse=True):
        if least * count <= free:
            break
        free -= least
        count -= 1
    level = free / count if count else 0.0
    return [max(least, level) for least in least_heights]


def page_rows(least_heights: Sequence[float], first_room: float, room: float, most: int) -> list[int]:
    """Return the number of rows on each page: as few pages as possible, filled as evenly as possible.

    `first_room` and `room` are the heights for rows on the first page and on the other pages. A page has at most `most`
    rows. If the first page has no room for the first row, it has no rows.
    """
    if least_heights[0] > first_room:
        return [0, *page_rows(least_heights, room, room, most)]
    count = len(least_heights)
    best: list[tuple[int, float, int]] = [(0, 0.0, 0)]
    for stop in range(1, count + 1):
        candidates = []
        for start in range(max(0, stop - most), stop):
            height = room if start else first_room
            if sum(least_heights[start:stop]) <= height + 0.01:
                pages, uneven, _ = best[start]
                per_row = height / (stop - start) / room
                single = _SINGLE_ROW if stop - start == 1 and count > 1 else 0.0
                candidates.append((pages + 1, uneven + per_row**2 + single, start))
        best.append(min(candidates))
    counts = []
    stop = count
    while stop:
        start = best[stop][2]
        counts.append(stop - start)
        stop = start
    return counts[::-1]


def no_room(row: Element) -> Problem:
    """Return the problem of a row that does not fit on a page.

    It is at the beginning of whatever has the most words: the question, its prompts or its checklist, and of the file
    that most of them stand in, not at a label. If one text has more than all others together, it is there. If a
    school has changed something in shipped words, it is at the longest of those.
    """
    cell = row.elements[0]
    most = max(cell.elements, key=lambda child: len(child.text()))
    texts = [text for text in most.walk() if text.tag == "text"]
    longest = max(texts, key=lambda text: len(text.text()), default=most)
    if len(longest.text()) * 2 <= len(cell.text()):
        letters = Counter[Path | None]()
        for text in texts:
            letters[text.place.path] += len(text.text())
        longest = next((text for text in texts if text.place.path == letters.most_common(1)[0][0]), most)
    changed = [text for text in texts if text.place.blamed and text.place.path == longest.place.path]
    if changed:
        return Problem(
            "no-room-for-answers",
            max(changed, key=lambda text: len(text.text())).place,
            "with this in it, a question leaves no room on the page for the boxes to write in",
            "shorten it, or choose a smaller text size",
        )
    return Problem(
        "no-room-for-answers",
        longest.place,
        "this question and its prompts leave no room on the page for the boxes to write in",
        "shorten its prompts or checklist, or choose a smaller text size",
    )
