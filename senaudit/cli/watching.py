"""`senaudit watch`: what `senaudit build` makes, made again each time a file that it is made from is saved."""

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

from senaudit.cli.building import build_group
from senaudit.cli.group import Commands, need_folders
from senaudit.cli.options import ONCE_ONLY
from senaudit.cli.report import report, say
from senaudit.cli.stopping import Stop
from senaudit.problems import FileError, Problem, SenauditError, UsageError, internal_error
from senaudit.recipe.request import Sources
from senaudit.recipe.sources import SourceFolder, source_files, source_folders
from senaudit.school.actions import school_folder

_PAUSE = 0.4
"""Seconds between two looks at the files. They are looked at, for a network drive tells nobody of a save."""

_SHARE = 10
"""How many times longer than a look the pause after it is at least, so that a slow drive is not kept busy."""

_SETTLING = 0.15
"""Seconds without a change after which files count as saved in full."""

_LONGEST_SETTLING = 20
"""How often files may change while one waits for that, before they are read all the same."""

_RETRY = 2.0
"""Seconds after which a file that could not be read or written is tried again, though nothing was saved."""

Snapshot = frozenset[tuple[str, int, int, int]]
"""What tells a save: each file's path, time of change in nanoseconds, size in bytes, and number on its disk."""


@click.group("watch", cls=Commands)
def watch_group() -> None:
    """Make a PDF as “build” does, and again on each save. Ctrl-C ends it.

    What is wrong is said, and the last good PDF kept, until a save mends it.

    \b
    Example:
      senaudit watch sheets --chapter support
    """


class _WatchStop(Stop):
    """What Ctrl-C does: it ends the waiting at once, and the work when it is done, or at once if pressed again."""

    after_pressed = signal.SIG_IGN  # the ending is not interrupted

    def __init__(self) -> None:
        super().__init__()
        self._waiting = False

    def __call__(self, number: int, frame: object) -> None:
        """Take the signal."""
        super().__call__(number, frame)
        if self._waiting:
            raise KeyboardInterrupt

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Have Ctrl-C, also one that has been pressed already, end the waiting in a `with` at once."""
        self._waiting = True
        try:
            if self.pressed:
                raise KeyboardInterrupt
            yield
        finally:
            self._waiting = False


class _Watched:
    """The files of a document, looked at from the folder where the watch began, which may go and come back."""

    def __init__(self, given: dict[str, Any]) -> None:
        need_folders(given["content"], given["templates"])
        self._given = given
        self._here = Path.cwd()
        self._given["school"] = school_folder(given["school"])

    def folders(self) -> tuple[SourceFolder, ...]:
        """Return the folders to look at, one's own first.

        A school's folder, once found, is kept: without it one moment, the pack would be made as nobody's own.
        """
        with suppress(OSError):
            os.chdir(self._here)
        with suppress(OSError):
            self._given["school"] = self._given["school"] or school_folder(None)
        return source_folders(Sources(**{name: self._given[name] for name in Sources._fields}))

    def files(self) -> Snapshot:
        """Return the state of all files that a document may be made from; what is not there has none."""
        found = set()
        for folder in self.folders():
            for path in source_files(folder):
                with suppress(OSError):  # it has gone in between
                    state = os.stat(path)  # noqa: PTH116
                    found.add((path, state.st_mtime_ns, state.st_size, state.st_ino))
        return frozenset(found)

    def wait(self, seen: Snapshot, retry: float | None) -> bool:
        """Wait for a save, and return True; or return False after `retry` seconds, if that is not None."""
        began = time.monotonic()
        pause = _PAUSE
        while retry is None or time.monotonic() - began < retry:
            time.sleep(pause)
            looked = time.monotonic()
            now = self.files()
            pause = max(_PAUSE, _SHARE * (time.monotonic() - looked))
            if now != seen:
                self._settle(now)
                return True
        return False

    def _settle(self, now: Snapshot) -> None:
        """Wait until nothing is being saved any more, within reason."""
        for _ in range(_LONGEST_SETTLING):
            time.sleep(_SETTLING)
            before, now = now, self.files()
            if before == now:
                return


def _watching(command: click.Command) -> click.Command:
    """Return the command that does what a command of “build” does, on each save."""

    def watch(**given: Any) -> None:
        if str(given["output"]) == "-":
            hint = "standard output cannot be written again: leave out “--output -”"
            raise click.BadParameter(hint, param_hint="--output")
        watched = _Watched(given)

        def make() -> None:
            assert command.callback is not None
            command.callback(**given)
            given["show"] = False  # what is open already need not be opened again

        stop = _WatchStop()
        gc.enable()  # `main` switches it off for a short run, and this is a long one
        with suppress(KeyboardInterrupt), stop.heard():
            _watch(make, watched, stop, given["quiet"])
        _say("No longer watching.", given["quiet"])

    # The docstring is about one school; what the help has besides is for “build” alone.
    summary, _, rest = cleandoc(command.callback.__doc__ or "" if command.callback else "").partition(".")
    watching = f"{summary}, and again on each save.{rest.replace('senaudit build', 'senaudit watch')}"
    params = [parameter for parameter in command.params if parameter.name not in ONCE_ONLY]
    return click.Command(command.name, callback=watch, params=params, help=watching)


for _command in build_group.commands.values():
    watch_group.add_command(_watching(_command))


def _watch(make: Callable[[], None], watched: _Watched, stop: _WatchStop, quiet: bool) -> None:
    """Call `make` at once and on each save, until KeyboardInterrupt. Raises UsageError the first time only."""
    _say(f"Watching {_shown(watched.folders())}. To stop, press Ctrl-C.", quiet)
    made, saved, error = False, True, None
    while True:
        before, seen = error, watched.files()
        error = _attempt(make)
        now = time.strftime("%H:%M:%S")
        if error is None:
            _say(f"made {'again ' if made else ''}at {now}", quiet)
            made = True
        elif isinstance(error, UsageError) and not made:
            raise error
        elif saved or before is None or error.problems != before.problems:
            report(error.problems, failed=True)
            kept = "kept the last good one" if made else "made nothing"
            then = "trying again until it works" if isinstance(error, FileError) else "waiting for a save that mends it"
            _say(f"{kept} at {now}; {then}", quiet)
        with stop.waiting():
            saved = watched.wait(seen, _RETRY if isinstance(error, FileError) else None)


def _attempt(make: Callable[[], None]) -> SenauditError | None:
    """Return what went wrong, if anything did. Whatever it is, it must not end the watch."""
    try:
        make()
    except SenauditError as error:
        return error
    except click.ClickException:  # options that do not go together, which no save mends
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
