"""Fonts for scripts whose letters join or change places, made so that the text copies and is read aloud right.

One code stands for one character, and draws all the glyphs of its cluster, so that each reader finds the characters in
their order, on one base line. If a cluster has several characters, the first one's code draws it; the others draw
nothing, and have their share of the width. In text from right to left those stand left of it. Readers that sort letters
by height, or that look at gaps between letters, are not led astray: nothing is moved on the page. Source: tried with
poppler, PDFium, pdf.js and pypdf.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from senaudit.pdf.embedding import code_map
from senaudit.pdf.glyph_table import Component, draws, font_file
from senaudit.pdf.object_streams import Stream
from senaudit.pdf.tagging import IndirectObject, reference
from senaudit.typeset.faces import blank_font, damaged_font
from senaudit.typeset.shaping import Cluster, ShapedFace, Word
from senaudit.typeset.truetype import font_tables

_SYMBOLIC = 4
"""The flag of a font whose characters are not those of Latin text (9.8.2)."""


class Code(NamedTuple):
    """What one code draws, how wide it is in the font's units, and the character that it stands for."""

    character: str
    advance: int
    components: tuple[Component, ...]


class ComposedFont(IndirectObject):
    """The font's dictionary (ISO 32000-1, 9.7.6). Each code has two bytes, and is the number of its glyph."""

    def __init__(self, face: ShapedFace, texts: Iterable[str]) -> None:
        """`texts` are all those that the file prints in this face. Codes are given in sorted order.

        Raises FileError if the face's file is damaged.
        """
        self._face = face
        words = {word: codes_of(face, word) for text in texts for word in face.words(text)}
        ordered = sorted({code for codes in words.values() for code in codes})
        numbers = {code: number for number, code in enumerate(ordered, 1)}
        self._words = {
            word: struct.pack(f">{len(codes)}H", *[numbers[code] for code in codes]).decode("latin-1")
            for word, codes in words.items()
        }
        name = f"{_tag(ordered)}+{face.font_name}"
        try:
            tables = font_tables(face.data, face.index)
            data = font_file(tables, face.em, [code.components for code in ordered], [code.advance for code in ordered])
            box = struct.unpack_from(">4h", tables["head"], 36)
            letters = (code for code in ordered if code.character.isalpha())
            blank = next((code.character for code in letters if not draws(tables, code.components)), "")
        except (ValueError, LookupError, struct.error) as error:
            raise damaged_font(face.path, of_script=True) from error
        if blank:
            raise blank_font(face.path, blank)
        pairs = [
            f"<{number:04X}><{code.character.encode('utf-16-be').hex().upper()}>" for code, number in numbers.items()
        ]
        self.to_unicode = _packed(code_map(4, [], pairs).encode("ascii"))
        self.descendant = _Descendant(
            name, face, [code.advance for code in ordered], box, _packed(data, b"/Length1 %d" % len(data))
        )
        self.name = name

    def codes(self, text: str) -> str:
        """Return a text of one direction as codes from left to right, two characters below U+0100 for each."""
        return "".join([self._words[word] for word in self._face.words(text)])

    def format(self, document: Any) -> bytes:
        """Return the dictionary."""
        parts = reference(self.descendant, document), reference(self.to_unicode, document)
        return "<</Type/Font/Subtype/Type0/BaseFont/{}/Encoding/Identity-H/DescendantFonts[{}]/ToUnicode {}>>".format(
            self.name, *parts
        ).encode("ascii")


class _Descendant(IndirectObject):
    """The font's glyphs and their widths (9.7.4)."""

    def __init__(
        self, name: str, face: ShapedFace, advances: Iterable[int], box: tuple[int, ...], file: Stream
    ) -> None:
        self.descriptor = _Descriptor(name, face, box, file)
        widths = " ".join(f"{advance * 1000 / face.em:.4g}" for advance in advances)
        self.entries = (
            f"/Type/Font/Subtype/CIDFontType2/BaseFont/{name}/CIDToGIDMap/Identity/DW 0/W[1[{widths}]]"
            "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        )

    def format(self, document: Any) -> bytes:
        """Return the dictionary."""
        return f"<<{self.entries}/FontDescriptor {reference(self.descriptor, document)}>>".encode("ascii")


class _Descriptor(IndirectObject):
    """What the font looks like (9.8), with its file."""

    def __init__(self, name: str, face: ShapedFace, box: tuple[int, ...], file: Stream) -> None:
        self.file = file
        corners = " ".join(f"{value * 1000 / face.em:.0f}" for value in box)
        self.entries = (
            f"/Type/FontDescriptor/FontName/{name}/Flags {_SYMBOLIC}/FontBBox[{corners}]/ItalicAngle 0"
            f"/Ascent {face.ascent * 1000:.0f}/Descent {-face.descent * 1000:.0f}"
            f"/CapHeight {face.cap_height * 1000:.0f}/StemV {_STEMS['bold' in face.name]}"
        )

    def format(self, document: Any) -> bytes:
        """Return the dictionary."""
        return f"<<{self.entries}/FontFile2 {reference(self.file, document)}>>".encode("ascii")


_STEMS = {False: 80, True: 140}
"""The width of upright strokes, which no font file says: about that of Arimo’s regular and bold faces."""


def codes_of(face: ShapedFace, word: Word) -> list[Code]:
    """Return what draws a word, from left to right."""
    codes: list[Code] = []
    for cluster in face.clusters_of(word):
        if len(cluster.text) == 1:
            codes.append(Code(cluster.text, cluster.advance, cluster.glyphs))
        else:
            codes += _shared(cluster, word.is_rtl)
    return codes


def _shared(cluster: Cluster, is_rtl: bool) -> Iterator[Code]:
    """Yield the codes of a cluster of several characters. The first character's code draws it all."""
    first, others = cluster.text[0], cluster.text[1:]
    share = cluster.advance // len(cluster.text)
    taken = share * len(others)
    blank = [Code(character, share, ()) for character in others]
    if is_rtl:
        yield from reversed(blank)
        components = tuple((glyph, x - taken, y) for glyph, x, y in cluster.glyphs)
        yield Code(first, cluster.advance - taken, components)
    else:
        yield Code(first, cluster.advance - taken, cluster.glyphs)
        yield from blank


def _packed(data: bytes, entries: bytes = b"") -> Stream:
    return Stream(entries + b"/Filter/FlateDecode", zlib.compress(data))


def _tag(codes: list[Code]) -> str:
    """Return six capitals that tell apart the parts of one font that several files have (9.6.4)."""
    number = zlib.crc32(repr(codes).encode("utf-8"))
    return "".join(chr(ord("A") + number // 26**place % 26) for place in range(6))
