"""The faces of a document in several scripts: Arial or Arimo for Latin letters, and a font for each other script."""

from __future__ import annotations

import os
import struct
import sys
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from importlib.util import find_spec
from pathlib import Path
from typing import TypeVar

from senaudit.typeset.faces import (
    ARIMO_FOLDER,
    Face,
    FaceName,
    Family,
    MissingScript,
    damaged_font,
    font_data,
    font_folders,
    unreadable_font,
)
from senaudit.typeset.script_fonts import FontFile, ScriptFont, find_script_font
from senaudit.typeset.scripts import (
    JOINERS,
    SHARED,
    Script,
    main_script,
    script_named,
    script_of,
    scripts_in,
    stretches_of,
)
from senaudit.typeset.shaping import ShapedFace

F = TypeVar("F", bound=Face)

_ARIAL = 0.73, 0.212
"""How far Arial's letters reach above and below the base line, in em."""
_NO_JOINERS = dict.fromkeys(map(ord, JOINERS))


class ScriptFamily(Family):
    """A family with a font for each of some scripts besides. Only Latin letters have an italic.

    All faces have the height and depth of the script of the document's language, so that numbers and words of any
    script stand on one base line. If that is Latin, words of other scripts may rise above their line a little.
    """

    def __init__(
        self,
        latin: Family,
        fonts: Mapping[Script, ScriptFont],
        languages: Sequence[str],
        missing: Mapping[str, MissingScript],
    ) -> None:
        super().__init__(latin.name, latin.files, latin.wider)
        self.scripts: Mapping[str, Script] = {script.code: script for script in reversed([*fonts])}
        self.missing = missing
        self._fonts = fonts
        self._languages = languages
        self._latin = latin
        self._shaped: dict[tuple[str, bool], ShapedFace] = {}
        self._tallest: Face | None = None
        self._has = {key: frozenset(self.shaped(key).advances) for key in self.scripts}
        self._speak(languages[0] if languages else "")
        others = [script for script in fonts if script not in self.scripts.values()]
        self._hands: dict[Script, ScriptFamily] = {}
        self._hands |= {script: self._with_hand(script) for script in others}
        self._speaking: dict[str, ScriptFamily] = {}

    def _speak(self, language: str) -> None:
        """Take the height and depth of the script of a language, and its direction."""
        main = main_script(language) if language else None
        self.is_rtl = main is not None and main.is_rtl
        self._tallest = None
        self._shaped, self._faces = {}, {}  # those that there are have another height
        self._tallest = self.shaped(main.code) if main and main in self._fonts else self._latin["regular"]
        self._shaped = {}

    def speaking(self, language: str) -> Family:
        """Return the family for blocks in a language: as tall, and in the direction, as if it were the document's."""
        if language not in self._speaking:
            self._speaking[language] = other = copy(self.in_language(language))
            other._speak(language)
        return self._speaking[language]

    def own(self, face: Face) -> Face:
        """Return the face of this family that is like one of a family for another language."""
        if isinstance(face, ShapedFace):
            of_script = self if face.script in self.scripts.values() else self._hands[face.script]
            return of_script.shaped(face.script.code, face.name == "bold")
        return self[face.name]

    def _with_hand(self, script: Script) -> ScriptFamily:
        """Return this family with another hand for the letters of a script."""
        other = copy(self)
        other.scripts = {**self.scripts, script.code: script}
        other._shaped, other._hands = {}, {}
        other._has = {**self._has, script.code: frozenset(other.shaped(script.code).advances)}
        return other

    def in_language(self, language: str) -> ScriptFamily:
        """Return the family for words in a language: Urdu has another hand than Arabic."""
        if not language or not self._hands:
            return self
        return next((self._hands[each] for each in self._hands if script_named(each.code, language) == each), self)

    def __getitem__(self, name: FaceName) -> Face:
        """Return the Latin face `name`. Raises `FileError` if its file is missing, unreadable or damaged."""
        if name not in self._faces:
            face = self._as_tall(copy(super().__getitem__(name)))
            face.tall, face.deep = _ARIAL
            self._faces[name] = face
        return self._faces[name]

    def shaped(self, key: str, strong: bool = False) -> ShapedFace:
        """Return the face of a script. Raises FileError if its file is missing, unreadable or damaged."""
        if (key, strong) not in self._shaped:
            script = self.scripts[key]
            font = self._fonts[script].bold if strong else self._fonts[script].regular
            language = next((each for each in self._languages if main_script(each) == script), "und")
            self._shaped[key, strong] = self._as_tall(_shaped_face(script, strong, font, language))
        return self._shaped[key, strong]

    def _as_tall(self, face: F) -> F:
        """Return a face with the height and depth of the tallest."""
        if self._tallest:
            face.ascent, face.descent = self._tallest.ascent, self._tallest.descent
        return face

    def set_by_scripts(self, characters: Iterable[str]) -> frozenset[str]:
        """Return those of some characters that fonts of scripts have. The signs that join letters need no font."""
        known = JOINERS if self.scripts else frozenset()
        known = known.union(*(SHARED & own for own in self._has.values()))
        found = frozenset(each for each in characters if each in self._has.get(script_of(each), known))
        for other in self._hands.values():
            found = other.set_by_scripts(found)
        return found

    def parted(self, text: str, strong: bool = False, em: bool = False) -> Iterator[tuple[str, Face]]:
        """Yield the parts of a text, in order, each with its face."""
        for part, key in stretches_of(text, self._has):
            if key in self.scripts:
                yield part, self.shaped(key, strong)
            elif words := part.translate(_NO_JOINERS):  # no Latin letter is joined
                yield words, self.face(strong, em)

    def width(self, text: str, size: float, strong: bool = False) -> float:
        """Return the width of a text in points at `size` points."""
        return sum(face.width(part, size) for part, face in self.parted(text, strong))

    def for_text(self, texts: str | Iterable[str]) -> Family:
        """Return this family: it has a font for each script of the document."""
        return self


def with_scripts(
    latin: Family, characters: Iterable[str], languages: Sequence[str], own: Sequence[Path] = ()
) -> Family:
    """Return a family for these characters: the Latin one, with a font for each other script that they need.

    `languages` are those of the document, and `own` are folders with fonts that are taken before any other. A script
    without a font is among the family's `missing` ones.
    """
    latin = latin.for_text([each for each in characters if not script_of(each) and each not in SHARED])
    scripts = [script for code in sorted(scripts_in(characters)) for script in _hands_of(code, languages)]
    if not scripts:
        return latin
    found = {script: found_or_missing(script, own) for script in scripts}
    missing = {script.code: why for script, (_, why) in found.items() if why}
    fonts = {script: font for script, (font, _) in found.items() if font and script.code not in missing}
    key = (latin.name, *latin.files.values(), *fonts.items(), *languages, *missing)
    if key not in _FAMILIES:
        _FAMILIES[key] = ScriptFamily(latin, fonts, languages, missing)
        _FAMILIES[key].key = key
    return _FAMILIES[key]


_FAMILIES: dict[Hashable, ScriptFamily] = {}
"""The families that were made in this process. Layout that is kept of one document is then right for the next."""


def found_or_missing(script: Script, own: Sequence[Path]) -> tuple[ScriptFont | None, MissingScript | None]:
    """Return the font of a script on this computer, or what is said if there is none. `own` are folders of fonts."""
    if find_spec("uharfbuzz") is None:
        return None, _not_installed(script)
    font = find_script_font(script, own, (ARIMO_FOLDER, *_folders_of_scripts(sys.platform, os.environ)))
    return font, None if font else _no_font(script, sys.platform)


def _folders_of_scripts(platform: str, environ: Mapping[str, str]) -> list[Path]:
    """Return the folders where a computer keeps fonts. macOS keeps those of many scripts beside the folder of Arial."""
    more = [Path("/System/Library/Fonts")] if platform == "darwin" else []
    return [*font_folders(platform, environ), *more]


def _hands_of(code: str, languages: Sequence[str]) -> list[Script]:
    """Return the script of a code, as the languages of a document write it: Urdu has another hand than Arabic.

    The first is for words whose language is not known: the document's own, or else the usual one.
    """
    written = [main_script(language) for language in languages]
    hands = dict.fromkeys(script for script in written if script and script.code == code)
    usual = script_named(code)
    first = written[0] if written and written[0] in hands else usual if usual in hands else next(iter(hands), usual)
    return list(dict.fromkeys((first, *hands)))


def _shaped_face(script: Script, strong: bool, font: FontFile, language: str) -> ShapedFace:
    name = f"{''.join(filter(str.isalnum, font.path.stem))}-{font.number}"
    try:
        data = font_data(font.path)
        face = ShapedFace("bold" if strong else "regular", name, font.path, data, script, language, font.number)
    except OSError as error:
        raise unreadable_font(font.path, error, of_script=True) from error
    except (ValueError, LookupError, struct.error) as error:
        raise damaged_font(font.path, of_script=True) from error
    return face


def _not_installed(script: Script) -> MissingScript:
    message = f"is {script.name}, and what sets it is not installed"
    return MissingScript("scripts-not-installed", message, 'type: python -m pip install "senaudit[languages]"')


def _no_font(script: Script, platform: str) -> MissingScript:
    """Return what is said of a script without a font. Its help is for this system."""
    on_linux = f"type: sudo apt-get install {script.package}"
    hint = {"win32": script.windows, "darwin": script.mac}.get(platform, on_linux)
    message = f"is {script.name}, and there is no font for it on this computer"
    return MissingScript("script-font-missing", message, hint)
