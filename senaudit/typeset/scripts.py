"""The scripts whose letters join, change places or carry signs, and that can be set here."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import cache
from itertools import groupby
from typing import NamedTuple

from senaudit.languages import is_in_nastaliq, language_of
from senaudit.typeset.faces import ISOLATES
from senaudit.typeset.theme import Theme


class Script(NamedTuple):
    """A script, and how it looks right beside Arimo.

    `code` is that of ISO 15924, and `name` what people call it. `letters` are some that each of its fonts has. `blocks`
    are its first and last characters in Unicode (version 16, Blocks.txt). Its letters are set at `scale` times the size
    of Latin ones, and its base lines are at least `leading` em apart. The letters reach up to `tall` em above the base
    line and `deep` em below it: so do those of Noto's fonts. A text is `room` times as wide as in English: so is the
    Universal Declaration. `files` are the names of font files that have it, in the order of preference, in lower case
    without spaces, hyphens and ends. `package` is Debian's and Ubuntu's, and `windows` and `mac` say what brings a font
    there.
    """

    code: str
    name: str
    letters: str
    blocks: tuple[tuple[int, int], ...]
    scale: float
    leading: float
    files: tuple[str, ...]
    windows: str
    mac: str
    package: str = "fonts-noto-core"
    is_rtl: bool = False
    tall: float = 0.96
    deep: float = 0.33
    room: float = 1.0


_ARABIC = ((0x0600, 0x06FF), (0x0750, 0x077F), (0x08A0, 0x08FF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFC))
_NIRMALA = "Nirmala UI comes with Windows: install its “supplemental fonts” in Settings"

ARABIC = Script(
    "Arab",
    "Arabic",
    "ابتجدرسعفقكلمنهوي",
    _ARABIC,
    1.05,
    1.7,
    ("notosansarabic", "notonaskharabic", "segoeui", "tahoma", "geezapro"),
    "Segoe UI comes with Windows",
    "Geeza Pro comes with macOS",
    is_rtl=True,
    room=0.71,
    tall=1.12,
    deep=0.49,
)
NASTALIQ = ARABIC._replace(
    name="Urdu (Nastaliq)",
    letters="ابپتٹجچحدڈرڑسعفکگلمنںوہھیے",
    scale=1.0,
    leading=2.2,
    files=("notonastaliqurdu", "notonastaliq", "urdtype"),
    windows="install Urdu Typesetting: Settings, Optional features, “Arabic Script Supplemental Fonts”",
    mac="Noto Nastaliq Urdu comes with macOS",
    room=0.76,
    tall=2.1,
    deep=0.68,
)
"""The hand in which Urdu and its neighbours are written and printed."""

_INDIC = Script("", "", "", (), 1.05, 1.5, (), _NIRMALA, "")


def _indic(code: str, name: str, letters: str, block: int, ours: str, mac: str) -> Script:
    """Return a script of India: its block has 128 characters. Nirmala UI has all of them."""
    files = (*ours.split(), "nirmala", re.sub(r"[\s]", "", mac).lower())
    told = f"{mac} comes with macOS"
    return _INDIC._replace(
        code=code,
        name=name,
        letters=letters,
        blocks=((block, block + 0x7F),),
        files=files,
        mac=told,
    )


_OF_INDIA = (
    _indic("Deva", "Devanagari", "अआकखगतनपमरलवसह", 0x0900, "notosansdevanagari", "Kohinoor"),
    _indic("Beng", "Bengali", "অআকখগতনপমরলসহ", 0x0980, "hindsiliguri notosansbengali", "Bangla Sangam MN"),
    _indic("Guru", "Gurmukhi", "ਅਆਕਖਗਤਨਪਮਰਲਵਸਹ", 0x0A00, "notosansgurmukhi", "Gurmukhi Sangam MN"),
    _indic("Gujr", "Gujarati", "અઆકખગતનપમરલવસહ", 0x0A80, "notosansgujarati", "Gujarati Sangam MN"),
    _indic("Taml", "Tamil", "அஆகஙசதநபமயரலவன", 0x0B80, "notosanstamil", "Tamil Sangam MN")._replace(
        scale=0.95, room=1.65
    ),
)

HAN = Script(
    "Hans",
    "Chinese",
    "的一是不了人我在有他这学校家长",
    ((0x2E80, 0x2FDF), (0x3000, 0x303F), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0xFF00, 0xFFEF)),
    1.0,
    1.5,
    ("msyh", "notosanssc", "notosanscjksc", "stheiti", "stheitilight", "wqymicrohei", "droidsansfallbackfull"),
    "Microsoft YaHei comes with Windows: install its “supplemental fonts” in Settings",
    "STHeiti comes with macOS",
    "fonts-wqy-microhei",
)

SCRIPTS = (ARABIC, *_OF_INDIA, HAN)
"""Every script but Nastaliq, which has Arabic's letters: the language chooses it."""

_RANGES = sorted((first, last, script.code) for script in SCRIPTS for first, last in script.blocks)
_STARTS = [first for first, _, _ in _RANGES]
HEADINGS = 0.9
"""The leading of headings, as a ratio of that of running text."""
JOINERS = frozenset("\u200c\u200d")
"""Signs that keep letters apart, or join them. They belong to the word that they stand in."""
_GO_ALONG = JOINERS.union(ISOLATES)


_DIGITS = frozenset("0123456789")
_FROM_RIGHT = frozenset(script.code for script in SCRIPTS if script.is_rtl)
"""The scripts whose fonts set the numbers among their words. In another font, Firefox would lose the spaces around."""

SHARED = frozenset("।॥")
"""Full stops that several scripts share. They are of the letters before them, though Unicode has them in one block."""


@cache
def script_of(character: str) -> str:
    """Return the code of the script that a character belongs to, or "" for any other."""
    if character in SHARED:
        return ""
    at = bisect_right(_STARTS, ord(character)) - 1
    return _RANGES[at][2] if at >= 0 and ord(character) <= _RANGES[at][1] else ""


def scripts_in(characters: Iterable[str]) -> frozenset[str]:
    """Return the codes of the scripts that some characters belong to."""
    return frozenset(map(script_of, characters)) - {""}


def script_named(code: str, language: str = "") -> Script:
    """Return the script with this code. That of Urdu is Nastaliq."""
    if code == ARABIC.code and main_script(language) == NASTALIQ:
        return NASTALIQ
    return next(script for script in SCRIPTS if script.code == code)


_SAME_SIGNS = {"Hant": "Hans"}
"""Scripts whose signs are set as those of another."""


def main_script(language: str) -> Script | None:
    """Return the script in which a language is written; None if that is no script of this module, such as Latin."""
    code = language_of(language).script
    if is_in_nastaliq(language):
        return NASTALIQ
    return next((script for script in SCRIPTS if script.code == _SAME_SIGNS.get(code, code)), None)


def written_in(theme: Theme, language: str) -> Theme:
    """Return a look for words of several scripts, of which the language's own is most."""
    script = main_script(language)
    if script is None:
        return theme._replace(base_level=0)
    return theme._replace(
        base_level=int(script.is_rtl),
        leading=max(theme.leading, script.leading),
        heading_leading=max(theme.heading_leading, script.leading * HEADINGS),
        display_leading=max(theme.display_leading, script.leading * HEADINGS),
        poster_leading=max(theme.poster_leading, script.leading * HEADINGS),
        room=script.room,
        tall_letters=script.tall,
        deep_letters=script.deep,
    )


def stretches_of(text: str, has: Mapping[str, AbstractSet[str]]) -> Iterator[tuple[str, str]]:
    """Yield (part, script's code) for the parts of a text, in order; the code of Latin text and the like is "".

    `has` are the characters that the font of each script has. A sign that is no letter and no number, such as a space,
    goes with the letters before it if their font has it; at the beginning, with those after it. So do the full stops
    that scripts share, also after a number; and numbers after words from right to left.
    """
    last = next(filter(None, map(script_of, text)), "")
    current = last if not text[:1].isalnum() else ""
    scripts = []
    for character in text:
        is_sign = not character.isalnum() or (character in _DIGITS and current in _FROM_RIGHT)
        if not (is_sign and current and (character in has[current] or character in _GO_ALONG)):
            current = script_of(character)
            if character in SHARED:
                current = next((code for code in (last, *has) if character in has.get(code, ())), "")
        last = current or last
        scripts.append(current)
    at = 0
    for script, group in groupby(scripts):
        end = at + sum(1 for _ in group)
        yield text[at:end], script
        at = end
