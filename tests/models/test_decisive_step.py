from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from fitting.messages import DataProblem
from models.analyze import analyze_contents, chosen_method
from models.decisive_step import METHODS, POLARIZATION_SHARES, RANKING
from models.decisive_step.comparison import cell_number
from models.import_process import read_in_order
from models.inspection import content_as_json, content_as_text
from models.outputs import results_as_json
from models.readers import FileContent, read_file
from models.recipe import given_settings
from models.result import Failure
from models.step import Method, Step
from tests.curves import content_of, plating_curve

STEP = Step("decisive_step", "Comparison", "", METHODS)
TABLE = """\
# a made-up table with Simpson's paradox
electrolyte,series,t+,D / cm^2/s,solvent,stabilized cycles,CE / %
a1,A,0.20,3e-6,DME,200,95
a2,,0.25,2.8e-6,DME,210,96
a3,,0.30,3.2e-6,DOL,220,97
a4,,0.33,2.1e-6,DOL,230,98
b1,B,0.50,1e-6,EC,90,94
b2,,0.55,1.4e-6,EC,100,95
b3,,0.60,> 5e-6,EC,110,95.5
b4,,0.62,–,EC,120,96
c1,C,0.70,1e-6,PC,30,92
c2,,0.75,1.1e-6,PC,40,93
c3,,0.80,0.8e-6,PC,45,94
c4,,0.85,0.7e-6,PC,60,95
"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "electrolytes.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def analysed(method: Method, *files: Path, **settings: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    given = given_settings(method, [f"{name}={value}" for name, value in settings.items()])
    results, failures = analyze_contents(STEP, method, list(read_in_order(files)), given)
    answer = json.loads(json.dumps(results_as_json(results, failures), allow_nan=False))
    return answer["results"], answer["errors"]


def codes(result: dict[str, Any]) -> list[str]:
    return [warning["code"] for warning in result["warnings"]]


def rows(result: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    names = list(result["table"])
    return {(row[0], row[1]): dict(zip(names, row, strict=True)) for row in zip(*result["table"].values(), strict=True)}


def test_a_table_of_electrolytes_is_a_file_like_any_other(table: Path) -> None:
    content = read_file(table)
    assert content.reader == "comparison_table"
    (curve,) = content.curves
    assert curve.points == 12
    assert curve.table["electrolyte"][0] == "a1"
    assert [column["name"] for column in content_as_json(content)["curves"][0]["columns"]] == list(curve.table)
    assert "CE / %" in content_as_text(content)


def test_a_table_is_ranked_and_the_paradox_is_found(table: Path) -> None:
    (result,), errors = analysed(RANKING, table)
    assert errors == []
    assert result["source"][0]["reader"] == "comparison_table"
    pair = rows(result)["t+", "stabilized cycles"]
    assert pair["pooled_correlation"] < -0.7
    assert pair["within_series_correlation"] == pytest.approx(1.0)
    assert pair["within_series_probability"] == pytest.approx(2 / 24**3)
    assert {"SIMPSON", "MISSING_VALUES", "NOT_NUMBERS", "COLUMNS_IGNORED", "AUTHORS_CLAIM"} <= set(codes(result))
    assert result["verdicts"]["order"] == "not_established"
    assert rows(result)["D", "CE"]["missing"] == 2
    assert ("solvent", "CE") not in rows(result)


def test_outcomes_and_step_quantities_may_be_named(table: Path) -> None:
    (result,), _ = analysed(RANKING, table, outcomes="CE / %", step_quantities="t+, stabilized cycles")
    assert list(rows(result)) == [("t+", "CE"), ("stabilized cycles", "CE")]
    assert result["recipe"]["outcomes"] == {"value": "CE / %", "unit": "1", "origin": "given"}


def test_an_outcome_that_is_not_asked_for_is_no_quantity_of_a_step(table: Path) -> None:
    (result,), _ = analysed(RANKING, table, outcomes="CE")
    assert list(rows(result)) == [("t+", "CE"), ("D", "CE")]


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"outcomes": "lifetime"}, "UNKNOWN_COLUMN"),
        ({"outcomes": "CE", "step_quantities": "t+, CE"}, "BOTH_SIDES"),
    ],
)
def test_a_column_that_cannot_be_meant_is_one_sentence(table: Path, settings: dict[str, str], code: str) -> None:
    results, errors = analysed(RANKING, table, **settings)
    assert results == []
    assert [error["code"] for error in errors] == [code]


def test_a_table_without_outcomes_asks_for_them(tmp_path: Path) -> None:
    path = tmp_path / "bare.tsv"
    path.write_text("electrolyte\tseries\tt+\tlife\nx\ts\t0,2\t1\ny\ts\t0,3\t2\nz\ts\t0,4\t3\n", encoding="utf-8")
    _, errors = analysed(RANKING, path)
    assert [error["code"] for error in errors] == ["NO_OUTCOME"]
    (result,), _ = analysed(RANKING, path, outcomes="life")
    assert "CANNOT_RANK" in codes(result)
    assert result["verdicts"]["order_reason"] == "cannot_rank"


def test_a_workbook_and_a_csv_give_the_same_ranks(table: Path, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for line in TABLE.splitlines()[1:]:
        cells = line.split(",")
        book.active.append([*cells[:2], *(_number_or_text(cell) for cell in cells[2:])])
    path = tmp_path / "electrolytes.xlsx"
    book.save(path)
    (from_book,), _ = analysed(RANKING, path)
    (from_text,), _ = analysed(RANKING, table)
    assert from_book["table"] == from_text["table"]


def _number_or_text(cell: str) -> float | str:
    try:
        return float(cell)
    except ValueError:
        return cell


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("0,35", 0.35),
        ("−2.5e-6", -2.5e-6),
        ("98 %", 98.0),
        ("60 ± 3", 60.0),
        ("60 (2)", 60.0),
        ("1:4", 0.25),
        ("1:10-1:40", 0.05),
    ],
)
def test_a_cell_as_people_write_it_is_its_number(cell: str, number: float) -> None:
    assert cell_number(cell) == pytest.approx(number)


@pytest.mark.parametrize("cell", ["", "–", "n/a", "> 200", "1,250", "DME", "1:0"])
def test_a_cell_without_a_sure_number_is_none(cell: str) -> None:
    assert cell_number(cell) != cell_number(cell)  # NaN


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("electrolyte,series,CE,CE\na,s,1,2\n", "TWO_COLUMNS"),
        ("electrolyte,series,CE\n,,\n", "NO_ROWS"),
    ],
)
def test_a_table_that_cannot_be_read_says_why(tmp_path: Path, text: str, code: str) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(text, encoding="utf-8")
    (content,) = read_in_order([path])
    assert isinstance(content, Failure)
    assert content.message.code == code


def test_a_curve_is_no_table_of_electrolytes() -> None:
    with pytest.raises(DataProblem, match="no table of electrolytes"):
        RANKING.subjects([plating_curve()], {})


def test_a_table_is_ranked_and_settings_alone_are_shared_out(table: Path) -> None:
    contents = list(read_in_order([table]))
    assert chosen_method(STEP, None, [], contents) is RANKING
    assert chosen_method(STEP, None, ["current_density=-1 mA/cm^2"], []) is POLARIZATION_SHARES


def test_a_table_crosses_the_border_of_a_child_process(table: Path) -> None:
    from models.import_header import as_header, from_header

    content = read_file(table)
    again = from_header(json.loads(json.dumps(as_header(content))), lambda points: pytest.fail("it has no columns"))
    assert isinstance(again, FileContent)
    assert dict(again.curves[0].table) == dict(content.curves[0].table)


SHARES = {
    "current_density": "-1 mA/cm^2",
    "series_resistance": "100 ohm",
    "area": "0.2 cm^2",
    "exchange_current_density": "1.5 mA/cm^2",
    "exchange_current_density_standard_error": "0.2 mA/cm^2",
    "diffusion_coefficient": "3e-6 cm^2/s",
    "concentration": "1 mol/L",
    "transference_number": "0.4",
    "thickness": "200 um",
    "nucleation_overpotential": "-30 mV",
    "measured_polarization": "-90 mV",
}


def test_shares_come_from_settings_alone() -> None:
    (result,), errors = analysed(POLARIZATION_SHARES, **SHARES)
    assert errors == []
    assert result["source"] == []
    quantities = result["quantities"]
    assert quantities["ohmic_overpotential"]["value"] == pytest.approx(-0.02)
    assert quantities["ohmic_share"]["value"] == pytest.approx(2 / 9)
    low, high = quantities["charge_transfer_overpotential"]["interval"]
    assert low < quantities["charge_transfer_overpotential"]["value"] < high < 0
    assert quantities["ohmic_overpotential"]["interval"] is None
    assert "total_sensitivity" in result["table"]
    declared = {quantity.name: quantity.unit for quantity in POLARIZATION_SHARES.quantities}
    assert all(declared[name] == estimate["unit"] for name, estimate in quantities.items())


def test_the_error_of_the_area_reaches_the_ohmic_drop() -> None:
    (result,), _ = analysed(POLARIZATION_SHARES, **SHARES, area_standard_error="0.01 cm^2")
    assert result["quantities"]["ohmic_overpotential"]["standard_error"] == pytest.approx(1e-3, rel=0.02)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"area_specific_resistance": "20 ohm cm^2"}, "TWO_RESISTANCES"),
        ({"nucleation_overpotential": "30 mV"}, "SIGN_OPPOSITE"),
        ({"thickness": "2 cm"}, "SURFACE_EMPTY"),
    ],
)
def test_shares_that_cannot_be_say_why(change: dict[str, str], code: str) -> None:
    results, errors = analysed(POLARIZATION_SHARES, **SHARES | change)
    assert results == []
    assert [error["code"] for error in errors] == [code]


def test_shares_need_a_current() -> None:
    results, failures = analyze_contents(STEP, POLARIZATION_SHARES, [], {"exchange_current_density": 15.0})
    assert results == []
    assert [failure.message.code for failure in failures] == ["NO_CURRENT_DENSITY"]


def test_other_steps_leave_a_table_alone(table: Path) -> None:
    from models.electrocrystallization import NUCLEATION_SPIKE

    contents = [content_of(plating_curve()), *read_in_order([table])]
    results, failures = analyze_contents(STEP, NUCLEATION_SPIKE, contents, {})
    assert len(results) == 1
    assert [failure.message.code for failure in failures] == ["NO_POTENTIAL_TIME_CURVE"]
