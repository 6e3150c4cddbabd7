"""Tables of data on a web page. On a narrow screen each row stands by itself, and each cell has its head before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from senaudit.layout.markup import Element
from senaudit.layout.wording import labelled, line

if TYPE_CHECKING:
    from senaudit.editions.web.writer import Writer


def data_table(writer: Writer, element: Element, holder: Element) -> None:
    """Write a table. Its title is its name.

    The roles are those that its elements have of themselves. Some browsers forget them where a row stands by itself.
    """
    markup = writer.markup
    header, *rows = element.elements
    heads = [line(head) for head in header.elements]
    name = {"aria-label": element.get("title") or None}
    with markup.block("table", {"class": "data", "role": "table", **name, **writer.language(element)}):
        with markup.block("thead", {"role": "rowgroup"}), markup.block("tr", {"role": "row"}):
            for cell in header.elements:
                with markup.block("th", {"scope": "col", "role": "columnheader"}, lines=False):
                    writer.inline(cell.elements[0])
        with markup.block("tbody", {"role": "rowgroup"}):
            for row in rows:
                with markup.block("tr", {"role": "row"}):
                    for index, (cell, head) in enumerate(zip(row.elements, heads, strict=True)):
                        _cell(writer, cell, row, labelled(writer.document, head) if index else "")


def _cell(writer: Writer, cell: Element, row: Element, head: str) -> None:
    """Write a cell. The first of a row, which needs no `head`, is the head of the row."""
    if head:
        with writer.markup.block("td", {"role": "cell", "data-head": head}):
            writer.blocks(cell, row)
    else:
        with writer.markup.block("th", {"scope": "row", "role": "rowheader"}):
            writer.blocks(cell, row)
