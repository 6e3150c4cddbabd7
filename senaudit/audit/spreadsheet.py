"""Writes tables as workbooks (XLSX) and as CSV. Every text in a cell stays a text: none becomes a formula.

The same table gives the same bytes. What is written goes into no temporary file.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from io import BytesIO, StringIO
from itertools import islice
from typing import Any, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter

from senaudit.layout.wording import one_line

Cell = str | int | date | None

FORMULA = tuple("=+-@\t\r\n＝＋－＠")
"""The signs with which a text begins that Excel may take for a formula. Source: OWASP, “CSV Injection”."""

MOST_SIGNS = 16_000
"""The most characters of a cell. Excel's limit is 32,767 units of UTF-16, and one character may need two of them."""

MOST_ROWS = 1_000_000
"""The most rows of a sheet, its head not counted. Excel's limit is 1,048,576."""

_LINE_END = re.compile("\r\n|\r")
_UNWRITABLE = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML cannot have, or that nobody sees."""
_CODE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
"""What Excel would read as the code of a character, as in _x000D_. Source: ECMA-376, part 1, 22.9.2.19."""

_NO_DATE = datetime(1980, 1, 1)
"""openpyxl writes no workbook without a date. This is the one that zip files begin with."""

_DATES = "d mmm yyyy"
_TOP = Alignment(wrap_text=True, vertical="top")
_HEAD_FILL = PatternFill("solid", fgColor="E7E7E7")
_LINE_BELOW = Border(bottom=Side("thin", color="808080"))


class Column(NamedTuple):
    """A column: its head, and its width in digits. Cells of a key say what a row is about: they are never long."""

    head: str
    width: int = 12
    is_key: bool = False


def write_workbook(
    title: str, columns: Sequence[Column], rows: Iterable[Sequence[Cell]], language: str = "en-GB"
) -> bytes:
    """Return a workbook with one table, to be filtered and printed. A row has a cell for each column.

    A text that is too long for a cell goes on in a further row, which has the same keys.
    """
    book = Workbook()
    book.remove(book.active)
    fitting = iter(_fitting(columns, rows))
    first = list(islice(fitting, MOST_ROWS))
    while first or not book.worksheets:
        sheet = add_sheet(book, title)
        _fill(sheet, columns, first)
        first = list(islice(fitting, MOST_ROWS))
    return saved(book, title, language)


def write_csv(columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return the same table as CSV in UTF-8, with commas.

    A text that Excel may take for a formula has an apostrophe before it.
    """
    written = StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(_harmless(column.head) for column in columns)
    writer.writerows([_harmless(cell) for cell in row] for row in _fitting(columns, rows))
    return written.getvalue().encode("utf-8-sig")


def add_sheet(book: Any, title: str) -> Any:
    """Return a new sheet of a workbook, to be printed across. Its name is what a sheet's may have of the title."""
    title = printable(title)
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\\s]+", " ", title).strip("' ")[:31].strip("' ") or None)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddHeader.left.text = one_line(title).replace("&", "&&") or None
    sheet.oddFooter.right.text = "&P / &N"
    return sheet


def write_cell(sheet: Any, row: int, column: int, value: Cell) -> Any:
    """Write a value into a cell, by its row and column from 1, and return the cell. A text is written as it stands."""
    cell = sheet.cell(row, column)
    if isinstance(value, str):
        cell.value = _CODE.sub("_x005F_", printable(value))
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(FORMULA)  # it stays a text when it is edited, too
    elif value is not None:
        cell.value = value
        if isinstance(value, date):
            cell.number_format = _DATES
    cell.alignment = _TOP
    return cell


def write_head(sheet: Any, row: int, heads: Iterable[tuple[Cell, int]]) -> None:
    """Write the heads of columns into a row, each with its column's width. They are repeated on each printed page."""
    for number, (head, width) in enumerate(heads, 1):
        cell = write_cell(sheet, row, number, head)
        cell.font, cell.fill, cell.border = Font(bold=True), _HEAD_FILL, _LINE_BELOW
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.print_title_rows = f"{row}:{row}"


def saved(book: Any, title: str, language: str) -> bytes:
    """Return the bytes of a workbook. They are the same at any time."""
    about = book.properties
    about.title, about.language, about.creator = printable(title), language, "senaudit"
    about.created = about.modified = _NO_DATE
    data = BytesIO()
    _InMemory(book, _Undated(data, "w", ZIP_DEFLATED)).save()
    return data.getvalue()


def printable(words: str) -> str:
    """Return words with one kind of line ends. U+FFFD stands for what no file of this kind can have."""
    return _UNWRITABLE.sub("\ufffd", _LINE_END.sub("\n", words))


def _fill(sheet: Any, columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> None:
    write_head(sheet, 1, ((column.head, column.width) for column in columns))
    for number, row in enumerate(rows, 2):
        for at, cell in enumerate(row, 1):
            write_cell(sheet, number, at, cell)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{len(rows) + 1}"


def _fitting(columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> Iterator[list[Cell]]:
    """Yield the rows, and after a row those in which its long texts go on. Joined again, the texts are the same."""
    for row in rows:
        pieces = [list(_pieces(cell)) if isinstance(cell, str) and len(cell) > MOST_SIGNS else [cell] for cell in row]
        for number in range(max(map(len, pieces), default=0)):
            yield [
                cells[number] if number < len(cells) else cells[0] if column.is_key else None
                for column, cells in zip(columns, pieces, strict=True)
            ]


def _pieces(words: str) -> Iterator[str]:
    while len(words) > MOST_SIGNS:
        end = max(words.rfind(sign, 0, MOST_SIGNS) for sign in " \n") + 1 or MOST_SIGNS
        yield words[:end]
        words = words[end:]
    yield words


def _harmless(cell: Cell) -> str:
    """Return a cell as text that no spreadsheet program takes for a formula."""
    words = cell.isoformat() if isinstance(cell, date) else "" if cell is None else printable(str(cell))
    return f"'{words}" if isinstance(cell, str) and words.startswith(FORMULA) else words


class _InMemory(ExcelWriter):
    """openpyxl's writer, which would put each sheet into a temporary file first: what people said is in it."""

    def write_worksheet(self, ws: Any) -> None:
        written = BytesIO()
        writer = WorksheetWriter(ws, written)
        writer.write()
        ws._rels = writer._rels
        self._archive.writestr(ws.path[1:], written.getvalue())
        self.manifest.append(ws)


class _Undated(ZipFile):
    """A zip file whose parts have the date from which such files begin, and which no system leaves its mark in."""

    def writestr(self, zinfo_or_arcname: Any, data: Any, *given: Any, **named: Any) -> None:
        part = ZipInfo(str(zinfo_or_arcname))
        part.create_system, part.compress_type = 0, ZIP_DEFLATED
        super().writestr(part, data)
