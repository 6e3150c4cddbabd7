"""A question's wordings for single groups (`for_parents`), after a school has changed the question.

A shipped wording asks the shipped question. So if a school changes what is asked, and not a group's wording with it,
that group gets the school's own question. A note says so, unless the school has changed the words for some group: then
it knows of them.
"""

from __future__ import annotations

from senaudit.content.fields import Reading
from senaudit.problems import Problem
from senaudit.school.overlay import field
from senaudit.school.written import part_digests, written
from senaudit.source.nodes import Mapping, Node, Scalar
from senaudit.source.signs import LONGEST_EXAMPLE

ASKED = ("question", "prompts", "checklist")
"""The fields of a question that a wording says in other words."""

WORDING = "for_"
"""The beginning of the name of each field that holds a wording."""


def without_stale_words(reading: Reading, shipped: Node, question: Node, copied: dict[str, str]) -> Node:
    """Return a school's question without the shipped wordings of what the school has changed.

    `shipped` is the same question as shipped. `copied` holds the digests of the question's parts that the school has
    copied from senaudit, by name; what is as it was copied counts as unchanged.
    If the school has changed no wording at all, the groups whose wording is left out are told in a note. A wording that
    it has changed loses only the fields in which it still has the shipped words for something that was changed.
    """
    if not isinstance(shipped, Mapping) or not isinstance(question, Mapping):
        return question
    now = part_digests(question)

    def is_changed(name: str) -> bool:
        return not _same(field(shipped, name), field(question, name)) and now.get(name, "") != copied.get(name)

    changed = {name for name in ASKED if is_changed(name)}
    entries: list[tuple[Scalar, Node]] = []
    left_out: list[Scalar] = []
    for key, value in question.entries:
        before = field(shipped, key.value) if changed and key.value.startswith(WORDING) else None
        if before is None:
            entries.append((key, value))
        elif is_changed(key.value):
            entries.append((key, _fresh(value, before, question, changed)))
        else:
            left_out.append(key)
    if left_out and not any(key.value.startswith(WORDING) and is_changed(key.value) for key, _ in question.entries):
        reading.warnings.append(_note(shipped, question, changed, left_out))
    return question._replace(entries=tuple(entries))


def _fresh(wording: Node, before: Node, question: Mapping, changed: set[str]) -> Node:
    """Return a wording without its shipped fields of what was `changed`. It keeps a question: at worst the school's."""
    if not isinstance(wording, Mapping):
        return wording
    stale = {name for name in changed if (old := field(before, name)) and _same(old, field(wording, name))}
    entries = [(key, value) for key, value in wording.entries if key.value not in stale]
    entries += [entry for entry in question.entries if entry[0].value == "question" and "question" in stale]
    return wording._replace(entries=tuple(entries))


def _note(shipped: Mapping, question: Mapping, changed: set[str], left_out: list[Scalar]) -> Problem:
    """Return the note at the first field that was changed, or at the shipped wording in the school's own file."""
    name = left_out[0].value
    *others, last = (key.value.removeprefix(WORDING).replace("_", " ") for key in left_out)
    names = f"{', '.join(others)} and {last}" if others else last
    what = " and ".join(f"“{field_name}”" for field_name in ASKED if field_name in changed)
    message = f"{what} changed, and senaudit’s words for {names} may not fit: they get your question as it is"
    asked = field(question, "question")
    short = isinstance(asked, Scalar) and len(asked.value) <= LONGEST_EXAMPLE
    line = f": {name}: {written(asked).rstrip()}" if asked and short else f", in a line that begins with {name}:"
    copies = [key for key in left_out if key.place.path != shipped.place.path]
    keys = copies or [key for key, _ in question.entries if key.value in changed]
    place = min((key.place for key in keys), key=lambda place: place.line, default=question.place)
    hint = f"{'put other words for them here' if copies else 'add words for them'}{line}"
    return Problem("wording-left-out", place, message, hint, warning=True, note=True)


def _same(one: Node | None, other: Node | None) -> bool:
    """Return whether two nodes say the same, wherever they stand."""
    if one is None or other is None:
        return one is other
    return written(one) == written(other)
