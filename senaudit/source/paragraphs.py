"""Find the paragraphs and lists in a text of several lines, as people paste them from Word, email or a web page.

An empty line ends a paragraph. A line that begins with a bullet, a dash or a number is a point of a list. Dashes, stars
and numbers begin lines of prose as well, so they count only where a list can begin.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile
from string import ascii_lowercase
from typing import NamedTuple

from senaudit.source.nodes import Scalar

BULLETS = "•●▪■◦○‣⁃∙➢►▶❖"
"""Signs that begin nothing but the points of a list."""

_BULLETS = frozenset(BULLETS)

_RANKS = {"o": 0.5, "▪": 0.75}
"""How much further than it stands a sign counts as indented: Word’s second and third level."""

_DEEPEST = 5
"""Levels of points. What is indented further stands at the last of them."""

_BULLET = rf"(?P<bullet>[{BULLETS}]|·(?=\s))"
# Ticks, and the bullets of Word’s symbol fonts, count as dashes do.
_DASH = r"(?P<dash>[-‐‑–—−*o✓✔☑☐□➤\uf0b7\uf0a7\uf0d8\uf0fc](?=\s))"
_NUMBER = r"\(?(?P<number>(?:\d{1,2}|[a-z]|[ivx]{2,4})(?=[.)])|[A-Z](?=\)))[.)](?=\s)"
_ITEM = rf"\s*(?:{_BULLET}|{_DASH}|{_NUMBER})\s*(?=\S)"  # compiled when the first text of several lines is read

_IN_LINE = rf"[:…]\s+(?P<points>(?P<sign>[{BULLETS}])\s.*\s(?P=sign)\s)"
"""Two bullets or more in a line that leads up to them with a colon. Others may stand between numbers and addresses."""


class Item(NamedTuple):
    """A point of a list, and the points under it."""

    words: str
    items: tuple[Item, ...] = ()


class Listing(NamedTuple):
    """A list: its points, how they are numbered (“numbers”, “letters” or ""), and its first line as it was typed."""

    items: tuple[Item, ...]
    numbering: str
    typed: str


class Tangle(NamedTuple):
    """A mistake in a list: its kind, the line as typed, what is wrong, and what to do about it."""

    kind: str
    typed: str
    message: str
    hint: str


Part = str | Listing
"""A paragraph, its lines joined by spaces, or a list."""


class _Line(NamedTuple):
    """A line that is not empty: its indent, what stands behind its sign, and that sign; "" if it has none.

    `number` is the number or letter with which it begins. `starts` says that an empty line, or nothing, is above it.
    """

    typed: str
    indent: float
    words: str
    sign: str
    number: str
    starts: bool


def may_have_parts(text: Scalar) -> bool:
    """Return whether a text may have more than one paragraph, or a list. Escape codes of line ends do not count."""
    value = text.value
    if (bool(text.lines) and "\n" in value.strip()) or value.lstrip()[:1] in _BULLETS:
        return True
    return not (value.isascii() or _BULLETS.isdisjoint(value)) and re.search(_IN_LINE, value) is not None


def begins_item(line: str) -> bool:
    """Return whether a line begins as a point of a list does."""
    return re.match(_ITEM, line) is not None


def unfolded(value: str, lines: Sequence[str]) -> str:
    """Return a text that YAML has folded, with the line ends that mean something.

    `lines` are its lines as typed. Paragraphs have an empty line between them, and a line that begins as a point does
    stands in a line of its own. If an escape code is in the lines, only paragraphs are kept apart.
    """
    parted = any(not line.strip() for line in lines[1:])
    if not parted and not any(map(begins_item, lines[1:])):
        return value
    pieces: list[str] = []
    for line in lines:
        if not line.strip():
            pieces.append("\n\n")
        elif begins_item(line):
            pieces.append(f"\n{line.rstrip()}")
        else:
            pieces.append(f" {line.strip()}" if pieces and pieces[-1] != "\n\n" else line.strip())
    text = "".join(pieces)
    if text.split() == value.split():
        return text
    return value.rstrip().replace("\n", "\n\n") if parted else value


def lines_of_block(lines: Sequence[str]) -> list[str]:
    """Return the lines of a text below its field: those that are indented as far as the first one, and empty ones."""
    indent = next((len(line) - len(line.lstrip()) for line in lines if line.strip()), 0)
    own = list(takewhile(lambda line: not line.strip() or len(line) - len(line.lstrip()) >= indent, lines))
    while own and not own[-1].strip():
        own.pop()
    return own


def parts_of(value: str) -> tuple[list[Part], list[Tangle]]:
    """Return the paragraphs and lists of a text in their order, and the first mistake of each kind in its lists."""
    parts: list[Part] = []
    tangles: dict[str, Tangle] = {}
    paragraph: list[str] = []
    listed: list[list[_Line]] = []
    """The points of the list that was begun: the line of each, and the lines that go on with it."""

    def end() -> None:
        if paragraph:
            parts.append(" ".join(paragraph))
        if listed:
            points = [point[0]._replace(words=" ".join(line.words for line in point)) for point in listed]
            parts.append(_listing(points, tangles))
        paragraph.clear()
        listed.clear()

    for line in _lines(value):
        if line.sign:
            if paragraph or (listed and _is_other_list(line, listed[0][0])):
                end()
            listed.append([line])
        elif listed and not line.starts:
            if line.indent <= listed[-1][0].indent:
                tangles.setdefault("line-after-list", _below(line))
            listed[-1].append(line)
        else:
            if listed or line.starts:
                end()
            paragraph.append(line.words)
    end()
    return parts, list(tangles.values())


def _lines(value: str) -> list[_Line]:
    """Return the lines of a text that are not empty. A line with several bullets is several lines."""
    typed_lines: list[_Line] = []
    starts = True
    for typed in value.split("\n"):
        if not typed.strip():
            starts = True
            continue
        typed_lines += _split(typed, starts)
        starts = False
    lines: list[_Line] = []
    in_list, indent = False, 0.0
    for number, line in enumerate(typed_lines):
        if line.sign and not (in_list or _begins_list(typed_lines, number)):
            line = line._replace(sign="", number="", words=line.typed.strip())
        if line.sign:
            in_list, indent = True, line.indent
        elif line.starts or line.indent <= indent:
            in_list = False
        lines.append(line)
    return lines


def _split(typed: str, starts: bool) -> list[_Line]:
    indent = len(typed) - len(typed.lstrip())
    match = re.match(_ITEM, typed)
    if match is None:
        if points := re.search(_IN_LINE, typed):
            lead, rest = typed[: points.start("points")], typed[points.start("points") :]
            return [_Line(lead, indent, lead.strip(), "", "", starts), *_split(rest, False)]
        return [_Line(typed, indent, typed.strip(), "", "", starts)]
    sign = match["bullet"] or match["dash"] or match["number"]
    rank = indent + _RANKS.get(sign, 0)
    rest = typed[match.end() :].strip()
    words = re.split(rf"\s+{re.escape(sign)}\s+", rest) if match["bullet"] else [rest]
    number = match["number"] or ""
    return [_Line(typed, rank, each, sign, number, starts) for each in words]


def _begins_list(lines: Sequence[_Line], at: int) -> bool:
    """Return whether a list can begin in a line with a sign: with a bullet, first of all, after a colon, or for two."""
    line = lines[at]
    if line.sign in _BULLETS or line.sign == "·" or at == 0:
        return True
    if lines[at - 1].typed.rstrip().endswith((":", "…", "...")):
        return True
    following = (lines[number] for number in range(at + 1, len(lines)))
    after = next((each for each in following if each.sign or each.indent <= line.indent), None)
    return after is not None and bool(after.sign) and bool(after.number) == bool(line.number)


def _is_other_list(line: _Line, first: _Line) -> bool:
    return line.indent <= first.indent and bool(line.number) != bool(first.number)


def _below(line: _Line) -> Tangle:
    message = "this line stands right under a list: it may belong to the last point, or not"
    hint = "put an empty line before it; or, if it belongs to the point above, indent it by two spaces"
    return Tangle("line-after-list", line.typed.strip(), message, hint)


def _listing(lines: Sequence[_Line], tangles: dict[str, Tangle]) -> Listing:
    first = lines[0]
    top = [line for line in lines if line.indent <= first.indent]
    numbering = ""
    if any(line.number for line in lines):
        numbering = "numbers" if first.number.isdecimal() else "letters"
        counted = [str(number) for number in range(1, len(top) + 1)]
        right = counted if numbering == "numbers" else list(ascii_lowercase[: len(top)])
        if [line.number for line in top] != right or any(line.number for line in lines if line.indent > first.indent):
            message = "the numbers of this list do not run 1, 2, 3 or a, b, c"
            hint = "number its lines so; or begin each with a hyphen and a space"
            tangles.setdefault("list-numbers", Tangle("list-numbers", first.typed.strip(), message, hint))
    return Listing(_nested(lines, 1), numbering, first.typed.strip())


def _nested(lines: Sequence[_Line], level: int) -> tuple[Item, ...]:
    """Return the lines as points; those that are indented further than the first stand under the one before them."""
    items = []
    first = lines[0].indent
    starts = [number for number, line in enumerate(lines) if line.indent <= first or level == _DEEPEST]
    for start, after in zip(starts, [*starts[1:], len(lines)], strict=True):
        below = lines[start + 1 : after]
        items.append(Item(lines[start].words, _nested(below, level + 1) if below else ()))
    return tuple(items)
