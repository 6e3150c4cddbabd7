"""Mail merge: one Element tree for all documents that differ in nothing but a few words, which are filled in.

The tree is rendered with stand-ins for those words. The program's own templates ask of such a word only whether it is
there, and print it; so they make the same Elements whatever it says. A template that puts one anywhere else than into
a line or a picture's alternative text is noticed, and there is no merging.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from senaudit.layout.inline import unbroken
from senaudit.layout.markup import Element
from senaudit.problems import Place

_SIGN = "\ue000"
"""Begins and ends a stand-in. It has no meaning, and what holds it is not `mergeable`."""


class Words(Protocol):
    """Words to be filled in, and where they were typed."""

    @property
    def value(self) -> str:
        """The words, as they will be printed."""

    @property
    def place(self) -> Place:
        """Where they were typed."""


class MergeError(ValueError):
    """A template does more with a word than to print it."""


def stand_in(name: str) -> str:
    """Return what the wording of that name says until it is filled in; its digits tell whether `unbroken` was at it."""
    return f"{_SIGN}{name} 0 0{_SIGN}"


def mergeable(words: Words) -> bool:
    """Return whether words are printed just as they stand: without inline marks, line breaks, or signs nobody sees."""
    return words.value.isprintable() and not any(sign in words.value for sign in "*[]")


class MailMerge:
    """A document whose stand-ins can be filled in, again and again.

    `filled_in` are the Elements whose own words are filled in. `changing` are those that have other words, places or
    alternative texts from then on, and all around them; a foot changes none that it stands in.
    """

    def __init__(self, document: Element, places: Mapping[str, Place]) -> None:
        """`places` are those of the stand-ins, no two alike, by their names. Raises MergeError."""
        self.document = document
        self._names = {place: name for name, place in places.items()}
        self._words: list[tuple[Element, str, bool]] = []
        self._placed: list[tuple[Element, str]] = []
        self._pictures: list[tuple[Element, str]] = []
        for element in document.walk():
            self._note(element)
        self.filled_in = frozenset(each for each, _, _ in self._words)
        self.changing = frozenset(_around(document, {each for each, _ in (*self._placed, *self._pictures)}))

    def _note(self, element: Element) -> None:
        """Note what is to be filled in here, if anything is."""
        name = self._names.get(element.place)
        if name is not None:
            self._placed.append((element, name))
        for key, value in element.attributes.items():
            if _SIGN in value:
                if (element.tag, key) != ("figure", "alt"):
                    raise MergeError
                self._pictures.append((element, value.strip(_SIGN).partition(" ")[0]))
        words = "".join(child for child in element.children if isinstance(child, str))
        if _SIGN in words:
            together = words.replace("\u00a0", " ")
            if element.tag != "text" or name is None or together != stand_in(name):
                raise MergeError
            self._words.append((element, name, words != together))

    def fill_in(self, words: Mapping[str, Words]) -> None:
        """Fill in all words, by their names; each is `mergeable`."""
        for element, name, together in self._words:
            element.children = [(unbroken(words[name]) if together else words[name]).value]
        for element, name in self._placed:
            element.place = words[name].place
        for figure, name in self._pictures:
            figure.attributes["alt"] = words[name].value


def _around(element: Element, found: set[Element]) -> set[Element]:
    """Return which of the Elements are under this one, with all that they stand in; those in a foot are left out."""
    within = [_around(child, found) for child in element.elements if child.tag != "foot"]
    around = set[Element]().union(*within)
    return around | {element} if around or element in found else around
