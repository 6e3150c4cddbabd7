"""What is sent to each group: its sheets, to print and to fill in on a screen, and its covering letter."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from senaudit.audit.audit import TO_SEND, Audit
from senaudit.audit.audit_file import selection_of
from senaudit.audit.findings import of_last_time
from senaudit.audit.forms import with_day
from senaudit.content.model import Guide
from senaudit.problems import Problem
from senaudit.recipe.request import Kind, Request, Sources, request_for
from senaudit.recipe.steps import Document, build

EVERYBODY = "everybody"
"""The folder of the files of an audit that asks everybody together."""

_KINDS: tuple[tuple[Kind, dict[str, Any]], ...] = (
    ("letter", {}),
    ("letter", {"large_print": True}),
    ("letter", {"format": "docx"}),
    ("sheets", {}),
    ("sheets", {"large_print": True}),
    ("sheets", {"fillable": True}),
    ("sheets", {"fillable": True, "large_print": True}),
    ("sheets", {"format": "html"}),
    ("sheets", {"format": "docx"}),
)
"""The documents of each group, and how they look."""


class Sent(NamedTuple):
    """A file to send: its path in the audit's folder, and the document."""

    path: str
    document: Document


def files_to_send(
    audit: Audit,
    parts: Sequence[tuple[str, Guide]],
    sources: Sources,
    progress: Callable[[int, int], None] = lambda done, count: None,
) -> Iterator[Sent]:
    """Yield the files of each group. `parts` has the groups and their parts of the guide, which has its letter; and
    the findings' words, if there was an audit before.

    `progress` is called after each, with how many are made and how many there are. Raises as `build` does.
    """
    count = len(parts) * len(_KINDS)
    for number, (group, guide) in enumerate(parts):
        folder = re.sub(r"\W+", "-", group) or EVERYBODY
        asked = selection_of(audit)._replace(audiences=(group,) if group else ())
        for done, (kind, look) in enumerate(_KINDS, 1):
            again: dict[str, Any] = {"rating": audit.rating, "since": audit.since} if kind == "sheets" else {}
            request = request_for(kind, **asked._asdict(), **sources._asdict(), **look, **again)
            findings, warnings = _findings(request, guide, audit)
            dated = with_day(guide, audit.return_by and audit.return_by.words)
            told = dated._replace(warnings=(*guide.warnings, *warnings))
            document = build(request, guide=told, findings=findings)
            progress(number * len(_KINDS) + done, count)
            yield Sent(f"{TO_SEND}/{folder}/{document.file_name}", document)


def _findings(request: Request, guide: Guide, audit: Audit) -> tuple[dict[str, object], tuple[Problem, ...]]:
    """Return what a letter says of the audit, or what sheets say of the audit before, and the warnings about that."""
    if request.kind == "letter":
        return {"audit": audit}, ()
    return of_last_time(request, guide) if request.since else ({}, ())
