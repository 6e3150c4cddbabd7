"""The codes that a file's fonts have for characters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, cast

from reportlab.pdfbase.pdfdoc import PDFDocument

from senaudit.pdf.embedding import font_of
from senaudit.typeset.faces import Face

if TYPE_CHECKING:
    from senaudit.pdf.composed_font import ComposedFont
    from senaudit.typeset.shaping import ShapedFace


class FontCodes:
    """The code of every character that a file prints, with the name of its font on the page.

    A font is embedded in subsets of up to 256 characters. The characters are assigned to subsets once, in sorted order,
    so that the order in which a document prints them does not matter. ASCII has its own codes in the first subset.
    """

    def __init__(self, printed: Mapping[Face, frozenset[str]], document: PDFDocument) -> None:
        """`printed` are the characters beyond ASCII that each face prints, or the texts of a face that is shaped."""
        self._codes: dict[Face, dict[str, tuple[str, str]]] = {}
        self._composed: dict[Face, tuple[str, ComposedFont]] = {}
        for face in sorted(printed, key=lambda face: face.font_name):
            if face.is_shaped:
                self._composed[face] = _composed(face, printed[face], f"S{len(self._composed)}", document)
                continue
            font = font_of(face)
            codes = self._codes[face] = {}
            for character in (" ", *sorted(printed[face])):
                ((subset, code),) = font.splitString(character, document)
                codes[character] = (font.getSubsetInternalName(subset, document)[1:], code.decode("latin-1"))

    def of(self, text: str, face: Face) -> list[tuple[str, str]]:
        """Return a text as (font's name on the page, codes) pairs, in order."""
        if face.is_shaped:
            name, composed = self._composed[face]
            return [(name, composed.codes(text))]
        known = self._codes[face]
        ascii_name = known[" "][0]
        if text.isascii():
            return [(ascii_name, text)]
        pairs = [(ascii_name, each) if each.isascii() else known[each] for each in text]
        return [(name, "".join([code for _, code in group])) for name, group in groupby(pairs, key=itemgetter(0))]


def _composed(face: Face, texts: Iterable[str], name: str, document: PDFDocument) -> tuple[str, ComposedFont]:
    """Return a font for these texts, with its name on the page. It is added to those of all pages."""
    from senaudit.pdf.composed_font import ComposedFont

    font = ComposedFont(cast("ShapedFace", face), texts)
    document.idToObject["BasicFonts"].dict[name] = document.Reference(font)
    return name, font
