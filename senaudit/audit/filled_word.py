"""Reads audit sheets that were filled in as Word files: in Word, in LibreOffice, or by any other program.

Each box is a control with its id as its tag. Where a program or a person has dropped the controls, the words that are
printed beside a place tell which one it is. A question that comes again begins the sheets of another person.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from senaudit.audit.forms import WHOLE, Forms
from senaudit.audit.returns import ReadFile, Return, groups_ticked, return_id
from senaudit.audit.word_answers import PersonReader, Printed
from senaudit.audit.word_form import WordForm, blocks_of, groups_of
from senaudit.audit.word_parts import DamagedError, TooMuchError, word_parts
from senaudit.audit.word_questions import Question, Questions, Sheet, form_of_group
from senaudit.audit.word_text import paragraphs_of
from senaudit.layout.answers import PRINTED
from senaudit.problems import Place, Problem


def read_word(name: str, data: bytes, forms: Forms = WHOLE) -> ReadFile:
    """Return the returns in a Word file. `forms` are the sheets that were given out."""
    place = Place(Path(name))
    try:
        parts = word_parts(data)
    except TooMuchError:
        hint = "ask for the sheets of one person in a file, as they were filled in"
        return ReadFile((), (Problem("return-too-large", place, "this file has more in it than sheets have", hint),))
    except DamagedError:
        message = "this Word file is damaged, cut off, or has a password"
        hint = "open it in Word, and save it anew without a password; or ask for it again"
        return ReadFile((), (Problem("return-damaged", place, message, hint),))
    questions = Questions(list(blocks_of(paragraphs_of(parts, parts.document, PRINTED))), parts, forms)
    people = list(questions.people())
    if not people:
        message = "this Word document has none of the questions of the audit sheets"
        hint = "look at it, and type the answers into a table to record them"
        return ReadFile((), (Problem("not-a-return", place, message, hint),))
    digest = sha256(data).hexdigest()
    returns = []
    for number, sheets in enumerate(people, 1):
        group, form = questions.facts["group"], questions.form
        if len(people) > 1:
            group, form = _group(questions, sheets, questions.forms)
        reader = PersonReader(place, parts, questions, Printed(questions.forms, group, form), sheets)
        returns.append(_return(name, digest, number, group, questions, reader))
    return ReadFile(tuple(returns))


def _group(questions: Questions, sheets: list[Sheet], forms: Forms) -> tuple[str, WordForm]:
    """Return the group of one person’s sheets in a file of several, and their form.

    The file says of itself what its first sheets said. If all these questions have the words of another group, the
    sheets are of that one.
    """
    words = [each.words for each in sheets if isinstance(each, Question)]

    def matching(form: WordForm) -> int:
        return sum(any(each in form.questions for each in own) for own in words)

    group, form = questions.facts["group"], questions.form
    for other in ("", *groups_of(forms)) if matching(form) < len(words) else ():
        found = form_of_group(forms, other)
        if matching(found) > matching(form):
            group, form = other, found
    return group, form


def _return(name: str, digest: str, number: int, group: str, questions: Questions, reader: PersonReader) -> Return:
    facts = questions.facts
    is_own = group == facts["group"]
    if not questions.is_told:
        message = "what this form says of itself is missing or damaged: nobody knows from it whose sheets these are"
        reader.warn("facts-missing", message, "say whose they are, or ask for the file again")
    if questions.is_other_version:
        message = "these sheets were made by another version of senaudit"
        reader.warn("facts-of-other-version", message, "update senaudit, and check these answers")
    answers = reader.answers()
    return Return(
        id=return_id(digest, number),
        file=name,
        digest=digest,
        number=number,
        way="word file",
        school=facts["school"],
        edition=facts["edition"],
        group=group,
        completed_by=groups_ticked(answers),
        language=facts["language"],
        form=facts["form"] if is_own else "",
        person="",
        changed="",
        asked=reader.asked,
        answers=answers,
        warnings=tuple(reader.warnings),
    )
