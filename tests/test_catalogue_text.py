"""The text of a PO file: old encodings are told by their names, and escapes are the letters that they stand for."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from programs import MSGFMT, needs_msgfmt

from senaudit.content.catalogue import Catalogue, read_catalogue
from senaudit.problems import Problem

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset={}\\n"\n\n'


def read(data: bytes, language: str = "pl") -> tuple[Catalogue, list[Problem]]:
    return read_catalogue(data, Path(f"languages/{language}.po"), language)


def entry(words: str, charset: str = "UTF-8") -> str:
    return f'{HEADER.format(charset)}msgctxt "a"\nmsgid "School’s"\nmsgstr "{words}"\n'


@pytest.mark.parametrize(
    ("charset", "codec", "language", "said"),
    [
        ("CP1250", "cp1250", "pl", "Windows-1250, as the header says"),
        ("windows-1250", "cp1250", "pl", "Windows-1250, as the header says"),
        ("ISO-8859-2", "iso-8859-2", "pl", "ISO-8859-2, as the header says"),
        ("UTF-8", "cp1250", "pl", "Windows-1250, as Windows has it for Polish"),
        ("CHARSET", "cp1251", "uk", "Windows-1251, as Windows has it for Ukrainian"),
        ("GB2312", "gb2312", "zh", "GB2312, as the header says"),
    ],
)
def test_an_old_encoding_is_told_by_its_name_and_read(charset: str, codec: str, language: str, said: str) -> None:
    words = {"pl": "Gęś", "uk": "Школи", "zh": "家长"}[language]
    catalogue, problems = read(entry(words, charset).replace("’", "").encode(codec), language)
    (problem,) = problems
    assert problem.kind == "old-encoding"
    assert said in problem.message
    assert ("Poedit" in problem.hint) == ("header" in said)
    assert problem.place
    assert problem.place.source[problem.place.column - 1] == dict(problem.values)["letter"] in words
    assert catalogue.entries["a", "Schools"].words.value == words


@pytest.mark.parametrize("charset", ["rot13", "hex", "nonsense", "idna"])
def test_a_charset_that_is_no_encoding_of_texts_is_no_trap(charset: str) -> None:
    assert read(entry("Gęś", charset).encode("utf-8"))[1] == []
    assert [each.kind for each in read(entry("Gęś", charset).replace("’", "").encode("cp1250"))[1]] == ["old-encoding"]


def test_utf_16_without_a_mark_is_told_as_that() -> None:
    (problem,) = read(entry("Gęś é").encode("utf-16-le"))[1]
    assert problem.kind == "unmarked-encoding"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (r"G\304\231\305\233", "Gęś"),
        (r"\x47\xc4\x99s", "Gęs"),
        (r"a\x9\x41", "a\tA"),
        (r"\101\42\134n\12", 'A"\\n\n'),
        (r"\\101 \\x41", r"\101 \x41"),
        (r"a\tb\"c\\", 'a\tb"c\\'),
    ],
)
def test_escapes_are_the_letters_that_gettext_reads(typed: str, words: str) -> None:
    catalogue, problems = read(entry(typed).encode())
    assert problems == []
    assert catalogue.entries["a", "School’s"].words.value == words


def test_what_is_escaped_in_the_original_is_the_same_text() -> None:
    (key,) = read(entry("Gęś").replace("’", r"\342\200\231").encode())[0].entries
    assert key == ("a", "School’s")


@pytest.mark.parametrize("typed", [r"\q", r"\a", r"\f", r"\r", r"\305", r"\xff"])
def test_an_escape_that_stands_for_no_letter_is_told_at_its_place(typed: str) -> None:
    (problem,) = read(entry(f"ab{typed}").encode())[1]
    assert problem.kind == "unknown-escape"
    assert problem.place
    assert (problem.place.line, problem.place.column) == (6, 11)
    assert typed in problem.message


def test_a_sign_that_turns_the_direction_is_told_if_it_is_escaped_too() -> None:
    (problem,) = read(entry(r"a\342\200\217b").encode())[1]
    assert problem.kind == "unseen-character"
    assert "turns the direction" in problem.message


def test_comments_may_have_backslashes() -> None:
    assert read(f"# C:\\new\\q\n#. \\f\n{entry('a')}".encode())[1] == []


@needs_msgfmt
def test_what_gettext_escapes_is_read_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "pl.po"
    path.write_text(entry('Gęś „a” \\"b\\" \\\\ c'), "utf-8")
    escaped = subprocess.run(
        [str(Path(MSGFMT.path).with_name("msgcat")), "--escape", path], check=True, capture_output=True
    ).stdout
    assert b"\\304" in escaped
    (one, problems), (other, _) = read(escaped), read(path.read_bytes())
    assert problems == []
    assert [each.words.value for each in one.entries.values()] == [each.words.value for each in other.entries.values()]
    assert one.entries.keys() == other.entries.keys()
