"""Divides a row of an audit sheet that is higher than a page. Its question comes again above its boxes.

Only rows in large type are, with two languages, or with more than a question and its prompts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from senaudit.layout.bilingual import with_translation
from senaudit.layout.markup import Element
from senaudit.problems import Problem, SenauditError
from senaudit.typeset.compose import Column, Context
from senaudit.typeset.last_time import answered, outlined
from senaudit.typeset.lines import SHORTEN
from senaudit.typeset.rows import Grid, QuestionRow, question_row, titles_and_rest
from senaudit.typeset.sheets import as_decoration


def parts_of(row: QuestionRow, grid: Grid, context: Context, room: float, lower: float) -> list[QuestionRow]:
    """Return the parts of a row that is higher than `room` points: its question, and its boxes with the question above.

    If the first is still higher, its prompts are in several parts, and if the second is, what was answered last time is
    in parts of its own, over the full width. Boxes that leave no room may be `lower` by so many points. A question that
    comes again is decoration: it has been read. Raises SenauditError if what was answered does not fit on a page.
    """
    cell, *answers = row.element.elements
    title = Element("cell", {}, cell.place, [*titles_and_rest(cell)[0]])
    empty = [Element("answer", answer.attributes, answer.place) for answer in answers]

    def made(*cells: Element) -> QuestionRow:
        made = question_row(Element("row", {}, cell.place, [*cells]), context, grid)._replace(element=row.element)
        return made._replace(least=max(made.least - lower, min(made.least, room)))

    boxes, bare = made(title, *answers), made(title, *empty)
    boxes, bare = (each._replace(pieces=as_decoration(each.pieces)) for each in (boxes, bare))
    questions = [made(each, *empty) for each in _divided(cell, lambda each: made(each, *empty).question_height <= room)]
    first = [each._replace(has_boxes=False, least=each.question_height) for each in questions]
    if boxes.least <= room:
        return [*first, boxes]
    parts = [_full_width(bare, answer, grid, context) for answer in answers if answer.elements]
    for part, answer in zip(parts, (answer for answer in answers if answer.elements), strict=True):
        if part.least > room:
            texts = [each for each in answer.walk() if each.tag == "text"] or [answer]
            longest = max(texts, key=lambda text: len(text.text()))
            message = "what was agreed on last time does not fit on a page"
            raise SenauditError([Problem("text-too-long", longest.place, message, SHORTEN)])
    return [*first, *parts, bare]


def _divided(cell: Element, fits: Callable[[Element], bool]) -> list[Element]:
    """Return a question's cell as one or more cells that fit. The prompts of each stand under the question.

    A block that fits on no page is in a cell by itself.
    """
    titles, blocks = titles_and_rest(cell)
    parts: list[Element] = []
    for unit in _units(blocks):
        if parts and fits(whole := _with(parts[-1], unit)):
            parts[-1] = whole
        else:
            parts.append(_with(Element("cell", {}, cell.place, [*titles]), unit))
    return parts or [cell]


def _units(blocks: list[Element]) -> Iterator[list[Element]]:
    """Yield what is not divided: an item of a list, as a list of one, or a block with the same in another language."""
    for block, again in with_translation(blocks):
        if block.tag == "list":
            yield from ([Element("list", block.attributes, block.place, [item])] for item in block.elements)
        else:
            yield [block, again] if again else [block]


def _with(cell: Element, unit: list[Element]) -> Element:
    """Return a cell with more at its end. Items of one list are in one list."""
    last, (block, *_) = cell.elements[-1], unit
    if block.tag == last.tag == "list" and (block.attributes, block.place) == (last.attributes, last.place):
        longer = Element("list", last.attributes, last.place, [*last.children, *block.children])
        return Element("cell", {}, cell.place, [*cell.children[:-1], longer])
    return Element("cell", {}, cell.place, [*cell.children, *unit])


def _full_width(bare: QuestionRow, answer: Element, grid: Grid, context: Context) -> QuestionRow:
    """Return a row with what was answered last time, under the question, as wide as both boxes together."""
    column = Column(0.0, grid.width)
    box = answered(answer, context, column)
    top, height = bare.question_height, bare.question_height + box.height
    pieces = [*bare.pieces, *(piece.moved(0.0, top) for piece in outlined(box, box.height, column, context).pieces)]
    return bare._replace(pieces=pieces, question_height=height, least=height, has_boxes=False)
