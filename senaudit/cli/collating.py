"""`senaudit collate`: read what came back, and put it together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from senaudit.audit.accepting import Expected
from senaudit.audit.asked_now import asked_now
from senaudit.audit.audit import KEPT_RETURNS, RETURNS, SMALLEST_GROUP, Audit
from senaudit.audit.audit_file import AuditFile, warnings_of
from senaudit.audit.collation import collation
from senaudit.audit.earlier import Earlier, earlier_audit
from senaudit.audit.forgetting import forget
from senaudit.audit.forms import Forms
from senaudit.audit.found_files import find_files
from senaudit.audit.kept_returns import keep_returns, kept_returns
from senaudit.audit.possible_names import names_note
from senaudit.audit.ratings import ratings_notes
from senaudit.audit.reading import read_returns
from senaudit.audit.respondents import circulation_note, respondents_of_years, schools_warning
from senaudit.audit.returns import Return
from senaudit.audit.signs import signs_for, signs_warning
from senaudit.audit.standing import nearest_audit
from senaudit.cli import options
from senaudit.cli.advice import set_place_option
from senaudit.cli.audit_folder import audit_here, file_in, find_sources, requests_for, write_made
from senaudit.cli.building import progress_bar, say_made
from senaudit.cli.group import Command
from senaudit.cli.options import of_what
from senaudit.cli.report import say
from senaudit.cli.usage import misuse
from senaudit.content.model import Guide
from senaudit.content.select import Selection, select
from senaudit.files.output import check_files, check_folder, make_folder
from senaudit.files.shipped import shipped
from senaudit.problems import Place, Problem, SenauditError
from senaudit.recipe.reading import read_contents
from senaudit.recipe.request import Request, file_name
from senaudit.recipe.steps import Document, build
from senaudit.school.names import languages_of

_TABLES = ("xlsx", "csv")
"""The forms of the answers as a table."""


@click.command("collate", cls=Command)
@click.argument("paths", nargs=-1, type=options.FOLDER, metavar="[FOLDER|FILES]")
@options.combined(
    of_what(
        "--into", type=options.FOLDER, metavar="FOLDER",
        help="Where to put what is made; it is made if need be. Without this, the audit’s folder that you are in.",
    ),
    of_what(
        "--group", metavar="GROUP", shell_complete=options.completion_of("audience"),
        help="Whose sheets these are, where a file does not say so, such as parents.",
    ),
    of_what(
        "--smallest-group", type=options.Count(), metavar="N",
        help=f"Show groups of fewer than N together ({SMALLEST_GROUP}). With 1, each is shown by itself.",
    ),
    of_what(
        "--forget", "forgotten", multiple=True, metavar="ID",
        help="Delete what this return says, and its file, for good. Its id stands in returns.yaml. It may be repeated.",
    ),
    of_what(
        "--since", type=options.FOLDER, metavar="FOLDER",
        help="Show what was said in this earlier audit beside it. Without this, the one that audit.yaml names.",
    ),
    of_what("--xlsx", is_flag=True, help="Also make answers.xlsx, with a row for each return and question."),
    of_what("--csv", is_flag=True, help="Also make answers.csv, the same as text."),
    options.language, options.file_formats, options.appearance, options.one_sided, options.sources, options.reporting,
)  # fmt: skip
def collate(
    paths: tuple[Path, ...],
    into: Path | None,
    group: str | None,
    forgotten: tuple[str, ...],
    quiet: bool,
    **params: Any,
) -> None:
    """Put together what came back: what each group said to each question, in full.

    It reads sheets that were filled in, whichever program filled them in, and makes collated.pdf. The answers are kept
    in returns.yaml, where they can be corrected. In an audit's folder it needs no names of files.

    \b
    Example:
      senaudit collate returns --into audit-2026
    """
    set_place_option("--into")
    paths, folder = _places(paths, into, quiet)
    file = file_in(folder)
    smallest = params.pop("smallest_group") or (file.audit.smallest_group if file else SMALLEST_GROUP)
    find_sources(params, folder, file)
    tables = _tables(folder, [form for form in _TABLES if params.pop(form)], forgotten)
    since = params.pop("since")
    requests = requests_for("collation", params)
    files = [folder / _file_name(request) for request in requests]
    check_folder(folder)
    if folder.is_dir():
        check_files(*files, *tables, folder / KEPT_RETURNS)
    before = _earlier(since, folder, file)
    guides = read_contents(requests)
    expected = _expected(requests[0], guides[0], group)
    told = [note for name in forgotten for note in forget(folder, name)]
    known, forms = kept_returns(folder, guides[0].audiences), _forms(requests[0], file, since)
    bar = progress_bar(quiet, "Reading files")
    returns, problems = read_returns(paths, expected, known, bar, forms)
    problems += warnings_of(file, guides[0])
    problems += [note for note in told if note.place is None or note.place.path not in files]
    if not returns:
        raise _nothing_read([*told, *problems], paths)
    problems += _notes(returns, before, guides[0], smallest)
    shown: dict[str, Any] = {
        "returns": returns,
        "audit": file.audit if file else None,
        "before": before,
        "smallest": smallest,
        "quiet": quiet,
    }
    documents = [_document(*each, problems=problems, **shown) for each in zip(requests, guides, strict=True)]
    documents += [_table(path, returns, guides[0]) for path in tables]
    make_folder(folder)
    keep_returns(folder, returns)
    _write(dict(zip([*files, *tables], documents, strict=True)), problems, quiet)
    if not quiet:
        say(f"{len(returns)} {'return' if len(returns) == 1 else 'returns'} put together", err=True)
    if any(not problem.warning for problem in problems):
        click.get_current_context().exit(1)


def _places(paths: tuple[Path, ...], into: Path | None, quiet: bool) -> tuple[tuple[Path, ...], Path]:
    """Return the files and folders to read, and the folder to write to. Raises UsageError if nothing says which."""
    folder = into or (audit_here("collate --into", quiet) if not paths or nearest_audit(Path.cwd()) else None)
    if not paths and folder is not None and (folder / RETURNS).is_dir():
        paths = (folder / RETURNS,)
    if not paths and (folder is None or not (folder / KEPT_RETURNS).is_file()):
        hint = "name the folder or the files, as in: senaudit collate returns --into audit-2026"
        raise misuse("returns-missing", "nothing says which files came back", hint)
    if folder is None:
        raise misuse("audit-folder-missing", "nothing says where to put what is made", "add --into audit-2026")
    return paths, folder


def _tables(folder: Path, forms: Sequence[str], forgotten: Sequence[str]) -> list[Path]:
    """Return the files of the answers as a table. Where somebody is forgotten, those that are there are made anew."""
    names = {form: folder / f"answers.{form}" for form in _TABLES}
    return [path for form, path in names.items() if form in forms or (forgotten and path.is_file())]


def _table(path: Path, returns: Sequence[Return], guide: Guide) -> Document:
    from senaudit.audit.answer_table import answers_csv, answers_workbook  # a workbook's library is slow to import

    make = answers_csv if path.suffix == ".csv" else answers_workbook
    return Document(make(returns, guide), None, path.name)


def _file_name(request: Request) -> str:
    return file_name(request).replace(request.kind, "collated", 1)


def _expected(request: Request, guide: Guide, group: str | None) -> Expected:
    """Return what is known of the returns. Raises UsageError for a group that there is not."""
    name = select(guide, Selection(audiences=(group,))).audience if group else ""
    school = str(guide.school.name) if guide.school else ""
    return Expected(school, name or "", asked_now(request, guide))


def _nothing_read(problems: Sequence[Problem], paths: Sequence[Path]) -> SenauditError:
    """Return the error of a run without a single return: no document is made, and an old one stays as it was."""
    empty = next((path for path in paths if path.is_dir() and find_files([path]) == ([], [])), None)
    if empty is None:
        message = "nothing was put together: there are no answers in what was read"
        problem = Problem("no-returns", None, message, "name the folder with the filled-in sheets")
    else:
        message = "nothing was put together: this folder has no files that came back"
        hint = "put them into it: copies of what people filled in and saved, from wherever they are"
        problem = Problem("no-returns", Place(empty), message, hint)
    return SenauditError([*problems, problem])


def _earlier(typed: Path | None, folder: Path, file: AuditFile | None) -> Earlier | None:
    """Return the audit before: the one that was typed, or the one that audit.yaml names, if its answers are kept."""
    if typed is not None and typed.resolve() == folder.resolve():
        raise misuse("same-audit", "an audit is not set beside itself", "name the folder of the audit before it")
    named = file.audit.since if file else None
    since = typed or (named if named and (named / KEPT_RETURNS).is_file() else None)
    return earlier_audit(since) if since else None


def _forms(request: Request, file: AuditFile | None, since: Path | None) -> Forms:
    """Return the sheets that were given out, in any language that there is a translation into."""
    sources = request.sources
    languages = tuple(languages_of(sources.content or shipped("content"), *filter(None, [sources.school])))
    if file is None:
        return Forms(sources, since=since, languages=languages)
    audit = file.audit
    day = audit.return_by.words if audit.return_by else None
    return Forms(sources, (file.selection,), since or audit.since, day, audit.language, languages)


def _notes(returns: Sequence[Return], before: Earlier | None, guide: Guide, smallest: int) -> list[Problem]:
    old = before.returns if before else ()
    groups, then = respondents_of_years([returns, old], guide.audiences, smallest)
    few = circulation_note(then, smallest, "of last time") if 0 < len(old) < smallest else None
    schools = schools_warning(returns, guide)
    notes = circulation_note(groups, smallest), few, names_note([*returns, *old], guide), schools
    return [*(note for note in notes if note is not None), *ratings_notes(returns, guide)]


def _document(
    request: Request,
    guide: Guide,
    *,
    returns: Sequence[Return],
    audit: Audit | None,
    before: Earlier | None,
    smallest: int,
    problems: list[Problem],
    quiet: bool,
) -> Document:
    """Return one edition of the collation. Its warnings are added to the problems."""
    shown = [*returns, *(before.returns if before else ())]
    signs = signs_for(request, guide, shown, before.name if before else "")
    audit = audit and audit.in_language(request.language)
    findings = {"collation": collation(returns, guide, audit, smallest, signs, before)}
    document = build(request, progress_bar(quiet), guide, findings)
    warning = signs_warning(signs, request.format)
    problems += [*document.warnings, *([warning] if warning else [])]
    return document


def _write(made: Mapping[Path, Document], problems: Sequence[Problem], quiet: bool) -> None:
    """Write all documents, and tell the problems. Raises FileError for those that cannot be written."""
    write_made({path: document.data for path, document in made.items()}, problems)
    for path, document in made.items():
        say_made(path, document.page_count, quiet)
