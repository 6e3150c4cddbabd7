"""`senaudit completion`: the script that lets a shell complete what is typed.

click writes the scripts of Bash, Zsh and Fish, and answers them. Bash takes a word apart at its colons, so that the
names of questions need some care. The script for PowerShell is ours, because not every version of click has one.
"""

from __future__ import annotations

import os

import click
from click.shell_completion import (
    BashComplete,
    CompletionItem,
    ShellComplete,
    add_completion_class,
    get_completion_class,
)

from senaudit.cli.group import Command
from senaudit.cli.options import Choice

VARIABLE = "_SENAUDIT_COMPLETE"
"""The environment variable by which a script asks for completions. Its name is the one that click chooses."""

_SHELLS = Choice(("bash", "zsh", "fish", "powershell"))

_POWERSHELL = """\
Register-ArgumentCompleter -Native -CommandName senaudit, senaudit.exe -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | Where-Object { $_.Extent.StartOffset -lt $cursorPosition } |
        ForEach-Object { $_.Extent.Text })
    if ("$wordToComplete" -eq '') { $words += '' }
    $env:COMP_WORDS = $words -join "`n"
    $env:%(complete_var)s = 'powershell_complete'
    try { $found = @(& $words[0]) }
    finally { Remove-Item Env:COMP_WORDS, Env:%(complete_var)s }
    foreach ($name in $found | Where-Object { $_ }) {
        [System.Management.Automation.CompletionResult]::new($name, $name, 'ParameterValue', $name)
    }
}
"""


class _Bash(BashComplete):
    """Completion for Bash, which gives `communication:tel` as three words, and replaces the last of them only."""

    name = "bash"
    _kept = ""

    def get_completion_args(self) -> tuple[list[str], str]:
        """Return the words before the cursor, and the word at the cursor."""
        args, incomplete = super().get_completion_args()
        words: list[str] = []
        for word in (*args, incomplete):
            if words and (word == ":" or words[-1].endswith(":")):
                words[-1] += word
                self._kept = words[-1][: words[-1].rfind(":") + 1]
            elif word != "=":
                words.append(word)
                self._kept = ""
        return (words, "") if incomplete == "=" else (words[:-1], words[-1])

    def format_completion(self, item: CompletionItem) -> str:
        """Return the line for a completion, without the words that Bash keeps."""
        return f"{item.type},{str(item.value).removeprefix(self._kept)}"


class _PowerShell(ShellComplete):
    """Completion for PowerShell. For files and folders nothing is offered, so that PowerShell offers them itself."""

    name = "powershell"
    source_template = _POWERSHELL

    def get_completion_args(self) -> tuple[list[str], str]:
        """Return the words before the cursor, and the word at the cursor."""
        words = [word.strip("'\"") for word in os.environ["COMP_WORDS"].split("\n")]
        return words[1:-1], words[-1]

    def format_completion(self, item: CompletionItem) -> str:
        """Return the line for a completion."""
        return str(item.value) if item.type == "plain" else ""


add_completion_class(_Bash)
add_completion_class(_PowerShell)


@click.command("completion", cls=Command)
@click.argument("shell", type=_SHELLS, metavar=_SHELLS.metavar)
def print_completion(shell: str) -> None:
    """Print the script that lets the tab key complete commands, options, chapters and questions.

    To have it in each new terminal, add a line to the shell's own file:

    \b
      ~/.bashrc                  eval "$(senaudit completion bash)"
      ~/.zshrc                   eval "$(senaudit completion zsh)"
      ~/.config/fish/config.fish senaudit completion fish | source
      $PROFILE (PowerShell)      senaudit completion powershell | Out-String | Invoke-Expression

    \b
    Example:
      senaudit completion bash
    """
    root = click.get_current_context().find_root()
    shell_class = get_completion_class(shell)
    assert shell_class is not None
    click.echo(shell_class(root.command, {}, "senaudit", VARIABLE).source(), nl=False)
