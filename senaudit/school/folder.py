"""A school's own folder: which of its files are read, and the problems of files that are not.

oak-hill-primary/
  school.yaml              the school, and its choices
  questions/*.yaml         each adds, changes or drops questions
  poster.yaml, introduction.yaml, labels.yaml, guide.yaml, chapters/*.yaml, terms/*.yaml
                           the differences from the shipped files of the same names
  languages/pl.po          its translations; terms/pl.yaml has forms of terms in the language
  templates/               templates and looks that replace shipped ones
  autumn-2026/audit.yaml   an audit, in a folder of any other name: it is no part of the pack
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from errno import ELOOP
from pathlib import Path
from typing import NamedTuple

from senaudit.files.paths import leads_out
from senaudit.files.reading import entries, is_file, is_folder
from senaudit.problems import FileError, Place, Problem, did_you_mean, nearest
from senaudit.school.names import AUDIT, CATALOGUE, LANGUAGES, RESULTS, SCHOOL, SCHOOL_FOLDERS, WHOLE_FILES
from senaudit.source.names import ENDING, misnamed
from senaudit.source.nodes import unreadable

_YAML_ENDINGS = (".yaml", ".yml", ".yaml.txt", ".yml.txt")
_TEMPLATE = ".xml.j2"
_CATALOGUE = ".po"
_FOLDERS = (*((name,) for name in SCHOOL_FOLDERS), ("templates", "looks"))
"""The folders that are read, as the parts of their paths."""


class SchoolFolder(NamedTuple):
    """A school's own folder. Files outside it, behind links, are never read."""

    path: Path

    @property
    def templates(self) -> Path | None:
        """The folder of the school's own templates and looks; None if there is none."""
        folder = self.path / "templates"
        return folder if is_folder(folder) and not self._outside(folder) else None

    def file(self, name: str) -> Path | None:
        """Return the path of the school's own file of that name ("poster.yaml"); None if there is none."""
        path = self.path / name
        return path if is_file(path) and not self._outside(path) else None

    def files(self, folder: str) -> list[Path]:
        """Return the YAML files of one of its folders ("questions"), sorted by name."""
        paths = [path for path in _entries(self.path / folder) if path.suffix == ENDING]
        return sorted(path for path in paths if not self._outside(path) and path.is_file())

    def problems(self) -> Iterator[Problem]:
        """Yield a problem for each link that leads out of the folder, and for each misplaced or misnamed file.

        What is no file where one is read, or no folder where one is, is never passed over in silence.
        """
        for path in self._walk(self.path):
            if self._outside(path):
                yield _leads_out(path)
            elif problem := self.problem_of(path):
                yield problem
        yield from self._links_among_results()

    def problem_of(self, path: Path) -> Problem | None:
        """Return what is wrong with a path in the folder: it is no file where one is read, or nothing reads it."""
        return self._not_ordinary(path) or self._misplaced(path)

    def _links_among_results(self) -> Iterator[Problem]:
        """Yield a problem for each link in the place of a document that may be made here: none is written through."""
        results = self.path / RESULTS
        below = [] if results.is_symlink() else [*results.glob("*")]
        for path in sorted([results, *below]):
            if path in below and self._outside(path):
                yield _leads_out(path)
            elif path.is_symlink() and not self._outside(path):
                message = "this is a link, and no document will be written through it"
                yield Problem("output-is-link", Place(path), message, "delete it", warning=True)

    def _walk(self, folder: Path) -> Iterator[Path]:
        """Yield the paths in a folder and in its subfolders that are read. Links leading out are not followed."""
        for path in sorted(_entries(folder)):
            yield path
            is_read = path.relative_to(self.path).parts[0] in SCHOOL_FOLDERS
            if is_read and path.is_dir() and not self._outside(path):
                yield from self._walk(path)

    def _outside(self, path: Path) -> bool:
        """Return whether the path, with all links followed, is outside the folder. A link to itself counts too."""
        try:
            return leads_out(self.path, path)
        except (OSError, RuntimeError):  # Python 3.12 and earlier raise RuntimeError
            return True

    def _not_ordinary(self, path: Path) -> Problem | None:
        """Return the problem of a link to nothing, a pipe, or a file and a folder in each other's place."""
        name, parts = path.name, path.relative_to(self.path).parts
        if parts[0] not in (SCHOOL, *WHOLE_FILES, *SCHOOL_FOLDERS):
            return None
        if path.is_symlink() and not path.exists():
            return _wrong_kind(path, "this link leads to nothing", "delete it, or put a copy of the file in its place")
        if path.is_dir():
            hint = "put the file itself here, or delete it"
            message = "this is a folder, and not the file that belongs here"
            return _wrong_kind(path, message, hint) if name.endswith((ENDING, _TEMPLATE, _CATALOGUE)) else None
        if not path.is_file():
            return _wrong_kind(path, "this is a pipe or a device, and not a file", "delete it")
        if parts in _FOLDERS:
            return _wrong_kind(path, f"this is a file, and “{name}” should be a folder", "delete it, or rename it")
        return None

    def _misplaced(self, path: Path) -> Problem | None:
        place = Place(path)
        if path.is_dir():
            is_read = path.parent != self.path or path.name in SCHOOL_FOLDERS
            return None if is_read or is_file(path / AUDIT) else _misnamed_folder(path, place)
        folder = path.relative_to(self.path).parts[0]
        if folder == LANGUAGES and path.parent.name == LANGUAGES:
            return _misnamed_catalogue(path, place)
        if not _is_yaml(path) or folder == "templates":
            return None
        if folder in SCHOOL_FOLDERS and path.parent.name != folder:
            message = f"nothing reads a folder inside {folder}"
            return Problem(
                "folder-not-read",
                place,
                message,
                f"put the file into {folder} itself, if it is to be read",
                warning=True,
            )
        if problem := misnamed(path):
            return problem
        known = (SCHOOL, *WHOLE_FILES)
        if path.parent == self.path and path.name not in known:
            elsewhere = "put it into questions, chapters or terms, or out of this folder"
            hint = did_you_mean(path.name, known) if nearest(path.name, known) else elsewhere
            return Problem("file-not-read", place, "nothing reads a file of this name here", hint)
        return None


def _misnamed_catalogue(path: Path, place: Place) -> Problem | None:
    """Return the problem of a PO file that is not called like its language. Programs put others beside it."""
    name = path.name.lower().removesuffix(".txt").replace("_", "-")
    if not name.endswith(".po") or re.fullmatch(CATALOGUE, path.name):
        return None
    hint = f"call it {name}" if re.fullmatch(CATALOGUE, name) else "call it like its language: pl.po for Polish"
    return Problem("file-not-read", place, "nothing reads a file of this name here", hint)


def _wrong_kind(path: Path, message: str, hint: str) -> Problem:
    return Problem("not-ordinary-file", Place(path), message, hint)


def _leads_out(path: Path) -> Problem:
    message = "this link leads out of the school’s folder, and is not followed"
    return Problem("link-leads-out", Place(path), message, "put a copy of what it leads to in its place")


def _entries(folder: Path) -> list[Path]:
    """Return the paths in a folder, without hidden files and the lock files of Word and Excel (~$).

    A missing folder has none, nor has a file or a link to nothing in its place: `problems` tells those. Raises
    FileError if it cannot be read.
    """
    try:
        return [path for path in entries(folder) if not path.name.startswith((".", "~$"))]
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        if error.errno == ELOOP:
            return []
        raise FileError([unreadable(folder, error)]) from None


def _is_yaml(path: Path) -> bool:
    return path.name.lower().endswith(_YAML_ENDINGS)


def _misnamed_folder(path: Path, place: Place) -> Problem | None:
    if nearest(path.name, SCHOOL_FOLDERS) and any(_is_yaml(below) for below in _entries(path)):
        hint = did_you_mean(path.name, SCHOOL_FOLDERS)
        return Problem("folder-not-read", place, "nothing reads a folder of this name", hint)
    return None
