"""Nobody's code runs: neither files of the home folder, nor modules of the folder in which the command is typed."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from hashlib import sha256
from pathlib import Path

import pytest
from sample_content import write_sample

ROOT = Path(__file__).resolve().parents[1]
MODULES = (
    *("reportlab_mods", "reportlab_settings", "local_reportlab_settings", "local_rl_settings", "_rl_accel", "pyphen"),
    *(
        "click",
        "yaml",
        "jinja2",
        "markupsafe",
        "markdown_it",
        "PIL",
        "resvg_py",
        "openpyxl",
        "reportlab",
        "distributed",
    ),
    *("__future__", "typing", "pathlib", "re", "json", "zlib", "multiprocessing", "concurrent", "sitecustomize"),
)
"""Names of modules that the program, its libraries or Python itself may import."""

SCRIPT = str(Path(sysconfig.get_path("scripts")) / "senaudit")
API = """
import sys
sys.path = [each for each in sys.path if each]
import senaudit
sys.stdout.buffer.write(senaudit.build("poster", font="arimo", content=sys.argv[1]).data)
"""


@pytest.fixture
def school(tmp_path: Path) -> Path:
    """A school's folder and a home folder whose files write a file `ran` when they are run."""
    for name in ("home", "school"):
        (tmp_path / name).mkdir()
    program = f"open({str(tmp_path / 'ran')!r}, 'a').write(__file__ if '__file__' in globals() else 'settings')\n"
    for name in (".reportlab_mods", ".reportlab_settings"):
        (tmp_path / "home" / name).write_text(program + "pageCompression = 0\ninvariant = 0\n")
    for name in MODULES:
        (tmp_path / "school" / f"{name}.py").write_text(program)
    (tmp_path / "school" / "school.yaml").write_text("name: Elm\n")
    write_sample(tmp_path / "wording")
    return tmp_path / "school"


def run(folder: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run a command in a folder, with the home folder beside it."""
    own = {**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(folder.parent / "home")}
    own["USERPROFILE"] = own["HOME"]
    for name in ("PYTHONSAFEPATH", "XDG_CACHE_HOME"):
        own.pop(name, None)
    done = subprocess.run(command, cwd=folder, env={**own, **environment}, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    return done


def ran(folder: Path) -> str:
    """Return the names of the files that were run."""
    path = folder.parent / "ran"
    return path.read_text() if path.is_file() else ""


def test_the_files_of_the_fixture_run_where_nothing_prevents_it(school: Path) -> None:
    """Otherwise the tests below would prove nothing."""
    run(school, sys.executable, "-c", "import yaml")
    assert "yaml.py" in ran(school)
    (school.parent / "ran").unlink()
    program = "import sys; sys.path = [each for each in sys.path if each]; import reportlab.rl_config"
    run(school, sys.executable, "-c", program)
    assert ".reportlab_mods" in ran(school)
    assert "settings" in ran(school)


@pytest.mark.parametrize("kind", ["guide", "sheets", "poster"])
@pytest.mark.parametrize("command", [[SCRIPT], [sys.executable, "-m", "senaudit"]], ids=["script", "module"])
def test_a_build_in_a_schools_folder_runs_none_of_its_files_nor_of_home(
    school: Path, command: list[str], kind: str
) -> None:
    run(school, *command, "build", kind, "--school", ".", "--content", "../wording", "--output", "x.pdf")
    assert (school / "x.pdf").read_bytes().startswith(b"%PDF")
    assert ran(school) == ""


@pytest.mark.parametrize("command", [[SCRIPT], [sys.executable, "-m", "senaudit"]], ids=["script", "module"])
def test_the_workers_of_a_batch_run_none_of_these_files(school: Path, command: list[str]) -> None:
    (school / "schools.csv").write_text("name,folder\nElm,.\nAsh,.\n")
    batch = ("build", "pack", "--schools", "schools.csv", "--into", "packs", "--content", "../wording", "--jobs", "2")
    run(school, *command, *batch)
    assert len(list((school / "packs").rglob("*.pdf"))) == 6
    assert ran(school) == ""


@pytest.mark.skipif(sys.version_info < (3, 11), reason="older Pythons always look into the working folder first")
def test_workers_that_are_not_forked_run_none_of_these_files(school: Path) -> None:
    """Such workers are Pythons of their own. Windows and macOS have no others."""
    (school.parent / "home" / "start.py").write_text(
        "import sys\n"
        "from senaudit.__main__ import main\n"
        "if __name__ == '__main__':\n"
        "    import senaudit.schools.processes as processes\n"
        "    sys.platform = 'darwin'\n"
        "    main()\n"
    )
    (school / "schools.csv").write_text("name,folder\nElm,.\nAsh,.\n")
    batch = ("build", "pack", "--schools", "schools.csv", "--into", "packs", "--content", "../wording", "--jobs", "2")
    run(school, sys.executable, str(school.parent / "home" / "start.py"), *batch, "--font", "arimo")
    assert len(list((school / "packs").rglob("*.pdf"))) == 6
    assert ran(school) == ""


def test_from_python_no_file_of_home_runs(school: Path) -> None:
    done = run(school, sys.executable, "-c", API, "../wording")
    assert done.stdout.startswith(b"%PDF")
    assert ran(school) == ""


@pytest.mark.parametrize("home", [os.devnull, "nowhere", ""])
def test_a_home_folder_that_is_none_changes_nothing(school: Path, home: str) -> None:
    ways: tuple[dict[str, str], ...] = ({}, {"HOME": home, "USERPROFILE": home})
    poster = ("build", "poster", "--content", "../wording", "--font", "arimo", "--output", "-")
    one, other = (run(school, SCRIPT, *poster, **way).stdout for way in ways)
    assert one == other


def test_the_environment_has_no_settings_for_the_pdf(school: Path) -> None:
    ways: tuple[dict[str, str], ...] = (
        {},
        {"RL_ttfAsciiReadable": "1", "RL_reserveTTFNotdef": "1", "RL_useA85": "1", "RL_xmlParser": "none"},
    )
    poster = ("build", "poster", "--content", "../wording", "--font", "arimo", "--output", "-")
    one, other = (sha256(run(school, SCRIPT, *poster, **way).stdout).hexdigest() for way in ways)
    assert one == other


def test_a_program_keeps_its_own_environment_and_modules(school: Path) -> None:
    """Importing senaudit's PDF room leaves the settings that another user of ReportLab has."""
    program = "import os, sys, senaudit.pdf; print(os.environ['RL_invariant'], 'reportlab_mods' in sys.modules)"
    done = run(
        school,
        sys.executable,
        "-c",
        f"import sys; sys.path = [each for each in sys.path if each]; {program}",
        RL_invariant="1",
    )
    assert done.stdout.split() == [b"1", b"False"]


def test_reportlab_does_not_import_harfbuzz_which_only_other_scripts_need(tmp_path: Path) -> None:
    """It takes longer to import than all of ReportLab. What is set in such a script imports it afterwards."""
    program = """
import sys, senaudit
senaudit.build("poster", font="arimo", content=sys.argv[1])
print("uharfbuzz" in sys.modules)
import uharfbuzz
print(uharfbuzz.Buffer().direction)
"""
    done = run(tmp_path, sys.executable, "-c", program, str(write_sample(tmp_path / "wording")))
    assert done.stdout.split() == [b"False", b"invalid"]
