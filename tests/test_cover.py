"""The cover of the guide: one full page in every look, on every paper, whatever the school's name and logo."""

from __future__ import annotations

from itertools import pairwise

import pytest
from asking import has_paper, pack_for, pack_in, with_changes
from pairs import in_pairs
from school_pack import LONG, bare, school
from test_geometry import Laid, bounds, laid, name, runs

from senaudit.content.school import School
from senaudit.recipe.reading import read_content
from senaudit.recipe.request import PAPERS, Request, request_for
from senaudit.typeset.page import Icon, Picture, Rule
from senaudit.typeset.theme import MM

LOOKS: tuple[dict[str, int], ...] = ({}, {"large_print": True}, {"text_size": 16}, {"text_size": 18}, {"text_size": 24})
SHORT = {"questions": ("support:1",), "font": "arimo"}


def covers() -> list[Request]:
    """Return guides without a school and for each in `school_pack`, with every pair of school, look and paper.

    The first of them is so full that the school's facts have no room at its foot.
    """
    plain = [request_for("guide", **SHORT), *(pack_for("guide", pack, **SHORT) for pack in ("oak", "long", "both"))]  # type: ignore[arg-type]
    asked = [with_changes(each, paper=paper, **look) for each in plain for paper in PAPERS for look in LOOKS]
    asked = list(filter(has_paper, asked))
    fullest = with_changes(plain[1], paper="A4", text_size=24)
    return [
        fullest,
        *in_pairs(asked, lambda each: (pack_in(each), each.appearance._replace(paper=None), each.paper)),
    ]


every_cover = pytest.mark.parametrize("choices", covers(), ids=name)


def pages_of(document: Laid) -> int:
    """Return the number of pages that the cover takes up."""
    return sum(document.home[id(page)].get("kind") == "cover" for page in document.printed)


def set_for(whose: School | None, **look: int) -> Laid:
    """Return the guide of a school."""
    asked = request_for("guide", **SHORT, **look)  # type: ignore[arg-type]
    return Laid(asked, guide=read_content(asked)._replace(school=whose))


@every_cover
def test_the_cover_fills_its_page_from_head_to_foot(choices: Request) -> None:
    """Its picture begins at the head, its last line ends at the foot, and nowhere is much of the page white."""
    document = laid(choices)
    page = document.pages[0]
    _, top, _, bottom = page.frame
    boxes = sorted((box[1], box[3]) for piece in page.pieces if (box := bounds(piece)) is not None)
    picture = page.pieces[0]
    assert isinstance(picture, Icon | Picture)
    assert picture.y == pytest.approx(top)
    reach = [max(low for _, low in boxes[: index + 1]) for index in range(len(boxes))]
    whites = [high - low for low, (high, _) in zip(reach, boxes[1:], strict=False)]
    assert max(whites) <= page.height / 5
    if pages_of(document) == 1:
        assert bottom - reach[-1] <= document.theme.line(document.theme.body)
    assert all(top - 1 <= high and low <= bottom + 1 for high, low in boxes)


@every_cover
def test_the_title_is_the_largest_on_the_cover_and_larger_than_all_headings_of_the_parts(choices: Request) -> None:
    document = laid(choices)
    page = document.pages[0]
    title = {run.size for run in runs(page) if document.holder(run.element, "heading") is not None}
    others = {run.size for run in runs(page) if document.holder(run.element, "heading") is None}
    (size,) = title
    assert size > max(others)
    assert size >= document.theme.section
    assert min(others) >= document.theme.body


@every_cover
def test_the_title_stands_between_two_bars(choices: Request) -> None:
    document = laid(choices)
    page = document.pages[0]
    bars = sorted(piece.y for piece in page.pieces if isinstance(piece, Rule) and piece.thickness == document.theme.bar)
    title = [run for run in runs(page) if document.holder(run.element, "heading") is not None]
    assert len(bars) == 2
    assert bars[0] < min(run.y - run.size * 0.73 for run in title)
    assert max(run.y + run.size * 0.22 for run in title) < bars[1]


@every_cover
def test_the_cover_is_one_page_and_the_facts_that_do_not_fit_stand_on_its_back(choices: Request) -> None:
    document = laid(choices)
    count = pages_of(document)
    facts = choices.sources.school is not None and choices.appearance.text_size == 24
    assert count <= (2 if facts else 1)
    assert count == 2 or choices != covers()[0]
    if count == 2:
        _, _, _, bottom = document.pages[1].frame
        words = " ".join(run.text for run in runs(document.pages[1]))
        assert words.startswith("Education authority")
        assert max(run.y for run in runs(document.pages[1])) >= bottom - document.theme.line(document.theme.body)


@pytest.mark.parametrize("look", LOOKS, ids=str)
@pytest.mark.parametrize("called", ["Elm", "Oak Hill Primary School", LONG], ids=["short", "usual", "long"])
def test_a_school_without_facts_and_logo_has_a_cover_of_one_page(called: str, look: dict[str, int]) -> None:
    document = set_for(bare(called), **look)
    assert pages_of(document) == 1
    printed = "".join(run.text for run in runs(document.pages[0])).replace(" ", "")
    assert called.replace(" ", "") in printed


def test_a_large_picture_stands_where_there_is_no_logo() -> None:
    (icon,) = (piece for piece in laid(request_for("guide", **SHORT)).pages[0].pieces if isinstance(piece, Icon))  # type: ignore[arg-type]
    assert icon.size >= 60 * MM


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_a_name_of_any_length_is_printed_whole(look: dict[str, int]) -> None:
    """A name that fills the page goes on over leaf. Nothing is cut off."""
    for times in (3, 10):
        whose = bare(", ".join([LONG] * times))
        document = set_for(whose, **look)
        pages = document.pages[: pages_of(document)]
        printed = "".join(run.text for page in pages for run in runs(page)).replace(" ", "")
        assert str(whose.name).replace(" ", "") in printed


def test_the_order_is_logo_name_title_facts_and_the_edition() -> None:
    document = set_for(school("oak"))
    (cover, *_) = (each for each in document.document.walk() if each.get("kind") == "cover")
    tops = [min(box[1] for box in boxes) for child in cover.elements if (boxes := boxes_of(document, child))]
    assert [child.tag for child in cover.elements] == ["figure", "para", "heading", "para", "form", "para"]
    assert all(above < below for above, below in pairwise(tops))


def boxes_of(document: Laid, child: object) -> list[tuple[float, float, float, float]]:
    """Return the boxes of the pieces of an Element and those inside it."""
    inside = set(child.walk())  # type: ignore[attr-defined]
    pieces = (piece for piece in document.pages[0].pieces if getattr(piece, "element", None) in inside)
    return [box for piece in pieces if (box := bounds(piece)) is not None]
