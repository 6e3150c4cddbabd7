"""The XML of a Word document that python-docx has no words for: fields, bookmarks, links and parts of paragraphs.

Source of the names and their order: ECMA-376, part 1, WordprocessingML.
"""

from __future__ import annotations

import re
from typing import Any

from docx.oxml.ns import nsmap
from lxml import etree

Node = Any
"""An element of lxml, which has no types."""

NAMESPACES = {prefix: nsmap[prefix] for prefix in ("w", "r", "wp", "a", "pic", "w14")} | {
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006"
}

_LONGEST_NAME = 40
"""The most characters of a bookmark's name. Source: Microsoft, “Bookmarks.Add”."""

_UNPRINTED = dict.fromkeys(map(ord, "\u00ad\u200b\u2060"))
_ISOLATES = dict.fromkeys(map(ord, "\u2068\u2069"))
_FROM_RIGHT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_SPACES = re.compile("[ \t\n\x0b\x0c\r\x85\u2028\u2029]+")
"""White space that is one space in Word. One that does not break stays."""

_names: dict[str, str] = {}


def name_of(short: str) -> str:
    """Return a name with its namespace: of “w:p”, what lxml calls it."""
    if short not in _names:
        prefix, _, rest = short.partition(":")
        space = "http://www.w3.org/XML/1998/namespace" if prefix == "xml" else NAMESPACES[prefix]
        _names[short] = f"{{{space}}}{rest}"
    return _names[short]


def node(name: str, /, *children: Node, **attributes: str) -> Node:
    """Return an element, such as `node("w:pStyle", val="Quote")`. Its attributes have the prefix of its name."""
    made = etree.Element(name_of(name), None, NAMESPACES)
    prefix = name.partition(":")[0]
    for attribute, value in attributes.items():
        made.set(name_of(f"{prefix}:{attribute.rstrip('_')}"), value)
    made.extend(children)
    return made


def add(holder: Node, name: str, value: str | None = None) -> Node:
    """Add an element to its holder, and return it. This is the quick way for the many elements of texts."""
    made = etree.SubElement(holder, name_of(name))
    if value is not None:
        made.set(name_of("w:val"), value)
    return made


def words_of(text: str) -> str:
    """Return a text with one space for each break or run of spaces, and without signs that only break lines."""
    return _SPACES.sub(" ", text.translate(_UNPRINTED))


def without_isolates(text: str) -> str:
    """Return a text without the signs that isolate words in one from right to left: Word’s runs do that."""
    return text if text.isascii() else text.translate(_ISOLATES)


def add_run(holder: Node, text: str, style: str = "", language: str = "") -> Node:
    """Add a run of words to a paragraph or link. `style` is the id of a character style."""
    run = add(holder, "w:r")
    if style or language:
        properties = add(run, "w:rPr")
        if style:
            add(properties, "w:rStyle", style)
        if language:
            add(properties, "w:lang", language)
    words = add(run, "w:t")
    words.text = words_of(text)
    words.set(name_of("xml:space"), "preserve")
    return run


def add_break(paragraph: Node) -> None:
    """Begin a new line in a paragraph."""
    add(add(paragraph, "w:r"), "w:br")


def add_field(paragraph: Node, instruction: str, style: str = "") -> None:
    """Add a field that Word fills in whenever it lays out a page, such as PAGE."""
    field = add(paragraph, "w:fldSimple")
    field.set(name_of("w:instr"), instruction)
    add_run(field, "1", style)


def begin_field(paragraph: Node, instruction: str) -> None:
    """Begin a field whose contents are paragraphs."""
    _field_sign(paragraph, "begin")
    text = add(add(paragraph, "w:r"), "w:instrText")
    text.text = instruction
    text.set(name_of("xml:space"), "preserve")
    _field_sign(paragraph, "separate")


def end_field(paragraph: Node) -> None:
    """End the field that was begun last."""
    _field_sign(paragraph, "end")


def _field_sign(paragraph: Node, kind: str) -> None:
    add(add(paragraph, "w:r"), "w:fldChar").set(name_of("w:fldCharType"), kind)


def paragraph(style: str, number: str = "") -> Node:
    """Return an empty paragraph. `style` is the name of a style. `number` is a numbering other than its style's."""
    made = etree.Element(name_of("w:p"), None, NAMESPACES)
    properties = add(made, "w:pPr")
    add(properties, "w:pStyle", style_id(style))
    if number:
        numbering = add(properties, "w:numPr")
        add(numbering, "w:ilvl", str(int(style[-1]) - 1) if style[-1].isdecimal() else "0")
        add(numbering, "w:numId", number)
    return made


def style_id(name: str) -> str:
    """Return the id of a style: its name without spaces."""
    return name.replace(" ", "")


class Bookmarks:
    """The bookmarks of a document. Word knows fewer signs in their names, and shorter ones, than templates."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._count = 0

    def name(self, bookmark: str) -> str:
        """Return the name in Word. Those of two bookmarks are never the same."""
        if bookmark not in self._names:
            plain = re.sub(r"[^A-Za-z0-9]", "_", bookmark)
            plain = f"{'' if plain[:1].isalpha() else 'b'}{plain}"[:_LONGEST_NAME]
            number = 2
            taken = {name.casefold() for name in self._names.values()}
            name = plain
            while name.casefold() in taken:
                name = f"{plain[: _LONGEST_NAME - len(str(number)) - 1]}_{number}"
                number += 1
            self._names[bookmark] = name
        return self._names[bookmark]

    def begin(self, paragraph: Node, bookmark: str) -> Node:
        """Begin a bookmark in a paragraph. Return its end, to be added after the words."""
        self._count += 1
        start = node("w:bookmarkStart", id=str(self._count), name=self.name(bookmark))
        paragraph.append(start)
        return node("w:bookmarkEnd", id=str(self._count))


def add_link(paragraph: Node, *, bookmark: str = "", relationship: str = "") -> Node:
    """Add a link to a bookmark of the document, or to an address by its relationship, and return it."""
    link = add(paragraph, "w:hyperlink")
    if relationship:
        link.set(name_of("r:id"), relationship)
    else:
        link.set(name_of("w:anchor"), bookmark)
    link.set(name_of("w:history"), "1")
    return link


def has_words_from_right(text: str) -> bool:
    """Return whether a text has letters from right to left."""
    return not text.isascii() and _FROM_RIGHT.search(text) is not None
