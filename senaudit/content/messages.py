"""What was found where something else belongs, in plain words, and what to type instead."""

from __future__ import annotations

import re

from senaudit.source.nodes import Mapping, Node, Scalar, Sequence
from senaudit.source.signs import QUOTE_IT, quote_it


def is_empty(node: Node) -> bool:
    """Return whether nothing was typed here: a quoted text without a word was meant as a text."""
    return isinstance(node, Scalar) and not node.value and not node.place.source[node.place.column - 1 :].strip("'\" ")


def kind(node: Node) -> str:
    """Return what a node is: a text, a list or fields."""
    return "a text" if isinstance(node, Scalar) else "a list" if isinstance(node, Sequence) else "fields"


def as_text(node: Node) -> str:
    """Return how to write a text where a list or fields were read, in the words of the file where they are one line."""
    typed = node.place.source[node.place.column - 1 :].strip()
    if typed.startswith(("[", "{")):
        closed = typed.endswith(("]", "}")) and '"' not in typed
        return f'{QUOTE_IT}: "{typed}"' if closed else f"{QUOTE_IT} if it begins with {typed[0]}"
    if isinstance(node, Mapping) and node.entries:
        return colon_in_text(*node.entries[0])
    return "write one text behind the colon, without hyphens"


def colon_in_text(key: Scalar, value: Node) -> str:
    """Return what to type where a text with a colon in it was read as a field."""
    line = key.place.source
    whole = isinstance(value, Scalar) and not value.lines and value.place.line == key.place.line
    quoted = quote_it([line], 0, key.place.column - 1) if whole else QUOTE_IT
    return f"if the colon belongs to the text, {quoted}"


def named(node: Node) -> str:
    """Return what to call a list that is empty: by its field, if its name stands in the same line."""
    match = re.search(r"([\w-]+):\s*$", node.place.source[: node.place.column - 1])
    return f"“{match[1]}”" if match else "this list"


def as_id(value: str) -> str:
    """Return what to write in place of a name that cannot be an id."""
    plain = re.sub(r"[^a-z0-9]+", "-", value.lower()).strip("-")
    if plain[:1].isdigit():
        return f"begin it with a letter, as in “question-{plain}”: numbers are given by the order"
    return f"write “{plain}”: a to z, 0 to 9 and hyphens, a letter first" if plain else "use a to z, 0 to 9 and hyphens"
