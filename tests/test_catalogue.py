"""Catalogues: PO files are read as translators' programs write them, and written as they read them."""

from __future__ import annotations

import subprocess
from pathlib import Path
from unicodedata import normalize

import polib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from programs import MSGFMT, needs_msgfmt
from translating import begun, fill_in, school_in

from senaudit.content.catalogue import Catalogue, counted, new_catalogue, read_catalogue, updated
from senaudit.content.translation import Original
from senaudit.problems import NOWHERE, Problem

PATH = Path("languages/pl.po")
HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'


def read(text: str | bytes, path: Path = PATH) -> tuple[Catalogue, list[Problem]]:
    return read_catalogue(text.encode() if isinstance(text, str) else text, path, "pl")


def originals(*texts: tuple[str, str]) -> list[Original]:
    return [Original(context, words, NOWHERE, "") for context, words in texts]


def again(data: bytes, *texts: tuple[str, str]) -> polib.POFile:
    """Return the file after an update with these texts."""
    return polib.pofile(updated(read(data)[0], originals(*texts), {}).decode())


def with_words(*entries: tuple[str, str, str]) -> bytes:
    """Return a file with these contexts, words and translations."""
    data = updated(new_catalogue(PATH, "pl"), originals(*(entry[:2] for entry in entries)), {})
    file = polib.pofile(data.decode())
    for entry, (_, _, words) in zip(file, entries, strict=True):
        entry.msgstr = words
    return f"{file}".encode()


# Reading and writing

words = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cf", "Zl", "Zp", "Co", "Cn")), max_size=120)
lines = st.lists(words, min_size=1, max_size=3).map("\n".join)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(words.filter(bool), lines.filter(bool), lines, st.booleans()), max_size=6))
def test_what_is_written_is_read_again(entries: list[tuple[str, str, str, bool]]) -> None:
    """Whatever the words are: quote marks, backslashes, lines that are wrapped, tabs and letters of every script."""
    keys = dict.fromkeys((context, original) for context, original, _, _ in entries)
    file = polib.pofile(updated(new_catalogue(PATH, "pl"), originals(*keys), {}).decode())
    said = {(context, original): (normalize("NFC", words), fuzzy) for context, original, words, fuzzy in entries}
    for entry in file:
        entry.msgstr, fuzzy = said[entry.msgctxt or "", entry.msgid]
        entry.flags = ["fuzzy"] if fuzzy else []
    data = f"{file}".encode()
    catalogue, problems = read(data)
    assert [problem for problem in problems if problem.kind != "unseen-character"] == []
    assert {key: (entry.words.value, entry.is_fuzzy) for key, entry in catalogue.entries.items()} == said
    assert updated(catalogue, originals(*keys), {}) == updated(
        read(updated(catalogue, originals(*keys), {}))[0], originals(*keys), {}
    )


LINES = (
    *(
        "msgid",
        "msgctxt",
        "msgstr",
        "msgid_plural",
        "msgstr[0]",
        "msgstr[9]",
        "#~ msgid",
        "#| msgid",
        "#~| msgid",
        "#~",
    ),
    *("#", "#,", "#:", "#.", "#|", "#, fuzzy", "#: a.yaml:3", "#. use", "# who", '"', '"Language: pl\\n"', "x"),
)


@settings(max_examples=400, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(LINES), st.sampled_from(('""', '"a"', '"{b}', "", '"\\\\"', '"\\n"'))), max_size=12
    )
)
def test_any_lines_are_read_or_told(lines: list[tuple[str, str]]) -> None:
    """Nothing but problems comes of them, and each problem has a place in the file."""
    catalogue, problems = read("\n".join(" ".join(line) for line in lines))
    assert all(problem.place and problem.place.path == PATH for problem in problems)
    if not problems:
        again = read(f"{catalogue.file}")[0]
        assert {key: entry.words.value for key, entry in again.entries.items()} == {
            key: entry.words.value for key, entry in catalogue.entries.items()
        }


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_told(data: bytes) -> None:
    assert all(problem.place for problem in read(data)[1])


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data.decode().encode("utf-16"),
        lambda data: data.replace(b'"MIME', b'"X-Generator: Poedit 3.4\\n"\n"MIME').replace(b": pl\\n", b": pl_PL\\n"),
        lambda data: data.replace("Zażółć gęślą".encode(), 'Zażółć "\n"gęślą'.encode()),
        lambda data: b"# a comment\n#\n" + data + b"\n\n#~ msgctxt \"x\"\n#~ msgid \"old\"\n#~ msgstr \"stary\"\n",
    ],
    ids=["CRLF", "BOM", "UTF-16", "headers", "wrapped", "comments"],
)  # fmt: skip
def test_files_of_other_programs_are_read(change: object) -> None:
    data = with_words(("poster title", "Partners", "Zażółć gęślą"))
    catalogue, problems = read(change(data))  # type: ignore[operator]
    assert problems == []
    assert catalogue.entries["poster title", "Partners"].words.value == "Zażółć gęślą"


@pytest.mark.parametrize("name", ["cp1250", "cp1252"])
def test_an_old_encoding_is_told_at_its_line(name: str) -> None:
    text = with_words(("poster title", "Partners", "Szkoły")).decode() if name == "cp1250" else ""
    data = (text or with_words(("poster title", "Partners", "Escolas é")).decode()).replace("“pl”", "pl").encode(name)
    (problem,) = read(data)[1]
    assert problem.kind == "old-encoding"
    assert problem.place is not None
    assert "msgstr" in problem.place.source


def test_the_place_of_a_translation_is_its_line_and_its_words() -> None:
    data = with_words(("a b", "One", "Jeden"), ("a c", "Two", "Dwa " * 40))
    catalogue, _ = read(data)
    one, two = catalogue.entries.values()
    place = one.words.place
    assert place.source[place.column - 1 :][: place.width] == "Jeden"
    assert data.decode().split("\n")[place.line - 1] == place.source
    assert len(two.words.lines) > 1
    assert data.decode().split("\n")[two.words.place.line - 1].startswith('"Dwa Dwa')


@pytest.mark.parametrize(
    ("text", "kind", "line"),
    [
        (f'{HEADER}msgid "a"\nmsgstr "b"\n\nmsgid "a"\nmsgstr "c"\n', "duplicate-entry", 8),
        (f'{HEADER}msgid "a"\nmsgid_plural "as"\nmsgstr[0] "b"\nmsgstr[1] "c"\n', "plural-entry", 6),
        (f'{HEADER}msgid "a"\nmsgstr "b\u202ec"\n', "unseen-character", 5),
        (f'{HEADER}msgid "a"\nmsgstr "Szko\n', "not-a-catalogue", 5),
        (f'{HEADER}msgid "a"\nmsgstr "b "c" d"\n', "not-a-catalogue", 5),
        (f'{HEADER}msgstr "b"\n', "not-a-catalogue", 4),
        (f'{HEADER}#~ msgid "a\n', "not-a-catalogue", 4),
        (f'{HEADER}msgid "a" "b"\n', "not-a-catalogue", 4),
        ("This is a letter.\n", "not-a-catalogue", 1),
        ('"location","source"\n"a","b"\n', "not-a-catalogue", 1),
        ('<?xml version="1.0"?>\n<xliff>\n</xliff>\n', "not-a-catalogue", 1),
        (f'{HEADER}msgid "a"\n<<<<<<< HEAD\nmsgstr "b"\n=======\nmsgstr "c"\n>>>>>>> x\n', "merge-conflict", 5),
        (f'{HEADER}<<<<<<< HEAD\n\n||||||| x\n=======\nmsgid "a"\n>>>>>>> x\n', "merge-conflict", 4),
        (HEADER.replace("Content", 'Language: de\\n"\n"Content'), "language-differs", 2),
        (
            HEADER.replace("Content", 'Language: pl\\n"\n"Content') + 'msgid ""\nmsgstr "Language: de\\n"\n',
            "language-differs",
            6,
        ),
    ],
)
def test_what_is_wrong_with_a_file_is_told_at_its_line(text: str, kind: str, line: int) -> None:
    (problem,) = read(text)[1]
    assert problem.kind == kind
    assert problem.hint
    assert problem.place is not None
    assert (problem.place.path, problem.place.line) == (PATH, line)
    assert problem.place.column > 0


def test_a_file_that_is_the_name_of_a_file_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("other.po").write_text('msgid "a"\nmsgstr "b"\n')
    assert read("other.po")[0].entries == {}


# Updating


def test_what_was_translated_stays_word_for_word() -> None:
    data = with_words(("a b", "One", "Jeden"), ("a c", "Two", "Dwa"))
    file = polib.pofile(data.decode())
    file[0].tcomment, file[1].flags = "as in the law", ["no-wrap"]
    file.metadata["Last-Translator"] = "Anna"
    file = again(f"{file}".encode(), ("z", "New"), ("a c", "Two"), ("a b", "One"))
    assert [(entry.msgctxt, entry.msgid, entry.msgstr) for entry in file] == [
        ("z", "New", ""), ("a c", "Two", "Dwa"), ("a b", "One", "Jeden"),
    ]  # fmt: skip
    assert (file[2].tcomment, file[1].flags) == ("as in the law", ["no-wrap"])
    assert file.metadata["Last-Translator"] == "Anna"


def test_a_changed_text_has_its_old_translation_as_a_fuzzy_one_with_the_old_words() -> None:
    file = again(with_words(("poster title", "Partners", "Partnerzy")), ("poster title", "Good partners"))
    (entry,) = file
    assert (entry.msgid, entry.msgstr, entry.fuzzy) == ("Good partners", "Partnerzy", True)
    assert entry.previous_msgid == "Partners"
    (entry,) = again(f"{file}".encode(), ("poster title", "Partners"))
    assert entry.fuzzy, "nobody has looked at it"
    file[0].flags = []
    (entry,) = again(f"{file}".encode(), ("poster title", "Good partners"))
    assert (entry.msgstr, entry.fuzzy, entry.previous_msgid) == ("Partnerzy", False, None), "somebody has"


def test_no_translation_is_taken_from_another_text() -> None:
    """Not from the same words elsewhere, nor from like words of another context."""
    data = with_words(("a:x ask", "Which?", "Który?"))
    assert [entry.msgstr for entry in again(data, ("a:y ask", "Which?")) if not entry.obsolete] == [""]
    assert [entry.msgstr for entry in again(data, ("b", "Which ?"), ("a:x ask", "Which?"))] == ["", "Który?"]


ASK = [("a:x ask", "How do parents come in?", "1"), ("a:x ask", "Who greets them?", "2"), ("a:x ask", "When?", "3")]


def test_a_text_of_a_list_is_the_same_only_in_its_place_and_if_it_is_like_the_old() -> None:
    keys = [entry[:2] for entry in ASK]
    changed = again(with_words(*ASK), keys[0], ("a:x ask", "Who greets them there?"), keys[2])
    assert [(entry.msgstr, entry.fuzzy) for entry in changed] == [("1", False), ("2", True), ("3", False)]
    other = again(with_words(*ASK), keys[0], ("a:x ask", "Is there tea?"), keys[2])
    assert [(entry.msgstr, bool(entry.obsolete)) for entry in other] == [
        ("1", False),
        ("", False),
        ("3", False),
        ("2", True),
    ]
    moved = again(with_words(*ASK), keys[2], ("a:x ask", "Who greets them there?"), keys[0])
    assert "2" not in [entry.msgstr for entry in moved if not entry.obsolete]


def test_what_is_gone_is_kept_and_comes_back() -> None:
    data = with_words(("a b", "One", "Jeden"), ("a c", "Two", ""))
    file = again(data)
    assert [(entry.msgid, entry.msgstr, bool(entry.obsolete)) for entry in file] == [("One", "Jeden", True)]
    (entry,) = again(f"{file}".encode(), ("a b", "One"))
    assert (entry.msgstr, entry.fuzzy, bool(entry.obsolete)) == ("Jeden", False, False)


def test_words_that_come_back_have_their_own_translation_and_not_that_of_the_words_between() -> None:
    file = again(with_words(("a b", "One", "Jeden")), ("a b", "Two"))
    file[0].msgstr, file[0].flags, file[0].previous_msgid = "Dwa", [], None
    file.append(polib.POEntry(msgctxt="a b", msgid="One", msgstr="Jeden", obsolete=True))
    found = [(entry.msgid, entry.msgstr, bool(entry.obsolete)) for entry in again(f"{file}".encode(), ("a b", "One"))]
    assert found == [("One", "Jeden", False), ("Two", "Dwa", True)]


def test_an_update_without_a_change_changes_nothing() -> None:
    texts = [entry[:2] for entry in ASK]
    data = updated(read(with_words(*ASK))[0], originals(*texts), {})
    assert updated(read(data)[0], originals(*texts), {}) == data


@pytest.mark.parametrize(
    ("header", "rest"),
    [
        ("Content-Type: text/plain; charset=windows-1250", ""),
        ("Content-Type: text/plain; charset=UTF-16", ""),
        ("Content-Type: text/plain; charset=CHARSET", ""),
        ("X-Generator: Poedit 3.4", "X-Generator: Poedit 3.4"),
        ("", ""),
    ],
)
def test_the_header_says_what_other_programs_must_know(header: str, rest: str) -> None:
    head = f'msgid ""\nmsgstr ""\n"{header}\\n"\n\n' if header else ""
    text = f'{head}msgctxt "a"\nmsgid "One"\nmsgstr "Żółw"\n'
    catalogue, problems = read_catalogue(text.encode(), PATH, "pl")
    assert problems == []
    said = polib.pofile(updated(catalogue, [Original("a", "One", NOWHERE, "")], {}).decode()).metadata
    assert (said["Content-Type"], said["Language"]) == ("text/plain; charset=UTF-8", "pl")
    assert not rest or said["X-Generator"] == "Poedit 3.4"


def test_percent_is_rounded_down() -> None:
    entries = read(with_words(*[("a", f"{n}", "x" if n else "") for n in range(1000)]))[0].entries
    counts = counted(entries, entries)
    assert (counts.translated, counts.total, counts.percent) == (999, 1000, 99)


# GNU gettext


@needs_msgfmt
def test_gettext_accepts_the_file_of_the_whole_content(tmp_path: Path) -> None:
    school = school_in(tmp_path / "school")
    path = begun(school)
    for fill in (lambda entry: "", lambda entry: f"Ź {entry.msgid}"):
        fill_in(path, fill)
        begun(school)
        done = subprocess.run(
            [MSGFMT.path, "-c", "--statistics", "-o", str(tmp_path / "pl.mo"), str(path)],
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        assert "warning" not in done.stderr
        assert "fuzzy" not in done.stderr
