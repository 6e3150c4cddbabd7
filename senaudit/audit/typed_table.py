"""Reads tables into which paper sheets were typed (`record_table.py`): workbooks, and CSV as any program saves it.

A message names a cell as a spreadsheet program does, F7, and never repeats what somebody wrote.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import Any, Literal, NamedTuple

from senaudit.audit.returns import ReadFile, Return, groups_ticked, return_id
from senaudit.audit.typed_words import typed_words
from senaudit.layout.wording import labelled
from senaudit.problems import FileError, Place, Problem
from senaudit.schools.number_format import MONTHS
from senaudit.schools.row import letters
from senaudit.schools.workbook import SheetCells, is_workbook, not_a_table, read_sheets
from senaudit.source.cells import DELIMITERS
from senaudit.source.damage import FORMULA_ERRORS
from senaudit.source.encoding import text_of

FACTS, RECORD = "senaudit", "record"
ID, TICK, LINE = "id", " [x]", ":line"
"""What a table has of itself: see `record_table.py`, which is not imported, because it can lay out sheets."""

_VERSION = 1
_ANYTHING = r"[^\s:][^:]*(?::[^:]+)*"
"""The id of a place to fill in: `communication:telephone:practice`, `completed-by:support staff`, `date`."""
_TICKED = frozenset(("true", "yes", "tick", "ticked", "xx", *"xvyt1*√✓✔☑☒✗✘"))
_NOT_TICKED = frozenset(("", "no", "false", *"nf0-–—☐"))
"""What people type for a box that is ticked, and for one that is not."""
_FIRST_DAY = date(1899, 12, 30)
"""The day from which Excel counts days. Source: ECMA-376, part 1, 18.17.4.1."""
_DAYS = range(36_526, 73_051)
"""The numbers of the days of the years 2000 to 2099."""
_MOST_TOLD = 20
"""The most problems of one kind that are told one by one."""
_MOST_CELLS = 2_000_000
"""The most separators in a CSV: cells of a table with some 300 rows and 6,000 people."""

_AGAIN = "make the table anew with senaudit record, and copy the columns of people into it"


class _Facts(NamedTuple):
    """What a table says of itself."""

    form: str
    school: str
    group: str
    edition: str
    language: str
    heads: tuple[str, ...]
    how: str


def read_table(name: str, data: bytes) -> ReadFile:
    """Return a return for each person whose column has something in it, and all that is to be told of the table."""
    return _Reader(name, data).read()


class _Reader:
    def __init__(self, name: str, data: bytes) -> None:
        self.place = Place(Path(name))
        self.name, self.data = name, data
        self.digest = sha256(data).hexdigest()
        self.problems: list[Problem] = []
        self.counts: dict[str, int] = {}
        self.people = 0

    def wrong(self, kind: str, message: str, hint: str, warning: bool = False) -> None:
        """Note a problem. Of one kind, the first few are told, and then that there are more."""
        self.counts[kind] = self.counts.get(kind, 0) + 1
        if self.counts[kind] <= _MOST_TOLD:
            self.problems.append(Problem(kind, self.place, message, hint, warning))
        elif self.counts[kind] == _MOST_TOLD + 1:
            self.problems.append(Problem(kind, self.place, "there is more of this kind in the table", hint, warning))

    def read(self) -> ReadFile:
        """Return what `read_table` returns."""
        sheets = self._sheets()
        tables = [(sheet, facts) for sheet in sheets if (facts := _facts(sheet)) is not None]
        if not tables:
            if not self.problems:
                message = "this is no table that paper sheets were typed into, or its first row or column is gone"
                self.wrong("not-a-record-table", message, _AGAIN)
            return ReadFile((), tuple(self.problems))
        for sheet in sheets:
            known = all(sheet is not table and sheet.name != facts.how for table, facts in tables)
            if known and any(map(any, sheet.rows)):
                message = f"the sheet “{sheet.name}” is not read: it is not the table"
                self.wrong("sheet-left-alone", message, "nothing is to be done, if nobody’s answers are in it", True)
        returns = tuple(answered for sheet, facts in tables for answered in self._returns(sheet, facts))
        if not returns and not self.problems:
            message = "nothing has been typed into this table yet"
            self.wrong("empty-table", message, "type the paper sheets into it, or delete it", True)
        return ReadFile(returns, tuple(self.problems))

    def _sheets(self) -> list[SheetCells]:
        path = Path(self.name)
        if is_workbook(self.data):
            try:
                return read_sheets(self.data, path, "a table of answers")
            except FileError as error:
                self.problems += error.problems
                return []
        if problem := not_a_table(self.data, path):
            self.problems.append(problem)
            return []
        text, problems = text_of(self.data, path)
        for problem in problems:
            is_old, message = problem.kind == "old-encoding", problem.message
            hint = "save it as “CSV UTF-8”, or as a workbook (.xlsx)"
            if is_old:  # the line itself is not shown: it may be somebody's words
                message = "this table is saved in an old encoding; look whether letters with accents are right"
            self.wrong(problem.kind, message, hint, is_old)
        return [] if text is None else self._csv(text)

    def _csv(self, text: str) -> list[SheetCells]:
        if max(map(text.count, DELIMITERS)) > _MOST_CELLS:
            message = "this file has far more cells than anybody types"
            self.wrong("table-too-large", message, "check that it is the right file")
            return []
        best: list[list[str]] = []
        for sign in DELIMITERS:
            try:
                rows = list(csv.reader(StringIO(text, newline=""), delimiter=sign))
            except csv.Error:
                continue
            if max((len(row) for row in rows if ID in row), default=0) > max(map(len, best), default=1):
                best = rows
        if not best:
            return []
        return [SheetCells("", best, {}, frozenset(), ())]

    def _returns(self, sheet: SheetCells, facts: _Facts) -> Iterator[Return]:
        grid = _Grid(sheet, facts)
        if grid.ids is None:
            self.wrong("ids-missing", "the hidden first column of this table is gone, or its head “id” is", _AGAIN)
            return
        self._tell_outside(grid)
        lines = list(self._lines(grid))
        for column, _ in grid.people:
            self.people += 1
            answers: dict[str, str | Literal[True]] = {}
            for row, id_, is_tick in lines:
                if (answer := self._answer(grid, row, column, id_, is_tick)) is not None:
                    answers[id_] = answer
            if answers:
                asked = {id_: grid.asked(row) for row, id_, _ in lines}
                yield self._return(facts, self.people, asked, answers)

    def _return(
        self, facts: _Facts, number: int, asked: dict[str, str], answers: dict[str, str | Literal[True]]
    ) -> Return:
        return Return(
            id=return_id(self.digest, number),
            file=self.name,
            digest=self.digest,
            number=number,
            way="table",
            school=facts.school,
            edition=facts.edition,
            group=facts.group,
            completed_by=groups_ticked(answers),
            language=facts.language,
            form=facts.form,
            person="",
            changed="",
            asked=asked,
            answers=answers,
        )

    def _lines(self, grid: _Grid) -> Iterator[tuple[int, str, bool]]:
        """Yield the rows of places to fill in: each one's number, id, and whether it is ticked."""
        first: dict[str, int] = {}
        for row in range(len(grid.rows)):
            if row in (grid.head, grid.told):
                continue
            text = " ".join(grid.cell(row, grid.ids or 0).split())
            id_ = text.removesuffix(TICK)
            if not re.fullmatch(_ANYTHING, id_) or len(id_) > 200:
                written = [column for column, _ in grid.people if grid.cell(row, column).strip()]
                if written:
                    message = f"row {row + 1} is of no question (first in {grid.name(row, written[0])}): it is not read"
                    self.wrong("row-without-id", message, f"type it into the row of its question; or {_AGAIN}")
            elif id_ in first:
                same = "", *(grid.cell(first[id_], column).strip() for column, _ in grid.people)
                written = [column for column, _ in grid.people if grid.cell(row, column).strip() not in same]
                if written:
                    message = f"row {row + 1} is of the same question as row {first[id_] + 1}: it is not read"
                    self.wrong("row-twice", message, "put its words into that row, and delete it")
            else:
                first[id_] = row
                yield row, id_, text.endswith(TICK)

    def _answer(self, grid: _Grid, row: int, column: int, id_: str, is_tick: bool) -> str | Literal[True] | None:
        """Return what a cell says; None if it is empty, or cannot be read."""
        text, cell = grid.cell(row, column), grid.name(row, column)
        if not text or text.isspace():
            return None
        is_formula = (row + 1, column) in grid.sheet.formulas
        if is_formula or text in FORMULA_ERRORS:
            message = f"{cell} has a formula {'without a result' if is_formula else 'that failed'}: it is not read"
            self.wrong("cell-with-formula", message, "type what is on the sheet")
            return None
        if (row + 1, column) in grid.sheet.not_followed:
            message = f"the number in {cell} may look otherwise in your program"
            self.wrong("number-format", message, "type the words of the sheet with an apostrophe before them", True)
        if is_tick:
            return self._tick(text, cell)
        typed = typed_words(text)
        if typed.lost:
            message = f"{cell} has {typed.lost} signs that nobody can have typed: they are left out"
            self.wrong("signs-left-out", message, "look at the cell if a word seems wrong", True)
        words = typed.words.strip()
        if id_ == "date" and words.isascii() and words.isdigit() and int(words[:9]) in _DAYS:
            day = _FIRST_DAY + timedelta(days=int(words))
            return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
        return words or None

    def _tick(self, text: str, cell: str) -> Literal[True] | None:
        sign = text.strip().strip("[]()").strip().casefold()
        if sign in _TICKED:
            return True
        if sign not in _NOT_TICKED:
            message = f"{cell} is for a box to tick, and has neither an x in it nor nothing: it is not read"
            self.wrong("not-a-tick", message, "type x if the box is ticked; put words into the row of the answer")
        return None

    def _tell_outside(self, grid: _Grid) -> None:
        """Note what is written outside the columns of people, and cells that are merged."""
        for column in range(max(map(len, grid.rows), default=0)):
            if column in grid.fixed or column in dict(grid.people):
                continue
            written = [row for row in range(len(grid.rows)) if row != grid.told and grid.cell(row, column).strip()]
            rows = [row for row in written if row != grid.head]
            if rows:
                where = f"column {letters(column)} (first in {grid.name(rows[0], column)})"
                message = f"{where} has no number above it: it is not read"
                hint = "write a number above it if these are somebody’s answers; if not, delete them"
                self.wrong("column-without-number", message, hint)
        numbers: dict[str, int] = {}
        for column, head in grid.people:
            first = numbers.setdefault(head, column)
            if first != column and all(grid.has_words(each) for each in (first, column)):
                message = f"columns {letters(first)} and {letters(column)} have the same number: both are counted"
                self.wrong("number-twice", message, "if these are one person’s answers, put them into one column", True)
        for area in grid.sheet.merged:
            if area.last_column > (grid.ids or 0) and grid.cell(area.first_row - 1, area.first_column).strip():
                cell = grid.name(area.first_row - 1, area.first_column)
                message = f"{cell} is merged with other cells: its words count for {cell} alone"
                hint = "if they were meant for all of them, split the cells, and type them in each"
                self.wrong("merged-cells", message, hint, True)


class _Grid:
    """A sheet's rows, and where in it what is: all from 0. `ids` is None if there is no column of ids."""

    def __init__(self, sheet: SheetCells, facts: _Facts) -> None:
        self.sheet, self.rows = sheet, sheet.rows
        self.told = next(row for row, cells in enumerate(sheet.rows) if any(map(_is_facts, cells)))
        every = ((row, column, cell) for row, cells in enumerate(sheet.rows) for column, cell in enumerate(cells))
        found = ((row, column) for row, column, cell in every if cell.strip() == ID)
        self.ids: int | None
        self.head, self.ids = next(found, (-1, None))
        heads = [cell.strip() for cell in sheet.rows[self.head]] if self.ids is not None else []
        self._asked = [heads.index(head) if head in heads else None for head in facts.heads]
        self.fixed = {self.ids, *self._asked}
        """The columns that are no person's."""
        numbered = [column for column, head in enumerate(heads) if re.search(r"\d", head)]
        self.people = [(column, heads[column]) for column in numbered if column not in self.fixed]
        """The columns of people, each with its head."""

    def cell(self, row: int, column: int) -> str:
        """Return the text of a cell, whether the row has so many or not."""
        cells = self.rows[row]
        return cells[column] if column < len(cells) else ""

    def name(self, row: int, column: int) -> str:
        """Return the name of a cell, such as F7."""
        return f"{letters(column)}{row + 1}"

    def has_words(self, column: int) -> bool:
        """Return whether something is typed into a column."""
        return any(self.cell(row, column).strip() for row in range(len(self.rows)) if row not in (self.head, self.told))

    def asked(self, row: int) -> str:
        """Return the words beside a row's place to fill in, as one text."""
        parts = [" ".join(self.cell(row, at).split()) if at is not None else "" for at in self._asked[:3]]
        sheet, question, what = (*parts, "", "", "")[:3]
        return labelled(None, labelled(None, sheet, question) if question else sheet, what)


def _is_facts(cell: str) -> bool:
    return cell.lstrip().startswith(f'{{"{FACTS}"')


def _facts(sheet: SheetCells) -> _Facts | None:
    """Return what a sheet says of itself; None if it is no table of ours."""
    cell = next((cell for cells in sheet.rows for cell in cells if _is_facts(cell)), None)
    try:
        told: Any = json.loads(cell or "")
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, dict) or told.get(FACTS) != _VERSION or told.get("document") != RECORD:
        return None
    heads = told.get("heads")
    words = [told.get(name) for name in ("form", "school", "group", "edition", "language", "how")]
    if not all(isinstance(each, str) for each in (words if not isinstance(heads, list) else [*words, *heads])):
        return None
    form, school, group, edition, language, how = map(str, words)
    return _Facts(form, school, group, edition, language, tuple(heads or ()), how)
