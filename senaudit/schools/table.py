"""Read the table of many schools. It has a row for each school; its columns are the fields of school.yaml.

The heads are in the first row that is not empty. A head is a field's name, in capitals or small letters, with spaces
or hyphens for underscores: “Short name” is `short_name`. One more column, `folder`, names a school's own folder.
A table is CSV (with commas, semicolons or tabs; the heads show which) or a workbook (`workbook.py`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from unicodedata import normalize

from senaudit.problems import FileError, Place, Problem, SenauditError, by_place, did_you_mean, nearest
from senaudit.school.particulars import FORM
from senaudit.schools.row import FOLDER, SHEET, SchoolRow, letters, with_row_label
from senaudit.schools.workbook import SAVE_AS_CSV, is_workbook, not_a_table, sheet_text
from senaudit.source.cells import DELIMITERS, Dialect, Record, records, spans
from senaudit.source.damage import damage_in, damage_of
from senaudit.source.encoding import LINE_END, decode, without_unseen
from senaudit.source.nodes import unreadable

__all__ = ["COLUMNS", "FOLDER", "SchoolRow", "read_table", "with_row_label"]

_OWN_TERMS = "own_terms"
COLUMNS = ("name", *sorted(FORM - {"name", _OWN_TERMS}), FOLDER)
"""The columns that a table may have."""

_LARGEST = 50_000_000
"""The most bytes of a table. A table of the 24,000 schools of England needs about 10 million."""

_PIECE = 1_000_000
"""How many bytes are read at a time."""

_MOST_OF_A_KIND = 20
"""How many cells with the same kind of mistake are shown."""


def read_table(path: Path) -> tuple[tuple[str, ...], tuple[SchoolRow, ...]]:
    """Return the columns of a table, and its rows that are not empty.

    Raises FileError if the file cannot be read, and SenauditError with all problems of the table as a whole.
    """
    text, dialect, problems = _read_text(_read_bytes(path), path)
    lines = LINE_END.split(text)
    table = _Table(path, dialect or Dialect(_delimiter(lines)))
    rows = table.rows(records(path, lines, table.dialect, problems))
    problems += table.problems()
    if not rows and not problems:
        what = "there is no school in this table" if table.columns else "there is nothing in this table"
        hint = "write the heads of its columns in the first row, and a school in each row below"
        problems = [Problem("empty-table", Place(path), what, hint)]
    if problems:
        raise SenauditError(sorted(problems, key=by_place))
    return table.columns, rows


class _Table:
    """Turns the records of a table into rows, and notes the problems of the table as a whole."""

    def __init__(self, path: Path, dialect: Dialect) -> None:
        self.dialect = dialect
        self.columns: tuple[str, ...] = ()
        self._path = path
        self._problems: list[Problem] = []
        self._headless: dict[int, Problem] = {}
        self._counts: Counter[tuple[str, int]] = Counter()
        self._last: dict[tuple[str, int], int] = {}

    def rows(self, table_records: Iterable[Record]) -> tuple[SchoolRow, ...]:
        """Return the rows below the heads. The heads are in the first row that is not empty."""
        rows = []
        heads: SchoolRow | None = None
        for number, record in enumerate(table_records, 1):
            filled = [(at, cell.strip()) for at, cell in enumerate(record.cells) if cell and not cell.isspace()]
            if heads is not None and filled:
                rows.append(self._row(number, record, filled))
                self._check(rows[-1], filled, len(record.cells), heads)
            elif filled:
                self.columns = tuple(map(_column, record.cells))
                heads = self._row(number, record, [])
                self._check_heads(heads, record.cells)
        return tuple(rows)

    def problems(self) -> list[Problem]:
        """Return the problems of the rows read so far; of many cells with the same mistake, the first few."""
        for group, last in self._last.items():
            if (left := self._counts[group] - _MOST_OF_A_KIND) > 0:
                problem = self._problems[last]
                self._problems[last] = problem._replace(message=f"{problem.message}; {left} more rows have the like")
        return [*self._problems, *self._headless.values()]

    def _row(self, number: int, record: Record, filled: list[tuple[int, str]]) -> SchoolRow:
        named = [(self.columns[at], text) for at, text in filled if at < len(self.columns) and self.columns[at]]
        cells = tuple((name, text if text.isascii() else normalize("NFC", text)) for name, text in named)
        return SchoolRow(self._path, number, record.line, cells, self.columns, record.typed, self.dialect)

    def _check_heads(self, heads: SchoolRow, typed: Iterable[str]) -> None:
        missing = "name" not in self.columns and FOLDER not in self.columns
        for at, (head, column) in enumerate(zip(map(str.strip, typed), self.columns, strict=True)):
            first = self.columns.index(column)
            if column.partition(".")[0] == _OWN_TERMS:
                kind = "terms-in-cell"
                message = "a cell cannot hold the terms that a school words in its own way"
                hint = f"write them into school.yaml in a folder of the school’s, and name that in a column “{FOLDER}”"
            elif column and column not in COLUMNS:
                kind, message = "unknown-column", f"“{head}” is not a column of a table of schools"
                hint = did_you_mean(column, COLUMNS)
                missing = missing and nearest(column, COLUMNS) not in ("name", FOLDER)
            elif column and first < at:
                kind, hint = "duplicate-column", "delete one of them"
                message = f"“{head}” is here a second time (first in {self._column_label(first)})"
            else:
                continue
            self._problems.append(Problem(kind, heads.place_at(at), message, hint))
        if missing:
            hint = "write “name” above the names of the schools"
            self._problems.append(
                Problem("missing-column", heads.place_at(0), "no column of this table is called “name”", hint)
            )

    def _check(self, row: SchoolRow, filled: list[tuple[int, str]], count: int, heads: SchoolRow) -> None:
        """Note formulas, failed formulas, and cells outside the table: the row may not say what it seems to say."""
        for at, text in filled:
            for damage in (*damage_in(text), *damage_of(text)):
                if not damage.warning:  # those are told when the row is read
                    self._note((damage.kind, at), row, at, f"{row.label(at)}: {damage.message}", damage.hint)
            if at < len(self.columns) and not self.columns[at] and at not in self._headless:
                message = (
                    f"{self._column_label(at)} has no head, and something is written in it (first in row {row.row})"
                )
                hint = "write a column’s name above it, or empty its cells"
                self._headless[at] = Problem("column-without-head", heads.place_at(at), message, hint)
        last, known = filled[-1][0], len(self.columns)
        if last >= known and row.dialect == SHEET:
            hint = "write a column’s name above it, or empty the cell"
            self._note(
                ("cell-beside-table", 0), row, last, f"{row.label(last)}: this cell stands beside the table", hint
            )
        elif last >= known:
            message = f"row {row.row} has {count} cells, and there are only {known} heads"
            sign = "a tab" if self.dialect.delimiter == "\t" else f"“{self.dialect.delimiter}”"
            hint = f"put a text that has {sign} in it into quote marks, or delete the last cells"
            self._note(("too-many-cells", 0), row, known, message, hint)

    def _note(self, group: tuple[str, int], row: SchoolRow, at: int, message: str, hint: str) -> None:
        """Note a problem of a cell. Only count it if its group (a kind and a column) has enough problems already."""
        kind, _ = group
        self._counts[group] += 1
        if self._counts[group] <= _MOST_OF_A_KIND:
            self._last[group] = len(self._problems)
            self._problems.append(Problem(kind, row.place_at(at), message, hint))

    def _column_label(self, at: int) -> str:
        return f"column {letters(at) if self.dialect == SHEET else at + 1}"


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


def _read_text(data: bytes, path: Path) -> tuple[str, Dialect | None, list[Problem]]:
    """Return a table's text, the separator of its cells if it is a sheet, and the problems of its characters."""
    if is_workbook(data):
        text, problems = without_unseen(sheet_text(data, path), path)
        return text, SHEET, problems
    if problem := not_a_table(data, path):
        raise FileError([problem])
    decoded, problems = decode(data, path)
    if decoded is None:
        raise SenauditError([problem._replace(hint=SAVE_AS_CSV) for problem in problems])
    return (
        decoded,
        None,
        [each._replace(hint=SAVE_AS_CSV) if each.kind == "windows-encoding" else each for each in problems],
    )


def _delimiter(lines: Iterable[str]) -> str:
    """Return the separator of cells: the one that gives most known heads, and of several the one with most cells."""
    first = next((line for line in lines if line.strip(f" {DELIMITERS}")), "")

    def heads(sign: str) -> tuple[int, int]:
        cells = [first[start:end].strip('"') for start, end in spans(first, Dialect(sign))]
        return sum(_column(cell) in COLUMNS for cell in cells), len(cells)

    return max(DELIMITERS, key=heads)


def _column(head: str) -> str:
    """Return a head as the name of a column: “Short name” is short_name."""
    return re.sub(r"[\s_-]+", "_", head.strip().casefold())
