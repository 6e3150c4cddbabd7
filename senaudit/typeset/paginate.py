"""Boxes into pages: a document's parts in order, their feet, and the numbers that are known only at the end."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from functools import partial
from typing import NamedTuple

from senaudit.layout.markup import Element
from senaudit.pictures.icons import ICONS
from senaudit.pictures.raster import PictureFile
from senaudit.problems import Problem, SenauditError, did_you_mean
from senaudit.typeset import blocks, callout, contents, form, lists
from senaudit.typeset.box import Box, Frame, height_of
from senaudit.typeset.breaks import continued_above, padding_below, page_breaks
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
}
"""What composes each tag that stands in running text."""


class Part(NamedTuple):
    """A run of pages that share a foot: a section that starts on a page of its own."""

    section: Element
    foot: Element | None


class SetPart(NamedTuple):
    """A part's pages without their feet; where its anchors are, each with its page's index; whether it names any."""

    pages: list[Page]
    anchors: list[tuple[str, int]]
    refers: bool


class Numbered(NamedTuple):
    """A part and its foot; its pages, before which there are `before`; and what made them as they are."""

    part: Part
    foot: Foot | None
    made: SetPart
    before: int
    key: Hashable


def check_named(elements: Iterable[Element], pictures: Mapping[str, PictureFile]) -> None:
    """Raise SenauditError for each icon or picture that the Elements of a document name and there is not."""
    known: dict[str, Mapping[str, object]] = {"icon": ICONS, "picture": pictures}
    problems = [
        Problem("unknown-name", element.place, f"there is no {what} “{name}”", did_you_mean(name, known[what]))
        for element in elements
        if element.tag in ("figure", "item")
        for what, name in element.attributes.items()
        if what in known and name not in known[what]
    ]
    if problems:
        raise SenauditError(problems)


def paginate(
    document: Element,
    theme: Theme,
    family: Family,
    paper: tuple[float, float],
    pictures: Mapping[str, PictureFile] | None = None,
    cache: LayoutCache = UNCACHED,
) -> list[Page]:
    """Return the document's pages on paper of that width and height in points; figures name `pictures`.

    Pages that `cache` has kept hold the very same body as before. Raises SenauditError for a thing that does not fit
    on a page, and for a picture that cannot be printed.
    """
    pictures = pictures or {}
    if document.get("kind") == "poster":
        poster = poster_page(document, theme, family, paper, pictures, cache)
        _check_that_all_is_seen(poster, poster.body)
        return [poster]
    parts = list(_set_parts(document, PageShape(theme, paper), Context(theme, family, 0.0, pictures, COMPOSERS, cache)))
    numbers = {name: each.before + index + 1 for each in parts for name, index in each.made.anchors}
    count = sum(len(each.made.pages) for each in parts)
    pages: list[Page] = []
    for each in parts:
        bodies = [page.body for page in each.made.pages]
        if each.made.refers:
            key = (each.key, tuple(numbers.items()))
            bodies = cache.of_element(each.part.section, key, partial(_referring, bodies, numbers))
        for page, body in zip(each.made.pages, bodies, strict=True):
            pages.append(Page(page.width, page.height, page.frame, body))
            if each.foot is not None:
                pages[-1].foot = each.foot.pieces(len(pages), count)
                _check_that_all_is_seen(page, pages[-1].foot)
    return pages


def _set_parts(document: Element, shape: PageShape, context: Context) -> Iterator[Numbered]:
    before = 0
    for part in _parts(document, None):
        frame = shape.across() if part.section.get("kind") == "sheets" else shape
        foot = Foot(part.foot, context.theme, context.family, frame) if part.foot is not None else None
        frame = frame.above(foot.height) if foot else frame
        make = partial(_set_part, part.section, context._replace(page_height=frame.frame_height), frame, before)
        key = (context.family.name, frame.foot_height, before)
        made = context.cache.of_element(part.section, key, make)
        yield Numbered(part, foot, made, before, key)
        before += len(made.pages)


def _parts(element: Element, foot: Element | None) -> Iterator[Part]:
    """Yield the sections that start a page, each with the foot that stands nearest above it."""
    foot = next((child for child in element.elements if child.tag == "foot"), foot)
    for child in element.elements:
        if child.tag == "section" and child.get("kind") == "chapter":
            yield from _parts(child, foot)
        elif child.tag == "section":
            own = next((below for below in child.elements if below.tag == "foot"), foot)
            yield Part(child, None if child.get("kind") == "cover" else own)


def _set_part(section: Element, context: Context, shape: PageShape, before: int) -> SetPart:
    pages = list(_pages_of(section, context, shape, before))
    anchors = []
    refers = False
    for index, page in enumerate(pages):
        kinds = {*map(type, page.body)}
        if Anchor in kinds:
            anchors += [(piece.name, index) for piece in page.body if type(piece) is Anchor]
        refers = refers or PageReference in kinds
        _check_that_all_is_seen(page, page.body)
    return SetPart(pages, anchors, refers)


def _pages_of(section: Element, context: Context, shape: PageShape, before: int) -> Iterator[Page]:
    """Yield a part's pages; `before` is how many pages come before them."""
    kind = section.get("kind")
    if kind == "sheets":
        yield from sheet_pages(section, context, shape, before)
        return
    children = [child for child in section.elements if child.tag != "foot"]
    column = shape.column if kind == "part" else shape.column._replace(x=0.0, width=shape.width)
    if kind == "divider":
        yield from _set_pages(blocks.divider(section, context, column), context, shape, before, sink=0.3)
    elif kind == "cover":
        yield from _set_pages(flow(children, context, column), context, shape, before, sink=0.38)
    else:
        for run in _between_page_breaks(children):
            made = list(_set_pages(flow(run, context, column), context, shape, before))
            before += len(made)
            yield from made


def _between_page_breaks(children: list[Element]) -> Iterator[list[Element]]:
    run: list[Element] = []
    for child in children:
        if child.tag != "page-break":
            run.append(child)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _set_pages(boxes: list[Box], context: Context, shape: PageShape, before: int, sink: float = 0.0) -> Iterator[Page]:
    """Yield the pages that the boxes fill; `sink` is the share of a single page's spare height to leave above them."""
    starts = page_breaks(boxes, shape.frame_height)
    for index, start in enumerate(starts):
        stop = starts[index + 1] if index + 1 < len(starts) else len(boxes)
        page = shape.page(before + index + 1)
        spare = shape.frame_height - height_of(boxes[start:stop])
        ends = stop == len(boxes)
        _fill(page, boxes, start, stop, 0.0 if ends else context.theme.body * 0.9, spare * sink if spare > 0 else 0.0)
        yield page


def _fill(page: Page, boxes: list[Box], start: int, stop: int, most: float, sink: float) -> None:
    """Put boxes on a page; the spare height goes into the gaps that may stretch, `most` points to a share of one."""
    left, top, _, bottom = page.frame
    y = top + sink + continued_above(boxes, start)
    frame: Frame | None = boxes[start].frame if y > top + sink else None
    if frame is not None:
        page.add(frame.repeated.pieces, left, top + sink)
    frame_top, continued = top + sink, frame is not None
    shares = sum(box.stretch for box in boxes[start + 1 : stop])
    spare = bottom - y - height_of(boxes[start:stop]) - padding_below(boxes, stop)
    share = min(most, max(0.0, spare) / shares) if shares else 0.0
    for index in range(start, stop):
        box = boxes[index]
        if index > start:
            y += box.before + box.stretch * share
        if box.frame is not frame:
            frame, frame_top, continued = box.frame, y, False
        page.add(box.pieces, left, y)
        y += box.height
        following = boxes[index + 1].frame if index + 1 < stop else None
        if frame is not None and following is not frame:
            y += padding_below(boxes, index + 1)
            page.add(frame.draw(frame_top, y, continued), left, 0.0)
    if y > bottom + 0.5:
        _does_not_fit(boxes[start])


def _check_that_all_is_seen(page: Page, pieces: list[Piece]) -> None:
    """Raise SenauditError for words that stand off the paper's edge: what is one line or a head cannot go on."""
    width, height = page.width, page.height
    for piece in pieces:
        if type(piece) is Run:
            x, y, _, _, size, wide, element = piece
            if not (0 <= y <= height and 0 <= x <= width + size - wide):
                place = element.place if element is not None else None
                raise SenauditError([Problem("text-too-long", place, "this does not fit on the page", SHORTEN)])


def _does_not_fit(box: Box) -> None:
    place = next((piece.element.place for piece in box.pieces if piece.element is not None), None)
    raise SenauditError([Problem("text-too-long", place, "this does not fit on a page", SHORTEN)])


def _referring(bodies: list[list[Piece]], numbers: Mapping[str, int]) -> list[list[Piece]]:
    """Return bodies with each reference to a page as its number; what leads nowhere is a mistake of the template."""
    return [
        [piece.resolved(str(numbers[piece.anchor])) if isinstance(piece, PageReference) else piece for piece in body]
        if any(type(piece) is PageReference for piece in body)
        else body
        for body in bodies
    ]
