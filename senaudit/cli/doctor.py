"""Collect what support asks for first: versions, fonts, folders, encodings. Nothing here raises an error."""

from __future__ import annotations

import locale
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from senaudit.problems import SenauditError
from senaudit.recipe.check import facts_checked
from senaudit.recipe.sources import (
    LIBRARIES,
    arial_found,
    font_in_use,
    liblouis_version,
    script_font,
    script_names,
)
from senaudit.version import full_version


def findings(school: Path | None) -> Iterator[tuple[str, str]]:
    """Yield names and values. If a value cannot be found out, it says why.

    `school` is the folder that was named with --school, or None.
    """
    for name, find in _questions(school):
        try:
            value = find()
        except Exception as error:  # something is wrong with this computer: that is why doctor was run
            value = f"cannot be found out ({type(error).__name__}: {error})"
        yield name, value or "none"


def _questions(school: Path | None) -> Iterator[tuple[str, Callable[[], str]]]:
    yield "senaudit", full_version
    yield "Python", lambda: f"{platform.python_version()}, {sys.executable}"
    yield "system", lambda: f"{platform.system()} {platform.release()}, {platform.machine()}"
    for library in LIBRARIES:
        yield library, lambda library=library: version(library)  # type: ignore[misc]
    yield "liblouis", _liblouis
    yield "YAML parser", lambda: "in C" if find_spec("yaml._yaml") else "in Python: slower, otherwise the same"
    yield "font in use", font_in_use
    yield "Arial", lambda: arial_found(sys.platform, os.environ)
    yield "Arimo", lambda: _folder(_shipped("fonts"))
    yield "uharfbuzz", lambda: version("uharfbuzz") if find_spec("uharfbuzz") else "none; it sets other scripts"
    for script in script_names():
        yield f"font for {script}", lambda script=script: script_font(script, _school_folder(school))  # type: ignore[misc]
    yield "content", lambda: _folder(_shipped("content"))
    yield "facts checked", lambda: facts_checked(school)
    yield "templates", lambda: _folder(_shipped("templates"))
    yield "school’s folder", lambda: _school(school)
    yield "working folder", _working_folder
    yield "standard output", lambda: _stream(sys.stdout)
    yield "standard error", lambda: _stream(sys.stderr)
    yield "file names", lambda: f"{sys.getfilesystemencoding()}, {sys.getfilesystemencodeerrors()}"
    yield "locale", lambda: f"{locale.getlocale()[0] or 'C'}, {locale.getpreferredencoding(False)}"
    yield "terminal", lambda: f"{shutil.get_terminal_size().columns} columns, TERM {os.environ.get('TERM', 'not set')}"
    yield "NO_COLOR", lambda: os.environ.get("NO_COLOR", "not set")


def _shipped(name: str) -> Path:
    from senaudit.files.shipped import shipped

    return shipped(name)


def _liblouis() -> str:
    """Return the version of liblouis, or what to do to have it. Only Braille needs it."""
    try:
        return liblouis_version()
    except SenauditError as error:
        return "; ".join(f"{problem.message}; {problem.hint}" for problem in error.problems)


def _folder(path: Path) -> str:
    return str(path) if path.is_dir() else f"{path} (is not there)"


def _school_folder(named: Path | None) -> Path | None:
    from senaudit.school.names import find_school

    return named or find_school(Path.cwd())


def _school(named: Path | None) -> str:
    from senaudit.school.names import SCHOOL

    folder = _school_folder(named)
    if folder is None:
        return "none from here upwards"
    return str(folder) if (folder / SCHOOL).is_file() else f"{folder} (holds no {SCHOOL})"


def _working_folder() -> str:
    folder = Path.cwd()
    try:
        with tempfile.TemporaryFile(dir=folder):
            return f"{folder}, can be written to"
    except OSError as error:
        return f"{folder}, cannot be written to ({error.strerror})"


def _stream(stream: object) -> str:
    encoding = getattr(stream, "encoding", None) or "unknown"
    terminal = getattr(stream, "isatty", lambda: False)()
    return f"{encoding}, {'a terminal' if terminal else 'not a terminal'}"
