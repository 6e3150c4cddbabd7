"""Turn a file's bytes into a node: the one compiled when senaudit was installed, or else parsed from their text."""

from __future__ import annotations

from pathlib import Path

from senaudit.problems import Problem
from senaudit.source.compiled import compiled
from senaudit.source.nodes import Node


def nodes_of(data: bytes, path: Path) -> tuple[Node | None, list[Problem]]:
    """Return the node of a file that holds `data`, and its problems. It is None if the errors leave nothing to read."""
    node = compiled(data, path)
    if node is not None:
        return node, []
    from senaudit.source.parsing import parse_bytes  # imports yaml, which compiled files do not need

    return parse_bytes(data, path)


def read_text(text: str, path: Path | None) -> tuple[Node | None, list[Problem]]:
    """Return the node and the problems of a text that is not in a file, or that has already been decoded."""
    from senaudit.source.parsing import parse  # imports yaml

    return parse(text, path)
