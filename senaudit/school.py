"""What can be done with a school's own folder: found, begun, looked at, and filled with copies to edit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from senaudit.build import Choices, read_content
from senaudit.content.filing import SCHOOL, find_school
from senaudit.content.shipped import shipped
from senaudit.problems import FileError, Place, Problem, UsageError

if TYPE_CHECKING:
    from senaudit.content.differences import Difference
    from senaudit.content.pieces import Piece, Shipped
    from senaudit.content.settings import Setting


def school_folder(named: Path | None) -> Path | None:
    """Return the school's folder: the one named, or the nearest that holds a school.yaml, from here upwards, if any.

    Raises FileError if the one named is not such a folder.
    """
    if named is None:
        return find_school(Path.cwd())
    if (named / SCHOOL).is_file():
        return named
    message = f"there is no {SCHOOL} in this folder" if named.is_dir() else "there is no such folder"
    raise FileError(
        [Problem(Place(str(named)), message, "make a school’s folder with: senaudit new “Oak Hill Primary”")]
    )


def own_folder(named: Path | None) -> Path:
    """Return the school's folder as `school_folder` does; raise UsageError where there is none."""
    folder = school_folder(named)
    if folder is None:
        hint = "go to your school’s folder, name it with --school, or make one: senaudit new “Oak Hill Primary”"
        raise UsageError([Problem(None, "this is not inside a school’s folder", hint)])
    return folder


def new_school(name: str) -> tuple[str, dict[str, bytes]]:
    """Return a name for the folder of a new school, and its files. Raises UsageError for what cannot be a name."""
    from senaudit.content.starter import starter_files
    from senaudit.paths import folder_name

    name = " ".join(name.split())
    if not name or not name.isprintable():
        hint = "write it in quotes: senaudit new “Oak Hill Primary”"
        raise UsageError([Problem(None, "a school needs a name that can be printed", hint)])
    return folder_name(name), starter_files(shipped("content"), name)


def copy_of(name: str, content: Path | None) -> Piece:
    """Return a copy of a shipped question, file, template or look, to be put into a school's folder.

    Raises UsageError for a name that there is not.
    """
    return _shipped(content).copy(name)


def differences_of(school: Path, content: Path | None) -> Iterator[Difference]:
    """Yield what a school's folder changes. Raises SenauditError for mistakes in it."""
    from senaudit.content.differences import differences

    read_content(Choices("guide", content=content, school=school))
    yield from differences(_shipped(content), school)


def settings(choices: Choices) -> Iterator[Setting]:
    """Yield all that is set, and where. Raises SenauditError for mistakes in the content."""
    from senaudit.content.settings import settings_of

    yield from settings_of(read_content(choices))


def _shipped(content: Path | None) -> Shipped:
    from senaudit.content.pieces import Shipped

    return Shipped(content or shipped("content"), shipped("templates"))
