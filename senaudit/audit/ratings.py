"""Ratings: which of four boxes people ticked for how good something is. They are counted, and never averaged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from senaudit.audit.asked_words import question_of
from senaudit.audit.returns import Return
from senaudit.content.model import Guide
from senaudit.problems import Place, Problem

RATINGS = ("agree-a-lot", "agree-a-little", "disagree", "need-to-know-more")
"""The four answers, in their order. “rating-” before one is its label, and “rating:” before it ends a blank's id."""


def rating_of(blank: str) -> str:
    """Return which of the four answers the end of a blank's id is, such as `rating:disagree`; "" for no rating."""
    start, _, name = blank.partition(":")
    return name if start == "rating" and name in RATINGS else ""


def ratings_notes(returns: Iterable[Return], guide: Guide) -> Iterator[Problem]:
    """Yield a warning for each return in which several answers are ticked to how good one thing is."""
    numbers = {f"{each.id}:{one.id}": f"{each.title} {one.number}" for each in guide.chapters for one in each.questions}
    for given in returns:
        rated = [
            name
            for blank, answer in given.answers.items()
            if answer is True and (name := question_of(blank)) and rating_of(blank[len(name) + 1 :])
        ]
        several = [name for name in dict.fromkeys(rated) if rated.count(name) > 1]
        if several:
            words = ", ".join(numbers.get(name, name) for name in several)
            message = f"several of the boxes for how good it is are ticked here, and all of them are counted: {words}"
            hint = "compare the sheet, and correct returns.yaml if a tick is wrong"
            place = Place(Path(given.file))
            yield Problem("rated-twice", place, message, hint, warning=True, values=(("questions", words),))
