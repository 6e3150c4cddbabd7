"""Read the cells of a workbook (XLSX) as Excel shows them; and a table of schools, as lines of text with tabs.

openpyxl reads the file, in a process of its own with limits of time and memory. Hostile files are refused
before openpyxl sees them (`workbook_limits.py`), and sheets that reach too far (`survey.py`).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import ZipFile

from senaudit.files.limited import MEMORY, LimitError, run_limited
from senaudit.problems import FileError, Place, Problem
from senaudit.schools.number_format import MONTHS, PLAIN, shown
from senaudit.schools.survey import MOST_CELLS, Area, Survey, TooMuchError, survey
from senaudit.schools.workbook_limits import reason_to_refuse

SAVE_AS_CSV = "in Excel: File, Save as, choose “CSV UTF-8”"
"""Help for every file that cannot be read: how to save it as CSV."""

_SECONDS = 60
"""The most seconds of processor time that reading may take. A table of 24,000 schools takes about ten."""
_NOT_NEEDED = ("numpy", "lxml", "defusedxml")
"""Libraries that openpyxl uses if they are installed. Without them it reads the same on every computer, and sooner."""
_SHEETS = "xl/worksheets/"

# Excel on other systems, and other programs, write the carriage return of a Windows line end as _x000D_.
_LINE_END = re.compile("(?:_x000D_|\r)*\n|_x000D_|\r")


class SheetCells(NamedTuple):
    """A sheet's name, and the text of each cell, row by row. A line end in a cell is a “\n”.

    `not_followed` are the cells, by row from 1 and column from 0, whose number format is not followed, and the formats.
    `formulas` are the cells whose formula has no result in the file; their text is the formula. `merged` has no areas
    if the value of merged cells was written into all of them.
    """

    name: str
    rows: list[list[str]]
    not_followed: dict[tuple[int, int], str]
    formulas: frozenset[tuple[int, int]]
    merged: tuple[Area, ...]


class Sheet(NamedTuple):
    """The text of a sheet: a line for each row, and tabs between the cells.

    `not_followed` are the cells, by row from 1 and column from 0, whose number format is not followed, and the formats.
    """

    text: str
    not_followed: dict[tuple[int, int], str]


def is_workbook(data: bytes) -> bool:
    """Return whether the data is a zip file, as workbooks are."""
    return data.startswith(b"PK")


def not_a_table(data: bytes, path: Path) -> Problem | None:
    """Return a problem if the file has Excel's old format, as have workbooks with a password; else None."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        message = "this is an old Excel file (.xls), or one with a password"
        return Problem("not-a-table-file", Place(path), message, f"open it, and save it as a text: {SAVE_AS_CSV}")
    return None


def read_sheet(data: bytes, path: Path) -> Sheet:
    """Return a workbook's first visible sheet as Excel shows it: formulas as last calculated, numbers as formatted.

    A value of merged cells stands in each of them. A formula without a result in the file is returned as it is. A line
    end or a tab in a cell becomes a space. Raises FileError if the file is not a workbook, is damaged, or has more in
    it than a table needs.
    """
    cells = _limited(data, path, "a table of schools", 1, True)[0]
    lines = ("\t".join(row).replace("\n", " ").rstrip("\t") for row in cells.rows)
    return Sheet("\n".join(lines), cells.not_followed)


def read_sheets(data: bytes, path: Path, noun: str) -> list[SheetCells]:
    """Return the cells of all visible sheets. A value of merged cells stands in the first of them.

    `noun` is what the workbook should be, in messages: “a table of answers”. Raises FileError as `read_sheet`.
    """
    return _limited(data, path, noun, None, False)


def _limited(data: bytes, path: Path, noun: str, most: int | None, spread: bool) -> list[SheetCells]:
    try:
        return run_limited(_SECONDS, _read, data, path, noun, most, spread)
    except LimitError as error:
        reasons = {
            "time": f"this file takes more than {_SECONDS} seconds to read",
            "memory": f"this file takes more than {MEMORY // 1024**2} MB of memory to read",
        }
        raise _unreadable(path, reasons.get(error.reason, f"this file cannot be read ({error.output})")) from None


def _read(data: bytes, path: Path, noun: str, most: int | None, spread: bool) -> list[SheetCells]:
    """Return the first visible sheets, or all if `most` is None, in the process that reads the workbook.

    With `spread`, the value of merged cells is written into all of them.
    """
    from warnings import catch_warnings, simplefilter

    for library in _NOT_NEEDED:
        sys.modules[library] = None  # type: ignore[assignment] # so that an import fails
    try:
        if reason := reason_to_refuse(data, noun):
            raise _unreadable(path, reason)
        from openpyxl import load_workbook

        with ZipFile(BytesIO(data)) as archive:
            surveys = {name: _survey(archive, name) for name in archive.namelist() if name.startswith(_SHEETS)}
            with catch_warnings():
                simplefilter("ignore")  # openpyxl warns of features that it could not save
                workbook = load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
                sheets = [each for each in workbook.worksheets if each.sheet_state == "visible"][:most]
                if not sheets:
                    raise _unreadable(path, "there is no sheet in this file that can be seen")
                # Nothing else says which part a sheet is; a test holds it.
                parts = {sheet._worksheet_path: sheet for sheet in sheets}
                return [
                    _sheet(sheet, surveys.get(part) or _survey(archive, part), spread) for part, sheet in parts.items()
                ]
    except (FileError, MemoryError):
        raise
    except TooMuchError as reason:
        message = f"this sheet reaches much further than {noun} needs: it {reason}"
        raise _unreadable(path, message) from None
    except Exception as error:  # a damaged file makes zipfile, XML parsers and openpyxl raise nearly anything
        message = f"this is no Excel file that can be read: it is damaged, or of another kind ({type(error).__name__})"
        raise _unreadable(path, message) from None


def _survey(archive: ZipFile, name: str) -> Survey:
    with archive.open(name) as part:
        return survey(part)


def _sheet(sheet: Any, found: Survey, spread: bool) -> SheetCells:
    sheet.reset_dimensions()  # the size that the file states may be wrong
    rows: list[list[str]] = []
    not_followed: dict[tuple[int, int], str] = {}
    for number, cells in enumerate(sheet.iter_rows(max_row=found.last_row or 1), 1):
        row = []
        for at, cell in enumerate(cells):
            text, followed = _shown(cell)
            if not followed:
                not_followed[number, at] = cell.number_format
            row.append(text)
        rows.append(row)
    for (number, at), formula in found.formulas.items():
        if number <= len(rows) and at < len(rows[number - 1]):
            rows[number - 1][at] = _lines(formula)
    if spread:
        _spread(rows, found.merged)
    merged = () if spread else found.merged
    return SheetCells(sheet.title, rows, not_followed, frozenset(found.formulas), merged)


def _spread(rows: list[list[str]], merged: Sequence[Area]) -> None:
    """Write the value of merged cells into all of them, in rows that have something of their own.

    Raises TooMuchError if these would be more cells than a sheet may have.
    """
    filled = [any(row) for row in rows]
    room = MOST_CELLS
    for area in merged:
        first = rows[area.first_row - 1] if 0 < area.first_row <= len(rows) else []
        value = first[area.first_column] if area.first_column < len(first) else ""
        if not value:
            continue
        for at in range(area.first_row - 1, min(area.last_row, len(rows))):
            if filled[at]:
                room -= area.last_column + 1
                if room < 0:
                    raise TooMuchError(f"has more than {MOST_CELLS:,} merged cells")
                row = rows[at]
                row += [""] * (area.last_column + 1 - len(row))
                row[area.first_column : area.last_column + 1] = [value] * (area.last_column + 1 - area.first_column)


def _shown(cell: Any) -> tuple[str, bool]:
    """Return the text of a cell as Excel shows it, and whether its number format was followed."""
    value = cell.value
    if value is None:
        return "", True
    if isinstance(value, bool):
        return "yes" if value else "no", True
    try:
        code = cell.number_format or "General"
    except IndexError:  # a style that the file does not have
        code = "General"
    text = None if code in PLAIN else shown(value, code)
    if text is not None:
        return _lines(text), True
    return _as_typed(value), code in PLAIN or "[$-F" in code or isinstance(value, str)


def _as_typed(value: object) -> str:
    """Return a cell’s value as somebody in England would have typed it."""
    if isinstance(value, float):
        return f"{value:.15g}"  # as many digits as Excel keeps
    if isinstance(value, datetime) and value.time() != time():
        return f"{_as_typed(value.date())}, {_as_typed(value.time())}"
    if isinstance(value, date):
        return f"{value.day} {MONTHS[value.month - 1]} {value.year}"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return _lines(str(value))


def _lines(text: str) -> str:
    """Return a cell's text with one kind of line ends, and a space for each tab."""
    return _LINE_END.sub("\n", text.replace("\t", " "))


def _unreadable(path: Path, message: str) -> FileError:
    return FileError([Problem("workbook-unreadable", Place(path), message, f"save it as a text: {SAVE_AS_CSV}")])
