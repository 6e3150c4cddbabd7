"""The audit sheets as they are made for Word now, to know what is printed on those that come back.

LibreOffice drops the tags of controls, and people delete controls or write beside them. What is printed beside a place
then tells which one it is, and what is not printed was typed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from senaudit.audit.forms import Forms
from senaudit.audit.word_parts import word_parts
from senaudit.audit.word_text import Paragraph, Piece, paragraphs_of
from senaudit.content.model import Guide
from senaudit.content.select import Selection, select
from senaudit.layout.answers import PRINTED, blanks_of, cut, words_asked
from senaudit.recipe.reading import read_guide
from senaudit.recipe.request import Sources
from senaudit.recipe.sources import digest
from senaudit.recipe.steps import prepare, write_document


class TableRow(NamedTuple):
    """A row of a table: the table's number, and the paragraphs of each cell."""

    table: int
    cells: list[list[Paragraph]]

    @property
    def tags(self) -> list[str]:
        """The tags of controls in it."""
        return [piece.tag for cell in self.cells for each in cell for piece in each.pieces if piece.tag]


class WordForm(NamedTuple):
    """What is printed on sheets.

    `names` has the full name of each blank, and `tags` the id of each tag. `boxes` has the boxes to write in of each
    question, by its id; `bookmarks` and `questions` have the id of a question by its bookmark, and by its words.
    `ticks` and `lines` have the ids of boxes to tick and of lines to write on, by the question they belong to (“” at
    the head of sheets) and the words beside them. `printed` are all lines, and `feet` those at the foot of pages. All
    words are without spaces. `digests` are those of such sheets, with and without a rating.
    """

    names: dict[str, str]
    tags: dict[str, str]
    boxes: dict[str, tuple[str, ...]]
    bookmarks: dict[str, str]
    questions: dict[str, str]
    ticks: dict[tuple[str, str], str]
    lines: dict[tuple[str, str], str]
    printed: frozenset[str]
    feet: frozenset[str]
    edition: str
    digests: frozenset[str]


def squeezed(text: str) -> str:
    """Return a text without spaces, and without the marks of Word sheets that are written from right to left."""
    return "".join(text.replace("\u200f", "").split())


def blocks_of(paragraphs: Iterable[Paragraph]) -> Iterator[Paragraph | TableRow]:
    """Yield the paragraphs outside tables, and the rows of tables, in their order."""
    row: TableRow | None = None
    at = (-1, -1)
    for paragraph in paragraphs:
        if paragraph.cell is None:
            if row is not None:
                yield row
                row = None
            yield paragraph
            continue
        if row is None or paragraph.cell[:2] != at:
            if row is not None:
                yield row
            at = paragraph.cell[:2]
            row = TableRow(at[0], [])
        while len(row.cells) <= paragraph.cell[2]:
            row.cells.append([])
        row.cells[paragraph.cell[2]].append(paragraph)
    if row is not None:
        yield row


def question_of(tag: str) -> str:
    """Return the id of the question that a blank of this id stands in, or "" for one at the head of sheets."""
    parts = tag.split(":")
    return ":".join(parts[:2]) if len(parts) > 2 else ""


def outside(paragraph: Paragraph) -> str:
    """Return the words of a paragraph that stand in no control."""
    return "".join(piece.text for piece in paragraph.pieces if not piece.tag and piece.ticked is None)


def boxes_to_tick(paragraph: Paragraph) -> Iterator[tuple[Piece, str]]:
    """Yield each box to tick of a paragraph, with the words after it."""
    pieces = paragraph.pieces
    at = [number for number, piece in enumerate(pieces) if piece.ticked is not None]
    for start, end in zip(at, [*at[1:], len(pieces)], strict=False):
        words = (piece.text for piece in pieces[start + 1 : end] if not piece.tag)
        yield pieces[start], squeezed("".join(words))


def groups_of(forms: Forms) -> tuple[str, ...]:
    """Return the ids of the groups who have sheets of their own."""
    return tuple(_guide(forms.sources, None).audiences)


def language_of_content(forms: Forms) -> str:
    """Return the tag of the language in which the content is written, in small letters."""
    return _guide(forms.sources, None).language.lower()


@lru_cache(maxsize=4)
def _guide(sources: Sources, language: str | None) -> Guide:
    return read_guide(sources, language=language)


@lru_cache(maxsize=64)
def word_form(forms: Forms, selection: Selection) -> WordForm:
    """Return the form of sheets. It has what any such sheets may have on them. Raises SenauditError as a build does."""
    request = forms.request(selection, format="docx", rating=True)
    guide = _guide(forms.sources, forms.language)
    if forms.second:
        guide = guide._replace(second=_guide(forms.sources, forms.second))
    guide = select(guide, selection)
    given = prepare(request, guide)
    parts = word_parts(write_document(request, given).data)
    names, blanks = {}, blanks_of(given.element)
    for element, blank in blanks.items():
        names[blank.id] = blank.full_name
        if element.get("line"):
            names[blank.line_id] = blank.full_name
    labels = (squeezed(str(words)) for each in (guide, guide.second) if each for words in each.labels.values())
    feet = (squeezed(each.text) for foot in parts.feet for each in paragraphs_of(parts, foot))
    paragraphs = paragraphs_of(parts, parts.document, PRINTED)
    printed = frozenset((*labels, *(squeezed(outside(each)) for each in paragraphs)))
    tags = {cut(name): name for name in names}
    unrated = [blank for blank in blanks.values() if ":rating:" not in blank.id]
    digests = frozenset(digest(words_asked(each)) for each in (blanks.values(), unrated))
    edition = given.element.get("edition")
    form = WordForm(names, tags, {}, {}, {}, {}, {}, printed, frozenset(feet), edition, digests)
    for block in blocks_of(paragraphs):
        if isinstance(block, TableRow):
            _add_row(form, block)
        else:
            _add_beside(form, "", block)
    return form


def _add_row(form: WordForm, row: TableRow) -> None:
    """Add the question of a row, and its boxes. The row of heads has none."""
    if not row.tags:
        return
    tags = [form.tags.get(tag, tag) for tag in row.tags]
    question = question_of(tags[-1])
    first, *answers = row.cells
    form.boxes[question] = tuple(dict.fromkeys(tags[-len(answers) :]))
    form.bookmarks.update((name, question) for name in first[0].bookmarks)
    form.questions[squeezed(outside(first[0]))] = question
    for paragraph in first:
        _add_beside(form, question, paragraph)


def _add_beside(form: WordForm, question: str, paragraph: Paragraph) -> None:
    """Add the boxes to tick and the lines to write on of a paragraph, by the words beside them."""
    for piece, words in boxes_to_tick(paragraph):
        form.ticks[question, words] = form.tags.get(piece.tag, piece.tag)
    for piece in paragraph.pieces:
        if piece.tag and piece.ticked is None:
            form.lines[question, squeezed(outside(paragraph))] = form.tags.get(piece.tag, piece.tag)
