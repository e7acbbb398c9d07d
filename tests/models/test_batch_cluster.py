"""A batch on a small Dask cluster of separate processes: the numbers of this machine, also where a machine is lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from fitting.messages import DataProblem
from models.background import Cancelled
from models.batch import Batch
from models.outputs import results_as_json
from tests.models.test_batch import SPIKE, orders, plating_file

pytest.importorskip("distributed", reason="Dask is not installed (anodescope[cluster]); no cluster can be tested.")

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120.0  # s


@dataclass
class Cluster:
    address: str
    workers: list[subprocess.Popen[bytes]]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    folder = tmp_path_factory.mktemp("cluster")
    told = folder / "scheduler.json"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore",
                   "DASK_DISTRIBUTED__WORKER__DAEMON": "False"}  # fmt: skip

    def started(*arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", *arguments, "--scheduler-file", str(told), "--no-dashboard"]
        quiet = subprocess.DEVNULL
        return subprocess.Popen(command, cwd=folder, env=environment, stdout=quiet, stderr=quiet)

    scheduler = started("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0")
    workers = [
        started("distributed.cli.dask_worker", "--no-nanny", "--nthreads", "1", "--host", "127.0.0.1") for _ in range(2)
    ]
    try:
        until(told.is_file)
        yield Cluster(json.loads(told.read_text())["address"], workers)
    finally:
        for process in (*workers, scheduler):
            process.kill()
            process.wait()


def until(true: object) -> None:
    end = time.monotonic() + PATIENCE
    while not (true() if callable(true) else true):
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    folder = tmp_path_factory.mktemp("platings")
    found = [plating_file(folder / f"cell {number}.csv", 0.001 * number) for number in range(5)]
    found.insert(3, folder / "broken.mpr")
    found[3].write_bytes(b"\x00\x01garbage")
    return tuple(found)


def test_a_cluster_gives_the_same_numbers_also_where_a_machine_is_lost(
    cluster: Cluster, files: tuple[Path, ...]
) -> None:
    here = results_as_json(*Batch(orders(SPIKE)).run(files))
    done: list[int] = []

    def lose_a_machine(number: int, total: int, what: str) -> None:
        done.append(number)
        if number == 1:
            os.kill(cluster.workers[0].pid, signal.SIGKILL)

    there = Batch(orders(SPIKE), scheduler=cluster.address).run(files, lose_a_machine)
    assert json.dumps(results_as_json(*there)) == json.dumps(here)
    assert done == list(range(7))
    assert cluster.workers[0].wait(10) == -signal.SIGKILL


def test_a_batch_on_a_cluster_can_be_cancelled(cluster: Cluster, files: tuple[Path, ...]) -> None:
    def check() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        Batch(orders(SPIKE), scheduler=cluster.address).run(files, check=check)


def test_a_scheduler_that_does_not_answer_is_one_sentence(
    files: tuple[Path, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    from models.batch import cluster as module

    monkeypatch.setattr(module, "REACHED", 0.5)
    with pytest.raises(DataProblem) as problem:
        Batch(orders(SPIKE), scheduler="tcp://127.0.0.1:9").run(files)
    assert problem.value.message.code == "NO_CLUSTER"
