"""Places combining marks: accents that have no letter of their own with the letter below or above them, as in “ọ̀”.

A face may draw such a mark anywhere near the end of the letter. Here each mark is centred over or under its letter, or
over or under the mark before it, by the boxes of their outlines. `unicodedata` says on which side a mark stands.
"""

from __future__ import annotations

import re
import struct
from functools import cache
from typing import NamedTuple
from unicodedata import combining

from senaudit.typeset.faces import Face, damaged_font
from senaudit.typeset.truetype import MARKS, Outlines, outlines

_MARKS = re.compile(f"[{MARKS}]+")
_LETTER = f"([^{MARKS}])?([{MARKS}]*)"

_GAP = 0.05
"""The distance of a mark from its letter, in em: that of the dot in Arimo’s own “ọ”, and of the accent in its “ò”."""

# Canonical combining classes (Unicode 16, chapter 4.3).
_BELOW = (202, 220, 233, 240)
_ATTACHED_BELOW = 202
_ABOVE = (230, 234)
_ABOVE_RIGHT = (216, 232)
_ACROSS_TWO = (233, 234)


class Stretch(NamedTuple):
    """A word with marks, or a longer stretch of a text without any.

    `text` is what was typed, and `letters` are its characters without the marks; `x` is their left edge, in em from
    that of the text. All marks of a word are drawn after its letters, so that a reader finds them with the word.
    """

    text: str
    letters: str
    x: float
    marks: tuple[PlacedMark, ...]


class PlacedMark(NamedTuple):
    """A mark: how far its own origin lies right of the text's left edge and above the base line, in em."""

    text: str
    x: float
    rise: float


def has_marks(text: str) -> bool:
    """Return whether a text has combining marks."""
    return not text.isascii() and _MARKS.search(text) is not None


def stretches(text: str, face: Face) -> list[Stretch]:
    """Return a text as words with marks and the stretches between them, in order.

    Raises FileError if the face's file is missing or damaged.
    """
    found: list[Stretch] = []
    x, end = 0.0, 0
    for word in re.finditer("[^ ]+", text):
        if _MARKS.search(word[0]) is None:
            continue
        if before := text[end : word.start()]:
            found.append(Stretch(before, before, x, ()))
            x += face.widths[before]
        letters, marks, start = "", [], x
        for letter, on_letter in re.findall(_LETTER, word[0]):
            marks += _on_letter(letter, on_letter, x, face)
            letters += letter
            x += face.widths[letter]
        found.append(Stretch(word[0], letters, start, tuple(marks)))
        end = word.end()
    if rest := text[end:]:
        found.append(Stretch(rest, rest, x, ()))
    return found


def _on_letter(letter: str, marks: str, x: float, face: Face) -> list[PlacedMark]:
    """Return the marks on a letter whose left edge is at `x`. A letter without an outline is as high as a small one."""
    if not marks:
        return []
    drawn = _outlines_of(face)
    width = face.widths[letter]
    left, bottom, right, top = drawn.boxes.get(letter, (0.0, 0.0, width, 0.5))
    centre, middle = (left + right) / 2, (bottom + top) / 2
    placed = []
    for mark in marks:
        box = drawn.boxes.get(mark)
        if box is None:  # it has no outline, so nothing is drawn
            continue
        side = combining(mark)
        rise = 0.0
        if side in _ABOVE:
            rise = top + _GAP - box[1]
            top = box[3] + rise
        elif side in _BELOW:
            rise = bottom - (0.0 if side == _ATTACHED_BELOW else _GAP) - box[3]
            bottom = box[1] + rise
        at = width if side in _ACROSS_TWO else right if side in _ABOVE_RIGHT else centre
        slanted = ((box[1] + box[3]) / 2 + rise - middle) * drawn.slant if side else 0.0
        placed.append(PlacedMark(mark, x + at + slanted - (box[0] + box[2]) / 2, rise))
    return placed


@cache
def _outlines_of(face: Face) -> Outlines:
    try:
        return outlines(face.path.read_bytes())
    except (OSError, ValueError, LookupError, struct.error) as error:
        raise damaged_font(face.path) from error
