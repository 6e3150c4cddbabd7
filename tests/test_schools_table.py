"""A table of many schools: the meaning of its rows, the places of its cells, and the messages of a wrong table."""

from __future__ import annotations

import pickle
import struct
import tracemalloc
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.worksheet.formula import ArrayFormula

from senaudit.content.fields import Reading
from senaudit.problems import FileError, Place, Problem, SenauditError
from senaudit.school.particulars import FORM, read_school
from senaudit.schools import table as schools_table
from senaudit.schools.row import IDENTITY
from senaudit.schools.table import COLUMNS, FOLDER, SchoolRow, SchoolTable, read_table, with_row_label
from senaudit.source.cells import Dialect, place_of, records, spans
from senaudit.source.nodes import Scalar

SAVE_AS_CSV = "in Excel: File, Save as, choose “CSV UTF-8”"


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def rows_of(text: str | bytes, name: str = "schools.csv") -> tuple[SchoolRow, ...]:
    Path(name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_table(Path(name))[1]


def cells_of(text: str | bytes) -> list[dict[str, str]]:
    return [dict(row.cells) for row in rows_of(text)]


def problems_of(text: str | bytes, status: int = 1) -> list[tuple[str, str, str]]:
    """Return the place, the message and the help of each problem of a table."""
    with pytest.raises(SenauditError) as raised:
        rows_of(text)
    assert raised.value.exit_status == status
    assert all(problem.hint for problem in raised.value.problems)
    return [(str(problem.place), problem.message, problem.hint) for problem in raised.value.problems]


def workbook(rows: Iterable[Iterable[object]], *more: tuple[str, str, Iterable[Iterable[object]]]) -> bytes:
    """Return a workbook with a sheet of these rows; `more` are titles, states and rows of other sheets."""
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    for title, state, others in more:
        sheet = book.create_sheet(title)
        sheet.sheet_state = state
        for row in others:
            sheet.append(list(row))
    return saved(book)


def saved(book: Any) -> bytes:
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def with_part(data: bytes, name: str, change: Any) -> bytes:
    """Return a workbook with one part changed; a missing part is changed from empty."""
    file = BytesIO()
    with ZipFile(BytesIO(data)) as before, ZipFile(file, "w", ZIP_DEFLATED) as after:
        for member in before.namelist():
            if member != name:
                after.writestr(member, before.read(member))
        old = before.read(name) if name in before.namelist() else b""
        after.writestr(name, change(old))
    return file.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


# Rows


def test_the_columns_are_the_fields_of_school_yaml_and_those_of_the_table_itself() -> None:
    assert set(COLUMNS) == FORM - {"own_terms"} | {FOLDER, "language", "urn", "town", "postcode"}


def test_a_row_holds_the_cells_that_are_filled_in() -> None:
    columns, rows, _ = read_table_of("name,short_name,folder,authority\nOak Hill,Oak,oak-hill,\nElm, ,,Leeds\n")
    assert columns == ("name", "short_name", "folder", "authority")
    assert [row.cells for row in rows] == [
        (("name", "Oak Hill"), ("short_name", "Oak"), ("folder", "oak-hill")),
        (("name", "Elm"), ("authority", "Leeds")),
    ]
    assert [(row.name, row.folder) for row in rows] == [("Oak Hill", "oak-hill"), ("Elm", None)]


def read_table_of(text: str) -> SchoolTable:
    Path("schools.csv").write_text(text, "utf-8")
    return read_table(Path("schools.csv"))


@pytest.mark.parametrize("head", ["short_name", "Short name", " SHORT  NAME ", "short-name", '"Short_Name"'])
def test_a_head_is_a_field_s_name_however_it_is_spelt(head: str) -> None:
    assert cells_of(f"name,{head}\nOak Hill,Oak\n") == [{"name": "Oak Hill", "short_name": "Oak"}]


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_the_heads_show_what_parts_the_cells(sign: str) -> None:
    text = f'\ufeffname{sign}Review date{sign}folder\r\n"A{sign} B; C, D"{sign}1, 2; 3{sign}x\r\n'
    if sign != "\t":
        text = text.replace("1, 2; 3", '"1, 2; 3"')
    assert cells_of(text) == [{"name": f"A{sign} B; C, D", "review_date": "1, 2; 3", "folder": "x"}]


def test_a_table_of_one_column_needs_nothing_between_its_cells() -> None:
    assert cells_of("Name\nOak Hill\n\nElm\n") == [{"name": "Oak Hill"}, {"name": "Elm"}]


def test_a_space_before_a_quote_mark_is_none_of_the_text() -> None:
    (row,) = rows_of('name, senco\nOak,  "Lee, SENCO"\n')
    assert row.cells == (("name", "Oak"), ("senco", "Lee, SENCO"))
    assert row.place_of("senco") == Place(Path("schools.csv"), 2, 7, 'Oak,  "Lee, SENCO"', 12)


def test_a_sign_in_a_head_that_is_no_column_does_not_decide() -> None:
    assert cells_of("name;what, or, so, on;folder\nA;B;C\n") == [{"name": "A", "folder": "C"}]


def test_rows_are_counted_as_a_spreadsheet_counts_them_and_lines_as_an_editor_does() -> None:
    rows = rows_of('\n name ,folder\n"Oak\nHill",\n , \n\n"Elm ""Tree"" School",elm\n')
    assert [(row.row, row.line, row.name) for row in rows] == [(3, 3, "Oak Hill"), (6, 7, 'Elm "Tree" School')]


def test_letters_and_their_marks_are_put_together() -> None:
    (row,) = rows_of("name\nYsgol y Wy\u0302dd\n")
    assert row.name == "Ysgol y Wŷdd"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_with_a_mark_and_line_ends_of_every_system_are_read(encoding: str, end: str) -> None:
    (row,) = rows_of(f"name\tsenco{end}Wŷdd\tZoë{end}".encode(encoding))
    assert row.cells == (("name", "Wŷdd"), ("senco", "Zoë"))


# Places


def test_a_node_has_the_place_of_each_cell_in_its_line() -> None:
    (row,) = rows_of('name, short_name,folder,senco\n"Oak ""Hill""",  Oak ,oak, Zoë 😀 Lee\n')
    line = '"Oak ""Hill""",  Oak ,oak, Zoë 😀 Lee'
    node = row.node()
    assert node.place == Place(Path("schools.csv"), 2, 1, line, 14)
    assert [(key.value, value.value) for key, value in node.entries if isinstance(value, Scalar)] == [
        ("name", 'Oak "Hill"'),
        ("short_name", "Oak"),
        ("senco", "Zoë 😀 Lee"),
    ]
    assert [value.place for _, value in node.entries] == [key.place for key, _ in node.entries]
    assert [(key.place.line, key.place.column, key.place.width) for key, _ in node.entries] == [
        (2, 1, 14),
        (2, 18, 3),
        (2, 28, 9),
    ]
    assert row.place_of(FOLDER) == Place(Path("schools.csv"), 2, 23, line, 3)


def test_a_cell_with_line_ends_in_it_begins_in_its_own_line_and_words_are_found_in_theirs() -> None:
    (row,) = rows_of('name,senco,return_to,folder\nOak,"Ms\nLee","the\r\nschool office",oak\n')
    (_, name), (_, senco), (_, to) = row.node().entries
    assert isinstance(to, Scalar)
    assert name.place == Place(Path("schools.csv"), 2, 1, 'Oak,"Ms', 3)
    assert senco.place == Place(Path("schools.csv"), 2, 5, 'Oak,"Ms', 3)
    assert to.place == Place(Path("schools.csv"), 3, 6, 'Lee","the', 4)
    assert to.value == "the\nschool office"
    assert to.find("office") == Place(Path("schools.csv"), 4, 8, 'school office",oak', 6)
    assert row.place_of(FOLDER) == Place(Path("schools.csv"), 4, 16, 'school office",oak', 3)


def test_a_row_without_a_name_has_its_problem_where_the_name_belongs() -> None:
    for text, column in [("senco,name\nLee,\n", 5), ("senco,name\nLee\n", 4), ('senco,name,logo\n"Lee",  ,x\n', 9)]:
        (row,) = rows_of(text)
        reading = Reading()
        reading.attempt(partial(read_school, Path(), logo_words="Logo of"), row.node())
        problem = with_row_label(row, reading.problems[0])
        assert "has no “name”" in problem.message
        assert problem.message.startswith("row 2, column “name”: ")
        assert problem.place
        assert (problem.place.line, problem.place.column) == (2, column)


def test_a_row_of_a_table_without_a_column_for_the_name_has_the_place_of_its_first_cell() -> None:
    (row,) = rows_of("senco,folder\nLee,oak\n")
    assert row.node().place == row.place_of("senco")


def test_the_school_s_own_problems_are_told_with_row_and_column() -> None:
    (row,) = rows_of('name,logo_grey,review_date\n"Oak\nHill",maybe,\n')
    reading = Reading()
    reading.attempt(partial(read_school, Path(), logo_words="Logo of"), row.node())
    told = [with_row_label(row, problem) for problem in reading.problems]
    assert [(str(problem.place), problem.message) for problem in told] == [
        ("schools.csv:3:7", "row 2, column “logo_grey”: “maybe” is not an answer here"),
        ("schools.csv:3:7", "row 2, column “logo_grey”: there is no logo for “logo_grey”"),
    ]


def test_a_problem_that_lies_elsewhere_is_told_as_it_is() -> None:
    one, two = rows_of("name\nOak\nElm\n")
    for place in (None, Place(Path("schools.csv")), Place(Path("other.csv"), 2, 1), two.place_of("name")):
        assert with_row_label(one, Problem("some-kind", place, "wrong", "help")) == Problem(
            "some-kind", place, "wrong", "help"
        )


def test_a_row_goes_to_another_process_and_comes_back_the_same() -> None:
    for row in (*rows_of('name,senco\n"Oak\nHill",Lee\n'), *rows_of(workbook([["name"], ["Oak"]]))):
        again = pickle.loads(pickle.dumps(row))
        assert again == row
        assert again.node() == row.node()
        assert len(pickle.dumps(row)) < 400


CELL = st.text(st.sampled_from('ab" ,;\té😀\n'), max_size=6)


@settings(deadline=None)
@given(st.lists(st.lists(CELL, min_size=1, max_size=4), min_size=1, max_size=4), st.sampled_from(",;\t"), st.booleans())
@example([["a", ""], ['"', "\n\n"]], ",", True)
def test_where_cells_stand_agrees_with_how_csv_takes_them_apart(
    table: list[list[str]], sign: str, everything: bool
) -> None:
    """Every cell is found in its line, for any text that the csv module accepts."""

    def written(cell: str) -> str:
        plain = not everything and not any(each in cell for each in ('"', sign, "\n"))
        return cell if plain else '"' + cell.replace('"', '""') + '"'

    lines = "\n".join(sign.join(map(written, row)) for row in table).split("\n")
    dialect, problems = Dialect(sign), list[Problem]()
    for record in records(Path("t"), lines, dialect, problems):
        found = list(spans(record.typed, dialect))
        assert len(found) == max(len(record.cells), 1)
        for (start, end), cell in zip(found, record.cells, strict=False):
            inside = record.typed[start:end]
            if inside.startswith('"'):
                inside = inside[1:-1].replace('""', '"')
            assert inside.strip() == cell.strip()
            place = place_of(Path("t"), record.line, record.typed, start, end)
            assert lines[place.line - 1] == place.source
            assert place.source[place.column - 1 :].startswith(record.typed[start:end].split("\n")[0])
    assert problems == []


@pytest.mark.slow
def test_24_000_schools_are_light_in_memory() -> None:
    row = ",".join(f"cell number {number} of this school" for number in range(len(COLUMNS) - 1))
    Path("schools.csv").write_text(",".join(COLUMNS) + "\n" + f"Oak Hill,{row}\n" * 24_000, "utf-8")
    size = Path("schools.csv").stat().st_size
    tracemalloc.start()
    try:
        rows = read_table(Path("schools.csv")).rows
        kept, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(rows) == 24_000
    assert kept < 8 * size
    assert most < 10 * size


# Problems of the table


def test_every_mistake_of_the_table_is_told_in_one_run() -> None:
    text = "nam,Short nmae,senco,SENCO,,own_terms\nOak,Oak,Lee,Lee,x,y\nElm,Elm,Lee,Lee,x,y,z\nAsh,=A1,#REF!\n"
    assert problems_of(text) == [
        ("schools.csv:1:1", "“nam” is not a column of a table of schools", 'did you mean "name"?'),
        ("schools.csv:1:5", "“Short nmae” is not a column of a table of schools", 'did you mean "short_name"?'),
        ("schools.csv:1:22", "“SENCO” is here a second time (first in column 3)", "delete one of them"),
        (
            "schools.csv:1:28",
            "column 5 has no head, and something is written in it (first in row 2)",
            "write a column’s name above it, or empty its cells",
        ),
        (
            "schools.csv:1:29",
            "a cell cannot hold the terms that a school words in its own way",
            "write them into school.yaml in a folder of the school’s, and name that in a column “folder”",
        ),
        (
            "schools.csv:3:21",
            "row 3 has 7 cells, and there are only 6 heads",
            "put a text that has “,” in it into quote marks, or delete the last cells",
        ),
        (
            "schools.csv:4:5",
            "row 4, column “short_nmae”: “=A1” is a formula, and its result is not in the file",
            "write the text itself into the cell; or mend the formula in Excel, and save the table again",
        ),
        (
            "schools.csv:4:9",
            "row 4, column “senco”: “#REF!” is a formula’s error",
            "write the text itself into the cell; or mend the formula in Excel, and save the table again",
        ),
    ]


def test_a_table_needs_a_column_of_names_or_of_folders() -> None:
    assert problems_of("senco\nLee\n") == [
        ("schools.csv:1:1", "no column of this table is called “name”", 'write "name" above the names of the schools')
    ]
    assert cells_of("folder\noak\n") == [{"folder": "oak"}]


def test_the_terms_of_a_school_are_no_column_one_by_one_either() -> None:
    ((place, message, _),) = problems_of("name,own_terms.senco\nOak,x\n")
    assert (place, message) == ("schools.csv:1:6", "a cell cannot hold the terms that a school words in its own way")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "there is nothing in this table"),
        ("\n\r\n ,, \n", "there is nothing in this table"),
        ("name,senco\n", "there is no school in this table"),
        ("name\n ,,\n\n", "there is no school in this table"),
    ],
)
def test_a_table_without_schools_is_a_mistake_of_the_whole_file(text: str, message: str) -> None:
    ((place, told, _),) = problems_of(text)
    assert (place, told) == ("schools.csv", message)


def test_empty_cells_beyond_the_heads_are_no_mistake() -> None:
    assert cells_of("name,,\nOak,,,,\n") == [{"name": "Oak"}]


def test_of_many_rows_with_one_mistake_the_first_are_told_and_the_others_counted() -> None:
    problems = problems_of("name,senco\n" + "A,B,C\n" * 30 + "D,#N/A\n")
    assert len(problems) == 21
    assert problems[19][0] == "schools.csv:21:5"
    assert problems[19][1] == "row 21 has 3 cells, and there are only 2 heads; 10 more rows have the like"
    assert problems[20][1].endswith("“#N/A” is a formula’s error")


TWICE = 'type one that belongs to the text twice: ""'


@pytest.mark.parametrize(
    ("text", "place", "message", "hint"),
    [
        ('name\n"Oak\nElm\n', "2:1", "the quote mark that opens here is never closed", "at the end of the cell"),
        ('name,senco\n"Oak\nElm","Lee\n', "3:6", "the quote mark that opens here is never closed", TWICE),
        ('name,senco\n"Oak" Hill,Lee\n', "2:6", "the text goes on here after a closing quote mark", "one pair"),
        (
            'name,senco\nOak,"Lee\n"Elm",Lee\n',
            "2:5",
            "the quote mark that opens here is only closed in line 3, before more text",
            "at the end of the cell",
        ),
        (
            'name\n"' + "x\n" * 100_000,
            "2:1",
            "the quote mark that opens here is not closed within 131,072 characters",
            "at the end of the cell",
        ),
        ("name\n" + "x" * 10_000_000, "2:1", "this cell has more than 131,072 characters", "one text of one school"),
        ('name\n"' + "x" * 200_000 + '"\n', "2:1", "this cell has more than 131,072 characters", "one school"),
    ],
)
def test_a_row_that_cannot_be_taken_apart_is_told_where_its_quote_mark_is(
    text: str, place: str, message: str, hint: str
) -> None:
    problem = next(problem for problem in problems_of(text) if problem[1] == message)
    assert problem[0] == f"schools.csv:{place}"
    assert hint in problem[2]


def test_the_rows_after_a_quote_mark_that_is_not_closed_are_looked_at_too() -> None:
    problems = problems_of('name,senco\n"Oak,Lee\nElm,"Lee" x\nAsh,#N/A\n"Yew,Lee\n')
    assert [(place, message.partition(" ")[0]) for place, message, _ in problems] == [
        ("schools.csv:2:1", "the"),
        ("schools.csv:3:10", "the"),
        ("schools.csv:4:5", "row"),
        ("schools.csv:5:1", "the"),
    ]


def test_a_table_full_of_open_quote_marks_is_left_after_the_first_of_them() -> None:
    problems = problems_of("name\n" + '"x" y\n' * 100)
    assert len(problems) == 20
    assert problems[-1][1].endswith("; the table is not read on from here")


# Files


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("encoding", "names"),
    [
        ("cp1252", "Zoë,O’Neill,St Mary’s,Café,“Oak”,Müller,2026–27,£5,Siân"),
        ("cp1252", "parent–teacher,Mon–Fri"),
        ("mac_roman", "Zoë,O’Neill,St Mary’s,Café,“Oak”,Müller,2026–27,£5,Siân"),
        ("mac_roman", "François,Crème"),
        ("mac_roman", "St Mary’s"),
        ("mac_roman", "O’NEILL"),
    ],
)
def test_a_table_in_an_old_encoding_is_read_and_said(encoding: str, names: str, end: str) -> None:
    rows = "".join(f'"{name}",Lee{end}' for name in names.split(","))
    Path("schools.csv").write_bytes(f"name,senco{end}{rows}".encode(encoding))
    table = read_table(Path("schools.csv"))
    assert [row.name for row in table.rows] == names.split(",")
    (warning,) = table.warnings
    called = {"cp1252": "Windows (ANSI, Windows-1252)", "mac_roman": "the Mac (MacRoman)"}[encoding]
    first = next(letter for letter in names if not letter.isascii())
    assert warning.message == (
        f"this table is saved in an old encoding of {called}, and read as that; is its letter “{first}” right?"
    )
    assert SAVE_AS_CSV in warning.hint
    assert warning.warning


def test_the_line_ends_of_a_mac_decide_where_nothing_else_does() -> None:
    """Excel on a Mac ends lines with a carriage return alone in such a file. “España” might be “Espa–a”."""
    for end, name in (("\r", "España"), ("\n", "Espa–a")):
        (row,) = rows_of(f"name{end}España{end}".encode("mac_roman"))
        assert row.name == name


def test_unseen_characters_are_told_where_they_stand() -> None:
    problems = problems_of("name,senco\nOak\u200e,Lee\x00\nElm,\u202eeeL\n")
    assert [place for place, _, _ in problems] == ["schools.csv:2:4", "schools.csv:2:9", "schools.csv:3:5"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\0" * 1_000_000, "the file is saved as UTF-16, without the mark"),
        (b"%PDF-1.7\n", "this is a PDF"),
        (b"{\\rtf1 name}", "this is a WordPad or Word document (RTF)"),
        (b"\xff\xfen\0a", "is damaged"),
        (b"\xff\xfen\0a\0m\0e\0\n", "is damaged"),
    ],
)
def test_what_is_no_text_is_told_how_to_become_one(data: bytes, message: str) -> None:
    if data.startswith(b"\xff\xfen\0a") and len(data) % 2 == 0:
        data += b"\0x"
    ((place, told, hint),) = problems_of(data)
    assert place == "schools.csv"
    assert message in told
    assert SAVE_AS_CSV in hint


def test_noise_is_told_without_end_neither_in_time_nor_in_problems() -> None:
    noise = bytes((number * number * 7 + number // 3) % 256 for number in range(300_000))
    assert 1 < len(problems_of(noise)) < 1_200
    assert len(problems_of("name\n" + "\u00a0Oak\n" * 3_000)) == 1


@pytest.mark.parametrize("name", ["missing.csv", "folder"])
def test_a_file_that_is_not_there_is_an_error_of_files(name: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(FileError) as raised:
        read_table(Path(name))
    assert str(raised.value.problems[0].place) == name


def test_a_file_without_an_end_is_left_when_it_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schools_table, "_LARGEST", 1_000_000)
    ((_, message, _),) = problems_of(b"name\n" * 250_000, status=3)
    assert message == "this file has more than 1 MB, which no table of schools needs"
    if Path("/dev/zero").exists():
        with pytest.raises(FileError):
            read_table(Path("/dev/zero"))


# Workbooks


def test_a_workbook_is_read_as_if_somebody_had_typed_its_values() -> None:
    book = Workbook()
    sheet = book.active
    sheet.append(["Name", "Senco contact", "Audit date", "Review date", "return_by", "logo", "logo_grey"])
    values = ["Oak\r\nHill\tSchool", 1132224444, datetime(2027, 1, 5), date(2026, 12, 31), 12.5, " logo.png ", True]
    sheet.append(values)
    sheet.append(["Elm", 12.0, datetime(2027, 1, 5, 9, 30), time(14, 5), 0.1 + 0.2, timedelta(hours=30), False])
    sheet.append([])
    sheet.append(["Wy\u0302dd", None, "5 May"])
    rows = rows_of(saved(book), "schools.xlsx")
    assert [(row.row, row.line, list(dict(row.cells).values())) for row in rows] == [
        (2, 2, ["Oak Hill School", "1132224444", "5 January 2027", "31 December 2026", "12.5", "logo.png", "yes"]),
        (3, 3, ["Elm", "12", "5 January 2027, 09:30", "14:05", "0.3", "1 day, 6:00:00", "no"]),
        (5, 5, ["Wŷdd", "5 May"]),
    ]


def test_a_cell_of_a_workbook_has_its_row_as_a_line_and_is_called_as_excel_calls_it() -> None:
    (row,) = rows_of(workbook([["name", "senco", "folder"], ['"Oak" Hill', "Lee", "oak"]]), "schools.xlsx")
    line = '"Oak" Hill\tLee\toak'
    (_, name), (_, senco) = row.node().entries
    assert name.place == Place(Path("schools.xlsx"), 2, 1, line, 10)
    assert senco.place == Place(Path("schools.xlsx"), 2, 12, line, 3)
    told = with_row_label(row, Problem("some-kind", senco.place, "wrong"))
    assert told.message == "row 2, column “senco” (B2): wrong"
    assert told.values == (("row", "2"), ("column", "2"))


def test_columns_past_z_have_two_letters() -> None:
    heads = ["name", *[None] * 25, "senco", *[None] * 674, "logo"]
    (row,) = rows_of(workbook([heads, heads]))
    assert [row.label(number).rpartition("(")[2] for number in (0, 25, 26, 701)] == ["A2)", "Z2)", "AA2)", "ZZ2)"]


def test_formulas_give_their_last_values_and_those_without_are_told() -> None:
    rows = [["name", "senco", "authority"], ["Oak", '="L"&"ee"', '="L"&"eeds"'], ["Elm", "#REF!", "Leeds"]]
    data = workbook(rows)
    lost = "is a formula, and its result is not in the file"
    assert problems_of(data) == [
        ("schools.csv:2:5", f"row 2, column “senco” (B2): “{rows[1][1]}” {lost}", FORMULA),
        ("schools.csv:2:15", f"row 2, column “authority” (C2): “{rows[1][2]}” {lost}", FORMULA),
        ("schools.csv:3:5", "row 3, column “senco” (B3): “#REF!” is a formula’s error", FORMULA),
    ]

    def worked_out(xml: bytes) -> bytes:
        """Fill in the formulas' results, as Excel does."""
        xml = xml.replace(b"<v />", b"<v>Lee</v>").replace(b"<v></v>", b"<v>Lee</v>").replace(b"#REF!", b"#N/A")
        return xml.replace(b'<c r="B2">', b'<c r="B2" t="str">').replace(b'<c r="C2">', b'<c r="C2" t="str">')

    ((_, message, _),) = problems_of(with_part(data, SHEET, worked_out))
    assert message == "row 3, column “senco” (B3): “#N/A” is a formula’s error"
    right = with_part(workbook(rows[:2]), SHEET, worked_out)
    assert cells_of(right) == [{"name": "Oak", "senco": "Lee", "authority": "Lee"}]


FORMULA = "write the text itself into the cell; or mend the formula in Excel, and save the table again"


def test_a_formula_of_several_cells_is_a_formula() -> None:
    book = Workbook()
    book.active.append(["name"])
    book.active["A2"] = ArrayFormula("A2:A2", "=B1:B1")
    ((_, message, _),) = problems_of(saved(book))
    assert message.startswith("row 2, column “name” (A2): “=B1:B1” is a formula")


def test_the_first_sheet_that_can_be_seen_is_read() -> None:
    table = [["name"], ["Oak"]]
    book = Workbook()
    book.active.sheet_state = "hidden"
    for title in ("one", "two"):
        sheet = book.create_sheet(title)
        sheet.append(["name"])
        sheet.append([f"Oak {title}"])
    assert [row.name for row in rows_of(saved(book))] == ["Oak one"]
    assert [row.name for row in rows_of(workbook(table, ("notes", "visible", [["nothing"]])))] == ["Oak"]


def test_what_stands_beside_a_table_in_a_sheet_is_told() -> None:
    rows = [["name", None, "senco"], ["Oak", "x", "Lee", None, "note"]]
    assert [(place, message) for place, message, _ in problems_of(workbook(rows))] == [
        ("schools.csv:1:6", "column B has no head, and something is written in it (first in row 2)"),
        ("schools.csv:2:12", "row 2, column 5 (E2): this cell stands beside the table"),
    ]


def test_a_sheet_that_says_that_it_is_smaller_is_read_as_a_whole() -> None:
    less = with_part(SMALL, SHEET, lambda xml: xml.replace(b'ref="A1:B2"', b'ref="A1:A1"'))
    assert less != SMALL
    assert cells_of(less) == [{"name": "Oak", "senco": "Lee"}]


def test_unseen_characters_of_a_workbook_are_told_in_their_row() -> None:
    (problem,) = problems_of(workbook([["name", "senco"], [], ["Oak", "Lee\u200e"]]))
    assert problem[0] == "schools.csv:3:8"


def test_a_date_that_no_calendar_has_is_told() -> None:
    data = workbook([["name", "review_date"], ["Oak", date(2027, 1, 5)]])
    ((_, message, _),) = problems_of(
        with_part(data, SHEET, lambda xml: xml.replace(b"<v>46392</v>", b"<v>9999999999</v>"))
    )
    assert message == "row 2, column “review_date” (B2): “#VALUE!” is a formula’s error"


def test_a_windows_line_end_that_excel_keeps_as_a_code_is_a_space() -> None:
    assert cells_of(workbook([["name"], ["Oak_x000D_\nHill"]])) == [{"name": "Oak Hill"}]


# Files that are not workbooks, or hostile ones


def zipped(**parts: bytes) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), data)
    return file.getvalue()


ODS = zipped(mimetype=b"application/vnd.oasis.opendocument.spreadsheet", content_dot_xml=b"<x/>")
NUMBERS = zipped(Index__Document_dot_iwa=b"\0\1")
SMALL = workbook([["name", "senco"], ["Oak", "Lee"]])


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "this is an old Excel file (.xls), or one with a password"),
        (ODS, "this is not an Excel file (.xlsx), but another kind of spreadsheet or zip file"),
        (NUMBERS, "this is not an Excel file (.xlsx), but another kind of spreadsheet or zip file"),
        (with_part(SMALL, "xl/workbook.bin", lambda old: b"\0"), "this is not an Excel file (.xlsx), but"),
        (SMALL[:-400], "it is damaged, or of another kind (BadZipFile)"),
        (b"PK", "it is damaged, or of another kind (BadZipFile)"),
        (with_part(SMALL, SHEET, lambda xml: xml[:-80]), "it is damaged, or of another kind (ParseError)"),
        (with_part(SMALL, SHEET, lambda xml: xml.replace(b'"n"', b'"n" s="99999"')), ""),
    ],
)
def test_another_kind_of_file_is_told_to_become_a_text(data: bytes, message: str) -> None:
    if not message:
        assert rows_of(data)  # a style that does not exist
        return
    ((place, told, hint),) = problems_of(data, status=3)
    assert place == "schools.csv"
    assert message in told
    assert SAVE_AS_CSV in hint


def test_a_workbook_whose_sheets_are_all_hidden_is_told() -> None:
    data = with_part(SMALL, "xl/workbook.xml", lambda xml: xml.replace(b'"visible"', b'"veryHidden"'))
    ((_, message, _),) = problems_of(data, status=3)
    assert message == "there is no sheet in this file that can be seen"


DOCUMENT_TYPES = {
    "laughs": '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
    "a file": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    "a server": '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
    "behind white space": "\n" * 10_000 + "<!-- x --><!DOCTYPE x>",
}


@pytest.mark.parametrize("kind", DOCUMENT_TYPES)
@pytest.mark.parametrize(
    "part", [SHEET, "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml", "docProps/core.xml"]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_in_every_part_before_anything_is_made_of_it(
    kind: str, part: str, encoding: str
) -> None:
    def declare(xml: bytes) -> bytes:
        text = xml.decode().partition("?>")[2] if xml.startswith(b"<?xml") else xml.decode()
        return f'<?xml version="1.0" encoding="{encoding}"?>{DOCUMENT_TYPES[kind]}{text}'.encode(encoding)

    ((_, message, hint),) = problems_of(with_part(SMALL, part, declare), status=3)
    assert message == f"“{part}” in this file declares a document type"
    assert SAVE_AS_CSV in hint


@pytest.mark.parametrize(
    ("part", "size"), [(SHEET, 101_000_000), ("xl/styles.xml", 11_000_000), ("xl/media/image1.png", 11_000_000)]
)
def test_what_would_unfold_to_far_more_than_a_table_is_refused_unread(part: str, size: int) -> None:
    bomb = with_part(SMALL, part, lambda old: old + b" " * size)
    assert len(bomb) < 200_000
    tracemalloc.start()
    try:
        problems = problems_of(bomb, status=3)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert problems[0][1] == "this file unfolds to far more than a table of schools needs"
    assert most < 5_000_000


def test_a_part_that_lies_about_its_size_is_unfolded_no_further_than_that() -> None:
    """The size is stated twice: before the part, and in the list at the end of the file, which counts."""
    size = 20_000_000
    bomb = with_part(SMALL, SHEET, lambda old: old + b" " * (size - len(old)))
    lying = bomb.replace(struct.pack("<I", size), struct.pack("<I", 900))
    assert lying.count(struct.pack("<I", 900)) == 2
    tracemalloc.start()
    try:
        ((_, message, _),) = problems_of(lying, status=3)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert "it is damaged" in message
    assert most < 5_000_000


@pytest.mark.slow
@pytest.mark.parametrize(
    ("row", "message"),
    [
        (
            '<row r="999999999999"><c r="A999999999999" t="str"><v>x</v></c></row>',
            "this sheet reaches much further than",
        ),
        ('<row><c r="XFD2"/></row>' * 3_000, "this sheet reaches much further than"),
        ('<row r="2"><c r="ZZZZZZZ2" t="str"><v>x</v></c></row>', "it is damaged, or of another kind (ValueError)"),
        ('<row r="2"><c r="A2"><v>' + "9" * 5_000 + "</v></c></row>", "it is damaged, or of another kind (ValueError)"),
        ('<row r="2"><c r="A2" t="s"><v>7</v></c></row>', "it is damaged, or of another kind (IndexError)"),
    ],
)
def test_a_sheet_that_seems_without_an_end_is_refused(row: str, message: str) -> None:
    data = with_part(SMALL, SHEET, lambda xml: xml.replace(b"</sheetData>", row.encode() + b"</sheetData>"))
    ((_, told, _),) = problems_of(data, status=3)
    assert message in told


@pytest.mark.slow
def test_a_format_down_to_the_last_row_is_no_harm() -> None:
    last = b'<row r="1048576" s="1" customFormat="1"><c r="A1048576"/></row></sheetData>'
    assert cells_of(with_part(SMALL, SHEET, lambda xml: xml.replace(b"</sheetData>", last))) == [
        {"name": "Oak", "senco": "Lee"}
    ]


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_a_damaged_workbook_is_read_or_refused_but_never_a_traceback(data: st.DataObject) -> None:
    """The damage is in its bytes, and in the XML of its parts."""
    with ZipFile(BytesIO(SMALL)) as archive:
        names = archive.namelist()
    part = data.draw(st.sampled_from([None, SHEET, *names]))
    where, cut = data.draw(st.integers(0, 100_000)), data.draw(st.integers(0, 30))
    typed = data.draw(st.sampled_from([b"", b"<", b'"', b"-1", b"1e999", b"\0", b"\xff", b"e", b"nan"]))

    def damaged(old: bytes) -> bytes:
        at = where % len(old)
        return old[:at] + typed + old[at + cut :]

    read_or_refused(damaged(SMALL) if part is None else with_part(SMALL, part, damaged))


@settings(deadline=None, max_examples=150)
@given(st.one_of(st.binary(max_size=60), st.text(st.sampled_from('name,;\t"\n\r\0\ufeff\u2028 é={'), max_size=60)))
def test_any_bytes_are_read_or_refused_but_never_a_traceback(data: bytes | str) -> None:
    text = data if isinstance(data, bytes) else data.encode()
    for head in (b"", b"name,folder\n"):
        for row in read_or_refused(head + text):
            node = row.node()
            assert [(key.value, value.value) for key, value in node.entries if isinstance(value, Scalar)] == [
                cell for cell in row.cells if cell[0] not in (FOLDER, *IDENTITY)
            ]
            assert all(row.column_at(key.place) == row.columns.index(key.value) for key, _ in node.entries)


def read_or_refused(data: bytes) -> tuple[SchoolRow, ...]:
    """Return a table's rows, or none if the table is refused with a proper problem."""
    problems: tuple[Problem, ...] = ()
    rows: tuple[SchoolRow, ...] = ()
    try:
        rows = rows_of(data)
    except SenauditError as error:
        problems = error.problems
    assert bool(rows) != bool(problems)
    assert all(problem.hint and problem.place for problem in problems)
    return rows
