"""Mistakes in what was typed, as problems: click's own errors, and quotes and dashes as word processors make them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import click

from senaudit.problems import Problem, UsageError, nearest

_DASHES = "‐‑‒–—―−"
"""Hyphens, dashes and minus signs that look like the hyphen of an option."""

_QUOTES = {"“": "”“", "”": "”", "„": "“”", "«": "»", "‘": "’", "‚": "‘’"}
"""Curly quotes, each with those that can end what it begins."""

_QUOTED = f"(--?[a-z][a-z-]*=)?([{''.join(_QUOTES)}])(.*)"


def understood(words: list[str]) -> list[str]:
    """Return the typed words without curly quotes. The words between two of them become one.

    Raises UsageError for a curly quote that does not end, and for each option that begins with a long dash.
    """
    end = words.index("--") if "--" in words else len(words)
    words = list(_joined(words))
    problems = [problem for word in words[:end] if (problem := _long_dash(word))]
    if problems:
        raise UsageError(problems)
    return words


def _joined(words: list[str]) -> Iterator[str]:
    """Yield the words without curly quotes round them. A shell splits the text between curly quotes at its spaces."""
    position = 0
    while position < len(words):
        word = words[position]
        position += 1
        match = re.fullmatch(_QUOTED, word, re.DOTALL)
        if match is None:
            yield word
            continue
        option, opening, first = match.groups(default="")
        ends = tuple(_QUOTES[opening])
        rest = [first] if " " in first else [first, *words[position:]]
        length = next((count for count, part in enumerate(rest, 1) if part.endswith(ends)), 0)
        text = " ".join(rest[:length])[:-1]
        if length and opening not in text:
            yield option + text
            position += length - 1
        elif any(quote in first for quote in ends):  # “Oak” School, in straight quotes
            yield word
        else:
            hint = f'type straight quotes: "{" ".join(rest)}"'
            raise misuse("open-quote", f"the curly quote before “{first}” does not end", hint)


def _long_dash(word: str) -> Problem | None:
    """Return a problem if the word is an option whose hyphens a word processor has made into a long dash."""
    match = re.fullmatch(f"([-{_DASHES}]*)([A-Za-z][A-Za-z-]*(?:=.*)?)?", word, re.DOTALL)
    dash = next((sign for sign in word if sign in _DASHES), "")
    if match is None or not dash or dash not in match[1]:
        return None
    name = match[2] or ""
    meant = f"-{name}" if len(name) < 2 else f"--{name}"
    message = f"“{word}” does not begin with a hyphen"
    return Problem("long-dash", None, message, f"“{dash}” is a long dash, as Word makes them; type {meant}")


def misuse(kind: str, message: str, hint: str = "") -> UsageError:
    """Return the error for one mistake in what was typed."""
    return UsageError([Problem(kind, None, message, hint)])


def one_dash(context: click.Context, words: Iterable[str]) -> None:
    """Raise UsageError for a long option with one hyphen: `-open` would be read as `-o pen`."""
    names = _options(context)
    for word in words:
        if word == "--":
            return
        if len(word) > 2 and word[0] == "-" and f"-{word.partition('=')[0]}" in names:
            raise misuse("one-hyphen", f"“{word}” has one hyphen where it needs two", f"type -{word}")


def extra_words(context: click.Context, words: list[str]) -> UsageError:
    """Return the error for words that the command has no place for."""
    command, shown = context.command_path, " ".join(words)
    named = [each for each in context.command.params if isinstance(each, click.Argument)]
    first = [str(context.params[each.name]) for each in named if each.name]
    options = _options(context)
    hint = f"an option begins with two hyphens; {command} --help shows them"
    if f"--{words[0]}" in options:
        hint = f"type --{words[0]}"
    elif first:
        hint = f'put quotes round what belongs together: {command} "{" ".join([*first, *words])}"'
    elif listed := _list_without_quotes(context, words):
        hint = f"put quotes round several: {listed}"
    elif (option := _option_for(words[0])) in options:
        hint = f"type {option} {words[0]}"
    takes = "one name" if first else "options only"
    return misuse("extra-words", f"“{shown}” is too much here: {command} takes {takes}", hint)


def _list_without_quotes(context: click.Context, words: list[str]) -> str:
    """Return the option with all its values in quotes, if one takes several; "" if none was typed.

    PowerShell takes what stands between commas apart; people leave spaces after them.
    """
    for parameter in context.command.params:
        values = context.params.get(parameter.name or "")
        if isinstance(parameter, click.Option) and parameter.multiple and values:
            return f'{parameter.opts[0]} "{",".join(word.strip(",") for word in (*values, *words))}"'
    return ""


def _option_for(word: str) -> str:
    """Return the option whose value the word is: a chapter, a question or a group of people; "" for any other word."""
    from senaudit.files.shipped import shipped
    from senaudit.school import quick_names

    content = [shipped("content")]
    questions = quick_names.question_names(content)
    if word in quick_names.chapter_ids(content):
        return "--chapter"
    if word in questions or word in [name.partition(":")[2] for name in questions] or re.match(r"\w+:\d", word):
        return "--question"
    return "--audience" if word in quick_names.audience_ids(content) else ""


def problem_of(error: click.UsageError) -> Problem:
    """Return the problem for an error of click."""
    context = error.ctx or click.get_current_context()
    command = context.command_path
    if isinstance(error, click.NoSuchOption):
        name = error.option_name
        known = {option.lstrip("-"): option for option in _options(context)}
        near = nearest(name.lstrip("-"), known)
        hint = f"did you mean {known[near]}?" if near else f"{command} --help shows its options"
        if context.command.name == "check" and name in ("--into", "--output", "-o"):
            hint = "leave it out: senaudit check makes no file"
        if name == "--format":
            hint = "that is an option of senaudit build; for problems as data, type --messages json"
        return Problem("unknown-option", None, f"{command} has no option {name}", hint)
    if isinstance(error, click.BadOptionUsage):
        option = next((each for each in context.command.params if error.option_name in each.opts), None)
        name = error.option_name
        if option is None or getattr(option, "is_flag", False):
            return Problem("option-with-value", None, f"{name} takes no value", f"type {name}")
        return Problem("missing-value", None, f"{name} needs a value", f"type {name} {option.metavar or 'VALUE'}")
    if isinstance(error, click.MissingParameter):
        return Problem("missing-name", None, f"{command} needs a name", f"such as: {example(context.command)}")
    name = error.param.opts[-1] if isinstance(error, click.BadParameter) and error.param else ""
    return Problem("wrong-usage", None, f"{name}: {error.message}" if name else error.message)


def example(command: click.Command) -> str:
    """Return the first example of the command's help."""
    found = re.search(r"^ *(senaudit .*)$", command.help or "", re.MULTILINE)
    return found[1] if found else ""


def _options(context: click.Context) -> list[str]:
    """Return the options of the command, without the hidden ones."""
    parameters = context.command.get_params(context)
    shown = (each for each in parameters if isinstance(each, click.Option) and not each.hidden)
    return [name for option in shown for name in option.opts]
