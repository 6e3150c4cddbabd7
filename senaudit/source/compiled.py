"""The nodes of shipped files, compiled when senaudit is installed: reading YAML takes a tenth of a build's work.

`COMPILED_FOLDER` holds a file of nodes for each shipped file without errors. Its name is the digest of the bytes it
was made from, so it is used for exactly these bytes. Any other file is read as YAML, with the same result. A file of
nodes begins with a digest of its content; a damaged one is ignored. The content is plain data, numbers and texts
written by `marshal`, and is never run. No other folder is searched.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterable
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from senaudit.problems import Place
from senaudit.source.nodes import Mapping, Node, Scalar, Sequence

COMPILED_FOLDER = Path(__file__).resolve().parents[1] / "data" / "nodes"

_MARSHAL = 2
"""The version of marshal's format. Every Python reads this one, and the same data gives the same bytes."""

_SIZE = 16
"""Bytes of a digest."""


def compiled(data: bytes, path: Path) -> Node | None:
    """Return the compiled node of the file at `path`, which holds `data`; None if there is none."""
    try:
        stored = (COMPILED_FOLDER / _name(data)).read_bytes()
    except OSError:
        return None
    if stored[:_SIZE] != _digest(stored[_SIZE:]):
        return None
    return _node(marshal.loads(stored[_SIZE:]), path, data.decode().split("\n"))


def compile_all(paths: Iterable[Path]) -> dict[str, bytes]:
    """Return the files of nodes for these YAML files: their names and their bytes. Files with errors are left out."""
    from senaudit.source.parsing import parse_bytes

    files = {}
    for path in paths:
        data = path.read_bytes()
        node, problems = parse_bytes(data, path)
        # `compiled` splits the file into lines at "\n". With another encoding or other line ends that goes wrong.
        if node is not None and not problems and _node(_data(node), path, data.decode().split("\n")) == node:
            content = marshal.dumps(_data(node), _MARSHAL)
            files[_name(data)] = _digest(content) + content
    return files


@cache
def _reader() -> bytes:
    """Return a digest of the modules that read YAML. After a change in one of them no older file of nodes is found."""
    return _digest(*(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py"))))


def _name(data: bytes) -> str:
    return f"{_digest(_reader(), data).hex()}.nodes"


def _digest(*parts: bytes) -> bytes:
    return blake2b(b"".join(parts), digest_size=_SIZE).digest()


def _data(node: Node) -> tuple[Any, ...]:
    """Return a node as plain data: its value, line, column, width, and number of lines if it is a text of several.

    The value is a text, a list, or a tuple of pairs. The path and the lines themselves are left out: they are known
    when the file is read.
    """
    value: Any
    if isinstance(node, Scalar):
        value = node.value
    elif isinstance(node, Sequence):
        value = [_data(item) for item in node.items]
    else:
        value = tuple((_data(key), _data(item)) for key, item in node.entries)
    place, lines = node.place, node.lines if isinstance(node, Scalar) else ()
    return value, place.line, place.column, place.width, len(lines)


def _node(data: Any, path: Path, lines: list[str]) -> Node:
    """Return the node that `_data` turned into `data`; `lines` are all lines of its file."""
    value, line, column, width, _ = data
    if isinstance(value, str):
        return _scalar(data, path, lines)
    place = Place(path, line, column, lines[line - 1], width)
    if isinstance(value, list):
        return Sequence(tuple([_node(item, path, lines) for item in value]), place)
    return Mapping(tuple([(_scalar(key, path, lines), _node(item, path, lines)) for key, item in value]), place)


def _scalar(data: Any, path: Path, lines: list[str]) -> Scalar:
    value, line, column, width, count = data
    place = Place(path, line, column, lines[line - 1], width)
    return Scalar(value, place, tuple(lines[line - 1 : line - 1 + count]))
