"""One run of `senaudit build guide --with-sheets` that counts the CPU time of each stage.

A stage stops when another begins inside it, and goes on when that one ends. `compose` is the time inside the outermost
call of `flow`; `paginate` is the rest of paginating. This module imports almost nothing, because the time of its
imports would count as well.
"""

from __future__ import annotations

import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

STAGES = {  # the functions of each stage, as module:name
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
    """Counts the CPU time of each stage in `spent`, in seconds. Time counts for the innermost open stage."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}
        self.open = ["Python itself"]
        self.since = 0.0  # the process's CPU time at the last call of `turn`

    def turn(self, stage: str = "") -> None:
        """Add the time since the last call to the innermost open stage. Then enter `stage`, or leave if it is ""."""
        now = time.process_time()
        self.spent[self.open[-1]] = self.spent.get(self.open[-1], 0.0) + now - self.since
        self.since = now
        if stage:
            self.open.append(stage)
        else:
            self.open.pop()

    def counted(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return a wrapper of the function that counts its time for the stage."""

        def wrapper(*arguments: Any, **named: Any) -> Any:
            if self.open[-1] == stage:
                return function(*arguments, **named)
            self.turn(stage)
            try:
                return function(*arguments, **named)
            finally:
                self.turn()

        return wrapper


def count(clock: Clock) -> None:
    """Make the clock count the stages: replace their functions by wrappers in all of senaudit's modules."""
    for stage, names in STAGES.items():
        for module, _, name in (each.partition(":") for each in names):
            holder = sys.modules[module]
            *path, last = name.split(".")
            for part in path:
                holder = getattr(holder, part)
            function = getattr(holder, last)
            wrapper = clock.counted(stage, function)
            setattr(holder, last, wrapper)
            for other in [each for key, each in sys.modules.items() if key.startswith("senaudit")]:
                for key, value in list(vars(other).items()):
                    if value is function:
                        setattr(other, key, wrapper)


def main() -> None:
    """Build a document and write the time of each stage.

    The arguments are a file of module names, a file for the times, and senaudit's own arguments. The modules of the
    first file are imported before the build. If it does not exist, it is written afterwards.
    """
    clock = Clock()
    clock.turn("imports")
    from pathlib import Path  # senaudit imports it as well, so its time is counted here

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
