"""Errors are data: where it stands, what is wrong, and one line of help.

Every part of the program reports what a person can mend as a `Problem`; a run collects all of them and raises one
`SenauditError`. Only the command line prints them.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple, Protocol

_WIDEST = 100
"""Columns of a terminal that a line of a file may fill; more is cut around the fault."""

_BEFORE = 40
"""Characters shown before the fault in a line that is cut."""

_CONCEALED = ("Cc", "Cf", "Cs", "Zl", "Zp")
"""Kinds of characters that act on a terminal, or are not seen, or cannot be written at all."""


class Place(NamedTuple):
    """A place in a file: its `path` as whoever named it did, `line` and `column` counted from 1.

    `source` is the text of that line, kept so that a message can show it, and `width` how many of its characters the
    place takes up. A `line` of 0 means the whole file, and a `path` of None no file at all.
    """

    path: Path | None
    line: int = 0
    column: int = 0
    source: str = ""
    width: int = 1

    def __str__(self) -> str:
        if not self.line:
            return str(self.path or "")
        return f"{self.path}:{self.line}:{self.column}"

    def excerpt(self) -> tuple[str, str]:
        """Return the line as a terminal can show it, cut around the fault if it is long, and carets under the fault.

        Both are empty for a place without a line. Columns are counted as a terminal sets them.
        """
        if not self.line or not self.source.strip():
            return "", ""
        line = visible(self.source.replace("\t", " ")).rstrip()
        start = max(self.column - 1, 0)
        first = 0 if _columns(line[: start + self.width]) < _WIDEST else max(0, start - _BEFORE)
        before = "…" if first else ""
        shown = before + line[first : first + _WIDEST]
        while _columns(shown) > _WIDEST - 1:
            shown = shown[:-1]
        start += len(before) - first
        carets = "^" * max(1, _columns(shown[start : start + self.width]))
        if first + len(shown) - len(before) < len(line):
            shown += "…"
        return shown, " " * _columns(shown[:start]) + carets


NOWHERE = Place(None)
"""The place of what stands in no file."""


class Problem(NamedTuple):
    """One mistake: its place (None where there is none), what is wrong, and what to do about it.

    `message` and `hint` are for people. A program goes by the `kind`, a word such as “unknown-field” that stays the
    same whatever the language, and by the `values`, pairs of a name and what it stands for in this problem.
    A `warning` stops nothing: what was asked for can be made, but may not be what was meant.
    Of what is there twice, `first` is the place of the first.
    """

    kind: str
    place: Place | None
    message: str
    hint: str = ""
    warning: bool = False
    values: tuple[tuple[str, str], ...] = ()
    first: Place | None = None

    def said(self) -> str:
        """Return the message, and behind it the place of the first where something is there twice."""
        return f"{self.message} (first in {self.first})" if self.first else self.message

    def __str__(self) -> str:
        signal = "warning: " if self.warning else ""
        lines = [f"{self.place}: {signal}{self.said()}" if self.place else f"{signal}{self.said()}"]
        if self.place and (excerpt := self.place.excerpt())[0]:
            lines += [f"    {line}" for line in excerpt]
        if self.hint:
            lines.append(f"    help: {self.hint}")
        return "\n".join(map(visible, lines))


def by_place(problem: Problem) -> tuple[str, int, int, str, int]:
    """Return what problems are sorted by: their files, then the places in them; those without a place come first."""
    path, line, column, source, width = problem.place or NOWHERE
    return str(path or ""), line, column, source, width


class PlacedText(Protocol):
    """A piece of wording that knows where each of its words was typed."""

    @property
    def value(self) -> str:
        """The words as they will be printed, inline marks still as typed."""

    def find(self, words: str) -> Place | None:
        """Return the place where `words` were typed, or None if they came in with a term, which is at fault itself."""


class SenauditError(Exception):
    """All the problems of one run; `exit_status` is the process's status when they reach the command line."""

    exit_status = 1

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class UsageError(SenauditError):
    """A choice on the command line that names something which does not exist."""

    exit_status = 2


class FileError(SenauditError):
    """A file that cannot be read or written."""

    exit_status = 3


def own_mistake(error: Exception, place: Place | None = None) -> Problem:
    """Return the problem of what the program itself did wrong, while it was at `place`."""
    message = f"senaudit itself failed: {type(error).__name__}: {error}"
    return Problem("internal-error", place, message, "this is a mistake of the program: please report it")


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that an unknown one was probably meant as, or None if none is like it."""
    from difflib import get_close_matches  # only a mistake needs it

    choices = list(known)
    near = get_close_matches(word.lower(), [choice.lower() for choice in choices], n=1, cutoff=0.6)
    return next(choice for choice in choices if choice.lower() == near[0]) if near else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a line of help for an unknown `word`: the nearest known one, or else all of them."""
    choices = list(known)
    if near := nearest(word, choices):
        return f"did you mean “{near}”?"
    return "known here: " + ", ".join(choices) if choices else ""


def visible(text: str) -> str:
    """Return one line of text with a visible sign (U+FFFD) for each character that nobody sees or a terminal obeys."""
    if text.isprintable():
        return text
    from unicodedata import category  # only a mistake needs it

    return "".join("\ufffd" if category(character) in _CONCEALED else character for character in text)


def _columns(text: str) -> int:
    """Return how many columns of a terminal a text fills: marks over a letter none, wide characters two."""
    if text.isascii():
        return len(text)
    from unicodedata import category, east_asian_width  # only a mistake needs it

    none = ("Mn", "Me", "Cf")
    return sum(0 if category(c) in none else 2 if east_asian_width(c) in ("W", "F") else 1 for c in text)
