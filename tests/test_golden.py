"""The Element trees of short documents, and the words of their pages with places, as readable text files.

A difference is a change of what is printed: look at it, and if it is meant, run these tests with --refresh.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from conftest import set_document

from senaudit.layout.markup import INLINE, Element
from senaudit.recipe.request import KINDS, Kind, Request, request_for
from senaudit.typeset.page import Run

Compare = Callable[[str, str], None]

QUESTIONS = ("communication:10,13",)
"""Both have parent views and guidance, and the first has action graphics. School examples are in the introduction."""


def short(kind: Kind, large_print: bool = False) -> Request:
    questions = () if kind == "poster" else QUESTIONS
    return request_for(kind, questions=questions, large_print=large_print, font="arimo")


def tree(element: Element, depth: int = 0) -> Iterator[str]:
    """Yield an Element's lines: tag and attributes, then the words, with pieces of the content in square brackets."""
    words = "".join(inline(child) for child in element.children if isinstance(child, str) or child.tag in INLINE)
    yield "  " * depth + opened(element) + (f": {words}" if words else "")
    for child in element.elements:
        if child.tag not in INLINE:
            yield from tree(child, depth + 1)


def opened(element: Element) -> str:
    return " ".join([element.tag, *(f'{name}="{value}"' for name, value in sorted(element.attributes.items()))])


def inline(child: Element | str) -> str:
    if isinstance(child, str):
        return child
    words = "".join(map(inline, child.children))
    return f"[{words}]" if child.tag == "text" else f"<{opened(child)}>{words}</{child.tag}>"


def printed(choices: Request) -> Iterator[str]:
    """Yield the words of each page in reading order: left end and base line, face, size, words."""
    _, _, pages = set_document(choices)
    for number, page in enumerate(pages, 1):
        yield f"page {number} of {len(pages)}, {page.width:.1f} × {page.height:.1f} points"
        for piece in page.pieces:
            if isinstance(piece, Run):
                place = f"{piece.x:7.1f} {piece.y:7.1f}"
                yield f"{place}  {piece.face.font_name:<19} {piece.size:6.2f}  {piece.text.rstrip(' ')}"
        yield ""


@pytest.mark.parametrize("kind", KINDS)
def test_the_element_tree_is_the_one_that_was_read_and_approved(kind: Kind, golden: Compare) -> None:
    document, _, _ = set_document(short(kind))
    golden(f"{kind}.tree.txt", "\n".join(tree(document)) + "\n")


@pytest.mark.parametrize("look", ["standard", "large-print"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_words_of_the_pages_stand_where_they_were_read_and_approved(kind: Kind, look: str, golden: Compare) -> None:
    choices = short(kind, large_print=look == "large-print")
    golden(f"{kind}.{look}.txt", "\n".join(printed(choices)).rstrip("\n") + "\n")


@pytest.mark.parametrize("kind", KINDS)
def test_the_element_tree_is_the_same_in_every_look(kind: Kind) -> None:
    standard, large = (set_document(short(kind, large_print))[0] for large_print in (False, True))
    assert list(tree(standard)) == list(tree(large))
