"""Folders that are held open while files are written in them. Links below the folder that the user named are refused.

Each folder is opened from the one above it, by a handle where the system has handles of folders. So nobody can put a
link in a folder's place in the meantime. Elsewhere, as on Windows, each step is looked at before it is taken: it must
be no link, and must lie inside once all links are followed.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from senaudit.files.paths import leads_out

_CALLS = {os.open, os.mkdir, os.stat, os.unlink, os.rename, os.link}
HANDLES = os.supports_dir_fd >= _CALLS and hasattr(os, "O_NOFOLLOW")
"""Whether this system has handles of folders."""

_LINK_TAGS = (0xA000000C, 0xA0000003)
"""Reparse tags of links and junctions on Windows. Source: Microsoft, “Reparse Tags”."""

_BINARY = getattr(os, "O_BINARY", 0)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)


class LinkError(OSError):
    """There is a link where a file or folder is to be written. `path` is the link."""

    def __init__(self, path: Path) -> None:
        super().__init__(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
        self.path = path


class OpenFolder:
    """A folder that is open. The methods take the names of files and folders in it, and raise OSError.

    `number` is the folder's handle. It is None if the system has none, or if the folder may not be read.
    """

    def __init__(self, path: Path, number: int | None) -> None:
        self.path = path
        self._number = number

    def state(self, name: str) -> os.stat_result | None:
        """Return the state of a file, folder or link; None if there is nothing of that name."""
        try:
            return os.stat(self._named(name), dir_fd=self._number, follow_symlinks=False)
        except FileNotFoundError:
            return None

    def is_link(self, name: str) -> bool:
        """Return whether there is a link of that name, or a junction."""
        state = self.state(name)
        return state is not None and is_link(state)

    def open_file(self, name: str, flags: int, mode: int = 0o666) -> int:
        """Open a file, which must be no link, and return its descriptor."""
        if self.is_link(name):
            raise LinkError(self.path / name)
        return os.open(self._named(name), flags | _BINARY | _NO_LINK, mode, dir_fd=self._number)

    def make_folder(self, name: str) -> bool:
        """Make a folder. Return whether it was made; False if there is something of that name already."""
        try:
            os.mkdir(self._named(name), dir_fd=self._number)
        except FileExistsError:
            return False
        return True

    def replace(self, name: str, target: str) -> None:
        """Give a file another name. A file that has that name already is replaced."""
        os.replace(self._named(name), self._named(target), src_dir_fd=self._number, dst_dir_fd=self._number)

    def rename_new(self, name: str, target: str) -> None:
        """Give a file a name that no other file has. Raises FileExistsError if one has it."""
        if os.name == "nt":
            self.path.joinpath(name).rename(self.path / target)
            return
        try:
            os.link(self._named(name), self._named(target), src_dir_fd=self._number, dst_dir_fd=self._number)
        except FileExistsError:
            raise
        except OSError:  # a disk without hard links
            if self.state(target) is not None:
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(self.path / target)) from None
            self.replace(name, target)
        else:
            self.remove(name)

    def remove(self, name: str) -> None:
        """Delete a file, a link or an empty folder."""
        state = self.state(name)
        delete = os.rmdir if state is not None and stat.S_ISDIR(state.st_mode) else os.unlink
        delete(self._named(name), dir_fd=self._number)

    def names(self) -> list[str]:
        """Return the names in the folder."""
        return os.listdir(self.path if self._number is None else self._number)  # noqa: PTH208 - it may be a handle

    def sync(self) -> None:
        """Wait until the folder's new entries are on the disk. Systems that cannot do this are left alone."""
        if self._number is not None:
            with suppress(OSError):
                os.fsync(self._number)

    def _named(self, name: str) -> str:
        """Return the name for a call of the system: with a handle the name alone, without one its path."""
        return name if self._number is not None else str(self.path / name)


@contextmanager
def opened(path: Path) -> Iterator[OpenFolder]:
    """Open a folder that the user named. It may be a link."""
    number = _opened(str(path), None, 0)
    try:
        yield OpenFolder(path, number)
    finally:
        _close(number)


@contextmanager
def opened_below(folder: OpenFolder, name: str) -> Iterator[OpenFolder]:
    """Open a folder in an open folder. Raises LinkError if it is a link, or leads out of the open folder."""
    path = folder.path / name
    if folder.is_link(name):
        raise LinkError(path)
    number = _opened(folder._named(name), folder._number, _NO_LINK)
    try:
        if number is None:
            if not stat.S_ISDIR(os.lstat(path).st_mode):
                raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(path))
            if leads_out(folder.path, path):
                raise LinkError(path)
        yield OpenFolder(path, number)
    finally:
        _close(number)


def is_link(state: os.stat_result) -> bool:
    """Return whether a state is that of a link, or of a junction on Windows."""
    return stat.S_ISLNK(state.st_mode) or getattr(state, "st_reparse_tag", 0) in _LINK_TAGS


def _opened(name: str, above: int | None, flags: int) -> int | None:
    """Return the handle of a folder; None if the system has none, or if the folder may be written but not read."""
    if not HANDLES:
        return None
    try:
        return os.open(name, os.O_RDONLY | os.O_DIRECTORY | flags, dir_fd=above)
    except PermissionError:
        return None


def _close(number: int | None) -> None:
    if number is not None:
        os.close(number)
