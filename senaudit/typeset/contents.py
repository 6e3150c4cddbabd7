"""Composes the table of contents: an entry for each heading that has a bookmark, with a link and a page number."""

from __future__ import annotations

from itertools import pairwise

from senaudit.layout.markup import Element
from senaudit.typeset.box import BEFORE_BLOCK, FREE, NEVER, Box
from senaudit.typeset.compose import Column, Context
from senaudit.typeset.lines import (
    Line,
    break_lines,
    first_baseline,
    hanging_run,
    line_width,
    set_lines,
    spans,
    with_space_after,
)
from senaudit.typeset.page import Link, PageReference, Piece, Rule, Run

_WIDEST_NUMBER = "888"
"""Room is left for three digits: all digits are of one width."""


def contents(element: Element, context: Context, column: Column) -> list[Box]:
    """Return the entries, one under the other. Their page numbers are filled in when all pages are made."""
    entries = element.elements
    boxes = [_entry(entry, context, column) for entry in entries]
    for index, (entry, following) in enumerate(pairwise(entries)):
        if entry.get("level") == "0" and following.get("level") == "1":
            boxes[index + 1].cost = NEVER
    return boxes


def _entry(entry: Element, context: Context, column: Column) -> Box:
    """Return one entry: its number in the gutter, the heading's words, a dotted leader and the page number."""
    theme, size = context.theme, context.theme.body
    chapter = entry.get("level") == "0"
    face = context.family.face(chapter)
    number_width = context.family.face().widths[_WIDEST_NUMBER] * size + size
    lines = break_lines(spans(entry, context.family, strong=chapter), size, column.width - number_width)
    leading = theme.heading_line(size)
    *pieces, last = set_lines(lines, column.x, size, leading, theme)
    pieces.append(with_space_after(last))
    baseline = first_baseline(face, size, leading)
    if entry.get("number"):
        pieces.insert(0, _number(entry, column, baseline, context))
    bottom = baseline + (len(lines) - 1) * leading
    pieces += _leader(lines, column, bottom, number_width, context)
    right = column.x + column.width
    pieces.append(PageReference(right, bottom, entry.get("to"), face, size, entry))
    pieces.append(Link(0.0, 0.0, right, len(lines) * leading, "#" + entry.get("to"), entry))
    before = theme.heading_above * 0.6 if chapter else theme.item * 0.8
    return Box(len(lines) * leading, pieces, before, FREE if chapter else BEFORE_BLOCK)


def _number(entry: Element, column: Column, baseline: float, context: Context) -> Run:
    """Return a chapter's or question's number, flush right in the gutter."""
    size, text = context.theme.body, entry.get("number")
    face = context.family.face(entry.get("level") == "0")
    width = face.widths[text] * size
    return hanging_run(text, column.x - width - 0.7 * size, baseline, face, size, entry)


def _leader(lines: list[Line], column: Column, baseline: float, number_width: float, context: Context) -> list[Piece]:
    size = context.theme.body
    start = column.x + line_width(lines[-1]) + 0.5 * size
    end = column.x + column.width - number_width + 0.3 * size
    if end - start < size:
        return []
    return [Rule(start, baseline - 0.05 * size, end, baseline - 0.05 * size, 0.75, "0 4")]
