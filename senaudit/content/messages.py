"""Parts of messages: the name of a kind of node in plain words, and hints on what to type instead."""

from __future__ import annotations

import re

from senaudit.problems import Fix
from senaudit.source.nodes import Mapping, Node, Scalar, Sequence
from senaudit.source.signs import QUOTE_IT, quoting


def is_empty(node: Node) -> bool:
    """Return whether nothing was typed here. Empty quotes count as nothing, quoted spaces as a text."""
    return isinstance(node, Scalar) and not node.value and not node.place.source[node.place.column - 1 :].strip("'\" ")


def kind_of(node: Node) -> str:
    """Return the kind of a node in plain words: "a text", "a list" or "fields"."""
    return "a text" if isinstance(node, Scalar) else "a list" if isinstance(node, Sequence) else "fields"


def text_hint(node: Node) -> tuple[str, Fix | None]:
    """Return the hint on how to write a text where a list or fields were read. It repeats a text of one line."""
    column = node.place.column - 1
    typed = node.place.source[column:].strip()
    if typed.startswith(("[", "{")):
        closed = typed.endswith(("]", "}")) and '"' not in typed
        quoted = Fix(node.place._replace(width=len(typed)), f'"{typed}"')
        return (f"{QUOTE_IT}: {quoted.text}", quoted) if closed else (f"{QUOTE_IT} if it begins with {typed[0]}", None)
    if isinstance(node, Mapping) and node.entries:
        return colon_hint(*node.entries[0])
    return "write one text behind the colon, without hyphens", None


def as_typed(key: Scalar) -> str:
    """Return a field's name as it was typed, capitals and all."""
    typed = key.place.source[key.place.column - 1 :][: key.place.width].strip("'\" ")
    return typed if len(typed) == len(key.value) else key.value


def colon_hint(key: Scalar, value: Node) -> tuple[str, Fix | None]:
    """Return the hint on what to type if a text with a colon in it was read as a field."""
    line, column = key.place.source, key.place.column - 1
    if not isinstance(value, Scalar) or value.lines or value.place.line != key.place.line:
        return f"if the colon belongs to the text, {QUOTE_IT}", None
    hint, quoted = quoting([line], 0, column)
    fix = quoted and Fix(key.place._replace(column=quoted.column + 1, width=quoted.width), quoted.text)
    return f"if the colon belongs to the text, {hint}", fix


def list_name(node: Node) -> str:
    """Return the name of an empty list in a message: that of its field, if it is in the same line."""
    match = re.search(r"([\w-]+):\s*$", node.place.source[: node.place.column - 1])
    return f"“{match[1]}”" if match else "this list"


def id_hint(value: str, before: str = "") -> tuple[str, str | None]:
    """Return the hint on which id to write instead of a name that is none, and that id; `before` stands before it."""
    plain = plain_id(value)
    if plain[:1].isdigit():
        name = f"{before}question-{plain}"
        return f'begin it with a letter, as in "{name}": numbers are given by the order', name
    if not plain:
        return "use a to z, 0 to 9 and hyphens", None
    return f'write "{before}{plain}": a to z, 0 to 9 and hyphens, a letter first', f"{before}{plain}"


def plain_id(name: str) -> str:
    """Return what stays of a name in an id: small letters and digits, with hyphens between them."""
    return re.sub(r"[^a-z0-9]+", "-", re.sub("['’]", "", name.lower())).strip("-")
