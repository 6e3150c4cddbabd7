"""All source files of a document are found, and no others."""

from __future__ import annotations

from pathlib import Path

import pytest

from senaudit.files.shipped import shipped
from senaudit.recipe.request import Sources
from senaudit.recipe.sources import content_folders, digest, files_of, source_files, watched_folders


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a/one.yaml", "a/.hidden/two.yaml", "a/~$one.yaml", "a/b/c/three.yaml", "elsewhere/d/four.yaml"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(name, "utf-8")


def found() -> list[str]:
    return [Path(path).as_posix() for path in source_files(Path("a"))]


def test_hidden_files_and_what_an_editor_has_open_are_none() -> None:
    assert found() == ["a/one.yaml", "a/b/c/three.yaml"]


def test_chapters_behind_a_link_are_looked_at_for_they_are_read() -> None:
    Path("a/chapters").symlink_to(Path("elsewhere").absolute())
    folders = content_folders(Sources(Path("a")))
    assert folders == (Path("a"), Path("a/chapters"))
    assert set(folders) <= set(watched_folders(Sources(Path("a"))))
    assert [Path(path).as_posix() for path in source_files(folders[1])] == ["a/chapters/d/four.yaml"]
    before = digest(files_of(folders[1]))
    Path("elsewhere/d/four.yaml").write_text("another", "utf-8")
    assert digest(files_of(folders[1])) != before


def test_no_other_link_is_followed() -> None:
    """If a school's folder has a link to a whole disk, that disk is not read."""
    Path("a/link").symlink_to(Path("elsewhere").absolute())
    Path("a/b/back").symlink_to(Path("a").absolute())
    Path("a/chapters").symlink_to(Path("/"))
    assert found() == ["a/one.yaml", "a/b/c/three.yaml"]
    assert watched_folders(Sources(school=Path("a"))) == (
        Path("a"),
        shipped("content"),
        shipped("templates"),
    )
