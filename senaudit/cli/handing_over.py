"""`senaudit status` and `senaudit handover`: where an audit stands, and all of it for whoever takes over."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from senaudit.audit.audit_file import warnings_of
from senaudit.audit.dates import today_of
from senaudit.audit.handover import handover
from senaudit.audit.signs import signs_for, signs_warning
from senaudit.audit.standing import newest, standing_of
from senaudit.cli import options
from senaudit.cli.advice import set_place_option
from senaudit.cli.audit_folder import audit_here, audits_here, file_in, find_sources, requests_for, write_made
from senaudit.cli.building import progress_bar, say_made
from senaudit.cli.group import Command
from senaudit.cli.report import report, say
from senaudit.cli.status_lines import lines_of
from senaudit.cli.usage import misuse
from senaudit.files.output import check_files
from senaudit.problems import Problem, UsageError
from senaudit.recipe.reading import read_contents
from senaudit.recipe.request import file_name, request_for
from senaudit.recipe.steps import build

_FOLDER = click.argument("folder", required=False, type=options.FOLDER, metavar="[FOLDER]")


@click.command("status", cls=Command)
@_FOLDER
@options.sources
def show_status(folder: Path | None, **params: Any) -> None:
    """Say where the audit stands, what is overdue, and what comes next, in five lines.

    In a school's folder, it is the audit that began last. FOLDER names another one.

    \b
    Example:
      senaudit status
    """
    folders = audits_here(folder)
    if not folders:
        raise _no_audit(folder)
    standings = []
    for each in folders:
        file, own = file_in(each), dict(params)
        find_sources(own, each, file)
        request = request_for("sheets", **own)
        guide = read_contents([request])[0]
        standings.append((standing_of(each, guide, file), guide, today_of(request.date), warnings_of(file, guide)))
    last = newest(each[0] for each in standings)
    standing, guide, today, warnings = next(each for each in standings if each[0] is last)
    report(warnings)
    for line in lines_of(standing, guide, today):
        say(line)
    others = [str(each) for each in folders if each != standing.folder]
    if others:
        say(f"Other audits: {', '.join(others)}; senaudit status {others[-1]}")


@click.command("handover", cls=Command)
@_FOLDER
@options.combined(
    options.language, options.file_formats, options.appearance, options.one_sided, options.sources, options.reporting
)
def hand_over(folder: Path | None, quiet: bool, **params: Any) -> None:
    """Make handover.pdf, for whoever takes over the audit.

    It says what was asked and of whom, what is due and when, where the files are, what is planned, and what people
    said.

    \b
    Example:
      senaudit handover audit-2026
    """
    set_place_option("")
    audit = audit_here("handover", quiet, folder)
    if audit is None:
        raise _no_audit(folder)
    folder = audit
    file = file_in(folder)
    find_sources(params, folder, file)
    requests = requests_for("handover", params)
    files = [folder / file_name(request) for request in requests]
    check_files(*files)
    guides = read_contents(requests)
    problems: list[Problem] = [*warnings_of(file, guides[0])]
    documents = []
    for request, guide in zip(requests, guides, strict=True):
        standing = standing_of(folder, guide, file)
        if standing.audit:
            standing = standing._replace(audit=standing.audit.in_language(request.language))
        signs = signs_for(request, guide, standing.returns)
        values = {"handover": handover(standing, guide, today_of(request.date), signs=signs)}
        documents.append(build(request, progress_bar(quiet), guide, values))
        warning = signs_warning(signs, request.format)
        problems += [*documents[-1].warnings, *([warning] if warning else [])]
    write_made({path: document.data for path, document in zip(files, documents, strict=True)}, problems)
    for path, document in zip(files, documents, strict=True):
        say_made(path, document.page_count, quiet)


def _no_audit(typed: Path | None) -> UsageError:
    where = f"“{typed}”" if typed is not None else "this folder"
    hint = 'begin one: senaudit audit "Autumn 2026"; or go to the folder of your school'
    return misuse("audit-folder-missing", f"there is no audit in {where}", hint)
