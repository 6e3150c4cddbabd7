"""Say in plain words what the system could not do."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from senaudit.problems import Place, Problem

_FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
_TOO_MANY = (errno.EMFILE, errno.ENFILE)


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
