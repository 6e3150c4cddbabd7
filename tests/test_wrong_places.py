"""Files in wrong places, days that differ, and other slips of an audit, as a school makes them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from edition_words import words_of
from filling_programs import by_pdfium
from openpyxl import load_workbook
from printing_programs import flattened

from senaudit.audit.audit_file import read_audit
from senaudit.audit.kept_returns import kept_returns
from senaudit.cli import commands

WHERE = "support:information"
SAID = "We send one letter a term."


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1798761600")  # 1 January 2027


def senaudit(*words: object) -> Result:
    result = CliRunner().invoke(commands, [str(word) for word in words], prog_name="senaudit")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def begun(*words: str) -> Path:
    """Return the folder of a new audit of one question."""
    result = senaudit("audit", "Autumn 2026", "--question", WHERE, "--audience", "parents", *words)
    assert result.exit_code == 0, result.stderr
    return Path("autumn-2026")


def filled(folder: Path, words: str = SAID) -> bytes:
    """Return the audit's sheets as a parent fills them in."""
    sheets = next(path for path in folder.rglob("*fillable*.pdf") if "large" not in path.name)
    return by_pdfium(sheets.read_bytes(), {f"{WHERE}:practice": words})


def overdue() -> str:
    return next(line for line in senaudit("status").stdout.splitlines() if line.startswith("Overdue: "))


def test_sheets_and_letter_name_the_same_day() -> None:
    """The audit's own day counts, and the school's where the audit has none."""
    Path("school.yaml").write_text("name: Elm\nreturn_to: the office\nreturn_by: 1 May 2026\n", "utf-8")
    sheets = begun("--return-by", "9/10/2026") / "to-send/parents"
    for path in sheets.iterdir():
        words = "".join(words_of(path.read_bytes(), path.suffix[1:]).split())  # type: ignore[arg-type]
        assert "9/10/2026" in words, path.name
        assert "1May" not in words, path.name
    senaudit("audit", "Spring 2027", "--question", WHERE)
    page = Path("spring-2027/to-send/everybody/sheets-support-1.html").read_text("utf-8")
    assert "1 May 2026" in page.replace("\xa0", " ")


def test_the_day_of_the_audit_on_a_print_is_nobodys_answer() -> None:
    Path("school.yaml").write_text("name: Elm\nreturn_to: the office\nreturn_by: 1 May 2026\n", "utf-8")
    folder = begun("--return-by", "9/10/2026")
    (folder / "returns/print.pdf").write_bytes(flattened(filled(folder)))
    result = senaudit("collate", folder / "returns", "--into", folder)
    assert "outside the boxes" not in result.stderr
    assert [dict(each.answers) for each in kept_returns(folder)] == [{f"{WHERE}:practice": SAID}]


def test_a_further_audit_asks_the_same_of_the_same_groups_unless_others_are_named() -> None:
    begun("--rating")
    assert senaudit("audit", "Autumn 2027", "--since", "autumn-2026").exit_code == 0
    audit = read_audit(Path("autumn-2027")).audit
    assert (audit.chapters, audit.questions, audit.audiences, audit.rating) == ((), (WHERE,), ("parents",), True)
    senaudit("audit", "Spring", "--since", "autumn-2026", "--chapter", "support")
    audit = read_audit(Path("spring")).audit
    assert (audit.chapters, audit.questions, audit.audiences) == (("support",), (), ("parents",))
    senaudit("audit", "Summer", "--since", "autumn-2026", "--audience", "office")
    audit = read_audit(Path("summer")).audit
    assert (audit.questions, audit.audiences) == ((WHERE,), ("office",))


def test_a_mistake_in_the_audit_before_is_told_with_its_line() -> None:
    file = begun() / "audit.yaml"
    file.write_text(file.read_text("utf-8").replace("rating: no", "rating: perhaps"), "utf-8")
    result = senaudit("audit", "Autumn 2027", "--since", "autumn-2026")
    assert result.exit_code == 1
    assert "audit.yaml:" in result.stderr
    assert not Path("autumn-2027").exists()


def test_an_empty_folder_of_returns_is_named_with_what_belongs_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """A person has filled in the sheets in the folder to send, and put a copy beside audit.yaml."""
    monkeypatch.chdir(begun())
    for path in (Path("mum.pdf"), *Path("to-send").rglob("*fillable.pdf")):
        path.write_bytes(filled(Path("to-send")))
    result = senaudit("collate")
    assert result.exit_code == 1
    assert "returns: nothing was put together: this folder has no files that came back" in result.stderr
    Path("returns/mum.txt").write_text("Mum rang", "utf-8")
    assert "there are no answers in what was read" in senaudit("collate").stderr


def test_two_people_with_the_same_words_count_as_two_after_the_help_was_followed() -> None:
    """The sheets of a group have no place for who filled them in."""
    folder = begun()
    same = "We get one letter a term, and nobody ever rings us back about it."
    for name in ("a", "b"):
        (folder / f"returns/{name}.pdf").write_bytes(filled(folder, same) + name.encode())
    result = senaudit("collate", folder / "returns", "--into", folder)
    assert "change one of the two a little, such as its date" in result.stderr
    assert len(kept_returns(folder)) == 1
    sheets = next(folder.rglob("sheets-*-fillable.pdf")).read_bytes()
    (folder / "returns/b.pdf").write_bytes(by_pdfium(sheets, {f"{WHERE}:practice": same, "date": "4/11/2026"}))
    senaudit("collate", folder / "returns", "--into", folder)
    assert len(kept_returns(folder)) == 2


def test_answers_that_were_to_be_deleted_are_overdue() -> None:
    folder = begun("--kept", "3/12/2026")
    assert overdue() == "Overdue: nothing", "nothing came back"
    (folder / "returns/a.pdf").write_bytes(filled(folder))
    senaudit("collate", folder / "returns", "--into", folder)
    assert overdue() == "Overdue: delete the answers (you said that you keep them until 3 December 2026)"


def test_a_table_that_nobody_has_typed_into_does_not_wait_to_be_put_together() -> None:
    folder = begun()
    senaudit("record", folder)
    assert "Came back: 0 returns\n" in senaudit("status").stdout
    path = folder / "returns/typed-parents.xlsx"
    book = load_workbook(path)
    sheet = book.worksheets[0]
    row = next(row[0].row for row in sheet.iter_rows() if row[0].value == f"{WHERE}:practice")
    sheet.cell(row, 6, "One letter a term")
    book.save(path)
    assert "Came back: 0 returns, 1 file not put together yet\n" in senaudit("status").stdout


def test_sheets_of_several_schools_are_told_where_no_school_is_known() -> None:
    Path("returns").mkdir()
    Path("made").mkdir()
    for name in ("Oak Hill, Primary", "Elm"):
        Path("school.yaml").write_text(f'name: "{name}"\n', "utf-8")
        senaudit("build", "sheets", "--fillable", "--question", WHERE, "--output", "made/fillable.pdf")
        Path(f"returns/{name}.pdf").write_bytes(filled(Path("made"), f"{name} sends one letter a term."))
    Path("school.yaml").unlink()
    result = senaudit("collate", "returns", "--into", "both")
    assert result.exit_code == 0
    assert "sheets of 2 schools are put together here: “Elm”, “Oak Hill, Primary”" in result.stderr
    assert "--school" in result.stderr
    Path("elm").mkdir()
    Path("elm/school.yaml").write_text("name: Elm\n", "utf-8")
    result = senaudit("collate", "returns", "--into", "one", "--school", "elm")
    assert "schools" not in result.stderr
    assert "this is of another school, “Oak Hill, Primary”, and is left out" in result.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
@pytest.mark.parametrize("command", ["plan", "handover"])
def test_no_option_is_named_that_the_command_does_not_have(command: str) -> None:
    folder = begun()
    (folder / "returns/a.pdf").write_bytes(filled(folder))
    senaudit("collate", folder / "returns", "--into", folder)
    limited = "import resource as r, senaudit.__main__ as s; r.setrlimit(r.RLIMIT_FSIZE, (100, 100)); s.main()"
    run = subprocess.run([sys.executable, "-c", limited, command, str(folder)], capture_output=True, text=True)
    assert run.returncode == 3
    assert "help: " in run.stderr
    assert "--output" not in run.stderr
