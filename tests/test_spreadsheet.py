"""Workbooks and CSV that are written: texts stay texts, nothing is cut, and the same table gives the same bytes."""

from __future__ import annotations

import csv
import subprocess
import sys
from datetime import date, datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from senaudit.audit import spreadsheet
from senaudit.audit.spreadsheet import FORMULA, Cell, Column, printable, write_csv, write_workbook

COLUMNS = [Column("Return", 12, is_key=True), Column("What was said", 60)]
ROWS: list[list[Cell]] = [["a1", "By phone"], ["a2", date(2026, 11, 29)], ["a3", 7], ["a4", None]]
HARMFUL = [
    '=HYPERLINK("http://evil.example","Look")',
    "+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1",
    "=cmd|' /C calc'!A0",
]


def sheet_of(data: bytes, number: int = 0) -> Any:
    return load_workbook(BytesIO(data)).worksheets[number]


def texts_of(data: bytes) -> list[list[object]]:
    return [list(row) for row in sheet_of(data).iter_rows(values_only=True)]


def csv_rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(data.decode("utf-8-sig"), newline="")))


def test_a_workbook_has_a_head_that_stays_a_filter_and_wrapped_words() -> None:
    sheet = sheet_of(write_workbook("What people said", COLUMNS, ROWS))
    assert sheet.title == "What people said"
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_title_rows) == ("A2", "A1:B5", "$1:$1")
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (
        "landscape",
        1,
        0,
    )
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet["A1"].font.bold
    assert (sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width) == (12, 60)
    assert all(cell.alignment.wrap_text and cell.alignment.vertical == "top" for row in sheet["A1:B5"] for cell in row)


def test_dates_and_numbers_can_be_sorted() -> None:
    sheet = sheet_of(write_workbook("x", COLUMNS, ROWS))
    assert (sheet["B3"].value, sheet["B3"].number_format) == (datetime(2026, 11, 29), "d mmm yyyy")
    assert sheet["B4"].value == 7
    assert csv_rows(write_csv(COLUMNS, ROWS))[2:] == [["a2", "2026-11-29"], ["a3", "7"], ["a4", ""]]


def test_a_workbook_says_its_title_and_its_language() -> None:
    about = load_workbook(BytesIO(write_workbook("Beth ddywedwyd", COLUMNS, ROWS, "cy"))).properties
    assert (about.title, about.language, about.creator) == ("Beth ddywedwyd", "cy", "senaudit")


@pytest.mark.parametrize("words", HARMFUL)
def test_no_words_become_a_formula(words: str) -> None:
    cell = sheet_of(write_workbook("x", COLUMNS, [["a", words]]))["B2"]
    assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", printable(words), True)
    assert csv_rows(write_csv(COLUMNS, [["a", words]]))[1][1] == f"'{printable(words)}"


def test_words_that_are_no_formula_have_no_apostrophe() -> None:
    words = ["By phone = quick", "5 - 7", "’tis", " =1", "a@b.example"]
    assert [row[1] for row in csv_rows(write_csv(COLUMNS, [["a", each] for each in words]))[1:]] == words
    assert not any(
        row[1].quotePrefix for row in sheet_of(write_workbook("x", COLUMNS, [["a", each] for each in words]))["A2:B6"]
    )


def test_heads_are_texts_too() -> None:
    assert sheet_of(write_workbook("x", [Column("=1+1")], []))["A1"].data_type == "s"
    assert csv_rows(write_csv([Column("=1+1")], [])) == [["'=1+1"]]


def test_signs_that_xml_cannot_have_do_not_stop_it() -> None:
    words = "a\x00b\x0bc\ud83dd\ufffee"
    assert (
        texts_of(write_workbook("x\x01 & co: [a]/b*?'", COLUMNS, [["a", words]]))[1][1]
        == "a\ufffdb\ufffdc\ufffdd\ufffde"
    )
    assert csv_rows(write_csv(COLUMNS, [["a", words]]))[1][1] == "a\ufffdb\ufffdc\ufffdd\ufffde"


def test_words_like_a_code_of_excel_are_no_code() -> None:
    with ZipFile(BytesIO(write_workbook("x", COLUMNS, [["a", "_x000D_ and _x41_"]]))) as archive:
        assert b"_x005F_x000D_ and _x41_" in archive.read("xl/worksheets/sheet1.xml")


def test_a_long_text_goes_on_in_a_further_row_with_the_same_keys() -> None:
    words = "word " * 10_000
    for rows in (
        texts_of(write_workbook("x", [*COLUMNS, Column("More")], [["a1", words, "more"], ["a2", "b", "c"]])),
        csv_rows(write_csv([*COLUMNS, Column("More")], [["a1", words, "more"], ["a2", "b", "c"]])),
    ):
        assert [row[0] for row in rows] == ["Return", "a1", "a1", "a1", "a1", "a2"]
        assert [row[2] or "" for row in rows] == ["More", "more", "", "", "", "c"]
        assert "".join(str(row[1]) for row in rows[1:5]) == words


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40), st.sampled_from([1, 500, 2000]))
def test_what_is_written_is_read_again(words: str, times: int) -> None:
    words *= times
    read = [row[1] for row in csv_rows(write_csv(COLUMNS, [["a", words]]))[1:]]
    plain = (each[1:] if each.startswith("'") and each[1:2] in FORMULA else each for each in read)
    assert "".join(plain) == printable(words)


def test_more_rows_than_a_sheet_may_have_go_into_further_sheets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet, "MOST_ROWS", 3)
    data = write_workbook("Rows", COLUMNS, ROWS)
    assert [sheet.title for sheet in load_workbook(BytesIO(data)).worksheets] == ["Rows", "Rows1"]
    assert [row[0].value for row in sheet_of(data, 1).iter_rows()] == ["Return", "a4"]


def test_a_table_without_rows_has_its_heads() -> None:
    assert texts_of(write_workbook("a title", COLUMNS, [])) == [["Return", "What was said"]]
    assert csv_rows(write_csv(COLUMNS, [])) == [["Return", "What was said"]]


def test_the_same_table_gives_the_same_bytes_at_any_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """And no part of the file has a date, which would say when it was made."""
    data = write_workbook("x", COLUMNS, ROWS)
    with ZipFile(BytesIO(data)) as archive:
        assert {part.date_time for part in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {part.create_system for part in archive.infolist()} == {0}
        assert b"1980-01-01T00:00:00Z</dcterms:modified>" in archive.read("docProps/core.xml")
    assert write_workbook("x", COLUMNS, ROWS) == data


def test_nothing_is_written_into_a_temporary_file(tmp_path: Path) -> None:
    """Python reports each file that is opened, and each temporary one that is made, to a hook."""
    program = """
import sys
from senaudit.audit.spreadsheet import Column, write_workbook
write_workbook("x", [Column("a")], [["warm"]])
def hook(event, args):
    if event.startswith("tempfile.") or (event == "open" and args[1] not in (None, "r", "rb")):
        print(event, args)
sys.addaudithook(hook)
write_workbook("x", [Column("a")], [["secret"]] * 10)
open("seen", "w").close()
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=tmp_path, check=True)
    assert done.stdout.splitlines() == ["open ('seen', 'w', 524865)"]
