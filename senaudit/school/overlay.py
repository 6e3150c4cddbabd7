"""Lay a school's own file over the shipped one, node by node, before the readers see either.

A field replaces the shipped field of the same name. If the shipped field is a list whose entries have names, the
school's fields change those entries: `telephone:` changes the question of that id, `parents 2:` replaces the second
parent view, `3:` changes the third message. `add:` puts entries after the others, and `drop:` leaves some out.

Every node keeps its place, so that a message names the file to mend. What stays of a shipped node has the longest of
the changes around it to blame: a page that is too full is not the fault of the words that were there before.
"""

from __future__ import annotations

from collections import Counter

from senaudit.content.blocks import BLOCK_KINDS
from senaudit.content.fields import Reading
from senaudit.problems import did_you_mean, nearest
from senaudit.source.nodes import Mapping, Node, Scalar, Sequence, blaming, longest_text

ADD, DROP = "add", "drop"


def overlaid(reading: Reading, shipped: Node, overlay: Node) -> Node:
    """Return the shipped node with the changes of the school's own node, the overlay.

    A change of an unknown entry is noted as a problem.
    """
    if not isinstance(overlay, Mapping):
        return overlay
    if isinstance(shipped, Mapping):
        return _fields(reading, shipped, overlay)
    if isinstance(shipped, Sequence) and (names := entry_names(shipped)):
        return _entries(reading, shipped, names, overlay)
    return overlay


def field(node: Node | None, name: str) -> Node | None:
    """Return the value of a mapping's field; None if there is no such field, or the node is not a mapping."""
    entries = node.entries if isinstance(node, Mapping) else ()
    return next((value for key, value in entries if key.value == name), None)


def _fields(reading: Reading, shipped: Mapping, overlay: Mapping) -> Mapping:
    changes = {key.value: (key, value) for key, value in overlay.entries}
    blamed = longest_text(overlay)[1]
    merged = []
    for key, value in shipped.entries:
        if key.value in changes:
            overlay_key, overlay_value = changes.pop(key.value)
            merged.append((overlay_key, overlaid(reading, value, overlay_value)))
        else:
            merged.append((key, blaming(value, blamed)))
    return Mapping((*merged, *changes.values()), overlay.place)


def entry_names(node: Sequence) -> list[str]:
    """Return the names by which a list's entries can be changed, in their order; [] if they have no names.

    The name is the entry's `id` or `term`. Blocks are named by their kind, with a number if there are several of it,
    and the poster's messages by their number.
    """
    for key in ("id", "term"):
        names = [field(item, key) for item in node.items]
        if names and all(isinstance(name, Scalar) for name in names):
            return [name.value for name in names if isinstance(name, Scalar)]
    kinds = [
        item.entries[0][0].value if isinstance(item, Mapping) and len(item.entries) == 1 else "" for item in node.items
    ]
    if kinds and all(kind in BLOCK_KINDS for kind in kinds):
        return _numbered(kinds)
    if kinds and all(field(item, "heading") for item in node.items):
        return [str(number) for number in range(1, len(kinds) + 1)]
    return []


def _numbered(kinds: list[str]) -> list[str]:
    totals, so_far = Counter(kinds), Counter[str]()
    names = []
    for kind in kinds:
        so_far[kind] += 1
        names.append(kind if totals[kind] == 1 else f"{kind} {so_far[kind]}")
    return names


def _entries(reading: Reading, shipped: Sequence, names: list[str], overlay: Mapping) -> Sequence:
    """Return the list with its entries changed, added and dropped as the fields of the overlay say.

    A question is named by its number, too.
    """
    numbers = dict(zip(map(str, range(1, 1 + len(names))), names, strict=True))
    numbers = numbers if all(field(item, "question") for item in shipped.items) else {}
    items = dict(zip(names, shipped.items, strict=True))
    blamed = longest_text(overlay)[1]
    changed: set[str] = set()
    added: tuple[Node, ...] = ()
    for key, value in overlay.entries:
        listed = value.items if isinstance(value, Sequence) else (value,)
        if key.value in (ADD, DROP) and (not listed or (key.value == ADD and not isinstance(value, Sequence))):
            hint = f"begin each entry on a line of its own with a hyphen and a space, or delete “{key.value}”"
            reading.wrong("empty-list", value.place, "a list with at least one entry belongs here", hint)
        elif key.value == ADD:
            added = listed
        elif key.value == DROP:
            for dropped in filter(None, (_entry_name(reading, item, names, numbers) for item in listed)):
                items.pop(dropped, None)
        elif name := _entry_name(reading, key, names, numbers):
            if name in changed:
                reading.wrong(
                    "duplicate-entry", key.place, f"“{name}” is changed a second time here", "keep one of the two"
                )
            changed.add(name)
            items[name] = _entry(reading, items[name], value) if name in items else value
    old = {name: blaming(node, blamed) for name, node in items.items() if name not in changed}
    return Sequence((*(items | old).values(), *added), overlay.place)


def _entry(reading: Reading, shipped: Node, overlay: Node) -> Node:
    """Return a changed entry. A block is replaced as a whole: the rest of the old one would not fit the new words."""
    if isinstance(shipped, Mapping) and len(shipped.entries) == 1:
        return Mapping(((shipped.entries[0][0], overlay),), overlay.place)
    return overlaid(reading, shipped, overlay)


def _entry_name(reading: Reading, typed: Node, names: list[str], numbers: dict[str, str]) -> str | None:
    """Return the name of the entry that was typed; for an unknown one note the problem, and return None.

    `numbers` holds names by their numbers. Capital letters make no difference. If there is one block of a kind,
    “parents 1” names it as well as “parents”.
    """
    if not isinstance(typed, Scalar):
        reading.wrong(
            "not-an-entry-name", typed.place, "the name of an entry belongs here", f"known here: {', '.join(names)}"
        )
        return None
    single = typed.value.removesuffix(" 1")
    for name in (typed.value, single, typed.value.lower(), numbers.get(typed.value)):
        if name in names:
            return name
    several = [name for name in names if name.partition(" ")[0] == typed.value and " " in name]
    if several:
        message = f"there are {len(several)} blocks “{typed.value}” here"
        reading.wrong("ambiguous-entry", typed.place, message, f"say which: {', '.join(several)}")
    else:
        hint = f'{did_you_mean(typed.value, names)}; a new entry goes under "{ADD}:"'
        message, right = f"there is no “{typed.value}” here to change", nearest(typed.value, names)
        reading.wrong("unknown-entry", typed.place, message, hint, fix=right)
    return None
