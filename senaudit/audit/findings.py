"""What a letter or sheets say of an audit, as its files have it."""

from __future__ import annotations

from pathlib import Path

from senaudit.audit.audit_file import find_audit, read_audit, warnings_of
from senaudit.content.model import Guide
from senaudit.problems import Problem
from senaudit.recipe.reading import read_guide
from senaudit.recipe.request import Request

Findings = dict[str, object]


def findings_of(request: Request, guide: Guide, here: Path) -> tuple[Findings | None, tuple[Problem, ...]]:
    """Return what sheets say of the audit before, or a letter of the one that `here` is in; and the warnings about it.

    They say nothing, None, if there is no such audit. Raises SenauditError for mistakes in its files, and FileError for
    one that cannot be read.
    """
    if request.since is not None:
        return of_last_time(request, guide)
    folder = find_audit(here) if request.kind == "letter" else None
    if folder is None:
        return None, ()
    file = read_audit(folder)
    return {"audit": file.audit.in_language(request.language)}, warnings_of(file, read_guide(request.sources, None))


def of_last_time(request: Request, guide: Guide) -> tuple[Findings, tuple[Problem, ...]]:
    """Return what sheets say of the audit before, and the warnings about it. Raises as `last_times` does."""
    from senaudit.audit.last_time import last_times  # only sheets of a further audit need it

    last = last_times(request, guide)
    return {"since": last.by_question}, last.warnings
