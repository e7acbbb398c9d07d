"""Kinetics against cycle from a table of what was read elsewhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fitting.synthetic import kinetics_series_curve
from models.analyze import analyze_contents, chosen_method
from models.charge_transfer.kinetics_series import KINETICS_SERIES
from models.outputs import results_as_json
from models.readers import FileContent, read_file
from models.steps import step_named


def _table(folder: Path, columns: dict[str, Any]) -> FileContent:
    rows = [",".join(str(cell) for cell in row) for row in zip(*columns.values(), strict=True)]
    path = folder / "kinetics.csv"
    path.write_text("\n".join([",".join(columns), *rows]), encoding="utf-8")
    return read_file(path)


def _columns(unit: str = "mA cm^-2", scale: float = 0.1) -> dict[str, Any]:
    made = kinetics_series_curve(relative_scatter=1e-6, transfer_coefficient_scatter=1e-6).columns
    return {
        "cycle": made["cycle"].astype(int).tolist(),
        f"exchange current density / {unit}": (scale * made["exchange_current_density"]).tolist(),
        "transfer coefficient": made["transfer_coefficient"].tolist(),
    }


def _analyzed(content: FileContent, **given: float | str) -> dict[str, Any]:
    step = step_named("charge_transfer")
    method = chosen_method(step, None, [], [content])
    assert method is KINETICS_SERIES
    answer: dict[str, Any] = json.loads(json.dumps(results_as_json(*analyze_contents(step, method, [content], given))))
    return answer


def test_a_table_gives_limits_and_the_first_stable_cycle(tmp_path: Path) -> None:
    (result,) = _analyzed(_table(tmp_path, _columns()))["results"]
    found = result["quantities"]
    assert found["limiting_exchange_current_density"]["value"] == pytest.approx(10.0, rel=1e-4)  # A/m^2
    assert found["limiting_transfer_coefficient"]["value"] == pytest.approx(0.42, rel=1e-4)
    assert found["first_stable_cycle"]["value"] == pytest.approx(1 + 1.5 * np.log(0.6 / 0.05), rel=1e-3)


def test_an_exchange_current_becomes_a_density_with_the_area(tmp_path: Path) -> None:
    columns = _columns("mA", 1.0)
    columns = {name.replace("current density", "current"): values for name, values in columns.items()}
    (bare,) = _analyzed(_table(tmp_path, columns))["results"]
    assert bare["quantities"]["limiting_exchange_current"]["value"] == pytest.approx(0.010, rel=1e-4)
    (divided,) = _analyzed(_table(tmp_path, columns), area=1e-3)["results"]
    assert divided["quantities"]["limiting_exchange_current_density"]["value"] == pytest.approx(10.0, rel=1e-4)


@pytest.mark.parametrize(("unit", "code"), [("", "UNIT_MISSING"), ("V", "UNIT_UNKNOWN")])
def test_a_unit_is_never_guessed(tmp_path: Path, unit: str, code: str) -> None:
    columns = {name.replace(" / ", f" / {unit}" if unit else ""): v for name, v in _columns(unit).items()}
    columns = {name.replace(f"/ {unit}{unit}", f"/ {unit}"): values for name, values in columns.items()}
    (error,) = _analyzed(_table(tmp_path, columns))["errors"]
    assert error["code"] == code


def test_several_electrolytes_ask_for_one(tmp_path: Path) -> None:
    columns = {"electrolyte": ["A"] * 10 + ["B"] * 10, **_columns()}
    columns["cycle"] = [*range(1, 11), *range(1, 11)]
    content = _table(tmp_path, columns)
    (error,) = _analyzed(content)["errors"]
    assert error["code"] == "SEVERAL_ELECTROLYTES"
    (result,) = _analyzed(content, electrolyte="B")["results"]
    assert len(result["table"]["cycle"]) == 10
