"""The shape of a page: its margins, mirrored for printing on both sides, and the column of text."""

from __future__ import annotations

from typing import NamedTuple

from senaudit.typeset.compose import Column
from senaudit.typeset.page import Page
from senaudit.typeset.theme import MM, Theme

_ABOVE_RUNNING_HEAD = 10.5 * MM
"""The distance of the running head's tall letters from the paper's top, in points."""


class PageShape(NamedTuple):
    """The measures of a page in a look. `paper` is its width and height in points.

    `foot_height` is the height in points of the running foot. `full` says that the frame fills the margins, for forms.
    `one_sided` says that pages are printed on one side of the paper: then each is a right-hand page.
    """

    theme: Theme
    paper: tuple[float, float]
    foot_height: float = 0.0
    full: bool = False
    one_sided: bool = False

    def with_foot(self, foot_height: float) -> PageShape:
        """Return the shape with room for a foot of that height, in points."""
        return self._replace(foot_height=foot_height)

    def full_width(self) -> PageShape:
        """Return the shape with a frame as wide as the margins allow, for forms."""
        return self._replace(full=True)

    @property
    def width(self) -> float:
        """The frame's width in points: the gutter and the longest line, or less if the paper is narrower."""
        theme = self.theme
        widest = self.paper[0] - theme.inner - theme.outer
        return widest if self.full else min(widest, theme.gutter + theme.measure + theme.padding)

    @property
    def frame_height(self) -> float:
        """The frame's height in points."""
        return self.paper[1] - self.head - self.bottom_margin

    @property
    def head(self) -> float:
        """The distance in points from the paper's top to the frame. There is room for a running head."""
        theme = self.theme
        below_running_head = self.running_head + theme.deep_letters * theme.small + theme.body * 0.4
        return theme.sheets_head if self.full else max(theme.head, below_running_head)

    @property
    def running_head(self) -> float:
        """The distance in points from the paper's top to the base line of the running head."""
        return _ABOVE_RUNNING_HEAD + self.theme.tall_letters * self.theme.small

    @property
    def bottom_margin(self) -> float:
        """The distance in points from the frame to the paper's bottom. A form needs no white space above the foot."""
        theme = self.theme
        above_foot = theme.foot_line + self.foot_height + theme.body * 0.6
        return above_foot if self.full else max(theme.foot, above_foot)

    @property
    def column(self) -> Column:
        """The column of text, right of the gutter. Call-outs reach out of it by their padding."""
        gutter = self.theme.gutter
        return Column(gutter, self.width - gutter - self.theme.padding)

    def is_right(self, number: int) -> bool:
        """Return whether page `number` is a right-hand page: odd ones are, and all of them on one side of the paper."""
        return self.one_sided or number % 2 == 1

    def left(self, number: int) -> float:
        """Return the left edge of the frame on page `number`, in points.

        The filing edge is left on right-hand pages and right on the others. Spare width is shared between both sides.
        """
        theme = self.theme
        spare = (self.paper[0] - theme.inner - theme.outer - self.width) / 2
        return spare + (theme.inner if self.is_right(number) else theme.outer)

    def page(self, number: int) -> Page:
        """Return page `number`, without pieces."""
        left, (width, height) = self.left(number), self.paper
        return Page(width, height, (left, self.head, left + self.width, height - self.bottom_margin))
