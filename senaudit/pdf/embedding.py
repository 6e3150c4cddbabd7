"""Faces as ReportLab's fonts, which it embeds in a file as subsets."""

from __future__ import annotations

from functools import cache
from io import BytesIO

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from senaudit.typeset.faces import Face, damaged_font


@cache
def font_of(face: Face) -> TTFont:
    """Return ReportLab's font for a face.

    Raises FileError where the file of the face has gone or is damaged.
    """
    try:
        # With ASCII at its own codes a face is some 2 KB larger; the text of 30 pages is 20 KB smaller once compressed.
        font = TTFont(face.font_name, BytesIO(face.path.read_bytes()), asciiReadable=True, shapable=False)
    except Exception as error:  # what a damaged file does to ReportLab: struct.error, IndexError, TTFError …
        raise damaged_font(face.path) from error
    # ReportLab tells faces apart by their PostScript names, and takes the second of one name for the first.
    font.face.name = face.font_name.encode("ascii")
    return font


def registered(face: Face) -> str:
    """Return the name by which ReportLab's canvas knows a face from now on, in place of an earlier one of that name.

    Raises FileError as `font_of` does.
    """
    font = font_of(face)
    if font.fontName in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.getFont(font.fontName).unregister()
    pdfmetrics.registerFont(font)
    return face.font_name
