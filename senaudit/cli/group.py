"""Shared by all commands: reporting problems, exit status, help, and help for mistyped names."""

from __future__ import annotations

import errno
from collections.abc import Iterable, Iterator
from typing import Any

import click

from senaudit.cli import usage
from senaudit.cli.help import summary, write_commands, write_options
from senaudit.cli.report import expect_form, report
from senaudit.cli.streams import output_error
from senaudit.problems import FileError, Problem, SenauditError, UsageError, did_you_mean


class Command(click.Command):
    """A command whose mistakes in usage are problems like all others, and whose options stand in sections."""

    def parse_args(self, context: click.Context, args: list[str]) -> list[str]:
        """Read the words after the command. Raises UsageError for words that the command has no place for."""
        if not context.resilient_parsing:
            usage.one_dash(context, args)
        context.allow_extra_args = True
        try:
            super().parse_args(context, args)
        except click.UsageError as error:
            error.ctx = error.ctx or context
            raise
        if context.args and not context.resilient_parsing:
            raise usage.extra_words(context, context.args)
        return context.args

    def format_options(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options into the help."""
        write_options(context, self, formatter)


class Commands(click.Group):
    """A group of commands that reports problems, and suggests the right name for a mistyped command."""

    command_class = Command

    def summaries(self, context: click.Context) -> Iterator[tuple[str, str]]:
        """Yield the names of the commands, each with its summary, for the help."""
        for name in self.list_commands(context):
            command = self.get_command(context, name)
            if command is not None and not command.hidden:
                yield name, summary(command)

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands into the help."""
        write_commands(self.summaries(context), formatter)

    def parse_args(self, context: click.Context, args: list[str]) -> list[str]:
        """Read the words after the program's name, or after a group. Report what is wrong, and exit."""
        if not args and not context.resilient_parsing:
            click.echo(context.get_help(), err=True, color=context.color)
            context.exit(UsageError.exit_status)
        if context.parent is not None:
            return super().parse_args(context, args)
        expect_form(context, args)
        problems: Iterable[Problem] = ()
        try:
            return super().parse_args(context, args if context.resilient_parsing else usage.understood(args))
        except UsageError as error:
            problems = error.problems
        except click.UsageError as error:
            problems = [usage.problem_of(error)]
        report(problems, failed=True)
        return context.exit(UsageError.exit_status)

    def invoke(self, context: click.Context) -> Any:
        """Run the command. Report its problems, and exit with their status.

        The error of standard output that cannot be written to is left to `main`: the report may have to go there.
        """
        try:
            return super().invoke(context)
        except SenauditError as error:
            report(error.problems, failed=True)
            context.exit(error.exit_status)
        except click.UsageError as error:
            if context.parent is not None:
                raise
            report([usage.problem_of(error)], failed=True)
            context.exit(UsageError.exit_status)
        except (OSError, MemoryError) as error:
            if isinstance(error, OSError) and (error.errno == errno.EPIPE or output_error()):
                raise
            from senaudit.files.faults import system_problem  # only needed after an error

            report([system_problem(error)], failed=True)
            context.exit(FileError.exit_status)

    def resolve_command(
        self, context: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that the words name. Raises UsageError with a similar name if there is none."""
        name = args[0] if args else ""
        if name and not context.resilient_parsing and self.get_command(context, name) is None:
            hint = did_you_mean(name, self.list_commands(context))
            raise usage.misuse("unknown-command", f"there is no command “{name}”", hint)
        return super().resolve_command(context, args)
