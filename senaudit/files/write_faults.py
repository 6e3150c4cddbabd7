"""Say in plain words why a file or folder cannot be written."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from senaudit.files.faults import system_problem
from senaudit.files.opened import LinkError
from senaudit.problems import Place, Problem

_ELSEWHERE = "choose another place"
_FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))


def write_fault(path: Path, error: OSError) -> Problem:
    """Return the problem of a file or folder that could not be written."""
    if isinstance(error, LinkError):
        message = "this is a link, and nothing is written through it"
        return Problem("output-is-link", Place(error.path), message, "delete it, or put what it leads to in its place")
    if error.errno in (errno.EMFILE, errno.ENFILE):
        return system_problem(error)._replace(place=None)  # it is no fault of this file
    kind, message, hint = _in_words(path, error)
    return Problem(kind, Place(path), message, hint)


def _in_words(path: Path, error: OSError) -> tuple[str, str, str]:
    """Return the kind of the problem, its message and its hint."""
    if isinstance(error, IsADirectoryError):
        return "output-is-folder", "this is a folder", "name a file in it"
    if isinstance(error, NotADirectoryError | FileExistsError):
        return "output-in-file", f"this cannot be written: “{_first_file(path)}” is a file, not a folder", _ELSEWHERE
    if isinstance(error, FileNotFoundError) and not path.parent.is_dir():
        return (
            "output-folder-missing",
            f"there is no folder “{path.parent}”",
            "make the folder first, or choose another",
        )
    if error.errno == errno.ENAMETOOLONG or (os.name == "nt" and isinstance(error, FileNotFoundError)):
        return "output-name-too-long", "this cannot be written: its name is too long", "choose a shorter name"
    if error.errno == errno.EROFS:
        return "output-read-only", "this cannot be written: its disk or folder is for reading only", _ELSEWHERE
    if isinstance(error, PermissionError):
        message = "this cannot be written: it may be open in another program, for reading only, or somebody else’s"
        return "output-refused", message, "close it in the other program, or choose another name"
    if error.errno in _FULL:
        return (
            "output-disk-full",
            "this cannot be written: there is no room left on the disk",
            f"delete what you can spare, or {_ELSEWHERE}",
        )
    if error.errno == errno.EFBIG:
        return "output-too-large", "this cannot be written: files of this size are not allowed there", _ELSEWHERE
    if error.errno == errno.ENODEV:
        return "output-is-device", "this is a device, not a file", "name a file"
    return "output-failed", f"this cannot be written: {error.strerror or error}", _ELSEWHERE


def _first_file(path: Path) -> Path:
    """Return the outermost part of a path that exists and is not a folder, or the path itself if there is none."""
    return next((part for part in reversed((path, *path.parents)) if part.exists() and not part.is_dir()), path)
