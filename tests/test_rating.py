"""Audit sheets that ask how good something is: four boxes at each question, with ids, in each look and edition."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pikepdf
import pytest
from conftest import built_document
from edition_words import every_edition, typed_as, words_of
from lxml import html
from test_geometry import CLEAR, distance, ink, overlap, strokes

from senaudit.layout.answers import blanks_of
from senaudit.layout.markup import Element
from senaudit.recipe.reading import read_content
from senaudit.recipe.request import Format, Request, request_for
from senaudit.recipe.steps import read_theme, render_document, typeset_document
from senaudit.typeset.page import Border, Run
from senaudit.typeset.theme import MM

RATINGS = ("agree-a-lot", "agree-a-little", "disagree", "need-to-know-more")
LOOKS: list[dict[str, Any]] = [{}, {"large_print": True}, {"text_size": 18}, {"text_size": 24}, {"paper": "A3"}]


def asked(**choices: Any) -> Request:
    return request_for("sheets", rating=True, **{"chapters": ["communication"], "font": "arimo", **choices})


def ratings_of(document: Element) -> list[str]:
    return [blank.id for blank in blanks_of(document).values() if ":rating:" in blank.id]


def test_each_question_has_four_boxes_to_tick_with_ids_of_their_own() -> None:
    request = asked()
    ids = ratings_of(render_document(request, read_content(request)))
    assert [each for each in ids if each.startswith("communication:telephone:")] == [
        f"communication:telephone:rating:{rating}" for rating in RATINGS
    ]
    assert len(ids) == len(set(ids)) == 4 * 15


def test_without_the_option_there_are_none() -> None:
    request = asked()._replace(rating=False)
    assert not ratings_of(render_document(request, read_content(request)))


@every_edition
def test_the_boxes_are_in_every_edition(form: Format) -> None:
    words = words_of(built_document(asked(format=form)).data, form)
    assert words.count(typed_as("I need to know more", form)) == 15


def test_they_can_be_ticked_on_a_screen() -> None:
    with pikepdf.open(BytesIO(built_document(asked(fillable=True)).data)) as pdf:
        names = {str(field.T) for field in pdf.Root.AcroForm.Fields}
    assert "communication:telephone:rating:agree-a-lot" in names
    page = html.fromstring(built_document(asked(format="html")).data)
    assert page.xpath("//input[@type='checkbox' and @name='communication:telephone:rating:disagree']")


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_in_every_look_each_question_has_its_boxes_and_nothing_touches(look: dict[str, Any]) -> None:
    """In very large type, a question may be on the page before its boxes. There its words come again."""
    request = asked(**look)
    document, _, pages = typeset_document(request)
    boxes, ticked = [], 0
    for page in pages:
        outlines = [piece for piece in page.body if isinstance(piece, Border) and piece.element is not None]
        boxes += [each for each in outlines if each.element is not None and each.element.tag == "answer"]
        ticked += sum(each.element is not None and ":" in each.element.get("id") for each in outlines)
        inks = [ink(run) for run in page.body if isinstance(run, Run)]
        lines = [line for piece in page.body for line in strokes(piece)]
        assert not [pair for number, one in enumerate(inks) for pair in inks[:number] if overlap(one, pair)]
        assert not [(one, line) for one in inks for line in lines if distance(one, line) < CLEAR]
    rows = sum(each.tag == "row" for each in document.walk())
    assert (len(boxes), ticked) == (2 * rows, 4 * rows)
    assert min(box.height for box in boxes) >= (36 * MM if look.get("text_size") else read_theme(request).answer) - 0.01
