"""The lines of a table in, rows of cells out, and where each cell stands in its lines.

Python's csv module takes a row apart. It does not say where a cell began, and need not: `spans` finds that out again
for the few rows that somebody asks about.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from senaudit.problems import Place, Problem

DELIMITERS = ",;\t"
"""What may part two cells. Excel writes semicolons in countries that write a comma in a number."""

_MOST_STOPS = 20
"""How many rows that cannot be taken apart are told before the rest is left."""

_TWICE = 'type one that belongs to the text twice: ""'
_CLOSE_IT = f"type a quote mark at the end of the cell; {_TWICE}"
_ONE_PAIR = f"put one pair of quote marks around the whole cell; {_TWICE}"

_QUOTED = re.compile(r'"[^"]*(?:""[^"]*)*')


class Dialect(NamedTuple):
    """How cells are parted, and whether quote marks hold one together. In a sheet's cells a quote mark is a letter."""

    delimiter: str
    quotes: bool = True


class Record(NamedTuple):
    """One row: the line that it begins in, from 1; its line or lines as typed, without the last's end; its cells."""

    line: int
    typed: str
    cells: Sequence[str]


def records(path: Path, lines: Sequence[str], dialect: Dialect, problems: list[Problem]) -> Iterator[Record]:
    """Yield the rows of a table, also those that nothing is written in; add what is wrong with its quote marks.

    After a row that cannot be taken apart, reading goes on in the line below the quote mark at fault.
    """
    first = 0
    for stop in range(1, _MOST_STOPS + 1):
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
        more = "; the table is not read on from here" if stop == _MOST_STOPS else ""
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
    """Yield where each cell of a row begins and ends: its quote marks are part of it, spaces around it are not.

    A quoted cell that is never closed ends behind the last character; one that has text behind it is the last.
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
    """Return the place of a cell in a row that begins in `line`; its width ends with the cell's first line."""
    begins = typed.rfind("\n", 0, start) + 1
    ends = typed.find("\n", start)
    source = typed[begins : ends if ends >= 0 else None]
    width = min(end, begins + len(source)) - start
    return Place(path, line + typed.count("\n", 0, start), start - begins + 1, source, max(width, 1))


def _fault(path: Path, line: int, typed: str, dialect: Dialect) -> Problem:
    """Return the problem of a row that begins in `line` and cannot be taken apart; `typed` ends where csv gave up."""
    longest = csv.field_size_limit()
    cells = list(spans(typed, dialect))
    start, end = next((cell for cell in cells if cell[1] - cell[0] > longest), cells[-1])
    place = place_of(path, line, typed, start, end)
    closed = line + typed.count("\n", 0, end)
    whole = end - start > longest and end <= len(typed)
    if whole or not dialect.quotes or not typed.startswith('"', start):
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
