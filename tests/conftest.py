"""Shared by all tests: documents that are set once in a process, and the option that rewrites the golden files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from asking import pack_in, with_changes
from school_pack import own

from senaudit.content.model import Guide
from senaudit.layout.markup import Element
from senaudit.recipe.reading import read_content
from senaudit.recipe.request import Request
from senaudit.recipe.steps import Document, build, typeset_document
from senaudit.typeset.faces import Family
from senaudit.typeset.page import Page

if TYPE_CHECKING:
    from browser import Pages
    from playwright.sync_api import Browser

GOLDEN = Path(__file__).parent / "golden"
RIGHTS = "rights"
"""The name of what a test records for the figure of rights."""


def content_of(choices: Request) -> Guide:
    """Return the content of a document, with the school's own if it is a school's pack."""
    if pack := pack_in(choices):
        return own(read_content(with_changes(choices, school=None)), pack)
    return read_content(choices)


@cache
def set_document(choices: Request) -> tuple[Element, Family, list[Page]]:
    """Return a document's Element tree, faces and pages, set once for all tests."""
    return typeset_document(choices, content_of(choices))


@cache
def built_document(choices: Request) -> Document:
    """Return a document's PDF, built once for all tests."""
    return build(choices, guide=content_of(choices))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run all tests of one document in the same process, so that it is made once. Leave out what is for the night."""
    if "nightly" not in config.option.markexpr:
        config.hook.pytest_deselected(items=[item for item in items if item.get_closest_marker("nightly")])
        items[:] = [item for item in items if not item.get_closest_marker("nightly")]
    for item in items:
        choices = item.callspec.params.get("choices") if hasattr(item, "callspec") else None
        if isinstance(choices, Request):
            item.add_marker(pytest.mark.xdist_group(str(choices)))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say the figure of rights: how many answers of filled-in sheets were read rightly."""
    reports = terminalreporter.stats.get("passed", []) + terminalreporter.stats.get("failed", [])
    figures = [figure for each in reports for name, figure in each.user_properties if name == RIGHTS]
    if figures:
        right, typed = map(sum, zip(*figures, strict=True))
        terminalreporter.write_line(f"{right} of {typed} answers in {len(figures)} files are read rightly")


@pytest.fixture
def rights(record_property: Callable[[str, object], None]) -> Callable[[int, int], None]:
    """Count answers of a file for the figure of rights: how many were read rightly, of how many that were typed."""
    return lambda right, typed: record_property(RIGHTS, (right, typed))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--refresh", action="store_true", help="write the golden files anew")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with a golden file; with --refresh, write the file."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        if request.config.getoption("--refresh"):
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, "utf-8", newline="\n")
        assert path.read_text("utf-8") == text, f"{path.name} differs; refresh it with --refresh if that is meant"

    return compare


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser of all tests of this process."""
    from browser import started

    with started() as browser:
        yield browser


@pytest.fixture
def pages(chromium: Browser, tmp_path: Path) -> Iterator[Pages]:
    """Opens pages in the browser. A test fails if one of them tells something or asks for a file."""
    from browser import Pages

    opened = Pages(chromium, tmp_path)
    yield opened
    opened.close()
