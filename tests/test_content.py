"""The shipped content: each part of the printed guide has a counterpart, in today's terms, and nothing is unused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from asking import guide_in

from senaudit.content import findings, labels, letter
from senaudit.content.model import (
    Ask,
    Block,
    Body,
    CallOut,
    Chapter,
    Glossary,
    Guide,
    Point,
    Question,
    Step,
    Subheading,
    Wording,
)
from senaudit.content.text import PLACEHOLDER, Pattern, Text
from senaudit.files.shipped import shipped
from senaudit.pictures.icons import ICONS
from senaudit.recipe.reading import read_content, read_guide
from senaudit.recipe.request import KINDS, Kind, Sources, request_for
from senaudit.recipe.steps import typeset_document

CONTENT = shipped("content")
GUIDE: Guide = read_content(request_for("guide"))
PLACES = ("england", "england-2002", "wales")
GUIDES = {place: guide_in(CONTENT, terms=place) for place in PLACES}
COMMUNICATION, INVOLVEMENT, SUPPORT = GUIDE.chapters
PLACEHOLDERS = {
    name
    for examples in (labels.PATTERNS, findings.PATTERNS, letter.PATTERNS)
    for name in PLACEHOLDER.findall(" ".join(examples.values()))
}

# The blocks under each question, as in the printed guide: the number of points and, after +, of points under them.
# “schools 1” is one example in running text; “guidance text” has no points.
BLOCKS = {
    "communication": {
        1: "ask 2; parents 3+3",
        2: "ask 3+5",
        3: "ask 5; parents 7",
        4: "ask 4; schools 1; ask 1; schools 1; parents 1",
        5: "ask 4; schools 1; ask 2; parents 4",
        6: "ask 5",
        7: "ask 3+4; parents 3",
        8: "ask 3; parents 2; schools 1",
        9: "parents 6+4",
        10: "ask 4; parents 3; guidance actions 4",
        11: "ask 5; guidance letters 8+5",
        12: "guidance groups 8 6 5; parents 3",
        13: "ask 2; parents 3; guidance groups 3 2 closing 2",
        14: "ask 6; guidance text; parents 3",
        15: "guidance text",
    },
    "involvement": {
        1: "ask 4",
        2: "ask 1; parents 1",
        3: "ask 2",
        4: "ask 1+2",
        5: "ask 4; parents 2",
        6: "ask 2; schools 1",
        7: "ask 7; schools 1; ask 3+3",
        8: "parents 14+2; guidance text; ask 3",
        9: "ask 3; schools 1; ask 3; parents 2+2",
        10: "ask 4",
        11: "ask 7; parents 6",
        12: "ask 3; parents 5",
        13: "guidance text; ask 5",
    },
    "support": {
        1: "ask 8; schools 1",
        2: "ask 4; parents 2",
        3: "ask 1; parents 3; guidance text",
        4: "ask 3; guidance text",
        5: "parents 2; schools 1",
        6: "ask 1; schools 1",
        7: "ask 3+4",
        8: "ask 3+6; guidance numbers 14; parents 8",
        9: "parents 4",
        10: "ask 7",
        11: "ask 3; parents 4; guidance text",
        12: "ask 3",
    },
}

# Questions whose sheet has a checklist, with its number of boxes to tick. The others have a line of prompts.
CHECKLISTS = {
    "communication": {10: 4, 11: 6, 14: 5},
    "involvement": {7: 12, 8: 12},
    "support": {1: 8, 2: 4},
}

OLD_TERMS = re.compile(
    r"\b(?:LEAs?|DfES|IEPs?|INSET|AWPU|ASEN|MSG|SENCos?)\b"
    r"|(?i:floppy|answer ?phone|on tape|parent partnership|family delegated|standards fund|school action"
    r"|social services|annual report|education programme|statemented|statement of special|stage three)"
)
HISTORY = ("background", "about", "code")
"""Sections of the introduction about the printed guide and the Code of 2001."""


def counted(points: tuple[Point, ...]) -> str:
    """Return the number of points and, after +, the number of points under them. There is no third level."""
    below = [inner for point in points for inner in point.points]
    assert not [inner for inner in below if inner.points]
    return f"{len(points)}+{len(below)}" if below else str(len(points))


def shape(block: Block) -> str:
    """Return a block in the notation of the table above."""
    if isinstance(block, Ask):
        return f"ask {counted(block.points)}"
    assert isinstance(block, CallOut)
    body = block.body
    if block.kind != "guidance":
        assert not [*body.steps, *body.groups, *body.actions, *body.closing]
        return f"{block.kind} {counted(body.points) if body.points else len(body.paragraphs)}"
    assert block.title is not None
    return f"guidance {guidance(body)}"


def guidance(body: Body) -> str:
    assert not body.points
    if body.actions:
        return f"actions {len(body.actions)}"
    if body.steps:
        below = sum(len(step.points) for step in body.steps)
        return f"{body.numbering} {len(body.steps)}{f'+{below}' if below else ''}"
    if body.groups:
        sizes = " ".join(str(len(group.points or group.steps)) for group in body.groups)
        return f"groups {sizes}{f' closing {len(body.closing)}' if body.closing else ''}"
    assert body.lead or body.paragraphs
    return "text"


def questions() -> Iterator[tuple[Chapter, Question]]:
    for chapter in GUIDE.chapters:
        for question in chapter.questions:
            yield chapter, question


every_question = pytest.mark.parametrize(
    ("chapter", "question"), list(questions()), ids=[f"{chapter.id}-{q.number}" for chapter, q in questions()]
)


def texts(value: Any) -> Iterator[Text]:
    """Yield every piece of wording in a part of the model."""
    if isinstance(value, Text):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from texts(item)
    elif isinstance(value, dict):
        yield from texts(tuple(value.values()))


def as_printed(text: Text) -> str:
    """Return a text as it is printed, without the names of what it refers to."""
    return re.sub(r"\[([^\]]*)\]\(see:[\w:-]+\)", r"\1", str(text))


def printed_then(question: Question) -> list[Block]:
    """Return the blocks that the printed guide has too. What the file of terms adds is today’s."""
    return [block for block in question.blocks if not any(is_of_terms(text) for text in texts(block))]


def is_of_terms(text: Text) -> bool:
    return text.place.path is not None and text.place.path.parent.name == "terms"


def call_out(chapter: Chapter, number: int, kind: str) -> CallOut:
    """Return the only call-out of that kind under a question."""
    blocks = printed_then(chapter.questions[number - 1])
    (found,) = [block for block in blocks if isinstance(block, CallOut) and block.kind == kind]
    return found


# Structure


def test_the_three_chapters_have_15_13_and_12_questions() -> None:
    found = [(chapter.number, chapter.id, len(chapter.questions)) for chapter in GUIDE.chapters]
    assert found == [(1, "communication", 15), (2, "involvement", 13), (3, "support", 12)]
    for chapter in GUIDE.chapters:
        assert [question.number for question in chapter.questions] == [
            str(n) for n in range(1, len(chapter.questions) + 1)
        ]


@every_question
def test_under_each_question_stands_what_the_printed_guide_has_there(chapter: Chapter, question: Question) -> None:
    assert "; ".join(map(shape, printed_then(question))) == BLOCKS[chapter.id][int(question.number)]


def test_the_table_knows_no_other_question() -> None:
    assert {chapter.id: list(BLOCKS[chapter.id]) for chapter in GUIDE.chapters} == {
        chapter.id: [int(question.number) for question in chapter.questions] for chapter in GUIDE.chapters
    }
    assert len(list(questions())) == 40


@every_question
def test_each_question_has_prompts_or_a_checklist_on_its_sheet(chapter: Chapter, question: Question) -> None:
    def boxes(points: tuple[Point, ...]) -> int:
        return sum(boxes(point.points) if point.points else 1 for point in points)

    assert boxes(question.checklist) == CHECKLISTS[chapter.id].get(int(question.number), 0)
    assert question.prompts or question.checklist
    assert not [prompt for prompt in question.prompts if str(prompt).endswith((".", ";", ","))]


def test_involvement_3_does_not_repeat_the_prompts_of_communication_3() -> None:
    """The printed guide does, by mistake."""
    assert not set(map(str, INVOLVEMENT.questions[2].prompts)) & set(map(str, COMMUNICATION.questions[2].prompts))


def test_every_question_ends_with_a_question_mark_and_none_is_asked_twice() -> None:
    asked = [str(question.question) for _, question in questions()]
    assert all(question.endswith("?") for question in asked)
    assert len(set(asked)) == 40


def test_there_are_four_action_graphics_in_the_printed_guides_order() -> None:
    actions = call_out(COMMUNICATION, 10, "guidance").body.actions
    assert [action.icon for action in actions] == ["phone", "calendar", "form", "money"]
    assert len({str(action.text) for action in actions}) == 4


def test_writing_a_booklet_has_eight_lettered_steps_each_with_its_name() -> None:
    body = call_out(COMMUNICATION, 11, "guidance").body
    assert body.numbering == "letters"
    assert len(body.steps) == 8
    assert all(step.detail for step in body.steps)
    assert [len(step.points) for step in body.steps] == [5, 0, 0, 0, 0, 0, 0, 0]


def test_setting_up_a_support_group_has_fourteen_numbered_points() -> None:
    body = call_out(SUPPORT, 8, "guidance").body
    assert body.numbering == "numbers"
    assert len(body.steps) == 14
    assert all(isinstance(step, Step) and step.text for step in body.steps)


def test_a_good_policy_has_three_groups_of_eight_six_and_five() -> None:
    groups = call_out(COMMUNICATION, 12, "guidance").body.groups
    assert [len(group.points) for group in groups] == [8, 6, 5]
    assert all(group.title for group in groups)


def test_a_complaints_procedure_has_three_informal_and_two_formal_steps_and_two_remarks() -> None:
    body = call_out(COMMUNICATION, 13, "guidance").body
    assert [len(group.steps) for group in body.groups] == [3, 2]
    assert ["nformal" in str(group.title) for group in body.groups] == [True, False]
    assert "ormal" in str(body.groups[1].title)
    assert len(body.closing) == 2


@pytest.mark.parametrize("chapter", GUIDE.chapters, ids=lambda chapter: chapter.id)
def test_each_chapter_closes_with_the_call_to_ask_a_parent(chapter: Chapter) -> None:
    assert str(chapter.closing.call) == "ask a parent!"
    assert str(chapter.closing.lead).endswith("…")


def test_no_two_chapters_close_with_the_same_words() -> None:
    assert len({str(chapter.closing.lead) for chapter in GUIDE.chapters}) == 3


def test_the_poster_has_six_messages_of_a_heading_and_one_or_two_sentences() -> None:
    messages = GUIDE.poster.messages
    assert len(messages) == 6
    assert len({str(message.heading) for message in messages}) == 6
    for message in messages:
        assert 1 <= len(re.findall(r"[.!?](?:\s|$)", str(message.text))) <= 2, message.text
        assert len(str(message.heading)) <= 30
        assert len(str(message.text)) <= 80


def test_the_poster_says_that_its_messages_are_ours() -> None:
    """The text of the printed poster is not in the source. The content and the documentation must say so."""
    assert "The text is ours" in (CONTENT / "poster.yaml").read_text("utf-8")
    assert "messages are ours" in (CONTENT.parent / "docs" / "changing-the-words.md").read_text("utf-8")
    about = next(section for section in GUIDE.introduction.sections if section.id == "about")
    assert any("is therefore ours" in str(text) for text in texts(about))


def test_the_introduction_has_every_part_of_the_printed_one() -> None:
    assert [section.id for section in GUIDE.introduction.sections] == [
        "background",
        "about",
        "use",
        "principles",
        "code",
        "words",
    ]
    headings = {
        section.id: [str(block.text) for block in section.blocks if isinstance(block, Subheading)]
        for section in GUIDE.introduction.sections
    }
    assert len(headings["about"]) == 3  # audience, content, formats
    assert len(headings["use"]) == 4  # whom to involve, size and scale, audit sheets, review arrangements
    cited = re.findall(r"\b2\.\d+\b", " ".join(headings["code"]))
    assert cited == ["2.2", "2.3", "2.6", "2.7", "2.10"]


def test_the_introduction_shows_each_of_the_formats() -> None:
    about = next(section for section in GUIDE.introduction.sections if section.id == "about")
    kinds = [block.kind for block in about.blocks]
    assert [kind for kind in kinds if kind in ("ask", "parents", "schools", "guidance")] == [
        "ask",
        "parents",
        "schools",
        "guidance",
    ]


def test_the_introduction_explains_the_words_parents_and_sen() -> None:
    words = next(section for section in GUIDE.introduction.sections if section.id == "words")
    said = " ".join(map(str, texts(words)))
    assert "parents or carers" in said
    assert "special educational needs" in said
    assert "ask a parent!" in said


def test_the_back_has_an_acknowledgement_of_the_source_and_the_licence() -> None:
    acknowledgement, licence = GUIDE.back_matter
    said = " ".join(map(str, texts(acknowledgement)))
    assert "A Guide to Working with Parents of Children with Special Needs" in said
    assert "Nottinghamshire and Nottingham City Parent Partnership Project" in said
    assert "CC BY 4.0" in " ".join(map(str, texts(licence)))


# Words


def in_the_glossary(word: str, guide: Guide = GUIDE) -> bool:
    pattern = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")
    return any(pattern.search(f"{entry.term} {entry.older or ''}") for entry in guide.glossary.entries)


@pytest.mark.parametrize(
    ("place", "some"),
    [
        ("england", {"SEN", "SENCO", "SENDIASS", "EHC", "ADHD"}),
        ("england-2002", {"SEN", "SENCo", "LEA", "IEP", "ASEN", "ADHD"}),
        ("wales", {"ALN", "ALNCo", "IDP", "ADHD"}),
    ],
)
def test_every_abbreviation_is_explained_in_the_glossary(place: str, some: set[str]) -> None:
    """An abbreviation has two capitals or more; a plural s does not count."""
    found: dict[str, str] = {}
    for text in texts(GUIDES[place]):
        for word in re.findall(r"\b[A-Za-z]*[A-Z][A-Za-z]*[A-Z][A-Za-z]*\b", str(text)):
            found.setdefault(re.sub(r"(?<=[A-Z]|o)s$", "", word), f"{text.place}")
    assert some <= found.keys()
    assert {word: at for word, at in found.items() if not in_the_glossary(word, GUIDES[place])} == {}


@pytest.mark.parametrize("term", ["LEA", "DfES", "IEP", "AWPU", "ASEN", "MSG", "Code of 2001", "INSET", "SENCo"])
def test_the_glossary_gives_the_older_terms(term: str) -> None:
    assert in_the_glossary(term)


@pytest.mark.parametrize("place", PLACES)
def test_the_glossary_is_in_alphabetical_order_and_has_no_term_twice(place: str) -> None:
    glossary: Glossary = GUIDES[place].glossary
    terms = [str(entry.term).casefold().replace("’", "") for entry in glossary.entries]
    assert terms == sorted(terms)
    assert len(set(terms)) == len(terms)


def test_no_old_term_stands_outside_history_glossary_and_acknowledgement() -> None:
    """The note on the parent partnership service in the Code's own paragraph is history too."""
    sections = tuple(section for section in GUIDE.introduction.sections if section.id not in HISTORY)
    today = (GUIDE.title, GUIDE.subtitle, sections, GUIDE.chapters, GUIDE.poster, GUIDE.labels, GUIDE.audiences)
    assert [(str(text.place), found[0]) for text in texts(today) if (found := OLD_TERMS.search(str(text)))] == []


def test_old_terms_are_found_where_they_may_stand() -> None:
    """If the terms were never written at all, the test above would test nothing."""
    history = tuple(section for section in GUIDE.introduction.sections if section.id in HISTORY)
    found = {
        match[0].casefold() for text in texts((history, GUIDE.glossary)) for match in OLD_TERMS.finditer(str(text))
    }
    assert {"lea", "dfes", "iep", "inset", "awpu", "parent partnership", "social services", "annual report"} <= found


@pytest.mark.parametrize(
    ("chapter", "number", "words"),
    [
        (COMMUNICATION, 3, "voicemail"),
        (COMMUNICATION, 3, "school app"),
        (COMMUNICATION, 9, "editable file"),
        (COMMUNICATION, 9, "audio"),
        (COMMUNICATION, 11, "SEN information report"),
        (COMMUNICATION, 14, "SEN information report"),
        (COMMUNICATION, 13, "SEND Tribunal"),
        (INVOLVEMENT, 9, "support plan"),
        (SUPPORT, 1, "SENDIASS"),
        (SUPPORT, 4, "Local Offer"),
        (SUPPORT, 11, "SENDIASS"),
    ],
)
def test_where_todays_duty_or_tool_has_replaced_the_old_one_the_question_asks_about_it(
    chapter: Chapter, number: int, words: str
) -> None:
    assert words in " ".join(map(str, texts(chapter.questions[number - 1])))


def test_shipped_texts_carry_no_inline_marks_but_references_and_no_straight_quotation_marks() -> None:
    assert [str(text) for text in texts(GUIDE) if re.search(r"\*|\]\(|[\"'`]|\.\.\.| - ", as_printed(text))] == []


def test_no_sentence_is_in_capitals() -> None:
    shouting = re.compile(r"\b[A-Z]{2,} [A-Z]{2,}\b")
    assert {found[0] for text in texts(GUIDE) if (found := shouting.search(str(text)))} <= {"CC BY"}


# Names that must fit together


def test_the_audiences_are_those_of_the_schools_community() -> None:
    assert list(GUIDE.audiences) == [
        "parents",
        "teachers",
        "support staff",
        "office",
        "midday staff",
        "governors",
        "agencies",
    ]
    named = {audience for _, question in questions() for audience in question.audiences}
    assert named == set(GUIDE.audiences)


def test_every_question_is_for_parents_among_others() -> None:
    assert not [
        question.id for _, question in questions() if question.audiences and "parents" not in question.audiences
    ]


def test_every_icon_of_content_and_templates_can_be_drawn() -> None:
    icons = {
        action.icon
        for _, question in questions()
        for block in question.blocks
        if isinstance(block, CallOut)
        for action in block.body.actions
    }
    assert icons == {"phone", "calendar", "form", "money"}
    templates = [path.read_text("utf-8") for path in shipped("templates").glob("*.j2")]
    icons |= {icon for template in templates for icon in re.findall(r'icon="([a-z-]+)"', template)}
    assert len(icons) > 4
    assert icons <= set(ICONS)


def raw() -> dict[Path, str]:
    """Return the text of every content file."""
    found = {path: path.read_text("utf-8") for path in CONTENT.rglob("*.yaml")}
    assert len(found) >= 8
    return found


def terms_in_use() -> set[str]:
    """Return the terms that texts use. Comments do not count."""
    lines = [line for text in raw().values() for line in text.splitlines() if not line.lstrip().startswith("#")]
    return {name.lower() for line in lines for name in re.findall(r"\{([A-Za-z][\w-]*)\}", line)}


def terms_known(place: str) -> list[str]:
    text = raw()[CONTENT / f"terms/{place}.yaml"]
    return re.findall(r"^  ([a-z][\w-]*):", text.partition("\npassages:")[0], re.MULTILINE)


def passages_known(file: str) -> list[str]:
    text = f"\n{raw()[CONTENT / file]}".partition("\npassages:")[2].partition("\nglossary:")[0]
    return re.findall(r"^  ([a-z][\w-]*):", text, re.MULTILINE)


@pytest.mark.parametrize(("folder", "number"), [("", 5), ("supplement/", 9)])
def test_every_file_of_terms_has_the_same_passages_and_each_is_in_use(folder: str, number: int) -> None:
    texts = [text for path, text in raw().items() if path.is_relative_to(CONTENT / "supplement") == bool(folder)]
    used = re.findall(r"- passage: ([\w-]+)", " ".join(texts))
    assert len(used) == len(set(used)) == number
    assert [sorted(passages_known(f"{folder}terms/{place}.yaml")) for place in PLACES] == [sorted(used)] * 3


def test_every_term_in_use_is_known() -> None:
    assert terms_in_use()
    assert terms_in_use() <= set(terms_known("england")) | PLACEHOLDERS


@pytest.mark.parametrize("place", PLACES)
def test_no_placeholder_of_a_label_is_called_as_a_term(place: str) -> None:
    assert set(terms_known(place)).isdisjoint(PLACEHOLDERS)


def test_the_examples_of_labels_with_placeholders_are_the_shipped_words() -> None:
    """Messages show them to whoever has left out a placeholder."""
    whole = read_guide(Sources(), None, with_findings=True, with_letter=True)
    assert whole.letter is not None
    for words, examples in (
        (whole.labels, labels.PATTERNS),
        (whole.findings, findings.PATTERNS),
        (whole.letter.labels, letter.PATTERNS),
    ):
        shipped_words = {name: text.value for name, text in words.items() if isinstance(text, Pattern)}
        assert {name: words for name, words in shipped_words.items() if not name.endswith("-one")} == examples


def test_every_known_term_is_in_use() -> None:
    assert set(terms_known("england")) - terms_in_use() == set()


@pytest.mark.parametrize("place", PLACES)
def test_no_term_is_left_in_braces(place: str) -> None:
    assert [str(text) for text in texts(GUIDES[place]) if "{" in PLACEHOLDER.sub("", str(text))] == []


def test_every_content_file_says_its_licence() -> None:
    """Except a new school's own files; the README.txt beside them names the licence of the others."""
    texts = {path: text for path, text in raw().items() if "starter" not in path.parts}
    assert [path.name for path, text in texts.items() if "CC BY 4.0" not in text] == []
    assert "CC BY 4.0" in (CONTENT / "starter" / "README.txt").read_text("utf-8")


# One guide in the terms of each country and time

OF_ONE_PLACE = re.compile(
    r"\b(?:SEN|SENCOs?|SENCos?|SEND|SENDIASS|SENDIST|EHCP?|DfES?|LEAs?|IEPs?|ALN|ALNCos?|ALP|IDPs?|PDG|AWPU|ASEN|MSG)\b"
    r"|\b(?:England|English|Wales|Welsh|Ofsted|Estyn)\b"
    r"|(?i:special educational|additional learning|health and care|support plans?\b|education plan|development plan"
    r"|improvement plan|code of practice|tribunal|mediation|local offer|local authorit|local education|pupil premium"
    r"|pupil development|notional|top-up|delegated|standards fund|department for|parent partnership|information report"
    r"|annual report|children’s services|social services|statement of|statemented|school action|key stage)"
)
"""Words that belong to one country or time. In texts they are terms in braces."""

AS_THEY_STAND = {
    "Nottinghamshire and Nottingham City Parent Partnership Project": "the publisher of the printed guide",
    "title: The Code of Practice": "what each country calls its rules",
    "Unified English Braille": "the name of a code of Braille, in Wales too",
}
"""The places where such a word is allowed without braces, and why."""


def test_the_terms_files_are_those_of_the_three_places() -> None:
    assert sorted(path.stem for path in (CONTENT / "terms").iterdir()) == list(PLACES)


@pytest.mark.parametrize("place", PLACES)
def test_every_terms_file_has_the_same_names_in_the_same_order(place: str) -> None:
    assert len(terms_known(place)) > 30
    assert terms_known(place) == terms_known("england")


@pytest.mark.parametrize("place", PLACES)
def test_a_comment_explains_every_term_or_group_of_terms(place: str) -> None:
    terms = raw()[CONTENT / f"terms/{place}.yaml"].partition("\nterms:\n")[2].partition("\n\n# ")[0]
    assert [group for group in terms.split("\n\n") if not group.startswith("  # ")] == []


@pytest.mark.parametrize("place", PLACES)
def test_the_guide_of_every_place_has_the_same_questions(place: str) -> None:
    chapters = GUIDES[place].chapters
    assert [[question.id for question in chapter.questions] for chapter in chapters] == [
        [question.id for question in chapter.questions] for chapter in GUIDE.chapters
    ]


def literal(text: str) -> str:
    """Return the text of a content file in one line, without comments, terms and the glossary’s entries."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    return re.sub(r"\s+", " ", re.sub(r"\{[A-Za-z][\w-]*\}", "{}", "\n".join(lines)))


def neutral_files() -> dict[Path, str]:
    """Return the text of each file that every place shares, without the guide's history, told in the words of 2001."""
    neutral = {path: text for path, text in raw().items() if path.parent.name != "terms"}
    opening = CONTENT / "introduction.yaml"
    for since, until in (("- id: background", "- id: about"), ('- heading: "Where this guide', "- id: words")):
        before, found, rest = neutral[opening].partition(since)
        assert found
        neutral[opening] = before + rest.partition(until)[2]
    return {path: literal(text) for path, text in neutral.items()}


def test_no_word_of_one_country_or_time_stands_outside_braces() -> None:
    found: dict[tuple[str, str], str] = {}
    for path, text in neutral_files().items():
        for phrase in AS_THEY_STAND:
            text = text.replace(phrase, "")
        found |= {
            (path.name, match[0]): text[max(match.start() - 30, 0) :][:60] for match in OF_ONE_PLACE.finditer(text)
        }
    assert found == {}


def test_every_exception_is_needed() -> None:
    together = " ".join(neutral_files().values())
    assert [phrase for phrase in AS_THEY_STAND if phrase not in together or not OF_ONE_PLACE.search(phrase)] == []


def test_no_article_depends_on_a_term() -> None:
    """“a support plan” but “an IDP”."""
    found = [
        (path.name, match[0]) for path, text in neutral_files().items() for match in re.finditer(r"\b[Aa]n? \{", text)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("place", "elsewhere", "older"),
    [
        (
            "england",
            r"\b(?:Wales|Welsh|Estyn|ALN\w*|IDPs?|PDG)\b|additional learning|Pupil Development",
            r"\b(?:LEAs?|DfES|IEPs?|SENCos?|AWPU|ASEN|MSG)\b|annual report|School Action|Standards Fund",
        ),
        (
            "england-2002",
            r"\b(?:Wales|Welsh|ALN\w*|IDPs?|EHC|SEND|SENDIASS|Ofsted)\b|[Aa]dditional learning|Local Offer"
            r"|[Pp]upil premium|[Ss]upport plan|[Nn]otional|[Tt]op-up|[Ii]nformation report|[Cc]hildren’s services"
            r"|[Ll]ocal authorit|First-tier|Department for Education(?! and (?:Skills|Employment))"
            r"|SEN support|Pupil Development",
            r"DfEE|[Ss]tages of the Code",
        ),
        (
            "wales",
            r"\b(?:SENCOs?|SEND|SENDIASS|EHC|Ofsted|DfES?|AWPU|ASEN|MSG)\b|Local Offer|[Pp]upil premium|[Ss]upport plan"
            r"|[Ii]nformation report|[Cc]hildren’s services|First-tier|Department for Education|[Kk]ey stage"
            r"|SEN support|improvement plan|[Tt]op-up",
            r"\b(?:SEN(?! Code of Practice)|SENCos?|IEPs?|LEAs?)\b|[Ss]pecial educational|School Action|Deprivation",
        ),
    ],
)
def test_the_guide_of_a_place_says_nothing_of_elsewhere_and_older_words_only_in_its_glossary(
    place: str, elsewhere: str, older: str
) -> None:
    guide = GUIDES[place]
    sections = tuple(section for section in guide.introduction.sections if section.id not in HISTORY)
    pages = (guide.title, guide.subtitle, sections, guide.chapters, guide.back_matter, guide.poster)
    assert [str(text) for text in texts(guide) if re.search(elsewhere, str(text))] == []
    assert [str(text) for text in texts(pages) if re.search(older, str(text))] == []
    assert [text for text in texts(guide.glossary) if re.search(older, str(text))]


@pytest.mark.parametrize(
    ("place", "chapter", "number", "words"),
    [
        ("england-2002", 0, 14, "governors’ annual report"),
        ("england-2002", 0, 7, "ASEN"),
        ("england-2002", 1, 9, "individual education plan (IEP)"),
        ("england-2002", 2, 11, "your local parent partnership service"),
        ("wales", 0, 2, "Additional learning needs co-ordinator (ALNCo)"),
        ("wales", 0, 13, "the Education Tribunal for Wales"),
        ("wales", 0, 7, "Pupil Development Grant"),
        ("wales", 1, 9, "individual development plan (IDP)"),
        ("wales", 2, 1, "ALN Code"),
    ],
)
def test_a_question_asks_in_the_terms_of_the_place(place: str, chapter: int, number: int, words: str) -> None:
    question = GUIDES[place].chapters[chapter].questions[number - 1]
    assert words in " ".join(map(str, texts(question)))


@pytest.mark.parametrize("large_print", [False, True], ids=["standard", "large-print"])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("place", PLACES)
def test_every_document_of_every_place_fits_its_pages(place: str, kind: Kind, large_print: bool) -> None:
    choices = request_for(kind, large_print=large_print, with_sheets=kind == "guide", font="arimo")
    document, _, pages = typeset_document(choices, GUIDES[place])
    assert pages
    assert "{" not in document.text()


# The words that speak to one audience


def for_parents(question: Question) -> Wording:
    return question.wordings["parents"]


@every_question
def test_what_parents_are_asked_speaks_to_them(chapter: Chapter, question: Question) -> None:
    """Both in the words of `for_parents` and in the words that it takes from the question."""
    wording = for_parents(question)
    sheet = (wording.question, wording.prompts or question.prompts, wording.checklist or question.checklist)
    assert str(wording.question).endswith("?")
    assert re.search(r"\byour?\b", str(wording.question))
    assert [str(text) for text in texts(sheet) if re.search(r"(?<!other )\bparents?\b", str(text))] == []
    assert [
        str(text) for text in texts(sheet) if re.search(r"\b(?:jargon|minutes|strategies|outcomes)\b", str(text))
    ] == []


@every_question
def test_parents_have_as_many_boxes_to_tick_as_everybody(chapter: Chapter, question: Question) -> None:
    """All sheets of a question can be laid side by side."""
    ticked = for_parents(question).checklist or question.checklist
    assert [len(point.points) for point in ticked] == [len(point.points) for point in question.checklist]


def test_what_parents_are_asked_is_short_and_no_two_questions_are_the_same() -> None:
    asked = [str(for_parents(question).question) for _, question in questions()]
    assert len(set(asked)) == 40
    assert [question for question in asked if len(question.split()) > 22] == []
