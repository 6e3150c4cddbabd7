"""Decode the bytes of a file, however Windows saved it, and find every invisible character in it.

UTF-8 is read with or without a byte-order mark, UTF-16 and UTF-32 only with one. Anything else is a problem whose hint
says how to save the file. Invisible characters are found here, before YAML takes some of them for line ends.
"""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from collections import Counter
from pathlib import Path

from senaudit.problems import Fix, Place, Problem
from senaudit.source.unprinted import TURNING, UNPRINTED, turning_message

LINE_END = re.compile("\r\n|\r|\n")
"""The line ends that every editor knows, Notepad too."""

SAVE_AS_UTF8 = "in Notepad: File, Save as, choose the encoding UTF-8, Save"

# UTF-32 comes first: its byte-order mark begins with that of UTF-16.
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OTHER_FORMATS = (
    (b"PK\x03\x04", "a Word document or a zip file"),
    (b"\xd0\xcf\x11\xe0", "an old Word document"),
    (b"{\\rtf", "a WordPad or Word document (RTF)"),
    (b"%PDF-", "a PDF"),
)

# Control characters, characters that YAML forbids, and format characters. Joiners are allowed, because emoji need them,
# and so is what `unprinted` has.
_UNSEEN = "".join(
    map(
        chr,
        [
            *range(9), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0), 0x061C, 0x200E, 0x200F,
            *range(0x2028, 0x202F), *range(0x2061, 0x2070), 0xFEFF, *range(0xFFFD, 0x10000),
        ],
    )
)  # fmt: skip
_ANY_UNSEEN = f"[{_UNSEEN}]"
_LINE_BREAKS = frozenset("\x0b\x0c\x85\u2028\u2029")
_NO_BREAK = f"\u00a0\u1680{''.join(map(chr, range(0x2000, 0x200B)))}\u202f\u205f\u3000"
# Patterns that few texts need are plain strings: `re` compiles them on first use, and caches them.
_INDENT = rf"(?P<before>[ \t]*(?:-[ \t]*)*)(?P<spaces>[{_NO_BREAK}][ \t{_NO_BREAK}]*)(?P<first>\S*)"
_UNREADABLE = "[\udc80-\udcff]+"
_MISPLACED = rf"(?m)(?:^[ \t]*(?:-[ \t]*)*|:)(?P<signs>[{UNPRINTED}]+)"
"""Unseen characters that are part of no text in YAML: at a line's start, after its hyphens, or right after a colon."""

_OFTEN = 3
"""If a character stands in a file more often, only its first place is reported, with the number of all."""


def decode(data: bytes, path: Path) -> tuple[str | None, list[Problem]]:
    """Return the file’s text and its problems. The text is None if this is not a text file.

    Each invisible character is replaced by U+FFFD, and each no-break space in an indent by a space. So the rest of the
    file can be read in the same run, and every place in it stays right.
    """
    text, problems = text_of(data, path)
    if text is None:
        return None, problems
    text, more = without_unseen(text, path)
    return text, problems + more


def without_unseen(text: str, path: Path) -> tuple[str, list[Problem]]:
    """Return the text with invisible characters and indents replaced as `decode` says, and their problems.

    A character that stands there often has one problem.
    """
    problems: list[Problem] = []
    characters = set(text)
    if not characters.isdisjoint(_UNSEEN):
        text, problems = _replaced(text, [match.start() for match in re.finditer(_ANY_UNSEEN, text)], path)
    if not characters.isdisjoint(_NO_BREAK):
        text = _with_spaces(text, path, problems)
    return text, problems


def without_misplaced(text: str, path: Path) -> tuple[str, list[Problem]]:
    """Return YAML with each soft hyphen and the like that is part of no text replaced, and their problems.

    After a colon a space takes its place, elsewhere U+FFFD. Those inside a text are no mistake: see `unprinted`.
    """
    if text.isascii() or set(UNPRINTED).isdisjoint(text):
        return text, []
    found = [match.span("signs") for match in re.finditer(_MISPLACED, text)]
    replaced, problems = _replaced(text, [at for start, end in found for at in range(start, end)], path)
    return re.sub("(?<=:)\ufffd+", lambda match: " " * len(match[0]), replaced) if problems else text, problems


def text_of(data: bytes, path: Path) -> tuple[str | None, list[Problem]]:
    """Return the file’s text, with whatever characters it has, and its problems; None if this is not a text file."""
    for beginning, file_format in _OTHER_FORMATS:
        if data.startswith(beginning):
            message = f"this is {file_format} and not a file of plain text"
            return None, [
                Problem(
                    "not-plain-text", Place(path), message, "write it in Notepad, and save it with the encoding UTF-8"
                )
            ]
    for mark, encoding in _BYTE_ORDER_MARKS:
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
        return _from_old_encoding(data, path)


def _from_old_encoding(data: bytes, path: Path) -> tuple[str, list[Problem]]:
    """Decode bytes that are not UTF-8 as Windows-1252 or MacRoman. Return the text, and one problem for all of them."""
    from senaudit.source.old_encodings import NAMES, codec_of  # few files need it

    text = data.decode(errors="surrogateescape")
    codec = codec_of(text)
    wrong = "".join(re.findall(_UNREADABLE, text))
    first = text.index(wrong[0])

    def decoded(match: re.Match[str]) -> str:
        return match[0].encode(errors="surrogateescape").decode(codec, "replace")

    text = re.sub(_UNREADABLE, decoded, text)
    before = LINE_END.split(text[:first])
    place = Place(path, len(before), len(before[-1]) + 1, LINE_END.split(text)[len(before) - 1])
    also = f", and {len(wrong) - 1} more in this file" if len(wrong) > 1 else ""
    message = f"the letter “{text[first]}” is saved in {NAMES[codec]}{also}"
    values = (("letter", text[first]), ("encoding", NAMES[codec]))
    return text, [Problem("old-encoding", place, message, SAVE_AS_UTF8, values=values)]


def _replaced(text: str, found: list[int], path: Path) -> tuple[str, list[Problem]]:
    """Return the text with the invisible characters at these indexes as U+FFFD, and the problems of those to tell."""
    shown = list(text)
    for at in found:
        shown[at] = "\ufffd"
    replaced = "".join(shown)
    lines, starts = LINE_END.split(replaced), [0, *(match.end() for match in LINE_END.finditer(replaced))]
    counts = Counter([text[at] for at in found])
    problems, told = [], set[str]()
    for at in found:
        sign = text[at]
        if sign in told and counts[sign] > _OFTEN:
            continue
        told.add(sign)
        number = bisect_right(starts, at)
        problems.append(
            _unseen(sign, Place(path, number, at - starts[number - 1] + 1, lines[number - 1]), counts[sign])
        )
    return replaced, problems


def _unseen(sign: str, place: Place, count: int) -> Problem:
    """Return the problem of an invisible character that stands in a file `count` times."""
    hint = "type the letter again" if sign == "\ufffd" else _how_to_delete(place.source, place.column - 1, place.line)
    if sign in _LINE_BREAKS:
        hint += ", then press the space bar"
    message = _message(sign)
    if count > _OFTEN:
        message, hint = f"{message}; it stands {count:,} times in this file", f"{hint}; so at each of them"
    fix = None if sign == "\ufffd" or count > _OFTEN else Fix(place, " " if sign in _LINE_BREAKS else "")
    return Problem("unseen-character", place, message, hint, values=(("count", str(count)),), fix=fix)


def _how_to_delete(line: str, column: int, number: int) -> str:
    """Return the hint on how to delete an invisible character: the key to press, and the visible words next to it."""
    before, after = line[:column], line[column + 1 :].partition("\ufffd")[0]
    visible = before.rpartition("\ufffd")[2]
    words = " ".join(after.split()[:3])
    if not before.strip():
        return f"put the cursor at the start of line {number} and press the Delete key once"
    if words and after[0].strip() and (not visible.strip() or visible[-1].isspace()):
        return f"put the cursor right before “{words}” and press the Backspace key once"
    if not visible.strip():
        return "delete it together with the one before it"
    space = "one space after" if visible[-1].isspace() else "right after"
    return f"put the cursor {space} “{' '.join(visible.split()[-3:])}” and press the Delete key once"


def _message(character: str) -> str:
    code = f"U+{ord(character):04X}"
    if character in _LINE_BREAKS:
        return f"a hidden line break ({code}), as Word makes them, stands in this line"
    if character in TURNING:
        return turning_message(character)
    if character == "\ufffd":
        return f"here stands the sign for a letter that some program has lost ({code})"
    return f"there is an invisible character here ({code})"


def _with_spaces(text: str, path: Path, problems: list[Problem]) -> str:
    """Return the text with the no-break spaces in indents replaced by spaces. Lines of one kind add one problem."""
    lines = re.split("(\r\n|\r|\n)", text)
    found: dict[str, list[Problem]] = {}
    for index in range(0, len(lines), 2):
        if match := re.match(_INDENT, lines[index]):
            before, spaces, first = match["before"], match["spaces"], match["first"]
            line = lines[index] = f"{before}{' ' * len(spaces)}{lines[index][match.start('first') :]}"
            place = Place(path, index // 2 + 1, len(before) + 1, line, len(spaces))
            what = "after the hyphen" if "-" in before else "at the start of this line"
            message = f"what looks like a space {what} is a non-breaking space (U+{ord(spaces[0]):04X})"
            here = "between the hyphen and" if "-" in before else "before"
            hint = f"delete what stands {here} “{first}” and press the space bar"
            fix = Fix(place, " " * len(spaces))
            found.setdefault(spaces[0], []).append(Problem("no-break-indent", place, message, hint, fix=fix))
    for alike in found.values():
        if len(alike) > _OFTEN:
            message = f"{alike[0].message}; so in {len(alike):,} lines of this file"
            alike = [alike[0]._replace(message=message, hint=f"{alike[0].hint}; so in each of them", fix=None)]
        problems += alike
    return "".join(lines)
