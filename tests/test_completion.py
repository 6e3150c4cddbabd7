"""The tab key: what is offered, in each shell, and the scripts that ask for it."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from senaudit.cli import commands
from senaudit.files.shipped import shipped
from senaudit.recipe.reading import read_content
from senaudit.recipe.request import request_for
from senaudit.school import quick_names

ROOT = Path(__file__).resolve().parents[1]
CONTENT = shipped("content")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def script(shell: str) -> str:
    result = CliRunner().invoke(commands, ["completion", shell], prog_name="senaudit")
    assert result.exit_code == 0, result.output
    return result.stdout


def answer(shell: str, **variables: str) -> list[str]:
    """Return the lines that a shell's script gets from the program."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", **variables}
    environment["_SENAUDIT_COMPLETE"] = f"{shell}_complete"
    done = subprocess.run([sys.executable, "-m", "senaudit"], env=environment, capture_output=True, text=True)
    assert done.stderr == ""
    return done.stdout.split()


def in_powershell(*words: str) -> list[str]:
    return answer("powershell", COMP_WORDS="\n".join(("senaudit", *words)))


# What is offered


def test_the_names_are_those_of_the_guide() -> None:
    guide = read_content(request_for("guide"))
    names = [f"{chapter.id}:{question.id}" for chapter in guide.chapters for question in chapter.questions]
    assert sorted(quick_names.question_names([CONTENT])) == sorted(names)
    assert quick_names.chapter_ids([CONTENT]) == sorted(chapter.id for chapter in guide.chapters)
    assert quick_names.audience_ids([CONTENT]) == [name.replace(" ", "-") for name in guide.audiences]


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["build", "guide", "--chapter", "s"], ["support"]),
        (["build", "guide", "--chapter", "support,c"], ["support,communication"]),
        (["build", "guide", "--question", "tel"], ["telephone"]),
        (["build", "guide", "--question", "communication:tel"], ["communication:telephone"]),
        (["build", "guide", "--question", "1:3,communication:tel"], ["1:3,communication:telephone"]),
        (["build", "sheets", "--audience", "m"], ["midday-staff"]),
        (["list", "--audience", "parents,o"], ["parents,office"]),
        (["copy", "wal"], ["wales"]),
        (["copy", "guide."], ["guide.xml.j2"]),
        (["copy", "large"], ["large-print"]),
        (["copy", "support:not"], ["support:not-judging"]),
        (["diff", "telep"], ["telephone"]),
        (["build", "poster", "--paper", "a"], ["A3", "A4"]),
        (["check", "--messages", ""], ["text", "json", "github"]),
        (["help", "build", "p"], ["pack", "poster"]),
        (["completion", ""], ["bash", "zsh", "fish", "powershell"]),
    ],
)
def test_what_can_follow_is_offered(words: list[str], offered: list[str]) -> None:
    assert in_powershell(*words) == offered


def test_what_is_offered_is_taken(folder: Path) -> None:
    for option in ("--chapter", "--question", "--audience"):
        for name in in_powershell("list", option, "s"):
            assert CliRunner().invoke(commands, ["list", option, name]).exit_code == 0, name
    (folder / "school.yaml").write_text("name: Oak Hill\n", "utf-8")
    for name in sorted(in_powershell("copy", ""), key=lambda name: ":" not in name):  # a chapter has its questions
        assert CliRunner().invoke(commands, ["copy", name]).exit_code == 0, name


@pytest.mark.parametrize("typed", ["yes", "y", "on", "Everything, please", "online"])
def test_the_questions_of_the_supplement_are_offered_in_use(folder: Path, typed: str) -> None:
    (folder / "school.yaml").write_text(f"name: Oak Hill\nsupplement: {typed}\n", "utf-8")
    offered = quick_names.question_names([CONTENT, folder])
    assert "involvement:online" in offered
    assert ("involvement:voice" in offered) == (typed != "online")


def test_a_schools_own_questions_and_chapters_are_offered(folder: Path) -> None:
    (folder / "school.yaml").write_text("name: Oak Hill\n", "utf-8")
    (folder / "questions").mkdir()
    (folder / "questions" / "a.yaml").write_text("add: communication:our-app\nquestion: x\n", "utf-8")
    chapter = (CONTENT / "chapters/support.yaml").read_text("utf-8").replace("id: support", "id: transport", 1)
    (folder / "chapters").mkdir()
    (folder / "chapters" / "transport.yaml").write_text(chapter, "utf-8")
    assert in_powershell("list", "--question", "our") == ["our-app"]
    assert in_powershell("list", "--chapter", "t") == ["transport"]
    assert "transport:not-judging" in in_powershell("list", "--question", "transport:")


def test_files_with_mistakes_offer_fewer_names_and_say_nothing(folder: Path) -> None:
    wording = Path(shutil.copytree(CONTENT, folder / "wording"))
    (wording / "labels.yaml").write_bytes(b"\xff\xfe audiences: {")
    (wording / "chapters/support.yaml").write_text("questions: [\n", "utf-8")
    (wording / "chapters/communication.yaml").unlink()
    (wording / "chapters/communication.yaml").mkdir()
    assert in_powershell("list", "--content", "wording", "--audience", "") == []
    assert set(in_powershell("list", "--content", "wording", "--question", "")) == {
        name for name in quick_names.question_names([CONTENT]) if name.startswith("involvement:")
    }


# The shells


def in_bash(*words: str) -> list[str]:
    """Return what Bash itself offers with our script, for the words as Bash has split them."""
    program = f"{shlex.quote(sys.executable)} -m senaudit"
    functions = script("bash").replace("env COMP_WORDS", "COMP_WORDS").replace(" $1)", f" {program})")
    typed = f"COMP_WORDS=({' '.join(map(shlex.quote, words))}); COMP_CWORD={len(words) - 1}"
    asked = 'COMPREPLY=(); _senaudit_completion senaudit; printf "%s\\n" "${COMPREPLY[@]}"'
    done = subprocess.run(
        ["bash", "-c", f"{functions}\n{typed}\n{asked}"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert done.stderr == ""
    return done.stdout.split()


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("senaudit build guide --question communication : tel", ["telephone"]),
        ("senaudit build guide --question 1 : 3,support : not", ["not-judging"]),
        ("senaudit build guide --question tel", ["telephone"]),
        ("senaudit build guide --chapter = s", ["support"]),
        ("senaudit build guide --chapter =", ["communication", "involvement", "support"]),
        ("senaudit build p", ["pack", "poster"]),
        ("senaudit copy communication:telephone support : not", ["not-judging"]),
    ],
)
def test_bash_itself_completes_with_our_script(words: str, offered: list[str]) -> None:
    """Bash splits a word at each colon and equals sign, and replaces what stands after it only."""
    if shutil.which("bash") is None or os.name == "nt":
        return
    assert in_bash(*words.split()) == offered


def test_zsh_and_fish_are_answered() -> None:
    words = "senaudit build guide --question communication:tel"
    assert answer("zsh", COMP_WORDS=words, COMP_CWORD="4") == ["plain", "communication:telephone", "_"]
    assert answer("fish", COMP_WORDS=words, COMP_CWORD="communication:tel") == ["plain,communication:telephone"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_a_script_asks_for_completions_as_they_are_answered(shell: str) -> None:
    text = script(shell)
    assert "_SENAUDIT_COMPLETE" in text
    assert f"{shell}_complete" in text
    assert "%(" not in text


def test_the_script_for_powershell_is_whole() -> None:
    """There is no PowerShell here to run it: its brackets match, and it leaves no variable behind."""
    text = script("powershell")
    assert all(text.count(opening) == text.count(closing) for opening, closing in ("{}", "()", "[]"))
    assert "Remove-Item Env:COMP_WORDS, Env:_SENAUDIT_COMPLETE" in text


def test_another_shell_is_answered_with_those_there_are() -> None:
    result = CliRunner().invoke(commands, ["completion", "tcsh"])
    assert result.exit_code == 2
    assert "type bash, zsh, fish or powershell" in result.stderr
