"""Turn the pieces of a page's body and foot into PDF operators, with marked content around words and pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Protocol, TypeAlias

from senaudit.pdf.structure import Structure
from senaudit.pdf.tagging import StructureElement, text_string
from senaudit.pictures import icons
from senaudit.pictures.path import Path, circle, mirrored, number, path_operators, rounded_rectangle
from senaudit.pictures.raster import Pixels
from senaudit.typeset.faces import Face
from senaudit.typeset.marks import has_marks, stretches
from senaudit.typeset.page import Border, Dot, Icon, Picture, Piece, Rule, Run

Codes: TypeAlias = Callable[[str, Face], list[tuple[str, str]]]
Characters: TypeAlias = Mapping[Face, frozenset[str]]
Pictured: TypeAlias = Callable[[Pixels], str]

_CORNER = 9.0
"""The radius of a rounded box's corners, in points."""

_ESCAPES = {code: f"\\{code:03o}" for code in (*range(32), *range(127, 256))} | {ord(c): f"\\{c}" for c in "\\()"}
"""The escapes of a PDF string for brackets, backslashes, and characters that are not printable ASCII."""


class Marks(Protocol):
    """Records the marked content of a page, as a `TaggedCanvas` does. Each mark belongs to a structure element."""

    END: str

    def mark(self, element: StructureElement) -> str:
        """Return the operator that opens the page's next mark."""

    def artifact(self, kind: str = "") -> str:
        """Return the operator that opens an artifact."""


class Painter:
    """Turns pieces into operators. Each word is encoded only once for each face.

    `codes` returns the codes of a text in a face's fonts, with the fonts' names on the page. `pictured` returns a
    picture's name on the page. `boxes` are the places of pictures with an alternative text: left, bottom, right and
    top, in points from the paper's bottom left corner.
    """

    def __init__(self, codes: Codes, pictured: Pictured) -> None:
        self.codes = codes
        self.pictured = pictured
        self.boxes: dict[StructureElement, tuple[float, float, float, float]] = {}
        self.encoded: dict[tuple[str, str], list[tuple[str, str]]] = {}

    def painted(self, pieces: Iterable[Piece], height: float, structure: Structure, marks: Marks) -> bytes:
        """Return the operators of pieces on paper of this height. Text comes last, so that no line covers a word.

        Only boxes and lines that are heard come after the text: a listener hears first what they are for.
        """
        runs: list[Run] = []
        pictures: list[Picture] = []
        forms: list[tuple[StructureElement, str]] = []
        lines = [marks.artifact(), "1 J 1 j"]
        for piece in pieces:
            if type(piece) is Run:  # `type` is quicker than `isinstance`, and a document has thousands of pieces
                runs.append(piece)
            elif type(piece) is Picture:
                pictures.append(piece)
            elif type(piece) is Icon:
                lines += self.icon(piece, height, structure, marks)
            elif shape := _shape(piece, height):
                shapes = structure.lines if type(piece) is Rule else structure.boxes
                if (form := shapes.get(piece.element)) is not None:
                    forms.append((form, shape))
                else:
                    lines.append(shape)
        lines = [*lines, marks.END] if len(lines) > 2 else []
        for picture in pictures:
            lines.append(self.figure(picture, height, structure, marks) or marks.artifact())
            lines += [_stretched(self.pictured(picture.pixels), picture, height), marks.END]
        if runs:
            lines += ["BT", *self.text(runs, height, structure, marks), "ET"]
        if forms:
            lines.append("1 J 1 j")
        for form, shape in forms:
            lines += [marks.mark(form), shape, marks.END]
        return "\n".join([*lines, ""]).encode("ascii")

    def icon(self, icon: Icon, height: float, structure: Structure, marks: Marks) -> list[str]:
        """Return the operators of an icon. It is an artifact unless it has an alternative text."""
        shape = _moved(_icon(icon.name, icon.size, icon.is_mirrored), icon.x, height - icon.y)
        marked = self.figure(icon, height, structure, marks)
        return [marks.END, marked, shape, marks.END, marks.artifact()] if marked else [shape]

    def figure(self, piece: Icon | Picture, height: float, structure: Structure, marks: Marks) -> str:
        """Return the operator that opens the mark of a picture, and add its place to `boxes`.

        Return "" for a picture without an alternative text.
        """
        node = structure.of.get(piece.element)
        if node is None or node.role != "Figure":
            return ""
        left, top, right, bottom = piece.bounds
        self.boxes[node] = (left, height - bottom, right, height - top)
        return marks.mark(node)

    def text(self, runs: Iterable[Run], height: float, structure: Structure, marks: Marks) -> Iterator[str]:
        """Yield the operators that show runs of words. A font is set only when it changes."""
        current_font: tuple[str, float] | None = None
        nothing = object()
        marked: object = nothing
        for (x, y, text, face, size, _, element), others in _joined(runs):
            node: Any = structure.of.get(element, nothing)
            if node is nothing:
                node = structure.element_of(element, f"“{text.strip()}”")  # raises the error
            if node is not marked:
                if marked is not nothing:
                    yield marks.END
                yield marks.mark(node) if node else marks.artifact("Pagination")
                marked = node
            if has_marks(text):
                yield from self.with_marks(text, face, size, x, height - y)
                current_font = None
                continue
            place = f"1 0 0 1 {number(x)} {number(height - y)} Tm "
            for name, show in self._shown(text, face, others):
                if current_font == (name, size):
                    yield place + show
                else:
                    current_font = name, size
                    yield f"/{name} {number(size)} Tf {place}{show}"
                place = ""
        if marked is not nothing:
            yield marks.END

    def _shown(self, text: str, face: Face, others: list[str]) -> list[tuple[str, str]]:
        """Return a text, and the `others` that follow it from left to right, as `encode` does."""
        if not others:
            return self.encoded.get((face.font_name, text)) or self.encode(text, face)
        encoded = [pair for each in (text, *others) for pair in self.codes(each, face)]
        codes = "".join(code for _, code in encoded)
        return [(encoded[0][0], _show(codes))]

    def with_marks(self, text: str, face: Face, size: float, x: float, y: float) -> Iterator[str]:
        """Yield the operators that show a text with combining marks, each at its place on its letter.

        `x` and `y` are the left end of its base line. A word with marks says what was typed (ISO 32000-1, 14.9.4).
        """
        for stretch in stretches(text, face):
            if stretch.marks:
                yield f"/Span<</ActualText{text_string(stretch.text)}>>BDC"
            for shown, at, rise in ((stretch.letters, stretch.x, 0.0), *stretch.marks):
                place = f"1 0 0 1 {number(x + at * size)} {number(y + rise * size)} Tm "
                for name, show in self.encoded.get((face.font_name, shown)) or self.encode(shown, face):
                    yield f"/{name} {number(size)} Tf {place}{show}"
                    place = ""
            if stretch.marks:
                yield "EMC"

    def encode(self, text: str, face: Face) -> list[tuple[str, str]]:
        """Return a text as (font's name on the page, show operator) pairs. Each font has up to 256 characters."""
        pairs = [(name, _show(codes)) for name, codes in self.codes(text, face)]
        self.encoded[face.font_name, text] = pairs
        return pairs


def _show(codes: str) -> str:
    """Return the operator that shows these codes."""
    return f"({codes.translate(_ESCAPES)}) Tj"


def _joined(runs: Iterable[Run]) -> Iterator[tuple[Run, list[str]]]:
    """Yield runs, each with the texts that follow it on its right: those of the runs before it in the same font.

    Words from right to left, and the numbers among them, are several runs. Shown one by one, they would make readers
    go back, and Firefox would lose the spaces between them.
    """
    last: Run | None = None
    texts: list[str] = []
    for run in runs:
        if last is not None and last.face.is_shaped and _goes_on(last, run):
            texts.insert(0, last.text)
        elif last is not None:
            yield last, texts
            texts = []
        last = run
    if last is not None:
        yield last, texts


def _goes_on(last: Run, run: Run) -> bool:
    """Return whether a run is left of another, in the same font and for the same Element.

    Numbers with spaces between, as of a telephone, stay apart: among other words, Firefox would turn their order round.
    """
    same = run.face is last.face and run.size == last.size and run.y == last.y and run.element is last.element
    touches = abs(run.x + run.width - last.x) < _TOUCHING
    return same and touches and not (_is_of_several_numbers(run) or _is_of_several_numbers(last))


def _is_of_several_numbers(run: Run) -> bool:
    return len(run.text.split()) > 1 and not run.face.runs_right_to_left(run.text)


_TOUCHING = 0.01
"""Runs that are no further apart, in points, touch each other."""


def characters(pieces: Iterable[Piece]) -> Characters:
    """Return the characters beyond ASCII that each face prints. A face that prints only ASCII has an empty set.

    Of a face that is shaped, return the texts.
    """
    by_face: dict[Face, set[str]] = {}
    for piece in pieces:
        if type(piece) is Run:  # quicker than `isinstance`: most pieces are runs
            _, _, text, face, _, _, _ = piece
            if face not in by_face:
                by_face[face] = set()
            if face.is_shaped:
                by_face[face].add(text)
            elif not text.isascii():
                by_face[face].update(text)
    return {
        face: frozenset(every if face.is_shaped else [each for each in every if each > "\x7f"])
        for face, every in by_face.items()
    }


def union_of(several: Iterable[Characters]) -> Characters:
    """Return all characters of each face."""
    union: dict[Face, frozenset[str]] = {}
    for some in several:
        for face, printed in some.items():
            union[face] = union.get(face, frozenset()) | printed
    return union


def picture_name(number: int) -> str:
    """Return the name that a file's picture has on its pages. `number` counts from 0."""
    return f"FormXob.{number}"  # ReportLab's name for it


def _shape(piece: Piece, height: float) -> str:
    """Return the operators of a line, an outline or a dot, or "" for any other piece."""
    if isinstance(piece, Rule):
        dash = f"[{piece.dash}] 0 d " if piece.dash else ""
        cap = "1 J " if piece.dash else "0 J "
        points = (piece.x, height - piece.y, piece.to_x, height - piece.to_y)
        x, y, to_x, to_y = (number(value) for value in points)
        undo = " [] 0 d" if dash else ""
        return f"{cap}{dash}{number(piece.thickness)} w {x} {y} m {to_x} {to_y} l S{undo}"
    if isinstance(piece, Dot):
        return _moved(_disc(piece.radius), piece.x, height - piece.y)
    if not isinstance(piece, Border):
        return ""
    if piece.kind == "square":
        places = (piece.x, height - piece.y - piece.height, piece.width, piece.height, piece.thickness)
        x, y, width, tall, thickness = (number(value) for value in places)
        return f"{thickness} w {x} {y} {width} {tall} re S"
    return f"{number(piece.thickness)} w {path_operators(_border(piece), 0.0, height, 1.0)} S"


def _stretched(name: str, picture: Picture, height: float) -> str:
    """Return the operators that stretch the picture of this name, a square of one point, over its rectangle."""
    left, _, _, bottom = picture.bounds
    return f"q {picture.width:.4f} 0 0 {picture.height:.4f} {left:.4f} {height - bottom:.4f} cm /{name} Do Q"


def _moved(operators: str, x: float, y: float) -> str:
    """Return the operators moved from the origin to (`x`, `y`)."""
    return f"q 1 0 0 1 {number(x)} {number(y)} cm {operators} Q"


@cache
def _icon(name: str, size: float, is_mirrored: bool) -> str:
    return icons.operators(name, 0.0, 0.0, size, is_mirrored)


@cache
def _disc(radius: float) -> str:
    return f"{path_operators(circle(0.0, 0.0, radius), 0.0, 0.0, 1.0)} f"


def _border(piece: Border) -> Path:
    """Return the outline of a box. A speech box has a tail near the top, that points at the icon at its side."""
    left, top = piece.x, piece.y
    right, bottom = left + piece.width, top + piece.height
    radius = min(_CORNER, piece.height / 2)
    rounded = rounded_rectangle(left, top, right, bottom, radius)
    if piece.kind == "rounded":
        return rounded
    *sides, last_side, corner, close = rounded
    tail: Path = (("l", left, top + radius + 9), ("l", left - 7, top + radius + 3), last_side)
    speech: Path = (*sides, *tail, corner, close)
    return speech if piece.kind == "speech" else mirrored(speech, left + right)
