"""Files that change while packs are made, and change back: no pack is up to date that was made from other words."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from batches import PACK_KINDS, PATIENCE, ROOT, many, table, wait_until, write_all
from PIL import Image
from pypdf import PdfReader
from sample_content import POSTER as SAMPLE_POSTER

from senaudit.files.reading import Notes, entries, is_file, is_folder, noting, read_bytes
from senaudit.recipe.request import request_for
from senaudit.schools import batch
from senaudit.schools.batch import Order, RowResult, work
from senaudit.schools.manifest import row_key, shared_key
from senaudit.schools.merged import MergedPacks
from senaudit.schools.row import SchoolRow
from senaudit.schools.table import read_table

# Notes of what was read


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "folder/a.yaml"
    path.parent.mkdir()
    path.write_bytes(b"one")
    return path


def noted(ask: Callable[[Path], object], path: Path) -> Notes:
    with noting() as notes, suppress(OSError):
        ask(path)
    return notes


def test_notes_agree_as_long_as_nothing_changes(file: Path) -> None:
    whole = noted(read_bytes, file)
    for ask in (read_bytes, is_file):
        assert noted(ask, file).agree_with(whole)
        assert noted(ask, file.with_name("b.yaml")).agree_with(whole), "neither is there"
    folder = noted(entries, file.parent)
    assert noted(is_folder, file.parent).agree_with(folder)
    assert noted(entries, file.parent).agree_with(whole, folder)
    file.with_name("notes.docx").touch()
    assert noted(entries, file.parent).agree_with(folder), "nothing looks for such a file"


def test_notes_disagree_over_what_has_changed_come_or_gone(file: Path) -> None:
    whole, folder = noted(read_bytes, file), noted(entries, file.parent)
    file.write_bytes(b"two")
    assert not noted(read_bytes, file).agree_with(whole)
    assert noted(is_file, file).agree_with(whole), "it is there all the same"
    file.with_name("b.yaml").touch()
    for ask in (read_bytes, is_file):
        assert not noted(ask, file.with_name("b.yaml")).agree_with(whole)
    assert not noted(entries, file.parent).agree_with(folder)
    file.unlink()
    for ask in (read_bytes, is_file):
        assert not noted(ask, file).agree_with(whole)


def test_a_file_that_changes_between_two_readings_agrees_with_nothing(file: Path) -> None:
    first = noted(read_bytes, file)
    with noting() as notes:
        read_bytes(file)
        file.write_bytes(b"two")
        read_bytes(file)
    assert not notes.agree_with(first)
    assert not notes.agree_with(noted(read_bytes, file))


def test_nothing_is_noted_outside(file: Path) -> None:
    with noting() as notes:
        pass
    read_bytes(file)
    assert notes.agree_with(Notes())


# Packs

TABLE = "name,logo,folder\nOak,oak.png,\nAsh,,ash\n"


@pytest.fixture
def order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Order:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(batch, "_latest", None)
    write_all()
    Path("wording/extra").mkdir()
    for name in ("oak.png", "ash/logo.png"):
        Path(name).parent.mkdir(exist_ok=True)
        Image.new("L", (300, 300), 90).save(name)
    Path("ash/school.yaml").write_text("name: Ash\nlogo: logo.png\n")
    Path("ash/questions").mkdir()
    Path("ash/questions/a.yaml").write_text("change: communication:telephone\nquestion: Anyone there?\n")
    Path("ash/templates").mkdir()
    table(TABLE)
    requests = tuple(request_for(kind, content=Path("wording"), font="arimo") for kind in PACK_KINDS)
    return Order(requests, Path(), shared_key(requests))


def rows() -> tuple[SchoolRow, SchoolRow]:
    oak, ash = read_table(Path("schools.csv"))[1]
    return oak, ash


def made_while(change: Callable[[], Callable[[], object]], order: Order, row: SchoolRow) -> RowResult:
    """Make a row's documents after a change that comes when its key is known, and that is undone when they are made."""
    documents = MergedPacks.documents
    with pytest.MonkeyPatch.context() as patch:

        def changed(packs: MergedPacks, row: SchoolRow) -> object:
            undo = change()
            try:
                return documents(packs, row)
            finally:
                undo()

        patch.setattr(MergedPacks, "documents", changed)
        result = work(order, row)
    assert result.problems == ()
    return result


def write(name: str, data: bytes | str) -> Callable[[], Callable[[], object]]:
    """Return a change that writes a file. What undoes it gives the file even its old times back."""

    def change() -> Callable[[], object]:
        path = Path(name)
        before, state = (path.read_bytes(), path.stat()) if path.exists() else (None, None)
        folders = [folder for folder in path.parents if not folder.exists()]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)

        def undo() -> None:
            if before is None or state is None:
                path.unlink()
                for folder in folders:
                    folder.rmdir()
            else:
                path.write_bytes(before)
                os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))

        return undo

    return change


def delete(name: str) -> Callable[[], Callable[[], object]]:
    def change() -> Callable[[], object]:
        Path(name).rename("away")
        return lambda: Path("away").rename(name)

    return change


POSTER = (ROOT / "templates/poster.xml.j2").read_text("utf-8")
LOOK = (ROOT / "templates/looks/standard.yaml").read_text("utf-8")
OTHER_LOGO = (ROOT / "docs/poster.png").read_bytes()

OURS = "add: communication:ours\nquestion: Ours?\nblocks: [{ask: [One?]}]\n"

OAK = {
    "content is changed": write("wording/poster.yaml", SAMPLE_POSTER.replace("Ask a parent!", "OTHER")),
    "the logo is changed": write("oak.png", OTHER_LOGO),
}
ASH = {
    "school.yaml is changed": write("ash/school.yaml", "name: OTHER\n"),
    "school.yaml is deleted": delete("ash/school.yaml"),
    "the logo is changed": write("ash/logo.png", OTHER_LOGO),
    "a question is changed": write("ash/questions/a.yaml", "drop: [communication:telephone]\n"),
    "a question is added": write("ash/questions/b.yaml", OURS),
    "a question is deleted": delete("ash/questions/a.yaml"),
    "the questions are deleted": delete("ash/questions"),
    "a file is added": write("ash/poster.yaml", "title: OTHER\n"),
    "a template is added": write("ash/templates/poster.xml.j2", POSTER.replace("<form>", "<form><!-- x -->")),
    "a look is added": write("ash/templates/looks/standard.yaml", LOOK),
}
NEITHER = {
    "nothing is changed": lambda: lambda: None,
    "a letter is added": write("ash/letter.docx", b"PK"),
    "a pack is added": write("ash/audit-pack/guide.pdf", b"%PDF"),
}


@pytest.mark.parametrize("name", ASH)
def test_a_pack_of_files_that_changed_and_changed_back_has_no_key(order: Order, name: str) -> None:
    _, ash = rows()
    assert made_while(ASH[name], order, ash).key == ""
    result = work(order, ash)
    assert result.key == row_key(order.shared, ash, Path())
    assert result.documents == work(order, ash).documents


@pytest.mark.parametrize("name", OAK)
def test_shared_words_that_changed_and_changed_back_are_read_again(order: Order, name: str) -> None:
    oak, ash = rows()
    right = work(order, oak)
    batch._latest = None
    wrong = made_while(OAK[name], order, oak)
    assert wrong.key == ""
    assert wrong.documents != right.documents
    again = work(order, oak)
    assert again.documents == right.documents
    assert again.key == right.key == row_key(order.shared, oak, Path())
    assert work(order, ash).key


@pytest.mark.parametrize("name", NEITHER)
def test_a_pack_whose_files_stayed_the_same_has_its_key(order: Order, name: str) -> None:
    for row in rows():
        assert made_while(NEITHER[name], order, row).key == row_key(order.shared, row, Path())


def test_content_that_was_changed_before_a_worker_read_it_gives_no_key(order: Order) -> None:
    """The order was made from other content. When the content is right again, so are the packs."""
    oak, _ = rows()
    undo = OAK["content is changed"]()
    assert work(order, oak).key == work(order, oak).key == ""
    undo()
    assert work(order, oak).key


def test_a_folder_of_questions_that_is_a_link_inside_counts(order: Order) -> None:
    _, ash = rows()
    Path("ash/questions").rename("ash/mine")
    Path("ash/questions").symlink_to("mine")
    before = work(order, ash).key
    assert before
    write("ash/mine/a.yaml", "drop: [communication:telephone]\n")()
    assert work(order, ash).key not in ("", before)


@pytest.mark.slow
def test_a_folder_that_is_changed_while_a_batch_runs_and_back_after_it_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_all()
    words = "name: Oak\nsenco: Mrs {}\n"
    Path("oak").mkdir()
    school = Path("oak/school.yaml")
    school.write_text(words.format("AAAA"))
    table(many(60).replace("name,senco", "name,senco,folder").replace("Mrs A", "Mrs A,") + "Oak,,oak\n")
    build = [sys.executable, "-m", "senaudit", "build", "pack", "--schools", "schools.csv", "--into", "packs"]
    build += ["--content", "wording", "--quiet"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen([*build, "--jobs", "1"], env=environment) as running:
        wait_until(Path("packs/school-1").is_dir)
        school.write_text(words.format("BBBB"))
        assert running.wait(PATIENCE) == 0
    school.write_text(words.format("AAAA"))
    subprocess.run(build, env=environment, check=True)
    text = PdfReader("packs/oak/poster.pdf").pages[0].extract_text()
    assert "AAAA" in text
    assert "BBBB" not in text
