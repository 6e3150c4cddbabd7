"""The command line. Only this part of the program prints or exits.

Slow imports are made where they are needed, so that `--help` and shell completion answer at once.
"""

from __future__ import annotations

import atexit
import gc
import os
import sys
from collections.abc import Iterator

import click

from senaudit.cli.group import Commands
from senaudit.cli.report import report as tell
from senaudit.cli.streams import give_up, output_error, output_problem, prepare_streams
from senaudit.cli.usage import misuse
from senaudit.problems import FileError

_SUMMARIES = {
    "audit": "Begin an audit: a folder with what is asked, and the sheets and letters to send to each group.",
    "build": "Make the guide, the audit sheets, the poster, or all three, as PDFs or in another --format.",
    "check": "Say what is wrong with content and templates, or with a table of schools; make no file.",
    "collate": "Put together what came back: what each group said to each question, in full.",
    "completion": "Print the script that lets the tab key complete commands, options, chapters and questions.",
    "config": "Say which value came from where.",
    "copy": "Copy a question, a file, a template or a look into your school's folder, to be edited there.",
    "diff": "Show what your school's folder changes, and what senaudit has changed since you copied it.",
    "doctor": "Print what whoever helps you will ask for: versions, fonts, folders, encodings.",
    "handover": "Make handover.pdf, for whoever takes over the audit.",
    "help": "Explain a command, as --help after it does.",
    "languages": "Say how far the translation into each language is, and what is wrong with it.",
    "list": "Print the chapters and questions, with their numbers and ids, and whom to ask.",
    "new": "Make a folder for your school's own pack.",
    "plan": "Plan what is to be done about what people said: who does it, and by when.",
    "record": "Make a table to type paper sheets into: the questions are in it, and a column for each person.",
    "status": "Say where the audit stands, what is overdue, and what comes next, in five lines.",
    "translate": "Write or update the file in which a translator gives the words of a language.",
    "watch": "Make what “build” makes, and again on each save. Ctrl-C ends it.",
}
"""The commands in the order of the help, each with the first sentence of its own help."""

_OLD_NAMES = {"eject": "copy"}
"""Commands that had another name once. It is still understood, but not shown."""

_DOCUMENTS = ("guide", "sheets", "poster", "letter", "pack")
"""The commands of “build”."""


def _command(name: str) -> click.Command:
    """Import the module of a command, and return the command."""
    match name:
        case "build":
            from senaudit.cli.building import build_group

            return build_group
        case "watch":
            from senaudit.cli.watching import watch_group

            return watch_group
        case "completion":
            from senaudit.cli.completion import print_completion

            return print_completion
        case "help":
            from senaudit.cli.asking import show_help

            return show_help
        case "list":
            from senaudit.cli.listing import list_questions

            return list_questions
        case "languages" | "translate":
            from senaudit.cli import translating

            return translating.say_languages if name == "languages" else translating.write_catalogue
        case "audit" | "collate" | "handover" | "plan" | "record" | "status":
            return _audit_command(name)
        case "check" | "doctor":
            from senaudit.cli import checking

            return checking.check_content if name == "check" else checking.run_doctor
    from senaudit.cli import school

    return {
        "config": school.show_settings,
        "copy": school.copy_pieces,
        "diff": school.show_differences,
        "new": school.make_school,
    }[name]


def _audit_command(name: str) -> click.Command:
    """Import the module of a command on an audit, and return the command."""
    match name:
        case "audit":
            from senaudit.cli.auditing import make_audit

            return make_audit
        case "collate":
            from senaudit.cli.collating import collate

            return collate
        case "plan":
            from senaudit.cli.planning import plan

            return plan
        case "record":
            from senaudit.cli.recording import record

            return record
    from senaudit.cli import handing_over

    return {"handover": handing_over.hand_over, "status": handing_over.show_status}[name]


class _LazyCommands(Commands):
    """The top-level commands. Each is imported when it is run; `--help` imports none of them."""

    def list_commands(self, context: click.Context) -> list[str]:
        """Return the names of the commands."""
        return list(_SUMMARIES)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """Return the command of that name, or None."""
        name = _OLD_NAMES.get(name, name)
        return _command(name) if name in _SUMMARIES else None

    def summaries(self, context: click.Context) -> Iterator[tuple[str, str]]:
        """Yield the names of the commands, each with its summary, for the help."""
        yield from _SUMMARIES.items()

    def resolve_command(
        self, context: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that the words name. Raises UsageError for what is a command of “build”."""
        if args and args[0] in _DOCUMENTS and not context.resilient_parsing:
            hint = f"type senaudit build {args[0]}"
            raise misuse("unknown-command", f"“{args[0]}” is made by the command “build”", hint)
        return super().resolve_command(context, args)


def _say_version(context: click.Context, parameter: click.Parameter, requested: bool) -> None:
    """Print the version and exit. Finding it may run git, so this is not done before it is needed."""
    if requested and not context.resilient_parsing:
        from senaudit.version import full_version

        click.echo(f"senaudit, version {full_version()}")
        context.exit()


@click.group(cls=_LazyCommands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--version", "-V", is_flag=True, is_eager=True, expose_value=False, callback=_say_version,
    help="Show the version and exit.",
)  # fmt: skip
def commands() -> None:
    """Make printable packs with which a school finds out how well it works with parents.

    The parents are those of children with special educational needs (SEN).

    \b
    Example:
      senaudit build guide
    """


def main() -> None:
    """Run the command line.

    Garbage collection is off: a run is short and keeps nearly all its objects to the end. Long commands turn it on.
    """
    gc.disable()
    atexit.register(gc.freeze)
    prepare_streams()
    if "_SENAUDIT_COMPLETE" in os.environ:  # a shell asks for completions
        from senaudit.cli import completion  # noqa: F401
    try:
        commands(prog_name="senaudit")
    except OSError as error:  # of a report, of click's own printing, or of the search for the command
        failed = output_error()
        give_up(sys.stdout)
        from senaudit.files.faults import system_problem  # only needed after an error

        tell([output_problem(failed) if failed else system_problem(error)])
        sys.exit(FileError.exit_status)
