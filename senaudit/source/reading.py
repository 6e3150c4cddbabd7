"""Turn a file's bytes into a node: the one compiled when senaudit was installed, or else parsed from their text."""

from __future__ import annotations

from pathlib import Path

from senaudit.problems import Place, Problem
from senaudit.source.compiled import compiled
from senaudit.source.nodes import Node

MOST_BYTES = 2_000_000
"""Bytes of one file. The longest shipped file has 32,000."""


def nodes_of(data: bytes, path: Path) -> tuple[Node | None, list[Problem]]:
    """Return the node of a file that holds `data`, and its problems. It is None if the errors leave nothing to read."""
    if len(data) > MOST_BYTES:
        message = f"this file has more than {MOST_BYTES:,} bytes"
        return None, [Problem("file-too-large", Place(path), message, "keep in it only what is to be printed")]
    node = compiled(data, path)
    if node is not None:
        return node, []
    from senaudit.source.parsing import parse_bytes  # imports yaml, which compiled files do not need

    return parse_bytes(data, path)


def read_text(text: str, path: Path | None) -> tuple[Node | None, list[Problem]]:
    """Return the node and the problems of a text that is not in a file, or that has already been decoded."""
    from senaudit.source.parsing import parse  # imports yaml

    return parse(text, path)
