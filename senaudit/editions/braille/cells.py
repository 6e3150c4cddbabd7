"""Cells of ASCII Braille: numbers, and where a word that is longer than a line is divided."""

from __future__ import annotations

CONTINUED = '"'
"""Dot 5 at the end of a line: the word goes on in the next line."""

_PREFIXES = frozenset('#@^_".;,')
"""Cells that begin a sign of several cells. No sign is divided.

Source: The Rules of Unified English Braille, 2nd edition, section 2.1, “prefix” and “root”."""

_DIGITS = "JABCDEFGHI"


def number(value: int) -> str:
    """Return the cells of a whole number."""
    return "#" + "".join(_DIGITS[int(digit)] for digit in str(value))


def divided(word: str, width: int) -> tuple[str, str]:
    """Return the two parts of a word that is longer than `width` cells. The first leaves room for `CONTINUED`.

    It is divided after a slash or a hyphen or before a full stop, if there is one in the second half of the line.
    """
    ends = [end for end in range(1, width) if word[end - 1] not in _PREFIXES] or [max(width - 1, 1)]
    natural = [end for end in ends if word[:end].endswith(("_/", "-")) or word[end] == "4"]
    end = natural[-1] if natural and natural[-1] >= width // 2 else ends[-1]
    return word[:end], word[end:]
