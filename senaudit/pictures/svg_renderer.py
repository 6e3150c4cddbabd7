"""Draws one SVG that has been checked. `svg` runs this file as a program, so it stands alone.

Its arguments are the paths of the SVG and of the PNG to write. It draws in a thread, whose stack has the same size on
all systems.
"""

from __future__ import annotations

import sys
import threading
from pathlib import Path

_STACK = 64 * 1024 * 1024
"""The size of the thread's stack, in bytes."""


def draw(drawing: str, picture: str) -> None:
    """Write the PNG. Raises ValueError if the drawing cannot be drawn."""
    import resvg_py

    data = resvg_py.svg_to_bytes(
        svg_string=Path(drawing).read_text("utf-8"),
        dpi=96.0,  # CSS's pixels to the inch, for lengths in mm
        background="#ffffff",
        skip_system_fonts=True,
    )
    Path(picture).write_bytes(data)


if __name__ == "__main__":
    threading.stack_size(_STACK)
    thread = threading.Thread(target=draw, args=sys.argv[1:3])
    thread.start()
    thread.join()
