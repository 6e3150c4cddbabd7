"""Mail merge: one Element tree for all documents that differ only in a few words, such as the school's name.

The tree is rendered once, with placeholders for those words, and the words of each document are filled in later. This
is right for the shipped templates, because they only test whether such a word is there, and print it. So they make the
same Elements whatever the word is. A template that puts a placeholder anywhere but into a line of text or a picture's
alternative text is rejected with a MergeError. So is one in the name of a box or line to fill in, which is heard.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from senaudit.layout.inline import addressed, unbroken
from senaudit.layout.markup import Element
from senaudit.problems import Place

_SIGN = "\ue000"
"""Begins and ends a placeholder. It is a private-use character, and words that have it are not `mergeable`."""


class Words(Protocol):
    """Words to be filled in, and where they were typed."""

    @property
    def value(self) -> str:
        """The words, as they will be printed."""

    @property
    def place(self) -> Place:
        """The place where they were typed."""


class MergeError(ValueError):
    """A template does more with a placeholder than print it."""


def placeholder(name: str) -> str:
    """Return the text that is printed for a field until its words are filled in.

    Its two digits show whether the template's filter `unbroken` was used on it.
    """
    return f"{_SIGN}{name} 0 0{_SIGN}"


def mergeable(words: Words) -> bool:
    """Return whether words are printed exactly as typed: no marks, addresses, line breaks or invisible characters."""
    value = words.value
    return value.isprintable() and not any(sign in value for sign in "*[]") and not any(dict(addressed(value)).values())


class MailMerge:
    """A document with placeholders that can be filled in again and again.

    `filled_in` are the Elements whose own words are placeholders. `changing` are all Elements that can change in words,
    place or alternative text, and all Elements around them. A foot does not count as a change of its section.
    """

    def __init__(self, document: Element, places: Mapping[str, Place]) -> None:
        """`places` are the places of the placeholders, by name; no two are the same. Raises MergeError."""
        self.document = document
        self._names = {place: name for name, place in places.items()}
        self._words: list[tuple[Element, str, bool]] = []
        self._placed: list[tuple[Element, str]] = []
        self._pictures: list[tuple[Element, str]] = []
        for element in document.walk():
            self._note(element)
            if _names_a_blank(element) and _SIGN in element.text():
                raise MergeError
        self.filled_in = frozenset(each for each, _, _ in self._words)
        self.changing = frozenset(_around(document, {each for each, _ in (*self._placed, *self._pictures)}))

    def _note(self, element: Element) -> None:
        """Remember the placeholders of this Element. Raises MergeError for one that cannot be filled in."""
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
            breakable = words.replace("\u00a0", " ")
            if element.tag != "text" or name is None or breakable != placeholder(name):
                raise MergeError
            self._words.append((element, name, words != breakable))

    def fill_in(self, words: Mapping[str, Words]) -> None:
        """Fill in the words of every placeholder, by name. All words must be `mergeable`."""
        for element, name, is_unbroken in self._words:
            element.children = [(unbroken(words[name]) if is_unbroken else words[name]).value]
        for element, name in self._placed:
            element.place = words[name].place
        for figure, name in self._pictures:
            figure.attributes = {**figure.attributes, "alt": words[name].value}


def _names_a_blank(element: Element) -> bool:
    """Return whether an Element's words may be the name of a box or line to fill in."""
    return element.tag in ("label", "choice", "header") or (element.tag == "list" and element.get("kind") == "tick")


def _around(element: Element, targets: set[Element]) -> set[Element]:
    """Return the `targets` in this Element's subtree, and all their ancestors in it. Feet are left out."""
    within = [_around(child, targets) for child in element.elements if child.tag != "foot"]
    around = set[Element]().union(*within)
    return around | {element} if around or element in targets else around
