"""The five lines that say where an audit stands, and what to type next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from senaudit.audit.audit import AUDIT, PLAN, RETURNS, TO_SEND, Audit
from senaudit.audit.dates import in_words
from senaudit.audit.plan import PlannedAction, State
from senaudit.audit.respondents import respondents_of
from senaudit.audit.standing import Standing, words_of
from senaudit.content.model import Guide

_SHOWN = 3
"""How many actions are named in one line."""


def lines_of(standing: Standing, guide: Guide, today: date) -> Iterator[str]:
    """Yield the five lines that say where an audit stands."""
    yield f"{standing.name}: {_begun(standing.audit, guide)}"
    yield f"Came back: {_came_back(standing, guide, today)}"
    yield f"Plan: {_planned(standing)}"
    yield f"Overdue: {_overdue(standing, today)}"
    yield f"Next: {next_step(standing, today)}"


def _begun(audit: Audit | None, guide: Guide) -> str:
    """Say when an audit began, and of whom it asks what."""
    if audit is None:
        return f"no {AUDIT} says what was asked"
    begun = f"begun on {in_words(audit.started)}, " if audit.started else ""
    groups = ", ".join(str(guide.audiences.get(each, each)) for each in audit.audiences) or "everybody"
    titles = {chapter.id: str(chapter.title) for chapter in guide.chapters}
    what = ", ".join((*(titles.get(each, each) for each in audit.chapters), *audit.questions)) or "everything"
    return f"{begun}asks {groups} about {what}"


def _came_back(standing: Standing, guide: Guide, today: date) -> str:
    groups = respondents_of(standing.returns, guide.audiences)
    counts = ", ".join(
        f"{' and '.join(map(str, each.name.names)) or 'no group'} {len(each.returns)}" for each in groups
    )
    told = [f"{_count(len(standing.returns), 'return')}{f' ({counts})' if counts else ''}"]
    if standing.new_files:
        told.append(f"{_count(standing.new_files, 'file')} not put together yet")
    if standing.audit and standing.audit.return_by and standing.audit.return_by.day:
        told.append(f"to come back by {_when(standing.audit.return_by.day, today)}")
    return ", ".join(told)


def _planned(standing: Standing) -> str:
    if not standing.has_plan:
        return "none yet"
    states = Counter(each.state for each in standing.plan.actions)
    told = [f"{states[state]} {state.value}" for state in State if states[state]]
    blank = sum(each.what is None and each.state is not State.DROPPED for each in standing.plan.actions)
    if blank:
        told.append(f"{blank} still to be worded")
    return f"{_count(len(standing.plan.actions), 'action')}{': ' if told else ''}{', '.join(told)}"


def _overdue(standing: Standing, today: date) -> str:
    """Name what should have been done before today: actions, and to delete the answers."""
    told = [_named(actions)] if (actions := standing.overdue(today)) else []
    kept = standing.audit.kept.day if standing.audit and standing.audit.kept else None
    if kept and kept < today and (standing.returns or standing.new_files):
        told.append(f"delete the answers (you said that you keep them until {in_words(kept)})")
    return "; ".join(told) or "nothing"


def _named(actions: list[PlannedAction]) -> str:
    """Name actions, each with its day, and say how many more there are."""
    actions.sort(key=lambda each: _first_day(each))
    named = [f"{words_of(each)} ({in_words(_first_day(each))})" for each in actions[:_SHOWN]]
    more = len(actions) - len(named)
    return "; ".join(named) + (f"; and {more} more" if more else "")


def _first_day(action: PlannedAction) -> date:
    return min((each.day for each in (action.by, action.review) if each and each.day), default=date.max)


def next_step(standing: Standing, today: date) -> str:
    """Return what to do next, in one line."""
    audit = standing.audit
    if standing.new_files:
        where = f", in {standing.folder}" if standing.folder != Path() else ""
        rest = "; take what it cannot read out of the folder" if standing.returns else ""
        return f"put together what came back: senaudit collate{where}{rest}"
    if not standing.returns:
        return f"send out what is in {standing.folder / TO_SEND}, and put what comes back into {RETURNS}"
    if not standing.has_plan:
        return f"plan what to do: senaudit plan {standing.folder}"
    if any(each.what is None and each.state is not State.DROPPED for each in standing.plan.actions):
        return f"word the entries in {standing.folder / PLAN}: what, who and by when"
    if standing.overdue(today):
        return f"do what is overdue, or change its day in {standing.folder / PLAN}"
    going = [each for each in standing.plan.actions if each.state in (State.TO_DO, State.IN_HAND)]
    dated = sorted((each for each in going if _first_day(each) != date.max), key=_first_day)
    if dated:
        return f"by {_when(_first_day(dated[0]), today)}: {words_of(dated[0])}"
    if going:
        return f"say by when in {standing.folder / PLAN}"
    if audit and audit.review and audit.review.day and audit.review.day > today:
        return f"look at the results again by {_when(audit.review.day, today)}"
    return f"ask again: senaudit build sheets --since {standing.folder}"


def _when(day: date, today: date) -> str:
    """Say a day, and how far away it is."""
    days = (day - today).days
    away = "today" if not days else f"in {_count(days, 'day')}" if days > 0 else f"{_count(-days, 'day')} ago"
    return f"{in_words(day)} ({away})"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
