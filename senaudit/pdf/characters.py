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
    pieces = list(_texts(document))
    everything = "".join({character for text, _ in pieces for character in text})
    emphasised = any(element.tag == "em" for element in document.walk())
    faces = [family.face(), family.face(True), *([family.face(em=True), family.face(True, True)] if emphasised else [])]
    lacking = set().union(*(face.lacks(everything) for face in faces))
    backwards = {c for c in everything if ord(c) > 0x0590 and unicodedata.bidirectional(c) in _RIGHT_TO_LEFT}
    if lacking | backwards:
        raise SenauditError(_problems(pieces, lacking, backwards, family.name))


def _texts(document: Element) -> Iterator[tuple[str, Place]]:
    """Yield every text that is drawn, with its place."""
    for element in document.walk():
        for child in element.children:
            if isinstance(child, str):
                yield child, element.place


def _problems(pieces: list[tuple[str, Place]], lacking: set[str], backwards: set[str], font: str) -> Iterator[Problem]:
    seen = set()
    for text, place in pieces:
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
