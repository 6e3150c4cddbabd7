"""Fills in sheets with the programs that people have, and joins, rewrites and locks the files.

Each function takes a file and returns one. Programs of the system are in programs.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import Any

import pikepdf
import pypdf

Answers = Mapping[str, str | bool]

LONG = "Nobody told us that the number had changed. Łukasz’s gran rang for weeks — “no answer”.\n" * 46
"""Some 4,000 characters."""

TYPED: Answers = {
    "support:information:practice": "“Curly”, ‘quotes’ – Łukasz, Siân and Wŷdd paid €5 • ½",
    "support:information:action": "First line\nSecond line\n\nFourth line",
    "support:access-to-information:practice": LONG[:4000],
    "support:access-to-information:action": '=HYPERLINK("http://example.org")\n+1\n-1\n@SUM(A1)',
    "support:other-professionals:practice": "<b>bold</b> & {{ 7 * 7 }} {% raw %} !!python/name:os.system (\\) 100 %",
    "support:other-professionals:action": "plain words",
    "support:voluntary-organisations:practice": "Good 😀, thumbs 👍🏽, heart ❤️, thinking 🤔, Wales 🏴󠁧󠁢󠁷󠁬󠁳󠁿",
    "support:staff-awareness:practice": "شكرا, дякую, 谢谢, धन्यवाद",
    "support:information:code-of-practice": True,
    "completed-by:parents": True,
    "school": "St Łucja’s",
    "date": "3/9/2026",
}
"""What is typed. All else is left empty."""

WITHOUT_EMOJI: Answers = {**TYPED, "support:voluntary-organisations:practice": "Good"}


def by_pikepdf(data: bytes, answers: Answers = TYPED, **save: Any) -> bytes:
    """Set the values of fields as a program does that knows the names of fields only."""
    with pikepdf.open(BytesIO(data)) as pdf:
        for field in pdf.Root.AcroForm.Fields:
            answer = answers.get(str(field.T))
            if isinstance(answer, str):
                field.V = pikepdf.String(answer)
            elif answer:
                field.V = pikepdf.Name.Yes
                for widget in field.get("/Kids", [field]):
                    widget.AS = pikepdf.Name.Yes
        saved = BytesIO()
        pdf.save(saved, **save)
        return saved.getvalue()


def by_pypdf(data: bytes, answers: Answers = TYPED, incremental: bool = False) -> bytes:
    """Fill in with pypdf, which writes looks of its own."""
    writer = pypdf.PdfWriter(BytesIO(data), incremental=incremental)
    values = {name: answer if isinstance(answer, str) else "/Yes" for name, answer in answers.items()}
    for page in writer.pages:
        writer.update_page_form_field_values(page, values, auto_regenerate=False)
    saved = BytesIO()
    writer.write(saved)
    return saved.getvalue()


def joined_by_pypdf(files: Iterable[bytes]) -> bytes:
    """Join files with pypdf, which lets names of fields come again."""
    writer = pypdf.PdfWriter()
    for data in files:
        writer.append(BytesIO(data))
    saved = BytesIO()
    writer.write(saved)
    return saved.getvalue()
