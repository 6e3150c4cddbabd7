"""A school's changes to questions. Each file of its folder `questions` adds, changes or drops some.

add: communication:our-app         change: communication:telephone     drop:
after: telephone                   question: Can parents ring you?       - support:transport
question: Does our app help?
blocks: …

The questions are named in full here; people may type any name that `question_names` understands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from senaudit.content.entries import list_of
from senaudit.content.fields import Reader, Reading, identifier, with_schema, word, yes_or_no
from senaudit.content.messages import id_hint
from senaudit.problems import did_you_mean, nearest
from senaudit.school.overlay import field
from senaudit.school.question_names import ADD, AFTER, CHANGE, DROP
from senaudit.source.nodes import Mapping, Node, Scalar, Sequence

USE = "use"
VERBS = (ADD, CHANGE, DROP)

_NAME = r"([a-z][a-z0-9-]*):([a-z][a-z0-9-]*)"

# The schemas take all that people may type. A number may stand for a name, and YAML 1.1 reads 1:3 as a number.
_TYPED_NAMES = {"type": ["string", "number"], "pattern": "[A-Za-z0-9]"}
_TYPED_NEW_NAME = {"type": "string", "pattern": "^[^:,]+: *[a-z][a-z0-9-]*$"}


class Change(NamedTuple):
    """One change to one question: `verb` is "add", "change" or "drop".

    `name` is the question's name as typed in the file, `fields` the question's new fields. An added question follows
    the question `after`, or else comes at the end.
    """

    verb: str
    chapter: str
    id: str
    name: Scalar
    fields: Mapping
    after: Scalar | None = None

    @property
    def is_of_existing(self) -> bool:
        """Whether it gives a question of the chapter other words."""
        return self.verb == CHANGE

    @property
    def path(self) -> Path:
        """The file that holds the change."""
        path = self.name.place.path
        assert path is not None
        return path


def read_changes(reading: Reading, node: Node) -> tuple[Change, ...]:
    """Read one file of the folder `questions`. A file with `use: no` is checked, but its changes are not returned."""
    file, verb, questions = _verb(reading, node)
    use = field(file, USE)
    is_used = use is None or yes_or_no(reading, use) == "yes"
    changes = _drops(reading, file, questions) if verb == DROP else (_change(reading, file, verb, questions),)
    return changes if is_used else ()


def _verb(reading: Reading, node: Node) -> tuple[Mapping, str, Node]:
    """Return the file's fields, its verb, and the node that names the question or questions."""
    hint = (
        'begin it with "add: communication:our-app", "change: communication:telephone" or "drop: [support:transport]"'
    )
    entries = node.entries if isinstance(node, Mapping) else ()
    verbs = [(key, value) for key, value in entries if key.value in VERBS]
    if not isinstance(node, Mapping) or not verbs:
        for key, _ in entries:
            if nearest(key.value, VERBS):
                raise reading.wrong(
                    "unknown-change",
                    key.place,
                    f"“{key.value}” is nothing that a file can do",
                    did_you_mean(key.value, VERBS),
                    fix=nearest(key.value, VERBS),
                )
        raise reading.wrong("missing-change", node.place, "this file does not say what it does with a question", hint)
    for key, _ in verbs[1:]:
        message = f"a file does one thing, and this one has “{verbs[0][0].value}” already"
        raise reading.wrong("several-changes", key.place, message, "make a second file in the folder questions")
    return node, verbs[0][0].value, verbs[0][1]


def _drops(reading: Reading, file: Mapping, questions: Node) -> tuple[Change, ...]:
    for key, _ in file.entries:
        if key.value not in (DROP, USE):
            hint = "put each change into a file of its own"
            raise reading.wrong(
                "drop-with-fields", key.place, "a file that drops questions says no more than which", hint
            )
    names = _question_names(reading, questions)
    return tuple(Change(DROP, chapter, question, name, Mapping((), name.place)) for chapter, question, name in names)


def _change(reading: Reading, file: Mapping, verb: str, question_node: Node) -> Change:
    chapter, question, name = _question_name(reading, question_node)
    after = field(file, AFTER)
    if after is not None and verb != ADD:
        raise reading.wrong(
            "after-without-add", after.place, f"“{AFTER}” belongs to a question that is added", "delete the line"
        )
    if after is not None:
        _after(reading, after)
    rest = tuple(entry for entry in file.entries if entry[0].value not in (verb, USE, AFTER))
    for key, _ in rest:
        if key.value == "id":
            hint = f"delete the line: the id stands behind “{verb}: {chapter}:”"
            raise reading.wrong("duplicate-id", key.place, "the question’s id is said twice", hint)
    if not rest and verb == CHANGE:
        hint = 'add the fields that differ, such as "question: …", or delete the file'
        raise reading.wrong("nothing-changed", name.place, "nothing is changed here", hint)
    fields = Mapping(rest, file.place)
    return Change(verb, chapter, question, name, fields, after if isinstance(after, Scalar) else None)


@with_schema(_TYPED_NAMES)
def _question_name(reading: Reading, node: Node) -> tuple[str, str, Scalar]:
    """Read the name of a question. Return the ids of its chapter and of the question, and the node."""
    value = word(reading, node)
    match = re.fullmatch(_NAME, value)
    if match is None or not isinstance(node, Scalar):
        chapter, _, question = value.partition(":")
        if re.fullmatch("[a-z][a-z0-9-]*", chapter) and question.strip(" "):
            hint, right = id_hint(question, f"{chapter}:")
            raise reading.wrong("not-an-id", node.place, f"“{question}” cannot be an id", hint, fix=right)
        hint = "write the chapter’s id, a colon and the question’s id, as in communication:telephone"
        raise reading.wrong("not-a-question-name", node.place, f"“{value}” does not name a question", hint)
    return match[1], match[2], node


@with_schema(_TYPED_NEW_NAME)
def _new_name(reading: Reading, node: Node) -> tuple[str, str, Scalar]:
    return _question_name(reading, node)


@with_schema(_TYPED_NAMES)
def _after(reading: Reading, node: Node) -> str:
    return identifier(reading, node)


_several = list_of(_question_name)


@with_schema({"anyOf": [_question_name, _several]})
def _question_names(reading: Reading, node: Node) -> tuple[tuple[str, str, Scalar], ...]:
    return _several(reading, node) if isinstance(node, Sequence) else (_question_name(reading, node),)


CHANGE_FIELDS: dict[str, tuple[Reader[object], str]] = {
    USE: (yes_or_no, "no: the file is checked, and changes nothing yet."),
    ADD: (
        _new_name,
        "A question of your own: the chapter, a colon and a short name that you give it, "
        "such as communication:our-app.",
    ),
    AFTER: (
        _after,
        "The question of the chapter that yours stands after. Without this line it comes at the end.",
    ),
    CHANGE: (
        _question_name,
        "A question of the guide that you change, such as communication:telephone. Only the fields that differ follow.",
    ),
    DROP: (_question_names, "Questions to leave out, such as [communication:policy]. The others keep their numbers."),
}
"""The fields of a file that are not the question's own: their readers, and their descriptions for editors."""


def checked(reading: Reading, changes: Iterable[Change], chapters: Iterable[str]) -> tuple[Change, ...]:
    """Return the valid changes: each is in a known chapter, and no two are about the same question.

    The others are noted as problems.
    """
    known = tuple(chapters)
    first: dict[tuple[str, str], Change] = {}
    for change in changes:
        if change.chapter not in known:
            hint = did_you_mean(change.chapter, known)
            right = nearest(change.chapter, known)
            fix = f"{right}:{change.id}" if right else None
            reading.wrong(
                "unknown-chapter", change.name.place, f"there is no chapter “{change.chapter}”", hint, fix=fix
            )
        elif other := first.get((change.chapter, change.id)):
            message = f"“{change.chapter}:{change.id}” is in a second file"
            hint = "say all about one question in one file"
            reading.wrong("question-changed-twice", change.name.place, message, hint, other.name.place)
        else:
            first[change.chapter, change.id] = change
    return tuple(first.values())
