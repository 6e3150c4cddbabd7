"""Finds fonts for scripts that Arial and Arimo do not have: a school's own, those with senaudit, the computer's.

The computer's fonts are known by the names of their files. A font is used only if it has the script's letters.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from struct import error as struct_error
from struct import unpack_from
from typing import NamedTuple

from senaudit.problems import Place, Problem
from senaudit.typeset.faces import font_data
from senaudit.typeset.scripts import NASTALIQ, SCRIPTS, Script
from senaudit.typeset.truetype import characters_of, font_count, font_tables, measures, undrawn

_ENDINGS = (".ttf", ".ttc")
_OTHER_ENDINGS = (".otf", ".otc", ".woff", ".woff2", ".zip")
"""How files end that have fonts too, of kinds that cannot be set here."""
_REGULAR, _BOLD = 400, 700


class FontFile(NamedTuple):
    """A font: its file, its `number` in a file of several, and its weight (400 is regular, 700 bold)."""

    path: Path
    number: int
    weight: int


class ScriptFont(NamedTuple):
    """The two weights of a script's font. They are the same font if there is no bold one."""

    regular: FontFile
    bold: FontFile


def find_script_font(script: Script, own: Iterable[Path], system: Iterable[Path]) -> ScriptFont | None:
    """Return the font for a script, or None if there is none.

    In the folders `own`, a font that is known by its name comes before others that have the script's letters. Those in
    `system`, and in folders inside, are known by their names alone.
    """
    of_ones_own = _by_family(_font_files(own))
    others = frozenset(name for each in (NASTALIQ, *SCRIPTS) for name in each.files).difference(script.files)
    unknown = [name for name in of_ones_own if name not in others and name not in script.files]
    of_system = _families_in(tuple(system))
    for families, names in ((of_ones_own, (*script.files, *unknown)), (of_system, script.files)):
        for name in names:
            if found := _script_font(script, families.get(name, ())):
                return found
    return None


@cache
def _families_in(folders: tuple[Path, ...]) -> Mapping[str, Sequence[Path]]:
    """Return the font files of the computer by family. They are looked for once in a process."""
    return _by_family(_font_files(folders))


def _by_family(paths: Iterable[Path]) -> dict[str, list[Path]]:
    """Return font files by the names of their families: without their weights, spaces, hyphens and capitals."""
    every = {path: re.sub(r"[\s_-]", "", path.stem).lower() for path in paths}
    names = set(every.values())
    families: dict[str, list[Path]] = {}
    for path, name in every.items():
        family = re.sub("(?<=.)(regular|bold)$", "", name)
        short = next(
            (name[: -len(end)] for end in ("bd", "b") if name.endswith(end) and name[: -len(end)] in names), ""
        )
        families.setdefault(short or family, []).append(path)
    return families


def problems_of_fonts(folders: Iterable[Path]) -> Iterator[Problem]:
    """Yield a problem for each file in folders of one's own that is no font that can be set, or a damaged one.

    A font without any of the scripts is a warning, as is a folder without a font: nothing is set in it.
    """
    folders = list(folders)
    for folder in folders:
        if not any(_font_files([folder], (*_ENDINGS, *_OTHER_ENDINGS))):
            yield Problem(
                "own-fonts-missing", Place(folder), "there is no font in this folder", _PUT_HERE, warning=True
            )
    letters = [frozenset(map(ord, script.letters)) for script in (NASTALIQ, *SCRIPTS)]
    for path in _font_files(folders, (*_ENDINGS, *_OTHER_ENDINGS)):
        if fault := _fault_of(path):
            message, hint = fault
            yield Problem("own-font-unusable", Place(path), message, hint)
        elif _is_variable(path):
            message = (
                "this font has several weights in one file, and is set in one of them: strong words look like others"
            )
            hint = "put its static .ttf files here, one for regular and one for bold"
            yield Problem("own-font-variable", Place(path), message, hint, warning=True)
        elif not any(_fonts_in(path, each) for each in letters):
            message = "nothing is set in this font: it has none of the scripts that Arial and Arimo lack"
            yield Problem(
                "own-font-unused", Place(path), message, f"take it out; fonts may be for: {_NAMES}", warning=True
            )


_PUT_HERE = "put the .ttf files of a font here, or delete the folder"
_NAMES = ", ".join(script.name for script in (NASTALIQ, *SCRIPTS))


def _fault_of(path: Path) -> tuple[str, str] | None:
    """Return why a file cannot be used, and one line of help; None for a whole font with TrueType outlines."""
    ending = path.suffix.lower()
    if ending == ".zip":
        return "this is a packed folder, and not a font", "unpack it, and put its .ttf files here"
    if ending not in _ENDINGS:
        return "this is not a TrueType font", "get it as a .ttf file, or make one of it, and put that here"
    hint = "put a whole copy in its place, or take it out"
    if not path.is_file():
        return "this is a pipe or a device, or a link to nothing, and not a font", "take it out"
    try:
        data = font_data(path)
    except OSError as error:
        return f"this font cannot be read: {error.strerror or error}", "let your account read it, or take it out"
    try:
        count = font_count(data)
        every = [font_tables(data, index) for index in range(count)]
        if not every:
            return "this file has no font in it", hint
        for index, tables in enumerate(every):
            if "glyf" not in tables:
                return "this font’s outlines are not those of TrueType", "get it as a .ttf file, and put that here"
            if unpack_from(">H", tables["OS/2"], 8)[0] & 0xF == _RESTRICTED:
                return "this font’s licence does not let it be put into a file", "take it out, and use another"
            measures(data, index)
            if letter := _blank(tables):
                return f"this font prints nothing for the letter “{letter}”", hint
    except (ValueError, LookupError, struct_error):
        return "this is not a TrueType font, or the file is damaged", hint
    return None


def _is_variable(path: Path) -> bool:
    """Return whether a whole font is one of several weights (OpenType, “fvar”)."""
    return "fvar" in font_tables(font_data(path))


def _blank(tables: Mapping[str, bytes]) -> str:
    """Return a letter of a script that a font has, and of which it prints nothing; "" if there is none."""
    known = characters_of(tables)
    scripts = (frozenset(map(ord, script.letters)) for script in (NASTALIQ, *SCRIPTS))
    return next((chr(code) for codes in scripts if codes <= known for code in undrawn(tables, sorted(codes))), "")


_RESTRICTED = 0x0002
"""The bit of a font that may not be embedded (OpenType, OS/2, fsType)."""


def _font_files(folders: Iterable[Path], endings: tuple[str, ...] = _ENDINGS) -> Iterator[Path]:
    """Yield the font files in folders and in the folders inside, in the order of their names."""
    for folder in folders:
        for inside, below, names in os.walk(folder):
            below.sort()
            for name in sorted(names):
                if name.lower().endswith(endings) and not name.startswith("."):
                    yield Path(inside, name)


def _script_font(script: Script, paths: Iterable[Path]) -> ScriptFont | None:
    """Return the regular and the bold one of those fonts that have the script's letters, or None if none has."""
    letters = frozenset(map(ord, script.letters))
    fonts = [font for path in paths for font in _fonts_in(path, letters)]
    if not fonts:
        return None
    regular = min(fonts, key=lambda font: abs(font.weight - _REGULAR))
    return ScriptFont(regular, min(fonts, key=lambda font: abs(font.weight - _BOLD)))


@cache
def _fonts_in(path: Path, letters: frozenset[int]) -> Sequence[FontFile]:
    """Return the fonts of a file that have all the letters. A file that cannot be read, or is damaged, has none."""
    fonts: list[FontFile] = []
    if not path.is_file():  # a pipe would be waited for
        return fonts
    try:
        data = font_data(path)
        for index in range(font_count(data)):
            tables = font_tables(data, index)
            may_be_embedded = unpack_from(">H", tables["OS/2"], 8)[0] & 0xF != _RESTRICTED
            has_all = "glyf" in tables and may_be_embedded and letters.issubset(characters_of(tables))
            if has_all and not any(undrawn(tables, letters)):
                fonts.append(FontFile(path, index, _weight(tables)))
    except (OSError, ValueError, LookupError, struct_error):
        return []
    return fonts


def _weight(tables: Mapping[str, bytes]) -> int:
    """Return a font's weight. Some fonts say only in their table `head` that they are bold, as Noto Nastaliq does."""
    (style,) = unpack_from(">H", tables["head"], 44)
    (weight,) = unpack_from(">H", tables["OS/2"], 4)
    return max(int(weight), _BOLD) if style & 1 else int(weight)
