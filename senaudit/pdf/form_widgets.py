"""What is written of a form: its fields, their places on pages, and how these look (ISO 32000-1, 12.7.3 and 12.5.6.19).

A field with one place is one object with it. A field with several is an object of its own, and each place names it.
Empty fields have an appearance too, which holds nothing: programs put in what is typed. A box that is ticked has a tick
that is drawn, and needs no font.
"""

# No `from __future__ import annotations` here: `NamedTuple` would compile each annotation at every start.
from typing import Any, Literal, NamedTuple

from senaudit.pdf.form_font import FONT, FormResources
from senaudit.pdf.tagging import IndirectObject, reference, text_string

FieldKind = Literal["box", "line", "tick"]
"""A field for paragraphs, for words on one line, or to tick."""

Box = tuple[int, int, int, int]
"""Left, bottom, right and top, in tenths of a point from the paper's bottom left corner."""

_HIDDEN, _PRINTED = 2, 4
"""Flags of a widget (12.5.3). One that is printed and not hidden is seen as well."""
_READ_ONLY, _PARAGRAPHS = 1, 4096
"""Flags of a field (12.7.3.1, 12.7.4.3). Without any other, its words scroll, and may be of any length."""

_FLUSH_RIGHT = "/Q 2"
"""The entry of a field whose words stand at its right (12.7.3.3)."""

_TICKED = "Yes"
_TICK = ((0.22, 0.5), (0.43, 0.26), (0.8, 0.78))
_TICK_THICKNESS = 0.11
"""The points of a tick and the thickness of its line, as shares of the box."""


class FieldName(NamedTuple):
    """The name of a field, and the words that describe it to those who do not see the page."""

    id: str
    tooltip: str

    @property
    def entries(self) -> str:
        """The entries of a field's dictionary."""
        return f"/T{text_string(self.id)}/TU{_described(self.tooltip)}"


def _described(words: str) -> str:
    """Return words as a PDF string, with one byte for curly quotation marks and dashes where that will do.

    As UTF-16 the descriptions would be a good part of a file.
    """
    if words.isascii():
        return text_string(words)
    written = words
    for sign, code in _CODES.items():
        written = written.replace(sign, code)
    return f"({written})" if written.isascii() and written.isprintable() else text_string(words)


_CODES = {sign: f"\\{sign}" for sign in "\\()"} | {
    sign: f"\\{code:o}" for sign, code in zip("…—–“”‘’", (0x83, 0x84, 0x85, 0x8D, 0x8E, 0x8F, 0x90), strict=True)
}
"""How signs are written in a string (7.3.4.2), in PDFDocEncoding (D.2). The one that begins all others is the first."""


def default_appearance(size: float) -> str:
    """Return the entry for the font, the size in points and the colour of what is typed (12.7.3.3)."""
    return f"/DA(/{FONT} {size:g} Tf 0 g)"


class Field(IndirectObject):
    """A field, and its places on pages. `size` is that of its type in points; what is typed may be flush right."""

    def __init__(self, name: FieldName, kind: FieldKind, size: float, flush_right: bool = False) -> None:
        self.name = name
        self.kind = kind
        self.size = size
        self.flush_right = flush_right
        self.widgets: list[Widget] = []

    @property
    def root(self) -> IndirectObject:
        """The object that the form names: the field, or its only widget."""
        return self.widgets[0] if len(self.widgets) == 1 else self

    @property
    def entries(self) -> str:
        """The entries of the field's dictionary."""
        if self.kind == "tick":
            return f"/FT/Btn{self.name.entries}/V/Off"
        flags = f"/Ff {_PARAGRAPHS}" if self.kind == "box" else ""
        side = _FLUSH_RIGHT if self.flush_right else ""
        return f"/FT/Tx{self.name.entries}{flags}{default_appearance(self.size)}{side}"

    def format(self, document: Any) -> bytes:
        """Return the dictionary of a field with several widgets."""
        kids = " ".join(reference(widget, document) for widget in self.widgets)
        return f"<<{self.entries}/Kids[{kids}]>>".encode("ascii")


class Widget(IndirectObject):
    """A place of a field on a page. `key` is its own in the parent tree; `page` has ReportLab's page."""

    def __init__(self, field: Field, key: int, box: Box, page: Any, look: "TextLook | TickLook") -> None:
        self.field = field
        self.key = key
        self.box = box
        self.page = page
        self.look = look

    def moved(self, box: Box) -> "Widget":
        """Return the widget at another place."""
        return Widget(self.field, self.key, box, self.page, self.look)

    def format(self, document: Any) -> bytes:
        """Return the widget's dictionary."""
        field = self.field
        own = field.entries if field.root is not field else f"/Parent {reference(field, document)}"
        left, bottom, right, top = self.box
        where = f"{left / 10:g} {bottom / 10:g} {right / 10:g} {top / 10:g}"
        return (
            f"<</Type/Annot/Subtype/Widget/Rect[{where}]/F {_PRINTED}/BS<</W 0>>"
            f"/P {self.page.refer(document)}/StructParent {self.key}{own}{self.look.entries(document)}>>"
        ).encode("ascii")


class HiddenWidget(IndirectObject):
    """A field that nobody sees, hears or changes: it keeps a value for programs, and stays with its page."""

    def __init__(self, name: FieldName, value: str, size: float, page: Any) -> None:
        self.name = name
        self.value = value
        self.size = size
        self.page = page

    def format(self, document: Any) -> bytes:
        """Return the widget's dictionary."""
        return (
            f"<</Type/Annot/Subtype/Widget/Rect[0 0 0 0]/F {_HIDDEN}/P {self.page.refer(document)}/FT/Tx"
            f"{self.name.entries}/Ff {_READ_ONLY}{default_appearance(self.size)}/V{text_string(self.value)}>>"
        ).encode("ascii")


class TextLook(IndirectObject):
    """How an empty field for words looks (12.7.3.3). Programs that fill it in write between its two operators."""

    def __init__(self, box: Box, resources: FormResources) -> None:
        self.box = box
        self.resources = resources

    def entries(self, document: Any) -> str:
        """Return the entry of the widget's dictionary."""
        return f"/AP<</N {reference(self, document)}>>"

    def format(self, document: Any) -> bytes:
        """Return the stream object."""
        return _drawn(self.box, f"/Resources {reference(self.resources, document)}", "/Tx BMC\nEMC")


class TickLook:
    """How a box to tick looks, ticked and not (12.7.4.2.3). Boxes of one size share it."""

    def __init__(self, box: Box) -> None:
        self.ticked = _Drawing(box, _tick(box))
        self.unticked = _Drawing(box, "")

    def entries(self, document: Any) -> str:
        """Return the entries of the widget's dictionary."""
        ticked, unticked = (reference(each, document) for each in (self.ticked, self.unticked))
        return f"/AS/Off/AP<</N<</{_TICKED} {ticked}/Off {unticked}>>>>"


class _Drawing(IndirectObject):
    """An appearance without words."""

    def __init__(self, box: Box, operators: str) -> None:
        self.box = box
        self.operators = operators

    def format(self, document: Any) -> bytes:
        """Return the stream object."""
        return _drawn(self.box, "/Resources<<>>", self.operators)


def _drawn(box: Box, resources: str, operators: str) -> bytes:
    """Return a form XObject of a box's size (8.10)."""
    width, height = size_of(box)
    head = f"/Subtype/Form/BBox[0 0 {width / 10:g} {height / 10:g}]{resources}/Length {len(operators)}"
    return f"<<{head}>>stream\n{operators}\nendstream".encode("ascii")


def _tick(box: Box) -> str:
    width, height = (length / 10 for length in size_of(box))
    (x, y), *others = [(across * width, up * height) for across, up in _TICK]
    lines = " ".join(f"{x:.2f} {y:.2f} l" for x, y in others)
    return f"q 0 G 1 J 1 j {width * _TICK_THICKNESS:.2f} w {x:.2f} {y:.2f} m {lines} S Q"


def size_of(box: Box) -> tuple[int, int]:
    """Return the width and height of a box, in tenths of a point."""
    left, bottom, right, top = box
    return right - left, top - bottom
