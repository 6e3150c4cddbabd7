"""The table of contents: an entry for every heading that has a level in the outline."""

from __future__ import annotations

from collections.abc import Iterable

from senaudit.layout.markup import Element


def list_contents(elements: list[Element]) -> None:
    """Fill each `contents` of a document with its entries. An entry has the words of a heading, and links to it.

    `elements` are all Elements of the document, in reading order.
    """
    tables = [element for element in elements if element.tag == "contents"]
    headings = [element for element in elements if element.tag == "heading" and "outline" in element.attributes]
    for table in tables:
        table.children = [_entry(heading) for heading in headings]


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
