"""Puts the words that were added to a printed page into the places to fill in that they stand in, as they were typed.

A program prints the words of a box in one go, line by line, and cuts off what has no room. What is cut off is often
still in the file, below the box, where other boxes are. So words are not taken one by one: each block of lines belongs
to the place that it is cut to, or that it begins in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import NamedTuple

from senaudit.audit.page_signs import Box, Sign, is_apart, shared_area

_AROUND = 4.0
"""How far outside a box words may begin, in points."""
_FURTHEST = 4.5
"""How far below a line the next one of its block may be, in heights of a sign: with empty lines between them."""
_PITCH = 1.6
"""The greatest distance of two lines without an empty one between them, in the same measure."""

_BACK = 5.0
"""How far back the next piece of a line may begin, in the same measure: in a wider font, each ends too far right."""
_MARGIN = 4.0
"""The widest space that programs leave at the right of a box, in points."""

_OPENING = frozenset("-–—/([{“‘«„‚")
_CLOSING = frozenset(".,;:!?)]}”’»@_&=%")
"""Signs after which programs break a line within a word; after a closing one, they do so only in addresses."""


class Placed(NamedTuple):
    """The words in a place, and whether they fill it to its end, so that more may have been cut off."""

    words: str
    is_full: bool

    @property
    def has_unknown(self) -> bool:
        """Whether there are signs in it of which the file does not say what they are."""
        return "\ufffd" in self.words


class Block:
    """Signs that are drawn one after the other, as lines of one text."""

    def __init__(self, sign: Sign, home: str) -> None:
        self.signs = [sign]
        self.home = home

    @property
    def words(self) -> str:
        """Its words, on one line."""
        return " ".join(" ".join(map(_line, _lines(self.signs))).split())

    @property
    def left(self) -> float:
        """Where its lines begin."""
        return self.signs[0].left

    def goes_on_with(self, sign: Sign) -> bool:
        """Return whether a sign that is drawn next stands on the same line, or at the beginning of the next one."""
        last = self.signs[-1]
        if sign.drawing != last.drawing or (sign.clip and last.clip and sign.clip != last.clip):
            return False
        down = last.base - sign.base
        if abs(down) < last.size * 0.3:
            return -_BACK * last.size < sign.left - last.right < last.size
        return 0 < down < last.size * _FURTHEST and abs(sign.left - self.left) < last.size


def placed(signs: Iterable[Sign], places: Mapping[str, Box]) -> tuple[dict[str, Placed], list[Block]]:
    """Return the words in each place, and the blocks that stand in none."""
    blocks = _blocks(signs, places)
    words: dict[str, Placed] = {}
    has_ends = any(_ends_with_space(line) for block in blocks for line in _lines(block.signs)[:-1])
    for name, box in places.items():
        own = [block for block in blocks if block.home == name]
        if own:
            # In another font, lines may be longer than their box.
            right = max(box[2], *(sign.right for block in own for sign in block.signs if sign.text != " "))
            texts = [_text(_lines(signs), right, has_ends) for signs in _columns(own)]
            words[name] = Placed("\n".join(texts), any(_fills(block, box) for block in own))
    return words, [block for block in blocks if not block.home]


def _blocks(signs: Iterable[Sign], places: Mapping[str, Box]) -> list[Block]:
    blocks: list[Block] = []
    for sign in signs:
        block = blocks[-1] if blocks else None
        if block is not None and block.goes_on_with(sign) and not _begins_another(sign, block, places):
            block.signs.append(sign)
        elif sign.text != " ":
            blocks.append(Block(sign, _home(sign, places)))
    return blocks


def _home(sign: Sign, places: Mapping[str, Box]) -> str:
    """Return the name of the place that a block beginning with this sign stands in, or ""."""
    if sign.clip is not None:
        alike = [name for name, box in places.items() if _is_like(sign.clip, box)]
        if alike:
            return alike[0]
    x, y = sign.middle
    inside = [
        (0 if left <= x <= right and bottom <= y <= top else 1, name)
        for name, (left, bottom, right, top) in places.items()
        if left - _AROUND <= x <= right + _AROUND and bottom - _AROUND <= y <= top + _AROUND
    ]
    return min(inside)[1] if inside else ""


def _is_like(clip: Box, box: Box) -> bool:
    """Return whether a clip is that of a place: each of them is most of the other."""
    areas = [(each[2] - each[0]) * (each[3] - each[1]) for each in (clip, box)]
    return 0 < 0.6 * max(areas) < shared_area(clip, box)


def _begins_another(sign: Sign, block: Block, places: Mapping[str, Box]) -> bool:
    """Return whether a sign is the first of the first line in another place than that of the block before it."""
    last = block.signs[-1]
    if abs(sign.base - last.base) < sign.size * 0.3:
        starts = (box[0] for name, box in places.items() if name != block.home)
        return abs(sign.left - last.right) > sign.size * 0.08 and any(abs(sign.left - start) < 2 for start in starts)
    home = _home(sign, places)
    if home in ("", block.home) or last.base - sign.base < sign.size * _PITCH:
        return False
    return not block.home or places[home][3] - sign.base < sign.size * 1.4


def _columns(blocks: list[Block]) -> list[list[Sign]]:
    """Return the signs of blocks, those that begin one below the other together, from the top."""
    columns: list[list[Sign]] = []
    for block in sorted(blocks, key=lambda each: -each.signs[0].base):
        for column in columns:
            first, last = column[0], column[-1]
            if abs(first.left - block.left) < first.size and last.base - block.signs[0].base > last.size * 0.5:
                column += block.signs
                break
        else:
            columns.append(list(block.signs))
    return columns


def _lines(signs: list[Sign]) -> list[list[Sign]]:
    """Return the signs line by line, from the top. Those of a line stay in the order in which they are drawn."""
    lines: list[list[Sign]] = []
    for sign in sorted(signs, key=lambda each: -each.base):
        if lines and lines[-1][0].base - sign.base < sign.size * 0.3:
            lines[-1].append(sign)
        else:
            lines.append([sign])
    return lines


def _ends_with_space(line: list[Sign]) -> bool:
    return line[-1].text == " "


def _text(lines: list[list[Sign]], right: float, has_ends: bool) -> str:
    """Return the text of lines. A line that had no room for the next word was broken by a program.

    `has_ends` says whether the program keeps the space at which it breaks a line: then a line without one at its end
    was broken within a word.
    """
    pitch = _pitch(lines)
    text = _line(lines[0])
    for line, following in pairwise(lines):
        empty = max(0, round((line[0].base - following[0].base) / pitch) - 1)
        if empty or _has_room(line, following, right):
            text = text.rstrip(" ") + "\n" * (1 + empty)
        elif not _ends_with_space(line):
            text += _joint(line, following, right, has_ends)
        text += _line(following)
    return text.strip()


def _pitch(lines: list[list[Sign]]) -> float:
    """Return the distance of two lines without an empty one between them: the least of all, if it is not too large."""
    size = lines[0][0].size
    steps = [line[0].base - following[0].base for line, following in pairwise(lines)]
    return min((step for step in steps if step < size * _PITCH), default=size)


def _joint(line: list[Sign], following: list[Sign], right: float, has_ends: bool) -> str:
    """Return what was typed between two lines of which the first one is full, and has no space at its end."""
    last, first = line[-1].text, following[0].text
    if last in _OPENING or (last in _CLOSING and first.islower()):
        return ""
    if not has_ends:
        return " "
    is_within_word = line[-1].right + following[0].right - following[0].left > right - _MARGIN
    return "" if is_within_word and last not in _CLOSING else "\n"


def _line(signs: list[Sign]) -> str:
    """Return the words of a line, with a space where there is a gap."""
    text = ""
    for before, sign in zip([None, *signs], signs, strict=False):
        is_gap = before is not None and " " not in (before.text, sign.text) and is_apart(before, sign)
        text += f" {sign.text}" if is_gap else sign.text
    return text


def _has_room(line: list[Sign], following: list[Sign], right: float) -> bool:
    """Return whether the next line’s first word would have had room at the end of a line.

    If this line has a space there, two words would have had: a program may keep two together, as in “100 %”.
    """
    starts = [
        number
        for number in range(1, len(following))
        if following[number - 1].text == " " or is_apart(following[number - 1], following[number])
    ]
    words = 2 if _ends_with_space(line) else 1
    word = [sign for sign in following[: [*starts, None, None][words - 1]] if sign.text != " "]
    last = next((sign for sign in reversed(line) if sign.text != " "), line[-1])
    width = word[-1].right - word[0].left if word else 0.0
    return last.right + last.size * 0.24 + width < right - _MARGIN


def _fills(block: Block, box: Box) -> bool:
    """Return whether more words would have been cut off: by the end of the place, or by that of the paper."""
    last = min(block.signs, key=lambda each: each.base)
    is_single = box[3] - box[1] < last.size * 1.7
    if is_single:
        end = max(sign.right for sign in block.signs if sign.text != " ")
        return end > box[2] - last.size
    is_at_end = box[1] - last.size < last.base < box[1] + last.size * _PITCH
    return is_at_end or (last.base < box[1] and abs(last.base) < last.size * 2)
