"""The audit before this one: its name and what people said in it, to be printed beside what they say now."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from senaudit.audit.asked_words import printed
from senaudit.audit.audit import AUDIT, KEPT_RETURNS
from senaudit.audit.audit_file import read_audit
from senaudit.audit.kept_returns import kept_returns
from senaudit.audit.returns import Return
from senaudit.files.reading import is_file
from senaudit.problems import Place, Problem, SenauditError


class Earlier(NamedTuple):
    """An earlier audit: its name, or that of its folder, and its returns."""

    name: str
    returns: tuple[Return, ...]


def earlier_audit(folder: Path) -> Earlier:
    """Return the audit in a folder. Nothing in the folder is changed.

    Raises SenauditError for mistakes in its files and if no answers are kept there, and FileError for a file that
    cannot be read.
    """
    returns = kept_returns(folder)
    if not returns:
        message = f"no answers are kept in this folder: there is no {KEPT_RETURNS} with returns in it"
        raise SenauditError([Problem("no-returns", Place(folder), message, "name the folder of an earlier audit")])
    name = printed(read_audit(folder).audit.name) if is_file(folder / AUDIT) else folder.absolute().name
    return Earlier(name, returns)
