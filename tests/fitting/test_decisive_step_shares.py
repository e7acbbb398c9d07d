from __future__ import annotations

from dataclasses import replace
from math import asinh, log

import numpy as np
import pytest

from fitting.constants import thermal_voltage
from fitting.decisive_step import OperatingPoint, overpotentials, polarization_shares
from fitting.mass_transfer import depletion_overpotential, limiting_current_density, sand_time
from fitting.messages import FitError
from fitting.outcome import Outcome

POINT = OperatingPoint(
    current_density=-10.0,
    area_specific_resistance=2e-3,
    exchange_current_density=15.0,
    diffusion_coefficient=3e-10,
    concentration=1000.0,
    transference_number=0.4,
    thickness=2e-4,
    nucleation_overpotential=-0.03,
)


def codes(outcome: Outcome) -> list[str]:
    return [warning.code for warning in outcome.warnings]


def test_each_part_has_the_value_by_hand() -> None:
    parts = overpotentials(POINT)
    assert parts["ohmic"] == pytest.approx(-0.02)
    assert parts["charge_transfer"] == pytest.approx(2 * thermal_voltage() * asinh(-10 / 30), rel=1e-12)
    limit = limiting_current_density("slab", 2e-4, 3e-10, 1000.0, 0.4)
    ratio = 1 - 10 / limit
    depleted = 2 * thermal_voltage() * asinh(-10 / (30 * ratio**0.5))
    wanted = 1.2 * thermal_voltage() * log(ratio) + depleted - parts["charge_transfer"]
    assert parts["concentration"] == pytest.approx(wanted, rel=1e-9)
    assert parts["crystallization"] == -0.03


@pytest.mark.parametrize("alpha", [0.3, 0.5, 0.62])
def test_kinetics_and_depletion_together_solve_the_full_rate_law_where_migration_is_half(alpha: float) -> None:
    tau = sand_time(3e-10, 1000.0, -40.0, 0.5)
    point = OperatingPoint(
        -40.0, exchange_current_density=12.0, transfer_coefficient=alpha, diffusion_coefficient=3e-10,
        concentration=1000.0, transference_number=0.5, time=0.6 * tau,
    )  # fmt: skip
    parts = overpotentials(point)
    oracle = depletion_overpotential(0.6 * tau, tau, -40.0, 12.0, alpha)
    assert parts["charge_transfer"] + parts["concentration"] == pytest.approx(oracle, rel=1e-9)


def test_a_long_time_reaches_the_steady_state() -> None:
    assert overpotentials(replace(POINT, time=1e7))["concentration"] == pytest.approx(
        overpotentials(POINT)["concentration"], rel=1e-9
    )


def test_stripping_turns_the_signs_and_fills_the_surface() -> None:
    plating = overpotentials(replace(POINT, nucleation_overpotential=None))
    stripping = overpotentials(replace(POINT, current_density=10.0, nucleation_overpotential=None))
    assert stripping["ohmic"] == -plating["ohmic"]
    assert stripping["charge_transfer"] == pytest.approx(-plating["charge_transfer"])
    assert stripping["concentration"] < -plating["concentration"]


def test_shares_of_the_measured_polarization_and_what_is_left_make_one() -> None:
    outcome = polarization_shares(replace(POINT, measured_polarization=-0.09))
    values = {name: one.value for name, one in outcome.quantities.items()}
    assert sum(value for name, value in values.items() if name.endswith("_share")) == pytest.approx(1.0)
    assert values["total_overpotential"] + values["unexplained_overpotential"] == pytest.approx(-0.09)
    assert values["ohmic_share"] == pytest.approx(0.02 / 0.09)


def test_parts_that_do_not_add_up_are_told_and_parts_that_do_are_not() -> None:
    total = sum(overpotentials(POINT).values())
    assert "SHARES_DO_NOT_ADD_UP" not in codes(polarization_shares(replace(POINT, measured_polarization=total)))
    beyond = replace(POINT, measured_polarization=1.5 * total)
    assert "SHARES_DO_NOT_ADD_UP" in codes(polarization_shares(beyond))
    unsure = {"nucleation_overpotential": abs(total) / 2}
    assert "SHARES_DO_NOT_ADD_UP" not in codes(polarization_shares(beyond, unsure))


def test_an_error_of_a_linear_part_is_carried_as_it_is() -> None:
    outcome = polarization_shares(POINT, {"nucleation_overpotential": 2e-3})
    estimate = outcome.quantities["crystallization_overpotential"]
    assert estimate.interval is not None
    assert estimate.standard_error == pytest.approx(2e-3, rel=0.01)
    assert estimate.interval == pytest.approx((-0.03 - 1.96 * 2e-3, -0.03 + 1.96 * 2e-3), abs=2e-5)
    assert outcome.quantities["ohmic_overpotential"].interval is None


def test_the_intervals_cover_the_truth() -> None:
    random, errors = np.random.default_rng(6), {"exchange_current_density": 3.0, "area_specific_resistance": 2e-4}
    truth = sum(overpotentials(POINT).values())
    inside = 0
    for _ in range(150):
        measured = replace(
            POINT,
            exchange_current_density=15.0 * float(np.exp(0.2 * random.normal())),
            area_specific_resistance=2e-3 + 2e-4 * random.normal(),
        )
        errors["exchange_current_density"] = 0.2 * (measured.exchange_current_density or 0.0)
        interval = polarization_shares(measured, errors, "live").quantities["total_overpotential"].interval
        assert interval is not None
        inside += interval[0] <= truth <= interval[1]
    assert 0.90 <= inside / 150 <= 0.99


def test_sensitivities_are_the_slopes_against_the_logarithm() -> None:
    table = polarization_shares(POINT).table
    row = {name: dict(zip(table["parameter"], column, strict=True)) for name, column in table.items()}
    assert row["ohmic_sensitivity"]["area_specific_resistance"] == pytest.approx(-0.02, rel=1e-6)
    slope = -2 * thermal_voltage() * (-10 / 30) / np.sqrt(1 + (10 / 30) ** 2)
    assert row["charge_transfer_sensitivity"]["exchange_current_density"] == pytest.approx(slope, rel=1e-6)
    assert row["concentration_sensitivity"]["thickness"] < 0  # a longer way costs more
    assert row["total_sensitivity"]["nucleation_overpotential"] == pytest.approx(-0.03, rel=1e-6)


def test_near_depletion_the_concentration_part_has_no_lower_end() -> None:
    limit = limiting_current_density("slab", 2e-4, 3e-10, 1000.0, 0.4)
    near = replace(POINT, current_density=-0.95 * limit)
    outcome = polarization_shares(near, {"diffusion_coefficient": 0.3e-10})
    interval = outcome.quantities["concentration_overpotential"].interval
    assert interval is not None
    assert interval[0] == -np.inf
    assert "NEAR_DEPLETION" in codes(outcome)


def test_a_current_beyond_the_supply_is_refused() -> None:
    limit = limiting_current_density("slab", 2e-4, 3e-10, 1000.0, 0.4)
    with pytest.raises(FitError, match="cannot supply"):
        polarization_shares(replace(POINT, current_density=-1.01 * limit))


def test_what_is_not_known_is_absent_and_named() -> None:
    outcome = polarization_shares(OperatingPoint(-10.0, exchange_current_density=15.0))
    assert set(outcome.quantities) == {"charge_transfer_overpotential", "total_overpotential", "charge_transfer_share"}
    assert codes(outcome).count("PART_MISSING") == 3
    assert "NO_MEASURED_POLARIZATION" in codes(outcome)


def test_the_largest_part_is_named_only_where_the_errors_allow_it() -> None:
    assert polarization_shares(POINT).verdicts["largest_part"] == "crystallization"
    unsure = polarization_shares(POINT, {"nucleation_overpotential": 2e-2})
    assert unsure.verdicts["largest_part"] == "not_established"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"current_density": 0.0}, "NO_CURRENT_DENSITY"),
        ({"nucleation_overpotential": 0.03}, "SIGN_OPPOSITE"),
        ({"measured_polarization": 0.1}, "SIGN_OPPOSITE"),
        ({"area_specific_resistance": -1.0}, "RESISTANCE_NEGATIVE"),
    ],
)
def test_inputs_that_cannot_be_are_refused(change: dict[str, float], code: str) -> None:
    with pytest.raises(FitError) as caught:
        polarization_shares(replace(POINT, **change))
    assert caught.value.message.code == code


def test_nothing_known_is_refused() -> None:
    with pytest.raises(FitError, match="No part"):
        polarization_shares(OperatingPoint(-10.0))
