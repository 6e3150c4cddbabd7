"""A document as plain data: the input of the peers that are Python programs, as content is senaudit's.

An element is a list of its tag, its attributes and its children. A line of text is strings and elements.
"""

from __future__ import annotations

from typing import Any

from senaudit.layout.markup import Element
from senaudit.typeset.theme import Theme

PANEL = {"text": 24.0, "heading": 31.0, "numeral": 58.0, "height": 212.0}
"""Sizes of the poster's panels, in points, chosen by eye as an author would. senaudit grows its type to fill them."""

ROOM = 92.0
"""The height of a box to write in, in points. It gives the sheets about as many pages as senaudit gives them."""


def description(tree: Element, look: Theme) -> dict[str, Any]:
    """Return the document's title, subject, language and kind, its look in points, and its elements ("body")."""
    sizes = {**look._asdict(), **{f"panel_{name}": size for name, size in PANEL.items()}, "room": ROOM}
    return {**tree.attributes, "look": sizes, "body": list(map(plain, tree.elements))}


def plain(element: Element) -> list[Any]:
    """Return an element as plain data, without the parts that only senaudit uses."""
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
    """Append a child. A string after a string is joined to it."""
    if isinstance(child, str) and children and isinstance(children[-1], str):
        children[-1] += child
    else:
        children.append(child)
