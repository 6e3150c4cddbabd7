"""Word documents are valid: against the schemas of the Open XML SDK, which Microsoft derives from ECMA-376.

No test opens a document in Word itself.
"""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from openxml_audit import FileFormat, OpenXmlValidator
from word_files import WORD_DOCUMENTS, parts_of, word_file

OLDEST = FileFormat.OFFICE_2010
"""The oldest Word that knows all that is in a document: it brought boxes to tick."""


NOT_REQUIRED = re.compile(r"required relationship type '\S+/(fontTable|theme)' is missing")
"""The validator misses parts that Word itself always writes. They are optional in the standard (ECMA-376, 1, 11.3.5
and 14.2.7)."""


def faults(data: bytes, folder: Path) -> list[str]:
    """Return all that the validator finds, warnings too."""
    path = folder / "document.docx"
    path.write_bytes(data)
    result = OpenXmlValidator(file_format=OLDEST, max_errors=100).validate(path)
    found = [f"{error.part_uri}: {error.description}" for error in result.errors]
    return [fault for fault in found if not NOT_REQUIRED.search(fault)]


def with_part(name: str, path: str, before: str, after: str) -> bytes:
    """Return a document in which a piece of a part was replaced once."""
    file = BytesIO()
    with ZipFile(file, "w") as package:
        for part, data in parts_of(name).items():
            if part == path:
                assert before.encode() in data
                data = data.replace(before.encode(), after.encode(), 1)
            package.writestr(part, data)
    return file.getvalue()


@pytest.mark.parametrize("name", WORD_DOCUMENTS)
def test_a_document_is_valid(name: str, tmp_path: Path) -> None:
    assert faults(word_file(name), tmp_path) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<w:tblGrid>", "<w:tblGrid><w:p/>"),
        ("<w:pStyle ", "<w:keepNext/><w:pStyle "),
        ('w:hRule="atLeast"', 'w:hRule="some"'),
        ('w:type="dxa"', 'w:type="dxa" w:colour="red"'),
        ('<w:pStyle w:val="Field"', '<w:pStyle w:val="Nothing"'),
    ],
)
def test_the_validator_finds_a_mistake(before: str, after: str, tmp_path: Path) -> None:
    assert faults(with_part("sheets", "word/document.xml", before, after), tmp_path)
