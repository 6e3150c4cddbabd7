"""Write files whole or not at all, and say in plain words why a file cannot be written.

A file is first written under a temporary name in the target's folder, and then replaces the target. Whatever stops the
program, either the old file or the new file is there. If a run is killed, the next run deletes its temporary files.

A path that the user typed may be a link: the file behind it is replaced. `root` is the typed part of a path whose rest
the program chose. In that rest links are refused, because whoever sent the folder may have put them there.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from senaudit.files.leftovers import delete_new_folders, delete_parts, new_folder_name, part_name
from senaudit.files.opened import LinkError, OpenFolder, is_link, opened, opened_below
from senaudit.files.paths import windows_reason
from senaudit.problems import FileError, Place, Problem

_WAITS = (0.05, 0.1, 0.2, 0.4)
"""Seconds between attempts to replace a file. On Windows a virus scanner may hold a new file for a moment."""

_DESCRIPTOR = r"/dev/fd/(\d+)|/proc/(?:self|\d+)/fd/(\d+)"
"""Paths that stand for a file that is open already."""


def write(path: Path, data: bytes, root: Path | None = None) -> None:
    """Write a file. At any moment either the old file or the new file is there, whole.

    Raises FileError if it cannot be written; the old file then stays as it was.
    """
    if root is None and (number := descriptor(path)) is not None:
        with _file_problems(path), os.fdopen(os.dup(number), "wb") as file:
            file.write(data)
        return
    for error in write_together({path: data}, root).values():
        raise error


def descriptor(path: Path) -> int | None:
    """Return the number of the open file that a path such as /dev/stdout stands for; None for any other path."""
    for _ in range(40):  # as many links as Linux follows
        path = Path(os.path.realpath(path.parent), path.name)
        if match := re.fullmatch(_DESCRIPTOR, str(path)):
            return int(match[1] or match[2])
        try:
            path = path.parent / path.readlink()
        except OSError:  # it is no link
            return None
    return None


def write_together(files: Mapping[Path, bytes], root: Path | None = None) -> dict[Path, FileError]:
    """Write several files as `write` does, and return the errors of those that cannot be written.

    After the return, the other files survive a power cut. The system is asked to store all files before this function
    waits for the first, and all are on the disk before the first gets its name. So a hard disk makes the function wait
    twice for all files together, not twice for each.
    """
    errors: dict[Path, FileError] = {}
    with _parts(files, root, errors) as parts:
        for path, part in parts.items():
            with _noted(path, errors), _target(path, root) as (folder, name):
                _replace(folder, part, name)
        _sync_folders(parts, root)
    return errors


@contextmanager
def _parts(files: Mapping[Path, bytes], root: Path | None, errors: dict[Path, FileError]) -> Iterator[dict[Path, str]]:
    """Write files under temporary names, which are given by path, and wait until they are on the disk.

    Those that cannot be written are left out, and their errors added to `errors`. At the end of the `with`, files that
    still have their temporary names are deleted.
    """
    parts: dict[Path, str] = {}
    with ExitStack() as at_end:
        for path, data in files.items():
            with _noted(path, errors), _target(path, root) as (folder, name):
                old = folder.state(name)
                part, number = _new_part(folder, name)
                at_end.callback(_delete_part, path, root, part)
                _fill(number, data, old)
                parts[path] = part
        for path, part in list(parts.items()):
            with _noted(path, errors), _target(path, root) as (folder, _):
                _sync(folder, part)
        yield {path: part for path, part in parts.items() if path not in errors}


def _new_part(folder: OpenFolder, name: str) -> tuple[str, int]:
    """Make an empty temporary file for a target. Return its name, and its descriptor, which the caller closes."""
    delete_parts(folder, name)
    part = part_name(name)
    return part, folder.open_file(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if folder.state(name) else 0o666)


def _delete_part(path: Path, root: Path | None, part: str) -> None:
    with suppress(OSError, FileError), _target(path, root, False) as (folder, _):
        folder.remove(part)


def _fill(number: int, data: bytes, old: os.stat_result | None) -> None:
    """Write a file and close it, and ask the system to store it on the disk without waiting until it has.

    The file gets the permissions, and if possible the owner, of the old file that it will replace.
    """
    with os.fdopen(number, "wb") as file:
        if old is not None and hasattr(os, "fchmod"):
            with suppress(OSError):
                os.fchown(number, old.st_uid, old.st_gid)
            os.fchmod(number, stat.S_IMODE(old.st_mode) & 0o777)
        file.write(data)
        file.flush()
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(number, 0, 0, os.POSIX_FADV_DONTNEED)


def _sync(folder: OpenFolder, name: str) -> None:
    """Wait until a file is on the disk."""
    number = folder.open_file(name, os.O_RDWR)  # Windows syncs only files opened for writing
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _sync_folders(paths: Iterable[Path], root: Path | None) -> None:
    """Wait until the new entries of the files' folders are on the disk. A folder may be new as well."""
    folders = [Path(os.path.realpath(path)).parent if root is None else path.parent for path in paths]
    for path in dict.fromkeys([*folders, *(folder.parent for folder in folders)]):
        with suppress(OSError), opened(path) as folder:
            folder.sync()


@contextmanager
def _noted(path: Path, errors: dict[Path, FileError]) -> Iterator[None]:
    """Add the error to `errors` instead of raising it, if a file cannot be written."""
    try:
        with _file_problems(path):
            yield
    except FileError as error:
        errors[path] = error


def append(path: Path, data: bytes, root: Path) -> None:
    """Add one or more lines to the end of a file in one write, after a newline in case the last line was cut off.

    Two runs may do this at the same time: both keep their lines whole. Raises FileError if the file cannot be written.
    """
    with _file_problems(path), _target(path, root) as (folder, name):
        state = folder.state(name)
        if state is not None and state.st_nlink > 1:  # another name of the file may stand elsewhere
            write(path, read_back(path, root) + b"\n" + data, root)
            return
        number = folder.open_file(name, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        try:
            if os.write(number, b"\n" + data) <= len(data):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        finally:
            os.close(number)


def read_back(path: Path, root: Path) -> bytes:
    """Return the bytes of a file that was written below the root. Raises OSError, LinkError among them."""
    with _target(path, root) as (folder, name), os.fdopen(folder.open_file(name, os.O_RDONLY), "rb") as file:
        return file.read()


def make_folder(path: Path, root: Path | None = None) -> None:
    """Make a folder, if it is not there. Raises FileError if it cannot be made."""
    with _file_problems(path):
        _make_folders(path, path if root is None else root)


def _make_folders(path: Path, root: Path) -> list[Path]:
    """Make a folder and those around it, and return those that were made."""
    root.mkdir(parents=True, exist_ok=True)
    made = []
    with ExitStack() as stack:
        folder = stack.enter_context(opened(root))
        for name in path.relative_to(root).parts:
            if folder.make_folder(name):
                made.append(folder.path / name)
            folder = stack.enter_context(opened_below(folder, name))
    return made


def make_files(files: Mapping[Path, bytes], root: Path) -> None:
    """Write new files in a folder, and make the folders that they need: all of them or none.

    No file is ever overwritten. Raises FileError if one of them is there already, or cannot be written.
    """
    errors: dict[Path, FileError] = {}
    made: list[Path] = []
    try:
        for path in files:
            with _noted(path, errors):
                made += _make_folders(path.parent, root)
        with _parts({} if errors else files, root, errors) as parts:
            for path, part in {} if errors else parts.items():
                with _noted(path, errors), _target(path, root) as (folder, name):
                    try:
                        folder.rename_new(part, name)
                    except FileExistsError:
                        raise _taken(path) from None
                    made.append(path)
            _sync_folders(parts, root)
        if errors:
            raise FileError([problem for error in errors.values() for problem in error.problems])
    except BaseException:
        for path in reversed(made):
            with suppress(OSError, FileError), _target(path, root, False) as (folder, name):
                folder.remove(name)
        raise


def _taken(path: Path) -> FileError:
    hint = "nothing has been changed; delete or rename it first if you want a new one"
    return FileError([Problem("file-exists", Place(path), "there is a file of this name already", hint)])


def make_new_folder(path: Path, files: Mapping[str, bytes]) -> None:
    """Make a folder with files in it, whole or not at all; it is then on the disk.

    Raises FileError if the name is taken already, or the folder cannot be made.
    """
    with _file_problems(path):
        _check_name(path)
        if os.path.lexists(path):
            hint = "nothing has been changed; name another folder"
            raise FileError([Problem("folder-exists", Place(path), "there is something of this name already", hint)])
        delete_new_folders(path.absolute().parent)
        part = path.absolute().with_name(new_folder_name(path.name))
        part.mkdir()
        try:
            errors: dict[Path, FileError] = {}
            for name in files:
                make_folder((part / name).parent, part)
            errors |= write_together({part / name: data for name, data in files.items()}, part)
            for error in errors.values():
                raise FileError(problem._replace(place=Place(path)) for problem in error.problems)
            part.rename(path)
        except BaseException:
            import shutil  # slow to import, and only an error needs it

            shutil.rmtree(part, ignore_errors=True)
            raise
        _sync_folders([path], path.parent)


def check_files(*paths: Path, root: Path | None = None) -> None:
    """Raise FileError if `write` would fail, so that the user need not wait to learn it. No file is changed.

    On Windows this also finds a file that is open in another program, because it could not be replaced.
    """
    problems: list[Problem] = []
    for path in paths:
        try:
            _check_file(path, root)
        except FileError as error:
            problems += error.problems
    if problems:
        raise FileError(problems)


def _check_file(path: Path, root: Path | None) -> None:
    if root is None and descriptor(path) is not None:
        return
    with _file_problems(path), _target(path, root) as (folder, name):
        if folder.state(name) is not None:
            os.close(folder.open_file(name, os.O_WRONLY | os.O_APPEND))  # fails if it is read-only or locked
            folder.replace(name, name)  # fails if another program prevents it from being replaced
        _try_part(folder, name)


def check_folder(path: Path, root: Path | None = None) -> None:
    """Raise FileError if the folder cannot be made, or no file can be written in it. No file is changed."""
    with _file_problems(path), ExitStack() as stack:
        _check_name(path)
        with suppress(FileNotFoundError, NotADirectoryError):
            os.lstat(path)  # fails if the name is too long
        existing = root if root is not None and root.is_dir() else Path(os.path.realpath(path))
        while not _exists(existing):
            existing = existing.parent
        if not existing.is_dir():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(existing))
        folder = stack.enter_context(opened(existing))
        for name in path.relative_to(existing).parts if existing == root else ():
            if folder.state(name) is None:
                break
            folder = stack.enter_context(opened_below(folder, name))
        _try_part(folder, "a file")


def _exists(path: Path) -> bool:
    """Return whether there is something at the path. Raises OSError for a path that nothing can have."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


def _try_part(folder: OpenFolder, name: str) -> None:
    """Make a temporary file and delete it. Raises OSError if that is not possible."""
    part, number = _new_part(folder, name)
    os.close(number)
    folder.remove(part)


@contextmanager
def _target(path: Path, root: Path | None, is_file: bool = True) -> Iterator[tuple[OpenFolder, str]]:
    """Open the folder in which a file is to be written. Give it with the file's name in it.

    Without a `root` all links are followed. Raises LinkError if a link stands below the root, OSError if the target is
    a folder or a device, and FileError for a name that Windows cannot have. With `is_file` false, only the folder is
    looked at.
    """
    _check_name(path)
    root, path = (root, path) if root is not None else _followed(path)
    with ExitStack() as stack:
        folder = stack.enter_context(opened(root))
        *parents, name = path.relative_to(root).parts
        for parent in parents:
            folder = stack.enter_context(opened_below(folder, parent))
        state = folder.state(name) if is_file else None
        if state is not None:
            if is_link(state):
                raise LinkError(folder.path / name)
            _check_ordinary(state)
        yield folder, name


def _followed(path: Path) -> tuple[Path, Path]:
    """Return the folder and the path of the file itself, all links followed. Raises OSError for a device."""
    with suppress(FileNotFoundError):
        _check_ordinary(path.stat())
    path = Path(os.path.realpath(path))
    return path.parent, path


def _check_ordinary(state: os.stat_result) -> None:
    if stat.S_ISDIR(state.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(state.st_mode):
        raise OSError(errno.ENODEV, "not a file")


def _check_name(path: Path) -> None:
    if os.name == "nt" and (reason := windows_reason(path)):
        message = f"this name {reason}"
        raise FileError([Problem("output-name-refused", Place(path), message, "choose another name")])


def _replace(folder: OpenFolder, part: str, name: str) -> None:
    for wait in _WAITS:
        try:
            folder.replace(part, name)
        except PermissionError:
            time.sleep(wait)
        else:
            return
    folder.replace(part, name)


@contextmanager
def _file_problems(path: Path) -> Iterator[None]:
    """Turn an error of the system into a problem in plain words."""
    try:
        yield
    except OSError as error:
        from senaudit.files.write_faults import write_fault  # only needed after an error

        raise FileError([write_fault(path, error)]) from error
