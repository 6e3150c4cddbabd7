"""The command line as people type it: the files, the messages and the exit status."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import click
import pypdf
import pytest
from click.testing import CliRunner, Result
from conftest import built_document
from filling_programs import by_pikepdf
from programs import needs_liblouis
from translating import translated
from watching import Watch

from senaudit.cli import commands
from senaudit.cli.help import summary
from senaudit.files.shipped import shipped
from senaudit.recipe.reading import read_content
from senaudit.recipe.request import request_for
from senaudit.version import full_version

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text("utf-8")
PAGES = "\n".join([README, *(path.read_text("utf-8") for path in sorted(ROOT.glob("docs/*.md")))])
"""The documentation for users: the README and the pages in docs/."""

SHEETS = request_for("sheets", font="arimo", questions=["support:information"], fillable=True)
ANSWERED = {"support:information:action": "More"}
WELCOME = "What kind of welcome do parents get at your school?"
AS_TYPED = (
    "<b>bold</b>",
    "{{ 7*7 }}",
    "{% raw %}",
    "&amp; &lt; ]]>",
    "{{ cycler.__init__.__globals__ }}",
    "{# no comment #} <!-- nor this -->",
    "<text at=\"0\">&#65;</text> 'quoted'",
    "snake_case_name __init__ 2*3 back\\slash",
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder of every test: empty, and away from the project."""
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    return work


@pytest.fixture
def wording(folder: Path) -> Path:
    """A copy of the content tree, to break."""
    return Path(shutil.copytree(shipped("content"), folder / "my-wording"))


@pytest.fixture
def templates(folder: Path) -> Path:
    """A copy of the templates, to break."""
    return Path(shutil.copytree(shipped("templates"), folder / "my-templates"))


def run(*arguments: object) -> Result:
    """Run a command in this process. An exception that gets out is a failure."""
    result = CliRunner().invoke(commands, [str(argument) for argument in arguments], prog_name="senaudit")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert "Traceback" not in result.output
    return result


def process(*arguments: object, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run a command as a process of its own, as a person would."""
    command = [sys.executable, "-m", "senaudit", *map(str, arguments)]
    return subprocess.run(command, env=environment_with(**environment), capture_output=True)


def environment_with(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", **more}


def replace_in(path: Path, old: str, new: str) -> int:
    """Replace `old`, which the file has once, and return its line number, from 1."""
    text = path.read_text("utf-8")
    assert text.count(old) == 1, f"{path.name} has {old!r} {text.count(old)} times"
    path.write_text(text.replace(old, new), "utf-8")
    return text[: text.index(old)].count("\n") + 1


def text_of(path: Path) -> str:
    """Return the words of a PDF, with white space folded."""
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(path).pages).split())


def pages_of(path: Path) -> int:
    return len(pypdf.PdfReader(path).pages)


def files_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def every_command(
    group: click.Group = commands, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Yield every command of the program, with the words that call it."""
    yield path, group
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from every_command(command, (*path, name))
        else:
            yield (*path, name), command


ALL_COMMANDS = list(every_command())
all_commands = pytest.mark.parametrize(
    ("path", "command"), ALL_COMMANDS, ids=[" ".join(path) or "senaudit" for path, _ in ALL_COMMANDS]
)


# What is made


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("build guide", "guide.pdf"),
        ("build sheets --chapter support --large-print", "sheets-support-large-print.pdf"),
        ("build poster", "poster.pdf"),
    ],
)
def test_the_three_commands_as_typed_each_make_a_pdf(folder: Path, typed: str, name: str) -> None:
    done = process(*typed.split())
    assert done.returncode == 0, done.stderr.decode()
    assert files_in(folder) == {name}
    count = pages_of(folder / name)
    pages = "1 page" if count == 1 else f"{count} pages"
    assert done.stderr.decode().split() == f"{name}: {pages}".split()
    assert done.stdout == b""


def test_a_pack_is_three_pdfs_in_a_folder(folder: Path) -> None:
    result = run("build", "pack")
    assert result.exit_code == 0
    assert files_in(folder) == {"audit-pack"}
    assert files_in(folder / "audit-pack") == {"guide.pdf", "sheets.pdf", "poster.pdf"}
    for path in (folder / "audit-pack").iterdir():
        count = pages_of(path)
        name = f"{Path('audit-pack', path.name)}"
        assert f"{name}: {count} page{'' if count == 1 else 's'}\n" in result.stderr
    assert result.stdout == ""


def test_a_pack_of_one_chapter_still_has_the_poster(folder: Path) -> None:
    options = ["--chapter", "support", "--large-print", "--with-sheets", "--one-sided"]
    assert run("build", "pack", *options, "--output", "a folder/for autumn").exit_code == 0
    assert files_in(folder / "a folder" / "for autumn") == {
        "guide-support-with-sheets-large-print-one-sided.pdf",
        "sheets-support-large-print-one-sided.pdf",
        "poster-large-print.pdf",
    }


def test_a_pack_does_not_go_to_standard_output(folder: Path) -> None:
    result = run("build", "pack", "--output", "-")
    assert result.exit_code == 2
    assert "standard output" in result.stderr
    assert result.stdout == ""
    assert not files_in(folder)


@pytest.mark.parametrize("kind", ["guide", "sheets", "poster"])
def test_a_dash_sends_the_pdf_to_standard_output(folder: Path, kind: str) -> None:
    result = run("build", kind, "--output", "-")
    assert result.exit_code == 0
    pages = len(pypdf.PdfReader(BytesIO(result.stdout_bytes)).pages)
    assert result.stdout_bytes.startswith(b"%PDF-")
    assert re.search(rf"\b{pages} page", result.stderr)
    assert not files_in(folder)


def test_standard_output_of_a_process_has_nothing_but_the_pdf(folder: Path) -> None:
    done = process("build", "poster", "--font", "arimo", "--output", "-")
    assert done.returncode == 0
    assert run("build", "poster", "--font", "arimo", "--quiet").exit_code == 0
    assert done.stdout == (folder / "poster.pdf").read_bytes()


def test_output_names_the_file(folder: Path) -> None:
    assert run("build", "poster", "--output", "für die Wand.pdf").exit_code == 0
    assert files_in(folder) == {"für die Wand.pdf"}


@pytest.mark.parametrize(
    ("options", "name"),
    [
        ("--chapter support", "sheets-support.pdf"),
        ("--chapter 3", "sheets-support.pdf"),
        ("--question communication:3,5-7", "sheets-communication-3-5-7.pdf"),
        ("--audience parents", "sheets-parents.pdf"),
        ("--audience parent", "sheets-parents.pdf"),
        ("--audience Parents", "sheets-parents.pdf"),
        ("--audience parents --audience governors", "sheets-parents-governors.pdf"),
        ("--audience Governors,parent", "sheets-parents-governors.pdf"),
        ("--question 1:3,5-7", "sheets-communication-3-5-7.pdf"),
        ("--question communication:5,6,7,telephone", "sheets-communication-3-5-7.pdf"),
        ("--question telephone", "sheets-communication-3.pdf"),
        ("--chapter 3,Comm", "sheets-communication-support.pdf"),
        ("--audience midday-staff", "sheets-midday-staff.pdf"),
        ("--text-size 18", "sheets-18-point.pdf"),
        ("--paper A3", "sheets-A3.pdf"),
        ("--paper letter", "sheets-Letter.pdf"),
        ("--paper A4", "sheets.pdf"),
    ],
)
def test_a_default_name_says_what_is_inside(folder: Path, options: str, name: str) -> None:
    assert run("build", "sheets", *options.split()).exit_code == 0
    assert files_in(folder) == {name}


def test_quiet_says_nothing(folder: Path) -> None:
    for arguments in (["build", "guide"], ["build", "pack"], ["check"]):
        result = run(*arguments, "--quiet")
        assert (result.exit_code, result.output) == (0, "")
    assert files_in(folder) == {"guide.pdf", "audit-pack"}


def test_quiet_still_says_what_went_wrong() -> None:
    result = run("build", "guide", "--quiet", "--output", "missing/guide.pdf")
    assert result.exit_code == 3
    assert "missing" in result.stderr


def test_an_older_file_is_replaced_and_nothing_is_left_beside_it(folder: Path) -> None:
    (folder / "poster.pdf").write_bytes(b"older")
    assert run("build", "poster").exit_code == 0
    assert (folder / "poster.pdf").read_bytes().startswith(b"%PDF-")
    assert files_in(folder) == {"poster.pdf"}


def test_an_older_file_is_never_written_over_but_replaced_whole(folder: Path) -> None:
    """A hard link to the older file still has all of it, so the file was never half written."""
    (folder / "poster.pdf").write_bytes(b"older")
    os.link(folder / "poster.pdf", folder / "kept.pdf")
    assert run("build", "poster").exit_code == 0
    assert (folder / "kept.pdf").read_bytes() == b"older"


def test_a_disk_that_fills_up_leaves_the_older_file_and_no_part_of_a_new_one(folder: Path) -> None:
    """The system limits files of the process to 4 KB; a PDF is larger."""
    if os.name == "nt":  # Windows has no such limit
        return
    (folder / "poster.pdf").write_bytes(b"older")
    limited = "import resource as r, senaudit.__main__ as s; r.setrlimit(r.RLIMIT_FSIZE, (4096, 4096)); s.main()"
    command = [sys.executable, "-B", "-c", limited, "build", "poster"]
    done = subprocess.run(command, env=environment_with(), capture_output=True, text=True)
    assert done.returncode == 3, done.stderr
    assert "poster.pdf: this cannot be written" in done.stderr
    assert "Traceback" not in done.stderr
    assert (folder / "poster.pdf").read_bytes() == b"older"
    assert files_in(folder) == {"poster.pdf"}


# Choosing questions


def numbers_and_questions(group: str = "") -> dict[str, list[tuple[int, str]]]:
    """Return the number and wording of each question, by chapter id; in the words for a group, if there are any."""
    return {
        chapter.id: [
            (int(question.number), str(question.wordings.get(group, question).question))
            for question in chapter.questions
        ]
        for chapter in read_content(request_for("sheets")).chapters
    }


@pytest.mark.parametrize(
    ("options", "wanted"),
    [
        ("--chapter support", {"support": range(1, 13)}),
        ("--chapter 3", {"support": range(1, 13)}),
        ("--chapter inv", {"involvement": range(1, 14)}),
        ("--chapter SUPPORT --chapter 1", {"communication": range(1, 16), "support": range(1, 13)}),
        ("--chapter SUPPORT,1", {"communication": range(1, 16), "support": range(1, 13)}),
        ("--question 1:3,2:13,welcome", {"communication": [1, 3], "involvement": [13]}),
        ("--question communication:3,5-7", {"communication": [3, 5, 6, 7]}),
        ("--question 2:13 --question telephone", {"communication": [3], "involvement": [13]}),
        ("--question support:not-judging", {"support": [12]}),
        ("--chapter support --question moving-on", {"support": [11]}),
        ("--chapter support --audience midday-staff", {"support": [5, 6, 10, 12]}),
        ("--audience midday --chapter 1", {"communication": [1, 13]}),
    ],
)
def test_a_choice_has_those_questions_with_their_own_numbers(
    folder: Path, options: str, wanted: dict[str, list[int]]
) -> None:
    """A question without audiences is for everybody."""
    assert run("build", "sheets", *options.split(), "--output", "chosen.pdf").exit_code == 0
    text = text_of(folder / "chosen.pdf")
    for chapter, questions in numbers_and_questions("midday staff" if "--audience" in options else "").items():
        for number, question in questions:
            assert (question in text) == (number in wanted.get(chapter, ())), f"{chapter} {number}"
            beside = rf"\b{number} ?{re.escape(question)}|{re.escape(question)}.*?\b{number}\b"
            assert question not in text or re.search(beside, text)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("build guide --chapter suport", 'did you mean "support"?'),
        ("build sheets --chapter 4", "communication"),
        ("build sheets --question telefone", 'did you mean "telephone"?'),
        ("build sheets --question support:suport-groups", 'did you mean "support-groups"?'),
        ("build sheets --question suport:1", 'did you mean "support"?'),
        ("build sheets --question support:13", "1 to 12"),
        ("build sheets --question 3", "communication:3"),
        ("build sheets --question moving-on", "support:moving-on"),
        ("build sheets --audience parent --audience goverors", 'did you mean "governors"?'),
        ("build sheets --chapter support --question communication:1", "no question is left"),
        ("build guide --large-prnt", "--large-print"),
        ("build guide --paper A5", "type A3, A4 or Letter"),
        ("build guide --text-size 17", "type 16, 18 or 24"),
        ("build guide --paper A3", "let the copier put two A4 pages on each side of A3 (“2 on 1”, or “booklet”)"),
        ("build pack --paper A3 --large-print", "without --paper, the poster of a pack is on A3"),
        ("build poster --chapter support", "--chapter"),
        ("build giude", 'did you mean "guide"?'),
        ("chek", 'did you mean "check"?'),
        ("build guide guide", "guide"),
        ("build guide --open --output -", "--open"),
    ],
)
def test_a_choice_that_names_nothing_ends_with_2_and_says_what_may_be_meant(
    folder: Path, typed: str, says: str
) -> None:
    result = run(*typed.split())
    assert result.exit_code == 2
    assert says in result.stderr
    assert result.stdout == ""
    assert not files_in(folder)


def test_an_unknown_option_is_answered_with_did_you_mean() -> None:
    for typed, meant in (("--large-prin", "--large-print"), ("--chpter", "--chapter"), ("--quite", "--quiet")):
        result = run("build", "guide", typed)
        assert result.exit_code == 2
        assert f"help: did you mean {meant}?" in result.stderr, result.stderr


def test_every_unknown_choice_of_a_command_is_reported_at_once() -> None:
    result = run("build", "sheets", "--chapter", "suport", "--question", "telefone", "--audience", "goverors")
    assert result.exit_code == 2
    assert result.stderr.count("did you mean") == 3
    assert "3 problems" in result.stderr


# Mistakes in content, templates and looks


def test_a_mistake_in_content_is_named_with_place_line_and_help(folder: Path, wording: Path) -> None:
    """The old file stays as it was, and no part of a new file is left."""
    path = wording / "chapters" / "support.yaml"
    line = replace_in(path, "prompts: [parents’ permission sought", "promts: [parents’ permission sought")
    (folder / "guide.pdf").write_bytes(b"older")
    for command in (["build", "guide"], ["build", "poster"], ["build", "pack"], ["check"], ["list"]):
        result = run(*command, "--content", "my-wording")
        assert result.exit_code == 1, command
        first, source, carets, advice = result.stderr.splitlines()
        shown = Path("my-wording", "chapters", "support.yaml")
        assert first.startswith(f"{shown}:{line}:5: ")
        assert "promts" in first
        assert source == "        promts: [parents’ permission sought, outcomes explained]"
        assert carets == "        ^^^^^^"
        assert advice.strip() == 'help: did you mean "prompts"?'
        assert result.stdout == ""
    assert (folder / "guide.pdf").read_bytes() == b"older"
    assert files_in(folder) == {"guide.pdf", "my-wording"}


def test_the_mistake_that_is_shown_is_reported_as_it_says_there(wording: Path) -> None:
    """Everything is compared but the line number, which depends on the file."""
    shown = re.search(
        r"^    my-wording/chapters/support\.yaml:\d+:5: (.*)\n +(.*)\n( +\^+)\n +(help: .*)$", PAGES, re.MULTILINE
    )
    assert shown, "no page shows a mistake"
    path = wording / "chapters" / "support.yaml"
    replace_in(path, "prompts: [parents’ permission sought, outcomes explained]", shown[2])
    lines = run("check", "--content", "my-wording").stderr.splitlines()
    assert [lines[0].split(": ", 1)[1], lines[1].strip(), lines[3].strip()] == [shown[1], shown[2], shown[4]]
    assert shown[3] == f"    {lines[2]}"


def test_all_mistakes_of_all_files_are_reported_in_one_run(wording: Path) -> None:
    replace_in(wording / "poster.yaml", "closing:", "closng:")
    replace_in(wording / "chapters" / "communication.yaml", "id: who-is-who", "id: Who is who")
    replace_in(wording / "chapters" / "support.yaml", "summary: How parents find", "summary: How {parents} find")
    result = run("check", "--content", "my-wording")
    assert result.exit_code == 1
    for name in ("poster.yaml", "communication.yaml", "support.yaml"):
        assert re.search(rf"{re.escape(name)}:\d+:\d+: ", result.stderr), name
    count = len(re.findall(r"^my-wording.*:\d+:\d+: ", result.stderr, re.MULTILINE))
    assert result.stderr.endswith(f"\n{count} problems\n")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("chapters/support.yaml", b"id: support\n\tquestions: []\n"),
        ("chapters/support.yaml", b"\xff\xfe\x00"),
        ("chapters/support.yaml", b""),
        ("chapters/support.yaml", b"- a list\n- and nothing else\n"),
        ("chapters/support.yaml", b"id: support\nid: support\n"),
        ("labels.yaml", b"labels: yes\naudiences: [parents]\n"),
        ("terms/england.yaml", b"terms: [1, 2]\n"),
        ("guide.yaml", b"title: 'never closed\n"),
        ("poster.yaml", b"{" * 2000),
        ("introduction.yaml", b"title: &x [*x]\n"),
    ],
)
def test_no_content_file_however_broken_ends_in_a_traceback(wording: Path, name: str, data: bytes) -> None:
    (wording / name).write_bytes(data)
    result = run("check", "--content", "my-wording")
    assert result.exit_code == 1
    assert result.stderr.startswith("my-wording")
    assert Path(name).name in result.stderr.splitlines()[0]
    assert "help: " in result.stderr


def test_a_missing_content_file_ends_with_3(wording: Path) -> None:
    (wording / "labels.yaml").unlink()
    result = run("build", "guide", "--content", "my-wording")
    assert result.exit_code == 3
    assert str(Path("my-wording", "labels.yaml")) in result.stderr
    assert "there is no such file" in result.stderr


def test_check_finds_everything_in_order() -> None:
    result = run("check")
    assert result.exit_code == 0
    assert result.stderr == "Everything is in order.\n"
    assert result.stdout == ""


@pytest.mark.parametrize("command", ["check", "build guide"])
def test_a_broken_look_is_reported_at_its_line(folder: Path, templates: Path, command: str) -> None:
    look = templates / "looks" / "standard.yaml"
    line = replace_in(look, "  paragraph: 0.6", "  paragraph: wide")
    result = run(*command.split(), "--templates", "my-templates")
    assert result.exit_code == 1
    shown = Path("my-templates", "looks", "standard.yaml")
    assert result.stderr.startswith(f"{shown}:{line}:")
    assert "wide" in result.stderr.splitlines()[0]
    assert "help: write a number" in result.stderr
    assert files_in(folder) == {"my-templates"}


@pytest.mark.parametrize("command", ["check", "build sheets"])
def test_a_broken_template_is_reported_at_its_line(folder: Path, templates: Path, command: str) -> None:
    path = templates / "_parts.xml.j2"
    line = replace_in(path, '<table kind="audit" ', '<tabel kind="audit" ')
    replace_in(path, "</table>", "</tabel>")
    result = run(*command.split(), "--templates", "my-templates")
    assert result.exit_code == 1
    assert f"{Path('my-templates', '_parts.xml.j2').as_posix()}:{line}:" in result.stderr
    assert 'did you mean "table"?' in result.stderr
    assert re.search(r'^ +<tabel kind="audit" .*>\n +\^{6}\n +help: ', result.stderr, re.MULTILINE), result.stderr
    assert files_in(folder) == {"my-templates"}


def test_check_reads_the_look_of_large_print_too(templates: Path) -> None:
    replace_in(templates / "looks" / "large-print.yaml", "  body: 14", "  body: 14 points")
    result = run("check", "--templates", "my-templates")
    assert result.exit_code == 1
    assert "large-print.yaml" in result.stderr


def test_ones_own_template_is_used_and_the_rest_are_the_shipped_ones(folder: Path) -> None:
    own = folder / "own"
    own.mkdir()
    text = (shipped("templates") / "guide.xml.j2").read_text("utf-8")
    subtitle = '<para kind="subtitle">{{ guide.subtitle }}</para>'
    assert subtitle in text
    (own / "guide.xml.j2").write_text(text.replace(subtitle, f"{subtitle}<para>Of our school</para>"), "utf-8")
    assert run("build", "guide", "--templates", "own").exit_code == 0
    assert "Of our school" in text_of(folder / "guide.pdf")


# Files and folders


@pytest.mark.parametrize("kind", ["guide", "sheets", "poster"])
def test_a_missing_folder_ends_with_3(folder: Path, kind: str) -> None:
    result = run("build", kind, "--output", "missing/one.pdf")
    assert result.exit_code == 3
    assert "there is no folder “missing”" in result.stderr
    assert not files_in(folder)


def test_a_target_that_is_a_folder_ends_with_3(folder: Path) -> None:
    (folder / "guide.pdf").mkdir()
    result = run("build", "guide")
    assert result.exit_code == 3
    assert "guide.pdf: this is a folder" in result.stderr
    assert files_in(folder) == {"guide.pdf"}


@pytest.mark.parametrize(
    "output", ["a-file/guide.pdf", f"{'x' * 300}.pdf"], ids=["below-a-file", "a-name-that-is-too-long"]
)
def test_a_place_that_cannot_be_written_ends_with_3(folder: Path, output: str) -> None:
    (folder / "a-file").write_bytes(b"here first")
    result = run("build", "guide", "--output", output)
    assert result.exit_code == 3
    assert "cannot be written" in result.stderr
    assert "help: " in result.stderr
    assert files_in(folder) == {"a-file"}


def test_a_pack_whose_folder_is_a_file_ends_with_3(folder: Path) -> None:
    (folder / "audit-pack").write_bytes(b"here first")
    result = run("build", "pack")
    assert result.exit_code == 3
    assert (folder / "audit-pack").read_bytes() == b"here first"


@pytest.mark.parametrize("option", ["--content", "--templates"])
@pytest.mark.parametrize("command", ["build guide", "build poster", "build pack", "check"])
def test_a_folder_to_read_that_is_not_there_ends_with_3(folder: Path, command: str, option: str) -> None:
    result = run(*command.split(), option, "nowhere")
    assert result.exit_code == 3
    assert "nowhere: there is no such folder" in result.stderr
    assert not files_in(folder)


def test_list_of_a_folder_that_is_not_there_ends_with_3() -> None:
    result = run("list", "--content", "nowhere")
    assert result.exit_code == 3
    assert "nowhere: there is no such folder" in result.stderr


@pytest.mark.parametrize("arguments", ["build poster --output -", "list"])
def test_standard_output_that_is_full_ends_with_3(arguments: str) -> None:
    """A full disk behind a `>` counts as a file that cannot be written."""
    full = Path("/dev/full")
    if not full.exists():  # only Linux has a device that is always full
        return
    with full.open("wb") as stream:
        command = [sys.executable, "-m", "senaudit", *arguments.split()]
        done = subprocess.run(command, env=environment_with(), stdout=stream, stderr=subprocess.PIPE)
    assert b"Traceback" not in done.stderr
    assert done.returncode == 3


def test_a_reader_that_stops_early_is_no_failure_with_a_traceback() -> None:
    command = [sys.executable, "-m", "senaudit", "build", "guide", "--output", "-"]
    with subprocess.Popen(command, env=environment_with(), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout
        assert running.stderr
        running.stdout.close()
        assert b"Traceback" not in running.stderr.read()


# List, help, version, completion


def test_list_prints_every_chapter_and_question_with_number_and_id() -> None:
    result = run("list")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    guide = read_content(request_for("guide"))
    expected = []
    for chapter in guide.chapters:
        expected.append([str(chapter.number), f"{chapter.id}:", str(chapter.title)])
        for q in chapter.questions:
            groups = f"  [{', '.join(q.audiences)}]" if q.audiences else ""
            expected.append([str(q.number), q.id, f"{q.question}{groups}"])
    assert [line.split(maxsplit=2) for line in lines[: len(expected)]] == expected
    assert len(expected) == 43
    assert lines[len(expected)].startswith("Supplement, not in use ")
    assert lines[-1] == f"Groups of people: {', '.join(guide.audiences)}"


@pytest.mark.parametrize(
    ("options", "names"),
    [
        ("--chapter support --audience midday-staff", ["support:5", "support:6", "support:10", "support:12"]),
        ("--question 1:3,2:13", ["communication:3", "involvement:13"]),
        ("--chapter 3 --audience midday", ["support:5", "support:6", "support:10", "support:12"]),
    ],
)
def test_list_prints_only_what_is_asked_for(options: str, names: list[str]) -> None:
    data = json.loads(run("list", "--json", *options.split()).stdout)
    found = [f"{chapter['id']}:{q['number']}" for chapter in data["chapters"] for q in chapter["questions"]]
    assert found == names
    lines = run("list", *options.split()).stdout.splitlines()
    assert len(lines) == len(names) + len(data["chapters"]) + 1


def test_list_speaks_json(folder: Path) -> None:
    (folder / "school.yaml").write_text("name: Oak Hill\n", "utf-8")
    (folder / "questions").mkdir()
    (folder / "questions" / "a.yaml").write_text("drop: 1:2\n", "utf-8")
    data = json.loads(run("list", "--json").stdout)
    guide = read_content(request_for("guide"))
    assert data["audiences"] == {name: str(words) for name, words in guide.audiences.items()}
    telephone = next(q for q in data["chapters"][0]["questions"] if q["id"] == "telephone")
    (shipped_one,) = (q for q in guide.chapters[0].questions if q.id == "telephone")
    assert telephone == {
        "name": "communication:telephone",
        "id": "telephone",
        "number": "3",
        "question": str(shipped_one.question),
        "audiences": list(shipped_one.audiences),
    }
    assert [q["number"] for q in data["chapters"][0]["left_out"]] == ["2"]


@all_commands
def test_every_command_has_help_with_an_example(path: tuple[str, ...], command: click.Command) -> None:
    result = run(*path, "--help")
    assert result.exit_code == 0
    assert re.search(r"^  Example:\n    senaudit ", result.stdout, re.MULTILINE), result.stdout
    assert not [option.name for option in command.params if isinstance(option, click.Option) and not option.help]
    assert run(*path, "-h").stdout == result.stdout


def make_school_for(arguments: list[str]) -> None:
    """Make the working folder a school's folder or an audit's, or write a table of schools, for commands with one."""
    if arguments[0] in ("copy", "diff"):
        Path("school.yaml").write_text("name: Oak Hill Primary\n", "utf-8")
    if arguments[0] == "collate":
        Path("returns").mkdir()
        Path("returns", "parents.pdf").write_bytes(by_pikepdf(built_document(SHEETS).data, ANSWERED))
    if arguments in (["audit"], ["record", "--group", "office"]) or (
        arguments[0] == "collate" and "--into" not in arguments
    ):
        Path("audit.yaml").write_text("name: Autumn 2026\nchapters: support\naudiences: office\n", "utf-8")
    if arguments[0] in ("plan", "handover", "status") or "--since" in arguments:
        audit = Path(arguments[arguments.index("--since") + 1] if "--since" in arguments else "audit-2026")
        audit.mkdir()
        (audit / "audit.yaml").write_text("name: Autumn 2026\n", "utf-8")
        for folder in (audit, Path()):
            (folder / "plan.yaml").write_text("actions:\n  - what: Buy a bell\n", "utf-8")
    if arguments[0] in ("translate", "languages") or {"--language", "--languages"} & {*arguments}:
        translated(Path())
    if "--schools" in arguments:
        Path("schools.csv").write_text("name\nOak Hill Primary\nAsh Lane School\n", "utf-8")


@pytest.mark.slow
@all_commands
def test_the_example_in_each_help_runs(wording: Path, path: tuple[str, ...], command: click.Command) -> None:
    examples = re.findall(r"^ +(senaudit .*)$", run(*path, "--help").stdout, re.MULTILINE)
    assert examples
    for example in examples:
        program, *arguments = shlex.split(example)
        assert program == "senaudit"
        assert arguments[: len(path)] == list(path)
        make_school_for(arguments)
        assert status_of(arguments, wording.parent) == 0


def status_of(arguments: list[str], folder: Path) -> int:
    """Return the exit status of a command. A watching command is stopped when it has made its files."""
    if arguments[0] != "watch":
        return run(*arguments).exit_code
    with Watch(folder, *arguments[1:]) as watch:
        watch.next("made at")
        return watch.stop()


def test_the_version_is_the_packages() -> None:
    assert run("--version").stdout == f"senaudit, version {full_version()}\n"
    assert process("--version").stdout.decode().split()[-1] == full_version()


@pytest.mark.parametrize("typed", [[], ["build"]], ids=["senaudit", "build"])
def test_no_command_shows_the_help_and_ends_with_2(typed: list[str]) -> None:
    result = run(*typed)
    assert result.exit_code == 2
    assert "Example:" in result.output


def completed(words: str) -> list[str]:
    """Return the completions that the shell gets when a person presses the tab key after `words`."""
    count = len(words.split(" ")) - 1
    done = process(_SENAUDIT_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD=str(count))
    return [line.partition(",")[2] for line in done.stdout.decode().splitlines()]


def test_shell_completion_knows_the_chapters() -> None:
    assert completed("senaudit build guide --chapter ") == ["communication", "involvement", "support"]
    assert completed("senaudit build sheets --chapter s") == ["support"]


def test_shell_completion_knows_the_chapters_of_ones_own_content(wording: Path) -> None:
    (wording / "chapters" / "support.yaml").rename(wording / "chapters" / "help.yaml")
    words = "senaudit build guide --content my-wording --chapter "
    assert completed(words) == ["communication", "help", "involvement"]


def test_shell_completion_knows_commands_and_options() -> None:
    names = completed("senaudit ")
    assert names == sorted(names)
    assert {"build", "check", "config", "diff", "doctor", "copy", "help", "list", "new", "watch"} <= set(names)
    assert completed("senaudit build ") == ["guide", "letter", "pack", "poster", "sheets"]
    assert "--large-print" in completed("senaudit build guide --l")


@pytest.mark.parametrize("width", [40, 80, 200])
def test_the_help_has_the_whole_first_sentence_of_each_command(width: int) -> None:
    """No line is cut, though no command is imported for the help of all."""
    context = click.Context(commands)
    formatter = click.HelpFormatter(width=width)
    commands.format_commands(context, formatter)
    listed = " ".join(formatter.getvalue().split())
    assert "..." not in listed
    names = commands.list_commands(context)
    assert len(names) == 19
    for name in names:
        command = commands.get_command(context, name)
        assert command is not None
        assert f" {name} {summary(command)}" in listed


@pytest.mark.parametrize(
    ("typed", "own"), [("--help", set()), ("build --help", {"building"}), ("list --help", {"listing"})]
)
def test_a_command_imports_no_other_command(typed: str, own: set[str]) -> None:
    imported = modules_imported_by(*typed.split())
    modules = {"asking", "building", "checking", "completion", "listing", "school", "watching"}
    assert {module for module in modules if f"senaudit.cli.{module}" in imported} == own


HEAVY = {"jinja2", "markupsafe", "yaml", "reportlab", "markdown_it", "PIL", "resvg_py", "fontTools"}
HEAVY_PARTS_OF_PYTHON = {"email", "socket", "hashlib", "tempfile", "random"}
"""Modules of the standard library that take as long to import as the whole command line."""


def imported_by(*arguments: str, **environment: str) -> set[str]:
    """Return the packages that a command imports, as Python itself reports them."""
    return {name.partition(".")[0] for name in modules_imported_by(*arguments, **environment)}


def modules_imported_by(*arguments: str, **environment: str) -> set[str]:
    """Return the modules that a command imports, as Python itself reports them."""
    command = [sys.executable, "-X", "importtime", "-m", "senaudit", *arguments]
    done = subprocess.run(command, env=environment_with(**environment), capture_output=True)
    return set(re.findall(r"^import time: +\d+ \| +\d+ \| +([\w.]+)$", done.stderr.decode(), re.MULTILINE))


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["build", "sheets", "--help"], ["build", "giude"]])
def test_help_and_version_import_nothing_heavy(arguments: list[str]) -> None:
    imported = imported_by(*arguments)
    assert {"senaudit", "click"} <= imported
    assert not imported & (HEAVY | HEAVY_PARTS_OF_PYTHON)


def test_shell_completion_imports_nothing_heavy() -> None:
    words = {"COMP_WORDS": "senaudit build guide --chapter s", "COMP_CWORD": "4"}
    imported = imported_by(_SENAUDIT_COMPLETE="bash_complete", **words)
    assert {"senaudit", "click"} <= imported
    assert not imported & HEAVY


def test_a_build_of_plain_texts_imports_no_reader_of_inline_marks() -> None:
    imported = imported_by("build", "poster", "--output", "-", "--quiet")
    assert {"jinja2", "reportlab"} <= imported
    assert not imported & {"markdown_it", "fontTools"}


@pytest.mark.parametrize("kind", ["guide", "sheets", "poster"])
def test_a_build_of_the_shipped_content_imports_no_yaml_and_loads_no_pillow(kind: str) -> None:
    imported = modules_imported_by("build", kind, "--output", "-", "--quiet")
    assert "senaudit.source.reading" in imported
    assert not imported & {"yaml", "senaudit.source.parsing", "PIL._imaging"}


def test_a_build_with_a_school_s_own_file_imports_yaml(folder: Path) -> None:
    (folder / "school.yaml").write_text("name: Oak Hill\n", "utf-8")
    assert "yaml" in modules_imported_by("build", "poster", "--school", ".", "--output", "-", "--quiet")


def test_the_examples_in_the_help_of_pack_stand_where_those_of_other_commands_do() -> None:
    lines = run("build", "pack", "--help").output.splitlines()
    assert [line for line in lines if "Example:" in line] == ["  Example:", "  Example:"]
    assert not any(first == second == "" for first, second in pairwise(lines))


def test_the_option_no_cache_is_still_taken_and_means_nothing() -> None:
    plain, old = (process("build", "poster", "--output", "-", *more) for more in ((), ("--no-cache",)))
    assert (plain.returncode, plain.stdout, plain.stderr) == (0, old.stdout, old.stderr)
    assert "--no-cache" not in run("build", "poster", "--help").output


BUILD = ("build", "guide", "--output", "-", "--quiet")


@pytest.mark.parametrize(("arguments", "most"), [(("--help",), 125), (BUILD, 340)])
def test_commands_import_few_modules(arguments: tuple[str, ...], most: int) -> None:
    """Imports take most of the time of a short run. The limit leaves room for other versions of Python."""
    imported = modules_imported_by(*arguments)
    assert "senaudit.cli" in imported
    assert len(imported) <= most, sorted(imported)


COLLECTIONS = """
import gc
from senaudit.__main__ import main
found = []
gc.callbacks.append(lambda phase, information: found.append(phase))
try:
    main()
except SystemExit:
    print(len(found))
"""


def test_no_garbage_is_looked_for_from_the_first_import_on() -> None:
    """It is off even while click is imported."""
    command = [sys.executable, "-c", COLLECTIONS, "--version"]
    done = subprocess.run(command, env=environment_with(), capture_output=True, text=True)
    assert done.stdout.splitlines() == [f"senaudit, version {full_version()}", "0"]


# Hostile and unprintable texts


def questions_of_first_chapter(reader: pypdf.PdfReader) -> list[str]:
    """Return the bookmarks under the first chapter, which is the second part with bookmarks."""
    _, first, *_ = [item for item in reader.outline if isinstance(item, list)]
    return [str(bookmark.title) for bookmark in first if not isinstance(bookmark, list)]


@pytest.mark.slow
@pytest.mark.parametrize("typed", AS_TYPED)
def test_a_text_prints_as_it_was_typed(folder: Path, wording: Path, typed: str) -> None:
    """Content is never markup and never a template, not even in titles of files and bookmarks."""
    yaml = "'" + typed.replace("'", "''") + "'"
    replace_in(wording / "chapters" / "communication.yaml", f"question: {WELCOME}", f"question: {yaml}")
    replace_in(wording / "chapters" / "communication.yaml", "Whose job is it to greet parents?", yaml)
    replace_in(
        wording / "chapters" / "communication.yaml", "prompts: [signs, reception", f"prompts: [{yaml}, reception"
    )
    replace_in(wording / "guide.yaml", "title: Partners with Parents\n", f"title: {yaml}\n")
    replace_in(wording / "labels.yaml", "parents: Parents say", f"parents: {yaml}")
    replace_in(wording / "terms/england.yaml", "service: your local SENDIASS", f"service: {yaml}")
    replace_in(wording / "poster.yaml", "heading: Make me feel welcome", f"heading: {yaml}")
    assert run("build", "pack", "--content", "my-wording", "--font", "arimo").exit_code == 0
    guide, sheets, poster = (folder / "audit-pack" / f"{name}.pdf" for name in ("guide", "sheets", "poster"))
    folded = "".join(typed.split())
    assert "".join(text_of(guide).split()).count(folded) >= 5
    assert "".join(text_of(sheets).split()).count(folded) >= 2
    assert "".join(text_of(poster).split()).count(f"1{folded}Greetme") == 1
    reader = pypdf.PdfReader(guide)
    assert reader.metadata is not None
    assert reader.metadata.title == f"{typed}: audit guide"
    assert f"1. {typed}" in questions_of_first_chapter(reader)


@pytest.mark.parametrize(
    ("name", "old", "new", "kind"),
    [
        ("chapters/communication.yaml", WELCOME, "A 😀 welcome?", "sheets"),
        ("chapters/support.yaml", "offered discreetly", "offered 😀", "sheets"),
        ("labels.yaml", "(continued)", "(continued 😀)", "guide"),
        ("labels.yaml", "May be photocopied", "May be 😀", "sheets"),
        ("poster.yaml", "Be honest", "Be 😀", "poster"),
        ("guide.yaml", "2026 edition\n", "2026 😀\n", "guide"),
    ],
)
def test_a_character_that_the_font_lacks_is_an_error_at_its_place(
    wording: Path, name: str, old: str, new: str, kind: str
) -> None:
    path = wording / name
    lines = path.read_text("utf-8").replace(old, new, 1).splitlines()
    path.write_text("\n".join(lines) + "\n", "utf-8")
    line = next(number for number, text in enumerate(lines, 1) if "😀" in text)
    for command in (["build", kind, "--font", "arimo"], ["build", kind, "--large-print"], ["check"]):
        result = run(*command, "--content", "my-wording")
        assert result.exit_code == 1
        assert "U+1F600" in result.stderr
        assert result.stderr.startswith(f"{Path('my-wording', name)}:{line}:"), result.stderr


def test_a_character_that_the_font_lacks_in_a_term_is_an_error_at_the_term_and_not_at_each_use_of_it(
    wording: Path,
) -> None:
    line = replace_in(wording / "terms/england.yaml", "service: your local SENDIASS", "service: our 😀 service")
    result = run("build", "guide", "--content", "my-wording", "--font", "arimo")
    assert result.exit_code == 1
    places = re.findall(r"^(my-wording.*): .*U\+1F600", result.stderr, re.MULTILINE)
    assert places == [f"{Path('my-wording', 'terms', 'england.yaml')}:{line}:16"]


def test_a_font_is_named_as_people_know_it(wording: Path) -> None:
    replace_in(wording / "labels.yaml", "(continued)", "(continued 😀)")
    result = run("build", "guide", "--content", "my-wording", "--font", "arimo")
    assert "the font Arimo has no “😀”" in result.stderr


@pytest.mark.parametrize(("name", "typed"), [("Hebrew", "שלום"), ("Syriac", "ܫܠܡܐ")])
def test_right_to_left_text_is_refused_at_its_place(wording: Path, name: str, typed: str) -> None:
    line = replace_in(wording / "chapters" / "communication.yaml", WELCOME, f"{typed} {WELCOME}")
    for kind in ("guide", "sheets"):
        result = run("build", kind, "--content", "my-wording", "--font", "arimo")
        assert result.exit_code == 1
        assert result.stderr.startswith(f"{Path('my-wording', 'chapters', 'communication.yaml')}:{line}:"), name
        assert "right to left" in result.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("chapters/communication.yaml", WELCOME, "Ποια υποδοχή; Як вас зустрічають? Ďakujem, ŵyn"),
        ("labels.yaml", "Parents say", "Οι γονείς λένε"),
        ("labels.yaml", "(continued)", "(συνέχεια)"),
        ("labels.yaml", "May be photocopied", "Μπορεί να φωτοτυπηθεί"),
    ],
)
def test_greek_cyrillic_and_welsh_are_printed(folder: Path, wording: Path, name: str, old: str, new: str) -> None:
    """Texts and labels may use all characters of the full Arimo."""
    replace_in(wording / name, old, new)
    result = run("build", "guide", "--with-sheets", "--large-print", "--content", "my-wording", "--font", "arimo")
    assert result.exit_code == 0, result.stderr
    assert new in text_of(folder / "guide-with-sheets-large-print.pdf")


# A file for each group


def test_each_audience_makes_one_file_a_group_that_names_it(folder: Path) -> None:
    result = run("build", "sheets", "--each-audience", "--chapter", "support", "--font", "arimo")
    assert result.exit_code == 0, result.output
    groups = read_content(request_for("sheets")).audiences
    made = {f"sheets-support-{name.replace(' ', '-')}.pdf": str(printed) for name, printed in groups.items()}
    assert files_in(folder) == made.keys()
    for name, printed in made.items():
        assert f"For: {printed}" in text_of(folder / name)


def test_each_audience_writes_into_the_folder_that_is_named(folder: Path) -> None:
    result = run(
        "build", "sheets", "--each-audience", "--question", "communication:3", "--output", "for each", "--quiet"
    )
    assert (result.exit_code, result.output) == (0, "")
    assert files_in(folder) == {"for each"}
    assert "sheets-communication-3-support-staff.pdf" in files_in(folder / "for each")


def test_a_group_for_whom_there_is_no_question_is_told_and_gets_no_file(folder: Path) -> None:
    result = run("build", "sheets", "--each-audience", "--question", "communication:3")
    assert "governors: none of these questions is for this group" in result.stderr
    assert "sheets-communication-3-governors.pdf" not in files_in(folder)


def test_each_audience_writes_nothing_if_one_cannot_be_made(folder: Path) -> None:
    result = run("build", "sheets", "--each-audience", "--content", "nowhere")
    assert result.exit_code == 3
    assert files_in(folder) == set()


@pytest.mark.parametrize(
    ("more", "message"), [(["--audience", "parents"], "leave out --audience"), (["--output", "-"], "name a folder")]
)
def test_each_audience_makes_no_sense_with_one_group_or_one_stream(folder: Path, more: list[str], message: str) -> None:
    result = run("build", "sheets", "--each-audience", *more)
    assert result.exit_code == 2
    assert message in result.stderr
    assert files_in(folder) == set()


# What users read

OPTIONS = sorted(
    {
        name
        for _, command in ALL_COMMANDS
        for option in command.params
        for name in option.opts
        if name[:2] == "--" and not getattr(option, "hidden", False)
    }
)


@pytest.mark.parametrize("option", OPTIONS)
def test_the_pages_mention_every_option(option: str) -> None:
    assert re.search(rf"(?<![\w-]){option}(?![\w-])", PAGES), f"{option} is in no page"


def test_the_pages_mention_no_option_that_does_not_exist() -> None:
    # These are options of pytest, click, the benchmarks, uv and outloud.
    others = {"--refresh", "--help", "--profile", "--from", "--with", "--layer", "--work"}
    mentioned = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", PAGES))
    assert mentioned - others <= set(OPTIONS)


README_COMMANDS = set(re.findall(r"^    (senaudit .*)$", README, re.MULTILINE))
INLINE_COMMANDS = set(re.findall(r"`(senaudit [a-z-][^`]*)`", PAGES))


def test_the_readme_shows_the_three_commands_that_a_newcomer_types() -> None:
    three = {"senaudit build guide", "senaudit build sheets --chapter support --large-print", "senaudit build poster"}
    assert three <= set(README_COMMANDS)


def marked(typed: Iterable[str]) -> list[Any]:
    """Return parameters of a test: what is typed, with a mark if it makes Braille."""
    return [pytest.param(each, marks=needs_liblouis if "brf" in each else ()) for each in typed]


@pytest.mark.slow
@pytest.mark.parametrize("typed", marked(sorted(README_COMMANDS | INLINE_COMMANDS)))
def test_each_command_in_the_running_text_runs(wording: Path, typed: str) -> None:
    arguments = shlex.split(typed)[1:]
    make_school_for(arguments)
    assert status_of(arguments, wording.parent) == 0


README_OPTIONS = re.findall(r"^\| `(--[^`]+)` \|", README, re.MULTILINE)


@pytest.mark.parametrize("typed", marked(README_OPTIONS))
def test_each_option_in_the_readmes_table_runs(folder: Path, typed: str) -> None:
    options = shlex.split(typed)
    kind = {"--paper": "poster", "--each-audience": "sheets", "--fillable": "sheets"}.get(options[0], "guide")
    if options == ["--open"]:  # it would start another program
        assert "--open" in OPTIONS
        return
    result = run("build", kind, *options)
    assert result.exit_code == 0, result.output
    ending = f".{options[1]}" if options[0] == "--format" else ".pdf"
    assert {path.suffix for path in folder.iterdir()} == {ending}


def test_too_little_memory_is_told_as_what_it_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def fail(*arguments: object, **named: object) -> None:
        raise MemoryError

    monkeypatch.setattr("senaudit.school.load.load_guide", fail)
    result = CliRunner().invoke(commands, ["check", "--messages", "json"])
    assert result.exit_code == 3
    assert [problem["kind"] for problem in json.loads(result.stdout)] == ["out-of-memory"]


@pytest.mark.parametrize("name", ["school", "schools"])
def test_what_cannot_be_read_is_told_as_every_other_problem(tmp_path: Path, name: str) -> None:
    path = tmp_path / "forbidden"
    path.mkdir() if name == "school" else path.write_text("name\nA\n")
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read every file")
    result = CliRunner().invoke(commands, ["check", f"--{name}", str(path)])
    path.chmod(0o700)
    assert result.exit_code == 3
    assert "help: " in result.stderr
