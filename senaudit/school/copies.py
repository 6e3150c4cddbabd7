"""Copies of shipped pieces in a school's folder, and the digests that tell which version was copied.

A copy begins with a comment that holds the digests of the shipped piece and of each of its parts. When a later version
of senaudit changes the words, the school sees which parts have changed.
"""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from typing import NamedTuple

from senaudit.files.reading import read_bytes
from senaudit.problems import Place, Problem
from senaudit.school.overlay import field
from senaudit.school.written import digest, part_digests, written
from senaudit.source.nodes import Mapping, Node, Scalar, Sequence

_HEAD = r"shipped sha256: ([0-9a-f]{64})"
_PART = r"([^\s=,]+)=([0-9a-f]{8})"
_GONE = "00000000"
"""Stands for the digest of a part that a later version no longer has."""

_HEAD_LENGTH = 20_000
"""The digests are searched for in this many characters at the beginning of a file."""


class Digests(NamedTuple):
    """The digests that identify a version of a piece: of the whole, and of each part by its name.

    `accepted` holds the digests of later versions' parts that the school has looked at since it copied the piece.
    """

    whole: str
    parts: dict[str, str]
    accepted: frozenset[tuple[str, str]] = frozenset()

    def changed_since(self, old: Digests) -> dict[str, str]:
        """Return the digests of the parts that differ from `old`, new and missing ones included, by their names.

        Parts that were accepted since are left out. A piece without parts has “its text”, which has no digest.
        """
        differing = {} if self.whole == old.whole else self._differing(old)
        if not differing and self.whole != old.whole:
            return {"its text": ""}
        return {name: value for name, value in differing.items() if (name, value) not in old.accepted}

    def line(self, old: Digests) -> str:
        """Return the line of digests that accepts this version in the head of a copy that was made of `old`."""
        return f"shipped sha256: {self.whole} {written_parts(self._differing(old))}".rstrip()

    def _differing(self, old: Digests) -> dict[str, str]:
        """Return the digests of all parts that differ from `old`, whether they were accepted or not."""
        current = {name: self.parts.get(name, _GONE) for name in dict.fromkeys((*self.parts, *old.parts))}
        return {name: value for name, value in current.items() if value != old.parts.get(name)}


def digests_of(piece: Node | str) -> Digests:
    """Return the digests of a piece: those of a YAML node's content, or that of a template's text."""
    if isinstance(piece, str):
        return Digests(digest(piece), {})
    return Digests(digest(written(piece)), part_digests(piece))


def head(name: str, digests: Digests, width: int = 110) -> list[str]:
    """Return the lines at the head of a copy of the piece `name`, still without comment marks.

    `width` is the longest line of digests, in characters.
    """
    parts = written_parts(digests.parts)
    return [
        f"A copy of senaudit’s {name}. senaudit diff compares the two; these lines tell it which version you copied:",
        f"shipped sha256: {digests.whole}",
        *textwrap.wrap(parts, width, break_on_hyphens=False),
    ]


def written_parts(parts: dict[str, str]) -> str:
    """Return the digests of parts as they stand in the head of a copy."""
    return ", ".join(f"{part}={value}" for part, value in parts.items() if value)


class Copied(NamedTuple):
    """The head of a copy: the digests of the version that was copied, and their place."""

    digests: Digests
    place: Place


def copied(text: str, path: Path) -> Copied | None:
    """Return the head of a copy with this text; None if the file at `path` is not a copy."""
    lines = text[:_HEAD_LENGTH].split("\n")
    for number, line in enumerate(lines):
        if found := re.search(_HEAD, line):
            parts: dict[str, str] = {}
            below = number + 1
            while below < len(lines) and (digests := re.findall(_PART, lines[below])):
                parts |= dict(digests)
                below += 1
            place = Place(path, number + 1, found.start() + 1, line, len(found[0]))
            accepted = frozenset(re.findall(_PART, line[found.end() :]))
            return Copied(Digests(found[1], parts, accepted), place)
    return None


def outdated(origin: Copied | None, shipped: Node | None) -> Problem | None:
    """Return a warning if the shipped words have changed since they were copied, else None."""
    changed = digests_of(shipped).changed_since(origin.digests) if origin and shipped else {}
    if origin is None or not changed:
        return None
    message = f"the words that were copied here have changed since in senaudit: {', '.join(changed)}"
    hint = "see them with senaudit diff; it also says which line to put here once you have looked"
    return Problem("copy-outdated", origin.place, message, hint, warning=True)


def questions_of(chapter: Node | None) -> dict[str, Node]:
    """Return the nodes of a chapter's questions by id."""
    questions = field(chapter, "questions")
    items = questions.items if isinstance(questions, Sequence) else ()
    return {name.value: item for item in items if isinstance(name := field(item, "id"), Scalar)}


def without_id(question: Node) -> Node:
    """Return a question's fields without its id. In a file that changes it, `change: chapter:id` names it instead."""
    entries = question.entries if isinstance(question, Mapping) else ()
    return Mapping(tuple(entry for entry in entries if entry[0].value != "id"), question.place)


def text_of(path: Path) -> str:
    """Return the text of a file, or "" if it is not a text file. Its problems are reported when its nodes are read."""
    from senaudit.source.encoding import decode  # only a school's own files need it

    text, _ = decode(read_bytes(path), path)
    return (text or "").replace("\r\n", "\n")
