"""The table of roles: what each tag of the layout vocabulary, and each kind of it, is in each edition.

A new edition is one column more. A tag or kind without an answer in one of the editions fails a test.
"""

from __future__ import annotations

from string import ascii_lowercase
from typing import NamedTuple

from senaudit.layout.markup import Element


class Role(NamedTuple):
    """What a tag is in each edition. None is layout only: the edition leaves out the tag, and all that it holds.

    `pdf` is a role of the structure tree; "" has no structure element of its own. The number of an H is its level. A
    Span is marked only where it has a language of its own. `text` is a form of the plain text edition.
    """

    pdf: str | None
    text: str | None


STANDARD_ROLES = {"ParentView": "Sect", "SchoolExample": "Sect", "Guidance": "Sect", "Closing": "Sect"}
"""Our own roles in the PDF, and the standard role that each is mapped to."""

_TABLE: dict[tuple[str, str], Role] = {
    # The document and its parts.
    ("document", "guide sheets poster"): Role("Document", "blocks"),
    ("section", "chapter"): Role("Part", "blocks"),
    ("section", "cover divider part topic sheets"): Role("Sect", "blocks"),
    ("question", "-"): Role("Sect", "blocks"),
    ("foot", "-"): Role(None, None),
    ("head", "-"): Role(None, None),
    ("page-break", "-"): Role(None, None),
    # Text.
    ("heading", "- cover divider poster group row"): Role("H", "heading"),
    ("para", "- subtitle summary lead closing"): Role("P", "para"),
    ("list", "bullet number letter tick actions terms"): Role("L", "items"),
    ("item", "-"): Role("LI", "item"),
    ("label", "-"): Role("P", "para"),
    ("note", "parents"): Role("ParentView", "callout"),
    ("note", "schools"): Role("SchoolExample", "callout"),
    ("note", "guidance"): Role("Guidance", "callout"),
    ("note", "quote"): Role("BlockQuote", "callout"),
    ("note", "closing"): Role("Closing", "blocks"),
    ("continued", "- foot"): Role(None, None),
    ("figure", "-"): Role("Figure", "figure"),  # decoration is nothing in all editions
    ("contents", "-"): Role("TOC", "together"),
    ("entry", "-"): Role("TOCI", "entry"),
    # The audit sheets.
    ("form", "-"): Role("Div", "together"),
    ("field", "-"): Role("P", "field"),  # with choices, a Div in the PDF
    ("choice", "-"): Role("LI", "choice"),
    ("table", "audit"): Role("Table", "table"),
    ("header", "-"): Role("TR", None),  # in the text, the head of a column is said at each box
    ("row", "-"): Role("TR", "together"),
    ("cell", "-"): Role("TH", "blocks"),
    ("answer", "-"): Role("TD", "answer"),
    # The poster.
    ("grid", "-"): Role("", "blocks"),
    ("panel", "-"): Role("Sect", "blocks"),
    # Inline tags.
    ("text", "-"): Role("Span", "words"),
    ("strong", "-"): Role("Span", "words"),
    ("abbr", "-"): Role("Span", "words"),
    ("em", "-"): Role("Span", "words"),
    ("link", "- address reference"): Role("Link", "words"),
    ("page-number", "-"): Role("Span", None),
    ("page-count", "-"): Role("Span", None),
}
"""A role by a tag and the kinds of it that have this role; “-” is the tag without a kind."""

ROLES = {(tag, kind.strip("-")): role for (tag, kinds), role in _TABLE.items() for kind in kinds.split()}
"""A role by its tag and kind, which is "" for a tag without one."""


def role_of(element: Element) -> Role:
    """Return what an Element is in each edition."""
    return ROLES[element.tag, element.get("kind")]


def head_of(answer: Element, row: Element, table: Element) -> Element:
    """Return the head of an answer's column. It names the box: see `children.py` for the shape of a table."""
    return table.elements[0].elements[row.elements.index(answer)]


def marker(kind: str, number: int) -> str:
    """Return the marker of an item that has words: “2.” or “b.”; "" for lists of other kinds. Letters begin again."""
    if kind == "letter":
        return f"{ascii_lowercase[(number - 1) % 26]}."
    return f"{number}." if kind == "number" else ""
