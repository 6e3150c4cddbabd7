"""The bytes of a file in, its text out, however Windows saved it; and every character in it that nobody can see.

UTF-8 is read, with a byte-order mark or without, and UTF-16 and UTF-32 with one. Anything else is a problem that says
how to save the file. Unseen characters are found here, before YAML takes some of them for line ends.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from senaudit.problems import Place, Problem

LINE_END = re.compile("\r\n|\r|\n")
"""What ends a line in Notepad and in every other editor."""

SAVE_AS_UTF8 = "in Notepad: File, Save as, choose the encoding UTF-8, Save"

# UTF-32 first: its mark begins as UTF-16’s does.
_MARKED = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OTHER_FILES = (
    (b"PK\x03\x04", "a Word document or a zip file"),
    (b"\xd0\xcf\x11\xe0", "an old Word document"),
    (b"{\\rtf", "a WordPad or Word document (RTF)"),
    (b"%PDF-", "a PDF"),
)

# Control characters, what YAML does not allow, and format characters; but no joiners, which stand inside an emoji.
_UNSEEN = "".join(
    map(
        chr,
        [
            *range(9), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0), 0xAD, 0x061C, 0x200B, 0x200E, 0x200F,
            *range(0x2028, 0x202F), *range(0x2060, 0x2070), 0xFEFF, *range(0xFFFD, 0x10000),
        ],
    )
)  # fmt: skip
_ANY_UNSEEN = f"[{_UNSEEN}]"
_LINE_BREAKS = frozenset("\x0b\x0c\x85\u2028\u2029")
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_NO_BREAK = f"\u00a0\u1680{''.join(map(chr, range(0x2000, 0x200B)))}\u202f\u205f\u3000"
# What only few texts need is not compiled here: `re` compiles it when it is first asked, and keeps it.
_INDENT = rf"(?P<before>[ \t]*(?:-[ \t]*)*)(?P<spaces>[{_NO_BREAK}][ \t{_NO_BREAK}]*)(?P<first>\S*)"
_UNREADABLE = "[\udc80-\udcff]+"


_MOST_A_LINE = 5
"""How many unseen characters of one line are told one by one."""

_MOST_A_FILE = 1000
"""How many are told of one file, which may be no text at all."""


def decode(data: bytes, path: Path) -> tuple[str | None, list[Problem]]:
    """Return the file’s text and its problems; there is no text where it is not a file of text at all.

    Each unseen character stands in the text as U+FFFD and each no-break space of an indent as a space, so that the
    rest of the file can be read in the same run and every place in it stays right.
    """
    text, problems = _text_of(data, path)
    if text is None:
        return None, problems
    text, found = without_unseen(text, path)
    return text, problems + found


def without_unseen(text: str, path: Path) -> tuple[str, list[Problem]]:
    """Return the text with seen characters for all that `decode` replaces, and a problem for each."""
    problems: list[Problem] = []
    signs = set(text)
    if not signs.isdisjoint(_UNSEEN):
        problems += islice(_unseen(path, LINE_END.split(text)), _MOST_A_FILE)
        text = re.sub(_ANY_UNSEEN, "\ufffd", text)
    if not signs.isdisjoint(_NO_BREAK):
        text = _with_spaces(text, path, problems)
    return text, problems


def _text_of(data: bytes, path: Path) -> tuple[str | None, list[Problem]]:
    for begins, what in _OTHER_FILES:
        if data.startswith(begins):
            message = f"this is {what} and not a file of plain text"
            return None, [
                Problem(
                    "not-plain-text", Place(path), message, "write it in Notepad, and save it with the encoding UTF-8"
                )
            ]
    for mark, encoding in _MARKED:
        if data.startswith(mark):
            try:
                return data.decode(encoding), []
            except UnicodeDecodeError:
                message = f"the file begins as {encoding.upper()} text and does not go on as such: it is damaged"
                return None, [Problem("damaged-encoding", Place(path), message, f"open an older copy; {SAVE_AS_UTF8}")]
    if data[:400].count(0) * 4 >= len(data[:400]) > 1:
        message = "the file is saved as UTF-16, without the mark at its start that says so"
        return None, [Problem("unmarked-encoding", Place(path), message, SAVE_AS_UTF8)]
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        return data.decode(), []
    except UnicodeDecodeError:
        return _of_windows(data, path)


def _of_windows(data: bytes, path: Path) -> tuple[str, list[Problem]]:
    """Return text that holds bytes of Windows-1252 as what they stand for there, and one problem for all of them."""
    text = data.decode(errors="surrogateescape")
    wrong = "".join(re.findall(_UNREADABLE, text))
    first = text.index(wrong[0])

    def as_windows(match: re.Match[str]) -> str:
        return match[0].encode(errors="surrogateescape").decode("cp1252", "replace")

    text = re.sub(_UNREADABLE, as_windows, text)
    before = LINE_END.split(text[:first])
    place = Place(path, len(before), len(before[-1]) + 1, LINE_END.split(text)[len(before) - 1])
    also = f", and {len(wrong) - 1} more in this file" if len(wrong) > 1 else ""
    message = f"the letter “{text[first]}” is saved in an old encoding of Windows (ANSI, Windows-1252){also}"
    return text, [Problem("windows-encoding", place, message, SAVE_AS_UTF8)]


def _unseen(path: Path, lines: list[str]) -> Iterator[Problem]:
    """Yield a problem for each character that nobody can see, of a line full of them for the first few."""
    for number, line in enumerate(lines, 1):
        found = list(re.finditer(_ANY_UNSEEN, line))
        for index, match in enumerate(found[:_MOST_A_LINE], 1):
            sign, shown_line = match.group(), re.sub(_ANY_UNSEEN, "\ufffd", line)
            place = Place(path, number, match.start() + 1, shown_line)
            hint = "type the letter again" if sign == "\ufffd" else _delete(shown_line, match.start(), number)
            if sign in _LINE_BREAKS:
                hint += ", then press the space bar"
            left = len(found) - index if index == _MOST_A_LINE else 0
            more = f"; there are {left} more unseen signs in this line" if left else ""
            yield Problem("unseen-character", place, _what(sign) + more, hint)


def _delete(line: str, column: int, number: int) -> str:
    """Return how to delete what nobody can see: the keys to press, beside words that one can."""
    before, after = line[:column], line[column + 1 :].partition("\ufffd")[0]
    seen = before.rpartition("\ufffd")[2]
    words = " ".join(after.split()[:3])
    if not before.strip():
        return f"put the cursor at the start of line {number} and press the Delete key once"
    if words and after[0].strip() and (not seen.strip() or seen[-1].isspace()):
        return f"put the cursor right before “{words}” and press the Backspace key once"
    if not seen.strip():
        return "delete it together with the one before it"
    space = "one space after" if seen[-1].isspace() else "right after"
    return f"put the cursor {space} “{' '.join(seen.split()[-3:])}” and press the Delete key once"


def _what(sign: str) -> str:
    code = f"U+{ord(sign):04X}"
    if sign in _LINE_BREAKS:
        return f"a hidden line break ({code}), as Word makes them, stands in this line"
    if sign in _TURNING:
        return f"an invisible sign ({code}) that turns the direction of writing stands here"
    if sign == "\ufffd":
        return f"here stands the sign for a letter that some program has lost ({code})"
    if sign == "\xad":
        return f"a hidden hyphen ({code}), as Word makes them, stands here and would be printed"
    return f"there is an invisible character here ({code})"


def _with_spaces(text: str, path: Path, problems: list[Problem]) -> str:
    """Return the text with spaces for the no-break spaces in its lines’ indents, each such line being a problem."""
    lines = re.split("(\r\n|\r|\n)", text)
    for index in range(0, len(lines), 2):
        if match := re.match(_INDENT, lines[index]):
            before, spaces, first = match["before"], match["spaces"], match["first"]
            line = lines[index] = f"{before}{' ' * len(spaces)}{lines[index][match.start('first') :]}"
            place = Place(path, index // 2 + 1, len(before) + 1, line, len(spaces))
            what = "after the hyphen" if "-" in before else "at the start of this line"
            message = f"what looks like a space {what} is a non-breaking space (U+{ord(spaces[0]):04X})"
            here = "between the hyphen and" if "-" in before else "before"
            if len(problems) < _MOST_A_FILE:
                hint = f"delete what stands {here} “{first}” and press the space bar"
                problems.append(Problem("no-break-indent", place, message, hint))
    return "".join(lines)
