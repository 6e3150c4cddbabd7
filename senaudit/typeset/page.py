"""The display list: pages as plain data, before anything is drawn.

All places are in points from the paper's top left corner, y downwards; only `draw` turns them into PDF's own. Each
piece names the Element that it belongs to; a piece without one is decoration.
"""

# Annotations are no texts here, as they are elsewhere: `NamedTuple` would compile each of them at every start.
from collections.abc import Iterable
from typing import NamedTuple

from senaudit.layout.markup import Element
from senaudit.pictures.raster import Pixels
from senaudit.problems import NOWHERE
from senaudit.typeset.faces import Face

ARTIFACT = Element("artifact", {}, NOWHERE)
"""The Element of words that are no part of the content: what is repeated on a further page."""


class Run(NamedTuple):
    """Words of one face and size on one line. `y` is the base line; `width` is measured, in points."""

    x: float
    y: float
    text: str
    face: Face
    size: float
    width: float
    element: Element | None

    def moved(self, dx: float, dy: float) -> "Run":
        """Return the same words elsewhere."""
        x, y, text, face, size, width, element = self
        return Run(x + dx, y + dy, text, face, size, width, element)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of the words, by the face's ascent and descent; a space at the end is not ink."""
        ends = self.face.widths[" "] * self.size if self.text.endswith(" ") else 0.0
        right = self.x + self.width - ends
        return self.x, self.y - self.face.ascent * self.size, right, self.y + self.face.descent * self.size


class PageReference(NamedTuple):
    """The number of the page on which an anchor stands, set flush right at `x`; becomes a Run when that is known."""

    x: float
    y: float
    anchor: str
    face: Face
    size: float
    element: Element | None

    def moved(self, dx: float, dy: float) -> "PageReference":
        """Return the same reference elsewhere."""
        return PageReference(self.x + dx, self.y + dy, *self[2:])

    def resolved(self, number: str) -> Run:
        """Return the reference as words."""
        width = self.face.widths[number] * self.size
        return Run(self.x - width, self.y, number, self.face, self.size, width, self.element)


class Rule(NamedTuple):
    """A straight line of that thickness; `dash` is PDF's dash pattern, or empty."""

    x: float
    y: float
    to_x: float
    to_y: float
    thickness: float
    dash: str = ""
    element: Element | None = None

    def moved(self, dx: float, dy: float) -> "Rule":
        """Return the same line elsewhere."""
        return Rule(self.x + dx, self.y + dy, self.to_x + dx, self.to_y + dy, *self[4:])

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of the ink."""
        half = self.thickness / 2
        return self.x - half, self.y - half, self.to_x + half, self.to_y + half


class Border(NamedTuple):
    """A box drawn around something: `kind` is "square", "rounded", or "speech" (rounded, with a tail at the left)."""

    x: float
    y: float
    width: float
    height: float
    thickness: float
    kind: str = "square"
    element: Element | None = None

    def moved(self, dx: float, dy: float) -> "Border":
        """Return the same box elsewhere."""
        return Border(self.x + dx, self.y + dy, *self[2:])

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of the ink, without a tail."""
        half = self.thickness / 2
        return self.x - half, self.y - half, self.x + self.width + half, self.y + self.height + half


class Icon(NamedTuple):
    """One of the drawn icons in a square of that size."""

    x: float
    y: float
    name: str
    size: float
    element: Element | None = None

    def moved(self, dx: float, dy: float) -> "Icon":
        """Return the same icon elsewhere."""
        return Icon(self.x + dx, self.y + dy, *self[2:])

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of the icon's square."""
        return self.x, self.y, self.x + self.size, self.y + self.size


class Picture(NamedTuple):
    """A picture in a rectangle of its own shape."""

    x: float
    y: float
    width: float
    height: float
    pixels: Pixels
    element: Element | None = None

    def moved(self, dx: float, dy: float) -> "Picture":
        """Return the same picture elsewhere."""
        return Picture(self.x + dx, self.y + dy, *self[2:])

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of the picture."""
        return self.x, self.y, self.x + self.width, self.y + self.height


class Dot(NamedTuple):
    """A filled disc (a bullet): its centre and radius."""

    x: float
    y: float
    radius: float
    element: Element | None = None

    def moved(self, dx: float, dy: float) -> "Dot":
        """Return the same disc elsewhere."""
        return Dot(self.x + dx, self.y + dy, *self[2:])

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of the ink."""
        return self.x - self.radius, self.y - self.radius, self.x + self.radius, self.y + self.radius


class Link(NamedTuple):
    """A place to click: `target` is an anchor ("#name") or an address."""

    x: float
    y: float
    width: float
    height: float
    target: str
    element: Element | None

    def moved(self, dx: float, dy: float) -> "Link":
        """Return the same place elsewhere."""
        return Link(self.x + dx, self.y + dy, *self[2:])


class Anchor(NamedTuple):
    """A place that links and bookmarks lead to. `level` is its depth among the bookmarks, from 0; -1 is none."""

    y: float
    name: str
    title: str
    level: int
    element: Element | None

    def moved(self, dx: float, dy: float) -> "Anchor":
        """Return the same place elsewhere."""
        return Anchor(self.y + dy, *self[1:])


Piece = Run | PageReference | Rule | Border | Icon | Picture | Dot | Link | Anchor


class Page:
    """One page: its paper, its frame (left, top, right and bottom of all but the foot), its body and its foot."""

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
        """Put pieces into the page's body, moved by (dx, dy)."""
        self.body.extend([piece.moved(dx, dy) for piece in pieces])

    @property
    def pieces(self) -> list[Piece]:
        """All that is on the page; the foot comes last."""
        return [*self.body, *self.foot]
