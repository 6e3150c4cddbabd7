"""`senaudit list` and `senaudit check`: what there is, and what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import click

from senaudit.build import Choices, check, read_content
from senaudit.cli import options
from senaudit.cli.group import need_folders


@click.command("list")
@options.content_folder
def list_questions(content: Path | None) -> None:
    """Print the chapters and questions, with their numbers and ids.

    \b
    Example:
      senaudit list
    """
    for chapter in read_content(Choices("guide", content=content)).chapters:
        click.echo(f"{chapter.number}  {chapter.id}: {chapter.title}")
        width = max(len(question.id) for question in chapter.questions)
        for question in chapter.questions:
            click.echo(f"   {question.number:>2}  {question.id:<{width}}  {question.question}")


@click.command("check")
@options.sources
@click.option("--quiet", is_flag=True, help="Say nothing but what is wrong.")
def check_content(content: Path | None, templates: Path | None, quiet: bool) -> None:
    """Say what is wrong with content and templates; make no file.

    \b
    Example:
      senaudit check --content my-wording
    """
    need_folders(content, templates)
    check(Choices("guide", content=content, templates=templates))
    if not quiet:
        click.echo("Everything is in order.", err=True)
