"""Read a table of schools from a workbook (XLSX): its first visible sheet as lines of text with tabs between cells.

openpyxl, an extra, reads the file, in a process of its own with limits of time and memory. Hostile files are refused
before openpyxl sees them (`workbook_limits.py`).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

from senaudit.files.limited import MEMORY, LimitError, run_limited
from senaudit.problems import FileError, Place, Problem
from senaudit.schools.workbook_limits import reason_to_refuse

SAVE_AS_CSV = "in Excel: File, Save as, choose “CSV UTF-8”"
"""Help for every file that cannot be read: how to save it as CSV."""

_SECONDS = 60
"""The most seconds of processor time that reading may take. A table of 24,000 schools takes about ten."""
_NOT_NEEDED = ("numpy", "lxml", "defusedxml")
"""Libraries that openpyxl uses if they are installed. Without them it reads the same on every computer, and sooner."""
_MOST_ROWS = 1_048_576
"""The most rows; a column's format alone can reach them. Source: Microsoft, “Excel specifications and limits”."""
_MOST_CELLS = 30_000_000
"""The most cells, up to the last one in each row, empty ones included."""

# Excel on other systems, and other programs, write the carriage return of a Windows line end as _x000D_.
_LINE_END = re.compile("(?:_x000D_|\r)*[\n\t]|_x000D_|\r")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def is_workbook(data: bytes) -> bool:
    """Return whether the data is a zip file, as workbooks are."""
    return data.startswith(b"PK")


def not_a_table(data: bytes, path: Path) -> Problem | None:
    """Return a problem if the file has Excel's old format, as have workbooks with a password; else None."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        message = "this is an old Excel file (.xls), or one with a password"
        return Problem("not-a-table-file", Place(path), message, f"open it, and save it as a text: {SAVE_AS_CSV}")
    return None


def sheet_text(data: bytes, path: Path) -> str:
    """Return the text of a workbook's first visible sheet: formulas as Excel last calculated them, dates in words.

    A formula without a result in the file is returned as it is. A line end or a tab in a cell becomes a space. Raises
    FileError if the file is not a workbook, is damaged, or would unpack to more than a table needs.
    """
    if find_spec("openpyxl") is None:
        hint = f'type: pip install "senaudit[xlsx]"; or save it as a text: {SAVE_AS_CSV}'
        raise _unreadable(path, "openpyxl, which reads an Excel file, is not installed", hint)
    try:
        return run_limited(_SECONDS, _read, data, path)
    except LimitError as error:
        reasons = {
            "time": f"this file takes more than {_SECONDS} seconds to read",
            "memory": f"this file takes more than {MEMORY // 1024**2} MB of memory to read",
        }
        raise _unreadable(path, reasons.get(error.reason, f"this file cannot be read ({error.output})")) from None


def _read(data: bytes, path: Path) -> str:
    """Return what `sheet_text` returns, in the process that reads the workbook."""
    from warnings import catch_warnings, simplefilter

    for library in _NOT_NEEDED:
        sys.modules[library] = None  # type: ignore[assignment] # so that an import fails
    try:
        if reason := reason_to_refuse(data):
            raise _unreadable(path, reason)
        from openpyxl import load_workbook

        with catch_warnings():
            simplefilter("ignore")  # openpyxl warns of features that it could not save
            return "\n".join(_lines(load_workbook, data, path))
    except (FileError, MemoryError):
        raise
    except Exception as error:  # a damaged file makes zipfile, XML parsers and openpyxl raise nearly anything
        message = f"this is no Excel file that can be read: it is damaged, or of another kind ({type(error).__name__})"
        raise _unreadable(path, message) from None


def _lines(load_workbook: Any, data: bytes, path: Path) -> Iterator[str]:
    """Yield the text of each row. If there are formulas, the sheet is read a second time for their results."""
    formulas: dict[tuple[int, int], str] = {}
    lines = []
    for number, row in enumerate(_rows(load_workbook, data, path, data_only=False)):
        formulas |= {(number, at): formula for at, value in enumerate(row) if (formula := _formula(value))}
        lines.append("\t".join(map(_as_typed, row)).rstrip("\t"))
    if not formulas:
        yield from lines
        return
    for number, row in enumerate(_rows(load_workbook, data, path, data_only=True)):
        values = (formulas.get((number, at)) if value is None else value for at, value in enumerate(row))
        yield "\t".join(map(_as_typed, values)).rstrip("\t")


def _rows(load_workbook: Any, data: bytes, path: Path, data_only: bool) -> Iterator[tuple[object, ...]]:
    workbook = load_workbook(BytesIO(data), read_only=True, data_only=data_only, keep_links=False)
    sheet = next((each for each in workbook.worksheets if each.sheet_state == "visible"), None)
    if sheet is None:
        raise _unreadable(path, "there is no sheet in this file that can be seen")
    sheet.reset_dimensions()  # the size that the file states may be wrong
    cells = 0
    for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
        cells += len(row)
        if number > _MOST_ROWS or cells > _MOST_CELLS:
            raise _unreadable(path, "this sheet reaches much further than a table of schools needs")
        yield row


def _formula(value: object) -> str:
    """Return a cell’s formula, or "" for any other value."""
    if isinstance(value, str):
        return value if value.startswith("=") else ""
    if value is None or isinstance(value, bool | int | float | date | time | timedelta):
        return ""
    return str(getattr(value, "text", None) or "=")  # openpyxl’s objects for formulas of several cells


def _as_typed(value: object) -> str:
    """Return a cell’s value as somebody in England would have typed it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.15g}"  # as many digits as Excel keeps
    if isinstance(value, datetime) and value.time() != time():
        return f"{_as_typed(value.date())}, {_as_typed(value.time())}"
    if isinstance(value, date):
        return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return _LINE_END.sub(" ", str(value))


def _unreadable(path: Path, message: str, hint: str = "") -> FileError:
    return FileError(
        [Problem("workbook-unreadable", Place(path), message, hint or f"save it as a text: {SAVE_AS_CSV}")]
    )
