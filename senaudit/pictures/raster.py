"""Reads a school's own pictures, such as a logo, and returns as many pixels as the printed size needs.

The content of a file tells its format, not its name. Pillow reads PNG and JPEG; resvg draws SVG (see `svg`). Only
pixels go into the PDF: in grey or colours, on white, turned as the camera says. Nothing else of the file is used.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from senaudit.files.reading import is_file, read_bytes
from senaudit.problems import FileError, Place, Problem, SenauditError, did_you_mean

if TYPE_CHECKING:
    from PIL.Image import Image

FINEST = 600
"""The dots per inch of a good printer. A picture with more pixels is made smaller."""

COARSEST = 150
"""The least dots per inch. With fewer, single pixels are seen at reading distance."""

PALEST = 240
"""The least value of a channel, of 255, that is not told from white paper. Its contrast with white is 1.15."""

MOST_BYTES = 20_000_000
MOST_PIXELS = 50_000_000
LONGEST = 20.0
"""A picture is at most this many times as long as wide. A longer one would look like a line."""

_KINDS = {b"\x89PNG\r\n\x1a\n": "PNG", b"\xff\xd8\xff": "JPEG"}
_OTHER_FORMATS = {
    b"GIF8": "a GIF picture",
    b"BM": "a BMP picture",
    b"II*\0": "a TIFF picture",
    b"MM\0*": "a TIFF picture",
    b"RIFF": "a WebP picture or a film",
    b"\0\0\x01\0": "a Windows icon",
    b"%PDF": "a PDF",
    b"%!PS": "an EPS drawing",
    b"PK\x03\x04": "a Word document or an archive",
    b"\xd0\xcf\x11\xe0": "an old Word document",
    b"\x1f\x8b": "a compressed file (.svgz or .gz)",
}
_SUFFIXES = (".png", ".jpg", ".jpeg", ".svg")
_SAVE_AS = "open it in a drawing or photo program and save it as PNG, JPEG or SVG"


class PictureFile(NamedTuple):
    """A picture's file, the place in the content that names it, and whether it is printed in grey."""

    path: Path
    place: Place
    grey: bool = False


class Pixels(NamedTuple):
    """A decoded picture, as rows of bytes from the top. `width` and `height` are in pixels.

    A pixel is one byte if `mode` is "L" (grey), and three if it is "RGB". `place` is where the content names it.
    """

    mode: str
    width: int
    height: int
    data: bytes
    place: Place

    @property
    def image(self) -> Image:
        """The picture as a Pillow image."""
        from PIL import Image

        return Image.frombytes(self.mode, (self.width, self.height), self.data)


def read_picture(source: PictureFile, width: float, height: float) -> tuple[Pixels, float, float]:
    """Return a picture's pixels, and its printed width and height in points.

    The picture keeps its shape and is as large as fits into `width` × `height` points. Raises SenauditError, at the
    picture's place, if the file is not a PNG, JPEG or SVG, is broken, or is too large. Raises FileError if it cannot be
    read.
    """
    data = _contents(source)
    kind = next((kind for start, kind in _KINDS.items() if data.startswith(start)), "SVG")
    room = round(width / 72 * FINEST), round(height / 72 * FINEST)
    image = _drawn_svg(data, source, room) if kind == "SVG" else _decoded(data, kind, source)
    across, down = image.size
    _check_shape(source, across, down)
    scale = min(width / across, height / down)
    fewer = tuple(max(1, round(pixels * scale / 72 * FINEST)) for pixels in (across, down))
    image = _flat(
        image,
        (fewer[0], fewer[1]) if kind != "SVG" and fewer[0] < across else image.size,
        source.grey,
    )
    pixels = Pixels(image.mode, *image.size, image.tobytes(), source.place)
    return pixels, across * scale, down * scale


def too_coarse(printed: Iterable[tuple[Pixels, float]]) -> list[Problem]:
    """Return a warning for each picture that will look rough. Pictures come with their printed width in points."""
    problems = []
    for pixels, width in printed:
        fineness = pixels.width / (width / 72)
        if fineness < COARSEST:
            message = f"this picture will look rough: it has {fineness:.0f} dots to the inch where it is printed"
            hint = f"use a file at least {round(width / 72 * 300)} pixels wide, or an SVG"
            problems.append(Problem("picture-too-coarse", pixels.place, message, hint, warning=True))
    return problems


def unseen(printed: Iterable[Pixels]) -> list[Problem]:
    """Return a warning for each picture of which nothing can be seen on white paper."""
    problems = []
    for pixels in printed:
        extrema = pixels.image.getextrema()  # the least and the most, in each channel if there are several
        least = min(min(channel) if isinstance(channel, tuple) else channel for channel in extrema)
        if least >= PALEST:
            message = "nothing of this picture can be seen on white paper: it is white, or transparent"
            hint = "use a version of it for a white ground, or one that has its coloured ground with it"
            problems.append(Problem("picture-unseen", pixels.place, message, hint, warning=True))
    return problems


def _error(kind: str, source: PictureFile, message: str, hint: str) -> SenauditError:
    """Return the error for a picture, at the place in the content that names it."""
    return SenauditError([Problem(kind, source.place, message, hint)])


def _check_shape(source: PictureFile, across: float, down: float) -> None:
    if max(across / down, down / across) > LONGEST:
        message = f"“{source.path.name}” is more than {LONGEST:g} times as long as it is wide"
        raise _error("picture-too-long", source, message, "cut it to its motif")


def _contents(source: PictureFile) -> bytes:
    """Return the bytes of a picture's file. Raises SenauditError or FileError if it is missing, empty or too large."""
    path, name = source.path, source.path.name
    try:
        if path.is_dir():
            raise _error("picture-is-folder", source, f"“{name}” is a folder", "name the picture’s file in it")
        if not is_file(path):
            files = sorted(file for file in path.parent.iterdir() if file.suffix.lower() in _SUFFIXES)
            names = [file.name for file in files if file.is_file()]
            hint = did_you_mean(name, names) or "put it there, or check its name"
            raise _error("picture-missing", source, f"there is no file “{name}”", hint)
        data = read_bytes(path, MOST_BYTES + 1)
    except FileNotFoundError:
        raise _error("folder-missing", source, f"there is no folder “{path.parent.name}”", "check its name") from None
    except OSError as error:
        message = f"“{name}” cannot be read: {error.strerror or error}"
        raise FileError(
            [Problem("picture-unreadable", source.place, message, "close it in other programs, or copy it anew")]
        ) from None
    if not data:
        raise _error("picture-empty", source, f"“{name}” is empty", "save it again, or copy it anew")
    if len(data) > MOST_BYTES:
        hint = "save it smaller: a logo needs no more than 2000 pixels across"
        raise _error("picture-too-large", source, f"“{name}” is larger than {MOST_BYTES // 1_000_000} MB", hint)
    return data


def _decoded(data: bytes, kind: str, source: PictureFile, most: int = MOST_PIXELS) -> Image:
    """Return a PNG or JPEG as an image, turned as its camera says.

    Raises SenauditError if it is broken or has more than `most` pixels. The size is checked before it is unpacked.
    """
    from PIL import Image, ImageOps

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about sizes below our limit, and odd camera data
            image = Image.open(BytesIO(data), formats=[kind])
            if image.width * image.height > most:
                raise _too_many_pixels(source)
            image.load()
            return ImageOps.exif_transpose(image)
    except SenauditError:
        raise
    except Image.DecompressionBombError:
        raise _too_many_pixels(source) from None
    except Exception as error:  # for a broken file Pillow raises errors of many kinds
        message = f"“{source.path.name}” begins as a {kind} picture, but is broken or cut off"
        raise _error(
            "picture-broken", source, message, "save it again, or copy it anew from where you have it"
        ) from error


def _too_many_pixels(source: PictureFile) -> SenauditError:
    message = f"“{source.path.name}” has more than {MOST_PIXELS // 1_000_000} million pixels"
    return _error("picture-too-large", source, message, "save it smaller: a logo needs no more than 2000 pixels across")


def _drawn_svg(data: bytes, source: PictureFile, room: tuple[int, int]) -> Image:
    """Return an SVG as an image, as large as fits into `room`: width and height in pixels.

    Raises SenauditError if it is not an SVG, or cannot be drawn.
    """
    from senaudit.pictures import svg

    other = next((name for start, name in _OTHER_FORMATS.items() if data.startswith(start)), "")
    text = "" if other else svg.decoded(data)
    if not text.lstrip().startswith("<"):
        message = f"“{source.path.name}” is {other or 'no picture'}: a picture here is a PNG, a JPEG or an SVG"
        raise _error("not-a-picture", source, message, _SAVE_AS if other else "name another file")
    try:
        drawing = svg.check(text)
        _check_shape(source, drawing.width, drawing.height)
        pixels_left = MOST_PIXELS
        for kind, embedded in drawing.images:
            image = _decoded(embedded, kind, source, pixels_left)
            pixels_left -= image.width * image.height
        return _decoded(svg.render(drawing, *room), "PNG", source)
    except svg.RefusedError as refused:
        raise _error(refused.kind, source, f"“{source.path.name}”{refused.message}", refused.hint) from None


def _flat(image: Image, size: tuple[int, int], grey: bool) -> Image:
    """Return an image of that size (width, height in pixels), in grey or colours. Transparent parts become white."""
    from PIL import Image

    if image.mode.startswith("I"):  # 16 bits
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    elif "transparency" in image.info or image.mode in ("LA", "La", "PA", "RGBA", "RGBa"):
        image = image.convert("RGBA")
    else:
        image = image.convert("L" if image.mode in ("1", "L") else "RGB")
    if size != image.size:
        image = image.resize(size, Image.Resampling.LANCZOS)
    if image.mode == "RGBA":
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")
    return image.convert("L") if grey else image
