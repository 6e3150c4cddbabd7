"""Faces of scripts whose letters join, change places or carry signs: HarfBuzz says which glyphs stand where.

A word is shaped once, and gives clusters: the fewest characters whose glyphs cannot be parted, such as a letter with
its signs. This module is imported only for text that needs it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import NamedTuple
from unicodedata import bidirectional

from senaudit.typeset.faces import Face, FaceName, Widths
from senaudit.typeset.scripts import Script

_WORDS = re.compile(r" +|[^ ]+")
_SPACE = 0.278
"""The width of Arial's space, in em. A number has as much room on both sides.

The spaces of Nastaliq are narrow, for its words hang over one another."""


class Cluster(NamedTuple):
    """Glyphs that stand for some characters and cannot be parted.

    `text` are the characters, in the order in which they are spoken. Each of the `glyphs` is a glyph's number and its
    place, right of the cluster's left end and above the base line. Places and `advance`, the width, are in the font's
    units.
    """

    text: str
    glyphs: tuple[tuple[int, int, int], ...]
    advance: int


class Word(NamedTuple):
    """A word, or the spaces between two, in a text that runs from right to left or not."""

    text: str
    is_rtl: bool


class ShapedFace(Face):
    """A face of one script, at the size that looks right beside the Latin face.

    `language` is the one by which it is shaped. So many of the font's units as `em` says are one em of the text.
    Measures and widths are in em of the text. `data` are the bytes of the font's file, and `index` is its number in a
    file of several.
    """

    is_shaped = True

    __slots__ = ("_clusters", "_font", "_room", "data", "em", "index", "language", "script")

    def __init__(
        self, name: FaceName, font_name: str, path: Path, data: bytes, script: Script, language: str, index: int = 0
    ) -> None:
        """Raises the errors of `measures` if `data` are damaged."""
        super().__init__(name, font_name, path, data, index)
        self.script, self.language, self.index = script, language, index
        self.tall, self.deep = script.tall, script.deep
        self.data = data
        import uharfbuzz

        face = uharfbuzz.Face(uharfbuzz.Blob(data), index)
        self.em: int = round(face.upem / script.scale)
        self._font = uharfbuzz.Font(face)
        self._clusters: dict[Word, tuple[Cluster, ...]] = {}
        space = self._font.get_glyph_h_advance(self._font.get_nominal_glyph(ord(" ")) or 0)
        self._room = max(0, round(_SPACE * self.em) - space) if script.is_rtl else 0
        self.ascent, self.descent, self.cap_height = (
            measure * face.upem / self.em for measure in (self.ascent, self.descent, self.cap_height)
        )
        self.widths = _ShapedWidths(self._width)

    def runs_right_to_left(self, text: str) -> bool:
        """Return whether a text runs from right to left: it has a letter that does. Signs and numbers alone do not."""
        return self.script.is_rtl and any(bidirectional(character) in ("R", "AL") for character in text)

    def clusters(self, text: str) -> Iterator[Cluster]:
        """Yield the clusters of a text of one direction, in the order in which they stand from left to right.

        If it runs from right to left, its first word is the last to be yielded.
        """
        for word in self.words(text):
            yield from self.clusters_of(word)

    def words(self, text: str) -> list[Word]:
        """Return the words of a text of one direction, and the spaces between, in the order from left to right."""
        is_rtl = self.runs_right_to_left(text)
        words = [Word(word, is_rtl) for word in _WORDS.findall(text)]
        return words[::-1] if is_rtl else words

    def clusters_of(self, word: Word) -> tuple[Cluster, ...]:
        """Return the clusters of a word in the order in which they stand from left to right. It is shaped once."""
        if word not in self._clusters:
            clusters = [*_without_negative(self._shaped(*word), word.is_rtl)]
            if self._room and word.text[0].isdecimal() and word.text[-1].isdecimal():
                clusters = _with_room(clusters, self._room)
            self._clusters[word] = tuple(clusters)
        return self._clusters[word]

    def letters(self, word: str) -> list[tuple[str, float]]:
        """Return the clusters of a word in the order in which they are spoken, with their widths in em."""
        found = [(cluster.text, cluster.advance / self.em) for cluster in self.clusters(word)]
        return found[::-1] if self.runs_right_to_left(word) else found

    def _width(self, text: str) -> float:
        words = self.words(text)
        if len(words) > 1:
            return sum(self.widths[word.text] for word in words)
        return sum([cluster.advance for word in words for cluster in self.clusters_of(word)]) / self.em

    def _shaped(self, word: str, is_rtl: bool) -> Iterator[Cluster]:
        """Yield the clusters as HarfBuzz has them, from left to right."""
        import uharfbuzz

        buffer = uharfbuzz.Buffer()
        buffer.add_str(word)
        buffer.direction = "rtl" if is_rtl else "ltr"
        buffer.script, buffer.language = self.script.code, self.language
        uharfbuzz.shape(self._font, buffer)
        glyphs = list(zip(buffer.glyph_infos, buffer.glyph_positions, strict=True))
        starts = sorted({info.cluster for info, _ in glyphs})
        ends = dict(zip(starts, [*starts[1:], len(word)], strict=True))
        for start, group in groupby(glyphs, key=lambda glyph: glyph[0].cluster):
            x, placed = 0, []
            for info, position in group:
                placed.append((info.codepoint, x + position.x_offset, position.y_offset))
                x += position.x_advance
            yield Cluster(word[start : ends[start]], tuple(placed), x)


def _with_room(clusters: list[Cluster], room: int) -> list[Cluster]:
    """Return the clusters of a number with so much room on both sides, in the font's units."""
    first, *others = clusters
    moved = tuple((glyph, x + room, y) for glyph, x, y in first.glyphs)
    wider = [Cluster(first.text, moved, first.advance + room), *others]
    return [*wider[:-1], wider[-1]._replace(advance=wider[-1].advance + room)]


class _ShapedWidths(Widths):
    """The widths of shaped words in em. A word is shaped when it is first looked up."""

    def __init__(self, width: Callable[[str], float]) -> None:
        super().__init__({}, 0.0)
        self._width = width

    def __missing__(self, word: str) -> float:
        width = self[word] = self._width(word)
        return width


def _without_negative(clusters: Iterable[Cluster], is_rtl: bool) -> Iterator[Cluster]:
    """Yield clusters. One with a negative advance is joined to the one before it: a PDF knows no such widths.

    Nastaliq has them, where the end of a word hangs over the word’s beginning.
    """
    left: Cluster | None = None
    for cluster in clusters:
        if left is None:
            left = cluster
        elif left.advance < 0 or cluster.advance < 0:
            text = cluster.text + left.text if is_rtl else left.text + cluster.text
            moved = ((glyph, x + left.advance, y) for glyph, x, y in cluster.glyphs)
            left = Cluster(text, (*left.glyphs, *moved), left.advance + cluster.advance)
        else:
            yield left
            left = cluster
    if left is not None:
        yield left
