"""A cache of layout: what has been set stays set for the next document, where only a few words change.

Whatever sets a part of a document asks `of_element` for it. In a document that is made once, nothing is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar

from senaudit.layout.markup import Element

_MOST = 4
"""How many makes of one thing are kept: a foot of one line or two, for instance, leaves pages of two heights."""

Made = TypeVar("Made")


class Latest(Generic[Made]):
    """The things that were made or asked for last, by their keys: at most so many of them."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._made: dict[Hashable, Made] = {}

    def __len__(self) -> int:
        return len(self._made)

    def get(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """Return what is kept under a key, or else what `make` makes."""
        made = self._made.pop(key) if key in self._made else make()
        self._made[key] = made  # at the end, as the latest
        if len(self._made) > self._most:
            del self._made[next(iter(self._made))]
        return made


class LayoutCache:
    """What is kept of one Element tree, whose `filled_in` Elements have other words from time to time.

    `changing` are those Elements and all around them; None says that nothing is made a second time.
    """

    def __init__(self, changing: frozenset[Element] | None = None, filled_in: frozenset[Element] = frozenset()) -> None:
        self._changing = changing
        self.filled_in = filled_in
        self._made: dict[Hashable, Latest[Any]] = {}

    def of_element(self, element: Element, key: Hashable, make: Callable[[], Made]) -> Made:
        """Return what `make` makes of an Element: if its words never change, what was made with the same key before."""
        return make() if self._changing is None or element in self._changing else self.once(element, key, make)

    def once(self, what: Hashable, key: Hashable, make: Callable[[], Made]) -> Made:
        """Return what `make` makes, or made with the same key before; of each thing only the latest few are kept."""
        if self._changing is None:
            return make()
        made: Made = self._made.setdefault(what, Latest(_MOST)).get(key, make)
        return made


UNCACHED = LayoutCache()
"""For a document that is made once."""
