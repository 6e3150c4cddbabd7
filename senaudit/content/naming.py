"""The names of chapters and questions as people type them: one grammar for options, files and commands.

communication:telephone    a question by its chapter and its id
communication:3    1:3     by its chapter and its number; the chapter by its id, number or the start of its name
communication:3,5-7        several: a list, ranges
telephone                  by its id alone, where no other chapter has a question of that id
1:3,5,support:2,welcome    all of these; a number counts in the chapter before it
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple
from unicodedata import normalize

from senaudit.problems import Problem, did_you_mean, nearest

_DASHES = "-‐‑‒–—−"
_NUMBERS = rf"(\d{{1,9}}[a-z]*)(?: *[{_DASHES}] *(\d{{1,9}}[a-z]*))?"
_OTHER_SIGN = rf"(.*?\S)(?: *[.;/‒–—−] *| +)({_NUMBERS}|[a-z][a-z0-9-]*)"
"""A chapter and a question with another sign than a colon between them."""

_QUOTES = " \t“”„‘’"
"""Word puts them round what it thinks is quoted."""

QuestionName = tuple[str, str]
"""The ids of a question's chapter and of the question."""


class ChapterNames(NamedTuple):
    """The names of a chapter, and the numbers of its questions by their ids.

    `left_out` has those that the school leaves out, and `unused` those of the supplement that are not in use.
    """

    id: str
    number: int
    title: str
    numbers: Mapping[str, str]
    left_out: Mapping[str, str] = {}
    unused: Mapping[str, str] = {}


class Naming:
    """Finds the chapters and questions that typed words name, and collects the problems, which have no place."""

    def __init__(self, chapters: Iterable[ChapterNames]) -> None:
        self.problems: list[Problem] = []
        self._chapters = tuple(chapters)

    def chapters(self, words: Sequence[str]) -> list[str]:
        """Return the ids of the chapters that the words name, in the guide's order; of all if there are no words.

        A chapter is named by its id, its number, or the start of its id or title. A word may name several, with commas
        between them.
        """
        found = {chapter.id for word in words for chapter in self._several(word)}
        return [chapter.id for chapter in self._chapters if not words or chapter.id in found]

    def _several(self, word: str) -> Iterator[ChapterNames]:
        for part in parts_of(word, lambda part: bool(self._fitting(part))):
            if chapter := self._chapter(part):
                yield chapter

    def _fitting(self, word: str) -> list[ChapterNames]:
        """Return the chapters that a word may mean."""
        if word.isdecimal():
            return [chapter for chapter in self._chapters if str(chapter.number) == word]
        ids = starting(word, {chapter.id: (chapter.id, chapter.title) for chapter in self._chapters})
        return [chapter for chapter in self._chapters if chapter.id in ids]

    def _chapter(self, word: str) -> ChapterNames | None:
        word = word.strip()
        found = self._fitting(word)
        if len(found) == 1:
            return found[0]
        if found:
            self.ambiguous("chapter", word, [chapter.id for chapter in found])
        elif word.isdecimal():
            known = ", ".join(f"{chapter.number} {chapter.id}" for chapter in self._chapters)
            self._problem("unknown-chapter", f"there is no chapter {word}", f"known here: {known}")
        else:
            known_ids = [chapter.id for chapter in self._chapters]
            hint = did_you_mean(word, known_ids) or "there are no chapters"
            self._problem("unknown-chapter", f"there is no chapter “{word}”", hint, _meant(word, known_ids))
        return None

    def questions(self, word: str, first: Sequence[str] = ()) -> list[QuestionName]:
        """Return the questions that a word names, in the order of the word.

        An id alone is looked up in the chapters `first` before all others.
        """
        names: list[QuestionName] = []
        chapter: ChapterNames | None = None
        is_known = True
        for item in word.strip(_QUOTES).split(","):
            start, colon, rest = item.partition(":")
            if colon:
                chapter = self._chapter(start)
                is_known = chapter is not None
                item = rest
            if chapter is not None and (colon or not self._is_elsewhere(item, chapter)):
                names += [(chapter.id, question) for question in self._of_chapter(chapter, item.strip().lower())]
            elif is_known or re.fullmatch(_NUMBERS, item.strip().lower()) is None:
                names += self._alone(item.strip(), first)
        return names

    def _is_elsewhere(self, item: str, chapter: ChapterNames) -> bool:
        """Return whether an item is the id of a question, but not of one in this chapter."""
        name = item.strip().lower()
        return name not in chapter.numbers and any(name in other.numbers for other in self._chapters)

    def _alone(self, item: str, first: Sequence[str]) -> list[QuestionName]:
        """Return the question of an id without a chapter."""
        preferred = [chapter for chapter in self._chapters if chapter.id in first]
        name = item.lower()
        found = _with_id(name, preferred) or _with_id(name, self._chapters)
        if len(found) > 1:
            self.ambiguous("question", item, [":".join(names) for names in found])
            return []
        if not found and not self._noted_left_out(name, preferred or self._chapters):
            self._not_alone(item, (*preferred, *self._chapters))
        return found

    def _not_alone(self, item: str, chapters: Sequence[ChapterNames]) -> None:
        """Note the problem of an item that is no question's id."""
        other = re.fullmatch(_OTHER_SIGN, item.lower())
        of_other = self._fitting(other[1]) if other else []
        fitting = self._fitting(item)
        if number := re.fullmatch(_NUMBERS, item.lower()):
            having = (chapter for chapter in chapters if number[1] in chapter.numbers.values())
            hint = f"write the chapter before it: {next(having, chapters[0]).id}:{item}"
            self._problem("number-without-chapter", f"“{item}” is a number without a chapter", hint)
        elif other and len(of_other) == 1:
            hint = f"write {of_other[0].id}:{other[2]}"
            self._problem("no-colon", f"“{item}” has no colon between the chapter and the question", hint)
        elif len(fitting) == 1 and fitting[0].id == item.lower():
            numbers = list(fitting[0].numbers.values())
            hint = f"name its questions, as in {fitting[0].id}:{numbers[0]}-{numbers[-1]}"
            self._problem("chapter-as-question", f"“{item}” is a chapter", hint)
        else:
            self.unknown("question", item, [name for chapter in self._chapters for name in chapter.numbers])

    def _of_chapter(self, chapter: ChapterNames, item: str) -> list[str]:
        """Return the ids of a chapter's questions that an item names: `3`, `5-7` or an id."""
        numbers = re.fullmatch(_NUMBERS, item)
        if numbers is None:
            found = [name for name in chapter.numbers if name == item]
            if not found and not self._noted_left_out(item, [chapter]):
                self.unknown(f"question of {chapter.id}", item, list(chapter.numbers))
            return found
        first, last = (number.lstrip("0") or "0" for number in (numbers[1], numbers[2] or numbers[1]))
        known = list(chapter.numbers.values())
        missing = [number for number in (first, last) if number not in known][:1]
        if missing:
            if not self._noted_left_out(missing[0], [chapter]):
                message = f"{chapter.id} has no question {missing[0]}"
                self._problem("unknown-number", message, f"its questions are {known[0]} to {known[-1]}")
            return []
        start, end = known.index(first), known.index(last)
        if start > end:
            message, hint = f"{chapter.id}:{item} runs backwards", f"write {chapter.id}:{last}-{first}"
            self._problem("backwards-range", message, hint)
        return list(chapter.numbers)[start : end + 1]

    def _noted_left_out(self, word: str, chapters: Iterable[ChapterNames]) -> bool:
        """Return whether the question with that number or id is left out or not in use. If so, note the problem."""
        for chapter in chapters:
            for name, number in chapter.unused.items():
                if word in (name, number):
                    message = f"question {number} of {chapter.id} ({name}) is one of the supplement, and not in use"
                    hint = f'to have it, write "supplement: [{name}]" in the school’s school.yaml'
                    self._problem("supplement-not-used", message, hint)
                    return True
            for name, number in chapter.left_out.items():
                if word in (name, number):
                    message = f"question {number} of {chapter.id} ({name}) is left out of this school’s pack"
                    hint = f"take {chapter.id}:{name} out of “drop” in the school’s folder"
                    self._problem("question-left-out", message, hint)
                    return True
        return False

    def ambiguous(self, noun: str, word: str, found: Iterable[str]) -> None:
        """Note that a word names more than one thing."""
        self._problem("ambiguous-choice", f"“{word}” names more than one {noun}", f"choose one: {', '.join(found)}")

    def unknown(self, noun: str, word: str, known: Sequence[str]) -> None:
        """Note that a word names nothing that is known."""
        hint = did_you_mean(word, known) or "nothing is left to choose from"
        self._problem("unknown-choice", f"there is no {noun} “{word}”", hint, _meant(word, known))

    def _problem(self, kind: str, message: str, hint: str, values: tuple[tuple[str, str], ...] = ()) -> None:
        self.problems.append(Problem(kind, None, message, hint, values=values))


def _meant(word: str, known: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Return the values of a problem: the typed word, and the right one if a known one is like it."""
    right = nearest(word, known)
    return (("typed", word), ("right", right)) if right else (("typed", word),)


def entry_name(term: str) -> str:
    """Return the name of an entry of the glossary: its words with hyphens between them, as in “sen-support”."""
    plain = normalize("NFKD", term).encode("ascii", "ignore").decode("ascii").lower()
    return "-".join(re.findall("[a-z0-9]+", plain.replace("'", "")))


def parts_of(word: str, is_known: Callable[[str], bool]) -> list[str]:
    """Return the parts of a word between its commas; the word itself if it is known as a whole."""
    return [word] if "," not in word or is_known(word.strip()) else word.split(",")


def starting(word: str, names: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Return the keys that have the word as one of their names, or else those with a name that begins with it."""
    word = word.strip().casefold()
    if not word:
        return []
    folded = {key: [name.casefold() for name in of_key] for key, of_key in names.items()}
    exact = [key for key, of_key in folded.items() if word in of_key]
    return exact or [key for key, of_key in folded.items() if any(name.startswith(word) for name in of_key)]


def numbers_written(numbers: Iterable[str]) -> str:
    """Return numbers as they can be typed, such as “3,5-7”."""
    runs: list[list[str]] = []
    for number in numbers:
        if runs and number.isdecimal() and runs[-1][-1].isdecimal() and int(number) == int(runs[-1][-1]) + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ",".join(run[0] if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def _with_id(name: str, chapters: Iterable[ChapterNames]) -> list[QuestionName]:
    return [(chapter.id, name) for chapter in chapters if name in chapter.numbers]
