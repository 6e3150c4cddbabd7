"""liblouis, the program library that knows the rules of Braille, as the system has it: no package brings it.

Only ctypes is used. The library's table is a constant: no word of the content is ever a path or a name of a table.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import sys
from collections.abc import Iterable
from functools import cache, lru_cache
from threading import Lock

from senaudit.problems import Problem, ProgramError

LIBRARY_VARIABLE = "SENAUDIT_LIBLOUIS"
"""The environment variable with the library's file, for computers that have it in an unusual place."""

_FILES = {
    "darwin": ("/opt/homebrew/lib/liblouis.dylib", "/usr/local/lib/liblouis.dylib", "/opt/local/lib/liblouis.dylib"),
    "win32": ("liblouis.dll", "louis.dll", "liblouis-20.dll"),
}
"""Where Homebrew on both kinds of Mac and MacPorts put the library, and what it is called on Windows."""

_SYSTEM_FILES = ("liblouis.so.20", "liblouis.so")
"""The library's names on Linux and its like. 20 has been the number of its interface since liblouis 3.7."""

_TABLE = b"en-ueb-g2.ctb"
"""The table of contracted Unified English Braille."""

_HINTS = {
    "darwin": "install it: brew install liblouis",
    "win32": "unpack liblouis for Windows from https://liblouis.io/downloads; set LOUIS_TABLEPATH to its folder"
    f" share\\liblouis\\tables, and {LIBRARY_VARIABLE} to its bin\\liblouis.dll",
}
_USUAL_HINT = "install it: sudo apt install liblouis20 (Debian, Ubuntu), or: sudo dnf install liblouis (Fedora)"

_ASCII = " A1B'K2L@CIF/MSP\"E3H9O6R^DJG>NTQ,*5<-U8V.%[$+X!&;:4\\0Z7(_?W]#Y)="
"""The letters of North American ASCII Braille, in the order of the Braille patterns U+2800 to U+283F.

Source: liblouis, `en-us-brf.dis`; glibc, charmap BRF."""
_BRAILLE = {0x2800 + number: letter for number, letter in enumerate(_ASCII)}

_DOTS_IO, _UNICODE, _NO_UNDEFINED = 4, 64, 128
"""Modes of liblouis: cells as dots; as Unicode's patterns; and nothing for a character without a sign."""

_ITALIC, _BOLD = 1, 4
"""Typeforms of liblouis."""

MARKS = {"em": ("\ue000", "\ue001"), "strong": ("\ue002", "\ue003")}
"""The marks before and after emphasised words, by their tag. No text has them: private signs are refused everywhere."""
_TURNS = {sign: form for pair, form in zip(MARKS.values(), (_ITALIC, _BOLD), strict=True) for sign in pair}

_LOG_OFF = 60000
"""The level at which liblouis writes nothing on standard error."""

_ROOM = 8
"""Cells for each character of a text. The longest sign of a character, with its indicators, has fewer."""

_LOCK = Lock()
"""liblouis keeps its tables and its last texts in one place: one call at a time."""


class Liblouis:
    """The library, with the table of contracted Unified English Braille."""

    def __init__(self, library: ctypes.CDLL) -> None:
        library.lou_version.restype = ctypes.c_char_p
        library.lou_getTable.restype = ctypes.c_void_p
        library.lou_setLogLevel(_LOG_OFF)
        self._library = library
        self._encoding = f"utf-{8 * library.lou_charSize()}-{'le' if sys.byteorder == 'little' else 'be'}"
        self._size: int = library.lou_charSize()
        self.version = library.lou_version().decode("ascii", "replace")
        self.has_table = bool(library.lou_getTable(_TABLE)) and self.cells("the") == "!"

    def cells(self, words: str, mode: int = 0, forms: bytes = b"") -> str:
        """Return the cells of words, in ASCII Braille. `forms` has a typeform for each character, if any is marked."""
        typed = words.encode(self._encoding, "replace")
        length = len(typed) // self._size
        room = _ROOM * length + 64
        read, written = ctypes.c_int(length), ctypes.c_int(room)
        result = ctypes.create_string_buffer(self._size * room)
        marked = (ctypes.c_ushort * room)(*forms) if forms else None
        with _LOCK:
            done = self._library.lou_translateString(
                *(_TABLE, typed, ctypes.byref(read), result, ctypes.byref(written)),
                *(marked, None, _DOTS_IO | _UNICODE | mode),
            )
        if not done or read.value < length:
            raise RuntimeError("liblouis left out words")
        return result.raw[: self._size * written.value].decode(self._encoding, "replace").translate(_BRAILLE)

    def lacks(self, characters: Iterable[str]) -> frozenset[str]:
        """Return those of the characters that have no sign in this Braille."""
        return frozenset(each for each in characters if not each.isspace() and not self.cells(each, _NO_UNDEFINED))


def find_liblouis() -> Liblouis:
    """Return the library. Raises ProgramError with what to install if the computer lacks it, or its table."""
    return _found(os.environ.get(LIBRARY_VARIABLE, ""), os.environ.get("LOUIS_TABLEPATH", ""))


def install_hint(platform: str) -> str:
    """Return how liblouis is installed on a platform, by its name in `sys.platform`."""
    return _HINTS.get(platform, _USUAL_HINT)


@cache
def _found(file: str, tables: str) -> Liblouis:
    """Return the library. `file` is the one to use, if it is not empty; liblouis searches the folder `tables`."""
    library = next(filter(None, map(_opened, _candidates(file))), None)
    if library is None:
        message = "Braille is made by liblouis, which this computer does not have"
        if file:
            message = f"there is no liblouis in {file}, which {LIBRARY_VARIABLE} names"
        raise ProgramError([Problem("liblouis-missing", None, message, install_hint(sys.platform))])
    found = Liblouis(library)
    if not found.has_table:
        name = _TABLE.decode()
        message = f"liblouis {found.version} does not find its table {name}, the rules of Unified English Braille"
        hint = "set LOUIS_TABLEPATH to the folder that has it, or unset it" if tables else "install liblouis-data"
        raise ProgramError([Problem("braille-table-missing", None, message, hint)])
    return found


def _candidates(file: str) -> Iterable[str]:
    if file:
        yield file
        return
    yield from _FILES.get(sys.platform, _SYSTEM_FILES)
    if name := ctypes.util.find_library("louis"):
        yield name


def _opened(file: str) -> ctypes.CDLL | None:
    try:
        library = ctypes.CDLL(file)
        return library if hasattr(library, "lou_translateString") else None
    except OSError:
        return None


@lru_cache(maxsize=10_000)
def marked_cells(words: str) -> str:
    """Return the cells of words, in ASCII Braille, with the indicators of what stands between `MARKS`."""
    if not any(sign in words for pair in MARKS.values() for sign in pair):
        return find_liblouis().cells(words)
    plain, forms, form = [], bytearray(), 0
    for sign in words:
        if sign in _TURNS:
            form ^= _TURNS[sign]
        else:
            plain.append(sign)
            forms.append(form)
    return find_liblouis().cells("".join(plain), forms=bytes(forms))
