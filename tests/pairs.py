"""Combinations in pairs: a few documents in which any two features that occur together somewhere, occur together."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from itertools import combinations
from typing import TypeVar

Thing = TypeVar("Thing")


def in_pairs(things: Sequence[Thing], features: Callable[[Thing], tuple[Hashable, ...]]) -> list[Thing]:
    """Return a few of the things, in their order: each pair of features of any of them is a pair of one of these."""

    def pairs(thing: Thing) -> set[tuple[tuple[int, Hashable], ...]]:
        return set(combinations(enumerate(features(thing)), 2))

    missing = set().union(*map(pairs, things))
    chosen = []
    while missing:
        best = max(things, key=lambda thing: len(pairs(thing) & missing))
        chosen.append(best)
        missing -= pairs(best)
    return [thing for thing in things if thing in chosen]
