"""Damages a file as people, programs and attackers do. Everything random comes from the `Random` that is given."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

WORDS = (
    *(
        b"",
        b" ",
        b"\t",
        b"\n",
        b"\r",
        b"\r\n\r\n",
        b"\0",
        b"\x1b[31m",
        b"\xff",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\xed\xa0\x80",
    ),
    *(
        b"'",
        b'"',
        b"`",
        b"\\",
        b"\\u12",
        b"#",
        b"- ",
        b": ",
        b", ",
        b"; ",
        b"|",
        b">",
        b"&a ",
        b"*a",
        b"!!x ",
        b"<<: ",
        b"---",
    ),
    *(
        b"{",
        b"}",
        b"[",
        b"]",
        b"(",
        b")",
        b"<",
        b"/>",
        b"</",
        b"&amp;",
        b"&#0;",
        b"<!--",
        b"<![CDATA[",
        b"<!DOCTYPE x>",
    ),
    *(b"{{", b"}}", b"{%", b"%}", b"{#", b"{{ x }}", b"{% for i in range(99999) %}", b"{% endfor %}", b"{% if 1 %}"),
    *(
        b"**",
        b"*",
        b"](",
        b"[a](https://b.c)",
        b"../../x",
        b"/etc/passwd",
        b"C:\\x",
        b"NUL",
        b"~",
        b"$HOME",
        b"=1+1",
        b"@",
    ),
    *(b"0", b"-1", b"1e999", b"nan", b"99999999999999999999", b"0x10", b"true", b"null", b"no", b"N/A", b"#REF!"),
    *("é".encode(), "ŵ".encode(), "漢字".encode(), "مدرسة".encode(), "‮".encode(), "e\u0301".encode(), "👩‍🏫".encode()),
    *(b"a" * 5000, b"a b " * 500, b"*" * 3000, b"[" * 200, b"{{" * 100, b"9" * 5000),
)
"""What is put into a file: signs with a meaning somewhere, odd letters, and a lot of something."""


def mutated(data: bytes, random: Random) -> bytes:
    """Return the bytes with a damage or a few. One often leaves a file that can be read."""
    for _ in range(random.choice((1, 1, 1, 2, 4))):
        data = random.choice(_DAMAGES)(data, random)
    return data


def _put(data: bytes, random: Random) -> bytes:
    at = random.randint(0, len(data))
    return data[:at] + random.choice(WORDS) + data[at:]


def _replace(data: bytes, random: Random) -> bytes:
    at = random.randint(0, len(data))
    return data[:at] + random.choice(WORDS) + data[at + random.randint(1, 20) :]


def _cut(data: bytes, random: Random) -> bytes:
    start, end = sorted(random.randint(0, len(data)) for _ in range(2))
    return data[:start] + data[end:]


def _end(data: bytes, random: Random) -> bytes:
    return data[: random.randint(0, len(data))]


def _flip(data: bytes, random: Random) -> bytes:
    if not data:
        return data
    at = random.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << random.randrange(8)]) + data[at + 1 :]


def _repeat(data: bytes, random: Random) -> bytes:
    start = random.randint(0, len(data))
    part = data[start : start + random.randint(1, 200)]
    return data[:start] + part * random.choice((2, 3, 50)) + data[start:]


def _swap_lines(data: bytes, random: Random) -> bytes:
    lines = data.split(b"\n")
    first, second = (random.randrange(len(lines)) for _ in range(2))
    lines[first], lines[second] = lines[second], lines[first]
    return b"\n".join(lines)


def _move_line(data: bytes, random: Random) -> bytes:
    lines = data.split(b"\n")
    at = random.randrange(len(lines))
    lines[at] = b" " * random.randint(0, 9) + lines[at].lstrip()
    return b"\n".join(lines)


def _number(data: bytes, random: Random) -> bytes:
    """Change one of the numbers."""
    numbers = list(re.finditer(rb"\d+(?:\.\d+)?", data))
    if not numbers:
        return data
    chosen = random.choice(numbers)
    other = random.choice((b"0", b"1", b"2", b"3", b"11", b"18", b"40", b"0.5", b"1.5", b"99", b"1000", b"123456"))
    return data[: chosen.start()] + other + data[chosen.end() :]


def _word(data: bytes, random: Random) -> bytes:
    """Put another word in the place of one, or many."""
    words = list(re.finditer(rb"[A-Za-z]{3,}", data))
    if not words:
        return data
    chosen, other = random.choice(words), random.choice(words)[0]
    return data[: chosen.start()] + random.choice((other, b" ".join([other] * 60), other * 30)) + data[chosen.end() :]


def _recode(data: bytes, random: Random) -> bytes:
    text = data.decode("utf-8", "replace")
    return text.encode(random.choice(("utf-16", "cp1252", "mac-roman", "utf-8-sig", "utf-32")), "replace")


_DAMAGES: tuple[Callable[[bytes, Random], bytes], ...] = (
    *(_put, _put, _replace, _cut, _end, _flip, _repeat, _swap_lines, _move_line, _recode),
    *(_number, _number, _word, _word, _word),
)
