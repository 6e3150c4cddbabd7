"""`senaudit audit`: begin an audit, and make what is sent out."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from senaudit.audit.audit import AUDIT, TO_SEND, Audit
from senaudit.audit.audit_file import DAYS, AuditFile, audit_of, find_audit, read_audit, selection_of
from senaudit.audit.dates import in_words, read_day
from senaudit.audit.made_files import make_anew, with_list
from senaudit.audit.new_audit import README, audit_yaml, readme
from senaudit.audit.to_send import Part, files_to_send, parts_to_send
from senaudit.cli import options
from senaudit.cli.audit_folder import file_in
from senaudit.cli.building import progress_bar
from senaudit.cli.group import Command
from senaudit.cli.options import of_what
from senaudit.cli.report import report, say, shown_path
from senaudit.cli.usage import misuse
from senaudit.content.model import Guide
from senaudit.content.select import Selection, select, words_of
from senaudit.files.output import make_new_folder
from senaudit.files.paths import folder_name
from senaudit.problems import Problem, SenauditError, UsageError
from senaudit.recipe.reading import read_guide
from senaudit.recipe.request import Sources, need_language
from senaudit.recipe.sources import need_folders
from senaudit.school.actions import school_folder
from senaudit.school.names import SCHOOL_FOLDERS


def _day(context: click.Context, parameter: click.Parameter, words: str | None) -> str | None:
    """Return the words of a day. Raises UsageError if they are none, or can be read in two ways."""
    found = read_day(words) if words is not None else None
    if isinstance(found, Problem):
        raise misuse(found.kind, f"{parameter.opts[-1]}: {found.message}", found.hint)
    return words


@click.command("audit", cls=Command)
@click.argument("name", required=False, metavar="[NAME]")
@options.selection
@options.combined(
    options.language,
    of_what(
        "--also-in", multiple=True, metavar="TAG", shell_complete=options.completion_of("language"),
        help="Make all that is sent in this language too, in a folder of its own. A comma separates several: ur,pl.",
    ),
    of_what("--why", metavar="WORDS", help="Why you ask, in a sentence or two. The letter says it."),
    of_what("--return-by", metavar="DAY", callback=_day, help="By when the sheets are to come back: 3 September 2026."),
    of_what("--review", metavar="DAY", callback=_day, help="When you will look at the results again."),
    of_what("--kept", metavar="DAY", callback=_day, help="Until when you keep the answers."),
    of_what("--rating", is_flag=True, help="Sheets that also ask how well each thing is done."),
    options.since,
    of_what(
        "--output", "-o", type=options.FOLDER, metavar="FOLDER", help="Make this folder, and not one called like NAME."
    ),
    options.sources, options.reporting,
)  # fmt: skip
def make_audit(name: str | None, quiet: bool, **params: Any) -> None:
    """Begin an audit: a folder with what is asked, and the sheets and letters to send to each group.

    NAME is what you call it. In the folder are audit.yaml, which you edit; to-send, with the files of each group; and
    returns, for what comes back. When you have changed audit.yaml, senaudit audit without a name makes to-send anew:
    all of it, or nothing if something is wrong.

    How large should it be? Ask about everything, or about one part that matters to you now. For a whole audit, name
    nothing; for one chapter, --chapter support; for a staff meeting, some ten questions: --question 1:1-4,2:1-3,3:1-3.
    You can begin with a whole audit, and follow it with smaller ones. Think of the time that people have.

    \b
    Example:
      senaudit audit "Autumn 2026" --chapter support --audience parents,office
    """
    need_folders(params["content"], params["templates"], params["fonts"])
    if name is None:
        _make_again(params, quiet)
    else:
        _make_new(" ".join(name.split()), params, quiet)


def _make_new(name: str, params: dict[str, Any], quiet: bool) -> None:
    """Make an audit's folder, whole or not at all."""
    folder = params["output"] or Path(_folder_name(name))
    if os.path.lexists(folder):
        make_new_folder(folder, {})  # raises the problem
    sources = Sources(params["content"], school_folder(params["school"]), params["templates"], params["fonts"])
    since = params["since"]
    language = need_language(params["language"]) if params["language"] else None
    guide = read_guide(sources, with_letter=True, with_findings=bool(since), language=language)
    before = file_in(since) if since is not None else None
    chosen = _chosen(params, before.audit if before else None)
    select(guide, chosen)
    rating = params["rating"] or (before is not None and before.audit.rating)
    values = {"name": name, "started": in_words(date.today()), "rating": "yes" if rating else "no"}
    values |= {field: params[field] or "" for field in ("why", *DAYS)}
    values |= {"language": language or "", "also_in": ", ".join(_further(params["also_in"]))}
    values |= {field: ", ".join(_words(guide, field, words)) for field, words in chosen._asdict().items() if words}
    values |= {field: os.path.relpath(path, folder) for field, path in _elsewhere(sources, since, folder)}
    data = audit_yaml(values)
    try:
        file = audit_of(data, folder / AUDIT, folder_is_there=False)
        parts = parts_to_send(file, guide, sources)
    except SenauditError as error:
        if any(problem.place is None or problem.place.path != folder / AUDIT for problem in error.problems):
            raise
        # what was typed on the command line, and stands in no file yet
        raise UsageError(problem._replace(place=None, fix=None) for problem in error.problems) from None
    file = file._replace(audit=file.audit._replace(since=since))  # the new folder, from which it is seen, is not there
    files, warnings = _made(file, parts, sources, quiet, params["partly"])
    make_new_folder(folder, {**with_list(files), AUDIT: data, README: readme(name)})
    report([*file.warnings, *warnings])
    if not quiet:
        made = f"{folder}: made, with {len(files)} files in {folder / TO_SEND}"
        say(f"{made}. Open {folder / AUDIT}, and look at it.", err=True)


def _chosen(params: dict[str, Any], before: Audit | None) -> Selection:
    """Return what is asked, and of whom: what was typed, or else the same as in the audit before."""
    typed = Selection(*(params[field] for field in Selection._fields))
    if before is None:
        return typed
    old = selection_of(before)
    asked = typed if typed.chapters or typed.questions else old
    return asked._replace(audiences=typed.audiences or old.audiences)


def _make_again(params: dict[str, Any], quiet: bool) -> None:
    """Make the files to send of the audit that the working folder is in, after its audit.yaml was edited."""
    fields = "output", "why", "rating", "since", "language", "also_in", *DAYS, *Selection._fields
    given = [field for field in fields if params[field]]
    folder = find_audit(Path.cwd())
    if folder is None:
        raise misuse("audit-without-name", "a new audit needs a name", 'as in: senaudit audit "Autumn 2026"')
    if given:
        hint = f"write it into {AUDIT}, or give a name to begin another audit"
        raise misuse("options-conflict", f"what this audit asks stands in {AUDIT}", hint)
    file = read_audit(folder)
    own = file.sources
    school = school_folder(params["school"] or own.school)
    content, templates = params["content"] or own.content, params["templates"] or own.templates
    sources = Sources(content, school, templates, params["fonts"])
    parts = parts_to_send(file, _guide_of(file, sources), sources)
    files, warnings = _made(file, parts, sources, quiet, params["partly"])
    gone = make_anew(folder, files)
    report([*file.warnings, *warnings])
    if not quiet:
        deleted = f", and {len(gone)} deleted that it no longer asks for" if gone else ""
        say(f"{shown_path(folder / TO_SEND)}: {len(files)} files made anew{deleted}", err=True)


def _guide_of(file: AuditFile, sources: Sources) -> Guide:
    """Return the guide in the audit's own language. Raises SenauditError at its place if there is no translation."""
    try:
        return read_guide(
            sources, with_letter=True, with_findings=file.audit.since is not None, language=file.audit.language
        )
    except UsageError as error:
        place = next((each.place for each in file.spoken if each.language == file.audit.language), None)
        raise SenauditError(problem._replace(place=place) for problem in error.problems) from None


def _made(
    file: AuditFile, parts: Sequence[Part], sources: Sources, quiet: bool, partly: bool
) -> tuple[dict[str, bytes], dict[Problem, None]]:
    """Return the files to send by their paths in the audit's folder, and the warnings about them, each once."""
    sent = list(files_to_send(file.audit, parts, sources, progress_bar(quiet, "Making files"), partly))
    warnings = dict.fromkeys(warning for each in sent for warning in each.document.warnings)
    return {each.path: each.document.data for each in sent}, warnings


def _further(typed: tuple[str, ...]) -> list[str]:
    """Return the tags of the further languages that were typed. Raises UsageError for what is no tag."""
    tags = (tag for words in typed for tag in words.split(","))
    return list(dict.fromkeys(need_language(tag) for tag in tags if tag.strip()))


def _words(guide: Guide, field: str, words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the ids of what the words of an option name."""
    selection = Selection(**{field: words})
    return words_of(selection, select(guide, selection)) if field != "questions" else words


def _elsewhere(sources: Sources, since: Path | None, folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield the folders that the command in the audit's folder would not find by itself."""
    if since is not None:
        yield "since", since
    for field, path in sources._asdict().items():
        if path is not None and (field != "school" or not folder.resolve().is_relative_to(path.resolve())):
            yield field, path


def _folder_name(name: str) -> str:
    """Return the name of an audit's folder. Raises UsageError for a name that cannot be printed."""
    if not name or not name.isprintable():
        hint = 'write it in quotes: senaudit audit "Autumn 2026"'
        raise misuse("name-not-printable", "an audit needs a name that can be printed", hint)
    plain = folder_name(name)
    return f"{plain}-audit" if plain in (*SCHOOL_FOLDERS, "school") else plain
