"""The font of fields: all of Arimo's Latin letters, whatever the document prints.

Nobody knows what will be typed, so the font is embedded whole, with two bytes for each glyph (ISO 32000-1, 9.7). With
one byte there would be no room for the letters of Welsh and Polish names. ToUnicode and the file's own map lead from
letters to glyphs, so that any program that fills in the fields can use it.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import Any

from reportlab.pdfbase import pdfdoc

from senaudit.pdf.embedding import code_map, font_of
from senaudit.pdf.object_streams import Stream
from senaudit.pdf.tagging import IndirectObject, reference
from senaudit.typeset.faces import Face, find_family, font_data

FONT = "Wingdings"
"""The name of the font in the resources of the fields, which nobody sees.

Under any other name, the engine of Chrome and Edge takes only ASCII from it: a “ŷ” would be missing, and a “Ł” would be
of another font. Source: PDFium, the constructor of CPDF_BAFontMap.
"""


class FormFont(IndirectObject):
    """The font's dictionary (9.7.6). A glyph's code is its number in the font file."""

    def __init__(self) -> None:
        """Raises FileError if the font that comes with senaudit is missing or damaged."""
        self.face: Face = find_family("arimo")["regular"]
        data, name = font_data(self.face.path), self.face.font_name
        glyphs = font_of(self.face).face.charToGlyph
        printed = (code for code in sorted(glyphs, reverse=True) if code >= 0x20 and not 0x7F <= code < 0xA0)
        characters = {glyphs[code]: code for code in printed if glyphs[code]}
        packed = zlib.compress(data)
        file = Stream(b"/Length1 %d/Filter/FlateDecode" % len(data), packed)
        codes = zlib.compress(_to_unicode(characters).encode("ascii"))
        self.name = name
        self.to_unicode = Stream(b"/Filter/FlateDecode", codes)
        self.descendant = _CidFont(self.face, characters, file)

    def format(self, document: Any) -> bytes:
        """Return the dictionary."""
        parts = reference(self.descendant, document), reference(self.to_unicode, document)
        return "<</Type/Font/Subtype/Type0/BaseFont/{}/Encoding/Identity-H/DescendantFonts[{}]/ToUnicode {}>>".format(
            self.name, *parts
        ).encode("ascii")


class _CidFont(IndirectObject):
    """The font's glyphs and their widths (9.7.4)."""

    def __init__(self, face: Face, characters: Mapping[int, int], file: Stream) -> None:
        self.descriptor = _Descriptor(face, file)
        measured = font_of(face).face.charWidths
        widths = {glyph: f"{measured[code]:.0f}" for glyph, code in characters.items()}
        every = " ".join(widths.get(glyph, "0") for glyph in range(max(widths) + 1))
        self.entries = (
            f"/Type/Font/Subtype/CIDFontType2/BaseFont/{face.font_name}/CIDToGIDMap/Identity/DW 0/W[0[{every}]]"
            "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        )

    def format(self, document: Any) -> bytes:
        """Return the dictionary."""
        return f"<<{self.entries}/FontDescriptor {reference(self.descriptor, document)}>>".encode("ascii")


class _Descriptor(IndirectObject):
    """What the font looks like (9.8), with its file."""

    _NONSYMBOLIC = 32

    def __init__(self, face: Face, file: Stream) -> None:
        measured = font_of(face).face
        self.file = file
        box = " ".join(f"{value:.0f}" for value in measured.bbox)
        self.entries = (
            f"/Type/FontDescriptor/FontName/{face.font_name}/Flags {self._NONSYMBOLIC}/FontBBox[{box}]/ItalicAngle 0"
            f"/Ascent {face.ascent * 1000:.0f}/Descent {-face.descent * 1000:.0f}"
            f"/CapHeight {face.cap_height * 1000:.0f}/StemV {measured.stemV}"
        )

    def format(self, document: Any) -> bytes:
        """Return the dictionary."""
        return f"<<{self.entries}/FontFile2 {reference(self.file, document)}>>".encode("ascii")


class FormResources(IndirectObject):
    """The resources of every field's appearance: the font, and nothing else."""

    def __init__(self, font: FormFont) -> None:
        self.font = font

    def format(self, document: pdfdoc.PDFDocument) -> bytes:
        """Return the dictionary."""
        return f"<</Font<</{FONT} {reference(self.font, document)}>>>>".encode("ascii")


def _to_unicode(characters: Mapping[int, int]) -> str:
    """Return the map of glyphs to characters (9.10.3). Glyphs in the order of their characters take one line.

    That is so below U+0100 only. Ghostscript 10.0 reads other ranges wrongly, so that a “Ł” becomes an “A” in what it
    prints as a PDF, and single characters rightly. Source: its pdfwrite, tried with these files.
    """
    ranges: list[tuple[int, int, int]] = []
    single = []
    for glyph, character in sorted(characters.items()):
        first, last, start = ranges[-1] if ranges else (0, -1, 0)
        if character > 0xFF:
            single.append(f"<{glyph:04X}><{character:04X}>")
        elif glyph == last + 1 and character == start + glyph - first and glyph % 256:
            ranges[-1] = first, glyph, start
        else:
            ranges.append((glyph, glyph, character))
    lines = [f"<{first:04X}><{last:04X}><{start:04X}>" for first, last, start in ranges]
    return code_map(4, lines, single)
