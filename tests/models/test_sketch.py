"""Of a large text a sketch comes first: true points from all over the file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from models.readers import content, read_file
from models.readers import sketch as sketches
from models.readers.sketch import first_look, sketch
from tests.instruments import writers

COUNT = 6000


@pytest.fixture(autouse=True)
def small_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sketches, "LARGE", 40_000)
    monkeypatch.setattr(sketches, "_BEGINNING", 4000)
    monkeypatch.setattr(sketches, "_LINE", 300)
    monkeypatch.setattr(content, "HEAD", 20_000)


def recording(kind: str) -> bytes:
    time = [0.1 * row for row in range(COUNT)]
    potential = [-0.1 - 1e-5 * row for row in range(COUNT)]
    if kind == "mpt":
        columns = {"mode": [1] * COUNT, "time/s": time, "Ewe/V": potential, "I/mA": [-0.2] * COUNT}
        return writers.eclab_mpt(columns, decimal=",")
    if kind == "chi":
        return writers.chi_cp(segments=4, per_segment=COUNT // 4)
    return ("time / s,potential / V\n" + "".join(f"{t},{e}\n" for t, e in zip(time, potential, strict=True))).encode()


@pytest.mark.parametrize("kind", ["mpt", "chi", "plain"])
def test_a_sketch_holds_true_points_from_all_over_the_file(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"large.{kind}"
    path.write_bytes(recording(kind))
    found, (whole,) = sketch(path, rows=50), read_file(path).curves
    assert found is not None and 50 < found.points < COUNT / 4 and found.segments == ()
    assert set(found.columns) <= set(whole.columns) and "potential" in found.columns
    points = np.column_stack(list(found.columns.values()))
    among = np.column_stack([whole.columns[name] for name in found.columns])
    if kind != "chi":  # whose times have four digits, and are counted out of the whole
        assert {tuple(point) for point in points} <= {tuple(point) for point in among}
        time = found.columns["time"]
        assert (np.diff(time) > 0).all() and time[-1] > 0.95 * whole.columns["time"][-1]
    assert set(found.columns["potential"]) <= set(whole.columns["potential"])


@pytest.mark.parametrize("damage", [b"", b"\0" * 100_000, b"word " * 30_000, writers.mpr({"time/s": [0.0] * 9000})])
def test_where_there_is_nothing_to_sketch_there_is_none(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "file"
    path.write_bytes(damage)
    assert sketch(path) is None
    assert sketch(tmp_path / "not there") is None


def test_the_first_look_at_a_short_text_is_all_of_it(tmp_path: Path) -> None:
    path = tmp_path / "short.csv"
    path.write_text("time / s,potential / V\n" + "".join(f"{row},{-0.1 * row}\n" for row in range(30)))
    found, (whole,) = first_look(path), read_file(path).curves
    assert sketch(path) is None and found is not None
    assert {name: list(column) for name, column in found.columns.items()} == {
        name: list(column) for name, column in whole.columns.items()
    }
