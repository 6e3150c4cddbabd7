"""The audit sheets of the Word edition: forms, and one table a chapter with a row for each question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from senaudit.editions.word.controls import row_bookmark
from senaudit.editions.word.elements import (
    Node,
    add,
    add_break,
    add_run,
    name_of,
    node,
    paragraph,
    style_id,
    without_isolates,
)
from senaudit.editions.word.look import margins, twips
from senaudit.editions.word.measure import REGULAR, lines_of, width_of
from senaudit.editions.word.styles import INDENT, TABLE, TIGHT, VERY_LARGE
from senaudit.layout.answers import PRINTED, short_digest
from senaudit.layout.markup import Element
from senaudit.layout.wording import labelled, line

if TYPE_CHECKING:
    from senaudit.editions.word.writer import Writer

_MM = 72 / 25.4

_BOX, _LARGE_BOX = 45 * _MM, 60 * _MM
"""The least heights of the boxes to write in, in points: in the usual print and in large print."""

_LEAST_SHARE, _LARGEST_SHARE = 0.37, 0.52
"""The share of a table's width that the questions have: the least one, and the largest one if their words are long."""

_LEAST_LINE = 9.8
"""The least width of a question's lines, in sizes of the text: about 18 characters."""

_HEADS = 4.3
"""The height of the columns' heads, in sizes."""

_ABOVE = 0.5
"""The space above a table, in sizes of the text."""

_PADDING = 5.65
"""The space between the words of a cell and its left or right edge, in points."""

_BETWEEN, _AFTER_BOX = "\u2003", "\u00a0"
"""The space before a box to tick of a form, and the one between the box and its words."""


_SHORT = 25
"""The most characters of a choice whose words are not put on two lines."""


def write_field(writer: Writer, field: Element) -> None:
    """Write a field of a form. One that is not filled in stands on a line to write on."""
    label, *filling = field.elements
    made = writer.paragraph(writer.styled("Field" if filling else "Line to Write On"))
    writer.words(made, label, "Strong")
    if filling and filling[0].tag == "choice":
        for choice in filling:
            add_run(made, _BETWEEN)
            add_box(writer, made, choice)
            add_run(made, _AFTER_BOX)
            writer.words(words := node("w:p"), choice)
            if len(line(choice)) <= _SHORT:
                _keep_together(words)
            made.extend(words)
        return
    add_run(made, f"{labelled(writer.document, line(label)).removeprefix(line(label))} " if filling else " ")
    words = node("w:p")
    for number, para in enumerate(filling):
        if number:
            add_break(words)
        writer.words(words, para)
    blank = writer.blanks.get(field)
    made.extend([writer.controls.line(blank.id, blank.name, words)] if blank else words)


def _keep_together(words: Node) -> None:
    for text in words.iter(name_of("w:t")):
        text.text = text.text.replace(" ", _AFTER_BOX)


def add_box(writer: Writer, made: Node, element: Element) -> None:
    """Add a box to tick to a paragraph. From a template without ids, it can be ticked on paper only."""
    blank = writer.blanks.get(element)
    made.append(writer.controls.box_to_tick(blank) if blank else writer.controls.printed_box())


def add_line(writer: Writer, made: Node, item: Element) -> None:
    """Add a place to write in to the paragraph of an item that has a line to write on."""
    if item.get("line") and (blank := writer.blanks.get(item)):
        add_run(made, " ")
        made.append(writer.controls.line(blank.line_id, blank.name))


def write_table(writer: Writer, table: Element, section: Element) -> None:
    """Write an audit sheet's table: a row of heads that every page repeats, and a row for each question.

    The heading of the section is the table's name, and the heads of its columns describe it. Word prints neither.
    """
    header, *rows = table.elements
    add_space(writer)
    widths = [twips(width) for width in _widths(writer, table)]
    properties = node("w:tblPr")
    add(properties, "w:tblStyle", style_id(TABLE))
    properties.append(node("w:tblW", w=twips(writer.look.full), type="dxa"))
    properties.append(node("w:tblLayout", type="fixed"))
    first_row = {"firstRow": "1", "lastRow": "0", "firstColumn": "0", "lastColumn": "0", "noHBand": "1", "noVBand": "1"}
    properties.append(node("w:tblLook", val="0620", **first_row))
    name = next((line(child) for child in section.elements if child.tag == "heading"), table.get("title"))
    add(properties, "w:tblCaption", name)
    add(properties, "w:tblDescription", "; ".join(line(cell) for cell in header.elements))
    made = node("w:tbl", properties, node("w:tblGrid", *(node("w:gridCol", w=width) for width in widths)))
    made.append(_header(writer, header, widths))
    made.extend(_row(writer, row, widths) for row in rows)
    writer.add(made)


def add_space(writer: Writer) -> None:
    """Add space after the paragraph before a table, which cannot have space before itself."""
    if len(writer.holder) and writer.holder[-1].tag == name_of("w:p"):
        writer.holder[-1][0].append(node("w:spacing", after=twips(writer.look.body * _ABOVE)))


def _header(writer: Writer, header: Element, widths: list[str]) -> Node:
    cells = []
    for cell, width in zip(header.elements, widths, strict=True):
        cells.append(made := cell_of(width))
        with writer.inside(made):
            writer.blocks(cell, "Column Head")
    return node("w:tr", node("w:trPr", node("w:cantSplit"), node("w:tblHeader")), *cells)


def _row(writer: Writer, row: Element, widths: list[str]) -> Node:
    """Return the row of a question. It never stands on two pages; its bookmark tells which question it is."""
    question, *answers = row.elements
    cells = [cell_of(width) for width in widths]
    with writer.inside(cells[0]):
        writer.blocks(question)
    if row.get("id"):
        first = cells[0][1]
        end = writer.bookmarks.begin(first, row_bookmark(row.get("id")))
        first.insert(1, first[-1])
        first.append(end)
    for answer, cell in zip(answers, cells[1:], strict=True):
        blank, made = writer.blanks.get(answer), paragraph("Answer Below" if answer.elements else "Answer")
        with writer.inside(cell):
            for note in answer.elements:
                writer.blocks(note, "Answer")
        _mark_printed(writer, cell, blank.id if blank else "")
        cell.append(writer.controls.box(blank, made) if blank else made)
    least = (_LARGE_BOX if writer.given.large else _BOX) + max(_above(writer, answer, widths[1]) for answer in answers)
    height = node("w:trHeight", val=twips(least), hRule="atLeast")
    fits = _fits(writer, question, int(widths[0]) / 20 - 2 * _PADDING) and least < _room(writer)
    whole = [node("w:cantSplit")] if fits else []
    return node("w:tr", node("w:trPr", *whole, height), *cells)


def _mark_printed(writer: Writer, cell: Node, name: str) -> None:
    """Put a bookmark around what is printed in a cell above its box. Its name has a digest of those words.

    So a program that reads filled-in sheets knows what was not typed there, and whether it was changed.
    """
    paragraphs = list(cell.iter(name_of("w:p")))
    if paragraphs and name:
        texts = (without_isolates(each.text) for each in cell.iter(name_of("w:t")))
        printed = "".join("".join(text.split()) for text in texts)
        end = writer.bookmarks.begin(paragraphs[0], f"{PRINTED}{short_digest(name)}_{short_digest(printed)}")
        paragraphs[0].insert(1, paragraphs[0][-1])
        paragraphs[-1].append(end)


def _fits(writer: Writer, question: Element, width: float) -> bool:
    """Return whether a question fits on a page of the table, in lines of that width in points.

    Only a very long one in very large type does not. Its row may be split, or else words of it might not be printed.
    """
    look = writer.look
    height = 0.0
    closer = look.body >= VERY_LARGE
    for element in question.walk():
        for child in element.elements if element.tag in ("cell", "item") else ():
            words = line(child)
            if child.tag == "heading":
                height += max(TIGHT, look.hand.most) * lines_of(f"Question 00: {words}", width / look.body)
            elif child.tag == "para" and element.tag == "cell":
                height += 0.6 + look.lines * lines_of(words, width / look.body / REGULAR)
            elif child.tag == "para":
                leading = 2.4 if element.get("line") else max(TIGHT, look.hand.most) if closer else look.lines
                height += 0.2 + leading * lines_of(words, (width / look.body - INDENT) / REGULAR)
    return height * look.body < _room(writer)


def _room(writer: Writer) -> float:
    """Return the height in points of a page of the table, without its heads."""
    look = writer.look
    sides = margins(look, look.full)
    return look.paper[1] - sides["top"] - sides["bottom"] - _HEADS * look.body


def _above(writer: Writer, answer: Element, width: str) -> float:
    """Return about how high what was answered last time is, in points. The box to write in is under it."""
    look, height = writer.look, 0.0
    room = (int(width) / 20 - 2 * _PADDING) / look.body
    for element in answer.walk():
        if element.tag in ("para", "label"):
            height += 0.9 + look.lines * lines_of(line(element), room / REGULAR - INDENT)
    return height * look.body


def cell_of(width: str) -> Node:
    """Return an empty cell of a table. Its width is in twentieths of a point."""
    return node("w:tc", node("w:tcPr", node("w:tcW", w=width, type="dxa")))


def _widths(writer: Writer, table: Element) -> tuple[float, float, float]:
    """Return the widths of the columns in points. Where words are long, the questions have more of the width."""
    full = writer.look.full
    texts = [each for row in table.elements for each in row.elements[0].walk() if each.tag in ("heading", "para")]
    longest = max(width_of(word) for each in texts for word in line(each).split())
    least = max(longest, _LEAST_LINE) * writer.look.body + 2 * _PADDING
    question = min(max(_LEAST_SHARE * full, least), _LARGEST_SHARE * full)
    return question, (full - question) / 2, (full - question) / 2
