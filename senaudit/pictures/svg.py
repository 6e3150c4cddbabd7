"""SVG drawings: looked through before anything draws them, and drawn in a process of their own.

A drawing may name files and addresses, hold programs, and unfold to any size. `check` lets pass only what is drawn from
the file itself, alike on every computer; `render` gives the drawing a few seconds.
"""

from __future__ import annotations

import base64
import binascii
import math
import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NoReturn
from xml.parsers import expat

SECONDS = 20.0
"""How long a drawing may take; a logo takes less than one."""
DEEPEST = 100
"""How deep elements may stand inside each other: the drawing program calls itself for each."""

_NAMESPACE = "http://www.w3.org/2000/svg"
_PROGRAMS = ("script", "foreignObject", "iframe", "audio", "video", "canvas")
_URL = re.compile(r"url\(\s*[\"']?\s*(?!#)", re.IGNORECASE)
_DATA = re.compile(r"data:image/(png|jpe?g);base64,(.*)", re.DOTALL)
_STARTS = {"PNG": b"\x89PNG\r\n\x1a\n", "JPEG": b"\xff\xd8\xff"}
_PLAIN = "in the drawing program, save it as “plain SVG”; or save it as PNG"
_INSIDE = "embed the picture in the drawing, or save the whole as PNG"


_UNITS = {"": 1.0, "px": 1.0, "pt": 96 / 72, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}
"""CSS's pixels in each unit of length."""
_LENGTH = re.compile(r"\s*([+]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*([a-z]*)\s*")


@dataclass(slots=True)
class Drawing:
    """A drawing that was looked through: its text from the root element on, its size in pixels, the pictures inside it.

    Each picture has its kind, "PNG" or "JPEG".
    """

    root: str = ""
    width: float = 0.0
    height: float = 0.0
    images: list[tuple[str, bytes]] = field(default_factory=list)


class RefusedError(Exception):
    """A drawing that cannot be used: the kind of problem, what is wrong in words that follow its name, what to do."""

    def __init__(self, kind: str, message: str, hint: str = _PLAIN) -> None:
        self.kind, self.message, self.hint = kind, message, hint
        super().__init__(message)


def decoded(data: bytes) -> str:
    """Return a drawing's text. Its drawn part is ASCII, so that a wrong guess of the encoding changes no line of it."""
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return data.decode("latin-1")


def check(text: str) -> Drawing:
    """Return a drawing, looked through.

    Raises RefusedError for a drawing that is broken, that names anything outside itself, or that holds a program,
    entities, or words: those would look different on a computer with other fonts.
    """
    return _Check().run(text)


def render(drawing: Drawing, width: int, height: int) -> bytes:
    """Return a drawing as a PNG that fills that many pixels across and down, in its own shape.

    It is set into one of whole pixels: the renderer rounds a size, and cuts off what is left over. It is drawn in a
    process of its own: one that hangs, or takes all memory, takes nothing else with it. Raises RefusedError for what
    cannot be drawn.
    """
    library = find_spec("resvg_py")
    if library is None or library.origin is None:
        raise RefusedError(
            "resvg-missing",
            " is an SVG, and the library resvg-py, which draws them, is not installed",
            "save it as PNG",
        )
    scale = min(width / drawing.width, height / drawing.height)
    across, down = (max(1, round(side * scale)) for side in (drawing.width, drawing.height))
    whole = (
        f'<svg xmlns="{_NAMESPACE}" width="{across}" height="{down}" viewBox="0 0 {drawing.width} {drawing.height}">'
    )
    with TemporaryDirectory() as folder:
        file, picture = Path(folder, "drawing.svg"), Path(folder, "picture.png")
        file.write_text(f"{whole}{drawing.root}</svg>", "utf-8", newline="")
        program = str(Path(__file__).with_name("svg_renderer.py"))
        command = [sys.executable, "-s", "-S", program, str(file), str(picture)]
        environment = {**os.environ, "PYTHONPATH": str(Path(library.origin).parents[1])}
        try:
            done = subprocess.run(
                command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, check=False
            )
        except subprocess.TimeoutExpired:
            message = f" takes more than {SECONDS:g} seconds to draw"
            raise RefusedError("drawing-too-slow", message, "simplify it, or save it as PNG") from None
        if done.returncode or not picture.is_file():
            said = done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2].partition(": ")[2]
            raise RefusedError("drawing-failed", f" cannot be drawn{f' ({said})' if said else ''}")
        return picture.read_bytes()


class _Check:
    """Reads a drawing through and stops at the first thing that is not allowed."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.open: list[str] = []
        self.drawing = Drawing()
        self.begin = 0
        self.styles: list[str] = []

    def run(self, text: str) -> Drawing:
        parser = self.parser
        parser.StartElementHandler = self.start
        parser.EndElementHandler = lambda name: self.open.pop()
        parser.CharacterDataHandler = self.characters
        parser.StartDoctypeDeclHandler = self.doctype
        parser.EntityDeclHandler = lambda *declared: self.refuse("drawing-with-entities", "has entities of its own")
        parser.SkippedEntityHandler = lambda *skipped: self.refuse("drawing-with-entities", "has entities of its own")
        parser.ProcessingInstructionHandler = self.instruction
        try:
            parser.Parse(text, True)
            self.style("".join(self.styles))
        except expat.ExpatError as error:
            reason = expat.errors.messages[error.code]
            raise RefusedError(
                "drawing-broken", f" is broken in line {error.lineno} ({reason})", "save it again, or as PNG"
            ) from None
        self.drawing.root = text.encode()[self.begin :].decode()
        return self.drawing

    def refuse(self, kind: str, what: str, hint: str = _PLAIN) -> NoReturn:
        raise RefusedError(kind, f" {what} (line {self.parser.CurrentLineNumber})", hint)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, tag = name.rpartition(" ")
        if not self.open and (namespace, tag) != (_NAMESPACE, "svg"):
            web = tag.lower() == "html"
            raise RefusedError(
                "not-a-picture",
                f" is {'a web page' if web else 'no picture'}",
                "name the file of a PNG, a JPEG or an SVG",
            )
        if not self.open:
            self.begin = self.parser.CurrentByteIndex
            self.drawing.width, self.drawing.height = _size(attributes)
        self.open.append(tag if namespace == _NAMESPACE else "")
        if len(self.open) > DEEPEST:
            self.refuse("drawing-too-deep", f"has elements more than {DEEPEST} deep inside each other")
        if tag in _PROGRAMS:
            self.refuse("drawing-with-program", f"holds a <{tag}>, which can run or show anything")
        for attribute, value in attributes.items():
            if attribute.rpartition(" ")[2].lower() in ("href", "src"):
                self.reference(value.strip())
            self.style(value)

    def reference(self, target: str) -> None:
        """Let pass a part of the drawing itself, and a picture that is inside it."""
        embedded = _DATA.fullmatch(target)
        if embedded is None:
            if not target.startswith("#"):
                self.refuse("drawing-points-outside", f"points at “{target[:60]}”, which is outside of it", _INSIDE)
            return
        kind = "PNG" if embedded[1] == "png" else "JPEG"
        try:
            data = base64.b64decode("".join(embedded[2].split()), validate=True)
        except binascii.Error:
            data = b""
        if not data.startswith(_STARTS[kind]):
            self.refuse("drawing-with-wrong-picture", f"embeds a {kind} picture that is none", _INSIDE)
        self.drawing.images.append((kind, data))

    def style(self, words: str) -> None:
        if _URL.search(words) or "@import" in words.lower():
            self.refuse("drawing-points-outside", "takes a style or a picture from outside of it", _INSIDE)

    def characters(self, data: str) -> None:
        if "style" in self.open:
            self.styles.append(data)
        if "text" in self.open and data.strip():
            hint = "in the drawing program, turn text into paths (outlines), and save it again"
            self.refuse("drawing-with-text", "has words as text, which other computers show in other letters", hint)

    def doctype(self, name: str, system: str | None, public: str | None, has_subset: bool) -> None:
        """Let pass the line that many programs write; what it names is never read."""
        if has_subset:
            self.refuse("drawing-with-entities", "has entities of its own")

    def instruction(self, target: str, data: str) -> None:
        if target == "xml-stylesheet":
            self.refuse("drawing-points-outside", "takes a style from outside of it", _INSIDE)


def _size(root: dict[str, str]) -> tuple[float, float]:
    """Return a drawing's width and height in pixels; what it leaves out follows from its view box.

    Raises RefusedError for a drawing that does not say how large it is, or in units that depend on where it is shown.
    """
    box = root.get("viewBox", "").replace(",", " ").split()
    across, down = (_pixels(side) or 0.0 for side in box[2:]) if len(box) == 4 else (0.0, 0.0)
    width, height = (_pixels(root.get(name, "100%")) for name in ("width", "height"))
    if width is None and height is None:
        width, height = across, down
    elif down and across:
        width, height = width or (height or 0.0) * across / down, height or (width or 0.0) * down / across
    if not (width and height and math.isfinite(width / height) and math.isfinite(height / width)):
        raise RefusedError("drawing-without-size", " does not say how large it is", _PLAIN)
    return width, height


def _pixels(length: str) -> float | None:
    """Return a length in pixels; None for all of what is around."""
    if length.strip() == "100%":
        return None
    found = _LENGTH.fullmatch(length)
    if found is None or found[2] not in _UNITS:
        raise RefusedError(
            "drawing-without-size", f" has the size “{length[:30]}”, which depends on where it is shown", _PLAIN
        )
    return float(found[1]) * _UNITS[found[2]]
