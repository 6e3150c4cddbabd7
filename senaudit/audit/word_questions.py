"""Finds the questions in a Word file: which row of which table is which question, and whose sheets they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import product

from senaudit.audit.forms import Forms
from senaudit.audit.typed_words import typed_words
from senaudit.audit.word_form import (
    TableRow,
    WordForm,
    groups_of,
    language_of_content,
    outside,
    question_of,
    squeezed,
    word_form,
)
from senaudit.audit.word_parts import WordParts
from senaudit.audit.word_text import Paragraph, paragraphs_of
from senaudit.content.select import Selection
from senaudit.problems import SenauditError

VERSION = "1"
"""The version of the facts that is read here."""

_LONGEST_FACT = 1_000
_WHOLE = Selection()


class Question:
    """A row of the sheets: its question, and the ids of the boxes of its cells, "" where nobody knows one."""

    def __init__(self, id_: str, row: TableRow, boxes: list[str]) -> None:
        self.id, self.row, self.boxes = id_, row, boxes

    @property
    def words(self) -> list[str]:
        """The paragraphs beside its boxes, without spaces. One of them is the question."""
        return [squeezed(outside(each)) for each in (self.row.cells[0] if self.row.cells else ())]


Sheet = Paragraph | Question


class Questions:
    """Finds whose sheets these are, and where in them the questions stand."""

    def __init__(self, blocks: list[Paragraph | TableRow], parts: WordParts, forms: Forms) -> None:
        self.blocks, self.parts = blocks, parts
        self.is_told = bool(parts.facts.get("", ""))
        told = {name: typed_words(words[:_LONGEST_FACT]).words for name, words in parts.facts.items()}
        self.facts = {name: told.get(name, "") for name in ("school", "edition", "group", "language", "form")}
        self.is_other_version = self.is_told and told[""] != VERSION
        self.is_sheets = told.get("document", "sheets") == "sheets"
        self.forms = forms.spoken(self.facts["language"], told.get("second", ""))
        self.form = self._form(self.forms)
        self.columns = self._columns()

    def _form(self, forms: Forms) -> WordForm:
        """Return the form of the sheets. If they do not say whose they are, the words in their feet may."""
        if self.is_told:
            return form_of_group(forms, self.facts["group"])
        feet = {squeezed(each.text) for foot in self.parts.feet for each in paragraphs_of(self.parts, foot)} - {""}
        for each, group in product(forms.in_each(), ("", *groups_of(forms))) if feet else ():
            form = form_of_group(each, group)
            if not feet.isdisjoint(form.feet):
                self.forms, form = self._in_two_languages(each, group, form)
                self.facts |= {"group": group, "edition": form.edition, "language": each.language or ""}
                self.is_told = True
                return form
        return form_of_group(forms, "")

    def _in_two_languages(self, forms: Forms, group: str, form: WordForm) -> tuple[Forms, WordForm]:
        """Return the sheets with a second language, if more of the file’s lines are printed on those; and their form.

        Sheets in two languages have the feet of those in the first.
        """
        cells = (block.cells if isinstance(block, TableRow) else [[block]] for block in self.blocks)
        lines = {squeezed(outside(each)) for row in cells for cell in row for each in cell}
        found = [(len(lines & form.printed), forms, form)]
        for second in (*forms.languages, language_of_content(forms)):
            both = forms._replace(second=second)
            if second != (forms.language or language_of_content(forms)):
                in_both = form_of_group(both, group)
                found.append((len(lines & in_both.printed), both, in_both))
        return max(found, key=lambda each: each[0])[1:]

    def id_of(self, tag: str) -> str:
        """Return the id of a tag, which may have been cut."""
        return self.form.tags.get(tag, tag)

    def _columns(self) -> dict[tuple[int, int], str]:
        """Return how the ids of the boxes in a column of a table end, by its number and the table's."""
        ends: dict[tuple[int, int], Counter[str]] = {}
        for block in self.blocks:
            for at, cell in enumerate(block.cells[1:] if isinstance(block, TableRow) else (), 1):
                tags = {piece.tag for each in cell for piece in each.pieces if question_of(self.id_of(piece.tag))}
                if isinstance(block, TableRow) and len(tags) == 1:
                    ends.setdefault((block.table, at), Counter())[self.id_of(*tags).split(":", 2)[2]] += 1
        return {at: counted.most_common(1)[0][0] for at, counted in ends.items()}

    def _question(self, row: TableRow) -> Question | None:
        """Return the question of a row: that of its bookmark, or of its words, or of its tags."""
        form, first = self.form, row.cells[0] if row.cells else []
        marked = (form.bookmarks.get(name) for each in first for name in each.bookmarks)
        worded = (form.questions.get(squeezed(outside(each))) for each in first)
        tagged = Counter(question_of(self.id_of(tag)) for tag in row.tags)
        tagged.pop("", None)
        most = (name for name, _ in tagged.most_common(1))
        question = next(filter(None, (*worded, *marked, *most)), "")
        if not question:
            return None
        return Question(question, row, ["", *(self._box(question, row, at) for at in range(1, len(row.cells)))])

    def _box(self, question: str, row: TableRow, at: int) -> str:
        """Return the id of the box of a cell. Its place counts, and not a tag that was copied from another cell."""
        tags = [self.id_of(piece.tag) for each in row.cells[at] for piece in each.pieces if piece.tag]
        own = [tag for tag in tags if question_of(tag) == question]
        known = self.form.boxes.get(question, ())
        placed = known[at - 1] if len(known) == len(row.cells) - 1 else ""
        if own and placed not in own:
            return own[0] if not placed or placed not in {self.id_of(tag) for tag in row.tags} else placed
        if placed:
            return placed
        end = self.columns.get((row.table, at), "")
        return f"{question}:{end}" if end else ""

    def people(self) -> Iterator[list[Sheet]]:
        """Yield the sheets of each person. Without a question there are none."""
        own: list[Sheet] = []
        waiting: list[Sheet] = []
        known: set[str] = set()
        for block in self.blocks:
            question = self._question(block) if isinstance(block, TableRow) else None
            if question is None:
                waiting.extend([block] if isinstance(block, Paragraph) else (each for c in block.cells for each in c))
                continue
            if question.id in known:
                after = next((at for at, each in enumerate(waiting) if self._is_printed(each)), len(waiting))
                yield [*own, *waiting[:after]]
                own, waiting, known = [], waiting[after:], set()
            own += [*waiting, question]
            waiting = []
            known.add(question.id)
        if known:
            yield [*own, *waiting]

    def _is_printed(self, sheet: Sheet) -> bool:
        words = squeezed(outside(sheet)) if isinstance(sheet, Paragraph) else ""
        return bool(words) and words in self.form.printed


def form_of_group(forms: Forms, group: str, chosen: Selection = _WHOLE) -> WordForm:
    """Return the form of a group’s sheets, or that for everybody if the school has no such group now.

    A faulty translation has no sheets: then they are those in the content's language.
    """
    try:
        return word_form(forms, chosen._replace(audiences=(group,) if group else ()))
    except SenauditError:
        if forms.second is not None:
            return form_of_group(forms._replace(second=None), group, chosen)
        if forms.language is not None:
            return form_of_group(forms._replace(language=None), group, chosen)
        return word_form(forms, Selection())
