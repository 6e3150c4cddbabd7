"""The standard streams: those that are missing, and those that cannot be written to.

A program that is started without a console (by Task Scheduler, a daemon, `pythonw`) has no standard output and error.
That is no mistake: the files are made all the same.
"""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress
from typing import BinaryIO, TextIO

from senaudit.problems import FileError, Problem


class _Output(io.TextIOWrapper):
    """Standard output. It remembers its error, so that this is told apart from the errors of files."""

    error: OSError | None = None

    def write(self, text: str) -> int:
        """Write as usual."""
        try:
            return super().write(text)
        except OSError as error:
            self.error = error
            raise

    def flush(self) -> None:
        """Flush as usual."""
        try:
            super().flush()
        except OSError as error:
            self.error = error
            raise

    def close(self) -> None:
        """Flush only: the stream below belongs to Python."""
        with suppress(OSError, ValueError):
            self.flush()


class _Nowhere(io.TextIOWrapper):
    """Stands in for a stream that is missing. What is written to it is lost."""

    def __init__(self) -> None:
        super().__init__(open(os.devnull, "wb"), encoding="utf-8")  # noqa: PTH123, SIM115 - open until the end


def prepare_streams() -> None:
    """Put a stream that goes nowhere in the place of each that is missing, and let standard output keep its error.

    A character that an old terminal lacks must not be an error. The numbers 0, 1 and 2 are taken as well: otherwise the
    next file that is opened would get one of them, and in it whatever a library prints.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            with suppress(OSError):
                os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)  # the lowest number that is free
    sys.stderr = sys.stderr or _Nowhere()
    if isinstance(sys.stderr, io.TextIOWrapper):
        sys.stderr.reconfigure(errors="replace")
    sys.stdout = sys.stdout or _Nowhere()
    if type(sys.stdout) is io.TextIOWrapper:
        old = sys.stdout
        sys.stdout = _Output(old.buffer, old.encoding, "replace", None, old.line_buffering, old.write_through)


def output_error() -> OSError | None:
    """Return the error of standard output, if it could not be written to."""
    return sys.stdout.error if isinstance(sys.stdout, _Output) else None


def output_problem(error: OSError) -> Problem:
    """Return the problem of standard output that cannot be written to."""
    message = f"standard output cannot be written: {error.strerror or error}"
    return Problem("standard-output-failed", None, message, "look at what stands after the > or the | of the command")


def binary_output() -> BinaryIO:
    """Return standard output for bytes. Raises FileError if there is none."""
    if isinstance(sys.stdout, _Nowhere):
        message = "there is no standard output to write to"
        raise FileError([Problem("standard-output-missing", None, message, "name a file to write to")])
    return sys.stdout.buffer


def give_up(stream: TextIO) -> None:
    """Let what a stream still holds go nowhere. Otherwise Python tries to write it at the end, and fails again."""
    with suppress(OSError, ValueError):  # a stream that stands in for another may have no number
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
