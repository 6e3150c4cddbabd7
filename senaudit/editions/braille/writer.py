"""The Braille edition: contracted Unified English Braille as a BRF, a file that embossers and displays read.

Words are translated by liblouis. Nobody has proof-read them, which the first lines of the file say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from typing import NamedTuple

from senaudit.editions.braille.blocks import BrailleBlocks
from senaudit.editions.braille.liblouis import MARKS, find_liblouis, marked_cells
from senaudit.editions.braille.pages import pages_of, written
from senaudit.editions.walk import Walk
from senaudit.layout.markup import Element
from senaudit.layout.proof import code_of
from senaudit.layout.roles import role_of
from senaudit.layout.wording import UNPRINTED, filled, heading_line, labelled, line, one_line
from senaudit.problems import Place, Problem, SenauditError

_LOW_LINE = "_"
"""A blank to fill in. Source: Rules of Unified English Braille, 7.2.3."""

_BOX = "□"
"""A box to tick. Source: Rules of Unified English Braille, 11.7."""

_NUMBER_WIDTH = 8
"""The room for a number in the contents: two spaces, two guide dots, and a number of up to three digits."""

_ENGLISH = "en"

_UNSAID = ("author", "subject")
"""Attributes of a document that are no words of its Braille."""


class BrailleFile(NamedTuple):
    """A file of Braille, and the number of its pages."""

    data: bytes
    page_count: int


def braille_of(document: Element, width: int, height: int) -> BrailleFile:
    """Return the Braille of a document on pages of `width` cells and `height` lines.

    Raises SenauditError if liblouis is missing, the document is not in English, or characters have no sign in Braille.
    """
    liblouis = find_liblouis()
    check_words(document)
    blocks = BrailleBlocks(marked_cells, width, _NUMBER_WIDTH)
    made = f"liblouis {liblouis.version}"
    blocks.put_note(filled(document.get("braille"), program=made, size=f"{width} × {height}"))
    title = one_line(document.get("title"))
    blocks.put_heading(title, 1)
    BrailleWalk(document, blocks).write(document, document)
    pages = pages_of(blocks.blocks, height - 1)
    return BrailleFile(written(pages, marked_cells(title), width), len(pages))


class BrailleWalk(Walk):
    """Writes Elements as blocks of Braille."""

    def __init__(self, document: Element, lines: BrailleBlocks) -> None:
        super().__init__(document, lines)
        self.lines = lines
        self.forms |= {"page": self.page, "part": self.part, "box": self.box, "fields": self.fields}

    def form_of(self, element: Element) -> str | None:
        """Return the form of an Element."""
        return role_of(element).braille

    def line(self, element: Element) -> str:
        """Return the words of an Element as one line, with marks around what is emphasised."""
        return line(element, MARKS)

    def box_to_tick(self, words: str) -> str:
        """Return the line of a box to tick."""
        return f"{_BOX} {words}"

    def box_to_fill_in(self, name: str) -> str:
        """Return the line of a box or line to write on."""
        return labelled(self.document, name, _LOW_LINE)

    def page(self, element: Element, holder: Element) -> None:
        """Write a part that begins a page."""
        self.lines.begin_page()
        self.blocks(element, holder)

    def part(self, element: Element, holder: Element) -> None:
        """Write a part of a chapter, or one of the document, which begins a page."""
        if holder.tag == "document":
            self.lines.begin_page()
        self.blocks(element, holder)

    def heading(self, element: Element, holder: Element) -> None:
        """Write a heading, with its number in words."""
        words = heading_line(element, holder, self.document)
        self.lines.put_heading(words, int(element.get("level")), element.get("bookmark"))

    def entry(self, element: Element, holder: Element) -> None:
        """Write an entry of the contents: the line of its heading, and the number of its page."""
        self.lines.put_entry(self.headings[element.get("to")], int(element.get("level")), element.get("to"))

    def items(self, element: Element, holder: Element) -> None:
        """Write the items of a list, with a blank line before and after it if it is not itself in one."""
        with nullcontext() if holder.tag == "item" else self.lines.spaced():
            super().items(element, holder)

    def callout(self, element: Element, holder: Element) -> None:
        """Write words that are set off: with a blank line before and after them, and indented."""
        with self.lines.spaced(), self.lines.indented():
            self.blocks(element, holder)

    def box(self, element: Element, holder: Element) -> None:
        """Write a call-out: a box with its label."""
        children = element.elements
        with self.lines.boxed():
            if children[0].tag == "label":
                label = children.pop(0)
                self.lines.put_heading(line(label), int(label.get("level", "3")))
            for child in children:
                self.write(child, element)

    def fields(self, element: Element, holder: Element) -> None:
        """Write fields one under the other, with a blank line before and after them."""
        with self.lines.spaced():
            self.blocks(element, holder)

    def choice(self, element: Element, holder: Element) -> None:
        """Write a box to tick as an item."""
        with self.lines.marked(""):
            super().choice(element, holder)

    def answer(self, element: Element, holder: Element) -> None:
        """Write a box to write in: its head, and lines."""
        self.lines.put_room(self.head_line(element))


def check_words(document: Element) -> None:
    """Raise SenauditError if the document is not in English, or for each text with characters that Braille lacks."""
    language = document.get("lang")
    if language.partition("-")[0].lower() != _ENGLISH:
        message = f"the language of this document is “{language}”, and Braille can be made of English only"
        raise SenauditError([Problem("braille-language", None, message, "make another edition")])
    texts = list(_texts(document))
    printed = _characters(texts)
    said = (words for name, words in document.attributes.items() if name not in _UNSAID)
    texts += [("".join(each for each in words if each not in printed), document.place) for words in said]
    characters = _characters(texts) - UNPRINTED.keys()
    if lacking := find_liblouis().lacks(characters):
        signs = re.compile(f"[{re.escape(''.join(sorted(lacking)))}]+")
        problems = (_lacking(each[0], place) for text, place in texts for each in signs.finditer(text))
        raise SenauditError(dict.fromkeys(problems))


def _texts(document: Element) -> Iterator[tuple[str, Place]]:
    for element in document.walk():
        for name in ("alt", "number"):
            yield element.get(name), element.place
        for child in element.children:
            if isinstance(child, str):
                yield child, element.place


def _characters(texts: Iterable[tuple[str, Place]]) -> frozenset[str]:
    return frozenset().union(*(text for text, _ in texts))


def _lacking(signs: str, place: Place) -> Problem:
    message = f"English Braille has no sign for “{signs}” ({code_of(signs[0])})"
    return Problem("braille-sign-lacking", place, message, "write in words what it stands for, or leave it out")
