"""The answers as a table: a row for each return and each question that it was asked, in the order of the guide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from senaudit.audit.asked_words import ACTION, LINE, PRACTICE, blank_words, by_question, question_words
from senaudit.audit.returns import Return
from senaudit.audit.spreadsheet import Cell, Column, write_csv, write_workbook
from senaudit.content.model import Chapter, Guide, Question
from senaudit.content.text import phrase
from senaudit.layout.inline import plain

_COLUMNS = {
    "answers-return": Column("", 13, is_key=True),
    "group": Column("", 16, is_key=True),
    "answers-completed-by": Column("", 20),
    "answers-date": Column("", 13),
    "answers-way": Column("", 10, is_key=True),
    "answers-chapter": Column("", 16, is_key=True),
    "answers-number": Column("", 8, is_key=True),
    "answers-question": Column("", 40),
    "practice": Column("", 45),
    "action": Column("", 45),
    "ticked": Column("", 30),
    "answers-written": Column("", 30),
    "answers-check": Column("", 10, is_key=True),
}
"""The columns, by the labels of their heads."""

_BOXES = PRACTICE, ACTION
_COMPLETED_BY, _DATE = "completed-by", "date"

Answers = Mapping[str, str | Literal[True]]


def answers_workbook(returns: Iterable[Return], guide: Guide) -> bytes:
    """Return the answers as a workbook. The order of the returns changes nothing."""
    parts = {"title": plain(str(guide.title)), "document": plain(str(guide.findings["collation"]))}
    title = phrase(guide.labels["title"], **parts)
    return write_workbook(title, answer_columns(guide), answer_rows(returns, guide), guide.language)


def answers_csv(returns: Iterable[Return], guide: Guide) -> bytes:
    """Return the answers as CSV. The order of the returns changes nothing."""
    return write_csv(answer_columns(guide), answer_rows(returns, guide))


def answer_columns(guide: Guide) -> list[Column]:
    """Return the columns, with their heads in the guide's language."""
    return [column._replace(head=plain(str(guide.findings[label]))) for label, column in _COLUMNS.items()]


def answer_rows(returns: Iterable[Return], guide: Guide) -> Iterator[list[Cell]]:
    """Yield the rows. What was left empty has a row, and what was not asked has none."""
    known = {f"{chapter.id}:{each.id}": (chapter, each) for chapter in guide.chapters for each in chapter.questions}
    for answered in sorted(returns, key=lambda each: (each.id, each.number)):
        words = {**dict.fromkeys(answered.answers, ""), **answered.asked}
        questions = by_question({blank: each for blank, each in words.items() if not _is_head(blank)})
        for name in sorted(questions, key=lambda name: [*known].index(name) if name in known else len(known)):
            yield _row(answered, name, questions[name], known.get(name), guide)


def _is_head(blank: str) -> bool:
    return blank.partition(":")[0] in ("school", _DATE, _COMPLETED_BY)


def _row(
    answered: Return, name: str, asked: Mapping[str, str], known: tuple[Chapter, Question] | None, guide: Guide
) -> list[Cell]:
    chapter, question = known or (None, None)
    words = question_words(asked, question) if question else next(iter(asked.values()), "")
    said = {blank: answered.answers[f"{name}:{blank}"] for blank in asked if f"{name}:{blank}" in answered.answers}
    own = {blank: blank_words({**asked}, blank, words) or blank for blank in asked}
    others = [(own.get(blank.removesuffix(LINE), own[blank]), said[blank]) for blank in said if blank not in _BOXES]
    by = [_group(each, guide) for each in answered.completed_by]
    is_doubtful = any(f"{name}:{blank}" in answered.doubtful for blank in said)
    return [
        answered.id,
        _group(answered.group, guide),
        ", ".join([*by, *filter(None, [_text(answered.answers, _COMPLETED_BY)])]) or None,
        _text(answered.answers, _DATE),
        answered.way,
        plain(str(chapter.title)) if chapter else None,
        question.number if question else None,
        words or (plain(str(question.question)) if question else name),
        _text(said, PRACTICE),
        _text(said, ACTION),
        "; ".join(words for words, answer in others if answer is True) or None,
        "\n".join(f"{words}: {answer}" for words, answer in others if answer is not True) or None,
        plain(str(guide.findings["answers-checked"])) if is_doubtful else None,
    ]


def _group(group: str, guide: Guide) -> str:
    return plain(str(guide.audiences[group])) if group in guide.audiences else group


def _text(answers: Answers, blank: str) -> str | None:
    answer = answers.get(blank)
    return answer if isinstance(answer, str) else None
