"""`senaudit plan`: what is to be done about what people said, as a file to edit, and as documents made from it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any

import click

from senaudit.audit.audit import KEPT_RETURNS, PLAN
from senaudit.audit.audit_file import warnings_of
from senaudit.audit.dates import today_of
from senaudit.audit.kept_returns import kept_returns
from senaudit.audit.plan import Plan
from senaudit.audit.plan_entries import extended
from senaudit.audit.plan_file import PlanFile, plan_of
from senaudit.audit.planned import ORDERS, PrintedPlan, Signs, printed_plan
from senaudit.audit.signs import signs_for
from senaudit.cli import options
from senaudit.cli.advice import set_place_option
from senaudit.cli.audit_folder import audit_here, file_in, find_sources, requests_for, write_made
from senaudit.cli.building import progress_bar, say_made
from senaudit.cli.group import Command
from senaudit.cli.options import of_what
from senaudit.cli.report import say
from senaudit.cli.usage import misuse
from senaudit.content.model import Guide
from senaudit.files.output import check_files, write_together
from senaudit.files.reading import is_file
from senaudit.problems import Problem
from senaudit.recipe.reading import read_contents
from senaudit.recipe.request import Request, file_name
from senaudit.recipe.steps import Document, build
from senaudit.school.reading import source_bytes

_ORDERS = options.Choice(ORDERS)


@click.command("plan", cls=Command)
@click.argument("folder", required=False, type=options.FOLDER, metavar="[FOLDER]")
@options.combined(
    of_what(
        "--order", type=_ORDERS, metavar=_ORDERS.metavar, default="date", show_default=True,
        help="In which order the plan is printed.",
    ),
    of_what("--overdue", "only_overdue", is_flag=True, help="Print only what should have been done before today."),
    of_what("--joined", is_flag=True, help="Put one new entry a question into plan.yaml, and not one an answer."),
    of_what("--ics", is_flag=True, help="Make plan.ics too: the days of the plan, for a calendar."),
    of_what("--xlsx", is_flag=True, help="Make plan.xlsx too: the plan as a table, to sort and filter."),
    options.language, options.file_formats, options.appearance, options.one_sided, options.sources, options.reporting,
)  # fmt: skip
def plan(folder: Path | None, quiet: bool, **params: Any) -> None:
    """Plan what is to be done about what people said: who does it, and by when.

    It puts an entry for each point for action into plan.yaml, in the audit's folder, for you to word. What you write
    there stays as it is, and later only what is new is added. From that file it makes plan.pdf.

    \b
    Example:
      senaudit plan audit-2026
    """
    set_place_option("")
    folder = _folder(folder, quiet)
    order, only_overdue, joined = (params.pop(name) for name in ("order", "only_overdue", "joined"))
    extras = [ending for ending in ("ics", "xlsx") if params.pop(ending)]
    file = file_in(folder)
    find_sources(params, folder, file)
    requests = requests_for("plan", params)
    part = ("overdue",) if only_overdue else ()
    paths = [folder / file_name(request, part) for request in requests]
    path, more = folder / PLAN, [folder / f"{'-'.join(['plan', *part])}.{ending}" for ending in extras]
    check_files(path, *paths, *more)
    guides = read_contents(requests)
    found, problems = _brought_up_to_date(folder, path, guides[0], joined, quiet)
    today = today_of(requests[0].date)
    printed = [
        printed_plan(found.plan, guide, today, order, only_overdue, _signs(request, guide, found.plan))
        for request, guide in zip(requests, guides, strict=True)
    ]
    documents = [
        build(request, progress_bar(quiet), guide, {"plan": one, "audit_name": file and file.audit.name})
        for request, guide, one in zip(requests, guides, printed, strict=True)
    ]
    files = {each: document.data for each, document in zip(paths, documents, strict=True)}
    for place in more:
        problems += _extra(place, files, printed[0], guides[0])
    write_made(
        files,
        [
            *warnings_of(file, guides[0]),
            *problems,
            *(warning for document in documents for warning in document.warnings),
        ],
    )
    _say_all(files, documents, printed[0], quiet)


def _folder(typed: Path | None, quiet: bool) -> Path:
    """Return the audit's folder: the one that was typed, or the one that you are in. Raises UsageError."""
    found = audit_here("plan", quiet, typed) or typed
    if found is None:
        hint = "go to the folder of the audit, or name it: senaudit plan audit-2026"
        raise misuse("audit-folder-missing", "nothing says which audit this plan is for", hint)
    if not any((found / name).is_file() for name in (KEPT_RETURNS, PLAN)):
        hint = "put together what came back first: senaudit collate"
        raise misuse("nothing-to-plan", f"“{found}” has no answers to plan from, and no {PLAN}", hint)
    return found


def _brought_up_to_date(
    folder: Path, path: Path, guide: Guide, joined: bool, quiet: bool
) -> tuple[PlanFile, list[Problem]]:
    """Return the plan with an entry for each point for action, and the warnings. New entries are written at once."""
    returns = kept_returns(folder)
    data = source_bytes(path) if is_file(path) else b""
    new = extended(data, path, guide, returns, joined)
    if new.data != data:
        for error in write_together({path: new.data}).values():
            raise error
        if not quiet:
            say(f"{path}: {new.added} new {'entry' if new.added == 1 else 'entries'}", err=True)
    found = plan_of(new.data, path, guide, returns)
    return found, [*new.warnings, *found.warnings]


def _signs(request: Request, guide: Guide, plan: Plan) -> Signs:
    """Return what makes the words of questions that the guide no longer has such as the edition can print."""
    return signs_for(request, guide, (), " ".join(plan.gone.values())) if plan.gone else str


def _extra(path: Path, files: dict[Path, bytes], printed: PrintedPlan, guide: Guide) -> Iterator[Problem]:
    """Add the calendar or the workbook to the files, or yield the problem that there is nothing to put into it."""
    if path.suffix == ".xlsx":
        from senaudit.audit.plan_table import plan_table  # slow to import

        files[path] = plan_table(printed, guide)
        return
    from senaudit.audit.calendar_file import calendar  # slow to import

    actions = [each for group in printed.groups for each in group.actions]
    data = calendar(actions, guide, path.absolute().parent.name, printed.today)
    if data is not None:
        files[path] = data
        return
    hint = "write into plan.yaml by when something is to be done: by: 3/9/2026"
    yield Problem("calendar-empty", None, "no calendar was made: nothing here has a day", hint, warning=True)


def _say_all(files: dict[Path, bytes], documents: list[Document], printed: PrintedPlan, quiet: bool) -> None:
    pages = [document.page_count for document in documents]
    for path, page_count in zip_longest(files, pages):
        say_made(path, page_count, quiet)
    if printed.overdue and not quiet:
        verb = "action is" if printed.overdue == 1 else "actions are"
        which = "" if printed.only_overdue else ": senaudit plan --overdue"
        say(f"{printed.overdue} {verb} overdue{which}", err=True)
