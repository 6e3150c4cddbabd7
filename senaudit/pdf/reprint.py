"""Make a file from an earlier one that differs only in a few words, a picture and the feet: only those are drawn again.

The structure tree, the fonts, the outline and the page dictionaries of such files are the same, object for object. So
are the operators of a body if it is the same list object as before. `Reprint.printed` checks this page by page, and
puts the new operators into the earlier file, the new addresses into its links, and what the new file says of itself. If
anything else differs, or is of an unknown kind, it returns None, and the file is drawn from the start.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from senaudit.layout.markup import Element
from senaudit.pdf.font_codes import FontCodes
from senaudit.pdf.information import About, described
from senaudit.pdf.object_streams import (
    Packed,
    PageContent,
    PdfCanvas,
    PdfFile,
    PictureContent,
    number_of,
    packed,
)
from senaudit.pdf.operators import Characters, Painter, characters, picture_name, union_of
from senaudit.pdf.outline import address_entry, box_of, description
from senaudit.pdf.structure import Structure, bound
from senaudit.pdf.tagging import LinkAnnotation, StructureElement, TaggedCanvas
from senaudit.pictures.raster import Pixels
from senaudit.typeset.page import Anchor, Border, Dot, Icon, Link, Page, Picture, Piece, Rule, Run

if TYPE_CHECKING:
    from senaudit.pdf.form_fields import Form, FormFields
    from senaudit.pdf.form_widgets import Box, Widget

_MAX_FILES = 4
"""The number of files kept. Schools whose names have letters beyond ASCII need other fonts, and so another file."""

_FIELDS = frozenset({"width", "height", "frame", "body", "foot"})
_KINDS = frozenset({Anchor, Border, Dot, Icon, Link, Picture, Rule, Run})
"""The fields of a page, and the kinds of pieces, that this module compares. The frame is not written to a file."""


class DrawnPage(NamedTuple):
    """A page as it was drawn.

    `body` has the operators of its body, `marked` the structure elements of their marks, in order, and `characters` the
    characters that the body prints. `annotated` are its links and bookmarks; see `annotated`. `links` and `widgets`
    are the links and the places to fill in, in the file.
    """

    page: Page
    body: Packed
    marked: Sequence[StructureElement]
    characters: Characters
    annotated: Sequence[tuple[object, str]]
    links: Sequence[LinkAnnotation]
    widgets: Sequence[Widget]
    content: PageContent


class Drawn(NamedTuple):
    """A file as it was drawn.

    `about` is its metadata. `characters` are all characters that its fonts print, and `codes` their codes. `pictures`
    are its pictures in order, and `shown` the indexes of the pictures on each page. `fields` are what is filled in.
    """

    canvas: PdfCanvas
    structure: Structure
    about: About
    characters: Characters
    codes: FontCodes
    drawn_pages: Sequence[DrawnPage]
    pictures: Sequence[PictureContent]
    shown: Sequence[Sequence[int]]
    file: PdfFile
    fields: FormFields | None = None

    def number(self, thing: object) -> int:
        """Return an object's number in the file."""
        return number_of(thing, self.canvas.document)


class Reprint:
    """Keeps the latest files of one document, whose words may change from file to file."""

    def __init__(self) -> None:
        self._drawn: list[Drawn] = []

    def take(self, drawn: Drawn) -> None:
        """Keep a file that has been drawn, if its pages have only known kinds of pieces."""
        if all(_is_known(each.page) for each in drawn.drawn_pages):
            self._drawn = [*self._drawn[1 - _MAX_FILES :], drawn]

    def printed(self, pages: Sequence[Page], document: Element, about: About, form: Form | None = None) -> bytes | None:
        """Return the file of these pages and their form, or None if no earlier file is alike enough.

        If a page's body is the same list object as in an earlier file, it must have the same words.
        """
        for known in self._drawn[::-1]:
            if (
                known.structure.root.source is document
                and (known.about.language, known.about.date) == (about.language, about.date)
                and len(known.drawn_pages) == len(pages)
            ):
                try:
                    return known.file.changed(dict(_Repainting(known).objects(pages, about, form))).written()
                except _DifferentError:
                    continue
        return None


class _DifferentError(Exception):
    """A file differs from the earlier one in more than the parts that are drawn again."""


class _Repainting:
    """Draws the new parts of a known file's pages, and checks that their marks are the same as before."""

    END = TaggedCanvas.END
    artifact = staticmethod(TaggedCanvas.artifact)

    def __init__(self, known: Drawn) -> None:
        self.known = known
        self.names: dict[Pixels, str] = {}
        self.painter = Painter(known.codes.of, lambda pixels: self.names[pixels])
        self.marked: list[StructureElement] = []
        self.boxes: dict[Widget, Box] = {}

    def mark(self, element: StructureElement) -> str:
        """Return the operator that opens the page's next mark."""
        self.marked.append(element)
        return TaggedCanvas.opening(element, len(self.marked) - 1)

    def objects(self, pages: Sequence[Page], about: About, form: Form | None) -> Iterator[tuple[int, bytes]]:
        """Yield the new objects of the file with their numbers. Raises _DifferentError if any others would differ."""
        known = self.known
        pairs = list(zip(pages, known.drawn_pages, strict=True))
        check(all(map(_is_known, pages)))
        printed = [drawn.characters if page.body is drawn.page.body else characters(page.body) for page, drawn in pairs]
        check(union_of([*printed, *(characters(page.foot) for page in pages)]) == known.characters)
        pictures, shown = pictures_of(pages)
        check(shown == known.shown)
        self.names = {pixels: picture_name(number) for number, pixels in enumerate(pictures)}
        for page, drawn in pairs:
            check((page.width, page.height) == (drawn.page.width, drawn.page.height))
            body = drawn.body if page.body is drawn.page.body else self.body(page, drawn)
            yield known.number(drawn.content), PageContent((body, self.painted(page.foot, page, ()))).format()
            if body is not drawn.body:
                yield from self.links(page, drawn)
            self.add_boxes(page, drawn)
        yield from self.form(form)
        for pixels, before in zip(pictures, known.pictures, strict=True):
            yield known.number(before), PictureContent(pixels).format()
        for figure, box in self.painter.boxes.items():
            bound(figure, box)
            yield known.number(figure), figure.format(known.canvas.document)
        for thing, content in described(known.canvas.document, about):
            yield known.number(thing), content

    def body(self, page: Page, drawn: DrawnPage) -> Packed:
        """Return a page's body. Raises _DifferentError if its bookmarks, links or marks are different."""
        check(annotated(page) == drawn.annotated)
        return self.painted(page.body, page, drawn.marked)

    def painted(self, pieces: Iterable[Piece], page: Page, marked: Sequence[StructureElement]) -> Packed:
        """Return the operators of pieces. Raises _DifferentError unless their marks belong to the elements `marked`."""
        self.marked = []
        painted = packed(self.painter.painted(pieces, page.height, self.known.structure, self))
        check(self.marked == list(marked))
        return painted

    def links(self, page: Page, drawn: DrawnPage) -> Iterator[tuple[int, bytes]]:
        """Yield a page's links to addresses with their numbers. In the structure tree they are the earlier ones."""
        marked = self.known.structure.of
        links = (each for each in page.body if isinstance(each, Link) and marked[each.element] is not None)
        for link, before in zip(links, drawn.links, strict=True):
            if not link.target.startswith("#"):
                leads = partial(address_entry, link.target)
                now = LinkAnnotation(before.key, box_of(link, page), leads, description(link))
                yield self.known.number(before), now.format()

    def add_boxes(self, page: Page, drawn: DrawnPage) -> None:
        """Add the boxes of a page's widgets to `boxes`. Raises _DifferentError if the page has other fields."""
        if fields := self.known.fields:
            as_before = [widget.box for widget in drawn.widgets]
            boxes = as_before if page.body is drawn.page.body else fields.boxes(page, drawn.widgets)
            if boxes is None:
                raise _DifferentError
            self.boxes.update(zip(drawn.widgets, boxes, strict=True))

    def form(self, form: Form | None) -> Iterator[tuple[int, bytes]]:
        """Yield what is elsewhere in a form, and what it says of itself. Raises _DifferentError for other fields."""
        fields = self.known.fields
        check((fields is None) == (form is None))
        if fields and form:
            check(form.is_like(fields.form) and fields.are_shared(self.boxes))
            changed = (*fields.moved(self.boxes), *fields.said_anew(form))
            yield from ((self.known.number(thing), content) for thing, content in changed)


def check(alike: bool) -> None:
    """Raise _DifferentError unless `alike` is true."""
    if not alike:
        raise _DifferentError


def annotated(page: Page) -> list[tuple[object, str]]:
    """Return a page's bookmarks, and its links with their descriptions; of a link to an address only the Element."""
    found = [piece for piece in page.body if isinstance(piece, Link | Anchor)]
    return [_compared(piece) if isinstance(piece, Link) else (piece, "") for piece in found]


def _compared(link: Link) -> tuple[object, str]:
    return (link, description(link)) if link.target.startswith("#") else (link.element, "")


def _is_known(page: Page) -> bool:
    kinds = {*map(type, page.body), *map(type, page.foot)}
    return type(page) is Page and frozenset(Page.__slots__) == _FIELDS and kinds <= _KINDS


def pictures_of(pages: Iterable[Page]) -> tuple[list[Pixels], list[list[int]]]:
    """Return the pictures on pages, in the order of the file, and the indexes of the pictures on each page."""
    numbers: dict[Pixels, int] = {}
    shown = [
        [numbers.setdefault(piece.pixels, len(numbers)) for piece in page.pieces if isinstance(piece, Picture)]
        for page in pages
    ]
    return list(numbers), shown
