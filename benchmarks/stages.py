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
WAYS = {"read anew": ("--no-cache",), "looked up": ()}
"""What is done with what is kept from an earlier run: nothing, or what is usual."""
_WHOLE = "the whole process"
ORDER = ("Python itself", "imports", *STAGES, "the rest", "the end")


def profile(rounds: int, folder: Path) -> None:
    """Print the mean CPU time of each stage, and its share of the whole: of a build that reads all, and of the next."""
    means = {way: _means(rounds, folder, options) for way, options in WAYS.items()}
    print(f"senaudit {BUILD.split(' --font')[0]}: CPU time, of the runs the half nearest the median of {rounds}")
    print(f"{'':20}" + "".join(f"{way:>20}" for way in WAYS))
    wholes = {way: sum(spent.values()) for way, spent in means.items()}
    for stage in (*ORDER, _WHOLE):
        figures = [(spent.get(stage, wholes[way]), wholes[way]) for way, spent in means.items()]
        print(f"{stage:20}" + "".join(f"{spent:8.1f} ms{spent / whole:9.1%}" for spent, whole in figures))


def _means(rounds: int, folder: Path, options: tuple[str, ...]) -> dict[str, float]:
    words = ("-c", STAGED, f"modules{len(options)}.txt", "times.txt", *BUILD.split(), *options)
    for _ in range(2):  # the first keeps its manuscript, and the second lists the modules that are still needed then
        (folder / words[2]).unlink(missing_ok=True)
        run(words, folder)
    runs = sorted((_stages(words, folder) for _ in range(rounds)), key=lambda stages: sum(stages.values()))
    typical = runs[len(runs) // 4 : len(runs) - len(runs) // 4]
    return {stage: mean(stages[stage] for stages in typical) for stage in ORDER}


def _stages(words: tuple[str, ...], folder: Path) -> dict[str, float]:
    """Return the milliseconds of each stage in one run; what the process took after the last of them is its end."""
    whole = run(words, folder).cpu
    lines = (line.split("\t") for line in (folder / "times.txt").read_text("utf-8").splitlines())
    stages = dict.fromkeys(ORDER, 0.0) | {stage: float(seconds) * 1000 for stage, seconds in lines}
    return stages | {"the end": whole - sum(stages.values())}
