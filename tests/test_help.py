"""Help that is followed word for word leads to a clean check, or to another true problem, and never in a circle.

A machine does what the help says (`Problem.fix`), and checks again, until nothing is left that it can do.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from test_problems import CASES, Case, every_case, problems_of
from test_slips import damaged

from senaudit.problems import Fix, Problem, SenauditError
from senaudit.recipe.reading import read_content
from senaudit.recipe.request import request_for
from senaudit.source.encoding import LINE_END

MOST_STEPS = 60
CHANGE, BLOCKS = "change: communication:telephone\n", "blocks: [ask: [Why?]]\n"
NAME = "name: Oak Hill Primary\n"
QUESTION = "question: How useful is it?\n"


@pytest.fixture(autouse=True)
def _working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def do(fix: Fix) -> None:
    """Type the fix into its file, as an editor does."""
    place = fix.place
    assert place.path
    data = place.path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    starts = [0, *(match.end() for match in LINE_END.finditer(text))]
    start = starts[place.line - 1] + place.column - 1
    place.path.write_bytes((text[:start] + fix.text + text[start + place.width :]).encode())


def follow(check: Callable[[], list[Problem]]) -> list[Problem]:
    """Do what the help says, problem by problem, until no help can be done. Return the problems that are left."""
    seen: set[bytes] = set()
    for _ in range(MOST_STEPS):
        problems = check()
        told = next((problem for problem in problems if problem.fix), None)
        if told is None or told.fix is None or told.fix.place.path is None:
            return problems
        path = told.fix.place.path
        do(told.fix)
        state = path.read_bytes()
        assert state not in seen, f"the help leads in a circle: {told}"
        seen.add(state)
        before = [problem for problem in problems if same(problem, told)]
        now = [problem for problem in check() if same(problem, told)]
        assert len(now) < len(before) or told not in now, f"the help does not help: {told}"
    raise AssertionError(f"there is no end to it: {told}")


def same(one: Problem, other: Problem) -> bool:
    """Return whether two problems are of one kind in one line, in the same words."""
    assert one.place
    assert other.place
    return one.place[:2] == other.place[:2] and (one.kind, one.message) == (other.kind, other.message)


def problems_of_school(folder: Path = Path("s")) -> list[Problem]:
    try:
        return list(read_content(request_for("sheets", school=folder, font="arimo")).warnings)
    except SenauditError as error:
        return list(error.problems)


def write(files: dict[str, str | bytes], folder: Path = Path("s")) -> None:
    for name, text in ({"school.yaml": NAME} | files).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())


@every_case
def test_the_help_of_each_mistake_of_the_collection_leads_on(case: Case) -> None:
    follow(lambda: problems_of_case(case))


def problems_of_case(case: Case) -> list[Problem]:
    """Return the problems of the case's file, which is written by the first check and changed after it."""
    target = Path("content", case.file)
    if not target.exists():
        return problems_of(case)
    beside = Path("beside.yaml")
    beside.write_bytes(target.read_bytes())
    return problems_of(Case(beside, case.mistake, case.file, case.run, case.expected))


EXAMPLE = re.compile(r'"[^"…]+"(?!”)')
WITHOUT_PLACE = frozenset(
    (
        "question-exists",
        "second-list",
        "not-fields",
        "missing-change",
        "not-a-name",
        "terms-not-chosen",
        "link-not-closed",
    )
)
"""Kinds whose help names what to type as one of several ways, or leaves it open where."""


@every_case
def test_what_help_says_word_for_word_can_be_done_by_a_machine(case: Case) -> None:
    for problem in problems_of(case):
        if EXAMPLE.search(problem.hint) and problem.kind not in WITHOUT_PLACE:
            assert problem.fix, problem


def test_much_of_the_help_can_be_done_by_a_machine() -> None:
    assert len([case for case in CASES if any(problem.fix for problem in problems_of(case))]) > 50


CLEAN: dict[str, dict[str, str | bytes]] = {
    "two backslashes": {"questions/q.yaml": CHANGE + 'question: "Is it in C:\\\\temp, and either\\\\or?"\n'},
    "one backslash": {"questions/q.yaml": CHANGE + 'question: "Is it either\\Lor?"\n'},
    "a path": {"questions/q.yaml": CHANGE + 'question: "Is it in C:\\temp or C:\\\\new?"\n'},
    "a share": {"questions/q.yaml": CHANGE + 'question: "Is it in \\\\server\\new here?"\n'},
    "a space": {"questions/q.yaml": "add: communication:our app\n" + QUESTION + BLOCKS},
    "a curly apostrophe": {"questions/q.yaml": "add: communication:head’s-tea\n" + QUESTION + BLOCKS},
    "a capital": {"questions/q.yaml": "change: communication:Telephone\n" + QUESTION},
    "capitals": {"questions/q.yaml": "Change: Communication:Telephone\nQuestion: How?\n"},
    "a new name with a capital": {"questions/q.yaml": "add: communication:Our-App\n" + QUESTION + BLOCKS},
    "a number": {"questions/q.yaml": "change: communication:3\n" + QUESTION},
    "names with spaces in a list": {"questions/q.yaml": "drop:\n  - communication: telephone\n  - 1:Welcome\n"},
    "a colon": {"school.yaml": "name: Oak: a school\n"},
    "a colon without a space": {"school.yaml": "name: Oak\nreturn_where: office:the tray\n"},
    "a capital field": {"school.yaml": NAME + "Senco: Mrs Okafor\nSENCO contact: 01234 567890\nReturn-By: Friday\n"},
    "capital values": {"school.yaml": NAME + "terms: Wales\nlogo_grey:\n"},
    "capital use": {"questions/q.yaml": "use: TRUE\nchange: communication:telephone\n" + QUESTION},
    "capital audience": {"questions/q.yaml": "change: communication:telephone\naudiences: [Parents, Governors]\n"},
    "a misspelt field": {"school.yaml": NAME + "Senko: Mrs Okafor\n"},
    "misspelt names": {"questions/q.yaml": "change: comunication:telefone\nquestoin: How?\naudiences: [parnets]\n"},
    "a quote that opens": {"school.yaml": 'name: "Oak Hill Primary\n'},
    "a tab": {"poster.yaml": "title: Ours\nmessages:\n\t3: {heading: Ours}\n"},
}  # fmt: skip
"""Mistakes whose help ends with a clean check, and what is no mistake."""


@pytest.mark.parametrize("files", CLEAN.values(), ids=CLEAN)
def test_help_that_is_followed_leads_to_a_clean_check(files: dict[str, str | bytes]) -> None:
    write(files)
    assert [problem for problem in follow(problems_of_school) if not problem.warning] == []


FINE = (
    "two backslashes", "a capital", "capitals", "a number", "a capital field",
    "capital values", "capital use", "capital audience",
)  # fmt: skip


@pytest.mark.parametrize("name", FINE)
def test_what_is_no_mistake_is_not_told_at_all(name: str) -> None:
    write(CLEAN[name])
    assert [problem for problem in problems_of_school() if not problem.warning] == []


ONE = "messages:\n  - {heading: One, text: Two}\n"
OTHER = {
    "an open bracket": ("messages: [\n", "messages: []\n", "", ""),
    "brackets with nothing in them": ("messages: []\n", ONE, "empty-list", "number-of-messages"),
}


@pytest.mark.parametrize(("before", "after", "told", "then"), OTHER.values(), ids=OTHER)
def test_brackets_that_are_closed_as_told_lead_to_another_problem(
    before: str, after: str, told: str, then: str
) -> None:
    write({"poster.yaml": before})
    first = problems_of_school()
    write({"poster.yaml": after})
    second = problems_of_school()
    assert [problem.kind for problem in first] == [told or "bracket-not-closed"]
    assert [problem.kind for problem in second] == [then or "empty-list"]
    if told:
        assert first[0].hint.startswith("delete the brackets and add one below")


def test_an_id_that_goes_on_in_the_next_line_is_not_mended_word_for_word(tmp_path: Path) -> None:
    """Its mend would go into the first line alone, and the id would grow with each one."""
    text = b"id: support\nquestions:\n  - id: moving on\n     to a new school\n    question: Is it easy?\n"
    write({"chapters/support.yaml": text}, tmp_path)
    follow(lambda: problems_of_school(tmp_path))
    assert "id-of-several-lines" in {problem.kind for problem in problems_of_school(tmp_path)}


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(damaged())
def test_the_help_on_any_slip_leads_on(slip: tuple[str, bytes]) -> None:
    name, data = slip
    with tempfile.TemporaryDirectory() as folder:
        write({name: data}, Path(folder))
        follow(lambda: problems_of_school(Path(folder)))
