"""A return: what one person, or one group together, filled in. Each kind of file is read by a module of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from senaudit.problems import Problem

Way = Literal["fields", "web page", "word file", "table", "position"]
"""How a return was read: from a PDF's fields, from the file that a web page saves, from a Word file, from a typed
table, or by where the words stand on the pages."""


class Copy(NamedTuple):
    """A file that holds a return which was read from another: its name and digest, and the return's number in it."""

    file: str
    digest: str
    number: int


class Return(NamedTuple):
    """The answers of one respondent.

    `id` is short, and made of the file's digest and `number`: a file may hold several respondents, from 1. `file` is
    the file's name and `digest` its SHA-256. `group` is the id of the audience whose sheets these are; it is "" for
    sheets for everybody, and `completed_by` has the ids that are ticked there. `form` is the digest of the form if it
    is known, or its code of five signs. `person` names a web page's file again when it is saved again. `changed` is
    when an answer was last changed, in UTC, if the file says so.

    `asked` has the words beside each blank, by the blank's id: what is in it and not among the answers was left empty.
    `answers` has the words of each box, or True for a box that is ticked, by the same ids. Answers whose ids are in
    `doubtful` were read by their position, and should be checked. `warnings` are what the reader has to say.

    `copies` are other files that hold the same return. An answer or the group of a return that is `corrected` was
    changed by hand, after it was read. `original` is then the digest of what was read (`as_read`), if it is known.
    """

    id: str
    file: str
    digest: str
    number: int
    way: Way
    school: str
    edition: str
    group: str
    completed_by: tuple[str, ...]
    language: str
    form: str
    person: str
    changed: str
    asked: Mapping[str, str]
    answers: Mapping[str, str | Literal[True]]
    doubtful: frozenset[str] = frozenset()
    warnings: tuple[Problem, ...] = ()
    copies: tuple[Copy, ...] = ()
    corrected: bool = False
    original: str = ""


class ReadFile(NamedTuple):
    """What was read of one file: its returns, and what is wrong with it. A file that cannot be read has no returns."""

    returns: tuple[Return, ...]
    problems: tuple[Problem, ...] = ()


HEAD = ("school", "date", "completed-by")
"""The ids of what stands at the head of sheets. They say who filled them in; so does `completed-by:parents`."""

_GROUP = "completed-by:"


def answers_question(name: str) -> bool:
    """Return whether an answer of this id says something of a question, and not who filled in the sheets."""
    return name.partition(":")[0] not in HEAD


def groups_ticked(answers: Iterable[str]) -> tuple[str, ...]:
    """Return the ids of the groups that are ticked under “Completed by”, from the ids of answers."""
    return tuple(name.removeprefix(_GROUP) for name in answers if name.startswith(_GROUP))


def is_empty(answered: Return) -> bool:
    """Return whether nobody said anything in a return."""
    return not any(map(answers_question, answered.answers))


def return_id(digest: str, number: int, length: int = 8) -> str:
    """Return the id of a return: the first eight signs of its file's digest, or more, and its number in that file."""
    return f"{digest[:length]}-{number}"
