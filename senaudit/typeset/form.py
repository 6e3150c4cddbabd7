"""Composes forms. A field is a label with a line to write on, with words filled in, or with boxes to tick."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from senaudit.layout.markup import Element
from senaudit.typeset.box import Box, stacked
from senaudit.typeset.compose import Column, Context
from senaudit.typeset.faces import Family
from senaudit.typeset.lines import (
    Line,
    Span,
    break_lines,
    first_baseline,
    line_width,
    set_lines,
    spans,
    with_space_after,
)
from senaudit.typeset.lists import BELOW_WORDS, BETWEEN_BOXES, tick_box
from senaudit.typeset.page import Piece, Rule
from senaudit.typeset.theme import Theme

_LABEL_GAP = 0.5
"""The gap between a label and its line to write on, in em."""

_ROUNDING = 0.01
"""Points added to a measured width, so that rounding does not break the line."""

_RUNNING_LINE = 4.0
"""The least length of a line to write on in a running head, in em."""

_LEAST_ROOM = 5.0
_SHORTEST_LINE = 3.5
"""The least room for words and for a line right of a label, in em. If there is less, they stand under the label."""

_CLEAR = 0.2
"""The least space between a line to write on and the tallest letters under it, in em."""

_BETWEEN_CHOICES = 1.1, 0.7
"""The space between a choice and the next box, in em: the second if that saves a line."""


def form(element: Element, context: Context, column: Column) -> list[Box]:
    """Return a form in running text, as one box."""
    theme = context.theme
    box = form_box(element, theme, context.family, column.width, theme.body)
    return [Box(box.height, [piece.moved(column.x, 0.0) for piece in box.pieces], theme.heading_above)]


def form_box(form: Element, theme: Theme, family: Family, width: float, size: float) -> Box:
    """Return a form as one box, `width` points wide, in type of `size` points.

    Fields share a line while their widths (percent) add up to at most 100, if that is no higher than one field under
    the other. The words of filled-in fields that stand under each other begin at one left edge.
    """
    fields = _Fields(theme, family, size)
    boxes: list[Box] = []
    for in_column, rows in groupby(_rows(form), key=lambda row: len(row) == 1 and _filled(row[0])):
        group = list(rows)
        indent = max(fields.label_width(row[0], width) for row in group) + size / 2 if in_column else 0.0
        boxes += [fields.row(row, width, indent) for row in group]
    return stacked(boxes)


def _rows(form: Element) -> Iterator[list[Element]]:
    """Yield the rows of fields that may share a line. A field with boxes to tick is a row by itself."""
    row: list[Element] = []
    for field in form.elements:
        full = sum(_share(each) for each in [*row, field]) > 100 or _choices(field)
        if row and (full or _choices(row[0])):
            yield row
            row = []
        row.append(field)
    if row:
        yield row


def _share(field: Element) -> float:
    return float(field.get("width", "100"))


def _choices(field: Element) -> list[Element]:
    return [child for child in field.elements if child.tag == "choice"]


def _filled(field: Element) -> bool:
    return any(child.tag == "para" for child in field.elements)


class _Fields(NamedTuple):
    """Composes the fields of one form, in type of `size` points. All widths and heights are in points."""

    theme: Theme
    family: Family
    size: float

    def row(self, fields: list[Element], width: float, indent: float) -> Box:
        """Return fields side by side, or one under the other if that is lower.

        `indent` is the least distance from a field's left edge to its words.
        """
        if _choices(fields[0]):
            return self.choices(fields[0], width)
        if len(fields) > 1 and not all(self.fits(field, wide) for field, wide in self.widths(fields, width)):
            return stacked([self.row([field], width, indent) for field in fields])
        beside = self.side_by_side(fields, width, indent)
        if len(fields) == 1 or not any(map(_filled, fields)):
            return beside
        all_filled = all(map(_filled, fields))
        indent = max(self.label_width(field, width) for field in fields) + self.size / 2 if all_filled else 0.0
        under = stacked([self.side_by_side([field], width, indent) for field in fields])
        return beside if beside.height <= under.height else under

    @property
    def below_rule(self) -> float:
        """The least height of a row's first line: its letters are clear of a line to write on in the row above."""
        return BELOW_WORDS + (self.theme.tall_letters + _CLEAR) * self.size

    def side_by_side(self, fields: list[Element], width: float, indent: float) -> Box:
        """Return fields side by side, with room to write above their first base line."""
        only_words = len(fields) == 1 and _filled(fields[0])
        first = self.theme.line(self.size) if only_words else max(self.theme.form_line, self.size * 1.5)
        first = max(first, self.below_rule)
        pieces: list[Piece] = []
        x = height = 0.0
        for field, wide in self.widths(fields, width):
            box = self.field(field, wide, first, indent)
            pieces += [piece.moved(x, 0.0) for piece in box.pieces]
            height = max(height, box.height)
            x += wide + self.size * 1.5
        return Box(height, pieces)

    def field(self, field: Element, width: float, first: float, indent: float) -> Box:
        """Return a label with its words or its line to write on. `first` is the height of the first line.

        The words begin right of the label, and at least `indent` from the left edge. If there is too little room, they
        stand under the label.
        """
        label, *words = field.elements
        leading = self.theme.line(self.size)
        label_lines = break_lines(spans(label, self.family, strong=True), self.size, width)
        baseline = first - self.size * 0.45
        pieces = self.lines(label_lines, 0.0, baseline)
        baseline += (len(label_lines) - 1) * leading
        start = max(indent, line_width(label_lines[0])) + self.size * _LABEL_GAP
        if len(label_lines) > 1 or width - start < (_LEAST_ROOM if words else _SHORTEST_LINE) * self.size:
            start, baseline = 0.0, baseline + leading
        if not words:
            y = baseline + BELOW_WORDS
            pieces.append(Rule(start, y, width, y, self.theme.thin_rule, "", field))
        for index, each in enumerate(words):
            baseline += leading if index else 0.0
            lines = break_lines(spans(each, self.family), self.size, width - start)
            pieces += self.lines(lines, start, baseline)
            baseline += (len(lines) - 1) * leading
        return Box(baseline + self.size * 0.45, pieces)

    def widths(self, fields: list[Element], width: float) -> Iterator[tuple[Element, float]]:
        """Yield the fields of one line, each with its width."""
        shares = [_share(field) for field in fields]
        free = width - self.size * 1.5 * (len(fields) - 1)
        yield from ((field, free * share / sum(shares)) for field, share in zip(fields, shares, strict=True))

    def fits(self, field: Element, width: float) -> bool:
        """Return whether a field's label fits on one line of that width."""
        return len(break_lines(spans(field.elements[0], self.family, strong=True), self.size, width)) == 1

    def label_width(self, field: Element, width: float) -> float:
        """Return the width of a field's label, or 0 if it leaves no room for words beside it."""
        wide = sum(span.face.width(span.text, self.size) for span in spans(field.elements[0], self.family, strong=True))
        return wide if wide < width / 2 else 0.0

    def choices(self, field: Element, width: float) -> Box:
        """Return a label and its boxes to tick, on as many lines as they need.

        The boxes stand right of the label. If there is too little room, they stand under it.
        """
        return min((self.spaced(field, width, gap * self.size) for gap in _BETWEEN_CHOICES), key=lambda box: box.height)

    def spaced(self, field: Element, width: float, gap: float) -> Box:
        """Return a label and its boxes to tick, with that space between them in points."""
        size, side = self.size, self.theme.tick
        beside = size * 0.4 + self.theme.beside_box
        leading = max(side + size * BETWEEN_BOXES, self.theme.line(size))
        first = max(leading, self.below_rule)
        label = break_lines(spans(field.elements[0], self.family, strong=True), size, width)
        baseline = first - size * 0.45
        pieces = self.lines(label, 0.0, baseline)
        baseline += (len(label) - 1) * self.theme.line(size)
        x = indent = line_width(label[0]) + size
        if len(label) > 1 or indent > width / 4:
            x, indent, baseline = 0.0, 0.0, baseline + leading
        for choice in _choices(field):
            words = break_lines(spans(choice, self.family), size, width - indent - side - beside)
            wide = side + beside + max(map(line_width, words))
            if x + wide > width and x > indent:
                x, baseline = indent, baseline + leading
            box = tick_box(x, baseline, self.theme, choice)
            pieces += [box, *self.lines(words, x + side + beside, baseline)]
            x, baseline = x + wide + gap, baseline + (len(words) - 1) * self.theme.line(size)
        return Box(baseline + size * 0.45, pieces)

    def lines(self, lines: list[Line], x: float, baseline: float) -> list[Piece]:
        """Return lines as pieces: the first line's base line is at `baseline`, the last line ends with a space."""
        leading = self.theme.line(self.size)
        rise = first_baseline(lines[0][0].span.face, self.size, leading)
        *pieces, last = set_lines(lines, x, self.size, leading, self.theme)
        return [piece.moved(0.0, baseline - rise) for piece in [*pieces, with_space_after(last)]]


def running_fields(
    elements: list[Element], theme: Theme, family: Family, width: float, in_first_language: bool = False
) -> Box:
    """Return fields of a running head in as few lines as they need, `width` points wide: the last line is fullest.

    The further paragraphs of a field are shorter wordings, used if the fields would have more than one line. The lines
    to write on share the room that the words leave, by the fields' widths. Names in two languages may be printed
    `in_first_language` only.
    """
    fields: list[_RunningField] = []
    for choice in range(max(len(field.elements) for field in elements)):
        fields = [_running_field(field, choice, family, theme.body, in_first_language) for field in elements]
        if sum(field.least for field in fields) + theme.body * (len(fields) - 1) <= width:
            break
    lines: list[list[_RunningField]] = []
    for field in fields[::-1]:
        if lines and sum(each.least + theme.body for each in lines[0]) + field.least <= width:
            lines[0].insert(0, field)
        else:
            lines.insert(0, [field])
    return stacked([_running_line(line, theme, width) for line in lines])


class _RunningField(NamedTuple):
    """A field of a running head: its label and words, and the least width that it needs, in points.

    `share` is its share of the room for lines to write on: 0 if it is filled in. `field` is its Element.
    """

    words: list[Span]
    least: float
    share: float
    field: Element


def _running_field(field: Element, choice: int, family: Family, size: float, in_first_language: bool) -> _RunningField:
    label, *wordings = field.elements
    if in_first_language and len(label.children) > 1:
        label = label.elements[0]
    content = spans(label, family, strong=True)
    if wordings:
        content += [Span(" ", family.face(), label), *spans(wordings[min(choice, len(wordings) - 1)], family)]
    wide = sum(span.face.width(span.text, size) for span in content) + _ROUNDING
    if wordings:
        return _RunningField(content, wide, 0.0, field)
    return _RunningField(content, wide + size * (_LABEL_GAP + _RUNNING_LINE), _share(field), field)


def _running_line(fields: list[_RunningField], theme: Theme, width: float) -> Box:
    """Return fields side by side, from edge to edge. The words of a single one may be broken into lines."""
    size, leading = theme.body, theme.line(theme.body)
    spare = max(0.0, width - sum(field.least for field in fields) - size * (len(fields) - 1))
    shares = sum(field.share for field in fields)
    pieces: list[Piece] = []
    x = height = 0.0
    for field in fields:
        blank = size * (_LABEL_GAP + _RUNNING_LINE) if field.share else 0.0
        lines = break_lines(field.words, size, min(field.least, width) - blank)
        *set_pieces, last = set_lines(lines, x, size, leading, theme)
        pieces += [*set_pieces, with_space_after(last)]
        height = max(height, len(lines) * leading)
        right = x + field.least + (spare * field.share / shares if shares else 0.0)
        if field.share:
            start = x + line_width(lines[-1]) + size * _LABEL_GAP
            y = first_baseline(lines[-1][0].span.face, size, leading) + (len(lines) - 1) * leading + BELOW_WORDS
            pieces.append(Rule(start, y, min(right, width), y, theme.thin_rule, "", field.field))
        x = right + size + (0.0 if shares else spare / max(1, len(fields) - 1))
    return Box(height, pieces)
