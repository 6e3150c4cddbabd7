"""A text that is far too long is printed completely or reported at its place. Nothing is cut off in silence."""

from __future__ import annotations

from pathlib import Path

import pytest
from asking import with_changes
from sample_content import FILES, write_sample

from senaudit.content.text import Text
from senaudit.problems import SenauditError
from senaudit.recipe.request import request_for
from senaudit.recipe.steps import typeset_document
from senaudit.school.load import load_guide
from senaudit.typeset.page import Run

pytestmark = pytest.mark.slow

WORDS = [f"w{number}x" for number in range(1500)]

DOCUMENTS = {
    "guide with sheets": request_for("guide", with_sheets=True, font="arimo"),
    "sheets": request_for("sheets", font="arimo"),
    "sheets at 24 points": request_for("sheets", text_size=24, font="arimo"),
    "poster": request_for("poster", font="arimo"),
}

NOT_PRINTED = {
    ("guide with sheets", "labels.yaml continued"),  # where nothing goes on from the page before
    ("guide with sheets", "labels.yaml continues"),
    # The head of the questions, which stand above their boxes.
    *((document, "labels.yaml question") for document in DOCUMENTS),
}
"""Labels of the tree that are on no page of the sample, even if they are short."""


def texts_of(folder: Path) -> tuple[Text, ...]:
    return load_guide(folder).texts


def lengthened(text: Text, name: str) -> str:
    """Return the text of a file with many words in place of one text."""
    lines = FILES[name].split("\n")
    at, end = text.place.line - 1, text.place.column - 1 + text.place.width
    assert text.typed is not None
    lines[at] = f'{lines[at][: text.place.column - 1]}"{" ".join(WORDS)}"{lines[at][end:]}'
    below = range(at + 1, at + len(text.typed.lines)) if text.typed.lines else range(0)
    for number in below:
        if lines[number].startswith("          "):
            lines[number] = ""
    return "\n".join(lines)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_each_text_however_long_is_printed_whole_or_told_at_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, document: str
) -> None:
    monkeypatch.chdir(tmp_path)
    content = write_sample(Path("content"))
    choices = with_changes(DOCUMENTS[document], content=content)
    told = 0
    for text in texts_of(content):
        assert text.place.path is not None
        name = text.place.path.relative_to(content).as_posix()
        (content / name).write_text(lengthened(text, name), "utf-8")
        try:
            tree, _, pages = typeset_document(choices)
        except SenauditError as error:
            (problem,) = error.problems
            assert problem.place
            assert problem.place.line == text.place.line
            assert problem.place.path == text.place.path
            told += 1
        else:
            field = text.place.source.partition(":")[0].strip()
            if " ".join(WORDS) in tree.text() and (document, f"{name} {field}") not in NOT_PRINTED:
                printed = " ".join(piece.text for page in pages for piece in page.pieces if isinstance(piece, Run))
                assert all(f" {word}" in printed for word in WORDS[1:]), text.place
        (content / name).write_text(FILES[name], "utf-8")
    assert told >= 5
