"""Puts the words of lines into the order in which they stand on the page, if some run from right to left.

Lines are broken in the order in which words are spoken. Pages are set from left to right and, for a language that is
written from right to left, mirrored at the end: so here, too, what comes first on a line is nearest to its start.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from unicodedata import bidirectional

from senaudit.pictures.icons import DIRECTED
from senaudit.typeset.bidi import levels, visual_order
from senaudit.typeset.bidi_brackets import mirrored
from senaudit.typeset.faces import ISOLATES, Face
from senaudit.typeset.lines import Fragment, Line, first_baseline
from senaudit.typeset.page import Border, Dot, Icon, Link, Page, Picture, Piece, Rule, Run
from senaudit.typeset.scripts import HEADINGS
from senaudit.typeset.shaping import ShapedFace

_SIGNS = {"NSM", "WS", "ON", "CS", "ES", "ET"}
_OF_ONE_DIRECTION = {0: {"L", "EN", *_SIGNS}, 1: {"R", "AL", *_SIGNS}}
"""Classes of characters (UAX #9, table 4) that all have the level of their paragraph, if there are no others in it."""
_ISOLATING = str.maketrans("", "", ISOLATES)
"""Takes out the signs that isolate words: they are not printed."""


def directed(lines: Sequence[Line], size: float, base: int) -> list[Line]:
    """Return a paragraph's lines with their words at their places. `base` is 1 for text from right to left.

    Each fragment of the lines runs in one direction, as it is drawn.
    """
    lines = [_with_spaces_beside_latin(line) for line in lines]
    every = _levels("".join(fragment.text for line in lines for fragment in line), base)
    result, at = [], 0
    for line in lines:
        count = sum(len(fragment.text) for fragment in line)
        result.append(_directed(line, size, base, every[at : at + count]))
        at += count
    return result


def room_for_letters(
    lines: Sequence[Line], size: float, leading: float, is_heading: bool = False
) -> tuple[float, float]:
    """Return the distance between a paragraph's base lines, and how much lower they are than those of Latin letters.

    `leading` is the usual distance, all in points. Scripts with taller letters need more, and headings a little less.
    """
    faces = (fragment.span.face for line in lines for fragment in line)
    scripts = {face.script for face in faces if isinstance(face, ShapedFace)}
    ratio = HEADINGS if is_heading else 1.0
    wide = max((size * (script.leading * ratio) for script in scripts), default=leading)
    if wide <= leading:
        return leading, 0.0
    tall, deep = (max(getattr(script, name) for script in scripts) * size for name in ("tall", "deep"))
    return wide, (wide - tall - deep) / 2 + tall - first_baseline(lines[0][0].span.face, size, wide)


def _levels(text: str, base: int) -> list[int]:
    """Return the level of each character of a paragraph."""
    if {*map(bidirectional, text)} <= _OF_ONE_DIRECTION[base]:  # a short cut for most paragraphs
        return [base] * len(text)
    return levels(text, base)


def _with_spaces_beside_latin(line: Line) -> Line:
    """Return a line whose spaces between words of a script and Latin ones are as wide as Latin ones.

    The spaces of Nastaliq are narrow, for its words hang over one another.
    """
    result = list(line)
    for at, (fragment, following) in enumerate(pairwise(line)):
        if fragment.span.face.is_shaped and not following.span.face.is_shaped and fragment.text.endswith(" "):
            result[at] = result[at]._replace(text=result[at].text[:-1])
            result[at + 1] = following._replace(text=f" {following.text}")
    return result


def _directed(line: Line, size: float, base: int, of_line: Sequence[int]) -> Line:
    """Return one line with its words at their places. `of_line` are the levels of its characters.

    A space at its end has no width, as in all lines.
    """
    runs = list(_runs(line, of_line))
    ends_with_space = bool(runs) and runs[-1][1].endswith(" ")
    if ends_with_space:
        fragment, words, level = runs.pop()
        runs.append((fragment, words.rstrip(" "), level))
    order = visual_order([level for _, _, level in runs])
    placed: Line = []
    x, last = 0.0, 0
    for index in reversed(order) if base else order:
        fragment, words, level = runs[index]
        face = fragment.span.face
        drawn = _drawn(words.translate(_ISOLATING), level, face.is_shaped)
        for part in _from_the_right(drawn, face) if base else filter(None, [drawn]):
            width = face.widths[part] * size
            placed.append(Fragment(x, width, fragment.span, part))
            x, last = x + width, level
    if ends_with_space and placed:
        x, width, span, words = placed[-1]
        if base or last % 2 == 0:
            placed[-1] = Fragment(x, width, span, f"{words} ")
        else:  # with the words, it would stand left of them
            placed.append(Fragment(x + width, 0.0, span, " "))
    return placed


def _runs(line: Line, of_line: Sequence[int]) -> Iterator[tuple[Fragment, str, int]]:
    """Yield the parts of a line's fragments that have one level, in the order in which they are spoken."""
    at = 0
    for fragment in line:
        start, end = at, at + len(fragment.text)
        for level, group in groupby(of_line[start:end]):
            stop = at + sum(1 for _ in group)
            yield fragment, fragment.text[at - start : stop - start], level
            at = stop


def _drawn(words: str, level: int, is_shaped: bool) -> str:
    """Return words as they are drawn: signs and numbers that run from right to left are turned round here.

    A face of a script turns the words of its own letters round itself.
    """
    if level % 2 == 0 or (is_shaped and any(bidirectional(character) in ("R", "AL") for character in words)):
        return words
    return "".join(map(mirrored, reversed(words)))


def _from_the_right(words: str, face: Face) -> list[str]:
    """Return words of one direction as parts, from right to left. Spaces at their right end are a part of their own.

    A space at the end of what is on a page stands at its left when the page is mirrored.
    """
    text = words if face.runs_right_to_left(words) else words.rstrip(" ")
    return [part for part in (words[len(text) :], text) if part]


def mirrored_page(page: Page) -> Page:
    """Return a page as its mirror image: all things change sides, and no letter is turned round."""
    left, top, right, bottom = page.frame
    frame = (page.width - right, top, page.width - left, bottom)
    body, foot = ([mirrored_piece(piece, page.width) for piece in pieces] for pieces in (page.body, page.foot))
    return Page(page.width, page.height, frame, body, foot)


def mirrored_piece(piece: Piece, width: float) -> Piece:
    """Return a piece on the other side of a page or column of that width."""
    if isinstance(piece, Run):
        text = piece.text.rstrip(" ")
        spaces = piece.text[len(text) :]
        turned = piece.text if piece.face.runs_right_to_left(text) else spaces + text
        return piece._replace(x=width - piece.x - piece.width, text=turned)
    if isinstance(piece, Rule):
        return piece._replace(x=width - piece.to_x, to_x=width - piece.x)
    if isinstance(piece, Dot):
        return piece._replace(x=width - piece.x)
    if isinstance(piece, Icon):
        return piece._replace(x=width - piece.x - piece.size, is_mirrored=piece.name in DIRECTED)
    if isinstance(piece, Border):
        kind = "speech-right" if piece.kind == "speech" else piece.kind
        return piece._replace(x=width - piece.x - piece.width, kind=kind)
    if isinstance(piece, Link | Picture):
        return piece._replace(x=width - piece.x - piece.width)
    return piece
