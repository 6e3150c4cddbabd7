"""Elements into boxes. Each tag has one composing function; `paginate` has the table of them.

`blocks` sets text, headings and audit questions, `lists` the lists, `callout` the call-outs, `contents` the table of
contents. Audit sheets and posters are no flow of boxes; `sheets` and `poster` set them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import NamedTuple

from senaudit.layout.markup import Element
from senaudit.pictures.raster import PictureFile
from senaudit.problems import Problem, SenauditError
from senaudit.typeset.box import BEFORE_BLOCK, IN_PARAGRAPH, NEVER, Box
from senaudit.typeset.faces import Family
from senaudit.typeset.layout_cache import UNCACHED, LayoutCache
from senaudit.typeset.lines import Line, break_lines, set_lines, spans
from senaudit.typeset.theme import Theme


class Column(NamedTuple):
    """Where text is set: its left edge from the frame's left edge, and its width, in points; and how deep in lists."""

    x: float
    width: float
    depth: int = 0

    def indented(self, by: float) -> Column:
        """Return the column inside a list item: narrower by the indent, one list deeper."""
        return Column(self.x + by, self.width - by, self.depth + 1)


class Context(NamedTuple):
    """What composing needs to know: the look, the faces, the height of a page's frame, and the pictures by their names.

    A call-out that fits the frame is not split. `composers` has the function that composes each tag, and `cache` what
    was composed before.
    """

    theme: Theme
    family: Family
    page_height: float
    pictures: Mapping[str, PictureFile]
    composers: Mapping[str, Composer]
    cache: LayoutCache = UNCACHED


Composer = Callable[[Element, Context, Column], list[Box]]
"""Composes an element of one tag: returns its boxes, set in that column."""

_LEADING_IN = ("heading", "label", "figure")


def compose(element: Element, context: Context, column: Column) -> list[Box]:
    """Return the boxes of a block element, set in that column; raise SenauditError for one that cannot stand there."""
    composer = context.composers.get(element.tag)
    if composer is None:
        message = f"<{element.tag}> cannot stand here"
        raise SenauditError(
            [Problem("misplaced-tag", element.place, message, "put it where the shipped templates have it")]
        )
    return composer(element, context, column)


def flow(children: list[Element], context: Context, column: Column) -> list[Box]:
    """Compose blocks one under the other.

    A heading, a label, and a paragraph that leads in to a list stay with what follows; a label stands close to it, and
    what follows a call-out stands as far from it as the call-out from what precedes it.
    """
    boxes: list[Box] = []
    before = ""
    for child in children:
        made = compose(child, context, column)
        if made:
            first = made[0]
            if before in _LEADING_IN or (before == "para" and child.tag == "list"):
                first.cost = NEVER
            if before == "label":
                first.before = context.theme.item / 2
            elif before == "note":
                first.before = max(first.before, context.theme.callout)
            boxes += made
        before = child.tag
    return boxes


def paragraph(
    element: Element, context: Context, column: Column, size: float, before: float, strong: bool = False
) -> list[Box]:
    """Set the element's inline content as running text; see `text_boxes`."""
    lines = break_lines(spans(element, context.family, strong), size, column.width)
    return text_boxes(lines, context.theme, column.x, size, before)


def text_boxes(lines: list[Line], theme: Theme, x: float, size: float, before: float) -> list[Box]:
    """Return a paragraph's lines as boxes, so that never fewer than two of its lines stand alone on a page."""
    leading = theme.line(size)
    count = len(lines)
    cuts = [0, count] if count < 4 else [0, *range(2, count - 1), count]
    boxes = []
    for start, stop in pairwise(cuts):
        pieces = set_lines(lines[start:stop], x, size, leading, theme)
        boxes.append(Box((stop - start) * leading, pieces, 0.0 if start else before, IN_PARAGRAPH))
    boxes[0].cost = BEFORE_BLOCK
    return boxes
