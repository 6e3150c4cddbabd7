"""The pages of a Braille document: what stands on each, and the line with its number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from senaudit.editions.braille.blocks import Block
from senaudit.editions.braille.cells import number

LINE_END, PAGE_END = "\r\n", "\f"

_BETWEEN = 3
"""The blank cells between a running head and the number of the page, at least. Source: “Braille Formats”, 1.8."""

_GUIDE = '"'
"""Dot 5, the cell of a line that leads to a number. Source: “Braille Formats”, 2.10."""

_AFTER_HEADING = 2
"""The lines after a heading that are on its page, at least."""


_FREE, _UNWANTED, _WRONG = range(3)
"""How bad it is to begin a page with a line: it may; a heading or entry is divided; or a heading is left behind."""


class BraillePage(NamedTuple):
    """A page: its lines, each with the bookmark that it leads to, or ""; and the bookmarks of its headings."""

    lines: list[tuple[str, str]]
    bookmarks: list[str]


class _Line(NamedTuple):
    """A line, and how bad it is to begin a page with it. `blank` is whether it is left out there."""

    text: str
    cost: int
    to: str = ""
    bookmark: str = ""
    begins: bool = False
    blank: bool = False


def pages_of(blocks: Sequence[Block], height: int) -> list[BraillePage]:
    """Return the pages of the blocks. `height` is the number of lines of a page, without the one with its number."""
    lines = [line for at, block in enumerate(blocks) for line in _lines(block, at > 0 and blocks[at - 1].leads)]
    pages = []
    start = 0
    while start < len(lines):
        start += lines[start].blank
        end = _end(lines, start, height)
        page = lines[start:end]
        bookmarks = [line.bookmark for line in page if line.bookmark]
        pages.append(BraillePage([(line.text, line.to) for line in page], bookmarks))
        start = end
    return pages


def _lines(block: Block, follows: bool) -> Iterator[_Line]:
    """Yield the lines of a block, after the blank one before it. If it `follows` a heading, it stands with it."""
    first = _Line("", _WRONG if follows and not block.begins else _FREE, begins=block.begins, blank=not block.leads)
    if block.before:
        yield first
        first = first._replace(cost=_WRONG, begins=False)
    *_, last = range(len(block.lines))
    for at, text in enumerate(block.lines):
        to, bookmark = block.to if at == last else "", "" if at else block.bookmark
        if at == 0:
            yield first._replace(text=text, to=to, bookmark=bookmark, blank=False)
            continue
        few = follows and at < _AFTER_HEADING
        cost = _WRONG if last - at < block.tail - 1 else _UNWANTED if block.leads or block.whole or few else _FREE
        yield _Line(text, cost, to, bookmark)


def _end(lines: Sequence[_Line], start: int, height: int) -> int:
    """Return the index after the last line of the page that begins with the line `start`."""
    most = min(start + height, len(lines))
    if begins := next((at for at in range(start + 1, most) if lines[at].begins), 0):
        return begins
    if most == len(lines):
        return most
    return min(range(most, start, -1), key=lambda at: lines[at].cost)


def written(pages: Sequence[BraillePage], title: str, width: int) -> bytes:
    """Return the file. Each page begins with a line that has its number at the right, and from page 2 on the title."""
    numbers = {bookmark: at for at, page in enumerate(pages, 1) for bookmark in page.bookmarks}
    head = fitted(title, width - len(number(len(pages))) - _BETWEEN)
    texts = [_page(page, at, head if at > 1 else "", numbers, width) for at, page in enumerate(pages, 1)]
    return PAGE_END.join(texts).encode("ascii")


def _page(page: BraillePage, at: int, head: str, numbers: dict[str, int], width: int) -> str:
    lines = [head_line(head, at, width), *_filled(page, numbers, width)]
    while not lines[-1]:
        lines.pop()
    return "".join(f"{line}{LINE_END}" for line in lines)


def _filled(page: BraillePage, numbers: dict[str, int], width: int) -> Iterator[str]:
    for line, to in page.lines:
        yield led(line, number(numbers[to]), width) if to in numbers else line.rstrip()


def led(line: str, sign: str, width: int) -> str:
    """Return a line with a number at its right end. Guide dots lead to it if there is room for two of them."""
    gap = width - len(line) - len(sign)
    return f"{line} {_GUIDE * (gap - 2)} {sign}" if gap >= 4 else f"{line}{' ' * gap}{sign}"


def fitted(title: str, room: int) -> str:
    """Return as many whole words of a title as have room."""
    words = title.split()
    while words and len(" ".join(words)) > room:
        words.pop()
    return " ".join(words)


def head_line(head: str, at: int, width: int) -> str:
    """Return the first line of a page: its number at the right, and the running head in the middle if that is free."""
    sign = number(at)
    before = min((width - len(head)) // 2, width - len(sign) - _BETWEEN - len(head)) if head else 0
    return f"{' ' * before}{head}".ljust(width - len(sign)) + sign
