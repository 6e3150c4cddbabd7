"""`senaudit watch` as people use it: a process of its own, real saves, and Ctrl-C at the end."""

from __future__ import annotations

import os
import shutil
import signal
import time
from pathlib import Path

import pypdf
import pytest
from click.testing import CliRunner
from sample_content import change, write_sample
from watching import Watch

from senaudit.cli import commands
from senaudit.recipe.request import request_for
from senaudit.recipe.steps import build

pytestmark = pytest.mark.slow

QUESTION = "chapters/communication.yaml"
APP = """\
add: communication:our-app
question: How useful is our app to parents?
prompts: [messages]
blocks:
  - ask: [Who answers?]
"""


@pytest.fixture
def wording(tmp_path: Path) -> Path:
    """A small content tree, to save into."""
    return write_sample(tmp_path / "wording")


@pytest.fixture
def school(tmp_path: Path) -> Path:
    """A school's own folder with only a name."""
    folder = tmp_path / "oak-hill"
    folder.mkdir()
    (folder / "school.yaml").write_text("name: Oak Hill Primary\n", "utf-8")
    return folder


def words_of(path: Path) -> str:
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(path).pages).split())


def save_by_renaming(path: Path, text: str) -> None:
    """Save like an editor that writes a file beside the old one and then renames it."""
    beside = path.with_name(f"{path.name}.tmp")
    beside.write_text(text, "utf-8")
    beside.replace(path)


def state_of(path: Path) -> tuple[bytes, int]:
    return path.read_bytes(), path.stat().st_mtime_ns


def ends_well(watch: Watch) -> None:
    """Press Ctrl-C, and check how the watch ends."""
    assert watch.stop() == 0
    said = watch.rest()
    assert "Traceback" not in said
    if os.name != "nt":
        assert said.endswith("No longer watching.")


def test_each_save_makes_the_pdf_again_whether_by_writing_or_by_renaming(tmp_path: Path, wording: Path) -> None:
    """Each PDF has the same bytes as `build` makes."""
    pdf = tmp_path / "guide.pdf"
    with Watch(tmp_path, "guide", "--content", "wording", "--font", "arimo") as watch:
        assert "wording" in watch.next("^Watching ")
        watch.next("^made at [0-9:]{8}$")
        assert "Partners with Parents" in words_of(pdf)
        change(wording, "guide.yaml", "title: Partners with Parents", "title: Partners in Writing")
        watch.next("^made again at [0-9:]{8}$")
        assert "Partners in Writing" in words_of(pdf)
        text = (wording / "guide.yaml").read_text("utf-8")
        save_by_renaming(wording / "guide.yaml", text.replace("Partners in Writing", "Partners by Renaming"))
        watch.next("^made again at ")
        assert pdf.read_bytes() == build(request_for("guide", content=wording, font="arimo")).data
        ends_well(watch)
    assert {path.name for path in tmp_path.iterdir()} == {"wording", "guide.pdf"}


def test_a_mistake_is_told_and_the_last_good_pdf_kept_until_it_is_mended(tmp_path: Path, wording: Path) -> None:
    pdf = tmp_path / "guide.pdf"
    with Watch(tmp_path, "guide", "--content", "wording", "--font", "arimo") as watch:
        watch.next("^made at ")
        good = state_of(pdf)
        for old, new in (("subtitle:", "subtitel:"), ("subtitel: An", "\tsubtitel: An")):
            change(wording, "guide.yaml", old, new)
            watch.next(r"^wording.guide\.yaml:2:\d+: ")
            watch.next("^    help: ")
            watch.next("^kept the last good one at [0-9:]{8}; waiting for a save that mends it$")
            assert state_of(pdf) == good
        change(wording, "guide.yaml", "\tsubtitel: An", "subtitle: A mended")
        watch.next("^made again at ")
        assert "A mended audit guide" in words_of(pdf)
        assert pdf.read_bytes() == build(request_for("guide", content=wording, font="arimo")).data
        ends_well(watch)


def test_a_mistake_at_the_start_is_waited_for_too(tmp_path: Path, wording: Path) -> None:
    change(wording, "poster.yaml", "closing:", "closng:")
    with Watch(tmp_path, "poster", "--content", "wording") as watch:
        watch.next('did you mean "closing"')
        watch.next("^made nothing at [0-9:]{8}; waiting for a save that mends it$")
        change(wording, "poster.yaml", "closng:", "closing:")
        watch.next("^made at ")
        ends_well(watch)
    assert (tmp_path / "poster.pdf").is_file()


def test_a_broken_template_is_told_and_its_mending_seen(tmp_path: Path) -> None:
    templates = tmp_path / "own"
    templates.mkdir()
    with Watch(tmp_path, "poster", "--templates", "own") as watch:
        watch.next("^made at ")
        (templates / "poster.xml.j2").write_text("{% if %}", "utf-8")
        watch.next(r"poster\.xml\.j2:1:")
        watch.next("^kept the last good one ")
        (templates / "poster.xml.j2").unlink()
        watch.next("^made again at ")
        ends_well(watch)


def test_a_folder_that_goes_and_comes_back_does_not_end_the_watch(tmp_path: Path, wording: Path) -> None:
    with Watch(tmp_path, "poster", "--content", "wording") as watch:
        watch.next("^made at ")
        good = state_of(tmp_path / "poster.pdf")
        shutil.move(wording, tmp_path / "away")
        watch.next("wording: there is no such folder")
        watch.next("^kept the last good one at [0-9:]{8}; trying again until it works$")
        assert state_of(tmp_path / "poster.pdf") == good
        shutil.move(tmp_path / "away", wording)
        watch.next("^made again at ")
        ends_well(watch)


@pytest.mark.parametrize("goes", ["the whole folder", "school.yaml"])
def test_a_schools_folder_that_goes_is_not_taken_for_none(tmp_path: Path, school: Path, goes: str) -> None:
    """The watch began inside the folder, so the working folder may go too, and come back as another."""
    with Watch(school, "poster", "--output", tmp_path / "poster.pdf") as watch:
        assert watch.next("^Watching ").startswith(f"Watching {school}, ")
        watch.next("^made at ")
        assert "Oak Hill Primary" in words_of(tmp_path / "poster.pdf")
        good = state_of(tmp_path / "poster.pdf")
        if goes == "school.yaml" or os.name == "nt":  # Windows keeps the folder that a process works in
            (school / "school.yaml").unlink()
        else:
            shutil.rmtree(school)
        watch.next("oak-hill: there is no such folder|there is no school.yaml in this folder")
        watch.next("^kept the last good one ")
        assert state_of(tmp_path / "poster.pdf") == good
        school.mkdir(exist_ok=True)
        save_by_renaming(school / "school.yaml", "name: Oak Hill Juniors\n")
        watch.next("^made again at ")
        assert "Oak Hill Juniors" in words_of(tmp_path / "poster.pdf")
        ends_well(watch)


def test_a_question_file_put_into_the_schools_folder_is_printed(school: Path) -> None:
    """The PDF is in the watched folder, but does not count as a save."""
    with Watch(school, "sheets", "--chapter", "communication") as watch:
        watch.next("^made at ")
        pdf = school / "audit-pack" / "sheets-communication.pdf"
        assert "our app" not in words_of(pdf)
        (school / "questions").mkdir()
        (school / "questions" / "app.yaml").write_text(APP, "utf-8")
        watch.next("^made again at ")
        assert "How useful is our app to parents?" in words_of(pdf)
        time.sleep(1.5)  # long enough for its own file to be taken for a save
        ends_well(watch)
    assert watch.rest().count("made again") == 1


def test_a_school_yaml_that_comes_later_is_found(tmp_path: Path) -> None:
    with Watch(tmp_path, "poster") as watch:
        watch.next("^made at ")
        assert "Oak Hill" not in words_of(tmp_path / "poster.pdf")
        (tmp_path / "school.yaml").write_text("name: Oak Hill Primary\n", "utf-8")
        watch.next("^made again at ")
        assert "Oak Hill Primary" in words_of(tmp_path / "audit-pack" / "poster.pdf")
        ends_well(watch)


def test_an_output_that_cannot_be_written_is_tried_again_without_a_save(tmp_path: Path) -> None:
    """A folder is in its place, as a reader that holds the file open is on Windows."""
    (tmp_path / "wall.pdf").mkdir()
    with Watch(tmp_path, "poster", "--output", "wall.pdf") as watch:
        watch.next(r"wall\.pdf: this is a folder")
        watch.next("^made nothing at [0-9:]{8}; trying again until it works$")
        (tmp_path / "wall.pdf").rmdir()
        watch.next("^made at ")
        ends_well(watch)
    assert watch.rest().count("this is a folder") == 1
    assert words_of(tmp_path / "wall.pdf")


@pytest.mark.parametrize(("arguments", "count"), [(["sheets", "--each-audience"], 2), (["pack"], 3)])
def test_several_files_are_made_again_too(tmp_path: Path, wording: Path, arguments: list[str], count: int) -> None:
    with Watch(tmp_path, *arguments, "--content", "wording", "--output", "made", "--font", "arimo") as watch:
        watch.next("^made at ")
        before = {path.name: state_of(path)[1] for path in (tmp_path / "made").iterdir()}
        change(wording, "guide.yaml", "Partners with Parents", "Partners again")
        watch.next("^made again at ")
        after = {path.name: state_of(path)[1] for path in (tmp_path / "made").iterdir()}
        ends_well(watch)
    assert before.keys() == after.keys()
    assert len(after) >= count
    assert all(after[name] > before[name] for name in after)


@pytest.mark.parametrize("pause", [0.0, 0.1, 0.2, 0.3, 0.4, 0.8])
def test_ctrl_c_in_the_middle_of_the_work_ends_it_cleanly(tmp_path: Path, pause: float) -> None:
    """The work is finished. Interrupted inside a library, Python might not end with status 0."""
    with Watch(tmp_path, "guide", "--with-sheets", "--large-print") as watch:
        watch.next("^Watching ")
        time.sleep(pause)
        ends_well(watch)
    if os.name != "nt":
        assert {path.name for path in tmp_path.iterdir()} == {"guide-with-sheets-large-print.pdf"}
        assert words_of(tmp_path / "guide-with-sheets-large-print.pdf")


def test_ctrl_c_pressed_again_does_not_wait_for_the_work(tmp_path: Path, wording: Path) -> None:
    """The work never ends here, because it reads a pipe that nobody writes to."""
    if os.name == "nt":  # there are no such pipes in its folders
        return
    with Watch(tmp_path, "poster", "--content", "wording") as watch:
        watch.next("^made at ")
        (wording / "poster.yaml").unlink()
        os.mkfifo(wording / "poster.yaml")
        time.sleep(1.5)  # long enough for the save to be seen
        watch.process.send_signal(signal.SIGINT)
        time.sleep(0.2)
        ends_well(watch)


def test_quiet_says_nothing_but_what_went_wrong(tmp_path: Path, wording: Path) -> None:
    change(wording, "poster.yaml", "closing:", "closng:")
    with Watch(tmp_path, "poster", "--content", "wording", "--quiet") as watch:
        watch.next('    help: did you mean "closing"')
        assert watch.stop() == 0
    (line, *_) = watch.rest().splitlines()
    assert line.startswith(str(Path("wording", "poster.yaml")))
    assert not {"Watching", "made", "kept", "No"} & {line.partition(" ")[0] for line in watch.lines}


@pytest.mark.parametrize(
    ("typed", "status", "says"),
    [
        ("guide --output -", 2, "standard output cannot be written again"),
        ("pack --output -", 2, "standard output cannot be written again"),
        ("sheets --chapter suport", 2, 'did you mean "support"?'),
        ("sheets --each-audience --audience parents", 2, "leave out --audience"),
        ("guide --content nowhere", 3, "nowhere: there is no such folder"),
        ("guide --school nowhere", 3, "nowhere: there is no such folder"),
    ],
)
def test_what_no_save_can_mend_ends_it_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str, status: int, says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(commands, ["watch", *typed.split()], prog_name="senaudit")
    assert result.exit_code == status
    assert says in result.stderr
    assert not list(tmp_path.iterdir())
