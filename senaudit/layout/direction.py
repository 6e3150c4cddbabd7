"""Words from right to left: each string of them becomes an Element of its own, so that a PDF can say what was typed.

On a page such words stand in the order in which they are seen, and a line may hold several strings of one Element, with
a link between them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from unicodedata import bidirectional

from senaudit.layout.markup import Element

_MARKED = {"direction": "rtl"}


def runs_right_to_left(text: str) -> bool:
    """Return whether a text has a letter of a script that is written from right to left."""
    return not text.isascii() and any(bidirectional(character) in ("R", "AL") for character in text)


def mark_right_to_left(elements: Iterable[Element], filled_in: Collection[Element] = ()) -> list[Element]:
    """Mark the `text` Elements of words from right to left, and return those that were made for it.

    An Element with such words beside other Elements gets a `text` for each string. The words of `filled_in` Elements
    change from document to document, and so none is made in them.
    """
    made = []
    for element in elements:
        if element.tag == "text" and len(element.children) == 1:
            if isinstance(words := element.children[0], str) and runs_right_to_left(words):
                element.attributes = {**element.attributes, **_MARKED}
            continue
        if element in filled_in:
            continue
        for index, child in enumerate(element.children):
            if isinstance(child, str) and runs_right_to_left(child):
                element.children[index] = text = Element("text", _MARKED, element.place, [child])
                made.append(text)
    return made
