"""`senaudit build`: the guide, the audit sheets, the poster, or all three; and the letter that goes with the sheets."""

from __future__ import annotations

import errno
import sys
import time
from collections.abc import Callable
from functools import partial
from inspect import cleandoc
from pathlib import Path
from typing import Any

import click

from senaudit.cli import options
from senaudit.cli.destination import Destination, check_output, destination
from senaudit.cli.group import Commands
from senaudit.cli.report import machine_readable, report, say
from senaudit.cli.streams import binary_output, give_up, output_problem
from senaudit.cli.usage import misuse
from senaudit.content.model import Guide
from senaudit.files.output import descriptor, write
from senaudit.problems import FileError, Problem
from senaudit.recipe.reading import for_each_audience, read_content, read_contents
from senaudit.recipe.request import FORMATS, Format, Kind, Request, file_name, pack_of, request_for
from senaudit.recipe.sources import need_folders
from senaudit.recipe.steps import Document, LayoutInput, Progress, prepare, write_document
from senaudit.school.actions import school_folder
from senaudit.school.names import RESULTS

_PATIENCE = 1.0
"""Seconds after which a terminal shows a progress bar."""


_FILE_ENDINGS = {*(f".{ending}" for ending in FORMATS), ".zip", ".doc", ".docx", ".htm", ".odt"}
"""Endings that a name of one file has. A folder of this name is not what was meant."""


@click.group("build", cls=Commands)
def build_group() -> None:
    """Make the guide, the audit sheets, the poster, or all three, as PDFs or in another --format.

    Also a covering letter for the sheets.

    \b
    Example:
      senaudit build sheets --chapter support --large-print
    """


@build_group.command()
@options.combined(
    options.selection, options.language, options.with_sheets, options.asking, options.appearance,
    options.one_sided, options.sources,
    options.file_format, options.output_file, options.many_schools, options.making,
)  # fmt: skip
def guide(**params: Any) -> None:
    """Make the main guide.

    \b
    Example:
      senaudit build guide --with-sheets
    """
    if many := _many_schools(params):
        _make_for_many(many, params, lambda: (request_of("guide", params),))
    else:
        _make_one("guide", params)


@build_group.command()
@options.combined(
    options.selection, options.language, options.languages, options.each_audience, options.asking, options.appearance,
    options.one_sided, options.sources,
    options.file_format, options.output_file, options.many_schools, options.making,
)  # fmt: skip
def sheets(each_audience: bool, **params: Any) -> None:
    """Make the audit sheets, to photocopy and write on.

    \b
    Example:
      senaudit build sheets --chapter support --large-print
    """
    if many := _many_schools(params):
        one_each = partial(_requests_for_each, params) if each_audience else lambda: (request_of("sheets", params),)
        _make_for_many(many, params, one_each)
    elif each_audience:
        _make_each(params)
    else:
        _make_one("sheets", params)


@build_group.command()
@options.combined(
    options.language, options.languages, options.appearance, options.sources,
    options.file_format, options.output_file, options.many_schools, options.making,
)  # fmt: skip
def poster(**params: Any) -> None:
    """Make the poster of six messages from parents.

    \b
    Example:
      senaudit build poster --paper A4
    """
    if many := _many_schools(params):
        _make_for_many(many, params, lambda: (request_of("poster", params),))
    else:
        _make_one("poster", params)


@build_group.command()
@options.combined(
    options.selection, options.language, options.appearance, options.one_sided, options.sources,
    options.file_format, options.output_file, options.many_schools, options.making,
)  # fmt: skip
def letter(**params: Any) -> None:
    """Make the letter that goes with the audit sheets: what they are, and what happens to the answers.

    \b
    Example:
      senaudit build letter --audience parents
    """
    if many := _many_schools(params):
        _make_for_many(many, params, lambda: (request_of("letter", params),))
    else:
        _make_one("letter", params)


@build_group.command()
@options.combined(
    options.selection, options.language, options.with_sheets, options.asking, options.appearance,
    options.one_sided, options.sources, options.file_formats
)  # fmt: skip
@options.of_what(
    "--output", "-o", type=options.FOLDER, metavar="FOLDER",
    help="The folder to put the files in; it is made if need be. Without this it is audit-pack, in the folder"
    " that you are in, or in your school's folder.",
)  # fmt: skip
@options.many_schools
@options.making
def pack(**params: Any) -> None:
    """Make the guide, the audit sheets and the poster, all into one folder.

    \b
    Example:
      senaudit build pack --large-print --output "Autumn audit"
    """
    if many := _many_schools(params):
        _make_for_many(many, params, lambda: _pack(params))
        return
    output, show, quiet = (params.pop(name) for name in ("output", "show", "quiet"))
    _need_folder_name(output, "a pack is a folder of files")
    requests = _pack(params)
    place = destination(output, requests[0].sources.school, RESULTS)
    place.check()
    read = zip(requests, read_contents(requests), strict=True)
    inputs = [(one, _prepared(one, guide)) for one, guide in read]
    _make_several(inputs, place, show, quiet)


pack.help = f"""{cleandoc(pack.help or "")}

Or make the packs of many schools, from a table of them, each into a folder of its own. Run again, it makes
what is missing or out of date.

\b
Example:
  senaudit build pack --schools schools.csv --into packs
"""


def _pack(params: dict[str, Any]) -> tuple[Request, ...]:
    """Return the requests for the documents of a pack, in each of the formats."""
    formats, fillable = dict.fromkeys(params.pop("formats") or ("pdf",)), params.pop("fillable")
    rating, since = params.pop("rating"), params.pop("since")
    choices = [{**params, "format": each} for each in formats]
    for chosen in choices:
        if "brf" in formats and chosen["format"] != "brf":
            chosen["braille_page"] = None
    if fillable and "pdf" not in formats:
        raise misuse("fillable-edition", "--fillable is for PDFs, and none is asked for", "leave out --fillable")
    guides = [request_of("guide", chosen) for chosen in choices]
    return tuple(one for each in guides for one in pack_of(each, fillable and each.format == "pdf", rating, since))


def _many_schools(params: dict[str, Any]) -> dict[str, Any] | None:
    """Take the options for many schools out of `params`. Return them, or None if none of them was used."""
    many = {name: params.pop(name, None) for name in options.ONCE_ONLY}
    return many if any(value not in (None, False, ()) for value in many.values()) else None


def _make_for_many(many: dict[str, Any], params: dict[str, Any], requests: Callable[[], tuple[Request, ...]]) -> None:
    """Make the documents of a table's schools. `requests` gives what to make for each of them."""
    from senaudit.cli.packing import make_packs, table_and_folder, without_school

    if params.get("languages"):
        message = "--languages is for one school, and a table of schools has a column “language” for one of its own"
        raise misuse("options-conflict", message, "leave out --languages")
    if params.get("since"):
        message = "--since is for one school, and a table of schools has many"
        raise misuse("options-conflict", message, "leave out --since")
    output, show, quiet = (params.pop(name) for name in ("output", "show", "quiet"))
    others = {"school": params["school"], "output": output}
    table, folder = table_and_folder(many.pop("schools"), many.pop("packs_folder"), others)
    make_packs(tuple(map(without_school, requests())), table, folder, quiet=quiet, **many)
    if show:
        click.launch(str(folder))


def _requests_for_each(params: dict[str, Any]) -> tuple[Request, ...]:
    """Return the request for the sheets of each group that has questions."""
    from senaudit.cli.packing import without_school

    _refuse_audiences(params)
    request = without_school(request_of("sheets", params))
    every = for_each_audience(request, read_content(request))
    return tuple(its_request for _, its_request, guide in every if guide is not None)


def _refuse_audiences(params: dict[str, Any]) -> None:
    if params["audiences"]:
        raise misuse("options-conflict", "--each-audience makes sheets for every group", "leave out --audience")


def _need_folder_name(output: Path | None, reason: str) -> None:
    """Raise UsageError for standard output, and for a name that only a file would have."""
    if str(output) == "-":
        message = f"{reason}, and cannot go to standard output"
        raise misuse("folder-to-standard-output", message, "name a folder with --output")
    if output is not None and output.suffix.lower() in _FILE_ENDINGS and not output.is_dir():
        hint = f"name a folder with --output, such as {output.with_suffix('')}"
        raise misuse("folder-named-as-file", f"{reason}, and {output.name} would be one file", hint)


def _make_several(inputs: list[tuple[Request, LayoutInput]], place: Destination, show: bool, quiet: bool) -> None:
    """Make a document of each input. All are made before one is written."""
    paths = [place.folder / file_name(request, layout_input.part) for request, layout_input in inputs]
    place.check(*paths)
    documents = [write_document(*one, progress=progress_bar(quiet)) for one in inputs]
    place.make()
    _write_all(paths, documents, place.root, quiet)
    if show:
        click.launch(str(place.folder))


def _write_all(paths: list[Path], documents: list[Document], root: Path, quiet: bool) -> None:
    """Write each document to its path, even if another fails. Raises FileError with the problems of all.

    `root` is the typed part of the paths, as for `write`.
    """
    warnings = [warning for document in documents for warning in document.warnings]
    problems: list[Problem] = []
    written = []
    for path, document in zip(paths, documents, strict=True):
        try:
            write(path, document.data, root)
            written.append((path, document.page_count))
        except FileError as error:
            problems += error.problems
    if not problems:
        report(warnings)
    for path, page_count in written:
        say_made(path, page_count, quiet)
    if problems:
        raise FileError([*problems, *warnings])


def _make_each(params: dict[str, Any]) -> None:
    """Make a file of sheets for each group. The content is read once, and all files are made before one is written."""
    output, show, quiet = (params.pop(name) for name in ("output", "show", "quiet"))
    _refuse_audiences(params)
    _need_folder_name(output, "these are several files")
    inputs = []
    request_for_all = request_of("sheets", params)
    place = destination(output, request_for_all.sources.school)
    place.check()
    for name, request, guide in for_each_audience(request_for_all, read_content(request_for_all)):
        if guide is not None:
            inputs.append((request, _prepared(request, guide)))
        elif not quiet:
            say(f"{name}: none of these questions is for this group", err=True)
    _make_several(inputs, place, show, quiet)


def _make_one(kind: Kind, params: dict[str, Any]) -> None:
    """Make one document and write it to the `output` option's place, or to a file named after the request."""
    output, show, quiet = (params.pop(name) for name in ("output", "show", "quiet"))
    if output and descriptor(output) == 1:
        output = Path("-")  # such as /dev/stdout
    request = request_of(kind, {**params, "format": _format(params["format"], output)})
    if str(output) == "-" and show:
        raise misuse("options-conflict", "--open needs a file to open", "leave out --output -")
    if str(output) == "-" and machine_readable():
        message = "--messages needs standard output for the problems"
        raise misuse("options-conflict", message, "leave out --output -")
    place = None if output else destination(None, request.sources.school)
    if output:
        check_output(output, request.format)
    elif place:
        place.check(*([] if any(request.selection) else [place.folder / file_name(request)]))
    layout_input = _prepared(request)
    path = output or Path()
    if place:
        path = place.folder / file_name(request, layout_input.part)
        place.check(path)
    document = write_document(request, layout_input, progress=progress_bar(quiet))
    if str(path) == "-":
        _to_standard_output(document.data)
    else:
        if place:
            place.make()
        write(path, document.data, place and place.root)
    report(document.warnings)
    say_made(path, document.page_count, quiet)
    if show:
        click.launch(str(path))


def audit_folder(here: Path) -> Path | None:
    """Return the nearest folder of an audit, from `here` upwards; None if there is none."""
    from senaudit.audit.audit_file import find_audit  # only a letter needs it

    return find_audit(here)


def _prepared(request: Request, guide: Guide | None = None) -> LayoutInput:
    """Return the input of a document. Nothing here keeps the guide while its pages are made."""
    guide = guide or read_content(request)
    if request.since is None and request.kind != "letter":
        return prepare(request, guide)
    from senaudit.audit.findings import findings_of  # only letters, and sheets of a further audit, need it

    findings, warnings = findings_of(request, guide, Path.cwd())
    return prepare(request, guide._replace(warnings=(*guide.warnings, *warnings)), findings)


def request_of(kind: Kind, params: dict[str, Any]) -> Request:
    """Return the request for the options' values. Raises FileError if a folder of an option does not exist."""
    need_folders(params["content"], params["templates"], params["fonts"])
    size = int(params["text_size"]) if params["text_size"] else None
    chosen = {"text_size": size, "school": school_folder(params["school"]), "format": params["format"] or "pdf"}
    return request_for(kind, **{**params, **chosen})


def _format(chosen: Format | None, output: Path | None) -> Format:
    """Return the format that --format names, or else the ending of --output. Raises UsageError if they disagree."""
    ending = next((each for each in FORMATS if output and output.suffix.lower() == f".{each}"), None)
    if output and chosen and ending and chosen != ending:
        message = f"--format {chosen} makes no “{output.suffix}” file, and the file is to be called {output.name}"
        hint = f"leave out --format, or call it {output.with_suffix(f'.{chosen}')}"
        raise misuse("format-against-ending", message, hint)
    return chosen or ending or "pdf"


def _to_standard_output(data: bytes) -> None:
    stream = binary_output()
    try:
        stream.write(data)
        stream.flush()
    except OSError as error:
        if error.errno == errno.EPIPE:
            raise
        give_up(sys.stdout)
        raise FileError([output_problem(error)]) from None


def say_made(path: Path, page_count: int | None, quiet: bool) -> None:
    """Say which file was made, and how many pages it has."""
    if not quiet:
        name = "standard output" if str(path) == "-" else str(path)
        pages = "" if page_count is None else f": {page_count} page{'s' if page_count != 1 else ''}"
        say(f"{name}{pages}", err=True)


def progress_bar(quiet: bool, label: str = "Drawing pages") -> Progress:
    """Return the function that shows progress: at a terminal, a bar after `_PATIENCE` seconds."""
    if quiet or not sys.stderr.isatty():
        return lambda drawn, total: None
    began = time.monotonic()
    bar: Any = None

    def show(drawn: int, total: int) -> None:
        nonlocal bar
        if bar is not None:
            bar.update(1)
        elif time.monotonic() - began > _PATIENCE:
            bar = click.progressbar(length=total, label=label, file=sys.stderr)
            bar.update(drawn)
        if bar is not None and drawn == total:
            bar.render_finish()

    return show
