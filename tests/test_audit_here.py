"""Which audit a command is about, if nobody names one: the one you are in, or the last one of your school."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from filling_programs import by_pikepdf
from test_handover import WHERE, senaudit

COMMANDS = ("collate", "plan", "record", "handover")


@pytest.fixture
def school(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a school with an audit in which one return was put together; it is the working folder."""
    monkeypatch.chdir(tmp_path)
    senaudit("new", "Oak Hill Primary")
    monkeypatch.chdir("oak-hill-primary")
    begin("Autumn 2026")
    return Path.cwd()


def begin(name: str, *words: str) -> Path:
    """Begin an audit to which a parent has answered, and return its folder."""
    result = senaudit("audit", name, "--question", WHERE, "--audience", "parents", *words)
    assert result.exit_code == 0, result.stderr
    folder = Path(name.lower().replace(" ", "-"))
    sheets = next(path for path in (folder / "to-send").rglob("*fillable*.pdf") if "large" not in path.name)
    (folder / "returns/a.pdf").write_bytes(by_pikepdf(sheets.read_bytes(), {f"{WHERE}:action": f"A bell, {name}"}))
    return folder


def made(folder: Path) -> set[str]:
    names = ("collated.pdf", "plan.yaml", "returns/typed-parents.xlsx", "handover.pdf")
    return {name for name in names if (folder / name).exists()}


ALL = {"collated.pdf", "plan.yaml", "returns/typed-parents.xlsx", "handover.pdf"}


def test_in_a_schools_folder_its_only_audit_is_taken_and_that_is_said(school: Path) -> None:
    for command in COMMANDS:
        result = senaudit(command)
        assert result.exit_code == 0, result.stderr
        assert "The audit in autumn-2026 is taken" in result.stderr
    assert made(school / "autumn-2026") == ALL
    assert senaudit("status").stdout.startswith("Autumn 2026: ")
    assert "The audit in" not in senaudit("plan", "--quiet").stderr


def test_from_another_folder_of_the_school_it_is_the_same(school: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (school / "logos").mkdir()
    monkeypatch.chdir(school / "logos")
    for command in COMMANDS:
        assert senaudit(command).exit_code == 0
    assert made(school / "autumn-2026") == ALL


def test_of_an_audit_and_the_one_that_follows_it_the_later_is_taken(school: Path) -> None:
    senaudit("collate")
    later = begin("Autumn 2027", "--since", "autumn-2026")
    for command in COMMANDS:
        result = senaudit(command)
        assert result.exit_code == 0, result.stderr
        assert f"The audit in {later} is taken" in result.stderr
    assert (made(school / "autumn-2026"), made(later)) == ({"collated.pdf"}, ALL)


def test_several_that_are_open_are_refused_with_their_names(school: Path) -> None:
    begin("Spring 2027")
    for command in COMMANDS:
        result = senaudit(command)
        assert result.exit_code == 2
        assert "there are several audits here: autumn-2026, spring-2027" in result.stderr
        assert re.search(rf"senaudit {command}(?: --into)? spring-2027", result.stderr)
    assert (made(school / "autumn-2026"), made(school / "spring-2027")) == (set(), set())
    assert senaudit("status").exit_code == 0


def test_in_an_audits_folder_it_is_that_one_and_nothing_is_said(school: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begin("Spring 2027")
    monkeypatch.chdir(school / "spring-2027/returns")
    for command in COMMANDS:
        result = senaudit(command)
        assert result.exit_code == 0, result.stderr
        assert "The audit in" not in result.stderr
    assert (made(school / "autumn-2026"), made(school / "spring-2027")) == (set(), ALL)


def test_files_that_are_named_need_a_place_for_what_is_made(school: Path) -> None:
    result = senaudit("collate", "autumn-2026/returns")
    assert (result.exit_code, "add --into" in result.stderr) == (2, True)


# What is wrong with audit.yaml


def test_every_command_that_reads_audit_yaml_tells_what_is_wrong_with_it(
    school: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = school / "autumn-2026/audit.yaml"
    text = re.sub(r"(?m)^kept:.*$", "kept: soon", file.read_text("utf-8"))
    file.write_text(re.sub(r"(?m)^audiences:.*$", "audiences: parents; office", text), "utf-8")
    lines = text.splitlines()
    kept, audiences = (next(n for n, line in enumerate(lines, 1) if line.startswith(f"{word}:")) for word in WORDS)
    monkeypatch.chdir(school / "autumn-2026")
    for command in (*COMMANDS, "status", "build letter -o letter.pdf", "build letter --audience office -o letter.pdf"):
        result = senaudit(*command.split())
        assert result.exit_code == (2 if command == "record" else 0), result.stderr
        assert f"audit.yaml:{kept}:7: warning: " in result.stderr, command
        assert re.search(rf"audit\.yaml:{audiences}:12: warning: .*“parents; office”", result.stderr), command


WORDS = ("kept", "audiences")
