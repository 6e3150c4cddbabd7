"""Finds which page of which sheets each page of a print is, and which of them are one person’s."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from senaudit.audit.form_sheets import FormSheet, Look, Sheets, candidates, codes_in, foot_of
from senaudit.audit.forms import Forms
from senaudit.audit.page_match import Fit, PrintedPage, fit_of
from senaudit.audit.pdf_annotations import Remark

_ALIKE = 0.9
"""The share of a page’s words from which no better sheet is looked for, if the foot names the same form."""
_SAME = 0.999
"""The same, if its foot does not."""


_MOST_FEET = 12
"""The most different feet by which pages are parted: those of all groups, and some."""


class FilledPage(NamedTuple):
    """A page of the file: its number from 1, what is printed on it, and what was laid on it."""

    number: int
    page: Any
    printed: PrintedPage
    remarks: list[Remark]

    @property
    def text(self) -> str:
        """All that is printed on it."""
        return " ".join(piece.text for piece in self.printed.pieces)

    @property
    def look(self) -> tuple[tuple[float, float], float]:
        """The size of its paper, and the usual height of its signs, in points."""
        heights = sorted(sign.size for sign in self.printed.signs)
        return self.page.get_size(), heights[len(heights) // 2]


class Matched(NamedTuple):
    """A page, the sheet that it is, how this lies on it, and whether its foot names the same form."""

    page: FilledPage
    sheets: Sheets
    sheet: FormSheet
    fit: Fit
    is_named: bool

    @property
    def is_sure(self) -> bool:
        """Whether no other sheet can be more like it."""
        return self.fit.share >= (_ALIKE if self.is_named else _SAME)


def matched_pages(pages: Sequence[FilledPage], forms: Forms) -> list[Matched]:
    """Return the pages that are sheets, each with the sheet that it is most like.

    Sheets for two groups may have the same questions. Then the foot tells which of them a page is, so that pages with
    different feet are looked for each by themselves.
    """
    by_foot: dict[str, list[FilledPage]] = {}
    for page in pages:
        if page.printed.pieces:
            foot = foot_of(forms, page.text)
            by_foot.setdefault(foot if foot in by_foot or len(by_foot) < _MOST_FEET else "", []).append(page)
    found = [each for own in by_foot.values() for each in _matched(own, forms)]
    return sorted(found, key=lambda each: each.page.number)


def _matched(pages: Sequence[FilledPage], forms: Forms) -> Iterable[Matched]:
    look = Look(" ".join(page.text for page in pages), frozenset(page.look for page in pages))
    best: dict[int, Matched] = {}
    for sheets in candidates(forms, look):
        for page in pages:
            known = best.get(page.number)
            found = known if known and known.is_sure else _likest(page, sheets, known)
            if found is not None:
                best[page.number] = found
        if len(best) == len(pages) and all(each.is_sure for each in best.values()):
            break
    return best.values()


def _likest(page: FilledPage, sheets: Sheets, known: Matched | None) -> Matched | None:
    """Return the sheet that a page is most like, of these and the known one."""
    for sheet in sheets.pages:
        fit = fit_of(sheet.pieces, page.printed, sheet.rows)
        if fit is not None:
            found = Matched(page, sheets, sheet, fit, _is_named(page, sheets, sheet))
            if known is None or (found.is_named, fit.share) > (known.is_named, known.fit.share):
                known = found
    return known


def _is_named(page: FilledPage, sheets: Sheets, sheet: FormSheet) -> bool:
    """Return whether the foot of a page names its chapter, group and form as a sheet does."""
    feet = [piece.text for piece in sheet.pieces if f"·{sheets.facts.edition}" in piece.text]
    codes = codes_in(page.text)
    return any(page.printed.counts[foot] for foot in feet) and (not codes or sheets.code in codes)


def people_of(pages: Sequence[Matched]) -> list[list[Matched]]:
    """Return the pages of each person: a question that comes again begins those of another, and so does another group.

    The foot names the group, so that it is known even if the first page of somebody is missing.
    """
    people: list[list[Matched]] = []
    known: set[str] = set()
    for page in pages:
        names = {place.id for place in page.sheet.places if place.id.count(":") > 1}
        if not people or names & known or _is_of_other_group(page, people[-1]):
            people.append([])
            known = set()
        people[-1].append(page)
        known |= names
    return people


def _is_of_other_group(page: Matched, before: Sequence[Matched]) -> bool:
    groups = {each.sheets.facts.group for each in before if each.is_named}
    return page.is_named and bool(groups) and page.sheets.facts.group not in groups
