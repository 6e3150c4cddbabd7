"""Composes lists: with bullets, numbers, letters, boxes to tick or icons, and lists of terms with explanations."""

from __future__ import annotations

from senaudit.layout.markup import Element
from senaudit.layout.roles import is_from_right, marker
from senaudit.problems import Problem, SenauditError
from senaudit.typeset.blocks import anchors
from senaudit.typeset.box import BEFORE_BLOCK, IN_LIST, IN_SHORT_LIST, NEVER, Box, height_of, stacked
from senaudit.typeset.compose import Column, Context, compose, flow, paragraph
from senaudit.typeset.lines import SHORTEN, first_baseline, hanging, spans, widest_word
from senaudit.typeset.page import Border, Dot, Icon, Piece, Rule, Run
from senaudit.typeset.theme import Theme

_LEAST_LINE = 6.0
"""The least length of a line to write on, in em."""

BELOW_WORDS = 2.0
"""How far below the words' base line a line to write on is, in points."""

BETWEEN_BOXES = 0.55
"""The least space between a box to tick and the next below it, in em."""

_DOTTED = "bullet", "answers"
"""The kinds of lists that have dots, and dashes where they stand in another list."""

_MIDDLE_OF_CAPITALS = 0.36
"""How far above the base line the middle of Arial's capitals is, in em."""


def listing(element: Element, context: Context, column: Column) -> list[Box]:
    """Return the boxes of a list. Each item's marker stands in the indent.

    Page breaks after the first item and before the last cost more, so that a page rarely has a single one. Raises
    SenauditError for markers so wide that there is no room for words.
    """
    theme, kind = context.theme, element.get("kind")
    items = element.elements
    start = int(element.get("start", "1"))
    markers = [marker(element, number) for number in range(start, start + len(items))]
    indent = _indent(kind, markers, context)
    if indent > column.width / 2:
        message = "the number or letter, with the sign after it, leaves no room for the words of this list"
        raise SenauditError([Problem("text-too-long", element.place, message, SHORTEN)])
    boxes: list[Box] = []
    for index, (item, text) in enumerate(zip(items, markers, strict=True)):
        turned = kind == "answers" and theme.base_level == 0 and is_from_right(item)
        own = context._replace(theme=theme._replace(base_level=1)) if turned else context
        item_boxes = flow(item.elements, own, column.indented(indent) if indent else column)
        if not item_boxes:
            continue
        if kind == "answers":
            _close_up(item_boxes, theme)
        first = item_boxes[0]
        first.pieces[:0] = _marker_pieces(kind, item, text, context, column, first)
        if turned:
            from senaudit.typeset.bilingual import as_seen

            for box in item_boxes:
                box.pieces = as_seen(box.pieces, own.theme, theme, column)
        if kind == "actions" and item_boxes[1:] and not item_boxes[1].before:  # its lines go on
            first.height += _icons_drop(theme)
        if item.get("line"):
            _add_line(item_boxes[-1], column.indented(indent), item, theme)
        first.before = space_before(kind, item, theme)
        if not index and not (kind == "tick" and column.depth):
            first.before = max(first.before, (theme.paragraph + theme.item) / 2)
        first.cost = BEFORE_BLOCK if not index else IN_SHORT_LIST if index in (1, len(items) - 1) else IN_LIST
        boxes += item_boxes
    return boxes


def _close_up(boxes: list[Box], theme: Theme) -> None:
    """Leave less space between the paragraphs of one answer than there is between two people's answers."""
    for box in boxes[1:]:
        box.before = min(box.before, theme.item / 2)


def label(element: Element, context: Context, column: Column) -> list[Box]:
    """Return the name of a step or a term, in strong type on a line of its own. Its lines stay on one page."""
    boxes = paragraph(element, context, column, context.theme.body, context.theme.paragraph, strong=True)
    boxes[0].pieces[:0] = anchors(element)
    for box in boxes[1:]:
        box.cost = NEVER
    return boxes


def space_before(kind: str, item: Element, theme: Theme) -> float:
    """Return the space above an item in points: more for a label, an answer or a line, less between boxes to tick."""
    if kind == "answers":
        return (theme.paragraph + theme.item) / 2
    if kind in ("terms", "actions") or any(child.tag == "label" for child in item.elements):
        return theme.paragraph
    leading = theme.line(theme.body)
    usual = max(0.0, theme.tick + theme.body * BETWEEN_BOXES - leading) if kind == "tick" else theme.item
    return max(usual, theme.form_line - leading) if item.get("line") else usual


def _add_line(box: Box, column: Column, item: Element, theme: Theme) -> None:
    """Add a line to write on to the last box of an item: after its words, or under them where there is little room."""
    runs = [piece for piece in box.pieces if isinstance(piece, Run)]
    y = max(run.y for run in runs)
    left = max(run.bounds[2] for run in runs if run.y == y) + theme.body / 2
    right = column.x + column.width
    if right - left < _LEAST_LINE * theme.body:
        left, y = column.x, y + theme.form_line
        box.height += theme.form_line
    box.pieces.append(Rule(left, y + BELOW_WORDS, right, y + BELOW_WORDS, theme.thin_rule, "", item))


def tick_box(x: float, baseline: float, theme: Theme, element: Element) -> Border:
    """Return a box to tick, whose left edge is at `x`: its middle is that of the capitals on the base line."""
    top = baseline - theme.body * _MIDDLE_OF_CAPITALS - theme.tick / 2
    return Border(x, top, theme.tick, theme.tick, theme.thin_rule, "square", element)


def _icons_drop(theme: Theme) -> float:
    """Return how far the words beside an icon are below its top, in points, so that a single line is in its middle."""
    return (theme.icon * 1.35 - theme.line(theme.body)) / 2


def _indent(kind: str, markers: list[str], context: Context) -> float:
    theme = context.theme
    if kind == "terms":
        return 0.0
    if kind == "actions":
        return theme.icon * 1.9
    if kind == "tick":
        return theme.tick + theme.body * 0.35 + theme.beside_box
    widest = max((context.family.width(text, theme.body, strong=True) for text in markers), default=0.0)
    return max(theme.indent, widest + theme.body * 0.45)


def _marker_pieces(kind: str, item: Element, text: str, context: Context, column: Column, first: Box) -> list[Piece]:
    """Return the pieces of an item's marker, on the item's first line.

    `first` is the item's first box. It is made higher for an icon.
    """
    theme = context.theme
    leading = theme.line(theme.body)
    face = context.family.face(True, False)
    baseline = first_baseline(face, theme.body, leading)
    if kind == "answers" and theme.base_level is not None:  # tall letters stand lower
        baseline = next((piece.y for piece in first.pieces if isinstance(piece, Run)), baseline)
    middle = baseline - theme.body * 0.27
    if kind in _DOTTED and column.depth % 2:
        return [Rule(column.x + 0.1 * theme.body, middle, column.x + 0.6 * theme.body, middle, theme.body / 11)]
    if kind in _DOTTED:
        return [Dot(column.x + 0.35 * theme.body, middle, theme.body * 0.17, item)]
    if kind == "tick":
        return [tick_box(column.x, baseline, theme, item)]
    if kind == "actions":
        first.height = max(first.height, theme.icon * 1.35)
        first.pieces[:] = [piece.moved(0.0, _icons_drop(theme)) for piece in first.pieces]
        return [Icon(column.x, 0.0, item.get("icon"), theme.icon * 1.35, item)]
    if not text:
        return []
    return hanging(text, column.x, baseline, context.family, theme.body, item, theme)


def fits_column(listing: Element, context: Context, room: float) -> bool:
    """Return whether each word of a list fits a column of `room` points, with its indents."""
    theme = context.theme
    inside = room - theme.indent
    for child in (child for item in listing.elements for child in item.elements):
        if child.tag == "list" and not fits_column(child, context, inside):
            return False
        if child.tag == "para" and widest_word(spans(child, context.family)) * theme.body > inside:
            return False
    return True


def in_two_columns(listing: Element, context: Context, column: Column) -> Box:
    """Return a list set in two columns of nearly the same height. The first takes more items if there is a choice."""
    theme = context.theme
    gap = theme.body
    width = (column.width - gap) / 2
    items = listing.elements
    item_boxes = []
    for item in items:
        list_of_one = Element("list", listing.attributes, listing.place, [item])
        boxes = compose(list_of_one, context, Column(column.x, width))
        boxes[0].before = space_before("tick", item, theme)
        item_boxes.append(boxes)
    heights = [height_of(boxes) + boxes[0].before for boxes in item_boxes]
    cut = min(range(1, len(items) + 1), key=lambda n: (max(sum(heights[:n]), sum(heights[n:])), -n))
    left, right = (stacked([box for boxes in group for box in boxes]) for group in (item_boxes[:cut], item_boxes[cut:]))
    moved = [piece.moved(width + gap, 0.0) for piece in right.pieces]
    return Box(max(left.height, right.height), [*left.pieces, *moved])
