"""What the commands on an audit's folder share: which folder it is, which files are read, and what is made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from senaudit.audit.audit import AUDIT
from senaudit.audit.audit_file import AuditFile, read_audit
from senaudit.cli.building import request_of
from senaudit.cli.report import report
from senaudit.files.output import write_together
from senaudit.problems import FileError, Problem
from senaudit.recipe.request import Kind, Request
from senaudit.school.names import find_school


def file_in(folder: Path) -> AuditFile | None:
    """Return the audit.yaml in a folder; None if there is none. Raises SenauditError and FileError as `read_audit`."""
    return read_audit(folder) if (folder / AUDIT).exists() else None


def find_sources(params: dict[str, Any], folder: Path, file: AuditFile | None) -> None:
    """Fill in the folders to read that were not typed: those of the audit, or the school that the folder is in."""
    for name in ("school", "content", "templates"):
        params[name] = params[name] or (getattr(file.sources, name) if file else None)
    params["school"] = params["school"] or find_school(Path.cwd()) or find_school(folder.absolute())


def requests_for(kind: Kind, params: dict[str, Any]) -> list[Request]:
    """Return a request for each of the formats that were asked for."""
    formats = tuple(dict.fromkeys(params.pop("formats") or ("pdf",)))
    page = params.pop("braille_page")
    own = {each: page if each == "brf" or "brf" not in formats else None for each in formats}
    return [request_of(kind, {**params, "format": each, "braille_page": own[each]}) for each in formats]


def write_made(files: Mapping[Path, bytes], problems: Iterable[Problem]) -> None:
    """Write all files, and tell the problems. Raises FileError for those that cannot be written."""
    problems = tuple(problems)
    errors = write_together(files)
    if errors:
        raise FileError([*(each for error in errors.values() for each in error.problems), *problems])
    report(problems, failed=any(not problem.warning for problem in problems))
