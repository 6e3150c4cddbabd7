"""Soft hyphens, zero-width spaces and separate accents, as Word, web pages and Macs have them, are no mistake."""

from __future__ import annotations

import unicodedata
from contextlib import closing
from pathlib import Path
from typing import Literal

import pypdfium2  # type: ignore[import-untyped]
import pytest

from senaudit.content.text import Text
from senaudit.files.paths import inside
from senaudit.problems import NOWHERE, Place, Problem
from senaudit.recipe.reading import read_content
from senaudit.recipe.request import request_for
from senaudit.recipe.steps import build
from senaudit.source.unprinted import UNPRINTED, without_unprinted
from senaudit.typeset import words
from senaudit.typeset.characters import proof_characters
from senaudit.typeset.faces import find_family

SENCO = "Mrs Infor\u00admation\u200b Even\u2060ing\u200c"


def school_in(folder: Path, text: str) -> Path:
    (folder / "school.yaml").write_text(text, "utf-8")
    return folder


def test_reading_and_typesetting_know_the_same_unprinted_characters() -> None:
    assert frozenset(UNPRINTED) == words.UNPRINTED
    assert without_unprinted(f"a{UNPRINTED}b") == words.printed(f"a{UNPRINTED}b") == "ab"


@pytest.mark.parametrize("font", ["arimo", "auto"])
def test_they_are_read_without_a_word_and_not_printed(tmp_path: Path, font: str) -> None:
    school = school_in(tmp_path, f"name: Oak\u00ad Hill\u200b\nsenco: {SENCO}\n")
    request = request_for("sheets", school=school, font="arimo" if font == "arimo" else "auto")
    document = build(request)
    assert not document.warnings
    with closing(pypdfium2.PdfDocument(document.data)) as read:
        copied = read[0].get_textpage().get_text_bounded()
        assert read.get_metadata_value("Title")
    assert "Oak Hill" in copied
    assert not set(UNPRINTED) & set(copied)


def test_they_are_in_no_title_and_no_bookmark(tmp_path: Path) -> None:
    question = 'change: communication:telephone\nquestion: "Tele\u00adphone\u200b?"\n'
    (tmp_path / "questions").mkdir()
    (tmp_path / "questions" / "q.yaml").write_text(question, "utf-8")
    school = school_in(tmp_path, "name: Oak\n")
    data = build(request_for("guide", school=school, questions=["communication:3"], font="arimo")).data
    with closing(pypdfium2.PdfDocument(data)) as read:
        titles = [item.get_title() for item in read.get_toc()]
    assert "3. Telephone?" in titles


def test_they_are_no_part_of_a_name_that_the_program_compares(tmp_path: Path) -> None:
    (tmp_path / "questions").mkdir()
    question = 'ch\u00adange: commu\u00adnication:tele\u00adphone\nuse: y\u200bes\nquestion: "A?"\n'
    (tmp_path / "questions" / "q.yaml").write_text(question, "utf-8")
    guide = read_content(request_for("guide", school=school_in(tmp_path, "name: Oak\nterms: wal\u00ades\n")))
    assert str(guide.chapters[0].questions[2].question) == "A?"


def test_a_text_is_a_name_without_them() -> None:
    assert str(Text("Oak\u00ad Hill\u200b", NOWHERE)) == "Oak Hill"


def test_separate_accents_are_read_as_composed_ones(tmp_path: Path) -> None:
    name = "Ysgol y Wŷdd, Lycée Émile"
    school = school_in(tmp_path, unicodedata.normalize("NFD", f"name: {name}\n"))
    read = read_content(request_for("poster", school=school)).school
    assert read is not None
    assert read.name.value == name


def test_words_of_the_command_line_are_composed_too() -> None:
    asked = request_for("sheets", audiences=[unicodedata.normalize("NFD", "Élèves")], chapters=["e\u0301"])
    assert asked.selection.audiences == ("Élèves",)
    assert asked.selection.chapters == ("é",)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_file_is_found_in_whichever_way_its_accents_are_stored(tmp_path: Path, form: Literal["NFC", "NFD"]) -> None:
    stored = unicodedata.normalize(form, "Érable.png")
    (tmp_path / stored).write_bytes(b"")
    assert inside(tmp_path, "Érable.png").exists()
    assert inside(tmp_path, "Chêne.png") == tmp_path / "Chêne.png"


def problems_of(count: int, words: str) -> list[Problem]:
    path = Path("poster.yaml")
    texts = [Text(words, Place(path, line, 1, words, len(words))) for line in range(1, count + 1)]
    return list(proof_characters(texts, lambda _: find_family("arimo")))


def test_a_character_that_the_font_lacks_in_many_texts_of_a_file_is_told_once() -> None:
    (problem,) = problems_of(50, "Ring us 😀")
    assert problem.place
    assert problem.place.line == 1
    assert problem.message.endswith("; so in 50 texts of this file")
    assert len(problems_of(3, "Ring us 😀")) == 3
    assert len(problems_of(50, "😀 مرحبا")) == 2
