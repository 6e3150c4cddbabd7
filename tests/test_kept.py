"""What is kept for the next run is used for the very same sources only, and whatever becomes of it, pages are right."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from batches import ROOT
from click.testing import CliRunner, Result
from PIL import Image
from sample_content import change, write_sample
from test_merge import outline
from watching import Watch

from senaudit import kept
from senaudit.build import KINDS, Choices, Manuscript, finished, read_manuscript
from senaudit.cli import commands
from senaudit.content.shipped import shipped
from senaudit.kept import folder_of_kept, kept_manuscript
from senaudit.problems import FileError, SenauditError
from senaudit.sources import digest

SCHOOL = """name: Oak Hill Primary School
short_name: Oak Hill
senco: Mrs Okafor
logo: oak.png
"""
POSTER = Choices("poster", content=Path("wording"), school=Path("oak"), font="arimo")
KEPT = Path("kept")
LOOK = (shipped("templates") / "looks/standard.yaml").read_text("utf-8")


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    write_sample(Path("wording"))
    Path("oak/questions/more").mkdir(parents=True)
    Path("oak/school.yaml").write_text(SCHOOL, "utf-8")
    Image.new("RGB", (600, 250), (30, 90, 160)).save("oak/oak.png")


def senaudit(*arguments: object) -> Result:
    """Run a command in this process; an exception that got out is a failure."""
    result = CliRunner().invoke(commands, [str(argument) for argument in arguments], prog_name="senaudit")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


class Reading:
    """Counts how often a manuscript is read, and may do something once it is."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.calls = 0
        self.then: Callable[[], object] = lambda: None
        patch.setattr(kept, "read_manuscript", self)

    def __call__(self, choices: Choices) -> Manuscript:
        self.calls += 1
        manuscript = read_manuscript(choices)
        self.then()
        return manuscript


@pytest.fixture
def reading(monkeypatch: pytest.MonkeyPatch) -> Reading:
    return Reading(monkeypatch)


def plain(manuscript: Manuscript) -> list[object]:
    """Return all that a manuscript says, in a form that compares."""
    return [outline(manuscript.element), *manuscript[1:]]


def kept_files() -> list[Path]:
    return sorted(path for path in Path().rglob("*") if path.is_file() and len(path.name) == 32)


# What is kept is what was read


@pytest.mark.parametrize("large_print", [False, True])
@pytest.mark.parametrize("school", [None, Path("oak")])
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_kept_is_all_that_was_read(
    kind: str, school: Path | None, large_print: bool, reading: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "_IN_A_LINE", 100)
    with_sheets = kind == "guide"
    choices = Choices(kind, school=school, large_print=large_print, with_sheets=with_sheets, font="arimo")  # type: ignore[arg-type]
    first, second = kept_manuscript(choices, KEPT), kept_manuscript(choices, KEPT)
    assert reading.calls == 1
    assert plain(first) == plain(second) == plain(read_manuscript(choices))
    assert finished(choices, first) == finished(choices, second)


def test_a_second_run_imports_no_reader_and_gives_the_same_bytes_and_warnings() -> None:
    Path("oak/terms").mkdir()
    Path("oak/terms/scotland.yaml").write_text("terms: {}\n", "utf-8")
    program = "import sys; from senaudit.__main__ import main\ntry: main()\nfinally: print(*sys.modules)"
    made = []
    for number in range(2):
        command = ["build", "guide", "--content", "wording", "--school", "oak", "--output", "guide.pdf"]
        done = subprocess.run(
            [sys.executable, "-c", program, *command],
            env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True,
        )  # fmt: skip
        modules = set(done.stdout.split())
        assert "reportlab" in modules
        assert {"yaml", "jinja2", "markupsafe"} & modules == (
            {"yaml", "jinja2", "markupsafe"} if number == 0 else set()
        )
        assert "scotland.yaml: warning" in done.stderr
        made.append((done.stderr, Path("guide.pdf").read_bytes()))
    assert made[0] == made[1]


# Whatever changes is read


def edit(path: str, old: str, new: str) -> None:
    """Change a file so that neither its size nor its time tells."""
    state = Path(path).stat()
    text = Path(path).read_text("utf-8")
    assert old in text
    assert len(old) == len(new)
    Path(path).write_text(text.replace(old, new), "utf-8")
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))


def write(path: str, text: str) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, "utf-8")


@pytest.mark.parametrize(
    "save",
    [
        lambda: change(Path("wording"), "poster.yaml", "title: ", "title: Now "),
        lambda: edit("wording/chapters/communication.yaml", "Somebody answers.", "Somebody replies."),
        lambda: edit("wording/terms/england.yaml", "the SEN team", "the SEN crew"),
        lambda: edit("oak/school.yaml", "Mrs Okafor", "Mr Okafora"),
        lambda: write("oak/poster.yaml", "title: Our own poster\n"),
        lambda: write("oak/questions/ours.yaml", "change: communication:letters\nquestion: Are they?\n"),
        lambda: write("oak/labels.yaml", "labels: {logo: Our crest}\n"),
        lambda: write("oak/templates/looks/standard.yaml", LOOK.replace("body: 12", "body: 13")),
        lambda: write("oak/questions/more/ours.yaml", "nobody reads this"),
    ],
    ids=["poster", "chapter", "terms", "school", "own file", "own question", "own label", "own look", "folder"],
)
def test_a_document_says_what_its_files_say_now(save: Callable[[], object], reading: Reading) -> None:
    kept_manuscript(POSTER, KEPT)
    save()
    now = kept_manuscript(POSTER, KEPT)
    assert reading.calls == 2
    assert plain(now) == plain(read_manuscript(POSTER))


@pytest.mark.parametrize(
    ("save", "told"),
    [
        (lambda: write("wording/chapters/more.yaml.txt", ""), "Notepad has put"),
        (lambda: write("wording/chapters/more.yaml", "id: more\n"), "does not list this chapter"),
        (lambda: write("oak/Poster.yaml", "title: Ours\n"), "Poster.yaml"),
        (
            lambda: write("oak/question/ours.yaml", "drop: communication:letters\n"),
            "nothing reads a folder of this name",
        ),
        (lambda: shutil.rmtree("wording/terms"), "terms"),
        (lambda: Path("oak/poster.yaml").symlink_to(Path("elsewhere.yaml").absolute()), "leads out of the school"),
    ],
)
def test_a_mistake_is_told_of_files_that_were_right_before(save: Callable[[], object], told: str) -> None:
    write("elsewhere.yaml", "title: Elsewhere\n")
    kept_manuscript(POSTER, KEPT)
    save()
    for _ in range(2):
        with pytest.raises(SenauditError, match=told):
            kept_manuscript(POSTER, KEPT)


def test_a_file_of_another_name_is_another_file() -> None:
    write("oak/poster.yaml", "title: Ours\n")
    kept_manuscript(POSTER, KEPT)
    Path("oak/poster.yaml").rename("oak/Poster.yaml")
    with pytest.raises(SenauditError, match=r"Poster\.yaml"):
        kept_manuscript(POSTER, KEPT)


def test_templates_of_ones_own_are_read_each_time(reading: Reading) -> None:
    """They may include files of any name."""
    write("mine/poster.xml.j2", (shipped("templates") / "poster.xml.j2").read_text("utf-8"))
    for calls in (1, 2):
        kept_manuscript(replace(POSTER, templates=Path("mine")), KEPT)
        assert reading.calls == calls
    assert not kept_files()


def test_a_logo_that_has_become_a_link_out_of_the_folder_is_refused_as_ever() -> None:
    shutil.copy("oak/oak.png", "elsewhere.png")
    kept_manuscript(POSTER, KEPT)
    Path("oak/oak.png").unlink()
    Path("oak/oak.png").symlink_to(Path("elsewhere.png").absolute())
    with pytest.raises(SenauditError, match="leads out"):
        kept_manuscript(POSTER, KEPT)


def test_every_choice_and_every_part_of_the_program_counts(reading: Reading, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another folder to begin in is one, for places are told as seen from there."""
    other = Path("other").absolute()
    shutil.copytree("wording", "other/wording")
    shutil.copytree("oak", "other/oak")
    write("program/kept.py", "")
    changes: list[Callable[[], object]] = [
        lambda: monkeypatch.chdir(other),
        lambda: monkeypatch.setattr(kept, "__version__", "0.0.0"),
        lambda: monkeypatch.setattr(kept, "__file__", "../program/kept.py"),
        lambda: write("../program/kept.py", "# changed"),
        lambda: monkeypatch.setattr(sys, "version", "3.99"),
        lambda: monkeypatch.setattr(kept, "_LIBRARIES", ("yaml",)),
        lambda: monkeypatch.setattr(kept, "font_files", lambda font: [Path("../program/kept.py")]),
    ]
    folder = KEPT.absolute()
    each = [POSTER, replace(POSTER, large_print=True), replace(POSTER, text_size=18), replace(POSTER, school=None)]
    each += [replace(POSTER, kind="sheets"), replace(POSTER, kind="sheets", questions=("communication:1",))]
    each += [replace(POSTER, kind="sheets", audiences=("office",)), replace(POSTER, kind="guide", with_sheets=True)]
    for number, choices in enumerate(each, 1):
        kept_manuscript(choices, folder)
        kept_manuscript(choices, folder)
        assert reading.calls == number
    for number, change_it in enumerate(changes, len(each) + 1):
        change_it()
        kept_manuscript(replace(POSTER, school=None), folder)
        assert reading.calls == number


def test_a_file_that_is_saved_while_it_is_read_is_read_again(reading: Reading) -> None:
    reading.then = lambda: edit("wording/poster.yaml", "title", "title")
    kept_manuscript(POSTER, KEPT)
    assert len(kept_files()) == 1
    reading.then = lambda: write("oak/poster.yaml", "title: Saved meanwhile\n")
    kept_manuscript(replace(POSTER, large_print=True), KEPT)
    assert len(kept_files()) == 1


# Whatever becomes of it


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"\xff\x00" * 40),
        lambda path: path.write_bytes(path.read_bytes()[:-1]),
        lambda path: path.write_bytes(path.read_bytes().replace(b"Oak Hill", b"Elm Hill")),
        lambda path: path.write_bytes(path.read_bytes()[33:]),
        lambda path: path.unlink(),
        lambda path: (path.unlink(), path.mkdir()),
    ],
    ids=["empty", "noise", "cut off", "changed", "headless", "gone", "a folder"],
)
def test_what_is_damaged_is_read_anew(damage: Callable[[Path], object]) -> None:
    right = plain(kept_manuscript(POSTER, KEPT))
    (path,) = kept_files()
    whole = path.read_bytes()
    damage(path)
    assert plain(kept_manuscript(POSTER, KEPT)) == right
    assert path.is_dir() or path.read_bytes() == whole, "and mended"


def test_any_byte_that_is_another_is_found_out(reading: Reading) -> None:
    kept_manuscript(POSTER, KEPT)
    (path,) = kept_files()
    whole = path.read_bytes()
    places = [*range(40), *range(40, len(whole), len(whole) // 40)]
    for calls, place in enumerate(places, 2):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        kept_manuscript(POSTER, KEPT)
        assert reading.calls == calls, place


def test_runs_that_share_it_make_the_same(tmp_path: Path) -> None:
    def run(number: int) -> bytes:
        command = ["build", "sheets", "--content", "wording", "--school", "oak", "--quiet", "--output"]
        done = subprocess.run(
            [sys.executable, "-m", "senaudit", *command, f"{number}.pdf"],
            env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, "")
        return Path(f"{number}.pdf").read_bytes()

    with ThreadPoolExecutor(4) as threads:
        assert len(set(threads.map(run, range(8)))) == 1
    assert len(kept_files()) == 1
    assert not list(tmp_path.rglob("*.part"))


@pytest.mark.parametrize("place", ["a file", "nowhere"])
def test_where_nothing_can_be_kept_all_is_made_all_the_same(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if place == "a file":
        Path("cache").write_text("", "utf-8")
    else:
        for name in ("XDG_CACHE_HOME", "LOCALAPPDATA", "HOME", "USERPROFILE"):
            monkeypatch.delenv(name, raising=False)
    result = senaudit("build", "poster", "--content", "wording", "--font", "arimo", "--quiet", "--output", "p.pdf")
    assert (result.exit_code, result.output) == (0, "")
    assert Path("p.pdf").stat().st_size > 1000
    assert not kept_files()


def test_a_disk_that_is_full_is_no_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, data: bytes) -> None:
        raise FileError([])

    monkeypatch.setattr(kept, "write", full)
    assert plain(kept_manuscript(POSTER, KEPT)) == plain(read_manuscript(POSTER))


def test_mistakes_keep_nothing() -> None:
    write("oak/poster.yaml", "titel: Ours\n")
    for _ in range(2):
        assert senaudit("build", "poster", "--content", "wording", "--school", "oak").exit_code == 1
    assert not kept_files()


def test_folders_with_links_are_read_each_time(reading: Reading) -> None:
    Path("wording/chapters").rename("chapters")
    Path("wording/chapters").symlink_to(Path("chapters").absolute())
    guide = replace(POSTER, kind="guide")
    before = plain(kept_manuscript(guide, KEPT))
    edit("chapters/communication.yaml", "Somebody answers.", "Somebody replies.")
    assert plain(kept_manuscript(guide, KEPT)) != before
    assert reading.calls == 2
    assert not kept_files()


# How much is kept, where, and how to do without


def test_the_latest_few_are_kept_and_nothing_else_is_touched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "_MOST", 3)
    KEPT.mkdir()
    (KEPT / "mine.txt").write_text("mine", "utf-8")
    for number in range(6):
        write("oak/poster.yaml", f"title: Poster {number}\n")
        kept_manuscript(POSTER, KEPT)
        for path in kept_files():
            os.utime(path, ns=(0, path.stat().st_mtime_ns - 10**9))
    assert len(kept_files()) == 3
    assert all(any(f"Poster {number}".encode() in path.read_bytes() for path in kept_files()) for number in (3, 4, 5))
    assert (KEPT / "mine.txt").read_text("utf-8") == "mine"


def test_what_is_very_large_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "_LARGEST", 1000)
    kept_manuscript(POSTER, KEPT)
    assert not kept_files()


def test_without_a_cache_nothing_is_looked_up_and_nothing_kept() -> None:
    build = ("build", "pack", "--content", "wording", "--school", "oak", "--font", "arimo", "--quiet")
    assert senaudit(*build, "--output", "first", "--no-cache").exit_code == 0
    assert not kept_files()
    assert senaudit(*build, "--output", "second").exit_code == 0
    assert len(kept_files()) == 3
    for path in kept_files():
        data = path.read_bytes().partition(b"\n")[2].replace(b"Oak", b"Elm")
        path.write_bytes(b"%s\n%s" % (digest([data]).encode(), data))
    assert senaudit(*build, "--output", "elm").exit_code == 0
    assert senaudit(*build, "--output", "third", "--no-cache").exit_code == 0
    for name in ("guide.pdf", "sheets.pdf", "poster.pdf"):
        assert len({Path(folder, name).read_bytes() for folder in ("first", "second", "third")}) == 1
        assert Path("elm", name).read_bytes() != Path("first", name).read_bytes()


def test_a_watch_keeps_nothing(tmp_path: Path) -> None:
    with Watch(tmp_path, "poster", "--content", "wording", "--school", "oak", "--output", "p.pdf") as watch:
        watch.next("made at")
    assert not kept_files()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such rights")
def test_only_the_user_may_look_into_it() -> None:
    kept_manuscript(POSTER, KEPT)
    assert KEPT.stat().st_mode & 0o077 == 0


def test_each_system_has_its_place_for_it(tmp_path: Path) -> None:
    home = str(tmp_path)
    assert folder_of_kept("linux", {"HOME": home}) == tmp_path / ".cache/senaudit"
    assert folder_of_kept("darwin", {"HOME": home}) == tmp_path / "Library/Caches/senaudit"
    assert folder_of_kept("win32", {"LOCALAPPDATA": home}) == tmp_path / "senaudit/Cache"
    assert folder_of_kept("win32", {"USERPROFILE": home}) == tmp_path / ".cache/senaudit"
    for system in ("linux", "darwin", "win32"):
        assert folder_of_kept(system, {"HOME": "/elsewhere", "XDG_CACHE_HOME": home}) == tmp_path / "senaudit"
        assert folder_of_kept(system, {"XDG_CACHE_HOME": "not/absolute"}) is None
