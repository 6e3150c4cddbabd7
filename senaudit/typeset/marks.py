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

_CLUSTER = re.compile(f"[^{MARKS}]?[{MARKS}]+")

_GAP = 0.05
"""The distance of a mark from its letter, in em: that of the dot in Arimo’s own “ọ”, and of the accent in its “ò”."""

# Canonical combining classes (Unicode 16, chapter 4.3).
_BELOW = (202, 220, 233, 240)
_ATTACHED_BELOW = 202
_ABOVE = (230, 234)
_ABOVE_RIGHT = (216, 232)
_ACROSS_TWO = (233, 234)


class Stretch(NamedTuple):
    """A stretch of a text. `marks` are the marks on its last letter; `x` is the stretch's left edge, in em."""

    text: str
    x: float
    marks: tuple[PlacedMark, ...]


class PlacedMark(NamedTuple):
    """A mark: how far its own origin lies right of the text's left edge and above the base line, in em."""

    text: str
    x: float
    rise: float


def has_marks(text: str) -> bool:
    """Return whether a text has combining marks."""
    return not text.isascii() and re.search(f"[{MARKS}]", text) is not None


def stretches(text: str, face: Face) -> list[Stretch]:
    """Return a text as stretches without marks, and letters with their marks, in order.

    Raises FileError if the face's file is missing or damaged.
    """
    found: list[Stretch] = []
    x, end = 0.0, 0
    for match in _CLUSTER.finditer(text):
        if before := text[end : match.start()]:
            found.append(Stretch(before, x, ()))
            x += face.widths[before]
        letter, marks = (match[0][:1], match[0][1:]) if not _is_mark(match[0][0]) else ("", match[0])
        found.append(Stretch(letter, x, tuple(_on_letter(letter, marks, x, face))))
        x += face.widths[letter]
        end = match.end()
    if rest := text[end:]:
        found.append(Stretch(rest, x, ()))
    return found


def _on_letter(letter: str, marks: str, x: float, face: Face) -> list[PlacedMark]:
    """Return the marks on a letter whose left edge is at `x`. A letter without an outline is as high as a small one."""
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


def _is_mark(character: str) -> bool:
    return re.match(f"[{MARKS}]", character) is not None


@cache
def _outlines_of(face: Face) -> Outlines:
    try:
        return outlines(face.path.read_bytes())
    except (OSError, ValueError, LookupError, struct.error) as error:
        raise damaged_font(face.path) from error
