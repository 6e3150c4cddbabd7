"""Programs use the kinds of problems, people the words: no code reads a message."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import click
import pytest
from click.testing import CliRunner

from senaudit.cli import advice, commands
from senaudit.files.shipped import shipped
from senaudit.problems import Problem, did_you_mean, nearest

ROOT = Path(__file__).resolve().parents[1]
TREES = {
    path.relative_to(ROOT).as_posix(): ast.parse(path.read_text("utf-8"))
    for path in sorted((ROOT / "senaudit").rglob("*.py"))
    if "data" not in path.relative_to(ROOT).parts
}
KEBAB = re.compile(r"[a-z]+(?:-[a-z]+)*")
SEARCHES = {"sub", "match", "fullmatch", "search", "findall", "finditer", "split", "compile"}
PRINTS = {"senaudit/problems.py", "senaudit/cli/report.py"}
"""The files that print problems, and so may handle their words."""


def takes_a_kind(tree: ast.Module) -> Iterator[str]:
    """Yield the names of functions and classes whose first parameter is the kind of a problem."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            first = next((each for each in node.body if isinstance(each, ast.AnnAssign)), None)
            if first is not None and ast.unparse(first) == "kind: str":
                yield node.name
            if any(is_given_a_kind(each) for each in node.body if getattr(each, "name", "") == "__init__"):
                yield node.name
        elif isinstance(node, ast.FunctionDef) and node.name != "__init__" and is_given_a_kind(node):
            yield node.name


def is_given_a_kind(node: ast.AST) -> bool:
    if not isinstance(node, ast.FunctionDef):
        return False
    arguments = [each for each in node.args.args if each.arg != "self"]
    return [ast.unparse(each) for each in arguments][:1] == ["kind: str"] and "hint" in [each.arg for each in arguments]


TAKERS = {name for tree in TREES.values() for name in takes_a_kind(tree)}


def called(call: ast.Call) -> str:
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def kinds_of(tree: ast.Module) -> Iterator[ast.expr]:
    """Yield the expressions for the kind, wherever a problem is made or a kind is passed on."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and called(node) in TAKERS and node.args:
            yield node.args[0]


def is_a_kind(kind: ast.expr) -> bool:
    if isinstance(kind, ast.Constant):
        return isinstance(kind.value, str) and KEBAB.fullmatch(kind.value) is not None
    return getattr(kind, "attr", getattr(kind, "id", "")) == "kind"


def test_the_kinds_are_looked_for_where_problems_are_made() -> None:
    assert {"Problem", "Advice", "RefusedError", "wrong", "problem", "refuse", "_report"} <= TAKERS
    assert sum(1 for tree in TREES.values() for _ in kinds_of(tree)) > 200


@pytest.mark.parametrize("name", TREES)
def test_every_problem_has_a_kind_that_is_written_out_or_passed_on(name: str) -> None:
    wrong = [f"{name}:{kind.lineno}: {ast.unparse(kind)}" for kind in kinds_of(TREES[name]) if not is_a_kind(kind)]
    assert not wrong
    for node in ast.walk(TREES[name]):
        if isinstance(node, ast.Call) and called(node) == "Problem":
            assert node.args, f"{name}:{node.lineno} has its kind not in front"


def are_words(node: ast.AST) -> bool:
    """Return whether an expression is a problem's message or help, or a line of help that was just made."""
    if isinstance(node, ast.NamedExpr):
        return are_words(node.value)
    if isinstance(node, ast.Call):
        return called(node) == "did_you_mean"
    name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    return name in ("message", "hint")


def reads_words(node: ast.AST) -> bool:
    """Return whether a node compares, searches, splits or changes a message or a help."""
    if isinstance(node, ast.Compare):
        return any(map(are_words, (node.left, *node.comparators)))
    if isinstance(node, ast.Subscript):
        return are_words(node.value)
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    return are_words(node.func.value) or (node.func.attr in SEARCHES and any(map(are_words, node.args)))


@pytest.mark.parametrize("name", sorted(TREES.keys() - PRINTS))
def test_no_code_reads_the_words_of_a_problem(name: str) -> None:
    reading = [f"{name}:{node.lineno}: {ast.unparse(node)}" for node in ast.walk(TREES[name]) if reads_words(node)]  # type: ignore[attr-defined]
    assert not reading


@pytest.mark.parametrize(
    "code",
    [
        "each.message == 'wrong'",
        "'row' in problem.message",
        "problem.hint.replace('a', 'b')",
        "_ROW.sub('', problem.message)",
        "problem.message[:3]",
        "(near := did_you_mean(word, known)).startswith('did')",
        "hint not in ('one', 'two')",
    ],
)
def test_what_reads_words_is_found(code: str) -> None:
    assert any(map(reads_words, ast.walk(ast.parse(code))))


def test_words_may_be_put_together() -> None:
    code = "problem._replace(message=f'{label}: {problem.message}', hint=problem.hint or 'help')"
    assert not any(map(reads_words, ast.walk(ast.parse(code))))


def test_the_nearest_word_is_the_one_that_the_help_names() -> None:
    known = ["Closing", "lead", "title"]
    assert nearest("closng", known) == "Closing"
    assert did_you_mean("closng", known) == 'did you mean "Closing"?'
    assert nearest("xyz", known) is None
    assert did_you_mean("xyz", known) == "known here: Closing, lead, title"
    assert (nearest("xyz", []), did_you_mean("xyz", [])) == (None, "")


# Options in the help


def texts(name: str) -> list[tuple[int, str]]:
    """Return all strings of a file, docstrings included, each with its line."""
    constants = [node for node in ast.walk(TREES[name]) if isinstance(node, ast.Constant)]
    return [(node.lineno, node.value) for node in constants if isinstance(node.value, str)]


OF_GIT = {
    "senaudit/version.py": {
        *("--abbrev", "--always", "--dirty", "--git-dir", "--long", "--match", "--tags", "--work-tree"),
    }
}
"""Options of another program, by the file that runs it."""


@pytest.mark.parametrize("name", sorted(name for name in TREES if not name.startswith("senaudit/cli/")))
def test_only_the_command_line_knows_its_options(name: str) -> None:
    named = {option for _, text in texts(name) for option in re.findall("--[A-Za-z][a-z-]*", text)}
    assert named <= OF_GIT.get(name, set())


def test_options_are_told_for_kinds_of_problems_that_there_are() -> None:
    elsewhere = {text for name in TREES.keys() - {"senaudit/cli/advice.py"} for _, text in texts(name)}
    assert advice._WORDS.keys() <= elsewhere


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (Problem("output-failed", None, "x", "choose another place"), "choose another place with {place}"),
        (Problem("path-too-long", None, "x", "choose one nearer"), "choose one nearer, such as {place} C:\\packs"),
        (
            Problem("no-workers", None, "x", "start one", values=(("scheduler", "tcp://a:1"),)),
            "start one: dask worker tcp://a:1 --nthreads 1",
        ),
        (Problem("plan-too-long", None, "x", "make one entry of all"), "make one entry of all: --joined"),
        (Problem("unknown-field", None, "x", "did you mean “{lead}”?"), "did you mean “{{lead}}”?"),
    ],
)
@pytest.mark.parametrize("place", ["--into", "--folder", "--output"])
def test_help_names_the_option_of_the_command_that_runs(problem: Problem, said: str, place: str) -> None:
    with click.Context(commands):
        if place != "--output":  # the default
            advice.set_place_option(place)
        assert advice.with_option(problem) == problem._replace(hint=said.format(place=place))


def test_a_command_without_such_an_option_names_none() -> None:
    problem = Problem("output-failed", None, "x", "choose another place")
    with click.Context(commands):
        advice.set_place_option("")
        assert advice.with_option(problem) == problem


def test_help_names_the_options_as_the_commands_have_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("file").write_text("x")
    Path("schools.csv").write_text("name\nOak\n")
    Path("oak").mkdir()
    copytree(shipped("content"), "wording")
    words = Path("wording", "poster.yaml").read_text("utf-8")
    Path("wording", "poster.yaml").write_text(words.replace("me back.", f"me back. {'Please do. ' * 60}"), "utf-8")
    for command, said in {
        "build poster --output file/poster.pdf": "choose another place with --output",
        "build pack --schools schools.csv --into file/packs": "choose another place with --into",
        "new Oak": "nothing has been changed; name another folder with --folder",
        "copy poster": "go to your school’s folder, name it with --school, or make one: senaudit new "
        '"Oak Hill Primary"',
        "build poster --content wording --paper Letter --text-size 24": "shorten it, or choose a smaller text size or "
        "larger paper: --paper A3",
    }.items():
        result = CliRunner().invoke(commands, command.split())
        assert result.stderr.splitlines()[-1] == f"    help: {said}", result.output


def test_a_value_may_have_any_name() -> None:
    """The values are those of the mistake, whose names the rest of the program chooses."""
    problem = Problem(
        "output-disk-full", None, "the disk is full", "choose another", values=(("hint", "a"), ("place", "b"))
    )
    assert advice.with_option(problem).hint == "choose another with --output"


# What is to be typed


TYPED = re.compile(
    r"\b(?:write|write it as|(?<!as )type|add|add a line|did you mean|as in|such as|begin it with|senaudit new|under) “"
)
"""The words before what is to be typed. It stands in straight quotes, so that it can be pasted; `“ and ”` are typed."""


@pytest.mark.parametrize("name", TREES)
def test_what_is_to_be_typed_stands_in_straight_quotes(name: str) -> None:
    documentation = {
        id(node.value)
        for node in ast.walk(TREES[name])
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(TREES[name]):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
            curly = [each for each in TYPED.finditer(node.value) if node.value[each.end() - 1 :][:7] != "“ and ”"]
            assert not curly, f"{name}:{node.lineno}: {node.value}"
