"""What people type: short options, quotes and dashes as Word makes them, and mistakes, all told in one style."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from senaudit.cli import commands
from senaudit.cli.usage import understood
from senaudit.recipe.request import FORMATS


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(commands, arguments, prog_name="senaudit")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def name_in(folder: str) -> object:
    """Return the school's name in its new folder."""
    return yaml.safe_load(Path(folder, "school.yaml").read_text("utf-8"))["name"]


# Quotes and dashes


@pytest.mark.parametrize(
    ("typed", "name", "made"),
    [
        (["“Oak”"], "Oak", "oak"),
        (["“Oak", "Hill", "Primary”"], "Oak Hill Primary", "oak-hill-primary"),
        (["“St", "Mary’s", "School”"], "St Mary’s School", "st-marys-school"),
        (["‘St", "Mary’s", "School’"], "St Mary’s School", "st-marys-school"),
        (["„Oak", "Hill“"], "Oak Hill", "oak-hill"),
        (["”Oak", "Hill”"], "Oak Hill", "oak-hill"),
        (["«Oak»"], "Oak", "oak"),
        (["“Oak Hill”"], "Oak Hill", "oak-hill"),
        (["“Oak” and “Ash” School"], "“Oak” and “Ash” School", "oak-and-ash-school"),
        (["“Oak", "Hill”", "--folder", "“our", "pack”"], "Oak Hill", "our pack"),
        (["Oak", "--folder=“our", "pack”"], "Oak", "our pack"),
    ],
)
def test_curly_quotes_are_taken_off_as_the_straight_ones_are(typed: list[str], name: str, made: str) -> None:
    assert run("new", *typed).exit_code == 0
    assert name_in(made) == name


def test_a_curly_quote_that_does_not_end_is_told(folder: Path) -> None:
    result = run("new", "“Oak", "Hill")
    assert result.exit_code == 2
    assert 'help: type straight quotes: "Oak Hill"' in result.stderr
    assert not list(folder.iterdir())


@pytest.mark.parametrize(
    ("typed", "sign", "meant"),
    [
        ("build poster –large-print", "–", "--large-print"),
        ("build poster —large-print", "—", "--large-print"),
        ("build poster -–large-print", "–", "--large-print"),
        ("build poster ––paper=A4", "–", "--paper=A4"),
        ("build poster –q", "–", "-q"),
        ("build poster −o x.pdf", "−", "-o"),
        ("build poster --output –", "–", "-"),
        ("–version", "–", "--version"),
        ("build –help", "–", "--help"),
    ],
)
def test_a_long_dash_is_told_with_the_hyphens_to_type(folder: Path, typed: str, sign: str, meant: str) -> None:
    result = run(*typed.split())
    assert result.exit_code == 2
    assert result.stderr.endswith(f"help: “{sign}” is a long dash, as Word makes them; type {meant}\n")
    assert not list(folder.iterdir())


@pytest.mark.parametrize("typed", ["communication:5–7", "Oak – Hill", "a–b", "--chapter", "-", "--"])
def test_other_dashes_are_left_as_they_are(typed: str) -> None:
    assert understood([typed]) == [typed]


@pytest.mark.parametrize("typed", ["“a“", "“", "“”", "–", "--x=“", "‘’’", "“ a ”", "« »»", "\x00“\n”"])
def test_no_quote_or_dash_ends_in_a_traceback(typed: str) -> None:
    for words in ([typed], [typed, typed], ["--school", typed]):
        assert run("new", *words).exit_code in (0, 2, 3)


# Short options and help


def test_the_short_options_are_those_that_people_expect(folder: Path) -> None:
    assert run("-V").stdout == run("--version").stdout
    assert run("-h").stdout == run("--help").stdout
    result = run("build", "poster", "-q", "-o", "wall.pdf")
    assert (result.exit_code, result.output) == (0, "")
    assert run("build", "pack", "-qo", "autumn").exit_code == 0
    assert {path.name for path in folder.iterdir()} == {"wall.pdf", "autumn"}


@pytest.mark.parametrize("typed", ["", "build", "build pack", "check", "watch sheets", "help"])
def test_the_command_help_prints_what_the_option_prints(typed: str) -> None:
    assert run("help", *typed.split()).stdout == run(*typed.split(), "--help").stdout


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("giude", "known here: audit, build"),
        ("chek", 'did you mean "check"?'),
        ("build giude", 'did you mean "guide"?'),
    ],
)
def test_help_for_what_is_no_command_is_answered_with_the_nearest(typed: str, says: str) -> None:
    result = run("help", *typed.split())
    assert result.exit_code == 2
    assert says in result.stderr


@pytest.mark.parametrize("name", ["guide", "sheets", "poster", "pack"])
def test_a_document_alone_is_answered_with_build(folder: Path, name: str) -> None:
    result = run(name, "--large-print")
    assert result.exit_code == 2
    assert f"help: type senaudit build {name}\n" in result.stderr
    assert not list(folder.iterdir())


def test_the_many_options_of_a_pack_stand_in_sections() -> None:
    told = run("build", "pack", "--help").stdout
    sections = {
        heading: set(re.findall(r"(--[a-z-]+)(?:,| [A-Z]| {2}|\n| \d| auto| text)", rows))
        for heading, rows in re.findall(r"^(\w[\w ]*):\n((?:  .*\n)+)", told, re.MULTILINE)
    }
    assert list(sections) == ["What", "How it looks", "Your school", "Many schools", "More"]
    assert {"--chapter", "--question", "--audience", "--output"} <= sections["What"]
    assert {"--large-print", "--text-size", "--paper", "--font"} <= sections["How it looks"]
    assert {"--school", "--content", "--templates"} <= sections["Your school"]
    assert {"--schools", "--into", "--jobs"} <= sections["Many schools"]
    assert {"--open", "--quiet", "--messages", "--help"} <= sections["More"]


@pytest.mark.parametrize("command", ["copy", "diff", "new", "completion", "help"])
def test_a_name_is_shown_in_the_usage_and_not_among_the_options(command: str) -> None:
    listed = run(command, "--help").stdout.partition("\nOptions:\n")[2]
    assert listed
    assert all(line.startswith(("  -", "    ")) for line in listed.splitlines())


# Mistakes, all in one style


@pytest.mark.parametrize(
    ("typed", "message", "hint"),
    [
        ("build guide --large-prin", "build guide has no option --large-prin", "did you mean --large-print?"),
        ("build guide --xyz", "build guide has no option --xyz", "senaudit build guide --help shows its options"),
        ("check --into packs", "check has no option --into", "leave it out: senaudit check makes no file"),
        ("new X --into packs", "new has no option --into", "senaudit new --help shows its options"),
        ("check --format json", "check has no option --format", "for problems as data, type --messages json"),
        ("build guide --chapter", "--chapter needs a value", "type --chapter CHAPTER"),
        ("build guide --large-print=3", "--large-print takes no value", "type --large-print"),
        ("build guide xyz", "“xyz” is too much here", "an option begins with two hyphens"),
        ("build guide support", "“support” is too much here", "type --chapter support"),
        ("build guide telephone", "“telephone” is too much here", "type --question telephone"),
        ("build sheets 1:3,5-7", "“1:3,5-7” is too much here", "type --question 1:3,5-7"),
        ("list parents", "“parents” is too much here", "type --audience parents"),
        ("check parents", "“parents” is too much here", "an option begins with two hyphens"),
        ("build guide --question 1:3 5-7", "“5-7” is too much here", 'put quotes round several: --question "1:3,5-7"'),
        ("list --chapter support, 1", "“1” is too much here", 'put quotes round several: --chapter "support,1"'),
        ("build guide large-print", "“large-print” is too much here", "type --large-print"),
        ("new", "senaudit new needs a name", 'such as: senaudit new "Oak Hill Primary"'),
        ("new Oak Hill", "“Hill” is too much here", 'put quotes round what belongs together: senaudit new "Oak Hill"'),
        ("build guide -open", "“-open” has one hyphen", "type --open"),
        ("build guide -output=x.pdf", "“-output=x.pdf” has one hyphen", "type --output=x.pdf"),
        ("build poster --paper A5", "--paper cannot be “A5”", "type A3, A4 or Letter"),
        ("build poster --text-size 17", "--text-size cannot be “17”", "type 16, 18 or 24"),
        ("build pack --jobs 0", "--jobs cannot be “0”", "type a whole number"),
        ("build pack --jobs two", "--jobs cannot be “two”", "type a whole number"),
        ("check --messages xml", "--messages cannot be “xml”", "type text, json or github"),
        ("chek", "there is no command “chek”", 'did you mean "check"?'),
        ("--versoin", "senaudit has no option --versoin", "did you mean --version?"),
        ("build pack --output -", "a pack is a folder of files", "name a folder with --output"),
        ("build sheets --each-audience --output -", "several files", "name a folder with --output"),
        ("build pack --output pack.pdf", "a pack is a folder of files", "such as pack"),
        ("build pack -o autumn/pack.zip", "a pack is a folder of files", "such as autumn/pack"),
        ("build sheets --each-audience -o sheets.pdf", "these are several files", "such as sheets"),
        ("build poster --open --output -", "--open needs a file", "leave out --output -"),
        ("watch poster --output -", "standard output cannot be written again", "leave out --output -"),
    ],
)
def test_a_mistake_in_what_is_typed_is_told_as_all_others(folder: Path, typed: str, message: str, hint: str) -> None:
    result = run(*typed.split())
    assert result.exit_code == 2
    first, second = result.stderr.splitlines()
    assert message in first
    assert second.startswith("    help: ")
    assert hint in second
    assert result.stdout == ""
    assert not list(folder.iterdir())


@pytest.mark.parametrize("typed", ["--bogus", "--chapter"])
def test_a_program_that_asks_for_data_gets_it_for_a_mistyped_option_too(typed: str) -> None:
    result = run("build", "guide", "--messages", "json", typed)
    assert result.exit_code == 2
    assert json.loads(result.stdout)[0]["help"]
    assert result.stderr == ""


# The name of the file


@pytest.mark.parametrize(
    ("name", "offered"),
    [
        ("my.poster.odt", "my.poster.pdf"),
        ("poster.text", "poster.pdf"),
        ("poster.epub", "poster.pdf"),
        ("poster.p", "poster.pdf"),
    ],
)
@pytest.mark.parametrize("verb", ["build", "watch"])
def test_a_name_for_another_kind_of_file_is_refused_with_what_is_offered(
    folder: Path, name: str, offered: str, verb: str
) -> None:
    result = run(verb, "poster", "--output", name)
    assert result.exit_code == 2
    assert f"files are not among those that can be made: {', '.join(f'.{each}' for each in FORMATS)}\n" in result.stderr
    assert f"help: call it {offered}\n" in result.stderr
    assert not list(folder.iterdir())


@pytest.mark.parametrize("options", [("--format", "html", "--output", "x.odt"), ("-o", "x.odt", "--format", "html")])
def test_what_is_offered_instead_has_the_format_that_was_asked_for(folder: Path, options: tuple[str, ...]) -> None:
    result = run("build", "poster", *options)
    assert result.exit_code == 2
    assert "help: call it x.html\n" in result.stderr


@pytest.mark.parametrize("name", ["poster.PDF", "poster", "poster 2026.11", "St. Mary", "v1.2"])
def test_a_name_with_another_dot_in_it_is_taken(folder: Path, name: str) -> None:
    assert run("build", "poster", "--output", name).exit_code == 0
    assert [path.name for path in folder.iterdir()] == [name]
