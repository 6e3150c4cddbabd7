"""The fixed words of documents that are made of filled-in sheets: the collation, the plan, the handover.

They stand in `findings.yaml`, apart from the labels, because only these documents read them.
"""

from __future__ import annotations

from senaudit.content.fields import Reading, text
from senaudit.content.text import Text
from senaudit.source.nodes import Node

FINDINGS = {
    "collation": "The title of what was answered, put together.",
    "plan": "The title of the plan.",
    "handover": "The title of what the next person in charge is given.",
    "practice": "Before what is done now.",
    "action": "Before what should be done.",
    "group": "The head of a column: who was asked.",
    "returns": "The head of a column: how many came back.",
}
"""The name of each label and its description, which editors show."""


def findings(reading: Reading, node: Node) -> dict[str, Text]:
    """Read findings.yaml: the words of each label."""
    with reading.fields(node, "findings.yaml") as fields:
        return fields.required("labels", _words, "The fixed words of documents that are made of filled-in sheets.")


def _words(reading: Reading, node: Node) -> dict[str, Text]:
    with reading.fields(node, "the set of labels") as fields:
        return {key: fields.required(key, text, use, f'add a line "{key}: …". {use}') for key, use in FINDINGS.items()}
