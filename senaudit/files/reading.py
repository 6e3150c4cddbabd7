"""Read the files that documents are made from, and note what was read.

Within `noting`, each answer of the disk is noted: the digest of a file's bytes, whether a file or folder is there, and
which YAML files a folder holds. So it is known what a document was really made from, even if files change meanwhile.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

_THERE = b""
"""The answer for a file or folder that is there, as long as its content is not known."""

Answer = bytes | None
"""A digest, or `_THERE`; None if there is nothing, or it cannot be read."""


class Notes:
    """What the disk answered, by path. A document is made from one state of the files if all answers go together."""

    def __init__(self) -> None:
        self._answers: dict[str, Answer] = {}
        self._is_steady = True

    def add(self, path: str | Path, answer: Answer) -> None:
        """Note an answer. Two different answers for one path mean that the file has changed."""
        path = os.path.abspath(path)  # noqa: PTH100 - no link is followed
        before = self._answers.setdefault(path, answer)
        self._is_steady &= _agree(before, answer)
        if answer:
            self._answers[path] = answer

    def agree_with(self, *others: Notes) -> bool:
        """Return whether the others noted all of this, with the same answers. What they did not note is not there."""
        known: dict[str, Answer] = {}
        for other in others:
            known |= other._answers
        steady = self._is_steady and all(other._is_steady for other in others)
        return steady and all(_agree(answer, known.get(path)) for path, answer in self._answers.items())


def _agree(one: Answer, other: Answer) -> bool:
    """Return whether two answers can be about the same state of a file."""
    return one == other or (_THERE in (one, other) and None not in (one, other))


_notes: ContextVar[Notes | None] = ContextVar("senaudit.notes", default=None)


@contextmanager
def noting() -> Iterator[Notes]:
    """Give the notes of everything that is read within the `with`."""
    notes = Notes()
    before = _notes.set(notes)
    try:
        yield notes
    finally:
        _notes.reset(before)


def read_bytes(path: Path, most: int = -1) -> bytes:
    """Return the bytes of a file, or the first `most` of them. Raises OSError."""
    try:
        with path.open("rb") as file:
            data = file.read(most)
    except OSError:
        _note(path, None)
        raise
    if (notes := _notes.get()) is not None:
        notes.add(path, _digest(data))
    return data


def is_file(path: Path) -> bool:
    """Return whether there is a file at the path."""
    return _there(path, path.is_file())


def is_folder(path: Path) -> bool:
    """Return whether there is a folder at the path."""
    return _there(path, path.is_dir())


def entries(folder: Path) -> list[Path]:
    """Return the sorted paths in a folder. Raises OSError."""
    try:
        paths = sorted(folder.iterdir())
    except OSError:
        _note(folder, None)
        raise
    note_names(folder, (path.name for path in paths))
    return paths


def note_names(folder: str | Path, names: Iterable[str]) -> None:
    """Note the names in a folder. Only those of YAML files are noted, because other files are not looked for."""
    if (notes := _notes.get()) is not None:
        found = sorted(name for name in names if name.endswith(".yaml") and not name.startswith("."))
        notes.add(folder, _digest("\0".join(found).encode("utf-8", "surrogateescape")))


def _there(path: Path, there: bool) -> bool:
    _note(path, _THERE if there else None)
    return there


def _note(path: Path, answer: Answer) -> None:
    if (notes := _notes.get()) is not None:
        notes.add(path, answer)


def _digest(data: bytes) -> bytes:
    from hashlib import blake2b  # slow to import, and only batches note anything

    return blake2b(data, digest_size=16).digest()
