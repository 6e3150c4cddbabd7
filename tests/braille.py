"""Reads a BRF, as a program that knows nothing of senaudit: its pages, its lines, and its words back in print."""

from __future__ import annotations

import ctypes
import re
from functools import cache

ASCII = " A1B'K2L@CIF/MSP\"E3H9O6R^DJG>NTQ,*5<-U8V.%[$+X!&;:4\\0Z7(_?W]#Y)="
"""The letters of North American ASCII Braille, in the order of the Braille patterns of Unicode."""

TABLE = b"en-ueb-g2.ctb"


@cache
def _liblouis() -> ctypes.CDLL:
    library = ctypes.CDLL("liblouis.so.20")
    library.lou_setLogLevel(60000)
    assert library.lou_charSize() == 4
    return library


def _converted(function: str, text: str, mode: int, forms: str = "") -> str:
    room = 12 * len(text) + 100
    read, written = ctypes.c_int(len(text)), ctypes.c_int(room)
    result = ctypes.create_string_buffer(4 * room)
    kinds = (ctypes.c_ushort * room)(*map(int, forms)) if forms else None
    call = getattr(_liblouis(), function)
    end = ctypes.byref(written)
    assert call(TABLE, text.encode("utf-32-le"), ctypes.byref(read), result, end, kinds, None, mode)
    assert read.value == len(text), "all of it was read"
    return result.raw[: 4 * written.value].decode("utf-32-le")


def print_of(cells: str) -> str:
    """Return what cells say in print. liblouis translates them back."""
    dots = cells.translate({ord(letter): 0x2800 + number for number, letter in enumerate(ASCII)})
    return _converted("lou_backTranslateString", dots, 0)


def cells_of(words: str) -> str:
    """Return the cells of words."""
    dots = _converted("lou_translateString", words, 4 | 64)
    return dots.translate({0x2800 + number: letter for number, letter in enumerate(ASCII)})


def pages_of(data: bytes) -> list[list[str]]:
    """Return the lines of each page."""
    return [page.split("\r\n")[:-1] for page in data.decode("ascii").split("\f")]


def body_of(data: bytes) -> str:
    """Return the cells of all pages, without their first lines, lines above and under boxes, and numbers of contents.

    Dot 5 at the end of a line says that a word goes on in the next one.
    """
    lines = [re.sub(' "{2,} #[A-J]+$', "", line.strip()) for page in pages_of(data) for line in page[1:]]
    lines = [line for line in lines if line and set(line) not in ({"7"}, {"G"})]
    return "\n".join(lines).replace('"\n', "").replace("\n", " ")
