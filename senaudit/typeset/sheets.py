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
from senaudit.typeset.compose import Column, Context, compose, each_composed
from senaudit.typeset.form import form_box, running_fields
from senaudit.typeset.lines import SHORTEN, break_lines, set_lines, spans
from senaudit.typeset.margins import PageShape
from senaudit.typeset.page import Page, Piece, Rule, Run, as_decoration, decoration
from senaudit.typeset.rows import (
    Grid,
    QuestionRow,
    grid_of,
    no_room,
    page_rows,
    question_row,
    row_heights,
    row_pieces,
)
from senaudit.typeset.theme import MM, Theme

_ROUNDING = 0.01
"""Points added to a measured width, so that rounding does not break the line."""

_HEADS_SHARE = 0.25
"""The most that the column heads take up of a page's height."""

_LOWEST_BOX = 36 * MM
"""The least height of a box where a question in large type leaves no room for that of the look."""


class Columns(NamedTuple):
    """What every page with rows shows: the grid, the heads above the rows, and the columns' labels.

    `first` says whether these are the chapter's first rows, whose heads are read.
    """

    grid: Grid
    heads: Box
    labels: Box
    first: bool


def sheet_pages(section: Element, context: Context, shape: PageShape, before: int) -> Iterator[Page]:
    """Yield the pages of a chapter's audit sheets. `before` is the number of pages before them.

    Raises SenauditError for each row that does not fit on a page.
    """
    theme = context.theme
    table = next(child for child in section.elements if child.tag == "table")
    header, *elements = table.elements
    grid = grid_of(theme, shape.width, _widest_number(elements, context))
    labels = _labels(header, context, grid)
    lower = max(0.0, theme.answer - _LOWEST_BOX)
    if context.looks:
        context = context._replace(theme=_with_room_for(labels, context))
        theme = context.theme
    most = shape.frame_height * _HEADS_SHARE
    _check_height(labels, theme.answer / 2 if grid.stacked else most, header)
    heads = Box(0.0, []) if grid.stacked else _column_heads(labels, grid, theme)
    height = shape.frame_height - heads.height
    rows, running, room = _fitting_rows(section, context, grid, height, lower)
    end = _below_table(section, context, shape.width)
    above = _above_table(section, context, shape.width)
    if any(row.least > room - end.height for row in rows):  # then `end` is printed once, above the first rows
        above, end = [*above, end], Box(0.0, [])
    openings = _openings(above, running, shape.frame_height, theme)
    room -= end.height
    first_room = room + running.height - openings[-1].height
    counts = page_rows([row.least for row in rows], first_room, room, int(theme.most_rows))
    counts = [0] * (len(openings) - 1) + counts
    start = 0
    for index, count in enumerate(counts):
        page = shape.page(before + index + 1)
        left, top, _, bottom = page.frame
        opening = openings[index] if index < len(openings) else running
        page.add(opening.pieces, left, top)
        page.add(as_decoration(end.pieces) if index else end.pieces, left, bottom - end.height)
        if count:
            columns = Columns(grid, heads, labels, first=not start)
            area = left, top + opening.height, bottom - end.height
            _fill(page, rows[start : start + count], area, columns, theme)
        start += count
        yield page


def _fitting_rows(
    section: Element, context: Context, grid: Grid, height: float, lower: float
) -> tuple[list[QuestionRow], Box, float]:
    """Return the rows, the head of the further pages, and the room under it. A page has `height` points for all.

    Large type may leave no room. Then a long name is a line to write on, or else boxes are `lower` by so many points,
    or else a row is divided.
    """
    parts = {child.tag: child for child in section.elements}
    fields, elements = parts.get("head"), parts["table"].elements[1:]
    most = context.page_height * _HEADS_SHARE
    key = (context.family.key, context.page_height, grid)
    all_rows = [context.cache.of_element(each, key, partial(question_row, each, context, grid)) for each in elements]
    running = Box(0.0, [])
    for less, filled in ((0.0, True), (0.0, False), (lower, True), (lower, False)):
        head = _running_head(fields, context, grid.width, filled, most)
        if not filled and head.height >= running.height:
            continue  # nothing is gained by a line to write on
        running, room = head, height - head.height
        rows = [row._replace(least=max(row.least - less, min(row.least, room))) for row in all_rows]
        problems = [no_room(row.element) for row in rows if row.least > room]
        if not problems and running.height <= most:
            break
    if fields is not None:
        _check_height(running, most, fields)
    if problems:
        from senaudit.typeset.divided_rows import parts_of

        rows = [
            part for row in rows for part in ([row] if row.least <= room else parts_of(row, grid, context, room, lower))
        ]
        problems = [no_room(row.element) for row in rows if row.least > room]
    if problems:
        raise SenauditError(problems)
    return rows, running, room


def _openings(boxes: list[Box], running: Box, height: float, theme: Theme) -> list[Box]:
    """Return what stands above the first rows: one box, or one for each page that it needs.

    `height` is that of a page in points. Further pages have their `running` head.
    """
    pages = [[boxes[0]]]
    for box in boxes[1:]:
        if height_of([*pages[-1], box]) > height:
            pages.append([running])
        pages[-1].append(box)
    openings = [cleared(stacked(page), above=False) for page in pages]
    openings[-1].height += theme.paragraph
    return openings


def _with_room_for(labels: Box, context: Context) -> Theme:
    """Return a look in which labels in two languages leave as much room to write as those in one, on one line."""
    theme = context.theme
    one_line = max(look.heading_line(theme.body) for look in context.looks.values()) + theme.cell_padding / 2
    return theme._replace(answer=theme.answer + max(0.0, labels.height - one_line))


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
        page.add(row_pieces(row, height, grid, theme), left, y)
        if grid.stacked and row.has_boxes:
            page.add(_in_boxes(labels, row, grid), left, y + row.question_height + theme.cell_padding / 2)
        y += height


def _above_table(section: Element, context: Context, width: float) -> list[Box]:
    """Return the boxes above the table of the first page: the chapter's name, paragraphs and the form."""
    column = Column(0.0, width)
    boxes = [stacked(each) for _, each in each_composed(_around_table(section)[0], context, column, _above_rows)]
    for box in boxes[1:]:
        box.before = context.theme.item
    return boxes


def _above_rows(element: Element, context: Context, column: Column) -> list[Box]:
    """Return the boxes of a block above the table."""
    theme = context.theme
    if element.tag == "heading":
        size = _heading_size(element, context, column.width)
        return [heading_box(element, context, column, size, 0.0)]
    if element.tag == "form":
        return [form_box(element, theme, context.family, column.width, theme.body)]
    boxes = compose(element, context, column._replace(width=min(column.width, theme.measure)))
    for box in boxes:
        box.before = 0.0
    return boxes


def _around_table(section: Element) -> tuple[list[Element], list[Element]]:
    """Return the Elements before a section's table, and the paragraphs after it."""
    table = next(index for index, child in enumerate(section.elements) if child.tag == "table")
    after = [child for child in section.elements[table + 1 :] if child.tag == "para"]
    before = [child for child in section.elements[:table] if child.tag != "head"]
    return before, after


def _below_table(section: Element, context: Context, width: float) -> Box:
    """Return the box under the rows of every page: paragraphs, or two on one line if they fit."""
    after = _around_table(section)[1]
    if not after:
        return Box(0.0, [])
    theme = context.theme
    content = [spans(para, context.family, strong=para.get("kind") == "lead") for para in after]
    widths = [sum(span.face.width(span.text, theme.body) for span in para) for para in content]
    if len(after) == 2 and not context.looks and sum(widths) + 2 * theme.body <= width:
        columns = [Column(0.0, widths[0] + _ROUNDING), Column(width - widths[1], widths[1] + _ROUNDING)]
        left, right = (compose(para, context, column) for para, column in zip(after, columns, strict=True))
        box = Box(left[0].height, [*left[0].pieces, *right[0].pieces])
    else:
        column = Column(0.0, width if context.looks else min(width, theme.measure))
        boxes = [box for _, each in each_composed(after, context, column) for box in each]
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


def _running_head(head: Element | None, context: Context, width: float, filled: bool, most: float) -> Box:
    """Return the head of the further pages, which nobody needs to hear again; an empty box if there is none.

    If it is not `filled`, its fields are lines to write on. In two languages it is in the first only if it would be
    higher than `most` points.
    """
    if head is None:
        return Box(0.0, [])
    fields = head.elements
    if not filled:
        fields = [_emptied(field) for field in fields]
    theme = context.theme
    for in_first_language in (False, True):
        box = running_fields(fields, theme, context.family, width, in_first_language)
        height = box.height + theme.item * 0.75 + reach(box)[1]
        if height <= most or not context.looks:
            break
    pieces = [piece if isinstance(piece, Rule) else decoration(piece) for piece in box.pieces]
    return Box(height, pieces)


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
