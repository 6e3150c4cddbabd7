"""Compiled nodes are the same as the YAML's, and are used only for the same bytes."""

from __future__ import annotations

import marshal
from pathlib import Path

import pytest

from senaudit.files.shipped import shipped
from senaudit.recipe.reading import read_content
from senaudit.recipe.request import request_for
from senaudit.school.reading import read
from senaudit.source import compiled as ready
from senaudit.source.compiled import COMPILED_FOLDER, compile_all, compiled
from senaudit.source.nodes import Node
from senaudit.source.parsing import parse_bytes

FILES = [path for folder in ("content", "templates") for path in sorted(shipped(folder).rglob("*.yaml"))]
POSTER = shipped("content") / "poster.yaml"


def nodes_in(node: object) -> list[str]:
    """Return all nodes and places under a node, each with its class, in their order."""
    below = [each for part in node for each in nodes_in(part)] if isinstance(node, tuple) else []
    return [repr(node), *below]


def parsed(path: Path) -> Node:
    node, problems = parse_bytes(path.read_bytes(), path)
    assert node is not None
    assert problems == []
    return node


def test_each_shipped_file_is_compiled_as_it_stands() -> None:
    there = {path.name: path.read_bytes() for path in COMPILED_FOLDER.glob("*.nodes")}
    assert there == compile_all(FILES), "install senaudit again: its content has changed since"
    assert len(there) == len(FILES) >= 14


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_compiled_nodes_are_those_that_the_file_is_read_as(path: Path) -> None:
    """Their places are the same too: path, line, column, width, text, and lines of long texts."""
    node = compiled(path.read_bytes(), path)
    assert nodes_in(node) == nodes_in(parsed(path))
    assert read(path) == (parsed(path), [])


def test_content_is_the_same_with_compiled_nodes_and_without(monkeypatch: pytest.MonkeyPatch) -> None:
    guide = read_content(request_for("guide"))
    monkeypatch.setattr(ready, "COMPILED_FOLDER", Path("nowhere"))
    assert read_content(request_for("guide")) == guide


def test_a_file_of_other_bytes_is_read_as_yaml(tmp_path: Path) -> None:
    path = tmp_path / "poster.yaml"
    path.write_bytes(POSTER.read_bytes() + b"more: words\n")
    assert compiled(path.read_bytes(), Path("x")) is None
    node, _ = read(path)
    assert node == parsed(path)
    assert "more" in repr(node)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of compiled nodes, to damage."""
    monkeypatch.setattr(ready, "COMPILED_FOLDER", tmp_path)
    for name, data in compile_all([POSTER]).items():
        (tmp_path / name).write_bytes(data)
    assert compiled(POSTER.read_bytes(), Path("x")) is not None
    return tmp_path


def test_a_damaged_file_of_nodes_counts_for_nothing(folder: Path) -> None:
    (made,) = folder.iterdir()
    data = made.read_bytes()
    changed = [data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :] for at in range(0, len(data), 97)]
    content = marshal.dumps(("other words", 1, 1, 1, 0))
    for damage in (b"", data[:15], data[:16], data[:-1], data + b"\0", data[:16] + content, *changed):
        made.write_bytes(damage)
        assert compiled(POSTER.read_bytes(), Path("x")) is None
        assert read(POSTER) == (parsed(POSTER), [])


def test_nodes_that_other_modules_read_count_for_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever changes how YAML is read sees the change at once, without another install."""
    monkeypatch.setattr(ready, "_reader", lambda: b"another digest")
    assert compiled(POSTER.read_bytes(), Path("x")) is None


def test_a_change_in_a_module_that_reads_yaml_changes_the_digest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in Path(ready.__file__).parent.glob("*.py"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr(ready, "__file__", str(tmp_path / "compiled.py"))
    assert ready._reader.__wrapped__() == ready._reader()
    with (tmp_path / "parsing.py").open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    assert ready._reader.__wrapped__() != ready._reader()


def test_no_folder_but_the_program_s_own_is_looked_into(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "poster.yaml"
    own.write_text("title: mine\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    for name, data in compile_all([own]).items():
        for place in (tmp_path, tmp_path / "nodes", tmp_path / "data" / "nodes"):
            place.mkdir(parents=True, exist_ok=True)
            (place / name).write_bytes(data)
    assert compiled(own.read_bytes(), Path("x")) is None


@pytest.mark.parametrize(
    "data", [b"title: one\r\ntext: two\r\n", b"\xef\xbb\xbftitle: one\n", b"a: &x [*x]\n", b"a: 1\na: 2\n"]
)
def test_a_file_that_its_nodes_alone_would_not_tell_whole_is_not_compiled(data: bytes, tmp_path: Path) -> None:
    """Its line ends differ, or it has mistakes to report."""
    (tmp_path / "file.yaml").write_bytes(data)
    assert compile_all([tmp_path / "file.yaml"]) == {}
