"""What was asked: the words of questions and boxes to tick as they stood on a sheet, which may not be today's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import takewhile

from senaudit.audit.returns import Return
from senaudit.content.model import Point, Question
from senaudit.content.text import Text
from senaudit.layout.answers import item_id
from senaudit.layout.inline import plain
from senaudit.layout.wording import one_line
from senaudit.source.unprinted import without_unprinted

PRACTICE, ACTION = "practice", "action"
"""The ends of the ids of a question's two boxes."""

LINE = ":line"
"""The end of the id of a line to write on, after that of its box to tick."""


def question_of(blank: str) -> str:
    """Return the name of the question that a blank's id belongs to, such as `communication:telephone`; "" for none."""
    chapter, _, rest = blank.partition(":")
    question, colon, _ = rest.partition(":")
    return f"{chapter}:{question}" if colon else ""


def by_question(asked: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Return the words beside the blanks of each question, by its name and by the rest of the blank's id."""
    questions: dict[str, dict[str, str]] = {}
    for blank, words in asked.items():
        if name := question_of(blank):
            questions.setdefault(name, {})[blank[len(name) + 1 :]] = without_unprinted(words)
    return questions


def questions_asked(returns: Iterable[Return]) -> dict[str, str]:
    """Return the questions on the sheets of these returns, by name, each with its words; "" where nothing says them."""
    asked: dict[str, dict[str, str]] = {}
    for each in returns:
        for question, blanks in by_question(each.asked).items():
            asked.setdefault(question, blanks)
    return {question: _after_number(_shared(blanks.values())) for question, blanks in asked.items()}


def printed(text: Text) -> str:
    """Return the words of a text of the guide as one line, without marks."""
    return one_line(plain(str(text)))


def question_words(asked: Mapping[str, str], question: Question) -> str:
    """Return the words in which a question was asked. `asked` has those beside its blanks, by the rest of their ids.

    Today's words are found in them. Other words are what all its blanks have before their own words, without the
    question's number. "" means that the blanks do not say.
    """
    texts = (question.question, *(wording.question for wording in question.wordings.values()))
    known = sorted({printed(text) for text in texts}, key=lambda words: (-len(words), words))
    found = (words for words in known if any(words in each for each in asked.values()))
    return next(found, "") or _after_number(_shared(asked.values()))


def blank_words(asked: Mapping[str, str], blank: str, question: str) -> str:
    """Return the words of one blank of a question, such as a box to tick. `question` has the question's words.

    All blanks may have more before their own words, such as the same question in another language.
    """
    words = asked[blank]
    if question and question in words:
        after = [each.partition(question)[2] for each in asked.values() if question in each]
        own = words.partition(question)[2][len(_shared(after)) :]
    else:
        own = words[len(_shared(asked.values())) :]
    return own.strip() or words


def boxes_now(question: Question) -> dict[str, str]:
    """Return the words of a question’s boxes to tick as they are now, by the rest of their ids."""
    found: dict[str, str] = {}
    for points in (question.checklist, *(wording.checklist for wording in question.wordings.values())):
        taken = {PRACTICE, ACTION}
        for text in _texts_of(points):
            words = printed(text)
            found.setdefault(item_id("", one_line(plain(text.original)) or words, taken), words)
    return found


def _texts_of(points: Iterable[Point]) -> Iterator[Text]:
    for point in points:
        yield point.text
        yield from _texts_of(point.points)


def _shared(texts: Iterable[str]) -> str:
    """Return the whole words with which all the texts begin, if there are several texts."""
    texts = sorted(texts)
    if len(texts) < 2:
        return ""
    pairs = takewhile(lambda pair: pair[0] == pair[1], zip(texts[0], texts[-1], strict=False))
    shared = "".join(sign for sign, _ in pairs)
    return shared[: shared.rfind(" ") + 1]


def _after_number(words: str) -> str:
    """Return words without the chapter and number before them: “Communication 3: How…” is “How…”."""
    before, colon, after = words.strip().partition(": ")
    numbered = colon and any(sign.isdigit() for sign in before[-2:])
    return (after if numbered else words).strip()
