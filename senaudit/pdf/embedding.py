"""Turn faces into ReportLab's fonts, which it embeds in a file as subsets."""

from __future__ import annotations

from functools import cache
from io import BytesIO

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from senaudit.typeset.faces import Face, damaged_font, font_data


@cache
def font_of(face: Face) -> TTFont:
    """Return ReportLab's font for a face. Raises FileError if the face's file is missing or damaged."""
    try:
        # ASCII at its own codes makes a face some 2 KB larger, but the text of 30 pages 20 KB smaller once compressed.
        font = TTFont(face.font_name, BytesIO(font_data(face.path)), asciiReadable=True, shapable=False)
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
