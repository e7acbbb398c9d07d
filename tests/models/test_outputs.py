"""What commands write is whole or absent, and is not lost because another program holds the file."""

from __future__ import annotations

import json
import os
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape
from python_calamine import CalamineWorkbook

from fitting.messages import Message
from fitting.outcome import Estimate
from models import whole_file
from models.report import write_workbook
from models.result import Failure
from tests.models.test_batch import plating_file
from tests.models.test_command_line import run
from tests.plating_results import plating_result

NAMES = ("../x", "CON", "NUL.txt", "y" * 300, "a/b\\c:d*e?f", "=1+1", " . ", "时间 µ 🧪", "\ud800")


@pytest.fixture
def locked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A file called report.xlsx or results.json that another program holds; what was tried, in order."""
    tried: list[str] = []
    replace = os.replace

    def refuse(source: os.PathLike[str], target: os.PathLike[str]) -> None:
        tried.append(Path(target).name)
        if Path(target).name in ("report.xlsx", "results.json"):
            raise PermissionError(13, "in use")
        replace(source, target)

    monkeypatch.setattr(os, "replace", refuse)
    monkeypatch.setattr(whole_file, "LOCKED_PAUSES", (0.0, 0.0, 0.0))
    return tried


def test_a_report_that_excel_holds_is_saved_beside_it_and_said(
    tmp_path: Path, locked: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    curve = plating_file(tmp_path / "cell.csv")
    report, results = tmp_path / "report.xlsx", tmp_path / "results.json"
    report.write_bytes(b"old")
    results.write_bytes(b"old")
    arguments = ("--report", str(report), "--json", str(results))
    assert run("analyze", "electrocrystallization", str(curve), *arguments) == 0
    assert (report.read_bytes(), results.read_bytes()) == (b"old", b"old")
    assert "cell" in openpyxl.load_workbook(tmp_path / "report-2.xlsx").sheetnames
    assert json.loads((tmp_path / "results-2.json").read_text(encoding="utf-8"))["results"]
    assert locked.count("report.xlsx") == 4
    assert "report-2.xlsx" in capsys.readouterr().err
    assert not list(tmp_path.glob(".*.part"))


def test_no_name_of_a_curve_leaves_the_folder_or_breaks_the_workbook(tmp_path: Path) -> None:
    results = [plating_result(name, 40) for name in NAMES]
    failures = [Failure(name, Message("BAD", "{text}", {"text": name})) for name in NAMES]
    folder = tmp_path / "in here"
    folder.mkdir()
    write_workbook(folder / "report.xlsx", results, failures)
    assert [path.name for path in tmp_path.iterdir()] == ["in here"]
    assert [path.name for path in folder.iterdir()] == ["report.xlsx"]
    titles = openpyxl.load_workbook(folder / "report.xlsx").sheetnames
    assert len({title.casefold() for title in titles}) == len(titles) == len(NAMES) + 6
    assert CalamineWorkbook.from_path(folder / "report.xlsx").sheet_names == titles


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.floats(width=64), min_size=1, max_size=6),
    st.lists(st.text(st.characters(codec=None), max_size=40), min_size=1, max_size=4),
)
def test_every_number_and_text_of_a_table_comes_back(tmp_path: Path, numbers: list[float], texts: list[str]) -> None:
    table = {"numbers": tuple(numbers), "texts": tuple(texts)}
    quantities = {"spike_time": Estimate(1.0, "s")}
    write_workbook(tmp_path / "report.xlsx", [plating_result("cell", 40, quantities=quantities, table=table)])
    sheet = openpyxl.load_workbook(tmp_path / "report.xlsx", data_only=True)["cell"]
    first = next(cell.row for cell in sheet["A"] if cell.value == "numbers") + 1
    words = {"nan": "NaN", "inf": "Inf", "-inf": "-Inf"}
    found = [sheet.cell(row, 1).value for row in range(first, first + len(numbers))]
    assert [repr(float(each)) if not isinstance(each, str) else each for each in found] == [
        words.get(repr(number), repr(number)) for number in numbers
    ]
    said = [sheet.cell(row, 2) for row in range(first, first + len(texts))]
    assert [unescape(cell.value or "") for cell in said] == texts
    assert all(cell.data_type != "f" for cell in said)
    calamine = CalamineWorkbook.from_path(tmp_path / "report.xlsx").get_sheet_by_name("cell").to_python()
    assert [each for row in calamine[first - 1 : first - 1 + len(numbers)] for each in row[:1]] == found
