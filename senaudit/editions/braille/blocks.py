"""The blocks of a Braille document: each has its lines of cells, and says what may stand between it and the next.

A form such as “3-1” says in which cell the first line of a block begins, and in which its other lines do. Source of the
forms and of the blank lines: Braille Authority of North America, “Braille Formats”, 2016, sections 1.9, 4 and 8.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from senaudit.editions.braille.cells import CONTINUED, divided
from senaudit.editions.walk import INDENT, Blocks

_HEADINGS = {2: 4, 3: 6}
"""The cells before a heading, by its level. Those of level 1 are centred; deeper ones stand at `_DEEPEST`."""
_DEEPEST = 8

_MARGIN = 3
"""The blank cells on each side of a centred line, at least."""

_BOX_TOP, _BOX_FOOT = "7", "G"
"""The cells of a line above and under a box: dots 2356 and dots 1245. Source: “Braille Formats”, section 7."""

_NOTE_BEGINS, _NOTE_ENDS = "@.<", "@.>"
"""The cells around a transcriber's note. Source: The Rules of Unified English Braille, 3.27."""
_NOTE = 6, 4
"""The cells before the first line of a transcriber's note and before its others: 7-5. Source: section 3."""

ROOM = 3
"""The blank lines to write on under the head of a box."""


class Block(NamedTuple):
    """Lines that belong together. `before` is the number of blank lines before it.

    It `begins` a page, or is `whole`, on one page. If it `leads`, the lines of the next block are on the page of its
    last line. `tail` is the number of its last lines that stay together. `bookmark` is what the contents call it. The
    last line of an entry of the contents is filled up with the number of the page that has the bookmark `to`.
    """

    lines: tuple[str, ...]
    before: int = 0
    begins: bool = False
    whole: bool = False
    leads: bool = False
    tail: int = 1
    bookmark: str = ""
    to: str = ""


class BrailleBlocks(Blocks):
    """The blocks of a document so far. `translate` returns the cells of words; `width` is that of a line, in cells."""

    def __init__(self, translate: Callable[[str], str], width: int, number_width: int) -> None:
        """`number_width` is the room that a page's number has in the contents."""
        super().__init__()
        self.blocks: list[Block] = []
        self._translate = translate
        self._width = width
        self._number_width = number_width
        self._marker: str | None = None
        self._gap = 0
        self._begins = False

    def put(self, words: str) -> None:
        """Add a block, if it has words: an item (1-3) if it is the first one that is marked, or a paragraph (3-1)."""
        if not words:
            return
        if self._marker is None:
            self._add(Block(self._lines(words, self._indent + INDENT, self._indent)))
            return
        words, self._marker = f"{self._marker}{words}", None
        self._add(Block(self._lines(words, self._indent, self._indent + INDENT)))
        self._indent += INDENT

    def put_heading(self, words: str, level: int, bookmark: str = "") -> None:
        """Add a heading. What follows stands with it."""
        self.space()
        if level == 1:
            lines = self._lines(words, _MARGIN, _MARGIN, self._width - _MARGIN)
            lines = tuple(" " * ((self._width - len(each.strip())) // 2) + each.strip() for each in lines)
        else:
            before = min(_HEADINGS.get(level, _DEEPEST), self._width // 4)
            lines = self._lines(words, before, before)
        self._add(Block(lines, leads=True, bookmark=bookmark))
        self._gap = -1 if level > 1 else 1

    def put_entry(self, words: str, level: int, to: str) -> None:
        """Add an entry of the contents, with room for the number of its page."""
        before = INDENT * level
        further = min(2 * INDENT, self._width // 10)
        lines = self._lines(words, before, before + further, self._width - self._number_width)
        self._add(Block(lines, whole=True, to=to))

    def put_note(self, words: str) -> None:
        """Add a note of the transcriber."""
        self._add(Block(_set(f"{_NOTE_BEGINS}{self._translate(words)}{_NOTE_ENDS}", *_NOTE, self._width)))
        self.space()

    def put_room(self, words: str) -> None:
        """Add the head of a box to write in, with lines to write on."""
        lines = self._lines(words, self._indent, self._indent + INDENT)
        self._add(Block((*lines, *[""] * ROOM), whole=True, tail=ROOM + 1))

    def begin_page(self) -> None:
        """Begin a page with the next block."""
        self._begins = True

    def space(self) -> None:
        """Put a blank line before the next block. There is none between a heading and what it is the heading of."""
        self._gap = self._gap or 1

    @contextmanager
    def spaced(self) -> Iterator[None]:
        """Within a `with`, put a blank line before the first block and after the last one."""
        self.space()
        yield
        self.space()

    @contextmanager
    def boxed(self) -> Iterator[None]:
        """Within a `with`, put all blocks into a box."""
        self._gap = 1
        self._add(Block((_BOX_TOP * self._width,), leads=True))
        self._gap = -1
        yield
        last = self.blocks[-1]
        self.blocks[-1] = last._replace(lines=(*last.lines, _BOX_FOOT * self._width), leads=False, tail=last.tail + 1)
        self._gap = 1

    @contextmanager
    def together(self) -> Iterator[None]:
        """Within a `with`, put no blank line between blocks; paragraphs and items have none in any case."""
        yield

    @contextmanager
    def marked(self, marker: str) -> Iterator[None]:
        """Within a `with`, make the first block an item with the marker, and indent the others."""
        indent = self._indent
        self._marker = (self._marker or "") + marker
        try:
            yield
        finally:
            self._indent, self._marker = indent, None

    def _add(self, block: Block) -> None:
        self.blocks.append(block._replace(before=max(self._gap, 0), begins=self._begins))
        self._gap, self._begins = 0, False

    def _lines(self, words: str, first: int, others: int, width: int = 0) -> tuple[str, ...]:
        """Return the lines of words. `first` and `others` are the cells before the first line and before the others."""
        return _set(self._translate(words), first, others, width or self._width)


def _set(cells: str, first: int, others: int, width: int) -> tuple[str, ...]:
    """Return cells in lines of `width`. A word that is longer than a line is divided."""
    lines, line = [], " " * first
    begun = False
    for word in cells.split():
        if begun and len(line) + 1 + len(word) > width:
            lines.append(line)
            line, begun = " " * others, False
        line += f" {word}" if begun else word
        begun = True
        while len(line) > width:
            before = len(line) - len(line.lstrip())
            head, rest = divided(line.strip(), width - before)
            lines.append(" " * before + head + CONTINUED)
            line = " " * others + rest
    return (*lines, line)
