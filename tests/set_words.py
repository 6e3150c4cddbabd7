"""A paragraph in a language of parents, set in lines as on a page: which words and glyphs stand where."""

from __future__ import annotations

from functools import cache
from itertools import groupby
from pathlib import Path
from typing import cast

from senaudit.layout.inline import addressed
from senaudit.layout.markup import Element
from senaudit.problems import NOWHERE
from senaudit.recipe.request import request_for
from senaudit.recipe.steps import read_theme
from senaudit.typeset.bidi_brackets import mirrored
from senaudit.typeset.compose import text_boxes
from senaudit.typeset.directed import mirrored_page
from senaudit.typeset.faces import Family, family_for
from senaudit.typeset.lines import break_lines, spans
from senaudit.typeset.page import Page, Run
from senaudit.typeset.scripts import main_script, written_in
from senaudit.typeset.shaping import ShapedFace

NOTO = Path("/usr/share/fonts/truetype/noto")
"""Debian's fonts, whose glyphs have names."""
SIZE = 12.0
WIDTH = 420.0
"""The width of a page that is all frame, in points."""
ALL = "ابپتٹجچحدڈرڑسعفکگلمنںوہھیےةك abc कखग কখগ ਕਖਗ કખગ கஙச 家长"


@cache
def family_of(language: str) -> Family:
    """Return the faces for every script that is set, for a document in this language."""
    return family_for("arimo", frozenset(ALL), [language], [NOTO])


def text(words: str) -> Element:
    """Return a text of the content, in which addresses are links."""
    parts: list[Element | str] = [
        Element("link", {"href": href, "kind": "address"}, NOWHERE, [words]) if href else words
        for words, href in addressed(words)
    ]
    return Element("text", {}, NOWHERE, parts)


def paragraph(language: str, *parts: str | Element, width: float = WIDTH) -> list[list[Run]]:
    """Return the lines of a paragraph, each with its runs from left to right. Words between texts are a template's."""
    family = family_of(language)
    theme = written_in(read_theme(request_for("guide")), language)
    lines = break_lines(spans(Element("para", {}, NOWHERE, list(parts)), family), SIZE, width)
    page = Page(width, 1000.0, (0.0, 0.0, width, 1000.0))
    y = 0.0
    for box in text_boxes(lines, theme, 0.0, SIZE, 0.0):
        page.add(box.pieces, 0.0, y)
        y += box.height
    script = main_script(language)
    page = mirrored_page(page) if script and script.is_rtl else page
    runs = [piece for piece in page.body if isinstance(piece, Run)]
    by_line = (list(line) for _, line in groupby(sorted(runs, key=lambda run: run.y), key=lambda run: round(run.y, 3)))
    return [sorted(line, key=lambda run: run.x) for line in by_line]


def seen(language: str, *parts: str | Element, width: float = WIDTH) -> list[str]:
    """Return the lines of a paragraph as they are seen, from left to right; clusters stand as they are spoken."""
    return ["".join(map(drawn, line)).strip(" ") for line in paragraph(language, *parts, width=width)]


def drawn(run: Run) -> str:
    """Return the characters of a run as they stand on the page, from left to right."""
    if not run.face.is_shaped:
        return run.text
    face = cast(ShapedFace, run.face)
    words = "".join(cluster.text for cluster in face.clusters(run.text))
    return "".join(map(mirrored, words)) if face.runs_right_to_left(run.text) else words
