"""A page that begins in the middle of a question, or of a section of the introduction, says in its head which."""

from __future__ import annotations

from pathlib import Path

import pytest
from asking import with_changes
from running_heads import owners, wordings
from test_geometry import Laid, every, first_block, laid, on_page

from senaudit.files.shipped import shipped
from senaudit.layout.markup import Element
from senaudit.problems import SenauditError
from senaudit.recipe.request import Request, request_for
from senaudit.recipe.steps import typeset_document
from senaudit.typeset.page import Page, Run
from senaudit.typeset.theme import MM

GUIDE = request_for("guide", font="arimo", paper="A4")
SHORT = with_changes(GUIDE, questions=("communication:10,13",))
LOOKS = [GUIDE, with_changes(GUIDE, large_print=True), *(with_changes(GUIDE, text_size=size) for size in (16, 18, 24))]


def head(document: Laid, page: Page) -> list[Run]:
    return [piece for piece in page.pieces if isinstance(piece, Run) and document.in_head(piece)]


def words(runs: list[Run]) -> str:
    return "".join(run.text for run in runs)


def goes_on(document: Laid, number: int) -> Element | None:
    """Return the question or section in the middle of which a page begins. `number` counts from 0."""
    if not any(on_page(document, element, number) for element in document.blocks):
        return None  # it is blank, or has only entries of the contents
    around = document.holder(first_block(document, number), "question", "section")
    if around is None or around.get("kind", "topic") != "topic":
        return None
    heading = next(child for child in around.elements if child.tag == "heading")
    return around if document.lines[heading][0].page < number else None


@every("guide")
def test_a_page_names_the_question_or_section_that_goes_on_and_no_other_page_has_a_head(choices: Request) -> None:
    document = laid(choices)
    known = {element: (heading, continued) for element, heading, continued in owners(document.document)}
    named = 0
    for number, page in enumerate(document.pages):
        element, runs = goes_on(document, number), head(document, page)
        if element is None:
            assert not runs, f"page {number + 1}: {words(runs)}"
            continue
        whole, *shorter = wordings(*known[element])
        assert words(runs) in (whole, *shorter), f"page {number + 1}"
        if words(runs) != whole:
            longer = (whole, *shorter)[shorter.index(words(runs))]
            longer = longer.removeprefix(words(runs[:-1]))
            comma = longer.replace("…", ",…")  # it is left out of the line, but not of its measure
            right = runs[-1].x + runs[-1].face.width(comma, runs[-1].size)
            assert right > page.frame[2], "there is room for one word more"
        named += 1
    assert named > 10


@every("guide")
def test_a_running_head_is_one_line_above_the_frame_and_no_wider(choices: Request) -> None:
    document = laid(choices)
    for page in document.pages:
        left, top, right, _ = page.frame
        runs = head(document, page)
        for run in runs:
            assert run.y == runs[0].y
            assert run.y - 0.73 * run.size >= 10 * MM
            assert run.y + run.face.descent * run.size <= top - 0.3 * document.theme.body
            assert left <= run.x <= run.x + run.width <= right + 0.01
            assert run.size == document.theme.small


def test_long_and_short_heads_both_occur() -> None:
    """Otherwise these tests would test nothing."""
    found = [words(head(document, page)) for document in map(laid, LOOKS) for page in document.pages]
    assert "3 How easily can parents reach you by phone?, continued" in found
    assert [each for each in found if each.endswith("…, continued")]
    assert "Background, continued" in found


@pytest.mark.parametrize("question", ["x" * 300, "https://example.org/" + "a-page/" * 20, "word " * 60])
def test_a_question_of_any_words_has_a_head_of_one_line(question: str, tmp_path: Path) -> None:
    (tmp_path / "school.yaml").write_text("name: Oak\n", "utf-8")
    (tmp_path / "questions").mkdir()
    points = "".join(f"      - Point {number}?\n" for number in range(60))
    own = f"add: support:long\nquestion: {question}\nblocks:\n  - ask:\n{points}"
    (tmp_path / "questions" / "long.yaml").write_text(own, "utf-8")
    plain = request_for("guide", questions=["support:long"], school=tmp_path, font="arimo")
    for choices in (plain, with_changes(plain, large_print=True)):
        document = Laid(choices)
        heads = [runs for page in document.pages if (runs := head(document, page)) and runs[0].text == "13 "]
        assert heads
        for runs in heads:
            assert words(runs).endswith("…, continued")
            assert runs[-1].x + runs[-1].width <= document.pages[0].width - 18 * MM


def test_the_words_are_a_label_that_a_school_can_translate(tmp_path: Path) -> None:
    (tmp_path / "school.yaml").write_text("name: Oak\n", "utf-8")
    (tmp_path / "labels.yaml").write_text("labels:\n  question-continued: 'Parhad: {question}'\n", "utf-8")
    _, _, pages = typeset_document(with_changes(GUIDE, school=tmp_path))
    printed = [piece.text for page in pages for piece in page.pieces if isinstance(piece, Run)]
    assert "Parhad: Is your complaints procedure clear?" in printed


def test_a_template_from_before_has_no_running_heads(tmp_path: Path) -> None:
    source = (shipped("templates") / "guide.xml.j2").read_text("utf-8")
    lines = [line for line in source.splitlines() if "question_continued" not in line]
    assert len(lines) == len(source.splitlines()) - 3
    (tmp_path / "guide.xml.j2").write_text("\n".join(lines), "utf-8")
    choices = with_changes(GUIDE, templates=tmp_path)
    document = Laid(choices)
    assert not [run for page in document.pages for run in head(document, page)]
    assert not [
        piece for page in document.pages for piece in page.pieces if ", continued" in getattr(piece, "text", "")
    ]


def test_a_label_that_is_wider_than_the_page_is_told_at_its_place(tmp_path: Path) -> None:
    (tmp_path / "school.yaml").write_text("name: Oak\n", "utf-8")
    (tmp_path / "labels.yaml").write_text(
        f"labels:\n  question-continued: '{{question}} {'and so on ' * 20}'\n", "utf-8"
    )
    with pytest.raises(SenauditError) as raised:
        typeset_document(with_changes(GUIDE, school=tmp_path))
    (problem,) = raised.value.problems
    assert problem.kind == "text-too-long"
    assert problem.place is not None
    assert problem.place.path == tmp_path / "labels.yaml"
