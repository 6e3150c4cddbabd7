"""The walk through a document for the editions that are lines of words: plain text and Braille.

Both have the same words in the same order. What differs is where a line stands, and the signs of boxes.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from senaudit.layout.markup import Element
from senaudit.layout.roles import head_of, marker
from senaudit.layout.wording import box_to_fill_in, box_to_tick, headings_of, labelled, line, one_line, picture_line

_BULLETS = ("bullet", "actions", "answers")
"""The kinds of lists whose items have a sign before them."""


INDENT = 2
"""The spaces, or blank cells, before what belongs to the line above it."""


class Blocks(ABC):
    """The blocks of an edition so far: paragraphs, items and the like, one after the other."""

    def __init__(self) -> None:
        self._indent = 0

    @abstractmethod
    def put(self, words: str) -> None:
        """Add a block, if it has words."""

    @abstractmethod
    def together(self) -> AbstractContextManager[None]:
        """Within a `with`, put no blank line between blocks."""

    @abstractmethod
    def marked(self, marker: str) -> AbstractContextManager[None]:
        """Within a `with`, put the marker before the first block, and indent the others."""

    @contextmanager
    def indented(self) -> Iterator[None]:
        """Within a `with`, indent all blocks."""
        self._indent += INDENT
        try:
            yield
        finally:
            self._indent -= INDENT


class Walk(ABC):
    """Writes Elements as blocks of words. `forms` has a method for each form of the table of roles.

    Each is called with an Element and with the Element that holds it.
    """

    bullet = ""
    """The sign before an item of a list without numbers."""

    def __init__(self, document: Element, lines: Blocks) -> None:
        self.document = document
        self.headings = headings_of(document)
        self._lines = lines
        self._heads: dict[Element, str] = {}
        self.forms: dict[str, Callable[[Element, Element], None]] = {
            "blocks": self.blocks,
            "together": self.block_together,
            "para": self.para,
            "heading": self.heading,
            "entry": self.entry,
            "figure": self.figure,
            "callout": self.callout,
            "items": self.items,
            "item": self.item,
            "field": self.field,
            "choice": self.choice,
            "table": self.table,
            "data": self.data,
            "answer": self.whole_answer,
        }

    @abstractmethod
    def form_of(self, element: Element) -> str | None:
        """Return the form of an Element, a key of `forms`; None for what is layout only."""

    @abstractmethod
    def heading(self, element: Element, holder: Element) -> None:
        """Write a heading, with its number in words."""

    @abstractmethod
    def entry(self, element: Element, holder: Element) -> None:
        """Write an entry of the contents: the line of its heading."""

    @abstractmethod
    def callout(self, element: Element, holder: Element) -> None:
        """Write a call-out with its label."""

    @abstractmethod
    def answer(self, element: Element, holder: Element) -> None:
        """Write a box to write in."""

    def line(self, element: Element) -> str:
        """Return the words of an Element as one line."""
        return line(element)

    def box_to_tick(self, words: str) -> str:
        """Return the line of a box to tick."""
        return box_to_tick(self.document, words)

    def box_to_fill_in(self, name: str) -> str:
        """Return the line of a box or line to write on."""
        return box_to_fill_in(self.document, name)

    def write(self, element: Element, holder: Element) -> None:
        """Write an Element in its form. `holder` is the Element that holds it."""
        form = self.form_of(element)
        if form is not None:
            self.forms[form](element, holder)

    def blocks(self, element: Element, holder: Element) -> None:
        """Write all that the Element holds."""
        for child in element.elements:
            self.write(child, element)

    def block_together(self, element: Element, holder: Element) -> None:
        """Write all that the Element holds, without blank lines in it."""
        with self._lines.together():
            self.blocks(element, holder)

    def para(self, element: Element, holder: Element) -> None:
        """Write the words of the Element."""
        self._lines.put(self.line(element))

    def figure(self, element: Element, holder: Element) -> None:
        """Write what a picture says."""
        if words := one_line(element.get("alt")):
            self._lines.put(picture_line(self.document, words))

    def items(self, element: Element, holder: Element) -> None:
        """Write the items of a list, one under the other."""
        kind, start = element.get("kind"), int(element.get("start", "1"))
        with self._lines.together():
            for number, item in enumerate(element.elements, start):
                sign = marker(element, number) or (self.bullet if kind in _BULLETS else "")
                with self._lines.marked(f"{sign} " if sign else ""):
                    self.write(item, element)

    def item(self, element: Element, holder: Element) -> None:
        """Write an item. A label and the paragraph after it are one line, and so are a box or line and its name."""
        children = element.elements
        if children[0].tag in ("label", "para"):
            words = self.line(children.pop(0))
            if element.elements[0].tag == "label" and children and children[0].tag == "para":
                words = labelled(self.document, words, self.line(children.pop(0)))
            if element.get("line"):
                words = self.box_to_fill_in(words)
            self._lines.put(self.box_to_tick(words) if holder.get("kind") == "tick" else words)
        for child in children:
            self.write(child, element)

    def field(self, element: Element, holder: Element) -> None:
        """Write a field: its label with what is filled in, or as a line to write on, or above its boxes to tick."""
        first, *filling = element.elements
        words = self.line(filling.pop(0)) if filling and filling[0].tag == "para" else ""
        name, is_filled = self.line(first), len(element.elements) > 1
        label = labelled(self.document, name, words) if is_filled else self.box_to_fill_in(name)
        with self._lines.marked(""):
            self._lines.put(label)
            for child in filling:
                self.write(child, element)

    def choice(self, element: Element, holder: Element) -> None:
        """Write a box to tick."""
        self._lines.put(self.box_to_tick(self.line(element)))

    def table(self, element: Element, holder: Element) -> None:
        """Write the rows of a table. The head of a column is said at each of its boxes."""
        for row in element.elements[1:]:
            for cell in row.elements[1:]:
                self._heads[cell] = self.line(head_of(cell, row, element))
        self.blocks(element, holder)

    def whole_answer(self, element: Element, holder: Element) -> None:
        """Write a box to write in, and before it what was answered last time."""
        self.blocks(element, holder)
        self.answer(element, holder)

    def data(self, element: Element, holder: Element) -> None:
        """Write a table of data: each row is its head, and under it a line for each further cell."""
        header, *rows = element.elements
        heads = [self.line(head) for head in header.elements]
        for row in rows:
            with self._lines.together(), self._lines.marked(""):
                self.blocks(row.elements[0], row)
                for head, cell in zip(heads[1:], row.elements[1:], strict=True):
                    self._named_cell(head, cell, row)

    def _named_cell(self, head: str, cell: Element, row: Element) -> None:
        """Write a cell with the head of its column before its words. One without words is left out."""
        if not cell.text().strip():
            return
        children = cell.elements
        words = self.line(children.pop(0)) if children[0].tag == "para" else ""
        with self._lines.marked(""):
            self._lines.put(labelled(self.document, head, words))
            for child in children:
                self.write(child, cell)

    def head_line(self, answer: Element) -> str:
        """Return the line of a box to write in, which the head of its column names."""
        return self.box_to_fill_in(self._heads.get(answer, ""))
