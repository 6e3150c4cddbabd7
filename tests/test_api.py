"""The Python API: `senaudit.build` and `senaudit.check`, as docs/python.md shows them."""

from __future__ import annotations

import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any, get_args

import pypdf
import pytest

import senaudit
from senaudit.problems import FileError, SenauditError, UsageError
from senaudit.recipe import request
from senaudit.recipe.request import FONTS
from senaudit.typeset.faces import FontChoice
from senaudit.typeset.theme import PAPERS

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "python.md").read_text("utf-8")
A3 = "a guide on A3 needs a text size of 18 or 24 points: smaller type leaves half of each page empty"
EXAMPLES = re.findall(r"```python\n(.*?)```\n(?:[^`]*```text\n(.*?)```)?", PAGE, re.DOTALL)


def run(program: str, folder: Path) -> str:
    done = subprocess.run([sys.executable, "-c", program], cwd=folder, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize(("program", "printed"), EXAMPLES)
def test_the_examples_run_and_print_what_the_page_says(program: str, printed: str, tmp_path: Path) -> None:
    (tmp_path / "oak-hill-primary").mkdir()
    (tmp_path / "oak-hill-primary" / "school.yaml").write_text("name: Oak Hill\n", "utf-8")
    assert run(f"import sys; sys.stdout.reconfigure(encoding='utf-8')\n{program}", tmp_path) == printed


def test_there_are_examples_of_all_that_the_page_tells() -> None:
    assert len(EXAMPLES) == 3
    assert all(name in PAGE for name in senaudit.Document._fields)


def test_a_document_is_its_bytes_and_what_they_are() -> None:
    document = senaudit.build("poster", font="arimo")
    assert isinstance(document, senaudit.Document)
    assert document.page_count == len(pypdf.PdfReader(BytesIO(document.data)).pages) == 1
    assert document.file_name == "poster.pdf"
    assert document.warnings == ()


def test_the_bytes_are_those_of_the_command_line(tmp_path: Path) -> None:
    command = [
        "build",
        "sheets",
        "--question",
        "support:3",
        "--text-size",
        "18",
        "--paper",
        "Letter",
        "--font",
        "arimo",
    ]
    done = subprocess.run(
        [sys.executable, "-m", "senaudit", *command, "--output", "-"], capture_output=True, cwd=tmp_path
    )
    document = senaudit.build("sheets", questions=["support:3"], text_size=18, paper="Letter", font="arimo")
    assert done.stdout == document.data


def test_sheets_say_what_was_agreed_in_the_audit_before(tmp_path: Path) -> None:
    """They have the bytes of the command line's `--since`."""
    audit = tmp_path / "autumn-2025"
    audit.mkdir()
    with pytest.raises(SenauditError, match="this folder has no audit"):
        senaudit.build("sheets", since=audit)
    agreed = "practice:\n  - question: support:moving-on\n    agreed: We visit the nursery each June.\n"
    (audit / "plan.yaml").write_text(agreed, "utf-8")
    command = f"build sheets --question support:moving-on --since {audit} --font arimo --output -"
    done = subprocess.run([sys.executable, "-m", "senaudit", *command.split()], capture_output=True, cwd=tmp_path)
    document = senaudit.build("sheets", questions=["support:moving-on"], since=str(audit), font="arimo")
    assert done.stdout == document.data
    assert document.data != senaudit.build("sheets", questions=["support:moving-on"], font="arimo").data
    with pytest.raises(SenauditError) as caught:
        senaudit.build("guide", since=audit)
    assert [problem.kind for problem in caught.value.problems] == ["asking-without-sheets"]


def test_a_folder_may_be_a_text(tmp_path: Path) -> None:
    (tmp_path / "school.yaml").write_text("name: Elm Park\n", "utf-8")
    document = senaudit.build("poster", school=str(tmp_path))
    assert "Elm Park" in pypdf.PdfReader(BytesIO(document.data)).pages[0].extract_text()
    assert senaudit.check(school=str(tmp_path)) == ()


def test_check_gives_back_all_that_is_wrong_and_raises_nothing(tmp_path: Path) -> None:
    (tmp_path / "school.yaml").write_text("nam: Elm\ncolour: red\n", "utf-8")
    found = senaudit.check(school=tmp_path)
    assert len(found) >= 2
    assert all(isinstance(problem, senaudit.Problem) for problem in found)
    assert {problem.place.line for problem in found if problem.place} >= {1, 2}


def test_each_kind_of_mistake_has_its_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no chapter “transport”"):
        senaudit.build("guide", chapters=["transport"])
    with pytest.raises(FileError):
        senaudit.build("guide", content=tmp_path / "missing")
    (tmp_path / "school.yaml").write_text("nam: Elm\n", "utf-8")
    with pytest.raises(SenauditError, match="nam"):
        senaudit.build("guide", school=tmp_path)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"kind": "book"}, "there is no kind “book”"),
        ({"kind": "guide", "paper": "A5"}, "there is no paper “A5”"),
        ({"kind": "guide", "text_size": 17}, "there is no text size “17”"),
        ({"kind": "guide", "font": "foo"}, "there is no font “foo”"),
        ({"kind": "guide", "chapters": "support"}, "“chapters” is a text, and not a list of texts"),
        ({"kind": "poster", "chapters": ["support"]}, "a poster cannot be cut down to a part of it"),
        ({"kind": "sheets", "with_sheets": True}, "only a guide can have sheets in it"),
        ({"kind": "guide", "paper": "A3"}, A3),
        ({"kind": "guide", "paper": "A3", "text_size": 16}, A3),
    ],
)
def test_a_value_that_there_is_not_is_told(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        senaudit.build(**wrong)
    assert [problem.message for problem in caught.value.problems] == [message]
    assert caught.value.problems[0].hint


def test_the_values_that_there_are_are_those_of_typesetting() -> None:
    """They are listed where a request is made, so that the command line need not import what sets type."""
    assert get_args(FontChoice) == FONTS
    assert PAPERS.keys() == set(request.PAPERS)


def test_all_values_that_there_are_not_are_told_at_once() -> None:
    with pytest.raises(UsageError) as caught:
        senaudit.build("guide", paper="A5", text_size=17)
    assert len(caught.value.problems) == 2


def test_an_audit_before_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="there is no such folder"):
        senaudit.build("sheets", since=tmp_path / "missing")


@pytest.mark.parametrize("name", ["school", "content", "templates"])
def test_a_folder_that_is_not_there_is_told_at_its_own_place(name: str, tmp_path: Path) -> None:
    missing = tmp_path / "missing"
    folders: dict[str, Any] = {name: missing}
    (problem,) = senaudit.check(**folders)
    assert (problem.message, problem.place and problem.place.path) == ("there is no such folder", missing)
    with pytest.raises(FileError, match="there is no such folder"):
        senaudit.build("poster", **folders)


def test_a_folder_that_is_no_schools_is_told(tmp_path: Path) -> None:
    (problem,) = senaudit.check(school=tmp_path)
    assert problem.kind == "not-a-school-folder"


def test_a_document_is_shown_without_its_bytes() -> None:
    document = senaudit.build("poster", font="arimo")
    assert repr(document) == f"<Document poster.pdf: 1 pages, {len(document.data)} bytes>"


def test_importing_the_package_imports_nothing_heavy(tmp_path: Path) -> None:
    program = "import sys; before = set(sys.modules); import senaudit; print(*sorted(set(sys.modules) - before))"
    imported = set(run(program, tmp_path).split())
    assert "senaudit" in imported
    assert not {name for name in imported if name.partition(".")[0] not in {"senaudit"} | sys.stdlib_module_names}
    assert not {name for name in imported if name.startswith("senaudit.")}


def test_the_package_is_typed() -> None:
    assert (Path(senaudit.__file__).parent / "py.typed").is_file()


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = senaudit.nothing
