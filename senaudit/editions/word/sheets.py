"""The tables of the audit sheets in a Word document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from senaudit.editions.word.elements import node
from senaudit.editions.word.look import twips
from senaudit.editions.word.styles import TABLE
from senaudit.layout.markup import Element

if TYPE_CHECKING:
    from senaudit.editions.word.writer import Writer

_SHARES = (0.36, 0.32, 0.32)
"""The widths of the columns."""


def write_table(writer: Writer, table: Element) -> None:
    """Write an audit sheet's table: one row a question."""
    full = writer.look.full
    grid = node("w:tblGrid", *(node("w:gridCol", w=twips(full * share)) for share in _SHARES))
    properties = node("w:tblPr", node("w:tblStyle", val=TABLE.replace(" ", "")), node("w:tblW", w="0", type="auto"))
    made = node("w:tbl", properties, grid)
    for row in table.elements:
        line = node("w:tr")
        for cell, share in zip(row.elements, _SHARES, strict=True):
            column = node("w:tc", node("w:tcPr", node("w:tcW", w=twips(full * share), type="dxa")))
            with writer.inside(column):
                if cell.tag == "answer":
                    writer.paragraph("Answer")
                else:
                    writer.blocks(cell, "Column Head" if row.tag == "header" else "")
            line.append(column)
        made.append(line)
    writer.add(made)
