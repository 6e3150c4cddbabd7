"""What can be filled in on the audit sheets: every place has an id and a name, the same whatever else is printed."""

from __future__ import annotations

import pytest
from asking import pack_for
from conftest import content_of

from senaudit.layout.answers import Blank, blanks_of
from senaudit.layout.markup import Element, parse
from senaudit.layout.render import STAMP
from senaudit.recipe.request import Kind
from senaudit.recipe.steps import render_document

FILLED_IN = ("answer", "choice", "field")


def document_of(kind: Kind, **choices: object) -> Element:
    request = pack_for(kind, "oak", **choices)
    return render_document(request, content_of(request))


def ids(document: Element) -> list[str]:
    return [blank.id for blank in blanks_of(document).values()]


def test_every_box_choice_and_field_of_the_sheets_has_an_id_and_a_name_of_its_own() -> None:
    document = document_of("sheets")
    blanks = blanks_of(document)
    choices = {field for field in document.walk() if field.tag == "field" and field.elements[-1].tag == "choice"}
    running = {field for head in document.walk() if head.tag == "head" for field in head.elements}
    expected = [each for each in document.walk() if each.tag in FILLED_IN and each not in choices | running]
    ticks = [item for each in document.walk() if each.get("kind") == "tick" for item in each.elements]
    assert set(blanks) == {*expected, *ticks}
    assert list(blanks) == [each for each in document.walk() if each in blanks], "in reading order"
    by_id = {blank.id: blank.name for blank in blanks.values()}
    assert len(set(by_id.values())) == len(by_id)
    assert by_id["communication:telephone:practice"] == "Communication 3: Current practice"
    assert by_id["communication:letters-home:reliable-route-home"] == "Communication 10: Reliable route home"
    assert by_id["completed-by:parents"] == "Completed by: Parents"
    assert by_id["school"] == "School"
    full = {blank.id: blank.full_name for blank in blanks.values()}
    asked = "Communication 3: How easily can parents reach you by phone?"
    assert full["communication:telephone:practice"] == f"{asked} Current practice"
    assert full["completed-by:parents"] == "Completed by: Parents"


def test_the_ids_do_not_change_with_the_choice_of_questions_nor_with_the_document() -> None:
    everything = set(ids(document_of("sheets")))
    assert set(ids(document_of("sheets", questions=("support:2-3",)))) < everything
    assert set(ids(document_of("guide", with_sheets=True))) == everything
    assert not ids(document_of("guide"))


ROW = (
    '<document kind="sheets" title="T" lang="en"><section kind="sheets"><table kind="audit" {}>'
    "<header><cell><para>Q</para></cell><cell><para>Now</para></cell><cell><para>Next</para></cell></header>"
    '<row id="a:b"><cell><heading level="3" number="2">Why?</heading><list kind="tick">{}</list></cell>'
    '<answer id="practice"/><answer id="action"/></row></table></section></document>'
)


def blanks(items: str, attributes: str = 'title="Support"') -> list[Blank]:
    return list(blanks_of(parse(ROW.format(attributes, items), [], STAMP, {})).values())


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ("<item><para>Yes</para></item><item><para>Yes!</para></item>", ["a:b:yes", "a:b:yes-2"]),
        ("<item><para>Practice</para></item>", ["a:b:practice-2"]),  # no box of a column has this id too
        ("<item><para>Wŷdd ac Ľ</para></item><item><para>…</para></item>", ["a:b:wŷdd-ac-ľ", "a:b:item"]),
        ('<item id="own"><para>Anything</para></item>', ["a:b:own"]),
        (
            '<item><para>A</para><list kind="tick"><item line="yes"><para>Other</para></item></list></item>',
            ["a:b:a", "a:b:other"],
        ),
    ],
)
def test_a_box_to_tick_has_an_id_of_its_words_that_no_other_of_its_question_has(
    items: str, expected: list[str]
) -> None:
    assert [blank.id for blank in blanks(items)] == [*expected, "a:b:practice", "a:b:action"]


def test_a_line_to_write_on_beside_a_box_has_an_id_too() -> None:
    assert blanks('<item line="yes"><para>Other</para></item>')[0].line_id == "a:b:other:line"


def test_an_older_template_that_names_no_chapter_still_names_the_question() -> None:
    assert blanks("<item><para>Yes</para></item>", "")[0] == Blank("a:b:yes", "2: Yes", "2: Why? Yes")
