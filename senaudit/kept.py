"""Manuscripts that are kept from one run to the next, so that a document whose sources are the same is only set anew.

Each stands in a file of its own, named by a digest of all that it was made from: what was chosen, every byte of content
and templates, the program, its libraries and fonts. So it is not looked for once any of that has changed. A file holds
the digest of what is in it, and one that is damaged counts for nothing. Files are written whole or not at all: runs may
share them. A folder with links in it, or with templates of its own, is read each time.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from senaudit import __version__
from senaudit.build import Choices, Manuscript, read_manuscript
from senaudit.content.filing import CONTENT_FOLDERS, SCHOOL_FOLDERS
from senaudit.content.shipped import shipped
from senaudit.layout.markup import Element
from senaudit.output import write
from senaudit.pdf.pictures import Source
from senaudit.problems import FileError, Place, Problem
from senaudit.sources import content_of, digest, font_files, source_files

_MOST = 20
"""How many manuscripts are kept: the latest."""

_LARGEST = 20_000_000
"""Bytes of a manuscript that is kept."""

_IN_A_LINE = 4000
"""Elements in a line of a file, so that a long manuscript is not in memory twice."""

_LIBRARIES = ("jinja2", "markdown_it", "markupsafe", "yaml")
"""What reads and renders content, by the names of the packages."""

_NAME = re.compile("[0-9a-f]{32}")

_ASKED_FOR = (".yaml", ".yml", ".txt", ".j2")
"""How the names of files end that are read, or told of because they are not; what else is in a folder is all one."""

_READ = (".yaml", ".j2")


class _UnusualError(Exception):
    """Sources that a digest would not tell all about."""


def kept_manuscript(choices: Choices, folder: Path | None) -> Manuscript:
    """Return the manuscript that `folder` holds of the very same sources; or else read it, and keep it there.

    Raises as `read_manuscript` does. What goes wrong with the keeping is no problem of anybody's.
    """
    key = _key(choices) if folder else None
    if folder is None or key is None:
        return read_manuscript(choices)
    manuscript = _found(folder / key)
    if manuscript is None:
        manuscript = read_manuscript(choices)
        if _key(choices) == key:  # and no file was saved while it was read
            _keep(folder / key, manuscript)
    return manuscript


def folder_of_kept(system: str, environment: Mapping[str, str]) -> Path | None:
    """Return where a user's programs keep what they can make again; None if the computer does not say.

    Sources: the XDG Base Directory Specification; Apple, “File System Basics”; Microsoft, “KNOWNFOLDERID”.
    """
    named = environment.get("XDG_CACHE_HOME", "")
    home = environment.get("USERPROFILE" if system == "win32" else "HOME", "")
    if Path(named).is_absolute():
        return Path(named, "senaudit")
    if system == "win32" and (local := environment.get("LOCALAPPDATA")):
        return Path(local, "senaudit", "Cache")
    if not home:
        return None
    return Path(home, "Library/Caches" if system == "darwin" else ".cache", "senaudit")


# What a manuscript is made from


def _key(choices: Choices) -> str | None:
    """Return the digest of all that a manuscript is made from; None if that cannot be told."""
    try:
        return digest(_sources(choices))
    except (_UnusualError, OSError, FileError):
        return None


def _sources(choices: Choices) -> Iterator[bytes]:
    if choices.template_folders != (shipped("templates"),):
        raise _UnusualError
    yield repr((__version__, sys.version, os.getcwd(), choices)).encode("utf-8", "surrogateescape")  # noqa: PTH109
    program = source_files(Path(__file__).parent, (".py",))
    libraries = (spec.origin for name in _LIBRARIES if (spec := find_spec(name)) and spec.origin)
    for path in map(str, (*program, *libraries, *font_files(choices.font))):
        state = os.stat(path)  # noqa: PTH116
        yield f"{path} {state.st_size} {state.st_mtime_ns}".encode("utf-8", "surrogateescape")
    content = choices.content or shipped("content")
    for folder in (content, *(content / name for name in CONTENT_FOLDERS)):
        yield from _entries(folder)
    for folder in (shipped("templates"), shipped("templates") / "looks"):
        yield from _entries(folder)
    if choices.school:
        yield from _entries(choices.school)
        for name in SCHOOL_FOLDERS:
            yield from _entries(choices.school / name, below=True)


def _entries(folder: Path, below: bool = False) -> Iterator[bytes]:
    """Yield the names of a folder's files and folders, and what is in the files; `below` also of those folders'."""
    yield b"folder"
    if not folder.is_dir():
        return
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if not (entry.is_dir() or entry.name.lower().endswith(_ASKED_FOR)):
            continue
        if entry.is_symlink():
            raise _UnusualError
        yield f"{entry.name} {entry.is_dir()}".encode("utf-8", "surrogateescape")
        if entry.name.endswith(_READ) and entry.is_file():
            yield content_of(Path(entry.path))
        elif below and entry.is_dir():
            yield from _entries(Path(entry.path), below)


# What is kept of it


def _found(path: Path) -> Manuscript | None:
    """Return the manuscript of a file, if it is there and whole; its pictures may not have become links since."""
    try:
        kept, _, data = path.read_bytes().partition(b"\n")
    except OSError:
        return None
    if kept.decode("ascii", "replace") != digest([data]):
        return None
    head, *rest = data.split(b"\n")
    places, look, look_place, chapters, pictures, school_name, warnings = json.loads(head)
    of = [place and Place(*place) for place in places]
    if any(os.path.realpath(file) != real for file, real, *_ in pictures.values()):
        return None
    return Manuscript(
        _tree(rest, of),
        {key: (typed, of[place]) for key, (typed, place) in look.items()},
        of[look_place],
        tuple(chapters),
        {name: Source(Path(file), of[place], grey) for name, (file, _, place, grey) in pictures.items()},
        of[school_name],
        tuple(Problem(of[place], *told) for place, *told in warnings),
    )


def _tree(lines: Iterable[bytes], of: list[Any]) -> Element:
    """Return the Element tree whose Elements are given each behind those that it holds."""
    made: list[Element] = []
    for line in lines:
        for tag, attributes, place, written_at, children in json.loads(line):
            held: list[Element | str] = [made[child] if type(child) is int else child for child in children]
            made.append(Element(tag, attributes, of[place], held, of[written_at]))
    return made[-1]


def _keep(path: Path, manuscript: Manuscript) -> None:
    """Write a manuscript into its file, and delete the files beyond the latest few; or leave it if that fails."""
    with suppress(OSError, FileError, UnicodeError):
        data = b"\n".join(_lines(manuscript))
        if len(data) > _LARGEST:
            return
        path.parent.mkdir(0o700, parents=True, exist_ok=True)
        write(path, b"%s\n%s" % (digest([data]).encode(), data))
        kept = [each for each in path.parent.iterdir() if _NAME.fullmatch(each.name)]
        for old in sorted(kept, key=lambda each: each.stat().st_mtime_ns)[:-_MOST]:
            old.unlink(missing_ok=True)


def _lines(manuscript: Manuscript) -> Iterator[bytes]:
    """Yield a manuscript as lines of JSON: first all but its Elements, then these, the deepest first.

    Places, and None, are numbers of a list of them.
    """
    element, look, look_place, chapters, pictures, school_name, warnings = manuscript
    elements = element.walk()[::-1]
    every = {id(place): place for each in elements for place in (each.place, each.written_at)}
    others = (look_place, school_name, *(place for _, place in look.values()), *(told.place for told in warnings))
    every |= {id(place): place for place in (*others, *(source.place for source in pictures.values()))}
    number = {identity: number for number, identity in enumerate(every)}
    yield _json(
        (
            list(every.values()),
            {key: (typed, number[id(place)]) for key, (typed, place) in look.items()},
            number[id(look_place)],
            chapters,
            {
                name: (str(source.path), os.path.realpath(source.path), number[id(source.place)], source.grey)
                for name, source in pictures.items()
            },
            number[id(school_name)],
            [(number[id(place)], *told) for place, *told in warnings],
        )
    )
    index = {id(each): number for number, each in enumerate(elements)}
    for first in range(0, len(elements), _IN_A_LINE):
        yield _json(
            [
                (
                    each.tag,
                    each.attributes,
                    number[id(each.place)],
                    number[id(each.written_at)],
                    [child if isinstance(child, str) else index[id(child)] for child in each.children],
                )
                for each in elements[first : first + _IN_A_LINE]
            ]
        )


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, check_circular=False, separators=(",", ":")).encode()
