"""What the tab key offers for the values of options: chapters, questions, groups of people, and files to copy."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from senaudit.files.shipped import shipped
from senaudit.school.names import find_school


def _chapter(context: click.Context, incomplete: str) -> list[CompletionItem]:
    """Return the ids of chapters."""
    from senaudit.school.quick_names import chapter_ids

    return _last(incomplete, chapter_ids(_folders(context)))


def _question(context: click.Context, incomplete: str) -> list[CompletionItem]:
    """Return the names of questions with their chapters; once letters are typed, also their ids alone."""
    return _last(incomplete, _questions(context, incomplete.rpartition(",")[2]))


def _audience(context: click.Context, incomplete: str) -> list[CompletionItem]:
    """Return the ids of groups of people."""
    from senaudit.school.quick_names import audience_ids

    return _last(incomplete, audience_ids(_folders(context)))


def _piece(context: click.Context, incomplete: str) -> list[CompletionItem]:
    """Return the names of files, chapters, terms, templates, looks and questions."""
    from senaudit.school.quick_names import file_names, supplement_names

    folders = _folders(context)
    files = file_names(folders[0], shipped("templates"))
    return _last(incomplete, [*files, *_questions(context, incomplete), *supplement_names(folders)])


def _language(context: click.Context, incomplete: str) -> list[CompletionItem]:
    """Return the languages that there is a translation into."""
    from senaudit.school.names import languages_of

    return _last(incomplete, languages_of(*_folders(context)))


def _command(context: click.Context, incomplete: str) -> list[CompletionItem]:
    """Return the commands that can follow the words after `senaudit help`."""
    group: click.Command | None = context.find_root().command
    for word in context.params.get("words") or ():
        group = group.get_command(context, word) if isinstance(group, click.Group) else None
    names = group.list_commands(context) if isinstance(group, click.Group) else []
    return _last(incomplete, names)


def _folders(context: click.Context) -> list[Path]:
    """Return the folder of content, and the school's own folder if there is one."""
    content = Path(context.params.get("content") or shipped("content"))
    school = context.params.get("school") or find_school(Path.cwd())
    return [content, *([Path(school)] if school else [])]


def _questions(context: click.Context, typed: str) -> list[str]:
    from senaudit.school.quick_names import question_names

    names = question_names(_folders(context))
    ids = [name.partition(":")[2] for name in names]
    alone = [name for name in ids if ids.count(name) == 1]
    return [*names, *(alone if typed and ":" not in typed else ())]


def _last(incomplete: str, names: Iterable[str]) -> list[CompletionItem]:
    """Return the names that begin with what stands after the last comma, each after what stands before it."""
    before, comma, typed = incomplete.rpartition(",")
    chosen = dict.fromkeys(name for name in names if name.startswith(typed.lower()))
    return [CompletionItem(f"{before}{comma}{name}") for name in chosen]


OFFERS: dict[str, Callable[[click.Context, str], list[CompletionItem]]] = {
    "chapter": _chapter,
    "question": _question,
    "audience": _audience,
    "piece": _piece,
    "language": _language,
    "command": _command,
}
"""What is offered, by what is asked for. A function gets what was typed so far."""
