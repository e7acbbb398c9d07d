"""The Sand time read from curves: true within its interval, and none where there is none."""

from dataclasses import replace
from functools import lru_cache
from math import log, sqrt
from pathlib import Path

import numpy as np
import pytest

from fitting.mass_transfer import SandCell, SandFit, SandPoint, fit_sand, sand_series, sand_time
from fitting.messages import FitError
from fitting.outcome import Estimate
from fitting.synthetic import SyntheticCurve, chronopotentiogram, sand_transition
from fitting.synthetic import sand_series as sand_curves

LONG = {"current_density": -7.35, "duration": 600.0}
KNOWN = SandCell(area=1e-4, concentration=1000.0, transference_number=0.35)


@lru_cache
def _short(cell: SandCell = KNOWN, **more: float) -> SandFit:
    return _fit(sand_transition(noise="white", seed=1, **more), cell)


@lru_cache
def _long(**more: float) -> tuple[SyntheticCurve, SandFit]:
    curve = sand_transition(**LONG, **({"noise": "white", "seed": 2} | more))
    return curve, _fit(curve)


def _fit(curve: SyntheticCurve, cell: SandCell = KNOWN, **more: float) -> SandFit:
    return fit_sand(*curve.columns.values(), cell, **more)


def _codes(found: SandFit) -> list[str]:
    return [one.code for one in found.warnings]


@pytest.mark.parametrize("noise", ["white", "typical"])
@pytest.mark.parametrize("kinetics", [0.01, 1.0])
def test_the_sand_time_is_true_within_four_standard_errors(noise: str, kinetics: float) -> None:
    curve, found = _long(noise=noise, exchange_current_density=kinetics)
    tau = found.quantities["sand_time"]
    assert abs(tau.value - curve.truth["sand_time"]) < 4 * tau.standard_error
    assert tau.standard_error < 2e-4 * tau.value
    assert tau.interval[0] < tau.value < tau.interval[1]


def test_the_classic_readings_have_their_known_bias() -> None:
    curve, found = _long()
    truth = curve.truth["sand_time"]
    assert -0.08 < found.quantities["tangent_sand_time"].value / truth - 1 < -0.03
    assert 0.02 < found.quantities["steepest_slope_sand_time"].value / truth - 1 < 0.09
    assert "CLASSIC_READING_BIAS" in _codes(found)


def test_a_spike_at_the_start_does_not_move_the_sand_time() -> None:
    without = _long()[1].quantities["sand_time"]
    with_spike = _long(spike_amplitude=0.1)[1].quantities["sand_time"]
    assert with_spike.value == pytest.approx(without.value, abs=2 * without.standard_error)


def test_a_transition_that_was_integrated_is_read_as_well() -> None:
    curve = sand_transition(
        noise="white", transition="integrated", exchange_current_density=0.01, end_potential=-0.9, seed=4
    )
    tau = _fit(curve).quantities["sand_time"]
    assert tau.value == pytest.approx(curve.truth["sand_time"], rel=5e-4)
    assert abs(tau.value - curve.truth["sand_time"]) < 4 * tau.standard_error


def test_a_sharp_transition_after_spike_and_self_smoothing() -> None:
    found = fit_sand(*chronopotentiogram(sand_time=500.2, seed=1).columns.values())
    tau = found.quantities["sand_time"]
    assert tau.interval[0] <= 500.2 <= tau.interval[1]
    assert tau.standard_error < 0.5


def test_the_standard_error_goes_with_the_noise() -> None:
    errors = [
        _short(exchange_current_density=0.01, noise_level=level).quantities["sand_time"].standard_error
        for level in (0.2e-3, 0.8e-3)
    ]
    assert errors[1] / errors[0] == pytest.approx(4, rel=0.5)


def test_d_is_that_of_the_salt_and_goes_with_the_sand_time() -> None:
    found = _long()[1]
    tau, d = found.quantities["sand_time"], found.quantities["diffusion_coefficient"]
    assert sand_time(d.value, 1000.0, 7.35, 0.35) == pytest.approx(tau.value, rel=1e-12)
    assert d.standard_error / d.value == pytest.approx(tau.standard_error / tau.value, rel=1e-3)
    assert d.interval[0] <= 1.5e-12 <= d.interval[1]
    assert d.rule == "salt_planar"


TAU = Estimate(64.9, "s", 0.65, (63.6, 66.2), interval_method="covariance")


def _said(cell: SandCell) -> list[str]:
    return [one.code for one in cell.warnings(64.9, -20.0)]


def test_d_in_a_slab_is_smaller_and_more_certain_than_the_planar_one() -> None:
    planar = SandCell(None, 1e-4, 1000.0, 0.35, "planar", 20e-6)
    slab = replace(planar, geometry="slab")
    first, second = (one.estimate(TAU, -20.0) for one in (planar, slab))
    assert second.value < first.value
    assert second.standard_error / second.value < first.standard_error / first.value
    assert "FINITE_CELL" in _said(planar)
    assert "FINITE_CELL" not in _said(slab)


def test_without_the_concentration_there_is_no_d_but_a_sentence() -> None:
    found = _short(SandCell(area=1e-4, transference_number=0.35))
    assert "diffusion_coefficient" not in found.quantities
    missing = next(one for one in found.warnings if one.code == "MISSING_SETTING")
    assert "concentration" in missing.text
    assert "transference_number" not in missing.text


def test_the_planar_equation_at_a_microelectrode_is_warned_of() -> None:
    planar = SandCell(None, None, 1000.0, 0.35, "planar", None, 100e-6)
    assert "MICRO" in _said(planar)
    assert "MICRO" not in _said(replace(planar, geometry="disk"))
    assert "MICRO" not in _said(replace(planar, electrode_radius=5e-3))


def test_more_than_a_minute_in_free_liquid_is_warned_of() -> None:
    free = SandCell(None, 1e-4, 1000.0, 0.35)
    assert "CONVECTION" in _said(free)
    assert "CONVECTION" not in _said(replace(free, thickness=200e-6))


def test_a_deposit_as_thick_as_the_depletion_is_warned_of() -> None:
    # sqrt(pi) c V_m / (2 (1 - t+)): 1.8 % of the depleted layer at 1 M, 11 % at 6 M.
    assert "DEPOSIT_GROWTH" not in _said(SandCell(None, 1e-4, 1000.0, 0.35))
    assert "DEPOSIT_GROWTH" in _said(SandCell(None, 1e-4, 6000.0, 0.35))


def _refused(*columns: np.ndarray, **more: float) -> str:
    with pytest.raises(FitError) as caught:
        fit_sand(*columns, **more)
    return caught.value.message.code


@pytest.mark.parametrize("rise", [-0.02, 0.0, 0.022, 0.06])
@pytest.mark.parametrize("noise", ["white", "typical", "hard"])
def test_spike_and_plateau_alone_are_no_transition(rise: float, noise: str) -> None:
    curve = chronopotentiogram(self_smoothing_rise=rise, noise=noise, seed=5)
    assert _refused(*curve.columns.values()) == "NO_TRANSITION_FOUND"


def test_a_curve_cut_before_its_transition_is_refused() -> None:
    curve = sand_transition(**LONG, noise="white", seed=1)
    assert _refused(*curve.columns.values(), window=(0.0, 250.0)) == "NO_TRANSITION_FOUND"


def test_a_fall_that_ends_at_equilibrium_is_no_transition() -> None:
    curve = sand_transition(**LONG, noise="white", seed=1)
    time, potential, current = curve.columns.values()
    assert _refused(time, potential + 0.7, current) == "NO_TRANSITION_FOUND"
    from fitting.electrocrystallization.record import plating_record
    from fitting.mass_transfer.transition_search import sighted_transition

    assert sighted_transition(plating_record(time, potential + 0.7, current), 0.7).steepest > 400


PLATED = ["A4-01_0.1mAcm2", "A5-01_1mAcm2", "A6-01_10mAcm2", "S01_1mAcm2_0.5mAhcm2_SEI12s", "S08_1mAcm2_10uAhcm2"]


@pytest.mark.parametrize("name", PLATED)
def test_real_plating_curves_have_no_sand_time(instrument_data: Path, name: str) -> None:
    from models.readers import read_file

    curve = read_file(instrument_data / "biologic_mpr" / f"LiCu_{name}_04_CP.mpr").curves[0]
    columns = (curve.columns[one] for one in ("time", "potential", "current"))
    assert _refused(*columns) == "NO_TRANSITION_FOUND"


def test_the_sand_law_holds_on_a_series() -> None:
    densities = (-5.0, -10.0, -20.0)
    points = []
    for density, curve in zip(densities, sand_curves(densities, noise="white"), strict=True):
        tau = _fit(curve).quantities["sand_time"]
        points.append(SandPoint(density, tau.value, tau.standard_error))
    found = sand_series(points, KNOWN)
    slope = found.quantities["sand_slope"]
    assert found.verdicts["sand_law"] == "agree"
    assert slope.interval[0] <= -2 <= slope.interval[1]
    assert abs(slope.value + 2) < 1e-3
    assert found.quantities["diffusion_coefficient"].value == pytest.approx(1.5e-12, rel=1e-3)


def test_a_series_with_convection_disagrees_and_gives_no_d() -> None:
    points = [SandPoint(j, 50.0 * (j / 10) ** -1.2, 0.1) for j in (5.0, 10.0, 20.0, 40.0)]
    found = sand_series(points, KNOWN)
    assert found.verdicts["sand_law"] == "disagree"
    assert "diffusion_coefficient" not in found.quantities
    assert found.quantities["sand_slope"].value == pytest.approx(-1.2)


def test_the_slope_of_two_currents_by_hand() -> None:
    found = sand_series([SandPoint(10.0, 100.0, 1.0), SandPoint(20.0, 26.0, 0.26)])
    slope = found.quantities["sand_slope"]
    assert slope.value == pytest.approx(log(0.26) / log(2))
    assert slope.standard_error == pytest.approx(0.01 * sqrt(2) / log(2), rel=1e-3)


def test_scatter_of_cells_widens_the_slope() -> None:
    random = np.random.default_rng(1)
    held = 0
    for _ in range(300):
        points = [
            SandPoint(j, 1e4 / j**2 * float(np.exp(random.normal(0, 0.05))), 1e-3) for j in (5.0, 10.0, 20.0, 40.0)
        ]
        slope = sand_series(points).quantities["sand_slope"]
        held += slope.interval[0] <= -2 <= slope.interval[1]
    assert 0.92 <= held / 300 <= 0.98


def test_one_current_makes_no_slope() -> None:
    with pytest.raises(FitError) as caught:
        sand_series([SandPoint(10.0, 100.0, 1.0), SandPoint(10.0, 101.0, 1.0)])
    assert caught.value.message.code == "TOO_FEW_CURRENTS"


def test_mains_is_named_and_taken_out() -> None:
    found = _long(exchange_current_density=0.01, noise="typical")[1]
    assert "MAINS_ALIAS" in _codes(found)
    assert found.transition is not None
    residual = found.transition.residual
    assert abs(np.corrcoef(residual[1:], residual[:-1])[0, 1]) < 0.1


def test_a_wave_of_less_than_two_cycles_does_not_hide_the_mains() -> None:
    # Its linearised gain is the largest; the line of sixteen cycles is the one that is there.
    curve, found = _long(exchange_current_density=0.01, noise="typical", seed=23)
    tau = found.quantities["sand_time"]
    assert "MAINS_ALIAS" in _codes(found)
    assert abs(tau.value - curve.truth["sand_time"]) < 4 * tau.standard_error < 0.2


def test_kinetics_that_the_curve_does_not_decide_are_in_the_interval() -> None:
    # Alone, the Tafel line of these curves is 3e-4 too early, with half of that as its standard error.
    off = []
    for seed in (1, 3, 8, 9):
        curve = sand_transition(
            current_density=-25.0, diffusion_coefficient=2.2e-12, concentration=800.0, transference_number=0.28,
            exchange_current_density=3.0, transfer_coefficient=0.45, end_potential=-0.6, sampling_interval=0.1,
            charging_time=0.01, noise="white", seed=seed,
        )  # fmt: skip
        tau = _fit(curve).quantities["sand_time"]
        off.append((tau.value - curve.truth["sand_time"]) / tau.standard_error)
        assert tau.standard_error < 5e-4 * tau.value
    assert np.sqrt(np.mean(np.square(off))) < 1.8
