"""Composing text, headings and audit questions."""

from __future__ import annotations

from senaudit.layout.markup import Element
from senaudit.pictures.raster import read_picture
from senaudit.typeset.box import FREELY, NEVER, Box
from senaudit.typeset.compose import Column, Context, flow, paragraph
from senaudit.typeset.lines import break_lines, first_baseline, hung, set_lines, spans, widest_word
from senaudit.typeset.page import Anchor, Icon, Picture, Piece, Rule, Run
from senaudit.typeset.theme import Theme


def para(element: Element, context: Context, column: Column) -> list[Box]:
    """A paragraph of running text; a subtitle or summary is larger, a lead or closing line strong."""
    theme, kind = context.theme, element.get("kind")
    size = theme.subheading if kind in ("subtitle", "summary", "closing") else theme.body
    return paragraph(element, context, column, size, theme.paragraph, strong=kind in ("lead", "closing"))


def heading(element: Element, context: Context, column: Column) -> list[Box]:
    """A heading, with its anchor."""
    theme = context.theme
    sizes = {"1": theme.title, "2": theme.section, "3": theme.subheading}
    kinds = {"cover": theme.cover, "divider": theme.divider, "group": theme.label}
    size = kinds.get(element.get("kind")) or sizes.get(element.get("level"), theme.label)
    before = theme.paragraph * 1.4 if element.get("kind") == "group" else theme.heading_above
    box = display_box(element, context, column, size, before)
    return [_under_bar(box, theme, column)] if element.get("kind") == "cover" else [box]


def _under_bar(box: Box, theme: Theme, column: Column) -> Box:
    """Return the cover's title with a strong rule above and below it."""
    gap = theme.heading_above
    pieces = [piece.moved(0.0, gap) for piece in box.pieces]
    height = box.height + 2 * gap
    right = column.x + column.width
    rules: list[Piece] = [Rule(column.x, y, right, y, theme.bar) for y in (theme.bar / 2, height - theme.bar / 2)]
    return Box(height, [*rules, *pieces], box.before, box.cost)


def display_box(element: Element, context: Context, column: Column, size: float, before: float) -> Box:
    """Return a heading as one box: strong, and small enough for its longest word to fit the column."""
    theme = context.theme
    content = spans(element, context.family, strong=True)
    size = min(size, column.width / max(widest_word(content), 0.01))
    leading = theme.heading_line(size)
    lines = break_lines(content, size, column.width)
    pieces = [*anchors(element), *set_lines(lines, column.x, size, leading, theme)]
    return Box(len(lines) * leading, pieces, before, FREELY, stretch=1.0)


def anchors(element: Element) -> list[Piece]:
    """Return the anchor of a heading that has one, at the top of its box."""
    name = element.get("bookmark")
    if not name:
        return []
    number = element.get("number")
    title = f"{number}. {element.text()}" if number else element.text()
    return [Anchor(0.0, name, title, int(element.get("outline", "-1")), element)]


def question(element: Element, context: Context, column: Column) -> list[Box]:
    """An audit question: a rule, the numeral hanging in the gutter, the question, and its blocks under it."""
    theme = context.theme
    title, *blocks = element.elements
    box = display_box(title, context, column, theme.question, 0.0)
    drop = theme.question * 0.6
    pieces: list[Piece] = [Rule(0.0, 0.0, column.x + column.width + theme.padding, 0.0, theme.rule)]
    pieces.append(numeral(title, context, drop))
    pieces += [piece.moved(0.0, drop) for piece in box.pieces]
    rest = flow(blocks, context, column)
    if rest:
        rest[0].cost = NEVER
    return [Box(drop + box.height, pieces, theme.question_above, FREELY, stretch=2.0), *rest]


def numeral(title: Element, context: Context, top: float) -> Run:
    """Return a question's numeral, on the base line of the question's first line, which begins at `top`.

    It is smaller where it would fill the gutter: “12a” may be as wide as that.
    """
    theme, face, number = context.theme, context.family.face(True), title.get("number")
    size = min(theme.numeral, (theme.gutter - 0.3 * theme.body) / max(face.widths[number], 0.01))
    baseline = top + first_baseline(face, theme.question, theme.heading_line(theme.question))
    return hung(number, 0.0, baseline, face, size, title)


def figure(element: Element, context: Context, column: Column) -> list[Box]:
    """An icon or a picture that stands by itself."""
    theme = context.theme
    if name := element.get("picture"):
        most = min(column.width, theme.picture_width), theme.picture_height
        pixels, width, height = read_picture(context.pictures[name], *most)
        return [Box(height, [Picture(column.x, 0.0, width, height, pixels, element)], theme.paragraph)]
    size = theme.icon * 3
    return [Box(size, [Icon(column.x, 0.0, element.get("icon"), size, element)], theme.paragraph)]


def section(element: Element, context: Context, column: Column) -> list[Box]:
    """A section inside a part: its blocks, one under the other."""
    return flow(element.elements, context, column)


def divider(element: Element, context: Context, column: Column) -> list[Box]:
    """A chapter's divider: a very large numeral, the chapter's name and its summary."""
    theme, face = context.theme, context.family.face(True, False)
    title = next(child for child in element.elements if child.tag == "heading")
    number, size = title.get("number"), theme.divider_numeral
    height = size * 0.8
    digit = hung(number, column.x, size * 0.74, face, size, title)
    first = Box(height, [digit])
    rest = flow(element.elements, context, column)
    rest[0].before = theme.divider * 0.6
    return [first, *rest]
