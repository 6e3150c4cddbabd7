"""The packs of a table's rows, made by the workers of an executor: of this process, of others, or of other computers.

Workers only make: what they give back, whoever asked for it writes. Rows are handed out a few at a time, so that there
is as much in memory for five thousand schools as for fifty.
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
from senaudit.schools.row import SchoolRow, told_by_row

if TYPE_CHECKING:
    from senaudit.schools.merged import MergedPacks

_LOOK = 0.2
"""Seconds between two looks at whether somebody wants to stop."""

_HOPELESS = 5
"""Rows at which workers may die one after the other before it is taken that they can make none."""

Given = ParamSpec("Given")
Result = TypeVar("Result")


class Order(NamedTuple):
    """What is wanted of every school, the folder of the table, and the digest of all that the schools share.

    By the digest a worker that outlives a run can tell that what it has read is out of date.
    """

    requests: tuple[Request, ...]
    folder: Path
    shared: str


class Made(NamedTuple):
    """What came of a row: its documents, or else its problems with the exit status that they have; and the seconds."""

    documents: tuple[Document, ...] = ()
    problems: tuple[Problem, ...] = ()
    status: int = 0
    seconds: float = 0.0


class InProcessExecutor(Executor):
    """Does what is submitted to it at once, in this process."""

    def submit(self, fn: Callable[Given, Result], /, *args: Given.args, **kwargs: Given.kwargs) -> Future[Result]:
        """Return a future that is done."""
        future = Future[Result]()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


def load() -> None:
    """Import all that `work` needs, for processes that begin with what is there already."""
    import senaudit.schools.merged  # noqa: F401

    load_builders()


_latest: tuple[Order, MergedPacks] | None = None


def work(order: Order, row: SchoolRow) -> Made:
    """Return what comes of a row. What is read for one row of an order is kept for the next; nothing is raised."""
    began = time.perf_counter()
    try:
        documents = tuple(_merged_packs(order).documents(row))
    except SenauditError as error:
        problems = tuple(each if each.place else _at_name(row, each) for each in error.problems)
        return Made((), problems, error.exit_status, time.perf_counter() - began)
    except Exception as error:  # whatever one school's words or logo do to a library, the others get their packs
        return _failed(row, error)
    return Made(documents, (), 0, time.perf_counter() - began)


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
) -> Iterator[tuple[SchoolRow, Made]]:
    """Yield each row with what came of it, as soon as it has, until `stopped` says that nobody wants more.

    `executor` makes a new executor, which is shut down here; at most `window` rows are with it at a time. Rows that
    were with one whose worker died are tried once more, each alone, so that it is told which of them it was. Raises
    SenauditError if workers die whatever they are given.
    """
    coming = iter(rows)
    gone = 0
    while lost := (yield from _until_broken(order, coming, executor, window, stopped)):
        for row in lost:
            gone = gone + 1 if (yield from _until_broken(order, iter([row]), executor, 1, stopped)) else 0
            if gone:
                message = "the program was stopped while it made this pack, twice"
                hint = "is there something unusual about this school’s logo, or too little memory?"
                yield row, Made((), (_at_name(row, Problem("worker-died", None, message, hint)),), 1)
            if gone == _HOPELESS:
                message = f"the program was stopped at {gone} packs, one after the other"
                raise SenauditError([Problem("workers-died", None, message, "make the packs one at a time")])


def _until_broken(
    order: Order, rows: Iterator[SchoolRow], executor: Callable[[], Executor], window: int, stopped: Callable[[], bool]
) -> Generator[tuple[SchoolRow, Made], None, list[SchoolRow]]:
    """Yield as `run` does; return the rows that were under way when a worker died, none if all is done."""
    pending: dict[Future[Made], SchoolRow] = {}
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
        pool.shutdown(cancel_futures=True)  # what has begun is write_pdf, and kept
        for future in [future for future in pending if future.cancelled()]:
            del pending[future]
        yield from _done(pending, lost)
        return [] if stopped() else lost
    finally:
        pool.shutdown(cancel_futures=True)


def _done(pending: dict[Future[Made], SchoolRow], lost: list[SchoolRow]) -> Iterator[tuple[SchoolRow, Made]]:
    """Wait a little, and yield what is done meanwhile; a row whose worker died is added to those that are lost."""
    for future in wait(pending, _LOOK, FIRST_COMPLETED).done:
        row = pending.pop(future)
        try:
            made = future.result()
        except BrokenExecutor:
            lost.append(row)
            continue
        except SenauditError:  # no worker can make packs, whatever the row
            raise
        except Exception as error:  # what goes wrong between here and a worker
            made = _failed(row, error)
        yield row, made


def _failed(row: SchoolRow, error: Exception) -> Made:
    return Made((), (told_by_row(row, internal_error(error, row.place_of("name"))),), 1)


def _at_name(row: SchoolRow, problem: Problem) -> Problem:
    return told_by_row(row, problem._replace(place=row.place_of("name")))
