"""The polarization contest through the application: curves and plain tables in, the contract's JSON out."""

from __future__ import annotations

import hashlib
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fitting.synthetic import polarization_curve
from models.analyze import analyze_contents
from models.charge_transfer import METHODS, POLARIZATION
from models.curve import Curve, Receipt, Segment, Source
from models.import_process import read_in_order
from models.outputs import results_as_json
from models.readers import FileContent
from models.recipe import SettingProblem, given_settings
from models.step import Method, Step
from tests.curves import content_of, plating_curve, rest_curve

STEP = Step("charge_transfer", "Charge transfer", "", METHODS)
AREA = 4.9e-10


def sweep_curve(technique: str = "linear_sweep", leave: tuple[str, ...] = (), **made: Any) -> Curve:
    """A sweep as a reader would give it."""
    columns = dict(polarization_curve(area=AREA, points=101, sweep_rate=0.013, **made).columns)
    columns = {name: values for name, values in columns.items() if name not in leave}
    digest = hashlib.sha256(repr(sorted(made.items())).encode()).hexdigest()
    size = len(columns["potential"])
    segments = (Segment(0, size, "sweep"),)
    return Curve("sweep", technique, columns, segments, Source("sweep.mpt", digest, 1, "eclab_text"), Receipt())


def as_json(*contents: FileContent, **given: float | str) -> dict[str, Any]:
    results, failures = analyze_contents(STEP, POLARIZATION, list(contents), given)
    answer: dict[str, Any] = json.loads(json.dumps(results_as_json(results, failures), allow_nan=False))
    return answer


def only(*contents: FileContent, **given: float | str) -> dict[str, Any]:
    answer = as_json(*contents, **given)
    assert answer["errors"] == [] and len(answer["results"]) == 1
    result: dict[str, Any] = answer["results"][0]
    return result


def codes(result: dict[str, Any]) -> set[str]:
    return {warning["code"] for warning in result["warnings"]}


def test_a_sweep_gives_the_quantities_and_verdicts_of_the_contract() -> None:
    result = only(content_of(sweep_curve(law="marcus_hush")), area=AREA, series_resistance=0.0)
    assert (result["step"], result["method"]) == ("charge_transfer", "polarization")
    assert set(result["quantities"]) == {
        "exchange_current_density", "transfer_coefficient", "reorganization_energy", "series_resistance",
        "equilibrium_potential", "charge_transfer_resistance",
    }  # fmt: skip
    assert result["verdicts"] == {"model": "marcus_hush", "reorganization_energy": "determined"}
    low, high = result["quantities"]["reorganization_energy"]["interval"]
    assert low <= 0.4 <= high and result["quantities"]["reorganization_energy"]["unit"] == "eV"
    assert set(result["quantities"]) <= {quantity.name for quantity in POLARIZATION.quantities}


def test_every_setting_is_in_the_recipe_with_its_origin() -> None:
    recipe = only(content_of(sweep_curve()), area=AREA)["recipe"]
    assert set(recipe) == {setting.name for setting in POLARIZATION.settings}
    assert recipe["area"]["origin"] == "given" and recipe["temperature"]["origin"] == "default"
    assert recipe["series_resistance"]["origin"] == "automatic"


def test_all_models_compete_and_their_weights_add_up() -> None:
    result = only(content_of(sweep_curve(law="marcus_hush")), area=AREA)
    assert len(result["model_comparison"]) == 6
    assert math.isclose(sum(score["weight"] for score in result["model_comparison"]), 1.0)
    assert len({len(column) for column in result["table"].values()}) == 1


def test_a_list_of_models_is_taken_with_commas() -> None:
    given = given_settings(
        POLARIZATION, ["models=marcus_hush, marcus_hush_chidsey", 'series_resistance="0 ohm"'.replace('"', "")]
    )
    result = only(content_of(sweep_curve(law="marcus_hush")), area=AREA, **given)
    assert {score["model"] for score in result["model_comparison"]} == {"marcus_hush", "marcus_hush_chidsey"}
    with pytest.raises(SettingProblem, match="tafel"):
        given_settings(POLARIZATION, ["models=marcus_hush,tafel"])


def test_without_an_area_an_exchange_current_is_given_and_the_area_asked_for() -> None:
    result = only(content_of(sweep_curve()), series_resistance=0.0)
    assert result["quantities"]["exchange_current"]["value"] == pytest.approx(100 * AREA, rel=0.02)
    assert "exchange_current_density" not in result["quantities"] and "NO_AREA" in codes(result)


def test_a_window_in_volts_cuts_the_sweep() -> None:
    whole, part = (
        only(content_of(sweep_curve()), area=AREA, series_resistance=0.0, **window)
        for window in ({}, {"window_start": -0.05, "window_end": 0.05})
    )
    assert "WINDOW_NARROW" in codes(part) and "WINDOW_NARROW" not in codes(whole)


@pytest.mark.parametrize(
    ("curve", "code"),
    [
        (sweep_curve(leave=("current",)), "NO_CURRENT_POTENTIAL_CURVE"),
        (plating_curve(), "NO_SWEEP"),
        (rest_curve(), "NO_CURRENT_POTENTIAL_CURVE"),
        (sweep_curve(first_potential=-0.01, last_potential=0.01), "SWEEP_TOO_NARROW"),
    ],
)
def test_a_curve_without_a_sweep_is_refused_in_a_sentence(curve: Curve, code: str) -> None:
    (error,) = as_json(content_of(curve))["errors"]
    assert error["code"] == code and error["message"].endswith((".", "!"))


@pytest.mark.parametrize("method", METHODS[:2], ids=lambda method: method.name)
def test_a_temperature_of_zero_is_refused_and_never_taken_for_the_standard_one(method: Method) -> None:
    given = {"area": AREA, "temperature": 0.0, "equilibrium_potential": 0.0, "series_resistance": 0.0}
    _, (failure,) = analyze_contents(STEP, method, [content_of(sweep_curve())], given)
    assert failure.message.code in ("NOT_POSITIVE", "TEMPERATURE_NOT_POSITIVE")


def test_a_resistance_in_ohm_needs_the_area_of_a_current_density() -> None:
    columns = dict(sweep_curve().columns)
    columns["current_density"] = columns.pop("current") / AREA
    curve = Curve("sweep", "linear_sweep", columns, (Segment(0, 101, "sweep"),), sweep_curve().source, Receipt())
    (error,) = as_json(content_of(curve), series_resistance=1.0)["errors"]
    assert error["code"] == "AREA_NEEDED"
    assert as_json(content_of(curve), series_resistance=0.0)["errors"] == []  # no resistance is none of any area
    bare, with_area = only(content_of(curve)), only(content_of(curve), area=AREA)
    for result in (bare, with_area):
        assert result["quantities"]["exchange_current_density"]["value"] == pytest.approx(100, rel=0.02)


def test_a_plain_table_of_magnitudes_is_read_and_its_signs_restored(tmp_path: Path) -> None:
    made = polarization_curve(law="butler_volmer", points=41).columns
    rows = np.stack([made["potential"], np.abs(made["current"]) / AREA / 10], axis=1)
    file = tmp_path / "tafel.csv"
    np.savetxt(file, rows, delimiter=",", header="potential / V,current density / mA/cm^2", comments="")
    result = only(*read_in_order([file]), equilibrium_potential=0.0)
    assert "SIGN_RESTORED" in codes(result)
    assert result["quantities"]["exchange_current_density"]["value"] == pytest.approx(100, rel=0.02)


def test_a_plain_table_with_a_clock_is_a_sweep(tmp_path: Path) -> None:
    made = polarization_curve(law="marcus_hush", points=101, return_sweep=True).columns
    rows = np.stack([made["time"], made["potential"], 1e6 * made["current"]], axis=1)
    file = tmp_path / "cv.csv"
    np.savetxt(file, rows, delimiter=",", header="time / s,potential / V,current / uA", comments="")
    answer = as_json(*read_in_order([file]), area=AREA, series_resistance=0.0)
    assert answer["errors"] == [] and answer["results"]
    for result in answer["results"]:
        assert result["verdicts"]["reorganization_energy"] == "determined"


def test_the_published_curves_refuse_a_reorganization_energy(instrument_data: Path, tmp_path: Path) -> None:
    source = instrument_data / "li_literature" / "Boyle2020_kurchin_ecdec.txt"
    if not source.is_file():
        pytest.skip(f"the published curve is not at {source}")
    file = tmp_path / "boyle.csv"
    heading = "potential / V,current density / mA/cm^2\n"
    file.write_text(heading + source.read_text(encoding="utf-8"), encoding="utf-8")
    result = only(*read_in_order([file]), equilibrium_potential=0.0)
    assert result["verdicts"]["reorganization_energy"] in ("lower_bound", "not_determined")
    assert {"SIGN_RESTORED", "ENERGY_NOT_IDENTIFIED"} <= codes(result)
    energy = result["quantities"].get("reorganization_energy", {"value": None})
    assert energy["value"] is None


def test_the_picture_holds_data_every_rival_and_the_residual() -> None:
    results, _ = analyze_contents(STEP, POLARIZATION, [content_of(sweep_curve())], {"area": AREA})
    tafel, residual, *_ = results[0].outcome.panels
    assert tafel.y.scale == "log"
    assert [trace.kind for trace in tafel.traces] == ["points", "fit", *["classic"] * 5]
    assert len(residual.traces[0].x) == 101
