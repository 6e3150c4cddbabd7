"""Windows, as far as another system can test it: terminal encodings, line ends, and files that its programs leave."""

from __future__ import annotations

import codecs
import os
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from asking import guide_in
from click.testing import CliRunner, Result
from PIL import Image

from senaudit.cli import commands
from senaudit.files.shipped import shipped
from senaudit.recipe.request import request_for
from senaudit.recipe.steps import build

ROOT = Path(__file__).resolve().parents[1]
CONTENT = shipped("content")


def process(folder: Path, encoding: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run a command whose standard output and error have this encoding."""
    return subprocess.run(
        [sys.executable, "-m", "senaudit", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0", "NO_COLOR": "1"},
        capture_output=True,
        timeout=120,
    )


@pytest.fixture
def school(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new school's folder with a question of its own."""
    monkeypatch.chdir(tmp_path)
    assert run("new", "Ysgol y Wŷdd", "--folder", "ours").exit_code == 0
    example = tmp_path / "ours" / "questions" / "our-app.yaml"
    example.write_text(example.read_text("utf-8").replace("use: no", "use: yes"), "utf-8")
    return tmp_path / "ours"


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(commands, arguments, prog_name="senaudit")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


# Encodings of standard output and error


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["cp1252", "cp437", "cp850", "ascii"])
@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["--help"], 0),
        (["build", "guide", "--help"], 0),
        (["list"], 0),
        (["check"], 0),
        (["config"], 0),
        (["doctor"], 0),
        (["diff"], 0),
        (["copy", "communication:telephone"], 0),
        (["new", "Școala „Ŵy”"], 0),
        (["build", "poster"], 0),
        (["build", "sheets", "--chapter", "ŵ"], 2),
        (["build", "poster", "--output", "ŵ/ŷ.pdf"], 3),
        (["nothing-ŵ"], 2),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else str(value),
)
def test_every_command_speaks_in_every_encoding(school: Path, encoding: str, arguments: list[str], status: int) -> None:
    done = process(school, encoding, *arguments)
    assert done.returncode == status, done.stderr
    assert b"Traceback" not in done.stderr
    if encoding != "ascii":  # a terminal with ASCII is treated as UTF-8, because nearly all understand it
        done.stdout.decode(encoding)
        done.stderr.decode(encoding)


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
@pytest.mark.parametrize("form", ["text", "json", "github"])
def test_mistakes_are_told_in_every_encoding(school: Path, encoding: str, form: str) -> None:
    (school / "poster.yaml").write_text("títel: ŵ 学校 \x07\nlead: (😀)\n", "utf-8")
    done = process(school, encoding, "check", "--messages", form)
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
    told = done.stderr if form == "text" else done.stdout
    assert b"poster.yaml" in told
    assert b"\x07" not in told


# Files that Windows programs have saved


def pack(school: Path) -> list[bytes]:
    return [build(request_for(kind, school=school, font="arimo")).data for kind in ("guide", "sheets", "poster")]


@pytest.mark.slow
@pytest.mark.parametrize("form", ["CRLF", "byte-order mark", "UTF-16", "CRLF and UTF-16", "no last line end"])
def test_files_that_windows_programs_saved_make_the_same_bytes(school: Path, form: str) -> None:
    (school / "poster.yaml").write_text("closing: Gofynnwch i’r rhieni! Ŵ\n", "utf-8")
    before = pack(school)
    for path in school.rglob("*.yaml"):
        text = path.read_text("utf-8")
        text = text.rstrip("\n") if form == "no last line end" else text
        text = text.replace("\n", "\r\n") if "CRLF" in form else text
        data = text.encode()
        if form == "byte-order mark":
            data = codecs.BOM_UTF8 + data
        elif "UTF-16" in form:
            data = codecs.BOM_UTF16_LE + text.encode("utf-16-le")
        path.write_bytes(data)
    assert pack(school) == before


def test_content_with_the_line_ends_of_windows_makes_the_same_bytes(tmp_path: Path) -> None:
    copy = Path(shutil.copytree(CONTENT, tmp_path / "content"))
    for path in copy.rglob("*.yaml"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    whole, windows = (build(request_for("guide", content=folder, font="arimo")).data for folder in (CONTENT, copy))
    assert whole == windows


# What else lies in a folder


LEFTOVERS = [
    "Thumbs.db",
    "desktop.ini",
    ".DS_Store",
    "._school.yaml",
    "~$letter.docx",
    "questions/Thumbs.db",
    "questions/~$our-app.yaml",
    "questions/._our-app.yaml",
    "questions/our-app.yaml~",
    "questions/our-app.yaml.bak",
    "questions/.our-app.yaml.swp",
    "questions/#our-app.yaml#",
    "logo.psd",
    "audit-pack/guide.pdf",
]


@pytest.mark.parametrize("name", LEFTOVERS)
def test_what_systems_and_programs_leave_is_no_content_and_no_mistake(school: Path, name: str) -> None:
    before = guide_in(CONTENT, school=school)
    (school / name).parent.mkdir(exist_ok=True)
    (school / name).write_bytes(b"\x00\x05\x16\x07 not: yaml: [")
    after = guide_in(CONTENT, school=school)
    assert after == before
    assert after.warnings == ()


@pytest.mark.parametrize("name", ["our-app - Copy.yaml", "our-app (1).yaml", "Copy of our-app.yaml"])
def test_a_copy_that_windows_made_is_told_as_a_second_file_of_its_question(school: Path, name: str) -> None:
    (school / "questions" / name).write_bytes((school / "questions" / "our-app.yaml").read_bytes())
    result = run("check", "--school", "ours")
    assert result.exit_code == 1
    assert "is in a second file (first in" in result.stderr


@pytest.mark.parametrize("name", ["School.yaml", "SCHOOL.YAML"])
def test_another_case_of_a_name_is_read_or_told(school: Path, name: str) -> None:
    """If the disk distinguishes capitals, the file is not found; otherwise it is."""
    (school / "poster.yaml").write_text("closing: Ask!\n", "utf-8")
    (school / "poster.yaml").rename(school / "Poster.yaml")
    result = run("check", "--school", "ours")
    read = str(guide_in(CONTENT, school=school).poster.closing) == "Ask!" if result.exit_code == 0 else False
    assert read or 'did you mean "poster.yaml"?' in result.stderr
    (school / "Poster.yaml").unlink()
    (school / "school.yaml").rename(school / name)
    result = run("check", "--school", "ours")
    assert result.exit_code in (0, 3)
    assert "Traceback" not in result.stderr


# Paths


@pytest.mark.slow
@pytest.mark.parametrize("folder", ["with space", "Ysgol Ŵŷ", "a&b%c", "it's [ours] (1)", "x" * 60])
def test_a_school_may_lie_in_any_folder(school: Path, folder: str) -> None:
    before = pack(school)
    moved = school.parent / folder / "ours"
    moved.parent.mkdir()
    school.rename(moved)
    assert pack(moved) == before
    (moved / "poster.yaml").write_text("titel: x\n", "utf-8")
    result = run("check", "--school", str(Path(folder, "ours")))
    assert f"{Path(folder, 'ours', 'poster.yaml')}:1:1: “titel”" in result.stderr


def test_a_logo_may_be_named_with_a_backslash_and_in_either_form_of_unicode(school: Path) -> None:
    (school / "llûn").mkdir()
    Image.new("RGB", (900, 300), "black").save(school / "llûn" / "logo.png")
    text = (school / "school.yaml").read_text("utf-8")
    for typed in ("llûn\\logo.png", "llûn/logo.png", unicodedata.normalize("NFD", "llûn/logo.png")):
        (school / "school.yaml").write_text(text.replace("logo:\n", f"logo: {typed}\n", 1), "utf-8")
        assert run("build", "poster", "--school", "ours").exit_code == 0, typed
