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

from senaudit.typeset.faces import font_data
from senaudit.typeset.scripts import Script
from senaudit.typeset.truetype import characters_of, font_count, font_tables

_ENDINGS = (".ttf", ".ttc")
_WEIGHTS = ("", "regular", "bold", "b", "bd")
"""What follows a font's name in the names of its regular and bold files."""
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

    Any font in the folders `own` that has the script's letters will do. Those in `system`, and in folders inside, are
    known by their names.
    """
    if found := _script_font(script, _font_files(own)):
        return found
    files: dict[str, list[Path]] = {}
    for path in _font_files(system):
        files.setdefault(re.sub(r"[\s_-]", "", path.stem).lower(), []).append(path)
    for name in script.files:
        if found := _script_font(script, [path for weight in _WEIGHTS for path in files.get(name + weight, ())]):
            return found
    return None


def _font_files(folders: Iterable[Path]) -> Iterator[Path]:
    """Yield the font files in folders and in the folders inside, in the order of their names."""
    for folder in folders:
        for inside, below, names in os.walk(folder):
            below.sort()
            yield from (Path(inside, name) for name in sorted(names) if name.lower().endswith(_ENDINGS))


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
    fonts = []
    try:
        data = font_data(path)
        for index in range(font_count(data)):
            tables = font_tables(data, index)
            if "glyf" in tables and letters.issubset(characters_of(tables)):
                fonts.append(FontFile(path, index, _weight(tables)))
    except (OSError, ValueError, LookupError, struct_error):
        return []
    return fonts


def _weight(tables: Mapping[str, bytes]) -> int:
    """Return a font's weight. Some fonts say only in their table `head` that they are bold, as Noto Nastaliq does."""
    (style,) = unpack_from(">H", tables["head"], 44)
    (weight,) = unpack_from(">H", tables["OS/2"], 4)
    return max(int(weight), _BOLD) if style & 1 else int(weight)
