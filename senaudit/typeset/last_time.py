"""Composes what was answered last time. It stands in a box of its own, above the box to write in."""

from __future__ import annotations

from senaudit.layout.markup import Element
from senaudit.typeset.box import Box, cleared, stacked
from senaudit.typeset.compose import Column, Context, flow
from senaudit.typeset.page import Border


def above_boxes(
    first: Element, second: Element, context: Context, edges: tuple[float, float, float]
) -> tuple[Box, Box]:
    """Return what stands above the two boxes to write in. `edges` are their left edges and the right edge, in points.

    If both have something above them, it is of one height.
    """
    left, middle, right = edges
    columns = Column(left, middle - left), Column(middle, right - middle)
    before, after = (
        blocks_of(answer, context, column) for answer, column in zip((first, second), columns, strict=True)
    )
    height = max(before.height, after.height)
    return outlined(before, height, columns[0], context), outlined(after, height, columns[1], context)


def blocks_of(answer: Element, context: Context, column: Column) -> Box:
    """Return what was answered last time as a box in a column; an empty one if it is nothing."""
    theme = context.theme
    blocks = [block for note in answer.elements for block in note.elements]
    if not blocks:
        return Box(0.0, [])
    pad, more = theme.cell_padding, theme.beside_box
    boxes = flow(blocks, context, Column(column.x + pad + more, column.width - 2 * pad - more))
    for box in boxes:
        box.before = min(box.before, theme.item)
    cleared(boxes[0], below=False).before = pad * 0.7
    whole = cleared(stacked(boxes), above=False)
    return Box(whole.height + pad, whole.pieces)


def outlined(box: Box, height: float, column: Column, context: Context) -> Box:
    """Return a box in its outline, `height` points high; an empty box stays as it is."""
    if not box.height:
        return box
    return Box(height, [Border(column.x, 0.0, column.width, height, context.theme.thin_rule), *box.pieces])
