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


class BraillePage(NamedTuple):
    """A page: its lines, each with the bookmark that it leads to, or ""; and the bookmarks of its headings."""

    lines: list[tuple[str, str]]
    bookmarks: list[str]


def pages_of(blocks: Sequence[Block], height: int) -> list[BraillePage]:
    """Return the pages of the blocks. `height` is the number of lines of a page, without the one with its number."""
    pages: list[BraillePage] = []
    start = 0
    while start < len(blocks):
        end = start + 1
        while blocks[end - 1].leads and end < len(blocks) and not blocks[end].begins:
            end += 1
        chain = blocks[start:end]
        if not pages or chain[0].begins or _needed(chain) > height - len(pages[-1].lines):
            pages.append(BraillePage([], []))
        for block in chain:
            _place(block, pages, height)
        start = end
    return pages


def _needed(chain: Sequence[Block]) -> int:
    """Return the lines that must follow here, so that no heading is the last thing of its page."""
    *headings, last = chain
    after = _least(last, _AFTER_HEADING if headings else 1)
    return sum(block.before + len(block.lines) for block in headings) + last.before + after


def _least(block: Block, lines: int) -> int:
    """Return how many lines of a block must stand on the page on which it begins, `lines` at least."""
    return len(block.lines) if block.whole or len(block.lines) - block.tail < lines else lines


def _place(block: Block, pages: list[BraillePage], height: int) -> None:
    """Put the lines of a block on the last page, and what has no room there on further ones.

    At the top of a page, only a heading or a box has a blank line before it.
    """
    lines = pages[-1].lines
    lines += [("", "")] * (min(block.before, 1) if lines or block.leads else 0)
    if block.bookmark:
        pages[-1].bookmarks.append(block.bookmark)
    rest = [(line, "") for line in block.lines]
    rest[-1] = (rest[-1][0], block.to)
    while rest:
        room = height - len(pages[-1].lines)
        if room < len(rest):
            room = min(room, max(len(rest) - block.tail, 0)) if block.tail < height else room
        if room <= 0 and pages[-1].lines:
            pages.append(BraillePage([], []))
            continue
        pages[-1].lines.extend(rest[: max(room, 1)])
        rest = rest[max(room, 1) :]


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
