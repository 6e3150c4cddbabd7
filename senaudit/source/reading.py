"""Read a file into a node: the one compiled when senaudit was installed, or else parsed from the file's text."""

from __future__ import annotations

from pathlib import Path

from senaudit.problems import FileError, Problem
from senaudit.source.compiled import compiled
from senaudit.source.nodes import Node, unreadable


def read(path: Path) -> tuple[Node | None, list[Problem]]:
    """Return the file's node and its problems. The node is None if the errors leave nothing to read.

    Raises `FileError` if the file cannot be read.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise FileError([unreadable(path, error)]) from None
    node = compiled(data, path)
    if node is not None:
        return node, []
    from senaudit.source.parsing import parse_bytes  # imports yaml, which compiled files do not need

    return parse_bytes(data, path)


def read_text(text: str, path: Path | None) -> tuple[Node | None, list[Problem]]:
    """Return the node and the problems of a text that is not in a file, or that has already been decoded."""
    from senaudit.source.parsing import parse  # imports yaml

    return parse(text, path)
