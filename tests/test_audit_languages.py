"""An audit in several languages: what is sent in each, and answers in all of them under the same questions."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import openpyxl
import pikepdf
import pytest
from click.testing import CliRunner, Result
from edition_words import words_of
from form_filling import fill_in
from printing_programs import flattened
from programs import needs_libreoffice
from translating import SCHOOL, begun, entry_of, pseudo, translated
from translating import fill_in as fill_po
from word_filling import by_libreoffice, by_word

from senaudit.audit.audit_file import read_audit
from senaudit.audit.kept_returns import kept_returns
from senaudit.cli import commands

TICK, PRACTICE, ACTION = (f"support:information:{end}" for end in ("code-of-practice", "practice", "action"))


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a school's folder with translations into Polish and Lithuanian, in Cyrillic letters."""
    school = translated(tmp_path_factory.mktemp("model") / "oak-hill", SCHOOL, "pl")
    fill_po(begun(school, "lt"))
    return school


@pytest.fixture
def school(model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "oak-hill"
    copytree(model, folder)
    monkeypatch.chdir(folder)
    return folder


def senaudit(*words: str) -> Result:
    result = CliRunner().invoke(commands, [*words], prog_name="senaudit")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result


def audit(*words: str) -> Path:
    result = senaudit("audit", "Autumn 2026", "--question", "support:1", *words)
    assert result.exit_code == 0, result.stderr
    return Path("autumn-2026")


def edit(folder: Path, **values: str) -> None:
    path = folder / "audit.yaml"
    lines = path.read_text("utf-8").splitlines()
    new = [f"{name}: {values[name]}" if (name := line.partition(":")[0]) in values else line for line in lines]
    path.write_text("\n".join(new) + "\n", "utf-8")


def says(path: Path, words: str) -> bool:
    """Return whether a file has these words, wherever their lines end."""
    return "".join(words.split()) in "".join(words_of(path.read_bytes(), path.suffix[1:]).split())  # type: ignore[arg-type]


def folders(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in (folder / "to-send").rglob("*") if path.is_dir())


def fields_of(path: Path) -> set[str]:
    with pikepdf.open(path) as pdf:
        return {str(field.T) for field in pdf.Root.AcroForm.Fields}


def fillable(folder: Path, *place: str) -> Path:
    (found,) = Path(folder, "to-send", *place).glob("sheets-*fillable.pdf")
    return found


def returned(folder: Path, sheets: Path, name: str) -> None:
    answers: dict[str, str | bool] = {PRACTICE: f"{name} said so", TICK: True, ACTION: f"{name} asks"}
    (folder / "returns" / f"{name}.pdf").write_bytes(fill_in(sheets.read_bytes(), answers))


def test_further_languages_have_folders_beside_the_english_files(school: Path) -> None:
    folder = audit("--audience", "parents,office", "--also-in", "pl, lt")
    groups = [f"to-send/{group}{place}" for group in ("office", "parents") for place in ("", "/lt", "/pl")]
    assert folders(folder) == groups
    english, polish = (sorted(path.name for path in Path(folder, each).glob("*.*")) for each in (groups[3], groups[5]))
    assert [name.replace("-pl", "") for name in polish] == english
    words = words_of(next(Path(folder, groups[5]).glob("sheets*.html")).read_bytes(), "html")
    assert pseudo("Current practice") not in words
    assert pseudo("What happens now?") in words or pseudo("information") in words
    assert read_audit(folder).audit.also_in == (("", "pl"), ("", "lt"))


def test_an_audit_can_be_in_another_language_throughout(school: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = audit("--audience", "parents", "--language", "pl")
    assert folders(folder) == ["to-send/parents"]
    sheets = fillable(folder, "parents")
    assert sheets.name == "sheets-support-1-parents-pl-fillable.pdf"
    for number in range(5):
        returned(folder, sheets, f"Ania {number}")
    monkeypatch.chdir(folder)
    for command in ("collate", "plan", "handover", "record"):
        result = senaudit(command)
        assert result.exit_code == 0, result.stderr
    made = sorted(path.name for path in Path().iterdir() if path.is_file())
    assert made == [
        *("audit.yaml", "collated-pl.pdf", "handover-pl.pdf", "plan-pl.pdf", "plan.yaml", "returns.yaml"),
    ]
    assert says(Path("collated-pl.pdf"), pseudo("What people said"))
    assert says(Path("collated-pl.pdf"), "Ania 3 said so")
    assert says(Path("plan-pl.pdf"), pseudo("Plan for action"))
    assert says(Path("handover-pl.pdf"), pseudo("The answers. You can correct them."))
    assert says(Path("handover-pl.pdf"), "collated-pl.pdf")
    (table,) = Path("returns").glob("typed-*.xlsx")
    cells = [str(cell.value) for row in openpyxl.load_workbook(table).worksheets[0] for cell in row if cell.value]
    assert any(pseudo("Question") == cell for cell in cells)


def test_answers_in_all_languages_stand_under_one_question_and_box(
    school: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = audit("--audience", "parents", "--also-in", "pl")
    english, polish = fillable(folder, "parents"), fillable(folder, "parents", "pl")
    assert {name for name in fields_of(english) if ":" in name} == {name for name in fields_of(polish) if ":" in name}
    for number in range(3):
        returned(folder, english, f"Ann {number}")
        returned(folder, polish, f"Ania {number}")
    monkeypatch.chdir(folder)
    result = senaudit("collate", "--format", "txt")
    assert result.exit_code == 0, result.stderr
    assert "not asked any more" not in result.stderr
    text = Path("collated.txt").read_text("utf-8")
    assert "6 asked, 6 answered" in text.replace("\xa0", " ")
    assert "Code of practice: 6 of 6" in text.replace("\xa0", " ")
    assert text.count("said so") == 6
    assert senaudit("collate", "--language", "pl", "--format", "txt").exit_code == 0
    assert pseudo("Parents") in Path("collated-pl.txt").read_text("utf-8")


def test_a_language_can_be_for_one_group_only(school: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = audit("--audience", "parents,office", "--also-in", "pl")
    edit(folder, also_in="{parents: [pl, lt]}")
    monkeypatch.chdir(folder)
    result = senaudit("audit")
    assert result.exit_code == 0, result.stderr
    assert folders(Path()) == ["to-send/office", "to-send/parents", "to-send/parents/lt", "to-send/parents/pl"]
    edit(Path(), audiences="office", also_in="")
    assert senaudit("audit").exit_code == 0
    assert folders(Path()) == ["to-send/office"]


def test_the_audits_own_language_is_no_further_one(school: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = audit("--audience", "parents", "--why", "To hear more")
    monkeypatch.chdir(folder)
    for also_in in ("en", "{parents: en}"):
        edit(Path(), also_in=also_in)
        result = senaudit("audit")
        assert (result.exit_code, "the reason" in result.stderr) == (0, False)
        assert folders(Path()) == ["to-send/parents"]
    edit(Path(), language="pl", also_in="{parents: [pl, en]}")
    result = senaudit("audit")
    assert 'write it in each language: why: {pl: "…", en: "…"}' in result.stderr
    assert folders(Path()) == ["to-send/parents", "to-send/parents/en"]


@pytest.mark.parametrize(
    ("values", "kind", "words", "help_"),
    [
        ({"also_in": "pl, Urdu"}, "not-a-language", "Urdu", "write ur"),
        ({"also_in": "pl, cy"}, "no-translation", "cy", "senaudit translate cy"),
        ({"language": "polski"}, "not-a-language", "polski", "write pl"),
        ({"language": "cy"}, "no-translation", "cy", "senaudit translate cy"),
        ({"also_in": "{office: pl}"}, "group-not-asked", "office", "audiences"),
        ({"also_in": "{ofice: pl}"}, "unknown-choice", "ofice", "office"),
    ],
)
def test_mistakes_in_languages_are_told_at_their_place(
    school: Path, values: dict[str, str], kind: str, words: str, help_: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = audit("--audience", "parents")
    edit(folder, **values)
    before = sorted(Path(folder, "to-send").rglob("*"))
    monkeypatch.chdir(folder)
    result = senaudit("audit")
    assert result.exit_code == 1
    (name,) = values
    line = next(
        number for number, each in enumerate(Path("audit.yaml").read_text("utf-8").splitlines(), 1)
        if each.startswith(f"{name}:")
    )  # fmt: skip
    column = f"{name}: {values[name]}".index(words) + 1
    assert f"audit.yaml:{line}:{column}: " in result.stderr
    assert help_ in result.stderr
    assert sorted(Path("to-send").rglob("*")) == [path.relative_to(folder) for path in before]


def test_what_was_typed_wrongly_is_told_without_a_file(school: Path) -> None:
    result = senaudit("audit", "Autumn 2026", "--also-in", "cy")
    assert result.exit_code == 2
    assert "there is no translation into Welsh" in result.stderr
    assert "audit.yaml" not in result.stderr
    assert not os.path.lexists("autumn-2026")


def test_a_translation_with_gaps_makes_nothing_unless_it_may(school: Path) -> None:
    path = school / "languages/pl.po"
    entry = entry_of(path, "labels practice")
    assert entry.msgstr
    text = path.read_text("utf-8")
    path.write_text(text.replace(f'msgstr "{entry.msgstr}"', 'msgstr ""'), "utf-8")
    result = senaudit("audit", "Autumn 2026", "--question", "support:1", "--also-in", "pl")
    assert result.exit_code == 1
    assert "not translated into Polish" in result.stderr
    assert not Path("autumn-2026").exists()
    words = "audit", "Autumn 2026", "--question", "support:1", "--also-in", "pl", "--partly"
    assert senaudit(*words).exit_code == 0


def test_the_letter_gives_the_reason_and_the_day_in_its_language(school: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = "--audience", "parents", "--also-in", "pl", "--why", "We hear too little.", "--return-by", "3 Sept 2026"
    result = senaudit("audit", "Autumn 2026", "--question", "support:1", *words)
    assert "reason" in result.stderr
    folder = Path("autumn-2026")
    letter = folder / "to-send/parents/pl/letter-support-1-parents-pl.pdf"
    assert says(letter, "We hear too little.")
    assert says(letter, "3 września 2026")
    edit(folder, why='{en: We hear too little., pl: "Za mało wiemy."}')
    monkeypatch.chdir(folder)
    result = senaudit("audit")
    assert result.exit_code == 0
    assert "reason" not in result.stderr
    letter, english = letter.relative_to(folder), Path("to-send/parents/letter-support-1-parents.pdf")
    assert says(letter, "Za mało wiemy.")
    assert not says(letter, "We hear too little.")
    assert says(english, "We hear too little.")
    assert says(english, "3 Sept 2026")
    assert senaudit("build", "letter", "--audience", "parents", "--language", "pl", "-o", "l.pdf").exit_code == 0
    assert says(Path("l.pdf"), "Za mało wiemy.")


def test_a_term_of_a_year_is_not_a_day_that_can_be_written_otherwise(school: Path) -> None:
    folder = audit("--audience", "parents", "--also-in", "pl", "--return-by", "autumn term 2026")
    letter = folder / "to-send/parents/pl/letter-support-1-parents-pl.pdf"
    assert says(letter, "autumn term 2026")


@pytest.mark.parametrize(
    "program", [flattened, pytest.param(by_libreoffice, marks=needs_libreoffice)], ids=["pdf", "word"]
)
def test_prints_and_word_sheets_without_their_tags_are_read_in_any_language(
    school: Path, monkeypatch: pytest.MonkeyPatch, program: Callable[[bytes], bytes]
) -> None:
    (school / "languages/lt.po").unlink()  # its words are the same
    folder = audit("--audience", "parents", "--also-in", "pl")
    sheets = fillable(folder, "parents", "pl")
    if program is flattened:
        answers: dict[str, str | bool] = {PRACTICE: "Ania said so", TICK: True}
        data, name = program(fill_in(sheets.read_bytes(), answers)), "print.pdf"
    else:
        (word,) = sheets.parent.glob("sheets-*.docx")
        data, name = program(by_word(word.read_bytes(), {PRACTICE: "Ania said so", TICK: True})), "saved.docx"
    (folder / "returns" / name).write_bytes(data)
    monkeypatch.chdir(folder)
    result = senaudit("collate", "--format", "txt")
    assert result.exit_code == 0, result.stderr
    text = Path("collated.txt").read_text("utf-8").replace("\xa0", " ")
    assert "- Ania said so" in text
    assert "Code of practice: 1 of 1" in text
    (kept,) = kept_returns(Path())
    assert (kept.group, kept.language) == ("parents", "pl")
