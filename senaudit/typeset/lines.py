"""Breaks text into lines: flush left, ragged right, never hyphenated. A word is measured once in each face.

A line is broken at spaces. A word that does not fit may be broken too: `words` finds where. A last line of a single
short word (a runt) takes a word from the line above, if that line keeps enough.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import inf
from typing import NamedTuple

from senaudit.layout.markup import Element
from senaudit.typeset.faces import Face, Family
from senaudit.typeset.page import Link, Piece, Rule, Run
from senaudit.typeset.theme import Theme
from senaudit.typeset.words import (
    han_breaks,
    has_unprinted,
    parts_of,
    printed,
    widest_part,
    with_kept_stops,
)

SHORTEN = "shorten it, or choose a smaller text size"
"""The hint for a text that does not fit."""

_ROUNDED_DOWN = 1 - 1e-12
"""Keeps a word that fits exactly from being wider than its column by the last bit of a number."""

_LONG_WORD = 10
"""A word of so many characters may be a paragraph's last line by itself."""

_FEW_SIGNS = 2
"""A last line of so many Chinese signs takes one more from the line above."""

_LEAST_ABOVE = 0.5
"""A line that gives a word to the last line still fills this share of the column."""


_ISOLATED = ("text", "link", "bdi")
"""Tags of words that are put among others: what a school typed, where a link leads, what somebody said."""


class Span(NamedTuple):
    """Text in one face. `link` is the link that it is in, if it is in one."""

    text: str
    face: Face
    element: Element
    link: Element | None = None


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
            if type(words) is str and words and not family.scripts:
                return [Span(words, family.face(strong), child)]
    return list(_spans(element, family.in_language(element.get("lang")), strong, False, None, numbers or {}))


def _spans(
    element: Element, family: Family, strong: bool, em: bool, link: Element | None, numbers: dict[str, str]
) -> Iterator[Span]:
    """Yield the spans of inline content. Tags without a look of their own, such as text and abbr, are seen through."""
    if family.scripts:
        from senaudit.languages import POP_ISOLATE, with_isolated_numbers
        from senaudit.layout.roles import isolating

    for child in element.children:
        if isinstance(child, str):
            if family.scripts:
                words = with_isolated_numbers(with_kept_stops(child), family.is_rtl)
                for part, face in family.parted(words, strong, em):
                    yield Span(part, face, element, link)
            elif child:
                yield Span(child, family.face(strong, em), element, link)
        elif child.tag in numbers:
            yield Span(numbers[child.tag], family.face(strong, em), child, link)
        else:
            own = child.get("lang") if child.tag == "bdi" else None
            is_apart = family.scripts and child.tag in _ISOLATED and not child.get("joins")
            sign = isolating(child.text(), family.is_rtl, own) if is_apart else ""
            if sign:
                yield Span(sign, family.face(strong, em), child, link)
            yield from _spans(
                child,
                family.in_language(child.get("lang")),
                strong or child.tag == "strong",
                em or child.tag == "em",
                child if child.tag == "link" else link,
                numbers,
            )
            if sign:
                yield Span(POP_ISOLATE, family.face(strong, em), child, link)


def break_lines(content: list[Span], size: float, width: float, title: bool = False) -> list[Line]:
    """Return spans as lines of at most `width` points. Each line takes as many words as fit; see `_without_runt`.

    A `title` does not end with a line of a single word, however long.
    """
    if len(content) == 1 and not has_unprinted(content[0].text):
        lines = _break_plain(content[0], size, width)
    else:
        lines = _break_mixed(content, size, width)
    return _without_runt(lines, size, width, inf if title else _LONG_WORD) if len(lines) > 1 else lines


def _without_runt(lines: list[Line], size: float, width: float, long: float) -> list[Line]:
    """Return the lines of a paragraph. If the last is a word of less than `long` characters, it is given one more.

    The lines stay as they are if that would leave the line above too short, or if it ends inside a word.
    """
    *before, above, last = lines
    runt = "".join([fragment.text for fragment in last])
    if above[-1].text[-1:] != " " and len(runt) <= _FEW_SIGNS and (breaks := han_breaks(above[-1].text)):
        return _with_a_sign_more(lines, breaks[-1], size)
    if len(runt) >= long or " " in runt or above[-1].text[-1:] != " ":
        return lines
    kept = [*above[:-1], above[-1]._replace(text=above[-1].text[:-1])]
    word: list[tuple[Span, str, bool]] = []
    found = ""
    while kept and not found:
        x, used, span, text = kept.pop()
        head, found, tail = text.rpartition(" ")
        if tail:
            word.insert(0, (span, tail, False))
        if found:
            used -= (span.face.widths[" "] + (span.face.widths[tail] if tail else 0.0)) * size
            kept.append(Fragment(x, used, span, f"{head} "))
    start = len(word)
    word += [(fragment.span, fragment.text, False) for fragment in last]
    word[start] = (*word[start][:2], True)
    moved = _placed(word, size)
    sound = line_width(kept) >= width * _LEAST_ABOVE and line_width(moved) <= width
    return [*before, kept, moved] if sound else lines


def _with_a_sign_more(lines: list[Line], at: int, size: float) -> list[Line]:
    """Return the lines of a Chinese paragraph, whose last line gets the signs from index `at` on of the line above."""
    *before, above, last = lines
    x, _, span, text = above[-1]
    kept = [*above[:-1], Fragment(x, span.face.widths[text[:at]] * size, span, text[:at])]
    rest = [(fragment.span, fragment.text, False) for fragment in last]
    return [*before, kept, _placed([(span, text[at:], False), *rest], size)]


def _break_plain(span: Span, size: float, width: float) -> list[Line]:
    """Return the lines of a single span: the common case, and the fast one."""
    widths = span.face.widths
    space = widths[" "] * size
    lines: list[Line] = []
    words: list[str] = []
    used = 0.0
    for word in filter(None, span.text.split(" ")):
        wide = widths[word] * size
        gap = space if words else 0.0
        if used + gap + wide > width:
            head, *parts = parts_of(word, span.face, size, width - used - gap, width, forced=not words)
            if head:
                words.append(head)
                used += gap + widths[head] * size
            lines.append([Fragment(0.0, used, span, " ".join(words) + ("" if head else " "))])
            lines += [[Fragment(0.0, widths[part] * size, span, part)] for part in parts[:-1]]
            words, used, gap = [], 0.0, 0.0
            if not parts:
                continue
            word = parts[-1]
            wide = widths[word] * size
        used += gap + wide
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
        wide = sum(span.face.widths[printed(text)] * size for span, text in word)
        space = word[0][0].face.widths[" "] * size if spaced and line else 0.0
        for index, (span, text) in enumerate(word):
            at_space = space > 0 and not index
            needed = wide if at_space else span.face.widths[printed(text)] * size
            if used + space + needed > width:
                room, alone = width - used - space, len(word) == 1
                head, *parts = parts_of(text, span.face, size, room, width, forced=not at_space, whole=alone)
                if head:
                    line.append((span, head, at_space))
                if line:
                    lines.append(_placed(line, size, at_space=at_space and not head))
                lines += [_placed([(span, part, False)], size) for part in parts[:-1]]
                line, used, space, at_space = [], 0.0, 0.0, False
                text = parts[-1] if parts else ""
            if text:
                text = printed(text)
                line.append((span, text, at_space))
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
            if not printed(part):
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


def line_width(line: Line) -> float:
    """Return a line's width in points, without a space at its end."""
    return line[-1].x + line[-1].width if line else 0.0


def widest_word(content: list[Span]) -> float:
    """Return the width of the widest word, in em."""
    words = ((span.face, word) for span in content for word in printed(span.text).split(" "))
    return max((face.widths[word] for face, word in words), default=0.0)


def size_of_heading(content: list[Span], size: float, width: float, least: float) -> float:
    """Return the type size for a heading in a column of `width`, all in points: `size`, or less so that no word breaks.

    If a word would break in type of the size `least` too, return `size`: nothing is gained by smaller type.
    """
    widest = max((widest_part(word, span.face) for span in content for word in span.text.split(" ")), default=0.0)
    fitting = width / max(widest, 0.01) * _ROUNDED_DOWN
    return min(size, fitting) if fitting >= least else size


def set_lines(
    lines: list[Line], x: float, size: float, leading: float, theme: Theme, align: float = 0.0
) -> list[Piece]:
    """Return lines as pieces. The first line's top is at y 0; the base lines are `leading` points apart.

    A line that was broken at a space ends with that space. Words are then not joined across lines when the text is
    copied or read aloud. The lines are centred in a width of `align` points; 0 sets them flush left.
    """
    pieces: list[Piece] = []
    face, first = None, 0.0
    lines, _ = in_order(lines, size, theme)
    for index, line in enumerate(lines):
        if line[0].span.face is not face:
            face = line[0].span.face
            first = first_baseline(face, size, leading)
        baseline = index * leading + first
        shift = (align - line_width(line)) / 2 if align else 0.0
        for fragment in line:
            span, width = fragment.span, fragment.width
            left = x + shift + fragment.x
            if span.link is not None:
                pieces += _clickable(span, span.link, left, baseline, size, width, theme)
            if fragment.text[-1:] == " " and fragment is line[-1]:
                width += span.face.widths[" "] * size
            pieces.append(Run(left, baseline, fragment.text, span.face, size, width, span.element))
    return pieces


def in_order(lines: list[Line], size: float, theme: Theme) -> tuple[list[Line], Theme]:
    """Return a paragraph's lines with their words where they stand on the page, and the look for words in that order.

    A line's words depend on those of other lines, so a paragraph is put in order as a whole.
    """
    if theme.base_level is None:
        return lines, theme
    from senaudit.typeset.directed import directed

    return directed(lines, size, theme.base_level), theme._replace(base_level=None)


def set_line(
    words: str, x: float, size: float, family: Family, theme: Theme, element: Element, strong: bool = False
) -> list[Piece]:
    """Return words on one line from `x`, with their base line at y 0."""
    content = [Span(part, face, element) for part, face in family.parted(words, strong)]
    line, at = [], 0.0
    for span in content:
        line.append(Fragment(at, span.face.width(span.text, size), span, span.text))
        at += line[-1].width
    pieces = set_lines([line], x, size, size, theme)
    return [piece.moved(0.0, -first_baseline(content[0].face, size, size)) for piece in pieces]


def _clickable(
    span: Span, link: Element, left: float, baseline: float, size: float, width: float, theme: Theme
) -> list[Piece]:
    """Return the area to click of a link's words, and the rule under them. An address can be seen to be one."""
    under = baseline + 0.12 * size
    area = Link(left, baseline - size, width, size * 1.25, link.get("href"), link)
    return [area] if link.get("kind") else [Rule(left, under, left + width, under, theme.thin_rule), area]


def first_baseline(face: Face, size: float, leading: float) -> float:
    """Return the distance in points from a line's top to its base line.

    The difference between the leading and the height of the face is shared above and below the line.
    """
    return (leading - (face.ascent + face.descent) * size) / 2 + face.ascent * size


def hanging_run(text: str, x: float, baseline: float, face: Face, size: float, element: Element) -> Run:
    """Return a number or marker that hangs left of its text. It ends with a space, so that copied words stay apart."""
    return Run(x, baseline, f"{text} ", face, size, face.widths[f"{text} "] * size, element)


def hanging(
    text: str, x: float, baseline: float, family: Family, size: float, element: Element, theme: Theme
) -> list[Piece]:
    """Return a marker of a list that hangs left of its text, in strong type. Its letters may be of any script."""
    if theme.base_level is None:
        return [hanging_run(text, x, baseline, family.face(True), size, element)]
    pieces = set_line(f"{text} ", x, size, family, theme, element, strong=True)
    return [piece.moved(0.0, baseline) for piece in pieces]


def with_space_after(piece: Piece) -> Piece:
    """Return a Run with a space at its end, which keeps it apart from the next words. Other pieces stay as they are."""
    if not isinstance(piece, Run):
        return piece
    return piece._replace(text=piece.text + " ", width=piece.width + piece.face.widths[" "] * piece.size)
