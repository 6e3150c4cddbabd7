"""How text is set on the pages, in each look and on each paper, checked on the display list."""

from __future__ import annotations

import pytest
from test_geometry import Laid, body, every, ink, laid

from senaudit.recipe.request import KINDS, Request
from senaudit.typeset.lines import first_baseline
from senaudit.typeset.page import Border, Page, Rule, Run


def question_rules(document: Laid, page: Page) -> list[Rule]:
    """Return the rules above the questions of a page, from top to bottom. They reach over the gutter."""
    theme = document.theme
    rules = [piece for piece in body(document, page) if isinstance(piece, Rule) and piece.thickness == theme.rule]
    return [rule for rule in rules if abs(rule.x - page.frame[0]) < 0.01 and rule.to_x - rule.x > theme.measure / 2]


def foot_of(piece: Run | Border | Rule, document: Laid) -> float:
    """Return where a line's own height, an outline or a rule ends, in points from the top of the paper."""
    if isinstance(piece, Run):
        leading = document.theme.line(piece.size)
        return piece.y - first_baseline(piece.face, piece.size, leading) + leading
    return piece.y + piece.height if isinstance(piece, Border) else piece.to_y


@every("guide")
def test_the_space_above_a_questions_rule_is_the_same_on_every_page(choices: Request) -> None:
    document = laid(choices)
    for number, page in enumerate(document.pages, 1):
        if page.frame[1] != pytest.approx(document.theme.head):  # a sheet
            continue
        solid = [piece for piece in body(document, page) if isinstance(piece, Run | Border | Rule)]
        for rule in question_rules(document, page):
            above = [foot for piece in solid if (foot := foot_of(piece, document)) < rule.y]
            space = rule.y - max(above, default=rule.y - document.theme.question_above)
            assert space == pytest.approx(document.theme.question_above, abs=0.05), f"page {number}"


@every(*KINDS)
def test_no_paragraph_ends_in_a_short_word_that_could_share_its_line(choices: Request) -> None:
    """The line above gives the last line a word if half the column is left. No column is wider than the frame."""
    document = laid(choices)
    for block, lines in document.lines.items():
        if len(lines) < 2 or " " in (last := lines[-1].text.strip()) or len(last) >= 10:
            continue
        above, run = lines[-2], lines[-2].runs[-1]
        kept = run.text.rstrip(" ").rpartition(" ")[0] if len(above.runs) == 1 else ""
        left, _, right, _ = document.pages[above.page].frame
        ends = ink(run)[0] + run.face.width(kept, run.size)
        assert ends - run.x < (right - left) / 2, f"{block.text()!r} ends in {last!r}"
