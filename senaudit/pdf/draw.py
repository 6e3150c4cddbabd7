"""The display list onto ReportLab's canvas, and the canvas into bytes.

A page's ink is one string of PDF operators; ReportLab embeds the fonts, and writes links, bookmarks and the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from io import BytesIO
from typing import Any, NamedTuple

from reportlab import rl_config
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.ttfonts import TTFont

from senaudit.layout.markup import Element
from senaudit.pdf import icons
from senaudit.pdf.compact import finished
from senaudit.pdf.fonts import Face, Family
from senaudit.pdf.page import Anchor, Dot, Icon, Link, Outline, Page, Picture, Piece, Rule, Run
from senaudit.pdf.path import Path, circle, number, polygon, rounded_rectangle, written
from senaudit.pdf.structure import REPORT, ROLES, Structure, structure_of
from senaudit.pdf.tagging import TaggedCanvas, TaggingError
from senaudit.problems import Problem, SenauditError

_CORNER = 9.0
"""The radius of a rounded box's corners, in points."""


class About(NamedTuple):
    """What a PDF says of itself."""

    title: str
    author: str
    subject: str
    language: str


def draw(
    pages: Iterable[Page], document: Element, about: About, family: Family, drawn: Callable[[], None] = lambda: None
) -> bytes:
    """Return the pages as a PDF file that conforms to PDF/UA-1; `drawn` is called after each page.

    The same pages give the same bytes: the file carries no date and no random name. Raises SenauditError, with the
    place, for what cannot be tagged: see `structure` and `tagging`.
    """
    rl_config.useA85 = 0  # streams as they are: quicker, and a fifth smaller, than spelled out in ASCII
    structure = structure_of(document)
    canvas = TaggedCanvas(
        BytesIO(),
        root=structure.root,
        roles=ROLES,
        pageCompression=1,
        invariant=1,
        pdfVersion=(1, 7),
        lang=about.language,
        initialFontName=family.face().font_name,
    )
    canvas.setTitle(about.title)
    canvas.setAuthor(about.author)
    canvas.setSubject(about.subject)
    canvas.setCreator("senaudit")
    canvas.setProducer("senaudit with ReportLab")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    canvas.describe(about.title, about.author, about.language)
    ink = _Ink(canvas, structure)
    outlined = False
    for page in pages:
        canvas.setPageSize((page.width, page.height))
        ink.paint(page)
        outlined |= _annotate(canvas, page, structure)
        canvas.showPage()
        drawn()
    if outlined:
        canvas.showOutline()
    _check_painted(canvas)
    return finished(canvas)


def _check_painted(canvas: TaggedCanvas) -> None:
    try:
        canvas.check_painted()
    except TaggingError as error:
        place = error.source.place if isinstance(error.source, Element) else None
        raise SenauditError(
            [Problem(place, str(error), "this is a mistake of the program: please report it")]
        ) from error


def _annotate(canvas: TaggedCanvas, page: Page, structure: Structure) -> bool:
    """Add a page's links and bookmarks; return whether it has a bookmark."""
    outlined = False
    for piece in page.pieces:
        if isinstance(piece, Link):
            _link(canvas, piece, page.height, structure)
        elif isinstance(piece, Anchor):
            canvas.bookmarkHorizontal(piece.name, 0, page.height - piece.y + 6)
            if piece.level >= 0:
                canvas.addOutlineEntry(piece.title, piece.name, piece.level, closed=piece.level > 0)
                outlined = True
    return outlined


def _link(canvas: TaggedCanvas, link: Link, height: float, structure: Structure) -> None:
    """Add a link; what it says to who cannot see it is where it leads."""
    box = (link.x, height - link.y - link.height, link.x + link.width, height - link.y)
    node = structure.element_of(link.element, f"the link to {link.target}")
    words = link.element.text() if link.element is not None else ""
    if node is not None:
        canvas.tagged_link(node, box, link.target, words if link.target.startswith("#") else link.target)


_ESCAPES = {code: f"\\{code:03o}" for code in (*range(32), *range(127, 256))} | {ord(c): f"\\{c}" for c in "\\()"}
"""How the inside of a PDF string writes what is not printable ASCII."""


class _Ink:
    """Turns pieces into operators; words are encoded once for each face."""

    def __init__(self, canvas: TaggedCanvas, structure: Structure) -> None:
        self.canvas = canvas
        self.structure = structure
        self.encoded: dict[tuple[str, str], list[tuple[str, str]]] = {}

    def paint(self, page: Page) -> None:
        """Put all of a page's ink on the canvas; text comes last, so that no line is drawn over a word."""
        shapes = [
            line for piece in page.pieces if not isinstance(piece, Run) for line in self.shape(piece, page.height)
        ]
        self.canvas.addLiteral("\n".join([self.canvas.artifact(), "1 J 1 j", *shapes, self.canvas.END]))
        for piece in page.pieces:
            if isinstance(piece, Picture):
                self.picture(piece, page.height)
        words = self.text([piece for piece in page.pieces if isinstance(piece, Run)], page.height)
        self.canvas.addLiteral("\n".join(["BT", *words, "ET"]))

    def picture(self, piece: Picture, height: float) -> None:
        """Put a picture on the canvas."""
        self.canvas.addLiteral(self.figure(piece, height) or self.canvas.artifact())
        place = piece.x, height - piece.y - piece.height, piece.width, piece.height
        self.canvas.drawImage(ImageReader(piece.pixels.image), *place)
        self.canvas.addLiteral(self.canvas.END)

    def shape(self, piece: Piece, height: float) -> Iterator[str]:
        """Yield the operators of what is no text: decoration, but for an icon that has an alternative text."""
        marked = self.figure(piece, height) if isinstance(piece, Icon) else ""
        if not marked:
            yield from _shape(piece, height)
            return
        yield self.canvas.END
        yield marked
        yield from _shape(piece, height)
        yield self.canvas.END
        yield self.canvas.artifact()

    def figure(self, piece: Icon | Picture, height: float) -> str:
        """Return the operator that opens the mark of a picture with an alternative text, which says where it is."""
        node = self.structure.of.get(id(piece.element))
        if node is None or node.role != "Figure":
            return ""
        left, top, right, bottom = piece.bounds
        box = " ".join(number(value) for value in (left, height - bottom, right, height - top))
        node.entries += f"/A<</O/Layout/BBox[{box}]>>"
        return self.canvas.mark(node)

    def text(self, runs: Iterable[Run], height: float) -> Iterator[str]:
        """Yield the operators that show runs of words; a font is chosen only where it changes."""
        chosen = ""
        nothing = object()
        marked: object = nothing
        for x, y, text, face, size, _, element in runs:
            node: Any = self.structure.of.get(id(element), nothing)
            if node is nothing:
                node = self.structure.element_of(element, f"“{text.strip()}”")  # which says that it is not there
            if node is not marked:
                if marked is not nothing:
                    yield self.canvas.END
                yield self.canvas.mark(node) if node else self.canvas.artifact("Pagination")
                marked = node
            place = f"1 0 0 1 {number(x)} {number(height - y)} Tm "
            for name, shown in self.encoded.get((face.font_name, text)) or self.encode(text, face, element):
                font = f"/{name} {number(size)} Tf "
                yield (font if font != chosen else "") + place + shown
                chosen, place = font, ""
        if marked is not nothing:
            yield self.canvas.END

    def encode(self, text: str, face: Face, element: Element | None) -> list[tuple[str, str]]:
        """Return a text as (font resource, show operator) pairs: a face has a subset for each 256 characters in use.

        Raises SenauditError at the element for a font of the reader's own.
        """
        if not isinstance(face.font, TTFont):
            place = element.place if element is not None else None
            raise SenauditError([Problem(place, f"the font {face.font_name} is not embedded", REPORT)])
        pieces = self.canvas.codes(text, face.font, ascii_kept=True)
        shown = [(name, f"({codes.translate(_ESCAPES)}) Tj") for name, codes in pieces]
        self.encoded[face.font_name, text] = shown
        return shown


def _shape(piece: Piece, height: float) -> Iterator[str]:
    """Yield the operators of a piece that is not text."""
    if isinstance(piece, Rule):
        dash = f"[{piece.dash}] 0 d " if piece.dash else ""
        cap = "1 J " if piece.dash else "0 J "
        points = (piece.x, height - piece.y, piece.to_x, height - piece.to_y)
        x, y, to_x, to_y = (number(value) for value in points)
        undo = " [] 0 d" if dash else ""
        yield f"{cap}{dash}{number(piece.thickness)} w {x} {y} m {to_x} {to_y} l S{undo}"
    elif isinstance(piece, Outline):
        yield f"{number(piece.thickness)} w {written(_outline(piece), 0.0, height, 1.0)} S"
    elif isinstance(piece, Icon):
        yield _moved(_icon(piece.name, piece.size), piece.x, height - piece.y)
    elif isinstance(piece, Dot):
        yield _moved(_disc(piece.radius), piece.x, height - piece.y)


def _moved(operators: str, x: float, y: float) -> str:
    """Return operators that draw around the origin as operators that draw around (`x`, `y`)."""
    return f"q 1 0 0 1 {number(x)} {number(y)} cm {operators} Q"


@cache
def _icon(name: str, size: float) -> str:
    return icons.operators(name, 0.0, 0.0, size)


@cache
def _disc(radius: float) -> str:
    return f"{written(circle(0.0, 0.0, radius), 0.0, 0.0, 1.0)} f"


def _outline(piece: Outline) -> Path:
    """Return the path of a box; a speech box has a tail at its left, near the top, pointing at its icon."""
    left, top = piece.x, piece.y
    right, bottom = left + piece.width, top + piece.height
    if piece.kind == "square":
        return polygon((left, top), (right, top), (right, bottom), (left, bottom))
    radius = min(_CORNER, piece.height / 2)
    rounded = rounded_rectangle(left, top, right, bottom, radius)
    if piece.kind == "rounded":
        return rounded
    *sides, last_side, corner, close = rounded
    tail: Path = (("l", left, top + radius + 9), ("l", left - 7, top + radius + 3), last_side)
    return (*sides, *tail, corner, close)
