"""What a file says of itself: its title, author and subject name the document, the school, the group and the look."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from senaudit.files.shipped import shipped
from senaudit.recipe.request import KINDS, Kind, request_for
from senaudit.recipe.steps import build
from senaudit.schools.merged import MergedPacks
from senaudit.schools.table import read_table

NAMES = {"guide": "audit guide", "sheets": "audit sheets", "poster": "poster", "letter": "covering letter"}
SUBJECTS = {
    "guide": "An audit guide for schools: how well do we work with the parents of children with special educational "
    "needs?",
    "sheets": "Audit sheets to copy and write on: what does the school do now, and what should it do next?",
    "poster": "Six messages in a parent’s voice, for the staff room and the notice board",
    "letter": "A letter to go with the audit sheets",
}
LOOKS: dict[str, dict[str, Any]] = {
    "": {},
    ", large print": {"large_print": True},
    ", large print, 18 point": {"text_size": 18},
}
SCHOOLS = {
    "": "",
    "name: Oak Hill Primary School\n": ", Oak Hill Primary School",
    "name: Ysgol y Wŷdd & “Elm” <b> (*Special*) School\nshort_name: Y Wŷdd\n": ", Y Wŷdd",
}
AUTHORS = ("The senaudit project", "Oak Hill Primary School", "Ysgol y Wŷdd & “Elm” <b> (Special) School")


def told(data: bytes) -> tuple[str, str, str]:
    """Return the title, author and subject of a file, which its dictionary and its metadata say alike."""
    with pikepdf.open(BytesIO(data)) as pdf:
        information = tuple(str(pdf.docinfo[f"/{name}"]) for name in ("Title", "Author", "Subject"))
        metadata = pdf.open_metadata()
        (creator,) = metadata["dc:creator"]
        assert information == (metadata["dc:title"], creator, metadata["dc:description"])
    return information[0], information[1], information[2]


def school_in(folder: Path, text: str) -> Path | None:
    (folder / "school.yaml").write_text(text, "utf-8")
    return folder if text else None


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("school", range(3))
@pytest.mark.parametrize("kind", KINDS)
def test_a_file_names_the_document_the_school_and_the_look(kind: Kind, school: int, look: str, tmp_path: Path) -> None:
    text, name = list(SCHOOLS.items())[school]
    folder = school_in(tmp_path, text)
    choices = request_for(kind, school=folder, questions=() if kind == "poster" else ("support:1",), **LOOKS[look])
    part = "" if kind in ("poster", "letter") else " (Support 1)"
    data = build(choices).data
    assert told(data) == (f"Partners with Parents: {NAMES[kind]}{part}{name}{look}", AUTHORS[school], SUBJECTS[kind])
    assert data == build(choices).data


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"chapters": ("support",)}, " (Support)"),
        ({"chapters": ("support", "1")}, " (Communication, Support)"),
        ({"questions": ("1:3,5-6", "support:2")}, " (Communication 3, 5, 6; Support 2)"),
        ({"audiences": ("teachers",)}, " for Teachers"),
        ({"chapters": ("2",), "audiences": ("parents",)}, " (Involvement) for Parents"),
    ],
)
def test_a_title_names_what_was_chosen_and_the_group(asked: dict[str, Any], words: str) -> None:
    for kind in ("guide", "sheets"):
        data = build(request_for(kind, **asked)).data
        assert told(data)[0] == f"Partners with Parents: {NAMES[kind]}{words}"


def test_the_words_are_content(tmp_path: Path) -> None:
    """They can be translated, in a school's own labels.yaml too; what it lacks comes from the shipped file."""
    (tmp_path / "labels.yaml").write_text(
        "labels:\n  poster: poster i'r wal\n  title-large-print: '{title}, print bras'\n", "utf-8"
    )
    folder = school_in(tmp_path, "name: Elm\n")
    title, _, subject = told(build(request_for("poster", school=folder, large_print=True)).data)
    assert title == "Partners with Parents: poster i'r wal, Elm, print bras"
    assert subject == SUBJECTS["poster"]


def test_a_template_without_these_attributes_still_works(tmp_path: Path) -> None:
    template = Path(shipped("templates"), "poster.xml.j2").read_text("utf-8")
    start, end = template.index(' title="'), template.index(' lang="')
    own = f'{template[:start]} title="{{{{ guide.title | plain }}}}"{template[end:]}'
    (tmp_path / "poster.xml.j2").write_text(own, "utf-8")
    with pikepdf.open(BytesIO(build(request_for("poster", templates=tmp_path)).data)) as pdf:
        assert str(pdf.docinfo["/Title"]) == "Partners with Parents"
        assert str(pdf.docinfo["/Author"]) == "senaudit"
        assert "/Subject" not in pdf.docinfo


def test_each_pack_of_a_table_says_its_own_school(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("t.csv").write_text("name,short_name\nOak & Hill,Oak\nElm,Elm\n", "utf-8")
    made = MergedPacks(tuple(request_for(kind, large_print=True) for kind in KINDS), Path())
    for row, (name, short) in zip(read_table(Path("t.csv"))[1], (("Oak & Hill", "Oak"), ("Elm", "Elm")), strict=True):
        for kind, document in zip(KINDS, made.documents(row), strict=True):
            title = f"Partners with Parents: {NAMES[kind]}, {short}, large print"
            assert told(document.data) == (title, name, SUBJECTS[kind])
