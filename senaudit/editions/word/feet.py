"""The sections of a Word document: paper, margins, and the foot of each section's pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from lxml import etree

from senaudit.editions.word.elements import Node, add_field, add_run, has_words_from_right, name_of, node, paragraph
from senaudit.editions.word.look import Look, margins, twips
from senaudit.layout.markup import Element

BETWEEN = " | "
"""What stands between the parts of a foot."""

_FIELDS = {"page-number": "PAGE", "page-count": "NUMPAGES"}


class Section(NamedTuple):
    """A section of a Word document. `foot` is the Element of its foot; without one its pages have none.

    The first page has none either if it is a `cover`. A section that `faces` starts on a right-hand page.
    """

    foot: Element | None = None
    cover: bool = False
    faces: bool = False
    wide: bool = False


class Feet:
    """The feet of a document. `add_part` adds a file with a foot, and returns the id of its relationship."""

    def __init__(self, look: Look, add_part: Callable[[bytes], str]) -> None:
        self.look = look
        self.add_part = add_part
        self._ids: dict[bytes, str] = {}

    def properties(self, section: Section) -> Node:
        """Return the properties of a section."""
        look, made = self.look, node("w:sectPr")
        kinds = ("default",) if look.one_sided else ("default", "even")
        for kind in kinds if not look.margin else ():
            reference = node("w:footerReference", type=kind)
            reference.set(name_of("r:id"), self._foot(section.foot, is_even=kind == "even"))
            made.append(reference)
        made.append(node("w:type", val="oddPage" if section.faces and not look.one_sided else "nextPage"))
        width, height = look.paper
        made.append(node("w:pgSz", w=twips(width), h=twips(height)))
        sides = margins(look, look.full if section.wide else look.measure)
        made.append(node("w:pgMar", **{side: twips(length) for side, length in sides.items()}, gutter="0"))
        if section.cover:
            made.append(node("w:titlePg"))
        return made

    def _foot(self, foot: Element | None, *, is_even: bool) -> str:
        footer = _footer(foot, is_even=is_even)
        if self.look.hand.is_rtl:
            from senaudit.editions.word.direction import mirror

            mirror(footer)
        elif has_words_from_right("".join(footer.itertext())):
            from senaudit.editions.word.direction import direct_words

            direct_words(footer)
        data = etree.tostring(footer, xml_declaration=True, encoding="UTF-8", standalone=True)
        if data not in self._ids:
            self._ids[data] = self.add_part(data)
        return self._ids[data]


def _footer(foot: Element | None, *, is_even: bool) -> Node:
    """Return a foot: its cells in a line. On a left-hand page their order is turned round, as on its outer side."""
    line = paragraph("Footer Even" if is_even else "Footer")
    cells = [cell.elements[0] for cell in foot.elements] if foot else []
    for number, para in enumerate(reversed(cells) if is_even else cells):
        if number:
            add_run(line, BETWEEN)
        _write(line, para)
    return node("w:ftr", line)


def _write(line: Node, element: Element) -> None:
    for child in element.children:
        if isinstance(child, str):
            add_run(line, child)
        elif child.tag in _FIELDS:
            add_field(line, _FIELDS[child.tag], "PageNumber")
        else:
            _write(line, child)
