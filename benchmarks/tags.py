"""What tags cost: `python -m benchmarks.tags [ROUNDS]`, on Linux and macOS.

Times `build guide --with-sheets` tagged and untagged, in pairs, for the shipped content and for twenty times as many
chapters, and prints CPU time, bytes and their ratios.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.__main__ import MAKE, ROOT, SENAUDIT, run

UNTAGGED = f"import benchmarks.untagged; {SENAUDIT}"


def repeated_content(folder: Path, times: int) -> Path:
    """Write the shipped content with each chapter `times` times over, under ids of its own; return its folder."""
    content = folder / f"content-{times}"
    shutil.copytree(ROOT / "content", content)
    ids = []
    for chapter in sorted((content / "chapters").glob("*.yaml")):
        text = chapter.read_text("utf-8")
        chapter.unlink()
        for number in range(times):
            ids.append(f"{chapter.stem}-{number}")
            again = text.replace(f"\nid: {chapter.stem}\n", f"\nid: {ids[-1]}\n")
            (content / "chapters" / f"{ids[-1]}.yaml").write_text(again, "utf-8")
    guide = content / "guide.yaml"
    shipped = "chapters: [communication, involvement, support]"
    guide.write_text(guide.read_text("utf-8").replace(shipped, f"chapters: [{', '.join(ids)}]"), "utf-8")
    return content


def compare(times: int, rounds: int, folder: Path) -> None:
    """Print a line for content of that many times the shipped length."""
    build = f"build guide --with-sheets {MAKE} {{}} --content {repeated_content(folder, times)}"
    ratios, tagged_ms, untagged_ms = [], [], []
    for number in range(rounds + 1):
        tagged = run(SENAUDIT, build.format("tagged.pdf"), folder)[0]
        untagged = run(UNTAGGED, build.format("untagged.pdf"), folder)[0]
        if number:  # the first round compiles the modules
            ratios.append(tagged / untagged)
            tagged_ms.append(tagged)
            untagged_ms.append(untagged)
    sizes = [(folder / name).stat().st_size for name in ("tagged.pdf", "untagged.pdf")]
    print(
        f"content × {times}: tagged {median(tagged_ms):.0f} ms, untagged {median(untagged_ms):.0f} ms,"
        f" ratio {median(ratios):.2f}; {sizes[0]} and {sizes[1]} bytes, ratio {sizes[0] / sizes[1]:.2f}"
    )


if __name__ == "__main__":
    with TemporaryDirectory() as name:
        for times in (1, 20):
            compare(times, int(sys.argv[1]) if len(sys.argv) > 1 else 9, Path(name))
