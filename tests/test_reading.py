"""What comes back is found, told apart and read: each file by its bytes, in a process with limits."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from conftest import built_document
from filling_programs import by_pikepdf

from senaudit.audit.accepting import Expected
from senaudit.audit.reading import read_returns
from senaudit.audit.returns import Return
from senaudit.problems import Problem
from senaudit.recipe.request import request_for

SHEETS = request_for("sheets", font="arimo", chapters=["support"], fillable=True)
ONE, TWO = "support:information:practice", "support:information:action"
ANY = Expected()
LONG = "Nobody told us that the number had changed: “we rang for weeks”."

Answers = Mapping[str, str | bool]


@cache
def empty() -> bytes:
    return built_document(SHEETS).data


def filled(**answers: str) -> bytes:
    return by_pikepdf(empty(), {ONE: answers["one"]} if "one" in answers else {})


def read(folder: Path, files: Mapping[str, bytes], expected: Expected = ANY) -> tuple[list[Return], list[Problem]]:
    """Return what is read of a folder with these files."""
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return read_returns([folder], expected)


def kinds(problems: list[Problem]) -> list[str]:
    return [problem.kind for problem in problems]


def test_files_of_folders_are_read_in_the_order_of_their_names(tmp_path: Path) -> None:
    files = {name: filled(one=name) for name in ("b.pdf", "a/2.pdf", "a/1.pdf", "C.PDF", "d")}
    returns, problems = read(tmp_path, files)
    assert [each.file for each in returns] == ["a/1.pdf", "a/2.pdf", "b.pdf", "C.PDF", "d"]
    assert [each.answers for each in returns] == [{ONE: each.file} for each in returns]
    assert not problems
