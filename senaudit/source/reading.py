"""A file in, its node out: as it was compiled when senaudit was installed, or else read from its text."""

from __future__ import annotations

from pathlib import Path

from senaudit.problems import FileError, Problem
from senaudit.source.compiled import compiled
from senaudit.source.nodes import Node, unreadable


def read(path: Path) -> tuple[Node | None, list[Problem]]:
    """Return the file's node and its problems; the node is None where the mistakes leave nothing to go on with.

    Raises `FileError` if the file cannot be read.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise FileError([unreadable(path, error)]) from None
    node = compiled(data, path)
    if node is not None:
        return node, []
    from senaudit.source.parsing import parse_bytes  # imports yaml, which shipped files do without

    return parse_bytes(data, path)


def read_text(text: str, path: Path | None) -> tuple[Node | None, list[Problem]]:
    """Return the node and the problems of text that stands in no file, or has been read already."""
    from senaudit.source.parsing import parse

    return parse(text, path)
