"""Workers of a batch on this computer: processes that end with the one that started them, and leave Ctrl-C to it."""

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
"""Processes that Windows can wait for at once. Source: Python, “concurrent.futures”."""

Given = ParamSpec("Given")
Result = TypeVar("Result")


def usable_cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def processes(jobs: int, load: Callable[[], None], method: Method | None = None) -> ProcessPoolExecutor:
    """Return an executor whose workers are processes of this computer.

    A `method` other than the best for this system may be asked for: "fork" is quick, and safe on Linux where there are
    no threads; "spawn" works everywhere. `load` imports what workers need; forked ones then have it from the start.
    """
    if method is None:
        method = "fork" if sys.platform == "linux" and threading.active_count() == 1 else "spawn"
    if method == "fork":
        load()
    return _Processes(min(jobs, _MOST), get_context(method))


class _Processes(ProcessPoolExecutor):
    """Processes that hand over what they made in files, and say in a message only which file it is.

    Messages go through a pipe that all workers share, and a large one goes in many pieces: where a worker is killed
    between two of them, the executor waits for the rest of it for ever. A message of less than a page (POSIX:
    PIPE_BUF) is in the pipe whole or not at all.
    """

    def __init__(self, jobs: int, context: BaseContext) -> None:
        super().__init__(jobs, context, _begin)
        self._folder = TemporaryDirectory(prefix="senaudit-", ignore_cleanup_errors=True)

    def submit(self, fn: Callable[Given, Result], /, *args: Given.args, **kwargs: Given.kwargs) -> Future[Result]:
        """Submit it; the process that may be started for it does not hear Ctrl-C, from its first moment on."""
        made = Future[Result]()
        with _deaf():
            handed = super().submit(_hand_over, partial(fn, *args, **kwargs), self._folder.name)
        handed.add_done_callback(partial(_take, made))
        return made

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Shut it down, and remove its files if no worker writes any more."""
        super().shutdown(wait, cancel_futures=cancel_futures)
        if wait:
            self._folder.cleanup()


def _hand_over(work: Callable[[], object], folder: str) -> str:
    """Do the work; return the path of a file with what it returned."""
    result = pickle.dumps(work())
    number, path = mkstemp(dir=folder)
    os.close(number)
    Path(path).write_bytes(result)
    return path


def _take(made: Future[Result], handed: Future[str]) -> None:
    """Give `made` the outcome of what was handed over: the result, the error, or that it was cancelled."""
    if handed.cancelled():
        made.cancel()
    elif error := handed.exception():
        made.set_exception(error)
    else:
        path = Path(handed.result())
        try:
            result = pickle.loads(path.read_bytes())
            path.unlink()
        except OSError as error:
            made.set_exception(error)
        else:
            made.set_result(result)


@contextmanager
def _deaf() -> Iterator[None]:
    """Have Ctrl-C wait for the end of a `with`; processes that are started in it wait for ever."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin() -> None:
    """Begin a worker: Ctrl-C goes to the process that started it, which then ends it; so does that one's death."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        signal.raise_signal(signal.SIGTERM)  # a worker would else wait for its next row for ever
