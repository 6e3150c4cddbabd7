"""“See …” leads there: to the question, section, chapter or word of the glossary that the words name."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from test_conformance import Tagged
from test_content import GUIDES, PLACES, texts

from senaudit.content.naming import entry_name
from senaudit.layout.inline import marked_up, plain
from senaudit.problems import Place, SenauditError
from senaudit.recipe.check import check
from senaudit.recipe.request import Kind, Request, Sources, request_for
from senaudit.recipe.steps import build, typeset_document
from senaudit.typeset.page import Anchor, Link, Run

LOOKS: tuple[dict[str, Any], ...] = ({}, {"large_print": True}, {"text_size": 18}, {"text_size": 24})
OWN = """add: communication:own
after: telephone
question: What do we do?
blocks:
  - parents: "Look at [the phone](see:communication:telephone), [how to use this](see:introduction:use), \
[Support](see:support), [inclusion](see:glossary:inclusion), [the licence](see:licence) and [all](see:glossary)."
"""
TARGETS = {
    "the phone": "#communication-telephone",
    "how to use this": "#introduction-use",
    "Support": "#support",
    "inclusion": "#glossary-inclusion",
    "the licence": "#licence",
    "all": "#glossary",
}


@pytest.fixture
def school(tmp_path: Path) -> Path:
    (tmp_path / "questions").mkdir()
    (tmp_path / "school.yaml").write_text("name: Oak Hill\n", "utf-8")
    (tmp_path / "questions/own.yaml").write_text(OWN, "utf-8")
    return tmp_path


def references(choices: Request) -> dict[str, str]:
    """Return the words of each reference of a document, and the bookmark that it leads to."""
    links = (each for each in typeset_document(choices)[0].walk() if each.tag == "link")
    return {each.text(): each.get("href") for each in links if each.get("kind") == "reference"}


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_each_reference_leads_to_the_page_where_its_target_stands(look: dict[str, Any], school: Path) -> None:
    choices = request_for("guide", school=school, font="arimo", **look)
    document, _, pages = typeset_document(choices)
    named = {each.get("bookmark"): each for each in document.walk() if each.get("bookmark")}
    there = Tagged(build(choices).data)
    leading = [node for node in there.of_role("Link") if node.parent is not None and node.parent.role != "Reference"]
    expected = {each.text(): each.get("href")[1:] for each in document.walk() if each.get("kind") == "reference"}
    found = set()
    for node in leading:
        for each in node.annotations:
            annotation: Any = there.pdf.get_object(each.objgen)
            if "/Dest" not in annotation:
                continue
            words = there.words(node)
            found.add(words)
            page = pages[there.page_index[annotation.Dest[0].objgen]]
            target = named[expected[words]]
            (anchor,) = (piece for piece in page.body if isinstance(piece, Anchor) and piece.element is target)
            own = [run for run in page.body if isinstance(run, Run) and run.element in target.walk()]
            assert own, f"“{words}” leads to a page without its words"
            assert any(0 <= run.y - anchor.y < 100 for run in own), "the words stand right below the place"
            assert abs(float(annotation.Dest[3]) - (page.height - anchor.y)) < 10
            assert str(annotation.Contents) == words
            assert int(annotation.F) == 4
    assert found == set(expected)
    assert TARGETS.items() <= {words: f"#{name}" for words, name in expected.items()}.items()


def test_a_reference_has_no_rule_under_it_and_changes_no_line() -> None:
    pages = typeset_document(request_for("guide", font="arimo"))[2]
    links = [(page, each) for page in pages for each in page.body if isinstance(each, Link)]
    runs = {run.text.strip() for page, each in links for run in page.body if isinstance(run, Run)}
    assert {"notional SEN budget", "top-up funding"} <= runs


@pytest.mark.parametrize("place", PLACES)
def test_every_see_of_the_shipped_guide_is_a_reference(place: str) -> None:
    """And nothing but a reference follows the word, where it names a part of the guide."""
    entries = {str(entry.term).lower() for entry in GUIDES[place].glossary.entries}
    for text in texts(GUIDES[place]):
        for words in re.findall(r"\bsee ([^.)]*)", re.sub(r"\[[^\]]*\]\(see:[\w:-]+\)", "[]", str(text))):
            assert words[0] not in "“‘"
            assert not [entry for entry in entries if words.lower().startswith(entry) and len(entry) > 3], text


@pytest.mark.parametrize(("kind", "options"), [("sheets", {}), ("poster", {})])
def test_what_leads_to_another_document_is_words_alone(kind: Kind, options: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "school.yaml").write_text('name: Oak\nreturn_where: "the office, see [how](see:introduction:use)"\n')
    (tmp_path / "poster.yaml").write_text('closing: "Ask, see [how](see:introduction:use)!"\n')
    choices = request_for(kind, school=tmp_path, font="arimo", **options)
    there = Tagged(build(choices).data)
    assert not there.of_role("Link")
    assert "see how" in there.words(there.document)


def test_what_is_left_out_or_not_chosen_is_words_alone(school: Path) -> None:
    (school / "questions/less.yaml").write_text("drop: communication:telephone\n", "utf-8")
    (school / "questions/own.yaml").write_text(OWN.replace("after: telephone\n", ""), "utf-8")
    left = references(request_for("guide", school=school))
    assert "the phone" not in left
    assert left.items() >= {words: name for words, name in TARGETS.items() if words != "the phone"}.items()
    chosen = references(request_for("guide", school=school, chapters=("communication",)))
    assert "Support" not in chosen
    assert "inclusion" in chosen
    assert not [problem for problem in check(Sources(school=school)) if problem.kind == "unknown-reference"]


@pytest.mark.parametrize(
    ("name", "help_line"),
    [
        ("communication:telefone", 'did you mean "see:communication:telephone"?'),
        ("glossary:sen-suport", 'did you mean "see:glossary:sen-support"?'),
        ("somewhere else entirely".replace(" ", "-"), "write see:communication:telephone for a question"),
    ],
)
def test_a_name_that_nothing_has_is_told_where_it_stands(school: Path, name: str, help_line: str) -> None:
    own = OWN.replace("see:communication:telephone", f"see:{name}")
    (school / "questions/own.yaml").write_text(own, "utf-8")
    with pytest.raises(SenauditError) as caught:
        build(request_for("sheets", school=school))
    (problem,) = caught.value.problems
    assert problem.kind == "unknown-reference"
    assert problem.message == f"nothing in the guide is called “{name}”"
    assert problem.hint.startswith(help_line)
    assert problem.place is not None
    assert problem.place.source[problem.place.column - 1 :].startswith(f"see:{name}")


def test_a_shipped_reference_to_what_a_school_takes_out_is_no_mistake_of_the_school(school: Path) -> None:
    (school / "introduction.yaml").write_text("sections:\n  drop: [background]\n", "utf-8")
    left = references(request_for("guide", school=school))
    assert "“Using this guide”" in left
    assert "“Background”" not in left


def test_marks_around_and_in_a_reference_are_kept() -> None:
    place = Place(Path("a.yaml"), 1, 1)
    link = '<link href="#a-b" kind="reference">'
    assert marked_up("x & [y & z](see:a:b).", place) == f"x &amp; {link}y &amp; z</link>."
    assert marked_up("**x [y](see:a:b)** [z](https://c.org)", place) == (
        f'<strong>x {link}y</link></strong> <link href="https://c.org">z</link>'
    )
    assert marked_up("[**y**](see:a:b)", place) == f"{link}<strong>y</strong></link>"
    assert marked_up("[y](See:A:B), a@b.org", place).startswith(f"{link}y</link>, <link")
    assert plain("**x [y](see:a:b)** z") == "x y z"
    assert plain("[y](see:a:b), 2 * 3") == "y, 2 * 3"


@pytest.mark.parametrize(
    ("term", "name"),
    [
        ("SEN support", "sen-support"),
        ("Children’s services", "childrens-services"),
        ("Department for Education (DfE)", "department-for-education-dfe"),
        ("Elements 1, 2 and 3", "elements-1-2-and-3"),
        ("Cyfle Ŵyn", "cyfle-wyn"),
    ],
)
def test_a_word_of_the_glossary_is_called_by_its_words(term: str, name: str) -> None:
    assert entry_name(term) == name
