"""Copies of shipped pieces in a school's folder, and what a copy remembers of the piece that it was made of.

At its head stands, as a comment, the digest of the shipped piece, and of each of its parts. When a later senaudit ships
other words, the school is told which parts have changed, and can look at them.
"""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from typing import NamedTuple

from senaudit.problems import Place, Problem
from senaudit.school.overlay import field
from senaudit.school.written import digest, part_digests, written
from senaudit.source.nodes import Mapping, Node, Scalar, Sequence

_HEAD = r"shipped sha256: ([0-9a-f]{64})"
_PART = r"([^\s=,]+)=([0-9a-f]{8})"
_LOOKED_AT = 20_000
"""Characters at the beginning of a file among which the digests stand."""


class Digests(NamedTuple):
    """What identifies a version of a piece: the digest of the whole, and those of its parts, by their names."""

    whole: str
    parts: dict[str, str]

    def changed_since(self, old: Digests) -> list[str]:
        """Return the names of the parts that are not as they were, new and missing ones too."""
        if self.whole == old.whole:
            return []
        names = dict.fromkeys((*self.parts, *old.parts))
        return [name for name in names if self.parts.get(name) != old.parts.get(name)] or ["its text"]


def digests_of(piece: Node | str) -> Digests:
    """Return the digests of a piece: of YAML by what it says, of a template by its text."""
    if isinstance(piece, str):
        return Digests(digest(piece), {})
    return Digests(digest(written(piece)), part_digests(piece))


def head(name: str, digests: Digests, width: int = 110) -> list[str]:
    """Return the lines that say what a copy was made of, to be written as a comment."""
    parts = ", ".join(f"{part}={value}" for part, value in digests.parts.items())
    return [
        f"A copy of senaudit’s {name}. senaudit diff compares the two; these lines tell it which version you copied:",
        f"shipped sha256: {digests.whole}",
        *textwrap.wrap(parts, width, break_on_hyphens=False),
    ]


class Copied(NamedTuple):
    """What a copy's head says: the digests of what it was made of, and the place where that stands."""

    digests: Digests
    place: Place


def copied(text: str, path: Path) -> Copied | None:
    """Return what the head of a file says of its origin; None for a file that was not copied. `path` is the file’s."""
    lines = text[:_LOOKED_AT].split("\n")
    for number, line in enumerate(lines):
        if found := re.search(_HEAD, line):
            parts: dict[str, str] = {}
            below = number + 1
            while below < len(lines) and (named := re.findall(_PART, lines[below])):
                parts |= dict(named)
                below += 1
            place = Place(path, number + 1, found.start() + 1, line, len(found[0]))
            return Copied(Digests(found[1], parts), place)
    return None


def outdated(origin: Copied | None, shipped: Node | None) -> Problem | None:
    """Return the warning that the program ships other words by now than those that were copied; None if it does not."""
    changed = digests_of(shipped).changed_since(origin.digests) if origin and shipped else []
    if origin is None or not changed:
        return None
    message = f"the words that were copied here have changed since in senaudit: {', '.join(changed)}"
    hint = "see them with senaudit diff; it also says which line to put here once you have looked"
    return Problem("copy-outdated", origin.place, message, hint, warning=True)


def questions_of(chapter: Node | None) -> dict[str, Node]:
    """Return the nodes of a chapter's questions, by their ids."""
    questions = field(chapter, "questions")
    items = questions.items if isinstance(questions, Sequence) else ()
    return {name.value: item for item in items if isinstance(name := field(item, "id"), Scalar)}


def without_id(question: Node) -> Node:
    """Return a question's fields but its id, which the file that changes it says in another way."""
    entries = question.entries if isinstance(question, Mapping) else ()
    return Mapping(tuple(entry for entry in entries if entry[0].value != "id"), question.place)


def text_of(path: Path) -> str:
    """Return the text of a file, nothing if it has none: what is wrong with its bytes is told where it is read."""
    from senaudit.source.encoding import decode  # only a school's own files are looked at

    text, _ = decode(path.read_bytes(), path)
    return (text or "").replace("\r\n", "\n")
