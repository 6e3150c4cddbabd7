"""Rules for every page of every document, in each look and on each paper, checked on the display list.

Ink is what the eye sees: a run's is as high as its tall letters, and reaches below the base line where a letter does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache, cached_property, partial
from itertools import pairwise, takewhile
from math import hypot
from pathlib import Path
from shutil import copytree

import pytest
from asking import has_paper, pack_for, pack_in, with_changes
from conftest import content_of, set_document
from pairs import in_pairs
from test_content import GUIDES, PLACES

from senaudit.content.model import Guide
from senaudit.files.shipped import shipped
from senaudit.layout.markup import Element
from senaudit.pictures.icons import GRID, MARGIN
from senaudit.problems import SenauditError
from senaudit.recipe.request import KINDS, Kind, Request, request_for
from senaudit.recipe.steps import prepare, read_theme, typeset_document
from senaudit.typeset.lines import break_lines, first_baseline
from senaudit.typeset.page import ARTIFACT, Border, Dot, Icon, Link, Page, PageReference, Picture, Piece, Rule, Run
from senaudit.typeset.paginate import paginate
from senaudit.typeset.poster import _message
from senaudit.typeset.theme import MM, PAPERS

TALL_LETTERS = 0.73
"""How far b, d, l and brackets rise above the base line, in em; capitals are lower."""
REACH_DOWN = frozenset("gjpqyQ,;()[]{}@|/_")
EVEN_CHARACTER = 0.4387
"""The width of an average character of English text in Arial, in em."""
CLEAR = 1.0
"""The least distance of text from a rule or an outline, in points."""
EXACT = 0.01
INLINE_HOLDERS = ("para", "heading", "label", "choice")
PARTS = ("cover", "divider", "part", "sheets")

Bounds = tuple[float, float, float, float]
"""Left, top, right and bottom, in points from the paper's top left corner."""


class Line:
    """A line of a block: its page (from 0), its base line, and its runs from left to right."""

    def __init__(self, page: int, y: float) -> None:
        self.page, self.y = page, y
        self.runs: list[Run] = []

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)

    @property
    def size(self) -> float:
        return max(run.size for run in self.runs)


class Laid:
    """A document after typesetting, with helpers to find its Elements on the pages."""

    def __init__(self, choices: Request, pages: list[Page] | None = None, guide: Guide | None = None) -> None:
        self.document, self.family, self.pages = typeset_document(choices, guide) if guide else set_document(choices)
        self.pages = pages or self.pages
        self.theme = read_theme(choices)
        self.above = {child: element for element in self.document.walk() for child in element.elements}

    def holder(self, element: Element | None, *tags: str) -> Element | None:
        """Return the nearest Element with one of these tags, from `element` upwards."""
        while element is not None and element.tag not in tags:
            element = self.above.get(element)
        return element

    def part(self, element: Element | None) -> Element | None:
        """Return the section with pages of its own that an Element belongs to."""
        section = self.holder(element, "section")
        while section is not None and section.get("kind") not in PARTS:
            section = self.holder(self.above.get(section), "section")
        return section

    def in_foot(self, piece: Piece) -> bool:
        """Return whether a piece belongs to the footer of a page."""
        return isinstance(piece, Run) and self.holder(piece.element, "foot") is not None

    def in_head(self, piece: Piece) -> bool:
        """Return whether a piece belongs to the running head of a page on which a question goes on."""
        return isinstance(piece, Run) and self.holder(piece.element, "continued") is not None

    def is_entry(self, run: Run) -> bool:
        """Return whether the words are an entry of the table of contents."""
        return self.holder(run.element, "contents") is not None

    @property
    def printed(self) -> list[Page]:
        """The pages that are not blank."""
        return [page for page in self.pages if page.pieces]

    @cached_property
    def home(self) -> dict[int, Element]:
        """The part of each page that is not blank, by the page's id."""
        listing = next((element for element in self.document.walk() if element.tag == "contents"), None)
        homes: dict[int, Element] = {}
        for page in self.printed:
            listed = any(isinstance(piece, Link) and piece.target.startswith("#") for piece in page.pieces)
            first = next(
                run.element for run in body(self, page) if isinstance(run, Run) and run.element is not ARTIFACT
            )
            homes[id(page)] = self.part(listing if listed else first) or self.document
        return homes

    @cached_property
    def lines(self) -> dict[Element, list[Line]]:
        """The lines of each paragraph, heading, label and choice, without footers and entries of the contents."""
        found: dict[Element, list[Line]] = defaultdict(list)
        for number, page in enumerate(self.pages):
            for run in runs(page):
                block = self.holder(run.element, *INLINE_HOLDERS)
                if block is None or self.in_foot(run) or self.is_entry(run) or self.is_numeral(run):
                    continue
                lines = found[block]
                if not lines or (lines[-1].page, lines[-1].y) != (number, run.y):
                    lines.append(Line(number, run.y))
                lines[-1].runs.append(run)
        return found

    @cached_property
    def blocks(self) -> list[Element]:
        """The blocks with words in reading order, without footers."""
        return [element for element in self.document.walk() if element in self.lines]

    def is_numeral(self, run: Run) -> bool:
        """Return whether a run is a hanging number rather than words of its element."""
        holder = self.holder(run.element, "heading", "panel")
        numbered = self.holder(holder, "question", "cell", "panel", "heading")
        numbers = {
            element.get("number")
            for element in (holder, numbered, self.above.get(numbered or self.document))
            if element
        }
        return run.element is holder and run.text.strip() in numbers

    def pages_of(self, element: Element) -> list[int]:
        """Return the numbers (from 0) of the pages that an Element's words stand on."""
        return sorted({line.page for below in element.walk() for line in self.lines.get(below, ())})

    @cached_property
    def answers(self) -> dict[Element, list[tuple[int, Border]]]:
        """The two answer boxes of each audit row, each with its page."""
        found: dict[Element, list[tuple[int, Border]]] = {
            element: [] for element in self.document.walk() if element.tag == "row"
        }
        for number, page in enumerate(self.pages):
            for piece in page.pieces:
                if isinstance(piece, Border) and piece.element is not None and piece.element.tag == "answer":
                    found[self.above[piece.element]].append((number, piece))
        return found

    @cached_property
    def rows_on(self) -> dict[int, list[Border]]:
        """The outlines of the audit rows on each page that has any, from top to bottom."""
        found: dict[int, list[Border]] = defaultdict(list)
        for boxes in self.answers.values():
            page, box = boxes[0]
            around = [
                piece
                for piece in self.pages[page].pieces
                if isinstance(piece, Border) and piece.element is None and inside(box.bounds, piece.bounds, 0.5)
            ]
            found[page].append(min(around, key=lambda piece: piece.height))
        return found


@cache
def laid(choices: Request) -> Laid:
    return Laid(choices)


def choices_of(*kinds: Kind) -> list[Request]:
    """Return documents in every look, paper and text size, and schools' packs."""
    made = []
    for kind in kinds:
        for with_sheets in (False, True) if kind == "guide" else (False,):
            plain = request_for(kind, with_sheets=with_sheets, font="arimo")
            made += [with_changes(plain, paper=paper, large_print=large) for paper in PAPERS for large in (False, True)]
            made += [with_changes(plain, paper="A4", text_size=size) for size in (16, 18, 24)]
            made.append(with_changes(plain, paper="A3", text_size=24))
            made += [each for pack in ("oak", "long", "both") for each in packs(kind, with_sheets, pack)]
    return list(filter(has_paper, made))


def packs(kind: Kind, with_sheets: bool, pack: str) -> list[Request]:
    """Return a school's documents in the standard look, large print, and the largest size that fits the paper."""
    plain = pack_for(kind, pack, with_sheets=with_sheets, font="arimo", paper="A4")
    largest = with_changes(plain, paper="A3", text_size=18) if kind == "poster" else with_changes(plain, text_size=24)
    return [plain, with_changes(plain, paper="Letter", large_print=True), largest]


def name(choices: Request) -> str:
    look = f"{choices.appearance.text_size}-point" if choices.appearance.text_size else choices.appearance.look
    pack = f"{pack_in(choices)}-" if pack_in(choices) else ""
    return f"{pack}{choices.kind}{'-with-sheets' * choices.with_sheets}-{look}-{choices.appearance.paper}"


def features(choices: Request) -> tuple[object, ...]:
    form, look = (choices.kind, choices.with_sheets), choices.appearance._replace(paper=None)
    return form, look, choices.paper, pack_in(choices)


QUICK = set(in_pairs(choices_of(*KINDS), features))
"""Documents with every pair of form, look, paper and school. The slow tests have all other documents."""


def of_each(documents: list[Request]) -> pytest.MarkDecorator:
    slow = pytest.mark.slow
    marked = [pytest.param(each, id=name(each), marks=[] if each in QUICK else slow) for each in documents]
    return pytest.mark.parametrize("choices", marked)


def every(*kinds: Kind) -> pytest.MarkDecorator:
    """Run a test on these documents in every look, on every paper and at every text size."""
    return of_each(choices_of(*kinds))


def runs(page: Page) -> list[Run]:
    return [piece for piece in page.pieces if isinstance(piece, Run)]


def body(document: Laid, page: Page) -> list[Piece]:
    """Return a page's pieces without its footer and its running head."""
    return [piece for piece in page.pieces if not (document.in_foot(piece) or document.in_head(piece))]


def ink(run: Run) -> Bounds:
    """Return the bounds of a run's visible letters."""
    words = run.text.strip(" ")
    left = run.x + run.face.width(run.text[: len(run.text) - len(run.text.lstrip(" "))], run.size)
    down = run.face.descent if REACH_DOWN.intersection(words) else 0.0
    right = left + run.face.width(words, run.size)
    return left, run.y - TALL_LETTERS * run.size, right, run.y + down * run.size


def bounds(piece: Piece) -> Bounds | None:
    """Return the bounds of a piece's ink, if it has any. A call-out's tail counts."""
    if isinstance(piece, Run):
        return ink(piece)
    if isinstance(piece, Border):
        left, top, right, bottom = piece.bounds
        return left - (7.0 if piece.kind == "speech" else 0.0), top, right, bottom
    if isinstance(piece, Icon):
        left, top, right, bottom = piece.bounds
        clear = MARGIN * piece.size / GRID
        return left + clear, top + clear, right - clear, bottom - clear
    return piece.bounds if isinstance(piece, Rule | Dot | Picture) else None


def strokes(piece: Piece) -> list[Bounds]:
    """Return the bounds of each straight stroke of a rule or an outline."""
    if isinstance(piece, Rule):
        return [piece.bounds]
    if not isinstance(piece, Border):
        return []
    left, top, right, bottom = piece.bounds
    thick = piece.thickness
    sides = [
        (left, top, right, top + thick),
        (left, bottom - thick, right, bottom),
        (left, top, left + thick, bottom),
        (right - thick, top, right, bottom),
    ]
    tail = (left - 7.0, top + 9.0, left, top + 18.0 + thick)
    return [*sides, tail] if piece.kind == "speech" else sides


def distance(a: Bounds, b: Bounds) -> float:
    """Return the distance between two boxes in points, 0 if they touch."""
    return hypot(max(a[0] - b[2], b[0] - a[2], 0.0), max(a[1] - b[3], b[1] - a[3], 0.0))


def overlap(a: Bounds, b: Bounds) -> bool:
    return min(a[2], b[2]) - max(a[0], b[0]) > EXACT and min(a[3], b[3]) - max(a[1], b[1]) > EXACT


def inside(inner: Bounds, outer: Bounds, slack: float = EXACT) -> bool:
    left, top, right, bottom = outer
    return (
        inner[0] >= left - slack
        and inner[1] >= top - slack
        and inner[2] <= right + slack
        and inner[3] <= bottom + slack
    )


def told(piece: Piece) -> str:
    """Return a description of a piece for a failing test."""
    box = ", ".join(f"{value:.1f}" for value in bounds(piece) or ())
    what = piece.text if isinstance(piece, Run) else piece.name if isinstance(piece, Icon) else ""
    return f"{type(piece).__name__} {what!r} ({box})"


def underlines(rule: Piece, run: Run) -> bool:
    """Return whether a rule is the underline of a link."""
    under = isinstance(rule, Rule) and abs(rule.y - run.y - 0.12 * run.size) < EXACT
    return under and isinstance(rule, Rule) and rule.x >= run.x - EXACT and rule.x < run.x + run.width


# Every document.


@every(*KINDS)
def test_nothing_is_printed_within_10_mm_of_the_papers_edge(choices: Request) -> None:
    document = laid(choices)
    edge = 10 * MM
    for number, page in enumerate(document.pages, 1):
        allowed = (edge, edge, page.width - edge, page.height - edge)
        for piece in page.pieces:
            box = bounds(piece)
            assert box is None or inside(box, allowed), f"page {number}: {told(piece)}"


@every(*KINDS)
def test_the_paper_is_the_one_asked_for_and_every_reference_is_filled_in(choices: Request) -> None:
    for page in laid(choices).pages:
        assert (page.width, page.height) == PAPERS[choices.appearance.paper or ""]
        assert not [piece for piece in page.pieces if isinstance(piece, PageReference)]


@every(*KINDS)
def test_no_words_overlap_other_words(choices: Request) -> None:
    for number, page in enumerate(laid(choices).pages, 1):
        inked = sorted(((ink(run), run) for run in runs(page)), key=lambda each: each[0][1])
        for index, (box, run) in enumerate(inked):
            for other, other_run in inked[index + 1 :]:
                if other[1] >= box[3]:
                    break
                assert not overlap(box, other), f"page {number}: {told(run)}, {told(other_run)}"


@every(*KINDS)
def test_no_words_touch_a_rule_or_an_outline(choices: Request) -> None:
    for number, page in enumerate(laid(choices).pages, 1):
        lines = [(piece, stroke) for piece in page.pieces for stroke in strokes(piece)]
        for run in runs(page):
            box = ink(run)
            near = [each for each in lines if each[1][1] - CLEAR < box[3] and each[1][3] + CLEAR > box[1]]
            for piece, stroke in near:
                touching = distance(box, stroke) < CLEAR - EXACT and not underlines(piece, run)
                assert not touching, f"page {number}: {told(run)}, {told(piece)}"


@every(*KINDS)
def test_no_words_run_into_an_icon_a_picture_or_a_bullet(choices: Request) -> None:
    for number, page in enumerate(laid(choices).pages, 1):
        drawn = [piece for piece in page.pieces if isinstance(piece, Icon | Picture | Dot)]
        for run in runs(page):
            for piece in drawn:
                assert not overlap(ink(run), bounds(piece) or piece.bounds), (
                    f"page {number}: {told(run)}, {told(piece)}"
                )


@every(*KINDS)
def test_all_of_the_body_stands_inside_the_frame(choices: Request) -> None:
    """Only the outer half of a stroke on the frame's edge may be outside."""
    document = laid(choices)
    for number, page in enumerate(document.pages, 1):
        for piece in body(document, page):
            box = bounds(piece)
            stroke = piece.thickness / 2 if isinstance(piece, Rule | Border) else 0.0
            assert box is None or inside(box, page.frame, stroke + EXACT), f"page {number}: {told(piece)}"


@every(*KINDS)
def test_every_word_of_the_tree_is_on_the_pages_once(choices: Request) -> None:
    document = laid(choices)
    for element in document.document.walk():
        if element.tag not in INLINE_HOLDERS or document.holder(element, "foot", "head", "header"):
            continue
        words = "".join(line.text for line in document.lines.get(element, ()))
        assert " ".join(words.split()) == " ".join(element.text().split()), element.place


@every(*KINDS)
def test_no_text_is_smaller_than_its_look_allows(choices: Request) -> None:
    """Standard: 12 points, footers and running heads 11. Large print: the requested size everywhere."""
    document = laid(choices)
    for number, page in enumerate(document.pages, 1):
        for run in runs(page):
            small = document.in_foot(run) or document.in_head(run)
            least = 14 if choices.appearance.large_print else 11 if small else 12
            assert run.size >= (choices.appearance.text_size or least) - EXACT, (
                f"page {number}: {run.text!r} {run.size}"
            )


@every(*KINDS)
def test_every_line_survives_a_photocopier(choices: Request) -> None:
    for number, page in enumerate(laid(choices).pages, 1):
        for piece in page.pieces:
            if isinstance(piece, Rule | Border):
                assert piece.thickness >= 0.75, f"page {number}: {told(piece)}"


# Running text: guide and sheets.


@every("guide", "sheets")
def test_base_lines_of_a_paragraph_are_exactly_one_leading_apart(choices: Request) -> None:
    """Large print has one and a half spacing: 21 points at 14."""
    document = laid(choices)
    ratio = 1.5 if choices.appearance.look == "large-print" else 1.42
    apart = set()
    for element, lines in document.lines.items():
        if element.tag != "para":
            continue
        for line, following in pairwise(lines):
            if line.page == following.page:
                step = following.y - line.y
                assert step == pytest.approx(ratio * line.size, abs=EXACT), (line.text, following.text)
                apart.add(round(step, 2))
    if choices.appearance.large_print:
        assert 21.0 in apart


@every("guide", "sheets")
def test_no_paragraph_leaves_fewer_than_two_lines_on_a_page(choices: Request) -> None:
    for element, lines in laid(choices).lines.items():
        on_page: dict[int, int] = defaultdict(int)
        for line in lines:
            on_page[line.page] += 1
        whole = element.tag == "heading" or len(lines) < 4
        assert len(on_page) == 1 or (not whole and min(on_page.values()) >= 2), (element.place, on_page)


@every("guide", "sheets")
def test_no_heading_question_or_label_stands_apart_from_what_follows(choices: Request) -> None:
    document = laid(choices)
    for element, following in pairwise(document.blocks):
        if element.tag not in ("heading", "label") or document.holder(element, "form"):
            continue
        if document.holder(element, "row") is not document.holder(following, "row"):
            continue  # a question without prompts ends its row
        last = document.lines[element][-1]
        if before_contents(document, element):  # its entries are other headings' words
            entries = [run for run in runs(document.pages[last.page]) if document.is_entry(run)]
            assert [run for run in entries if run.y > last.y], element.place
            continue
        first = document.lines[following][0]
        assert (first.page, first.y >= last.y) == (last.page, True), f"page {last.page + 1}: {last.text!r}"


def before_contents(document: Laid, heading: Element) -> bool:
    siblings = document.above[heading].elements
    return any(each is heading and then.tag == "contents" for each, then in pairwise(siblings))


@every("guide", "sheets")
def test_words_that_lead_in_stay_with_what_they_announce(choices: Request) -> None:
    """A list, or whatever follows a paragraph that ends in a colon or in dots, such as a quotation."""
    document = laid(choices)
    for element in document.document.walk():
        for child, following in pairwise(element.elements):
            if child.tag != "para" or not (following.tag == "list" or child.text().rstrip().endswith((":", "…"))):
                continue
            first = next((below for below in following.walk() if below in document.lines), None)
            if first is not None:
                assert document.lines[child][-1].page == document.lines[first][0].page, child.place


@every("guide")
def test_lines_have_at_most_75_characters(choices: Request) -> None:
    """70 characters of average width; a line of many narrow letters may have a few more."""
    document = laid(choices)
    for element, lines in document.lines.items():
        if (
            document.part(element) is not None
            and element.tag == "para"
            and not document.holder(element, "table", "form")
        ):
            for line in lines:
                left, right = ink(line.runs[0])[0], ink(line.runs[-1])[2]
                assert (right - left) / (line.size * EVEN_CHARACTER) <= 70.5, line.text
                assert len(line.text.rstrip()) <= 75, line.text


# Call-outs.


def notes(document: Laid) -> list[Element]:
    return [element for element in document.document.walk() if element.tag == "note"]


def frame_of(page: Page, lines: Iterable[Line]) -> Bounds:
    """Return the frame of the call-out around these lines: the nearest long line above and below."""
    inked = [ink(run) for line in lines for run in line.runs]
    top, bottom = min(box[1] for box in inked), max(box[3] for box in inked)
    left, _, right, _ = page.frame
    edges = [
        (stroke[1] + stroke[3]) / 2
        for piece in page.pieces
        if isinstance(piece, Rule | Border) and piece.element is None
        for stroke in strokes(piece)
        if stroke[2] - stroke[0] > (right - left) / 2
    ]
    bars = [(piece.y, piece.to_y) for piece in page.pieces if isinstance(piece, Rule) and piece.x == piece.to_x]
    edges += [y for bar in bars for y in bar]
    return left, max(y for y in edges if y <= top), right, min(y for y in edges if y >= bottom)


def lines_on(document: Laid, note: Element, page: int) -> list[Line]:
    return [line for below in note.walk() for line in document.lines.get(below, ()) if line.page == page]


def top_of(document: Laid, heading: Element) -> float:
    """Return the top of a heading's box: its question's rule, or half its leading above its first line."""
    line = document.lines[heading][0]
    if document.holder(heading, "question") is not None and heading.get("level") == "2":
        rules = [
            piece for piece in document.pages[line.page].pieces if isinstance(piece, Rule) and piece.y == piece.to_y
        ]
        return max(rule.y for rule in rules if rule.y < line.y - line.size * TALL_LETTERS)
    return line.y - first_baseline(line.runs[0].face, line.size, document.theme.heading_line(line.size))


@cache
def heights_of_notes(choices: Request) -> list[float]:
    """Return the height of each call-out in one piece, with the headings right above it, which stay with it.

    It is measured on paper of the same width that never ends.
    """
    document = laid(choices)
    width, _ = PAPERS[choices.appearance.paper or ""]
    pictures = prepare(choices, content_of(choices)).pictures
    pages = paginate(document.document, document.theme, document.family, (width, 60_000.0), pictures)
    endless = Laid(choices, pages)
    heights = []
    for note in notes(endless):
        (page,) = endless.pages_of(note)
        _, top, _, bottom = frame_of(endless.pages[page], lines_on(endless, note, page))
        for heading in headings_above(endless, note):
            top = top_of(endless, heading)
        heights.append(bottom - top)
    return heights


def headings_above(document: Laid, note: Element) -> Iterator[Element]:
    """Yield the headings right above a call-out, which stay with it, from the nearest upwards."""
    first = next(index for index, block in enumerate(document.blocks) if document.holder(block, "note") is note)
    yield from takewhile(lambda block: block.tag == "heading", reversed(document.blocks[:first]))


def share_above(document: Laid, note: Element) -> float:
    """Return the share of a page that is used above a call-out and the headings that stay with it."""
    number = document.pages_of(note)[0]
    page = document.pages[number]
    tops = [frame_of(page, lines_on(document, note, number))[1]]
    tops += [top_of(document, each) for each in headings_above(document, note)]
    _, top, _, bottom = page.frame
    boxes = [box for box in map(bounds, body(document, page)) if box is not None and box[3] < min(tops)]
    return (max(box[3] for box in boxes) - top) / (bottom - top) if boxes else 0.0


@every("guide")
def test_a_call_out_that_fits_on_a_page_with_its_heading_is_split_only_to_fill_a_page(choices: Request) -> None:
    """Only guidance is, which has no outline, and only if the page before it would be more than 40 % empty."""
    document = laid(choices)
    for note, height in zip(notes(document), heights_of_notes(choices), strict=True):
        pages = document.pages_of(note)
        frame = document.pages[pages[0]].frame
        if len(pages) > 1 and height <= frame[3] - frame[1]:
            assert note.get("kind") == "guidance", f"page {pages[0] + 1}: {note.elements[0].text()!r}"
            assert 0 < share_above(document, note) < 0.6, f"page {pages[0] + 1}: {note.elements[0].text()!r}"


def test_some_guidance_is_split_to_fill_a_page_so_that_the_test_above_has_something_to_look_at() -> None:
    document = laid(request_for("guide", paper="A4", font="arimo"))
    shares = [share_above(document, note) for note in notes(document) if len(document.pages_of(note)) > 1]
    assert any(0 < share < 0.6 for share in shares)


@every("guide")
def test_every_part_of_a_call_out_has_its_frame_and_a_split_one_repeats_its_label(choices: Request) -> None:
    document = laid(choices)
    for note in notes(document):
        label = next((child for child in note.elements if child.tag == "label"), None)
        for index, number in enumerate(document.pages_of(note)):
            page, lines = document.pages[number], lines_on(document, note, number)
            frame = frame_of(page, lines)
            within = [run for run in runs(page) if frame[1] <= ink(run)[1] and ink(run)[3] <= frame[3]]
            own = [run for run in within if document.holder(run.element, "note") is note]
            again = [run for run in within if run.element is ARTIFACT]
            assert len(own) + len(again) == len(within), (
                f"page {number + 1}: other words stand in {label and label.text()}"
            )
            repeated = " ".join(" ".join(run.text for run in again).split())
            goes_on = number != document.pages_of(note)[-1]
            expected = f"{label.text()} {continued(note)}" if label is not None and index else ""
            assert repeated == f"{expected} {continued(note, 'foot') if goes_on else ''}".strip(), f"page {number + 1}"
            ends = min(run.y for run in own), max(run.y for run in own)
            assert all(run.y < ends[0] if index else run.y > ends[1] for run in again[:1]), f"page {number + 1}"
            assert all(run.y > ends[1] if goes_on else run.y < ends[0] for run in again[-1:]), f"page {number + 1}"


def continued(note: Element, kind: str = "") -> str:
    """Return the words after a call-out's label where it continues, or those at its "foot" where it goes on."""
    marks = [child for child in note.elements if child.tag == "continued" and child.get("kind") == kind]
    return marks[0].text().strip() if marks else ""


def test_some_call_outs_do_not_fit_on_a_page_so_that_splitting_is_tried() -> None:
    document = laid(request_for("guide", paper="A4", text_size=24, font="arimo"))
    split = [note for note in notes(document) if len(document.pages_of(note)) > 1]
    assert split
    assert {continued(note) for note in split} == {"(continued)"}
    assert {continued(note, "foot") for note in split} == {"Continues on the next page"}


# How full pages are.


def first_block(document: Laid, number: int) -> Element:
    """Return the block whose words are highest on a page."""
    found = {
        lines[0].y: element for element in document.blocks for lines in [on_page(document, element, number)] if lines
    }
    return found[min(found)]


def on_page(document: Laid, element: Element, number: int) -> list[Line]:
    return [line for line in document.lines[element] if line.page == number]


def used(document: Laid, page: Page) -> float:
    """Return the share of a page's frame that is used, from its top to the lowest ink of the body."""
    _, top, _, bottom = page.frame
    return (max(box[3] for box in map(bounds, body(document, page)) if box is not None) - top) / (bottom - top)


@every("guide", "sheets")
def test_a_page_is_half_full_or_ends_a_part_or_the_next_thing_may_not_be_split(choices: Request) -> None:
    """In giant print a third: a question and its first point may need most of a page of 18 lines."""
    document = laid(choices)
    least = 1 / 3 if choices.appearance.text_size == 24 else 1 / 2
    for number, (page, following) in enumerate(pairwise(document.pages)):
        if not (page.pieces and following.pieces):
            continue  # a blank page ends a part
        share = used(document, page)
        if share < least and document.home[id(page)] is document.home[id(following)]:
            note = document.holder(first_block(document, number + 1), "note")
            whole = note is not None and document.pages_of(note) == [number + 1] and note.get("kind") != "guidance"
            assert whole, f"page {number + 1} is {share:.0%} full"


@every("guide")
def test_the_filing_edge_of_25_mm_is_left_on_odd_pages_and_right_on_even_ones(choices: Request) -> None:
    for number, page in enumerate(laid(choices).pages, 1):
        edge = 25 * MM - EXACT
        left, _, right, _ = page.frame
        assert (left if number % 2 else page.width - right) >= edge, f"page {number}"
        for piece in page.pieces:
            box = bounds(piece)
            if box is not None:
                stroke = piece.thickness / 2 if isinstance(piece, Rule | Border) else 0.0
                clear = (box[0] if number % 2 else page.width - box[2]) + stroke
                assert clear >= edge, f"page {number}: {told(piece)}"


@every("guide", "sheets")
def test_the_page_number_stands_on_the_outer_edge(choices: Request) -> None:
    document = laid(choices)
    numbered = 0
    for number, page in enumerate(document.pages, 1):
        found = [run for run in runs(page) if run.element is not None and run.element.tag == "page-number"]
        assert [run.text.strip() for run in found] == (
            [str(number)] if page.pieces and document.home[id(page)].get("kind") != "cover" else []
        )
        for run in found:
            line = [other for other in runs(page) if document.in_foot(other) and other.y == run.y]
            left, right = min(ink(other)[0] for other in line), max(ink(other)[2] for other in line)
            cell = document.holder(run.element, "cell")
            own = [ink(other) for other in line if document.holder(other.element, "cell") is cell]
            if number % 2:
                assert max(box[2] for box in own) == pytest.approx(right) == pytest.approx(page.frame[2], abs=0.5)
            else:
                assert min(box[0] for box in own) == pytest.approx(left) == pytest.approx(page.frame[0], abs=0.5)
            numbered += 1
    assert numbered


# The audit sheets, alone and in the guide.


def with_rows() -> pytest.MarkDecorator:
    chosen = [choices for choices in choices_of("guide", "sheets") if choices.kind == "sheets" or choices.with_sheets]
    return of_each(chosen)


@with_rows()
def test_every_row_has_its_question_and_both_its_boxes_on_one_page(choices: Request) -> None:
    document = laid(choices)
    assert len(document.answers) == 40
    for row, boxes in document.answers.items():
        assert len(boxes) == 2
        pages = {number for number, _ in boxes} | set(document.pages_of(row))
        assert len(pages) == 1, row.elements[0].text()


@with_rows()
def test_every_row_stands_inside_its_outline_and_its_boxes_have_only_their_label(choices: Request) -> None:
    document = laid(choices)
    for number, outlines in document.rows_on.items():
        page = document.pages[number]
        for row, boxes in document.answers.items():
            if boxes[0][0] != number:
                continue
            words = [run for below in row.walk() for line in document.lines.get(below, ()) for run in line.runs]
            around = [
                outline for outline in outlines if all(inside(box.bounds, outline.bounds, 0.5) for _, box in boxes)
            ]
            assert [outline for outline in around if all(inside(ink(run), outline.bounds) for run in words)], words[
                0
            ].text
            for label, (_, box) in zip(heads(document)[1:], boxes, strict=True):
                over = [piece for piece in page.pieces if isinstance(piece, Run | Icon | Dot)]
                inner = [piece for piece in over if overlap(bounds(piece) or box.bounds, box.bounds)]
                assert words_of(inner) == (label if stacked(page, boxes[0][1].x) else ""), words[0].text
                assert all(inside(ink(piece), box.bounds, -CLEAR) for piece in inner if isinstance(piece, Run))
                assert all(ink(piece)[3] <= box.y + box.height / 4 for piece in inner if isinstance(piece, Run))


@with_rows()
def test_every_box_has_room_to_write(choices: Request) -> None:
    """At least 60 mm high in large print. In the standard look 36, and 80 wide: more room than 45 by 53 mm."""
    document = laid(choices)
    least = 60 if choices.appearance.look == "large-print" else 36
    assert document.theme.answer == pytest.approx(least * MM)
    for row, boxes in document.answers.items():
        for _, box in boxes:
            assert box.height >= least * MM - EXACT, f"{row.elements[0].text()!r}: {box.height / MM:.1f} mm"
            assert box.width >= 80 * MM, f"{row.elements[0].text()!r}: {box.width / MM:.1f} mm"
            assert box.width * box.height >= 45 * 53 * MM**2


def heads(document: Laid) -> list[str]:
    """Return the words of the columns' heads."""
    return [cell.text() for cell in next(each for each in document.document.walk() if each.tag == "header").elements]


def words_of(pieces: Iterable[Piece]) -> str:
    return " ".join("".join(piece.text for piece in pieces if isinstance(piece, Run)).split())


@with_rows()
def test_the_label_in_a_box_belongs_to_the_box(choices: Request) -> None:
    document = laid(choices)
    for boxes in document.answers.values():
        for number, box in boxes:
            labels = [run for run in runs(document.pages[number]) if inside(ink(run), box.bounds)]
            assert labels
            assert {run.element for run in labels} == {box.element}


def stacked(page: Page, first_box: float) -> bool:
    """Return whether the question stands above its boxes instead of beside them."""
    return first_box - page.frame[0] < EXACT


def return_line(document: Laid, number: int) -> float:
    """Return the height of the lines under a page's rows, with the space above them."""
    (page, rows) = document.pages[number], document.rows_on[number]
    under = {run.y for run in body(document, page) if isinstance(run, Run) and run.y > rows[-1].y + rows[-1].height}
    theme = document.theme
    return len(under) * theme.line(theme.body) + theme.item if under else 0.0


@with_rows()
def test_one_to_four_rows_fill_the_height_of_their_page(choices: Request) -> None:
    document = laid(choices)
    assert sum(map(len, document.rows_on.values())) == 40
    for number, rows in document.rows_on.items():
        assert len(rows) <= 4, f"page {number + 1}"
        for row, following in pairwise(rows):
            assert following.y == pytest.approx(row.y + row.height)
        left, _, right, bottom = document.pages[number].frame
        assert rows[-1].y + rows[-1].height == pytest.approx(bottom - return_line(document, number))
        for row in rows:
            assert row.x == pytest.approx(left)
            assert row.x + row.width == pytest.approx(right)


@with_rows()
def test_a_line_of_the_question_holds_27_characters_or_stands_above_its_boxes(choices: Request) -> None:
    document = laid(choices)
    pad = document.theme.cell_padding
    for row, boxes in document.answers.items():
        number, first = boxes[0]
        title = next(below for below in row.walk() if below.tag == "heading")
        if not stacked(document.pages[number], first.x):
            line = document.lines[title][0]
            room = first.x - pad - ink(line.runs[0])[0]
            assert room / (line.size * EVEN_CHARACTER) >= 27, line.text


# The poster.


def panels(page: Page) -> list[Border]:
    return [piece for piece in page.pieces if isinstance(piece, Border) and piece.kind == "rounded"]


def sizes(document: Laid, within: Callable[[Element], bool]) -> set[float]:
    return {
        run.size for element, lines in document.lines.items() if within(element) for line in lines for run in line.runs
    }


def messages(document: Laid) -> Iterator[Element]:
    yield from (element for element in document.document.walk() if element.tag == "panel")


@every("poster")
def test_the_poster_is_one_page_of_six_panels_with_all_their_words_inside(choices: Request) -> None:
    document = laid(choices)
    (page,) = document.pages
    outlines = panels(page)
    assert len(outlines) == len(list(messages(document))) == 6
    assert len({(round(outline.width, 3), round(outline.height, 3)) for outline in outlines}) == 1
    assert not [1 for i, a in enumerate(outlines) for b in outlines[i + 1 :] if distance(a.bounds, b.bounds) < 3 * MM]
    for outline, panel in zip(outlines, messages(document), strict=True):
        words = [run for run in runs(page) if document.holder(run.element, "panel") is panel]
        assert {run.text.strip() for run in words} >= {panel.get("number")}
        assert all(inside(ink(run), outline.bounds) for run in words)


@every("poster")
def test_all_six_messages_are_set_in_the_same_sizes(choices: Request) -> None:
    document = laid(choices)
    for tag in ("para", "heading"):
        found = sizes(document, lambda each, tag=tag: each.tag == tag and document.holder(each, "panel") is not None)  # type: ignore[misc]
        assert len(found) == 1, (tag, found)


@every("poster")
def test_the_posters_type_would_overflow_one_step_larger(choices: Request) -> None:
    document = laid(choices)
    theme, (page,) = document.theme, document.pages
    scale = min(page.width / PAPERS["A3"][0], page.height / PAPERS["A3"][1])
    first = panels(page)[0]
    (size,) = sizes(document, lambda each: each.tag == "para" and document.holder(each, "panel") is not None)

    def tallest(size: float) -> float:
        pad = theme.poster_padding * scale
        set_in = partial(_message, size=size, family=document.family, pad=pad, break_message=break_lines)
        every = (
            set_in(each.get("number"), words=each.elements, theme=theme, across=first.width)
            for each in messages(document)
        )
        return max(message.height for message in every)

    assert tallest(size) <= first.height
    assert tallest(size + 0.25) > first.height
    assert size < theme.poster_most * scale


def message_size(document: Laid) -> float:
    """Return the size of the messages' text, in points."""
    (size,) = sizes(document, lambda each: each.tag == "para" and document.holder(each, "panel") is not None)
    return size


@pytest.mark.parametrize("look", [{}, {"large_print": True}, {"text_size": 18}, {"text_size": 24}], ids=str)
def test_the_poster_can_be_read_from_two_metres(look: dict[str, int]) -> None:
    """On A3: title 72 points, headings 36, text 24, or 36 in large print."""
    document = laid(request_for("poster", paper="A3", font="arimo", **look))  # type: ignore[arg-type]
    title = sizes(document, lambda each: each.get("kind") == "poster")
    headings = sizes(document, lambda each: each.tag == "heading" and document.holder(each, "panel") is not None)
    text = sizes(document, lambda each: each.tag == "para")
    assert min(title) >= 72
    assert min(headings) >= 36
    assert min(text) >= 24
    assert message_size(document) >= (36 if look else 28)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(("paper", "least"), [("A3", 36), ("A4", 24), ("Letter", 24)])
def test_the_large_print_posters_messages_are_in_giant_print_even_on_a4(paper: str, least: int, place: str) -> None:
    """Giant print begins at 24 points (UKAAF). On A3 and A4 they are a fifth larger than on the standard poster."""
    plain = request_for("poster", paper=paper, font="arimo")
    standard, large, eighteen = (
        message_size(Laid(with_changes(plain, **look), guide=GUIDES[place]))
        for look in ({}, {"large_print": True}, {"text_size": 18})
    )
    assert min(large, eighteen) >= least
    assert min(large, eighteen) >= standard * (1.2 if paper != "Letter" else 1.15)


@pytest.mark.parametrize("paper", ["A3", "A4"])
def test_a_schools_strip_and_logo_leave_the_large_print_poster_clearly_larger(paper: str) -> None:
    plain = pack_for("poster", font="arimo", paper=paper)
    standard, large = (message_size(laid(with_changes(plain, large_print=large))) for large in (False, True))
    assert large >= standard + 3.5


@every("poster")
def test_a_messages_last_line_is_no_single_word(choices: Request) -> None:
    document = laid(choices)
    for panel in messages(document):
        *_, last = document.lines[panel.elements[1]]
        assert len(last.text.split()) > 1, last.text


def test_a_poster_that_cannot_fit_says_which_message_is_too_long_and_where(tmp_path: Path) -> None:
    content = tmp_path / "content"
    copytree(shipped("content"), content)
    words = (content / "poster.yaml").read_text("utf-8")
    (content / "poster.yaml").write_text(words.replace("ring me back.", f"ring me back. {'Please do. ' * 60}"), "utf-8")
    with pytest.raises(SenauditError) as raised:
        set_document(request_for("poster", content=content, paper="Letter", text_size=24, font="arimo"))
    (problem,) = raised.value.problems
    assert problem.place is not None
    assert problem.place.path is not None
    assert problem.place.path.name == "poster.yaml"
    assert problem.place.source.strip().startswith("text: ")
    assert "does not fit" in problem.message
    assert problem.hint
