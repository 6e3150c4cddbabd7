"""Values of options: a choice among words, and a count. What is wrong with one is a problem with its help."""

from __future__ import annotations

from collections.abc import Iterable

import click
from click.shell_completion import CompletionItem

from senaudit.cli.usage import misuse


class Choice(click.ParamType):  # type: ignore[type-arg]
    """One of a few words, in any case. `metavar` shows them as they are to be typed."""

    name = "choice"

    def __init__(self, words: Iterable[object]) -> None:
        self.words = tuple(map(str, words))

    @property
    def metavar(self) -> str:
        """The words, for the help of an option."""
        return "|".join(self.words)

    def convert(self, value: object, parameter: click.Parameter | None, context: click.Context | None) -> str:
        """Return the word that was typed. Raises UsageError for another one."""
        typed = str(value).strip().casefold()
        for word in self.words:
            if typed == word.casefold():
                return word
        hint = f"type {', '.join(self.words[:-1])} or {self.words[-1]}"
        raise misuse("unknown-choice", f"{_option(parameter)} cannot be “{value}”", hint)

    def shell_complete(
        self, context: click.Context, parameter: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Return the words that begin with what was typed."""
        typed = incomplete.casefold()
        return [CompletionItem(word) for word in self.words if word.casefold().startswith(typed)]


class Count(click.ParamType):  # type: ignore[type-arg]
    """A whole number from 1."""

    name = "count"

    def convert(self, value: object, parameter: click.Parameter | None, context: click.Context | None) -> int:
        """Return the number. Raises UsageError if there is none, or it is below 1."""
        typed = str(value).strip()
        if typed.isdecimal() and len(typed) < 10 and int(typed):
            return int(typed)
        raise misuse("not-a-count", f"{_option(parameter)} cannot be “{value}”", "type a whole number, such as 2")


def _option(parameter: click.Parameter | None) -> str:
    return parameter.opts[-1] if parameter else "this"
