"""How text is set on the pages, in each look and on each paper, checked on the display list."""

from __future__ import annotations

from itertools import combinations, takewhile

import pytest
from test_geometry import Laid, body, every, ink, laid, notes, used

from senaudit.layout.markup import Element
from senaudit.recipe.request import KINDS, Request, request_for
from senaudit.typeset.lines import first_baseline
from senaudit.typeset.page import ARTIFACT, Border, Link, Page, Rule, Run


def question_rules(document: Laid, page: Page) -> list[Rule]:
    """Return the rules above the questions of a page, from top to bottom. They reach over the gutter."""
    theme = document.theme
    rules = [piece for piece in body(document, page) if isinstance(piece, Rule) and piece.thickness == theme.rule]
    return [rule for rule in rules if abs(rule.x - page.frame[0]) < 0.01 and rule.to_x - rule.x > theme.measure / 2]


def foot_of(piece: Run | Border | Rule, document: Laid) -> float:
    """Return where a line's own height, an outline or a rule ends, in points from the top of the paper."""
    if isinstance(piece, Run):
        leading = document.theme.line(piece.size)
        return piece.y - first_baseline(piece.face, piece.size, leading) + leading
    return piece.y + piece.height if isinstance(piece, Border) else piece.to_y


@every("guide")
def test_the_space_above_a_questions_rule_is_the_same_on_every_page(choices: Request) -> None:
    document = laid(choices)
    for number, page in enumerate(document.pages, 1):
        if page.frame[1] != pytest.approx(document.theme.head):  # a sheet
            continue
        solid = [piece for piece in body(document, page) if isinstance(piece, Run | Border | Rule)]
        for rule in question_rules(document, page):
            above = [foot for piece in solid if (foot := foot_of(piece, document)) < rule.y]
            space = rule.y - max(above, default=rule.y - document.theme.question_above)
            assert space == pytest.approx(document.theme.question_above, abs=0.05), f"page {number}"


@every(*KINDS)
def test_no_paragraph_ends_in_a_short_word_that_could_share_its_line(choices: Request) -> None:
    """The line above gives the last line a word if half the column is left. No column is wider than the frame.

    A heading ends in no single word at all.
    """
    document = laid(choices)
    for block, lines in document.lines.items():
        if len(lines) < 2 or " " in (last := lines[-1].text.strip()):
            continue
        if len(last) >= 10 and (block.tag != "heading" or document.document.get("kind") == "poster"):
            continue
        above, run = lines[-2], lines[-2].runs[-1]
        kept = run.text.rstrip(" ").rpartition(" ")[0] if len(above.runs) == 1 else ""
        left, _, right, _ = document.pages[above.page].frame
        ends = ink(run)[0] + run.face.width(kept, run.size)
        assert ends - run.x < (right - left) / 2, f"{block.text()!r} ends in {last!r}"


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_no_call_out_in_standard_print_goes_over_more_than_two_pages(paper: str) -> None:
    document = laid(request_for("guide", paper=paper, font="arimo"))
    split = [pages for note in notes(document) if len(pages := document.pages_of(note)) > 1]
    assert split
    assert all(len(pages) == 2 for pages in split)


@every("guide")
def test_the_last_page_of_a_part_is_a_quarter_full(choices: Request) -> None:
    document = laid(choices)
    pages: dict[Element, list[Page]] = {}
    for page in document.pages:
        if page.body:
            pages.setdefault(document.home[id(page)], []).append(page)
    for part, its in pages.items():
        if part.get("kind") == "part" and len(its) > 1:
            assert used(document, its[-1]) > 0.24, part.elements[0].text()


@every("guide", "sheets")
def test_the_cells_of_a_foot_on_one_line_stand_apart(choices: Request) -> None:
    document = laid(choices)
    for number, page in enumerate(document.pages, 1):
        feet = [run for run in page.foot if isinstance(run, Run)]
        for run, other in combinations(feet, 2):
            cells = [document.holder(each.element, "cell") for each in (run, other)]
            if run.y == other.y and cells[0] is not cells[1]:
                left, right = sorted((ink(run), ink(other)))
                assert right[0] - left[2] >= 2 * document.theme.body - 0.1, f"page {number}: {run.text}, {other.text}"


def entries_on(page: Page) -> list[Element]:
    """Return the entries of the contents on a page, from top to bottom."""
    elements = [piece.element for piece in page.pieces if isinstance(piece, Link) and piece.target.startswith("#")]
    return [element for element in elements if element is not None and element.tag == "entry"]


@every("guide")
def test_a_page_of_the_contents_that_begins_inside_a_chapter_repeats_its_name(choices: Request) -> None:
    chapter: Element | None = None
    for page in laid(choices).pages:
        entries = entries_on(page)
        if not entries:
            continue
        repeated = [run.text.strip() for run in page.body if isinstance(run, Run) and run.element is ARTIFACT]
        inside = chapter is not None and entries[0].get("level") == "1"
        expected = [chapter.get("number"), chapter.text(), "(continued)"] if chapter is not None and inside else []
        assert " ".join(repeated).split() == " ".join(expected).split()
        chapter = [chapter, *(entry for entry in entries if entry.get("level") == "0")][-1]


@every("guide")
def test_a_chapter_of_the_contents_stands_with_its_first_two_entries(choices: Request) -> None:
    document = laid(choices)
    pages = {entry: number for number, page in enumerate(document.pages) for entry in entries_on(page)}
    entries = [element for element in document.document.walk() if element.tag == "entry"]
    assert list(pages) == entries
    for index, chapter in enumerate(entries):
        if chapter.get("level") == "0":
            rest = takewhile(lambda entry: entry.get("level") == "1", entries[index + 1 : index + 3])
            assert {pages[entry] for entry in rest} <= {pages[chapter]}, chapter.text()


@every("guide")
def test_chapters_of_the_contents_are_told_apart_by_a_rule_space_and_larger_words(choices: Request) -> None:
    document = laid(choices)
    theme = document.theme
    for page in document.pages:
        tops: dict[Element | None, float] = {}
        for run in page.body:
            if isinstance(run, Run) and document.is_entry(run) and run.element is not ARTIFACT:
                entry = document.holder(run.element, "entry")
                tops.setdefault(entry, run.y - run.face.ascent * run.size)
                assert run.size == (theme.label if entry is not None and entry.get("level") == "0" else theme.body)
        solid = [piece for piece in page.body if isinstance(piece, Rule) and not piece.dash]
        rules = [rule.y for rule in solid if rule.x < page.frame[0] + 1]
        for entry, top in tops.items():
            chapter = entry is not None and entry.get("level") == "0"
            above = max([other for other in tops.values() if other < top], default=page.frame[1] - 1)
            assert any(above < y < top for y in rules) == chapter
            assert not chapter or above < page.frame[1] or top - above > theme.body * 2
