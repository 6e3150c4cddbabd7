"""The running heads that a page may have on which a question or a section goes on."""

from __future__ import annotations

from collections.abc import Iterator

from senaudit.layout.markup import Element


def owners(document: Element) -> Iterator[tuple[Element, Element, Element]]:
    """Yield each question and section that may go on, with its heading, and the words that say so."""
    for element in document.walk():
        parts = {child.tag: child for child in reversed(element.elements)}
        if element.tag in ("question", "section") and "continued" in parts:
            yield element, parts["heading"], parts["continued"]


def wordings(heading: Element, continued: Element) -> Iterator[str]:
    """Yield the whole running head, then those with fewer and fewer words of the heading.

    None ends with a word that opens a bracket.
    """
    words, ending = heading.text().split(), continued.text()
    number = f"{heading.get('number')} " if heading.get("number") else ""
    yield f"{number}{' '.join(words)}{ending}"
    for count in range(len(words) - 1, 0, -1):
        if count > 1 and words[count - 1].startswith("("):
            continue
        yield f"{number}{' '.join(words[:count]).rstrip(',;:–-')}…{ending}"
