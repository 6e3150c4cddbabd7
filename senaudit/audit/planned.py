"""A plan as its document prints it: the actions in groups, in the order that was asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Literal, NamedTuple

from senaudit.audit.plan import Plan, PlannedAction, State
from senaudit.audit.plan_file import is_overdue
from senaudit.content.model import Chapter, Guide, Question
from senaudit.content.text import phrase
from senaudit.languages import language_of
from senaudit.layout.inline import Said, plain
from senaudit.layout.wording import one_line

Signs = Callable[[str], str]
"""A function that returns words with those signs only that an edition can print."""

Order = Literal["date", "question"]
ORDERS: tuple[Order, ...] = ("date", "question")


class About(NamedTuple):
    """A question that an action answers, and its chapter."""

    chapter: Chapter
    question: Question


class PrintedAction(NamedTuple):
    """An action, the questions that it answers, and whether it is overdue. `state` is the name of its label.

    `gone` has the words of those questions that the guide no longer has.
    """

    action: PlannedAction
    about: tuple[About, ...]
    gone: tuple[Said, ...]
    state: str
    is_overdue: bool


class ActionGroup(NamedTuple):
    """Actions under a heading: that of a chapter, or the label of that name."""

    chapter: Chapter | None
    label: str
    actions: tuple[PrintedAction, ...]


class PrintedPlan(NamedTuple):
    """What a plan's document prints. `today` is the day as of which it says what is overdue; `as_of` has its words.

    `only_overdue` says that all other actions are left out. `overdue` and `dropped` are how many are overdue and were
    dropped. Those that were dropped are left out.
    """

    groups: tuple[ActionGroup, ...]
    today: date
    as_of: str
    only_overdue: bool
    overdue: int
    dropped: int


def printed_plan(
    plan: Plan, guide: Guide, today: date, order: Order = "date", only_overdue: bool = False, signs: Signs = str
) -> PrintedPlan:
    """Return the plan in groups. By date, these are what is to be done, what has no day yet, and what is done.

    `signs` makes the words of questions that the guide no longer has such as the edition can print.
    """
    about = {
        f"{chapter.id}:{each.id}": About(chapter, each) for chapter in guide.chapters for each in chapter.questions
    }
    actions = [
        PrintedAction(
            action,
            tuple(about[name] for name in action.questions if name in about),
            tuple(Said(one_line(signs(plan.gone[name]))) for name in action.questions if name not in about),
            f"plan-{action.state.value.replace(' ', '-')}",
            is_overdue(action, today),
        )
        for action in plan.actions
        if action.state is not State.DROPPED
    ]
    shown = [each for each in actions if each.is_overdue or not only_overdue]
    groups = _by_date(shown) if order == "date" else _by_question(shown, guide)
    return PrintedPlan(
        groups=tuple(group for group in groups if group.actions),
        today=today,
        as_of=language_of(guide.language).in_words(today),
        only_overdue=only_overdue,
        overdue=sum(each.is_overdue for each in actions),
        dropped=len(plan.actions) - len(actions),
    )


def words_about(about: About, guide: Guide) -> str:
    """Return the chapter, number and words of a question that an action answers, as one line."""
    question = about.question
    words = {"chapter": str(about.chapter.title), "number": question.number, "question": plain(question.question)}
    return phrase(guide.labels["question-of"], **words)


def _by_date(actions: list[PrintedAction]) -> Iterator[ActionGroup]:
    done = [each for each in actions if each.action.state is State.DONE]
    going = [each for each in actions if each.action.state is not State.DONE]
    yield ActionGroup(None, "plan-dated", _sorted(each for each in going if _day(each)))
    yield ActionGroup(None, "plan-undated", tuple(each for each in going if not _day(each)))
    yield ActionGroup(None, "plan-all-done", _sorted(done))


def _sorted(actions: Iterable[PrintedAction]) -> tuple[PrintedAction, ...]:
    """Return actions in the order of their days. Those of one day keep theirs, and those without a day come last."""
    return tuple(sorted(actions, key=lambda each: _day(each) or date.max))


def _day(printed: PrintedAction) -> date | None:
    """Return by when an action is to be done, or else when it is looked at again."""
    days = (printed.action.by, printed.action.review)
    return next((each.day for each in days if each and each.day), None)


def _by_question(actions: list[PrintedAction], guide: Guide) -> Iterator[ActionGroup]:
    """Yield the actions of each chapter by their first questions, in the order of the guide.

    Then come those about questions that the guide no longer has, and those about none.
    """
    for chapter in guide.chapters:
        places = {question.id: number for number, question in enumerate(chapter.questions)}
        own = [each for each in actions if each.about and each.about[0].chapter.id == chapter.id]
        yield ActionGroup(chapter, "", tuple(sorted(own, key=lambda each: places[each.about[0].question.id])))
    others = [each for each in actions if not each.about]
    yield ActionGroup(None, "no-longer", tuple(each for each in others if each.gone))
    yield ActionGroup(None, "plan-other", tuple(each for each in others if not each.gone))
