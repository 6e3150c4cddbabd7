"""A return: what one person, or one group together, filled in. Each kind of file is read by a module of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from senaudit.problems import Problem

Way = Literal["fields", "web page", "table", "position"]
"""How a return was read: from a PDF's fields, from the file that a web page saves, from a typed table, or by where the
words stand on the pages."""


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


class ReadFile(NamedTuple):
    """What was read of one file: its returns, and what is wrong with it. A file that cannot be read has no returns."""

    returns: tuple[Return, ...]
    problems: tuple[Problem, ...] = ()


def return_id(digest: str, number: int) -> str:
    """Return the id of a return: the first eight signs of its file's digest, and its number in that file."""
    return f"{digest[:8]}-{number}"
