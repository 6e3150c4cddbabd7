"""Finds where a word may be broken that does not fit on its line, and breaks it there.

A word that fits on the next line is broken only after a hyphen, dash or slash in it, but not after the slashes of a
date, nor after a hyphen near the word's beginning or end, as in “co-ordinator” or “drop-in”. Chinese is broken between
any two of its signs, but for those that never begin or end a line. A word that is wider than its column is broken after
any sign of `_AFTER_SIGN`, and between two letters, or clusters of letters that cannot be parted, only if that does not
help. A web or e-mail address is broken only if it is wider than its column, and before a sign, which then does not look
like the end of a sentence ("The Chicago Manual of Style", 17th edition, 14.18). Soft hyphens and zero-width spaces
break every word.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple
from unicodedata import category

from senaudit.typeset.faces import Face

SOFT_HYPHEN = "\u00ad"
ZERO_WIDTH_SPACE = "\u200b"
NO_BREAK_SPACE = "\xa0"

UNPRINTED = frozenset({SOFT_HYPHEN, ZERO_WIDTH_SPACE, "\u200c", "\u2060"})
"""Characters of which nothing is printed inside a line: those two, the zero-width non-joiner and the word joiner.

After a letter of a script whose letters join, the zero-width non-joiner stays: it keeps the letter apart.
"""

_OWN = re.compile(f"[{SOFT_HYPHEN}{ZERO_WIDTH_SPACE}]")
_UNPRINTED = re.compile(f"(?<![\u0600-\u0dff](?=\u200c))[{''.join(sorted(UNPRINTED))}]")
_LETTER = "[\\w\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0963\u0966-\u0d7f\u200c\u200d]"
"""A letter, a figure, or a sign on a letter: an accent or a vowel. Full stops are none, such as those of Hindi."""
_AFTER_HYPHEN = re.compile(
    rf"(?<={_LETTER})(?!(?<=\d)/\d)[–—/]+|(?<={_LETTER}{{4}})[-‐]+(?={_LETTER}{{3}})|(?<={_LETTER})[-‐][-‐–—/]+"
    rf"|(?<={_LETTER})[।॥]+(?={_LETTER})"
)
_AFTER_SIGN = re.compile(rf"(?<={_LETTER})[-‐–—/.@?&=_।॥]+")
_HAN = re.compile("[\u2e80-\u2fdf\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]")
"""Chinese signs: a line may be broken between any two of them, but for the signs below."""
_NEVER_FIRST = frozenset("!%),.:;?]}-‐–—/°·’”»…‰、。〉》」』】〕〗〞！％），．／：；？］｝～、。・〜々ー")
_NEVER_LAST = frozenset("([{‘“«£$€¥〈《「『【〔〖〝（［｛￥")
# Compiled when the first address has to be broken.
_ADDRESS = r"(?i)://|\bwww\.|\w@\w|^\W*[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?=[/?#:]|\W*$)"
_BEFORE_SIGN = r"(?<=[^\W_])(?!(?<=\d)\.\d)[-–—/.@?&=_#%~+](?=\W?\w)"
_HOST = r"(?:://|@|^\W*)(?:[\w-]+\.)*[\w-]+(?P<last>\.[\w-]+)(?=[/?#:]|\W*$)"


def has_unprinted(text: str) -> bool:
    """Return whether a text has soft hyphens, zero-width spaces or joiners."""
    return not text.isascii() and _UNPRINTED.search(text) is not None


def printed(text: str) -> str:
    """Return a text as it is printed on one line: without soft hyphens, zero-width spaces and joiners."""
    return text if text.isascii() else _UNPRINTED.sub("", text)


def with_kept_stops(text: str) -> str:
    """Return a text in which no line begins with a full stop of India's: a space before it does not break."""
    return text.replace(" ।", f"{NO_BREAK_SPACE}।") if "।" in text else text


def breaks_of(word: str, too_wide: bool) -> list[int]:
    """Return the indexes of the characters in a word that may begin a line, in order.

    `too_wide` says whether the word is wider than its column.
    """
    if word.isalnum():
        return han_breaks(word) if _HAN.search(word) else []
    places = {match.end() for match in _OWN.finditer(word)}
    if re.search(_ADDRESS, word) is None:
        places.update(match.end() for match in (_AFTER_SIGN if too_wide else _AFTER_HYPHEN).finditer(word))
    elif too_wide:  # the last part of a host stays with the part before it, as in gov.uk
        together = {match.start("last") for match in re.finditer(_HOST, word)}
        places.update({match.start() for match in re.finditer(_BEFORE_SIGN, word)} - together)
    if _HAN.search(word):
        places.update(han_breaks(word))
    return sorted(places - {len(word)})


def han_breaks(word: str) -> list[int]:
    """Return the indexes of the characters that may begin a line because a Chinese sign stands before or after them.

    Source: “Requirements for Chinese Text Layout” (W3C), on signs that do not begin or end a line.
    """
    return [
        at
        for at in range(1, len(word))
        if (_HAN.match(word[at - 1]) or _HAN.match(word[at]))
        and word[at] not in _NEVER_FIRST
        and word[at - 1] not in _NEVER_LAST
        and not (word[at - 1].isascii() and word[at].isascii())
    ]


def parts_of(
    word: str, face: Face, size: float, room: float, width: float, forced: bool = True, whole: bool = True
) -> list[str]:
    """Return a word as the parts that are printed on one line each. The first fits in `room`, the others in `width`.

    Both are in points. If `room` is less than `width`, the first part is "" if nothing of the word fits. With `forced`,
    the first part may end between any two letters. Without `whole`, it is never the whole word.
    """
    breaks = breaks_of(word, face.widths[printed(word)] * size > width)
    breaking = _Breaking(word, face, size, breaks)
    parts, start, count = [], 0, len(word)
    if room < width:
        start = breaking.end(0, room, forced, whole)
        parts.append(breaking.part(0, start))
    while start < count:
        end = breaking.end(start, width) or breaking.after_letter(start)
        parts.append(breaking.part(start, end))
        start = end
    return parts


class _Breaking(NamedTuple):
    """The breaking of one word. `breaks` are the indexes of the characters that may begin a line, in order."""

    word: str
    face: Face
    size: float
    breaks: list[int]

    def end(self, start: int, room: float, forced: bool = True, whole: bool = True) -> int:
        """Return the end of the longest part from `start` that fits in `room`, or 0. See `parts_of`."""
        end = self.fitting(start, room)
        if whole and end == len(self.word):
            return end
        for place in reversed(self.breaks[bisect_right(self.breaks, start) : bisect_right(self.breaks, end)]):
            hyphen = self.face.widths[SOFT_HYPHEN] * self.size if self.word[place - 1] == SOFT_HYPHEN else 0.0
            if not hyphen or self.face.width(printed(self.word[start:place]), self.size) + hyphen <= room:
                return place
        while forced and end > start and (_is_mark(self.word[end]) or self.word[end - 1] == SOFT_HYPHEN):
            end -= 1
        return end if forced and end > start else 0

    def fitting(self, start: int, room: float) -> int:
        """Return the end of the longest stretch of characters from `start` that fits in `room`, wherever it ends."""
        end, used = start, 0.0
        for letter, width in self.face.letters(self.word[start:]):
            used += 0.0 if letter in UNPRINTED else width
            if used * self.size > room:
                break
            end += len(letter)
        # A letter that joins others is wider where it stands at an end.
        while self.face.is_shaped and end > start and self.face.width(self.word[start:end], self.size) > room:
            end -= len(self.face.letters(self.word[start:end])[-1][0])
        return end

    def after_letter(self, start: int) -> int:
        """Return the end of the letter at `start` and of the marks on it."""
        if self.face.is_shaped:
            return start + len(self.face.letters(self.word[start:])[0][0])
        ends = range(start + 1, len(self.word))
        return next((end for end in ends if not _is_mark(self.word[end])), len(self.word))

    def part(self, start: int, end: int) -> str:
        """Return a part as it is printed: with a hyphen if it ends with a soft one."""
        part = printed(self.word[start:end])
        return part + SOFT_HYPHEN if part and end < len(self.word) and self.word[end - 1] == SOFT_HYPHEN else part


def _is_mark(character: str) -> bool:
    """Return whether a character is a mark on the letter before it."""
    return character > "\u02ff" and category(character)[0] == "M"


def widest_part(word: str, face: Face) -> float:
    """Return the width in em of the widest part of a word that is broken wherever it may be."""
    ends = [*breaks_of(word, too_wide=True), len(word)]
    parts = _Breaking(word, face, 1.0, ends)
    return max(face.widths[parts.part(start, end)] for start, end in zip([0, *ends], ends, strict=False))
