"""Composing the table of contents: an entry for each heading that has a bookmark, with a link and its page's number."""

from __future__ import annotations

from itertools import pairwise

from senaudit.layout.markup import Element
from senaudit.typeset.box import BEFORE_BLOCK, FREELY, NEVER, Box
from senaudit.typeset.compose import Column, Context
from senaudit.typeset.lines import Line, break_lines, first_baseline, hung, line_width, parted, set_lines, spans
from senaudit.typeset.page import Link, PageReference, Piece, Rule, Run

_WIDEST_NUMBER = "888"


def contents(element: Element, context: Context, column: Column) -> list[Box]:
    """The entries, one under the other; their pages' numbers are filled in at the end."""
    entries = element.elements
    boxes = [_entry(entry, context, column) for entry in entries]
    for index, (entry, following) in enumerate(pairwise(entries)):
        if entry.get("level") == "0" and following.get("level") == "1":
            boxes[index + 1].cost = NEVER
    return boxes


def _entry(entry: Element, context: Context, column: Column) -> Box:
    """One entry: the heading's words (its number in the gutter), a dotted leader, the page's number."""
    theme, size = context.theme, context.theme.body
    chief = entry.get("level") == "0"
    face = context.family.face(chief)
    numbers = context.family.face().widths[_WIDEST_NUMBER] * size + size
    lines = break_lines(spans(entry, context.family, strong=chief), size, column.width - numbers)
    leading = theme.heading_line(size)
    *pieces, last = set_lines(lines, column.x, size, leading, theme)
    pieces.append(parted(last))
    baseline = first_baseline(face, size, leading)
    if entry.get("number"):
        pieces.insert(0, _number(entry, column, baseline, context))
    bottom = baseline + (len(lines) - 1) * leading
    pieces += _leader(lines, column, bottom, numbers, context)
    right = column.x + column.width
    pieces.append(PageReference(right, bottom, entry.get("to"), face, size, entry))
    pieces.append(Link(0.0, 0.0, right, len(lines) * leading, "#" + entry.get("to"), entry))
    before = theme.heading_above * 0.6 if chief else theme.item * 0.8
    return Box(len(lines) * leading, pieces, before, FREELY if chief else BEFORE_BLOCK, stretch=1.0 if chief else 0.0)


def _number(entry: Element, column: Column, baseline: float, context: Context) -> Run:
    """Return a chapter's or question's number, flush right in the gutter."""
    size, text = context.theme.body, entry.get("number")
    face = context.family.face(entry.get("level") == "0")
    width = face.widths[text] * size
    return hung(text, column.x - width - 0.7 * size, baseline, face, size, entry)


def _leader(lines: list[Line], column: Column, baseline: float, numbers: float, context: Context) -> list[Piece]:
    size = context.theme.body
    start = column.x + line_width(lines[-1]) + 0.5 * size
    end = column.x + column.width - numbers + 0.3 * size
    if end - start < size:
        return []
    return [Rule(start, baseline - 0.05 * size, end, baseline - 0.05 * size, 0.75, "0 4")]
