"""`senaudit build pack --schools`: make the packs of all schools of a table, each in a folder of its own."""

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
from senaudit.recipe.request import Request
from senaudit.schools.batch import Workers, run
from senaudit.schools.heads import chosen_columns
from senaudit.schools.packs import REPORT, Outcome, Packing, grouped

_AHEAD = 3
"""How many rows are handed out for each worker, so that no worker waits for its next row."""

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
    with _workers(packing, jobs, scheduler) as (workers, count), _progress_report(len(rows), quiet) as tell:
        try:
            for row, result in run(rows, workers, _AHEAD * count, lambda: stop.pressed):
                for outcome in packing.add(row, result):
                    tell(outcome)
        finally:
            for outcome in packing.flush():
                tell(outcome)


@contextmanager
def _workers(packing: Packing, jobs: int | None, scheduler: str | None) -> Iterator[tuple[Workers, int]]:
    """Give the workers, a cluster's or this computer's, and how many they are."""
    if scheduler is not None:
        from senaudit.schools.cluster import connected

        with connected(scheduler, packing.order) as cluster:
            yield cluster, cluster.workers
        return
    from senaudit.schools.processes import Processes, usable_cores

    jobs = jobs or usable_cores()
    with Processes(packing.order, jobs) as processes:
        yield processes, jobs


@contextmanager
def _progress_report(length: int, quiet: bool) -> Iterator[Callable[[Outcome], None]]:
    """Give the function that reports each school: a bar at a terminal, otherwise a line."""
    if quiet:
        yield lambda outcome: None
    elif not sys.stderr.isatty():
        yield _say_school
    else:
        with click.progressbar(length=length, label="Making packs", show_pos=True, file=sys.stderr) as bar:
            yield lambda outcome: bar.update(1)


def _say_school(outcome: Outcome) -> None:
    what = "not made" if outcome.problem else f"{_count(outcome.files, 'file')}, {_count(outcome.pages, 'page')}"
    say(f"{outcome.school}: {what}", err=True)


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
