"""The ids of a web page: each stands once, and a heading's is its bookmark, so that links to a part stay the same."""

from __future__ import annotations

import re
from urllib.parse import quote

from senaudit.layout.markup import Element

MAIN, ANSWERS = "main", "answers"
"""The ids of the page itself."""

_UNUSUAL = re.compile(r"[^\w:.-]+")


class Ids:
    """Gives out ids. A name that was given before gets a number: `school`, `school-2`."""

    def __init__(self, document: Element) -> None:
        self._given: dict[str, int] = {MAIN: 1, ANSWERS: 1}
        self._bookmarks: dict[str, str] = {}
        self._bookmarked: dict[Element, str] = {}
        for element in document.walk():
            if bookmark := element.get("bookmark"):
                self._bookmarked[element] = self.new(bookmark)
                self._bookmarks.setdefault(bookmark, self._bookmarked[element])

    def new(self, name: str) -> str:
        """Return an id made of a name."""
        name = _UNUSUAL.sub("-", name) or "part"
        while True:
            number = self._given[name] = self._given.get(name, 0) + 1
            numbered = name if number == 1 else f"{name}-{number}"
            if number == 1 or numbered not in self._given:
                self._given.setdefault(numbered, 1)
                return numbered

    def of(self, element: Element, name: str) -> str:
        """Return the id of an Element: its bookmark's, or a new one made of the name."""
        if element not in self._bookmarked:
            self._bookmarked[element] = self.new(name)
        return self._bookmarked[element]

    def address(self, bookmark: str) -> str:
        """Return the address of a bookmark on this page."""
        return f"#{quote(self._bookmarks.get(bookmark, MAIN), safe=':.-')}"
