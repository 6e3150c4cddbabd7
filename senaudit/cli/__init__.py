"""The command line: the only part of the program that prints or exits.

Everything heavy is imported where it is used, so that `--help` and shell completion answer at once.
"""

from __future__ import annotations

import atexit
import gc
import io
import sys

import click

from senaudit import __version__
from senaudit.cli.building import build_group
from senaudit.cli.checking import check_content, list_questions, tell_all
from senaudit.cli.group import Commands
from senaudit.cli.school import eject, make_school, show_differences, show_settings
from senaudit.cli.watching import watch_group


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="senaudit")
def commands() -> None:
    """Make printable packs with which a school finds out how well it works with parents.

    The parents are those of children with special educational needs (SEN).

    \b
    Example:
      senaudit build guide
    """


for _command in (
    make_school, build_group, watch_group, list_questions, check_content, show_settings, eject, show_differences,
    tell_all,
):  # fmt: skip
    commands.add_command(_command)


def main() -> None:
    """Run the command line.

    A run is short and keeps nearly all that it makes until it ends, so that looking for garbage is work for nothing.
    """
    gc.disable()
    atexit.register(gc.freeze)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # what an old terminal cannot show must not end the help
            stream.reconfigure(errors="replace")
    commands(prog_name="senaudit")
