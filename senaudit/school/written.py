"""Write nodes as YAML, always in the same way, to compare them and to let people edit them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from hashlib import sha256

from senaudit.school.overlay import entry_names
from senaudit.source.nodes import Mapping, Node, Scalar, Sequence

# A text that needs no quotes: it begins with a letter, and no colon or number sign in it has a meaning in YAML.
_PLAIN = r"(?![a-z][a-z_-]*:)[^\W\d_](?:[^:#\\\n\r\t]|:(?=\S)|(?<=\S)#)*(?<!\s)"
SHORT_DIGEST = 8
"""Hexadecimal digits of a part's digest."""


def written(node: Node) -> str:
    """Return the node as YAML text, with a line for each field and each entry."""
    return "".join(f"{line}\n" for line in _lines(node))


def _lines(node: Node) -> Iterator[str]:
    if isinstance(node, Scalar):
        yield _text(node.value)
    elif isinstance(node, Sequence):
        for item in node.items:
            first, *rest = _lines(item)
            yield f"- {first}"
            yield from (f"  {line}" for line in rest)
    else:
        for key, value in node.entries:
            if isinstance(value, Scalar):
                yield f"{_text(key.value)}: {_text(value.value)}"
            else:
                yield f"{_text(key.value)}:"
                yield from (f"  {line}" for line in _lines(value))
    if not isinstance(node, Scalar) and not (node.items if isinstance(node, Sequence) else node.entries):
        yield "[]" if isinstance(node, Sequence) else "{}"


def _text(value: str) -> str:
    value = " ".join(value.split(" "))
    return value if re.fullmatch(_PLAIN, value) else json.dumps(value, ensure_ascii=False)


def digest(text: str) -> str:
    """Return the SHA-256 of a text in hexadecimal digits. Windows line ends make no difference."""
    return sha256(text.replace("\r\n", "\n").encode()).hexdigest()


def part_digests(node: Node) -> dict[str, str]:
    """Return the short digests of a node's parts: of its fields (`title`) and named entries (`blocks.parents.2`)."""
    parts: dict[str, str] = {}
    for key, value in node.entries if isinstance(node, Mapping) else ():
        names = entry_names(value) if isinstance(value, Sequence) else []
        if isinstance(value, Sequence) and names:
            for name, item in zip(names, value.items, strict=True):
                parts[f"{key.value}.{name.replace(' ', '.')}"] = digest(written(item))[:SHORT_DIGEST]
        else:
            parts[key.value] = digest(written(value))[:SHORT_DIGEST]
    return parts
