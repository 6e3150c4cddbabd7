"""Prints and flat copies of filled-in sheets, by the programs that people have: fields become words of the page.

Each function takes a file and returns one. What runs a program of the system needs a mark.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pikepdf
import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]
import pytest
from PIL import Image
from programs import (
    DRAW,
    GHOSTSCRIPT,
    PDFTK,
    PDFUNITE,
    QPDF,
    needs_draw,
    needs_ghostscript,
    needs_pdftk,
    needs_pdfunite,
    needs_qpdf,
)


def flattened(data: bytes) -> bytes:
    """Return the file as PDFium prints it, the engine of Chrome and Edge."""
    document = pypdfium2.PdfDocument(data)
    document.init_forms()
    for page in document:
        assert pdfium.FPDFPage_Flatten(page, pdfium.FLAT_PRINT) != pdfium.FLATTEN_FAIL
        page.close()
    saved = BytesIO()
    document.save(saved)
    document.close()
    return saved.getvalue()


def _run(command: Sequence[str], data: bytes, made: str = "made.pdf") -> bytes:
    """Return the file that a program makes in a folder that holds `a.pdf`."""
    with TemporaryDirectory() as folder:
        Path(folder, "a.pdf").write_bytes(data)
        subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=120)
        return Path(folder, made).read_bytes()


def by_ghostscript(data: bytes, *options: str) -> bytes:
    """Return the file as Ghostscript prints it to a PDF."""
    return _run((GHOSTSCRIPT.path, "-q", "-sDEVICE=pdfwrite", "-dPrinted", *options, "-o", "made.pdf", "a.pdf"), data)


def by_qpdf(data: bytes) -> bytes:
    """Return a flat copy of qpdf."""
    return _run((QPDF.path, "--flatten-annotations=all", "a.pdf", "made.pdf"), data)


def by_pdftk(data: bytes) -> bytes:
    """Return a flat copy of pdftk."""
    return _run((PDFTK.path, "a.pdf", "output", "made.pdf", "flatten"), data)


def by_cairo(data: bytes) -> bytes:
    """Return the file as poppler prints it, the engine of Evince and Okular."""
    return _run((str(Path(PDFUNITE.path).with_name("pdftocairo")), "-pdf", "a.pdf", "made.pdf"), data)


def by_libreoffice(data: bytes) -> bytes:
    """Return the file as LibreOffice exports it from a drawing."""
    with TemporaryDirectory() as profile:
        options = "--headless", f"-env:UserInstallation={Path(profile).as_uri()}", "--infilter=draw_pdf_import"
        command = (DRAW.path, *options, "--convert-to", "pdf:draw_pdf_Export", "--outdir", "made", "a.pdf")
        return _run(command, data, "made/a.pdf")


def scanned(data: bytes) -> bytes:
    """Return pictures of the pages, as a scanner makes them."""
    pictures: list[Image.Image] = [page.render(scale=1).to_pil() for page in pypdfium2.PdfDocument(data)]
    saved = BytesIO()
    pictures[0].save(saved, "PDF", save_all=True, append_images=pictures[1:])
    return saved.getvalue()


def turned(data: bytes, degrees: int) -> bytes:
    """Return the file with all pages turned."""
    with pikepdf.open(BytesIO(data)) as pdf:
        for page in pdf.pages:
            page.rotate(degrees, relative=True)
        return _saved(pdf)


def with_pages(files: Iterable[bytes], numbers: Sequence[int] | None = None) -> bytes:
    """Return these pages, from 0, of each of the files, or all, in one file."""
    joined = pikepdf.new()
    for data in files:
        with pikepdf.open(BytesIO(data)) as pdf:
            joined.pages.extend(pdf.pages if numbers is None else [pdf.pages[number] for number in numbers])
    return _saved(joined)


def with_comments(data: bytes, comments: Iterable[tuple[int, str, Sequence[float], str]]) -> bytes:
    """Return the file with comments: each on a page from 0, of a kind, in a box in points, with words."""
    with pikepdf.open(BytesIO(data)) as pdf:
        for number, kind, box, words in comments:
            entries: dict[str, Any] = {"/Type": pikepdf.Name.Annot, "/Subtype": pikepdf.Name(f"/{kind}"), "/F": 4}
            entries |= {"/Rect": pikepdf.Array(list(box)), "/DA": pikepdf.String("/Helv 11 Tf 0 g")}
            if words:
                entries["/Contents"] = pikepdf.String(words)
            if kind == "Ink":
                left, bottom, right, top = box
                entries["/InkList"] = pikepdf.Array([pikepdf.Array([left, bottom, right, top])])
                entries["/C"] = pikepdf.Array([0, 0, 1])
            page = pdf.pages[number].obj
            if "/Annots" not in page:
                page.Annots = pikepdf.Array([])
            page.Annots.append(pdf.make_indirect(pikepdf.Dictionary(entries)))
        return _saved(pdf)


def _saved(pdf: pikepdf.Pdf) -> bytes:
    saved = BytesIO()
    pdf.save(saved)
    return saved.getvalue()


PROGRAMS = [
    flattened,
    pytest.param(by_ghostscript, marks=needs_ghostscript),
    pytest.param(by_qpdf, marks=needs_qpdf),
    pytest.param(by_pdftk, marks=needs_pdftk),
    pytest.param(by_cairo, marks=needs_pdfunite),
    pytest.param(by_libreoffice, marks=needs_draw),
]
"""What prints a file so that its answers are to be read by where they stand."""
