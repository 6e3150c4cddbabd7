"""Composes tables of data in running text. Their heads come again on each page that a table goes over.

A column is at least as wide as its widest word, and wide enough to read sentences in it. A row that fits on a page is
split only if it has lists and takes up much of the page. If there is no room for such columns side by side, the table
has none: then each row is its head and, under it, a line for each further cell, which begins with the head of the
cell's column.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import zip_longest
from math import ceil

from senaudit.layout.markup import Element
from senaudit.layout.roles import LEAST_LINE, column_widths
from senaudit.typeset.box import (
    BEFORE_BLOCK,
    IN_LIST,
    IN_PARAGRAPH,
    NEVER,
    WHOLE,
    Box,
    CalloutFrame,
    cleared,
    height_of,
    keep_together,
    stacked,
)
from senaudit.typeset.compose import Column, Context, flow, paragraph, text_boxes
from senaudit.typeset.lines import Span, break_lines, set_lines, spans
from senaudit.typeset.page import ARTIFACT, Link, Piece, Rule, Run
from senaudit.typeset.theme import Theme
from senaudit.typeset.words import printed, widest_part

_BETWEEN = 1.2
"""The space between columns, in em."""

_ABOVE, _BELOW = 0.3, 0.45
"""The space between a rule and the lines under it, and between lines and the rule under them, in em."""

_INDENT = 2.0
"""The most that a list in a cell is indented, in em."""

_NO_COLON = ":?!؟：？！"
"""Signs of a head after which it needs no colon before the words of a cell."""

_SPACE = 0.28
"""The width of a space in em."""

_IN_TEXT = 4 * IN_PARAGRAPH
"""The cost of a page break where a paragraph of a row would have a single line alone on a page."""

_SMALL_GAP = 0.3
"""A smaller space than this part of a line is left out in a row that is split."""


def data_table(table: Element, context: Context, column: Column) -> list[Box]:
    """Return the boxes of a table. It is as wide as the rules of questions, from the numerals to the frame."""
    theme = context.theme
    column = Column(0.0, column.x + column.width + theme.padding)
    header, *rows = table.elements
    columns = _columns(table, column, context)
    head = _head(header, columns, context) if columns else Box(0.0, [])
    below = theme.body * _BELOW
    frame = CalloutFrame(partial(_outline, theme, column), below, partial(_decoration, head), partial(Box, 0.0, []))
    page = context.page_height - head.height - theme.body * (_ABOVE + _BELOW)
    boxes: list[Box] = []
    for row in rows:
        room = page * WHOLE if any(each.tag == "list" for each in row.walk()) else page
        made = _row(row, columns, context, room) if columns else _stacked_row(row, header, column, context, room)
        first = cleared(made[0], below=False)
        cleared(made[-1], above=False)
        first.pieces = [piece.moved(0.0, theme.body * _ABOVE) for piece in first.pieces]
        first.height += theme.body * _ABOVE
        if boxes:
            first.pieces.append(Rule(column.x, 0.0, column.x + column.width, 0.0, theme.thin_rule))
            first.before, first.cost = below, IN_LIST
        for box in made[1:]:
            _clear(box, theme.body * _ABOVE)
        boxes += made
    boxes[0] = stacked([head, boxes[0]])
    boxes[0].before, boxes[0].cost = theme.paragraph + below, BEFORE_BLOCK
    boxes[-1].height += below
    for box in boxes:
        box.callout = frame
    return boxes


def _clear(box: Box, above: float) -> None:
    """Make up to `above` points of the space before a box part of it: a page that begins with it has a rule there."""
    if box.cost < NEVER and box.before:
        above = min(above, box.before)
        box.before -= above
        box.height += above
        box.pieces = [piece.moved(0.0, above) for piece in box.pieces]


def _columns(table: Element, column: Column, context: Context) -> list[Column]:
    """Return the columns of a table, without the space between them; none if there is too little room for them."""
    size = context.theme.body
    header = table.elements[0]
    least = [
        max(_least(row.elements[index], context, strong=not index or row is header) for row in table.elements) * size
        for index in range(len(header.elements))
    ]
    gap = size * _BETWEEN
    columns, x = [], column.x
    for width in column_widths(table, least, column.width - gap * (len(least) - 1)):
        columns.append(Column(x, width))
        x += width + gap
    return columns


def _least(element: Element, context: Context, strong: bool) -> float:
    """Return the least width of a cell or list in em: that of its widest word, or of the beginning of a sentence."""
    least = 0.0
    for child in element.elements:
        if child.tag in ("para", "label", "heading"):
            words = [(span.face, word) for span in spans(child, context.family, strong) for word in span.text.split()]
            widest = max((widest_part(word, face) for face, word in words), default=0.0)
            line = sum(face.widths[word] for face, word in words) + len(words) * _SPACE
            least = max(least, widest, min(line, LEAST_LINE))
        else:
            least = max(least, _least(child, context, strong) + (_INDENT if child.tag == "list" else 0.0))
    return least


def _head(header: Element, columns: list[Column], context: Context) -> Box:
    """Return the heads of the columns, with a rule under them. Their last lines stand on one base line."""
    theme = context.theme
    size, leading = theme.body, theme.heading_line(theme.body)
    cells = [
        break_lines(spans(cell.elements[0], context.family, strong=True), size, column.width)
        for cell, column in zip(header.elements, columns, strict=True)
    ]
    most = max(map(len, cells))
    pieces: list[Piece] = []
    for lines, column in zip(cells, columns, strict=True):
        top = (most - len(lines)) * leading
        pieces += [piece.moved(0.0, top) for piece in set_lines(lines, column.x, size, leading, theme)]
    box = cleared(Box(most * leading, pieces))
    height = box.height + size * (_ABOVE + _BELOW)
    pieces = [piece.moved(0.0, size * _ABOVE) for piece in box.pieces]
    pieces.append(Rule(columns[0].x, height, columns[-1].x + columns[-1].width, height, theme.rule))
    return Box(height, pieces)


def _decoration(head: Box) -> Box:
    """Return the heads for a further page. They are decoration there: each cell has been named by them already."""
    pieces = [piece._replace(element=ARTIFACT) if isinstance(piece, Run | Link) else piece for piece in head.pieces]
    return Box(head.height, pieces)


def _outline(theme: Theme, column: Column, top: float, bottom: float, continued: bool) -> list[Piece]:
    """Return the rules above and below a table, or the part of it that is on one page."""
    return [Rule(column.x, y, column.x + column.width, y, theme.rule) for y in (top, bottom)]


def _cell(cell: Element, context: Context, column: Column, strong: bool) -> list[Box]:
    """Return the boxes of a cell, without space above the first."""
    if strong:
        size, above = context.theme.body, context.theme.paragraph
        boxes = [
            box
            for child in cell.elements
            for box in (
                paragraph(child, context, column, size, above, strong=True)
                if child.tag == "para"
                else flow([child], context, column)
            )
        ]
    else:
        boxes = flow(cell.elements, context, column)
    boxes[0].before = 0.0
    return boxes


def _row(row: Element, columns: list[Column], context: Context, room: float) -> list[Box]:
    """Return a row as one box, or as one for each line if it is higher than `room` points."""
    cells = [
        _cell(cell, context, column, strong=not index)
        for index, (cell, column) in enumerate(zip(row.elements, columns, strict=True))
    ]
    height = max(map(height_of, cells))
    if height <= room:
        return [Box(height, [piece for boxes in cells for piece in stacked(boxes).pieces])]
    leading = context.theme.line(context.theme.body)
    lines = zip_longest(*(list(_lines_of(boxes, leading)) for boxes in cells), fillvalue=([], 0.0))
    return [
        Box(leading, [piece for pieces, _ in line for piece in pieces], 0.0, max(cost for _, cost in line))
        for line in lines
    ]


def _lines_of(boxes: list[Box], leading: float) -> Iterator[tuple[list[Piece], float]]:
    """Yield the pieces on each line of a cell, and what a page break above it costs.

    The base lines of all cells of a row are the same. So the space between paragraphs is a whole line, or none.
    """
    for index, box in enumerate(boxes):
        if index and box.before > leading * _SMALL_GAP:
            yield [], box.cost
        count = max(1, ceil(box.height / leading - 0.01))
        lines: list[list[Piece]] = [[] for _ in range(count)]
        for piece in box.pieces:
            at = min(max(0, int(piece.y / leading)), count - 1)
            lines[at].append(piece.moved(0.0, -at * leading))
        yield lines[0], box.cost
        yield from ((pieces, _IN_TEXT) for pieces in lines[1:])


def _stacked_row(row: Element, header: Element, column: Column, context: Context, room: float) -> list[Box]:
    """Return the boxes of a row without columns: its head, and each further cell with the head of its column.

    A cell without words is left out. A row is not split if it is no higher than `room` points.
    """
    theme = context.theme
    first, *others = row.elements
    boxes = _cell(first, context, column, strong=True)
    begin = len(boxes)
    inside = Column(column.x + theme.indent, column.width - theme.indent)
    for cell, head in zip(others, header.elements[1:], strict=True):
        if cell.text().strip():
            boxes += _named_cell(cell, head, inside, context)
    keep_together(boxes, room, begin=begin + 1)
    return boxes


def _named_cell(cell: Element, head: Element, column: Column, context: Context) -> list[Box]:
    """Return the boxes of a cell whose first words are those of its column's head."""
    theme, family = context.theme, context.family
    first, *others = cell.elements
    if first.tag != "para":
        first, others = cell, cell.elements
    words = printed(head.text()).strip()
    colon = "" if words[-1:] in _NO_COLON else ":"
    content = [Span(f"{words}{colon} ", family.face(True), first)]
    content += spans(first, family) if first is not cell else []
    named = text_boxes(break_lines(content, theme.body, column.width), theme, column.x, theme.body, theme.item)
    following = flow(others, context, column)
    if following:
        following[0].cost = NEVER
    return [*named, *following]
