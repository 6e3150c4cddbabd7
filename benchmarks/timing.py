"""Time whole commands in rounds, each in its own process.

A round runs every command once, and every second round runs them in reverse order, so that a slow spell of the computer
affects them all. CPU is the user and system time of the whole process from its start, with all its threads and the
processes that it waits for. Memory is the peak resident size.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from benchmarks.works import Command

ROOT = Path(__file__).resolve().parents[1]


class Usage(NamedTuple):
    """The cost of a process: CPU and wall time in milliseconds, memory in megabytes."""

    cpu: float
    wall: float
    memory: float


class FailedError(Exception):
    """A command failed. The message is the last line that it wrote to standard error."""


def run(words: Iterable[str], folder: Path) -> Usage:
    """Run Python with these arguments in `folder`, and return its cost. Raises FailedError if it fails.

    Compiled modules are kept in `folder` too.
    """
    settings = {"PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": str(folder / "compiled"), "PYTHONDONTWRITEBYTECODE": ""}
    errors = folder / "errors.txt"
    with errors.open("wb") as file:
        began = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, *words],
            cwd=folder,
            env={**os.environ, **settings},
            stdout=subprocess.DEVNULL,
            stderr=file,
        )
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)  # otherwise Popen would wait for the process again
    if process.returncode:
        lines = errors.read_text("utf-8", "replace").split("\n")
        raise FailedError(next((line for line in reversed(lines) if line.strip()), f"exit {process.returncode}"))
    memory = used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return Usage((used.ru_utime + used.ru_stime) * 1000, wall * 1000, memory / 1e6)


def measure(commands: Iterable[Command], folder: Path) -> tuple[dict[str, list[Usage]], dict[str, str]]:
    """Return each program's cost in each round, and the reason of each that failed. It is not run again then."""
    waiting = list(commands)
    usages: dict[str, list[Usage]] = {command.program: [] for command in waiting}
    failures: dict[str, str] = {}
    for number in range(max((command.rounds for command in waiting), default=0)):
        for command in waiting[:: -1 if number % 2 else 1]:
            if number < command.rounds and command.program not in failures:
                if command.output_folder:
                    shutil.rmtree(folder / command.output_folder, ignore_errors=True)
                try:
                    usages[command.program].append(run(command.words, folder))
                except FailedError as error:
                    failures[command.program] = str(error)
    return usages, failures
