"""Mail merge: one Element tree for all documents that differ only in a few words, such as the school's name.

The tree is rendered once, with placeholders for those words, and the words of each document are filled in later. This
is right for the shipped templates, because they only test whether such a word is there, and print it. So they make the
same Elements whatever the word is. A template that puts a placeholder anywhere but into a line of text, a picture's
alternative text or what the document says of itself is rejected with a MergeError. So is one in the name of a box or
line to fill in, because that is heard.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Protocol

from senaudit.layout.inline import address, addressed, unbroken
from senaudit.layout.markup import Element
from senaudit.problems import Place

_SIGN = "\ue000"
"""Begins and ends a placeholder. It is a private-use character, and words that have it are not `mergeable`."""

_PLACEHOLDER = re.compile(f"{_SIGN}([^{_SIGN} ]+) 0 0{_SIGN}")
_ATTRIBUTES = {("figure", "alt"), *(("document", name) for name in ("title", "author", "subject", "school"))}
"""The tags and attributes that may hold placeholders."""


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
    """Return whether words are printed exactly as typed: no inline marks, line breaks or invisible characters."""
    return words.value.isprintable() and not any(sign in words.value for sign in "*[]")


def links_of(words: Words) -> tuple[bool, ...]:
    """Return for each part of these words whether it is an address. Words that are alike in this make like Elements."""
    return tuple(bool(href) for _, href in addressed(words.value))


class MailMerge:
    """A document with placeholders that can be filled in again and again.

    `filled_in` are the Elements whose own words are placeholders. `changing` are all Elements that can change in words,
    place, address or alternative text, and all Elements around them. A foot does not count as a change of its section.
    """

    def __init__(self, document: Element, places: Mapping[str, Place], words: Mapping[str, Words]) -> None:
        """`places` are the places of the placeholders, by name; no two are the same. `words` are those of one document.

        Raises MergeError.
        """
        self.document = document
        self._names = {place: name for name, place in places.items()}
        self._links = {name: links_of(each) for name, each in words.items()}
        self._words: list[tuple[Element, str, bool]] = []
        self._placed: list[tuple[Element, str]] = []
        self._attributes: list[tuple[Element, str, str]] = []
        for element in document.walk():
            self._note(element)
            if _names_a_blank(element) and _SIGN in element.text():
                raise MergeError
        texts = {each for element, _, _ in self._words for each in element.walk()}
        self.filled_in = frozenset(texts)
        others = {each for each, _ in self._placed} | {each for each, _, _ in self._attributes}
        self.changing = frozenset(_around(document, texts | others))

    def _note(self, element: Element) -> None:
        """Remember the placeholders of this Element. Raises MergeError for one that cannot be filled in."""
        name = self._names.get(element.place)
        if name is not None:
            self._placed.append((element, name))
        for key, value in element.attributes.items():
            if _SIGN in value:
                if (element.tag, key) not in _ATTRIBUTES:
                    raise MergeError
                self._attributes.append((element, key, value))
        words = "".join(child for child in element.children if isinstance(child, str))
        if _SIGN in words:
            breakable = words.replace("\u00a0", " ")
            if element.tag != "text" or name is None or breakable != placeholder(name):
                raise MergeError
            self._words.append((element, name, words != breakable))
            links = self._links[name]
            element.children = [Element("link", {}, element.place, [""]) if is_link else "" for is_link in links]

    def fill_in(self, words: Mapping[str, Words]) -> None:
        """Fill in the words of every placeholder, by name.

        All words must be `mergeable`, and have addresses where those of the first document had some: see `links_of`.
        """
        for element, name, is_unbroken in self._words:
            element.attributes = {}  # the words before may have been marked as running from right to left
            own = unbroken(words[name]) if is_unbroken else words[name]
            for index, (part, href) in enumerate(addressed(own.value)):
                link = element.children[index]
                if isinstance(link, Element):
                    link.attributes, link.children, link.place = address(href), [part], own.place
                else:
                    element.children[index] = part
        for element, name in self._placed:
            element.place = words[name].place
        for element, key, value in self._attributes:
            filled = _PLACEHOLDER.sub(lambda match: words[match[1]].value, value)
            element.attributes = {**element.attributes, key: filled}


def _names_a_blank(element: Element) -> bool:
    """Return whether an Element's words may be the name of a box or line to fill in."""
    return element.tag in ("label", "choice", "header") or (element.tag == "list" and element.get("kind") == "tick")


def _around(element: Element, targets: set[Element]) -> set[Element]:
    """Return the `targets` in this Element's subtree, and all their ancestors in it. Feet are left out."""
    within = [_around(child, targets) for child in element.elements if child.tag != "foot"]
    around = set[Element]().union(*within)
    return around | {element} if around or element in targets else around
