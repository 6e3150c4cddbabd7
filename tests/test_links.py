"""Nothing is written through a link that somebody may have put into a folder. A path that is typed may be a link."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sample_content import write_sample

from senaudit.cli import commands
from senaudit.files import opened
from senaudit.files.output import append, check_files, check_folder, make_files, make_folder, write, write_together
from senaudit.problems import FileError
from senaudit.schools.manifest import NAME

pytestmark = pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")

ROOT = Path(__file__).resolve().parents[1]
PRECIOUS = b"PRECIOUS"


def senaudit(*arguments: object) -> Result:
    return CliRunner().invoke(commands, [str(part) for part in arguments])


@pytest.fixture(params=["handles", "paths"])
def here(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty working folder beside a folder with a precious file, which nothing may change.

    Folders are opened by handles, or by paths as on a system that has none.
    """
    assert opened.HANDLES
    monkeypatch.setattr(opened, "HANDLES", request.param == "handles")
    elsewhere, work = tmp_path / "elsewhere", tmp_path / "work"
    elsewhere.mkdir()
    work.mkdir()
    (elsewhere / "victim").write_bytes(PRECIOUS)
    monkeypatch.chdir(work)
    yield elsewhere
    assert [(path.name, path.read_bytes()) for path in elsewhere.iterdir()] == [("victim", PRECIOUS)]


def link(name: str, target: Path) -> None:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).symlink_to(target)


WRITERS: dict[str, Callable[[Path], object]] = {
    "write": lambda path: write(path, b"new", Path("root")),
    "append": lambda path: append(path, b"new", Path("root")),
    "make_files": lambda path: make_files({path: b"new"}, Path("root")),
    "make_folder": lambda path: make_folder(path, Path("root")),
    "check_files": lambda path: check_files(path, root=Path("root")),
    "check_folder": lambda path: check_folder(path, Path("root")),
}


@pytest.mark.parametrize("name", ["root/a", "root/a/b", "root/a/b/c"])
@pytest.mark.parametrize("writer", WRITERS)
def test_a_link_anywhere_below_the_root_is_refused_at_its_place(here: Path, writer: str, name: str) -> None:
    link(name, here)
    with pytest.raises(FileError) as caught:
        WRITERS[writer](Path("root/a/b/c"))
    (problem,) = caught.value.problems
    assert problem.kind == "output-is-link"
    assert problem.place
    assert problem.place.path == Path(name)


@pytest.mark.parametrize("target", ["victim", "missing"])
def test_a_link_to_a_file_and_one_to_nothing_are_refused_alike(here: Path, target: str) -> None:
    link("root/guide.pdf", here / target)
    errors = write_together({Path("root/guide.pdf"): b"new", Path("root/poster.pdf"): b"new"}, Path("root"))
    assert [error.problems[0].kind for error in errors.values()] == ["output-is-link"]
    assert Path("root/poster.pdf").read_bytes() == b"new"
    assert Path("root/guide.pdf").is_symlink()


def test_a_root_that_is_typed_may_be_a_link(here: Path) -> None:
    Path("real").mkdir()
    link("root", Path("real"))
    check_folder(Path("root/a"), Path("root"))
    make_folder(Path("root/a"), Path("root"))
    write(Path("root/a/b"), b"new", Path("root"))
    assert Path("real/a/b").read_bytes() == b"new"


def test_a_file_with_a_second_name_elsewhere_is_not_added_to_there(here: Path) -> None:
    Path("root").mkdir()
    Path("root/manifest").hardlink_to(here / "victim")
    append(Path("root/manifest"), b"line", Path("root"))
    assert Path("root/manifest").read_bytes() == PRECIOUS + b"\nline"


# What comes by email


@pytest.fixture
def school(here: Path) -> Path:
    """A school's folder, in which one is."""
    senaudit("new", "Sym", "--folder", "s")
    write_sample(Path("wording"))
    os.chdir("s")
    return here


@pytest.mark.parametrize(
    ("name", "target"), [("audit-pack/guide.pdf", "victim"), ("audit-pack/guide.pdf", "new"), ("audit-pack", ".")]
)
def test_a_link_among_the_results_is_told_and_not_followed(school: Path, name: str, target: str) -> None:
    link(name, school / target)
    checked = senaudit("check")
    assert checked.exit_code == 1
    assert f"{name}: this link leads out of the school’s folder" in checked.stderr
    assert senaudit("build", "pack", "--content", "../wording").exit_code in (1, 3)
    Path("school.yaml").unlink()  # a folder that is no school's is read by nobody
    built = senaudit("build", "pack", "--content", "../wording")
    assert built.exit_code == 3
    assert built.stderr.startswith(f"{name}: this is a link, and nothing is written through it\n    help: ")


@pytest.mark.parametrize("name", ["audit-pack/guide.pdf", "audit-pack"])
def test_a_link_among_the_results_that_stays_inside_is_told_too(school: Path, name: str) -> None:
    link(name, Path("school.yaml").absolute() if name.endswith("pdf") else Path("questions").absolute())
    checked = senaudit("check")
    assert f"{name}: warning: this is a link, and no document will be written through it" in checked.stderr
    for kind in ("guide", "pack"):
        assert senaudit("build", kind, "--content", "../wording").exit_code == 3
    assert Path("school.yaml").read_text("utf-8").count("Sym")
    assert not list(Path("questions").glob("*.pdf"))


def test_a_document_of_the_usual_name_is_not_written_through_a_link(here: Path) -> None:
    link("poster.pdf", here / "victim")
    assert "poster.pdf: this is a link" in senaudit("build", "poster").stderr


@pytest.mark.parametrize("name", ["chapters", "questions"])
def test_no_copy_is_written_through_a_link(school: Path, name: str) -> None:
    if Path(name).exists():
        Path(name).rename("old")
    link(name, school)
    copied = senaudit("eject", "support", "communication:telephone")
    assert copied.exit_code == 3
    assert f"{name}: this is a link" in copied.stderr
    assert not [path for path in Path().rglob("*") if path.name in ("support.yaml", "telephone.yaml")]


@pytest.mark.parametrize("name", ["report.csv", NAME, "oak", "oak/guide.pdf"])
@pytest.mark.parametrize("target", ["victim", "new", "."])
def test_no_pack_of_a_table_is_written_through_a_link(here: Path, name: str, target: str) -> None:
    write_sample(Path("wording"))
    Path("t.csv").write_text("name\nOak\nAsh\n")
    link(f"packs/{name}", here / target)
    command = ("build", "pack", "--schools", "t.csv", "--into", "packs", "--content", "wording", "--jobs", 1)
    done = senaudit(*command)
    assert done.exit_code == 3
    assert f"packs/{name}: this is a link, and nothing is written through it" in done.stderr.replace("\\", "/")
    assert Path("packs/ash/guide.pdf").is_file() == name.startswith("oak")


# What is typed


def test_an_output_that_is_typed_may_be_a_link(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("shared").mkdir()
    link("poster.pdf", Path("shared/poster of 2026.pdf"))
    for _ in range(2):
        assert senaudit("build", "poster", "--output", "poster.pdf").exit_code == 0
        assert Path("poster.pdf").is_symlink()
        assert Path("shared/poster of 2026.pdf").read_bytes().startswith(b"%PDF")
    link("packs", Path("shared"))
    write_sample(Path("wording"))
    assert senaudit("build", "pack", "--content", "wording", "--output", "packs").exit_code == 0
    assert Path("shared/guide.pdf").is_file()


@pytest.mark.parametrize("output", ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "out"])
def test_standard_output_by_another_name_is_added_to_as_a_shell_would(tmp_path: Path, output: str) -> None:
    """It is not replaced by a file that has nothing else in it, and no message gets into it."""
    if sys.platform != "linux":
        return
    (tmp_path / "out").symlink_to("/dev/stdout")
    build = f'"{sys.executable}" -m senaudit build poster --output {output}'
    done = subprocess.run(
        f"(echo before; {build}; echo after) > file; (echo before; {build}; echo after) | cat > pipe",
        shell=True, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True,
    )  # fmt: skip
    assert done.stderr == "standard output: 1 page\n" * 2
    for name in ("file", "pipe"):
        data = (tmp_path / name).read_bytes()
        assert data.startswith(b"before\n%PDF")
        assert data.endswith(b"%%EOF\nafter\n")


def test_another_open_file_is_added_to(tmp_path: Path) -> None:
    if sys.platform != "linux":
        return
    done = subprocess.run(
        f'(echo before >&7; "{sys.executable}" -m senaudit build poster --output /dev/fd/7; echo after >&7) 7> file',
        shell=True, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True,
    )  # fmt: skip
    assert done.stderr == "/dev/fd/7: 1 page\n"
    assert (tmp_path / "file").read_bytes().startswith(b"before\n%PDF")
    assert (tmp_path / "file").read_bytes().endswith(b"%%EOF\nafter\n")
