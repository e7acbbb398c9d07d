"""Every real file gives what the table says; numbers are compared with galvani and with plain float()."""

from __future__ import annotations

import re
import warnings
from pathlib import Path

import numpy as np
import pytest

from models.readers import read_file
from tests.instruments.checks import assert_refused, files_of
from tests.instruments.expected import FILES, PAIRS, YADG_PAIRS
from tests.receipts import said

_FOLDERS = ("biologic_mpr", "biologic_mpt", "biologic_txt", "chi")


def test_the_table_names_every_real_file(instrument_data: Path) -> None:
    assert files_of(instrument_data, _FOLDERS) == set(FILES)


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_real_file_gives_what_the_table_says(instrument_data: Path, name: str) -> None:
    expected = FILES[name]
    if expected.code:
        assert_refused(instrument_data / name, expected.code)
        return
    found = read_file(instrument_data / name)
    assert len(found.curves) == 1
    curve = found.curves[0]
    assert curve.technique == expected.technique
    assert curve.points == expected.points
    assert set(expected.columns) <= set(curve.columns)
    assert {part.kind for part in curve.segments} == set(expected.kinds)
    if expected.starts is not None:
        assert tuple(part.start for part in curve.segments) == expected.starts
    assert [part.stop for part in curve.segments[:-1]] == [part.start for part in curve.segments[1:]]
    assert curve.segments[-1].stop == curve.points
    assert curve.electrode_area == (None if expected.area is None else pytest.approx(expected.area, rel=1e-6))
    assert not any(np.isnan(column).any() for column in curve.columns.values())


@pytest.mark.parametrize("name", PAIRS)
def test_the_mpr_and_the_text_export_of_a_cell_are_equal(instrument_data: Path, name: str) -> None:
    binary = read_file(instrument_data / "biologic_mpr" / f"{name}.mpr").curves[0]
    text = read_file(instrument_data / "biologic_txt" / f"{name}.txt").curves[0]
    for column in ("time", "potential", "current"):
        np.testing.assert_allclose(binary.columns[column], text.columns[column], rtol=1e-6, atol=1e-12)
    assert binary.identity != text.identity


@pytest.mark.parametrize("name", YADG_PAIRS)
def test_the_mpr_and_the_mpt_of_a_recording_are_equal(instrument_data: Path, name: str) -> None:
    binary = read_file(instrument_data / "biologic_mpr" / f"{name}.mpr").curves[0]
    text = read_file(instrument_data / "biologic_mpt" / f"{name}.mpt").curves[0]
    for column in set(binary.columns) & set(text.columns):
        ours, theirs = binary.columns[column], text.columns[column]
        if column == "current" and "records no current" in said(binary.receipt.assumptions):
            ours, theirs = ours[1:], theirs[1:]  # a computed current has no row before the first
        np.testing.assert_allclose(ours, theirs, rtol=1e-6, atol=1e-6 * float(np.max(np.abs(theirs))))
    assert set(text.columns) - set(binary.columns) <= {"cycle", "charge_capacity", "discharge_capacity"}  # EC-Lab's own
    assert binary.segments == text.segments or [s.start for s in binary.segments] == [s.start for s in text.segments]


@pytest.mark.parametrize("name", sorted(name for name in FILES if name.endswith(".mpr")))
def test_an_mpr_equals_galvanis_raw_columns(instrument_data: Path, name: str) -> None:
    from galvani.BioLogic import MPRfile

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        raw = MPRfile(str(instrument_data / name)).data
    curve = read_file(instrument_data / name).curves[0]
    factors = {"time": 1.0, "potential": 1.0, "counter_potential": 1.0, "current": 1e-3, "frequency": 1.0, "cycle": 1.0,
               "impedance_real": 1.0, "impedance_imaginary": -1.0, "capacity": 3.6}  # fmt: skip
    compared = 0
    for taken in curve.receipt.columns_taken:
        column, _, quantity = taken.rpartition(" / ")[0].rpartition(" -> ")
        quantity = quantity.replace(" ", "_")
        column = "<Ecv>/V" if column == "<Ece>/V" and column not in raw.dtype.names else column  # galvani's own word
        if column in raw.dtype.names and quantity in curve.columns and not column.startswith("dq/"):
            factor = 3.6 if column.endswith("/mA.h") else factors.get(quantity, 1.0)
            np.testing.assert_array_equal(curve.columns[quantity], raw[column].astype(float) * factor)
            compared += 1
    assert compared >= 2


@pytest.mark.parametrize("name", sorted(name for name in FILES if name.startswith("biologic_txt") and name[-1] == "t"))
def test_a_text_export_is_read_bit_for_bit_as_float_reads_it(instrument_data: Path, name: str) -> None:
    lines = (instrument_data / name).read_text("cp1252").splitlines()
    names = lines[0].split("\t")
    rows = [line.split("\t") for line in lines[1:] if line.strip()]
    curve = read_file(instrument_data / name).curves[0]
    assert curve.columns["time"].tolist() == [float(row[0]) for row in rows]
    at = next(place for place, text in enumerate(names) if text in ("Ewe/V", "<Ewe/V>"))
    assert curve.columns["potential"].tolist() == [float(row[at]) for row in rows]


def test_the_platings_of_s20_carry_the_charge_that_is_known(instrument_data: Path) -> None:
    curve = read_file(instrument_data / "biologic_mpr" / "LiCu_S20_10cycles_04_CP.mpr").curves[0]
    for number in range(len(curve.segments)):
        part = curve.segment_columns(number)
        charge = np.trapezoid(part["current"], part["time"]) / 3.6e-3
        assert charge == pytest.approx(-1.9597, abs=2e-3)
        assert curve.segments[number].current == pytest.approx(-0.196e-3, rel=1e-3)


def test_s22_is_one_plating_though_its_current_varies(instrument_data: Path) -> None:
    curve = read_file(instrument_data / "biologic_txt" / "LiCu_S22_Cu-LFP_02_CP.txt").curves[0]
    assert np.ptp(curve.columns["current"]) > 0.2e-3
    assert curve.segments[0].current == pytest.approx(-0.785e-3, rel=1e-3)


def test_the_current_of_a_gcpl_mpr_is_computed_and_said_to_be(instrument_data: Path) -> None:
    path = instrument_data / "biologic_mpt" / "yadg_gcpl.issue_149.mpt"
    lines = path.read_text("cp1252").splitlines()
    header = int(re.findall(r"\d+", lines[1])[0])
    at = lines[header - 1].split("\t").index("<I>/mA")
    written = [float(line.split("\t")[at].replace(",", ".")) * 1e-3 for line in lines[header:] if line.strip()]
    curve = read_file(instrument_data / "biologic_mpr" / "yadg_gcpl.issue_149.mpr").curves[0]
    np.testing.assert_allclose(curve.columns["current"][1:], written[1:], rtol=1e-9, atol=1e-15)
    assert any("computed as the charge" in note.text for note in curve.receipt.assumptions)


def test_a_chi_chronopotentiogram_gets_its_time_and_current_back(instrument_data: Path) -> None:
    curve = read_file(instrument_data / "chi" / "CHI760E_CP_201segments.txt").curves[0]
    assert len(curve.segments) == 201
    assert [part.current for part in curve.segments[:3]] == [-0.005, 0.005, -0.005]
    np.testing.assert_allclose(np.diff(curve.columns["time"]), 0.5, rtol=1e-9)


def test_a_chi_impostor_is_flagged_and_the_real_file_is_not(instrument_data: Path) -> None:
    edited = read_file(instrument_data / "chi" / "CHI650E_CV_microelectrode_excel-edited.csv").receipt
    real = read_file(instrument_data / "chi" / "CHI650E_CV_microelectrode_2seg.csv").receipt
    assert any("edited or not written by a CHI" in flag.text for flag in edited.flags)
    assert real.flags == ()


def test_the_reduction_current_of_chi660d_is_recognised_as_positive(instrument_data: Path) -> None:
    curve = read_file(instrument_data / "chi" / "CHI660D_it_60min_-1.0V_1.274C.txt").curves[0]
    assert curve.sign_convention == "not_stated"
    assert any("reduction positive" in note.text for note in curve.receipt.assumptions)
    assert np.trapezoid(curve.columns["current"], curve.columns["time"]) == pytest.approx(1.274, rel=0.01)


def test_a_truncated_real_mpr_gives_its_complete_records(instrument_data: Path, tmp_path: Path) -> None:
    content = (instrument_data / "biologic_mpr" / "LiCu_S20_10cycles_04_CP.mpr").read_bytes()
    path = tmp_path / "cut.mpr"
    path.write_bytes(content[: len(content) // 2])
    curve = read_file(path).curves[0]
    assert 4000 < curve.points < 9584
    assert any("ends early" in flag.text and "9584" in flag.text for flag in curve.receipt.flags)
