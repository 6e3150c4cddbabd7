"""Fills in sheets with the programs that people have, and joins, rewrites and locks the files.

Each function takes a file and returns one. What runs a program of the system needs a mark of programs.py.
"""

from __future__ import annotations

import ctypes
import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pikepdf
import pypdf
from form_filling import fill_in
from programs import GHOSTSCRIPT, MUPDF, PDFTK, PDFUNITE, POPPLER, QPDF

from senaudit.recipe.request import request_for
from senaudit.recipe.steps import build

Answers = Mapping[str, str | bool]

LONG = ("Nobody told us that the number had changed. Łukasz’s gran rang for weeks — “no answer”.\n" * 46)[:4000]

TYPED: Answers = {
    "support:information:practice": "“Curly”, ‘quotes’ – Łukasz, Siân and Wŷdd paid €5 • ½",
    "support:information:action": "First line\nSecond line\n\nFourth line",
    "support:access-to-information:practice": LONG,
    "support:access-to-information:action": '=HYPERLINK("http://example.org")\n+1\n-1\n@SUM(A1)',
    "support:other-professionals:practice": "<b>bold</b> & {{ 7 * 7 }} {% raw %} !!python/name:os.system (\\) 100 %",
    "support:other-professionals:action": "plain words",
    "support:voluntary-organisations:practice": "Good 😀, thumbs 👍🏽, heart ❤️, thinking 🤔, Wales 🏴󠁧󠁢󠁷󠁬󠁳󠁿, star 🌟",
    "support:staff-awareness:practice": "شكرا, дякую, 谢谢, धन्यवाद",
    "support:information:code-of-practice": True,
    "completed-by:parents": True,
    "school": "St Łucja’s",
    "date": "3/9/2026",
}
"""What is typed. All else is left empty."""

ON_PAGE_ONE: Answers = {
    "school": "St Łucja’s",
    "date": "3/9/2026",
    "completed-by:parents": True,
    "support:information:code-of-practice": True,
    "support:information:practice": f"{TYPED['support:information:practice']} ",
    "support:information:action": TYPED["support:voluntary-organisations:practice"],
    "support:access-to-information:practice": LONG,
    "support:access-to-information:action": TYPED["support:access-to-information:action"],
}
"""What is typed in a window that shows one page."""


def saved(pdf: pikepdf.Pdf, **how: Any) -> bytes:
    """Return the file as pikepdf saves it."""
    file = BytesIO()
    pdf.save(file, **how)
    return file.getvalue()


def by_pikepdf(data: bytes, answers: Answers = TYPED, **how: Any) -> bytes:
    """Set the values of fields as a program does that knows the names of fields only."""
    with pikepdf.open(BytesIO(data)) as pdf:
        for field in pdf.Root.AcroForm.Fields:
            answer = answers.get(str(field.T))
            if isinstance(answer, str):
                field.V = pikepdf.String(answer)
            elif answer:
                field.V = pikepdf.Name.Yes
                for widget in field.get("/Kids", [field]):
                    widget.AS = pikepdf.Name.Yes
        return saved(pdf, **how)


def by_pypdf(data: bytes, answers: Answers = TYPED, incremental: bool = False) -> bytes:
    """Fill in with pypdf, which writes looks of its own."""
    writer = pypdf.PdfWriter(BytesIO(data), incremental=incremental)
    values = {name: answer if isinstance(answer, str) else "/Yes" for name, answer in answers.items()}
    for page in writer.pages:
        writer.update_page_form_field_values(page, values, auto_regenerate=False)
    file = BytesIO()
    writer.write(file)
    return file.getvalue()


def by_pdfium(data: bytes, answers: Answers = TYPED) -> bytes:
    """Type with PDFium, the engine of Chrome and Edge."""
    return fill_in(data, answers)


def by_mupdf(data: bytes, answers: Answers = TYPED) -> bytes:
    """Fill in with MuPDF, which knows the words that describe a field, and not its name."""
    with pikepdf.open(BytesIO(data)) as pdf:
        described = {str(field.TU): answers.get(str(field.T)) for field in pdf.Root.AcroForm.Fields}
    typed = json.dumps({name: answer for name, answer in described.items() if answer}).encode()
    return _run(MUPDF.path, "run", "$fill.js", "$in.pdf", "$typed.json", "$out.pdf",
                **{"fill.js": _MUPDF.encode(), "in.pdf": data, "typed.json": typed})  # fmt: skip


_MUPDF = """
var file = new PDFDocument(scriptArgs[0]), answers = JSON.parse(read(scriptArgs[1]));
for (var number = 0; number < file.countPages(); number++) {
    var page = file.loadPage(number), widgets = page.getWidgets();
    for (var index = 0; index < widgets.length; index++) {
        var name = widgets[index].getLabel(), answer = answers[name];
        if (answer === undefined) continue;
        delete answers[name];
        if (answer === true) widgets[index].toggle(); else widgets[index].setTextValue(answer);
        widgets[index].update();
    }
    page.update();
}
file.save(scriptArgs[2], "");
"""


def by_pdftk(data: bytes, answers: Answers = TYPED, *options: str) -> bytes:
    """Fill in with pdftk, from a file of answers."""
    fields = "".join(
        f"<field name={quoteattr(name)}><value>{escape(answer) if isinstance(answer, str) else 'Yes'}</value></field>"
        for name, answer in answers.items()
    )
    xfdf = f'<?xml version="1.0" encoding="UTF-8"?>\n<xfdf><fields>{fields}</fields></xfdf>'.encode()
    return _run(PDFTK.path, "$in.pdf", "fill_form", "$typed.xfdf", "output", "$out.pdf", *options,
                **{"in.pdf": data, "typed.xfdf": xfdf})  # fmt: skip


class _Mapping(ctypes.Structure):
    """A field and where it is, as poppler's interface for GLib has it."""

    _fields_ = (("area", ctypes.c_double * 4), ("field", ctypes.c_void_p))


class _List(ctypes.Structure):
    _fields_ = (("data", ctypes.POINTER(_Mapping)), ("next", ctypes.c_void_p), ("previous", ctypes.c_void_p))


def by_poppler(data: bytes, answers: Answers = TYPED) -> bytes:
    """Fill in with poppler, the engine of Evince. Of a field in several places, the first is filled in."""
    poppler = ctypes.CDLL(POPPLER.path)
    for name in ("document_new_from_file", "document_get_page", "page_get_form_field_mapping", "form_field_get_name"):
        getattr(poppler, f"poppler_{name}").restype = ctypes.c_void_p
    left = dict(answers)
    with TemporaryDirectory() as folder:
        Path(folder, "in.pdf").write_bytes(data)
        address = Path(folder, "in.pdf").as_uri().encode()
        document = ctypes.c_void_p(poppler.poppler_document_new_from_file(address, None, None))
        for number in range(poppler.poppler_document_get_n_pages(document)):
            page = ctypes.c_void_p(poppler.poppler_document_get_page(document, number))
            fields = ctypes.c_void_p(poppler.poppler_page_get_form_field_mapping(page))
            for field in _fields_in(fields):
                name = ctypes.string_at(poppler.poppler_form_field_get_name(field)).decode()
                answer = left.pop(name, None)
                if isinstance(answer, str):
                    poppler.poppler_form_field_text_set_text(field, answer.encode())
                elif answer:
                    poppler.poppler_form_field_button_set_state(field, 1)
        poppler.poppler_document_save(document, Path(folder, "out.pdf").as_uri().encode(), None)
        return Path(folder, "out.pdf").read_bytes()


def _fields_in(entry: ctypes.c_void_p) -> Iterator[ctypes.c_void_p]:
    while entry:
        found = ctypes.cast(entry, ctypes.POINTER(_List)).contents
        yield ctypes.c_void_p(found.data.contents.field)
        entry = ctypes.c_void_p(found.next)


# Files that are joined, rewritten or locked


def joined_by_pypdf(files: Iterable[bytes]) -> bytes:
    """Join files with pypdf, which lets names of fields come again."""
    writer = pypdf.PdfWriter()
    for data in files:
        writer.append(BytesIO(data))
    file = BytesIO()
    writer.write(file)
    return file.getvalue()


def joined_by_qpdf(files: Iterable[bytes]) -> bytes:
    """Join files with qpdf, which gives fields of one name other names: `school+1`."""
    inputs = _named(files)
    return _run(QPDF.path, "--empty", "--pages", *(f"${name}" for name in inputs), "--", "$out.pdf", **inputs)


def joined_by_pdftk(files: Iterable[bytes]) -> bytes:
    inputs = _named(files)
    return _run(PDFTK.path, *(f"${name}" for name in inputs), "cat", "output", "$out.pdf", **inputs)


def joined_by_pdfunite(files: Iterable[bytes]) -> bytes:
    """Join files with pdfunite, which leaves out fields in several places, and keeps these places."""
    inputs = _named(files)
    return _run(PDFUNITE.path, *(f"${name}" for name in inputs), "$out.pdf", **inputs)


def locked_by_qpdf(data: bytes, password: str) -> bytes:
    """Encrypt a file. With an empty password it opens for everybody."""
    return _run(QPDF.path, "--encrypt", password, "owner", "256", "--", "$in.pdf", "$out.pdf", **{"in.pdf": data})


def rewritten_by_qpdf(data: bytes, *options: str) -> bytes:
    return _run(QPDF.path, *options, "$in.pdf", "$out.pdf", **{"in.pdf": data})


def printed_by_ghostscript(data: bytes) -> bytes:
    """Print into a PDF: it shows what the boxes showed, and has no fields."""
    return _run(GHOSTSCRIPT.path, "-q", "-sDEVICE=pdfwrite", "-o", "$out.pdf", "$in.pdf", **{"in.pdf": data})


def _named(files: Iterable[bytes]) -> dict[str, bytes]:
    return {f"{number}.pdf": data for number, data in enumerate(files)}


def _run(*command: str, **inputs: bytes) -> bytes:
    """Run a program on these files. In the command, `$` stands before the name of each, and of `out.pdf`."""
    with TemporaryDirectory() as folder:
        for name, data in inputs.items():
            Path(folder, name).write_bytes(data)
        words = [f"{folder}/{word[1:]}" if word.startswith("$") else word for word in command]
        subprocess.run(words, check=True, capture_output=True)
        return Path(folder, "out.pdf").read_bytes()


def sheets() -> bytes:
    """Return empty sheets of one chapter."""
    return build(request_for("sheets", font="arimo", chapters=["support"], fillable=True)).data


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(sheets())
    Path(sys.argv[2]).write_text(json.dumps(dict(TYPED)), "utf-8")
