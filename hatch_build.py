"""The build step that adds senaudit's data to the package: the faces, the content and the templates.

The faces are made once. Arimo is published as two variable fonts, but ReportLab would use only their regular weight. So
the build makes four static faces from them, and a Latin subset of each, which is parsed several times as fast. It makes
a regular and a bold face of each of the fonts for other scripts. At run time senaudit needs neither the variable fonts
nor fontTools.

The templates and the YAML are compiled too. senaudit/layout/compiled.py and senaudit/source/compiled.py say when the
compiled files are used. The font of fields is prepared: see senaudit/pdf/form_font.py.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
from importlib.metadata import version as version_of
from importlib.resources import as_file, files
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables.otBase import USE_HARFBUZZ_REPACKER
from fontTools.varLib.instancer import instantiateVariableFont
from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

DATA_FOLDER = "senaudit/data"
STAMP_NAME = "made-from.txt"
LICENCE_NAME = "OFL.txt"


class Style(NamedTuple):
    """One face of the family: the name of its style, its weight (400 regular, 700 bold), and whether it is italic."""

    name: str
    weight: int
    italic: bool

    @property
    def source(self) -> str:
        """The file name of the variable font that has this face."""
        return "Arimo-Italic[wght].ttf" if self.italic else "Arimo[wght].ttf"

    @property
    def postscript(self) -> str:
        """The style as it is written in PostScript names and file names, without spaces."""
        return self.name.replace(" ", "")


STYLES = (
    Style("Regular", 400, italic=False),
    Style("Bold", 700, italic=False),
    Style("Italic", 400, italic=True),
    Style("Bold Italic", 700, italic=True),
)


class ScriptFont(NamedTuple):
    """A font for a script that Arimo does not have: its family, its package, and its files, regular and bold.

    A variable font is one file for both.
    """

    family: str
    package: str
    sources: tuple[str, str]

    @property
    def name(self) -> str:
        """The family as it is written in file names, without spaces."""
        return self.family.replace(" ", "")

    @property
    def folder(self) -> Traversable:
        """The folder of its package, which also has its licence."""
        return files(self.package.replace("-", "_"))


def _noto(script: str) -> ScriptFont:
    variable = f"NotoSans{script}[wdth,wght].ttf"
    return ScriptFont(f"Noto Sans {script}", f"fontpkg-noto-sans-{script.lower()}", (variable, variable))


SCRIPT_FONTS = (
    _noto("Arabic"),
    _noto("Devanagari"),
    _noto("Tamil"),
    ScriptFont("Hind Siliguri", "fontpkg-hind-siliguri", ("HindSiliguri-Regular.ttf", "HindSiliguri-Bold.ttf")),
)
"""Those whose packages are published for Python. senaudit/typeset/scripts.py knows them by their file names."""

LATIN = frozenset(
    code
    for first, last in (
        (0x0020, 0x007E),  # Basic Latin
        (0x00A0, 0x017F),  # Latin-1 and Latin Extended-A: Western and Central Europe, Turkish, the Welsh ŵ and ŷ
        (0x0218, 0x021B),  # Romanian ș and ț with the comma below
        (0x1E80, 0x1E85),  # Welsh ẁ ẃ ẅ
        (0x1EF2, 0x1EF3),  # Welsh ỳ
        (0x2002, 0x200A),  # spaces of a fixed width
        (0x2010, 0x2015),  # hyphens and dashes
        (0x2018, 0x201F),  # quotation marks
        (0x2020, 0x2022),  # daggers, bullet
        (0x2026, 0x2026),  # ellipsis
        (0x202F, 0x2030),  # narrow no-break space, per mille
        (0x2032, 0x2033),  # prime, double prime
        (0x2039, 0x203A),  # single angle quotation marks
        (0x2044, 0x2044),  # fraction slash
        (0x20AC, 0x20AC),  # euro
        (0x2116, 0x2116),  # numero
        (0x2122, 0x2122),  # trade mark
        (0x2153, 0x2154),  # thirds
        (0x2190, 0x2193),  # arrows
        (0x2212, 0x2212),  # minus
        (0x2260, 0x2260),  # not equal
        (0x2264, 0x2265),  # less or equal, greater or equal
        (0x25A0, 0x25A1),  # squares
        (0x25CB, 0x25CB),  # circle
        (0x25CF, 0x25CF),  # disc
    )
    for code in range(first, last + 1)
)


class PackageData(BuildHookInterface[BuilderConfig]):
    """The step of hatchling's build that fills `DATA_FOLDER`."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the faces, compile templates and YAML, prepare a font, and add content and templates to a wheel.

        An editable install uses the content and templates of its checkout.
        """
        make_faces(Path(self.root, DATA_FOLDER, "fonts"))
        sys.path.insert(0, self.root)  # compile with this checkout's senaudit, not with an installed one
        compile_templates(Path(self.root))
        compile_nodes(Path(self.root))
        prepare_form_font(Path(self.root))
        if version == "standard":
            build_data["force_include"] |= {folder: f"{DATA_FOLDER}/{folder}" for folder in ("content", "templates")}


def make_faces(folder: Path) -> None:
    """Write the four faces, their Latin subsets, the faces for other scripts and their licences to `folder`.

    Nothing is written if the folder has them already, from this version of this file. The same versions of the fonts
    and fontTools give the same bytes.
    """
    stamp = folder / STAMP_NAME
    made_from = ["fontpkg-arimo", *(font.package for font in SCRIPT_FONTS), "fonttools"]
    versions = "".join(f"{name} {version_of(name)}\n" for name in made_from) + f"recipe {recipe_digest()}\n"
    names = [LICENCE_NAME, *(f"Arimo-{style.postscript}{cut}.ttf" for style in STYLES for cut in ("", ".latin"))]
    for font in SCRIPT_FONTS:
        names += [_licence_of(font), *(f"{font.name}-{style.postscript}.ttf" for style in STYLES[:2])]
    if stamp.is_file() and stamp.read_text("utf-8") == versions and all((folder / name).is_file() for name in names):
        return
    folder.mkdir(parents=True, exist_ok=True)
    stamp.unlink(missing_ok=True)
    for style in STYLES:
        face = static_face(files("fontpkg_arimo") / "files" / style.source, style)
        name_face(face, "Arimo", style)
        (folder / f"Arimo-{style.postscript}.ttf").write_bytes(font_bytes(face))
        cut_to_latin(face)
        name_face(face, "Arimo Latin", style)
        (folder / f"Arimo-{style.postscript}.latin.ttf").write_bytes(font_bytes(face))
    (folder / LICENCE_NAME).write_bytes((files("fontpkg_arimo") / "LICENSE").read_bytes())
    for font in SCRIPT_FONTS:
        make_script_faces(font, folder)
    stamp.write_text(versions, "utf-8")


def make_script_faces(font: ScriptFont, folder: Path) -> None:
    """Write the two faces of a font for another script, and its licence, to `folder`."""
    for style, source in zip(STYLES[:2], font.sources, strict=True):
        face = static_face(font.folder / "files" / source, style)
        drop_hinting(face)
        name_face(face, font.family, style)
        (folder / f"{font.name}-{style.postscript}.ttf").write_bytes(font_bytes(face))
    (folder / _licence_of(font)).write_bytes((font.folder / "LICENSE").read_bytes())


def _licence_of(font: ScriptFont) -> str:
    return f"OFL-{font.name}.txt"


def compile_templates(root: Path) -> None:
    """Write the shipped templates as Python files."""
    from senaudit.layout.compiled import compile_all
    from senaudit.layout.render import LayoutEnvironment

    sources = compile_all(LayoutEnvironment([]), root / "templates")
    replace_files(root / DATA_FOLDER / "layouts", {name: text.encode() for name, text in sources.items()})


def compile_nodes(root: Path) -> None:
    """Write the nodes of the shipped YAML: the content and the looks."""
    from senaudit.source.compiled import compile_all

    paths = [path for folder in ("content", "templates") for path in sorted((root / folder).rglob("*.yaml"))]
    replace_files(root / DATA_FOLDER / "nodes", compile_all(paths))


def prepare_form_font(root: Path) -> None:
    """Write the font of fields as a PDF holds it. The faces must be made before."""
    from senaudit.pdf.form_font import prepared

    replace_files(root / DATA_FOLDER / "form-font", prepared())


def replace_files(folder: Path, contents: dict[str, bytes]) -> None:
    """Write files into a folder, in place of all files from an earlier build."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, data in contents.items():
        (folder / name).write_bytes(data)


def recipe_digest() -> str:
    """Return a short digest of this file, so that a change to it makes the faces again."""
    return hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:12]


def static_face(source: Traversable, style: Style) -> TTFont:
    """Return the static face of a font at the weight of `style`, and at its usual width."""
    with as_file(source) as path:
        face = TTFont(path, recalcTimestamp=False, lazy=False)
    if "fvar" in face:
        usual = {"wght": style.weight, "wdth": 100}
        axes = {axis.axisTag: usual[axis.axisTag] for axis in face["fvar"].axes}
        face = instantiateVariableFont(face, axes, inplace=True)
        del face["STAT"]
    bold = style.weight >= 700
    regular = not bold and not style.italic
    face["OS/2"].usWeightClass = style.weight
    other_bits = face["OS/2"].fsSelection & ~0b110_0001
    face["OS/2"].fsSelection = other_bits | style.italic << 0 | bold << 5 | regular << 6
    face["head"].macStyle = bold << 0 | style.italic << 1
    return face


def name_face(face: TTFont, family: str, style: Style) -> None:
    """Give `face` names of its own.

    Of the variable font's names, only copyright, version, trademark and licence stay. ReportLab tells faces apart by
    their PostScript names alone: without names of their own, bold text would print as regular.
    """
    table = face["name"]
    table.names = [record for record in table.names if record.nameID in {0, 5, 7, 13, 14}]
    postscript = f"{family.replace(' ', '')}-{style.postscript}"
    names = {
        1: family,
        2: style.name,
        3: f"{table.getDebugName(5)};{postscript}",
        4: f"{family} {style.name}",
        6: postscript,
    }
    for name_id, text in names.items():
        table.setName(text, name_id, platformID=3, platEncID=1, langID=0x409)


def cut_to_latin(face: TTFont) -> None:
    """Reduce `face` to the characters of `LATIN`.

    Hinting, layout features and glyph names are dropped, because ReportLab uses none of them.
    """
    options = Options(hinting=False, layout_features=[], glyph_names=False, notdef_outline=True, name_IDs=["*"])
    options.drop_tables += ["GDEF", "GPOS", "GSUB", "gasp"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=LATIN)
    subsetter.subset(face)


def drop_hinting(face: TTFont) -> None:
    """Take the instructions for screens of few pixels and the names of glyphs, which nothing uses, out of `face`."""
    options = Options(hinting=False, layout_features=["*"], glyph_names=False, notdef_outline=True, name_IDs=["*"])
    options.drop_tables += ["DSIG", "gasp"]
    subsetter = Subsetter(options)
    subsetter.populate(glyphs=face.getGlyphOrder())
    subsetter.subset(face)


def font_bytes(face: TTFont) -> bytes:
    """Return `face` as the bytes of a TrueType file, with the date of the font that it was made from."""
    stream = BytesIO()
    face.cfg[USE_HARFBUZZ_REPACKER] = False  # else the bytes would depend on whether HarfBuzz is installed
    face.save(stream)
    return stream.getvalue()
