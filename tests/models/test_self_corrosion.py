"""Stripping after rests through the application: plain tables and curves in, the contract's JSON out."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fitting.self_corrosion.corrosion_laws import LAWS
from fitting.synthetic.stripping import stripping_transient
from models.analyze import analyze_contents
from models.curve import Curve, Receipt, Segment, Source
from models.outputs import results_as_json
from models.readers import FileContent, read_file
from models.recipe import given_settings
from models.self_corrosion import METHODS, STRIPPING
from models.step import Step
from tests.curves import content_of, plating_curve, rest_curve

STEP = Step("self_corrosion", "Self-corrosion", "", METHODS)
RESTS = 3600 * np.array([0.0, 1.0, 2.0, 4.0, 8.0, 16.0])
LINEAR = 0.5 - 0.2 * RESTS / RESTS[-1]


def stripping_file(folder: Path, name: str, charge: float, seed: int = 1, **made: Any) -> FileContent:
    """A plain table of an i-t curve, read."""
    columns = stripping_transient(charge=charge, seed=seed, sampling_interval=1.0, **made).columns
    rows = [f"{t:.6f},{1e3 * i:.8f}" for t, i in zip(columns["time"], columns["current"], strict=True)]
    path = folder / f"{name}.csv"
    path.write_text("time / s,current / mA\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return read_file(path)


def rested(folder: Path, charges: np.ndarray) -> tuple[list[FileContent], dict[str, dict[str, float | str]]]:
    contents = [stripping_file(folder, f"rest{k}", float(q), seed=k) for k, q in enumerate(charges)]
    return contents, {f"rest{k}.csv": {"rest_time": float(rest)} for k, rest in enumerate(RESTS[: len(charges)])}


def as_json(contents: list[FileContent], per_file: Any = None, **given: float | str) -> dict[str, Any]:
    results, failures = analyze_contents(STEP, STRIPPING, contents, given, per_file)
    answer: dict[str, Any] = json.loads(json.dumps(results_as_json(results, failures), allow_nan=False))
    return answer


def codes(result: dict[str, Any]) -> set[str]:
    return {warning["code"] for warning in result["warnings"]}


def test_one_curve_gives_its_charge_with_an_interval(tmp_path: Path) -> None:
    answer = as_json([stripping_file(tmp_path, "one", 0.5)], area=1e-4, plated_charge=0.6)
    (result,) = answer["results"]
    assert (result["step"], result["method"], result["verdicts"]["deposit"]) == (
        "self_corrosion",
        "stripping",
        "present",
    )
    low, high = result["quantities"]["residual_charge"]["interval"]
    assert low <= 0.5 <= high and high - low < 0.01
    assert result["quantities"]["residual_charge"]["unit"] == "C"
    assert result["quantities"]["initial_current_density"]["value"] == pytest.approx(0.5 / 25 / 1e-4, rel=0.01)
    assert set(result["quantities"]) <= {quantity.name for quantity in STRIPPING.quantities}
    assert set(result["recipe"]) == {setting.name for setting in STRIPPING.settings}
    assert result["recipe"]["law"]["origin"] == "default"


def test_without_an_area_no_density_is_given_and_area_is_named(tmp_path: Path) -> None:
    (result,) = as_json([stripping_file(tmp_path, "one", 0.5)])["results"]
    assert "initial_current_density" not in result["quantities"]
    (warning,) = [one for one in result["warnings"] if one["code"] == "AREA_UNKNOWN"]
    assert "area" in warning["text"]


def test_several_rests_give_the_law_the_rate_and_the_similarity(tmp_path: Path) -> None:
    contents, per_file = rested(tmp_path, LINEAR * [1.01, 0.995, 1.0, 0.99, 1.005, 1.0])
    answer = as_json(contents, per_file, law="linear")
    assert answer["errors"] == [] and len(answer["results"]) == 7
    together = answer["results"][-1]
    assert len(together["source"]) == 6
    assert {"corrosion_rate", "initial_charge", "half_life", "similarity"} <= set(together["quantities"])
    low, high = together["quantities"]["corrosion_rate"]["interval"]
    assert low <= 0.2 / RESTS[-1] <= high
    assert together["verdicts"]["law"] == "linear"
    assert together["table"]["rest_time"] == list(RESTS)
    assert set(together["quantities"]) <= {quantity.name for quantity in STRIPPING.quantities}
    rates = as_json(contents, per_file, law="linear", area=1e-4)["results"][-1]["quantities"]
    assert rates["corrosion_rate"]["unit"] == "A/m^2"
    assert rates["corrosion_rate"]["value"] == pytest.approx(1e4 * together["quantities"]["corrosion_rate"]["value"])


def test_laws_compete_where_none_is_named(tmp_path: Path) -> None:
    parabolic = LAWS["parabolic"].charge(RESTS, 0.5, 0.3 / RESTS[-1] ** 0.5, 1.0)
    contents, per_file = rested(tmp_path, parabolic)
    together = as_json(contents, per_file)["results"][-1]
    assert together["verdicts"]["law"] == "parabolic"
    assert together["model_comparison"][0]["model"] == "parabolic"


def test_a_consumed_deposit_is_censored(tmp_path: Path) -> None:
    contents, per_file = rested(tmp_path, np.array([0.5, 0.45, 0.40, 0.30, 0.10, 0.0]))
    answer = as_json(contents, per_file, law="linear")
    gone = answer["results"][5]["quantities"]["residual_charge"]
    assert gone["value"] is None and gone["bound"][0] == "below"
    together = answer["results"][-1]
    assert "CENSORED" in codes(together)
    assert together["quantities"]["corrosion_rate"]["value"] == pytest.approx(0.05 / 3600, rel=0.02)
    assert together["table"]["residual_charge"][-1] is None


def test_cells_are_compared_by_their_share_of_what_was_plated(tmp_path: Path) -> None:
    plated = np.array([0.6, 0.5, 0.7, 0.6, 0.55, 0.65])
    contents, per_file = rested(tmp_path, plated * (1 - 0.4 * RESTS / RESTS[-1]))
    for name, one in zip(per_file, plated, strict=True):
        per_file[name]["plated_charge"] = float(one)
    together = as_json(contents, per_file, law="linear")["results"][-1]["quantities"]
    assert together["initial_charge"]["value"] == pytest.approx(0.6, rel=1e-3)
    assert together["cell_scatter"]["value"] < 0.005


def test_unknown_rests_leave_only_the_similarity_and_say_so(tmp_path: Path) -> None:
    contents, _ = rested(tmp_path, LINEAR[:2])
    together = as_json(contents)["results"][-1]
    assert "corrosion_rate" not in together["quantities"] and "similarity" in together["quantities"]
    assert "REST_TIME_UNKNOWN" in codes(together)


def test_too_few_rests_and_a_missing_one_are_errors(tmp_path: Path) -> None:
    contents, per_file = rested(tmp_path, LINEAR[:2])
    assert [error["code"] for error in as_json(contents, per_file)["errors"]] == ["TOO_FEW_RESTS"]
    per_file.pop("rest1.csv")
    (error,) = as_json(contents, per_file)["errors"]
    assert error["code"] == "REST_TIME_UNKNOWN" and "rest1" in error["message"]


def test_a_named_blank_is_taken_off_and_is_no_result(tmp_path: Path) -> None:
    loaded = stripping_file(tmp_path, "loaded", 0.5, seed=1, double_layer_charge=5e-3, double_layer_time=1.5)
    blank = stripping_file(tmp_path, "blank", 0.0, seed=2, double_layer_charge=5e-3, double_layer_time=1.5)
    (result,) = as_json([loaded, blank], blank="blank.csv")["results"]
    assert [source["file"] for source in result["source"]] == ["loaded.csv", "blank.csv"]
    assert result["quantities"]["double_layer_charge"]["value"] == pytest.approx(5e-3, rel=0.2)
    assert result["quantities"]["residual_charge"]["value"] == pytest.approx(0.5, abs=1.5e-3)
    (error,) = as_json([loaded, blank], blank="other.csv")["errors"]
    assert error["code"] == "NO_SUCH_BLANK"


def test_a_rest_recorded_before_the_stripping_is_its_rest_time() -> None:
    made = stripping_transient(seed=1).columns
    rest = np.arange(0.0, 1800.0, 60.0)
    time = np.concatenate([rest, 1800.0 + made["time"]])
    current = np.concatenate([np.zeros(rest.size), made["current"]])
    segments = (Segment(0, rest.size, "rest"), Segment(rest.size, time.size, "hold"))
    digest = hashlib.sha256(b"rested").hexdigest()
    source = Source("rested.mpt", digest, 1, "eclab_text")
    curve = Curve("rested", "other", {"time": time, "current": current}, segments, source, Receipt())
    (result,) = as_json([content_of(curve)])["results"]
    assert result["recipe"]["rest_time"] == {"value": 1800.0, "unit": "s", "origin": "file"}
    assert result["source"][0]["segment"] == 1


def test_a_table_of_rests_and_charges_is_enough(tmp_path: Path) -> None:
    path = tmp_path / "rests.csv"
    rows = [f"{rest / 60},{1e3 * charge / 3.6e3}" for rest, charge in zip(RESTS, LINEAR, strict=True)]
    path.write_text("rest time / min,capacity / mAh\n" + "\n".join(rows) + "\n", encoding="utf-8")
    (result,) = as_json([read_file(path)], law="linear")["results"]
    assert result["quantities"]["corrosion_rate"]["value"] == pytest.approx(0.2 / RESTS[-1], rel=1e-3)
    assert result["verdicts"]["law"] == "linear"


@pytest.mark.parametrize("curve", [plating_curve(), rest_curve()])
def test_what_has_no_stripping_is_said_in_a_sentence(curve: Curve) -> None:
    (error,) = as_json([content_of(curve)])["errors"]
    assert error["code"] in ("NO_STRIPPING", "NO_CURRENT_TIME_CURVE")
    assert curve.name in error["message"]


def test_a_step_below_lithium_is_said_not_to_be_anodic(tmp_path: Path) -> None:
    columns = stripping_transient(seed=1, sampling_interval=1.0).columns
    rows = [f"{t:.3f},{1e3 * i:.8f},-0.1" for t, i in zip(columns["time"], columns["current"], strict=True)]
    path = tmp_path / "cathodic.csv"
    path.write_text("time / s,current / mA,potential / V\n" + "\n".join(rows) + "\n", encoding="utf-8")
    (result,) = as_json([read_file(path)])["results"]
    assert "STEP_NOT_ANODIC" in codes(result)


def test_settings_are_read_with_their_units() -> None:
    given = given_settings(STRIPPING, ["rest_time=2 h", "plated_charge=0.1 mAh", "blank=blank.csv"])
    assert given == {"rest_time": 7200.0, "plated_charge": pytest.approx(0.36), "blank": "blank.csv"}
