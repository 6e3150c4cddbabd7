"""Sheets that were filled in on a screen: what each program gives back, and how many answers are read rightly."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from io import BytesIO
from pathlib import Path

import filling_programs as programs
import pikepdf
import pytest
from chromium_window import by_chromium
from conftest import built_document
from filling_programs import ON_PAGE_ONE, TYPED, Answers, by_pikepdf
from playwright.sync_api import Browser
from programs import (
    needs_chromium,
    needs_ghostscript,
    needs_mupdf,
    needs_pdftk,
    needs_pdfunite,
    needs_poppler,
    needs_qpdf,
)

from senaudit.audit.filled_pdf import read_fields
from senaudit.audit.returns import Return
from senaudit.recipe.request import request_for

SHEETS = request_for("sheets", font="arimo", chapters=["support"], fillable=True)
PARENTS = request_for("sheets", font="arimo", chapters=["support"], audiences=["parents"], fillable=True)
FILLED = Path(__file__).parent / "filled"
EMOJI = "support:voluntary-organisations:practice"

Check = Callable[..., None]

PEOPLE: list[Answers] = [
    TYPED,
    {"support:information:practice": "b", "school": "Oak"},
    {"support:not-judging:action": "c", "completed-by:office": True},
]
"""Three people. Their sheets are joined to one file."""


@cache
def empty() -> bytes:
    return built_document(SHEETS).data


@cache
def of_people() -> list[bytes]:
    return [by_pikepdf(empty(), answers) for answers in PEOPLE]


def read_all(data: bytes) -> tuple[Return, ...]:
    """Return the returns of a file that has nothing wrong."""
    file = read_fields("a.pdf", data)
    assert not file.problems
    return file.returns


def only(data: bytes) -> Return:
    (read,) = read_all(data)
    return read


def kinds(read: Return) -> list[str]:
    assert all(warning.warning and str(warning.place) == "a.pdf" and warning.hint for warning in read.warnings)
    return [warning.kind for warning in read.warnings]


# One test for each program. Each asserts that every answer is right, and they are counted for the figure of rights.


@pytest.fixture
def whole(rights: Callable[[int, int], None]) -> Check:
    """Assert that one person's answers, and nothing else, are read, with these warnings."""

    def check(data: bytes, typed: Answers = TYPED, told: tuple[str, ...] = ()) -> None:
        reads = read_all(data)
        rights(*counted(reads, [typed]))
        assert [read.answers for read in reads] == [typed]
        assert kinds(reads[0]) == list(told)
        assert reads[0].completed_by == ("parents",)

    return check


@pytest.fixture
def three(rights: Callable[[int, int], None]) -> Check:
    """Assert that the answers of three people are read, each with what their form says."""

    def check(data: bytes, typed: Sequence[Answers] = PEOPLE, told: tuple[str, ...] = ()) -> None:
        reads = read_all(data)
        rights(*counted(reads, typed))
        assert [read.answers for read in reads] == typed
        assert [kinds(read) for read in reads] == [list(told)] * 3
        assert [read.number for read in reads] == [1, 2, 3]
        assert len({read.id for read in reads}) == 3
        assert {read.form for read in reads} == {only(empty()).form}

    return check


def counted(reads: Sequence[Return], typed: Sequence[Answers]) -> tuple[int, int]:
    """Return how many answers were read rightly, and how many were typed."""
    pairs = zip([read.answers for read in reads], typed, strict=False)
    right = sum(read.get(field) == answer for read, answers in pairs for field, answer in answers.items())
    return right, sum(map(len, typed))


def test_pdfium_gives_back_every_word_and_emoji_are_made_whole(whole: Check) -> None:
    data = programs.by_pdfium(empty())
    with pikepdf.open(BytesIO(data)) as pdf:
        values = "".join(str(field.get("/V", "")) for field in pdf.Root.AcroForm.Fields)
    assert "\uf600" in values
    assert "😀" not in values
    whole(data, told=("emoji-mended",))


@needs_chromium
def test_chromiums_own_window_gives_back_every_word(chromium: Browser, tmp_path: Path, whole: Check) -> None:
    data = by_chromium(empty(), chromium, tmp_path, ON_PAGE_ONE)
    whole(data, ON_PAGE_ONE, told=("emoji-mended",))


def test_pdfjs_which_firefox_has_gives_back_every_word(whole: Check) -> None:
    data = (FILLED / "pdfjs.pdf").read_bytes()
    assert data.count(b"%%EOF") == 2, "an incremental update"
    whole(data)


@needs_poppler
def test_poppler_which_evince_has_gives_back_every_word_though_one_place_of_a_field_has_it(
    whole: Check,
) -> None:
    data = programs.by_poppler(empty())
    with pikepdf.open(BytesIO(data)) as pdf:
        (school,) = (field for field in pdf.Root.AcroForm.Fields if field.T == "school")
        assert "/V" not in school
    whole(data)


@needs_mupdf
def test_mupdf_gives_back_every_word_and_its_ticks(whole: Check) -> None:
    whole(programs.by_mupdf(empty()))


def test_a_tick_whose_value_is_a_string_is_a_tick() -> None:
    """Versions of MuPDF write that."""
    with pikepdf.open(BytesIO(empty())) as pdf:
        for field in pdf.Root.AcroForm.Fields:
            if field.T == "completed-by:office":
                field.V = pikepdf.String("Yes")
            elif field.get("/FT") == "/Btn":
                field.V = pikepdf.String("Off")
        assert only(programs.saved(pdf)).answers == {"completed-by:office": True}


@needs_pdftk
def test_pdftk_gives_back_every_word(whole: Check) -> None:
    whole(programs.by_pdftk(empty()))


def test_pypdf_gives_back_every_word(whole: Check) -> None:
    whole(programs.by_pypdf(empty()))


def test_pypdfs_incremental_update_gives_back_every_word(whole: Check) -> None:
    data = programs.by_pypdf(empty(), incremental=True)
    assert data.startswith(empty())
    whole(data)


def test_pikepdf_gives_back_every_word(whole: Check) -> None:
    whole(by_pikepdf(empty()))


@needs_qpdf
@pytest.mark.parametrize("options", [["--linearize"], ["--qdf"], ["--object-streams=generate"]], ids=str)
def test_a_file_that_qpdf_rewrote_gives_back_every_word(options: list[str], whole: Check) -> None:
    whole(programs.rewritten_by_qpdf(by_pikepdf(empty()), *options))


@needs_qpdf
def test_a_file_encrypted_with_an_empty_password_opens_silently(whole: Check) -> None:
    data = programs.locked_by_qpdf(by_pikepdf(empty()), "")
    with pikepdf.open(BytesIO(data)) as pdf:
        assert pdf.is_encrypted
    whole(data)


@needs_qpdf
def test_a_file_with_a_password_is_named_with_a_remedy() -> None:
    file = read_fields("a.pdf", programs.locked_by_qpdf(by_pikepdf(empty()), "secret"))
    assert not file.returns
    (problem,) = file.problems
    assert problem.kind == "return-locked"
    assert "password" in problem.hint


@needs_qpdf
def test_joined_by_qpdf_three_people_stay_three(three: Check) -> None:
    data = programs.joined_by_qpdf(of_people())
    with pikepdf.open(BytesIO(data)) as pdf:
        assert any(str(field.T) == "school+1" for field in pdf.Root.AcroForm.Fields)
    three(data)


def test_joined_by_pypdf_three_people_stay_three(three: Check) -> None:
    three(programs.joined_by_pypdf(of_people()))


@needs_pdftk
def test_joined_by_pdftk_three_people_stay_three(three: Check) -> None:
    three(programs.joined_by_pdftk(of_people()))


@needs_pdfunite
def test_joined_by_pdfunite_three_people_stay_three_and_what_it_loses_is_told(three: Check) -> None:
    """It loses the values of fields that stand in several places: the school and the date."""
    kept = [{name: answer for name, answer in answers.items() if ":" in name} for answers in PEOPLE]
    three(programs.joined_by_pdfunite(of_people()), kept, told=("fields-without-names",))


@needs_pdftk
@needs_ghostscript
@pytest.mark.parametrize(
    "printed", [lambda data: programs.by_pdftk(data, TYPED, "flatten"), programs.printed_by_ghostscript],
    ids=["flattened by pdftk", "printed by Ghostscript"],
)  # fmt: skip
def test_a_file_that_lost_its_fields_says_so_for_the_words_may_still_be_on_its_pages(
    printed: Callable[[bytes], bytes],
) -> None:
    file = read_fields("a.pdf", printed(programs.by_pdfium(empty())))
    assert [problem.kind for problem in file.problems] == ["no-fields"]
    assert not file.returns


# What is read


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


def test_questions_on_pages_that_are_missing_are_not_asked() -> None:
    with pikepdf.open(BytesIO(by_pikepdf(empty()))) as pdf:
        del pdf.pages[1]
        read = only(programs.saved(pdf))
    assert "support:staff-awareness:practice" not in {*read.asked, *read.answers}
    assert read.answers["support:information:practice"] == TYPED["support:information:practice"]
    assert "support:moving-on:practice" in read.asked


def changed(answers: Mapping[str, object], data: bytes | None = None) -> bytes:
    """Return sheets whose fields have these values, as objects of a PDF."""
    with pikepdf.open(BytesIO(data or empty())) as pdf:
        for field in pdf.Root.AcroForm.Fields:
            if str(field.T) in answers:
                field.V = answers[str(field.T)]
        return programs.saved(pdf)


BOX = "support:information:practice"


@pytest.mark.parametrize(
    ("value", "words", "told"),
    [
        (b"Si\xe2n \xa0 5 \x8dx\x8e \x80", "Siân € 5 “x” •", []),
        (b"\xfe\xff\x01\x41\xd8\x3d\xde\x00", "Ł😀", []),
        (b"\xff\xfe\x41\x01", "Ł", []),
        ("\ufeffŁ€😀".encode(), "Ł€😀", []),
        ("a\r\nb\rc\nd\u2028e", "a\nb\nc\nd\ne", []),
        ("\x1ben\x1bhello \x1bcyGB\x1bhelô", "hello helô", []),
        ("a\x00b\x07\ufffe", "ab", ["signs-left-out"]),
        (b"\xfe\xff\x00a\xd8\x3d", "a\ufffd", ["signs-left-out"]),
        (b"\xfe\xff\x00a\xd8\x3d\x00b\x00", "a\ufffdb\ufffd", ["signs-left-out"]),
        (b"\xef\xbb\xbfa\xc5", "a\ufffd", ["signs-left-out"]),
        ("\uf600\uf44d\uf3fd \uf1ec\uf1e7 \uf3f4gbwls\x7f \uf914", "😀👍🏽 🇬🇧 🏴󠁧󠁢󠁷󠁬󠁳󠁿 🤔", ["emoji-mended"]),
        ("不\uf914", "不\uf914", []),
        ("\uf0b7 Word’s bullet", "\uf0b7 Word’s bullet", []),
    ],
    ids=ascii,
)
def test_words_are_read_in_every_encoding_and_what_is_changed_in_them_is_told(
    value: bytes | str, words: str, told: list[str]
) -> None:
    read = only(changed({BOX: pikepdf.String(value)}))
    assert read.answers == {BOX: words}
    assert kinds(read) == told
    assert all(dict(warning.values) == {"field": BOX} for warning in read.warnings)


def test_a_long_value_may_be_a_stream() -> None:
    with pikepdf.open(BytesIO(empty())) as pdf:
        value = pikepdf.Stream(pdf, "\ufeffŁukasz\r\nSiân".encode("utf-16-be"))
        for field in pdf.Root.AcroForm.Fields:
            if field.T == BOX:
                field.V = pdf.make_indirect(value)
        assert only(programs.saved(pdf)).answers == {BOX: "Łukasz\nSiân"}


def test_rich_text_gives_its_words_where_there_are_no_others() -> None:
    rich = '<?xml version="1.0"?><body><p>Łukasz <b>&amp; Siân</b></p>\n<p>two<br/>three</p></body>'
    with pikepdf.open(BytesIO(empty())) as pdf:
        for field in pdf.Root.AcroForm.Fields:
            if field.T in (BOX, "support:information:action"):
                field.RV = pikepdf.String(rich)
            if field.T == "support:information:action":
                field.V = pikepdf.String("plain")
        read = only(programs.saved(pdf))
    assert read.answers == {BOX: "Łukasz & Siân\ntwo\nthree", "support:information:action": "plain"}
    assert kinds(read) == ["rich-text"]


def test_different_words_in_the_places_of_one_field_are_all_kept() -> None:
    with pikepdf.open(BytesIO(empty())) as pdf:
        (school,) = (field for field in pdf.Root.AcroForm.Fields if field.T == "school")
        school.V = pikepdf.String("Oak Hill")
        school.Kids[1].V = pikepdf.String("Oak Hill Primary")
        school.Kids[2].V = pikepdf.String("")
        read = only(programs.saved(pdf))
    assert read.answers == {"school": "Oak Hill\nOak Hill Primary"}
    assert kinds(read) == ["answers-differ"]
    assert dict(read.warnings[0].values) == {"field": "school"}
