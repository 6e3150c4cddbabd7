"""Content controls of the Word edition: boxes to tick and places to fill in, each with a title and a tag.

They hold nothing that would be printed before somebody fills them in, and nothing is locked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from senaudit.editions.word.elements import Node, add, node, without_isolates
from senaudit.layout.answers import LONGEST_TAG, Blank, cut, short_digest, start_of

LONGEST_BOOKMARK = 40
"""The most characters of a bookmark's name. Source: Microsoft, “Bookmarks.Add”."""

_PLAIN = re.compile("[a-z0-9]+(?:[-:][a-z0-9]+)*")
"""An id all of whose signs can be told in a bookmark's name."""

BOX, TICKED = "☐", "☒"
BOX_FONT = "MS Gothic"
"""The font of a box to tick: the one that Word itself takes. Arial has no box."""


def shortened(words: str) -> str:
    """Return words as a title. If they are too long, they end with “…”, after a whole word if possible."""
    words = without_isolates(words)
    start = start_of(words, LONGEST_TAG)
    if start == words:
        return words
    whole, space, _ = start_of(words, LONGEST_TAG - 1).rpartition(" ")
    return f"{whole if space else start[:-1]}…"


def row_bookmark(row_id: str) -> str:
    """Return the name of a row's bookmark: that of the row `communication:parents-views` is
    `row_communication__parents_views`.

    Word takes only letters, digits and low lines. If the id has other signs, or is cut, the name ends with a digest.
    """
    name = "row_" + re.sub("[^A-Za-z0-9]", "_", row_id.replace(":", "__"))
    if len(name) <= LONGEST_BOOKMARK and _PLAIN.fullmatch(row_id):
        return name
    digest = short_digest(row_id)
    return f"{name[: LONGEST_BOOKMARK - len(digest) - 1]}_{digest}"


class Controls:
    """Makes the controls of one document. Each has a number that no other has."""

    def __init__(self) -> None:
        self._count = 0

    def box_to_tick(self, blank: Blank) -> Node:
        """Return a box to tick, which stands in a line."""
        box = node(
            "w14:checkbox",
            node("w14:checked", val="0"),
            node("w14:checkedState", val=f"{ord(TICKED):04X}", font=BOX_FONT),
            node("w14:uncheckedState", val=f"{ord(BOX):04X}", font=BOX_FONT),
        )
        return self._control(blank.id, blank.name, [self.printed_box()], box)

    def printed_box(self) -> Node:
        """Return a box that can be ticked on paper only."""
        fonts = node("w:rFonts", ascii=BOX_FONT, hAnsi=BOX_FONT, eastAsia=BOX_FONT, cs=BOX_FONT, hint="eastAsia")
        run = node("w:r", node("w:rPr", fonts))
        add(run, "w:t").text = BOX
        return run

    def line(self, tag: str, title: str, runs: Iterable[Node] = ()) -> Node:
        """Return a place to fill in, which stands in a line. It holds these runs, or nothing yet."""
        return self._control(tag, title, [*runs] or [node("w:r")])

    def box(self, blank: Blank, paragraph: Node) -> Node:
        """Return a place for as many paragraphs as are typed there. The first is this empty one."""
        return self._control(blank.id, blank.name, [paragraph])

    def _control(self, tag: str, title: str, content: Iterable[Node], *kind: Node) -> Node:
        self._count += 1
        properties = node("w:sdtPr")
        for name, value in (("w:alias", shortened(title)), ("w:tag", cut(tag)), ("w:id", str(self._count))):
            add(properties, name, value)
        properties.extend(kind)
        return node("w:sdt", properties, node("w:sdtContent", *content))
