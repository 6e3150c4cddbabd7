"""Prints of filled-in sheets, which have no fields: they are read by where words stand, or it is said why not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import pytest
from asking import with_changes
from browser import place
from conftest import built_document
from filling_programs import by_pikepdf
from form_filling import fill_in, places_of
from playwright.sync_api import Browser
from printing_programs import (
    PROGRAMS,
    by_ghostscript,
    by_pdftk,
    flattened,
    scanned,
    turned,
    with_comments,
    with_pages,
)
from programs import needs_chromium, needs_ghostscript, needs_pdftk

from senaudit.audit.by_position import read_by_position
from senaudit.audit.file_kinds import read_bytes_of
from senaudit.audit.forms import Forms
from senaudit.audit.returns import Return
from senaudit.content.select import Selection
from senaudit.recipe.request import Request, request_for

SHEETS = request_for("sheets", font="arimo", chapters=["support"], fillable=True)
PAPER = with_changes(SHEETS, fillable=False)
WHOLE = Forms()

WRAPPED = (
    "Łukasz’s gran rang — “no answer” — and Siân and Wŷdd paid €5 • ½ (twice).\nShe wrote to our well-known address."
)
ANSWERS: Mapping[str, str | bool] = {
    "support:information:practice": WRAPPED,
    "support:information:action": "First line\nSecond line\n\nFourth line",
    "support:access-to-information:practice": "We ring back within a day.\nA second paragraph comes right after it.",
    "support:access-to-information:action": "=1+1",
    "support:other-professionals:action": "<b>bold</b> & {{ 7 * 7 }} 100 %",
    "support:information:code-of-practice": True,
    "completed-by:parents": True,
    "completed-by:agencies": True,
    "school": "St Łucja’s",
    "date": "3/9/2026",
}
LONG = " ".join(f"word{number} of a long answer." for number in range(150))


LOOKS: dict[str, Request] = {
    "large": with_changes(SHEETS, large_print=True),
    "16": with_changes(SHEETS, text_size=16),
    "24": with_changes(SHEETS, text_size=24),
    "18-letter": with_changes(SHEETS, text_size=18, paper="Letter"),
    "a3": with_changes(SHEETS, paper="A3"),
    "letter": with_changes(SHEETS, paper="Letter"),
    "one-sided": with_changes(SHEETS, one_sided=True),
    "parents": with_changes(SHEETS, audiences=("parents",)),
    "questions": with_changes(SHEETS, chapters=(), questions=("support:information", "communication:2-4")),
    "whole": with_changes(SHEETS, chapters=()),
    "guide": request_for("guide", font="arimo", chapters=["support"], with_sheets=True, fillable=True),
}


@cache
def empty(request: Request = SHEETS) -> bytes:
    return built_document(request).data


@cache
def filled(request: Request = SHEETS) -> bytes:
    return fill_in(empty(request), ANSWERS)


def asked_in(data: bytes) -> set[str]:
    return {name for name, *_ in places_of(data)}


def only(data: bytes, forms: Forms = WHOLE) -> Return:
    """Return the only return of a print that has nothing wrong."""
    file = read_by_position("a.pdf", data, forms)
    assert not file.problems
    (read,) = file.returns
    assert read.way == "position"
    assert set(read.answers) <= set(read.asked) == set(read.asked) | read.doubtful
    assert read.doubtful == set(read.answers)
    return read


def kinds(read: Return) -> list[str]:
    return [warning.kind for warning in read.warnings]


def refusal(data: bytes) -> str:
    """Return the kind of the only problem of a file that has no returns."""
    file = read_by_position("a.pdf", data, WHOLE)
    assert not file.returns
    (problem,) = file.problems
    assert problem.hint
    return problem.kind


@pytest.mark.parametrize("program", PROGRAMS)
def test_what_was_typed_and_ticked_is_read_from_each_programs_print(program: Callable[[bytes], bytes]) -> None:
    read = only(program(filled()))
    assert read.answers == ANSWERS
    assert set(read.asked) == asked_in(empty())
    assert kinds(read) == ["read-by-position"]


def test_a_print_says_what_it_is() -> None:
    read = only(flattened(filled(LOOKS["parents"])))
    assert (read.group, read.edition, read.language, read.file) == ("parents", "2026", "en-GB", "a.pdf")
    assert len(read.form) == 32
    assert read.asked["support:information:practice"].startswith("Support")


@pytest.mark.parametrize("request_", LOOKS.values(), ids=LOOKS)
def test_the_sheets_are_known_in_every_look(request_: Request) -> None:
    typed = {name: answer for name, answer in ANSWERS.items() if name in asked_in(empty(request_))}
    assert len(typed) >= 4
    read = read_by_position("a.pdf", flattened(filled(request_)), WHOLE).returns[0]
    assert read.answers == typed


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_turned_page_is_read(degrees: int) -> None:
    assert only(turned(flattened(filled()), degrees)).answers == ANSWERS


@needs_ghostscript
def test_a_page_that_was_fitted_to_other_paper_is_read() -> None:
    printed = by_ghostscript(filled(), "-sPAPERSIZE=letter", "-dFIXEDMEDIA", "-dPDFFitPage")
    assert only(printed).answers == ANSWERS
    smaller = by_ghostscript(filled(), "-sPAPERSIZE=a5", "-dFIXEDMEDIA", "-dPDFFitPage")
    assert only(smaller).answers == ANSWERS


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_long_answer_goes_to_no_other_box_and_is_whole_or_told(program: Callable[[bytes], bytes]) -> None:
    """What has no room in a box is often still in the file, below it, where other boxes are."""
    typed = {
        "support:information:practice": LONG,
        "support:information:action": "short",
        "support:access-to-information:practice": "next box",
        "school": "A long name of a school that has no room on its line, because it goes on and on and on and on",
    }
    read = only(program(fill_in(empty(), typed)))
    cut = {name for warning in read.warnings if warning.kind == "answer-cut-off" for _, name in warning.values}
    assert set(read.answers) == set(typed)
    for name, answer in read.answers.items():
        assert answer == typed[name] or (name in cut and typed[name].startswith(str(answer).rstrip())), name


@pytest.mark.parametrize("program", PROGRAMS[:4])
def test_what_is_cut_off_below_empty_lines_goes_to_no_other_box(program: Callable[[bytes], bytes]) -> None:
    typed = {"support:information:practice": "First" + "\n" * 20 + "Last", "support:information:action": "b"}
    assert only(program(fill_in(empty(), typed))).answers == typed


def test_the_pages_of_several_people_are_kept_apart() -> None:
    other = fill_in(empty(), {"support:information:practice": "Somebody else"})
    file = read_by_position("a.pdf", with_pages(map(flattened, (filled(), other))), WHOLE)
    assert [read.answers for read in file.returns] == [ANSWERS, {"support:information:practice": "Somebody else"}]
    assert len({read.id for read in file.returns}) == 2
    assert not file.problems


def test_what_is_on_missing_pages_was_not_asked() -> None:
    read = only(with_pages([flattened(filled())], [0]))
    assert 0 < len(read.asked) < len(asked_in(empty()))
    assert read.answers == {name: answer for name, answer in ANSWERS.items() if name in read.asked}


def test_a_print_that_lost_its_answers_is_no_empty_return() -> None:
    assert refusal(flattened(empty())) == "answers-lost"


@needs_pdftk
def test_pdftk_drops_answers_without_a_look_which_is_told() -> None:
    assert refusal(by_pdftk(by_pikepdf(empty(), {"support:information:practice": "lost"}))) == "answers-lost"


def test_pictures_of_pages_are_told() -> None:
    assert refusal(scanned(flattened(filled()))) == "return-is-picture"


def test_a_picture_among_the_pages_is_told() -> None:
    file = read_by_position("a.pdf", with_pages([with_pages([flattened(filled())], [0]), scanned(empty())]), WHOLE)
    assert len(file.returns) == 1
    assert {problem.kind for problem in file.problems} == {"page-left-out"}


def test_pages_that_are_no_sheets_are_told() -> None:
    assert refusal(built_document(request_for("poster", font="arimo")).data) == "no-form"


@needs_chromium
def test_a_print_of_the_web_page_is_told(tmp_path: Path, chromium: Browser) -> None:
    """It has the questions, laid out in another way. The page saves a file that has every word."""
    (tmp_path / "sheets.html").write_bytes(built_document(with_changes(SHEETS, format="html", fillable=False)).data)
    page = chromium.new_page()
    page.goto((tmp_path / "sheets.html").as_uri())
    place(page, "support:information:practice").fill("We ring back.")
    printed = page.pdf(format="A4")
    page.close()
    assert refusal(printed) == "other-layout"


def test_a_damaged_file_is_told() -> None:
    assert refusal(b"%PDF-1.7\nno") == "return-damaged"


def test_comments_on_paper_sheets_belong_to_the_boxes_that_they_lie_on() -> None:
    """Somebody writes on sheets without fields with a program for comments."""
    boxes = boxes_of_paper()
    number, (left, bottom, right, top) = boxes["support:information:practice"]
    _, tick = boxes["completed-by:parents"]
    _, (to_left, _bottom, _, to_top) = boxes["support:information:action"]
    comments = [
        (number, "FreeText", (left + 20, top - 40, left + 150, top - 20), "We ring back"),
        (number, "Text", (to_left + 5, to_top - 30, to_left + 25, to_top - 10), "Ring sooner"),
        (number, "FreeText", tick, "X"),
        (number, "Ink", (left, bottom, right, bottom + 9), ""),
        (number, "FreeText", (5, 5, 40, 20), "In the margin"),
    ]
    read = only(with_comments(built_document(PAPER).data, comments))
    assert read.answers == {
        "support:information:practice": "[comment] We ring back",
        "support:information:action": "[comment] Ring sooner",
        "completed-by:parents": True,
        f"comment:page-{number + 1}": "[comment] In the margin",
    }
    assert "drawn-on" in kinds(read)


def test_ink_in_a_box_to_tick_is_a_tick() -> None:
    number, tick = boxes_of_paper()["completed-by:governors"]
    page, (left, bottom, _, top) = boxes_of_paper()["support:information:practice"]
    comments = [(number, "Ink", tick, ""), (page, "FreeText", (left + 9, bottom + 9, left + 99, top - 9), "a")]
    read = only(with_comments(built_document(PAPER).data, comments))
    assert read.completed_by == ("governors",)


def boxes_of_paper() -> dict[str, tuple[int, tuple[float, float, float, float]]]:
    """Return the page and the box of each place on sheets without fields."""
    from senaudit.audit.form_sheets import sheets_of

    pages = sheets_of(PAPER).pages
    return {place.id: (number, place.box) for number, page in enumerate(pages) for place in page.places}


def test_a_schools_own_sheets_say_which_school_they_are_of(tmp_path: Path) -> None:
    (tmp_path / "school.yaml").write_text("name: Oak Hill Primary School\nshort_name: Oak Hill\n", "utf-8")
    own = with_changes(SHEETS, school=tmp_path)
    forms = Forms(own.sources, (Selection(("support",)),))
    read = only(flattened(filled(own)), forms)
    assert read.school == "Oak Hill Primary School"
    (tmp_path / "school.yaml").write_text("name: Elm Grove School\nshort_name: Elm\n", "utf-8")
    assert only(flattened(filled(own)), forms).school == "Oak Hill Primary School"


def test_a_file_without_fields_is_sent_to_this_reader() -> None:
    assert read_bytes_of("a.pdf", flattened(filled())).returns[0].answers == ANSWERS
