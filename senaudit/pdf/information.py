"""The date of a file, in its document information dictionary (ISO 32000-1, 14.3.3) and in its identifier (14.4).

ReportLab gives every file a date: that of the clock, of 1 January 2000, or of an environment variable that it reads
itself. It counts in the identifier as well. Here a file has the date that it is given, or none.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import md5

from reportlab.pdfbase import pdfdoc

_DATES = ("CreationDate", "ModDate")


class _Information(pdfdoc.PDFInfo):
    """An information dictionary with the given date, in seconds since 1970, or without a date."""

    def __init__(self, date: int | None) -> None:
        super().__init__()
        self.date = date

    def format(self, document: pdfdoc.PDFDocument) -> bytes:
        """Return the dictionary."""
        names = ("title", "author", "producer", "creator", "subject", "keywords")
        entries = {name.capitalize(): pdfdoc.PDFString(getattr(self, name)) for name in names}
        if self.date is not None:
            moment = datetime(1970, 1, 1) + timedelta(seconds=self.date)
            entries |= dict.fromkeys(_DATES, pdfdoc.PDFString(f"{moment:D:%Y%m%d%H%M%S+00'00'}"))
        written: bytes = pdfdoc.PDFDictionary({**entries, "Trapped": pdfdoc.PDFName(self.trapped)}).format(document)
        return written


def put_date(document: pdfdoc.PDFDocument, date: int | None) -> None:
    """Give a document that has nothing in it yet its date, or none. Its other information follows."""
    document.info = _Information(date)
    document.signature = md5(b"a reportlab document" + (b"" if date is None else b"%d" % date), usedforsecurity=False)
