"""A workbook is made again from its recipe sheet and the raw files alone: every cell, to the last bit."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from models import command_line
from models.result import Result
from models.sample import write_sample
from tests.models.test_batch import plating_file
from tests.models.test_command_line import PNG, run
from tests.translators import speaking


def cells(path: Path) -> dict[tuple[str, str], object]:
    book = openpyxl.load_workbook(path)
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    folder.mkdir()
    for number in range(2):
        plating_file(folder / f"cell {number}.csv", 0.001 * number)
    (folder / "broken.mpr").write_bytes(b"\x00\x01garbage")
    return folder


def test_every_cell_of_a_workbook_comes_again_from_the_raw_files(
    raw: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book, again = tmp_path / "report.xlsx", tmp_path / "again.xlsx"
    settings = ("--set", "area=0.2 cm^2", "--set", "reference_offset=10 mV", "--report", str(book))
    assert run("analyze", "electrocrystallization", str(raw), *settings) == 1
    (raw / "elsewhere").mkdir()
    (raw / "cell 0.csv").rename(raw / "elsewhere" / "renamed.txt")
    capsys.readouterr()
    assert run("report", str(book), str(again), "--from", str(raw)) == 0
    assert "bit for bit" in capsys.readouterr().err
    assert cells(again) == cells(book)
    assert len(cells(book)) > 5000
    assert again.read_bytes() == book.read_bytes()


def test_a_series_and_a_calculator_come_again(tmp_path: Path) -> None:
    book, again = tmp_path / "report.xlsx", tmp_path / "again.xlsx"
    sample = tmp_path / "sample"
    write_sample(sample)
    numbers = ("--set", "transfer_coefficient=0.4", "--set", "potential_difference=-80 mV")
    arguments = ("analyze", "charge_transfer", "--method", "marcus_calculator", *numbers, "--report", str(book))
    assert run(*arguments) == 0
    assert run("report", str(book), str(again), "--from", str(sample)) == 0
    assert again.read_bytes() == book.read_bytes()


def test_another_picture_is_named(raw: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book, again = tmp_path / "report.xlsx", tmp_path / "again.xlsx"
    run("analyze", "electrocrystallization", str(raw / "cell 0.csv"), "--report", str(book))

    def other(result: Result) -> bytes:
        return PNG + b"other"

    def nothing(results: Sequence[Result], folder: Path) -> Sequence[Path]:
        return ()

    capsys.readouterr()
    assert command_line.run(["report", str(book), str(again), "--from", str(raw)], other, nothing) == 0
    assert "xl/media/image1.png" in capsys.readouterr().err
    assert cells(again) == cells(book)


def test_a_missing_or_changed_file_is_named_and_costs_its_results(
    raw: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book, again = tmp_path / "report.xlsx", tmp_path / "again.xlsx"
    run("analyze", "electrocrystallization", str(raw / "cell 0.csv"), str(raw / "cell 1.csv"), "--report", str(book))
    with (raw / "cell 0.csv").open("a") as stream:
        stream.write("\n")
    capsys.readouterr()
    assert run("report", str(book), str(again), "--from", str(raw)) == 1
    assert "cell 0.csv" in capsys.readouterr().err
    assert "cell 1" in openpyxl.load_workbook(again).sheetnames
    assert "cell 0" not in openpyxl.load_workbook(again).sheetnames


def test_what_is_no_report_is_one_sentence(raw: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out.xlsx"
    foreign = tmp_path / "foreign.xlsx"
    openpyxl.Workbook().save(foreign)
    cut = tmp_path / "cut.xlsx"
    cut.write_bytes(foreign.read_bytes()[:500])
    for source in (foreign, cut, tmp_path / "none.xlsx", raw / "cell 0.csv"):
        assert run("report", str(source), str(out), "--from", str(raw)) == 1
        assert capsys.readouterr().err.count("\n") == 1
    assert run("report", str(foreign), str(out)) == 2
    assert "--from" in capsys.readouterr().err
    assert not out.exists()


def test_a_workbook_made_in_another_language_is_read(raw: Path, tmp_path: Path, qapp: object) -> None:
    book, again = tmp_path / "report.xlsx", tmp_path / "again.xlsx"
    with speaking({"Recipe": "配方", "Summary": "汇总"}):
        run("analyze", "electrocrystallization", str(raw / "cell 0.csv"), "--report", str(book))
        assert "汇总" in openpyxl.load_workbook(book).sheetnames
        assert run("report", str(book), str(again), "--from", str(raw)) == 0
    assert cells(again) == cells(book)
    with zipfile.ZipFile(again) as archive:
        assert archive.testzip() is None
