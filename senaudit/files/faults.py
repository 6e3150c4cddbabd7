"""Say in plain words what the operating system refused, where no part of the program expected it to."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from senaudit.problems import Place, Problem


def system_problem(error: OSError) -> Problem:
    """Return the problem of an error that the system raised. Its place is the file or folder, if the error names it."""
    kind, message, hint = _in_words(error)
    name = error.filename
    return Problem(kind, Place(Path(os.fsdecode(name))) if isinstance(name, str | bytes) else None, message, hint)


def _in_words(error: OSError) -> tuple[str, str, str]:
    """Return the kind of the problem, its message and its hint."""
    if error.errno == errno.ENOENT and not error.filename and _working_folder_is_gone():
        message = "the folder that you are in is gone: it was deleted or moved"
        return "working-folder-gone", message, "go to a folder that is there, and type the command again"
    if error.errno in (errno.EMFILE, errno.ENFILE):
        message = "more files are open than this system allows"
        return "too-many-open-files", message, "close other programs, or allow more open files; 1024 are enough"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "disk-full", "there is no room left on the disk", "delete what you can spare"
    message = f"the system refuses: {error.strerror or error}"
    return "system-refused", message, "check that it is there, and that you may read and write it"


def _working_folder_is_gone() -> bool:
    try:
        Path.cwd()
    except FileNotFoundError:
        return True
    return False
