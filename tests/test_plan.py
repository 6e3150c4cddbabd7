"""The plan: entries for what people asked for, what the school writes into them, and the documents made from them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from pathlib import Path

import outloud  # type: ignore[import-untyped]
import pdfua
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from openpyxl import load_workbook

from senaudit.audit.calendar_file import calendar
from senaudit.audit.kept_returns import keep_returns
from senaudit.audit.plan import Plan, State
from senaudit.audit.plan_entries import extended
from senaudit.audit.plan_file import PlanFile, is_overdue, plan_of, read_plan
from senaudit.audit.planned import Order, PrintedPlan, printed_plan
from senaudit.audit.returns import Return
from senaudit.cli import commands
from senaudit.content.model import Guide
from senaudit.problems import SenauditError
from senaudit.recipe.reading import read_content
from senaudit.recipe.request import Format, request_for
from senaudit.recipe.steps import build

PATH = Path("plan.yaml")
TODAY = date(2026, 11, 29)
PHONE, WELCOME, MOVING = "communication:telephone", "communication:welcome", "support:moving-on"


@cache
def the_guide() -> Guide:
    return read_content(request_for("plan"))


def returned(name: str, group: str = "", **points: str) -> Return:
    """Return what somebody of a group wrote: `telephone` and `welcome` are points for action."""
    answers = {f"communication:{question}:action": words for question, words in points.items()}
    return Return(
        name,
        f"{name}.pdf",
        "0" * 64,
        1,
        "fields",
        "",
        "2026",
        group,
        (),
        "en",
        "",
        "",
        "",
        dict(answers),
        dict(answers),
    )


ANNA = returned("aa11", "parents", telephone="Ring my daughter’s mum back", welcome="Smile")
BEN = returned("bb22", "teachers", telephone="More lines")
CARA = returned("cc33", "office", telephone=" \n", welcome="A bell")


def planned(data: bytes, returns: Iterable[Return] = ()) -> PlanFile:
    return plan_of(data, PATH, the_guide(), returns)


def first() -> bytes:
    return extended(b"", PATH, the_guide(), [ANNA, BEN, CARA]).data


def printed(data: bytes, order: Order = "date", only_overdue: bool = False) -> PrintedPlan:
    return printed_plan(planned(data).plan, the_guide(), TODAY, order, only_overdue)


def whats(plan: PrintedPlan) -> list[str]:
    return [str(each.action.what) for group in plan.groups for each in group.actions]


# New entries


def test_each_point_for_action_gets_a_blank_entry_with_its_question_and_its_return() -> None:
    actions = planned(first()).plan.actions
    found = [(each.questions, each.sources, each.what, each.state) for each in actions]
    assert found == [
        ((WELCOME,), ("aa11",), None, State.TO_DO),
        ((WELCOME,), ("cc33",), None, State.TO_DO),
        ((PHONE,), ("aa11",), None, State.TO_DO),
        ((PHONE,), ("bb22",), None, State.TO_DO),
    ]


def test_joined_all_answers_to_a_question_get_one_entry() -> None:
    data = extended(b"", PATH, the_guide(), [ANNA, BEN, CARA], joined=True).data
    found = [(each.questions, each.sources) for each in planned(data).plan.actions]
    assert found == [((WELCOME,), ("aa11", "cc33")), ((PHONE,), ("aa11", "bb22"))]


def test_no_words_of_a_return_are_copied_and_the_comment_says_where_they_are() -> None:
    text = first().decode()
    assert "daughter" not in text
    about = "# Communication 3: How easily can parents reach you by phone?"
    assert f"  {about}\n  # Parents: see collated.pdf, Communication 3\n" in text


def test_the_example_of_a_practice_can_be_read_when_the_number_signs_are_taken_away() -> None:
    text = re.sub(r"(?m)^# (practice:|  - question|    agreed)", r"\1", first().decode())
    assert list(planned(text.encode()).plan.practice) == [WELCOME]


def test_what_is_there_already_is_not_put_there_again() -> None:
    data = first()
    assert extended(data, PATH, the_guide(), [CARA, BEN, ANNA]).data == data
    more = extended(data, PATH, the_guide(), [ANNA, returned("dd44", telephone="Text us")])
    assert more.added == 1
    assert planned(more.data).plan.actions[-1].sources == ("dd44",)


def test_a_deleted_entry_does_not_come_back_until_its_question_is_deleted_from_the_list() -> None:
    text = first().decode()
    entry = re.search(r"  # Communication 3.*\n  # Teachers.*\n(?:  .*\n)+", text)
    assert entry
    without = text.replace(entry[0], "")
    assert len(planned(without.encode()).plan.actions) == 3
    assert extended(without.encode(), PATH, the_guide(), [ANNA, BEN, CARA]).added == 0
    again = without.replace("  - bb22 communication:telephone\n", "")
    assert extended(again.encode(), PATH, the_guide(), [ANNA, BEN, CARA]).added == 1


def test_an_entry_that_joins_others_stands_for_all_of_them() -> None:
    own = f"actions:\n- what: All\n  questions: [{PHONE}, {WELCOME}]\n  from: [aa11, bb22, cc33]\n".encode()
    assert extended(own, PATH, the_guide(), [ANNA, BEN, CARA]).added == 0


def test_a_point_about_a_question_that_is_gone_is_told() -> None:
    found = extended(b"", PATH, the_guide(), [returned("aa11", gone="x"), returned("bb22", gone="y")])
    assert found.added == 0
    assert [problem.kind for problem in found.warnings] == ["point-without-question"]
    assert "2 points" in found.warnings[0].message


def test_more_entries_than_a_file_can_hold_are_refused_with_what_to_do() -> None:
    many = [returned(f"r{number}", telephone="x", welcome="y") for number in range(600)]
    with pytest.raises(SenauditError) as raised:
        extended(b"", PATH, the_guide(), many)
    assert [problem.kind for problem in raised.value.problems] == ["plan-too-long"]
    assert extended(b"", PATH, the_guide(), many, joined=True).added == 2


# What she wrote stays

WORDS = st.text(st.sampled_from("abc éłŷ –'#:-?"), min_size=1, max_size=20).map(lambda words: f"x {words}")
COMMENTS = st.lists(st.sampled_from(["", "# mine", "   # ask: Jo - [x]", "\t", "#", "  "]), max_size=3)


@st.composite
def edited_plans(draw: st.DrawFn) -> tuple[bytes, list[str]]:
    """Return a plan as somebody may have edited it, in any encoding and with any line ends, and its words."""
    indent = draw(st.sampled_from(["", "  ", "    "]))
    words = draw(st.lists(WORDS, max_size=4))
    lines = draw(COMMENTS)
    sections = draw(st.permutations(["practice", "actions", "offered"]))
    for name in sections[draw(st.integers(0, 2)) :]:
        if name == "practice":
            lines += ["practice:", f"  - question: {MOVING}", "    agreed: We meet"]
        elif name == "offered":
            lines += ["offered:", f"{indent}- aa11 {WELCOME}"]
        else:
            lines.append("actions:")
            for number, each in enumerate(words):
                quoted = each.replace("'", "''")
                lines += draw(COMMENTS)
                lines += [f"{indent}-   what: '{quoted}'", f"{indent}    by: 3 Sept 202{number}", f"{indent}    who: |"]
                lines += [f"{indent}       Jo", f"{indent}       and Al", ""]
        lines += draw(COMMENTS)
    text = draw(st.sampled_from(["\n", "\r\n", "\r"])).join([*lines, *draw(st.sampled_from([[], [""]]))])
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
    return text.encode(encoding), list(words) if "actions:" in lines else []


@given(edited_plans())
@settings(max_examples=150, deadline=None)
def test_nothing_that_somebody_wrote_is_changed_by_new_entries(edited: tuple[bytes, list[str]]) -> None:
    """What stood there is still there, byte for byte and in its order, with new lines between; and it says the same."""
    data, words = edited
    try:
        before = planned(data)
    except SenauditError:
        return  # a tab where YAML allows none: nothing is written
    after_data = extended(data, PATH, the_guide(), [ANNA, BEN]).data
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
    remaining = iter(after_data.decode(encoding))
    assert all(sign in remaining for sign in data.decode(encoding))
    after = planned(after_data)
    assert [" ".join(words.split()) for words in words] == [str(each.what) for each in after.plan.actions[: len(words)]]
    assert {name: str(text) for name, text in before.plan.practice.items()} == {
        name: str(text) for name, text in after.plan.practice.items()
    }
    assert after.covered >= {(PHONE, "aa11"), (PHONE, "bb22"), (WELCOME, "aa11")}
    assert extended(after_data, PATH, the_guide(), [ANNA, BEN]).data == after_data


@given(edited_plans())
@settings(max_examples=60, deadline=None)
def test_the_bytes_before_and_after_each_insertion_are_those_of_the_file(edited: tuple[bytes, list[str]]) -> None:
    data, _ = edited
    try:
        after = extended(data, PATH, the_guide(), [ANNA, BEN]).data
    except SenauditError:
        return
    lines, left = after.splitlines(keepends=True), data.splitlines(keepends=True)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return
    found = iter(lines)
    assert all(any(new.rstrip(b"\r\n") == old.rstrip(b"\r\n") for new in found) for old in left)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("actions: [{what: Ring}]\n", "plan-in-brackets"),
        ("actions: []\n", "empty-list"),
        ("actions:\n  - what: Ring\n...\n", "plan-not-extended"),
        ("actions:\n\t- what: Ring\n", "tab"),
    ],
)
def test_a_file_that_cannot_be_added_to_is_told(text: str, kind: str) -> None:
    with pytest.raises(SenauditError) as raised:
        extended(text.encode(), PATH, the_guide(), [ANNA])
    assert kind in [problem.kind for problem in raised.value.problems]


@pytest.mark.parametrize("text", ["", "# only a comment\n", "actions:\n", "actions:\n# mine\n", "\n\n"])
def test_an_empty_file_gets_its_entries(text: str) -> None:
    data = extended(text.encode(), PATH, the_guide(), [ANNA]).data
    assert len(planned(data).plan.actions) == 2
    assert text in data.decode()


# Mistakes

MISTAKES = [
    ("actions:\n  - whta: Ring\n", "unknown-field", 2, 5, 'did you mean "what"?'),
    ("actions:\n  - what: x\n    state: don\n", "unknown-choice", 3, 12, 'did you mean "done"?'),
    (f"actions:\n  - questions: {PHONE}s\n", "unknown-question", 2, 16, f'did you mean "{PHONE}"?'),
    ("actions:\n  - questions: [telephon]\n", "unknown-question", 2, 17, f'did you mean "{PHONE}"?'),
    ("actions:\n  - what: x\n    by: 31 June 2026\n", "impossible-day", 3, 9, "30 June 2026"),
    ("actions:\n  - what: x\n    by: 2026\n", "ambiguous-day", 3, 9, "summer term 2026"),
    ("actions:\n  - who: Jo\n", "empty-action", 2, 5, 'add a line "what: …"'),
    ("actions:\n  - what: x\n    history:\n      - Rang\n", "not-an-event", 4, 9, "3/9/2026: a new"),
    ("actions:\n  - what: x\n    id: a\n  - what: y\n    id: a\n", "duplicate-entry", 4, 5, "another id"),
    ("action:\n  - what: x\n", "unknown-field", 1, 1, 'did you mean "actions"?'),
    (f"practice:\n  - question: {PHONE}\n", "missing-field", 2, 5, "agreed"),
    (
        f"practice:\n  - question: {PHONE}\n    agreed: a\n  - question: {PHONE}\n    agreed: b\n",
        "duplicate-entry", 5, 13, "one entry",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind", "line", "column", "hint"), MISTAKES)
def test_a_mistake_is_told_with_its_place_and_what_to_do(
    text: str, kind: str, line: int, column: int, hint: str
) -> None:
    with pytest.raises(SenauditError) as raised:
        planned(text.encode())
    (problem,) = raised.value.problems
    assert problem.place
    assert (problem.kind, problem.place.line, problem.place.column) == (kind, line, column)
    assert hint in problem.hint


@pytest.mark.parametrize(
    "words", [f"{PHONE}, {WELCOME}", f"{PHONE},{WELCOME}", f"{PHONE} ,  {WELCOME}", f"{PHONE}, welcom"]
)
def test_several_questions_may_stand_in_one_line_without_brackets(words: str) -> None:
    data = f"actions:\n  - questions: {words}\n  - what: x\n    questions: {words}\n".encode()
    if words.endswith("welcom"):
        with pytest.raises(SenauditError) as raised:
            planned(data)
        (first, second) = raised.value.problems
        assert first.place
        assert second.place
        assert (first.kind, first.place.line, first.place.column) == ("unknown-question", 2, 41)
        assert (second.place.line, second.place.column) == (4, 41)
    else:
        assert [each.questions for each in planned(data).plan.actions] == [(PHONE, WELCOME)] * 2


def test_an_unknown_return_and_a_review_before_the_day_are_warnings() -> None:
    text = "actions:\n  - what: x\n    from: aa11, aa12\n    by: 3/9/2026\n    review: 2/9/2026\n"
    warnings = planned(text.encode(), [ANNA]).warnings
    assert [(each.kind, each.warning, each.place and each.place.column) for each in warnings] == [
        ("unknown-return", True, 17),
        ("review-before-day", True, 13),
    ]


def test_history_may_be_written_with_or_without_hyphens() -> None:
    for lines in (
        "      - 3/9/2026: Rang\n      - 4/9/2026: Rang again\n",
        "      3/9/2026: Rang\n      4/9/2026: Rang again\n",
    ):
        (action,) = planned(f"actions:\n  - what: x\n    history:\n{lines}".encode()).plan.actions
        assert [(each.day.day, str(each.words)) for each in action.history] == [
            (date(2026, 9, 3), "Rang"),
            (date(2026, 9, 4), "Rang again"),
        ]


def test_without_a_file_there_is_an_empty_plan(tmp_path: Path) -> None:
    assert read_plan(tmp_path, the_guide()).plan == Plan((), {}, {})


# What is overdue, and in which order

PLANNED = f"""\
actions:
  - what: Late
    by: 28/11/2026
    questions: {MOVING}
  - what: Today
    by: 29/11/2026
    questions: {PHONE}
    who: "=cmd|' /C calc'!A0"
    success: "{{{{ 7 * 7 }}}} <b>&amp;</b> ]]> ‮ {{%"
  - what: To look at again
    review: October 2026
    questions: [{WELCOME}, {MOVING}]
    state: in hand
  - what: Done late
    by: 1/9/2026
    state: done
  - what: Dropped
    by: 1/9/2026
    state: dropped
  - what: Whenever
    by: ongoing
  - questions: {WELCOME}
""".replace("\u202e ", "").encode()


def test_what_is_done_or_dropped_or_has_no_day_is_never_overdue() -> None:
    actions = planned(PLANNED).plan.actions
    assert [str(each.what) for each in actions if is_overdue(each, TODAY)] == ["Late", "To look at again"]
    assert [str(each.what) for each in actions if is_overdue(each, date(2026, 11, 30))] == [
        *("Late", "Today", "To look at again"),
    ]


def test_by_date_what_is_to_be_done_comes_first_and_what_is_done_last() -> None:
    plan = printed(PLANNED)
    assert [group.label for group in plan.groups] == ["plan-dated", "plan-undated", "plan-all-done"]
    assert whats(plan) == ["To look at again", "Late", "Today", "Whenever", "None", "Done late"]
    assert (plan.overdue, plan.dropped, plan.as_of) == (2, 1, "29 November 2026")


def test_by_question_the_order_is_that_of_the_guide() -> None:
    plan = printed(PLANNED, "question")
    chapters = [group.chapter.id if group.chapter else group.label for group in plan.groups]
    assert chapters == ["communication", "support", "plan-other"]
    assert whats(plan) == ["To look at again", "None", "Today", "Late", "Done late", "Whenever"]


def test_overdue_leaves_out_all_others() -> None:
    assert whats(printed(PLANNED, only_overdue=True)) == ["To look at again", "Late"]


# The documents


@pytest.mark.parametrize("form", ["txt", "html", "docx"])
def test_the_plan_says_the_same_in_each_edition(form: Format) -> None:
    request = request_for("plan", format=form)
    document = build(request, guide=the_guide(), findings={"plan": printed(PLANNED), "audit_name": None})
    if form == "txt":
        text = document.data.decode()
        assert "State: Overdue, in hand" in text
        assert "{{ 7 * 7 }} <b>&amp;</b> ]]>" in text
        assert "As it stands on 29 November 2026. Dropped, and left out here: 1." in text
        assert "aa11" not in text
    assert document.data


def test_an_empty_plan_says_so() -> None:
    request = request_for("plan", format="txt")
    document = build(request, guide=the_guide(), findings={"plan": printed(b"actions:\n"), "audit_name": None})
    assert "There is nothing here." in document.data.decode()


# The calendar


def the_calendar(data: bytes = PLANNED) -> bytes:
    actions = [each for group in printed(data).groups for each in group.actions]
    made = calendar(actions, the_guide(), "autumn-2026", TODAY)
    assert made is not None
    return made


def test_the_calendar_has_each_day_of_what_is_still_to_be_done() -> None:
    events = Calendar.from_ical(the_calendar()).walk("VEVENT")
    found = [(str(each["summary"]), each.decoded("dtstart"), each.decoded("dtend")) for each in events]
    assert found == [
        ("Review: To look at again", date(2026, 10, 31), date(2026, 11, 1)),
        ("By: Late", date(2026, 11, 28), date(2026, 11, 29)),
        ("By: Today", date(2026, 11, 29), date(2026, 11, 30)),
    ]


def test_the_calendar_keeps_the_rules_of_rfc_5545() -> None:
    """Lines end with CR LF and have at most 75 octets; each event has a UID of its own and a stamp in UTC."""
    words = ("Łukasz; a, b \\ " * 20).strip()
    text = f"actions:\n  - what: '{words}'\n    by: 3/9/2026\n    who: Jo\n".encode()
    data = the_calendar(text)
    assert data.endswith(b"\r\n")
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert max(map(len, data.split(b"\r\n"))) <= 75
    (event,) = Calendar.from_ical(data).walk("VEVENT")
    assert str(event["summary"]) == f"By: {words}"
    assert event["dtstamp"].to_ical() == b"20261129T000000Z"
    assert {each.name for each in Calendar.from_ical(data).walk()} == {"VCALENDAR", "VEVENT"}


def test_the_calendar_is_the_same_again_and_an_event_keeps_its_uid() -> None:
    assert the_calendar() == the_calendar()
    text = "actions:\n  - id: bell\n    what: {}\n    by: {}\n"
    uids = set()
    for what, day in (("Buy a bell", "3/9/2026"), ("Ring it", "spring term 2027")):
        (event,) = Calendar.from_ical(the_calendar(text.format(what, day).encode())).walk("VEVENT")
        uids.add(str(event["uid"]))
    assert len(uids) == 1
    events = Calendar.from_ical(the_calendar()).walk("VEVENT")
    assert len({str(event["uid"]) for event in events}) == len(events)


def test_without_days_there_is_no_calendar() -> None:
    actions = [each for group in printed(b"actions:\n  - what: x\n    by: ongoing\n").groups for each in group.actions]
    assert calendar(actions, the_guide(), "autumn-2026", TODAY) is None


# The command


def run(*words: str, status: int = 0) -> str:
    result = CliRunner().invoke(commands, ["plan", *words], prog_name="senaudit")
    assert result.exit_code == status, result.output
    return result.output


@pytest.fixture
def audit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of an audit with returns; it is the working folder."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795910400")
    monkeypatch.chdir(tmp_path)
    keep_returns(tmp_path, [ANNA, BEN])
    return tmp_path


def test_in_an_audits_folder_the_command_needs_no_arguments(audit: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = run()
    assert "plan.yaml: 3 new entries" in said
    assert "plan.pdf: " in said
    before = (audit / "plan.yaml").read_bytes()
    (audit / "returns").mkdir()
    monkeypatch.chdir(audit / "returns")
    assert "new entr" not in run()
    assert (audit / "plan.yaml").read_bytes() == before


def test_the_command_makes_the_same_bytes_again(audit: Path) -> None:
    (audit / "plan.yaml").write_bytes(PLANNED)
    files = ("plan-overdue.pdf", "plan-overdue.ics")
    said = run("--overdue", "--ics")
    assert "2 actions are overdue\n" in said, "nothing tells to type what was typed just now"
    made = [(audit / name).read_bytes() for name in files]
    run("--overdue", "--ics")
    assert [(audit / name).read_bytes() for name in files] == made


def test_mistakes_in_the_plan_leave_everything_as_it_was(audit: Path) -> None:
    (audit / "plan.yaml").write_bytes(b"actions:\n  - what: x\n    by: 31 June 2026\n")
    assert "impossible-day" not in run(status=1)
    assert (audit / "plan.yaml").read_bytes() == b"actions:\n  - what: x\n    by: 31 June 2026\n"
    assert not (audit / "plan.pdf").exists()


def test_without_answers_or_a_plan_the_command_says_what_comes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "senaudit plan audit-2026" in run(status=2)
    assert "no folder" in run("nowhere", status=2)
    assert "senaudit collate" in run(".", status=2)


def test_a_plan_without_days_makes_no_calendar_and_says_so(audit: Path) -> None:
    assert "no calendar was made" in run("--ics")
    assert not (audit / "plan.ics").exists()


def test_the_workbook_has_a_row_for_each_action_and_its_texts_are_no_formulas(audit: Path) -> None:
    (audit / "plan.yaml").write_bytes(PLANNED)
    assert "plan.xlsx" in run("--xlsx")
    sheet = load_workbook(audit / "plan.xlsx").active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == ("What", "About", "Who", "By", "Success", "Review", "State")
    assert [row[0] for row in rows[1:]] == ["To look at again", "Late", "Today", "Whenever", *[None] * 4, "Done late"]
    assert rows[2][3] == datetime(2026, 11, 28)
    assert rows[2][6] == "Overdue, to do"
    assert rows[4][3] == "ongoing"
    formula = sheet["C4"]
    assert (formula.value, formula.data_type) == ("=cmd|' /C calc'!A0", "s")


def test_the_printed_plan_has_the_name_of_its_audit(audit: Path) -> None:
    (audit / "audit.yaml").write_text("name: Autumn 2026\n", "utf-8")
    run("--format", "txt")
    assert "Autumn 2026" in (audit / "plan.txt").read_text("utf-8")


@pytest.mark.parametrize("size", [None, 24])
def test_the_pages_of_the_plan_conform_and_are_heard_without_a_fault(tmp_path: Path, size: int | None) -> None:
    """Also with words that are longer than a page."""
    long = PLANNED + b"  - what: Long\n    success: " + b"very long words " * 400 + b"\n    who: " + b"Jo and Al " * 300
    request = request_for("plan", text_size=size)
    document = build(request, guide=the_guide(), findings={"plan": printed(long), "audit_name": None})
    file = tmp_path / "plan.pdf"
    file.write_bytes(document.data)
    assert pdfua.validate(str(file)).findings == ()
    heard = outloud.check(str(file), layers={"conformance"})
    assert [each for each in heard.findings if each.severity == "error"] == []


@pytest.mark.parametrize("line_end", ["\r\n", "\n"])
def test_new_lines_end_as_those_of_the_file(line_end: str) -> None:
    data = extended(
        line_end.join(["# mine", "actions:", "  - what: Ring", ""]).encode(), PATH, the_guide(), [ANNA]
    ).data
    assert data.count(b"\n") > 20
    assert data.count(b"\n") == data.count(line_end.encode())
    assert data.count(b"\r") == (data.count(b"\n") if line_end == "\r\n" else 0)
