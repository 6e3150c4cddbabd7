"""The supplement: twelve questions of today, which a school can add, with numbers that never change."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from shutil import copytree

import pdfua
import pikepdf
import pytest
from asking import guide_in
from click.testing import CliRunner
from sample_content import write_sample
from test_content import CONTENT, GUIDE, texts
from test_voices import GUIDES as WHOLE
from test_voices import groups

from senaudit.cli import commands
from senaudit.content.model import CallOut, Chapter, Question
from senaudit.problems import SenauditError
from senaudit.recipe.check import check
from senaudit.recipe.request import Sources

NUMBERS = {
    "communication": {"carers": "2a", "privacy": "5a", "messages": "9a"},
    "involvement": {"meetings": "7a", "online": "8a", "voice": "9a", "co-production": "13a"},
    "support": {"languages": "2a", "waiting": "3a", "words": "5a", "suspensions": "10a", "attendance": "10b"},
}
"""The numbers of the questions. They are printed on sheets that are kept: they must stay."""

ADDED = [(c, q) for c in WHOLE["england"].chapters for q in c.questions if q.is_supplement]

each_added = pytest.mark.parametrize(("chapter", "question"), ADDED, ids=[f"{c.id}-{q.id}" for c, q in ADDED])


@pytest.fixture
def school(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "questions").mkdir()
    return tmp_path


def write(school: Path, choice: str = "", **questions: str) -> None:
    """Write the school.yaml with this choice, and files of the folder `questions`."""
    (school / "school.yaml").write_text(f"name: Oak\n{choice}\n", "utf-8")
    for name, text in questions.items():
        (school / f"questions/{name}.yaml").write_text(text, "utf-8")


def numbers(school: Path, chapter: int) -> dict[str, str]:
    """Return the numbers of a chapter's questions that are no plain numbers, by the questions' ids."""
    questions = guide_in(CONTENT, school=school).chapters[chapter].questions
    return {question.id: question.number for question in questions if not question.number.isdecimal()}


def run(*words: str) -> str:
    result = CliRunner().invoke(commands, list(words))
    return result.output


ROOT = Path(__file__).resolve().parents[1]
OWN = "question: Why?\nblocks: [{ask: [Who?]}]\n"


# The content


def test_the_supplement_has_twelve_questions_and_the_40_keep_their_numbers() -> None:
    assert {
        c.id: {q.id: q.number for q in c.questions if q.is_supplement} for c in WHOLE["england"].chapters
    } == NUMBERS
    for chapter, whole in zip(GUIDE.chapters, WHOLE["england"].chapters, strict=True):
        assert chapter.questions == tuple(question for question in whole.questions if not question.is_supplement)


@each_added
def test_each_has_prompts_smaller_questions_and_whom_to_ask(chapter: Chapter, question: Question) -> None:
    assert question.prompts
    assert any(block.kind == "ask" for block in question.blocks)
    assert "parents" in groups(question)


@each_added
def test_no_words_are_put_into_parents_mouths(chapter: Chapter, question: Question) -> None:
    """There is room for what the school's own parents say. Nobody has asked any for us."""
    assert not [block for block in question.blocks if isinstance(block, CallOut) and block.kind != "guidance"]
    assert not re.search(
        r"\b(?:[Pp]arents|[Ss]chools) (?:say|tell us|find|like)\b", " ".join(map(str, texts(question.blocks)))
    )


# The choice


@pytest.mark.parametrize(
    "choice", ["yes", "Yes", "true", "TRUE", "all", "yes please", "yes, please!", "all of them", "[yes]", "all twelve"]
)
def test_yes_in_whatever_words_brings_all(school: Path, choice: str) -> None:
    write(school, f"supplement: {choice}")
    found = guide_in(CONTENT, school=school)
    assert [question.id for c in found.chapters for question in c.questions if question.is_supplement] == [
        name for names in NUMBERS.values() for name in names
    ]


@pytest.mark.parametrize("choice", ["no", "No", "false", "none", "", "off", "n/a", "no thanks", "[no]"])
def test_no_in_whatever_words_and_nothing_bring_none(school: Path, choice: str) -> None:
    write(school, f"supplement: {choice}")
    assert [len(chapter.questions) for chapter in guide_in(CONTENT, school=school).chapters] == [15, 13, 12]


@pytest.mark.parametrize(
    "choice",
    [
        "[meetings, online]",
        "meetings, online",
        "meetings; online",
        "meetings and online",
        "meetings online",
        "'[meetings, online]'",
        "'involvement: 7a, 8a'",
        "Meetings & Online",
        "\n  - meetings\n  - online",
        "[involvement:7a, involvement:online]",
        "2:7a,8a",
        "meetings,, online,",
        "|\n  meetings\n  online",
    ],
)
def test_some_are_chosen_by_their_names_as_people_type_them(school: Path, choice: str) -> None:
    write(school, f"supplement: {choice}")
    assert numbers(school, 1) == {"meetings": "7a", "online": "8a"}
    assert numbers(school, 0) == numbers(school, 2) == {}


@pytest.mark.parametrize(
    ("choice", "kind", "told"),
    [
        ("[meetngs]", "unknown-choice", 'did you mean "meetings"?'),
        ("telephone", "unknown-choice", "known here: yes, no, carers, privacy, messages"),
        ("meetings onlin", "unknown-choice", 'did you mean "online"?'),
        ("yess", "unknown-choice", 'did you mean "yes"?'),
        ("[meetings, online, meetings]", "duplicate-entry", "“meetings” is here a second time"),
        ("meetings, meetings", "duplicate-entry", "“meetings” is here a second time\n"),
        ("[yes, meetings]", "answer-among-names", 'write "yes" alone'),
        ("meetings, no", "answer-among-names", "“no” stands beside names of questions"),
        ("7a", "number-without-chapter", "involvement:7a"),
        ("{meetings: yes}", "not-a-text", "a text belongs here"),
    ],
)
def test_a_choice_of_nothing_is_explained(school: Path, choice: str, kind: str, told: str) -> None:
    write(school, f"supplement: {choice}")
    with pytest.raises(SenauditError) as error:
        guide_in(CONTENT, school=school)
    assert [problem.kind for problem in error.value.problems] == [kind]
    assert told in str(error.value)
    assert "school.yaml:2" in str(error.value)


def test_content_without_a_supplement_is_told(school: Path) -> None:
    write(school, "supplement: yes")
    content = write_sample(school / "content")
    with pytest.raises(SenauditError, match="the content that is used has no supplement"):
        guide_in(content, school=school)


def test_a_chapter_that_cannot_be_read_is_the_only_problem(school: Path) -> None:
    """Without it, nobody knows which questions of the supplement there are."""
    write(school, "supplement: [meetings]")
    content = Path(copytree(CONTENT, school / "content"))
    path = content / "chapters/involvement.yaml"
    path.write_text(path.read_text("utf-8").replace("questions:", "questions: [", 1), "utf-8")
    with pytest.raises(SenauditError) as error:
        guide_in(content, school=school)
    assert {problem.place and problem.place.path for problem in error.value.problems} == {path}


# The numbers


@pytest.mark.parametrize("chosen", [name for names in NUMBERS.values() for name in names])
def test_a_number_is_the_same_whichever_others_are_chosen(school: Path, chosen: str) -> None:
    write(school, f"supplement: [{chosen}]")
    found = [numbers(school, chapter) for chapter in range(3)]
    assert found == [{chosen: names[chosen]} if chosen in names else {} for names in NUMBERS.values()]


@pytest.mark.parametrize(
    ("choice", "own"), [("", "10a"), ("no", "10a"), ("yes", "10c"), ("[suspensions]", "10c"), ("[attendance]", "10c")]
)
@pytest.mark.parametrize("after", ["practical-arrangements", "10"])
def test_a_schools_own_question_comes_after_those_of_the_supplement(
    school: Path, choice: str, own: str, after: str
) -> None:
    write(school, f"supplement: {choice}", mine=f"add: support:mine\nafter: {after}\n{OWN}")
    questions = guide_in(CONTENT, school=school).chapters[2].questions
    order = [question.number for question in questions]
    assert numbers(school, 2)["mine"] == own
    assert order.index(own) == order.index("11") - 1
    assert len(set(order)) == len(order)


def test_a_question_can_stand_after_one_of_the_supplement(school: Path) -> None:
    write(school, "supplement: [suspensions]", mine=f"add: support:mine\nafter: suspensions\n{OWN}")
    assert numbers(school, 2) == {"suspensions": "10a", "mine": "10c"}
    write(school, "supplement: yes", mine=f"add: support:mine\nafter: 10a\n{OWN}")
    assert [*numbers(school, 2).items()][-3:] == [("suspensions", "10a"), ("attendance", "10b"), ("mine", "10c")]


def test_a_school_with_a_chapter_of_its_own_words_has_them_in_their_places(school: Path) -> None:
    """A copy of the whole chapter knows nothing of the supplement."""
    CliRunner().invoke(commands, ["new", "Oak"])
    write(school, "supplement: yes")
    run("copy", "support", "--school", str(school))
    assert (school / "chapters/support.yaml").is_file()
    assert numbers(school, 2) == NUMBERS["support"]
    assert [problem.kind for problem in guide_in(CONTENT, school=school).warnings] == []


# Changes


@pytest.mark.parametrize("chosen", ["", "supplement: [meetings]"])
def test_a_number_that_is_not_in_use_is_told_as_one_of_the_supplement(school: Path, chosen: str) -> None:
    write(school, chosen, out="drop: 2:9a\n")
    with pytest.raises(SenauditError, match="question 9a of involvement \\(voice\\) is one of the supplement"):
        guide_in(CONTENT, school=school)


@pytest.mark.parametrize("chosen", ["", "supplement: [meetings]", "supplement: yes"])
def test_a_text_may_refer_to_a_question_of_the_supplement_in_use_or_not(school: Path, chosen: str) -> None:
    own = "add: support:mine\nquestion: Why?\nblocks: [{ask: ['See [online](see:involvement:online).']}]\n"
    write(school, chosen, mine=own)
    assert guide_in(CONTENT, school=school).warnings == ()
    assert run("build", "guide", "--question", "support:mine", "-o", str(school / "a.pdf"), "-q") == ""


def test_a_question_of_the_supplement_can_be_changed_and_dropped(school: Path) -> None:
    write(
        school,
        "supplement: yes",
        change="change: involvement:9a\nquestion: Do children have their say?\nfor_parents: Has your child a say?\n",
        drop="drop: [involvement:meetings, support:10a]\n",
    )
    guide = guide_in(CONTENT, school=school)
    words = {question.id: str(question.question) for question in guide.chapters[1].questions}
    assert words["voice"] == "Do children have their say?"
    assert "meetings" not in words
    assert [[question.number for question in chapter.left_out] for chapter in guide.chapters] == [[], ["7a"], ["10a"]]
    assert numbers(school, 2) == {name: n for name, n in NUMBERS["support"].items() if name != "suspensions"}


def test_a_copy_can_be_edited_and_compared(school: Path) -> None:
    write(school, "supplement: [meetings]")
    run("copy", "involvement:meetings")
    path = school / "questions/meetings.yaml"
    text = path.read_text("utf-8")
    assert "change: involvement:meetings" in text
    assert "after:" not in text
    assert run("check") == "Everything is in order.\n"
    path.write_text(text.replace("How often do you meet parents to plan", "When do you meet parents to plan"), "utf-8")
    compared = run("diff", "meetings")
    assert "involvement:meetings (7a)" in compared
    assert "+question: When do you meet parents to plan" in compared


def test_a_change_of_one_that_is_not_in_use_is_told_and_changes_nothing(school: Path) -> None:
    write(school, "", meetings="change: involvement:meetings\nquestion: When?\n")
    (warning,) = guide_in(CONTENT, school=school).warnings
    assert (warning.kind, warning.warning) == ("supplement-not-used", True)
    assert 'write "supplement: [meetings]"' in warning.hint
    assert warning.message in run("diff")
    for name in ("meetings", "2:7a", "involvement:meetings"):
        assert "question 7a of involvement (meetings) is one of the supplement, and not in use" in run("diff", name)
    write(school, "supplement: [meetings]")
    assert [note.kind for note in guide_in(CONTENT, school=school).warnings] == ["wording-left-out"]


def test_an_own_question_of_the_same_name_is_told(school: Path) -> None:
    write(school, "supplement: [online]", online=f"add: involvement:online\n{OWN}")
    with pytest.raises(SenauditError, match="there is a question “online” in the chapter already"):
        guide_in(CONTENT, school=school)


# What is printed


def test_there_is_room_for_what_parents_say_until_the_school_puts_it_in(school: Path) -> None:
    write(
        school,
        "supplement: [online, voice]",
        voice="change: involvement:voice\nblocks:\n  add: [{parents: We are glad.}]\n",
    )
    run("build", "guide", "--output", "guide.pdf")
    from pypdf import PdfReader

    printed = " ".join(page.extract_text() for page in PdfReader("guide.pdf").pages)
    assert len(re.findall(r"Ask\s+your\s+parents,\s+and\s+write\s+here\s+what\s+they\s+say", printed)) == 1


@pytest.mark.parametrize("size", [(), ("--large-print",), ("--text-size", "18"), ("--text-size", "24")])
@pytest.mark.parametrize("kind", ["guide", "sheets"])
def test_all_of_it_can_be_printed_in_every_look(school: Path, kind: str, size: tuple[str, ...]) -> None:
    """A wide number, such as 13a, takes no room from the other questions of its sheets."""
    write(school, "supplement: yes")
    assert re.fullmatch(r"made\.pdf: \d+ pages\n", run("build", kind, "--output", "made.pdf", *size))
    report = pdfua.validate("made.pdf")
    assert (report.findings, report.exit_code) == ((), 0)


def test_a_listener_hears_the_room_as_lines_to_fill_in(school: Path) -> None:
    write(school, "supplement: [online]")
    run("build", "guide", "--question", "online", "--output", "made.pdf")
    with pikepdf.open("made.pdf") as made:
        heard = [
            str(each.ActualText)
            for each in made.objects
            if isinstance(each, pikepdf.Dictionary) and "/ActualText" in each
        ]
    assert heard == ["blank", "blank"]


def test_the_list_shows_them_whatever_terms_the_school_has(school: Path) -> None:
    write(school, "terms: wales")
    assert "10b  attendance" in run("list")
    (school / "terms").mkdir()
    own = (CONTENT / "terms/wales.yaml").read_text("utf-8")
    (school / "terms/ours.yaml").write_text(own, "utf-8")
    write(school, "terms: ours")
    assert "10b  attendance" in run("list")


def test_questions_are_named_by_their_numbers_and_ids(school: Path) -> None:
    write(school, "supplement: yes")
    for name in ("involvement:7a", "2:7a", "meetings", "involvement:meetings"):
        assert "  7a  meetings" in run("list", "--question", name)
    assert [line.split()[0] for line in run("list", "--question", "3:10-11").splitlines()[1:-1]] == [
        *("10", "10a", "10b", "11")
    ]


def test_the_list_shows_those_that_are_not_in_use_at_its_end(school: Path) -> None:
    write(school, "supplement: [meetings]")
    listed = run("list")
    used, _, unused = listed.partition("Supplement, not in use")
    assert "7a  meetings" in used
    assert "7a  meetings" not in unused
    assert "10b  attendance" in unused
    names = [question["name"] for question in json.loads(run("list", "--json"))["unused_supplement"]]
    assert names == [f"{c}:{name}" for c, of in NUMBERS.items() for name in of if name != "meetings"]


@pytest.mark.parametrize("name", ["meetings", "involvement:meetings", "involvement:7a", "2:7a"])
def test_a_question_that_is_not_in_use_is_told_where_it_is_named(school: Path, name: str) -> None:
    write(school, "supplement: [online]")
    told = run("build", "sheets", "--question", name)
    assert "question 7a of involvement (meetings) is one of the supplement, and not in use" in told
    assert 'write "supplement: [meetings]"' in told


def test_config_shows_the_choice_and_where_it_stands(school: Path) -> None:
    write(school, "supplement: [meetings, online]")
    assert "supplement = meetings, online    [school.yaml:2]" in run("config").replace(f"{school}/", "")


# Many schools


def test_a_table_has_a_column_for_it(school: Path) -> None:
    rows = 'name,supplement\nOak,yes\nElm,\n"Ash","meetings, online"\nFir,TRUE\nYew,none\n'
    Path("schools.csv").write_text(rows, "utf-8")
    run("build", "sheets", "--schools", "schools.csv", "--into", "packs")
    from pypdf import PdfReader

    pages = {
        path.parent.name: " ".join(p.extract_text() for p in PdfReader(path).pages)
        for path in Path("packs").rglob("*.pdf")
    }
    found = {name: [f"{n}" in re.findall(r"\b\d+[ab]\b", text) for n in ("7a", "10b")] for name, text in pages.items()}
    assert {name.split("-")[0]: has for name, has in found.items()} == {
        "oak": [True, True],
        "elm": [False, False],
        "ash": [True, False],
        "fir": [True, True],
        "yew": [False, False],
    }


# Off, it costs nothing; wrong, it is told


def test_off_nothing_of_it_is_read(school: Path) -> None:
    """Neither the files nor the module: an audit hook sees every file that is opened."""
    write(school, "supplement: no")
    program = """
import sys
opened = []
sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == "open" else None)
from senaudit.cli import commands
commands(["build", "sheets"], standalone_mode=False)
names = [name.replace(sys.argv[1], "") for name in opened if not name.endswith((".py", ".pyc"))]
print([name for name in names if "supplement/" in name])
"""
    done = subprocess.run(
        [sys.executable, "-c", program, str(ROOT)], cwd=school, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (
            "questions: [{id: new, after: nowhere, question: Why?, blocks: [{ask: [Who?]}]}]",
            "there is no question “nowhere”",
        ),
        ("questions: [{id: new, question: Why?, blocks: [{ask: [Who?]}]}]", 'add a line "after: …"'),
        ("questions: [{id: welcome, after: welcome, question: Why?}]", "there is a question “welcome” in the chapter"),
        ("questions: [{id: new, after: welcome, qestion: Why?, blocks: [{ask: [Who?]}]}]", "“qestion” is not a field"),
        ("questions: yes", "a list belongs here"),
    ],
)
def test_mistakes_in_a_supplement_are_told_by_check_in_use_or_not(tmp_path: Path, wrong: str, told: str) -> None:
    content = write_sample(tmp_path / "content")
    chapter = guide_in(content).chapters[0].id
    first = guide_in(content).chapters[0].questions[0].id
    (content / "supplement/chapters").mkdir(parents=True)
    path = content / f"supplement/chapters/{chapter}.yaml"
    path.write_text(wrong.replace("welcome", first) + "\n", "utf-8")
    found = check(Sources(content=content))
    assert [problem.severity for problem in found if problem.place and problem.place.path == path] == ["warning"]
    assert told.replace("welcome", first) in "\n".join(map(str, found))
