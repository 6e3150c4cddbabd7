"""Write the programs' input into a folder: `python -m benchmarks.documents FOLDER WORK…`.

This runs in its own process, so that the measuring process stays small: a child's memory includes its parent's.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path

from benchmarks import typst_document, weasyprint_document
from benchmarks.content import repeated_content, write_schools
from benchmarks.description import description
from benchmarks.works import LANGUAGES, SCHOOLS
from senaudit.layout.markup import Element
from senaudit.recipe.reading import read_content
from senaudit.recipe.request import KINDS, request_for
from senaudit.recipe.steps import read_theme, render_document, typeset_document
from senaudit.typeset.faces import find_family
from senaudit.typeset.script_family import ScriptFamily
from senaudit.typeset.scripts import written_in
from senaudit.typeset.theme import Theme

TESTS = Path(__file__).resolve().parents[1] / "tests"


def write_fonts(folder: Path) -> None:
    """Copy the font files that senaudit embeds."""
    (folder / "fonts").mkdir()
    for path in find_family("arimo").files.values():
        shutil.copy(path, folder / "fonts")


def write_guide(folder: Path, times: int) -> None:
    """Write the guide with its sheets, with the shipped content `times` times over."""
    content = repeated_content(folder, times) if times > 1 else None
    request = request_for("guide", with_sheets=True, font="arimo", content=content)
    write(folder / f"guide-{times}", render_document(request, read_content(request)), read_theme(request))


def write_packs(folder: Path) -> None:
    """Write the guide, the sheets and the poster of each school."""
    for logo in write_schools(folder, SCHOOLS):
        guide = read_content(request_for("guide", school=logo.parent, font="arimo"))
        for kind in KINDS:
            request = request_for(kind, school=logo.parent, font="arimo")
            tree = render_document(request, guide)
            for figure in tree.walk():
                if figure.get("picture") == "logo":
                    figure.attributes = {**figure.attributes, "file": logo.relative_to(folder).as_posix()}
            look = read_theme(request)
            if kind == "poster":
                look = look._replace(picture_width=look.poster_picture_width, picture_height=look.poster_picture_height)
            write(folder / f"school-{logo.parent.name}-{kind}", tree, look)


def write_language(folder: Path, language: str) -> None:
    """Write the guide in made-up words of a language, as the tests make them, and copy the fonts that it is set in."""
    sys.path.append(str(TESTS))
    from made_words import made_translation

    asked = request_for("guide", school=made_translation(folder / language, language), language=language, font="arimo")
    tree, family, _ = typeset_document(asked)
    assert isinstance(family, ScriptFamily)
    files = {family.shaped(key, strong).path for key in family.scripts for strong in (False, True)}
    for path in files:
        shutil.copy(path, folder / "fonts")
    names = sorted({re.sub("(?<=[a-z])(?=[A-Z])", " ", path.stem.partition("-")[0]) for path in files})
    source = typst_document.document(tree, written_in(read_theme(asked), language), language, names)
    (folder / f"{language}.typ").write_text(source, "utf-8")


def write(stem: Path, tree: Element, look: Theme) -> None:
    """Write a document in the format of each peer: typst, HTML and JSON."""
    stem.with_suffix(".typ").write_text(typst_document.document(tree, look), "utf-8")
    stem.with_suffix(".html").write_text(weasyprint_document.document(tree, look), "utf-8")
    stem.with_suffix(".json").write_text(json.dumps(description(tree, look)), "utf-8")


def main(folder: Path, works: list[str]) -> None:
    """Write the input of these works."""
    write_fonts(folder)
    for work in works:
        if work.isdigit():
            write_guide(folder, int(work))
        elif work == "schools":
            write_packs(folder)
        elif work in LANGUAGES:
            write_language(folder, work)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
