"""The brackets of a paragraph that belong together. Both of a pair get one direction (UAX #9, BD14 to BD16)."""

from __future__ import annotations

from collections.abc import Sequence

_OPENING = (
    "\u0f3a\u0f3c\u169b\u2045\u207d\u208d\u2308\u230a\u2768\u276a\u276c\u276e\u2770\u2772\u2774\u27c5"
    "\u27e6\u27e8\u27ea\u27ec\u27ee\u2983\u2985\u2987\u2989\u298b\u2991\u2993\u2995\u2997\u29d8\u29da"
    "\u29fc\u2e22\u2e24\u2e26\u2e28\u2e55\u2e57\u2e59\u2e5b\u3008\u300a\u300c\u300e\u3010\u3014\u3016\u3018"
    "\u301a\ufe59\ufe5b\ufe5d\uff08\uff5f\uff62"
)
"""The opening brackets that stand in Unicode just before their closing ones. Source: BidiBrackets.txt."""
_CLOSING = {
    **{character: chr(ord(character) + 1) for character in _OPENING},
    "(": ")",
    "[": "]",
    "{": "}",
    "\u298d": "\u2990",
    "\u298f": "\u298e",
    "\uff3b": "\uff3d",
    "\uff5b": "\uff5d",
}
"""The closing bracket of each opening one."""
_EQUIVALENT = {"\u2329": "\u3008", "\u232a": "\u3009"}
"""Brackets that are the same as others."""
_BRACKETS = frozenset({*_CLOSING, *_CLOSING.values(), *_EQUIVALENT})
_MIRRORED = {**_CLOSING, "<": ">", "«": "»", "‹": "›"}
_MIRRORED |= {right: left for left, right in _MIRRORED.items()}
_MOST_BRACKETS = 63
"""The most pairs inside one another (BD16)."""


def brackets_in(text: str) -> dict[int, str]:
    """Return the brackets of a text by their index. One that is the same as another is given as that one."""
    return {at: _EQUIVALENT.get(character, character) for at, character in enumerate(text) if character in _BRACKETS}


def bracket_pairs(types: Sequence[str], brackets: Sequence[str]) -> list[tuple[int, int]]:
    """Return the indexes of the brackets of each pair, in the order of the opening ones (BD16)."""
    opened: list[tuple[str, int]] = []
    pairs = []
    for at, bracket in enumerate(brackets):
        if types[at] != "ON":
            continue
        if closing := _CLOSING.get(bracket):
            if len(opened) == _MOST_BRACKETS:
                return []
            opened.append((closing, at))
        else:
            depth = next((depth for depth in range(len(opened) - 1, -1, -1) if opened[depth][0] == bracket), None)
            if depth is not None:
                pairs.append((opened[depth][1], at))
                del opened[depth:]
    return sorted(pairs)


def mirrored(character: str) -> str:
    """Return what is printed for a character in text from right to left: a bracket is turned round (UAX #9, L4)."""
    return _MIRRORED.get(character, character)
