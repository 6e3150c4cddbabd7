"""Finds and measures the faces: the computer's own Arial, or Arimo, whose letters have the same widths.

A face is a font file and its measures; `pdf` embeds it. Arimo comes with senaudit twice: a small one with only Latin
letters, which is read in a fraction of the time, and a full one for texts that need more.
"""

from __future__ import annotations

import os
import re
import struct
import sys
from collections.abc import Hashable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cache
from itertools import repeat
from pathlib import Path, PurePosixPath, PureWindowsPath
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

from senaudit.problems import FileError, Place, Problem
from senaudit.typeset.truetype import MARKS, measures

if TYPE_CHECKING:
    from senaudit.typeset.scripts import Script

FaceName = Literal["regular", "bold", "italic", "bold-italic"]
FontChoice = Literal["auto", "arial", "arimo", "naskh"]

ISOLATES = "\u2066\u2067\u2068\u2069"
"""The signs that isolate words whose direction is not that of the words around them. They have no width."""

FACE_NAMES: tuple[FaceName, ...] = get_args(FaceName)
ARIMO_FOLDER = Path(__file__).resolve().parents[1] / "data" / "fonts"

_STYLES: dict[FaceName, str] = {
    "regular": "Regular",
    "bold": "Bold",
    "italic": "Italic",
    "bold-italic": "BoldItalic",
}
# Arial's file names, in lower case and without spaces, "-" and "_": first those of Windows, then of macOS and Linux.
_ARIAL_FILES: dict[str, FaceName] = {
    "arial.ttf": "regular",
    "arialbd.ttf": "bold",
    "ariali.ttf": "italic",
    "arialbi.ttf": "bold-italic",
    "arialregular.ttf": "regular",
    "arialbold.ttf": "bold",
    "arialitalic.ttf": "italic",
    "arialbolditalic.ttf": "bold-italic",
}
_OF_SCRIPTS = re.compile("[\u0590-\u0fff\u2e80-\ua4cf\ua800-\uabff\uf900-\ufeff\uff00-\uffef]")
"""Characters among which are those of scripts with fonts of their own."""
_USE_OURS = "use the font that comes with senaudit"
_NEVER_PRINTED = frozenset("\t\n\r")


class Widths(dict[str, float]):
    """The widths of words in em. A word is measured when it is first looked up.

    `widths["school"] * size` is in points. A character that the face lacks has the width of the box printed for it.
    """

    def __init__(self, advances: Mapping[str, float], missing: float) -> None:
        super().__init__()
        self._advance = advances.get
        self._missing = missing

    def __missing__(self, word: str) -> float:
        width = self[word] = sum(map(self._advance, word, repeat(self._missing)))
        return width


class Face:
    """One face: its font file and its measures. Faces are compared by identity.

    `name` is one of the family's four names, and `font_name` the font's name in a PDF. `ascent`, `descent` and
    `cap_height` are the height above the base line, the depth below it, and the height of capitals: all positive and in
    em. `tall` and `deep` are how far letters reach above and below the base line, in em, if lines may be lower than
    they are; they are 0 where Latin letters stand alone. `advances` has the width in em of each character that the face
    can print.
    """

    is_shaped = False
    """Whether letters join or change places in this face: then it is a `ShapedFace`."""

    __slots__ = ("advances", "ascent", "cap_height", "deep", "descent", "font_name", "name", "path", "tall", "widths")

    def __init__(self, name: FaceName, font_name: str, path: Path, data: bytes, index: int = 0) -> None:
        """`data` are the file's bytes, and `index` the font's number in a file of several.

        Raises the errors of `measures` if they are damaged.
        """
        self.name = name
        self.font_name = font_name
        self.path = path
        self.tall = self.deep = 0.0
        self.ascent, self.descent, self.cap_height, advances, missing = measures(data, index)
        self.advances = {chr(code): width for code, width in advances.items() if _can_be_printed(code)}
        # A combining mark is placed on the letter before it, whatever width it has in the font.
        marks = re.findall(f"[{MARKS}]", "".join(self.advances))
        self.widths = Widths({**self.advances, **dict.fromkeys((*marks, *ISOLATES), 0.0)}, missing)

    def width(self, text: str, size: float) -> float:
        """Return the width of `text` in points at `size` points."""
        return self.widths[text] * size

    def runs_right_to_left(self, text: str) -> bool:
        """Return whether the face turns a text round as it is drawn. Only a `ShapedFace` does."""
        return False

    def letters(self, word: str) -> list[tuple[str, float]]:
        """Return the parts of a word that cannot be parted, in order, with their widths in em."""
        return [(character, self.widths[character]) for character in word]

    def lacks(self, text: str) -> str:
        """Return the characters of `text` that the face cannot print, each once, in the order of the text.

        They include control characters, such as line breaks, and all characters beyond U+FFFF: ReportLab cannot embed
        those.
        """
        missing = set(text).difference(self.advances)
        return "".join(character for character in dict.fromkeys(text) if character in missing) if missing else ""


class MissingScript(NamedTuple):
    """A script that cannot be set on this computer: the problem's kind, what is said of a word, a line of help."""

    kind: str
    message: str
    hint: str


class Family:
    """Four faces of one design. `family["bold"]` is a `Face`; its file is read when it is first asked for.

    `wider` is the family for texts with characters that this family lacks. Families with the same `key` have the same
    faces. `scripts` are those with fonts of their own,
    and `missing` those that have none: see `ScriptFamily`.
    """

    is_rtl = False
    """Whether the document's language is written from right to left."""
    key: Hashable
    scripts: Mapping[str, Script] = MappingProxyType({})
    missing: Mapping[str, MissingScript] = MappingProxyType({})

    def __init__(self, name: str, files: Mapping[FaceName, Path], wider: Family | None = None) -> None:
        self.name = self.key = name
        self.files = files
        self.wider = wider
        self._faces: dict[FaceName, Face] = {}

    def __repr__(self) -> str:
        return f"Family({self.name!r})"

    def __getitem__(self, name: FaceName) -> Face:
        """Return the face `name`. Raises `FileError` if its file is missing, unreadable or damaged."""
        if name not in self._faces:
            font_name = f"{self.name.replace(' ', '')}-{_STYLES[name]}"
            self._faces[name] = load_face(name, font_name, self.files[name])
        return self._faces[name]

    def face(self, strong: bool = False, em: bool = False) -> Face:
        """Return the face for text that is strong, emphasised, both or neither. Raises the errors of `family[name]`."""
        if em:
            return self["bold-italic" if strong else "italic"]
        return self["bold" if strong else "regular"]

    def set_by_scripts(self, characters: Iterable[str]) -> frozenset[str]:
        """Return those of some characters that fonts of scripts have. Only a family of several scripts has any."""
        return frozenset()

    def in_language(self, language: str) -> Family:
        """Return the family for words in a language; "" is that of the words around them. Of two hands, it has one."""
        return self

    def speaking(self, language: str) -> Family:
        """Return the family for blocks in a language: as tall, and in the direction, as if it were the document's."""
        return self

    def own(self, face: Face) -> Face:
        """Return the face of this family that is like one of a family for another language."""
        return face

    def parted(self, text: str, strong: bool = False, em: bool = False) -> Iterable[tuple[str, Face]]:
        """Return the parts of a text, in order, each with its face. Only a family of several scripts has several."""
        return [(text, self.face(strong, em))]

    def width(self, text: str, size: float, strong: bool = False) -> float:
        """Return the width of a text in points at `size` points, not emphasised."""
        return self.face(strong).width(text, size)

    def for_text(self, texts: str | Iterable[str]) -> Family:
        """Return the first family that has all characters of `texts`: this one, its wider one, and so on.

        Only the regular face is looked at. Tabs and line breaks do not count. If no family has all characters, return
        the widest; `Face.lacks` tells which are missing.
        """
        characters = "".join(set(texts) if isinstance(texts, str) else set().union(*texts))
        printed = "".join(character for character in characters if character not in _NEVER_PRINTED)
        family = self
        while family.wider and family["regular"].lacks(printed):
            family = family.wider
        return family


def has_right_to_left(family: Family) -> bool:
    """Return whether a family has a font for a script that is written from right to left."""
    return any(script.is_rtl for script in family.scripts.values())


def find_family(choice: FontChoice = "auto", folders: Iterable[Path] | None = None) -> Family:
    """Return the family to set a document in. Its font files are not read yet.

    "auto" is Arial if one of `folders` (by default those of this computer) has all four faces, and Arimo otherwise or
    for a text that this Arial cannot print; so is "naskh". "arial" and "arimo" are only that family. Raises `FileError`
    if "arial" is asked for and not found.
    """
    arimo = Family("Arimo", _arimo_files(".ttf"))
    if choice != "arimo":
        searched = font_folders(sys.platform, os.environ) if folders is None else list(folders)
        arial = find_arial(searched) if folders else _own_arial(tuple(searched))
        if len(arial) == len(FACE_NAMES):
            return Family("Arial", arial, wider=None if choice == "arial" else arimo)
        if choice == "arial":
            raise FileError([Problem("font-missing", None, _not_found(arial, searched), _USE_OURS)])
    return Family("Arimo Latin", _arimo_files(".latin.ttf"), wider=arimo)


def family_for(
    choice: FontChoice, characters: AbstractSet[str], languages: Sequence[str] = (), fonts: Sequence[Path] = ()
) -> Family:
    """Return the family to set these characters in, with a font for each script that they need.

    `languages` are those of the document: Urdu has another font than Arabic, unless “naskh” is chosen. `fonts` are
    folders with fonts for scripts. Raises `FileError` as `find_family` does.
    """
    family = find_family(choice)
    if not has_scripts("".join(characters)):
        return family.for_text(characters)
    from senaudit.languages import in_naskh
    from senaudit.typeset.script_family import with_scripts

    if choice == "naskh":
        languages = list(map(in_naskh, languages))
    return with_scripts(family, characters, languages, fonts)


def has_scripts(text: str) -> bool:
    """Return whether a text has characters that may be those of scripts with fonts of their own."""
    return _OF_SCRIPTS.search(text) is not None


@cache
def _own_arial(folders: tuple[Path, ...]) -> dict[FaceName, Path]:
    """Return the files of the computer's own Arial. They are looked for once in a process, so that it uses one font."""
    return find_arial(folders)


def font_folders(platform: str, environ: Mapping[str, str]) -> list[Path]:
    """Return the folders where a computer of `platform` (a value of `sys.platform`) keeps fonts. Some may not exist.

    A variable whose path is not absolute is ignored: it would name another folder in each working folder. Source: XDG
    Base Directory Specification.
    """
    flavour = PureWindowsPath if platform == "win32" else PurePosixPath

    def folder(name: str) -> Path | None:
        value = environ.get(name, "")
        return Path(value) if flavour(value).is_absolute() else None

    if platform == "win32":
        system = (folder("WINDIR") or Path(r"C:\Windows")) / "Fonts"
        local = folder("LOCALAPPDATA")
        return [system, Path(local, "Microsoft", "Windows", "Fonts")] if local else [system]
    home = folder("HOME")
    if platform == "darwin":
        personal = [home / "Library" / "Fonts"] if home else []
        return [Path("/System/Library/Fonts/Supplemental"), Path("/Library/Fonts"), *personal]
    data = folder("XDG_DATA_HOME") or (home / ".local" / "share" if home else None)
    personal = [*([home / ".fonts"] if home else []), *([data / "fonts"] if data else [])]
    return [*personal, Path("/usr/local/share/fonts"), Path("/usr/share/fonts")]


def find_arial(folders: Iterable[Path]) -> dict[FaceName, Path]:
    """Return the files of Arial's faces from the first folder that has all four, in `folders` or below them.

    If no folder has all four, return those of the folder that has most.
    """
    best: dict[FaceName, Path] = {}
    for folder in folders:
        for inside, below, names in os.walk(folder):
            below.sort()
            found: dict[FaceName, Path] = {}
            for name in sorted(names):
                face = _ARIAL_FILES.get(name.lower().translate({ord(mark): None for mark in " -_"}))
                if face:
                    found[face] = Path(inside, name)
            if len(found) == len(FACE_NAMES):
                return found
            best = max(best, found, key=len)
    return best


@cache
def font_data(path: Path) -> bytes:
    """Return the bytes of a font file. A file is read once in a process: a face and its digest are of the same bytes.

    Raises OSError.
    """
    return path.read_bytes()


@cache
def load_face(name: FaceName, font_name: str, path: Path) -> Face:
    """Return the face in the font file `path`.

    Raises `FileError` if the file is missing, unreadable or damaged.
    """
    try:
        return Face(name, font_name, path, font_data(path))
    except OSError as error:
        raise unreadable_font(path, error) from error
    except (ValueError, LookupError, struct.error) as error:
        raise damaged_font(path) from error


def unreadable_font(path: Path, error: OSError, of_script: bool = False) -> FileError:
    """Return the error for a font file that cannot be read. `of_script` is whether it is the font of a script."""
    return _unusable_font(path, f"this font cannot be read: {error.strerror or error}", of_script)


def damaged_font(path: Path, of_script: bool = False) -> FileError:
    """Return the error for a font file that cannot be measured or embedded; see `unreadable_font`."""
    return _unusable_font(path, "this is not a TrueType font, or the file is damaged", of_script)


def blank_font(path: Path, letter: str) -> FileError:
    """Return the error for the font of a script that prints nothing for a letter."""
    return _unusable_font(path, f"this font prints nothing for the letter “{letter}”", of_script=True)


def _unusable_font(path: Path, message: str, of_script: bool) -> FileError:
    if path.parent == ARIMO_FOLDER:
        hint = "install senaudit again: this file is made when it is installed"
        return FileError([Problem("shipped-font-unusable", Place(path), message, hint)])
    if of_script:
        hint = "put a whole copy in its place, or take it away"
        return FileError([Problem("script-font-unusable", Place(path), message, hint)])
    return FileError([Problem("font-unusable", Place(path), message, _USE_OURS)])


def _can_be_printed(code: int) -> bool:
    """Return whether a character is no control character, and at most U+FFFF: ReportLab embeds none beyond that."""
    return 0x20 <= code <= 0xFFFF and not 0x7F <= code < 0xA0


def _arimo_files(ending: str) -> dict[FaceName, Path]:
    return {name: ARIMO_FOLDER / f"Arimo-{style}{ending}" for name, style in _STYLES.items()}


def _not_found(found: Mapping[FaceName, Path], folders: Iterable[Path]) -> str:
    missing = ", ".join(name for name in FACE_NAMES if name not in found)
    problem = (
        f"Arial is not complete on this computer (missing: {missing})" if found else "Arial is not on this computer"
    )
    return f"{problem}; looked in {', '.join(map(str, folders))}"
