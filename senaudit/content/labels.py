"""The labels, the fixed words of the pages: the names by which templates use them. The words are in `labels.yaml`."""

from __future__ import annotations

LABELS = {
    "contents": "The head of the table of contents.",
    "parents": "The label of a parent view.",
    "schools": "The label of a school example.",
    "ask-parents": "Under a question of the supplement, before the lines for what your own parents say.",
    "continued": "After the label of a call-out that goes on from the page before.",
    "older": "In the glossary, before an older term.",
    "sheets": "A chapter’s audit sheets, in their heading.",
    "question": "The head of the first column of an audit sheet.",
    "practice": "The head of the second column.",
    "action": "The head of the third column.",
    "prompts": "Before a question’s prompts.",
    "checked": "On the cover, before the month in which the facts were last checked.",
    "school": "The blank for the school.",
    "date": "The blank for the date.",
    "completed-by": "Before the groups to tick.",
    "for": "Before the group whom sheets are for.",
    "photocopying": "The foot of an audit sheet.",
    "page": "Before a page’s number.",
    "of": "Between a page’s number and their count.",
    "logo": "Before the school’s name, for those who cannot see its logo.",
    "left-out": "Before what a school leaves out.",
    "authority": "On the cover, before the authority.",
    "senco": "On the cover, before the SENCO.",
    "audit-date": "On the cover, before the date of the audit.",
    "review-date": "Before the date of the next review.",
    "return": "What to do with a filled-in sheet.",
    "return-to": "Before who collects the sheets.",
    "return-by": "Before the day by which they are collected.",
    "practice-parents": "The head of the second column on sheets for parents.",
    "action-parents": "The head of the third column on sheets for parents.",
}
"""The name of each label and its description, which editors show."""
