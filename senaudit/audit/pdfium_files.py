"""PDFs as PDFium opens them, and the fields that our own have."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal, NamedTuple

import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from senaudit.audit.page_signs import Box, turn_of

_HIDDEN = 2
_PARAGRAPHS = 4096
"""Flags of an annotation and of a field (ISO 32000-1, 12.5.3 and 12.7.4.3)."""

PdfiumError: type[Exception] = pypdfium2.PdfiumError


class Annotation(NamedTuple):
    """A place of a field: its name, the words that describe it and those in it, what it takes, and its box."""

    name: str
    described: str
    words: str
    kind: Literal["box", "line", "tick"]
    box: Box
    is_hidden: bool


def opened(data: bytes) -> Any:
    """Return a PDF. Raises PdfiumError."""
    return pypdfium2.PdfDocument(data)


def annotations_of(page: Any, form: Any) -> Iterator[Annotation]:
    """Yield the places of fields on a page of our own."""
    for index in range(pdfium.FPDFPage_GetAnnotCount(page.raw)):
        annotation = pdfium.FPDFPage_GetAnnot(page.raw, index)
        if pdfium.FPDFAnnot_GetSubtype(annotation) == pdfium.FPDF_ANNOT_WIDGET:
            yield _annotation(annotation, form.raw)
        pdfium.FPDFPage_CloseAnnot(annotation)


def _annotation(annotation: Any, form: Any) -> Annotation:
    def told(function: Callable[..., int]) -> str:
        count = function(form, annotation, None, 0)
        buffer = ctypes.create_string_buffer(count)
        function(form, annotation, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), count)
        return buffer.raw.decode("utf-16-le").rstrip("\0")

    box = pdfium.FS_RECTF()
    pdfium.FPDFAnnot_GetRect(annotation, box)
    is_tick = pdfium.FPDFAnnot_GetFormFieldType(form, annotation) == pdfium.FPDF_FORMFIELD_CHECKBOX
    is_box = pdfium.FPDFAnnot_GetFormFieldFlags(form, annotation) & _PARAGRAPHS
    return Annotation(
        told(pdfium.FPDFAnnot_GetFormFieldName),
        told(pdfium.FPDFAnnot_GetFormFieldAlternateName),
        told(pdfium.FPDFAnnot_GetFormFieldValue),
        "tick" if is_tick else "box" if is_box else "line",
        (box.left, box.bottom, box.right, box.top),
        bool(pdfium.FPDFAnnot_GetFlags(annotation) & _HIDDEN),
    )


_INSIDE = 0.25
"""How far from the outline of a box to tick its inside begins, as a share of its side."""
_INK = 0.03
"""The smallest share of the inside that a tick fills."""
_PALE = 200
"""The brightness from which a pixel counts as empty, of 255."""
_PIXELS = 12_000_000
"""The most pixels of a picture of a page."""
_SCALE = 3.0


def ticked_boxes(page: Any, boxes: Mapping[str, Box]) -> list[str]:
    """Return the names of those boxes of a page in which there is something, whatever draws it."""
    if not boxes:
        return []
    width, height = page.get_size()
    turn = (turn_of(page) - page.get_rotation()) % 360
    scale = min(_SCALE, (_PIXELS / (width * height)) ** 0.5)
    bitmap = page.render(scale=scale, rotation=turn, grayscale=True)
    height = bitmap.height / scale
    pixels, stride = bytes(bitmap.buffer), bitmap.stride
    ticked = []
    for name, (left, bottom, right, top) in boxes.items():
        edge = (right - left) * _INSIDE
        rows = range(
            max(int((height - top + edge) * scale), 0), min(int((height - bottom - edge) * scale), bitmap.height)
        )
        columns = slice(max(int((left + edge) * scale), 0), min(int((right - edge) * scale), bitmap.width))
        inside = b"".join(pixels[row * stride :][columns] for row in rows)
        if inside and sum(pixel < _PALE for pixel in inside) > len(inside) * _INK:
            ticked.append(name)
    return ticked


def has_ink(page: Any) -> bool:
    """Return whether there is anything on a page."""
    return min(bytes(page.render(scale=0.2, grayscale=True).buffer), default=255) < _PALE
