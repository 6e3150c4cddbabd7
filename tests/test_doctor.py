"""`senaudit doctor` reports the computer's state, and never fails."""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from programs import needs_liblouis

from senaudit.files.shipped import shipped
from senaudit.recipe.sources import LIBRARIES
from senaudit.version import full_version

ROOT = Path(__file__).resolve().parents[1]


def doctor(folder: Path, *arguments: str, **environment: str) -> dict[str, str]:
    """Return the values that the command prints, by name."""
    done = subprocess.run(
        [sys.executable, "-m", "senaudit", "doctor", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == b""
    text = done.stdout.decode(environment.get("PYTHONIOENCODING", "utf-8"))
    return dict(line.split(": ", 1) for line in text.splitlines())


def test_it_says_versions_fonts_folders_and_encodings(tmp_path: Path) -> None:
    said = doctor(tmp_path, PYTHONIOENCODING="utf-8", NO_COLOR="1")
    assert said["senaudit"] == full_version()
    assert said["Python"] == f"{platform.python_version()}, {sys.executable}"
    for library in LIBRARIES:
        assert said[library] == version(library)
    assert re.fullmatch(r"/.*NotoSansTamil-Regular\.ttf, version 2\.\d{3}", said["font for Tamil"])
    assert said["uharfbuzz"] == version("uharfbuzz")
    assert said["content"] == str(shipped("content"))
    assert said["working folder"] == f"{tmp_path}, can be written to"
    assert said["standard output"] == "utf-8, not a terminal"
    assert said["school’s folder"] == "none from here upwards"
    assert said["NO_COLOR"] == "1"
    assert not [value for value in said.values() if "cannot be found out" in value]


def test_the_font_is_the_one_that_a_build_would_use(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    without = doctor(tmp_path, PYTHONIOENCODING="utf-8", HOME=str(home), XDG_DATA_HOME=str(home))
    assert without["font in use"] == ("Arial" if not without["Arial"].startswith("not found") else "Arimo")
    fonts = home / "fonts"
    fonts.mkdir()
    for name, face in (("arial", "Regular"), ("arialbd", "Bold"), ("ariali", "Italic"), ("arialbi", "BoldItalic")):
        (fonts / f"{name}.ttf").write_bytes((shipped("fonts") / f"Arimo-{face}.ttf").read_bytes())
    with_arial = doctor(tmp_path, PYTHONIOENCODING="utf-8", HOME=str(home), XDG_DATA_HOME=str(home))
    assert with_arial["font in use"] == "Arial"
    assert with_arial["Arial"] == str(fonts)


@needs_liblouis
def test_it_says_which_liblouis_makes_braille(tmp_path: Path) -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", doctor(tmp_path, PYTHONIOENCODING="utf-8")["liblouis"])


def test_without_liblouis_it_says_what_is_missing_and_what_to_do(tmp_path: Path) -> None:
    said = doctor(tmp_path, PYTHONIOENCODING="utf-8", SENAUDIT_LIBLOUIS=str(tmp_path / "none.so"))["liblouis"]
    assert said.startswith(f"there is no liblouis in {tmp_path / 'none.so'}")
    assert "install" in said or "liblouis.io" in said


def test_it_finds_the_schools_folder_and_says_if_the_one_named_is_none(tmp_path: Path) -> None:
    (tmp_path / "oak" / "questions").mkdir(parents=True)
    (tmp_path / "oak" / "school.yaml").write_text("name: Oak\n", "utf-8")
    assert doctor(tmp_path / "oak" / "questions", PYTHONIOENCODING="utf-8")["school’s folder"] == str(tmp_path / "oak")
    said = doctor(tmp_path, "--school", "nowhere", PYTHONIOENCODING="utf-8")
    assert said["school’s folder"] == "nowhere (holds no school.yaml)"


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp437", "utf-8"])
def test_every_encoding_will_do(tmp_path: Path, encoding: str) -> None:
    odd = tmp_path / "Ysgol y Wŷdd 学校"
    odd.mkdir()
    said = doctor(odd, PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    assert said["senaudit"] == full_version()


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps a folder that a program works in")
def test_a_working_folder_that_is_gone_is_said(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    program = (
        f"import os, runpy, sys; os.chdir({str(gone)!r}); os.rmdir({str(gone)!r}); sys.argv[1:] = ['doctor']; "
        "runpy.run_module('senaudit', run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    assert "working folder: cannot be found out (FileNotFoundError" in done.stdout
