"""Paths that stay inside a folder, and names that every system accepts: rules for Windows that Linux can test."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from senaudit.files.paths import LONGEST_NAME, folder_name, inside, is_device, refused

REFUSED = {
    "../logo.png": "leads out",
    "a/../../logo.png": "leads out",
    "..\\logo.png": "leads out",
    "a\\..\\logo.png": "leads out",
    "..": "leads out",
    "/etc/passwd": "does not begin",
    "\\Windows\\logo.png": "does not begin",
    "~/logo.png": "does not begin",
    "~root/logo.png": "does not begin",
    "C:\\logo.png": "drive",
    "c:/logo.png": "drive",
    "C:logo.png": "drive",
    "\\\\server\\share\\logo.png": "another computer",
    "//server/share/logo.png": "another computer",
    "\\\\?\\C:\\logo.png": "another computer",
    "\\\\.\\pipe\\x": "another computer",
    "https://example.org/logo.png": "an address",
    "HTTP://EXAMPLE.ORG/": "an address",
    "file:///etc/passwd": "an address",
    "data:image/png;base64,AA": "an address",
    "www.example.org/logo.png": "an address",
    "logo.png:stream": "“:”",
    "CON": "device",
    "pictures/nul.png": "device",
    "Com1.png": "device",
    "what?.png": "“?”",
    "a\x00b": "invisible",
    "a*b.png": "“*”",
    "a" * 256: "more than 255 characters",
    "a/" + "é" * 200 + "/b": "more than 255 characters",
}


@pytest.mark.parametrize("typed", REFUSED)
def test_what_leads_out_of_a_folder_is_refused_with_the_reason(typed: str) -> None:
    reason = refused(typed)
    assert reason is not None
    assert REFUSED[typed] in reason


@pytest.mark.parametrize(
    "typed",
    ["logo.png", "pictures/logo.png", "pictures\\logo.png", "Our Logo (new).JPG", "ŵ.svg", "a..b.png", "console.png"],
)
def test_a_file_of_the_folder_is_taken(typed: str) -> None:
    assert refused(typed) is None
    assert inside(Path("school"), typed).is_relative_to("school")


@given(st.text(alphabet="ab./\\:~C% ", min_size=1, max_size=12))
def test_nothing_that_is_taken_leads_out(typed: str) -> None:
    if refused(typed) is None:
        parts = inside(Path("/school"), typed).parts
        assert parts[:2] == ("/", "school")
        assert ".." not in parts


@pytest.mark.parametrize(
    ("school", "folder"),
    [
        ("Oak Hill Primary", "oak-hill-primary"),
        ("St Bartholomew’s C. of E. School", "st-bartholomews-c-of-e-school"),
        ("Ysgol y Wŷdd", "ysgol-y-wydd"),
        ("Școala Gimnazială", "scoala-gimnaziala"),
        ("St Łucja’s", "st-lucjas"),
        ("Sønder Ærø, Weiß & Đorđe", "sonder-aero-weiss-dorde"),
        ("CON", "con-school"),
        ("  …  ", "school"),
        ("学校", "school"),
        ("a/b\\c:d..", "a-b-c-d"),
    ],
)
def test_a_schools_name_makes_a_name_for_its_folder(school: str, folder: str) -> None:
    assert folder_name(school) == folder


@given(st.text(max_size=300))
def test_a_folders_name_is_taken_by_every_system(name: str) -> None:
    folder = folder_name(name)
    assert 0 < len(folder) <= LONGEST_NAME + len("-school")
    assert refused(folder) is None
    assert not is_device(folder)
    assert folder == folder.strip(". ")
