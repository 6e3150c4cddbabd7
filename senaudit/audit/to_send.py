"""What is sent to each group: its sheets, to print and to fill in on a screen, and its covering letter."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from senaudit.audit.audit import TO_SEND, Audit
from senaudit.audit.audit_file import AuditFile, asked_of, groups_by_language, selection_of, with_ids
from senaudit.audit.findings import of_last_time
from senaudit.audit.forms import with_day
from senaudit.content.model import Guide
from senaudit.problems import Problem, SenauditError, UsageError
from senaudit.recipe.reading import read_guide
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


class Part(NamedTuple):
    """What a group is asked, in a language: its id, its part of the guide, and the language if it is not the audit's.

    The guide has its letter, and the findings' words if there was an audit before.
    """

    group: str
    guide: Guide
    further: str | None = None


def parts_to_send(file: AuditFile, guide: Guide, sources: Sources) -> list[Part]:
    """Return the parts of the guide that are sent: those of each group, and the same in each of its further languages.

    `guide` is in the audit's own language. Raises SenauditError with all that is wrong in its file, and as `read_guide`
    does for a translation.
    """
    parts = [Part(*each) for each in asked_of(file, guide)]
    groups, problems = groups_by_language(file, guide, [part.group for part in parts])
    named = with_ids(file, guide)
    for language, asked in groups.items():
        try:
            other = read_guide(sources, with_letter=True, with_findings=file.audit.since is not None, language=language)
            parts += [Part(group, part, language) for group, part in asked_of(named, other) if group in asked]
        except UsageError as error:
            place = next(each.place for each in file.spoken if each.language == language)
            problems += [each._replace(place=place) for each in error.problems]
    if problems:
        raise SenauditError(problems)
    return parts


def files_to_send(
    audit: Audit,
    parts: Sequence[Part],
    sources: Sources,
    progress: Callable[[int, int], None] = lambda done, count: None,
    partly: bool = False,
) -> Iterator[Sent]:
    """Yield the files of the parts. Those in a further language are in a folder of that, in the folder of their group.

    `progress` is called after each, with how many are made and how many there are. With `partly`, what is not
    translated is printed as it was written. Raises as `build` does.
    """
    own, count = audit, len(parts) * len(_KINDS)
    for number, (group, guide, further) in enumerate(parts):
        folder = "/".join(filter(None, (re.sub(r"\W+", "-", group) or EVERYBODY, further)))
        audit = own.in_language(further)
        spoken: dict[str, Any] = {"language": audit.language, "partly": partly and audit.language is not None}
        asked = selection_of(audit)._replace(audiences=(group,) if group else ())
        for done, (kind, look) in enumerate(_KINDS, 1):
            again: dict[str, Any] = {"rating": audit.rating, "since": audit.since} if kind == "sheets" else {}
            request = request_for(kind, **asked._asdict(), **sources._asdict(), **look, **again, **spoken)
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
