"""Batch workers on this computer: processes that end with their parent process, and leave Ctrl-C to it.

Each worker has a pipe of its own, and shares no lock with the others. So a worker may be killed at any moment: the
others go on, and it is known which row it was making. Pools that share a queue, such as that of
`concurrent.futures`, can wait for ever for a lock that a killed worker held.
"""

from __future__ import annotations

import errno
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from multiprocessing.reduction import ForkingPickler
from typing import Literal

from senaudit.files.faults import system_problem
from senaudit.problems import FileError, Problem
from senaudit.schools.batch import Answer, Order, RowResult, TooLongError, WorkerDiedError, load, work
from senaudit.schools.row import SchoolRow

Method = Literal["fork", "spawn"]
Work = Callable[[Order, SchoolRow], RowResult]

_MOST = 61
"""The most processes that Windows can wait for at once. Source: Python, “concurrent.futures”."""

_LONGEST = 60.0
"""The most seconds that a row may take. An ordinary one takes less than one second."""

_FITS_IN_PIPE = 4096
"""The most bytes of a row that is sent to a worker before it asks. Every system's pipe holds as much unread."""

_GRACE = 5.0
"""Seconds that a worker gets to end by itself, once it has nothing more to do."""


def usable_cores() -> int:
    """Return the number of cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class _Worker:
    """A process, our end of its pipe, and the rows that it has: the one that it is making, and perhaps the next."""

    def __init__(self, process: BaseProcess, pipe: Connection) -> None:
        self.process = process
        self.pipe = pipe
        self.rows: deque[SchoolRow] = deque()
        self.waited = 0.0
        """Seconds that we have waited for the first of its rows. A computer that sleeps does not count."""

    def end(self) -> None:
        """End the process, whatever it is doing."""
        self.pipe.close()
        self.process.kill()
        self.process.join()


class Processes:
    """The workers of an order: processes of this computer, started when there are rows for them.

    Leaving the `with` statement ends them: at once after an error, otherwise when they have done their rows.
    """

    def __init__(
        self, order: Order, jobs: int, method: Method | None = None, longest: float = _LONGEST, work: Work = work
    ) -> None:
        """Make no process yet.

        `method` says how processes are started; None is the best way on this system. "fork" is quick, and safe on Linux
        if there are no threads; "spawn" works everywhere. A row that takes over `longest` seconds is given up.
        """
        if method is None:
            method = "fork" if sys.platform == "linux" and threading.active_count() == 1 else "spawn"
        if method == "fork":
            load()  # forked workers then have the modules from the start
        self._order = order
        self._jobs = min(jobs, _MOST)
        self._method: Method = method
        self._longest = longest
        self._work = work
        self._workers: list[_Worker] = []
        self._waiting: deque[SchoolRow] = deque()

    def __enter__(self) -> Processes:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        try:
            for worker in self._workers if error is None else ():
                worker.pipe.close()
                worker.process.join(_GRACE)
        finally:  # also if Ctrl-C ends the wait
            for worker in self._workers:
                worker.end()
            self._workers.clear()

    @property
    def under_way(self) -> int:
        """The number of rows that were begun, and have not been answered yet."""
        return len(self._waiting) + sum(len(worker.rows) for worker in self._workers)

    def begin(self, row: SchoolRow) -> None:
        """Hand out a row. Raises FileError if not one process can be started."""
        self._waiting.append(row)
        self._hand_out()

    def cancel(self) -> None:
        """Take back the rows that no worker has yet."""
        self._waiting.clear()

    def answers(self, seconds: float) -> Iterator[tuple[SchoolRow, Answer]]:
        """Wait until a row is done, but no longer than `seconds`. Yield the rows that are done, with their answers."""
        busy = [worker for worker in self._workers if worker.rows]
        began = time.monotonic()
        ready = wait([worker.pipe for worker in busy], seconds)
        waited = min(time.monotonic() - began, seconds)
        for worker in busy:
            worker.waited += waited
            row = worker.rows[0]
            if worker.pipe in ready:
                answer = self._answer(worker)
            elif worker.waited > self._longest:
                answer = TooLongError(self._longest)
                self._drop(worker)
            else:
                continue
            self._hand_out()
            yield row, answer

    def _answer(self, worker: _Worker) -> Answer:
        try:
            result: RowResult = worker.pipe.recv()
        except (OSError, EOFError):
            self._drop(worker)
            return WorkerDiedError()
        worker.rows.popleft()
        worker.waited = 0.0
        return result

    def _drop(self, worker: _Worker) -> None:
        """Kill a worker. Its first row is given up, and its next one waits for another worker."""
        worker.end()
        self._workers.remove(worker)
        worker.rows.popleft()
        self._waiting.extendleft(worker.rows)

    def _hand_out(self) -> None:
        """Send the rows that wait to workers that can take them."""
        while self._waiting:
            message = bytes(ForkingPickler.dumps(self._waiting[0]))
            worker = self._worker_for(len(message))
            if worker is None:
                return
            try:
                worker.pipe.send_bytes(message)
            except OSError:  # it has died
                if worker.rows:
                    return  # `answers` will find out
                worker.end()
                self._workers.remove(worker)
            else:
                worker.rows.append(self._waiting.popleft())

    def _worker_for(self, size: int) -> _Worker | None:
        """Return the worker that gets a row of `size` bytes, or None if all have enough to do.

        A worker that makes a row already gets a second one, so that it need not wait for us, if it is sure to fit into
        the pipe. Otherwise both sides could wait for each other to read.
        """
        for worker in self._workers:
            if not worker.rows:
                return worker
        if len(self._workers) < self._jobs and (started := self._start()):
            self._workers.append(started)
            return started
        if size > _FITS_IN_PIPE:
            return None
        return next((worker for worker in self._workers if len(worker.rows) == 1), None)

    def _start(self) -> _Worker | None:
        """Start a process. If the system has no more, return None; raise FileError if there is no other worker."""
        try:
            return self._started()
        except OSError as error:
            if self._workers:
                self._jobs = len(self._workers)
                return None
            message = f"no process can be started to make the packs: {error.strerror}"
            hint = system_problem(error).hint if error.errno == errno.EMFILE else "close other programs"
            raise FileError([Problem("no-process", None, message, hint)]) from None

    def _started(self) -> _Worker:
        context = get_context("fork") if self._method == "fork" else get_context("spawn")
        ours, theirs = context.Pipe()
        inherited = [ours, *(worker.pipe for worker in self._workers)] if self._method == "fork" else []
        process = context.Process(target=_serve, args=(self._work, self._order, theirs, inherited))
        try:
            with _interrupt_blocked():
                process.start()
        except OSError:
            ours.close()
            raise
        finally:
            theirs.close()
        return _Worker(process, ours)


@contextmanager
def _interrupt_blocked() -> Iterator[None]:
    """Block SIGINT within a `with`. Processes that are started in it inherit the block, and keep it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(work: Work, order: Order, pipe: Connection, inherited: list[Connection]) -> None:
    """Make the rows that come through the pipe, until it is closed. This runs in a worker.

    It ignores Ctrl-C, and ends when its parent ends it or dies. `inherited` are the parent's ends of pipes: a copy that
    stayed open here would hide the parent's death from other workers.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for other in inherited:
        other.close()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with suppress(EOFError, OSError):
        while True:
            pipe.send(work(order, pipe.recv()))


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        signal.raise_signal(signal.SIGTERM)  # otherwise a worker would finish its row first
