"""Breaks text into lines: flush left, ragged right, never hyphenated. A word is measured once in each face.

A line is broken at spaces. A word that does not fit is broken after a hyphen, dash or slash in it. A word wider than
the column is broken between any two letters, so that no text leaves its column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from senaudit.layout.markup import Element
from senaudit.problems import Problem, SenauditError
from senaudit.typeset.faces import Face, Family
from senaudit.typeset.page import Link, Piece, Rule, Run
from senaudit.typeset.theme import Theme

SHORTEN = "shorten it, or choose a smaller text size"
"""The hint for a text that does not fit."""

_BREAK_AFTER = re.compile(r"(?<=\w)[-–—/]+")


class Span(NamedTuple):
    """Text in one face. `link` is the address of a link, or empty."""

    text: str
    face: Face
    element: Element
    link: str = ""


class Fragment(NamedTuple):
    """A part of a span that stands on one line: its distance from the line's left end, and its width, in points."""

    x: float
    width: float
    span: Span
    text: str


Line = list[Fragment]


def spans(element: Element, family: Family, strong: bool = False, numbers: dict[str, str] | None = None) -> list[Span]:
    """Return the inline content of `element` as spans.

    `numbers` has the text that is printed for each of the tags page-number and page-count.
    """
    if len(element.children) == 1:  # a short cut: most paragraphs are a single text; `type(…) is` for speed
        (child,) = element.children
        if type(child) is Element and child.tag == "text" and len(child.children) == 1:
            (words,) = child.children
            if type(words) is str and words:
                return [Span(words, family.face(strong), child)]
    return list(_spans(element, family, strong, False, "", numbers or {}))


def _spans(
    element: Element, family: Family, strong: bool, em: bool, link: str, numbers: dict[str, str]
) -> Iterator[Span]:
    for child in element.children:
        if isinstance(child, str):
            if child:
                yield Span(child, family.face(strong, em), element, link)
        elif child.tag in numbers:
            yield Span(numbers[child.tag], family.face(strong, em), child, link)
        else:
            yield from _spans(
                child,
                family,
                strong or child.tag == "strong",
                em or child.tag == "em",
                child.get("href", link),
                numbers,
            )


def break_lines(content: list[Span], size: float, width: float) -> list[Line]:
    """Return spans as lines of at most `width` points. Each line takes as many words as fit."""
    if len(content) == 1:
        return _break_plain(content[0], size, width)
    return _break_mixed(content, size, width)


def one_line(content: list[Span], size: float, width: float) -> Line:
    """Return spans as one line of at most `width` points. Raises SenauditError if they need more lines."""
    lines = break_lines(content, size, width)
    if len(lines) > 1:
        place = content[0].element.place
        raise SenauditError([Problem("text-too-long", place, "this does not fit on its one line", SHORTEN)])
    return lines[0]


def _break_plain(span: Span, size: float, width: float) -> list[Line]:
    """Return the lines of a single span: the common case, and the fast one."""
    widths = span.face.widths
    space = widths[" "] * size
    lines: list[Line] = []
    words: list[str] = []
    used = 0.0
    for word in filter(None, span.text.split(" ")):
        wide = widths[word] * size
        if words and used + space + wide > width:
            head, word = _head_that_fits(word, span.face, size, width - used - space)
            if head:
                words.append(head)
                used += space + widths[head] * size
                wide = widths[word] * size
            lines.append([Fragment(0.0, used, span, " ".join(words) + ("" if head else " "))])
            words, used = [], 0.0
        while wide > width:
            head, word = _forced_head(word, span.face, size, width)
            lines.append([Fragment(0.0, widths[head] * size, span, head)])
            wide = widths[word] * size
        used += wide if not words else space + wide
        words.append(word)
    if words:
        lines.append([Fragment(0.0, used, span, " ".join(words))])
    return lines


def _break_mixed(content: list[Span], size: float, width: float) -> list[Line]:
    """Return the lines of several spans. A word may cross spans, so its parts are gathered before it is placed."""
    lines: list[Line] = []
    line: list[tuple[Span, str, bool]] = []
    used = 0.0
    for word, spaced in _words(content):
        wide = sum(span.face.widths[text] * size for span, text in word)
        space = word[0][0].face.widths[" "] * size if spaced and line else 0.0
        if space and used + space + wide > width:
            span, text = word[0]
            head, rest = _head_that_fits(text, span.face, size, width - used - space)
            if head:
                line.append((span, head, True))
                word[0] = (span, rest)
            lines.append(_placed(line, size, at_space=not head))
            line, used, space = [], 0.0, 0.0
        for index, (span, text) in enumerate(word):
            while used + space + span.face.widths[text] * size > width and (line or len(text) > 1):
                room = width - used - space
                head, rest = _forced_head(text, span.face, size, room, may_be_empty=bool(line))
                if head:
                    line.append((span, head, bool(space)))
                lines.append(_placed(line, size))
                line, used, space, text = [], 0.0, 0.0, rest
            line.append((span, text, bool(space) and index == 0))
            used += space + span.face.widths[text] * size
            space = 0.0
    if line:
        lines.append(_placed(line, size))
    return lines


def _words(content: list[Span]) -> Iterator[tuple[list[tuple[Span, str]], bool]]:
    """Yield words, each as its parts (span, text) and whether a space comes before it."""
    word: list[tuple[Span, str]] = []
    spaced = word_spaced = False
    for span in content:
        for part in re.split("( +)", span.text):
            if not part:
                continue
            if part[0] == " ":
                if word:
                    yield word, word_spaced
                    word = []
                spaced = True
            else:
                if not word:
                    word_spaced, spaced = spaced, False
                word.append((span, part))
    if word:
        yield word, word_spaced


def _placed(line: list[tuple[Span, str, bool]], size: float, at_space: bool = False) -> Line:
    """Return the words of a line at their places. Words of the same span that follow each other become one fragment.

    If the line was broken at a space, its last fragment ends with that space. It does not count in the width.
    """
    fragments: Line = []
    x = 0.0
    for span, text, spaced in line:
        last = fragments[-1] if fragments else None
        if last is not None and last.span is span:
            joined = f"{last.text} {text}" if spaced else last.text + text
            width = last.width + (span.face.widths[" "] * size if spaced else 0.0) + span.face.widths[text] * size
            fragments[-1] = Fragment(last.x, width, span, joined)
            x = last.x + width
            continue
        if spaced and last is not None:
            space = span.face.widths[" "] * size
            fragments[-1] = Fragment(last.x, last.width + space, last.span, last.text + " ")
            x += space
        width = span.face.widths[text] * size
        fragments.append(Fragment(x, width, span, text))
        x += width
    if at_space:
        last = fragments[-1]
        fragments[-1] = Fragment(last.x, last.width, last.span, last.text + " ")
    return fragments


def _head_that_fits(word: str, face: Face, size: float, room: float) -> tuple[str, str]:
    """Return the longest beginning of `word` that ends in a hyphen, dash or slash and fits, and the rest of it."""
    best = 0
    if not word.isalpha():
        for match in _BREAK_AFTER.finditer(word):
            if match.end() < len(word) and face.widths[word[: match.end()]] * size <= room:
                best = match.end()
    return word[:best], word[best:]


def _forced_head(word: str, face: Face, size: float, room: float, may_be_empty: bool = False) -> tuple[str, str]:
    """Return the longest beginning of a word that fits, and the rest of it.

    The beginning has at least one letter, unless `may_be_empty` is true.
    """
    head, rest = _head_that_fits(word, face, size, room)
    if head:
        return head, rest
    least = 0 if may_be_empty else 1
    count = next((n for n in range(len(word) - 1, least, -1) if face.widths[word[:n]] * size <= room), least)
    return word[:count], word[count:]


def line_width(line: Line) -> float:
    """Return a line's width in points, without a space at its end."""
    return line[-1].x + line[-1].width if line else 0.0


def widest_word(content: list[Span]) -> float:
    """Return the width of the widest word, in em."""
    return max((span.face.widths[word] for span in content for word in span.text.split(" ")), default=0.0)


def set_lines(
    lines: list[Line], x: float, size: float, leading: float, theme: Theme, align: float = 0.0
) -> list[Piece]:
    """Return lines as pieces. The first line's top is at y 0; the base lines are `leading` points apart.

    A line that was broken at a space ends with that space. Words are then not joined across lines when the text is
    copied or read aloud. The lines are centred in a width of `align` points; 0 sets them flush left.
    """
    pieces: list[Piece] = []
    face, first = None, 0.0
    for index, line in enumerate(lines):
        if line[0].span.face is not face:
            face = line[0].span.face
            first = first_baseline(face, size, leading)
        baseline = index * leading + first
        shift = (align - line_width(line)) / 2 if align else 0.0
        for fragment in line:
            span, width = fragment.span, fragment.width
            left = x + shift + fragment.x
            if span.link:
                pieces += _clickable(span, left, baseline, size, width, theme)
            if fragment.text[-1:] == " " and fragment is line[-1]:
                width += span.face.widths[" "] * size
            pieces.append(Run(left, baseline, fragment.text, span.face, size, width, span.element))
    return pieces


def _clickable(span: Span, left: float, baseline: float, size: float, width: float, theme: Theme) -> list[Piece]:
    """Return the rule under a link's words, and the area to click."""
    under = baseline + 0.12 * size
    link = Link(left, baseline - size, width, size * 1.25, span.link, span.element)
    return [Rule(left, under, left + width, under, theme.thin_rule), link]


def first_baseline(face: Face, size: float, leading: float) -> float:
    """Return the distance in points from a line's top to its base line.

    The difference between the leading and the height of the face is shared above and below the line.
    """
    return (leading - (face.ascent + face.descent) * size) / 2 + face.ascent * size


def hanging_run(text: str, x: float, baseline: float, face: Face, size: float, element: Element) -> Run:
    """Return a number or marker that hangs left of its text. It ends with a space, so that copied words stay apart."""
    return Run(x, baseline, f"{text} ", face, size, face.widths[f"{text} "] * size, element)


def with_space_after(piece: Piece) -> Piece:
    """Return a Run with a space at its end, which keeps it apart from the next words. Other pieces stay as they are."""
    if not isinstance(piece, Run):
        return piece
    return piece._replace(text=piece.text + " ", width=piece.width + piece.face.widths[" "] * piece.size)
