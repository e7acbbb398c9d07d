"""Cycling through the application: real and simulated records in, the contract's JSON out."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fitting.synthetic.cycling import CyclingSeries, cycling_record, cycling_series, reservoir_cycling
from models.analyze import analyze_contents, chosen_method
from models.curve import Segment
from models.cyclic_stability import COULOMBIC_EFFICIENCY, CURRENT_DEPENDENCE, METHODS, RESERVOIR, SURVIVAL
from models.cyclic_stability.half_cycles import clock_panel
from models.outputs import results_as_json
from models.readers import FileContent, read_file
from models.step import Method, Step
from tests.curves import content_of, plating_curve

STEP = Step("cyclic_stability", "Cyclic stability", "", METHODS)


def as_json(method: Method, contents: list[FileContent], **given: float | str) -> dict[str, Any]:
    results, failures = analyze_contents(STEP, method, contents, given)
    answer: dict[str, Any] = json.loads(json.dumps(results_as_json(results, failures), allow_nan=False))
    return answer


def only(method: Method, contents: list[FileContent], **given: float | str) -> dict[str, Any]:
    answer = as_json(method, contents, **given)
    assert answer["errors"] == [] and len(answer["results"]) == 1
    result: dict[str, Any] = answer["results"][0]
    assert set(result["quantities"]) <= {quantity.name for quantity in method.quantities}
    assert set(result["recipe"]) == {setting.name for setting in method.settings}
    assert len({len(column) for column in result["table"].values()} or {0}) == 1
    return result


def codes(result: dict[str, Any]) -> set[str]:
    return {warning["code"] for warning in result["warnings"]}


def table_file(folder: Path, name: str, columns: dict[str, Any]) -> FileContent:
    """A plain table, read."""
    rows = [",".join(str(cell) for cell in row) for row in zip(*columns.values(), strict=True)]
    path = folder / f"{name}.csv"
    path.write_text(",".join(columns) + "\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return read_file(path)


def record_file(
    folder: Path, name: str, series: CyclingSeries, kept: str = "all", lost: tuple[int, ...] = ()
) -> FileContent:
    columns = cycling_record(series, sampling_interval=60.0, noise_level=1e-8).columns
    rows = {"all": np.ones(columns["time"].size, dtype=bool)}
    rows |= {"plating": columns["current"] < -1e-5, "stripping": columns["current"] > 1e-5}
    used = rows[kept] & ~np.isin(columns["cycle"], lost)
    values = {"time / s": columns["time"], "potential / V": columns["potential"], "current / A": columns["current"]}
    return table_file(folder, name, {heading: column[used].tolist() for heading, column in values.items()})


def test_the_real_interleaving_files_give_their_published_efficiencies(instrument_data: Path) -> None:
    folder = instrument_data / "biologic_mpr"
    names = ("LiCu_S20_10cycles_05_MB.mpr", "LiCu_S20_10cycles_04_CP.mpr")
    result = only(COULOMBIC_EFFICIENCY, [read_file(folder / name) for name in names])
    percent = 100 * np.array(result["table"]["coulombic_efficiency"])
    published = [101.40, 91.60, 87.24, 81.91, 78.09, 75.20, 73.23, 71.39, 69.81, 68.55, 66.46]
    assert percent == pytest.approx(published, abs=0.05)
    assert np.array(result["table"]["plated_charge"]) == pytest.approx(1.9597e-6 * 3600, rel=1e-3)
    assert result["table"]["cycle"] == list(range(1, 12))
    assert result["quantities"]["first_cycle_coulombic_efficiency"]["value"] == pytest.approx(1.0140, abs=5e-4)
    assert {"FILES_JOINED", "ABOVE_ONE", "FEW_CYCLES", "NO_PLATEAU"} <= codes(result)
    assert "average_coulombic_efficiency" not in result["quantities"]


def test_a_record_in_one_file_gives_the_table_of_the_contract(tmp_path: Path) -> None:
    series = cycling_series(cycles=6, seed=1)
    result = only(COULOMBIC_EFFICIENCY, [record_file(tmp_path, "cell", series)])
    assert list(result["table"])[:4] == ["cycle", "plated_charge", "stripped_charge", "coulombic_efficiency"]
    expected = series.stripped_charge / series.plated_charge
    assert result["table"]["coulombic_efficiency"] == pytest.approx(list(expected), abs=1e-4)
    assert result["quantities"]["first_cycle_coulombic_efficiency"]["value"] == pytest.approx(expected[0], abs=1e-4)


def test_files_that_only_plate_and_only_strip_are_joined_on_their_clock(tmp_path: Path) -> None:
    series = cycling_series(cycles=4, seed=2)
    files = [record_file(tmp_path, kept, series, kept) for kept in ("stripping", "plating")]
    result = only(COULOMBIC_EFFICIENCY, files)
    expected = series.stripped_charge / series.plated_charge
    assert result["table"]["coulombic_efficiency"] == pytest.approx(list(expected), abs=1e-4)
    assert "FILES_JOINED" in codes(result)


def test_strippings_that_are_in_no_file_leave_their_cycles_incomplete(tmp_path: Path) -> None:
    series = cycling_series(cycles=12, failure="none", seed=2)
    whole = only(COULOMBIC_EFFICIENCY, [record_file(tmp_path, "both", series)])["table"]["coulombic_efficiency"]
    halves = [
        record_file(tmp_path, "plating", series, "plating"),
        record_file(tmp_path, "stripping", series, "stripping", (5, 6)),
    ]
    result = only(COULOMBIC_EFFICIENCY, halves)
    found = result["table"]["coulombic_efficiency"]
    assert found[4:6] == [None, None]
    assert [*found[:4], *found[6:]] == pytest.approx([*whole[:4], *whole[6:]], rel=1e-6)
    assert "CYCLE_GAPS" in codes(result)
    retention = result["quantities"]["retention"]  # nothing is assumed of what the two cycles have lost
    assert retention["value"] is None
    assert retention["bound"] == ["below", pytest.approx(np.prod([*found[:4], *found[6:]]), rel=0.02)]


def test_a_last_plating_without_its_stripping_is_incomplete(tmp_path: Path) -> None:
    series = cycling_series(cycles=3, seed=3)
    content = record_file(tmp_path, "cell", series)
    lines = (tmp_path / "cell.csv").read_text(encoding="utf-8").splitlines()
    end = max(k for k, line in enumerate(lines[1:], 1) if float(line.split(",")[2]) < -1e-5)
    (tmp_path / "cut.csv").write_text("\n".join(lines[: end + 1]) + "\n", encoding="utf-8")
    assert content.curves
    result = only(COULOMBIC_EFFICIENCY, [read_file(tmp_path / "cut.csv")])
    assert result["table"]["label"][-1] == "incomplete"
    assert result["table"]["coulombic_efficiency"][-1] is None


def test_a_last_stripping_in_which_the_record_ends_is_incomplete(tmp_path: Path) -> None:
    clock, rows = 0.0, ["time / s,potential / V,current / mA"]
    for current, ends in [(-1.0, -0.1), (1.0, 1.0), (-1.0, -0.1), (1.0, 1.0), (-1.0, -0.1), (1.0, 0.08)]:
        begins, count = (-0.05, 40) if current < 0 else (0.05, 6 if ends < 0.5 else 36)
        for potential in np.linspace(begins, ends, count):
            rows.append(f"{clock},{potential},{current}")
            clock += 10.0
    (tmp_path / "cut.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    result = only(COULOMBIC_EFFICIENCY, [read_file(tmp_path / "cut.csv")])
    assert result["table"]["label"][-1] == "incomplete"
    assert result["table"]["coulombic_efficiency"] == [pytest.approx(0.9, abs=0.01)] * 2 + [None]


def test_a_step_without_a_charge_may_be_left_out_by_the_window(tmp_path: Path) -> None:
    """One sample has no charge; the picture that the window is cut from shows the others."""
    (curve,) = record_file(tmp_path, "cell", cycling_series(cycles=4, seed=1)).curves
    columns = {name: np.append(values, values[-1]) for name, values in curve.columns.items()}
    columns["time"][-1], columns["current"][-1] = curve.columns["time"][-1] + 60.0, -2e-4
    lone = Segment(curve.points, curve.points + 1, "plating", -2e-4)
    longer = replace(curve, columns=columns, segments=(*curve.segments, lone))
    end = float(columns["time"][-2] - columns["time"][0])
    result = only(COULOMBIC_EFFICIENCY, [content_of(longer)], window_end=end)
    assert len(result["table"]["cycle"]) == 4
    (subject,) = COULOMBIC_EFFICIENCY.subjects([longer], {})
    steps = sum(len(trace.x) for trace in clock_panel(subject).traces)
    assert steps == len(subject) - 1


def test_a_table_of_cycles_is_enough_and_the_plating_can_be_either_column(tmp_path: Path) -> None:
    series = cycling_series(cycles=60, stable_cycles=40, failure="drop", seed=4)
    columns = {
        "cycle": range(1, 61),
        "charge capacity / mAh": (series.stripped_charge / 3.6).tolist(),
        "discharge capacity / mAh": (series.plated_charge / 3.6).tolist(),
    }
    result = only(COULOMBIC_EFFICIENCY, [table_file(tmp_path, "cycles", columns)])
    assert abs(result["quantities"]["stabilized_cycles"]["value"] - 40) <= 3
    assert result["quantities"]["average_coulombic_efficiency"]["value"] == pytest.approx(0.985, abs=2e-3)
    swapped = {"cycle": columns["cycle"]}
    swapped |= {"charge capacity / mAh": columns["discharge capacity / mAh"]}
    swapped |= {"discharge capacity / mAh": columns["charge capacity / mAh"]}
    other = only(COULOMBIC_EFFICIENCY, [table_file(tmp_path, "swapped", swapped)], plating="charge")
    assert other["table"]["coulombic_efficiency"] == pytest.approx(result["table"]["coulombic_efficiency"])


def test_numbers_of_the_rule_are_settings(tmp_path: Path) -> None:
    values = np.full(60, 0.98)
    values[40:] -= 0.025
    columns = {"cycle": range(1, 61), "charge capacity / mAh": values.tolist()}
    columns |= {"discharge capacity / mAh": [1.0] * 60}
    content = table_file(tmp_path, "cycles", columns)
    strict = only(COULOMBIC_EFFICIENCY, [content])["quantities"]["stabilized_cycles"]
    loose = only(COULOMBIC_EFFICIENCY, [content], stability_band=0.05)["quantities"]["stabilized_cycles"]
    assert strict["value"] == 40 and loose["value"] == 60
    assert loose["bound"] == ["above", 60]


def test_several_cells_are_a_survival_with_those_still_cycling(tmp_path: Path) -> None:
    contents = []
    for number, last in enumerate((30, 40, 50, None)):
        failure = "none" if last is None else "drop"
        series = cycling_series(cycles=70, stable_cycles=last, failure=failure, seed=number)
        columns = {"cycle": range(1, 71), "charge capacity / mAh": series.stripped_charge.tolist()}
        columns |= {"discharge capacity / mAh": series.plated_charge.tolist()}
        contents.append(table_file(tmp_path, f"cell{number}", columns))
    together = as_json(COULOMBIC_EFFICIENCY, contents)["results"][-1]
    assert together["quantities"]["median_life"]["value"] == pytest.approx(40, abs=3)
    assert "CENSORED" in codes(together)


def _lives(tmp_path: Path) -> FileContent:
    columns = {"electrolyte": ["A", "", "", "", "B", "", "", ""], "cycles": [60, 66, 72, 80, 149, 150, 161, 170]}
    columns["still cycling"] = ["no", "no", "no", "yes", "no", "no", "yes", "no"]
    return table_file(tmp_path, "lives", columns)


def test_a_table_of_lives_is_compared_by_electrolyte(tmp_path: Path) -> None:
    result = only(SURVIVAL, [_lives(tmp_path)])
    # Kaplan-Meier by hand: A loses one of 4, of 3, of 2; the fourth still cycles.
    assert result["table"]["surviving_share"][:4] == pytest.approx([0.75, 0.5, 0.25, 0.25])
    assert result["table"]["median_life"] == [66.0] * 4 + [150.0] * 4
    # Log-rank by hand: 3 failures of A, expected 4/8 + 3/7 + 2/6 = 1.262; variance 1/4 + 12/49 + 2/9 = 0.717, z = 2.05.
    assert result["quantities"]["log_rank_probability"]["value"] == pytest.approx(0.0401, abs=2e-4)
    assert result["verdicts"] == {"lives": "differ"}
    assert {"CENSORED", "FEW_CELLS", "FEW_FAILURES"} <= set(codes(result))
    assert chosen_method(STEP, None, [], [_lives(tmp_path)]) is SURVIVAL


def test_records_of_cells_give_their_survival(tmp_path: Path) -> None:
    contents = []
    for number, last in enumerate((30, 40, 50)):
        series = cycling_series(cycles=70, stable_cycles=last, failure="drop", seed=number)
        columns = {"cycle": range(1, 71), "charge capacity / mAh": series.stripped_charge.tolist()}
        columns |= {"discharge capacity / mAh": series.plated_charge.tolist()}
        contents.append(table_file(tmp_path, f"cell{number}", columns))
    result = only(SURVIVAL, contents)
    assert result["quantities"]["median_life"]["value"] == pytest.approx(40, abs=3)
    assert "log_rank_probability" not in result["quantities"]
    (error,) = as_json(SURVIVAL, contents[:1])["errors"]
    assert error["code"] == "TOO_FEW_CELLS"


def test_an_answer_that_is_neither_yes_nor_no_is_named(tmp_path: Path) -> None:
    content = table_file(tmp_path, "odd", {"cycles": [10, 20], "still cycling": ["no", "perhaps"]})
    (error,) = as_json(SURVIVAL, [content])["errors"]
    assert error["code"] == "UNREADABLE_ANSWER" and "perhaps" in error["message"]


def test_what_has_no_cycle_is_said_in_a_sentence() -> None:
    (error,) = as_json(COULOMBIC_EFFICIENCY, [content_of(plating_curve())])["errors"]
    assert error["code"] == "NO_CYCLES" and "stripping" in error["message"]


def test_a_reservoir_record_gives_its_efficiency(tmp_path: Path) -> None:
    charges, truth = reservoir_cycling(efficiency=0.97, charge_error=0.0)
    current, clock, rows = 1e-3, 0.0, []
    for charge in charges:
        length = abs(charge) / current
        for moment in np.linspace(0.0, length, 20):
            rows.append((clock + moment, np.sign(charge) * current))
        clock += length + 1.0
    columns = {"time / s": [row[0] for row in rows], "current / A": [row[1] for row in rows]}
    columns["potential / V"] = [0.03 * np.sign(row[1]) for row in rows]
    result = only(RESERVOIR, [table_file(tmp_path, "reservoir", columns)])
    estimate = result["quantities"]["average_coulombic_efficiency"]
    assert estimate["value"] == pytest.approx(truth["average_coulombic_efficiency"], abs=1e-4)
    assert result["recipe"]["reservoir_charge"]["value"] == pytest.approx(5.0, rel=1e-3)
    assert result["recipe"]["cycles"] == {"value": 10.0, "unit": "1", "origin": "file"}


def test_a_reservoir_can_be_given_by_its_charges_alone() -> None:
    given = {"reservoir_charge": 5.576, "cycled_charge": 0.5245, "cycles": 20.0, "final_charge": 3.913}
    result = only(RESERVOIR, [], **given)
    assert result["quantities"]["average_coulombic_efficiency"]["value"] == pytest.approx(0.89648948089)
    assert result["verdicts"]["reservoir"] == "survived"
    (error,) = as_json(RESERVOIR, [], reservoir_charge=5.0)["errors"]
    assert error["code"] == "NO_CYCLES"


def test_a_table_of_current_densities_tells_its_shape(tmp_path: Path) -> None:
    density = [0.2, 0.5, 0.7, 1.0, 2.0, 4.0]
    cycles = [40.0, 81.0, 90.0, 99.0, 76.0, 39.0]
    plain = {"current density / mA cm-2": density, "cycle": cycles}
    result = only(CURRENT_DEPENDENCE, [table_file(tmp_path, "plain", plain)])
    assert result["verdicts"]["shape"] == "peak"
    low, high = result["quantities"]["optimum"]["interval"]
    assert 5.0 < low < high < 20.0 and result["quantities"]["optimum"]["unit"] == "A/m^2"
    named = {"electrolyte": ["A"] * 6, "series": ["s"] * 6, "current density / mA cm-2": density, "cycles": cycles}
    same = only(CURRENT_DEPENDENCE, [table_file(tmp_path, "named", named)])
    assert same["quantities"]["optimum"]["value"] == pytest.approx(result["quantities"]["optimum"]["value"])


@pytest.mark.parametrize("outcome", ["cycles", "Coulombic efficiency", "CE / %"])
@pytest.mark.parametrize("named", [False, True])
def test_a_table_of_current_densities_needs_no_series(tmp_path: Path, outcome: str, named: bool) -> None:
    columns: dict[str, Any] = {"electrolyte": ["A"] * 5} if named else {}
    columns |= {"current density / mA/cm^2": [0.2, 0.5, 1.0, 2.0, 5.0], outcome: [90, 81, 70, 62, 49]}
    result = only(CURRENT_DEPENDENCE, [table_file(tmp_path, "short", columns)])
    assert result["verdicts"]["shape"] == "monotone" and "optimum" not in result["quantities"]
    assert result["table"]["current_density"] == pytest.approx([2.0, 5.0, 10.0, 20.0, 50.0])


def test_current_densities_below_zero_are_taken_by_size_with_a_word(tmp_path: Path) -> None:
    columns = {"current density / mA/cm^2": [-0.2, -0.5, 1.0, 2.0, -5.0], "cycles": [90, 81, 70, 62, 49]}
    result = only(CURRENT_DEPENDENCE, [table_file(tmp_path, "signs", columns)])
    (warning,) = [one for one in result["warnings"] if one["code"] == "MAGNITUDES_USED"]
    assert warning["text"] == "3 of 5 current densities are below zero: their magnitudes are used."
    assert warning["value"] == 3.0


def test_several_electrolytes_ask_for_one(tmp_path: Path) -> None:
    columns = {"electrolyte": ["A"] * 4 + ["B"] * 4, "series": ["s"] * 8}
    columns |= {"current density / mA cm-2": [0.2, 0.5, 1.0, 2.0] * 2, "cycles": [60, 90, 75, 50, 1, 2, 3, 4]}
    content = table_file(tmp_path, "two", columns)
    (error,) = as_json(CURRENT_DEPENDENCE, [content])["errors"]
    assert error["code"] == "SEVERAL_ELECTROLYTES"
    result = only(CURRENT_DEPENDENCE, [content], electrolyte="A")
    assert result["verdicts"]["shape"] == "not_decided"  # 3 parameters for 4 points
    (error,) = as_json(CURRENT_DEPENDENCE, [content_of(plating_curve())])["errors"]
    assert error["code"] == "NO_DEPENDENCE_TABLE"
