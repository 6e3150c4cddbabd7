"""The programs of the system that tests need: what is said where one is missing, and how `.ci/programs` installs it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from programs import ALL_PROGRAMS, PROGRAMS, Program

ROOT = Path(__file__).resolve().parents[1]
CI = ROOT / ".ci"
PACKAGES = [program.package for program in PROGRAMS]
BASH = shutil.which("bash") or ""


def test_no_program_is_missing_where_all_are_said_to_be_there() -> None:
    if os.environ.get(ALL_PROGRAMS):
        assert not [program.missing for program in PROGRAMS if not program.path]


def test_a_test_that_needs_a_program_says_so_by_a_mark_of_programs_py_alone() -> None:
    """Otherwise it could be skipped, and `.ci/run` would not notice."""
    program = (
        "soffice|libreoffice|chrom|louis|lou_|playwright|axe_|docx|lxml|openxml|qpdf|pdftk|mutool|pdfunite|poppler"
        "|msgfmt"
    )
    own_skip = re.compile(rf"(?:skip|which|find_library)\w*\((?:[^()]|\([^()]*\))*(?:{program})", re.IGNORECASE)
    assert own_skip.search('@pytest.mark.skipif(shutil.which("lou_translate") is None, reason="no")')
    found = {path.name for path in ROOT.glob("tests/*.py") if own_skip.search(path.read_text("utf-8"))}
    assert found == {"programs.py", Path(__file__).name}


def test_where_a_program_is_missing_its_tests_are_skipped_with_a_sentence(tmp_path: Path) -> None:
    """In a process without any program on its path, and whose system finds no library."""
    names = (
        "libreoffice",
        "chromium",
        "liblouis",
        "msgfmt",
        "qpdf",
        "pdftk",
        "mupdf",
        "ghostscript",
        "pdfunite",
        "poppler",
        "draw",
    )
    tests = [f"@programs.needs_{name}\ndef test_{name}():\n    raise AssertionError\n" for name in names]
    (tmp_path / "test_it.py").write_text("\n".join(["import programs\n", *tests]), "utf-8")
    pytest_without = (
        "import ctypes.util, sys, pytest; ctypes.util.find_library = lambda name: None; sys.exit(pytest.main())"
    )
    done = subprocess.run(
        [sys.executable, "-c", pytest_without, "-rs", "-p", "no:cacheprovider", "-p", "no:xdist", "."],
        cwd=tmp_path, capture_output=True, text=True,
        env={**os.environ, "PATH": str(tmp_path), "PYTHONPATH": str(ROOT / "tests"), "COLUMNS": "200"},
    )  # fmt: skip
    assert "11 skipped" in done.stdout
    for sentence in (
        "this needs LibreOffice Writer; on Debian and Ubuntu, type: sudo apt-get install libreoffice-writer-nogui\n",
        "this needs Chromium; on Debian, type: sudo apt-get install chromium (on Ubuntu: chromium-browser)\n",
        "this needs liblouis; on Debian and Ubuntu, type: sudo apt-get install liblouis20\n",
        "this needs pdftk; on Debian and Ubuntu, type: sudo apt-get install pdftk-java\n",
    ):
        assert sentence in done.stdout


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.package)
def test_what_is_run_on_each_change_installs_every_program(program: Program) -> None:
    assert program.package in (CI / "programs").read_text("utf-8").split()
    assert f"{ALL_PROGRAMS}=1" in (CI / "run").read_text("utf-8")
    assert ".ci/programs" in (CI / "run").read_text("utf-8")


# `.ci/programs`, with stand-ins for the programs that it calls

needs_bash = pytest.mark.skipif(os.name == "nt", reason="Windows has no bash")


WRITER = ("soffice", "libswlo.so", "libsdlo.so")
"""LibreOffice, and a file that only its Writer has, and one of its Draw."""

OTHERS = ("msgfmt", "qpdf", "pdftk", "mutool", "gs", "pdfunite", "poppler-glib")

FOR_LANGUAGES = ("unicode-data", "node", "libjs-pdf", "fonts-noto-core", "fonts-wqy-microhei")
"""A program, and packages that are none."""

STAND_INS = {
    "apt-get": """echo "apt-get $*" >> calls
        echo "${https_proxy-}" > proxy
        for word; do
            case "$brings-$word" in
                yes-libreoffice-writer-nogui) cp env-of-nothing soffice; cp env-of-nothing libswlo.so;;
                yes-libreoffice-draw-nogui) cp env-of-nothing libsdlo.so;;
                yes-chromium) cp env-of-nothing chromium;;
                yes-liblouis20) cp env-of-nothing louis;;
                yes-gettext) cp env-of-nothing msgfmt;;
                yes-qpdf) cp env-of-nothing qpdf;;
                yes-pdftk-java) cp env-of-nothing pdftk;;
                yes-mupdf-tools) cp env-of-nothing mutool;;
                yes-ghostscript) cp env-of-nothing gs;;
                yes-poppler-utils) cp env-of-nothing pdfunite;;
                yes-gir1.2-poppler-0.18) cp env-of-nothing poppler-glib;;
                yes-nodejs) cp env-of-nothing node;;
                yes-unicode-data | yes-libjs-pdf | yes-fonts-*) cp env-of-nothing "$word";;
            esac
        done
        exit "$status"
    """,
    "sudo": 'echo "sudo $1" >> calls; shift; unset https_proxy; exec "$@"',
    "dpkg-query": '[ ! -e "$4" ] || echo "ii "',
    "id": 'echo "$user"',
    "python3": '[ -e "$3" ]',
    "env-of-nothing": "",
}
"""Programs that stand in for those of the system. Each writes what it was called with into the file `calls`."""


PROXY = "http://proxy.example:3128"


def installed(
    folder: Path, *programs: str, status: int = 0, brings: str = "yes", user: int = 0
) -> tuple[int, str, list[str]]:
    """Run `.ci/programs` where only these programs are there. Return its status, what it said, and what it called.

    `status` is what installing ends with, and `brings` says whether the programs are there then. User 0 is root.
    """
    for name, script in {**STAND_INS, **dict.fromkeys(programs, "")}.items():
        (folder / name).write_text(f"#!{BASH}\n{script}\n")
        (folder / name).chmod(0o755)
    for name in ("cp", "dirname", "env", "readlink"):
        (folder / name).symlink_to(shutil.which(name) or "")
    done = subprocess.run(
        [BASH, str(CI / "programs")], cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True,
        env={"PATH": str(folder), "status": str(status), "brings": brings, "user": str(user), "https_proxy": PROXY},
    )  # fmt: skip
    calls = folder / "calls"
    return done.returncode, done.stdout + done.stderr, calls.read_text().splitlines() if calls.exists() else []


@needs_bash
@pytest.mark.parametrize("browser", ["chromium", "chromium-browser", "google-chrome"])
def test_nothing_is_installed_where_all_programs_are_there(tmp_path: Path, browser: str) -> None:
    assert installed(tmp_path, *WRITER, *OTHERS, *FOR_LANGUAGES, browser, "louis") == (0, "", [])


@needs_bash
@pytest.mark.parametrize("user", [0, 1000])
def test_what_is_missing_is_installed(tmp_path: Path, user: int) -> None:
    """As root, or else with sudo; after the list of packages was updated; without questions."""
    status, said, calls = installed(tmp_path, user=user)
    assert status == 0, said
    update, install = (call.split() for call in calls if not call.startswith("sudo"))
    assert update[-1] == "update"
    assert {"install", "--yes", "--no-install-recommends", *PACKAGES} <= set(install)
    assert calls.count("sudo --non-interactive") == (2 if user else 0)
    assert (tmp_path / "proxy").read_text() == f"{PROXY}\n", "sudo leaves it out, and apt-get may need it"


@needs_bash
def test_only_what_is_missing_is_installed(tmp_path: Path) -> None:
    _, _, calls = installed(tmp_path, *WRITER, *OTHERS, *FOR_LANGUAGES, "chromium")
    assert calls[-1].endswith("--no-install-recommends liblouis20 liblouis-data")


@needs_bash
def test_libreoffice_without_writer_gets_it(tmp_path: Path) -> None:
    status, _, calls = installed(tmp_path, *OTHERS, *FOR_LANGUAGES, "soffice", "libsdlo.so", "chromium", "louis")
    assert status == 0
    assert calls[-1].endswith("--no-install-recommends libreoffice-writer-nogui fonts-liberation")


@needs_bash
@pytest.mark.parametrize("status", [100, 0])
def test_a_failed_install_ends_the_run_with_a_sentence(tmp_path: Path, status: int) -> None:
    """Also if apt-get calls it none, and the programs are not there all the same."""
    ended, said, _ = installed(tmp_path, *WRITER, *OTHERS, *FOR_LANGUAGES, status=status, brings="no")
    assert ended == 1
    assert said.endswith(
        "chromium liblouis20 liblouis-data could not be installed, and some tests need them:"
        " see what apt-get says above\n"
    )
