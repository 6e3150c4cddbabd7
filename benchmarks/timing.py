"""Whole commands, each in a process of its own, timed in rounds.

A round runs every command once, and every second round runs them backwards, so that what slows the computer for a while
slows them all. CPU is user and system time of the whole process, from its start, with all threads and processes that it
waits for; nothing is taken off. Memory is the most that was resident at once.
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
    """What a process took: CPU and wall time in milliseconds, memory in megabytes."""

    cpu: float
    wall: float
    memory: float


class FailedError(Exception):
    """Says why a command failed: the last line that it wrote."""


def run(words: Iterable[str], folder: Path) -> Usage:
    """Run Python with these arguments in `folder`, which keeps its compiled modules too; raise FailedError."""
    settings = {"PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": str(folder / "compiled"), "PYTHONDONTWRITEBYTECODE": ""}
    said = folder / "said.txt"
    with said.open("wb") as file:
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
    process.returncode = os.waitstatus_to_exitcode(status)  # or the process would be waited for again
    if process.returncode:
        lines = said.read_text("utf-8", "replace").split("\n")
        raise FailedError(next((line for line in reversed(lines) if line.strip()), f"exit {process.returncode}"))
    memory = used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return Usage((used.ru_utime + used.ru_stime) * 1000, wall * 1000, memory / 1e6)


def measure(commands: Iterable[Command], folder: Path) -> tuple[dict[str, list[Usage]], dict[str, str]]:
    """Return what each program took in each round, and why each that failed did; it then runs no more."""
    waiting = list(commands)
    usages: dict[str, list[Usage]] = {command.program: [] for command in waiting}
    failures: dict[str, str] = {}
    for number in range(max((command.rounds for command in waiting), default=0)):
        for command in waiting[:: -1 if number % 2 else 1]:
            if number < command.rounds and command.program not in failures:
                if command.into:
                    shutil.rmtree(folder / command.into, ignore_errors=True)
                try:
                    usages[command.program].append(run(command.words, folder))
                except FailedError as error:
                    failures[command.program] = str(error)
    return usages, failures
