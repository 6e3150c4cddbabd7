"""Read `plan.yaml`: the actions, and the practice that was agreed on. Every mistake is told with its place.

A field that is left empty counts as missing, because the file is a form that is filled in bit by bit.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from senaudit.audit.asked_words import questions_asked
from senaudit.audit.audit import PLAN, Day
from senaudit.audit.dates import day_field
from senaudit.audit.plan import Event, Plan, PlannedAction, State
from senaudit.audit.returns import Return
from senaudit.content.entries import list_of
from senaudit.content.fields import Reader, Reading, Wrong, identifier, one_of, text, word
from senaudit.content.messages import is_empty, plain_id
from senaudit.content.model import Guide
from senaudit.content.text import Text
from senaudit.files.reading import is_file
from senaudit.problems import Place, Problem, SenauditError, nearest
from senaudit.school.reading import source_bytes
from senaudit.source.nodes import Mapping, Node, Scalar, Sequence
from senaudit.source.parsing import parse_bytes

FIELDS = {
    "id": "A name that stays. Calendars know the action by it.",
    "questions": "The audit questions that it answers, such as communication:telephone.",
    "from": "The returns that it came from, by their ids in returns.yaml.",
    "what": "What is to be done, in your own words.",
    "who": "Who does it.",
    "by": "By when: a day, a month or a term.",
    "success": "How you will know that it has worked.",
    "review": "When you will look at it again.",
    "state": "How far it is: to do, in hand, done or dropped.",
    "history": "What happened when: a day, a colon, and your words.",
}
"""The fields of an action, and their descriptions."""

_AGREED = {
    "question": "The audit question, such as communication:telephone.",
    "agreed": "What your school does now, as it was agreed on.",
}
_STATES = {state.value: state for state in State}
_LONGEST_ID = 60


class PlanFile(NamedTuple):
    """A plan that was read, and the warnings about it.

    `offered` are the points for action that stood in the file at any time: pairs of a question's name and a return's
    id. So an entry that somebody deleted does not come back.
    """

    plan: Plan
    offered: frozenset[tuple[str, str]]
    warnings: tuple[Problem, ...]

    @property
    def covered(self) -> frozenset[tuple[str, str]]:
        """The points for action that an entry stands for, or that were offered before."""
        own = {(question, name) for each in self.plan.actions for question in each.questions for name in each.sources}
        return self.offered | own


_NOTHING = PlanFile(Plan((), {}), frozenset(), ())


def read_plan(folder: Path, guide: Guide, returns: Iterable[Return] = (), is_past: bool = False) -> PlanFile:
    """Return the plan of the audit in `folder`; an empty one if there is no such file.

    `returns` are those of the audit: if there are any, a warning tells of the id of another. A question that was asked
    in them, or that senaudit has put into the file, and that the guide no longer has, is kept, with a warning. So is
    every unknown question of an audit that `is_past`: its plan was made for another guide. Raises SenauditError with
    all mistakes, and FileError for a file that cannot be read.
    """
    path = folder / PLAN
    return plan_of(source_bytes(path), path, guide, returns, is_past) if is_file(path) else _NOTHING


def plan_of(data: bytes, path: Path, guide: Guide, returns: Iterable[Return] = (), is_past: bool = False) -> PlanFile:
    """Return the plan in the bytes of a file. Everything else is as for `read_plan`."""
    node, problems = parse_bytes(data, path)
    if node is None and [problem.kind for problem in problems] == ["empty-file"]:
        return _NOTHING
    reading = Reading()
    reading.note(problems)
    reader = _Reader(guide, tuple(returns), is_past)
    found = reading.attempt(reader.file, node) if node is not None else None
    if reading.problems or found is None:
        raise SenauditError([*reading.problems, *reading.warnings])
    return found._replace(warnings=tuple(reading.warnings))


def is_overdue(action: PlannedAction, today: date) -> bool:
    """Return whether an action should have been done before today, or looked at again."""
    open_ = action.state in (State.TO_DO, State.IN_HAND)
    return open_ and any(each and each.day and each.day < today for each in (action.by, action.review))


class _Reader:
    """Reads the file for a guide, whose questions its entries name."""

    def __init__(self, guide: Guide, returns: tuple[Return, ...], is_past: bool) -> None:
        self._questions = [f"{chapter.id}:{each.id}" for chapter in guide.chapters for each in chapter.questions]
        self._returns = returns
        self._is_past = is_past
        self._names = set[str]()
        self._offered = frozenset[tuple[str, str]]()
        self._gone: dict[str, str] = {}

    @cached_property
    def _known_before(self) -> dict[str, str]:
        """The questions that are known to have been asked, each with its words; "" where nothing says them."""
        return {**{question: "" for question, _ in self._offered}, **questions_asked(self._returns)}

    def file(self, reading: Reading, node: Node) -> PlanFile:
        """Read the whole file."""
        with reading.fields(_without_empty(node, ("practice", "actions", "offered")), PLAN) as fields:
            offered = fields.optional("offered", list_of(_pairs), (), "Kept by senaudit: what stood here at any time.")
            self._offered = frozenset(pair for pairs in offered or () for pair in pairs)
            practice = fields.optional("practice", list_of(self.practice), (), "The practice that was agreed on.")
            actions = fields.optional("actions", list_of(self.action), (), "What is to be done.")
            agreed: dict[str, Text] = {}
            for question, words in practice or ():
                if question in agreed:
                    message = f"“{question}” has a practice already"
                    reading.wrong("duplicate-entry", words.place, message, "write all of it into one entry")
                agreed[question] = words
        return PlanFile(Plan(actions, agreed, self._gone), self._offered, ())

    def practice(self, reading: Reading, node: Node) -> tuple[str, Text]:
        """Read what a school does now about a question."""
        with reading.fields(node, "an agreed practice") as fields:
            question = fields.required("question", self.question, _AGREED["question"])
            return question, fields.required("agreed", text, _AGREED["agreed"])

    def action(self, reading: Reading, node: Node) -> PlannedAction:
        """Read an action. Without an id it is called by its words or its question."""
        place = node.place
        with reading.fields(_without_empty(node, FIELDS), "an action") as fields:
            name = fields.optional("id", identifier, None, FIELDS["id"])
            questions = fields.optional("questions", _several(self.question), (), FIELDS["questions"])
            sources = fields.optional("from", _several(self.source), (), FIELDS["from"])
            what = fields.optional("what", text, None, FIELDS["what"])
            who = fields.optional("who", text, None, FIELDS["who"])
            by = fields.optional("by", day_field, None, FIELDS["by"])
            success = fields.optional("success", text, None, FIELDS["success"])
            review = fields.optional("review", day_field, None, FIELDS["review"])
            state = fields.optional("state", one_of(_STATES, "a state"), State.TO_DO.value, FIELDS["state"])
            history = fields.optional("history", _history, (), FIELDS["history"])
        if what is None and not questions:
            message = "this action says neither what to do nor about which question"
            raise reading.wrong("empty-action", place, message, 'add a line "what: …"')
        _warn_of_review(reading, by, review)
        words = name or plain_id(" ".join([str(what or "")[:_LONGEST_ID], *([] if what else questions)]))
        if name in self._names:
            raise reading.wrong(
                "duplicate-entry", place, f"the id “{name}” is here a second time", "give it another id"
            )
        unique, number = words or "action", 1
        while unique in self._names:
            number += 1
            unique = f"{words}-{number}"
        self._names.add(unique)
        return PlannedAction(unique, questions, sources, what, who, by, success, review, _STATES[state], history, place)

    def question(self, reading: Reading, node: Node) -> str:
        """Read the name of a question. One that the guide no longer has is told in a warning."""
        name = word(reading, node)
        if name in self._questions:
            return name
        ids = {question.partition(":")[2]: question for question in self._questions}
        meant = nearest(name, self._questions) if ":" in name else ids.get(nearest(name, ids) or "")
        if self._is_past or name in self._known_before:
            words = self._known_before.get(name, "")
            self._gone[name] = words or name
            reading.warnings.append(_question_gone(node.place, name, words, meant, self._is_past))
            return name
        hint = f'did you mean "{meant}"?' if meant else "senaudit list prints the questions with their names"
        message = f"there is no question “{name}”"
        raise reading.wrong("unknown-question", node.place, message, hint, fix=meant)

    def source(self, reading: Reading, node: Node) -> str:
        """Read the id of a return. One that there is not is told in a warning: it may have been deleted."""
        name = word(reading, node)
        known = [each.id for each in self._returns]
        if known and name not in known:
            meant = nearest(name, known)
            message = f"returns.yaml has no return “{name}”"
            hint = f'did you mean "{meant}"?' if meant else "if it was deleted there, delete its id here too"
            reading.warnings.append(Problem("unknown-return", node.place, message, hint, warning=True))
        return name


def _question_gone(place: Place, name: str, words: str, meant: str | None, is_past: bool) -> Problem:
    """Return the warning of a question that was asked, and that the guide no longer has. `meant` is one like it."""
    message = f"the guide no longer has the question “{name}”{f', {words}' if words else ''}"
    hint = "no sheet says what was agreed on about it" if is_past else "what stands here is kept, and printed"
    perhaps = f', perhaps "{meant}"' if meant else ""
    more = f"if it has another name now{perhaps}, write that"
    return Problem("question-gone", place, message, f"{hint}; {more}", warning=True)


def _warn_of_review(reading: Reading, by: Day | None, review: Day | None) -> None:
    """Warn of an action that is looked at before it is to be done."""
    if by and review and by.day and review.day and review.day < by.day:
        message = "this is before the day by which it is to be done"
        hint = "look at it again on that day, or later"
        reading.warnings.append(Problem("review-before-day", review.words.place, message, hint, warning=True))


def _without_empty(node: Node, names: Iterable[str]) -> Node:
    """Return fields without those of these names that were left empty."""
    if not isinstance(node, Mapping):
        return node
    kept = tuple(entry for entry in node.entries if not (entry[0].value in names and is_empty(entry[1])))
    return Mapping(kept, node.place)


def _several(read: Reader[str]) -> Reader[tuple[str, ...]]:
    """Return a reader of a list of names, or of one text with commas between them."""
    read_list = list_of(read)

    def read_several(reading: Reading, node: Node) -> tuple[str, ...]:
        if isinstance(node, Scalar):
            names = [name for part in node.value.split(",") if (name := part.strip())]
            node = Sequence(tuple(Scalar(name, node.find(name)) for name in names), node.place)
        return tuple(dict.fromkeys(read_list(reading, node)))

    return read_several


def _pairs(reading: Reading, node: Node) -> tuple[tuple[str, str], ...]:
    """Read a line of what was offered: a return's id, and the names of questions."""
    name, *questions = word(reading, node).split()
    return tuple((question, name) for question in questions)


def _history(reading: Reading, node: Node) -> tuple[Event, ...]:
    """Read what happened, in lines of a day, a colon and words, with or without hyphens."""
    if isinstance(node, Mapping):
        node = Sequence(tuple(Mapping((entry,), entry[0].place) for entry in node.entries), node.place)
    return list_of(_event)(reading, node)


def _event(reading: Reading, node: Node) -> Event:
    if not isinstance(node, Mapping) or len(node.entries) != 1:
        message = "a day, a colon and what happened belong here"
        raise reading.wrong("not-an-event", node.place, message, "write: - 3/9/2026: a new telephone was ordered")
    (key, value) = node.entries[0]
    day, words = reading.attempt(day_field, key), reading.attempt(text, value)
    if day is None or words is None:
        raise Wrong
    return Event(day, words)
