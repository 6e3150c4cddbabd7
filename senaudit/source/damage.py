"""Words that a program has ruined before they came here: numbers cut short, wrong letters, and cells left open.

The rules are the same for YAML, CSV and workbooks. A mistake loses what was written. A warning is printed as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from senaudit.source.unprinted import TURNING, turning_message

FORMULA_ERRORS = frozenset(
    ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!")
)
"""The texts of a cell whose formula failed. Source: Microsoft, “ERROR.TYPE function”, “#SPILL! error”."""

_MEND = "write the text itself into the cell; or mend the formula in Excel, and save the table again"

# Patterns that few texts need are plain strings: `re` compiles them on first use, and caches them.
# Excel shows 441235000000 as 4.41235E+11. A number such as 1e3, which somebody may have typed, is left alone.
_SHORTENED = r"(?<![\w.,])\d+(?:[.,]\d+[Ee][+-]?\d{1,3}|[Ee](?:\+\d{1,3}|-\d{2,3}))(?!\w)"
_TO_BE = r"to be (?:confirmed|announced|advised|agreed|arranged|decided|completed)|to follow|not (?:known|applicable)"
_PLACEHOLDER = rf"(?i)[\W_]*(?:n ?[/.]? ?a|tb[acd]|x{{2,}}|none|null|nil|nan|unknown|0|{_TO_BE})?[\W_]*"

_LONGEST_PLACEHOLDER = 200
"""A row of dashes may be as long as this; the pattern above takes the square of the length."""

_LONGEST = 60
"""A hint repeats a text of at most this many characters."""


class Damage(NamedTuple):
    """What is wrong with some words: its kind, the words as they stand, what is wrong, and what to do about it.

    `right` is what the words should be, if that is known.
    """

    kind: str
    words: str
    message: str
    hint: str
    warning: bool = False
    right: str = ""


def damage_in(text: str) -> Iterator[Damage]:
    """Yield what is wrong with the words of a text: formulas, shortened numbers, wrong letters, signs of direction."""
    if text[:1] == "#" and (text in FORMULA_ERRORS or not text.strip("#")):
        yield _failed(text)
    if "E" in text or "e+" in text or "e-" in text:
        for match in re.finditer(_SHORTENED, text):
            message = f"Excel has shortened a number to “{match[0]}”, and its last digits are lost"
            hint = "write the whole number; in Excel, first give the column the format Text"
            yield Damage("shortened-number", match[0], message, hint)
    if not text.isascii():
        yield from _decoded_twice(text)
        for sign in sorted(TURNING.intersection(text)):
            hint = "take out the code that stands for it: the program knows the direction of each language"
            yield Damage("unseen-character", sign, turning_message(sign), hint)


def damage_of(value: str) -> Iterator[Damage]:
    """Yield what is wrong with the whole of a value that stands alone, such as a cell: a formula, or a placeholder."""
    if value[:1] == "=":
        message = f"“{value}” is a formula, and its result is not in the file"
        yield Damage("cell-with-formula", value, message, _MEND)
    elif value[:1] != "#" and len(value) <= _LONGEST_PLACEHOLDER and re.fullmatch(_PLACEHOLDER, value):
        message = f"“{value}” looks like a gap that is still to be filled in, and is printed as it stands"
        hint = "write what belongs here; or leave it empty, then nothing is printed for it"
        yield Damage("placeholder", value, message, hint, warning=True)


def _failed(text: str) -> Damage:
    if text in FORMULA_ERRORS:
        return Damage("cell-with-formula", text, f"“{text}” is a formula’s error", _MEND)
    message = f"“{text}” is what Excel shows of a number or date that its column is too narrow for"
    return Damage("cell-too-narrow", text, message, "widen the column in Excel, and copy the cell again")


# Letters decoded twice

_MISREAD_AS = {"cp1252": "Windows-1252", "mac_roman": "Mac Roman"}
"""The encodings in which a program may have read UTF-8, and their names."""

_BEGINNINGS = frozenset("ÂÃÄÅÆÈËÎÏÐÑáâïð¬√ƒ≈∆ÀŒœ‚Ô\uf8ff")
"""The first letters of what is read for one letter. A text without any of them was not misread."""

_AFTER_WORDS = "‘’“”–—…·»›™"
"""Signs that stand after a word in capitals too, such as MAMMÅ…: there they do not show that it was misread."""


def mended(text: str) -> str:
    """Return the text with the letters that it had before programs decoded it wrongly, once or several times."""
    before = ""
    while text != before:
        before, text = text, re.sub(_misread(), _as_meant, text)
    return text.replace("â€\ufffd", "”").replace("â€", "”")  # its last byte is no letter of Windows-1252


def _decoded_twice(text: str) -> Iterator[Damage]:
    if _BEGINNINGS.isdisjoint(text) or (right := mended(text)) == text:
        return
    words = [word for word in re.split(r"[ \t\n]+", text) if mended(word) != word] or [text]
    encodings = [str(match.lastgroup) for match in re.finditer(_misread(), words[0])] or ["cp1252"]
    more = ""
    if len(right) > _LONGEST:
        right = mended(words[0])
        more = ", and more words of this text are like it" if len(words) > 1 else ""
    message = f"this looks like UTF-8 that some program has read as {_MISREAD_AS[encodings[0]]}"
    hint = f'it should be "{right}"{more}'
    yield Damage("decoded-twice", words[0], message, hint, warning=True, right=mended(words[0]))


def _as_meant(match: re.Match[str]) -> str:
    """Return the letters that were misread as these; or these, if somebody may just have typed them."""
    typed, before, after = match[0], match.string[: match.start()][-1:], match.string[match.end() :][:1]
    lower = before.isalnum() and not before.isupper()
    if len(typed) == 2 and not lower and (typed == "Â\xa0" or (typed[1] in _AFTER_WORDS and not after.isalpha())):
        return typed
    letters = _letters(str(match.lastgroup))
    return bytes(letters[letter] for letter in typed).decode(errors="replace")


@cache
def _letters(encoding: str) -> dict[str, int]:
    """Return the bytes from 0x80 on by the letters that they have in this encoding."""
    one_by_one = (bytes([byte]) for byte in range(0x80, 0x100))
    return {each.decode(encoding, "ignore") or chr(each[0]): each[0] for each in one_by_one}


@cache
def _misread() -> str:
    """Return the pattern of runs of letters that were UTF-8 and were misread. Its groups are named by the encoding."""
    return "|".join(f"(?P<{encoding}>(?:{'|'.join(_sequences(_letters(encoding)))})+)" for encoding in _MISREAD_AS)


def _sequences(letters: dict[str, int]) -> Iterator[str]:
    """Yield patterns of what is read for one letter that a text may hold: those of Europe, signs, and emoji.

    The letters of the encoding itself are among them: they are what is misread if that happens a second time. Greek and
    Cyrillic letters count from two on.
    """
    sign = {byte: re.escape(letter) for letter, byte in letters.items()}

    def one_of(*these: int) -> str:
        return f"[{''.join(sign[byte] for byte in these)}]"

    rest = one_of(*range(0x80, 0xC0))
    yield f"{one_of(0xC2, 0xC3, 0xC4, 0xC5)}{rest}"  # up to U+017F
    yield f"{sign[0xC8]}{one_of(0x98, 0x99, 0x9A, 0x9B)}"  # Romanian letters
    yield f"{sign[0xE1]}{one_of(0xB8, 0xBA)}{rest}"  # more Latin letters, Welsh ones among them
    yield f"{sign[0xE1]}{sign[0xBB]}{one_of(0xB2, 0xB3)}"  # Ỳ and ỳ
    yield f"{sign[0xE2]}{one_of(0x80, 0x82, 0x84, 0x86, 0x88, 0x89, 0x97, 0x9A, 0x9C)}{rest}"  # quotes, dashes, signs
    yield f"{sign[0xEF]}{sign[0xBB]}{sign[0xBF]}"  # a byte order mark
    yield f"{sign[0xF0]}{sign[0x9F]}{rest}{rest}"  # emoji
    yield f"(?:{one_of(0xCE, 0xCF, 0xD0, 0xD1)}{rest}){{2,}}"
    yield from ("".join(sign[byte] for byte in letter.encode()) for letter in letters)
