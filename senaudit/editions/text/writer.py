"""The plain text edition: UTF-8, one line a paragraph, and numbers, labels and boxes in words.

It is for those who read a document aloud for a recording, for notetakers, and for translation programs.
"""

from __future__ import annotations

from collections.abc import Callable

from senaudit.editions.text.lines import Lines
from senaudit.layout.markup import Element
from senaudit.layout.roles import head_of, marker, role_of
from senaudit.layout.wording import box_to_fill_in, box_to_tick, heading_line, headings_of, labelled, line, one_line

_PARTS = ("1", "2")
"""The levels of headings that have two blank lines before them."""

_BULLETS = ("bullet", "actions")
"""The kinds of lists whose items have a dash."""


def text_of(document: Element) -> bytes:
    """Return the plain text of a document. Its first line is the title."""
    writer = _Writer(document)
    writer.lines.put(one_line(document.get("title")))
    writer.write(document, document)
    return str(writer.lines).encode()


class _Writer:
    """Writes Elements as lines. Each form of the table of roles is a method; `FORMS` has their names."""

    def __init__(self, document: Element) -> None:
        self.document = document
        self.lines = Lines()
        self.headings = headings_of(document)
        self.heads: dict[Element, str] = {}

    def write(self, element: Element, holder: Element) -> None:
        """Write an Element in its form. `holder` is the Element that holds it."""
        form = role_of(element).text
        if form is not None:
            FORMS[form](self, element, holder)

    def blocks(self, element: Element, holder: Element) -> None:
        """Write all that the Element holds."""
        for child in element.elements:
            self.write(child, element)

    def block_together(self, element: Element, holder: Element) -> None:
        """Write all that the Element holds, without blank lines in it."""
        with self.lines.together():
            self.blocks(element, holder)

    def para(self, element: Element, holder: Element) -> None:
        """Write the words of the Element."""
        self.lines.put(line(element))

    def heading(self, element: Element, holder: Element) -> None:
        """Write a heading, with its number in words."""
        begins = element.get("level") in _PARTS and holder.tag != "panel"
        self.lines.put(heading_line(element, holder, self.document), 2 if begins else 1)

    def entry(self, element: Element, holder: Element) -> None:
        """Write an entry of the contents: the line of its heading."""
        with self.lines.marked("" if element.get("level") == "0" else "- "):
            self.lines.put(self.headings[element.get("to")])

    def figure(self, element: Element, holder: Element) -> None:
        """Write what a picture says."""
        if words := one_line(element.get("alt")):
            self.lines.put(labelled(self.document.get("picture"), words))

    def callout(self, element: Element, holder: Element) -> None:
        """Write a call-out: all under its label, indented."""
        children = element.elements
        if children[0].tag == "label":
            self.lines.put(labelled(line(children.pop(0))))
            self.lines.follow()
        with self.lines.indented():
            for child in children:
                self.write(child, element)

    def items(self, element: Element, holder: Element) -> None:
        """Write the items of a list, one under the other."""
        kind, start = element.get("kind"), int(element.get("start", "1"))
        with self.lines.together():
            for number, item in enumerate(element.elements, start):
                sign = marker(kind, number) or ("-" if kind in _BULLETS else "")
                with self.lines.marked(f"{sign} " if sign else ""):
                    self.write(item, element)

    def item(self, element: Element, holder: Element) -> None:
        """Write an item. A label and the paragraph after it are one line, and so are a box or line and its name."""
        children = element.elements
        if children[0].tag in ("label", "para"):
            words = line(children.pop(0))
            if element.elements[0].tag == "label" and children and children[0].tag == "para":
                words = labelled(words, line(children.pop(0)))
            if element.get("line"):
                words = box_to_fill_in(self.document, words)
            self.lines.put(box_to_tick(self.document, words) if holder.get("kind") == "tick" else words)
        for child in children:
            self.write(child, element)

    def field(self, element: Element, holder: Element) -> None:
        """Write a field: its label with what is filled in, or with “blank”, or above its boxes to tick."""
        first, *filling = element.elements
        if not filling:
            self.lines.put(box_to_fill_in(self.document, line(first)))
            return
        words = line(filling.pop(0)) if filling[0].tag == "para" else ""
        self.lines.put(labelled(line(first), words))
        with self.lines.indented():
            for child in filling:
                self.write(child, element)

    def choice(self, element: Element, holder: Element) -> None:
        """Write a box to tick."""
        self.lines.put(box_to_tick(self.document, line(element)))

    def table(self, element: Element, holder: Element) -> None:
        """Write the rows of a table. The head of a column is said at each of its boxes."""
        for row in element.elements[1:]:
            for cell in row.elements[1:]:
                self.heads[cell] = line(head_of(cell, row, element))
        self.blocks(element, holder)

    def answer(self, element: Element, holder: Element) -> None:
        """Write a box to write in."""
        self.lines.put(box_to_fill_in(self.document, self.heads.get(element, "")))


FORMS: dict[str, Callable[[_Writer, Element, Element], None]] = {
    "blocks": _Writer.blocks,
    "together": _Writer.block_together,
    "para": _Writer.para,
    "heading": _Writer.heading,
    "entry": _Writer.entry,
    "figure": _Writer.figure,
    "callout": _Writer.callout,
    "items": _Writer.items,
    "item": _Writer.item,
    "field": _Writer.field,
    "choice": _Writer.choice,
    "table": _Writer.table,
    "answer": _Writer.answer,
}
"""The forms of this edition in the table of roles. “words” is one more: it stands in a line."""
