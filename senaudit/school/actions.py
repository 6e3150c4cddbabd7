"""Find a school's own folder, create one, compare it with the shipped content, and copy shipped pieces into it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from senaudit.files.shipped import shipped
from senaudit.problems import FileError, Place, Problem, UsageError
from senaudit.school.names import SCHOOL, find_school

if TYPE_CHECKING:
    from senaudit.content.model import Guide
    from senaudit.school.differences import Difference
    from senaudit.school.pieces import Piece, Shipped


_MISNAMED = ("school.yaml.txt", "school.yml", "school.yml.txt", "School.yaml", "School.yml")


def school_folder(path: Path | None) -> Path | None:
    """Return the folder at `path`, or else the nearest folder with a school.yaml, from the working folder upwards.

    Return None if there is none. The path of a school.yaml means its folder. Raises FileError if `path` is not a
    school's folder.
    """
    path = path or find_school(Path.cwd())
    _refuse_misnamed(path or Path.cwd())
    if path is None:
        return None
    if path.name == SCHOOL and path.is_file():
        return path.parent
    if (path / SCHOOL).is_file():
        return path
    hint = 'make a school’s folder with: senaudit new "Oak Hill Primary"'
    if path.is_file():
        if path.suffix.lower() in (".csv", ".xlsx"):
            message, hint = "this is a table, not a school’s folder", "name it as a table of schools"
            raise FileError([Problem("table-as-school", Place(path), message, hint)])
        message, hint = "this is a file, not a school’s folder", "name the folder that school.yaml is in"
    elif os.path.lexists(path / SCHOOL):
        path /= SCHOOL
        message, hint = "this is a folder, or a link to nothing, and not a file", "put the file itself in its place"
    else:
        message = f"there is no {SCHOOL} in this folder" if path.is_dir() else "there is no such folder"
    raise FileError([Problem("not-a-school-folder", Place(path), message, hint)])


def _refuse_misnamed(folder: Path) -> None:
    """Raise FileError if the folder has a file that was meant to be its school.yaml, as Notepad and phones name it."""
    name = next((name for name in _MISNAMED if os.path.lexists(folder / name)), None)
    if name and not os.path.lexists(folder / SCHOOL):
        message = f"a school’s folder has a file {SCHOOL}, so this one is not read"
        raise FileError([Problem("misnamed-school-file", Place(folder / name), message, f"call it {SCHOOL}")])


def own_folder(path: Path | None) -> Path:
    """Return the school's folder as `school_folder` does. Raises UsageError if there is none."""
    folder = school_folder(path)
    if folder is None:
        hint = "go to your school’s folder, name it, or make one"
        raise UsageError([Problem("outside-school-folder", None, "this is not inside a school’s folder", hint)])
    return folder


def new_school(name: str) -> tuple[str, dict[str, bytes]]:
    """Return the name of a new school's folder, and its files: their paths and bytes.

    Raises UsageError if the school's name is empty or cannot be printed.
    """
    from senaudit.files.paths import folder_name
    from senaudit.school.starter import starter_files

    name = " ".join(name.split())
    if not name or not name.isprintable():
        hint = 'write it in quotes: senaudit new "Oak Hill Primary"'
        raise UsageError([Problem("name-not-printable", None, "a school needs a name that can be printed", hint)])
    return folder_name(name), starter_files(shipped("content"), name)


def copies_of(names: Iterable[str], school: Path, content: Path | None) -> dict[Path, Piece]:
    """Return copies of shipped questions, files, templates and looks, by the paths of new files in the school's folder.

    Raises UsageError for an unknown name, and FileError if the school has a change of one of the questions already.
    """
    from senaudit.school.own_questions import own_questions

    origin = _shipped(content)
    pieces = dict.fromkeys(piece for name in names for piece in origin.copies(name))
    own = own_questions(origin.content, school) if any(piece.question for piece in pieces) else {}
    hint = "nothing has been copied; edit this file, or delete what it says of this question first"
    problems = [
        Problem("question-changed-already", own[piece.question], f"this is about {piece.question} already", hint)
        for piece in pieces
        if piece.question in own
    ]
    if problems:
        raise FileError(problems)
    copies: dict[Path, Piece] = {}
    for piece in pieces:
        path = school / piece.name
        is_taken = path in copies or path.exists()
        copies[school / piece.longer_name if is_taken and piece.longer_name else path] = piece
    return copies


def differences_of(school: Path, content: Path | None, names: Sequence[str], guide: Guide) -> Iterable[Difference]:
    """Return the differences between a school's folder and the shipped content; with `names`, only those of these.

    `guide` is the school's own. The folder must have no errors. Raises UsageError for a name of nothing.
    """
    from senaudit.school.differences import chosen, differences

    origin = _shipped(content)
    every = differences(origin, school)
    return chosen(every, names, guide, origin) if names else every


def _shipped(content: Path | None) -> Shipped:
    from senaudit.school.pieces import Shipped

    return Shipped(content or shipped("content"), shipped("templates"))
