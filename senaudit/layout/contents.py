"""What is worked out for a whole document: contents, references, abbreviations that are explained, letters of lists."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from senaudit.layout.markup import Element
from senaudit.layout.roles import NUMBERED


def list_contents(elements: list[Element]) -> None:
    """Add its entries to each `contents` of a document. An entry has the words of a heading, and links to it.

    `elements` are all Elements of the document, in reading order.
    """
    tables = [element for element in elements if element.tag == "contents"]
    headings = [element for element in elements if element.tag == "heading" and "outline" in element.attributes]
    for table in tables:
        table.children += [_entry(heading) for heading in headings]


def part_dead_references(elements: list[Element]) -> None:
    """Make words of the references to what is not in a document: a question that is left out, a part not chosen.

    `elements` are all Elements of the document.
    """
    references = [element for element in elements if element.tag == "link" and element.get("kind") == "reference"]
    if references:
        there = {f"#{element.get('bookmark')}" for element in elements if "bookmark" in element.attributes}
        for reference in references:
            if reference.get("href") not in there:
                reference.tag, reference.attributes = "text", {}


def _entry(heading: Element) -> Element:
    attributes = {"to": heading.get("bookmark"), "level": heading.get("outline")}
    if heading.get("number"):
        attributes["number"] = heading.get("number")
    return Element("entry", attributes, heading.place, _copied(heading.children))


def _copied(children: Iterable[Element | str]) -> list[Element | str]:
    """Return a copy of a heading's words. An entry leads to its heading alone: links in the heading are words here."""
    copies: list[Element | str] = []
    for child in children:
        if isinstance(child, str):
            copies.append(child)
        elif child.tag == "link":
            copies += _copied(child.children)
        else:
            copies.append(Element(child.tag, child.attributes, child.place, _copied(child.children)))
    return copies


_BLOCKS = ("heading", "para", "label")
"""The tags with words in a table. Words of two of them stand apart."""


def explain_abbreviations(elements: list[Element]) -> None:
    """Leave only those meanings of abbreviations on a chapter's audit sheets that its questions need.

    The strong words of an `abbr` are the abbreviation. An `abbr` that stays is replaced by what it holds.
    """
    for section in elements:
        if section.tag == "section" and section.get("kind") == "sheets":
            tables = [child for child in section.elements if child.tag == "table"]
            words = " ".join(each.text() for table in tables for each in table.walk() if each.tag in _BLOCKS)
            for para in section.elements:
                if any(child.tag == "abbr" for child in para.elements):
                    para.children = list(_explained(para, words))


def _explained(para: Element, words: str) -> Iterator[Element | str]:
    for child in para.children:
        if isinstance(child, str) or child.tag != "abbr":
            yield child
        elif re.search(rf"\b{re.escape(_abbreviation(child))}s?\b", words):
            yield from child.children


def _abbreviation(abbr: Element) -> str:
    return next((each for each in abbr.walk()[1:] if each.tag == "strong"), abbr.elements[0]).text()


def sign_lists(document: Element, elements: list[Element]) -> None:
    """Give each list with letters or numbers those of its language, and the document’s sign after them.

    English lists have them without being told. A numbered heading that a bookmark leads to gets the document’s pattern
    for both. `elements` are all Elements of the document, in reading order.
    """
    if not document.get("lang").lower().startswith("en") or any("lang" in each.attributes for each in elements[1:]):
        _sign(document, "")
    signs = {kind: _of_its_own(document, f"list-{kind}", f"{{{kind}}}.") for kind in ("letter", "number")}
    numbered = _of_its_own(document, "numbered", NUMBERED)
    for element in elements if numbered or any(signs.values()) else ():
        if element.tag == "list" and (sign := signs.get(element.get("kind"))):
            element.attributes = {**element.attributes, "sign": sign}
        elif numbered and element.tag == "heading" and {"bookmark", "number"} <= element.attributes.keys():
            element.attributes = {**element.attributes, "numbered": numbered}


def _of_its_own(document: Element, name: str, usual: str) -> str:
    """Return a pattern of a document, or "" if it is the usual one."""
    pattern = document.get(name, usual)
    return pattern if pattern != usual else ""


def _sign(element: Element, language: str) -> None:
    from senaudit.languages import language_of  # an English document has no need of it

    language = element.get("lang") or language
    kind = element.get("kind") if element.tag == "list" else ""
    if kind in ("letter", "number") and not language.lower().startswith("en"):
        known, english = language_of(language), language_of("en")
        if kind == "letter" and known.letters != english.letters:
            element.attributes = {**element.attributes, "letters": " ".join(known.letters)}
        elif kind == "number" and known.digits != english.digits:
            element.attributes = {**element.attributes, "digits": known.digits}
    for child in element.elements:
        _sign(child, language)
