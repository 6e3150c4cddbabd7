"""Paths that stay where they belong, and names that every system takes.

All of it is logic over the text, the same on every system: a folder that was made on a Mac is opened on Windows.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

LONGEST_NAME = 60
"""Characters of a folder's name. Windows allows 260 in a whole path, of which files inside need their share."""

# What only few texts need is not compiled here: `re` compiles it when it is first asked, and keeps it.
_DEVICE = r"(?i)(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(?:COM|LPT)[0-9¹²³])"
"""Names that Windows keeps for devices, with any ending. Source: Microsoft, “Naming Files, Paths, and Namespaces”."""
_FORBIDDEN = r'[<>:"|?*\x00-\x1f]'

_URL = r"[A-Za-z][A-Za-z0-9+-]+:(?!\\)|//|www\."


def refused(typed: str) -> str | None:
    """Return why `typed` is no path of a file inside a folder, in words that go on from “…”; None if it is one."""
    windows, posix = PureWindowsPath(typed), PurePosixPath(typed)
    if windows.drive.endswith(":") and len(windows.drive) == 2:
        return "begins with a drive, so that it leads out of the folder"
    if windows.drive:
        return "leads to another computer"
    if re.match(_URL, typed):
        return "is an address, not a file"
    if windows.root or posix.root or typed.startswith("~"):
        return "does not begin in the folder"
    if ".." in windows.parts or ".." in posix.parts:
        return "leads out of the folder with “..”"
    return windows_reason(windows) or None


def windows_reason(path: PurePath) -> str:
    """Return why Windows cannot have a file of that name, in words that follow the name; "" if it can."""
    for name in path.parts[1:] if path.anchor else path.parts:
        if found := re.search(_FORBIDDEN, name):
            sign = f"“{found[0]}”" if found[0].isprintable() else "an invisible sign"
            return f"has {sign} in it, which no file name can have on Windows"
        if is_device(name):
            return "is the name of a device on Windows"
        if name not in (".", "..") and name.endswith((".", " ")):
            return f"ends with a {'full stop' if name[-1] == '.' else 'space'}, which Windows would take away"
    return ""


def is_device(name: str) -> bool:
    """Return whether Windows takes the file name for a device, such as `CON` or `nul.pdf`."""
    return re.fullmatch(_DEVICE, name.partition(".")[0].rstrip(" ")) is not None


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
