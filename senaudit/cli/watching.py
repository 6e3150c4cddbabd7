"""`senaudit watch`: make the same as `senaudit build`, and make it again each time a source file is saved."""

from __future__ import annotations

import gc
import os
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from inspect import cleandoc
from pathlib import Path
from typing import Any

import click

from senaudit.cli.building import audit_folder, build_group
from senaudit.cli.group import Command, Commands
from senaudit.cli.options import ONCE_ONLY
from senaudit.cli.report import report, say
from senaudit.cli.stopping import Stop
from senaudit.cli.usage import misuse
from senaudit.problems import FileError, Problem, ProgramError, SenauditError, UsageError, internal_error
from senaudit.recipe.request import Sources
from senaudit.recipe.sources import SourceFolder, need_folders, source_files, source_folders
from senaudit.school.actions import school_folder
from senaudit.school.names import AUDIT

_PAUSE = 0.4
"""Seconds between two looks at the files. Polling, because a network drive sends no events."""

_SHARE = 10
"""The pause after a look is at least this many times as long as the look, so that a slow drive is not kept busy."""

_SETTLING = 0.15
"""Seconds without a change after which files count as saved completely."""

_MOST_SETTLING = 20
"""How many times files may change during this wait before they are read anyway."""

_RETRY = 2.0
"""Seconds after which a file that could not be read or written is tried again without a save."""

Snapshot = frozenset[tuple[str, int, int, int]]
"""The state of the files: path, time of change in nanoseconds, size in bytes, and inode of each. A save changes it."""


@click.group("watch", cls=Commands)
def watch_group() -> None:
    """Make what “build” makes, and again on each save. Ctrl-C ends it.

    What is wrong is said, and the last good file kept, until a save mends it.

    \b
    Example:
      senaudit watch sheets --chapter support
    """


class _WatchStop(Stop):
    """A handler for Ctrl-C. It ends the waiting at once. Work is finished first, unless it is pressed again."""

    after_pressed = signal.SIG_IGN  # nothing interrupts the exit

    def __init__(self) -> None:
        super().__init__()
        self._waiting = False

    def __call__(self, number: int, frame: object) -> None:
        """Handle the signal. Raises KeyboardInterrupt during the waiting, and at the second press."""
        super().__call__(number, frame)
        if self._waiting:
            raise KeyboardInterrupt

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Let Ctrl-C end the `with` at once, even if it was pressed before."""
        self._waiting = True
        try:
            if self.pressed:
                raise KeyboardInterrupt
            yield
        finally:
            self._waiting = False


class _WatchedFiles:
    """The source files of a document. The working folder of the start may be deleted and made again meanwhile."""

    def __init__(self, params: dict[str, Any], with_audit: bool = False) -> None:
        """`with_audit` is for a document that says what stands in audit.yaml."""
        need_folders(params["content"], params["templates"], params["fonts"])
        self._params = params
        self._here = Path.cwd()
        self._audit = audit_folder(self._here) if with_audit else None
        self._params["school"] = school_folder(params["school"])

    def folders(self) -> tuple[SourceFolder, ...]:
        """Return the folders to look at, one's own first.

        A school's folder, once found, is remembered. If it is missing for a moment, no pack is made without it.
        """
        with suppress(OSError):
            os.chdir(self._here)
        with suppress(OSError):
            self._params["school"] = self._params["school"] or school_folder(None)
        audit = [SourceFolder(self._audit, (AUDIT,))] if self._audit else []
        return (*audit, *source_folders(Sources(**{name: self._params[name] for name in Sources._fields})))

    def files(self) -> Snapshot:
        """Return the state of all source files that exist."""
        states = set()
        for folder in self.folders():
            for path in source_files(folder):
                with suppress(OSError):  # it has gone in between
                    state = os.stat(path)  # noqa: PTH116
                    states.add((path, state.st_mtime_ns, state.st_size, state.st_ino))
        return frozenset(states)

    def wait(self, before: Snapshot, retry: float | None) -> bool:
        """Return True when the files differ from `before`, or False after `retry` seconds. None waits for ever."""
        began = time.monotonic()
        pause = _PAUSE
        while retry is None or time.monotonic() - began < retry:
            time.sleep(pause)
            look_began = time.monotonic()
            now = self.files()
            pause = max(_PAUSE, _SHARE * (time.monotonic() - look_began))
            if now != before:
                self._settle(now)
                return True
        return False

    def _settle(self, now: Snapshot) -> None:
        """Wait until the files no longer change, or have changed `_MOST_SETTLING` times."""
        for _ in range(_MOST_SETTLING):
            time.sleep(_SETTLING)
            before, now = now, self.files()
            if before == now:
                return


def _watch_command(command: click.Command) -> click.Command:
    """Return the command of “watch” for a command of “build”: it runs that command on each save."""

    def watch(**params: Any) -> None:
        if str(params["output"]) == "-":
            raise misuse("options-conflict", "standard output cannot be written again", "leave out --output -")
        watched = _WatchedFiles(params, with_audit=command.name == "letter")

        def make() -> None:
            assert command.callback is not None
            command.callback(**params)
            params["show"] = False  # open the document the first time only

        stop = _WatchStop()
        gc.enable()  # `main` switches it off for a short run, and this is a long one
        with suppress(KeyboardInterrupt), stop.handling():
            _watch(make, watched, stop, params["quiet"])
        _say("No longer watching.", params["quiet"])

    # The docstring, not the help: the help of `build pack` goes on to many schools, which cannot be watched.
    summary, _, rest = cleandoc(command.callback.__doc__ or "" if command.callback else "").partition(".")
    watching = f"{summary}, and again on each save.{rest.replace('senaudit build', 'senaudit watch')}"
    params = [parameter for parameter in command.params if parameter.name not in ONCE_ONLY]
    return Command(command.name, callback=watch, params=params, help=watching)


for _command in build_group.commands.values():
    watch_group.add_command(_watch_command(_command))


def _watch(make: Callable[[], None], watched: _WatchedFiles, stop: _WatchStop, quiet: bool) -> None:
    """Call `make` at once and on each save, until KeyboardInterrupt.

    Raises UsageError and ProgramError, the first time only.
    """
    _say(f"Watching {_shown(watched.folders())}. To stop, press Ctrl-C.", quiet)
    made, saved, error = False, True, None
    while True:
        previous_error, snapshot = error, watched.files()
        error = _attempt(make)
        now = time.strftime("%H:%M:%S")
        if error is None:
            _say(f"made {'again ' if made else ''}at {now}", quiet)
            made = True
        elif isinstance(error, UsageError | ProgramError) and not made:
            raise error
        elif saved or previous_error is None or error.problems != previous_error.problems:
            report(error.problems, failed=True)
            state = "kept the last good one" if made else "made nothing"
            then = "trying again until it works" if isinstance(error, FileError) else "waiting for a save that mends it"
            _say(f"{state} at {now}; {then}", quiet)
        with stop.waiting():
            saved = watched.wait(snapshot, _RETRY if isinstance(error, FileError) else None)


def _attempt(make: Callable[[], None]) -> SenauditError | None:
    """Call `make`, and return its error, if any. Raises only click's errors: all others must not end the watch."""
    try:
        make()
    except SenauditError as error:
        return error
    except click.ClickException:  # a save cannot mend options that do not go together
        raise
    except OSError as error:
        return FileError(
            [
                Problem(
                    "file-unusable", None, f"a file or folder cannot be used: {error}", "wait: it is tried again soon"
                )
            ]
        )
    except Exception as error:
        return SenauditError([internal_error(error)])
    return None


def _shown(folders: Iterable[SourceFolder]) -> str:
    return ", ".join(str(folder.path) for folder in folders)


def _say(text: str, quiet: bool) -> None:
    if not quiet:
        say(text, err=True)
