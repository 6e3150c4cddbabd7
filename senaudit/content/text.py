"""A piece of wording, the grain that everything in the model is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from senaudit.problems import Place

if TYPE_CHECKING:
    from senaudit.source.nodes import Scalar


class Text(NamedTuple):
    """A piece of wording as it will be printed (terms filled in, inline marks still as typed) and its place.

    `typed` is what stands in the file, where it comes from one.
    """

    value: str
    place: Place
    typed: Scalar | None = None

    def __str__(self) -> str:
        return self.value

    def find(self, words: str) -> Place | None:
        """Return the place where `words` were typed, or None if they came in with a term, which has a place of its own.

        Words that a line end parts, or that were typed as a code, are at the place of the whole text.
        """
        if self.typed is None:
            return self.place
        return self.typed.find(words) if words in self.typed.value else None
