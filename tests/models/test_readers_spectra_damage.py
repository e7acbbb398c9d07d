"""PalmSens, Ivium and Zahner files of every kind, whole, cut and damaged: written by the tests themselves."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.curve import Curve
from models.readers import read_file
from tests.instruments import writers_spectra as writers
from tests.instruments.checks import assert_sound_or_refused
from tests.instruments.writers_spectra import FREQUENCY, IMAGINARY, REAL
from tests.models.test_readers_formats import curve_of, refusal
from tests.models.test_readers_spectra import is_the_spectrum

SCANS = [writers.array(0, "time", [0.0, 0.1, 0.2]), writers.array(1, "scan1channel1", [0.0, 0.01, 0.02]),
         writers.array(2, "scan1channel1", [1.0, 2.0, 3.0]), writers.array(1, "scan2channel1", [0.02, 0.01]),
         writers.array(2, "scan2channel1", [4.0, 5.0]), writers.array(3, "scan2channel1", [4.0, 5.0, 6.0])]  # fmt: skip


def curves_of(folder: Path, content: bytes, name: str = "cell.pssession") -> tuple[Curve, ...]:
    path = folder / name
    path.write_bytes(content)
    return read_file(path).curves


@pytest.mark.parametrize("lower", [False, True])
def test_each_scan_of_a_session_is_a_curve_with_its_time(tmp_path: Path, lower: bool) -> None:
    first, second = curves_of(tmp_path, writers.pssession(SCANS, "METHOD_ID=cv\nSCAN_RATE=1.0E-001", lower))
    assert first.technique == second.technique == "cyclic_voltammetry"
    assert (first.source.index, second.source.index) == (0, 1)
    assert "scan1channel1" in first.name
    assert "scan2channel1" in second.name
    assert first.columns["time"].tolist() == [0.0, 0.1, 0.2]
    np.testing.assert_allclose(second.columns["time"], [0.0, 0.1])
    assert any("no time for this scan" in note.text for note in second.receipt.assumptions)
    np.testing.assert_allclose(second.columns["current"], [4e-6, 5e-6])
    assert any("3 values beside 2 points, not taken" in flag.text for flag in second.receipt.flags)
    assert first.metadata["started"].startswith("2025-02-05 17:08:26")


def test_a_clock_over_all_scans_is_shared_out(tmp_path: Path) -> None:
    scans = [writers.array(0, "time", [0.0, 0.1, 0.2, 0.3, 0.4]), *SCANS[1:]]
    first, second = curves_of(tmp_path, writers.pssession(scans, "METHOD_ID=cv"))
    assert first.columns["time"].tolist() == [0.0, 0.1, 0.2]
    assert second.columns["time"].tolist() == [0.3, 0.4]


@pytest.mark.parametrize(
    ("method", "technique"),
    [("ad", "chronoamperometry"), ("pot", "chronopotentiometry"), ("ocp", "open_circuit"), ("lsv", "linear_sweep"),
     ("dpv", "other"), ("mm", "chronopotentiometry"), ("", "chronopotentiometry")],
)  # fmt: skip
def test_the_method_of_a_session_names_the_technique(tmp_path: Path, method: str, technique: str) -> None:
    ramp = [0.01 * row for row in range(30)]
    arrays = [writers.array(0, "time", ramp), writers.array(1, "potential", ramp),
              writers.array(2, "current", [-196.0] * 30)]  # fmt: skip
    (curve,) = curves_of(tmp_path, writers.pssession(arrays, f"METHOD_ID={method}\nNOTES=a%20note"))
    assert curve.technique == technique
    assert curve.metadata["comments"] == "a note"
    np.testing.assert_allclose(curve.columns["current"], -196e-6)


def test_a_session_without_data_arrays_is_a_true_sentence(tmp_path: Path) -> None:
    noise = {"Title": "Noise", "Type": "PalmSens.PSNoiseTest", "DataSet": {"Values": []}, "Method": "METHOD_ID=ad"}
    only = writers.pssession([], "METHOD_ID=ad", more=[noise])
    error = refusal(tmp_path, only)
    assert error.message.code == "NO_ROWS"
    assert "no data arrays" in str(error)
    beside = curves_of(tmp_path, writers.pssession(writers.spectrum_arrays(), more=[noise]))
    assert any("Noise" in flag.text and "PSNoiseTest" in flag.text for flag in beside[0].receipt.flags)
    assert refusal(tmp_path, only.replace("PSNoiseTest".encode("utf-16-le"), b"")).message.code == "NO_ROWS"


def test_numbers_of_a_session_that_cannot_be_read_are_missing_and_flagged(tmp_path: Path) -> None:
    arrays = writers.spectrum_arrays()
    arrays[1] = writers.array(7, "ZRe", [None, "1", float("nan"), float("inf"), True, *REAL[5:]])
    arrays.append(writers.array(1, "potential", [0.1] * 9, "Furlong"))
    (curve,) = curves_of(tmp_path, writers.pssession(arrays))
    assert np.isnan(curve.columns["impedance_real"]).tolist() == [True] * 5 + [False] * 4
    assert any("5 values are missing" in flag.text for flag in curve.receipt.flags)
    assert "potential" not in curve.columns
    assert any("Furlong" in flag.text for flag in curve.receipt.flags)


def test_parts_of_a_spectrum_of_unequal_length_are_refused(tmp_path: Path) -> None:
    arrays = writers.spectrum_arrays()
    arrays[1] = writers.array(7, "ZRe", REAL[:5])
    assert refusal(tmp_path, writers.pssession(arrays)).message.code == "BLOCK_SIZE"


def test_a_spectrum_that_the_plots_show_otherwise_is_flagged(tmp_path: Path) -> None:
    plot = {"Title": "plot", "DataSet": {"Values": [writers.array(5, "Frequency", [1.0, 2.0])]}}
    (curve,) = curves_of(tmp_path, writers.pssession(writers.spectrum_arrays(), plots=[plot]))
    assert any("another spectrum (2 points)" in flag.text for flag in curve.receipt.flags)


def test_a_session_with_plots_only_gives_their_arrays(tmp_path: Path) -> None:
    plot = {"Title": "plot", "DataSet": {"Values": writers.spectrum_arrays()}}
    assert is_the_spectrum(curves_of(tmp_path, writers.pssession([], plots=[plot]))[0])


TIME, POTENTIAL = list(range(40)), [-0.08 + 0.0001 * row for row in range(40)]


@pytest.mark.parametrize(
    ("technique", "columns"),
    [("ChronoPotentiometry", (TIME, POTENTIAL, [-1e-4] * 40)), ("Mixed Mode", (TIME, [-1e-4] * 40, POTENTIAL))],
)
def test_an_ivium_transient_has_its_columns_in_the_order_of_its_technique(
    tmp_path: Path, technique: str, columns: Any
) -> None:
    curve = curve_of(tmp_path, writers.ivium(columns, "Transients", technique))
    assert curve.technique == "chronopotentiometry"
    np.testing.assert_allclose(curve.columns["potential"], POTENTIAL, atol=1e-7)
    np.testing.assert_allclose(curve.columns["current"], -1e-4)
    assert any(technique in note.text for note in curve.receipt.assumptions)


def test_an_ivium_voltammogram_is_checked_for_a_potential_that_runs_evenly(tmp_path: Path) -> None:
    sweep = [0.01 * min(row, 80 - row) for row in range(80)]
    curve = curve_of(tmp_path, writers.ivium((sweep, [1e-6] * 80, [0.0] * 80), "CyclicVoltammetry", "Standard"))
    assert curve.technique == "cyclic_voltammetry"
    assert curve.receipt.columns_skipped == ("column 3",)
    swapped = writers.ivium(([1e-6 * row**3 for row in range(80)], sweep, sweep), "CyclicVoltammetry", "Standard")
    assert refusal(tmp_path, swapped).message.code == "UNKNOWN_COLUMNS"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (writers.ivium_spectrum(width=4), "BLOCK_SIZE"), (writers.ivium_spectrum(width=2), "BLOCK_SIZE"),
        (writers.ivium_spectrum(rows=7), "BLOCK_SIZE"), (writers.ivium_spectrum(rows=11), "BLOCK_SIZE"),
        (writers.ivium_spectrum(rows=0), "BLOCK_SIZE"), (writers.ivium(([], [], [])), "NO_ROWS"),
        (writers.ivium_spectrum(method="Odd", technique="New"), "UNKNOWN_TECHNIQUE"),
        (writers.ivium_spectrum().split(b"primary_data")[0], "NO_ROWS"),
        (writers.ivium_spectrum().split(b"primary_data")[0] + b"primary_data\n3 ", "TRUNCATED"),
    ],
)  # fmt: skip
def test_an_ivium_block_that_does_not_fit_its_counts_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    assert refusal(tmp_path, content).message.code == code


def test_a_cut_ivium_file_gives_its_complete_rows(tmp_path: Path) -> None:
    whole = writers.ivium_spectrum()
    first_row = whole.index(f"{REAL[0]:.5E}".encode())
    for stop in range(whole.index(b"\n", first_row) + 1, whole.index(b"osc_data") - 30, 7):
        curve = curve_of(tmp_path, whole[:stop])
        assert 1 <= curve.points <= 9
        np.testing.assert_allclose(curve.columns["frequency"], FREQUENCY[: curve.points], rtol=1e-5)
        assert curve.points == 9 or any("states 9 points" in flag.text for flag in curve.receipt.flags)


def test_two_recordings_of_an_ivium_file_are_two_curves(tmp_path: Path) -> None:
    first, second = curves_of(tmp_path, writers.ivium_spectrum(recordings=2), "cell.ids")
    assert (first.name, second.name) == ("cell Test", "cell Test (2)")
    assert first.identity != second.identity


def test_a_zahner_recording_is_read_in_volt_ampere_and_second(tmp_path: Path) -> None:
    curve = curve_of(tmp_path, writers.isw(), "cell.isw")
    assert curve.technique == "chronopotentiometry"
    np.testing.assert_allclose(curve.columns["potential"][:2], [-0.08, -0.0799])
    np.testing.assert_allclose(curve.columns["current"], -5e-4)
    assert curve.columns["time"][-1] == 49.0
    assert (curve.metadata["system"], curve.metadata["title"]) == ("Cell-3", "plating")
    assert curve.metadata["started"] == "2025-Jul-02 12:56:56"


def test_a_zahner_spectrum_brings_time_potential_and_current(tmp_path: Path) -> None:
    curve = curve_of(tmp_path, writers.ism(), "cell.ism")
    assert curve.columns["time"].tolist() == list(range(9))
    assert curve.columns["potential"][0] == -0.25
    assert "potential" not in curve_of(tmp_path, writers.ism(pairs=False), "cell.ism").columns


def test_a_zahner_voltammogram_is_read(tmp_path: Path) -> None:
    curve = curve_of(tmp_path, writers.isc(), "cell.isc")
    assert curve.technique == "cyclic_voltammetry"
    assert (curve.points, curve.columns["potential"].max()) == (201, pytest.approx(0.6))
    assert curve.columns["time"][-1] == pytest.approx(20.0)


@pytest.mark.parametrize("text", ["  Time/s   E/V   I/A\n", "ZAHNER polarization file\nSystem : C\n\nTime/s E/V I/A\n"])
def test_a_zahner_text_is_read_between_blanks(tmp_path: Path, text: str) -> None:
    rows = "".join(f"   {row:.3f}   {-0.08 - 1e-4 * row:.6f}  -1.000e-04\n" for row in range(40))
    curve = curve_of(tmp_path, (text + rows).encode())
    assert curve.source.reader == "zahner"
    assert curve.technique == "chronopotentiometry"
    assert curve.columns["potential"][1] == pytest.approx(-0.0801)


def test_a_cut_zahner_file_gives_complete_rows_or_a_sentence(tmp_path: Path) -> None:
    whole, recording = writers.ism(), writers.isw()
    for stop in range(20, len(whole), 11):
        if stop < 12 + 9 * 34:
            assert refusal(tmp_path, whole[:stop], "cell.ism").message.code == "TRUNCATED"
        else:
            assert is_the_spectrum(curve_of(tmp_path, whole[:stop], "cell.ism"))
    for stop in range(18 + 24, len(recording), 37):
        curve = curve_of(tmp_path, recording[:stop], "cell.isw")
        complete = min(50, (stop - 18) // 24)
        assert curve.points == complete
        assert complete == 50 or any(f"{complete} of 50" in flag.text for flag in curve.receipt.flags)


@pytest.mark.parametrize("count", [-1, 0, 10, 2**31 - 1, 2**32 - 1, 2**40])
def test_a_huge_or_wrong_count_of_a_zahner_file_allocates_nothing(tmp_path: Path, count: int) -> None:
    assert refusal(tmp_path, writers.ism(count), "cell.ism").message.code in ("TRUNCATED", "NO_ROWS", "BLOCK_SIZE")
    if count > 50_000_000 or count <= 0:
        assert refusal(tmp_path, writers.isw(count), "cell.isw").message.code in ("TRUNCATED", "NO_ROWS", "BLOCK_SIZE")


def test_a_shifted_zahner_spectrum_is_refused_not_shown(tmp_path: Path) -> None:
    content = writers.ism()
    shifted = content[:12] + struct.pack(">d", 1e300) + content[12:-8]
    assert refusal(tmp_path, shifted, "cell.ism").message.code == "BLOCK_SIZE"


@pytest.mark.parametrize("part", [0.2, 0.5, 0.9, 0.999])
def test_a_cut_session_is_a_sentence(tmp_path: Path, part: float) -> None:
    content = writers.pssession(writers.spectrum_arrays()).removesuffix("\ufeff".encode("utf-16-le"))
    cut = content[: int(part * len(content)) // 2 * 2 - 2]
    assert refusal(tmp_path, cut).message.code in ("TRUNCATED", "DAMAGED")


@pytest.mark.parametrize("filling", ["[" * 200_000, '{"a":' * 200_000, "1" * 200_000, "null, " * 100_000 + "null"])
def test_a_session_filled_with_anything_is_a_sentence(tmp_path: Path, filling: str) -> None:
    text = '{"Type": "PalmSens.DataFiles.SessionFile", "Measurements": [' + filling + "]}"
    assert refusal(tmp_path, b"\xff\xfe" + text.encode("utf-16-le")).message.code in (
        "TRUNCATED", "DAMAGED", "NOT_READABLE", "NO_ROWS")  # fmt: skip


SOURCES = (
    writers.pssession(writers.spectrum_arrays()), writers.pssession(SCANS, "METHOD_ID=cv"),
    writers.ivium_spectrum(recordings=2), writers.ism(), writers.isw(), writers.zview(), writers.p00(), writers.dfr(),
    writers.table(("f / Hz", "Z' / ohm", "Z'' / ohm"), (FREQUENCY, REAL, IMAGINARY)).encode(),
)  # fmt: skip


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(source=st.sampled_from(SOURCES), place=st.floats(0, 1), length=st.integers(0, 60), noise=st.binary(max_size=60))
def test_damage_anywhere_gives_a_curve_or_a_sentence(
    tmp_path: Path, source: bytes, place: float, length: int, noise: bytes
) -> None:
    start = int(place * len(source))
    assert_sound_or_refused(tmp_path / "damaged", source[:start] + noise + source[start + length :])
