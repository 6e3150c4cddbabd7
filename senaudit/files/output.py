"""Write files whole or not at all, and say in plain words why a file cannot be written.

A file is first written under a temporary name in the target's folder, and then replaces the target. Whatever stops the
program, either the old file or the new file is there. If a run is killed, the next run deletes its temporary files.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from senaudit.files.paths import windows_reason
from senaudit.problems import FileError, Place, Problem

_STALE = 3600
"""Seconds after which a temporary file is deleted even though its process may still be running."""

_WAITS = (0.05, 0.1, 0.2, 0.4)
"""Seconds between attempts to replace a file. On Windows a virus scanner may hold a new file for a moment."""

_PART = re.compile(r"\.senaudit-([0-9a-f]{16})-([0-9a-f]{8})-(\d+)-[0-9a-f]{8}\.part")

_ELSEWHERE = "choose another place"


def write(path: Path, data: bytes) -> None:
    """Write a file. At any moment either the old file or the new file is there, whole.

    Raises FileError if it cannot be written; the old file then stays as it was.
    """
    for error in write_together({path: data}).values():
        raise error


def write_together(files: Mapping[Path, bytes]) -> dict[Path, FileError]:
    """Write several files as `write` does, and return the errors of those that cannot be written.

    After the return, the other files survive a power cut. The system is asked to store all files before this function
    waits for the first, and all are on the disk before the first gets its name. So a hard disk makes the function wait
    twice for all files together, not twice for each.
    """
    errors: dict[Path, FileError] = {}
    begun: dict[Path, tuple[Path, Path]] = {}
    with ExitStack() as parts:
        for path, data in files.items():
            with _noted(path, errors):
                target = _target(path)
                part, number = parts.enter_context(_part(target))
                _begin(number, data)
                begun[path] = target, part
        for path, (_, part) in begun.items():
            with _noted(path, errors):
                _sync(part)
        for path, (target, part) in begun.items():
            if path not in errors:
                with _noted(path, errors):
                    _replace(part, target)
        folders = [target.parent for target, _ in begun.values()]
        for folder in dict.fromkeys([*folders, *(each.parent for each in folders)]):  # a folder may be new as well
            _sync_folder(folder)
    return errors


def _begin(number: int, data: bytes) -> None:
    """Write a file and close it, and ask the system to store it on the disk without waiting until it has."""
    with os.fdopen(number, "wb") as file:
        file.write(data)
        file.flush()
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(number, 0, 0, os.POSIX_FADV_DONTNEED)


def _sync(path: Path) -> None:
    """Wait until a file is on the disk."""
    number = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))  # Windows syncs only files opened for writing
    try:
        os.fsync(number)
    finally:
        os.close(number)


@contextmanager
def _noted(path: Path, errors: dict[Path, FileError]) -> Iterator[None]:
    """Add the error to `errors` instead of raising it, if a file cannot be written."""
    try:
        with _file_problems(path):
            yield
    except FileError as error:
        errors[path] = error


def append(path: Path, data: bytes) -> None:
    """Add one or more lines to the end of a file in one write, after a newline in case the last line was cut off.

    Two runs may do this at the same time: both keep their lines whole. Raises FileError if the file cannot be written.
    """
    with _file_problems(path):
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
        number = os.open(_target(path), flags, 0o666)
        try:
            if os.write(number, b"\n" + data) <= len(data):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        finally:
            os.close(number)


def make_folder(path: Path) -> None:
    """Make a folder, if it is not there. Raises FileError if it cannot be made."""
    with _file_problems(path):
        path.mkdir(parents=True, exist_ok=True)


def make_files(files: Mapping[Path, bytes]) -> None:
    """Write new files, and make the folders that they need.

    No file is ever overwritten: if one of them is there already, FileError is raised before anything is written.
    """
    taken = [path for path in files if os.path.lexists(path)]
    if taken:
        hint = "nothing has been changed; delete or rename it first if you want a new one"
        raise FileError(
            [Problem("file-exists", Place(path), "there is a file of this name already", hint) for path in taken]
        )
    for path, data in files.items():
        make_folder(path.parent)
        write(path, data)


def make_new_folder(path: Path, files: Mapping[str, bytes]) -> None:
    """Make a folder with files in it, whole or not at all. Raises FileError if the name is taken already."""
    import shutil  # slow to import, and only a new folder needs these
    import tempfile

    with _file_problems(path):
        _check_name(path)
        if os.path.lexists(path):
            hint = "nothing has been changed; name another folder"
            raise FileError([Problem("folder-exists", Place(path), "there is something of this name already", hint)])
        part = Path(tempfile.mkdtemp(prefix=".senaudit-", dir=path.absolute().parent))
        try:
            part.chmod(0o777 & ~_mask())
            for name, data in files.items():
                (part / name).parent.mkdir(parents=True, exist_ok=True)
                (part / name).write_bytes(data)
            part.rename(path)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise


def _mask() -> int:
    """Return the user's file mode creation mask (umask)."""
    mask = os.umask(0)  # the system has no other way to read it
    os.umask(mask)
    return mask


def check_files(*paths: Path) -> None:
    """Raise FileError if `write` would fail, so that the user need not wait to learn it. No file is changed.

    On Windows this also finds a file that is open in another program, because it could not be replaced.
    """
    problems: list[Problem] = []
    for path in paths:
        try:
            _check_file(path)
        except FileError as error:
            problems += error.problems
    if problems:
        raise FileError(problems)


def _check_file(path: Path) -> None:
    with _file_problems(path):
        target = _target(path)
        if target.exists():
            with target.open("ab"):  # fails if the file is read-only or locked by another program
                pass
            target.rename(target)  # fails if another program prevents it from being replaced
        with _part(target) as (_, number):
            os.close(number)


def check_folder(path: Path) -> None:
    """Raise FileError if the folder cannot be made, or no file can be written in it. No file is changed."""
    with _file_problems(path):
        _check_name(path)
        with suppress(FileNotFoundError, NotADirectoryError):
            os.lstat(path)  # fails if the name is too long
        existing = Path(os.path.realpath(path))
        while not os.path.lexists(existing):
            existing = existing.parent
        if not existing.is_dir():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(existing))
        with _part(existing / "a file") as (_, number):
            os.close(number)


def _target(path: Path) -> Path:
    """Return the path of the file itself, all links followed. Raises OSError if it is a folder or a device."""
    _check_name(path)
    target = Path(os.path.realpath(path))
    with suppress(FileNotFoundError):
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise IsADirectoryError
        if not stat.S_ISREG(mode):
            raise OSError(errno.ENODEV, "not a file")
    return target


def _check_name(path: Path) -> None:
    if os.name == "nt" and (reason := windows_reason(path)):
        message = f"this name {reason}"
        raise FileError([Problem("output-name-refused", Place(path), message, "choose another name")])


@contextmanager
def _part(target: Path) -> Iterator[tuple[Path, int]]:
    """Make an empty temporary file in the target's folder; yield its path and its descriptor, which the caller closes.

    The file is deleted at the end of the `with`, unless it has replaced the target. Its name is made from the target's
    name, the computer and the process, and is short even if the target's name is long.
    """
    _delete_leftovers(target)
    made_by = f"{_digest(target.name, 16)}-{_digest(_computer(), 8)}-{os.getpid()}"
    part = target.with_name(f".senaudit-{made_by}-{os.urandom(4).hex()}.part")
    number = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        yield part, number
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _digest(text: str, length: int) -> str:
    from hashlib import blake2b  # slow to import, and only writing needs it

    return blake2b(text.encode("utf-8", "surrogateescape"), digest_size=length // 2).hexdigest()


def _computer() -> str:
    from platform import node

    return node()


def _delete_leftovers(target: Path) -> None:
    """Delete the temporary files of this target that were left by runs that were killed."""
    with suppress(OSError), os.scandir(target.parent) as entries:
        for entry in entries:
            match = _PART.fullmatch(entry.name)
            if not match or match[1] != _digest(target.name, 16) or not entry.is_file(follow_symlinks=False):
                continue
            ended = match[2] == _digest(_computer(), 8) and not _is_running(int(match[3]))
            with suppress(OSError):
                if ended or time.time() - entry.stat().st_mtime > _STALE:
                    Path(entry.path).unlink(missing_ok=True)


def _is_running(process: int) -> bool:
    """Return whether a process of that number may be running. On Windows the answer is always True."""
    if os.name == "nt":  # `os.kill` would end the process there
        return True
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:  # it is another user's process
        pass
    return True


def _replace(part: Path, target: Path) -> None:
    for wait in _WAITS:
        try:
            part.replace(target)
        except PermissionError:
            time.sleep(wait)
        else:
            return
    part.replace(target)


def _sync_folder(folder: Path) -> None:
    """Wait until the folder's new entry is on the disk. Systems that cannot do this are left alone."""
    if os.name == "nt":
        return
    with suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


@contextmanager
def _file_problems(path: Path) -> Iterator[None]:
    """Turn an error of the system into a problem in plain words."""
    try:
        yield
    except OSError as error:
        kind, message, hint = _in_words(path, error)
        raise FileError([Problem(kind, Place(path), message, hint)]) from error


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
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
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
