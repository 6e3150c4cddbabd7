"""Questions that a plan names and the guide no longer has: kept and told, while a typing mistake is still refused."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from edition_words import every_edition, typed_as, words_of
from icalendar import Calendar
from openpyxl import load_workbook
from test_plan import ANNA, PHONE, the_guide

from senaudit.audit.calendar_file import calendar
from senaudit.audit.kept_returns import keep_returns
from senaudit.audit.plan_entries import extended
from senaudit.audit.plan_file import PlanFile, plan_of
from senaudit.audit.plan_table import plan_table
from senaudit.audit.planned import printed_plan
from senaudit.audit.returns import Return
from senaudit.cli import commands
from senaudit.problems import SenauditError
from senaudit.recipe.request import Format, request_for
from senaudit.recipe.steps import build

GONE = "communication:telephones"
WORDS = "How do people ring <you>?"
ASKED = {
    f"{GONE}:practice": f"Communication 3: {WORDS} Current practice",
    f"{GONE}:action": f"Communication 3: {WORDS} Points for action",
}
OLD = ANNA._replace(asked=ASKED, answers={f"{GONE}:action": "Ring us"})
PLAN = f"""\
practice:
  - question: {GONE}
    agreed: The office rings back
actions:
  - what: Ring back
    questions: {GONE}
    by: 3/12/2027
  - questions: {GONE}, {PHONE}
  - questions: {GONE}
    by: 4/12/2027
  - what: A party
""".encode()


def read(data: bytes, returns: Iterable[Return] = (), is_past: bool = False) -> PlanFile:
    return plan_of(data, Path("plan.yaml"), the_guide(), returns, is_past)


def test_a_question_that_was_asked_is_kept_and_told_at_its_line_with_the_one_that_may_be_meant() -> None:
    found = read(PLAN, [OLD])
    assert [each.questions for each in found.plan.actions] == [(GONE,), (GONE, PHONE), (GONE,), ()]
    assert found.plan.gone == {GONE: WORDS}
    assert list(found.plan.practice) == [GONE]
    told = [(each.kind, each.warning, each.place and each.place.line) for each in found.warnings]
    assert told == [("question-gone", True, line) for line in (2, 6, 8, 9)]
    assert WORDS in found.warnings[0].message
    assert f'perhaps "{PHONE}"' in found.warnings[0].hint


@pytest.mark.parametrize("returns", [(), (ANNA,)])
def test_a_question_that_nobody_was_asked_is_a_mistake(returns: tuple[Return, ...]) -> None:
    with pytest.raises(SenauditError) as raised:
        read(PLAN, returns)
    assert {each.kind for each in raised.value.problems} == {"unknown-question"}
    assert raised.value.problems[0].hint == f'did you mean "{PHONE}"?'


def test_what_senaudit_has_put_into_the_plan_is_known_without_returns_too() -> None:
    found = read(PLAN + f"offered:\n  - aa11 {GONE}\n".encode())
    assert found.plan.gone == {GONE: GONE}
    assert {each.kind for each in found.warnings} == {"question-gone"}


def test_in_a_plan_of_a_past_audit_no_question_is_a_mistake() -> None:
    found = read(PLAN, is_past=True)
    assert found.plan.gone == {GONE: GONE}
    assert len(found.warnings) == 4


def test_new_entries_are_put_into_a_plan_with_such_questions_and_what_it_covers_is_not_told_again() -> None:
    data = PLAN + f"offered:\n  - {OLD.id} {GONE}\n".encode()
    new = extended(data, Path("plan.yaml"), the_guide(), [OLD, ANNA._replace(id="bb22")])
    assert (new.added, new.warnings) == (2, ())
    (problem,) = extended(PLAN, Path("plan.yaml"), the_guide(), [OLD]).warnings
    assert problem.kind == "point-without-question"


# The documents


def test_by_question_they_stand_under_a_heading_of_their_own() -> None:
    printed = printed_plan(read(PLAN, [OLD]).plan, the_guide(), date(2026, 11, 29), "question")
    groups = [(each.label or (each.chapter and each.chapter.id), len(each.actions)) for each in printed.groups]
    assert groups == [("communication", 1), ("no-longer", 2), ("plan-other", 1)]


@every_edition
def test_every_edition_prints_the_words_of_the_question(form: Format) -> None:
    request = request_for("plan", format=form)
    printed = printed_plan(read(PLAN, [OLD]).plan, the_guide(), date(2026, 11, 29), "question")
    document = build(request, guide=the_guide(), findings={"plan": printed, "audit_name": None})
    words = re.sub(r"\\45/.", "", words_of(document.data, form))  # in Braille, where strong words begin and end
    assert words.count(typed_as(f"No longer asked: {WORDS}", form)) >= 3
    assert typed_as("Questions that are no longer asked", form) in words


def test_the_workbook_and_the_calendar_have_them() -> None:
    printed = printed_plan(read(PLAN, [OLD]).plan, the_guide(), date(2026, 11, 29), "question")
    sheet = load_workbook(BytesIO(plan_table(printed, the_guide()))).active
    assert sheet is not None
    about = [str(row[1]) for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert [f"No longer asked: {WORDS}" in each for each in about] == [True, True, True, False]
    actions = [action for group in printed.groups for action in group.actions]
    data = calendar(actions, the_guide(), "autumn-2026", date(2026, 11, 29))
    assert data
    events = {str(event["summary"]): str(event["description"]) for event in Calendar.from_ical(data).walk("VEVENT")}
    assert events == {
        "By: Ring back": f"No longer asked: {WORDS}",
        f"By: No longer asked: {WORDS}": f"No longer asked: {WORDS}",
    }


# The commands


@pytest.fixture
def audit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of an audit of which the guide has lost a question; it is in the working folder."""
    monkeypatch.chdir(tmp_path)
    folder = Path("autumn-2026")
    folder.mkdir()
    asked = {name: words.replace("<you>", "you 😀") for name, words in ASKED.items()}
    keep_returns(folder, [OLD._replace(asked=asked)])
    (folder / "plan.yaml").write_bytes(PLAN)
    return folder


def run(*words: str, status: int = 0) -> str:
    result = CliRunner().invoke(commands, words, prog_name="senaudit")
    assert result.exit_code == status, result.output
    return result.output


def test_the_plan_the_status_and_the_handover_are_made(audit: Path) -> None:
    said = run("plan", str(audit), "--format", "txt", "--format", "pdf", "--xlsx")
    assert f"{audit}/plan.yaml:6:16: warning: the guide no longer has the question “{GONE}”" in said
    assert "No longer asked: How do people ring you 😀?" in (audit / "plan.txt").read_text("utf-8")
    assert (audit / "plan.pdf").is_file()
    run("status", str(audit))
    run("handover", str(audit), "--format", "txt", "--format", "pdf")
    words = " ".join((audit / "handover.txt").read_text("utf-8").split())
    assert "No longer asked: How do people ring you 😀? The office rings back" in words
    assert words.count("No longer asked: How do people") >= 3


def test_sheets_since_then_are_made_and_tell_what_they_leave_out(audit: Path) -> None:
    (audit / "returns.yaml").unlink()
    said = run("build", "sheets", "--chapter", "communication", "--since", str(audit), "-o", "sheets.pdf")
    assert f"{audit}/plan.yaml:2:15: warning: the guide no longer has the question “{GONE}”" in said
    assert Path("sheets.pdf").is_file()
    said = run("audit", "Autumn 2027", "--question", PHONE, "--since", str(audit))
    assert said.count("plan.yaml:2:15: warning: the guide no longer has the question") == 1
