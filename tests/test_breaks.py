"""Page breaks and the distribution of rows: `breaks` and `rows`, compared with a search of all possibilities."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from senaudit.typeset.box import BEFORE_BLOCK, FREE, IN_CALLOUT, NEVER, Box, CalloutFrame, height_of
from senaudit.typeset.breaks import page_breaks
from senaudit.typeset.rows import page_rows, row_heights

STEADY = settings(deadline=None, derandomize=True, max_examples=300)
"""Every run has the same examples, and no test depends on the time."""

EMPTY_PAGE = 240.0
LAST_PAGE_NEARLY_EMPTY = 60.0


def box(height: float, before: float = 0.0, cost: float = FREE, frame: CalloutFrame | None = None) -> Box:
    return Box(height, [], before, cost, frame)


def pages(boxes: list[Box], starts: list[int]) -> list[list[Box]]:
    return [boxes[start:stop] for start, stop in pairwise([*starts, len(boxes)])]


def every_way(count: int) -> Iterator[list[int]]:
    """Yield every possible list of the first boxes of pages."""
    for number in range(count):
        for rest in combinations(range(1, count), number):
            yield [0, *rest]


def fits(boxes: list[Box], starts: list[int], height: float) -> bool:
    return all(height_of(page) <= height for page in pages(boxes, starts))


def cost(boxes: list[Box], starts: list[int], height: float) -> float:
    """Return the cost of these breaks: their own costs, and the square of the share of each page that stays empty."""
    total = sum(boxes[start].cost for start in starts[1:])
    *full, last = [height_of(page) / height for page in pages(boxes, starts)]
    total += sum(EMPTY_PAGE * (1 - share) ** 2 for share in full)
    return total + (LAST_PAGE_NEARLY_EMPTY if last < 0.25 else 0.0)


HEIGHTS = st.integers(1, 40).map(float)
BOXES = st.lists(
    st.builds(box, HEIGHTS, st.sampled_from([0.0, 3.0, 9.0]), st.sampled_from([FREE, BEFORE_BLOCK, 18.0, NEVER])),
    min_size=1,
    max_size=8,
)


# Pages.


def test_nothing_needs_no_page() -> None:
    assert page_breaks([], 100) == []


def test_what_fits_on_one_page_is_not_broken() -> None:
    assert page_breaks([box(50), box(50)], 100) == [0]


def test_the_space_above_the_first_box_of_a_page_does_not_count() -> None:
    assert page_breaks([box(50, before=30), box(50)], 100) == [0]
    assert page_breaks([box(80), box(60, before=30), box(40)], 100) == [0, 1]


def test_a_page_ends_where_it_costs_least() -> None:
    """With a break between two points of a list, the first page could hold one box more."""
    assert page_breaks([box(30), box(30), box(30), box(30)], 95) == [0, 3]
    assert page_breaks([box(30), box(30), box(30), box(30, cost=60.0)], 95) == [0, 2]


def test_the_breaks_are_of_least_cost_over_the_whole_part() -> None:
    """Filling the first page would force an expensive break on the second."""
    boxes = [box(40), box(40), box(20), box(40), box(40, cost=18.0), box(20, cost=18.0)]
    assert page_breaks(boxes, 100) == min(
        (starts for starts in every_way(6) if fits(boxes, starts, 100)),
        key=lambda each: cost(boxes, each, 100),
    )


@STEADY
@given(BOXES, st.sampled_from([45.0, 60.0, 80.0]))
def test_no_cheaper_breaks_are_missed(boxes: list[Box], height: float) -> None:
    """The costs of equally good breaks may differ in the last bit."""
    possible = [cost(boxes, starts, height) for starts in every_way(len(boxes)) if fits(boxes, starts, height)]
    if possible and min(possible) < NEVER:
        starts = page_breaks(boxes, height)
        assert fits(boxes, starts, height)
        assert cost(boxes, starts, height) == pytest.approx(min(possible))


@STEADY
@given(BOXES)
def test_never_is_honoured_wherever_it_can_be(boxes: list[Box]) -> None:
    starts = page_breaks(boxes, 80)
    broken = [start for start in starts[1:] if boxes[start].cost == NEVER]
    ways = [each for each in every_way(len(boxes)) if fits(boxes, each, 80)]
    assert not broken or all(any(boxes[start].cost == NEVER for start in each[1:]) for each in ways)


@STEADY
@given(BOXES, st.sampled_from([45.0, 60.0, 80.0]))
def test_every_box_stands_on_one_page_and_no_page_overflows(boxes: list[Box], height: float) -> None:
    starts = page_breaks(boxes, height)
    assert starts[0] == 0
    assert starts == sorted(set(starts))
    for page in pages(boxes, starts):
        assert page
        assert height_of(page) <= height or len(page) == 1


def test_what_no_page_can_hold_together_is_broken_after_all() -> None:
    boxes = [box(60), box(60, cost=NEVER), box(60, cost=NEVER)]
    assert page_breaks(boxes, 130) in ([0, 1], [0, 2])


def test_a_box_higher_than_a_page_stands_alone() -> None:
    """Then it can be named as the box that does not fit."""
    assert page_breaks([box(20), box(150), box(20)], 100) == [0, 1, 2]
    assert page_breaks([box(150)], 100) == [0]


def test_a_last_page_of_one_line_is_avoided() -> None:
    boxes = [box(10) for _ in range(11)]
    last = pages(boxes, page_breaks(boxes, 100))[-1]
    assert height_of(last) >= 15


def split_frame() -> CalloutFrame:
    """Return the frame of a call-out with 10 points of padding, a repeated label of 30 and a foot of 5."""
    return CalloutFrame(lambda top, bottom, continued: [], 10, lambda: Box(30, []), lambda: Box(5, []))


def test_a_split_call_out_leaves_room_for_its_padding_its_foot_and_its_repeated_label() -> None:
    frame = split_frame()
    boxes = [box(20, frame=frame) for _ in range(8)]
    starts = page_breaks(boxes, 100)
    for index, page in enumerate(pages(boxes, starts)):
        ends = index + 1 == len(starts)
        assert height_of(page) + (30 if index else 0) + (0 if ends else 15) <= 100


def test_two_call_outs_side_by_side_need_no_room_for_labels() -> None:
    first, second = split_frame(), split_frame()
    assert page_breaks([box(100, frame=first), box(50, frame=second), box(50, frame=second)], 100) == [0, 1]


@pytest.mark.parametrize(
    ("above", "divisible", "expected"),
    [(50, True, [0, 3]), (50, False, [0, 1]), (65, True, [0, 1]), (10, True, [0])],
)
def test_a_divisible_call_out_is_split_where_the_page_before_it_would_be_too_empty(
    above: float, divisible: bool, expected: list[int]
) -> None:
    def nothing() -> Box:
        return Box(0.0, [])

    frame = CalloutFrame(lambda top, bottom, continued: [], 0.0, nothing, nothing, divisible)
    boxes = [box(above), *(box(20, cost=IN_CALLOUT * (index > 0), frame=frame) for index in range(4))]
    assert page_breaks(boxes, 100) == expected


def test_a_heading_that_stays_with_a_call_out_does_not_fill_the_page_before_it() -> None:
    frame = CalloutFrame(lambda top, bottom, continued: [], 0.0, lambda: Box(0.0, []), lambda: Box(0.0, []), True)
    inside = [box(20, cost=IN_CALLOUT * (index > 0) or NEVER, frame=frame) for index in range(4)]
    assert page_breaks([box(55), box(20), *inside], 100) == [0, 3]
    assert page_breaks([box(65), box(20), *inside], 110) == [0, 3]
    assert page_breaks([box(67), box(20), *inside], 110) == [0, 1]


# Rows.


LEASTS = st.lists(st.integers(10, 60).map(float), min_size=1, max_size=9)


def rows_fit(leasts: list[float], counts: list[int], first: float, room: float) -> bool:
    """Return whether rows fit on pages, with these numbers of rows on each page."""
    at = 0
    for index, count in enumerate(counts):
        if sum(leasts[at : at + count]) > (room if index else first):
            return False
        at += count
    return True


def every_count(rows: int, most: int) -> Iterator[list[int]]:
    """Yield every way to put rows on pages, at most `most` on each; the first page may have none."""
    for starts in every_way(rows):
        counts = [stop - start for start, stop in pairwise([*starts, rows])]
        if max(counts) <= most:
            yield counts


@STEADY
@given(LEASTS, st.floats(0, 300))
def test_rows_fill_the_height_and_none_is_lower_than_it_needs(leasts: list[float], spare: float) -> None:
    height = sum(leasts) + spare
    heights = row_heights(leasts, height)
    assert sum(heights) == pytest.approx(height)
    assert all(got >= least for got, least in zip(heights, leasts, strict=True))


@STEADY
@given(LEASTS, st.floats(0, 300))
def test_rows_are_as_even_as_their_least_heights_allow(leasts: list[float], spare: float) -> None:
    """Every row that is higher than its least height is as high as the lowest row."""
    heights = row_heights(leasts, sum(leasts) + spare)
    level = min(heights)
    for got, least in zip(heights, leasts, strict=True):
        assert got == pytest.approx(max(level, least))


def test_rows_are_filled_like_vessels() -> None:
    assert row_heights([10, 10, 10], 90) == [30, 30, 30]
    assert row_heights([50, 10, 10], 90) == [50, 20, 20]
    assert row_heights([50, 30, 10], 90) == [50, 30, 10]
    assert row_heights([10], 90) == [90]
    assert row_heights([], 90) == []


@STEADY
@given(LEASTS, st.sampled_from([60.0, 90.0, 120.0]), st.integers(1, 4))
def test_rows_take_as_few_pages_as_may_be(leasts: list[float], first: float, most: int) -> None:
    room = 120.0
    counts = page_rows(leasts, first, room, most)
    assert sum(counts) == len(leasts)
    assert max(counts) <= most
    assert rows_fit(leasts, counts, first, room)
    fewest = min(len(each) for each in every_count(len(leasts), most) if rows_fit(leasts, each, first, room))
    assert len(counts) == fewest


def test_rows_are_spread_over_the_pages_that_they_need() -> None:
    assert page_rows([30] * 6, 120, 120, 4) == [3, 3]
    assert page_rows([30] * 5, 120, 120, 4) in ([2, 3], [3, 2])
    assert page_rows([30] * 9, 120, 120, 4) == [3, 3, 3]


def test_a_page_has_one_row_only_if_it_must() -> None:
    assert 1 not in page_rows([30] * 5, 60, 120, 4)
    assert page_rows([100, 100], 120, 120, 4) == [1, 1]


def test_a_shorter_first_page_has_fewer_rows() -> None:
    assert page_rows([30] * 6, 60, 120, 4) == [2, 4]


def test_a_first_page_without_room_for_its_row_has_none() -> None:
    assert page_rows([100, 100], 50, 120, 4) == [0, 1, 1]
    assert page_rows([30] * 4, 20, 120, 4) == [0, 4]


def test_no_more_rows_than_asked_for_stand_on_a_page() -> None:
    assert page_rows([1] * 8, 1000, 1000, 4) == [4, 4]
    assert page_rows([1] * 3, 1000, 1000, 1) == [1, 1, 1]
