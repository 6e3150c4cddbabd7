"""What the commands on an audit's folder share: which folder it is, which files are read, and what is made."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from senaudit.audit.audit import AUDIT
from senaudit.audit.audit_file import AuditFile, read_audit
from senaudit.cli.building import request_of
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
