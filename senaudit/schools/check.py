"""Find all problems of a table of schools, and of its schools, without writing a file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from senaudit.problems import Problem, SenauditError
from senaudit.recipe.check import check
from senaudit.recipe.request import Appearance, Request, Sources, pack_of
from senaudit.schools.batch import Order
from senaudit.schools.manifest import shared_key
from senaudit.schools.pack_folders import packs_of
from senaudit.schools.row import SchoolRow
from senaudit.schools.table import read_table


def checking_order(
    sources: Sources, table: Path, columns: Mapping[str, str]
) -> tuple[Order, tuple[SchoolRow, ...], list[Problem]]:
    """Return what to make of each row to find its problems, the rows, and the problems found so far.

    What is made are the documents of a pack in each look. `columns` are the heads that the user named for columns.
    Raises SenauditError if the table, or the content that all schools share, has mistakes because of which no row can
    be checked; the problems of both are told. Raises FileError if a file cannot be read.
    """
    problems: list[Problem] = []
    rows: tuple[SchoolRow, ...] = ()
    errors = []
    try:
        _, rows, warnings = read_table(table, columns)
        problems += warnings
    except SenauditError as error:
        errors.append(error)
    try:
        problems += check(sources)
    except SenauditError as error:
        errors.append(error)
    if errors:
        worst = max(errors, key=lambda error: error.exit_status)
        raise type(worst)([*(problem for error in errors for problem in error.problems), *problems])
    try:
        packs_of(rows)
    except SenauditError as error:
        problems += error.problems
    looks = map(Appearance, (False, True))
    guides = (Request("guide", sources=sources, appearance=look, with_sheets=True) for look in looks)
    requests = tuple(request for guide in guides for request in pack_of(guide))
    return Order(requests, table.parent, shared_key(requests)), rows, problems
