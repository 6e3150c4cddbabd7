"""Packs made by a Dask cluster: a real scheduler and real workers on this computer, and failures of both."""

from __future__ import annotations

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pytest
from batches import PATIENCE, ROOT, TABLE, files, many, start_command, table, wait_until, write_all
from distributed import Client
from PIL import Image
from pypdf import PdfReader

from senaudit.recipe.request import request_for
from senaudit.schools.batch import Order
from senaudit.schools.cluster import _Differs, _make
from senaudit.schools.manifest import row_key, shared_key
from senaudit.schools.table import read_table

pytestmark = pytest.mark.slow

BUILD = ["build", "pack", "--schools", "schools.csv", "--into", "packs", "--font", "arimo"]
OWN = [*BUILD, "--content", "wording"]
HERE = ["--host", "127.0.0.1", "--no-dashboard"]


class Cluster:
    """A scheduler with its workers. Their logs and files are in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.processes: list[subprocess.Popen[bytes]] = []
        told = folder / "scheduler.json"
        self.scheduler = self._started("scheduler", "--scheduler-file", str(told), "--no-show", "--port", "0")
        wait_until(lambda: told.exists() and told.read_text("utf-8").rstrip().endswith("}"))
        self.address = str(json.loads(told.read_text("utf-8"))["address"])

    def worker(self, threads: int = 1, path: Path = ROOT, python: tuple[str, ...] = ()) -> subprocess.Popen[bytes]:
        """Start a worker that looks for modules in `path` first. Return its process when the scheduler knows it."""
        before = self.said("scheduler").count("Register worker")
        local = str(self.folder / f"worker-{len(self.processes)}")
        options = ["--nthreads", str(threads), "--no-nanny", "--local-directory", local]
        started = self._started("worker", self.address, *options, path=path, python=python)
        wait_until(lambda: self.said("scheduler").count("Register worker") > before)
        return started

    def said(self, what: str) -> str:
        """Return the log of the scheduler, or of the latest worker."""
        return max(self.folder.glob(f"{what}-*.log"), key=lambda path: int(path.stem.split("-")[1])).read_text("utf-8")

    def _started(
        self, what: str, *arguments: str, path: Path = ROOT, python: tuple[str, ...] = ()
    ) -> subprocess.Popen[bytes]:
        with (self.folder / f"{what}-{len(self.processes)}.log").open("wb") as log:
            started = subprocess.Popen(
                [sys.executable, *python, "-m", f"distributed.cli.dask_{what}", *arguments, *HERE],
                env={**os.environ, "PYTHONPATH": str(path)}, cwd=self.folder,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip
        self.processes.append(started)
        return started

    def end(self) -> None:
        """End the scheduler and all workers."""
        for process in self.processes:
            process.kill()
        for process in self.processes:
            process.wait(PATIENCE)


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_all()


@pytest.fixture
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A scheduler without workers."""
    cluster = Cluster(tmp_path_factory.mktemp("cluster"))
    yield cluster
    cluster.end()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A scheduler and two workers, one of them with several threads."""
    cluster = Cluster(tmp_path_factory.mktemp("cluster"))
    cluster.worker()
    cluster.worker(threads=3)
    yield cluster
    cluster.end()


def senaudit(*arguments: object) -> tuple[int, str]:
    """Run a command; return its exit status and its output, which never has a traceback or Dask's log."""
    return ended(start_command(*arguments))


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    said, _ = process.communicate(timeout=PATIENCE)
    assert "Traceback" not in said
    assert "distributed." not in said
    return process.returncode, said


@contextmanager
def under_way(*arguments: object) -> Iterator[subprocess.Popen[str]]:
    """Start a command, and go on when it has made its first pack."""
    process = start_command(*arguments)
    assert process.stdout is not None
    said = process.stdout.readline()
    assert "3 files" in said, said + process.communicate(timeout=PATIENCE)[0]
    yield process
    process.kill()


def report() -> list[dict[str, str]]:
    with Path("packs/report.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def assert_some_are_made_and_whole(schools: int) -> None:
    whole = [line for line in report() if not line["problem"]]
    assert 0 < len(whole) < schools
    assert len(files()) == 3 * len(whole)


def as_one_computer_makes_them(*command: str) -> dict[str, bytes]:
    """Return the files that the command makes without the cluster."""
    shutil.move("packs", "by-the-cluster")
    status, said = senaudit(*command, "--jobs", 1)
    assert status == 0, said
    return files()


# What is made


@pytest.mark.xdist_group("cluster")
def test_a_cluster_makes_the_bytes_that_one_computer_makes(cluster: Cluster) -> None:
    table(TABLE + "".join(f"School {number},Mrs {number},,ash.png,\n" for number in range(8)))
    status, said = senaudit(*OWN, "--scheduler", cluster.address)
    assert status == 0, said
    assert "12 packs made, 0 up to date" in said
    made = files()
    assert len(made) == 12 * 3
    assert made == as_one_computer_makes_them(*OWN)


@pytest.mark.xdist_group("cluster")
def test_a_cluster_makes_the_texts_that_one_computer_makes(cluster: Cluster) -> None:
    table(TABLE)
    own = (*OWN, "--format", "txt", "--format", "pdf")
    status, said = senaudit(*own, "--scheduler", cluster.address)
    assert status == 0, said
    made = files()
    assert {name.rpartition(".")[2] for name in made} == {"pdf", "txt"}
    assert made == as_one_computer_makes_them(*own)


@pytest.mark.xdist_group("cluster")
def test_it_makes_only_what_is_out_of_date_and_needs_no_scheduler_for_nothing(cluster: Cluster) -> None:
    assert senaudit(*OWN, "--scheduler", cluster.address)[0] == 0
    table(TABLE.replace("Mrs Okafor", "Mr Oduya"))
    assert "1 pack made, 3 up to date" in senaudit(*OWN, "--scheduler", cluster.address)[1]
    assert "0 packs made, 4 up to date" in senaudit(*OWN, "--scheduler", "tcp://127.0.0.1:1")[1]


@pytest.mark.xdist_group("cluster")
def test_mistakes_are_told_as_one_computer_tells_them(cluster: Cluster) -> None:
    table(TABLE.replace("ash.png", "elm.png"))
    Path("beech/school.yaml").write_text("name: Beech Park School\nsenko: Ms Bell\n")
    by_cluster = senaudit(*OWN, "--scheduler", cluster.address)
    shutil.rmtree("packs")
    by_this = senaudit(*OWN, "--jobs", 1)
    assert by_cluster[0] == by_this[0] == 1
    assert sorted(by_cluster[1].splitlines()) == sorted(by_this[1].splitlines())
    assert "beech" in by_this[1]


# Workers and schedulers that end in the middle


@pytest.mark.xdist_group("cluster")
def test_a_worker_is_killed_in_the_middle_and_the_bytes_are_the_same(cluster: Cluster) -> None:
    third = cluster.worker()
    table(many(150))
    with under_way(*BUILD, "--scheduler", cluster.address) as running:
        third.kill()
        status, said = ended(running)
    assert status == 0, said
    assert third.wait(PATIENCE) != 0
    assert "150 packs made, 0 up to date" in said
    assert "Remove worker" in cluster.said("scheduler")
    made = files()
    assert len(made) == 450
    assert made == as_one_computer_makes_them(*BUILD)


@pytest.mark.xdist_group("cluster")
def test_ctrl_c_keeps_what_is_made(cluster: Cluster) -> None:
    table(many(400))
    with under_way(*BUILD, "--scheduler", cluster.address) as running:
        running.send_signal(signal.SIGINT)
        status, said = ended(running)
    assert status == 1
    assert "The same command goes on from there." in said
    assert_some_are_made_and_whole(400)


def test_the_scheduler_ends_in_the_middle(alone: Cluster) -> None:
    alone.worker()
    table(many(400))
    with under_way(*BUILD, "--scheduler", alone.address) as running:
        alone.scheduler.kill()
        status, said = ended(running)
    assert status == 3
    assert f"the connection to the scheduler at {alone.address} was lost" in said
    assert_some_are_made_and_whole(400)


def test_the_last_worker_ends_in_the_middle(alone: Cluster) -> None:
    worker = alone.worker()
    table(many(400))
    with under_way(*BUILD, "--scheduler", alone.address) as running:
        worker.kill()
        status, said = ended(running)
    assert status == 3
    assert f"no worker is left in the cluster at {alone.address}" in said
    assert "--nthreads 1; the same command goes on from there" in said


# Workers that cannot make these packs


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A folder with another senaudit: one comment differs."""
    shutil.copytree(ROOT / "senaudit", tmp_path / "other" / "senaudit", ignore=shutil.ignore_patterns("__pycache__"))
    with (tmp_path / "other" / "senaudit" / "schools" / "merged.py").open("a", encoding="utf-8") as file:
        file.write("# another\n")
    return tmp_path / "other"


def test_a_worker_with_other_files_is_told_before_anything_is_made(alone: Cluster, copy: Path) -> None:
    alone.worker()
    alone.worker(path=copy)
    status, said = senaudit(*OWN, "--scheduler", alone.address)
    assert status == 3
    assert "would make other packs: what they are made from is not the same there" in said
    assert not files()


def test_a_worker_with_other_files_that_comes_late_is_told_too(alone: Cluster, copy: Path) -> None:
    alone.worker()
    table(many(2000))
    with under_way(*BUILD, "--scheduler", alone.address) as running:
        alone.worker(path=copy)
        status, said = ended(running)
    assert status == 3
    assert "would make other packs: what they are made from is not the same there" in said
    assert 3 <= len(files()) < 6000


@pytest.mark.xdist_group("cluster")
def test_a_logo_that_changes_on_the_way_makes_no_wrong_pack(cluster: Cluster) -> None:
    """A worker checks a row's own files again, as it must on another computer."""
    each = (request_for("poster", content=Path("wording").absolute(), font="arimo"),)
    order = Order(each, Path().absolute(), shared_key(each))
    row = read_table(Path("schools.csv"))[1][1]
    given = order, row, row_key(order.shared, row, order.folder)
    with Client(cluster.address, set_as_default=False) as client:  # type: ignore[no-untyped-call]
        assert len(client.submit(_make, *given, pure=False).result(PATIENCE).documents) == 1
        Image.new("RGB", (600, 250), (0, 0, 0)).save("ash.png")
        assert isinstance(client.submit(_make, *given, pure=False).result(PATIENCE), _Differs)


@pytest.mark.xdist_group("cluster")
def test_documents_have_the_date_of_the_order_and_not_of_the_worker(cluster: Cluster) -> None:
    requests = tuple(request_for("poster", font="arimo")._replace(date=date) for date in (None, 946684800))
    row = read_table(Path("schools.csv"))[1][0]
    with Client(cluster.address, set_as_default=False) as client:  # type: ignore[no-untyped-call]
        for request, dated in zip(requests, (False, True), strict=True):
            client.run(os.environ.update, {"SOURCE_DATE_EPOCH": "yesterday"})
            order = Order((request,), Path().absolute(), shared_key((request,)))
            given = order, row, row_key(order.shared, row, order.folder)
            (document,) = client.submit(_make, *given, pure=False).result(PATIENCE).documents
            assert ("/CreationDate" in (PdfReader(BytesIO(document.data)).metadata or {})) is dated


def test_a_worker_with_another_version_is_told(alone: Cluster, tmp_path: Path) -> None:
    told = tmp_path / "newer" / "senaudit-99.1.dist-info" / "METADATA"
    told.parent.mkdir(parents=True)
    told.write_text("Metadata-Version: 2.1\nName: senaudit\nVersion: 99.1\n")
    alone.worker(path=tmp_path / "newer")
    status, said = senaudit(*OWN, "--scheduler", alone.address)
    assert status == 3
    assert "has senaudit 99.1, and here it is" in said


def test_a_worker_without_senaudit_is_told(alone: Cluster, tmp_path: Path) -> None:
    """Its modules are links to all that is installed here, except senaudit."""
    installed = Path(sysconfig.get_path("purelib"))
    (tmp_path / "bare").mkdir()
    for each in installed.iterdir():
        if "senaudit" not in each.name and each.suffix != ".pth":
            (tmp_path / "bare" / each.name).symlink_to(each, each.is_dir())
    alone.worker(path=tmp_path / "bare", python=("-S",))
    status, said = senaudit(*OWN, "--scheduler", alone.address)
    assert status == 3
    assert "senaudit is not installed at the worker tcp://127.0.0.1:" in said


def test_a_cluster_without_workers_is_told(alone: Cluster) -> None:
    status, said = senaudit(*OWN, "--scheduler", alone.address)
    assert status == 3
    assert f"the cluster at {alone.address} has no workers" in said
    assert f"dask worker {alone.address}" in said


# Addresses and options


def test_where_no_scheduler_answers_it_is_told() -> None:
    status, said = senaudit(*OWN, "--scheduler", "tcp://127.0.0.1:1")
    assert status == 3
    assert "no Dask scheduler answers at tcp://127.0.0.1:1" in said


@pytest.mark.parametrize("address", ["", "garbage", "127.0.0.1:8786", "tcp://127.0.0.1", "http://127.0.0.1:8786"])
def test_what_is_no_address_is_told(address: str) -> None:
    status, said = senaudit(*OWN, "--scheduler", address)
    assert status == 2
    assert f"“{address}” is no address of a Dask scheduler" in said


def test_a_scheduler_that_asks_for_certificates_needs_them() -> None:
    status, said = senaudit(*OWN, "--scheduler", "tls://127.0.0.1:8786")
    assert status == 2
    assert "for tls:// Dask needs its certificates" in said


def test_a_scheduler_is_for_many_schools_and_jobs_are_for_this_computer() -> None:
    assert senaudit("build", "pack", "--scheduler", "tcp://127.0.0.1:1")[0] == 2
    status, said = senaudit(*OWN, "--scheduler", "tcp://127.0.0.1:1", "--jobs", 2)
    assert status == 2
    assert "leave out one of them" in said


def test_without_dask_one_is_told_what_to_install() -> None:
    program = "import sys; sys.modules['distributed'] = None; from senaudit.__main__ import main; main()"
    ran = subprocess.run(
        [sys.executable, "-c", program, *OWN, "--scheduler", "tcp://127.0.0.1:1"],
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert ran.returncode == 2
    assert 'pip install "senaudit[dask]"' in ran.stderr
