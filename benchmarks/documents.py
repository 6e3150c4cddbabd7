"""What the programs are given: `python -m benchmarks.documents FOLDER WORK…` writes it into a folder.

This is a process of its own, so that the one that measures stays small: a child's memory counts its parent's.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

from benchmarks import typst_document, weasyprint_document
from benchmarks.content import repeated_content, write_schools
from benchmarks.description import description
from benchmarks.works import SCHOOLS
from senaudit.layout.markup import Element
from senaudit.recipe.reading import read_content
from senaudit.recipe.request import KINDS, request_for
from senaudit.recipe.steps import read_theme, render_document
from senaudit.typeset.faces import find_family
from senaudit.typeset.theme import Theme


def write_fonts(folder: Path) -> None:
    """Write the very font files that senaudit embeds."""
    (folder / "fonts").mkdir()
    for path in find_family("arimo").files.values():
        shutil.copy(path, folder / "fonts")


def write_guide(folder: Path, times: int) -> None:
    """Write the guide with its sheets, of so many times the shipped content; once it is the shipped content itself."""
    content = repeated_content(folder, times) if times > 1 else None
    choices = request_for("guide", with_sheets=True, font="arimo", content=content)
    write(folder / f"guide-{times}", render_document(choices, read_content(choices)), read_theme(choices))


def write_packs(folder: Path) -> None:
    """Write the guide, the sheets and the poster of each school."""
    for logo in write_schools(folder, SCHOOLS):
        guide = read_content(request_for("guide", school=logo.parent, font="arimo"))
        for kind in KINDS:
            choices = request_for(kind, school=logo.parent, font="arimo")
            tree = render_document(choices, guide)
            for figure in tree.walk():
                if figure.get("picture") == "logo":
                    figure.attributes["file"] = logo.relative_to(folder).as_posix()
            look = read_theme(choices)
            if kind == "poster":
                look = look._replace(picture_width=look.poster_picture_width, picture_height=look.poster_picture_height)
            write(folder / f"school-{logo.parent.name}-{kind}", tree, look)


def write(stem: Path, tree: Element, look: Theme) -> None:
    """Write a document as each peer takes it."""
    stem.with_suffix(".typ").write_text(typst_document.document(tree, look), "utf-8")
    stem.with_suffix(".html").write_text(weasyprint_document.document(tree, look), "utf-8")
    stem.with_suffix(".json").write_text(json.dumps(description(tree, look)), "utf-8")


def main(folder: Path, works: list[str]) -> None:
    """Write what the works need."""
    write_fonts(folder)
    for work in works:
        if work.isdigit():
            write_guide(folder, int(work))
        elif work == "schools":
            write_packs(folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
