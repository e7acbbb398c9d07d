"""A bad file costs one sentence, never another exception, and never a number that was not in it."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.readers import ReadError, read_file
from models.readers.text_table import decode
from tests.instruments import writers
from tests.instruments.checks import assert_sound_or_refused
from tests.models.test_readers_formats import CURRENT, PLATING, POTENTIAL, TIME, curve_of, refusal

TABLE = {"time / s": TIME, "potential / V": POTENTIAL, "current / mA": CURRENT}


def workbook() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "EMPTY_FILE"),
        (b" \r\n\r\n", "EMPTY_FILE"),
        (b"\0" * 5000, "EMPTY_FILE"),
        (b"hello", "NOT_RECOGNISED"),
        (b"1,2,3\n4,5,6\n", "NO_HEADINGS"),
        (bytes(range(256)) * 40, "NOT_RECOGNISED"),
        (workbook(), "TRUNCATED"),
        (b"time / s,potential / V\n", "NO_ROWS"),
        (b"time / s,potential / V", "NO_ROWS"),
        (b"time/s\tEwe/V\t\n", "NO_ROWS"),
        (b"time / s\n1\n2\n3\n", "NO_COLUMNS"),
        (b"time / s,potential / V\n1,2,3\n4,5,6\n7,8,9\n", "FIELD_COUNT"),
        (b"time / s,potential / V,current / A\n1,2\n4,5\n7,8\n", "FIELD_COUNT"),
        (b"time / s,potential / V\na,b\nc,d\n", "NO_ROWS"),
        (b"EC-Lab ASCII FILE\r\nNb header lines : 60\r\n\r\nChronopotentiometry\r\n", "TRUNCATED"),
        (b"EC-Lab ASCII FILE\r\n", "NO_COLUMNS"),
        (b"BIO-LOGIC MODULAR FILE\x1a", "TRUNCATED"),
        (writers.chi("Cyclic Voltammetry", {}, "Potential/V, Current/A", []), "NO_ROWS"),
        (writers.chi_cv().split(b"Potential/V")[0], "NO_COLUMNS"),
        (("," * 20000).join(["time / s"] * 2).encode(), "TOO_MANY_COLUMNS"),
    ],
)
def test_what_cannot_be_read_gives_one_true_sentence(tmp_path: Path, content: bytes, code: str) -> None:
    assert refusal(tmp_path, content).message.code == code


def test_a_missing_file_and_a_folder_are_sentences(tmp_path: Path) -> None:
    for path in (tmp_path / "nothing.mpr", tmp_path, tmp_path / ("x" * 300), Path("a\0b")):
        with pytest.raises(ReadError) as caught:
            read_file(path)
        assert caught.value.message.code == "NOT_READABLE"


def test_a_fault_in_a_reader_costs_this_file_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise KeyError("Ewe")

    monkeypatch.setattr("models.readers.eclab_text.stated_controls", fails)
    assert refusal(tmp_path, writers.eclab_export(PLATING)).message.code == "NOT_READABLE"


def test_a_number_that_cannot_be_read_is_missing_and_named_never_zero(tmp_path: Path) -> None:
    content = b"time / s,potential / V\n0,0.1\n1,oops\n2,\n3,NaN\n4,1e999\n5,-0.5\n6,1_0\n"
    curve = curve_of(tmp_path, content)
    assert np.isnan(curve.columns["potential"]).tolist() == [False, True, True, True, True, False, True]
    assert any("line 3, 4, 5, 6, 8" in flag.text and "5 values" in flag.text for flag in curve.receipt.flags)


def test_a_row_of_the_wrong_length_is_left_out_and_named(tmp_path: Path) -> None:
    curve = curve_of(tmp_path, b"time / s,potential / V\n0,1\n1,2\n2\n3,4,5\n4,6\n")
    assert curve.columns["time"].tolist() == [0.0, 1.0, 4.0]
    assert curve.receipt.rows_skipped == (4, 5)


def test_a_line_of_words_between_the_rows_is_left_out_and_named(tmp_path: Path) -> None:
    curve = curve_of(tmp_path, b"time / s,potential / V\n0,1\npaused,here\n2,3\n\n4,5\n")
    assert curve.columns["time"].tolist() == [0.0, 2.0, 4.0]
    assert curve.receipt.rows_skipped == (3,)


def test_a_cut_last_line_is_flagged_and_the_rest_kept(tmp_path: Path) -> None:
    whole = writers.eclab_export(PLATING)
    for cut in (1, 3, 10, 16, 20):
        curve = curve_of(tmp_path, whole[:-cut])
        assert curve.columns["time"].tolist() == TIME[:5]
        assert any("cut off" in flag.text for flag in curve.receipt.flags)


def test_a_nul_tail_is_cut_off_and_reported(tmp_path: Path) -> None:
    curve = curve_of(tmp_path, writers.plain(TABLE) + b"\0" * 4096)
    assert curve.columns["time"].tolist() == TIME
    assert any("4096 NUL" in flag.text for flag in curve.receipt.flags)


def test_a_decimal_comma_beside_tabs_is_not_read_as_zero(tmp_path: Path) -> None:
    curve = curve_of(tmp_path, b"time / s;potential / V\n0,5;0,1000\n1,5;-1,000\n2,5;0,2500\n")
    assert curve.columns["potential"].tolist() == [0.1, -1.0, 0.25]


def test_mixed_decimal_marks_are_missing_not_wrong(tmp_path: Path) -> None:
    curve = curve_of(tmp_path, b"time / s;potential / V\n0,5;0,1\n1,5;0,2\n2,5;0.3\n3,5;1.000,5\n")
    assert np.isnan(curve.columns["potential"]).tolist() == [False, False, True, True]
    assert any("line 4, 5" in flag.text for flag in curve.receipt.flags)


def test_time_that_goes_back_or_stands_still_is_flagged_and_splits(tmp_path: Path) -> None:
    columns = {"time / s": [0, 1, 1, 2, 0, 1, 2], "potential / V": [0.1] * 7, "current / mA": [-1.0] * 7}
    curve = curve_of(tmp_path, writers.plain(columns))
    assert [part.start for part in curve.segments] == [0, 4]
    assert any("goes back 1 times (row 5)" in flag.text for flag in curve.receipt.flags)
    assert any("stands still in 1" in flag.text for flag in curve.receipt.flags)


def test_a_latin_1_micro_sign_is_not_taken_for_hanzi() -> None:
    assert decode("current / µA,1\nx".encode("latin-1")).text.startswith("current / µA")
    assert decode("电流(mA),电压(V)".encode("gb18030")).encoding == "gb18030"
    assert decode("時間,potential".encode("utf-16-le")).text == "時間,potential"


def test_an_odd_number_of_quotes_swallows_nothing(tmp_path: Path) -> None:
    curve = curve_of(tmp_path, b'"time / s","potential / V"\n"0","1"\n"1,2\n2,3\n"3","4"\n')
    assert curve.columns["time"].tolist() == [0.0, 1.0, 2.0, 3.0]


def test_a_million_rows_are_read(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    row = "".join(f"{0.01 * number:.2f},{number % 977 / 1000:.4f},-0.1960\n" for number in range(10_000))
    path.write_bytes(b"time / s,potential / V,current / mA\n" + row.encode() * 100)
    assert read_file(path).curves[0].points == 1_000_000


NUMBERS = st.floats(allow_nan=False, allow_infinity=False, width=64).filter(lambda x: x == 0 or 1e-300 < abs(x) < 1e300)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=30),
    dress=st.sampled_from([(",", "."), ("\t", "."), ("\t", ","), (";", "."), (";", ",")]),
    newline=st.sampled_from(["\n", "\r\n"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030", "cp1252"]),
    comment=st.sampled_from(["", "# made by a test\n", "# µ\n\n"]),
)
def test_any_table_in_any_dress_is_read_to_the_last_digit(
    tmp_path: Path, rows: list[tuple[float, float]], dress: tuple[str, str], newline: str, encoding: str, comment: str
) -> None:
    delimiter, decimal = dress
    columns = {"time / s": [row[0] for row in rows], "potential / V": [row[1] for row in rows]}
    table = writers.plain(columns, delimiter, decimal, newline, "utf-8").decode()
    curve = curve_of(tmp_path, (comment.replace("\n", newline) + table).encode(encoding))
    assert curve.columns["time"].tolist() == columns["time / s"]
    assert curve.columns["potential"].tolist() == columns["potential / V"]


SOURCES = (
    writers.plain(TABLE), writers.eclab_mpt(PLATING), writers.eclab_export(PLATING), writers.chi_cv(), writers.chi_cp(),
    writers.mpr({"mode": [1] * 6, "Ns": [0] * 6, "time/s": TIME, "Ewe/V": POTENTIAL, "dq/mA.h": CURRENT}, loops=(0, 3)),
)  # fmt: skip


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    source=st.sampled_from(SOURCES),
    place=st.floats(0, 1),
    length=st.integers(0, 60),
    noise=st.binary(max_size=60),
)
def test_damage_anywhere_gives_a_curve_or_a_sentence(
    tmp_path: Path, source: bytes, place: float, length: int, noise: bytes
) -> None:
    start = int(place * len(source))
    assert_sound_or_refused(tmp_path / "damaged", source[:start] + noise + source[start + length :])


def _plating_rows(order: np.ndarray) -> bytes:
    time = 0.5 * np.arange(order.size)
    rows = np.column_stack([time, -0.05 - 0.03 * np.exp(-time / 60), np.full(order.size, -0.2)])[order]
    text = "\n".join(",".join(f"{value:.7g}" for value in row) for row in rows)
    return f"time / s,potential / V,current / mA\n{text}\n".encode()


def test_rows_that_run_back_in_time_throughout_are_turned_round(tmp_path: Path) -> None:
    forward = curve_of(tmp_path, _plating_rows(np.arange(1200)))
    backward = curve_of(tmp_path, _plating_rows(np.arange(1200)[::-1]))
    assert [flag.code for flag in backward.receipt.flags] == ["TIME_REVERSED"]
    assert [part.kind for part in backward.segments] == ["plating"]
    for name, column in forward.columns.items():
        np.testing.assert_array_equal(backward.columns[name], column)


def test_rows_that_mostly_run_back_in_time_are_refused_in_a_sentence(tmp_path: Path) -> None:
    order = np.arange(1200)[::-1].copy()
    order[[100, 500]] = order[[500, 100]]
    problem = refusal(tmp_path, _plating_rows(order))
    assert problem.message.code == "TIME_NOT_INCREASING" and "sort the rows by time" in str(problem)
