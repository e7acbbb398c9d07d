"""NOVA, FRA, VersaStudio and Parstat: small files written as those programs write them; and all of them damaged."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.instruments import writers_potentiostats as writers
from tests.instruments.checks import assert_sound_or_refused
from tests.models.test_readers_potentiostats import PLATING, SPECTRUM, TIME, curves_of, noted, refusal


def nova_columns(scans: int = 2, timed: int | None = None, measured: int | None = None) -> dict[str, list[str]]:
    """A triangle of 20 steps a scan at 5 mV/s; `timed` and `measured`: how many rows keep their time and values."""
    count = 20 * scans
    level = [0.01 * (row % 20 if row % 20 <= 10 else 20 - row % 20) for row in range(count)]
    kept = count if measured is None else measured
    cells = {
        "Column 5 (V/s)": ["0.005"] + [""] * (count - 1),
        "Scan": [str(row // 20 + 1) for row in range(count)],
        "Potential applied (V)": [f"{value:.4f}" for value in level],
        "Time (s)": [repr(100.0 + 2.0 * row) for row in range(count)],
        "WE(1).Current (A)": [repr(1e-6 * (1 if row % 20 < 10 else -1) + 1e-8 * row) for row in range(count)],
        "WE(1).Potential (V)": [f"{value + 0.001:.4f}" for value in level],
        "Index": [str(row + 1) for row in range(count)],
    }
    for name in list(cells)[2:]:
        cells[name] = cells[name][:kept] + [""] * (count - kept)
    if timed is not None:
        cells["Time (s)"] = cells["Time (s)"][:timed] + [""] * (count - timed)
    return cells


@pytest.mark.parametrize(("delimiter", "decimal"), [("\t", "."), ("\t", ","), (";", ","), (";", "."), (",", ".")])
def test_a_nova_export_is_read_in_every_dress(tmp_path: Path, delimiter: str, decimal: str) -> None:
    (curve,) = curves_of(tmp_path, writers.nova(nova_columns(), delimiter, decimal), "scan.txt")
    assert curve.source.reader == "nova_text"
    assert curve.technique == "cyclic_voltammetry"
    assert [part.start for part in curve.segments] == [0, 20]
    assert curve.columns["time"].tolist() == [100.0 + 2.0 * row for row in range(40)]
    assert curve.columns["potential"][3] == pytest.approx(0.031)
    assert curve.metadata["scan rate (v/s)"] == f"0{decimal}005"
    assert "Potential applied (V)" in curve.receipt.columns_skipped
    assert curve.receipt.flags == ()


def test_rows_without_a_measurement_stay_missing(tmp_path: Path) -> None:
    (curve,) = curves_of(tmp_path, writers.nova(nova_columns(scans=4, measured=20)), "scan.txt")
    assert curve.points == 80
    assert np.isfinite(curve.columns["cycle"]).all()
    for name in ("time", "potential", "current"):
        assert np.isfinite(curve.columns[name]).tolist() == [True] * 20 + [False] * 60
    assert "60 of 80 rows hold no measured value" in noted(curve)
    assert "scans 2 to 4 are in the file by their number only" in noted(curve)


def test_a_time_that_stops_is_counted_on_where_the_clock_was_even(tmp_path: Path) -> None:
    (curve,) = curves_of(tmp_path, writers.nova(nova_columns(timed=20)), "scan.txt")
    np.testing.assert_allclose(curve.columns["time"], [100.0 + 2.0 * row for row in range(40)], rtol=1e-12)
    assert "20 measured rows have no time in the file: it was counted on in steps of 2 s" in noted(curve)


def test_a_time_that_stops_after_an_uneven_clock_stays_missing(tmp_path: Path) -> None:
    cells = nova_columns(timed=20)
    cells["Time (s)"][10] = "120.7"
    (curve,) = curves_of(tmp_path, writers.nova(cells), "scan.txt")
    assert np.isnan(curve.columns["time"]).tolist() == [False] * 20 + [True] * 20
    assert "no even clock to rebuild it from" in noted(curve)


@pytest.mark.parametrize("unit", ["Ω", "ohm", "?"])
def test_a_nova_spectrum_has_its_signs(tmp_path: Path, unit: str) -> None:
    cells = {
        "Index": ["1", "2", "3"],
        "Frequency (Hz)": ["10000", "100", "1"],
        f"Z' ({unit})": ["109.0", "200", "300"],
        f"-Z'' ({unit})": ["26.56", "80", "20"],
        "-Phase (°)": ["13.7", "2", "3"],
        "Time (s)": ["1", "2", "3"],
    }
    (curve,) = curves_of(tmp_path, writers.nova(cells, ";"), "eis.txt")
    assert curve.source.reader == "nova_text"
    assert curve.technique == "impedance"
    assert curve.columns["impedance_imaginary"].tolist() == [-26.56, -80.0, -20.0]
    assert "-Phase (°)" in curve.receipt.columns_skipped
    assert ("was lost in the export" in noted(curve)) == (unit == "?")


def test_a_nova_export_without_units_or_rows_is_refused(tmp_path: Path) -> None:
    cells = nova_columns()
    cells["WE(1).Current (furlong)"] = cells.pop("WE(1).Current (A)")
    assert refusal(tmp_path, writers.nova(cells), "scan.txt") == "UNKNOWN_UNIT"
    assert refusal(tmp_path, writers.nova(nova_columns(measured=0)), "scan.txt") == "NO_ROWS"
    head = writers.nova(nova_columns()).split(b"\r\n")[0]
    assert refusal(tmp_path, head + b"\r\n", "scan.txt") == "NO_ROWS"


ROWS = [(1e4, 109.0, -26.56), (1e3, 220.0, -120.0), (1e2, 366.0, -73.0), (10.0, 484.0, -99.0)]


def test_a_z60w_spectrum_is_read_and_counted(tmp_path: Path) -> None:
    (curve,) = curves_of(tmp_path, writers.z60w(ROWS), "fra.txt")
    assert curve.source.reader == "autolab_fra"
    assert curve.technique == "impedance"
    assert curve.columns["impedance_imaginary"].tolist() == [row[2] for row in ROWS]
    assert "Time(Sec) (all zero)" in curve.receipt.columns_skipped
    assert curve.metadata["comments"] == "Li symmetric"
    (timed,) = curves_of(tmp_path, writers.z60w(ROWS, announced=41, time=2.0), "fra.txt")
    assert timed.columns["time"].tolist() == [0.0, 2.0, 4.0, 6.0]
    assert "announces 41 rows and the file holds 4" in noted(timed)
    assert refusal(tmp_path, writers.z60w(ROWS)[:60], "fra.txt") == "TRUNCATED"
    assert refusal(tmp_path, writers.z60w(ROWS).replace(b"   Range", b"   Range   More"), "fra.txt") == "FIELD_COUNT"


EIS_ACTION = {"End Frequency (Hz)": "10", "Name": "Potentiostatic EIS"}
EIS_STEP = [(0, 0.0, -3e-6, 1.0 + n, *row, 21) for n, row in enumerate(ROWS)]
CP_STEP = [(0, -0.1 + 0.001 * n, -1e-3, 0.5 * n, 0.0, 0.0, 0.0, 7) for n in range(8)]


def test_every_action_of_versastudio_is_a_curve(tmp_path: Path) -> None:
    content = writers.versastudio([{"Name": "Galvanostatic"}, EIS_ACTION], [*CP_STEP, *EIS_STEP])
    plating, spectrum = curves_of(tmp_path, content, "cell.par")
    assert (plating.technique, spectrum.technique) == ("chronopotentiometry", "impedance")
    assert set(plating.columns) == {"time", "potential", "current"}
    assert [part.kind for part in plating.segments] == ["plating"]
    assert spectrum.columns["frequency"].tolist() == [row[0] for row in ROWS]
    assert spectrum.name == "cell Segment1 Potentiostatic EIS"
    assert "untouched default" in noted(spectrum)


def test_the_segments_of_versastudio_split_a_curve(tmp_path: Path) -> None:
    rows = [(n // 4, 0.01 * n, 1e-3, 0.5 * n, 0.0, 0.0, 0.0, 7) for n in range(8)]
    (curve,) = curves_of(tmp_path, writers.versastudio([{"Name": "Galvanostatic"}], rows, area="0.196"), "cell.par")
    assert [part.start for part in curve.segments] == [0, 4]
    assert curve.electrode_area == pytest.approx(0.196e-4)


def test_a_cut_versastudio_file_says_so(tmp_path: Path) -> None:
    content = writers.versastudio([EIS_ACTION], EIS_STEP, closed=False)
    (curve,) = curves_of(tmp_path, content[:-6], "cell.par")
    assert curve.points == 3
    assert "the file ends inside Segment1" in noted(curve)
    assert "ends at 100 Hz, before the 10 Hz that were set" in noted(curve)
    assert refusal(tmp_path, content[: content.index(b"<Segment1>")], "cell.par") == "TRUNCATED"
    assert refusal(tmp_path, content.replace(b"Definition=", b"Defined="), "cell.par") == "NO_COLUMNS"
    assert refusal(tmp_path, content.replace(b"Segment #, ", b"Segment #, More, "), "cell.par") == "FIELD_COUNT"


def test_a_parstat_export_keeps_zeros_out_of_the_spectrum(tmp_path: Path) -> None:
    rest = [(3.5, -0.15, 10.0 * n, 0.0, 0.0, 0.0, 0.0) for n in range(1, 9)]
    spectrum = [(3.5, 0.02, 100.0 + n, *row, 0.005) for n, row in enumerate(ROWS)]
    before, found = curves_of(tmp_path, writers.parstat([*rest, *spectrum]), "parstat.txt")
    assert "impedance_real" not in before.columns
    assert before.points == 8
    assert found.technique == "impedance"
    assert found.columns["impedance_real"].tolist() == [row[1] for row in ROWS]
    assert "this curve is line 10 to 13" in noted(found)


def test_a_file_cut_within_a_mark_that_is_not_read_is_noticed_too(tmp_path: Path) -> None:
    sources = (writers.gamry("CV", [writers.gamry_table("CURVE1", PLATING)]), writers.nova(nova_columns()),
               writers.parstat([(3.5, -0.15, 10.0 * n, 0.0, 0.0, 0.0, 0.0) for n in range(1, 9)]))  # fmt: skip
    for content in sources:
        (whole,) = curves_of(tmp_path, content)
        (cut,) = curves_of(tmp_path, content[:-3])
        assert "may be cut" in noted(cut) or "cut off" in noted(cut)
        assert "cut" not in noted(whole)


SOURCES = (
    writers.gamry("EISPOT", [writers.gamry_table("OCVCURVE", {"T": TIME, "Vf": [0.1] * 6}, 6),
                             writers.gamry_table("ZCURVE", SPECTRUM)]),
    writers.gamry("CHRONOP", [writers.gamry_table("CURVE", PLATING, 6, ",")], area="1,96000E-001"),
    writers.nova(nova_columns(scans=3, timed=30, measured=40)), writers.z60w(ROWS),
    writers.versastudio([{"Name": "Galvanostatic"}, EIS_ACTION], [*CP_STEP, *EIS_STEP]),
    writers.parstat([(3.5, -0.15, 10.0 * n, 0.0, 0.0, 0.0, 0.0) for n in range(1, 9)]),
)  # fmt: skip


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(source=st.sampled_from(SOURCES), place=st.floats(0, 1), length=st.integers(0, 60), noise=st.binary(max_size=60))
def test_damage_anywhere_gives_curves_or_a_sentence(
    tmp_path: Path, source: bytes, place: float, length: int, noise: bytes
) -> None:
    start = int(place * len(source))
    assert_sound_or_refused(tmp_path / "damaged", source[:start] + noise + source[start + length :])
