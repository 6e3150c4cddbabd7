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
    "plan-subject": "What the plan says of itself.",
    "plan-as-of": "Before the day as of which the plan says what is overdue.",
    "plan-only-overdue": "Says that a plan has only what is overdue.",
    "plan-dropped": "Before the number of actions that were dropped.",
    "plan-nothing": "In a plan without actions.",
    "plan-months": "The twelve months, with spaces between them.",
    "plan-dated": "The heading of actions in the order of their days.",
    "plan-undated": "The heading of actions without a day.",
    "plan-all-done": "The heading of actions that are done.",
    "plan-other": "The heading of actions that are about no question.",
    "plan-what": "Before what is to be done.",
    "plan-about": "Before the question that an action is about.",
    "plan-who": "Before who does it.",
    "plan-by": "Before by when it is done.",
    "plan-success": "Before how it is known that it has worked.",
    "plan-review": "Before when it is looked at again.",
    "plan-state": "Before how far it is.",
    "plan-to-do": "How far an action is: nobody has begun.",
    "plan-in-hand": "How far an action is: somebody has begun.",
    "plan-done": "How far an action is: it is done.",
    "plan-overdue": "Before how far an action is, if its day has passed.",
    "collation-subject": "What the collation is, in a sentence for those who look for a file.",
    "warning-title": "The label of the warning on the first page of the collation.",
    "warning": "That warning: people may be known by what they write.",
    "joined": "Part of that warning, if small groups are shown together.",
    "who-asked": "The heading of the list of groups.",
    "asked-what": "The head of a column: which questions a group was asked.",
    "when": "The head of a column: from when to when the answers were given.",
    "until": "Between two dates.",
    "others": "Before the names of small groups that are shown together.",
    "and": "Before the last of several groups.",
    "together": "After the names of groups that filled in one sheet together.",
    "unnamed": "In the place of a group’s name, if nobody gave one.",
    "asked": "After the number of those who were asked a question.",
    "answered": "After the number of those who answered it.",
    "empty": "After the number of those who left it empty.",
    "not-asked": "After the number of those who were not asked it.",
    "asked-as": "Before a question in the words in which a group was asked.",
    "ticked": "Before boxes that were ticked, each with the number of those who ticked it.",
    "actions-from": "Before the names of the groups that named points for action.",
    "groups-not-asked": "Before the names of the groups that were not asked a question.",
    "check": "After an answer that may have been read wrongly.",
    "check-explained": "What that means.",
    "letters": "In the place of words that no font has, after the name of a script and their number.",
    "no-longer": "The heading of answers to questions that are no longer asked.",
    "no-longer-lead": "What these answers are.",
    "last-practice": "On audit sheets, before what was agreed on last time.",
    "last-actions": "There, before what was to be done.",
    "last-by": "There, before the day by which it is to be done.",
    "last-to-do": "There, before an action that nobody has begun.",
    "last-in-hand": "There, before one that somebody works on.",
    "last-done": "There, before one that is done.",
    "last-dropped": "There, before one that was given up.",
    "asked-new": "There, under a question that was not asked last time.",
    "asked-changed": "There, under one that was asked in other words.",
    "record": "The name of the table to type paper sheets into.",
    "record-first": "The first line of the table.",
    "record-sheet": "The head of a column: the chapter and the question’s number.",
    "record-question": "The head of a column: the question.",
    "record-what": "The head of a column: which box or line of a question a row is for.",
    "record-type": "The head of a column: what to type into a row.",
    "record-words": "In that column: the words that were written.",
    "record-x": "In that column: an x if the box was ticked.",
    "record-how": "The name of the sheet that explains the table.",
    "record-number": "The first step.",
    "record-down": "A step: to type down the column.",
    "record-tick": "A step, for boxes to tick.",
    "record-empty": "A step, for what has no answer.",
    "record-unread": "A step, for words that nobody can read.",
    "record-more": "A step, for more people than columns.",
    "record-rows": "A step, for what may be changed in the table.",
    "record-save": "The last step.",
}
"""The name of each label and its description, which editors show."""


def findings(reading: Reading, node: Node) -> dict[str, Text]:
    """Read findings.yaml: the words of each label."""
    with reading.fields(node, "findings.yaml") as fields:
        return fields.required("labels", _words, "The fixed words of documents that are made of filled-in sheets.")


def _words(reading: Reading, node: Node) -> dict[str, Text]:
    with reading.fields(node, "the set of labels") as fields:
        return {key: fields.required(key, text, use, f'add a line "{key}: …". {use}') for key, use in FINDINGS.items()}
