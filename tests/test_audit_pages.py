"""The pages of what is made from answers, in each look: they are full, and what belongs together stays together.

They are checked on the display list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from test_asking_again import asked as asked_again
from test_asking_again import pages_of as pages_again
from test_both_years import then
from test_collation import asked, given, put_together
from test_collation import guide as the_guide
from test_geometry import Laid, body, ink, inside, runs
from test_plan import printed

from senaudit.audit.earlier import Earlier
from senaudit.audit.planned import Order
from senaudit.audit.returns import Return
from senaudit.layout.markup import Element
from senaudit.recipe.request import Request, request_for
from senaudit.recipe.steps import build, prepare, read_theme, typeset
from senaudit.typeset.box import WHOLE
from senaudit.typeset.page import Border, Page, Rule, Run

LOOKS: dict[str, dict[str, Any]] = {
    "standard": {},
    "large": {"large_print": True},
    "18": {"text_size": 18},
    "24": {"text_size": 24},
    "letter": {"paper": "Letter"},
}
every_look = pytest.mark.parametrize("look", LOOKS)


def laid(request: Request, findings: Mapping[str, object]) -> Laid:
    """Return a document after typesetting."""
    layout_input = prepare(request, the_guide(), findings)
    document = Laid.__new__(Laid)
    document.document, document.theme = layout_input.element, read_theme(request)
    document.family, document.pages = typeset(request, layout_input)
    document.above = {child: element for element in document.document.walk() for child in element.elements}
    return document


def used(document: Laid, page: Page) -> float:
    """Return the share of a page's height down to its lowest words."""
    _, top, _, bottom = page.frame
    return (max(ink(run)[3] for run in body(document, page) if isinstance(run, Run)) - top) / (bottom - top)


# The plan

WHATS = (
    "Ring back on the same day",
    "Write a page of welcome with the names and the times of all whom a parent may want to reach",
    "Ask two parents to read each letter before it goes out",
)
SUCCESSES = (
    "Nobody says that nobody rang",
    "Each parent whom we ask at the summer fair can say whom to ring about homework, about money and about a worry, "
    "and has done so once without having to wait for more than a day",
)
SPOKE = "Mrs Okafor spoke with the head, who wants to see it in the plan for next year, with the money that it takes"


def fields(number: int) -> Iterator[str]:
    """Yield the lines of an action: some have everything, and some have nothing but their question."""
    yield f"  - questions: communication:{('telephone', 'welcome', 'letters-home')[number % 3]}"
    if number % 7:
        yield f"    what: {WHATS[number % 3]}"
        yield f"    success: {SUCCESSES[number % 2]}"
    if number % 5:
        yield f"    who: {'the office' if number % 2 else 'Mrs Okafor, the two teachers of Year 4 and a governor'}"
    if number % 4:
        yield f"    by: {number % 28 + 1}/{number % 12 + 1}/2026"
    if number % 3 == 0:
        yield "    history:"
        yield from (f"      - {day}/5/2026: {SPOKE}" for day in range(1, number % 10 + 1))
    yield f"    state: {('to do', 'in hand', 'done')[number % 3]}"


PLAN = "\n".join(["actions:", *(line for number in range(28) for line in fields(number))]).encode()


@cache
def plan_of(look: str, order: Order) -> Laid:
    request = request_for("plan", font="arimo", **LOOKS[look])
    return laid(request, {"plan": printed(PLAN, order), "audit_name": None})


def pages_of(document: Laid, action: Element) -> dict[int, list[Run]]:
    """Return the words of an action by page, without running heads."""
    inner = set(action.walk())
    found: dict[int, list[Run]] = {}
    for number, page in enumerate(document.pages):
        own = [run for run in runs(page) if run.element in inner and not document.in_head(run)]
        found |= {number: own} if own else {}
    return found


@pytest.mark.parametrize("order", ["date", "question"])
@every_look
def test_an_action_is_split_only_if_it_is_long_and_never_near_its_ends(look: str, order: Order) -> None:
    document = plan_of(look, order)
    actions = [each for each in document.document.walk() if each.get("kind") == "action"]
    assert len(actions) == 28
    line = document.theme.line(document.theme.body)
    split = 0
    for action in actions:
        parts = [*pages_of(document, action).values()]
        if len(parts) == 1:
            continue
        split += 1
        heights = [max(run.y for run in part) - min(run.y for run in part) for part in parts]
        _, top, _, bottom = document.pages[0].frame
        assert sum(heights) + (len(parts) + 2) * line > (bottom - top) * WHOLE, action.elements[0].text()
        blocks = {document.holder(run.element, "heading", "para", "form") for run in parts[0]}
        assert len(blocks) >= 3, "the heading, how far it is, and more"
        assert heights[-1] > 0, "one line alone is no page"
    assert split


@pytest.mark.parametrize("order", ["date", "question"])
@pytest.mark.parametrize("look", ["standard", "large", "18", "letter"])
def test_no_page_of_the_plan_is_half_empty(look: str, order: Order) -> None:
    document = plan_of(look, order)
    assert [used(document, page) for page in document.pages[:-1] if used(document, page) < 0.55] == []


def test_in_word_an_action_is_not_split_near_its_ends() -> None:
    request = request_for("plan", font="arimo", format="docx")
    made = build(request, guide=the_guide(), findings={"plan": printed(PLAN), "audit_name": None})
    actions: list[list[bool]] = []
    for each in Document(BytesIO(made.data)).paragraphs:
        if each.style is not None and each.style.name in ("Heading 2", "Heading 3"):
            actions.append([])
        if actions:
            actions[-1].append(bool(each.paragraph_format.keep_with_next))
    actions = [stays for stays in actions if len(stays) > 1]
    assert len(actions) == 28
    for stays in actions:
        assert all(stays[:2] if len(stays) > 2 else stays[:1])
        assert all(stays[-5:-1])
        assert not stays[-1]
    assert not all(all(stays[:-1]) for stays in actions), "a long one may be split"


# Sheets of a second audit


@pytest.mark.parametrize("look", ["18", "24"])
def test_a_frame_without_boxes_to_write_in_ends_under_its_words(look: str, tmp_path: Path) -> None:
    (tmp_path / "plan.yaml").write_text(AGREED, "utf-8")
    request = asked_again(tmp_path, rating=True, **LOOKS[look])
    frames = 0
    for page in pages_again(request):
        boxes = [piece for piece in page.pieces if isinstance(piece, Border) and piece.element is not None]
        boxes = [box for box in boxes if box.element is not None and box.element.tag == "answer"]
        for frame in page.pieces:
            if not isinstance(frame, Border) or frame.element is not None or frame.width < page.width / 2:
                continue
            if any(inside(box.bounds, frame.bounds, 0.5) for box in boxes):
                continue
            frames += 1
            _, top, _, bottom = frame.bounds
            lowest = max(ink(run)[3] for run in runs(page) if top < run.y < bottom)
            assert bottom - lowest < 1.5 * read_theme(request).body
    assert frames or look == "18"


AGREED = f"""practice:
  - question: communication:telephone
    agreed: {" ".join([SUCCESSES[1]] * 2)}
actions:
  - questions: communication:telephone
    what: {" ".join([WHATS[1]] * 3)}
    state: in hand
"""


# Both years


def ticked(name: str, group: str) -> Return:
    """Return what somebody ticked, and said in a few lines."""
    ticks = [tick for tick in asked(group) if tick.count(":") == 2][::2]
    boxes = [box for box in asked(group) if box.endswith((":practice", ":action"))]
    words = "We were told at the first meeting, and then again in a letter with long words in it"
    return given(name, group, dict.fromkeys(ticks, True) | dict.fromkeys(boxes[::2], words))


def some(prefix: str, count: int) -> list[Return]:
    return [ticked(f"{prefix}-{group}-{number}", group) for group in ("parents", "teachers") for number in range(count)]


@cache
def both_years(look: str) -> Laid:
    earlier: Earlier = then(*some("old", 5))
    request = request_for("collation", font="arimo", **LOOKS[look])
    return laid(request, {"collation": put_together(some("new", 8), before=earlier)})


@pytest.mark.parametrize("look", ["standard", "large", "18", "letter"])
def test_no_page_of_a_comparison_is_half_empty(look: str) -> None:
    document = both_years(look)
    assert len(document.pages) > 10
    assert [used(document, page) for page in document.pages[:-1] if used(document, page) < 0.55] == []


@every_look
def test_no_line_begins_with_a_number_whose_words_are_on_the_line_before(look: str) -> None:
    document = both_years(look)
    texts = [[line.text.strip() for line in lines] for lines in document.lines.values()]
    assert any("asked, " in " ".join(lines) for lines in texts)
    pairs = [pair for lines in texts for pair in pairwise(lines)]
    assert [pair for pair in pairs if re.search(r"(asked|answered|empty), \d+$", pair[0])] == []
    assert [pair for pair in pairs if re.match(r"of \d|\d+$|\d+,", pair[1])] == []


@every_look
def test_words_that_go_on_on_a_further_page_stand_clear_of_the_rule_above_them(look: str) -> None:
    document = both_years(look)
    clear = 0
    for page in document.pages:
        _, top, _, _ = page.frame
        rules = [piece for piece in page.pieces if isinstance(piece, Rule) and abs(piece.y - top) < 1]
        own = [run for run in body(document, page) if isinstance(run, Run) and run.y > top]
        if rules and own:
            clear += 1
            assert min(ink(run)[1] for run in own) - top > 0.5 * document.theme.body
    assert clear
