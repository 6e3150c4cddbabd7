"""A table to type paper sheets into: a row for each place to fill in, in the order of the sheets, a column a person.

It says itself whose sheets these are, and the ids of its rows, in its first column, which is hidden in a workbook. So
it is read again whatever has been sorted, inserted or left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side

from senaudit.audit.spreadsheet import Cell, Column, add_sheet, saved, write_cell, write_csv, write_head
from senaudit.content.model import Guide
from senaudit.layout.answers import Blank, blanks_of, repeated_blanks
from senaudit.layout.markup import Element
from senaudit.layout.wording import filled, labelled, line, sheet_name
from senaudit.recipe.fillable import FACTS, form_digest

RECORD = "record"
"""What the facts of such a table have as its document."""
ID = "id"
"""The head of the column with the ids."""
TICK = " [x]"
"""What follows the id of a box to tick."""
PEOPLE = 30
"""How many people a table has columns for, if nobody says so."""

_STEPS = tuple(f"record-{name}" for name in ("number", "down", "tick", "empty", "unread", "more", "rows", "save"))
"""The labels of what is to be done, in their order."""
_HEADS = {"record-sheet": 16, "record-question": 38, "record-what": 22, "record-type": 9}
"""The labels of the heads before those of people, and the widths of these columns."""
_PERSON = 30
"""The width of a person's column."""

_AS_TEXT = "@"
"""The format of cells that stay as they are typed: 1/2 becomes no date, and “- by phone” no formula."""
_ABOVE = Border(top=Side("thin", color="808080"))
_TOP = Alignment(wrap_text=True, vertical="top")


class Line(NamedTuple):
    """A row of the table: the id of its place to fill in, whether that is ticked, and the words beside it.

    These are such as “Communication 3”, “How easily can parents reach you?” and “Current practice”.
    """

    id: str
    is_tick: bool
    sheet: str
    question: str
    what: str


def record_workbook(document: Element, guide: Guide, people: int = PEOPLE) -> bytes:
    """Return the table for a document of audit sheets, as a workbook. A second sheet explains it."""
    words = _words(guide)
    first, heads, *rows = _rows(document, words, people)
    book = Workbook()
    book.remove(book.active)
    sheet = add_sheet(book, words["record"])
    for at, cell in enumerate(first, 1):
        write_cell(sheet, 1, at, cell).alignment = Alignment(vertical="top")
    sheet["B1"].font = Font(bold=True)
    write_head(sheet, 2, zip(heads, [8, *_HEADS.values(), *[_PERSON] * people], strict=True))
    last: tuple[Cell, ...] = ()
    for number, row in enumerate(rows, 3):
        begins, last = (*row[1:3],) != last, (*row[1:3],)
        for at, cell in enumerate(row, 1):
            written = write_cell(sheet, number, at, cell)
            if cell is None:
                written.number_format = _AS_TEXT
            if begins:
                written.border = _ABOVE
    sheet.column_dimensions["A"].hidden = True
    sheet.freeze_panes = sheet.cell(3, len(_HEADS) + 2)
    sheet.print_title_cols = "B:E"
    sheet.sheet_properties.pageSetUpPr.fitToPage = False  # a page has room for some people, and not for all
    _explain(add_sheet(book, words["record-how"]), words)
    return saved(book, document.get("title"), document.get("lang"))


def record_csv(document: Element, guide: Guide, people: int = PEOPLE) -> bytes:
    """Return the table for a document of audit sheets, as CSV."""
    first, *rows = _rows(document, _words(guide), people)
    return write_csv([Column(str(cell or "")) for cell in first], rows)


def _rows(document: Element, words: Mapping[str, str], people: int) -> Iterator[list[Cell]]:
    """Yield the rows of the table: what it is and how to use it, its heads, and one for each place to fill in."""
    yield [_facts(document, words), _told(document, words), *[None] * (len(_HEADS) - 1 + people)]
    yield [ID, *(words[name] for name in _HEADS), *range(1, people + 1)]
    for each in _lines(document):
        kind = words["record-x" if each.is_tick else "record-words"]
        id_cell = f"{each.id}{TICK}" if each.is_tick else each.id
        yield [id_cell, each.sheet, each.question, each.what, kind, *[None] * people]


def _words(guide: Guide) -> dict[str, str]:
    return {name: str(text) for name, text in guide.findings.items() if name.startswith("record")}


def _told(document: Element, words: Mapping[str, str]) -> str:
    school = document.get("school")
    title = labelled(document, school, document.get("title"))
    return filled(words["record-first"], title=title)


def _facts(document: Element, words: Mapping[str, str]) -> str:
    """Return what the table says of itself. The heads and the sheet that explains it are told by their words."""
    told: dict[str, Any] = {FACTS: 1, "document": RECORD, "form": form_digest(document)}
    told |= {name: document.get(name) for name in ("school", "group", "edition", "title")}
    told |= {"language": document.get("lang"), "heads": [words[name] for name in _HEADS], "how": words["record-how"]}
    return json.dumps(told, ensure_ascii=False)


def _explain(sheet: Any, words: Mapping[str, str]) -> None:
    write_cell(sheet, 1, 1, words["record-how"]).font = Font(bold=True)
    for number, name in enumerate(_STEPS, 2):
        write_cell(sheet, number, 1, words[name]).alignment = _TOP
    sheet.column_dimensions["A"].width = 90


def _lines(document: Element) -> Iterator[Line]:
    """Yield a line for each place to fill in. What is at the head of each chapter's sheets has one, at the start."""
    blanks = blanks_of(document)
    sections = [each for each in document.walk() if each.tag == "section" and each.get("kind") == "sheets"]
    for section in sections:
        blanks |= repeated_blanks(section)
    questions = dict(_questions(document, sections))
    lists = (each for each in document.walk() if each.tag == "list" and each.get("kind") == "tick")
    ticks = {item for each in lists for item in each.elements}
    told = set()
    heads = [element for element in blanks if element not in questions]
    for element in (*heads, *(element for element in blanks if element in questions)):
        blank = blanks[element]
        is_filled_in = element.tag == "field" and len(element.elements) > 1
        if blank.id in told or is_filled_in:
            continue
        told.add(blank.id)
        is_tick = element in ticks or element.tag == "choice"
        sheet, question = questions.get(element, ("", ""))
        each = Line(blank.id, is_tick, sheet, question, _what(document, blank, sheet))
        yield each
        if is_tick and element.get("line"):
            yield each._replace(id=blank.line_id, is_tick=False)


def _questions(document: Element, sections: list[Element]) -> Iterator[tuple[Element, tuple[str, str]]]:
    """Yield each Element in a question's row, with the chapter and the question's number, and the question."""
    tables = (
        (table, row)
        for each in sections
        for table in each.elements
        if table.tag == "table"
        for row in table.elements[1:]
    )
    for table, row in tables:
        heading = row.elements[0].elements[0]
        sheet = sheet_name(document, table, row)
        for element in row.walk():
            yield element, (sheet, line(heading))


def _what(document: Element, blank: Blank, sheet: str) -> str:
    """Return the words of a place to fill in by itself, such as “Current practice”."""
    return blank.name.removeprefix(labelled(document, sheet, "\0").removesuffix("\0"))
