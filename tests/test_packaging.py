"""The wheel is built from the source archive and installed in an environment of its own, without a network."""

import os
import site
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from email import message_from_bytes
from importlib.metadata import version
from io import BytesIO
from pathlib import Path

import pytest
from reportlab.pdfbase.ttfonts import TTFontFile

from senaudit import build
from senaudit.pdf.form_font import prepared
from senaudit.recipe.request import FORMATS, Format
from senaudit.source.compiled import compile_all
from senaudit.version import full_version

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("wheel")]

ROOT = Path(__file__).resolve().parents[1]
COMPILED = {f"{path.name.replace('.', '_')}-{version('jinja2')}.py" for path in ROOT.glob("templates/*.j2")}
NODES = compile_all(path for folder in ("content", "templates") for path in (ROOT / folder).rglob("*.yaml"))
ARIMO = {f"Arimo-{style}{cut}.ttf" for style in ("Regular", "Bold", "Italic", "BoldItalic") for cut in ("", ".latin")}
SCRIPT_FONTS = ("NotoSansArabic", "NotoSansDevanagari", "NotoSansTamil", "HindSiliguri")
SCRIPT_FAMILIES = ("Noto Sans Arabic", "Noto Sans Devanagari", "Noto Sans Tamil", "Hind Siliguri")
FACES = ARIMO | {f"{family}-{style}.ttf" for family in SCRIPT_FONTS for style in ("Regular", "Bold")}


def run(*command: object, cwd: Path) -> str:
    """Run `command` in `cwd`, outside the checkout, and return its standard output."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    environment["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
    done = subprocess.run([str(part) for part in command], cwd=cwd, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the source archive, and the wheel that was built from it."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    return folder


@pytest.fixture(scope="module")
def wheel(archives: Path) -> Path:
    return next(archives.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the programs of an environment with the wheel. Its dependencies are borrowed from this one."""
    folder = tmp_path_factory.mktemp("elsewhere")
    venv.create(folder, with_pip=True, symlinks=os.name != "nt")
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    run(programs / "python", "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", wheel, cwd=folder)
    packages = run(programs / "python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder)
    borrowed = dict.fromkeys([sysconfig.get_path("purelib"), sysconfig.get_path("platlib"), *site.getsitepackages()])
    Path(packages.strip(), "borrowed.pth").write_text("\n".join(borrowed) + "\n", "utf-8")
    return programs


def names_in(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_the_wheel_carries_content_templates_and_fonts(wheel: Path) -> None:
    names = names_in(wheel)
    for folder in ("content", "templates"):
        files = {path.relative_to(ROOT).as_posix() for path in (ROOT / folder).rglob("*") if path.is_file()}
        assert files
        assert {f"senaudit/data/{name}" for name in files} <= names
    assert {name.rpartition("/")[2] for name in names if name.endswith(".ttf")} == FACES
    assert {f"senaudit/data/fonts/{name}" for name in FACES} <= names
    assert {f"senaudit/data/layouts/{name}" for name in COMPILED} <= names
    assert {f"senaudit/data/nodes/{name}" for name in NODES} <= names


def test_the_wheel_carries_the_font_of_fields_as_it_is_made_without_it(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if name.startswith("senaudit/data/form-font/")]
        assert {name.rpartition("/")[2]: archive.read(name) for name in names} == prepared()


def test_the_wheel_carries_what_a_web_page_is_made_with(wheel: Path) -> None:
    files = {path.relative_to(ROOT).as_posix() for path in (ROOT / "senaudit/editions").rglob("*") if path.is_file()}
    others = {name for name in files if not name.endswith((".py", ".pyc"))}
    assert others == {
        f"senaudit/editions/web/{name}" for name in ("page.css", "data_table.css", "last_time.css", "sheets.js")
    }
    assert others <= names_in(wheel)


def test_the_wheel_carries_every_licence(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if Path(name).name.startswith(("LICENSE", "OFL"))]
        texts = {Path(name).name: archive.read(name).decode() for name in names}
        metadata = message_from_bytes(archive.read(next(n for n in archive.namelist() if n.endswith("/METADATA"))))
    assert metadata["License-Expression"] == "MIT AND CC-BY-4.0 AND OFL-1.1"
    assert metadata.get_all("License-File") == ["LICENSE", "LICENSE-content", "LICENSE-fonts"]
    assert texts["LICENSE"].startswith("MIT License")
    assert "Attribution 4.0 International Public License" in texts["LICENSE-content"]
    assert "SIL OPEN FONT LICENSE Version 1.1" in texts["LICENSE-fonts"]
    assert texts["LICENSE-fonts"] == texts["OFL.txt"], "the licence that comes with this Arimo"
    for family in SCRIPT_FONTS:
        assert "SIL OPEN FONT LICENSE Version 1.1" in texts[f"OFL-{family}.txt"]


def test_the_wheel_names_no_builder_among_what_it_requires(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        metadata = message_from_bytes(archive.read(next(n for n in archive.namelist() if n.endswith("/METADATA"))))
    required = [line for line in metadata.get_all("Requires-Dist", []) if "extra ==" not in line]
    assert not [line for line in required if line.startswith(("fonttools", "fontpkg", "hatchling"))]
    assert "reportlab~=5.1.0" in required


def test_the_wheel_has_nothing_beside_the_package(wheel: Path) -> None:
    roots = {name.split("/")[0] for name in names_in(wheel)}
    assert {root for root in roots if not root.endswith(".dist-info")} == {"senaudit"}


def test_the_source_archive_has_what_a_build_and_the_tests_need(archives: Path) -> None:
    with tarfile.open(next(archives.glob("*.tar.gz"))) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"pyproject.toml", "hatch_build.py", "LICENSE", "LICENSE-content", "LICENSE-fonts", "README.md"} <= names
    assert {f"tests/{Path(__file__).name}", "content/guide.yaml", "CONTRIBUTING.md", "docs/many-schools.md"} <= names
    assert not [name for name in names if name.endswith(".ttf")]


def test_fonts_are_found_where_the_wheel_is_installed(installed: Path, tmp_path: Path) -> None:
    script = """if True:
        import senaudit.typeset.faces as fonts
        latin = fonts.find_family("arimo")
        for family in (latin, latin.wider):
            for name in fonts.FACE_NAMES:
                face = family[name]
                a, i = (round(face.width(letter, 1000)) for letter in "ai")
                print(fonts.__file__, face.font_name, a, i, sep="|")
    """
    rows = [line.split("|") for line in run(installed / "python", "-c", script, cwd=tmp_path).splitlines()]
    widths = [["556", "222"], ["556", "278"]] * 4
    assert [row[2:] for row in rows] == widths
    assert len({row[1] for row in rows}) == 8
    assert all(Path(row[0]).is_relative_to(installed.parent) for row in rows)


def test_the_installed_command_answers(installed: Path, tmp_path: Path) -> None:
    assert "senaudit" in run(installed / "senaudit", "--help", cwd=tmp_path)


def test_the_wheel_says_the_version_of_the_checkout_that_it_was_built_from(wheel: Path, installed: Path) -> None:
    """It is built from the source archive, which is not a git checkout."""
    built_as = wheel.name.split("-")[1]
    assert built_as == full_version()
    said = run(installed / "python", "-m", "senaudit", "--version", cwd=installed.parent)
    assert said == f"senaudit, version {built_as}\n"


def test_fonts_are_the_same_bytes_each_time_they_are_made(wheel: Path, tmp_path: Path) -> None:
    """The same versions of Arimo and fontTools give the same PDFs."""
    script = f"import hatch_build, pathlib; hatch_build.make_faces(pathlib.Path({str(tmp_path / 'fonts')!r}))"
    run(sys.executable, "-B", "-c", script, cwd=ROOT)
    with zipfile.ZipFile(wheel) as archive:
        shipped = {
            Path(name).name: archive.read(name)
            for name in archive.namelist()
            if name.startswith("senaudit/data/fonts/")
        }
    assert {path.name: path.read_bytes() for path in (tmp_path / "fonts").iterdir()} == shipped


def test_each_font_file_has_names_of_its_own(wheel: Path) -> None:
    """ReportLab, and systems that install these files, tell faces apart by name."""
    with zipfile.ZipFile(wheel) as archive:
        fonts = [TTFontFile(BytesIO(archive.read(name))) for name in archive.namelist() if name.endswith(".ttf")]
    assert {font.name.decode() for font in fonts} == {
        f"{family}-{style}"
        for family in ("Arimo", "ArimoLatin")
        for style in ("Regular", "Bold", "Italic", "BoldItalic")
    } | {f"{family}-{style}" for family in SCRIPT_FONTS for style in ("Regular", "Bold")}
    assert len({font.fullName for font in fonts}) == len({font.uniqueFontID for font in fonts}) == len(FACES)
    assert {(font.familyName.decode(), font.styleName.decode()) for font in fonts} == {
        (family, style) for family in ("Arimo", "Arimo Latin") for style in ("Regular", "Bold", "Italic", "Bold Italic")
    } | {(family, style) for family in SCRIPT_FAMILIES for style in ("Regular", "Bold")}


def test_faces_of_scripts_are_found_where_the_wheel_is_installed(installed: Path, tmp_path: Path) -> None:
    """Their two weights, with the letters of their scripts. Instructions for screens are left out."""
    script = """if True:
        from fontTools.ttLib import TTFont
        from senaudit.typeset.faces import ARIMO_FOLDER
        from senaudit.typeset.script_fonts import find_script_font
        from senaudit.typeset.scripts import SCRIPTS
        for script in SCRIPTS:
            if font := find_script_font(script, [], [ARIMO_FOLDER]):
                for file in font:
                    tables = TTFont(file.path)
                    print(script.code, file.path.name, file.weight, not {"fpgm", "prep", "fvar"} & set(tables.keys()))
    """
    rows = run(installed / "python", "-c", script, cwd=tmp_path).splitlines()
    arabic, devanagari, tamil, bengali = SCRIPT_FONTS
    assert rows == [
        f"{code} {family}-{style} True"
        for code, family in (("Arab", arabic), ("Deva", devanagari), ("Beng", bengali), ("Taml", tamil))
        for style in ("Regular.ttf 400", "Bold.ttf 700")
    ]


def test_latin_cuts_are_small(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        sizes = [entry.file_size for entry in archive.infolist() if entry.filename.endswith(".latin.ttf")]
    assert len(sizes) == 4
    assert max(sizes) <= 45_000


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "brf"])  # it needs a library of the system
def test_every_edition_is_made_where_the_wheel_is_installed(installed: Path, tmp_path: Path, form: Format) -> None:
    """A web page's style and script are files of their own."""
    run(installed / "python", "-m", "senaudit", "build", "sheets", "--font", "arimo", "--format", form, cwd=tmp_path)
    here = build("sheets", font="arimo", format=form).data
    assert (tmp_path / f"sheets.{form}").read_bytes() == here
