"""A school's picture inside a web page, as a data: address."""

from __future__ import annotations

from base64 import b64encode
from io import BytesIO

from senaudit.pictures.raster import PictureFile, read_picture

_WIDTH, _HEIGHT = 96.0, 38.4
"""The room of a picture, in points of the finest print: 800 by 320 pixels, two for each of the screen's."""


def data_address(picture: PictureFile) -> tuple[str, int, int]:
    """Return a picture's address, and its width and height on the screen.

    Raises SenauditError or FileError, at the picture's place, if the file cannot be used.
    """
    pixels, _, _ = read_picture(picture, _WIDTH, _HEIGHT)
    stream = BytesIO()
    pixels.image.save(stream, "PNG", optimize=True)
    address = f"data:image/png;base64,{b64encode(stream.getvalue()).decode()}"
    return address, max(1, pixels.width // 2), max(1, pixels.height // 2)
