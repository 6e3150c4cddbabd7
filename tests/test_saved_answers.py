"""Reading the files of answers that a web page saves."""

from __future__ import annotations

import json
from typing import Any

import pytest
from browser import Pages, saved
from programs import needs_chromium

from senaudit.audit.returns import Return
from senaudit.audit.saved_answers import LARGEST, read_saved
from senaudit.problems import Problem
from senaudit.recipe.request import request_for

FILE: dict[str, Any] = {
    "senaudit": 1,
    "document": "sheets",
    "title": "Sheets: Parents",
    "language": "en-GB",
    "school": "Oak Hill",
    "group": "parents",
    "edition": "2026",
    "key": "k",
    "id": "0f3a",
    "changed": "2026-11-29T10:00:00.000Z",
    "answers": {"support:information:practice": "Łukasz 😀\n€5", "completed-by:parents": True, "date": " "},
    "asked": {"support:information:practice": "Support 1", "completed-by:parents": "Parents", "date": "Date"},
}


def written(**changes: Any) -> bytes:
    return json.dumps({**FILE, **changes}, ensure_ascii=False, indent=2).encode()


def only(data: bytes) -> Return:
    file = read_saved("a.json", data)
    assert not file.problems
    (read,) = file.returns
    return read


def wrong(data: bytes) -> list[Problem]:
    file = read_saved("a.json", data)
    assert not file.returns
    assert all(problem.hint and str(problem.place).startswith("a.json") for problem in file.problems)
    return list(file.problems)


def told(data: bytes) -> list[tuple[str, int, int]]:
    """Return the kind, line and column of each problem."""
    return [(each.kind, each.place.line, each.place.column) for each in wrong(data) if each.place]


def test_all_that_a_page_saved_is_read() -> None:
    read = only(written())
    assert read.answers == {"support:information:practice": "Łukasz 😀\n€5", "completed-by:parents": True}
    assert read.asked == FILE["asked"]
    assert (read.way, read.school, read.group, read.edition) == ("web page", "Oak Hill", "parents", "2026")
    assert (read.person, read.changed, read.completed_by) == ("0f3a", "2026-11-29T10:00:00.000Z", ("parents",))
    assert read.id == f"{read.digest[:8]}-1"
    assert not read.warnings


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_file_that_was_saved_again_in_notepad_is_read(encoding: str) -> None:
    text = written().decode().replace("\n", "\r\n")
    assert only(text.encode(encoding)).answers == only(written()).answers


def test_halves_of_characters_and_control_characters_are_told() -> None:
    read = only(json.dumps({**FILE, "answers": {"a:b:c": "a\ud83db\x00"}}).encode())
    assert read.answers == {"a:b:c": "a\ufffdb"}
    (warning,) = read.warnings
    assert (warning.kind, warning.warning) == ("signs-left-out", True)
    assert "2 signs" in warning.message


def test_signs_of_the_private_use_area_stay_as_the_page_saved_them() -> None:
    assert only(written(answers={"a:b:c": "\uf600"})).answers == {"a:b:c": "\uf600"}


def test_what_is_wrong_has_its_line_and_column() -> None:
    data = written(answers={"a:b:c": 1, "d:e:f": [], "g:h:i": False}, asked={"a:b:c": True}, school=None)
    assert told(data) == [
        ("not-words", 6, 3),
        ("not-an-answer", 13, 5),
        ("not-an-answer", 14, 5),
        ("not-an-answer", 15, 5),
        ("not-an-answer", 18, 5),
    ]


@pytest.mark.parametrize(
    ("data", "kind", "line", "column"),
    [
        (written()[:-60], "return-cut-off", 19, 4),
        (written()[:-7], "return-cut-off", 20, 13),
        (written().replace(b'"Oak Hill",', b'"Oak Hill"'), "return-no-json", 7, 3),
        (written().replace(b'"group": "parents",', b'"school": "b",'), "name-twice", 7, 3),
        (b"[]", "not-saved-answers", 1, 1),
        (b"{}", "not-saved-answers", 0, 0),
        (written(senaudit=2), "return-other-version", 2, 3),
        (written(senaudit=True), "return-other-version", 2, 3),
        (written(senaudit="1"), "return-other-version", 2, 3),
        (written(answers=[]), "not-a-table", 12, 3),
        (written().decode().encode("cp1250", "replace"), "return-not-unicode", 13, 38),
        (b"[" * 100_000, "return-no-json", 0, 0),
        (b'{"senaudit": ' + b"1" * 100_000 + b"}", "return-no-json", 0, 0),
        (b" " * (LARGEST + 1), "return-too-large", 0, 0),
        (written(id="a" * 2_000), "name-too-long", 10, 3),
    ],
)
def test_a_file_that_is_wrong_is_explained(data: bytes, kind: str, line: int, column: int) -> None:
    assert told(data) == [(kind, line, column)]


def test_a_file_without_its_answers_says_which_part_is_missing() -> None:
    less = {name: value for name, value in FILE.items() if name not in ("answers", "asked")}
    assert [each.kind for each in wrong(json.dumps(less).encode())] == ["missing-field", "missing-field"]


def test_of_very_many_wrong_answers_some_are_told() -> None:
    found = wrong(written(answers={f"a:b:{number}": 1 for number in range(10_000)}))
    assert len(found) == 21
    assert found[-1].kind == "more-wrong"


@needs_chromium
def test_what_chromium_saves_from_our_page_is_read(pages: Pages) -> None:
    page = pages.open(request_for("sheets", chapters=["support"], format="html"))
    words = "Łukasz, Siân: “€5” 😀\n=1+1\n" + "word " * 800
    page.fill('[name="support:information:practice"]', words)
    page.check('[name="support:information:code-of-practice"]')
    page.check('[name="completed-by:parents"]')
    read = only(saved(page).read_bytes())
    assert read.answers == {
        "completed-by:parents": True,
        "support:information:code-of-practice": True,
        "support:information:practice": words,
    }
    assert read.completed_by == ("parents",)
    assert read.asked["support:information:practice"].endswith("Current practice")
    assert len(read.person) == 16
    assert read.changed.endswith("Z")
