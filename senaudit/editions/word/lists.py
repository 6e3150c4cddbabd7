"""The numbering of a Word document's lists."""

from __future__ import annotations

from typing import NamedTuple
from xml.sax.saxutils import escape

from senaudit.editions.word.elements import style_id
from senaudit.editions.word.look import Look
from senaudit.editions.word.styles import LIST_LEVELS, LIST_STYLES, indents

_SIGNS = "•", "–", "•"
"""The bullets of the levels."""

_MOVE = "\u2003"
"""The space by which a sign is moved in."""

_FORMATS = {"number": "decimal", "letter": "lowerLetter"}
"""The number format of lists that are numbered. All others have bullets, which are their style's."""

_LETTERS = {"أ": "arabicAbjad", "क": "hindiConsonants"}
"""The number format of other letters, by the first of them. Word has none for further ones (ECMA-376, 17.18.59)."""


class _Scheme(NamedTuple):
    """A kind of numbering: the format of its numbers, whether it is in a call-out, its levels, and its style.

    `around` has the signs before and after a number, which stands where the braces are.
    """

    format: str
    in_call_out: bool
    levels: tuple[int, ...] = LIST_LEVELS
    style: str = ""
    around: str = "{}."


class Lists:
    """The numberings so far. Every numbered list has one of its own, so that it begins where it should.

    The first ones belong to the styles of lists: whoever gives a paragraph such a style has its bullet or number too.
    """

    def __init__(self, look: Look) -> None:
        self._look = look
        formats = {"Bullet": "bullet", "Number": "decimal"}
        self._lists = [
            (_Scheme(formats[kind], bool(call_out), (level,), style_id(name)), 1)
            for name, call_out, kind, level in LIST_STYLES
        ]

    def number(self, kind: str, start: int, *, in_call_out: bool, letters: str = "", sign: str = "") -> str:
        """Return the id of a numbering that begins with `start`, or "" for a list with bullets.

        `letters` are those of the list’s language, and `sign` says what stands around them, such as “{letter})”.
        """
        if kind not in _FORMATS:
            return ""
        format_, around = _LETTERS.get(letters[:1]) or _FORMATS[kind], sign.replace(f"{{{kind}}}", "{}") or "{}."
        self._lists.append((_Scheme(format_, in_call_out, around=around), start))
        return str(len(self._lists))

    def xml(self) -> bytes:
        """Return the file of numberings. A numbering is made of a scheme and the number that it starts with."""
        schemes = list(dict.fromkeys(scheme for scheme, _ in self._lists))
        numberings = (
            f'<w:num w:numId="{number}"><w:abstractNumId w:val="{schemes.index(scheme)}"/>'
            f"{'' if scheme.style else _starts_at(start)}</w:num>"
            for number, (scheme, start) in enumerate(self._lists, 1)
        )
        made = (_written(number, scheme, self._look) for number, scheme in enumerate(schemes))
        return (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
            '<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
            f"{''.join(made)}{''.join(numberings)}</w:numbering>"
        ).encode()


def _starts_at(start: int) -> str:
    override = f'<w:startOverride w:val="{start}"/></w:lvlOverride>'
    return "".join(f'<w:lvlOverride w:ilvl="{level}">{override}' for level in range(len(LIST_LEVELS)))


def _written(number: int, scheme: _Scheme, look: Look) -> str:
    """Return the XML of a kind of numbering.

    In a call-out, all lines begin at its bar: there the bullets of further levels are moved in by spaces of their own.
    They have the format of a number, because LibreOffice takes one sign only for a bullet.
    """
    levels, style = "", f'<w:pStyle w:val="{scheme.style}"/>' if scheme.style else ""
    for place, level in enumerate(scheme.levels):
        is_bullet = scheme.format == "bullet"
        sign = _SIGNS[level - 1] if is_bullet else escape(scheme.around.replace("{}", f"%{place + 1}"), {'"': "&quot;"})
        moves = level - 1 if scheme.in_call_out else 0
        levels += (
            f'<w:lvl w:ilvl="{place}"><w:start w:val="1"/>'
            f'<w:numFmt w:val="{"decimal" if is_bullet and moves else scheme.format}"/>{style}'
            f'<w:lvlText w:val="{_MOVE * moves}{sign}"/><w:lvlJc w:val="left"/>'
            f"<w:pPr>{indents(level, scheme.in_call_out, look)}</w:pPr></w:lvl>"
        )
    kind = f'<w:multiLevelType w:val="{"singleLevel" if scheme.style else "hybridMultilevel"}"/>'
    return f'<w:abstractNum w:abstractNumId="{number}">{kind}{levels}</w:abstractNum>'
