"""Every declared formula gives its method's own number, in a calculator's result or one made to show it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fitting.outcome import Estimate, Outcome
from models.formulas import applied
from models.recipe import given_settings
from models.result import Result
from models.step import analysed
from models.steps import STEPS, step_named
from models.subject import Part
from tests.curves import plating_curve


def calculated(step_name: str, method_name: str, *texts: str) -> Result:
    step = step_named(step_name)
    assert step is not None
    method = step.method(method_name)
    assert method is not None
    return analysed(step, method, (), given_settings(method, texts))


SALT = ("diffusion_coefficient=1e-6 cm^2/s", "concentration=1 M", "transference_number=0.3")
RESISTANCES = ("polarization=10 mV", "initial_resistance=100 ohm", "steady_resistance=110 ohm", "initial_current=50 uA",
               "steady_current=20 uA", "bulk_resistance=50 ohm")  # fmt: skip

FOLLOWING = [
    ("mass_transfer", "sand_prediction", (*SALT, "current_density=-5 mA/cm^2"), {"sand_time"}),
    ("mass_transfer", "sand_prediction", (*SALT, "current_density=-5 A/cm^2", "thickness=100 um"),
     {"limiting_current_density"}),
    ("mass_transfer", "sand_prediction", (*SALT, "current_density=-9 A/cm^2", "electrode_radius=10 um"),
     {"limiting_current_density"}),
    ("mass_transfer", "sand_prediction",
     (*SALT, "current_density=-9 A/cm^2", "electrode_radius=10 um", "geometry=hemisphere"),
     {"limiting_current_density"}),
    *(("mass_transfer", "consistency",
       (*SALT, "current_density=-5 mA/cm^2", "sand_time=300 s", f"diffusion_kind={kind}"),
       {"predicted_sand_time", "sand_time_ratio"}) for kind in ("salt", "cation", "apparent")),
    ("mass_transfer", "bruce_vincent", RESISTANCES, {"transference_number", "error_amplification"}),
    ("mass_transfer", "bruce_vincent", (*RESISTANCES, "steady_bulk_resistance=55 ohm"),
     {"transference_number", "error_amplification"}),
    ("charge_transfer", "marcus_calculator", ("transfer_coefficient=0.4", "potential_difference=-80 mV"),
     {"reorganization_energy", "reorganization_energy_integrated"}),
    ("charge_transfer", "marcus_calculator", ("reorganization_energy=0.4 eV", "potential_difference=-80 mV"),
     {"transfer_coefficient", "transfer_coefficient_integrated"}),
    ("charge_transfer", "marcus_calculator", ("reorganization_energy=0.4 eV", "transfer_coefficient=0.4"),
     {"potential_difference", "potential_difference_integrated"}),
    ("electrocrystallization", "critical_nucleus",
     ("overpotential=-80 mV", "radius=20 nm", "diffusion_coefficient=1e-6 cm^2/s"),
     {"critical_radius", "nucleation_barrier", "critical_atoms", "melting_temperature", "melting_temperature_linear",
      "mass_transfer_coefficient_disk", "mass_transfer_coefficient_hemisphere"}),
    ("cyclic_stability", "reservoir",
     ("reservoir_charge=5 mAh", "cycled_charge=1 mAh", "cycles=10", "final_charge=4.5 mAh"),
     {"average_coulombic_efficiency", "lost_charge", "cycles_to_80_percent"}),
    ("decisive_step", "polarization_shares",
     ("current_density=-1 mA/cm^2", "area_specific_resistance=20 ohm cm^2", "exchange_current_density=1 mA/cm^2",
      "measured_polarization=-80 mV", "nucleation_overpotential=-10 mV"),
     {"ohmic_overpotential", "charge_transfer_overpotential", "crystallization_overpotential",
      "unexplained_overpotential", "ohmic_share", "charge_transfer_share", "crystallization_share",
      "unexplained_share", "total_overpotential"}),
    ("decisive_step", "polarization_shares",
     ("current_density=-1 mA/cm^2", "series_resistance=20 ohm", "area=1 cm^2", "exchange_current_density=1 mA/cm^2"),
     {"ohmic_overpotential", "charge_transfer_overpotential", "ohmic_share", "charge_transfer_share",
      "total_overpotential"}),
]  # fmt: skip


@pytest.mark.parametrize(("step", "method", "texts", "names"), FOLLOWING)
def test_what_follows_by_a_formula_follows(step: str, method: str, texts: tuple[str, ...], names: set[str]) -> None:
    assert set(applied(calculated(step, method, *texts)).quantities) == names


def spike_result() -> Result:
    step = step_named("electrocrystallization")
    assert step is not None
    return analysed(step, step.methods[0], (Part(plating_curve(), 0),), {})


def test_the_numbers_of_a_spike_follow_from_its_potentials_and_times() -> None:
    found = applied(spike_result()).quantities
    assert {"nucleation_overpotential", "spike_overpotential", "critical_radius", "self_smoothing_rise",
            "induction_to_self_smoothing_ratio"} <= set(found)  # fmt: skip


def test_a_formula_that_gives_another_number_is_not_shown() -> None:
    result = spike_result()
    radius = result.outcome.quantities["critical_radius"]
    assert radius.value is not None
    changed = {**result.outcome.quantities, "critical_radius": replace(radius, value=radius.value * (1 + 1e-6))}
    other = replace(result, outcome=Outcome(changed))
    assert "critical_radius" not in applied(other).quantities
    assert "spike_overpotential" in applied(other).quantities


def test_no_two_quantities_follow_from_each_other() -> None:
    numbers = {"transfer_coefficient": 0.4, "potential_difference": -0.08, "reorganization_energy": 0.4}
    estimates = {name: Estimate(value, "1", rule="equation_3") for name, value in numbers.items()}
    found = applied(Result("charge_transfer", "marcus_calculator", (), {}, Outcome(estimates))).quantities
    assert len(found) == 1


def test_the_efficiency_of_each_cycle_follows_from_its_charges() -> None:
    table = {
        "plated_charge": (1.0, 1.0, None),
        "stripped_charge": (0.5, 0.9, 0.8),
        "coulombic_efficiency": (0.5, 0.9, None),
    }
    estimates = {"retention": Estimate(0.45, "1"), "first_cycle_coulombic_efficiency": Estimate(0.5, "1")}
    found = applied(Result("cyclic_stability", "coulombic_efficiency", (), {}, Outcome(estimates, table=table)))
    assert set(found.columns) == {"coulombic_efficiency"}
    assert set(found.quantities) == set(estimates)


def test_every_formula_uses_names_that_its_method_knows() -> None:
    for step in STEPS:
        for method in step.methods:
            known = {quantity.name for quantity in (*method.settings, *method.quantities)}
            for formula in method.formulas:
                assert formula.by_row or formula.quantity in known, (method.name, formula)
                for name in formula.names:
                    assert name.startswith("column_") or formula.by_row or name in known, (method.name, name)


def test_a_series_of_sand_times_follows_from_its_table() -> None:
    table = {"current_density": (10.0, 20.0), "sand_time": (40.0, 10.0), "current_times_root_time": (
        10.0 * 40.0**0.5, 20.0 * 10.0**0.5)}  # fmt: skip
    estimates = {"current_times_root_time": Estimate(10.0 * 40.0**0.5, "A s^0.5/m^2", rule="mean")}
    found = applied(Result("mass_transfer", "sand", (), {}, Outcome(estimates, table=table)))
    assert set(found.columns) == {"current_times_root_time"}
    assert set(found.quantities) == {"current_times_root_time"}
