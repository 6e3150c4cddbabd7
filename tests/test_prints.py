"""Prints of sheets that ask again, or ask how good something is, and of those of several people: read, or named."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from asking import with_changes
from click.testing import CliRunner
from form_filling import fill_in, places_of
from printing_programs import (
    PROGRAMS,
    flattened,
    with_comments,
    with_pages,
)
from test_asking_again import PLAN, asked, made

from senaudit.audit.by_position import read_by_position
from senaudit.audit.forms import Forms
from senaudit.audit.kept_returns import kept_returns
from senaudit.audit.returns import ReadFile
from senaudit.cli import commands
from senaudit.recipe.request import Request, request_for

Answers = Mapping[str, str | bool]
Check = Callable[[ReadFile, Sequence[Answers]], None]

every_program = pytest.mark.parametrize("program", PROGRAMS)
RATED = request_for("sheets", font="arimo", chapters=["communication"], fillable=True, rating=True)
LOOKS: list[dict[str, Any]] = [
    {"large_print": True},
    {"text_size": 18},
    {"text_size": 24},
    {"paper": "Letter"},
    {"audiences": ("parents",)},
]
OF_FEET: dict[str, Any] = {"font": "arimo", "text_size": 24}
RATINGS = ("agree-a-lot", "agree-a-little", "disagree", "need-to-know-more")


@pytest.fixture
def audit(tmp_path: Path) -> Path:
    """The folder of the audit before."""
    folder = tmp_path / "autumn-2025"
    folder.mkdir()
    (folder / "plan.yaml").write_text(PLAN, "utf-8")
    return folder


@pytest.fixture
def right(rights: Callable[[int, int], None]) -> Check:
    """Assert that the answers of these people, and nothing else, are read from a print."""

    def check(file: ReadFile, typed: Sequence[Answers]) -> None:
        pairs = zip([read.answers for read in file.returns], typed, strict=False)
        counted = sum(read.get(name) == answer for read, answers in pairs for name, answer in answers.items())
        rights(counted, sum(map(len, typed)))
        assert [read.answers for read in file.returns] == typed
        assert all(read.doubtful == set(read.answers) for read in file.returns)

    return check


def typed_into(data: bytes) -> dict[str, str | bool]:
    """Return an answer for each box of sheets. Every third box to tick is ticked, and one rating in each row."""
    names = [name for name, *_ in places_of(data) if name.count(":") > 1 or name.startswith("completed-by:")]
    typed: dict[str, str | bool] = {}
    questions = list(dict.fromkeys(":".join(name.split(":")[:2]) for name in names))
    for number, name in enumerate(names):
        if name.endswith((":practice", ":action")):
            typed[name] = f"Our {number}.\nIts second line."
        elif ":rating:" in name:
            if name.endswith(RATINGS[questions.index(":".join(name.split(":")[:2])) % len(RATINGS)]):
                typed[name] = True
        elif number % 3 == 0:
            typed[name] = f"Line {number}" if name.endswith(":line") else True
    return typed


@cache
def rated(request: Request = RATED) -> tuple[bytes, Answers]:
    """Return sheets with ratings that are filled in, and what is in them."""
    data = made(request).data
    typed = typed_into(data)
    return fill_in(data, typed), typed


def kinds(file: ReadFile) -> set[str]:
    assert all(problem.hint for problem in file.problems)
    return {problem.kind for problem in file.problems}


# How good something is


@every_program
def test_the_ratings_are_read_from_each_programs_print(program: Callable[[bytes], bytes], right: Check) -> None:
    data, typed = rated()
    assert sum(":rating:" in name for name in typed) >= 10
    file = read_by_position("a.pdf", program(data), Forms())
    assert not file.problems
    right(file, [typed])


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_the_ratings_are_read_in_each_look(look: dict[str, Any], right: Check) -> None:
    data, typed = rated(with_changes(RATED, **look))
    right(read_by_position("a.pdf", flattened(data), Forms()), [typed])


def test_a_rating_that_is_marked_on_paper_sheets_is_read() -> None:
    """Somebody marks a box with a program for comments."""
    from senaudit.audit.form_sheets import sheets_of

    request = with_changes(RATED, fillable=False)
    pages = list(enumerate(sheets_of(request).pages))
    boxes = {place.id: (number, place.box) for number, page in pages for place in page.places}
    name = "communication:welcome:rating:disagree"
    number, box = boxes[name]
    page, (left, bottom, _, top) = boxes["communication:welcome:practice"]
    comments = [(number, "Ink", box, ""), (page, "FreeText", (left + 9, bottom + 9, left + 99, top - 9), "Well")]
    file = read_by_position("a.pdf", with_comments(made(request).data, comments), Forms())
    assert file.returns[0].answers == {name: True, "communication:welcome:practice": "[comment] Well"}


# What was agreed on last time


def again(audit: Path, **look: object) -> tuple[bytes, Answers]:
    """Return filled-in sheets that say what was agreed on last time, and what is in them."""
    data = made(asked(audit, fillable=True, **look)).data
    typed = typed_into(data)
    return fill_in(data, typed), typed


@every_program
def test_sheets_that_ask_again_are_read(program: Callable[[bytes], bytes], audit: Path, right: Check) -> None:
    data, typed = again(audit)
    file = read_by_position("a.pdf", program(data), Forms(since=audit))
    assert not file.problems
    right(file, [typed])


@pytest.mark.parametrize("look", [*LOOKS, {"rating": True}], ids=str)
def test_sheets_that_ask_again_are_read_in_each_look(look: dict[str, Any], audit: Path, right: Check) -> None:
    data, typed = again(audit, **look)
    right(read_by_position("a.pdf", flattened(data), Forms(since=audit)), [typed])


def test_without_the_audit_before_it_is_named_and_nothing_is_misread(audit: Path) -> None:
    data, typed = again(audit)
    file = read_by_position("a.pdf", flattened(data), Forms())
    assert kinds(file) == {"last-time-unknown"}
    assert all(typed[name] == answer for read in file.returns for name, answer in read.answers.items())


SECOND = """  - questions: [communication:telephone]
    what: Ask parents of new pupils when they can be reached
    by: 3 May 2026
    state: done
"""
PLAIN = "  - question: communication:writing\n    agreed: All letters are in **plain English**.\n"
FIRST = "actions:\n  - questions: [communication:writing]\n    what: Ask\n    state: to do\n"
CHANGES = {
    "state": ("state: in hand", "state: done"),
    "day": ("by: 3 March 2026", "by: 4 May 2026"),
    "fewer actions": (SECOND, ""),
    "more actions": ("actions:\n", FIRST),
    "shorter": (" Messages go into a book, and teachers ring back on that day.", ""),
    "longer": ("All letters are in", "All letters that we send to parents and to anybody else who asks are in"),
    "no practice": (PLAIN, ""),
    "none": (PLAN, "actions: []\n"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_plan_that_was_changed_since_is_told_and_nothing_is_misread(change: str, audit: Path) -> None:
    """Rows of other heights have their boxes elsewhere. Pages that are the same are read, the others are named."""
    data, typed = again(audit, large_print=change == "longer")
    before, after = CHANGES[change]
    changed = PLAN.replace(before, after)
    assert changed != PLAN
    (audit / "plan.yaml").write_text(changed, "utf-8")
    file = read_by_position("a.pdf", flattened(data), Forms(since=audit))
    assert "last-time-changed" in kinds(file)
    for read in file.returns:
        assert {name: typed[name] for name in read.answers} == read.answers
        assert set(read.answers) == {name for name in typed if name in read.asked}


def test_a_plan_that_cannot_be_read_any_more_is_told(audit: Path) -> None:
    data, _ = again(audit)
    (audit / "plan.yaml").write_text("actions: [", "utf-8")
    assert kinds(read_by_position("a.pdf", flattened(data), Forms(since=audit))) == {"last-time-changed"}


@pytest.mark.parametrize("look", [{}, {"rating": False, "large_print": True}], ids=str)
def test_sheets_in_other_words_are_never_misread(look: dict[str, Any], tmp_path: Path) -> None:
    """Another question's words are longer by a line: the boxes below it are elsewhere."""
    own = tmp_path / "chapters" / "communication.yaml"
    own.parent.mkdir()
    own.write_text(
        "questions:\n  welcome:\n    question: How welcome do parents feel in your school, when they come to see you, "
        "or when they ring you up, or when they write to you, or when they come to one of your evenings?\n",
        "utf-8",
    )
    request = with_changes(RATED, school=tmp_path, **look)
    data = made(request).data
    typed = typed_into(data)
    file = read_by_position("a.pdf", flattened(fill_in(data, typed)), Forms())
    assert kinds(file) == {"page-left-out"}
    for read in file.returns:
        assert {name: typed[name] for name in read.answers} == read.answers


def test_the_command_reads_prints_of_an_audit_that_asks_again(audit: Path, tmp_path: Path) -> None:
    data, typed = again(audit)
    returns = tmp_path / "autumn-2026" / "returns"
    returns.mkdir(parents=True)
    (returns / "a.pdf").write_bytes(flattened(data))
    arguments = ["collate", str(returns), "--into", str(returns.parent), "--font", "arimo"]
    result = CliRunner().invoke(commands, arguments)
    assert result.exit_code == 1
    assert "help: name the folder of the audit before: --since ../audit-2025" in result.stderr
    (returns.parent / "audit.yaml").write_text("name: Autumn 2026\nsince: ../autumn-2025\n", "utf-8")
    assert CliRunner().invoke(commands, arguments).exit_code == 0
    (read,) = kept_returns(returns.parent)
    assert {name: read.answers[name] for name in typed} == typed


# Several people in one file


def test_the_group_is_known_by_the_foot_if_the_first_page_of_somebody_is_missing(right: Check) -> None:
    """Pages of two groups have the same words here, so that only the feet tell them apart."""
    people = []
    for group in ("teachers", "office"):
        request = request_for("sheets", chapters=["support"], audiences=[group], fillable=True, **OF_FEET)
        data = made(request).data
        pages = {name: page for name, page, *_ in places_of(data)}
        typed = typed_into(data)
        people.append((flattened(fill_in(data, typed)), typed, pages))
    (whole, typed, _), (second, others, pages) = people
    left = {name: answer for name, answer in others.items() if 0 < pages[name] < 3}
    file = read_by_position("a.pdf", with_pages([whole, with_pages([second], [1, 2])]), Forms())
    assert [read.group for read in file.returns] == ["teachers", "office"]
    right(file, [typed, left])


def test_a_group_begins_another_person_even_if_no_question_comes_again(right: Check) -> None:
    """Of two people, one lacks all pages that the other has."""
    files, answers = [], []
    for group, first in (("teachers", 1), ("office", 2)):
        request = request_for("sheets", chapters=["support"], audiences=[group], fillable=True, **OF_FEET)
        data = made(request).data
        pages = {name: page for name, page, *_ in places_of(data)}
        typed = {name: answer for name, answer in typed_into(data).items() if pages[name] == first}
        files.append(with_pages([flattened(fill_in(data, typed))], [first]))
        answers.append(typed)
    file = read_by_position("a.pdf", with_pages(files), Forms())
    assert [read.group for read in file.returns] == ["teachers", "office"]
    right(file, answers)
