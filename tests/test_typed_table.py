"""Tables to type paper sheets into: made, typed into as people and programs do, and read back."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import cache
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from senaudit.audit.record_table import record_csv, record_workbook
from senaudit.audit.returns import ReadFile
from senaudit.audit.typed_table import read_table
from senaudit.audit.typed_words import typed_words
from senaudit.content.model import Guide
from senaudit.content.select import Selection, select
from senaudit.layout.answers import blanks_of
from senaudit.layout.markup import Element
from senaudit.recipe.fillable import form_digest
from senaudit.recipe.reading import read_guide
from senaudit.recipe.request import Request, Sources
from senaudit.recipe.steps import render_document

PRACTICE, ACTION = "communication:telephone:practice", "communication:telephone:action"
TICK = "communication:letters-home:reliable-route-home"
PERSON = 6
"""The column of the first person in a workbook, from 1."""


@cache
def sheets(*groups: str) -> tuple[Element, Guide]:
    request = Request("sheets", Selection(audiences=groups))
    guide = select(read_guide(Sources(), with_findings=True), request.selection)
    return render_document(request, guide), guide


@cache
def empty_workbook(*groups: str) -> bytes:
    return record_workbook(*sheets(*groups))


@cache
def empty_csv(*groups: str) -> bytes:
    return record_csv(*sheets(*groups))


def rows_of(sheet: Any) -> dict[str, int]:
    """Return the number of each row by its id."""
    return {str(row[0].value).removesuffix(" [x]"): row[0].row for row in sheet.iter_rows(min_row=3, max_col=1)}


def typed(people: Iterable[Mapping[str, object]], change: Callable[[Any], object] | None = None) -> bytes:
    """Return a workbook for the office into which these people's answers were typed; `change` changes its sheet."""
    book = load_workbook(BytesIO(empty_workbook("office")))
    sheet = book.worksheets[0]
    rows = rows_of(sheet)
    for column, answers in enumerate(people, PERSON):
        for name, answer in answers.items():
            sheet.cell(rows[name], column).value = answer
    if change:
        change(sheet)
    data = BytesIO()
    book.save(data)
    return data.getvalue()


def typed_csv(people: Iterable[Mapping[str, str]]) -> list[list[str]]:
    """Return the rows of the CSV for the office into which these people's answers were typed."""
    rows = list(csv.reader(StringIO(empty_csv("office").decode("utf-8-sig"), newline="")))
    for column, answers in enumerate(people, PERSON - 1):
        for row in rows:
            row[column] = answers.get(row[0].removesuffix(" [x]"), row[column])
    return rows


def written(rows: Iterable[Iterable[str]], **form: Any) -> str:
    text = StringIO(newline="")
    csv.writer(text, **form).writerows(rows)
    return text.getvalue()


def answers_of(read: ReadFile) -> list[dict[str, object]]:
    return [dict(answered.answers) for answered in read.returns]


def told(read: ReadFile) -> list[tuple[str, str]]:
    return [(problem.kind, problem.message) for problem in read.problems]


# What is made


def test_the_table_has_the_sheets_in_their_order_and_a_column_for_each_person() -> None:
    sheet = load_workbook(BytesIO(empty_workbook("office"))).worksheets[0]
    assert [cell.value for cell in sheet[2]] == ["id", "Sheet", "Question", "What it is", "Type", *range(1, 31)]
    names = [*rows_of(sheet)]
    assert names[:4] == ["school", "date", "communication:welcome:practice", "communication:welcome:action"]
    assert (
        names.index(TICK)
        < names.index("communication:letters-home:practice")
        < names.index("involvement:school-day:practice")
    )
    row = [cell.value for cell in sheet[rows_of(sheet)[TICK]]][1:5]
    assert row == [
        "Communication 10",
        "How do you send letters home, and make sure that they arrive?",
        "Reliable route home",
        "x",
    ]


def test_the_head_and_the_questions_stay_in_sight_and_the_ids_do_not() -> None:
    book = load_workbook(BytesIO(empty_workbook("office")))
    sheet = book.worksheets[0]
    assert sheet.freeze_panes == "F3"
    assert sheet.column_dimensions["A"].hidden
    assert not sheet.protection.sheet
    assert (sheet.print_title_rows, sheet.print_title_cols) == ("$2:$2", "$B:$E")
    assert [each.title for each in book.worksheets] == ["Paper sheets", "How to type"]
    assert "audit sheets for Office" in sheet["B1"].value


def test_what_is_typed_stays_as_it_is_typed() -> None:
    """Excel would make a date of 1/2, and a formula of “- by phone”."""
    sheet = load_workbook(BytesIO(empty_workbook("office"))).worksheets[0]
    cells = [cell for row in sheet.iter_rows(min_row=3, min_col=PERSON) for cell in row]
    assert len(cells) == 30 * len(rows_of(sheet))
    assert all(cell.number_format == "@" and cell.alignment.wrap_text for cell in cells)


@pytest.mark.parametrize("groups", [(), ("parents",), ("office",)])
def test_every_place_to_fill_in_has_one_row_with_the_words_that_the_sheets_have(groups: tuple[str, ...]) -> None:
    rows = list(csv.reader(StringIO(empty_csv(*groups).decode("utf-8-sig"))))
    for row in rows[2:]:
        row[PERSON - 1] = "x"
    (answered,) = read_table("t.csv", written(rows).encode()).returns
    places = {blank.id: (element, blank) for element, blank in blanks_of(sheets(*groups)[0]).items()}
    assert {name: answered.asked.get(name) for name in places} == {
        name: blank.full_name for name, (_, blank) in places.items()
    }
    lines = {f"{name}:line" for name, (element, _) in places.items() if element.get("line")}
    assert lines
    assert answered.asked.keys() - places.keys() == lines | ({"completed-by"} & answered.asked.keys())
    if not groups:
        assert answered.completed_by == tuple(read_guide(Sources()).audiences)


def test_the_table_says_which_sheets_it_is_of() -> None:
    (answered,) = read_table("typed.xlsx", typed([{PRACTICE: "By phone"}])).returns
    assert (answered.group, answered.edition, answered.language, answered.way) == ("office", "2026", "en-GB", "table")
    assert answered.form == form_digest(sheets("office")[0])


def test_the_same_sheets_make_the_same_table() -> None:
    assert record_workbook(*sheets("office")) == empty_workbook("office")


# What is read


def test_what_is_typed_into_a_workbook_is_read() -> None:
    said = {"date": "3/9/2026", PRACTICE: "Łukasz: “By phone”\nor Siân 😀", ACTION: "- more lines", TICK: "x"}
    read = read_table("typed.xlsx", typed([said, {PRACTICE: "second"}, {}, {ACTION: "fourth"}]))
    assert answers_of(read) == [{**said, TICK: True}, {PRACTICE: "second"}, {ACTION: "fourth"}]
    assert [answered.number for answered in read.returns] == [1, 2, 4]
    assert read.problems == ()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_csv_of_any_program_is_read(delimiter: str, encoding: str) -> None:
    said = {PRACTICE: "By phone; or\r\n“Siân”, as a\nrule", TICK: "TRUE"}
    data = written(typed_csv([said]), delimiter=delimiter).encode(encoding)
    read = read_table("typed.csv", data)
    assert answers_of(read) == [{PRACTICE: "By phone; or\n“Siân”, as a\nrule", TICK: True}]
    assert read.problems == ()


def test_csv_that_excel_saves_in_an_old_encoding_is_read_and_told_without_its_words() -> None:
    rows = [[cell.replace("…", "...") for cell in row] for row in typed_csv([{PRACTICE: "Café “Siân” – private"}])]
    read = read_table("typed.csv", written(rows).encode("cp1252"))
    assert answers_of(read) == [{PRACTICE: "Café “Siân” – private"}]
    assert [(problem.kind, problem.warning) for problem in read.problems] == [("old-encoding", True)]
    assert "private" not in str(read.problems)


def test_a_line_that_says_the_separator_is_no_row() -> None:
    data = f"sep=;\r\n{written(typed_csv([{PRACTICE: 'a'}]), delimiter=';')}".encode()
    assert answers_of(read_table("typed.csv", data)) == [{PRACTICE: "a"}]


@pytest.mark.parametrize("sign", ["x", "X", " x ", "✓", "✔", "☑", "1", 1, True, "yes", "Y", "TRUE", "[x]", 1.0])
def test_what_people_type_for_a_tick_is_one(sign: object) -> None:
    read = read_table("t.xlsx", typed([{TICK: sign}]))
    assert (answers_of(read), read.problems) == ([{TICK: True}], ())


@pytest.mark.parametrize("sign", ["no", "N", 0, False, "-", "☐", "[ ]", " "])
def test_what_people_type_for_no_tick_is_none(sign: object) -> None:
    read = read_table("t.xlsx", typed([{TICK: sign, PRACTICE: "a"}]))
    assert (answers_of(read), read.problems) == ([{PRACTICE: "a"}], ())


def test_a_tick_that_cannot_be_understood_is_told_with_its_cell_and_not_its_words() -> None:
    read = read_table("t.xlsx", typed([{TICK: "perhaps", PRACTICE: "a"}]))
    assert answers_of(read) == [{PRACTICE: "a"}]
    row = rows_of(load_workbook(BytesIO(empty_workbook("office"))).worksheets[0])[TICK]
    assert told(read) == [
        ("not-a-tick", f"F{row} is for a box to tick, and has neither an x in it nor nothing: it is not read")
    ]


def test_numbers_and_dates_are_as_they_were_typed() -> None:
    said = {"date": datetime(2026, 9, 3), PRACTICE: 5.0, ACTION: 0.1}
    assert answers_of(read_table("t.xlsx", typed([said]))) == [
        {"date": "3 September 2026", PRACTICE: "5", ACTION: "0.1"}
    ]
    assert answers_of(read_table("t.csv", written(typed_csv([{"date": "46268", PRACTICE: "46268"}])).encode())) == [
        {"date": "3 September 2026", PRACTICE: "46268"}
    ]


def test_rows_may_be_sorted_hidden_and_deleted_and_columns_inserted() -> None:
    def change(sheet: Any) -> None:
        sheet.move_range("A3:AI20", rows=200)  # as if sorted: the first rows are last
        sheet.row_dimensions[30].hidden = True
        sheet.delete_rows(rows_of(sheet)["involvement:school-day:action"])
        sheet.insert_cols(1)
        sheet.insert_cols(8)

    read = read_table("t.xlsx", typed([{PRACTICE: "a", TICK: "x"}, {PRACTICE: "b"}], change))
    assert answers_of(read) == [{PRACTICE: "a", TICK: True}, {PRACTICE: "b"}]
    assert read.problems == ()
    assert "involvement:school-day:action" not in read.returns[0].asked
    assert (
        read.returns[0].asked[PRACTICE].endswith("How easily do parents get through to you by phone? Current practice")
    )


def test_more_people_than_there_were_columns_for_are_read() -> None:
    def change(sheet: Any) -> None:
        sheet.cell(2, 40).value = 31
        sheet.cell(5, 40).value = "late"

    assert answers_of(read_table("t.xlsx", typed([], change))) == [{"communication:welcome:practice": "late"}]


def test_a_table_of_many_people_in_two_sheets_is_read() -> None:
    book = load_workbook(BytesIO(typed([{PRACTICE: "a"}])))
    book.copy_worksheet(book.worksheets[0])["F8"].value = "b"
    data = BytesIO()
    book.save(data)
    read = read_table("t.xlsx", data.getvalue())
    assert [answered.number for answered in read.returns] == [1, 31]
    assert len({answered.id for answered in read.returns}) == 2


def at(cell: str, value: object) -> Callable[[Any], None]:
    def change(sheet: Any) -> None:
        sheet[cell].value = value

    return change


def at_both(*changes: Callable[[Any], None]) -> Callable[[Any], None]:
    def change(sheet: Any) -> None:
        for each in changes:
            each(sheet)

    return change


def add_notes(sheet: Any) -> None:
    sheet.parent.create_sheet("Notes").append(["private"])


WRONG: dict[str, tuple[Callable[[Any], object], str, str]] = {
    "a note beside the table": (
        at("AK9", "private"), "column-without-number", "column AK (first in AK9) has no number above it"
    ),
    "a note below the table": (at("G99", "private"), "row-without-id", "row 99 is of no question (first in G99)"),
    "a formula": (at("G5", "=1+1"), "cell-with-formula", "G5 has a formula without a result"),
    "a formula that failed": (at("G5", "#N/A"), "cell-with-formula", "G5 has a formula that failed"),
    "merged cells": (lambda sheet: sheet.merge_cells("F9:G9"), "merged-cells", "F9 is merged with other cells"),
    "a number twice": (
        at_both(at("G2", 1), at("G5", "private")), "number-twice", "columns F and G have the same number"
    ),
    "a row twice": (
        at_both(at("A99", PRACTICE), at("G99", "private")), "row-twice", "row 99 is of the same question as row 9"
    ),
    "a further sheet": (add_notes, "sheet-left-alone", "the sheet “Notes” is not read"),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_what_is_not_read_is_told_and_the_rest_is_read(what: str) -> None:
    change, kind, message = WRONG[what]
    read = read_table("t.xlsx", typed([{PRACTICE: "a"}], change))
    assert {PRACTICE: "a"} in answers_of(read)
    ((told_kind, words),) = told(read)
    assert (told_kind, words[: len(message)]) == (kind, message)
    assert "private" not in str(read.problems)


def test_of_a_kind_of_mistake_the_first_are_told() -> None:
    def change(sheet: Any) -> None:
        for row in range(3, 60):
            sheet.cell(row, 7).value = "#REF!"

    assert len(read_table("t.xlsx", typed([{PRACTICE: "a"}], change)).problems) == 21


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"a,b\r\n1,2\r\n", "not-a-record-table"), (b"", "not-a-record-table"), (b"{}", "not-a-record-table"),
        (b"PK\x03\x04broken", "workbook-unreadable"), (b"\xd0\xcf\x11\xe0", "not-a-table-file"),
        (b"," * 3_000_000, "table-too-large"), (b"\xff\xfea\xd8", "damaged-encoding"),
        (b'id,x\r\n"{""senaudit"": 9}",1\r\n', "not-a-record-table"),
        (b'"{""senaudit"": 1",id\r\n', "not-a-record-table"),
    ],
)  # fmt: skip
def test_what_is_no_such_table_is_told(data: bytes, kind: str) -> None:
    read = read_table("t.csv", data)
    assert (read.returns, [problem.kind for problem in read.problems]) == ((), [kind])


def test_a_table_of_answers_that_reaches_too_far_is_called_so() -> None:
    (problem,) = read_table("t.xlsx", typed([{PRACTICE: "a"}], at("A1048576", "x"))).problems
    assert problem.message.startswith("this sheet reaches much further than a table of answers needs")


def test_a_table_without_its_ids_is_told() -> None:
    (problem,) = read_table("t.xlsx", typed([{PRACTICE: "a"}], at("A2", None))).problems
    assert problem.kind == "ids-missing"


@pytest.mark.parametrize("data", [empty_workbook("office"), empty_csv("office"), typed([])])
def test_an_empty_table_has_no_returns_and_says_so(data: bytes) -> None:
    read = read_table("t", data)
    assert (read.returns, [problem.kind for problem in read.problems]) == ((), ["empty-table"])
    assert read.problems[0].warning


words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufeff"), max_size=60)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.fixed_dictionaries({}, optional={PRACTICE: words, ACTION: words, "date": words}), min_size=1, max_size=4
    )
)
def test_nothing_typed_is_lost_doubled_or_put_elsewhere(people: list[dict[str, str]]) -> None:
    data = written(typed_csv(people)).encode()
    errors = {"#N/A", "#REF!"}
    expected = [
        {name: said for name, text in each.items() if (said := typed_words(text).words.strip())} for each in people
    ]
    if not any(text in errors or text.isdigit() for each in people for text in each.values()):
        assert answers_of(read_table("t.csv", data)) == [each for each in expected if each]


# The command


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "senaudit", *arguments]
    return subprocess.run(
        command,
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
    )


def test_a_table_is_made_typed_into_and_put_together(tmp_path: Path) -> None:
    made = run(tmp_path, "record", "audit-2026", "--group", "office")
    assert (made.returncode, made.stderr.split()) == (0, ["audit-2026/returns/typed-office.xlsx"])
    path = tmp_path / "audit-2026/returns/typed-office.xlsx"
    assert path.read_bytes() == empty_workbook("office")
    path.write_bytes(typed([{PRACTICE: "By phone"}]))
    put = run(tmp_path, "collate", "audit-2026/returns", "--into", "audit-2026")
    assert put.returncode == 0, put.stderr
    assert (tmp_path / "audit-2026/collated.pdf").exists()


def test_a_table_that_was_typed_into_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "office.xlsx"
    data = typed([{PRACTICE: "By phone"}])
    path.write_bytes(data)
    refused = run(tmp_path, "record", "--group", "office", "--output", "office.xlsx")
    assert (refused.returncode, path.read_bytes()) == (3, data)
    assert "typed into" in refused.stderr
    path.write_bytes(typed([]))  # an empty one that Excel has saved may be replaced
    assert run(tmp_path, "record", "--group", "office", "--output", "office.xlsx").returncode == 0
    assert path.read_bytes() == empty_workbook("office")


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        ("record", 2, "nothing says which audit"),
        ("record a --group offce", 2, "office"),
        ("record --output t.pdf", 2, "t.xlsx"),
        ("record --output t.csv --format xlsx", 2, "t.xlsx"),
        ("record --group office,parents --output t.csv", 2, "one file"),
    ],
)
def test_what_the_command_cannot_do_is_explained(tmp_path: Path, arguments: str, status: int, words: str) -> None:
    done = run(tmp_path, *arguments.split())
    assert (done.returncode, list(tmp_path.iterdir())) == (status, [])
    assert words in done.stderr


def test_each_group_has_a_table(tmp_path: Path) -> None:
    assert (
        run(
            tmp_path, "record", "a", "--group", "office,parents", "--chapter", "support", "--format", "csv", "-q"
        ).stderr
        == ""
    )
    assert sorted(path.name for path in (tmp_path / "a/returns").iterdir()) == ["typed-office.csv", "typed-parents.csv"]


def test_in_an_audits_folder_its_questions_and_groups_are_known(tmp_path: Path) -> None:
    assert run(tmp_path, "audit", "Autumn 2026", "--chapter", "support", "--audience", "parents,office").returncode == 0
    folder = tmp_path / "autumn-2026"
    assert run(folder, "record", "--format", "csv").stderr.split() == [
        "returns/typed-parents.csv",
        "returns/typed-office.csv",
    ]
    rows = list(csv.reader(StringIO((folder / "returns/typed-office.csv").read_text("utf-8-sig"))))
    assert {row[0].partition(":")[0] for row in rows[2:]} == {"school", "date", "support"}
