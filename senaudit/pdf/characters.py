"""What the faces cannot print is a problem at its place in the content, never an empty box on the page."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from senaudit.layout.markup import Element
from senaudit.pdf.fonts import Family
from senaudit.problems import Place, Problem, SenauditError

_RIGHT_TO_LEFT = ("R", "AL", "AN")


def check_characters(document: Element, family: Family) -> None:
    """Raise SenauditError for every character of the document that cannot be printed as it should be.

    That is a character that a face in use lacks, and right-to-left text, whose words would stand in the wrong order.
    """
    characters = "".join(set().union(*(text for text, _ in _texts(document))))
    emphasised = any(element.tag == "em" for element in document.walk())
    faces = [family.face(strong, em) for strong in (False, True) for em in (False, True) if emphasised or not em]
    lacking = set().union(*(face.lacks(characters) for face in faces))
    backwards = {c for c in characters if ord(c) > 0x0590 and unicodedata.bidirectional(c) in _RIGHT_TO_LEFT}
    if lacking | backwards:
        raise SenauditError(_problems(document, lacking, backwards, family.name))


def _texts(document: Element) -> Iterator[tuple[str, Place]]:
    """Yield all that is printed, words and numbers, with its place."""
    for element in document.walk():
        if "number" in element.attributes:
            yield element.attributes["number"], element.written_at or element.place
        for child in element.children:
            if isinstance(child, str):
                yield child, element.place


def _problems(document: Element, lacking: set[str], backwards: set[str], font: str) -> Iterator[Problem]:
    """Yield a problem for each such character, once a place."""
    seen = set()
    for text, place in _texts(document):
        for character in text:
            if (character, place) in seen or character not in lacking | backwards:
                continue
            seen.add((character, place))
            name = unicodedata.name(character, "unnamed")
            what = f"“{character}” (U+{ord(character):04X}, {name.lower()})"
            if character in backwards:
                message = f"{what} belongs to a script written from right to left, which cannot be set rightly yet"
            else:
                message = f"the font {font} has no {what}"
            yield Problem(place, message, "write it in other letters, or leave it out")
