"""Shared by all commands: reporting problems, exit status, and help for mistyped names."""

from __future__ import annotations

import errno
from typing import Any

import click

from senaudit.cli.report import report
from senaudit.cli.streams import output_error
from senaudit.files.faults import system_problem
from senaudit.problems import FileError, SenauditError, did_you_mean


class Commands(click.Group):
    """A group of commands that reports problems, and suggests the right name for a mistyped command."""

    def invoke(self, context: click.Context) -> Any:
        """Run the command. Report its problems, and exit with their status.

        The error of standard output that cannot be written to is left to `main`: the report may have to go there.
        """
        try:
            return super().invoke(context)
        except SenauditError as error:
            report(error.problems, failed=True)
            context.exit(error.exit_status)
        except OSError as error:
            if error.errno == errno.EPIPE or output_error():
                raise
            report([system_problem(error)], failed=True)
            context.exit(FileError.exit_status)

    def resolve_command(
        self, context: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that the words name, or raise click.UsageError with a similar name."""
        name = args[0] if args else ""
        if name and not name.startswith("-") and self.get_command(context, name) is None:
            hint = did_you_mean(name, self.list_commands(context))
            raise click.UsageError(f"there is no command “{name}”; {hint}", context)
        return super().resolve_command(context, args)
