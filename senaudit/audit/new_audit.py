"""A new audit: the files in its folder that people edit or read, as they are at the beginning."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping

from senaudit.audit.audit import AUDIT, RETURNS, SMALLEST_GROUP, TO_SEND

README = f"{RETURNS}/README.txt"
"""The file that says what goes into the folder of returns."""

_WIDTH = 110
_ANY_DAY = "3 September 2026, 3/9/2026 or autumn term 2026"
_HEAD = (
    "Your audit: what is asked, of whom, why, and by when. Change what you like, behind the colons. Lines that begin"
    " with # are explanations.",
    "When you have saved this file, type in this folder: senaudit audit",
    f"That makes the files in {TO_SEND} anew: all of them, or none if something here is wrong. This file is never"
    " written over.",
)
_TOLD = {
    "name": "What you call this audit.",
    "why": "Why you ask, in a sentence or two of your own. The covering letter says it.",
    "chapters": "What is asked: chapters, and questions such as communication:3,5-7. Left empty, all of them."
    " senaudit list shows them. For a staff meeting, ten questions are enough.",
    "questions": "",
    "audiences": "Who is asked. Each group gets a folder of its own. Left empty, there is one set for everybody.",
    "language": "The language of all that is sent, and of what is made of the answers, such as cy for Welsh. Left"
    " empty, that of the words: English. senaudit languages shows what there is.",
    "also_in": "The languages in which all that is sent is made too: ur, pl. Each has a folder in that of each group."
    " For some groups only, write {parents: [ur, pl], governors: cy}.",
    "started": "When the audit began.",
    "return_by": f"By when the sheets are to come back: {_ANY_DAY}. The letter says it. Left empty, the letter says"
    " what is in your school.yaml, or has a line to write on.",
    "review": "When you will look at the results again.",
    "kept": "Until when you keep the answers. The letter says it, or has a line to write on.",
    "smallest_group": "If fewer people than this answer in a group, their words are shown with those of others,"
    " so that nobody is known by them.",
    "rating": "Write yes, and the sheets also ask how well each thing is done.",
    "since": "The folder of your last audit. The sheets say what was agreed on then.",
    "school": "Your school’s folder, because this folder is not inside it.",
    "content": "The folders whose words and templates are used.",
    "templates": "",
}
"""The fields in their order, with what is said of each. Those with nothing belong to the one above."""

_ONLY_IF_GIVEN = ("since", "school", "content", "templates")


def audit_yaml(values: Mapping[str, str]) -> bytes:
    """Return the text of audit.yaml. `values` are the words of its fields; the others stay empty, to be filled in."""
    usual = {"smallest_group": str(SMALLEST_GROUP), "rating": "no"}
    lines = [line for words in _HEAD for line in _comment(words)]
    for name, told in _TOLD.items():
        value = values.get(name, "")
        if name in _ONLY_IF_GIVEN and not value:
            continue
        lines += ["", *_comment(told)] if told else []
        plain = usual.get(name, "") if not value else value if name in usual else json.dumps(value, ensure_ascii=False)
        lines.append(f"{name}: {plain}".rstrip())
    return "\n".join([*lines, ""]).encode()


def _comment(words: str) -> list[str]:
    return [f"# {line}" for line in textwrap.wrap(words, _WIDTH, break_on_hyphens=False)]


def readme(name: str) -> bytes:
    """Return the text of the file that says what goes into the folder of returns."""
    text = f"""{name}: what comes back

Put here what people send back: the PDF files that they filled in, and the files that the web page saves. You can make
folders here. The names of the files do not matter.

Sheets that were filled in on paper, or in Word: type them into a table. In the folder above this one ({AUDIT} is in
it), this makes one, and puts it here. Its help says how to make one for each group.
    senaudit record

Then, in the same folder:
    senaudit collate

Nothing in this folder is changed or sent anywhere. These are the words of people who trust you. Keep them where only
those can read them who plan the audit, and delete them when you said that you would.
"""
    return text.replace("\n", "\r\n").encode()
