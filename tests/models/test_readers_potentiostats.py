"""Gamry, NOVA, FRA, VersaStudio and Parstat: the real files; Gamry: small ones written as its program writes them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from models.curve import Curve
from models.readers import ReadError, read_file
from tests.instruments import writers_potentiostats as writers
from tests.instruments.checks import assert_refused, files_of
from tests.instruments.expected_potentiostats import FILES
from tests.receipts import said

_FOLDERS = ("gamry", "autolab", "other")

TIME = [0.5, 1.0, 1.5, 2.0, 2.5, 3.0]
PLATING = {"T": TIME, "Vf": [0.04, -0.16, -0.12, -0.1, -0.09, -0.085], "Im": [-1.96e-4] * 6}
SPECTRUM = {
    "Time": [1.0, 2.0, 3.0, 4.0],
    "Freq": [1e4, 1e3, 1e2, 10.0],
    "Zreal": [109.0, 220.0, 366.0, 484.0],
    "Zimag": [-26.56, -120.0, -73.0, -99.0],
    "Zphz": [-14.0, -28.0, -11.0, -11.6],
    "Idc": [-1e-6] * 4,
    "Vdc": [0.01] * 4,
}


def curves_of(folder: Path, content: bytes, name: str = "cell.dta") -> tuple[Curve, ...]:
    path = folder / name
    path.write_bytes(content)
    return read_file(path).curves


def refusal(folder: Path, content: bytes, name: str = "cell.dta") -> str:
    with pytest.raises(ReadError) as caught:
        curves_of(folder, content, name)
    sentence = str(caught.value)
    assert sentence.endswith(".") and "\n" not in sentence
    return caught.value.message.code


def noted(curve: Curve) -> str:
    return said((*curve.receipt.flags, *curve.receipt.assumptions))


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
    assert [curve.technique for curve in found.curves] == [curve.technique for curve in expected.curves]
    assert [curve.source.index for curve in found.curves] == list(range(len(found.curves)))
    assert len({curve.name for curve in found.curves}) == len(found.curves)
    for curve, wanted in zip(found.curves, expected.curves, strict=True):
        assert curve.points == wanted.points
        for column, total in wanted.sums.items():
            assert np.nansum(curve.columns[column]) == pytest.approx(total, rel=1e-9), column
        assert tuple(part.start for part in curve.segments) == wanted.starts
        assert {part.kind for part in curve.segments} == set(wanted.kinds)
        assert curve.electrode_area is None
        assert curve.sign_convention == "plating_negative"
        assert (curve.receipt.decimal, curve.receipt.encoding) == (expected.decimal, expected.encoding)
    assert set(expected.extra) <= set(found.curves[0].columns)
    flags = said(found.curves[0].receipt.flags)
    assert expected.flag in flags if expected.flag else flags == ""


@pytest.mark.parametrize("name", sorted(name for name in FILES if name.startswith("gamry") and not FILES[name].code))
def test_a_gamry_file_is_read_bit_for_bit_as_float_reads_it(instrument_data: Path, name: str) -> None:
    text = (instrument_data / name).read_bytes().decode("latin-1").replace("\r", "")
    tables = [part.split("\n") for part in text.replace("TABLE", "\0").split("\0")[1:]]
    curves = read_file(instrument_data / name).curves
    assert len(tables) == len(curves)
    ours = {"T": "time", "Time": "time", "Vf": "potential", "Im": "current", "Freq": "frequency", "Zreal":
            "impedance_real", "Zimag": "impedance_imaginary"}  # fmt: skip
    for lines, curve in zip(tables, curves, strict=True):
        headings = lines[1].split("\t")
        rows = [cells for line in lines[3:] if line[:1] == "\t" and len(cells := line.split("\t")) == len(headings)]
        for place, heading in enumerate(headings):
            if heading in ours:
                written = [float(row[place].replace(",", ".")) for row in rows]
                assert curve.columns[ours[heading]].tolist() == written


def test_the_test_circuit_is_the_same_in_gamrys_format(instrument_data: Path) -> None:
    curve = read_file(instrument_data / "gamry" / "pyimpspec_data.dta").curves[1]
    assert curve.points == 29
    assert curve.columns["frequency"][0] == 10_000.0
    assert curve.columns["impedance_real"][0] == pytest.approx(109.0, abs=0.05)
    assert curve.columns["impedance_imaginary"][0] == pytest.approx(-26.56, abs=0.005)
    lines = (instrument_data / "generic_eis" / "pyimpspec_data-semicolon.csv").read_text("utf-8-sig").split("\n")
    other = np.array([[float(cell) for cell in line.split(";")] for line in lines[1:] if line.strip()])
    for column, values in zip(("frequency", "impedance_real", "impedance_imaginary"), other.T, strict=True):
        np.testing.assert_allclose(curve.columns[column], values, rtol=1e-12)


def test_the_spectra_equal_impedances_first_and_last_points(instrument_data: Path) -> None:
    known = {
        "gamry/impedancepy_exampleDataGamry.DTA": ((200015.6, 825.8584, -1367.239), (0.0158898, 17007.49, -6635.557)),
        "autolab/FRA_exampleDataAutolab.txt": (
            (10000.0, 0.013785863964281, 0.007191946305823), (0.1, 0.0345697771923854, -0.00390292888845954)
        ),
        "other/Parstat_EIS.txt": (
            (10000.0, -0.00049816280376104, 0.0175143479976367), (10.0, 0.0270946491457229, -0.00399791080333837)
        ),
        "other/VersaStudio_EIS.par": ((100000.0, 55.31571, 4.575431), (0.02154435, 1516.313, -122.8279)),
    }  # fmt: skip
    for name, ends in known.items():
        curve = read_file(instrument_data / name).curves[-1]
        columns = [curve.columns[each] for each in ("frequency", "impedance_real", "impedance_imaginary")]
        assert (tuple(column[0] for column in columns), tuple(column[-1] for column in columns)) == ends


@pytest.mark.parametrize("decimal", [".", ","])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-16"])
def test_a_gamry_file_is_read_in_every_dress(tmp_path: Path, decimal: str, newline: str, encoding: str) -> None:
    tables = [writers.gamry_table("OCVCURVE", {"T": TIME, "Vf": [0.1] * 6}, 6, decimal, newline=newline),
              writers.gamry_table("ZCURVE", SPECTRUM, None, decimal, newline=newline)]  # fmt: skip
    rest, spectrum = curves_of(tmp_path, writers.gamry("EISPOT", tables, encoding=encoding, newline=newline))
    assert (rest.technique, spectrum.technique) == ("open_circuit", "impedance")
    assert (rest.name, spectrum.name) == ("cell OCVCURVE", "cell ZCURVE")
    assert rest.identity != spectrum.identity
    assert spectrum.columns["impedance_imaginary"].tolist() == SPECTRUM["Zimag"]
    assert spectrum.receipt.decimal == decimal
    assert spectrum.metadata["comments"] == "Li on Cu, 25 °C"
    assert spectrum.metadata["started"] == "3/10/2024 12:00:00"
    assert spectrum.metadata["initial e (v)"] == "2.00000E-001 vs open circuit"
    assert "Zphz" in spectrum.receipt.columns_skipped


@pytest.mark.parametrize(
    ("tag", "technique", "kind"),
    [
        ("CHRONOP", "chronopotentiometry", "plating"),
        ("CHRONOA", "chronoamperometry", "hold"),
        ("LSV", "linear_sweep", "sweep"),
        ("CV", "cyclic_voltammetry", "sweep"),
        ("CORPOT", "open_circuit", "rest"),
        ("MYOWN", "chronopotentiometry", "plating"),
    ],
)
def test_the_tag_names_the_technique_or_the_control_does(tmp_path: Path, tag: str, technique: str, kind: str) -> None:
    (curve,) = curves_of(tmp_path, writers.gamry(tag, [writers.gamry_table("CURVE", PLATING, 6)]))
    assert curve.technique == technique
    assert {part.kind for part in curve.segments} == {kind}
    assert ("technique judged" in noted(curve)) == (tag == "MYOWN")
    assert curve.columns["current"].tolist() == [-1.96e-4] * 6


def test_milliamperes_and_microvolts_are_what_the_units_say(tmp_path: Path) -> None:
    table = writers.gamry_table("CURVE", {"T": TIME, "Vf": [40.0] * 6, "ImA": [-0.196] * 6}, units={"Vf": "mV"})
    (curve,) = curves_of(tmp_path, writers.gamry("CHRONOP", [table]))
    np.testing.assert_allclose(curve.columns["current"], -1.96e-4, rtol=1e-12)
    np.testing.assert_allclose(curve.columns["potential"], 0.04, rtol=1e-12)


def test_a_column_of_an_unknown_unit_is_left_out_by_name(tmp_path: Path) -> None:
    table = writers.gamry_table("CURVE", PLATING, units={"Im": "furlong"})
    (curve,) = curves_of(tmp_path, writers.gamry("CHRONOP", [table]))
    assert set(curve.columns) == {"time", "potential"}
    assert "Im" in curve.receipt.columns_skipped
    assert "furlong" in noted(curve)


def test_without_a_line_of_units_no_unit_is_guessed(tmp_path: Path) -> None:
    lines = writers.gamry_table("CURVE", PLATING, 6).split("\r\n")
    content = writers.gamry("CHRONOP", ["\r\n".join([*lines[:2], *lines[3:]])])
    assert refusal(tmp_path, content) == "NO_COLUMNS"


@pytest.mark.parametrize(
    ("text", "area"),
    [("1.00000E+000", None), ("1,00000E+000", None), ("0.00000E+000", None), ("1,96000E-001", 1.96e-5)],
)
def test_an_area_of_one_is_an_untouched_default(tmp_path: Path, text: str, area: float | None) -> None:
    (curve,) = curves_of(tmp_path, writers.gamry("CHRONOP", [writers.gamry_table("CURVE", PLATING)], area=text))
    assert curve.electrode_area == (None if area is None else pytest.approx(area))
    assert ("untouched default" in noted(curve)) == (area is None)


@pytest.mark.parametrize(
    ("convention", "sign", "first", "word"),
    [
        ("1", "plating_negative", -1.96e-4, ""),
        (None, "plating_negative", -1.96e-4, "does not state its current convention"),
        ("0", "flipped", 1.96e-4, "signs were turned"),
        ("7", "not_stated", -1.96e-4, "is not clear"),
    ],
)
def test_the_current_convention_of_the_file_is_honoured(
    tmp_path: Path, convention: str | None, sign: str, first: float, word: str
) -> None:
    content = writers.gamry("CHRONOP", [writers.gamry_table("CURVE", PLATING)], convention=convention)
    (curve,) = curves_of(tmp_path, content)
    assert curve.sign_convention == sign
    assert curve.columns["current"][0] == first
    assert word in noted(curve)


def test_a_galvanodynamic_scan_is_named(tmp_path: Path) -> None:
    ramp = {**PLATING, "Im": [1e-5 * step for step in range(6)]}
    (curve,) = curves_of(tmp_path, writers.gamry("LSV", [writers.gamry_table("CURVE", ramp)], control="0"))
    assert curve.technique == "linear_sweep"
    assert "galvanodynamic" in noted(curve)


def test_two_working_electrodes_are_two_kinds_of_curve(tmp_path: Path) -> None:
    steps = [0.01 * step for step in range(20)]
    held = {"T": steps, "Vf": [0.5] * 20, "Im": [1e-5 - 1e-7 * step for step in range(20)]}
    swept = {"T": steps, "Vf": steps, "Im": steps}
    tables = [writers.gamry_table("CURVE DETECTOR", held, 20), writers.gamry_table("CURVE GENERATOR1", swept)]
    detector, generator = curves_of(tmp_path, writers.gamry("CV", tables))
    assert (detector.technique, generator.technique) == ("chronoamperometry", "cyclic_voltammetry")
    assert "calls itself CV" in noted(detector)


@pytest.mark.parametrize(
    ("announced", "settings", "word"),
    [
        (6, [], ""),
        (3597, [], "announces 3597 rows and holds 6: the run ended early, or the file is cut"),
        (3597, ["EXPERIMENTABORTED\tTOGGLE\tT\tExperiment Aborted"], "aborted after 6 of 3597 planned points"),
        (4, [], "announces 4 rows and holds 6"),
        (None, [], ""),
        ("many", [], ""),
    ],
)
def test_the_announced_rows_are_counted(
    tmp_path: Path, announced: int | str | None, settings: list[str], word: str
) -> None:
    (curve,) = curves_of(
        tmp_path, writers.gamry("CHRONOP", [writers.gamry_table("CURVE", PLATING, announced)], settings)
    )
    assert curve.points == 6
    flags = said(curve.receipt.flags)
    assert word in flags if word else flags == ""


def test_a_cut_gamry_file_gives_its_whole_rows_and_says_so(tmp_path: Path) -> None:
    content = writers.gamry("CHRONOP", [writers.gamry_table("CURVE", PLATING, 6)])
    for cut in (16, 30, 50):
        (curve,) = curves_of(tmp_path, content[:-cut])
        assert curve.columns["time"].tolist() == TIME[:5]
        assert "cut off" in noted(curve)
        assert "announces 6 rows and holds 5" in noted(curve)


def test_an_impedance_file_without_its_spectrum_says_so(tmp_path: Path) -> None:
    (curve,) = curves_of(tmp_path, writers.gamry("EISPOT", [writers.gamry_table("OCVCURVE", {"T": TIME, "Vf": TIME})]))
    assert curve.technique == "open_circuit"
    assert "holds no spectrum" in noted(curve)


def test_the_receipt_of_a_file_names_the_curve_a_note_is_about(tmp_path: Path) -> None:
    path = tmp_path / "cell.dta"
    tables = [
        writers.gamry_table("OCVCURVE", {"T": TIME, "Vf": [0.1] * 6}, 40),
        writers.gamry_table("ZCURVE", SPECTRUM),
    ]
    path.write_bytes(writers.gamry("EISPOT", tables, ["FREQINIT\tQUANT\t1E+004\tI", "FREQFINAL\tQUANT\t1E+000\tF"]))
    found = read_file(path)
    assert [len(curve.receipt.flags) for curve in found.curves] == [1, 1]
    assert said(found.receipt.flags).splitlines() == [
        "cell OCVCURVE: the table OCVCURVE announces 40 rows and holds 6: the run ended early, or the file is cut",
        "cell ZCURVE: the spectrum ends at 10 Hz, before the 1 Hz that were set",
    ]
    both, own = found.receipt.assumptions, found.curves[0].receipt.assumptions
    assert both[0] == own[0]  # the same for both: said once
    assert [each.text.partition(":")[0] for each in both[1:]] == ["cell OCVCURVE"]  # a spectrum is not asked
    assert found.receipt.rows_read == 10
    assert {"Vm", "Zphz"} & set(found.receipt.columns_skipped) == {"Zphz"}


@pytest.mark.parametrize("keep", [200, 400])
def test_a_file_that_ends_in_its_settings_is_a_sentence(tmp_path: Path, keep: int) -> None:
    assert refusal(tmp_path, writers.gamry("CV", [])[:keep]) == "TRUNCATED"


def test_a_table_without_rows_costs_itself_only(tmp_path: Path) -> None:
    empty = writers.gamry_table("ZCURVE", {name: [] for name in SPECTRUM})
    rest = writers.gamry_table("OCVCURVE", {"T": TIME, "Vf": [0.1] * 6}, 6)
    (curve,) = curves_of(tmp_path, writers.gamry("EISPOT", [rest, empty]))
    assert curve.technique == "open_circuit"
    assert "the table ZCURVE was not read: The recording is empty" in noted(curve)
    assert refusal(tmp_path, writers.gamry("EISPOT", [empty])) == "NO_ROWS"


def test_rows_that_do_not_fit_their_columns_are_refused_not_shifted(tmp_path: Path) -> None:
    wider = "\r\n".join(
        line + "\t1" if line.startswith("\t") and line[1:2].isdigit() else line
        for line in writers.gamry_table("CURVE", PLATING).split("\r\n")
    )
    assert refusal(tmp_path, writers.gamry("CHRONOP", [wider])) == "FIELD_COUNT"
    narrower = writers.gamry_table("CURVE", PLATING).replace("\tIm\t", "\tIm\tVu\t")
    assert refusal(tmp_path, writers.gamry("CHRONOP", [narrower])) == "FIELD_COUNT"


def test_a_garbled_row_and_a_garbled_number_are_named(tmp_path: Path) -> None:
    table = writers.gamry_table("CURVE", PLATING, 6)
    lines = table.split("\r\n")
    lines[4] = "  1 1.0 -0.16\t" + lines[4].split("\t", 4)[-1]
    lines[6] = lines[6].replace("-1.000000000E-001", "-1.0#QNAN")
    content = writers.gamry("CHRONOP", ["\r\n".join(lines)])
    at = content.decode("cp1252").split("\r\n").index("CURVE\tTABLE\t6") + 1
    (curve,) = curves_of(tmp_path, content)
    assert curve.points == 5
    assert curve.receipt.rows_skipped == (at + 4,)
    assert np.isnan(curve.columns["potential"]).tolist() == [False, False, True, False, False]
    assert f"Vf: 1 values are missing or no numbers (line {at + 6})" in noted(curve)
    assert f"1 lines do not fit the columns and were left out (line {at + 4})" in noted(curve)


def test_missing_points_are_noticed_by_their_numbers(tmp_path: Path) -> None:
    lines = writers.gamry_table("CURVE", PLATING).split("\r\n")
    (curve,) = curves_of(tmp_path, writers.gamry("CHRONOP", ["\r\n".join(lines[:5] + lines[6:])]))
    assert "point numbers do not run on in 1 places" in noted(curve)


def test_a_note_that_looks_like_a_table_is_none(tmp_path: Path) -> None:
    content = writers.gamry("CHRONOP", [writers.gamry_table("CURVE", PLATING)])
    content = content.replace(b"\tLi on Cu", b"\tCURVE\tTABLE\t12 Li on Cu")
    (curve,) = curves_of(tmp_path, content)
    assert curve.points == 6
