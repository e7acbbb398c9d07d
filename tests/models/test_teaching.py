"""Simulated experiments come back through the analysis of the application, within their intervals."""

from __future__ import annotations

import numpy as np
import pytest

from fitting.messages import FitError
from fitting.synthetic import GENERATORS, Generator
from models.document import Document
from models.step import analysed
from models.steps import step_named
from models.teaching import TEACHING, reading_method, recovered, simulated, take_simulated

SLOW = ("sand_series",)  # its single curve is tried


def generator_named(name: str) -> Generator:
    return next(each for each in GENERATORS if each.name == name)


@pytest.mark.parametrize(
    "generator", [each for each in GENERATORS if each.name not in SLOW], ids=lambda each: each.name
)
def test_what_is_simulated_comes_back(generator: Generator) -> None:
    results, found = recovered(generator, {})
    assert results
    assert found, "no quantity of the method has a known truth"
    deviations = [abs(one.deviation) for one in found if not np.isnan(one.deviation)]
    assert max(deviations, default=0.0) < 4.5
    covered = [one.is_covered for one in found if one.is_covered is not None]
    assert sum(covered) >= 0.7 * len(covered)


def test_every_experiment_is_a_method_whose_inputs_are_its_parameters() -> None:
    for generator, method in zip(GENERATORS, TEACHING.methods, strict=True):
        assert method.calculates
        assert [setting.name for setting in method.settings] == [
            *(setting.name for setting in generator.settings),
            "repeats",
        ]
        assert method.quantities == reading_method(generator)[1].quantities


def test_truth_and_finding_stand_side_by_side_in_display_units() -> None:
    method = TEACHING.method("plating_curve")
    assert method is not None
    outcome = analysed(TEACHING, method, (), {"spike_amplitude": 0.06}).outcome
    row = outcome.table["quantity"].index("spike_potential")
    assert outcome.table["unit"][row] == "mV"
    assert outcome.table["found"][row] == pytest.approx(outcome.table["truth"][row], abs=1.0)
    assert outcome.panels[0].traces[0].label == "data"


def test_repeats_give_bias_scatter_and_coverage() -> None:
    method = TEACHING.method("current_transient")
    assert method is not None
    table = analysed(TEACHING, method, (), {"repeats": 16.0}).outcome.table
    row = table["quantity"].index("diffusion_coefficient")
    assert table["count"][row] == 16.0
    assert table["root_mean_square_error"][row] == pytest.approx(table["mean_standard_error"][row], rel=0.6)
    assert abs(float(table["bias"][row])) < float(table["root_mean_square_error"][row])
    assert 0.8 <= float(table["coverage"][row]) <= 1.0


def test_the_same_parameters_are_the_same_curves_and_another_seed_another() -> None:
    generator = generator_named("planar_step")
    first, again, other = (simulated(generator, {"seed": seed})[0][0] for seed in (1.0, 1.0, 2.0))
    assert first.curves[0].identity == again.curves[0].identity != other.curves[0].identity


def test_impossible_parameters_are_refused_in_one_sentence() -> None:
    with pytest.raises(FitError, match="not possible"):
        simulated(generator_named("planar_step"), {"concentration": -1.0})


def test_simulated_curves_in_a_project_know_what_an_experimenter_would(document: Document) -> None:
    generator = generator_named("microdisk_transient")
    assert take_simulated(document, generator, {"electrode_radius": 10e-6}) == 1
    step = step_named("mass_transfer")
    assert step is not None
    (analysis,) = document.analyses(step, step.method("microdisk_transient"))
    assert analysis.state.settings["electrode_radius"] == 10e-6
    document.undo_stack.undo()
    assert not analysis.state.settings
