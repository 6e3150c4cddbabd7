"""Turn faces into ReportLab's fonts, which it embeds in a file as subsets."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from io import BytesIO

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfdoc import PDFDocument
from reportlab.pdfbase.ttfonts import TTFont

from senaudit.typeset.faces import Face, damaged_font, font_data

_MOST_ENTRIES = 100
"""The most entries in one part of a map of codes (Adobe Technical Note 5014)."""


class _Font(TTFont):
    """ReportLab's font, with a map of its codes to characters (ISO 32000-1, 9.10.3) as PDF/A requires it.

    ReportLab maps codes that stand for nothing to U+0000, which ISO 19005-2, 6.2.11.7.2, forbids. It writes characters
    beyond U+FFFF as odd numbers of digits, and a hundred lines that say that ASCII is ASCII.
    """

    def addObjects(self, document: PDFDocument) -> None:  # noqa: N802  # ReportLab's name
        """Add the font's objects to a document."""
        subsets = self.state[document].subsets
        names = [self.getSubsetInternalName(number, document)[1:] for number in range(len(subsets))]
        super().addObjects(document)
        for name, characters in zip(names, subsets, strict=True):
            font = document.idToObject[name]
            document.idToObject[font.ToUnicode.name].content = to_unicode(characters)


def to_unicode(characters: Sequence[int]) -> str:
    """Return the map of a subset's codes to its characters. U+0000 stands for a code that is not used."""
    readable = [*characters[0x20:0x7F]] == [*range(0x20, 0x7F)]
    pairs = [
        f"<{code:02X}><{chr(character).encode('utf-16-be').hex().upper()}>"
        for code, character in enumerate(characters)
        if character not in (0, 0x7F) and not (readable and code == character)
    ]
    return code_map(2, ["<20><7E><0020>"] if readable else [], pairs)


def code_map(digits: int, ranges: Sequence[str], pairs: Sequence[str] = ()) -> str:
    """Return a map of codes, each of so many hexadecimal digits, to characters.

    Ranges of codes stand before single ones.
    """
    lines = []
    for kind, entries in (("range", ranges), ("char", pairs)):
        for start in range(0, len(entries), _MOST_ENTRIES):
            part = entries[start : start + _MOST_ENTRIES]
            lines += [f"{len(part)} beginbf{kind}", *part, f"endbf{kind}"]
    codes = "1 begincodespacerange", f"<{'0' * digits}><{'F' * digits}>", "endcodespacerange"
    return "\n".join([_MAP_HEAD, *codes, *lines, _MAP_FOOT])


_MAP_HEAD = """/CIDInit/ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def
/CMapName/Adobe-Identity-UCS def
/CMapType 2 def"""
_MAP_FOOT = """endcmap
CMapName currentdict/CMap defineresource pop
end
end"""


@cache
def font_of(face: Face) -> TTFont:
    """Return ReportLab's font for a face. Raises FileError if the face's file is missing or damaged."""
    try:
        # ASCII at its own codes makes a face some 2 KB larger, but the text of 30 pages 20 KB smaller once compressed.
        font = _Font(face.font_name, BytesIO(font_data(face.path)), asciiReadable=True, shapable=False)
    except Exception as error:  # for a damaged file ReportLab raises struct.error, IndexError, TTFError …
        raise damaged_font(face.path) from error
    # ReportLab tells faces apart by their PostScript names. Two faces of one name would both print as the first.
    font.face.name = face.font_name.encode("ascii")
    return font


def registered(face: Face) -> str:
    """Register a face with ReportLab, in place of an earlier one of the same name, and return its name there.

    Raises FileError as `font_of` does.
    """
    font = font_of(face)
    if font.fontName in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.getFont(font.fontName).unregister()
    pdfmetrics.registerFont(font)
    return face.font_name
