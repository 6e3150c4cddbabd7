"""Beginning an audit: its folder, the files that are sent, what its audit.yaml says; and that packs do not mind it."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pdfua
import pikepdf
import pytest
from click.testing import CliRunner, Result
from edition_words import typed_as, words_of
from watching import Watch

from senaudit.audit.audit_file import FIELDS, asked_of, find_audit, read_audit
from senaudit.audit.new_audit import audit_yaml
from senaudit.cli import commands
from senaudit.content.select import Selection
from senaudit.problems import SenauditError
from senaudit.recipe.check import check
from senaudit.recipe.reading import read_guide
from senaudit.recipe.request import Sources, request_for
from senaudit.recipe.sources import SourceFolder, school_folders, source_files
from senaudit.recipe.steps import build
from senaudit.schools.manifest import row_key
from senaudit.schools.table import read_table

GUIDE = read_guide(Sources())
EACH = (
    *("letter-{}.docx", "letter-{}.pdf", "letter-{}-large-print.pdf"),
    *("sheets-{}.docx", "sheets-{}.html", "sheets-{}.pdf", "sheets-{}-large-print.pdf"),
    *("sheets-{}-fillable.pdf", "sheets-{}-fillable-large-print.pdf"),
)


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def senaudit(*words: str) -> Result:
    return CliRunner().invoke(commands, [*words])


def begun(*words: str) -> Path:
    """Return the folder of a new audit of one question, in the working folder."""
    result = senaudit("audit", "Autumn 2026", "--question", "communication:1", *words)
    assert result.exit_code == 0, result.stderr
    return Path("autumn-2026")


def files_in(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def edit(folder: Path, **values: str) -> None:
    path = folder / "audit.yaml"
    lines = path.read_text("utf-8").splitlines()
    new = [f"{name}: {values[name]}" if (name := line.partition(":")[0]) in values else line for line in lines]
    path.write_text("\n".join(new) + "\n", "utf-8")


def test_a_new_audit_has_the_files_of_each_group(tmp_path: Path) -> None:
    folder = begun("--audience", "parents,support staff")
    made = [
        f"to-send/{group}/{name.format(f'communication-1-{group}')}"
        for group in ("parents", "support-staff")
        for name in EACH
    ]
    assert files_in(folder) == sorted(["audit.yaml", "returns/README.txt", "to-send/.senaudit-made", *made])


def test_without_groups_there_is_one_set_for_everybody() -> None:
    assert files_in(begun())[3:] == sorted(f"to-send/everybody/{name.format('communication-1')}" for name in EACH)


def test_every_file_is_what_build_makes_and_conforms(tmp_path: Path) -> None:
    folder = begun(
        "--audience", "parents", "--return-by", "3/9/2026", "--kept", "July 2027", "--why", "We hear *little*."
    )
    audit = read_audit(folder).audit
    for path in (folder / "to-send" / "parents").iterdir():
        kind = "letter" if path.name.startswith("letter") else "sheets"
        request = request_for(
            kind,  # type: ignore[arg-type]
            questions=["communication:1"], audiences=["parents"], large_print="large-print" in path.name,
            fillable="fillable" in path.name, format=path.suffix[1:],  # type: ignore[arg-type]
        )  # fmt: skip
        assert path.read_bytes() == build(request, findings={"audit": audit}).data, path.name
        if path.suffix == ".pdf":
            assert pdfua.validate(str(path)).findings == (), path.name
    with pikepdf.open(folder / "to-send" / "parents" / "letter-communication-1-parents.pdf") as pdf:
        assert len(pdf.pages) == 1


@pytest.mark.parametrize("form", ["pdf", "docx", "html", "txt"])
def test_the_letter_says_what_the_audit_says(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """In its folder, or in one inside it."""
    folder = begun("--return-by", "3 Sept 2026", "--kept", "summer term 2027", "--why", "We hear *too* little.")
    monkeypatch.chdir(folder / "returns")
    assert senaudit("build", "letter", "--output", f"l.{form}").exit_code == 0
    words = "".join(words_of(Path(f"l.{form}").read_bytes(), form).split())  # type: ignore[arg-type]
    for told in ("Wehear", "toolittle.", "returnby:3Sept2026", "keepanswersuntil:summerterm2027", "about80minutes"):
        assert told.replace("too", "") in words.replace("*", "").replace("too", ""), told


def test_the_sheets_ask_how_good_it_is_and_say_what_was_agreed_if_the_file_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = begun()
    Path("autumn-2025").mkdir()
    Path("autumn-2025/plan.yaml").write_text(
        "actions:\n  - questions: communication:welcome\n    what: Paint the door\n", "utf-8"
    )
    edit(folder, rating="yes\nsince: ../autumn-2025")
    monkeypatch.chdir(folder)
    assert senaudit("audit").exit_code == 0
    sheets = sorted(Path("to-send/everybody").glob("sheets-*"))
    assert {path.name.partition("rating-since-autumn-2025")[1] for path in sheets} == {"rating-since-autumn-2025"}
    html = next(path for path in sheets if path.suffix == ".html").read_text("utf-8")
    assert "Paint the door" in html
    assert "communication:welcome:rating:agree-a-lot" in html
    letter = Path("to-send/everybody/letter-communication-1.docx").read_bytes()
    assert "Paint the door" not in words_of(letter, "docx")


def test_the_audit_is_more_than_the_school_in_its_letter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("school.yaml").write_text("name: Elm\nreturn_by: 1 May\nreturn_to: the office\n", "utf-8")
    folder = begun()
    letter = folder / "to-send/everybody/letter-communication-1.pdf"
    assert "Please return by: 1 May" in " ".join(words_of(letter.read_bytes(), "pdf").split()) or "1May" in words_of(
        letter.read_bytes(), "pdf"
    )
    edit(folder, return_by="9 October 2026")
    monkeypatch.chdir(folder)
    assert senaudit("audit").exit_code == 0
    words = "".join(words_of((tmp_path / letter).read_bytes(), "pdf").split())
    assert "9October2026" in words
    assert "1May" not in words
    assert "Elm" in words


def test_an_edited_audit_makes_its_files_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = begun("--audience", "parents,office")
    (folder / "to-send/office/note.txt").write_text("mine", "utf-8")
    edit(folder, audiences="parents, governors", questions="communication:1,12")
    edited = (folder / "audit.yaml").read_bytes()
    monkeypatch.chdir(folder)
    result = senaudit("audit")
    assert result.exit_code == 0, result.stderr
    assert "18 files made anew, and 18 deleted" in result.stderr
    made = [
        f"to-send/{group}/{name.format(f'communication-1-12-{group}')}"
        for group in ("governors", "parents")
        for name in EACH
    ]
    others = ["audit.yaml", "returns/README.txt", "to-send/.senaudit-made", "to-send/office/note.txt"]
    assert files_in(Path()) == sorted([*others, *made])
    assert Path("audit.yaml").read_bytes() == edited
    assert senaudit("audit").exit_code == 0
    assert files_in(Path()) == sorted([*others, *made])


@pytest.mark.parametrize("name", ["sheets-communication-1.docx", "letter-communication-1.docx"])
def test_a_file_that_somebody_changed_is_not_written_over(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = begun()
    path = folder / "to-send" / "everybody" / name
    path.write_bytes(b"my own letter")
    before = {each: (folder / each).read_bytes() for each in files_in(folder)}
    edit(folder, questions="support:2")
    before["audit.yaml"] = (folder / "audit.yaml").read_bytes()
    monkeypatch.chdir(folder)
    result = senaudit("audit")
    assert result.exit_code == 3
    assert f"{name}: this file is not as it was made" in result.stderr
    assert {each: Path(each).read_bytes() for each in files_in(Path())} == before


@pytest.mark.parametrize(
    ("values", "kind", "place"),
    [
        ({"audiences": "parents, govenors"}, "unknown-choice", (19, 21)),
        ({"chapters": "suport"}, "unknown-chapter", (15, 11)),
        ({"chapters": "[support, comunication]"}, "unknown-chapter", (15, 21)),
        ({"questions": "support:99"}, "unknown-number", (16, 12)),
        ({"return_by": "31 February 2026"}, "impossible-day", (34, 12)),
        ({"smallest_group": "none"}, "not-a-count", (44, 17)),
        ({"rating": "perhaps"}, "unknown-choice", (47, 9)),
        ({"why": "a {thing} 🦉"}, "letter-lacking", (11, 16)),
        ({"name": ""}, "missing-field", (8, 1)),
        ({"review": "- x"}, "list-beside-field", (37, 9)),
    ],
)
def test_mistakes_in_the_file_are_told_where_they_are(
    values: dict[str, str], kind: str, place: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = begun()
    edit(folder, **values)
    before = files_in(folder)
    with pytest.raises(SenauditError) as caught:
        asked_of(read_audit(folder), GUIDE)
    problem = caught.value.problems[0]
    assert problem.hint
    assert problem.place is not None
    assert (problem.kind, (problem.place.line, problem.place.column)) == (kind, place)
    monkeypatch.chdir(folder)
    result = senaudit("audit")
    assert result.exit_code == 1
    assert f"audit.yaml:{place[0]}:{place[1]}: " in result.stderr
    assert files_in(Path()) == before


def test_all_mistakes_are_told_in_one_run() -> None:
    folder = begun()
    edit(folder, audiences="parents, govenors, ofice", chapters="suport")
    with pytest.raises(SenauditError) as caught:
        asked_of(read_audit(folder), GUIDE)
    assert len(caught.value.problems) >= 3


def test_a_group_that_no_question_is_for_is_told(tmp_path: Path) -> None:
    own = "add: support:inside\nquestion: Inside?\naudiences: [teachers]\nblocks: [{ask: [Yes?]}]\n"
    (tmp_path / "questions").mkdir()
    Path("school.yaml").write_text("name: Elm\n", "utf-8")
    Path("questions/inside.yaml").write_text(own, "utf-8")
    folder = begun()
    edit(folder, questions="support:inside", audiences="teachers, parents")
    with pytest.raises(SenauditError) as caught:
        asked_of(read_audit(folder), read_guide(Sources(school=Path())))
    (problem,) = caught.value.problems
    assert (problem.kind, problem.place and problem.place.line) == ("nothing-chosen", 19)
    assert "parents" in problem.hint


def test_what_is_typed_is_read_back() -> None:
    folder = begun("--return-by", "3/9/2026", "--review", "spring term 2027", "--why", 'So: "we" # ask', "--rating")
    audit = read_audit(folder).audit
    assert (str(audit.name), str(audit.why), audit.rating) == ("Autumn 2026", 'So: "we" # ask', True)
    assert audit.return_by is not None
    assert (str(audit.return_by.words), audit.return_by.day) == ("3/9/2026", date(2026, 9, 3))
    assert audit.review is not None
    assert audit.started == date.today()
    assert read_audit(folder).selection == Selection((), ("communication:1",), ())
    assert audit.smallest_group == 5


def test_names_of_fields_are_understood_as_people_type_them() -> None:
    folder = begun()
    text = (folder / "audit.yaml").read_text("utf-8")
    text = text.replace("return_by:", "Return by: 3 May 2027").replace("smallest_group: 5", "Smallest-Group: 7")
    (folder / "audit.yaml").write_text(text, "utf-8")
    audit = read_audit(folder).audit
    assert audit.return_by is not None
    assert (str(audit.return_by.words), audit.smallest_group) == ("3 May 2027", 7)


def test_a_new_file_names_every_field_that_it_may_have() -> None:
    text = audit_yaml(dict.fromkeys(FIELDS, "x")).decode()
    assert not [name for name in FIELDS if f"\n{name}: " not in text]
    assert "\nschool:" not in audit_yaml({"name": "A"}).decode()


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (("audit",), 2, "a new audit needs a name"),
        (("audit", " "), 2, "an audit needs a name that can be printed"),
        (("audit", "A", "--chapter", "suport"), 2, "there is no chapter “suport”"),
        (("audit", "A", "--audience", "owls"), 2, "there is no audience “owls”"),
        (
            ("audit", "A", "--question", "support:1", "--audience", "parents,support staff"),
            2,
            "take “support staff” out",
        ),
        (("audit", "A", "--return-by", "31/2/2026"), 2, "--return-by: "),
        (("audit", "A", "--why", "an owl 🦉"), 2, "🦉"),
        (("audit", "A", "--school", "nowhere"), 3, "nowhere"),
        (("audit", "taken"), 3, "taken: there is something of this name already"),
    ],
)
def test_what_is_wrong_with_a_new_audit_is_told_and_nothing_is_made(
    words: tuple[str, ...], status: int, told: str, tmp_path: Path
) -> None:
    (tmp_path / "taken").mkdir()
    result = senaudit(*words)
    assert (result.exit_code, told in result.stderr) == (status, True), result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


def test_what_an_audit_asks_is_changed_in_its_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(begun())
    result = senaudit("audit", "--chapter", "support")
    assert result.exit_code == 2
    assert "stands in audit.yaml" in result.stderr


def test_sheets_of_a_further_audit_say_what_was_agreed_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "autumn-2025").mkdir()
    plan = "actions:\n  - questions: [communication:telephone]\n    what: Ring back sooner\n    state: in hand\n"
    (tmp_path / "autumn-2025" / "plan.yaml").write_text(plan, "utf-8")
    folder = begun()
    edit(folder, questions="communication:telephone")
    with (folder / "audit.yaml").open("a", encoding="utf-8") as file:
        file.write("since: ../autumn-2025\n")
    monkeypatch.chdir(folder)
    result = senaudit("audit")
    assert result.exit_code == 0, result.stderr
    sheets = Path("to-send/everybody/sheets-communication-3-since-autumn-2025.pdf")
    assert typed_as("Ring back sooner", "pdf") in words_of(sheets.read_bytes(), "pdf")


def test_the_school_is_found_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the audit's folder is not inside the school's, audit.yaml says where that is."""
    elm = tmp_path / "elm"
    elm.mkdir()
    (elm / "school.yaml").write_text("name: Elm\n", "utf-8")
    folder = begun("--school", "elm")
    assert 'school: "../elm"' in (folder / "audit.yaml").read_text("utf-8")
    monkeypatch.chdir(folder)
    assert senaudit("audit").exit_code == 0
    assert "Elm" in words_of(Path("to-send/everybody/letter-communication-1.pdf").read_bytes(), "pdf")
    monkeypatch.chdir(elm)
    assert "school:" not in (begun() / "audit.yaml").read_text("utf-8")


def test_an_audit_is_found_from_inside() -> None:
    folder = begun()
    assert find_audit(folder.resolve() / "returns") == folder.resolve()
    assert find_audit(Path("/")) is None


# Packs do not mind it


@pytest.fixture
def school(tmp_path: Path) -> Path:
    (tmp_path / "elm").mkdir()
    (tmp_path / "elm" / "school.yaml").write_text("name: Elm\n", "utf-8")
    return tmp_path / "elm"


@pytest.mark.parametrize("name", ["autumn-2026", "question", "term", "audits/autumn-2026"])
def test_an_audit_inside_a_school_is_no_part_of_its_content(school: Path, name: str) -> None:
    before = [*source_files(school_folders(school)[0])]
    folder = school / name
    folder.mkdir(parents=True)
    for file in ("audit.yaml", "returns.yaml", "plan.yaml", "to-send/letter.txt"):
        (folder / file).parent.mkdir(exist_ok=True)
        (folder / file).write_text("name: A\n", "utf-8")
    assert [*source_files(school_folders(school)[0])] == before
    assert check(Sources(school=school)) == ()


def test_a_question_called_audit_is_a_question(school: Path) -> None:
    (school / "questions").mkdir()
    (school / "questions" / "audit.yaml").write_text("drop: communication:1\n", "utf-8")
    (school / "questions" / "more.yaml").write_text("drop: support:2\n", "utf-8")
    names = {Path(path).name for path in source_files(SourceFolder(school))}
    assert names == {"school.yaml", "audit.yaml", "more.yaml"}


def test_packs_of_many_schools_stay_up_to_date(school: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("t.csv").write_text("name,folder\nElm,elm\n", "utf-8")
    ((row,),) = (read_table(Path("t.csv"))[1],)
    before = row_key("", row, Path())
    monkeypatch.chdir(school)
    begun()
    monkeypatch.chdir("..")
    assert row_key("", row, Path()) == before


def test_watch_makes_a_letter_again_when_its_audit_is_saved(tmp_path: Path) -> None:
    folder = begun()
    with Watch(folder, "letter", "--output", "l.txt") as watch:
        watch.next("made at")
        edit(folder, why="We hear too little.")
        watch.next("made again")
    assert "We hear too little." in (folder / "l.txt").read_text("utf-8")


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_nothing_is_written_through_a_link(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = begun()
    path = folder / "to-send/everybody/sheets-communication-1.pdf"
    (tmp_path / "mine.pdf").write_bytes(b"mine")
    path.unlink()
    path.symlink_to(tmp_path / "mine.pdf")
    monkeypatch.chdir(folder)
    assert senaudit("audit").exit_code == 3
    assert (tmp_path / "mine.pdf").read_bytes() == b"mine"
