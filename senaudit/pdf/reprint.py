"""What files that are alike share, as prints from one plate do: all but a few words, a logo and the feet of pages.

The structure tree, the fonts, the outline and the pages' dictionaries of such files are the same, object for object;
so is the ink of every body that is one and the same list of pieces. `Reprint.printed` makes sure of that, page by page,
and puts the new ink into the file that it has. Where anything else would change the file is to be drawn from the start.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

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
from senaudit.pdf.operators import Painter, characters
from senaudit.pdf.structure import Structure, bound
from senaudit.pdf.tagging import StructureElement, TaggedCanvas
from senaudit.pictures.raster import Pixels
from senaudit.typeset.faces import Face
from senaudit.typeset.page import Anchor, Link, Page, Picture, Piece

_MOST = 4
"""How many files are kept: schools whose names have other letters than ASCII's need fonts of their own."""

Characters: TypeAlias = Mapping[Face, frozenset[str]]


class DrawnPage(NamedTuple):
    """A page as it was drawn: its body, packed, what that is marked as, and what the fonts had to print for it."""

    page: Page
    body: Packed
    marked: Sequence[StructureElement]
    characters: Characters
    content: PageContent


class Drawn(NamedTuple):
    """A file as it was drawn.

    `about` is what it says of itself, `characters` are all that the fonts had to print, `codes` what each of them is in
    its font, and `pictures` those on its pages, in their order.
    """

    canvas: PdfCanvas
    structure: Structure
    about: object
    characters: Characters
    codes: FontCodes
    drawn_pages: Sequence[DrawnPage]
    pictures: Sequence[PictureContent]
    file: PdfFile

    def number(self, thing: object) -> int:
        """Return the number that an object has in the file."""
        return number_of(thing, self.canvas.document)


class Reprint:
    """Keeps the latest files that were drawn of one document, whose words may have changed in between."""

    def __init__(self) -> None:
        self._drawn: list[Drawn] = []

    def take(self, drawn: Drawn) -> None:
        """Keep a file that has been drawn."""
        self._drawn = [*self._drawn[1 - _MOST :], drawn]

    def printed(self, pages: Sequence[Page], document: Element, about: object) -> bytes | None:
        """Return the file of these pages; None where it would differ in more than ink from each that is kept."""
        for known in self._drawn[::-1]:
            if (
                known.structure.root.source is document
                and known.about == about
                and len(known.drawn_pages) == len(pages)
            ):
                try:
                    return known.file.changed(dict(_Printing(known).objects(pages))).written()
                except _DifferentError:
                    continue
        return None


class _DifferentError(Exception):
    """A file differs in more than ink."""


class _Printing:
    """Paints what is new on the pages of a known file, and compares how it is marked."""

    END = TaggedCanvas.END
    artifact = staticmethod(TaggedCanvas.artifact)

    def __init__(self, known: Drawn) -> None:
        self.known = known
        self.painter = Painter(known.codes.of, self.pictured)
        self.marked: list[StructureElement] = []
        self.pictures: dict[Pixels, str] = {}

    def mark(self, element: StructureElement) -> str:
        """Return the operator that opens the page's next mark."""
        self.marked.append(element)
        return TaggedCanvas.opening(element, len(self.marked) - 1)

    def pictured(self, pixels: Pixels) -> str:
        """Return the name of a picture on its page."""
        return self.pictures.setdefault(pixels, picture_name(len(self.pictures)))

    def objects(self, pages: Sequence[Page]) -> Iterator[tuple[int, bytes]]:
        """Yield the objects of the file that are new, by their numbers; raise _DifferentError if others are too."""
        known = self.known
        both = list(zip(pages, known.drawn_pages, strict=True))
        kept = [page.body is drawn.page.body and not _pictures(page) for page, drawn in both]
        bodies = [
            drawn.characters if same else characters(page.body) for (page, drawn), same in zip(both, kept, strict=True)
        ]
        check(union_of([*bodies, *(characters(page.foot) for page in pages)]) == known.characters)
        for (page, drawn), same in zip(both, kept, strict=True):
            check((page.width, page.height) == (drawn.page.width, drawn.page.height))
            body = drawn.body if same else self.body(page, drawn)
            yield known.number(drawn.content), PageContent((body, self.painted(page.foot, page, ()))).format()
        check(len(self.pictures) == len(known.pictures))
        for pixels, before in zip(self.pictures, known.pictures, strict=True):
            yield known.number(before), picture_content(pixels).format()
        for figure, box in self.painter.boxes.items():
            bound(figure, box)
            yield known.number(figure), figure.format(known.canvas.document)

    def body(self, page: Page, drawn: DrawnPage) -> Packed:
        """Return a page's body; raise _DifferentError if its links or its bookmarks are others, or its marks."""
        check(_annotations(page) == _annotations(drawn.page))
        return self.painted(page.body, page, drawn.marked)

    def painted(self, pieces: Iterable[Piece], page: Page, marked: Sequence[StructureElement]) -> Packed:
        """Return pieces' ink; raise _DifferentError unless it is marked like that."""
        self.marked = []
        painted = packed(self.painter.painted(pieces, page.height, self.known.structure, self))
        check(self.marked == list(marked))
        return painted


def check(alike: bool) -> None:
    """Raise _DifferentError unless something is alike."""
    if not alike:
        raise _DifferentError


def picture_name(number: int) -> str:
    """Return the name of a file's picture of that number, counted from 0, on its pages."""
    return f"FormXob.{number}"  # as ReportLab names what is shown as a whole


def picture_content(pixels: Pixels) -> PictureContent:
    """Return a picture as it is written into a file."""
    return PictureContent(pixels.mode == "L", pixels.width, pixels.height, pixels.data)


def union_of(each: Iterable[Characters]) -> Characters:
    """Return all the characters that each face has to print."""
    found: dict[Face, frozenset[str]] = {}
    for some in each:
        for face, printed in some.items():
            found[face] = found.get(face, frozenset()) | printed
    return found


def _annotations(page: Page) -> list[Piece]:
    return [piece for piece in page.body if type(piece) is Link or type(piece) is Anchor]


def _pictures(page: Page) -> bool:
    return any(type(piece) is Picture for piece in page.body)
