"""Nucleation transients and the critical nucleus, through the application."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fitting.synthetic import current_transient_curve
from models.analyze import analyze_contents, chosen_method
from models.curve import Curve, Receipt, Segment, Source
from models.electrocrystallization import CRITICAL_NUCLEUS, CURRENT_TRANSIENT, METHODS
from models.import_process import read_in_order
from models.outputs import results_as_json
from models.readers import FileContent, read_file
from models.recipe import given_settings
from models.step import Method, Step
from tests.curves import content_of, plating_curve, rest_curve

STEP = Step("electrocrystallization", "Electrocrystallization", "", METHODS)
AREA, CONCENTRATION = 1e-6, 1000.0


def transient(before: float = 0.0, leave: tuple[str, ...] = (), **made: Any) -> Curve:
    """A transient as a reader would give it, after a rest of `before` seconds on request."""
    columns = dict(current_transient_curve(**({"points": 400} | made)).columns)
    size = columns["time"].size
    rest = int(before)
    if rest:
        # The first row of the step stands at its very beginning.
        columns["time"] = np.r_[np.arange(float(rest)), before, before + columns["time"]]
        columns["potential"] = np.r_[np.full(rest, 0.1), -0.15, columns["potential"]]
        columns["current"] = np.r_[np.zeros(rest + 1), columns["current"]]
        size += 1
    columns = {name: column for name, column in columns.items() if name not in leave}
    segments = ((Segment(0, rest, "rest"),) if rest else ()) + (Segment(rest, rest + size, "hold"),)
    digest = hashlib.sha256(f"{before} {sorted(made.items())}".encode()).hexdigest()
    source = Source("step.mpt", digest, 1, "eclab_text")
    return Curve("step", "chronoamperometry", columns, segments, source, Receipt())


def as_json(method: Method, *contents: FileContent, **given: Any) -> dict[str, Any]:
    results, failures = analyze_contents(STEP, method, list(contents), given)
    answer: dict[str, Any] = json.loads(json.dumps(results_as_json(results, failures), allow_nan=False))
    return answer


def only(method: Method, *contents: FileContent, **given: Any) -> dict[str, Any]:
    answer = as_json(method, *contents, **given)
    assert answer["errors"] == [] and len(answer["results"]) == 1
    result: dict[str, Any] = answer["results"][0]
    assert set(result["quantities"]) <= {quantity.name for quantity in method.quantities}
    return result


def codes(result: dict[str, Any]) -> set[str]:
    return {warning["code"] for warning in result["warnings"]}


def test_the_methods_stand_in_the_order_of_the_contract() -> None:
    assert [method.name for method in METHODS] == ["nucleation_spike", "current_transient", "critical_nucleus"]


@pytest.mark.parametrize("before", [0.0, 30.0])
def test_a_transient_gives_the_quantities_and_the_regime_of_the_contract(before: float) -> None:
    given = given_settings(CURRENT_TRANSIENT, ["area=0.01 cm^2", "concentration=1 mol/L"])
    result = only(CURRENT_TRANSIENT, content_of(transient(before, seed=1)), **given)
    assert result["verdicts"]["regime"] == "mixed"
    for name, truth in (("diffusion_coefficient", 1e-10), ("nuclei_density", 3.2e10), ("nucleation_rate", 1.0)):
        low, high = result["quantities"][name]["interval"]
        assert low < truth < high


def test_the_time_of_the_step_can_be_given() -> None:
    columns = dict(current_transient_curve(points=400, seed=1).columns)
    columns["time"] = columns["time"] + 12.0
    source = Source("late.mpt", "0" * 64, 1, "eclab_text")
    curve = Curve("late", "chronoamperometry", columns, (Segment(0, 400, "hold"),), source, Receipt())
    given = {"area": AREA, "concentration": CONCENTRATION}
    right = only(CURRENT_TRANSIENT, content_of(curve), step_time=12.0, **given)["quantities"]["diffusion_coefficient"]
    assert right["interval"][0] < 1e-10 < right["interval"][1]


def test_progressive_nucleation_has_bounds_in_the_json() -> None:
    curve = transient(nucleation_rate=0.01, nuclei_density=3e12)
    quantities = only(CURRENT_TRANSIENT, content_of(curve), area=AREA, concentration=CONCENTRATION)["quantities"]
    assert quantities["nuclei_density"]["value"] is None and quantities["nuclei_density"]["bound"][0] == "above"
    assert quantities["steady_nucleation_rate"]["value"] == pytest.approx(3e10, rel=0.05)


def test_without_an_area_rate_and_regime_remain() -> None:
    result = only(CURRENT_TRANSIENT, content_of(transient()), concentration=CONCENTRATION)
    assert set(result["quantities"]) == {"nucleation_rate", "peak_time"}
    assert result["quantities"]["nucleation_rate"]["value"] == pytest.approx(1.0, rel=0.1)
    assert codes(result) >= {"AREA_UNKNOWN"}


def test_without_a_concentration_the_current_remains_too() -> None:
    result = only(CURRENT_TRANSIENT, content_of(transient()), area=AREA)
    assert set(result["quantities"]) == {"nucleation_rate", "peak_time", "peak_current_density"}
    assert codes(result) >= {"CONCENTRATION_UNKNOWN"}


def test_a_plain_table_of_time_and_current_is_a_transient(tmp_path: Path) -> None:
    columns = current_transient_curve(seed=2).columns
    rows = "\n".join(f"{t:.9g},{1e3 * i:.9g}" for t, i in zip(columns["time"], columns["current"], strict=True))
    file = tmp_path / "step.csv"
    file.write_text(f"time / s,current / mA\n{rows}\n")
    contents = list(read_in_order([file]))
    assert chosen_method(STEP, None, [], contents).name == "current_transient"
    result = only(CURRENT_TRANSIENT, *contents, area=AREA, concentration=CONCENTRATION)
    assert result["quantities"]["diffusion_coefficient"]["value"] == pytest.approx(1e-10, rel=0.01)


def test_a_plating_curve_is_no_transient_and_stays_with_the_spike() -> None:
    content = content_of(plating_curve())
    assert as_json(CURRENT_TRANSIENT, content)["errors"][0]["code"] == "NO_POTENTIAL_STEP"
    assert chosen_method(STEP, None, [], [content]).name == "nucleation_spike"
    assert as_json(CURRENT_TRANSIENT, content_of(rest_curve()))["errors"][0]["code"] == "NO_CURRENT_TIME_CURVE"


def test_the_critical_nucleus_gives_what_its_inputs_allow() -> None:
    given = given_settings(CRITICAL_NUCLEUS, ["overpotential=-100 mV", "overpotential_standard_error=5 mV"])
    result = only(CRITICAL_NUCLEUS, **given)
    assert set(result["quantities"]) == {"critical_radius", "nucleation_barrier", "critical_atoms"}
    assert result["quantities"]["critical_radius"]["value"] == pytest.approx(1.21228e-9, rel=1e-4)
    assert result["quantities"]["critical_radius"]["standard_error"] == pytest.approx(0.0606e-9, rel=0.01)


def test_a_seen_nucleus_melts_and_is_fed() -> None:
    given = given_settings(
        CRITICAL_NUCLEUS,
        ["radius=1 um", "diffusion_coefficient=1e-6 cm^2/s", "time=10 s"],
    )
    result = only(CRITICAL_NUCLEUS, **given)
    quantities = result["quantities"]
    assert quantities["mass_transfer_coefficient_disk"]["value"] == pytest.approx(4e-10 / np.pi / 1e-6)
    assert quantities["mass_transfer_coefficient_hemisphere"]["value"] == pytest.approx(1e-4)
    assert 0 < quantities["mass_transfer_coefficient_cylinder"]["value"] < 1e-4
    assert 451 < quantities["melting_temperature"]["value"] < 453.65
    assert result["table"]["form"] == ["bard", "szabo", "exact"]


def test_a_radius_of_equation_7_is_not_put_into_equation_6() -> None:
    result = only(CRITICAL_NUCLEUS, overpotential=-0.1, radius=1.212e-9)
    assert "melting_temperature" not in result["quantities"]
    assert codes(result) == {"CHAINED_EQUATIONS"}


def test_a_stripping_overpotential_is_refused() -> None:
    assert as_json(CRITICAL_NUCLEUS, overpotential=0.1)["errors"][0]["code"] == "OVERPOTENTIAL_NOT_NEGATIVE"
    assert as_json(CRITICAL_NUCLEUS)["errors"][0]["code"] == "NOTHING_GIVEN"


def test_no_files_choose_the_calculator() -> None:
    assert chosen_method(STEP, None, ["overpotential=-0.1 V"], []).name == "critical_nucleus"


def test_a_rate_of_which_the_fit_knows_nothing_is_not_given(instrument_data: Path) -> None:
    file = instrument_data / "biologic_mpr" / "LiCu_A4-01_0.1mAcm2_02_MB.mpr"
    given = {"area": 1e-4, "concentration": 1000.0}
    results, _ = analyze_contents(STEP, CURRENT_TRANSIENT, [read_file(file)], given)
    (found,) = (result.outcome.quantities for result in results)
    assert "peak_time" in found and "steady_nucleation_rate" not in found
