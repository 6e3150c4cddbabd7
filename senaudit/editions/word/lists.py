"""The numbering of a Word document's lists."""

from __future__ import annotations

_SCHEMES = ("bullet", "decimal", "lowerLetter", "bullet in a call-out")
"""The kinds of numbering. They have two levels."""

_SIGNS = "•", "–"
"""The bullets of the two levels."""


class Lists:
    """The numberings so far. Every numbered list has one of its own, so that it begins where it should."""

    def __init__(self) -> None:
        self._starts: list[tuple[int, int]] = []
        self._bullets: dict[int, str] = {}

    def number(self, kind: str, start: int, *, in_call_out: bool) -> str:
        """Return the id of the numbering of a list. All lists with bullets share one."""
        scheme = {"number": 1, "letter": 2}.get(kind, 3 if in_call_out else 0)
        if scheme in self._bullets:
            return self._bullets[scheme]
        self._starts.append((scheme, start))
        name = str(len(self._starts))
        if scheme in (0, 3):
            self._bullets[scheme] = name
        return name

    def xml(self) -> bytes:
        """Return the file of numberings."""
        numbers = "".join(
            f'<w:num w:numId="{number}"><w:abstractNumId w:val="{scheme}"/>'
            + (
                "".join(
                    f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{start}"/></w:lvlOverride>'
                    for level in (0, 1)
                )
                if scheme in (1, 2)
                else ""
            )
            + "</w:num>"
            for number, (scheme, start) in enumerate(self._starts, 1)
        )
        return (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
            '<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
            f"{''.join(map(_scheme, range(len(_SCHEMES))))}{numbers}</w:numbering>"
        ).encode()


def _scheme(scheme: int) -> str:
    """Return the XML of a kind of numbering. In a call-out, the second level's bullet is moved in by its own spaces."""
    kind = _SCHEMES[scheme].partition(" ")[0]
    first, second = ("%1.", "%2.") if kind != "bullet" else _SIGNS
    second = f"\u2003{second}" if "call-out" in _SCHEMES[scheme] else second
    return (
        f'<w:abstractNum w:abstractNumId="{scheme}"><w:multiLevelType w:val="hybridMultilevel"/>'
        f"{_level(0, kind, first)}{_level(1, kind, second)}</w:abstractNum>"
    )


def _level(level: int, kind: str, sign: str) -> str:
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
        f'<w:lvlText w:val="{sign}"/><w:lvlJc w:val="left"/></w:lvl>'
    )
