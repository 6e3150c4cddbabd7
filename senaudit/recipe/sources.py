"""The files that a document is made from, and a digest of their contents."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from senaudit.files.paths import leads_out
from senaudit.files.reading import is_folder, note_names, read_bytes
from senaudit.files.shipped import shipped
from senaudit.problems import FileError, Place, Problem
from senaudit.recipe.request import Sources
from senaudit.school.names import AUDIT, CONTENT_FOLDERS, FONTS, LANGUAGES, SCHOOL_FOLDERS, SUPPLEMENT

if TYPE_CHECKING:
    from senaudit.typeset.faces import Family, FontChoice

LIBRARIES = (
    *("click", "jinja2", "lxml", "markdown-it-py", "pillow", "polib", "python-docx", "pyyaml", "reportlab", "resvg-py"),
)
"""The libraries that make documents, by the names of their packages."""

CONTENT_FILES = (".yaml", ".yml", ".txt", ".j2", ".po", ".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".svg")
"""File name endings that can change a document, or were meant to. PDFs are left out."""

FONT_FILES = (".ttf", ".ttc", ".otf", ".otc")
"""The same for a folder of fonts."""

TEMPLATE_FILES = ("",)
"""The same for a folder of templates: any file, because a template may include a file of any name."""

_LARGEST = 100_000_000
"""Bytes of a file that go into its digest. No part of the program reads a larger file."""


class SourceFolder(NamedTuple):
    """A folder that a document is made from, and the file name endings that count in it."""

    path: Path
    endings: tuple[str, ...] = CONTENT_FILES


def need_folders(*folders: Path | None) -> None:
    """Raise FileError with each folder that does not exist. None stands for the shipped one."""
    missing = [folder for folder in folders if folder is not None and not folder.is_dir()]
    if missing:
        raise FileError([_missing(folder) for folder in missing])


def _missing(folder: Path) -> Problem:
    if folder.is_file():
        message, hint = "this is a file, not a folder", "name the folder that it is in"
        return Problem("file-as-folder", Place(folder), message, hint)
    return Problem("folder-missing", Place(folder), "there is no such folder", "check its name")


def template_folders(sources: Sources) -> tuple[Path, ...]:
    """Return the folders of templates and looks that exist, in the order in which they are searched."""
    school = sources.school / "templates" if sources.school else None
    own = [folder for folder in (sources.templates, school) if folder and is_folder(folder)]
    return (*own, shipped("templates"))


def own_fonts(sources: Sources) -> tuple[Path, ...]:
    """Return the folders of one's own fonts that exist, in the order in which they are searched."""
    school = sources.school / FONTS if sources.school else None
    return tuple(folder for folder in (sources.fonts, school) if folder and is_folder(folder))


def source_folders(sources: Sources) -> tuple[SourceFolder, ...]:
    """Return all folders that a document is made from, the user's own first, whether they exist or not.

    A folder of content that is a link to elsewhere is listed by itself, because it is read but `source_files` does not
    follow links.
    """
    school = school_folders(sources.school) if sources.school else ()
    templates = [SourceFolder(sources.templates, TEMPLATE_FILES)] if sources.templates else []
    fonts = [SourceFolder(sources.fonts, FONT_FILES)] if sources.fonts else []
    content = sources.content or shipped("content")
    linked = [content / name for name in (*CONTENT_FOLDERS, LANGUAGES, SUPPLEMENT) if (content / name).is_symlink()]
    return (
        *school,
        *templates,
        *fonts,
        *map(SourceFolder, (content, *linked)),
        SourceFolder(shipped("templates"), TEMPLATE_FILES),
    )


def school_folders(school: Path) -> tuple[SourceFolder, ...]:
    """Return the folders of a school's own files: its folder, and its folders of templates and fonts, if there are any.

    A folder that is a link to another place inside is listed by itself, as in `source_folders`.
    """
    templates = school / "templates"
    linked = [path for name in SCHOOL_FOLDERS if (path := school / name).is_symlink() and _stays_in(school, path)]
    return (
        *map(SourceFolder, (school, *linked)),
        *([SourceFolder(templates, TEMPLATE_FILES)] if templates.is_dir() else []),
        *([SourceFolder(school / FONTS, FONT_FILES)] if (school / FONTS).is_dir() else []),
    )


def _stays_in(folder: Path, path: Path) -> bool:
    try:
        return not leads_out(folder, path)
    except (OSError, RuntimeError):  # a link to itself
        return False


def source_files(folder: SourceFolder) -> Iterator[str]:
    """Yield the path of each file of a folder that counts, subfolders included, in a fixed order.

    Hidden files, PDFs and files behind a link to another folder are left out, and so are the folders of audits.
    """
    for parent, subfolders, names in os.walk(folder.path):
        note_names(parent, (*subfolders, *names))
        if AUDIT in names and _is_of_an_audit(Path(parent), folder):
            subfolders.clear()
            continue
        subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
        for name in sorted(names):
            lower = name.lower()
            if lower.endswith(folder.endings) and not lower.endswith(".pdf") and not lower.startswith((".", "~$")):
                yield os.path.join(parent, name)  # noqa: PTH118 - making a Path each would double the time


def _is_of_an_audit(path: Path, folder: SourceFolder) -> bool:
    """Return whether a folder with an audit.yaml is an audit's. In a folder that is read, that may be any file."""
    parts = path.relative_to(folder.path).parts
    return bool(parts) and folder.endings != TEMPLATE_FILES and parts[0] not in (*SCHOOL_FOLDERS, SUPPLEMENT)


def font_files(font: FontChoice) -> list[Path]:
    """Return the files of all faces that a document may use. Raises FileError if the font is not there."""
    from senaudit.typeset.faces import find_family

    family: Family | None = find_family(font)
    files: list[Path] = []
    while family is not None:
        files += family.files.values()
        family = family.wider
    return files


def has_other_scripts(content: bytes) -> bool:
    """Return whether a file may have letters that need fonts of scripts. `content` is that of `content_of`."""
    from senaudit.typeset.faces import has_scripts

    try:
        text = content.decode()
    except UnicodeDecodeError:
        return content.startswith((b"+\xff\xfe", b"+\xfe\xff"))
    return "\\u" in text or has_scripts(text)


@cache
def digest_of_script_fonts(own: tuple[Path, ...] = ()) -> bytes:
    """Return a digest of the fonts for scripts that documents of this process are set in, and of what shapes them.

    `own` are folders with fonts that are taken before those of the computer.
    """
    from importlib.metadata import version
    from importlib.util import find_spec

    from senaudit.typeset.script_family import found_or_missing
    from senaudit.typeset.scripts import NASTALIQ, SCRIPTS

    fonts = [font for script in (NASTALIQ, *SCRIPTS) for font in found_or_missing(script, own)[0] or ()]
    names = [(font.path.name, font.number, font.weight) for font in fonts]
    shaping = version("uharfbuzz") if find_spec("uharfbuzz") else ""
    contents = map(content_of_font, dict.fromkeys(font.path for font in fonts))
    return digest([f"{shaping}{names}".encode("utf-8", "surrogateescape"), *contents]).encode()


def font_in_use() -> str:
    """Return the name of the font that documents use unless another is chosen."""
    from senaudit.typeset.faces import find_family

    return find_family("auto").name.removesuffix(" Latin")


def arial_found(platform: str, environment: Mapping[str, str]) -> str:
    """Return one line of text: the folders in which Arial was found, or else the folders that were searched.

    `platform` and `environment` are those of `font_folders`.
    """
    from senaudit.typeset.faces import find_arial, font_folders

    folders = font_folders(platform, environment)
    found = sorted({str(path.parent) for path in find_arial(folders).values()})
    return ", ".join(found) or f"not found in {', '.join(map(str, folders))}"


def script_names() -> tuple[str, ...]:
    """Return the names of the scripts that Arial and Arimo lack."""
    from senaudit.typeset.scripts import NASTALIQ, SCRIPTS

    return tuple(script.name for script in (NASTALIQ, *SCRIPTS))


def script_font(name: str, school: Path | None) -> str:
    """Return the path and the version of the font for a script of this name, or one line on what to do to have one.

    `school` is a school's own folder, or None.
    """
    from senaudit.typeset.faces import font_data
    from senaudit.typeset.script_family import found_or_missing
    from senaudit.typeset.scripts import NASTALIQ, SCRIPTS
    from senaudit.typeset.truetype import revision

    script = next(each for each in (NASTALIQ, *SCRIPTS) if each.name == name)
    font, missing = found_or_missing(script, own_fonts(Sources(school=school)))
    if font is None:
        return f"none; {missing.hint}" if missing else ""
    return f"{font.regular.path}, version {revision(font_data(font.regular.path), font.regular.number)}"


def liblouis_version() -> str:
    """Return the version of the liblouis that makes Braille. Raises SenauditError if this computer has none."""
    from senaudit.editions.braille.liblouis import find_liblouis

    version: str = find_liblouis().version
    return version


def files_of(folder: SourceFolder) -> Iterator[bytes]:
    """Yield the name and the content of each file that `source_files` yields."""
    yield b"folder"
    for path in map(Path, source_files(folder)):
        yield path.relative_to(folder.path).as_posix().encode("utf-8", "surrogateescape")
        yield content_of(path)


def content_of(path: Path) -> bytes:
    """Return the bytes of a file after a "+", or "-" if it cannot be read. So an empty file is not a missing one."""
    try:
        if path.is_file():  # a device or pipe may have no end
            return b"+" + read_bytes(path, _LARGEST)
    except OSError:
        pass
    return b"-"


def content_of_font(path: Path) -> bytes:
    """Return the bytes of a font file as `content_of` does: those that documents of this process are made from."""
    from senaudit.typeset.faces import font_data

    try:
        return b"+" + font_data(path)
    except OSError:
        return b"-"


def digest(parts: Iterable[bytes]) -> str:
    """Return the digest of a list of parts. Each part's length goes in too, so that no two lists are the same input."""
    from hashlib import blake2b  # slow to import, and few runs need it

    total = blake2b(digest_size=16)
    for part in parts:
        total.update(len(part).to_bytes(8, "big"))
        total.update(part)
    return total.hexdigest()
