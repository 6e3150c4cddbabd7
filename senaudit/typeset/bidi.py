"""The direction of each character of a paragraph, and the order in which a line's characters stand on the page.

Arabic letters run from right to left, numbers and Latin letters in the same line from left to right. The rules are
Unicode's: “Unicode Bidirectional Algorithm”, Unicode Standard Annex 9, revision 48. The names of rules, such as W4, are
the annex's. A level is even for text from left to right, and odd for text from right to left.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple
from unicodedata import bidirectional

from senaudit.typeset.bidi_brackets import bracket_pairs, brackets_in

_DEEPEST = 125
_EMBEDDINGS = {"LRE": (0, ""), "RLE": (1, ""), "LRO": (0, "L"), "RLO": (1, "R")}
"""For each sign that begins an embedding: whether it runs from right to left, and the class that it gives."""
_ISOLATES = frozenset({"LRI", "RLI", "FSI"})
_REMOVED = frozenset({*_EMBEDDINGS, "PDF", "BN"})
_DIRECTING = frozenset({*_REMOVED, *_ISOLATES, "PDI", "B"})
_NEUTRAL = frozenset({"B", "S", "WS", "ON", "PDI", *_ISOLATES})
_TRAILING = frozenset({"WS", "PDI", "BN", "PDF", *_ISOLATES, *_EMBEDDINGS})
_LEFT_TO_RIGHT = frozenset({"L", "EN", "ES", "ET", "CS", "NSM", "BN", "B", "S", "WS", "ON"})
"""The classes of a text whose levels are all 0, if its base is 0."""
_NUMBERS_AROUND = {"ES": ("EN",), "CS": ("EN", "AN")}
"""The numbers that a separator joins if it stands alone between two of a kind."""
_AS_RIGHT = {"L": "L", "R": "R", "EN": "R", "AN": "R"}
"""The direction of a strong class for the neutral ones beside it. Numbers count as right to left."""
_UNASSIGNED = (
    *((0x0590, 0x05FF, "R"), (0x0600, 0x07BF, "AL"), (0x07C0, 0x085F, "R"), (0x0860, 0x08FF, "AL")),
    *((0x20A0, 0x20CF, "ET"), (0xFB1D, 0xFB4F, "R"), (0xFB50, 0xFDFF, "AL"), (0xFE70, 0xFEFF, "AL")),
    *((0x10800, 0x10FFF, "R"), (0x1E800, 0x1EFFF, "R")),
)
"""The classes of characters that are not assigned yet. Source: DerivedBidiClass.txt."""


class _Status(NamedTuple):
    """What holds inside an embedding or isolate: its level, the class that it gives to all in it, and its kind."""

    level: int
    override: str
    isolate: bool


def bidi_classes(text: str) -> list[str]:
    """Return the class of each character, such as “AL” for an Arabic letter."""
    return [bidirectional(character) or _class_of_unassigned(ord(character)) for character in text]


@cache
def _class_of_unassigned(code: int) -> str:
    return next((name for first, last, name in _UNASSIGNED if first <= code <= last), "L")


def levels(text: str, base: int | None = None) -> list[int]:
    """Return the level of each character of a paragraph, as long as the text.

    `base` is 1 for a paragraph from right to left, and 0 for one from left to right; None takes the direction of its
    first letter. Signs that only direct text have the level of the character before them.
    """
    classes = bidi_classes(text)
    if not base and _LEFT_TO_RIGHT.issuperset(classes):
        return [0] * len(text)
    brackets = brackets_in(text)
    base, found = resolved(classes, base, brackets)
    result: list[int] = []
    for level in found:
        result.append((result[-1] if result else base) if level is None else level)
    return result


def resolved(
    classes: Sequence[str], base: int | None = None, brackets: Mapping[int, str] | None = None
) -> tuple[int, list[int | None]]:
    """Return the paragraph's level, and the level of each of its characters, before it is broken into lines.

    `brackets` are the characters that may be brackets, by their index. A sign that only directs text has no level: the
    rules remove it (X9).
    """
    matching = _matching_isolates(classes)
    if base is None:
        base = _first_strong(classes, matching, 0, len(classes))
    found, given = _explicit(classes, matching, base)
    sequences = _sequences(classes, found, matching)
    for sequence, start, end in _with_borders(sequences, classes, found, matching, base):
        _resolve(sequence, start, end, given, found, brackets or {})
    _reset(classes, found, base)
    return base, found


def visual_order(levels: Sequence[int]) -> list[int]:
    """Return the indexes of a line's characters in the order in which they stand from left to right (rule L2)."""
    order = list(range(len(levels)))
    highest, lowest_odd = max(levels, default=0), min((level for level in levels if level % 2), default=1)
    for level in range(highest, lowest_odd - 1, -1):
        start = 0
        while start < len(order):
            end = start
            while end < len(order) and levels[order[end]] >= level:
                end += 1
            order[start:end] = order[start:end][::-1]
            start = max(end, start + 1)
    return order


def _matching_isolates(classes: Sequence[str]) -> dict[int, int]:
    """Return the index of the end of each isolate that has one, by the index of its beginning (BD9)."""
    matching, opened = {}, []
    for at, name in enumerate(classes):
        if name in _ISOLATES:
            opened.append(at)
        elif name == "PDI" and opened:
            matching[opened.pop()] = at
        elif name == "B":
            opened.clear()
    return matching


def _first_strong(classes: Sequence[str], matching: Mapping[int, int], start: int, end: int) -> int:
    """Return the level that the first letter of a stretch gives, 0 if there is none (P2, P3). Isolates are skipped."""
    at = start
    while at < end:
        name = classes[at]
        if name in ("L", "R", "AL"):
            return int(name != "L")
        at = matching.get(at, end) if name in _ISOLATES else at
        at += 1
    return 0


class _Directions:
    """The signs that direct text, read in order: the embeddings and isolates that are open, and those too deep."""

    def __init__(self, base: int) -> None:
        self.open = [_Status(base, "", isolate=False)]
        self._lost_isolates = self._lost_embeddings = self._isolates = 0

    def begin(self, right: int, override: str, isolate: bool) -> None:
        """Begin an embedding or isolate (X2 to X5c)."""
        level = self.open[-1].level + 1
        level += (level + right) % 2
        if level <= _DEEPEST and not self._lost_isolates and not self._lost_embeddings:
            self.open.append(_Status(level, override, isolate))
            self._isolates += isolate
        elif isolate:
            self._lost_isolates += 1
        elif not self._lost_isolates:
            self._lost_embeddings += 1

    def end_isolate(self) -> None:
        """End the last isolate, and all embeddings in it (X6a)."""
        if self._lost_isolates:
            self._lost_isolates -= 1
        elif self._isolates:
            self._lost_embeddings = 0
            while not self.open.pop().isolate:
                pass
            self._isolates -= 1

    def end_embedding(self) -> None:
        """End the last embedding (X7)."""
        if self._lost_isolates:
            return
        if self._lost_embeddings:
            self._lost_embeddings -= 1
        elif not self.open[-1].isolate and len(self.open) > 1:
            self.open.pop()


def _explicit(classes: Sequence[str], matching: Mapping[int, int], base: int) -> tuple[list[int | None], list[str]]:
    """Return the level and the class of each character as the signs that direct text give them (X1 to X8)."""
    if not _DIRECTING.intersection(classes):
        return [base] * len(classes), list(classes)
    directions = _Directions(base)
    found: list[int | None] = []
    given: list[str] = []
    for at, name in enumerate(classes):
        if name == "PDI":
            directions.end_isolate()
        level, override, _ = directions.open[-1]
        if name == "B":
            level, override = base, ""
        found.append(None if name in _REMOVED else level)
        given.append(override or name)
        if name in _EMBEDDINGS:
            directions.begin(*_EMBEDDINGS[name], isolate=False)
        elif name == "FSI":
            end = matching.get(at, len(classes))
            directions.begin(_first_strong(classes, matching, at + 1, end), "", isolate=True)
        elif name in _ISOLATES:
            directions.begin(int(name == "RLI"), "", isolate=True)
        elif name == "PDF":
            directions.end_embedding()
    return found, given


def _sequences(classes: Sequence[str], found: Sequence[int | None], matching: Mapping[int, int]) -> list[list[int]]:
    """Return the indexes of each sequence of runs of one level that isolates interrupt (BD13)."""
    runs: list[list[int]] = []
    before: int | None = None
    for at, level in enumerate(found):
        if level is None:
            continue
        if level == before:
            runs[-1].append(at)
        else:
            runs.append([at])
            before = level
    if not matching:
        return runs
    beginning = {run[0]: run for run in runs}
    ends = frozenset(matching.values())
    sequences = []
    for run in runs:
        if run[0] in ends and classes[run[0]] == "PDI":
            continue
        sequence = list(run)
        while (end := matching.get(sequence[-1])) is not None:
            sequence += beginning[end]
        sequences.append(sequence)
    return sequences


def _with_borders(
    sequences: Sequence[list[int]],
    classes: Sequence[str],
    found: Sequence[int | None],
    matching: Mapping[int, int],
    base: int,
) -> list[tuple[list[int], str, str]]:
    """Return each sequence with the direction of what stands before and after it: “L” or “R” (X10)."""
    kept = [at for at, level in enumerate(found) if level is not None]
    position = {at: number for number, at in enumerate(kept)}

    def level_at(number: int) -> int:
        return (found[kept[number]] or 0) if 0 <= number < len(kept) else base

    result = []
    for sequence in sequences:
        level = found[sequence[0]] or 0
        before = level_at(position[sequence[0]] - 1)
        last = sequence[-1]
        is_open = classes[last] in _ISOLATES and last not in matching
        after = base if is_open else level_at(position[last] + 1)
        result.append((sequence, "LR"[max(level, before) % 2], "LR"[max(level, after) % 2]))
    return result


def _resolve(
    sequence: Sequence[int],
    start: str,
    end: str,
    given: Sequence[str],
    found: list[int | None],
    brackets: Mapping[int, str],
) -> None:
    """Give each character of a sequence its level. `start` and `end` are the directions beside the sequence."""
    level = found[sequence[0]] or 0
    types = [given[at] for at in sequence]
    _resolve_weak(types, start)
    if brackets:
        _resolve_brackets(
            types, [brackets.get(at, "") for at in sequence], [given[at] for at in sequence], start, level
        )
    _resolve_neutral(types, start, end, level)
    for at, name in zip(sequence, types, strict=True):
        if name == "L":
            found[at] = level + level % 2
        elif name == "R":
            found[at] = level + (level + 1) % 2
        else:  # a number: I1, I2
            found[at] = level + 2 - level % 2


def _resolve_weak(types: list[str], start: str) -> None:
    """Settle marks, numbers and the signs in numbers (W1 to W7)."""
    before, strong = start, start
    for at, name in enumerate(types):
        if name == "NSM":  # takes the class of the character before it, and an isolate has none
            name = "ON" if before == "PDI" or before in _ISOLATES else before
        elif name == "EN" and strong == "AL":
            name = "AN"
        if name in ("L", "R", "AL"):
            strong = name
        before = types[at] = name
    last = len(types) - 1
    for at, name in enumerate(types):
        if name == "AL":
            types[at] = "R"
        elif name in ("ES", "CS") and 0 < at < last and types[at - 1] == types[at + 1] in _NUMBERS_AROUND[name]:
            types[at] = types[at - 1]
    _resolve_terminators(types)
    strong = start
    for at, name in enumerate(types):
        if name in ("L", "R"):
            strong = name
        elif name == "EN" and strong == "L":
            types[at] = "L"


def _resolve_terminators(types: list[str]) -> None:
    """Join signs such as “%” to the numbers beside them. Those that are beside none are neutral (W5, W6)."""
    at = 0
    while at < len(types):
        if types[at] not in ("ES", "CS", "ET"):
            at += 1
            continue
        end = at
        while end < len(types) and types[end] == "ET":
            end += 1
        if end == at:
            types[at] = "ON"
            at += 1
            continue
        beside = (at > 0 and types[at - 1] == "EN") or (end < len(types) and types[end] == "EN")
        types[at:end] = ["EN" if beside else "ON"] * (end - at)
        at = end


def _resolve_brackets(types: list[str], brackets: Sequence[str], given: Sequence[str], start: str, level: int) -> None:
    """Give both brackets of a pair one direction (N0)."""
    own, other = "LR"[level % 2], "RL"[level % 2]
    for opening, closing in bracket_pairs(types, brackets):
        inside = {_AS_RIGHT.get(name) for name in types[opening + 1 : closing]}
        if own in inside:
            direction = own
        elif other in inside:
            strong = (_AS_RIGHT[name] for name in reversed(types[:opening]) if name in _AS_RIGHT)
            direction = next(strong, start)
        else:
            continue
        for at in (opening, closing):
            types[at] = direction
            while (at := at + 1) < len(types) and given[at] == "NSM":
                types[at] = direction


def _resolve_neutral(types: list[str], start: str, end: str, level: int) -> None:
    """Give neutral characters the direction on both sides of them, or else that of the level (N1, N2)."""
    at, before = 0, start
    while at < len(types):
        if types[at] not in _NEUTRAL:
            before = _AS_RIGHT[types[at]]
            at += 1
            continue
        stop = at
        while stop < len(types) and types[stop] in _NEUTRAL:
            stop += 1
        after = _AS_RIGHT[types[stop]] if stop < len(types) else end
        types[at:stop] = [before if before == after else "LR"[level % 2]] * (stop - at)
        at = stop


def _reset(classes: Sequence[str], found: list[int | None], base: int) -> None:
    """Give the base level to separators, and to the white space before them and at the end (L1)."""
    is_trailing = True
    for at in range(len(classes) - 1, -1, -1):
        name = classes[at]
        is_trailing = name in ("S", "B") or (is_trailing and name in _TRAILING)
        if is_trailing and found[at] is not None:
            found[at] = base
