"""The lines of a plain text: one for each paragraph, blank ones between blocks, and the indents of lists."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from senaudit.editions.walk import INDENT, Blocks
from senaudit.layout.direction import runs_right_to_left


class Lines(Blocks):
    """The lines of a text so far. Each block that is put is one line.

    Telephone numbers and dates among words from right to left are isolated, as in the PDF.
    """

    def __init__(self, is_rtl: bool = False) -> None:
        super().__init__()
        self._is_rtl = is_rtl
        self._lines: list[str] = []
        self._marker, self._hanging = "", 0
        self._usual = self._blank = 1  # the blank lines before each block of this part, and before the next block

    def put(self, words: str, blank: int = 0) -> None:
        """Add a block, if it has words. In a part with blank lines, at least `blank` of them stand before it."""
        if not words:
            return
        if self._is_rtl or runs_right_to_left(words):
            from senaudit.languages import with_isolated_numbers  # no other text has need of it

            words = with_isolated_numbers(words, among_rtl=True)
        if self._lines:
            self._lines += [""] * (max(self._blank, blank) if self._usual else self._blank)
        self._lines.append(f"{' ' * self._indent}{self._marker}{words}")
        self._indent += self._hanging
        self._marker, self._hanging = "", 0
        self._blank = self._usual

    def follow(self) -> None:
        """Put the next block right under the last one."""
        self._blank = 0

    @contextmanager
    def together(self) -> Iterator[None]:
        """Within a `with`, put no blank line between blocks. Before the first one are as many as usual."""
        usual, self._usual = self._usual, 0
        try:
            yield
        finally:
            self._usual = self._blank = usual

    @contextmanager
    def marked(self, marker: str) -> Iterator[None]:
        """Within a `with`, put the marker before the first block, and indent the others."""
        indent = self._indent
        self._marker, self._hanging = self._marker + marker, INDENT
        try:
            yield
        finally:
            self._indent, self._marker, self._hanging = indent, "", 0

    def __str__(self) -> str:
        """Return the text. Each line ends with a line feed."""
        return "".join(f"{line}\n" for line in self._lines)
