"""The icons of the guides. They survive a photocopier: one stroke width, no tints, no detail finer than the stroke.

An icon is drawn in a square with sides of `GRID` units, with y downwards. Each stroke is `WEIGHT` units wide and has
round caps and joins. A margin of `MARGIN` units stays free at each edge. Only dots and very small shapes are filled.
`operators` turns an icon into PDF operators.
"""

from __future__ import annotations

from typing import NamedTuple

from senaudit.pictures.path import Path, circle, line, mirrored, number, path_operators, polygon, rounded_rectangle

GRID = 24.0
WEIGHT = 2.0
MARGIN = 1.5


class IconShape(NamedTuple):
    """The paths of an icon that are stroked, and those that are filled, in grid units with y downwards."""

    strokes: tuple[Path, ...]
    fills: tuple[Path, ...] = ()


# Filled as well as stroked: an outline of this size would close up in a photocopy.
_PENNANT = polygon((12, 2.5), (16.5, 4.25), (12, 6))

ICONS: dict[str, IconShape] = {
    # A handset lying along the diagonal, the same at both ends.
    "phone": IconShape(
        strokes=(
            (
                ("m", 4.6, 2.5),
                ("l", 7.4, 2.5),
                ("c", 8.4, 2.5, 9.1, 3.1, 9.3, 4.1),
                ("l", 9.9, 7),
                ("c", 10.1, 7.9, 9.8, 8.6, 9.2, 9.2),
                ("l", 7.9, 10.3),
                ("c", 9.2, 12.9, 11.1, 14.8, 13.7, 16.1),
                ("l", 14.8, 14.8),
                ("c", 15.4, 14.2, 16.1, 13.9, 17, 14.1),
                ("l", 19.9, 14.7),
                ("c", 20.9, 14.9, 21.5, 15.6, 21.5, 16.6),
                ("l", 21.5, 19.4),
                ("c", 21.5, 20.6, 20.6, 21.5, 19.4, 21.5),
                ("c", 10.1, 21.5, 2.5, 13.9, 2.5, 4.6),
                ("c", 2.5, 3.4, 3.4, 2.5, 4.6, 2.5),
                ("h",),
            ),
        ),
    ),
    # A calendar page on two rings, with its last day marked.
    "calendar": IconShape(
        strokes=(
            rounded_rectangle(2.5, 4.5, 21.5, 21.5, 2.5),
            line((2.5, 9.5), (21.5, 9.5)),
            line((7.5, 2.5), (7.5, 5.5)),
            line((16.5, 2.5), (16.5, 5.5)),
        ),
        fills=(
            *(circle(x, 13, 1) for x in (6.75, 11.5, 16.5)),
            *(circle(x, 17.25, 1) for x in (6.75, 11.5)),
            circle(16.5, 17.25, 2),
        ),
    ),
    # A written sheet with an arrow sending it out.
    "form": IconShape(
        strokes=(
            (
                ("m", 15.5, 9.5),
                ("l", 15.5, 4.5),
                ("c", 15.5, 3.4, 14.6, 2.5, 13.5, 2.5),
                ("l", 4.5, 2.5),
                ("c", 3.4, 2.5, 2.5, 3.4, 2.5, 4.5),
                ("l", 2.5, 19.5),
                ("c", 2.5, 20.6, 3.4, 21.5, 4.5, 21.5),
                ("l", 13.5, 21.5),
            ),
            line((6.5, 7), (11.5, 7)),
            line((6.5, 11.5), (11.5, 11.5)),
            line((8.5, 16), (21.5, 16)),
            line((17.5, 12), (21.5, 16), (17.5, 20)),
        ),
    ),
    # A coin with a pound sign.
    "money": IconShape(
        strokes=(
            circle(12, 12, 9.5),
            (
                ("m", 15.4, 8.8),
                ("c", 15, 7.2, 14, 6.3, 12.6, 6.3),
                ("c", 10.9, 6.3, 9.8, 7.5, 9.8, 9.3),
                ("l", 9.8, 13.6),
                ("c", 9.8, 15.1, 9.3, 16.2, 8.4, 17),
                ("l", 15.6, 17),
            ),
            line((8, 12.2), (13.2, 12.2)),
        ),
    ),
    # A speech bubble with two lines of words.
    "speech": IconShape(
        strokes=(
            (
                ("m", 5.5, 2.5),
                ("l", 18.5, 2.5),
                ("c", 20.2, 2.5, 21.5, 3.8, 21.5, 5.5),
                ("l", 21.5, 14),
                ("c", 21.5, 15.7, 20.2, 17, 18.5, 17),
                ("l", 12, 17),
                ("l", 6.5, 21.5),
                ("l", 6.5, 17),
                ("l", 5.5, 17),
                ("c", 3.8, 17, 2.5, 15.7, 2.5, 14),
                ("l", 2.5, 5.5),
                ("c", 2.5, 3.8, 3.8, 2.5, 5.5, 2.5),
                ("h",),
            ),
            line((7, 7.5), (17, 7.5)),
            line((7, 12), (13.5, 12)),
        ),
    ),
    # A gable between two wings, with a flag and a door.
    "school": IconShape(
        strokes=(
            _PENNANT,
            line((12, 6), (12, 9)),
            polygon((2.5, 21.5), (2.5, 13.5), (7, 13.5), (12, 9), (17, 13.5), (21.5, 13.5), (21.5, 21.5)),
            line((10, 21.5), (10, 17), (14, 17), (14, 21.5)),
        ),
        fills=(_PENNANT, circle(6.25, 17.5, 1), circle(17.75, 17.5, 1)),
    ),
    "question": IconShape(
        strokes=(
            circle(12, 12, 9.5),
            (
                ("m", 8.7, 9.2),
                ("c", 8.9, 7.3, 10.2, 6.2, 12, 6.2),
                ("c", 13.9, 6.2, 15.3, 7.4, 15.3, 9.2),
                ("c", 15.3, 11.3, 12, 11.5, 12, 13.5),
            ),
        ),
        fills=(circle(12, 17.4, 1.5),),
    ),
    # A signpost with an arm each way.
    "guidance": IconShape(
        strokes=(
            polygon((4.5, 2.5), (18.5, 2.5), (21.5, 5), (18.5, 7.5), (4.5, 7.5)),
            polygon((19.5, 11.5), (5.5, 11.5), (2.5, 14), (5.5, 16.5), (19.5, 16.5)),
            line((12, 7.5), (12, 11.5)),
            line((12, 16.5), (12, 21.5)),
            line((8, 21.5), (16, 21.5)),
        ),
    ),
    # A grown-up and a child.
    "people": IconShape(
        strokes=(
            circle(8.5, 6, 3.5),
            (
                ("m", 2.5, 21.5),
                ("l", 2.5, 18.5),
                ("c", 2.5, 15.2, 5.2, 12.5, 8.5, 12.5),
                ("c", 10, 12.5, 11.2, 13, 12.2, 13.9),
            ),
            circle(17.5, 12.5, 2.5),
            (
                ("m", 13.5, 21.5),
                ("c", 13.5, 19.3, 15.3, 18, 17.5, 18),
                ("c", 19.7, 18, 21.5, 19.3, 21.5, 21.5),
            ),
        ),
    ),
    # A pencil above the line it has written.
    "pencil": IconShape(
        strokes=(
            polygon((2.5, 21.5), (4, 15.5), (17, 2.5), (21.5, 7), (8.5, 20)),
            line((13.5, 6), (18, 10.5)),
            line((14.5, 21.5), (21.5, 21.5)),
        ),
    ),
    "tick": IconShape(strokes=(line((2.5, 13), (9, 19.5), (21.5, 5)),)),
    # An open door.
    "door": IconShape(
        strokes=(
            polygon((5, 5), (13, 2.5), (13, 21.5), (5, 19)),
            line((13, 5), (19, 5), (19, 19), (21.5, 19)),
            line((2.5, 19), (5, 19)),
        ),
        fills=(circle(9.75, 12, 1.3),),
    ),
    "ear": IconShape(
        strokes=(
            (
                ("m", 5, 10),
                ("c", 5, 5.6, 8, 2.5, 12, 2.5),
                ("c", 16, 2.5, 19, 5.6, 19, 9.6),
                ("c", 19, 15.5, 14.2, 15.5, 14.2, 18.2),
                ("c", 14.2, 20.2, 12.6, 21.5, 10.8, 21.5),
                ("c", 8.8, 21.5, 7.5, 20.2, 7, 18.5),
            ),
            (
                ("m", 9, 10),
                ("c", 9, 8, 10.2, 6.6, 12, 6.6),
                ("c", 13.8, 6.6, 15, 8, 15, 9.7),
                ("c", 15, 12.5, 11, 12.5, 10.5, 15.5),
            ),
        ),
    ),
    "book": IconShape(
        strokes=(
            (
                ("m", 12, 6),
                ("c", 9.8, 4.2, 6.5, 3.4, 2.5, 3.5),
                ("l", 2.5, 18),
                ("c", 6.5, 17.9, 9.8, 18.7, 12, 20.5),
                ("c", 14.2, 18.7, 17.5, 17.9, 21.5, 18),
                ("l", 21.5, 3.5),
                ("c", 17.5, 3.4, 14.2, 4.2, 12, 6),
                ("l", 12, 20.5),
            ),
        ),
    ),
    "clock": IconShape(strokes=(circle(12, 12, 9.5), line((12, 6.5), (12, 12), (16, 14.5)))),
    "heart": IconShape(
        strokes=(
            (
                ("m", 12, 20.5),
                ("c", 5.5, 15.5, 2.5, 12.3, 2.5, 8.5),
                ("c", 2.5, 5.6, 4.7, 3.5, 7.4, 3.5),
                ("c", 9.3, 3.5, 11.1, 4.6, 12, 6.5),
                ("c", 12.9, 4.6, 14.7, 3.5, 16.6, 3.5),
                ("c", 19.3, 3.5, 21.5, 5.6, 21.5, 8.5),
                ("c", 21.5, 12.3, 18.5, 15.5, 12, 20.5),
                ("h",),
            ),
        ),
    ),
}


DIRECTED = frozenset({"form", "speech", "pencil"})
"""The icons that show where words go, or are written: they are mirrored in a document from right to left."""


def operators(name: str, x: float, y: float, size: float, is_mirrored: bool = False) -> str:
    """Return the PDF operators that draw icon `name` in a square with its top left corner at (`x`, `y`).

    `x`, `y` and `size`, the side of the square, are in points, with y upwards as in PDF. The operators set the line
    width, caps and joins. They set no colour, and do not save or restore the graphics state. Raises KeyError for an
    unknown name.
    """
    icon = ICONS[name]
    scale = size / GRID
    parts = [f"{number(WEIGHT * scale)} w 1 J 1 j"]
    strokes, fills = (
        tuple(mirrored(path, GRID) for path in paths) if is_mirrored else paths for paths in (icon.strokes, icon.fills)
    )
    parts += [f"{path_operators(path, x, y, scale)} S" for path in strokes]
    parts += [f"{path_operators(path, x, y, scale)} f" for path in fills]
    return "\n".join(parts)
