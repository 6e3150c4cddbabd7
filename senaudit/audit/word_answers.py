"""Reads the answers of one person in a Word file: what stands in the boxes, beside them, and what hangs on them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from typing import Literal, NamedTuple

from senaudit.audit.forms import Forms
from senaudit.audit.returns import HEAD
from senaudit.audit.typed_words import typed_words
from senaudit.audit.word_form import WordForm, boxes_to_tick, outside, squeezed
from senaudit.audit.word_parts import WordParts
from senaudit.audit.word_questions import Question, Questions, Sheet, form_of_group
from senaudit.audit.word_text import Paragraph, Piece, paragraphs_of
from senaudit.content.select import Selection
from senaudit.layout.answers import short_digest
from senaudit.layout.wording import labelled
from senaudit.problems import Place, Problem

_NUMBER = re.compile(r"\s*[^\d:]*?\d+[:.]\s*")
"""How the words of a question begin: “Question 3: ”."""

_STRAYS = "comment:sheets"
"""The id of words that stand beside all questions."""


class Printed(NamedTuple):
    """What is printed on one person’s sheets: the form of their group, whole."""

    forms: Forms
    group: str
    form: WordForm

    def further(self, questions: tuple[str, ...]) -> list[WordForm]:
        """Return the forms of sheets with these questions or chapters only: they have other abbreviations and heads."""
        chapters = tuple(dict.fromkeys(each.partition(":")[0] for each in questions))
        chosen = (Selection(questions=questions), Selection(chapters=chapters))
        return [form_of_group(self.forms, self.group, each) for each in chosen]


class PersonReader:
    """Reads the answers of one person, and notes what is to be said about them."""

    def __init__(
        self, place: Place, parts: WordParts, questions: Questions, printed: Printed, sheets: list[Sheet]
    ) -> None:
        self.place, self.parts, self.questions, self.sheets = place, parts, questions, sheets
        self.printed, self.form = printed, printed.form
        self.asked: dict[str, str] = {}
        self.words: dict[str, list[str]] = {}
        self.boxes: set[str] = set()
        self.ticked: set[str] = set()
        self.warnings: list[Problem] = []
        self.chosen = tuple(each.id for each in sheets if isinstance(each, Question) and each.id in self.form.boxes)

    def warn(self, kind: str, message: str, hint: str, field: str = "") -> None:
        """Note something to be said. `field` is the id that it is about."""
        values = (("field", field),) if field else ()
        self.warnings.append(Problem(kind, self.place, message, hint, warning=True, values=values))

    def answers(self) -> dict[str, str | Literal[True]]:
        """Return the answers by the ids of their boxes. What was asked is known after it."""
        for sheet in self.sheets:
            if isinstance(sheet, Paragraph):
                self._beside("", [sheet])
            else:
                self._question(sheet)
        answers: dict[str, str | Literal[True]] = {}
        for name in (*self.asked, *self.words):
            words = self._joined(name) if name in self.words else ""
            if name in self.ticked:
                answers[name] = True
            if words:
                answers[name if name not in self.boxes else f"comment:{name}"] = words
        for name in answers:
            self.asked.setdefault(name, "")
        return answers

    def _joined(self, name: str) -> str:
        """Return the words of a box. What stands at the head of each chapter’s sheets may differ: all of it is kept."""
        found = []
        for text in self.words[name]:
            typed = typed_words(text)
            if typed.lost:
                lost = f"{typed.lost} signs that nobody types or that are damaged"
                message = f"“{name}” has {lost}: they are left out, or a “\ufffd”"
                self.warn("signs-left-out", message, "look at the file if a word seems wrong", name)
            if not typed.is_empty:
                found.append(typed.words.strip("\n"))
        if name.partition(":")[0] in HEAD:
            found = list(dict.fromkeys(found))
            if len(found) > 1:
                message = f"“{name}” stands in several places, with different words in them: all of them are kept"
                self.warn("answers-differ", message, "look at the file, and ask which are meant", name)
        return "\n".join(found)

    def _add(self, name: str, words: str) -> None:
        if words.strip():
            self.words.setdefault(name, []).append(words)

    def _ask(self, name: str, words: str) -> None:
        """Note that a blank was on the sheets, with the words beside it."""
        self.asked.setdefault(name, self.form.names.get(name) or words)

    def _question(self, question: Question) -> None:
        """Read the row of a question."""
        first, *cells = question.row.cells
        asked = _NUMBER.sub("", outside(first[0])) if first else ""
        self._beside(question.id, first, asked)
        for cell, name in zip(cells, question.boxes[1:], strict=True):
            if name:
                self._ask(name, labelled(None, asked, name.rpartition(":")[2]))
            self._cell(name or f"comment:{question.id}", cell, bool(name))

    def _cell(self, name: str, cell: list[Paragraph], is_known: bool) -> None:
        """Read the cell of a box: all words in it, whether they stand in its control or not."""
        printed: dict[str, list[Paragraph]] = {}
        for each in cell:
            if each.printed:
                printed.setdefault(each.printed, []).append(each)
        unchanged = {mark for mark, own in printed.items() if _is_unchanged(mark, own)}
        if len(unchanged) < len(printed):
            message = f"what is printed above the box “{name}” was changed: it is kept with the answer"
            self.warn("printed-words-changed", message, "look at the file, and see what was added", name)
        lines = [each.text for each in cell if not each.begins and each.printed not in unchanged]
        self._add(name, "\n".join(lines).strip("\n"))
        if not is_known and name in self.words:
            self._tell_strays(name)
        for each in cell:
            self._hung(each, name, name)

    # What stands beside the boxes to write in

    def _beside(self, question: str, paragraphs: Iterable[Paragraph], asked: str = "") -> None:
        """Read the paragraphs beside a question, or at the head of sheets: boxes to tick, lines, and what was added."""
        for paragraph in paragraphs:
            for piece, words in boxes_to_tick(paragraph):
                self._box(question, piece, words, asked, paragraph)
            typed: dict[str, str] = {}
            for piece in paragraph.pieces:
                if piece.tag and piece.ticked is None:
                    name = self.questions.id_of(piece.tag)
                    typed[name] = typed.get(name, "") + piece.text
            for name, text in typed.items():
                self._ask(name, labelled(None, asked, outside(paragraph)) if asked else outside(paragraph).strip())
                self._add(name, text)
            self._outside(question, paragraph, next(iter(typed), ""))
            self._hung(paragraph, next(iter(typed), ""), f"comment:{question}" if question else _STRAYS)

    def _box(self, question: str, piece: Piece, words: str, asked: str, paragraph: Paragraph) -> None:
        name = self.questions.id_of(piece.tag) or self._named(self.form.ticks, question, words)
        if name:
            self.boxes.add(name)
            self._ask(name, labelled(None, asked, outside(paragraph).strip()))
        if piece.ticked and name:
            self.ticked.add(name)
        elif piece.ticked:
            where = f"comment:{question}" if question else _STRAYS
            self._add(where, f"☒ {outside(paragraph).strip()}")
            self._tell_strays(where)

    @staticmethod
    def _named(places: dict[tuple[str, str], str], question: str, words: str) -> str:
        """Return the id of the place beside which these words are printed, or ""."""
        found = [label for within, label in places if within == question and label and words.startswith(label)]
        return places[question, max(found, key=len)] if found else ""

    def _outside(self, question: str, paragraph: Paragraph, name: str) -> None:
        """Take the words of a paragraph that stand in no control, and are not printed there."""
        words = squeezed(outside(paragraph))
        line = self._named(self.form.lines, question, words)
        if line:
            self._ask(line, "")
        if not words or words in self.form.printed or not (question or self.questions.is_sheets):
            return
        if words in self._all_printed:
            return
        if not self._is_current:
            message = "these sheets are printed otherwise than now: words that stand beside the boxes are not read"
            self.warn_once("printed-otherwise", message, "look at the file for such words", "")
            return
        labels = [each for each in self._all_printed if words.startswith(each)]
        rest = _after(outside(paragraph), max(labels, key=len, default="")).strip(" \t\n\u00a0\u2003:")
        if not rest:
            return
        if line and (not name or name == line):
            self._add(line, rest)
            return
        where = f"comment:{question}" if question else _STRAYS
        self._add(where, rest)
        self._tell_strays(where)

    @cached_property
    def _all_printed(self) -> frozenset[str]:
        return self.form.printed.union(*(each.printed for each in self.printed.further(self.chosen)))

    @cached_property
    def _is_current(self) -> bool:
        """Whether these sheets are as they are made now: all questions have the words of now, or the form is known."""
        rows = [each for each in self.sheets if isinstance(each, Question)]
        if all(any(words in self.form.questions for words in row.words) for row in rows):
            return True
        return any(self.questions.facts["form"] in each.digests for each in self.printed.further(self.chosen))

    def _tell_strays(self, name: str) -> None:
        question = name.removeprefix("comment:")
        where = f"“{question}”" if name != _STRAYS else "the questions"
        message = f"words stand beside the boxes of {where}: they are kept as a comment"
        self.warn_once("words-outside", message, "look at the file, and see what they belong to", name)

    def warn_once(self, kind: str, message: str, hint: str, field: str) -> None:
        """Note something that may be met several times."""
        values = (("field", field),) if field else ()
        if all((each.kind, each.values) != (kind, values) for each in self.warnings):
            self.warn(kind, message, hint, field)

    def _hung(self, paragraph: Paragraph, box: str, beside: str) -> None:
        """Take comments and notes, and tell of pictures."""
        for kind, number, tag in paragraph.notes:
            name = box or self.questions.id_of(tag) or beside
            note = self.parts.notes.get((kind, number))
            words = "\n".join(each.text for each in paragraphs_of(self.parts, note)).strip() if note else ""
            if not words:
                continue
            self._add(name, f"[{'comment' if kind == 'comments' else 'note'}] {words}")
            message = f"a comment lies on “{name}”: its words are kept, after “[comment]”"
            self.warn_once("comment-added", message, "look at the file, and see what it belongs to", name)
        if paragraph.pictures:
            name = box or beside
            message = f"something is drawn or marked on “{name}”, which no program can read"
            self.warn_once("drawn-on", message, "look at the file", name)


def _is_unchanged(mark: str, paragraphs: list[Paragraph]) -> bool:
    """Return whether printed words are as they were: the name of their bookmark ends with their digest."""
    return mark.endswith(short_digest(squeezed("".join(each.text for each in paragraphs))))


def _after(text: str, start: str) -> str:
    """Return what follows the start of a text. Spaces in it do not count."""
    at = 0
    for sign in start:
        while text[at].isspace():
            at += 1
        at += text[at] == sign
    return text[at:]
