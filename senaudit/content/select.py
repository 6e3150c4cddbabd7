"""Cut the guide down to the chapters, questions and audiences that were chosen. All numbers stay as they are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from senaudit.content.model import Chapter, Guide, Question
from senaudit.content.naming import ChapterNames, Naming, QuestionName, numbers_written, parts_of, starting
from senaudit.problems import Problem, UsageError, nearest

if TYPE_CHECKING:
    from senaudit.content.fields import Reading

_REFERENCE = re.compile(r"(?i)\]\((see:[^()]*)\)")
_HOW_TO_REFER = "write see:communication:telephone for a question, see:introduction:use or see:glossary:sen for others"


class Selection(NamedTuple):
    """The chapters, questions and audiences that were chosen, as typed. An empty field chooses all of its kind."""

    chapters: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()


def select(guide: Guide, selection: Selection, unused: Mapping[str, Mapping[str, str]] = {}) -> Guide:
    """Return the guide with the questions that match every field of the selection, in the guide's order.

    Chapters and questions are named as `naming` says; a question's id alone is looked up in the chosen chapters first.
    An audience is chosen by its id or the start of it. A question without audiences is for everybody. If there is a
    single audience, it becomes the guide's. `unused` has the numbers of the supplement's questions that are not in use,
    by the ids of the chapter and the question. Raises UsageError with every unknown word, or if no question is left.
    """
    naming = Naming(names._replace(unused=unused.get(names.id, {})) for names in names_of(guide))
    chosen_chapters = naming.chapters(selection.chapters)
    chosen: set[QuestionName] = set()
    for word in selection.questions:
        chosen.update(naming.questions(word, chosen_chapters))
    asked = _audiences(guide, selection.audiences, naming)
    if naming.problems:
        raise UsageError(naming.problems)
    chapters = [chapter for chapter in guide.chapters if chapter.id in chosen_chapters]

    def fits(chapter: Chapter, question: Question) -> bool:
        wanted = not selection.questions or (chapter.id, question.id) in chosen
        return wanted and (not asked or not question.audiences or not set(asked).isdisjoint(question.audiences))

    fewer = [
        chapter._replace(questions=tuple(q for q in chapter.questions if fits(chapter, q))) for chapter in chapters
    ]
    if not any(chapter.questions for chapter in fewer):
        hint = "a question must be among the chosen chapters, questions and audiences at once: leave one of them out"
        raise UsageError([Problem("nothing-chosen", None, "no question is left of this choice", hint)])
    audience = asked[0] if len(asked) == 1 else None
    second = select(guide.second, selection, unused) if guide.second else None
    chosen_questions = tuple(chapter for chapter in fewer if chapter.questions)
    return guide._replace(chapters=chosen_questions, audience=audience, second=second)


def names_of(guide: Guide) -> list[ChapterNames]:
    """Return the names of the guide's chapters and questions."""
    return [
        ChapterNames(
            chapter.id,
            chapter.number,
            str(chapter.title),
            {question.id: question.number for question in chapter.questions},
            {question.id: question.number for question in chapter.left_out},
        )
        for chapter in guide.chapters
    ]


def check_references(guide: Guide, reading: Reading, unused: Callable[[], Iterable[str]] = tuple) -> None:
    """Note a problem for each text that refers to a name that nothing in the guide has, as in `[so](see:telefone)`.

    What a school leaves out keeps its name, and so do the questions of the supplement that are not in use: `unused`
    returns their names. A shipped text may refer to more than a school's own guide has.
    """
    if reading.problems or reading.wrong_count:  # some of the names may not have been read
        return
    marked = (text for text in reading.texts if "](" in text.value)
    found = [(text, words) for text in marked for words in _REFERENCE.findall(text.value)]
    names = _reference_names(guide) if found else {}
    for text, words in found:
        name = words[4:].strip().lower()
        if name in names or (reading.shipped is not None and not reading.is_own(text.place)) or name in unused():
            continue
        right = nearest(name, names)
        hint = f'did you mean "see:{right}"?' if right else _HOW_TO_REFER
        place = text.find(words) or text.place
        message = f"nothing in the guide is called “{name}”"
        reading.wrong("unknown-reference", place, message, hint, fix=f"see:{right}" if right else None)


def _reference_names(guide: Guide) -> dict[str, None]:
    """Return the names of all that a text can refer to."""
    chapters = [(chapter.id, [*chapter.questions, *chapter.left_out]) for chapter in (*guide.chapters, *guide.left_out)]
    names = ["introduction", "glossary", *(name for name, _ in chapters)]
    names += [section.id for section in guide.back_matter]
    names += [f"introduction:{section.id}" for section in guide.introduction.sections]
    names += [f"glossary:{entry.id}" for entry in guide.glossary.entries]
    names += [f"{chapter}:{question.id}" for chapter, questions in chapters for question in questions]
    return dict.fromkeys(names)


def words_of(selection: Selection, guide: Guide) -> tuple[str, ...]:
    """Return words that say which part of the whole a selection is, the same however it was typed.

    `guide` has the questions of the selection.
    """
    chapters = [chapter.id for chapter in guide.chapters] if selection.chapters else []
    questions = [
        f"{chapter.id}:{numbers_written(question.number for question in chapter.questions)}"
        for chapter in guide.chapters
    ]
    audiences = _audiences(guide, selection.audiences, Naming(()))
    return (*chapters, *(questions if selection.questions else ()), *audiences)


def _audiences(guide: Guide, words: Sequence[str], naming: Naming) -> list[str]:
    """Return the ids of the audiences that the words name, in the guide's order. Problems are noted in `naming`."""
    names = {name: (name.replace("-", " "), str(printed)) for name, printed in guide.audiences.items()}

    def fitting(word: str) -> list[str]:
        return starting(re.sub("[-_]", " ", word), names)

    chosen = set()
    for word in words:
        for part in parts_of(word, lambda part: bool(fitting(part))):
            found = fitting(part)
            chosen.update(found)
            if len(found) > 1:
                naming.ambiguous("audience", part.strip(), found)
            elif not found:
                naming.unknown("audience", part.strip(), list(names))
    return [name for name in names if name in chosen]
