"""Both sides of the paper: which parts start on a right-hand page, blank pages, and documents for one side only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from asking import with_changes
from click.testing import CliRunner
from conftest import built_document, set_document
from test_geometry import Laid, bounds, laid, name

import senaudit
from senaudit.cli import commands
from senaudit.layout.markup import Element
from senaudit.problems import UsageError
from senaudit.recipe.request import KINDS, Kind, Request, file_name, pack_of, request_for
from senaudit.recipe.steps import build
from senaudit.schools.merged import MergedPacks
from senaudit.schools.table import read_table
from senaudit.typeset.page import Anchor, Border, Page, Rule, Run
from senaudit.typeset.theme import MM

FORMS: dict[str, tuple[Kind, bool]] = {
    "guide": ("guide", False),
    "guide-with-sheets": ("guide", True),
    "sheets": ("sheets", False),
}
LOOKS: dict[str, dict[str, int | bool]] = {
    "standard": {},
    "large print": {"large_print": True},
    "18 points": {"text_size": 18},
    "24 points": {"text_size": 24},
}


def document(form: str, look: str, one_sided: bool = False) -> Request:
    kind, with_sheets = FORMS[form]
    plain = request_for(kind, with_sheets=with_sheets, one_sided=one_sided, font="arimo")
    return with_changes(plain, **LOOKS[look])


EVERY = [document(form, look, one_sided) for form in FORMS for look in LOOKS for one_sided in (False, True)]
TWO_SIDED = [choices for choices in EVERY if not choices.appearance.one_sided]
ONE_SIDED = [choices for choices in EVERY if choices.appearance.one_sided]

two_sided = pytest.mark.parametrize("choices", TWO_SIDED, ids=name)
one_sided = pytest.mark.parametrize("choices", ONE_SIDED, ids=name)


def starts(choices: Request) -> Iterator[tuple[int, Element]]:
    """Yield the number of the first page of each part with its heading: of level 1, or that of a chapter's sheets."""
    there = laid(choices)
    for heading in (element for element in there.document.walk() if element.tag == "heading"):
        if heading.get("level") == "1" or heading.get("bookmark").endswith("-sheets"):
            yield there.lines[heading][0].page + 1, heading


def blank(pages: list[Page]) -> list[int]:
    return [number for number, page in enumerate(pages, 1) if not page.pieces]


def counted(choices: Request) -> Iterator[str]:
    """Yield the lines of the page counter for one document."""
    pages = laid(choices).pages
    found = blank(pages)
    sides = "one side" if choices.appearance.one_sided else "both sides"
    text_size = choices.appearance.text_size
    look = f"{text_size} points" if text_size else choices.appearance.look
    yield f"{look}, {sides}: {len(pages)} pages, {len(found)} of them blank{': ' * bool(found)}{_listed(found)}"
    for number, heading in starts(choices):
        yield f"{number:>5}  {heading.text()}"


def _listed(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers))


@pytest.mark.parametrize("form", FORMS)
def test_the_pages_on_which_chapters_start_are_those_that_were_read_and_approved(
    form: str, golden: Callable[[str, str], None]
) -> None:
    kind = FORMS[form]
    documents = [choices for choices in EVERY if (choices.kind, choices.with_sheets) == kind]
    golden(f"pages.{form}.txt", "\n\n".join("\n".join(counted(choices)) for choices in documents) + "\n")


# Both sides


@two_sided
def test_chapters_and_their_sheets_start_on_a_right_hand_page(choices: Request) -> None:
    ids = ["communication", "involvement", "support"]
    numbers = {heading.get("bookmark"): number for number, heading in starts(choices)}
    chapters = ids if choices.kind == "guide" else []
    sheets = [f"{each}-sheets" for each in ids] if choices.kind == "sheets" or choices.with_sheets else []
    assert [each for each in (*chapters, *sheets) if numbers[each] % 2 == 0] == []


@pytest.mark.parametrize("choices", [each for each in TWO_SIDED if each.kind == "guide"], ids=name)
def test_the_back_of_the_cover_is_blank_and_the_glossary_is_on_no_chapters_last_sheet(choices: Request) -> None:
    numbers = {heading.text(): number for number, heading in starts(choices)}
    assert blank(laid(choices).pages)[0] == 2
    assert numbers["Contents"] == 3
    assert numbers["Glossary"] % 2 == 1


@two_sided
def test_a_page_is_blank_only_on_the_back_of_a_part_and_only_if_a_part_follows(choices: Request) -> None:
    pages = laid(choices).pages
    firsts = {number for number, _ in starts(choices)}
    assert {number + 1 for number in blank(pages)} <= firsts
    assert all(number % 2 == 0 for number in blank(pages))
    assert pages[-1].pieces


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("chapter", ["communication", "involvement", "support"])
def test_the_sheets_of_one_chapter_have_no_blank_page(chapter: str, look: str) -> None:
    choices = with_changes(request_for("sheets", chapters=[chapter], font="arimo"), **LOOKS[look])
    assert not blank(set_document(choices)[2])


def test_some_sheets_have_blank_pages_and_count_them() -> None:
    """Otherwise these tests would test nothing."""
    pages = laid(document("sheets", "large print")).pages
    assert blank(pages)
    assert built_document(document("sheets", "large print")).page_count == len(pages)
    last = "".join(piece.text for piece in pages[-1].foot if isinstance(piece, Run))
    assert last.endswith(f"{len(pages)} of {len(pages)}")


# One side


@one_sided
def test_on_one_side_there_is_no_blank_page_and_the_words_are_the_same(choices: Request) -> None:
    both = laid(with_changes(choices, one_sided=False))
    there = laid(choices)
    assert not blank(there.pages)
    assert [bodies(page) for page in there.pages] == [bodies(page) for page in both.printed]


def bodies(page: Page) -> list[str]:
    """Return the words of a page without its footer and without page numbers."""
    return [
        piece.text
        for piece in page.body
        if isinstance(piece, Run) and not (piece.element is not None and piece.element.tag == "entry")
    ]


@one_sided
def test_on_one_side_the_filing_edge_is_left_and_the_page_number_right_on_every_page(choices: Request) -> None:
    for page in laid(choices).pages:
        edge = page.frame[0]
        assert edge >= 25 * MM - 0.01
        for piece in page.pieces:
            box = bounds(piece)
            stroke = piece.thickness / 2 if isinstance(piece, Rule | Border) else 0.0
            assert box is None or box[0] >= edge - stroke - 0.01
        found = [run for run in page.foot if isinstance(run, Run) and run.element and run.element.tag == "page-number"]
        assert [run.x + run.width > page.width / 2 for run in found] == [True] * bool(page.foot)


@pytest.mark.parametrize("choices", EVERY, ids=name)
def test_the_contents_name_the_page_on_which_each_heading_stands(choices: Request) -> None:
    there = laid(choices)
    anchors = {each.name: n for n, page in enumerate(there.pages, 1) for each in page.body if isinstance(each, Anchor)}
    entries = [element for element in there.document.walk() if element.tag == "entry"]
    printed = {entry: number_of(there, entry) for entry in entries}
    assert printed == {entry: anchors[entry.get("to")] for entry in entries}


def number_of(there: Laid, entry: Element) -> int:
    """Return the page number at the end of an entry of the contents."""
    words = [
        piece.text.strip()
        for page in there.pages
        for piece in page.body
        if isinstance(piece, Run) and piece.element is entry
    ]
    return int(words[-1])


def test_a_poster_is_not_asked_for_on_one_side_but_a_pack_is() -> None:
    with pytest.raises(UsageError, match="a poster is always printed on one side"):
        request_for("poster", one_sided=True)
    names = [file_name(each) for each in pack_of(request_for("guide", one_sided=True, large_print=True))]
    assert names == ["guide-large-print-one-sided.pdf", "sheets-large-print-one-sided.pdf", "poster-large-print.pdf"]


@pytest.mark.parametrize("command", ["build", "watch"])
def test_all_but_a_poster_can_be_asked_for_on_one_side(command: str) -> None:
    helps = {kind: CliRunner().invoke(commands, [command, kind, "--help"]).output for kind in (*KINDS, "pack")}
    assert {kind for kind, text in helps.items() if "--one-sided" in text} == {"guide", "sheets", "letter", "pack"}


def test_from_python_a_document_is_for_one_side_if_that_is_asked_for() -> None:
    names = [senaudit.build(kind="sheets", chapters=["support"], one_sided=one).file_name for one in (False, True)]
    assert names == ["sheets-support.pdf", "sheets-support-one-sided.pdf"]


@pytest.mark.parametrize("on_one_side", [False, True])
def test_many_schools_get_the_same_bytes_as_each_alone(on_one_side: bool, tmp_path: Path) -> None:
    requests = (document("guide-with-sheets", "standard", on_one_side), document("sheets", "large print", on_one_side))
    table = tmp_path / "schools.csv"
    table.write_text("name,senco\nOak Hill,Mrs Okafor\nElm,Mr Bell\nYsgol y Wŷdd,Žofie\nAsh,Ms A\n", "utf-8")
    many = MergedPacks(requests, tmp_path)
    for row in read_table(table)[1]:
        school = tmp_path / str(row.row)
        school.mkdir()
        (school / "school.yaml").write_text("".join(f"{name}: {words}\n" for name, words in row.cells), "utf-8")
        expected = [build(with_changes(each, school=school)).data for each in requests]
        assert [document.data for document in many.documents(row)] == expected
