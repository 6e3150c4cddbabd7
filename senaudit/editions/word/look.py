"""Sizes of a Word document: its paper, margins and type. All lengths are in points."""

from __future__ import annotations

from typing import NamedTuple

from senaudit.editions.edition_input import EditionInput
from senaudit.layout.markup import Element

_MM = 72 / 25.4
_INNER, _OUTER, _HEAD, _FOOT, _FOOT_LINE = (length * _MM for length in (25, 18, 18, 25, 11))
"""Margins. The inner one is the filing edge (ISO 838)."""

_POSTER_MARGIN = 14 * _MM

_MEASURE = 36
"""The longest line of the guide, in sizes of its text. This is 72 characters of Arial."""

_WIDEST = 0.68
"""The width of a bold letter of Arial, in sizes. Most are narrower."""


class Look(NamedTuple):
    """The sizes of a document. `lines` is the distance of lines, as a ratio of the size.

    `measure` is the width of the text, and `full` that of the audit sheets. `title` and `chapter` are sizes of type
    that let their longest words fit. `row_level` is the level of a question's heading on its sheet.
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
    heading: float


def look_of(given: EditionInput) -> Look:
    """Return the sizes of a document."""
    document, body = given.element, given.body
    width = given.paper[0] - _INNER - _OUTER
    measure, row_level = min(width, _MEASURE * body), 3 if document.get("kind") == "guide" else 2
    heads = {"cover": [""], "divider": [""], "poster": [""]}
    for element in document.walk():
        if element.tag == "heading" and element.get("kind") in heads:
            heads[element.get("kind")] += element.text().split()
    title = min(4 * body, 60, measure / _WIDEST / max(map(len, heads["cover"])) if heads["cover"][1:] else 60)
    chapter = min(3 * body, 48, measure / _WIDEST / max(map(len, heads["divider"])) if heads["divider"][1:] else 48)
    look = Look(
        body,
        given.leading,
        document.get("lang"),
        given.paper,
        given.one_sided or document.get("kind") == "poster",
        measure,
        width,
        0,
        max(title, 1.2 * body),
        max(chapter, 1.2 * body),
        row_level,
        1.25,
    )
    return poster_look(document, look) if document.get("kind") == "poster" else look


def poster_look(document: Element, look: Look) -> Look:
    """Return the sizes of a poster: the largest with which it stands on one page, and none below those asked for."""
    width, height = look.paper
    margin = _POSTER_MARGIN * width / (297 * _MM)
    room = width - 2 * margin, (height - 2 * margin) * 0.93
    longest = max(map(len, (document.elements[0].text() or "-").split()))
    body = 40.0
    while body > look.body and _height(document, body, room[0], longest) > room[1]:
        body -= 0.5
    title = min(_TITLE * body, room[0] / _WIDEST / longest)
    return look._replace(
        body=body, lines=1.25, margin=margin, measure=room[0], full=room[0], title=max(title, body), heading=_PANEL
    )


_TITLE, _PANEL = 2.4, 1.3
"""Sizes of a poster's title and of its messages' headings, as ratios of its text."""


def _height(document: Element, body: float, width: float, longest: int) -> float:
    """Return about how high a poster is with this size of text."""
    height = 0.0
    for element in document.walk():
        if element.tag in ("heading", "para", "label"):
            times = {"poster": _TITLE, "lead": 1.2, "closing": 1.2}.get(element.get("kind"), 1.0)
            times = _PANEL if element.tag == "heading" and times == 1 else times
            size = min(times * body, width / _WIDEST / longest) if times == _TITLE else times * body
            lines = -(-(len(element.text()) + 4) * 0.56 * size // width)
            height += lines * size * 1.27 + 0.75 * body
        elif element.tag == "figure":
            height += 24 * _MM + body
    return height


def margins(look: Look, width: float) -> dict[str, float]:
    """Return the margins of pages whose text is `width` wide. What is left of the paper is at its outer side."""
    if look.margin:
        margin = look.margin
        return {"top": margin, "right": margin, "bottom": margin, "left": margin, "header": 18, "footer": 18}
    outer = look.paper[0] - _INNER - width
    return {"top": _HEAD, "right": outer, "bottom": _FOOT, "left": _INNER, "header": _HEAD / 2, "footer": _FOOT_LINE}


def twips(points: float) -> str:
    """Return a length in twentieths of a point."""
    return str(round(points * 20))
