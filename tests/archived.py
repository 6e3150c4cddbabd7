"""Reads a file as ISO 19005-2 (PDF/A-2) level A tells: one function for each of its clauses that a program can check.

At the end are clauses of ISO 14289-1 (PDF/UA-1) that neither of the two checkers covers whole.

Objects are read with pikepdf, fonts with fontTools, and profiles with Pillow; what must hold of the bytes as they
stand (line ends, hexadecimal digits) is read here. Each function yields what is wrong, and nothing if all is well.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from functools import cached_property
from hashlib import md5
from io import BytesIO
from struct import unpack
from typing import Any
from xml.etree import ElementTree

import pikepdf
from fontTools.ttLib import TTFont
from PIL import ImageCms

Rule = Callable[["ArchivedFile"], Iterator[str]]
RULES: dict[str, Rule] = {}
"""The rules, each by its clause and its name."""


def rule(clause: str) -> Callable[[Rule], Rule]:
    """Add a function to the rules under its clause."""

    def added(function: Rule) -> Rule:
        RULES[f"{clause} {function.__name__}"] = function
        return function

    return added


class ArchivedFile:
    """A file, its objects, and the operators of its pages."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.pdf = pikepdf.Pdf.open(BytesIO(data), attempt_recovery=False)
        self.root: Any = self.pdf.Root
        self.objects: list[Any] = list(self.pdf.objects)
        self.streams: list[Any] = [each for each in self.objects if isinstance(each, pikepdf.Stream)]

    @cached_property
    def values(self) -> list[tuple[str, Any]]:
        """Every value in every object, each with the key that it stands under."""
        waiting = [("", each) for each in self.objects]
        found = []
        while waiting:
            key, value = waiting.pop()
            found.append((key, value))
            inside: list[tuple[str, Any]] = []
            if isinstance(value, pikepdf.Array):
                inside = [(key, each) for each in value]
            elif isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
                inside = [(name, value[name]) for name in value.keys()]  # noqa: SIM118  # pikepdf iterates otherwise
            waiting += [
                (name, each) for name, each in inside if not (isinstance(each, pikepdf.Object) and each.is_indirect)
            ]
        return found

    @cached_property
    def dictionaries(self) -> list[Any]:
        return [value for _, value in self.values if isinstance(value, pikepdf.Dictionary | pikepdf.Stream)]

    @cached_property
    def keys(self) -> set[str]:
        """All keys of all dictionaries."""
        return {key for each in self.dictionaries for key in each.keys()}  # noqa: SIM118

    @cached_property
    def pages(self) -> list[tuple[Any, list[tuple[str, list[Any]]]]]:
        """Each page's dictionary, with its operators and their operands."""
        return [
            (page.obj, [(str(each.operator), list(each.operands)) for each in pikepdf.parse_content_stream(page)])
            for page in self.pdf.pages
        ]

    @cached_property
    def shown(self) -> dict[str, set[int]]:
        """The codes that are shown with each font, by the font's name on the pages."""
        found: dict[str, set[int]] = {}
        for page, operators in self.pages:
            name = ""
            for operator, operands in operators:
                if operator == "Tf":
                    name = str(operands[0])
                elif operator == "Tj":
                    codes = bytes(operands[0])
                    if is_composed(page.Resources.Font[name]):
                        codes = unpack(f">{len(codes) // 2}H", codes)  # type: ignore[assignment]
                    found.setdefault(name, set()).update(codes)
        return found

    @cached_property
    def fonts(self) -> dict[str, Any]:
        """The fonts by their names on the pages. A name means the same font on each page."""
        found: dict[str, Any] = {}
        for page, _ in self.pages:
            for name, font in page.Resources.get("/Font", {}).items():
                assert found.setdefault(name, font).objgen == font.objgen
        return found

    @cached_property
    def programs(self) -> dict[str, TTFont]:
        """The font programs by the fonts' names on the pages."""
        return {
            name: TTFont(BytesIO(described(font).FontDescriptor.FontFile2.read_bytes()))
            for name, font in self.fonts.items()
            if "/FontFile2" in described(font).get("/FontDescriptor", {})
        }

    @cached_property
    def packet(self) -> bytes:
        return bytes(self.root.Metadata.read_bytes()) if "/Metadata" in self.root else b""

    @cached_property
    def metadata(self) -> ElementTree.Element:
        return ElementTree.fromstring(self.packet.decode("utf-8-sig"))

    def fact(self, path: str) -> str | None:
        """Return the text at a path in the metadata, or None if it is not there just once."""
        found = self.metadata.findall(f".//rdf:Description/{path}", NAMES)
        return found[0].text if len(found) == 1 else None


def problems(data: bytes) -> dict[str, list[str]]:
    """Return what is wrong with a file, by rule. It is empty for a file that conforms."""
    file = ArchivedFile(data)
    found = {name: list(function(file)) for name, function in RULES.items()}
    return {name: wrong for name, wrong in found.items() if wrong}


# 6.1 The file


@rule("6.1.2")
def header(file: ArchivedFile) -> Iterator[str]:
    if not re.match(rb"%PDF-1\.[0-7]\n%[\x80-\xff]{4}", file.data):
        yield f"it begins with {file.data[:20]!r}"


@rule("6.1.3")
def trailer(file: ArchivedFile) -> Iterator[str]:
    if not re.search(rb"\nstartxref\n\d+\n%%EOF\n?\Z", file.data):
        yield f"it ends with {file.data[-20:]!r}"
    identifiers = [bytes(each) for each in file.pdf.trailer.get("/ID", [])]
    if len(identifiers) != 2 or not all(len(each) == 16 for each in identifiers):
        yield f"its identifiers are {identifiers}"
    if "/Encrypt" in file.pdf.trailer:
        yield "it is encrypted"


def written_objects(file: ArchivedFile) -> Iterator[tuple[int, bytes]]:
    """Yield the objects that stand in the file by themselves, with their numbers, up to the next one."""
    start = int(re.findall(rb"startxref\s+(\d+)", file.data)[-1])
    table = re.match(rb"\d+ 0 obj\n<<.*?>>stream\n(.*)\nendstream", file.data[start:], re.DOTALL)
    assert table, "the cross-reference stream is not where it should be"
    entries = zlib.decompress(table[1])
    width = 7
    rows = [entries[at : at + width] for at in range(0, len(entries), width)]
    offsets = sorted((int.from_bytes(row[1:5], "big"), number) for number, row in enumerate(rows) if row[0] == 1)
    ends = [*(offset for offset, _ in offsets[1:]), file.data.rindex(b"startxref")]
    for (offset, number), end in zip(offsets, ends, strict=True):
        yield number, file.data[offset:end]


@rule("6.1.7.1")
def streams(file: ArchivedFile) -> Iterator[str]:
    for number, written in written_objects(file):
        found = re.match(rb"\d+ 0 obj\n(<<.*?>>\n?)stream\n", written, re.DOTALL)
        if not found:
            yield f"object {number} has no stream that begins with a line feed"
            continue
        length = re.search(rb"/Length (\d+)(?!\d| \d+ R)", found[1])
        if not length or written[found.end() + int(length[1]) :] != b"\nendstream\nendobj\n":
            yield f"the stream of object {number} does not end as its length says, with an end of line"
    for each in file.streams:
        if {"/F", "/FFilter", "/FDecodeParms"} & set(each.keys()):
            yield f"the stream {each.objgen} is in another file"


@rule("6.1.7.2")
def filters(file: ArchivedFile) -> Iterator[str]:
    for each in file.streams:
        names = each.get("/Filter", pikepdf.Array())
        for name in names if isinstance(names, pikepdf.Array) else [names]:
            if name != "/FlateDecode":
                yield f"a stream is packed by {name}"
    if file.root.Metadata.get("/Filter") is not None:
        yield "the metadata are packed"


@rule("6.1.9")
def spacing_of_objects(file: ArchivedFile) -> Iterator[str]:
    for number, written in written_objects(file):
        if not re.fullmatch(rb"%d 0 obj\n.*\nendobj\n" % number, written, re.DOTALL):
            yield f"object {number} is not in lines of its own"


_LITERAL = re.compile(rb"\((?:\\.|[^\\()])*\)", re.DOTALL)
_HEXADECIMAL = re.compile(rb"(?<!<)<(?!<)([^<>]*)>(?!>)")


@rule("6.1.6")
def hexadecimal_strings(file: ArchivedFile) -> Iterator[str]:
    packed = [each.read_bytes() for each in file.streams if each.get("/Type") == "/ObjStm"]
    contents = [page.Contents.read_bytes() for page, _ in file.pages]
    for written in packed + contents:
        for digits in _HEXADECIMAL.findall(_LITERAL.sub(b"", written)):
            if not re.fullmatch(rb"(?:[0-9A-Fa-f]{2})*", digits):
                yield f"the string <{digits.decode('latin-1')}> has other signs, or an odd number"


@rule("6.1.8")
def names(file: ArchivedFile) -> Iterator[str]:
    for name in {*file.keys, *(str(value) for _, value in file.values if isinstance(value, pikepdf.Name))}:
        if len(name.encode("utf-8", "surrogateescape")) > 128 or not name.isprintable():  # with its slash
            yield f"the name {name[:140]} is too long, or not UTF-8"


@rule("6.1.13")
def limits(file: ArchivedFile) -> Iterator[str]:
    if len(file.objects) > 8_388_607:
        yield "it has too many objects"
    operands = [operand for _, operators in file.pages for _, operands in operators for operand in operands]
    for value in [*(value for _, value in file.values), *operands]:
        if isinstance(value, pikepdf.String) and len(bytes(value)) > 32_767:
            yield f"a string has {len(bytes(value))} bytes"
        elif isinstance(value, int) and not -(2**31) <= value < 2**31:
            yield f"{value} is too large"
    for page, operators in file.pages:
        depth = deepest = 0
        for operator, _ in operators:
            depth += {"q": 1, "Q": -1}.get(operator, 0)
            deepest = max(deepest, depth)
        if deepest > 28 or depth:
            yield f"q and Q are nested {deepest} deep, and {depth} are left open"
        left, bottom, right, top = map(float, page.MediaBox)
        if not (3 <= right - left <= 14_400 and 3 <= top - bottom <= 14_400):
            yield f"a page is {right - left} × {top - bottom} points"


# 6.2 Graphics

OPERATORS = frozenset(
    re.findall(r"\S+", "BT ET BMC BDC EMC q Q cm w J j M d i m l c v y h re W W* n S s f F f* B B* b b* Do")
)
TEXT = frozenset(["Tc", "Tw", "Tz", "TL", "Tf", "Tr", "Ts", "Td", "TD", "Tm", "T*", "Tj", "TJ"])
COLOURS = {"g": "/DeviceGray", "G": "/DeviceGray", "rg": "/DeviceRGB", "RG": "/DeviceRGB"}


@rule("6.2.2")
def content_streams(file: ArchivedFile) -> Iterator[str]:
    """No operator is used but those that the rules below know, and all that they name is the page's own."""
    for page, operators in file.pages:
        for operator, operands in operators:
            if operator not in OPERATORS | TEXT | COLOURS.keys():
                yield f"the operator {operator}"
            kind = {"Tf": "/Font", "Do": "/XObject"}.get(operator)
            if kind and str(operands[0]) not in page.get("/Resources", {}).get(kind, {}):
                yield f"{operator} names {operands[0]}, which is not among the page's resources"


@rule("6.2.3")
def output_intent(file: ArchivedFile) -> Iterator[str]:
    intents = list(file.root.get("/OutputIntents", []))
    if len(intents) != 1:
        yield f"it has {len(intents)} output intents"
        return
    (intent,) = intents
    if intent.get("/Type") != "/OutputIntent" or intent.get("/S") != "/GTS_PDFA1":
        yield "the output intent is not one of PDF/A"
    if not str(intent.get("/OutputConditionIdentifier", "")) or not str(intent.get("/Info", "")):
        yield "the output intent has no name"
    if "/DestOutputProfileRef" in intent or "/DestOutputProfile" not in intent:
        yield "its profile is not in the file"
        return
    if intent.DestOutputProfile.get("/N") != 3:
        yield "its profile has another number of channels"
    yield from profile(intent.DestOutputProfile.read_bytes())


def profile(data: bytes) -> Iterator[str]:
    """Yield what is wrong with an ICC profile of version 4 for RGB: its head, its identifier, its tags."""
    if (int.from_bytes(data[:4], "big"), data[36:40]) != (len(data), b"acsp"):
        yield "the head of the profile is wrong"
    if data[8] not in (2, 4) or data[12:16] not in (b"mntr", b"prtr") or data[16:20] != b"RGB ":
        yield f"the profile is of another kind: {data[8:20]!r}"
    if (
        data[84:100]
        != md5(data[:44] + bytes(4) + data[48:64] + bytes(4) + data[68:84] + bytes(16) + data[100:]).digest()
    ):
        yield "the profile has another identifier than its bytes"
    tags = {}
    for at in range(132, 132 + 12 * int.from_bytes(data[128:132], "big"), 12):
        name, start, size = data[at : at + 4], *(int.from_bytes(data[at + k : at + k + 4], "big") for k in (4, 8))
        tags[name] = data[start : start + size]
        if start % 4 or len(tags[name]) != size:
            yield f"the tag {name!r} is out of place"
    needed = {b"desc", b"cprt", b"wtpt", b"chad", b"rXYZ", b"gXYZ", b"bXYZ", b"rTRC", b"gTRC", b"bTRC"}
    if missing := needed - tags.keys():
        yield f"the profile lacks {missing}"
    try:
        ImageCms.ImageCmsProfile(BytesIO(data))
    except OSError as error:
        yield f"the profile cannot be read: {error}"


@rule("6.2.4")
def colours(file: ArchivedFile) -> Iterator[str]:
    """Device colours are covered by the output intent: grey by any, red, green and blue by one with three channels."""
    spaces = {"/DeviceGray"}  # black is grey if no colour is set
    for page, operators in file.pages:
        spaces |= {COLOURS[operator] for operator, _ in operators if operator in COLOURS}
        spaces |= {str(each.get("/ColorSpace")) for each in page.Resources.get("/XObject", {}).values()}
        if "/ColorSpace" in page.Resources:
            yield "a page has colour spaces of its own"
    channels = [intent.DestOutputProfile.get("/N") for intent in file.root.get("/OutputIntents", [])]
    covered = {"/DeviceGray"} if channels else set()
    covered |= {"/DeviceRGB"} if channels == [3] else set()
    if spaces - covered:
        yield f"no output intent covers {spaces - covered}"


@rule("6.2.5")
def graphics_states(file: ArchivedFile) -> Iterator[str]:
    if found := {"/ExtGState", "/TR", "/TR2", "/HTP", "/HalftoneType", "/RI", "/Pattern", "/Shading"} & file.keys:
        yield f"it has {found}"


@rule("6.2.8")
def images(file: ArchivedFile) -> Iterator[str]:
    for each in file.streams:
        if each.get("/Subtype") == "/Image":
            if {"/Alternates", "/OPI", "/ImageMask"} & set(each.keys()) or each.get("/Interpolate", False):
                yield "an image has other versions, or is smoothed"
            size = int(each.Width) * int(each.Height) * {"/DeviceGray": 1, "/DeviceRGB": 3}[str(each.ColorSpace)]
            if each.get("/BitsPerComponent") != 8 or len(each.read_bytes()) != size:
                yield "an image has more or fewer pixels than it says"


@rule("6.2.9")
def external_objects(file: ArchivedFile) -> Iterator[str]:
    for page, _ in file.pages:
        for name, each in page.Resources.get("/XObject", {}).items():
            if each.get("/Subtype") != "/Image":
                yield f"{name} is no image"
    if found := {"/PS", "/Ref", "/Subtype2"} & file.keys:
        yield f"it has {found}"


@rule("6.2.10")
def transparency(file: ArchivedFile) -> Iterator[str]:
    if found := {"/SMask", "/SMaskInData", "/Mask", "/Matte", "/Group", "/BM", "/CA", "/ca"} & file.keys:
        yield f"it has {found}"


def is_composed(font: Any) -> bool:
    """Return whether each code of a font has two bytes, and is the number of its glyph."""
    return bool(font.Subtype == "/Type0")


def described(font: Any) -> Any:
    """Return the dictionary that has a font's widths and its file."""
    return font.DescendantFonts[0] if is_composed(font) else font


@rule("6.2.11.2")
def font_dictionaries(file: ArchivedFile) -> Iterator[str]:
    everywhere = {each.objgen for each in file.dictionaries if each.get("/Type") == "/Font"}
    used = {part.objgen for font in file.fonts.values() for part in (font, described(font))}
    if everywhere != used:
        yield "some fonts are on no page"
    for name, font in file.fonts.items():
        wanted = "/CIDFontType2" if is_composed(font) else "/TrueType"
        own = described(font)
        if (font.get("/Type"), own.get("/Type"), own.get("/Subtype")) != ("/Font", "/Font", wanted):
            yield f"{name} is a {font.get('/Subtype')}"
        if not is_composed(font) and len(font.Widths) != font.LastChar - font.FirstChar + 1:
            yield f"{name} has {len(font.Widths)} widths"
        names = {str(font.BaseFont), str(own.BaseFont), str(own.FontDescriptor.FontName)}
        if not re.fullmatch(r"/[A-Z]{6}\+[!-~]+", str(font.BaseFont)) or len(names) > 1:
            yield f"{name} is called {font.BaseFont}"


@rule("6.2.11.3")
def composed_fonts(file: ArchivedFile) -> Iterator[str]:
    for name, font in file.fonts.items():
        if is_composed(font):
            system = described(font).CIDSystemInfo
            if (font.Encoding, described(font).get("/CIDToGIDMap"), len(font.DescendantFonts)) != (
                *("/Identity-H", "/Identity"),
                1,
            ) or (str(system.Registry), str(system.Ordering), int(system.Supplement)) != ("Adobe", "Identity", 0):
                yield f"{name} does not say which glyph a code is"


@rule("6.2.11.4")
def embedding(file: ArchivedFile) -> Iterator[str]:
    for name, font in file.fonts.items():
        program = described(font).get("/FontDescriptor", {}).get("/FontFile2")
        if program is None or program.get("/Length1") != len(program.read_bytes()):
            yield f"{name} is not embedded whole"
    if found := {"/CIDSet", "/CharSet", "/FontFile", "/FontFile3"} & file.keys:
        yield f"it has {found}"
    for name, program in file.programs.items():
        if "OS/2" in program and program["OS/2"].fsType & 0b10_0000_0010:
            yield f"{name} may not be embedded"
    if file.shown.keys() - file.programs.keys():
        yield "words are shown with a font that is not embedded"


def glyphs(file: ArchivedFile, name: str) -> Iterator[tuple[int, str, float]]:
    """Yield each code that is shown with a font, with its glyph in the font program and the glyph's width.

    The code is the character in the only map of the program, as ISO 32000-1, 9.6.6.4, says of a symbolic font; of a
    composed font, it is the number of the glyph.
    """
    program = file.programs[name]
    unit = 1000 / program["head"].unitsPerEm
    for code in sorted(file.shown.get(name, ())):
        if is_composed(file.fonts[name]):
            glyph = program.getGlyphName(code) if code < program["maxp"].numGlyphs else ".notdef"
        else:
            (table,) = program["cmap"].tables
            glyph = table.cmap.get(code, ".notdef")
        yield code, glyph, program["hmtx"][glyph][0] * unit


@rule("6.2.11.5")
def widths(file: ArchivedFile) -> Iterator[str]:
    for name, font in file.fonts.items():
        for code, glyph, width in glyphs(file, name):
            if is_composed(font):
                first, listed = described(font).W
                written = float(listed[code - int(first)])
            else:
                written = float(font.Widths[code - int(font.FirstChar)])
            if abs(written - width) > 1:
                yield f"the code {code} of {name} ({glyph}) is {width} wide, and not {written}"


@rule("6.2.11.6")
def character_encodings(file: ArchivedFile) -> Iterator[str]:
    for name, font in file.fonts.items():
        own = described(font)
        if int(own.FontDescriptor.Flags) & 0b100100 != 0b100 or "/Encoding" in own:
            yield f"{name} is not symbolic"
        if not is_composed(font) and len(file.programs[name]["cmap"].tables) != 1:
            yield f"{name} has several maps of characters"


def meanings(written: str) -> dict[int, str]:
    """Return the meaning of each code by a ToUnicode map."""
    found: dict[int, str] = {}
    for count, kind, part in re.findall(r"(\d+) beginbf(char|range)\n(.*?)\nendbf", written, re.DOTALL):
        lines = part.split("\n")
        assert len(lines) == int(count) <= 100, f"a part of a map has {len(lines)} lines, and not {count}"
        for line in lines:
            digits = re.fullmatch(
                r"<(\w\w|\w{4})>" + (r"<(\w\w)>" if kind == "range" else "()") + r"<((?:\w{4}){1,2})>", line
            )
            assert digits, line
            first, last = int(digits[1], 16), int(digits[2] or digits[1], 16)
            start = bytes.fromhex(digits[3]).decode("utf-16-be")
            for code in range(first, last + 1):
                assert code not in found, f"the code {code} has two meanings"
                found[code] = start if code == first else chr(ord(start) + code - first)
    return found


@rule("6.2.11.7")
def unicode_maps(file: ArchivedFile) -> Iterator[str]:
    """Each code that is shown means characters, and none is of a private use area, which mean nothing to others."""
    for name, font in file.fonts.items():
        if "/ToUnicode" not in font:
            yield f"{name} has no map to Unicode"
            continue
        meant = meanings(font.ToUnicode.read_bytes().decode("ascii"))
        if missing := file.shown.get(name, set()) - meant.keys():
            yield f"the codes {sorted(missing)} of {name} mean nothing"
        for sign in "".join(meant.values()):
            private = 0xE000 <= ord(sign) < 0xF900 or ord(sign) >= 0xF0000
            if sign in "\0\ufeff\ufffe" or private or ord(sign) in range(0xD800, 0xE000):
                yield f"{name} maps to U+{ord(sign):04X}"


@rule("6.2.11.8")
def no_missing_glyphs(file: ArchivedFile) -> Iterator[str]:
    for name in file.fonts:
        for code, glyph, _ in glyphs(file, name):
            if file.programs[name].getGlyphID(glyph) == 0:
                yield f"the code {code} of {name} has no glyph"


# 6.3 to 6.6 Annotations, actions and metadata


@rule("6.3")
def annotation_flags(file: ArchivedFile) -> Iterator[str]:
    for page, _ in file.pages:
        for each in page.get("/Annots", []):
            flags = int(each.get("/F", 0))
            if each.get("/Subtype") != "/Link" or "/AP" in each:
                yield f"there is a {each.get('/Subtype')}"
            if not flags & 4 or flags & (1 | 2 | 32 | 256):
                yield f"a link has the flags {flags}"
            if not str(each.get("/Contents", "")).strip():
                yield "a link has no description"


@rule("6.4")
def forms(file: ArchivedFile) -> Iterator[str]:
    if found := {"/AcroForm", "/XFA", "/NeedsRendering", "/Perms"} & file.keys:
        yield f"it has {found}"


@rule("6.5")
def actions(file: ArchivedFile) -> Iterator[str]:
    if found := {"/AA", "/OpenAction", "/JavaScript", "/JS", "/Launch"} & file.keys:
        yield f"it has {found}"
    for key, value in file.values:
        if key == "/URI" and isinstance(value, pikepdf.String) and not re.fullmatch(rb"[!-~]+", bytes(value)):
            yield f"the address {value} is not ASCII (12.6.4.7)"
        if key == "/A" and isinstance(value, pikepdf.Dictionary) and "/S" in value and value.S not in ("/GoTo", "/URI"):
            yield f"an action is {value.S}"


NAMES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "pdfaExtension": "http://www.aiim.org/pdfa/ns/extension/",
    "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
    "pdfaProperty": "http://www.aiim.org/pdfa/ns/property#",
}
PREDEFINED = {
    "dc": {"title", "creator", "description", "language"},
    "pdf": {"Producer", "Keywords"},
    "xmp": {"CreatorTool", "CreateDate", "ModifyDate"},
    "pdfaid": {"part", "conformance"},
    "pdfaExtension": {"schemas"},
}
"""The properties that a file may have without a description of its own, of those that ours have."""


@rule("6.6.2.1")
def metadata_stream(file: ArchivedFile) -> Iterator[str]:
    metadata = file.root.get("/Metadata", {})
    if (metadata.get("/Type"), metadata.get("/Subtype")) != ("/Metadata", "/XML"):
        yield "the catalog has no metadata"
    if not file.packet.startswith('<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'.encode()):
        yield "the packet begins otherwise, with its size or its encoding"
    if not re.search(rb'<\?xpacket end="[rw]"\?>\s*\Z', file.packet):
        yield "the packet has no end"
    if file.metadata.tag != "{adobe:ns:meta/}xmpmeta":
        yield "the packet is no XMP"
    for prefix, address in re.findall(r'xmlns:(\w+)="(.*?)"', file.packet.decode()):
        if NAMES.get(prefix, "adobe:ns:meta/") != address:
            yield f"{prefix} stands for {address}"


@rule("6.6.2.3")
def properties(file: ArchivedFile) -> Iterator[str]:
    """Each property is one of XMP's or of PDF/A's, or is described in the packet, with all that a description has."""
    described = {prefix: set(names) for prefix, names in PREDEFINED.items()}
    for schema in file.metadata.iterfind(".//pdfaExtension:schemas/rdf:Bag/rdf:li", NAMES):
        facts = {
            name: schema.findtext(f"pdfaSchema:{name}", "", NAMES) for name in ("schema", "namespaceURI", "prefix")
        }
        if not all(facts.values()) or NAMES.get(facts["prefix"]) != facts["namespaceURI"]:
            yield f"a schema is described by {facts}"
        for each in schema.iterfind("pdfaSchema:property/rdf:Seq/rdf:li", NAMES):
            fields = ("name", "valueType", "category", "description")
            one = {name: each.findtext(f"pdfaProperty:{name}", "", NAMES) for name in fields}
            if (
                not all(one.values())
                or one["category"] not in ("internal", "external")
                or one["valueType"] != "Integer"
            ):
                yield f"a property is described by {one}"
            described.setdefault(facts["prefix"], set()).add(one["name"])
    known = {f"{{{NAMES[prefix]}}}{name}" for prefix, names in described.items() if prefix in NAMES for name in names}
    found = [each.tag for each in file.metadata.iterfind(".//rdf:RDF/rdf:Description/*", NAMES)]
    if unknown := set(found) - known:
        yield f"nothing describes {unknown}"
    if len(found) != len(set(found)):
        yield "a property is there twice"


@rule("6.6.4")
def identification(file: ArchivedFile) -> Iterator[str]:
    said = [file.fact(name) for name in ("pdfaid:part", "pdfaid:conformance", "pdfuaid:part")]
    if said != ["2", "A", "1"]:
        yield f"it says that it is {said}"


@rule("6.6 and 14.3.3")
def information(file: ArchivedFile) -> Iterator[str]:
    """The information dictionary says what the metadata say (ISO 19005-1, 6.7.3; ISO 32000-1, 14.3.3)."""
    paths = {
        "/Title": "dc:title/rdf:Alt/rdf:li",
        "/Author": "dc:creator/rdf:Seq/rdf:li",
        "/Subject": "dc:description/rdf:Alt/rdf:li",
        "/Keywords": "pdf:Keywords",
        "/Creator": "xmp:CreatorTool",
        "/Producer": "pdf:Producer",
        "/CreationDate": "xmp:CreateDate",
        "/ModDate": "xmp:ModifyDate",
    }
    info = {key: str(value) for key, value in file.pdf.docinfo.items()}
    for key, path in paths.items():
        written = info.pop(key, None)
        if written is not None and key.endswith("Date"):
            written = re.sub(r"D:(.{4})(..)(..)(..)(..)(..)\+00'00'", r"\1-\2-\3T\4:\5:\6+00:00", written)
        if written != file.fact(path) or written == "":
            yield f"{key} is “{written}”, and {path} “{file.fact(path)}”"
    if info:
        yield f"nothing in the metadata says the same as {info}"
    if not {"/Title", "/Creator", "/Producer"} <= set(file.pdf.docinfo.keys()):
        yield "it has no title, or no maker"


# 6.7 to 6.11 Structure, and what may not be in a file


@rule("6.7.2")
def marked(file: ArchivedFile) -> Iterator[str]:
    if file.root.get("/MarkInfo", {}).get("/Marked") is not True or file.root.MarkInfo.get("/Suspects", False):
        yield "it does not say that it is tagged"
    if file.root.get("/StructTreeRoot", {}).get("/Type") != "/StructTreeRoot":
        yield "it has no structure tree"


STANDARD = frozenset(
    re.findall(
        r"\w+",
        "Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private P H H1 H2 H3 H4 H5 H6 L LI Lbl "
        "LBody Table TR TH TD THead TBody TFoot Span Quote Note Reference BibEntry Code Link Annot Figure Formula Form",
    )
)
"""The standard structure types of ISO 32000-1, 14.8.4."""


@rule("6.7.3.4")
def structure_types(file: ArchivedFile) -> Iterator[str]:
    mapped = {name[1:]: str(to)[1:] for name, to in file.root.StructTreeRoot.get("/RoleMap", {}).items()}
    if mapped.keys() & STANDARD:
        yield "a standard role has another meaning"
    used = {str(each.S)[1:] for each in file.dictionaries if "/S" in each and "/P" in each}
    for role in used - STANDARD:
        if mapped.get(role) not in STANDARD:
            yield f"{role} means {mapped.get(role)}"


@rule("6.7.4")
def languages(file: ArchivedFile) -> Iterator[str]:
    if "/Lang" not in file.root:
        yield "it has no language"
    for key, value in file.values:
        if key == "/Lang" and not re.fullmatch(r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*", str(value)):
            yield f"“{value}” is no language"


@rule("6.7.5")
def descriptions(file: ArchivedFile) -> Iterator[str]:
    for each in file.dictionaries:
        if each.get("/S") == "/Figure" and not str(each.get("/Alt", "")).strip():
            yield "a figure is not described"


@rule("6.8 to 6.11")
def nothing_else(file: ArchivedFile) -> Iterator[str]:
    others = {"/EmbeddedFiles", "/EF", "/AF", "/OCProperties", "/OC", "/AlternatePresentations", "/PresSteps"}
    if found := {*others, "/Requirements", "/RichMedia", "/Movie", "/Sound", "/3D", "/Threads"} & file.keys:
        yield f"it has {found}"


# ISO 14289-1 (PDF/UA-1): how structure elements stand in each other, which the checkers see in part

PARENTS = {
    "TR": {"Table", "THead", "TBody", "TFoot"},
    "THead": {"Table"},
    "TBody": {"Table"},
    "TFoot": {"Table"},
    "TH": {"TR"},
    "TD": {"TR"},
    "LI": {"L"},
    "LBody": {"LI"},
    "TOCI": {"TOC"},
}
"""The roles of which one must be the parent of an element (14.8.4.3 of ISO 32000-1)."""

KIDS = {
    "Table": {"TR", "THead", "TBody", "TFoot", "Caption"},
    "THead": {"TR"},
    "TBody": {"TR"},
    "TFoot": {"TR"},
    "TR": {"TH", "TD"},
    "L": {"L", "LI", "Caption"},
    "LI": {"Lbl", "LBody"},
    "TOC": {"TOC", "TOCI", "Caption"},
}
"""The roles that the kids of an element may have."""


def elements(file: ArchivedFile) -> Iterator[tuple[Any, str, list[Any], list[str]]]:
    """Yield each structure element with its standard role, its kids, and theirs; other kids have the role ""."""
    mapped = {name: str(to)[1:] for name, to in file.root.StructTreeRoot.get("/RoleMap", {}).items()}

    def role(element: Any) -> str:
        is_element = isinstance(element, pikepdf.Dictionary) and "/S" in element
        return mapped.get(str(element.S), str(element.S)[1:]) if is_element else ""

    waiting = [file.root.StructTreeRoot.K]
    while waiting:
        element = waiting.pop(0)
        kids = element.get("/K", pikepdf.Array())
        kids = list(kids) if isinstance(kids, pikepdf.Array) else [kids]
        roles = [role(kid) for kid in kids]
        yield element, role(element), kids, roles
        waiting[:0] = [kid for kid, name in zip(kids, roles, strict=True) if name]


@rule("UA 7.2")
def containment(file: ArchivedFile) -> Iterator[str]:
    for element, name, kids, roles in elements(file):
        for kid, inside in zip(kids, roles, strict=True):
            if inside and name not in PARENTS.get(inside, {name}):
                yield f"a {inside} stands in a {name}"
            if inside not in KIDS.get(name, {inside}):
                yield f"a {name} has a {inside or 'mark'} in it"
            if inside and kid.get("/P", pikepdf.Dictionary()).objgen != element.objgen:
                yield f"a {inside} names another parent"
        if "Caption" in roles[1:]:
            yield f"the caption of a {name} is not its first kid"


@rule("UA 7.2, 7.5")
def regular_tables(file: ArchivedFile) -> Iterator[str]:
    """Each row has as many cells, and each head says what it is the head of. None of ours spans several."""
    if found := {"/ColSpan", "/RowSpan", "/Headers"} & file.keys:
        yield f"it has {found}"
    for _, name, kids, _ in elements(file):
        if name != "Table":
            continue
        rows = [row for kid in kids for row in ([kid] if kid.S == "/TR" else kid.get("/K", []))]
        cells = [list(row.K) if isinstance(row.get("/K"), pikepdf.Array) else [row.get("/K")] for row in rows]
        if len({len(row) for row in cells}) != 1:
            yield "a row has more cells than another"
        heads: list[Any] = [cell for row in cells for cell in row if cell is not None and cell.get("/S") == "/TH"]
        scopes = {str(head.get("/A", {}).get("/Scope")) for head in heads}
        if not scopes or scopes - {"/Row", "/Column", "/Both"}:
            yield f"the heads of a table are those of {scopes}"


@rule("UA 7.4")
def heading_levels(file: ArchivedFile) -> Iterator[str]:
    levels = [int(name[1]) for _, name, _, _ in elements(file) if re.fullmatch("H[1-6]", name)]
    for before, level in zip([0, *levels], levels, strict=False):
        if level > before + 1:
            yield f"a heading of level {level} follows one of level {before}"
    if any(name == "H" for _, name, _, _ in elements(file)):
        yield "a heading has no level"


@rule("UA 7.9")
def notes(file: ArchivedFile) -> Iterator[str]:
    identifiers = [str(element.get("/ID", "")) for element, name, _, _ in elements(file) if name == "Note"]
    if "" in identifiers or len(set(identifiers)) != len(identifiers):
        yield f"notes have the identifiers {identifiers}"


FIELDS = {"/rb", "/cb", "/pb", "/tv"}
STATES = {"/on", "/off", "/neutral"}


@rule("UA 7.18.4")
def printed_fields(file: ArchivedFile) -> Iterator[str]:
    """A form element that is only printed says so (ISO 32000-1, 14.8.5.6), and what it is."""
    for element, name, _, _ in elements(file):
        if name == "Form":
            attributes = element.get("/A", {})
            said = {key: str(attributes.get(key)) for key in ("/O", "/Role", "/checked") if key in attributes}
            if said.get("/O") != "/PrintField" or said.get("/Role") not in FIELDS:
                yield f"a Form has the attributes {said}"
            if said.get("/checked", "/off") not in STATES:
                yield f"a Form is {said['/checked']}"


@rule("UA 7.18")
def tagged_annotations(file: ArchivedFile) -> Iterator[str]:
    """Each annotation is a kid of an element, a link of a Link, and the tab key follows the tree on its page."""
    held: dict[tuple[int, int], str] = {}
    for _, name, kids, _ in elements(file):
        for kid in kids:
            if isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/OBJR":
                held[kid.Obj.objgen] = name
    for page, _ in file.pages:
        for each in page.get("/Annots", []):
            if held.get(each.objgen) != {"/Link": "Link", "/Widget": "Form"}.get(str(each.Subtype), "Annot"):
                yield f"a {each.Subtype} is in a {held.get(each.objgen)}"
            if page.get("/Tabs") != "/S" or "/StructParent" not in each:
                yield "the tab key does not follow the structure"
