"""Report problems: as text for a person, or as JSON or GitHub's annotations for a program."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

import click

from senaudit.cli.advice import with_option
from senaudit.cli.streams import give_up
from senaudit.problems import NOWHERE, Fix, Place, Problem, by_place, visible

MESSAGE_FORMS = ("text", "json", "github")
"""The values of --messages."""

_INDENT = "    "
_LEAST_COLUMNS, _MOST_COLUMNS = 40, 100
"""Between these, a quoted line fills the terminal."""
_COLOURS = {"error": "red", "warning": "yellow", "note": "cyan"}
"""The colours of a problem's signal and carets at a terminal, by its severity."""

_FORM, _QUIET = "senaudit.messages", "senaudit.quiet"


def set_message_form(context: click.Context, parameter: click.Parameter, value: str) -> None:
    """Store the value of --messages for `report`. This is the option's callback."""
    context.meta[_FORM] = value


def expect_form(context: click.Context, words: list[str]) -> None:
    """Store the value of --messages that is among the typed words, for mistakes that are found before it is read."""
    for option, value in pairwise([part for word in words for part in word.split("=", 1)]):
        if option == "--messages" and value in MESSAGE_FORMS:
            context.meta[_FORM] = value


def set_quiet(context: click.Context, parameter: click.Parameter, value: bool) -> bool:
    """Store the value of --quiet for `report`, and return it. This is the option's callback."""
    context.meta[_QUIET] = value
    return value


def machine_readable() -> bool:
    """Return whether problems go to standard output for a program to read."""
    return bool(_setting(_FORM, "text") != "text")


def shown_path(path: Path) -> str:
    """Return `path` as a person would type it: relative to the working folder if it is inside it, else unchanged."""
    try:
        return str(path.absolute().relative_to(Path.cwd()))
    except (ValueError, OSError):  # it is elsewhere, or the working folder was deleted
        return str(path)


def report(problems: Iterable[Problem], failed: bool = False) -> None:
    """Print the problems of a run in the form of --messages, sorted by place, without duplicates.

    Text goes to standard error. There --quiet leaves out the warnings, unless the run `failed` because of them.
    """
    found = sorted(dict.fromkeys(_shown(with_option(problem)) for problem in problems), key=by_place)
    form = _setting(_FORM, "text")
    if form == "json":
        _say_json(found)
    elif form == "github":
        for problem in found:
            say(_annotation(problem))
    else:
        if _setting(_QUIET, False):
            errors = [problem for problem in found if not problem.warning]
            found = errors or (found if failed else [])
        _say_text(found)


def say(text: str, err: bool = False) -> None:
    """Print one line on standard output or standard error. Characters that it cannot encode become “?”.

    If standard error cannot be written to, the line is lost: there is nobody to tell.
    """
    encoding = getattr(sys.stderr if err else sys.stdout, "encoding", None) or "utf-8"
    try:
        click.echo(
            text.encode(encoding, "replace").decode(encoding), err=err, color=True if err and _colours() else None
        )
    except OSError:
        if not err:
            raise
        give_up(sys.stderr)


def _shown(problem: Problem) -> Problem:
    """Return the problem with its paths as a person would type them."""

    def shown(place: Place | None) -> Place | None:
        return place._replace(path=Path(shown_path(place.path))) if place and place.path else place

    return problem._replace(place=shown(problem.place), first=shown(problem.first))


def _setting(name: str, default: Any) -> Any:
    context = click.get_current_context(silent=True)
    return context.meta.get(name, default) if context else default


def _say_text(problems: list[Problem]) -> None:
    paint: Callable[..., str] = click.style if _colours() else lambda text, **style: str(text)
    for problem in problems:
        for line in _lines(problem, paint):
            say(line, err=True)
    if len(problems) > 1:
        say(_count(problems), err=True)


def _colours() -> bool:
    """Return whether standard error is a terminal with colours, and NO_COLOR (no-color.org) is not set."""
    return sys.stderr.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _terminal_columns() -> int:
    """Return the width of the terminal, if standard error is one; it is 80 otherwise, and at most 100."""
    if not sys.stderr.isatty():
        return 80
    import shutil  # slow to import, and needed at a terminal only

    return max(_LEAST_COLUMNS, min(shutil.get_terminal_size().columns, _MOST_COLUMNS))


def _lines(problem: Problem, paint: Callable[..., str]) -> Iterable[str]:
    """Yield the lines of `str(problem)`, with the styles that `paint` adds."""
    signal = _COLOURS[problem.severity]
    kind = paint(f"{problem.severity}: ", fg=signal, bold=True) if problem.warning else ""
    place = paint(visible(f"{problem.place}: "), bold=True) if problem.place else ""
    yield f"{place}{kind}{visible(problem.full_message())}"
    line, carets = problem.place.excerpt(_terminal_columns() - len(_INDENT) - 1) if problem.place else ("", "")
    if line:
        yield f"{_INDENT}{line}"
        yield f"{_INDENT}{paint(carets, fg=signal, bold=True)}"
    if problem.hint:
        yield f"{_INDENT}{paint('help:', bold=True)} {visible(problem.hint)}"


def _count(problems: list[Problem]) -> str:
    counts = Counter(problem.severity for problem in problems)
    numbers = {"problem": counts["error"], "warning": counts["warning"], "note": counts["note"]}
    *first, last = [f"{number} {word}{'s' if number > 1 else ''}" for word, number in numbers.items() if number]
    return " and ".join([", ".join(first), last] if first else [last])


def _say_json(problems: list[Problem]) -> None:
    import json  # slow to import, and needed for --messages json only

    say(json.dumps([_fields(problem) for problem in problems], indent=2))


def _fields(problem: Problem) -> dict[str, Any]:
    place = problem.place or NOWHERE
    return {
        "kind": problem.kind,
        "path": str(place.path) if place.path else None,
        "line": place.line or None,
        "column": place.column or None,
        "width": place.width if place.line else None,
        "source": place.source if place.line else None,
        "message": problem.full_message(),
        "help": problem.hint,
        "severity": problem.severity,
        "fix": _typed(problem.fix) if problem.fix else None,
    }


def _typed(fix: Fix) -> dict[str, Any]:
    """Return what the help says to type: `text` in place of as many characters as `width` from the place on."""
    return {"line": fix.place.line, "column": fix.place.column, "width": fix.place.width, "text": fix.text}


def _annotation(problem: Problem) -> str:
    """Return a problem as a workflow command for GitHub, which shows it beside the line in a pull request."""
    place = problem.place or NOWHERE
    where = {"file": place.path, "line": place.line, "col": place.column}
    where["endColumn"] = place.column + place.width if place.line else 0
    named = [f"{name}={_escaped(str(value), ':,')}" for name, value in where.items() if value]
    named.append(f"title={_escaped(problem.full_message(), ':,')}")
    level = "notice" if problem.note else problem.severity
    return f"::{level} {','.join(named)}::{_escaped(problem.hint or problem.full_message())}"


def _escaped(text: str, more: str = "") -> str:
    """Return text for GitHub: per cent signs, line ends and the characters in `more` become %-codes."""
    for sign in f"%\r\n{more}":
        text = text.replace(sign, f"%{ord(sign):02X}")
    return visible(text)
