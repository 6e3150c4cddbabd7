"""Workers of a batch on this computer: processes that end with the one that started them, and leave Ctrl-C to it."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
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
    return _Processes(min(jobs, _MOST), get_context(method), _begin)


class _Processes(ProcessPoolExecutor):
    def submit(self, fn: Callable[Given, Result], /, *args: Given.args, **kwargs: Given.kwargs) -> Future[Result]:
        """Submit it; the process that may be started for it does not hear Ctrl-C, from its first moment on."""
        with _deaf():
            return super().submit(fn, *args, **kwargs)


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
