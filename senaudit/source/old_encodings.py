"""Tell Windows-1252 from MacRoman: old encodings in which Excel still saves CSV, with one byte for each letter.

No mark says which of them it is. In the wrong one, capitals stand inside words, and signs between letters.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import Literal

Codec = Literal["cp1252", "mac_roman"]

NAMES: dict[Codec, str] = {
    "cp1252": "an old encoding of Windows (ANSI, Windows-1252)",
    "mac_roman": "an old encoding of the Mac (MacRoman)",
}
"""How the encodings are called in messages."""

_BYTE = re.compile("(?s)(?=(.?)([\udc80-\udcff])(.?))")
_MOST = 10_000
"""How many bytes are looked at."""

_JOINING = "'’-–—"
"""Signs that stand between two letters."""

_RARE = "ŠŒŽšœžŸƒÐðÞþÕŁłıˆ˜¯˘˙˚¸˝˛ˇ"
"""Letters that few names in Britain have, and accents that stand alone."""


def codec_of(text: str) -> Codec:
    """Return the encoding of the bytes that are left in a text as surrogates. Windows-1252 if nothing speaks against.

    Excel on a Mac ends lines with a carriage return alone in such a file.
    """
    odd: dict[Codec, int] = {"cp1252": 0, "mac_roman": 0}
    for match in islice(_BYTE.finditer(text), _MOST):
        for codec in odd:
            before, sign, after = (_decoded(each, codec) for each in match.groups())
            odd[codec] += _oddness(before, sign, after)
    by_mac = "\r" in text and "\n" not in text
    return "mac_roman" if odd["mac_roman"] < odd["cp1252"] + by_mac else "cp1252"


def _decoded(character: str, codec: Codec) -> str:
    if not "\udc80" <= character <= "\udcff":
        return character
    return character.encode(errors="surrogateescape").decode(codec, "replace")


def _oddness(before: str, sign: str, after: str) -> int:
    """Return how odd a sign is between its neighbours: 0 if it is not."""
    if sign in "\ufffd\xad" or "\x80" <= sign < "\xa0":
        return 3
    if sign in _RARE:
        return 1
    if sign.isalpha():
        return int((before.islower() and sign.isupper()) or (sign.islower() and after.isupper()))
    inside = before.isalpha() and after.isalpha()
    return int((inside and sign not in _JOINING) or (before.isalpha() and sign in "‘“"))
