"""Look files into a Theme: every mistake at its place, all in one run, and sizes that follow the body size."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from senaudit.files.shipped import shipped
from senaudit.problems import FileError, Problem, SenauditError
from senaudit.recipe.request import request_for
from senaudit.recipe.steps import read_theme
from senaudit.school.reading import source_bytes
from senaudit.source.look import read_look
from senaudit.typeset.theme import MM, PAPERS, Theme, theme_of

LOOKS = ("standard", "large-print")
every_look = pytest.mark.parametrize("name", LOOKS)

STEPS = ("small", "label", "question", "numeral", "subheading", "section", "title", "cover", "divider")
"""Type sizes that are multiples of the body size."""


@pytest.fixture
def look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the standard look in the working folder, to break."""
    monkeypatch.chdir(tmp_path)
    return Path(shutil.copy(shipped("templates") / "looks" / "standard.yaml", "look.yaml"))


def theme(name: str, size: float | None = None) -> Theme:
    path = shipped("templates") / "looks" / f"{name}.yaml"
    return theme_of(*read_look(path.read_bytes(), path), size)


def change(path: Path, old: str, new: str) -> int:
    """Replace a line of a look, and return its number."""
    lines = path.read_text("utf-8").splitlines()
    (number,) = [number for number, line in enumerate(lines, 1) if line.split("#")[0].rstrip() == old]
    lines[number - 1] = new
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return number


def problems_of(path: Path) -> tuple[Problem, ...]:
    with pytest.raises(SenauditError) as caught:
        theme_of(*read_look(path.read_bytes(), path))
    assert caught.value.exit_status == 1
    return caught.value.problems


def at(problem: Problem) -> tuple[str, int]:
    assert problem.place is not None
    return str(problem.place.path), problem.place.line


# Mistakes


def test_an_unknown_setting_is_a_problem_at_its_line(look: Path) -> None:
    line = change(look, "  paragraph: 0.6", "  paragraph: 0.6\n  paragraf: 0.6")
    (problem,) = problems_of(look)
    assert at(problem) == ("look.yaml", line + 1)
    assert problem.message == "a look has no setting “space.paragraf”"
    assert problem.hint == 'did you mean "space.paragraph"?'


def test_an_unknown_group_of_settings_is_a_problem(look: Path) -> None:
    look.write_text(look.read_text("utf-8") + "colours:\n  accent: red\n", "utf-8")
    (problem,) = problems_of(look)
    assert "“colours.accent”" in problem.message
    assert at(problem)[1] == len(look.read_text("utf-8").splitlines())


def test_a_missing_setting_is_a_problem_of_the_file(look: Path) -> None:
    change(look, "  gutter: 3.6", "")
    (problem,) = problems_of(look)
    assert at(problem)[0] == "look.yaml"
    assert problem.message == "the setting “page.gutter” is missing"
    assert problem.hint


@pytest.mark.parametrize("typed", ["wide", "0,6", "12pt", "nan", "inf", "1e9", "0x1", "no", "~"])
def test_what_is_no_number_or_out_of_range_is_a_problem_at_its_line(look: Path, typed: str) -> None:
    line = change(look, "  paragraph: 0.6", f"  paragraph: {typed}")
    (problem,) = problems_of(look)
    assert at(problem) == ("look.yaml", line)
    assert f"cannot be “{typed}”" in problem.message
    assert problem.hint == "write a number from 0 to 5 times the body size"


@pytest.mark.parametrize("typed", ["-1", "-inf", '"-1"'])
def test_a_negative_number_is_a_problem_at_its_line(look: Path, typed: str) -> None:
    line = change(look, "  paragraph: 0.6", f"  paragraph: {typed}")
    (problem,) = problems_of(look)
    assert at(problem) == ("look.yaml", line)


def test_a_setting_without_a_value_is_a_problem(look: Path) -> None:
    line = change(look, "  paragraph: 0.6", "  paragraph:")
    (problem,) = problems_of(look)
    assert at(problem) == ("look.yaml", line)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("  body: 12", "  body: 10", "from 11 to 48 points"),
        ("  inner: 25", "  inner: 9", "from 10 to 60 mm"),
        ("  foot-line: 13", "  foot-line: 8", "from 10 to 40 mm"),
        ("  box: 1", "  box: 0.25", "from 0.75 to 4 points"),
        ("  most-rows: 4", "  most-rows: 0", "from 1 to 10"),
    ],
)
def test_a_look_cannot_go_below_what_can_be_read_printed_and_copied(look: Path, old: str, new: str, says: str) -> None:
    line = change(look, old, new)
    (problem,) = problems_of(look)
    assert at(problem)[1] == line
    assert says in problem.hint


def test_all_mistakes_of_a_look_are_reported_in_one_run(look: Path) -> None:
    lines = [
        change(look, "  body: 12", "  body: twelve"),
        change(look, "  inner: 25", "  iner: 25"),
        change(look, "  bar: 3", "  bar: 300"),
    ]
    problems = problems_of(look)
    found = {at(problem)[1] for problem in problems}
    assert set(lines) <= found
    assert len(problems) == 4
    assert sum("missing" in problem.message for problem in problems) == 1


@pytest.mark.parametrize(
    "typed", ["- a\n- list\n", "just words\n", "type: 12\n", "type:\n  body: [12]\n", "type: {\n", ""]
)
def test_a_file_that_is_no_look_is_a_problem(look: Path, typed: str) -> None:
    look.write_text(typed, "utf-8")
    problems = problems_of(look)
    assert {at(problem)[0] for problem in problems} == {"look.yaml"}


def test_a_setting_given_twice_is_a_problem(look: Path) -> None:
    line = change(look, "  paragraph: 0.6", "  paragraph: 0.6\n  paragraph: 0.7")
    (problem,) = problems_of(look)
    assert at(problem)[1] == line + 1


def test_a_look_that_is_not_there_ends_with_3(tmp_path: Path) -> None:
    with pytest.raises(FileError) as caught:
        source_bytes(tmp_path / "nothing.yaml")
    assert caught.value.exit_status == 3


# Sizes


@every_look
def test_every_size_is_a_step_of_the_body_size(name: str) -> None:
    whole, doubled = theme(name), theme(name, theme(name).body * 2)
    for step in STEPS:
        assert getattr(doubled, step) == pytest.approx(2 * getattr(whole, step)), step


@every_look
def test_a_text_size_leaves_margins_rules_and_writing_boxes_as_they_are(name: str) -> None:
    whole, larger = theme(name), theme(name, 24)
    same = ("inner", "outer", "head", "foot", "foot_line", "thin_rule", "rule", "bar", "answer", "form_line")
    for field in same:
        assert getattr(larger, field) == getattr(whole, field), field
    assert larger.leading == whole.leading


@pytest.mark.parametrize("size", [16, 18, 24])
def test_text_size_sets_the_body_in_points_in_the_look_of_large_print(size: int) -> None:
    chosen = read_theme(request_for("guide", text_size=size))
    assert chosen.body == size
    assert chosen.line(chosen.body) == 1.5 * size
    assert chosen == theme("large-print", size)
    assert min(getattr(chosen, step) for step in STEPS) >= size


def test_the_figures_of_large_print() -> None:
    """14 points, 21 from base line to base line, boxes of 60 mm, lines to write on 10 to 12 mm high."""
    large = read_theme(request_for("guide", large_print=True))
    assert large.body == 14
    assert large.line(large.body) == 21
    assert min(getattr(large, step) for step in STEPS) >= 14
    assert large.answer >= 60 * MM
    assert 10 * MM <= large.form_line <= 12 * MM


def test_the_figures_of_the_standard_look() -> None:
    """12 points (footers 11), boxes of 36 mm (and half the frame wide), lines to write on at least 8 mm high."""
    standard = read_theme(request_for("guide"))
    assert standard.body == 12
    assert 16.5 <= standard.line(standard.body) <= 18
    assert standard.small >= 11
    assert standard.answer >= 36 * MM
    assert standard.form_line >= 8 * MM


@every_look
def test_the_figures_that_every_look_holds(name: str) -> None:
    """Filing edge, printer's margin, rules for photocopying, headings a fifth larger, 70 characters a line."""
    held = theme(name)
    assert held.inner == pytest.approx(25 * MM)
    assert min(held.outer, held.head, held.foot, held.foot_line, held.sheets_head, held.poster_margin) >= 10 * MM
    assert held.thin_rule >= 0.75
    assert held.rule >= 1
    for heading in ("question", "subheading", "section", "title", "cover", "divider"):
        assert getattr(held, heading) >= 1.2 * held.body, heading
    assert held.measure <= 130 * MM / 12 * held.body + 0.5
    assert held.least_characters >= 27
    assert 2 <= held.most_rows <= 4
    assert held.poster_title >= 72


@every_look
def test_what_is_wider_than_the_text_is_set_with_more_space_above_than_below(name: str) -> None:
    held = theme(name)
    assert held.question_above > held.heading_above > held.paragraph > held.item


def test_every_field_of_the_theme_has_a_number_in_both_looks() -> None:
    for name in LOOKS:
        for field, value in theme(name)._asdict().items():
            # What has a usual value is the language's and not the look's.
            assert field in Theme._field_defaults or isinstance(value, float | int), field


def test_a_theme_is_a_value() -> None:
    assert theme("standard") == theme("standard")
    assert theme("standard")._replace(body=13) != theme("standard")


def test_the_papers_are_those_of_iso_216_and_of_america() -> None:
    millimetres = {name: (round(width / MM, 1), round(height / MM, 1)) for name, (width, height) in PAPERS.items()}
    assert millimetres == {"A3": (297, 420), "A4": (210, 297), "Letter": (215.9, 279.4)}
