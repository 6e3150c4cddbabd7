"""Composes the table of contents: an entry for each heading that has a bookmark, with a link and a page number.

Chapters are told apart as questions are: by a rule above, the numeral at the left edge, and larger strong type.
"""

from __future__ import annotations

from functools import partial

from senaudit.layout.markup import Element
from senaudit.typeset.box import FREE, IN_LIST, IN_SHORT_LIST, NEVER, Box, CalloutFrame, reach
from senaudit.typeset.callout import with_continued
from senaudit.typeset.compose import Column, Context
from senaudit.typeset.lines import (
    Line,
    Span,
    break_lines,
    first_baseline,
    hanging_run,
    line_width,
    set_lines,
    spans,
    with_space_after,
)
from senaudit.typeset.page import ARTIFACT, Link, PageReference, Piece, Rule, Run

_WIDEST_NUMBER = "888"
"""Room is left for three digits: all digits are of one width."""


_WITH_CHAPTER = 2
"""So many entries stand on one page with the chapter's name that they follow."""


def contents(element: Element, context: Context, column: Column) -> list[Box]:
    """Return the entries, one under the other. Their page numbers are filled in when all pages are made.

    A page that begins inside a chapter repeats the chapter's name.
    """
    continued = next((child for child in element.elements if child.tag == "continued"), None)
    boxes: list[Box] = []
    for chapter in _chapters([child for child in element.elements if child.tag == "entry"]):
        repeat = partial(_repeated_name, chapter[0], continued, context, column)
        frame = CalloutFrame(lambda top, bottom, continued: [], 0.0, repeat, lambda: Box(0.0, []))
        for index, entry in enumerate(chapter):
            box = _entry(entry, context, column)
            box.callout = frame
            if index:
                last = index == len(chapter) - 1
                box.cost = NEVER if index <= _WITH_CHAPTER else IN_SHORT_LIST if last else IN_LIST
            boxes.append(box)
    return boxes


def _chapters(entries: list[Element]) -> list[list[Element]]:
    """Return the entries of each chapter. The first of them has its name."""
    chapters: list[list[Element]] = []
    for entry in entries:
        if entry.get("level") == "0" or not chapters:
            chapters.append([])
        chapters[-1].append(entry)
    return chapters


def _repeated_name(entry: Element, continued: Element | None, context: Context, column: Column) -> Box:
    """Return a chapter's name for a page that begins inside the chapter. It is decoration there."""
    theme, size = context.theme, context.theme.label
    if continued is None:
        return Box(0.0, [])
    content = with_continued(_name(entry, context), continued, entry, context)
    lines = break_lines(content, size, column.width)
    leading = theme.heading_line(size)
    pieces = set_lines(lines, column.x, size, leading, theme)
    if entry.get("number"):
        baseline = first_baseline(context.family.face(True), size, leading)
        pieces.insert(0, _number(entry, column, baseline, context))
    return Box(leading * len(lines) + theme.item * 0.7, [piece._replace(element=ARTIFACT) for piece in pieces])


def _name(entry: Element, context: Context) -> list[Span]:
    return spans(entry, context.family, strong=entry.get("level") == "0")


def _entry(entry: Element, context: Context, column: Column) -> Box:
    """Return one entry: its number in the gutter, the heading's words, a dotted leader and the page number."""
    theme, chapter = context.theme, entry.get("level") == "0"
    size = theme.label if chapter else theme.body
    face = context.family.face(chapter)
    number_width = context.family.face().widths[_WIDEST_NUMBER] * size + size
    lines = break_lines(_name(entry, context), size, column.width - number_width, title=True)
    leading = theme.heading_line(size)
    *pieces, last = set_lines(lines, column.x, size, leading, theme)
    pieces.append(with_space_after(last))
    baseline = first_baseline(face, size, leading)
    if entry.get("number"):
        pieces.insert(0, _number(entry, column, baseline, context))
    bottom = baseline + (len(lines) - 1) * leading
    pieces += _leader(lines, size, column, bottom, number_width)
    right = column.x + column.width
    pieces.append(PageReference(right, bottom, entry.get("to"), face, size, entry))
    pieces.append(Link(0.0, 0.0, right, len(lines) * leading, "#" + entry.get("to"), entry))
    box = Box(len(lines) * leading, pieces, theme.item * 0.7)
    return _under_rule(box, column, context) if chapter else box


def _under_rule(box: Box, column: Column, context: Context) -> Box:
    """Return a chapter's entry with the rule above it, from the left edge of the gutter."""
    theme = context.theme
    drop = theme.label * 0.3 + reach(box)[0]
    rule = Rule(0.0, 0.0, column.x + column.width, 0.0, theme.thin_rule)
    pieces: list[Piece] = [rule, *(piece.moved(0.0, drop) for piece in box.pieces)]
    return Box(drop + box.height, pieces, theme.heading_above * 0.6, FREE)


def _number(entry: Element, column: Column, baseline: float, context: Context) -> Run:
    """Return a chapter's number at the left edge of the gutter, or a question's flush right in it."""
    theme, text = context.theme, entry.get("number")
    chapter = entry.get("level") == "0"
    size = theme.label if chapter else theme.body
    face = context.family.face(chapter)
    x = 0.0 if chapter else column.x - face.widths[text] * size - 0.7 * size
    return hanging_run(text, x, baseline, face, size, entry)


def _leader(lines: list[Line], size: float, column: Column, baseline: float, number_width: float) -> list[Piece]:
    start = column.x + line_width(lines[-1]) + 0.5 * size
    end = column.x + column.width - number_width + 0.3 * size
    if end - start < size:
        return []
    return [Rule(start, baseline - 0.05 * size, end, baseline - 0.05 * size, 0.75, "0 4")]
