"""The table of contents: an entry for every heading that has a level in the outline."""

from __future__ import annotations

from senaudit.layout.markup import Element


def list_contents(elements: list[Element]) -> None:
    """Add its entries to each `contents` of a document. An entry has the words of a heading, and links to it.

    `elements` are all Elements of the document, in reading order.
    """
    tables = [element for element in elements if element.tag == "contents"]
    headings = [element for element in elements if element.tag == "heading" and "outline" in element.attributes]
    for table in tables:
        table.children += [_entry(heading) for heading in headings]


def _entry(heading: Element) -> Element:
    attributes = {"to": heading.get("bookmark"), "level": heading.get("outline")}
    if heading.get("number"):
        attributes["number"] = heading.get("number")
    return Element("entry", attributes, heading.place, [_copied(child) for child in heading.children])


def _copied(child: Element | str) -> Element | str:
    if isinstance(child, str):
        return child
    return Element(child.tag, child.attributes, child.place, [_copied(below) for below in child.children])
