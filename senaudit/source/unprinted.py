"""Characters that nobody sees and that are no mistake: where a word may be broken, and where letters are not joined.

Word and web pages put them into texts. They stay in the texts that are printed, for typesetting to break words at, and
are taken out of every name that the program compares.
"""

from __future__ import annotations

UNPRINTED = "\u00ad\u200b\u200c\u2060"
"""The soft hyphen and the zero-width space, then the zero-width non-joiner and the word joiner."""

ISOLATES = "\u2068\u2069"
"""The signs that the program puts around words whose direction is not that of the text around them."""

TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Signs that turn the direction of writing (UAX #9). The program sets the direction, and nobody types them."""


def turning_message(sign: str) -> str:
    """Return the message of a sign that turns the direction of writing."""
    return f"an invisible sign (U+{ord(sign):04X}) that turns the direction of writing stands here"


_NOTHING = dict.fromkeys(map(ord, UNPRINTED + ISOLATES))


def without_unprinted(text: str) -> str:
    """Return the text without these characters."""
    return text if text.isascii() else text.translate(_NOTHING)
