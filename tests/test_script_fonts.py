"""Fonts for other scripts: one's own, those with senaudit, the computer's; damaged ones; and the glyphs of a PDF."""

from __future__ import annotations

import os
import random
import shutil
import struct
import zlib
from collections.abc import Sequence
from contextlib import suppress
from io import BytesIO
from itertools import permutations
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from declaration import ARTICLES, written
from fontTools.fontBuilder import addFvar
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph
from programs import needs_chinese_font, needs_noto
from sample_content import change, write_sample
from test_doctor import doctor

from senaudit import build, check
from senaudit.languages import in_naskh
from senaudit.pdf.composed_font import ComposedFont
from senaudit.pdf.glyph_table import GlyphTable, font_file
from senaudit.problems import FileError, Problem, SenauditError
from senaudit.recipe.request import Sources, request_for
from senaudit.recipe.sources import own_fonts, source_files, source_folders
from senaudit.schools.merged import MergedPacks
from senaudit.schools.table import read_table
from senaudit.typeset import script_family
from senaudit.typeset.faces import ARIMO_FOLDER
from senaudit.typeset.script_fonts import find_script_font, problems_of_fonts
from senaudit.typeset.scripts import ARABIC, HAN, NASTALIQ, SCRIPTS, Script, main_script, script_named
from senaudit.typeset.shaping import ShapedFace
from senaudit.typeset.truetype import characters_of, font_count, font_tables

TAMIL = script_named("Taml")
BENGALI = script_named("Beng")
NOTO = Path("/usr/share/fonts/truetype/noto")
WQY = Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc")


def shipped(name: str) -> bytes:
    return (ARIMO_FOLDER / f"{name}.ttf").read_bytes()


def put(folder: Path, **files: bytes) -> Path:
    """Write files into a folder, and return it. A "__" in a name is a dot."""
    folder.mkdir(exist_ok=True)
    for name, data in files.items():
        (folder / name.replace("__", ".")).write_bytes(data)
    return folder


# No font


@pytest.mark.parametrize(
    ("language", "linux", "windows"),
    [
        ("ur", "fonts-noto-core", "Urdu Typesetting"),
        ("pa", "fonts-noto-core", "Nirmala UI"),
        ("gu", "fonts-noto-core", "Nirmala UI"),
        ("zh", "fonts-wqy-microhei", "YaHei"),
    ],
)
def test_a_script_without_a_font_is_told_once_with_what_to_get(
    language: str, linux: str, windows: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its letters and its signs are one problem, of the content and of a document."""
    monkeypatch.setattr(script_family, "_folders_of_scripts", lambda platform, environ: [])
    content = write_sample(tmp_path / "content")
    change(content, "guide.yaml", "language: en-GB", f"language: {language}")
    change(content, "introduction.yaml", "A paragraph", " ".join(ARTICLES[language]))
    with pytest.raises(SenauditError) as error:
        build("guide", content=content)
    for problems in (check(content=content), error.value.problems):
        (problem,) = problems
        assert problem.kind == "script-font-missing"
        assert linux in problem.hint
    script = main_script(language)
    assert script
    assert windows in script_family._no_font(script, "win32").hint
    assert "macOS" in script_family._no_font(script, "darwin").hint


# Which font is taken


def test_each_script_that_comes_with_senaudit_has_two_weights() -> None:
    for script in (ARABIC, TAMIL, BENGALI, script_named("Deva")):
        font = find_script_font(script, [], [ARIMO_FOLDER])
        assert font
        assert (font.regular.weight, font.bold.weight) == (400, 700)


def test_a_font_of_ones_own_is_taken_first_whatever_its_name(tmp_path: Path) -> None:
    put(tmp_path / "own", Handwriting__ttf=shipped("NotoSansTamil-Regular"))
    font = find_script_font(TAMIL, [tmp_path / "own"], [ARIMO_FOLDER])
    assert font
    assert font.regular.path == font.bold.path == tmp_path / "own" / "Handwriting.ttf"
    other = find_script_font(BENGALI, [tmp_path / "own"], [ARIMO_FOLDER])
    assert other
    assert other.regular.path.parent == ARIMO_FOLDER


def test_both_weights_are_of_one_family(tmp_path: Path) -> None:
    own = put(
        tmp_path / "own",
        **{
            "A-Regular__ttf": shipped("NotoSansTamil-Regular"),
            "B-Bold__ttf": shipped("NotoSansTamil-Bold"),
            "B-Regular__ttf": shipped("NotoSansTamil-Regular"),
        },
    )
    font = find_script_font(TAMIL, [own], [])
    assert font
    assert {font.regular.path.name, font.bold.path.name} == {"A-Regular.ttf"}
    (own / "A-Regular.ttf").unlink()
    font = find_script_font(TAMIL, [own], [])
    assert font
    assert (font.regular.path.name, font.bold.path.name) == ("B-Regular.ttf", "B-Bold.ttf")


@pytest.mark.parametrize("names", [("Nirmala", "NirmalaB"), ("NotoSansTamil-Regular", "NotoSansTamil-Bold")])
def test_the_bold_file_is_known_by_each_systems_names(tmp_path: Path, names: tuple[str, str]) -> None:
    regular, bold = names
    put(tmp_path / "fonts", **{f"{regular}__ttf": shipped("NotoSansTamil-Regular")})
    put(tmp_path / "fonts", **{f"{bold}__ttf": shipped("NotoSansTamil-Bold")})
    font = find_script_font(TAMIL, [], [tmp_path / "fonts"])
    assert font
    assert (font.regular.path.stem, font.bold.path.stem) == names


@needs_noto
def test_urdu_is_in_naskh_only_when_asked_for(tmp_path: Path) -> None:
    """Also if one's own folder has a font of Arabic, which has all letters of Urdu."""
    own = tmp_path / "own"
    own.mkdir()
    shutil.copyfile(NOTO / "NotoNaskhArabic-Regular.ttf", own / "NotoNaskhArabic-Regular.ttf")
    font = find_script_font(NASTALIQ, [own], [NOTO])
    assert font
    assert font.regular.path.stem == "NotoNastaliqUrdu-Regular"
    assert main_script("ur") == NASTALIQ
    assert main_script(in_naskh("ur")) == main_script("ur-Arab") == ARABIC
    assert in_naskh("pl") == "pl"


@needs_noto
def test_naskh_is_a_choice_of_the_font(tmp_path: Path) -> None:
    content = write_sample(tmp_path / "content")
    guide = (content / "guide.yaml").read_text("utf-8")
    guide = guide.replace("en-GB", "ur").replace("An audit guide", ARTICLES["ur"][0])
    (content / "guide.yaml").write_text(guide, "utf-8")
    for font, name in (("auto", "Nastaliq"), ("naskh", "NotoSansArabic")):
        with pikepdf.open(BytesIO(build("guide", content=content, font=font).data)) as file:  # type: ignore[arg-type]
            fonts = {str(each.BaseFont) for each in file.objects if _is_font(each)}
        assert any(name in each for each in fonts), font
        assert len([each for each in fonts if "Nastaliq" in each or "Arabic" in each]) >= 1


def _is_font(thing: Any) -> bool:
    return isinstance(thing, pikepdf.Dictionary) and "/BaseFont" in thing


@needs_chinese_font
def test_a_font_in_a_file_of_several_is_found_and_embedded(tmp_path: Path) -> None:
    assert font_count(WQY.read_bytes()) > 1
    font = find_script_font(HAN, [], [WQY.parent])
    assert font
    assert font.regular.path == WQY
    face = ShapedFace("regular", "X", WQY, WQY.read_bytes(), HAN, "zh", font.regular.number)
    assert glyphs_of(ComposedFont(face, ["学校"])).keys() >= {"glyph00001", "glyph00002"}


# Folders of fonts


def problems_in(folder: Path) -> list[Problem]:
    return list(problems_of_fonts([folder]))


def test_a_file_that_is_no_usable_font_is_told(tmp_path: Path) -> None:
    whole = shipped("NotoSansTamil-Regular")
    own = put(
        tmp_path / "fonts",
        a__ttf=whole[:5000],
        b__ttf=b"not a font",
        c__otf=b"OTTO",
        d__zip=b"PK",
        e__ttf=restricted(whole),
        f__ttf=b"",
        OFL__txt=b"a licence",
        g__ttf=whole,
    )
    told = problems_in(own)
    assert [problem.place.path.name for problem in told if problem.place and problem.place.path] == [
        *("a.ttf", "b.ttf", "c.otf", "d.zip", "e.ttf", "f.ttf"),
    ]
    assert {problem.kind for problem in told} == {"own-font-unusable"}
    assert all(problem.hint and not problem.warning for problem in told)
    assert "licence" in told[4].message


def restricted(data: bytes) -> bytes:
    """Return a font whose licence does not let it be embedded."""
    font = TTFont(BytesIO(data))
    font["OS/2"].fsType = 2
    stream = BytesIO()
    font.save(stream)
    return stream.getvalue()


def without_ink(data: bytes, *names: str, how: str = "no area") -> bytes:
    """Return a font whose glyphs of these names have no outline, or one without an area."""
    font = TTFont(BytesIO(data))
    for name in names:
        glyph = font["glyf"][name]
        if how == "no outline":
            font["glyf"][name] = Glyph()
        elif glyph.numberOfContours > 0:
            glyph.coordinates.scale((0, 0))
            glyph.recalcBounds(font["glyf"])
    stream = BytesIO()
    font.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("how", ["no area", "no outline"])
def test_a_font_that_prints_nothing_is_told_and_not_taken(tmp_path: Path, how: str) -> None:
    font = TTFont(BytesIO(shipped("NotoSansTamil-Regular")))
    data = without_ink(shipped("NotoSansTamil-Regular"), font.getBestCmap()[ord("அ")], how=how)
    own = put(tmp_path / "fonts", a__ttf=data)
    assert find_script_font(TAMIL, [own], []) is None
    (told,) = problems_in(own)
    assert (told.kind, told.place and told.place.path, told.warning) == ("own-font-unusable", own / "a.ttf", False)
    assert "“அ”" in told.message


def test_a_font_whose_letters_lose_their_ink_when_they_are_joined_is_told() -> None:
    font = TTFont(BytesIO(shipped("NotoSansTamil-Regular")))
    joined = set(font.getGlyphOrder()) - set(font.getBestCmap().values())
    data = without_ink(shipped("NotoSansTamil-Regular"), *sorted(joined))
    assert set_in(data, TAMIL, "தம") is not None
    with pytest.raises(FileError, match="prints nothing for the letter “க”") as told:
        set_in(data, TAMIL, "கு")
    assert [problem.kind for problem in told.value.problems] == ["script-font-unusable"]


def test_a_font_of_several_weights_in_one_file_is_a_warning(tmp_path: Path) -> None:
    font = TTFont(BytesIO(shipped("NotoSansTamil-Regular")))
    addFvar(font, [("wght", 100, 400, 900, "Weight")], [])
    stream = BytesIO()
    font.save(stream)
    own = put(tmp_path / "fonts", a__ttf=stream.getvalue())
    assert find_script_font(TAMIL, [own], [])
    (told,) = problems_in(own)
    assert (told.kind, told.warning) == ("own-font-variable", True)
    assert "static .ttf" in told.hint


@pytest.mark.parametrize("ending", ["otf", "otc", "woff", "woff2", "zip"])
def test_each_kind_of_font_that_cannot_be_set_is_told_with_what_to_use_instead(tmp_path: Path, ending: str) -> None:
    own = put(tmp_path / "fonts", **{f"a__{ending}": b"wOF2 or whatever"})
    (told,) = problems_in(own)
    assert told.kind == "own-font-unusable"
    assert ".ttf" in told.hint


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes")
def test_a_pipe_is_told_and_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "NotoSansTamil-Regular.ttf"
    os.mkfifo(path)
    assert find_script_font(TAMIL, [tmp_path], []) is None
    (problem,) = problems_of_fonts([tmp_path])
    assert (problem.kind, problem.place and problem.place.path) == ("own-font-unusable", path)


def test_a_font_that_may_not_be_embedded_is_not_taken(tmp_path: Path) -> None:
    own = put(tmp_path / "fonts", a__ttf=restricted(shipped("NotoSansTamil-Regular")))
    assert find_script_font(TAMIL, [own], []) is None


def test_a_font_or_folder_of_no_use_is_a_warning(tmp_path: Path) -> None:
    own = put(tmp_path / "fonts", Fancy__ttf=shipped("Arimo-Regular.latin"))
    (told,) = problems_in(own)
    assert (told.kind, told.warning) == ("own-font-unused", True)
    (told,) = problems_in(put(tmp_path / "empty"))
    assert (told.kind, told.warning) == ("own-fonts-missing", True)


def test_fonts_of_a_schools_folder_are_checked_and_used(tmp_path: Path) -> None:
    school = put(tmp_path / "school", school__yaml="name: பள்ளி\n".encode())
    put(school / "fonts", Own__ttf=shipped("NotoSansTamil-Regular"), Damaged__ttf=b"no")
    (told,) = (problem for problem in check(school=school) if "Damaged" in str(problem.place))
    assert told.kind == "own-font-unusable"
    with pytest.raises(SenauditError, match="not a TrueType font"):
        build("poster", school=school)
    (school / "fonts" / "Damaged.ttf").unlink()
    with pikepdf.open(BytesIO(build("poster", school=school).data)) as file:
        assert any("+Own-" in str(each.BaseFont) for each in file.objects if _is_font(each))


def test_a_folder_of_fonts_can_be_named(tmp_path: Path) -> None:
    school = put(tmp_path / "school", school__yaml="name: பள்ளி\n".encode())
    fonts = put(tmp_path / "here", Mine__ttf=shipped("NotoSansTamil-Regular"))
    with pikepdf.open(BytesIO(build("poster", school=school, fonts=fonts).data)) as file:
        assert any("+Mine-" in str(each.BaseFont) for each in file.objects if _is_font(each))
    with pytest.raises(FileError, match="there is no such folder"):
        build("poster", fonts=tmp_path / "nowhere")


def test_a_saved_font_makes_a_document_anew(tmp_path: Path) -> None:
    """`watch` and the packs of many schools look at these files."""
    school = put(tmp_path / "school", school__yaml=b"name: Elm\n")
    put(school / "fonts", A__ttf=b"")
    named = put(tmp_path / "named", B__TTC=b"", C__otf=b"", notes__txt=b"")
    sources = Sources(school=school, fonts=named)
    assert own_fonts(sources) == (named, school / "fonts")
    files = {Path(path).name for folder in source_folders(sources) for path in source_files(folder)}
    assert {"A.ttf", "B.TTC", "C.otf"} <= files


def test_doctor_names_the_font_of_each_script(tmp_path: Path) -> None:
    said = doctor(tmp_path, PYTHONIOENCODING="utf-8")
    for script in (NASTALIQ, *SCRIPTS):
        font = said[f"font for {script.name}"]
        path, _, number = font.partition(", version ")
        assert font.startswith("none; ") or (Path(path).is_file() and float(number) > 0)
    assert said["font for Tamil"].startswith(f"{ARIMO_FOLDER / 'NotoSansTamil-Regular.ttf'}, version 2.")


# Damaged fonts


CASES = [("NotoSansTamil-Regular", TAMIL, ARTICLES["ta"][0]), ("NotoSansArabic-Regular", ARABIC, ARTICLES["ar"][0])]
TABLES = ("glyf", "loca", "head", "hhea", "maxp", "hmtx", "cmap", "OS/2", "GSUB", "GPOS")


def set_in(data: bytes, script: Script, text: str) -> ComposedFont | None:
    """Return the font that a PDF would have; None if the file is told to be damaged when it is opened."""
    try:
        face = ShapedFace("regular", "X", Path("x.ttf"), data, script, "und")
        face.width(text, 10)
    except (ValueError, LookupError, struct.error):  # what `script_family` makes a problem of
        return None
    return ComposedFont(face, [text])


@pytest.mark.parametrize(("name", "script", "text"), CASES, ids=["Tamil", "Arabic"])
@pytest.mark.parametrize("table", TABLES)
def test_a_damaged_font_ends_in_a_problem(name: str, script: Script, text: str, table: str) -> None:
    data = shipped(name)
    at = _places(data)[table]
    chance = random.Random(table)
    for _ in range(8):
        spoiled = bytearray(data)
        for _ in range(chance.choice((1, 3, 20))):
            spoiled[at[0] + chance.randrange(min(at[1], 400))] = chance.choice((0, 127, 128, 255))
        with suppress(FileError):
            set_in(bytes(spoiled), script, text)


def test_a_damaged_glyph_is_told_of_the_font() -> None:
    data = bytearray(shipped("NotoSansTamil-Regular"))
    start, length = _places(bytes(data))["loca"]
    data[start : start + length] = b"\xff" * length
    with pytest.raises(FileError, match="damaged") as told:
        set_in(bytes(data), TAMIL, "தமிழ்")
    assert [problem.kind for problem in told.value.problems] == ["script-font-unusable"]


@pytest.mark.parametrize("kept", [3, 12, 200, 3000, 40_000])
def test_a_font_that_ends_too_early_ends_in_a_problem(kept: int) -> None:
    assert set_in(shipped("NotoSansTamil-Regular")[:kept], TAMIL, "தமிழ்") is None


def _places(data: bytes) -> dict[str, tuple[int, int]]:
    """Return where each table of a font begins, and its length."""
    (count,) = struct.unpack_from(">H", data, 4)
    entries = (struct.unpack_from(">4sIII", data, 12 + 16 * number) for number in range(count))
    return {name.decode(): (start, length) for name, _, start, length in entries}


def compound(*numbers: int) -> bytes:
    """Return a glyph that is made of others."""
    flags = [0x0022] * (len(numbers) - 1) + [0x0002]
    parts = b"".join(struct.pack(">HHbb", flag, number, 0, 0) for flag, number in zip(flags, numbers, strict=True))
    return struct.pack(">hhhhh", -1, 0, 0, 0, 0) + parts


def tables_of(glyphs: Sequence[bytes]) -> dict[str, bytes]:
    """Return the tables of a font with these glyphs."""
    offsets, glyf = [0], b""
    for glyph in glyphs:
        glyf += glyph + b"\0" * (-len(glyph) % 4)
        offsets.append(len(glyf))
    loca = struct.pack(f">{len(offsets)}I", *offsets)
    head = bytearray(54)
    head[51] = 1
    return {"glyf": glyf, "loca": loca, "head": bytes(head), "hhea": bytes(36)}


BOX = struct.pack(">hhhhhHH", 1, 0, 0, 9, 9, 0, 0) + b"\x01\x00\x00"


@pytest.mark.parametrize(
    "glyphs",
    [
        [compound(0)],
        [compound(1), compound(0)],
        [compound(*[0] * 200)],
        [*(compound(number + 1, number + 1) for number in range(12)), BOX],
    ],
    ids=["itself", "each other", "many of itself", "too deep"],
)
def test_glyphs_that_are_made_of_each_other_end_in_a_problem(glyphs: list[bytes]) -> None:
    with pytest.raises(ValueError, match="too deep"):
        GlyphTable(tables_of(glyphs), [[(0, 0, 0)]])


def test_a_file_of_several_fonts_with_wrong_offsets_ends_in_a_problem(tmp_path: Path) -> None:
    whole = shipped("NotoSansTamil-Regular")
    for start, count in ((2**31, 1), (len(whole), 1), (4, 1), (16, 2**32 - 1)):
        data = b"ttcf" + struct.pack(">III", 0x00010000, count, start) + whole
        own = put(tmp_path / "fonts", a__ttc=data)
        (told,) = problems_in(own)
        assert told.kind == "own-font-unusable"
        assert find_script_font(TAMIL, [own], []) is None
        (own / "a.ttc").unlink()


def test_a_map_that_names_characters_again_and_again_is_not_read(tmp_path: Path) -> None:
    group = struct.pack(">III", 0, 0x10FFFF, 1)
    head = struct.pack(">HHHHI", 0, 1, 3, 10, 12)
    tables = {"cmap": head + struct.pack(">HHIII", 12, 0, 0, 0, 50_000) + group * 50_000}
    with pytest.raises(ValueError, match="damaged"):
        characters_of(tables)


# The glyphs of a PDF


def glyphs_of(font: ComposedFont) -> Any:
    """Return the outlines of the font in a PDF, as fontTools reads them."""
    written = font.descendant.descriptor.file.written
    data = zlib.decompress(written.partition(b"stream\n")[2].removesuffix(b"\nendstream"))
    return TTFont(BytesIO(data))["glyf"].glyphs


@pytest.mark.parametrize("language", ["ar", "bn", "ta", "hi", pytest.param("ur", marks=needs_noto)])
def test_the_limits_of_a_font_are_those_of_its_glyphs(language: str, tmp_path: Path) -> None:
    """Readers set room aside by them. fontTools works them out anew."""
    with pikepdf.open(BytesIO(written(language, tmp_path))) as file:
        fonts = [each.FontFile2.read_bytes() for each in file.objects if _has_composed(each)]
    assert fonts
    for data in fonts:
        font = TTFont(BytesIO(data), recalcBBoxes=False)
        stated = {name: value for name, value in vars(font["maxp"]).items() if name.startswith("max")}
        glyf = font["glyf"]
        for name in font.getGlyphOrder():
            glyph = glyf[name]
            before = [getattr(glyph, side, 0) for side in ("xMin", "yMin", "xMax", "yMax")]
            glyph.recalcBounds(glyf)
            after = [getattr(glyph, side, 0) for side in ("xMin", "yMin", "xMax", "yMax")]
            assert all(abs(one - other) <= 1 for one, other in zip(before, after, strict=True)), name
        font["maxp"].recalc(font)
        worked_out = {name: getattr(font["maxp"], name) for name in stated}
        # Those of instructions, of which there are none, and of the twilight zone stay as they are.
        assert stated == worked_out


def _has_composed(thing: Any) -> bool:
    return (
        isinstance(thing, pikepdf.Dictionary)
        and thing.get("/Flags") == 4
        and "/ItalicAngle" in thing
        and ("cmap" not in TTFont(BytesIO(thing.FontFile2.read_bytes())))
    )


def test_the_order_of_texts_does_not_matter() -> None:
    """So the documents of a batch have the same bytes, however it is run."""
    data, texts = shipped("NotoSansArabic-Regular"), ARTICLES["ar"]
    names = set()
    for order in permutations(texts):
        face = ShapedFace("regular", "X", Path("x.ttf"), data, ARABIC, "ar")
        font = ComposedFont(face, order)
        own = font.descendant
        names.add(
            (font.name, font.to_unicode.written, own.entries, own.descriptor.entries, own.descriptor.file.written)
        )
    assert len(names) == 1


def test_a_batch_makes_the_bytes_that_a_single_build_makes(tmp_path: Path) -> None:
    """Also of schools that are named in other scripts, in any order."""
    names = ["مدرسة النور", "Elm", "பள்ளி", "مدرسة السلام", "Ash"]
    table = tmp_path / "schools.csv"
    requests = (request_for("poster", font="arimo"), request_for("sheets", font="arimo", chapters=["support"]))
    made: dict[str, list[bytes]] = {}
    for order in (names, names[::-1]):
        table.write_text("name\n" + "".join(f"{name}\n" for name in order), "utf-8")
        packs = MergedPacks(requests, tmp_path)
        for row in read_table(table, {})[1]:
            documents = [document.data for document in packs.documents(row)]
            assert made.setdefault(row.name, documents) == documents
    for index, name in enumerate(names):
        school = put(tmp_path / f"school{index}", school__yaml=f"name: {name}\n".encode())
        assert build("poster", font="arimo", school=school).data == made[name][0]


def test_only_the_tables_that_a_pdf_needs_are_in_a_font() -> None:
    tables = font_tables(shipped("NotoSansTamil-Regular"))
    data = font_file(tables, 1000, [[(1, 0, 0)], []], [500, 250])
    assert sorted(font_tables(data)) == ["glyf", "head", "hhea", "hmtx", "loca", "maxp"]
    assert TTFont(BytesIO(data))["hmtx"]["glyph00002"] == (250, 0)
