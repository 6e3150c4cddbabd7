"""Show a cell's value as its number format has Excel show it: 01234 567890, 50 %, June 2026.

Formats that show fractions or powers of ten, that scale by thousands, that depend on conditions, or whose months are
not English are not followed. Source: Microsoft, “Number format codes”; ECMA-376, part 1, 18.8.31.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import NamedTuple

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

PLAIN = frozenset(
    ("General", "@", "yyyy-mm-dd", "yyyy-mm-dd h:mm:ss", "h:mm:ss", "[hh]:mm:ss", "mm-dd-yy", "m/d/yy h:mm", "m/d/yyyy")
)
"""Formats that nobody chose: those that programs write by themselves, and those that look different in each country."""

_OF_THE_SYSTEM = (0xF400, 0xF800)
"""The locales in formats that stand for the long time and the long date of the computer’s own settings."""

_LONGEST = 255
"""The most characters of a format in Excel."""

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_(?P<width>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]|(?P<general>(?i:general))'
    r"|(?P<half>(?i:am/pm|a/p))|(?P<date>(?i:y+|m+|d+|h+|s+))|(?P<digit>[0#?])|(?P<sign>[.,%@])|(?P<other>(?s:.))"
)
_NAMES_OF_COLOURS = r"(?i)black|blue|cyan|green|magenta|red|white|yellow|color ?\d+"


class _Token(NamedTuple):
    """A piece of a format: its kind (the group of `_TOKEN`, or “text”), and its text."""

    kind: str
    text: str


class _NotFollowed(Exception):  # noqa: N818 - it ends the reading of a format, and is not an error
    """The format says something that is not followed."""


def shown(value: object, code: str) -> str | None:
    """Return a number, date or text as its format shows it; None if the format is not followed."""
    try:
        sections = [_tokens(section) for section in _sections(code[: _LONGEST + 1])]
        if len(code) > _LONGEST or len(sections) > 4:
            return None
        if isinstance(value, str):
            return _text(value, sections)
        if isinstance(value, datetime | date | time | timedelta):
            return _date(value, sections[0])
        if isinstance(value, int | float) and abs(value) < 1e300:
            return _number(Decimal(f"{value:.15g}"), sections)
    except _NotFollowed:
        pass
    return None


def _sections(code: str) -> list[str]:
    """Return the parts of a format: for positive numbers, negative ones, zero and text."""
    sections = [""]
    for match in _TOKEN.finditer(code):
        if match["other"] == ";":
            sections.append("")
        else:
            sections[-1] += match[0]
    return sections


def _tokens(section: str) -> list[_Token]:
    """Return the pieces of a section. Colours and widths are left out. Raises _NotFollowed for a condition."""
    tokens = []
    for match in _TOKEN.finditer(section):
        kind, text = str(match.lastgroup), match[match.lastgroup or 0]
        if kind == "bracket":
            tokens += _bracket(text)
        elif kind in ("quoted", "escaped", "other"):
            tokens.append(_Token("text", text))
        elif kind not in ("width", "fill"):
            tokens.append(_Token(kind, text))
    return tokens


def _bracket(text: str) -> list[_Token]:
    """Return what stands in square brackets: a currency’s sign, hours beyond 24, or nothing for a colour."""
    if re.fullmatch(_NAMES_OF_COLOURS, text):
        return []
    if re.fullmatch("(?i)h+|m+|s+", text):
        return [_Token("elapsed", text.lower())]
    if found := re.fullmatch(r"\$([^-]*)(?:-([0-9A-Fa-f]{1,8}))?", text):
        locale = int(found[2] or "0", 16)
        if locale in _OF_THE_SYSTEM:
            raise _NotFollowed
        if locale and locale & 0x3FF != 9:  # the primary language; 9 is English
            return [_Token("text", found[1]), _Token("foreign", "")]
        return [_Token("text", found[1])]
    raise _NotFollowed


def _text(value: str, sections: Sequence[Sequence[_Token]]) -> str:
    tokens = sections[-1]
    if not (len(sections) == 4 or any(token == ("sign", "@") for token in tokens)):
        return value
    if any(token.kind not in ("text", "sign") for token in tokens):
        raise _NotFollowed
    return "".join(value if token == ("sign", "@") else token.text for token in tokens)


def _number(value: Decimal, sections: Sequence[Sequence[_Token]]) -> str:
    tokens, minus = sections[0], "-" if value < 0 else ""
    if value < 0 and len(sections) > 1:
        tokens, minus = sections[1], ""
    elif value == 0 and len(sections) > 2:
        tokens = sections[2]
    if any(token.kind in ("date", "half", "elapsed") or token == ("sign", "@") for token in tokens):
        raise _NotFollowed
    if any(token.kind == "general" for token in tokens):
        return minus + "".join(_plain(abs(value)) if token.kind == "general" else token.text for token in tokens)
    if any(token.kind == "text" and token.text in ("E", "e", "/") for token in tokens):
        raise _NotFollowed
    return minus + _digits(abs(value), tokens)


def _plain(value: Decimal) -> str:
    return f"{float(value):.15g}"


def _digits(value: Decimal, tokens: Sequence[_Token]) -> str:
    """Return the number with its digits in the places of 0, # and ?, and everything else as it stands."""
    places = [at for at, token in enumerate(tokens) if token.kind == "digit"]
    if not places:
        return "".join(token.text for token in tokens)
    point = next((at for at, token in enumerate(tokens) if token == ("sign", ".")), len(tokens))
    whole, part = [at for at in places if at < point], [at for at in places if at > point]
    commas = [at for at, token in enumerate(tokens) if token == ("sign", ",")]
    if any(at > max(whole, default=point) for at in commas):  # it divides by a thousand
        raise _NotFollowed
    value *= 100 ** sum(token == ("sign", "%") for token in tokens)
    rounded = value.quantize(Decimal(1).scaleb(-len(part)), ROUND_HALF_UP, Context(prec=600))
    before, _, after = f"{rounded:f}".partition(".")
    least = next((len(whole) - number for number, at in enumerate(whole) if tokens[at].text == "0"), 0)
    digits = before.lstrip("0").rjust(least, "0")
    fixed = next((len(part) - number for number, at in enumerate(reversed(part)) if tokens[at].text == "0"), 0)
    after = after[:fixed] + after[fixed:].rstrip("0")
    filled: dict[int, str] = dict.fromkeys(commas, "") | dict.fromkeys(whole, "") | dict.fromkeys(part, "")
    for at in reversed(whole[1:]):
        digits, filled[at] = digits[:-1], digits[-1:]
    filled |= {whole[0]: digits} if whole else {}
    filled |= dict(zip(part, after, strict=False))
    if commas and whole:
        joined = "".join(filled[at] for at in whole)
        filled |= dict.fromkeys(whole, "") | {whole[0]: _in_thousands(joined)}
    return "".join(filled.get(at, token.text) for at, token in enumerate(tokens)).strip()


def _in_thousands(digits: str) -> str:
    first = len(digits) % 3
    return ",".join(filter(None, [digits[:first], *(digits[at : at + 3] for at in range(first, len(digits), 3))]))


def _date(value: date | time | timedelta, tokens: Sequence[_Token]) -> str:
    """Return the parts of a date or time that the format shows. “m” beside hours or seconds means minutes."""
    clock = [at for at, token in enumerate(tokens) if token.kind in ("date", "elapsed")]
    twelve = any(token.kind == "half" for token in tokens)
    words = []
    for at, token in enumerate(tokens):
        if token.kind in ("date", "elapsed"):
            number = clock.index(at)
            last = tokens[clock[number - 1]].text.lower() if number else ""
            following = tokens[clock[number + 1]].text.lower() if number + 1 < len(clock) else ""
            letters = token.text.lower()
            if letters[0] == "m" and (last.startswith("h") or following.startswith("s")):
                letters = "minute" + letters
            elapsed = token.kind == "elapsed"
            words.append(_elapsed(value, letters) if elapsed else _part(value, letters, twelve, tokens))
        elif token.kind == "half":
            words.append("PM" if _time_of(value).hour >= 12 else "AM")
        elif token.kind in ("digit", "general") or token == ("sign", "@") or token == ("sign", "%"):
            raise _NotFollowed
        else:
            words.append(token.text)
    return "".join(words).strip()


def _part(value: date | time | timedelta, letters: str, twelve: bool, tokens: Sequence[_Token]) -> str:
    """Return one part of a date or time: “mmmm” is the name of the month, “minutemm” the minute in two digits."""
    kind, wide = letters.removeprefix("minute")[0], len(letters.removeprefix("minute")) > 1
    if kind in "hs" or letters.startswith("minute"):
        clock = _time_of(value)
        hour = (clock.hour + 11) % 12 + 1 if twelve else clock.hour
        number = {"h": hour, "m": clock.minute, "s": clock.second}[kind]
        return f"{number:02}" if wide else str(number)
    if not isinstance(value, date):
        raise _NotFollowed
    if kind == "y":
        return f"{value.year:04}" if len(letters) > 2 else f"{value.year % 100:02}"
    if len(letters) > 2 and any(token.kind == "foreign" for token in tokens):
        raise _NotFollowed
    name = MONTHS[value.month - 1] if kind == "m" else _DAYS[value.weekday()]
    number = value.month if kind == "m" else value.day
    ways = {1: str(number), 2: f"{number:02}", 3: name[:3], 5: name[0] if kind == "m" else name}
    return ways.get(len(letters), name)


def _time_of(value: date | time | timedelta) -> time:
    if isinstance(value, timedelta):
        return (datetime.min + value % timedelta(days=1)).time()
    return value if isinstance(value, time) else value.time() if isinstance(value, datetime) else time()


def _elapsed(value: date | time | timedelta, letters: str) -> str:
    """Return the hours, minutes or seconds of a duration, more than a day’s too."""
    if isinstance(value, time):
        value = timedelta(hours=value.hour, minutes=value.minute, seconds=value.second)
    if not isinstance(value, timedelta):
        raise _NotFollowed
    total = int(value.total_seconds()) // {"h": 3600, "m": 60, "s": 1}[letters.removeprefix("minute")[0]]
    return str(total).rjust(len(letters.removeprefix("minute")), "0")
