"""The table of roles has an answer for each tag of the vocabulary, and each kind of it, in each edition."""

from __future__ import annotations

import pytest

from senaudit.editions.braille.blocks import BrailleBlocks
from senaudit.editions.braille.writer import BrailleWalk
from senaudit.editions.text.lines import Lines
from senaudit.editions.text.writer import TextWalk
from senaudit.editions.web.writer import FORMS as WEB_FORMS
from senaudit.layout.markup import INLINE, VOCABULARY, parse
from senaudit.layout.render import STAMP
from senaudit.layout.roles import ROLES, STANDARD_ROLES
from senaudit.pdf.structure import structure_of

LAYOUT_ONLY = {"head", "page-break", "continued"}
"""Tags that are nothing in every edition."""

PDF_ROLES = {
    *("Document", "Part", "Sect", "Div", "BlockQuote", "TOC", "TOCI", "P", "H", "L", "LI", "Table", "TR", "TH", "TD"),
    *("Figure", "Span", "Link"),
}
"""The standard roles that the table uses. Source: ISO 32000-1, 14.8.4."""


def kinds_of(tag: str) -> set[str]:
    """Return the kinds of a tag, and "" if it may stand without one."""
    kinds = dict(VOCABULARY[tag].values).get("kind", frozenset[str]())
    return {*kinds, *(() if "kind" in VOCABULARY[tag].required else ("",))}


@pytest.mark.parametrize("tag", VOCABULARY)
def test_each_tag_and_each_kind_of_it_has_an_answer_in_every_edition(tag: str) -> None:
    """A missing line would be found by a reader of that edition only."""
    assert {kind for name, kind in ROLES if name == tag} == kinds_of(tag)


def test_the_table_has_no_tag_that_the_vocabulary_lacks() -> None:
    assert {tag for tag, _ in ROLES} == VOCABULARY.keys()


def test_what_is_layout_only_is_nothing_in_every_edition() -> None:
    nothing = {tag for (tag, _), role in ROLES.items() if all(answer is None for answer in role)}
    assert nothing == LAYOUT_ONLY


def test_every_role_of_the_pdf_is_a_standard_one_or_mapped_to_one() -> None:
    for role in ROLES.values():
        assert role.pdf is None or role.pdf == "" or STANDARD_ROLES.get(role.pdf, role.pdf) in PDF_ROLES


def test_every_form_of_the_table_is_one_that_the_text_writer_has_and_it_has_no_other() -> None:
    document = parse('<document kind="guide" title="T" lang="en"><para>Words</para></document>', [], STAMP, {})
    assert {role.text for role in ROLES.values()} == {None, "words", *TextWalk(document, Lines()).forms}


def test_every_form_of_the_table_is_one_that_the_braille_writer_has_and_it_has_no_other() -> None:
    document = parse('<document kind="guide" title="T" lang="en"><para>Words</para></document>', [], STAMP, {})
    forms = BrailleWalk(document, BrailleBlocks(str, 40, 8)).forms
    assert {role.braille for role in ROLES.values()} == {None, "words", *forms}


def test_every_element_of_the_table_is_one_that_the_web_writer_has_and_it_has_no_other() -> None:
    """`main` is the page's own, and the others stand in a line."""
    assert {role.web for role in ROLES.values()} == {None, "main", "bdi", "strong", "em", *WEB_FORMS}


def test_an_inline_tag_is_inline_in_every_edition() -> None:
    for (tag, _), role in ROLES.items():
        assert (role.pdf in ("Span", "Link")) == (tag in INLINE)
        assert (role.text == "words") <= (tag in INLINE)
        assert (role.braille == "words") <= (tag in INLINE)
        assert (role.web in ("strong", "em")) <= (tag in INLINE)


@pytest.mark.parametrize("kind", sorted(kinds_of("note")))
def test_a_pdf_has_the_role_that_the_table_says(kind: str) -> None:
    markup = f'<document kind="guide" title="T" lang="en"><note kind="{kind}"><para>Words</para></note></document>'
    structure = structure_of(document := parse(markup, [], STAMP, {}))
    element = structure.of[document.elements[0]]
    assert element is not None
    assert element.role == ROLES["note", kind].pdf
