"""Which audit sheets a school has given out. Prints of them are read by where words stand on their pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from senaudit.content.model import Guide
from senaudit.content.select import Selection
from senaudit.content.text import Text
from senaudit.recipe.request import Request, Sources


class Forms(NamedTuple):
    """The sources of the sheets, and the selections that were given out. Whole sheets are known without any.

    `since` is the folder of the audit before: what was agreed on then may be printed on the sheets.
    `return_by` is the day that is printed on them in place of the school's. `language` is that of the sheets, None the
    content's; they may be in any of `languages` too. Sheets in two languages have a `second` one.
    """

    sources: Sources = Sources()
    selections: tuple[Selection, ...] = ()
    since: Path | None = None
    return_by: Text | None = None
    language: str | None = None
    languages: tuple[str, ...] = ()
    second: str | None = None

    def in_each(self) -> list[Forms]:
        """Return the sheets in each language that they may be in, their own first."""
        others = (each for each in self.languages if each != self.language)
        return [self, *(self._replace(language=each) for each in others)]

    def spoken(self, language: str, second: str = "") -> Forms:
        """Return the sheets in a language, if they may be in it; else in their own. They may have a `second` one."""
        own = self._replace(language=language) if language in self.languages else self
        return own._replace(second=second.lower()) if second else own

    def request(self, selection: Selection, **more: Any) -> Request:
        """Return the request for the sheets with a selection. What is not translated is on them as it was written."""
        one, two = self.language, self.second
        partly = bool(one or two)
        return Request("sheets", selection, self.sources, language=one, second_language=two, partly=partly, **more)


WHOLE = Forms()
"""The shipped sheets, whole."""


def with_day(guide: Guide, return_by: Text | None) -> Guide:
    """Return the guide with an audit's day in place of the school's, so that its sheets and its letter name the same.

    Where the school has none, the sheets have none: a line more would move their boxes.
    """
    if guide.second:
        guide = guide._replace(second=with_day(guide.second, return_by))
    school = guide.school
    if school is None or school.return_by is None or return_by is None:
        return guide
    return guide._replace(school=school._replace(return_by=return_by))
