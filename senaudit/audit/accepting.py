"""Accepts what was read if it is a return of this audit: of this school, of a known group, with an answer in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal, NamedTuple
from unicodedata import normalize

from senaudit.audit.returns import ReadFile, Return, answers_question, is_empty
from senaudit.problems import Place, Problem

MOST_BLANKS = 10_000
"""The most answers, and the most blanks, of a return. The longest shipped sheets have about 300."""
MOST_LETTERS = 2_000_000
"""The most letters in all answers of a return: a thousand pages."""
LONGEST_ID = 800
"""The most signs of an id, as it may be written. YAML takes 1,024. Source: YAML 1.1, “Simple Keys”."""

_SURROGATE = re.compile("[\ud800-\udfff]")
"""Half of a letter. No file can hold one, and a font has none."""


class Expected(NamedTuple):
    """What is known of returns before they are read.

    `school` is the school's name, "" if there is none. `group` is the audience of returns that do not say whose they
    are; it is "" if nobody has said, and then these are left out. `asked` has the words beside each blank of the sheets
    as they are now, by the blank's id: those of all questions, for everybody and for each audience.
    """

    school: str = ""
    group: str = ""
    asked: Mapping[str, str] = {}


def accepted(read: ReadFile, expected: Expected, problems: list[Problem]) -> Iterator[Return]:
    """Yield the returns of a file that count, and add what is to be told of the file to the problems."""
    problems += read.problems
    all_empty = bool(read.returns) and all(map(is_empty, read.returns))
    for answered in read.returns:
        told: list[Problem] = []
        answered = _cleaned(answered, told)
        reason = _too_large(answered) or _other_school(answered, expected) or _nobody(answered, expected)
        if is_empty(answered) and reason is None:
            reason = _empty(answered, len(read.returns), all_empty)
        if reason:
            problems += (*answered.warnings, *told, reason)
            continue
        if not _says_whose(answered):
            answered = answered._replace(group=expected.group)
        told += _no_longer_asked(answered, expected)
        answered = answered._replace(warnings=(*answered.warnings, *told))
        problems += answered.warnings
        yield answered


def _cleaned(answered: Return, told: list[Problem]) -> Return:
    """Return the return with one kind of line ends, and without what no file can hold."""
    answers: dict[str, str | Literal[True]] = {}
    is_damaged = False
    for name, words in answered.answers.items():
        if words is not True:
            words = words.replace("\r\n", "\n").replace("\r", "\n")
            whole = _SURROGATE.sub("\ufffd", words)
            is_damaged |= whole != words
            words = whole
        if words is True or words.strip():
            answers[_SURROGATE.sub("\ufffd", name)] = words
    if is_damaged:
        message = "the program that saved this has lost some signs; “\ufffd” stands in their places"
        told.append(_problem("signs-lost", answered, message, "look at the file itself", warning=True))
    asked = {_SURROGATE.sub("\ufffd", name): _SURROGATE.sub("\ufffd", words) for name, words in answered.asked.items()}
    return answered._replace(answers=answers, asked=asked)


def _too_large(answered: Return) -> Problem | None:
    letters = sum(len(words) for words in answered.answers.values() if words is not True)
    letters += sum(map(len, answered.asked.values()))
    longest = max((len(_written(name)) for name in (*answered.answers, *answered.asked)), default=0)
    blanks = max(len(answered.answers), len(answered.asked))
    if letters <= MOST_LETTERS and blanks <= MOST_BLANKS and longest <= LONGEST_ID:
        return None
    message = "this has far more in it than anybody would write on the sheets"
    return _problem("return-too-long", answered, message, "ask for it again, or type the answers into a table")


def _written(name: str) -> bytes:
    """Return an id as it takes most room in a file, with codes for all that is not a plain letter."""
    return name.encode("unicode_escape")


def _other_school(answered: Return, expected: Expected) -> Problem | None:
    """Return a problem if sheets that were made for another school came back. Names that people type are not compared.

    Of a return that was read by its position, nobody knows whether its school was typed or printed.
    """
    if answered.way == "position" or not answered.school or not expected.school:
        return None
    if _bare(answered.school) == _bare(expected.school):
        return None
    message = f"this is of another school, “{answered.school}”, and is left out"
    return _problem("other-school", answered, message, "take it out of the folder, and give it to that school")


def _bare(name: str) -> str:
    """Return a name without what differs when it is typed again: signs, spaces and capitals."""
    return re.sub(r"[\W_]+", "", normalize("NFKC", name)).casefold()


def _nobody(answered: Return, expected: Expected) -> Problem | None:
    """Return a problem if a return says nothing of its sheets or its group."""
    if _says_whose(answered) or expected.group:
        return None
    message = "nothing says which sheets these are, or which group filled them in; it is left out"
    hint = "put such files into a folder of their own, and name that group for it"
    return _problem("group-unknown", answered, message, hint)


def _says_whose(answered: Return) -> bool:
    """Return whether it is known which sheets these are. Those for everybody have no group."""
    return any((answered.group, answered.completed_by, answered.form, answered.edition))


def _empty(answered: Return, count: int, all_empty: bool) -> Problem:
    """Return the problem of an empty return. It is a warning if others in the same file say something."""
    which = f"number {answered.number} in this file" if count > 1 else "this"
    message = f"no question is answered in {which}; it is not counted"
    hint = "the answers were perhaps not saved: ask for the file again, or delete it if it is empty on purpose"
    return _problem("empty-return", answered, message, hint, warning=not all_empty)


def _no_longer_asked(answered: Return, expected: Expected) -> Iterator[Problem]:
    """Yield a warning with the words of the questions that are answered and that the sheets do not have any more."""
    gone = [name for name in answered.answers if answers_question(name) and name not in expected.asked]
    if gone and expected.asked:
        words = "; ".join(f"“{answered.asked.get(name) or name}”" for name in gone)
        message = f"answered here, and not asked any more: {words}"
        hint = "these answers are kept; the questions are of other sheets, perhaps of last year’s"
        yield _problem("not-asked-any-more", answered, message, hint, warning=True)


def _problem(kind: str, answered: Return, message: str, hint: str, warning: bool = False) -> Problem:
    return Problem(kind, Place(Path(answered.file)), message, hint, warning=warning)
