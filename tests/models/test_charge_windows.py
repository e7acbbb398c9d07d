"""Tafel, Allen-Hickling, Marcus calculator and kinetics against cycle, through the application."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import numpy as np
import pytest

from fitting.synthetic import polarization_curve
from models.analyze import analyze_contents
from models.charge_transfer import ALLEN_HICKLING, KINETICS_SERIES, MARCUS_CALCULATOR, METHODS, TAFEL
from models.curve import Curve, Receipt, Segment, Source
from models.outputs import results_as_json
from models.readers import FileContent
from models.recipe import given_settings
from models.step import Method, Step
from tests.curves import content_of, rest_curve

STEP = Step("charge_transfer", "Charge transfer", "", METHODS)
AREA = 4.9e-10


def sweep_curve(name: str = "sweep", density: bool = False, cycle: float | None = None, **made: Any) -> Curve:
    """A sweep as a reader would give it."""
    columns = dict(polarization_curve(area=AREA, points=121, sweep_rate=0.013, **made).columns)
    if density:
        columns["current_density"] = columns.pop("current") / AREA
    size = len(columns["potential"])
    if cycle is not None:
        columns["cycle"] = np.full(size, cycle)
    digest = hashlib.sha256(f"{name} {sorted(made.items())}".encode()).hexdigest()
    source = Source(f"{name}.mpt", digest, 1, "eclab_text")
    return Curve(name, "linear_sweep", columns, (Segment(0, size, "sweep"),), source, Receipt())


def as_json(
    method: Method, *contents: FileContent, per_file: dict[str, dict[str, float | str]] | None = None, **given: Any
) -> dict[str, Any]:
    results, failures = analyze_contents(STEP, method, list(contents), given, per_file)
    answer: dict[str, Any] = json.loads(json.dumps(results_as_json(results, failures), allow_nan=False))
    return answer


def only(method: Method, *contents: FileContent, **given: Any) -> dict[str, Any]:
    answer = as_json(method, *contents, **given)
    assert answer["errors"] == [] and len(answer["results"]) == 1
    result: dict[str, Any] = answer["results"][0]
    assert set(result["quantities"]) <= {quantity.name for quantity in method.quantities}
    assert set(result["recipe"]) == {setting.name for setting in method.settings}
    return result


def codes(result: dict[str, Any]) -> set[str]:
    return {warning["code"] for warning in result["warnings"]}


def test_the_methods_stand_in_the_order_of_the_contract() -> None:
    names = ["polarization", "tafel", "allen_hickling", "marcus_calculator", "kinetics_series"]
    assert [method.name for method in METHODS] == names


@pytest.mark.parametrize("method", [TAFEL, ALLEN_HICKLING])
def test_a_window_gives_its_numbers_always_with_the_window(method: Method) -> None:
    given = given_settings(
        method, ["window_start=-180 mV", "window_end=-120 mV", "series_resistance=0 ohm", "equilibrium_potential=0 V"]
    )
    result = only(method, content_of(sweep_curve(transfer_coefficient=0.42)), area=AREA, **given)
    quantities = result["quantities"]
    assert quantities["transfer_coefficient"]["value"] == pytest.approx(0.42, abs=0.01)
    assert quantities["exchange_current_density"]["value"] == pytest.approx(100.0, rel=0.1)
    assert quantities["window_start"]["value"] == -0.18 and quantities["window_end"]["value"] == -0.12
    assert {"window_start", "window_end", "transfer_coefficient", "exchange_current_density"} <= set(result["table"])
    assert len({len(column) for column in result["table"].values()}) == 1


def test_current_density_and_current_with_area_agree() -> None:
    given = {"window_start": -0.1, "window_end": -0.02, "equilibrium_potential": 0.0}
    current = only(ALLEN_HICKLING, content_of(sweep_curve(seed=2)), area=AREA, **given)
    density = only(ALLEN_HICKLING, content_of(sweep_curve(density=True, seed=2)), **given)
    for name in ("transfer_coefficient", "exchange_current_density"):
        assert density["quantities"][name]["value"] == pytest.approx(current["quantities"][name]["value"], rel=1e-9)


def test_without_an_area_an_exchange_current_is_given() -> None:
    result = only(ALLEN_HICKLING, content_of(sweep_curve()), equilibrium_potential=0.0)
    assert "exchange_current_density" not in result["quantities"]
    assert result["quantities"]["exchange_current"]["unit"] == "A"
    assert result["quantities"]["exchange_current"]["value"] == pytest.approx(100.0 * AREA, rel=0.05)
    assert {"AREA_UNKNOWN", "RESISTANCE_UNKNOWN"} <= codes(result)


def test_a_resistance_in_ohm_is_that_of_the_cell() -> None:
    curve = sweep_curve(series_resistance=3e4, transfer_coefficient=0.45)
    given = {"window_start": -0.1, "window_end": -0.02, "equilibrium_potential": 0.0, "series_resistance": 3e4}
    for area in ({"area": AREA}, {}):
        result = only(ALLEN_HICKLING, content_of(curve), **given, **area)
        assert result["quantities"]["transfer_coefficient"]["value"] == pytest.approx(0.45, abs=0.01)


def test_a_resistance_without_area_does_not_go_with_a_current_density() -> None:
    answer = as_json(TAFEL, content_of(sweep_curve(density=True)), series_resistance=1e4)
    assert answer["errors"][0]["code"] == "AREA_NEEDED"


def test_a_curve_without_a_sweep_gives_one_sentence() -> None:
    answer = as_json(TAFEL, content_of(rest_curve()))
    assert answer["results"] == [] and answer["errors"][0]["code"] == "NO_CURRENT_POTENTIAL_CURVE"


def test_the_calculator_takes_kilojoule_and_gives_both_conventions() -> None:
    given = given_settings(
        MARCUS_CALCULATOR, ["reorganization_energy=48.2426660616 kJ/mol", "transfer_coefficient=0.4"]
    )
    quantities = only(MARCUS_CALCULATOR, **given)["quantities"]
    assert quantities["potential_difference"]["value"] == pytest.approx(-0.1, rel=1e-9)
    assert quantities["potential_difference_integrated"]["value"] == pytest.approx(-0.2, rel=1e-9)


def test_lambda_comes_in_electronvolt_and_in_kilojoule() -> None:
    given = given_settings(
        MARCUS_CALCULATOR,
        ["transfer_coefficient=0.4", "potential_difference=-100 mV", "transfer_coefficient_standard_error=0.01"],
    )
    result = only(MARCUS_CALCULATOR, **given)
    energy = result["quantities"]["reorganization_energy"]
    assert energy["value"] == pytest.approx(0.5) and energy["unit"] == "eV"
    assert energy["standard_error"] == pytest.approx(0.05, rel=1e-6)
    assert result["quantities"]["reorganization_energy_integrated"]["value"] == pytest.approx(0.25)
    assert result["table"]["reorganization_energy_kj_per_mol"][0] == pytest.approx(48.2427, rel=1e-5)
    assert "CONVENTION" in codes(result)


def test_near_one_half_the_calculator_gives_a_bound() -> None:
    result = only(
        MARCUS_CALCULATOR,
        transfer_coefficient=0.49,
        potential_difference=-0.1,
        transfer_coefficient_standard_error=0.02,
    )
    energy = result["quantities"]["reorganization_energy"]
    assert energy["value"] is None and energy["bound"][0] == "above"


def test_a_calculator_in_want_of_an_input_says_so() -> None:
    assert as_json(MARCUS_CALCULATOR, transfer_coefficient=0.4)["errors"][0]["code"] == "TWO_NEEDED"
    wrong = as_json(MARCUS_CALCULATOR, transfer_coefficient=0.55, potential_difference=-0.1)
    assert wrong["errors"][0]["code"] == "SIGNS_OPPOSITE" and wrong["results"] == []


def _series(recorded: bool) -> list[FileContent]:
    """Nine cycles: j0 from 40 to 100 A/m^2 with n_s = 1.5."""
    values = 100 - 60 * np.exp(-np.arange(9) / 1.5)
    return [
        content_of(
            sweep_curve(
                f"cycle {n}", cycle=float(n + 1) if recorded else None, exchange_current_density=float(j0), seed=n
            )
        )
        for n, j0 in enumerate(values)
    ]


@pytest.mark.parametrize("how", ["recorded", "counted", "table"])
def test_cycles_say_together_when_they_are_stable(how: str) -> None:
    contents = _series(how == "recorded")
    per_file = {one.file: {"cycle": float(n + 1)} for n, one in enumerate(contents)} if how == "table" else None
    given = {"window_start": -0.1, "window_end": -0.02, "equilibrium_potential": 0.0, "area": AREA}
    answer = as_json(KINETICS_SERIES, *contents, per_file=per_file, **given)
    assert answer["errors"] == [] and len(answer["results"]) == 10
    together = answer["results"][-1]
    assert len(together["source"]) == 9
    stable = together["quantities"]["first_stable_cycle"]
    low, high = stable["interval"]
    assert low <= 1 + 1.5 * np.log(0.6 / 0.05) <= high and high - low < 1.0
    assert together["quantities"]["limiting_exchange_current_density"]["value"] == pytest.approx(100.0, rel=0.02)
    assert together["quantities"]["limiting_transfer_coefficient"]["value"] == pytest.approx(0.5, abs=0.01)
    assert together["table"]["cycle"] == list(map(float, range(1, 10)))
    assert set(together["quantities"]) <= {quantity.name for quantity in KINETICS_SERIES.quantities}


def test_cycles_without_an_area_approach_a_current() -> None:
    answer = as_json(KINETICS_SERIES, *_series(True), window_start=-0.1, window_end=-0.02, equilibrium_potential=0.0)
    together = answer["results"][-1]["quantities"]
    assert together["limiting_exchange_current"]["value"] == pytest.approx(100.0 * AREA, rel=0.02)
    assert "limiting_exchange_current_density" not in together


def test_cycles_without_an_area_are_drawn_as_currents() -> None:
    given = {"window_start": -0.1, "window_end": -0.02, "equilibrium_potential": 0.0}
    results, _ = analyze_contents(STEP, KINETICS_SERIES, _series(True)[:3], given)
    assert [panel.y.symbol for panel in results[-1].outcome.panels] == ["I⁰", "α"]
    assert (results[-1].outcome.panels[0].y.unit, results[-1].outcome.panels[0].y.display_unit) == ("A", "uA")


def test_two_cycles_are_too_few_for_a_limit_but_are_read() -> None:
    answer = as_json(KINETICS_SERIES, *_series(True)[:2], area=AREA, equilibrium_potential=0.0)
    assert len(answer["results"]) == 2
    assert answer["errors"][0]["code"] == "TOO_FEW_CYCLES"
