"""Composing the table of contents: an entry for each heading that has a bookmark, with a link and its page's number."""

from __future__ import annotations

from senaudit.layout.markup import Element
from senaudit.pdf.box import BEFORE_BLOCK, FREELY, NEVER, Box
from senaudit.pdf.compose import Column, Setting, composes
from senaudit.pdf.page import Link, PageReference, Piece, Rule, Run
from senaudit.pdf.text import Line, Span, break_lines, first_baseline, hung, line_width, set_lines, spans

_WIDEST_NUMBER = "888"


@composes("contents")
def contents(element: Element, setting: Setting, column: Column) -> list[Box]:
    """The entries of every bookmarked heading of the document; their pages' numbers are filled in at the end."""
    headings = [
        heading
        for heading in setting.document.walk()
        if heading.tag == "heading" and heading.get("outline") in ("0", "1")
    ]
    boxes = [_entry(heading, setting, column) for heading in headings]
    for box, heading, following in zip(boxes, headings, headings[1:], strict=False):
        if heading.get("outline") == "0" and following.get("outline") == "1":
            boxes[boxes.index(box) + 1].cost = NEVER
    return boxes


def _entry(heading: Element, setting: Setting, column: Column) -> Box:
    """One entry: the heading's words (its number in the gutter), a dotted leader, the page's number."""
    theme, size = setting.theme, setting.theme.body
    chief = heading.get("outline") == "0"
    face = setting.family.face(chief)
    numbers = setting.family.face().widths[_WIDEST_NUMBER] * size + size
    content = [Span(span.text, span.face, heading, "") for span in spans(heading, setting.family, strong=chief)]
    lines = break_lines(content, size, column.width - numbers)
    leading = theme.heading_line(size)
    pieces = set_lines(lines, column.x, size, leading, theme)
    baseline = first_baseline(face, size, leading)
    if heading.get("number"):
        pieces.insert(0, _number(heading, column, baseline, setting))
    bottom = baseline + (len(lines) - 1) * leading
    pieces += _leader(lines, column, bottom, numbers, setting)
    right = column.x + column.width
    pieces.append(PageReference(right, bottom, heading.get("bookmark"), face, size, heading))
    pieces.append(Link(0.0, 0.0, right, len(lines) * leading, "#" + heading.get("bookmark"), heading))
    before = theme.heading_above * 0.6 if chief else theme.item * 0.8
    return Box(len(lines) * leading, pieces, before, FREELY if chief else BEFORE_BLOCK, stretch=1.0 if chief else 0.0)


def _number(heading: Element, column: Column, baseline: float, setting: Setting) -> Run:
    """Return a chapter's or question's number, flush right in the gutter."""
    size, text = setting.theme.body, heading.get("number")
    face = setting.family.face(heading.get("outline") == "0")
    width = face.widths[text] * size
    return hung(text, column.x - width - 0.7 * size, baseline, face, size, heading)


def _leader(lines: list[Line], column: Column, baseline: float, numbers: float, setting: Setting) -> list[Piece]:
    size = setting.theme.body
    start = column.x + line_width(lines[-1]) + 0.5 * size
    end = column.x + column.width - numbers + 0.3 * size
    if end - start < size:
        return []
    return [Rule(start, baseline - 0.05 * size, end, baseline - 0.05 * size, 0.75, "0 4")]
