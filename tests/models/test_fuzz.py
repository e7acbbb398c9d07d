"""A short run of ``make fuzz``: it works, its accidents are the same every time, and nothing fails."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from tests.fuzz.__main__ import fuzz, main
from tests.fuzz.mutations import mutated
from tests.fuzz.seeds import is_binary, written


@pytest.mark.parametrize("name", ["text", "binary"])
def test_damaged_files_are_read_or_refused(name: str) -> None:
    tally = fuzz(name, 60, seed=7)
    assert tally.inputs == 60 and tally.read > 0 and tally.refused
    assert tally.faults == 0, tally.not_ours


def test_the_same_seed_gives_the_same_damage() -> None:
    first, second = written()[0].content, written()[-1].content
    for binary in (False, True):
        once, again = (mutated(first, second, random.Random(3), binary) for _ in range(2))
        assert once == again


def test_every_written_seed_is_a_file_that_opens(tmp_path: Path) -> None:
    from models.readers import read_file

    kinds = set()
    for number, seed in enumerate(written()):
        path = tmp_path / f"{number}_{seed.name}"
        path.write_bytes(seed.content)
        kinds.add(is_binary(seed.content))
        assert read_file(path).curves
    assert kinds == {True, False}


def test_the_result_is_written_as_the_contract_says(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "fuzz.json"
    assert main(["binary", "--count", "5", "--json", str(out)]) == 0
    entries = json.loads(out.read_text())
    assert {tuple(entry) for entry in entries} == {
        ("name", "value", "unit", "peer", "peer_value", "ratio", "goal", "holds")
    }
    assert {"binary_crashes", "binary_hangs", "binary_exceptions_not_ours"} <= {entry["name"] for entry in entries}
    assert "crashes" in capsys.readouterr().out
