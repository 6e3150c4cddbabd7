"""Choose a few of many combinations, so that any two features that go together in one go together in a chosen one."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from itertools import combinations
from typing import TypeVar

Thing = TypeVar("Thing")


def in_pairs(things: Sequence[Thing], features: Callable[[Thing], tuple[Hashable, ...]]) -> list[Thing]:
    """Return a few of the things, in order. Every pair of features that any of the things has is among them."""

    def pairs(thing: Thing) -> set[tuple[tuple[int, Hashable], ...]]:
        return set(combinations(enumerate(features(thing)), 2))

    missing = set().union(*map(pairs, things))
    chosen = []
    while missing:
        best = max(things, key=lambda thing: len(pairs(thing) & missing))
        chosen.append(best)
        missing -= pairs(best)
    return [thing for thing in things if thing in chosen]
