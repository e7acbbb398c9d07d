"""The microdisk transient and Cottrell's law through the application."""

import json
from pathlib import Path

import numpy as np
import pytest

from fitting.mass_transfer import cottrell_current
from fitting.synthetic import microdisk_transient_curve
from models.analyze import analyze_contents, chosen_method
from models.mass_transfer import METHODS
from models.outputs import results_as_json
from models.readers import FileContent, read_file
from models.recipe import given_settings
from models.result import Failure, Result
from models.step import Method, Step

STEP = Step("mass_transfer", "Mass transfer", "", METHODS)
DISK = ["electrode_radius=12.5 um", "concentration=1 mol/L"]


def _table(folder: Path, name: str, time: np.ndarray, current: np.ndarray) -> FileContent:
    file = folder / f"{name}.csv"
    rows = np.column_stack([time, 1e9 * current])
    np.savetxt(file, rows, delimiter=",", header="time / s,current / nA", comments="", fmt="%.10g")
    return read_file(file)


def _disk(folder: Path, name: str = "disk", **settings: float | str) -> FileContent:
    curve = microdisk_transient_curve(**({"seed": 1} | settings))
    return _table(folder, name, curve.columns["time"], curve.columns["current"])


def _analyzed(
    contents: list[FileContent], texts: list[str], name: str = "microdisk_transient"
) -> tuple[list[Result], list[Failure]]:
    method = STEP.method(name)
    assert isinstance(method, Method)
    results, failures = analyze_contents(STEP, method, contents, given_settings(method, texts))
    json.dumps(results_as_json(results, failures), allow_nan=False)
    return results, failures


def test_a_transient_gives_d_and_the_steady_current(tmp_path: Path) -> None:
    ((result,), failures) = _analyzed([_disk(tmp_path)], [*DISK, "blank=0 nA"])
    assert not failures
    found = result.outcome.quantities
    low, high = found["diffusion_coefficient"].interval
    assert low <= 3e-10 <= high
    assert high - low < 2e-12
    assert found["steady_state_current"].value < 0
    declared = {one.name for one in STEP.method("microdisk_transient").quantities}
    assert set(found) <= declared


def test_a_named_file_is_the_blank_and_no_result(tmp_path: Path) -> None:
    time = np.geomspace(0.01, 300, 500)
    blank = _table(tmp_path, "blank", time, np.full(500, -2e-7) + np.random.default_rng(0).normal(0, 1e-9, 500))
    ((result,), failures) = _analyzed([blank, _disk(tmp_path, baseline=-2e-7)], [*DISK, "blank=blank.csv"])
    assert not failures
    assert [part.curve.name for part in result.subject] == ["disk", "blank"]
    low, high = result.outcome.quantities["diffusion_coefficient"].interval
    assert low <= 3e-10 <= high


def test_without_a_blank_the_baseline_is_fitted(tmp_path: Path) -> None:
    ((result,), _) = _analyzed([_disk(tmp_path)], DISK)
    assert "BASELINE_FITTED" in {one.code for one in result.outcome.warnings}
    low, high = result.outcome.quantities["diffusion_coefficient"].interval
    assert high - low > 1e-11


@pytest.mark.parametrize(
    ("texts", "code"),
    [(["concentration=1 mol/L"], "MISSING_SETTING"), ([*DISK, "blank=nowhere.csv"], "BLANK_NOT_FOUND")],
)
def test_what_is_missing_is_said_in_a_sentence(tmp_path: Path, texts: list[str], code: str) -> None:
    results, failures = _analyzed([_disk(tmp_path)], texts)
    assert not results
    assert [one.message.code for one in failures] == [code]


def test_a_curve_without_current_is_refused_in_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "rest.csv"
    file.write_text("time / s,potential / V\n" + "\n".join(f"{t},2.1" for t in range(60)))
    results, (failure,) = _analyzed([read_file(file)], DISK)
    assert not results
    assert failure.message.code == "NO_CURRENT_TIME_CURVE"


def test_settings_choose_the_method(tmp_path: Path) -> None:
    content = _disk(tmp_path)
    assert chosen_method(STEP, None, DISK, [content]).name == "microdisk_transient"
    assert chosen_method(STEP, None, ["area=1 cm^2"], [content]).name == "cottrell"
    assert chosen_method(STEP, None, ["polarization=10 mV"], [content]).name == "bruce_vincent"


def test_cottrell_needs_area_and_concentration(tmp_path: Path) -> None:
    time = np.arange(0.02, 30, 0.02)
    content = _table(tmp_path, "step", time, -cottrell_current(time, 3e-10, 1000.0, 1e-5))
    ((result,), _) = _analyzed([content], ["area=0.1 cm^2", "concentration=1 mol/L"], "cottrell")
    assert result.outcome.quantities["diffusion_coefficient"].value == pytest.approx(3e-10, rel=1e-3)
    assert {one.name for one in STEP.method("cottrell").quantities} == set(result.outcome.quantities)
    _, (failure,) = _analyzed([content], ["concentration=1 mol/L"], "cottrell")
    assert failure.message.code == "MISSING_SETTING"


def test_a_window_leaves_out_the_rest(tmp_path: Path) -> None:
    ((result,), _) = _analyzed([_disk(tmp_path)], [*DISK, "blank=0 nA", "window_end=2 s", "window_start=50 ms"])
    assert result.outcome.time[0] >= 0.05
    assert result.outcome.time[-1] <= 2.0
    assert len(result.outcome.panels) == 2
