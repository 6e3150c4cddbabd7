"""Draws one SVG, run as a program by `svg`: its arguments are the drawing and the PNG to make.

The drawing has been checked. It is drawn in a thread with a stack of one size on every system.
"""

from __future__ import annotations

import sys
import threading
from pathlib import Path

_STACK = 64 * 1024 * 1024


def draw(drawing: str, picture: str) -> None:
    """Write the PNG; raise ValueError for what cannot be drawn."""
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
