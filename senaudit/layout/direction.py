"""Words from right to left: each string of them becomes an Element of its own, so that a PDF can say what was typed.

On a page such words stand in the order in which they are seen, and a line may hold several strings of one Element, with
a link between them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from unicodedata import bidirectional

from senaudit.layout.markup import INLINE, Element

_MARKED = {"direction": "rtl"}
_JOINING = {**_MARKED, "joins": "yes"}
"""Of what a template has between other words, such as a number and its full stop: it is no unit by itself."""


def runs_right_to_left(text: str) -> bool:
    """Return whether a text has a letter of a script that is written from right to left."""
    return not text.isascii() and any(bidirectional(character) in ("R", "AL") for character in text)


def mark_right_to_left(elements: Iterable[Element], filled_in: Collection[Element] = ()) -> list[Element]:
    """Mark the `text` Elements of blocks with words from right to left, and return those that were made for it.

    Words beside other Elements get a `text` of their own. In a block with words that change from document to document,
    the `filled_in` ones, only those from right to left are marked, and nothing is made in these words.
    """
    made: list[Element] = []
    for block in elements:
        if block.tag in INLINE or not any(_is_inline(child) for child in block.children):
            continue
        if runs_right_to_left(block.text()):
            changes = any(element in filled_in for element in block.walk())
            for element in block.walk():
                made += _marked(element, every=not changes, whole=element in filled_in)
    return made


def _is_inline(child: Element | str) -> bool:
    return isinstance(child, str) or child.tag in INLINE


def _marked(element: Element, every: bool, whole: bool) -> Iterator[Element]:
    """Mark the words of one Element, and yield those Elements that are made. If it is `whole`, none is made."""
    if element.tag in ("text", "bdi") and len(element.children) == 1:
        if isinstance(words := element.children[0], str) and (every or runs_right_to_left(words)):
            element.attributes = {**element.attributes, **_MARKED}
        return
    for index, child in enumerate(element.children):
        if isinstance(child, str) and not whole and child and (every or runs_right_to_left(child)):
            element.children[index] = text = Element("text", _JOINING, element.place, [child])
            yield text
            before = element.children[index - 1] if index and not child.strip() else None
            if isinstance(before, Element):  # a space alone is printed with the words before it, and is said there
                *_, last = (each for each in before.walk() if each.tag in ("text", "bdi") or each is before)
                last.attributes = {**last.attributes, "then": child}
