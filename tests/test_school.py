"""A school's own folder laid over the shipped content: what it can change, and the messages when it cannot."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import yaml
from asking import guide_in
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_content import write_sample

from senaudit.content.model import Ask, CallOut, Guide
from senaudit.content.select import Selection, select
from senaudit.content.text import Text
from senaudit.files.shipped import shipped
from senaudit.layout.markup import Element
from senaudit.problems import FileError, Problem, SenauditError, UsageError
from senaudit.recipe.check import check
from senaudit.recipe.request import Sources, request_for
from senaudit.recipe.steps import render_document
from senaudit.school.actions import copies_of, school_folder
from senaudit.school.names import find_school

SHIPPED = shipped("content")
SCHOOL = "name: Oak Hill Primary\n"


@pytest.fixture
def school(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a school that has not changed anything yet."""
    monkeypatch.chdir(tmp_path)
    folder = Path("oak-hill")
    write(folder, "school.yaml", SCHOOL)
    return folder


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, "utf-8")


def guide_of(school: Path, content: Path = SHIPPED) -> Guide:
    return guide_in(content, school=school)


def problems_of(school: Path, content: Path = SHIPPED) -> tuple[Problem, ...]:
    with pytest.raises(SenauditError) as raised:
        guide_of(school, content)
    return raised.value.problems


def numbers(guide: Guide, chapter: int = 0) -> dict[str, str]:
    return {question.id: question.number for question in guide.chapters[chapter].questions}


def words_in(value: Any) -> Any:
    """Return a part of the model with texts in place of its Texts, which know where they were typed."""
    if isinstance(value, Text):
        return str(value)
    return tuple(map(words_in, value)) if isinstance(value, tuple) else value


# The overlay


def test_a_school_that_changes_nothing_has_the_shipped_guide(school: Path) -> None:
    ours, theirs = guide_of(school), guide_in(SHIPPED)
    assert ours.school is not None
    assert str(ours.school.name) == str(ours.school.short_name) == "Oak Hill Primary"
    assert [ours.chapters, ours.poster, ours.introduction, ours.glossary] == [
        theirs.chapters,
        theirs.poster,
        theirs.introduction,
        theirs.glossary,
    ]


def test_the_wording_of_a_question_and_of_one_block_can_be_changed(school: Path) -> None:
    write(
        school,
        "questions/ringing.yaml",
        "change: communication:telephone\nquestion: Can parents ring you?\nblocks:\n  parents: I can't get through.\n",
    )
    before, after = (guide.chapters[0].questions[2] for guide in (guide_in(SHIPPED), guide_of(school)))
    assert (after.id, after.number, str(after.question)) == ("telephone", "3", "Can parents ring you?")
    assert words_in(after.prompts) == words_in(before.prompts)
    kinds = [block.kind for block in before.blocks]
    assert [block.kind for block in after.blocks] == kinds
    changed = after.blocks[kinds.index("parents")]
    assert isinstance(changed, CallOut)
    assert [str(text) for text in changed.body.paragraphs] == ["I can't get through."]
    assert [words_in(block) for block in after.blocks if block.kind != "parents"] == [
        words_in(block) for block in before.blocks if block.kind != "parents"
    ]


def test_one_of_several_blocks_of_a_kind_is_named_with_its_number(tmp_path: Path, school: Path) -> None:
    content = write_sample(tmp_path / "content")
    write(
        content,
        "chapters/communication.yaml",
        (content / "chapters/communication.yaml").read_text("utf-8").replace("      - schools:", "      - parents:"),
    )
    write(school, "questions/a.yaml", "change: communication:telephone\nblocks: {parents 2: Ours}\n")
    first, second = (b for b in guide_of(school, content).chapters[0].questions[0].blocks if b.kind == "parents")
    assert isinstance(first, CallOut)
    assert isinstance(second, CallOut)
    assert str(first.body.lead) == "It helps if…"
    assert str(second.body.paragraphs[0]) == "Ours"
    write(school, "questions/a.yaml", "change: communication:telephone\nblocks: {parents: Ours}\n")
    (problem,) = problems_of(school, content)
    assert problem.message == "there are 2 blocks “parents” here"
    assert problem.hint == "say which: parents 1, parents 2"


def test_blocks_can_be_added_and_dropped(school: Path) -> None:
    write(
        school,
        "questions/a.yaml",
        "change: communication:telephone\nblocks:\n  drop: [parents]\n  add:\n    - ask: [Is there an app?]\n",
    )
    blocks = guide_of(school).chapters[0].questions[2].blocks
    assert "parents" not in [block.kind for block in blocks]
    assert isinstance(blocks[-1], Ask)
    assert str(blocks[-1].points[0].text) == "Is there an app?"


def test_a_question_that_is_dropped_leaves_the_others_their_numbers(school: Path) -> None:
    before = numbers(guide_in(SHIPPED))
    write(school, "questions/less.yaml", "drop: [communication:telephone, communication:welcome]\n")
    guide = guide_of(school)
    assert numbers(guide) == {name: n for name, n in before.items() if name not in ("telephone", "welcome")}
    left_out = guide.chapters[0].left_out
    assert [(question.id, question.number) for question in left_out] == [("welcome", "1"), ("telephone", "3")]


def test_one_question_can_be_dropped_without_a_list(school: Path) -> None:
    write(school, "questions/less.yaml", "drop: communication:telephone\n")
    assert "telephone" not in numbers(guide_of(school))


@pytest.mark.parametrize(
    "typed",
    [
        *("communication:telephone", "communication:3", "1:3", "telephone", "comm:3", "Communication:Telephone"),
        *("communication:Telephone", "TELEPHONE", "'communication: telephone'", "com:telephone", "communication:03"),
    ],
)
def test_a_question_is_named_in_a_file_as_on_the_command_line(school: Path, typed: str) -> None:
    write(school, "questions/a.yaml", f"change: {typed}\nquestion: Can parents ring you?\n")
    assert str(guide_of(school).chapters[0].questions[2].question) == "Can parents ring you?"


@pytest.mark.parametrize(
    ("typed", "dropped"),
    [
        ("communication:3,5-7", {3, 5, 6, 7}),
        ("1:3-4", {3, 4}),
        ("[telephone, 1:5-6]", {3, 5, 6}),
        ("\n  - communication:3-4\n  - welcome", {1, 3, 4}),
        ("1:3,welcome", {1, 3}),
    ],
)
def test_lists_and_ranges_of_questions_can_be_dropped(school: Path, typed: str, dropped: set[int]) -> None:
    write(school, "questions/less.yaml", f"drop: {typed}\n")
    assert {int(question.number) for question in guide_of(school).chapters[0].left_out} == dropped


@pytest.mark.parametrize("typed", ["telephone", "3", "Telephone"])
def test_a_question_is_named_in_its_chapters_file_by_id_or_number(school: Path, typed: str) -> None:
    write(school, "chapters/communication.yaml", f"questions: {{{typed}: {{question: Can parents ring you?}}}}\n")
    assert str(guide_of(school).chapters[0].questions[2].question) == "Can parents ring you?"
    write(school, "chapters/communication.yaml", f"questions: {{drop: [{typed}]}}\n")
    assert [question.number for question in guide_of(school).chapters[0].left_out] == ["3"]


@pytest.mark.parametrize("after", ["telephone", "3", "communication:3", "1:telephone", "Telephone", "comm:Telephone"])
@pytest.mark.parametrize("chapter", ["communication", "1", "Comm"])
def test_a_new_question_finds_its_place_however_that_is_typed(school: Path, chapter: str, after: str) -> None:
    new = f"add: {chapter}:app\nafter: {after}\nquestion: Is it good?\nblocks: [{{ask: [How?]}}]\n"
    write(school, "questions/a.yaml", new)
    assert numbers(guide_of(school))["app"] == "3a"


def test_a_question_of_ones_own_chapter_is_named_by_its_number_too(school: Path) -> None:
    chapter = (SHIPPED / "chapters/support.yaml").read_text("utf-8").replace("id: support", "id: transport", 1)
    write(school, "chapters/transport.yaml", chapter)
    write(school, "questions/a.yaml", "change: 4:2\nquestion: Ours?\n")
    own = guide_of(school).chapters[3]
    assert (own.id, str(own.questions[1].question)) == ("transport", "Ours?")


OURS = "add: communication:{name}\n{after}question: Is {name} good?\nblocks: [{{ask: [How?]}}]\n"


def add(school: Path, file: str, name: str, after: str = "") -> None:
    write(school, f"questions/{file}.yaml", OURS.format(name=name, after=f"after: {after}\n" if after else ""))


def test_added_questions_count_on_in_the_order_of_their_files(school: Path) -> None:
    count = len(guide_in(SHIPPED).chapters[0].questions)
    add(school, "b", "second")
    add(school, "a", "first")
    assert list(numbers(guide_of(school)).items())[count:] == [("first", str(count + 1)), ("second", str(count + 2))]


def test_questions_put_after_another_have_letters(school: Path) -> None:
    """In printed order: a question after the first comes before those after the second."""
    add(school, "a", "app", after="telephone")
    add(school, "b", "texts", after="telephone")
    add(school, "c", "app-help", after="app")
    found = numbers(guide_of(school))
    assert list(found.items())[2:7] == [
        ("telephone", "3"),
        ("app", "3a"),
        ("app-help", "3b"),
        ("texts", "3c"),
        ("informal-contact", "4"),
    ]


def test_a_question_can_stand_after_one_that_is_dropped_or_added(school: Path) -> None:
    add(school, "a", "app", after="telephone")
    add(school, "b", "last")
    add(school, "c", "very-last", after="last")
    write(school, "questions/d.yaml", "drop: communication:telephone\n")
    found = numbers(guide_of(school))
    count = len(guide_in(SHIPPED).chapters[0].questions)
    assert (found["app"], found["last"], found["very-last"]) == ("3a", f"{count + 1}", f"{count + 1}a")
    assert list(found)[2] == "app"


def test_a_question_that_is_not_used_is_checked_and_not_printed(school: Path) -> None:
    add(school, "a", "app")
    write(school, "questions/a.yaml", "use: no\n" + (school / "questions/a.yaml").read_text("utf-8"))
    assert "app" not in numbers(guide_of(school))


def test_messages_of_the_poster_are_changed_by_number(school: Path) -> None:
    write(school, "poster.yaml", "messages:\n  3: {text: Use shorter words.}\n")
    before, after = guide_in(SHIPPED).poster.messages, guide_of(school).poster.messages
    assert str(after[2].text) == "Use shorter words."
    assert words_in(after[2].heading) == words_in(before[2].heading)
    assert words_in((*after[:2], *after[3:])) == words_in((*before[:2], *before[3:]))


def test_entries_of_the_glossary_and_sections_are_changed_by_name(school: Path) -> None:
    write(
        school,
        "guide.yaml",
        "subtitle: Ours\nglossary:\n  entries:\n    Inclusion: {meaning: Everybody belongs.}\n"
        "    add: [{term: App, meaning: A program on a phone.}]\n    drop: [INSET]\n"
        "back_matter:\n  licence: {title: Rights}\n",
    )
    guide = guide_of(school)
    meanings = {str(entry.term): str(entry.meaning) for entry in guide.glossary.entries}
    assert str(guide.subtitle) == "Ours"
    assert meanings["Inclusion"] == "Everybody belongs."
    assert "INSET" not in meanings
    assert [*meanings].index("ADHD") < [*meanings].index("App") < [*meanings].index("CC BY 4.0")
    assert [str(section.title) for section in guide.back_matter] == ["Acknowledgement", "Rights"]


def test_a_chapter_can_be_added(school: Path) -> None:
    write(
        school,
        "chapters/transport.yaml",
        "id: transport\ntitle: Transport\nsummary: Coming and going\n"
        "questions:\n  - {id: taxis, question: Are taxis on time?, blocks: [{ask: [Are they?]}]}\n"
        "closing: {lead: More, call: Ask!}\n",
    )
    write(
        school, "questions/a.yaml", "add: transport:buses\nquestion: Are buses on time?\nblocks: [{ask: [Are they?]}]\n"
    )
    chapter = guide_of(school).chapters[-1]
    assert (chapter.number, chapter.id) == (4, "transport")
    assert [(question.id, question.number) for question in chapter.questions] == [("taxis", "1"), ("buses", "2")]


def test_a_chapter_can_be_changed_by_the_ids_of_its_questions(school: Path) -> None:
    write(
        school, "chapters/support.yaml", "title: Help\nquestions:\n  information: {question: What do parents hear?}\n"
    )
    chapter = guide_of(school).chapters[2]
    assert str(chapter.title) == "Help"
    assert str(chapter.questions[0].question) == "What do parents hear?"
    assert len(chapter.questions) == len(guide_in(SHIPPED).chapters[2].questions)


def test_a_list_of_ones_own_keeps_the_numbers_of_shipped_questions(school: Path) -> None:
    """A chapter's file was copied and changed: one question was deleted, another added."""
    write(
        school,
        "chapters/support.yaml",
        "questions:\n  - {id: ours, question: Ours?, blocks: [{ask: [So?]}]}\n"
        "  - {id: support-groups, question: Groups?, blocks: [{ask: [So?]}]}\n",
    )
    chapter = guide_of(school).chapters[2]
    shipped_count = len(guide_in(SHIPPED).chapters[2].questions)
    assert numbers(guide_of(school), 2) == {"ours": str(shipped_count + 1), "support-groups": "8"}
    assert len(chapter.left_out) == shipped_count - 1


def test_a_list_of_chapters_of_ones_own_keeps_their_numbers(school: Path) -> None:
    write(school, "guide.yaml", "chapters: [support]\n")
    assert [(chapter.id, chapter.number) for chapter in guide_of(school).chapters] == [("support", 3)]


def test_the_contents_say_which_questions_and_chapters_are_left_out(school: Path) -> None:
    write(school, "questions/a.yaml", "drop: [communication:telephone, communication:policy]\n")
    write(school, "guide.yaml", "chapters: [communication, involvement]\n")
    tree = render_document(request_for("guide", school=school), guide_of(school))
    (heading,) = [each for each in tree.walk() if each.tag == "heading" and each.text().startswith("Left out")]
    (part,) = [each for each in tree.walk() if heading in each.children]
    below = part.children[part.children.index(heading) + 1]
    assert isinstance(below, Element)
    assert [item.text() for item in below.elements] == [
        "3. Support",
        "Communication 3. How easily can parents reach you by phone?",
        "Communication 12. Can parents get hold of your SEN or inclusion policy?",
    ]


def test_contents_of_a_school_that_leaves_nothing_out_say_nothing_of_it(school: Path) -> None:
    tree = render_document(request_for("guide", school=school), guide_of(school))
    assert "Left out" not in tree.text()


def test_words_for_one_group_are_checked_on_its_sheets_too(school: Path) -> None:
    prompts = ", ".join(["of this and that and yet another thing"] * 90)
    add(school, "a", "app")
    write(
        school,
        "questions/a.yaml",
        (school / "questions/a.yaml").read_text("utf-8") + f"for_parents: {{question: How?, prompts: [{prompts}]}}\n",
    )
    with pytest.raises(SenauditError) as raised:
        check(Sources(school=school))
    assert {problem.place.path for problem in raised.value.problems if problem.place} == {school / "questions/a.yaml"}
    assert "no room on the page" in raised.value.problems[0].message


LONG = "Ysgol Gyfun Gymraeg Llanfair-yn-y-Cwmwd and St Bartholomew’s Church of England Voluntary Aided Primary School"


def test_a_name_that_has_no_room_in_the_feet_is_a_warning_and_a_shorter_one_mends_it(school: Path) -> None:
    write(school, "school.yaml", f"name: {LONG}\n")
    (warning,) = check(Sources(school=school))
    assert str(warning.place) == str(Path("oak-hill/school.yaml:1:7"))
    assert "too long for the foot" in warning.message
    write(school, "school.yaml", f"name: {LONG}\nshort_name: Llanfair\n")
    assert check(Sources(school=school)) == ()


# The words for one group


def parents_row(school: Path) -> str:
    """Return what the audit sheet for parents prints of question 3, which they are asked by phone about."""
    guide = select(guide_of(school), Selection(questions=("communication:telephone",), audiences=("parents",)))
    rows = [each for each in render_document(request_for("sheets"), guide).walk() if each.tag == "row"]
    return rows[0].text()


FOR_PARENTS = "How easily can you reach the school by phone?"


@pytest.mark.parametrize(
    ("change", "printed", "first"),
    [
        ("question: Can parents ring us?", "Can parents ring us?", "question"),
        ("prompts: [the app, the office]", "the app; the office", "prompts"),
        ("checklist: [At lunch, After school]", "After school", "checklist"),
        ("prompts: [the app]\nquestion: Can parents ring us?", "Can parents ring us?", "question"),
    ],
)
def test_parents_get_a_changed_question_and_not_the_shipped_words_for_them(
    school: Path, change: str, printed: str, first: str
) -> None:
    assert FOR_PARENTS in parents_row(school)
    write(school, "questions/a.yaml", f"change: communication:telephone\n{change}\n")
    row = parents_row(school)
    assert printed in row
    assert FOR_PARENTS not in row
    assert "how soon someone answers" not in row
    (warning,) = check(Sources(school=school))
    assert (warning.kind, warning.severity) == ("wording-left-out", "note")
    assert str(warning.place) == str(Path("oak-hill/questions/a.yaml:2:1"))
    assert f"“{first}”" in warning.message
    assert "words for parents, teachers, support staff, office and agencies may not fit" in warning.message


def test_the_help_on_words_for_parents_followed_to_the_letter_ends_the_warning(school: Path) -> None:
    """The line stands in the help as it is to be typed, also for a question that needs quotes."""
    for question in ("Can parents ring us?", '"Telephone: can parents ring us?"'):
        text = f"change: communication:telephone\nquestion: {question}\n"
        write(school, "questions/a.yaml", text)
        (warning,) = check(Sources(school=school))
        line = warning.hint[warning.hint.index("for_parents: ") :]
        assert line == f"for_parents: {question}"
        write(school, "questions/a.yaml", f"{text}{line}\n")
        assert check(Sources(school=school)) == ()
        assert question.strip('"') in parents_row(school)


def test_a_copied_question_whose_shipped_words_for_parents_were_left_is_told_at_those(school: Path) -> None:
    (copy,) = copies_of(["communication:telephone"], school, None).values()
    write(school, copy.name, copy.text)
    assert check(Sources(school=school)) == ()
    write(school, copy.name, copy.text.replace("How easily can parents reach you by phone?", "Can parents ring us?"))
    assert "Can parents ring us?" in parents_row(school)
    (warning,) = check(Sources(school=school))
    assert warning.place is not None
    assert warning.place.source.startswith("for_parents:")
    assert warning.hint == "put other words for them here: for_parents: Can parents ring us?"
    write(school, copy.name, (school / copy.name).read_text("utf-8").replace("you reach the school", "you ring us"))
    assert check(Sources(school=school)) == ()
    assert "How easily can you ring us by phone?" in parents_row(school)


def test_a_copied_chapter_counts_as_changed_where_it_was_changed(school: Path) -> None:
    (copy,) = copies_of(["communication"], school, None).values()
    write(school, copy.name, copy.text)
    assert check(Sources(school=school)) == ()
    write(school, copy.name, copy.text.replace("How easily can parents reach you by phone?", "Can parents ring us?"))
    (warning,) = check(Sources(school=school))
    assert warning.kind == "wording-left-out"
    assert "Can parents ring us?" in parents_row(school)


def test_words_for_parents_that_are_changed_too_keep_what_still_fits(school: Path) -> None:
    text = "change: communication:telephone\nquestion: Can parents ring us?\n"
    write(school, "questions/a.yaml", f"{text}for_parents: {{question: Can you ring us?}}\n")
    assert check(Sources(school=school)) == ()
    row = parents_row(school)
    assert "Can you ring us?" in row
    assert "how soon someone answers" in row
    write(school, "questions/a.yaml", f"{text}prompts: [the app]\nfor_parents: {{question: Can you ring us?}}\n")
    row = parents_row(school)
    assert "Can you ring us?" in row
    assert "the app" in row
    assert "how soon someone answers" not in row
    write(school, "questions/a.yaml", f"{text}for_parents: {{prompts: [the app]}}\n")
    row = parents_row(school)
    assert "Can parents ring us?" in row
    assert "the app" in row


def test_words_for_parents_alone_leave_the_question_to_the_others(school: Path) -> None:
    write(school, "questions/a.yaml", "change: communication:telephone\nfor_parents: {question: Can you ring us?}\n")
    assert check(Sources(school=school)) == ()
    assert "Can you ring us?" in parents_row(school)
    assert "how soon someone answers" in parents_row(school)


def test_a_question_changed_in_the_file_of_its_chapter_speaks_to_parents_in_the_schools_words(school: Path) -> None:
    write(school, "chapters/communication.yaml", "questions:\n  telephone: {question: Can parents ring us?}\n")
    assert "Can parents ring us?" in parents_row(school)
    (warning,) = check(Sources(school=school))
    assert str(warning.place) == str(Path("oak-hill/chapters/communication.yaml:2:15"))


# Terms


def test_what_school_yaml_says_fills_the_terms(school: Path) -> None:
    write(school, "school.yaml", SCHOOL + "authority: Anytown Council\nown_terms: {sen_team: our team}\n")
    write(school, "poster.yaml", 'closing: "{Authority}, {sen_team}, {Service}"\n')
    assert str(guide_of(school).poster.closing) == "Anytown Council, our team, Your local SENDIASS"


def test_the_schools_own_file_of_terms_is_chosen_or_laid_over_a_shipped_one(school: Path) -> None:
    write(school, "terms/england.yaml", "terms: {service: our service}\n")
    write(school, "poster.yaml", 'closing: "{service}"\n')
    assert str(guide_of(school).poster.closing) == "our service"


def test_own_terms_that_nothing_chooses_are_a_warning(school: Path) -> None:
    write(school, "terms/wales.yaml", "terms: {service: our service}\n")
    (warning,) = guide_of(school).warnings
    assert warning.warning
    assert str(warning.place) == str(Path("oak-hill/terms/wales.yaml"))
    assert warning.hint == 'write "terms: wales" in school.yaml'


# Choosing


@pytest.mark.parametrize(
    ("chosen", "ids"),
    [
        ("communication:3a", ["app"]),
        ("communication:3-4", ["telephone", "app", "informal-contact"]),
        ("communication:3a-4", ["app", "informal-contact"]),
        ("communication:app", ["app"]),
        ("app", ["app"]),
    ],
)
def test_numbers_with_letters_can_be_chosen(school: Path, chosen: str, ids: list[str]) -> None:
    add(school, "a", "app", after="telephone")
    (chapter,) = select(guide_of(school), Selection(questions=(chosen,))).chapters
    assert [question.id for question in chapter.questions] == ids


@pytest.mark.parametrize("chosen", ["communication:3", "communication:telephone", "communication:2-3"])
def test_choosing_a_question_that_is_left_out_says_so(school: Path, chosen: str) -> None:
    write(school, "questions/a.yaml", "drop: communication:telephone\n")
    with pytest.raises(UsageError) as raised:
        select(guide_of(school), Selection(questions=(chosen,)))
    (problem,) = raised.value.problems
    assert problem.message == "question 3 of communication (telephone) is left out of this school’s pack"


# Mistakes


MISTAKES = [
    (
        "questions/a.yaml",
        "change: communication:telefone\nquestion: x\n",
        "1:9",
        "no question “telefone”",
        'telephone"',
    ),
    (
        "questions/a.yaml",
        "change: comunication:telephone\nquestion: x\n",
        "1:9",
        "no chapter “comunication”",
        '"communication"',
    ),
    ("questions/a.yaml", "drop: [support:nothing-like-it]\n", "1:8", "no question “nothing-like-it”", "support:"),
    (
        "questions/a.yaml",
        "change: telefone\nquestion: x\n",
        "1:9",
        "no question “telefone”",
        '"telephone"',
    ),
    ("questions/a.yaml", "change: communication:3-5\nquestion: x\n", "1:9", "changes one question", "telephone, comm"),
    ("questions/a.yaml", "change: 1:99\nquestion: x\n", "1:9", "no question 99", "1 to 15"),
    ("questions/a.yaml", "change: 3\nquestion: x\n", "1:9", "without a chapter", "communication:3"),
    ("questions/a.yaml", "change: 1.3\nquestion: x\n", "1:9", "no colon", "write communication:3"),
    ("questions/a.yaml", "drop: [welcome, 2:99]\n", "1:17", "no question 99", "1 to 13"),
    ("questions/a.yaml", OURS.format(name="app", after="after: support:1\n"), "2:8", "another chapter", "of commun"),
    ("questions/a.yaml", OURS.format(name="app", after="after: 3-4\n"), "2:8", "after one other", "telephone, comm"),
    ("questions/a.yaml", OURS.format(name="app", after="after: 99\n"), "2:8", "no question 99", "1 to 15"),
    ("questions/a.yaml", "question: x\n", "1:1", "does not say what it does", 'begin it with "add:'),
    ("questions/a.yaml", "cange: communication:telephone\n", "1:1", "“cange” is nothing", '"change"'),
    ("questions/a.yaml", "- a list\n", "1:1", "does not say what it does", 'begin it with "add:'),
    (
        "questions/a.yaml",
        "change: communication:policy\ndrop: [support:information]\n",
        "2:1",
        "one thing",
        "second file",
    ),
    ("questions/a.yaml", "drop: [support:information]\nquestion: x\n", "2:1", "no more than which", "file of its own"),
    ("questions/a.yaml", "change: communication:policy\nafter: welcome\n", "2:8", "belongs to a question", "delete"),
    ("questions/a.yaml", "change: communication:policy\nid: police\n", "2:1", "id is said twice", "delete"),
    ("questions/a.yaml", "use: perhaps\nchange: communication:policy\n", "1:6", "“perhaps” is not", "yes, no"),
    ("questions/a.yaml", "change: communication:policy\nqestion: x\n", "2:1", "“qestion” is not a field", '"question"'),
    (
        "questions/a.yaml",
        "change: communication:policy\nblocks: {parnets: x}\n",
        "2:10",
        "no “parnets” here to change",
        '"parents"',
    ),
    ("questions/a.yaml", OURS.format(name="policy", after=""), "1:6", "a question “policy” in the chapter", "change:"),
    (
        "questions/a.yaml",
        OURS.format(name="app", after="after: telefone\n"),
        "2:8",
        "no question “telefone”",
        "telephone",
    ),
    ("questions/a.yaml", OURS.format(name="app", after="after: app\n"), "2:8", "wait for each other", "stand after"),
    ("questions/a.yaml", "change: communication:policy\n", "1:9", "nothing is changed here", "add the fields"),
    (
        "questions/a.yaml",
        "change: communication:policy\nblocks: {drop: [{a: b}]}\n",
        "2:17",
        "name of an entry",
        "guidance",
    ),
    (
        "questions/a.yaml",
        "change: communication:telephone\nblocks: {parents: x, parents 1: y}\n",
        "2:22",
        "changed a second time",
        "keep one",
    ),
    ("questions/a.yaml", "change: communication:policy\nblocks: {drop: []}\n", "2:16", "at least one entry", "hyphen"),
    (
        "questions/a.yaml",
        "change: communication:policy\nblocks: {add: {ask: x}}\n",
        "2:15",
        "at least one entry",
        "hyphen",
    ),
    ("poster.yaml", "messages: {7: {text: x}}\n", "1:12", "there is no “7” here", "known here: 1, 2"),
    ("poster.yaml", "titel: x\n", "1:1", "“titel” is not a field of the poster", '"title"'),
    ("guide.yaml", "glossary: {entries: {Inclusoin: {meaning: x}}}\n", "1:22", "no “Inclusoin” here", '"Inclusion"'),
    ("chapters/suport.yaml", "title: Help\n", "", "there is no chapter “suport” to change", '"support"'),
    ("school.yaml", "name: Oak\nlgoo: x.png\n", "2:1", "“lgoo” is not a field", '"logo"'),
    ("school.yaml", "short_name: Oak\n", "1:1", "school.yaml has no “name”", "name of your school"),
    ("school.yaml", "name:\n", "1:1", "school.yaml has no “name”", "name of your school"),
    ("school.yaml", "name: Oak\nterms: engalnd\n", "2:8", "there are no terms “engalnd”", '"england"'),
    ("school.yaml", "name: Oak\nown_terms: {servise: x}\n", "2:13", "there is no term “servise”", '"service"'),
    ("school.yaml", "name: Oak\nlogo_grey: yes\n", "2:1", "there is no logo for “logo_grey”", "logo: logo.png"),
    ("school.yaml", "name: Oak\nlogo: x.png\nlogo_grey: gray\n", "3:12", "“gray” is not", "yes, no"),
    ("school.yaml", "name: Oak\nlogo: ../logo.png\n", "2:7", "leads out of the folder with “..”", "logo: logo.png"),
    ("school.yaml", "name: Oak\nlogo: C:\\logo.png\n", "2:7", "begins with a drive", "logo: logo.png"),
    ("school.yaml", "name: Oak\nlogo: /etc/passwd\n", "2:7", "does not begin in the folder", "logo: logo.png"),
    ("school.yaml", "name: Oak\nlogo: https://example.org/a.png\n", "2:7", "is an address", "logo: logo.png"),
    ("posters.yaml", "title: x\n", "", "nothing reads a file of this name here", '"poster.yaml"'),
    ("my-questions.yaml", "title: x\n", "", "nothing reads a file of this name here", "questions, chapters or terms"),
    ("question/a.yaml", "title: x\n", "", "nothing reads a folder of this name", '"questions"'),
    ("questions/a.yml", "drop: [support:information]\n", "", "not read", "call it a.yaml"),
    ("questions/a.yaml.txt", "drop: [support:information]\n", "", "not read", "call it a.yaml"),
]


@pytest.mark.parametrize(
    ("name", "text", "place", "message", "hint"), MISTAKES, ids=[f"{m[0]} {m[3]}" for m in MISTAKES]
)
def test_a_mistake_is_told_once_with_its_place_and_help(
    school: Path, name: str, text: str, place: str, message: str, hint: str
) -> None:
    write(school, name, text)
    (problem,) = problems_of(school)
    where = str(Path("oak-hill", name.partition("/")[0] if place == "" and "question/" in name else name))
    assert str(problem.place) == (f"{where}:{place}" if place else where)
    assert message in problem.message
    assert hint in problem.hint


def test_the_mistakes_of_shipped_and_own_files_are_told_in_one_run(tmp_path: Path, school: Path) -> None:
    content = write_sample(tmp_path / "content")
    write(content, "poster.yaml", (content / "poster.yaml").read_text("utf-8").replace("lead:", "laed:"))
    write(school, "questions/a.yaml", "drop: [communication:nothing]\n")
    write(school, "school.yaml", "name: Oak\nlogo: ../x.png\n")
    files = {
        problem.place.path.name for problem in problems_of(school, content) if problem.place and problem.place.path
    }
    assert files == {"poster.yaml", "a.yaml", "school.yaml"}


def test_one_question_in_two_files_is_told_with_the_first(school: Path) -> None:
    write(school, "questions/a.yaml", "change: communication:policy\naudiences: [parents]\n")
    write(school, "questions/b.yaml", "drop: [communication:policy]\n")
    (problem,) = problems_of(school)
    assert str(problem.place) == str(Path("oak-hill/questions/b.yaml:1:8"))
    assert "(first in " in problem.full_message()


def test_a_chapter_cannot_lose_all_its_questions(school: Path) -> None:
    names = ", ".join(f"support:{each.id}" for each in guide_in(SHIPPED).chapters[2].questions)
    write(school, "questions/a.yaml", f"drop: [{names}]\n")
    problem = problems_of(school)[0]
    assert problem.message == "no question of support is left"
    assert problem.hint.endswith("name the others")


# Links and where the folder is


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
@pytest.mark.parametrize(
    "name", ["questions", "questions/a.yaml", "templates/guide.xml.j2", "templates/looks", "poster.yaml"]
)
def test_a_link_that_leads_out_is_refused(tmp_path: Path, school: Path, name: str) -> None:
    outside = tmp_path / "outside"
    write(outside, "a.yaml", "secret: [\n")
    (school / name).parent.mkdir(parents=True, exist_ok=True)
    (school / name).symlink_to(outside if "." not in name else outside / "a.yaml")
    problems = problems_of(school)
    assert any("leads out of the school’s folder" in problem.message for problem in problems)
    assert "secret" not in "".join(map(str, problems))


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows, which has no pipes of this kind")
@pytest.mark.parametrize(
    "name",
    ["questions/a.yaml", "guide.yaml", "poster.yaml", "chapters/support.yaml", "templates/guide.xml.j2", "questions",
     "templates", "templates/looks", "templates/looks/standard.yaml"],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["pipe", "link to nothing", "file or folder"])
def test_what_is_no_file_or_folder_where_one_is_read_is_told(school: Path, name: str, kind: str) -> None:
    path = school / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "link to nothing":
        path.symlink_to("nothing")
    elif path.suffix:
        path.mkdir()
    else:
        path.write_text("x")
    (problem,) = problems_of(school)
    assert problem.kind == "not-ordinary-file"
    assert str(problem.place) == str(Path("oak-hill", name))


def test_a_folder_in_the_place_of_the_school_file_is_told(school: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (school / "school.yaml").unlink()
    (school / "school.yaml").mkdir()
    monkeypatch.chdir(school)
    for path in (None, Path()):
        with pytest.raises(FileError) as caught:
            school_folder(path)
        (problem,) = caught.value.problems
        assert problem.place is not None
        assert problem.place.path is not None
        assert problem.place.path.name == "school.yaml"


def test_a_folder_inside_a_folder_that_is_read_is_a_warning(school: Path) -> None:
    write(school, "questions/old/a.yaml", "drop: [support:information]\n")
    (warning,) = guide_of(school).warnings
    assert str(warning.place) == str(Path("oak-hill/questions/old/a.yaml"))
    assert warning.message == "nothing reads a folder inside questions"


def test_a_logo_behind_a_link_that_leads_out_is_refused(tmp_path: Path, school: Path) -> None:
    write(tmp_path, "secret.png", "x")
    write(school, "school.yaml", SCHOOL + "logo: logo.png\n")
    (school / "logo.png").symlink_to(tmp_path / "secret.png")
    assert any("is a link that leads out" in problem.message for problem in problems_of(school))


def test_a_link_that_stays_inside_is_followed(school: Path) -> None:
    write(school, "mine/a.txt", "drop: [support:information]\n")
    (school / "questions").mkdir()
    (school / "questions/a.yaml").symlink_to((school / "mine/a.txt").absolute())
    assert "information" not in numbers(guide_of(school), 2)


def test_the_folder_is_found_from_anywhere_inside(school: Path) -> None:
    deep = school / "questions" / "old"
    deep.mkdir(parents=True)
    for start in (school, school / "questions", deep):
        assert find_school(start.absolute()) == school.absolute()
    assert find_school(school.absolute().parent) is None


# Whatever a person does to the files


FILES = {
    "school.yaml": "name: Oak Hill\nauthority: Anytown\nown_terms: {sen_team: our team}\nlogo:\nterms: england\n",
    "questions/a.yaml": OURS.format(name="app", after="after: telephone\n"),
    "questions/b.yaml": "change: communication:letters\nquestion: Ours?\nblocks:\n  ask: [One?]\n  drop: [guidance]\n",
    "questions/c.yaml": "use: no\ndrop: [communication:telephone, communication:app]\n",
    "poster.yaml": "lead: Ours\nmessages:\n  3: {text: Ours}\n  4:\n    heading: Ours\n",
    "guide.yaml": "glossary:\n  entries:\n    LA: {meaning: Ours}\n    drop: [SEN]\n",
    "chapters/communication.yaml": "questions:\n  telephone: {question: Ours?}\n",
    "terms/england.yaml": "terms:\n  service: ours\n",
}
SIGNS = st.sampled_from(
    ["", " ", ":", "-", "[", "]", "{", "}", "'", '"', "#", "\n", "  ", "\t", "x", "add", "drop", "&", "*", "|"]
)


@st.composite
def damage(draw: st.DrawFn) -> tuple[str, str]:
    """Draw one of the files with a piece replaced by a character, or a line doubled, moved or deleted."""
    name = draw(st.sampled_from(sorted(FILES)))
    text = FILES[name]
    if draw(st.booleans()):
        at = draw(st.integers(0, len(text)))
        return name, text[:at] + draw(SIGNS) + text[at + draw(st.integers(0, 4)) :]
    lines = text.splitlines(keepends=True)
    line = lines.pop(draw(st.integers(0, len(lines) - 1)))
    for _ in range(draw(st.integers(0, 2))):
        lines.insert(draw(st.integers(0, len(lines))), line)
    return name, "".join(lines)


@settings(max_examples=150, deadline=None)
@given(damage() | st.just(("poster.yaml", FILES["poster.yaml"])))
def test_a_damaged_folder_makes_a_guide_or_says_where_it_is_wrong(change: tuple[str, str]) -> None:
    with TemporaryDirectory() as folder:
        school, content = Path(folder) / "school", Path(folder) / "content"
        write_sample(content)
        for name, text in (FILES | dict([change])).items():
            write(school, name, text)
        problems: tuple[Problem, ...] = ()
        try:
            guide_of(school, content)
        except SenauditError as error:
            problems = error.problems
        assert FILES[change[0]] != change[1] or not problems, "the folder that is not damaged has no mistakes"
        assert all(problem.place and problem.hint for problem in problems), problems


# Fields that are not printed or not wording: ids, names of entries, choices.
NOT_WORDING = {"use", "add", "change", "drop", "after", "terms", "id", "logo"}


def words_of(node: Any, key: str = "") -> Iterator[str]:
    """Yield each printable text of a file of the school."""
    if isinstance(node, dict):
        for name, value in node.items():
            if name not in NOT_WORDING or isinstance(value, dict) or (name == "add" and isinstance(value, list)):
                yield from words_of(value, name)
    elif isinstance(node, list):
        for value in node:
            yield from words_of(value, key)
    elif node is not None:
        yield str(node)


def texts_of(value: Any) -> Iterator[str]:
    """Yield each text of the model."""
    if isinstance(value, Text):
        yield value.value
    elif is_dataclass(value):
        for each in fields(value):
            yield from texts_of(getattr(value, each.name))
    elif isinstance(value, tuple | dict):
        for each in value.values() if isinstance(value, dict) else value:
            yield from texts_of(each)


def test_every_word_of_a_schools_files_is_in_its_guide(school: Path, tmp_path: Path) -> None:
    content = write_sample(tmp_path / "content")
    count = iter(range(1000))
    found: set[str] = set()
    for name, text in FILES.items():
        if name != "questions/c.yaml":  # it is not used
            wording = r"Ours\??|One\?|How\?|Is app good\?|our team|ours|Anytown|Oak Hill"
            marked = re.sub(wording, lambda match: f"Word{next(count)}", text)
            write(school, name, marked)
            found |= set(words_of(yaml.safe_load(marked)))
    assert len(found) >= 12
    assert found - set(texts_of(guide_of(school, content))) == set()


def test_own_words_for_half_of_a_family_of_terms_are_told_with_the_lines_to_add(school: Path) -> None:
    half = "name: Oak\nown_terms:\n  senco: SENDCo\n  sencos: SENDCos\n"
    write(school, "school.yaml", half)
    (warning,) = check(Sources(school=school))
    assert (warning.kind, warning.place and warning.place.line) == ("terms-half-changed", 3)
    assert "also says “special educational needs co-ordinator (SENCO)”" in warning.message
    lines = warning.hint.partition("such as ")[2].split("; ")
    assert lines[0] == "senco_in_full: special educational needs co-ordinator (SENDCo)"
    write(school, "school.yaml", half + "".join(f"  {line}\n" for line in lines))
    assert check(Sources(school=school)) == ()


def test_own_words_for_a_term_that_stands_alone_are_nobodys_half(school: Path) -> None:
    write(school, "school.yaml", "name: Oak\nown_terms:\n  sen_team: the Anytown SEND team\n")
    assert check(Sources(school=school)) == ()


def test_the_escape_code_of_a_line_end_is_no_path_of_windows(school: Path) -> None:
    """Programs that write YAML put it into double quotes."""
    write(school, "school.yaml", 'name: Oak\nsenco_contact: "01632 960123\\nsenco@oak.example"\n')
    assert [problem.kind for problem in check(Sources(school=school))] == []
