"""Sizes of a Word document: its paper, margins and type. All lengths are in points."""

from __future__ import annotations

from typing import NamedTuple

from senaudit.editions.edition_input import EditionInput
from senaudit.editions.hands import PLAIN, Hand, hand_of
from senaudit.editions.word.measure import REGULAR, lines_of
from senaudit.layout.markup import Element

_MM = 72 / 25.4
_INNER, _OUTER, _HEAD, _FOOT, _FOOT_LINE = (length * _MM for length in (25, 18, 18, 27, 10))
"""Margins. The inner one is the filing edge (ISO 838)."""

_LESS_HEAD, _VERY_LARGE = 13 * _MM, 18
"""The margin at the head of pages whose text is larger than that. A page has more of its question’s rows."""

_POSTER_MARGIN = 14 * _MM

_MEASURE = 36
"""The longest line of the guide, in sizes of its text. This is 72 characters of Arial."""

_WIDEST = 0.68
"""The width of a bold letter of Arial, in sizes. Most are narrower."""


class Look(NamedTuple):
    """The sizes of a document. `lines` is the distance of lines, as a ratio of the size.

    `measure` is the width of the text, and `full` that of the audit sheets. `title` and `chapter` are sizes of type
    that let their longest words fit. `row_level` is the level of a question's heading on its sheet. `above` is the
    space above a cover's title, or above a poster's messages. `margin` and `heading` are a poster's: its margin (0
    elsewhere), and the size of a message's heading. `has_data` says that there are tables of data,
    and `has_last_time` that sheets say what was answered last time. `hand` is how the language is written.
    """

    body: float
    lines: float
    language: str
    paper: tuple[float, float]
    one_sided: bool
    measure: float
    full: float
    margin: float
    title: float
    chapter: float
    row_level: int
    heading: float = 1.25
    above: float = 1
    has_data: bool = False
    has_last_time: bool = False
    hand: Hand = PLAIN


def look_of(given: EditionInput) -> Look:
    """Return the sizes of a document."""
    document, body = given.element, given.body
    width = given.paper[0] - _INNER - _OUTER
    measure, row_level = min(width, _MEASURE * body), 3 if document.get("kind") == "guide" else 2
    title, chapter = (
        max(min(times * body, most, _widest(document, kind, measure)), 1.2 * body)
        for times, most, kind in ((4, 60, "cover"), (3, 48, "divider"))
    )
    one_sided = given.one_sided or document.get("kind") == "poster"
    sides = document.get("lang"), given.paper, one_sided, measure, width, 0.0
    kinds = {element.get("kind") for element in document.walk()}
    look = Look(body, given.leading, *sides, title, chapter, row_level)
    hand = hand_of(document.get("lang"))
    look = look._replace(has_data="data" in kinds, has_last_time="last-time" in kinds, hand=hand)
    look = look._replace(lines=max(look.lines, hand.leading))
    if document.get("kind") == "poster":
        return poster_look(document, look)
    cover = next((each for each in document.elements if each.get("kind") == "cover"), None)
    return cover_look(cover, look) if cover else look


def _widest(document: Element, kind: str, measure: float) -> float:
    """Return the size with which the longest word of the headings of this kind is as wide as the text."""
    words = [
        word
        for element in document.walk()
        if element.tag == "heading" and element.get("kind") == kind
        for word in element.text().split()
    ]
    return measure / _WIDEST / max(map(len, words), default=1)


def cover_look(cover: Element, look: Look) -> Look:
    """Return the sizes with which a cover stands on one page: with less space above its title, or a smaller one."""
    sides = margins(look, look.measure)
    room = (look.paper[1] - sides["top"] - sides["bottom"]) * _FILLED
    title, least = look.title, look.body / 2
    while title > 1.6 * look.body and _cover_height(cover, look, title) > room - least:
        title *= 0.95
    above = max(least, min(_ABOVE_TITLE, room - _cover_height(cover, look, title)))
    return look._replace(title=title, above=above / look.body)


_ABOVE_TITLE = 150
"""The most points above the title on the cover."""


def _cover_height(cover: Element, look: Look, title: float) -> float:
    """Return about how high a cover is without the space above its title."""
    height, body = 0.0, look.body
    for element in cover.walk():
        if element.get("picture"):
            height += PICTURE[1] + 0.6 * body
        elif element.get("kind") == "cover" and element.tag == "heading":
            height += title * max(1.2, look.hand.most) * lines_of(element.text(), look.measure / title)
        elif element.tag in ("para", "heading"):
            above, size, leading = (1, 1.25, 1.3) if element.get("kind") == "subtitle" else (0.8, 1, look.lines)
            height += body * (
                above + size * max(leading, look.hand.most) * lines_of(element.text(), look.measure / body / size)
            )
    return height


def poster_look(document: Element, look: Look) -> Look:
    """Return the sizes of a poster: the largest with which it stands on one page, and none below those asked for.

    What is left of the page is above its messages.
    """
    width, height = look.paper
    margin = _POSTER_MARGIN * width / _A3
    measure, room = width - 2 * margin, (height - 2 * margin) * _FILLED
    widest = _widest(document, "poster", measure)
    languages = {element.get("lang") for element in document.walk()} - {""}
    hand = max(map(hand_of, sorted(languages)), key=lambda each: each.most)
    body = _LARGEST
    while body > look.body and _height(document, hand, body, measure, min(_TITLE * body, widest)) > room:
        body -= 0.5
    title = max(min(_TITLE * body, widest), body)
    left = max(0, room - _height(document, hand, body, measure, title))
    messages = max(1, sum(element.tag == "panel" for element in document.walk()))
    sized = look._replace(
        body=body, lines=_POSTER_LINES, title=title, heading=_PANEL, above=_ABOVE + left / messages / body
    )
    return sized._replace(margin=margin, measure=measure, full=measure)


_A3 = 297 * _MM
_LARGEST = 44.0
"""The largest text of a poster, in points."""

_FILLED = 0.97
"""The part of a page that may be filled by what is reckoned. No two programs make lines of one height."""

_TITLE, _PANEL = 2.4, 1.3
"""Sizes of a poster's title and of its messages' headings, as ratios of its text."""

_RULE = 7
"""The points that the rule over a message takes up."""

_ABOVE, POSTER_TEXT, POSTER_LINE = 0.5, 0.2, 1.8
"""The least space above a message, that above its text, and the height of a line to write on, in sizes."""


def _height(document: Element, hand: Hand, body: float, width: float, title: float) -> float:
    """Return about how high a poster is with this size of text. It is a little more than a program makes of it."""
    height, lines = 0.0, max(_POSTER_LINES, hand.most)
    width *= hand.narrow
    for element in document.walk():
        tag, kind = element.tag, element.get("kind")
        if tag == "figure":
            height += PICTURE[1] + 0.6 * body
        elif tag == "field":
            height += 0.8 * body if len(element.elements) > 1 else (POSTER_LINE + 0.3) * body
        elif tag == "heading":
            size, above = (title, 0.0) if kind == "poster" else (_PANEL * body, _ABOVE * body + _RULE)
            height += above + size * max(1.2, hand.most) * lines_of(f"0. {element.text()}", width / size)
        elif tag == "para":
            size = _LEADS.get(kind, 1) * body
            above = 0.8 if kind else POSTER_TEXT
            height += above * body + size * lines * lines_of(element.text(), width / size / REGULAR)
    return height


_LEADS = {"lead": 1.15, "closing": 1.15}
_POSTER_LINES = 1.25

PICTURE = 80 * _MM, 32 * _MM
"""The most room that a picture takes, in points."""


def margins(look: Look, width: float) -> dict[str, float]:
    """Return the margins of pages whose text is `width` wide. What is left of the paper is at its outer side."""
    if look.margin:
        margin = look.margin
        return {"top": margin, "right": margin, "bottom": margin, "left": margin, "header": 18, "footer": 18}
    outer = look.paper[0] - _INNER - width
    foot = max(_FOOT, _FOOT_LINE + 2.3 * look.body)
    head = _LESS_HEAD if look.body > _VERY_LARGE else _HEAD
    left, right = (outer, _INNER) if look.hand.is_rtl else (_INNER, outer)  # of a right-hand page, or a first one
    return {"top": head, "right": right, "bottom": foot, "left": left, "header": head / 2, "footer": _FOOT_LINE}


def twips(points: float) -> str:
    """Return a length in twentieths of a point."""
    return str(round(points * 20))
