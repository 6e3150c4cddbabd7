"""The answers as a table: a row for each return and question, as a workbook and as CSV."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO
from pathlib import Path

from openpyxl import load_workbook
from test_typed_table import ACTION, PRACTICE, TICK, run, typed

from senaudit.audit.answer_table import answers_csv, answers_workbook
from senaudit.audit.returns import Return
from senaudit.audit.typed_table import read_table
from senaudit.recipe.reading import read_guide
from senaudit.recipe.request import Sources

GUIDE = read_guide(Sources(), with_findings=True)
OTHER = "communication:written-information:other"


def returns() -> tuple[Return, ...]:
    said = {
        "date": "1 May",
        ACTION: "- more",
        TICK: "x",
        OTHER: "x",
        f"{OTHER}:line": "A film",
    }
    first, second = read_table("t.xlsx", typed([said, {PRACTICE: "x" * 30_000}])).returns
    first = first._replace(answers={**first.answers, PRACTICE: "=1+1\nsecond line"})
    return first._replace(id="a-1", doubtful=frozenset([ACTION])), second._replace(id="a-2")


def rows_of(*given: Return) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(answers_csv(given, GUIDE).decode("utf-8-sig"), newline="")))


def test_each_return_has_a_row_for_each_question_that_it_was_asked() -> None:
    first, _ = returns()
    rows = rows_of(first)
    asked = dict.fromkeys(name.rpartition(":")[0] for name in first.asked if name.endswith(":practice"))
    assert len(rows) == len(asked)
    row = rows[2]
    assert row == {
        "Return": "a-1", "Group": "Office", "Completed by": "", "Date": "1 May", "Read from": "table",
        "Chapter": "Communication", "Number": "3", "Question": "How easily do parents get through to you by phone?",
        "Current practice": "'=1+1\nsecond line", "Points for action": "'- more", "Ticked": "",
        "Written on lines": "", "Check": "please check",
    }  # fmt: skip
    assert (rows[4]["Ticked"], rows[4]["Current practice"]) == ("Reliable route home", "")
    assert (rows[5]["Ticked"], rows[5]["Written on lines"]) == ("Other", "Other: A film")


def test_all_words_are_there_and_none_is_a_formula() -> None:
    sheet = load_workbook(BytesIO(answers_workbook(returns(), GUIDE))).active
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert not any(cell.data_type == "f" for cell in cells)
    assert "".join(str(cell.value) for cell in cells if set(str(cell.value)) == {"x"}) == "x" * 30_000
    assert "=1+1\nsecond line" in [cell.value for cell in cells]


def test_the_order_of_returns_changes_nothing() -> None:
    first, second = returns()
    assert answers_workbook([first, second], GUIDE) == answers_workbook([second, first], GUIDE)
    assert answers_csv([first, second], GUIDE) == answers_csv([second, first], GUIDE)


def test_a_question_that_the_guide_has_not_got_comes_last_with_its_words() -> None:
    first, _ = returns()
    old = "communication:fax:practice"
    asked = {old: "Communication 9: Is there a fax? Current practice", **first.asked}
    row = rows_of(first._replace(asked=asked, answers={**first.answers, old: "Yes"}))[-1]
    assert (row["Chapter"], row["Question"], row["Current practice"]) == ("", asked[old], "Yes")


def test_sheets_for_everybody_say_who_completed_them() -> None:
    first, _ = returns()
    by_two = first._replace(
        group="", completed_by=("parents", "office"), answers={**first.answers, "completed-by": "Ms Lee"}
    )
    assert rows_of(by_two)[0]["Completed by"] == "Parents, Office, Ms Lee"


def test_collate_makes_both_tables_and_makes_them_anew_without_who_is_forgotten(tmp_path: Path) -> None:
    folder = tmp_path / "a/returns"
    folder.mkdir(parents=True)
    (folder / "t.xlsx").write_bytes(typed([{PRACTICE: "By phone"}, {PRACTICE: "A secret"}]))
    done = run(tmp_path, "collate", "a/returns", "--into", "a", "--xlsx", "--csv")
    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader(StringIO((tmp_path / "a/answers.csv").read_text("utf-8-sig"))))
    assert {row["Current practice"] for row in rows} == {"", "By phone", "A secret"}
    assert "A secret" in [cell.value for row in load_workbook(tmp_path / "a/answers.xlsx").active for cell in row]
    secret = next(row["Return"] for row in rows if row["Current practice"] == "A secret")
    done = run(tmp_path, "collate", "--into", "a", "--forget", secret)
    assert "A secret" not in (tmp_path / "a/answers.csv").read_text("utf-8-sig"), done.stderr
    assert "A secret" not in [cell.value for row in load_workbook(tmp_path / "a/answers.xlsx").active for cell in row]
