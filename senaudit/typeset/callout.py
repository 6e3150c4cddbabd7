"""Composes call-outs: parent views, school examples and guidance. Shape, label and icon tell them apart.

A parent view has a rounded outline with a speech tail. A school example has a square outline with a bar at its left.
Guidance has a rule above and below. The line that closes a chapter has a thick outline. Text inside a call-out has the
same left edge as the text around it: the outline reaches out of the column by the padding.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from senaudit.layout.markup import Element
from senaudit.typeset.box import (
    BEFORE_BLOCK,
    IN_CALLOUT,
    IN_LONG_CALLOUT,
    NEVER,
    Box,
    CalloutFrame,
    cleared,
    height_of,
    reach,
    stacked,
)
from senaudit.typeset.compose import Column, Context, flow, paragraph
from senaudit.typeset.lines import Span, break_lines, line_width, set_lines, spans
from senaudit.typeset.page import ARTIFACT, Border, Icon, Piece, Rule
from senaudit.typeset.theme import Theme

_ICONS = {"parents": "speech", "schools": "school", "guidance": "guidance", "closing": "people"}


def note(element: Element, context: Context, column: Column) -> list[Box]:
    """Return the boxes of a call-out. It is split only if it is higher than a page. Guidance, which has no outline, is
    split, too, where the page before it would be too empty.

    Then each page but the last says at its foot that the call-out goes on, and further pages repeat the label.
    """
    theme, kind = context.theme, element.get("kind")
    parts = {child.get("kind", child.tag): child for child in element.elements if child.tag in ("label", "continued")}
    label = parts.get("label")
    blocks = [child for child in element.elements if child.tag not in ("label", "continued")]
    repeat = partial(_repeated_label, label, parts.get("continued"), context, column)
    go_on = partial(_going_on, parts.get("foot"), context, column)
    outline = _outline(kind, theme, column)
    boxes = flow(blocks, context, column)
    padding = theme.padding + max(reach(box)[1] for box in boxes)
    callout = CalloutFrame(outline, padding, repeat, go_on, divisible=kind == "guidance")
    if label is not None:
        head = stacked(paragraph(label, context, column, theme.label, 0.0, strong=True))
        boxes[0].cost = NEVER
        boxes[0].before = min(boxes[0].before, theme.item)
        boxes.insert(0, head)
    cleared(boxes[0], below=False)
    boxes[0].pieces = [piece.moved(0.0, theme.padding) for piece in boxes[0].pieces]
    boxes[0].height += theme.padding
    icon = _ICONS.get(kind)
    if icon:
        boxes[0].pieces.append(_icon(icon, theme, column, element))
    boxes.append(Box(padding, [], 0.0, NEVER))
    fits = height_of(boxes) <= context.page_height
    for box in boxes:
        box.callout = callout
        box.cost += IN_CALLOUT if fits else IN_LONG_CALLOUT
    boxes[0].before, boxes[0].cost = theme.callout, BEFORE_BLOCK
    return boxes


def _icon(name: str, theme: Theme, column: Column, element: Element) -> Icon:
    """Return the icon, in the gutter beside the call-out's first line."""
    x = column.x - theme.padding - theme.beside_box - theme.icon * 1.25
    return Icon(x, theme.padding * 0.4, name, theme.icon, element)


def _repeated_label(label: Element | None, continued: Element | None, context: Context, column: Column) -> Box:
    """Return the label that is repeated where a call-out continues on a further page. It is decoration there."""
    theme = context.theme
    if label is None:
        return Box(theme.padding, [])
    leading = theme.line(theme.label)
    content = spans(label, context.family, strong=True)
    if continued is not None:
        content = with_continued(content, continued, label, context)
    lines = break_lines(content, theme.label, column.width)
    repeated = [piece._replace(element=ARTIFACT) for piece in set_lines(lines, column.x, theme.label, leading, theme)]
    box = cleared(Box(leading * len(lines), repeated), below=False)
    return Box(theme.padding + box.height + theme.item, [piece.moved(0.0, theme.padding) for piece in box.pieces])


def with_continued(words: list[Span], continued: Element, named: Element, context: Context) -> list[Span]:
    """Return words that are repeated on a further page, with those of `continued` around or after them.

    `named` is the Element that the words are of.
    """
    said = spans(continued, context.family, numbers={"repeated": ""})
    at = next((number for number, span in enumerate(said) if span.element.tag == "repeated"), None)
    if at is None:
        return [*words, Span(" ", context.family.face(), named), *said]
    return [*said[:at], *words, *said[at + 1 :]]


def _going_on(words: Element | None, context: Context, column: Column) -> Box:
    """Return the words at the foot of a page on which a call-out does not end, flush right. They are decoration."""
    theme = context.theme
    if words is None:
        return Box(0.0, [])
    leading = theme.line(theme.body)
    pieces: list[Piece] = []
    lines = break_lines(spans(words, context.family), theme.body, column.width)
    for index, line in enumerate(lines):
        x = column.x + column.width - line_width(line)
        set_line = set_lines([line], x, theme.body, leading, theme)
        top = theme.item + index * leading
        pieces += [piece._replace(element=ARTIFACT).moved(0.0, top) for piece in set_line]
    return Box(theme.item + leading * len(lines), pieces)


def _outline(kind: str, theme: Theme, column: Column) -> Callable[[float, float, bool], list[Piece]]:
    """Return the function that draws the outline of this kind of call-out; see `CalloutFrame.draw`."""
    left = column.x - theme.padding - theme.beside_box
    width = column.x + column.width + theme.padding - left

    def speech(top: float, bottom: float, continued: bool) -> list[Piece]:
        shape = "rounded" if continued else "speech"
        return [Border(left, top, width, bottom - top, theme.rule, shape)]

    def barred(top: float, bottom: float, continued: bool) -> list[Piece]:
        bar = left + theme.bar / 2
        return [
            Border(left, top, width, bottom - top, theme.rule, "square"),
            Rule(bar, top, bar, bottom, theme.bar),
        ]

    def ruled(top: float, bottom: float, continued: bool) -> list[Piece]:
        return [Rule(column.x, y, column.x + column.width, y, theme.thin_rule) for y in (top, bottom)]

    def plain(top: float, bottom: float, continued: bool) -> list[Piece]:
        bar = left + theme.bar / 2
        return [Rule(bar, top, bar, bottom, theme.bar)]

    def strong(top: float, bottom: float, continued: bool) -> list[Piece]:
        return [Border(left, top, width, bottom - top, theme.bar, "rounded")]

    return {"parents": speech, "schools": barred, "guidance": ruled, "closing": strong}.get(kind, plain)
