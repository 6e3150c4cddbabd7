"""The covering letter of audit sheets, in words for everybody, and for each group that has words of its own.

It stands in `letter.yaml`, and only a letter reads it.
"""

from __future__ import annotations

from senaudit.content.fields import Reading, text, with_schema, word
from senaudit.content.labels import words_of
from senaudit.content.model import Guide, Letter
from senaudit.content.parts import wording_fields
from senaudit.content.text import Text
from senaudit.source.nodes import Node

LETTER = {
    "title": "The heading.",
    "greeting": "To whom it is written.",
    "purpose": "What this is, and why the school asks.",
    "choice": "That nobody has to take part.",
    "help": "What help there is, and which other forms the papers can have.",
    "answers": "What happens to the answers.",
    "thanks": "The last words.",
}
"""The words of a letter, which a group may have words of its own for, and their descriptions, which editors show."""

FIXED = {
    "kind": "What it is, in the title that a PDF reader shows.",
    "subject": "What it is, in a sentence for those who look for a file.",
    "time": "Before how long it takes.",
    "about": "How many minutes it takes.",
    "return-to": "Before who collects the sheets.",
    "return-by": "Before the day by which they are collected.",
    "ask": "Before whom to ask.",
    "kept": "Before the day until which the answers are kept.",
}
"""The fixed words of all letters, and their descriptions."""

PATTERNS = {"about": "about {count} minutes"}
"""The shipped words of those that are patterns: see `labels.PATTERNS`."""

_MOST_MINUTES = 60
_FULL = 5
"""The minutes that a letter names are a multiple of this."""


def letter(reading: Reading, node: Node) -> Letter:
    """Read letter.yaml."""
    with reading.fields(node, "letter.yaml") as fields:
        words = {name: fields.required(name, text, use) for name, use in LETTER.items()}
        each = fields.required("minutes", _minutes, "How many minutes a question takes, on average.")
        labels = fields.required("labels", _labels, "The fixed words of a letter.")
        groups = {
            group: fields.optional(name, _wording, {}, f"What is worded in another way for this group: {group}.")
            for group, name in wording_fields(reading, node).items()
        }
        return Letter(words, {group: {**words, **own} for group, own in groups.items() if own}, labels, each)


def _wording(reading: Reading, node: Node) -> dict[str, Text]:
    with reading.fields(node, "the words for a group") as fields:
        own = {name: fields.optional(name, text, None, use) for name, use in LETTER.items()}
        return {name: words for name, words in own.items() if words}


def _labels(reading: Reading, node: Node) -> dict[str, Text]:
    return words_of(
        reading, node, "the set of a letter’s labels", FIXED, PATTERNS, {"minutes": "about"}, {}, ("about",)
    )


@with_schema({"type": ["integer", "string"], "pattern": "^[1-9][0-9]?$"})
def _minutes(reading: Reading, node: Node) -> int:
    value = word(reading, node)
    if value.isascii() and value.isdigit() and 1 <= int(value[:9]) <= _MOST_MINUTES:
        return int(value)
    hint = f"write a whole number from 1 to {_MOST_MINUTES}"
    raise reading.wrong("not-a-number-of-minutes", node.place, f"“{value}” is not a number of minutes", hint)


def minutes(guide: Guide) -> int:
    """Return about how many minutes the questions of the guide take. The guide must have its letter."""
    assert guide.letter is not None
    total = guide.letter.minutes * sum(len(chapter.questions) for chapter in guide.chapters)
    return -(-total // _FULL) * _FULL
