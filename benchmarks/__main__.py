"""Time whole commands, on Linux and macOS: `python -m benchmarks [ROUNDS]`.

A round runs every command once, each in a process of its own, and every second round runs them backwards, so that what
slows the computer for a while slows them all. The first round, in which Python compiles its modules, does not count.
CPU is user and system time of the whole process, from its start, with all threads; nothing is taken off. Memory is the
most that was resident at once. A comparison is the median of the rounds' ratios of CPU.
typst is called from Python, and `import typst` is what that costs before any page is set. Both programs tag their
pages. `benchmarks.typst_document` says what typst is given.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
SENAUDIT = "from senaudit.cli import main; main()"  # what its installed script runs
TYPST = "typst.compile('guide.typ', 'typst.pdf', font_paths=['fonts'], ignore_system_fonts=True, pdf_tags=True)"
MAKE = "--font arimo --quiet --output"
COMMANDS = {  # a statement for Python, its arguments, and the PDF that it makes
    "build guide --with-sheets": (SENAUDIT, f"build guide --with-sheets {MAKE} guide.pdf", "guide.pdf"),
    "typst, the same pages": (f"import typst; {TYPST}", "", "typst.pdf"),
    "import typst": ("import typst", "", ""),
    "senaudit --help": (SENAUDIT, "--help", ""),
    "import click": ("import click", "", ""),
    "build sheets": (SENAUDIT, f"build sheets {MAKE} sheets.pdf", "sheets.pdf"),
    "build poster": (SENAUDIT, f"build poster {MAKE} poster.pdf", "poster.pdf"),
}
COMPARISONS = (("build guide --with-sheets", "typst, the same pages"), ("senaudit --help", "import click"))
Usage = tuple[float, float, float]  # CPU and wall time in milliseconds, memory in megabytes


def run(statement: str, arguments: str, folder: Path) -> Usage:
    """Run a command in `folder`, which keeps its compiled modules too; raise CalledProcessError if it fails."""
    settings = {"PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": str(folder / "compiled"), "PYTHONDONTWRITEBYTECODE": ""}
    words = [sys.executable, "-c", statement, *arguments.split()]
    began = time.perf_counter()
    process = subprocess.Popen(words, cwd=folder, env={**os.environ, **settings}, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)  # or the process would be waited for again
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, words)
    memory = used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return (used.ru_utime + used.ru_stime) * 1000, wall * 1000, memory / 1e6


def measure(rounds: int, folder: Path) -> dict[str, list[Usage]]:
    """Return what each command took in each round."""
    usages: dict[str, list[Usage]] = {name: [] for name in COMMANDS}
    for number in range(rounds + 1):
        for name in list(COMMANDS)[:: -1 if number % 2 else 1]:
            usages[name].append(run(*COMMANDS[name][:2], folder))
    return {name: used[1:] for name, used in usages.items()}


def report(usages: dict[str, list[Usage]], folder: Path) -> None:
    """Print a line for each command, and the comparisons."""
    from pypdf import PdfReader  # only now: a child's memory counts its parent's

    print(f"{'medians':28}{'CPU ms':>8}{'wall ms':>8}{'MB':>8}{'pages':>8}{'bytes':>8}")
    for name, used in usages.items():
        output = COMMANDS[name][2]
        made = f"{len(PdfReader(folder / output).pages):8}{(folder / output).stat().st_size:8}" if output else ""
        cpu, wall, memory = map(median, zip(*used, strict=True))
        print(f"{name:28}{cpu:8.0f}{wall:8.0f}{memory:8.1f}{made}")
    for ours, theirs in COMPARISONS:
        ratios = sorted(our[0] / their[0] for our, their in zip(usages[ours], usages[theirs], strict=True))
        print(f"{ours} / {theirs}: {median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f} in {len(ratios)} pairs)")


if __name__ == "__main__":
    with TemporaryDirectory() as name:
        # A process of its own writes the document, so that this one stays small: a child's memory counts its parent's.
        subprocess.run([sys.executable, "-m", "benchmarks.typst_document", name], cwd=ROOT, check=True)
        report(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 11, Path(name)), Path(name))
