"""Read a source file into a node."""

from __future__ import annotations

from pathlib import Path

from senaudit.files.reading import read_bytes
from senaudit.problems import FileError, Problem
from senaudit.source.nodes import Node, unreadable
from senaudit.source.reading import MOST_BYTES, nodes_of


def source_bytes(path: Path, most: int = MOST_BYTES) -> bytes:
    """Return the bytes of a source file; of one with more than `most`, one byte more. Raises FileError."""
    try:
        return read_bytes(path, most + 1)
    except OSError as error:
        raise FileError([unreadable(path, error)]) from None


def read(path: Path) -> tuple[Node | None, list[Problem]]:
    """Return the file's node and its problems. The node is None if the errors leave nothing to read.

    Raises `FileError` if the file cannot be read.
    """
    return nodes_of(source_bytes(path), path)
