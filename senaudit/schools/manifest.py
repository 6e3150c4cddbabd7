"""What a folder of packs was made from: a line for each whole pack, so that the next run makes the others only.

A line says what went into a pack (a digest) and what came of it (each file's size and digest). Lines are only ever
added, one or a few in one write, and never before the files that they speak of are on the disk. One that is torn or
damaged counts for nothing: its pack is made again.
"""

from __future__ import annotations

import json
import platform
import zlib
from collections.abc import Container, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path, PureWindowsPath
from typing import NamedTuple

from senaudit import __version__
from senaudit.files.output import append
from senaudit.files.paths import inside, refused
from senaudit.problems import FileError, Place, Problem
from senaudit.recipe.request import Request, Sources
from senaudit.recipe.sources import (
    LIBRARIES,
    SourceFolder,
    content_of,
    digest,
    files_of,
    font_files,
    school_folders,
    source_folders,
)
from senaudit.recipe.steps import Document
from senaudit.schools.row import SchoolRow

NAME = ".senaudit-manifest"
"""The manifest's name in the folder of packs."""


class MadeFile(NamedTuple):
    """A file of a pack: its name, its pages, its size in bytes, and a digest of its bytes."""

    name: str
    pages: int
    size: int
    digest: str


class MadePack(NamedTuple):
    """A pack that is whole: its folder's name, its school, the key of what it was made from, seconds, and files."""

    folder: str
    school: str
    key: str
    seconds: float
    files: tuple[MadeFile, ...]


class Manifest:
    """The packs of a folder that are known to be whole."""

    def __init__(self, folder: Path) -> None:
        """Read the manifest, if there is one. Raises FileError for one that cannot be read."""
        self._folder = folder
        self._records = {(record.folder, record.key): record for record in _records(folder / NAME)}
        self._folders = {folder for folder, _ in self._records}

    def up_to_date(self, folder: str, key: str) -> MadePack | None:
        """Return the record of the pack that was made from just that and whose files are as they were made, if any."""
        record = self._records.get((folder, key))
        if record is None or not all(_is_whole(self._folder / folder / file.name, file) for file in record.files):
            return None
        return record

    def add(self, records: Sequence[MadePack]) -> None:
        """Add packs whose files are on the disk. Raises FileError where the manifest cannot be written."""
        lines = [json.dumps(record._asdict(), ensure_ascii=False, separators=(",", ":")) for record in records]
        if lines:
            append(self._folder / NAME, "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogatepass"))
        self._folders.update(record.folder for record in records)

    def others(self, folders: Container[str]) -> list[Path]:
        """Return the folders of packs made here that are none of these, and still there, sorted."""
        known = [folder for folder in self._folders if folder not in folders]
        return sorted(self._folder / folder for folder in known if (self._folder / folder).is_dir())


def made_file(document: Document) -> MadeFile:
    """Return what the manifest keeps of a document."""
    return MadeFile(document.file_name, document.page_count, len(document.data), digest([document.data]))


def shared_key(requests: tuple[Request, ...]) -> str:
    """Return the digest of what all packs are made from: the program, what was chosen, content, templates and fonts.

    Raises FileError if the font that was asked for is not there.
    """
    return digest(_shared(requests))


def row_key(shared: str, row: SchoolRow, table_folder: Path) -> str:
    """Return the digest of all that a row's pack is made from, `shared` being that of what it shares with others."""
    return digest([shared.encode(), *_own(row, table_folder)])


def _shared(requests: tuple[Request, ...]) -> Iterator[bytes]:
    libraries = [f"{library} {version(library)}" for library in LIBRARIES]
    yield repr((__version__, platform.python_version(), zlib.ZLIB_RUNTIME_VERSION, *libraries)).encode()
    yield from files_of(SourceFolder(Path(__file__).parents[1], (".py",)))
    for request in requests:
        yield repr(request._replace(sources=Sources())).encode()
    for folder in source_folders(requests[0].sources):
        yield from files_of(folder)
    for path in font_files(requests[0].appearance.font):
        yield path.name.encode("utf-8", "surrogateescape")
        yield content_of(path)


def _own(row: SchoolRow, table_folder: Path) -> Iterator[bytes]:
    """Yield the row's cells, its own folder's files and its logo. A name that is refused leads to no file."""
    cells = dict(row.cells)
    yield json.dumps(sorted(cells.items())).encode()
    folder = table_folder
    if row.folder and not refused(row.folder):
        folder = inside(table_folder, row.folder)
        for own in school_folders(folder):
            yield from files_of(own)
    logo = cells.get("logo")
    if logo and not refused(logo):
        yield content_of(inside(folder, logo))


def _is_whole(path: Path, file: MadeFile) -> bool:
    try:
        return path.stat().st_size == file.size and digest([path.read_bytes()]) == file.digest
    except OSError:
        return False


def _records(path: Path) -> Iterator[MadePack]:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return
    except OSError as error:
        message = f"what was made here before cannot be read: {error.strerror or error}"
        raise FileError([Problem("manifest-unreadable", Place(path), message, "choose another folder")]) from None
    for line in data.split(b"\n"):
        if line and (record := _record(line)):
            yield record


def _record(line: bytes) -> MadePack | None:
    """Return the record of a line; None for a line that is none, or that names a file elsewhere."""
    try:
        told = json.loads(line)
        files = tuple(
            MadeFile(str(name), int(pages), int(size), str(digest)) for name, pages, size, digest in told["files"]
        )
        record = MadePack(str(told["folder"]), str(told["school"]), str(told["key"]), float(told["seconds"]), files)
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return None
    plain = all(_is_plain(name) for name in (record.folder, *(file.name for file in files)))
    return record if plain and files else None


def _is_plain(name: str) -> bool:
    return refused(name) is None and PureWindowsPath(name).name == name
