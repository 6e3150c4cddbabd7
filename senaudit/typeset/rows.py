"""The rows of audit sheets: composes them, and shares pages between them.

A row is a question with its prompts, and two boxes to write in. If the question's column would be too narrow, the
question stands above its boxes. How high each row is depends on those that share its page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from senaudit.layout.markup import Element
from senaudit.layout.roles import AGAIN
from senaudit.problems import Problem
from senaudit.typeset.blocks import heading_box
from senaudit.typeset.box import Box, cleared, height_of, stacked
from senaudit.typeset.compose import Column, Context, each_composed, flow
from senaudit.typeset.lines import hanging_run
from senaudit.typeset.lists import fits_column, in_two_columns
from senaudit.typeset.page import Border, Piece, Run
from senaudit.typeset.theme import CHARACTER, Theme

_SINGLE_ROW = 3.0
"""The cost of a page with a single row. A good sheet has two to four rows."""


class Grid(NamedTuple):
    """The columns of an audit sheet. All widths are in points.

    `question` is the width of the question's column. `stacked` says whether the question stands above its boxes.
    `numbers` is the width at the left in which the questions' numbers stand.
    """

    width: float
    question: float
    stacked: bool
    numbers: float

    @property
    def boxes(self) -> tuple[float, float, float]:
        """The left edges of the two boxes, and the right edge of the second."""
        if self.stacked:
            return 0.0, self.width / 2, self.width
        return self.question, (self.question + self.width) / 2, self.width


_TWO_DIGITS, _GAP = 2 * 0.556, 0.4
"""The width of two of Arial's digits, and the gap behind a number, in em."""


class QuestionRow(NamedTuple):
    """A composed row: the pieces of its question, their height, and the least height of the row, in points.

    `last_time` has what stands above each box to write in: what was answered last time. Most often these are empty.
    A row that is divided in two `has_boxes` in its second part only.
    """

    element: Element
    pieces: list[Piece]
    question_height: float
    least: float
    last_time: tuple[Box, Box]
    has_boxes: bool = True


def grid_of(theme: Theme, width: float, widest_number: float) -> Grid:
    """Return the columns for a frame of `width` points. `widest_number` is in em.

    Numbers have the width of two of Arial's digits and a gap. A wider number, such as “12a”, makes the boxes narrower,
    not the question. Above its boxes, only the question that has it begins further right.
    """
    usual = theme.body * (_TWO_DIGITS + _GAP)
    extra = theme.body * max(0.0, widest_number - _TWO_DIGITS)
    question = width * theme.question_share
    characters = (question - 2 * theme.cell_padding - usual) / (theme.body * CHARACTER * theme.room)
    stacked = characters < theme.least_characters
    return Grid(width, width if stacked else question + extra, stacked, usual + extra)


def question_row(element: Element, context: Context, grid: Grid) -> QuestionRow:
    """Return a row. Its least height leaves room for the boxes, under the question or beside it."""
    theme = context.theme
    titles, rest = titles_and_rest(element.elements[0])
    title = titles[0]
    number = title.get("number")
    face = context.family.face(True)
    own = theme.body * (max(_TWO_DIGITS, face.widths[number]) + _GAP)
    pad, numbers = theme.cell_padding, own if grid.stacked else grid.numbers
    column = Column(pad + numbers, grid.question - 2 * pad - numbers)
    size = theme.body
    head = stacked([box for _, boxes in each_composed(titles, context, column, _title) for box in boxes])
    cleared(head, below=False)
    prompts = _prompts(rest, context, column)
    for box in prompts:
        box.before = min(box.before, theme.item)
    head.before = pad * 0.7
    question = cleared(stacked([head, *prompts]), above=False)
    pieces, y = question.pieces, question.height
    baseline = next(piece.y for piece in pieces if isinstance(piece, Run))
    pieces.insert(0, hanging_run(number, pad, baseline, face, size, title))
    y += pad
    above = _last_time(element, context, grid)
    boxes = theme.answer + max(last.height for last in above)
    return QuestionRow(element, pieces, y, y + boxes if grid.stacked else max(y, boxes), above)


def titles_and_rest(cell: Element) -> tuple[list[Element], list[Element]]:
    """Return the heading of a row's question, in both languages if there are two, and what follows it."""
    at = next((index for index, child in enumerate(cell.elements[1:], 1) if not child.get(AGAIN)), len(cell.elements))
    return cell.elements[:at], cell.elements[at:]


def _title(heading: Element, context: Context, column: Column) -> list[Box]:
    return [heading_box(heading, context, column, context.theme.body, 0.0)]


def _last_time(row: Element, context: Context, grid: Grid) -> tuple[Box, Box]:
    """Return what stands above each of a row's boxes: nothing on most sheets."""
    first, second = row.elements[1:]
    if not (first.children or second.children):
        return _NOTHING, _NOTHING
    from senaudit.typeset.last_time import above_boxes

    return above_boxes(first, second, context, grid.boxes)


_NOTHING = Box(0.0, [])


def _prompts(children: list[Element], context: Context, column: Column) -> list[Box]:
    """Return the boxes of a question's prompts."""
    return [box for _, boxes in each_composed(children, context, column, _prompt) for box in boxes]


def _prompt(child: Element, context: Context, column: Column) -> list[Box]:
    """Return the boxes of one block of a question's prompts. A checklist is set in two columns if that is lower."""
    single = flow([child], context, column)
    half = (column.width - context.theme.body) / 2
    if child.tag == "list" and len(child.elements) > 3 and fits_column(child, context, half):
        double = in_two_columns(child, context, column)
        return [double] if double.height <= height_of(single) - context.theme.line(context.theme.body) else single
    return single


def row_pieces(row: QuestionRow, height: float, grid: Grid, theme: Theme) -> list[Piece]:
    """Return a row's pieces at its final height in points: the outline, the two boxes and the question."""
    first, second, right = grid.boxes
    top = row.question_height if grid.stacked else 0.0
    answers = [child for child in row.element.elements if child.tag == "answer"]
    above = [piece.moved(0.0, top) for box in row.last_time for piece in box.pieces]
    left_top, right_top = (top + box.height for box in row.last_time)
    cells: list[Piece] = [
        Border(first, left_top, second - first, height - left_top, theme.thin_rule, "square", answers[0]),
        Border(second, right_top, right - second, height - right_top, theme.thin_rule, "square", answers[1]),
    ]
    around = Border(0.0, 0.0, grid.width, height, theme.rule, "square")
    if not row.has_boxes:
        return [around, *row.pieces, *above]
    return [around, *cells, *row.pieces, *above]


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
