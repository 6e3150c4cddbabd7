"""Paths as data, with y downwards: straight lines, curves and the shapes made of them; and their PDF operators."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal, TypeAlias

Point: TypeAlias = tuple[float, float]
Command: TypeAlias = (
    tuple[Literal["m", "l"], float, float]
    | tuple[Literal["c"], float, float, float, float, float, float]
    | tuple[Literal["h"]]
)
Path: TypeAlias = tuple[Command, ...]

_QUARTER = 0.5523
"""The distance of a quarter circle's control point from the end of the curve, as a share of the radius."""


def line(start: Point, *points: Point) -> Path:
    """Return the open path of straight lines from `start` through `points`."""
    return (("m", *start), *(("l", *point) for point in points))


def polygon(start: Point, *points: Point) -> Path:
    """Return the closed path of straight lines from `start` through `points`."""
    return (*line(start, *points), ("h",))


def circle(x: float, y: float, radius: float) -> Path:
    """Return a circle around (`x`, `y`): four curves, clockwise from the top."""
    near, far = radius * _QUARTER, radius
    return (
        ("m", x, y - far),
        ("c", x + near, y - far, x + far, y - near, x + far, y),
        ("c", x + far, y + near, x + near, y + far, x, y + far),
        ("c", x - near, y + far, x - far, y + near, x - far, y),
        ("c", x - far, y - near, x - near, y - far, x, y - far),
        ("h",),
    )


def rounded_rectangle(left: float, top: float, right: float, bottom: float, radius: float) -> Path:
    """Return a rectangle with corners rounded to `radius`, clockwise from the top left."""
    pull = radius * (1 - _QUARTER)
    return (
        ("m", left + radius, top),
        ("l", right - radius, top),
        ("c", right - pull, top, right, top + pull, right, top + radius),
        ("l", right, bottom - radius),
        ("c", right, bottom - pull, right - pull, bottom, right - radius, bottom),
        ("l", left + radius, bottom),
        ("c", left + pull, bottom, left, bottom - pull, left, bottom - radius),
        ("l", left, top + radius),
        ("c", left, top + pull, left + pull, top, left + radius, top),
        ("h",),
    )


def mirrored(path: Path, width: float) -> Path:
    """Return the mirror image of a path in a picture of this width: what was at its left is at its right."""
    return tuple(
        (operator, *(value if index % 2 else width - value for index, value in enumerate(place)))  # type: ignore[misc]
        for operator, *place in path
    )


def path_operators(path: Path, x: float, y: float, scale: float) -> str:
    """Return the PDF operators of `path`, without painting it.

    The origin of the path is put at (`x`, `y`), in points with y upwards. One unit of the path is `scale` points.
    """
    steps = []
    for operator, *place in path:
        up = False
        for value in place:
            steps.append(number(y - value * scale if up else x + value * scale))
            up = not up
        steps.append(operator)
    return " ".join(steps)


@lru_cache(maxsize=4096)
def number(value: float) -> str:
    """Return a number as PDF writes it: at most two decimals, no exponent, no zeros at the end."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
