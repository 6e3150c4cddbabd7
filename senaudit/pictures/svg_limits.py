"""Counts what a drawing unfolds to before it is drawn, because not every system can limit memory.

A part can be used many times, and parts in it again. A part with a filter, a mask or an opacity is drawn on a layer of
its own, as large as the picture; so is each step of a filter.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple
from xml.etree.ElementTree import Element

MOST_UNFOLDED = 300_000
"""The most elements, each counted as often as it is drawn. The renderer needs up to a kilobyte for each."""

MOST_LAYERED = 300_000_000
"""The most bytes of all layers that are held at once. A pixel has four."""

DEEPEST = 300
"""The most levels of elements inside each other, or used by each other: the renderer calls itself for each level."""

_USED = re.compile(r"url\(\s*[\"']?\s*#([^\"')\s]+)")
_LAYERED = re.compile(r"(?<![\w-])(?:opacity|filter|mask|clip-path|mix-blend-mode|isolation)\b")
_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
_CLASS = re.compile(r"\.([\w-]+)")
_ALL = ""
"""In place of a class: a rule of a style sheet that may be one for any element."""


class _Size(NamedTuple):
    """What an element unfolds to: elements, layers inside each other, and levels. Those of a used part are its own."""

    elements: int = 0
    layers: int = 0
    levels: int = 0


def check_size(root: Element, pixels: int) -> None:
    """Raise MemoryError if the drawing unfolds to more than the limits, drawn with that many pixels."""
    size = _Unfolding(root).size(root)
    filters = (len(part) for part in root.iter() if _tag(part) == "filter")
    layers = size.layers + max(filters, default=0)
    if size.elements > MOST_UNFOLDED or size.levels > DEEPEST or layers * pixels * 4 > MOST_LAYERED:
        raise MemoryError


class _Unfolding:
    """Finds the size of each element once."""

    def __init__(self, root: Element) -> None:
        self._parts = {part.get("id"): part for part in root.iter()}
        self._sizes: dict[Element, _Size] = {}
        self._styles: defaultdict[str, list[str]] = defaultdict(list)
        for sheet in root.iter():
            if _tag(sheet) == "style":
                for selector, style in _RULE.findall("".join(sheet.itertext())):
                    for name in _CLASS.findall(selector) or [_ALL]:
                        self._styles[name].append(style)

    def size(self, element: Element, level: int = 1) -> _Size:
        """Return an element's size. One that uses itself is counted once. Raises MemoryError if it is too deep."""
        if element not in self._sizes:
            if level > DEEPEST:
                raise MemoryError
            self._sizes[element] = _Size()
            styles = self._styles_of(element)
            drawn = [self.size(part, level + 1) for part in (*element, *self._used(element, styles))]
            self._sizes[element] = _Size(
                1 + self._markers(element, styles) * sum(size.elements for size in drawn),
                any(map(_LAYERED.search, styles)) + max((size.layers for size in drawn), default=0),
                1 + max((size.levels for size in drawn), default=0),
            )
        return self._sizes[element]

    def _styles_of(self, element: Element) -> list[str]:
        """Return all that may style an element: its attributes as CSS, its style, and rules of style sheets."""
        own = [f"{name}:{value}" for name, value in element.attrib.items() if name not in ("d", "points")]
        classes = (_ALL, *element.get("class", "").split())
        return [*own, *(style for name in classes for style in self._styles.get(name, ()))]

    def _used(self, element: Element, styles: list[str]) -> Iterator[Element]:
        names = [name for style in styles for name in _USED.findall(style)]
        links = (value for name, value in element.attrib.items() if name.rpartition("}")[2] == "href")
        names += [link[1:] for link in map(str.strip, links) if link.startswith("#")]
        yield from (self._parts[name] for name in names if name in self._parts)

    def _markers(self, element: Element, styles: list[str]) -> int:
        """Return how often what an element uses is drawn: a marker at each corner of a path, of four signs at least."""
        if not any("marker" in style for style in styles):
            return 1
        return 1 + len(element.get("d", "") + element.get("points", "")) // 4


def _tag(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
