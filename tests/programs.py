"""Programs of the system that some tests need. Where one is missing, those tests are skipped, and say what brings it.

With the environment variable SENAUDIT_ALL_PROGRAMS, tests/test_programs.py fails if one of them is missing.
"""

from __future__ import annotations

import shutil
from ctypes.util import find_library
from pathlib import Path
from typing import NamedTuple

import pytest

ALL_PROGRAMS = "SENAUDIT_ALL_PROGRAMS"
"""The environment variable that says that no program may be missing. `.ci/run` sets it."""


class Program(NamedTuple):
    """A program of the system: its name, the package of Debian and Ubuntu that brings it, and where it is.

    `path` is empty if this computer does not have it. That of a library is the name by which the system loads it.
    `ubuntu` is the package of Ubuntu, where it is another one.
    """

    name: str
    package: str
    path: str
    ubuntu: str = ""

    @property
    def missing(self) -> str:
        """One sentence that says what is missing, and what brings it."""
        systems = "Debian" if self.ubuntu else "Debian and Ubuntu"
        other = f" (on Ubuntu: {self.ubuntu})" if self.ubuntu else ""
        return f"this needs {self.name}; on {systems}, type: sudo apt-get install {self.package}{other}"


def _found(*names: str) -> str:
    """Return the path of the first of these programs that this computer has, or an empty text."""
    return next(filter(None, map(shutil.which, names)), "")


def _file(path: str) -> str:
    """Return a path if there is a file, or else an empty text."""
    return path if Path(path).is_file() else ""


def _libreoffice(part: str) -> str:
    """Return the path of LibreOffice if it has the part that this file is of, or else an empty text."""
    path = _found("soffice", "libreoffice")
    return path if path and Path(path).resolve().with_name(part).exists() else ""


LIBREOFFICE = Program("LibreOffice Writer", "libreoffice-writer-nogui", _libreoffice("libswlo.so"))
CHROMIUM = Program("Chromium", "chromium", _found("chromium", "chromium-browser", "google-chrome"), "chromium-browser")
LIBLOUIS = Program("liblouis", "liblouis20", find_library("louis") or "")
QPDF = Program("qpdf", "qpdf", _found("qpdf"))
PDFTK = Program("pdftk", "pdftk-java", _found("pdftk"))
MUPDF = Program("mutool", "mupdf-tools", _found("mutool"))
GHOSTSCRIPT = Program("Ghostscript", "ghostscript", _found("gs"))
PDFUNITE = Program("pdfunite", "poppler-utils", _found("pdfunite"))
DRAW = Program("LibreOffice Draw", "libreoffice-draw-nogui", _libreoffice("libsdlo.so"))
POPPLER = Program("poppler for GLib", "gir1.2-poppler-0.18", find_library("poppler-glib") or "")
MSGFMT = Program("msgfmt", "gettext", _found("msgfmt"))
UNICODE = Path("/usr/share/unicode")
"""Where Debian and Ubuntu keep Unicode's own data and tests."""
UNICODE_DATA = Program("Unicode’s own tests", "unicode-data", _file(f"{UNICODE}/BidiCharacterTest.txt"))
NODE = Program("Node.js", "nodejs", _found("node", "nodejs"))
PDFJS = Program("pdf.js", "libjs-pdf", _file("/usr/share/nodejs/pdfjs-dist/build/pdf.js"))
PDFTOTEXT = Program("pdftotext", "poppler-utils", _found("pdftotext"))
_NOTO = "/usr/share/fonts/truetype/noto"
NOTO = Program("Noto’s fonts", "fonts-noto-core", _file(f"{_NOTO}/NotoNastaliqUrdu-Regular.ttf"))
CHINESE_FONT = Program("a Chinese font", "fonts-wqy-microhei", _file("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc"))
_FOR_PDFS = (QPDF, PDFTK, MUPDF, GHOSTSCRIPT, PDFUNITE, POPPLER, DRAW)
_FOR_LANGUAGES = (UNICODE_DATA, NODE, PDFJS, PDFTOTEXT, NOTO, CHINESE_FONT)
PROGRAMS = (LIBREOFFICE, CHROMIUM, LIBLOUIS, MSGFMT, *_FOR_PDFS, *_FOR_LANGUAGES)

_marks = [pytest.mark.skipif(not program.path, reason=program.missing) for program in PROGRAMS]
needs_libreoffice, needs_chromium, needs_liblouis, needs_msgfmt, *_for_pdfs = _marks
needs_qpdf, needs_pdftk, needs_mupdf, needs_ghostscript, needs_pdfunite, needs_poppler, needs_draw, *_for_languages = (
    _for_pdfs
)
needs_unicode_data, needs_node, needs_pdfjs, needs_pdftotext, needs_noto, needs_chinese_font = _for_languages
