"""The workbook, read back by two other readers: every number, every text, charts and pictures."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape
from python_calamine import CalamineWorkbook

from fitting.messages import Message
from fitting.outcome import Estimate
from models.curve import Receipt
from models.readers.remarks import technique_judged
from models.report import write_workbook
from models.report.inert_text import LONGEST_TEXT, pieces, sheet_titles
from models.report.workbook import workbook_bytes
from models.result import Failure
from models.whole_file import WriteProblem
from tests.plating_results import SPIKE, WARNING, plating_result, plating_results
from tests.receipts import note
from tests.translators import speaking

POINTS = 300  # of each curve; openpyxl takes its time to read them back
DATE = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
NASTY = ("=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "=HYPERLINK(\"http://x\")", "a\x00b\x1fc", "_x0041_",
         "../../x", "\ud800 \ufffe", "  spaces  ", "line\r\nbreak", "时间 µ 🧪", "'quoted", "x" * 40_000)  # fmt: skip


def a_picture(_result=None):
    """The smallest valid PNG."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 2, 1, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 7)) + chunk(b"IEND", b"")


def written(results, failures=(), picture=a_picture):
    return workbook_bytes(results, failures, picture, DATE)


def opened(content):
    """As any reader shows it that does not compute."""
    return openpyxl.load_workbook(io.BytesIO(content), data_only=True, rich_text=False)


def count_of_formulas(content):
    return sum(part.count(b"<f>") + part.count(b"<f ") for part in parts(content, "worksheets/").values())


def rows(sheet):
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def row_of(sheet, first):
    return next(row for row in rows(sheet) if row[0] == first)


def parts(content, pattern):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if re.search(pattern, name)}


def all_texts(content):
    return {
        unescape(cell)
        for sheet in opened(content).worksheets
        for row in rows(sheet)
        for cell in row
        if isinstance(cell, str)
    }


@pytest.fixture(scope="module")
def series():
    failure = Failure("/data/x.mpr", Message("TRUNCATED", "The file ends early: {n} points.", {"n": 9}))
    return written(plating_results(count=POINTS), [failure])


def test_a_file_with_eleven_platings_gives_eleven_sheets(series):
    names = opened(series).sheetnames
    sheets = [f"S20 #{number}" for number in range(1, 12)]
    assert names == ["Summary", "Electrocrystallization", *sheets, "Rule cards", "Methods", "Provenance", "Recipe"]
    assert CalamineWorkbook.from_filelike(io.BytesIO(series)).sheet_names == names


def test_the_sheet_of_a_step_has_every_curve_with_interval_verdict_and_warnings(series):
    sheet = opened(series)["Electrocrystallization"]
    row = row_of(sheet, "S20 #3")
    assert row[:9] == ["S20 #3", "1 M LiTFSI DOL/DME", "S20.mpr", 1, "present", "overpotential grows", 40.0, 39.2, 40.8]
    assert "> 1800" in row
    headings = [cell.value for cell in sheet[5]]
    assert "spike time / s" in headings
    assert "critical radius / nm" in headings


def test_the_summary_has_one_number_per_electrolyte_and_quantity():
    results = [
        *plating_results("A", platings=2),
        plating_result("B", quantities={"spike_time": Estimate(50.0, "s", 0.4, (49.0, 51.0))}),
        plating_result("C", metadata={"electrolyte": "other"}),
    ]
    curves = [replace(result.subject[0].curve, source=replace(result.subject[0].curve.source, sha256=f"{number}" * 64))
              for number, result in zip((1, 1, 2, 3), results, strict=True)]  # fmt: skip
    results = [
        replace(result, subject=(replace(result.subject[0], curve=curve),))
        for result, curve in zip(results, curves, strict=True)
    ]
    sheet = opened(written(results))["Summary"]
    row, other = row_of(sheet, "1 M LiTFSI DOL/DME"), row_of(sheet, "other")
    assert 40.0 < row[2] < 50.0
    assert row[3] < 40.0 < 50.0 < row[4]
    assert (row[1], row[5]) == (3, 2)
    assert other[2:6] == [40.0, 39.2, 40.8, 1]


def test_the_sheet_of_a_step_links_to_every_sheet(series):
    book = opened(series)
    links = [cell.hyperlink for row in book["Electrocrystallization"].iter_rows() for cell in row if cell.hyperlink]
    assert [link.location for link in links] == ["'Summary'!A1", *(f"'S20 #{number}'!A1" for number in range(1, 12))]
    assert all(link.location.split("'")[1] in book.sheetnames for link in links)


def test_failures_are_named_on_the_summary(series):
    assert row_of(opened(series)["Summary"], "x.mpr")[1:5:3] == ["TRUNCATED", "The file ends early: 9 points."]


def test_every_value_stands_with_interval_rule_window_and_both_units(series):
    sheet = opened(series)["S20 #1"]
    row = row_of(sheet, "spike potential")
    assert row[2:5] == pytest.approx([-80.1, -80.5, -79.7], rel=1e-14)
    assert row[5:9] == ["mV", 0.95, "delta method", "spike minimum"]
    assert row[9:14] == ["0 … 3600", -0.0801, 2e-4, "V", -0.0801]
    assert row_of(sheet, "spike time")[10] == SPIKE
    assert row_of(sheet, "Spike")[1] == "present"
    assert row_of(sheet, WARNING.code)[1] == WARNING.text


def test_numbers_are_the_same_to_the_last_bit():
    value = 0.1 + 0.2
    quantities = {
        f"q{number}": Estimate(number * value, "V", value / 7, (value / 3, value * 3)) for number in range(1, 9)
    }
    content = written([plating_result(quantities=quantities)])
    sheet = opened(content)["S03"]
    calamine = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("S03").to_python()
    for number in range(1, 9):
        expected = [number * value, value / 3, value * 3]
        assert row_of(sheet, f"q{number}")[2:5] == expected
        assert next(row for row in calamine if row[0] == f"q{number}")[2:5] == expected


def test_every_recorded_sample_comes_back_to_the_last_bit_and_the_sheet_says_how_large_it_is():
    noise = 1e-4 * np.random.default_rng(3).standard_normal(900)
    result = plating_result(count=900, platings=1)
    noisy = plating_result(count=900, potential=result.subject[0].columns["potential"] + noise)
    content = written([noisy])
    columns = noisy.subject[0].columns
    recorded = list(zip((columns["time"] - columns["time"][0]).tolist(), columns["potential"].tolist(), strict=True))[
        1:
    ]
    table = (
        CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("S03").to_python(skip_empty_area=False)
    )
    assert [tuple(row[15:17]) for row in table[3 : 3 + len(recorded)]] == recorded
    (sheet,) = parts(content, r"worksheets/sheet3\.xml$").values()
    assert b'<dimension ref="A1:AC902"' in sheet
    read_only = openpyxl.load_workbook(io.BytesIO(content), read_only=True)["S03"]
    assert sum(1 for _ in read_only.iter_rows()) == 902


def test_nan_and_infinity_are_words_and_nothing_is_empty():
    quantities = {
        "spike_time": Estimate(float("nan"), "s", float("inf"), (float("-inf"), float("nan"))),
        "critical_radius": Estimate(None, "m"),
    }
    sheet = opened(written([plating_result(quantities=quantities)]))["S03"]
    row = row_of(sheet, "spike time")
    assert row[2:5] == ["NaN", "-Inf", "NaN"]
    assert row[10:12] == ["NaN", "Inf"]
    assert all(value is not None for value in row[:13])
    assert row_of(sheet, "critical radius")[2] == "—"


def test_every_curve_has_a_native_chart_of_numbers_in_its_sheet(series):
    charts = parts(series, r"charts/chart\d+\.xml$")
    assert len(charts) == 11
    for chart in charts.values():
        text = chart.decode()
        assert "<scatterChart>" in text
        assert text.count("<ser>") == 7  # data, fit, equilibrium, four marks
        assert "S20 #" in text
        assert text.count('<delete val="0"') == 2 or "<delete" not in text
    block = [row[15:17] for row in rows(opened(series)["S20 #1"])[3:]]
    numbers = [pair for pair in block if isinstance(pair[0], (int, float))]
    assert len(numbers) == POINTS - 1  # all that were recorded but t = 0, which no logarithmic axis has
    result = plating_results(count=POINTS)[0]
    columns = result.subject[0].columns
    recorded = set(zip((columns["time"] - columns["time"][0]).tolist(), columns["potential"].tolist(), strict=True))
    assert {tuple(pair) for pair in numbers} <= recorded


def test_the_chart_has_a_logarithmic_axis_where_the_picture_has_one():
    late = Estimate(1000.0, "s", 0.4, (999.0, 1001.0))
    assert b"logBase" in b"".join(parts(written([plating_result()]), "charts/chart").values())
    content = written([plating_result(quantities={"spike_time": late})])
    assert b"logBase" not in b"".join(parts(content, "charts/chart").values())


def test_a_gap_of_the_curve_is_a_gap_of_the_chart():
    result = plating_result(count=300)
    potential = result.subject[0].curve.columns["potential"].copy()
    potential[100:110] = float("nan")
    content = written([plating_result(count=300, potential=potential)])
    sheet = opened(content)["S03"]
    assert [cell.data_type for cell in sheet["Q"] if cell.value == "#N/A"].count("e") > 0
    assert None not in [row[16] for row in rows(sheet)[3:200]]


def test_every_curve_has_its_picture(series):
    pictures = parts(series, r"media/image\d+\.png$")
    assert list(pictures.values()) == [a_picture()] * 11


def test_a_curve_without_potential_or_picture_still_has_its_sheet():
    result = plating_result(count=50, potential=np.full(50, np.nan), quantities={}, verdicts={"spike": "not_readable"})
    content = written([result], picture=lambda _result: None)
    assert not parts(content, "charts/chart|media")
    assert "This curve gives no number." in all_texts(content)


def test_the_provenance_shows_flags_and_assumptions_in_the_language_of_the_window(qapp):
    receipt = Receipt(flags=(note("goes back"),), assumptions=(technique_judged("cycling"),))
    result = plating_result()
    curve = replace(result.subject[0].curve, receipt=receipt)
    result = replace(result, subject=(replace(result.subject[0], curve=curve),))
    language = {"technique judged by what was controlled: {technique}": "技术：{technique}", "cycling": "循环"}
    with speaking(language):
        facts = {row[1]: row[2] for row in rows(opened(written([result]))["Provenance"])}
    assert facts["assumption"] == "技术：循环"
    assert facts["flag"] == "goes back"


def test_the_provenance_names_file_and_versions(series):
    sheet = opened(series)["Provenance"]
    table = rows(sheet)
    facts = {row[1]: row[2] for row in table}
    assert facts["SHA-256"] == "ab" * 32
    assert facts["size / bytes"] == 123_456
    assert facts["reader"] == "biologic_mpr"
    assert facts["segments analysed, from 0"] == "0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10"
    assert facts["column taken"] == "Ewe/V -> potential / V"
    assert row_of(sheet, "openpyxl")[1] == openpyxl.__version__
    assert row_of(sheet, "date")[1].startswith("2026-11-23 12:00:00")


def test_the_methods_stand_ready_to_paste_in_english_and_chinese(series):
    texts = [row[0] for row in rows(opened(series)["Methods"]) if row[0]]
    english = next(text for text in texts if text.startswith("Data were analysed with Anodescope"))
    chinese = next(text for text in texts if text.startswith("数据用 Anodescope"))
    for text in ("Nucleation spike", "results: 11, curves: 1, files: 1", "spike minimum", "temperature 25 °C (default)",
                 "Intervals (95 %): bootstrap, delta method", "Window: 0 … 3600 s"):  # fmt: skip
        assert text in english
    for text in ("电结晶，形核尖峰（结果 11 个", "、温度 25 °C（默认）"):
        assert text in chinese
    assert "{" not in english + chinese


def test_every_setting_stands_on_the_sheet_of_its_result(series):
    sheet = opened(series)["S20 #11"]
    inputs = {row[0]: row for row in rows(sheet) if row[7] in ("file", "default", "you")}
    assert [inputs["current"][at] for at in (2, 5, 7, 10, 12, 13)] == [-0.2, "mA", "file", -2e-4, "A", -2e-4]
    assert [inputs["temperature"][at] for at in (2, 5, 7, 13)] == [pytest.approx(25.0), "°C", "default", 298.15]
    assert [inputs["rule"][at] for at in (2, 7)] == ["spike minimum", "you"]
    assert "Automatic or not given: area." in all_texts(series)


def test_a_text_is_never_a_formula_and_never_lost():
    metadata = {f"note {number}": text for number, text in enumerate(NASTY)}
    results = [plating_result(text[:50] + str(number), 40, metadata=metadata) for number, text in enumerate(NASTY)]
    content = written(results, [Failure(text, Message("BAD", "{text}", {"text": text})) for text in NASTY])
    harmless = written([plating_result(f"curve {number}", 40) for number in range(len(NASTY))])
    assert count_of_formulas(content) == count_of_formulas(harmless) > 0
    texts = all_texts(content)
    for text in NASTY:
        assert text in texts or (len(text) > LONGEST_TEXT and any("[cut: 40000 characters" in one for one in texts))
    book = opened(content)
    long_text = "".join(cell for cell in row_of(book["Long texts"], 1)[1:] if cell)
    assert long_text == "x" * 40_000
    assert CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("Summary").to_python()


FORMULAS_OF_ONE = count_of_formulas(written([plating_result("harmless", 40)], picture=None))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.text(st.characters(codec=None), min_size=1, max_size=60), min_size=1, max_size=8))
def test_any_text_comes_back_as_it_was(texts):
    warnings = tuple(Message("NOTE", "{text}", {"text": text}) for text in texts)
    metadata = {f"fact {number}": text for number, text in enumerate(texts)}
    content = written([plating_result(texts[0], 40, metadata=metadata, warnings=warnings)], picture=None)
    assert count_of_formulas(content) == FORMULAS_OF_ONE
    assert set(texts) <= all_texts(content)


@given(
    st.text(st.one_of(st.characters(codec=None), st.sampled_from("_x0041F\x01🧪")), max_size=300), st.integers(1, 300)
)
def test_pieces_of_a_long_text_give_the_whole_again(text, repeats):
    found = pieces(text * repeats)
    assert all(len(piece.encode("utf-16-le", "surrogatepass")) // 2 <= LONGEST_TEXT for piece in found)
    assert unescape("".join(found)) == text * repeats


@given(st.lists(st.text(max_size=60), max_size=12))
def test_sheet_titles_are_valid_and_unique(names):
    titles = sheet_titles(names, ["Summary"])
    assert len({title.casefold() for title in titles} | {"summary"}) == len(names) + 1
    for title in titles:
        assert 0 < len(title.encode("utf-16-le")) // 2 <= 31
        assert not set(title) & set("[]:*?/\\")
        assert title == title.strip("'")


def test_a_long_name_keeps_the_number_of_its_plating():
    titles = sheet_titles(f"{'very long name ' * 4}#{number}" for number in range(1, 12))
    assert titles[10].endswith("#11")
    assert len(set(titles)) == 11


def test_the_same_results_give_the_same_bytes_but_for_the_date(series):
    failure = Failure("/data/x.mpr", Message("TRUNCATED", "The file ends early: {n} points.", {"n": 9}))
    assert written(plating_results(count=POINTS), [failure]) == series
    later = workbook_bytes(plating_results(count=POINTS), [failure], a_picture, DATE.replace(year=2027))
    one, other = parts(series, "."), parts(later, ".")
    differing = {name for name in one if one[name] != other[name]}
    sheets = [f"xl/worksheets/sheet{opened(series).sheetnames.index(one) + 1}.xml"
              for one in ("Summary", "Provenance", "Recipe")]  # fmt: skip
    assert differing == {"docProps/core.xml", *sheets}


def test_a_quantity_that_nobody_declared_is_shown_in_si():
    quantities = {"strange": Estimate(3.0, "furlong", 0.1, (2.9, 3.1)), "tau": Estimate(2.0, "s")}
    sheet = opened(written([plating_result(quantities=quantities)]))["S03"]
    assert row_of(sheet, "tau")[2] == 2.0
    assert row_of(sheet, "strange / furlong")[10] == 3.0


def test_a_report_of_failures_alone_is_still_a_report(tmp_path):
    path = tmp_path / "report.xlsx"
    write_workbook(path, [], [Failure("x.mpr", Message("EMPTY", "Nothing in it."))])
    assert "Nothing in it." in all_texts(path.read_bytes())


def test_the_workbook_is_whole_or_absent(tmp_path, monkeypatch):
    path = tmp_path / "report.xlsx"
    path.write_bytes(b"old")

    def breaks(_result):
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_workbook(path, [plating_result()], picture=breaks)
    with pytest.raises(WriteProblem):
        write_workbook(tmp_path / "no" / "report.xlsx", [plating_result()])
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [Path(path)]
