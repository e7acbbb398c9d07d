"""Battery cyclers and workbooks: every real file gives what other readers give, every bad one a true sentence."""

from __future__ import annotations

import shutil
import stat
import struct
import warnings
from pathlib import Path

import numpy as np
import pytest

from models.curve import Curve
from models.readers import ReadError, arbin, read_file
from tests.instruments import writers_cyclers as writers
from tests.instruments.expected_cyclers import ALL, FILES, REFUSED, RES, ExpectedCycler
from tests.models.test_readers_formats import curve_of, refusal

VOLTS = [volts for _, _, volts, _ in writers.RECORDS]
AMPERES = [current * 1e-3 for _, _, _, current in writers.RECORDS]
_FOLDERS = ("neware", "landt", "arbin", "maccor", "other_cyclers", "generic_xlsx")


def agrees(curve: Curve, expected: ExpectedCycler) -> None:
    columns = curve.columns
    assert curve.technique == "cycling"
    assert curve.points == curve.receipt.rows_read == expected.points
    assert len(curve.segments) == expected.steps
    assert {part.kind for part in curve.segments} == set(expected.kinds)
    assert columns["time"][-1] == pytest.approx(expected.last_time, rel=1e-9)
    assert columns["potential"][[0, -1]] == pytest.approx([expected.first_potential, expected.last_potential], rel=1e-6)
    extremes = (columns["current"].min(), columns["current"].max())
    assert extremes == pytest.approx((expected.lowest_current, expected.highest_current), rel=1e-5)
    assert np.trapezoid(columns["current"], columns["time"]) == pytest.approx(expected.charge, rel=1e-5)
    assert (columns["cycle"].max() if "cycle" in columns else None) == expected.cycles
    assert not any(np.isnan(column).any() for column in columns.values())
    assert curve.electrode_area is None


def is_the_sample(curve: Curve, reader: str) -> None:
    assert (curve.source.reader, curve.technique) == (reader, "cycling")
    np.testing.assert_allclose(curve.columns["time"], writers.TIMES, atol=5e-5)  # Maccor writes millionths of a minute
    np.testing.assert_allclose(curve.columns["potential"], VOLTS, rtol=1e-12)
    np.testing.assert_allclose(curve.columns["current"], AMPERES, rtol=1e-9)
    assert tuple(part.kind for part in curve.segments) == writers.KINDS
    assert tuple(part.start for part in curve.segments) == writers.STARTS
    assert curve.segments[1].current == pytest.approx(-0.196e-3)
    assert any("discharge is read as plating" in note.text for note in curve.receipt.assumptions)


def test_the_tables_name_every_real_file(instrument_data: Path) -> None:
    there = {f"{folder}/{path.name}" for folder in _FOLDERS for path in (instrument_data / folder).iterdir()}
    res, sweeps = "arbin/cellpy_20160805_test001_45_cc_01.res", "generic_xlsx/RuHex_GCE_CV.xlsx"
    assert there == {*FILES, *REFUSED, res, sweeps} - {"biologic_txt/LiCu_SampleTable_2024-07-09.xlsx"}


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_real_file_gives_what_other_readers_give(instrument_data: Path, name: str) -> None:
    found = read_file(instrument_data / name)
    assert (found.reader, len(found.curves)) == (FILES[name].reader, 1)
    agrees(found.curves[0], FILES[name])


@pytest.mark.parametrize("name", ["2-1-6_61_07005012.nda", "new_nda_file.nda"])
def test_an_nda_is_read_row_by_row_as_newarenda_reads_it(instrument_data: Path, name: str) -> None:
    """Ours reads the records itself; NewareNDA rounds them to single precision and knows these two versions."""
    from NewareNDA import read as newarenda

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of pandas, about NewareNDA
        frame = newarenda(str(instrument_data / "neware" / name), software_cycle_number=False)
    curve = read_file(instrument_data / "neware" / name).curves[0]
    theirs = {"potential": ("Voltage", 1.0), "current": ("Current(mA)", 1e-3), "cycle": ("Cycle", 1.0),
              "charge_capacity": ("Charge_Capacity(mAh)", 3.6),
              "discharge_capacity": ("Discharge_Capacity(mAh)", 3.6)}  # fmt: skip
    for quantity in theirs.keys() & curve.columns.keys():
        column, factor = theirs[quantity]
        numbers = frame[column].to_numpy(float) * factor
        expected = np.abs(numbers) if "capacity" in quantity else numbers
        np.testing.assert_allclose(curve.columns[quantity], expected, rtol=1.2e-7, atol=1e-12)
    starts = np.flatnonzero(np.diff(frame["Step"].astype(int))) + 1
    assert [part.start for part in curve.segments] == [0, *starts]
    for part in curve.segments:
        rows = slice(part.start, part.stop)
        time = curve.columns["time"][rows] - (curve.columns["time"][part.start - 1] if part.start else 0.0)
        np.testing.assert_allclose(time, frame["Time"][rows], rtol=1.2e-7, atol=1e-7 * part.stop)


_TABLES = {  # rows before the first, then the place of every column and its factor
    "landt/SINTEF_LiGrR2032_Landt.csv": (7, {"time": (4, 1), "current": (6, 1), "potential": (7, 1), "cycle": (1, 1),
                                             "discharge_capacity": (8, 3600), "charge_capacity": (9, 3600)}),
    "neware/cellpy_neware_uio.csv": (1, {"current": (6, 1), "potential": (7, 1), "cycle": (1, 1),
                                         "charge_capacity": (10, 3600), "discharge_capacity": (12, 3600)}),
}  # fmt: skip


@pytest.mark.parametrize("name", _TABLES)
def test_a_cyclers_csv_is_read_bit_for_bit_as_float_reads_it(instrument_data: Path, name: str) -> None:
    before, places = _TABLES[name]
    rows = [line.split(",") for line in (instrument_data / name).read_text("utf-8").splitlines()[before:] if line]
    columns = read_file(instrument_data / name).curves[0].columns
    for quantity, (place, factor) in places.items():
        np.testing.assert_array_equal(columns[quantity], [float(row[place]) * factor for row in rows])


def test_an_arbin_workbook_is_read_cell_by_cell_as_openpyxl_reads_it(instrument_data: Path) -> None:
    import openpyxl

    path = instrument_data / "arbin" / "navani_bs542_graphite-Li_Channel_11.xlsx"
    names, *rows = openpyxl.load_workbook(path)["Channel_11_1"].values
    table = dict(zip(names, np.array(rows).T, strict=True))
    columns = read_file(path).curves[0].columns
    for column, quantity, factor in (
        ("Test_Time(s)", "time", 1), ("Voltage(V)", "potential", 1), ("Current(A)", "current", 1),
        ("Charge_Capacity(Ah)", "charge_capacity", 3600), ("Discharge_Capacity(Ah)", "discharge_capacity", 3600),
        ("Cycle_Index", "cycle", 1),
    ):  # fmt: skip
        np.testing.assert_array_equal(columns[quantity], table[column].astype(float) * factor)


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_a_real_workbook_without_a_recording_is_refused(instrument_data: Path, name: str) -> None:
    with pytest.raises(ReadError) as caught:
        read_file(instrument_data / name)
    assert caught.value.message.code == REFUSED[name]


def test_the_capacities_of_the_landt_file_are_not_shifted(instrument_data: Path) -> None:
    columns = read_file(instrument_data / "landt" / "SINTEF_LiGrR2032_Landt.csv").curves[0].columns
    assert columns["charge_capacity"].max() == pytest.approx(0.0032 * 3600)
    assert columns["discharge_capacity"].max() == pytest.approx(0.0063 * 3600)


def test_the_capacities_of_the_old_workbook_are_those_of_its_cycle_sheet(instrument_data: Path) -> None:
    curve = read_file(instrument_data / "other_cyclers" / "cellpy_custom_data_003.xls").curves[0]
    last = curve.segment_columns(len(curve.segments) - 1)["capacity"][-1]
    assert last == pytest.approx(1.2106688888888888 * 3.6)
    assert "sheet Cycle_14_1_3" in curve.receipt.columns_skipped


def test_a_cut_last_line_of_maccor_is_left_out_and_said(instrument_data: Path) -> None:
    receipt = read_file(instrument_data / "maccor" / "cellpy_maccor_two.txt").curves[0].receipt
    assert receipt.rows_skipped == (229,)
    assert any("last line is cut off" in flag.text for flag in receipt.flags)
    assert any("min, as DPT Time beside it tells" in note.text for note in receipt.assumptions)


def test_an_arbin_res_without_its_helper_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    problem = refusal(tmp_path, b"\x00\x01\x00\x00Standard Jet DB\x00" + bytes(4000), "cell.res")
    assert problem.message.code == "NEEDS_HELPER"
    assert "mdb-export" in str(problem)


@pytest.mark.skipif(shutil.which(arbin.HELPER) is None, reason="mdb-export is not installed")
def test_a_real_res_gives_what_its_database_holds(instrument_data: Path) -> None:
    agrees(read_file(instrument_data / "arbin" / "cellpy_20160805_test001_45_cc_01.res").curves[0], RES)


@pytest.mark.skipif(not Path("/bin/sh").exists(), reason="the stand-in for mdb-export is a shell script")
@pytest.mark.parametrize("works", [True, False])
def test_an_arbin_res_is_read_through_its_helper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, works: bool) -> None:
    rows = writers.arbin_rows()
    names = [str(name).split("(")[0] for name in rows[0]]
    backwards = [names, *rows[:0:-1]]  # a database keeps no order
    (tmp_path / "table.csv").write_bytes(writers.text(backwards) if works else b"")
    script = tmp_path / "mdb-export"
    script.write_text(f'#!/bin/sh\ntest "$2" = Channel_Normal_Table && cat "{tmp_path}/table.csv"\n')
    script.chmod(script.stat().st_mode | stat.S_IEXEC)
    monkeypatch.setattr(shutil, "which", lambda name: str(script))
    content = b"\x00\x01\x00\x00Standard ACE DB\x00" + bytes(4000)
    if works:
        is_the_sample(curve_of(tmp_path, content, "cell.res"), "arbin")
    else:
        assert refusal(tmp_path, content, "cell.res").message.code == "NOT_RECOGNISED"


@pytest.mark.parametrize(
    ("content", "reader"),
    [
        (writers.text(writers.neware_rows()), "neware"),
        (writers.text(writers.neware_rows(), "\t", "\r\n", "utf-16", ","), "neware"),
        (writers.text(writers.neware_rows(writers.NEWARE_HANZI)), "neware"),
        (writers.text(writers.neware_rows(writers.NEWARE_HANZI), encoding="gb18030"), "neware"),
        (writers.neware_nested(), "neware"),
        (writers.neware_nested("\t"), "neware"),
        (writers.ndax(), "neware"),
        *((writers.nda(version), "neware") for version in (5, 7, 8, 14, 22, 23, 28, 29)),
        (writers.text(writers.landt_rows()), "landt"),
        (writers.text(writers.arbin_rows(), encoding="utf-8-sig", newline="\r\n"), "arbin"),
        (writers.maccor(), "maccor"),
        (writers.maccor(decimal=","), "maccor"),
        (writers.maccor(times="durations"), "maccor"),
        (writers.maccor(millivolts=True), "maccor"),
        (writers.maccor(tail=""), "maccor"),
        (writers.novonix(), "novonix"),
        (writers.text(writers.bdf_rows()), "cycler_text"),
        (writers.workbook({"About": [["made by a test"]], "Channel_1_1": writers.arbin_rows(tab="")}), "excel"),
        (writers.workbook({"record": writers.neware_rows()}), "excel"),
        (writers.workbook({"记录": writers.neware_rows(writers.NEWARE_HANZI)}), "excel"),
    ],
)
def test_every_cycler_gives_the_same_recording(tmp_path: Path, content: bytes, reader: str) -> None:
    curve = curve_of(tmp_path, content)
    is_the_sample(curve, reader)
    if reader != "cycler_text":
        assert curve.metadata.get("instrument") or reader == "excel"


def test_unknown_columns_are_skipped_by_name(tmp_path: Path) -> None:
    rows = writers.bdf_rows()
    receipt = curve_of(tmp_path, writers.text(rows)).receipt
    assert receipt.columns_skipped == ("ambient_temperature_celsius",)
    assert "step_index -> segments" in receipt.columns_taken


def test_magnitudes_get_their_sign_from_the_state_and_say_so(tmp_path: Path) -> None:
    curve = curve_of(tmp_path, writers.maccor())
    assert curve.columns["current"].min() < 0.0
    assert any("without a sign" in note.text for note in curve.receipt.assumptions)
    assert curve.sign_convention == "plating_negative"


def test_a_current_counted_the_other_way_is_turned_round(tmp_path: Path) -> None:
    rows = writers.neware_rows()
    rows[1:] = [[*row[:6], -float(str(row[6])), *row[7:]] for row in rows[1:]]
    curve = curve_of(tmp_path, writers.text(rows))
    is_the_sample(curve, "neware")
    assert curve.sign_convention == "flipped"


def test_a_current_in_an_unknown_state_has_no_sign(tmp_path: Path) -> None:
    curve = curve_of(tmp_path, writers.maccor().replace(b"\tC\t1\t", b"\tX\t1\t", 1))
    assert np.isnan(curve.columns["current"]).sum() == 1
    assert any("the sign of 1 values is not known" in flag.text for flag in curve.receipt.flags)


def test_a_magnitude_without_any_state_is_not_called_stripping_silently(tmp_path: Path) -> None:
    rows = writers.arbin_rows()
    rows[1:] = [[*row[:6], abs(float(str(row[6]))), *row[7:]] for row in rows[1:]]
    curve = curve_of(tmp_path, writers.text(rows))
    assert curve.sign_convention == "not_stated"
    assert any("never negative though a discharge" in flag.text for flag in curve.receipt.flags)


@pytest.mark.parametrize(
    ("cell", "count"), [("", 1), ("nan", 1), ("1e400", 1), ("--", 1), ("1,5", 1), ("#DIV/0!", 1), ("inf", 1)]
)
def test_a_cell_that_is_no_number_is_missing_and_never_zero(tmp_path: Path, cell: str, count: int) -> None:
    for name, content in (
        ("a.csv", writers.text([[cell if (row, place) == (6, 7) else value for place, value in enumerate(line)]
                                for row, line in enumerate(writers.neware_rows())], "\t")),
        ("a.xlsx", writers.workbook({"record": [[cell if (row, place) == (6, 7) else value
                                                 for place, value in enumerate(line)]
                                                for row, line in enumerate(writers.neware_rows())]})),
    ):  # fmt: skip
        curve = curve_of(tmp_path, content, name)
        assert np.isnan(curve.columns["potential"]).sum() == count
        assert np.isnan(curve.columns["potential"][5])
        assert any(
            "Voltage(V): 1 values are missing" in flag.text and "line 7" in flag.text for flag in curve.receipt.flags
        )


def test_rows_of_another_length_are_left_out_and_named(tmp_path: Path) -> None:
    rows = writers.landt_rows()
    rows[8] = rows[8][:5]
    rows[10] = [*rows[10], 7, 7]
    curve = curve_of(tmp_path, writers.text(rows))
    assert curve.points == len(writers.RECORDS) - 2
    assert curve.receipt.rows_skipped == (9, 11)
    assert 7 not in curve.columns["potential"]


def test_rows_that_are_shifted_throughout_are_refused(tmp_path: Path) -> None:
    rows = writers.neware_rows()
    content = writers.text([rows[0], *([0, *row] for row in rows[1:])])
    assert refusal(tmp_path, content).message.code == "FIELD_COUNT"


def test_a_text_cut_within_a_line_gives_its_whole_lines(tmp_path: Path) -> None:
    content = writers.text(writers.neware_rows())
    for cut in range(len(content) - 90, len(content) - 2):
        curve = curve_of(tmp_path, content[:cut])
        np.testing.assert_allclose(curve.columns["potential"], VOLTS[: curve.points])
        assert len(VOLTS) - 2 <= curve.points


def test_a_nested_record_of_another_length_is_left_out(tmp_path: Path) -> None:
    lines = writers.neware_nested().decode().splitlines()
    lines[8] = lines[8].rsplit(",", 3)[0]
    curve = curve_of(tmp_path, "\n".join(lines).encode())
    assert curve.points == len(VOLTS) - 1
    assert curve.receipt.rows_skipped == (9,)


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (writers.neware_rows()[:1], "NO_ROWS"),
        ([[str(name).replace("(V)", "") for name in row] for row in writers.neware_rows()], "MISSING_UNIT"),
        ([[str(name).replace("(V)", "(furlong)") for name in row] for row in writers.neware_rows()], "UNKNOWN_UNIT"),
        ([[str(name).replace("(V)", "(mA)") for name in row] for row in writers.neware_rows()], "WRONG_UNIT"),
        ([[str(name).replace("Test_Time(s)", "TestTime").replace("Date_Time", "x") for name in row]
          for row in writers.arbin_rows()], "MISSING_UNIT"),
    ],
)  # fmt: skip
def test_a_table_that_does_not_state_enough_is_a_sentence(tmp_path: Path, rows: list[list[object]], code: str) -> None:
    assert refusal(tmp_path, writers.text(rows)).message.code == code


@pytest.mark.parametrize("version", [0, 3, 9, 25, 77, 255])
def test_an_nda_of_another_version_is_named(tmp_path: Path, version: int) -> None:
    content = bytearray(writers.nda(29))
    content[14] = version
    problem = refusal(tmp_path, bytes(content))
    assert problem.message.code == "UNKNOWN_VERSION"
    assert f"version {version}" in str(problem) and "BTSDA" in str(problem)


@pytest.mark.parametrize("version", [8, 29])
def test_an_nda_that_is_cut_gives_its_complete_records(tmp_path: Path, version: int) -> None:
    content = writers.nda(version)
    curve = curve_of(tmp_path, content[: len(content) - 100])
    assert len(VOLTS) - 3 < curve.points < len(VOLTS)
    np.testing.assert_allclose(curve.columns["potential"], VOLTS[: curve.points])
    assert any(f"ends early: {curve.points} of {len(VOLTS)}" in flag.text for flag in curve.receipt.flags)


@pytest.mark.parametrize("stated", [0, 2**31 // 86, 2**32 // 86])
def test_wrong_counts_in_an_nda_take_no_memory_and_shift_nothing(tmp_path: Path, stated: int) -> None:
    curve = curve_of(tmp_path, writers.nda(29, stated))
    np.testing.assert_allclose(curve.columns["potential"], VOLTS)


def test_a_block_that_is_no_multiple_of_its_records_is_refused(tmp_path: Path) -> None:
    content = bytearray(writers.nda(29))
    struct.pack_into("<I", content, 68, 86 * 10 + 1)
    assert refusal(tmp_path, bytes(content)).message.code == "DAMAGED"


def test_damaged_neware_files_are_sentences_or_curves(tmp_path: Path) -> None:
    random, sentences = np.random.default_rng(7), []
    for original in (writers.nda(8), writers.nda(22), writers.nda(29), writers.ndax()):
        for _ in range(120):
            content = bytearray(original)
            for place in random.integers(6, len(content), 4):
                content[place] = random.integers(0, 256)
            path = tmp_path / "cell.nda"
            path.write_bytes(bytes(content[: random.integers(20, len(content) + 1)]))
            try:
                assert read_file(path).curves[0].points <= len(VOLTS)
            except ReadError as problem:
                sentences.append(str(problem))
    assert all(sentence.endswith(".") for sentence in sentences)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (writers.ndax(records=False), "NO_ROWS"),
        (writers.zipped({"VersionInfo.xml": b"<root/>", "Step.xml": b"<a/>"}), "TRUNCATED"),
        (writers.zipped({"VersionInfo.xml": b"<root/>", "data.ndc": b"\x01\x00\x63" + bytes(600)}), "UNKNOWN_VERSION"),
        (writers.zipped({"TestInfo.xml": b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>", "data.ndc": bytes(600)}), "XML_BOMB"),
        (writers.zipped({"data.ndc": bytes(30 * 1024**2)}), "ZIP_BOMB"),
        (writers.ndax()[:-60], "TRUNCATED"),
    ],
)
def test_a_bad_ndax_is_a_sentence(tmp_path: Path, content: bytes, code: str) -> None:
    assert refusal(tmp_path, content).message.code == code


def test_the_kinds_of_segments_are_those_of_the_project() -> None:
    assert set(writers.KINDS) == set(ALL)
