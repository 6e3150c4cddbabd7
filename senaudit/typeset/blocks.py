"""Composes text, headings, audit questions, figures, dividers and the cover."""

from __future__ import annotations

from bisect import bisect_right
from functools import partial
from itertools import accumulate

from senaudit.layout.markup import Element
from senaudit.layout.roles import numbered
from senaudit.pictures.raster import read_picture
from senaudit.problems import Problem, SenauditError
from senaudit.typeset.box import FREE, NEVER, WHOLE, Box, cleared, keep_together, reach, stacked
from senaudit.typeset.compose import Column, Context, flow, paragraph, spaced
from senaudit.typeset.faces import Family
from senaudit.typeset.lines import (
    SHORTEN,
    break_lines,
    first_baseline,
    hanging_run,
    set_line,
    set_lines,
    size_of_heading,
    spans,
)
from senaudit.typeset.margins import PageShape
from senaudit.typeset.page import Anchor, Icon, Page, Picture, Piece, Rule, Run
from senaudit.typeset.theme import Theme
from senaudit.typeset.words import parts_of, printed

_ROUNDING = 0.01
"""Points that a line may be wider than its room, because its words were measured one by one."""

_MANY_LINES = 5
"""So many lines a heading may have in the size of headings."""

_LEFT_OUT = ",;:–-،؛，；：、"
"""Signs that do not stand before the dots of a running head that is cut short."""


def para(element: Element, context: Context, column: Column) -> list[Box]:
    """Return a paragraph of running text. Subtitles and summaries are larger; a lead or a closing line is strong.

    A lead-in stands close to the line before it, which is a heading or another lead-in, and stays on one page.
    """
    theme, kind = context.theme, element.get("kind")
    size = theme.subheading if kind in ("subtitle", "summary", "closing") else theme.body
    before = theme.item if kind == "lead-in" else theme.paragraph
    boxes = paragraph(element, context, column, size, before, strong=kind in ("lead", "closing"))
    for box in boxes[1:] if kind == "lead-in" else ():
        box.cost = NEVER
    return boxes


def heading(element: Element, context: Context, column: Column) -> list[Box]:
    """Return a heading as one box, with its anchor. The cover's title stands between two bars."""
    theme = context.theme
    sizes = {"1": theme.title, "2": theme.section, "3": theme.subheading}
    kinds = {"cover": theme.cover, "divider": theme.divider, "group": theme.label}
    size = kinds.get(element.get("kind")) or sizes.get(element.get("level"), theme.label)
    before = theme.paragraph * 1.4 if element.get("kind") == "group" else theme.heading_above
    box = heading_box(element, context, column, size, before)
    return [_between_bars(box, theme, column)] if element.get("kind") == "cover" else [box]


def _between_bars(box: Box, theme: Theme, column: Column) -> Box:
    """Return the cover's title with a thick rule above and below it."""
    gap = theme.heading_above
    cleared(box)
    pieces = [piece.moved(0.0, gap) for piece in box.pieces]
    height = box.height + 2 * gap
    right = column.x + column.width
    rules: list[Piece] = [Rule(column.x, y, right, y, theme.bar) for y in (theme.bar / 2, height - theme.bar / 2)]
    return Box(height, [*rules, *pieces], box.before, box.cost)


def heading_box(element: Element, context: Context, column: Column, size: float, before: float) -> Box:
    """Return a heading as one box, in strong type.

    A size larger than a question's is made smaller, to that of a question at most, if that keeps all words whole. In
    other scripts than Latin, whose words may be very long, it is made as small as the text if that keeps words whole,
    or if there are more than `_MANY_LINES`. `before` is the space above. Both are in points.
    """
    theme = context.theme
    content = spans(element, context.family, strong=True)
    least = min(size, theme.question if theme.base_level is None else theme.body)
    size = size_of_heading(content, size, column.width, least)
    lines = break_lines(content, size, column.width, title=True)
    if len(lines) > _MANY_LINES and theme.base_level is not None:
        size = least
        lines = break_lines(content, size, column.width, title=True)
    leading, drop = spaced(lines, size, theme.heading_line(size), theme, is_heading=True)
    words = set_lines(lines, column.x, size, leading, theme)
    pieces = [*anchors(element), *(piece.moved(0.0, drop) for piece in words)]
    return Box(len(lines) * leading, pieces, before, FREE)


def anchors(element: Element) -> list[Piece]:
    """Return the heading's anchor, at the top of its box, or nothing if no link or bookmark leads to it."""
    name = element.get("bookmark")
    if not name:
        return []
    title = numbered(element, printed(element.text()))
    return [Anchor(0.0, name, title, int(element.get("outline", "-1")), element)]


def question(element: Element, context: Context, column: Column) -> list[Box]:
    """Return an audit question: a rule, the numeral in the gutter, the question, and its blocks under it."""
    theme = context.theme
    title, *blocks = [child for child in element.elements if child.tag != "continued"]
    box = heading_box(title, context, _beside_numeral(title, context, column), theme.question, 0.0)
    drop = theme.question * 0.6 + reach(box)[0]
    pieces: list[Piece] = [Rule(0.0, 0.0, column.x + column.width + theme.padding, 0.0, theme.rule)]
    pieces.append(numeral(title, context, drop))
    pieces += [piece.moved(0.0, drop) for piece in box.pieces]
    rest = flow(blocks, context, column)
    if rest:
        rest[0].cost = NEVER
    boxes = [Box(drop + box.height, pieces, theme.question_above, FREE), *rest]
    return _with_running_head(boxes, element, context, column)


def _with_running_head(boxes: list[Box], element: Element, context: Context, column: Column) -> list[Box]:
    """Return the boxes of a question or section with its running head, if it has words to say that it goes on."""
    parts = {child.tag: child for child in reversed(element.elements)}
    title, continued = parts.get("heading"), parts.get("continued")
    if title is not None and continued is not None and continued.text().strip():
        head = partial(_running_head, title, continued, context, column)
        for box in boxes:
            box.head = box.head or head
    return boxes


def _running_head(title: Element, continued: Element, context: Context, column: Column) -> list[Piece]:
    """Return the running head of a page on which a question goes on: its number and words, and those of `continued`.

    It is one line from the frame's left edge, with its base line at y 0. Words that do not fit on it are left out at
    the end of the question. Raises SenauditError if the words of `continued` alone do not fit.
    """
    theme, family, size = context.theme, context.family, context.theme.small
    words, (begins, ending) = printed(title.text()).split(), _around_words(continued, context)
    element = next(span.element for span in reversed(spans(continued, family)) if span.text.strip())
    head: list[Piece] = []
    left = 0.0
    if number := title.get("number"):
        numeral_run = hanging_run(number, 0.0, 0.0, family.face(True), size, element)
        head.append(numeral_run)
        left = numeral_run.width + size / 4
    room = column.x + column.width + theme.padding - left
    text = f"{begins}{' '.join(words)}{ending}"
    if words and family.width(text, size) > room:
        ending = f"…{ending}"
        left_over = room - family.width(begins, size) - family.width(ending, size)
        text = begins + _beginning(words, family, size, left_over).rstrip(_LEFT_OUT) + ending
    if family.width(text, size) > room + _ROUNDING:
        message = "this does not fit at the head of a page"
        raise SenauditError([Problem("text-too-long", element.place, message, SHORTEN)])
    return [*head, *set_line(text, left, size, family, theme, element)]


def _around_words(continued: Element, context: Context) -> tuple[str, str]:
    """Return the words of `continued` before those that are repeated, and the words after them."""
    said = spans(continued, context.family, numbers={"repeated": ""})
    at = next((number for number, span in enumerate(said) if span.element.tag == "repeated"), -1)
    before, after = ("".join(span.text for span in some) for some in (said[: max(at, 0)], said[at + 1 :]))
    return printed(before), printed(after)


def _beginning(words: list[str], family: Family, size: float, room: float) -> str:
    """Return as many words as fit in `room` points. There is one at least, or the part of it that fits.

    The last word fits without the signs that are left out at its end, and does not open a bracket.
    """
    starts = accumulate((family.width(f"{word} ", size) for word in words), initial=0.0)
    ends = [start + family.width(word.rstrip(_LEFT_OUT), size) for start, word in zip(starts, words, strict=False)]
    count = bisect_right(ends, room)
    while count > 1 and words[count - 1].startswith("("):
        count -= 1
    if count:
        return " ".join(words[:count])
    part, face = next(iter(family.parted(words[0])))
    return parts_of(part, face, size, room, room)[0]


def _beside_numeral(title: Element, context: Context, column: Column) -> Column:
    """Return the column of a question, narrower by what its numeral needs beyond the gutter at the text's size."""
    theme = context.theme
    needed = (context.family.face(True).widths[title.get("number")] + 0.3) * theme.body
    over = max(0.0, needed - theme.gutter)
    return Column(column.x + over, column.width - over, column.depth) if over else column


def numeral(title: Element, context: Context, top: float) -> Run:
    """Return a question's numeral, on the base line of the question's first line. That line begins at `top`.

    The numeral is set smaller if it would fill the gutter, as “12a” may, but not smaller than the text.
    """
    theme, face, number = context.theme, context.family.face(True), title.get("number")
    fitting = (theme.gutter - 0.3 * theme.body) / max(face.widths[number], 0.01)
    size = max(theme.body, min(theme.numeral, fitting))
    baseline = top + first_baseline(face, theme.question, theme.heading_line(theme.question))
    return hanging_run(number, 0.0, baseline, face, size, title)


def figure(element: Element, context: Context, column: Column) -> list[Box]:
    """Return a box with an icon or a picture that stands by itself.

    Raises SenauditError for a picture that cannot be read.
    """
    theme = context.theme
    if name := element.get("picture"):
        room = min(column.width, theme.picture_width), theme.picture_height
        pixels, width, height = read_picture(context.pictures[name], *room)
        return [Box(height, [Picture(column.x, 0.0, width, height, pixels, element)], theme.paragraph)]
    size = theme.icon * 3
    return [Box(size, [Icon(column.x, 0.0, element.get("icon"), size, element)], theme.paragraph)]


def table(element: Element, context: Context, column: Column) -> list[Box]:
    """Return the boxes of a table of data. Raises SenauditError for another table: it belongs to an audit sheet."""
    if element.get("kind") != "data":
        hint = "put it where the shipped templates have it"
        raise SenauditError([Problem("misplaced-tag", element.place, "<table> cannot stand here", hint)])
    from senaudit.typeset.data_table import data_table

    return data_table(element, context, column)


def section(element: Element, context: Context, column: Column) -> list[Box]:
    """Return the blocks of a section inside a part, one under the other. An action is not split near its ends."""
    boxes = flow([child for child in element.elements if child.tag != "continued"], context, column)
    if element.get("kind") == "action":
        keep_together(boxes, context.page_height * WHOLE, begin=3)
    return _with_running_head(boxes, element, context, column)


def divider(element: Element, context: Context, column: Column) -> list[Box]:
    """Return a chapter's divider: a very large numeral, the chapter's name and its summary."""
    theme, face = context.theme, context.family.face(True, False)
    title = next(child for child in element.elements if child.tag == "heading")
    number, size = title.get("number"), theme.divider_numeral
    height = size * 0.8
    digit = hanging_run(number, column.x, size * 0.74, face, size, title)
    first = Box(height, [digit])
    rest = flow(element.elements, context, column)
    rest[0].before = theme.divider * 0.6
    return [first, *rest]


_COVER_SIZES = 16
"""So many sizes are tried for the words of a cover, from the largest to the smallest."""


def cover(children: list[Element], context: Context, shape: PageShape, number: int) -> list[Page]:
    """Return the cover, which is page `number`: a picture and a name at its head, the title, and the rest at its foot.

    The type of its head and of the title is the largest with which all fits. If nothing fits, what belongs to the foot
    stands at the foot of a second page, the back of the cover. Returns no pages if the head and the title do not fit.
    """
    at = next((index for index, child in enumerate(children) if child.tag == "heading"), 0)
    after = at + 1
    while after < len(children) and children[after].get("kind") == "subtitle":
        after += 1
    column = Column(0.0, shape.width)
    context = context._replace(theme=context.theme._replace(paragraph=context.theme.heading_above))
    foot = _group(children[after:], context, column)
    for foot_height in (foot.height, 0.0):
        for step in range(_COVER_SIZES, -1, -1):
            larger = context._replace(theme=_cover_theme(context.theme, step / _COVER_SIZES))
            head, title = _group(children[:at], larger, column), _group(children[at:after], larger, column)
            spare = shape.frame_height - head.height - title.height - foot_height
            if spare < 2 * larger.theme.heading_above:
                continue
            room = min(shape.width * 0.4, larger.theme.icon * 3 + spare * 0.4)
            theme = larger.theme._replace(icon=max(larger.theme.icon, room / 3))
            head = _group(children[:at], larger._replace(theme=theme), column)
            pages = [shape.page(number)]
            left, top, _, bottom = pages[0].frame
            pages[0].add(head.pieces, left, top)
            spare = bottom - top - head.height - title.height - foot_height
            pages[0].add(title.pieces, left, top + head.height + spare / 2)
            if not foot_height and foot.height:
                pages.append(shape.page(number + 1))
            pages[-1].add(foot.pieces, pages[-1].frame[0], bottom - foot.height)
            return pages
    return []


def _group(children: list[Element], context: Context, column: Column) -> Box:
    """Return blocks as one box, without the space above the first."""
    boxes = flow(children, context, column)
    if boxes:
        boxes[0].before = 0.0
    return stacked(boxes)


def _cover_theme(theme: Theme, share: float) -> Theme:
    """Return the theme for a cover, from the smallest words and icon (a `share` of 0) to the largest (1)."""
    subtitle = theme.subheading + (theme.section - theme.subheading) * share
    title = theme.section + (theme.cover - theme.section) * share
    return theme._replace(cover=title, subheading=subtitle, icon=theme.icon * (1 + share) / 2)
