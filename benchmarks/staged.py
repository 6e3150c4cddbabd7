"""One run of `senaudit build guide --with-sheets` that counts the CPU time of each stage.

A stage ends where another begins inside it, and goes on behind that. `compose` is what happens inside the outermost
call of `flow`, `paginate` the rest of what paginates. This module imports next to nothing, for that would be counted.
"""

from __future__ import annotations

import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

STAGES = {  # the functions that a stage is spent in, as module and name
    "read": ("senaudit.recipe.steps:read_content", "senaudit.source.look:read_look"),
    "render": ("senaudit.recipe.steps:render_document",),
    "compose": ("senaudit.typeset.compose:flow",),
    "paginate": ("senaudit.typeset.paginate:paginate",),
    "draw": ("senaudit.pdf.draw:draw",),
    "save": (
        "senaudit.pdf.object_streams:file_of",
        "senaudit.pdf.object_streams:PdfFile.written",
        "senaudit.files.output:write",
    ),
}


class Clock:
    """Counts CPU time, each moment to the stage that was entered last and has not ended: `spent`, in seconds."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}
        self.open = ["Python itself"]
        self.since = 0.0  # the process's CPU time at the last turn

    def turn(self, stage: str = "") -> None:
        """Count the time since the last turn to the stage that is open; enter a stage, or leave this one."""
        now = time.process_time()
        self.spent[self.open[-1]] = self.spent.get(self.open[-1], 0.0) + now - self.since
        self.since = now
        if stage:
            self.open.append(stage)
        else:
            self.open.pop()

    def counted(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function as one whose time counts to the stage."""

        def counting(*arguments: Any, **named: Any) -> Any:
            if self.open[-1] == stage:
                return function(*arguments, **named)
            self.turn(stage)
            try:
                return function(*arguments, **named)
            finally:
                self.turn()

        return counting


def count(clock: Clock) -> None:
    """Have the clock count the stages: put a counting function wherever senaudit's modules know the function itself."""
    for stage, names in STAGES.items():
        for module, _, name in (each.partition(":") for each in names):
            holder = sys.modules[module]
            *path, last = name.split(".")
            for part in path:
                holder = getattr(holder, part)
            function = getattr(holder, last)
            counting = clock.counted(stage, function)
            setattr(holder, last, counting)
            for other in [each for key, each in sys.modules.items() if key.startswith("senaudit")]:
                for key, value in list(vars(other).items()):
                    if value is function:
                        setattr(other, key, counting)


def main() -> None:
    """Build, importing first the modules that a file lists, if it is there; then write it, and the stages' times.

    The arguments are the modules' file, the times' file, and senaudit's own arguments.
    """
    clock = Clock()
    clock.turn("imports")
    from pathlib import Path  # which senaudit imports too

    listed, times = map(Path, sys.argv[1:3])
    del sys.argv[1:3]
    names = listed.read_text("utf-8").split() if listed.exists() else []
    for name in names:
        __import__(name)
    clock.turn()
    clock.open = ["the rest"]
    if names:
        count(clock)
    from senaudit.cli import main as senaudit

    try:
        senaudit()
    finally:
        clock.turn()
        times.write_text("".join(f"{stage}\t{seconds}\n" for stage, seconds in clock.spent.items()), "utf-8")
        if not names:
            listed.write_text("\n".join(sys.modules), "utf-8")
