"""What killed runs leave behind goes with the next run, and several files are made together or not at all."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from batches import PATIENCE, ROOT, DiskCalls, files, many, start_command, table, wait_until, write_all
from click.testing import CliRunner, Result

from senaudit.cli import commands
from senaudit.files import leftovers
from senaudit.files.opened import OpenFolder
from senaudit.files.output import make_files, make_new_folder, write
from senaudit.problems import FileError
from senaudit.schools.manifest import NAME


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def senaudit(*arguments: str) -> Result:
    return CliRunner().invoke(commands, list(arguments))


def names() -> list[str]:
    return sorted(path.as_posix() for path in Path().rglob("*"))


def killed(call: str, times: int, *arguments: str) -> None:
    """Run the command until a function of `os` is called for that time, and kill it there."""
    program = f"""if True:
        import os, signal, sys
        function, left = os.{call}, [{times}]
        def kill(*arguments, **named):
            left[0] -= 1
            if not left[0]:
                os.kill(os.getpid(), signal.SIGKILL)
            return function(*arguments, **named)
        kill.__name__ = {call!r}
        import senaudit.cli, senaudit.files.output
        os.{call} = kill
        sys.argv = ["senaudit", *{list(arguments)!r}]
        senaudit.cli.main()
    """
    done = subprocess.run([sys.executable, "-c", program], env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert done.returncode == -signal.SIGKILL


# A new folder


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal")
@pytest.mark.parametrize(("call", "times"), [("mkdir", 3), ("fsync", 1), ("replace", 2), ("rename", 1)])
def test_a_folder_that_was_being_made_when_its_run_was_killed_goes_with_the_next(call: str, times: int) -> None:
    killed(call, times, "new", "Oak")
    (left,) = Path().iterdir()
    assert left.name.startswith(".senaudit-")
    assert senaudit("new", "Ash", "--quiet").exit_code == 0
    assert [path.name for path in Path().iterdir()] == ["ash"]


def test_a_folder_that_another_run_is_making_is_left_alone() -> None:
    name = leftovers.new_folder_name("oak").replace(leftovers._run(os.getpid()), "01234567")
    others = [name.replace(f"-{os.getpid()}-", f"-{os.getppid()}-"), name.replace(".new", ".news")]
    for other in others:
        Path(other).mkdir()
    make_new_folder(Path("oak"), {"a": b"a"})
    assert names() == sorted([*others, "oak", "oak/a"])


def test_a_link_that_is_called_like_a_folder_of_ours_is_not_followed(tmp_path: Path) -> None:
    Path("precious").mkdir()
    Path("precious/a").touch()
    Path("here").mkdir()
    name = leftovers.new_folder_name("oak").replace(leftovers._run(os.getpid()), "01234567")
    Path("here", name).symlink_to(Path("precious").absolute())
    make_new_folder(Path("here/oak"), {})
    assert Path("precious/a").is_file()


def test_a_new_folder_is_on_the_disk_before_it_takes_its_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    disk = DiskCalls(monkeypatch)
    order = []
    rename = Path.rename

    def noting(path: Path, target: Path) -> Path:
        order.append(len(disk.calls(tmp_path)))
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", noting)
    make_new_folder(Path("oak"), {"school.yaml": b"a", "questions/a.yaml": b"b"})
    before, after = disk.calls(tmp_path)[: order[0]], disk.calls(tmp_path)[order[0] :]
    assert {path for what, path in before if what == "sync"} >= {
        "oak", "oak/school.yaml", "oak/questions", "oak/questions/a.yaml",
    }  # fmt: skip
    assert ("sync", ".") in after


def test_a_new_folder_that_cannot_be_filled_leaves_nothing() -> None:
    with pytest.raises(FileError) as caught:
        make_new_folder(Path("oak"), {"a": b"a", "x" * 300: b"b"})
    assert caught.value.problems[0].place
    assert caught.value.problems[0].place.path == Path("oak")
    assert names() == []


# A batch


@pytest.mark.slow
def test_a_batch_that_is_killed_leaves_nothing_that_its_next_run_does_not_take_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("temporary").mkdir()
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(name, str(tmp_path / "temporary"))
    write_all()
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 1"><rect width="1" height="1"/></svg>'
    Path("logo.svg").write_text(drawing)
    table(many(40).replace("name,senco", "name,senco,logo").replace("Mrs A", "Mrs A,logo.svg"))
    build = ("build", "pack", "--content", "wording", "--schools", "schools.csv", "--into", "packs", "--jobs", "2")
    running = start_command(*build)
    wait_until(lambda: len(files()) >= 9)
    workers = psutil.Process(running.pid).children(recursive=True)
    running.kill()
    running.communicate()
    psutil.wait_procs(workers, PATIENCE)
    assert list(Path("temporary").iterdir()) == []
    again = start_command(*build)
    again.communicate()
    assert again.returncode == 0
    assert list(Path("temporary").iterdir()) == []
    assert [path.name for path in Path("packs").rglob(".*")] == [NAME]


# Copies of several pieces


def test_a_copy_of_several_pieces_is_made_as_a_whole_or_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    assert senaudit("new", "Oak").exit_code == 0
    before = names()
    pieces = ["communication:telephone", "poster", "support", "guide.xml.j2"]
    renamed: list[str] = []
    rename = OpenFolder.rename_new

    def fail_later(folder: OpenFolder, name: str, target: str) -> None:
        renamed.append(target)
        if target == "support.yaml":
            raise OSError(5, "Input/output error")
        rename(folder, name, target)

    with monkeypatch.context() as patch:
        patch.setattr(OpenFolder, "rename_new", fail_later)
        failed = senaudit("eject", *pieces, "--school", "oak")
    assert failed.exit_code == 3
    assert f"{Path('oak/chapters/support.yaml')}: this cannot be written: Input/output error" in failed.stderr
    assert "poster.yaml" in renamed
    assert names() == before
    assert senaudit("eject", *pieces, "--school", "oak").exit_code == 0
    assert len(set(names()) - set(before)) == 6, "four files, and the folders chapters and templates"


def test_a_file_that_comes_in_between_is_not_written_over(monkeypatch: pytest.MonkeyPatch) -> None:
    rename = OpenFolder.rename_new

    def come_between(folder: OpenFolder, name: str, target: str) -> None:
        (folder.path / target).write_bytes(b"precious")
        rename(folder, name, target)

    monkeypatch.setattr(OpenFolder, "rename_new", come_between)
    with pytest.raises(FileError) as caught:
        make_files({Path("a"): b"a"}, Path())
    assert caught.value.problems[0].kind == "file-exists"
    assert Path("a").read_bytes() == b"precious"
    assert names() == ["a"]


# In a container every run has the same number


def test_a_part_of_an_earlier_run_with_our_number_is_deleted() -> None:
    part = leftovers.part_name("a").replace(leftovers._run(os.getpid()), "01234567")
    Path(part).touch()
    ours = leftovers.part_name("a")
    Path(ours).touch()
    write(Path("a"), b"a")
    assert names() == sorted(["a", ours])


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no process can be forked here")
def test_a_forked_process_has_an_id_of_its_own() -> None:
    ours = leftovers.part_name("a").split("-")[4][:8]
    reading, writing = os.pipe()
    if not (child := os.fork()):
        os.write(writing, leftovers.part_name("a").split("-")[4][:8].encode())
        os._exit(0)
    os.waitpid(child, 0)
    assert os.read(reading, 8).decode() != ours
