"""Runs a function on bytes from elsewhere in a process of its own, with limits of memory and of processor time.

The libraries that draw an SVG or read a workbook can be made to take all memory, or to work for ever, by a file of a
few kilobytes. In a process of their own they can be stopped. Where the system has no such limits (Windows; memory on
a Mac), the process is stopped after a time, and the callers count the parts of a file before a library sees them.

This file is also the program of that process, and runs alone until the limits hold.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Literal, ParamSpec, TypeVar

MEMORY = 512 * 1024 * 1024
"""The most bytes of memory that the process may ask for."""

_PATIENCE = 5
"""Where processor time cannot be limited: how many times as long the process may take, as others may be at work."""

Given = ParamSpec("Given")
Result = TypeVar("Result")


class LimitError(Exception):
    """The function did not return: it reached a limit, or its process ended, or could not begin.

    `output` is what the process, or the system, said last.
    """

    def __init__(self, reason: Literal["memory", "time", "crash"], output: str = "") -> None:
        self.reason, self.output = reason, output
        super().__init__(reason, output)


def run_limited(seconds: int, function: Callable[Given, Result], *given: Given.args, **named: Given.kwargs) -> Result:
    """Return what `function` returns, or raise what it raises, having called it in a process of its own.

    The process may use `MEMORY` bytes and `seconds` of processor time. The function is one of a module, and all that it
    takes, returns and raises can be pickled. Raises LimitError if it reaches a limit, or if its process crashes or
    cannot begin.
    """
    request = pickle.dumps((MEMORY, seconds, sys.path)) + pickle.dumps((function, given, named))
    # -I: neither the working folder nor the environment adds modules. -S: nor does a start-up file.
    command = [sys.executable, "-I", "-S", "-X", "utf8", __file__]
    patience = None if _has_limits() else seconds * _PATIENCE
    try:
        done = subprocess.run(command, input=request, capture_output=True, timeout=patience, check=False)
    except subprocess.TimeoutExpired:
        raise LimitError("time") from None
    except OSError as error:  # too few file handles or processes
        raise LimitError("crash", error.strerror or str(error)) from None
    if done.returncode:
        raise _reason(done.returncode, done.stderr.decode("utf-8", "replace").strip())
    returned, answer = pickle.loads(done.stdout)
    if not returned:
        raise answer
    result: Result = answer
    return result


def _has_limits() -> bool:
    try:
        import resource  # noqa: F401 - Windows has none
    except ImportError:
        return False
    return True


def _reason(status: int, output: str) -> LimitError:
    """Return the error for a process that ended without an answer. `status` is its exit status, or minus its signal."""
    if status == -getattr(signal, "SIGXCPU", 0):
        return LimitError("time")
    # Python says “MemoryError”, Rust “memory allocation of … bytes failed”; a system without memory kills.
    if "MemoryError" in output or "memory allocation of" in output or status == -getattr(signal, "SIGKILL", 0):
        return LimitError("memory")
    return LimitError("crash", output.rpartition("\n")[2])


def _limit(memory: int, seconds: int) -> None:
    """Limit the memory and the processor time of this process, as far as the system can. No core is written."""
    try:
        import resource
    except ImportError:
        return
    # A second after the signal of the first limit, the system ends a process that has not heard it.
    for kind, soft, hard in (
        (resource.RLIMIT_AS, memory, memory),
        (resource.RLIMIT_CPU, seconds, seconds + 1),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        _, most = resource.getrlimit(kind)
        if most != resource.RLIM_INFINITY:
            soft, hard = min(soft, most), min(hard, most)
        with suppress(OSError, ValueError):  # a Mac has no limit of memory
            resource.setrlimit(kind, (soft, hard))


def _answer() -> None:
    """Read a function and what it takes from standard input, and write what it returns or raises."""
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    memory, seconds, path = pickle.load(requests)
    _limit(memory, seconds)
    sys.path[:] = path
    function, given, named = pickle.load(requests)
    answer: tuple[bool, object]
    try:
        answer = True, function(*given, **named)
    except MemoryError:
        raise
    except Exception as error:
        answer = False, error
    with answers:
        pickle.dump(answer, answers)


if __name__ == "__main__":
    _answer()
