"""The key of a pack depends on the fonts of scripts if something may be set in one of them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from senaudit.files.shipped import shipped

PROGRAM = """
from pathlib import Path
from senaudit.recipe.request import Sources, request_for
from senaudit.schools.manifest import row_key, shared_key
from senaudit.schools.table import read_table
rows = read_table(Path("t.csv"))[1]
request = request_for("poster", font="arimo", content=Path("content") if Path("content").is_dir() else None)
print(shared_key((request,)), *(row_key("", row, Path()) for row in rows))
"""


def keys(folder: Path, font: str = "") -> list[str]:
    """Return the key of what all packs share, and that of each row, on a computer that has a font for Urdu, or none."""
    home = folder / f"home-{font}"
    (home / "fonts").mkdir(parents=True, exist_ok=True)
    if font:
        data = (shipped("fonts") / f"NotoSansArabic-{font}.ttf").read_bytes()
        (home / "fonts/NotoNastaliqUrdu-Regular.ttf").write_bytes(data)
    return subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=folder,
        env={**os.environ, "XDG_DATA_HOME": str(home), "PYTHONPATH": str(Path(__file__).parents[1])},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout.split()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "t.csv").write_text("name,folder\nOak,\nŽofie,zofie\nایک اسکول,\nElm,elm\n", "utf-8")
    for name, words in (("zofie", "name: Žofie\n"), ("elm", "name: ایک\n")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "school.yaml").write_text(words, "utf-8")
        (tmp_path / name / "logo.png").write_bytes(bytes(range(256)))
    return tmp_path


def test_a_font_that_changed_makes_only_those_packs_anew_that_it_may_be_in(folder: Path) -> None:
    shared, oak, zofie, urdu, elm = keys(folder, "Regular")
    again = keys(folder, "Regular")
    assert again == [shared, oak, zofie, urdu, elm]
    changed = keys(folder, "Bold")
    assert changed[:3] == [shared, oak, zofie]
    assert changed[3] != urdu
    assert changed[4] != elm


def test_a_translation_in_a_folder_of_content_makes_all_packs_depend_on_the_fonts(folder: Path) -> None:
    (folder / "content/languages").mkdir(parents=True)
    (folder / "content/languages/ur.po").write_text('msgid "a"\nmsgstr "ایک"\n', "utf-8")
    assert keys(folder, "Regular")[0] != keys(folder, "Bold")[0]
    (folder / "content/languages/ur.po").write_bytes('msgid "a"\nmsgstr "ایک"\n'.encode("utf-16"))
    assert keys(folder, "Regular")[0] != keys(folder, "Bold")[0]
