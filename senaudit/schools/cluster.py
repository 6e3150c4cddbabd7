"""Workers of a batch on a Dask cluster, whose scheduler hands rows to other computers through Dask's own executor.

Workers only make, from files of their own; so each is asked first whether it has the same senaudit and the same files,
and with each row once more: one may come later, or a file change on the way.
"""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import ExitStack, contextmanager
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any, NamedTuple

from senaudit.problems import FileError, Problem, UsageError
from senaudit.recipe.request import Sources
from senaudit.schools.batch import Made, Order
from senaudit.schools.manifest import row_key, shared_key
from senaudit.schools.row import SchoolRow

if TYPE_CHECKING:
    from distributed import Client

_PATIENCE = 10.0
"""Seconds to wait for the scheduler, for a first worker, and for another one when all are gone."""

_ADDRESS = re.compile(r"(tcp|tls)://[^\s/]+:\d{1,5}")

_SAME = "give every worker the same senaudit, Python and font, and the same folders at the same places as here"


class _Differs(NamedTuple):
    """What a worker returns that would make another pack: its address."""

    worker: str


class Cluster:
    """The workers of a Dask cluster, for the rows of one order."""

    def __init__(self, client: Client, address: str, order: Order) -> None:
        """Raises FileError if there is no worker, or one that has not the same senaudit and files."""
        self._client = client
        self._address = address
        self._order = order
        self._seen = time.monotonic()
        there = [request._replace(sources=_full(request.sources)) for request in order.requests]
        self._there = Order(tuple(there), order.folder.absolute(), order.shared)
        try:
            self._check_workers()
        except OSError:
            raise self._lost() from None

    @property
    def workers(self) -> int:
        """How many workers there are. Raises FileError if the scheduler is gone."""
        try:
            return len(self._client.nthreads())
        except OSError:
            raise self._lost() from None

    def executor(self) -> Executor:
        """Return an executor of the cluster's workers. Raises FileError if the scheduler is gone."""
        self.watch()
        return _Workers(self._client.get_executor(pure=False), self._there)

    def watch(self) -> None:
        """Raise FileError if the scheduler is gone, or if there has been no worker for a while."""
        if self._client.status != "running":
            raise self._lost()
        now = time.monotonic()
        if now - self._seen > 1 and self.workers:
            self._seen = now
        elif now - self._seen > _PATIENCE:
            hint = "start one; the same command goes on from there"
            raise _problem(
                "no-worker-left", f"no worker is left in the cluster at {self._address}", hint, self._address
            )

    def _lost(self) -> FileError:
        hint = "start the scheduler again if it has ended; the same command goes on from there"
        return _problem("scheduler-lost", f"the connection to the scheduler at {self._address} was lost", hint)

    def _check_workers(self) -> None:
        from distributed import TimeoutError as TooLongError

        try:
            self._client.wait_for_workers(1, timeout=_PATIENCE)
        except TooLongError:
            message = f"the cluster at {self._address} has no workers"
            raise _problem("no-workers", message, "start one on each computer", self._address) from None
        ours = version("senaudit")
        for worker, theirs in self._asked(version, "senaudit"):
            if isinstance(theirs, PackageNotFoundError):
                raise _problem(
                    "worker-without-senaudit",
                    f"senaudit is not installed at the worker {worker}",
                    f"install senaudit {ours} there",
                )
            if theirs != ours:
                message = f"the worker {worker} has senaudit {theirs}, and here it is {ours}"
                raise _problem("worker-of-other-version", message, _SAME)
        for worker, theirs in self._asked(shared_key, self._there.requests):
            if theirs != self._order.shared:
                raise _differs(worker)

    def _asked(self, function: Callable[..., str], *arguments: object) -> Iterator[tuple[str, object]]:
        """Yield each worker's address and what the function returns there; an error is returned too."""
        yield from sorted(self._client.run(function, *arguments, on_error="return").items())


@contextmanager
def connected(address: str, order: Order) -> Iterator[Cluster]:
    """Give the cluster whose scheduler is at an address such as tcp://10.0.0.5:8786.

    Raises UsageError if Dask is not installed or the address is none, and FileError if no scheduler answers there, or
    as `Cluster` does.
    """
    if not _ADDRESS.fullmatch(address):
        message = f"“{address}” is no address of a Dask scheduler"
        raise UsageError(
            [
                Problem(
                    "not-a-scheduler-address",
                    None,
                    message,
                    "it is shown when the scheduler starts",
                )
            ]
        )
    try:
        from distributed import Client, Security
    except ImportError:
        message = "Dask, which hands packs to other computers, is not installed"
        raise UsageError([Problem("dask-missing", None, message, 'type: pip install "senaudit[dask]"')]) from None
    if address.startswith("tls") and Security().get_connection_args("client").get("ssl_context") is None:
        raise UsageError(
            [
                Problem(
                    "certificates-missing",
                    None,
                    "for tls:// Dask needs its certificates",
                    "see “TLS/SSL” in Dask’s manual",
                )
            ]
        )
    with ExitStack() as at_the_end:
        logging.disable()  # what matters in Dask's log is told as all else is
        at_the_end.callback(logging.disable, logging.NOTSET)
        try:
            client = Client(address, timeout=_PATIENCE, set_as_default=False)
        except OSError:
            hint = "start it with: dask scheduler; it shows its address"
            raise _problem("scheduler-not-found", f"no Dask scheduler answers at {address}", hint) from None
        at_the_end.callback(client.close, timeout=_PATIENCE)
        yield Cluster(client, address, order)


class _Workers(Executor):
    """Dask's executor, as `batch.run` knows executors: a row whose workers died is a BrokenExecutor."""

    def __init__(self, tasks: Executor, there: Order) -> None:
        self._tasks = tasks
        self._there = there

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Submit `batch.work` for an order and a row. Raises BrokenExecutor if the scheduler is gone."""
        order, row = args
        try:
            handed = self._tasks.submit(_make, fn, self._there, row, row_key(order.shared, row, order.folder))
        except Exception as error:  # Dask has one of its own for each way of being gone
            raise BrokenExecutor(str(error)) from error
        made = Future[Any]()
        handed.add_done_callback(partial(_take, made))
        return made

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Shut it down; with `cancel_futures` at once, for Dask does not say which rows have been begun."""
        self._tasks.shutdown(wait=wait and not cancel_futures)


def _take(made: Future[Any], handed: Future[Any]) -> None:
    """Give `made` the outcome of what was handed over."""
    from distributed import KilledWorker

    error = None if handed.cancelled() else handed.exception()
    if handed.cancelled() or isinstance(error, KilledWorker):
        made.set_exception(BrokenExecutor(str(error)))
    elif error is not None:
        made.set_exception(error)
    elif isinstance(result := handed.result(), _Differs):
        made.set_exception(_differs(result.worker))
    else:
        made.set_result(result)


_one_at_a_time = threading.Lock()
_alike: Order | None = None


def _make(fn: Callable[[Order, SchoolRow], Made], order: Order, row: SchoolRow, key: str) -> Made | _Differs:
    """Return what comes of a row, at a worker; one that has other files does not begin with it.

    A worker may have several threads, and what all schools share is there but once: rows are made one at a time.
    """
    from distributed import get_worker

    global _alike
    with _one_at_a_time:
        if _alike != order and shared_key(order.requests) == order.shared:
            _alike = order
        if _alike != order or row_key(order.shared, row, order.folder) != key:
            return _Differs(get_worker().address)
        return fn(order, row)


def _full(sources: Sources) -> Sources:
    """Return the sources with their paths from the root: a worker is in a working folder of its own."""
    return Sources(*(folder and folder.absolute() for folder in sources))


def _differs(worker: str) -> FileError:
    return _problem(
        "worker-differs",
        f"the worker {worker} would make other packs: what they are made from is not the same there",
        _SAME,
    )


def _problem(kind: str, message: str, hint: str, scheduler: str = "") -> FileError:
    values = (("scheduler", scheduler),) if scheduler else ()
    return FileError([Problem(kind, None, message, hint, values=values)])
