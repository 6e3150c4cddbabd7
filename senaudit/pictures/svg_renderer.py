"""Draws one SVG that has been checked. `svg` has it drawn in a process of its own, with limits."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from xml.etree import ElementTree

from senaudit.pictures.svg_colours import settled
from senaudit.pictures.svg_limits import check_size

_STACK = 64 * 1024 * 1024
"""The size of the stack, in bytes, of the thread that draws: the same on all systems."""


def draw(opening: str, drawing: str, pixels: int) -> bytes:
    """Return the drawing inside of an outer one as the bytes of a PNG with that many pixels.

    `opening` is the outer drawing's first tag. Raises ValueError if it cannot be drawn, UnknownColourError if it has a
    colour that is not known, NestedRuleError if a rule of style is in another, and MemoryError if it would take too
    much memory.
    """
    check_size(ElementTree.fromstring(drawing), pixels)
    whole = f"{opening}{settled(drawing)}</svg>"
    threading.stack_size(_STACK)
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(_drawn, whole).result()


def _drawn(drawing: str) -> bytes:
    import resvg_py

    data = resvg_py.svg_to_bytes(
        svg_string=drawing,
        dpi=96.0,  # CSS's pixels to the inch, for lengths in mm
        background="#ffffff",
        skip_system_fonts=True,
    )
    return bytes(data)
