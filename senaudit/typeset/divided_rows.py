"""Divides rows of audit sheets that are higher than a page, as they may be in large type, or if words are long.

First come the question and its prompts, over two pages if need be. Then the question comes again above its boxes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

from senaudit.layout.markup import Element
from senaudit.problems import Problem, SenauditError
from senaudit.typeset.compose import Column, Context
from senaudit.typeset.last_time import blocks_of, outlined
from senaudit.typeset.lines import SHORTEN
from senaudit.typeset.sheets import LOWEST_BOX, Grid, QuestionRow, as_decoration, question_row

_MOST_PARTS = 2
"""On so many pages a question may have prompts. With more, who writes an answer has forgotten them."""


def parts_of(row: QuestionRow, grid: Grid, context: Context, room: float) -> list[QuestionRow]:
    """Return the parts of a row that is higher than `room` points: its question, and its boxes with the question above.

    If these are still higher, what was answered last time is in parts of its own, over the full width. A question that
    comes again is decoration: it has been read. If its prompts need too many pages, they are in one part, which is too
    high. Raises SenauditError if what was answered does not fit on a page.
    """
    cell, *answers = row.element.elements
    heading, *children = cell.elements
    empty = [Element("answer", answer.attributes, answer.place) for answer in answers]

    def made(prompts: list[Element], boxes: list[Element]) -> QuestionRow:
        asked = Element("cell", {}, cell.place, [heading, *prompts])
        made = question_row(Element("row", {}, cell.place, [asked, *boxes]), context, grid)
        return _lowered(made._replace(element=row.element), context, room)

    def asked(prompts: list[Element]) -> QuestionRow:
        question = made(prompts, empty)
        return question._replace(has_boxes=False, least=question.question_height)

    pages = _over_pages(_prompts(children), lambda prompts: asked(prompts).least <= room)
    if len(pages) > _MOST_PARTS:
        pages = [children]
    first, *others = [asked(prompts) for prompts in pages]
    again = [_with_heading_as_decoration(question, heading) for question in others]
    below_prompts = [(again[:-1], pages[-1])] if again else []
    for above, prompts in (*below_prompts, (again, [])):
        boxes = _with_heading_as_decoration(made(prompts, answers), heading)
        if boxes.least <= room:
            return [first, *above, boxes]
    bare = _with_heading_as_decoration(made([], empty), heading)
    parts = [_full_width(bare, answer, grid, context) for answer in answers if answer.elements]
    for part, answer in zip(parts, (answer for answer in answers if answer.elements), strict=True):
        if part.least > room:
            texts = [each for each in answer.walk() if each.tag == "text"] or [answer]
            longest = max(texts, key=lambda text: len(text.text()))
            message = "what was agreed on last time does not fit on a page"
            raise SenauditError([Problem("text-too-long", longest.place, message, SHORTEN)])
    return [first, *again, *parts, bare]


def _over_pages(
    prompts: Iterable[tuple[Element, Element]], fits: Callable[[list[Element]], bool]
) -> list[list[Element]]:
    """Return prompts as the children of a cell on each page: so many as fit there, and one at the least."""
    pages: list[list[tuple[Element, Element]]] = [[]]
    for prompt in prompts:
        if pages[-1] and not fits(_together([*pages[-1], prompt])):
            pages.append([])
        pages[-1].append(prompt)
    return [_together(page) for page in pages]


def _prompts(children: list[Element]) -> Iterator[tuple[Element, Element]]:
    """Yield the prompts below a question: each paragraph or item of a list, and the paragraph or list that it is of."""
    for child in children:
        if child.tag == "list":
            yield from ((item, child) for item in child.elements)
        else:
            yield child, child


def _together(prompts: list[tuple[Element, Element]]) -> list[Element]:
    """Return prompts as the children of a cell: items of one list together in a list."""
    children = []
    for whole, group in groupby(prompts, key=lambda prompt: prompt[1]):
        if whole.tag == "list":
            whole = Element("list", whole.attributes, whole.place, [item for item, _ in group])
        children.append(whole)
    return children


def _with_heading_as_decoration(row: QuestionRow, heading: Element) -> QuestionRow:
    """Return a row in which the question itself, which has been read on the page before, is decoration."""
    read = {*heading.walk()}
    both = zip(row.pieces, as_decoration(row.pieces), strict=True)
    pieces = [decoration if getattr(piece, "element", None) in read else piece for piece, decoration in both]
    return row._replace(pieces=pieces)


def _full_width(bare: QuestionRow, answer: Element, grid: Grid, context: Context) -> QuestionRow:
    """Return a row with what was answered last time, under the question, as wide as both boxes together."""
    column = Column(0.0, grid.width)
    box = blocks_of(answer, context, column)
    top, height = bare.question_height, bare.question_height + box.height
    pieces = [*bare.pieces, *(piece.moved(0.0, top) for piece in outlined(box, box.height, column, context).pieces)]
    return bare._replace(pieces=pieces, question_height=height, least=height, has_boxes=False)


def _lowered(row: QuestionRow, context: Context, room: float) -> QuestionRow:
    """Return a row with lower boxes, if they leave no room as they are."""
    lower = max(0.0, context.theme.answer - LOWEST_BOX)
    return row._replace(least=max(row.least - lower, min(row.least, room)))
