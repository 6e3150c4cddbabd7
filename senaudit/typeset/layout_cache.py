"""A cache of layout, for documents of which only a few words change from one to the next.

The functions that set a part of a document ask `of_element` for it. A document that is made once is not cached.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar

from senaudit.layout.markup import Element

_MOST = 4
"""How many values are kept for one subject. A foot of one line or of two, for example, leaves pages of two heights."""

Value = TypeVar("Value")


class Latest(Generic[Value]):
    """The values that were used last, by key. At most `most` of them are kept."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: dict[Hashable, Value] = {}

    def __len__(self) -> int:
        return len(self._values)

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """Return the value of a key. `make` makes it if it is not kept."""
        value = self._values.pop(key) if key in self._values else make()
        self._values[key] = value  # at the end, as the latest
        if len(self._values) > self._most:
            del self._values[next(iter(self._values))]
        return value


class LayoutCache:
    """The layout that is kept of one Element tree. The words of its `filled_in` Elements change between documents.

    `changing` are those Elements and all Elements around them. If it is None, nothing is kept.
    """

    def __init__(self, changing: frozenset[Element] | None = None, filled_in: frozenset[Element] = frozenset()) -> None:
        self._changing = changing
        self.filled_in = filled_in
        self._latest: dict[Hashable, Latest[Any]] = {}

    def of_element(self, element: Element, key: Hashable, make: Callable[[], Value]) -> Value:
        """Return the value that `make` returns for an Element. It is kept if the Element's words never change."""
        return make() if self._changing is None or element in self._changing else self.once(element, key, make)

    def once(self, subject: Hashable, key: Hashable, make: Callable[[], Value]) -> Value:
        """Return the value that `make` returns, or that it returned before for the same subject and key.

        Of each subject only the values used last are kept.
        """
        if self._changing is None:
            return make()
        value: Value = self._latest.setdefault(subject, Latest(_MOST)).get(key, make)
        return value


UNCACHED = LayoutCache()
"""The cache for a document that is made once: it keeps nothing."""
