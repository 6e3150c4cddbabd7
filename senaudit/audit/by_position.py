"""Reads audit sheets that have no fields any more, by where words stand on their pages: prints, exports, flat copies.

Which page of which sheets a page is, its printed words tell. What else stands on it was filled in. All that is read so
should be checked: a print has only what a box shows, and nothing says where a line was broken by hand.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal, NamedTuple

from senaudit.audit.forms import FormPlace, Forms, FormSheet, Look, Sheets
from senaudit.audit.page_match import Fit, added_signs, fit_of
from senaudit.audit.page_signs import Box, Sign, TooManySignsError, Word, signs_of, words_of
from senaudit.audit.pdfium_files import PdfiumError, opened, ticked_boxes
from senaudit.audit.placed_words import Placed, placed
from senaudit.audit.returns import ReadFile, Return, return_id
from senaudit.problems import Place, Problem

MOST_PAGES = 400
"""The most pages of a file. 30 people in one file have some 360."""

_ALIKE = 0.9
"""The share of a page’s words from which no better sheet is looked for."""

_GROUPS = "completed-by:"


class _Page(NamedTuple):
    """A page of the file: its number from 1, its signs and words, and the height of the paper in points."""

    number: int
    page: Any
    signs: list[Sign]
    words: list[Word]


class _Matched(NamedTuple):
    """A page, the sheet that it is, and how this lies on it."""

    page: _Page
    sheets: Sheets
    sheet: FormSheet
    fit: Fit


def read_by_position(name: str, data: bytes, forms: Forms) -> ReadFile:
    """Return the returns in a PDF without fields, by where their words stand."""
    reader = _Reader(name, sha256(data).hexdigest())
    try:
        document = opened(data)
    except PdfiumError:
        return reader.refused("return-unreadable", "this file is damaged, or locked", "ask for the file again")
    try:
        if len(document) > MOST_PAGES:
            raise TooManySignsError
        signs = [(number, page, signs_of(page)) for number, page in enumerate(document, 1)]
    except TooManySignsError:
        hint = "ask for the sheets of one person in a file, as they were filled in"
        return reader.refused("return-too-large", "this file has more in it than sheets have", hint)
    pages = [_Page(number, page, found, words_of(found)) for number, page, found in signs]
    return reader.read(pages, forms)


class _Reader:
    """Reads one file, and notes what is to be said about it."""

    def __init__(self, name: str, digest: str) -> None:
        self.name = name
        self.digest = digest
        self.warnings: list[Problem] = []

    def refused(self, kind: str, message: str, hint: str) -> ReadFile:
        return ReadFile((), (Problem(kind, Place(Path(self.name)), message, hint),))

    def warn(self, kind: str, message: str, hint: str) -> None:
        self.warnings.append(Problem(kind, Place(Path(self.name)), message, hint, warning=True))

    def read(self, pages: list[_Page], forms: Forms) -> ReadFile:
        if not any(page.words for page in pages):
            message = "this file has pictures of pages, and no words that a program can read"
            return self.refused("return-is-picture", message, "look at it, and type the answers into a table")
        matched = _matched(pages, forms)
        if not matched:
            message = "this is no page of the audit sheets as they are now"
            hint = "ask for the file as it was filled in and saved, or type the answers into a table"
            return self.refused("no-form", message, hint)
        people = _people(matched)
        returns = [self._return(number, own) for number, own in enumerate(people, 1)]
        return ReadFile(tuple(returns))

    def _return(self, number: int, pages: list[_Matched]) -> Return:
        self.warnings = []
        asked: dict[str, str] = {}
        answers: dict[str, str | Literal[True]] = {}
        for page in pages:
            asked |= {place.id: place.asked for place in page.sheet.places}
            for name, answer in self._answers(page).items():
                known = answers.get(name)
                if known is None or answer is True:
                    answers[name] = answer
                elif known is not True and answer not in known.split("\n"):
                    answers[name] = f"{known}\n{answer}"
        facts = pages[0].sheets.facts
        school = answers.get("school")
        return Return(
            id=return_id(self.digest, number),
            file=self.name,
            digest=self.digest,
            number=number,
            way="position",
            school=facts.school or (school if isinstance(school, str) else ""),
            edition=facts.edition,
            group=facts.group,
            completed_by=tuple(name.removeprefix(_GROUPS) for name in answers if name.startswith(_GROUPS)),
            language=facts.language,
            form=facts.form,
            person="",
            changed="",
            asked=asked,
            answers=answers,
            doubtful=frozenset(answers),
            warnings=tuple(self.warnings),
        )

    def _answers(self, matched: _Matched) -> dict[str, str | Literal[True]]:
        """Return the answers on a page."""
        page, fit = matched.page, matched.fit
        boxes = {place.id: fit.box(place.box) for place in matched.sheet.places}
        ticks = {place.id: boxes[place.id] for place in matched.sheet.places if place.kind == "tick"}
        added = added_signs(matched.sheet.signs, page.signs, fit)
        words, strays = placed(added, boxes, 0.0)
        answers: dict[str, str | Literal[True]] = {name: True for name in ticked_boxes(page.page, ticks)}
        for name, found in words.items():
            if name not in ticks:
                answers[name] = found.words
        return answers


def _matched(pages: list[_Page], forms: Forms) -> list[_Matched]:
    """Return the pages that are sheets, each with the sheet that it is most like."""
    text = " ".join(word.text for page in pages for word in page.words)
    if not forms.has_questions(text):
        return []
    first = next(page for page in pages if page.words)
    heights = sorted(sign.size for sign in first.signs)
    best: dict[int, _Matched] = {}
    for sheets in forms.candidates(Look(text, first.page.get_size(), heights[len(heights) // 2])):
        for page in pages:
            known = best.get(page.number)
            if known is not None and known.fit.share >= _ALIKE:
                continue
            for sheet in sheets.pages:
                fit = fit_of(sheet.words, page.words)
                if fit is not None and (known is None or fit.share > known.fit.share):
                    known = best[page.number] = _Matched(page, sheets, sheet, fit)
        if len(best) == len(pages) and all(each.fit.share >= _ALIKE for each in best.values()):
            break
    return [best[number] for number in sorted(best)]


def _people(pages: list[_Matched]) -> list[list[_Matched]]:
    """Return the pages of each person: a question that comes again begins those of another."""
    people: list[list[_Matched]] = [[]]
    known: set[str] = set()
    for page in pages:
        names = {place.id for place in page.sheet.places if place.id.count(":") > 1}
        if names & known:
            people.append([])
            known = set()
        people[-1].append(page)
        known |= names
    return people
