"""Words as people typed them: line ends made alike, signs that no one types left out, and cut signs made whole.

PDFium, the engine of Chrome and Edge, keeps the last 16 bits of each character that is typed into a field: U+1F600 is
saved as U+F600. Most of what emoji become so are private-use characters, which nobody types. Others become Chinese
characters of the compatibility block U+F900 to U+FAFF, which no keyboard has either. Which emoji was meant is certain.
Other characters beyond U+FFFF become letters that may have been typed, and cannot be known again.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_LINE_ENDS = "\r\n|[\r\v\f\x85\u2028\u2029]"
_CUT = "[\uf1e6-\uf1ff\uf300-\uf64f\uf680-\uf6ff\uf7e0-\uf7eb\uf90c-\uf9ff\ufa70-\ufaff]"
"""What is left of U+1F1E6 and so on: regional letters, pictures, faces, transport, coloured shapes, more pictures."""

_CUT_FLAG = "(\uf3f4)gb(eng|sct|wls)\x7f"
"""What is left of the flags of England, Scotland and Wales: a black flag and six signs that nobody sees."""
_EAST_ASIAN = "[\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
_COMPATIBLE = "\uf900"
"""The first of the Chinese characters. In a text with letters of East Asia they are left as they are."""
_TAGS = 0xE0000
_LANGUAGE = r"\x1b[a-z]{2}(?:[A-Z]{2})?\x1b"
"""How a text of a PDF says its language (ISO 32000-1, 7.9.2.2)."""

_UNTYPED = "[\x00-\x08\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]"
_LONE_HALVES = "[\ud800-\udfff]"
"""Halves of characters, which no file can be written with."""


class TypedWords(NamedTuple):
    """Words, how many cut signs were made whole in them, and how many signs were left out or are unreadable."""

    words: str
    mended: int = 0
    lost: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing but white space."""
        return not self.words.strip(" \t\n\u00a0\u200b\ufeff")


def typed_words(text: str) -> TypedWords:
    """Return the words of a text that a file has. U+FFFD stands for what cannot be read, such as half a character."""
    if text.isascii() and text.isprintable():
        return TypedWords(text)
    text, dropped = re.subn(_UNTYPED, "", re.sub(_LINE_ENDS, "\n", text))
    text = re.sub(_LONE_HALVES, "\ufffd", text)
    return TypedWords(text, 0, dropped + text.count("\ufffd"))


def words_of_field(text: str) -> TypedWords:
    """Return the words of a text that a PDF has. PDFium may have saved it."""
    if text.isascii() and text.isprintable():
        return TypedWords(text)
    text, flags = re.subn(_CUT_FLAG, _whole_flag, re.sub(_LANGUAGE, "", text))
    cut = _CUT if not re.search(_EAST_ASIAN, text) else f"(?![{_COMPATIBLE}-\ufaff]){_CUT}"
    text, mended = re.subn(cut, lambda match: chr(0x10000 + ord(match[0])), text)
    return typed_words(text)._replace(mended=flags + mended)


def _whole_flag(flag: re.Match[str]) -> str:
    signs = f"gb{flag[2]}\x7f"
    return "\U0001f3f4" + "".join(chr(_TAGS + ord(sign)) for sign in signs)
