"""The covering letter of the audit sheets: what it says to each group, of which school, and that a page holds it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from asking import guide_in
from edition_words import every_edition, words_of
from readability import grade

from senaudit.content.letter import FIXED, LETTER, minutes
from senaudit.content.select import Selection, select
from senaudit.files.shipped import shipped
from senaudit.problems import FileError, SenauditError
from senaudit.recipe.check import check
from senaudit.recipe.reading import read_content, read_guide
from senaudit.recipe.request import Format, Sources, request_for
from senaudit.recipe.steps import build, typeset_document

CONTENT = Path(str(shipped("content")))
OAK_HILL = Path(__file__).resolve().parents[1] / "docs" / "oak-hill-primary"
GUIDE = guide_in(CONTENT)
GROUPS = ("", *GUIDE.audiences)
PLACES = ("england", "wales", "england-2002")

every_group = pytest.mark.parametrize("group", GROUPS)


def squeezed(words: object) -> str:
    return "".join(str(words).split())


def letter_for(group: str, school: Path | None = None, **asked: object) -> str:
    """Return the words of the letter for this group, or for everybody, without spaces."""
    choices = request_for("letter", audiences=[group] if group else [], school=school, font="arimo", **asked)  # type: ignore[arg-type]
    return squeezed(words_of(build(choices).data, choices.format))


@every_group
@pytest.mark.parametrize("look", [{}, {"large_print": True}, {"text_size": 16}, {"text_size": 18}, {"paper": "Letter"}])
@pytest.mark.parametrize("school", [None, OAK_HILL])
def test_one_page_holds_the_letter_to_each_group(school: Path | None, look: dict[str, object], group: str) -> None:
    choices = request_for("letter", audiences=[group] if group else [], school=school, font="arimo", **look)  # type: ignore[arg-type]
    assert build(choices).page_count == 1


@every_group
def test_at_24_points_two_pages_hold_it(group: str) -> None:
    choices = request_for("letter", audiences=[group] if group else [], school=OAK_HILL, font="arimo", text_size=24)
    assert build(choices).page_count == 2


@every_edition
def test_every_edition_says_all_that_the_letter_says(form: Format) -> None:
    words = letter_for("parents", OAK_HILL, format=form)
    assert GUIDE.letter is not None
    told = {**GUIDE.letter.wordings["parents"]}
    for text in (
        *told.values(),
        "the school office",
        "14 July",
        "Mrs Okafor, 01632 960 456",
        "Oak Hill Primary School",
    ):
        assert "".join(str(text).split()) in "".join(words.split()), text


@every_group
def test_a_group_is_addressed_in_its_own_words_and_everybody_in_those_for_all(group: str) -> None:
    assert GUIDE.letter is not None
    words = GUIDE.letter.wordings[group] if group else GUIDE.letter.words
    assert words.keys() == LETTER.keys()
    assert ("greeting", "Dear all,") in [(name, str(text)) for name, text in words.items()] or group
    assert squeezed(words["purpose"]) in letter_for(group)


def test_several_groups_get_the_letter_for_everybody() -> None:
    words = build(request_for("letter", audiences=["parents,office"], font="arimo")).data
    assert "Dearall," in squeezed(words_of(words, "pdf"))


def test_what_nobody_has_said_is_a_line_to_write_on() -> None:
    """Nothing is invented: without a school and an audit there is no day and no place."""
    element, *_ = typeset_document(request_for("letter", font="arimo"))
    blank = [field.elements[0].text() for field in element.walk() if field.tag == "field" and len(field.elements) == 1]
    assert GUIDE.letter is not None
    labels = GUIDE.letter.labels
    assert blank == ["School", *(str(labels[name]) for name in ("return-to", "return-by", "ask", "kept"))]


@pytest.mark.parametrize(
    ("asked", "told"),
    [({}, 80), ({"chapters": ("support",)}, 25), ({"questions": ("support:1",)}, 5), ({"audiences": ("parents",)}, 80)],
)
def test_the_time_is_that_of_the_questions_that_are_asked(asked: dict[str, tuple[str, ...]], told: int) -> None:
    choices = request_for("letter", font="arimo", **asked)  # type: ignore[arg-type]
    guide = read_content(choices)
    count = sum(len(chapter.questions) for chapter in guide.chapters)
    assert told - 5 < 2 * count <= told == minutes(guide)
    assert f"about{told}minutes" in squeezed(words_of(build(choices, guide=guide).data, "pdf"))


def test_a_school_words_it_in_its_own_way(tmp_path: Path) -> None:
    (tmp_path / "school.yaml").write_text("name: Elm\n", "utf-8")
    own = "greeting: Hello,\nminutes: 3\nlabels: {ask: Ask}\nfor_governors: {thanks: Diolch.}\n"
    (tmp_path / "letter.yaml").write_text(f"{own}for_office:\n  greeting: Hi,\n", "utf-8")
    assert "Hello," in letter_for("", tmp_path)
    assert "about120minutes" in letter_for("", tmp_path)
    assert "Diolch." in letter_for("governors", tmp_path)
    assert "Deargovernor," in letter_for("governors", tmp_path)
    assert "Hi," in letter_for("office", tmp_path)
    assert check(Sources(school=tmp_path)) == ()


@pytest.mark.parametrize(
    ("text", "kind", "column"),
    [
        ("minutes: many\n", "not-a-number-of-minutes", 10),
        ("minutes: 0\n", "not-a-number-of-minutes", 10),
        ("minutes: 61\n", "not-a-number-of-minutes", 10),
        ("greating: Hello\n", "unknown-field", 1),
        ("for_parents: {hello: x}\n", "unknown-field", 15),
        ("labels: {kept-until: x}\n", "unknown-field", 10),
        ("help: A {thing}\n", "unknown-term", 9),
    ],
)
def test_mistakes_in_it_are_told_where_they_are(text: str, kind: str, column: int, tmp_path: Path) -> None:
    (tmp_path / "school.yaml").write_text("name: Elm\n", "utf-8")
    (tmp_path / "letter.yaml").write_text(text, "utf-8")
    with pytest.raises(SenauditError) as caught:
        build(request_for("letter", school=tmp_path))
    (problem,) = caught.value.problems
    assert problem.place is not None
    assert problem.place.path is not None
    assert (problem.kind, problem.place.path.name, problem.place.column) == (kind, "letter.yaml", column)
    assert problem.hint
    with pytest.raises(SenauditError):
        check(Sources(school=tmp_path))


def test_a_letter_that_is_too_long_for_any_page_is_told_by_check(tmp_path: Path) -> None:
    """Check sets the letter for everybody, and that of each group with words of its own."""
    (tmp_path / "school.yaml").write_text("name: Elm\n", "utf-8")
    (tmp_path / "letter.yaml").write_text(f"for_parents:\n  title: {'Tell us ' * 2000}\n", "utf-8")
    with pytest.raises(SenauditError) as caught:
        check(Sources(school=tmp_path))
    assert {problem.kind for problem in caught.value.problems} == {"text-too-long"}


def test_an_older_folder_of_content_makes_all_else(tmp_path: Path) -> None:
    older = tmp_path / "older"
    shutil.copytree(CONTENT, older)
    (older / "letter.yaml").unlink()
    assert build(request_for("sheets", content=older, chapters=["support"], font="arimo")).page_count
    assert check(Sources(older)) == ()
    with pytest.raises(FileError) as caught:
        build(request_for("letter", content=older))
    assert [problem.place and problem.place.path for problem in caught.value.problems] == [older / "letter.yaml"]


@pytest.mark.parametrize("place", PLACES)
@every_group
def test_the_letter_is_easy_to_read(group: str, place: str) -> None:
    guide = guide_in(CONTENT, terms=place)
    assert guide.letter is not None
    words = guide.letter.wordings[group] if group else guide.letter.words
    assert grade(str(text) for text in words.values()) <= 6.0


def test_its_words_are_read_only_for_a_letter() -> None:
    """Other documents take no time for them."""
    assert read_guide(Sources(), with_letter=True).letter is not None
    assert read_content(request_for("sheets")).letter is None
    assert FIXED.keys().isdisjoint(LETTER)


def test_a_selection_keeps_the_letter() -> None:
    guide = select(read_guide(Sources(), with_letter=True), Selection(audiences=("parents",)))
    assert guide.letter is not None
    assert guide.audience == "parents"
