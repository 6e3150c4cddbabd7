"""Add options and commands to the help of problems. The rest of the program does not know the command line."""

from __future__ import annotations

import click

from senaudit.problems import Problem

_PLACE = "senaudit.place"

_WITH_PLACE = (
    *("output-in-file", "output-name-too-long", "output-read-only", "output-refused", "output-disk-full"),
    *("output-too-large", "output-failed", "output-name-refused", "folder-exists", "manifest-unreadable"),
)
"""Kinds of problems whose help is to write to another place."""

_WORDS = {
    **dict.fromkeys(_WITH_PLACE, "{hint} with {place}"),
    "output-is-device": '{hint}; "{place} -" is standard output',
    "path-too-long": "{hint}, such as {place} C:\\packs",
    "outside-school-folder": "go to your school’s folder, name it with --school, or make one: senaudit new"
    ' "Oak Hill Primary"',
    "several-schools": "{hint}: --school",
    "school-as-content": "name it with --school",
    "table-as-school": "{hint}: --schools",
    "no-question-left": "{hint} with --chapter",
    "plan-too-long": "{hint}: --joined",
    "font-missing": "{hint}: --font arimo",
    "font-unusable": "{hint}: --font arimo",
    "paper-too-small": "{hint}: --paper A3",
    "braille-page-without-braille": "{hint}: --format brf",
    "fillable-without-sheets": "{hint}: --with-sheets",
    "guide-on-large-paper": "{hint}; without --paper, the poster of a pack is on A3",
    "name-column-unknown": '{hint}, or add --column name="{head}"',
    "two-heads": '{hint}, or add --column {column}="{head}"',
    "columns-left-alone": '{hint}, or add --column {column}="{head}"',
    "no-column-chosen": '{hint}, as in --column name="School"',
    "worker-died": "{hint} try --jobs 1",
    "workers-died": "{hint}: --jobs 1",
    "not-a-scheduler-address": "{hint}: --scheduler tcp://…:8786",
    "entry-of-no-text": "{hint}: senaudit translate {language}",
    "no-translation": "{hint}: senaudit translate {language}",
    "not-translated": "{hint} with --partly",
    "not-in-catalogue": "{hint}, and translate them: senaudit translate {language}",
    "texts-not-in-catalogue": "{hint}, and translate them: senaudit translate {language}",
    "partly-without-language": "{hint}: --language pl",
    "no-worker-left": "start one: dask worker {scheduler} --nthreads 1; the same command goes on from there",
    "last-time-unknown": "{hint}: --since ../audit-2025, or since: ../audit-2025 in audit.yaml",
    "no-workers": "{hint}: dask worker {scheduler} --nthreads 1",
}
"""The line of help by the kind of problem. {hint} is the problem's own help, and {place} the option that says where to
write. The problem's values may be used too."""


def set_place_option(option: str) -> None:
    """Say which option of the running command names the place to write to; "" if none does. The default is --output."""
    click.get_current_context().meta[_PLACE] = option


def with_option(problem: Problem) -> Problem:
    """Return the problem with the right option added to its help; unchanged if its help needs no option."""
    context = click.get_current_context(silent=True)
    place = context.meta.get(_PLACE, "--output") if context else "--output"
    words = _WORDS.get(problem.kind, "{hint}")
    if ("{place}" in words and not place) or (problem.kind == "output-is-device" and place != "--output"):
        return problem
    return problem._replace(hint=words.format_map({**dict(problem.values), "hint": problem.hint, "place": place}))
