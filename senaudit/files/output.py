"""Files that are written whole or not at all, and what is wrong where they cannot be written, in plain words.

A file is written beside its target under a name of our own, and takes the target's place at the end. Whatever stops the
program, the old file or the new one is there. What a run that was killed leaves beside it, the next run takes away.
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
"""Seconds after which what another computer or another process of that number was writing is given up."""

_WAITS = (0.05, 0.1, 0.2, 0.4)
"""Seconds between tries: a virus scanner on Windows holds a new file for a moment."""

_PART = re.compile(r"\.senaudit-([0-9a-f]{16})-([0-9a-f]{8})-(\d+)-[0-9a-f]{8}\.part")

_ELSEWHERE = "choose another place"


def write(path: Path, data: bytes) -> None:
    """Write a file so that at any moment the old one or the new one is there, whole.

    Raises FileError where it cannot be written; the old file then stays as it was.
    """
    for error in write_together({path: data}).values():
        raise error


def write_together(files: Mapping[Path, bytes]) -> dict[Path, FileError]:
    """Write files, each as `write` does; return the errors of those that cannot be written.

    The others outlast a power cut from then on. All are begun before the first is waited for, and all are whole on the
    disk before the first takes its name: a disk that turns needs two waits for them together, not two for each.
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
            _make_lasting(folder)
    return errors


def _begin(number: int, data: bytes) -> None:
    """Write all of a file, close it, and have the system put it on the disk without waiting for that."""
    with os.fdopen(number, "wb") as file:
        file.write(data)
        file.flush()
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(number, 0, 0, os.POSIX_FADV_DONTNEED)


def _sync(path: Path) -> None:
    """Wait until a file is on the disk."""
    number = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))  # Windows syncs only what may be written
    try:
        os.fsync(number)
    finally:
        os.close(number)


@contextmanager
def _noted(path: Path, errors: dict[Path, FileError]) -> Iterator[None]:
    """Note the error if a file cannot be written, in place of raising it."""
    try:
        with _file_problems(path):
            yield
    except FileError as error:
        errors[path] = error


def append(path: Path, data: bytes) -> None:
    """Add a line, or several, to the end of a file, in one write; a line that was cut off before is ended first.

    Two runs that do so at the same time leave each other's lines whole. Raises FileError where it cannot be written.
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
    """Make a folder, if it is not there. Raises FileError where that cannot be done."""
    with _file_problems(path):
        path.mkdir(parents=True, exist_ok=True)


def make_files(files: Mapping[Path, bytes]) -> None:
    """Write files that are not there yet, with the folders that they need.

    Raises FileError, before anything is written, if one of them is there: nothing is ever written over.
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
    """Make a folder with files in it, all at once. Raises FileError if it is there already: nothing is written over."""
    import shutil  # only a new folder needs these
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
    """Return the rights that this user's new files are made without; it can be read only by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def check_files(*paths: Path) -> None:
    """Raise FileError if it can be told already that `write` would fail, so that nobody waits for it; change nothing.

    A file that another program holds open is found on Windows, where that stops it from being replaced.
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
            with target.open("ab"):  # refused where the file is read-only or another program has it to itself
                pass
            target.rename(target)  # refused where another program keeps it from being replaced
        with _part(target) as (_, number):
            os.close(number)


def check_folder(path: Path) -> None:
    """Raise FileError if it can be told already that the folder cannot be made or written into; change nothing."""
    with _file_problems(path):
        _check_name(path)
        there = Path(os.path.realpath(path))
        while not os.path.lexists(there):
            there = there.parent
        if not there.is_dir():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(there))
        with _part(there / "a file") as (_, number):
            os.close(number)


def _target(path: Path) -> Path:
    """Return where the file itself is, at the end of all links; raise an OSError for what is no file."""
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
    """Make an empty file beside the target, for the time of a `with`; yield its path and its descriptor, to be closed.

    Its name says for which file it is and of which computer and process, and is short however long the target's is.
    """
    _clean_up(target)
    mark = f"{_digest(target.name, 16)}-{_digest(_computer(), 8)}-{os.getpid()}-{os.urandom(4).hex()}"
    part = target.with_name(f".senaudit-{mark}.part")
    number = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        yield part, number
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _digest(text: str, length: int) -> str:
    from hashlib import blake2b  # only what writes needs it

    return blake2b(text.encode("utf-8", "surrogateescape"), digest_size=length // 2).hexdigest()


def _computer() -> str:
    from platform import node

    return node()


def _clean_up(target: Path) -> None:
    """Delete what runs that were killed have left of this target, and nothing else."""
    with suppress(OSError), os.scandir(target.parent) as entries:
        for entry in entries:
            match = _PART.fullmatch(entry.name)
            if not match or match[1] != _digest(target.name, 16) or not entry.is_file(follow_symlinks=False):
                continue
            gone = match[2] == _digest(_computer(), 8) and not _runs(int(match[3]))
            with suppress(OSError):
                if gone or time.time() - entry.stat().st_mtime > _STALE:
                    Path(entry.path).unlink(missing_ok=True)


def _runs(process: int) -> bool:
    """Return whether a process of that number may be running; Windows has no way to ask that stops none."""
    if os.name == "nt":
        return True
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:  # it belongs to somebody else
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


def _make_lasting(folder: Path) -> None:
    """Have the folder's new entry on the disk before a power cut; where that cannot be asked for, nothing is lost."""
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
    """Turn what the system says of a file into a problem in plain words."""
    try:
        yield
    except OSError as error:
        kind, message, hint = _in_words(path, error)
        raise FileError([Problem(kind, Place(path), message, hint)]) from error


def _in_words(path: Path, error: OSError) -> tuple[str, str, str]:
    """Return the kind of problem, what is wrong, and one line of help."""
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
    """Return the outermost part of a path that is there and is no folder, or the path itself."""
    return next((part for part in reversed((path, *path.parents)) if part.exists() and not part.is_dir()), path)
