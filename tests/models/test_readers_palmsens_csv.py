"""PSTrace exports: pairs of columns under their units, plots of unequal length, spectra below them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from models.readers import read_file
from tests.instruments.writers_spectra import FREQUENCY, IMPEDANCE
from tests.models.test_readers_formats import refusal
from tests.models.test_readers_spectra import is_the_spectrum

CV = [(0.01 * row, 0.5 - 0.1 * row) for row in range(30)]
TRANSIENT = [(0.1 * row, -19.6) for row in range(20)]


def export(units: str = "V,µA,s,mA", more: str = "", encoding: str = "utf-16") -> bytes:
    """A PSTrace export of a voltammogram and a shorter transient beside it."""
    rows = [
        f"{cv[0]:.4f},{cv[1]:.4f}," + (f"{TRANSIENT[row][0]:.3f},{TRANSIENT[row][1]:.3f}" if row < 20 else ",")
        for row, cv in enumerate(CV)
    ]
    head = ["Date and time:,2024-11-05 10:12:13", "Notes:,", "",
            "Cyclic Voltammetry: CV i vs E Scan 1,,Chronoamperometry: CA i vs t,",
            "Date and time measurement:,2024-11-05 10:10:11,Date and time measurement:,2024-11-05 10:11:12",
            units]  # fmt: skip
    return ("\r\n".join([*head, *rows]) + "\r\n" + more).encode(encoding)


def spectrum() -> str:
    head = "\r\nMeasurement:,EIS,,,,\r\nfreq / Hz,neg. Phase / °,Idc / uA,Z / Ohm,Z' / Ohm,-Z'' / Ohm\r\n"
    return head + "".join(
        f"{f!r},{-np.degrees(np.angle(z))!r},0.5,{abs(z)!r},{z.real!r},{-z.imag!r}\r\n"
        for f, z in zip(FREQUENCY.tolist(), IMPEDANCE.tolist(), strict=True)
    )


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8", "utf-8-sig", "cp1252"])
def test_every_pair_of_columns_is_a_curve_of_its_own_length(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "cell.csv"
    path.write_bytes(export(encoding=encoding))
    found = read_file(path)
    cv, transient = found.curves
    assert found.reader == "palmsens_csv"
    assert (cv.technique, transient.technique) == ("cyclic_voltammetry", "chronoamperometry")
    assert (cv.points, transient.points) == (30, 20)
    np.testing.assert_allclose(cv.columns["potential"], [row[0] for row in CV])
    np.testing.assert_allclose(cv.columns["current"], [1e-6 * row[1] for row in CV], atol=1e-12)
    np.testing.assert_allclose(transient.columns["current"], -19.6e-3)
    assert transient.metadata["started"] == "2024-11-05 10:11:12"
    assert transient.receipt.flags == ()


def test_a_spectrum_below_the_plots_is_read_too(tmp_path: Path) -> None:
    path = tmp_path / "cell.csv"
    path.write_bytes(export(more=spectrum()))
    curves = read_file(path).curves
    assert [curve.technique for curve in curves] == ["cyclic_voltammetry", "chronoamperometry", "impedance"]
    assert is_the_spectrum(curves[2], 1e-12)
    assert curves[2].columns["current"][0] == pytest.approx(0.5e-6)
    path.write_bytes(("File date:,2024-11-05\r\n" + spectrum()).encode("utf-16"))
    assert is_the_spectrum(read_file(path).curves[0], 1e-12)


@pytest.mark.parametrize(
    ("units", "code"),
    [("V,furlong,s,mA", "UNKNOWN_UNIT"), ("V,V,s,mA", "UNKNOWN_UNIT"), ("V,µA,s", "NO_COLUMNS"), ("", "NO_COLUMNS")],
)
def test_units_that_name_no_columns_are_refused(tmp_path: Path, units: str, code: str) -> None:
    assert refusal(tmp_path, export(units)).message.code == code
