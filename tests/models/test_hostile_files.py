"""Bad files, row by row of TRUST.md section 4: each gives the truth or one sentence, soon, and in little memory."""

from __future__ import annotations

import contextlib
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from models.import_process import FileImporter
from models.readers import FileContent, ReadError, read_file
from models.result import Failure
from tests.instruments import writers
from tests.models.test_readers_formats import CURRENT, PLATING, POTENTIAL, TIME, curve_of, refusal
from tests.receipts import said

resource = pytest.importorskip("resource", reason="memory is measured where the system tells it")

TABLE = writers.plain({"time / s": TIME, "potential / V": POTENTIAL, "current / mA": CURRENT})
HEADINGS = b"time / s,potential / V,current / mA\n"
ROWS = "".join(f"{row},{row % 977 / 1000},-0.196\n" for row in range(20_000)).encode()


@pytest.fixture(scope="module")
def importer() -> Iterator[FileImporter]:
    with FileImporter(1) as found:
        list(found.read([]))
        yield found


def refused_lightly(importer: FileImporter, folder: Path, content: bytes, name: str) -> Failure:
    """The sentence that a child gives, with our memory unchanged."""
    path = folder / name
    path.write_bytes(content)
    list(importer.read([folder / "no such file"]))  # the child is awake
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    (found,) = importer.read([path])
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # kB
    assert isinstance(found, Failure), "the file was read"
    sentence = found.message.text
    assert sentence.endswith(".") and "\n" not in sentence
    return found


def workbook(sheet: bytes, **others: bytes) -> bytes:
    """A workbook with this XML as its first sheet."""
    parts = {
        "[Content_Types].xml": b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        b'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        b'<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType='
        b'"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName='
        b'"/xl/worksheets/sheet1.xml" ContentType='
        b'"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
        "_rels/.rels": b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b'<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        b'officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": b'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r='
        b'"http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" '
        b'r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": b'<Relationships xmlns='
        b'"http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type='
        b'"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
        b'Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet,
        **others,
    }  # fmt: skip
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'


# row 3, 4, 7: what unfolds


def test_a_zip_bomb_is_refused_before_it_unfolds(importer: FileImporter, tmp_path: Path) -> None:
    bomb = workbook(SHEET % (b'<row><c t="inlineStr"><is><t>a</t></is></c></row>' * 4_000_000))
    assert len(bomb) < 1_500_000
    refused_lightly(importer, tmp_path, bomb, "bomb.xlsx")
    refused_lightly(importer, tmp_path, bomb, "bomb.ndax")


def test_one_cell_at_the_far_end_of_a_sheet_costs_that_file_only(importer: FileImporter, tmp_path: Path) -> None:
    far = workbook(SHEET % b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    refused_lightly(importer, tmp_path, far, "far.xlsx")
    path = tmp_path / "good.csv"
    path.write_bytes(TABLE)
    assert isinstance(next(iter(importer.read([path]))), FileContent)


@pytest.mark.parametrize(
    "declared",
    [
        b'<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">',
        b'<!ENTITY a SYSTEM "file:///etc/passwd">',
        b'<!ENTITY a "%s">' % (b"x" * 50_000),
    ],
)
def test_a_workbook_that_defines_entities_is_refused(importer: FileImporter, tmp_path: Path, declared: bytes) -> None:
    sheet = SHEET % b'<row><c t="inlineStr"><is><t>time / s</t></is></c><c><v>1</v></c></row>'
    hostile = b"<?xml version='1.0'?><!DOCTYPE w [%s]>" % declared + sheet.replace(b"time / s", b"time / s &a;")
    refused_lightly(importer, tmp_path, workbook(hostile), "entities.xlsx")


@pytest.mark.parametrize("value", [0, 0x7FFFFFFF, 0xFFFFFFFF])
def test_a_false_count_anywhere_in_a_binary_header_takes_no_memory(tmp_path: Path, value: int) -> None:
    whole = writers.mpr({"time/s": TIME, "Ewe/V": POTENTIAL, "I/mA": CURRENT}, loops=(0, 3))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    places = (*range(0, 300, 3), *(match.start() + at for match in re.finditer(b"MODULE", whole) for at in range(110)))
    for at in sorted(set(places)):
        path = tmp_path / "false.mpr"
        path.write_bytes(whole[:at] + value.to_bytes(4, "little") + whole[at + 4 :])
        with contextlib.suppress(ReadError):
            assert all(curve.points <= len(TIME) for curve in read_file(path).curves)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000


# row 9, 10, 11


def test_a_flood_of_nan_and_infinity_is_missing_and_flagged(tmp_path: Path) -> None:
    curve = curve_of(tmp_path, HEADINGS + b"0,nan,1\n1,inf,1\n2,1e400,-1e400\n3,-inf,1\n4,0.5,1\n" * 200)
    assert not any(np.isinf(column).any() for column in curve.columns.values())
    assert np.isnan(curve.columns["potential"]).mean() == pytest.approx(0.8)
    assert any("potential / V: 800 values" in flag.text for flag in curve.receipt.flags)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (HEADINGS, "NO_ROWS"),
        (b"", "EMPTY_FILE"),
        (b"1\n2\n3\n4\n", "ONE_COLUMN"),
        (b"time / s\n1\n2\n3\n", "NO_COLUMNS"),
        (b"a,b\n", "NOT_RECOGNISED"),
    ],
)
def test_no_rows_and_one_column_are_said(tmp_path: Path, content: bytes, code: str) -> None:
    assert refusal(tmp_path, content).message.code == code


def test_one_row_is_a_curve_of_one_point(tmp_path: Path) -> None:
    curve = curve_of(tmp_path, HEADINGS + b"1,2,3\n")
    assert curve.points == 1 and len(curve.segments) == 1


def test_the_order_of_the_file_is_kept_where_the_clock_goes_back(tmp_path: Path) -> None:
    time_column = [0, 1, 2, 2, 2, 1, 2, 3, 0, 1]
    rows = "".join(f"{t},0.1,-1\n" for t in time_column)
    curve = curve_of(tmp_path, HEADINGS + rows.encode())
    assert curve.columns["time"].tolist() == time_column
    assert [part.start for part in curve.segments] == [0, 5, 8]
    assert any("goes back 2 times (row 6, 9)" in flag.text for flag in curve.receipt.flags)


# row 12


def test_thousands_are_not_taken_for_decimals(tmp_path: Path) -> None:
    content = b"time / s\tcurrent / mA\n1\t1,250\n2\t1,500\n"
    problem = refusal(tmp_path, content)
    assert problem.message.code == "AMBIGUOUS_DECIMAL" and "1.250" in str(problem) and "1250" in str(problem)
    assert curve_of(tmp_path, content.replace(b"\t", b";")).columns["current"].tolist() == [1.25e-3, 1.5e-3]
    curve = curve_of(tmp_path, b"time / s\tcurrent / mA\n1.5\t1,250.5\n2.5\t1.5\n")
    assert np.isnan(curve.columns["current"]).tolist() == [True, False]


def test_integers_with_a_decimal_comma_are_not_zeros(tmp_path: Path) -> None:
    curve = curve_of(tmp_path, b"time / s;potential / V\n0,5;0,1000\n1,5;-1,000\n")
    assert curve.columns["potential"].tolist() == [0.1, -1.0]


# row 13, 14


@pytest.mark.parametrize("mark", [b"", b"\xff\xfe"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_utf_16_with_and_without_its_mark(tmp_path: Path, mark: bytes, delimiter: str) -> None:
    text = TABLE.decode().replace(",", delimiter)
    assert curve_of(tmp_path, mark + text.encode("utf-16-le")).columns["time"].tolist() == TIME
    big = b"\xfe\xff" if mark else b""
    assert curve_of(tmp_path, big + text.encode("utf-16-be")).columns["time"].tolist() == TIME


@pytest.mark.parametrize(
    ("encoding", "headings"),
    [
        ("gb18030", "时间(s),电压(V),电流(µA)"),
        ("gb18030", "时间/s,电位/V,电流/mA"),
        ("shift_jis", "時間(s),電位(V),電流(mA)"),
        ("shift_jis", "時間 / s,電圧 / V,電流 / mA"),
        ("euc_kr", "시간(s),전압(V),전류(mA)"),
        ("big5", "時間(s),電壓(V),電流(mA)"),
        ("latin-1", "time / s,potential / V,current / µA"),
        ("latin-1", "µ time,time / s,potential / V,current / µA"),
        ("cp1251", "время (s),потенциал (V),ток (mA)"),
    ],
)
def test_every_encoding_gives_the_same_numbers_and_units(tmp_path: Path, encoding: str, headings: str) -> None:
    offset = headings.count(",") - 2
    content = f"{headings}\n" + "".join(f"{'1,' * offset}{row},{row / 10},-2\n" for row in range(5))
    try:
        curve = curve_of(tmp_path, content.encode(encoding))
    except UnicodeEncodeError:
        pytest.skip(f"{encoding} has no µ")
    assert curve.columns["potential"].tolist() == pytest.approx([0.0, 0.1, 0.2, 0.3, 0.4])
    factor = 1e-6 if "µA" in headings else 1e-3
    assert curve.columns["current"].tolist() == pytest.approx([-2 * factor] * 5, rel=1e-12)
    assert curve.receipt.encoding == ("cp1252" if encoding == "latin-1" else encoding)


def test_a_head_that_ends_inside_a_letter_is_still_utf_8(tmp_path: Path) -> None:
    for padding in range(3):
        text = "# " + "时" * 5454 + "x" * padding + "\ntime / s,potential / V\n1,2\n2,3\n"
        assert curve_of(tmp_path, text.encode()).receipt.encoding == "utf-8"


def test_nul_bytes_after_the_crash_of_a_computer_are_cut_and_reported(tmp_path: Path) -> None:
    for content in (TABLE, writers.eclab_mpt(PLATING), writers.chi_cv()):
        curve = curve_of(tmp_path, content + b"\0" * 100_000)
        assert curve.points == curve_of(tmp_path, content).points
        assert any("100000 NUL" in flag.text for flag in curve.receipt.flags)


# row 15


def test_a_text_cut_anywhere_keeps_its_whole_rows_and_says_that_it_was_cut(tmp_path: Path) -> None:
    whole = writers.eclab_export(PLATING)
    borders = [match.end() for match in re.finditer(b"\n|$", whole)][1:]
    for border in borders:
        for cut in (border - 1, border, border + 1):
            if cut > len(whole):
                continue
            curve = curve_of(tmp_path, whole[:cut])
            kept = curve.columns["time"].tolist()
            assert kept == TIME[: len(kept)]
            for name, column in (("potential", POTENTIAL), ("current", np.array(CURRENT) * 1e-3)):
                np.testing.assert_allclose(curve.columns[name], column[: len(kept)], rtol=1e-6)


def test_a_number_that_may_have_lost_its_end_is_flagged(tmp_path: Path) -> None:
    whole = HEADINGS + b"0,0.1234,-0.196\n1,0.1234,-0.1965\n2,0.1234,-0.1972"
    for cut in range(1, 7):
        curve = curve_of(tmp_path, whole[:-cut])
        assert any("cut" in flag.text for flag in curve.receipt.flags) or curve.receipt.rows_skipped
    assert curve_of(tmp_path, whole + b"\n").receipt.flags == ()


def test_an_mpr_cut_anywhere_keeps_its_whole_records_and_says_how_many_are_missing(tmp_path: Path) -> None:
    count, size = 40, 16
    time_column = [0.5 * row for row in range(count)]
    whole = writers.mpr({"time/s": time_column, "Ewe/V": [0.1] * count, "I/mA": [-0.2] * count}, log=False)
    start = len(whole) - count * size
    for record in range(1, count + 1):
        for cut in (-1, 0, 1):
            at = start + record * size + cut
            if at > len(whole):
                continue
            complete = (at - start) // size
            if complete == 0:
                assert refusal(tmp_path, whole[:at]).message.code in ("TRUNCATED", "NO_ROWS")
                continue
            curve = curve_of(tmp_path, whole[:at], "cut.mpr")
            assert curve.columns["time"].tolist() == time_column[:complete]
            sentence = f"the file ends early: {complete} of {count} points could be read"
            assert (sentence in said(curve.receipt.flags)) == (complete < count)


# row 16, 17


def test_an_unclosed_quote_over_ten_megabytes_swallows_nothing(tmp_path: Path) -> None:
    rows = "".join(f"{row / 10},{row % 977 / 1000},-0.196\n" for row in range(500_000)).encode()
    assert len(rows) > 10_000_000
    curve = curve_of(tmp_path, HEADINGS + b'"0,1,2\n' + rows)
    assert curve.points >= 500_000


@pytest.mark.parametrize(
    ("content", "codes"),
    [
        (b",".join(b"col%d / V" % k for k in range(20_000)) + b"\n" + b",".join([b"1"] * 20_000), {"TOO_MANY_COLUMNS"}),
        ((b",".join([b"1"] * 20_000) + b"\n") * 300, {"TOO_MANY_COLUMNS"}),
        (b"a,b," * 5_000_000, {"TOO_MANY_COLUMNS"}),
        (b"x\n1 " + b"3" * 20_000_000 + b"\n1 2\n2 3\n", {"LONG_LINE", "NOT_RECOGNISED"}),
        (b"7" * 20_000_000, {"NOT_RECOGNISED", "LONG_LINE"}),
        (b"{" * 5_000_000, {"NOT_RECOGNISED"}),
        (HEADINGS * 300_000, {"NO_ROWS"}),
        ((b" a" * 20_000 + b" / V,b" + b" " * 30_000 + b"\n") + b"1,2\n2,3\n", {"LONG_LINE", "NOT_RECOGNISED"}),
    ],
)
def test_lines_and_columns_beyond_reason_are_named_soon(
    importer: FileImporter, tmp_path: Path, content: bytes, codes: set[str]
) -> None:
    assert refused_lightly(importer, tmp_path, content, "wide.csv").message.code in codes


def test_a_file_that_does_not_fit_the_childs_memory_costs_that_file_only(
    importer: FileImporter, tmp_path: Path
) -> None:
    path = tmp_path / "large.xls"
    with path.open("wb") as stream:
        stream.write(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b" " * 20)
        stream.truncate(2 * 1024**3 - 1)
    (found,) = importer.read([path])
    assert isinstance(found, Failure) and found.message.code == "TOO_LARGE"
    path.unlink()


def test_a_sentence_holds_no_more_than_a_line_of_the_files_words(tmp_path: Path) -> None:
    content = b"time / s\x01" + b"s" * 2000 + b",potential / V\n1,2\n2,3\n"
    sentence = str(refusal(tmp_path, content))
    assert len(sentence) < 1000 and "\x01" not in sentence and "…" in sentence


# row 23


@pytest.mark.parametrize(
    "name",
    ["时间 Zelle µ.csv", "張 伟.mpt", "😀🔋.csv", "mit Leerzeichen.txt", "é (NFD e\u0301).csv", "n" * 240 + ".csv",
     "-rf.csv", "deltaX-110,2mm.csv"],
)  # fmt: skip
def test_files_of_any_name_are_read(importer: FileImporter, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "用户 名"
    folder.mkdir()
    path = folder / name
    path.write_bytes(TABLE)
    (found,) = importer.read([path])
    assert isinstance(found, FileContent)
    assert found.file == str(path) and found.curves[0].columns["time"].tolist() == TIME
