"""A plan: what is to be done about what people said, who does it, and by when. It is kept in `plan.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple

from senaudit.audit.audit import Day
from senaudit.content.text import Text
from senaudit.problems import Place


class State(Enum):
    """How far an action is."""

    TO_DO = "to do"
    IN_HAND = "in hand"
    DONE = "done"
    DROPPED = "dropped"


class Event(NamedTuple):
    """What happened to an action on a day, in the school's own words."""

    day: Day
    words: Text


class PlannedAction(NamedTuple):
    """An action of the plan.

    `questions` are the names of the audit questions that it answers, such as `communication:telephone`, and `sources`
    the ids of the returns that it came from. All words are the school's own; `what` is None until somebody has worded
    it. `place` is where the action stands in the file.
    """

    id: str
    questions: tuple[str, ...]
    sources: tuple[str, ...]
    what: Text | None
    who: Text | None
    by: Day | None
    success: Text | None
    review: Day | None
    state: State
    history: tuple[Event, ...]
    place: Place


class Plan(NamedTuple):
    """The actions of a plan, in the order of the file, and the practice that was agreed on, by the question's name.

    `gone` are the questions in it that the guide no longer has, by name: the words in which they were asked, or else
    the name again.
    """

    actions: tuple[PlannedAction, ...]
    practice: Mapping[str, Text]
    gone: Mapping[str, str] = {}
