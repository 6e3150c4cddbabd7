"""No message names a file inside the program if the mistake is the school's."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from test_problems import CASES, RUNS, Case, every_case
from test_slips import damaged

from senaudit.files.shipped import is_shipped, shipped
from senaudit.problems import FileError, Problem, SenauditError
from senaudit.recipe.reading import read_content
from senaudit.recipe.request import request_for
from senaudit.recipe.steps import typeset_document

SHIPPED = shipped("content")
NAME = "name: Oak Hill Primary\n"


@pytest.fixture(autouse=True)
def school(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a school that has not changed anything yet."""
    monkeypatch.chdir(tmp_path)
    write(NAME)
    return Path("s")


def write(text: str | bytes, name: str = "school.yaml", folder: Path = Path("s")) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())


def problems_of(*runs: str, folder: Path = Path("s")) -> list[Problem]:
    """Return the problems and warnings of a school's folder, and of these documents of its pack."""
    found: list[Problem] = []
    statuses: set[int] = set()
    for run in ("", *runs):
        sources = RUNS[run].sources._replace(school=folder)
        choices = RUNS[run]._replace(sources=sources, appearance=RUNS[run].appearance._replace(font="arimo"))
        try:
            guide = read_content(choices)
            found += guide.warnings
            if run:
                typeset_document(choices, guide)
        except SenauditError as error:
            found += error.problems
            statuses.add(error.exit_status)
    assert statuses <= {1}
    return list(dict.fromkeys(found))


def assert_nothing_shipped_is_named(problems: list[Problem]) -> None:
    for problem in problems:
        assert problem.place is None or not is_shipped(problem.place.path), problem
        assert problem.first is None or not is_shipped(problem.first.path), problem
        assert str(SHIPPED) not in str(problem)


def only(problems: list[Problem]) -> str:
    """Return the place of the only problem that is not a warning."""
    assert_nothing_shipped_is_named(problems)
    (problem,) = [problem for problem in problems if not problem.warning]
    return Path(str(problem.place)).as_posix()


def test_a_school_file_that_cannot_be_understood_is_one_problem() -> None:
    write('name: "Oak Hill Primary\n')
    assert only(problems_of()) == "s/school.yaml:1:7"


@pytest.mark.parametrize("name", ["poster", "labels", "guide", "introduction", "terms/england", "terms/mine"])
def test_so_is_any_other_file_of_a_school_also_one_that_is_its_own(name: str) -> None:
    write('title: "Oak Hill Primary\n', f"{name}.yaml")
    write(NAME + "terms: mine\n" if name == "terms/mine" else NAME)
    assert only(problems_of()) == f"s/{name}.yaml:1:8"


@pytest.mark.parametrize("name", ["communication", "mine"])
def test_so_is_a_chapter_and_what_is_changed_in_it_elsewhere_is_not_unknown(name: str) -> None:
    write('title: "Oak Hill Primary\n', f"chapters/{name}.yaml")
    write("add: communication:our-app\nquestion: How?\nblocks: [ask: [Why?]]\n", "questions/app.yaml")
    write("change: communication:our-own\nquestion: How?\n", "questions/own.yaml")
    known_chapter = "unknown-question" if name == "mine" else ""  # the other one's questions are not known
    problems = [problem for problem in problems_of() if problem.kind != known_chapter]
    assert only(problems) == f"s/chapters/{name}.yaml:1:8"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="this user may read every file")
def test_a_school_file_that_may_not_be_read_is_one_problem() -> None:
    Path("s/school.yaml").chmod(0)
    with pytest.raises(FileError) as raised:
        read_content(request_for("guide", school=Path("s")))
    assert [str(problem.place) for problem in raised.value.problems] == [str(Path("s/school.yaml"))]


LONG = ", ".join(f"prompt number {number}" for number in range(100))


def test_too_many_prompts_of_a_school_are_told_at_the_prompts() -> None:
    write(f"change: communication:telephone\nprompts: [{LONG}]\n", "questions/q.yaml")
    place = only(problems_of("sheets --text-size 24"))
    assert place.startswith("s/questions/q.yaml:2:")


def test_a_longer_question_beside_shipped_prompts_is_told_at_the_change() -> None:
    write(f"change: communication:telephone\nquestion: {LONG}\nprompts: [{LONG}]\n", "questions/q.yaml")
    assert only(problems_of("sheets --text-size 24")).startswith("s/questions/q.yaml:")


def test_a_message_of_the_poster_that_crowds_out_another_is_to_blame() -> None:
    write("closing: " + 60 * "Ask a parent, any parent! " + "\n", "poster.yaml")
    assert only(problems_of("poster --paper A4 --large-print")).startswith("s/poster.yaml:1:")


def test_whatever_shows_in_shipped_words_beside_a_change_is_told_at_the_change() -> None:
    write("messages:\n  3: {heading: Another heading}\n", "poster.yaml")
    guide = read_content(request_for("poster", school=Path("s")))
    assert is_shipped(guide.poster.messages[2].text.place.path), "settings say where words come from"
    for text in (guide.poster.closing, guide.poster.messages[2].text, guide.poster.messages[5].heading):
        error = SenauditError([Problem("some-kind", text.place, "wrong"), Problem("some-kind", text.place, "wrong")])
        assert only(list(error.problems)) in ("s/poster.yaml:2:3", "s/poster.yaml:2:6", "s/poster.yaml:2:16")


def test_a_message_too_many_is_told_at_the_list_that_adds_it() -> None:
    write("messages:\n  add: [{heading: Seven, text: Too many}]\n", "poster.yaml")
    assert only(problems_of()) == "s/poster.yaml:2:3"


def test_a_term_that_fills_shipped_texts_too_full_is_to_blame() -> None:
    write(NAME + "authority: " + 400 * "Very Long Council and " + "\n")
    assert {only([problem]) for problem in problems_of("sheets --text-size 24")} <= {"s/school.yaml:2:12"}


def test_a_term_in_a_shipped_list_is_to_blame_if_that_list_is_too_long_with_it() -> None:
    write(NAME + "service: " + "Longname" * 80 + "\n")
    (problem,) = problems_of("sheets --text-size 24")
    assert only([problem]) == "s/school.yaml:2:10"
    assert (problem.message, problem.hint) == (
        "with this in it, a question leaves no room on the page for the boxes to write in",
        "shorten it, or choose a smaller text size",
    )


def test_terms_that_lack_what_shipped_texts_name_are_told_once_for_each_in_their_own_file() -> None:
    write(NAME + "terms: mine\n")
    write("terms:\n  authority: Our council\n", "terms/mine.yaml")
    problems = problems_of()
    assert {Path(str(problem.place)).as_posix() for problem in problems} == {"s/terms/mine.yaml:2:3"}
    assert len(problems) == len({problem.message for problem in problems}) > 3


def test_a_term_of_a_schools_own_that_the_glossary_has_is_told_in_the_schools_file() -> None:
    write("glossary: [{term: Inclusion, meaning: Ours}]\n", "terms/england.yaml")
    assert only(problems_of()).startswith("s/terms/england.yaml:1:")


def test_an_entry_that_the_guide_has_is_not_counted_by_its_lines() -> None:
    write(
        "questions:\n  add: [{id: telephone, question: How?, blocks: [ask: [Why?]]}]\n", "chapters/communication.yaml"
    )
    problems = problems_of()
    assert only(problems) == "s/chapters/communication.yaml:2:14"
    assert "the guide has it already" in problems[0].message


def test_a_look_of_the_schools_that_is_too_large_for_shipped_words_is_to_blame() -> None:
    look = (shipped("templates") / "looks/large-print.yaml").read_text("utf-8")
    larger = re.sub(r"^  body: .*", "  body: 90", look, count=1, flags=re.MULTILINE)
    write(larger, "templates/looks/large-print.yaml")
    problems = problems_of("poster --paper A4 --large-print", "sheets --text-size 24")
    assert problems
    assert_nothing_shipped_is_named(problems)


@every_case
def test_no_mistake_of_the_collection_is_told_of_a_shipped_file_when_a_school_makes_it(case: Case) -> None:
    name = case.file.replace("chapters/support", "chapters/communication")
    write(case.path.read_bytes(), name)
    problems = problems_of(*filter(None, [case.run]))
    assert_nothing_shipped_is_named(problems)
    assert problems or not [told for told in case.expected if told.startswith("error")], "nothing is told"


def test_the_collection_is_there() -> None:
    assert len(CASES) > 100


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(damaged())
def test_no_slip_in_a_copy_of_a_file_is_told_of_the_shipped_file(slip: tuple[str, bytes]) -> None:
    name, data = slip
    with tempfile.TemporaryDirectory() as folder:
        write(NAME, folder=Path(folder))
        write(data, name, Path(folder))
        assert_nothing_shipped_is_named(problems_of(folder=Path(folder)))
