"""Nodes: what a file of YAML says, as texts, lists and fields that know where they stand."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple, TypeAlias

from senaudit.problems import Place, Problem


class Scalar(NamedTuple):
    """A text as it was typed. `lines` holds its lines in the file where it has more than one."""

    value: str
    place: Place
    lines: tuple[str, ...] = ()

    def find(self, words: str) -> Place:
        """Return the place where `words` first stand in this text, or the text's own place if a line end parts them."""
        from unicodedata import normalize  # only a mistake needs it

        at = self.place
        for typed in dict.fromkeys((words, normalize("NFD", words))):
            for number, line in enumerate(self.lines or (at.source,)):
                start = 0 if number else at.column - 1
                column = line.find(typed, start, None if self.lines else start + at.width)
                if column >= 0:
                    return Place(at.path, at.line + number, column + 1, line, len(typed))
        return at


class Sequence(NamedTuple):
    """A list of nodes."""

    items: tuple[Node, ...]
    place: Place


class Mapping(NamedTuple):
    """Fields in the order they were written; no key stands in it twice."""

    entries: tuple[tuple[Scalar, Node], ...]
    place: Place


Node: TypeAlias = Scalar | Sequence | Mapping


def unreadable(path: Path, error: OSError) -> Problem:
    """Return the problem of a file or folder that the system would not read."""
    place = Place(path)
    if isinstance(error, FileNotFoundError):
        hint = "check the folder's name and the spelling of the file's"
        return Problem("file-missing", place, "there is no such file", hint)
    if isinstance(error, PermissionError):
        hint = "ask for the right to read it, or work on a copy"
        return Problem("file-forbidden", place, "the file may not be read", hint)
    message = f"it cannot be read: {error.strerror or error}"
    return Problem("file-unreadable", place, message, "check that it is an ordinary file")
