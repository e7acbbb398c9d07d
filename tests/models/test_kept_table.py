from __future__ import annotations

import pytest
from PyQt6.QtCore import Qt

from fitting.messages import Message
from fitting.outcome import Estimate, ModelScore, Outcome
from models.kept_table import Found, KeptTable
from models.result import RecipeEntry, Result
from tests.ui.line_method import LINE


def fitted(slope: float, end: float | None = None, aicc: float | None = None) -> Result:
    recipe = {"window_start": RecipeEntry(None, "s", "automatic"), "window_end": RecipeEntry(end, "s", "given")}
    scores = () if aicc is None else (ModelScore("line", aicc, 1.0),)
    return Result("", "line", (), recipe, Outcome({"slope": Estimate(slope, "V/s")}, model_comparison=scores))


def shown(*columns: tuple[str, Found]) -> dict[str, list[str]]:
    table = KeptTable(LINE)
    table.show(columns)
    return {
        str(table.headerData(row, Qt.Orientation.Vertical)): [
            str(table.index(row, column).data()) for column in range(table.columnCount())
        ]
        for row in range(table.rowCount())
    }


def test_the_present_fit_alone_is_no_comparison() -> None:
    assert shown(("now", fitted(1.0))) == {}


def test_numbers_and_windows_stand_side_by_side() -> None:
    rows = shown(("now", fitted(0.001)), ("A", fitted(0.002, 120.0)))
    assert rows["s / mV s⁻¹"] == ["1", "2"]
    assert rows["t₂ / min"] == ["whole", "2"]
    assert "ΔAICc" not in rows


def test_aicc_is_compared_where_the_same_points_were_fitted() -> None:
    rows = shown(("now", fitted(1.0, aicc=-10.0)), ("A", fitted(1.0, aicc=-4.0)), ("B", fitted(1.0, 60.0, aicc=3.0)))
    assert rows["ΔAICc"] == ["0", "6", "—"]


@pytest.mark.parametrize(("found", "text"), [(None, "…"), (Message("FEW", "Too few."), "—")])
def test_a_fit_that_is_not_there_has_no_numbers(found: Found, text: str) -> None:
    assert shown(("now", fitted(1.0)), ("A", found))["s / mV s⁻¹"][1] == text
