"""A document with a table of data, as a template makes it of words that people typed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from senaudit.recipe.request import Request, request_for

HEADS = ("Who was asked", "Asked", "Came back", "Left empty")
SENTENCE = "They ring the office, and somebody rings back on the same day."
ROWS = (
    ("Parents", "12", SENTENCE, "2"),
    ("Midday staff", "4", f"{SENTENCE} {SENTENCE}", "0"),
    *((f"Group {number} of the school", str(number), SENTENCE * (1 + number % 3), "1") for number in range(3, 20)),
)
"""More rows than stand on a page."""

LONG = ("A long one", "17", " ".join(f"{SENTENCE} This was said {number} times." for number in range(120)), "0")
"""A row that stands on no page, in any look."""


def markup_of(
    rows: Iterable[Sequence[str]], heads: Sequence[str] = HEADS, widths: str = "26 14 42 18", holder: str = "section"
) -> str:
    """Return the markup of a document with a table. Each line of a cell is a paragraph."""
    written = "".join(f"<row>{''.join(map(_cell, row))}</row>" for row in rows)
    table = f'<table kind="data" title="Who was asked what" widths="{widths}"><header>{"".join(map(_cell, heads))}'
    table += f"</header>{written}</table>"
    inside = f'<note kind="guidance">{table}<para>Words</para></note>' if holder == "note" else table
    return (
        '<document kind="collation" title="What people said" lang="en-GB"><section kind="part">'
        '<heading level="1">What people said</heading><para>This stands before the table.</para>'
        f"{inside}<para>This stands after it.</para></section></document>"
    )


def _cell(words: str) -> str:
    return f"<cell>{''.join(f'<para>{escape(para)}</para>' for para in words.split(chr(10)))}</cell>"


def asked_for(markup: str, folder: Path, **choices: Any) -> Request:
    """Return the request for a document of this markup. Its template is written into the folder."""
    folder.joinpath("collation.xml.j2").write_text(f"{{% raw %}}{markup}{{% endraw %}}", "utf-8")
    return request_for("collation", templates=folder, font="arimo", **choices)
