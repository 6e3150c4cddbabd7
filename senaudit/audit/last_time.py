"""What an audit says of the one before: the practice and the actions that were agreed on, beside each question.

Only what the school agreed on is taken: its plan. Of the returns, only the questions are read, never an answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, NamedTuple

from senaudit.audit.audit import AUDIT, KEPT_RETURNS, PLAN
from senaudit.audit.kept_returns import kept_returns
from senaudit.audit.plan import Plan, PlannedAction, State
from senaudit.audit.plan_file import read_plan
from senaudit.audit.returns import Return
from senaudit.content.model import Chapter, Guide, Question
from senaudit.content.text import Text
from senaudit.files.reading import is_file
from senaudit.problems import Place, Problem, SenauditError
from senaudit.recipe.reading import proof, raise_or_warn, read_guide
from senaudit.recipe.request import Request

_NO_BREAK = "\u00a0"
_SHORT = 15
"""The most characters of a date that is not divided, such as “3 December 2026”."""

Mark = Literal["", "new", "changed"]


class LastAction(NamedTuple):
    """An action: how far it is (the name of a label, such as `in-hand`), what is to be done, and by when if it is open.

    Nobody is named: the sheets are given to many people.
    """

    state: str
    what: Text
    by: Text | None


class LastTime(NamedTuple):
    """What was agreed on about a question, and whether it is `new` since then, or asked in other words (`changed`)."""

    practice: Text | None
    actions: tuple[LastAction, ...]
    mark: Mark


class LastTimes(NamedTuple):
    """What the audit before says of each question, by the question's name; and the warnings about its files."""

    by_question: Mapping[str, LastTime]
    warnings: tuple[Problem, ...]


def last_times(request: Request, guide: Guide) -> LastTimes:
    """Return what the audit before says of the questions of the guide.

    A question in its plan that the guide no longer has is a warning: that plan was made for another guide. Raises
    SenauditError for mistakes in that audit's files, and if the folder has none of them; and FileError for a file that
    cannot be read.
    """
    folder = request.since
    assert folder is not None
    if not any(is_file(folder / name) for name in (AUDIT, PLAN, KEPT_RETURNS)):
        message = f"this folder has no audit: there is no {AUDIT}, {PLAN} or {KEPT_RETURNS} in it"
        raise SenauditError([Problem("no-audit", Place(folder), message, "name the folder of your last audit")])
    returns = kept_returns(folder)
    found = read_plan(folder, _whole(read_guide(request.sources, None)), returns, is_past=True)
    plan, gone = found.plan, [each for each in found.warnings if each.kind == "question-gone"]
    warnings = raise_or_warn(gone, proof(_texts(plan), None))
    by_question = {
        name: last
        for chapter in guide.chapters
        for question in chapter.questions
        if any(last := _last_time(name := f"{chapter.id}:{question.id}", question, chapter, plan, returns))
    }
    return LastTimes(by_question, warnings)


def _whole(guide: Guide) -> Guide:
    """Return the guide with the questions that the school leaves out: last time they may have been asked."""
    chapters = (*guide.chapters, *guide.left_out)
    whole = (chapter._replace(questions=(*chapter.questions, *chapter.left_out)) for chapter in chapters)
    return guide._replace(chapters=tuple(whole))


def _texts(plan: Plan) -> Iterator[Text]:
    yield from plan.practice.values()
    yield from (action.what for action in plan.actions if action.what)


def _last_time(name: str, question: Question, chapter: Chapter, plan: Plan, returns: Iterable[Return]) -> LastTime:
    actions = (action for action in plan.actions if name in action.questions)
    listed = tuple(LastAction(_state(action), action.what, _by(action)) for action in actions if action.what)
    return LastTime(plan.practice.get(name), listed, _mark(name, question, chapter, returns))


def _state(action: PlannedAction) -> str:
    return action.state.value.replace(" ", "-")


def _by(action: PlannedAction) -> Text | None:
    """Return by when an action is to be done, if it is still to be done. A short date is not divided."""
    if not action.by or action.state not in (State.TO_DO, State.IN_HAND):
        return None
    words = action.by.words
    return words._replace(value=words.value.replace(" ", _NO_BREAK)) if len(words.value) <= _SHORT else words


def _mark(name: str, question: Question, chapter: Chapter, returns: Iterable[Return]) -> Mark:
    """Return whether a question is new or changed since the sheets that came back. Without any of them, it is neither.

    A chapter that was not asked at all has no new questions. Words are compared with those that the same group got.
    """
    chapter_asked = known = False
    for one in returns:
        words = [text for blank, text in one.asked.items() if blank.startswith(f"{name}:")]
        chapter_asked = chapter_asked or any(blank.startswith(f"{chapter.id}:") for blank in one.asked)
        known = known or bool(words)
        wording = question.wordings.get(one.group, question)
        if words and not any(_plain(str(wording.question)) in _plain(text) for text in words):
            return "changed"
    return "new" if chapter_asked and not known else ""


def _plain(words: str) -> str:
    """Return words without marks and white space: a file may have other spaces than the content."""
    return "".join(words.replace("*", "").split()).casefold()
