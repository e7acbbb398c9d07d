"""Workbooks: every sheet with a recording is a curve; bombs, entities and stray cells are refused at once."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest

from models.readers import read_file
from tests.instruments import writers_cyclers as writers
from tests.instruments.expected_cyclers import SWEEPS
from tests.models.test_readers_cyclers import VOLTS, is_the_sample
from tests.models.test_readers_formats import curve_of, refusal


def test_every_sheet_with_a_voltammogram_is_a_curve(instrument_data: Path) -> None:
    import openpyxl

    path = instrument_data / "generic_xlsx" / "RuHex_GCE_CV.xlsx"
    curves = read_file(path).curves
    assert {curve.metadata["sheet"]: curve.points for curve in curves} == SWEEPS
    assert [curve.source.index for curve in curves] == [0, 1, 2, 3]
    assert len({curve.identity for curve in curves}) == 4
    written = openpyxl.load_workbook(path, data_only=True)
    for curve in curves:
        assert curve.technique == "cyclic_voltammetry"
        rows = [row[:2] for row in written[curve.metadata["sheet"]].values if isinstance(row[0], (int, float))]
        np.testing.assert_array_equal(curve.columns["potential"], [row[0] for row in rows])
        np.testing.assert_array_equal(curve.columns["current"], [row[1] for row in rows])


PLAIN = [["time / s", "potential / V", "current / mA"],
         *([10.0 * row, -0.05 - 0.001 * row, -0.196] for row in range(20))]  # fmt: skip


def test_a_false_dimension_loses_no_row(tmp_path: Path) -> None:
    content = writers.workbook({"data": PLAIN}, dimension='<dimension ref="A1:A1"/>')
    curve = curve_of(tmp_path, content)
    assert (curve.points, curve.technique) == (20, "chronopotentiometry")
    np.testing.assert_allclose(curve.columns["current"], -0.196e-3)


def test_a_table_may_stand_anywhere_and_have_its_units_under_its_names(tmp_path: Path) -> None:
    rows = [["my measurement"], [], ["", "t", "E", "I", "remark"], ["", "s", "mV", "mA", ""],
            *(["", row[0], float(str(row[1])) * 1e3, row[2], "x"] for row in PLAIN[1:])]  # fmt: skip
    curve = curve_of(tmp_path, writers.workbook({"data": rows}))
    np.testing.assert_allclose(curve.columns["potential"], [row[1] for row in PLAIN[1:]])
    assert curve.receipt.columns_skipped == ("remark",)


def test_every_sheet_with_a_table_is_a_curve_and_the_others_are_named(tmp_path: Path) -> None:
    bare = [["E", "I", "time / s"], *([row[1], row[2], row[0]] for row in PLAIN[1:])]
    content = writers.workbook({"note": [["hello"]], "one": PLAIN, "two": PLAIN, "bare": bare})
    path = tmp_path / "cell.xlsx"
    path.write_bytes(content)
    curves = read_file(path).curves
    assert [curve.name for curve in curves] == ["cell one", "cell two"]
    for curve in curves:
        assert "sheet note" in curve.receipt.columns_skipped
        assert any('sheet bare was refused: The column "E" has no unit' in flag.text for flag in curve.receipt.flags)


def test_a_recording_goes_on_in_the_next_sheet(tmp_path: Path) -> None:
    whole = {"Channel_1_1": writers.arbin_rows(0, 7, ""), "Channel_1_2": writers.arbin_rows(7, tab="")}
    curve = curve_of(tmp_path, writers.workbook(whole))
    is_the_sample(curve, "excel")
    assert any("one recording that goes on" in note.text for note in curve.receipt.assumptions)


def test_two_channels_are_two_recordings(tmp_path: Path) -> None:
    path = tmp_path / "cell.xlsx"
    path.write_bytes(writers.workbook({"Channel_1_1": writers.arbin_rows(tab=""),
                                       "Channel_2_1": writers.arbin_rows(tab="")}))  # fmt: skip
    assert [curve.points for curve in read_file(path).curves] == [len(VOLTS)] * 2


def bomb() -> bytes:
    """100 kB that inflate to 100 MB."""
    return writers.zipped({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>",
                           "xl/worksheets/sheet1.xml": bytes(100 * 1024**2)})  # fmt: skip


def lying(content: bytes) -> bytes:
    """The same zip with inflated sizes that are stated a thousand times too small."""
    whole = bytearray(content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    told, small = struct.pack("<I", size), struct.pack("<I", 1000)
    return bytes(whole.replace(told, small))


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SAMPLES = [["Date built", "Sample", "SEI time (s)", "t (h)", "t (s)", "I (mA/cm^2)"],
           *(["2024-06-14", f"S{row}", 60.0, 0.5, 1800.0, 0.196] for row in range(8))]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (bomb(), "ZIP_BOMB"),
        (lying(bomb()), "ZIP_BOMB"),
        (writers.workbook({"a": PLAIN}, extra='<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), "TOO_LARGE"),
        (writers.workbook({"a": PLAIN}, prologue='<!DOCTYPE x [<!ENTITY a "b">]>'), "XML_BOMB"),
        (writers.workbook({"a": PLAIN})[:900], "TRUNCATED"),
        (writers.workbook({"a": [["hello", "world"], ["x", "y"]]}), "NOT_RECOGNISED"),
        (writers.workbook({"Sample table": SAMPLES}), "NOT_RECOGNISED"),
        (writers.workbook({"a": [["E", "i", "T(s)"], *([0.1, 1.0, 2.0 * row] for row in range(9))]}), "MISSING_UNIT"),
        (writers.workbook({"a": [["E / V", "I / furlong"], *([float(row), 1.0] for row in range(9))]}), "UNKNOWN_UNIT"),
        (writers.zipped({"xl/workbook.bin": b"x"}), "NOT_RECOGNISED"),
        (OLE + bytes(5000), "NOT_RECOGNISED"),
        (OLE + bytes(99) + "EncryptedPackage".encode("utf-16-le") + bytes(500), "ENCRYPTED"),
        (OLE + bytes(99) + "Workbook".encode("utf-16-le") + bytes(5000), "TRUNCATED"),
    ],
)  # fmt: skip
def test_a_bad_workbook_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    assert refusal(tmp_path, content, "cell.xlsx").message.code == code
