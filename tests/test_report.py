"""How problems look: for a person, for a program, on every terminal, in every encoding."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from senaudit.cli import commands
from senaudit.cli import report as reporting
from senaudit.files.shipped import shipped
from senaudit.problems import NOWHERE, Place, Problem

ROOT = Path(__file__).resolve().parents[1]


def shown(place: Place) -> list[str]:
    """Return a place's line and the carets under it."""
    return list(place.excerpt())


class TestExcerpt:
    def test_the_line_keeps_its_indent_and_the_fault_has_carets_under_it(self) -> None:
        assert shown(Place(Path("x"), 3, 5, "    promts: [a]  ", 6)) == ["    promts: [a]", "    ^^^^^^"]

    def test_tabs_are_one_column_each(self) -> None:
        assert shown(Place(Path("x"), 1, 3, "\t\ta: b", 1)) == ["  a: b", "  ^"]

    def test_carets_end_with_the_line_and_there_is_always_one(self) -> None:
        assert shown(Place(Path("x"), 1, 3, "a: b", 99)) == ["a: b", "  ^^"]
        assert shown(Place(Path("x"), 1, 5, "a: b", 3)) == ["a: b", "    ^"]
        assert shown(Place(Path("x"), 1, 1, "a: b", 0)) == ["a: b", "^"]

    def test_wide_characters_take_two_columns_and_marks_over_letters_none(self) -> None:
        assert shown(Place(Path("x"), 1, 5, "中文: 😀b", 1)) == ["中文: 😀b", "      ^^"]
        assert shown(Place(Path("x"), 1, 6, "e\u0301a: b", 1)) == ["e\u0301a: b", "    ^"]

    @pytest.mark.parametrize("column", [1, 30, 99, 100, 101, 500, 970, 1000])
    def test_a_long_line_is_cut_around_the_fault(self, column: int) -> None:
        source = "".join(chr(ord("a") + i % 26) for i in range(1000))
        line, carets = shown(Place(Path("x"), 1, column, source, 5))
        fault = "".join(sign for sign, caret in zip(line, carets, strict=False) if caret == "^")
        assert fault == source[column - 1 : column + 4]
        assert len(line) <= 75
        assert line.strip("…") in source
        assert line.startswith("…") == (column > 70)
        assert line.endswith("…") == (column < 960)

    @pytest.mark.parametrize("columns", [35, 75, 95])
    @pytest.mark.parametrize("column", [1, 10, 40, 70, 400, 499])
    @pytest.mark.parametrize("sign", ["a", "中", "e\u0301"])
    def test_the_carets_are_within_the_columns_and_under_the_fault(self, columns: int, column: int, sign: str) -> None:
        source = sign * 500
        line, carets = Place(Path("x"), 1, column, source, 3).excerpt(columns)
        wide = 2 if sign == "中" else 1
        assert len(carets) <= columns
        assert sum(0 if each == "\u0301" else 2 if each == "中" else 1 for each in line) <= columns
        before = carets.index("^") - (line[0] == "…")
        assert before % wide == 0
        if line[0] != "…":
            shown = source[: column - 1].replace("\u0301", "")
            assert before == len(shown) * wide
        else:
            assert columns // 2 - 2 <= before <= columns // 2

    def test_no_character_that_a_terminal_obeys_is_shown(self) -> None:
        line, carets = shown(Place(Path("x"), 1, 7, "a: \x1b[2Jb\x00\u202e\u2028\ud800\u200b", 1))
        assert line == "a: \ufffd[2Jb\ufffd\ufffd\ufffd\ufffd\ufffd"
        assert carets == " " * 6 + "^"

    def test_a_place_without_a_line_shows_none(self) -> None:
        assert shown(Place(Path("x"))) == ["", ""]
        assert shown(Place(Path("x"), 1, 1, "  ")) == ["", ""]


def test_a_problem_reads_as_a_compilers() -> None:
    problem = Problem("some-kind", Place(Path("a.yaml"), 2, 3, "  id: 3", 2), "wrong", "write it")
    assert str(problem) == "a.yaml:2:3: wrong\n      id: 3\n      ^^\n    help: write it"
    warning = Problem("some-kind", Place(Path("a.yaml")), "odd", warning=True)
    assert str(warning) == "a.yaml: warning: odd"
    assert str(Problem("some-kind", None, "a\x1b[31mb")) == "a\ufffd[31mb"


# Through the command line


@pytest.fixture(autouse=True)
def wording(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the content in the working folder, to break."""
    monkeypatch.chdir(tmp_path)
    return Path(shutil.copytree(shipped("content"), "wording"))


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(commands, arguments, prog_name="senaudit")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def process(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "senaudit", *arguments]
    return subprocess.run(command, env={**os.environ, "PYTHONPATH": str(ROOT), **environment}, capture_output=True)


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")


@pytest.fixture
def broken(wording: Path) -> Path:
    """Content with two mistakes."""
    edit(wording / "poster.yaml", "closing:", "closng, as 100%:")
    return wording


BUILD = ["build", "poster", "--content", "wording"]
CHECK = ["check", "--content", "wording"]


@pytest.mark.parametrize("command", [BUILD, CHECK, ["build", "pack", "--content", "wording"]])
def test_json_is_one_array_of_all_problems_on_standard_output(broken: Path, command: list[str]) -> None:
    result = run(*command, "--messages", "json")
    assert result.exit_code == 1
    assert result.stderr == ""
    missing, unknown = json.loads(result.stdout)
    assert (missing["line"], missing["column"], missing["severity"]) == (missing["line"], 1, "error")
    assert missing["kind"] == "missing-field"
    assert unknown == {
        "kind": "unknown-field",
        "path": str(Path("wording", "poster.yaml")),
        "line": unknown["line"],
        "column": 1,
        "width": 15,
        "source": unknown["source"],
        "message": "“closng, as 100%” is not a field of the poster",
        "help": unknown["help"],
        "severity": "error",
        "fix": None,
    }
    assert missing["fix"] is None
    assert unknown["source"].startswith("closng, as 100%: ")


def test_json_of_no_problems_is_an_empty_array() -> None:
    for command in (BUILD, CHECK):
        result = run(*command, "--quiet", "--messages", "json")
        assert (result.exit_code, result.stdout, result.stderr) == (0, "[]\n", "")


def test_json_has_no_line_where_there_is_none(wording: Path) -> None:
    (wording / "poster.yaml").write_text("", "utf-8")
    (problem,) = json.loads(run(*CHECK, "--messages", "json").stdout)
    assert [problem[name] for name in ("line", "column", "width", "source")] == [None] * 4


def test_github_gets_an_annotation_a_line_with_its_signs_escaped(broken: Path) -> None:
    result = run(*CHECK, "--messages", "github")
    assert result.exit_code == 1
    assert result.stderr == ""
    first, second = result.stdout.splitlines()
    path = str(Path("wording", "poster.yaml"))
    assert re.fullmatch(
        rf"::error file={path},line=\d+,col=1,endColumn=\d+,title=the poster has no “closing”::.+", first
    )
    title = "“closng%2C as 100%25” is not a field of the poster"
    assert re.fullmatch(rf"::error file={path},line=\d+,col=1,endColumn=16,title={title}::.+", second)


def test_github_escapes_colons_and_line_ends() -> None:
    problem = Problem(
        "some-kind", Place(Path("a:b,c.yaml"), 1, 2, "x", 3), "50%: a,\r\nb", "first: 1%,\nthen", warning=True
    )
    assert reporting._annotation(problem) == (
        "::warning file=a%3Ab%2Cc.yaml,line=1,col=2,endColumn=5,title=50%25%3A a%2C%0D%0Ab::first: 1%25,%0Athen"
    )


def test_json_and_a_pdf_do_not_share_standard_output() -> None:
    """The mistake is told as data, and there is no PDF."""
    result = run(*BUILD, "--output", "-", "--messages", "json")
    assert result.exit_code == 2
    (problem,) = json.loads(result.stdout)
    assert "--messages" in problem["message"]
    assert result.stderr == ""


def test_problems_are_sorted_told_once_and_counted(capsys: pytest.CaptureFixture[str]) -> None:
    first, second = (
        Problem("some-kind", Place(Path("a"), 2, 1), "one"),
        Problem("some-kind", Place(Path("a"), 10, 1), "two"),
    )
    odd = Problem("some-kind", Place(Path("b"), 1, 1), "odd", warning=True)
    reporting.report([odd, second, first, second])
    assert capsys.readouterr().err == "a:2:1: one\na:10:1: two\nb:1:1: warning: odd\n2 problems and 1 warning\n"
    reporting.report([second])
    assert capsys.readouterr().err == "a:10:1: two\n"


# Colours


def on_a_terminal(*arguments: str, **environment: str) -> str:
    """Run a command whose standard error is a terminal, and return its output there."""
    import pty  # Windows does not have it

    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "senaudit", *arguments]
    clean = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "TERM")}
    with subprocess.Popen(command, env={**clean, "PYTHONPATH": str(ROOT), **environment}, stderr=theirs) as running:
        os.close(theirs)
        shown = b""
        while True:
            try:
                more = os.read(ours, 1 << 16)
            except OSError:  # on Linux this is the end of the output
                break
            if not more:
                break
            shown += more
        running.wait()
    os.close(ours)
    return shown.decode().replace("\r\n", "\n")


@pytest.mark.parametrize(
    ("environment", "coloured"),
    [
        ({"TERM": "xterm"}, True),
        ({"TERM": "xterm", "NO_COLOR": ""}, True),
        ({"TERM": "xterm", "NO_COLOR": "1"}, False),
        ({"TERM": "dumb"}, False),
    ],
)
def test_colours_are_for_a_terminal_and_never_with_no_color(
    broken: Path, environment: dict[str, str], coloured: bool
) -> None:
    if os.name == "nt":  # Windows has other terminals
        return
    shown = on_a_terminal(*CHECK, **environment)
    assert ("\x1b[31m\x1b[1m^" in shown) == coloured
    assert ("\x1b[" in shown) == coloured
    plain = process(*CHECK, TERM="xterm").stderr.decode()
    assert re.sub(r"\x1b\[[\d;]*m", "", shown) == plain
    assert "\x1b" not in plain


# Encodings


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp437", "utf-8"])
@pytest.mark.parametrize("form", ["text", "json", "github"])
def test_every_encoding_of_the_standard_streams_will_do(broken: Path, encoding: str, form: str) -> None:
    edit(broken / "labels.yaml", "Parents say", '"{Łódź 😀 e\u0301"')
    edit(broken / "guide.yaml", "edition: 2", "edition: {Ω}2")
    done = process(*CHECK, "--messages", form, PYTHONIOENCODING=f"{encoding}:strict")
    assert done.returncode == 1
    assert b"Traceback" not in done.stdout + done.stderr
    told = (done.stderr if form == "text" else done.stdout).decode(encoding)
    assert "closng" in told
    assert (done.stdout if form == "text" else done.stderr) == b""


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_list_can_be_printed_in_every_encoding(wording: Path, encoding: str) -> None:
    edit(wording / "chapters" / "support.yaml", "title: Support", "title: Łódź")
    done = process("list", "--content", "wording", PYTHONIOENCODING=f"{encoding}:strict")
    assert (done.returncode, done.stderr) == (0, b"")
    assert "support: ??d?" if encoding == "ascii" else "support: ?ód?" in done.stdout.decode(encoding)


# Warnings


@pytest.fixture
def odd(wording: Path) -> str:
    """The warning about an unclosed star, in content that can be printed anyway."""
    edit(wording / "poster.yaml", "closing: Not sure", "closing: This *matters! Not sure")
    path = wording / "poster.yaml"
    (line,) = [n for n, text in enumerate(path.read_text("utf-8").splitlines(), 1) if "*matters" in text]
    return (
        f"{path}:{line}:15: warning: this “*” has no partner and is printed as it stands\n"
        "    closing: This *matters! Not sure what parents think? Ask a parent!\n"
        "                  ^\n"
        "    help: for emphasis, type * right before its first word and right after its last; else leave it\n"
    )


@pytest.mark.parametrize("command", [BUILD, CHECK, ["build", "pack", "--content", "wording"]])
def test_a_warning_is_told_once_and_stops_nothing(odd: str, command: list[str]) -> None:
    result = run(*command)
    assert result.exit_code == 0
    assert result.stderr.startswith(odd)
    assert result.stderr.count("no partner") == 1
    assert "in order" not in result.stderr


def test_quiet_leaves_warnings_out(odd: str) -> None:
    for command in (BUILD, CHECK):
        result = run(*command, "--quiet")
        assert (result.exit_code, result.output) == (0, "")


@pytest.mark.parametrize("more", [[], ["--quiet"]])
def test_strict_fails_on_a_warning_and_says_which_even_with_quiet(odd: str, more: list[str]) -> None:
    result = run(*CHECK, "--strict", *more)
    assert (result.exit_code, result.stderr) == (1, odd)


def test_a_warning_is_told_beside_a_mistake_and_quiet_leaves_it_out(odd: str, wording: Path) -> None:
    edit(wording / "poster.yaml", "lead: ", "laed: ")
    both, quiet = run(*CHECK), run(*CHECK, "--quiet")
    assert (both.exit_code, quiet.exit_code) == (1, 1)
    assert both.stderr.endswith(f"{odd}1 problem and 1 warning\n")
    assert both.stderr.startswith(quiet.stderr)
    assert quiet.stderr.count("help:") == 1


def test_strict_has_nothing_against_content_in_order() -> None:
    assert run(*CHECK, "--strict").exit_code == 0


def test_a_program_is_told_warnings_as_such(odd: str) -> None:
    (found,) = json.loads(run(*CHECK, "--quiet", "--messages", "json").stdout)
    assert (found["severity"], found["column"], found["width"]) == ("warning", 15, 1)
    assert run(*CHECK, "--messages", "github").stdout.startswith(
        f"::warning file={Path('wording', 'poster.yaml')},line="
    )


@pytest.fixture
def changed() -> list[str]:
    """A check of a school's folder in which there is something good to know, and nothing wrong."""
    Path("oak/questions").mkdir(parents=True)
    Path("oak/school.yaml").write_text("name: Oak\n", "utf-8")
    Path("oak/questions/a.yaml").write_text("change: communication:telephone\nquestion: Can you ring?\n", "utf-8")
    return ["check", "--school", "oak"]


def test_a_note_leaves_everything_in_order_even_if_warnings_fail_the_check(changed: list[str]) -> None:
    for more in ((), ("--strict",)):
        result = run(*changed, *more)
        assert result.exit_code == 0
        first, *_, last = result.stderr.splitlines()
        assert first.startswith(f"{Path('oak', 'questions', 'a.yaml')}:2:1: note: ")
        assert last == "Everything is in order."
    assert run(*changed, "--quiet").stderr == ""


def test_notes_are_counted_and_told_to_programs_as_such(changed: list[str]) -> None:
    assert json.loads(run(*changed, "--messages", "json").stdout)[0]["severity"] == "note"
    assert run(*changed, "--messages", "github").stdout.startswith("::notice file=")
    Path("oak/questions/b.yaml").write_text('change: communication:policy\nquestion: "A * or two?"\n', "utf-8")
    Path("oak/poster.yaml").write_text("laed: x\n", "utf-8")
    assert run(*changed).stderr.endswith("\n1 problem and 2 notes\n")


# Paths


def test_a_path_inside_the_working_folder_is_shown_from_there(tmp_path: Path) -> None:
    assert reporting.shown_path(tmp_path / "chapters" / "x.yaml") == str(Path("chapters", "x.yaml"))
    assert reporting.shown_path(Path("x.yaml")) == "x.yaml"


def test_a_path_outside_the_working_folder_is_shown_as_it_was_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert reporting.shown_path(tmp_path / "x.yaml") == str(tmp_path / "x.yaml")
    assert reporting.shown_path(Path("../x.yaml")) == str(Path("../x.yaml"))


def test_problems_are_told_and_sorted_by_their_paths_from_the_working_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = [tmp_path / "b.yaml", Path("a.yaml"), tmp_path / "a/c.yaml", tmp_path / "a-b.yaml", tmp_path.parent / "x"]
    first = Place(tmp_path / "b.yaml", 3, 1)
    problems = [Problem("some-kind", Place(path, 2, 1), "twice", first=first) for path in given]
    reporting.report([*problems, Problem("some-kind", None, "nowhere")])
    outside = f"{tmp_path.parent / 'x'}:2:1"
    inside = ["a-b.yaml:2:1", "a.yaml:2:1", "a/c.yaml:2:1", "b.yaml:2:1"]
    told = capsys.readouterr().err.splitlines()[:-1]
    assert told == ["nowhere", *(f"{place}: twice (first in b.yaml:3:1)" for place in [outside, *inside])]


def test_a_place_that_is_in_no_file_is_nothing_in_print_and_null_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert str(NOWHERE) == ""
    assert reporting._fields(Problem("some-kind", NOWHERE, "wrong"))["path"] is None


@pytest.mark.parametrize(("columns", "width"), [("40", 39), ("80", 79), ("100", 99), ("300", 99), ("10", 39)])
def test_a_quoted_line_fills_the_terminal_and_no_more(
    broken: Path, monkeypatch: pytest.MonkeyPatch, columns: str, width: int
) -> None:
    """At a terminal that is 80 wide, a line of 81 would break, and the carets would stand under something else."""
    edit(broken / "poster.yaml", "closng, as 100%:", 20 * "very " + "closng" + 60 * " long" + ":")
    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda stream: True)
    monkeypatch.setenv("NO_COLOR", "1")
    lines = run(*CHECK).stderr.splitlines()
    quoted = [line for line in lines if line.startswith("    ") and "very" in line]
    assert [len(line) for line in quoted] == [width]


def test_without_a_terminal_a_quoted_line_fits_one_of_80(broken: Path) -> None:
    edit(broken / "poster.yaml", "closng, as 100%:", 20 * "very " + "closng" + 60 * " long" + ":")
    quoted = [line for line in run(*CHECK).stderr.splitlines() if line.startswith("    ")]
    assert max(len(line) for line in quoted if "help:" not in line) == 79
