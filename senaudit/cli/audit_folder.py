"""What the commands on an audit's folder share: which folder it is, which files are read, and what is made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from senaudit.audit.audit import AUDIT
from senaudit.audit.audit_file import AuditFile, read_audit
from senaudit.audit.standing import audits_in, may_be_audit, nearest_audit, still_open
from senaudit.cli.building import request_of
from senaudit.cli.report import report, say
from senaudit.cli.usage import misuse
from senaudit.files.output import write_together
from senaudit.problems import FileError, Problem
from senaudit.recipe.request import Kind, Request
from senaudit.school.names import find_school


def audits_here(typed: Path | None) -> list[Path]:
    """Return the folders of audits: the one that was typed, the one you are in, or those of your school; or none.

    Raises UsageError if the one that was typed is no folder.
    """
    if typed is not None and not typed.is_dir():
        raise misuse("audit-folder-missing", f"there is no folder “{typed}”", "name the folder of an audit")
    if typed is not None:
        return [typed] if may_be_audit(typed) else audits_in(typed)
    here = Path.cwd()
    if (above := nearest_audit(here)) is not None:
        return [_from(here, above)]
    starts = filter(None, dict.fromkeys((here, find_school(here))))
    return [_from(here, each) for each in next(filter(None, map(audits_in, starts)), [])]


def audit_here(command: str, quiet: bool, typed: Path | None = None) -> Path | None:
    """Return the folder of the audit that was typed, or that you are in, or of the last in your school’s folder.

    The last one is that which no other follows. It is said which audit was taken. Returns None if there is none. Raises
    UsageError if there are several; its help has the `command` with one of them.
    """
    found = audits_here(typed)
    if len(found) > 1:
        found = still_open(found)
    if len(found) > 1:
        hint = f"name its folder, as in: senaudit {command} {found[-1]}"
        raise misuse("several-audits", f"there are several audits here: {', '.join(map(str, found))}", hint)
    if found and not quiet and found[0] != typed and nearest_audit(Path.cwd()) is None:
        say(f"The audit in {found[0]} is taken", err=True)
    return found[0] if found else None


def _from(here: Path, folder: Path) -> Path:
    """Return a folder as it is called from `here`: by its name if it is in there, or else by its whole path."""
    return folder.relative_to(here) if folder.is_relative_to(here) else folder


def file_in(folder: Path) -> AuditFile | None:
    """Return the audit.yaml in a folder; None if there is none. Raises SenauditError and FileError as `read_audit`."""
    return read_audit(folder) if (folder / AUDIT).exists() else None


def find_sources(params: dict[str, Any], folder: Path, file: AuditFile | None) -> None:
    """Fill in the folders to read that were not typed: those of the audit, or the school that the folder is in.

    So is the language, which is that of the audit.
    """
    params["language"] = params.get("language") or (file.audit.language if file else None)
    for name in ("school", "content", "templates", "fonts"):
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
