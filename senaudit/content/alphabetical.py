"""The alphabetical order of a language: Polish has ą after a, Welsh ch after c, Urdu letters of its own.

English keeps its own order (`school/load.py`), which needs none of this. The libraries that know all orders are no fit:
pyuca knows none of a language’s own letters and was last changed in 2017, and PyICU has 18 MB.
"""

from __future__ import annotations

import re
from functools import cache
from unicodedata import category, combining, normalize

from senaudit.languages import language_of

_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060-\u2069’]")
_AS_LETTERS = 27
"""Marks of a lower combining class are vowels and the like, and count as letters. Others are accents (Unicode, 4.3)."""
_SIGN, _LETTER, _OTHER_LETTER = range(3)

SortKey = tuple[list[tuple[int, int]], str]


def alphabetical(words: str, language: str) -> SortKey:
    """Return the key by which words are sorted in a language: signs, its letters, then other letters by their codes.

    An accent that makes no letter of its own counts only among words that are the same without it. Chinese has the
    order of the codes, which is that of the strokes in each radical.
    """
    numbers, parts = _alphabet(language)
    folded = language_of(language).folded(_UNSEEN.sub("", normalize("NFC", words)))
    found: list[tuple[int, int]] = []
    for part in parts.findall(folded):
        if part in numbers:
            found.append((_LETTER, numbers[part]))
            continue
        for character in normalize("NFD", part):
            if character in numbers:
                found.append((_LETTER, numbers[character]))
            elif combining(character) < _AS_LETTERS:
                is_letter = category(character)[0] in "LM"
                found.append((_OTHER_LETTER if is_letter else _SIGN, ord(character)))
    return found, folded


@cache
def _alphabet(language: str) -> tuple[dict[str, int], re.Pattern[str]]:
    """Return the numbers of the letters, and a pattern that finds them in words, the longest first."""
    letters = language_of(language).alphabet
    longest = sorted(letters, key=len, reverse=True)
    pattern = re.compile("|".join([*map(re.escape, longest), "."]), re.DOTALL)
    return {letter: number for number, letter in enumerate(letters)}, pattern
