"""Days as people in Britain write them: 3/9/2026, 3 Sept 2026, Thursday 3rd September 2026, autumn term 2026.

The day comes before the month, whose name may be in any language that is known: 3 września 2026. Of a month, a term or
a half term, the last day is meant; of a week, the Friday. A school year such as 2026/27 begins in September. Words that
can be read in two ways are asked about, and never guessed.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone

from senaudit.audit.audit import Day
from senaudit.content.fields import Reading, Wrong, text, with_schema
from senaudit.languages import day_in
from senaudit.problems import NOWHERE, Fix, Place, Problem, nearest
from senaudit.source.nodes import Node
from senaudit.source.unprinted import without_unprinted

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_TERMS = {"autumn": (12, 10, 9), "spring": (3, 2, 1), "summer": (7, 5, 4)}
"""The months in which a term ends, in which its half term is, and in which it begins. Their last days are meant."""

_FIRST_YEAR, _LAST_YEAR = 2000, 2099
_RECENT = 2015
"""If a year of two digits would be before this one, and the year may stand in front (26/09/03), it is asked about."""

_LONGEST = 80
"""Characters of words that can be a day."""

_EXAMPLES = "3/9/2026, 3 September 2026, September 2026 or autumn term 2026"
_START, _FIRST_HALF, _SECOND_HALF = {"start", "beginning"}, {"1", "first", "half"}, {"2", "second"}
_OF_A_TERM = {*_TERMS, "term", "of", "the", "in", "holiday", "holidays", *_START, *_FIRST_HALF, *_SECOND_HALF}
"""All words that may stand beside a term's name."""

_HALF_TERM = r"half[ -]?term"
_IN_FRONT = r"(?:(?:by|on|the|until|till|due|end|of|for)\b[ :]*)+"
_WEEK = r"(?:w/?c|w/?b|week (?:beginning|commencing|starting|of)|(?P<ends>w/?e|week ending))[ .:]+"
_RELATIVE = rf"\b(?:next|this|last|coming|to(?:day|morrow)|weeks?|fortnight|{'|'.join(_WEEKDAYS).lower()})\b"
_YEAR = r"'?(?P<year>\d{1,5})(?:\s?[/-]\s?(?P<next>\d{2}|\d{4}))?"


def read_day(words: str, place: Place = NOWHERE) -> date | Problem:
    """Return the day that the words name, or what is wrong with them, at `place`.

    The problem is a warning if the words seem to be no day at all: “ongoing”.
    """
    plain = " ".join(without_unprinted(words).split())
    if len(plain) > _LONGEST:
        return _no_day(f"{plain[:40]}…", place)
    if any(character.isdigit() and not character.isascii() for character in plain):
        problem = Problem("other-digits", place, f"“{plain}” has digits other than 0 to 9", f"write {_EXAMPLES}")
        return day_in(plain) or problem
    asked = plain.casefold().replace("’", "'").replace("–", "-").strip(" .,;")
    if week := re.match(f"(?:{_IN_FRONT})?{_WEEK}", plain, re.IGNORECASE):
        found = read_day(plain[week.end() :], place)
        return found if isinstance(found, Problem) or week["ends"] else _friday(found)
    weekday, asked = _weekday_in(re.sub(f"^{_IN_FRONT}", "", asked))
    for pattern, read in _READERS:
        if match := re.fullmatch(pattern, asked, re.ASCII):
            found = read(match, plain, place)
            return found if weekday is None or isinstance(found, Problem) else _on(weekday, found, plain, place)
    return day_in(plain) or _not_understood(plain, place)


def today_of(seconds: int | None) -> date:
    """Return the day of a document's date, in seconds since 1970 in UTC; today, if it has none."""
    return date.today() if seconds is None else datetime.fromtimestamp(seconds, timezone.utc).date()


def in_words(day: date) -> str:
    """Return a day as it is written in English: 3 September 2026."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


@with_schema({"type": ["string", "number"], "description": f"A day: {_EXAMPLES}."})
def day_field(reading: Reading, node: Node) -> Day:
    """Read a day. Words that seem to be no day at all are kept, with a warning: nothing is ever due by them."""
    words = text(reading, node)
    found = read_day(words.value, node.place)
    if isinstance(found, date):
        return Day(words, found)
    if found.warning:
        reading.warnings.append(found)
        return Day(words, None)
    reading.note([found])
    reading.wrong_count += 1
    raise Wrong


def _friday(day: date) -> date:
    """Return the Friday of the week that begins on a day, or the day itself if it is later in its week."""
    return day + timedelta(days=max(4 - day.weekday(), 0))


def _weekday_in(asked: str) -> tuple[int | None, str]:
    """Return the weekday that stands before a day, from 0 for Monday, and the rest of the words."""
    match = re.match(r"([a-z]{3,9})\.?,? (?:the )?", asked)
    number = next(
        (number for number, name in enumerate(_WEEKDAYS) if match and name.lower().startswith(match[1])), None
    )
    return (None, asked) if match is None or number is None else (number, asked[match.end() :])


def _on(weekday: int, day: date, words: str, place: Place) -> date | Problem:
    """Return the day, or the problem of a wrong weekday."""
    if day.weekday() == weekday:
        return day
    away = (weekday - day.weekday() + 3) % 7 - 3
    right, other = (f"{_WEEKDAYS[each.weekday()]} {in_words(each)}" for each in (day, day + timedelta(days=away)))
    message = f"“{words}”: {in_words(day)} is a {_WEEKDAYS[day.weekday()]}"
    return Problem("wrong-weekday", place, message, f'is "{right}" meant, or "{other}"?')


def _british(match: re.Match[str], words: str, place: Place) -> date | Problem:
    """Read a day, a month and a year in numbers."""
    day, month, year = int(match["day"]), int(match["month"]), _full_year(match["year"])
    if year is None:
        return _no_year(match["year"], place)
    found = _date(day, month, year)
    if found is None and (other := _date(month, day, year)):
        right = f"{other.day}/{other.month}/{other.year}"
        message = f"“{words}” has a month {month}: in Britain, the day comes first"
        return Problem("month-first", place, message, f'write "{right}"', fix=Fix(place, right))
    if found and len(match["year"]) == 2 and year < _RECENT and (other := _date(year % 100, month, 2000 + day)):
        return _two_readings(words, in_words(other), in_words(found), place)
    return found or _impossible(day, month, year, words, place)


def _year_first(match: re.Match[str], words: str, place: Place) -> date | Problem:
    """Read a year, a month and a day in numbers: 2026-09-03."""
    day, month, year = int(match["day"]), int(match["month"]), _full_year(match["year"])
    if year is None:
        return _no_year(match["year"], place)
    return _date(day, month, year) or _impossible(day, month, year, words, place)


def _named(match: re.Match[str], words: str, place: Place) -> date | Problem:
    """Read a day with the month's name, or a month alone, of which the last day is meant."""
    month = next((number for number, name in enumerate(_MONTHS, 1) if name.lower().startswith(match["name"])), None)
    if month is None:
        return day_in(words) or _not_understood(words, place)
    if match["year"] is None:
        return _year_missing(words, place)
    if (year := _full_year(match["year"])) is None:
        return _no_year(match["year"], place)
    day = int(match.groupdict().get("day") or monthrange(year, month)[1])
    return _date(day, month, year) or _impossible(day, month, year, words, place)


def _month(match: re.Match[str], words: str, place: Place) -> date | Problem:
    """Read a month and a year in numbers: 9/2026. If they can be a school year as well (2009-10), it is asked about."""
    if (year := _full_year(match["year"])) is None:
        return _no_year(match["year"], place)
    month = int(match["month"])
    if match.start("year") == 0 and (year + 1) % 100 == month:
        return _two_readings(words, f"{_MONTHS[month - 1]} {year}", f"summer term {year + 1}", place)
    return _last_day(year, month)


def _term(match: re.Match[str], words: str, place: Place) -> date | Problem:
    """Read a term, its half term or its beginning, of a year or of a school year."""
    said = set(re.sub(_HALF_TERM, "half", match["words"]).replace(",", " ").split())
    terms = said & set(_TERMS)
    if not said <= _OF_A_TERM or len(terms) != 1:
        return _not_understood(words, place)
    if match["year"] is None:
        return _year_missing(words, place)
    if (year := _full_year(match["year"])) is None:
        return _no_year(match["year"], place)
    term = terms.pop()
    if match["next"]:
        if int(match["next"]) % 100 != (year + 1) % 100:
            return _no_school_year(words, year, place)
        year += term != "autumn"
    ends, half, begins = _TERMS[term]
    if said & {"holiday", "holidays"}:
        return _last_day(year, 8) if term == "summer" else _no_day(words, place)
    is_half = said & _FIRST_HALF and not said & _SECOND_HALF
    return _last_day(year, begins if said & _START else half if is_half else ends)


def _school_year(match: re.Match[str], words: str, place: Place) -> date | Problem:
    """Read a school year, of which the end of the summer term is meant. A year alone is asked about."""
    if (year := _full_year(match["year"])) is None:
        return _no_year(match["year"], place)
    if match["next"] is None:
        return _two_readings(words, in_words(date(year, 12, 31)), f"summer term {year}", place)
    if int(match["next"]) % 100 != (year + 1) % 100:
        return _no_school_year(words, year, place)
    return _last_day(year + 1, _TERMS["summer"][0])


def _two_numbers(match: re.Match[str], words: str, place: Place) -> date | Problem:
    """Read two numbers as a school year: 26/27. Any others lack something."""
    first, second = int(match[1]), int(match[2])
    if second == first + 1 and first > 12:
        return _last_day(2000 + second, _TERMS["summer"][0])
    if first in range(1, 13) and second > 12:
        message = f"“{words}” can be a day without a year, or a month of a year"
        return Problem("day-without-year", place, message, f'is "{_MONTHS[first - 1]} {2000 + second}" meant?')
    return _year_missing(words, place)


def _full_year(typed: str) -> int | None:
    """Return the year of two or four digits; None if it is no year that a plan can be about."""
    year = 2000 + int(typed) if len(typed) == 2 else int(typed)
    return year if _FIRST_YEAR <= year <= _LAST_YEAR else None


def _date(day: int, month: int, year: int) -> date | None:
    is_day = 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]
    return date(year, month, day) if is_day else None


def _last_day(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _impossible(day: int, month: int, year: int, words: str, place: Place) -> Problem:
    """Return the problem of a day that there is not."""
    if not 1 <= month <= 12:
        message, hint = f"“{words}” has a month {month}", "write day, month and year: 3/9/2026"
    else:
        last = in_words(_last_day(year, month))
        message, hint = f"“{words}” has a day {day}", f"the last day of that month is {last}"
    return Problem("impossible-day", place, message, hint)


def _two_readings(words: str, first: str, second: str, place: Place) -> Problem:
    message = f"“{words}” can be read in two ways"
    return Problem("ambiguous-day", place, message, f'is "{first}" meant, or "{second}"?')


def _year_missing(words: str, place: Place) -> Problem:
    return Problem("day-without-year", place, f"“{words}” has no year", "write the year too, as in 3/9/2026")


def _no_year(typed: str, place: Place) -> Problem:
    message = f"“{typed}” is not a year from {_FIRST_YEAR} to {_LAST_YEAR}"
    return Problem("year-out-of-bounds", place, message, "write a year of two or four digits, as in 3/9/2026")


def _no_school_year(words: str, year: int, place: Place) -> Problem:
    right = f"{year}/{(year + 1) % 100:02}"
    return Problem("not-a-school-year", place, f"“{words}” is not a school year", f'is "{right}" meant?')


def _no_day(words: str, place: Place) -> Problem:
    return Problem("not-a-day", place, f"“{words}” cannot be read as a day", f"write {_EXAMPLES}")


def _not_understood(words: str, place: Place) -> Problem:
    """Return the problem of words that no reader knows: a misspelt name, a day that moves, or no day at all."""
    small = words.casefold()
    has_number = re.search(r"\d", small)
    if re.fullmatch(rf"(?:{_IN_FRONT})?(?:{_HALF_TERM}|term(?: [1-6])?)(?: .*)?", small):
        message = f"“{words}” does not say which term of which year"
        return Problem("which-term", place, message, "write autumn term 2026, or spring half term 2027")
    if not has_number and re.search(_RELATIVE, small):
        message = f"“{words}” means another day each time that somebody reads it"
        return Problem("relative-day", place, message, f"write {_EXAMPLES}")
    if not has_number:
        message = f"“{words}” is not a day: it is printed as it stands, and is never overdue"
        return Problem("no-day", place, message, f"to be reminded, write {_EXAMPLES}", warning=True)
    for typed in re.findall(r"[A-Za-z]{3,}", words):
        meant = nearest(typed, (*_MONTHS, *_WEEKDAYS, *_TERMS), 0.7)
        right = words.replace(typed, meant) if meant and meant.casefold() != typed.casefold() else words
        if right != words and isinstance(read_day(right), date):
            return _no_day(words, place)._replace(hint=f'did you mean "{right}"?', fix=Fix(place, right))
    return _no_day(words, place)


_NAME = r"(?P<name>[a-z]{3,9})\.?"
_ORDINAL = r"(?P<day>\d{1,2}) ?(?:st|nd|rd|th)?"
_READERS: tuple[tuple[str, Callable[[re.Match[str], str, Place], date | Problem]], ...] = (
    (r"(?P<day>\d{1,2}) ?(?P<sign>[/.-]) ?(?P<month>\d{1,2}) ?(?P=sign) ?'?(?P<year>\d{1,5})", _british),
    (r"(?P<day>\d{1,2}) (?P<month>\d{1,2}) (?P<year>\d{4})", _british),
    (r"(?P<year>\d{4}) ?(?P<sign>[/.-]) ?(?P<month>\d{1,2}) ?(?P=sign) ?(?P<day>\d{1,2})", _year_first),
    (r"(?P<month>0?[1-9]|1[0-2]) ?[/.-] ?(?P<year>\d{4})", _month),
    (r"(?P<year>\d{4}) ?[/.-] ?(?P<month>0[1-9]|1[0-2])", _month),
    (r"(\d{1,2}) ?[/.-] ?(\d{1,2})", _two_numbers),
    (rf"(?:(?:school|academic) year )?{_YEAR}(?: (?:school|academic) year)?", _school_year),
    (rf"(?P<words>(?=.*(?:{'|'.join(_TERMS)}))[a-z12 ,-]*?)(?:[ ,]+{_YEAR})?", _term),
    (rf"{_NAME}(?: {_HALF_TERM})?(?:[ ,-]+'?(?P<year>\d{{2,5}}))?", _named),
    (rf"{_ORDINAL}[ -]?(?:of )?{_NAME}(?:[ ,-]+'?(?P<year>\d{{1,5}}))?", _named),
    (rf"{_NAME} {_ORDINAL}(?:,? (?P<year>\d{{4,5}}))?", _named),
)  # fmt: skip
"""Each way of writing a day, as the whole of it in small letters, with what reads it. The first that fits counts."""
