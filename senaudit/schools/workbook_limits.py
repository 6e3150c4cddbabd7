"""Refuses a workbook that would unfold to far more than a table needs, before the library that reads it sees it.

A file may not declare more unpacked bytes than any table needs, and zipfile unpacks no more than is declared. No part
may have a document type: without one, XML has no entities that could multiply or be fetched. The elements of large
parts are counted: openpyxl makes up to two kilobytes of an element that takes four bytes in the file.
"""

from __future__ import annotations

from io import BytesIO
from typing import IO
from xml.parsers.expat import ExpatError, ParserCreate
from zipfile import ZipFile

_MOST_UNFOLDED = 100_000_000
"""The most unpacked bytes of all parts. 24,000 schools with every column filled in need about 40 million."""
_MOST_BESIDE = 10_000_000
"""The most unpacked bytes of the parts that are not sheets or their texts. openpyxl reads those in one go."""

_SMALL = 1_000_000
"""A part of no more bytes is not counted: whatever it holds, openpyxl makes at most 500 MB of it."""
_MOST_IN_GROUP = 100_000
"""The most elements in a row, a text or a list of formats. openpyxl holds all of a group at once.

A row has at most 16,384 cells. Source: Microsoft, “Excel specifications and limits”.
"""
_MOST_GROUPS = 2_000_000
"""The most rows of a sheet, or texts of a workbook. Something is kept of each."""
_LONGEST_TAG = 1_000_000
"""The most bytes of a tag with its attributes."""

_SHEETS = ("xl/worksheets/", "xl/sharedStrings.")
_FLAT = ("[Content_Types].xml", ".rels")
"""Parts that openpyxl reads in one go, as if they were one group."""


def reason_to_refuse(data: bytes, noun: str) -> str:
    """Return what is wrong with a workbook that should not be read, or "" if it may. Raises BadZipFile.

    `noun` is what it should be: “a table of schools”.
    """
    too_much = f"this file unfolds to far more than {noun} needs"
    with ZipFile(BytesIO(data)) as archive:
        members = archive.infolist()
        names = {member.filename for member in members}
        if "[Content_Types].xml" not in names or "xl/workbook.bin" in names:
            return "this is not an Excel file (.xlsx), but another kind of spreadsheet or zip file"
        beside = sum(member.file_size for member in members if not member.filename.startswith(_SHEETS))
        if beside > _MOST_BESIDE or sum(member.file_size for member in members) > _MOST_UNFOLDED:
            return too_much
        for member in members:
            name = member.filename
            with archive.open(member) as part:
                count = _Count(flat=name.endswith(_FLAT), whole=member.file_size > _SMALL)
                count.read(part)
            if count.has_document_type:
                return f"“{name}” in this file declares a document type"
            if count.is_too_much:
                return too_much
    return ""


class _EnoughError(Exception):
    """What is to be known of a part is known."""


class _Count:
    """Counts the elements of a part. The groups are what is in the sheet’s data, or else in the part itself."""

    def __init__(self, flat: bool, whole: bool) -> None:
        self.has_document_type = False
        self.is_too_much = False
        self._whole = whole
        self._depth = 0
        self._group_depth = 0 if flat else 2
        self._groups = 0
        self._in_group = 0

    def read(self, part: IO[bytes]) -> None:
        """Read a part up to its first element, or the whole of it. A part that is not XML, a picture, is harmless."""
        parser = ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = self._document_type
        read = 0
        try:
            while chunk := part.read(65_536):
                parser.Parse(chunk)
                read += len(chunk)
                if read - parser.CurrentByteIndex > _LONGEST_TAG:
                    self.is_too_much = True
                    return
        except (_EnoughError, ExpatError):
            pass

    def _document_type(self, *declared: object) -> None:
        self.has_document_type = True
        raise _EnoughError

    def _start(self, name: str, attributes: object) -> None:
        if not self._whole:
            raise _EnoughError
        self._depth += 1
        if self._depth == 2 and self._group_depth and name.rpartition(":")[2] == "sheetData":
            self._group_depth = 3
        if self._depth == self._group_depth:
            self._groups += 1
            self._in_group = 0
        self._in_group += 1
        if self._in_group > _MOST_IN_GROUP or self._groups > _MOST_GROUPS:
            self.is_too_much = True
            raise _EnoughError

    def _end(self, name: str) -> None:
        self._depth -= 1
        if self._depth == 1 and self._group_depth:
            self._group_depth = 2
