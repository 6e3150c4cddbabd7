"""Try the program on damaged inputs, on Linux and macOS: `python -m fuzz`, or `python -m fuzz template --rounds 500`.

Each input has a number. `--first 4711 --rounds 1` tries one again. Inputs that go wrong are kept in a folder.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))  # the inputs to damage are those of the tests

from fuzz.fuzzers import FUZZERS, tried


def main() -> None:
    """Run the command line. The exit status is 1 if anything went wrong."""
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=f"what to damage: {', '.join(FUZZERS)}; else all")
    parser.add_argument("--rounds", type=int, default=100, metavar="N", help="inputs of each kind (100)")
    parser.add_argument("--first", type=int, default=1, metavar="N", help="the number of the first input (1)")
    parser.add_argument(
        "--keep", type=Path, default=Path("fuzz-found"), metavar="FOLDER", help="for inputs that go wrong"
    )
    options = parser.parse_args()
    if unknown := set(options.kinds) - set(FUZZERS):
        parser.error(f"there is no fuzzer “{unknown.pop()}”")
    kinds = options.kinds or list(FUZZERS)
    numbers = range(options.first, options.first + options.rounds)
    went_well = [fuzz(kind, numbers, options.keep) for kind in kinds]
    if not all(went_well):
        sys.exit(1)


def fuzz(kind: str, numbers: range, keep: Path) -> bool:
    """Try inputs of a kind, print what goes wrong, and return whether nothing did."""
    bad = 0
    for number in numbers:
        with TemporaryDirectory() as name:
            folder = Path(name).resolve() / "run"
            if found := tried(kind, number, folder):
                bad += 1
                print(f"{kind} {number}: {'; '.join(found)}", flush=True)
                shutil.copytree(folder, keep / f"{kind}-{number}", symlinks=True, dirs_exist_ok=True)
    print(f"{kind}: {len(numbers)} inputs, {bad} went wrong", flush=True)
    return not bad


if __name__ == "__main__":
    main()
