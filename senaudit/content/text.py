"""`Text`, a printed text of the model and its place in a file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from senaudit.problems import Place
from senaudit.source.unprinted import without_unprinted

if TYPE_CHECKING:
    from senaudit.source.nodes import Scalar


class Text(NamedTuple):
    """A text as it will be printed (terms filled in, inline marks still as typed) and its place.

    `typed` is the text as it is in the file, if it comes from one. In a translation, `language` is the text's own if it
    is another than the translation's, and `lacks` are the places of what has not been translated in it. If it was
    translated, `original` has it as it was written.
    """

    value: str
    place: Place
    typed: Scalar | None = None
    language: str = ""
    lacks: tuple[Place, ...] = ()
    original: str = ""

    def __str__(self) -> str:
        """Return the text for a name or a title, without soft hyphens and the like."""
        return without_unprinted(self.value)

    @property
    def placeholders(self) -> frozenset[str]:
        """The names in braces for which templates fill in words. Only a `Pattern` has some."""
        return frozenset()

    def find(self, words: str) -> Place | None:
        """Return the place where `words` were typed; None if they come from a term, which has its own place.

        Words split by a line end, or typed as an escape code, get the place of the whole text.
        """
        if self.typed is None:
            return self.place
        return self.typed.find(words) if words in self.typed.value else None


class Pattern(Text):
    """A label with placeholders, such as “Page {number} of {count}”: a whole phrase, into which words are filled."""

    __slots__ = ()

    @property
    def placeholders(self) -> frozenset[str]:
        """The names in braces for which templates fill in words."""
        return frozenset(PLACEHOLDER.findall(self.value))


def phrase(pattern: Text, **words: str) -> str:
    """Return a pattern with these words in the places of its placeholders. Marks in it stay as they are."""
    return PLACEHOLDER.sub(lambda match: words[match[1]], str(pattern))


PLACEHOLDER = re.compile(r"\{([a-z]+)\}")
"""A placeholder of a `Pattern`. Terms have been filled in where one is left."""
