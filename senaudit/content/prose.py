"""Read texts of several lines: as paragraphs and lists where a field has room for them, or else as a mistake.

A text is turned into the nodes that somebody could have written: `points:`, `steps:`, `paragraphs:`. The readers of
those do the rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from senaudit.problems import Place
from senaudit.source.nodes import Mapping, Node, Scalar, Sequence
from senaudit.source.paragraphs import Item, Listing, Part, may_have_parts, parts_of

if TYPE_CHECKING:
    from senaudit.content.fields import Reading

UNDER_POINTS = 'write its lines under "points:", each behind a hyphen'
AS_SENTENCES = "write it as sentences: no list can stand here"


def one_paragraph(reading: Reading, node: Node, hint: str = AS_SENTENCES) -> None:
    """Note a problem if a text is more than one paragraph. `hint` says where its list belongs. Raises Wrong then."""
    if not isinstance(node, Scalar) or not node.lines or not may_have_parts(node):
        return
    parts = _parts(reading, node)
    for part in parts:
        if isinstance(part, Listing):
            message = "a list stands here, where a single paragraph is printed"
            raise reading.wrong("list-in-text", node.find(part.typed), message, hint)
    if len(parts) > 1:
        message = "an empty line begins a second paragraph here, where a single one is printed"
        hint = "delete the empty line, or what stands below it"
        raise reading.wrong("second-paragraph", _second_paragraph(node), message, hint)


def paragraphs(reading: Reading, node: Node) -> tuple[Node, ...]:
    """Return the paragraphs of a text. A list among them is a problem; raises Wrong then."""
    if not isinstance(node, Scalar) or not may_have_parts(node):
        return (node,)
    parts = _parts(reading, node)
    if any(isinstance(part, Listing) for part in parts):
        one_paragraph(reading, node, UNDER_POINTS)
    return tuple(_scalar(node, part) for part in parts if isinstance(part, str)) or (node,)


def as_body(reading: Reading, node: Node) -> Node:
    """Return a text of several parts as the fields of a box: paragraphs, a list, and closing paragraphs."""
    if not isinstance(node, Scalar) or not may_have_parts(node):
        return node
    parts = _parts(reading, node)
    lists = [part for part in parts if isinstance(part, Listing)]
    if len(parts) < 2 and not lists:
        return node
    if len(lists) > 1:
        message = "a box holds one list, and here begins a second"
        hint = 'begin a box of its own for it, behind a hyphen; or write both lists under "groups:"'
        raise reading.wrong("second-list", node.find(lists[1].typed), message, hint)
    middle = parts.index(lists[0]) if lists else len(parts)
    before, after = parts[:middle], parts[middle + 1 :]
    entries: list[tuple[str, Node]] = []
    if before:
        entries.append(("paragraphs", _texts(node, before)))
    entries += _list_fields(node, lists[0]) if lists else []
    if after:
        entries.append(("closing", _texts(node, after)))
    return _fields(node, entries)


def as_list(reading: Reading, node: Node, entry: str) -> Node:
    """Return a text that is a list as a list.

    `entry` names the field of an entry that has points under it; it is empty if the entries are texts alone.
    """
    if isinstance(node, Sequence):
        return node._replace(items=tuple(_as_entry(reading, item, entry) for item in node.items))
    if not isinstance(node, Scalar) or not may_have_parts(node):
        return node
    parts = _parts(reading, node)
    if len(parts) == 1 and isinstance(parts[0], Listing):
        return _sequence(node, parts[0].items, entry)
    return node


def as_led_list(reading: Reading, node: Node, entry: str) -> Node:
    """Return a text that is a list as a list, and one that is a paragraph and a list as the fields of both."""
    if isinstance(node, Scalar) and may_have_parts(node):
        parts = _parts(reading, node)
        if len(parts) == 2 and isinstance(parts[0], str) and isinstance(parts[1], Listing):
            listing = (f"{entry}s", _sequence(node, parts[1].items, entry))
            return _fields(node, [("lead", _scalar(node, parts[0])), listing])
    return as_list(reading, node, entry) if isinstance(node, Scalar) else node


def as_blocks(reading: Reading, node: Node) -> Node:
    """Return a section's blocks with each `text` of several parts as several blocks."""
    if not isinstance(node, Sequence):
        return node
    items: list[Node] = []
    for item in node.items:
        key, value = item.entries[0] if isinstance(item, Mapping) and len(item.entries) == 1 else (None, item)
        if key is None or key.value != "text" or not isinstance(value, Scalar) or not may_have_parts(value):
            items.append(item)
            continue
        for part in _parts(reading, value):
            if isinstance(part, str):
                items.append(_fields(value, [("text", _scalar(value, part))]))
            elif part.numbering:
                items.append(_fields(value, [("steps", _fields(value, _list_fields(value, part)))]))
            else:
                items.append(_fields(value, _list_fields(value, part)))
    return node._replace(items=tuple(items))


def _as_entry(reading: Reading, node: Node, entry: str) -> Node:
    """Return an entry of a list: one that begins with a bullet without it, one with a list below as fields."""
    if not isinstance(node, Scalar) or not may_have_parts(node):
        return node
    parts = _parts(reading, node)
    if len(parts) == 1 and isinstance(parts[0], Listing) and len(parts[0].items) == 1:
        return _entry(node, parts[0].items[0], entry)
    if entry and len(parts) == 2 and isinstance(parts[0], str):
        points = parts[1].items if isinstance(parts[1], Listing) and not parts[1].numbering else ()
        if points:
            return _entry(node, Item(parts[0], points), entry)
    if any(isinstance(part, Listing) for part in parts):
        one_paragraph(reading, node, "write each of its lines as an entry of its own, behind a hyphen and a space")
    return node


def _parts(reading: Reading, node: Scalar) -> list[Part]:
    """Return the parts of a text. Raises Wrong after a mistake in its lists."""
    parts, tangles = parts_of(node.value)
    wrong = [reading.wrong(tangle.kind, node.find(tangle.typed), tangle.message, tangle.hint) for tangle in tangles]
    if wrong:
        raise wrong[0]
    return parts


def _list_fields(node: Scalar, listing: Listing) -> list[tuple[str, Node]]:
    if not listing.numbering:
        return [("points", _sequence(node, listing.items, "point"))]
    numbering = Scalar(listing.numbering, node.place, node.lines)
    return [("steps", _sequence(node, listing.items, "step")), ("numbering", numbering)]


def _sequence(node: Scalar, items: tuple[Item, ...], entry: str) -> Sequence:
    if not entry:  # entries without fields, which have no points under them
        items = tuple(each for item in items for each in (item, *item.items))
        return Sequence(tuple(_scalar(node, item.words) for item in items), node.place)
    return Sequence(tuple(_entry(node, item, entry) for item in items), node.place)


def _entry(node: Scalar, item: Item, entry: str) -> Node:
    words = _scalar(node, item.words)
    if not item.items or not entry:
        return words
    return _fields(node, [(entry, words), ("points", _sequence(node, item.items, "point"))])


def _texts(node: Scalar, parts: list[Part]) -> Sequence:
    return Sequence(tuple(_scalar(node, part) for part in parts if isinstance(part, str)), node.place)


def _fields(node: Scalar, entries: list[tuple[str, Node]]) -> Mapping:
    return Mapping(tuple((Scalar(name, node.place), value) for name, value in entries), node.place)


def _scalar(node: Scalar, words: str) -> Scalar:
    """Return a part of a text with the place and the lines of the whole, in which its words are found."""
    return Scalar(words, node.place, node.lines)


def _second_paragraph(node: Scalar) -> Place:
    """Return the place of the first line below an empty one; of the whole text if there is none in the file."""
    for number, line in enumerate(node.lines[1:], 1):
        if line.strip() and not node.lines[number - 1].strip():
            words = line.strip()
            return Place(node.place.path, node.place.line + number, line.index(words) + 1, line, len(words))
    return node.place
