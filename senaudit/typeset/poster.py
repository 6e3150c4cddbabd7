"""The poster: a title, a grid of panels whose type grows until the fullest panel is full, and a strip for the school.

The design is drawn for A3; on another paper its measures are scaled by the paper's width.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import NamedTuple

from senaudit.layout.markup import Element
from senaudit.pictures.raster import PictureFile, read_picture
from senaudit.problems import Problem, SenauditError
from senaudit.typeset.box import Box
from senaudit.typeset.faces import Family
from senaudit.typeset.form import form_box
from senaudit.typeset.layout_cache import UNCACHED, LayoutCache
from senaudit.typeset.lines import break_lines, hung, set_lines, spans, widest_word
from senaudit.typeset.page import Anchor, Border, Page, Picture, Piece
from senaudit.typeset.theme import MM, PAPERS, Theme

_EDGE = 11 * MM
"""The least margin: printers leave the last millimetres of the paper blank."""

_STEP = 0.25
"""Type sizes on the poster are whole quarters of a point."""

_LEAST = 18.0
"""The smallest type on A3, in points, to be read from one to two metres."""

_STRIP_LINES = 3
"""Lines of the school's strip above which its type is made smaller."""


class _Panels(NamedTuple):
    """The grid's geometry in points: its top left corner, and the width and height of a panel and of the gap."""

    left: float
    top: float
    width: float
    height: float
    gap: float
    columns: int


def poster_page(
    document: Element,
    theme: Theme,
    family: Family,
    paper: tuple[float, float],
    pictures: Mapping[str, PictureFile],
    cache: LayoutCache = UNCACHED,
) -> Page:
    """Return the poster's one page. Raises SenauditError where a message does not fit its panel at any legible size."""
    scale = min(paper[0] / PAPERS["A3"][0], paper[1] / PAPERS["A3"][1])
    margin = max(theme.poster_margin * scale, _EDGE)
    width = paper[0] - 2 * margin
    page = Page(*paper, (margin, margin, margin + width, paper[1] - margin))
    parts = {child.tag: child for child in document.elements if child.tag != "para"}
    lead, closing = (child for child in document.elements if child.tag == "para")
    y = _head(page, parts["heading"], lead, theme, family, scale)
    strip = _strip(parts["form"], theme, family, width, scale)
    if figure := parts.get("figure"):
        strip = _beside_picture(figure, pictures, parts["form"], theme, family, width, scale)
    foot, bottom = _foot(page, closing, strip, theme, family, scale)
    grid = parts["grid"]
    columns = int(grid.get("columns"))
    gap = theme.poster_gap * scale
    rows = -(-len(grid.elements) // columns)
    panel = _Panels(
        margin, y, (width - gap * (columns - 1)) / columns, (bottom - y - gap * (rows - 1)) / rows, gap, columns
    )
    said = [each for field in parts["form"].elements for each in field.elements if each.tag == "para"]
    others = (parts["heading"], lead, closing, *said)
    fill = partial(_panel_pieces, grid, panel, theme, family, scale, others)
    page.body += cache.of_element(grid, (family.name, panel), fill)
    page.body += foot
    return page


def _head(page: Page, title: Element, lead: Element, theme: Theme, family: Family, scale: float) -> float:
    """Set the title and its lead across the head; return where the grid begins."""
    left, y, right, _ = page.frame
    content = spans(title, family, strong=True)
    size = min(theme.poster_title * scale, (right - left) / widest_word(content))
    lines = break_lines(content, size, right - left)
    leading = size * 1.1
    page.add([Anchor(0.0, title.get("bookmark"), title.text(), 0, title)], left, y)
    page.add(set_lines(lines, 0.0, size, leading, theme), left, y)
    y += len(lines) * leading + 0.12 * size
    small = max(theme.body, theme.poster_lead * scale)
    lines = break_lines(spans(lead, family), small, right - left)
    page.add(set_lines(lines, 0.0, small, small * theme.poster_leading, theme), left, y)
    return y + len(lines) * small * theme.poster_leading + theme.poster_gap * scale


def _foot(
    page: Page, closing: Element, strip: Box, theme: Theme, family: Family, scale: float
) -> tuple[list[Piece], float]:
    """Return the closing line and the school's strip under it, and where the grid ends above them."""
    left, _, right, bottom = page.frame
    width = right - left
    height, size = strip.height, max(theme.body, theme.poster_strip * scale)
    large = max(theme.body, theme.poster_closing * scale)
    lines = break_lines(spans(closing, family, strong=True), large, width)
    leading = large * theme.poster_leading
    top = bottom - height - size * 0.4 - len(lines) * leading
    pieces = [piece.moved(left, top) for piece in set_lines(lines, 0.0, large, leading, theme, align=width)]
    pieces += [piece.moved(left, bottom - height) for piece in strip.pieces]
    return pieces, top - theme.poster_gap * scale * 0.8


def _strip(form: Element, theme: Theme, family: Family, width: float, scale: float) -> Box:
    """Return the school's strip: its type is smaller where its words would take more than a few lines."""
    size = max(theme.body, theme.poster_strip * scale)
    least = max(theme.body, _LEAST * scale)
    strip = form_box(form, theme, family, width, size)
    while strip.height > _STRIP_LINES * theme.line(size) and size - _STEP >= least:
        size -= _STEP
        strip = form_box(form, theme, family, width, size)
    return strip


def _beside_picture(
    figure: Element,
    pictures: Mapping[str, PictureFile],
    form: Element,
    theme: Theme,
    family: Family,
    width: float,
    scale: float,
) -> Box:
    """Return the school's strip right of its logo; the lower of the two stands in the middle of the other's height."""
    source = pictures[figure.get("picture")]
    pixels, across, height = read_picture(
        source, theme.poster_picture_width * scale, theme.poster_picture_height * scale
    )
    start = across + theme.poster_gap * scale
    strip = _strip(form, theme, family, width - start, scale)
    high = max(height, strip.height)
    picture = Picture(0.0, (high - height) / 2, across, height, pixels, figure)
    return Box(high, [picture, *(piece.moved(start, (high - strip.height) / 2) for piece in strip.pieces)])


def _panel_pieces(
    grid: Element, panels: _Panels, theme: Theme, family: Family, scale: float, others: tuple[Element, ...]
) -> list[Piece]:
    """Set every panel at the largest size at which all fit, by halving the range of quarter points."""
    low = max(theme.body, _LEAST * scale)
    steps = int(max(0.0, theme.poster_most * scale - low) / _STEP)
    pad = theme.poster_padding * scale

    def fits(size: float) -> bool:
        return all(_panel(panel, panels, size, theme, family, pad)[1] <= panels.height for panel in grid.elements)

    if not fits(low):
        tall = next(p for p in grid.elements if _panel(p, panels, low, theme, family, pad)[1] > panels.height)
        raise SenauditError([_too_long(tall, others)])
    good, bad = 0, steps + 1
    while bad - good > 1:
        middle = (good + bad) // 2
        good, bad = (middle, bad) if fits(low + middle * _STEP) else (good, middle)
    size = low + good * _STEP
    tallest = max(_panel(panel, panels, size, theme, family, pad)[1] for panel in grid.elements)
    drop = (panels.height - tallest) / 2
    pieces: list[Piece] = []
    for index, panel in enumerate(grid.elements):
        row, column = divmod(index, panels.columns)
        x = panels.left + column * (panels.width + panels.gap)
        y = panels.top + row * (panels.height + panels.gap)
        pieces.append(Border(x, y, panels.width, panels.height, theme.bar * scale, "rounded"))
        pieces += [piece.moved(x, y + drop) for piece in _panel(panel, panels, size, theme, family, pad)[0]]
    return pieces


def _too_long(tall: Element, others: tuple[Element, ...]) -> Problem:
    """Return the problem of a panel that is too full: of its longer text, or of a far longer one beside the panels."""
    strip = any(each.tag == "para" and each.get("kind") == "" for each in others)
    what = "shorten it, or what stands in the school’s strip" if strip else "shorten it"
    hint = f"{what}, or choose larger paper or a smaller text size"
    own, other = (max(each, key=lambda element: len(element.text())) for each in (tall.elements, others))
    if len(other.text()) > 3 * len(own.text()):
        return Problem(
            "no-room-for-messages",
            other.place,
            "this leaves no room for the messages on this paper at this text size",
            hint,
        )
    return Problem(
        "text-too-long", own.place, "this message does not fit its panel on this paper at this text size", hint
    )


def _panel(
    panel: Element, panels: _Panels, size: float, theme: Theme, family: Family, pad: float
) -> tuple[list[Piece], float]:
    """Return a panel's pieces at that text size, from its top, and the height that they need."""
    face = family.face(True)
    numeral = size * theme.poster_numeral
    number = panel.get("number")
    x = pad + max(face.widths["8"], face.widths[number]) * numeral + size * 0.5
    width = panels.width - x - pad
    title, text = panel.elements
    large = min(size * theme.poster_heading, width / widest_word(spans(title, family, strong=True)))
    heading = break_lines(spans(title, family, strong=True), large, width)
    y = pad
    pieces = [piece.moved(0.0, y) for piece in set_lines(heading, x, large, large * 1.15, theme)]
    cap = face.cap_height * numeral
    pieces.insert(0, hung(number, pad, y + large * 0.22 + cap, face, numeral, title))
    y += max(len(heading) * large * 1.15, large * 0.22 + cap) + size * 0.4
    message = break_lines(spans(text, family), size, panels.width - 2 * pad)
    pieces += [piece.moved(0.0, y) for piece in set_lines(message, pad, size, size * theme.poster_leading, theme)]
    y += len(message) * size * theme.poster_leading
    return pieces, y + pad
