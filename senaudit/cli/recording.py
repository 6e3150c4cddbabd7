"""`senaudit record`: a table to type paper sheets into."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from senaudit.audit.audit import RETURNS
from senaudit.audit.audit_file import AuditFile, warnings_of
from senaudit.audit.standing import nearest_audit
from senaudit.cli import options
from senaudit.cli.audit_folder import audit_here, file_in, find_sources
from senaudit.cli.building import request_of
from senaudit.cli.group import Command
from senaudit.cli.options import of_what
from senaudit.cli.report import report, say
from senaudit.cli.usage import misuse
from senaudit.content.select import Selection, select, words_of
from senaudit.files.output import check_files, check_folder, make_folder, write
from senaudit.problems import FileError, Place, Problem
from senaudit.source.nodes import unreadable

if TYPE_CHECKING:
    from senaudit.content.model import Guide
    from senaudit.recipe.request import Request

_FORMS = ("xlsx", "csv")
_FORM = options.Choice(_FORMS)


@click.command("record", cls=Command)
@click.argument("folder", required=False, type=options.FOLDER, metavar="[FOLDER]")
@options.combined(
    of_what(
        "--group", "--audience", "audiences", multiple=True, metavar="GROUP",
        shell_complete=options.completion_of("audience"),
        help="Whose sheets you type, such as parents; each group has a table. Without this, sheets for everybody.",
    ),
    options.parts,
    of_what("--people", type=options.Count(), metavar="N", help="Columns for so many people (30)."),
    of_what(
        "--format", "form", type=_FORM, metavar=_FORM.metavar, help="What to make; without this, xlsx, for Excel."
    ),
    of_what(
        "--output", "-o", type=click.Path(path_type=Path), metavar="FILE",
        help="Where to write it. Without this, into the folder “returns” of the audit’s folder.",
    ),
    options.language, options.sources, options.reporting,
)  # fmt: skip
def record(
    folder: Path | None, people: int | None, form: str | None, output: Path | None, quiet: bool, **params: Any
) -> None:
    """Make a table to type paper sheets into: the questions are in it, and a column for each person.

    The command “collate” reads it, with everything else that came back. A table that has been typed into is never
    written over.

    \b
    Example:
      senaudit record audit-2026 --group office
    """
    from senaudit.audit.record_table import PEOPLE, record_csv, record_workbook
    from senaudit.recipe.reading import read_guide
    from senaudit.recipe.steps import render_document

    form = _form_of(form, output)
    folder = folder or (audit_here("record", quiet) if output is None else nearest_audit(Path.cwd()))
    file = _fill_in(params, folder)
    request = request_of("sheets", {**params, **_NO_LOOK})
    place = _place(folder, output)
    guide = read_guide(request.sources, with_findings=True, language=request.language)
    report(warnings_of(file, guide))
    make = record_workbook if form == "xlsx" else record_csv
    tables = {}
    for its_request, part, group in _parts(request, guide, output):
        path = output or place / f"typed-{group or 'sheets'}.{form}"
        tables[path] = make(render_document(its_request, part), part, people or PEOPLE)
        _check_untyped(path, tables[path])
    check_folder(place)
    if place.is_dir():
        check_files(*tables)
    make_folder(place)
    for path, data in tables.items():
        write(path, data)
    report(guide.warnings)
    if not quiet:
        for path in tables:
            say(str(path), err=True)


_NO_LOOK = {"text_size": None, "format": "pdf"}


def _form_of(form: str | None, output: Path | None) -> str:
    """Return what to make. Raises UsageError if --format and the ending of --output disagree."""
    ending = output.suffix.lower()[1:] if output else ""
    if output and (ending not in _FORMS or (form and form != ending)):
        hint = f"call it {output.with_suffix(f'.{form or _FORMS[0]}')}"
        raise misuse("no-such-table", f"a table is .xlsx or .csv, and this file is to be called {output.name}", hint)
    return form or ending or _FORMS[0]


def _place(folder: Path | None, output: Path | None) -> Path:
    """Return the folder to write to: that of the audit's returns. Raises UsageError if nothing says which."""
    if output is not None:
        return output.parent
    if folder is None:
        hint = "name the audit’s folder, as in: senaudit record audit-2026 --group office; or name a file with --output"
        raise misuse("audit-folder-missing", "nothing says which audit the sheets are of", hint)
    return folder / RETURNS


def _fill_in(params: dict[str, Any], folder: Path | None) -> AuditFile | None:
    """Fill in what was not typed: what the audit asks, of whom, and its folders; or the school that it is in.

    Returns the audit's file.
    """
    folder = folder or Path()
    file = file_in(folder)
    if file is not None:
        known = {name: getattr(file.audit, name) for name in ("chapters", "questions", "audiences")}
        if params["chapters"] or params["questions"]:
            known["chapters"] = known["questions"] = ()
        for name, value in known.items():
            params[name] = params[name] or value
    find_sources(params, folder, file)
    return file


def _parts(request: Request, guide: Guide, output: Path | None) -> list[tuple[Request, Guide, str]]:
    """Return the request, the part of the guide and the id of each group; "" if everybody has the same sheets.

    Raises UsageError for a group, chapter or question that there is not, and for several groups in one file.
    """
    chosen = request.selection
    select(guide, chosen)
    groups = words_of(Selection(audiences=chosen.audiences), guide)
    if output is not None and len(groups) > 1:
        hint = "leave out --output, or make one table after the other"
        raise misuse("several-tables", f"these are {len(groups)} tables, and {output.name} is one file", hint)
    requests = [(request._replace(selection=chosen._replace(audiences=(group,))), group) for group in groups]
    return [(each, select(guide, each.selection), group) for each, group in requests or [(request, "")]]


def _check_untyped(path: Path, empty: bytes) -> None:
    """Raise FileError if there is a table at the path that somebody has typed into, or another file."""
    from senaudit.audit.typed_table import read_table

    if not path.is_file():
        return
    try:
        there = path.read_bytes()
    except OSError as error:
        raise FileError([unreadable(path, error)]) from None
    if there == empty or [each.kind for each in read_table(path.name, there).problems] == ["empty-table"]:
        return
    message = "there is a table here already that has been typed into, or another file: it is left as it is"
    hint = "go on typing into that one; or write the new one to another file with --output; or delete this one first"
    raise FileError([Problem("table-typed-into", Place(path), message, hint)])
