"""Numbers that are written straight into a sheet stand in their rows to the last bit, whatever stands beside them."""

from __future__ import annotations

import io
import zipfile

import numpy as np
from openpyxl import Workbook, load_workbook

from models.report.sheet_xml import Numbers, finished_sheet


def read_back(numbers: list[Numbers]) -> list[list[object]]:
    """The cells of a sheet with two words and some columns of numbers."""
    book, stream, whole = Workbook(), io.BytesIO(), io.BytesIO()
    assert book.active is not None
    book.active["A1"], book.active["B3"] = "time", "note"
    book.save(stream)
    with zipfile.ZipFile(stream) as old, zipfile.ZipFile(whole, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, finished_sheet(part, numbers, {}) if "worksheets" in name else part)
    sheet = load_workbook(whole).active
    assert sheet is not None
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def test_columns_of_every_kind_stand_beside_each_other() -> None:
    values = np.random.default_rng(0).normal(size=9) * 10.0 ** np.arange(-4, 5)
    gaps = np.where(np.arange(6) % 2, np.nan, values[:6])
    rows = read_back(
        [Numbers(2, 6, gaps), Numbers(2, 3, values), Numbers(4, 4, values[2:8]), Numbers(5, 5, -values[:2])]
    )
    assert rows[0][0] == "time" and rows[2][1] == "note"
    assert [row[2] for row in rows[1:10]] == values.tolist()
    assert [row[3] for row in rows[3:9]] == values[2:8].tolist() and rows[2][3] is None and rows[9][3] is None
    assert [row[4] for row in rows[4:6]] == (-values[:2]).tolist() and rows[6][4] is None
    assert [row[5] for row in rows[1:7]] == ["#N/A" if np.isnan(value) else value for value in gaps]


def test_zero_keeps_its_sign_beside_a_column_of_equal_numbers() -> None:
    numbers = [Numbers(1, 1, np.array([0.0, 1.0])), Numbers(1, 2, np.array([-0.0, 1.0]))]
    xml = finished_sheet(b"<sheetData/>", numbers, {})
    assert b'<c r="A1"><v>0.0</v></c><c r="B1"><v>-0.0</v></c>' in xml
