"""A document as plain data, for the peers that are Python programs: what they read, as senaudit reads its content.

An element is a list of its tag, its attributes and its children; what stands inside a line are strings and elements.
"""

from __future__ import annotations

from typing import Any

from senaudit.layout.markup import Element
from senaudit.typeset.theme import Theme

PANEL = {"text": 24.0, "heading": 31.0, "numeral": 58.0, "height": 212.0}
"""The poster's panels, in points, as an author would choose them by eye: senaudit's type grows until they are full."""

ROOM = 147.4
"""The height of a box to write in, in points (52 mm): as many rows a page, up to four, as senaudit has."""


def description(tree: Element, look: Theme) -> dict[str, Any]:
    """Return the document: its title, subject, language and kind, its look in points, and its elements."""
    sizes = {**look._asdict(), **{f"panel_{name}": size for name, size in PANEL.items()}, "room": ROOM}
    return {**tree.attributes, "look": sizes, "body": list(map(plain, tree.elements))}


def plain(element: Element) -> list[Any]:
    """Return an element as plain data, without what only senaudit makes use of."""
    children: list[Any] = []
    for child in element.children:
        if isinstance(child, str):
            _append(children, child)
        elif child.tag == "text":
            for part in child.children:
                _append(children, part if isinstance(part, str) else plain(part))
        elif child.tag != "continued":
            children.append(plain(child))
    return [element.tag, element.attributes, children]


def _append(children: list[Any], child: Any) -> None:
    """Append a child; words that follow words are one string with them."""
    if isinstance(child, str) and children and isinstance(children[-1], str):
        children[-1] += child
    else:
        children.append(child)
