"""The font of fields: all of Arimo's Latin letters, whatever the document prints.

Nobody knows what will be typed, so the font is embedded whole, with two bytes for each glyph (ISO 32000-1, 9.7). With
one byte there would be no room for the letters of Welsh and Polish names. ToUnicode and the file's own map lead from
letters to glyphs, so that any program that fills in the fields can use it.

Pages that are set in this font are printed with the same file, at one byte for each character (9.6.6.4). A subset of it
beside it would be a fifth of what fields add to a file.

What takes long is made when senaudit is installed, and is in `PREPARED_FOLDER`. Without it, all is made here.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from typing import Any

from reportlab.pdfbase import pdfdoc, pdfmetrics

from senaudit.pdf.embedding import code_map, font_of, to_unicode
from senaudit.pdf.object_streams import Stream, compressed
from senaudit.pdf.tagging import IndirectObject, reference
from senaudit.typeset.faces import ARIMO_FOLDER, Face, find_family, font_data

PREPARED_FOLDER = ARIMO_FOLDER.with_name("form-font")
_FILE, _TO_UNICODE, _WIDTHS = "file", "to-unicode", "widths"
"""The names of its files: the font and its map of glyphs to characters, both compressed, and the widths of glyphs."""

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
        self.name = self.face.font_name
        try:
            parts = {name: (PREPARED_FOLDER / name).read_bytes() for name in (_FILE, _TO_UNICODE, _WIDTHS)}
        except OSError:
            parts = prepared()
        length = len(font_data(self.face.path))
        file = Stream(b"/Length1 %d/Filter/FlateDecode" % length, parts[_FILE])
        self.to_unicode = Stream(b"/Filter/FlateDecode", parts[_TO_UNICODE])
        self.descendant = _CidFont(self.face, parts[_WIDTHS].decode("ascii"), file)

    def format(self, document: Any) -> bytes:
        """Return the dictionary."""
        parts = reference(self.descendant, document), reference(self.to_unicode, document)
        return "<</Type/Font/Subtype/Type0/BaseFont/{}/Encoding/Identity-H/DescendantFonts[{}]/ToUnicode {}>>".format(
            self.name, *parts
        ).encode("ascii")

    def print_pages(self, document: Any) -> None:
        """Print the pages with this font, if they are set in it and it has a name for each of their characters."""
        font = font_of(self.face)
        if font not in document.delayedFonts:
            return
        subsets = font.state[document].subsets
        if any(character > 0x7F and character not in NAMES for subset in subsets for character in subset):
            return
        for number, subset in enumerate(subsets):
            name = font.getSubsetInternalName(number, document)[1:]
            printed = document.idToObject["BasicFonts"].dict[name] = _PageFont(self, subset)
            document.Reference(printed, name)
        document.delayedFonts.remove(font)
        del font.state[document]


class _PageFont(IndirectObject):
    """The font of the pages (9.6.3). `characters` are those of its codes; U+0000 is that of a code not used."""

    def __init__(self, font: FormFont, characters: Sequence[int]) -> None:
        self.font = font
        self.characters = characters
        self.to_unicode = compressed(b"", to_unicode(characters).encode("ascii"))

    def format(self, document: Any) -> bytes:
        """Return the dictionary. Codes that are not those of ASCII have the names of their characters."""
        measured = font_of(self.font.face).face
        widths = " ".join(f"{measured.getCharWidth(character):.7g}" for character in self.characters)
        others = enumerate(self.characters)
        names = " ".join(f"{code}/{NAMES[character]}" for code, character in others if character > 0x7F)
        parts = reference(self.font.descendant.descriptor, document), reference(self.to_unicode, document)
        return (
            f"<</Type/Font/Subtype/TrueType/BaseFont/{self.font.name}/FirstChar 0/LastChar {len(self.characters) - 1}"
            f"/Widths[{widths}]/Encoding<</Type/Encoding/BaseEncoding/WinAnsiEncoding/Differences[{names}]>>"
            "/FontDescriptor {}/ToUnicode {}>>".format(*parts)
        ).encode("ascii")


_FROM_0X80 = "€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ" + "".join(map(chr, [*range(0xA0, 0xAD), 0x20, *range(0xAE, 0x100)]))
NAMES = {
    ord(character): name
    for character, name in zip(_FROM_0X80, pdfmetrics.Encoding("WinAnsiEncoding").vector[0x80:], strict=True)
    if character != " "
}
"""The names of characters in the list that ISO 14289-1, 7.21.6, requires: those of Windows' own code page.

It has no name of its own for the soft hyphen.
"""


class _CidFont(IndirectObject):
    """The font's glyphs and their widths (9.7.4)."""

    def __init__(self, face: Face, widths: str, file: Stream) -> None:
        self.descriptor = _Descriptor(face, file)
        self.entries = (
            f"/Type/Font/Subtype/CIDFontType2/BaseFont/{face.font_name}/CIDToGIDMap/Identity/DW 0/W[0[{widths}]]"
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


def prepared() -> dict[str, bytes]:
    """Return the files of `PREPARED_FOLDER`, by name. Raises FileError as `FormFont` does."""
    face = find_family("arimo")["regular"]
    font = font_of(face).face
    printed = (code for code in sorted(font.charToGlyph, reverse=True) if code >= 0x20 and not 0x7F <= code < 0xA0)
    characters = {glyph: code for code in printed if (glyph := font.charToGlyph[code])}
    widths = {glyph: f"{font.charWidths[code]:.0f}" for glyph, code in characters.items()}
    return {
        _FILE: zlib.compress(font_data(face.path)),
        _TO_UNICODE: zlib.compress(_to_unicode(characters).encode("ascii")),
        _WIDTHS: " ".join(widths.get(glyph, "0") for glyph in range(max(widths) + 1)).encode("ascii"),
    }


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
