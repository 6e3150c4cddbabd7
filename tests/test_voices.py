"""The words of the pages as they are read and heard: for each group, in each country, and how easily they read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from asking import guide_in
from readability import grade, syllables
from test_content import CONTENT, PLACES, as_printed, texts

from senaudit.content.model import Chapter, Point, Question, Wording
from senaudit.content.text import Text

Compare = Callable[[str, str], None]

LIMIT = 6.0
"""The highest grade of a chapter, and of the questions for a group: what children of about eleven can read."""

GUIDES = {place: guide_in(CONTENT, terms=place, with_supplement=True) for place in PLACES}
"""The guide with all questions of the supplement, in each country."""

GUIDE = GUIDES["england"]
QUESTIONS = [(chapter, question) for chapter in GUIDE.chapters for question in chapter.questions]

ABBREVIATION = re.compile(r"\b[A-Za-z]*[A-Z][A-Za-z]*[A-Z][A-Za-z]*\b")
"""A word with two capitals or more."""

TERM = re.compile(r"\{([A-Za-z])([\w-]*)\}")


def groups(question: Question) -> tuple[str, ...]:
    """Return the groups to which a question is offered."""
    return question.audiences or tuple(GUIDE.audiences)


def on_the_sheet(question: Question, group: str) -> Wording:
    """Return what a group's sheet says: its own words, and the question's where it has none."""
    own = question.wordings[group]
    return Wording(
        question=own.question,
        prompts=own.prompts or question.prompts,
        checklist_lead=own.checklist_lead if own.checklist else own.checklist_lead or question.checklist_lead,
        checklist=own.checklist or question.checklist,
    )


every_group = pytest.mark.parametrize("group", list(GUIDE.audiences))
every_question = pytest.mark.parametrize(
    ("chapter", "question"), QUESTIONS, ids=[f"{chapter.id}-{question.number}" for chapter, question in QUESTIONS]
)


def test_the_questions_here_are_the_40_and_those_of_the_supplement() -> None:
    assert [question.is_supplement for _, question in QUESTIONS].count(False) == 40
    assert [question.is_supplement for _, question in QUESTIONS].count(True) == 12


# A voice for each group


@every_question
def test_every_group_to_which_a_question_is_offered_is_asked_in_words_of_its_own(
    chapter: Chapter, question: Question
) -> None:
    """And no words are kept for a group to which the question is not offered."""
    assert sorted(question.wordings) == sorted(groups(question))


@every_question
def test_the_words_speak_to_the_person_who_is_asked(chapter: Chapter, question: Question) -> None:
    for group in groups(question):
        asked = str(question.wordings[group].question)
        assert re.search(r"\b[Yy]our?\b", asked), (group, asked)
        assert re.fullmatch(r"[^.?!]+\?", asked), f"{group}: one plain question, not {asked!r}"
        assert len(asked.split()) <= 22, (group, asked)


@every_question
def test_the_words_for_one_group_are_not_those_for_another_or_for_the_school(
    chapter: Chapter, question: Question
) -> None:
    asked = [str(question.question), *(str(words.question) for words in question.wordings.values())]
    assert len(set(asked)) == len(asked)


@every_group
def test_no_group_is_asked_the_same_thing_twice(group: str) -> None:
    asked = [str(question.wordings[group].question) for _, question in QUESTIONS if group in question.wordings]
    assert asked
    assert len(set(asked)) == len(asked)


@every_question
def test_nobody_from_outside_is_taken_for_the_school(chapter: Chapter, question: Question) -> None:
    """To people of an agency, “your school” would be somebody else's."""
    if "agencies" in groups(question):
        assert "your school" not in " ".join(map(str, texts(on_the_sheet(question, "agencies"))))


@every_question
def test_every_group_has_as_many_boxes_to_tick_as_everybody(chapter: Chapter, question: Question) -> None:
    """All sheets of a question can be laid side by side."""

    def boxes(points: tuple[Point, ...]) -> list[int]:
        return [len(point.points) for point in points]

    for group in groups(question):
        assert boxes(on_the_sheet(question, group).checklist) == boxes(question.checklist)


# Abbreviations and brackets


@every_question
def test_no_sheet_has_an_abbreviation_but_those_of_the_terms(chapter: Chapter, question: Question) -> None:
    """Those are spelled out on the sheets and in the glossary. Any other is a riddle on a sheet that is copied."""
    own = (question.question, question.prompts, question.checklist_lead, question.checklist, question.wordings)
    typed = [text.typed.value for text in texts(own) if text.typed]
    assert typed
    assert [words for words in typed if ABBREVIATION.search(TERM.sub("", words))] == []


@pytest.mark.parametrize("place", PLACES)
def test_no_brackets_stand_in_brackets(place: str) -> None:
    """A term may bring brackets of its own."""
    assert [str(text) for text in texts(GUIDES[place]) if re.search(r"\([^)]*\(", as_printed(text))] == []


def test_the_poster_puts_no_words_into_parents_mouths() -> None:
    """Its messages are ours. So no quotation marks stand around them, and nobody is said to have said them."""
    template = (CONTENT.parent / "templates" / "poster.xml.j2").read_text("utf-8")
    assert not re.search("[“”]", template)
    assert not [text for text in texts(GUIDE.poster) if re.search("[“”]|say|tell schools", str(text))]


def test_the_poster_speaks_of_the_phone_of_all_staff_of_blame_and_of_coming() -> None:
    said = [f"{message.heading}. {message.text}" for message in GUIDE.poster.messages]
    assert [bool(re.search(r"\bphone\b", words)) for words in said] == [True] + [False] * 5
    assert "all staff know my child" in said[1]
    assert "don’t blame me" in said[4]
    assert "easy for me to come" in said[5]
    assert all(len(str(message.heading)) <= 29 and len(str(message.text)) <= 75 for message in GUIDE.poster.messages)


# Readability


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("child", 1),
        ("some", 1),
        ("asked", 1),
        ("times", 1),
        ("able", 2),
        ("pages", 2),
        ("needed", 2),
        ("school’s", 1),
        ("homework", 2),
        ("parents", 2),
        ("drop-in", 2),
        ("involvement", 3),
        ("policy", 3),
        ("SEN", 3),
        ("2015", 4),
        ("information", 4),
    ],
)
def test_syllables_are_counted_as_they_are_spoken(word: str, number: int) -> None:
    assert syllables(word) == number


def test_the_grade_is_that_of_the_formula() -> None:
    """Two sentences, eight words, nine syllables. A point without a full stop is no sentence."""
    assert grade(["Do you know the school? Ask a parent.", "Class teacher"]) == pytest.approx(
        0.39 * 8 / 2 + 11.8 * 9 / 8 - 15.59
    )


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("part", ["introduction", *(chapter.id for chapter in GUIDE.chapters), "supplement"])
def test_every_chapter_of_the_guide_is_easy_to_read(place: str, part: str) -> None:
    """The audit questions with all that stands under them, without the words for single groups."""
    guide = GUIDES[place]
    questions = [("supplement" if q.is_supplement else c.id, q) for c in guide.chapters for q in c.questions]
    read = (
        [guide.introduction]
        if part == "introduction"
        else [(question.question, question.blocks) for its_part, question in questions if its_part == part]
    )
    assert grade(as_printed(text) for text in texts(tuple(read))) <= LIMIT


@pytest.mark.parametrize("place", PLACES)
@every_group
def test_what_a_group_is_asked_is_easy_to_read(place: str, group: str) -> None:
    for chapter in GUIDES[place].chapters:
        asked = [str(question.wordings[group].question) for question in chapter.questions if group in question.wordings]
        assert not asked or grade(asked) <= LIMIT, chapter.id


# The sentences with terms, read over for each country


def parts(place: str) -> Iterator[tuple[str, tuple[Text, ...]]]:
    """Yield what is printed in its order: a name for each part, and its texts. The glossary has its own words."""
    guide = GUIDES[place]
    yield "Title", (guide.title, guide.subtitle)
    for section in (*guide.introduction.sections, *guide.back_matter):
        yield str(section.title), tuple(texts(section))
    for chapter in guide.chapters:
        for question in chapter.questions:
            name = f"{chapter.title} {question.number}"
            yield name, tuple(texts(question._replace(wordings={})))
            for group, words in question.wordings.items():
                yield f"{name}, for {group}", tuple(texts(words))
    yield "Poster", tuple(texts(guide.poster))
    yield "Labels", tuple(guide.labels.values())


def with_terms(text: Text, terms: dict[str, Text]) -> list[str]:
    """Return the sentences of a text that have a term, with its words in square brackets."""

    def fill(match: re.Match[str]) -> str:
        name = match[1].lower() + match[2]
        if name not in terms:  # a placeholder of a label
            return match[0]
        words = terms[name].value
        return f"[{words if match[1].islower() else words[:1].upper() + words[1:]}]"

    typed = re.sub(r"\s+", " ", text.typed.value) if text.typed else ""
    marked = re.split(r"(?<=[.?!])\s+(?=[A-Z“{])", typed)
    return [
        TERM.sub(fill, words)
        for words in marked
        if terms.keys() & {name.lower() for name in re.findall(r"\{(\w+)\}", words)}
    ]


def read_over(place: str) -> Iterator[str]:
    for name, printed in parts(place):
        found = [words for text in printed for words in with_terms(text, GUIDES[place].terms)]
        if found:
            yield "\n".join([name, *(f"  {words}" for words in found)])


@pytest.mark.parametrize("place", PLACES)
def test_every_sentence_with_a_term_is_the_one_that_was_read_and_approved(place: str, golden: Compare) -> None:
    """In each country, as it is heard: read the file aloud, and if it is meant, run these tests with --refresh."""
    golden(f"terms.{place}.txt", "\n\n".join(read_over(place)) + "\n")
