"""Tables of data in running text, in each edition and look: every word once, heads on each page, nothing cut."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import outloud  # type: ignore[import-untyped]
import pdfua
import pytest
from data_tables import HEADS, LONG, ROWS, SENTENCE, asked_for, markup_of
from edition_words import every_edition, typed_as, words_of
from lxml import etree, html
from programs import needs_chromium
from test_conformance import Tagged
from test_geometry import CLEAR, distance, ink, inside, overlap
from test_structure import roles_of
from test_word_edition import unpacked
from word_files import found

from senaudit.layout.markup import Element
from senaudit.layout.roles import column_widths
from senaudit.problems import NOWHERE, SenauditError
from senaudit.recipe.request import Format, Request
from senaudit.recipe.steps import build, typeset_document
from senaudit.typeset.page import ARTIFACT, Page, Rule, Run

if TYPE_CHECKING:
    from browser import Pages

LOOKS: list[dict[str, Any]] = [
    {},
    {"large_print": True},
    {"text_size": 18},
    {"text_size": 24},
    {"paper": "Letter"},
    {"paper": "A3"},
    {"paper": "A3", "text_size": 24},
]
every_look = pytest.mark.parametrize("look", LOOKS, ids=str)
IN_COLUMNS: list[dict[str, Any]] = [{}, {"large_print": True}]


def runs_of(page: Page) -> list[Run]:
    return [piece for piece in page.body if isinstance(piece, Run)]


def pages_of(request: Request) -> list[Page]:
    return typeset_document(request)[2]


# Every word, once


@every_edition
def test_every_cell_is_in_each_edition_in_order_and_whole(form: Format, tmp_path: Path) -> None:
    """The cells of a row that goes over pages stand in the order of their lines in a PDF: those are heard in order."""
    rows = ROWS if form == "pdf" else (*ROWS, LONG)
    words, at = words_of(build(asked_for(markup_of(rows), tmp_path, format=form)).data, form), 0
    for row in rows:
        for cell in row:
            for sentence in re.findall("[^.]+[.]?", cell):
                at = words.find(typed_as(sentence, form), at)
                assert at >= 0, sentence


@every_edition
def test_what_people_typed_is_printed_as_they_typed_it(form: Format, tmp_path: Path) -> None:
    hostile = ("<script>alert(1)</script>", "=1+1", "{{ 7 * 7 }} ]]> -->", "&amp; “quotes” \"'")
    words = words_of(build(asked_for(markup_of([hostile]), tmp_path, format=form)).data, form)
    for cell in hostile:
        assert typed_as(cell, form) in words


@every_look
def test_the_rows_of_a_long_table_are_whole_and_heads_are_on_every_page(look: dict[str, Any], tmp_path: Path) -> None:
    document, _, pages = typeset_document(asked_for(markup_of(ROWS), tmp_path, **look))
    home: dict[Element, set[int]] = {}
    rows = {each: row for row in document.walk() if row.tag == "row" for each in row.walk()}
    for number, page in enumerate(pages):
        for run in runs_of(page):
            if run.element in rows:
                home.setdefault(rows[run.element], set()).add(number)
    assert len(home) == len(ROWS)
    assert all(len(numbers) == 1 for numbers in home.values())
    with_rows = sorted(set.union(*home.values()))
    heads = [heads_on(page) for number, page in enumerate(pages) if number in with_rows]
    if look in IN_COLUMNS:
        assert len(with_rows) > 1
        assert heads == [HEADS] * len(with_rows)


def heads_on(page: Page) -> tuple[str, ...]:
    """Return the heads of columns on a page: the words before the first row there, without the paragraphs above."""
    words = " ".join(run.text.strip() for run in runs_of(page))
    return tuple(head for head in HEADS if head in words)


@pytest.mark.parametrize("look", IN_COLUMNS, ids=str)
def test_heads_that_come_again_are_not_heard_again(look: dict[str, Any], tmp_path: Path) -> None:
    pages = pages_of(asked_for(markup_of(ROWS), tmp_path, **look))
    heard = [[run for run in runs_of(page) if run.text.strip() == "Asked"] for page in pages]
    assert [[run.element is ARTIFACT for run in runs] for runs in heard] == [[False], *[[True]] * (len(pages) - 1)]


@every_look
def test_a_row_that_fits_on_no_page_goes_on_and_loses_nothing(look: dict[str, Any], tmp_path: Path) -> None:
    long = (LONG[0], "17", LONG[2], f"{LONG[2]}\n{SENTENCE}")
    document, _, pages = typeset_document(asked_for(markup_of([ROWS[0], long, ROWS[1]]), tmp_path, **look))
    printed: dict[Element, list[str]] = {}
    for page in pages:
        for run in runs_of(page):
            if run.element not in (None, ARTIFACT):
                printed.setdefault(run.element, []).append(run.text)
    cells = (cell for row in document.walk() if row.tag == "row" for cell in row.elements)
    for para in (para for cell in cells for para in cell.elements):
        assert "".join("".join(printed[para]).split()).endswith("".join(para.text().split()))
    assert len([page for page in pages if LONG[2][:5] in "".join(run.text for run in runs_of(page))]) > 1


# Geometry


@every_look
def test_no_words_touch_others_or_a_rule_and_all_are_within_the_frame(look: dict[str, Any], tmp_path: Path) -> None:
    for page in pages_of(asked_for(markup_of([*ROWS, LONG]), tmp_path, **look)):
        left, top, right, bottom = page.frame
        inks = [ink(run) for run in runs_of(page)]
        rules = [piece.bounds for piece in page.body if isinstance(piece, Rule)]
        assert all(inside(each, (left, top, right, bottom)) for each in inks)
        assert not [pair for pair in combinations(inks, 2) if overlap(*pair)]
        assert not [(each, rule) for each in inks for rule in rules if distance(each, rule) < CLEAR]


@every_look
def test_a_rule_stands_above_and_below_and_between_rows_and_can_be_copied(look: dict[str, Any], tmp_path: Path) -> None:
    pages = pages_of(asked_for(markup_of(ROWS), tmp_path, **look))
    rules = [[piece for piece in page.body if isinstance(piece, Rule)] for page in pages if page.body]
    assert min(rule.thickness for on_page in rules for rule in on_page) >= 0.75
    assert sum(map(len, rules)) >= len(ROWS) + 1
    assert all(len({rule.x for rule in on_page}) == 1 for on_page in rules)


@pytest.mark.parametrize("look", IN_COLUMNS, ids=str)
def test_no_word_is_divided_and_no_column_is_narrower_than_its_longest_word(
    look: dict[str, Any], tmp_path: Path
) -> None:
    rows = [("Parents", "1234567", "Accommodation", "straightforwardly")]
    (page,) = pages_of(asked_for(markup_of(rows, widths="10 10 10 90"), tmp_path, **look))
    assert {run.text.strip() for run in runs_of(page)} >= set(rows[0])


@pytest.mark.parametrize("long", ["Incomprehensibilities" * 3, "two\nwords " + "W" * 60])
def test_where_a_word_does_not_fit_each_row_stands_by_itself_with_the_heads_in_it(long: str, tmp_path: Path) -> None:
    (page,) = pages_of(asked_for(markup_of([("Parents", "12", long, "2")]), tmp_path))
    assert "Asked: " in {run.text for run in runs_of(page)}
    assert "Came back: " in {run.text for run in runs_of(page)}


def test_columns_have_their_shares_and_never_less_than_they_need() -> None:
    def widths(shares: str, least: list[float], width: float) -> list[float]:
        return column_widths(Element("table", {"widths": shares}, NOWHERE), least, width)

    assert widths("50 50", [10, 10], 100) == [50, 50]
    assert widths("10 90", [30, 10], 100) == [30, 70]
    assert widths("10 40 50", [20, 40, 10], 100) == [20, 40, 40]
    assert widths("", [10, 10, 10], 90) == [30, 30, 30]
    assert widths("50 50", [50, 50], 100) == [50, 50]
    assert widths("50 50", [60, 50], 100) == []


# What is heard


@pytest.mark.parametrize("look", LOOKS[:4], ids=str)
def test_the_checkers_find_nothing(look: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "table.pdf"
    file.write_bytes(build(asked_for(markup_of([*ROWS, LONG]), tmp_path, **look)).data)
    assert outloud.check(str(file), layers={"conformance"}).errors == 0
    assert pdfua.validate(str(file)).findings == ()


def test_heads_of_columns_and_rows_are_heads_with_a_scope(tmp_path: Path) -> None:
    rows = [*ROWS, LONG]
    there = Tagged(build(asked_for(markup_of(rows), tmp_path)).data)
    (table,) = there.of_role("Table")
    first, *others = table.nodes
    assert [(node.role, node.attributes.get("Scope")) for node in first.nodes] == [("TH", "Column")] * 4
    for row, cells in zip(others, rows, strict=True):
        assert [node.role for node in row.nodes] == ["TH", "TD", "TD", "TD"]
        assert row.nodes[0].attributes["Scope"] == "Row"
        assert [" ".join(there.text(node).split()) for node in row.nodes] == list(cells)


def test_without_columns_each_cell_is_heard_after_its_head(tmp_path: Path) -> None:
    rows = [*ROWS, LONG]
    there = Tagged(build(asked_for(markup_of(rows), tmp_path, text_size=24)).data)
    (table,) = there.of_role("Table")
    for row, cells in zip(table.nodes, rows, strict=True):
        named = [cells[0], *(f"{head}: {cell}" for head, cell in zip(HEADS[1:], cells[1:], strict=True))]
        assert [" ".join(there.text(node).split()) for node in row.nodes] == named


def test_a_list_in_a_cell_is_a_list() -> None:
    cells = '<cell><para>A</para></cell><cell><list kind="bullet"><item><para>B</para></item></list></cell>'
    table = (
        f'<table kind="data"><header><cell><para>C</para></cell><cell><para>D</para></cell></header><row>{cells}</row>'
    )
    assert roles_of(f"{table}</table>") == "Document(Table(TR(TH(P) TH(P)) TR(TH(P) TD(L(LI(LBody))))))"


# Word, web page, text


def test_in_word_it_is_a_table_whose_heads_come_again(tmp_path: Path) -> None:
    parts = unpacked(build(asked_for(markup_of(ROWS), tmp_path, format="docx")).data)
    (table,) = found(etree.fromstring(parts["word/document.xml"]), "//w:tbl")
    assert found(table, "w:tblPr/w:tblStyle/@w:val") == ["DataTable"]
    assert found(table, "w:tblPr/w:tblCaption/@w:val") == ["Who was asked what"]
    rows = found(table, "w:tr")
    assert [bool(found(row, "w:trPr/w:tblHeader")) for row in rows] == [True, *[False] * len(ROWS)]
    assert all(found(row, "w:trPr/w:cantSplit") for row in rows)
    assert b'w:styleId="DataTable"' in parts["word/styles.xml"]
    for row, cells in zip(rows, (HEADS, *ROWS), strict=True):
        assert ["".join(cell.itertext()) for cell in found(row, "w:tc")] == list(cells)


def test_in_word_large_print_each_row_stands_by_itself(tmp_path: Path) -> None:
    parts = unpacked(build(asked_for(markup_of(ROWS), tmp_path, format="docx", text_size=24)).data)
    root = etree.fromstring(parts["word/document.xml"])
    assert not found(root, "//w:tbl")
    lines = ["".join(each.itertext()) for each in found(root, "//w:p")]
    at = lines.index("Parents")
    assert lines[at : at + 4] == ["Parents", "Asked: 12", f"Came back: {SENTENCE}", "Left empty: 2"]


def test_on_a_web_page_heads_have_a_scope_and_the_table_a_name(tmp_path: Path) -> None:
    page = html.fromstring(build(asked_for(markup_of(ROWS), tmp_path, format="html")).data)
    (table,) = page.iter("table")
    assert table.get("aria-label") == "Who was asked what"
    first, *others = table.iter("tr")
    assert [(cell.text_content().strip(), cell.get("scope")) for cell in first] == [(head, "col") for head in HEADS]
    for row, cells in zip(others, ROWS, strict=True):
        assert [cell.text_content().strip() for cell in row] == list(cells)
        assert [cell.tag for cell in row] == ["th", "td", "td", "td"]
        assert row[0].get("scope") == "row"
        assert [cell.get("data-head") for cell in row[1:]] == [f"{head}:" for head in HEADS[1:]]


@needs_chromium
def test_on_a_narrow_screen_nothing_is_wider_than_the_window(pages: Pages, tmp_path: Path) -> None:
    from axe_playwright_python.sync_playwright import Axe
    from browser import NARROW, WIDE

    rows = [*ROWS, ("W" * 80, "12", "i" * 400, "www.example.org/" + "a" * 90)]
    path = tmp_path / "table.html"
    path.write_bytes(build(asked_for(markup_of(rows), tmp_path, format="html")).data)
    page = pages.open(path, viewport=NARROW)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    assert page.get_by_role("table").get_by_role("row").count() == len(rows) + 1
    assert page.get_by_role("columnheader").all_inner_texts() == list(HEADS)
    for size in (NARROW, WIDE):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDE["width"]


def test_a_text_has_a_line_for_each_cell_under_the_head_of_its_row(tmp_path: Path) -> None:
    rows = [("Parents", "12", "9\nTwo of them late", "2"), ("Office", "1", "", "0")]
    text = build(asked_for(markup_of(rows), tmp_path, format="txt")).data.decode()
    assert (
        "Parents\n  Asked: 12\n  Came back: 9\n    Two of them late\n  Left empty: 2\n\n"
        "Office\n  Asked: 1\n  Left empty: 0\n\nThis stands after it." in text
    )


# Mistakes in a template


@pytest.mark.parametrize(
    ("markup", "told"),
    [
        (markup_of([("Parents", "12")]), "this <row> has 2 cells, and its table 4 columns"),
        (markup_of(ROWS, widths="50 50"), "this <table> has 4 columns, and 2 widths"),
        (markup_of(ROWS, widths="a b"), "“a b” are no widths of columns"),
        (markup_of(ROWS, holder="note"), "a table of data cannot stand in this <note>"),
        (markup_of([], heads=HEADS), "this <table> must hold <header> and then <row>s, one at least"),
        (markup_of([("A",)], heads=("B",), widths="9"), "this <row> must hold <cell>s, two at least, and nothing else"),
        (markup_of(ROWS).replace('kind="data"', 'kind="audit"'), "this <row> must hold <cell><answer><answer>"),
        (markup_of(ROWS).replace('kind="part"', 'kind="sheets"'), "a table of data cannot stand in this <section>"),
    ],
)
def test_mistakes_are_told_where_they_are(markup: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(SenauditError) as raised:
        build(asked_for(markup, tmp_path))
    assert [problem for problem in raised.value.problems if told in problem.message]
    assert all(problem.place and problem.place.line == 1 for problem in raised.value.problems)
