"""Batch workers on this computer: processes that end with their parent process, and leave Ctrl-C to it."""

from __future__ import annotations

import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from multiprocessing.context import BaseContext
from pathlib import Path
from tempfile import TemporaryDirectory, mkstemp
from typing import Literal, ParamSpec, TypeVar

Method = Literal["fork", "spawn"]

_MOST = 61
"""The most processes that Windows can wait for at once. Source: Python, “concurrent.futures”."""

Given = ParamSpec("Given")
Result = TypeVar("Result")


def usable_cores() -> int:
    """Return the number of cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def processes(jobs: int, load: Callable[[], None], method: Method | None = None) -> ProcessPoolExecutor:
    """Return an executor whose workers are processes of this computer.

    `method` says how they are started; None is the best way on this system. "fork" is quick, and safe on Linux if there
    are no threads; "spawn" works everywhere. `load` imports the modules that workers need; forked workers then have
    them from the start.
    """
    if method is None:
        method = "fork" if sys.platform == "linux" and threading.active_count() == 1 else "spawn"
    if method == "fork":
        load()
    return _Processes(min(jobs, _MOST), get_context(method))


class _Processes(ProcessPoolExecutor):
    """Processes that return their results in files. Only the file's path goes through the pipe.

    All workers share one pipe, and a large message goes through it in many pieces. If a worker is killed between two
    pieces, the executor waits for the rest for ever. A message shorter than PIPE_BUF (POSIX) is in the pipe completely
    or not at all.
    """

    def __init__(self, jobs: int, context: BaseContext) -> None:
        super().__init__(jobs, context, _start_worker)
        self._folder = TemporaryDirectory(prefix="senaudit-", ignore_cleanup_errors=True)

    def submit(self, fn: Callable[Given, Result], /, *args: Given.args, **kwargs: Given.kwargs) -> Future[Result]:
        """Submit the call. A process that is started for it ignores Ctrl-C from its first moment on."""
        outer = Future[Result]()
        with _interrupt_blocked():
            inner = super().submit(_hand_over, partial(fn, *args, **kwargs), self._folder.name)
        inner.add_done_callback(partial(_pass_on, outer))
        return outer

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Shut down. With `wait`, when no worker can be writing any more, remove the files too."""
        super().shutdown(wait, cancel_futures=cancel_futures)
        if wait:
            self._folder.cleanup()


def _hand_over(work: Callable[[], object], folder: str) -> str:
    """Do the work, write its pickled result to a file, and return the file's path. This runs in a worker."""
    result = pickle.dumps(work())
    number, path = mkstemp(dir=folder)
    os.close(number)
    Path(path).write_bytes(result)
    return path


def _pass_on(outer: Future[Result], inner: Future[str]) -> None:
    """Set the outcome of the future with the path, `inner`, on the future with the result, `outer`.

    The outcome is the result, the error, or that it was cancelled.
    """
    if inner.cancelled():
        outer.cancel()
    elif error := inner.exception():
        outer.set_exception(error)
    else:
        path = Path(inner.result())
        try:
            result = pickle.loads(path.read_bytes())
            path.unlink()
        except OSError as error:
            outer.set_exception(error)
        else:
            outer.set_result(result)


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


def _start_worker() -> None:
    """Set up a worker process: it ignores Ctrl-C, and ends when its parent ends it or dies."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        signal.raise_signal(signal.SIGTERM)  # otherwise a worker would wait for its next row for ever
