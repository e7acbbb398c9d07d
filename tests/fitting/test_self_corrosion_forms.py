"""Stripping transients that are no exponential to the end of their record: cut off, a plateau, charging first."""

from __future__ import annotations

import numpy as np
import pytest

from fitting.self_corrosion import stripping_charge
from fitting.self_corrosion.stripping import StrippingCharge
from fitting.synthetic.stripping import stripping_transient

BASELINE, NOISE, DURATION = 20e-6, 20e-6, 180.0


def codes(outcome: StrippingCharge) -> set[str]:
    return {warning.code for warning in outcome.warnings}


def plateau(charge: float, end: float, width: float, interval: float, seed: int, hum: float = 0.0) -> StrippingCharge:
    """A plateau that falls at `end` / s, under mains whose frequency wanders."""
    random = np.random.default_rng(seed)
    time = np.arange(0.0, DURATION + interval / 2, interval)
    shape = 1 / (1 + np.exp(np.minimum((time - end) / width, 700.0)))
    current = charge * shape / np.trapezoid(shape, time) + BASELINE + random.normal(0, NOISE, time.size)
    wander = np.cumsum(random.normal(0, 0.02 * np.sqrt(2 * interval / 300), time.size)) + random.normal(0, 0.02)
    current += hum * NOISE * np.sin(2 * np.pi * np.cumsum(50 + wander) * interval + random.uniform(0, 2 * np.pi))
    return stripping_charge(time, current)


@pytest.mark.parametrize("duration", [90.0, 120.0])
def test_a_decay_longer_than_the_record_is_carried_on_and_said_to_be_cut_off(duration: float) -> None:
    for seed in range(4):
        made = stripping_transient(decay_time=60.0, duration=duration, sampling_interval=0.5, seed=seed)
        found = stripping_charge(*made.columns.values())
        charge = found.quantities["residual_charge"]
        assert charge.value == pytest.approx(0.5, rel=0.02)
        assert charge.interval is not None and charge.interval[0] < 0.5 < charge.interval[1]
        assert "CUT_OFF" in codes(found) and "MAINS_ALIAS" not in codes(found)


def test_a_form_that_no_model_describes_has_the_charge_of_its_trapezoid() -> None:
    found = [plateau(0.5, 60.0, 4.0, 0.2, seed, hum=1.5).quantities["residual_charge"] for seed in range(10)]
    errors = [(one.value or 0.0) - 0.5 for one in found]
    assert np.abs(errors).max() < 0.015 * 0.5
    inside = [one.interval is not None and one.interval[0] < 0.5 < one.interval[1] for one in found]
    assert sum(inside) >= 7


@pytest.mark.parametrize(("end", "width"), [(5.0, 0.5), (10.0, 1.0), (30.0, 3.0)])
def test_a_small_deposit_that_shows_is_not_called_consumed(end: float, width: float) -> None:
    for seed in range(6):
        found = plateau(5e-3, end, width, 0.2, seed)
        assert found.verdicts["deposit"] == "present"
        assert found.charge == pytest.approx(5e-3, abs=4 * found.charge_error)
    assert plateau(0.0, end, width, 0.2, 0).verdicts["deposit"] == "consumed"


def test_charging_counts_as_little_beside_a_small_deposit_as_beside_a_large_one() -> None:
    made = stripping_transient(charge=0.02, double_layer_charge=2e-3, sampling_interval=0.2, seed=1)
    found = stripping_charge(*made.columns.values())
    assert found.quantities["residual_charge"].value == pytest.approx(0.02, rel=0.03)
    assert "DOUBLE_LAYER_ASSUMED" in codes(found)
