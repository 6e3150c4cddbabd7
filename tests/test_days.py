"""Days as people in Britain write them: each way of writing is read as the day that is meant, asked about, or told."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from senaudit.audit.dates import day_field, in_words, read_day
from senaudit.content.fields import Reading
from senaudit.problems import Place, Problem
from senaudit.source.nodes import Mapping
from senaudit.source.parsing import parse

THIRD = date(2026, 9, 3)

CLEAR = {
    **dict.fromkeys(("3/9/2026", "03/09/26", "3.9.2026", "03.09.26", "3. 9. 2026", "3-9-26", "3–9–2026"), THIRD),
    **dict.fromkeys(("3 9 2026", "3/9/'26", "2026-09-03", "2026/9/3", "by 3/9/2026", "3/9/2026."), THIRD),
    **dict.fromkeys(("3 Sept 2026", "3 sep. 26", "3-Sep-26", "3rd September 2026", "3rd of September, 2026"), THIRD),
    **dict.fromkeys(("September 3, 2026", "SEPT 3RD 2026", "Thursday 3 September 2026", "Thu 3/9/26"), THIRD),
    **dict.fromkeys(("Thurs. 3/9/26", "on Thursday, the 3rd of September 2026", "3\u00a0September\u00a02026"), THIRD),
    **dict.fromkeys(("September 2026", "Sept '26", "9/2026", "09.2026", "2026-09"), date(2026, 9, 30)),
    "end of Sep 2026": date(2026, 9, 30),
    "13/5/26": date(2026, 5, 13),
    "29/2/2028": date(2028, 2, 29),
    "February 2028": date(2028, 2, 29),
    **dict.fromkeys(("autumn term 2026", "Autumn 2026", "autumn 2026/27", "autumn 2 2026"), date(2026, 12, 31)),
    **dict.fromkeys(("spring term 2027", "the end of the spring term 2027", "spring 2026-27"), date(2027, 3, 31)),
    **dict.fromkeys(("summer term 2027", "summer 26/27", "school year 2026/27", "2026/2027"), date(2027, 7, 31)),
    **dict.fromkeys(("half term, autumn term 2026", "autumn half-term 2026", "Autumn 1 2026"), date(2026, 10, 31)),
    **dict.fromkeys(("by half term in the autumn 2026", "October half term 2026"), date(2026, 10, 31)),
    "first half of the spring term 2026/27": date(2027, 2, 28),
    "the second half of the spring term 2027": date(2027, 3, 31),
    "start of the summer term 2027": date(2027, 4, 30),
    "beginning of autumn term 2026": date(2026, 9, 30),
    **dict.fromkeys(("w/c 5 Oct 2026", "by w/c 5/10/2026", "Week beginning Monday 5 October 2026"), date(2026, 10, 9)),
    **dict.fromkeys(("w/e 9 Oct 2026", "week ending 9 October 2026"), date(2026, 10, 9)),
    "summer holidays 2027": date(2027, 8, 31),
}

TOLD = {
    "5/13/2026": ("month-first", 'write "13/5/2026"'),
    "31 June 2026": ("impossible-day", "the last day of that month is 30 June 2026"),
    "29/2/2027": ("impossible-day", "the last day of that month is 28 February 2027"),
    "32/13/2026": ("impossible-day", "write day, month and year: 3/9/2026"),
    "0/0/2026": ("impossible-day", "write day, month and year: 3/9/2026"),
    "2026-02-30": ("impossible-day", "28 February 2026"),
    "3/9": ("day-without-year", "as in 3/9/2026"),
    "3 September": ("day-without-year", "write the year too"),
    "September": ("day-without-year", "write the year too"),
    "autumn term": ("day-without-year", "write the year too"),
    "9/26": ("day-without-year", 'is "September 2026" meant?'),
    "half term": ("which-term", "autumn term 2026"),
    "w/c 5 Oct": ("day-without-year", "3/9/2026"),
    "half term 2027": ("which-term", "spring half term 2027"),
    "term 3 2027": ("which-term", "autumn term 2026"),
    "2026": ("ambiguous-day", 'is "31 December 2026" meant, or "summer term 2026"?'),
    "2009-10": ("ambiguous-day", 'is "October 2009" meant, or "summer term 2010"?'),
    "26/09/03": ("ambiguous-day", 'is "3 September 2026" meant, or "26 September 2003"?'),
    "Friday 3 September 2026": (
        "wrong-weekday",
        'is "Thursday 3 September 2026" meant, or "Friday 4 September 2026"?',
    ),
    "spring 2026/28": ("not-a-school-year", 'is "2026/27" meant?'),
    "1/1/1926": ("year-out-of-bounds", "two or four digits"),
    "3/9/20266": ("year-out-of-bounds", "two or four digits"),
    "٣/٩/٢٠٢٦": ("other-digits", "3/9/2026"),
    "३ September 2026": ("other-digits", "3/9/2026"),
    "\uff13/9/2026": ("other-digits", "3/9/2026"),
    "3 Setpember 2026": ("not-a-day", 'did you mean "3 September 2026"?'),
    "Thrusday 3 September 2026": ("not-a-day", 'did you mean "Thursday 3 September 2026"?'),
    "autum term 2026": ("not-a-day", 'did you mean "autumn term 2026"?'),
    "spring or summer 2027": ("not-a-day", "write 3/9/2026"),
    "winter holidays 2026": ("not-a-day", "write 3/9/2026"),
    "mid-September 2026": ("not-a-day", "write 3/9/2026"),
    "3-9 September 2026": ("not-a-day", "write 3/9/2026"),
    "20260903": ("not-a-day", "write 3/9/2026"),
    "tomorrow": ("relative-day", "write 3/9/2026"),
    "next term": ("relative-day", "write 3/9/2026"),
    "Friday": ("relative-day", "write 3/9/2026"),
    "a" * 5000: ("not-a-day", "write 3/9/2026"),
}


@pytest.mark.parametrize("words", CLEAR)
def test_a_clear_day_is_read_as_the_day_that_is_meant(words: str) -> None:
    assert read_day(words) == CLEAR[words]


@pytest.mark.parametrize("words", TOLD)
def test_any_other_day_is_told_or_asked_about(words: str) -> None:
    kind, hint = TOLD[words]
    found = read_day(words)
    assert isinstance(found, Problem)
    assert (found.kind, found.warning) == (kind, False)
    assert hint in found.hint


@pytest.mark.parametrize("words", ["ongoing", "each term", "asap", "when the new phone system is in", "tbc"])
def test_words_that_are_no_day_are_a_warning(words: str) -> None:
    found = read_day(words)
    assert isinstance(found, Problem)
    assert (found.kind, found.warning) == ("no-day", True)


DAYS = st.dates(date(2015, 1, 1), date(2099, 12, 31))
WAYS = ("{0.day}/{0.month}/{0.year}", "{0:%d.%m.%y}", "{0:%d-%m-%Y}", "{0:%d %b %Y}", "{0:%A %d %B %Y}", "{0:%Y-%m-%d}")


@given(DAYS, st.sampled_from(WAYS))
def test_each_day_is_read_back_in_each_way_of_writing(day: date, way: str) -> None:
    assert read_day(way.format(day)) == day
    assert read_day(in_words(day)) == day


@given(st.text(max_size=90) | st.text("0123456789/.- ' stndrhautmermspig", max_size=40))
def test_no_words_crash_the_reader(words: str) -> None:
    assert isinstance(read_day(words), date | Problem)


@pytest.mark.parametrize("words", TOLD)
def test_what_the_help_offers_can_be_read(words: str) -> None:
    """Each day in quotes is one that is read without a question."""
    found = read_day(words)
    assert isinstance(found, Problem)
    offered = found.hint.split('"')[1::2]
    assert all(isinstance(read_day(day), date) for day in offered)


def test_a_field_keeps_the_words_and_shows_the_place() -> None:
    node, problems = parse("by: 3 Sept 2026\nreview: 31 June 2026\nthen: ongoing\n", Path("plan.yaml"))
    assert isinstance(node, Mapping)
    assert not problems
    reading = Reading()
    by, review, then = (reading.attempt(day_field, value) for _, value in node.entries)
    assert (by.words.value, by.day) == ("3 Sept 2026", THIRD)
    assert review is None
    assert (then.words.value, then.day) == ("ongoing", None)
    assert [problem.kind for problem in reading.problems] == ["impossible-day"]
    assert [problem.kind for problem in reading.warnings] == ["no-day"]
    assert reading.problems[0].place == Place(Path("plan.yaml"), 2, 9, "review: 31 June 2026", 12)
    assert reading.wrong_count == 1
