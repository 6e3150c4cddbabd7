"""The manifest of a folder of packs. It has a line for each complete pack, so that the next run makes only the others.

A line holds a digest of everything that went into the pack, and the size and digest of each file. Lines are only ever
added, one or a few in one write, and only when their files are on the disk. A torn or damaged line is ignored: its pack
is made again.
"""

from __future__ import annotations

import json
import platform
import zlib
from collections.abc import Container, Iterable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path, PureWindowsPath
from typing import NamedTuple

from senaudit import __version__
from senaudit.files.opened import LinkError
from senaudit.files.output import append, read_back
from senaudit.files.paths import inside, refused
from senaudit.files.write_faults import write_fault
from senaudit.problems import FileError, Place, Problem
from senaudit.recipe.request import Request, Sources, font_of
from senaudit.recipe.sources import (
    LIBRARIES,
    SourceFolder,
    content_of,
    content_of_font,
    digest,
    digest_of_script_fonts,
    files_of,
    font_files,
    has_other_scripts,
    liblouis_version,
    own_fonts,
    school_folders,
    source_folders,
)
from senaudit.recipe.steps import Document
from senaudit.schools.pack_folders import SchoolKey, key_of
from senaudit.schools.row import IDENTITY, SchoolRow

NAME = ".senaudit-manifest"
"""The manifest's name in the folder of packs."""


class MadeFile(NamedTuple):
    """A file of a pack: its name, its number of pages, its size in bytes, and a digest of its bytes.

    The number is 0 for an edition without pages.
    """

    name: str
    pages: int
    size: int
    digest: str


class MadePack(NamedTuple):
    """A complete pack: its folder's name, its school, the key of its sources, the seconds it took, and its files.

    `known_by` is what tells the school from others; lines of older versions have only its name.
    """

    folder: str
    school: str
    key: str
    seconds: float
    files: tuple[MadeFile, ...]
    known_by: SchoolKey


class Manifest:
    """The complete packs of a folder."""

    def __init__(self, folder: Path) -> None:
        """Read the manifest, if there is one. Raises FileError if it cannot be read."""
        self._folder = folder
        self._records = {(record.folder, record.key): record for record in _records(folder)}
        self._folders = {folder for folder, _ in self._records}
        self.owners = {record.folder: record.known_by for record in self._records.values()}
        """The folders of packs that were made before, and what their schools are known by."""

    def up_to_date(self, folder: str, key: str) -> MadePack | None:
        """Return the record of the pack in that folder; None if its key differs, or its files have changed or gone."""
        record = self._records.get((folder, key))
        if record is None or not all(self._is_whole(folder, file) for file in record.files):
            return None
        return record

    def _is_whole(self, folder: str, file: MadeFile) -> bool:
        try:
            data = read_back(self._folder / folder / file.name, self._folder)
        except OSError:
            return False
        return len(data) == file.size and digest([data]) == file.digest

    def add(self, records: Sequence[MadePack]) -> None:
        """Add packs whose files are on the disk. Raises FileError if the manifest cannot be written."""
        lines = [json.dumps(record._asdict(), ensure_ascii=False, separators=(",", ":")) for record in records]
        if lines:
            data = "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogatepass")
            append(self._folder / NAME, data, self._folder)
        self._folders.update(record.folder for record in records)

    def other_folders(self, folders: Container[str]) -> list[Path]:
        """Return the folders of other packs that were made here and still exist, sorted."""
        known = [folder for folder in self._folders if folder not in folders]
        return sorted(self._folder / folder for folder in known if (self._folder / folder).is_dir())


def made_file(document: Document) -> MadeFile:
    """Return the manifest's record of a document."""
    return MadeFile(document.file_name, document.page_count or 0, len(document.data), digest([document.data]))


def shared_key(requests: tuple[Request, ...]) -> str:
    """Return a digest of everything that all packs share: the program, the requests, content, templates and fonts.

    Raises FileError if the requested font is not on this computer.
    """
    return digest(_shared(requests))


def row_key(shared: str, row: SchoolRow, table_folder: Path) -> str:
    """Return a digest of everything that a row's pack is made from. `shared` is the digest of `shared_key`."""
    return digest([shared.encode(), *_with_fonts(_row_contents(row, table_folder))])


def _with_fonts(contents: Iterable[bytes], own: tuple[Path, ...] = ()) -> Iterator[bytes]:
    """Yield contents, and after them a digest of the fonts of scripts, if something may be set in one of them."""
    is_needed = False
    for content in contents:
        is_needed = is_needed or has_other_scripts(content)
        yield content
    if is_needed:
        yield digest_of_script_fonts(own)


def _shared(requests: tuple[Request, ...]) -> Iterator[bytes]:
    libraries = [f"{library} {version(library)}" for library in LIBRARIES]
    libraries += [f"liblouis {liblouis_version()}"] if any(request.format == "brf" for request in requests) else []
    yield repr((__version__, platform.python_version(), zlib.ZLIB_RUNTIME_VERSION, *libraries)).encode()
    yield from files_of(SourceFolder(Path(__file__).parents[1], (".py", ".css", ".js")))
    for request in requests:
        yield repr(request._replace(sources=Sources())).encode()
    sources = requests[0].sources
    yield from _with_fonts(
        (content for folder in source_folders(sources) for content in files_of(folder)), own_fonts(sources)
    )
    font = font_of(requests)
    for path in font_files(font) if font else ():
        yield path.name.encode("utf-8", "surrogateescape")
        yield content_of_font(path)


def _row_contents(row: SchoolRow, table_folder: Path) -> Iterator[bytes]:
    """Yield the row's cells that count, the files of its folder, and its logo. Refused names are not opened."""
    cells = {name: text for name, text in row.cells if name not in IDENTITY}
    yield json.dumps(sorted(cells.items()), ensure_ascii=False).encode("utf-8", "surrogatepass")
    folder = table_folder
    if row.folder and not refused(row.folder):
        folder = inside(table_folder, row.folder)
        for own in school_folders(folder):
            yield from files_of(own)
    logo = cells.get("logo")
    if logo and not refused(logo):
        yield content_of(inside(folder, logo))


def _records(folder: Path) -> Iterator[MadePack]:
    path = folder / NAME
    try:
        data = read_back(path, folder)
    except FileNotFoundError:
        return
    except LinkError as error:
        raise FileError([write_fault(path, error)]) from None
    except OSError as error:
        message = f"what was made here before cannot be read: {error.strerror or error}"
        raise FileError([Problem("manifest-unreadable", Place(path), message, "choose another folder")]) from None
    for line in data.split(b"\n"):
        if line and (record := _record(line)):
            yield record


def _record(line: bytes) -> MadePack | None:
    """Return the record of a line; None if the line is damaged or names a file elsewhere."""
    try:
        fields = json.loads(line)
        files = tuple(
            MadeFile(str(name), int(pages), int(size), str(digest)) for name, pages, size, digest in fields["files"]
        )
        folder, school, key = (str(fields[name]) for name in ("folder", "school", "key"))
        known_by = key_of(*map(str, fields.get("known_by", ("", school))))
        record = MadePack(folder, school, key, float(fields["seconds"]), files, known_by)
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return None
    plain = all(_is_plain(name) for name in (record.folder, *(file.name for file in files)))
    return record if plain and files else None


def _is_plain(name: str) -> bool:
    return refused(name) is None and PureWindowsPath(name).name == name
