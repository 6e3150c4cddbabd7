"""Nodes: the content of a YAML file as texts, lists and fields, each with its place in the file."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple, TypeAlias

from senaudit.problems import Place, Problem


class Scalar(NamedTuple):
    """A text as it was typed. `lines` holds its lines in the file if it has more than one."""

    value: str
    place: Place
    lines: tuple[str, ...] = ()

    def find(self, words: str) -> Place:
        """Return the first place of `words` in this text. Words split by a line end get the place of the whole text."""
        from unicodedata import normalize  # only needed after an error

        place = self.place
        for typed in dict.fromkeys((words, normalize("NFD", words))):
            for number, line in enumerate(self.lines or (place.source,)):
                start = 0 if number else place.column - 1
                column = line.find(typed, start, None if self.lines else start + place.width)
                if column >= 0:
                    return place._replace(line=place.line + number, column=column + 1, source=line, width=len(typed))
        return place


class Sequence(NamedTuple):
    """A list of nodes."""

    items: tuple[Node, ...]
    place: Place


class Mapping(NamedTuple):
    """Fields in the order of the file. No key occurs twice."""

    entries: tuple[tuple[Scalar, Node], ...]
    place: Place


Node: TypeAlias = Scalar | Sequence | Mapping


def blaming(node: Node, place: Place) -> Node:
    """Return the node with `place` to blame for every mistake that shows in it."""
    own = node.place._replace(blamed=place)
    if isinstance(node, Scalar):
        return node._replace(place=own)
    if isinstance(node, Sequence):
        return Sequence(tuple(blaming(item, place) for item in node.items), own)
    fields = ((key._replace(place=key.place._replace(blamed=place)), value) for key, value in node.entries)
    return Mapping(tuple((key, blaming(value, place)) for key, value in fields), own)


def longest_text(node: Node) -> tuple[int, Place]:
    """Return the number of characters in a node, and the place of its part (of a field's value) with most of them."""
    if isinstance(node, Scalar):
        return len(node.value), node.place
    if isinstance(node, Sequence):
        return sum(longest_text(item)[0] for item in node.items), node.place
    parts = [(longest_text(value)[0], value.place) for _, value in node.entries]
    return sum(length for length, _ in parts), max(parts, default=(0, node.place), key=lambda part: part[0])[1]


def unreadable(path: Path, error: OSError) -> Problem:
    """Return the problem of a file or folder that the operating system could not read."""
    place = Place(path)
    if isinstance(error, FileNotFoundError):
        hint = "check the folder's name and the spelling of the file's"
        return Problem("file-missing", place, "there is no such file", hint)
    if isinstance(error, PermissionError):
        hint = "ask for the right to read it, or work on a copy"
        return Problem("file-forbidden", place, "the file may not be read", hint)
    message = f"it cannot be read: {error.strerror or error}"
    return Problem("file-unreadable", place, message, "check that it is an ordinary file")
