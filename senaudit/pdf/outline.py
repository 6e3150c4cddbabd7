"""Bookmarks, which are the targets of links, and the outline, which a PDF reader shows next to the pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from senaudit.pdf.tagging import IndirectObject, reference, text_string
from senaudit.problems import Problem, SenauditError
from senaudit.typeset.page import Anchor, Link, Page
from senaudit.typeset.words import printed

_ABOVE = 6
"""Points of the page that a reader shows above a bookmark."""


class Bookmarks:
    """The bookmarks of a document, and their places on its pages."""

    def __init__(self, pages: Sequence[Page]) -> None:
        anchors = [
            (number, each) for number, page in enumerate(pages) for each in page.body if isinstance(each, Anchor)
        ]
        self.anchors = [anchor for _, anchor in anchors]
        self._places = {anchor.name: (number, pages[number].height - anchor.y + _ABOVE) for number, anchor in anchors}
        links = [each for page in pages for each in page.body if isinstance(each, Link) and each.target.startswith("#")]
        self._dead_links = [link for link in links if link.target[1:] not in self._places]

    def check(self) -> None:
        """Raise SenauditError, at the links' places, for links on the pages to a bookmark that does not exist."""
        problems = []
        for link in self._dead_links:
            place = link.element.place if link.element is not None else None
            message = f"this link leads to “{link.target}”, and no bookmark has that name"
            hint = f'write bookmark="{link.target[1:]}" at the heading that it is to lead to'
            problems.append(Problem("bookmark-missing", place, message, hint))
        if problems:
            raise SenauditError(problems)

    def entry(self, name: str, document: pdfdoc.PDFDocument) -> str:
        """Return the /Dest entry of a bookmark (ISO 32000-1, 12.3.2.2). The document must have all its pages."""
        number, top = self._places[name]
        return f"/Dest[{reference(document.Pages.pages[number], document)}/XYZ 0 {top:.2f} 0]"


def leads(link: Link, bookmarks: Bookmarks, document: pdfdoc.PDFDocument) -> Callable[[], str]:
    """Return a function that gives the target entry of a link: a bookmark, or an address."""
    if link.target.startswith("#"):
        return partial(bookmarks.entry, link.target[1:], document)
    return partial(address_entry, link.target)


def address_entry(address: str) -> str:
    """Return the entry of an address that a link leads to (ISO 32000-1, 12.6.4.7)."""
    return f"/A<</S/URI/URI{text_string(address)}>>"


def box_of(link: Link, page: Page) -> tuple[float, float, float, float]:
    """Return the area of a link as PDF counts it: left, bottom, right and top, from the bottom left corner."""
    return link.x, page.height - link.y - link.height, link.x + link.width, page.height - link.y


def description(link: Link) -> str:
    """Return a link's description for screen readers: its own words, or the address of a web page or e-mail."""
    return printed(link.element.text()) if link.element is not None and link.target.startswith("#") else link.target


class OutlineItem(IndirectObject):
    """An item of the outline and the items below it (12.3.3). The item without an anchor is the outline itself."""

    def __init__(self, bookmarks: Bookmarks, anchor: Anchor | None = None, parent: OutlineItem | None = None) -> None:
        self.bookmarks = bookmarks
        self.anchor = anchor
        self.parent = parent
        self.items: list[OutlineItem] = []
        self.next: OutlineItem | None = None
        self.previous: OutlineItem | None = None

    @property
    def ready(self) -> int:
        """Whether there is an outline, for ReportLab: a number below 0 if it is empty."""
        return 1 if self.items else -1

    def prepare(self, document: pdfdoc.PDFDocument, canvas: Canvas) -> None:
        """Do nothing. ReportLab calls this on the outline before it is written."""

    def add(self, anchor: Anchor) -> OutlineItem:
        """Add an item as the last below this one, and return it."""
        item = OutlineItem(self.bookmarks, anchor, self)
        if self.items:
            item.previous, self.items[-1].next = self.items[-1], item
        self.items.append(item)
        return item

    @property
    def is_open(self) -> bool:
        """Whether a reader at first shows the items below this one. It does so for the outermost items."""
        return self.anchor is None or self.anchor.level == 0

    @property
    def visible_count(self) -> int:
        """The number of items that a reader shows below this one when it is open."""
        return sum(1 + (item.visible_count if item.is_open else 0) for item in self.items)

    def format(self, document: pdfdoc.PDFDocument) -> bytes:
        """Return the item's dictionary."""
        return f"<<{''.join(self._entries(document))}>>".encode("ascii")

    def _entries(self, document: pdfdoc.PDFDocument) -> Iterator[str]:
        if self.anchor is None:
            yield "/Type/Outlines"
        else:
            yield f"/Title{text_string(self.anchor.title)}{self.bookmarks.entry(self.anchor.name, document)}"
        relatives = {"Parent": self.parent, "Prev": self.previous, "Next": self.next}
        if self.items:
            relatives |= {"First": self.items[0], "Last": self.items[-1]}
            yield f"/Count {self.visible_count if self.is_open else -self.visible_count}"
        for name, item in relatives.items():
            if item is not None:
                yield f"/{name} {reference(item, document)}"


def outline_of(bookmarks: Bookmarks) -> OutlineItem:
    """Return the outline of a document: an item for each bookmark with a level, below the last of a higher level."""
    outline = OutlineItem(bookmarks)
    ancestors = [outline]
    for anchor in bookmarks.anchors:
        if anchor.level >= 0:
            del ancestors[anchor.level + 1 :]
            ancestors.append(ancestors[-1].add(anchor))
    return outline
