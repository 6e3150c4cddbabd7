"""Words of other languages among those of the audit’s documents: answers, and questions as they were asked.

They keep their direction, language and hand, and what stands around them keeps its place.
"""

from __future__ import annotations

from contextlib import closing
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pikepdf
import pypdfium2  # type: ignore[import-untyped]
import pytest
from declaration import ARTICLES, by_pdfjs
from lxml import etree
from programs import needs_node, needs_noto, needs_pdfjs
from test_collation import ACTION, ALL, PRACTICE, TICK, asked, document, given, guide, put_together

from senaudit.audit.returns import Return
from senaudit.audit.signs import signs_for, signs_warning
from senaudit.layout.inline import Said, isolated
from senaudit.recipe.request import Format, request_for
from senaudit.recipe.steps import prepare, typeset
from senaudit.typeset.page import Dot, Run

URDU, ARABIC = "اسکول سنتا ہے", "المدرسة تستمع"
MIXED = "ہاں، SEN کے لیے 3 بار۔"
LONG = " ".join(ARTICLES["ur"])[:400].rpartition(" ")[0]
CODE = "ضابطہ اخلاق"
pytestmark = needs_noto


def asked_in_urdu() -> dict[str, str]:
    """Return what sheets in Urdu asked. The guide has one of their boxes to tick no longer."""
    return {
        f"{blank}-then" if blank == TICK else blank: f"باب 2: {URDU}؟ {CODE if blank == TICK else 'خانہ'}"
        for blank in asked("parents")
    }


def in_language(language: str, name: str, answers: dict[str, Any], **other: Any) -> Return:
    return given(name, answers=answers, **other)._replace(language=language)


@cache
def returns() -> tuple[Return, ...]:
    """Return returns of sheets in Urdu, Arabic and English; none is in English words alone."""
    return (
        in_language("ur", "urdu", {PRACTICE: LONG, ACTION: MIXED}, asked=asked_in_urdu(), group="teachers"),
        in_language("ar", "arabic", {PRACTICE: ARABIC}, asked={}),
        in_language("ur", "english", {PRACTICE: "Yes."}, asked={}),
        given("unknown", answers={ACTION: "شكرا جزيلا"}),
        in_language("ur", "doubtful", {PRACTICE: URDU}, asked={}, doubtful=frozenset({PRACTICE})),
    )


@cache
def pieces(font: str = "arimo") -> list[Any]:
    """Return all pieces of the collation, each with the number of its page."""
    request = ALL._replace(appearance=ALL.appearance._replace(font=font))  # type: ignore[arg-type]
    findings = {"collation": put_together(returns())}
    _, pages = typeset(request, prepare(request, guide(), findings))
    return [(number, piece) for number, page in enumerate(pages) for piece in page.body]


def line_with(words: str) -> list[Run]:
    """Return the runs of the first line that has these words, from left to right."""
    page, found = next((page, run) for page, run in pieces() if isinstance(run, Run) and words in run.text)
    runs = [run for at, run in pieces() if isinstance(run, Run) and at == page and abs(run.y - found.y) < 0.1]
    return sorted(runs, key=lambda run: run.x)


def runs_with(words: str, font: str = "arimo") -> list[Run]:
    return [run for _, run in pieces(font) if isinstance(run, Run) and words in run.text]


def test_quotes_and_stops_stand_around_words_from_right_to_left_as_isolates_have_them() -> None:
    line = line_with(f"{URDU}؟")
    assert [run.text for run in line] == ["Asked as: ", "“", f"{URDU}؟", "”"]
    for left, right in pairwise(line):
        assert left.x + left.width == pytest.approx(right.x, abs=0.01)


def test_a_count_stands_after_its_box_in_urdu() -> None:
    line = [run.text for run in line_with(CODE)]
    assert [text.strip() for text in line if text.strip()] == [CODE, ": 0", "of", "1"]


def test_an_answer_to_be_checked_has_that_after_it() -> None:
    line = [run.text.strip() for run in line_with("(please check)") if run.text.strip()]
    assert line == [URDU, "(please check)"]


def test_urdu_is_in_nastaliq_and_arabic_in_naskh_on_one_page() -> None:
    assert {run.face.path.name for run in runs_with("اسکول")} == {"NotoNastaliqUrdu-Regular.ttf"}
    assert "Nastaliq" not in "".join(run.face.path.name for run in [*runs_with("المدرسة"), *runs_with("شكرا")])
    assert runs_with("المدرسة")


def test_urdu_is_in_naskh_where_that_is_asked_for() -> None:
    assert runs_with("اسکول", "naskh")
    assert "Nastaliq" not in "".join(run.face.path.name for run in runs_with("اسکول", "naskh"))


def test_words_of_other_letters_than_the_language_s_are_not_said_to_be_of_it() -> None:
    assert Said("Yes.", "ur").language == ""
    assert Said("ہاں", "ur").language == "ur"
    assert Said("Tak", "pl").language == "pl"
    assert isolated(Said("Yes.", "ur"), "en-GB") == "Yes."
    assert isolated(Said("Yes.", "en"), "en-GB") == "Yes."
    assert isolated(Said("Tak & nie", "pl"), "en-GB") == '<bdi lang="pl">Tak &amp; nie</bdi>'
    assert isolated(Said("شكرا"), "en-GB") == "<bdi>شكرا</bdi>"
    assert isolated(Said("Thanks, شكرا"), "en-GB") == "Thanks, شكرا"
    assert isolated(Said("Thanks, شكرا"), "ur") == "<bdi>Thanks, شكرا</bdi>"


def test_an_answer_from_right_to_left_is_flush_right_with_its_point_there() -> None:
    lines = [line_with(word) for word in (LONG.split()[0], ARABIC.split()[0])]
    for line in lines:
        page = next(page for page, run in pieces() if run is line[0])
        (dot,) = [
            each
            for at, each in pieces()
            if isinstance(each, Dot) and at == page and abs(each.y - line[0].y) < line[0].size * 0.5
        ]
        assert dot.x > line[-1].x + line[-1].width
    ends = [run.x + run.width for run in runs_with("") if run.text.strip() in LONG and len(run.text) > 40]
    assert len(ends) > 2
    assert ends == [pytest.approx(ends[0], abs=0.5)] * len(ends)


def test_lines_of_nastaliq_have_room_for_its_letters() -> None:
    runs = [run for _, run in pieces() if isinstance(run, Run) and "Nastaliq" in run.face.path.name]
    heights = sorted({(round(run.y, 1), run.size) for run in runs if run.text.strip() in LONG and len(run.text) > 40})
    assert len(heights) > 1
    for (above, size), (below, _) in pairwise(heights):
        assert below - above >= 2.2 * size - 0.1


@cache
def file() -> bytes:
    return document(returns()).data


def test_the_file_says_the_language_of_an_answer_and_what_was_typed() -> None:
    with pikepdf.open(BytesIO(file())) as pdf:
        spans = [each for each in pdf.objects if isinstance(each, pikepdf.Dictionary) and each.get("/S") == "/Span"]
        said = {str(each.ActualText): str(each.get("/Lang", "")) for each in spans if "/ActualText" in each}
    assert said[LONG] == "ur"
    assert said[ARABIC] == "ar"
    assert said["شكرا جزيلا"] == ""
    assert said[f"{URDU}؟"] == "ur"


def test_answers_are_copied_as_they_were_typed() -> None:
    with closing(pypdfium2.PdfDocument(file())) as pdf:
        text = "\n".join(page.get_textpage().get_text_range() for page in pdf)
    copied = " ".join(text.split())
    for words in (LONG, ARABIC, "شكرا جزيلا", f"{URDU}؟", CODE):
        assert words in copied, words


@needs_node
@needs_pdfjs
def test_phrases_around_them_are_copied_in_order(tmp_path: Path) -> None:
    """Firefox does. Chrome’s program takes a line that is mostly in Urdu for one from right to left."""
    path = tmp_path / "collated.pdf"
    path.write_bytes(file())
    copied = " ".join(by_pdfjs(path).split())
    for words in (f"Asked as: “{URDU}؟”", f"{CODE}: 0 of 1", f"{URDU} (please check)"):
        assert words in copied, words


def test_without_nastaliq_words_are_named_and_it_is_said_which_font_to_get(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are not set in the hand of Arabic: nobody asked for that."""
    import senaudit.typeset.script_family as families

    monkeypatch.setattr(families, "_folders_of_scripts", lambda platform, environ: [tmp_path])
    signs = signs_for(ALL, guide(), returns())
    assert signs(URDU) == "[Arabic, 11 letters]"
    warning = signs_warning(signs, "pdf")
    assert warning is not None
    assert "fonts-noto-core" in warning.hint
    naskh = ALL._replace(appearance=ALL.appearance._replace(font="naskh"))
    assert signs_for(naskh, guide(), returns())(URDU) == URDU


# Other editions


@cache
def edition(form: Format) -> bytes:
    return document(returns(), request_for("collation", format=form)).data


def word_paragraphs() -> list[Any]:
    return list(body_of(edition("docx")).iter(W + "p"))


W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def body_of(data: bytes) -> Any:
    return etree.fromstring(ZipFile(BytesIO(data)).read("word/document.xml"))


def of_run(run: Any, name: str, value: str) -> str:
    found = run.find(f".//{W}{name}")
    return "" if found is None else found.get(W + value, "yes")


def test_word_is_told_the_direction_language_and_font_of_words_in_an_english_phrase() -> None:
    (paragraph,) = [each for each in word_paragraphs() if f"Asked as: “{URDU}؟”" in "".join(each.itertext())][:1]
    runs = {"".join(run.itertext()): run for run in paragraph.iter(W + "r")}
    words = runs[f"{URDU}؟"]
    assert of_run(words, "rtl", "val") == "yes"
    assert of_run(words, "lang", "bidi") == "ur"
    assert of_run(words, "rFonts", "cs") == "Urdu Typesetting"
    others = [run for text, run in runs.items() if URDU not in text]
    assert [of_run(run, "rtl", "val") for run in others] == [""] * len(others)
    assert "“" in runs
    assert "”" in runs
    assert paragraph.find(f"{W}pPr/{W}bidi") is None


def test_in_word_an_answer_from_right_to_left_begins_at_its_right() -> None:
    (paragraph,) = [each for each in word_paragraphs() if "".join(each.itertext()) == MIXED]
    assert paragraph.find(f"{W}pPr/{W}bidi") is not None
    runs = [("".join(run.itertext()), of_run(run, "rtl", "val")) for run in paragraph.iter(W + "r")]
    assert runs == [("ہاں، ", "yes"), ("SEN", ""), (" کے لیے 3 بار۔", "yes")]
    (paragraph,) = [each for each in word_paragraphs() if "".join(each.itertext()).strip() == "Yes."]
    assert paragraph.find(f"{W}pPr/{W}bidi") is None


def test_in_word_a_foreign_word_in_an_english_answer_is_from_right_to_left() -> None:
    mixed = [in_language("en-GB", "mixed", {PRACTICE: "We say شكرا جزيلا, to all"}, asked={})]
    data = document(mixed, request_for("collation", format="docx")).data
    runs = [run for run in body_of(data).iter(W + "r") if of_run(run, "rtl", "val")]
    assert ["".join(run.itertext()) for run in runs] == ["شكرا جزيلا"]


def test_a_web_page_says_language_and_direction_of_what_was_said() -> None:
    page = edition("html").decode()
    assert f'“<bdi lang="ur" dir="rtl">{URDU}؟</bdi>”' in page
    assert f'<bdi lang="ur" dir="rtl">{CODE}</bdi>: 0' in page
    assert '<bdi dir="rtl">شكرا جزيلا</bdi>' in page
    assert f'<li dir="rtl"><span class="words"><bdi lang="ar" dir="rtl">{ARABIC}</bdi></span></li>' in page
    assert '<li><span class="words">Yes.</span></li>' in page
    assert "bdi:lang(ur) { font-family: hand-ur" in page
    assert page.count("Noto Nastaliq Urdu") > 0


def test_a_plain_text_isolates_words_in_a_phrase_and_no_answer_that_is_a_line() -> None:
    text = edition("txt").decode()
    assert f"Asked as: “\u2068{URDU}؟\u2069”" in text
    assert f"- \u2068{CODE}\u2069: 0 of 1" in text
    assert f"- {ARABIC}\n" in text


def test_english_answers_are_written_as_before() -> None:
    data = document([given("plain", answers={PRACTICE: "“Yes” — mostly"})], request_for("collation", format="html"))
    assert b"<bdi" not in data.data.split(b"</style>")[1]
    assert b"bdi:lang" not in data.data


@pytest.mark.parametrize("names", [("a", "b"), ("b", "a")])
def test_a_box_is_named_as_in_the_documents_own_language_if_a_sheet_has_it_so(names: tuple[str, str]) -> None:
    urdu, english = names
    both = [
        in_language("ur", urdu, {TICK: True}, asked=asked_in_urdu()),
        in_language("en-GB", english, {TICK: True}),
    ]
    made = put_together(both)
    ticks = [tick for chapter in made.chapters for each in chapter.questions for tick in each.heard[0].ticks]
    assert [(tick.words, tick.ticked) for tick in ticks if tick.ticked] == [("Code of practice", 2)]
