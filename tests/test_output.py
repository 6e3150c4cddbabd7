"""Output files are complete or not there at all, and a plain message says why one cannot be written."""

from __future__ import annotations

import errno
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path, PureWindowsPath

import pytest
from batches import DiskCalls

from senaudit.files import leftovers, output
from senaudit.files.opened import OpenFolder
from senaudit.files.output import check_files, check_folder, make_folder, write, write_together
from senaudit.files.paths import windows_reason
from senaudit.problems import FileError

ROOT = Path(__file__).resolve().parents[1]
OLD, NEW = b"the old file\n" * 40_000, b"the new one!\n" * 60_000

WRITER = """
import sys
from pathlib import Path
from senaudit.files.output import write
new = b"the new one!\\n" * 60_000
old = b"the old file\\n" * 40_000
print("ready", flush=True)
while True:
    for path in map(Path, sys.argv[1:]):
        write(path, new)
        write(path, old)
"""


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def senaudit(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "senaudit", *arguments]
    return subprocess.run(command, cwd=folder, env=environment(), capture_output=True, encoding="utf-8")


def problem_of(work: Callable[[], object]) -> str:
    """Return the problem of a call that cannot write a file. It must be one, with help, in few lines."""
    with pytest.raises(FileError) as caught:
        work()
    (problem,) = caught.value.problems
    assert problem.hint
    assert "\n" not in problem.message
    return str(problem)


def dead_process() -> int:
    """Return the id of a process that has ended."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    return process.pid


# Whole or not at all


def test_a_file_is_written_in_full_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "guide.pdf"
    write(path, OLD)
    assert path.read_bytes() == OLD
    write(path, NEW)
    assert path.read_bytes() == NEW
    assert names_in(tmp_path) == {"guide.pdf"}


def test_a_file_is_on_the_disk_before_it_takes_its_name_and_its_folder_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise a power cut may leave a name without a file, or the old file in place of the new one."""
    disk = DiskCalls(monkeypatch)
    write(tmp_path / "guide.pdf", NEW)
    assert disk.calls(tmp_path) == [("sync", "guide.pdf"), ("name", "guide.pdf"), ("sync", ".")]


def test_of_files_that_are_written_together_one_that_cannot_be_written_stops_no_other(tmp_path: Path) -> None:
    (tmp_path / "a-folder").mkdir()
    paths = [tmp_path / name for name in ("guide.pdf", "a-folder", "missing/sheets.pdf", "poster.pdf")]
    errors = write_together(dict.fromkeys(paths, NEW))
    assert list(errors) == paths[1:3]
    assert names_in(tmp_path) == {"guide.pdf", "a-folder", "poster.pdf"}
    assert paths[0].read_bytes() == paths[3].read_bytes() == NEW


def test_a_disk_that_fails_while_it_is_waited_for_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "guide.pdf"
    write(path, OLD)

    def fail(number: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "fsync", fail)
    assert "cannot be written" in problem_of(lambda: write(path, NEW))
    assert path.read_bytes() == OLD
    assert names_in(tmp_path) == {"guide.pdf"}


def test_who_reads_the_old_file_while_it_is_replaced_reads_it_whole(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"old" * 9999)
    with (tmp_path / "a.pdf").open("rb") as reader:
        assert reader.read(3) == b"old"
        if os.name != "nt":  # Windows does not replace an open file at all
            write(tmp_path / "a.pdf", b"new")
        assert reader.read() == b"old" * 9998


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(20))
def test_a_process_that_is_killed_leaves_the_old_file_or_the_new_one(tmp_path: Path, seed: int) -> None:
    """`kill -9` at random moments, while a process writes the same file again and again."""
    path = tmp_path / "guide.pdf"
    write(path, OLD)
    command = [sys.executable, "-c", WRITER, str(path)]
    with subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()
        time.sleep(random.Random(seed).uniform(0, 0.05))
        process.kill()
    assert path.read_bytes() in (OLD, NEW)
    assert len(names_in(tmp_path)) <= 2
    write(path, NEW)
    assert names_in(tmp_path) == {"guide.pdf"}, "the next run takes away what the killed one left"
    assert path.read_bytes() == NEW


@pytest.mark.slow
def test_a_build_that_is_killed_at_any_moment_leaves_the_old_file_or_a_whole_new_one(tmp_path: Path) -> None:
    """The build is killed at many moments of its run."""
    senaudit(tmp_path, "build", "poster", "--font", "arimo")
    path = tmp_path / "poster.pdf"
    whole = path.read_bytes()
    path.write_bytes(b"older")
    for tenths in range(12):
        command = [sys.executable, "-m", "senaudit", "build", "poster", "--font", "arimo", "--quiet"]
        with subprocess.Popen(command, cwd=tmp_path, env=environment()) as process:
            time.sleep(tenths * 0.04)
            process.kill()
        assert path.read_bytes() in (b"older", whole)
    assert senaudit(tmp_path, "build", "poster", "--font", "arimo").returncode == 0
    assert path.read_bytes() == whole
    assert names_in(tmp_path) == {"poster.pdf"}


def test_two_processes_that_write_the_same_file_at_once_both_end_well(tmp_path: Path) -> None:
    script = WRITER.replace("while True:", "for _ in range(20):")
    paths = [str(tmp_path / name) for name in ("guide.pdf", "sheets.pdf")]
    commands = [[sys.executable, "-c", script, *paths], [sys.executable, "-c", script, *reversed(paths)]]
    running = [subprocess.Popen(command, env=environment(), stderr=subprocess.PIPE) for command in commands]
    while any(process.poll() is None for process in running):
        for path in map(Path, paths):
            if path.exists():
                assert path.read_bytes() in (OLD, NEW)
    assert [process.communicate()[1] for process in running] == [b"", b""]
    assert [process.returncode for process in running] == [0, 0]
    assert names_in(tmp_path) == {"guide.pdf", "sheets.pdf"}


def test_two_packs_made_at_once_in_one_folder_are_both_whole(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "senaudit", "build", "pack", "--font", "arimo"]
    runs = [subprocess.Popen(command, cwd=tmp_path, env=environment(), stderr=subprocess.PIPE) for _ in range(2)]
    for process in runs:
        said = process.communicate()[1]
        assert process.returncode == 0, said
    together = {path.name: path.read_bytes() for path in (tmp_path / "audit-pack").iterdir()}
    assert senaudit(tmp_path, "build", "pack", "--font", "arimo", "--output", "alone").returncode == 0
    assert together == {path.name: path.read_bytes() for path in (tmp_path / "alone").iterdir()}


def test_a_link_stays_a_link_and_the_file_behind_it_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    link = tmp_path / "guide.pdf"
    link.symlink_to(tmp_path / "shared" / "guide-of-2026.pdf")
    for data in (OLD, NEW):
        check_files(link)
        write(link, data)
        assert link.is_symlink()
        assert (tmp_path / "shared" / "guide-of-2026.pdf").read_bytes() == data


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o666])
def test_a_new_file_has_the_permissions_of_the_old_one(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "guide.pdf"
    write(path, OLD)
    usual = path.stat().st_mode
    path.chmod(mode)
    write(path, NEW)
    assert path.stat().st_mode & 0o777 == mode
    path.unlink()
    write(path, NEW)
    assert path.stat().st_mode == usual


def test_a_file_that_another_program_holds_for_a_moment_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A virus scanner on Windows does this. Here the system's refusal is simulated."""
    refusals = iter([PermissionError, PermissionError])
    replace = OpenFolder.replace

    def refuse_twice(folder: OpenFolder, name: str, target: str) -> None:
        for refusal in refusals:
            raise refusal
        replace(folder, name, target)

    monkeypatch.setattr(OpenFolder, "replace", refuse_twice)
    monkeypatch.setattr(output, "_WAITS", (0, 0, 0, 0))
    write(tmp_path / "guide.pdf", NEW)
    assert (tmp_path / "guide.pdf").read_bytes() == NEW
    refusals = iter([PermissionError] * 10)
    (tmp_path / "guide.pdf").write_bytes(OLD)
    assert "open in another program" in problem_of(lambda: write(tmp_path / "guide.pdf", NEW))
    assert (tmp_path / "guide.pdf").read_bytes() == OLD
    assert names_in(tmp_path) == {"guide.pdf"}


# What killed runs leave


def part_of(name: str, folder: Path, process: int) -> Path:
    """Return the path of the part file that a process leaves beside the file called `name`."""
    made_by_us = leftovers.part_name(name)
    return folder / made_by_us.replace(f"-{os.getpid()}-{leftovers._run(os.getpid())}", f"-{process}-01234567")


def test_parts_are_taken_away_once_their_process_is_gone_or_an_hour_has_passed(tmp_path: Path) -> None:
    path = tmp_path / "guide.pdf"
    living, dead = os.getppid(), dead_process()
    gone, busy, old = (part_of("guide.pdf", tmp_path, number) for number in (dead, living, living))
    for part in (gone, busy, old):
        part.write_bytes(b"half a file")
    os.utime(old, (time.time() - 3700,) * 2)
    write(path, NEW)
    assert names_in(tmp_path) == {"guide.pdf", busy.name}


def test_parts_of_another_computer_are_left_alone_for_an_hour(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a network drive nobody can tell which processes run on other computers."""
    monkeypatch.setattr(leftovers, "_computer", lambda: "another")
    part = part_of("guide.pdf", tmp_path, dead_process())
    part.write_bytes(b"half a file")
    monkeypatch.undo()
    write(tmp_path / "guide.pdf", NEW)
    assert names_in(tmp_path) == {"guide.pdf", part.name}
    os.utime(part, (time.time() - 3700,) * 2)
    check_files(tmp_path / "guide.pdf")
    assert names_in(tmp_path) == {"guide.pdf"}


def test_nothing_but_our_own_parts_of_the_same_file_is_ever_taken_away(tmp_path: Path) -> None:
    part = part_of("guide.pdf", tmp_path, dead_process()).name
    other = part_of("sheets.pdf", tmp_path, dead_process()).name
    kept = {f"{part}~", f"a{part}", part.replace(".part", ".pdf"), ".guide.pdf.123.part", "guide.pdf.part", other}
    for name in kept:
        (tmp_path / name).write_bytes(b"somebody's own")
        os.utime(tmp_path / name, (0, 0))
    (tmp_path / part).mkdir()
    write(tmp_path / "guide.pdf", NEW)
    assert names_in(tmp_path) == kept | {"guide.pdf", part}


# Places that cannot be written


@pytest.fixture
def limits(tmp_path: Path) -> Path:
    """A folder with a file and a folder in it, for wrong names."""
    (tmp_path / "a-file").write_bytes(OLD)
    (tmp_path / "a-folder").mkdir()
    (tmp_path / "round").symlink_to(tmp_path / "round")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("missing/guide.pdf", "there is no folder “{}/missing”\n    help: make the folder first"),
        ("a-folder", "this is a folder\n    help: name a file in it"),
        ("a-file/guide.pdf", "this cannot be written: “{}/a-file” is a file, not a folder"),
        ("a-file/below/guide.pdf", "this cannot be written: “{}/a-file” is a file, not a folder"),
        ("x" * 300, "its name is too long\n    help: choose a shorter name"),
        ("round", "this cannot be written: "),
    ],
    ids=["missing folder", "a folder", "below a file", "far below a file", "too long", "a link to itself"],
)
@pytest.mark.parametrize("work", ["check", "write"])
def test_a_place_that_cannot_be_written_is_named_in_plain_words(limits: Path, name: str, says: str, work: str) -> None:
    if os.name == "nt":
        says = says.replace("/", "\\")
    before = names_in(limits)
    path = limits / name
    said = problem_of(lambda: check_files(path) if work == "check" else write(path, NEW))
    assert said.startswith(f"{path}: ")
    assert says.format(limits) in said
    assert names_in(limits) == before
    assert (limits / "a-file").read_bytes() == OLD


@pytest.mark.parametrize("device", ["/dev/null", "/dev/full"])
def test_a_device_is_never_replaced_by_a_file(device: str) -> None:
    if not Path(device).exists():  # a system that has none
        return
    for work in (lambda: check_files(Path(device)), lambda: write(Path(device), NEW)):
        assert "this is a device, not a file" in problem_of(work)
    assert Path(device).is_char_device()


def test_a_pipe_is_never_replaced_by_a_file_and_nobody_waits_for_its_reader(tmp_path: Path) -> None:
    if not hasattr(os, "mkfifo"):
        return
    os.mkfifo(tmp_path / "pipe")
    assert "not a file" in problem_of(lambda: check_files(tmp_path / "pipe"))
    assert (tmp_path / "pipe").is_fifo()


@pytest.mark.parametrize("name", ["a-file", "a-file/below", "a-file/far/below"])
def test_a_folder_that_cannot_be_made_is_found_before_and_after(limits: Path, name: str) -> None:
    for said in (problem_of(lambda: check_folder(limits / name)), problem_of(lambda: make_folder(limits / name))):
        assert f"“{limits / 'a-file'}” is a file, not a folder" in said
    assert (limits / "a-file").read_bytes() == OLD


def test_a_check_makes_and_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "guide.pdf"
    path.write_bytes(OLD)
    os.utime(path, (1000, 1000))
    check_files(path, tmp_path / "new.pdf")
    check_folder(tmp_path / "audit-pack" / "autumn")
    check_folder(tmp_path)
    assert names_in(tmp_path) == {"guide.pdf"}
    assert path.stat().st_mtime == 1000
    assert path.read_bytes() == OLD


def test_a_check_finds_the_problems_of_all_files_at_once(limits: Path) -> None:
    with pytest.raises(FileError) as caught:
        check_files(limits / "a-folder", limits / "good.pdf", limits / "missing" / "guide.pdf")
    assert len(caught.value.problems) == 2


ALONE = """
import os, subprocess, sys
folder, *command = sys.argv[1:]
{mount}
done = subprocess.run(command, cwd=folder, capture_output=True)
sys.stdout.buffer.write(str(done.returncode).encode() + b"\\n" + done.stderr)
left = [name for name in os.listdir(folder) if name != "poster.pdf"]
print("left", left, open(os.path.join(folder, "poster.pdf"), "rb").read())
"""


def in_a_small_world(folder: Path, mount: str) -> str | None:
    """Build a poster in `folder` after mounts in a namespace of its own; None if the system does not allow that."""
    unshare = shutil.which("unshare")
    if unshare is None or subprocess.run([unshare, "-rm", "true"], capture_output=True).returncode:
        return None
    script = ALONE.format(mount=mount)
    build = [sys.executable, "-m", "senaudit", "build", "poster"]
    command = [unshare, "-rm", sys.executable, "-c", script, str(folder), *build]
    done = subprocess.run(command, env=environment(), capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_disk_for_reading_only_is_found_for_what_it_is(tmp_path: Path) -> None:
    """Not even the superuser can write to it."""
    (tmp_path / "poster.pdf").write_bytes(b"older")
    mount = """
for options in (["--bind", folder, folder], ["-o", "remount,bind,ro", folder]):
    subprocess.run(["mount", *options], check=True)
"""
    said = in_a_small_world(tmp_path, mount)
    if said is not None:
        status, first, advice, left = said.splitlines()
        assert status == "3"
        assert first == "poster.pdf: this cannot be written: its disk or folder is for reading only"
        assert advice == "    help: choose another place with --output"
        assert left == "left [] b'older'"


def test_a_full_disk_leaves_the_older_file_and_no_part_of_a_new_one(tmp_path: Path) -> None:
    mount = """
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", folder], check=True)
open(os.path.join(folder, "poster.pdf"), "wb").write(b"older")
"""
    said = in_a_small_world(tmp_path, mount)
    if said is not None:
        status, first, advice, left = said.splitlines()
        assert status == "3"
        assert first == "poster.pdf: this cannot be written: there is no room left on the disk"
        assert advice == "    help: delete what you can spare, or choose another place with --output"
        assert left == "left [] b'older'"


def test_a_file_that_may_not_be_written_is_refused(tmp_path: Path) -> None:
    """For the superuser the file can be written, because permission bits do not bind him."""
    path = tmp_path / "guide.pdf"
    path.write_bytes(OLD)
    path.chmod(0o444)
    if os.access(path, os.W_OK):
        check_files(path)
        return
    assert "this cannot be written: it may be open in another program" in problem_of(lambda: check_files(path))
    assert path.read_bytes() == OLD


def test_a_program_that_runs_is_refused_as_a_file_that_another_program_holds(tmp_path: Path) -> None:
    """This is the nearest thing here to a PDF that a reader holds open on Windows. It binds the superuser too."""
    if sys.platform != "linux":
        return
    path = Path(shutil.copy(shutil.which("sleep") or "/bin/sleep", tmp_path / "guide.pdf"))
    with subprocess.Popen([path, "60"]) as running:
        said = problem_of(lambda: check_files(path))
        running.send_signal(signal.SIGKILL)
    assert "this cannot be written" in said
    check_files(path)


# Before the work, not after


def test_what_is_wrong_with_the_output_is_said_before_anything_is_made(tmp_path: Path) -> None:
    """The mistake in the content would take longer to find, and is not looked for."""
    (tmp_path / "content").mkdir()
    done = senaudit(tmp_path, "build", "guide", "--content", "content", "--output", "missing/guide.pdf")
    assert done.returncode == 3
    assert len(done.stderr.splitlines()) == 2
    assert done.stderr.startswith(f"{Path('missing', 'guide.pdf')}: there is no folder “missing”")


@pytest.mark.parametrize("command", ["guide", "sheets", "poster", "pack"])
def test_no_page_is_set_for_a_place_that_cannot_be_written(tmp_path: Path, command: str) -> None:
    """Rendering and typesetting are not even imported. The file's name is known once the content is read."""
    blocked = tmp_path / ("audit-pack" if command == "pack" else f"{command}.pdf")
    blocked.write_bytes(b"") if command == "pack" else blocked.mkdir()
    program = [sys.executable, "-X", "importtime", "-m", "senaudit", "build", command]
    done = subprocess.run(program, cwd=tmp_path, env=environment(), capture_output=True, encoding="utf-8")
    assert done.returncode == 3
    assert "senaudit.cli.building" in done.stderr
    assert not {"jinja2", "senaudit.typeset.paginate"} & set(re.findall(r"[\w.]+$", done.stderr, re.MULTILINE))


def test_the_files_of_a_pack_are_all_checked_before_the_first_is_made(tmp_path: Path) -> None:
    for name in ("guide.pdf", "poster.pdf"):
        (tmp_path / "audit-pack" / name).mkdir(parents=True)
    done = senaudit(tmp_path, "build", "pack")
    assert done.returncode == 3
    assert re.findall(r"^(.*): this is a folder$", done.stderr, re.MULTILINE) == [
        str(Path("audit-pack", "guide.pdf")),
        str(Path("audit-pack", "poster.pdf")),
    ]
    assert names_in(tmp_path / "audit-pack") == {"guide.pdf", "poster.pdf"}


def test_a_file_of_a_pack_that_cannot_be_written_keeps_the_others_from_nothing(tmp_path: Path) -> None:
    """The system limits files of the process to 60 KB, which is too little for the guide alone."""
    if os.name == "nt":  # Windows has no such limit
        return
    (tmp_path / "audit-pack").mkdir()
    (tmp_path / "audit-pack" / "guide.pdf").write_bytes(b"older")
    limited = "import resource as r, senaudit.__main__ as s; r.setrlimit(r.RLIMIT_FSIZE, (60_000,) * 2); s.main()"
    command = [sys.executable, "-B", "-c", limited, "build", "pack"]
    done = subprocess.run(command, cwd=tmp_path, env=environment(), capture_output=True, encoding="utf-8")
    assert done.returncode == 3
    assert f"{Path('audit-pack', 'guide.pdf')}: this cannot be written: files of this size" in done.stderr
    made = {path.name: path.read_bytes() for path in (tmp_path / "audit-pack").iterdir()}
    assert made.keys() == {"guide.pdf", "sheets.pdf", "poster.pdf"}
    assert made.pop("guide.pdf") == b"older"
    assert all(data.rstrip().endswith(b"%%EOF") for data in made.values())


# Names on Windows


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("CON", "device"),
        ("con.pdf", "device"),
        (r"packs\NUL\guide.pdf", "device"),
        ("COM1.pdf", "device"),
        ("lpt9.tar.pdf", "device"),
        ("AUX .pdf", "device"),
        ("COM¹.pdf", "device"),
        ("CONIN$", "device"),
        ("guide.pdf.", "a full stop"),
        (r"autumn. \guide.pdf", "a space"),
        ("guide.pdf ", "a space"),
        ("guide.pdf:secret", "“:”"),
        ("who?.pdf", "“?”"),
        (r"C:\packs\12:30.pdf", "“:”"),
        ("a|b.pdf", "“|”"),
        ("tab\there.pdf", "an invisible sign"),
        (r"\\server\share\pr*.pdf", "“*”"),
    ],
)
def test_a_name_that_windows_cannot_have_is_known(name: str, reason: str) -> None:
    assert reason in windows_reason(PureWindowsPath(name))


@pytest.mark.parametrize(
    "name",
    [
        "guide.pdf",
        r"C:\Users\Zoë Ó Néill\Autumn audit\sheets-support.pdf",
        r"..\guide.pdf",
        r".\guide.pdf",
        "C:guide.pdf",
        r"\\server\share\guide.pdf",
        "console.pdf",
        "COM10.pdf",
        "nullify.pdf",
        ".hidden",
        "a’s “guide” – 1.2.pdf",
    ],
)
def test_a_name_that_windows_can_have_is_let_pass(name: str) -> None:
    assert windows_reason(PureWindowsPath(name)) == ""


def test_the_names_that_documents_get_by_themselves_suit_windows(tmp_path: Path) -> None:
    done = senaudit(tmp_path, "build", "sheets", "--question", "communication:3,5-7", "--audience", "parents")
    assert done.returncode == 0
    (name,) = names_in(tmp_path)
    assert windows_reason(PureWindowsPath(name)) == ""
