"""PalmSens, Ivium, Zahner, ZView and impedance tables: the real files, small written ones, and nasty ones."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.curve import Curve
from models.readers import read_file
from models.readers.choices import ColumnChoice, ImportChoices
from tests.instruments import writers_spectra as writers
from tests.instruments.checks import assert_refused, files_of
from tests.instruments.expected_spectra import FILES, ONE_SPECTRUM, SUMS
from tests.instruments.writers_spectra import FREQUENCY, IMAGINARY, IMPEDANCE, REAL
from tests.models.test_readers_formats import curve_of, refusal
from tests.receipts import said

_FOLDERS = ("palmsens", "ivium", "zahner", "zplot", "generic_eis")
_PARTS = ("frequency", "impedance_real", "impedance_imaginary")


def test_the_table_names_every_real_file(instrument_data: Path) -> None:
    assert files_of(instrument_data, _FOLDERS) == set(FILES)


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_real_file_gives_what_the_table_says(instrument_data: Path, name: str) -> None:
    expected = FILES[name]
    if expected.code:
        assert_refused(instrument_data / name, expected.code)
        return
    found = read_file(instrument_data / name)
    assert found.reader == expected.reader
    assert tuple(curve.points for curve in found.curves) == expected.points
    assert len({curve.identity for curve in found.curves}) == len({curve.name for curve in found.curves})
    for curve in found.curves:
        assert curve.technique == expected.technique
        assert set(expected.columns) <= set(curve.columns)
        assert [part.kind for part in curve.segments] == [expected.kind]
        assert curve.electrode_area is None
        assert not any(np.isnan(column).any() for column in curve.columns.values())
    first = found.curves[0]
    for column, ends in expected.ends.items():
        assert (first.columns[column][0], first.columns[column][-1]) == pytest.approx(ends, rel=1e-5, abs=1e-15), column
    assert expected.flag in said(first.receipt.flags)
    assert expected.assumption in said(first.receipt.assumptions)


@pytest.mark.parametrize("name", sorted(SUMS))
def test_all_rows_together_equal_an_independent_reader(instrument_data: Path, name: str) -> None:
    curve = read_file(instrument_data / name).curves[0]
    assert {column: float(curve.columns[column].sum()) for column in SUMS[name]} == pytest.approx(SUMS[name], rel=1e-12)


@pytest.mark.parametrize("name", sorted(ONE_SPECTRUM))
def test_one_spectrum_is_the_same_in_every_format(instrument_data: Path, tmp_path: Path, name: str) -> None:
    with (instrument_data / "generic_eis" / "pyimpspec_data-semicolon.csv").open() as file:
        rows = [[float(cell) for cell in row] for row in list(csv.reader(file, delimiter=";"))[1:]]
    truth = dict(zip(_PARTS, np.array(rows).T, strict=True))
    assert (len(rows), rows[0]) == (29, pytest.approx([10000.0, 109.00918, -26.55568]))
    stated, with_units, times, precision = ONE_SPECTRUM[name]
    path = instrument_data / name
    if stated:
        content = path.read_text()
        assert content.startswith(stated)
        path = tmp_path / "with units.csv"
        path.write_text(content.replace(stated, with_units, 1), encoding="utf-8")
    spectra: list[dict[str, Any]] = []
    for curve in read_file(path).curves:
        spectra += [dict(curve.segment_columns(number)) for number in range(len(curve.segments))]
    assert len(spectra) == times
    for spectrum in spectra:
        for part in _PARTS:
            np.testing.assert_allclose(spectrum[part], truth[part], rtol=precision)


def test_a_table_without_units_is_read_when_a_person_states_them(instrument_data: Path) -> None:
    columns = tuple(
        ColumnChoice(place, part, unit)
        for place, (part, unit) in enumerate(zip(_PARTS, ("Hz", "ohm", "ohm"), strict=True))
    )
    found = read_file(instrument_data / "generic_eis/pyimpspec_data-semicolon.csv", ImportChoices(columns=columns))
    assert found.curves[0].columns["impedance_imaginary"][0] == pytest.approx(-26.55567987651522)


@pytest.mark.parametrize("name", sorted(name for name in FILES if name.endswith(".pssession")))
def test_a_session_is_read_value_by_value_as_plain_json_has_it(instrument_data: Path, name: str) -> None:
    text = (instrument_data / name).read_bytes().decode("utf-16").strip("\ufeff")
    measurement = json.loads(text.lower())["measurements"][0]  # NaN and None survive, data have no letters
    kinds = {
        0: ("time", 1.0),
        2: ("current", 1e-6),
        3: ("charge", 1e-6),
        5: ("frequency", 1.0),
        8: ("impedance_imaginary", -1.0),
    }
    curve = read_file(instrument_data / name).curves[0]
    compared = 0
    for array in measurement["dataset"]["values"]:
        quantity, factor = kinds.get(array["arraytype"], ("", 0.0))
        values = [cell["v"] * factor for cell in array["datavalues"]]
        if (
            quantity in curve.columns
            and len(values) == curve.points
            and array["description"] not in ("scan2", "scan3", "iac")
        ):
            np.testing.assert_allclose(curve.columns[quantity], values, rtol=1e-15)
            compared += 1
    assert compared >= 2


def test_the_charge_of_a_session_is_the_integral_of_its_current(instrument_data: Path) -> None:
    curve = read_file(instrument_data / "palmsens/nomad_05_N2_CP_10mAcm2_24h.pssession").curves[0]
    charge = np.trapezoid(curve.columns["current"], curve.columns["time"])
    assert charge == pytest.approx(curve.columns["charge"][-1], rel=1e-4)


def is_the_spectrum(curve: Curve, precision: float = 1e-9) -> bool:
    np.testing.assert_allclose(curve.columns["frequency"], FREQUENCY, rtol=precision)
    np.testing.assert_allclose(curve.columns["impedance_real"], IMPEDANCE.real, rtol=precision)
    np.testing.assert_allclose(curve.columns["impedance_imaginary"], IMPEDANCE.imag, rtol=precision)
    return curve.technique == "impedance" and [part.kind for part in curve.segments] == ["spectrum"]


@pytest.mark.parametrize(
    ("content", "name", "precision"),
    [
        (writers.pssession(writers.spectrum_arrays()), "cell.pssession", 1e-14),
        (writers.pssession(writers.spectrum_arrays(), lower=True), "old.pssession", 1e-14),
        (writers.ivium_spectrum(), "cell.ids", 1e-5),
        (writers.ivium_spectrum(), "cell.idf", 1e-5),
        (writers.ism(), "cell.ism", 1e-12),
        (writers.ism(pairs=False), "old.ism", 1e-12),
        (writers.zview(), "cell.z", 1e-11),
        (writers.zview(header=False), "converted.z", 1e-11),
        (writers.zview(delimiter=","), "commas.z", 1e-11),
        (writers.zview(delimiter="   "), "blanks.z", 1e-11),
        (writers.zview(decimal=","), "german.z", 1e-11),
        (writers.zview(end=""), "plain.z", 1e-11),
        (writers.p00(), "cell.P00", 1e-8),
        (writers.dfr(), "cell.dfr", 1e-9),
        (writers.i2b(), "cell.i2b", 1e-9),
    ],
)
def test_a_spectrum_is_read_in_every_format_whatever_the_file_is_called(
    tmp_path: Path, content: bytes, name: str, precision: float
) -> None:
    assert is_the_spectrum(curve_of(tmp_path, content, name), precision)
    if not name.endswith(".i2b"):  # five free lines and rows of numbers: without its name it is anything
        assert is_the_spectrum(curve_of(tmp_path, content, "renamed.dat"), precision)


MAGNITUDE, DEGREES = np.abs(IMPEDANCE).tolist(), np.degrees(np.angle(IMPEDANCE)).tolist()


@pytest.mark.parametrize(
    ("headings", "columns"),
    [
        (("f / Hz", "Z' / ohm", "Z'' / ohm"), (FREQUENCY, REAL, IMAGINARY)),
        (("freq (kHz)", "Re(Z) (Ohm)", "-Im(Z) (Ohm)"), (FREQUENCY / 1e3, REAL, -IMPEDANCE.imag)),
        (("Frequency[Hz]", "-Zre[mohm]", "-Zim[kOhm]"), (FREQUENCY, -IMPEDANCE.real * 1e3, -IMPEDANCE.imag / 1e3)),
        (("Freq/Hz", "Zreal/Ω", "−Z″/Ω"), (FREQUENCY, REAL, -IMPEDANCE.imag)),
        (("frequency / Hz", "|Z| / ohm", "phase / deg"), (FREQUENCY, MAGNITUDE, DEGREES)),
        (("freq/Hz", "|Z|/Ohm", "-Phase(Z)/deg"), (FREQUENCY, MAGNITUDE, -np.array(DEGREES))),
        (("f/Hz", "Zmod/kOhm", "phi/rad"), (FREQUENCY, np.array(MAGNITUDE) / 1e3, np.angle(IMPEDANCE))),
        (("Zimag (ohm)", "f (Hz)", "Zreal (ohm)", "Phase"), (IMAGINARY, FREQUENCY, REAL, DEGREES)),
        (("频率/Hz", "阻抗实部/Ω", "阻抗虚部/Ω"), (FREQUENCY, REAL, IMAGINARY)),
    ],
)
@pytest.mark.parametrize(("delimiter", "decimal"), [(",", "."), (";", ","), ("\t", "."), ("\t", ","), ("|", ".")])
def test_an_impedance_table_is_read_under_every_heading_that_states_its_unit(
    tmp_path: Path, headings: tuple[str, ...], columns: Any, delimiter: str, decimal: str
) -> None:
    if delimiter == "|":
        headings = tuple(heading.replace("|Z|", "modulus") for heading in headings)
    text = "measured yesterday\n\n" + writers.table(headings, columns, delimiter, decimal)
    curve = curve_of(tmp_path, text.encode("utf-8"))
    assert curve.source.reader == "eis_table"
    assert is_the_spectrum(curve, 1e-12)
    assert curve.receipt.decimal == decimal


def test_columns_between_blanks_are_read(tmp_path: Path) -> None:
    text = writers.table(("f/Hz", "Z'/ohm", "Z''/ohm"), (FREQUENCY, REAL, IMAGINARY), "    ")
    assert is_the_spectrum(curve_of(tmp_path, text.encode()), 1e-12)


def test_spectra_below_each_other_are_segments(tmp_path: Path) -> None:
    text = writers.table(("f/Hz", "Z'/ohm", "Z''/ohm"), (FREQUENCY, REAL, IMAGINARY))
    curve = curve_of(tmp_path, (text + text.split("\n", 1)[1] * 2).encode())
    assert [(part.start, part.stop, part.kind) for part in curve.segments] == [
        (0, 9, "spectrum"), (9, 18, "spectrum"), (18, 27, "spectrum")]  # fmt: skip


@pytest.mark.parametrize(
    ("headings", "code"),
    [
        (("f", "Z'", "Z''"), "MISSING_UNIT"), (("f / Hz", "Z'", "Z''"), "MISSING_UNIT"),
        (("freq", "Zre", "-Zim"), "MISSING_UNIT"), (("f / Hz", "Z' / ohm", "Z'' / furlong"), "UNKNOWN_UNIT"),
        (("f / Hz", "Z' / ohm cm2", "Z'' / ohm cm2"), "WRONG_UNIT"), (("f / V", "Z' / ohm", "Z'' / ohm"), "WRONG_UNIT"),
        (("f / Hz", "|Z| / ohm", "phase / furlong"), "UNKNOWN_UNIT"),
        (("f / Hz", "|Z| / ohm", "phase"), "MISSING_UNIT"),
    ],
)  # fmt: skip
def test_the_unit_of_an_impedance_is_never_guessed(tmp_path: Path, headings: tuple[str, ...], code: str) -> None:
    error = refusal(tmp_path, writers.table(headings, (FREQUENCY, REAL, IMAGINARY)).encode())
    assert error.message.code == code


def test_two_columns_of_one_part_are_refused(tmp_path: Path) -> None:
    text = writers.table(("f / Hz", "Z' / ohm", "Zre / ohm", "Z'' / ohm"), (FREQUENCY, REAL, REAL, IMAGINARY))
    assert refusal(tmp_path, text.encode()).message.code == "TWO_COLUMNS"


def test_what_is_no_number_in_a_spectrum_is_missing_and_named(tmp_path: Path) -> None:
    curve = curve_of(tmp_path, b"f / Hz;Z' / ohm;Z'' / ohm\n100,0;NaN;-1,5\n10,0;2,5;oops\n-1,0;3,5;1.5\n")
    assert curve.columns["frequency"].tolist() == [100.0, 10.0, -1.0]
    assert np.isnan(curve.columns["impedance_real"]).tolist() == [True, False, False]
    assert np.isnan(curve.columns["impedance_imaginary"]).tolist() == [False, True, True]
    assert any("zero or negative" in flag.text for flag in curve.receipt.flags)
    assert any("line 3, 4" in flag.text for flag in curve.receipt.flags)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (writers.p00(12), "states 12 points and holds 9"), (writers.p00(5), "states 5 points but holds 9"),
        (writers.dfr(12), "states 12 points and holds 9"), (writers.zview(points=56), "states 56 points and holds 9"),
        (writers.zview(points=2), "states 2 points but holds 9"), (writers.zview(error=3), "9 points carry an error"),
    ],
)  # fmt: skip
def test_a_count_that_is_wrong_is_flagged(tmp_path: Path, content: bytes, word: str) -> None:
    assert any(word in flag.text for flag in curve_of(tmp_path, content).receipt.flags)


def test_the_untouched_area_of_zplot_is_not_believed_and_a_typed_one_is(tmp_path: Path) -> None:
    assert curve_of(tmp_path, writers.zview(area="1")).electrode_area is None
    assert curve_of(tmp_path, writers.zview(area="0.196")).electrode_area == pytest.approx(0.196e-4)
    assert curve_of(tmp_path, writers.ivium_spectrum(area="0.5")).electrode_area == pytest.approx(0.5e-4)


def test_a_corrware_polarization_is_read(tmp_path: Path) -> None:
    rows = "".join(f"{0.001 * row:.6E}\t{1e-6 * row:.6E}\t{0.1 * row:.6E}\n" for row in range(200))
    text = "CORRW ASCII\n  Date:  10-12-2018\n  E(Volts)\tI(A/cm2)\tT(Seconds)\nEnd Comments\n" + rows
    curve = curve_of(tmp_path, text.encode(), "cell.cor")
    assert curve.columns["current_density"][-1] == pytest.approx(199e-6 * 1e4)
    assert curve.technique == "linear_sweep"
