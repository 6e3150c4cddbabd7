"""The order of text in both directions is that of Unicode's rules: Unicode's own tests, whole."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest
from programs import UNICODE, needs_unicode_data

from senaudit.typeset.bidi import levels, resolved, visual_order
from senaudit.typeset.directed import _levels as of_paragraph

BASES = {1: None, 2: 0, 4: 1}
"""The base levels that the bits of a line of BidiTest.txt stand for."""


def data_lines(name: str) -> Iterator[str]:
    """Yield the lines of one of Unicode's files, without comments."""
    with (UNICODE / name).open(encoding="utf-8") as lines:
        for line in lines:
            if words := line.partition("#")[0].strip():
                yield words


def as_typed(found: list[int | None]) -> str:
    return " ".join("x" if level is None else str(level) for level in found)


def as_order(found: list[int | None]) -> str:
    kept = [at for at, level in enumerate(found) if level is not None]
    return " ".join(str(kept[at]) for at in visual_order([level for level in found if level is not None]))


@needs_unicode_data
def test_every_line_of_bidi_test_holds() -> None:
    expected = order = ""
    count = 0
    for line in data_lines("BidiTest.txt"):
        if line.startswith("@Levels:"):
            expected = line.partition(":")[2].strip()
        elif line.startswith("@Reorder:"):
            order = line.partition(":")[2].strip()
        else:
            names, bits = line.split(";")
            for bit, base in BASES.items():
                if int(bits, 16) & bit:
                    found = resolved(names.split(), base)[1]
                    assert (as_typed(found), as_order(found)) == (expected, order), (names, base)
                    count += 1
    assert count == 770_241


@needs_unicode_data
def test_every_line_of_bidi_character_test_holds() -> None:
    count = 0
    for line in data_lines("BidiCharacterTest.txt"):
        codes, direction, _, expected, order = line.split(";")
        text = "".join(chr(int(code, 16)) for code in codes.split())
        found = levels(text, {"0": 0, "1": 1, "2": None}[direction])
        removed = expected.split()
        shown = ["x" if want == "x" else str(level) for want, level in zip(removed, found, strict=True)]
        assert " ".join(shown) == expected, line
        kept = [at for at, want in enumerate(removed) if want != "x"]
        assert " ".join(str(kept[at]) for at in visual_order([found[at] for at in kept])) == order, line
        count += 1
    assert count == 91_707


@pytest.mark.parametrize("base", [0, 1])
def test_the_short_cut_for_paragraphs_of_one_direction_says_what_the_rules_say(base: int) -> None:
    """It is taken for letters of one direction with marks, spaces, signs and, from left to right, European figures."""
    letters = ["aé1 \u0301.,+-%€!(", "אبپ \u05b0\u064b.,+-%€!("][base]
    random = Random(base)
    for length in range(1, 200):
        text = "".join(random.choices(letters, k=length))
        assert of_paragraph(text, base) == levels(text, base), text
