"""The handover: what whoever takes over an audit needs to know, as values that its template prints."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from senaudit.audit.audit import AUDIT, KEPT_RETURNS, PLAN, RETURNS, SMALLEST_GROUP, TO_SEND, Audit
from senaudit.audit.collated import Collation
from senaudit.audit.collation import collation
from senaudit.audit.plan import State
from senaudit.audit.planned import About, PrintedAction, PrintedPlan, Signs, printed_plan
from senaudit.audit.standing import Standing
from senaudit.content.model import Guide
from senaudit.content.text import Text
from senaudit.languages import language_of
from senaudit.layout.inline import Said
from senaudit.layout.wording import one_line

_FILES = {
    AUDIT: "handover-audit",
    TO_SEND: "handover-to-send",
    RETURNS: "handover-returns",
    KEPT_RETURNS: "handover-kept-returns",
    "collated.pdf": "handover-collated",
    PLAN: "handover-plan",
    "plan.pdf": "handover-plan-printed",
}
"""The files and folders of an audit, each with the name of the label that says what it holds."""


class HandedFile(NamedTuple):
    """A file or folder that is handed over: its name in the audit's folder, and the name of its label."""

    name: str
    label: str


class Agreed(NamedTuple):
    """What a school does now about a question, as it was agreed on.

    Without `about`, the guide no longer has the question, and `gone` has its words.
    """

    about: About | None
    gone: Said
    words: Text


class Handover(NamedTuple):
    """An audit that is handed over.

    `folder` is the name of the audit's folder, after that of the school's if it is inside it. `due` are the actions
    with a day that are not done yet, by their days; `plan` has all that are worded, by question, and `blank` says how
    many are not. `states` has how many there are of each state, by the name of its label.
    """

    audit: Audit | None
    folder: str
    files: tuple[HandedFile, ...]
    due: tuple[PrintedAction, ...]
    states: tuple[tuple[str, int], ...]
    agreed: tuple[Agreed, ...]
    plan: PrintedPlan
    blank: int
    collation: Collation
    began: str
    as_of: str


def handover(
    standing: Standing, guide: Guide, today: date, smallest: int | None = None, signs: Signs = str
) -> Handover:
    """Return what is handed over of an audit on this day. `smallest` and `signs` are those of `collation`."""
    audit = standing.audit
    smallest = smallest or (audit.smallest_group if audit else SMALLEST_GROUP)
    worded = tuple(each for each in standing.plan.actions if each.what is not None)
    plan = printed_plan(standing.plan._replace(actions=worded), guide, today, "question", signs=signs)
    dated = printed_plan(standing.plan, guide, today, "date", signs=signs)
    started = audit.started if audit else None
    return Handover(
        audit=audit,
        folder=_folder(standing),
        files=tuple(_files(standing.folder, audit.language if audit else None)),
        due=next((group.actions for group in dated.groups if group.label == "plan-dated"), ()),
        states=tuple(_states(standing)),
        agreed=tuple(_agreed(standing, guide, signs)),
        plan=plan,
        blank=len(standing.plan.actions) - len(worded),
        collation=collation(standing.returns, guide, audit, smallest, signs),
        began=language_of(guide.language).in_words(started) if started else "",
        as_of=plan.as_of,
    )


def _files(folder: Path, language: str | None) -> Iterator[HandedFile]:
    """Yield the files of an audit that are there. Documents in its language have that in their names."""
    for name, label in _FILES.items():
        named = name.replace(".pdf", f"-{language}.pdf")
        yield from (HandedFile(each, label) for each in dict.fromkeys((name, named)) if (folder / each).exists())


def _folder(standing: Standing) -> str:
    """Return the name of the audit's folder, after that of the folder it is in. Whose computer it is stays out."""
    return "/".join(standing.folder.resolve().parts[-2:])


def _states(standing: Standing) -> Iterator[tuple[str, int]]:
    for state in State:
        count = sum(action.state is state for action in standing.plan.actions)
        if count:
            yield f"handover-{state.value.replace(' ', '-')}", count


def _agreed(standing: Standing, guide: Guide, signs: Signs) -> Iterator[Agreed]:
    """Yield what was agreed on, in the order of the guide, and then what it no longer asks about."""
    for chapter in guide.chapters:
        for question in chapter.questions:
            words = standing.plan.practice.get(f"{chapter.id}:{question.id}")
            if words is not None:
                yield Agreed(About(chapter, question), Said(""), words)
    for name, words in standing.plan.practice.items():
        if name in standing.plan.gone:
            yield Agreed(None, Said(one_line(signs(standing.plan.gone[name]))), words)
