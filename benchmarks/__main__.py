"""Measure senaudit beside its peers, on Linux and macOS: `python -m benchmarks`, or with `--profile` senaudit alone.

The peers are in the extra `bench`. Each makes the same pages, from a document that is written for it from the Element
tree which senaudit sets; the modules `benchmarks.…_document` say how.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.table import table
from benchmarks.timing import ROOT, FailedError, measure, run
from benchmarks.works import PEERS, WORKS, Work, work


def main() -> None:
    """Read the command line and do what it asks for; exit 1 if a program failed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, metavar="N", help="measure each program so often (fewer for long works)")
    parser.add_argument("--work", action="append", choices=WORKS, help="only this one; may be given again")
    parser.add_argument("--peer", action="append", choices=PEERS, help="only this one; may be given again")
    parser.add_argument("--profile", action="store_true", help="say how long each stage of senaudit takes")
    asked = parser.parse_args()
    if asked.rounds is not None and asked.rounds < 1:
        parser.error("--rounds: write a number above nought")
    with TemporaryDirectory() as name:
        if asked.profile:
            from benchmarks.stages import profile

            profile(asked.rounds or 15, Path(name))
        elif not compare(asked, Path(name)):
            sys.exit(1)


def compare(asked: argparse.Namespace, folder: Path) -> bool:
    """Do the works that were asked for, print a table of each, and return whether all programs did them."""
    works = [work(name, tuple(asked.peer or PEERS), asked.rounds, bool(asked.peer)) for name in asked.work or WORKS]
    names = dict.fromkeys(["1", *(each.name for each in works)])
    subprocess.run([sys.executable, "-m", "benchmarks.documents", str(folder), *names], cwd=ROOT, check=True)
    well = True
    for first in dict.fromkeys("help" if each.name == "help" else "1" for each in works):
        well = warm_up(work(first, tuple(asked.peer or PEERS)), folder) and well
    for each in works:
        usages, failures = measure(each.commands, folder)
        print(*table(each, usages, failures, folder), sep="\n", flush=True)
        well = well and not failures
    return well


def warm_up(work: Work, folder: Path) -> bool:
    """Run each program once without counting, for Python compiles its modules then; return whether all ran."""
    well = True
    for command in work.commands:
        try:
            run(command.words, folder)
        except FailedError as error:
            print(f"{command.program} fails ({error}); the peers come with: pip install 'senaudit[bench]'")
            well = False
    return well


if __name__ == "__main__":
    main()
