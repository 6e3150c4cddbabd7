"""What somebody chose of the guide: fewer chapters and questions, each with the number that it has in the whole."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from senaudit.content.model import Chapter, Guide, Question
from senaudit.content.text import Text
from senaudit.problems import Problem, UsageError, did_you_mean

_NUMBERS = r"(\d{1,9}[a-z]*)(?:[-–](\d{1,9}[a-z]*))?"

Chosen = set[tuple[str, str]]
"""Questions by the ids of their chapter and of their own."""


class Selection(NamedTuple):
    """Which chapters, questions and audiences somebody chose, in their words; none of a kind is all."""

    chapters: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()


def select(guide: Guide, selection: Selection) -> Guide:
    """Return the guide with those questions only that each of the choices made allows, in the guide's order.

    Chapters are ids, numbers, or the unique start of an id or title; questions are `chapter:3,5-7`, `chapter:id` or
    an id alone (looked for in the chosen chapters first); audiences are ids or the start of one. A question that
    names no audience is for everybody. A single audience is the guide's from then on. Raises UsageError with all that
    is unknown, or if no question is left.
    """
    choice = _Choice(guide)
    kept = choice.chapters(selection.chapters)
    chosen = choice.questions(selection.questions, kept)
    asked = choice.audiences(selection.audiences)
    if choice.problems:
        raise UsageError(choice.problems)

    def fits(chapter: Chapter, question: Question) -> bool:
        wanted = not selection.questions or (chapter.id, question.id) in chosen
        return wanted and (not asked or not question.audiences or not asked.isdisjoint(question.audiences))

    fewer = [chapter._replace(questions=tuple(q for q in chapter.questions if fits(chapter, q))) for chapter in kept]
    if not any(chapter.questions for chapter in fewer):
        hint = "a question must be among the chosen chapters, questions and audiences at once: leave one of them out"
        raise UsageError([Problem("nothing-chosen", None, "no question is left of this choice", hint)])
    audience = next(iter(asked)) if len(asked) == 1 else None
    return guide._replace(chapters=tuple(chapter for chapter in fewer if chapter.questions), audience=audience)


class _Choice:
    """Finds what the words of a choice name in a guide, and collects the problems of those that name nothing."""

    def __init__(self, guide: Guide) -> None:
        self.problems: list[Problem] = []
        self._guide = guide

    def chapters(self, words: Sequence[str]) -> list[Chapter]:
        """Return the chapters named, all if there are no words, in the guide's order."""
        found = [self._chapter(word) for word in words]
        return [chapter for chapter in self._guide.chapters if not words or chapter in found]

    def _chapter(self, word: str) -> Chapter | None:
        word, chapters = word.strip(), self._guide.chapters
        if word.isdecimal():
            found = [chapter for chapter in chapters if str(chapter.number) == word]
        else:
            names = {chapter.id: (chapter.id, str(chapter.title)) for chapter in chapters}
            ids = _starting(word, names)
            found = [chapter for chapter in chapters if chapter.id in ids]
        if len(found) == 1:
            return found[0]
        if found:
            self._ambiguous("chapter", word, [chapter.id for chapter in found])
        elif word.isdecimal():
            known = ", ".join(f"{chapter.number} {chapter.id}" for chapter in chapters)
            self._problem("unknown-chapter", f"there is no chapter {word}", f"known here: {known}")
        else:
            self._unknown("chapter", word, [chapter.id for chapter in chapters])
        return None

    def questions(self, words: Sequence[str], chapters: Sequence[Chapter]) -> Chosen:
        """Return the questions named; an id alone is looked for in the chapters `chapters` before all others."""
        chosen: Chosen = set()
        for word in words:
            start, colon, items = word.partition(":")
            if not colon:
                chosen |= self._by_id_alone(word, chapters)
            elif chapter := self._chapter(start):
                for item in items.split(","):
                    chosen |= {(chapter.id, question.id) for question in self._of_chapter(chapter, item.strip())}
        return chosen

    def _by_id_alone(self, word: str, chapters: Sequence[Chapter]) -> Chosen:
        every = self._guide.chapters
        found = _with_id(word, chapters) or _with_id(word, every)
        if len(found) > 1:
            self._ambiguous("question", word, [":".join(names) for names in found])
        elif re.fullmatch(_NUMBERS, word):
            chapter = (*chapters, *every)[0].id
            self._problem(
                "number-without-chapter",
                f"“{word}” is a number without a chapter",
                f"write the chapter before it: {chapter}:{word}",
            )
        elif not found:
            self._unknown("question", word, [question.id for chapter in every for question in chapter.questions])
        return set(found)

    def _of_chapter(self, chapter: Chapter, item: str) -> list[Question]:
        """Return the questions of a chapter that `3`, `5-7` or an id names."""
        numbers = re.fullmatch(_NUMBERS, item)
        if numbers is None:
            found = [question for question in chapter.questions if question.id == item.lower()]
            if not found and not self._left_out(chapter, item.lower()):
                where = f"question of {chapter.id}"
                self._unknown(where, item, [question.id for question in chapter.questions])
            return found
        first, last = (number.lstrip("0") or "0" for number in (numbers[1], numbers[2] or numbers[1]))
        places = {question.number: place for place, question in enumerate(chapter.questions)}
        if first not in places or last not in places:
            missing = last if first in places else first
            known = list(places)
            if not self._left_out(chapter, missing):
                self._problem(
                    "unknown-number",
                    f"{chapter.id} has no question {missing}",
                    f"its questions are {known[0]} to {known[-1]}",
                )
            return []
        if places[first] > places[last]:
            self._problem(
                "backwards-range", f"{chapter.id}:{item} runs backwards", f"write {chapter.id}:{last}-{first}"
            )
        return list(chapter.questions[places[first] : places[last] + 1])

    def _left_out(self, chapter: Chapter, word: str) -> bool:
        """Note the problem, if that number or id is one of a question that the school leaves out."""
        for question in chapter.left_out:
            if word in (question.number, question.id):
                message = (
                    f"question {question.number} of {chapter.id} ({question.id}) is left out of this school’s pack"
                )
                self._problem(
                    "question-left-out",
                    message,
                    f"take {chapter.id}:{question.id} out of “drop” in the school’s folder",
                )
                return True
        return False

    def audiences(self, words: Sequence[str]) -> set[str]:
        """Return the ids of the audiences named."""
        known = self._guide.audiences
        return {name for word in words for name in self._audience(word, known)}

    def _audience(self, word: str, known: dict[str, Text]) -> list[str]:
        found = _starting(
            re.sub("[-_]", " ", word), {name: (name.replace("-", " "), str(known[name])) for name in known}
        )
        if len(found) > 1:
            self._ambiguous("audience", word, found)
        elif not found:
            self._unknown("audience", word, list(known))
        return found

    def _ambiguous(self, what: str, word: str, found: list[str]) -> None:
        self._problem("ambiguous-choice", f"“{word}” names more than one {what}", f"choose one: {', '.join(found)}")

    def _unknown(self, what: str, word: str, known: list[str]) -> None:
        self._problem(
            "unknown-name",
            f"there is no {what} “{word}”",
            did_you_mean(word, known) or "nothing is left to choose from",
        )

    def _problem(self, kind: str, message: str, hint: str) -> None:
        self.problems.append(Problem(kind, None, message, hint))


def _with_id(word: str, chapters: Sequence[Chapter]) -> list[tuple[str, str]]:
    name = word.strip().lower()
    return [(chapter.id, question.id) for chapter in chapters for question in chapter.questions if question.id == name]


def _starting(word: str, names: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Return the keys one of whose names is the word, or else the keys one of whose names begins with it."""
    word = word.strip().casefold()
    if not word:
        return []
    folded = {key: [name.casefold() for name in each] for key, each in names.items()}
    same = [key for key, each in folded.items() if word in each]
    return same or [key for key, each in folded.items() if any(name.startswith(word) for name in each)]
