"""Fills in the fields of a PDF with PDFium, the engine of Chrome and Edge: by mouse and keyboard, as a person does."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]


def places_of(data: bytes) -> Iterator[tuple[str, int, float, float]]:
    """Yield each field that can be filled in, with the middle of its first place: page, left and bottom in points."""
    told = set()
    with pikepdf.open(BytesIO(data)) as pdf:
        for index, page in enumerate(pdf.pages):
            for annotation in page.obj.get("/Annots", []):
                field: Any = annotation.get("/Parent", annotation)
                if annotation.Subtype == "/Widget" and not int(annotation.F) & 2 and str(field.T) not in told:
                    told.add(str(field.T))
                    left, bottom, right, top = map(float, annotation.Rect)
                    yield str(field.T), index, (left + right) / 2, (bottom + top) / 2


def fill_in(data: bytes, answers: Mapping[str, str | bool]) -> bytes:
    """Return the file with these words typed into fields, and with the boxes ticked that are true."""
    document = pypdfium2.PdfDocument(data)
    document.init_forms()
    form = document.formenv
    pages = list(document)  # PDFium draws a field anew on the pages that it knows
    for name, index, x, y in places_of(data):
        if name not in answers:
            continue
        page = pages[index]
        for event in (pdfium.FORM_OnMouseMove, pdfium.FORM_OnLButtonDown, pdfium.FORM_OnLButtonUp):
            event(form, page, 0, x, y)
        words = answers[name]
        if isinstance(words, str):
            typed = ctypes.create_string_buffer(f"{words}\0".encode("utf-16-le"))
            pdfium.FORM_ReplaceSelection(form, page, ctypes.cast(typed, ctypes.POINTER(ctypes.c_ushort)))
        pdfium.FORM_ForceToKillFocus(form)
    saved = BytesIO()
    document.save(saved)
    document.close()
    return saved.getvalue()


def values_of(data: bytes) -> dict[str, str | bool]:
    """Return the value of each field that somebody has filled in, as pikepdf reads it from the pages."""
    values: dict[str, str | bool] = {}
    with pikepdf.open(BytesIO(data)) as pdf:
        for page in pdf.pages:
            for annotation in page.obj.get("/Annots", []):
                field: Any = annotation.get("/Parent", annotation)
                if field.get("/FT") == "/Btn":
                    values[str(field.T)] = str(field.V) != "/Off"
                elif annotation.Subtype == "/Widget" and "/V" in field and not int(annotation.F) & 2:
                    values[str(field.T)] = str(field.V)
    return {name: value for name, value in values.items() if value}


def flattened_words(data: bytes, index: int) -> tuple[str, set[str]]:
    """Return the words that a page shows once its fields are part of it, and the fonts that they are in."""
    document = pypdfium2.PdfDocument(data)
    document.init_forms()
    page = document[index]
    assert pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY) == pdfium.FLATTEN_SUCCESS
    page.close()
    saved = BytesIO()
    document.save(saved)
    again = pypdfium2.PdfDocument(saved.getvalue())
    text = again[index].get_textpage()
    fonts = set()
    for number in range(text.count_chars()):
        name = ctypes.create_string_buffer(100)
        pdfium.FPDFText_GetFontInfo(text, number, name, 100, None)
        fonts.add(name.value.decode())
    return " ".join(text.get_text_range().split()), fonts


def rendered(data: bytes, index: int = 0) -> bytes:
    """Return the pixels of a page as a person sees it, with its fields."""
    document = pypdfium2.PdfDocument(data)
    document.init_forms()
    return bytes(document[index].render(scale=1.0).to_pil().tobytes())
