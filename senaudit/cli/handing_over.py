"""`senaudit status` and `senaudit handover`: where an audit stands, and all of it for whoever takes over."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from senaudit.audit.dates import today_of
from senaudit.audit.handover import handover
from senaudit.audit.signs import signs_for, signs_warning
from senaudit.audit.standing import audits_in, newest, standing_of
from senaudit.cli import options
from senaudit.cli.advice import set_place_option
from senaudit.cli.audit_folder import file_in, find_sources, requests_for, write_made
from senaudit.cli.building import progress_bar, say_made
from senaudit.cli.group import Command
from senaudit.cli.report import report, say
from senaudit.cli.status_lines import lines_of
from senaudit.cli.usage import misuse
from senaudit.files.output import check_files
from senaudit.problems import Problem
from senaudit.recipe.reading import read_contents
from senaudit.recipe.request import file_name, request_for
from senaudit.recipe.steps import build
from senaudit.school.names import find_school

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
    folders = _audits(folder)
    standings = []
    for each in folders:
        file, own = file_in(each), dict(params)
        find_sources(own, each, file)
        request = request_for("sheets", **own)
        guide = read_contents([request])[0]
        report(file.warnings if file else ())
        standings.append((standing_of(each, guide, file), guide, today_of(request.date)))
    last = newest(standing for standing, _, _ in standings)
    standing, guide, today = next(each for each in standings if each[0] is last)
    for line in lines_of(standing, guide, today):
        say(line)
    others = [str(each) for each in folders if each != standing.folder]
    if others:
        say(f"Other audits: {', '.join(others)}; senaudit status {others[-1]}")


@click.command("handover", cls=Command)
@_FOLDER
@options.combined(options.file_formats, options.appearance, options.one_sided, options.sources, options.reporting)
def hand_over(folder: Path | None, quiet: bool, **params: Any) -> None:
    """Make handover.pdf, for whoever takes over the audit.

    It says what was asked and of whom, what is due and when, where the files are, what is planned, and what people
    said.

    \b
    Example:
      senaudit handover audit-2026
    """
    set_place_option("")
    folder = _one_audit(folder)
    file = file_in(folder)
    find_sources(params, folder, file)
    requests = requests_for("handover", params)
    files = [folder / file_name(request) for request in requests]
    check_files(*files)
    guides = read_contents(requests)
    problems: list[Problem] = [*(file.warnings if file else ())]
    documents = []
    for request, guide in zip(requests, guides, strict=True):
        standing = standing_of(folder, guide, file)
        signs = signs_for(request, guide, standing.returns)
        values = {"handover": handover(standing, guide, today_of(request.date), signs=signs)}
        documents.append(build(request, progress_bar(quiet), guide, values))
        warning = signs_warning(signs, request.format)
        problems += [*documents[-1].warnings, *([warning] if warning else [])]
    write_made({path: document.data for path, document in zip(files, documents, strict=True)}, problems)
    for path, document in zip(files, documents, strict=True):
        say_made(path, document.page_count, quiet)


def _audits(typed: Path | None) -> list[Path]:
    """Return the folders of audits: the one that was typed, the one you are in, or those of your school.

    Raises UsageError if there is none.
    """
    if typed is not None and not typed.is_dir():
        raise misuse("audit-folder-missing", f"there is no folder “{typed}”", "name the folder of an audit")
    here = Path.cwd()
    above = (each for each in (here, *here.parents) if audits_in(each) == [each])
    starts = [typed] if typed is not None else [next(above, None), here, find_school(here)]
    for start in starts:
        if start is not None and (found := audits_in(start)):
            return [Path(os.path.relpath(each)) for each in found]
    where = f"“{typed}”" if typed is not None else "this folder"
    hint = 'begin one: senaudit audit "Autumn 2026"; or go to the folder of your school'
    raise misuse("audit-folder-missing", f"there is no audit in {where}", hint)


def _one_audit(typed: Path | None) -> Path:
    """Return the folder of the audit that was typed or that you are in. Raises UsageError if it can be several."""
    found = _audits(typed)
    if len(found) > 1:
        hint = f"name its folder, as in: senaudit handover {found[-1]}"
        raise misuse("several-audits", f"there are several audits here: {', '.join(map(str, found))}", hint)
    return found[0]
