"""`senaudit list`: the chapters and questions, for people or for a program."""

from __future__ import annotations

from pathlib import Path

import click

from senaudit.cli import options
from senaudit.cli.group import Command
from senaudit.cli.help import option
from senaudit.cli.report import say
from senaudit.recipe.listing import as_data, lines
from senaudit.recipe.reading import read_content, unused_supplement
from senaudit.recipe.request import request_for
from senaudit.recipe.sources import need_folders
from senaudit.school.actions import school_folder


@click.command("list", cls=Command)
@options.selection
@options.school
@options.content_folder
@option("--json", "as_json", is_flag=True, help="Print the list as data, for a program.")
def list_questions(
    chapters: tuple[str, ...],
    questions: tuple[str, ...],
    audiences: tuple[str, ...],
    school: Path | None,
    content: Path | None,
    as_json: bool,
) -> None:
    """Print the chapters and questions, with their numbers and ids, and whom to ask.

    The groups of people stand after a question, in brackets; a question without them is for everybody. The questions
    of the supplement that are not in use stand at the end.

    \b
    Example:
      senaudit list --chapter support --audience parents
    """
    need_folders(content)
    request = request_for(
        "sheets",
        chapters=chapters,
        questions=questions,
        audiences=audiences,
        content=content,
        school=school_folder(school),
    )
    guide = read_content(request)
    selects = bool(chapters or questions or audiences)
    unused = () if selects else unused_supplement(request.sources, guide)
    if as_json:
        import json  # slow to import, and needed for --json only

        say(json.dumps(as_data(guide, unused), indent=2, ensure_ascii=False))
        return
    for line in lines(guide, not (questions or audiences), unused):
        say(line)
