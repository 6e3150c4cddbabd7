"""The month in which the facts of the content were last checked, and whether that is too long ago."""

from __future__ import annotations

import re
from datetime import date

from senaudit.content.text import Text
from senaudit.problems import Problem

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)

_MONTH = re.compile(r"(?:(?P<name>[^\d\s]+) (?:de )?)?(?P<year>(?:19|20)\d\d)(?:-(?P<number>0[1-9]|1[0-2]))?")

_FRESH_MONTHS = 12
"""Law and guidance for schools change with the school year: facts that nobody has checked for a year may be wrong."""


def month_in(words: str) -> tuple[int, int] | None:
    """Return the year and the month of a text such as “November 2026” or “2026-11”; None for any other text.

    The month may be in any language that is known. In another one it counts as December.
    """
    found = _MONTH.fullmatch(words)
    return (int(found["year"]), int(found["number"] or _number_of(found["name"] or ""))) if found else None


def _number_of(name: str) -> int:
    if name.lower() in _MONTHS:
        return _MONTHS.index(name.lower()) + 1
    from senaudit.languages import month_named  # few contents need it

    return (name and month_named(name)) or 12


def old_facts(checked: Text | None, today: date) -> Problem | None:
    """Return a note if the facts were last checked over a year before `today`, or None."""
    month = month_in(checked.value) if checked else None
    if checked is None or month is None:
        return None
    if (today.year - month[0]) * 12 + today.month - month[1] <= _FRESH_MONTHS:
        return None
    message = f"the facts of the content were last checked in {checked}, and the law may have changed since"
    hint = "look for a newer senaudit, or check them and change this line"
    return Problem("facts-unchecked", checked.place, message, hint, warning=True, note=True)
