"""Requests for tests: variants of a request, documents of schools' packs, and guides that were not proofed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from senaudit.content.model import Guide
from senaudit.content.select import Selection, select
from senaudit.problems import FileError, SenauditError
from senaudit.recipe.reading import raise_or_warn, read_guide
from senaudit.recipe.request import A3_TEXT_SIZE, KINDS, Format, Kind, Request, Sources, request_for
from senaudit.school.load import TERMS, load_guide
from senaudit.school.names import LETTER

_PACKS = Path("a pack of the tests")
"""Stands for the folder of an invented school. It does not exist."""


def with_changes(asked: Request, **other: Any) -> Request:
    """Return the request with these fields changed; a field may be the request's own or one of its parts'."""
    for name in ("selection", "sources", "appearance"):
        part = getattr(asked, name)
        own = {key: other.pop(key) for key in part._fields if key in other}
        asked = asked._replace(**{name: part._replace(**own)})
    return asked._replace(**other)


def has_paper(asked: Request) -> bool:
    """Return whether there is such a document on its paper: a guide is on A3 only in large type."""
    return asked.kind != "guide" or asked.paper != "A3" or (asked.appearance.text_size or 0) >= A3_TEXT_SIZE


def pack_for(kind: Kind, pack: str = "oak", **asked: Any) -> Request:
    """Return the request for a document of one of the schools in `school_pack`."""
    return request_for(kind, school=_PACKS / pack, **asked)


def pack_in(asked: Request) -> str:
    """Return the name of the school in `school_pack` for which this request is, or ""."""
    school = asked.sources.school
    return school.name if school is not None and school.parent == _PACKS else ""


def guide_in(folder: Path, terms: str = TERMS, school: Path | None = None, with_supplement: bool = False) -> Guide:
    """Return the guide in a folder. Raises the problems of its files, except those that only typesetting finds."""
    with_letter = (folder / LETTER).is_file()
    loaded = load_guide(folder, terms, school, with_supplement=with_supplement, with_letter=with_letter)
    warnings = raise_or_warn(loaded.problems, loaded.warnings, FileError if loaded.unreadable else SenauditError)
    return loaded.guide._replace(warnings=warnings)


def documents_of_a_school(folder: Path, terms: str, group: str, form: Format) -> Iterator[tuple[Request, Guide]]:
    """Yield the guide with its sheets, the sheets and the poster of a school with all questions of the supplement.

    Each has these terms; all but the poster are for this group, or for all with "".
    """
    (folder / "school.yaml").write_text(f"name: Oak Hill\nterms: {terms}\nsupplement: yes\n", "utf-8")
    whole = read_guide(Sources(school=folder), None, with_letter=True)
    for kind in KINDS:
        selection = Selection(audiences=(group,)) if group and kind != "poster" else Selection()
        sources = Sources(school=folder)
        yield Request(kind, selection, sources, with_sheets=kind == "guide", format=form), select(whole, selection)
