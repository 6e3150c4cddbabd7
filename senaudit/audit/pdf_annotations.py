"""What lies on the pages of a PDF: the places of fields with what is in them, and what was laid on top.

Only the annotations of pages are read (ISO 32000-1, 12.5), and never the form's list of fields: files that were joined
have fields that no list names. A file may be made by anybody, so that nothing in it needs to be of the right type, and
each chain and list may lead back to itself. Nothing in it is run.
"""

from __future__ import annotations

import codecs
import re
import zlib
from collections.abc import Iterator
from typing import Any, NamedTuple

import pikepdf

Rectangle = tuple[float, float, float, float]
"""Left, bottom, right and top, in points."""

DEEPEST = 32
"""The most fields above a widget. Our own files have one."""

MOST_PAGES = 10_000
MOST_ANNOTATIONS = 200_000
MOST_CHARACTERS = 5_000_000
"""The most of a file. 200 people in one file have some 3,000 pages, 40,000 annotations and 4,000,000 characters."""

_WIDTH = 4
"""The most bytes of a character."""

_HIDDEN, _NOT_SEEN = 2, 32
"""Flags of an annotation (12.5.3)."""

_COMMENTS = {"/FreeText", "/Text"}
_DRAWINGS = {
    *("/Ink", "/Line", "/Square", "/Circle", "/Polygon", "/PolyLine", "/Stamp", "/Highlight", "/Underline"),
    *("/Squiggly", "/StrikeOut", "/Caret", "/FileAttachment", "/Sound"),
}
"""Annotations that people lay on a page (12.5.6). A drawing may have words too."""

_MARKS = ((codecs.BOM_UTF16_BE, "utf-16-be"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF8, "utf-8"))

_JOINED = r"(?:\+\d+)+$"
"""What qpdf puts after the name of a field if it joins files with fields of one name."""


class TooMuchError(Exception):
    """The file has more pages, annotations or characters than a return can have."""


class FieldPlace(NamedTuple):
    """A place of a field on a page: its name, the words that describe it, and what is in it.

    `tick` is None for a field of words. For a box to tick, it is whether there is a tick.
    """

    name: str
    described: str
    words: str
    tick: bool | None
    is_rich: bool
    is_hidden: bool
    rectangle: Rectangle


class Remark(NamedTuple):
    """What was laid on a page: the words of a comment, or "" for a drawing."""

    words: str
    rectangle: Rectangle


class FormPage(NamedTuple):
    """A page of a PDF, from 1. `nameless` is how many widgets belong to no field."""

    number: int
    places: list[FieldPlace]
    remarks: list[Remark]
    nameless: int = 0


def pages_of(pdf: pikepdf.Pdf) -> Iterator[FormPage]:
    """Yield the pages. Raises TooMuchError, and what pikepdf raises for a damaged file."""
    reader = _Reader()
    for number, page in enumerate(pdf.pages, 1):
        if number > MOST_PAGES:
            raise TooMuchError
        yield reader.page(number, page.obj.get("/Annots"))


class _Reader:
    """Reads annotations, and counts what was read."""

    def __init__(self) -> None:
        self.annotations_left = MOST_ANNOTATIONS
        self.characters_left = MOST_CHARACTERS

    def page(self, number: int, annotations: Any) -> FormPage:
        page = FormPage(number, [], [])
        if not isinstance(annotations, pikepdf.Array):
            return page
        self.annotations_left -= len(annotations)
        if self.annotations_left < 0:
            raise TooMuchError
        nameless = 0
        for annotation in annotations.as_list():
            if not isinstance(annotation, pikepdf.Dictionary):
                continue
            kind = _name(annotation.get("/Subtype"))
            if kind == "/Widget":
                place = self.place(annotation)
                nameless += place is None
                page.places.extend(filter(None, (place,)))
            elif kind in _COMMENTS | _DRAWINGS:
                page.remarks.extend(self.remark(annotation, kind))
        return page._replace(nameless=nameless)

    def place(self, widget: pikepdf.Dictionary) -> FieldPlace | None:
        """Return the place of a field; None if the widget has no name."""
        chain = list(_chain(widget))
        name = next(filter(None, (self.text(field.get("/T")) for field in chain)), "")
        if not name:
            return None
        described = next(filter(None, (self.text(field.get("/TU")) for field in chain)), "")
        value = _nearest(chain, "/V")
        words, tick, is_rich = "", None, False
        if _name(_nearest(chain, "/FT")) == "/Btn":
            tick = _is_on(widget.get("/AS")) or _is_on(value)
        else:
            words = self.text(value)
            if not words and (rich := self.text(_nearest(chain, "/RV"))):
                words, is_rich = plain_words(rich), True
        return FieldPlace(
            re.sub(_JOINED, "", name.rpartition(".")[2]), described, words, tick, is_rich,
            _flags(widget) & _HIDDEN != 0, _rectangle(widget.get("/Rect")),
        )  # fmt: skip

    def remark(self, annotation: pikepdf.Dictionary, kind: str) -> Iterator[Remark]:
        if _flags(annotation) & (_HIDDEN | _NOT_SEEN) or "/StateModel" in annotation:
            return
        words = self.text(annotation.get("/Contents")) or plain_words(self.text(annotation.get("/RC")))
        if words.strip() or kind in _DRAWINGS:
            yield Remark(words.strip(), _rectangle(annotation.get("/Rect")))

    def text(self, value: Any) -> str:
        """Return the words of a string, of a stream, or of a list of them; "" for anything else."""
        text = self._text(value)
        self.characters_left -= len(text)
        if self.characters_left < 0:
            raise TooMuchError
        return text

    def _text(self, value: Any) -> str:
        if isinstance(value, pikepdf.String):
            return _decoded(bytes(value))
        if isinstance(value, pikepdf.Stream):
            contents = contents_of(value, most := self.characters_left * _WIDTH)
            if len(contents) > most:
                raise TooMuchError
            return _decoded(contents)
        if isinstance(value, pikepdf.Name):
            return str(value)[1:]
        if isinstance(value, pikepdf.Array):
            return "\n".join(_decoded(bytes(each)) for each in value.as_list() if isinstance(each, pikepdf.String))
        return ""


def contents_of(stream: pikepdf.Stream, most: int) -> bytes:
    """Return the bytes of a stream; if there are more than `most`, some of them, but more than that."""
    packed = stream.read_raw_bytes()
    if stream.get("/Filter") == "/FlateDecode" and "/DecodeParms" not in stream:
        try:
            return zlib.decompressobj().decompress(packed, most + 1)
        except zlib.error:
            return b""
    return packed if "/Filter" not in stream or len(packed) > most else stream.read_bytes()


def _decoded(string: bytes) -> str:
    """Return the words of a string (7.9.2.2). U+FFFD stands for what cannot be read."""
    for mark, encoding in _MARKS:
        if string.startswith(mark):
            return string.removeprefix(mark).decode(encoding, "replace")
    return str(pikepdf.String(string))


def _chain(field: Any) -> Iterator[pikepdf.Dictionary]:
    """Yield a widget and the fields above it."""
    for _ in range(DEEPEST):
        if not isinstance(field, pikepdf.Dictionary):
            return
        yield field
        field = field.get("/Parent")


def _nearest(chain: list[pikepdf.Dictionary], key: str) -> Any:
    return next((field[key] for field in chain if key in field), None)


def _is_on(state: Any) -> bool:
    """Return whether a box with this state or value is ticked. MuPDF writes the value as a string."""
    text = str(state) if isinstance(state, pikepdf.Name | pikepdf.String) else ""
    return text.lstrip("/") not in ("", "Off")


def _name(value: Any) -> str:
    return str(value) if isinstance(value, pikepdf.Name) else ""


def _flags(annotation: pikepdf.Dictionary) -> int:
    flags = annotation.get("/F", 0)
    return flags if isinstance(flags, int) else 0


def _rectangle(value: Any) -> Rectangle:
    """Return the sides of a rectangle, in order. One that is wrong lies nowhere."""
    try:
        x, y, to_x, to_y = (float(side) for side in value.as_list())
    except (ArithmeticError, AttributeError, NotImplementedError, TypeError, ValueError):
        return 0.0, 0.0, 0.0, 0.0
    return min(x, to_x), min(y, to_y), max(x, to_x), max(y, to_y)


def plain_words(rich: str) -> str:
    """Return the words of a rich text (12.7.3.4), which is XHTML: a line for each of its paragraphs."""
    from html import unescape  # few files have any

    body = re.sub(r"(?i)<br\b[^<>]*>|</(?:p|div|li)\b[^<>]*>", "\n", " ".join(rich.split()))
    lines = unescape(re.sub(r"<[^<>]*>", "", body)).split("\n")
    return "\n".join(line.strip(" ") for line in lines).strip()
