"""Readers of lists and tables, and of entries that have names: no two may have the same."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress

from senaudit.content.fields import D, Reader, Reading, T, Wrong, text, with_schema
from senaudit.content.messages import is_empty, kind_of, list_name
from senaudit.content.text import Text
from senaudit.problems import Place
from senaudit.source.nodes import Mapping, Node, Scalar, Sequence


def numbered(read: Callable[[Reading, Node, int], T], if_empty: str = "") -> Reader[tuple[T, ...]]:
    """Return a reader of a list with at least one entry. Each entry's reader gets its number, from 1.

    `if_empty` is the hint for an empty list.
    """

    @with_schema({"type": "array", "items": read, "minItems": 1})
    def read_list(reading: Reading, node: Node) -> tuple[T, ...]:
        if is_empty(node) or (isinstance(node, Sequence) and not node.items):
            typed = node.place.source[node.place.column - 1 :]
            hint = if_empty or "add one below, behind a hyphen and a space, or delete the line"
            if typed.startswith("["):
                hint = f"delete the brackets and {hint}"
            raise reading.wrong("empty-list", node.place, f"{list_name(node)} has no entries", hint)
        if not isinstance(node, Sequence):
            hint = "begin each entry on a line of its own with a hyphen and a space"
            raise reading.wrong("not-a-list", node.place, f"a list belongs here, not {kind_of(node)}", hint)
        before = reading.wrong_count
        items: list[T] = []
        for number, item in enumerate(node.items, 1):
            with suppress(Wrong):
                items.append(read(reading, item, number))
        if reading.wrong_count > before:
            raise Wrong
        return tuple(items)

    return read_list


def list_of(read: Reader[T], if_empty: str = "") -> Reader[tuple[T, ...]]:
    """Return a reader of a list with at least one entry; `if_empty` is the hint for an empty list."""
    return numbered(with_schema(read)(lambda reading, node, number: read(reading, node)), if_empty)


def list_or(
    from_list: Callable[[tuple[D, ...]], T], read_list: Reader[tuple[D, ...]], read_fields: Reader[T]
) -> Reader[T]:
    """Return a reader of a list, which `from_list` turns into the value, or of fields."""

    @with_schema({"anyOf": [read_list, read_fields]})
    def read(reading: Reading, node: Node) -> T:
        return read_fields(reading, node) if isinstance(node, Mapping) else from_list(read_list(reading, node))

    return read


def unique(read: Reader[tuple[T, ...]], field: str = "") -> Reader[tuple[T, ...]]:
    """Return a reader of a list in which no two entries are the same, or have the same `field`."""

    @with_schema(read)
    def read_unique(reading: Reading, node: Node) -> tuple[T, ...]:
        places: dict[str, Place] = {}
        has_duplicates = False
        for item in node.items if isinstance(node, Sequence) else ():
            fields = item.entries if isinstance(item, Mapping) else ()
            name = next((value for key, value in fields if key.value == field), None) if field else item
            if isinstance(name, Scalar) and name.value in places:
                note_second(reading, name, places[name.value], field)
                has_duplicates = True
            elif isinstance(name, Scalar):
                places[name.value] = name.place
        items = read(reading, node)
        if has_duplicates:
            raise Wrong
        return items

    return read_unique


def note_second(reading: Reading, name: Scalar, first: Place, field: str) -> None:
    """Note the problem of a list's entry, or of its `field`, that is the same as a `first` one."""
    where = f"first in line {first.line}" if first.path == name.place.path else "the guide has it already"
    hint = f"give one of the two another {field}" if field else "delete one of the two"
    message = f"“{name.value}” is here a second time ({where})"
    reading.wrong("duplicate-entry", name.place, message, hint)


def table(reading: Reading, node: Node, name: re.Pattern[str], hint: str) -> dict[str, Text]:
    """Read a mapping of names to texts. The names must match the pattern `name`; `hint` says which names do.

    A wrong text is noted and replaced by an empty one, so that its name is known in the rest of the run.
    """
    if not isinstance(node, Mapping):
        raise reading.wrong(
            "not-a-table", node.place, f"names and their texts belong here, not {kind_of(node)}", 'write "name: text"'
        )
    for key, _ in node.entries:
        if not name.fullmatch(key.value):
            reading.wrong("not-a-name", key.place, f"“{key.value}” cannot be a name here", hint)
    texts = {key.value: (key, reading.under(key.value, text, value)) for key, value in node.entries}
    return {name: read or Text("", key.place) for name, (key, read) in texts.items()}
