"""Turns Elements into boxes. Each tag has one composing function; `paginate` has the table of them.

`blocks` composes text, headings and audit questions, `lists` the lists, `callout` the call-outs, `form` the forms, and
`contents` the table of contents. Audit sheets and posters do not flow over pages: see `sheets` and `poster`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from typing import NamedTuple

from senaudit.layout.markup import Element
from senaudit.pictures.raster import PictureFile
from senaudit.problems import Problem, SenauditError
from senaudit.typeset.box import BEFORE_BLOCK, IN_PARAGRAPH, NEVER, Box, reach
from senaudit.typeset.faces import Family
from senaudit.typeset.layout_cache import UNCACHED, LayoutCache
from senaudit.typeset.lines import Line, break_lines, in_order, set_lines, spans
from senaudit.typeset.theme import Theme


class Column(NamedTuple):
    """Where text is set. `x` is the distance from the frame's left edge, in points, as is `width`.

    `depth` is the number of lists around the text.
    """

    x: float
    width: float
    depth: int = 0

    def indented(self, by: float) -> Column:
        """Return the column inside a list item: `by` points narrower, and one list deeper."""
        return Column(self.x + by, self.width - by, self.depth + 1)


class Context(NamedTuple):
    """The values that every composing function needs.

    `page_height` is the height of a page's frame in points: a call-out that fits in it is not split. Figures name the
    `pictures`. `composers` has the composing function of each tag. `cache` keeps layout for further documents. A
    document in two languages has the `looks` of both, by their tags, and a function that composes each block `in_both`.
    """

    theme: Theme
    family: Family
    page_height: float
    pictures: Mapping[str, PictureFile]
    composers: Mapping[str, Composer]
    cache: LayoutCache = UNCACHED
    looks: Mapping[str, Theme] = {}
    in_both: Callable[..., Iterable[tuple[Element, list[Box]]]] | None = None


Composer = Callable[[Element, Context, Column], list[Box]]
"""The type of a composing function: it returns the boxes of one Element, set in the column."""

_STAYS_WITH_NEXT = ("heading", "label", "figure")

_RULED = ("note", "table")
"""Blocks with rules or an outline above and below. Letters of the blocks beside them are clear of these."""

_LEAD_IN = (":", "…", "：")
"""A paragraph that ends so leads in to what follows, such as a quotation."""


def compose(element: Element, context: Context, column: Column) -> list[Box]:
    """Return the boxes of a block, set in the column. Raises SenauditError for a tag that has no composing function."""
    composer = context.composers.get(element.tag)
    if composer is None:
        message = f"<{element.tag}> cannot stand here"
        raise SenauditError(
            [Problem("misplaced-tag", element.place, message, "put it where the shipped templates have it")]
        )
    return composer(element, context, column)


def each_composed(
    children: list[Element], context: Context, column: Column, make: Composer | None = None
) -> Iterable[tuple[Element, list[Box]]]:
    """Return each block with its boxes, as `make` composes it, or `compose`. A block and its translation are one."""
    make = make or compose
    if context.in_both:
        return context.in_both(children, context, column, make)
    return ((child, make(child, context, column)) for child in children)


def flow(children: list[Element], context: Context, column: Column) -> list[Box]:
    """Return the boxes of blocks that stand one under the other.

    A heading, a label, a figure, a paragraph before a list, and words that lead in stay with the next block. A label
    stands close to that block. The space after a call-out or table is at least as large as the space before it.
    """
    boxes: list[Box] = []
    previous, leads_in = "", False
    for child, child_boxes in each_composed(children, context, column):
        if child_boxes:
            first = child_boxes[0]
            if leads_in or previous in _STAYS_WITH_NEXT or (previous == "para" and child.tag == "list"):
                first.cost = NEVER
            if previous == "label":
                first.before = context.theme.item / 2
            elif previous in _RULED:
                first.before = max(first.before, context.theme.callout) + reach(first)[0]
            if boxes and child.tag in _RULED:
                first.before += reach(boxes[-1])[1]
            boxes += child_boxes
        previous = child.tag
        leads_in = previous == "para" and (child.get("kind") == "lead-in" or child.text().rstrip().endswith(_LEAD_IN))
    return boxes


def paragraph(
    element: Element, context: Context, column: Column, size: float, before: float, strong: bool = False
) -> list[Box]:
    """Return an Element's inline content as a paragraph in type of `size` points; see `text_boxes`."""
    lines = break_lines(spans(element, context.family, strong), size, column.width)
    return text_boxes(lines, context.theme, column.x, size, before)


def text_boxes(lines: list[Line], theme: Theme, x: float, size: float, before: float) -> list[Box]:
    """Return the lines of a paragraph as boxes. The first two lines are one box, and so are the last two.

    So no page begins or ends with a single line (a widow). `before` is the space above the first line, in points.
    """
    leading, drop = spaced(lines, size, theme.line(size), theme)
    lines, theme = in_order(lines, size, theme)
    count = len(lines)
    ends = [0, count] if count < 4 else [0, *range(2, count - 1), count]
    boxes = []
    for start, stop in pairwise(ends):
        pieces = set_lines(lines[start:stop], x, size, leading, theme)
        pieces = [piece.moved(0.0, drop) for piece in pieces] if drop else pieces
        boxes.append(Box((stop - start) * leading, pieces, 0.0 if start else before, IN_PARAGRAPH))
    boxes[0].cost = BEFORE_BLOCK
    return boxes


def spaced(
    lines: list[Line], size: float, leading: float, theme: Theme, is_heading: bool = False
) -> tuple[float, float]:
    """Return the distance between base lines, and how much lower they are than usual: see `room_for_letters`."""
    if theme.base_level is None:
        return leading, 0.0
    from senaudit.typeset.directed import room_for_letters

    return room_for_letters(lines, size, leading, is_heading)
