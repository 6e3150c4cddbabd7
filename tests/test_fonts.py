"""The faces: their files, the widths of words, missing characters, and the fonts in a PDF."""

import re
import shutil
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdf
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from senaudit.pdf.embedding import font_of, registered
from senaudit.problems import FileError
from senaudit.recipe.sources import content_of_font
from senaudit.typeset.faces import (
    ARIMO_FOLDER,
    FACE_NAMES,
    FaceName,
    Family,
    damaged_font,
    find_arial,
    find_family,
    font_folders,
    load_face,
)
from senaudit.typeset.truetype import measures

# Widths of Arial in thousandths of an em, as its published font metrics have them (Helvetica's are the same).
ARIAL_WIDTHS: dict[FaceName, dict[str, int]] = {
    "regular": {" ": 278, "A": 667, "M": 833, "W": 944, "a": 556, "i": 222, "m": 833, "t": 278, "0": 556, "€": 556},
    "bold": {" ": 278, "A": 722, "M": 833, "W": 944, "a": 556, "i": 278, "m": 889, "t": 333, "0": 556, "€": 556},
    "italic": {" ": 278, "A": 667, "M": 833, "W": 944, "a": 556, "i": 222, "m": 833, "t": 278, "0": 556, "€": 556},
    "bold-italic": {" ": 278, "A": 722, "M": 833, "W": 944, "a": 556, "i": 278, "m": 889, "t": 333, "0": 556, "€": 556},
}
WINDOWS_NAMES = ("arial.ttf", "arialbd.ttf", "ariali.ttf", "arialbi.ttf")
MAC_NAMES = ("Arial.ttf", "Arial Bold.ttf", "Arial Italic.ttf", "Arial Bold Italic.ttf")
LINUX_NAMES = ("Arial.ttf", "Arial_Bold.ttf", "Arial_Italic.ttf", "Arial_Bold_Italic.ttf")
ARIMO_NAMES = ("Arimo-Regular", "Arimo-Bold", "Arimo-Italic", "Arimo-BoldItalic")


@pytest.fixture
def latin() -> Family:
    return find_family("arimo")


@pytest.fixture
def full(latin: Family) -> Family:
    assert latin.wider is not None
    return latin.wider


def stand_in_for_arial(folder: Path, names: tuple[str, ...] = WINDOWS_NAMES, cut: str = ".latin") -> Path:
    """Copy Arimo into `folder` under Arial's file names, for computers without Arial."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, source in zip(names, ARIMO_NAMES, strict=True):
        shutil.copyfile(ARIMO_FOLDER / f"{source}{cut}.ttf", folder / name)
    return folder


@pytest.mark.parametrize("name", FACE_NAMES)
def test_both_arimos_are_as_wide_as_arial(latin: Family, full: Family, name: FaceName) -> None:
    for family in (latin, full):
        widths = family[name].widths
        assert {letter: round(widths[letter] * 1000) for letter in ARIAL_WIDTHS[name]} == ARIAL_WIDTHS[name]


def test_faces_reach_as_far_as_arial_above_and_below_the_line(latin: Family, full: Family) -> None:
    for family in (latin, full):
        for name in FACE_NAMES:
            face = family[name]
            assert (round(face.ascent, 3), round(face.descent, 3)) == (0.905, 0.212)
            assert 0.68 < face.cap_height < 0.72


def test_width_is_in_points_and_a_word_is_measured_once(latin: Family) -> None:
    face = latin["regular"]
    assert face.width("i", 1000) == pytest.approx(222, abs=0.5)
    assert face.width("Ai", 12) == face.width("A", 12) + face.width("i", 12)
    assert "unmeasured" not in face.widths
    face.width("unmeasured", 9)
    assert face.widths["unmeasured"] == dict.__getitem__(face.widths, "unmeasured")


@given(st.text(st.characters(codec="latin-1", exclude_categories=["Cc"])))
def test_widths_agree_with_the_ones_reportlab_draws_with(text: str) -> None:
    face = find_family("arimo")["bold"]
    assert face.width(text, 12) == pytest.approx(font_of(face).stringWidth(text, 12))


def test_the_cut_and_the_full_face_measure_alike(latin: Family, full: Family) -> None:
    for name in FACE_NAMES:
        cut, whole = latin[name].advances, full[name].advances
        assert {letter: whole[letter] for letter in cut} == cut


def test_all_four_cuts_have_the_same_characters(latin: Family) -> None:
    assert len({frozenset(latin[name].advances) for name in FACE_NAMES}) == 1


def test_the_cut_has_the_letters_of_latin_scripts_and_the_signs_of_print(latin: Family) -> None:
    wanted = "ŴŵŶŷẀẁẂẃẄẅỲỳ ȘșȚț ĄąŁłŻż ĞğİıŞş Čč Őő ßæœñ – — ‘’‚“”„…•€£©®™½¼¾×÷−→←↑↓°² \u00a0\u2011\u202f"
    assert [latin[name].lacks(wanted) for name in FACE_NAMES] == ["", "", "", ""]


def test_lacking_characters_are_named_once_in_the_order_of_the_text(full: Family) -> None:
    assert full["regular"].lacks("☐ tick ✓, then ☐ again ✓") == "☐✓"
    assert full["regular"].lacks("line\nbreak, bell\a, \U0001f4de") == "\n\a\U0001f4de"


def test_only_a_text_that_needs_it_takes_the_full_family(latin: Family, full: Family) -> None:
    assert latin.for_text("Plain words\nand “quotes”,\tCroeso i’r tŷ") is latin
    assert latin.for_text(["Plain words", "then Ελληνικά"]) is full
    assert latin.for_text(iter(["a", "b"])) is latin
    assert latin.for_text("") is latin
    assert latin.for_text([]) is latin


def test_a_text_that_no_family_can_print_comes_to_the_widest(latin: Family, full: Family) -> None:
    assert latin.for_text("☎") is full


def test_a_face_is_parsed_when_it_is_asked_for_and_only_once(tmp_path: Path) -> None:
    family = find_family("arial", [stand_in_for_arial(tmp_path)])
    (tmp_path / "ariali.ttf").unlink()
    assert family["regular"] is family["regular"]
    with pytest.raises(FileError):
        family["italic"]


def test_strong_and_em_choose_the_face(latin: Family) -> None:
    chosen = [latin.face(strong, em).name for em in (False, True) for strong in (False, True)]
    assert chosen == ["regular", "bold", "italic", "bold-italic"]
    assert latin.face() is latin["regular"]


@pytest.mark.parametrize("names", [WINDOWS_NAMES, MAC_NAMES, LINUX_NAMES])
def test_arial_is_found_under_each_systems_file_names(tmp_path: Path, names: tuple[str, ...]) -> None:
    folder = stand_in_for_arial(tmp_path / "truetype" / "msttcorefonts", names)
    assert find_arial([tmp_path / "missing", tmp_path]) == dict(
        zip(FACE_NAMES, (folder / name for name in names), strict=True)
    )
    assert find_family("auto", [tmp_path]).name == "Arial"


def test_fonts_with_similar_names_are_not_taken_for_arial(tmp_path: Path) -> None:
    for name in ("ARIALN.TTF", "ariblk.ttf", "Arial Black.ttf", "Arial Narrow Bold.ttf", "Arial Unicode.ttf"):
        (tmp_path / name).touch()
    assert find_arial([tmp_path]) == {}


def test_faces_of_one_arial_come_from_one_folder(tmp_path: Path) -> None:
    for name, folder in zip(WINDOWS_NAMES, ("a", "a", "b", "b"), strict=True):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / name).touch()
    assert find_family("auto", [tmp_path]).name == "Arimo Latin"


def test_arial_asked_for_and_not_there_is_an_error_that_says_what_is_missing(tmp_path: Path) -> None:
    stand_in_for_arial(tmp_path)
    (tmp_path / "arialbi.ttf").unlink()
    with pytest.raises(FileError, match=r"not complete .*missing: bold-italic.*\n.*comes with senaudit") as caught:
        find_family("arial", [tmp_path])
    assert caught.value.exit_status == 3
    with pytest.raises(FileError, match=r"Arial is not on this computer; looked in "):
        find_family("arial", [tmp_path / "missing"])


def test_arimo_asked_for_is_taken_even_where_there_is_arial(tmp_path: Path) -> None:
    assert find_family("arimo", [stand_in_for_arial(tmp_path)]).name == "Arimo Latin"


def test_auto_turns_to_arimo_for_a_text_that_this_arial_lacks(tmp_path: Path) -> None:
    folder = stand_in_for_arial(tmp_path)
    assert find_family("auto", [folder]).for_text("Ελληνικά").name == "Arimo"
    assert find_family("arial", [folder]).for_text("Ελληνικά").name == "Arial"


def test_folders_are_those_of_the_system() -> None:
    windows = font_folders("win32", {"WINDIR": "C:/Windows", "LOCALAPPDATA": "C:/Users/Jo/AppData/Local"})
    assert windows == [Path("C:/Windows/Fonts"), Path("C:/Users/Jo/AppData/Local/Microsoft/Windows/Fonts")]
    assert font_folders("darwin", {"HOME": "/Users/jo"}) == [
        Path("/System/Library/Fonts/Supplemental"),
        Path("/Library/Fonts"),
        Path("/Users/jo/Library/Fonts"),
    ]
    assert font_folders("linux", {"HOME": "/home/jo"}) == [
        Path("/home/jo/.fonts"),
        Path("/home/jo/.local/share/fonts"),
        Path("/usr/local/share/fonts"),
        Path("/usr/share/fonts"),
    ]


@pytest.mark.parametrize("platform", ["win32", "darwin", "linux"])
def test_a_computer_without_a_home_has_font_folders(platform: str) -> None:
    assert font_folders(platform, {})


@pytest.mark.parametrize("value", ["", ".", "home", "./home", "../home", "~"])
@pytest.mark.parametrize(
    ("platform", "names"),
    [("win32", ["WINDIR", "LOCALAPPDATA"]), ("darwin", ["HOME"]), ("linux", ["HOME", "XDG_DATA_HOME"])],
)
def test_a_relative_folder_in_a_variable_is_ignored(platform: str, names: list[str], value: str) -> None:
    """Otherwise fonts would be taken from the folder that one happens to be in."""
    assert font_folders(platform, dict.fromkeys(names, value)) == font_folders(platform, {})


def test_fonts_of_ones_own_are_found_without_a_home_too() -> None:
    assert font_folders("linux", {"XDG_DATA_HOME": "/data", "HOME": "home"})[0] == Path("/data/fonts")


@pytest.mark.parametrize("kept", [0, 3, 200, 5_000, -8])
def test_a_damaged_font_is_an_error_that_names_the_file(tmp_path: Path, kept: int) -> None:
    damaged = stand_in_for_arial(tmp_path) / "arialbd.ttf"
    damaged.write_bytes(damaged.read_bytes()[:kept])
    family = find_family("auto", [tmp_path])
    with pytest.raises(
        FileError, match=rf"^{re.escape(str(damaged))}: .* damaged\n    help: use the font that comes with senaudit$"
    ):
        family["bold"]


def test_a_file_that_is_no_font_is_an_error_that_names_the_file(tmp_path: Path) -> None:
    fake = stand_in_for_arial(tmp_path) / "arial.ttf"
    fake.write_text("no font\n" * 100)
    with pytest.raises(FileError, match="not a TrueType font"):
        find_family("arial", [tmp_path])["regular"]


def test_a_font_file_is_read_once_in_a_process(tmp_path: Path) -> None:
    """So the digest of a batch is that of the bytes that its pages were set with."""
    path = tmp_path / "arial.ttf"
    path.write_bytes((ARIMO_FOLDER / "Arimo-Regular.latin.ttf").read_bytes())
    load_face("regular", "Arial-Regular", path)
    before = content_of_font(path)
    path.write_bytes(b"another")
    assert content_of_font(path) == before
    assert len(before) > 1000


def test_a_font_file_that_is_gone_is_an_error_that_names_the_file(tmp_path: Path) -> None:
    family = find_family("arial", [stand_in_for_arial(tmp_path)])
    (tmp_path / "arial.ttf").unlink()
    with pytest.raises(FileError, match=r"arial\.ttf: this font cannot be read: No such file"):
        family["regular"]


def page_in_every_face(family: Family, text: str = "Áà “Tŷ” 1–2") -> bytes:
    stream = BytesIO()
    canvas = Canvas(stream, initialFontName=registered(family["regular"]), invariant=1)
    for line, name in enumerate(FACE_NAMES):
        canvas.setFont(registered(family[name]), 12)
        canvas.drawString(72, 700 - 20 * line, f"{name} {text}")
    canvas.save()
    return stream.getvalue()


def test_a_pdf_embeds_a_subset_of_each_face_under_a_name_of_its_own(latin: Family, full: Family) -> None:
    for family, prefix in ((latin, "ArimoLatin"), (full, "Arimo"), (latin, "ArimoLatin")):
        page: Any = pypdf.PdfReader(BytesIO(page_in_every_face(family))).pages[0]
        embedded = {}
        for reference in page["/Resources"]["/Font"].values():
            font = reference.get_object()
            embedded[font["/BaseFont"]] = font["/FontDescriptor"]["/FontFile2"].get_data()
        assert sorted(embedded) == sorted(
            f"/AAAAAA+{prefix}-{style}" for style in ("Regular", "Bold", "Italic", "BoldItalic")
        )
        assert len(set(embedded.values())) == 4
        assert max(map(len, embedded.values())) < 20_000


def test_a_pdf_reads_back_as_it_was_written(latin: Family) -> None:
    text = pypdf.PdfReader(BytesIO(page_in_every_face(latin))).pages[0].extract_text()
    assert text.splitlines() == [f"{name} Áà “Tŷ” 1–2" for name in FACE_NAMES]


def test_the_same_page_is_the_same_bytes_each_time(latin: Family, full: Family) -> None:
    first = page_in_every_face(latin)
    page_in_every_face(full)
    assert page_in_every_face(latin) == first


def test_an_arial_found_later_takes_the_place_of_an_earlier_one(tmp_path: Path) -> None:
    """ReportLab keeps the first font that is registered under a name."""
    first = page_in_every_face(find_family("arial", [stand_in_for_arial(tmp_path / "one")]))
    turned = page_in_every_face(find_family("arial", [stand_in_for_arial(tmp_path / "two", WINDOWS_NAMES[::-1])]))
    again = page_in_every_face(find_family("arial", [stand_in_for_arial(tmp_path / "three")]))
    assert turned != first == again


def test_a_font_that_cannot_be_embedded_is_an_error_that_names_the_file(tmp_path: Path) -> None:
    """Typesetting needs no outlines. A font without outlines is found when it is embedded."""
    file = stand_in_for_arial(tmp_path) / "arial.ttf"
    file.write_bytes(file.read_bytes().replace(b"loca", b"lost", 1))
    face = find_family("arial", [tmp_path])["regular"]
    with pytest.raises(
        FileError, match=rf"^{re.escape(str(file))}: .* damaged\n    help: use the font that comes with senaudit$"
    ):
        font_of(face)


def test_a_damaged_font_of_the_program_s_own_comes_back_with_the_program() -> None:
    (own,) = damaged_font(ARIMO_FOLDER / "Arimo-Bold.ttf").problems
    assert own.hint == "install senaudit again: this file is made when it is installed"
    (other,) = damaged_font(Path("fonts/Arimo-Bold.ttf")).problems
    assert (own.kind, other.kind) == ("shipped-font-unusable", "font-unusable")


@pytest.mark.parametrize("name", FACE_NAMES)
def test_measures_agree_with_those_that_reportlab_embeds(full: Family, name: FaceName) -> None:
    face, known = full[name], font_of(full[name]).face
    widths = {chr(code): width / 1000 for code, width in known.charWidths.items() if known.charToGlyph[code]}
    assert face.advances == {character: widths[character] for character in face.advances}
    assert {c for c in widths if c.isprintable() and c <= "\uffff"} <= face.advances.keys() | {"\x7f"}
    assert face.cap_height == known.capHeight / 1000
    assert face.widths["☎"] == known.defaultWidth / 1000


def test_a_character_map_of_either_format_is_read() -> None:
    path = ARIMO_FOLDER / "Arimo-Regular.latin.ttf"
    font = TTFont(path)
    builder = FontBuilder(font=font)
    builder.setupCharacterMap({**font.getBestCmap(), 0x1F600: "a"})  # beyond U+FFFF, for which format 12 was made
    font["cmap"].tables = [table for table in font["cmap"].tables if table.format == 12]
    stream = BytesIO()
    font.save(stream)
    before, after = measures(path.read_bytes()), measures(stream.getvalue())
    assert after == before._replace(advances={**before.advances, 0x1F600: before.advances[ord("a")]})
