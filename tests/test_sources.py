"""The files that a document is made from are all found, behind links too, and each once."""

from __future__ import annotations

from pathlib import Path

import pytest

from senaudit.sources import digest, files_of, source_files


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


def test_a_folder_behind_a_link_is_looked_into_and_what_changes_there_tells() -> None:
    Path("a/link").symlink_to(Path("elsewhere").absolute())
    assert found() == ["a/one.yaml", "a/b/c/three.yaml", "a/link/d/four.yaml"]
    before = digest(files_of(Path("a")))
    Path("elsewhere/d/four.yaml").write_text("another", "utf-8")
    assert digest(files_of(Path("a"))) != before


def test_links_that_lead_in_a_circle_come_to_an_end() -> None:
    Path("a/b/back").symlink_to(Path("a").absolute())
    Path("a/b/c/itself").symlink_to(Path("a/b/c").absolute())
    Path("a/link").symlink_to(Path("elsewhere").absolute())
    Path("a/second").symlink_to(Path("elsewhere").absolute())
    Path("elsewhere/link").symlink_to(Path("a").absolute())
    paths = found()
    assert paths[:2] == ["a/one.yaml", "a/b/c/three.yaml"]
    assert "a/link/d/four.yaml" in paths
    assert not [path for path in paths if path.startswith("a/second")]
    assert len(paths) < 10
