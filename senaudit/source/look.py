"""Read a look file: two levels of keys, flattened, each value with its place."""

from __future__ import annotations

from pathlib import Path

from senaudit.problems import Place, Problem, SenauditError
from senaudit.source.nodes import Mapping, Node, Scalar
from senaudit.source.reading import nodes_of

Settings = dict[str, tuple[str, Place]]


def read_look(data: bytes, path: Path) -> tuple[Settings, Place]:
    """Return the settings of a look's file that holds `data` ("type.body" → its text and place), and the file's place.

    Raises SenauditError if the file is not a mapping of mappings.
    """
    node, problems = nodes_of(data, path)
    settings: Settings = {}
    if node is not None:
        _flatten(node, "", settings, problems)
    if problems:
        raise SenauditError(problems)
    return settings, Place(path)


def _flatten(node: Node, prefix: str, settings: Settings, problems: list[Problem]) -> None:
    if isinstance(node, Mapping):
        for key, value in node.entries:
            _flatten(value, f"{prefix}.{key.value}" if prefix else key.value, settings, problems)
    elif isinstance(node, Scalar) and prefix:
        settings[prefix] = (node.value, node.place)
    else:
        problems.append(
            Problem(
                "not-a-setting", node.place, "a look holds settings", 'write "name: number", as in the shipped looks'
            )
        )
