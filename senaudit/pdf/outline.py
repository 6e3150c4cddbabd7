"""Bookmarks: the places that links lead to, and the outline that a reader shows beside the pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from senaudit.pdf.tagging import IndirectObject, reference, text_string
from senaudit.problems import Problem, SenauditError
from senaudit.typeset.page import Anchor, Link, Page

_ABOVE = 6
"""Points of a page that are shown above a bookmark."""


class Bookmarks:
    """Where the bookmarks of a document's pages are."""

    def __init__(self, pages: Sequence[Page]) -> None:
        found = [(number, each) for number, page in enumerate(pages) for each in page.body if type(each) is Anchor]
        self.anchors = [anchor for _, anchor in found]
        self._places = {anchor.name: (number, pages[number].height - anchor.y + _ABOVE) for number, anchor in found}

    def check(self, pages: Sequence[Page]) -> None:
        """Raise SenauditError, at their Elements, for links on pages that lead to a bookmark which is not there."""
        problems = []
        for link in [piece for page in pages for piece in page.body if type(piece) is Link]:
            if link.target.startswith("#") and link.target[1:] not in self._places:
                place = link.element.place if link.element is not None else None
                message = f"this link leads to “{link.target}”, and no bookmark has that name"
                hint = f'write bookmark="{link.target[1:]}" at the heading that it is to lead to'
                problems.append(Problem("bookmark-missing", place, message, hint))
        if problems:
            raise SenauditError(problems)

    def entry(self, name: str, document: pdfdoc.PDFDocument) -> str:
        """Return the entry that leads to a bookmark (ISO 32000-1, 12.3.2.2); the document has all its pages."""
        number, top = self._places[name]
        return f"/Dest[{reference(document.Pages.pages[number], document)}/XYZ 0 {top:.2f} 0]"


def description(link: Link) -> str:
    """Return what a link says to who cannot see it: its own words, or the address that it leads to."""
    return link.element.text() if link.element is not None and link.target.startswith("#") else link.target


class OutlineItem(IndirectObject):
    """An item of the outline, with those under it (12.3.3); one without an anchor is the outline itself."""

    def __init__(self, bookmarks: Bookmarks, anchor: Anchor | None = None, parent: OutlineItem | None = None) -> None:
        self.bookmarks = bookmarks
        self.anchor = anchor
        self.parent = parent
        self.items: list[OutlineItem] = []
        self.next: OutlineItem | None = None
        self.previous: OutlineItem | None = None

    @property
    def ready(self) -> int:
        """What ReportLab asks a whole outline: below 0, it is left out."""
        return 1 if self.items else -1

    def prepare(self, document: pdfdoc.PDFDocument, canvas: Canvas) -> None:
        """Do nothing: ReportLab asks this of a whole outline before it is written."""

    def add(self, anchor: Anchor) -> OutlineItem:
        """Return a new item, the last of those under this one."""
        item = OutlineItem(self.bookmarks, anchor, self)
        if self.items:
            item.previous, self.items[-1].next = self.items[-1], item
        self.items.append(item)
        return item

    @property
    def opened(self) -> bool:
        """Whether a reader shows what is under the item: so it is at first with the outermost ones."""
        return self.anchor is None or self.anchor.level == 0

    @property
    def shown(self) -> int:
        """How many items are seen under this one when it is open."""
        return sum(1 + (item.shown if item.opened else 0) for item in self.items)

    def format(self, document: pdfdoc.PDFDocument) -> bytes:
        """Return the item's dictionary."""
        return f"<<{''.join(self._entries(document))}>>".encode("ascii")

    def _entries(self, document: pdfdoc.PDFDocument) -> Iterator[str]:
        if self.anchor is None:
            yield "/Type/Outlines"
        else:
            yield f"/Title{text_string(self.anchor.title)}{self.bookmarks.entry(self.anchor.name, document)}"
        near = {"Parent": self.parent, "Prev": self.previous, "Next": self.next}
        if self.items:
            near |= {"First": self.items[0], "Last": self.items[-1]}
            yield f"/Count {self.shown if self.opened else -self.shown}"
        for name, item in near.items():
            if item is not None:
                yield f"/{name} {reference(item, document)}"


def outline_of(bookmarks: Bookmarks) -> OutlineItem:
    """Return the outline of a document: those of its bookmarks that have a level, each under the last above it."""
    outline = OutlineItem(bookmarks)
    above = [outline]
    for anchor in bookmarks.anchors:
        if anchor.level >= 0:
            del above[anchor.level + 1 :]
            above.append(above[-1].add(anchor))
    return outline
