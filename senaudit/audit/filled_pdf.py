"""Reads audit sheets that were filled in on a screen, by their fields, whichever program filled them in.

A file may have the sheets of several people, one after the other. The first page of each has the hidden field with the
facts of the form. Where it was left out, a question that comes again begins the sheets of another person.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any, Literal, NamedTuple

import pikepdf

from senaudit.audit.pdf_annotations import FieldPlace, FormPage, Rectangle, Remark, TooMuchError, contents_of, pages_of
from senaudit.audit.returns import ReadFile, Return, groups_ticked, return_id
from senaudit.audit.typed_words import TypedWords, words_of_field
from senaudit.problems import Place, Problem

FACTS = "senaudit"
"""The name of the hidden field with the facts of a form."""

SPACE = "urn:x-senaudit:form/"
"""The space of the facts in a file's metadata."""

_VERSION = 1
_TOLD = ("document", "form", "school", "group", "edition", "title", "language")
_LONGEST_FACTS = 20_000
_LONGEST_METADATA = 1_000_000
"""The most characters and bytes of what a file says of itself."""

_QUESTION = r"[^\s:]+(?::[^:]+){2,}"
"""The name of a place at a question, such as `communication:telephone:practice`."""

_DAMAGE = (pikepdf.PdfError, ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)
"""What pikepdf raises for a file that is not as it should be."""


def read_fields(name: str, data: bytes) -> ReadFile:
    """Return the returns in a PDF with fields. A file without fields of ours has one problem, “no-fields”."""
    place = Place(Path(name))
    try:
        pdf, is_damaged = _opened(data)
        with pdf:
            pages = list(pages_of(pdf))
            metadata = _metadata(pdf)
            is_damaged |= bool(pdf.get_warnings())
    except pikepdf.PasswordError:
        hint = "open it with its password, and save or print it as a PDF without one; or ask for such a copy"
        return ReadFile((), (Problem("return-locked", place, "this file opens only with a password", hint),))
    except TooMuchError:
        hint = "ask for the sheets of one person in a file, as they were filled in"
        return ReadFile((), (Problem("return-too-large", place, "this file has more in it than sheets have", hint),))
    except _DAMAGE:
        pages, is_damaged, metadata = [], True, ""
    ours = any(re.fullmatch(_QUESTION, each.name) for page in pages for each in page.places)
    if is_damaged and not ours:
        message = "this PDF is damaged: perhaps it was cut off while it was copied or sent"
        return ReadFile((), (Problem("return-damaged", place, message, "ask for the file again"),))
    if not ours:
        message = "this PDF has no fields of audit sheets"
        hint = "ask for the file as it was filled in: saved, not printed or exported"
        return ReadFile((), (Problem("no-fields", place, message, hint),))
    people = list(_people(pages))
    digest = sha256(data).hexdigest()
    files = [_File(name, digest, number, len(people), metadata) for number, _ in enumerate(people, 1)]
    returns = [_return(file, pages) for file, pages in zip(files, people, strict=True)]
    if is_damaged:
        message = "this PDF is damaged, and was read as far as it could be: pages or answers may be missing"
        warning = Problem("return-mended", place, message, "compare it with the file that was sent", warning=True)
        returns = [each._replace(warnings=(*each.warnings, warning)) for each in returns]
    return ReadFile(tuple(returns))


def _opened(data: bytes) -> tuple[pikepdf.Pdf, bool]:
    """Return the file, and whether it is damaged. It is then opened as far as it can be.

    After it, the warnings of the file are those of what is read. There are some that mean no damage: pdfunite counts
    objects wrongly.
    """
    try:
        pdf = pikepdf.open(BytesIO(data), suppress_warnings=True, attempt_recovery=False)
    except pikepdf.PasswordError:
        raise
    except pikepdf.PdfError:
        return pikepdf.open(BytesIO(data), suppress_warnings=True), True
    pdf.get_warnings()
    return pdf, False


def _metadata(pdf: pikepdf.Pdf) -> str:
    """Return the facts in the metadata, or ""."""
    stream = pdf.Root.get("/Metadata")
    if not isinstance(stream, pikepdf.Stream):
        return ""
    packet = contents_of(stream, _LONGEST_METADATA)
    if SPACE.encode() not in packet or b"<!" in packet or len(packet) > _LONGEST_METADATA:
        return ""
    from xml.etree import ElementTree  # only for these

    try:
        elements = list(ElementTree.fromstring(packet.strip(b" \0\r\n\t")).iter())
    except ElementTree.ParseError:
        return ""
    tag = f"{{{SPACE}}}facts"
    return next((each.get(tag) or each.text or "" for each in elements if each.tag == tag or tag in each.attrib), "")


# Whose pages these are


def _people(pages: Iterable[FormPage]) -> Iterator[list[FormPage]]:
    """Yield the pages of each person."""
    own: list[FormPage] = []
    known: set[str] = set()
    for page in pages:
        names = {each.name for each in page.places if each.name == FACTS or re.fullmatch(_QUESTION, each.name)}
        if names & known:
            yield own
            own, known = [], set()
        own.append(page)
        known |= names
    if own:
        yield own


class _File(NamedTuple):
    """The file of a return: its name and digest, which of how many people this is, and the facts of its metadata."""

    name: str
    digest: str
    number: int
    of: int
    metadata: str


def _return(file: _File, pages: list[FormPage]) -> Return:
    reader = _PersonReader(Place(Path(file.name)))
    answers = reader.answers(pages)
    facts = reader.facts(pages, file.metadata if file.of == 1 else "")
    return Return(
        id=return_id(file.digest, file.number),
        file=file.name,
        digest=file.digest,
        number=file.number,
        way="fields",
        school=facts["school"],
        edition=facts["edition"],
        group=facts["group"],
        completed_by=groups_ticked(answers),
        language=facts["language"],
        form=facts["form"],
        person="",
        changed="",
        asked=reader.asked,
        answers=answers,
        warnings=tuple(reader.warnings),
    )


class _PersonReader:
    """Reads the answers of one person, and notes what is to be said about them."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.asked: dict[str, str] = {}
        self.warnings: list[Problem] = []

    def warn(self, kind: str, message: str, hint: str, field: str = "") -> None:
        values = (("field", field),) if field else ()
        self.warnings.append(Problem(kind, self.place, message, hint, warning=True, values=values))

    def answers(self, pages: list[FormPage]) -> dict[str, str | Literal[True]]:
        """Return the answers by the names of their fields. What was asked is known after it."""
        places: dict[str, list[FieldPlace]] = {}
        for place in (each for page in pages for each in page.places if each.name != FACTS):
            places.setdefault(place.name, []).append(place)
        self.asked = {
            name: next((words_of_field(each.described).words for each in found if each.described), "")
            for name, found in places.items()
        }
        self._tell_nameless(pages)
        added = self._remarks(pages)
        answers: dict[str, str | Literal[True]] = {}
        for name, found in places.items():
            if found[0].tick is not None:
                answer: str | bool = any(each.tick for each in found)
            else:
                answer = "\n".join(filter(None, [self._words(name, found), *added.pop(name, [])]))
            if answer:
                answers[name] = answer
        for name, words in added.items():
            self.asked[name] = ""
            answers[name] = "\n".join(words)
        return answers

    def _tell_nameless(self, pages: list[FormPage]) -> None:
        """Tell of places whose fields are gone. pdfunite leaves out fields that stand in several places."""
        if nameless := sum(page.nameless for page in pages):
            message = f"the program that joined or saved these sheets has lost the names of {nameless} fields"
            hint = "look at the file for the school, the date and who completed it; or ask for the files one by one"
            self.warn("fields-without-names", message, hint)

    def _words(self, name: str, places: list[FieldPlace]) -> str:
        """Return the words of a field. Programs may change those of one of its places only."""
        values = list(dict.fromkeys(each.words for each in places))
        typed = [each for each in map(words_of_field, values) if not each.is_empty]
        self._tell_changes(name, typed)
        if len(different := list(dict.fromkeys(each.words for each in typed))) > 1:
            message = f"“{name}” stands in several places, with different words in them: all of them are kept"
            self.warn("answers-differ", message, "look at the file, and ask which are meant", name)
        if any(each.is_rich for each in places):
            message = f"the words of “{name}” had bold or coloured parts: only the words are kept"
            self.warn("rich-text", message, "look at the file if that matters", name)
        return "\n".join(different)

    def _tell_changes(self, name: str, typed: list[TypedWords]) -> None:
        if mended := sum(each.mended for each in typed):
            message = f"the program that saved “{name}” had cut {mended} emoji short: they are whole again"
            self.warn("emoji-mended", message, "look at them if they matter", name)
        if lost := sum(each.lost for each in typed):
            message = (
                f"“{name}” has {lost} signs that nobody types or that are damaged: they are left out, or a “\ufffd”"
            )
            self.warn("signs-left-out", message, "look at the file if a word seems wrong", name)

    def _remarks(self, pages: list[FormPage]) -> dict[str, list[str]]:
        """Return the words of comments by the names of the boxes that they lie on, or of pages; tell of drawings."""
        added: dict[str, list[str]] = {}
        for page in pages:
            for remark in sorted(page.remarks, key=lambda each: (-each.rectangle[3], each.rectangle[0])):
                place = _under(remark, page.places)
                name = place.name if place else ""
                where = f"“{name}”" if name else f"page {page.number}"
                words = words_of_field(remark.words)
                if words.is_empty:
                    message = f"something is drawn or marked on {where}, which no program can read"
                    self.warn("drawn-on", message, "look at the file", name)
                    continue
                message = f"a comment lies on {where}: its words are kept, after “[comment]”"
                self.warn("comment-added", message, "look at the file, and see what it belongs to", name)
                self._tell_changes(name or where, [words])
                in_box = place is not None and place.tick is None
                box = name if in_box else f"comment:page-{page.number}"
                added.setdefault(box, []).append(f"[comment] {words.words}")
        return added

    def facts(self, pages: list[FormPage], metadata: str) -> dict[str, str]:
        """Return what the form says of itself, with "" for what it does not say."""
        values = (each.words for page in pages for each in page.places if each.name == FACTS)
        told = next((facts for facts in map(_facts, [*filter(None, values), metadata]) if facts is not None), None)
        if told is None:
            message = "what this form says of itself is missing or damaged: nobody knows from it whose sheets these are"
            self.warn("facts-missing", message, "say whose they are, or ask for the file again")
            told = {}
        elif told["senaudit"] != _VERSION:
            message = "these sheets were made by another version of senaudit"
            self.warn("facts-of-other-version", message, "update senaudit, and check these answers")
        return {name: words_of_field(str(told.get(name, ""))).words for name in _TOLD}


def _facts(text: str) -> dict[str, Any] | None:
    """Return the facts of a form; None if these are none."""
    if not text or len(text) > _LONGEST_FACTS:
        return None
    try:
        facts = json.loads(text)
    except (RecursionError, ValueError):
        return None
    if not isinstance(facts, dict) or type(facts.get("senaudit")) is not int:
        return None
    return facts if all(isinstance(facts.get(name, ""), str) for name in _TOLD) else None


def _under(remark: Remark, places: list[FieldPlace]) -> FieldPlace | None:
    """Return the place that a remark lies on, or most of it; None if it lies on none."""
    seen = [each for each in places if not each.is_hidden]
    most = max(seen, key=lambda each: _shared(remark.rectangle, each.rectangle), default=None)
    return most if most and _shared(remark.rectangle, most.rectangle) else None


def _shared(one: Rectangle, other: Rectangle) -> float:
    """Return the area that two rectangles share. Lines count as a point thick."""
    left, bottom, right, top = one
    width = min(max(right, left + 1), other[2]) - max(left, other[0])
    height = min(max(top, bottom + 1), other[3]) - max(bottom, other[1])
    return max(width, 0.0) * max(height, 0.0)
