"""Writes the days of a plan as a calendar (RFC 5545), which Outlook, Google and telephones read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta, timezone
from hashlib import sha256

from icalendar import Calendar, Event

from senaudit.audit.plan import PlannedAction, State
from senaudit.audit.planned import PrintedAction, words_about
from senaudit.content.model import Guide
from senaudit.content.text import phrase
from senaudit.layout.inline import plain

_PRODUCT = "-//senaudit//plan for action//EN"


def calendar(actions: Iterable[PrintedAction], guide: Guide, audit: str, today: date) -> bytes | None:
    """Return a calendar with the days of what is still to be done; None if there is no day.

    Each is an event of a whole day. Its UID comes from the action's id, the school and the name of the `audit`, so that
    the event is replaced, and not doubled, when a later calendar is read. The same plan on the same day gives the same
    bytes.
    """
    book = Calendar()
    book.add("prodid", _PRODUCT)
    book.add("version", "2.0")
    school = str(guide.school.name) if guide.school else ""
    place = sha256(f"{school}\n{audit}".encode()).hexdigest()[:12]
    stamp = datetime.combine(today, time(), timezone.utc)
    for printed in actions:
        for kind, day in _days(printed.action):
            book.add_component(_event(printed, guide, kind, day, f"{printed.action.id}-{kind}.{place}@senaudit", stamp))
    return book.to_ical() if book.subcomponents else None


def _days(action: PlannedAction) -> Iterator[tuple[str, date]]:
    """Yield the days of an action that is still to be done, each with the name of its field."""
    if action.state in (State.TO_DO, State.IN_HAND):
        for kind, day in (("by", action.by), ("review", action.review)):
            if day is not None and day.day is not None:
                yield kind, day.day


def _event(printed: PrintedAction, guide: Guide, kind: str, day: date, uid: str, stamp: datetime) -> Event:
    """Return an event of a whole day, on which nobody is shown as busy."""
    said, action = guide.findings, printed.action

    def named(label: str, words: str) -> str:
        return phrase(guide.labels["named"], name=str(said[label]), words=words)

    questions = [words_about(each, guide) for each in printed.about]
    questions += [named("plan-gone", words) for words in printed.gone]
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", stamp)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", named(f"plan-{kind}", plain(action.what) if action.what else questions[0]))
    lines = [
        named(f"plan-{name}", plain(words))
        for name, words in (("who", action.who), ("success", action.success))
        if words
    ]
    lines += [named("plan-about", question) for question in questions[: len(printed.about)]]
    lines += questions[len(printed.about) :]
    if lines:
        event.add("description", "\n".join(lines))
    event.add("transp", "TRANSPARENT")
    return event
