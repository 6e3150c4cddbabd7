"""Divides rows of audit sheets that are higher than a page, as they may be in large type, or if words are long.

First come the question and its prompts, over two pages if need be. Then the question comes again above its boxes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

from senaudit.layout.markup import Element
from senaudit.layout.roles import with_translation
from senaudit.problems import Problem, SenauditError
from senaudit.typeset.compose import Column, Context
from senaudit.typeset.last_time import blocks_of, outlined
from senaudit.typeset.lines import SHORTEN
from senaudit.typeset.page import as_decoration
from senaudit.typeset.rows import Grid, QuestionRow, question_row, titles_and_rest

_MOST_PARTS = 2
"""On so many pages a question may have prompts, in one language. With more, who writes an answer has forgotten them."""


def parts_of(row: QuestionRow, grid: Grid, context: Context, room: float, lower: float) -> list[QuestionRow]:
    """Return the parts of a row that is higher than `room` points: its question, and its boxes with the question above.

    If these are still higher, what was answered last time is in parts of its own, over the full width. A question that
    comes again is decoration: it has been read. If its prompts need too many pages, they are in one part, which is too
    high. Boxes that leave no room may be `lower` by so many points. Raises SenauditError if what was answered does not
    fit on a page.
    """
    cell, *answers = row.element.elements
    titles, children = titles_and_rest(cell)
    empty = [Element("answer", answer.attributes, answer.place) for answer in answers]

    def made(prompts: list[Element], boxes: list[Element], headings: list[Element] = titles) -> QuestionRow:
        asked = Element("cell", {}, cell.place, [*headings, *prompts])
        made = question_row(Element("row", {}, cell.place, [asked, *boxes]), context, grid)
        return made._replace(element=row.element, least=max(made.least - lower, min(made.least, room)))

    def asked(prompts: list[Element]) -> QuestionRow:
        question = made(prompts, empty)
        return question._replace(has_boxes=False, least=question.question_height)

    pages = _over_pages(_prompts(children), lambda prompts: asked(prompts).least <= room)
    if len(pages) > _MOST_PARTS * max(1, len(context.looks)):
        pages = [children]
    first, *others = [asked(prompts) for prompts in pages]
    again = [_with_heading_as_decoration(question, titles) for question in others]
    below_prompts = [(again[:-1], pages[-1], titles)] if again else []
    # The question that comes again above its boxes may be in the first of two languages only.
    for above, prompts, headings in (*below_prompts, (again, [], titles), (again, [], titles[:1])):
        boxes = _with_heading_as_decoration(made(prompts, answers, headings), titles)
        if boxes.least <= room:
            return [first, *above, boxes]
    bare = _with_heading_as_decoration(made([], empty), titles)
    parts = [_full_width(bare, answer, grid, context) for answer in answers if answer.elements]
    for part, answer in zip(parts, (answer for answer in answers if answer.elements), strict=True):
        if part.least > room:
            texts = [each for each in answer.walk() if each.tag == "text"] or [answer]
            longest = max(texts, key=lambda text: len(text.text()))
            message = "what was agreed on last time does not fit on a page"
            raise SenauditError([Problem("text-too-long", longest.place, message, SHORTEN)])
    return [first, *again, *parts, bare]


_Prompt = tuple[list[Element], Element]
"""An item of a list, or a block with the same in another language; and the list or block that it is of."""


def _over_pages(prompts: Iterable[_Prompt], fits: Callable[[list[Element]], bool]) -> list[list[Element]]:
    """Return prompts as the children of a cell on each page: so many as fit there, and one at the least."""
    pages: list[list[_Prompt]] = [[]]
    for prompt in prompts:
        if pages[-1] and not fits(_together([*pages[-1], prompt])):
            pages.append([])
        pages[-1].append(prompt)
    return [_together(page) for page in pages]


def _prompts(children: list[Element]) -> Iterator[_Prompt]:
    """Yield the prompts below a question."""
    for child, again in with_translation(children):
        if child.tag == "list":
            yield from (([item], child) for item in child.elements)
        else:
            yield [child, *([again] if again else [])], child


def _together(prompts: list[_Prompt]) -> list[Element]:
    """Return prompts as the children of a cell: items of one list together in a list."""
    children: list[Element] = []
    for whole, group in groupby(prompts, key=lambda prompt: prompt[1]):
        blocks = [block for each, _ in group for block in each]
        is_list = whole.tag == "list"
        children += [Element("list", whole.attributes, whole.place, [*blocks])] if is_list else blocks
    return children


def _with_heading_as_decoration(row: QuestionRow, titles: list[Element]) -> QuestionRow:
    """Return a row in which the question itself, which has been read on the page before, is decoration."""
    read = {each for title in titles for each in title.walk()}
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
