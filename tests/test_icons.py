"""Every icon is drawn inside its square, with operators that a content stream may have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest

from senaudit.pictures.icons import GRID, ICONS, MARGIN, operators
from senaudit.pictures.path import circle, rounded_rectangle

NAMES = {
    "phone",
    "calendar",
    "form",
    "money",
    "speech",
    "school",
    "question",
    "guidance",
    "people",
    "pencil",
    "tick",
    "door",
    "ear",
    "book",
    "clock",
    "heart",
}
OPERANDS = {"w": 1, "J": 1, "j": 1, "m": 2, "l": 2, "c": 6, "h": 0, "S": 0, "f": 0}
NUMBER = re.compile(r"-?\d+(\.\d{1,3})?")

Operation = tuple[str, list[float]]
Point = tuple[float, float]


def operations(stream: str) -> Iterator[Operation]:
    """Read `stream` as a PDF viewer does: each operator with its numbers."""
    numbers: list[float] = []
    for token in stream.split():
        if NUMBER.fullmatch(token):
            numbers.append(float(token))
        else:
            yield token, numbers
            numbers = []
    assert not numbers


def on_curve(points: list[Point], share: float) -> Point:
    """Return the point at `share` of a Bézier curve with these control points."""
    while len(points) > 1:
        points = [(x0 + (x1 - x0) * share, y0 + (y1 - y0) * share) for (x0, y0), (x1, y1) in pairwise(points)]
    return points[0]


def inked(stream: str) -> Iterator[tuple[float, float, float]]:
    """Yield points along everything that `stream` paints, each with half the width of the line, or 0."""
    width = 0.0
    path: list[Point] = []
    here = (0.0, 0.0)
    for operator, numbers in operations(stream):
        ends = list(zip(numbers[0::2], numbers[1::2], strict=False))
        if operator == "w":
            width = numbers[0]
        elif operator in ("m", "l"):
            path += ends
            here = ends[-1]
        elif operator == "c":
            path += [on_curve([here, *ends], step / 32) for step in range(1, 33)]
            here = ends[-1]
        elif operator in ("S", "f"):
            for x, y in path:
                yield x, y, width / 2 if operator == "S" else 0.0
            path = []
    assert not path, "a path is left unpainted"


def test_the_names_are_those_the_guides_use() -> None:
    assert set(ICONS) == NAMES


@pytest.mark.parametrize("name", sorted(NAMES))
def test_every_icon_is_made_of_whole_operations(name: str) -> None:
    read = list(operations(operators(name, 100, 700, 20)))
    assert [operator for operator, _ in read[:3]] == ["w", "J", "j"]
    assert sum(operator in ("S", "f") for operator, _ in read) == len(ICONS[name].strokes) + len(ICONS[name].fills)
    for operator, numbers in read:
        assert len(numbers) == OPERANDS[operator]


@pytest.mark.parametrize("name", sorted(NAMES))
def test_every_icon_keeps_its_margin_stroke_included(name: str) -> None:
    x, y, size = 100.0, 700.0, 48.0
    clear = MARGIN * size / GRID - 0.005
    ink = list(inked(operators(name, x, y, size)))
    assert min(across - reach for across, _, reach in ink) >= x + clear
    assert max(across + reach for across, _, reach in ink) <= x + size - clear
    assert max(up + reach for _, up, reach in ink) <= y - clear
    assert min(up - reach for _, up, reach in ink) >= y - size + clear


@pytest.mark.parametrize("name", sorted(NAMES))
def test_every_icon_stands_in_the_middle_and_fills_its_square(name: str) -> None:
    ink = list(inked(operators(name, 0, GRID, GRID)))
    left, right = min(x - reach for x, _, reach in ink), max(x + reach for x, _, reach in ink)
    bottom, top = min(y - reach for _, y, reach in ink), max(y + reach for _, y, reach in ink)
    assert (left + right) / 2 == pytest.approx(GRID / 2, abs=0.5)
    assert (bottom + top) / 2 == pytest.approx(GRID / 2, abs=0.5)
    assert max(right - left, top - bottom) == pytest.approx(GRID - 2 * MARGIN, abs=0.5)


def test_the_stroke_grows_with_the_icon() -> None:
    assert operators("tick", 0, 24, 24).splitlines()[0] == "2 w 1 J 1 j"
    assert operators("tick", 0, 24, 12).splitlines()[0] == "1 w 1 J 1 j"


def test_the_top_left_corner_is_where_it_was_put_and_y_runs_up() -> None:
    assert operators("tick", 10, 124, GRID).splitlines()[1] == "12.5 111 m 19 104.5 l 31.5 119 l S"


def test_numbers_are_short_and_never_negative_nothing() -> None:
    stream = operators("tick", -2.5, 13 - 1e-7, GRID)
    assert stream.splitlines()[1] == "0 0 m 6.5 -6.5 l 19 8 l S"


def test_an_unknown_name_is_a_key_error() -> None:
    with pytest.raises(KeyError, match="teapot"):
        operators("teapot", 0, 0, 10)


def test_a_rectangle_as_round_as_it_is_wide_is_the_circle() -> None:
    round_all_over, ring = rounded_rectangle(2, 2, 10, 10, 4), circle(6, 6, 4)
    curves = [command[1:] for command in round_all_over if command[0] == "c"]
    assert curves == [pytest.approx(command[1:]) for command in ring if command[0] == "c"]
