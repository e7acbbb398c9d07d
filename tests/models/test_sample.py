"""The sample's files: simulated, marked so, the same bytes every time, and read back as what they are."""

from __future__ import annotations

from pathlib import Path

from models.readers import read_file
from models.sample import write_sample


def test_the_sample_is_the_same_every_time(tmp_path: Path) -> None:
    first, second = write_sample(tmp_path / "one"), write_sample(tmp_path / "two" / "deep")
    assert [path.name for path in first] == [path.name for path in second]
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_every_file_says_that_it_is_simulated(tmp_path: Path) -> None:
    for path in write_sample(tmp_path):
        assert "simulated" in path.name
        assert b"SIMULATED" in path.read_bytes()
        assert "SIMULATED" in read_file(path).curves[0].metadata["comments"]


def test_the_sample_reads_back_as_plating_curves_of_three_electrolytes(tmp_path: Path) -> None:
    curves = [read_file(path).curves[0] for path in write_sample(tmp_path)]
    assert {curve.technique for curve in curves} == {"chronopotentiometry"}
    assert [len(curve.segments) for curve in curves] == [6, 1, 1, 1]
    assert {part.kind for curve in curves for part in curve.segments} == {"plating"}
    assert len({curve.metadata.get("electrolyte", "") for curve in curves[:3]}) == 3
    assert all(curve.receipt.flags == () for curve in curves)


def test_the_platings_of_the_cycling_file_are_found_without_its_loops_too(tmp_path: Path) -> None:
    path = write_sample(tmp_path)[0]
    with_loops = read_file(path).curves[0].segments
    text = path.read_bytes().decode("cp1252")
    bare = tmp_path / "bare.txt"
    bare.write_bytes(("mode\t" + text.split("mode\t", 1)[1]).encode("cp1252"))
    assert [part.start for part in read_file(bare).curves[0].segments] == [part.start for part in with_loops]
