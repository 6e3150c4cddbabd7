"""Shared by the tests of batches: a table of schools, the command as a process of its own, and its results."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sample_content import write_sample

from senaudit.files.opened import OpenFolder
from senaudit.recipe.request import Kind

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 60
"""Seconds to wait for something before a test fails; long enough for the slowest computer."""

PACK_KINDS: tuple[Kind, ...] = ("guide", "sheets", "poster")
"""The documents of a pack."""

TABLE = """name,senco,authority,logo,folder
Oak Hill Primary School,Mrs Okafor,Anytown,,
Ash Lane School,,Anytown,ash.png,
Ysgol y Wŷdd,Mr Łoś,Cyngor,,
,,,,beech
"""


def write_all() -> None:
    """Write the table and the files of its rows into the working folder, with content that is quick to build."""
    write_sample(Path("wording"))
    Image.new("RGB", (600, 250), (30, 90, 160)).save("ash.png")
    Path("beech").mkdir()
    Path("beech/school.yaml").write_text("name: Beech Park School\nsenco: Ms Bell\n")
    table()


def table(text: str = TABLE) -> None:
    Path("schools.csv").write_text(text, "utf-8")


def many(count: int, senco: str = "Mrs A") -> str:
    return "name,senco\n" + "".join(f"School {number},{senco}\n" for number in range(1, count + 1))


def start_command(*arguments: object) -> subprocess.Popen[str]:
    """Start a command as a process of its own. Ctrl-C works in it, even if the tests ignore it."""
    program = (
        "import runpy, signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "runpy.run_module('senaudit', run_name='__main__')"
    )
    return subprocess.Popen(
        [sys.executable, "-c", program, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8",
    )  # fmt: skip


def wait_until(true: Callable[[], bool]) -> None:
    """Wait until a condition is true. Fail after `PATIENCE` seconds."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end
        time.sleep(0.005)


def files(folder: str = "packs") -> dict[str, bytes]:
    """Return the files in a folder, by path. The manifest is left out, and so are the seconds in reports."""
    found = sorted(path for path in Path(folder).rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found if path.suffix in (".pdf", ".txt")}


class DiskCalls:
    """Records the order in which files and folders are synced, files are renamed, and lines are appended."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._calls: list[tuple[str, tuple[int, int], int]] = []
        for name, what in (("fsync", "sync"), ("write", "line")):
            patch.setattr(os, name, self._noting(what, getattr(os, name)))
        patch.setattr(OpenFolder, "replace", self._noting_name(OpenFolder.replace))

    def _noting(self, what: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def noting(file: Any, *arguments: Any) -> Any:
            stat = os.stat(file)  # noqa: PTH116  # of a path or a descriptor
            self._calls.append((what, (stat.st_dev, stat.st_ino), stat.st_size))
            return function(file, *arguments)

        return noting

    def _noting_name(self, replace: Callable[[OpenFolder, str, str], None]) -> Callable[[OpenFolder, str, str], None]:
        def noting(folder: OpenFolder, name: str, target: str) -> None:
            stat = (folder.path / name).stat()
            self._calls.append(("name", (stat.st_dev, stat.st_ino), stat.st_size))
            replace(folder, name, target)

        return noting

    def calls(self, folder: Path) -> list[tuple[str, str]]:
        """Return the calls in order, each with the present path of its file or folder in `folder`."""
        found = {(stat.st_dev, stat.st_ino): path for path in (folder, *folder.rglob("*")) if (stat := path.stat())}
        known = [(what, found[number], size) for what, number, size in self._calls if number in found]
        assert all(path.is_dir() or path.stat().st_size == size for what, path, size in known if what == "sync")
        return [(what, path.relative_to(folder).as_posix()) for what, path, _ in known]
