"""The files that a document is made from, and a digest of what is in them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from senaudit.files.shipped import shipped
from senaudit.recipe.request import Sources
from senaudit.school.names import CONTENT_FOLDERS

if TYPE_CHECKING:
    from senaudit.typeset.faces import Family, FontChoice

LIBRARIES = ("click", "jinja2", "markdown-it-py", "pillow", "pyyaml", "reportlab", "resvg-py")
"""The libraries that a document is made with, by the names that their authors give them."""

WATCHED_FILES = (".yaml", ".yml", ".txt", ".j2", ".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".svg")
"""How the names of files end that a document is made from, or may be by mistake; a PDF made among them is none."""

_LARGEST = 100_000_000
"""Bytes of a file that its digest is made of. No file of more is read by any part of the program."""


def template_folders(sources: Sources) -> tuple[Path, ...]:
    """Return the folders that templates and looks are looked for in, one's own first: those that are there."""
    school = sources.school / "templates" if sources.school else None
    own = [folder for folder in (sources.templates, school) if folder and folder.is_dir()]
    return (*own, shipped("templates"))


def content_folders(sources: Sources) -> tuple[Path, ...]:
    """Return the folder of the content, and those in it that are links to elsewhere, which are read all the same."""
    folder = sources.content or shipped("content")
    return (folder, *(folder / name for name in CONTENT_FOLDERS if (folder / name).is_symlink()))


def watched_folders(sources: Sources) -> tuple[Path, ...]:
    """Return the folders that hold the files which a document is made from, one's own first, there or not."""
    own = [folder for folder in (sources.school, sources.templates) if folder]
    return (*own, *content_folders(sources), shipped("templates"))


def source_files(folder: Path, endings: tuple[str, ...] = WATCHED_FILES) -> Iterator[str]:
    """Yield the path of each file in a folder and below whose name ends so, folder by folder; none that is hidden.

    What lies behind a link to another folder is none of them.
    """
    for within, below, names in os.walk(folder):
        below[:] = sorted(name for name in below if not name.startswith("."))
        for name in sorted(names):
            if name.lower().endswith(endings) and not name.startswith((".", "~$")):
                yield os.path.join(within, name)  # noqa: PTH118 - a Path each would take as long as the looking


def font_files(font: FontChoice) -> list[Path]:
    """Return the files of all faces that a document may be set in. Raises FileError if the font is not there."""
    from senaudit.typeset.faces import find_family

    family: Family | None = find_family(font)
    files: list[Path] = []
    while family is not None:
        files += family.files.values()
        family = family.wider
    return files


def font_in_use() -> str:
    """Return the name of the font that documents are set in, unless another is asked for."""
    from senaudit.typeset.faces import find_family

    return find_family("auto").name.removesuffix(" Latin")


def arial_found(platform: str, environment: Mapping[str, str]) -> str:
    """Return the folders in which Arial was found, or else where it was looked for; as for `font_folders`."""
    from senaudit.typeset.faces import find_arial, font_folders

    folders = font_folders(platform, environment)
    found = sorted({str(path.parent) for path in find_arial(folders).values()})
    return ", ".join(found) or f"not found in {', '.join(map(str, folders))}"


def files_of(folder: Path, endings: tuple[str, ...] = WATCHED_FILES) -> Iterator[bytes]:
    """Yield the name and the content of each file in a folder and below, but of hidden ones."""
    yield b"folder"
    for path in map(Path, source_files(folder, endings)):
        yield path.relative_to(folder).as_posix().encode("utf-8", "surrogateescape")
        yield content_of(path)


def content_of(path: Path) -> bytes:
    """Return the bytes of a file with a sign in front, so that an empty one differs from one that cannot be read."""
    try:
        if path.is_file():  # and no device or pipe, which may have no end
            with path.open("rb") as file:
                return b"+" + file.read(_LARGEST)
    except OSError:
        pass
    return b"-"


def digest(parts: Iterable[bytes]) -> str:
    """Return the digest of parts, each with its length in front, so that no two lists of parts are taken for one."""
    from hashlib import blake2b  # which takes longer to import than all of this

    total = blake2b(digest_size=16)
    for part in parts:
        total.update(len(part).to_bytes(8, "big"))
        total.update(part)
    return total.hexdigest()
