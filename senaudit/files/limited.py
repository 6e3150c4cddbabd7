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
from threading import Event, Timer
from typing import Any, Literal, ParamSpec, TypeVar

MEMORY = 512 * 1024 * 1024
"""The most bytes of memory that the process may ask for."""

_PATIENCE = 5
"""How many times as long as its processor time a process may take, as others may be at work."""

# -I: neither the working folder nor the environment adds modules. -S: nor does a start-up file.
_COMMAND = (sys.executable, "-I", "-S", "-X", "utf8", __file__)

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
    patience = None if _has_limits() else seconds * _PATIENCE
    try:
        done = subprocess.run(_COMMAND, input=request, capture_output=True, timeout=patience, check=False)
    except subprocess.TimeoutExpired:
        raise LimitError("time") from None
    except OSError as error:  # too few file handles or processes
        raise LimitError("crash", error.strerror or str(error)) from None
    if done.returncode:
        raise _reason(done.returncode, done.stderr.decode("utf-8", "replace").strip())
    returned, answer = _checked(pickle.loads(done.stdout))
    if not returned:
        raise answer
    result: Result = answer
    return result


class LimitedProcess:
    """A process that calls functions within the limits of `run_limited`, one after the other.

    So what they import is imported once. The process begins with the first call, and ends with the `with`. It is also
    ended if a call takes `_PATIENCE` times as long as its processor time: it may wait for what never comes.
    """

    def __init__(self, seconds: int) -> None:
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._is_closed = False

    def __enter__(self) -> LimitedProcess:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process, whatever it is doing, for good. A thread that waits for its answer gets a LimitError."""
        self._is_closed = True
        self._end()

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with suppress(OSError):  # what was not sent yet
                        pipe.close()

    def call(self, function: Callable[Given, Result], *given: Given.args, **named: Given.kwargs) -> Result:
        """Return or raise as `run_limited` does.

        No function suffers from what others have left in the process: if it reaches a limit there, or crashes, it is
        called once more, in a new process.
        """
        request = pickle.dumps((function, given, named))
        was_new = self._process is None
        try:
            returned, answer = self._answer(request)
        except LimitError:
            if was_new:
                raise
            returned, answer = self._answer(request)
        if not returned:
            raise answer
        result: Result = answer
        return result

    def _answer(self, request: bytes) -> tuple[bool, Any]:
        if self._is_closed:
            raise LimitError("crash")
        try:
            if self._process is None:
                request = pickle.dumps((MEMORY, self._seconds, sys.path)) + request
                pipe = subprocess.PIPE
                self._process = subprocess.Popen(_COMMAND, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL)
        except OSError as error:  # too few file handles or processes
            raise LimitError("crash", error.strerror or str(error)) from None
        process, is_over = self._process, Event()

        def give_up() -> None:
            is_over.set()
            process.kill()

        timer = Timer(self._seconds * _PATIENCE, give_up)
        timer.start()
        try:
            return _checked(_exchanged(process, request))
        except (OSError, EOFError, ValueError, pickle.UnpicklingError):  # it has ended, or has been closed
            self._end()
            raise LimitError("time") if is_over.is_set() else _reason(process.returncode, "") from None
        except LimitError:
            self._end()
            raise
        finally:
            timer.cancel()


def _exchanged(process: subprocess.Popen[bytes], request: bytes) -> tuple[bool, Any]:
    """Return a process's answer to a request. Raises OSError or EOFError if it ends without one."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(request)
    process.stdin.flush()
    answer: tuple[bool, Any] = pickle.load(process.stdout)
    return answer


def _checked(answer: tuple[bool, Any]) -> tuple[bool, Any]:
    """Return an answer. Raises LimitError if there was no memory for one."""
    if isinstance(answer[1], MemoryError) and not answer[0]:
        raise LimitError("memory")
    return answer


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
    """Limit the memory of this process and its further processor time, as far as the system can. No core is written."""
    try:
        import resource
    except ImportError:
        return
    used = round(sum(os.times()[:2]))
    for kind, soft in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, used + seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        _, most = resource.getrlimit(kind)
        if most != resource.RLIM_INFINITY:
            soft = min(soft, most)
        with suppress(OSError, ValueError):  # a Mac has no limit of memory
            resource.setrlimit(kind, (soft, most))


def _serve() -> None:
    """Read functions and what they take from standard input, and write what each returns or raises.

    Before them comes what holds for all: the limits of memory and time, and where modules are.
    """
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    memory, seconds, path = pickle.load(requests)
    _limit(memory, seconds)
    sys.path[:] = path
    with suppress(EOFError):
        while True:
            _limit(memory, seconds)
            request = pickle.load(requests)
            pickle.dump(_result(*request), answers)
            answers.flush()


def _result(function: Callable[..., object], given: Any, named: Any) -> tuple[bool, object]:
    """Return whether the function returned, and what it returned or raised."""
    try:
        return True, function(*given, **named)
    except MemoryError:
        return False, MemoryError()
    except Exception as error:
        return False, error


if __name__ == "__main__":
    _serve()
