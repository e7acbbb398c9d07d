"""The short form of `make trust`: a few of each of its trials, so that a change that loses work fails at once."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the trials fork, and stand before Linux's calls")


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("kill_at_random", 5),
        ("kill_at_every_call", 5),
        ("full_at_every_call", 3),
        ("broken_at_every_call", 3),
        ("power_cut", 60),
        ("bit_flip", 60),
        ("mutated_project", 25),
    ],
)
def test_nothing_is_lost(name: str, count: int) -> None:
    if ("_call" in name or "power" in name) and shutil.which("gcc") is None:
        pytest.skip("gcc is not installed")
    # a process of its own: this one has threads, and a child that is forked from it would have halves of them
    command = [sys.executable, "-m", "tests.trust", name, "--count", str(count), "--json", "-"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert ran.returncode == 0, ran.stderr
    rows = json.loads(ran.stdout[ran.stdout.index("\n[\n") :])
    assert rows, ran.stdout
    assert [row["value"] for row in rows] == [0] * len(rows), ran.stdout
