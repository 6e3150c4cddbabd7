"""Pieces into PDF's painting operators: what a page's body and its foot look like, and which words are marked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Protocol, TypeAlias

from senaudit.pdf.structure import Structure
from senaudit.pdf.tagging import StructureElement
from senaudit.pictures import icons
from senaudit.pictures.path import Path, circle, number, path_operators, rounded_rectangle
from senaudit.pictures.raster import Pixels
from senaudit.typeset.faces import Face
from senaudit.typeset.page import Border, Dot, Icon, Picture, Piece, Rule, Run

Codes: TypeAlias = Callable[[str, Face], list[tuple[str, str]]]
Characters: TypeAlias = Mapping[Face, frozenset[str]]
Pictured: TypeAlias = Callable[[Pixels], str]

_CORNER = 9.0
"""The radius of a rounded box's corners, in points."""

_ESCAPES = {code: f"\\{code:03o}" for code in (*range(32), *range(127, 256))} | {ord(c): f"\\{c}" for c in "\\()"}
"""How the inside of a PDF string writes what is not printable ASCII."""


class Marks(Protocol):
    """Takes the marks of a page, each a piece of a structure element; a `TaggedCanvas` does."""

    END: str

    def mark(self, element: StructureElement) -> str:
        """Return the operator that opens the page's next mark."""

    def artifact(self, kind: str = "") -> str:
        """Return the operator that opens an artifact."""


class Painter:
    """Turns pieces into operators; words are encoded once for each face.

    `codes` gives the codes of words in a font, with the font's name on the page; `pictured` a picture's name there.
    `boxes` are the places of pictures that have an alternative text: left, bottom, right and top, in points from the
    paper's bottom left corner.
    """

    def __init__(self, codes: Codes, pictured: Pictured) -> None:
        self.codes = codes
        self.pictured = pictured
        self.boxes: dict[StructureElement, tuple[float, float, float, float]] = {}
        self.encoded: dict[tuple[str, str], list[tuple[str, str]]] = {}

    def painted(self, pieces: Iterable[Piece], height: float, structure: Structure, marks: Marks) -> bytes:
        """Return the operators of pieces on paper of that height; text comes last, so no line is drawn over a word."""
        runs: list[Run] = []
        pictures: list[Picture] = []
        lines = [marks.artifact(), "1 J 1 j"]
        for piece in pieces:
            if type(piece) is Run:
                runs.append(piece)
            elif type(piece) is Picture:
                pictures.append(piece)
            elif type(piece) is Icon:
                lines += self.icon(piece, height, structure, marks)
            elif shape := _shape(piece, height):
                lines.append(shape)
        lines = [*lines, marks.END] if len(lines) > 2 else []
        for picture in pictures:
            lines.append(self.figure(picture, height, structure, marks) or marks.artifact())
            lines += [_stretched(self.pictured(picture.pixels), picture, height), marks.END]
        if runs:
            lines += ["BT", *self.text(runs, height, structure, marks), "ET"]
        return "\n".join([*lines, ""]).encode("ascii")

    def icon(self, icon: Icon, height: float, structure: Structure, marks: Marks) -> list[str]:
        """Return the operators of an icon: decoration, unless it has an alternative text."""
        shape = _moved(_icon(icon.name, icon.size), icon.x, height - icon.y)
        marked = self.figure(icon, height, structure, marks)
        return [marks.END, marked, shape, marks.END, marks.artifact()] if marked else [shape]

    def figure(self, piece: Icon | Picture, height: float, structure: Structure, marks: Marks) -> str:
        """Return the operator that opens the mark of a picture with an alternative text, and note where it is."""
        node = structure.of.get(piece.element)
        if node is None or node.role != "Figure":
            return ""
        left, top, right, bottom = piece.bounds
        self.boxes[node] = (left, height - bottom, right, height - top)
        return marks.mark(node)

    def text(self, runs: Iterable[Run], height: float, structure: Structure, marks: Marks) -> Iterator[str]:
        """Yield the operators that show runs of words; a font is chosen only where it changes."""
        chosen: tuple[str, float] | None = None
        nothing = object()
        marked: object = nothing
        for x, y, text, face, size, _, element in runs:
            node: Any = structure.of.get(element, nothing)
            if node is nothing:
                node = structure.element_of(element, f"“{text.strip()}”")  # which says that it is not there
            if node is not marked:
                if marked is not nothing:
                    yield marks.END
                yield marks.mark(node) if node else marks.artifact("Pagination")
                marked = node
            place = f"1 0 0 1 {number(x)} {number(height - y)} Tm "
            for name, shown in self.encoded.get((face.font_name, text)) or self.encode(text, face):
                if chosen == (name, size):
                    yield place + shown
                else:
                    chosen = name, size
                    yield f"/{name} {number(size)} Tf {place}{shown}"
                place = ""
        if marked is not nothing:
            yield marks.END

    def encode(self, text: str, face: Face) -> list[tuple[str, str]]:
        """Return a text as (font resource, show operator) pairs: a face has a subset for each 256 characters in use."""
        shown = [(name, f"({codes.translate(_ESCAPES)}) Tj") for name, codes in self.codes(text, face)]
        self.encoded[face.font_name, text] = shown
        return shown


def characters(pieces: Iterable[Piece]) -> Characters:
    """Return the characters beyond ASCII that each face has to print, for every face that prints any."""
    found: dict[Face, set[str]] = {}
    for piece in pieces:
        if type(piece) is Run:
            _, _, text, face, _, _, _ = piece
            if face not in found:
                found[face] = set()
            if not text.isascii():
                found[face].update(text)
    return {face: frozenset([each for each in every if each > "\x7f"]) for face, every in found.items()}


def union_of(several: Iterable[Characters]) -> Characters:
    """Return all the characters that each face has to print."""
    found: dict[Face, frozenset[str]] = {}
    for some in several:
        for face, printed in some.items():
            found[face] = found.get(face, frozenset()) | printed
    return found


def picture_name(number: int) -> str:
    """Return the name of a file's picture of that number, counted from 0, on its pages."""
    return f"FormXob.{number}"  # as ReportLab names what is shown as a whole


def _shape(piece: Piece, height: float) -> str:
    """Return the operators of a line, an outline or a dot; "" for what is not painted."""
    if type(piece) is Rule:
        dash = f"[{piece.dash}] 0 d " if piece.dash else ""
        cap = "1 J " if piece.dash else "0 J "
        points = (piece.x, height - piece.y, piece.to_x, height - piece.to_y)
        x, y, to_x, to_y = (number(value) for value in points)
        undo = " [] 0 d" if dash else ""
        return f"{cap}{dash}{number(piece.thickness)} w {x} {y} m {to_x} {to_y} l S{undo}"
    if type(piece) is Dot:
        return _moved(_disc(piece.radius), piece.x, height - piece.y)
    if type(piece) is not Border:
        return ""
    if piece.kind == "square":
        places = (piece.x, height - piece.y - piece.height, piece.width, piece.height, piece.thickness)
        x, y, width, tall, thickness = (number(value) for value in places)
        return f"{thickness} w {x} {y} {width} {tall} re S"
    return f"{number(piece.thickness)} w {path_operators(_border(piece), 0.0, height, 1.0)} S"


def _stretched(name: str, picture: Picture, height: float) -> str:
    """Return the operators that show the picture of that name, which is a square of one point, in its rectangle."""
    left, _, _, bottom = picture.bounds
    return f"q {picture.width:.4f} 0 0 {picture.height:.4f} {left:.4f} {height - bottom:.4f} cm /{name} Do Q"


def _moved(operators: str, x: float, y: float) -> str:
    """Return operators that draw around the origin as operators that draw around (`x`, `y`)."""
    return f"q 1 0 0 1 {number(x)} {number(y)} cm {operators} Q"


@cache
def _icon(name: str, size: float) -> str:
    return icons.operators(name, 0.0, 0.0, size)


@cache
def _disc(radius: float) -> str:
    return f"{path_operators(circle(0.0, 0.0, radius), 0.0, 0.0, 1.0)} f"


def _border(piece: Border) -> Path:
    """Return the path of a box; a speech box has a tail at its left, near the top, pointing at its icon."""
    left, top = piece.x, piece.y
    right, bottom = left + piece.width, top + piece.height
    radius = min(_CORNER, piece.height / 2)
    rounded = rounded_rectangle(left, top, right, bottom, radius)
    if piece.kind == "rounded":
        return rounded
    *sides, last_side, corner, close = rounded
    tail: Path = (("l", left, top + radius + 9), ("l", left - 7, top + radius + 3), last_side)
    return (*sides, *tail, corner, close)
