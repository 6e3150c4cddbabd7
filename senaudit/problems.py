"""Errors are data: the place, what is wrong there, and one line of help.

Every part of the program reports a mistake that a person can mend as a `Problem`. A run collects all of them and raises
one `SenauditError`. Only the command line prints them.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Literal, NamedTuple, Protocol

_COLUMNS = 75
"""The columns for a quoted line, if nothing else is known: a terminal of 80 less an indent of 4 and its last column."""

_CONCEALED = ("Cc", "Cf", "Cs", "Zl", "Zp")
"""Unicode categories of characters that control a terminal, are invisible, or cannot be written at all."""


class Place(NamedTuple):
    """A place in a file. `path` is written as the user named it; `line` and `column` count from 1.

    `source` is the text of the line, so that a message can show it. `width` is the length of the place in characters.
    A `line` of 0 means the whole file. A `path` of None means no file at all.

    Words that come with senaudit have no mistakes of their own. If a school changes something around them, `blamed` is
    the place of that change: a mistake that shows here was made there.
    """

    path: Path | None
    line: int = 0
    column: int = 0
    source: str = ""
    width: int = 1
    blamed: Place | None = None

    def __str__(self) -> str:
        if not self.line:
            return str(self.path or "")
        return f"{self.path}:{self.line}:{self.column}"

    def excerpt(self, columns: int = _COLUMNS) -> tuple[str, str]:
        """Return the line as a terminal can show it, and a second line with carets under the fault.

        A line of more than that many columns is cut around the fault. Both are empty for a place without a line. Wide
        characters count as two columns, as they do on a terminal.
        """
        if not self.line or not self.source.strip():
            return "", ""
        line = visible(self.source.replace("\t", " ")).rstrip()
        start = max(self.column - 1, 0)
        first = 0
        if _columns(line[: start + self.width]) > columns - 1:
            first = start
            while first and _columns(line[first - 1 : start]) < columns // 2:
                first -= 1
        before = "…" if first else ""
        shown = before + line[first : first + 4 * columns]  # some characters fill no column
        while _columns(shown) > columns - (first + len(shown) - len(before) < len(line)):
            shown = shown[:-1]
        start += len(before) - first
        carets = "^" * max(1, _columns(shown[start : start + self.width]))
        if first + len(shown) - len(before) < len(line):
            shown += "…"
        return shown, " " * _columns(shown[:start]) + carets


NOWHERE = Place(None)
"""The place of a mistake that is in no file."""


class Fix(NamedTuple):
    """What the help of a problem says to type, for a program: `text` in place of the characters at `place`."""

    place: Place
    text: str


class Problem(NamedTuple):
    """One mistake: its place (None if it has none), what is wrong, and what to do about it.

    `message` and `hint` are for people. Code goes by the `kind`, an id such as “unknown-field” that is the same in
    every language, and by the `values`, pairs of a name and its value in this problem. A `warning` does not stop the
    document from being made, but it may not be the document that the user meant. A `note` is a warning of something
    that is in order, and good to know. For a duplicate, `first` is the place of the first of the two. `fix` is what the
    hint says to type, if it says that word for word.
    """

    kind: str
    place: Place | None
    message: str
    hint: str = ""
    warning: bool = False
    values: tuple[tuple[str, str], ...] = ()
    first: Place | None = None
    note: bool = False
    fix: Fix | None = None

    @property
    def severity(self) -> Literal["error", "warning", "note"]:
        """How bad it is."""
        return "note" if self.note else "warning" if self.warning else "error"

    def at_fault(self) -> Problem:
        """Return the problem at the place where the mistake was made, and not where it shows."""
        return self._replace(place=self.place.blamed, fix=None) if self.place and self.place.blamed else self

    def full_message(self) -> str:
        """Return the message, followed by the place of the first of two duplicates."""
        return f"{self.message} (first in {self.first})" if self.first else self.message

    def __str__(self) -> str:
        signal = f"{self.severity}: " if self.warning else ""
        message = f"{signal}{self.full_message()}"
        lines = [f"{self.place}: {message}" if self.place else message]
        if self.place and (excerpt := self.place.excerpt())[0]:
            lines += [f"    {line}" for line in excerpt]
        if self.hint:
            lines.append(f"    help: {self.hint}")
        return "\n".join(map(visible, lines))


def by_place(problem: Problem) -> tuple[str, int, int, str, int]:
    """Return the sort key of a problem: its file, then its place in the file. Problems without a place come first."""
    path, line, column, source, width, _ = problem.place or NOWHERE
    return str(path or ""), line, column, source, width


class PlacedText(Protocol):
    """A piece of content that knows where each of its words was typed."""

    @property
    def value(self) -> str:
        """The words as they will be printed, with inline marks as typed."""

    def find(self, words: str) -> Place | None:
        """Return the place where `words` were typed, or None if they come from a term. The term is then at fault."""


class SenauditError(Exception):
    """All the problems of one run. `exit_status` is the exit status of the process if the command line reports them."""

    exit_status = 1

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(dict.fromkeys(problem.at_fault() for problem in problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[SenauditError], tuple[tuple[Problem, ...]]]:
        """Return what makes the same error in another process."""
        return type(self), (self.problems,)


class UsageError(SenauditError):
    """The user chose something that does not exist, such as an unknown chapter."""

    exit_status = 2


class FileError(SenauditError):
    """A file that cannot be read or written."""

    exit_status = 3


class ProgramError(SenauditError):
    """This computer lacks a program. No other words and no other options mend that."""


def internal_error(error: Exception, place: Place | None = None) -> Problem:
    """Return the problem for an error of the program itself. `place` is what it was working on."""
    message = f"senaudit itself failed: {type(error).__name__}: {error}"
    return Problem("internal-error", place, message, "this is a mistake of the program: please report it")


def nearest(word: str, known: Iterable[str], likeness: float = 0.6) -> str | None:
    """Return the known word that the user probably meant, or None if no known word is similar. Case is ignored.

    `likeness` is how similar it must be, from 0 to 1, as Python's difflib counts it.
    """
    from difflib import get_close_matches  # imported only when there is a mistake

    choices = list(known)
    near = get_close_matches(word.lower(), [choice.lower() for choice in choices], n=1, cutoff=likeness)
    return next(choice for choice in choices if choice.lower() == near[0]) if near else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a line of help for an unknown `word`: the nearest known word, or all known words if none is similar."""
    choices = list(known)
    if near := nearest(word, choices):
        return f'did you mean "{near}"?'
    return "known here: " + ", ".join(choices) if choices else ""


def visible(text: str) -> str:
    """Return one line of text with U+FFFD in place of each invisible character and each that controls a terminal."""
    if text.isprintable():
        return text
    from unicodedata import category  # imported only when there is a mistake

    return "".join("\ufffd" if category(character) in _CONCEALED else character for character in text)


def _columns(text: str) -> int:
    """Return how many columns a text fills on a terminal. Combining marks fill none, wide characters two."""
    if text.isascii():
        return len(text)
    from unicodedata import category, east_asian_width  # imported only when there is a mistake

    zero_width = ("Mn", "Me", "Cf")
    return sum(0 if category(c) in zero_width else 2 if east_asian_width(c) in ("W", "F") else 1 for c in text)
