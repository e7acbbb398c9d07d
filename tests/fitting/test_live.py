"""A window that is dragged: the last full fit goes on, quickly, to what the full fit of that window gives."""

from __future__ import annotations

import itertools
import pickle
from collections.abc import Callable

import numpy as np
import pytest

from fitting.blocks import MOST_BINS, blocks_of
from fitting.charge_transfer import allen_hickling, polarization, tafel
from fitting.electrocrystallization.current_transient import current_transient
from fitting.live import live_fit
from fitting.mass_transfer import SandCell, bruce_vincent, cottrell, fit_sand, microdisk_transient
from fitting.messages import FitError
from fitting.outcome import Outcome
from fitting.self_corrosion import stripping_charge
from fitting.synthetic import (
    current_transient_curve,
    microdisk_transient_curve,
    planar_step_curve,
    polarization_curve,
    polarization_record,
    sand_transition,
    stripping_transient,
)

Run = Callable[[tuple[float | None, float | None]], Outcome]
AREA = 4.9e-10


def _sand() -> tuple[Run, dict[str, np.ndarray]]:
    columns = dict(sand_transition(duration=600.0, current_density=-7.35, sampling_interval=0.6).columns)
    cell = SandCell(area=1e-4, concentration=1000.0, transference_number=0.35)
    return lambda window: fit_sand(*columns.values(), cell, window=window), columns


def _disk() -> tuple[Run, dict[str, np.ndarray]]:
    columns = dict(microdisk_transient_curve(points=1500).columns)
    blank = (columns["time"], np.full(1500, 1e-9))
    return lambda window: microdisk_transient(
        *columns.values(), 12.5e-6, concentration=1000.0, blank=blank, window=window, step_time=0.0
    ), columns


def _planar() -> tuple[Run, dict[str, np.ndarray]]:
    columns = dict(planar_step_curve().columns)
    return lambda window: cottrell(*columns.values(), 1e-5, 1000.0, window=window), columns


def _cell() -> tuple[Run, dict[str, np.ndarray]]:
    made = polarization_record(sampling_interval=6.0)
    columns, spectra = dict(made.current.columns), (tuple(one.columns.values()) for one in (made.before, made.after))
    before, after = spectra
    return lambda window: bruce_vincent(
        0.01, record=tuple(columns.values()), before=before, after=after, window=window, step_time=0.0
    ), columns


def _sweep(law: str) -> tuple[Run, dict[str, np.ndarray]]:
    columns = dict(polarization_curve(law=law, points=801, series_resistance=5e4, area=AREA).columns)
    return lambda window: polarization(
        columns["potential"], columns["current"], area=AREA, series_resistance=5e4, models=(law,), window=window
    ), columns


def _branch(reading: Callable[..., Outcome]) -> tuple[Run, dict[str, np.ndarray]]:
    made = polarization_curve(points=1601, series_resistance=5e4, area=AREA).columns
    columns = {"potential": made["potential"], "current_density": made["current"] / AREA}
    return lambda window: reading(
        *columns.values(), series_resistance=5e4 * AREA, window=(-0.17, -0.1) if window == (None, None) else window
    ), columns


def _nucleation() -> tuple[Run, dict[str, np.ndarray]]:
    made = current_transient_curve().columns
    columns = {"time": made["time"], "current_density": made["current"] / 1e-6}
    return lambda window: current_transient(*columns.values(), 1000.0, window=window), columns


def _stripping() -> tuple[Run, dict[str, np.ndarray]]:
    columns = dict(stripping_transient().columns)
    return lambda window: stripping_charge(*columns.values(), window=window), columns


CASES = {
    "sand": (_sand, (30.0, 570.0), "sand_time", 1.5),
    "disk": (_disk, (0.05, 150.0), "diffusion_coefficient", 0.3),
    "cottrell": (_planar, (0.1, 25.0), "diffusion_coefficient", 0.3),
    "bruce_vincent": (_cell, (20.0, 3000.0), "transference_number", 1.5),
    "marcus": (lambda: _sweep("marcus_hush"), (-0.18, 0.15), "reorganization_energy", 0.3),
    "chidsey": (lambda: _sweep("marcus_hush_chidsey"), (-0.18, 0.15), "reorganization_energy", 0.3),
    "tafel": (lambda: _branch(tafel), (-0.15, -0.1), "transfer_coefficient", 0.5),
    "allen_hickling": (lambda: _branch(allen_hickling), (-0.15, -0.1), "transfer_coefficient", 0.8),
    "nucleation": (_nucleation, (0.05, 6.5), "nucleation_rate", 0.3),
    "stripping": (_stripping, (5.0, 170.0), "residual_charge", 0.5),
}


@pytest.mark.parametrize("name", CASES)
def test_a_drag_comes_to_what_its_release_gives(name: str) -> None:
    make, window, quantity, apart = CASES[name]
    run, columns = make()
    for column in columns.values():
        column.flags.writeable = False
    refit = pickle.loads(pickle.dumps(run((None, None)).refit))  # results cross process borders
    assert refit is not None
    live = live_fit(refit, *(columns[one] for one in refit.columns), window)
    full = run(window).quantities[quantity]
    assert full.value is not None and full.standard_error is not None
    found = live.quantities[quantity]
    assert abs(found.value - full.value) < apart * full.standard_error
    assert found.standard_error == pytest.approx(full.standard_error, rel=0.35)
    assert live.panels[0].traces[0].x.size <= MOST_BINS


@pytest.mark.parametrize("name", ["disk", "nucleation"])
def test_a_window_that_shows_next_to_nothing_gives_finite_numbers(name: str) -> None:
    run, columns = CASES[name][0]()
    refit = run((None, None)).refit
    assert refit is not None
    x, y = (columns[one] for one in refit.columns)
    for start in np.linspace(x[0], x[-1], 8)[:-1]:  # warnings of numpy are errors here
        live = live_fit(refit, x, y, (start, start + 0.04 * (x[-1] - x[0])))
        numbers = [one for found in live.quantities.values() for one in (found.value, *(found.interval or ()))]
        assert np.isfinite([one for one in numbers if one is not None]).all()


def test_a_fit_of_a_dense_record_comes_to_its_minimum(monkeypatch: pytest.MonkeyPatch) -> None:
    """Means of thousands of samples lie many of their own deviations off a course that misses them by a little."""
    columns = dict(polarization_curve(law="marcus_hush_chidsey", points=500_000, series_resistance=5e4).columns)
    for column in columns.values():
        column.flags.writeable = False
    potential, current = columns["potential"], columns["current"]
    refit = polarization(potential, current, area=AREA, series_resistance=5e4).refit
    assert refit is not None
    once = live_fit(refit, potential, current, (-0.18, 0.15)).quantities["exchange_current_density"]
    monkeypatch.setattr("fitting.live._ITERATIONS", 200)
    monkeypatch.setattr("fitting.live._TOLERANCE", 1e-14)
    settled = live_fit(refit, potential, current, (-0.18, 0.15)).quantities["exchange_current_density"]
    assert abs(once.value - settled.value) < 0.02 * settled.standard_error


def test_an_empty_window_is_refused_in_a_sentence() -> None:
    run, columns = _planar()
    refit = run((None, None)).refit
    with pytest.raises(FitError) as refused:
        live_fit(refit, columns["time"], columns["current"], (40.0, 50.0))
    assert refused.value.message.code == "TOO_FEW_POINTS"


def test_bins_are_means_of_what_lies_in_them() -> None:
    random = np.random.default_rng(0)
    x, y = np.sort(random.uniform(0, 100, 5000)), random.normal(size=5000)
    edges = np.linspace(20.0, 60.0, 41)
    at, level, count = blocks_of(x, y).means(20.0, 60.0, edges)
    for k, (low, high) in enumerate(itertools.pairwise(edges)):
        inside = (x >= low) & (x < high)
        assert count[k] == inside.sum()
        assert at[k] == pytest.approx(x[inside].mean(), rel=1e-12)
        assert level[k] == pytest.approx(y[inside].mean(), abs=1e-12)


def test_blocks_are_made_once_and_put_rows_in_order() -> None:
    x, y = np.array([3.0, 1.0, np.nan, 2.0]), np.array([30.0, 10.0, 5.0, np.nan])
    for column in (x, y):
        column.flags.writeable = False
    blocks = blocks_of(x, y)
    assert blocks_of(x[:], y[:]) is blocks
    np.testing.assert_array_equal(blocks.x, [1.0, 3.0])
    np.testing.assert_array_equal(blocks.y, [10.0, 30.0])
