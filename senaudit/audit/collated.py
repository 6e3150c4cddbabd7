"""A collation as values: who was asked what, and what each group said. Templates print them.

No file's name and nothing else that tells one return from another is in them, so no template can print it.
"""

from __future__ import annotations

from typing import NamedTuple

from senaudit.audit.audit import Audit
from senaudit.audit.respondents import GroupName
from senaudit.content.model import Chapter, Question
from senaudit.layout.inline import Said


class Reply(NamedTuple):
    """The words of one respondent, by paragraph. `check` says that they should be checked."""

    paragraphs: tuple[Said, ...]
    check: bool


class Ticked(NamedTuple):
    """A box to tick: its words, how many ticked it, and of how many whom it was shown.

    `written` has the words on its line, if it has one. A box to write in that only a school's own sheets have is one of
    these too.
    """

    words: Said
    ticked: int
    shown: int
    check: bool
    written: tuple[Reply, ...]


class Rated(NamedTuple):
    """One of the four answers to how good something is, and how many of a group ticked it.

    `label` is the name of the answer's words among the labels. `written` has the words of comments on its box.
    """

    label: str
    ticked: int
    written: tuple[Reply, ...]


class Heard(NamedTuple):
    """What a group said to a question. Of those who were asked, `answered` gave any answer.

    `words` are the words in which they were asked, if these are not the question's own. `ratings` has the four answers
    to how good it is, or none if they were not asked that. `before` is what they said last time, if both years are
    shown. Those of whom none was asked in a year have an `asked` of 0 there.
    """

    who: GroupName
    asked: int
    answered: int
    empty: int
    not_asked: int
    words: tuple[Said, ...]
    ratings: tuple[Rated, ...]
    ticks: tuple[Ticked, ...]
    practice: tuple[Reply, ...]
    action: tuple[Reply, ...]
    before: Heard | None = None


class CollatedQuestion(NamedTuple):
    """A question and what each group said to it.

    `with_actions` are those who named points for action, and `not_asked` those of whom nobody was asked. `is_new` says
    that both years are shown, and nobody was asked it last time.
    """

    question: Question
    heard: tuple[Heard, ...]
    with_actions: tuple[GroupName, ...]
    not_asked: tuple[GroupName, ...]
    is_new: bool


class CollatedChapter(NamedTuple):
    """A chapter with those of its questions that were asked."""

    chapter: Chapter
    questions: tuple[CollatedQuestion, ...]


class AskedChapter(NamedTuple):
    """A chapter, and the numbers of its questions that a group was asked, such as “1–3, 9”; "" are all of them."""

    chapter: Chapter
    numbers: str


class AskedOf(NamedTuple):
    """A group in the table at the front: who they are, how many returns came back, and what they were asked.

    `came_back_before` is how many came back last time.

    `first` and `last` are the days on which their answers were last changed, such as 20 November 2026, if the files
    say so.
    """

    who: GroupName
    came_back: int
    came_back_before: int
    chapters: tuple[AskedChapter, ...]
    first: str
    last: str


class OldAnswers(NamedTuple):
    """What a group said to a question that is no longer asked: how many answered, and their words. A tick has none."""

    who: GroupName
    answered: int
    replies: tuple[Reply, ...]


class NoLongerAsked(NamedTuple):
    """A question that there is no longer, in the words that were asked, and what each group said."""

    words: Said
    answers: tuple[OldAnswers, ...]


class Collation(NamedTuple):
    """What people said. `returns` and `questions` are how many there are, and groups have at least `smallest` returns.

    Groups may be `joined`. Some answers are `to_check`, and some groups `dated`: it is known when they answered.
    `before` is the name of the audit before, if what was said then is shown too, and `no_longer_before` has answers of
    then to what is not asked any more.
    """

    groups: tuple[AskedOf, ...]
    chapters: tuple[CollatedChapter, ...]
    no_longer: tuple[NoLongerAsked, ...]
    returns: int
    questions: int
    smallest: int
    joined: bool
    to_check: bool
    dated: bool
    audit: Audit | None
    before: str
    no_longer_before: tuple[NoLongerAsked, ...]
