"""A piece of wording, the grain that everything in the model is made of."""

from __future__ import annotations

from dataclasses import dataclass

from senaudit.problems import Place


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of wording as it will be printed (terms filled in, inline marks still as typed) and its place."""

    value: str
    place: Place

    def __str__(self) -> str:
        return self.value
