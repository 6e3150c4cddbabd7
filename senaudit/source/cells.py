"""Split the lines of a table into rows of cells, and find where a cell stands.

Python's csv module splits the rows. It does not report positions, so `spans` works them out again, for the few rows
that need them.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from senaudit.problems import Place, Problem

DELIMITERS = ",;\t"
"""The possible delimiters. Excel writes semicolons in countries where numbers have a decimal comma."""

_MOST_BAD_ROWS = 20
"""Reading stops after this many rows that cannot be split into cells."""

_DOUBLE_IT = 'type one that belongs to the text twice: ""'
_CLOSE_IT = f"type a quote mark at the end of the cell; {_DOUBLE_IT}"
_ONE_PAIR = f"put one pair of quote marks around the whole cell; {_DOUBLE_IT}"

_QUOTED = re.compile(r'"[^"]*(?:""[^"]*)*')


class Dialect(NamedTuple):
    """The delimiter of the cells, and whether quote marks enclose a cell.

    In the cells of a workbook's sheet a quote mark is an ordinary character.
    """

    delimiter: str
    quotes: bool = True


class Record(NamedTuple):
    """One row of a table.

    `line` is the number of its first line, from 1. `typed` is its line or lines as typed, without the final line end.
    """

    line: int
    typed: str
    cells: Sequence[str]


def records(path: Path, lines: Sequence[str], dialect: Dialect, problems: list[Problem]) -> Iterator[Record]:
    """Yield the rows of a table, empty ones too, and add the errors in its quote marks to `problems`.

    After a row that cannot be split, reading goes on in the line below the faulty quote mark.
    """
    first = 0
    for bad_rows in range(1, _MOST_BAD_ROWS + 1):
        start, reader = first, _reader(lines, first, dialect)
        try:
            for cells in reader:
                after = start + reader.line_num
                typed = lines[first] if after == first + 1 else "\n".join(lines[first:after])
                yield Record(first + 1, typed, cells)
                first = after
            return
        except csv.Error:
            typed = "\n".join(lines[first : start + reader.line_num])
            problem = _fault(path, first + 1, typed, dialect)
        first = problem.place.line if problem.place else len(lines)
        more = "; the table is not read on from here" if bad_rows == _MOST_BAD_ROWS else ""
        problems.append(problem._replace(message=problem.message + more))


def _reader(lines: Sequence[str], start: int, dialect: Dialect) -> Any:
    return csv.reader(
        (f"{lines[number]}\n" for number in range(start, len(lines))),
        delimiter=dialect.delimiter,
        quoting=csv.QUOTE_MINIMAL if dialect.quotes else csv.QUOTE_NONE,
        skipinitialspace=True,
        strict=True,
    )


def spans(typed: str, dialect: Dialect) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each cell in the text of a row, with its quote marks, without spaces around it.

    A quoted cell that is never closed ends one character after the text. After a quoted cell that is followed by more
    text, no cell is yielded.
    """
    at = 0
    while True:
        while typed.startswith(" ", at):
            at += 1
        if dialect.quotes and (quoted := _QUOTED.match(typed, at)):
            after = end = quoted.end() + 1
        else:
            ends = (typed.find(sign, at) for sign in (dialect.delimiter, "\n"))
            after = min((end for end in ends if end >= 0), default=len(typed))
            end = at + len(typed[at:after].rstrip())
        yield at, end
        if not typed.startswith(dialect.delimiter, after):
            return
        at = after + 1


def place_of(path: Path, line: int, typed: str, start: int, end: int) -> Place:
    """Return the place of a cell in a row that begins in `line`. Its width covers the cell's first line only."""
    begins = typed.rfind("\n", 0, start) + 1
    ends = typed.find("\n", start)
    source = typed[begins : ends if ends >= 0 else None]
    width = min(end, begins + len(source)) - start
    return Place(path, line + typed.count("\n", 0, start), start - begins + 1, source, max(width, 1))


def _fault(path: Path, line: int, typed: str, dialect: Dialect) -> Problem:
    """Return the problem of a row that begins in `line` and cannot be split; `typed` ends where csv gave up."""
    longest = csv.field_size_limit()
    cells = list(spans(typed, dialect))
    start, end = next((cell for cell in cells if cell[1] - cell[0] > longest), cells[-1])
    place = place_of(path, line, typed, start, end)
    closed = line + typed.count("\n", 0, end)
    is_closed = end - start > longest and end <= len(typed)
    if is_closed or not dialect.quotes or not typed.startswith('"', start):
        return Problem(
            "cell-too-long",
            place,
            f"this cell has more than {longest:,} characters",
            "a cell holds one text of one school",
        )
    if end > len(typed):
        far = f"not closed within {longest:,} characters" if end - start > longest else "never closed"
        return Problem("quote-not-closed", place, f"the quote mark that opens here is {far}", _CLOSE_IT)
    if closed > place.line:
        message = f"the quote mark that opens here is only closed in line {closed}, before more text"
        return Problem("text-after-quote", place, message, _CLOSE_IT)
    message = "the text goes on here after a closing quote mark"
    return Problem("text-after-quote", place_of(path, line, typed, end, end + 1), message, _ONE_PAIR)
