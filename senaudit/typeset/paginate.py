"""Turns boxes into pages: the parts of a document in order, their feet, and at the end the page numbers."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from functools import partial
from typing import NamedTuple

from senaudit.layout.markup import Element
from senaudit.pictures.raster import PictureFile
from senaudit.problems import NOWHERE, Place, Problem, SenauditError
from senaudit.typeset import blocks, callout, contents, form, lists
from senaudit.typeset.box import Box, CalloutFrame, height_of
from senaudit.typeset.breaks import continued_above, goes_on_below, page_breaks
from senaudit.typeset.compose import Composer, Context, flow
from senaudit.typeset.faces import Family
from senaudit.typeset.feet import Foot
from senaudit.typeset.layout_cache import UNCACHED, LayoutCache
from senaudit.typeset.lines import SHORTEN
from senaudit.typeset.margins import PageShape
from senaudit.typeset.page import Anchor, Page, PageReference, Piece, Run
from senaudit.typeset.poster import poster_page
from senaudit.typeset.sheets import sheet_pages
from senaudit.typeset.theme import Theme

_PICTURE_OF_A_LETTER = 0.6
"""The height of a letter's picture, as a ratio of that of others."""

COMPOSERS: dict[str, Composer] = {
    "para": blocks.para,
    "heading": blocks.heading,
    "question": blocks.question,
    "figure": blocks.figure,
    "section": blocks.section,
    "list": lists.listing,
    "label": lists.label,
    "note": callout.note,
    "contents": contents.contents,
    "form": form.form,
    "table": blocks.table,
}
"""The composing function of each tag that can stand in running text."""


class Part(NamedTuple):
    """A section that starts on a new page, the foot of its pages, and whether it starts on a right-hand page."""

    section: Element
    foot: Element | None
    starts_right: bool


class PartLayout(NamedTuple):
    """A part's pages without their feet.

    `anchors` has the name of each anchor with the index of its page in the part. `has_references` says whether the part
    prints page numbers of anchors.
    """

    pages: list[Page]
    anchors: list[tuple[str, int]]
    has_references: bool


class PlacedPart(NamedTuple):
    """A part with its foot, its layout, and the number of pages `before` it. `key` is the layout's key in the cache."""

    section: Element
    foot: Foot | None
    layout: PartLayout
    before: int
    key: Hashable


def paginate(
    document: Element,
    theme: Theme,
    family: Family,
    paper: tuple[float, float],
    pictures: Mapping[str, PictureFile] | None = None,
    cache: LayoutCache = UNCACHED,
    one_sided: bool = False,
    looks: Mapping[str, Theme] = {},
) -> list[Page]:
    """Return the document's pages. `paper` is its width and height in points. Figures name the `pictures`. A document
    in two languages has the `looks` of both, by their tags.

    Pages are for both sides of the paper, so there are blank ones among them, unless the document is `one_sided`. The
    body of a page that comes from the `cache` is the same list as before. Raises SenauditError for a text that does not
    fit on a page, and for a picture that cannot be printed.
    """
    pictures = pictures or {}
    if document.get("kind") == "poster":
        poster = poster_page(document, theme, family, paper, pictures, cache, looks)
        _check_on_paper(poster, poster.body)
        return _as_written([poster], theme)
    context = Context(theme, family, 0.0, pictures, COMPOSERS, cache)
    if looks:
        from senaudit.typeset.bilingual import in_both_languages

        context = context._replace(looks=looks, in_both=in_both_languages)
    parts = list(_placed_parts(document, PageShape(theme, paper, one_sided=one_sided), context))
    numbers = {name: part.before + index + 1 for part in parts for name, index in part.layout.anchors}
    count = sum(len(part.layout.pages) for part in parts)
    pages: list[Page] = []
    for part in parts:
        bodies = [page.body for page in part.layout.pages]
        if part.layout.has_references:
            key = (part.key, tuple(numbers.items()))
            bodies = cache.of_element(part.section, key, partial(_with_page_numbers, bodies, numbers))
        for page, body in zip(part.layout.pages, bodies, strict=True):
            pages.append(Page(page.width, page.height, page.frame, body))
            if part.foot is not None:
                pages[-1].foot = part.foot.pieces(len(pages), count)
                _check_on_paper(page, pages[-1].foot)
    return _as_written(pages, theme)


def _as_written(pages: list[Page], theme: Theme) -> list[Page]:
    """Return pages as they are for the language's direction: those that are read from right to left are mirrored."""
    if theme.base_level != 1:
        return pages
    from senaudit.typeset.directed import mirrored_page

    return [mirrored_page(page) for page in pages]


def _placed_parts(document: Element, shape: PageShape, context: Context) -> Iterator[PlacedPart]:
    """Yield the parts in order. There is a blank page before one that would not start on a right-hand page."""
    before = 0
    for part in _parts(document, None):
        if part.starts_right and not shape.is_right(before + 1):
            blank = context.cache.once("blank", None, lambda: PartLayout([shape.page(2)], [], has_references=False))
            yield PlacedPart(part.section, None, blank, before, None)
            before += 1
        part_shape = shape.full_width() if part.section.get("kind") == "sheets" else shape
        if part.section.get("kind") == "letter":
            part_shape = shape._replace(theme=_letter_theme(shape.theme))
        foot = Foot(part.foot, context.theme, context.family, part_shape) if part.foot is not None else None
        part_shape = part_shape.with_foot(foot.height) if foot else part_shape
        part_context = context._replace(theme=part_shape.theme, page_height=part_shape.frame_height)
        make = partial(_part_layout, part.section, part_context, part_shape, before)
        key = (context.family.key, part_shape.foot_height, before)
        layout = context.cache.of_element(part.section, key, make)
        yield PlacedPart(part.section, foot, layout, before, key)
        before += len(layout.pages)


def _letter_theme(theme: Theme) -> Theme:
    """Return the look of a letter: it has no gutter, and a smaller title and picture, so that one page holds it."""
    return theme._replace(
        gutter=0.0,
        padding=0.0,
        title=theme.section,
        heading_above=theme.body,
        picture_height=theme.picture_height * _PICTURE_OF_A_LETTER,
    )


def _parts(element: Element, foot: Element | None) -> Iterator[Part]:
    """Yield the sections that start a new page, each with its own foot or that of the nearest Element around it.

    A part that follows a part or a divider goes on on the back of the paper. All others start on a right-hand page: the
    first part after the cover or after a chapter, a divider, and a chapter's sheets.
    """
    foot = next((child for child in element.elements if child.tag == "foot"), foot)
    previous = ""
    for child in (child for child in element.elements if child.tag == "section"):
        kind = child.get("kind")
        if kind == "chapter":
            yield from _parts(child, foot)
        else:
            section_foot = next((inner for inner in child.elements if inner.tag == "foot"), foot)
            goes_on = kind == "part" and previous in ("part", "divider")
            yield Part(child, None if kind == "cover" else section_foot, not goes_on)
        previous = kind


def _part_layout(section: Element, context: Context, shape: PageShape, before: int) -> PartLayout:
    pages = list(_pages_of(section, context, shape, before))
    anchors = []
    has_references = False
    for index, page in enumerate(pages):
        kinds = {*map(type, page.body)}  # types are compared as they are here and below: pages have many pieces
        if Anchor in kinds:
            anchors += [(piece.name, index) for piece in page.body if type(piece) is Anchor]
        has_references = has_references or PageReference in kinds
        _check_on_paper(page, page.body)
    return PartLayout(pages, anchors, has_references)


def _pages_of(section: Element, context: Context, shape: PageShape, before: int) -> Iterator[Page]:
    """Yield a part's pages. `before` is the number of pages before them."""
    kind = section.get("kind")
    if kind == "sheets":
        yield from sheet_pages(section, context, shape, before)
        return
    children = [child for child in section.elements if child.tag != "foot"]
    column = shape.column if kind == "part" else shape.column._replace(x=0.0, width=shape.width)
    if kind == "divider":
        yield from _set_pages(blocks.divider(section, context, column), shape, before, sink=0.3)
    elif kind == "cover":
        cover = blocks.cover(children, context, shape.full_width(), before + 1)
        yield from cover or _set_pages(flow(children, context, column), shape, before)
    else:
        for group in _between_page_breaks(children):
            pages = list(_set_pages(flow(group, context, column), shape, before))
            before += len(pages)
            yield from pages


def _between_page_breaks(children: list[Element]) -> Iterator[list[Element]]:
    group: list[Element] = []
    for child in children:
        if child.tag != "page-break":
            group.append(child)
        elif group:
            yield group
            group = []
    if group:
        yield group


def _set_pages(boxes: list[Box], shape: PageShape, before: int, sink: float = 0.0) -> Iterator[Page]:
    """Yield the pages that the boxes fill. `sink` is the share of a page's spare height that is left above them."""
    starts = page_breaks(boxes, shape.frame_height)
    for index, start in enumerate(starts):
        stop = starts[index + 1] if index + 1 < len(starts) else len(boxes)
        page = shape.page(before + index + 1)
        head = boxes[start].head
        if head is not None and start and boxes[start - 1].head is head:
            page.add(head(), page.frame[0], shape.running_head)
        spare = shape.frame_height - height_of(boxes[start:stop])
        _fill(page, boxes, start, stop, spare * sink if spare > 0 else 0.0)
        yield page


def _fill(page: Page, boxes: list[Box], start: int, stop: int, sink: float) -> None:
    """Put boxes on a page, `sink` points below its top. Spare height stays at the foot: no gap is stretched."""
    left, top, _, bottom = page.frame
    y = top + sink + continued_above(boxes, start)
    callout: CalloutFrame | None = boxes[start].callout if y > top + sink else None
    if callout is not None:
        page.add(callout.repeated.pieces, left, top + sink)
    callout_top, continued = top + sink, callout is not None
    for index in range(start, stop):
        box = boxes[index]
        if index > start:
            y += box.before
        if box.callout is not callout:
            callout, callout_top, continued = box.callout, y, False
        page.add(box.pieces, left, y)
        y += box.height
        following = boxes[index + 1].callout if index + 1 < stop else None
        if callout is not None and following is not callout:
            if room := goes_on_below(boxes, index + 1):
                page.add(callout.going_on.pieces, left, y)
            y += room
            page.add(callout.draw(callout_top, y, continued), left, 0.0)
    if y > bottom + 0.5:
        raise _too_high(boxes[start])


def _check_on_paper(page: Page, pieces: list[Piece]) -> None:
    """Raise SenauditError for words beyond the edge of the paper, such as the head of a sheet that is too high.

    Its place is that of the page's longest text: words that are pushed off the paper are not those that push.
    """
    width, height = page.width, page.height
    for piece in pieces:
        if type(piece) is Run:
            x, y, _, _, size, wide, element = piece
            if not (0 <= x <= width + size - wide):
                place = element.place if element is not None else None
                raise SenauditError([Problem("text-too-long", place, "this does not fit on the page", SHORTEN)])
            if not 0 <= y <= height:
                place = _place_of_longest(pieces)
                raise SenauditError([Problem("text-too-long", place, "this does not fit on the page", SHORTEN)])


def _too_high(box: Box) -> SenauditError:
    place = _place_of_longest(box.pieces)
    return SenauditError([Problem("text-too-long", place, "this does not fit on a page", SHORTEN)])


def _place_of_longest(pieces: list[Piece]) -> Place | None:
    """Return the place of the text with most characters, or None if no text has a place."""
    lengths: dict[Place, int] = {}
    for piece in pieces:
        if isinstance(piece, Run) and piece.element is not None and piece.element.place != NOWHERE:
            lengths[piece.element.place] = lengths.get(piece.element.place, 0) + len(piece.text)
    return max(lengths, key=lengths.__getitem__, default=None)


def _with_page_numbers(bodies: list[list[Piece]], numbers: Mapping[str, int]) -> list[list[Piece]]:
    """Return bodies in which each reference is the page number of its anchor.

    Raises KeyError for a reference to an anchor that does not exist: that is a mistake in a template.
    """
    return [
        [piece.resolved(str(numbers[piece.anchor])) if isinstance(piece, PageReference) else piece for piece in body]
        if any(type(piece) is PageReference for piece in body)
        else body
        for body in bodies
    ]
