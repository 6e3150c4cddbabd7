"""Paths that stay where they belong: what a person may type for a file of their folder, and safe names for new ones.

All of it is logic over the text, the same on every system: a folder that was made on a Mac is opened on Windows.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path, PurePosixPath, PureWindowsPath

LONGEST_NAME = 60
"""Characters of a folder's name. Windows allows 260 in a whole path, of which files inside need their share."""

_DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in "123456789¹²³")})
"""Names that Windows keeps for devices, with any ending. Source: Microsoft, “Naming Files, Paths, and Namespaces”."""

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+-]+:(?!\\)|//|www\.")
_FORBIDDEN = re.compile(r'[<>:"|?*\x00-\x1f]')


def refused(typed: str) -> str | None:
    """Return why `typed` is no path of a file inside a folder, in words that go on from “…”; None if it is one."""
    windows, posix = PureWindowsPath(typed), PurePosixPath(typed)
    if windows.drive.endswith(":") and len(windows.drive) == 2:
        return "begins with a drive, so that it leads out of the folder"
    if windows.drive:
        return "leads to another computer"
    if _URL.match(typed):
        return "is an address, not a file"
    if windows.root or posix.root or typed.startswith("~"):
        return "does not begin in the folder"
    if ".." in windows.parts or ".." in posix.parts:
        return "leads out of the folder with “..”"
    if match := _FORBIDDEN.search(typed):
        sign = match[0] if match[0].isprintable() else "an invisible character"
        return f"has “{sign}” in it, which file names on Windows cannot have"
    if any(is_device(part) for part in windows.parts):
        return "has a name in it that Windows keeps for a device"
    return None


def is_device(name: str) -> bool:
    """Return whether Windows takes the file name for a device, such as `CON` or `nul.pdf`."""
    return name.partition(".")[0].rstrip(" ").lower() in _DEVICES


def inside(folder: Path, typed: str) -> Path:
    """Return the path of a file of the folder. A backslash parts folders on every system, as people type it."""
    return folder.joinpath(*PureWindowsPath(typed).parts)


def leads_out(folder: Path, path: Path) -> bool:
    """Return whether `path`, all links followed, lies outside the folder. Raises OSError for links that never end."""
    return not path.resolve().is_relative_to(folder.resolve())


def folder_name(name: str) -> str:
    """Return a name for a folder that every system takes, made of a school's name: “Ysgol y Wŷdd” is ysgol-y-wydd.

    It is never empty: a name without letters or digits that could be kept gives “school”.
    """
    plain = unicodedata.normalize("NFKD", name.replace("’", "").replace("'", "")).encode("ascii", "ignore").decode()
    words = re.findall("[a-z0-9]+", plain.lower())
    while len("-".join(words)) > LONGEST_NAME and len(words) > 1:
        words.pop()
    slug = "-".join(words)[:LONGEST_NAME] or "school"
    return f"{slug}-school" if is_device(slug) else slug
