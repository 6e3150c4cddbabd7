"""Batch workers on a Dask cluster. Its scheduler hands rows to other computers.

Workers make packs from their own copies of the files. Each worker is checked first: it must have the same senaudit and
the same files. It is checked again with each row, because workers may join later and files may change during the run.
"""

from __future__ import annotations

import logging
import os
import re
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from contextlib import ExitStack, contextmanager
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, NamedTuple

from senaudit.problems import FileError, Problem, UsageError
from senaudit.recipe.request import DATE_VARIABLE, Sources
from senaudit.schools.batch import Answer, Order, RowResult, WorkerDiedError, work
from senaudit.schools.manifest import row_key, shared_key
from senaudit.schools.row import SchoolRow

if TYPE_CHECKING:
    from distributed import Client

_PATIENCE = 10.0
"""Seconds to wait for the scheduler, for a first worker, and for a new worker when all have gone."""

_ADDRESS = re.compile(r"(tcp|tls)://[^\s/]+:\d{1,5}")

_SAME = "give every worker the same senaudit, Python and font, and the same folders at the same places as here"


class _Differs(NamedTuple):
    """What a worker returns if its files differ and its pack would too: its own address."""

    worker: str


class Cluster:
    """The workers of a Dask cluster, for the rows of one order."""

    def __init__(self, client: Client, address: str, order: Order) -> None:
        """Check the workers. Raises FileError if there is none, or if one has another senaudit or other files."""
        self._client = client
        self._address = address
        self._order = order
        self._last_seen = time.monotonic()
        requests = tuple(request._replace(sources=_absolute(request.sources)) for request in order.requests)
        self._remote_order = Order(requests, order.folder.absolute(), order.shared)
        self._tasks: Executor = client.get_executor(pure=False)
        self._rows: dict[Future[RowResult | _Differs], SchoolRow] = {}
        try:
            self._check_workers()
        except OSError:
            raise self._connection_lost() from None

    @property
    def workers(self) -> int:
        """The number of workers. Raises FileError if the scheduler has gone."""
        try:
            return len(self._client.nthreads())
        except OSError:
            raise self._connection_lost() from None

    @property
    def under_way(self) -> int:
        """The number of rows that were begun, and have not been answered yet."""
        return len(self._rows)

    def begin(self, row: SchoolRow) -> None:
        """Submit a row. Raises FileError if the scheduler has gone."""
        self.watch()
        key = row_key(self._order.shared, row, self._order.folder)
        try:
            future = self._tasks.submit(_make, self._remote_order, row, key)
        except Exception:  # Dask raises its own errors, one for each way to lose a scheduler
            raise self._connection_lost() from None
        self._rows[future] = row

    def cancel(self) -> None:
        """Forget the rows that are not done: Dask does not say which of them have been begun."""
        for future in [future for future in self._rows if not future.done()]:
            future.cancel()
            del self._rows[future]

    def answers(self, seconds: float) -> Iterator[tuple[SchoolRow, Answer]]:
        """Wait until a row is done, but no longer than `seconds`. Yield the rows that are done, with their answers."""
        self.watch()
        for future in wait(self._rows, seconds, FIRST_COMPLETED).done:
            yield self._rows.pop(future), _answer(future)

    def watch(self) -> None:
        """Raise FileError if the scheduler has gone, or if there has been no worker for `_PATIENCE` seconds."""
        if self._client.status != "running":
            raise self._connection_lost()
        now = time.monotonic()
        if now - self._last_seen > 1 and self.workers:
            self._last_seen = now
        elif now - self._last_seen > _PATIENCE:
            hint = "start one; the same command goes on from there"
            raise _problem(
                "no-worker-left", f"no worker is left in the cluster at {self._address}", hint, self._address
            )

    def _connection_lost(self) -> FileError:
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
        for worker, theirs in self._answers(version, "senaudit"):
            if isinstance(theirs, PackageNotFoundError):
                raise _problem(
                    "worker-without-senaudit",
                    f"senaudit is not installed at the worker {worker}",
                    f"install senaudit {ours} there",
                )
            if theirs != ours:
                message = f"the worker {worker} has senaudit {theirs}, and here it is {ours}"
                raise _problem("worker-of-other-version", message, _SAME)
        for worker, theirs in self._answers(shared_key, self._remote_order.requests):
            if theirs != self._order.shared:
                raise _differs(worker)

    def _answers(self, function: Callable[..., str], *arguments: object) -> Iterator[tuple[str, object]]:
        """Call the function on each worker; yield the worker's address and the result, or the error that it raised."""
        yield from sorted(self._client.run(function, *arguments, on_error="return").items())


@contextmanager
def connected(address: str, order: Order) -> Iterator[Cluster]:
    """Give the cluster whose scheduler is at an address such as tcp://10.0.0.5:8786.

    Raises UsageError if Dask is not installed or the address is not valid. Raises FileError if no scheduler answers, or
    if the workers do not pass the check of `Cluster`.
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
    with ExitStack() as stack:
        logging.disable()  # the problems that matter in Dask's log are reported like all others
        stack.callback(logging.disable, logging.NOTSET)
        try:
            client = Client(address, timeout=_PATIENCE, set_as_default=False)
        except OSError:
            hint = "start it with: dask scheduler; it shows its address"
            raise _problem("scheduler-not-found", f"no Dask scheduler answers at {address}", hint) from None
        stack.callback(client.close, timeout=_PATIENCE)
        yield Cluster(client, address, order)


def _answer(future: Future[RowResult | _Differs]) -> Answer:
    """Return a done future's answer. When workers have died over a row, Dask has tried it several times."""
    from distributed import KilledWorker

    error = None if future.cancelled() else future.exception()
    if future.cancelled() or isinstance(error, KilledWorker):
        return WorkerDiedError()
    if isinstance(error, Exception):
        return error
    result = future.result()
    return _differs(result.worker) if isinstance(result, _Differs) else result


_lock = threading.Lock()
_checked_order: Order | None = None


def _make(order: Order, row: SchoolRow, key: str) -> RowResult | _Differs:
    """Make a row's pack; this runs on a worker. Return `_Differs` at once if the worker has other files.

    A worker may have several threads, but they share the content of all schools. So rows are made one at a time.
    Documents have the date of the order. ReportLab must not even read a date from the worker's own environment.
    """
    from distributed import get_worker

    global _checked_order
    with _lock:
        os.environ.pop(DATE_VARIABLE, None)
        if _checked_order != order and shared_key(order.requests) == order.shared:
            _checked_order = order
        if _checked_order != order or row_key(order.shared, row, order.folder) != key:
            return _Differs(get_worker().address)
        return work(order, row)


def _absolute(sources: Sources) -> Sources:
    """Return the sources with absolute paths: a worker has a working folder of its own."""
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
