"""Each format, from small files that the tests write themselves."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from models.curve import COLUMN_UNITS, Curve
from models.readers import ReadError, read_file
from tests.instruments import writers

TIME = [60.0, 60.0002, 60.0004, 60.5, 61.0, 71.0]
POTENTIAL = [0.04, -0.02, -0.16, -0.12, -0.09, -0.085]
CURRENT = [-0.1947, -0.196, -0.196, -0.196, -0.196, -0.196]
PLATING = {"time/s": TIME, "Ewe/V": POTENTIAL, "I/mA": CURRENT}


def curve_of(folder: Path, content: bytes, name: str = "cell.txt") -> Curve:
    path = folder / name
    path.write_bytes(content)
    return read_file(path).curves[0]


def refusal(folder: Path, content: bytes, name: str = "cell.txt") -> ReadError:
    with pytest.raises(ReadError) as caught:
        curve_of(folder, content, name)
    sentence = str(caught.value)
    assert sentence.endswith((".", "mA.")) and "\n" not in sentence
    return caught.value


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16", "utf-8-sig"])
@pytest.mark.parametrize("decimal", [".", ","])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_a_header_less_export_is_read_in_every_dress(tmp_path: Path, encoding: str, decimal: str, newline: str) -> None:
    content = writers.eclab_export(PLATING | {"error": [0] * 6}, decimal, newline, encoding)
    curve = curve_of(tmp_path, content)
    assert curve.technique == "chronopotentiometry"
    np.testing.assert_allclose(curve.columns["time"], TIME, rtol=1e-15)
    np.testing.assert_allclose(curve.columns["current"], np.array(CURRENT) * 1e-3, rtol=1e-12)
    assert curve.receipt.decimal == decimal
    assert curve.receipt.columns_skipped == ("error",)
    assert [part.kind for part in curve.segments] == ["plating"]
    assert curve.segments[0].current == pytest.approx(-0.196e-3)


@pytest.mark.parametrize("name", ["Ewe/V", "<Ewe>/V", "<Ewe/V>", "Ecell/V"])
def test_every_spelling_of_the_potential_is_known(tmp_path: Path, name: str) -> None:
    curve = curve_of(tmp_path, writers.eclab_export({"time/s": TIME, name: POTENTIAL}))
    assert curve.columns["potential"].tolist() == pytest.approx(POTENTIAL)
    assert curve.technique == "open_circuit"


@pytest.mark.parametrize("first_line", ["EC-Lab ASCII FILE", "BT-Lab ASCII FILE"])
@pytest.mark.parametrize("decimal", [".", ","])
def test_the_header_of_an_mpt_is_kept(tmp_path: Path, first_line: str, decimal: str) -> None:
    curve = curve_of(tmp_path, writers.eclab_mpt(PLATING, decimal=decimal, first_line=first_line), "cell.mpt")
    assert curve.technique == "chronopotentiometry"
    assert curve.electrode_area == pytest.approx(0.196e-4)
    assert curve.metadata["channel"] == "3 (SN 12345)"
    assert curve.metadata["comments"] == "written by a test"
    assert curve.metadata["started"].startswith("07/02/2024")
    assert curve.receipt.encoding == "cp1252"


@pytest.mark.parametrize(
    ("text", "area"),
    [("0.001 cm²", None), ("0,000 cm²", None), ("113.100 mm²", 113.1e-6), ("0,500 cm²", 0.5e-4), ("1.000 inch", None)],
)
def test_an_untouched_default_area_is_not_believed(tmp_path: Path, text: str, area: float | None) -> None:
    curve = curve_of(tmp_path, writers.eclab_mpt(PLATING, area=text))
    assert curve.electrode_area == (None if area is None else pytest.approx(area))
    assert any(each.code.startswith("ELECTRODE_AREA") for each in curve.receipt.assumptions) == (area is None)


def test_loops_of_the_header_are_segments(tmp_path: Path) -> None:
    curve = curve_of(tmp_path, writers.eclab_mpt(PLATING, loops=(0, 3)))
    assert [(part.start, part.stop) for part in curve.segments] == [(0, 3), (3, 6)]


def test_a_three_line_header_is_enough(tmp_path: Path) -> None:
    table = writers.eclab_export(PLATING, newline="\r\n").decode()
    curve = curve_of(tmp_path, f"EC-Lab ASCII FILE\r\nNb header lines : 3\r\n{table}".encode())
    assert curve.points == 6


def test_a_wrong_header_count_is_found_out_and_flagged(tmp_path: Path) -> None:
    content = writers.eclab_mpt(PLATING).replace(b"Nb header lines : 18", b"Nb header lines : 11")
    curve = curve_of(tmp_path, content)
    assert curve.points == 6
    assert any("column names are on line 18" in flag.text for flag in curve.receipt.flags)


def test_several_spectra_are_segments(tmp_path: Path) -> None:
    frequency = [1e5, 1e3, 10.0, 0.1] * 3
    columns = {"freq/Hz": frequency, "Re(Z)/Ohm": range(12), "-Im(Z)/Ohm": range(12), "time/s": range(12)}
    curve = curve_of(tmp_path, writers.eclab_mpt(columns, "Potentio Electrochemical Impedance Spectroscopy"))
    assert curve.technique == "impedance"
    assert [part.start for part in curve.segments] == [0, 4, 8]
    assert {part.kind for part in curve.segments} == {"spectrum"}
    assert curve.columns["impedance_imaginary"].tolist() == [-float(value) for value in range(12)]


@pytest.mark.parametrize("version", [0, 2, 3])
def test_an_mpr_of_every_version_is_read(tmp_path: Path, version: int) -> None:
    columns = {
        "mode": [1] * 6,
        "Ns": [0] * 6,
        "time/s": TIME,
        "control/mA": [-0.196] * 6,
        "Ewe/V": POTENTIAL,
        "I/mA": CURRENT,
    }
    curve = curve_of(tmp_path, writers.mpr(columns, version=version, loops=(0, 3, 6)), "cell.mpr")
    assert curve.source.reader == "biologic_mpr"
    assert curve.columns["time"].tolist() == TIME
    np.testing.assert_allclose(curve.columns["potential"], POTENTIAL, rtol=1e-6)
    assert [(part.start, part.kind) for part in curve.segments] == [(0, "plating"), (3, "plating")]
    assert curve.electrode_area == pytest.approx(0.196e-4)
    assert curve.metadata["started"].startswith("2024-07-02")
    assert curve.metadata["comments"] == "written by a test"


def test_our_mpr_is_one_that_galvani_reads_too(tmp_path: Path) -> None:
    from galvani.BioLogic import MPRfile

    path = tmp_path / "cell.mpr"
    path.write_bytes(
        writers.mpr({"mode": [1] * 6, "time/s": TIME, "Ewe/V": POTENTIAL, "I/mA": CURRENT}, loops=(0, 3, 6))
    )
    with path.open("rb") as file:
        found = MPRfile(file)
    assert found.data["time/s"].tolist() == TIME
    assert found.loop_index.tolist() == [0, 3, 6]


def test_control_v_ma_is_volts_or_milliamperes_as_the_mode_says(tmp_path: Path) -> None:
    columns = {
        "mode": [3, 3, 1, 1, 2, 2], "time/s": [0, 1, 2, 3, 4, 5], "control/V/mA": [0, 0, -0.2, -0.2, 0.5, 0.5],
        "Ewe/V": [2, 2, 0.1, 0, 0.5, 0.5], "dq/mA.h": [0, 0, -0.2 / 3600, -0.2 / 3600, 0.1 / 3600, 0.05 / 3600],
    }  # fmt: skip
    curve = curve_of(tmp_path, writers.mpr(columns, technique=0x04), "cell.mpr")
    assert curve.technique == "cycling"
    assert [part.kind for part in curve.segments] == ["rest", "plating", "hold"]
    np.testing.assert_allclose(curve.columns["current"], [0, 0, -2e-4, -2e-4, 1e-4, 5e-5], rtol=1e-9, atol=1e-15)


@pytest.mark.parametrize("unknown", ["unknown f8", "energy of 4 B"])  # the number of a column with another width too
def test_an_mpr_with_one_unknown_column_skips_it_and_shifts_nothing(tmp_path: Path, unknown: str) -> None:
    columns = {"time/s": TIME, unknown: [9.0] * 6, "Ewe/V": POTENTIAL, "I/mA": CURRENT}
    curve = curve_of(tmp_path, writers.mpr(columns), "cell.mpr")
    np.testing.assert_allclose(curve.columns["potential"], POTENTIAL, rtol=1e-6)
    assert any("unknown kind" in flag.text for flag in curve.receipt.flags)


def test_an_mpr_with_two_unknown_columns_is_refused(tmp_path: Path) -> None:
    columns = {"time/s": TIME, "unknown f8": [9.0] * 6, "unknown f4": [1.0] * 6, "Ewe/V": POTENTIAL}
    assert refusal(tmp_path, writers.mpr(columns), "cell.mpr").message.code == "UNKNOWN_COLUMNS"


def test_an_mpr_with_the_energies_of_two_electrodes_is_read(tmp_path: Path) -> None:
    energies = {"Energy we/W.h": [1.0] * 6, "Energy ce/W.h": [2.0] * 6}
    columns = {"time/s": TIME, **energies, "Ewe/V": POTENTIAL, "<Ece>/V": [0.5] * 6, "I/mA": CURRENT}
    curve = curve_of(tmp_path, writers.mpr(columns), "cell.mpr")
    np.testing.assert_allclose(curve.columns["potential"], POTENTIAL, rtol=1e-6)
    assert curve.columns["counter_potential"].tolist() == [0.5] * 6
    assert set(energies) <= set(curve.receipt.columns_skipped)
    assert "<Ece>/V -> counter potential / V" in curve.receipt.columns_taken
    assert curve.receipt.flags == ()


def test_a_phase_with_the_number_of_a_potential_is_no_potential(tmp_path: Path) -> None:
    """Column 174 is <Ewe>/V, but Phase(Zwe-ce)/deg beside another potential (so yadg has it)."""
    columns = {"time/s": TIME, "Phase(Zwe-ce)/deg": [-45.0] * 6, "<Ewe>/V of a spectrum": POTENTIAL, "I/mA": CURRENT}
    curve = curve_of(tmp_path, writers.mpr(columns), "cell.mpr")
    np.testing.assert_allclose(curve.columns["potential"], POTENTIAL, rtol=1e-6)
    assert "Phase(Zwe-ce)/deg" in curve.receipt.columns_skipped


def test_an_mpr_whose_block_does_not_fit_its_points_is_refused(tmp_path: Path) -> None:
    content = writers.mpr({"time/s": TIME, "Ewe/V": POTENTIAL}, points=5)
    assert refusal(tmp_path, content, "cell.mpr").message.code == "BLOCK_SIZE"


def test_an_mpr_of_an_aborted_cell_is_said_to_be_empty(tmp_path: Path) -> None:
    content = writers.mpr({"time/s": [], "Ewe/V": []})
    assert refusal(tmp_path, content, "cell.mpr").message.code == "NO_ROWS"


def test_an_mpr_cut_anywhere_gives_its_complete_records_or_a_sentence(tmp_path: Path) -> None:
    columns = {"time/s": TIME, "Ewe/V": POTENTIAL, "I/mA": CURRENT}
    whole = writers.mpr(columns, log=False)
    record, path = 16, tmp_path / "cut.mpr"
    data = len(whole) - 6 * record
    for cut in [*range(0, data, 97), *range(data - 3, len(whole))]:
        path.write_bytes(whole[:cut])
        complete = max(0, (cut - data) // record)
        if complete == 0:
            with pytest.raises(ReadError) as caught:
                read_file(path)
            assert caught.value.message.code in ("EMPTY_FILE", "NOT_RECOGNISED", "TRUNCATED")
        else:
            curve = read_file(path).curves[0]
            assert curve.points == complete
            assert any("ends early" in flag.text for flag in curve.receipt.flags)


def test_a_chi_voltammogram_gets_its_time_from_the_scan_rate(tmp_path: Path) -> None:
    curve = curve_of(tmp_path, writers.chi_cv(scan_rate=0.1), "cv.csv")
    assert curve.technique == "cyclic_voltammetry"
    assert curve.columns["time"][-1] == pytest.approx((curve.points - 1) * 0.01 / 0.1)
    assert curve.sign_convention == "not_stated"
    assert curve.metadata["instrument"] == "CHI760E"


def test_a_chi_voltammogram_is_divided_where_the_scan_turns(tmp_path: Path) -> None:
    curve = curve_of(tmp_path, writers.chi_cv(sweeps=3), "cv.csv")
    potential = curve.columns["potential"]
    assert [part.kind for part in curve.segments] == ["sweep"] * 3
    assert [potential[part.stop - 1] for part in curve.segments] == pytest.approx([0.3, -0.2, 0.29])


def test_a_chi_voltammogram_that_turns_otherwise_than_its_header_says_stays_whole(tmp_path: Path) -> None:
    content = writers.chi_cv(sweeps=3).replace(b"Segment = 3", b"Segment = 6")
    curve = curve_of(tmp_path, content, "cv.csv")
    assert len(curve.segments) == 1
    assert "the header states 6 segments, the data hold 3" in [flag.text for flag in curve.receipt.flags]


@pytest.mark.parametrize("oxidation_positive", [True, False])
def test_the_sign_of_a_chi_current_is_guessed_and_left(tmp_path: Path, oxidation_positive: bool) -> None:
    curve = curve_of(tmp_path, writers.chi_cv(oxidation_positive=oxidation_positive))
    word = "oxidation positive" if oxidation_positive else "reduction positive"
    assert any(word in note.text for note in curve.receipt.assumptions)


@pytest.mark.parametrize("first", ["N", "P"])
def test_a_chi_chronopotentiogram_gets_current_and_time(tmp_path: Path, first: str) -> None:
    curve = curve_of(tmp_path, writers.chi_cp(first=first))
    np.testing.assert_allclose(np.diff(curve.columns["time"]), 0.5)
    kinds = ["plating", "stripping"] if first == "N" else ["stripping", "plating"]
    assert [part.kind for part in curve.segments] == [kinds[number % 2] for number in range(5)]
    assert {part.current for part in curve.segments} == {-0.005, 0.004}


def test_a_chi_file_without_its_segments_has_no_current_rather_than_a_wrong_one(tmp_path: Path) -> None:
    content = writers.chi_cp().replace(b"Segment = 5", b"Segment = 9")
    curve = curve_of(tmp_path, content)
    assert "current" not in curve.columns
    assert any("no current" in flag.text for flag in curve.receipt.flags)


def test_a_chi_spectrum_with_its_lone_quote_is_read(tmp_path: Path) -> None:
    rows = ["1.000e+5, 1.0e+1, -2.0e+0, 1.0e+1, -11.3", "1.000e+3, 2.0e+1, -5.0e+0, 2.1e+1, -14.0",
            "1.000e+1, 3.0e+1, -8.0e+0, 3.1e+1, -15.0"]  # fmt: skip
    content = writers.chi("A.C. Impedance", {"Init E (V)": "0"}, "Freq/Hz, Z'/ohm, Z\"/ohm, Z/ohm, Phase/deg", rows)
    curve = curve_of(tmp_path, content)
    assert curve.technique == "impedance"
    assert curve.columns["impedance_imaginary"].tolist() == [-2.0, -5.0, -8.0]


def test_biologic_data_in_chi_clothes_are_flagged(tmp_path: Path) -> None:
    content = writers.chi_cv().replace(b"Jan. 27, 2022   13:43:22", b"2022-01-27 13:43").replace(b"CHI760E", b"SP-50e")
    flags = curve_of(tmp_path, content).receipt.flags
    assert any("SP-50e" in flag.text and "no date" in flag.text for flag in flags)


@pytest.mark.parametrize(
    "headings",
    [
        ("time / s", "potential / V", "current / mA"),
        ("time (s)", "potential (V)", "current (mA)"),
        ("time[s]", "potential[V]", "current[mA]"),
        ("Time / s", "Potential (V)", "current [mA]"),
        ("时间(s)", "电压(V)", "电流(mA)"),
    ],
)
@pytest.mark.parametrize(("delimiter", "decimal"), [(",", "."), ("\t", "."), (";", "."), (";", ","), ("\t", ",")])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_plain_table_is_read(
    tmp_path: Path, headings: tuple[str, ...], delimiter: str, decimal: str, encoding: str
) -> None:
    content = writers.plain(
        dict(zip(headings, (TIME, POTENTIAL, CURRENT), strict=True)), delimiter, decimal, "\n", encoding
    )
    curve = curve_of(tmp_path, content, "实验 µ.csv")
    assert curve.columns["time"].tolist() == TIME
    assert curve.columns["potential"].tolist() == POTENTIAL
    np.testing.assert_allclose(curve.columns["current"], np.array(CURRENT) * 1e-3)
    assert curve.receipt.decimal == decimal


@pytest.mark.parametrize(
    ("heading", "column", "factor"),
    [
        ("current density / mA cm⁻²", "current_density", 10.0), ("current density (mA/cm2)", "current_density", 10.0),
        ("current / µA", "current", 1e-6), ("charge / mAh", "charge", 3.6), ("capacity / mA.h", "capacity", 3.6),
        ("cycle", "cycle", 1.0), ("charge capacity / Ah", "charge_capacity", 3600.0),
        ("rest time / h", "rest_time", 3600.0),
        ("discharge capacity / mAh", "discharge_capacity", 3.6), ("frequency / kHz", "frequency", 1e3),
        ("impedance real / Ohm", "impedance_real", 1.0), ("impedance imaginary / Ω", "impedance_imaginary", 1.0),
        ("counter_potential / mV", "counter_potential", 1e-3),
    ],
)  # fmt: skip
def test_every_quantity_of_the_contract_is_known(tmp_path: Path, heading: str, column: str, factor: float) -> None:
    curve = curve_of(tmp_path, writers.plain({"time / min": [0, 1, 2], heading: [1.0, 2.0, 4.0]}))
    assert curve.columns["time"].tolist() == [0.0, 60.0, 120.0]
    np.testing.assert_allclose(curve.columns[column], np.array([1.0, 2.0, 4.0]) * factor)


@pytest.mark.parametrize(
    ("heading", "code"),
    [("current", "MISSING_UNIT"), ("current / furlong", "UNKNOWN_UNIT"), ("current / V", "WRONG_UNIT"),
     ("current ()", "MISSING_UNIT")],
)  # fmt: skip
def test_a_unit_is_never_guessed(tmp_path: Path, heading: str, code: str) -> None:
    error = refusal(tmp_path, writers.plain({"time / s": [0, 1, 2], heading: [1.0, 2.0, 4.0]}))
    assert error.message.code == code
    assert heading.split(" /")[0].strip(" ()") in str(error)


def test_columns_that_are_not_known_are_skipped_by_name(tmp_path: Path) -> None:
    columns = {"time / s": [0, 1, 2], "humour / 1": [1, 2, 3], "potential / V": [1.0, 2.0, 4.0]}
    assert curve_of(tmp_path, writers.plain(columns)).receipt.columns_skipped == ("humour / 1",)


def test_two_columns_of_one_quantity_are_refused(tmp_path: Path) -> None:
    columns = {"time / s": [0, 1, 2], "potential / V": [1, 2, 3], "voltage / V": [1.0, 2.0, 4.0]}
    assert refusal(tmp_path, writers.plain(columns)).message.code == "TWO_COLUMNS"


@pytest.mark.parametrize("style", ["{name} / {unit}", "{name} ({unit})", "{name}[{unit}]"])
def test_every_column_a_curve_may_have_is_read_back_from_its_own_heading(tmp_path: Path, style: str) -> None:
    for quantity, unit in COLUMN_UNITS.items():
        other = "potential" if quantity == "time" else "time"
        headings = [style.format(name=name.replace("_", " "), unit=COLUMN_UNITS[name]) for name in (quantity, other)]
        curve = curve_of(tmp_path, writers.plain({headings[0]: [0.1, 0.7, 0.3], headings[1]: [1, 2, 3]}))
        assert curve.columns[quantity].tolist() == [0.1, 0.7, 0.3], (quantity, unit)


def test_an_export_saved_again_with_commas_is_still_read(tmp_path: Path) -> None:
    content = writers.plain({"time/s": TIME, "Ewe/V": POTENTIAL, "I/mA": CURRENT})
    curve = curve_of(tmp_path, content)
    assert curve.source.reader == "plain_table"
    assert [part.kind for part in curve.segments] == ["plating"]


def test_a_chi_linear_sweep_has_a_time_and_a_sign_guess(tmp_path: Path) -> None:
    rows = [f"{-0.001 * step:.3f}, {-1e-6 * 1.02**step:.3e}" for step in range(400)]
    content = writers.chi("Linear Sweep Voltammetry", {"Scan Rate (V/s)": "0.005"}, "Potential/V, Current/A", rows)
    curve = curve_of(tmp_path, content)
    assert curve.technique == "linear_sweep"
    assert curve.columns["time"][-1] == pytest.approx(0.399 / 0.005)
    assert any("oxidation positive" in note.text for note in curve.receipt.assumptions)


def test_a_chi_open_circuit_recording_needs_no_current(tmp_path: Path) -> None:
    rows = [f"{0.1 * step:.3e}, {3.0 - 1e-4 * step:.3e}" for step in range(1, 50)]
    curve = curve_of(tmp_path, writers.chi("Open Circuit Potential - Time", {}, "Time/sec, Potential/V", rows))
    assert curve.technique == "open_circuit"
    assert curve.sign_convention == "plating_negative"


def test_chi_pulses_get_their_potential_from_the_header(tmp_path: Path) -> None:
    values = {"Init E (V)": "0", "High E (V)": "0.1", "Low E (V)": "-0.1", "Init P/N": "N", "Step": "4",
              "Pulse Width (sec)": "0.5", "Sample Interval (s)": "0.01"}  # fmt: skip
    rows = [f"{0.01 * (row + 1):.3e}, {1e-6 * (row % 50):.3e}" for row in range(200)]
    curve = curve_of(tmp_path, writers.chi("Chronoamperometry", values, "Time/sec, Current/A", rows))
    assert [part.start for part in curve.segments] == [0, 50, 100, 150]
    assert curve.columns["potential"][[0, 50, 100, 150]].tolist() == [-0.1, 0.1, -0.1, 0.1]


def test_times_of_four_digits_that_leave_the_interval_are_spread_within_the_last_digit(tmp_path: Path) -> None:
    exact = 0.1003 * np.arange(1, 20_001)
    rows = [f"{time:.3e}, 1.000e-6" for time in exact]
    values = {"Init E (V)": "-1", "Sample Interval (s)": "0.1"}
    curve = curve_of(tmp_path, writers.chi("Amperometric i-t Curve", values, "Time/sec, Current/A", rows))
    assert np.all(np.diff(curve.columns["time"]) > 0)
    np.testing.assert_allclose(curve.columns["time"], exact, atol=0.6)
    assert any("spread evenly" in note.text for note in curve.receipt.assumptions)


@pytest.mark.parametrize("headings", ["Potential/V, i1/A, i2/A", "Potential/V, Diff(i/A), For(i/A), Rev(i/A)"])
def test_chi_currents_go_by_several_names(tmp_path: Path, headings: str) -> None:
    more = ", 9.9e-3" * (headings.count(",") - 1)
    rows = [f"{0.01 * row:.3f}, {1e-6 * row:.3e}{more}" for row in range(40)]
    curve = curve_of(tmp_path, writers.chi("Square Wave Voltammetry", {"Init E (V)": "0"}, headings, rows), "cv.txt")
    assert curve.columns["current"].tolist() == [float(f"{1e-6 * row:.3e}") for row in range(40)]
    assert len(curve.receipt.columns_skipped) == headings.count(",") - 1


def test_newer_chi_programs_name_the_polarity(tmp_path: Path) -> None:
    settings = {"Cathodic Current (A)": "1.96e-4", "Anodic Current (A)": "0", "Initial Polarity": "Cathodic",
                "Data Storage Interval (s)": "0.1", "Number of Segments": "1"}  # fmt: skip
    rows = [f"{0.1 * row:.1f}, {-0.1 - 0.001 * row:.4f}" for row in range(1, 40)]
    curve = curve_of(tmp_path, writers.chi("Chronopotentiometry", settings, "Time/sec, Potential/V", rows), "cp.txt")
    assert set(curve.columns["current"]) == {-1.96e-4} and curve.segments[0].kind == "plating"
