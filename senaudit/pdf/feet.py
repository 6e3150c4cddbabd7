"""Running feet: up to three cells, the first on the inner edge of the page, the last on the outer one."""

from __future__ import annotations

from senaudit.layout.markup import Element
from senaudit.pdf.fonts import Family
from senaudit.pdf.page import Piece
from senaudit.pdf.shape import PageShape
from senaudit.pdf.text import Line, break_lines, line_width, set_lines, spans
from senaudit.pdf.theme import Theme

_WIDEST = {"page-number": "888", "page-count": "888"}


class Foot:
    """The foot of a part's pages: one line, or two where its cells are too wide for one (the middle cell above)."""

    def __init__(self, element: Element, theme: Theme, family: Family, shape: PageShape) -> None:
        self.cells = [cell.elements[0] for cell in element.elements]
        self.theme, self.family, self.shape = theme, family, shape
        self.leading = theme.line(theme.small)
        widths = [line_width(self._line(cell, _WIDEST)) for cell in self.cells]
        self.stacked = sum(widths) + 2 * theme.body * (len(widths) - 1) > shape.width
        self.height = self.leading * (2 if self.stacked else 1)

    def _line(self, cell: Element, numbers: dict[str, str]) -> Line:
        lines = break_lines(spans(cell, self.family, numbers=numbers), self.theme.small, 1e6)
        return lines[0] if lines else []

    def pieces(self, number: int, count: int) -> list[Piece]:
        """Return the foot of page `number` of `count`."""
        theme, shape = self.theme, self.shape
        left, width = shape.left(number), shape.width
        bottom = shape.paper[1] - theme.foot_line - self.leading
        placed: list[Piece] = []
        for index, cell in enumerate(self.cells):
            line = self._line(cell, {"page-number": str(number), "page-count": str(count)})
            if not line:
                continue
            end = index / max(1, len(self.cells) - 1)  # 0 inner edge, 0.5 middle, 1 outer edge
            across = end if number % 2 else 1 - end
            x = left + (width - line_width(line)) * across
            y = bottom - (self.leading if self.stacked and 0 < end < 1 else 0.0)
            if self.stacked and 0 < end < 1:
                x = left + (0.0 if number % 2 else width - line_width(line))
            pieces = set_lines([line], 0.0, theme.small, self.leading, theme)
            placed += [piece.moved(x, y) for piece in pieces]
        return placed
