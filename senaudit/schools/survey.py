"""Look through a sheet before openpyxl does: how far it reaches, and what openpyxl does not tell.

That is which cells are merged, and which formulas have no result. openpyxl reads a sheet row by row without the former,
and tells the latter only if it reads the sheet twice.
"""

from __future__ import annotations

import re
from typing import IO, NamedTuple

MOST_ROWS = 250_000
"""The last row of a sheet that may have something in it. There are 24,000 schools in England."""

MOST_CELLS = 1_000_000
"""The most cells of a sheet, up to the last one in each row, empty ones included."""

_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
"""The most rows and columns. Source: Microsoft, “Excel specifications and limits”."""

_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?")


class TooMuchError(Exception):
    """A sheet has more in it than a table needs. Its text says what, after “it”."""


class Area(NamedTuple):
    """A rectangle of cells: its first and last row from 1, and its first and last column from 0."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int


class Survey(NamedTuple):
    """A sheet's last row with something in it, its formulas without a result by row and column, and merged cells."""

    last_row: int
    formulas: dict[tuple[int, int], str]
    merged: tuple[Area, ...]


def survey(part: IO[bytes]) -> Survey:
    """Look through a sheet, as far as it is XML. Raises TooMuchError if it reaches too far."""
    from xml.parsers.expat import ExpatError, ParserCreate

    counting = _Counting()
    parser = ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = counting.begin
    parser.CharacterDataHandler = counting.text
    try:
        while chunk := part.read(65_536):
            parser.Parse(chunk)
    except ExpatError:  # openpyxl will say so
        pass
    counting.end_row()
    return Survey(counting.last_row, counting.formulas, tuple(counting.merged))


class _Counting:
    """The handlers of the parser: they count, and note formulas without a result, and merged cells."""

    def __init__(self) -> None:
        self.last_row = 0
        self.formulas: dict[tuple[int, int], str] = {}
        self.merged: list[Area] = []
        self._cells = 0
        self._row = self._column = 0
        self._cell: dict[str, str] = {}
        self._inside = ""
        self._formula: str | None = None
        self._result: str | None = None

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""
        name = name.rpartition(":")[2]
        self._inside = name
        if name == "c":
            self.end_cell()
            self._cell = attributes
            self._column += 1
            if self._column > _LAST_COLUMN:
                raise TooMuchError(f"has a row with more than {_LAST_COLUMN:,} cells")
        elif name == "v":
            self._result = ""
        elif name == "f":
            self._formula = ""
        elif name == "row":
            self.end_row()
            self._begin_row(attributes.get("r", ""))
        elif name == "mergeCell" and (area := _area(attributes.get("ref", ""))):
            self.merged.append(area)
        if name in ("v", "f", "is"):
            self.last_row = max(self.last_row, self._row)
            if self._row > MOST_ROWS:
                raise TooMuchError(f"goes down to row {self._row:,}; the last may be {MOST_ROWS:,}")

    def text(self, text: str) -> None:
        """Take the text in an element."""
        if self._inside == "v":
            self._result = (self._result or "") + text
        elif self._inside == "f" and self._formula is not None:
            self._formula += text

    def end_cell(self) -> None:
        """Note the cell if it is a formula without a result. A text that is empty is one."""
        if self._formula is not None and not (self._result or (self._result is not None and self._is_text())):
            self.formulas[self._row, self._at()] = f"={self._formula.removeprefix('=')}"
        self._formula = self._result = None

    def end_row(self) -> None:
        """Count the cells of the row, and the gaps between them."""
        self.end_cell()
        self._cells += max(self._column, self._at() + 1)
        if self._cells > MOST_CELLS:
            raise TooMuchError(f"has more than {MOST_CELLS:,} cells")
        self._column = 0
        self._cell = {}

    def _begin_row(self, number: str) -> None:
        self._row = int(number) if re.fullmatch("[0-9]{1,9}", number) else self._row + 1
        if self._row > _LAST_ROW or len(number) > 9:
            raise TooMuchError(f"has more than {_LAST_ROW:,} rows")

    def _is_text(self) -> bool:
        return self._cell.get("t") == "str"

    def _at(self) -> int:
        """Return the column of the present cell, from 0; -1 if there is none yet."""
        area = _area(self._cell.get("r", ""))
        return area.first_column if area else self._column - 1


def _area(typed: str) -> Area | None:
    """Return the area of a reference such as A1 or A2:B5; None if it is none."""
    found = _RANGE.fullmatch(typed)
    if not found:
        return None
    row, column = int(found[2]), _number(found[1])
    return Area(row, int(found[4] or row), column, _number(found[3]) if found[3] else column)


def _number(letters: str) -> int:
    """Return the number of a column, from 0: A is 0, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
