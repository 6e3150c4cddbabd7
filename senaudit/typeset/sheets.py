"""The audit sheets: rows that share each page's height, so that every box has room to write and none is wasted.

A row is a question with its prompts and two boxes. Where the question's column would hold too few characters a line,
the question stands above its boxes instead. A row is never split.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from senaudit.layout.markup import Element
from senaudit.problems import Problem, SenauditError
from senaudit.typeset.blocks import display_box
from senaudit.typeset.box import Box, height_of, stacked
from senaudit.typeset.compose import Column, Context, compose, flow
from senaudit.typeset.form import form_box
from senaudit.typeset.lines import first_baseline, hung, one_line, set_lines, spans, widest_word
from senaudit.typeset.lists import space_before
from senaudit.typeset.margins import PageShape
from senaudit.typeset.page import ARTIFACT, Border, Page, Piece, Rule, Run
from senaudit.typeset.rows import page_rows, row_heights
from senaudit.typeset.theme import Theme

_CHARACTER = 0.4387
"""The width of an average character of English text in Arial, in em: 70 characters in 130 mm at 12 points."""

_EXACT = 0.01


class Grid(NamedTuple):
    """The columns of an audit sheet: the question's width, and whether it stands above the boxes; in points.

    `hang` is the width in which the questions' numbers hang.
    """

    width: float
    question: float
    stacked: bool
    hang: float

    @property
    def boxes(self) -> tuple[float, float, float]:
        """The left edges of the two boxes and the right edge of the second."""
        if self.stacked:
            return 0.0, self.width / 2, self.width
        return self.question, (self.question + self.width) / 2, self.width


class QuestionRow(NamedTuple):
    """A composed row: its question's pieces, their height, and the least height of the row."""

    element: Element
    pieces: list[Piece]
    question_height: float
    least: float


def grid_of(theme: Theme, width: float, widest_number: float) -> Grid:
    """Return the columns for a frame of that width; the widest number is `widest_number` em wide.

    Numbers hang in the width of two of Arial's digits and a gap. A wider one, such as “12a”, takes from the boxes what
    it needs, not from the question.
    """
    usual = theme.body * (2 * 0.556 + 0.4)
    more = theme.body * max(0.0, widest_number - 2 * 0.556)
    question = width * theme.question_share
    characters = (question - 2 * theme.cell_padding - usual) / (theme.body * _CHARACTER)
    stacked = characters < theme.least_characters
    return Grid(width, width if stacked else question + more, stacked, usual + more)


def sheet_pages(section: Element, context: Context, shape: PageShape, before: int) -> Iterator[Page]:
    """Yield a chapter's audit sheets; `before` is how many pages come before them.

    Raises SenauditError for each row that does not fit on a page.
    """
    theme = context.theme
    table = next(child for child in section.elements if child.tag == "table")
    header, *row_elements = table.elements
    grid = grid_of(theme, shape.width, _widest_number(row_elements, context))
    heads = _column_heads(header, context, grid)
    key = (context.family.name, context.page_height, grid)
    rows = [context.cache.of_element(each, key, partial(_row, each, context, grid)) for each in row_elements]
    room = shape.frame_height - heads.height
    problems = [_too_high(row) for row in rows if row.least > room]
    if problems:
        raise SenauditError(problems)
    form, end = _first_head(section, context, shape.width), _end(section, context, shape.width)
    if any(row.least > room - end.height for row in rows):  # said once, where it takes no room from the rows
        form, end = stacked([form, end]), Box(0.0, [])
    room -= end.height
    counts = page_rows([row.least for row in rows], room - form.height, room, int(theme.most_rows))
    start = 0
    for index, count in enumerate(counts):
        page = shape.page(before + index + 1)
        left, top, _, bottom = page.frame
        if not index:
            page.add(form.pieces, left, top)
            top += form.height
        page.add(_repeated(end.pieces) if index else end.pieces, left, bottom - end.height)
        if count:
            page.add(heads.pieces if not start else _repeated(heads.pieces), left, top)
            area = left, top + heads.height, bottom - end.height
            _fill(page, rows[start : start + count], area, grid, theme)
        start += count
        yield page


def _widest_number(rows: list[Element], context: Context) -> float:
    """Return the width of the rows' widest number, in em."""
    widths = context.family.face(True).widths
    return max((widths[row.elements[0].elements[0].get("number")] for row in rows), default=0.0)


def _fill(page: Page, rows: list[QuestionRow], area: tuple[float, float, float], grid: Grid, theme: Theme) -> None:
    """Set rows on a page, between the top and the bottom of `area` (left, top, bottom), which they share."""
    left, y, bottom = area
    for row, height in zip(rows, row_heights([row.least for row in rows], bottom - y), strict=True):
        page.add(_drawn(row, height, grid, theme), left, y)
        y += height


def _too_high(row: QuestionRow) -> Problem:
    """Return the problem at the question, or at that one of its texts which is longer than all others together."""
    cell = row.element.elements[0]
    longest = max((each for each in cell.walk() if each.tag == "text"), key=lambda each: len(each.text()), default=cell)
    alone = len(longest.text()) * 2 > len(cell.text())
    return Problem(
        "no-room-for-answers",
        (longest if alone else cell.elements[0]).place,
        "this question and its prompts leave no room on the page for the boxes to write in",
        "shorten its prompts or checklist, or choose a smaller text size",
    )


def _first_head(section: Element, context: Context, width: float) -> Box:
    """Return what stands above the first page's table: the chapter's name and the form."""
    theme = context.theme
    pieces: list[Piece] = []
    y = 0.0
    for child in _around_table(section)[0]:
        if child.tag == "heading":
            box = display_box(child, context, Column(0.0, width), _on_one_line(child, context, width), 0.0)
            pieces += [piece.moved(0.0, y) for piece in box.pieces]
            y += box.height + theme.item
        elif child.tag == "para":
            boxes = compose(child, context, Column(0.0, width))
            for box in boxes:
                pieces += [piece.moved(0.0, y) for piece in box.pieces]
                y += box.height
            y += theme.item
        elif child.tag == "form":
            box = form_box(child, theme, context.family, width, theme.body)
            pieces += [piece.moved(0.0, y) for piece in box.pieces]
            y += box.height
    return Box(y + theme.paragraph, pieces)


def _around_table(section: Element) -> tuple[list[Element], list[Element]]:
    """Return what stands before a section's table, and what stands after it."""
    table = next(index for index, child in enumerate(section.elements) if child.tag == "table")
    after = [child for child in section.elements[table + 1 :] if child.tag == "para"]
    return section.elements[:table], after


def _end(section: Element, context: Context, width: float) -> Box:
    """Return what stands under the rows of every page: paragraphs, two of them on one line if they fit it."""
    after = _around_table(section)[1]
    if not after:
        return Box(0.0, [])
    theme = context.theme
    content = [spans(each, context.family, strong=each.get("kind") == "lead") for each in after]
    wide = [sum(span.face.width(span.text, theme.body) for span in each) for each in content]
    if len(after) == 2 and sum(wide) + 2 * theme.body <= width:
        columns = [Column(0.0, wide[0] + _EXACT), Column(width - wide[1], wide[1] + _EXACT)]
        left, right = (compose(each, context, column) for each, column in zip(after, columns, strict=True))
        pieces = [*left[0].pieces, *right[0].pieces]
        height = left[0].height
    else:
        column = Column(0.0, min(width, theme.measure))
        boxes = [box for each in after for box in compose(each, context, column)]
        for box in boxes:
            box.before = 0.0
        box = stacked(boxes)
        pieces, height = box.pieces, box.height
    return Box(height + theme.item, [piece.moved(0.0, theme.item) for piece in pieces])


def _on_one_line(heading: Element, context: Context, width: float) -> float:
    """Return a section heading's size, smaller where that keeps it on one line and still a heading."""
    theme = context.theme
    content = spans(heading, context.family, strong=True)
    needed = sum(span.face.width(span.text, 1.0) for span in content)
    return max(theme.question, min(theme.section, width / needed))


def _column_heads(header: Element, context: Context, grid: Grid) -> Box:
    """Return the column heads between two rules; the first is left out where the question stands above its boxes."""
    theme = context.theme
    leading = theme.heading_line(theme.body)
    height = leading + theme.cell_padding
    first, second, _ = grid.boxes
    cells = header.elements
    lefts = [None if grid.stacked else 0.0, first, second]
    pieces: list[Piece] = [Rule(0.0, 0.0, grid.width, 0.0, theme.rule)]
    for cell, x in zip(cells, lefts, strict=True):
        if x is None:
            continue
        width = grid.width / 2 if grid.stacked else grid.width * (1 - theme.question_share) / 2
        line = one_line(spans(cell.elements[0], context.family, strong=True), theme.body, width)
        pieces += [
            piece.moved(0.0, theme.cell_padding / 2)
            for piece in set_lines([line], x + theme.cell_padding, theme.body, leading, theme)
        ]
    return Box(height, pieces)


def _repeated(pieces: list[Piece]) -> list[Piece]:
    """Return column heads for a further page: decoration there, for they have been read once."""
    return [piece._replace(element=ARTIFACT) if isinstance(piece, Run) else piece for piece in pieces]


def _row(element: Element, context: Context, grid: Grid) -> QuestionRow:
    theme = context.theme
    title, *rest = element.elements[0].elements
    number = title.get("number")
    face = context.family.face(True)
    pad, hang = theme.cell_padding, grid.hang
    column = Column(pad + hang, grid.question - 2 * pad - hang)
    size = theme.body
    head = display_box(title, context, column, size, 0.0)
    prompts = _prompts(rest, context, column)
    for box in prompts:
        box.before = min(box.before, theme.item)
    head.before = pad * 0.7
    whole = stacked([head, *prompts])
    pieces, y = whole.pieces, whole.height
    baseline = head.before + first_baseline(face, size, theme.heading_line(size))
    pieces.insert(0, hung(number, pad, baseline, face, size, title))
    y += pad
    return QuestionRow(element, pieces, y, y + theme.answer if grid.stacked else max(y, theme.answer))


def _prompts(children: list[Element], context: Context, column: Column) -> list[Box]:
    """Compose prompts; a checklist is set in two columns where that is shorter."""
    boxes: list[Box] = []
    half = (column.width - context.theme.body) / 2
    for child in children:
        single = flow([child], context, column)
        if child.tag == "list" and len(child.elements) > 3 and _narrow_enough(child, context, half):
            double = _in_two_columns(child, context, column)
            single = [double] if double.height <= height_of(single) - context.theme.line(context.theme.body) else single
        boxes += single
    return boxes


def _narrow_enough(listing: Element, context: Context, room: float) -> bool:
    """Say whether every word of a list fits a column of `room` points, indents and all."""
    theme = context.theme
    inside = room - theme.indent
    for child in (child for item in listing.elements for child in item.elements):
        if child.tag == "list" and not _narrow_enough(child, context, inside):
            return False
        if child.tag == "para" and widest_word(spans(child, context.family)) * theme.body > inside:
            return False
    return True


def _in_two_columns(listing: Element, context: Context, column: Column) -> Box:
    """Return a list set in two columns, the first at least as high as the second."""
    theme = context.theme
    gap = theme.body
    width = (column.width - gap) / 2
    items = listing.elements
    made = []
    for item in items:
        alone = Element("list", listing.attributes, listing.place, [item])
        boxes = compose(alone, context, Column(column.x, width))
        boxes[0].before = space_before("tick", item, theme)
        made.append(boxes)
    heights = [height_of(boxes) + boxes[0].before for boxes in made]
    cut = min(range(1, len(items) + 1), key=lambda n: (max(sum(heights[:n]), sum(heights[n:])), -n))
    left, right = (stacked([box for boxes in group for box in boxes]) for group in (made[:cut], made[cut:]))
    moved = [piece.moved(width + gap, 0.0) for piece in right.pieces]
    return Box(max(left.height, right.height), [*left.pieces, *moved])


def _drawn(row: QuestionRow, height: float, grid: Grid, theme: Theme) -> list[Piece]:
    """Return a row's pieces at its final height: its boxes, its question."""
    first, second, right = grid.boxes
    top = row.question_height if grid.stacked else 0.0
    answers = [child for child in row.element.elements if child.tag == "answer"]
    cells: list[Piece] = [
        Border(first, top, second - first, height - top, theme.thin_rule, "square", answers[0]),
        Border(second, top, right - second, height - top, theme.thin_rule, "square", answers[1]),
    ]
    around = Border(0.0, 0.0, grid.width, height, theme.rule, "square")
    return [around, *cells, *row.pieces]
