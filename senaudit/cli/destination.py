"""Where to write what is made: the place that --output says, or a folder.

Without --output, it is the folder that you are in. In a school's folder, it is the school's `audit-pack`.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NamedTuple

from senaudit.cli.streams import binary_output
from senaudit.cli.usage import misuse
from senaudit.files.output import check_files, check_folder, make_folder
from senaudit.recipe.request import Format
from senaudit.school.names import RESULTS


class Destination(NamedTuple):
    """A folder for what is made. Links are followed in its part `root` only, which was typed or is where you are."""

    folder: Path
    root: Path

    def check(self, *paths: Path) -> None:
        """Raise the problems of the folder and of these files in it, before anything is made."""
        if self.folder != Path():
            check_folder(self.folder, self.root)
        if self.folder.is_dir():
            check_files(*paths, root=self.root)

    def make(self) -> None:
        """Make the folder if it is not there."""
        if self.folder != Path():
            make_folder(self.folder, self.root)


def destination(output: Path | None, school: Path | None, name: str = "") -> Destination:
    """Return the folder that was typed as `output`, or else the usual one for a school's folder or for none.

    `name` is the name of the folder to make outside of a school's folder.
    """
    if output is not None:
        return Destination(output, output)
    here = Path.cwd().resolve()
    if school is None or not here.is_relative_to(school.resolve()):
        return Destination(Path(name), Path())
    own = Path() if here == school.resolve() else school
    return Destination(own / RESULTS, own)


_NO_TEXT = {"pdf": "a PDF", "docx": "a Word file"}
"""The formats whose files are no text, and what such a file is called."""


def check_output(path: Path, form: Format) -> None:
    """Raise the problems of the place that was typed, before anything is made."""
    if str(path) != "-":
        check_files(path)
        return
    binary_output()
    if (unreadable := _NO_TEXT.get(form)) and sys.stdout.isatty():
        hint = f"send it on: senaudit … --output - > file.{form}"
        raise misuse("terminal-output", f"{unreadable} is not for a terminal to show", hint)
