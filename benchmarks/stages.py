"""Print the time of each stage of `senaudit build guide --with-sheets`: `python -m benchmarks --profile`.

The times are CPU time, and add up to the whole process. A first run lists the modules that a build needs; the measured
runs import them before the other stages begin. The result is the mean over the half of the runs nearest the median,
because means add up and medians do not.
"""

from __future__ import annotations

from pathlib import Path
from statistics import mean

from benchmarks.staged import STAGES
from benchmarks.timing import run

STAGED = "from benchmarks.staged import main; main()"
BUILD = "build guide --with-sheets --font arimo --quiet --output profile.pdf"
_TOTAL = "the whole process"
ORDER = ("Python itself", "imports", *STAGES, "the rest", "the end")


def profile(rounds: int, folder: Path) -> None:
    """Print the mean CPU time of each stage, and its share of the total."""
    words = ("-c", STAGED, "modules.txt", "times.txt", *BUILD.split())
    run(words, folder)  # the first run lists the modules
    runs = sorted((_stages(words, folder) for _ in range(rounds)), key=lambda stages: sum(stages.values()))
    typical = runs[len(runs) // 4 : len(runs) - len(runs) // 4]
    means = {stage: mean(stages[stage] for stages in typical) for stage in ORDER}
    total = sum(means.values())
    print(f"senaudit {BUILD.split(' --font')[0]}: mean CPU time of the half of {rounds} runs nearest their median")
    for stage, spent in {**means, _TOTAL: total}.items():
        print(f"{stage:20}{spent:8.1f} ms{spent / total:9.1%}")


def _stages(words: tuple[str, ...], folder: Path) -> dict[str, float]:
    """Return the milliseconds of each stage in one run. “the end” is the time after the last stage."""
    total = run(words, folder).cpu
    lines = (line.split("\t") for line in (folder / "times.txt").read_text("utf-8").splitlines())
    stages = dict.fromkeys(ORDER, 0.0) | {stage: float(seconds) * 1000 for stage, seconds in lines}
    return stages | {"the end": total - sum(stages.values())}
