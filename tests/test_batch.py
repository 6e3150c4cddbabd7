"""Packs for many schools: the command as typed, real processes, real files, and everything that can stop them."""

from __future__ import annotations

import csv
import errno
import json
import os
import re
import select
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import psutil
import pypdf
import pytest
from batches import (
    PACK_KINDS,
    PATIENCE,
    ROOT,
    TABLE,
    DiskCalls,
    files,
    many,
    start_command,
    table,
    wait_until,
    write_all,
)
from click.testing import CliRunner, Result
from PIL import Image
from sample_content import change

from senaudit.cli import commands, packing
from senaudit.files.opened import OpenFolder
from senaudit.files.output import append, write_together
from senaudit.problems import FileError, Place, Problem, SenauditError
from senaudit.recipe.request import request_for
from senaudit.recipe.steps import Document
from senaudit.schools import packs
from senaudit.schools.batch import Answer, Order, RowResult, run, work
from senaudit.schools.manifest import NAME
from senaudit.schools.merged import MergedPacks
from senaudit.schools.pack_folders import SchoolKey, key_of, packs_of
from senaudit.schools.packs import Outcome, Packing, check_lengths, grouped, report_csv
from senaudit.schools.processes import Processes
from senaudit.schools.table import SchoolRow, read_table

FOLDERS = ["oak-hill-primary-school", "ash-lane-school", "ysgol-y-wydd", "beech"]
BUILD = ["build", "pack", "--content", "wording", "--font", "arimo"]
MANY = [*BUILD, "--schools", "schools.csv", "--into", "packs"]
FILES = {"guide.pdf", "sheets.pdf", "poster.pdf"}


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_all()


def senaudit(*arguments: object) -> Result:
    """Run a command in this process. An exception that gets out is a failure."""
    result = CliRunner().invoke(commands, [str(argument) for argument in arguments], prog_name="senaudit")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def times() -> dict[str, int]:
    return {name: Path("packs", name).stat().st_mtime_ns for name in files()}


def remade(*arguments: object) -> set[str]:
    """Run the command again, and return the folders whose files were written again."""
    before = times()
    result = senaudit(*MANY, "--jobs", 1, *arguments)
    assert result.exit_code == 0, result.output
    return {name.partition("/")[0] for name, at in times().items() if before.get(name) != at}


def report() -> list[dict[str, str]]:
    with Path("packs/report.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def words_of(path: str) -> str:
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(path).pages).split())


def leftovers() -> list[Path]:
    return list(Path().rglob("*.part"))


# What is made


@pytest.mark.parametrize("jobs", [1, 2])
def test_each_school_gets_a_folder_with_the_bytes_that_its_own_folder_gives(jobs: int) -> None:
    result = senaudit(*MANY, "--jobs", jobs)
    assert result.exit_code == 0, result.output
    assert sorted(path.name for path in Path("packs").iterdir() if path.is_dir()) == sorted(FOLDERS)
    assert set(files()) == {f"{folder}/{name}" for folder in FOLDERS for name in FILES}
    assert "Ysgol y Wŷdd" in words_of("packs/ysgol-y-wydd/guide.pdf")
    assert "Ms Bell" in words_of("packs/beech/poster.pdf")
    for row, folder in zip(read_table(Path("schools.csv"))[1], FOLDERS, strict=True):
        own = Path(row.folder or f"own-{folder}")
        own.mkdir(exist_ok=True)
        if not row.folder:
            (own / "school.yaml").write_text("".join(f"{name}: {text}\n" for name, text in row.cells), "utf-8")
            shutil.copy("ash.png", own)
        assert senaudit(*BUILD, "--school", own, "--output", "alone").exit_code == 0
        for name in FILES:
            assert Path("alone", name).read_bytes() == Path("packs", folder, name).read_bytes(), (folder, name)


def test_the_command_as_typed_makes_packs_on_all_cores_and_says_so_in_plain_lines() -> None:
    running = start_command(*MANY)
    said = running.communicate(timeout=PATIENCE)[0].splitlines()
    assert running.returncode == 0
    assert re.fullmatch(r"Oak Hill Primary School: 3 files, \d+ pages", next(line for line in said if "Oak" in line))
    assert len(said) == len(FOLDERS) + 1
    assert said[-1] == f"4 packs made, 0 up to date: see {Path('packs', 'report.csv')}"
    pages = sum(len(pypdf.PdfReader(f"packs/{FOLDERS[0]}/{name}").pages) for name in FILES)
    assert [line["school"] for line in report()] == [
        "Oak Hill Primary School",
        "Ash Lane School",
        "Ysgol y Wŷdd",
        "beech",
    ]
    assert report()[0] | {"seconds": ""} == {
        "school": "Oak Hill Primary School", "folder": FOLDERS[0], "row": "2", "urn": "",
        "files": "3", "pages": str(pages), "seconds": "", "problem": "",
    }  # fmt: skip
    assert all(float(line["seconds"]) > 0 for line in report())
    assert Path("packs/report.csv").read_bytes().startswith("\ufeffschool,".encode())


@pytest.mark.slow
def test_workers_that_begin_from_nothing_make_the_same_as_those_that_are_forked() -> None:
    """Workers begin from nothing on Windows and macOS."""
    rows = read_table(Path("schools.csv"))[1]
    made = [made_by(Processes(order(), 2, method)) for method in ("spawn", "fork")]
    assert made[0] == made[1] == {row.row: work(order(), row)._replace(seconds=0) for row in rows}


def made_by(workers: Processes, window: int = 6) -> dict[int, RowResult]:
    """Return the result of each row of the table, without the time that it took."""
    with workers:
        results = run(read_table(Path("schools.csv"))[1], workers, window)
        return {row.row: result._replace(seconds=0) for row, result in results}


def order() -> Order:
    return Order(tuple(request_for(kind, content=Path("wording"), font="arimo") for kind in PACK_KINDS), Path(), "")


def test_one_pack_in_the_table_is_one_pack() -> None:
    table("name\nOak Hill\n")
    result = senaudit(*MANY)
    assert result.stderr.splitlines()[-1].startswith("1 pack made, 0 up to date")


# Names


def folders(*names: str) -> list[str]:
    table("name,folder\n" + "".join(f'"{name}",\n' for name in names))
    return [pack.folder for pack in packs_of(read_table(Path("schools.csv"))[1])]


def test_names_become_folders_that_windows_takes() -> None:
    assert folders("CON", "A:B", "Oak Hill...", "a/b\\c", "Ŵyn ", "學校") == [
        "con-school", "a-b", "oak-hill", "a-b-c", "wyn", "school",
    ]  # fmt: skip
    assert all(len(name) <= 65 for name in folders("A" * 300, "A" * 300 + "B", "word " * 50))


SAME_NAMES = """name,urn,town,postcode
Oak,,Leeds,
Oak,,York,YO1 7HH
Oak,,York,YO1 8AA
OAK,100001,York,
Oak,100002,York,
Oak,,,
Oak York,,,
Elm,,,
Élm,,,
"""


def folders_of(text: str, owners: dict[str, SchoolKey] | None = None) -> dict[str, str]:
    """Return the folder of each row of a table, by the row as it was typed."""
    table(text)
    return {pack.row.typed: pack.folder for pack in packs_of(read_table(Path("schools.csv"))[1], owners)}


def test_the_order_of_the_rows_moves_no_pack() -> None:
    head, *lines = SAME_NAMES.splitlines()
    made = folders_of(SAME_NAMES)
    assert len(set(made.values())) == len(lines)
    assert folders_of("\n".join([head, *reversed(lines)])) == made
    assert folders_of("\n".join([head, *lines[4:], *lines[:4]])) == made
    assert list(made.values())[:6] == [
        "oak-leeds",
        "oak-york-yo17hh",
        "oak-york-yo18aa",
        "oak-100001",
        "oak-100002",
        "oak",
    ]


def test_a_school_keeps_the_folder_of_an_earlier_run_and_nobody_else_gets_it() -> None:
    leeds, york = key_of("", "Oak", "Leeds"), key_of("", "Oak", "York")
    assert folders_of("name,town\nOak,York\n", {"oak": leeds}) == {"Oak,York": "oak-york"}
    assert folders_of("name,town\nOak,York\nOak,Leeds\n", {"oak": leeds}) == {
        "Oak,York": "oak-york",
        "Oak,Leeds": "oak",
    }
    assert folders_of("name,town\nOak,York\n", {"oak-leeds": leeds, "oak-york": york}) == {"Oak,York": "oak-york"}
    urn = {"old-name": key_of("100001", "Old Name")}
    assert folders_of("name,urn\nNew Name,100001\n", urn) == {"New Name,100001": "old-name"}
    assert folders_of("name,urn\nOld Name,100002\n", urn) == {"Old Name,100002": "old-name-100002"}


def test_a_column_that_is_new_in_the_table_moves_no_pack() -> None:
    """An older run knew the name alone. If its folder may be that of two schools, neither gets it."""
    known = {"oak-2": key_of("", "Oak"), "elm": key_of("", "Elm")}
    assert folders_of("name,urn,town\nOak,100001,Leeds\n", known) == {"Oak,100001,Leeds": "oak-2"}
    text = "name,town\nOak,Leeds\nOak,York\nElm,York\n"
    assert list(folders_of(text, known).values()) == ["oak-leeds", "oak-york", "elm"]


def test_a_school_is_found_again_by_its_urn_or_its_town_beside_others_of_its_name() -> None:
    """Others of the same name, of which less is known, might be it too; they do not count."""
    known = {"oak": key_of("100007", "Oak"), "oak-york": key_of("", "Oak", "York")}
    text = "name,town,urn\nNew Oak,,100007\nOak,York,100002\nOak,,100003\nOak,Leeds,\n"
    assert folders_of(text, known) == {
        "New Oak,,100007": "oak",
        "Oak,York,100002": "oak-york",
        "Oak,,100003": "oak-100003",
        "Oak,Leeds,": "oak-leeds",
    }


@pytest.mark.parametrize(
    ("text", "place", "message", "hint"),
    [
        (
            "name\nOak\n oak \n", "3:2",
            "row 3, column “name”: “oak” cannot be told from row 2, which has the same name",
            'fill in "urn" or "town" or "postcode" in both rows, in a column of that name; or delete one of them',
        ),
        (
            "name,town\nOak,York\nOak,York\n", "3:1",
            "row 3, column “name”: “Oak” cannot be told from row 2, which has the same name and town",
            'fill in "urn" or "postcode" in both rows, in a column of that name; or delete one of them',
        ),
        (
            "name,urn\nOak,100001\nElm,100001\n", "3:5", "row 3, column “urn”: the URN “100001” is that of row 2 too",
            "correct one of them, or delete one of the rows",
        ),
    ],
)  # fmt: skip
def test_two_schools_that_cannot_be_told_apart_are_a_problem(text: str, place: str, message: str, hint: str) -> None:
    with pytest.raises(SenauditError) as caught:
        folders_of(text)
    (problem,) = caught.value.problems
    assert (str(problem.place), problem.message, problem.hint) == (f"schools.csv:{place}", message, hint)
    result = senaudit(*MANY)
    assert result.exit_code == 1
    assert message in result.stderr
    assert not Path("packs").exists()


def test_a_urn_is_one_however_it_is_written_and_words_are_none() -> None:
    assert key_of("100,001", "Oak") == key_of(" 100 001 ", "oak") == key_of("100001.0", "oak")
    assert folders_of("name,urn,town\nOak,n/a,Leeds\nOak,n/a,York\n") == {
        "Oak,n/a,Leeds": "oak-leeds", "Oak,n/a,York": "oak-york",
    }  # fmt: skip


def test_of_many_rows_that_are_alike_the_first_are_told() -> None:
    with pytest.raises(SenauditError) as caught:
        folders_of("name\n" + "Oak\n" * 50)
    assert len(caught.value.problems) == 20
    assert caught.value.problems[-1].message.endswith("; 29 more rows have the like")


def test_a_batch_remembers_whose_folder_is_whose() -> None:
    """Also of packs that an older version made, whose lines have the name alone."""
    table("name\nOak\n")
    assert remade() == {"oak"}
    manifest = Path("packs", NAME)
    line = json.loads(manifest.read_bytes())
    assert line.pop("known_by") == ["", "oak", "", ""]
    manifest.write_text(json.dumps(line) + "\n", "utf-8")
    table("name,town,urn\nOak,Leeds,100001\n")
    assert remade() == set()
    assert (report()[0]["folder"], report()[0]["row"], report()[0]["urn"]) == ("oak", "2", "100001")
    table("name,town,urn\nOak,York,100002\nOak,Leeds,100001\n")
    assert remade() == {"oak-100002"}
    assert [line["folder"] for line in report()] == ["oak-100002", "oak"]


def test_a_school_without_a_name_in_the_table_is_called_by_its_folder() -> None:
    table("name,folder\n,schools/beech\n,..\n")
    packs = packs_of(read_table(Path("schools.csv"))[1])
    assert [(pack.school, pack.folder) for pack in packs] == [("beech", "beech"), ("..", "school")]


def test_paths_that_windows_cannot_take_are_told_before_anything_is_made() -> None:
    table(many(1))
    packs = packs_of(read_table(Path("schools.csv"))[1])
    check_lengths(Path("/" + "d" * 187), packs, windows=True)
    check_lengths(Path("/" + "d" * 300), packs, windows=False)
    with pytest.raises(FileError, match="too long for Windows by 1 character") as caught:
        check_lengths(Path("/" + "d" * 189), packs, windows=True)
    assert caught.value.problems[0].kind == "path-too-long"


# Problems

BAD = "name,terms,senco\nOak,,Mrs A\nElm,walse,Mrs B\n=1+1,,\nAsh,,{who}\n"


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_mistake_in_a_row_leaves_the_others_and_stands_in_the_report(jobs: int) -> None:
    table(BAD.replace("=1+1", "-Beech"))
    result = senaudit(*MANY, "--jobs", jobs)
    assert result.exit_code == 1
    assert {name.partition("/")[0] for name in files()} == {"oak", "beech"}
    assert "schools.csv:3:5: row 3, column “terms”: there are no terms “walse”" in result.stderr
    assert "Elm: not made" in result.stderr
    assert (
        result.stderr.splitlines()[-1] == f"2 packs made, 0 up to date, 2 with problems: see {Path('packs/report.csv')}"
    )
    assert [line["school"] for line in report()] == ["Oak", "Elm", "'-Beech", "Ash"]
    oak, elm, _, ash = report()
    assert oak["problem"] == ""
    assert elm["files"] == elm["pages"] == "0"
    assert elm["problem"].startswith("row 3, column “terms”: there are no terms “walse” (help: ")
    assert "no term “who”" in ash["problem"]
    table(BAD.replace("=1+1", "-Beech").replace("walse", "england").replace("{who}", "Mr C"))
    assert remade() == {"elm", "ash"}


def test_no_cell_of_the_report_is_a_formula() -> None:
    lines = [Outcome(sign + "SUM(A1)", problem=sign + "1", urn=sign + "2") for sign in "=+-@\t"]
    text = report_csv(lines).decode("utf-8-sig")
    for row in list(csv.reader(text.splitlines()))[1:]:
        assert row[0].startswith("'")
        assert row[3].startswith("'")
        assert row[7].startswith("'") or not row[7].startswith(("=", "+", "-", "@"))


def test_what_is_wrong_for_every_school_is_told_once_and_nothing_is_written() -> None:
    table(many(30))
    shutil.copytree(ROOT / "templates", "mine")
    change(Path("mine"), "poster.xml.j2", "<document ", "<dokument ")
    for typed, status, message in (
        ("--chapter comunication", 2, 'did you mean "communication"?'),
        ("--templates mine", 1, "unknown tag <dokument>"),
    ):
        result = senaudit(*MANY, *typed.split())
        assert result.exit_code == status, result.output
        assert result.stderr.count(message) == 1
        assert not Path("packs").exists()
    change(Path("wording"), "poster.yaml", "closing:", "closng:")
    result = senaudit(*MANY)
    assert result.exit_code == 1
    assert result.stderr.count('did you mean "closing"?') == 1
    assert not Path("packs").exists()


def test_a_chapter_of_the_schools_own_may_be_chosen() -> None:
    text = (Path("wording") / "chapters/communication.yaml").read_text().replace("communication", "transport", 1)
    Path("beech/chapters").mkdir()
    Path("beech/chapters/transport.yaml").write_text(text)
    result = senaudit(*MANY, "--chapter", "transport", "--jobs", 1)
    assert result.exit_code == 1
    assert {name.partition("/")[0] for name in files()} == {"beech"}
    assert result.stderr.count("there is no chapter “transport”") == 3
    assert "row 2, column “name”: there is no chapter" in result.stderr


def test_problems_that_many_schools_share_are_told_a_few_times_with_a_count() -> None:
    def problem(row: int, path: str = "schools.csv") -> Problem:
        values = (("row", str(row)), ("column", "3"))
        message = f"row {row}, column “logo” (C{row}): too rough"
        return Problem("some-kind", Place(Path(path), row, 1), message, "help", True, values)

    told = grouped([problem(row) for row in range(2, 202)])
    assert len(told) == 5
    assert told[-1].message == "row 6, column “logo” (C6): too rough; 195 more schools have the like"
    same = Problem("some-kind", Place(Path("terms/wales.yaml"), 2, 1), "wrong", "help")
    assert [each.message for each in grouped([same, same])] == ["wrong; 1 more school has the like"]
    assert grouped([same]) == [same]
    others = [problem(2)._replace(kind="another-kind"), problem(2)._replace(values=(("row", "2"), ("column", "4")))]
    assert grouped([*map(problem, range(2, 202)), *others]) == [*told, *others]


def test_several_like_problems_of_one_school_count_as_one_school() -> None:
    problems = [
        Problem(
            "some-kind",
            Place(Path("schools.csv"), row, column),
            f"{column}",
            values=(("row", str(row)), ("column", "1")),
        )
        for row in range(2, 9)
        for column in range(1, 10)
    ]
    told = grouped(problems)
    assert told[:-1] == problems[:44]
    assert told[-1].message == "9; 2 more schools have the like"


def test_a_table_that_is_wrong_stops_everything() -> None:
    table("nmae\nOak\n")
    result = senaudit(*MANY)
    assert result.exit_code == 1
    assert 'did you mean "name"?' in result.stderr
    assert not Path("packs").exists()


def test_a_file_that_cannot_be_written_is_that_schools_problem() -> None:
    Path("packs/ash-lane-school/sheets.pdf").mkdir(parents=True)
    result = senaudit(*MANY, "--jobs", 1)
    assert result.exit_code == 3
    assert f"{Path('packs/ash-lane-school/sheets.pdf')}: this is a folder" in result.stderr
    assert "--output" not in result.stderr
    assert set(files()) >= {f"{folder}/guide.pdf" for folder in FOLDERS}
    assert [bool(line["problem"]) for line in report()] == [False, True, False, False]
    Path("packs/ash-lane-school/sheets.pdf").rmdir()
    assert remade() == {"ash-lane-school"}


def test_a_report_that_cannot_be_written_is_told_before_anything_is_made() -> None:
    Path("packs/report.csv").mkdir(parents=True)
    result = senaudit(*MANY)
    assert result.exit_code == 3
    assert not files()


def test_two_files_of_one_name_are_no_pack() -> None:
    packing = Packing(order().requests, Path("schools.csv"), Path("packs"))
    row = packing.to_do()[0]
    assert packing.add(row, RowResult((Document(b"a", 1, "Guide.pdf"), Document(b"b", 1, "guide.pdf")))) == []
    (outcome,) = packing.flush()
    assert "two files of this pack have one name" in outcome.problem
    assert not Path("packs").exists()


# What is typed


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        (["--into", "packs"], "--schools schools.csv"),
        (["--jobs", "2"], "--schools schools.csv"),
        (["--all"], "--schools schools.csv"),
        (["--schools", "schools.csv"], "add --into packs"),
        (["--schools", "schools.csv", "--into", "packs", "--school", "beech"], "leave out --school"),
        (["--schools", "schools.csv", "--into", "packs", "--output", "audit-pack"], "leave out --output"),
        (["--schools", "schools.csv", "--into", "packs", "--jobs", "0"], "type a whole number"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_options_that_do_not_go_together_are_told_in_plain_words(typed: list[str], message: str) -> None:
    result = senaudit(*BUILD, *typed)
    assert result.exit_code == 2
    assert message in result.stderr
    assert not Path("packs").exists()


def test_packs_of_many_schools_are_for_build_alone() -> None:
    assert "--schools" in senaudit("build", "pack", "--help").stdout
    assert "schools" not in senaudit("watch", "pack", "--help").stdout


# Run again


def test_run_again_nothing_is_made() -> None:
    assert senaudit(*MANY, "--jobs", 1).exit_code == 0
    lines = Path("packs", NAME).read_bytes()
    before = report()
    assert remade() == set()
    assert Path("packs", NAME).read_bytes() == lines
    assert report() == before
    assert senaudit(*MANY).stderr == f"0 packs made, 4 up to date: see {Path('packs', 'report.csv')}\n"


def edit_row() -> None:
    table(TABLE.replace("Mrs Okafor", "Mrs Bell"))


def edit_logo() -> None:
    Image.new("RGB", (600, 250), (160, 90, 30)).save("ash.png")


def edit_own_folder() -> None:
    Path("beech/questions").mkdir()
    Path("beech/questions/out.yaml").write_text("drop: [communication:letters]\n")


def edit_content() -> None:
    change(Path("wording"), "poster.yaml", "closing: Ask", "closing: Do ask")


def damage() -> None:
    path = Path("packs/beech/guide.pdf")
    path.write_bytes(path.read_bytes().replace(b"%PDF", b"%pdf"))


def cut_off() -> None:
    path = Path("packs/beech/guide.pdf")
    path.write_bytes(path.read_bytes()[:-1])


def delete() -> None:
    Path("packs/ysgol-y-wydd/poster.pdf").unlink()


def swap_columns() -> None:
    with Path("schools.csv").open(encoding="utf-8", newline="") as file:
        rows = [row[::-1] for row in csv.reader(file)]
    table("\n".join(",".join(row) for row in rows))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (edit_row, {FOLDERS[0]}),
        (edit_logo, {FOLDERS[1]}),
        (edit_own_folder, {"beech"}),
        (edit_content, set(FOLDERS)),
        (damage, {"beech"}),
        (cut_off, {"beech"}),
        (delete, {"ysgol-y-wydd"}),
        (swap_columns, set()),
    ],
)
def test_run_again_just_what_is_out_of_date_is_made(edit: Callable[[], None], expected: set[str]) -> None:
    assert senaudit(*MANY, "--jobs", 1).exit_code == 0
    edit()
    assert remade() == expected
    assert remade() == set()


@pytest.mark.slow
def test_run_again_whatever_a_template_includes_counts_and_so_does_content_behind_a_link() -> None:
    shutil.copytree(ROOT / "templates", "mine")
    with Path("mine/poster.xml.j2").open("a", encoding="utf-8") as file:
        file.write('{% include "note.any" %}')
    Path("mine/note.any").write_text("{# one #}", "utf-8")
    Path("wording/chapters").rename("chapters")
    Path("wording/chapters").symlink_to(Path("chapters").absolute())
    assert remade("--templates", "mine") == set(FOLDERS)
    Path("mine/note.any").write_text("{# two #}", "utf-8")
    assert remade("--templates", "mine") == set(FOLDERS)
    change(Path(), "chapters/communication.yaml", "Somebody answers.", "Somebody replies.")
    assert remade("--templates", "mine") == set(FOLDERS)
    assert remade("--templates", "mine") == set()


@pytest.mark.slow
def test_run_again_another_choice_makes_all_and_the_first_choice_none() -> None:
    """The files of the other choice have other names, and the first ones stay."""
    assert senaudit(*MANY, "--jobs", 1).exit_code == 0
    assert remade("--large-print") == set(FOLDERS)
    assert remade("--large-print") == set()
    assert remade() == set()
    assert remade("--all") == set(FOLDERS)


@pytest.mark.slow
def test_run_again_after_the_program_has_changed_all_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    assert senaudit(*MANY, "--jobs", 1).exit_code == 0
    monkeypatch.setattr("senaudit.schools.manifest.version", lambda library: "0")
    assert remade() == set(FOLDERS)


def test_schools_that_have_left_the_table_are_named_and_nothing_is_deleted() -> None:
    assert senaudit(*MANY, "--jobs", 1).exit_code == 0
    table(TABLE.replace("Ash Lane School,,Anytown,ash.png,\n", ""))
    result = senaudit(*MANY)
    folder = Path("packs/ash-lane-school")
    assert f"no longer in the table: {folder}; delete it yourself if you no longer need it\n" in result.stderr
    assert len(list(folder.iterdir())) == 3
    shutil.rmtree(folder)
    assert "no longer" not in senaudit(*MANY).stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    "line",
    [
        b"", b"\n\n", b"{", b"[]", b"null", b"\xff\xfe", b'{"folder": "beech"}', b"[" * 100_000,
        b'{"folder":"../x","school":"","key":"","seconds":1,"files":[["a",1,1,""]]}',
        b'{"folder":"x","school":"","key":"","seconds":1,"files":[["../a",1,1,""]]}',
        b'{"folder":"x","school":"","key":"","seconds":1,"files":[]}',
        b'{"folder":"x","school":"","key":"","seconds":1e999,"files":[["a",1e999,1,""]]}',
    ],
    ids=lambda line: repr(line[:20]),
)  # fmt: skip
def test_a_damaged_line_of_the_manifest_counts_for_nothing(line: bytes) -> None:
    """A line that was cut off does not spoil the next."""
    table(many(2))
    assert senaudit(*MANY, "--jobs", 1).exit_code == 0
    path = Path("packs", NAME)
    first, second = filter(None, path.read_bytes().split(b"\n"))
    path.write_bytes(b"\n" + line + b"\n" + first)  # the last line has no line end
    assert remade() == {"school-2"}
    assert first in path.read_bytes().split(b"\n")
    assert b'"folder":"school-2"' in second
    assert remade() == set()


def test_a_manifest_of_nonsense_has_all_made_again() -> None:
    assert senaudit(*MANY, "--jobs", 1).exit_code == 0
    Path("packs", NAME).write_bytes(os.urandom(3000))
    assert remade() == set(FOLDERS)
    assert remade() == set()


def test_two_programs_may_add_to_one_manifest_at_once(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from senaudit.files.output import append\n"
        "for _ in range(300): append(Path('lines'), sys.argv[1].encode() * 2000 + b'\\n', Path())"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", program, sign], env={**os.environ, "PYTHONPATH": str(ROOT)})
        for sign in "ab"
    ]
    assert [each.wait(PATIENCE) for each in running] == [0, 0]
    assert sorted(Path("lines").read_bytes().split()) == [b"a" * 2000] * 300 + [b"b" * 2000] * 300


def test_a_line_that_cannot_be_added_is_a_problem_in_plain_words() -> None:
    with pytest.raises(FileError, match="this is a folder"):
        append(Path("beech"), b"line\n", Path())


# Stopped


@pytest.mark.slow
def test_a_run_that_is_killed_goes_on_where_it_stopped() -> None:
    table(many(48))
    assert senaudit(*MANY, "--into", "whole", "--jobs", 2).exit_code == 0
    running = start_command(*MANY, "--jobs", 2)
    wait_until(Path("packs", NAME).exists)
    workers = psutil.Process(running.pid).children(recursive=True)
    running.kill()
    running.communicate(timeout=PATIENCE)
    assert len(workers) >= 2
    assert not psutil.wait_procs(workers, PATIENCE)[1]  # none is left behind
    for data in files().values():
        assert data.startswith(b"%PDF")
        assert data.rstrip().endswith(b"%%EOF")
    before = times()
    kept = {path for path in before if manifest_has(path.partition("/")[0])}
    assert 3 * packs._BATCH_SIZE <= len(kept) < 144
    result = senaudit(*MANY, "--jobs", 2)
    assert result.exit_code == 0, result.output
    assert f"{48 - len(kept) // 3} packs made, {len(kept) // 3} up to date" in result.stderr
    assert {path: at for path, at in times().items() if path in kept} == {path: before[path] for path in kept}
    assert files() == files("whole")
    assert not leftovers()


def test_a_line_of_the_manifest_is_added_when_its_files_are_on_the_disk_and_not_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """So that it is true after a power cut as well. All packs that are written together are waited for together."""
    monkeypatch.setattr(packs, "_BATCH_SIZE", 2)
    disk = DiskCalls(monkeypatch)
    packing = Packing(order().requests, Path("schools.csv"), Path("packs"))
    made = RowResult((Document(b"one", 1, "a.pdf"), Document(b"two", 1, "b.pdf")))
    assert [len(packing.add(row, made)) for row in packing.to_do()] == [0, 2, 0, 2]
    assert (packing.flush(), packing.remaining) == ([], 0)
    expected = []
    for first in (0, 2):
        group = FOLDERS[first : first + 2]
        names = [f"{folder}/{name}" for folder in group for name in ("a.pdf", "b.pdf")]
        expected += [("sync", name) for name in names] + [("name", name) for name in names]
        expected += [("sync", folder) for folder in (*group, ".")] + [("line", NAME)]
    assert disk.calls(Path("packs")) == expected


def test_no_pack_waits_long_for_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packs, "_LONGEST_WAIT", 0.0)
    packing = Packing(order().requests, Path("schools.csv"), Path("packs"))
    made = RowResult((Document(b"one", 1, "a.pdf"),))
    assert [len(packing.add(row, made)) for row in packing.to_do()] == [1] * 4


def test_a_run_that_breaks_off_writes_what_was_made(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*arguments: Any) -> Iterator[tuple[SchoolRow, RowResult]]:
        yield from [next(run(*arguments))]
        raise SenauditError([Problem("some-kind", None, "no workers")])

    monkeypatch.setattr(packing, "run", broken)
    result = senaudit(*MANY, "--jobs", 1)
    assert result.exit_code == 1
    assert len(files()) == 3
    assert [bool(line["problem"]) for line in report()] == [False, True, True, True]


def test_a_manifest_that_cannot_be_written_is_a_problem_of_the_packs_it_would_name() -> None:
    Path("packs").mkdir()
    packing = Packing(order().requests, Path("schools.csv"), Path("packs"))
    Path("packs", NAME).mkdir()
    for row in packing.to_do():
        packing.add(row, RowResult((Document(b"one", 1, "a.pdf"),)))
    assert ["this is a folder" in outcome.problem for outcome in packing.flush()] == [True] * 4
    assert packing.status == 3


def manifest_has(folder: str) -> bool:
    return f'"folder":"{folder}"' in Path("packs", NAME).read_text("utf-8")


@pytest.mark.parametrize("jobs", [1, 2])
def test_ctrl_c_keeps_what_is_made_and_says_how_to_go_on(jobs: int) -> None:
    table(many(200))
    running = start_command(*MANY, "--jobs", jobs)
    wait_until(lambda: len(files()) >= 9)
    workers = psutil.Process(running.pid).children(recursive=True)
    for number in (running.pid, *(worker.pid for worker in workers)):  # as a terminal sends it, to all of them
        os.kill(number, signal.SIGINT)
    said = running.communicate(timeout=PATIENCE)[0]
    assert running.returncode == 1
    assert "Traceback" not in said
    made = re.search(r"^Stopped: (\d+) packs made, 0 up to date\. The same command goes on from there\.$", said, re.M)
    assert made
    assert 3 <= int(made[1]) < 200
    assert len(files()) == 3 * int(made[1])
    stopped = [line for line in report() if line["problem"] == "not made: the run was stopped before"]
    assert len(stopped) == 200 - int(made[1])
    assert not psutil.wait_procs(workers, PATIENCE)[1]
    table(many(int(made[1])))
    assert remade() - {f"school-{number}" for number in range(1, int(made[1]) + 1)} == set()


def test_a_second_ctrl_c_ends_at_once_with_every_worker() -> None:
    table(many(200))
    running = start_command(*MANY, "--jobs", 2)
    wait_until(lambda: len(files()) >= 9)
    workers = psutil.Process(running.pid).children(recursive=True)
    for worker in workers:
        worker.suspend()  # so that no row is ever done
    running.send_signal(signal.SIGINT)
    with pytest.raises(subprocess.TimeoutExpired):
        running.wait(1)
    running.send_signal(signal.SIGINT)
    said = running.communicate(timeout=PATIENCE)[0]
    assert running.returncode != 0
    assert "Traceback" not in said
    assert not psutil.wait_procs(workers, PATIENCE)[1]
    assert all(data.startswith(b"%PDF") and data.rstrip().endswith(b"%%EOF") for data in files().values())


def die(order: Order, row: SchoolRow) -> RowResult:
    """Work as usual, but kill the worker at certain schools."""
    if row.name == "Killer":
        os.kill(os.getpid(), signal.SIGKILL)
    return work(order, row)


def test_a_school_whose_worker_dies_twice_is_a_problem_and_the_others_are_made() -> None:
    table("name\n" + "".join(f"{name}\n" for name in ["A", "B", "Killer", "C", "D", "Killer", "E", "F"]))
    made = made_by(Processes(order(), 2, work=die))
    assert [made[row].status for row in sorted(made)] == [0, 0, 1, 0, 0, 1, 0, 0]
    problem = made[4].problems[0]
    assert str(problem).startswith("schools.csv:4:1: row 4, column “name”: the program was stopped while it made this")


def test_a_worker_that_is_killed_once_costs_no_pack() -> None:
    table(many(24))
    running = start_command(*MANY, "--jobs", 2)
    wait_until(lambda: len(files()) >= 6)
    psutil.Process(running.pid).children(recursive=True)[0].kill()
    said = running.communicate(timeout=PATIENCE)[0]
    assert running.returncode == 0, said
    assert len(files()) == 72


def kill_at(order: Order, row: SchoolRow) -> RowResult:
    """Work as usual, but once kill the worker: a moment after it was given the first row."""
    if not Path("killed").exists():
        Path("killed").touch()
        threading.Timer(float(Path("moment").read_text()), os.kill, (os.getpid(), signal.SIGKILL)).start()
    return RowResult((Document(bytes(300_000), 1, "a.pdf"),))


@pytest.mark.parametrize("moment", [0, 0.0005, 0.001, 0.002, 0.004, 0.008])
def test_at_whatever_moment_a_worker_is_killed_no_row_is_lost_and_none_waits(moment: float) -> None:
    table(many(40))
    Path("moment").write_text(str(moment))
    made = made_by(Processes(order(), 2, "fork", work=kill_at))
    assert [len(result.documents) for result in made.values()] == [1] * 40


def torn(order: Order, row: SchoolRow) -> RowResult:
    """Work as usual, but once kill the worker that makes a certain school, half way through sending the result."""
    if row.name == "Torn" and not Path("torn").exists():
        Path("torn").touch()
        Connection._send = send_half  # type: ignore[attr-defined]
    return work(order, row)


def send_half(connection: Connection, message: bytes) -> None:
    """Send half of the data; then die."""
    os.write(connection.fileno(), message[: len(message) // 2])
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_worker_that_is_killed_while_it_hands_over_a_pack_costs_no_pack() -> None:
    table("name\n" + "".join(f"{name}\n" for name in ["A", "B", "Torn", "C", "D", "E", "F"]))
    made = made_by(Processes(order(), 2, work=torn))
    assert Path("torn").exists()
    assert [(made[row].status, len(made[row].documents)) for row in sorted(made)] == [(0, 3)] * 7


def test_where_no_worker_can_live_that_is_told_soon() -> None:
    table("name\n" + "Killer\n" * 50)
    with pytest.raises(SenauditError, match=r"one after the other\n    help: make the packs one at a time$"):
        made_by(Processes(order(), 2, work=die))


def dawdle(order: Order, row: SchoolRow) -> RowResult:
    """Work as usual, but never end with certain schools."""
    while row.name == "Endless":
        pass
    return work(order, row)


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_school_that_takes_too_long_is_told_and_the_others_are_made(jobs: int) -> None:
    table("name\n" + "".join(f"{name}\n" for name in ["A", "Endless", "B", "Endless", "C"]))
    made = made_by(Processes(order(), jobs, longest=3, work=dawdle))
    assert [made[row].status for row in sorted(made)] == [0, 1, 0, 1, 0]
    problem = made[3].problems[0]
    assert str(problem).startswith("schools.csv:3:1: row 3, column “name”: this pack was not made within 3 seconds")


def test_a_row_too_long_for_a_pipe_is_made_while_all_workers_are_busy() -> None:
    table(many(6))
    rows = [row._replace(cells=(("senco", "x" * 1_000_000),)) for row in read_table(Path("schools.csv"))[1]]
    with Processes(order(), 2, work=give_back) as workers:
        results = [result for _, result in run(rows, workers, 6)]
    assert [result.documents[0].page_count for result in results] == [1_000_000] * 6


def give_back(order: Order, row: SchoolRow) -> RowResult:
    """Return something long for each row, and the length of its cell as a number of pages."""
    return RowResult((Document(bytes(3_000_000), len(dict(row.cells)["senco"]), "a.pdf"),))


def test_processes_that_cannot_be_started_are_told_as_what_they_are() -> None:
    table(many(3))
    program = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_NOFILE, (7, 7)); sys.argv[0] = 'senaudit'; "
        "import runpy; runpy.run_module('senaudit', run_name='__main__')"
    )
    said = subprocess.run(
        [sys.executable, "-c", program, *MANY, "--jobs", "2"],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert (said.returncode, "Traceback" in said.stderr) == (3, False), said.stderr
    assert "Too many open files" in said.stderr


class Answering:
    """Workers that answer each row at once, with what `answer` gives for it."""

    def __init__(self, answer: Callable[[SchoolRow], Answer], together: int = 1) -> None:
        self._answer = answer
        self._together = together
        self._rows: list[SchoolRow] = []
        self.most = 0

    @property
    def under_way(self) -> int:
        return len(self._rows)

    def begin(self, row: SchoolRow) -> None:
        self._rows.append(row)
        self.most = max(self.most, len(self._rows))

    def cancel(self) -> None:
        self._rows.clear()

    def answers(self, seconds: float) -> Iterator[tuple[SchoolRow, Answer]]:
        done, self._rows = self._rows[: self._together], self._rows[self._together :]
        return iter([(row, self._answer(row)) for row in done])


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (OSError(errno.EIO, "Input/output error"), "system-refused"),
        (OSError(errno.EIO, "Input/output error", "logo.png"), "system-refused"),
        (OSError(errno.ENOSPC, "No space left on device"), "disk-full"),
        (OSError(errno.EMFILE, "Too many open files"), "too-many-open-files"),
        (MemoryError(), "out-of-memory"),
    ],
)
def test_a_fault_of_the_computer_is_told_as_what_it_is_and_the_others_are_made(
    monkeypatch: pytest.MonkeyPatch, error: Exception, kind: str
) -> None:
    """It is no mistake of the program, which somebody should report."""
    documents = MergedPacks.documents

    def fail_once(packs: MergedPacks, row: SchoolRow) -> list[Document]:
        if row.name.startswith("Ash"):
            raise error
        return documents(packs, row)

    monkeypatch.setattr(MergedPacks, "documents", fail_once)
    result = senaudit(*MANY, "--jobs", 1, "--messages", "json")
    assert result.exit_code == 3
    (problem,) = json.loads(result.stdout)
    assert problem["kind"] == kind
    assert problem["path"] == (getattr(error, "filename", None) or "schools.csv")
    assert len(files()) == 9


def test_one_file_too_many_is_one_problem_however_many_files_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit of open files is met where the packs are written."""

    def fail(folder: OpenFolder, name: str, flags: int, mode: int = 0o666) -> int:
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE), name)

    Path("packs").mkdir()

    def limited(written: dict[Path, bytes], root: Path) -> dict[Path, FileError]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(OpenFolder, "open_file", fail)
            return write_together(written, root)

    monkeypatch.setattr(packs, "write_together", limited)
    result = senaudit(*MANY, "--jobs", 1)
    assert result.exit_code == 3
    assert result.stderr.count("more files are open than this system allows") == 1


def test_what_goes_wrong_between_here_and_a_worker_is_the_schools_problem() -> None:
    table(many(3))
    workers = Answering(lambda row: ValueError("gone") if row.name == "School 2" else RowResult())
    made = {row.row: result for row, result in run(read_table(Path("schools.csv"))[1], workers, 1)}
    assert [made[row].status for row in (2, 3, 4)] == [0, 1, 0]
    assert "ValueError: gone" in made[3].problems[0].message


def test_a_mistake_of_the_program_is_one_schools_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    row = read_table(Path("schools.csv"))[1][0]
    made = work(order()._replace(requests=()), row)
    assert made.status == 1
    assert "senaudit itself failed: IndexError" in made.problems[0].message


# What is said


def test_a_name_of_any_length_takes_a_line_of_progress_and_no_more() -> None:
    table(f"name\n{'x' * 30_000}\nOak\n")
    lines = senaudit(*MANY).stderr.splitlines()
    assert f"{'x' * 100}…: not made" in lines
    assert max(map(len, lines)) < 200


def test_quiet_says_nothing_but_what_went_wrong() -> None:
    assert senaudit(*MANY, "--quiet").output == ""
    table(BAD.replace("=1+1", "Beech"))
    said = senaudit(*MANY, "--quiet").stderr
    assert "row 3, column “terms”" in said
    assert "Oak" not in said
    assert "packs made" not in said


def test_problems_as_json_are_all_there_is_on_standard_output() -> None:
    table(BAD.replace("=1+1", "Beech"))
    result = senaudit(*MANY, "--messages", "json")
    assert [problem["line"] for problem in json.loads(result.stdout)] == [3, 5]


@pytest.mark.slow
def test_at_a_terminal_a_bar_shows_how_far_it_is_and_the_time_left() -> None:
    table(many(200))
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    running = subprocess.Popen(
        [sys.executable, "-m", "senaudit", "build", "pack", *MANY[-4:], "--jobs", "1"],
        env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", "COLUMNS": "80"},
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=theirs,
    )  # fmt: skip
    os.close(theirs)
    said = "".join(_read(ours))
    assert running.wait(PATIENCE) == 0
    assert re.search(r"Making packs +\[#+-+\] +\d+/200 +\d\d:\d\d:\d\d", said), said
    assert "200/200" in said
    assert "3 files" not in said
    assert "200 packs made, 0 up to date" in said


def _read(terminal: int) -> Iterator[str]:
    while select.select([terminal], [], [], PATIENCE)[0]:
        try:
            data = os.read(terminal, 10_000)
        except OSError:  # the process that wrote to it has ended
            break
        if not data:
            break
        yield data.decode()
    os.close(terminal)


# Many


def test_a_few_schools_are_under_way_at_a_time_however_many_there_are() -> None:
    table(many(5000))
    coming = iter(read_table(Path("schools.csv"))[1])
    made: list[int] = []
    workers = Answering(lambda row: RowResult(), 3)
    made.extend(row.row for row, _ in run(coming, workers, 6, lambda: len(made) >= 4900))
    assert len(set(made)) == len(made) >= 4900
    assert workers.most == 6
    assert len(list(coming)) >= 90
