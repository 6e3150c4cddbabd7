"""One row of a table of schools: the text of its cells, and their places."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from senaudit.problems import Place, Problem
from senaudit.source.cells import Dialect, place_of, spans
from senaudit.source.nodes import Mapping, Scalar
from senaudit.source.unprinted import without_unprinted

FOLDER = "folder"
"""The column that names a school's own folder, beside the table or in a folder there."""

LANGUAGE = "language"
"""The column with the language of a school's pack, such as pl."""

IDENTITY = ("urn", "town", "postcode")
"""The columns that tell schools of one name apart. They are not printed."""

SHEET = Dialect("\t", quotes=False)
"""The separator of cells in the text that is made from a workbook's sheet, a line for each row."""


class SchoolRow(NamedTuple):
    """One school of a table.

    `path` is the table's path. `row` is the row's number, from 1 as in a spreadsheet. `line` is the number of its first
    line (quoted cells may hold line ends). `cells` are the filled-in cells, as column and text, in the table's order.
    The places of cells follow from `columns` (all columns of the table), `typed` (the row's text, one line or more) and
    `dialect` (how cells are separated).
    """

    path: Path
    row: int
    line: int
    cells: tuple[tuple[str, str], ...]
    columns: tuple[str, ...]
    typed: str
    dialect: Dialect

    @property
    def name(self) -> str:
        """The school's name, or "" if it is not filled in."""
        return " ".join(self.cell("name").split())

    @property
    def urn(self) -> str:
        """The number of the school in the register of schools in England, or "" if it is not filled in."""
        return self.cell("urn")

    @property
    def town(self) -> str:
        """The school's town, or "" if it is not filled in."""
        return self.cell("town")

    @property
    def postcode(self) -> str:
        """The school's postcode, or "" if it is not filled in."""
        return self.cell("postcode")

    @property
    def folder(self) -> str | None:
        """The text of the column `folder`, as it was typed, or None."""
        return self.cell(FOLDER) or None

    def cell(self, column: str) -> str:
        """Return the text of the row's cell in a column, or "" if it is not filled in."""
        return next((without_unprinted(text) for name, text in self.cells if name == column), "")

    def node(self) -> Mapping:
        """Return the row as the node that school.yaml would have: only its fields, without `folder` and the like.

        Each field's name has the place of its cell. The node's own place is the cell of the name, filled in or not.
        """
        texts = dict(self.cells)
        entries = []
        for name, (start, end) in zip(self.columns, spans(self.typed, self.dialect), strict=False):
            if name in texts and name not in (FOLDER, LANGUAGE, *IDENTITY):
                place = place_of(self.path, self.line, self.typed, start, end)
                entries.append((Scalar(name, place), Scalar(texts[name], place, self._lines(start, end))))
        return Mapping(tuple(entries), self.place_of("name"))

    def place_of(self, column: str) -> Place:
        """Return the place of the row's cell in a column, filled in or not; of its first cell if there is no column."""
        return self.place_at(self.columns.index(column) if column in self.columns else 0)

    def place_at(self, number: int) -> Place:
        """Return the place of the row's cell with that number, from 0; the row's end if it has fewer cells."""
        cells = list(spans(self.typed, self.dialect))
        start, end = cells[number] if number < len(cells) else (len(self.typed), len(self.typed))
        return place_of(self.path, self.line, self.typed, start, end)

    def column_at(self, place: Place) -> int | None:
        """Return the number of the cell at a place, from 0; None if the place is not in this row."""
        inside = place.line - self.line
        lines = self.typed.split("\n")
        if place.path != self.path or not 0 <= inside < len(lines):
            return None
        at = sum(len(line) + 1 for line in lines[:inside]) + place.column - 1
        cells = list(spans(self.typed, self.dialect))
        if at >= len(self.typed) and "name" in self.columns[len(cells) :]:  # the row is too short to have a name
            return self.columns.index("name")
        return max((number for number, (start, _) in enumerate(cells) if start <= at), default=0)

    def label(self, number: int) -> str:
        """Return the label of a cell, by its number from 0: row and column, and in a sheet its name, such as C4."""
        name = self.columns[number] if number < len(self.columns) else ""
        cell = f" ({letters(number)}{self.row})" if self.dialect == SHEET else ""
        return f"row {self.row}, column {f'“{name}”' if name else number + 1}{cell}"

    def column_label(self, number: int) -> str:
        """Return the label of a column without a name, by its number from 0: in a sheet its letters."""
        return f"column {letters(number) if self.dialect == SHEET else number + 1}"

    def _lines(self, start: int, end: int) -> tuple[str, ...]:
        """Return the lines of a cell with several lines; an empty tuple for a cell with one."""
        if self.typed.find("\n", start, end) < 0:
            return ()
        before, after = self.typed.count("\n", 0, start), self.typed.count("\n", 0, end)
        return tuple(self.typed.split("\n")[before : after + 1])


def with_row_label(row: SchoolRow, problem: Problem) -> Problem:
    """Return the problem with the label of its cell at the front of the message, if it is in the row; else unchanged.

    The numbers of row and column, both from 1, are added to its values as “row” and “column”.
    """
    number = row.column_at(problem.place) if problem.place else None
    if number is None:
        return problem
    values = (*problem.values, ("row", str(row.row)), ("column", str(number + 1)))
    return problem._replace(message=f"{row.label(number)}: {problem.message}", values=values)


def letters(number: int) -> str:
    """Return a spreadsheet's name of a column, by its number from 0: A, B … Z, AA."""
    name = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
