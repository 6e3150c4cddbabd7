"""What is filled in on the audit sheets: boxes, boxes to tick, lines and fields, each with an id and a name of its own.

The ids are the same in every edition. They are made of ids of the content, so that an answer finds its question again
when questions have been added, moved or worded anew.
"""

# No `from __future__ import annotations` here: `NamedTuple` would compile each annotation at every start.
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import NamedTuple

from senaudit.layout.markup import Element
from senaudit.layout.wording import labelled, line, said_in_both, sheet_name

_LONGEST = 40
"""The most characters that an id takes from words."""

LONGEST_TAG = 64
"""The most characters of the title or tag of a control of Word. Source: Microsoft, “ContentControl.Tag”."""

PRINTED = "printed_"
"""How the bookmark of what is printed above a box begins in Word. Two digests end it: of the id, and of the words."""

_DIGEST = 8
"""How many characters of a digest end a tag that was cut. They tell it from another that begins alike."""


class Blank(NamedTuple):
    """A place to fill in. Those of one id are one place: the school's name stands on the sheets of each chapter.

    The id is such as `communication:telephone:practice`, `communication:letters:notice-boards`, `completed-by:parents`
    or `school`. The name is such as “Communication 3: Current practice”. The full name has the words of the question
    too, so that it explains itself wherever it is read.
    """

    id: str
    name: str
    full_name: str

    @property
    def line_id(self) -> str:
        """The id of the line to write on of an item that also has a box to tick: “Other”."""
        return f"{self.id}:line"


def blanks_of(document: Element) -> dict[Element, Blank]:
    """Return all that can be filled in on a document's audit sheets, in reading order.

    They are answers, items of lists with boxes to tick, items with a line to write on, choices, and fields without
    choices. Templates without ids have only those that need none.
    """
    return {
        element: blank
        for section in document.walk()
        if section.tag == "section" and section.get("kind") == "sheets"
        for element, blank in _in_section(section, document)
    }


def repeated_blanks(section: Element) -> dict[Element, Blank]:
    """Return what can be filled in at the head of a section's further sheets. Its ids are those of the first sheet.

    “Completed by”, for a name or a role, is only there: the first sheet has boxes to tick.
    """
    heads = (head for head in section.elements if head.tag == "head")
    fields = (field for head in heads for field in head.elements if field.get("id") and len(field.elements) == 1)
    return {field: Blank(field.get("id"), *[line(field.elements[0])] * 2) for field in fields}


def words_asked(blanks: Iterable[Blank]) -> Iterator[bytes]:
    """Yield what makes a form this one and no other: the ids and the full names of its blanks."""
    return (text.encode() for blank in blanks for text in (blank.id, blank.full_name))


def cut(name: str) -> str:
    """Return an id as a tag of Word. One that is too long ends with a digest of the whole id.

    So the same id is always cut alike, and ids that differ only in what is cut off stay apart.
    """
    if start_of(name, LONGEST_TAG) == name:
        return name
    return f"{start_of(name, LONGEST_TAG - _DIGEST - 1)}-{short_digest(name)}"


def start_of(words: str, longest: int) -> str:
    """Return the start of words that has at most so many characters, as Word counts them: an emoji is two."""
    return words.encode("utf-16-le")[: 2 * longest].decode("utf-16-le", "ignore")


def short_digest(words: str) -> str:
    """Return the start of a digest of words, as it ends what was cut."""
    return sha256(words.encode()).hexdigest()[:_DIGEST]


def _in_section(section: Element, document: Element) -> Iterator[tuple[Element, Blank]]:
    for element in section.elements:
        if element.tag == "form":
            for field in element.elements:
                yield from _in_field(field, document)
        elif element.tag == "table":
            header, *rows = element.elements
            heads = [line(cell) for cell in header.elements]
            for row in rows:
                yield from _in_row(row, element, heads, document)


def _in_field(field: Element, document: Element) -> Iterator[tuple[Element, Blank]]:
    name, words = field.get("id"), line(field.elements[0])
    choices = [child for child in field.elements if child.tag == "choice"]
    if name and not choices:
        yield field, Blank(name, words, words)
    for choice in choices:
        if name and choice.get("id"):
            labels = labelled(document, words, line(choice))
            yield choice, Blank(f"{name}:{choice.get('id')}", labels, labels)


def _in_row(row: Element, table: Element, heads: list[str], document: Element) -> Iterator[tuple[Element, Blank]]:
    """Yield the blanks of a row. `heads` are the words of the heads of its columns: see `children.py` for its shape."""
    cell, *answers = row.elements
    question = sheet_name(document, table, row)
    asked = labelled(document, question, said_in_both(document, cell))
    taken = {answer.get("id") for answer in answers}
    within = cell.walk()
    ticked = {item for each in within if each.tag == "list" and each.get("kind") == "tick" for item in each.elements}
    for item in within:
        if item.tag == "item" and (item.get("line") or item in ticked):
            name = item_id(item.get("id"), item.get("original") or line(item.elements[0]), taken)
            words = line(item.elements[0])
            yield (
                item,
                Blank(f"{row.get('id')}:{name}", labelled(document, question, words), labelled(document, asked, words)),
            )
    for answer, head in zip(answers, heads[1:], strict=True):
        names = labelled(document, question, head), labelled(document, asked, head)
        yield answer, Blank(f"{row.get('id')}:{answer.get('id')}", *names)


def item_id(given: str, words: str, taken: set[str]) -> str:
    """Return the id of an item: the given one, or one made of its words. It is unlike those that are `taken`, and is
    one of these then.
    """
    name = _unlike(given or _id_of(words), taken)
    taken.add(name)
    return name


def _id_of(words: str) -> str:
    """Return an id made of words: “Copies on notice boards” gives `copies-on-notice-boards`."""
    parts = "".join([sign if sign.isalnum() else " " for sign in words.casefold()]).split()
    return "-".join(parts)[:_LONGEST].rstrip("-") or "item"


def _unlike(name: str, taken: set[str]) -> str:
    """Return the name, with a number after it if others in the question have it already."""
    numbered = (f"{name}-{number}" for number in range(2, len(taken) + 3))
    return name if name not in taken else next(each for each in numbered if each not in taken)
