"""Sets the poster: a title, a grid of panels, a closing line, and a strip for the school.

The panels have the largest type with which the fullest panel still fits. The measures are those of A3; on another paper
they are scaled.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NamedTuple

from senaudit.layout.markup import Element
from senaudit.layout.roles import AGAIN
from senaudit.pictures.raster import PictureFile, read_picture
from senaudit.problems import Problem, SenauditError
from senaudit.typeset.blocks import anchors
from senaudit.typeset.box import Box, reach
from senaudit.typeset.faces import Family
from senaudit.typeset.form import form_box
from senaudit.typeset.layout_cache import UNCACHED, LayoutCache
from senaudit.typeset.lines import (
    Line,
    Span,
    break_lines,
    first_baseline,
    hanging_run,
    set_lines,
    size_of_heading,
    spans,
)
from senaudit.typeset.page import Border, Page, Picture, Piece
from senaudit.typeset.theme import MM, PAPERS, Theme

_EDGE = 11 * MM
"""The least margin in points: printers leave the edge of the paper blank."""

_STEP = 0.25
"""The step in points by which type sizes are tried."""

_LEAST = 18.0
"""The smallest type on A3, in points: it can be read from one to two metres away."""

_TITLE_LINES = 2
"""If the title has more lines than this, its type is made smaller: its panels need the room.

In two languages, side by side, it has one line."""

_LOWER_TITLE = 1.4
"""The size of a title that is made smaller, as a ratio of the words under it."""

_CLOSER = 0.75
"""How much smaller the words around the panels, and the space in and between these, may be in two languages."""

_CLEAR = 4 * MM
"""The least padding of panels, in points, beyond their outline."""

_TITLE_LEADING, _HEADING_LEADING = 1.1, 1.15
_ABOVE_CAPITALS = 0.22
"""The distance from the top of a panel's heading to its capitals, in em: there the numeral begins."""

_BETWEEN = 0.4
"""The space between a message and the same in another language, in em."""

_STRIP_LINES = 3
"""If the school's strip has more lines than this, its type is made smaller."""


class _Panels(NamedTuple):
    """The grid of panels: its top left corner, the width and height of a panel, and the gap, all in points."""

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
    looks: Mapping[str, Theme] = {},
) -> Page:
    """Return the poster's page. The title and the closing line are made smaller if the messages need their room.

    If that is not enough, so are the messages' headings, and at last the messages stand one under the other. A poster
    in two languages has the `looks` of both, by their tags: each panel has its message in one language, and under it in
    the other, or beside it if the messages stand one under the other. Raises SenauditError if they do not fit even so.
    """
    lower = _lower(theme, _CLOSER if looks else 1.0)
    lowest = {**lower, "poster_heading": 1.0, "poster_numeral": 1.0, "poster_padding": _least_padding(theme)}
    for smaller, columns in (({}, 0), (lower, 0), (lowest, 0), (lowest, 1)):
        smaller_looks = {name: look._replace(**smaller) for name, look in looks.items()}
        try:
            return _poster(document, theme._replace(**smaller), family, paper, pictures, cache, smaller_looks, columns)
        except SenauditError as error:
            failed = error
    raise failed


def _lower(theme: Theme, closer: float) -> dict[str, Any]:
    """Return what changes in a look to leave messages more room. The space around them is `closer` times as large."""
    lead = theme.poster_lead * closer
    return {
        "poster_title": theme.poster_lead * _LOWER_TITLE,
        "poster_lead": lead,
        "poster_closing": lead,
        "poster_padding": max(theme.poster_padding * closer, _least_padding(theme)),
        "poster_gap": theme.poster_gap * closer,
    }


def _least_padding(theme: Theme) -> float:
    """Return the least padding of a panel, in points: its words are clear of its outline."""
    return min(theme.poster_padding, 2 * theme.bar + _CLEAR)


def _poster(
    document: Element,
    theme: Theme,
    family: Family,
    paper: tuple[float, float],
    pictures: Mapping[str, PictureFile],
    cache: LayoutCache,
    looks: Mapping[str, Theme],
    columns: int,
) -> Page:
    """Return the poster's page in this look. `columns` replaces the number of columns of the panels if it is not 0."""
    scale = min(paper[0] / PAPERS["A3"][0], paper[1] / PAPERS["A3"][1])
    margin = max(theme.poster_margin * scale, _EDGE)
    width = paper[0] - 2 * margin
    page = Page(*paper, (margin, margin, margin + width, paper[1] - margin))
    at = next(index for index, child in enumerate(document.elements) if child.tag == "grid")
    opening, (grid, *closing) = document.elements[:at], document.elements[at:]
    parts = {child.tag: child for child in closing}
    closing = [child for child in closing if child.tag == "para"]
    head = _in_languages(opening, theme, looks, family, width, partial(_head, scale, 1 if looks else _TITLE_LINES))
    page.add(head.pieces, margin, margin)
    y = margin + head.height + reach(head)[1] + theme.poster_gap * scale
    strip = _strip(parts["form"], theme, family, width, scale)
    if figure := parts.get("figure"):
        strip = _strip_with_picture(figure, pictures, parts["form"], theme, family, width, scale)
    foot, bottom = _foot(page, closing, strip, theme, family, scale, looks)
    columns = columns or int(grid.get("columns"))
    gap = theme.poster_gap * scale
    rows = -(-len(grid.elements) // columns)
    panel = _Panels(
        margin, y, (width - gap * (columns - 1)) / columns, (bottom - y - gap * (rows - 1)) / rows, gap, columns
    )
    strip_texts = [child for field in parts["form"].elements for child in field.elements]
    fill = partial(_panel_pieces, grid, panel, theme, family, scale, (*opening, *closing, *strip_texts), looks)
    page.body += cache.of_element(grid, (family.key, panel), fill)
    page.body += foot
    return page


def _head(scale: float, most_lines: int, words: list[Element], theme: Theme, family: Family, width: float) -> Box:
    """Return the title and its lead as a box."""
    title, lead = words
    content = spans(title, family, strong=True)
    small = max(theme.body, theme.poster_lead * scale)
    size = size_of_heading(content, max(small, theme.poster_title * scale), width, least=small)
    lines = break_lines(content, size, width)
    while len(lines) > most_lines and size > small:
        size = max(small, size - 1)
        lines = break_lines(content, size, width)
    leading = size * _leading(theme, _TITLE_LEADING)
    pieces = [*anchors(title), *set_lines(lines, 0.0, size, leading, theme)]
    y = len(lines) * leading + 0.12 * size
    lines = break_lines(spans(lead, family), small, width)
    leading = small * theme.poster_leading
    pieces += [piece.moved(0.0, y) for piece in set_lines(lines, 0.0, small, leading, theme)]
    return Box(y + len(lines) * leading, pieces)


def _in_languages(
    blocks: list[Element],
    theme: Theme,
    looks: Mapping[str, Theme],
    family: Family,
    width: float,
    make: Callable[[list[Element], Theme, Family, float], Box],
    between: float | None = None,
) -> Box:
    """Return what `make` returns for blocks, a look, a family and a width.

    In two languages the second stands beside the first, or `between` is the space in points above it, under the first.
    """
    if not looks:
        return make(blocks, theme, family, width)
    from senaudit.typeset.bilingual import in_each_language

    return in_each_language(blocks, theme, looks, family, width, make, between)


def _leading(theme: Theme, usual: float) -> float:
    """Return the leading of a title or heading: the usual one, or more if the language's script needs it."""
    return usual if theme.base_level is None else max(usual, theme.display_leading)


def _foot(
    page: Page,
    closing: list[Element],
    strip: Box,
    theme: Theme,
    family: Family,
    scale: float,
    looks: Mapping[str, Theme],
) -> tuple[list[Piece], float]:
    """Return the pieces of the closing line and the school's strip, and the bottom of the grid above them."""
    left, _, right, bottom = page.frame
    width = right - left
    words = _in_languages(closing, theme, looks, family, width, partial(_closing, scale))
    above, below = reach(words)
    size = max(theme.body, theme.poster_strip * scale)
    top = bottom - strip.height - reach(strip)[0] - size * 0.4 - below - words.height
    pieces = [piece.moved(left, top) for piece in words.pieces]
    pieces += [piece.moved(left, bottom - strip.height) for piece in strip.pieces]
    return pieces, top - above - theme.poster_gap * scale * 0.8


def _closing(scale: float, words: list[Element], theme: Theme, family: Family, width: float) -> Box:
    """Return the closing line as a box, in the middle of a width."""
    size = max(theme.body, theme.poster_closing * scale)
    lines = _even_lines(spans(words[0], family, strong=True), size, width)
    leading = size * theme.poster_leading
    return Box(len(lines) * leading, set_lines(lines, 0.0, size, leading, theme, align=width))


def _strip(form: Element, theme: Theme, family: Family, width: float, scale: float) -> Box:
    """Return the school's strip. Its type is made smaller if its words would take more than `_STRIP_LINES` lines."""
    size = max(theme.body, theme.poster_strip * scale)
    least = max(theme.body, _LEAST * scale)
    strip = form_box(form, theme, family, width, size)
    while strip.height > _STRIP_LINES * theme.line(size) and size - _STEP >= least:
        size -= _STEP
        strip = form_box(form, theme, family, width, size)
    return strip


def _strip_with_picture(
    figure: Element,
    pictures: Mapping[str, PictureFile],
    form: Element,
    theme: Theme,
    family: Family,
    width: float,
    scale: float,
) -> Box:
    """Return the school's logo with the strip right of it. The lower of the two is centred in the other's height."""
    source = pictures[figure.get("picture")]
    pixels, across, height = read_picture(
        source, theme.poster_picture_width * scale, theme.poster_picture_height * scale
    )
    start = across + theme.poster_gap * scale
    strip = _strip(form, theme, family, width - start, scale)
    total = max(height, strip.height)
    picture = Picture(0.0, (total - height) / 2, across, height, pixels, figure)
    return Box(total, [picture, *(piece.moved(start, (total - strip.height) / 2) for piece in strip.pieces)])


def _panel_pieces(
    grid: Element,
    panels: _Panels,
    theme: Theme,
    family: Family,
    scale: float,
    others: tuple[Element, ...],
    looks: Mapping[str, Theme],
) -> list[Piece]:
    """Return the pieces of all panels, in the largest type with which all fit.

    The size is found by halving the range of sizes. Raises SenauditError if a panel does not fit in the smallest type.
    `others` are the texts outside the panels, one of which may be the reason.
    """
    low = max(theme.body, _LEAST * scale)
    steps = int(max(0.0, theme.poster_most * scale - low) / _STEP)
    pad = theme.poster_padding * scale

    def messages(panel: Element, size: float, break_message: _BreakLines = break_lines) -> Box:
        make = partial(_message, panel.get("number"), size, pad, break_message)
        between = None if panels.columns == 1 else size * _BETWEEN - pad
        return _in_languages(panel.elements, theme, looks, family, panels.width, make, between)

    def fits(size: float) -> bool:
        return all(messages(panel, size).height <= panels.height for panel in grid.elements)

    if not fits(low):
        full = next(panel for panel in grid.elements if messages(panel, low).height > panels.height)
        raise SenauditError([_too_long(full, others, scale)])
    fitting, too_large = 0, steps + 1
    while too_large - fitting > 1:
        middle = (fitting + too_large) // 2
        fitting, too_large = (middle, too_large) if fits(low + middle * _STEP) else (fitting, middle)
    size = low + fitting * _STEP
    tallest = max(messages(panel, size).height for panel in grid.elements)
    drop = (panels.height - tallest) / 2
    pieces: list[Piece] = []
    for index, panel in enumerate(grid.elements):
        row, column = divmod(index, panels.columns)
        x = panels.left + column * (panels.width + panels.gap)
        y = panels.top + row * (panels.height + panels.gap)
        pieces.append(Border(x, y, panels.width, panels.height, theme.bar * scale, "rounded"))
        pieces += [piece.moved(x, y + drop) for piece in messages(panel, size, _even_lines).pieces]
    return pieces


def _too_long(panel: Element, others: tuple[Element, ...], scale: float) -> Problem:
    """Return the problem of a panel that is too full.

    It is at the longest text of the panel, or at a text outside the panels that is more than three times as long. Its
    help names larger paper if there is any.
    """
    inside, outside = (max(texts, key=lambda text: len(text.text())) for texts in (panel.elements, others))
    place, message = inside.place, "this message does not fit its panel on this paper at this text size"
    if len(outside.text()) > 3 * len(inside.text()):
        place, message = outside.place, "this leaves no room for the messages on this paper at this text size"
    filled_in = any(text.tag == "para" and text.get("kind") == "" for text in others)
    hint = "shorten it, or what stands in the school’s strip" if filled_in else "shorten it"
    hint = f"{hint}, or choose a smaller text size"
    if any(text.get(AGAIN) for text in panel.elements):
        hint = f"make a poster in each language, {hint}"
    if scale < 1:
        return Problem("paper-too-small", place, message, f"{hint} or larger paper")
    return Problem("text-too-long", place, message, hint)


_BreakLines = Callable[[list[Span], float, float], list[Line]]


def _message(
    number: str,
    size: float,
    pad: float,
    break_message: _BreakLines,
    words: list[Element],
    theme: Theme,
    family: Family,
    across: float,
) -> Box:
    """Return a message as a box, in type of `size` points.

    Half of the padding is enough above and below the words: their leading adds as much again.
    """
    face = family.face(True)
    numeral = size * theme.poster_numeral
    x = pad + max(face.widths["8"], face.widths[number]) * numeral + size * 0.4
    width = across - x - pad
    title, text = words
    large = size * theme.poster_heading
    heading = break_lines(spans(title, family, strong=True), large, width)
    leading = large * _leading(theme, _HEADING_LEADING)
    box = Box(len(heading) * leading, set_lines(heading, x, large, leading, theme))
    y = pad / 2 + reach(box)[0]
    pieces = [piece.moved(0.0, y) for piece in box.pieces]
    top = large * _ABOVE_CAPITALS
    if theme.base_level is not None:
        top = max(0.0, first_baseline(face, large, leading) - face.cap_height * large)
    cap = face.cap_height * numeral
    pieces.insert(0, hanging_run(number, pad, y + top + cap, face, numeral, title))
    y += max(box.height, top + cap) + size * 0.3
    message = break_message(spans(text, family), size, across - 2 * pad)
    leading = size * theme.poster_leading
    box = Box(len(message) * leading, set_lines(message, pad, size, leading, theme))
    pieces += [piece.moved(0.0, y) for piece in box.pieces]
    return Box(y + box.height + reach(box)[1] + pad / 2, pieces)


def _even_lines(content: list[Span], size: float, width: float) -> list[Line]:
    """Return as many lines as a column of `width` needs, broken so that they are about as long as each other.

    They are those of the narrowest column that needs no more lines, to a point.
    """
    lines = break_lines(content, size, width)
    narrow, wide = width / len(lines), width
    while wide - narrow > 1:
        middle = (narrow + wide) / 2
        broken = break_lines(content, size, middle)
        if len(broken) > len(lines):
            narrow = middle
        else:
            lines, wide = broken, middle
    return lines
