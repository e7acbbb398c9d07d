"""Intervals of a polarization curve where its resistance is unknown or its law is not decided."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from fitting.charge_transfer import Polarization, polarization
from fitting.charge_transfer.polarization_fit import fit_rival, prepared_problem, profiled
from fitting.charge_transfer.polarization_models import ALPHA, INVERSE, LOG_CURRENT, MODELS, REST, Known
from fitting.charge_transfer.polarization_reach import reach_of
from fitting.charge_transfer.polarization_record import polarization_record
from fitting.constants import thermal_voltage
from fitting.outcome import Estimate
from fitting.synthetic import polarization_curve

AREA = 4.9e-10
SMALL = 4e5  # ohm: 4 % of the largest overpotential
MADE = {"area": AREA, "sweep_rate": 0.013, "relative_noise": 0.005, "points": 201, "exchange_current_density": 4.0}


def contest(law: str, seed: int, series_resistance: float | None = None, **made: float) -> Polarization:
    """Return the contest over a simulated curve; the resistance given is that of the analysis."""
    columns = polarization_curve(law=law, seed=seed, **{**MADE, **made}).columns
    rows = (columns[name] for name in ("potential", "current", "time"))
    return polarization(*rows, area=AREA, series_resistance=series_resistance)


def within(estimate: Estimate, truth: float) -> bool:
    assert estimate.value is not None and estimate.interval is not None
    assert estimate.interval[0] <= estimate.value <= estimate.interval[1]
    return estimate.interval[0] <= truth <= estimate.interval[1]


def behind_a_small_resistance(law: str, seed: int) -> Polarization:
    columns = polarization_curve(law=law, seed=seed, **MADE, series_resistance=SMALL).columns
    return polarization(columns["potential"], columns["current"], columns["time"], area=AREA)


@pytest.mark.parametrize("law", ["marcus_hush", "marcus_hush_chidsey"])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_behind_a_small_unknown_resistance_every_interval_holds_the_truth(law: str, seed: int) -> None:
    found = behind_a_small_resistance(law, seed)
    assert within(found.quantities["exchange_current_density"], 4.0)
    assert within(found.quantities["charge_transfer_resistance"], thermal_voltage() / 4.0)
    assert within(found.quantities["reorganization_energy"], 0.4)
    assert found.verdicts["model"] in (law, "not_decided")


def test_standard_errors_and_intervals_tell_the_same_story() -> None:
    found = behind_a_small_resistance("marcus_hush_chidsey", 0)
    size = found.quantities["exchange_current_density"]
    assert size.interval is not None and size.standard_error is not None and size.value is not None
    half = 0.5 * np.log(size.interval[1] / size.interval[0])
    assert size.standard_error == pytest.approx(size.value * half / 1.97, rel=0.01)
    energy = found.quantities["reorganization_energy"]
    assert energy.interval is not None and energy.standard_error is not None
    assert 2 < (energy.interval[1] - energy.interval[0]) / energy.standard_error < 8


def test_a_law_that_bends_as_a_resistance_does_is_in_the_interval_of_the_resistance() -> None:
    columns = polarization_curve(
        law="marcus_hush", seed=0, **{**MADE, "exchange_current_density": 100.0}, series_resistance=6e5
    ).columns
    found = polarization(columns["potential"], columns["current"], columns["time"], area=AREA)
    assert found.model == "butler_volmer_resistance"
    assert within(found.quantities["exchange_current_density"], 100.0)
    assert within(found.quantities["series_resistance"], 6e5)


@pytest.mark.parametrize("seed", range(4))
def test_where_the_law_is_not_decided_the_intervals_hold_every_laws(seed: int) -> None:
    found = contest("marcus_hush", seed, 0.0, points=34, relative_noise=0.03)
    assert found.verdicts["model"] == "not_decided"
    energy = found.quantities["reorganization_energy"]
    assert within(energy, 0.4) and energy.interval_method == "models"
    read = dict(zip(found.table["model"], found.table["chidsey_reorganization_energy"], strict=True))
    chidsey = read["marcus_hush_chidsey"]
    assert isinstance(chidsey, float) and within(energy, chidsey)
    assert within(found.quantities["exchange_current_density"], 4.0)


def test_where_the_law_is_not_decided_the_simplest_is_shown() -> None:
    # of this seed AICc prefers Marcus' law with a free alpha by 1.8
    columns = polarization_curve(
        law="butler_volmer",
        transfer_coefficient=0.42,
        seed=5,
        **{**MADE, "points": 101, "exchange_current_density": 100.0},
    ).columns
    found = polarization(columns["potential"], columns["current"], columns["time"], area=AREA, series_resistance=0.0)
    assert found.model_comparison[0].model == "marcus_hush_asymmetric"
    assert (found.verdicts["model"], found.model) == ("not_decided", "butler_volmer")
    assert within(found.quantities["exchange_current_density"], 100.0)
    assert found.quantities["exchange_current_density"].rule == "butler_volmer"


def test_one_walk_over_the_resistance_gives_the_profile_of_every_parameter() -> None:
    columns = polarization_curve(law="marcus_hush_chidsey", seed=1, **MADE, series_resistance=SMALL).columns
    rows = (columns[name] for name in ("potential", "current", "time"))
    record = polarization_record(*rows, None, (None, None), "automatic")
    problem = prepared_problem(record, thermal_voltage(), Known(5e-3, None, 0.0, charging=False))
    fit = fit_rival(problem, MODELS["marcus_hush_chidsey_resistance"])
    reach = reach_of(problem, fit, drifts=False)
    for place in (LOG_CURRENT, INVERSE, REST):
        low, high = profiled(problem, fit, place)
        assert reach.lower[place] == pytest.approx(low, abs=0.03 * (high - low))
        assert reach.upper[place] == pytest.approx(high, abs=0.03 * (high - low))


@pytest.mark.parametrize("given", [0.0, 200.0])
def test_a_wrong_resistance_decides_no_law_and_the_intervals_hold_what_a_free_one_gives(given: float) -> None:
    made = {"transfer_coefficient": 0.4, "exchange_current_density": 0.4, "area": 5e-5, "noise_floor": 1e-4}
    curve = polarization_curve(law="butler_volmer", seed=1, **{**MADE, **made}, series_resistance=50.0).columns
    found = polarization(curve["potential"], curve["current"], curve["time"], area=5e-5, series_resistance=given)
    assert found.verdicts == {"model": "not_decided", "reorganization_energy": "not_determined"}
    codes = {message.code for message in found.warnings}
    assert "RESISTANCE_DOUBTED" in codes and "MODEL_NOT_DECIDED" not in codes
    assert within(found.quantities["exchange_current_density"], 0.4)
    assert within(found.quantities["transfer_coefficient"], 0.4)


@pytest.mark.parametrize("given", [2e5, 5e5])
def test_marcus_law_speaks_against_a_wrong_resistance_too(given: float) -> None:
    made = {**MADE, "exchange_current_density": 100.0}
    columns = polarization_curve(law="marcus_hush", seed=1, **made, series_resistance=5e4).columns
    found = polarization(columns["potential"], columns["current"], columns["time"], area=AREA, series_resistance=given)
    assert "RESISTANCE_DOUBTED" in {message.code for message in found.warnings}
    size = found.quantities.get("exchange_current_density")  # at 5e5 ohm it is open by any factor: no value
    assert size is None if given == 5e5 else size is not None and within(size, 100.0)


def test_where_laws_of_as_many_parameters_are_alike_the_usual_one_is_shown() -> None:
    shown = [contest("butler_volmer", seed, 0.0, relative_noise=0.01) for seed in range(6)]
    rules = [found.quantities["exchange_current_density"].rule for found in shown]
    assert "not_decided" in [found.verdicts["model"] for found in shown]
    assert set(rules) == {"butler_volmer"}


def test_drift_widens_an_interval_once() -> None:
    columns = polarization_curve(law="butler_volmer", seed=1, **MADE, series_resistance=SMALL).columns
    rows = (columns[name] for name in ("potential", "current", "time"))
    record = polarization_record(*rows, None, (None, None), "automatic")
    problem = prepared_problem(record, thermal_voltage(), Known(5e-3, None, 0.0, charging=False))
    rival = fit_rival(problem, replace(MODELS["butler_volmer"], resistance=True))
    drift = np.zeros_like(rival.fit.covariance)
    drift[ALPHA, ALPHA] = 100 * rival.fit.covariance[ALPHA, ALPHA]
    drifting = replace(rival, drift=drift, colour=1.0)
    reach = reach_of(problem, drifting, drifts=False)
    half = 0.5 * (reach.upper[ALPHA] - reach.lower[ALPHA])
    assert half == pytest.approx(drifting.quantile * drifting.error(ALPHA), rel=0.1)
