"""An audit: what is asked, of whom, why, and by when. It is kept in `audit.yaml`, in a folder of its own.

autumn-2026/
  audit.yaml      what is asked, of whom, why and by when; to be edited
  to-send/        the sheets and the letter of each group
  returns/        what comes back
  returns.yaml    the answers, as they were read
  plan.yaml       what is to be done; to be edited
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import NamedTuple

from senaudit.content.text import Text
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


class Audit(NamedTuple):
    """An audit in its folder.

    `chapters`, `questions` and `audiences` say what is asked and of whom, as a selection does; without audiences, the
    sheets are for everybody. `started` is the day on which the folder was made. `return_by`, `review` and `kept` (until
    when the answers are kept) are None if nobody has said so. `since` is the folder of the audit before this one.
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
