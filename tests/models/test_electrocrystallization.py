from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PyQt6.QtCore import QCoreApplication

from fitting.messages import DataProblem
from models.analyze import analyze_contents
from models.curve import Curve, Segment
from models.document import Document
from models.electrocrystallization import NUCLEATION_SPIKE, QUANTITIES
from models.import_process import read_in_order
from models.outputs import results_as_json
from models.steps import step_named
from models.subject import Part
from tests.curves import plating_curve, rest_curve
from tests.models.test_document import wait_until

STEP = step_named("electrocrystallization")
assert STEP is not None

# data/README.md: file, spike potential / mV, spike time / s
TEXTBOOK = [
    ("A4-01_0.1mAcm2", -89.5, 2.64),
    ("A5-01_1mAcm2", -176.3, 0.57),
    ("S01_1mAcm2_0.5mAhcm2_SEI12s", -160.1, 1.32),
    ("S02_1mAcm2_0.5mAhcm2_SEI60s", -144.3, 0.26),
    ("S03_1mAcm2_0.5mAhcm2_SEI1800s", -171.8, 0.14),
    ("S08_1mAcm2_10uAhcm2", -186.6, 0.073),
    ("old2.2V_1mAcm2", -196.3, 0.43),
]
# data/README.md: the first five platings of S20, read as the minimum of a running median of seven samples
S20_SPIKES = (-176.0, -89.4, -82.2, -79.0, -77.6)


def analysed(*files: Path, **settings: float | str) -> list[dict[str, Any]]:
    results, failures = analyze_contents(STEP, NUCLEATION_SPIKE, list(read_in_order(files)), settings)
    assert failures == []
    answer: list[dict[str, Any]] = results_as_json(results, failures)["results"]
    return answer


def codes(result: dict[str, Any]) -> list[str]:
    return [warning["code"] for warning in result["warnings"]]


def test_every_setting_of_the_recipe_says_where_it_came_from() -> None:
    recipe = NUCLEATION_SPIKE.recipe((Part(plating_curve(), 0),), {"temperature": 300.0})
    origins = {name: entry.origin for name, entry in recipe.items()}
    assert set(origins) == {quantity.name for quantity in NUCLEATION_SPIKE.settings}
    assert origins["temperature"] == "given"
    assert origins["current"] == "file"
    assert origins["area"] == "file"
    assert origins["equilibrium_potential"] == "default"
    assert origins["window_end"] == "automatic"


def test_a_curve_without_plating_says_what_it_has_instead() -> None:
    with pytest.raises(DataProblem, match="rest"):
        NUCLEATION_SPIKE.subjects([rest_curve()], {})


def test_a_file_that_counts_plating_as_positive_is_read_with_the_current_that_is_given() -> None:
    curve = plating_curve()
    flipped = Curve(
        "flipped",
        curve.technique,
        {**curve.columns, "current": -curve.columns["current"]},
        (Segment(0, curve.points, "stripping", 1.96e-4),),
        curve.source,
        curve.receipt,
    )
    with pytest.raises(DataProblem, match="counts plating as positive"):
        NUCLEATION_SPIKE.subjects([flipped], {})
    given = {"current": -1.96e-4}
    (subject,) = NUCLEATION_SPIKE.subjects([flipped], given)
    outcome = NUCLEATION_SPIKE.outcome(subject, NUCLEATION_SPIKE.recipe(subject, given), "full")
    assert outcome.verdicts["spike"] == "present"


def test_the_quantities_that_come_out_are_all_declared_with_their_units() -> None:
    declared = {quantity.name: quantity.unit for quantity in QUANTITIES}
    subject = (Part(plating_curve(), 0),)
    outcome = NUCLEATION_SPIKE.outcome(subject, NUCLEATION_SPIKE.recipe(subject, {}), "full")
    assert outcome.quantities
    for name, estimate in outcome.quantities.items():
        assert declared[name] == estimate.unit
        assert estimate.bound is not None or estimate.interval is not None
        assert estimate.rule


@pytest.mark.parametrize(("file", "potential", "time"), TEXTBOOK)
def test_the_spike_of_a_real_curve_is_the_recorded_sample(
    instrument_data: Path, file: str, potential: float, time: float
) -> None:
    (result,) = analysed(instrument_data / "biologic_mpr" / f"LiCu_{file}_04_CP.mpr")
    quantities = result["quantities"]
    assert result["verdicts"]["spike"] == "present"
    assert 1e3 * quantities["spike_potential"]["value"] == pytest.approx(potential, abs=1.0)
    assert quantities["spike_time"]["value"] == pytest.approx(time, abs=0.5 * 10 ** -len(str(time).partition(".")[2]))


def test_s08_has_its_crest_and_then_the_overpotential_grows(instrument_data: Path) -> None:
    (result,) = analysed(instrument_data / "biologic_mpr" / "LiCu_S08_1mAcm2_10uAhcm2_04_CP.mpr")
    assert 1e3 * result["quantities"]["crest_potential"]["value"] == pytest.approx(-82.4, abs=1.0)
    assert result["quantities"]["crest_time"]["value"] == pytest.approx(0.4, abs=0.2)
    assert result["verdicts"]["plateau_trend"] == "self_smoothing"


@pytest.mark.parametrize("folder", ["biologic_mpr", "biologic_txt"])
def test_s20_has_a_spike_in_five_platings_and_none_in_six(instrument_data: Path, folder: str) -> None:
    ending = "mpr" if folder == "biologic_mpr" else "txt"
    path = instrument_data / folder / f"LiCu_S20_10cycles_04_CP.{ending}"
    results = analysed(path)
    assert [result["verdicts"]["spike"] for result in results] == ["present"] * 5 + ["absent"] * 6
    smoothed = analysed(path, rule="smoothed_minimum")
    potentials = [1e3 * result["quantities"]["spike_potential"]["value"] for result in smoothed[:5]]
    assert potentials == pytest.approx(S20_SPIKES, abs=0.5)
    for recorded, median in zip(results[:5], smoothed, strict=False):  # each recording step of these files is 1 mV
        deeper = recorded["quantities"]["spike_potential"]["value"] - median["quantities"]["spike_potential"]["value"]
        assert -3e-3 < deeper < 0


def test_what_cannot_be_read_says_why(instrument_data: Path) -> None:
    folder = instrument_data / "biologic_mpr"
    (monotone,) = analysed(folder / "LiCu_S20_10cycles_07_CP.mpr")
    assert monotone["verdicts"]["spike"] == "absent"
    (jump,) = analysed(folder / "LiCu_A6-01_10mAcm2_04_CP.mpr")
    assert jump["verdicts"]["spike"] == "not_readable"
    assert "LATE_JUMP" in codes(jump)
    (phosphate,) = analysed(folder / "LiCu_S22_Cu-LFP_02_CP.mpr")
    assert "NOT_VERSUS_LITHIUM" in codes(phosphate)


def test_the_window_and_the_command_line_give_the_same_numbers(instrument_data: Path, qapp: QCoreApplication) -> None:
    path = instrument_data / "biologic_mpr" / "LiCu_S20_10cycles_04_CP.mpr"
    document = Document()
    document.load([path])
    wait_until(lambda: len(document.analyses(STEP)) == 11)
    analyses = document.analyses(STEP)
    for analysis in analyses:
        document.edit(analysis, analysis.state.with_settings({"area": 1.96e-5, "window_end": 30.0}), "settings")
    wait_until(lambda: all(each.result and each.result.recipe["area"].value == 1.96e-5 for each in analyses))
    in_window = [analysis.result.as_json() for analysis in analyses if analysis.result is not None]
    document.close()
    assert in_window == analysed(path, area=1.96e-5, window_end=30.0)


def test_the_sample_has_a_spike_that_fades(tmp_path: Path) -> None:
    from models.sample import write_sample

    results = analysed(*write_sample(tmp_path))
    assert {result["verdicts"]["spike"] for result in results} <= {"present", "absent"}
    assert np.count_nonzero([result["verdicts"]["spike"] == "present" for result in results]) >= 4
