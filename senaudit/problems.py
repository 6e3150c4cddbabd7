"""Errors are data: where it stands, what is wrong, and one line of help.

Every part of the program reports what a person can mend as a `Problem`; a run collects all of them and raises one
`SenauditError`. Only the command line prints them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place in a file that a person can open: `path` as they would type it, `line` and `column` counted from 1.

    `source` is the text of that line, kept so that a message can show it, and `width` how many of its characters the
    place takes up. A `line` of 0 means the whole file.
    """

    path: str
    line: int = 0
    column: int = 0
    source: str = ""
    width: int = 1

    def __str__(self) -> str:
        if not self.line:
            return self.path
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake: its place (None where there is none), what is wrong, and what to do about it.

    A `warning` stops nothing: what was asked for can be made, but may not be what was meant.
    """

    place: Place | None
    message: str
    hint: str = ""
    warning: bool = False

    def __str__(self) -> str:
        lines = [f"{self.place}: {self.message}" if self.place else self.message]
        if self.place and self.place.source.strip():
            lines.append(f"    {self.place.source.strip()}")
        if self.hint:
            lines.append(f"    help: {self.hint}")
        return "\n".join(lines)


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


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a line of help for an unknown `word`: the nearest known one, or else all of them."""
    from difflib import get_close_matches  # only a mistake needs it

    choices = list(known)
    near = get_close_matches(word.lower(), [choice.lower() for choice in choices], n=1, cutoff=0.6)
    if near:
        return f"did you mean “{next(c for c in choices if c.lower() == near[0])}”?"
    return "known here: " + ", ".join(choices) if choices else ""
