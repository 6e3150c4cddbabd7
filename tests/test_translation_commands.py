"""The commands on translations, `--language`, a table with a column of languages, and what `watch` looks at."""

from __future__ import annotations

import os
import re
import shlex
import shutil
from pathlib import Path

import polib
import pytest
from click.testing import CliRunner, Result
from filling_programs import by_pikepdf
from translating import fill_in, pseudo, school_in, translated
from watching import Watch

import senaudit
from senaudit.cli import commands
from senaudit.files.shipped import shipped
from senaudit.recipe.request import Sources
from senaudit.recipe.sources import source_files, source_folders

README = (Path(__file__).resolve().parents[1] / "README.md").read_text("utf-8")
PO = Path("languages/pl.po")


def run(*words: str) -> Result:
    return CliRunner().invoke(commands, words)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a school's folder, which is the working folder."""
    school = school_in(tmp_path / "school")
    monkeypatch.chdir(school)
    return school


def test_from_the_first_command_to_the_poster(here: Path) -> None:
    result = run("translate", "PL")
    assert result.exit_code == 0, result.output
    assert "languages/pl.po: made, 0 of" in result.output
    result = run("build", "poster", "--language", "pl")
    assert result.exit_code == 1
    assert "texts of this document are not translated into Polish" in result.output
    assert "have it printed as it was written with --partly" in result.output
    assert not Path("audit-pack").exists()
    assert run("build", "poster", "--language", "pl", "--partly").exit_code == 0
    fill_in(Path("languages/pl.po"))
    assert run("translate", "pl").output.startswith("languages/pl.po: updated, 1,")
    assert run("languages").output.startswith("Polish (pl): 1,")
    assert "(100 %)\n" in run("languages").output
    result = run("build", "pack", "--language", "pl", "--quiet")
    assert result.exit_code == 0, result.output
    assert {path.name for path in Path("audit-pack").iterdir()} == {"guide-pl.pdf", "sheets-pl.pdf", "poster-pl.pdf"}


def test_the_languages_are_listed_with_their_faults_at_their_lines(here: Path) -> None:
    assert "To begin one into Polish: senaudit translate pl" in run("languages").output
    translated(here)
    path = here / "languages/pl.po"
    fill_in(path, lambda entry: "Бев" if entry.msgctxt == "guide subtitle" else entry.msgstr)
    run("translate", "ur")
    result = run("languages")
    assert result.exit_code == 1
    assert "(100 %), 1 fault\n" in result.output
    assert "\nUrdu (ur): 0 of " in result.output
    line = path.read_text("utf-8").split("\n").index('msgstr "Бев"') + 1
    assert f"languages/pl.po:{line}:9: “{{sen_in_full}}” of the original is missing here" in result.output
    assert run("check", "--language", "pl").exit_code == 1


def test_check_warns_of_what_is_not_translated(here: Path) -> None:
    run("translate", "pl")
    result = run("check", "--language", "pl")
    assert result.exit_code == 0, result.output
    assert "texts are not translated into Polish yet" in result.output
    assert run("check", "--language", "pl", "--strict").exit_code == 1


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("translate", "polish please"), 2, "is not the tag of a language"),
        (("translate", "en"), 2, "the words are written in English already"),
        (("translate", "en-GB"), 2, "the words are written in English already"),
        (("build", "poster", "--language", "cy"), 2, "begin one: senaudit translate cy"),
        (("build", "poster", "--partly"), 2, "name the language, or leave it out: --language pl"),
        (("build", "poster", "--language", "cy", "--format", "brf"), 2, "Braille is made in English only"),
        (("check", "--language", "pl", "--schools", "schools.csv"), 2, "in a column “language”"),
        (("check", "--language", "../x"), 2, "is not the tag of a language"),
    ],
)
def test_what_cannot_be_is_said(here: Path, words: tuple[str, ...], status: int, said: str) -> None:
    result = run(*words)
    assert result.exit_code == status
    assert said in result.output


def test_outside_a_schools_folder_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("translate", "pl")
    assert result.exit_code == 2
    assert "go to your school’s folder" in result.output
    assert not (shipped("content") / "languages").exists()


def test_a_damaged_file_is_not_written_over(here: Path) -> None:
    run("translate", "pl")
    path = here / "languages/pl.po"
    damaged = path.read_text("utf-8").replace('msgstr ""', 'msgstr "Szko', 5)
    path.write_text(damaged, "utf-8")
    assert run("translate", "pl").exit_code == 1
    assert path.read_text("utf-8") == damaged


def test_a_school_has_only_what_the_content_lacks_and_is_laid_over_it(tmp_path: Path, here: Path) -> None:
    content = shutil.copytree(shipped("content"), tmp_path / "content")
    assert run("translate", "pl", "--content", f"{content}").exit_code == 0, "in a school’s folder it is the school’s"
    shutil.move(here / "languages", content / "languages")
    fill_in(content / "languages/pl.po")
    (here / "poster.yaml").write_text("title: Our own words\n", "utf-8")
    run("translate", "pl", "--content", f"{content}")
    entries = polib.pofile(f"{here / 'languages/pl.po'}", encoding="utf-8")
    assert [(entry.msgctxt, entry.msgid) for entry in entries] == [("poster title", "Our own words")]
    fill_in(here / "languages/pl.po")
    build = (
        "build",
        "poster",
        "--language",
        "pl",
        "--format",
        "txt",
        "--content",
        f"{content}",
        "--output",
        "poster.txt",
    )
    assert run(*build).exit_code == 0
    words = Path("poster.txt").read_text("utf-8")
    assert pseudo("Our own words") in words
    assert pseudo("Make me feel welcome") in words


def test_a_new_school_can_begin_with_a_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("new", "Oak Hill", "--language", "pl").exit_code == 0
    assert len(polib.pofile("oak-hill/languages/pl.po")) > 1000
    assert run("new", "Elm", "--language", "?").exit_code == 2
    assert run("new", "Elm", "--language", "en").exit_code == 2
    assert not Path("elm").exists()


def test_a_table_of_schools_has_a_column_of_languages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    translated(tmp_path / "elm")
    rows = "name,language,folder\nAsh,,\nElm,PL,elm\nBeech,xx,\n"
    Path("schools.csv").write_text(rows, "utf-8")
    result = run("build", "poster", "--schools", "schools.csv", "--into", "packs", "--jobs", "1")
    assert result.exit_code == 1
    assert "schools.csv:4:7: row 4, column “language”: there is no translation into xx" in result.output
    found = {path.relative_to("packs").as_posix() for path in Path("packs").rglob("*.pdf")}
    assert found == {"ash/poster.pdf", "elm/poster-pl.pdf"}
    alone = run("build", "poster", "--school", "elm", "--language", "pl", "--output", "alone.pdf")
    assert alone.exit_code == 0
    Path("schools.csv").write_text("name,language,folder\n1234,pl,elm\n", "utf-8")
    assert run("build", "poster", "--schools", "schools.csv", "--into", "one", "--jobs", "1").exit_code == 0
    assert Path("one/1234/poster-pl.pdf").read_bytes() == Path("alone.pdf").read_bytes()


def test_schools_that_share_a_translation_have_the_same_bytes_as_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    content = f"{shutil.copytree(shipped('content'), tmp_path / 'content')}"
    assert run("translate", "pl", "--content", content).exit_code == 0
    fill_in(Path(content, "languages/pl.po"))
    Path("schools.csv").write_text("name,language\nAsh,pl\nElm,\nOak,pl\n", "utf-8")
    choices = ("--content", content)
    result = run("build", "sheets", "--schools", "schools.csv", "--into", "packs", "--jobs", "1", *choices)
    assert result.exit_code == 0, result.output
    school_in(tmp_path / "oak", "name: Oak\n")
    assert run("build", "sheets", "--school", "oak", "--language", "pl", "--output", "oak.pdf", *choices).exit_code == 0
    assert Path("packs/oak/sheets-pl.pdf").read_bytes() == Path("oak.pdf").read_bytes()
    school_in(tmp_path / "elm", "name: Elm\n")
    assert run("build", "sheets", "--school", "elm", "--output", "elm.pdf", *choices).exit_code == 0
    assert Path("packs/elm/sheets.pdf").read_bytes() == Path("elm.pdf").read_bytes()


def test_watch_looks_at_the_files_of_languages(here: Path) -> None:
    run("translate", "pl")
    files = {path for folder in source_folders(Sources(school=here)) for path in source_files(folder)}
    assert str(here / "languages/pl.po") in files


def test_the_ten_lines_of_the_readme_lead_to_a_pack_in_another_language(here: Path) -> None:
    """Each command is typed. Where the lines have somebody translate, the poster and then the rest get their words."""
    section = README.partition("\n## In another language\n")[2].partition("\n#")[0]
    lines = re.findall(r"^(\d+)\. (.*)$", section, re.MULTILINE)
    assert [int(number) for number, _ in lines] == list(range(1, 11))
    typed: list[str] = []
    for _, line in lines:
        for _, *words in map(shlex.split, re.findall(r"`(senaudit .*?)`", line)):
            result = run(*words)
            assert result.exit_code == 0, line + result.output
            typed.append(words[0])
        if "Begin with the poster" in line:
            fill_in(PO, lambda entry: pseudo(entry.msgid) if entry.msgctxt.startswith(("poster", "labels")) else "")
        if "Translate the rest" in line:
            fill_in(PO)
        for named in re.findall(r"`([\w/-]+\.\w+)`", line):
            assert Path(named).exists(), line
    assert typed == ["translate", "languages", "check", "build", "build", "translate"]
    assert {path.name for path in Path("audit-pack").iterdir()} >= {"guide-pl.pdf", "sheets-pl.pdf", "poster-pl.pdf"}


def test_watch_makes_a_document_again_when_its_translation_is_saved(here: Path) -> None:
    translated(here)
    with Watch(here, "poster", "--language", "pl") as watch:
        watch.next("made at")
        before = (here / "audit-pack/poster-pl.pdf").read_bytes()
        fill_in(here / "languages/pl.po", lambda entry: "Бев" if entry.msgctxt == "poster closing" else entry.msgstr)
        watch.next("made again at")
        assert (here / "audit-pack/poster-pl.pdf").read_bytes() != before
        fill_in(here / "languages/pl.po", lambda entry: "" if entry.msgctxt == "poster closing" else entry.msgstr)
        watch.next("kept the last good one")
        assert watch.stop() == 0


def test_what_comes_back_on_sheets_of_another_language_is_collated_with_the_rest(here: Path) -> None:
    """The answers stand under the questions as the school reads them."""
    translated(here)
    for language in (None, "pl"):
        sheets = senaudit.build("sheets", school=here, language=language, fillable=True, audiences=["parents"])
        folder = here / "autumn/returns"
        folder.mkdir(parents=True, exist_ok=True)
        answers = {"communication:welcome:practice": f"Answer in {language}"}
        (folder / f"{language}.pdf").write_bytes(by_pikepdf(sheets.data, answers))
    (here / "autumn/audit.yaml").write_text("name: Autumn 2026\n", "utf-8")
    os.chdir(here / "autumn")
    result = run("collate", "--format", "txt")
    assert result.exit_code == 0, result.output
    words = next((here / "autumn").rglob("*.txt")).read_text("utf-8")
    under = words.rpartition("What kind of welcome do parents get at your school?")[2]
    assert "Answer in None" in under[:600]
    assert "Answer in pl" in under[:600]
