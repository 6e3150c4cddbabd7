"""Sets running feet: up to three cells, the first at the inner edge of the page and the last at the outer edge."""

from __future__ import annotations

from senaudit.layout.markup import Element
from senaudit.problems import Problem, SenauditError
from senaudit.typeset.faces import Family
from senaudit.typeset.lines import SHORTEN, Line, break_lines, line_width, set_lines, spans
from senaudit.typeset.margins import PageShape
from senaudit.typeset.page import Piece
from senaudit.typeset.theme import Theme

_WIDEST = {"page-number": "888", "page-count": "888"}
"""Room is left for numbers of three digits: all digits are of one width."""

_UNLIMITED = 1e6
"""The width of a cell that does not have to share its line, in points."""

_MOST_LINES = 2
_SMALLEST_PART = 5
"""A foot takes up at most a fifth of the paper's height."""


class Foot:
    """The foot of a part's pages. It is one line, or more if its cells are too wide for one line.

    In a foot of more lines the middle cell stands above the others, and each cell has as many lines as it needs. The
    further paragraphs of a cell are shorter wordings, used if the foot would have more than two lines, or more than one
    under a form, which needs the room. `height` is in points. Raises SenauditError, at the foot's longest text, if the
    foot takes up more than a fifth of the page.
    """

    def __init__(self, element: Element, theme: Theme, family: Family, shape: PageShape) -> None:
        self.theme, self.family, self.shape = theme, family, shape
        self.leading = theme.line(theme.small)
        self.constant: dict[tuple[Element, float], list[Line]] = {}
        wordings = [cell.elements for cell in element.elements]
        for choice in range(max(map(len, wordings))):
            self.cells = [each[min(choice, len(each) - 1)] for each in wordings]
            self.widths = self._cell_widths()
            counts = [len(lines) for lines in self._lines(_WIDEST)]
            self.lines_below = max(counts[0], counts[-1]) if self.stacked else 0
            lines = self.lines_below + max(counts[1:-1], default=0) if self.stacked else 1
            self.height = self.leading * lines
            if lines <= (1 if shape.full else _MOST_LINES):
                break
        if self.height > shape.paper[1] / _SMALLEST_PART:
            texts = [each for cell in self.cells for each in cell.walk() if each.tag == "text"] or self.cells
            longest = max(texts, key=lambda each: len(each.text()))
            raise SenauditError(
                [Problem("text-too-long", longest.place, "this does not fit at the foot of the page", SHORTEN)]
            )

    @property
    def stacked(self) -> bool:
        """Whether the cells are too wide for one line."""
        return self.widths[0] < _UNLIMITED

    @property
    def _gap(self) -> float:
        """The least space between two cells on one line, in points."""
        return 2 * self.theme.body

    def _cell_widths(self) -> list[float]:
        """Return the width in points for the lines of each cell. The first and the last cell share a width."""
        self.widths = [_UNLIMITED] * len(self.cells)
        widths = [line_width(lines[0]) if lines else 0.0 for lines in self._lines(_WIDEST)]
        width, gap = self.shape.width, self._gap
        if sum(widths) + gap * (len(widths) - 1) <= width:
            return self.widths
        last = min(widths[-1], max(width / 2, width - gap - widths[0]))
        return [width - last - gap, *[width] * (len(widths) - 2), last + 0.01][: len(widths)]

    def _lines(self, numbers: dict[str, str]) -> list[list[Line]]:
        return [self._cell_lines(cell, room, numbers) for cell, room in zip(self.cells, self.widths, strict=True)]

    def _cell_lines(self, cell: Element, width: float, numbers: dict[str, str]) -> list[Line]:
        """Return a cell's lines. A cell without a number is the same on all pages: it is broken into lines once."""
        key = cell, width
        if key in self.constant:
            return self.constant[key]
        content = spans(cell, self.family, numbers=numbers)
        lines = break_lines(content, self.theme.small, width)
        if not any(span.element.tag in numbers for span in content):
            self.constant[key] = lines
        return lines

    def pieces(self, number: int, count: int) -> list[Piece]:
        """Return the pieces of the foot on page `number` of `count`, at their places on the paper."""
        theme, shape = self.theme, self.shape
        left, width = shape.left(number), shape.width
        bottom = shape.paper[1] - theme.foot_line - self.leading
        placed: list[Piece] = []
        cells = self._lines({"page-number": str(number), "page-count": str(count)})
        for index, lines in enumerate(cells):
            end = index / max(1, len(self.cells) - 1)  # 0 inner edge, 0.5 middle, 1 outer edge
            above = self.lines_below if 0 < end < 1 else 0
            across = 0.0 if above else end
            top = bottom - (above + len(lines) - 1) * self.leading
            for down, line in enumerate(lines):
                x = left + (width - line_width(line)) * (across if shape.is_right(number) else 1 - across)
                if 0 < across < 1:
                    ends = [max(map(line_width, each), default=0.0) + self._gap for each in (cells[0], cells[-1])]
                    first, last = ends if shape.is_right(number) else ends[::-1]
                    x = max(left + first, min(x, left + width - last - line_width(line)))
                pieces = set_lines([line], 0.0, theme.small, self.leading, theme)
                placed += [piece.moved(x, top + down * self.leading) for piece in pieces]
        return placed
