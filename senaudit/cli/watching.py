"""`senaudit watch`: what `senaudit build` makes, made again each time a file that it is made from is saved."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from senaudit.build import WATCHED_FILES, Choices, watched_folders
from senaudit.cli.building import build_group
from senaudit.cli.group import Commands, need_folders
from senaudit.cli.report import report, say
from senaudit.problems import FileError, Problem, SenauditError, UsageError
from senaudit.school import school_folder

_PAUSE = 0.4
"""Seconds between two looks at the files. They are looked at, for a network drive tells nobody of a save."""

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


def _watching(command: click.Command) -> click.Command:
    """Return the command that does what a command of “build” does, on each save."""

    def watch(**given: Any) -> None:
        if str(given["output"]) == "-":
            hint = "standard output cannot be written again: leave out “--output -”"
            raise click.BadParameter(hint, param_hint="--output")
        need_folders(given["content"], given["templates"])
        given["school"] = school_folder(given["school"])
        sources = {name: given[name] for name in ("school", "content", "templates")}

        def make() -> None:
            assert command.callback is not None
            command.callback(**given)
            given["show"] = False  # what is open already need not be opened again

        gc.enable()  # `main` switches it off for a short run, and this is a long one
        try:
            _watch(make, Choices("guide", **sources), given["quiet"])
        except KeyboardInterrupt:
            _say("\nNo longer watching.", given["quiet"])

    (summary, _, rest) = (command.help or "").partition(".")
    watching = f"{summary}, and again on each save.{rest.replace('senaudit build', 'senaudit watch')}"
    return click.Command(command.name, callback=watch, params=command.params, help=watching)


for _command in build_group.commands.values():
    watch_group.add_command(_watching(_command))


def _watch(make: Callable[[], None], choices: Choices, quiet: bool) -> None:
    """Call `make` at once and on each save, until KeyboardInterrupt. Raises UsageError the first time only."""
    folders = watched_folders(choices)
    _say(f"Watching {', '.join(map(str, folders))}. Press Ctrl-C to stop.", quiet)
    made, saved, error = False, True, None
    while True:
        before, seen = error, snapshot(folders)
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
            _say(f"{kept} at {now}; waiting for a save that mends it", quiet)
        saved = _wait(folders, seen, _RETRY if isinstance(error, FileError) else None)


def _attempt(make: Callable[[], None]) -> SenauditError | None:
    """Return what went wrong, if anything did. Whatever it is, it must not end the watch."""
    try:
        make()
    except SenauditError as error:
        return error
    except click.ClickException:
        raise
    except OSError as error:
        return FileError([Problem(None, f"a file or folder cannot be used: {error}", "it is tried again soon")])
    except Exception as error:
        message = f"senaudit itself failed: {type(error).__name__}: {error}"
        return SenauditError([Problem(None, message, "this is a mistake of the program: please report it")])
    return None


def _wait(folders: Iterable[Path], seen: Snapshot, retry: float | None) -> bool:
    """Wait for a save, and return True; or return False after `retry` seconds, if that is not None."""
    began = time.monotonic()
    while retry is None or time.monotonic() - began < retry:
        time.sleep(_PAUSE)
        now = snapshot(folders)
        if now != seen:
            for _ in range(_LONGEST_SETTLING):
                time.sleep(_SETTLING)
                before, now = now, snapshot(folders)
                if before == now:
                    break
            return True
    return False


def snapshot(folders: Iterable[Path]) -> Snapshot:
    """Return the state of all files in the folders that a document may be made from; what is not there has none."""
    found = set()
    for folder in folders:
        for inside, below, names in os.walk(folder):
            below[:] = [name for name in below if not name.startswith(".")]
            for name in names:
                if name.lower().endswith(WATCHED_FILES) and not name.startswith("."):
                    path = os.path.join(inside, name)  # noqa: PTH118 - a Path each would take as long as the looking
                    with suppress(OSError):  # it has gone in between
                        state = os.stat(path)  # noqa: PTH116
                        found.add((path, state.st_mtime_ns, state.st_size, state.st_ino))
    return frozenset(found)


def _say(text: str, quiet: bool) -> None:
    if not quiet:
        say(text, err=True)
