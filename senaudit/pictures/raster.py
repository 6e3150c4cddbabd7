"""Pictures of one's own, such as a school's logo: a file in, pixels out, as many as the printed size needs.

What a file is, its content says, not its name: PNG and JPEG are read by Pillow, SVG is drawn by resvg (see `svg`). All
that reaches the PDF are the pixels: black and white or colours on white, turned as the camera says, and nothing of the
file itself.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from senaudit.problems import FileError, Place, Problem, SenauditError, did_you_mean

if TYPE_CHECKING:
    from PIL.Image import Image

FINEST = 600
"""Dots in an inch of a good printer: more are thrown away."""
COARSEST = 150
"""Dots in an inch below which the eye sees them at reading distance, in print."""
MOST_BYTES = 20_000_000
MOST_PIXELS = 50_000_000
LONGEST = 20.0
"""How many times as long as wide a picture may be: a longer one would be printed as a line."""

_KINDS = {b"\x89PNG\r\n\x1a\n": "PNG", b"\xff\xd8\xff": "JPEG"}
_OTHERS = {
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
    """A picture's file, the place that names it, and whether it is printed in shades of grey."""

    path: Path
    place: Place
    grey: bool = False


class Pixels(NamedTuple):
    """A decoded picture: rows of bytes from the top, one a pixel if `mode` is "L" (grey), three if it is "RGB".

    `place` is what names the picture.
    """

    mode: str
    width: int
    height: int
    data: bytes
    place: Place

    @property
    def image(self) -> Image:
        """The picture as one of Pillow's."""
        from PIL import Image

        return Image.frombytes(self.mode, (self.width, self.height), self.data)


def read_picture(source: PictureFile, width: float, height: float) -> tuple[Pixels, float, float]:
    """Return a picture's pixels, and the width and height in points at which it fills `width` × `height` in its shape.

    Raises SenauditError at the picture's place for a file that is no such picture, is broken, or is too large; it is a
    FileError if it cannot be read.
    """
    data = _contents(source)
    kind = next((kind for start, kind in _KINDS.items() if data.startswith(start)), "SVG")
    most = round(width / 72 * FINEST), round(height / 72 * FINEST)
    image = _drawn(data, source, most) if kind == "SVG" else _decoded(data, kind, source)
    across, down = image.size
    _check_shape(source, across, down)
    scale = min(width / across, height / down)
    fewer = tuple(max(1, round(pixels * scale / 72 * FINEST)) for pixels in (across, down))
    image = _flat(image, (fewer[0], fewer[1]) if kind != "SVG" and fewer[0] < across else image.size, source.grey)
    pixels = Pixels(image.mode, *image.size, image.tobytes(), source.place)
    return pixels, across * scale, down * scale


def too_coarse(printed: Iterable[tuple[Pixels, float]]) -> list[Problem]:
    """Return a warning for each picture, printed that many points wide, whose single pixels will be seen."""
    found = []
    for pixels, width in printed:
        fineness = pixels.width / (width / 72)
        if fineness < COARSEST:
            message = f"this picture will look rough: it has {fineness:.0f} dots to the inch where it is printed"
            hint = f"use a file at least {round(width / 72 * 300)} pixels wide, or an SVG"
            found.append(Problem("picture-too-coarse", pixels.place, message, hint, warning=True))
    return found


def wrong(kind: str, source: PictureFile, message: str, hint: str) -> SenauditError:
    """Return the error for a picture, at the place that names it."""
    return SenauditError([Problem(kind, source.place, message, hint)])


def _check_shape(source: PictureFile, across: float, down: float) -> None:
    if max(across / down, down / across) > LONGEST:
        message = f"“{source.path.name}” is more than {LONGEST:g} times as long as it is wide"
        raise wrong("picture-too-long", source, message, "cut it to its motif")


def _contents(source: PictureFile) -> bytes:
    """Return all of a file that may be a picture."""
    path, name = source.path, source.path.name
    try:
        if path.is_dir():
            raise wrong("picture-is-folder", source, f"“{name}” is a folder", "name the picture’s file in it")
        if not path.is_file():
            there = sorted(each.name for each in path.parent.iterdir() if each.suffix.lower() in _SUFFIXES)
            near = did_you_mean(name, there) or "put it there, or check its name"
            raise wrong("picture-missing", source, f"there is no file “{name}”", near)
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise wrong("folder-missing", source, f"there is no folder “{path.parent.name}”", "check its name") from None
    except OSError as error:
        message = f"“{name}” cannot be read: {error.strerror or error}"
        raise FileError(
            [Problem("picture-unreadable", source.place, message, "close it in other programs, or copy it anew")]
        ) from None
    if not data:
        raise wrong("picture-empty", source, f"“{name}” is empty", "save it again, or copy it anew")
    if len(data) > MOST_BYTES:
        hint = "save it smaller: a logo needs no more than 2000 pixels across"
        raise wrong("picture-too-large", source, f"“{name}” is larger than {MOST_BYTES // 1_000_000} MB", hint)
    return data


def _decoded(data: bytes, kind: str, source: PictureFile, most: int = MOST_PIXELS) -> Image:
    """Return a PNG or JPEG, turned as its camera says; its size is known before any of it is unpacked."""
    from PIL import Image, ImageOps

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's own limit is above this one; odd marks of cameras are no matter
            image = Image.open(BytesIO(data), formats=[kind])
            if image.width * image.height > most:
                raise _huge(source)
            image.load()
            return ImageOps.exif_transpose(image)
    except SenauditError:
        raise
    except Image.DecompressionBombError:
        raise _huge(source) from None
    except Exception as error:  # a broken file makes Pillow raise nearly anything
        message = f"“{source.path.name}” begins as a {kind} picture, but is broken or cut off"
        raise wrong(
            "picture-broken", source, message, "save it again, or copy it anew from where you have it"
        ) from error


def _huge(source: PictureFile) -> SenauditError:
    message = f"“{source.path.name}” has more than {MOST_PIXELS // 1_000_000} million pixels"
    return wrong("picture-too-large", source, message, "save it smaller: a logo needs no more than 2000 pixels across")


def _drawn(data: bytes, source: PictureFile, most: tuple[int, int]) -> Image:
    """Return an SVG as pixels, as large as fits into `most`."""
    from senaudit.pictures import svg

    other = next((what for start, what in _OTHERS.items() if data.startswith(start)), "")
    text = "" if other else svg.decoded(data)
    if not text.lstrip().startswith("<"):
        message = f"“{source.path.name}” is {other or 'no picture'}: a picture here is a PNG, a JPEG or an SVG"
        raise wrong("not-a-picture", source, message, _SAVE_AS if other else "name another file")
    try:
        drawing = svg.check(text)
        _check_shape(source, drawing.width, drawing.height)
        left = MOST_PIXELS
        for kind, embedded in drawing.images:
            image = _decoded(embedded, kind, source, left)
            left -= image.width * image.height
        return _decoded(svg.render(drawing, *most), "PNG", source)
    except svg.RefusedError as refused:
        raise wrong(refused.kind, source, f"“{source.path.name}”{refused.message}", refused.hint) from None


def _flat(image: Image, size: tuple[int, int], grey: bool) -> Image:
    """Return a picture in grey or colours at that size, in pixels, what is transparent being white."""
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
