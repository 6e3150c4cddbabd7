"""The list of a guide's questions: as lines for people, or as data for a program."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from senaudit.content.model import Chapter, Guide, Question


def lines(guide: Guide, with_left_out: bool, unused: Sequence[Chapter] = ()) -> Iterator[str]:
    """Yield the lines of the list. `with_left_out` adds the questions that the school leaves out.

    `unused` are the questions of the supplement that are not in use, in their chapters.
    """
    for chapter in guide.chapters:
        yield from _lines(chapter, with_left_out)
    if unused:
        yield 'Supplement, not in use (for all of it, write "supplement: yes" in school.yaml; or the names of some):'
    for chapter in unused:
        yield from _lines(chapter, with_left_out=False)
    yield f"Groups of people: {', '.join(guide.audiences)}"


def _lines(chapter: Chapter, with_left_out: bool) -> Iterator[str]:
    """Yield a line for the chapter and one for each of its questions."""
    yield f"{chapter.number}  {chapter.id}: {chapter.title}"
    width = max(len(question.id) for question in chapter.questions)
    for question in chapter.questions:
        groups = f"  [{', '.join(question.audiences)}]" if question.audiences else ""
        yield f"  {question.number:>3}  {question.id:<{width}}  {question.question}{groups}"
    for question in chapter.left_out if with_left_out else ():
        yield f"  {question.number:>3}  {question.id:<{width}}  (left out)"


def as_data(guide: Guide, unused: Sequence[Chapter] = ()) -> dict[str, Any]:
    """Return the list as data: the chapters with their questions, and the groups of people with their names.

    `unused` are the questions of the supplement that are not in use, in their chapters.
    """

    def of(chapter: Chapter, question: Question) -> dict[str, Any]:
        return {
            "name": f"{chapter.id}:{question.id}",
            "id": question.id,
            "number": question.number,
            "question": str(question.question),
            "audiences": list(question.audiences),
        }

    chapters = [
        {
            "id": chapter.id,
            "number": chapter.number,
            "title": str(chapter.title),
            "questions": [of(chapter, question) for question in chapter.questions],
            "left_out": [of(chapter, question) for question in chapter.left_out],
        }
        for chapter in guide.chapters
    ]
    return {
        "chapters": chapters,
        "audiences": {name: str(words) for name, words in guide.audiences.items()},
        "unused_supplement": [of(chapter, question) for chapter in unused for question in chapter.questions],
    }
