"""How long each stage of `senaudit build guide --with-sheets` takes: `python -m benchmarks --profile`.

The stages are CPU time, and add up to the whole process. All modules that a build was seen to need are imported first,
so that the other stages hold no import. Of the runs, the half nearest the median is taken, and a stage's mean over it:
means add up, and medians do not.
"""

from __future__ import annotations

from pathlib import Path
from statistics import mean

from benchmarks.staged import STAGES
from benchmarks.timing import run

STAGED = "from benchmarks.staged import main; main()"
BUILD = "build guide --with-sheets --font arimo --quiet --output profile.pdf"
_WHOLE = "the whole process"
ORDER = ("Python itself", "imports", *STAGES, "the rest", "the end")


def profile(rounds: int, folder: Path) -> None:
    """Print the mean CPU time of each stage, and its share of the whole."""
    words = ("-c", STAGED, "modules.txt", "times.txt", *BUILD.split())
    run(words, folder)  # which lists the modules
    runs = sorted((_stages(words, folder) for _ in range(rounds)), key=lambda stages: sum(stages.values()))
    typical = runs[len(runs) // 4 : len(runs) - len(runs) // 4]
    means = {stage: mean(stages[stage] for stages in typical) for stage in ORDER}
    whole = sum(means.values())
    print(f"senaudit {BUILD.split(' --font')[0]}: CPU time, of the runs the half nearest the median of {rounds}")
    for stage, spent in {**means, _WHOLE: whole}.items():
        print(f"{stage:20}{spent:8.1f} ms{spent / whole:9.1%}")


def _stages(words: tuple[str, ...], folder: Path) -> dict[str, float]:
    """Return the milliseconds of each stage in one run; what the process took after the last of them is its end."""
    whole = run(words, folder).cpu
    lines = (line.split("\t") for line in (folder / "times.txt").read_text("utf-8").splitlines())
    stages = dict.fromkeys(ORDER, 0.0) | {stage: float(seconds) * 1000 for stage, seconds in lines}
    return stages | {"the end": whole - sum(stages.values())}
