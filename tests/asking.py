"""What the tests ask for: requests that differ a little, documents of schools' packs, guides without proofing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from senaudit.content.model import Guide
from senaudit.problems import FileError, SenauditError
from senaudit.recipe.reading import raise_or_warn
from senaudit.recipe.request import Kind, Request, request_for
from senaudit.school.load import TERMS, load_guide

_PACKS = Path("a pack of the tests")
"""Stands for the folder of a school that the tests make up; nothing is there."""


def but(asked: Request, **other: Any) -> Request:
    """Return a request that differs in these fields of it or of its parts."""
    for name in ("selection", "sources", "appearance"):
        part = getattr(asked, name)
        own = {key: other.pop(key) for key in part._fields if key in other}
        asked = asked._replace(**{name: part._replace(**own)})
    return asked._replace(**other)


def pack_for(kind: Kind, pack: str = "oak", **asked: Any) -> Request:
    """Return the request for a document of one of the schools of `school_pack`."""
    return request_for(kind, school=_PACKS / pack, **asked)


def pack_in(asked: Request) -> str:
    """Return the name of the school of `school_pack` whose document this is, or nothing."""
    school = asked.sources.school
    return school.name if school is not None and school.parent == _PACKS else ""


def guide_in(folder: Path, terms: str = TERMS, school: Path | None = None) -> Guide:
    """Return the guide of a folder; raise what is wrong with its files, but for what only typesetting knows."""
    loaded = load_guide(folder, terms, school)
    warnings = raise_or_warn(loaded.problems, loaded.warnings, FileError if loaded.unreadable else SenauditError)
    return loaded.guide._replace(warnings=warnings)
