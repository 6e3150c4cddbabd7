"""The numbering of a Word document's lists."""

from __future__ import annotations

from senaudit.editions.word.look import Look
from senaudit.editions.word.styles import indents

_SIGNS = "•", "–"
"""The bullets of the two levels."""

_KINDS = {"number": "decimal", "letter": "lowerLetter"}
"""The number format of lists that are numbered. All others have bullets."""


class Lists:
    """The numberings so far. Every numbered list has one of its own, so that it begins where it should."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._lists: list[tuple[str, bool, int]] = []

    def number(self, kind: str, start: int, *, in_call_out: bool) -> str:
        """Return the id of the numbering of a list. Lists with bullets share one; in call-outs, another."""
        made = _KINDS.get(kind, "bullet"), in_call_out, start
        if made[0] == "bullet" and made in self._lists:
            return str(self._lists.index(made) + 1)
        self._lists.append(made)
        return str(len(self._lists))

    def xml(self) -> bytes:
        """Return the file of numberings. A numbering is made of a scheme and the number that it starts with."""
        schemes = list(dict.fromkeys((kind, in_call_out) for kind, in_call_out, _ in self._lists))
        numberings = (
            f'<w:num w:numId="{number}"><w:abstractNumId w:val="{schemes.index((kind, in_call_out))}"/>'
            f"{'' if kind == 'bullet' else _starts_at(start)}</w:num>"
            for number, (kind, in_call_out, start) in enumerate(self._lists, 1)
        )
        made = (_scheme(number, *scheme, self._look) for number, scheme in enumerate(schemes))
        return (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
            '<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
            f"{''.join(made)}{''.join(numberings)}</w:numbering>"
        ).encode()


def _starts_at(start: int) -> str:
    override = f'<w:startOverride w:val="{start}"/></w:lvlOverride>'
    return "".join(f'<w:lvlOverride w:ilvl="{level}">{override}' for level in (0, 1))


def _scheme(number: int, kind: str, in_call_out: bool, look: Look) -> str:
    """Return the XML of a kind of numbering, with two levels.

    In a call-out, all lines begin at its bar: there the second level’s bullet is moved in by a space of its own. It has
    the format of a number, because LibreOffice takes one sign only for a bullet.
    """
    signs = _SIGNS if kind == "bullet" else ("%1.", "%2.")
    formats = kind, kind
    if in_call_out:
        signs = signs[0], f"\u2003{signs[1]}"
        formats = kind, "decimal" if kind == "bullet" else kind
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{formats[level]}"/>'
        f'<w:lvlText w:val="{signs[level]}"/><w:lvlJc w:val="left"/>'
        f"<w:pPr>{indents(level + 1, in_call_out, look)}</w:pPr></w:lvl>"
        for level in (0, 1)
    )
    kinds = '<w:multiLevelType w:val="hybridMultilevel"/>'
    return f'<w:abstractNum w:abstractNumId="{number}">{kinds}{levels}</w:abstractNum>'
