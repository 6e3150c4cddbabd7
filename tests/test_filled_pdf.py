"""Reading sheets that were filled in on a screen: what each program gives back, and files that are wrong."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from io import BytesIO

import pikepdf
import pytest
from conftest import built_document
from filling_programs import TYPED, by_pikepdf, by_pypdf, joined_by_pypdf

from senaudit.audit.filled_pdf import read_fields
from senaudit.audit.returns import Return
from senaudit.recipe.request import request_for

SHEETS = request_for("sheets", font="arimo", chapters=["support"], fillable=True)
PARENTS = request_for("sheets", font="arimo", chapters=["support"], audiences=["parents"], fillable=True)


@cache
def empty() -> bytes:
    return built_document(SHEETS).data


def only(data: bytes) -> Return:
    """Return the only return of a file that has nothing wrong."""
    file = read_fields("a.pdf", data)
    assert not file.problems
    (read,) = file.returns
    return read


def kinds(read: Return) -> list[str]:
    assert all(warning.warning and warning.place for warning in read.warnings)
    return [warning.kind for warning in read.warnings]


def test_pikepdf_gives_back_every_word_and_tick() -> None:
    read = only(by_pikepdf(empty()))
    assert read.answers == TYPED
    assert not read.warnings


def test_pypdf_gives_back_every_word_and_tick() -> None:
    assert only(by_pypdf(empty())).answers == TYPED


def test_an_incremental_update_gives_back_every_word_and_tick() -> None:
    data = by_pypdf(empty(), incremental=True)
    assert data.startswith(empty())
    assert only(data).answers == TYPED


def test_a_return_says_what_it_is() -> None:
    read = only(by_pikepdf(built_document(PARENTS).data, {"support:information:practice": "a"}))
    assert (read.way, read.group, read.edition, read.language) == ("fields", "parents", "2026", "en-GB")
    assert len(read.form) == 32
    assert read.file == "a.pdf"
    assert read.id == f"{read.digest[:8]}-1"
    assert only(by_pikepdf(empty())).completed_by == ("parents",)


def test_what_is_left_empty_is_asked_and_not_among_the_answers() -> None:
    read = only(by_pikepdf(empty(), {"support:information:practice": " \n\t", "support:information:action": "a"}))
    assert read.answers == {"support:information:action": "a"}
    assert read.asked["support:information:practice"].endswith("to support parents? Current practice")
    with pikepdf.open(BytesIO(empty())) as pdf:
        assert {*read.asked, "senaudit"} == {str(field.T) for field in pdf.Root.AcroForm.Fields}


def test_joined_by_pypdf_three_people_stay_three() -> None:
    mine: list[Mapping[str, str | bool]] = [
        TYPED, {"support:information:practice": "b"}, {"support:not-judging:action": "c"},
    ]  # fmt: skip
    file = read_fields("a.pdf", joined_by_pypdf(by_pikepdf(empty(), answers) for answers in mine))
    assert [each.answers for each in file.returns] == mine
    assert [each.number for each in file.returns] == [1, 2, 3]
    assert {each.form for each in file.returns} == {only(by_pikepdf(empty())).form}


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "return-damaged"),
        (b"PK\x03\x04 no PDF", "return-damaged"),
        (b"%PDF-1.7\nnothing", "return-damaged"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_a_remedy(data: bytes, kind: str) -> None:
    file = read_fields("a.pdf", data)
    assert not file.returns
    (problem,) = file.problems
    assert problem.kind == kind
    assert problem.hint
    assert str(problem.place) == "a.pdf"
