"""Characters into the codes by which a file's fonts know them."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from operator import itemgetter

from reportlab.pdfbase.pdfdoc import PDFDocument

from senaudit.pdf.embedding import font_of
from senaudit.typeset.faces import Face


class FontCodes:
    """The codes of all characters that a file's fonts print: each with the name that a page knows its font by.

    A font is in the file in parts of 256 characters each. They are dealt out here, once and in the order of the
    alphabet, so that it does not matter which of them a document prints first. ASCII is as it is, in the first part.
    """

    def __init__(self, printed: Mapping[Face, frozenset[str]], document: PDFDocument) -> None:
        """`printed` are the characters beyond ASCII that each face has to print."""
        self._codes: dict[Face, dict[str, tuple[str, str]]] = {}
        for face in sorted(printed, key=lambda face: face.font_name):
            font = font_of(face)
            codes = self._codes[face] = {}
            for character in (" ", *sorted(printed[face])):
                ((part, code),) = font.splitString(character, document)
                codes[character] = (font.getSubsetInternalName(part, document)[1:], code.decode("latin-1"))

    def of(self, text: str, face: Face) -> list[tuple[str, str]]:
        """Return a text as (font's name on the page, codes) pairs, to be shown one after the other."""
        known = self._codes[face]
        ascii_name = known[" "][0]
        if text.isascii():
            return [(ascii_name, text)]
        pairs = [(ascii_name, each) if each.isascii() else known[each] for each in text]
        return [(name, "".join([code for _, code in group])) for name, group in groupby(pairs, key=itemgetter(0))]
