"""The command line: the only part of the program that prints or exits.

Everything heavy is imported where it is used, so that `--help` and shell completion answer at once.
"""

from __future__ import annotations

import atexit
import errno
import gc
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from senaudit import __version__, options
from senaudit.build import KINDS, Choices, Kind, Progress, build, check, make_folder, read_content, write
from senaudit.problems import FileError, Place, Problem, SenauditError, UsageError, did_you_mean

_PATIENCE = 1.0
"""Seconds after which somebody who waits at a terminal is shown a progress bar."""


class _Commands(click.Group):
    """A group of commands that reports problems as such, and knows what a mistyped command may have meant."""

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except SenauditError as error:
            _report(error)
            context.exit(error.exit_status)
        except OSError as error:
            if error.errno == errno.EPIPE:  # who reads the output has seen enough
                raise
            _report(FileError([Problem(None, f"standard output cannot be written: {error.strerror}")]))
            context.exit(FileError.exit_status)

    def resolve_command(
        self, context: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0] if args else ""
        if name and not name.startswith("-") and self.get_command(context, name) is None:
            raise click.UsageError(f"there is no command “{name}”; {did_you_mean(name, self.commands)}", context)
        return super().resolve_command(context, args)


def _report(error: SenauditError) -> None:
    for problem in error.problems:
        click.echo(str(problem), err=True)
    count = len(error.problems)
    if count > 1:
        click.echo(f"{count} problems", err=True)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="senaudit")
def commands() -> None:
    """Make printable packs with which a school finds out how well it works with parents.

    The parents are those of children with special educational needs (SEN).

    \b
    Example:
      senaudit build guide
    """


@commands.group("build", cls=_Commands)
def build_group() -> None:
    """Make a PDF: the guide, the audit sheets, the poster, or all three.

    \b
    Example:
      senaudit build sheets --chapter support --large-print
    """


@build_group.command()
@options.together(
    options.selection, options.with_sheets, options.appearance, options.sources, options.output_file, options.opening
)
def guide(**given: Any) -> None:
    """Make the main guide.

    \b
    Example:
      senaudit build guide --with-sheets
    """
    _make_one("guide", given)


@build_group.command()
@options.together(options.selection, options.appearance, options.sources, options.output_file, options.opening)
def sheets(**given: Any) -> None:
    """Make the audit sheets, to photocopy and write on.

    \b
    Example:
      senaudit build sheets --chapter support --large-print
    """
    _make_one("sheets", given)


@build_group.command()
@options.together(options.appearance, options.sources, options.output_file, options.opening)
def poster(**given: Any) -> None:
    """Make the poster of six messages from parents.

    \b
    Example:
      senaudit build poster --paper A4
    """
    _make_one("poster", given)


@build_group.command()
@options.together(options.selection, options.with_sheets, options.appearance, options.sources)
@click.option(
    "--output", type=options.FOLDER, metavar="FOLDER", default=Path("audit-pack"), show_default=True,
    help="The folder to put the three files in; it is made if need be.",
)  # fmt: skip
@options.opening
def pack(output: Path, show: bool, quiet: bool, **given: Any) -> None:
    """Make the guide, the audit sheets and the poster, all into one folder.

    \b
    Example:
      senaudit build pack --large-print --output "Autumn audit"
    """
    if str(output) == "-":
        raise click.BadParameter("a pack is a folder of files and cannot go to standard output", param_hint="--output")
    documents = []
    for kind in KINDS:
        choices = _choices(kind, given)
        if kind == "poster":
            choices = replace(choices, chapters=(), questions=(), audiences=())
        if kind != "guide":
            choices = replace(choices, with_sheets=False)
        documents.append(build(choices, _progress(quiet)))
    make_folder(output)
    for document in documents:
        path = output / document.file_name
        write(path, document.data)
        _say_made(path, document.page_count, quiet)
    if show:
        click.launch(str(output))


@commands.command("list")
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


@commands.command("check")
@options.sources
@click.option("--quiet", is_flag=True, help="Say nothing but what is wrong.")
def check_content(content: Path | None, templates: Path | None, quiet: bool) -> None:
    """Say what is wrong with content and templates; make no file.

    \b
    Example:
      senaudit check --content my-wording
    """
    _need_folders(content, templates)
    check(Choices("guide", content=content, templates=templates))
    if not quiet:
        click.echo("Everything is in order.", err=True)


def _make_one(kind: Kind, given: dict[str, Any]) -> None:
    """Make one document and write it where it was asked for."""
    output, show, quiet = (given.pop(name) for name in ("output", "show", "quiet"))
    choices = _choices(kind, given)
    if str(output) == "-" and show:
        raise click.UsageError("--open needs a file to open: leave out “--output -”")
    document = build(choices, _progress(quiet))
    path = output or Path(document.file_name)
    if str(path) == "-":
        _to_standard_output(document.data)
    else:
        write(path, document.data)
    _say_made(path, document.page_count, quiet)
    if show:
        click.launch(str(path))


def _choices(kind: Kind, given: dict[str, Any]) -> Choices:
    size = given["text_size"]
    _need_folders(given["content"], given["templates"])
    return Choices(kind, **{**given, "text_size": int(size) if size else None})


def _need_folders(*folders: Path | None) -> None:
    """Raise FileError for a folder that was named and is not there."""
    missing = [folder for folder in folders if folder is not None and not folder.is_dir()]
    if missing:
        raise FileError(
            [Problem(Place(str(folder)), "there is no such folder", "check its name") for folder in missing]
        )


def _to_standard_output(data: bytes) -> None:
    stream = sys.stdout.buffer
    if stream.isatty():
        raise UsageError(
            [Problem(None, "a PDF is not for a terminal to show", "send it on: senaudit … --output - > file.pdf")]
        )
    stream.write(data)
    stream.flush()


def _say_made(path: Path, page_count: int, quiet: bool) -> None:
    if not quiet:
        name = "standard output" if str(path) == "-" else str(path)
        click.echo(f"{name}: {page_count} page{'s' if page_count != 1 else ''}", err=True)


def _progress(quiet: bool) -> Progress:
    """Return what shows the progress: a bar, at a terminal, once the work has taken longer than one cares to wait."""
    if quiet or not sys.stderr.isatty():
        return lambda drawn, total: None
    began = time.monotonic()
    bar: Any = None

    def show(drawn: int, total: int) -> None:
        nonlocal bar
        if bar is not None:
            bar.update(1)
        elif time.monotonic() - began > _PATIENCE:
            bar = click.progressbar(length=total, label="Drawing pages", file=sys.stderr)
            bar.update(drawn)
        if bar is not None and drawn == total:
            bar.render_finish()

    return show


def main() -> None:
    """Run the command line.

    A run is short and keeps nearly all that it makes until it ends, so that looking for garbage is work for nothing.
    """
    gc.disable()
    atexit.register(gc.freeze)
    commands(prog_name="senaudit")
