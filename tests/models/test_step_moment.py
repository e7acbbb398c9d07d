"""When the potential stepped: from the rows before the step, for every method that counts its times from there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from fitting.mass_transfer import cottrell_current
from fitting.synthetic import current_transient_curve, microdisk_transient_curve
from models.analyze import analyze_contents
from models.electrocrystallization import METHODS as CRYSTALLIZATION
from models.mass_transfer import METHODS as TRANSFER
from models.readers import FileContent, read_file
from models.result import Result
from models.step import Method, Step
from models.step_moment import step_moment
from models.subject import Part

Array = npt.NDArray[np.float64]
STEPS = {"electrocrystallization": CRYSTALLIZATION, "mass_transfer": TRANSFER}
NUCLEATION = {"area": 1e-6, "concentration": 1000.0}


def table(folder: Path, time: Array, current: Array, rest: Array, potential: bool = True) -> FileContent:
    """A rest at 0.5 V with its own times, then the step to -0.1 V, as a plain table."""
    columns = [np.r_[rest, time], np.r_[0.0 * rest, 1e3 * current]]
    heads = ["time / s", "current / mA"]
    if potential:
        columns.append(np.r_[np.full(rest.size, 0.5), np.full(time.size, -0.1)])
        heads.append("potential / V")
    file = folder / "step.csv"
    np.savetxt(file, np.column_stack(columns), delimiter=",", header=",".join(heads), comments="", fmt="%.10g")
    return read_file(file)


def analyzed(content: FileContent, step: str, name: str, **given: Any) -> Result:
    method = next(one for one in STEPS[step] if one.name == name)
    assert isinstance(method, Method)
    (result,), failures = analyze_contents(Step(step, "", "", STEPS[step]), method, [content], given)
    assert not failures
    return result


def nucleation(**settings: Any) -> tuple[Array, Array]:
    columns = current_transient_curve(points=400, seed=1, **settings).columns
    return columns["time"], columns["current"]


def moment(content: FileContent) -> float | None:
    (curve,) = content.curves
    held = [number for number, part in enumerate(curve.segments) if part.stop - part.start > 50][-1]
    return step_moment(Part(curve, held))


def held(interval: float) -> Array:
    return interval * np.arange(1, 200)


def current_of(time: Array) -> Array:
    return -1e-3 / np.sqrt(time)


@pytest.mark.parametrize(
    ("rest", "first", "found"),
    [
        (np.arange(0, 10.01, 0.5), 0.05, 10.0),  # the last row at rest is the moment
        (np.arange(0, 9.96, 0.05), 0.05, 10.0),  # the next row of the rest would have been
        (np.arange(0, 9.51, 0.5), 0.05, 10.0),  # likewise, in a rest that is sampled slower
        (np.array([10.0]), 0.05, 10.0),  # a lone row at rest
        (np.arange(0, 9.3, 0.5), 0.05, None),  # nothing tells when, between 9.0 and 10.05
        (np.arange(0, 5.0, 0.5), 0.05, None),  # a gap
    ],
)
def test_the_rows_before_tell_when_the_potential_stepped(
    tmp_path: Path, rest: Array, first: float, found: float | None
) -> None:
    time = held(first)
    told = moment(table(tmp_path, 10.0 + time, current_of(time), rest))
    assert told == (None if found is None else pytest.approx(found, abs=1e-9))


def test_without_a_potential_rows_without_current_tell_it(tmp_path: Path) -> None:
    time = held(0.05)
    content = table(tmp_path, 10.0 + time, current_of(time), np.arange(0, 10.01, 0.5), potential=False)
    assert moment(content) == pytest.approx(10.0)


def test_a_drift_and_a_glitch_of_the_held_potential_are_no_step(tmp_path: Path) -> None:
    time = held(0.05)
    curve = table(tmp_path, time, current_of(time), np.empty(0)).curves[0]
    potential = np.linspace(-0.09, -0.105, time.size)
    potential[40] = 0.3
    drifted = type(curve)("drift", curve.technique, {**curve.columns, "potential": potential}, (), curve.source,
                          curve.receipt)  # fmt: skip
    assert step_moment(Part(drifted)) is None


@pytest.mark.parametrize("rest", [np.arange(0, 10, 0.5), np.arange(5.0, 9.96, 0.05), np.arange(0, 10.01, 0.5)])
@pytest.mark.parametrize("potential", [True, False])
def test_a_nucleation_transient_after_a_rest_counts_from_the_step(tmp_path: Path, rest: Array, potential: bool) -> None:
    whole, current = nucleation()
    time = 0.05 * np.arange(1, int(whole[-1] / 0.05))
    content = table(tmp_path, 10.0 + time, np.interp(time, whole, current), rest, potential)
    result = analyzed(content, "electrocrystallization", "current_transient", **NUCLEATION)
    entry = result.recipe["step_time"]
    assert entry.origin == "file" and entry.value == pytest.approx(10.0, abs=1e-6)
    given = analyzed(content, "electrocrystallization", "current_transient", step_time=10.0, **NUCLEATION)
    for name in ("nucleation_rate", "diffusion_coefficient"):
        assert result.outcome.quantities[name].value == pytest.approx(given.outcome.quantities[name].value, rel=1e-3)


def test_a_window_of_a_transient_after_a_rest_counts_from_the_step(tmp_path: Path) -> None:
    time, current = nucleation()
    content = table(tmp_path, 10.0 + time, current, 10.0 - time[0] * np.arange(40, -1, -1))
    result = analyzed(content, "electrocrystallization", "current_transient", window_start=0.2, **NUCLEATION)
    drawn = result.outcome.panels[0].traces[0].x
    assert min(drawn) < 0.5 and max(drawn) <= time[-1] + 1e-6
    assert result.outcome.refit is not None and result.outcome.refit.window_origin == pytest.approx(10.0)


def test_where_nothing_tells_the_step_the_recipe_has_what_was_taken(tmp_path: Path) -> None:
    time, current = nucleation()
    own = analyzed(table(tmp_path, time, current, np.empty(0)), "electrocrystallization", "current_transient")
    assert (own.recipe["step_time"].value, own.recipe["step_time"].origin) == (0.0, "automatic")
    far = table(tmp_path, 70.0 + time, current, np.arange(0, 10, 0.5))
    entry = analyzed(far, "electrocrystallization", "current_transient").recipe["step_time"]
    assert entry.origin == "automatic" and entry.value == pytest.approx(70.0 + time[0])


def test_the_other_methods_count_from_the_same_moment(tmp_path: Path) -> None:
    time, rest = held(0.05), np.arange(0, 9.96, 0.05)
    current = np.asarray(cottrell_current(time, 3e-10, 1000.0, 1e-4))
    plane = analyzed(
        table(tmp_path, 10.0 + time, current, rest), "mass_transfer", "cottrell", area=1e-4, concentration=1000.0
    )
    assert plane.outcome.quantities["diffusion_coefficient"].value == pytest.approx(3e-10, rel=0.01)
    whole = microdisk_transient_curve(seed=1).columns
    time = 0.05 * np.arange(1, 2000)
    current = np.interp(time, whole["time"], whole["current"])
    disk = analyzed(
        table(tmp_path, 10.0 + time, current, rest), "mass_transfer", "microdisk_transient",
        electrode_radius=12.5e-6, concentration=1000.0, blank="0 nA",
    )  # fmt: skip
    assert disk.outcome.quantities["diffusion_coefficient"].value == pytest.approx(3e-10, rel=0.02)
