"""A table of schools on the command line: checked without building, and made into guides, sheets or posters alone."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from batches import files, table, write_all
from click.testing import CliRunner, Result

from senaudit.cli import commands
from senaudit.recipe.request import KINDS, Sources
from senaudit.schools.check import checking_order

CHECK = ["check", "--content", "wording", "--schools", "schools.csv"]
INTO = ["--content", "wording", "--font", "arimo", "--schools", "schools.csv", "--into", "packs", "--jobs", 1]
FOLDERS = ["ash-lane-school", "beech", "oak-hill-primary-school", "ysgol-y-wydd"]


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_all()


def senaudit(*arguments: object) -> Result:
    result = CliRunner().invoke(commands, [str(argument) for argument in arguments], prog_name="senaudit")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def there() -> set[str]:
    return {path.as_posix() for path in Path().rglob("*")}


# Checked


def test_a_table_that_is_in_order_is_said_to_be_and_nothing_is_made() -> None:
    before = there()
    result = senaudit(*CHECK)
    assert (result.exit_code, result.stderr) == (0, "Everything is in order.\n")
    assert there() == before


def test_every_mistake_of_the_schools_is_told_at_once_and_nothing_is_made() -> None:
    """In the cells, in a school's folder, and in rows that cannot be told apart."""
    Path("beech/school.yaml").write_text("name: Beech\nsenko: Ms Bell\n")
    table("name,logo,terms,folder,Phase\nOak,x.png,,,1\nElm,,walse,,1\nElm,,,,2\nAsh,,,,2\n,,,beech,1\n")
    before = there()
    result = senaudit(*CHECK)
    assert result.exit_code == 1
    assert there() == before
    for place, message in (
        ("schools.csv:1:24", "note: “Phase” is left alone"),
        ("schools.csv:2:5", "row 2, column “logo”: there is no file “x.png”"),
        ("schools.csv:3:6", "row 3, column “terms”: there are no terms “walse”"),
        ("schools.csv:4:1", "row 4, column “name”: “Elm” cannot be told from row 3, which has the same name"),
        ("beech/school.yaml:2:1", "“senko”"),
    ):
        assert any(line.startswith(f"{place}: {message}") for line in result.stderr.splitlines()), result.stderr


def test_a_check_makes_every_document_in_each_look() -> None:
    order, rows, problems = checking_order(Sources(Path("wording")), Path("schools.csv"), {})
    made = {(request.kind, request.appearance.look, request.with_sheets) for request in order.requests}
    kinds = [kind for kind in KINDS if kind != "letter"]  # this content has no words for one
    assert made == {(kind, look, kind == "guide") for kind in kinds for look in ("standard", "large-print")}
    assert (len(rows), problems) == (4, [])


def test_mistakes_of_the_table_and_of_the_content_are_told_together() -> None:
    table("nmae\nOak\n")
    poster = Path("wording/poster.yaml")
    poster.write_text(poster.read_text().replace("closing:", "closng:"))
    result = senaudit(*CHECK)
    assert result.exit_code == 1
    assert 'did you mean "name"?' in result.stderr
    assert 'did you mean "closing"?' in result.stderr


def test_a_warning_fails_the_check_if_it_is_strict() -> None:
    table("name,Phase\nOak,1\n")
    assert senaudit(*CHECK, "--strict").exit_code == 0  # a note does not
    table("name,senco\nOak,TBC\n")
    assert senaudit(*CHECK).exit_code == 0
    result = senaudit(*CHECK, "--strict")
    assert result.exit_code == 1
    assert "still to be filled in" in result.stderr
    assert "Everything" not in result.stderr


def test_a_folder_that_is_missing_is_a_file_that_cannot_be_read() -> None:
    table("name,folder\nOak,nowhere\n")
    assert senaudit(*CHECK).exit_code == 3


def test_columns_are_chosen_by_hand_in_a_check_too() -> None:
    table("Title,Note\nOak,x\n")
    assert senaudit(*CHECK).exit_code == 1
    result = senaudit(*CHECK, "--column", "name=Title")
    assert result.exit_code == 0
    assert "“Note” is left alone; “Title” is read as name" in result.stderr


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        (["check", "--column", "name=Title"], "add it, as in --schools schools.csv"),
        ([*CHECK, "--school", "beech"], "leave out --school"),
        ([*CHECK, "--column", "Title"], "as in --column name=\"School\""),
        (["build", "guide", "--column", "name=Title"], "add it, as in --schools schools.csv"),
        (["build", "guide", "--schools", "schools.csv"], "add --into packs"),
        (["build", "poster", *INTO, "--output", "x.pdf"], "leave out --output"),
        (["build", "sheets", *INTO, "--each-audience", "--audience", "parents"], "leave out --audience"),
    ],
    ids=lambda value: " ".join(map(str, value)) if isinstance(value, list) else "",
)  # fmt: skip
def test_options_that_do_not_go_together_are_told(typed: list[object], message: str) -> None:
    result = senaudit(*typed)
    assert result.exit_code == 2
    assert message in result.stderr
    assert not Path("packs").exists()


# One document for each school


@pytest.mark.parametrize("kind", ["guide", "sheets", "poster"])
def test_one_document_is_made_for_each_school_as_the_school_alone_would_make_it(kind: str) -> None:
    result = senaudit("build", kind, *INTO)
    assert result.exit_code == 0, result.output
    assert set(files()) == {f"{folder}/{kind}.pdf" for folder in FOLDERS}
    alone = ["build", kind, "--content", "wording", "--font", "arimo", "--school", "beech", "--output", "alone.pdf"]
    assert senaudit(*alone).exit_code == 0
    assert Path("alone.pdf").read_bytes() == Path("packs/beech", f"{kind}.pdf").read_bytes()
    assert senaudit("build", kind, *INTO).stderr.startswith("0 packs made, 4 up to date")
    with Path("packs/report.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [line["files"] for line in csv.DictReader(file)] == ["1"] * 4


def test_sheets_for_each_group_are_made_for_each_school() -> None:
    table("name\nOak\n")
    assert senaudit("build", "sheets", *INTO, "--each-audience").exit_code == 0
    alone = ["build", "sheets", "--content", "wording", "--font", "arimo", "--each-audience", "--output", "alone"]
    assert senaudit(*alone).exit_code == 0
    made = {path.name for path in Path("alone").iterdir()}
    assert len(made) > 1
    assert set(files()) == {f"oak/{name}" for name in made}


def test_a_table_in_a_school_s_folder_is_not_about_that_school(monkeypatch: pytest.MonkeyPatch) -> None:
    table("name\nOak\n")
    Path("schools.csv").rename("beech/schools.csv")
    monkeypatch.chdir("beech")
    content = ["--content", "../wording", *INTO[2:]]
    for typed in (["poster", *content], ["sheets", "--each-audience", *content]):
        assert senaudit("build", *typed).exit_code == 0
    Path("questions").mkdir()
    Path("questions/less.yaml").write_text("drop: communication:telephone\n")
    assert senaudit("build", "poster", *content).stderr.startswith("0 packs made, 1 up to date")
