"""Words in answers that may be names of people, for somebody to look at. Nothing is taken out by itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from senaudit.audit.asked_words import question_of
from senaudit.audit.returns import Return, answers_question
from senaudit.content.model import Guide
from senaudit.content.naming import numbers_written
from senaudit.content.text import Text
from senaudit.problems import Problem

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_SENTENCE_ENDS = ".!?:;…•\n"
_OPENING = " \t\"“‘'(«[-–—*•"
"""What may stand between the end of a sentence and its first word."""

_TITLES = {"mr", "mrs", "ms", "miss", "mx", "dr", "sir", "lady", "prof"}

_KNOWN = frozenset(
    (
        *("I", "I'm", "I've", "I'd", "I'll", "Mum", "Mums", "Dad", "Dads", "Year", "Reception", "Nursery", "Maths"),
        *("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "Christmas", "Easter"),
        *("January", "February", "March", "April", "May", "June", "July", "August", "September", "October"),
        *("November", "December", "English", "Welsh", "Ofsted", "Facebook", "WhatsApp", "Zoom", "Teams"),
    )
)
"""Words that are written with a capital letter, and are no names of anybody here."""


def possible_names(answer: str, known: frozenset[str]) -> Iterator[str]:
    """Yield the words of an answer that may be names: with a capital letter inside a sentence, or after a title.

    `known` are words that the guide itself writes so. Words all in capitals are none, nor is the first of a sentence.
    """
    titled = False
    for match in _WORD.finditer(answer):
        word = match[0]
        bare = word.replace("’", "'").removesuffix("'s")
        before = answer[: match.start()].rstrip(_OPENING)
        begins = not before or before[-1] in _SENTENCE_ENDS
        is_title, after_title, titled = bare.lower() in _TITLES, titled, bare.lower() in _TITLES
        if is_title or not bare[0].isupper():
            continue
        if after_title or not (begins or bare in known or (bare.isupper() and len(bare) > 1)):
            yield bare


def names_note(returns: Iterable[Return], guide: Guide) -> Problem | None:
    """Return a note with the questions whose answers have words that may be names; None if there are none."""
    known = known_words(guide)
    found = {
        question_of(blank)
        for given in returns
        for blank, answer in given.answers.items()
        if answers_question(blank) and answer is not True and next(possible_names(answer, known), "")
    }
    if not found:
        return None
    places = []
    for chapter in guide.chapters:
        numbers = [each.number for each in chapter.questions if f"{chapter.id}:{each.id}" in found]
        if numbers:
            places.append(f"{chapter.title} {numbers_written(numbers).replace(',', ', ')}")
        found -= {f"{chapter.id}:{each.id}" for each in chapter.questions}
    where = "; ".join([*places, *(["questions that are no longer asked"] if found else [])])
    message = f"there may be names of people in the answers to {where}"
    hint = "read these before you pass the document on; nothing is taken out by itself"
    return Problem("names-in-answers", None, message, hint, warning=True, values=(("where", where),), note=True)


def known_words(guide: Guide) -> frozenset[str]:
    """Return the words that the guide writes with a capital letter inside a sentence, and well-known ones."""
    texts = (
        text.value for text in _texts((guide.chapters, guide.glossary, guide.labels, guide.audiences, guide.school))
    )
    return _KNOWN.union(*(possible_names(text, _KNOWN) for text in texts))


def _texts(value: object) -> Iterator[Text]:
    """Yield all texts in a value of the model."""
    if isinstance(value, Text):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
