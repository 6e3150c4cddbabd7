"""A row of the audit sheets that is higher than a page is divided: nothing is left out, and nothing is heard twice."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_geometry import Laid, runs

from senaudit.problems import SenauditError
from senaudit.recipe.request import request_for
from senaudit.typeset.page import ARTIFACT, Border, Page

QUESTION = "What information do you have?"
POINTS = [f"Point number {number} is about as long as this one" for number in range(1, 31)]


def sheets(folder: Path, points: list[str], question: str = QUESTION) -> list[Page]:
    """Return the sheets of one question with these points to tick, in 24 points."""
    changed = f"change: support:information\nquestion: {question}\nchecklist:\n  lead: For example, this\n  points:\n"
    (folder / "questions").mkdir()
    (folder / "questions" / "q.yaml").write_text(changed + "".join(f"    - {point}\n" for point in points), "utf-8")
    (folder / "school.yaml").write_text("name: Oak\n", "utf-8")
    asked = request_for("sheets", school=folder, questions=["support:information"], text_size=24, font="arimo")
    return Laid(asked).pages


def words(page: Page, heard: bool) -> str:
    """Return the words of a page that are heard, or those that are decoration."""
    return "".join(run.text for run in runs(page) if (run.element is not ARTIFACT) == heard)


def boxes(page: Page) -> list[Border]:
    """Return the boxes to write in on a page."""
    borders = [piece for piece in page.pieces if isinstance(piece, Border) and piece.element is not None]
    return [border for border in borders if border.element is not None and border.element.tag == "answer"]


@pytest.mark.parametrize("count", [5, 7, 8, 10, 12, 14])
def test_each_prompt_is_printed_once_and_in_order(tmp_path: Path, count: int) -> None:
    said = "".join(words(page, heard=True) for page in sheets(tmp_path, POINTS[:count]))
    places = [said.find(f"number {number} is") for number in range(1, count + 1)]
    assert all(said.count(f"number {number} is") == 1 for number in range(1, count + 1))
    assert places == sorted(places)


@pytest.mark.parametrize("count", [5, 7, 8, 10, 12, 14])
def test_there_is_one_pair_of_boxes_under_the_question_which_is_heard_once(tmp_path: Path, count: int) -> None:
    pages = sheets(tmp_path, POINTS[:count])
    (last,) = [page for page in pages if boxes(page)]
    assert len(boxes(last)) == 2
    assert sum(words(page, heard=True).count(QUESTION) for page in pages) == 1
    assert QUESTION in words(last, heard=False) + words(last, heard=True)
    top = min(box.y for box in boxes(last))
    assert all(run.y < top for run in runs(last) if "Point number" in run.text)


def test_the_last_prompts_stand_above_the_boxes_if_there_is_room(tmp_path: Path) -> None:
    pages = sheets(tmp_path, POINTS[:10])
    with_points = [page for page in pages if "Point number" in words(page, heard=True)]
    assert len(with_points) == 2
    assert not boxes(with_points[0])
    assert boxes(with_points[1])


def test_a_question_with_prompts_on_more_than_two_pages_is_told_at_its_place(tmp_path: Path) -> None:
    with pytest.raises(SenauditError) as caught:
        sheets(tmp_path, POINTS)
    (problem,) = caught.value.problems
    assert problem.kind == "no-room-for-answers"
    assert problem.place
    assert problem.place.path == tmp_path / "questions" / "q.yaml"


def test_a_question_without_prompts_that_is_higher_than_a_page_is_told_at_its_place(tmp_path: Path) -> None:
    with pytest.raises(SenauditError) as caught:
        sheets(tmp_path, POINTS[:1], "Is this question long, " + "so long, " * 120 + "or not?")
    assert {problem.place and problem.place.path for problem in caught.value.problems} == {
        tmp_path / "questions" / "q.yaml"
    }
