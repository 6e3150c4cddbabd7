"""Make the packs of a table's rows with workers: processes of this computer, or other computers.

Workers make documents and send them back; the process that runs the batch writes the files. Rows are handed out a few
at a time, so that five thousand schools need no more memory than fifty.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from senaudit.files.faults import system_problem
from senaudit.problems import FileError, Problem, SenauditError, internal_error
from senaudit.recipe.request import Request
from senaudit.recipe.steps import Document, load_builders
from senaudit.schools.row import SchoolRow, with_row_label

if TYPE_CHECKING:
    from senaudit.schools.keyed import KeyedPacks

_POLL_INTERVAL = 0.2
"""Seconds between two checks whether somebody wants to stop."""

_MOST_DEATHS = 5
"""The batch gives up when workers have died at this many rows one after the other."""


class Order(NamedTuple):
    """The documents to make for every school, the table's folder, and a digest of everything that the schools share.

    A worker may outlive a run. The digest tells it that the content it has read is out of date.
    """

    requests: tuple[Request, ...]
    folder: Path
    shared: str


class RowResult(NamedTuple):
    """The result of a row: its documents, or else its problems and their exit status; and the seconds it took.

    `key` is the digest of what the documents were made from; "" if their files changed meanwhile.
    """

    documents: tuple[Document, ...] = ()
    problems: tuple[Problem, ...] = ()
    status: int = 0
    seconds: float = 0.0
    key: str = ""


class WorkerDiedError(Exception):
    """A worker died over a row: it was killed, or the system had no memory left."""


class TooLongError(Exception):
    """A row took over `seconds`."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(seconds)


Answer = RowResult | Exception
"""What a worker returns for a row: its result, or what went wrong on the way."""


class Workers(Protocol):
    """The workers of an order, wherever they are."""

    @property
    def under_way(self) -> int:
        """The number of rows that were begun, and have not been answered yet."""

    def begin(self, row: SchoolRow) -> None:
        """Hand out a row."""

    def cancel(self) -> None:
        """Take back the rows that no worker has yet."""

    def answers(self, seconds: float) -> Iterator[tuple[SchoolRow, Answer]]:
        """Wait until a row is done, but no longer than `seconds`. Yield the rows that are done, with their answers."""


def load() -> None:
    """Import everything that `work` needs, so that forked processes have it from the start."""
    import senaudit.schools.keyed  # noqa: F401

    load_builders()


_latest: tuple[Order, KeyedPacks] | None = None


def work(order: Order, row: SchoolRow) -> RowResult:
    """Make a row's documents. Raises nothing: errors are in the result.

    The content that is read for one row is kept for the next row of the same order, unless its files have changed.
    """
    global _latest
    began = time.perf_counter()
    try:
        packs = _keyed_packs(order)
        documents, key = packs.pack(row)
        _latest = (order, packs) if packs.is_current else None
    except SenauditError as error:
        problems = tuple(each if each.place else _at_name(row, each) for each in error.problems)
        return RowResult((), problems, error.exit_status, time.perf_counter() - began)
    except Exception as error:  # one school's words or logo may break a library; the other schools get their packs
        return _failed(row, error)
    return RowResult(documents, (), 0, time.perf_counter() - began, key)


def _keyed_packs(order: Order) -> KeyedPacks:
    if _latest is not None and _latest[0] == order:
        return _latest[1]
    from senaudit.schools.keyed import KeyedPacks

    return KeyedPacks(order)


def run(
    rows: Iterable[SchoolRow], workers: Workers, window: int, stopped: Callable[[], bool] = lambda: False
) -> Iterator[tuple[SchoolRow, RowResult]]:
    """Yield each row with its result, in the order in which they are done, until `stopped` returns True.

    The workers have at most `window` rows at a time. When one dies, the rows under way are finished, and its row is
    tried once more, alone: too little memory may do for one row. Raises SenauditError if workers die at many rows one
    after the other.
    """
    remaining = iter(rows)
    deaths = 0
    while lost := (yield from _until_death(remaining, workers, window, stopped)):
        for row in lost:
            deaths = deaths + 1 if (yield from _until_death(iter([row]), workers, 1, stopped)) else 0
            if deaths:
                message = "the program was stopped while it made this pack, twice"
                hint = "is there something unusual about this school’s logo, or too little memory?"
                yield row, RowResult((), (_at_name(row, Problem("worker-died", None, message, hint)),), 1)
            if deaths == _MOST_DEATHS:
                message = f"the program was stopped at {deaths} packs, one after the other"
                raise SenauditError([Problem("workers-died", None, message, "make the packs one at a time")])


def _until_death(
    rows: Iterator[SchoolRow], workers: Workers, window: int, stopped: Callable[[], bool]
) -> Generator[tuple[SchoolRow, RowResult], None, list[SchoolRow]]:
    """Yield as `run` does. Return the rows over which workers died; an empty list if all are done."""
    lost: list[SchoolRow] = []
    while not (lost or stopped()) and (row := next(rows, None)) is not None:
        workers.begin(row)
        while workers.under_way >= window and not stopped():
            yield from _answered(workers, lost)
    while workers.under_way:
        if stopped():
            workers.cancel()  # rows that were begun are finished, and yielded
        yield from _answered(workers, lost)
    return [] if stopped() else lost


def _answered(workers: Workers, lost: list[SchoolRow]) -> Iterator[tuple[SchoolRow, RowResult]]:
    """Wait a little, and yield the rows that are done. Rows whose worker died are added to `lost`."""
    for row, answer in workers.answers(_POLL_INTERVAL):
        if isinstance(answer, RowResult):
            yield row, answer
        elif isinstance(answer, WorkerDiedError):
            lost.append(row)
        elif isinstance(answer, SenauditError):  # no worker can make any pack
            raise answer
        elif isinstance(answer, TooLongError):
            message = f"this pack was not made within {answer.seconds:.0f} seconds, and was given up"
            hint = "is there something unusual about this school’s logo, texts or folder?"
            yield row, RowResult((), (_at_name(row, Problem("row-too-slow", None, message, hint)),), 1, answer.seconds)
        else:  # something went wrong between here and a worker
            yield row, _failed(row, answer)


def _failed(row: SchoolRow, error: Exception) -> RowResult:
    """Return the result for an error that nobody expected: of the system, or else of the program."""
    if isinstance(error, OSError | MemoryError):
        problem = system_problem(error)
        return RowResult((), (problem if problem.place else _at_name(row, problem),), FileError.exit_status)
    return RowResult((), (with_row_label(row, internal_error(error, row.place_of("name"))),), 1)


def _at_name(row: SchoolRow, problem: Problem) -> Problem:
    return with_row_label(row, problem._replace(place=row.place_of("name")))
