"""What a school does with the questions: its folder `questions`, each file of which adds, changes or drops some.

add: communication:our-app         change: communication:telephone     drop:
after: telephone                   question: Can parents ring you?       - support:transport
question: Does our app help?
blocks: …
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from senaudit.content.fields import Reading, identifier, list_of, one_of, word
from senaudit.content.overlay import field
from senaudit.content.source import Mapping, Node, Scalar
from senaudit.problems import did_you_mean

ADD, CHANGE, DROP, AFTER, USE = "add", "change", "drop", "after", "use"
VERBS = (ADD, CHANGE, DROP)

_NAME = re.compile(r"([a-z][a-z0-9-]*):([a-z][a-z0-9-]*)")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing done to one question: `verb` is "add", "change" or "drop", `name` what names the question in the file.

    `fields` are the question's own. An added question stands behind the question `after`, or else at the end.
    """

    verb: str
    chapter: str
    id: str
    name: Scalar
    fields: Mapping
    after: Scalar | None = None


def read_changes(reading: Reading, node: Node) -> tuple[Change, ...]:
    """Read one file of the folder `questions`. A file that says `use: no` is checked and does nothing."""
    verb, name = _verb(reading, node)
    assert isinstance(node, Mapping)
    rest = tuple(entry for entry in node.entries if entry[0].value not in (verb, USE, AFTER))
    use = field(node, USE)
    used = use is None or one_of(("yes", "no"), "an answer here")(reading, use) == "yes"
    after = field(node, AFTER)
    if after is not None and verb != ADD:
        raise reading.wrong(after.place, f"“{AFTER}” belongs to a question that is added", "delete the line")
    if verb == DROP:
        if rest:
            hint = "put each change into a file of its own"
            raise reading.wrong(rest[0][0].place, "a file that drops questions says no more than which", hint)
        changes = list_of(_dropped)(reading, name) if not isinstance(name, Scalar) else (_dropped(reading, name),)
        return changes if used else ()
    if after is not None:
        identifier(reading, after)
    chapter, question = _question_name(reading, name)
    assert isinstance(name, Scalar)
    if any(key.value == "id" for key, _ in rest):
        hint = f"delete the line: the id stands behind “{verb}: {chapter}:”"
        raise reading.wrong(node.place, "the question’s id is said twice", hint)
    if not rest and verb == CHANGE:
        hint = "add the fields that differ, such as “question: …”, or delete the file"
        raise reading.wrong(name.place, "nothing is changed here", hint)
    change = Change(
        verb, chapter, question, name, Mapping(rest, node.place), after if isinstance(after, Scalar) else None
    )
    return (change,) if used else ()


def _verb(reading: Reading, node: Node) -> tuple[str, Node]:
    """Return what the file does, and to which question."""
    hint = (
        "begin it with “add: communication:our-app”, “change: communication:telephone” or “drop: [support:transport]”"
    )
    if not isinstance(node, Mapping):
        raise reading.wrong(node.place, "this file does not say what it does with a question", hint)
    found = [(key, value) for key, value in node.entries if key.value in VERBS]
    if not found:
        near = next((key for key, _ in node.entries if "did you mean" in did_you_mean(key.value, VERBS)), None)
        if near is not None:
            raise reading.wrong(
                near.place, f"“{near.value}” is nothing that a file can do", did_you_mean(near.value, VERBS)
            )
        raise reading.wrong(node.place, "this file does not say what it does with a question", hint)
    for key, _ in found[1:]:
        message = f"a file does one thing, and this one has “{found[0][0].value}” already"
        raise reading.wrong(key.place, message, "make a second file in the folder questions")
    return found[0][0].value, found[0][1]


def _dropped(reading: Reading, node: Node) -> Change:
    chapter, question = _question_name(reading, node)
    assert isinstance(node, Scalar)
    return Change(DROP, chapter, question, node, Mapping((), node.place))


def _question_name(reading: Reading, node: Node) -> tuple[str, str]:
    value = word(reading, node)
    match = _NAME.fullmatch(value)
    if match is None:
        hint = "write the chapter’s id, a colon and the question’s id, as in communication:telephone"
        raise reading.wrong(node.place, f"“{value}” does not name a question", hint)
    return match[1], match[2]


def checked(reading: Reading, changes: Iterable[Change], chapters: Iterable[str]) -> tuple[Change, ...]:
    """Return the changes, each of which names one of the chapters, and no two of which are about one question."""
    known = tuple(chapters)
    first: dict[tuple[str, str], Change] = {}
    for change in changes:
        if change.chapter not in known:
            hint = did_you_mean(change.chapter, known)
            reading.wrong(change.name.place, f"there is no chapter “{change.chapter}”", hint)
        elif other := first.get((change.chapter, change.id)):
            message = f"“{change.chapter}:{change.id}” is in a second file (first in {other.name.place})"
            reading.wrong(change.name.place, message, "say all about one question in one file")
        else:
            first[change.chapter, change.id] = change
    return tuple(first.values())
