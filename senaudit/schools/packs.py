"""A folder of packs, one for each school of a table: what is to be made, what is kept of it, and the report."""

from __future__ import annotations

import csv
import io
import os
import time
from collections.abc import Iterable, Sequence
from itertools import count
from pathlib import Path, PureWindowsPath
from typing import NamedTuple

from senaudit.content.select import select
from senaudit.files.output import make_folder, write, write_together
from senaudit.files.paths import folder_name
from senaudit.problems import FileError, Place, Problem, SenauditError, UsageError
from senaudit.recipe.reading import read_guide
from senaudit.recipe.request import Request
from senaudit.recipe.steps import typeset_document
from senaudit.schools.batch import Made, Order
from senaudit.schools.manifest import MadePack, Manifest, made_file, row_key, shared_key
from senaudit.schools.reading import SHARED_FIELDS
from senaudit.schools.row import SchoolRow
from senaudit.schools.table import read_table

REPORT = "report.csv"
"""The report's name in the folder of packs."""

_LONGEST_PATH = 259
"""Characters of a path on Windows, its end sign not counted. Source: Microsoft, “Maximum Path Length Limitation”."""

_LONGEST_FILE = 60
"""Characters that the name of a file in a pack may have; what it is called while it is written has almost as many."""

_MOST_OF_A_KIND = 5
"""How many schools with the same kind of problem are told one by one; the report tells all."""

_TOGETHER = 16
"""How many packs are written together, and so are lost at most if the power fails."""

_LONGEST_WAIT = 2.0
"""Seconds after which a pack that waits for others is written without them."""


class Pack(NamedTuple):
    """A row of the table, what its school is called in reports, and the name of its pack's folder."""

    row: SchoolRow
    school: str
    folder: str


class Outcome(NamedTuple):
    """A line of the report: how many files and pages a school's pack has, seconds that they took, or what is wrong."""

    school: str
    files: int = 0
    pages: int = 0
    seconds: float = 0.0
    problem: str = ""


class Packing:
    """The packs of one run: which are to be made, and what came of those that were."""

    def __init__(self, requests: tuple[Request, ...], table: Path, folder: Path, everything: bool = False) -> None:
        """Find out what is to be made; `everything` if also what is up to date.

        Raises SenauditError with all that is wrong with the table, or with what all schools share; FileError for a file
        that cannot be read; UsageError for a choice that names nothing.
        """
        self.packs = packs_of(read_table(table)[1])
        self.folder = folder
        check_lengths(folder, self.packs)
        self.order = Order(requests, table.parent, shared_key(requests))
        self.problems: list[Problem] = []
        self.status = 0
        self._manifest = Manifest(folder)
        self._keys = {pack.row.row: row_key(self.order.shared, pack.row, table.parent) for pack in self.packs}
        self._outcomes: dict[int, Outcome] = {}
        self._waiting: list[tuple[Pack, Made]] = []
        self._since = 0.0
        self._by_row = {pack.row.row: pack for pack in self.packs}
        for pack in self.packs if not everything else ():
            if record := self._manifest.up_to_date(pack.folder, self._keys[pack.row.row]):
                self._outcomes[pack.row.row] = _outcome(pack, record)
        self.up_to_date = len(self._outcomes)
        self.made = self.failed = 0
        if self.up_to_date < len(self.packs):
            try_out(requests, [pack.row for pack in self.packs])

    def to_do(self) -> list[SchoolRow]:
        """Return the rows whose packs are to be made, those that share most of their content one after the other."""
        rows = [pack.row for pack in self.packs if pack.row.row not in self._outcomes]
        first: dict[tuple[tuple[str, str], ...], int] = {}
        return sorted(rows, key=lambda row: first.setdefault(_shared_cells(row), len(first)))

    @property
    def left(self) -> int:
        """How many schools nothing has been done for."""
        return len(self.packs) - len(self._outcomes)

    def keep(self, row: SchoolRow, made: Made) -> list[Outcome]:
        """Take what was made of a row, and return the lines of the report that are certain now.

        Packs wait until there are a few to be written together; `settle` writes those that are left.
        """
        pack = self._by_row[row.row]
        if made.problems:
            return [self._noted(pack, made, made.problems, made.status)]
        if not self._waiting:
            self._since = time.monotonic()
        self._waiting.append((pack, made))
        full = len(self._waiting) >= _TOGETHER or time.monotonic() - self._since >= _LONGEST_WAIT
        return self.settle() if full else []

    def settle(self) -> list[Outcome]:
        """Write the packs that wait, then their lines in the manifest, and return their lines of the report."""
        waiting, self._waiting = self._waiting, []
        errors = self._write(waiting)
        whole = [(pack, made) for pack, made in waiting if pack.row.row not in errors]
        try:
            self._manifest.add([self._record(pack, made) for pack, made in whole])
        except FileError as error:
            errors |= {pack.row.row: error for pack, _ in whole}
        outcomes = []
        for pack, made in waiting:
            wrong = errors.get(pack.row.row)
            outcomes.append(self._noted(pack, made, wrong.problems if wrong else (), wrong.exit_status if wrong else 0))
        return outcomes

    def _write(self, waiting: Sequence[tuple[Pack, Made]]) -> dict[int, SenauditError]:
        """Write all files of packs that can be written; return the errors of packs that are not whole, by row."""
        errors: dict[int, SenauditError] = {}
        files: dict[int, dict[Path, bytes]] = {}
        for pack, made in waiting:
            try:
                files[pack.row.row] = self._files(pack, made)
            except SenauditError as error:
                errors[pack.row.row] = error
        wrong = write_together({path: data for each in files.values() for path, data in each.items()})
        for row, paths in files.items():
            if problems := [problem for path in paths if path in wrong for problem in wrong[path].problems]:
                errors[row] = FileError(problems)
        return errors

    def _files(self, pack: Pack, made: Made) -> dict[Path, bytes]:
        """Return the files of a pack, by their paths, and make its folder."""
        if len({document.file_name.casefold() for document in made.documents}) < len(made.documents):
            message = f"two files of this pack have one name: {made.documents[0].file_name}"
            raise SenauditError(
                [Problem("duplicate-file-name", pack.row.place_of("name"), message, "choose less for one of them")]
            )
        folder = self.folder / pack.folder
        make_folder(folder)
        return {folder / document.file_name: document.data for document in made.documents}

    def _record(self, pack: Pack, made: Made) -> MadePack:
        files = tuple(map(made_file, made.documents))
        return MadePack(pack.folder, pack.school, self._keys[pack.row.row], round(made.seconds, 3), files)

    def _noted(self, pack: Pack, made: Made, problems: Sequence[Problem], status: int) -> Outcome:
        """Note what came of a pack, and return its line of the report."""
        warnings = [warning for document in made.documents for warning in document.warnings]
        self.problems += dict.fromkeys([*problems, *warnings])
        if problems:
            self.failed += 1
            self.status = max(self.status, FileError.exit_status if status == FileError.exit_status else 1)
            told = "; ".join(_told(problem) for problem in problems if not problem.warning)
            outcome = Outcome(pack.school, seconds=made.seconds, problem=told)
        else:
            self.made += 1
            pages = sum(document.page_count for document in made.documents)
            outcome = Outcome(pack.school, len(made.documents), pages, round(made.seconds, 3))
        self._outcomes[pack.row.row] = outcome
        return outcome

    def write_report(self) -> None:
        """Write the report of all schools, in the order of the table; note the problem where it cannot be written."""
        stopped = "not made: the run was stopped before"
        lines = [self._outcomes.get(p.row.row, Outcome(p.school, problem=stopped)) for p in self.packs]
        try:
            make_folder(self.folder)
            write(self.folder / REPORT, report_csv(lines))
        except FileError as error:
            self.problems += error.problems
            self.status = error.exit_status

    def no_longer(self) -> list[Path]:
        """Return the folders of packs that were made here for schools which the table does not have any more."""
        return self._manifest.others({pack.folder for pack in self.packs})


def packs_of(rows: Sequence[SchoolRow]) -> list[Pack]:
    """Return each row with its folder's name, no two alike: a second “oak-hill” is oak-hill-2, in the table's order.

    A row without a name is called by its own folder, whose school.yaml has the name. What makes two names one on some
    system (capitals, accents) is not in a folder's name.
    """
    called = [row.name or PureWindowsPath(row.folder or "").name or f"row {row.row}" for row in rows]
    plain = [folder_name(name) for name in called]
    taken, seen = set(plain), set[str]()
    packs = []
    for row, school, name in zip(rows, called, plain, strict=True):
        if name in seen:
            name = next(each for number in count(2) if (each := f"{name}-{number}") not in taken)
        taken.add(name)
        seen.add(name)
        packs.append(Pack(row, school, name))
    return packs


def check_lengths(folder: Path, packs: Iterable[Pack], windows: bool = os.name == "nt") -> None:
    """Raise FileError for packs whose files would have paths longer than Windows takes."""
    if not windows:
        return
    room = _LONGEST_PATH - _LONGEST_FILE - len(str(PureWindowsPath(folder.absolute()))) - 2
    long = [pack for pack in packs if len(pack.folder) > room]
    if long:
        longest = max(len(pack.folder) for pack in long)
        message = f"the path of this folder is too long for Windows by {longest - room} characters"
        hint = "choose a folder nearer to the drive"
        raise FileError([Problem("path-too-long", Place(folder), message, hint)])


def try_out(requests: Iterable[Request], rows: Iterable[SchoolRow]) -> None:
    """Raise what is wrong for every school: with the choices, with content or templates of one's own.

    A choice that names nothing may be one of the schools' own, if they have folders.
    """
    own = [request for request in requests if request.sources.content or request.sources.templates]
    chosen = [request for request in requests if any(request.selection)]
    if not (own or chosen):
        return
    first = (own or chosen)[0]
    guide = read_guide(first.sources, first.appearance.font)
    try:
        fewer = [select(guide, request.selection) for request in own or chosen]
    except UsageError:
        if any(row.folder for row in rows):
            return
        raise
    for request, part in zip(own, fewer, strict=False):
        typeset_document(request, part)


def alike(problems: Iterable[Problem]) -> list[Problem]:
    """Return problems of many schools as one tells them: the like ones once, or the first few of them, with a count."""
    groups: dict[tuple[object, ...], list[Problem]] = {}
    for problem in problems:
        groups.setdefault(_group(problem), []).append(problem)
    told = []
    for found in groups.values():
        rows = list(dict.fromkeys(map(_row, found)))
        first = rows[:_MOST_OF_A_KIND]
        shown = list(dict.fromkeys(problem for problem in found if _row(problem) in first))
        more = len(rows) - len(first)
        if first == [""]:  # in no row, but in what several schools share
            shown = shown[:_MOST_OF_A_KIND]
            more = len(found) - len(shown)
        if more:
            schools = f"{more} more school{'s have' if more > 1 else ' has'} the like"
            shown[-1] = shown[-1]._replace(message=f"{shown[-1].message}; {schools}")
        told += shown
    return told


def _group(problem: Problem) -> tuple[object, ...]:
    """Return what like problems have in common: the kind and the column, or all but the place and its help."""
    if _row(problem):
        return problem.kind, problem.warning, dict(problem.values)["column"]
    return problem._replace(place=None, hint="")


def _row(problem: Problem) -> str:
    """Return the number of the table's row that a problem lies in, or "" for none."""
    return dict(problem.values).get("row", "")


def report_csv(lines: Iterable[Outcome]) -> bytes:
    """Return the report as Excel opens it: in UTF-8 with a mark that says so, and no text taken for a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(Outcome._fields)
    for line in lines:
        problem = " ".join(line.problem.split())
        writer.writerow([_no_formula(line.school), line.files, line.pages, f"{line.seconds:.2f}", _no_formula(problem)])
    return text.getvalue().encode("utf-8-sig", "replace")


def _no_formula(cell: str) -> str:
    """Return a cell that Excel takes for text. Source: OWASP, “CSV Injection”."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def _outcome(pack: Pack, record: MadePack) -> Outcome:
    return Outcome(pack.school, len(record.files), sum(file.pages for file in record.files), record.seconds)


def _told(problem: Problem) -> str:
    return f"{problem.full_message()} (help: {problem.hint})" if problem.hint else problem.full_message()


def _shared_cells(row: SchoolRow) -> tuple[tuple[str, str], ...]:
    """Return the cells that change words all over the content, and whether a folder may."""
    return tuple(cell for cell in row.cells if cell[0] in ("folder", *SHARED_FIELDS))
