"""The display list onto ReportLab's canvas, and the canvas into bytes.

A page's ink is one string of PDF operators; ReportLab embeds the fonts, and writes links, bookmarks and the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from senaudit.pdf import icons
from senaudit.pdf.fonts import Face, Family
from senaudit.pdf.page import Anchor, Dot, Icon, Link, Outline, Page, Piece, Rule, Run
from senaudit.pdf.path import Path, circle, number, polygon, rounded_rectangle, written

_CORNER = 9.0
"""The radius of a rounded box's corners, in points."""


@dataclass(frozen=True, slots=True)
class About:
    """What a PDF says of itself."""

    title: str
    author: str
    subject: str
    language: str


def draw(pages: Iterable[Page], about: About, family: Family, drawn: Callable[[], None] = lambda: None) -> bytes:
    """Return the pages as a PDF file; `drawn` is called after each page.

    The same pages give the same bytes: the file carries no date and no random name.
    """
    target = BytesIO()
    rl_config.useA85 = 0  # streams as they are: quicker, and a fifth smaller, than spelled out in ASCII
    canvas = Canvas(
        target,
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
    ink = _Ink(canvas)
    outlined = False
    for page in pages:
        canvas.setPageSize((page.width, page.height))
        canvas.addLiteral(ink.operators(page))
        outlined |= _annotate(canvas, page)
        canvas.showPage()
        drawn()
    if outlined:
        canvas.showOutline()
    canvas.save()
    return target.getvalue()


def _annotate(canvas: Canvas, page: Page) -> bool:
    """Add a page's links and bookmarks; return whether it has a bookmark."""
    outlined = False
    for piece in page.pieces:
        if isinstance(piece, Link):
            _link(canvas, piece, page.height)
        elif isinstance(piece, Anchor):
            canvas.bookmarkHorizontal(piece.name, 0, page.height - piece.y + 6)
            if piece.level >= 0:
                canvas.addOutlineEntry(piece.title, piece.name, piece.level, closed=piece.level > 0)
                outlined = True
    return outlined


def _link(canvas: Canvas, link: Link, height: float) -> None:
    box = (link.x, height - link.y - link.height, link.x + link.width, height - link.y)
    if link.target.startswith("#"):
        canvas.linkAbsolute("", link.target[1:], box, addtopage=1, Border="[0 0 0]")
    else:
        canvas.linkURL(link.target, box, relative=0, thickness=0)


_ESCAPES = {code: f"\\{code:03o}" for code in (*range(32), *range(127, 256))} | {ord(c): f"\\{c}" for c in "\\()"}
"""How the inside of a PDF string writes what is not printable ASCII."""


class _Ink:
    """Turns pieces into operators; words are encoded once for each face."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        self.encoded: dict[tuple[str, str], list[tuple[str, str]]] = {}
        self.resources: dict[tuple[str, int], str] = {}

    def operators(self, page: Page) -> str:
        """Return all of a page's ink; text comes last, so that no line is drawn over a word."""
        shapes = [line for piece in page.pieces if not isinstance(piece, Run) for line in _shape(piece, page.height)]
        words = self.text([piece for piece in page.pieces if isinstance(piece, Run)], page.height)
        return "\n".join(["1 J 1 j", *shapes, "BT", *words, "ET"])

    def text(self, runs: Iterable[Run], height: float) -> Iterator[str]:
        """Yield the operators that show runs of words; a font is chosen only where it changes."""
        chosen = ""
        for run in runs:
            place = f"1 0 0 1 {number(run.x)} {number(height - run.y)} Tm "
            for name, shown in self.encode(run.text, run.face):
                font = f"/{name} {number(run.size)} Tf "
                yield (font if font != chosen else "") + place + shown
                chosen, place = font, ""

    def encode(self, text: str, face: Face) -> list[tuple[str, str]]:
        """Return a text as (font resource, show operator) pairs: a face has a subset for each 256 characters in use."""
        key = (face.font_name, text)
        found = self.encoded.get(key)
        if found is None:
            found = self.encoded[key] = [
                (self.resource(face, subset), f"({codes.translate(_ESCAPES)}) Tj")
                for subset, codes in self.split(text, face)
            ]
        return found

    def split(self, text: str, face: Face) -> list[tuple[int, str]]:
        """Return a text as (subset, codes): the faces are made so that ASCII has its own codes in the first subset."""
        if text.isascii() and (face.font_name, 0) in self.resources:
            return [(0, text)]
        return [(subset, codes.decode("latin-1")) for subset, codes in face.font.splitString(text, self.canvas._doc)]

    def resource(self, face: Face, subset: int) -> str:
        """Return the name by which a page's operators know a face's subset."""
        key = (face.font_name, subset)
        name = self.resources.get(key)
        if name is None:
            name = self.resources[key] = face.font.getSubsetInternalName(subset, self.canvas._doc)[1:]
        return name


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
        yield icons.operators(piece.name, piece.x, height - piece.y, piece.size)
    elif isinstance(piece, Dot):
        yield f"{written(circle(piece.x, piece.y, piece.radius), 0.0, height, 1.0)} f"


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
