"""The options of the command line. Each is defined once and added to the commands where it makes sense."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
from click.shell_completion import CompletionItem

from senaudit.cli.report import FORMATS, set_format, set_quiet
from senaudit.files.shipped import shipped
from senaudit.recipe.request import FONTS, PAPERS, TEXT_SIZES

Command = TypeVar("Command", bound=Callable[..., Any])

_PAPERS = click.Choice(PAPERS, case_sensitive=False)
_TEXT_SIZES = click.Choice([str(size) for size in TEXT_SIZES])
_FONTS = click.Choice(FONTS)
FOLDER = click.Path(path_type=Path)


def _complete_chapter(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the ids of chapters, which are their file names, for completion; those in the school's folder too."""
    folders = [Path(context.params.get("content") or shipped("content")), Path(context.params.get("school") or ".")]
    ids = sorted({path.stem for folder in folders for path in (folder / "chapters").glob("*.yaml")})
    return [CompletionItem(name) for name in ids if name.startswith(incomplete)]


def combined(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """Return a decorator that adds the options to a command, in that order."""

    def add(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return add


selection = combined(
    click.option(
        "--chapter", "chapters", multiple=True, metavar="CHAPTER", shell_complete=_complete_chapter,
        help="Only this chapter: its id, its number or the start of its name. May be given again.",
    ),
    click.option(
        "--question", "questions", multiple=True, metavar="QUESTION",
        help="Only these questions, such as communication:3,5-7, or a question's id. May be given again.",
    ),
    click.option(
        "--audience", "audiences", multiple=True, metavar="GROUP",
        help="Only the questions that it makes sense to ask this group, such as parents. May be given again.",
    ),
)  # fmt: skip
each_audience = click.option(
    "--each-audience", is_flag=True, help="One file for each group of people; --output names a folder for them."
)
appearance = combined(
    click.option("--large-print", is_flag=True, help="14 point type, one and a half spacing."),
    click.option("--text-size", type=_TEXT_SIZES, help="Large print at this size, in points."),
    click.option("--paper", type=_PAPERS, metavar="A3|A4|Letter", help="The paper to print on (A4; a poster A3)."),
    click.option(
        "--font", type=_FONTS, default="auto", show_default=True,
        help="Arial, or Arimo, which is as wide and comes with senaudit; auto is Arial where this computer has it.",
    ),
)  # fmt: skip
content_folder = click.option("--content", type=FOLDER, metavar="FOLDER", help="Read the wording from this folder.")
school = click.option(
    "--school", type=FOLDER, metavar="FOLDER",
    help="Your school's own folder; without this, the one that you are in.",
)  # fmt: skip
sources = combined(
    school,
    content_folder,
    click.option("--templates", type=FOLDER, metavar="FOLDER", help="Look for templates and looks here first."),
)
quiet = click.option("--quiet", is_flag=True, callback=set_quiet, help="Say nothing but what went wrong.")
reporting = combined(
    quiet,
    click.option(
        "--format", type=click.Choice(FORMATS), default="text", show_default=True, expose_value=False,
        callback=set_format,
        help="How to tell what is wrong: to a person, or on standard output as JSON or as GitHub's annotations.",
    ),
)  # fmt: skip
making = combined(
    click.option("--open", "show", is_flag=True, help="Open the result when it is made."),
    # There is no cache any more. The old option is still accepted, so that old scripts go on working.
    click.option("--no-cache", is_flag=True, hidden=True, expose_value=False, help="Of no effect: nothing is kept."),
    reporting,
)
output_file = click.option(
    "--output", type=click.Path(path_type=Path, allow_dash=True), metavar="FILE",
    help="Where to write it; - is standard output.",
)  # fmt: skip
many_schools = combined(
    click.option(
        "--schools", type=FOLDER, metavar="FILE",
        help="A table of schools, CSV or XLSX, whose columns are the fields of school.yaml.",
    ),
    click.option(
        "--into", "packs_folder", type=FOLDER, metavar="FOLDER",
        help="Where to put a folder for each of these schools.",
    ),
    click.option(
        "--jobs", type=click.IntRange(min=1), metavar="N",
        help="How many packs to make at the same time; without this, as many as this computer has cores.",
    ),
    click.option(
        "--scheduler", metavar="ADDRESS",
        help="Have a Dask cluster make these packs: its scheduler's address, such as tcp://10.0.0.5:8786.",
    ),
    click.option(
        "--column", "columns", multiple=True, metavar='FIELD="HEAD"',
        help='Which column of the table is which field, if it is called otherwise: name="School". May be given again.',
    ),
    click.option("--all", "everything", is_flag=True, help="Make the packs of these schools that are up to date too."),
)  # fmt: skip
ONCE_ONLY = ("schools", "packs_folder", "jobs", "scheduler", "everything", "columns")
"""Parameters that `senaudit watch` does not have."""
with_sheets = click.option("--with-sheets", is_flag=True, help="Set each chapter's audit sheets after it.")
