"""`senaudit watch`, in processes of its own: what it makes on each save, what it survives, and how it ends."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from senaudit.content.shipped import shipped

PATIENCE = 60.0
"""Seconds after which what should have happened will not."""


class Watch:
    """A running `senaudit watch`, and what it has said so far."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        # Whoever starts the tests in the background has Ctrl-C ignored, and children inherit that.
        program = (
            "import runpy, signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
            "runpy.run_module('senaudit', run_name='__main__')"
        )
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-c", program, "watch", *arguments],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            env={**os.environ, "PYTHONUTF8": "1", "PYTHONPATH": str(Path(__file__).resolve().parents[1])},
        )
        self.said = ""
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.said += line

    def wait_for(self, pattern: str, count: int = 1) -> None:
        """Wait until what the pattern finds has been said that many times."""
        until = time.monotonic() + PATIENCE
        while len(re.findall(pattern, self.said)) < count:
            assert time.monotonic() < until, f"{pattern!r} was not said {count} times:\n{self.said}"
            assert self.process.poll() is None, f"it ended with {self.process.returncode}:\n{self.said}"
            time.sleep(0.02)

    def stop(self) -> int:
        """Press Ctrl-C, and return the exit status."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE)

    def end(self) -> None:
        """End it, if it has not ended, and let go of what it had open."""
        self.process.kill()
        self.process.wait(PATIENCE)
        self.reader.join(PATIENCE)
        assert self.process.stdout
        self.process.stdout.close()


MADE = r"made (?:again )?at \d\d:\d\d:\d\d"
KEPT = r"kept the last good one at \d\d:\d\d:\d\d"


@pytest.fixture
def wording(tmp_path: Path) -> Path:
    shutil.copytree(shipped("content"), tmp_path / "wording")
    return tmp_path / "wording"


@pytest.fixture
def watch(tmp_path: Path, wording: Path) -> Iterator[Watch]:
    """The poster being watched, made once."""
    running = Watch(tmp_path, "poster", "--content", "wording", "--font", "arimo")
    try:
        running.wait_for(MADE)
        yield running
    finally:
        running.end()


def replace_in(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_each_save_is_made_however_an_editor_saves(tmp_path: Path, wording: Path, watch: Watch) -> None:
    pdf = tmp_path / "poster.pdf"
    first = pdf.read_bytes()
    replace_in(wording / "poster.yaml", "closing: Not sure", "closing: Unsure")
    watch.wait_for(MADE, 2)
    second = pdf.read_bytes()
    assert second != first
    text = (wording / "poster.yaml").read_text("utf-8").replace("closing: Unsure", "closing: Not sure")
    (tmp_path / "beside").write_text(text, "utf-8")
    (tmp_path / "beside").replace(wording / "poster.yaml")
    watch.wait_for(MADE, 3)
    assert pdf.read_bytes() == first
    assert watch.stop() == 0
    watch.end()
    assert watch.said.endswith("No longer watching.\n")
    assert "Traceback" not in watch.said


def test_a_mistake_keeps_the_last_good_file_until_a_save_mends_it(tmp_path: Path, wording: Path, watch: Watch) -> None:
    pdf = tmp_path / "poster.pdf"
    good = pdf.read_bytes()
    replace_in(wording / "poster.yaml", "closing:", "clsing:")
    watch.wait_for(KEPT)
    assert "did you mean “closing”?" in watch.said
    assert pdf.read_bytes() == good
    replace_in(wording / "poster.yaml", "clsing:", "closing:")
    watch.wait_for(MADE, 2)
    assert pdf.read_bytes() == good


def test_a_folder_that_goes_and_comes_back_is_survived(tmp_path: Path, wording: Path, watch: Watch) -> None:
    wording.rename(tmp_path / "away")
    watch.wait_for(KEPT)
    (tmp_path / "away").rename(wording)
    watch.wait_for(MADE, 2)
    assert watch.stop() == 0


def test_an_output_that_cannot_be_written_is_tried_again_without_a_save(
    tmp_path: Path, watch: Watch, wording: Path
) -> None:
    pdf = tmp_path / "poster.pdf"
    pdf.unlink()
    pdf.mkdir()
    replace_in(wording / "poster.yaml", "closing: Not sure", "closing: Unsure")
    watch.wait_for(KEPT)
    assert "this is a folder" in watch.said
    pdf.rmdir()
    watch.wait_for(MADE, 2)
    assert pdf.read_bytes().startswith(b"%PDF-")


def test_a_schools_own_folder_is_watched(tmp_path: Path) -> None:
    school = tmp_path / "oak"
    (school / "questions").mkdir(parents=True)
    (school / "school.yaml").write_text("name: Oak Hill\n", "utf-8")
    running = Watch(school, "sheets", "--chapter", "support", "--font", "arimo")
    try:
        running.wait_for(MADE)
        before = (school / "sheets-support.pdf").read_bytes()
        (school / "questions" / "a.yaml").write_text("drop: support:information\n", "utf-8")
        running.wait_for(MADE, 2)
        assert (school / "sheets-support.pdf").read_bytes() != before
        time.sleep(1.0)
        assert len(re.findall(MADE, running.said)) == 2, "what it makes itself is no save"
        assert running.stop() == 0
    finally:
        running.end()


def test_what_cannot_be_watched_ends_at_once(tmp_path: Path) -> None:
    for arguments, status in ((["--output", "-"], 2), (["--content", "nowhere"], 3), (["--paper", "B5"], 2)):
        command = [sys.executable, "-m", "senaudit", "watch", "poster", *arguments]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=PATIENCE)
        assert done.returncode == status
        assert b"Traceback" not in done.stderr
