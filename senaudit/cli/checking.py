"""`senaudit check` and `doctor`: the problems, and the computer that they appear on."""

from __future__ import annotations

from pathlib import Path

import click

from senaudit.cli import options
from senaudit.cli.group import Command
from senaudit.cli.report import report, say
from senaudit.cli.usage import misuse
from senaudit.problems import visible
from senaudit.recipe.check import check
from senaudit.recipe.request import Sources, need_language
from senaudit.recipe.sources import need_folders
from senaudit.school.actions import school_folder


@click.command("check", cls=Command)
@options.of_what("--language", metavar="TAG", help="Check the translation into this language, such as pl for Polish.")
@options.sources
@options.schools
@options.columns
@options.reporting
@click.option("--strict", is_flag=True, help="Let a warning fail the check, as a mistake does.")
def check_content(
    language: str | None,
    content: Path | None,
    templates: Path | None,
    fonts: Path | None,
    school: Path | None,
    schools: Path | None,
    columns: tuple[str, ...],
    quiet: bool,
    strict: bool,
) -> None:
    """Say what is wrong with content and templates, or with a table of schools; make no file.

    \b
    Example:
      senaudit check --content my-wording
    """
    need_folders(content, templates, fonts)
    if schools is None and columns:
        message = "--column is for a table of schools, and there is none"
        raise misuse("schools-missing", message, "add it, as in --schools schools.csv")
    if schools is not None and language is not None:
        message = "a table of schools has their languages in a column “language”"
        raise misuse("options-conflict", message, "leave out --language")
    if schools is not None and school is not None:
        message = "a table of schools has their folders in a column “folder”"
        raise misuse("options-conflict", message, "leave out --school")
    if schools is None:
        sources = Sources(content, school_folder(school), templates, fonts)
        found, status = list(check(sources, need_language(language) if language else None)), 0
    else:
        from senaudit.cli.packing import check_schools

        found, status = check_schools(Sources(content, None, templates, fonts), schools, columns, quiet)
    warnings = [problem for problem in found if not problem.note]
    if status or (warnings and strict):
        report(found, failed=True)
        click.get_current_context().exit(status or 1)
    report(found)
    if not (warnings or quiet):
        say("Everything is in order.", err=True)


@click.command("doctor", cls=Command)
@options.school
def run_doctor(school: Path | None) -> None:
    """Print what whoever helps you will ask for: versions, fonts, folders, encodings.

    \b
    Example:
      senaudit doctor
    """
    from senaudit.cli.doctor import findings  # it imports a good part of the standard library

    for name, value in findings(school):
        say(f"{name}: {visible(value)}")
