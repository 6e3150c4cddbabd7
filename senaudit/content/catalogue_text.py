"""The text of a PO file: in whatever encoding its bytes are, with letters in place of escapes.

GNU gettext writes UTF-8, but reads what the header names, and may write `\\303\\251` for “é”.
"""

from __future__ import annotations

import re
from pathlib import Path

from senaudit.languages import language_of, old_codec
from senaudit.problems import Place, Problem
from senaudit.source.encoding import LINE_END, text_of, without_unseen

_CHARSET = re.compile(rb"charset=([A-Za-z][\w.:-]*)")
_CODES = r"(?:\\(?:[0-7]{1,3}|x[0-9A-Fa-f]{1,2}))+"
_ESCAPE = re.compile(rf'\\\\|(?P<codes>{_CODES})|\\(?P<other>[^nt"])')
"""A backslash, the numbers of bytes, or any other escape. \\n, \\t and \\" are read by polib."""
_BY_HEADER = "as the header says"
_WRITTEN = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}


def catalogue_text(data: bytes, path: Path, language: str) -> tuple[str, list[Problem]]:
    """Return the text of a PO file, and its problems. It is empty if this is not a text file."""
    codec, said = _codec_of(data, language)
    text, problems = _decoded(data, path, codec, said) if codec else text_of(data, path)
    lines, found = LINE_END.split(text or ""), list[Problem]()
    for number, line in enumerate(lines):
        if "\\" in line and not re.match(r"\s*#(?![~|])", line):
            lines[number] = _unescaped(line, Place(path, number + 1, 1, line), codec or "utf-8", found)
    text, unseen = without_unseen("\n".join(lines), path)
    return text, [*problems, *found, *unseen]


def _codec_of(data: bytes, language: str) -> tuple[str, str]:
    """Return the old encoding of bytes, and how it is known.

    It is that of the header, or that of Windows for the language. Both are "" for UTF-8 and UTF-16, and if neither
    fits.
    """
    if _is_in(data, "utf-8") or data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data[:400]:
        return "", ""
    named = _CHARSET.search(data)
    header, usual = named[1].decode() if named else "", old_codec(language)
    for codec, said in ((header, _BY_HEADER), (usual, f"as Windows has it for {language_of(language).name}")):
        if codec and _is_in(data, codec):
            return codec, said
    return "", ""


def _is_in(data: bytes, codec: str) -> bool:
    try:
        data.decode(codec)
    except (ValueError, LookupError):
        return False
    return True


def _decoded(data: bytes, path: Path, codec: str, said: str) -> tuple[str, list[Problem]]:
    text = data.decode(codec)
    strange = [index for index, letter in enumerate(text) if not letter.isascii()]
    if not strange:
        return text, []
    before = LINE_END.split(text[: strange[0]])
    place = Place(path, len(before), len(before[-1]) + 1, LINE_END.split(text)[len(before) - 1])
    also = f", and {len(strange) - 1:,} more in this file" if len(strange) > 1 else ""
    name = re.sub(r"(?i)^(?:cp|windows-?)(125\d)$", r"Windows-\1", codec)
    message = f"the letter “{text[strange[0]]}” is saved in an old encoding, {name}, {said}{also}"
    hint = "open it in the program that saved it, and save it with the encoding UTF-8"
    if said == _BY_HEADER:
        hint = "in Poedit: Translation, Properties, choose the charset UTF-8, and save"
    values = (("letter", text[strange[0]]), ("encoding", name))
    return text, [Problem("old-encoding", place, message, hint, values=values)]


def _unescaped(line: str, at: Place, codec: str, problems: list[Problem]) -> str:
    """Return a line with the letters in place of the numbers of their bytes. Other escapes are noted as problems."""

    def letters(match: re.Match[str]) -> str:
        if match["codes"]:
            numbers = re.findall(r"\\(?:x([0-9A-Fa-f]{1,2})|([0-7]+))", match["codes"])
            data = bytes(int(code, 16) if code else int(octal, 8) & 0xFF for code, octal in numbers)
            if _is_in(data, codec):
                return "".join(_WRITTEN.get(letter, letter) for letter in data.decode(codec))
        elif not match["other"]:
            return match[0]
        place = at._replace(column=match.start() + 1, width=len(match[0]))
        hint = "delete it, or write the letter itself; write \\\\ for a backslash"
        problems.append(Problem("unknown-escape", place, f"“{match[0]}” stands for no letter", hint))
        return ""

    return _ESCAPE.sub(letters, line)
