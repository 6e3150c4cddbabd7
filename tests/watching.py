"""`senaudit watch` as a process of its own, which tests wait for and always end."""

from __future__ import annotations

import os
import queue
import re
import signal
import subprocess
import sys
import threading
from pathlib import Path
from types import TracebackType

ROOT = Path(__file__).resolve().parents[1]

PATIENCE = 60
"""Seconds to wait for a line before a test fails; long enough for the slowest computer."""


class Watch:
    """The process. Use it in a `with`, which always ends it."""

    def __init__(self, folder: Path, *arguments: object) -> None:
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
        # A shell that starts the tests in the background makes them ignore Ctrl-C, and children inherit that.
        program = (
            "import runpy, signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
            "runpy.run_module('senaudit', run_name='__main__')"
        )
        command = [sys.executable, "-c", program, "watch", *map(str, arguments)]
        self.lines: list[str] = []
        self._coming: queue.Queue[str | None] = queue.Queue()
        self.process = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, encoding="utf-8",
        )  # fmt: skip
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self._coming.put(line.rstrip("\n"))
        self._coming.put(None)

    def __enter__(self) -> Watch:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.process.kill()
        self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        assert self.process.stdout
        self.process.stdout.close()

    def next(self, pattern: str) -> str:
        """Return the next line that matches. Fail with the output so far if none comes."""
        while True:
            try:
                line = self._coming.get(timeout=PATIENCE)
            except queue.Empty:
                line = None
            assert line is not None, f"no line like {pattern!r} after {self.lines}"
            self.lines.append(line)
            if re.search(pattern, line):
                return line

    def rest(self) -> str:
        """Return all output, once the process has ended."""
        self._reader.join(PATIENCE)
        while not self._coming.empty():
            line = self._coming.get()
            self.lines += [] if line is None else [line]
        return "\n".join(self.lines)

    def stop(self) -> int:
        """Press Ctrl-C, and return the exit status of the process.

        On Windows it is ended without: Ctrl-C would reach the tests themselves too.
        """
        if os.name == "nt":
            self.process.kill()
            self.process.wait(PATIENCE)
            return 0
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE)
