"""How the editions that are not typeset here write a language: in which direction, fonts and distance of lines."""

from __future__ import annotations

from typing import NamedTuple


class Hand(NamedTuple):
    """The hand in which a language is written.

    `font` is Word’s, and `solid` the distance of its lines, set solid, in sizes. `fonts` are those of a web page, in
    the order of preference, for its `letters`, which are ranges of Unicode (version 16, Blocks.txt). Lines are at least
    `leading` sizes apart. A `complex` script is one whose letters join or change places: Word keeps fonts, sizes and
    languages of its own for them. A line has room for `narrow` times as many letters as one of Latin letters.

    The figures of `leading` are those of the PDF (typeset/scripts.py), less where the font has lower letters than
    Noto’s. That of `solid` for Arial is from its own tables; those for the other fonts are estimates.
    """

    is_rtl: bool = False
    font: str = ""
    solid: float = 1.149
    fonts: tuple[str, ...] = ()
    letters: str = ""
    leading: float = 0.0
    complex: bool = False
    narrow: float = 1.0

    @property
    def most(self) -> float:
        """The least distance of lines of a script with a font of its own, in sizes. Fonts that stand in need more."""
        return self.solid * 1.04 if self.font else 0.0


PLAIN = Hand()
"""The hand of Latin, Greek and Cyrillic letters, which Arial has."""

_ARABIC_LETTERS = "U+600-6FF, U+750-77F, U+8A0-8FF, U+FB50-FDFF, U+FE70-FEFC"
_ARABIC = Hand(
    True, "Arial", 1.149, ("Noto Sans Arabic", "Segoe UI", "Geeza Pro", "Tahoma"), _ARABIC_LETTERS, 1.6, complex=True
)
_NASTALIQ = _ARABIC._replace(
    font="Urdu Typesetting", solid=2.0, fonts=("Noto Nastaliq Urdu", "Urdu Typesetting"), leading=2.2
)
_INDIC = Hand(False, "Nirmala UI", 1.33, (), "", 1.5, complex=True, narrow=0.9)
_CHINESE = Hand(
    *(False, "Microsoft YaHei", 1.32, ("Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC")),
    *("U+2E80-2FDF, U+3000-303F, U+3400-4DBF, U+4E00-9FFF, U+F900-FAFF, U+FF00-FFEF", 1.5),
)
_OF_INDIA = {"Deva": "Devanagari", "Beng": "Bengali", "Guru": "Gurmukhi", "Gujr": "Gujarati", "Taml": "Tamil"}
_BLOCKS = {"Deva": "900-97F", "Beng": "980-9FF", "Guru": "A00-A7F", "Gujr": "A80-AFF", "Taml": "B80-BFF"}
_HANDS = {
    "Arab": _ARABIC,
    "Hebr": Hand(True, "Arial", leading=1.5, complex=True),
    **{
        code: _INDIC._replace(fonts=(f"Noto Sans {name}", "Nirmala UI"), letters=f"U+{_BLOCKS[code]}")
        for code, name in _OF_INDIA.items()
    },
    "Hans": _CHINESE,
    "Hant": _CHINESE,
}


def hand_of(tag: str) -> Hand:
    """Return the hand of the language of a tag. Urdu is written in Nastaliq, unless the tag names another script."""
    if tag.partition("-")[0].lower() == "en":
        return PLAIN
    from senaudit.languages import is_in_nastaliq, language_of  # an English document has no need of it

    if is_in_nastaliq(tag):
        return _NASTALIQ
    language = language_of(tag)
    return _HANDS.get(language.script) or PLAIN._replace(is_rtl=language.direction == "rtl")
