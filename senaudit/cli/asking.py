"""`senaudit help`: the help of a command, asked for in words."""

from __future__ import annotations

import click

from senaudit.cli.group import Command
from senaudit.cli.options import completion_of
from senaudit.cli.usage import misuse
from senaudit.problems import did_you_mean


@click.command("help", cls=Command)
@click.argument("words", nargs=-1, metavar="[COMMAND]…", shell_complete=completion_of("command"))
def show_help(words: tuple[str, ...]) -> None:
    """Explain a command, as --help after it does.

    \b
    Example:
      senaudit help build pack
    """
    context = click.get_current_context().find_root()
    for word in words:
        group = context.command
        known = group.list_commands(context) if isinstance(group, click.Group) else []
        command = group.get_command(context, word) if isinstance(group, click.Group) else None
        if command is None:
            message = f"there is no command “{context.command_path} {word}”"
            hint = did_you_mean(word, known) or f"type senaudit help {context.command.name}"
            hint = (
                f"type senaudit help build {word}" if word in ("guide", "sheets", "poster", "letter", "pack") else hint
            )
            raise misuse("unknown-command", message, hint)
        context = click.Context(command, info_name=word, parent=context)
    click.echo(context.get_help())
