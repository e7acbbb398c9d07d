"""Sand time, its prediction and the consistency check as the application and the command line give them."""

import hashlib
import json
from collections.abc import Mapping

import numpy as np
import pytest

from fitting.mass_transfer import sand_time
from fitting.synthetic import SyntheticCurve, sand_series, sand_transition
from models.analyze import analyze_contents
from models.curve import Curve, Receipt, Segment, Source
from models.electrocrystallization.current_transient import CURRENT_TRANSIENT
from models.mass_transfer.consistency import CONSISTENCY
from models.mass_transfer.sand import SAND
from models.mass_transfer.sand_prediction import SAND_PREDICTION
from models.outputs import results_as_json
from models.step import Method, Step
from tests.curves import content_of, plating_curve, rest_curve

STEP = Step("mass_transfer", "Mass transfer", "", (SAND, SAND_PREDICTION, CONSISTENCY))
SALT = {"concentration": 1000.0, "transference_number": 0.35}


def _recorded(made: SyntheticCurve, name: str, drop: tuple[str, ...] = (), area: float | None = 1e-4) -> Curve:
    columns = {column: values for column, values in made.columns.items() if column not in drop}
    rows = len(columns["time"])
    digest = hashlib.sha256(name.encode()).hexdigest()
    segment = Segment(0, rows, "plating", float(made.columns["current"][0]))
    source = Source(f"{name}.csv", digest, 100, "plain_table")
    return Curve(name, "chronopotentiometry", columns, (segment,), source, Receipt(), electrode_area=area)


def _json(method: Method, *curves: Curve, **given: float | str) -> dict:
    results, failures = analyze_contents(STEP, method, [content_of(curve) for curve in curves], given)
    text = json.dumps(results_as_json(results, failures), allow_nan=False)
    return json.loads(text)


def _only(answer: Mapping) -> dict:
    assert answer["errors"] == []
    return answer["results"][0]


@pytest.fixture(scope="module")
def recorded() -> Curve:
    return _recorded(sand_transition(noise="white", seed=1), "transition")


def test_a_curve_gives_the_sand_time_and_the_salts_diffusion_coefficient(recorded: Curve) -> None:
    found = _only(_json(SAND, recorded, **SALT))
    names = ["sand_time", "tangent_sand_time", "steepest_slope_sand_time", "diffusion_coefficient"]
    assert sorted(found["quantities"]) == sorted(names)
    tau, d = found["quantities"]["sand_time"], found["quantities"]["diffusion_coefficient"]
    assert tau["value"] == pytest.approx(64.896, abs=0.05)
    assert tau["rule"] == "full_model"
    assert d["value"] == pytest.approx(sand_time(1, 1000.0, 20.0, 0.35) ** -1 * tau["value"], rel=1e-9)
    assert (d["unit"], d["rule"]) == ("m^2/s", "salt_planar")
    assert found["recipe"]["area"]["origin"] == "file"
    assert found["recipe"]["current"] == {"value": pytest.approx(-2e-3), "unit": "A", "origin": "file"}


def test_every_quantity_of_a_result_is_declared(recorded: Curve) -> None:
    declared = {one.name for one in SAND.quantities}
    assert set(_only(_json(SAND, recorded, **SALT))["quantities"]) <= declared


def test_a_result_has_a_picture_with_fit_and_marks(recorded: Curve) -> None:
    results, _ = analyze_contents(STEP, SAND, [content_of(recorded)], {})
    curve, residual = results[0].outcome.panels
    assert [trace.label for trace in curve.traces] == ["data", "fit", "tangent", "steepest slope", "Sand time"]
    assert all(np.isfinite(trace.y).all() for panel in (curve, residual) for trace in panel.traces)


def test_what_is_missing_for_d_is_named(recorded: Curve) -> None:
    found = _only(_json(SAND, recorded, transference_number=0.35))
    text = next(one["text"] for one in found["warnings"] if one["code"] == "MISSING_SETTING")
    assert "concentration" in text
    assert "diffusion_coefficient" not in found["quantities"]


def test_a_current_density_stands_for_current_and_area() -> None:
    silent = _recorded(sand_transition(noise="white", seed=1), "silent", drop=("current",), area=None)
    found = _only(_json(SAND, silent, current_density=-20.0, **SALT))
    assert found["quantities"]["diffusion_coefficient"]["value"] == pytest.approx(1.5e-12, rel=1e-3)
    assert _json(SAND, silent)["errors"][0]["code"] == "NO_CURRENT"


def test_a_plating_without_transition_is_one_sentence() -> None:
    answer = _json(SAND, plating_curve())
    assert answer["results"] == []
    assert [one["code"] for one in answer["errors"]] == ["NO_TRANSITION_FOUND"]


def test_a_rest_is_no_plating() -> None:
    assert [one["code"] for one in _json(SAND, rest_curve())["errors"]] == ["NO_PLATING_STEP"]


def test_a_slab_without_thickness_is_an_error(recorded: Curve) -> None:
    assert _json(SAND, recorded, geometry="slab")["errors"][0]["code"] == "THICKNESS_NOT_POSITIVE"


def test_several_currents_give_the_slope() -> None:
    made = sand_series((-10.0, -20.0), noise="white")
    answer = _json(SAND, *(_recorded(one, f"series {index}") for index, one in enumerate(made)), **SALT)
    assert answer["errors"] == []
    series = answer["results"][-1]
    assert series["verdicts"] == {"sand_law": "agree"}
    slope = series["quantities"]["sand_slope"]
    assert slope["interval"][0] <= -2 <= slope["interval"][1]
    assert series["table"]["current_density"] == [10.0, 20.0]
    assert set(series["quantities"]) <= {one.name for one in SAND.quantities}


def test_prediction_needs_no_file() -> None:
    found = _only(_json(SAND_PREDICTION, diffusion_coefficient=3e-10, current_density=-50.0, **SALT))
    assert found["quantities"]["sand_time"]["value"] == pytest.approx(sand_time(3e-10, 1000.0, 50.0, 0.35))
    assert "interval" not in found["quantities"]["sand_time"] or not found["quantities"]["sand_time"]["interval"]


def test_prediction_carries_the_standard_errors_that_are_given() -> None:
    given = {"diffusion_coefficient": 3e-10, "current_density": -50.0, **SALT}
    found = _only(_json(SAND_PREDICTION, **given, diffusion_coefficient_standard_error=3e-11))
    tau = found["quantities"]["sand_time"]
    assert tau["standard_error"] == pytest.approx(0.1 * tau["value"], rel=1e-3)


@pytest.mark.parametrize("length", ["thickness", "electrode_radius"])
def test_prediction_where_no_transition_exists_is_an_error(length: str) -> None:
    given = {"diffusion_coefficient": 3e-10, "current_density": -2.0, **SALT, length: 12.5e-6}
    answer = _json(SAND_PREDICTION, **given)
    assert answer["results"] == []
    assert answer["errors"][0]["code"] == "NO_TRANSITION_POSSIBLE"


def test_prediction_says_what_it_needs_and_asks_for_the_geometry() -> None:
    assert _json(SAND_PREDICTION, **SALT)["errors"][0]["code"] == "MISSING_SETTING"
    both = {"diffusion_coefficient": 3e-10, "current_density": -50.0, "thickness": 1e-4, "electrode_radius": 1e-4}
    assert _json(SAND_PREDICTION, **both, **SALT)["errors"][0]["code"] == "GEOMETRY_AMBIGUOUS"


def test_consistency_as_a_calculator() -> None:
    tau = sand_time(3e-10, 1000.0, 50.0, 0.35)
    given = {"diffusion_coefficient": 3e-10, "current_density": -50.0, "sand_time": tau, **SALT}
    errors = {"diffusion_coefficient": 1e-11, "transference_number": 0.01, "sand_time": 0.01 * tau}
    given |= {f"{name}_standard_error": value for name, value in errors.items()}
    assert _only(_json(CONSISTENCY, **given))["verdicts"] == {"consistency": "agree"}
    doubled = _only(_json(CONSISTENCY, **(given | {"sand_time": 2 * tau})))
    assert doubled["verdicts"] == {"consistency": "disagree"}
    assert set(doubled["quantities"]) == {one.name for one in CONSISTENCY.quantities}


def test_consistency_says_what_it_needs() -> None:
    assert _json(CONSISTENCY, **SALT)["errors"][0]["code"] == "MISSING_SETTING"


@pytest.mark.parametrize("method", [SAND, SAND_PREDICTION, CONSISTENCY])
def test_every_method_takes_the_temperature(method: Method) -> None:
    assert "temperature" in [setting.name for setting in method.settings]


def test_the_rest_before_a_plating_tells_when_the_current_came_on() -> None:
    made = sand_transition(exchange_current_density=0.01, noise="white", seed=1)
    rest = np.arange(0.0, 30.0, 0.3)
    columns = {
        "time": np.append(rest, made.columns["time"] + 30.0),
        "potential": np.append(0 * rest, made.columns["potential"]),
        "current": np.append(0 * rest, made.columns["current"]),
    }
    curve = _recorded(made, "rested")
    level = float(made.columns["current"][0])
    segments = (Segment(0, rest.size, "rest", 0.0), Segment(rest.size, columns["time"].size, "plating", level))
    curve = Curve("rested", curve.technique, columns, segments, curve.source, Receipt(), electrode_area=1e-4)
    found = _only(_json(SAND, curve, **SALT))
    tau, truth = found["quantities"]["sand_time"], made.truth["sand_time"]
    assert found["recipe"]["current_on"] == {"value": pytest.approx(29.85), "unit": "s", "origin": "file"}
    assert tau["value"] == pytest.approx(truth + 0.15, abs=0.05)
    assert tau["interval"][0] <= truth <= tau["interval"][1]
    assert "CURRENT_ON_UNCERTAIN" in [one["code"] for one in found["warnings"]]


@pytest.mark.parametrize("flowing", [0, 1, 3])
def test_the_recipe_has_the_moment_that_was_used_where_the_step_begins_with_rows_at_rest(flowing: int) -> None:
    made = sand_transition(exchange_current_density=0.01, noise="white", seed=1)
    columns = {name: values.copy() for name, values in made.columns.items()}
    columns["time"] += 50.0
    columns["current"][:flowing] = 0.0
    curve = _recorded(made, "late")
    curve = Curve("late", curve.technique, columns, curve.segments, curve.source, Receipt(), electrode_area=1e-4)
    found = _only(_json(SAND, curve, **SALT))
    same = _only(_json(SAND, curve, **SALT, current_on=found["recipe"]["current_on"]["value"]))
    assert found["quantities"]["sand_time"]["value"] == pytest.approx(same["quantities"]["sand_time"]["value"], 1e-4)


@pytest.mark.parametrize(("method", "name"), [(SAND, "current_on"), (CURRENT_TRANSIENT, "step_time")])
def test_a_moment_on_the_clock_of_one_file_is_not_handed_on_to_others(method: Method, name: str) -> None:
    assert next(setting for setting in method.settings if setting.name == name).own
