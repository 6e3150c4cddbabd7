"""What reads bytes from elsewhere: its limits of memory and time, and what is told of a file that reaches one."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from threading import Timer
from xml.etree import ElementTree
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook

from senaudit.files import limited
from senaudit.files.limited import LimitedProcess, LimitError, run_limited
from senaudit.pictures.raster import PictureFile, read_picture
from senaudit.pictures.svg_limits import check_size
from senaudit.problems import FileError, Place, Problem, SenauditError, UsageError

pytest.importorskip("resource", reason="this system has no such limits")

BOUND = "import resource; resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30)); "
"""The start of a program that may take 3 GB at most: if a limit fails, the test fails, and not the computer."""


def bounded(code: str, *arguments: object, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", BOUND + code, *map(str, arguments)], cwd=folder, capture_output=True, text=True
    )


def senaudit(*arguments: object, folder: Path) -> subprocess.CompletedProcess[str]:
    return bounded("from senaudit.__main__ import main; main()", *arguments, folder=folder)


# The process


def test_what_a_function_returns_or_raises_comes_back() -> None:
    assert run_limited(5, sorted, [3, 1, 2], reverse=True) == [3, 2, 1]
    with pytest.raises(ValueError, match="invalid literal"):
        run_limited(5, int, "x")
    assert run_limited(5, print, "what is printed is no answer") is None


def test_memory_is_limited() -> None:
    assert len(run_limited(5, bytes, 200 << 20)) == 200 << 20
    with pytest.raises(LimitError) as raised:
        run_limited(5, bytes, 600 << 20)
    assert raised.value.reason == "memory"


def test_processor_time_is_limited_and_waiting_is_not() -> None:
    with pytest.raises(LimitError) as raised:
        run_limited(1, sum, range(10**9))
    assert raised.value.reason == "time"
    assert run_limited(1, time.sleep, 1.5) is None


def test_a_process_that_crashes_is_told() -> None:
    with pytest.raises(LimitError) as raised:
        run_limited(5, os.abort)
    assert raised.value.reason == "crash"


def test_one_process_calls_one_function_after_another() -> None:
    with LimitedProcess(5) as process:
        first = process.call(os.getpid)
        assert first != os.getpid()
        assert process.call(sorted, [3, 1, 2], reverse=True) == [3, 2, 1]
        with pytest.raises(ValueError, match="invalid literal"):
            process.call(int, "x")
        process.call(print, "what is printed is no answer")
        assert process.call(os.getpid) == first
    with pytest.raises(ProcessLookupError):
        os.kill(first, 0)


def test_each_call_has_the_whole_time_and_the_process_after_one_that_had_too_much_is_new() -> None:
    with LimitedProcess(1) as process:
        first = process.call(os.getpid)
        for _ in range(3):
            process.call(sum, range(15 * 10**6))
        assert process.call(os.getpid) == first
        for too_much, reason in ((sum, "time"), (bytes, "memory"), (os.abort, "crash")):
            given = {"time": (range(10**10),), "memory": (600 << 20,)}.get(reason, ())
            with pytest.raises(LimitError) as raised:
                process.call(too_much, *given)
            assert raised.value.reason == reason
            assert process.call(len, "abc") == 3
        assert process.call(os.getpid) != first


def test_what_one_call_leaves_behind_does_not_count_against_the_next() -> None:
    """The second one has no room in the first one's process, and is called again in a new one."""
    with LimitedProcess(5) as process:
        first = process.call(os.getpid)
        process.call(exec, "import builtins; builtins.left = bytearray(300 << 20)")
        assert len(process.call(bytes, 250 << 20)) == 250 << 20
        assert process.call(os.getpid) != first


def test_a_process_that_waits_for_ever_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limited, "_PATIENCE", 0.5)
    with LimitedProcess(1) as process, pytest.raises(LimitError) as raised:
        process.call(time.sleep, 60)
    assert raised.value.reason == "time"


def test_a_process_that_is_closed_answers_nobody_any_more() -> None:
    """Another thread may wait for it: so Ctrl-C ends all at once."""
    process = LimitedProcess(60)
    process.call(len, "abc")
    Timer(0.2, process.close).start()
    with pytest.raises(LimitError):
        process.call(time.sleep, 5)
    with pytest.raises(LimitError):
        process.call(len, "abc")


def test_a_process_that_cannot_begin_is_told(tmp_path: Path) -> None:
    """Here there are no handles left for its streams."""
    code = (
        "resource.setrlimit(resource.RLIMIT_NOFILE, (8, 8)); from senaudit.files.limited import *; held = []\n"
        "try:\n    while True: held.append(open('/dev/null'))\nexcept OSError: pass\n"
        "try: run_limited(5, len, 'abc')\nexcept LimitError as error: held.clear(); print(error.reason, error.output)"
    )
    done = bounded(code, folder=tmp_path)
    assert done.stdout == "crash Too many open files\n", done.stderr


def test_where_time_cannot_be_limited_the_process_is_stopped_after_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limited, "_has_limits", lambda: False)
    monkeypatch.setattr(limited, "_PATIENCE", 1)
    with pytest.raises(LimitError) as raised:
        run_limited(1, time.sleep, 60)
    assert raised.value.reason == "time"


@pytest.mark.parametrize("name", ["pickle", "subprocess", "resource", "sitecustomize"])
def test_no_module_of_the_working_folder_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    (tmp_path / f"{name}.py").write_text("raise SystemExit(7)", "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert run_limited(5, len, "abc") == 3


@pytest.mark.parametrize("kind", [SenauditError, UsageError, FileError])
def test_problems_come_back_whole(kind: type[SenauditError]) -> None:
    problem = Problem("x", Place(Path("a.xlsx"), 2, 3), "wrong", "mend it", values=(("a", "b"),))
    with pytest.raises(kind) as raised:
        run_limited(5, exec, "raise error", {"error": kind([problem])})
    assert type(raised.value) is kind
    assert raised.value.problems == (problem,)


# Drawings

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="50">{}</svg>'
BOX = '<path d="M0 0h100v50H0z"/>'
FLOODS = "".join(f'<feFlood flood-color="red" result="r{n}"/>' for n in range(2000))
FLOODS += "<feMerge>" + "".join(f'<feMergeNode in="r{n}"/>' for n in range(2000)) + "</feMerge>"


def doubling(tag: str, link: str, count: int) -> str:
    """Return parts of which each uses the one before it twice, and a shape that uses the last."""
    uses = [f"<{'path' if 'url' in link else 'use'} {link.replace('#', f'#a{n}')} d='M0 0h9v9'/>" for n in range(count)]
    parts = "".join(f'<{tag} id="a{n}">{use * 2}</{tag}>' for n, use in enumerate(uses[:-1], 1))
    return f'<{tag} id="a0">{BOX}</{tag}>{parts}{uses[-1]}'


DRAWINGS = {
    "a filter of 2,000 steps": f'<filter id="f">{FLOODS}</filter><rect width="100" height="50" filter="url(#f)"/>',
    "parts used twice each": doubling("g", 'href="#"', 25),
    "masks used twice each": doubling("mask", 'mask="url(#)"', 25),
    "patterns, in styles": doubling("pattern", "style='fill:url( \"#\")'", 25),
    "patterns, in a sheet": "<style>"
    + "".join(f".c{n}{{fill:url(#a{n - 1})}}" for n in range(1, 26))
    + f"</style><pattern id='a0'>{BOX}</pattern>"
    + "".join(f"<pattern id='a{n}'><path class='x c{n}'/><path class='c{n}'/></pattern>" for n in range(1, 26))
    + "<path class='c25'/>",
    "a marker at each corner": f'<marker id="m">{BOX * 100}</marker>'
    f'<path marker-mid="url(#m)" d="M0 0{"L1 2" * 9000}"/>',
    "layers inside each other": f'<g opacity=".5">{BOX}' * 90 + "</g>" * 90,
    "layers, in a sheet": "<style>.o{mix-blend-mode:multiply}</style>" + f'<g class="o">{BOX}' * 90 + "</g>" * 90,
    "parts used in parts": "".join(f'<g id="a{n}"><use href="#a{n - 1}"/></g>' for n in range(2000))
    + '<use href="#a1999"/>',
}  # fmt: skip


def refused_drawing(folder: Path, inside: str) -> Problem:
    (folder / "logo.svg").write_text(SVG.format(inside), "utf-8")
    with pytest.raises(SenauditError) as raised:
        read_picture(PictureFile(folder / "logo.svg", Place(Path("school.yaml"), 2, 7)), 227.0, 91.0)
    (problem,) = raised.value.problems
    assert problem.place == Place(Path("school.yaml"), 2, 7)
    assert problem.hint == "simplify it, or save it as PNG"
    return problem


@pytest.mark.parametrize("kind", DRAWINGS)
def test_a_drawing_that_would_take_all_memory_is_refused_before_it_is_drawn(tmp_path: Path, kind: str) -> None:
    """Whether or not the system limits memory."""
    with pytest.raises(MemoryError):
        check_size(ElementTree.fromstring(SVG.format(DRAWINGS[kind])), 1890 * 756)
    assert "takes more than 512 MB of memory to draw" in refused_drawing(tmp_path, DRAWINGS[kind]).message


def test_a_drawing_of_too_many_elements_is_refused_before_it_is_drawn(tmp_path: Path) -> None:
    assert "has more than 100,000 elements" in refused_drawing(tmp_path, "<g/>" * 100_001).message


def test_a_drawing_is_refused_that_takes_more_memory_than_was_counted(tmp_path: Path) -> None:
    tile = '<pattern id="p" width="99999" height="99999" patternUnits="userSpaceOnUse"><path d="M0 0h9v9"/></pattern>'
    assert "takes more than 512 MB" in refused_drawing(tmp_path, f'{tile}<path fill="url(#p)" d="M0 0h90v40"/>').message


def test_a_school_with_such_a_logo_is_told_in_its_place(tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_text(SVG.format(DRAWINGS["a filter of 2,000 steps"]), "utf-8")
    (tmp_path / "school.yaml").write_text("name: Oak Hill\nlogo: logo.svg\n", "utf-8")
    done = senaudit("build", "poster", "--school", ".", "--output", "poster.pdf", folder=tmp_path)
    assert done.returncode == 1
    assert "school.yaml:2:7: “logo.svg” takes more than 512 MB of memory to draw" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "poster.pdf").exists()


def test_a_detailed_logo_is_drawn(tmp_path: Path) -> None:
    """As drawing programs write it: a thousand shapes with classes, cut out, in colour shifts, and a shadow."""
    names = range(30)
    sheet = "".join(f".cls-{n}{{fill:url(#g{n});clip-path:url(#c{n});opacity:.9}}" for n in names)
    stops = '<stop stop-color="#c00"/>' * 8
    defs = "".join(
        f'<linearGradient id="g{n}">{stops}</linearGradient><clipPath id="c{n}">{BOX}</clipPath>' for n in names
    )
    shadow = "".join('<feGaussianBlur stdDeviation="1"/><feOffset dx="1"/>' for _ in range(8))
    shapes = "".join(f'<path class="cls-{n % 30}" d="M{n % 90} {n % 45}h9v9z"/>' for n in range(1000))
    inside = (
        f'<style>{sheet}</style><defs>{defs}<filter id="f">{shadow}</filter></defs><g filter="url(#f)">{shapes}</g>'
    )
    (tmp_path / "logo.svg").write_text(SVG.format(inside), "utf-8")
    assert read_picture(PictureFile(tmp_path / "logo.svg", Place(Path("school.yaml"))), 227.0, 91.0)


# Workbooks

SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
TOO_MUCH = "this file unfolds to far more than a table of schools needs"


def workbook_with(name: str, pieces: Iterator[bytes] | list[bytes]) -> bytes:
    """Return a workbook, one part of which is written in pieces."""
    book = Workbook()
    assert book.active is not None
    book.active.append(["name"])
    small, large = BytesIO(), BytesIO()
    book.save(small)
    with ZipFile(small) as before, ZipFile(large, "w", ZIP_DEFLATED) as after:
        for member in before.namelist():
            if member != name:
                after.writestr(member, before.read(member))
        with after.open(name, "w") as part:
            for piece in pieces:
                part.write(piece)
    return large.getvalue()


def part(tag: str, before: str, piece: str, count: int, after: str) -> list[bytes]:
    return [f"<{tag} {MAIN}>{before}".encode(), *[piece.encode() * 1000] * (count // 1000), f"{after}</{tag}>".encode()]


HEADS = '<sheetData><row r="1"><c t="inlineStr"><is><t>name</t></is></c></row>'
BOMBS = {
    "a row of 19 million cells": (SHEET, part("worksheet", HEADS + "<row>", "<c/>", 19_000_000, "</row></sheetData>")),
    "a prefix": (
        SHEET,
        [
            f'<x:worksheet xmlns:x={MAIN[6:]}><x:sheetData><x:row>'.encode(),
            b"<x:c/>" * 5_000_000,
            b"</x:row></x:sheetData></x:worksheet>",
        ],
    ),
    "another encoding": (
        SHEET,
        ["".join(each.decode() for each in part("worksheet", HEADS + "<row>", "<c/>", 5_000_000, "</row></sheetData>"))
         .encode("utf-16")],
    ),
    "a text of 9 million pieces": (STRINGS, part("sst", "<si>", "<r><t/></r>", 9_000_000, "</si>")),
    "3 million texts": (STRINGS, part("sst", "", "<si/>", 3_000_000, "")),
    "merged cells": (
        SHEET,
        part("worksheet", HEADS + "</sheetData><mergeCells>", '<mergeCell ref="A1:B2"/>', 4_000_000, "</mergeCells>"),
    ),
    "formats": ("xl/styles.xml", part("styleSheet", "<cellXfs>", "<xf/>", 1_900_000, "</cellXfs>")),
    "kinds of parts": ("[Content_Types].xml", part("Types", "", "<Override/>", 800_000, "")),
    "an attribute without an end": (
        SHEET,
        [f'<worksheet {MAIN}><sheetData><row><c r="'.encode(), b"A" * 9_000_000, b'"/></row></sheetData></worksheet>'],
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", BOMBS)
def test_a_workbook_that_would_take_all_memory_is_refused_before_it_is_read(tmp_path: Path, kind: str) -> None:
    """Without a limit of memory too, as on Windows: the process gets one that these would exceed if they were read."""
    name, pieces = BOMBS[kind]
    (tmp_path / "schools.xlsx").write_bytes(workbook_with(name, pieces))
    code = "from senaudit.schools import workbook; from senaudit.schools.workbook_limits import reason_to_refuse; "
    done = bounded(
        code
        + "print(reason_to_refuse(open('schools.xlsx', 'rb').read(), 'a table of schools')); "
        + "print('openpyxl' in __import__('sys').modules)",
        folder=tmp_path,
    )
    assert done.stdout.splitlines() == [TOO_MUCH, "False"], done.stderr
    done = senaudit("build", "pack", "--schools", "schools.xlsx", "--into", "packs", folder=tmp_path)
    assert done.returncode == 3
    assert TOO_MUCH in done.stderr
    assert "CSV UTF-8" in done.stderr
    assert not (tmp_path / "packs").exists()


def test_a_large_table_of_schools_is_read() -> None:
    """As large as England: its sheet is counted, and is not too much."""
    from senaudit.schools.workbook import read_sheet

    row = "<row>" + "<c><v>1</v></c>" * 30 + "</row>"
    data = workbook_with(SHEET, part("worksheet", HEADS, row, 24_000, "</sheetData>"))
    assert len(read_sheet(data, Path("schools.xlsx")).text.splitlines()) == 24_001


@pytest.mark.parametrize(
    ("limit", "message"),
    [("MEMORY", "takes more than 512 MB of memory to read"), ("seconds", "takes more than 1 seconds to read")],
)
def test_a_workbook_that_reaches_a_limit_is_told_with_the_way_out(
    monkeypatch: pytest.MonkeyPatch, limit: str, message: str
) -> None:
    from senaudit.schools import workbook

    if limit == "MEMORY":
        monkeypatch.setattr(limited, "MEMORY", 50 << 20)
    else:
        monkeypatch.setattr(workbook, "_SECONDS", 1)
    row = f"<row>{'<c><v>1</v></c>' * 4}</row>"
    data = workbook_with(SHEET, part("worksheet", HEADS, row, 240_000, "</sheetData>"))
    with pytest.raises(FileError) as raised:
        workbook.read_sheet(data, Path("schools.xlsx"))
    (problem,) = raised.value.problems
    assert problem.message == f"this file {message}"
    assert problem.place == Place(Path("schools.xlsx"))
    assert "CSV UTF-8" in problem.hint
