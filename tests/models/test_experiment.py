"""Linked files open as one experiment: steps in clock order, platings and strippings of different files paired."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.experiment import Experiment, linked
from models.readers import FileContent, read_file
from tests.instruments import writers


def steps_at(folder: Path, name: str, current: float, starts: list[float], ending: str = "mpr") -> FileContent:
    """A file with one galvanostatic step of 10 s at each start."""
    time = [start + 0.5 * row for start in starts for row in range(21)]
    columns = {"time/s": time, "Ewe/V": [-0.1] * len(time), "I/mA": [current] * len(time)}
    loops = tuple(range(0, len(time), 21))
    content = writers.mpr(columns, loops=loops) if ending == "mpr" else writers.eclab_mpt(columns, loops=loops)
    path = folder / f"{name}.{ending}"
    path.write_bytes(content)
    return read_file(path)


def the_one(contents: list[FileContent]) -> Experiment:
    (experiment,) = linked(contents)
    return experiment


def test_interleaving_files_are_paired_on_the_clock(tmp_path: Path) -> None:
    strip = steps_at(tmp_path, "cell_05_MB", 0.2, [120.0, 220.0, 320.0])
    plate = steps_at(tmp_path, "cell_04_CP", -0.2, [100.0, 200.0, 300.0])
    experiment = the_one([strip, plate])
    assert experiment.name == "cell"
    assert [step.kind for step in experiment.steps] == ["plating", "stripping"] * 3
    assert [(cycle.plating.begins, cycle.stripping.begins) for cycle in experiment.cycles] == [
        (100.0, 120.0), (200.0, 220.0), (300.0, 320.0),
    ]  # fmt: skip
    assert experiment.unpaired == ()


def test_what_has_no_partner_is_named(tmp_path: Path) -> None:
    plate = steps_at(tmp_path, "cell_04_CP", -0.2, [100.0, 130.0, 200.0])
    strip = steps_at(tmp_path, "cell_05_MB", 0.2, [150.0, 170.0])
    experiment = the_one([plate, strip])
    assert [(cycle.plating.begins, cycle.stripping.begins) for cycle in experiment.cycles] == [(130.0, 150.0)]
    assert [step.begins for step in experiment.unpaired] == [100.0, 170.0, 200.0]


def test_files_that_do_not_share_a_clock_keep_their_order_and_are_not_paired(tmp_path: Path) -> None:
    plate = steps_at(tmp_path, "cell_04_CP", -0.2, [0.0, 20.0])
    strip = steps_at(tmp_path, "cell_05_MB", 0.2, [0.0, 20.0])
    experiment = the_one([strip, plate])
    assert not experiment.one_clock
    assert [step.number for step in experiment.steps] == [4, 4, 5, 5]
    assert experiment.cycles == ()
    assert len(experiment.unpaired) == 4


def test_a_step_in_two_formats_counts_once(tmp_path: Path) -> None:
    text = steps_at(tmp_path, "cell_04_CP", -0.2, [100.0, 200.0], "mpt")
    binary = steps_at(tmp_path, "cell_04_CP", -0.2, [100.0, 200.0])
    experiment = the_one([text, binary])
    assert len(experiment.steps) == 2
    assert experiment.curves == binary.curves
    assert experiment.left_out == (text.file,)


def test_cells_and_folders_are_kept_apart(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    contents = [
        steps_at(tmp_path, "cell_04_CP", -0.2, [0.0]),
        steps_at(other, "cell_04_CP", -0.2, [0.0]),
        steps_at(tmp_path, "cell2_04_CP", -0.2, [0.0]),
        steps_at(tmp_path, "lonely", -0.2, [0.0]),
    ]
    assert [experiment.name for experiment in linked(contents)] == ["cell", "cell", "cell2"]


@settings(max_examples=25, deadline=None, derandomize=True)
@given(order=st.permutations(range(5)), rests=st.lists(st.floats(1.0, 50.0), min_size=10, max_size=10))
def test_the_order_of_the_files_does_not_matter(
    tmp_path_factory: pytest.TempPathFactory, order: list[int], rests: list[float]
) -> None:
    folder = tmp_path_factory.mktemp("files")
    starts = [float(start) for start in np.cumsum([10.0 + rest for rest in rests])]
    files = [steps_at(folder, f"cell_{n + 1:02d}_CP", -0.2 if n % 2 == 0 else 0.2, starts[n::5]) for n in range(5)]
    experiment = the_one([files[place] for place in order])
    begins = [step.begins for step in experiment.steps]
    assert begins == sorted(begins) == pytest.approx(starts)
    for cycle in experiment.cycles:
        between = [s for s in experiment.steps if cycle.plating.begins < s.begins < cycle.stripping.begins]
        assert between == []


def test_s20_gives_eleven_pairs_with_the_known_efficiencies(instrument_data: Path) -> None:
    for kind in ("mpr", "txt"):
        paths = sorted((instrument_data / f"biologic_{kind}").glob(f"LiCu_S20_10cycles_*.{kind}"))
        experiment = the_one([read_file(path) for path in reversed(paths)])
        assert experiment.one_clock
        begins = [step.begins for step in experiment.steps]
        assert begins == sorted(begins)
        assert len(experiment.cycles) == 11
        assert [step.number for step in experiment.unpaired] == [7]
        assert all(one.stripping.begins < other.plating.begins for one, other in itertools.pairwise(experiment.cycles))
        charges = [
            [
                abs(float(np.trapezoid(part["current"], part["time"])))
                for part in (step.curve.segment_columns(step.segment) for step in (cycle.plating, cycle.stripping))
            ]
            for cycle in experiment.cycles
        ]
        efficiencies = [100.0 * stripped / plated for plated, stripped in charges]
        assert efficiencies == pytest.approx(
            [101.40, 91.60, 87.24, 81.91, 78.09, 75.20, 73.23, 71.39, 69.81, 68.55, 66.46], abs=0.02
        )
