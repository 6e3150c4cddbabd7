"""Finds what came back more than once: a return in two files, and what somebody saved again later.

Two returns are the same one if they are of the same sheets and group, and say the same in all their answers, with at
least `FEWEST_LETTERS` letters in them. Shorter ones may be two people's: many tick the same boxes, or write “None”.
So may those of two web pages, whose files know one person from another. Of files that one person saved from one web
page, the one counts that was changed last. Answers that were read by their position may be cut off. A return that was
corrected by hand is compared as it was read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from senaudit.audit.returns import Copy, Return, answers_question
from senaudit.audit.written_returns import as_read
from senaudit.problems import Place, Problem

FEWEST_LETTERS = 40
"""The fewest letters in all answers of two returns that are taken for one: a sentence."""

_Texts = dict[str, str | Literal[True]]


class Counted:
    """The returns that count, in the order in which they were added, and what is told of the others."""

    def __init__(self, known: Iterable[Return] = ()) -> None:
        """Count all that are known already. They have been compared before, and perhaps corrected since."""
        self.returns: list[Return] = []
        self.problems: list[Problem] = []
        self._texts: list[_Texts] = []
        self._saved: dict[tuple[str, ...], int] = {}
        self._answering: defaultdict[object, list[int]] = defaultdict(list)
        self._originals: dict[str, int] = {}
        for answered in known:
            self._count(answered, _texts(answered))

    def add(self, answered: Return) -> None:
        """Count a return, unless it has been counted already."""
        texts = _texts(answered)
        at = self._saved.get(_saved(answered)) if answered.person else None
        if at is not None and self._is_saved_again(at, answered, texts):
            return
        at = self._originals.get(as_read(answered)) if self._originals else None
        if at is not None and _is_same(self.returns[at], texts, answered, texts):
            self._tell_same(at, answered, " before it was corrected by hand")
            return
        for at in self._answering[answered.group, frozenset(texts)]:
            if _is_same(self.returns[at], self._texts[at], answered, texts):
                self._tell_same(at, answered)
                return
        self._count(answered, texts)

    def _count(self, answered: Return, texts: _Texts) -> None:
        self._saved[_saved(answered)] = len(self.returns)
        self._answering[answered.group, frozenset(texts)].append(len(self.returns))
        if answered.original:
            self._originals[answered.original] = len(self.returns)
        self.returns.append(answered)
        self._texts.append(texts)

    def _is_saved_again(self, at: int, answered: Return, texts: _Texts) -> bool:
        """Count the later of two files that one person saved. Return whether it is known which one that is."""
        first = self.returns[at]
        if first.changed == answered.changed and self._texts[at] != texts:
            message = f"the same person saved “{first.file}”, and no file says which is later: both are counted"
            hint = "look at both, and take one of them out"
            self.problems.append(_doubt("saved-at-one-time", answered, message, hint))
            return False
        if answered.changed <= first.changed or first.corrected:
            told = "was corrected by hand" if answered.changed > first.changed else "is as late or later"
            self._keep(at, first, answered)
            message = f"the same person saved “{first.file}”, which {told} and counts"
        else:
            self._keep(at, answered, first)
            self._texts[at] = texts
            message = f"this counts in place of “{first.file}”, which the same person saved earlier"
        hint = "nothing is to be done, if that person has taken no answer out by mistake"
        self.problems.append(_doubt("saved-again", answered, message, hint))
        return True

    def _tell_same(self, at: int, answered: Return, when: str = "") -> None:
        first = self.returns[at]
        if first.way == "position" != answered.way and not first.corrected:
            self._keep(at, answered, first)
        else:
            self._keep(at, first, answered)
        message = f"this says the same as “{first.file}”{when}; it is counted once"
        hint = "if two people wrote the same, change one of the two a little, such as its date or a word of an answer"
        self.problems.append(_doubt("same-return", answered, message, hint))

    def _keep(self, at: int, counts: Return, other: Return) -> None:
        """Count one return in place of two, and note where the other one is."""
        copies = (*counts.copies, *other.copies, Copy(other.file, other.digest, other.number))
        self.returns[at] = counts._replace(copies=copies)


def _texts(answered: Return) -> _Texts:
    """Return the answers without differences in white space."""
    return {name: words if words is True else " ".join(words.split()) for name, words in answered.answers.items()}


def _saved(answered: Return) -> tuple[str, ...]:
    """Return what tells a person's file of answers from those of others, and of other sheets."""
    return answered.person, answered.school, answered.group, answered.form


def _is_same(one: Return, its_texts: _Texts, other: Return, texts: _Texts) -> bool:
    """Return whether two returns that answer the same are one return."""
    by_position = "position" in (one.way, other.way)
    if (one.person and other.person) or (one.form != other.form and not by_position):
        return False
    letters = sum(
        min(len(words), len(other_words))
        for name, words in texts.items()
        if words is not True and (other_words := its_texts[name]) is not True and answers_question(name)
    )
    if letters < FEWEST_LETTERS:
        return False
    if not by_position:
        return texts == its_texts
    return all(_goes_on(words, its_texts[name]) for name, words in texts.items())


def _goes_on(one: str | Literal[True], other: str | Literal[True]) -> bool:
    """Return whether two answers are the same, or one is the start of the other."""
    if one is True or other is True:
        return one is other
    return one.startswith(other) or other.startswith(one)


def _doubt(kind: str, answered: Return, message: str, hint: str) -> Problem:
    return Problem(kind, Place(Path(answered.file)), message, hint, warning=True)
