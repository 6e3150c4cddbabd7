"""The plain text edition: UTF-8, one line a paragraph, and numbers, labels and boxes in words.

It is for those who read a document aloud for a recording, for notetakers, and for translation programs.
"""

from __future__ import annotations

import re

from senaudit.editions.hands import hand_of
from senaudit.editions.text.lines import Lines
from senaudit.editions.walk import Walk
from senaudit.layout.markup import Element
from senaudit.layout.roles import role_of
from senaudit.layout.wording import heading_line, labelled, line, one_line

_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"
_ALIKE = re.compile(f"{_ISOLATE}([^\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc{_POP_ISOLATE}]*){_POP_ISOLATE}")
"""What somebody said in words from left to right."""
_ISOLATED = {"bdi": (_ISOLATE, _POP_ISOLATE)}
_PARTS = ("1", "2")
"""The levels of headings that have two blank lines before them."""


def text_of(document: Element) -> bytes:
    """Return the plain text of a document. Its first line is the title."""
    lines = Lines(is_rtl=hand_of(document.get("lang")).is_rtl)
    lines.put(one_line(document.get("title")))
    TextWalk(document, lines).write(document, document)
    return str(lines).encode()


class TextWalk(Walk):
    """Writes Elements as lines of a text."""

    bullet = "-"

    def __init__(self, document: Element, lines: Lines) -> None:
        super().__init__(document, lines)
        self.lines = lines
        self._is_rtl = hand_of(document.get("lang")).is_rtl

    def line(self, element: Element) -> str:
        """Return the words of an Element as one line. What somebody said is isolated in it, unless it is the line."""
        words = _ALIKE.sub(r"\1", line(element, _ISOLATED)) if not self._is_rtl else line(element, _ISOLATED)
        is_whole = words[:1] == _ISOLATE and words.find(_POP_ISOLATE) == len(words) - 1
        return words[1:-1] if is_whole else words

    def form_of(self, element: Element) -> str | None:
        """Return the form of an Element."""
        return role_of(element).text

    def heading(self, element: Element, holder: Element) -> None:
        """Write a heading, with its number in words."""
        begins = element.get("level") in _PARTS and holder.tag != "panel"
        self.lines.put(heading_line(element, holder, self.document), 2 if begins else 1)

    def entry(self, element: Element, holder: Element) -> None:
        """Write an entry of the contents: the line of its heading."""
        with self.lines.marked("" if element.get("level") == "0" else "- "):
            self.lines.put(self.headings[element.get("to")])

    def callout(self, element: Element, holder: Element) -> None:
        """Write a call-out: all under its label, indented."""
        children = element.elements
        if children[0].tag == "label":
            self.lines.put(labelled(self.document, line(children.pop(0))))
            self.lines.follow()
        with self.lines.indented():
            for child in children:
                self.write(child, element)

    def answer(self, element: Element, holder: Element) -> None:
        """Write a box to write in."""
        self.lines.put(self.head_line(element))
