"""The display list: pages as plain data, before anything is drawn.

All places are in points from the paper's top left corner, with y downwards. Only `pdf` turns them into PDF's
coordinates. Each piece names its Element; a piece without an Element is decoration.
"""

# No `from __future__ import annotations` here: `NamedTuple` would compile each annotation at every start.
from collections.abc import Iterable
from typing import NamedTuple

from senaudit.layout.markup import Element
from senaudit.pictures.raster import Pixels
from senaudit.problems import NOWHERE
from senaudit.typeset.faces import Face

ARTIFACT = Element("artifact", {}, NOWHERE)
"""The Element of words that repeat on a further page. They are decoration there: a screen reader skips them."""


class Run(NamedTuple):
    """Words in one face and size, on one line. `y` is the base line. `width` and `size` are in points."""

    x: float
    y: float
    text: str
    face: Face
    size: float
    width: float
    element: Element | None

    def moved(self, dx: float, dy: float) -> "Run":
        """Return the words, moved by (dx, dy)."""
        x, y, text, face, size, width, element = self
        return Run(x + dx, y + dy, text, face, size, width, element)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of the words, by the face's ascent and descent, without a space at the end."""
        ends = self.face.widths[" "] * self.size if self.text.endswith(" ") else 0.0
        right = self.x + self.width - ends
        return self.x, self.y - self.face.ascent * self.size, right, self.y + self.face.descent * self.size


class PageReference(NamedTuple):
    """The page number of an anchor, flush right at `x`. It becomes a Run when all pages are made."""

    x: float
    y: float
    anchor: str
    face: Face
    size: float
    element: Element | None

    def moved(self, dx: float, dy: float) -> "PageReference":
        """Return the reference, moved by (dx, dy)."""
        return PageReference(self.x + dx, self.y + dy, *self[2:])

    def resolved(self, number: str) -> Run:
        """Return the Run that prints the page number."""
        width = self.face.widths[number] * self.size
        return Run(self.x - width, self.y, number, self.face, self.size, width, self.element)


class Rule(NamedTuple):
    """A straight line. `thickness` is in points. `dash` is a dash pattern as PDF writes it ("0 4"), or empty."""

    x: float
    y: float
    to_x: float
    to_y: float
    thickness: float
    dash: str = ""
    element: Element | None = None

    def moved(self, dx: float, dy: float) -> "Rule":
        """Return the line, moved by (dx, dy)."""
        return Rule(self.x + dx, self.y + dy, self.to_x + dx, self.to_y + dy, *self[4:])

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of the drawn line."""
        half = self.thickness / 2
        return self.x - half, self.y - half, self.to_x + half, self.to_y + half


class Border(NamedTuple):
    """The outline of a rectangle. `kind` is "square", "rounded", or "speech" (rounded, with a tail at the left), or
    "speech-right"."""

    x: float
    y: float
    width: float
    height: float
    thickness: float
    kind: str = "square"
    element: Element | None = None

    def moved(self, dx: float, dy: float) -> "Border":
        """Return the outline, moved by (dx, dy)."""
        return Border(self.x + dx, self.y + dy, *self[2:])

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of the drawn outline, without a tail."""
        half = self.thickness / 2
        return self.x - half, self.y - half, self.x + self.width + half, self.y + self.height + half


class Icon(NamedTuple):
    """An icon of `pictures.icons`, in a square with sides of `size` points. It may be drawn as its mirror image."""

    x: float
    y: float
    name: str
    size: float
    element: Element | None = None
    is_mirrored: bool = False

    def moved(self, dx: float, dy: float) -> "Icon":
        """Return the icon, moved by (dx, dy)."""
        return Icon(self.x + dx, self.y + dy, *self[2:])

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of the icon's square."""
        return self.x, self.y, self.x + self.size, self.y + self.size


class Picture(NamedTuple):
    """A picture in a rectangle of the same shape."""

    x: float
    y: float
    width: float
    height: float
    pixels: Pixels
    element: Element | None = None

    def moved(self, dx: float, dy: float) -> "Picture":
        """Return the picture, moved by (dx, dy)."""
        return Picture(self.x + dx, self.y + dy, *self[2:])

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of the picture."""
        return self.x, self.y, self.x + self.width, self.y + self.height


class Dot(NamedTuple):
    """A filled disc, such as a bullet: its centre and radius."""

    x: float
    y: float
    radius: float
    element: Element | None = None

    def moved(self, dx: float, dy: float) -> "Dot":
        """Return the disc, moved by (dx, dy)."""
        return Dot(self.x + dx, self.y + dy, *self[2:])

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of the disc."""
        return self.x - self.radius, self.y - self.radius, self.x + self.radius, self.y + self.radius


class Link(NamedTuple):
    """An area to click. `target` is an anchor ("#name") or an address."""

    x: float
    y: float
    width: float
    height: float
    target: str
    element: Element | None

    def moved(self, dx: float, dy: float) -> "Link":
        """Return the area, moved by (dx, dy)."""
        return Link(self.x + dx, self.y + dy, *self[2:])


class Anchor(NamedTuple):
    """A place that links and bookmarks lead to.

    `title` is the text of its bookmark. `level` is the depth of the bookmark, from 0; -1 means no bookmark.
    """

    y: float
    name: str
    title: str
    level: int
    element: Element | None

    def moved(self, dx: float, dy: float) -> "Anchor":
        """Return the anchor, moved down by `dy`; it has no x."""
        return Anchor(self.y + dy, *self[1:])


Piece = Run | PageReference | Rule | Border | Icon | Picture | Dot | Link | Anchor


class Page:
    """One page: the paper's width and height, the frame, and the pieces of the body and of the foot.

    `frame` is the left, top, right and bottom of the area for the body.
    """

    __slots__ = ("body", "foot", "frame", "height", "width")

    def __init__(
        self,
        width: float,
        height: float,
        frame: tuple[float, float, float, float],
        body: list[Piece] | None = None,
        foot: list[Piece] | None = None,
    ) -> None:
        self.width = width
        self.height = height
        self.frame = frame
        self.body = [] if body is None else body
        self.foot = [] if foot is None else foot

    def add(self, pieces: Iterable[Piece], dx: float, dy: float) -> None:
        """Add pieces to the page's body, moved by (dx, dy)."""
        self.body.extend([piece.moved(dx, dy) for piece in pieces])

    @property
    def pieces(self) -> list[Piece]:
        """All pieces of the page. Those of the foot come last."""
        return [*self.body, *self.foot]


def as_decoration(pieces: list[Piece]) -> list[Piece]:
    """Return pieces for a further page. What they say is decoration there: it has been read once."""
    return [decoration(piece) for piece in pieces]


def decoration(piece: Piece) -> Piece:
    """Return a piece as decoration: nobody needs to hear it."""
    again = Run | Rule | Border | Link
    return piece._replace(element=ARTIFACT) if isinstance(piece, again) else piece
