"""Checks SVG drawings, and draws them in a process of their own.

A drawing can name files and addresses, contain programs, and unfold to any size. `check` accepts only drawings that
need nothing outside their file and look the same on all computers. `render` stops a drawing that takes too much.
"""

from __future__ import annotations

import base64
import binascii
import math
import re
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import NoReturn
from xml.parsers import expat

from senaudit.files.limited import MEMORY, LimitError, run_limited
from senaudit.pictures.svg_colours import NestedRuleError, UnknownColourError
from senaudit.pictures.svg_renderer import draw

SECONDS = 20
"""The most seconds of processor time that drawing may take. A logo takes less than one."""

DEEPEST = 100
"""The most levels of elements inside each other: the renderer calls itself for each level."""

MOST_ELEMENTS = 100_000
"""The most elements. A logo has up to a few thousand."""

_NAMESPACE = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_UNBOUND = expat.errors.codes[expat.errors.XML_ERROR_UNBOUND_PREFIX]
_PROGRAMS = ("script", "foreignObject", "iframe", "audio", "video", "canvas")
_URL = re.compile(r"""url\(\s*(?:["']\s*(?![\s#])|(?![\s"'#]))""", re.IGNORECASE)
_DATA = re.compile(r"data:image/(png|jpe?g);base64,(.*)", re.DOTALL)
_STARTS = {"PNG": b"\x89PNG\r\n\x1a\n", "JPEG": b"\xff\xd8\xff"}
_PLAIN = "in the drawing program, save it as “plain SVG”; or save it as PNG"
_SIMPLER = "simplify it, or save it as PNG"
_INSIDE = "embed the picture in the drawing, or save the whole as PNG"

_UNITS = {"": 1.0, "px": 1.0, "pt": 96 / 72, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}
"""The number of CSS pixels in each unit of length."""

_LENGTH = re.compile(r"\s*([+]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*([a-z]*)\s*")


@dataclass(slots=True)
class Drawing:
    """A drawing that has been checked.

    `root` is its text from the root element on. `width` and `height` are in CSS pixels. `images` are the embedded
    pictures, each with its format ("PNG" or "JPEG") and its bytes.
    """

    root: str = ""
    width: float = 0.0
    height: float = 0.0
    images: list[tuple[str, bytes]] = field(default_factory=list)


class RefusedError(Exception):
    """Raised for a drawing that cannot be used. `kind`, `message` and `hint` are those of a Problem.

    The message continues a sentence that begins with the name of the file.
    """

    def __init__(self, kind: str, message: str, hint: str = _PLAIN) -> None:
        self.kind, self.message, self.hint = kind, message, hint
        super().__init__(kind, message, hint)


def decoded(data: bytes) -> str:
    """Return a drawing's text. Shapes are written in ASCII, so a wrong guess of the encoding does not change them."""
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return data.decode("latin-1")


def check(text: str) -> Drawing:
    """Return a drawing that is safe to draw.

    Raises RefusedError if it is broken, names files or addresses outside itself, or contains programs, entities or
    text. Text would look different on a computer with other fonts.
    """
    try:
        return _Checker().run(text)
    except _UndeclaredError:
        text = _with_namespaces(text)
    try:
        return _Checker().run(text)
    except _UndeclaredError:
        raise RefusedError("not-a-picture", f' lacks xmlns="{_NAMESPACE}" in its first tag') from None


def render(drawing: Drawing, width: int, height: int) -> bytes:
    """Return a drawing as the bytes of a PNG. It keeps its shape and fits into `width` × `height` pixels.

    The drawing is put into an outer one whose size is in whole pixels: otherwise the renderer rounds the size and cuts
    off the edges. It is drawn in a process of its own, with limits of time and memory.
    Raises RefusedError if it cannot be drawn, or resvg-py is not installed.
    """
    if find_spec("resvg_py") is None:
        raise RefusedError(
            "resvg-missing",
            " is an SVG, and the library resvg-py, which draws them, is not installed",
            "save it as PNG",
        )
    scale = min(width / drawing.width, height / drawing.height)
    across, down = (max(1, round(side * scale)) for side in (drawing.width, drawing.height))
    outer = (
        f'<svg xmlns="{_NAMESPACE}" width="{across}" height="{down}" viewBox="0 0 {drawing.width} {drawing.height}">'
    )
    try:
        return run_limited(SECONDS, draw, outer, drawing.root, across * down)
    except LimitError as error:
        raise _not_drawn(error) from None
    except UnknownColourError as error:
        message = f" has the colour “{error.args[0]}”, which cannot be printed, and no other in its place"
        raise RefusedError("drawing-with-unknown-colour", message, "save it as PNG") from None
    except NestedRuleError as error:
        message = f" has a style inside another, in “{error.args[0]}”, which cannot be printed"
        raise RefusedError("drawing-with-nested-rule", message, "save it as PNG") from None
    except Exception as error:  # for hostile drawings the libraries raise errors of many kinds
        raise RefusedError("drawing-failed", f" cannot be drawn ({error})") from None


def _not_drawn(error: LimitError) -> RefusedError:
    if error.reason == "time":
        return RefusedError("drawing-too-slow", f" takes more than {SECONDS} seconds to draw", _SIMPLER)
    if error.reason == "memory":
        megabytes = MEMORY // 1024**2
        return RefusedError("drawing-too-large", f" takes more than {megabytes} MB of memory to draw", _SIMPLER)
    return RefusedError("drawing-failed", f" cannot be drawn{f' ({error.output})' if error.output else ''}")


class _UndeclaredError(Exception):
    """A drawing uses a namespace that it does not declare, as drawings on web pages may."""


def _with_namespaces(text: str) -> str:
    """Return a drawing that declares the namespaces that it uses. Prefixes of unknown meaning get one of their own."""
    used: set[str] = set()
    declared: set[str] = set()
    start: list[tuple[str, int]] = []
    parser = expat.ParserCreate()

    def begin(tag: str, attributes: dict[str, str]) -> None:
        if not start:
            start.append((tag, parser.CurrentByteIndex + len(f"<{tag}".encode())))
            declared.update(attributes)
        used.update(name.partition(":")[0] for name in (tag, *attributes) if ":" in name)

    parser.StartElementHandler = begin
    with suppress(expat.ExpatError):  # it is told of when the drawing is read again
        parser.Parse(text, True)
    ((root, at),) = start
    prefix = root.rpartition(":")[0]
    namespaces = {f"xmlns:{name}": f"urn:undeclared:{name}" for name in sorted(used - {"xml", "xmlns"})}
    namespaces |= {"xmlns:xlink": _XLINK} if "xlink" in used else {}
    namespaces[f"xmlns:{prefix}" if prefix else "xmlns"] = _NAMESPACE
    missing = "".join(f' {name}="{value}"' for name, value in namespaces.items() if name not in declared)
    data = text.encode()
    return f"{data[:at].decode()}{missing}{data[at:].decode()}"


class _Checker:
    """Reads a drawing, and raises RefusedError at the first part that is not allowed."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.open: list[str] = []
        self.count = 0
        self.drawing = Drawing()
        self.root_start = 0
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
            if error.code == _UNBOUND:
                raise _UndeclaredError from None
            reason = expat.errors.messages[error.code]
            raise RefusedError(
                "drawing-broken", f" is broken in line {error.lineno} ({reason})", "save it again, or as PNG"
            ) from None
        self.drawing.root = text.encode()[self.root_start :].decode()
        return self.drawing

    def refuse(self, kind: str, message: str, hint: str = _PLAIN) -> NoReturn:
        raise RefusedError(kind, f" {message} (line {self.parser.CurrentLineNumber})", hint)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, tag = name.rpartition(" ")
        if not self.open:
            _check_root(namespace, tag)
            self.root_start = self.parser.CurrentByteIndex
            self.drawing.width, self.drawing.height = _size(attributes)
        self.count += 1
        if self.count > MOST_ELEMENTS:
            self.refuse("drawing-too-large", f"has more than {MOST_ELEMENTS:,} elements", _SIMPLER)
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
        """Accept a reference to a part of the drawing, and an embedded picture."""
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
        """Accept the DOCTYPE line that many programs write. The file that it names is never read."""
        if has_subset:
            self.refuse("drawing-with-entities", "has entities of its own")

    def instruction(self, target: str, data: str) -> None:
        if target == "xml-stylesheet":
            self.refuse("drawing-points-outside", "takes a style from outside of it", _INSIDE)


def _check_root(namespace: str, tag: str) -> None:
    """Raise RefusedError if the first element is not that of an SVG, and _UndeclaredError if it may be one."""
    if (namespace, tag) == (_NAMESPACE, "svg"):
        return
    if (namespace, tag) == ("", "svg"):
        raise _UndeclaredError
    if tag == "svg":
        message = f" names “{namespace[:60]}” as its xmlns, which is not that of an SVG: {_NAMESPACE}"
        raise RefusedError("not-a-picture", message)
    what = "a web page" if tag.lower() == "html" else "no picture"
    raise RefusedError("not-a-picture", f" is {what}", "name the file of a PNG, a JPEG or an SVG")


def _size(root: dict[str, str]) -> tuple[float, float]:
    """Return a drawing's width and height in CSS pixels. If one is missing, it is taken from the view box.

    Raises RefusedError if the drawing has no size, or a size in units that depend on where it is shown.
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
    """Return a length in CSS pixels, or None if it is 100%."""
    if length.strip() == "100%":
        return None
    match = _LENGTH.fullmatch(length)
    if match is None or match[2] not in _UNITS:
        raise RefusedError(
            "drawing-without-size", f" has the size “{length[:30]}”, which depends on where it is shown", _PLAIN
        )
    return float(match[1]) * _UNITS[match[2]]
