"""`senaudit translate` and `senaudit languages`: the words of another language."""

from __future__ import annotations

from pathlib import Path

import click

from senaudit.cli import options
from senaudit.cli.advice import set_place_option
from senaudit.cli.group import Command
from senaudit.cli.report import report, say, shown_path
from senaudit.content.catalogue import Counts
from senaudit.files.output import make_folder, write
from senaudit.languages import language_of
from senaudit.problems import Problem, UsageError
from senaudit.recipe.request import Sources, need_language
from senaudit.recipe.sources import need_folders
from senaudit.recipe.translating import states, translate
from senaudit.school.actions import school_folder


@click.command("translate", cls=Command)
@click.argument("language", metavar="LANGUAGE")
@options.content_folder
@options.school
@options.quiet
def write_catalogue(language: str, content: Path | None, school: Path | None, quiet: bool) -> None:
    """Write or update the file in which a translator gives the words of a language.

    It is languages/pl.po for Polish (pl), in your school's folder; or in a folder of content, named with --content. It
    opens in Poedit and Weblate. Run again, it has the texts that are there now. What has been translated stays; where
    a text has changed, its translation is marked as fuzzy.

    \b
    Example:
      senaudit translate pl
    """
    set_place_option("")
    need_folders(content)
    own = school_folder(school)
    if own is None and content is None:
        hint = "go to your school’s folder, name it with --school, or name a folder of content with --content"
        raise UsageError([Problem("nowhere-to-translate", None, "this is not inside a school’s folder", hint)])
    root = own or content
    written = translate(Sources(content, own), need_language(language))
    make_folder(written.path.parent, root)
    write(written.path, written.data, root)
    if not quiet:
        state = _state(written.counts)
        say(f"{shown_path(written.path)}: {'made' if written.is_new else 'updated'}, {state}", err=True)


@click.command("languages", cls=Command)
@options.content_folder
@options.school
@options.reporting
def say_languages(content: Path | None, school: Path | None, quiet: bool) -> None:
    """Say how far the translation into each language is, and what is wrong with it.

    \b
    Example:
      senaudit languages
    """
    need_folders(content)
    faults: list[Problem] = []
    count = 0
    for state in states(Sources(content, school_folder(school))):
        count += 1
        faults += state.faults
        errors = sum(not problem.warning for problem in state.faults)
        wrong = f", {errors} {'fault' if errors == 1 else 'faults'}" if errors else ""
        say(f"{language_of(state.language).name} ({state.language}): {_state(state.counts)}{wrong}")
    if not count and not quiet:
        say("There is no translation yet. To begin one into Polish: senaudit translate pl", err=True)
    failed = any(not problem.warning for problem in faults)
    report(faults, failed=failed)
    if failed:
        click.get_current_context().exit(1)


def _state(counts: Counts) -> str:
    """Return how far a translation is, in words."""
    fuzzy = f", {counts.fuzzy:,} fuzzy" if counts.fuzzy else ""
    return f"{counts.translated:,} of {counts.total:,} texts translated ({counts.percent} %){fuzzy}"
