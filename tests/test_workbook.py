"""Workbooks as Excel shows them: formats of numbers and dates, merged cells; and how far a table may reach."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook
from test_schools_table import SHEET, SMALL, cells_of, problems_of, rows_of, saved, with_part, workbook

from senaudit.schools.number_format import PLAIN, shown
from senaudit.schools.table import read_table

JUNE = datetime(2026, 6, 1)
AFTERNOON = datetime(2026, 6, 1, 14, 5, 9)


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def formatted(*cells: tuple[str, object, str]) -> bytes:
    """Return a workbook with a school called Oak, and cells with a head, a value and a number format."""
    book = Workbook()
    book.active.append(["name", *(head for head, _, _ in cells)])
    book.active.append(["Oak", *(value for _, value, _ in cells)])
    for column, (_, _, code) in enumerate(cells, 2):
        book.active.cell(2, column).number_format = code
    return saved(book)


# What Excel shows


def test_a_telephone_number_keeps_its_nought_and_a_month_is_a_month() -> None:
    data = formatted(("senco contact", 1234567890, "00000000000"), ("audit date", JUNE, "mmmm yyyy"))
    assert cells_of(data) == [{"name": "Oak", "senco_contact": "01234567890", "audit_date": "June 2026"}]


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (1234567890, "00000 000000", "01234 567890"),
        (1234567890, "0##########", "01234567890"),
        (1234567890, "\\0#### ######", "01234 567890"),
        (2072831147, "(000) 0000 0000", "(020) 7283 1147"),
        (441235567890, '"+"00 0000 000000', "+44 1235 567890"),
        (12.5, "0", "13"), (2.5, "0", "3"), (-3, "0", "-3"), (-3, "0;(0)", "(3)"), (0, '0;-0;"none"', "none"),
        (0.5, "0%", "50%"), (0.5, "0 %", "50 %"), (0.125, "0.0%", "12.5%"), (1, "0%", "100%"),
        (1234567.891, "#,##0.00", "1,234,567.89"), (999, "#,##0", "999"), (0.1 + 0.2, "0.00", "0.30"),
        (9.5, "[$£-809]#,##0.00", "£9.50"), (9.5, "£0.00", "£9.50"), (-9, "[Red]-0", "--9"),
        (9, "[Blue]0;[Red]-0", "9"),
        (3, '0 "pupils"', "3 pupils"), (3, '"Year "0', "Year 3"), (5, "000", "005"), (1, '"Yes";;"No"', "Yes"),
        (1.5, "0.##", "1.5"), (12, "0_)", "12"), (12, "* 0", "12"), (0.5, "General", "0.5"),
        (5, "General;-General", "5"),
        (5, ";;;", ""), (7, '0" % of"', "7 % of"), (1234, "0000-00", "0012-34"),
        ("Lee", '"Mrs "@', "Mrs Lee"), ("Lee", "0", "Lee"), ("Lee", '0;0;0;"Ms "@', "Ms Lee"),
        (JUNE, "dd/mm/yyyy", "01/06/2026"), (JUNE, "d mmmm yyyy", "1 June 2026"), (JUNE, "mmm-yy", "Jun-26"),
        (JUNE, "[$-809]dd mmmm yyyy;@", "01 June 2026"), (JUNE, "dddd, d mmmm", "Monday, 1 June"),
        (JUNE, "yyyy", "2026"),
        (JUNE, "ddd d.m.yy", "Mon 1.6.26"), (JUNE, 'mmmm" of "yyyy', "June of 2026"),
        (date(2026, 6, 1), "mmmm", "June"),
        (JUNE, "mmmmm", "J"), (AFTERNOON, "d mmm yyyy hh:mm", "1 Jun 2026 14:05"), (AFTERNOON, "h:mm AM/PM", "2:05 PM"),
        (AFTERNOON, "mm:ss", "05:09"), (time(9, 5), "h.mm am/pm", "9.05 AM"), (time(0, 30), "h:mm AM/PM", "12:30 AM"),
        (timedelta(hours=30, minutes=5), "[h]:mm", "30:05"), (timedelta(hours=30, minutes=5), "[mm]", "1805"),
        (time(9, 5), "[h]:mm", "9:05"),
    ],
)  # fmt: skip
def test_a_value_is_shown_as_its_format_has_it(value: object, code: str, text: str) -> None:
    assert shown(value, code) == text


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (0.5, "# ?/?"), (4.4e11, "0.00E+00"), (1500, "0,"), (7, "[>5]0"), (JUNE, "[$-40C]d mmmm yyyy"),
        (time(9, 5), "d mmm"), (AFTERNOON, "ss.00"), (1, "0;0;0;@;0"), (1, "0" * 256), (1e300, "0"),
        (JUNE, "[$-F800]d"), (float("inf"), "0"), (JUNE, "[h]"),
    ],
)  # fmt: skip
def test_a_format_that_is_not_followed_is_none(value: object, code: str) -> None:
    assert shown(value, code) is None


def test_a_cell_whose_format_is_not_followed_is_a_warning() -> None:
    Path("t.xlsx").write_bytes(formatted(("audit date", 0.5, "# ?/?"), ("return by", JUNE, "[$-40C]mmmm yyyy")))
    table = read_table(Path("t.xlsx"))
    assert [dict(row.cells) for row in table.rows] == [{"name": "Oak", "audit_date": "0.5", "return_by": "1 June 2026"}]
    assert [(str(told.place), told.warning, told.message) for told in table.warnings] == [
        ("t.xlsx:2:5", True, "row 2, column “audit_date” (B2): the number format “# ?/?” of this cell is not followed:"
         " it is “0.5”"),
        ("t.xlsx:2:9", True, "row 2, column “return_by” (C2): the number format “[$-40C]mmmm yyyy” of this cell is not"
         " followed: it is “1 June 2026”"),
    ]  # fmt: skip


def test_the_format_of_a_column_that_is_left_alone_is_of_no_interest() -> None:
    Path("t.xlsx").write_bytes(formatted(("Ratio", 0.5, "# ?/?")))
    assert [told.kind for told in read_table(Path("t.xlsx")).warnings] == ["columns-left-alone"]


@pytest.mark.parametrize("code", ["yyyy-mm-dd", "yyyy-mm-dd h:mm:ss", "mm-dd-yy", "m/d/yy h:mm", "m/d/yyyy"])
def test_a_date_whose_format_nobody_chose_is_what_somebody_in_england_would_have_typed(code: str) -> None:
    assert code in PLAIN
    assert cells_of(formatted(("audit date", JUNE, code)))[0]["audit_date"] == "1 June 2026"


def test_the_format_of_the_system_s_long_date_gives_words_and_no_warning() -> None:
    Path("t.xlsx").write_bytes(formatted(("audit date", JUNE, "[$-F800]dddd, mmmm dd, yyyy")))
    table = read_table(Path("t.xlsx"))
    assert (table.rows[0].cells[1], table.warnings) == (("audit_date", "1 June 2026"), ())


# Merged cells and formulas


def test_the_value_of_merged_cells_stands_in_each_of_them() -> None:
    book = Workbook()
    for row in (
        ["name", "authority", "senco", "senco contact"],
        ["Oak", "Leeds", "Lee"],
        ["Elm"],
        ["Ash", None, "Fry"],
    ):
        book.active.append(row)
    for area in ("B2:B4", "C2:D2", "A6:A9"):
        book.active.merge_cells(area)
    assert cells_of(saved(book)) == [
        {"name": "Oak", "authority": "Leeds", "senco": "Lee", "senco_contact": "Lee"},
        {"name": "Elm", "authority": "Leeds"},
        {"name": "Ash", "authority": "Leeds", "senco": "Fry"},
    ]


def test_merged_cells_make_no_school_of_a_row_that_is_empty() -> None:
    book = Workbook()
    for row in (["name", "authority"], ["Oak", "Leeds"], [], ["Elm", "York"]):
        book.active.append(row)
    book.active.merge_cells("B2:B3")
    assert cells_of(saved(book)) == [{"name": "Oak", "authority": "Leeds"}, {"name": "Elm", "authority": "York"}]


def test_a_title_in_merged_cells_is_a_title() -> None:
    book = Workbook()
    for row in (["Schools of Anytown"], ["name", "senco"], ["Oak", "Lee"]):
        book.active.append(row)
    book.active.merge_cells("A1:F1")
    Path("t.xlsx").write_bytes(saved(book))
    table = read_table(Path("t.xlsx"))
    assert [dict(row.cells) for row in table.rows] == [{"name": "Oak", "senco": "Lee"}]
    assert [told.kind for told in table.warnings] == ["rows-above-heads"]


@pytest.mark.parametrize("area", ["A1:XFD1048576", "A2:A1048576", "A2:B2", "XFD1:XFD2", "AAAA1", "A0:B0"])
def test_merged_cells_that_reach_far_are_taken_as_far_as_the_table_goes(area: str) -> None:
    merged = f'</sheetData><mergeCells count="1"><mergeCell ref="{area}"/></mergeCells>'.encode()
    data = with_part(SMALL, SHEET, lambda xml: xml.replace(b"</sheetData>", merged))
    if area.startswith("A1"):  # the heads too
        assert problems_of(data)[0][1].startswith("“name” is here a second time")
    elif area in ("AAAA1", "A0:B0"):
        problems_of(data, status=3)
    else:
        assert [row.name for row in rows_of(data)] == ["Oak"]


def test_a_formula_whose_text_is_empty_is_an_empty_cell() -> None:
    """Excel writes a result all the same: an empty one, of the type of texts."""
    data = workbook([["name", "senco"], ["Oak", '=IF(A2="","x","")']])
    empty = with_part(data, SHEET, lambda xml: xml.replace(b'<c r="B2">', b'<c r="B2" t="str">'))
    assert empty != data
    assert cells_of(empty) == [{"name": "Oak"}]
    ((_, message, _),) = problems_of(data)
    assert "is a formula, and its result is not in the file" in message


def test_cells_without_references_are_counted() -> None:
    sheet = b'<row><c t="inlineStr"><is><t>Elm</t></is></c><c><f>A1</f></c></row></sheetData>'
    ((place, message, _),) = problems_of(with_part(SMALL, SHEET, lambda xml: xml.replace(b"</sheetData>", sheet)))
    assert (place, message.partition(":")[0]) == ("schools.csv:3:5", "row 3, column “senco” (B3)")


# How far a workbook may reach


def lengthened(rows: bytes) -> bytes:
    return with_part(SMALL, SHEET, lambda xml: xml.replace(b"</sheetData>", rows + b"</sheetData>"))


def refused(data: bytes) -> str:
    """Return the reason why a workbook is refused."""
    ((_, message, _),) = problems_of(data, status=3)
    assert message.startswith("this sheet reaches much further than a table of schools needs: ")
    return message.partition(": it ")[2]


def test_more_cells_than_a_table_needs_are_refused() -> None:
    assert refused(lengthened(b'<row><c r="IV3"/></row>' * 4_000)) == "has more than 1,000,000 cells"
    assert refused(lengthened(b"<row><c/><c/></row>" * 500_000)) == "has more than 1,000,000 cells"
    assert refused(lengthened(b"<row>" + b"<c/>" * 16_385 + b"</row>")) == "has a row with more than 16,384 cells"


def test_more_merged_cells_than_a_table_needs_are_refused() -> None:
    """Areas that overlap make many cells of a few."""
    merged = b"</sheetData><mergeCells>" + b'<mergeCell ref="A2:XFD2"/>' * 62 + b"</mergeCells>"
    data = with_part(SMALL, SHEET, lambda xml: xml.replace(b"</sheetData>", merged))
    assert refused(data) == "has more than 1,000,000 merged cells"


def test_something_far_down_is_refused_but_a_million_empty_rows_are_no_harm() -> None:
    formula = b'<row r="%d"><c t="str"><f>A1</f><v>Elm</v></c></row>'
    assert refused(lengthened(formula % 1_000_002)) == "goes down to row 1,000,002; the last may be 250,000"
    assert (
        refused(lengthened(b"<row/>" * 250_000 + formula % 250_003))
        == "goes down to row 250,003; the last may be 250,000"
    )
    assert [row.name for row in rows_of(lengthened(formula % 3 + b"<row/>" * 1_000_000))] == ["Oak", "Elm"]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("," * 20_000_001, "20,000,000 cells"),
        ((("," * 99) + "\n") * 210_000, "20,000,000 cells"),
        ("\n" * 2_000_001, "2,000,000 lines"),
        ("name\n" + ";" * 16_385, "16,384 cells in a row"),
        ("name\n" + '"' * 131_073, "131,072 quote marks in a line"),
    ],
    ids=["commas", "rows of commas", "lines", "row", "quote marks"],
)
def test_a_csv_that_reaches_much_further_than_a_table_is_refused(text: str, what: str) -> None:
    ((place, message, _),) = problems_of(text, status=3)
    assert (place, message) == ("schools.csv", f"this file has more than {what}, which no table of schools needs")


def test_a_csv_with_commas_down_to_excel_s_last_row_is_read() -> None:
    assert [row.name for row in rows_of("name,senco\nOak,Lee\n" + ",\n" * 1_048_574)] == ["Oak"]


def test_of_many_columns_without_a_head_the_first_are_told() -> None:
    problems = problems_of("name" + "," * 3_000 + "x\n" + "Oak" + ",=1" * 3_000 + "\n")
    assert len(problems) == 21
    assert problems[19][1].startswith(
        "column 21 has no head, and something is written in it (first in row 2); 2979 more"
    )
    assert problems[20][1] == "“x” is left alone"
