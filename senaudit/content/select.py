"""Cut the guide down to the chapters, questions and audiences that were chosen. All numbers stay as they are."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from senaudit.content.model import Chapter, Guide, Question
from senaudit.content.text import Text
from senaudit.problems import Problem, UsageError, did_you_mean

_NUMBERS = r"(\d{1,9}[a-z]*)(?:[-–](\d{1,9}[a-z]*))?"

Chosen = set[tuple[str, str]]
"""Questions, each as its chapter's id and its own id."""


class Selection(NamedTuple):
    """The chapters, questions and audiences that were chosen, as typed. An empty field chooses all of its kind."""

    chapters: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()


def select(guide: Guide, selection: Selection) -> Guide:
    """Return the guide with the questions that match every field of the selection, in the guide's order.

    A chapter is chosen by its id, its number, or the unique start of its id or title. Questions are chosen by
    `chapter:3,5-7`, `chapter:id` or an id alone, which is looked up in the chosen chapters first. An audience is chosen
    by its id or the start of it. A question without audiences is for everybody. If there is a single audience, it
    becomes the guide's. Raises UsageError with every unknown word, or if no question is left.
    """
    choice = _Choice(guide)
    chapters = choice.chapters(selection.chapters)
    chosen = choice.questions(selection.questions, chapters)
    asked = choice.audiences(selection.audiences)
    if choice.problems:
        raise UsageError(choice.problems)

    def fits(chapter: Chapter, question: Question) -> bool:
        wanted = not selection.questions or (chapter.id, question.id) in chosen
        return wanted and (not asked or not question.audiences or not asked.isdisjoint(question.audiences))

    fewer = [
        chapter._replace(questions=tuple(q for q in chapter.questions if fits(chapter, q))) for chapter in chapters
    ]
    if not any(chapter.questions for chapter in fewer):
        hint = "a question must be among the chosen chapters, questions and audiences at once: leave one of them out"
        raise UsageError([Problem("nothing-chosen", None, "no question is left of this choice", hint)])
    audience = next(iter(asked)) if len(asked) == 1 else None
    return guide._replace(chapters=tuple(chapter for chapter in fewer if chapter.questions), audience=audience)


class _Choice:
    """Finds the chapters, questions and audiences that the words of a selection name, and collects the problems."""

    def __init__(self, guide: Guide) -> None:
        self.problems: list[Problem] = []
        self._guide = guide

    def chapters(self, words: Sequence[str]) -> list[Chapter]:
        """Return the chapters that the words name, in the guide's order; all chapters if there are no words."""
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
        """Return the questions that the words name. An id alone is looked up in `chapters` first, then in all."""
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
        all_chapters = self._guide.chapters
        found = _with_id(word, chapters) or _with_id(word, all_chapters)
        if len(found) > 1:
            self._ambiguous("question", word, [":".join(names) for names in found])
        elif re.fullmatch(_NUMBERS, word):
            chapter = (*chapters, *all_chapters)[0].id
            self._problem(
                "number-without-chapter",
                f"“{word}” is a number without a chapter",
                f"write the chapter before it: {chapter}:{word}",
            )
        elif not found:
            self._unknown("question", word, [question.id for chapter in all_chapters for question in chapter.questions])
        return set(found)

    def _of_chapter(self, chapter: Chapter, item: str) -> list[Question]:
        """Return the questions of a chapter that an item names: `3`, `5-7` or an id."""
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
        """Return whether the school leaves out the question with that number or id. If so, note the problem."""
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
        """Return the ids of the audiences that the words name."""
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

    def _ambiguous(self, noun: str, word: str, found: list[str]) -> None:
        self._problem("ambiguous-choice", f"“{word}” names more than one {noun}", f"choose one: {', '.join(found)}")

    def _unknown(self, noun: str, word: str, known: list[str]) -> None:
        self._problem(
            "unknown-choice",
            f"there is no {noun} “{word}”",
            did_you_mean(word, known) or "nothing is left to choose from",
        )

    def _problem(self, kind: str, message: str, hint: str) -> None:
        self.problems.append(Problem(kind, None, message, hint))


def _with_id(word: str, chapters: Sequence[Chapter]) -> list[tuple[str, str]]:
    name = word.strip().lower()
    return [(chapter.id, question.id) for chapter in chapters for question in chapter.questions if question.id == name]


def _starting(word: str, names: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Return the keys that have the word as one of their names, or else those with a name that begins with it."""
    word = word.strip().casefold()
    if not word:
        return []
    folded = {key: [name.casefold() for name in of_key] for key, of_key in names.items()}
    exact = [key for key, of_key in folded.items() if word in of_key]
    return exact or [key for key, of_key in folded.items() if any(name.startswith(word) for name in of_key)]
