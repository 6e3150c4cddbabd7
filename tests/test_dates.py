"""A document has the date of SOURCE_DATE_EPOCH, or no date: never that of the clock."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from click.testing import CliRunner, Result
from sample_content import write_sample

import senaudit
from senaudit.cli import commands
from senaudit.problems import UsageError
from senaudit.recipe.request import request_for
from senaudit.schools.manifest import shared_key

LAST = 32_503_679_999

REFUSED = ["1.5", "99999999999999999", "-1", "x", " 1", "1e9", "٣", "0x10", str(LAST + 1), "9" * 5000, "2026-11-28"]


@pytest.fixture(autouse=True)
def epoch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str | None], None]:
    """Set SOURCE_DATE_EPOCH, or take it away; there is none at first. The working folder has a little content."""
    monkeypatch.chdir(tmp_path)
    write_sample(Path("wording"))

    def put(value: str | None) -> None:
        if value is None:
            monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
        else:
            monkeypatch.setenv("SOURCE_DATE_EPOCH", value)

    put(None)
    return put


def run(*arguments: str) -> Result:
    return CliRunner().invoke(commands, [*arguments, "--content", "wording", "--font", "arimo"])


def poster() -> bytes:
    return senaudit.build("poster", content="wording", font="arimo").data


def dates(data: bytes) -> tuple[list[str], str]:
    """Return the dates of a PDF, and its identifier."""
    pdf = pikepdf.Pdf.open(BytesIO(data))
    packet = pdf.Root.Metadata.read_bytes()
    found = [str(pdf.docinfo[key]) for key in ("/CreationDate", "/ModDate") if key in pdf.docinfo]
    same = [re.sub(r"D:(.{4})(..)(..)(..)(..)(..)\+00'00'", r"\1-\2-\3T\4:\5:\6+00:00", date) for date in found]
    assert re.findall(r"[12]\d{3}-\d\d-\d\d[^<]*", packet.decode()) == same
    return found, str(pdf.trailer.ID)


def test_without_a_date_a_file_has_none_and_always_the_same_bytes() -> None:
    data = poster()
    assert dates(data)[0] == []
    assert b"20000101" not in data
    assert poster() == data


def test_an_empty_date_is_none(epoch: Callable[[str | None], None]) -> None:
    data = poster()
    epoch("")
    assert poster() == data


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ("0", "D:19700101000000+00'00'"),
        ("946684800", "D:20000101000000+00'00'"),
        ("1795890645", "D:20261128183045+00'00'"),
        (str(LAST), "D:29991231235959+00'00'"),
    ],
)
def test_with_a_date_the_file_has_it(epoch: Callable[[str | None], None], value: str, date: str) -> None:
    epoch(value)
    assert dates(poster())[0] == [date, date]
    assert poster() == poster()


def test_each_date_gives_another_identifier(epoch: Callable[[str | None], None]) -> None:
    ids = {dates(poster())[1]}
    for value in ("0", "946684800"):
        epoch(value)
        ids.add(dates(poster())[1])
    assert len(ids) == 3


@pytest.mark.parametrize("value", REFUSED)
def test_a_date_that_is_no_whole_number_of_seconds_is_refused(epoch: Callable[[str | None], None], value: str) -> None:
    epoch(value)
    Path("s").mkdir()
    Path("s/school.yaml").write_text("name: Elm\n")
    for typed in (["build", "poster", "--school", "s", "--output", "out.pdf"], ["build", "pack"], ["watch", "poster"]):
        result = run(*typed)
        assert result.exit_code == 2, result.output
        said = [line for line in result.stderr.splitlines() if not line.startswith("    ")]
        shown = value if len(value) <= 20 else f"{value[:20]}…"
        assert said[-1] == f"SOURCE_DATE_EPOCH is “{shown}”, and not a whole number of seconds since 1970"
    assert not Path("out.pdf").exists()
    with pytest.raises(UsageError, match="SOURCE_DATE_EPOCH"):
        poster()


def test_packs_of_another_date_are_made_again(epoch: Callable[[str | None], None]) -> None:
    Path("schools.csv").write_text("name\nElm\nAsh\n")
    again = ("build", "pack", "--schools", "schools.csv", "--into", "packs", "--jobs", "1")
    made = []
    for value in (None, "0", "0", "946684800", None):
        epoch(value)
        before = {path: path.stat().st_ino for path in Path("packs").rglob("*.pdf")}
        assert run(*again).exit_code == 0
        made.append(sum(before.get(path) != path.stat().st_ino for path in Path("packs").rglob("*.pdf")))
        stamps = {dates(path.read_bytes())[0] == [] for path in Path("packs").rglob("*.pdf")}
        assert stamps == {value is None}
    assert made == [6, 6, 0, 6, 6]


def test_the_date_is_part_of_the_digest(epoch: Callable[[str | None], None]) -> None:
    keys = set()
    for value in (None, "0", "1"):
        epoch(value)
        keys.add(shared_key((request_for("poster", font="arimo"),)))
    assert len(keys) == 3
