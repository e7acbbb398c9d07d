from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from fitting.messages import FitError
from fitting.outcome import Estimate, Outcome
from models.curve import Curve
from models.electrolyte import CurveEntry, Electrolyte, Series
from models.gathered import Gathered, gathered, heading, inputs_from, table_text
from models.gathered_outcomes import across_electrolytes, against_position, ranked_columns
from models.readers.comparison_table import claims, read
from models.result import RecipeEntry, Result
from models.steps import step_named
from models.subject import Part
from tests.curves import plating_curve

SPIKE = ("electrocrystallization", "nucleation_spike", "spike_potential")


def spike_result(curve: Curve, potential: float, segment: int = 0, error: float = 0.001) -> Result:
    half = 2 * error
    estimate = Estimate(potential, "V", error, (potential - half, potential + half), rule="spike_minimum")
    area = {"area": RecipeEntry(1.96e-5, "m^2", "file")}
    outcome = Outcome(quantities={"spike_potential": estimate, "critical_radius": Estimate(None, "m")})
    return Result(SPIKE[0], SPIKE[1], (Part(curve, segment),), area, outcome)


@pytest.fixture(name="curves")
def three_curves() -> tuple[Curve, Curve, Curve]:
    return plating_curve("a", platings=2), plating_curve("b"), plating_curve("c", electrolyte="6 M")


def series_of(curves: tuple[Curve, ...]) -> Series:
    a, b, c = (CurveEntry(curve.identity, curve.name) for curve in curves)
    return (Electrolyte("1 M", (a, b), series="DME"), Electrolyte("6 M", (c,), series="DME"), Electrolyte("none"))


def table_of(curves: tuple[Curve, Curve, Curve], every_segment: bool = False) -> Gathered:
    a, b, c = curves
    results = [spike_result(a, -0.10), spike_result(a, -0.02, 1), spike_result(b, -0.12), spike_result(c, -0.20)]
    return gathered(series_of(curves), results, every_segment)


def test_curves_of_an_electrolyte_are_repeats_and_the_first_plating_speaks_for_its_curve(
    curves: tuple[Curve, Curve, Curve],
) -> None:
    table = table_of(curves)
    column = table.column(SPIKE)
    assert column is not None
    assert table.values(column) == pytest.approx([-0.11, -0.20, np.nan], nan_ok=True)
    first, _, missing = table.cells[column]
    assert missing is None
    assert first is not None and len(first.results) == 2
    assert first.estimate.interval_method == "random_effects"
    every = table_of(curves, every_segment=True)
    assert every.values(column)[0] == pytest.approx((-0.10 - 0.02 - 0.12) / 3, abs=1e-4)


def test_a_quantity_without_a_value_makes_no_column(curves: tuple[Curve, Curve, Curve]) -> None:
    assert [column.key for column in table_of(curves).cells] == [SPIKE]


def test_a_result_of_no_electrolyte_or_of_two_is_left_out(curves: tuple[Curve, Curve, Curve]) -> None:
    a, _, c = curves
    stranger = spike_result(plating_curve("d"), -0.5)
    both = Result(SPIKE[0], SPIKE[1], (Part(a, 0), Part(c, 0)), {}, spike_result(a, -0.3).outcome)
    calculated = Result(SPIKE[0], SPIKE[1], (), {}, spike_result(a, -0.3).outcome)
    assert gathered(series_of(curves), [stranger, both, calculated]).cells == {}


def test_the_exported_table_is_one_that_the_ranking_reads(curves: tuple[Curve, Curve, Curve]) -> None:
    table = table_of(curves)
    content = table_text(table, tuple(table.cells)).encode()
    assert claims(content, Path("table.csv"))
    (curve,) = read(content, Path("table.csv"))
    assert curve.table["electrolyte"] == ("1 M", "6 M", "none")
    cells = curve.table["spike_potential / mV"]
    assert [float(cell) for cell in cells[:2]] == pytest.approx([-110.0, -200.0])
    assert cells[2] == ""


def test_the_picture_stands_electrolytes_side_by_side_with_their_repeats(curves: tuple[Curve, Curve, Curve]) -> None:
    table = table_of(curves)
    outcome = across_electrolytes(table, next(iter(table.cells)))
    (panel,) = outcome.panels
    assert panel.x.categories == ("1 M", "6 M", "none")
    repeats, means = panel.traces
    assert repeats.y == pytest.approx([-0.10, -0.12])
    assert (list(means.x), means.label) == ([1.0, 2.0], "DME")
    assert means.error is not None and means.error[1] == pytest.approx(0.002)
    assert outcome.table["count"] == (2.0, 1.0, 0.0)


def test_against_the_plating_every_curve_is_a_line(curves: tuple[Curve, Curve, Curve]) -> None:
    a, b, _ = curves
    results = [spike_result(a, -0.02, 1), spike_result(a, -0.10), spike_result(b, -0.12)]
    table = gathered(series_of(curves), results)
    outcome = against_position(table, next(iter(table.cells)), results, series_of(curves))
    (trace,) = outcome.panels[0].traces
    assert (trace.label, list(trace.x), list(trace.y)) == ("a", [1.0, 2.0], [-0.10, -0.02])
    with pytest.raises(FitError, match="two plating steps"):
        against_position(table, next(iter(table.cells)), results[2:], series_of(curves))


def test_a_calculator_takes_the_numbers_of_an_electrolyte_with_their_errors(
    curves: tuple[Curve, Curve, Curve],
) -> None:
    a, *_ = curves
    step = step_named("decisive_step")
    assert step is not None
    shares = step.method("polarization_shares")
    assert shares is not None
    outcome = Outcome(
        quantities={
            "nucleation_overpotential": Estimate(-0.06, "V", 0.002),
            "spike_overpotential": Estimate(-0.1, "V", 0.001),
        }
    )
    area = {"area": RecipeEntry(1.96e-5, "m^2", "file"), "temperature": RecipeEntry(298.15, "K", "default")}
    table = gathered(series_of(curves), [Result(SPIKE[0], SPIKE[1], (Part(a, 0),), area, outcome)])
    assert inputs_from(table, "1 M", shares) == {
        "nucleation_overpotential": -0.06,
        "nucleation_overpotential_standard_error": 0.002,
        "measured_polarization": -0.1,
        "measured_polarization_standard_error": 0.001,
        "area": 1.96e-5,
    }
    assert inputs_from(table, "6 M", shares) == {}


def test_columns_of_one_name_say_their_method(curves: tuple[Curve, Curve, Curve]) -> None:
    a, *_ = curves
    results = [
        Result("mass_transfer", method, (Part(a, 0),), {}, Outcome({"diffusion_coefficient": Estimate(1e-10, "m^2/s")}))
        for method in ("cottrell", "sand")
    ]
    columns = list(gathered(series_of(curves), results).cells)
    assert [heading(column, columns) for column in columns] == [
        "diffusion coefficient (Sand) / cm² s⁻¹",
        "diffusion coefficient (Cottrell) / cm² s⁻¹",
    ]
    assert heading(columns[0]) == "diffusion coefficient / cm² s⁻¹"


def test_ranks_of_the_project_are_those_of_its_table() -> None:
    curves = [plating_curve(f"c{number}") for number in range(4)]
    places = tuple(
        Electrolyte(f"E{number}", (CurveEntry(curve.identity, curve.name),), series="DME")
        for number, curve in enumerate(curves)
    )
    results = []
    for number, curve in enumerate(curves):
        results.append(spike_result(curve, -0.1 - 0.01 * number))
        efficiency = {"average_coulombic_efficiency": Estimate(0.9 + 0.01 * number, "1", 0.001)}
        results.append(Result("cyclic_stability", "coulombic_efficiency", (Part(curve),), {}, Outcome(efficiency)))
    table = gathered(places, results)
    spike, efficiency_column = table.cells
    outcome = ranked_columns(table, [spike], [efficiency_column])
    assert outcome.table["within_series_correlation"] == pytest.approx((-1.0,))
    assert "CANNOT_RANK" in {warning.code for warning in outcome.warnings}
