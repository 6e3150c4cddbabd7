"""A plan as a workbook: a row for each action, to sort and filter."""

from __future__ import annotations

from senaudit.audit.audit import Day
from senaudit.audit.planned import PrintedAction, PrintedPlan, words_about
from senaudit.audit.spreadsheet import Cell, Column, write_workbook
from senaudit.content.model import Guide
from senaudit.content.text import Text, phrase
from senaudit.layout.inline import plain

_WIDTHS = {"what": 40, "about": 32, "who": 18, "by": 14, "success": 30, "review": 14, "state": 14}
"""The columns by the names of their labels, and their widths in digits. The first says what a row is about."""


def plan_table(printed: PrintedPlan, guide: Guide) -> bytes:
    """Return the workbook of a plan, in its order. Cells of a day that is known are dates, of any other the words."""
    said = guide.findings
    columns = [Column(str(said[f"plan-{name}"]), width, name == "what") for name, width in _WIDTHS.items()]
    rows = [_row(each, guide) for group in printed.groups for each in group.actions]
    return write_workbook(str(said["plan"]), columns, rows, guide.language)


def _row(printed: PrintedAction, guide: Guide) -> list[Cell]:
    action, said = printed.action, guide.findings
    about = [words_about(each, guide) for each in printed.about]
    about += [phrase(guide.labels["named"], name=str(said["plan-gone"]), words=words) for words in printed.gone]
    state = str(said[printed.state])
    return [
        _words(action.what),
        "\n".join(about),
        _words(action.who),
        _day(action.by),
        _words(action.success),
        _day(action.review),
        plain(phrase(said["plan-overdue"], state=state)) if printed.is_overdue else state,
    ]


def _words(text: Text | None) -> Cell:
    return plain(text) if text else None


def _day(day: Day | None) -> Cell:
    return day and (day.day or str(day.words))
