"""Boxes: what a page is filled with. A box is never broken; a page may end between two of them, at a cost.

The costs follow the habit of TeX's penalties: the page breaker looks for the breaks of least cost over a whole part.
"""

from __future__ import annotations

from collections.abc import Callable

from senaudit.typeset.page import Piece

NEVER = 1e9
"""No page may end here, unless no page could hold what it keeps together: after a heading, before its last line."""

IN_WHOLE = 1e6
"""Added inside a call-out that fits on a page: it is split only where it and its heading are higher than a page."""

IN_PARAGRAPH = 18.0
IN_SHORT_LIST = 14.0
"""Between two points where one of the parts would be a single point."""

IN_LIST = 8.0
BEFORE_BLOCK = 4.0
FREELY = 0.0
"""Before a question or a heading: where a reader expects a new page."""


class Box:
    """Pieces relative to the box's top left corner, the box's height, and the space and cost of a break before it.

    `before` is dropped at the head of a page. `stretch` is the share of a page's spare height that may be added to it.
    """

    __slots__ = ("before", "cost", "frame", "height", "pieces", "stretch")

    def __init__(
        self,
        height: float,
        pieces: list[Piece],
        before: float = 0.0,
        cost: float = BEFORE_BLOCK,
        frame: Frame | None = None,
        stretch: float = 0.0,
    ) -> None:
        self.height = height
        self.pieces = pieces
        self.before = before
        self.cost = cost
        self.frame = frame
        self.stretch = stretch


class Frame:
    """What is drawn around the boxes of one call-out, on each page that it stands on.

    `draw` takes top and bottom (points from the page's top) and whether the call-out began on an earlier page, and
    returns its pieces; `repeat` returns the head of a part that does: few call-outs have one. `padding` is the space
    under the last box of a part.
    """

    __slots__ = ("_repeated", "draw", "padding", "repeat")

    def __init__(
        self, draw: Callable[[float, float, bool], list[Piece]], padding: float, repeat: Callable[[], Box]
    ) -> None:
        self.draw = draw
        self.padding = padding
        self.repeat = repeat
        self._repeated: Box | None = None

    @property
    def repeated(self) -> Box:
        """The head of a part that goes on from an earlier page, with the label."""
        if self._repeated is None:
            self._repeated = self.repeat()
        return self._repeated


def height_of(boxes: list[Box]) -> float:
    """Return the height of boxes set one under the other, the space above the first not counted."""
    return sum(box.height + box.before for box in boxes) - (boxes[0].before if boxes else 0.0)


def stacked(boxes: list[Box]) -> Box:
    """Return boxes set one under the other as one box, each with the space above it."""
    pieces: list[Piece] = []
    y = 0.0
    for box in boxes:
        y += box.before
        pieces += [piece.moved(0.0, y) for piece in box.pieces]
        y += box.height
    return Box(y, pieces)
