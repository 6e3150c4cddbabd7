"""Where an audit stands, and its handover: from nothing to a plan, as a school types it."""

from __future__ import annotations

import re
from pathlib import Path

import outloud  # type: ignore[import-untyped]
import pdfua
import pikepdf
import pypdfium2  # type: ignore[import-untyped]
import pytest
from click.testing import CliRunner, Result
from filling_programs import by_pikepdf
from openpyxl import load_workbook
from test_collation import lines_of

from senaudit.cli import commands

WHERE = "support:information"
SAID = "We send one letter a term, and nobody rings back."
WANTED = "Ring back on the same day, please."


def senaudit(*arguments: object) -> Result:
    result = CliRunner().invoke(commands, [str(argument) for argument in arguments], prog_name="senaudit")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def lines() -> dict[str, str]:
    """Return the lines of the status by what stands before the colon."""
    output = senaudit("status").stdout.splitlines()
    assert len(output) == 5
    return dict(line.split(": ", 1) for line in output)


@pytest.fixture
def audit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Begin an audit in a school's folder, and return the audit's folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1798761600")  # 1 January 2027
    senaudit("new", "Oak Hill Primary")
    monkeypatch.chdir("oak-hill-primary")
    asked = ("--question", WHERE, "--audience", "parents", "--review", "autumn term 2027")
    result = senaudit("audit", "Autumn 2026", *asked)
    assert result.exit_code == 0, result.stderr
    return Path("autumn-2026")


@pytest.fixture
def answered(audit: Path) -> Path:
    """Have a parent fill in the sheets, and return the audit's folder."""
    sheets = next(path for path in (audit / "to-send").rglob("*fillable*.pdf") if "large" not in path.name)
    words = {f"{WHERE}:practice": SAID, f"{WHERE}:action": WANTED}
    (audit / "returns/a.pdf").write_bytes(by_pikepdf(sheets.read_bytes(), words))
    return audit


@pytest.fixture
def planned(answered: Path) -> Path:
    """Put the answers together, plan one action, and return the audit's folder."""
    senaudit("collate", answered / "returns", "--into", answered)
    senaudit("plan", answered)
    write(answered, what="A bell at the <gate> & {{ more }}", who="Mrs Okafor", by="3/9/2026")
    return answered


def write(folder: Path, **fields: str) -> None:
    """Fill in fields of the plan's only entry."""
    plan = folder / "plan.yaml"
    text = plan.read_text("utf-8")
    for name, words in fields.items():
        text, count = re.subn(rf"(?m)^    {name}:.*$", f'    {name}: "{words}"', text)
        assert count == 1
    plan.write_text(text, "utf-8")


def words_of(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as document:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    return " ".join(" ".join(pages).split())


def test_a_new_audit_waits_for_what_comes_back(audit: Path) -> None:
    told = lines()
    assert told["Autumn 2026"].endswith("asks Parents about support:information")
    assert told["Came back"] == "0 returns"
    assert (told["Plan"], told["Overdue"]) == ("none yet", "nothing")
    assert told["Next"].startswith(f"send out what is in {audit / 'to-send'}")


def test_new_files_are_to_be_put_together_first(answered: Path) -> None:
    told = lines()
    assert told["Came back"] == "0 returns, 1 file not put together yet"
    assert told["Next"] == f"put together what came back: senaudit collate, in {answered}"


def test_a_file_that_cannot_be_read_leads_in_no_circle(answered: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (answered / "returns/photo.jpg").write_bytes(b"\xff\xd8\xff")
    monkeypatch.chdir(answered)
    assert senaudit("collate").exit_code == 1
    assert (
        lines()["Next"] == "put together what came back: senaudit collate; take what it cannot read out of the folder"
    )
    Path("returns/photo.jpg").unlink()
    assert lines()["Next"].startswith("plan what to do")


def test_what_explains_the_folder_of_returns_is_no_return(answered: Path) -> None:
    assert (answered / "returns/README.txt").exists()
    assert senaudit("collate", answered / "returns", "--into", answered).exit_code == 0


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_table_to_type_into_counts_when_something_is_typed_into_it(audit: Path, form: str) -> None:
    assert senaudit("record", audit, "--format", form).exit_code == 0
    assert lines()["Came back"].startswith("0 returns")
    assert "not put together yet" not in lines()["Came back"]
    table = audit / f"returns/typed-parents.{form}"
    if form == "csv":
        text = re.sub(r"(?m)^(.*:practice,.*,words),", r"\1,Well", table.read_text("utf-8-sig"))
        table.write_text(text, "utf-8")
    else:
        book = load_workbook(table)
        book.worksheets[0]["F3"].value = "Well"
        book.save(table)
    assert "1 file not put together yet" in lines()["Came back"]


def test_then_comes_the_plan(answered: Path) -> None:
    senaudit("collate", answered / "returns", "--into", answered)
    told = lines()
    assert told["Came back"] == "1 return (Parents 1)"
    assert told["Next"] == f"plan what to do: senaudit plan {answered}"
    senaudit("plan", answered)
    told = lines()
    assert told["Plan"] == "1 action: 1 to do, 1 still to be worded"
    assert told["Next"] == f"word the entries in {answered / 'plan.yaml'}: what, who and by when"


def test_what_is_overdue_is_named(planned: Path) -> None:
    told = lines()
    assert told["Overdue"] == "A bell at the <gate> & {{ more }} (3 September 2026)"
    assert told["Next"].startswith("do what is overdue")


@pytest.mark.parametrize(
    ("fields", "step"),
    [
        ({"by": "3/9/2027"}, "by 3 September 2027 (in 245 days): A bell at the <gate> & {{ more }}"),
        ({"by": ""}, "say by when in autumn-2026/plan.yaml"),
        ({"state": "done"}, "look at the results again by 31 December 2027 (in 364 days)"),
    ],
)
def test_the_next_step_follows_from_the_plan(planned: Path, fields: dict[str, str], step: str) -> None:
    write(planned, **fields)
    assert lines()["Next"].replace("\\", "/") == step


def test_after_the_review_the_same_is_asked_again(planned: Path) -> None:
    write(planned, state="done")
    audit = planned / "audit.yaml"
    audit.write_text(audit.read_text("utf-8").replace("autumn term 2027", "3/11/2026"), "utf-8")
    assert lines()["Next"] == f"ask again: senaudit build sheets --since {planned}"


def test_of_several_audits_the_last_is_told_and_the_others_are_named(planned: Path) -> None:
    senaudit("audit", "Spring 2027", "--question", WHERE)
    text = (planned / "audit.yaml").read_text("utf-8")
    (planned / "audit.yaml").write_text(re.sub(r"(?m)^started:.*$", "started: 3/9/2026", text), "utf-8")
    output = senaudit("status").stdout.splitlines()
    assert output[0].startswith("Spring 2027: begun on")
    assert output[5:] == ["Other audits: autumn-2026; senaudit status autumn-2026"]
    assert senaudit("status", planned).stdout.startswith("Autumn 2026: begun on 3 September 2026")
    assert senaudit("handover").exit_code == 2


def test_without_an_audit_the_way_to_one_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for command in ("status", "handover"):
        result = senaudit(command)
        assert result.exit_code == 2
        assert 'begin one: senaudit audit "Autumn 2026"' in result.stderr


def test_a_handover_has_all_that_a_successor_needs(planned: Path) -> None:
    (planned / "plan.yaml").write_text(
        (planned / "plan.yaml").read_text("utf-8")
        + f"\npractice:\n  - question: {WHERE}\n    agreed: One letter a term\n",
        "utf-8",
    )
    result = senaudit("handover", planned)
    assert result.exit_code == 0, result.stderr
    words = words_of(planned / "handover.pdf")
    for each in (
        *("Oak Hill Primary", "Autumn 2026", "autumn term 2027", "oak-hill-primary/autumn-2026", "plan.yaml"),
        *("1 January 2027", "Overdue, to do", "Mrs Okafor", "One letter a term"),
    ):
        assert each in words, each
    heads = [line for line in lines_of((planned / "handover.pdf").read_bytes()) if line.startswith("heading")]
    ours = heads.index("heading 2: What we do now")
    assert heads[ours + 1].startswith("heading 3: Support 1: ")
    assert heads[ours + 2] == "heading 2: Plan for action"
    what = "A bell at the <gate> & {{ more }}"
    assert words.count(what) - words.count(f"{what}, continued") == 2, "what is due, and the plan"
    assert words.count(SAID) == words.count(WANTED) == 1


def test_a_handover_says_how_many_points_nobody_has_worded(answered: Path) -> None:
    senaudit("collate", answered / "returns", "--into", answered)
    senaudit("plan", answered)
    senaudit("handover", answered)
    words = words_of(answered / "handover.pdf")
    assert "Points for action that nobody has worded yet 1" in words
    assert "Plan for action" not in words.replace("The plan", "")


def test_an_audit_that_nobody_has_answered_is_handed_over_too(audit: Path) -> None:
    result = senaudit("handover", audit)
    assert result.exit_code == 0, result.stderr
    assert "Came back 0" in words_of(audit / "handover.pdf")


def test_a_handover_names_no_file_that_came_back_and_no_path_of_the_computer(planned: Path, tmp_path: Path) -> None:
    senaudit("handover", planned)
    words = words_of(planned / "handover.pdf")
    assert "a.pdf" not in words
    assert str(tmp_path) not in words


@pytest.mark.parametrize("look", [(), ("--large-print",), ("--text-size", "24")])
def test_a_handover_conforms_in_each_look(planned: Path, look: tuple[str, ...]) -> None:
    senaudit("handover", planned, *look, "--quiet")
    path = next(planned.glob("handover*.pdf"))
    assert pdfua.validate(str(path)).findings == ()
    heard = outloud.check(str(path), layers={"conformance"})
    assert [each for each in heard.findings if each.severity == "error"] == []
    with pikepdf.open(path) as document:
        assert document.Root.Lang == "en-GB"


def test_a_handover_has_every_edition(planned: Path) -> None:
    result = senaudit("handover", planned, "--format", "docx", "--format", "html", "--format", "txt")
    assert result.exit_code == 0, result.stderr
    assert "A bell at the <gate> & {{ more }}" in (planned / "handover.txt").read_text("utf-8")
    assert {path.suffix for path in planned.glob("handover.*")} == {".docx", ".html", ".txt"}


def test_an_old_handover_survives_a_mistake(planned: Path) -> None:
    senaudit("handover", planned)
    before = (planned / "handover.pdf").read_bytes()
    write(planned, state="finished")
    result = senaudit("handover", planned)
    assert result.exit_code == 1
    assert "finished" in result.stderr
    assert (planned / "handover.pdf").read_bytes() == before
