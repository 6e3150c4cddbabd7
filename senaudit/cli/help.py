"""The help of commands: options in sections, and lines that are never cut. `senaudit help` prints it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from inspect import cleandoc
from typing import Any

import click

SECTIONS = ("What", "How it looks", "Your school", "Many schools", "More")
"""The sections of a command's options, in their order. A command with few options has no sections."""

_FEW = 7
"""With this many options or fewer, help itself included, they stand in one list."""


class Option(click.Option):
    """An option that knows the section of the help in which it stands."""

    def __init__(self, *words: Any, section: str = SECTIONS[-1], **settings: Any) -> None:
        super().__init__(*words, **settings)
        self.section = section


def write_options(context: click.Context, command: click.Command, formatter: click.HelpFormatter) -> None:
    """Write the options of the command, in sections if they are many."""
    rows: dict[str, list[tuple[str, str]]] = {section: [] for section in SECTIONS}
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context) if isinstance(parameter, click.Option) else None
        if record:
            rows[getattr(parameter, "section", SECTIONS[-1])].append(record)
    if sum(map(len, rows.values())) <= _FEW:
        rows = {"Options": [record for section in SECTIONS for record in rows[section]]}
    for section, records in rows.items():
        if records:
            with formatter.section(section):
                formatter.write_dl(records)


def write_commands(summaries: Iterable[tuple[str, str]], formatter: click.HelpFormatter) -> None:
    """Write the list of commands, each with its whole summary."""
    with formatter.section("Commands"):
        formatter.write_dl(list(summaries))


def summary(command: click.Command) -> str:
    """Return the first sentence of a command's help."""
    return cleandoc(command.help or "").partition("\n\n")[0].replace("\n", " ")


def option(*words: str, **settings: Any) -> Callable[[Any], Any]:
    """Return the decorator that adds an option; `section` says where it stands in the help."""
    return click.option(*words, cls=Option, **settings)
