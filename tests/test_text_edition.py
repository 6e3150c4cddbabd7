"""The plain text edition: every word of the tree, in order, once. What all editions share is in test_editions.py."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from asking import documents_of_a_school, pack_for
from conftest import content_of

from senaudit.editions.text.writer import text_of
from senaudit.files.shipped import shipped
from senaudit.layout.markup import Element, parse
from senaudit.layout.render import STAMP
from senaudit.layout.wording import labelled
from senaudit.recipe.request import KINDS, Kind, Request, request_for
from senaudit.recipe.steps import build, render_document

Compare = Callable[[str, str], None]

QUESTIONS = ("communication:10,13",)
TERMS = sorted(path.stem for path in (shipped("content") / "terms").glob("*.yaml"))
GROUPS = ("", "parents", "teachers", "support staff", "office", "midday staff", "governors", "agencies")
PACKS = [pack_for(kind, "oak", format="txt") for kind in KINDS]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder of every test: empty, and away from the project."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def short(kind: Kind) -> Request:
    return request_for(kind, questions=() if kind == "poster" else QUESTIONS, with_sheets=kind == "guide", format="txt")


def words(text: str) -> list[str]:
    """Return the words of a text, without the signs between them."""
    return re.findall(r"\w+", re.sub("[\u00ad\u200b\u2060]", "", text).casefold())


def expected(element: Element, document: Element, around: tuple[Element, ...] = ()) -> Iterator[str]:
    """Yield what is to be read of an Element, in order. This is said a second time here, for the comparison."""
    tag, kind = element.tag, element.get("kind")
    holder = around[-1] if around else element
    if tag in ("foot", "head", "continued", "page-break", "header", "page-number", "page-count"):
        return
    if tag == "entry":
        yield from heading_with(document, element.get("to"))
        return
    if tag == "heading":
        yield from number_before(element, holder, document)
    elif tag == "item" and holder.get("kind") in ("number", "letter"):
        number = int(holder.get("start", "1")) + holder.elements.index(element)
        yield str(number) if holder.get("kind") == "number" else "abcdefghijklmnopqrstuvwxyz"[number - 1]
    elif tag == "choice" or (tag == "item" and holder.get("kind") == "tick"):
        yield document.get("box")
    elif tag == "answer":
        table, row = around[-2:]
        yield table.elements[0].elements[row.elements.index(element)].text()
        yield document.get("blank")
    elif tag == "figure" and element.get("alt"):
        yield f"{document.get('picture')} {element.get('alt')}"
    for child in element.children:
        if isinstance(child, str):
            yield child
        else:
            yield from expected(child, document, (*around, element))
    if (tag == "field" and len(element.elements) == 1) or element.get("line"):
        yield document.get("blank")
    if tag == "link" and not kind and element.get("href") not in element.text():
        yield element.get("href").removeprefix("mailto:")


def number_before(heading: Element, holder: Element, document: Element) -> Iterator[str]:
    if holder.tag == "panel":
        yield holder.get("number")
    elif heading.get("number"):
        phrase = document.get("chapter-number" if heading.get("kind") == "divider" else "question-number")
        yield phrase.replace("{number}", heading.get("number"))


def heading_with(document: Element, bookmark: str) -> Iterator[str]:
    for holder in document.walk():
        for child in holder.elements:
            if child.tag == "heading" and child.get("bookmark") == bookmark:
                yield from number_before(child, holder, document)
                yield child.text()


def compare(document: Element) -> None:
    """Assert that the text of a document has all of its words, in order, once, one line a paragraph."""
    data = text_of(document)
    text = data.decode("utf-8")
    assert words(text) == [
        word for part in (document.get("title"), *expected(document, document)) for word in words(part)
    ]
    assert text.endswith("\n")
    assert not set(text) & {"\r", "\t", "\ufeff", "\u00ad", "\u200b", "\u00a0"}
    assert "\n\n\n\n" not in text
    assert all(line == line.rstrip() for line in text.splitlines())


# The words


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("terms", TERMS)
def test_every_word_of_the_tree_is_in_the_text_in_order_and_once(terms: str, group: str, folder: Path) -> None:
    """Guide with sheets, sheets and poster, in all terms, for each group; with all questions of the supplement."""
    for request, guide in documents_of_a_school(folder, terms, group, "txt"):
        compare(render_document(request, guide))


@pytest.mark.parametrize("choices", PACKS, ids=lambda choices: choices.kind)
def test_every_word_of_a_school_s_own_pack_is_in_the_text(choices: Request) -> None:
    compare(render_document(choices, content_of(choices)))


@pytest.mark.parametrize("kind", KINDS)
def test_the_text_is_the_one_that_was_read_and_approved(kind: Kind, golden: Compare) -> None:
    golden(f"{kind}.text.txt", build(short(kind)).data.decode("utf-8"))


@pytest.mark.parametrize("kind", KINDS)
def test_the_text_of_a_school_is_the_one_that_was_read_and_approved(kind: Kind, golden: Compare) -> None:
    choices = pack_for(kind, "oak", questions=() if kind == "poster" else QUESTIONS, format="txt")
    golden(f"{kind}.school.text.txt", build(choices, guide=content_of(choices)).data.decode("utf-8"))


def test_the_same_words_give_the_same_bytes() -> None:
    assert build(short("guide")).data == build(short("guide")).data


def test_a_label_gets_a_colon_only_if_it_has_no_sign_of_its_own() -> None:
    assert labelled(None, "School", "Oak Hill") == "School: Oak Hill"
    assert labelled(None, "What helps?", "Time") == "What helps? Time"
    assert labelled(None, "Parents say") == "Parents say:"
    assert labelled(None, "", "Words") == "Words"


def written(markup: str, attributes: str = "") -> list[str]:
    """Return the lines of a document with this markup, without its title and blank lines."""
    text = f'<document kind="guide" title="T" lang="en" {attributes}>{markup}</document>'
    lines = text_of(parse(text, [], STAMP, {"t": Path("t")})).decode().splitlines()
    return [line for line in lines[1:] if line]


def test_an_older_template_that_has_no_words_for_numbers_and_boxes_still_gives_a_text() -> None:
    markup = (
        '<question><heading level="2" number="3">Why?</heading></question>'
        '<list kind="tick"><item><para>Yes</para></item></list><form><field><label>Name</label></field></form>'
    )
    assert written(markup) == ["3. Why?", "Yes", "Name:"]


def test_items_stand_under_their_marker_and_are_numbered_as_on_the_page() -> None:
    inner = '<list kind="letter" start="2"><item><para>One</para><para>More</para></item></list>'
    markup = f'<list kind="number" start="9"><item><label>Name</label><para>Words</para>{inner}</item></list>'
    assert written(markup) == ["9. Name: Words", "  b. One", "    More"]


def test_an_address_that_the_words_do_not_have_follows_them() -> None:
    link = '<para>See <link href="{}">{}</link>.</para>'
    assert written(link.format("https://example.org/a", "this page")) == ["See this page (https://example.org/a)."]
    assert written(link.format("mailto:a@b.org", "us")) == ["See us (a@b.org)."]
    assert written(link.format("https://example.org", "example.org")) == ["See example.org."]


def test_breaks_in_a_text_do_not_break_a_line() -> None:
    assert written("<para>a\u00ad b\u00a0c\u2028d\u200be</para>") == ["a b c de"]
