"""`senaudit build … --schools`: make the packs of a table’s schools, each in a folder of its own; and check them."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from senaudit.cli.advice import set_place_option
from senaudit.cli.report import report, say
from senaudit.cli.stopping import Stop
from senaudit.cli.usage import misuse
from senaudit.files.output import check_files, check_folder
from senaudit.problems import Problem
from senaudit.recipe.request import Request, Sources
from senaudit.schools.batch import Order, Workers, run
from senaudit.schools.check import checking_order
from senaudit.schools.heads import chosen_columns
from senaudit.schools.packs import REPORT, Outcome, Packing, grouped

_AHEAD = 3
"""How many rows are handed out for each worker, so that no worker waits for its next row."""

_LONGEST_NAME = 100
"""The most characters of a school's name that are said while its pack is made."""

_MOST_TOLD = 20
"""How many folders of schools that have left the table are named."""


def table_and_folder(schools: Path | None, folder: Path | None, others: dict[str, Any]) -> tuple[Path, Path]:
    """Return the table and the folder. Raises UsageError if one is missing.

    `others` are options for a single pack, by name; the error is raised too if one of them was used.
    """
    if schools is None:
        message = "this is for the packs of many schools, and there is no table of them"
        raise misuse("schools-missing", message, "add it, as in --schools schools.csv")
    if others["school"]:
        message = "a table of schools has their folders in a column “folder”"
        raise misuse("options-conflict", message, "leave out --school")
    if others["output"]:
        message = "packs of many schools go into one folder each"
        raise misuse("options-conflict", message, "write --into packs, and leave out --output")
    if folder is None:
        raise misuse("packs-folder-missing", "nothing says where to put the packs", "add --into packs")
    return schools, folder


def without_school(request: Request) -> Request:
    """Return the request without the school in whose folder the command was typed: the table has the schools."""
    return request._replace(sources=request.sources._replace(school=None))


def make_packs(
    requests: tuple[Request, ...],
    schools: Path,
    folder: Path,
    everything: bool,
    quiet: bool,
    jobs: int | None,
    scheduler: str | None,
    columns: tuple[str, ...] = (),
) -> None:
    """Make the packs of a table's schools that are missing or out of date. Exit with status 0, 1 or 3.

    `jobs` is the number of processes, None for one for each core. `scheduler` is the address of a Dask cluster that
    makes the packs instead. `columns` are choices such as “name=School”.
    """
    if jobs and scheduler is not None:
        message = "--jobs is for this computer, and --scheduler for a cluster"
        raise misuse("options-conflict", message, "leave out one of them")
    set_place_option("--into")
    gc.enable()  # `main` switches it off for a short run, and this may be a long one
    stop = Stop()
    with stop.handling():
        check_folder(folder)
        packing = Packing(requests, schools, folder, everything, chosen_columns(columns))
        if folder.is_dir():
            check_files(folder / REPORT, root=folder)
        try:
            _make(packing, jobs, scheduler, stop, quiet)
        finally:
            packing.write_report()
    report(grouped(packing.problems), failed=packing.status > 0)
    stopped = stop.pressed and packing.remaining > 0
    if not quiet:
        _say_summary(packing, stopped)
    if stopped or packing.status:
        click.get_current_context().exit(packing.status or 1)


def _make(packing: Packing, jobs: int | None, scheduler: str | None, stop: Stop, quiet: bool) -> None:
    rows = packing.to_do()
    if not rows:
        return
    with _workers(packing.order, jobs, scheduler) as (workers, count), _progress_report(len(rows), quiet) as tell:
        try:
            for row, result in run(rows, workers, _AHEAD * count, lambda: stop.pressed):
                for outcome in packing.add(row, result):
                    tell(outcome)
        finally:
            for outcome in packing.flush():
                tell(outcome)


def check_schools(sources: Sources, schools: Path, columns: tuple[str, ...], quiet: bool) -> tuple[list[Problem], int]:
    """Make the documents of a table's schools in each look, without writing them. Return problems, and exit status.

    If the run is stopped, the rows that are left are not checked, and that is said.
    """
    set_place_option("")
    gc.enable()
    stop = Stop()
    with stop.handling():
        order, rows, problems = checking_order(sources, schools, chosen_columns(columns))
        status, checked = int(any(not problem.warning for problem in problems)), 0
        with _workers(order, None, None) as (workers, count), _bar(len(rows), "Checking schools", quiet) as advance:
            for _, result in run(rows, workers, _AHEAD * count, lambda: stop.pressed):
                problems += [*result.problems, *(told for made in result.documents for told in made.warnings)]
                status = max(status, result.status and (3 if result.status == 3 else 1))
                checked += 1
                advance()
    if checked < len(rows):
        say(f"Stopped: {checked} of {len(rows)} schools checked.", err=True)
        status = status or 1
    return grouped(dict.fromkeys(problems)), status


@contextmanager
def _workers(order: Order, jobs: int | None, scheduler: str | None) -> Iterator[tuple[Workers, int]]:
    """Give the workers, a cluster's or this computer's, and how many they are."""
    if scheduler is not None:
        from senaudit.schools.cluster import connected

        with connected(scheduler, order) as cluster:
            yield cluster, cluster.workers
        return
    from senaudit.schools.processes import Processes, usable_cores

    jobs = jobs or usable_cores()
    with Processes(order, jobs) as processes:
        yield processes, jobs


@contextmanager
def _progress_report(length: int, quiet: bool) -> Iterator[Callable[[Outcome], None]]:
    """Give the function that reports each school: a bar at a terminal, otherwise a line."""
    if not quiet and not sys.stderr.isatty():
        yield _say_school
    else:
        with _bar(length, "Making packs", quiet) as advance:
            yield lambda outcome: advance()


@contextmanager
def _bar(length: int, label: str, quiet: bool) -> Iterator[Callable[[], None]]:
    """Give the function that advances a bar by one; at a terminal it is seen."""
    if quiet or not sys.stderr.isatty():
        yield lambda: None
    else:
        with click.progressbar(length=length, label=label, show_pos=True, file=sys.stderr) as bar:
            yield lambda: bar.update(1)


def _say_school(outcome: Outcome) -> None:
    pages = f", {_count(outcome.pages, 'page')}" if outcome.pages else ""
    what = "not made" if outcome.problem else f"{_count(outcome.files, 'file')}{pages}"
    name = outcome.school if len(outcome.school) <= _LONGEST_NAME else f"{outcome.school[:_LONGEST_NAME]}…"
    say(f"{name}: {what}", err=True)


def _say_summary(packing: Packing, stopped: bool) -> None:
    for line in _no_longer(packing.obsolete_folders()):
        say(line, err=True)
    made = f"{_count(packing.made, 'pack')} made, {packing.up_to_date} up to date"
    if stopped:
        say(f"Stopped: {made}. The same command goes on from there.", err=True)
    elif packing.failed:
        say(f"{made}, {packing.failed} with problems: see {packing.folder / REPORT}", err=True)
    else:
        say(f"{made}: see {packing.folder / REPORT}", err=True)


def _no_longer(folders: list[Path]) -> Iterable[str]:
    hint = "delete it yourself if you no longer need it"
    yield from (f"no longer in the table: {folder}; {hint}" for folder in folders[:_MOST_TOLD])
    if len(folders) > _MOST_TOLD:
        yield f"no longer in the table: {len(folders) - _MOST_TOLD} more folders"


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
