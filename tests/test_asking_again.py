"""Audit sheets that say what was agreed on last time, and that ask how good something is, in each look and edition."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import outloud  # type: ignore[import-untyped]
import pdfua
import pikepdf
import pytest
from edition_words import every_edition, typed_as, words_of
from lxml import html
from test_conformance import Tagged
from test_geometry import CLEAR, distance, ink, overlap, strokes
from test_word_edition import unpacked

from senaudit.audit.kept_returns import written
from senaudit.audit.last_time import last_times
from senaudit.audit.returns import Return
from senaudit.content.model import Guide
from senaudit.layout.answers import blanks_of
from senaudit.layout.markup import Element
from senaudit.problems import SenauditError
from senaudit.recipe.fillable import form_of
from senaudit.recipe.reading import read_content
from senaudit.recipe.request import Format, Kind, Request, file_name, pack_of, request_for
from senaudit.recipe.steps import Document, prepare, read_theme, render_document, typeset, write_document
from senaudit.typeset.page import Border, Page, Run
from senaudit.typeset.theme import MM

PRACTICE = "Parents ring the office from 8.15 to 4.30. Messages go into a book, and teachers ring back on that day."
PLAN = f"""
practice:
  - question: communication:telephone
    agreed: {PRACTICE}
  - question: communication:writing
    agreed: All letters are in **plain English**.
actions:
  - questions: [communication:telephone, communication:letters-home]
    what: Put a phone number on every letter
    who: Mrs Green
    by: 3 March 2026
    state: in hand
  - questions: [communication:telephone]
    what: Ask parents of new pupils when they can be reached
    by: 3 May 2026
    state: done
  - questions: [communication:telephone]
    state: to do
"""
LOOKS: list[dict[str, Any]] = [
    {},
    {"large_print": True},
    {"text_size": 18},
    {"text_size": 24},
    {"paper": "Letter"},
    {"paper": "A3"},
    {"audiences": ["parents"], "large_print": True},
]
every_look = pytest.mark.parametrize("look", LOOKS, ids=str)


@pytest.fixture
def audit(tmp_path: Path) -> Path:
    """The folder of the audit before."""
    folder = tmp_path / "autumn-2025"
    folder.mkdir()
    (folder / "plan.yaml").write_text(PLAN, "utf-8")
    return folder


def asked(audit: Path | None, **choices: Any) -> Request:
    choices = {"chapters": ["communication"], "font": "arimo", **choices}
    return request_for("sheets", since=audit, **choices)


def findings(request: Request, guide: Guide) -> dict[str, object]:
    return {"since": last_times(request, guide).by_question} if request.since else {}


def tree_of(request: Request) -> Element:
    guide = read_content(request)
    return render_document(request, guide, findings(request, guide))


def pages_of(request: Request) -> list[Page]:
    guide = read_content(request)
    return typeset(request, prepare(request, guide, findings(request, guide)))[1]


def made(request: Request) -> Document:
    guide = read_content(request)
    return write_document(request, prepare(request, guide, findings(request, guide)))


def row_of(document: Element, question: str) -> Element:
    return next(each for each in document.walk() if each.tag == "row" and each.get("id") == question)


# What was agreed on last time


def test_the_practice_and_the_actions_stand_above_the_boxes_of_their_question(audit: Path) -> None:
    document = tree_of(asked(audit))
    _, practice, action = row_of(document, "communication:telephone").elements
    assert [each.text() for each in practice.elements[0].elements] == ["Last time", PRACTICE]
    label, actions = action.elements[0].elements
    assert label.text() == "Planned last time"
    assert [each.text().strip() for each in actions.elements] == [
        "In hand: Put a phone number on every letter (by 3\u00a0March\u00a02026)",
        "Done: Ask parents of new pupils when they can be reached",
    ]
    _, practice, action = row_of(document, "communication:letters-home").elements
    assert not practice.elements
    assert "every letter" in action.text()
    assert not any(answer.elements for answer in row_of(document, "communication:policy").elements[1:])


def test_nobody_is_named_and_no_return_is_quoted(audit: Path) -> None:
    one = a_return({"communication:telephone:practice": "Communication 3: x? Current practice"})
    kept = one._replace(answers={"communication:telephone:practice": "Zacharias waits for hours"})
    (audit / "returns.yaml").write_bytes(written([kept]))
    words = words_of(made(asked(audit, format="txt")).data, "txt")
    assert "Green" not in words
    assert "Zacharias" not in words
    assert "plainEnglish" in words


@every_edition
def test_every_edition_has_it_before_the_box_to_write_in(form: Format, audit: Path) -> None:
    words = words_of(made(asked(audit, format=form)).data, form)
    practice, action = words.index(typed_as(PRACTICE, form)), words.index(typed_as("Put a phone number", form))
    assert practice < action
    assert words.count(typed_as("Planned last time", form)) == 2


@every_look
@pytest.mark.parametrize("rating", [False, True])
def test_the_boxes_keep_their_height_and_nothing_touches(look: dict[str, Any], rating: bool, audit: Path) -> None:
    request = asked(audit, rating=rating, **look)
    boxes = []
    for page in pages_of(request):
        boxes += [
            each for each in page.body if isinstance(each, Border) and each.element and each.element.tag == "answer"
        ]
        inks = [ink(run) for run in page.body if isinstance(run, Run)]
        lines = [line for piece in page.body for line in strokes(piece)]
        assert not [pair for number, one in enumerate(inks) for pair in inks[:number] if overlap(one, pair)]
        assert not [(one, line) for one in inks for line in lines if distance(one, line) < CLEAR]
    questions = sum(each.tag == "row" for each in tree_of(request).walk())
    assert len(boxes) == 2 * questions
    lowest = 36 * MM if look.get("text_size") == 24 else read_theme(request).answer
    assert min(box.height for box in boxes) >= lowest - 0.01


@every_look
def test_it_stands_in_a_box_of_its_own_and_all_of_it_is_printed(look: dict[str, Any], audit: Path) -> None:
    request = asked(audit, **look)
    guide = read_content(request)
    layout_input = prepare(request, guide, findings(request, guide))
    pages = typeset(request, layout_input)[1]
    notes = [each for each in layout_input.element.walk() if each.get("kind") == "last-time"]
    assert len(notes) == 4
    for note in notes:
        inside = {*note.walk()}
        printed = [(page, run) for page in pages for run in page.body if isinstance(run, Run) and run.element in inside]
        assert "".join("".join(run.text for _, run in printed).split()) == "".join(note.text().split())
        (page,) = {id(page): page for page, _ in printed}.values()
        around = [
            each for each in page.body if isinstance(each, Border) and each.element is None and holds(each, printed)
        ]
        least = min(around, key=lambda border: border.width * border.height)
        others = [run for run in page.body if isinstance(run, Run) and run.element not in inside and within(run, least)]
        assert not others


def holds(border: Border, printed: list[tuple[Page, Run]]) -> bool:
    return all(within(run, border) for _, run in printed)


def within(run: Run, border: Border) -> bool:
    left, top, right, bottom = ink(run)
    outer = border.bounds
    return left >= outer[0] and top >= outer[1] and right <= outer[2] and bottom <= outer[3]


def test_the_fields_are_those_of_other_sheets_and_so_is_the_form(audit: Path) -> None:
    plain, again = (tree_of(asked(each, fillable=True)) for each in (None, audit))
    assert [*blanks_of(plain).values()] == [*blanks_of(again).values()]
    theme = read_theme(asked(None))
    assert form_of(plain, theme).facts == form_of(again, theme).facts


@pytest.mark.parametrize("look", [*LOOKS[:4], {"fillable": True}, {"fillable": True, "text_size": 24}], ids=str)
def test_the_checkers_find_nothing(look: dict[str, Any], audit: Path) -> None:
    file = audit / "sheets.pdf"
    file.write_bytes(made(asked(audit, rating=True, **look)).data)
    assert outloud.check(str(file), layers={"conformance"}).errors == 0
    assert pdfua.validate(str(file)).findings == ()


def test_it_is_heard_before_the_box_and_in_its_cell(audit: Path) -> None:
    there = Tagged(made(asked(audit)).data)
    cell = next(each for each in there.of_role("TD") if PRACTICE[:20] in there.text(each))
    assert [node.role for node in cell.nodes] == ["Div", "Form"]
    assert [node.role for node in cell.nodes[0].nodes] == ["P", "P"]


def test_in_word_and_on_a_web_page_it_is_above_the_box(audit: Path) -> None:
    parts = unpacked(made(asked(audit, format="docx")).data)
    document = parts["word/document.xml"].decode()
    assert document.index(PRACTICE) < document.index('w:val="AnswerBelow"')
    page = html.fromstring(made(asked(audit, format="html")).data)
    asides = page.xpath("//div[@class='answer']/aside")
    assert len(asides) == 4
    assert [each.get("class") for each in asides] == ["last-time"] * 4
    assert all(each.getnext().tag == "label" for each in asides)


def test_sheets_without_it_have_no_word_style_of_it() -> None:
    assert b"AnswerBelow" not in unpacked(made(asked(None, format="docx")).data)["word/styles.xml"]


# New and changed questions


def a_return(blanks: dict[str, str], group: str = "") -> Return:
    return Return(
        "a1b2",
        "a.pdf",
        "0" * 64,
        1,
        "fields",
        "",
        "2025",
        group,
        (),
        "en-GB",
        "",
        "",
        "",
        blanks,
        dict.fromkeys((), ""),
    )


def marks(audit: Path, *returns: Return, **choices: Any) -> dict[str, str]:
    (audit / "returns.yaml").write_bytes(written(returns))
    request = asked(audit, **choices)
    found = last_times(request, read_content(request)).by_question
    return {name.partition(":")[2]: last.mark for name, last in found.items() if last.mark}


def blanks(questions: dict[str, str]) -> dict[str, str]:
    return {
        f"communication:{name}:practice": f"Communication 3: {words} Current practice"
        for name, words in questions.items()
    }


ASKED = {"telephone": "How easily can parents reach you by phone?", "who-is-who": "Who is who?"}


def test_a_question_that_no_sheet_had_is_new_and_one_in_other_words_is_changed(audit: Path) -> None:
    found = marks(audit, a_return(blanks(ASKED)))
    assert "telephone" not in found
    assert found["who-is-who"] == "changed"
    assert {mark for name, mark in found.items() if name != "who-is-who"} == {"new"}
    text = made(asked(audit, format="txt")).data.decode()
    assert "Changed since last time" in text.split("Question 2:")[1].split("Question 3:")[0]
    assert "since last time" not in text.split("Question 3:")[1].split("Question 4:")[0]
    assert "Question 4: What chances do you give parents to talk to you informally?\nNew since last time\n" in text


def test_a_chapter_that_was_not_asked_has_no_new_questions(audit: Path) -> None:
    assert marks(audit, a_return(blanks(ASKED)), chapters=["support"]) == {}


def test_words_are_compared_with_those_of_the_same_group(audit: Path) -> None:
    guide = read_content(asked(None))
    question = next(each for each in guide.chapters[0].questions if each.id == "telephone")
    own = {**ASKED, "telephone": str(question.wordings["parents"].question)}
    assert "telephone" not in marks(audit, a_return(blanks(own), "parents"))
    assert marks(audit, a_return(blanks(ASKED), "parents"))["telephone"] == "changed"


def test_without_returns_nothing_is_marked(audit: Path) -> None:
    request = asked(audit)
    assert {last.mark for last in last_times(request, read_content(request)).by_question.values()} == {""}


def test_numbers_stay(audit: Path) -> None:
    def numbers(document: Element) -> list[str]:
        return [each.get("number") for each in document.walk() if each.get("kind") == "row"]

    assert numbers(tree_of(asked(audit))) == numbers(tree_of(asked(None)))


# Mistakes


def test_a_folder_without_an_audit_is_told(tmp_path: Path) -> None:
    with pytest.raises(SenauditError) as raised:
        tree_of(asked(tmp_path))
    (problem,) = raised.value.problems
    assert problem.kind == "no-audit"
    assert problem.place
    assert problem.place.path == tmp_path


def test_a_sign_that_no_font_has_is_told_at_its_place_in_the_plan(audit: Path) -> None:
    (audit / "plan.yaml").write_text(PLAN.replace("Messages", "\u16a0"), "utf-8")
    with pytest.raises(SenauditError) as raised:
        pages_of(asked(audit))
    assert {problem.place.path for problem in raised.value.problems if problem.place} == {audit / "plan.yaml"}


def test_only_sheets_can_ask_again(audit: Path) -> None:
    every: tuple[dict[str, Any], ...] = {"since": audit}, {"rating": True}
    kinds: tuple[Kind, ...] = "guide", "poster"
    for choices in every:
        for kind in kinds:
            with pytest.raises(SenauditError) as raised:
                request_for(kind, **choices)
            assert [problem.kind for problem in raised.value.problems] == ["asking-without-sheets"]
        assert request_for("guide", with_sheets=True, **choices)


def test_in_a_pack_only_what_has_sheets_asks_again(audit: Path) -> None:
    guide, sheets, poster = pack_of(request_for("guide"), rating=True, since=audit)
    assert [(each.rating, each.since) for each in (guide, sheets, poster)] == [
        (False, None),
        (True, audit),
        (False, None),
    ]
    guide, _, _ = pack_of(request_for("guide", with_sheets=True), rating=True, since=audit)
    assert (guide.rating, guide.since) == (True, audit)
    assert file_name(sheets) == "sheets-rating-since-autumn-2025.pdf"


# How good it is

RATINGS = ("agree-a-lot", "agree-a-little", "disagree", "need-to-know-more")


def ratings_of(document: Element) -> Iterator[str]:
    yield from (blank.id for blank in blanks_of(document).values() if ":rating:" in blank.id)


def test_each_question_has_four_boxes_to_tick_with_ids_of_their_own() -> None:
    ids = list(ratings_of(tree_of(asked(None, rating=True))))
    assert [each for each in ids if each.startswith("communication:telephone:")] == [
        f"communication:telephone:rating:{rating}" for rating in RATINGS
    ]
    assert len(ids) == len(set(ids)) == 4 * 15
    assert not list(ratings_of(tree_of(asked(None))))


@every_edition
def test_the_boxes_are_in_every_edition(form: Format) -> None:
    words = words_of(made(asked(None, rating=True, format=form)).data, form)
    assert words.count(typed_as("I need to know more", form)) == 15


def test_they_can_be_ticked_on_a_screen() -> None:

    pdf = pikepdf.open(BytesIO(made(asked(None, rating=True, fillable=True)).data))
    names = {str(field.T) for field in pdf.Root.AcroForm.Fields}
    assert "communication:telephone:rating:agree-a-lot" in names
    page = html.fromstring(made(asked(None, rating=True, format="html")).data)
    assert page.xpath("//input[@type='checkbox' and @name='communication:telephone:rating:disagree']")
