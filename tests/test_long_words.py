"""Words that are too wide for their place: they are broken, never made small, and never leave their box."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, count
from pathlib import Path
from typing import Any

import pytest
from asking import has_paper, with_changes
from click.testing import CliRunner
from conftest import content_of
from hypothesis import given, settings
from hypothesis import strategies as st
from school_pack import school

from senaudit.cli import commands
from senaudit.content.fields import MOST_CHARACTERS
from senaudit.content.text import Text
from senaudit.layout.markup import Element
from senaudit.problems import NOWHERE, Problem, SenauditError
from senaudit.recipe.reading import read_content
from senaudit.recipe.request import KINDS, TEXT_SIZES, Kind, Request, request_for
from senaudit.recipe.steps import read_theme, typeset_document
from senaudit.typeset.blocks import question
from senaudit.typeset.compose import Column, Context
from senaudit.typeset.faces import find_family
from senaudit.typeset.lines import break_lines, spans
from senaudit.typeset.page import Border, Page, Run
from senaudit.typeset.paginate import COMPOSERS
from senaudit.typeset.theme import PAPERS
from senaudit.typeset.words import breaks_of, parts_of, printed

SLACK = 0.01
TOLD = {"text-too-long", "no-room-for-answers", "paper-too-small"}
"""The kinds of problems with which a text may be refused that leaves no room on its page."""

LETTERS = "abcdefghijklmnopqrstuvwxyzABCMWéßŵ"
WIDE_WORD = st.one_of(
    st.text(LETTERS, min_size=40, max_size=200),
    st.text("Wm", min_size=40, max_size=200),
    st.text("ab" + "/.@-?&=_–’\u00ad\u200b", min_size=40, max_size=200).filter(lambda word: "a" in printed(word)),
    st.lists(st.text("abcdeW", min_size=1, max_size=30), min_size=5, max_size=9).map(
        lambda labels: f"https://www.{'.'.join(labels[:3])}.gov.uk/{'/'.join(labels[3:])}?page={labels[0]}"
    ),
    st.text("abcdeWm", min_size=40, max_size=150).map(lambda name: f"{name}@oakhillprimary.anytown.sch.uk"),
)
FACE = find_family("arimo").wider or find_family("arimo")
REGULAR = FACE.face()


def with_words(value: Any, word: str, chosen: Iterator[bool]) -> Any:
    """Return a part of the content with the word added to each of its texts for which `chosen` yields true."""
    if isinstance(value, Text):
        return value._replace(value=f"{value.value} {word}" if next(chosen) else value.value)
    if isinstance(value, dict):
        return {name: with_words(inner, word, chosen) for name, inner in value.items()}
    if isinstance(value, tuple):
        changed = [with_words(inner, word, chosen) for inner in value]
        return type(value)(*changed) if hasattr(value, "_fields") else tuple(changed)
    return value


def pages_with(choices: Request, word: str, step: int, first: int) -> tuple[Element, list[Page]]:
    """Return the tree and the pages of a school's pack with a word added to every `step`th of its document's texts."""
    guide, chosen = content_of(choices)._replace(school=school("oak")), (n % step == first for n in count())
    if choices.kind in ("poster", "letter"):
        parts = {choices.kind: getattr(guide, choices.kind), "school": guide.school}
        changed = guide._replace(**with_words(parts, word, chosen))
    else:
        changed = with_words(guide, word, chosen)._replace(poster=guide.poster)
    tree, _, pages = typeset_document(choices, changed)
    return tree, pages


def assert_in_place(choices: Request, tree: Element, pages: list[Page]) -> None:
    """No words are smaller than the body size, in margins than the look's own size for them; none leave their box."""
    theme = read_theme(choices)
    margins = {inner for each in tree.walk() if each.tag in ("foot", "continued") for inner in each.walk()}
    for page in pages:
        left, _, right, _ = page.frame
        borders = [piece for piece in page.pieces if isinstance(piece, Border)]
        for run in (piece for piece in page.pieces if isinstance(piece, Run)):
            least = theme.small if run.element in margins else theme.body
            assert run.size >= least - SLACK, run
            begins, _, ends, _ = run.bounds
            assert left - SLACK <= begins, run
            assert ends <= right + SLACK, run
            assert 0 < run.y < page.height, run
            for border in borders:
                if border.y < run.y < border.y + border.height:
                    for edge in (border.x, border.x + border.width):
                        assert not begins + SLACK < edge < ends - SLACK, (run, border)


DOCUMENTS = [
    asked
    for kind in KINDS
    for plain in [request_for(kind, with_sheets=kind == "guide", font="arimo")]
    for large in (False, True)
    for paper in PAPERS
    if has_paper(asked := with_changes(plain, large_print=large, paper=paper))
]


STEPS = (1, 7, 30, 30, 200, 200)
"""One text in so many gets the word. The content has some 1,300 texts, those of one page some 30."""


@pytest.mark.slow
@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.sampled_from(DOCUMENTS), st.sampled_from((None, *TEXT_SIZES)), WIDE_WORD, st.sampled_from(STEPS), st.data())
def test_a_wide_word_in_any_text_is_not_made_small_and_leaves_no_box(
    choices: Request, size: int | None, word: str, step: int, data: st.DataObject
) -> None:
    choices = with_changes(choices, text_size=size)
    first = data.draw(st.integers(0, min(step, 30 if choices.kind in ("poster", "letter") else step) - 1))
    try:
        tree, pages = pages_with(choices, word, step, first)
    except SenauditError as error:
        if not {problem.kind for problem in error.problems} <= TOLD:
            raise
    else:
        assert_in_place(choices, tree, pages)


@pytest.mark.parametrize("kind", KINDS)
def test_a_wide_word_in_a_few_texts_of_each_document_is_printed(kind: Kind) -> None:
    """So that the test above is of pages, and not only of refusals."""
    choices = request_for(kind, with_sheets=kind == "guide", font="arimo")
    word = "Unverhältnismäßigkeitsgrundsätzlichkeiten"
    printed_in = 0
    for first in (0, 4, 8, 12, 18):
        tree, pages = pages_with(choices, word, {"poster": 30, "letter": 30, "sheets": 60, "guide": 300}[kind], first)
        assert_in_place(choices, tree, pages)
        copied = "".join(run.text for page in pages for run in page.pieces if isinstance(run, Run))
        alternatives = [each.text() for each in tree.walk() if each.tag in ("head", "foot")]  # one of them is printed
        assert copied.count(word) >= tree.text().count(word) - "".join(alternatives).count(word)
        printed_in += word in copied
    assert printed_in >= 3


def sizes(pages: list[Page], *words: str) -> set[float]:
    """Return the type sizes in which the words are printed."""
    runs = [piece for page in pages for piece in page.pieces if isinstance(piece, Run)]
    found = {word: {run.size for run in runs if word in run.text} for word in words}
    assert all(found.values()), found
    return set(chain.from_iterable(found.values()))


def set_for(folder: Path, kind: Kind, files: dict[str, str], **asked: Any) -> list[Page]:
    for name, text in {"school.yaml": "name: Oak Hill Primary\n", **files}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return typeset_document(request_for(kind, school=folder, font="arimo", **asked))[2]


ADDRESS_IN_QUESTION = """\
change: communication:telephone
question: "Do parents know that they can write to senco@oakhillprimaryschool.anytown.sch.uk?"
"""


@pytest.mark.parametrize("large", [False, True])
def test_an_address_leaves_its_question_in_the_body_size_of_the_sheets(tmp_path: Path, large: bool) -> None:
    files = {"questions/q.yaml": ADDRESS_IN_QUESTION}
    pages = set_for(tmp_path, "sheets", files, questions=["communication:3"], large_print=large)
    assert sizes(pages, "parents", "oakhillprimary") == {14 if large else 12}


def test_an_address_leaves_its_question_in_the_size_of_the_guides_questions(tmp_path: Path) -> None:
    pages = set_for(tmp_path, "guide", {"questions/q.yaml": ADDRESS_IN_QUESTION}, questions=["communication:3"])
    assert sizes(pages, "that they can write", "oakhillprimary") - {12} == {15}  # the contents list it in 12 points


def test_a_wide_word_in_a_heading_of_the_poster_leaves_it_as_large_as_the_others(tmp_path: Path) -> None:
    heading = "Unverhältnismäßigkeitsgrundsätzlichkeiten matter"
    pages = set_for(tmp_path, "poster", {"poster.yaml": f"messages:\n  3: {{heading: {heading}}}\n"})
    assert len(sizes(pages, "Unverh", "chkeiten", "feel welcome", "Be honest, and")) == 1


def test_a_large_heading_is_made_a_little_smaller_to_keep_its_word_whole() -> None:
    """At 24 points “Communication” is wider than the page in the size of a divider."""
    pages = typeset_document(request_for("guide", text_size=24, chapters=["communication"], font="arimo"))[2]
    (size,) = {size for size in sizes(pages, "Communication") if size > 40}
    assert 60 < size < 72


# Where a word is broken.


def parts(word: str, letters: int) -> list[str]:
    """Return the parts of a word in a column that is as wide as its first letters."""
    width = REGULAR.width(printed(word)[:letters], 10.0) + SLACK
    return parts_of(word, REGULAR, 10.0, width, width)


@pytest.mark.parametrize(
    ("word", "letters", "expected"),
    [
        ("senco@oakhillprimaryschool.anytown.sch.uk", 22, ["senco", "@oakhillprimaryschool", ".anytown.sch.uk"]),
        ("www.gov.uk/send-support", 14, ["www.gov.uk", "/send-support"]),
        ("https://www.gov.uk/send", 16, ["https://www", ".gov.uk/send"]),
        ("https://www.oak.sch.uk/a?page=12&b=1", 24, ["https://www.oak.sch.uk/a", "?page=12&b=1"]),
        ("creativecommons.org/licenses/by/4.0.", 33, ["creativecommons.org/licenses/by", "/4.0."]),
        ("Llanfair,Pwll.Gwyn,Gyll", 16, ["Llanfair,Pwll.", "Gwyn,Gyll"]),
        ("either_or=both&more", 12, ["either_or=", "both&more"]),
        ("aaaaaaaaaa", 4, ["aaaa", "aaaa", "aa"]),
    ],
)
def test_a_word_wider_than_its_column_is_broken_at_its_signs(word: str, letters: int, expected: list[str]) -> None:
    assert parts(word, letters) == expected


def test_an_address_that_fits_on_a_line_is_not_broken() -> None:
    assert breaks_of("www.oakhill.sch.uk/send-support", too_wide=False) == []
    assert breaks_of("and/or", too_wide=False) == [4]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("co-ordinator", []),
        ("pre-school", []),
        ("drop-in", []),
        ("large-print", [6]),
        ("parent-friendly", [7]),
        ("2001–2007", [5]),
        ("3/9/2026", []),
        ("and/or", [4]),
    ],
)
def test_a_word_is_not_broken_after_a_hyphen_near_its_beginning_or_end(word: str, expected: list[int]) -> None:
    assert breaks_of(word, too_wide=False) == expected


def test_no_break_parts_a_letter_from_its_marks() -> None:
    word = "o\u0323\u0300" * 30
    for part in parts(word, 10):
        assert part.startswith("o")
        assert part.endswith("\u0300")


def lines_of(words: str, width: float) -> list[str]:
    holder = Element("para", {}, NOWHERE, [words])
    return ["".join(each.text for each in line) for line in break_lines(spans(holder, FACE), 10.0, width)]


def test_a_soft_hyphen_is_printed_only_where_it_breaks_a_word() -> None:
    word = "Donau\u00addampf\u00adschiff"
    assert lines_of(word, 300.0) == ["Donaudampfschiff"]
    assert lines_of(f"die {word}", REGULAR.width("die Donaudampf-", 10.0) + SLACK) == ["die Donaudampf\u00ad", "schiff"]
    assert lines_of(f"die {word}", REGULAR.width("die Donaudampf", 10.0)) == ["die Donau\u00ad", "dampfschiff"]


def test_a_zero_width_space_breaks_a_word_and_is_not_printed() -> None:
    word = "Donau\u200bdampf\u200bschiff"
    assert lines_of(word, 300.0) == ["Donaudampfschiff"]
    assert lines_of(f"die {word}", REGULAR.width("die Donaudampf", 10.0) + SLACK) == ["die Donaudampf", "schiff"]


@settings(deadline=None, max_examples=200)
@given(st.lists(WIDE_WORD | st.text(LETTERS, min_size=1, max_size=9), min_size=1, max_size=6), st.floats(30, 300))
def test_every_letter_is_printed_once_and_no_line_is_too_wide(words: list[str], width: float) -> None:
    lines = lines_of(" ".join(words), width)
    assert "".join(lines).replace("\u00ad", "") == printed(" ".join(words)).replace("\u00ad", "")
    for line in lines:
        assert REGULAR.width(line.rstrip(" "), 10.0) <= width + SLACK


# The longest text, and work in proportion to it.


def test_the_work_on_an_endless_word_grows_no_faster_than_the_word() -> None:
    """Counted in what is measured: each letter once, each line once, never all beginnings of the word."""
    family = find_family("arimo")
    known = set(family.face().widths)
    lines = break_lines(spans(Element("para", {}, NOWHERE, ["mn" * 5_000]), family), 10.0, 200.0)
    assert len(lines) > 100
    measured = set(family.face().widths) - known
    assert sum(map(len, measured)) < 3 * 10_000
    assert len(measured) <= len(lines) + 4


def problems_of(folder: Path, **files: str) -> tuple[Problem, ...]:
    for name, text in {"school": "name: Oak Hill", **files}.items():
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    with pytest.raises(SenauditError) as caught:
        read_content(request_for("poster", school=folder))
    return caught.value.problems


def test_a_text_beyond_the_limit_is_told_with_its_place(tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path, school=f"senco: Mrs A\nname: {'x' * (MOST_CHARACTERS + 1)}\n")
    assert problem.kind == "text-beyond-limit"
    assert problem.place
    assert (problem.place.line, problem.place.column) == (2, 7)
    assert "20,001 characters; a text has at most 20,000" in problem.message


def test_terms_do_not_lead_a_text_beyond_the_limit(tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path, poster=f"messages:\n  1: {{text: '{'{service} ' * 2000}'}}\n")
    assert problem.kind == "text-beyond-limit"
    assert problem.place
    assert problem.place.line == 2


def test_a_text_of_the_limit_is_read(tmp_path: Path) -> None:
    (tmp_path / "school.yaml").write_text(f"name: {'x' * MOST_CHARACTERS}\n", "utf-8")
    read = read_content(request_for("poster", school=tmp_path)).school
    assert read is not None
    assert len(str(read.name)) == MOST_CHARACTERS


@pytest.mark.parametrize("unit", ["*", "*a", "a*", "_a", "a,", "[", "](", "!"])
def test_as_many_signs_as_a_text_may_have_are_read(tmp_path: Path, unit: str) -> None:
    """Quadratic work on stars or on the words before them would take minutes."""
    words = (unit * MOST_CHARACTERS)[: MOST_CHARACTERS - 2] + " *"
    (tmp_path / "poster.yaml").write_text(f"messages:\n  1: {{text: '{words}'}}\n", "utf-8")
    (tmp_path / "school.yaml").write_text("name: Oak Hill\n", "utf-8")
    assert str(read_content(request_for("poster", school=tmp_path)).poster.messages[0].text) == words


def test_a_cell_beyond_the_limit_is_told_and_the_next_school_is_made(tmp_path: Path) -> None:
    table = tmp_path / "schools.csv"
    table.write_text(f"name\nAsh\n{'x' * 60_000}\nBeech\n", "utf-8")
    command = ["build", "pack", "--schools", str(table), "--into", str(tmp_path / "packs"), "--jobs", "1"]
    run = CliRunner().invoke(commands, command, prog_name="senaudit")
    assert run.exit_code == 1
    assert "row 3, column “name”: this text has 60,000 characters" in run.stderr
    assert (tmp_path / "packs" / "beech" / "guide.pdf").exists()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("field", ["senco", "authority", "return_to"])
def test_a_text_that_does_not_fit_is_told_at_its_own_place(tmp_path: Path, kind: Kind, field: str) -> None:
    """And never at a label of the shipped content that stands beside it."""
    words = "word " * 3_900
    try:
        set_for(tmp_path, kind, {"school.yaml": f"name: Oak\n{field}: {words}\n"})
    except SenauditError as error:
        (problem,) = error.problems
        assert problem.place
        assert problem.place.path == tmp_path / "school.yaml"
        assert problem.place.line == 2


@pytest.mark.parametrize("gutter", [1, 2, 3.6])
@pytest.mark.parametrize("number", ["8", "12a", "112zz"])
def test_a_numeral_is_as_large_as_the_text_however_narrow_its_gutter(gutter: float, number: str) -> None:
    choices = request_for("guide", questions=["communication:3"], font="arimo")
    theme = read_theme(choices)
    narrow = theme._replace(gutter=gutter * theme.body)
    title = Element("heading", {"level": "3", "number": number}, NOWHERE, ["How easily can parents reach you?"])
    context = Context(narrow, find_family("arimo"), 700.0, {}, COMPOSERS)
    (box,) = question(Element("question", {}, NOWHERE, [title]), context, Column(narrow.gutter, 300.0))
    numeral, *words = [piece for piece in box.pieces if isinstance(piece, Run)]
    assert numeral.text == f"{number} "
    assert numeral.size >= theme.body
    assert numeral.bounds[2] < min(run.x for run in words)
    assert max(run.bounds[2] for run in words) <= narrow.gutter + 300.0


def test_many_short_prompts_are_told_in_the_file_that_has_them(tmp_path: Path) -> None:
    prompts = f"change: communication:telephone\nprompts: [{', '.join(['word'] * 640)}]\n"
    with pytest.raises(SenauditError) as caught:
        set_for(tmp_path, "sheets", {"questions/q.yaml": prompts}, questions=["communication:3"])
    (problem,) = caught.value.problems
    assert problem.kind == "no-room-for-answers"
    assert problem.place
    assert problem.place.path == tmp_path / "questions" / "q.yaml"
