"""Say in plain words what the system could not do."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from senaudit.files.opened import LinkError
from senaudit.problems import Place, Problem

_ELSEWHERE = "choose another place"
_FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
_TOO_MANY = (errno.EMFILE, errno.ENFILE)


def write_fault(path: Path, error: OSError) -> Problem:
    """Return the problem of a file or folder that could not be written."""
    if isinstance(error, LinkError):
        message = "this is a link, and nothing is written through it"
        return Problem("output-is-link", Place(error.path), message, "delete it, or put what it leads to in its place")
    if error.errno in _TOO_MANY:
        return system_problem(error)._replace(place=Place(path))
    kind, message, hint = _in_words(path, error)
    return Problem(kind, Place(path), message, hint)


def system_problem(error: OSError | MemoryError, place: Place | None = None) -> Problem:
    """Return the problem of something that the system refused, where no part of the program expected it to.

    Without a `place`, it is the file or folder that the error names, if it names one.
    """
    if isinstance(error, MemoryError):
        hint = "close other programs, or make fewer packs at the same time"
        return Problem("out-of-memory", place, "this computer has not enough memory for this", hint)
    name = error.filename
    if place is None and isinstance(name, str | bytes):
        place = Place(Path(os.fsdecode(name)))
    if error.errno == errno.ENOENT and not name and _working_folder_is_gone():
        message = "the folder that you are in is gone: it was deleted or moved"
        hint = "go to a folder that is there, and type the command again"
        return Problem("working-folder-gone", place, message, hint)
    if error.errno in _TOO_MANY:
        message = "more files are open than this system allows"
        hint = "close other programs, or allow more open files; 1024 are enough"
        return Problem("too-many-open-files", place, message, hint)
    if error.errno in _FULL:
        return Problem("disk-full", place, "there is no room left on the disk", "delete what you can spare")
    message = f"the system refuses: {error.strerror or error}"
    return Problem("system-refused", place, message, "check that it is there, and that you may read and write it")


def _working_folder_is_gone() -> bool:
    try:
        Path.cwd()
    except FileNotFoundError:
        return True
    return False


def temporary_fault(error: OSError, place: Place | None = None) -> Problem:
    """Return the problem of the folder for temporary files, in which something could not be written or read."""
    if error.errno in (*_TOO_MANY, errno.ENOMEM, errno.EAGAIN):
        return system_problem(error, place)
    import tempfile

    what = "has no room left" if error.errno in _FULL else f"cannot be used: {error.strerror or error}"
    message = f"the folder for temporary files, “{tempfile.gettempdir()}”, {what}"
    hint = f"delete what you can spare there, or name another in the variable {'TEMP' if os.name == 'nt' else 'TMPDIR'}"
    return Problem("temporary-folder-failed", place, message, hint)


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
