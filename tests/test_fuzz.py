"""The fuzzers themselves. Each night they try other inputs: `python -m pytest -m nightly`."""

from __future__ import annotations

import signal
from datetime import date
from pathlib import Path
from random import Random

import pytest

pytest.importorskip("resource")  # the fuzzers need a system with its limits

from fuzz.fuzzers import FUZZERS, lay_out, tried
from fuzz.mutation import mutated
from fuzz.running import Outcome, listing, run, wrongs

# Tests on all cores have threads, which the forked process has not.
pytestmark = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")

NIGHTLY = 200
"""The inputs of each kind that a night tries."""


@pytest.mark.nightly
@pytest.mark.parametrize("kind", FUZZERS)
def test_tonights_inputs_go_well(kind: str, tmp_path: Path) -> None:
    """Their numbers are those of the day. `python -m fuzz KIND --first NUMBER --rounds 1` tries one again."""
    first = date.today().toordinal() * NIGHTLY
    wrong = {n: found for n in range(first, first + NIGHTLY) if (found := tried(kind, n, tmp_path / str(n)))}
    assert wrong == {}


@pytest.mark.parametrize("kind", FUZZERS)
def test_each_fuzzer_runs_the_program(kind: str, tmp_path: Path) -> None:
    assert tried(kind, 1, tmp_path / "run") == []
    assert list((tmp_path / "run").rglob("said.txt"))


def test_the_same_number_gives_the_same_input(tmp_path: Path) -> None:
    data = (Path(__file__).parent / "sample_content.py").read_bytes()
    assert mutated(data, Random("7")) == mutated(data, Random("7")) != mutated(data, Random("8"))
    for name in ("one", "two"):
        tried("look", 5, tmp_path / name)
    look = "work/templates/looks/standard.yaml"
    assert (tmp_path / "one" / look).read_bytes() == (tmp_path / "two" / look).read_bytes()


@pytest.mark.parametrize(
    "outcome",
    [
        Outcome(70, "Traceback (most recent call last):", 0.1),
        Outcome(1, "senaudit itself failed: KeyError", 0.1),
        Outcome(4, "x", 0.1),
        Outcome(1, " ", 0.1),
        Outcome(-signal.SIGSEGV, "", 0.1),
        Outcome(-signal.SIGXCPU, "", 20.0),
    ],
)
def test_a_run_that_goes_wrong_is_seen(outcome: Outcome) -> None:
    assert len(wrongs(outcome)) >= 1
    assert wrongs(Outcome(0, "", 0.1)) == wrongs(Outcome(2, "there is no chapter “x”", 0.1)) == []


def test_a_run_is_killed_before_it_writes(tmp_path: Path) -> None:
    work = lay_out(tmp_path)
    before = listing(tmp_path, "said.txt")
    poster = ("build", "poster", "--content", "wording", "--font", "arimo", "--output", "out.pdf")
    assert run(tmp_path, poster, kill_at=1).status == -signal.SIGKILL
    assert (work / "out.pdf").read_bytes() == b"what was here before"
    assert run(tmp_path, poster).status == 0
    changed = {path for path, digest in listing(tmp_path, "said.txt").items() if before.get(path) != digest}
    assert changed == {"work/out.pdf"}
