"""All source files of a document are found, and no others."""

from __future__ import annotations

from pathlib import Path

import pytest

from senaudit.cli.watching import _WatchedFiles
from senaudit.files.shipped import shipped
from senaudit.recipe.request import Sources, request_for
from senaudit.recipe.sources import (
    TEMPLATE_FILES,
    SourceFolder,
    digest,
    files_of,
    school_folders,
    source_files,
    source_folders,
)
from senaudit.schools.manifest import shared_key


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a/one.yaml", "a/.hidden/two.yaml", "a/~$one.yaml", "a/b/c/three.yaml", "elsewhere/d/four.yaml"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(name, "utf-8")


def found() -> list[str]:
    return [Path(path).as_posix() for path in source_files(SourceFolder(Path("a")))]


def test_hidden_files_and_what_an_editor_has_open_are_none() -> None:
    assert found() == ["a/one.yaml", "a/b/c/three.yaml"]


def test_chapters_behind_a_link_are_looked_at_for_they_are_read() -> None:
    Path("a/chapters").symlink_to(Path("elsewhere").absolute())
    folders = source_folders(Sources(Path("a")))
    assert [folder.path for folder in folders[:-1]] == [Path("a"), Path("a/chapters")]
    assert [Path(path).as_posix() for path in source_files(folders[1])] == ["a/chapters/d/four.yaml"]
    before = digest(files_of(folders[1]))
    Path("elsewhere/d/four.yaml").write_text("another", "utf-8")
    assert digest(files_of(folders[1])) != before


def test_a_template_may_include_a_file_of_any_name_but_a_pdf_made_beside_it_is_no_source() -> None:
    for name in ("a/note.any", "a/guide.pdf", "a/templates/note.any", "a/templates/guide.PDF"):
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text("", "utf-8")
    school, templates = ({Path(path).name for path in source_files(folder)} for folder in school_folders(Path("a")))
    assert "note.any" in templates
    assert "note.any" not in school
    assert "guide.pdf" not in {name.lower() for name in templates | school}


@pytest.mark.parametrize(
    ("sources", "edited"),
    [
        (Sources(content=Path("a")), "a/one.yaml"),
        (Sources(content=Path("a")), "elsewhere/d/four.yaml"),
        (Sources(templates=Path("a")), "a/note.any"),
        (Sources(school=Path("a")), "a/one.yaml"),
        (Sources(school=Path("a")), "a/templates/note.any"),
    ],
)
def test_a_batch_and_a_watch_go_by_the_same_files(sources: Sources, edited: str) -> None:
    """What the one makes a document again for, the other does too."""
    Path("a/chapters").symlink_to(Path("elsewhere").absolute())
    Path("a/templates").mkdir()
    Path("a/school.yaml").touch()
    Path(edited).touch()
    request = request_for("guide", font="arimo", **sources._asdict())
    watched = _WatchedFiles({**sources._asdict()})
    before = shared_key((request,)), watched.files()
    Path(edited).write_text("saved again", "utf-8")
    after = shared_key((request,)), watched.files()
    assert after[0] != before[0]
    assert after[1] != before[1]


def test_no_other_link_is_followed() -> None:
    """If a school's folder has a link to a whole disk, that disk is not read."""
    Path("a/link").symlink_to(Path("elsewhere").absolute())
    Path("a/b/back").symlink_to(Path("a").absolute())
    Path("a/chapters").symlink_to(Path("/"))
    assert found() == ["a/one.yaml", "a/b/c/three.yaml"]
    assert source_folders(Sources(school=Path("a"))) == (
        SourceFolder(Path("a")),
        SourceFolder(shipped("content")),
        SourceFolder(shipped("templates"), TEMPLATE_FILES),
    )


@pytest.mark.parametrize("name", ["steps.py", "page.css", "sheets.js"])
def test_packs_are_made_again_when_a_file_of_the_program_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """The style of a web page and its script are such files too."""
    monkeypatch.setattr("senaudit.schools.manifest.__file__", str(tmp_path / "schools" / "manifest.py"))
    (tmp_path / "web").mkdir()
    keys = set()
    for text in ("a", "b", "a"):
        (tmp_path / "web" / name).write_text(text, "utf-8")
        keys.add(shared_key((request_for("poster"),)))
    assert len(keys) == 2
