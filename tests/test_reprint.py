"""The reprint gives the bytes of a file drawn from the start, or nothing if anything else may differ."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from PIL import Image
from sample_content import write_sample

from senaudit.layout.markup import Element
from senaudit.pdf.draw import draw
from senaudit.pdf.information import About
from senaudit.pdf.reprint import Reprint
from senaudit.pictures.raster import Pixels
from senaudit.problems import Place
from senaudit.recipe.request import request_for
from senaudit.recipe.steps import typeset_document
from senaudit.typeset.faces import Family
from senaudit.typeset.page import ARTIFACT, Anchor, Link, Page, Picture, Piece, Run

ABOUT = About("A guide", "senaudit", "An audit", "en-GB")
RED, BLUE = (Pixels("RGB", 1, 1, bytes(colour), Place(Path("logo"))) for colour in ((255, 0, 0), (0, 0, 255)))


class Document(NamedTuple):
    """A document and its pages: a cover with a school's picture, two pages with links, a page of words."""

    element: Element
    family: Family
    pages: list[Page]

    def drawn(self, pages: list[Page], reprint: Reprint | None = None, about: About = ABOUT) -> bytes:
        return draw(list(pages), self.element, about, self.family, reprint=reprint)


@pytest.fixture
def document(tmp_path: Path) -> Document:
    write_sample(tmp_path / "wording")
    Image.new("RGB", (600, 250), (30, 90, 160)).save(tmp_path / "logo.png")
    (tmp_path / "school.yaml").write_text("name: Oak Hill\nlogo: logo.png\nlogo_text: Two trees\n", "utf-8")
    choices = request_for("guide", school=tmp_path, content=tmp_path / "wording", font="arimo")
    return Document(*typeset_document(choices))


def copied(page: Page, body: list[Piece] | None = None, foot: list[Piece] | None = None) -> Page:
    """Return a copy of a page, with the same body unless another is given."""
    return Page(page.width, page.height, page.frame, page.body if body is None else body, foot or list(page.foot))


def index_of(pages: list[Page], kind: type[Piece]) -> int:
    return next(index for index, page in enumerate(pages) if any(type(piece) is kind for piece in page.body))


def changed(pages: list[Page], number: int, change: Callable[[list[Piece]], list[Piece]]) -> list[Page]:
    """Return the pages with another body on one of them."""
    new = [copied(page) for page in pages]
    new[number] = copied(pages[number], change(list(pages[number].body)))
    return new


def each(kind: type[Piece], change: Callable[[Any], Any]) -> Callable[[list[Piece]], list[Piece]]:
    """Return a function that changes all pieces of a kind."""
    return lambda body: [change(piece) if type(piece) is kind else piece for piece in body]


def with_foot(pages: list[Page], number: int, *pieces: Piece) -> list[Page]:
    return [copied(page, foot=[*page.foot, *(pieces if index == number else ())]) for index, page in enumerate(pages)]


def word(document: Document, text: str, element: Element = ARTIFACT) -> Run:
    face = document.family.face()
    return Run(50.0, 800.0, text, face, 9.0, face.width(text, 9.0), element)


def printed(document: Document, before: list[Page], after: list[Page], about: About = ABOUT) -> bytes | None:
    """Return the reprint of pages after others were drawn, or None."""
    reprint = Reprint()
    document.drawn(before, reprint)
    return reprint.printed(after, document.element, about)


def picture(pixels: Pixels) -> Picture:
    return Picture(10.0, 10.0, 20.0, 20.0, pixels)


def on(pages: list[Page], **pictures: Pixels) -> list[Page]:
    """Return pages with decorative pictures: `p3=RED` puts a red one on page 3, counted from 0."""
    for number, pixels in pictures.items():
        pages = changed(pages, int(number[1:]), lambda body, pixels=pixels: [*body, picture(pixels)])  # type: ignore[misc]
    return pages


# What is printed


def test_new_words_a_new_picture_and_new_feet_are_what_a_file_drawn_from_the_start_has(document: Document) -> None:
    pages = document.pages
    cover, words = index_of(pages, Picture), len(pages) - 1
    after = changed(pages, words, each(Run, lambda run: run._replace(text=run.text.upper())))
    after[cover] = changed(pages, cover, each(Picture, lambda each: each._replace(pixels=BLUE).moved(5, 7)))[cover]
    after = with_foot(after, 1, word(document, "Elm"))
    assert printed(document, pages, after) == document.drawn(after) != document.drawn(pages)


def test_an_alternative_text_is_printed_as_it_is_now(document: Document) -> None:
    reprint = Reprint()
    before = document.drawn(document.pages, reprint)
    figure = next(each for each in document.element.walk() if each.tag == "figure" and each.get("picture"))
    figure.attributes = {**figure.attributes, "alt": "An ash"}
    after = changed(document.pages, index_of(document.pages, Picture), list)
    assert reprint.printed(after, document.element, ABOUT) == document.drawn(after) != before


def test_what_a_file_says_of_itself_is_printed_as_it_is_now(document: Document) -> None:
    about = ABOUT._replace(title="Another", author="Elm", subject="")
    after = printed(document, document.pages, document.pages, about)
    assert after == document.drawn(document.pages, about=about) != document.drawn(document.pages)


def test_an_address_is_printed_as_it_is_now(document: Document) -> None:
    words = next(each for each in document.element.walk() if each.tag == "text")
    address = Element("link", {"href": "mailto:a@example.org", "kind": "address"}, words.place, ["a@example.org"])
    words.children.append(address)
    area = Link(9.0, 90.0, 70.0, 12.0, "mailto:a@example.org", address)
    before = changed(document.pages, 0, lambda body: [*body, word(document, "a@example.org", address), area])
    reprint = Reprint()
    document.drawn(before, reprint)
    other = area._replace(target="mailto:e@example.org", width=72.0)
    after = changed(before, 0, lambda body: [*body[:-2], word(document, "e@example.org", address), other])
    assert reprint.printed(after, document.element, ABOUT) == document.drawn(after) != document.drawn(before)
    more = changed(before, 0, lambda body: [*body, other])
    assert reprint.printed(more, document.element, ABOUT) is None


def test_a_picture_on_a_page_that_stays_is_not_taken_for_another(document: Document) -> None:
    before = on(document.pages, p1=RED, p2=BLUE)
    green = Pixels("L", 1, 1, b"9", Place(Path("logo")))
    after = [copied(page) for page in before]
    after[2] = on(document.pages, p2=green)[2]
    assert printed(document, before, after) == document.drawn(after)


def test_only_the_latest_files_are_kept_and_any_of_them_will_do(document: Document) -> None:
    reprint = Reprint()
    kinds = [with_foot(document.pages, 1, word(document, sign)) for sign in "ŁŴŻĄŚ"]
    for pages in kinds:
        document.drawn(pages, reprint)
    assert [reprint.printed(pages, document.element, ABOUT) is not None for pages in kinds] == [False] + [True] * 4


# What is not


def test_another_document_language_or_date_is_not_printed(document: Document, tmp_path: Path) -> None:
    choices = request_for("guide", school=tmp_path, content=tmp_path / "wording", font="arimo")
    other = Document(*typeset_document(choices))
    reprint = Reprint()
    document.drawn(document.pages, reprint)
    assert reprint.printed(other.pages, other.element, ABOUT) is None
    assert printed(document, document.pages, document.pages, ABOUT._replace(language="cy")) is None
    assert printed(document, document.pages, document.pages, ABOUT._replace(date=0)) is None
    assert printed(document, document.pages, document.pages) is not None


def test_other_pages_are_not_printed(document: Document) -> None:
    pages = document.pages
    more = [*pages, Page(pages[0].width, pages[0].height, pages[0].frame)]
    assert printed(document, pages, more) is None
    assert printed(document, more, pages) is None
    for width, height in ((1, 0), (0, 1)):
        after = [copied(page) for page in pages]
        after[-1].width += width
        after[-1].height += height
        assert printed(document, pages, after) is None


def test_letters_that_the_fonts_have_not_or_need_not_have_are_not_printed(document: Document) -> None:
    more = with_foot(document.pages, 1, word(document, "Żabka"))
    assert printed(document, document.pages, more) is None
    assert printed(document, more, document.pages) is None
    body = changed(document.pages, 1, lambda body: [*body, word(document, "Żabka")])
    assert printed(document, document.pages, body) is None


@pytest.mark.parametrize("kind", [Link, Anchor])
def test_another_place_of_a_link_or_a_bookmark_is_not_printed(document: Document, kind: type[Piece]) -> None:
    pages = document.pages
    after = changed(pages, index_of(pages, kind), each(kind, lambda piece: piece.moved(0.0, 1.0)))
    assert printed(document, pages, after) is None


def test_what_a_link_says_now_is_not_printed(document: Document) -> None:
    pages = document.pages
    links = [(index, each) for index, page in enumerate(pages) for each in page.body if type(each) is Link]
    page, link = next((index, link) for index, link in links if link.target.startswith("#"))
    reprint = Reprint()
    document.drawn(pages, reprint)
    assert link.element is not None
    link.element.children.append("more")
    assert reprint.printed(changed(pages, page, list), document.element, ABOUT) is None


def test_words_of_another_part_of_the_structure_are_not_printed(document: Document) -> None:
    pages = document.pages
    own = next(piece for piece in pages[-1].body if type(piece) is Run and piece.element is not ARTIFACT)
    after = changed(pages, 2, lambda body: [*body, word(document, "more", own.element or ARTIFACT)])
    assert printed(document, pages, after) is None
    assert printed(document, after, changed(pages, 2, list)) is None
    assert printed(document, pages, with_foot(pages, 2, word(document, "more", own.element or ARTIFACT))) is None


def test_pictures_on_other_pages_or_more_of_them_are_not_printed(document: Document) -> None:
    pages = document.pages
    assert printed(document, on(pages, p1=RED), on(pages, p2=RED)) is None
    assert printed(document, pages, on(pages, p1=RED)) is None
    assert printed(document, on(pages, p1=RED), pages) is None
    assert printed(document, on(pages, p1=RED, p2=BLUE), on(pages, p1=RED, p2=RED)) is None


class Stamp(NamedTuple):
    """A piece of a kind that does not exist yet."""

    element: Element | None = None


class Turned(Page):
    """A page with a field that pages do not have yet."""

    turned = 90


def test_a_piece_of_a_kind_that_is_not_known_is_not_printed(document: Document) -> None:
    stamp: Piece = Stamp()  # type: ignore[assignment]
    pages = document.pages
    in_body = changed(pages, 1, lambda body: [*body, stamp])
    in_foot = with_foot(pages, 1, stamp)
    for unknown in (in_body, in_foot):
        assert printed(document, pages, unknown) is None
        assert printed(document, unknown, unknown) is None
        assert printed(document, unknown, pages) is None, "nor is it kept"


def test_a_page_that_may_say_more_than_is_compared_is_not_printed(
    document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = document.pages
    turned = [*pages[:-1], Turned(pages[-1].width, pages[-1].height, pages[-1].frame, pages[-1].body, pages[-1].foot)]
    assert printed(document, pages, turned) is None
    monkeypatch.setattr(Page, "__slots__", (*Page.__slots__, "turned"))
    assert printed(document, pages, pages) is None
