"""Sets the audit sheets. Their rows share the height of a page, so that each box has as much room as possible.

A row is a question with its prompts, and two boxes to write in. If the question's column would be too narrow, the
question stands above its boxes, and each box has its label in it. A row is never split. Each page says whose sheets
these are: the first in its form, and the others in a running head.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from senaudit.layout.markup import Element
from senaudit.problems import Problem, SenauditError
from senaudit.typeset.blocks import heading_box
from senaudit.typeset.box import Box, cleared, height_of, reach, stacked
from senaudit.typeset.compose import Column, Context, compose, flow
from senaudit.typeset.form import form_box, running_fields
from senaudit.typeset.lines import SHORTEN, break_lines, hanging_run, set_lines, spans
from senaudit.typeset.lists import fits_column, in_two_columns
from senaudit.typeset.margins import PageShape
from senaudit.typeset.page import ARTIFACT, Border, Link, Page, Piece, Rule, Run
from senaudit.typeset.rows import no_room, page_rows, row_heights
from senaudit.typeset.theme import MM, Theme

_CHARACTER = 0.4387
"""The width of an average character of English text in Arial, in em: 70 characters in 130 mm at 12 points."""

_ROUNDING = 0.01
"""Points added to a measured width, so that rounding does not break the line."""

_HEADS_SHARE = 0.25
"""The most that the column heads take up of a page's height."""

LOWEST_BOX = 36 * MM
"""The least height of a box where a question in large type leaves no room for that of the look."""


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


class Columns(NamedTuple):
    """What every page with rows shows: the grid, the heads above the rows, and the columns' labels.

    `first` says whether these are the chapter's first rows, whose heads are read.
    """

    grid: Grid
    heads: Box
    labels: Box
    first: bool


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
    characters = (question - 2 * theme.cell_padding - usual) / (theme.body * _CHARACTER * theme.room)
    stacked = characters < theme.least_characters
    return Grid(width, width if stacked else question + extra, stacked, usual + extra)


def sheet_pages(section: Element, context: Context, shape: PageShape, before: int) -> Iterator[Page]:
    """Yield the pages of a chapter's audit sheets. `before` is the number of pages before them.

    Raises SenauditError for each row that does not fit on a page.
    """
    theme = context.theme
    table = next(child for child in section.elements if child.tag == "table")
    header, *row_elements = table.elements
    grid = grid_of(theme, shape.width, _widest_number(row_elements, context))
    labels = _labels(header, context, grid)
    most = shape.frame_height * _HEADS_SHARE
    _check_height(labels, theme.answer / 2 if grid.stacked else most, header)
    heads = Box(0.0, []) if grid.stacked else _column_heads(labels, grid, theme)
    key = (context.family.key, context.page_height, grid)
    all_rows = [context.cache.of_element(row, key, partial(question_row, row, context, grid)) for row in row_elements]
    fields = next((child for child in section.elements if child.tag == "head"), None)
    # Large type may leave no room. Then a long name is a line to write on, or else the boxes are lower.
    lower = max(0.0, theme.answer - LOWEST_BOX)
    for less, filled in ((0.0, True), (0.0, False), (lower, True), (lower, False)):
        running = _running_head(fields, context, shape.width, filled)
        room = shape.frame_height - running.height - heads.height
        rows = [row._replace(least=max(row.least - less, min(row.least, room))) for row in all_rows]
        problems = [no_room(row.element) for row in rows if row.least > room]
        if not problems and running.height <= most:
            break
    if fields is not None:
        _check_height(running, most, fields)
    if problems:
        from senaudit.typeset.divided_rows import parts_of

        rows = [part for row in rows for part in ([row] if row.least <= room else parts_of(row, grid, context, room))]
        problems = [no_room(row.element) for row in rows if row.least > room]
    if problems:
        raise SenauditError(problems)
    head, end = _above_table(section, context, shape.width), _below_table(section, context, shape.width)
    if any(row.least > room - end.height for row in rows):  # then `end` is printed once, on the first page
        head, end = stacked([head, end]), Box(0.0, [])
    room -= end.height
    first_room = room + running.height - head.height
    counts = page_rows([row.least for row in rows], first_room, room, int(theme.most_rows))
    start = 0
    for index, count in enumerate(counts):
        page = shape.page(before + index + 1)
        left, top, _, bottom = page.frame
        above = running if index else head
        page.add(above.pieces, left, top)
        page.add(as_decoration(end.pieces) if index else end.pieces, left, bottom - end.height)
        if count:
            columns = Columns(grid, heads, labels, first=not start)
            area = left, top + above.height, bottom - end.height
            _fill(page, rows[start : start + count], area, columns, theme)
        start += count
        yield page


def _widest_number(rows: list[Element], context: Context) -> float:
    """Return the width of the rows' widest number, in em."""
    widths = context.family.face(True).widths
    return max((widths[row.elements[0].elements[0].get("number")] for row in rows), default=0.0)


def _fill(
    page: Page, rows: list[QuestionRow], area: tuple[float, float, float], columns: Columns, theme: Theme
) -> None:
    """Add the column heads and rows to a page. `area` is (left, top, bottom); rows share the height under the heads.

    A row without boxes is no higher than its words: an empty frame would look like a box to write in.
    The words of the heads are read once, above the chapter's first row.
    """
    grid, heads, labels, first = columns
    left, y, bottom = area
    page.add(heads.pieces if first else as_decoration(heads.pieces), left, y)
    y += heads.height
    room = bottom - y - sum(row.least for row in rows if not row.has_boxes)
    shared = iter(row_heights([row.least for row in rows if row.has_boxes], room))
    for row in rows:
        height = next(shared) if row.has_boxes else row.least
        page.add(_row_pieces(row, height, grid, theme), left, y)
        if grid.stacked and row.has_boxes:
            page.add(_in_boxes(labels, row, grid), left, y + row.question_height + theme.cell_padding / 2)
        y += height


def _above_table(section: Element, context: Context, width: float) -> Box:
    """Return the box above the table of the first page: the chapter's name, paragraphs and the form."""
    theme = context.theme
    boxes: list[Box] = []
    for child in _around_table(section)[0]:
        if child.tag == "heading":
            size = _heading_size(child, context, width)
            boxes.append(heading_box(child, context, Column(0.0, width), size, 0.0))
        elif child.tag == "para":
            lines = compose(child, context, Column(0.0, min(width, theme.measure)))
            for box in lines:
                box.before = 0.0
            boxes.append(stacked(lines))
        elif child.tag == "form":
            boxes.append(form_box(child, theme, context.family, width, theme.body))
    for box in boxes[1:]:
        box.before = theme.item
    box = cleared(stacked(boxes), above=False)
    return Box(box.height + theme.paragraph, box.pieces)


def _around_table(section: Element) -> tuple[list[Element], list[Element]]:
    """Return the Elements before a section's table, and the paragraphs after it."""
    table = next(index for index, child in enumerate(section.elements) if child.tag == "table")
    after = [child for child in section.elements[table + 1 :] if child.tag == "para"]
    return section.elements[:table], after


def _below_table(section: Element, context: Context, width: float) -> Box:
    """Return the box under the rows of every page: paragraphs, or two on one line if they fit."""
    after = _around_table(section)[1]
    if not after:
        return Box(0.0, [])
    theme = context.theme
    content = [spans(para, context.family, strong=para.get("kind") == "lead") for para in after]
    widths = [sum(span.face.width(span.text, theme.body) for span in para) for para in content]
    if len(after) == 2 and sum(widths) + 2 * theme.body <= width:
        columns = [Column(0.0, widths[0] + _ROUNDING), Column(width - widths[1], widths[1] + _ROUNDING)]
        left, right = (compose(para, context, column) for para, column in zip(after, columns, strict=True))
        box = Box(left[0].height, [*left[0].pieces, *right[0].pieces])
    else:
        column = Column(0.0, min(width, theme.measure))
        boxes = [box for para in after for box in compose(para, context, column)]
        for box in boxes:
            box.before = 0.0
        box = stacked(boxes)
    cleared(box)
    return Box(box.height + theme.item, [piece.moved(0.0, theme.item) for piece in box.pieces])


def _heading_size(heading: Element, context: Context, width: float) -> float:
    """Return the size of a section's heading in points.

    It is made smaller to keep the heading on one line, but not smaller than a question's type.
    """
    theme = context.theme
    content = spans(heading, context.family, strong=True)
    needed = sum(span.face.width(span.text, 1.0) for span in content)
    return max(theme.question, min(theme.section, (width - _ROUNDING) / needed))


def _labels(header: Element, context: Context, grid: Grid) -> Box:
    """Return the columns' labels side by side: the boxes' alone if the question stands above them."""
    theme, most = context.theme, 1
    leading = theme.heading_line(theme.body)
    edges = (0.0, *grid.boxes)
    pieces: list[Piece] = []
    for cell, x, right in list(zip(header.elements, edges, edges[1:], strict=False))[grid.stacked :]:
        start = x + theme.cell_padding + theme.beside_box
        room = right - start - theme.cell_padding
        lines = break_lines(spans(cell.elements[0], context.family, strong=True), theme.body, room)
        most = max(most, len(lines))
        pieces += set_lines(lines, start, theme.body, leading, theme)
    box = cleared(Box(most * leading, pieces), below=False)
    return Box(box.height + theme.cell_padding / 2, box.pieces)


def _in_boxes(labels: Box, row: QuestionRow, grid: Grid) -> list[Piece]:
    """Return the labels of a row's boxes: each belongs to its box, and is read there. A link in it is none here."""
    first, second = (child for child in row.element.elements if child.tag == "answer")
    _, middle, _ = grid.boxes
    words = [piece for piece in labels.pieces if isinstance(piece, Run)]
    first_above, second_above = (above.height for above in row.last_time)
    return [
        piece._replace(element=first if piece.x < middle else second).moved(
            0.0, first_above if piece.x < middle else second_above
        )
        for piece in words
    ]


def _column_heads(labels: Box, grid: Grid, theme: Theme) -> Box:
    """Return the labels as column heads, under a rule."""
    half = theme.cell_padding / 2
    rule = Rule(0.0, 0.0, grid.width, 0.0, theme.rule)
    return Box(labels.height + half, [rule, *(piece.moved(0.0, half) for piece in labels.pieces)])


def _running_head(head: Element | None, context: Context, width: float, filled: bool) -> Box:
    """Return the head of the further pages, which nobody needs to hear again; an empty box if there is none.

    If it is not `filled`, its fields are lines to write on.
    """
    if head is None:
        return Box(0.0, [])
    fields = head.elements
    if not filled:
        fields = [_emptied(field) for field in fields]
    theme = context.theme
    box = running_fields(fields, theme, context.family, width)
    pieces = [piece if isinstance(piece, Rule) else _decoration(piece) for piece in box.pieces]
    return Box(box.height + theme.item * 0.75 + reach(box)[1], pieces)


def _emptied(field: Element) -> Element:
    """Return a field with a line to write on, in place of words that are filled in."""
    return field if len(field.elements) == 1 else Element("field", {}, field.place, [field.elements[0]])


def _check_height(box: Box, most: float, element: Element) -> None:
    """Raise SenauditError, at the element's longest text, if the box is higher than `most` points."""
    if box.height > most:
        longest = max(
            (each for each in element.walk() if each.tag in ("para", "label")), key=lambda each: len(each.text())
        )
        raise SenauditError([Problem("text-too-long", longest.place, "this leaves no room for the questions", SHORTEN)])


def as_decoration(pieces: list[Piece]) -> list[Piece]:
    """Return pieces for a further page. What they say is decoration there: it has been read once."""
    return [_decoration(piece) for piece in pieces]


def _decoration(piece: Piece) -> Piece:
    again = Run | Rule | Border | Link
    return piece._replace(element=ARTIFACT) if isinstance(piece, again) else piece


def question_row(element: Element, context: Context, grid: Grid) -> QuestionRow:
    """Return a row. Its least height leaves room for the boxes, under the question or beside it."""
    theme = context.theme
    title, *rest = element.elements[0].elements
    number = title.get("number")
    face = context.family.face(True)
    own = theme.body * (max(_TWO_DIGITS, face.widths[number]) + _GAP)
    pad, numbers = theme.cell_padding, own if grid.stacked else grid.numbers
    column = Column(pad + numbers, grid.question - 2 * pad - numbers)
    size = theme.body
    head = cleared(heading_box(title, context, column, size, 0.0), below=False)
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


def _last_time(row: Element, context: Context, grid: Grid) -> tuple[Box, Box]:
    """Return what stands above each of a row's boxes: nothing on most sheets."""
    first, second = row.elements[1:]
    if not (first.children or second.children):
        return _NOTHING, _NOTHING
    from senaudit.typeset.last_time import above_boxes

    return above_boxes(first, second, context, grid.boxes)


_NOTHING = Box(0.0, [])


def _prompts(children: list[Element], context: Context, column: Column) -> list[Box]:
    """Return the boxes of a question's prompts. A checklist is set in two columns if that is lower."""
    boxes: list[Box] = []
    half = (column.width - context.theme.body) / 2
    for child in children:
        single = flow([child], context, column)
        if child.tag == "list" and len(child.elements) > 3 and fits_column(child, context, half):
            double = in_two_columns(child, context, column)
            single = [double] if double.height <= height_of(single) - context.theme.line(context.theme.body) else single
        boxes += single
    return boxes


def _row_pieces(row: QuestionRow, height: float, grid: Grid, theme: Theme) -> list[Piece]:
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
