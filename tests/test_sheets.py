"""Audit sheets that are copied and dealt out: what stands on each of them, boxes to tick, and room on the first one."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from asking import pack_for, pack_in, with_changes
from conftest import content_of, set_document
from school_pack import LONG
from test_content import CONTENT, PLACES
from test_geometry import Laid, distance, heads, ink, inside, laid, runs, with_rows, words_of
from test_voices import ABBREVIATION

from senaudit.content.model import Guide
from senaudit.content.select import select
from senaudit.files.shipped import shipped
from senaudit.layout.markup import Element
from senaudit.recipe.request import Request, request_for
from senaudit.recipe.steps import read_theme, typeset_document
from senaudit.school.load import load_guide
from senaudit.typeset.page import ARTIFACT, Border, Page, Rule, Run
from senaudit.typeset.theme import MM

SHEETS = request_for("sheets", font="arimo", one_sided=True)
GROUPS = tuple(content_of(SHEETS).audiences)


def chapters_of(document: Element) -> list[Element]:
    return [each for each in document.walk() if each.tag == "section" and each.get("kind") == "sheets"]


def pages_of(document: Laid, chapter: Element) -> list[Page]:
    return [page for page in document.pages if page.body and document.home[id(page)] is chapter]


def is_continued(document: Laid, page: Page) -> bool:
    """Return whether it is a further sheet of its chapter."""
    return not any(
        run.element is not None and document.above.get(run.element) is not None and is_title(document, run)
        for run in runs(page)
    )


def is_title(document: Laid, run: Run) -> bool:
    heading = document.holder(run.element, "heading")
    return heading is not None and heading.get("bookmark").endswith("-sheets")


def sheets_of(document: Laid) -> list[Page]:
    """Return the pages with rows."""
    return [document.pages[number] for number in document.rows_on]


# Abbreviations


@cache
def guide_of(place: str, group: str | None, with_supplement: bool = False) -> tuple[Request, Guide]:
    choices = with_changes(SHEETS, audiences=(group,) if group else ())
    loaded = load_guide(CONTENT, place, with_supplement=with_supplement).guide
    return choices, select(loaded, choices.selection)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("group", [None, *GROUPS, "with supplement"])
def test_each_abbreviation_of_a_chapters_sheets_is_explained_once_on_its_first_sheet(
    place: str, group: str | None
) -> None:
    """And none that its sheets do not have. What has two capitals or more is an abbreviation."""
    choices, guide = guide_of(place, None, True) if group == "with supplement" else guide_of(place, group)
    document, _, pages = typeset_document(choices, guide)
    for chapter in chapters_of(document):
        explained = next(para for para in chapter.elements if para.tag == "para" and para.text().startswith("May be"))
        asked = " ".join(
            each.text()
            for each in chapter.walk()
            if each.tag in ("para", "heading", "label", "choice") and each is not explained
        )
        found = set(ABBREVIATION.findall(asked))
        strong = [each.text() for each in explained.elements if each.tag == "strong"]
        assert {re.sub("s$", "", word) for word in found} == {word.split()[0] for word in strong}
        first = next(page for page in pages if explained.elements[0] in [run.element for run in runs(page)])
        said = words_of(runs(first))
        assert [said.count(f"{word}: ") for word in strong] == [1] * len(strong)


def test_the_abbreviations_are_spelled_out_in_the_words_of_the_terms() -> None:
    def lines(place: str) -> list[str]:
        choices, guide = guide_of(place, None)
        document, _, _ = typeset_document(choices, guide)
        return [
            " ".join(para.text().split())
            for chapter in chapters_of(document)
            for para in chapter.elements
            if para.tag == "para"
        ]

    assert lines("england") == [
        "May be photocopied. SEN: special educational needs.",
        "May be photocopied. SEN: special educational needs.",
        "May be photocopied. SENCO: special educational needs co-ordinator. SENDIASS: special educational needs and "
        "disabilities information, advice and support service.",
    ]
    assert lines("wales")[2] == (
        "May be photocopied. ALN: additional learning needs. ALNCo: additional learning needs co-ordinator. "
        "SNAP Cymru: a charity that informs and advises families."
    )
    assert "LEA: local education authority" in lines("england-2002")[2]


def test_a_schools_own_terms_are_explained_in_its_own_words_and_a_whole_word_is_not(tmp_path: Path) -> None:
    (tmp_path / "school.yaml").write_text(
        "name: Oak Hill\nown_terms:\n  sen: ASN\n  sen_in_full: additional support needs\n"
        "  senco: inclusion lead\n  sencos: inclusion leads\n  senco_in_full: inclusion lead\n",
        "utf-8",
    )
    guide = load_guide(CONTENT, "england", tmp_path).guide
    document, _, _ = typeset_document(SHEETS, guide)
    said = [child.text() for chapter in chapters_of(document) for child in chapter.elements if child.tag == "para"]
    assert said[0] == "May be photocopied. ASN: additional support needs."
    assert "SENCO" not in said[2]
    assert "nclusion lead" not in said[2]


# Whose sheet it is


@with_rows()
def test_every_sheet_says_school_group_and_date_or_has_lines_for_them(choices: Request) -> None:
    """At the body's size, and on further sheets in a head that is not heard again."""
    document = laid(choices)
    school = content_of(choices).school
    name = re.sub(r"\s+", " ", str(school.name)) if school else ""
    continued = 0
    for page in sheets_of(document):
        above = min(box.y for box in document.rows_on[document.pages.index(page)])
        head = [run for run in runs(page) if run.y < above]
        said = words_of(head)
        assert re.search(r"School\b.*Completed by\b.*Date\b|School\b.*Date\b.*Completed by\b", said), said
        if school and is_continued(document, page):
            short = str(school.short_name) in said
            lines = {run.y for run in head}
            assert name in said or short or choices.appearance.text_size == 24, said
            assert str(school.audit_date) in said or choices.appearance.text_size == 24
            assert len(lines) <= 4
        if is_continued(document, page):
            continued += 1
            assert {run.size for run in head} == {document.theme.body}
            assert all(run.element is ARTIFACT for run in head)
            rules = [each for each in page.body if isinstance(each, Rule) and each.y < above]
            assert all(rule.to_x - rule.x >= 3.9 * document.theme.body for rule in rules)
            is_named = school is not None and (name in said or str(school.short_name) in said)
            assert len(rules) == (1 if is_named else 3)
    assert continued > 5


@pytest.mark.parametrize("size", [None, 18, 24])
def test_a_sheet_for_one_group_names_it_instead_of_a_line(size: int | None) -> None:
    document = laid(with_changes(SHEETS, audiences=("support staff",), text_size=size))
    for page in sheets_of(document):
        above = min(box.y for box in document.rows_on[document.pages.index(page)])
        said = words_of([run for run in runs(page) if run.y < above])
        assert "For: Support staff" in said
        assert "Completed by" not in said


def test_a_long_name_is_the_short_one_or_is_broken_and_a_short_head_has_one_line() -> None:
    def head(pack: str) -> tuple[str, int]:
        document = laid(pack_for("sheets", pack, font="arimo", one_sided=True))
        page = next(page for page in sheets_of(document) if is_continued(document, page))
        found = [
            run for run in runs(page) if run.y < min(each.y for each in document.rows_on[document.pages.index(page)])
        ]
        return words_of(found), len({run.y for run in found})

    assert head("oak") == ("School Oak Hill Primary School Completed by Date June 2026", 1)
    said, lines = head("both")
    assert said == "School Llanfair and St Bartholomew’s Completed by Date June 2026"
    assert lines == 1
    said, lines = head("long")
    assert said.replace("- ", "-") == f"School {LONG} Completed by Date June 2026"
    assert lines == 3


# The code of a form


def code_of(chapter: Element) -> str:
    foot = next(child for child in chapter.elements if child.tag == "foot")
    return foot.elements[1].elements[0].text()


@pytest.mark.parametrize("place", PLACES)
def test_each_form_has_a_code_of_its_own_which_is_the_same_in_the_guide(place: str) -> None:
    codes = []
    for group in (None, *GROUPS):
        choices, guide = guide_of(place, group)
        alone, _, _ = typeset_document(choices, guide)
        inside_guide, _, _ = typeset_document(with_changes(choices, kind="guide", with_sheets=True), guide)
        codes += [code_of(chapter) for chapter in chapters_of(alone)]
        assert codes[-len(chapters_of(alone)) :] == [code_of(chapter) for chapter in chapters_of(inside_guide)]
    assert len(set(codes)) == len(codes) > 2 * (1 + len(GROUPS))
    assert codes[:4] == ["C1 · 2026", "I2 · 2026", "S3 · 2026", "C1 · 2026 · Parents"]


@with_rows()
def test_the_foot_of_a_sheet_is_one_line_with_its_code(choices: Request) -> None:
    document = laid(choices)
    for page in sheets_of(document):
        feet = [run for run in runs(page) if document.in_foot(run)]
        assert len({run.y for run in feet}) == 1
        assert re.search(r"[CIS][123] · 2026", words_of(feet))


# Boxes to tick, and lines


@with_rows()
def test_boxes_to_tick_are_large_and_in_the_middle_of_their_words_capitals(choices: Request) -> None:
    """4 mm, in large print 5 mm, also for points under another point."""
    document = laid(choices)
    least = 5 if choices.appearance.look == "large-print" else 4
    lists = [each for each in document.document.walk() if each.tag == "list" and each.get("kind") == "tick"]
    boxed = [item for each in lists for item in each.elements]
    boxed += [each for each in document.document.walk() if each.tag == "choice"]
    assert len(boxed) >= 55
    for item in boxed:
        ((number, box),) = [
            (number, piece)
            for number, page in enumerate(document.pages)
            for piece in page.body
            if isinstance(piece, Border) and piece.element is item
        ]
        assert box.width == box.height >= least * MM - 0.01
        words = item if item.tag == "choice" else item.elements[0]
        first = document.lines[words][0]
        capitals = first.runs[0].face.ascent  # only to say which face it is
        assert capitals > 0
        middle = first.y - 0.358 * first.size
        assert box.y + box.height / 2 == pytest.approx(middle, abs=0.05 * first.size)
        gap = ink(first.runs[0])[0] - (box.x + box.width)
        assert 0.2 * first.size <= gap <= 0.5 * first.size
        others = [each for each in document.pages[number].body if isinstance(each, Border) and each.element in boxed]
        close = [each for each in others if each is not box and distance(each.bounds, box.bounds) < 1.5 * MM]
        assert not close, words.text()


@pytest.mark.parametrize("group", [None, "parents"])
def test_the_points_under_a_point_have_boxes_to_tick(group: str | None) -> None:
    document = laid(
        with_changes(SHEETS, questions=("involvement:formal-meetings",), audiences=(group,) if group else ())
    )
    nested = [
        each
        for each in document.document.walk()
        if each.tag == "list" and (above := document.above[each]).tag == "item" and above is not None
    ]
    (inner,) = nested
    ticks = [each.element for each in document.pages[0].body if isinstance(each, Border)]
    assert len(inner.elements) == 3
    assert all(item in ticks for item in inner.elements)


@with_rows()
def test_other_has_a_line_to_write_on(choices: Request) -> None:
    """At least 25 mm long, with the height of a line to write on above it, and clear of all words."""
    document = laid(choices)
    items = [each for each in document.document.walk() if each.get("line") == "yes"]
    assert len(items) == 2
    for item in items:
        ((page, rule),) = [
            (page, piece)
            for page in document.pages
            for piece in page.body
            if isinstance(piece, Rule) and piece.element is item
        ]
        assert rule.to_x - rule.x >= 25 * MM
        over = (rule.x, rule.y - document.theme.form_line + 4, rule.to_x, rule.y - 0.5)
        assert not [
            run
            for run in runs(page)
            if min(ink(run)[2], over[2]) - max(ink(run)[0], over[0]) > 0
            and min(ink(run)[3], over[3]) - max(ink(run)[1], over[1]) > 0
        ]


# The first sheet


@pytest.mark.parametrize("paper", ["A4", "Letter", "A3"])
@pytest.mark.parametrize("size", [None, 14, 16, 18, 24])
@pytest.mark.parametrize("group", [None, "teachers", "midday staff"])
def test_a_form_stands_above_a_question_unless_that_needs_a_page_of_its_own(
    group: str | None, size: int | None, paper: str
) -> None:
    """A question that does not fit even under the title and four lines needs a page of its own."""
    groups = (group,) if group else ()
    plain = with_changes(SHEETS, audiences=groups, paper=paper)
    document = laid(with_changes(plain, large_print=True) if size == 14 else with_changes(plain, text_size=size))
    theme = document.theme
    for chapter in chapters_of(document.document):
        first, *_ = pages_of(document, chapter)
        if document.pages.index(first) in document.rows_on:
            continue
        row = next(each for each in chapter.walk() if each.tag == "row")
        number, box = document.answers[row][0]
        _, top, _, bottom = document.pages[number].frame
        least = box.y - document.rows_on[number][0].y + theme.answer
        title = max(ink(run)[3] for run in runs(first) if is_title(document, run)) - first.frame[1]
        assert title + 4 * theme.line(theme.body) + least > bottom - top, chapter.elements[0].text()


# A look with the question beside its boxes


@pytest.fixture
def beside(tmp_path: Path) -> Laid:
    (tmp_path / "looks").mkdir()
    look = (shipped("templates") / "looks" / "standard.yaml").read_text("utf-8")
    (tmp_path / "looks" / "standard.yaml").write_text(look.replace("least-characters: 60", "least-characters: 27"))
    return Laid(with_changes(SHEETS, templates=tmp_path))


def test_in_a_look_with_the_question_beside_its_boxes_column_heads_stand_on_every_sheet(beside: Laid) -> None:
    assert read_theme(SHEETS).least_characters == 60
    for number, rows in beside.rows_on.items():
        page = beside.pages[number]
        boxes = sorted(
            {(box.x, box.x + box.width) for each in beside.answers.values() for on, box in each if on == number}
        )
        top = rows[0].y
        above = [run for run in runs(page) if top - 1.5 * beside.theme.line(beside.theme.body) < run.y < top]
        for label, (left, right) in zip(heads(beside), [(page.frame[0], boxes[0][0]), *boxes], strict=True):
            words = [run for run in above if left <= ink(run)[0] and ink(run)[2] <= right]
            assert words_of(words) == label
        for row, placed in beside.answers.items():
            for on, box in placed:
                if on == number:
                    assert not [run for run in runs(page) if inside(ink(run), box.bounds)], row.elements[0].text()


def test_the_pages_of_a_school_are_as_many_as_those_of_none() -> None:
    """Four sheets a chapter in the standard look: two leaves, printed on both sides."""
    for choices in (SHEETS, *(pack_for("sheets", pack, font="arimo", one_sided=True) for pack in ("oak", "both"))):
        for group in (None, "parents", "teachers"):
            asked = with_changes(choices, audiences=(group,) if group else ())
            _, _, pages = set_document(asked)
            assert len(pages) == 12, (pack_in(choices), group)


@pytest.mark.parametrize("terms", ["england", "wales"])
@pytest.mark.parametrize("group", [None, *GROUPS])
def test_every_group_s_sheets_can_be_printed_in_the_largest_type(tmp_path: Path, group: str | None, terms: str) -> None:
    """With long names, something to say at the foot, and the supplement, too. Then a box may be as low as 36 mm."""
    fields = {
        "name": LONG,
        "authority": "Anytown Metropolitan Borough Council",
        "service": "Anytown and District SENDIASS",
        "return_where": "the school office",
        "review_date": "July 2028",
        "supplement": "yes",
        "terms": terms,
    }
    (tmp_path / "school.yaml").write_text("\n".join(f"{name}: {value}" for name, value in fields.items()), "utf-8")
    chosen = (group,) if group else ()
    for school, least in ((None, 60), (tmp_path, 36)):
        document = Laid(request_for("sheets", school=school, audiences=chosen, text_size=24, font="arimo"))
        heights = [box.height / MM for boxes in document.answers.values() for _, box in boxes]
        assert min(heights) >= least - 0.01, school
    assert min(heights) < 60 or group != "agencies"
