from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from models.report import write_workbook
from models.result import Result
from models.sensitivity import END, START, windows_of
from models.step import analysed
from models.steps import step_named
from models.subject import Part
from tests.curves import plating_curve


@pytest.fixture(scope="module")
def result() -> Result:
    step = step_named("electrocrystallization")
    assert step is not None
    return analysed(step, step.methods[0], (Part(plating_curve(), 0),), {"window_end": 500.0})


def rows(path: Path, result: Result, windows: bool) -> list[list[object]]:
    write_workbook(path, [result], windows=windows)
    sheet = load_workbook(path)[result.title]
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_a_sheet_says_what_other_windows_give(tmp_path: Path, result: Result) -> None:
    found = rows(tmp_path / "report.xlsx", result, windows=True)
    top = next(place for place, row in enumerate(found) if row[0] == "Other windows")
    (spike,) = (row for row in found[top:] if row[0] == "spike time" and row[6] is not None)
    here, least, greatest, level, agree, asked = (float(str(cell)) for cell in spike[1:7])
    assert here == pytest.approx(result.outcome.quantities["spike_time"].value or 0.0)
    assert least <= level <= greatest
    assert 3 <= agree <= asked <= 16
    assert spike[7] == "s"


def test_a_report_is_silent_about_windows_unless_asked(tmp_path: Path, result: Result) -> None:
    assert all(row[0] != "Other windows" for row in rows(tmp_path / "report.xlsx", result, windows=False))


def test_the_same_result_asks_the_same_windows(result: Result) -> None:
    first, again = windows_of(result), windows_of(result)
    assert [(one.window, dict(one.values)) for one in first] == [(one.window, dict(one.values)) for one in again]
    assert {one.moved for one in first} == {START, END}
    assert all(one.window[1] == 500.0 for one in first if one.moved == START), "the window that was given stays"
