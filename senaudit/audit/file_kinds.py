"""Tells by its bytes what a file is, and has it read by the reader for such files. Names of files are not trusted."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from senaudit.audit.forms import WHOLE, Forms
from senaudit.audit.found_files import MOST_BYTES
from senaudit.audit.returns import ReadFile
from senaudit.problems import Place, Problem
from senaudit.source.nodes import unreadable

_HEAD = 1024
"""A PDF may have other bytes before its first ones, but no more than these. Source: Adobe, “PDF Reference 1.7”, H.3."""

_BY_HAND = "look at it, and type the answers into a table to record them"
_PICTURES = (
    (re.compile(rb"\xff\xd8\xff"), "a photo or scan (JPEG)"),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "a picture (PNG)"),
    (re.compile(rb"GIF8[79]a"), "a picture (GIF)"),
    (re.compile(rb"II\*\0|MM\0\*"), "a scan (TIFF)"),
    (re.compile(rb"BM.{12}[\x0c(l|]\0\0\0", re.S), "a picture (BMP)"),
    (re.compile(rb"RIFF.{4}WEBP", re.S), "a picture (WebP)"),
    (re.compile(rb".{4}ftyp(?:hei[cfsmx]|hev[cmx]|mif1|msf1|avif)", re.S), "a photo of a telephone (HEIC)"),
)
_OTHERS = (
    (re.compile(rb"\xd0\xcf\x11\xe0"), "an old file of Word, Excel or Outlook, or one with a password",
     "open it; save sheets as .docx, or a table as .xlsx, without a password; save what is attached to a message"),
    (re.compile(rb"%FDF-|\s*(?:<\?xml[^>]*>)?\s*<xfdf"), "a file of a form’s data without the form (FDF)",
     "ask for the PDF itself, with the answers saved in it"),
    (re.compile(rb"(?i)\s*(?:<!doctype html|<html)"), "a web page, which does not have the answers in it",
     "open it, choose “Save to a file”, and put that file here"),
    (re.compile(rb"\s*\{\\rtf"), "a WordPad or Word document (RTF)", "open it in Word, and save it as .docx"),
    (re.compile(rb"(?i)(?:return-path|received|from|date|message-id|mime-version|subject|to|delivered-to|x-[a-z-]+): "),
     "an e-mail", "open it, and save what is attached to it"),
    (re.compile(rb"Rar!|7z\xbc\xaf|\x1f\x8b"), "a packed file", "unpack it, and put the files in it here"),
)  # fmt: skip
_IN_ZIPS = (
    ("ppt/", "a file of PowerPoint", _BY_HAND),
    ("content.xml", "a file of LibreOffice", "open it, and save sheets as Word (.docx), or a table as .xlsx"),
    ("Index/", "a file of Pages or Numbers", "export sheets as Word (.docx), or a table as CSV"),
)
"""What a zip file is that has such a part, and what to do with it."""


def read_file(path: Path, name: str, forms: Forms = WHOLE) -> ReadFile:
    """Return what is in a file, or what is wrong with it. Its places name the file as `name`.

    `forms` are the sheets that were given out: a print of them is read by them.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        return ReadFile((), (unreadable(path, error),))
    return read_bytes_of(name, data, forms)


def read_bytes_of(name: str, data: bytes, forms: Forms = WHOLE) -> ReadFile:
    """Return what a file of this name and these bytes has in it, or what is wrong with it."""
    if not data.strip(b"\0 \t\r\n"):
        hint = "it was not saved or not downloaded completely: ask for it again"
        return _refused("empty-file", name, "there is nothing in this file", hint)
    if b"%PDF-" in data[:_HEAD]:
        return _read_pdf(name, data, forms)
    for signs, noun in _PICTURES:
        if signs.match(data):
            return _refused("picture-as-return", name, f"this is {noun}, which no program here can read", _BY_HAND)
    if data.startswith(b"PK"):
        return _read_zip(name, data, forms)
    for signs, noun, hint in _OTHERS:
        if signs.match(data.removeprefix(b"\xef\xbb\xbf")[:_HEAD]):
            return _refused("not-a-return", name, f"this is {noun}", hint)
    return _read_text(name, data)


def _read_pdf(name: str, data: bytes, forms: Forms) -> ReadFile:
    """Read the fields of a PDF; if it has none, what stands where they were."""
    from senaudit.audit.filled_pdf import read_fields

    read = read_fields(name, data)
    if all(problem.kind != "no-fields" for problem in read.problems):
        return read
    from senaudit.audit.by_position import read_by_position

    return read_by_position(name, data, forms)


def _read_zip(name: str, data: bytes, forms: Forms) -> ReadFile:
    """Read a workbook or a Word file.

    Other zip files are not unpacked: nobody knows whose returns are in them, nor how many.
    """
    try:
        with ZipFile(BytesIO(data)) as archive:
            parts = archive.namelist()
    except (BadZipFile, NotImplementedError, ValueError, OSError):
        return _refused("return-cut-off", name, "this file is damaged or cut off", "ask for it again")
    if any(each.startswith("xl/") for each in parts):
        return _read_table(name, data)
    if any(each.startswith("word/") for each in parts):
        from senaudit.audit.filled_word import read_word

        return read_word(name, data, forms)
    for part, noun, hint in _IN_ZIPS:
        if any(each.startswith(part) for each in parts):
            return _refused("not-a-return", name, f"this is {noun}", hint)
    return _refused("not-a-return", name, "this is a packed file (zip)", "unpack it, and put the files in it here")


def _read_text(name: str, data: bytes) -> ReadFile:
    is_wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    start = data[:_HEAD].replace(b"\0", b"") if is_wide else data[:_HEAD]
    if start.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith((b"{", b"[")):
        from senaudit.audit.saved_answers import read_saved

        return read_saved(name, data)
    read = _read_table(name, data)
    if any(problem.kind == "not-a-record-table" for problem in read.problems):
        message = "this is no file that answers are kept in: no PDF, no table, and no file of answers of a web page"
        return _refused("not-a-return", name, message, _BY_HAND)
    return read


def _read_table(name: str, data: bytes) -> ReadFile:
    from senaudit.audit.typed_table import read_table

    return read_table(name, data)


def _refused(kind: str, name: str, message: str, hint: str) -> ReadFile:
    return ReadFile((), (Problem(kind, Place(Path(name)), message, hint),))
