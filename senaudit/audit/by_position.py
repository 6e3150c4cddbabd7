"""Reads audit sheets that have no fields any more, by where words stand on their pages: prints, exports, flat copies.

Which page of which sheets a page is, its printed words tell. What else stands on it was filled in, or laid on it as a
comment. All that is read so should be checked: a print has only what a box shows, and does not say which lines were
broken by hand.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Literal

import pikepdf

from senaudit.audit.audit import PLAN
from senaudit.audit.form_sheets import are_in_two_languages, has_questions, in_their_language, says_last_time
from senaudit.audit.forms import Forms
from senaudit.audit.page_match import PrintedPage
from senaudit.audit.page_signs import Box, Sign, TooManySignsError, is_on, moved, shared_area, signs_of, upright_from
from senaudit.audit.pdf_annotations import TooMuchError, pages_of
from senaudit.audit.pdfium_files import PdfiumError, has_ink, opened, ticked_boxes
from senaudit.audit.placed_words import placed
from senaudit.audit.returns import ReadFile, Return, groups_ticked, return_id
from senaudit.audit.sheet_pages import FilledPage, Matched, matched_pages, people_of
from senaudit.audit.typed_words import typed_words
from senaudit.problems import Place, Problem

MOST_PAGES = 400
"""The most pages of a file. 30 people in one file have some 360."""

_MARKS = frozenset(("x", "✓", "✔", "☑", "☒", "✗", "✘", "√", "v", "yes"))
"""What people write to tick a box, in small letters."""

_ASK = "ask for the file as it was filled in and saved, not printed, exported or “flattened”"

_SHOWN = 5
"""How many boxes are named in one message."""

Answers = dict[str, str | Literal[True]]


def read_by_position(name: str, data: bytes, forms: Forms) -> ReadFile:
    """Return the returns in a PDF without fields, by where their words stand."""
    reader = _Reader(name, sha256(data).hexdigest())
    try:
        pages = list(_pages(data))
    except (PdfiumError, pikepdf.PdfError):
        hint = "open it with its password, if it has one, and save it without; or ask for the file again"
        return reader.unread("return-damaged", "this PDF is damaged, or opens only with a password", hint)
    except (TooManySignsError, TooMuchError):
        hint = "ask for the sheets of one person in a file, as they were filled in"
        return reader.unread("return-too-large", "this file has more in it than sheets have", hint)
    return reader.read(pages, forms)


def _pages(data: bytes) -> Iterator[FilledPage]:
    document = opened(data)
    if len(document) > MOST_PAGES:
        raise TooManySignsError
    with pikepdf.open(BytesIO(data), suppress_warnings=True) as pdf:
        remarks = {page.number: page.remarks for page in pages_of(pdf)}
    for number, page in enumerate(document, 1):
        yield FilledPage(number, page, PrintedPage(signs_of(page)), remarks.get(number, []))


class _Reader:
    """Reads one file, and notes what is to be said about it."""

    def __init__(self, name: str, digest: str) -> None:
        self.name = name
        self.digest = digest
        self.warnings: list[Problem] = []
        self.full: list[str] = []

    def unread(self, kind: str, message: str, hint: str) -> ReadFile:
        return ReadFile((), (Problem(kind, Place(Path(self.name)), message, hint),))

    def warn(self, kind: str, message: str, hint: str, field: str = "", note: bool = False) -> None:
        values = (("field", field),) if field else ()
        self.warnings.append(Problem(kind, Place(Path(self.name)), message, hint, True, values, note=note))

    def read(self, pages: list[FilledPage], forms: Forms) -> ReadFile:
        """Return what is on the pages, or why nothing can be read."""
        if not any(page.printed.pieces for page in pages):
            message = "this file has pictures of pages, and no words that a program can read"
            return self.unread("return-is-picture", message, "look at it, and type the answers into a table")
        text = " ".join(page.text for page in pages)
        if are_in_two_languages(forms, text):
            message = "this is a print of sheets in two languages, and answers are not read from those"
            return self.unread("print-in-two-languages", message, f"{_ASK}; or type the answers into a table")
        forms = in_their_language(forms, text)
        is_asked = has_questions(forms, text)
        matched = matched_pages(pages, forms) if is_asked else []
        if not matched:
            return self._no_sheets(is_asked, text, forms)
        people = people_of(matched)
        returns = [self._return(number, own) for number, own in enumerate(people, 1)]
        if not any(_is_answer(name) for each in returns for name in each.answers):
            message = "no question is answered in this print of the sheets; printing may have lost the answers"
            return self.unread("answers-lost", message, _ASK)
        left_out = [page for page in pages if page.number not in {each.page.number for each in matched}]
        self.warnings = []
        for page in left_out:
            if page.printed.pieces or page.remarks or has_ink(page.page):
                self._leave_out(page, forms)
        return ReadFile(tuple(returns), tuple(self.warnings))

    def _leave_out(self, page: FilledPage, forms: Forms) -> None:
        """Tell of a page that is left out."""
        if says_last_time(forms, page.text):
            told = _last_time(forms, Place(Path(self.name)))
            self.warnings.append(told._replace(message=f"page {page.number} is left out: {told.message}", warning=True))
            return
        message = f"page {page.number} is none of the sheets as they are now, and is left out"
        self.warn("page-left-out", message, "look at it, and type its answers into a table if it has any")

    def _no_sheets(self, is_asked: bool, text: str, forms: Forms) -> ReadFile:
        if is_asked and says_last_time(forms, text):
            return ReadFile((), (_last_time(forms, Place(Path(self.name))),))
        if is_asked:
            message = (
                "this has our questions, but not on our pages as they are now: it is from a web page, or words on "
                "the sheets, such as those of school.yaml, were changed since"
            )
            hint = (
                "if it is from a web page, ask to have that opened again in the same browser, where the answers are "
                "kept, and for the file that its “Save to a file” gives; else put the old words back first; or type "
                "the answers into a table"
            )
            return self.unread("other-layout", message, hint)
        message = "its pages are none of the audit sheets as they are now, and it has no fields"
        return self.unread("no-form", message, f"{_ASK}; or look at it, and type the answers into a table")

    def _return(self, number: int, pages: list[Matched]) -> Return:
        self.warnings, self.full = [], []
        message = "this has no fields: the answers were read by where they stand on the pages, and may be incomplete"
        self.warn("read-by-position", message, f"compare them with the pages; or {_ASK}", note=True)
        asked: dict[str, str] = {}
        answers: Answers = {}
        told: dict[str, str] = {}
        for page in pages:
            asked |= {place.id: place.asked for place in page.sheet.places}
            for name, answer in self._answers(page, told).items():
                answers[name] = _both(answers.get(name, ""), answer)
        asked |= {name: "" for name in answers if name not in asked}
        self._tell_full()
        facts = next((page for page in pages if page.is_named), pages[0]).sheets.facts
        return Return(
            id=return_id(self.digest, number),
            file=self.name,
            digest=self.digest,
            number=number,
            way="position",
            school=told.get("school", facts.school),
            edition=facts.edition,
            group=facts.group,
            completed_by=groups_ticked(answers),
            language=facts.language,
            form=facts.form,
            person="",
            changed="",
            asked=asked,
            answers=answers,
            doubtful=frozenset(answers),
            warnings=tuple(dict.fromkeys(self.warnings)),
        )

    def _tell_full(self) -> None:
        """Tell, once, of the answers that fill their boxes to the end."""
        if names := list(dict.fromkeys(self.full)):
            shown = ", ".join(f"“{name}”" for name in names[:_SHOWN]) + (", …" if len(names) > _SHOWN else "")
            message = f"some answers fill their boxes to the end, so that more may have been cut off: {shown}"
            values = tuple(("field", name) for name in names)
            self.warnings.append(Problem("answer-cut-off", Place(Path(self.name)), message, _ASK, True, values))

    def _answers(self, matched: Matched, told: dict[str, str]) -> Answers:
        """Return the answers on a page. What is printed there in place of the school’s name goes into `told`."""
        page, fit = matched.page, matched.fit
        boxes = {place.id: fit.box(place.box) for place in matched.sheet.places}
        ticks = {place.id: boxes[place.id] for place in matched.sheet.places if place.kind == "tick"}
        school = matched.sheet.place_of(matched.sheets.facts.school)
        heads = {"school": fit.box(school)} if school and "school" not in boxes else {}
        added = [sign for number, sign in enumerate(page.printed.signs) if number not in fit.printed]
        words, strays = placed(added, boxes | heads)
        if heads and "school" in words:
            told["school"] = words.pop("school").words
        answers = self._ticks(page, ticks, words, added)
        for name, found in words.items():
            if name in ticks:
                if found.words.casefold() not in _MARKS:
                    strays_of_page = f"comment:page-{page.number}"
                    answers[strays_of_page] = _both(answers.get(strays_of_page, ""), found.words)
                continue
            answers[name] = found.words
            if found.is_full:
                self.full.append(name)
            if found.has_unknown:
                message = f"“{name}” has signs of which the file does not say what they are: “\ufffd” stands for them"
                self.warn("signs-unreadable", message, "look at the file, and correct them", name)
        self._add_strays(
            matched, [block.words for block in strays if _is_within(block.signs[0].base, matched)], answers
        )
        self._add_remarks(matched, boxes, ticks, answers)
        return answers

    def _ticks(self, page: FilledPage, ticks: dict[str, Box], words: Container[str], added: list[Sign]) -> Answers:
        """Return the boxes that are ticked. Words of a long answer may run across some: these are told."""
        ticked: Answers = {}
        for name in ticked_boxes(page.page, ticks):
            is_covered = any(sign.text != " " and is_on(sign, ticks[name]) for sign in added)
            if is_covered and name not in words:
                message = f"words of another answer run across “{name}”: nobody can tell whether it is ticked"
                self.warn("tick-covered", message, _ASK, name)
            else:
                ticked[name] = True
        return ticked

    def _add_strays(self, matched: Matched, strays: list[str], answers: Answers) -> None:
        """Add words that stand in no box."""
        if strays:
            number = matched.page.number
            message = f"on page {number}, words stand outside the boxes: they are kept as a comment on the page"
            self.warn("words-outside", message, "look at the file, and see what they belong to")
            answers[f"comment:page-{number}"] = _both(answers.get(f"comment:page-{number}", ""), "\n".join(strays))

    def _add_remarks(self, matched: Matched, boxes: dict[str, Box], ticks: dict[str, Box], answers: Answers) -> None:
        """Add comments to the answers of the boxes that they lie on, and tell of drawings."""
        upright = upright_from(matched.page.page)
        for remark in sorted(matched.page.remarks, key=lambda each: (-each.rectangle[3], each.rectangle[0])):
            areas = {name: shared_area(moved(remark.rectangle, upright), box) for name, box in boxes.items()}
            name = max(areas, key=lambda each: areas[each], default="")
            name = name if name and areas[name] else ""
            words = typed_words(remark.words).words.strip()
            where = f"“{name}”" if name else f"page {matched.page.number}"
            if name in ticks and (not words or words.casefold() in _MARKS):
                answers[name] = True
            elif words:
                box = name if name and name not in ticks else f"comment:page-{matched.page.number}"
                known = answers.get(box, "")
                answers[box] = f"{known}\n[comment] {words}" if known else f"[comment] {words}"
                message = f"a comment lies on {where}: its words are kept, after “[comment]”"
                self.warn("comment-added", message, "look at the file, and see what it belongs to", name)
            else:
                message = f"something is drawn or marked on {where}, which no program can read"
                self.warn("drawn-on", message, "look at the file", name)


def _last_time(forms: Forms, place: Place) -> Problem:
    """Return the problem of sheets of which nobody knows what was agreed on before."""
    if forms.since is None:
        message = "it says what was agreed on last time, and nothing says which audit that was"
        return Problem("last-time-unknown", place, message, "name the folder of the audit before")
    message = f"what it says was agreed on last time is not what {PLAN} in {forms.since.name} says now"
    hint = f"put back {PLAN} as it was when the sheets were made; or type the answers into a table"
    return Problem("last-time-changed", place, message, hint)


def _is_answer(name: str) -> bool:
    """Return whether an answer is one to a question, or a comment, and not of the head."""
    return name.count(":") > 1 or name.startswith("comment:")


def _is_within(base: float, matched: Matched) -> bool:
    """Return whether a place is between the first line of the sheet and its foot. Browsers print lines around these."""
    bases = sorted(matched.fit.place(0, piece.base)[1] for piece in matched.sheet.pieces)
    return bases[0] + 2 < base < bases[-1] + 2


def _both(known: str | Literal[True], answer: str | Literal[True]) -> str | Literal[True]:
    """Return what stands in two places of one field. They may be cut at different lengths."""
    if known is True or answer is True:
        return True
    if known.startswith(answer):
        return known
    return answer if answer.startswith(known) else f"{known}\n{answer}"
