"""Read a table of schools from a workbook (XLSX): its first visible sheet as lines of text with tabs between cells.

openpyxl, an extra, reads the file. Hostile files are refused before openpyxl sees them. A file may not declare more
unpacked bytes than any table needs, and zipfile unpacks no more than is declared. No part may have a document type:
without one, XML has no entities that could multiply or be fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from senaudit.problems import FileError, Place, Problem

SAVE_AS_CSV = "in Excel: File, Save as, choose “CSV UTF-8”"
"""Help for every file that cannot be read: how to save it as CSV."""

_MOST_UNFOLDED = 100_000_000
"""The most unpacked bytes of all parts. 24,000 schools with every column filled in need about 40 million."""
_MOST_BESIDE = 10_000_000
"""The most unpacked bytes of the parts that are not sheets or their texts. openpyxl reads those in one go."""
_MOST_ROWS = 1_048_576
"""The most rows; a column's format alone can reach them. Source: Microsoft, “Excel specifications and limits”."""
_MOST_CELLS = 30_000_000
"""The most cells, up to the last one in each row, empty ones included."""

# Excel on other systems, and other programs, write the carriage return of a Windows line end as _x000D_.
_LINE_END = re.compile("(?:_x000D_|\r)*[\n\t]|_x000D_|\r")
_SHEETS = ("xl/worksheets/", "xl/sharedStrings.")
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
    try:
        from openpyxl import load_workbook
    except ImportError:
        hint = f'type: pip install "senaudit[xlsx]"; or save it as a text: {SAVE_AS_CSV}'
        raise _unreadable(path, "openpyxl, which reads an Excel file, is not installed", hint) from None
    from warnings import catch_warnings, simplefilter

    try:
        _refuse_bombs(data, path)
        with catch_warnings():
            simplefilter("ignore")  # openpyxl warns of features that it could not save
            return "\n".join(_lines(load_workbook, data, path))
    except FileError:
        raise
    except Exception as error:  # a damaged file makes zipfile, XML parsers and openpyxl raise nearly anything
        message = f"this is no Excel file that can be read: it is damaged, or of another kind ({type(error).__name__})"
        raise _unreadable(path, message) from None


def _refuse_bombs(data: bytes, path: Path) -> None:
    with ZipFile(BytesIO(data)) as archive:
        members = archive.infolist()
        names = {member.filename for member in members}
        if "[Content_Types].xml" not in names or "xl/workbook.bin" in names:
            raise _unreadable(path, "this is not an Excel file (.xlsx), but another kind of spreadsheet or zip file")
        beside = sum(member.file_size for member in members if not member.filename.startswith(_SHEETS))
        if beside > _MOST_BESIDE or sum(member.file_size for member in members) > _MOST_UNFOLDED:
            raise _unreadable(path, "this file unfolds to far more than a table of schools needs")
        for member in members:
            with archive.open(member) as part:
                if _has_document_type(part):
                    raise _unreadable(path, f"“{member.filename}” in this file declares a document type")


class _ElementFound(Exception):  # noqa: N818 - it ends the parsing, and is not an error
    """The first element of a part begins, so no document type can follow."""


def _has_document_type(part: Any) -> bool:
    """Return whether a part is XML with a document type, which must come before its first element."""
    from xml.parsers.expat import ExpatError, ParserCreate

    found = []

    def begin(*arguments: object) -> None:
        raise _ElementFound

    def declare(*arguments: object) -> None:
        found.append(True)
        raise _ElementFound

    parser = ParserCreate()
    parser.StartElementHandler = begin
    parser.StartDoctypeDeclHandler = declare
    try:
        while chunk := part.read(4096):
            parser.Parse(chunk)
    except (_ElementFound, ExpatError):  # a part that is not XML, such as a picture, is harmless
        pass
    return bool(found)


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
