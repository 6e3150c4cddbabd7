"""One large document: what is not needed any more goes, so that a page takes up little memory.

What is counted here depends on the program, not on the computer: objects that are alive, and the bytes that Python
itself has given out.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from benchmarks.content import repeated_content
from senaudit.layout.markup import Element
from senaudit.pdf.object_streams import pdf_file
from senaudit.recipe.reading import read_content
from senaudit.recipe.request import request_for
from senaudit.recipe.steps import render_document

ROOT = Path(__file__).parents[1]

_PER_PAGE = 50_000
"""Bytes that Python may give out at most for each further page of the guide. Python 3.11 gives out 36,000."""

_PROGRAM = """
import gc, json, sys, tracemalloc
gc.disable()  # as in every run, so what is kept in a circle is never freed
from collections import Counter
from senaudit.cli import building
pages, alive = [], []
def progress(drawn, total):
    if drawn in (1, total):
        pages.append(total)
        if sys.argv[3]:
            alive.append(Counter(type(each).__name__ for each in gc.get_objects()))
building.progress_bar = lambda quiet: progress
asked = ["--with-sheets", "--font", "arimo", "--quiet", "--content", sys.argv[1], "--output", sys.argv[2]]
tracemalloc.start()
building.guide.main(asked, standalone_mode=False)
print(json.dumps([pages[0], tracemalloc.get_traced_memory()[1], alive]))
"""


class Made(NamedTuple):
    """A guide with its sheets: its pages, the most bytes that were in use, and what was alive at two of the pages."""

    pages: int
    peak: int
    alive: list[dict[str, int]]


def made(folder: Path, times: int, what: str = "") -> Made:
    """Make the guide with each of its chapters so many times over, in a process of its own."""
    content = folder / f"content-{times}"
    if not content.exists():
        repeated_content(folder, times)
    command = [sys.executable, "-c", _PROGRAM, str(content), str(folder / "guide.pdf"), what]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return Made(*json.loads(told.stdout))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("memory")


def test_neither_the_content_nor_a_page_that_is_drawn_is_kept(folder: Path) -> None:
    first, last = made(folder, 2, "count").alive
    assert first["Run"] > 3000
    assert last.get("Run", 0) < 200
    for kind in ("Guide", "Chapter", "Question", "Text", "Scalar"):
        assert first.get(kind, 0) == 0, kind


def test_a_further_page_takes_up_little_memory(folder: Path) -> None:
    few, many = made(folder, 2), made(folder, 6)
    assert many.pages - few.pages > 150
    assert (many.peak - few.peak) / (many.pages - few.pages) < _PER_PAGE


def test_elements_with_the_same_attributes_share_them() -> None:
    asked = request_for("guide", with_sheets=True, font="arimo")
    document = render_document(asked, read_content(asked))

    def kinds(element: Element) -> Iterator[tuple[object, ...]]:
        for child in element.elements:
            if child.tag != "contents":  # its entries are made of the headings
                yield element.tag, child.tag, *child.attributes.items()
                yield from kinds(child)

    every = list(kinds(document))
    shared = {id(each.attributes) for each in document.walk() if each.tag not in ("entry", "text")}
    assert len(shared) <= len(set(every))
    assert len({id(each.attributes) for each in document.walk() if each.tag == "text"}) == 1


def test_the_objects_of_a_file_are_packed_as_they_come() -> None:
    objects = ((number, b"<<%s>>" % (b"%d " % number * 200)) for number in range(1, 10_001))
    tracemalloc.start()
    file = pdf_file(b"%PDF-1.7\n", objects, b"/Root 1 0 R")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert sum(map(len, file.groups.values())) == 10_000
    assert peak < 3_000_000  # all of them together are ten million bytes
