"""A whole audit, as people type it: begun, filled in with several programs, put together, planned, asked again.

Each step is a fixture, which goes on from the one before it, in the folder of one school.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import chain, pairwise
from pathlib import Path

import outloud  # type: ignore[import-untyped]
import pdfua
import pikepdf
import pytest
from browser import Pages, place, saved
from click.testing import CliRunner
from filling_programs import by_pdfium, by_pikepdf, by_pypdf
from openpyxl import load_workbook
from programs import CHROMIUM
from test_collation import lines_of
from test_conformance import Tagged
from test_typed_table import PERSON, rows_of

from senaudit.cli import commands
from senaudit.recipe.reading import read_guide
from senaudit.recipe.request import Sources

pytestmark = pytest.mark.xdist_group("cycle")

AUDIT = "autumn-2026"
README = (Path(__file__).resolve().parents[1] / "README.md").read_text("utf-8")
PROGRAMS: Mapping[str, Callable[..., bytes]] = {"parents": by_pdfium, "office": by_pikepdf, "teachers": by_pypdf}
QUESTIONS = ("information", "access-to-information", "staff-awareness")
HEADS = {"practice": "Current practice", "action": "Points for action"}

WORDED = """actions:

  - id: leaflets
    questions: support:information
    what: Put Łucja’s leaflets into the hall
    who: The office
    by: 3/10/2026
    success: Every parent has one
    state: done
    history:
      - 2/10/2026: The leaflets stand there

  - id: evening
    questions: support:staff-awareness
    what: Hold an evening about autism
    who: Mrs Okafor
    by: spring term 2027
    review: 30/4/2027
    state: in hand
"""
PRACTICE = """practice:
  - question: support:information
    agreed: Leaflets hang beside the door of each classroom

"""


def senaudit(*words: str, status: int = 0) -> str:
    """Type a command, and return what it says."""
    result = CliRunner().invoke(commands, [*words], prog_name="senaudit")
    assert result.exit_code == status, f"{words}\n{result.output}"
    return result.output


@contextmanager
def inside(folder: Path) -> Iterator[None]:
    """Within a `with`, work in this folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        yield


def said_by(group: str, person: int) -> dict[str, str]:
    """Return what somebody answers. No words are anybody else’s."""
    return {
        f"support:{question}:{head}": f"“{group} {person} about {question}, {head}” – Siân"
        for question in QUESTIONS
        for head in HEADS
    }


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The new folder of a school, which is the working folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("cycle"))
        patch.setenv("SOURCE_DATE_EPOCH", "1795910400")  # 28 November 2026
        senaudit("new", "Oak Hill Primary")
        patch.chdir("oak-hill-primary")
        yield Path.cwd()


@pytest.fixture(scope="module")
def audit(school: Path) -> Path:
    """The folder of the audit, with what is sent."""
    senaudit("audit", "Autumn 2026", "--chapter", "support", "--audience", "parents,office,teachers")
    return school / AUDIT


@pytest.fixture(scope="module")
def answers(audit: Path, request: pytest.FixtureRequest) -> dict[str, tuple[str, str]]:
    """What came back: each answer, with its group and the id of its box. The files are in `returns`."""
    given = {group: [said_by(group, person) for person in range(5)] for group in PROGRAMS}
    for group, fill_in in PROGRAMS.items():
        sheets = audit / "to-send" / group / f"sheets-support-{group}-fillable.pdf"
        for person, typed in enumerate(given[group]):
            (audit / "returns" / f"{group} {person}.pdf").write_bytes(fill_in(sheets.read_bytes(), typed))
    given["teachers"].append(said_by("teachers", 5))
    type_into_table(audit, "teachers", given["teachers"][-1])
    if CHROMIUM.path:
        given["parents"].append(said_by("parents", 5))
        browser = Pages(request.getfixturevalue("chromium"), audit.parent)
        page = browser.open(audit / "to-send/parents/sheets-support-parents.html")
        for name, words in given["parents"][-1].items():
            place(page, name).fill(words)
        saved(page).rename(audit / "returns" / "parents.json")
        browser.close()
    return {words: (group, name) for group in given for each in given[group] for name, words in each.items()}


def type_into_table(audit: Path, group: str, typed: Mapping[str, str]) -> None:
    """Type one person’s answers into the table that `senaudit record` makes."""
    with inside(audit):
        senaudit("record", "--group", group)
    path = audit / "returns" / f"typed-{group}.xlsx"
    book = load_workbook(path)
    rows = rows_of(book.worksheets[0])
    assert {name.partition(":")[0] for name in rows} <= {"support", "date", "completed-by"}, "what the audit asks"
    for name, words in typed.items():
        book.worksheets[0].cell(rows[name], PERSON).value = words
    book.save(path)


@pytest.fixture(scope="module")
def collated(audit: Path, answers: dict[str, tuple[str, str]]) -> Path:
    """The folder of the audit, with what was put together."""
    with inside(audit):
        said = senaudit("collate")
    assert f"{len(answers) // 6} returns put together" in said
    assert "problem" not in said
    return audit


@pytest.fixture(scope="module")
def planned(collated: Path) -> Path:
    """The folder of the audit, with its plan: an action that is done, one in hand, and an agreed practice."""
    path = collated / "plan.yaml"
    with inside(collated):
        assert f"{len(QUESTIONS)} new entries" in senaudit("plan", "--joined")
        text = path.read_text("utf-8")
        before, _, rest = text.partition("actions:\n")
        path.write_text(f"{before}{PRACTICE}{WORDED}\n# What {rest.partition('# What ')[2]}", "utf-8")
        said = senaudit("plan", "--ics")
    assert "new entr" not in said, "what was deleted does not come back"
    return collated


@pytest.fixture(scope="module")
def asked_again(planned: Path, school: Path) -> list[Path]:
    """The sheets of a second audit: those to fill in, in large print, and for a browser; and for everybody."""
    with inside(school):
        senaudit("audit", "Autumn 2027", "--chapter", "support", "--audience", "parents", "--since", AUDIT, "--rating")
        senaudit("build", "sheets", "--chapter", "support", "--since", AUDIT, "--fillable", "--output", "again.pdf")
    sent = sorted((school / "autumn-2027/to-send/parents").glob("sheets-*"))
    assert len(sent) == 6
    return [*(path for path in sent if path.suffix != ".docx"), school / "again.pdf"]


@pytest.fixture(scope="module")
def handed_over(planned: Path, school: Path) -> Path:
    """What whoever takes over gets."""
    with inside(school):
        said = senaudit("status", AUDIT)
        senaudit("handover", AUDIT)
    assert "2 actions" in said
    return planned / "handover.pdf"


def words_in(path: Path) -> str:
    """Return all words of a PDF that are heard, with single spaces."""
    return " ".join(" ".join(lines_of(path.read_bytes())).split())


def test_each_answer_stands_once_under_its_question_and_its_group(
    collated: Path, answers: dict[str, tuple[str, str]]
) -> None:
    guide = read_guide(Sources())
    titles = {str(each.question): f"support:{each.id}" for chapter in guide.chapters for each in chapter.questions}
    found = []
    question = group = head = ""
    for line in lines_of((collated / "collated.pdf").read_bytes()):
        if line.startswith("heading 3:"):
            question, group, head = titles.get(line.partition(" ")[2].partition(" ")[2].partition(" ")[2], ""), "", ""
        elif line.startswith("heading 4:"):
            group, head = line.removeprefix("heading 4: ").casefold(), ""
        elif line in HEADS.values():
            (head,) = (name for name, words in HEADS.items() if words == line)
        elif "Siân" in line:
            found.append((line.removeprefix("• "), (group, f"{question}:{head}")))
    assert len(found) == len(answers) > 90
    assert dict(found) == answers


def test_the_plan_has_what_was_written_and_nothing_that_somebody_said(
    planned: Path, answers: dict[str, tuple[str, str]]
) -> None:
    words = words_in(planned / "plan.pdf")
    for told in ("Put Łucja’s leaflets into the hall", "The office", "Hold an evening about autism", "30/4/2027"):
        assert words.count(told) >= 1, told
    assert "Siân" not in words
    for path in (planned / "plan.yaml", planned / "plan.ics"):
        assert not [each for each in answers if each in path.read_text("utf-8")]
    calendar = (planned / "plan.ics").read_text("utf-8")
    assert re.findall(r"^DTSTART.*:(\d+)", calendar, re.MULTILINE) == ["20270331", "20270430"]


def test_the_sheets_of_a_second_audit_say_what_was_agreed_and_done_and_nothing_that_somebody_said(
    asked_again: list[Path],
) -> None:
    for path in asked_again:
        words = words_in(path) if path.suffix == ".pdf" else path.read_text("utf-8")
        for told in (
            "Leaflets hang beside the door of each classroom",
            "Put Łucja’s leaflets",
            "Hold an evening about",
        ):
            assert words.count(told) == 1, (path.name, told)
        assert "Siân" not in words
        if path.suffix == ".pdf":
            check_pdf(path)
    (to_fill_in,) = (path for path in asked_again if path.match("*fillable-rating*6.pdf"))
    with pikepdf.open(to_fill_in) as pdf:
        names = {str(field.T) for field in pdf.Root.AcroForm.Fields}
    assert {f"support:{question}:{head}" for question in QUESTIONS for head in HEADS} <= names
    assert "support:information:rating:agree-a-lot" in names


def test_whoever_takes_over_gets_the_plan_what_was_agreed_and_each_answer_once(
    handed_over: Path, answers: dict[str, tuple[str, str]]
) -> None:
    words = words_in(handed_over)
    for told in ("Oak Hill Primary", "Put Łucja’s leaflets", "Hold an evening", "Leaflets hang beside the door"):
        assert told in words, told
    assert {each: words.count(each) for each in answers} == dict.fromkeys(answers, 1)
    check_pdf(handed_over)


def check_pdf(path: Path) -> None:
    """Check a PDF as all others are: by both checkers, by qpdf, and by reading its tags and its pages ourselves."""
    result = outloud.check(str(path), layers={"conformance"})
    assert [each for each in result.findings if each.severity == "error"] == [], path.name
    report = pdfua.validate(str(path))
    assert (report.findings, report.skipped) == ((), ()), path.name
    there = Tagged(path.read_bytes())
    assert there.pdf.check_pdf_syntax() == []
    assert there.pdf.get_warnings() == []
    assert bool(there.pdf.Root.MarkInfo.Marked)
    marks = [mark for node in there.nodes for mark in node.marks]
    assert sorted(marks) == sorted(there.shown), "every mark has one element"
    levels = [int(node.role[1]) for node in there.nodes if re.fullmatch("H[1-6]", node.role)]
    assert levels[0] == 1
    assert all(now <= before + 1 for before, now in pairwise(levels)), "no level is skipped"
    fields = [each.objgen for page in there.pdf.pages for each in page.obj.get("/Annots", []) if is_heard(each)]
    assert sorted(fields) == sorted(each.objgen for node in there.nodes for each in node.annotations)


def is_heard(annotation: pikepdf.Object) -> bool:
    return not int(annotation.get("/F", 0)) & 2


def test_every_pdf_up_to_the_plan_is_checked_as_all_others_are(planned: Path) -> None:
    own = planned / "collated.pdf", planned / "plan.pdf"  # later steps put other PDFs beside them
    made = [*own, *chain(*(sorted((planned / "to-send").glob(f"{each}/*.pdf")) for each in PROGRAMS))]
    assert len(made) == 2 + 3 * 6
    for path in made:
        check_pdf(path)


# The README


def test_the_ten_lines_of_the_readme_lead_from_asking_to_asking_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each command is typed. Files come back where the lines say so."""
    monkeypatch.chdir(tmp_path)
    senaudit("new", "Oak Hill Primary")
    monkeypatch.chdir("oak-hill-primary")
    section = README.partition("\n## The whole audit\n")[2].partition("\n#")[0]
    lines = re.findall(r"^(\d+)\. (.*)$", section, re.MULTILINE)
    assert [int(number) for number, _ in lines] == list(range(1, 11))
    typed: list[str] = []
    for _, line in lines:
        for program, *words in map(shlex.split, re.findall(r"`((?:senaudit|cd) .*?)`", line)):
            if program == "cd":
                monkeypatch.chdir(words[0])
            else:
                senaudit(*words)
                typed.append(words[0])
        if "into `returns`" in line:
            sheets = Path("to-send/parents/sheets-support-parents-fillable.pdf").read_bytes()
            for person in range(5):
                Path(f"returns/{person}.pdf").write_bytes(by_pikepdf(sheets, said_by("parents", person)))
        if "In `plan.yaml`" in line:
            plan = Path("plan.yaml").read_text("utf-8")
            Path("plan.yaml").write_text(plan.replace("\n    by:\n", "\n    by: 3/9/2027\n", 1), "utf-8")
        for named in re.findall(r"`([\w-]+\.\w+|autumn-\d+)`", line):
            assert Path(named).exists(), line
    assert typed == ["audit", "audit", "record", "collate", "plan", "plan", "handover", "status", "audit"]
