"""Composes what was answered last time. It stands in a box of its own, above the box to write in.

With it, a row in large type may be higher than a page. Then it is divided: its question comes again above its boxes.
"""

from __future__ import annotations

from senaudit.layout.markup import Element
from senaudit.problems import Problem, SenauditError
from senaudit.typeset.box import Box, stacked
from senaudit.typeset.compose import Column, Context, flow
from senaudit.typeset.lines import SHORTEN
from senaudit.typeset.page import Border
from senaudit.typeset.rows import Grid, QuestionRow, question_row
from senaudit.typeset.sheets import LOWEST_BOX, as_decoration


def above_boxes(
    first: Element, second: Element, context: Context, edges: tuple[float, float, float]
) -> tuple[Box, Box]:
    """Return what stands above the two boxes to write in. `edges` are their left edges and the right edge, in points.

    If both have something above them, it is of one height.
    """
    left, middle, right = edges
    columns = Column(left, middle - left), Column(middle, right - middle)
    before, after = (_blocks(answer, context, column) for answer, column in zip((first, second), columns, strict=True))
    height = max(before.height, after.height)
    return _outlined(before, height, columns[0], context), _outlined(after, height, columns[1], context)


def _blocks(answer: Element, context: Context, column: Column) -> Box:
    theme = context.theme
    blocks = [block for note in answer.elements for block in note.elements]
    if not blocks:
        return Box(0.0, [])
    pad, more = theme.cell_padding, theme.beside_box
    boxes = flow(blocks, context, Column(column.x + pad + more, column.width - 2 * pad - more))
    for box in boxes:
        box.before = min(box.before, theme.item)
    boxes[0].before = pad * 0.7
    whole = stacked(boxes)
    return Box(whole.height + pad, whole.pieces)


def _outlined(box: Box, height: float, column: Column, context: Context) -> Box:
    """Return a box in its outline, `height` points high; an empty box stays as it is."""
    if not box.height:
        return box
    return Box(height, [Border(column.x, 0.0, column.width, height, context.theme.thin_rule), *box.pieces])


def parts_of(row: QuestionRow, grid: Grid, context: Context, room: float) -> list[QuestionRow]:
    """Return the parts of a row that is higher than `room` points: its question, and its boxes with the question above.

    If these are still higher, what was answered last time is in parts of its own, over the full width. A question that
    comes again is decoration: it has been read. Raises SenauditError if what was answered does not fit on a page.
    """
    cell, *answers = row.element.elements
    title = Element("cell", {}, cell.place, [cell.elements[0]])
    empty = [Element("answer", answer.attributes, answer.place) for answer in answers]

    def made(*cells: Element) -> QuestionRow:
        made = question_row(Element("row", {}, cell.place, [*cells]), context, grid)._replace(element=row.element)
        return _lowered(made, context, room)

    question = made(cell, *empty)
    boxes, bare = made(title, *answers), made(title, *empty)
    boxes, bare = (each._replace(pieces=as_decoration(each.pieces)) for each in (boxes, bare))
    first = question._replace(has_boxes=False, least=question.question_height)
    if boxes.least <= room:
        return [first, boxes]
    parts = [_full_width(bare, answer, grid, context) for answer in answers if answer.elements]
    for part, answer in zip(parts, (answer for answer in answers if answer.elements), strict=True):
        if part.least > room:
            texts = [each for each in answer.walk() if each.tag == "text"] or [answer]
            longest = max(texts, key=lambda text: len(text.text()))
            message = "what was agreed on last time does not fit on a page"
            raise SenauditError([Problem("text-too-long", longest.place, message, SHORTEN)])
    return [first, *parts, bare]


def _full_width(bare: QuestionRow, answer: Element, grid: Grid, context: Context) -> QuestionRow:
    """Return a row with what was answered last time, under the question, as wide as both boxes together."""
    column = Column(0.0, grid.width)
    box = _blocks(answer, context, column)
    top, height = bare.question_height, bare.question_height + box.height
    pieces = [*bare.pieces, *(piece.moved(0.0, top) for piece in _outlined(box, box.height, column, context).pieces)]
    return bare._replace(pieces=pieces, question_height=height, least=height, has_boxes=False)


def _lowered(row: QuestionRow, context: Context, room: float) -> QuestionRow:
    """Return a row with lower boxes, if they leave no room as they are."""
    lower = max(0.0, context.theme.answer - LOWEST_BOX)
    return row._replace(least=max(row.least - lower, min(row.least, room)))
