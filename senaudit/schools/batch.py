"""Make the packs of a table's rows with an executor: in this process, in other processes or on other computers.

Workers make documents and send them back; the process that runs the batch writes the files. Rows are handed out a few
at a time, so that five thousand schools need no more memory than fifty.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, ParamSpec, TypeVar

from senaudit.problems import Problem, SenauditError, internal_error
from senaudit.recipe.request import Request
from senaudit.recipe.steps import Document, load_builders
from senaudit.schools.row import SchoolRow, with_row_label

if TYPE_CHECKING:
    from senaudit.schools.merged import MergedPacks

_POLL_INTERVAL = 0.2
"""Seconds between two checks whether somebody wants to stop."""

_MOST_DEATHS = 5
"""The batch gives up when workers have died at this many rows one after the other."""

Given = ParamSpec("Given")
Result = TypeVar("Result")


class Order(NamedTuple):
    """The documents to make for every school, the table's folder, and a digest of everything that the schools share.

    A worker may outlive a run. The digest tells it that the content it has read is out of date.
    """

    requests: tuple[Request, ...]
    folder: Path
    shared: str


class RowResult(NamedTuple):
    """The result of a row: its documents, or else its problems and their exit status; and the seconds it took."""

    documents: tuple[Document, ...] = ()
    problems: tuple[Problem, ...] = ()
    status: int = 0
    seconds: float = 0.0


class InProcessExecutor(Executor):
    """An executor that calls each function at once, in this process."""

    def submit(self, fn: Callable[Given, Result], /, *args: Given.args, **kwargs: Given.kwargs) -> Future[Result]:
        """Call the function, and return a future that is done."""
        future = Future[Result]()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


def load() -> None:
    """Import everything that `work` needs, so that forked processes have it from the start."""
    import senaudit.schools.merged  # noqa: F401

    load_builders()


_latest: tuple[Order, MergedPacks] | None = None


def work(order: Order, row: SchoolRow) -> RowResult:
    """Make a row's documents. Raises nothing: errors are in the result.

    The content that is read for one row is kept for the next row of the same order.
    """
    began = time.perf_counter()
    try:
        documents = tuple(_merged_packs(order).documents(row))
    except SenauditError as error:
        problems = tuple(each if each.place else _at_name(row, each) for each in error.problems)
        return RowResult((), problems, error.exit_status, time.perf_counter() - began)
    except Exception as error:  # one school's words or logo may break a library; the other schools get their packs
        return _failed(row, error)
    return RowResult(documents, (), 0, time.perf_counter() - began)


def _merged_packs(order: Order) -> MergedPacks:
    global _latest
    if _latest is None or _latest[0] != order:
        from senaudit.schools.merged import MergedPacks

        _latest = order, MergedPacks(order.requests, order.folder)
    return _latest[1]


def run(
    order: Order,
    rows: Iterable[SchoolRow],
    executor: Callable[[], Executor],
    window: int,
    stopped: Callable[[], bool] = lambda: False,
) -> Iterator[tuple[SchoolRow, RowResult]]:
    """Yield each row with its result, in the order in which they are done, until `stopped` returns True.

    `executor` makes a new executor, which is shut down here. It has at most `window` rows at a time. When a worker
    dies, the rows under way are tried once more, one at a time, so that the row at fault can be named. Raises
    SenauditError if workers die at many rows one after the other.
    """
    remaining = iter(rows)
    deaths = 0
    while lost := (yield from _until_broken(order, remaining, executor, window, stopped)):
        for row in lost:
            deaths = deaths + 1 if (yield from _until_broken(order, iter([row]), executor, 1, stopped)) else 0
            if deaths:
                message = "the program was stopped while it made this pack, twice"
                hint = "is there something unusual about this school’s logo, or too little memory?"
                yield row, RowResult((), (_at_name(row, Problem("worker-died", None, message, hint)),), 1)
            if deaths == _MOST_DEATHS:
                message = f"the program was stopped at {deaths} packs, one after the other"
                raise SenauditError([Problem("workers-died", None, message, "make the packs one at a time")])


def _until_broken(
    order: Order, rows: Iterator[SchoolRow], executor: Callable[[], Executor], window: int, stopped: Callable[[], bool]
) -> Generator[tuple[SchoolRow, RowResult], None, list[SchoolRow]]:
    """Yield as `run` does. Return the rows that were under way when a worker died; an empty list if all are done."""
    pending: dict[Future[RowResult], SchoolRow] = {}
    lost: list[SchoolRow] = []
    pool = executor()
    try:
        while not (lost or stopped()) and (row := next(rows, None)) is not None:
            try:
                pending[pool.submit(work, order, row)] = row
            except BrokenExecutor:
                lost.append(row)
            while len(pending) >= window and not stopped():
                yield from _done(pending, lost)
        while pending and not stopped():
            yield from _done(pending, lost)
        pool.shutdown(cancel_futures=True)  # rows that were begun are finished, and yielded
        for future in [future for future in pending if future.cancelled()]:
            del pending[future]
        yield from _done(pending, lost)
        return [] if stopped() else lost
    finally:
        pool.shutdown(cancel_futures=True)


def _done(pending: dict[Future[RowResult], SchoolRow], lost: list[SchoolRow]) -> Iterator[tuple[SchoolRow, RowResult]]:
    """Wait a little, and yield the rows that are done. Rows whose worker died are added to `lost`."""
    for future in wait(pending, _POLL_INTERVAL, FIRST_COMPLETED).done:
        row = pending.pop(future)
        try:
            result = future.result()
        except BrokenExecutor:
            lost.append(row)
            continue
        except SenauditError:  # no worker can make any pack
            raise
        except Exception as error:  # something went wrong between here and a worker
            result = _failed(row, error)
        yield row, result


def _failed(row: SchoolRow, error: Exception) -> RowResult:
    return RowResult((), (with_row_label(row, internal_error(error, row.place_of("name"))),), 1)


def _at_name(row: SchoolRow, problem: Problem) -> Problem:
    return with_row_label(row, problem._replace(place=row.place_of("name")))
