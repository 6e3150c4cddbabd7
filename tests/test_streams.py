"""Standard streams that are missing or full, and errors of the system: each is told as what it is."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SENAUDIT = f'"{sys.executable}" -m senaudit'
STREAMS = {"standard output": ">&-", "standard error": "2>&-", "both": ">&- 2>&-", "all three": "<&- >&- 2>&-"}

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the shell of POSIX closes the streams")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder of every test, with a school's folder and a table in it."""
    monkeypatch.chdir(tmp_path)
    Path("s").mkdir()
    Path("s/school.yaml").write_text("name: Oak Hill Primary\n", "utf-8")
    Path("schools.csv").write_text("name\nA\nB\n", "utf-8")
    return tmp_path


def shell(line: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a line of the shell, in which SENAUDIT is the command."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **more}
    line = line.replace("SENAUDIT", SENAUDIT)
    done = subprocess.run(["/bin/sh", "-c", line], env=environment, capture_output=True, text=True)
    assert "Traceback" not in done.stderr
    return done


@pytest.mark.parametrize("closed", STREAMS.values(), ids=STREAMS)
def test_a_missing_stream_changes_nothing(closed: str) -> None:
    assert shell("SENAUDIT build poster --school s --output out.pdf").returncode == 0
    assert shell(f"SENAUDIT build poster --school s --output closed.pdf {closed}").returncode == 0
    assert Path("closed.pdf").read_bytes() == Path("out.pdf").read_bytes()
    assert shell(f"SENAUDIT check --school s {closed}").returncode == 0
    Path("s/poster.yaml").write_text("titel: Oak\n", "utf-8")
    assert shell(f"SENAUDIT check --school s {closed}").returncode == 1
    assert shell(f"SENAUDIT lst {closed}").returncode == 2


def test_packs_are_made_by_several_processes_without_any_stream() -> None:
    assert (
        shell(f"SENAUDIT build pack --schools schools.csv --into packs --jobs 2 {STREAMS['all three']}").returncode == 0
    )
    assert len(list(Path("packs").rglob("*.pdf"))) == 6


@pytest.mark.parametrize("closed", STREAMS.values(), ids=STREAMS)
def test_no_file_gets_the_number_of_a_missing_stream(closed: str) -> None:
    """What a library prints by that number would stand in the file."""
    code = (
        "from senaudit.cli.streams import prepare_streams\n"
        "prepare_streams()\n"
        "file = open('number', 'w')\n"
        "file.write(str(file.fileno()))\n"
    )
    assert shell(f'{sys.executable} -c "{code}" {closed}').returncode == 0
    assert int(Path("number").read_text()) > 2


def test_a_document_needs_the_standard_output_that_it_is_to_go_to() -> None:
    done = shell("SENAUDIT build poster --output - >&-")
    assert done.returncode == 3
    assert done.stderr == "there is no standard output to write to\n    help: name a file to write to\n"


FULL = (
    "--help", "--version", "build poster --help", "list", "check --messages json",
    "check --content nowhere --messages json", "build poster --output -", "doctor", "config",
)  # fmt: skip


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
@pytest.mark.parametrize("command", FULL)
@pytest.mark.parametrize("unbuffered", ["", "1"], ids=["buffered", "unbuffered"])
def test_standard_output_that_is_full_is_told_in_one_line_and_ends_with_3(command: str, unbuffered: str) -> None:
    done = shell(f"SENAUDIT {command} > /dev/full", PYTHONUNBUFFERED=unbuffered)
    assert done.returncode == 3
    message, _, rest = done.stderr.partition("\n")
    assert message == "standard output cannot be written: No space left on device"
    assert re.fullmatch(r"    help: .*\n", rest)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_standard_error_that_is_full_changes_nothing() -> None:
    assert shell("SENAUDIT build poster --output out.pdf 2> /dev/full").returncode == 0
    assert Path("out.pdf").exists()
    assert shell("SENAUDIT check --content nowhere 2> /dev/full").returncode == 3


CAUSES = {
    "mkdir gone && cd gone && rmdir ../gone && SENAUDIT list": "the folder that you are in is gone",
    "SENAUDIT build pack --output " + 300 * "a": "this cannot be written: its name is too long",
    "ulimit -n 10; SENAUDIT build pack --schools schools.csv --into packs --jobs 2": "more files are open than",
}


@pytest.mark.parametrize("line", CAUSES)
def test_an_error_of_the_system_is_told_as_what_it_is(line: str) -> None:
    done = shell(line)
    assert done.returncode == 3
    assert CAUSES[line] in done.stderr
    assert "standard output" not in done.stderr


@pytest.mark.slow
def test_every_command_of_the_tests_does_the_same_without_streams() -> None:
    """The tests of the command line run again, with `streamless.py`."""
    files = [str(ROOT / "tests" / name) for name in ("test_cli.py", "test_school_commands.py", "test_report.py")]
    path = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-o", "addopts=", "-p", "no:xdist", "-p", "streamless", *files],
        env={**os.environ, "PYTHONPATH": path}, cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:]
    ran = re.search(r"^(\d+) commands ran without streams$", done.stdout, re.MULTILINE)
    assert ran
    assert int(ran[1]) > 200
