"""Files that are alike in all but a few words, a picture and their feet: only those are drawn again.

The structure tree, the fonts, the outline and the pages' dictionaries of such files are the same, object for object,
and so are the operators of each body that is one and the same list of pieces. `Reprint.printed` makes sure of that,
page by page, and puts the new operators into the file that it has. Where anything else differs, or is of a kind that is
not known here, it returns None, and the file is drawn from the start.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from senaudit.layout.markup import Element
from senaudit.pdf.font_codes import FontCodes
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
from senaudit.pdf.outline import description
from senaudit.pdf.structure import Structure, bound
from senaudit.pdf.tagging import StructureElement, TaggedCanvas
from senaudit.pictures.raster import Pixels
from senaudit.typeset.page import Anchor, Border, Dot, Icon, Link, Page, Picture, Piece, Rule, Run

_MOST = 4
"""How many files are kept: schools whose names have other letters than ASCII's need fonts of their own."""

_FIELDS = frozenset({"width", "height", "frame", "body", "foot"})
_KINDS = frozenset({Anchor, Border, Dot, Icon, Link, Picture, Rule, Run})
"""The fields of a page, and the kinds of pieces, that are known here. The frame is nothing that a file says."""


class DrawnPage(NamedTuple):
    """A page as it was drawn.

    `body` are its body's operators, `marked` what they are marked as, `characters` what the fonts print there, and
    `annotated` its links and bookmarks, with what each link said.
    """

    page: Page
    body: Packed
    marked: Sequence[StructureElement]
    characters: Characters
    annotated: Sequence[tuple[Piece, str]]
    content: PageContent


class Drawn(NamedTuple):
    """A file as it was drawn.

    `about` is what it says of itself, `characters` are all that the fonts had to print, `codes` what each of them is in
    its font, `pictures` those on its pages, in their order, and `shown` which of them (by index) each page has.
    """

    canvas: PdfCanvas
    structure: Structure
    about: object
    characters: Characters
    codes: FontCodes
    drawn_pages: Sequence[DrawnPage]
    pictures: Sequence[PictureContent]
    shown: Sequence[Sequence[int]]
    file: PdfFile

    def number(self, thing: object) -> int:
        """Return the number that an object has in the file."""
        return number_of(thing, self.canvas.document)


class Reprint:
    """Keeps the latest files that were drawn of one document, whose words may have changed in between."""

    def __init__(self) -> None:
        self._drawn: list[Drawn] = []

    def take(self, drawn: Drawn) -> None:
        """Keep a file that has been drawn, if all that is on its pages is of a known kind."""
        if all(_is_known(each.page) for each in drawn.drawn_pages):
            self._drawn = [*self._drawn[1 - _MOST :], drawn]

    def printed(self, pages: Sequence[Page], document: Element, about: object) -> bytes | None:
        """Return the file of these pages; None where it may differ from each that is kept in more than is drawn again.

        A body that is the very list of a page before must have the same words.
        """
        for known in self._drawn[::-1]:
            if (
                known.structure.root.source is document
                and known.about == about
                and len(known.drawn_pages) == len(pages)
            ):
                try:
                    return known.file.changed(dict(_Repainting(known).objects(pages))).written()
                except _DifferentError:
                    continue
        return None


class _DifferentError(Exception):
    """A file differs in more than is drawn again."""


class _Repainting:
    """Paints what is new on the pages of a known file, and compares how it is marked."""

    END = TaggedCanvas.END
    artifact = staticmethod(TaggedCanvas.artifact)

    def __init__(self, known: Drawn) -> None:
        self.known = known
        self.names: dict[Pixels, str] = {}
        self.painter = Painter(known.codes.of, lambda pixels: self.names[pixels])
        self.marked: list[StructureElement] = []

    def mark(self, element: StructureElement) -> str:
        """Return the operator that opens the page's next mark."""
        self.marked.append(element)
        return TaggedCanvas.opening(element, len(self.marked) - 1)

    def objects(self, pages: Sequence[Page]) -> Iterator[tuple[int, bytes]]:
        """Yield the objects of the file that are new, by their numbers; raise _DifferentError if others are too."""
        known = self.known
        both = list(zip(pages, known.drawn_pages, strict=True))
        check(all(map(_is_known, pages)))
        printed = [drawn.characters if page.body is drawn.page.body else characters(page.body) for page, drawn in both]
        check(union_of([*printed, *(characters(page.foot) for page in pages)]) == known.characters)
        pictures, shown = pictures_of(pages)
        check(shown == known.shown)
        self.names = {pixels: picture_name(number) for number, pixels in enumerate(pictures)}
        for page, drawn in both:
            check((page.width, page.height) == (drawn.page.width, drawn.page.height))
            body = drawn.body if page.body is drawn.page.body else self.body(page, drawn)
            yield known.number(drawn.content), PageContent((body, self.painted(page.foot, page, ()))).format()
        for pixels, before in zip(pictures, known.pictures, strict=True):
            yield known.number(before), PictureContent(pixels).format()
        for figure, box in self.painter.boxes.items():
            bound(figure, box)
            yield known.number(figure), figure.format(known.canvas.document)

    def body(self, page: Page, drawn: DrawnPage) -> Packed:
        """Return a page's body; raise _DifferentError if its links or its bookmarks are others, or its marks."""
        check(annotated(page) == drawn.annotated)
        return self.painted(page.body, page, drawn.marked)

    def painted(self, pieces: Iterable[Piece], page: Page, marked: Sequence[StructureElement]) -> Packed:
        """Return the operators of pieces; raise _DifferentError unless they are marked like that."""
        self.marked = []
        painted = packed(self.painter.painted(pieces, page.height, self.known.structure, self))
        check(self.marked == list(marked))
        return painted


def check(alike: bool) -> None:
    """Raise _DifferentError unless something is alike."""
    if not alike:
        raise _DifferentError


def annotated(page: Page) -> list[tuple[Piece, str]]:
    """Return a page's links and bookmarks, each with what it says to who cannot see it."""
    return [
        (piece, description(piece) if type(piece) is Link else "")
        for piece in page.body
        if type(piece) is Link or type(piece) is Anchor
    ]


def _is_known(page: Page) -> bool:
    kinds = {*map(type, page.body), *map(type, page.foot)}
    return type(page) is Page and frozenset(Page.__slots__) == _FIELDS and kinds <= _KINDS


def pictures_of(pages: Iterable[Page]) -> tuple[list[Pixels], list[list[int]]]:
    """Return the pictures on pages, in the order of the file, and which of them (by index) each page has."""
    numbers: dict[Pixels, int] = {}
    shown = [
        [numbers.setdefault(piece.pixels, len(numbers)) for piece in page.pieces if type(piece) is Picture]
        for page in pages
    ]
    return list(numbers), shown
