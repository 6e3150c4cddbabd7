"""An audit: what is asked, of whom, why, and by when. It is kept in `audit.yaml`, in a folder of its own.

autumn-2026/
  audit.yaml      what is asked, of whom, why and by when; to be edited
  to-send/        the sheets and the letter of each group; those in further languages in folders of these
  returns/        what comes back
  returns.yaml    the answers, as they were read
  plan.yaml       what is to be done; to be edited
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

from senaudit.content.text import Text
from senaudit.languages import language_of
from senaudit.school import names

AUDIT = names.AUDIT
TO_SEND = "to-send"
RETURNS = "returns"
KEPT_RETURNS = "returns.yaml"
PLAN = "plan.yaml"
"""The names of the files and folders of an audit."""

SMALLEST_GROUP = 5
"""The usual smallest group. In what is passed on, smaller ones are joined, so that nobody is known by their words."""


class Day(NamedTuple):
    """A day as it was written, and the day that was meant: of a month or a term, the last. None is no day at all."""

    words: Text
    day: date | None

    def in_language(self, language: str) -> Day:
        """Return the day as a language writes it. What is no single day, such as a term, stays as it was written."""
        if self.day is None or self.day.day not in map(int, re.findall("[0-9]{1,4}", self.words.value)):
            return self
        return self._replace(words=Text(language_of(language).in_words(self.day), self.words.place))


class Audit(NamedTuple):
    """An audit in its folder.

    `chapters`, `questions` and `audiences` say what is asked and of whom, as a selection does; without audiences, the
    sheets are for everybody. `started` is the day on which the folder was made. `return_by`, `review` and `kept` (until
    when the answers are kept) are None if nobody has said so. `since` is the folder of the audit before this one.

    `language` is that of what is sent, and of what is made of the answers; None is the content's. `also_in` has the
    further languages of what is sent, each after the id or the word of a group, "" for all. `why_in` has the reason in
    these languages.
    """

    folder: Path
    name: Text
    why: Text | None
    chapters: tuple[str, ...]
    questions: tuple[str, ...]
    audiences: tuple[str, ...]
    started: date | None
    return_by: Day | None
    review: Day | None
    kept: Day | None
    smallest_group: int
    rating: bool
    since: Path | None
    language: str | None = None
    also_in: tuple[tuple[str, str], ...] = ()
    why_in: Mapping[str, Text] = {}

    def in_language(self, language: str | None) -> Audit:
        """Return the audit as a letter in a language says it: why, and the days, as far as that is known."""
        if language is None or language == self.language:
            return self
        days = (self.return_by, self.review, self.kept)
        return_by, review, kept = (day and day.in_language(language) for day in days)
        why = self.why_in.get(language, self.why)
        return self._replace(why=why, return_by=return_by, review=review, kept=kept, language=language)
