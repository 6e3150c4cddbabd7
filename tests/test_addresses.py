"""Web and email addresses among printed words are links, which lead exactly to what is printed, and to nothing else."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from test_conformance import Node, Tagged

from senaudit.layout.inline import addressed, marked_up
from senaudit.problems import Place
from senaudit.recipe.request import Kind, request_for
from senaudit.recipe.steps import build, typeset_document
from senaudit.typeset.page import Link, Rule

SCHOOL = """name: Oak Hill Primary School
short_name: Oak Hill www.oak.sch.uk
service: Anytown SEND Advice
service_contact: www.advice.org.uk/send
senco: Mrs Okafor
senco_contact: senco+parents@oak.sch.uk
return_to: the school office
return_where: office@oak.sch.uk; or https://oak.sch.uk/sen_(audit).
return_by: 14 July
"""
QUESTION = """add: communication:website
after: telephone
question: How useful is www.oak.sch.uk to parents?
blocks:
  - parents: >-
      Parents look at **https://oak.sch.uk/a?b=1&c=2**, and write to
      office@oak.sch.uk.
"""
LOOKS: tuple[dict[str, Any], ...] = ({}, {"large_print": True}, {"text_size": 18}, {"text_size": 24})

LEADING = {
    "https://example.org": "https://example.org",
    "http://example.org/a?b=1&c=2#d": "http://example.org/a?b=1&c=2#d",
    "HTTPS://Example.org/A": "https://Example.org/A",
    "http://intranet": "http://intranet",
    "https://example.org:8080/a": "https://example.org:8080/a",
    "https://en.wikipedia.org/wiki/SEN_(education)": "https://en.wikipedia.org/wiki/SEN_(education)",
    "https://example.org/%41/100%": "https://example.org/%41/100%25",
    "www.example.org": "https://www.example.org",
    "www.oak-hill.sch.uk/sen": "https://www.oak-hill.sch.uk/sen",
    "creativecommons.org/licenses/by/4.0": "https://creativecommons.org/licenses/by/4.0",
    "gov.uk/browse": "https://gov.uk/browse",
    "name@school.sch.uk": "mailto:name@school.sch.uk",
    "head+sen@example.org": "mailto:head+sen@example.org",
    "o'neill@example.org": "mailto:o'neill@example.org",
    "mailto:name@example.org": "mailto:name@example.org",
    "https://münchen.example/straße?q=ü": "https://xn--mnchen-3ya.example/stra%C3%9Fe?q=%C3%BC",
    "www.straße.example": "https://www.xn--strae-oqa.example",
    "jürgen@müller.example": "mailto:j%C3%BCrgen@xn--mller-kva.example",
    "https://example.org/lo\u00adng": "https://example.org/long",
}
NOT_LEADING = (
    *("e.g.this", "i.e. so", "1.5", "14.30", "Ms.Smith", "St.Mary", "school.yaml", "guide.pdf", "logo.png", "v1.2.3"),
    *("end.It is", "the school.Wales has", "a.m.", "etc...", "and/or", "@handle", "a@b", "www.", "https://"),
    *("javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "ftp://www.example.org", "//example.org"),
    *("https://user@example.org", "https://bank.com@evil.example", "www.oak\u00adhill.org", "x%y@example.org"),
    *("example.org-based", "example.org_x", "name@example.org/x", "x@[127.0.0.1]", "o’neill@example.org"),
)
ADDRESSES = {
    "guide": {
        *(
            "senco+parents@oak.sch.uk",
            "creativecommons.org/licenses/by/4.0",
            "www.oak.sch.uk",
        ),
        *("https://oak.sch.uk/a?b=1&c=2", "office@oak.sch.uk"),
        "https://oak.sch.uk/sen_(audit)",
    },
    "sheets": {
        *("www.oak.sch.uk", "office@oak.sch.uk"),
        "https://oak.sch.uk/sen_(audit)",
    },
    "poster": {"senco+parents@oak.sch.uk", "www.advice.org.uk/send"},
}


def links_in(text: str) -> list[tuple[str, str]]:
    return [(words, href) for words, href in addressed(text) if href]


# What is an address


@pytest.mark.parametrize("address", LEADING)
@pytest.mark.parametrize(
    "around", ["{}", "See {}.", "See {}, or ask.", "({})", "(see {}).", "“{}”", "{}; {}", "{}’s", "<{}>", "Ask at:{}!"]
)
def test_an_address_leads_where_it_says_whatever_stands_around_it(address: str, around: str) -> None:
    text = around.replace("{}", address)
    assert links_in(text) == [(address, LEADING[address])] * around.count("{}")
    assert "".join(words for words, _ in addressed(text)) == text, "every character is printed as it was typed"


@pytest.mark.parametrize("words", NOT_LEADING)
def test_what_is_not_surely_an_address_leads_nowhere(words: str) -> None:
    assert addressed(words) == [(words, "")]
    assert not links_in(f"See {words}, or ask.")


def test_an_address_has_only_what_a_uri_may_have() -> None:
    for href in [href for _, href in links_in(" ".join(f"https://example.org/{chr(n)}x" for n in range(33, 0x2FF)))]:
        assert re.fullmatch(r"https://example\.org/(?:[\w.~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-F]{2})*", href, re.ASCII)


@pytest.mark.parametrize(
    "unit", ["a.", "a-", "a", "a@", "www.", "https://", "x.org/(", "a.b@", "'", "a'", "x.org/)", "x.org/a.(b) "]
)
def test_a_text_without_end_is_read_in_one_pass(unit: str) -> None:
    """The work grows as the text does: a text of a million characters would else take hours."""
    text = unit * (1_000_000 // len(unit))
    assert "".join(words for words, _ in addressed(text)) == text


# On the page


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("oak")
    (folder / "questions").mkdir()
    (folder / "school.yaml").write_text(SCHOOL, "utf-8")
    (folder / "questions/website.yaml").write_text(QUESTION, "utf-8")
    return folder


def address_links(there: Tagged) -> list[Node]:
    """Return the links of a file, without those that lead to another place in it."""
    links = there.of_role("Link")
    return [each for each in links if "/Dest" not in there.pdf.get_object(each.annotations[0].objgen)]


@pytest.mark.parametrize("look", LOOKS, ids=str)
@pytest.mark.parametrize("kind", ["guide", "sheets", "poster"])
def test_every_address_of_a_document_is_a_link_that_leads_there(school: Path, kind: Kind, look: dict[str, Any]) -> None:
    there = Tagged(build(request_for(kind, school=school, font="arimo", with_sheets=kind == "guide", **look)).data)
    links = address_links(there)
    for link in links:
        words = there.words(link).replace(" ", "")  # a long address goes on in the next line
        assert link.annotations
        assert len(link.annotations) == len({each.objgen for each in link.annotations})
        for each in link.annotations:
            annotation: Any = there.pdf.get_object(each.objgen)
            assert re.sub("^(?:https://|mailto:)", "", str(annotation.A.URI)) == words.removeprefix("https://")
            assert str(annotation.Contents) == str(annotation.A.URI)
            assert str(annotation.A.S) == "/URI"
            assert int(annotation.F) == 4
    printed = {there.words(link).replace(" ", "") for link in links}
    assert printed == ADDRESSES[kind]
    rest = there.words(there.document).replace(" ", "")
    for address in sorted(printed, key=len, reverse=True):
        rest = rest.replace(address, "")
    assert not re.search(r"@|www\.|://|\.(?:org|uk)\b", rest), "no address is printed that leads nowhere"


def test_the_words_of_a_later_page_that_repeat_lead_nowhere(school: Path) -> None:
    """The line at the foot of every sheet is read once for a chapter, and is a link there."""
    there = Tagged(build(request_for("sheets", chapters=("support",), school=school, font="arimo")).data)
    office, page = address_links(there)
    assert there.words(office) == "office@oak.sch.uk"
    assert [len(each.annotations) for each in (office, page)] == [1, 1]
    assert len(there.pages) > 3


def test_an_address_has_no_rule_under_it_and_a_link_under_other_words_has_one(school: Path) -> None:
    """On paper an address is read; the rule shows on a screen that other words lead somewhere."""
    words = "Look [there](https://example.org/b), or at www.example.org."
    own = f'add: communication:other\nafter: website\nquestion: Why?\nblocks:\n  - parents: "{words}"\n'
    (school / "questions/other.yaml").write_text(own)
    try:
        pages = typeset_document(request_for("guide", school=school, questions=("communication:other",)))[2]
    finally:
        (school / "questions/other.yaml").unlink()
    under = {
        piece.target: any(
            isinstance(rule, Rule) and rule.x == piece.x and piece.y < rule.y == rule.to_y < piece.y + piece.height
            for rule in page.body
        )
        for page in pages
        for piece in page.body
        if isinstance(piece, Link) and not piece.target.startswith("#")
    }
    assert under["https://example.org/b"]
    assert not under["https://www.example.org"]
    assert not under["mailto:senco+parents@oak.sch.uk"]


def test_an_entry_of_the_contents_leads_to_its_heading_alone(school: Path) -> None:
    there = Tagged(build(request_for("guide", school=school, font="arimo")).data)
    contents = there.of_role("TOC")[0]
    entry = next(node for node in contents.walk() if node.role == "Link" and "www." in there.words(node))
    assert not entry.nodes
    assert len(entry.annotations) == 1


def test_a_marked_link_keeps_its_own_address() -> None:
    place = Place(Path("a.yaml"), 1, 1)
    assert marked_up("[www.a.org](https://b.org)", place) == '<link href="https://b.org">www.a.org</link>'
    assert marked_up("[**www.a.org** x](https://b.org)", place).count("<link") == 1
    assert marked_up("**a** first_last@a_b.org x_y@a.org", place).count('kind="address"') == 1
    assert marked_up("a & b@c.org", place) == 'a &amp; <link href="mailto:b@c.org" kind="address">b@c.org</link>'
    assert marked_up("https://a.org/?b&c", place) == (
        '<link href="https://a.org/?b&amp;c" kind="address">https://a.org/?b&amp;c</link>'
    )
