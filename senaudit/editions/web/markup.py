"""The markup of a web page so far: tags with their attributes, and words, escaped as HTML wants it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from html import escape

Attributes = Mapping[str, str | None]
"""Attributes by name. One whose value is None is left out; one whose value is "" stands alone."""

_ALONE = frozenset({"checked", "hidden"})
"""Attributes that need no value."""


class Markup:
    """HTML, in the order in which it is written."""

    def __init__(self) -> None:
        self._pieces: list[str] = []

    def words(self, words: str) -> None:
        """Add words as they were typed."""
        self._pieces.append(escape(words, quote=False))

    def raw(self, markup: str) -> None:
        """Add HTML."""
        self._pieces.append(markup)

    def begin(self, name: str, attributes: Attributes) -> None:
        """Add the start of an element."""
        self._pieces.append(start_tag(name, attributes))

    def end(self, name: str) -> None:
        """Add the end of an element."""
        self._pieces.append(f"</{name}>")

    def line(self) -> None:
        """End a line of the file. It is seen by those who read the file, and not on the page."""
        self._pieces.append("\n")

    @contextmanager
    def tag(self, name: str, attributes: Attributes) -> Iterator[None]:
        """Within a `with`, put everything into an element that stands in a line of words."""
        self.begin(name, attributes)
        yield
        self.end(name)

    @contextmanager
    def block(self, name: str, attributes: Attributes, lines: bool = True) -> Iterator[None]:
        """Within a `with`, put everything into an element that is a block. With `lines`, it holds blocks."""
        self.begin(name, attributes)
        if lines:
            self.line()
        yield
        self.end(name)
        self.line()

    def __str__(self) -> str:
        """Return the HTML."""
        return "".join(self._pieces)


def start_tag(name: str, attributes: Attributes) -> str:
    """Return the start of an element."""
    written = (_attribute(key, value) for key, value in attributes.items() if value is not None)
    return f"<{name}{''.join(written)}>"


def _attribute(name: str, value: str) -> str:
    return f" {name}" if name in _ALONE else f' {name}="{escape(value)}"'
