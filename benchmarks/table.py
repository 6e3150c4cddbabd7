"""The results as tables."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks.timing import Usage
from benchmarks.works import Work

_COUNT = "import sys; from pypdf import PdfReader; print(sum(len(PdfReader(name).pages) for name in sys.argv[1:]))"


def table(work: Work, usages: dict[str, list[Usage]], failures: dict[str, str], folder: Path) -> Iterator[str]:
    """Yield the lines of a work's table: each program's medians, and the ratio of senaudit's CPU to its CPU.

    An untagged document is compared with senaudit's untagged one.
    """
    yield work.title
    yield f"{'':20}{'CPU ms':>10}{'wall ms':>10}{'MB':>9}{'pages':>8}{'bytes':>12}  senaudit’s CPU to it"
    for command in work.commands:
        used = usages[command.program]
        if command.program in failures:
            yield f"{command.program:20}failed: {failures[command.program]}"
        elif not used:
            yield f"{command.program:20}left out: it takes minutes; --work {work.name} --peer {command.program}"
        else:
            cpu, wall, memory = map(median, zip(*used, strict=True))
            sizes = "{:8}{:12}".format(*size(sorted(folder.glob(command.files)))) if command.files else " " * 20
            compared = ratio(usages.get(command.against, []), used) if command.program != command.against else ""
            yield f"{command.program:20}{cpu:10.0f}{wall:10.0f}{memory:9.1f}{sizes}  {compared}".rstrip()
    yield ""


def ratio(ours: list[Usage], theirs: list[Usage]) -> str:
    """Return one text: the median, least and greatest ratio of CPU over all rounds, and the number of rounds."""
    ratios = sorted(our.cpu / their.cpu for our, their in zip(ours, theirs, strict=False))
    if not ratios:
        return ""
    pairs = f"{len(ratios)} pair{'s' if len(ratios) > 1 else ''}"
    return f"{median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f}, {pairs})"


def size(files: list[Path]) -> tuple[int, int]:
    """Return the number of pages of the PDFs among these files, and the bytes of all.

    Another process reads them, so that this one stays small.
    """
    pdfs = [str(path) for path in files if path.suffix == ".pdf"]
    counted = subprocess.run([sys.executable, "-c", _COUNT, *pdfs], check=True, capture_output=True)
    return int(counted.stdout), sum(path.stat().st_size for path in files)
