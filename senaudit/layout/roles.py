"""The table of roles: what each tag of the layout vocabulary, and each kind of it, is in each edition.

A new edition is one column more. A tag or kind without an answer in one of the editions fails a test.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from string import ascii_lowercase
from typing import NamedTuple
from unicodedata import bidirectional

from senaudit.layout.markup import Element


class Role(NamedTuple):
    """What a tag is in each edition. None is layout only: the edition leaves out the tag, and all that it holds.

    `pdf` is a role of the structure tree. The number of an H is its level. A Span is marked only where it has a
    language of its own. `word` is a style of the Word document, and `web` an element of the web page; the level of a
    heading is added to both. "" has nothing of its own there: what it holds stands in what is around it. `braille` and
    `text` are forms of those two editions.
    """

    pdf: str | None
    word: str | None
    web: str | None
    braille: str | None
    text: str | None


STANDARD_ROLES = {"ParentView": "Sect", "SchoolExample": "Sect", "Guidance": "Sect", "Closing": "Sect"}
"""Our own roles in the PDF, and the standard role that each is mapped to."""

_TABLE: dict[tuple[str, str], Role] = {
    # The document and its parts.
    ("document", "guide sheets poster letter collation plan handover"): Role(
        "Document", "", "main", "blocks", "blocks"
    ),
    ("section", "chapter"): Role("Part", "", "section", "page", "blocks"),
    ("section", "cover divider"): Role("Sect", "", "header", "blocks", "blocks"),
    ("section", "topic action"): Role("Sect", "", "section", "blocks", "blocks"),
    ("section", "part letter"): Role("Sect", "", "section", "part", "blocks"),
    ("section", "sheets"): Role("Sect", "", "section", "page", "blocks"),
    ("question", "-"): Role("Sect", "", "section", "blocks", "blocks"),
    ("foot", "-"): Role(None, "Footer", None, None, None),
    ("head", "-"): Role(None, None, None, None, None),
    ("page-break", "-"): Role(None, None, None, None, None),
    # Text.
    ("heading", "- group"): Role("H", "Heading", "h", "heading", "heading"),
    ("heading", "divider"): Role("H", "Chapter Title", "h", "heading", "heading"),
    ("heading", "cover poster"): Role("H", "Title", "h", "heading", "heading"),
    ("heading", "row"): Role("H", "Audit Question", "h", "heading", "heading"),
    ("para", "-"): Role("P", "Body Text", "p", "para", "para"),
    ("para", "subtitle"): Role("P", "Subtitle", "p", "para", "para"),
    ("para", "summary lead closing"): Role("P", "Lead", "p", "para", "para"),
    ("para", "lead-in"): Role("P", "Lead-In", "p", "para", "para"),
    ("list", "bullet actions answers"): Role("L", "List Bullet", "ul", "items", "items"),
    ("list", "number letter"): Role("L", "List Number", "ol", "items", "items"),
    ("list", "tick"): Role("L", "Box to Tick", "ul", "items", "items"),
    ("list", "terms"): Role("L", "Glossary Entry", "dl", "items", "items"),
    ("item", "-"): Role("LI", "", "li", "item", "item"),
    ("label", "-"): Role("P", "Label", "p", "para", "para"),
    ("note", "parents"): Role("ParentView", "Parents Say", "aside", "box", "callout"),
    ("note", "schools"): Role("SchoolExample", "In Schools", "aside", "box", "callout"),
    ("note", "guidance"): Role("Guidance", "Guidance", "aside", "box", "callout"),
    ("note", "quote"): Role("BlockQuote", "Quote", "blockquote", "callout", "callout"),
    ("note", "last-time"): Role("Div", "Field", "aside", "callout", "callout"),
    ("note", "closing"): Role("Closing", "", "div", "blocks", "blocks"),
    ("continued", "- foot"): Role(None, None, None, None, None),
    ("figure", "-"): Role("Figure", "Figure", "img", "figure", "figure"),  # decoration is nothing in all editions
    ("contents", "-"): Role("TOC", "", "nav", "together", "together"),
    ("entry", "-"): Role("TOCI", "TOC", "a", "entry", "entry"),
    # The audit sheets.
    ("form", "-"): Role("Div", "", "div", "fields", "together"),
    ("field", "-"): Role("P", "Field", "input", "field", "field"),  # with choices, a Div in the PDF
    ("choice", "-"): Role("LI", "Box to Tick", "label", "choice", "choice"),
    ("table", "audit"): Role("Table", "Audit Sheet", "div", "table", "table"),
    ("table", "data"): Role("Table", "Data Table", "table", "data", "data"),
    ("header", "-"): Role("TR", "Column Head", None, None, None),  # without columns, its words are said at each box
    ("row", "-"): Role("TR", "", "section", "together", "together"),
    ("cell", "-"): Role("TH", "", "div", "blocks", "blocks"),  # of data, a TD if it is not the first of its row
    ("answer", "-"): Role("TD", "Answer", "textarea", "answer", "answer"),
    # The poster.
    ("grid", "-"): Role("", "", "div", "blocks", "blocks"),
    ("panel", "-"): Role("Sect", "", "section", "blocks", "blocks"),
    # Inline tags.
    ("text", "-"): Role("Span", "", "", "words", "words"),
    ("bdi", "-"): Role("Span", "", "bdi", "words", "words"),
    ("strong", "-"): Role("Span", "Strong", "strong", "words", "words"),
    ("abbr", "-"): Role("Span", "", "", "words", "words"),
    ("em", "-"): Role("Span", "Emphasis", "em", "words", "words"),
    ("link", "- address reference"): Role("Link", "Hyperlink", "a", "words", "words"),
    ("page-number", "-"): Role("Span", "Page Number", None, None, None),
    ("page-count", "-"): Role("Span", "Page Number", None, None, None),
    ("repeated", "-"): Role("Span", None, None, None, None),
}
"""A role by a tag and the kinds of it that have this role; “-” is the tag without a kind."""

ROLES = {(tag, kind.strip("-")): role for (tag, kinds), role in _TABLE.items() for kind in kinds.split()}
"""A role by its tag and kind, which is "" for a tag without one."""


def role_of(element: Element) -> Role:
    """Return what an Element is in each edition."""
    return ROLES[element.tag, element.get("kind")]


_FROM_RIGHT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


def runs_from_right(text: str, language: str = "") -> bool:
    """Return whether words are read from the right: the language says it, if it is known, or most of their letters."""
    if text.isascii() and not language:
        return False
    from senaudit.languages import direction  # an English document has no need of it

    if language:
        return direction(language) == "rtl"
    found = Counter(map(bidirectional, text)) if _FROM_RIGHT.search(text) else Counter[str]()
    return found["R"] + found["AL"] > found["L"]


def isolating(text: str, among_rtl: bool, language: str | None = None) -> str:
    """Return the sign before words that are put among others, which run from right to left or not; "" for none.

    Words that run in the other direction need one. The `language` is that of words that somebody else wrote, "" if it
    is not known; without it, words from right to left may have others in them.
    """
    from senaudit.languages import ISOLATE, runs_left_to_right

    if among_rtl and language is None:
        return ISOLATE if runs_left_to_right(text) else ""
    from_right = runs_from_right(text, language or "")
    if from_right == among_rtl or (among_rtl and not re.search(r"\w", text)):
        return ""
    return "\u2067" if from_right else "\u2066"


def is_from_right(block: Element) -> bool:
    """Return whether all that is in a block was said by somebody in words from right to left: an answer in Urdu."""
    words = [word for child in block.elements for word in child.children]
    if not words or not all(isinstance(word, Element) and word.tag == "bdi" for word in words):
        return False
    return all(runs_from_right(word.text(), word.get("lang")) for word in words if isinstance(word, Element))


def head_of(cell: Element, row: Element, table: Element) -> Element:
    """Return the head of the column of a cell or answer. It names the box: see `children.py` for a table's shape."""
    return table.elements[0].elements[row.elements.index(cell)]


def marker(listing: Element, number: int) -> str:
    """Return the marker of an item that has words: “2.” or “b.”; "" for lists of other kinds. Letters begin again.

    A list in another language than English has that language’s letters, digits and sign: see `contents.sign_lists`.
    """
    kind = listing.get("kind")
    if kind not in ("letter", "number"):
        return ""
    letters = listing.get("letters").split() or ascii_lowercase
    digits = dict(zip(map(ord, "0123456789"), listing.get("digits"), strict=False))
    words = letters[(number - 1) % len(letters)] if kind == "letter" else str(number).translate(digits)
    return listing.get("sign", f"{{{kind}}}.").replace(f"{{{kind}}}", words)


def numbered(heading: Element, words: str) -> str:
    """Return the words of a heading with its number, as the document has both: “1. Communication”."""
    if number := heading.get("number"):
        return heading.get("numbered", "{number}. {words}").replace("{number}", number).replace("{words}", words)
    return words


LEAST_LINE = 7.0
"""The least width of lines in which sentences are read, in sizes of the text: about 16 characters."""


def column_widths(table: Element, least: Sequence[float], width: float) -> list[float]:
    """Return the widths of a table's columns, which together are `width` wide; none if there is too little room.

    They have their shares of it. A column that would be narrower than its `least` width has that width, and the others
    share the rest.
    """
    if sum(least) > width:
        return []
    shares = [int(share) for share in table.get("widths").split()] or [1] * len(least)
    widths = list(least)
    sharing = set(range(len(least)))
    while sharing:
        room = width - sum(least[index] for index in range(len(least)) if index not in sharing)
        rate = room / sum(shares[index] for index in sharing)
        narrow = {index for index in sharing if shares[index] * rate < least[index]}
        if not narrow:
            return [share * rate if index in sharing else least[index] for index, share in enumerate(shares)]
        sharing -= narrow
    return widths


NUMBERED = "{number}. {words}"
"""How words stand after their number in documents whose templates do not say it."""

AGAIN = "again"
"""The attribute of a block that says the same as the block before it, in another language."""


def with_translation(children: Iterable[Element]) -> Iterator[tuple[Element, Element | None]]:
    """Yield each block with the same in the second language; None for one that has no translation after it."""
    block: Element | None = None
    for child in children:
        if block is not None and child.get(AGAIN):
            yield block, child
            block = None
            continue
        if block is not None:
            yield block, None
        block = child
    if block is not None:
        yield block, None
