"""Measure senaudit and its peers on Linux and macOS: `python -m benchmarks`, or with `--profile` senaudit alone.

The peers are in the extra `bench`. Each makes the same pages, from a document written for it from senaudit's Element
tree; the modules `benchmarks.…_document` say how.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.table import table
from benchmarks.timing import ROOT, FailedError, measure, run
from benchmarks.works import LANGUAGES, PEERS, WORKS, Work, work

ALONE = ("help", "editions", "fillable", *LANGUAGES)
"""Works for which each program runs once before it is measured. The guide does so for all others."""


def main() -> None:
    """Run the command line. The exit status is 1 if a program failed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, metavar="N", help="times that each program runs (fewer for long works)")
    parser.add_argument("--work", action="append", choices=WORKS, help="only this work; may be repeated")
    parser.add_argument("--peer", action="append", choices=PEERS, help="only this peer; may be repeated")
    parser.add_argument("--profile", action="store_true", help="say how long each stage of senaudit takes")
    options = parser.parse_args()
    if options.rounds is not None and options.rounds < 1:
        parser.error("--rounds: write a number above nought")
    with TemporaryDirectory() as name:
        if options.profile:
            from benchmarks.stages import profile

            profile(options.rounds or 15, Path(name))
        elif not compare(options, Path(name)):
            sys.exit(1)


def compare(options: argparse.Namespace, folder: Path) -> bool:
    """Measure the chosen works, print a table of each, and return whether no program failed."""
    peers = tuple(options.peer or PEERS)
    works = [work(name, peers, options.rounds, bool(options.peer)) for name in options.work or WORKS]
    names = dict.fromkeys(["1", *(each.name for each in works)])
    subprocess.run([sys.executable, "-m", "benchmarks.documents", str(folder), *names], cwd=ROOT, check=True)
    succeeded = True
    for first in dict.fromkeys(each.name if each.name in ALONE else "1" for each in works):
        succeeded = warm_up(work(first, peers), folder) and succeeded
    for each in works:
        usages, failures = measure(each.commands, folder)
        print(*table(each, usages, failures, folder), sep="\n", flush=True)
        succeeded = succeeded and not failures
    return succeeded


def warm_up(work: Work, folder: Path) -> bool:
    """Run each program once without measuring, so that Python compiles its modules. Return whether none failed."""
    succeeded = True
    for command in work.commands:
        try:
            run(command.words, folder)
        except FailedError as error:
            print(f"{command.program} fails ({error}); the peers come with: pip install 'senaudit[bench]'")
            succeeded = False
    return succeeded


if __name__ == "__main__":
    main()
