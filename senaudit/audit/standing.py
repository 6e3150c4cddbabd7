"""Where an audit stands: what came back, how far the plan is, and what is overdue."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import NamedTuple

from senaudit.audit.audit import AUDIT, KEPT_RETURNS, PLAN, RETURNS, Audit
from senaudit.audit.audit_file import AuditFile, read_audit
from senaudit.audit.found_files import Found, find_files
from senaudit.audit.kept_returns import kept_returns
from senaudit.audit.plan import Plan, PlannedAction
from senaudit.audit.plan_file import is_overdue, read_plan
from senaudit.audit.reading import read_apart
from senaudit.audit.returns import Return
from senaudit.content.model import Guide
from senaudit.files.reading import is_file
from senaudit.layout.inline import plain
from senaudit.problems import SenauditError


class Standing(NamedTuple):
    """An audit as far as it is. `new_files` are how many files in its folder of returns have not been read yet. A
    table that nobody has typed into is none of them.

    An audit without audit.yaml has no `audit`: only what came back was put together there.
    """

    folder: Path
    audit: Audit | None
    returns: tuple[Return, ...]
    new_files: int
    plan: Plan
    has_plan: bool

    @property
    def name(self) -> str:
        """The name of the audit, or else of its folder."""
        return plain(self.audit.name) if self.audit else self.folder.absolute().name

    def overdue(self, today: date) -> list[PlannedAction]:
        """Return the actions that should have been done, or looked at again, before today."""
        return [each for each in self.plan.actions if is_overdue(each, today)]


def audits_in(folder: Path) -> list[Path]:
    """Return the folders of audits: the folder itself, or else those in it, sorted by name."""
    if _is_audit(folder):
        return [folder]
    return sorted(each for each in folder.iterdir() if each.is_dir() and _is_audit(each))


def nearest_audit(start: Path) -> Path | None:
    """Return the nearest folder of an audit, from `start` upwards; None if there is none."""
    return next((each for each in (start, *start.parents) if may_be_audit(each)), None)


def may_be_audit(folder: Path) -> bool:
    """Return whether a folder has an audit, or what is left of one: all but the plan may have been deleted.

    A folder called audit.yaml, or a link to nothing, counts too: it may be a mistake, and must not be passed over.
    """
    return _is_audit(folder) or is_file(folder / PLAN) or os.path.lexists(folder / AUDIT)


def still_open(folders: Iterable[Path]) -> list[Path]:
    """Return those of the audits that none of the others follows, by `since` in its audit.yaml."""
    folders = list(folders)
    followed = set()
    for each in folders:
        with suppress(SenauditError):  # what is wrong with an audit is told when it is the one that is taken
            since = read_audit(each).audit.since if is_file(each / AUDIT) else None
            followed.add(since and since.resolve())
    return [each for each in folders if each.resolve() not in followed]


def _is_audit(folder: Path) -> bool:
    return any(is_file(folder / name) for name in (AUDIT, KEPT_RETURNS))


def standing_of(folder: Path, guide: Guide, file: AuditFile | None = None) -> Standing:
    """Return where the audit in a folder stands. `file` is its audit.yaml, if that has been read already.

    Raises SenauditError for mistakes in its files, and FileError for one that cannot be read.
    """
    if file is None and is_file(folder / AUDIT):
        file = read_audit(folder)
    returns = kept_returns(folder, guide.audiences)
    found, _ = find_files([folder / RETURNS] if (folder / RETURNS).is_dir() else [])
    read = {each.digest for each in returns} | {copy.digest for each in returns for copy in each.copies}
    unread = [each for each in found if each.digest not in read]
    new = len(unread) - _empty_tables(unread)
    plan = read_plan(folder, guide, returns).plan
    return Standing(folder, file.audit if file else None, returns, new, plan, is_file(folder / PLAN))


def _empty_tables(found: Iterable[Found]) -> int:
    """Return how many of the files are tables to type sheets into, which nobody has typed into yet."""
    tables = read_apart([each for each in found if each.path.suffix.lower() in (".xlsx", ".csv")])
    return sum([problem.kind for problem in each.problems] == ["empty-table"] for each in tables)


def newest(standings: Iterable[Standing]) -> Standing:
    """Return the audit that began last. Of several that began on one day, or on none, the last by its folder's name."""
    return max(standings, key=lambda each: ((each.audit and each.audit.started) or date.min, each.folder.name))


def words_of(action: PlannedAction) -> str:
    """Return what is to be done, without marks; the action's id, if nobody has worded it."""
    return plain(action.what) if action.what else action.id
