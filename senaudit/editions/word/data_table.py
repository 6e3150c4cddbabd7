"""Tables of data in the Word edition. Their heads come again on each page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from senaudit.editions.word.elements import Node, add, add_run, node, style_id
from senaudit.editions.word.look import twips
from senaudit.editions.word.measure import width_of
from senaudit.editions.word.sheets import add_space, cell_of
from senaudit.editions.word.styles import DATA_TABLE, INDENT
from senaudit.layout.markup import Element
from senaudit.layout.roles import LEAST_LINE, column_widths
from senaudit.layout.wording import labelled, line

if TYPE_CHECKING:
    from senaudit.editions.word.writer import Writer

_PADDING = 5.65
"""The space between the words of a cell and its left or right edge, in points."""


def write_data_table(writer: Writer, table: Element) -> None:
    """Write a table. If words have no room side by side, it has no columns, and each cell has its head before it."""
    header, *rows = table.elements
    widths = column_widths(table, _least(writer, table), writer.look.measure)
    if not widths:
        for row in rows:
            _stacked_row(writer, row, header)
        return
    add_space(writer)
    properties = node("w:tblPr")
    add(properties, "w:tblStyle", style_id(DATA_TABLE))
    properties.append(node("w:tblW", w=twips(writer.look.measure), type="dxa"))
    properties.append(node("w:tblLayout", type="fixed"))
    flags = {"firstRow": "1", "lastRow": "0", "firstColumn": "1", "lastColumn": "0", "noHBand": "1", "noVBand": "1"}
    properties.append(node("w:tblLook", val="06A0", **flags))
    if title := table.get("title"):
        add(properties, "w:tblCaption", title)
    columns = [twips(width) for width in widths]
    made = node("w:tbl", properties, node("w:tblGrid", *(node("w:gridCol", w=width) for width in columns)))
    made.append(_row(writer, header, columns, node("w:trPr", node("w:cantSplit"), node("w:tblHeader"))))
    made.extend(_row(writer, row, columns, node("w:trPr", node("w:cantSplit"))) for row in rows)
    writer.add(made)


def _row(writer: Writer, row: Element, widths: list[str], properties: Node) -> Node:
    cells = [cell_of(width) for width in widths]
    for index, (cell, made) in enumerate(zip(row.elements, cells, strict=True)):
        with writer.inside(made), writer.speaking(cell):
            writer.blocks(cell, "Column Head" if row.tag == "header" or not index else "Table Text")
        if cell.elements[-1].tag != "para":  # a cell ends with a paragraph
            made.append(node("w:p"))
    return node("w:tr", properties, *cells)


def _least(writer: Writer, table: Element) -> list[float]:
    """Return the least widths of the columns in points, with the space beside their words.

    They are those of the longest words, or of the beginning of a sentence.
    """
    body = writer.look.body
    widths = [0.0] * len(table.elements[0].elements)
    for row in table.elements:
        for index, cell in enumerate(row.elements):
            for para in (element for element in cell.walk() if element.tag == "para"):
                words = [width_of(word) for word in line(para).split()]
                longest = max(*words, min(sum(words), LEAST_LINE), 0.0)
                indent = 0.0 if para in cell.elements else INDENT
                widths[index] = max(widths[index], (longest + indent) * body + 2 * _PADDING)
    return widths


def _stacked_row(writer: Writer, row: Element, header: Element) -> None:
    """Write a row without columns. A cell without words is left out."""
    first, *others = row.elements
    writer.blocks(first, "Label")
    for cell, head in zip(others, header.elements[1:], strict=True):
        if cell.text().strip():
            children = cell.elements
            made = writer.paragraph("Body Text")
            add_run(made, f"{labelled(writer.document, line(head))} ", "Strong")
            if children[0].tag == "para":
                writer.words(made, children.pop(0))
            for child in children:
                writer.write(child, cell)
