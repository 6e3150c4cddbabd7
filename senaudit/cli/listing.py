"""`senaudit list`: the chapters and questions, for people or for a program."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from senaudit.cli import options
from senaudit.cli.group import Command
from senaudit.cli.help import option
from senaudit.cli.report import say
from senaudit.recipe.reading import read_content
from senaudit.recipe.request import request_for
from senaudit.recipe.sources import need_folders
from senaudit.school.actions import school_folder

if TYPE_CHECKING:
    from senaudit.content.model import Chapter, Guide, Question


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

    The groups of people stand after a question, in brackets; a question without them is for everybody.

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
    if as_json:
        import json  # slow to import, and needed for --json only

        say(json.dumps(_as_data(guide), indent=2, ensure_ascii=False))
        return
    for chapter in guide.chapters:
        for line in _lines(chapter, with_left_out=not (questions or audiences)):
            say(line)
    say(f"Groups of people: {', '.join(guide.audiences)}")


def _lines(chapter: Chapter, with_left_out: bool) -> Iterator[str]:
    """Yield a line for the chapter and one for each of its questions."""
    yield f"{chapter.number}  {chapter.id}: {chapter.title}"
    width = max(len(question.id) for question in chapter.questions)
    for question in chapter.questions:
        groups = f"  [{', '.join(question.audiences)}]" if question.audiences else ""
        yield f"  {question.number:>3}  {question.id:<{width}}  {question.question}{groups}"
    for question in chapter.left_out if with_left_out else ():
        yield f"  {question.number:>3}  {question.id:<{width}}  (left out)"


def _as_data(guide: Guide) -> dict[str, Any]:
    def of(chapter: Chapter, question: Question) -> dict[str, Any]:
        return {
            "name": f"{chapter.id}:{question.id}",
            "id": question.id,
            "number": question.number,
            "question": str(question.question),
            "audiences": list(question.audiences),
        }

    chapters = [
        {
            "id": chapter.id,
            "number": chapter.number,
            "title": str(chapter.title),
            "questions": [of(chapter, question) for question in chapter.questions],
            "left_out": [of(chapter, question) for question in chapter.left_out],
        }
        for chapter in guide.chapters
    ]
    return {"chapters": chapters, "audiences": {name: str(words) for name, words in guide.audiences.items()}}
