"""Runs the program in a process of its own, with limits, and says what it did wrong."""

from __future__ import annotations

import os
import resource
import signal
import sys
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from senaudit.__main__ import main
from senaudit.recipe.steps import load_builders

SECONDS = 20
"""Processor time of a run. Most take a tenth of a second."""

_PATIENCE = 240
"""Seconds of the clock that a run may take. The computer may have other work."""

_MEMORY = 3 << 30
"""Bytes of addresses of a run."""

_WRONG = ("Traceback (most recent call last)", "senaudit itself failed", "mistake of the program", "Fatal Python error")
_EVENTS = frozenset(
    {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.chmod", "os.truncate"}
)
"""The events of Python's audit hooks that change a folder. Opening a file to write is another one."""


load_builders()


class Outcome(NamedTuple):
    """What became of a run: the status of the process (below 0 for a signal), what it said, and its seconds."""

    status: int
    said: str
    seconds: float


def run(folder: Path, arguments: Sequence[str], kill_at: int = 0) -> Outcome:
    """Run the program in a folder, with `folder`/home as the home folder. Its output is in a file there afterwards.

    With `kill_at`, the process is killed right before its change of a file or folder of that number, if it makes so
    many. Status -9 says that it was.
    """
    said = folder / "said.txt"
    began = time.monotonic()
    child = os.fork()
    if not child:  # the program's modules are imported already, so that a run is quick
        _be_the_program(folder, said, arguments, kill_at)
    while not (ended := os.waitpid(child, os.WNOHANG))[0]:
        if time.monotonic() - began > _PATIENCE:
            os.kill(child, signal.SIGALRM)
        time.sleep(0.005)
    text = said.read_text("utf-8", "replace")
    return Outcome(os.waitstatus_to_exitcode(ended[1]), text, time.monotonic() - began)


def _be_the_program(folder: Path, said: Path, arguments: Sequence[str], kill_at: int) -> None:
    """Run the program and end the process, whatever happens."""
    status = 70
    try:
        output = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(output, 1)
        os.dup2(output, 2)
        streams = [os.fdopen(number, "w", encoding="utf-8", closefd=False) for number in (1, 2)]
        sys.stdout, sys.stderr = streams  # the list keeps them open when the program has put its own in their places
        os.chdir(folder / "work")
        os.environ |= {"HOME": str(folder / "home"), "TMPDIR": str(folder / "temporary")}
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 5))
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        sys.argv = ["senaudit", *arguments]
        if kill_at:
            sys.addaudithook(_killer(kill_at))
        main()
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1 if end.code else 0
    except BaseException:
        os.write(2, traceback.format_exc().encode("utf-8", "replace"))
    finally:
        with suppress(Exception):  # the program may have closed them
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(status)


def _killer(count: int) -> Callable[[str, tuple[Any, ...]], None]:
    """Return the audit hook that kills the process before its change of that number."""
    left = count

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal left
        writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
        if writes or event in _EVENTS:
            left -= 1
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)

    return hook


def wrongs(outcome: Outcome) -> list[str]:
    """Return what is wrong with any run: its status, a traceback, or the time that it took."""
    found = [f"it says “{words}”" for words in _WRONG if words in outcome.said]
    if outcome.status in (-signal.SIGXCPU, -signal.SIGALRM):
        found.append("it takes too long")
    elif outcome.status not in (0, 1, 2, 3):
        found.append(f"its status is {outcome.status}")
    if outcome.status in (1, 2, 3) and not outcome.said.strip():
        found.append("it fails without a word")
    return found


def listing(folder: Path, *leave_out: str) -> Mapping[str, str]:
    """Return the digest of each file of a folder by its path, and the target of each link."""
    return {
        path.relative_to(folder).as_posix(): str(path.readlink())
        if path.is_symlink()
        else sha256(path.read_bytes()).hexdigest()
        if path.is_file()
        else "folder"
        for path in sorted(folder.rglob("*"))
        if path.relative_to(folder).parts[0] not in leave_out
    }
