"""Read the table of many schools. It has a row for each school; its columns are the fields of school.yaml.

The heads are in the first row that is not empty, or below a few rows of titles; `heads.py` says what they may be.
A table is CSV (with commas, semicolons or tabs; the heads show which, or a line “sep=;”) or a workbook (`workbook.py`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple
from unicodedata import normalize

from senaudit.problems import FileError, Place, Problem, SenauditError, by_place
from senaudit.schools.heads import COLUMNS, known_heads, read_heads, row_of_heads
from senaudit.schools.row import FOLDER, SHEET, SchoolRow, with_row_label
from senaudit.schools.workbook import SAVE_AS_CSV, is_workbook, not_a_table, read_sheet
from senaudit.source.cells import DELIMITERS, Dialect, Record, records, spans
from senaudit.source.damage import damage_in, damage_of
from senaudit.source.encoding import LINE_END, decode, without_unseen
from senaudit.source.nodes import unreadable

__all__ = ["COLUMNS", "FOLDER", "SchoolRow", "SchoolTable", "read_table", "with_row_label"]

_LARGEST = 50_000_000
"""The most bytes of a table. A table of the 24,000 schools of England needs about 10 million."""

_MOST_LINES, _MOST_CELLS = 2_000_000, 20_000_000
"""The most lines and cells of a CSV, empty ones too. Excel may write commas for each of its 1,048,576 rows."""

_MOST_COLUMNS, _MOST_QUOTES = 16_384, 131_072
"""The most cells and quote marks in a line. Source: Microsoft, “Excel specifications and limits”; and Python’s csv, in
which no cell has more characters.
"""

_PIECE = 1_000_000
"""How many bytes are read at a time."""

_MOST_OF_A_KIND = 20
"""How many cells with the same kind of mistake are shown."""

_MOST_TITLES = 9
"""How many rows of titles may stand above the heads, empty ones not counted."""

_SEPARATOR_LINE = r'(?i)"?sep=([^\w\s"]|\t)"?[,;\t]*'
"""A line with which a CSV tells Excel what stands between its cells."""


class SchoolTable(NamedTuple):
    """A table's columns ("" for those that are left alone), its rows that are not empty, and warnings."""

    columns: tuple[str, ...]
    rows: tuple[SchoolRow, ...]
    warnings: tuple[Problem, ...]


def read_table(path: Path, chosen: Mapping[str, str] | None = None) -> SchoolTable:
    """Return the table in a file. `chosen` are the heads of columns that the user named, by column.

    Raises FileError if the file cannot be read, SenauditError with all problems of the table as a whole, and UsageError
    if the table does not have a head that the user named.
    """
    source = _read_text(_read_bytes(path), path)
    lines, problems = _lines(path, source), source.problems
    first, dialect = (1, source.dialect) if source.dialect else _dialect(path, lines, chosen or {}, problems)
    table = _Table(path, dialect, chosen or {}, source.not_followed)
    rows = table.rows(records(path, lines, dialect, problems), first)
    problems = [each for each in problems if each.warning or not table.is_left_alone(each.place)] + table.problems()
    if not rows and all(problem.warning for problem in problems):
        what = "there is no school in this table" if table.columns else "there is nothing in this table"
        hint = "write the heads of its columns in the first row, and a school in each row below"
        problems.append(Problem("empty-table", Place(path), what, hint))
    problems.sort(key=by_place)
    if any(not problem.warning for problem in problems):
        raise SenauditError(problems)
    return SchoolTable(table.columns, rows, tuple(problems))


class _Table:
    """Turns the records of a table into rows, and notes the problems of the table as a whole."""

    def __init__(
        self, path: Path, dialect: Dialect, chosen: Mapping[str, str], not_followed: Mapping[tuple[int, int], str]
    ) -> None:
        self._not_followed = not_followed
        self.dialect = dialect
        self.columns: tuple[str, ...] = ()
        self._path = path
        self._chosen = chosen
        self._rows: list[SchoolRow] = []
        self._left_alone: frozenset[int] = frozenset()
        self._problems: list[Problem] = []
        self._headless: dict[int, Problem] = {}
        self._counts: Counter[tuple[str, int]] = Counter()
        self._last: dict[tuple[str, int], int] = {}

    def rows(self, table_records: Iterable[Record], first: int) -> tuple[SchoolRow, ...]:
        """Return the rows below the heads. `first` is the number of the first record's row."""
        numbered = ((number, record) for number, record in enumerate(table_records, first) if _is_filled(record))
        above = list(islice(numbered, _MOST_TITLES + 1))
        if not above:
            return ()
        at = row_of_heads([record.cells for _, record in above], self._chosen)
        number, record = above[at]
        heads = self._row(number, record, [])
        found = read_heads(heads, record.cells, self._chosen)
        self.columns, self._left_alone = found.columns, found.left_alone
        self._problems += found.problems
        if at:
            self._note_titles([number for number, _ in above[:at]], number, above[0][1])
        for number, record in chain(above[at + 1 :], numbered):
            filled = [(at, cell.strip()) for at, cell in enumerate(record.cells) if cell and not cell.isspace()]
            self._rows.append(self._row(number, record, filled))
            self._check(self._rows[-1], filled, len(record.cells), heads)
        return tuple(self._rows)

    def is_left_alone(self, place: Place | None) -> bool:
        """Return whether a place is in a cell of a column that is left alone."""
        if not (place and place.line and self._left_alone):
            return False
        row = self._rows[bisect_right(self._rows, place.line, key=lambda row: row.line) - 1] if self._rows else None
        return row is not None and row.column_at(place) in self._left_alone

    def _note_titles(self, titles: Sequence[int], heads: int, first: Record) -> None:
        rows = f"row {titles[0]} is" if len(titles) == 1 else f"rows {titles[0]} to {titles[-1]} are"
        message = f"the heads of this table are in row {heads}, and {rows} left out"
        place = self._row(titles[0], first, []).place_at(0)
        self._problems.append(Problem("rows-above-heads", place, message, "delete what stands above the heads", True))

    def problems(self) -> list[Problem]:
        """Return the problems of the rows read so far; of many cells with the same mistake, the first few."""
        for group, last in self._last.items():
            if (left := self._counts[group] - _MOST_OF_A_KIND) > 0:
                problem = self._problems[last]
                self._problems[last] = problem._replace(message=f"{problem.message}; {left} more rows have the like")
        headless = list(self._headless.values())[:_MOST_OF_A_KIND]
        if more := len(self._headless) - len(headless):
            headless[-1] = headless[-1]._replace(
                message=f"{headless[-1].message}; {more} more columns have none either"
            )
        return [*self._problems, *headless]

    def _row(self, number: int, record: Record, filled: list[tuple[int, str]]) -> SchoolRow:
        named = [(self.columns[at], text) for at, text in filled if at < len(self.columns) and self.columns[at]]
        cells = tuple((name, text if text.isascii() else normalize("NFC", text)) for name, text in named)
        return SchoolRow(self._path, number, record.line, cells, self.columns, record.typed, self.dialect)

    def _check(self, row: SchoolRow, filled: list[tuple[int, str]], count: int, heads: SchoolRow) -> None:
        """Note cells of columns without a head, and cells outside the table. Look into the others."""
        for at, text in filled:
            if at < len(self.columns) and self.columns[at]:
                self._check_cell(row, at, text)
            elif at < len(self.columns) and at not in self._left_alone and at not in self._headless:
                message = f"{row.column_label(at)} has no head, and something is written in it (first in row {row.row})"
                hint = "write a column’s name above it, or empty its cells"
                place = heads.place_at(at) if len(self._headless) < _MOST_OF_A_KIND else None
                self._headless[at] = Problem("column-without-head", place, message, hint)
        last, known = filled[-1][0], len(self.columns)
        if last >= known and row.dialect == SHEET:
            hint = "write a column’s name above it, or empty the cell"
            self._note(
                ("cell-beside-table", 0), row, last, f"{row.label(last)}: this cell stands beside the table", hint
            )
        elif last >= known:
            message = f"row {row.row} has {count} cells, and there are only {known} heads"
            hint = (
                f"put a text that has {_named(self.dialect.delimiter)} in it into quote marks, or delete the last cells"
            )
            self._note(("too-many-cells", 0), row, known, message, hint)

    def _check_cell(self, row: SchoolRow, at: int, text: str) -> None:
        """Note what a program has ruined, and a number that may look otherwise in Excel."""
        for damage in (*damage_in(text), *damage_of(text)):
            if not damage.warning:  # those are told when the row is read
                self._note((damage.kind, at), row, at, f"{row.label(at)}: {damage.message}", damage.hint)
        if code := self._not_followed.get((row.row, at)):
            message = f"{row.label(at)}: the number format “{code}” of this cell is not followed: it is “{text}”"
            hint = "if that is not what should be printed, write the text itself into the cell"
            self._note(("number-format", at), row, at, message, hint, warning=True)

    def _note(
        self, group: tuple[str, int], row: SchoolRow, at: int, message: str, hint: str, warning: bool = False
    ) -> None:
        """Note a problem of a cell. Only count it if its group (a kind and a column) has enough problems already."""
        kind, _ = group
        self._counts[group] += 1
        if self._counts[group] <= _MOST_OF_A_KIND:
            self._last[group] = len(self._problems)
            self._problems.append(Problem(kind, row.place_at(at), message, hint, warning))


def _read_bytes(path: Path) -> bytes:
    pieces: list[bytes] = []
    try:
        with path.open("rb") as file:  # piece by piece, because /dev/zero has no size and no end
            while len(pieces) * _PIECE <= _LARGEST and (piece := file.read(_PIECE)):
                pieces.append(piece)
    except OSError as error:
        raise FileError([unreadable(path, error)]) from None
    data = b"".join(pieces)
    if len(data) > _LARGEST:
        message = f"this file has more than {_LARGEST // 1_000_000} MB, which no table of schools needs"
        raise FileError(
            [
                Problem(
                    "file-too-large", Place(path), message, "check that it is the right file; take pictures out of it"
                )
            ]
        )
    return data


class _Source(NamedTuple):
    """A table's text and the problems of its characters; of a sheet the dialect, and what `Sheet` says of its cells."""

    text: str
    problems: list[Problem]
    dialect: Dialect | None
    not_followed: Mapping[tuple[int, int], str]


def _read_text(data: bytes, path: Path) -> _Source:
    """Return a table's text. Raises FileError or SenauditError for a file that is no table."""
    if is_workbook(data):
        sheet = read_sheet(data, path)
        text, problems = without_unseen(sheet.text, path)
        return _Source(text, problems, SHEET, sheet.not_followed)
    if problem := not_a_table(data, path):
        raise FileError([problem])
    decoded, problems = decode(data, path)
    if decoded is None:
        raise SenauditError([problem._replace(hint=SAVE_AS_CSV) for problem in problems])
    told = [_as_warning(problem) if problem.kind == "old-encoding" else problem for problem in problems]
    return _Source(decoded, told, None, {})


def _lines(path: Path, source: _Source) -> list[str]:
    """Return the lines of a table. Raises FileError for a CSV with more lines or cells than a table of schools has."""
    text = source.text
    if source.dialect:
        return LINE_END.split(text)
    _refuse_more(path, "lines", max(text.count("\n"), text.count("\r")), _MOST_LINES)
    _refuse_more(path, "cells", max(map(text.count, DELIMITERS)), _MOST_CELLS)
    lines = LINE_END.split(text)
    for line in lines:
        if len(line) > _MOST_COLUMNS:
            _refuse_more(path, "cells in a row", max(map(line.count, DELIMITERS)), _MOST_COLUMNS)
            _refuse_more(path, "quote marks in a line", line.count('"'), _MOST_QUOTES)
    return lines


def _refuse_more(path: Path, what: str, count: int, most: int) -> None:
    if count > most:
        message = f"this file has more than {most:,} {what}, which no table of schools needs"
        raise FileError([Problem("table-too-large", Place(path), message, "check that it is the right file")])


def _as_warning(problem: Problem) -> Problem:
    """Return a warning for a table in an old encoding: Excel saves CSV like that if it is not told otherwise."""
    told = dict(problem.values)
    message = f"this table is saved in {told['encoding']}, and read as that; is its letter “{told['letter']}” right?"
    return problem._replace(message=message, hint=f"if it is not, {SAVE_AS_CSV}", warning=True)


def _is_filled(record: Record) -> bool:
    """Return whether a record has a cell that is not empty. Records of commas alone are quickly passed over."""
    return any(record.cells) and not all(map(str.isspace, filter(None, record.cells)))


def _dialect(path: Path, lines: list[str], chosen: Mapping[str, str], problems: list[Problem]) -> tuple[int, Dialect]:
    """Return the number of the first row, and the separator of cells: the one that gives most known heads.

    Of several it is the one with most cells in the first line. Excel's own line “sep=;” says it outright. As in Excel,
    that line is no row; it is emptied. A problem is added if it is not true.
    """
    said = re.fullmatch(_SEPARATOR_LINE, lines[0])
    typed = lines[0]
    lines[:1] = [""] if said else lines[:1]
    firsts = list(islice((line for line in lines if line.strip(f" {DELIMITERS}")), _MOST_TITLES + 1))

    def heads(sign: str) -> tuple[int, int]:
        cells = [[line[start:end].strip('"') for start, end in spans(line, Dialect(sign))] for line in firsts]
        return max((len(known_heads(row, chosen)) for row in cells), default=0), len(cells[0]) if cells else 0

    sign = max(DELIMITERS, key=heads)
    if said and heads(said[1])[0] < heads(sign)[0]:
        message = f"this line says that “{said[1]}” stands between the cells, and it is {_named(sign)}"
        place = Place(path, 1, 1, typed, len(typed))
        problems.append(Problem("wrong-separator", place, message, "delete this line"))
    elif said:
        sign = said[1]
    return 0 if said else 1, Dialect(sign)


def _named(sign: str) -> str:
    return "a tab" if sign == "\t" else f"“{sign}”"
