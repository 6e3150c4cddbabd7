"""Pages in languages of other scripts, in made-up words: rules of the display list, in every look.

Ink is that of each glyph, by the box that the font says of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any, NamedTuple, cast

import pytest
import uharfbuzz
from data_tables import asked_for, markup_of
from declaration import ARTICLES
from made_words import is_rtl, made_translation
from programs import needs_chinese_font, needs_noto
from test_geometry import Bounds, Laid, bounds, distance, inside, overlap, strokes, underlines

from senaudit.audit.last_time import last_times
from senaudit.layout.markup import Element
from senaudit.pictures.icons import DIRECTED
from senaudit.recipe.reading import read_content
from senaudit.recipe.request import Kind, Request, request_for
from senaudit.recipe.steps import prepare, read_theme, typeset, typeset_document
from senaudit.typeset.page import Border, Dot, Icon, Link, Page, Rule, Run
from senaudit.typeset.paginate import paginate
from senaudit.typeset.rows import grid_of
from senaudit.typeset.scripts import main_script, written_in
from senaudit.typeset.shaping import ShapedFace
from senaudit.typeset.theme import MM, PAPERS

pytestmark = needs_noto

LANGUAGES = ("ur", "ta")
OTHERS = ("ar", "pa", "bn", "gu", "hi", "zh", "pl", "uk", "vi")
"""Languages whose pages are looked at by the slow tests alone."""
CLEAR = 1.5
"""The least distance of a glyph from a rule or an outline, in points."""
DESCENT = 0.212
"""How far letters of Arial reach below the base line, in em. Their faces here are as deep as those of the script."""
TOUCHING = 0.02
"""The share of a document's glyphs that may touch a glyph of another line: those of Nastaliq reach far."""

LOOKS: list[tuple[Kind, dict[str, Any]]] = [
    ("guide", {}),
    ("guide", {"large_print": True}),
    ("guide", {"text_size": 18}),
    ("guide", {"text_size": 24}),
    ("guide", {"with_sheets": True, "chapters": ("support",)}),
    ("sheets", {}),
    ("sheets", {"large_print": True}),
    ("sheets", {"text_size": 18}),
    ("sheets", {"text_size": 24}),
    ("sheets", {"rating": True, "audiences": ("parents",)}),
    ("sheets", {"fillable": True}),
    ("poster", {}),
    ("poster", {"large_print": True}),
    ("poster", {"text_size": 24}),
    ("letter", {}),
    ("letter", {"large_print": True}),
    ("letter", {"text_size": 24}),
]


class Case(NamedTuple):
    """A document: its kind and look, and its language."""

    kind: Kind
    look: tuple[tuple[str, Any], ...]
    language: str

    @property
    def name(self) -> str:
        look = ", ".join(f"{name}={value}" for name, value in self.look)
        return f"{self.language} {self.kind} {look}".strip()


CASES = [Case(kind, tuple(look.items()), language) for language in (*LANGUAGES, *OTHERS) for kind, look in LOOKS]


def every(*kinds: Kind, languages: tuple[str, ...] = LANGUAGES) -> pytest.MarkDecorator:
    """Return the mark of a test that is run for each document of these kinds; without kinds, for all."""
    chosen = [case for case in CASES if (not kinds or case.kind in kinds) and case.language in languages]
    slow, chinese = [pytest.mark.slow], [pytest.mark.slow, needs_chinese_font]
    marks = {language: chinese if language == "zh" else slow for language in OTHERS}
    marked = [pytest.param(case, marks=marks.get(case.language, [])) for case in chosen]
    return pytest.mark.parametrize("case", marked, ids=lambda case: case.name)


@pytest.fixture(scope="session")
def schools(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return a school's folder for each language, with a translation in made-up words."""
    folder = tmp_path_factory.mktemp("made-up")
    return {language: made_translation(folder / language, language) for language in (*LANGUAGES, *OTHERS)}


@cache
def _laid(request: Request) -> Laid:
    return Laid(request)


def laid(case: Case, schools: dict[str, Any]) -> Laid:
    look = dict(case.look)
    request = request_for(case.kind, school=schools[case.language], language=case.language, font="arimo", **look)
    return _laid(request)


@cache
def _font(face: ShapedFace) -> uharfbuzz.Font:
    return uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob(face.data), face.index))


@cache
def _glyph(face: ShapedFace, glyph: int) -> tuple[float, float, float, float]:
    """Return a glyph's left, bottom, right and top in em of the text."""
    box = _font(face).get_glyph_extents(glyph)
    left, top = box.x_bearing, box.y_bearing
    return left / face.em, (top + box.height) / face.em, (left + box.width) / face.em, top / face.em


def ink(run: Run) -> Iterator[Bounds]:
    """Yield the bounds of each glyph of a run; of a run in Latin letters, those of the whole."""
    if not run.face.is_shaped:
        if run.text.strip():
            left, top, right, _ = cast(Bounds, bounds(run))
            yield left, top, right, run.y + DESCENT * run.size
        return
    face, at = cast(ShapedFace, run.face), run.x
    for cluster in face.clusters(run.text):
        for glyph, x, y in cluster.glyphs:
            left, bottom, right, top = _glyph(face, glyph)
            if right > left:
                x0, y0 = at + x / face.em * run.size, run.y - y / face.em * run.size
                yield x0 + left * run.size, y0 - top * run.size, x0 + right * run.size, y0 - bottom * run.size
        at += cluster.advance / face.em * run.size


def runs(page: Page) -> list[Run]:
    return [piece for piece in page.pieces if isinstance(piece, Run)]


def around(boxes: list[Bounds]) -> Bounds:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def check_pages(pages: list[Page]) -> None:
    """Check what holds for every page: all stands on the paper, no words touch a rule, and none run into others."""
    assert pages
    for number, page in enumerate(pages, 1):
        allowed = (9 * MM, 9 * MM, page.width - 9 * MM, page.height - 9 * MM)
        for piece in page.pieces:
            boxes = list(ink(piece)) if isinstance(piece, Run) else [box for box in [bounds(piece)] if box]
            assert all(inside(box, allowed) for box in boxes), f"page {number}: {piece}"
        assert not list(_touching(page)), f"page {number}"
        assert not list(_run_into(page)), f"page {number}"


def _touching(page: Page) -> Iterator[str]:
    """Yield the words that touch a rule or an outline."""
    lines = [(piece, stroke) for piece in page.pieces for stroke in strokes(piece)]
    for run in runs(page):
        glyphs = list(ink(run))
        if not glyphs:
            continue
        whole = around(glyphs)
        near = [stroke for piece, stroke in lines if distance(whole, stroke) < CLEAR and not underlines(piece, run)]
        for stroke in near:
            if any(distance(glyph, stroke) < CLEAR for glyph in glyphs):
                yield f"{run.text!r} at {run.x:.0f}, {run.y:.0f} touches {stroke}"


def _run_into(page: Page) -> Iterator[str]:
    """Yield the words that run into others on their line."""
    for y, line in groupby(sorted(runs(page), key=lambda run: (run.y, run.x)), key=lambda run: run.y):
        words = [run for run in line if run.text.strip()]
        for left, right in pairwise(words):
            if left.x + left.width > right.x + 0.02 + _space(left) + _space(right):
                yield f"{left.text!r} runs into {right.text!r} at {y:.0f}"


def _space(run: Run) -> float:
    """Return the width of the spaces at a run's ends: they may reach beyond its column."""
    return (len(run.text) - len(run.text.strip(" "))) * run.face.width(" ", run.size)


@every(languages=(*LANGUAGES, *OTHERS))
def test_no_words_touch_a_rule_an_outline_other_words_or_the_edge(case: Case, schools: dict[str, Any]) -> None:
    check_pages(laid(case, schools).pages)


@pytest.mark.parametrize("kind", ["sheets", "poster"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_in_two_languages_nothing_touches_either(kind: Kind, language: str, schools: dict[str, Any]) -> None:
    """Latin letters stand on the base line of the other script, so they may reach out of their lines."""
    looks: list[dict[str, Any]] = [{}, {"large_print": True}, {"text_size": 18}]
    for look in looks:
        for pair in ((language, "en"), ("en", language)):
            request = request_for(kind, school=schools[language], languages=pair, font="arimo", **look)
            check_pages(Laid(request).pages)


def test_words_under_a_line_to_write_on_do_not_touch_it(tmp_path: Path) -> None:
    """A school that has filled in nothing has such lines in all forms."""
    school = made_translation(tmp_path, "ur", "name: Oak Hill\n")
    kinds: tuple[Kind, ...] = ("sheets", "poster", "letter")
    looks: list[dict[str, Any]] = [{}, {"large_print": True}, {"text_size": 18}, {"text_size": 24}]
    for kind in kinds:
        for look in looks:
            request = request_for(kind, school=school, language="ur", font="arimo", **look)
            check_pages(Laid(request).pages)


@every(languages=(*LANGUAGES, *OTHERS))
def test_lines_do_not_run_into_each_other(case: Case, schools: dict[str, Any]) -> None:
    count = touching = 0
    for page in laid(case, schools).pages:
        boxes = [(run, list(ink(run))) for run in runs(page)]
        boxes = [(run, glyphs) for run, glyphs in boxes if glyphs]
        count += sum(len(glyphs) for _, glyphs in boxes)
        wholes = [around(glyphs) for _, glyphs in boxes]
        for at, (run, glyphs) in enumerate(boxes):
            for other in range(at + 1, len(boxes)):
                if boxes[other][0].y != run.y and overlap(wholes[at], wholes[other]):
                    touching += sum(overlap(one, two) for one in glyphs for two in boxes[other][1])
    assert count
    assert touching <= count * TOUCHING, f"{touching} of {count}"


@every(languages=(*LANGUAGES, *OTHERS))
def test_no_text_is_smaller_than_its_look_allows(case: Case, schools: dict[str, Any]) -> None:
    document = laid(case, schools)
    least = min(document.theme.small, document.theme.body)
    for page in document.pages:
        assert all(run.size >= least - 0.01 for run in runs(page))


@every("guide", "letter")
def test_base_lines_are_as_far_apart_as_the_script_needs(case: Case, schools: dict[str, Any]) -> None:
    document = laid(case, schools)
    script = main_script(case.language)
    assert script is not None
    checked = 0
    for lines in document.lines.values():
        for above, below in pairwise(lines):
            if above.page == below.page and above.size == below.size and below.y > above.y:
                assert below.y - above.y >= script.leading * 0.9 * above.size - 0.01, (above.text, below.text)
                checked += 1
    assert checked > (2 if case.kind == "letter" else 100)


@every(languages=(*LANGUAGES, *OTHERS))
def test_all_of_the_tree_is_printed_in_faces_that_have_it(case: Case, schools: dict[str, Any]) -> None:
    for page in laid(case, schools).pages:
        for run in runs(page):
            if run.face.is_shaped:
                glyphs = [
                    glyph for cluster in cast(ShapedFace, run.face).clusters(run.text) for glyph in cluster.glyphs
                ]
                assert all(glyph for glyph, _, _ in glyphs), run.text
            else:
                assert not run.face.lacks(run.text), run.text


# Pages from right to left are mirrored.

RTL = tuple(language for language in LANGUAGES if is_rtl(language))


@every("guide", "sheets", languages=RTL)
def test_the_filing_edge_of_25_mm_is_right_on_odd_pages_and_left_on_even_ones(
    case: Case, schools: dict[str, Any]
) -> None:
    for number, page in enumerate(laid(case, schools).pages, 1):
        left, _, right, _ = page.frame
        margins = left, page.width - right
        assert margins[number % 2] >= 25 * MM - 0.01
        assert margins[number % 2] >= margins[1 - number % 2]


@every("guide", languages=RTL)
def test_a_page_number_stands_at_the_outer_edge_and_is_that_of_the_page(case: Case, schools: dict[str, Any]) -> None:
    document = laid(case, schools)
    found = 0
    for number, page in enumerate(document.pages, 1):
        for run in page.foot:
            if isinstance(run, Run) and run.element is not None and run.element.tag == "page-number":
                assert run.text.strip() == str(number)
                left, _, right, _ = page.frame
                outer = run.x - left if number % 2 else right - run.x - run.width
                assert abs(outer) < 0.02
                found += 1
    assert found > len(document.pages) / 2


@every("guide", "sheets", languages=RTL)
def test_numbers_and_bullets_stand_right_of_their_words(case: Case, schools: dict[str, Any]) -> None:
    document = laid(case, schools)
    found = 0
    for page in document.pages:
        words = runs(page)
        for run in words:
            if document.is_numeral(run):
                beside = [other for other in words if other.element is not run.element and abs(other.y - run.y) < 0.5]
                beside = [other for other in beside if document.holder(other.element, "heading") is run.element]
                assert all(other.x + other.width <= run.x + _space(run) + 0.01 for other in beside)
                found += bool(beside)
        for dot in (piece for piece in page.body if isinstance(piece, Dot)):
            line = [run for run in words if 0 <= run.y - dot.y < document.theme.body and run.x < dot.x]
            assert line
    assert found > 5


@every("guide", languages=RTL)
def test_in_the_contents_numbers_of_pages_stand_left(case: Case, schools: dict[str, Any]) -> None:
    document = laid(case, schools)
    found = 0
    for page in document.pages:
        links = [
            piece for piece in page.body if isinstance(piece, Link) and piece.element and piece.element.tag == "entry"
        ]
        for link in links:
            entry = [run for run in runs(page) if document.holder(run.element, "entry") is link.element]
            numbers = [run for run in entry if run.text.strip().isdigit() and run.x < page.width / 3]
            assert len(numbers) == 1
            assert all(run.x >= numbers[0].x + numbers[0].width for run in entry if run is not numbers[0])
            found += 1
    assert found > 20 or dict(case.look).get("chapters")


@every("sheets", languages=RTL)
def test_the_first_box_to_write_in_is_the_right_one(case: Case, schools: dict[str, Any]) -> None:
    document = laid(case, schools)
    pairs = [boxes for boxes in document.answers.values() if len(boxes) == 2]
    assert len(pairs) > 5
    for (page, first), (other, second) in pairs:
        assert page == other
        assert first.x >= second.x + second.width - 0.01
        assert _is_first(document, first.element)


def _is_first(document: Laid, answer: Element | None) -> bool:
    row = document.holder(answer, "row")
    return row is not None and next(child for child in row.elements if child.tag == "answer") is answer


@every("guide", languages=RTL)
def test_speech_and_icons_point_to_the_other_side(case: Case, schools: dict[str, Any]) -> None:
    document = laid(case, schools)
    kinds = {piece.kind for page in document.pages for piece in page.body if isinstance(piece, Border)}
    assert "speech-right" in kinds
    assert "speech" not in kinds
    icons = [(page, piece) for page in document.pages for piece in page.body if isinstance(piece, Icon)]
    assert {icon.name for _, icon in icons} & DIRECTED
    for page, icon in icons:
        assert icon.is_mirrored == (icon.name in DIRECTED)
        assert icon.element is None or icon.element.tag != "note" or icon.x > page.width / 2


@every(languages=("ta",))
def test_nothing_is_mirrored_in_a_language_from_left_to_right(case: Case, schools: dict[str, Any]) -> None:
    for page in laid(case, schools).pages:
        assert not [piece for piece in page.pieces if isinstance(piece, Icon) and piece.is_mirrored]
        assert not [piece for piece in page.pieces if isinstance(piece, Border) and piece.kind == "speech-right"]
        assert all(rule.x <= rule.to_x for rule in page.pieces if isinstance(rule, Rule))


# What stands on few sheets: answers of last time, and tables of data.

PLAN = """
practice:
  - question: communication:telephone
    agreed: "{words}"
actions:
  - questions: [communication:telephone, communication:letters-home]
    what: "{words}"
    who: Mrs Green
    by: 3 March 2026
    state: in hand
"""
FEW_LOOKS: list[dict[str, Any]] = [{}, {"large_print": True}, {"text_size": 24}]


@pytest.mark.parametrize("look", FEW_LOOKS, ids=str)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_agreed_on_last_time_stands_above_its_box(
    language: str, look: dict[str, Any], schools: dict[str, Any], tmp_path: Path
) -> None:
    words = " ".join(ARTICLES[language][0].split()[:9])
    (tmp_path / "plan.yaml").write_text(PLAN.format(words=words), "utf-8")
    chosen: dict[str, Any] = {"school": schools[language], "language": language, "font": "arimo"}
    request = request_for("sheets", since=tmp_path, questions=("communication:telephone",), **chosen, **look)
    guide = read_content(request)
    _, pages = typeset(request, prepare(request, guide, {"since": last_times(request, guide).by_question}))
    check_pages(pages)
    first = words.split()[0]
    lines = [run for page in pages for run in runs(page) if run.text.startswith(first)]
    (practice, action) = [run for run in lines if words.startswith(run.text.strip())][:2]
    if is_rtl(language):
        assert practice.x + practice.width >= action.x + action.width
    else:
        assert practice.x <= action.x
    assert look or practice.x != action.x


@pytest.mark.parametrize("look", FEW_LOOKS, ids=str)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_column_of_a_table_stands_where_reading_begins(
    language: str, look: dict[str, Any], tmp_path: Path
) -> None:
    words = ARTICLES[language][1].split()
    rows = [(" ".join(words[at : at + 2]), str(at), " ".join(words[at : at + 12]), "0") for at in range(8)]
    markup = markup_of(rows, words[:4]).replace("en-GB", language)
    _, _, pages = typeset_document(asked_for(markup, tmp_path, **look))
    check_pages(pages)
    if not look:
        page = pages[0]
        heads = [run for run in runs(page) if run.y == min(run.y for run in runs(page) if run.text.strip() == words[1])]
        heads.sort(key=lambda run: run.x, reverse=is_rtl(language))
        assert [run.text.strip() for run in heads] == words[:4]


@pytest.mark.parametrize(("language", "beside"), [("ur", True), ("ar", True), ("pa", True), ("ta", False)])
def test_a_question_stands_beside_its_boxes_where_its_language_has_the_room(language: str, beside: bool) -> None:
    """In a look in which English questions do."""
    theme = read_theme(request_for("sheets"))._replace(least_characters=27.0, question_share=0.4)
    assert not grid_of(theme, 473.0, 1.1).stacked
    assert grid_of(written_in(theme, language), 473.0, 1.1).stacked != beside


def test_beside_its_boxes_a_question_stands_right_of_them_in_urdu(schools: dict[str, Any]) -> None:
    document = laid(Case("sheets", (), "ur"), schools)
    theme = document.theme._replace(least_characters=20.0, question_share=0.4)
    theme = written_in(theme, "ur")
    pages = paginate(document.document, theme, document.family, PAPERS["A4"])
    check_pages(pages)
    first = [piece for piece in pages[0].body if isinstance(piece, Border) and _is_answer(piece)][:2]
    (number,) = [run for run in runs(pages[0]) if run.text.strip() == "1" and run.face.name == "bold"][:1]
    assert number.x > max(box.x + box.width for box in first)


def _is_answer(piece: Border) -> bool:
    return piece.element is not None and piece.element.tag == "answer"


def test_a_space_stands_behind_a_comma_among_words_from_left_to_right(schools: dict[str, Any]) -> None:
    document = laid(Case("poster", (("text_size", 24),), "ur"), schools)
    words = runs(document.pages[0])
    (address,) = [run for run in words if "senco@" in run.text]
    line = sorted((run for run in words if run.y == address.y), key=lambda run: run.x)
    assert "0115 977 4050, senco@oakhill.sch.uk" in "".join(run.text for run in line).replace("\xa0", " ")
