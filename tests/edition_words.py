"""The words of a file of each edition, as a program reads them that knows nothing of senaudit."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser
from io import BytesIO
from zipfile import ZipFile

import pypdf
import pytest
from braille import body_of, cells_of, print_of
from lxml import etree
from programs import needs_liblouis

from senaudit.recipe.request import FORMATS, Format

NEEDS = {"brf": needs_liblouis}
"""The mark of the tests of an edition that needs a program of the system."""

every_edition = pytest.mark.parametrize("form", [pytest.param(form, marks=NEEDS.get(form, ())) for form in FORMATS])
"""Runs a test once for each edition."""

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def _pdf(data: bytes) -> str:
    return " ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(data)).pages)


def _docx(data: bytes) -> str:
    with ZipFile(BytesIO(data)) as archive:
        document = etree.fromstring(archive.read("word/document.xml"))
    return "\n".join("".join(paragraph.itertext(f"{_WORD}t")) for paragraph in document.iter(f"{_WORD}p"))


class _Page(HTMLParser):
    """Collects the words of a web page: not its scripts and styles."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._unread = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._unread += tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        self._unread -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        self.words += [] if self._unread else [data]


def _html(data: bytes) -> str:
    page = _Page()
    page.feed(data.decode("utf-8"))
    page.close()
    return "".join(page.words)


def _txt(data: bytes) -> str:
    return data.decode("utf-8")


def _brf(data: bytes) -> str:
    return print_of(body_of(data))


_READERS: dict[str, Callable[[bytes], str]] = {"pdf": _pdf, "docx": _docx, "html": _html, "txt": _txt, "brf": _brf}


def typed_as(words: str, form: Format) -> str:
    """Return words as `words_of` has them. Those of a Braille file have been translated, and translated back."""
    return "".join((print_of(cells_of(words)) if form == "brf" else words).split())


def words_of(data: bytes, form: Format) -> str:
    """Return the words of a file, without the white space: it is not the same in all editions."""
    return "".join(_READERS[form](data).split())
