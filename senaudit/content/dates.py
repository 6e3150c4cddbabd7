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

_MONTH = re.compile(r"(?:(?P<name>\w+) )?(?P<year>(?:19|20)\d\d)(?:-(?P<number>0[1-9]|1[0-2]))?")

_FRESH_MONTHS = 12
"""Law and guidance for schools change with the school year: facts that nobody has checked for a year may be wrong."""


def month_in(words: str) -> tuple[int, int] | None:
    """Return the year and the month of a text such as “November 2026” or “2026-11”; None for any other text.

    A month in another language than English counts as December.
    """
    found = _MONTH.fullmatch(words)
    if not found:
        return None
    name = (found["name"] or "").lower()
    number = int(found["number"] or (_MONTHS.index(name) + 1 if name in _MONTHS else 12))
    return int(found["year"]), number


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
