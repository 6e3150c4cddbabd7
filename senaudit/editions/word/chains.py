"""What stays on one page in Word with what follows it."""

from __future__ import annotations

from itertools import pairwise

from senaudit.layout.markup import Element


def introducing(document: Element) -> set[Element]:
    """Return what is not the last on a page: what stands before a list, and before the end of a chapter."""
    found = set()
    for holder in document.walk():
        for first, second in pairwise(holder.elements):
            if second.tag == "list" and holder.tag != "cell":  # rows are not chained to each other
                found.add(first)
            elif second.get("kind") == "closing":
                found.add(_last(first))
    return found


def _last(element: Element) -> Element:
    """Return what a question ends with, in the call-out at its end if there is one."""
    while element.tag in ("question", "note") and element.elements:
        element = element.elements[-1]
    return element
