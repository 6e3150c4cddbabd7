"""The nodes of shipped files, made when senaudit is installed: to read YAML takes a tenth of the work of a build.

Of each shipped file without a mistake there is a file of nodes in `COMPILED_FOLDER`. It is named after the digest of
the bytes that it was made of, so it is found for these very bytes only; any other file is read as YAML, with the same
result. It begins with a digest of its own, so one that is damaged counts for nothing. A file of nodes is plain data,
numbers and texts written by `marshal`, and nothing of it is run. No other folder is looked into.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path
from typing import Any

from senaudit.problems import Place
from senaudit.source.nodes import Mapping, Node, Scalar, Sequence

COMPILED_FOLDER = Path(__file__).resolve().parents[1] / "data" / "nodes"

_FORM = b"senaudit nodes 1\n"
"""Changes when the data below or what is read from the same YAML do, so that nothing made before is found."""

_MARSHAL = 2
"""The version of marshal's format: every Python reads this one, and it is the same bytes each time."""

_SIZE = 16
"""Bytes of a digest."""


def compiled(data: bytes, path: Path) -> Node | None:
    """Return the node that was made of a file with these bytes; None if there is none."""
    try:
        made = (COMPILED_FOLDER / _name(data)).read_bytes()
    except OSError:
        return None
    if made[:_SIZE] != _digest(made[_SIZE:]):
        return None
    return _node(marshal.loads(made[_SIZE:]), path, data.decode().split("\n"))


def compile_all(paths: Iterable[Path]) -> dict[str, bytes]:
    """Return the file of nodes of each of these files of YAML, by its name; none for one with a mistake in it."""
    from senaudit.source.parsing import parse_bytes

    made = {}
    for path in paths:
        data = path.read_bytes()
        node, problems = parse_bytes(data, path)
        # What a file was saved as may make its lines others than those that `compiled` takes them for.
        if node is not None and not problems and _node(_data(node), path, data.decode().split("\n")) == node:
            content = marshal.dumps(_data(node), _MARSHAL)
            made[_name(data)] = _digest(content) + content
    return made


def _name(data: bytes) -> str:
    return f"{_digest(_FORM, data).hex()}.nodes"


def _digest(*parts: bytes) -> bytes:
    return blake2b(b"".join(parts), digest_size=_SIZE).digest()


def _data(node: Node) -> tuple[Any, ...]:
    """Return a node as plain data: what it holds (a text, a list, or a tuple of pairs), and its place.

    The place is its line, column and width, and of a text of several lines the number of lines. The path and the texts
    of the lines are not kept: they are at hand when the file is read.
    """
    held: Any
    if isinstance(node, Scalar):
        held = node.value
    elif isinstance(node, Sequence):
        held = [_data(item) for item in node.items]
    else:
        held = tuple((_data(key), _data(value)) for key, value in node.entries)
    at, lines = node.place, node.lines if isinstance(node, Scalar) else ()
    return held, at.line, at.column, at.width, len(lines)


def _node(data: Any, path: Path, lines: list[str]) -> Node:
    """Return the node of which `_data` gave that; `lines` are all lines of its file."""
    held, line, column, width, _ = data
    if isinstance(held, str):
        return _scalar(data, path, lines)
    place = Place(path, line, column, lines[line - 1], width)
    if isinstance(held, list):
        return Sequence(tuple([_node(item, path, lines) for item in held]), place)
    return Mapping(tuple([(_scalar(key, path, lines), _node(value, path, lines)) for key, value in held]), place)


def _scalar(data: Any, path: Path, lines: list[str]) -> Scalar:
    held, line, column, width, count = data
    place = Place(path, line, column, lines[line - 1], width)
    return Scalar(held, place, tuple(lines[line - 1 : line - 1 + count]))
