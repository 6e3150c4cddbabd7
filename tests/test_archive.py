"""Every PDF conforms to PDF/A-2a (ISO 19005-2) and PDF/UA-1, as far as a program can tell.

The rules are those of `archived`. Each is broken here once, so that it is known to see what it is there for.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pdfua
import pikepdf
import pytest
from archived import RULES, ArchivedFile, meanings, problems
from batches import ROOT, files, table
from click.testing import CliRunner
from conftest import built_document
from declaration import written
from fontTools.ttLib import TTFont
from PIL import Image, ImageCms, ImageDraw
from sample_content import write_sample
from test_conformance import DOCUMENTS, PACKS, every_document

from senaudit.cli import commands
from senaudit.pdf.embedding import registered, to_unicode
from senaudit.pdf.information import About, describe
from senaudit.pdf.object_streams import PdfCanvas, file_of
from senaudit.pdf.tagging import StructureElement
from senaudit.recipe.request import Request, request_for
from senaudit.typeset.faces import find_family

FONT_NAME = registered(find_family("arimo").face())

GUIDE = request_for("guide", with_sheets=True, font="arimo")
POSTER = next(choices for choices in PACKS if choices.kind == "poster")
"""The poster of a school, with its logo in colours."""


@cache
def read(choices: Request) -> ArchivedFile:
    """Return a document as it is read by the rules."""
    return ArchivedFile(built_document(choices).data)


@every_document
def test_every_document_conforms(choices: Request) -> None:
    assert problems(built_document(choices).data) == {}


def test_the_documents_have_pictures_in_grey_and_in_colours_and_letters_beyond_ascii() -> None:
    posters = [read(choices) for choices in DOCUMENTS if choices.kind == "poster"]
    spaces = {str(each.ColorSpace) for file in posters for each in file.streams if each.get("/Subtype") == "/Image"}
    assert spaces == {"/DeviceGray", "/DeviceRGB"}
    assert any(max(codes) > 127 or min(codes) < 32 for file in posters for codes in file.shown.values())


SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 12">'
    '<circle cx="6" cy="6" r="5" fill="#c00"/><path d="M12 2 L18 10 L12 10 Z" opacity="0.5"/></svg>'
)
MANY = """name,senco,logo
Oak Hill Primary School,Mrs Okafor,colours.png
Ash Lane School,Mr Bell,glass.png
Elm,,grey.png
Fir,,drawn.svg
Ysgol y Wŷdd,Žofie Łoś,
Yew,,
"""


@pytest.mark.parametrize("look", [(), ("--large-print",)], ids=["standard", "large print"])
def test_files_of_a_batch_conform(look: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Most are made from the file of an earlier school, of which only the foot and the logo are drawn again."""
    monkeypatch.chdir(tmp_path)
    write_sample(Path("wording"))
    Image.new("RGB", (600, 250), (30, 90, 160)).save("colours.png")
    Image.new("L", (600, 250), 90).save("grey.png")
    glass = Image.new("RGBA", (600, 250), (0, 0, 0, 0))
    ImageDraw.Draw(glass).ellipse((0, 0, 599, 249), fill=(0, 90, 40, 128))
    glass.save("glass.png")
    Path("drawn.svg").write_text(SVG)
    table(MANY)
    command = [
        "build",
        "pack",
        "--content",
        "wording",
        "--font",
        "arimo",
        "--schools",
        "schools.csv",
        "--into",
        "packs",
    ]
    result = CliRunner().invoke(commands, [*command, "--jobs", "1", *look])
    assert result.exit_code == 0, result.output
    made = files()
    assert len(made) == 18
    assert {name: wrong for name, data in made.items() if (wrong := problems(data))} == {}


# Each rule sees what it is there for

Change = Callable[[pikepdf.Pdf], None]


def saved(change: Change, data: bytes) -> bytes:
    """Return a file with a change to its objects."""
    with pikepdf.open(BytesIO(data)) as pdf:
        change(pdf)
        target = BytesIO()
        pdf.save(target, static_id=True, fix_metadata_version=False)
        return target.getvalue()


def at(pdf: pikepdf.Pdf, path: str) -> Any:
    """Return what is at a path in a file, such as "page.Resources"."""
    place: Any = pdf
    for name in path.split("."):
        if name == "first":
            place = next(iter(place.values()))
        else:
            place = place.pages[0].obj if name == "page" else place[0] if name == "0" else getattr(place, name)
    return place


def entry(path: str, key: str, value: Any) -> Change:
    """Return a change that puts an entry into the dictionary at a path; without a value, takes it away."""

    def change(pdf: pikepdf.Pdf) -> None:
        if value is None:
            del at(pdf, path)[key]
        else:
            at(pdf, path)[key] = value

    return change


def first(kind: str, key: str, value: Any) -> Change:
    """Return a change that puts an entry into the first dictionary of a type or subtype; without a value, takes it."""

    def change(pdf: pikepdf.Pdf) -> None:
        found = (each for each in pdf.objects if isinstance(each, pikepdf.Dictionary | pikepdf.Stream))
        kinds = ("/S",) if key == "/S" else ("/Type", "/Subtype", "/S")
        place = next(each for each in found if any(each.get(name) == kind for name in kinds))
        if value is None:
            del place[key]
        else:
            place[key] = value

    return change


def stream(path: str, change_of: Callable[[bytes], bytes]) -> Change:
    """Return a change of the stream at a path."""
    return lambda pdf: at(pdf, path).write(change_of(at(pdf, path).read_bytes()))


def packet(before: bytes, after: bytes) -> Change:
    """Return a change of the metadata."""
    return stream("Root.Metadata", text(before, after))


def content(before: bytes, after: bytes) -> Change:
    """Return a change of the operators of the first page."""
    return stream("page.Contents", text(before, after))


def text(before: bytes, after: bytes) -> Callable[[bytes], bytes]:
    """Return a change of the first bytes of that kind."""

    def change(data: bytes) -> bytes:
        assert before in data
        return data.replace(before, after, 1)

    return change


def shortened(pdf: pikepdf.Pdf) -> None:
    """Take the last cell from the last row of a table."""
    rows = [each for each in pdf.objects if isinstance(each, pikepdf.Dictionary) and each.get("/S") == "/TR"]
    del rows[-1].K[-1]


def restricted(data: bytes) -> bytes:
    """Return a font program whose licence does not let it be embedded. It is as long as before."""
    font = TTFont(BytesIO(data))
    at = font.reader.tables["OS/2"].offset + 8
    return data[:at] + b"\0\2" + data[at + 2 :]


def untabbed(pdf: pikepdf.Pdf) -> None:
    """Let the tab key go its own way on a page with links."""
    page = next(page for page in pdf.pages if "/Annots" in page.obj)
    page.obj["/Tabs"] = pikepdf.Name.R


NAME = pikepdf.Name
FONT = "page.Resources.Font.first"
PROFILE = "Root.OutputIntents.0.DestOutputProfile"
IN_MARK = b"BDC\n"
SPOILED: dict[str, list[Callable[[bytes], bytes] | Change]] = {}


def damaged(rule: str, *changes: Callable[[bytes], bytes]) -> None:
    """Note changes of the bytes, each of which breaks a rule."""
    SPOILED.setdefault(rule, []).extend(changes)


def changed(rule: str, *changes: Change) -> None:
    """Note changes of the objects, each of which breaks a rule."""
    damaged(rule, *(lambda data, change=change: saved(change, data) for change in changes))


damaged("6.1.2 header", text(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", b"%PDF-1.7\n%abcd"), text(b"%PDF-1.7\n", b"%PDF-2.0\n"))
damaged("6.1.3 trailer", lambda data: data + b"\nmore", text(b"/ID[<", b"/Id[<"))
damaged("6.1.7.1 streams", text(b"\nendstream", b" endstream"), text(b"stream\n", b"stream "))
changed("6.1.7.2 filters", first("/Metadata", "/Filter", NAME.LZWDecode))
damaged("6.1.9 spacing_of_objects", text(b"\nendobj", b" endobj"), text(b" obj\n", b" obj "))
changed("6.1.6 hexadecimal_strings", content(IN_MARK, b"BDC\n<414> Tj\n"), content(IN_MARK, b"BDC\n<4G> Tj\n"))
changed("6.1.8 names", entry("Root", "/" + "a" * 128, 1))
changed(
    "6.1.13 limits",
    entry("Root", "/Long", pikepdf.String("a" * 32_768)),
    entry("Root", "/Large", 2**31),
    content(IN_MARK, IN_MARK + b"q " * 29 + b"Q " * 29),
    entry("page", "/MediaBox", pikepdf.Array([0, 0, 2, 100])),
    entry("page", "/MediaBox", pikepdf.Array([0, 0, 15_000, 100])),
)
changed("6.2.2 content_streams", content(IN_MARK, b"BDC\n/x sh\n"), content(b"/FormXob.0 Do", b"/FormXob.9 Do"))
changed(
    "6.2.3 output_intent",
    lambda pdf: pdf.Root.OutputIntents.append(pdf.Root.OutputIntents[0]),
    entry("Root.OutputIntents.0", "/S", NAME.GTS_PDFX),
    entry("Root.OutputIntents.0", "/Info", None),
    entry("Root.OutputIntents.0", "/DestOutputProfile", None),
    stream(PROFILE, text(b"mntr", b"scnr")),
    stream(PROFILE, text(b"\x04\x20", b"\x05\x20")),
    stream(PROFILE, text(b"cprt", b"cprs")),
    stream(PROFILE, lambda data: data[:-4]),
)
changed(
    "6.2.4 colours",
    entry("Root", "/OutputIntents", None),
    first("/Image", "/ColorSpace", NAME.DeviceCMYK),
    entry("page.Resources", "/ColorSpace", pikepdf.Dictionary()),
    entry(PROFILE, "/N", 1),
)
changed("6.2.5 graphics_states", entry("page.Resources", "/ExtGState", pikepdf.Dictionary()))
changed(
    "6.2.8 images",
    first("/Image", "/Interpolate", True),
    first("/Image", "/Alternates", pikepdf.Array()),
    first("/Image", "/BitsPerComponent", 16),
    first("/Image", "/Height", 2),
)
changed("6.2.9 external_objects", first("/Image", "/Subtype", NAME.Form), first("/Image", "/Ref", 1))
changed(
    "6.2.10 transparency",
    first("/Image", "/SMask", 1),
    entry("page", "/Group", pikepdf.Dictionary()),
)
changed(
    "6.2.11.2 font_dictionaries",
    first("/Font", "/Subtype", NAME.Type3),
    first("/Font", "/LastChar", 126),
    first("/Font", "/BaseFont", NAME("/AAAAAA+Other")),
    entry("Root", "/Spare", pikepdf.Dictionary(Type=NAME.Font)),
)
changed(
    "6.2.11.4 embedding",
    first("/FontDescriptor", "/FontFile2", None),
    first("/FontDescriptor", "/CIDSet", 1),
    stream(f"{FONT}.FontDescriptor.FontFile2", lambda data: data + bytes(4)),
    stream(f"{FONT}.FontDescriptor.FontFile2", restricted),
)
changed("6.2.11.5 widths", first("/Font", "/Widths", pikepdf.Array([500] * 128)))
changed(
    "6.2.11.6 character_encodings",
    first("/FontDescriptor", "/Flags", 32),
    first("/FontDescriptor", "/Flags", 36),
    first("/Font", "/Encoding", NAME.WinAnsiEncoding),
)
changed(
    "6.2.11.7 unicode_maps",
    first("/Font", "/ToUnicode", None),
    stream(f"{FONT}.ToUnicode", text(b"<0020>", b"<0000>")),
    stream(f"{FONT}.ToUnicode", text(b"<0020>", b"<FEFF>")),
    stream(f"{FONT}.ToUnicode", text(b"<0020>", b"<E020>")),
    stream(f"{FONT}.ToUnicode", text(b"<20><7E>", b"<20><4E>")),
)
changed("6.2.11.8 no_missing_glyphs", content(b") Tj", b"\\002) Tj"))
changed(
    "6.3 annotation_flags",
    first("/Annot", "/F", None),
    first("/Annot", "/F", 6),
    first("/Annot", "/Contents", None),
    first("/Annot", "/Subtype", NAME.Screen),
)
changed("6.4 forms", entry("Root", "/AcroForm", pikepdf.Dictionary()))
changed(
    "6.5 actions",
    entry("Root", "/OpenAction", pikepdf.Array()),
    entry("page", "/AA", pikepdf.Dictionary()),
    first("/Annot", "/A", pikepdf.Dictionary(S=NAME.Launch)),
    first("/Annot", "/A", pikepdf.Dictionary(S=NAME.URI, URI=pikepdf.String("https://ŵy.example"))),
)
changed(
    "6.6.2.1 metadata_stream",
    packet(b'begin="\xef\xbb\xbf"', b'begin="\xef\xbb\xbf" bytes="1"'),
    packet(b'<?xpacket end="w"?>', b""),
    packet(b"http://purl.org/dc/elements/1.1/", b"http://purl.org/dc/elements/1.0/"),
    first("/Metadata", "/Subtype", NAME.Text),
)
changed(
    "6.6.2.3 properties",
    packet(b"<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>", b""),
    packet(b"<pdfaProperty:category>internal</pdfaProperty:category>", b""),
    packet(b"<pdfaProperty:name>part<", b"<pdfaProperty:name>other<"),
    packet(b"<pdfuaid:part>", b"<pdf:Trapped>False</pdf:Trapped><pdfuaid:part>"),
)
changed(
    "6.6.4 identification",
    packet(b"<pdfaid:part>2", b"<pdfaid:part>3"),
    packet(b"<pdfaid:conformance>A", b"<pdfaid:conformance>B"),
    packet(b"<pdfuaid:part>1</pdfuaid:part>", b""),
)
changed(
    "6.6 and 14.3.3 information",
    entry("docinfo", "/Title", "Other"),
    entry("docinfo", "/Author", "Other"),
    entry("docinfo", "/Producer", "Other"),
    entry("docinfo", "/Keywords", ""),
    entry("docinfo", "/Trapped", NAME("/False")),
    packet(
        b"<dc:description>",
        b"<dc:description><rdf:Alt><rdf:li>Other</rdf:li></rdf:Alt></dc:description><dc:description>",
    ),
)
changed(
    "6.7.2 marked",
    entry("Root", "/MarkInfo", None),
    entry("Root.MarkInfo", "/Suspects", True),
    entry("Root", "/StructTreeRoot", None),
)
changed(
    "6.7.3.4 structure_types",
    first("/H1", "/S", NAME.Title),
    entry("Root.StructTreeRoot.RoleMap", "/P", NAME.Sect),
    entry("Root.StructTreeRoot.RoleMap", "/ParentView", NAME.Guidance),
)
changed("6.7.4 languages", entry("Root", "/Lang", None), first("/H1", "/Lang", pikepdf.String("English!")))
changed("6.7.5 descriptions", first("/Figure", "/Alt", None))
changed(
    "6.8 to 6.11 nothing_else",
    entry("Root", "/OCProperties", pikepdf.Dictionary()),
    entry("Root", "/Names", pikepdf.Dictionary(EmbeddedFiles=pikepdf.Dictionary())),
)


changed(
    "UA 7.2 containment",
    first("/TR", "/S", NAME.P),
    first("/LI", "/S", NAME.P),
    first("/TOCI", "/S", NAME.LI),
    first("/TD", "/P", None),
    first("/LBody", "/S", NAME.Caption),
)
changed(
    "UA 7.2, 7.5 regular_tables",
    first("/TH", "/A", None),
    first("/TD", "/ColSpan", 2),
    shortened,
)
changed("UA 7.4 heading_levels", first("/H2", "/S", NAME.H4), first("/H1", "/S", NAME.H))
changed("UA 7.18.4 printed_fields", first("/Form", "/A", None), first("/P", "/S", NAME.Form))
changed("UA 7.9 notes", first("/BlockQuote", "/S", NAME.Note))
changed(
    "UA 7.18 tagged_annotations",
    first("/Link", "/S", NAME.Reference),
    untabbed,
)


COMPOSED = "6.2.11.3 composed_fonts"
changed(
    COMPOSED,
    first("/Type0", "/Encoding", NAME("/Identity-V")),
    first("/CIDFontType2", "/CIDToGIDMap", None),
)


BROKEN = [(rule, spoil) for rule, several in SPOILED.items() for spoil in several]


def test_each_rule_is_broken_here() -> None:
    assert SPOILED.keys() == RULES.keys()


@pytest.mark.parametrize(("rule", "spoil"), BROKEN, ids=[f"{rule} {number}" for number, (rule, _) in enumerate(BROKEN)])
def test_a_rule_sees_when_it_is_broken(rule: str, spoil: Callable[[bytes], bytes], tmp_path: Path) -> None:
    """A font of composed glyphs is in a document in Arabic; the guide or the poster has all else."""
    if rule == COMPOSED:
        whole = ArchivedFile(written("ar", tmp_path))
    else:
        whole = read(GUIDE if rule.startswith(("6.3", "6.5", "6.7.3", "UA")) else POSTER)
    assert list(RULES[rule](whole)) == []
    assert list(RULES[rule](ArchivedFile(spoil(whole.data))))


# The parts


def test_the_profile_is_the_published_one_and_has_the_colours_of_srgb() -> None:
    """Little CMS, which has an sRGB of its own, sees no difference of more than one step of 255."""
    data = read(POSTER).root.OutputIntents[0].DestOutputProfile.read_bytes()
    assert sha256(data).hexdigest() == "c56e1685d888f5edb92fe07f2750f387f8fe8e91b32ff8fb0b56bfbbb9458353"
    ours, theirs = ImageCms.ImageCmsProfile(BytesIO(data)), ImageCms.createProfile("sRGB")
    ramp = Image.frombytes("RGB", (256, 27), bytes(
        step * channel // 2 for strength in range(27) for step in range(256)
        for channel in (strength % 3, strength // 3 % 3, strength // 9)
    ))  # fmt: skip
    changed = ImageCms.profileToProfile(ramp, ours, theirs)
    assert changed is not None
    assert max(abs(one - other) for one, other in zip(ramp.tobytes(), changed.tobytes(), strict=True)) <= 1


@pytest.mark.parametrize(
    "title", ["Plain", "Q & A: <one> & \"two\" 'three' {four} (five)", "&amp; ]]> é – “quoted” 😀"]
)
@pytest.mark.parametrize(("subject", "author", "date"), [("", "", None), ("An <audit>", "Smith & Sons", 1_795_890_645)])
def test_the_metadata_and_the_information_agree_whatever_they_are(
    title: str, subject: str, author: str, date: int | None
) -> None:
    canvas = PdfCanvas(
        BytesIO(), root=StructureElement("Document"), roles={}, pdfVersion=(1, 7), initialFontName=FONT_NAME, lang="cy"
    )
    describe(canvas, About(title, author, subject, "cy", date))
    canvas.showPage()
    file = ArchivedFile(file_of(canvas).written())
    assert [name for name, each in RULES.items() if name.startswith("6.6") and list(each(file))] == []
    assert str(file.pdf.docinfo["/Title"]) == file.fact("dc:title/rdf:Alt/rdf:li") == title
    assert file.fact("dc:creator/rdf:Seq/rdf:li") == (author or None)
    assert file.fact("dc:language/rdf:Bag/rdf:li") == "cy"
    assert file.fact("xmp:CreateDate") == ("2026-11-28T18:30:45+00:00" if date else None)


def test_a_map_of_many_codes_has_parts_of_a_hundred_lines_at_most_and_signs_beyond_16_bits() -> None:
    subset = [0, 0x2019, 0, *range(0x400, 0x400 + 0x1D), *range(0x20, 0x80), *range(0x100, 0x17F), 0x1F600]
    assert meanings(to_unicode(subset)) == {
        code: chr(sign) for code, sign in enumerate(subset) if sign not in (0, 0x7F)
    }


def test_a_later_subset_has_only_its_own_characters_in_its_map() -> None:
    assert meanings(to_unicode([0, *range(0x500, 0x580)])) == {code: chr(0x4FF + code) for code in range(1, 129)}


def test_a_text_that_is_too_long_for_a_string_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("drawn.svg").write_text(SVG)
    Path("school.yaml").write_text(f"name: Oak\nlogo: drawn.svg\nlogo_text: {'Ŵy ' * 6000}\n", "utf-8")
    result = CliRunner().invoke(commands, ["build", "poster", "--school", ".", "--font", "arimo"])
    assert result.exit_code == 1
    assert "description is too long for a PDF: “Ŵy Ŵy" in result.output
    assert not list(tmp_path.glob("*.pdf"))


def test_the_pages_say_how_many_rules_the_checker_covers() -> None:
    known = pdfua.coverage()
    for page in ("README.md", "docs/accessibility.md"):
        words = " ".join((ROOT / page).read_text("utf-8").split())
        assert re.search(rf"\b{known.total} rules\b", words), page
        assert re.search(rf"`pdfua` covers {known.covered}\b", words), page


def test_the_identifier_is_another_for_each_content() -> None:
    """Two editions with the same title are two files."""
    identifiers = {bytes(read(each).pdf.trailer.ID[0]) for each in DOCUMENTS}
    assert len(identifiers) == len({built_document(each).data for each in DOCUMENTS}) > 20
