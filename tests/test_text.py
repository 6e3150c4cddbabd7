"""Words into lines, measured with Arimo's widths: nothing is lost, joined or pushed out of its column."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from senaudit.layout.markup import Element
from senaudit.problems import Place
from senaudit.recipe.request import request_for
from senaudit.recipe.steps import read_theme
from senaudit.typeset.faces import find_family
from senaudit.typeset.lines import Line, Span, break_lines, first_baseline, line_width, set_lines, spans, widest_word
from senaudit.typeset.page import Link, Piece, Rule, Run

FAMILY = find_family("arimo")
THEME = read_theme(request_for("guide", font="arimo"))
STEADY = settings(deadline=None, derandomize=True, max_examples=300)
"""Every run has the same examples, and no test depends on the time."""

SIZE = 12.0
SLACK = 1e-6
NO_BREAK_SPACE = "\u00a0"

Child = Element | str


def element(*children: Child, tag: str = "para", href: str = "") -> Element:
    return Element(tag, {"href": href} if href else {}, Place(Path("words.yaml"), 1, 1), list(children))


def strong(words: str) -> Element:
    return element(words, tag="strong")


def em(words: str) -> Element:
    return element(words, tag="em")


def width(words: str, bold: bool = False) -> float:
    return FAMILY.face(bold).width(words, SIZE)


def lines_of(*children: Child, measure: float, size: float = SIZE) -> list[Line]:
    return break_lines(spans(element(*children), FAMILY), size, measure)


def texts(lines: list[Line]) -> list[str]:
    """Return the words of each line, without the space at which a line was broken."""
    return ["".join(fragment.text for fragment in line).removesuffix(" ") for line in lines]


def copied(pieces: list[Piece]) -> str:
    """Return the text that is copied or read aloud: the runs one after the other."""
    return "".join(piece.text for piece in pieces if isinstance(piece, Run))


WORD = st.text("abcdemwilMW.,’é", min_size=1, max_size=9)
BROKEN_WORD = st.lists(WORD, min_size=2, max_size=3).flatmap(
    lambda parts: st.sampled_from("-–—/").map(lambda mark: mark.join(parts))
)
DASH = st.sampled_from(["–", "—", "-", "/"])
LONG_WORD = st.text("abcdemw", min_size=40, max_size=90)
SENTENCE = st.lists(WORD | BROKEN_WORD | DASH | LONG_WORD, min_size=1, max_size=25).map(" ".join)
MEASURE = st.floats(30, 400)
MARKED = st.lists(
    st.tuples(st.sampled_from(["plain", "strong", "em"]), SENTENCE, st.sampled_from(["", " "])), min_size=2, max_size=5
)


def children_of(marked: list[tuple[str, str, str]]) -> list[Child]:
    """Return inline children; some join their neighbours without a space, as **bold** may."""
    made: dict[str, Callable[[str], Child]] = {"plain": str, "strong": strong, "em": em}
    return [made[kind](words + space) for kind, words, space in marked]


def assert_words_kept(words: list[str], lines: list[Line], measure: float, widths: dict[str, float]) -> None:
    """Assert that each word is whole on a line, or is broken after a hyphen or slash, or because it is too long."""
    parts = [line.split(" ") for line in texts(lines)]
    flat = [(part, index + 1 == len(line)) for line in parts for index, part in enumerate(line)]
    at = 0
    for word in words:
        got, ends = flat[at]
        at += 1
        while got != word:
            assert word.startswith(got), f"{got!r} is no part of {word!r}"
            assert got, f"an empty line before {word!r}"
            assert ends, f"{word!r} is broken inside a line"
            assert got[-1] in "-–—/" or widths[word] > measure, f"{word!r} is broken after {got!r}, though it fits"
            part, ends = flat[at]
            got, at = got + part, at + 1
    assert at == len(flat), f"{flat[at:]} is printed twice"


# Breaking.


def test_as_many_words_stand_on_a_line_as_fit() -> None:
    assert texts(lines_of("one two three four", measure=width("one two"))) == ["one two", "three", "four"]
    assert texts(lines_of("one two three four", measure=width("one two") - 0.1)) == ["one", "two", "three", "four"]


def test_no_words_make_no_lines() -> None:
    assert lines_of("", measure=100) == []
    assert lines_of("  ", measure=100) == []
    assert lines_of(strong(""), " ", measure=100) == []


def test_white_space_at_the_ends_and_runs_of_it_are_not_set() -> None:
    assert texts(lines_of("  one   two ", measure=400)) == ["one two"]
    assert texts(lines_of(" one ", strong(" two "), " ", measure=400)) == ["one two"]


@STEADY
@given(SENTENCE, MEASURE)
def test_plain_words_are_never_lost_nor_glued(sentence: str, measure: float) -> None:
    widths = {word: width(word) for word in sentence.split(" ")}
    assert_words_kept(sentence.split(" "), lines_of(sentence, measure=measure), measure, widths)


@STEADY
@given(MARKED, MEASURE)
def test_marked_words_are_never_lost_nor_glued(marked: list[tuple[str, str, str]], measure: float) -> None:
    children = children_of(marked)
    words = element(*children).text().split()
    widths = dict.fromkeys(words, 0.0)
    for word in words:  # in any face: the width in the widest one
        widths[word] = max(width(word), width(word, bold=True))
    assert_words_kept(words, lines_of(*children, measure=measure), measure, widths)


@STEADY
@given(SENTENCE, MEASURE)
def test_no_line_is_wider_than_its_column(sentence: str, measure: float) -> None:
    for line in lines_of(sentence, measure=measure):
        assert line_width(line) <= measure + SLACK


@pytest.mark.slow
@STEADY
@given(MARKED, MEASURE)
def test_no_line_of_marked_words_is_wider_than_its_column(marked: list[tuple[str, str, str]], measure: float) -> None:
    for line in lines_of(*children_of(marked), measure=measure):
        assert line_width(line) <= measure + SLACK


def greedy(words: list[str], measure: float) -> list[str]:
    """Return lines that take as many words as fit."""
    lines: list[str] = []
    for word in words:
        if lines and width(f"{lines[-1]} {word}") <= measure:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


@STEADY
@given(st.lists(WORD, min_size=2, max_size=25), st.floats(110, 400))
def test_a_line_takes_all_words_that_fit_but_one_that_saves_the_last_line(words: list[str], measure: float) -> None:
    """A last line of one short word takes a word from the line above, if that still fills half the column."""
    expected = greedy(words, measure)
    if len(expected) > 1 and " " not in expected[-1] and " " in expected[-2]:
        above, word = expected[-2].rsplit(" ", 1)
        if width(above) >= measure / 2 and width(f"{word} {expected[-1]}") <= measure:
            expected[-2:] = [above, f"{word} {expected[-1]}"]
    assert texts(lines_of(" ".join(words), measure=measure)) == expected


def test_a_long_word_stands_on_the_last_line_alone() -> None:
    words = "one two three organisation."
    assert texts(lines_of(words, measure=width("one two three"))) == ["one two three", "organisation."]


def test_a_title_has_no_word_on_its_last_line_alone() -> None:
    content, measure = spans(element("one two three four five organisation?"), FAMILY), width("one two three four five")
    assert texts(break_lines(content, SIZE, measure)) == ["one two three four five", "organisation?"]
    assert texts(break_lines(content, SIZE, measure, title=True)) == ["one two three four", "five organisation?"]


def test_a_last_line_of_two_words_takes_no_more() -> None:
    assert texts(lines_of("one two three is it?", measure=width("one two three"))) == ["one two three", "is it?"]


def test_the_word_that_is_given_to_the_last_line_keeps_its_faces_and_the_space_after_it() -> None:
    lines = lines_of("one two ", strong("thr"), "ee ", em("it?"), measure=width("one two three") + 5)
    assert texts(lines) == ["one two", "three it?"]
    assert copied(set_lines(lines, 0, SIZE, 15, THEME)) == "one two three it?"
    assert [fragment.text for fragment in lines[-1]] == ["thr", "ee ", "it?"]
    assert [fragment.span.face for fragment in lines[-1]] == [
        FAMILY.face(strong=True),
        FAMILY.face(),
        FAMILY.face(em=True),
    ]


@STEADY
@given(st.lists(WORD, min_size=2, max_size=25), MEASURE)
def test_marked_words_are_broken_where_plain_ones_of_their_widths_are(words: list[str], measure: float) -> None:
    """The same face throughout, once as one span and once as many."""
    plain = lines_of(" ".join(words), measure=measure)
    many = lines_of(*[word + " " * (index < len(words) - 1) for index, word in enumerate(words)], measure=measure)
    if max(map(width, words)) <= measure:
        assert texts(many) == texts(plain)


@pytest.mark.slow
@STEADY
@given(MARKED, MEASURE)
def test_fragments_of_a_line_stand_side_by_side(marked: list[tuple[str, str, str]], measure: float) -> None:
    for line in lines_of(*children_of(marked), measure=measure):
        assert line[0].x == 0
        for fragment, following in pairwise(line):
            assert following.x == pytest.approx(fragment.x + fragment.width)
        for fragment in line[:-1]:
            assert fragment.width == pytest.approx(fragment.span.face.width(fragment.text, SIZE))
        words = line[-1].text.removesuffix(" ")
        assert line[-1].width == pytest.approx(line[-1].span.face.width(words, SIZE))


# Words that do not fit.


@pytest.mark.parametrize("mark", ["-", "–", "—", "/"])
def test_a_word_that_does_not_fit_is_broken_after_its_mark(mark: str) -> None:
    measure = width(f"all well{mark}")
    assert texts(lines_of(f"all well{mark}known word", measure=measure)) == [f"all well{mark}", "known", "word"]


@pytest.mark.parametrize("mark", ["-", "–", "—", "/"])
def test_a_marked_word_that_does_not_fit_is_broken_after_its_mark_too(mark: str) -> None:
    measure = width("all ") + width(f"well{mark}", bold=True)
    lines = lines_of("all ", strong(f"well{mark}known"), " word", measure=measure)
    assert texts(lines) == [f"all well{mark}", "known", "word"]


def test_a_word_is_broken_after_the_last_mark_that_fits() -> None:
    words = "face-to-face meeting"
    assert texts(lines_of(words, measure=width("face-to-fac"))) == ["face-to-", "face", "meeting"]
    assert texts(lines_of(words, measure=width("face-to-face"))) == ["face-to-face", "meeting"]


def test_a_mark_at_a_words_start_is_not_left_alone() -> None:
    assert texts(lines_of("below -10 today", measure=width("below -"))) == ["below", "-10", "today"]


def test_an_over_long_word_is_broken_where_it_must_be_and_no_letter_is_lost() -> None:
    word = "Donaudampfschifffahrtsgesellschaft"
    lines = texts(lines_of(f"the {word} sails", measure=80))
    assert lines[0] == "the"
    assert "".join(lines[1:]).startswith(word)
    assert all(width(line) <= 80 for line in lines)


def test_an_over_long_address_is_broken_before_its_slashes() -> None:
    lines = texts(lines_of("https://www.example.org/guidance/booklets", measure=width("https://www.example.org/gui")))
    assert lines == ["https://www.example.org", "/guidance/booklets"]


def test_a_no_break_space_keeps_its_words_together() -> None:
    pair = f"page{NO_BREAK_SPACE}7"
    assert texts(lines_of(f"see {pair} now", measure=width("see page"))) == ["see", pair, "now"]
    assert texts(lines_of("see ", strong(pair), " now", measure=width("see page"))) == ["see", pair, "now"]


# Several faces on a line.


def test_each_stretch_keeps_its_face_and_its_element() -> None:
    bold, italic = strong("strong"), em("stressed")
    (line,) = lines_of("plain ", bold, " and ", italic, ".", measure=400)
    shown = [(fragment.text, fragment.span.face.name) for fragment in line]
    assert shown == [
        ("plain ", "regular"),
        ("strong ", "bold"),
        ("and ", "regular"),
        ("stressed", "italic"),
        (".", "regular"),
    ]
    assert [line[1].span.element, line[3].span.element] == [bold, italic]


def test_strong_words_inside_stressed_ones_are_both_and_the_other_way_round() -> None:
    (line,) = lines_of(element("very ", strong("much"), tag="em"), measure=400)
    assert [fragment.span.face.name for fragment in line] == ["italic", "bold-italic"]
    (line,) = lines_of(element("very ", em("much"), tag="strong"), measure=400)
    assert [fragment.span.face.name for fragment in line] == ["bold", "bold-italic"]


def test_a_word_that_changes_face_is_not_broken_there() -> None:
    measure = width("see ") + width("bold", bold=True)
    assert texts(lines_of("see ", strong("bold"), ", please", measure=measure)) == ["see", "bold,", "please"]


def test_page_numbers_take_the_place_of_their_elements() -> None:
    number = element(tag="page-number")
    (span,) = spans(element(number), FAMILY, numbers={"page-number": "12"})
    assert (span.text, span.element) == ("12", number)


def test_the_widest_word_is_measured_in_its_face() -> None:
    content = spans(element("a narrow ", strong("word")), FAMILY)
    assert widest_word(content) == max(FAMILY.face().widths["narrow"], FAMILY.face(True).widths["word"])
    assert widest_word([]) == 0


# Lines onto the page.


def test_base_lines_are_one_leading_apart_and_the_first_shares_its_space() -> None:
    lines = lines_of("one two three", measure=width("three"))
    runs = [piece for piece in set_lines(lines, 7.0, SIZE, 18.0, THEME) if isinstance(piece, Run)]
    face = FAMILY.face()
    assert [run.y - runs[0].y for run in runs] == [0, 18, 36]
    assert runs[0].y == first_baseline(face, SIZE, 18.0)
    above, below = runs[0].y - face.ascent * SIZE, 18.0 - runs[0].y - face.descent * SIZE
    assert above == pytest.approx(below)
    assert {run.x for run in runs} == {7.0}


def test_a_line_ends_with_a_space_unless_it_is_the_last() -> None:
    lines = lines_of("one two three", measure=width("three"))
    assert [run.text for run in runs_of(lines)] == ["one ", "two ", "three"]
    assert [run.width for run in runs_of(lines)] == [width("one "), width("two "), width("three")]


def test_the_space_at_a_lines_end_is_not_ink() -> None:
    first, *_ = runs_of(lines_of("one two", measure=width("one")))
    assert first.bounds[2] == pytest.approx(width("one"))


def runs_of(lines: list[Line]) -> list[Run]:
    return [piece for piece in set_lines(lines, 0.0, SIZE, 18.0, THEME) if isinstance(piece, Run)]


@STEADY
@given(st.lists(WORD | BROKEN_WORD | DASH, min_size=1, max_size=25).map(" ".join), st.floats(200, 400))
def test_what_is_copied_from_the_page_are_the_words_that_were_written(sentence: str, measure: float) -> None:
    """A dash between spaces keeps both; a word broken after its hyphen gets no space."""
    assert copied(set_lines(lines_of(sentence, measure=measure), 0.0, SIZE, 18.0, THEME)) == sentence


@STEADY
@given(
    st.lists(
        st.tuples(st.sampled_from(["plain", "strong", "em"]), st.lists(WORD, min_size=1, max_size=9).map(" ".join)),
        min_size=2,
        max_size=5,
    ),
    st.floats(200, 400),
)
def test_what_is_copied_of_marked_words_are_the_words(marked: list[tuple[str, str]], measure: float) -> None:
    children = children_of([(kind, words, " ") for kind, words in marked])
    pieces = set_lines(lines_of(*children, measure=measure), 0.0, SIZE, 18.0, THEME)
    assert copied(pieces) == element(*children).text().rstrip(" ")


def test_an_over_long_word_is_copied_in_one_piece() -> None:
    word = "Donaudampfschifffahrtsgesellschaft"
    assert copied(set_lines(lines_of(word, measure=80), 0.0, SIZE, 18.0, THEME)) == word


def test_centred_lines_have_as_much_room_left_as_right() -> None:
    lines = lines_of("one two three", measure=width("three"))
    for run in [piece for piece in set_lines(lines, 0.0, SIZE, 18.0, THEME, align=200.0) if isinstance(piece, Run)]:
        assert run.x == pytest.approx((200 - width(run.text.strip())) / 2)


def test_a_link_is_underlined_and_can_be_clicked_on_each_of_its_lines() -> None:
    link = element("the long address", tag="link", href="https://example.org")
    lines = lines_of("See ", link, ".", measure=width("the long"))
    pieces = set_lines(lines, 0.0, SIZE, 18.0, THEME)
    links = [piece for piece in pieces if isinstance(piece, Link)]
    assert {piece.target for piece in links} == {"https://example.org"}
    linked = [piece for piece in pieces if isinstance(piece, Run) and piece.element is link]
    assert " ".join("".join(run.text for run in linked).split()) == "the long address"
    assert len(links) == len(linked) == len([piece for piece in pieces if isinstance(piece, Rule)])
    for place, run in zip(links, linked, strict=True):
        assert place.x == run.x
        assert place.width == pytest.approx(width(run.text.strip()))
        assert place.y < run.y < place.y + place.height


def test_the_content_may_be_one_span_or_many() -> None:
    holder, face = element("one two"), FAMILY.face()
    whole = [Span("one two", face, holder)]
    parts = [Span("one", face, holder), Span(" two", face, holder)]
    assert texts(break_lines(whole, SIZE, 400)) == texts(break_lines(parts, SIZE, 400)) == ["one two"]
