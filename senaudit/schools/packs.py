"""A folder of packs, one for each school of a table: which to make, how they are written, and the report."""

from __future__ import annotations

import csv
import io
import os
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PureWindowsPath
from typing import NamedTuple

from senaudit.content.select import select
from senaudit.files.output import make_folder, write, write_together
from senaudit.problems import FileError, Place, Problem, SenauditError, UsageError
from senaudit.recipe.reading import read_guide
from senaudit.recipe.request import Request, font_of
from senaudit.recipe.steps import prepare, typeset_document
from senaudit.schools.batch import Order, RowResult
from senaudit.schools.manifest import MadePack, Manifest, made_file, row_key, shared_key
from senaudit.schools.pack_folders import Pack, packs_of
from senaudit.schools.reading import SHARED_FIELDS
from senaudit.schools.row import FOLDER, LANGUAGE, SchoolRow
from senaudit.schools.table import read_table

REPORT = "report.csv"
"""The report's name in the folder of packs."""

_REPORT_COLUMNS = ("school", "folder", "row", "urn", "files", "pages", "seconds", "problem")

_LONGEST_PATH = 259
"""Characters of a path on Windows, without the final NUL. Source: Microsoft, “Maximum Path Length Limitation”."""

_LONGEST_FILE = 60
"""Characters allowed for the name of a file in a pack. Its temporary name, while it is written, is almost as long."""

_MOST_OF_A_KIND = 5
"""How many schools with the same kind of problem are shown; the report has all of them."""

_BATCH_SIZE = 16
"""How many packs are written together. At most so many are lost if the power fails."""

_LONGEST_WAIT = 2.0
"""The seconds that a pack waits for others before it is written."""


class Outcome(NamedTuple):
    """A line of the report: a pack's number of files and pages and the seconds it took, or else its problem.

    `folder` is the pack's folder, `row` the row of the table, and `urn` the school's number, or "".
    """

    school: str
    files: int = 0
    pages: int = 0
    seconds: float = 0.0
    problem: str = ""
    folder: str = ""
    row: int = 0
    urn: str = ""


class Packing:
    """The packs of one run: which are to be made, and the results so far."""

    def __init__(
        self,
        requests: tuple[Request, ...],
        table: Path,
        folder: Path,
        everything: bool = False,
        columns: Mapping[str, str] | None = None,
    ) -> None:
        """Find the packs to make; with `everything` those that are up to date as well.

        `columns` are the heads that the user named for columns, by column.

        Raises SenauditError with all problems of the table, or of the content that all schools share; FileError if a
        file cannot be read; UsageError if a chapter, question or group does not exist.
        """
        self._manifest = Manifest(folder)
        schools = read_table(table, columns)
        self.packs = packs_of(schools.rows, self._manifest.owners)
        self.folder = folder
        check_lengths(folder, self.packs)
        self.order = Order(requests, table.parent, shared_key(requests))
        self.problems: list[Problem] = list(schools.warnings)
        self.status = 0
        self._keys = {pack.row.row: row_key(self.order.shared, pack.row, table.parent) for pack in self.packs}
        self._outcomes: dict[int, Outcome] = {}
        self._waiting: list[tuple[Pack, RowResult]] = []
        self._waiting_since = 0.0
        self._by_row = {pack.row.row: pack for pack in self.packs}
        self._better_known: list[MadePack] = []
        for pack in self.packs if not everything else ():
            if record := self._manifest.up_to_date(pack.folder, self._keys[pack.row.row]):
                if record.known_by != pack.key:
                    self._better_known.append(record._replace(known_by=pack.key))
                pages = sum(file.pages for file in record.files)
                self._outcomes[pack.row.row] = _outcome(pack, len(record.files), pages, record.seconds)
        self.up_to_date = len(self._outcomes)
        self.made = self.failed = 0
        if self.up_to_date < len(self.packs):
            check_shared(requests, [pack.row for pack in self.packs])

    def to_do(self) -> list[SchoolRow]:
        """Return the rows whose packs are to be made. Rows that share their content come one after another."""
        rows = [pack.row for pack in self.packs if pack.row.row not in self._outcomes]
        first: dict[tuple[tuple[str, str], ...], int] = {}
        return sorted(rows, key=lambda row: first.setdefault(_shared_cells(row), len(first)))

    @property
    def remaining(self) -> int:
        """The number of schools that have no result yet."""
        return len(self.packs) - len(self._outcomes)

    def add(self, row: SchoolRow, result: RowResult) -> list[Outcome]:
        """Take a row's result, and return the lines of the report that are final now.

        Packs wait until a few can be written together; `flush` writes the rest.
        """
        pack = self._by_row[row.row]
        if result.problems:
            return [self._note_result(pack, result, result.problems, result.status)]
        if not self._waiting:
            self._waiting_since = time.monotonic()
        self._waiting.append((pack, result))
        full = len(self._waiting) >= _BATCH_SIZE or time.monotonic() - self._waiting_since >= _LONGEST_WAIT
        return self.flush() if full else []

    def flush(self) -> list[Outcome]:
        """Write the waiting packs, then their lines in the manifest. Return their lines of the report."""
        waiting, self._waiting = self._waiting, []
        errors = self._write(waiting)
        whole = [(pack, result) for pack, result in waiting if pack.row.row not in errors]
        try:
            self._manifest.add([self._record(pack, result) for pack, result in whole])
        except FileError as error:
            errors |= {pack.row.row: error for pack, _ in whole}
        outcomes = []
        for pack, result in waiting:
            wrong = errors.get(pack.row.row)
            outcomes.append(
                self._note_result(pack, result, wrong.problems if wrong else (), wrong.exit_status if wrong else 0)
            )
        return outcomes

    def _write(self, waiting: Sequence[tuple[Pack, RowResult]]) -> dict[int, SenauditError]:
        """Write the files of all packs. Return the errors of packs that are not complete, by row number."""
        errors: dict[int, SenauditError] = {}
        files: dict[int, dict[Path, bytes]] = {}
        for pack, result in waiting:
            try:
                files[pack.row.row] = self._files(pack, result)
            except SenauditError as error:
                errors[pack.row.row] = error
        wrong = write_together({path: data for each in files.values() for path, data in each.items()}, self.folder)
        for row, paths in files.items():
            if problems := [problem for path in paths if path in wrong for problem in wrong[path].problems]:
                errors[row] = FileError(problems)
        return errors

    def _files(self, pack: Pack, result: RowResult) -> dict[Path, bytes]:
        """Make a pack's folder, and return the bytes of its files by path."""
        if len({document.file_name.casefold() for document in result.documents}) < len(result.documents):
            message = f"two files of this pack have one name: {result.documents[0].file_name}"
            raise SenauditError(
                [Problem("duplicate-file-name", pack.row.place_of("name"), message, "choose less for one of them")]
            )
        folder = self.folder / pack.folder
        make_folder(folder, self.folder)
        return {folder / document.file_name: document.data for document in result.documents}

    def _record(self, pack: Pack, result: RowResult) -> MadePack:
        files = tuple(map(made_file, result.documents))
        return MadePack(pack.folder, pack.school, result.key, round(result.seconds, 3), files, pack.key)

    def _note_result(self, pack: Pack, result: RowResult, problems: Sequence[Problem], status: int) -> Outcome:
        """Note a pack's result, and return its line of the report."""
        warnings = [warning for document in result.documents for warning in document.warnings]
        self.problems += dict.fromkeys([*problems, *warnings])
        if problems:
            self.failed += 1
            self.status = max(self.status, FileError.exit_status if status == FileError.exit_status else 1)
            told = "; ".join(_told(problem) for problem in problems if not problem.warning)
            outcome = _outcome(pack, seconds=result.seconds, problem=told)
        else:
            self.made += 1
            pages = sum(document.page_count or 0 for document in result.documents)
            outcome = _outcome(pack, len(result.documents), pages, round(result.seconds, 3))
        self._outcomes[pack.row.row] = outcome
        return outcome

    def write_report(self) -> None:
        """Write the report of all schools, in the order of the table. If that fails, note the problem.

        The manifest gets what the table newly says of schools whose packs were up to date.
        """
        stopped = "not made: the run was stopped before"
        lines = [self._outcomes.get(pack.row.row, _outcome(pack, problem=stopped)) for pack in self.packs]
        try:
            make_folder(self.folder)
            self._manifest.add(self._better_known)
            write(self.folder / REPORT, report_csv(lines), self.folder)
        except FileError as error:
            self.problems += error.problems
            self.status = error.exit_status

    def obsolete_folders(self) -> list[Path]:
        """Return the folders of packs that were made here for schools that are no longer in the table."""
        return self._manifest.other_folders({pack.folder for pack in self.packs})


def check_lengths(folder: Path, packs: Iterable[Pack], windows: bool = os.name == "nt") -> None:
    """Raise FileError if a pack's files would have longer paths than Windows allows."""
    if not windows:
        return
    room = _LONGEST_PATH - _LONGEST_FILE - len(str(PureWindowsPath(folder.absolute()))) - 2
    long = [pack for pack in packs if len(pack.folder) > room]
    if long:
        longest = max(len(pack.folder) for pack in long)
        message = f"the path of this folder is too long for Windows by {longest - room} characters"
        hint = "choose a folder nearer to the drive"
        raise FileError([Problem("path-too-long", Place(folder), message, hint)])


def check_shared(requests: Sequence[Request], rows: Iterable[SchoolRow]) -> None:
    """Raise the problems that every school would have: in the choices, or in content or templates named by an option.

    A chosen question that the content lacks is not raised if rows have folders: it may be a school's own.
    """
    own = [request for request in requests if any(request.sources[:1] + request.sources[2:])]
    chosen = [request for request in requests if any(request.selection)]
    if not (own or chosen):
        return
    first = (own or chosen)[0]
    with_letter = any(request.kind == "letter" for request in requests)
    guide = read_guide(first.sources, font_of(requests), with_letter=with_letter, language=first.language)
    try:
        fewer = [select(guide, request.selection) for request in own or chosen]
    except UsageError:
        if any(row.folder for row in rows):
            return
        raise
    for request, part in zip(own, fewer, strict=False):
        if request.format == "pdf":
            typeset_document(request, part)
        else:
            prepare(request, part)


def grouped(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems of many schools, shortened: of similar ones only the first few, with a count of the rest."""
    groups: dict[tuple[object, ...], list[Problem]] = {}
    for problem in problems:
        groups.setdefault(_group(problem), []).append(problem)
    told = []
    for found in groups.values():
        rows = list(dict.fromkeys(map(_row, found)))
        first = rows[:_MOST_OF_A_KIND]
        shown = list(dict.fromkeys(problem for problem in found if _row(problem) in first))
        more = len(rows) - len(first)
        if first == [""]:  # in no row, but in content that several schools share
            shown = shown[:_MOST_OF_A_KIND]
            more = len(found) - len(shown)
        if more:
            schools = f"{more} more school{'s have' if more > 1 else ' has'} the like"
            shown[-1] = shown[-1]._replace(message=f"{shown[-1].message}; {schools}")
        told += shown
    return told


def _group(problem: Problem) -> tuple[object, ...]:
    """Return the key of similar problems: the kind and the column; outside the table, all but place and help."""
    if _row(problem):
        return problem.kind, problem.warning, dict(problem.values)["column"]
    return problem._replace(place=None, hint="")


def _row(problem: Problem) -> str:
    """Return the number of the problem's row in the table, or "" if it is not in the table."""
    return dict(problem.values).get("row", "")


def report_csv(lines: Iterable[Outcome]) -> bytes:
    """Return the report as CSV for Excel: UTF-8 with a byte order mark, and without text that looks like a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(_REPORT_COLUMNS)
    for line in lines:
        cells = line._replace(problem=" ".join(line.problem.split()))._asdict() | {"seconds": f"{line.seconds:.2f}"}
        writer.writerow([_no_formula(str(cells[column])) for column in _REPORT_COLUMNS])
    return text.getvalue().encode("utf-8-sig", "replace")


def _no_formula(cell: str) -> str:
    """Return the cell so that Excel takes it for text. Source: OWASP, “CSV Injection”."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def _outcome(pack: Pack, files: int = 0, pages: int = 0, seconds: float = 0.0, problem: str = "") -> Outcome:
    return Outcome(pack.school, files, pages, seconds, problem, pack.folder, pack.row.row, pack.row.urn)


def _told(problem: Problem) -> str:
    return f"{problem.full_message()} (help: {problem.hint})" if problem.hint else problem.full_message()


def _shared_cells(row: SchoolRow) -> tuple[tuple[str, str], ...]:
    """Return the cells that change words all over the content: folder, language, and those of the shared fields."""
    return tuple(cell for cell in row.cells if cell[0] in (FOLDER, LANGUAGE, *SHARED_FIELDS))
