"""Finds the files that come back: those of folders too, in an order that depends on nothing but their names."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from senaudit.audit.audit import AUDIT, KEPT_RETURNS, TO_SEND
from senaudit.audit.new_audit import README
from senaudit.problems import Place, Problem
from senaudit.source.nodes import unreadable

MOST_BYTES = 100_000_000
"""The most bytes of a file. A picture of a page has ten million; sheets that thirty people filled in, a few."""

_AT_ONCE = 1_000_000
"""How many bytes are read at a time where only their digest is wanted."""

_BY_SYSTEMS = re.compile(
    r"(?i)\..*|~\$.*|thumbs\.db|ehthumbs.*\.db|desktop\.ini|icon\r|__macosx|\$recycle\.bin"
    r"|system volume information"
)
"""The names of files and folders that systems and programs put among others. Nobody fills them in."""

_BY_US = re.compile(
    r"(?i)(?:collated|plan|handover|letter)(?:-[\w-]+)?\.(?:pdf|docx|html|txt|brf|xlsx|csv|yaml|ics)"
    r"|answers\.(?:xlsx|csv)|returns\.(?:yaml|xlsx|csv)|audit\.yaml"
)
"""The names of the files that senaudit makes of returns. In an audit's folder, they are no returns."""


class Found(NamedTuple):
    """A file: its path, the name that it is known by, and the SHA-256 of its bytes.

    The name is that of the path within the folder that was named, with slashes on every system.
    """

    path: Path
    name: str
    digest: str


def find_files(paths: Iterable[Path]) -> tuple[list[Found], list[Problem]]:
    """Return the files at these paths and in the folders among them, sorted by name, and what is wrong with others.

    Links to folders are not followed: they may lead round in circles.
    """
    files: list[tuple[str, Path]] = []
    problems: list[Problem] = []
    for path in paths:
        if path.is_dir():
            _walk(path, path, files, problems)
        else:
            files.append((path.name, path))
    found = []
    for name, path in sorted(dict.fromkeys(files), key=lambda file: (file[0].casefold(), file[0], str(file[1]))):
        digest = _digest(path)
        if isinstance(digest, Problem):
            problems.append(digest)
        else:
            found.append(Found(path, name, digest))
    return found, problems


def _walk(folder: Path, root: Path, files: list[tuple[str, Path]], problems: list[Problem]) -> None:
    """Add the files of a folder, and of the folders in it."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        problems.append(unreadable(folder, error))
        return
    is_audit = any(entry.name in (AUDIT, KEPT_RETURNS) for entry in entries)
    note = Path(README).name if (folder / ".." / AUDIT).is_file() else ""
    for entry in entries:
        path = Path(entry.path)
        if entry.name == note or _BY_SYSTEMS.fullmatch(entry.name) or (is_audit and _is_ours(entry)):
            continue
        if not entry.is_dir():
            files.append((path.relative_to(root).as_posix(), path))
        elif entry.is_symlink():
            message = "this is a link to a folder, and links to folders are not followed"
            problems.append(Problem("link-to-folder", Place(path), message, "name the folder itself as well"))
        else:
            _walk(path, root, files, problems)


def _is_ours(entry: os.DirEntry[str]) -> bool:
    return entry.name == TO_SEND if entry.is_dir() else _BY_US.fullmatch(entry.name) is not None


def _digest(path: Path) -> str | Problem:
    """Return the SHA-256 of a file, or what is wrong with it."""
    digest = sha256()
    try:
        state = path.stat()
        if not stat.S_ISREG(state.st_mode):
            message = "this is neither a file nor a folder"
            return Problem("not-a-file", Place(path), message, "name the files that came back, or their folder")
        if state.st_size > MOST_BYTES:
            return _too_large(path, state.st_size)
        with path.open("rb") as file:
            while part := file.read(_AT_ONCE):
                digest.update(part)
    except OSError as error:
        return unreadable(path, error)
    return digest.hexdigest()


def _too_large(path: Path, size: int) -> Problem:
    message = f"this file has {size // 10**6:,} MB; a return has at most {MOST_BYTES // 10**6:,} MB"
    hint = "print it, and type the answers into a table to record them, or ask for a smaller file"
    return Problem("return-too-large", Place(path), message, hint)
