"""Boxes fill a page. A box is never split. A page may end between two boxes, at a cost.

The costs work like TeX's penalties: the page breaker looks for the breaks of least total cost over a whole part.
"""

from __future__ import annotations

from collections.abc import Callable

from senaudit.typeset.page import Piece, Run

NEVER = 1e9
"""After a heading, for example: no page ends here, unless the boxes on both sides do not fit on one page."""

IN_CALLOUT = 1e6
"""Added inside a call-out that fits on a page: it is split only if it is higher than a page with its heading.

A divisible one is split, too, where the page before it would be too empty.
"""

IN_LONG_CALLOUT = 20.0
"""Added inside a call-out that is higher than a page: it goes over as few pages as may be."""

IN_PARAGRAPH = 18.0
IN_SHORT_LIST = 22.0
"""After the first point of a list, and before its last, where one point would stand alone on a page."""

IN_LIST = 8.0
BEFORE_BLOCK = 4.0
FREE = 0.0
"""Before a question or a heading, where a reader expects a new page."""


WHOLE = 0.4
"""An entry of a plan, or a row with lists, that takes up no more than this share of a page is not split."""


class Box:
    """Pieces, the height of the box in points, the space before it, and the cost of a page break there.

    The y of a piece is counted from the top of the box, and its x from the left edge of the frame. `before` is the
    space above the box, in points; it is the same on every page, and is dropped at the top of a page. `callout` is the
    frame of the call-out that the box belongs to. `head` makes the running head that says which question the box is
    in, on its base line; it is the same function for all boxes of a question.
    """

    __slots__ = ("before", "callout", "cost", "head", "height", "pieces")

    def __init__(
        self,
        height: float,
        pieces: list[Piece],
        before: float = 0.0,
        cost: float = BEFORE_BLOCK,
        callout: CalloutFrame | None = None,
    ) -> None:
        self.height = height
        self.pieces = pieces
        self.before = before
        self.cost = cost
        self.callout = callout
        self.head: Callable[[], list[Piece]] | None = None


class CalloutFrame:
    """The outline of one call-out. It is drawn on each page where the call-out has boxes.

    `draw` takes the top and the bottom (points from the top of the page) and whether the call-out began on an earlier
    page. It returns the pieces of the outline. `repeat` returns the box that repeats the label on a further page, and
    `go_on` the box at the foot of a page that says that the call-out goes on: they are called only when that is needed,
    since few call-outs are split. `padding` is the space in points under the last box on a page. `divisible` says that
    the call-out may be split although it fits on a page, where the page before it would be too empty.
    """

    __slots__ = ("_going_on", "_repeated", "divisible", "draw", "go_on", "padding", "repeat")

    def __init__(
        self,
        draw: Callable[[float, float, bool], list[Piece]],
        padding: float,
        repeat: Callable[[], Box],
        go_on: Callable[[], Box],
        divisible: bool = False,
    ) -> None:
        self.draw = draw
        self.padding = padding
        self.repeat = repeat
        self.go_on = go_on
        self.divisible = divisible
        self._repeated: Box | None = None
        self._going_on: Box | None = None

    @property
    def repeated(self) -> Box:
        """The box at the top of a call-out that continues from an earlier page. It repeats the label."""
        if self._repeated is None:
            self._repeated = self.repeat()
        return self._repeated

    @property
    def going_on(self) -> Box:
        """The box at the foot of a page where the call-out goes on to the next page. It says so."""
        if self._going_on is None:
            self._going_on = self.go_on()
        return self._going_on


def height_of(boxes: list[Box]) -> float:
    """Return the height in points of boxes set one under the other, without the space above the first."""
    return sum(box.height + box.before for box in boxes) - (boxes[0].before if boxes else 0.0)


def keep_together(boxes: list[Box], most: float, begin: int) -> None:
    """Let no page end inside an entry that is no higher than `most` points, nor near the ends of a higher one.

    Of that, the first `begin` boxes stay together, and the last two.
    """
    whole = height_of(boxes) <= most
    for index, box in enumerate(boxes):
        if index:
            box.cost = NEVER if whole or index < begin or index == len(boxes) - 1 else max(box.cost, IN_SHORT_LIST)


def reach(box: Box) -> tuple[float, float]:
    """Return how far letters may reach above the top of a box, and below its bottom, in points.

    A rule or an outline above or below the box is so much further away.
    """
    runs = [piece for piece in box.pieces if isinstance(piece, Run)]
    above = max((run.face.tall * run.size - run.y for run in runs), default=0.0)
    below = max((run.y + run.face.deep * run.size - box.height for run in runs), default=0.0)
    return max(0.0, above), max(0.0, below)


def cleared(box: Box, above: bool = True, below: bool = True) -> Box:
    """Make a box as high as its letters reach, so that a rule can stand at its top and at its bottom, and return it."""
    up, down = reach(box)
    if above and up:
        box.pieces = [piece.moved(0.0, up) for piece in box.pieces]
        box.height += up
    box.height += down if below else 0.0
    return box


def stacked(boxes: list[Box]) -> Box:
    """Return one box with the boxes set one under the other, each with the space above it."""
    pieces: list[Piece] = []
    y = 0.0
    for box in boxes:
        y += box.before
        pieces += [piece.moved(0.0, y) for piece in box.pieces]
        y += box.height
    return Box(y, pieces)
