"""The display list onto ReportLab's canvas, and the canvas into bytes.

A page's ink is one string of PDF operators; ReportLab embeds the fonts, and writes links, bookmarks and the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Literal

from reportlab.pdfgen.canvas import Canvas

from senaudit.pdf import icons
from senaudit.pdf.fonts import Face, Family
from senaudit.pdf.page import Anchor, Dot, Icon, Link, Outline, Page, Piece, Rule, Run

_Step = tuple[Literal["m", "l"], float, float] | tuple[Literal["c"], float, float, float, float, float, float]

_CURVE = 0.5523
"""How far along its tangent the control point of a quarter circle lies, as a share of the radius."""

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
            document = self.canvas._doc
            found = self.encoded[key] = [
                (face.font.getSubsetInternalName(subset, document)[1:], f"({codes.translate(_ESCAPES)}) Tj")
                for subset, codes in ((s, c.decode("latin-1")) for s, c in face.font.splitString(text, document))
            ]
        return found


def number(value: float) -> str:
    """Return a number as PDF writes it: at most two decimals, no exponent."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


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
        yield f"{number(piece.thickness)} w {_outline(piece, height)} S"
    elif isinstance(piece, Icon):
        yield icons.operators(piece.name, piece.x, height - piece.y, piece.size)
    elif isinstance(piece, Dot):
        yield _disc(piece.x, height - piece.y, piece.radius)


def _outline(piece: Outline, height: float) -> str:
    """Return the path of a box; a speech box has a tail at its left, near the top, pointing at its icon."""
    left, top = piece.x, height - piece.y
    right, bottom = left + piece.width, top - piece.height
    if piece.kind == "square":
        return " ".join([number(left), number(bottom), number(piece.width), number(piece.height), "re"])
    radius = min(_CORNER, piece.height / 2)
    soft = radius * (1 - _CURVE)
    path: list[_Step] = [
        ("m", left, top - radius),
        ("c", left, top - soft, left + soft, top, left + radius, top),
        ("l", right - radius, top),
        ("c", right - soft, top, right, top - soft, right, top - radius),
        ("l", right, bottom + radius),
        ("c", right, bottom + soft, right - soft, bottom, right - radius, bottom),
        ("l", left + radius, bottom),
        ("c", left + soft, bottom, left, bottom + soft, left, bottom + radius),
    ]
    if piece.kind == "speech":
        path += [("l", left, top - radius - 9), ("l", left - 7, top - radius - 3), ("l", left, top - radius)]
    return _path(path) + " h"


def _disc(x: float, y: float, radius: float) -> str:
    c = radius * _CURVE
    path: list[_Step] = [
        ("m", x + radius, y),
        ("c", x + radius, y + c, x + c, y + radius, x, y + radius),
        ("c", x - c, y + radius, x - radius, y + c, x - radius, y),
        ("c", x - radius, y - c, x - c, y - radius, x, y - radius),
        ("c", x + c, y - radius, x + radius, y - c, x + radius, y),
    ]
    return _path(path) + " f"


def _path(steps: Iterable[_Step]) -> str:
    """Return the operators of a path."""
    return " ".join(f"{' '.join(map(number, step[1:]))} {step[0]}" for step in steps)
