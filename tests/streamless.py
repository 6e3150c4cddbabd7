"""A plugin for pytest: each command of a test runs twice, first in a process that has no standard output or error.

Both must end with the same exit status and leave the same files. `test_streams.py` runs the tests of the command line
with it.
"""

from __future__ import annotations

import gc
import inspect
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from senaudit.cli import main

_invoke = CliRunner.invoke
TIMED = ("", ".csv")
"""File name endings of manifests and reports."""
COMMANDS: list[tuple[str, ...]] = []
"""The commands that ran twice."""


def files_here() -> dict[str, bytes | None]:
    """Return the files and folders of the working folder: their names, and the bytes of each file.

    The bytes of what says when it was made are left out: of a manifest and of a report.
    """
    here = Path.cwd()
    return {
        path.relative_to(here).as_posix(): path.read_bytes() if path.is_file() and path.suffix not in TIMED else None
        for path in sorted(here.rglob("*"))
    }


@contextmanager
def unchanged_folder() -> Iterator[None]:
    """Put the working folder back at the end as it was at the start."""
    here = Path.cwd()
    with tempfile.TemporaryDirectory() as elsewhere:
        copy = shutil.copytree(here, Path(elsewhere, "copy"), symlinks=True)
        yield
        os.chdir(here)
        for path in here.iterdir():
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
        shutil.copytree(copy, here, symlinks=True, dirs_exist_ok=True)


def without_streams(arguments: tuple[str, ...]) -> int:
    """Run a command as the script `senaudit` does, without standard output and error. Return its exit status."""
    before = sys.argv, sys.stdout, sys.stderr
    sys.argv, sys.stdout, sys.stderr = ["senaudit", *arguments], None, None
    try:
        main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    finally:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.close()
        sys.argv, sys.stdout, sys.stderr = before
        gc.enable()
    return 0


def invoke(runner: CliRunner, command: Any, args: Any = None, **more: Any) -> Result:
    arguments = tuple(args or ())
    if "-" in arguments or more.get("env"):  # a document cannot go to a stream that is missing
        return _invoke(runner, command, args, **more)
    with unchanged_folder():
        status = without_streams(arguments)
        files = files_here()
    result = _invoke(runner, command, args, **more)
    now = files_here()
    assert (status, sorted(files)) == (result.exit_code, sorted(now)), arguments
    assert [name for name in now if files[name] != now[name]] == [], arguments
    COMMANDS.append(arguments)
    return result


def pytest_configure(config: pytest.Config) -> None:
    CliRunner.invoke = invoke  # type: ignore[assignment,method-assign]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave only the tests that run commands in this process."""
    items[:] = [item for item in items if isinstance(item, pytest.Function) and runs_commands(item.function)]


def runs_commands(test: object) -> bool:
    """Return whether a test calls `run`, which runs a command in this process."""
    return "run(" in inspect.getsource(test)  # type: ignore[arg-type]


def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    assert reporter
    reporter.write_line(f"\n{len(COMMANDS)} commands ran without streams")
