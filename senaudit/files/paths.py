"""Checks that a path stays inside its folder, and names that every system accepts.

The rules are the same on every system, because a folder made on a Mac may be opened on Windows.
"""

from __future__ import annotations

import os
import re
import unicodedata
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

LONGEST_NAME = 60
"""Most characters of a folder's name. Windows allows 260 in a whole path, and the files inside need some of them."""

_LONGEST_PART = 255
"""Most characters of one name in a path. Source: NAME_MAX of Linux and macOS, and Microsoft for NTFS."""

# Few runs need these patterns, so they are not compiled here: `re` compiles a pattern at its first use and caches it.
_DEVICE = r"(?i)(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(?:COM|LPT)[0-9¹²³])"
"""Names that Windows reserves for devices, whatever their ending (Microsoft, “Naming Files, Paths, and Namespaces”)."""
_FORBIDDEN = r'[<>:"|?*\x00-\x1f]'

_PLAIN = str.maketrans(
    dict(zip("øłđðħıŧ", "olddhit", strict=True)) | {"æ": "ae", "œ": "oe", "þ": "th", "ß": "ss", "ŋ": "ng"}
)
"""Letters of Europe’s languages that Unicode does not divide into a plain letter and a mark, as it does “é”."""

_URL = r"[A-Za-z][A-Za-z0-9+-]+:(?!\\)|//|www\."


def refused(typed: str) -> str | None:
    """Return the reason why `typed` cannot be the path of a file inside a folder, or None if it can.

    The reason continues a sentence that begins with the path: “leads to another computer”.
    """
    windows, posix = PureWindowsPath(typed), PurePosixPath(typed)
    if windows.drive.endswith(":") and len(windows.drive) == 2:
        return "begins with a drive, so that it leads out of the folder"
    if windows.drive:
        return "leads to another computer"
    if re.match(_URL, typed):
        return "is an address, not a file"
    if any(len(part.encode(errors="replace")) > _LONGEST_PART for part in windows.parts):
        return f"has a name of more than {_LONGEST_PART} characters in it, which few systems can have"
    if windows.root or posix.root or typed.startswith("~"):
        return "does not begin in the folder"
    if ".." in windows.parts or ".." in posix.parts:
        return "leads out of the folder with “..”"
    return windows_reason(windows) or None


def windows_reason(path: PurePath) -> str:
    """Return the reason why Windows cannot have a file at this path, or "" if it can.

    The reason continues a sentence that begins with the path: “is the name of a device on Windows”.
    """
    for name in path.parts[1:] if path.anchor else path.parts:
        if match := re.search(_FORBIDDEN, name):
            sign = f"“{match[0]}”" if match[0].isprintable() else "an invisible sign"
            return f"has {sign} in it, which no file name can have on Windows"
        if is_device(name):
            return "is the name of a device on Windows"
        if name not in (".", "..") and name.endswith((".", " ")):
            return f"ends with a {'full stop' if name[-1] == '.' else 'space'}, which Windows would take away"
    return ""


def is_device(name: str) -> bool:
    """Return whether the file name means a device on Windows, as `CON` and `nul.pdf` do."""
    return re.fullmatch(_DEVICE, name.partition(".")[0].rstrip(" ")) is not None


def inside(folder: Path, typed: str) -> Path:
    """Return the path of a file in the folder. People type backslashes, so they separate folders on every system.

    Texts are read with composed accents (NFC). A file from a Mac may have its name with separate ones (NFD): if only
    that file is there, the path is its.
    """
    path = folder.joinpath(*PureWindowsPath(typed).parts)
    if typed.isascii() or os.path.lexists(path):
        return path
    separate = folder.joinpath(*PureWindowsPath(unicodedata.normalize("NFD", typed)).parts)
    return separate if os.path.lexists(separate) else path


def leads_out(folder: Path, path: Path) -> bool:
    """Return whether `path` is outside the folder once all links are followed. Raises OSError for a loop of links."""
    return not path.resolve().is_relative_to(folder.resolve())


def folder_name(name: str) -> str:
    """Return a folder name that every system accepts, made from a school's name: “Ysgol y Wŷdd” gives ysgol-y-wydd.

    The result is never empty. A name without a usable letter or digit gives “school”.
    """
    folded = name.lower().replace("’", "").replace("'", "").translate(_PLAIN)
    plain = unicodedata.normalize("NFKD", folded).encode("ascii", "ignore").decode()
    words = re.findall("[a-z0-9]+", plain.lower())
    while len("-".join(words)) > LONGEST_NAME and len(words) > 1:
        words.pop()
    slug = "-".join(words)[:LONGEST_NAME] or "school"
    return f"{slug}-school" if is_device(slug) else slug
