"""Figures without a window: in the formats and with the preset asked for, under names that stay in their folder."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from fitting.electrocrystallization import SpikeMarks
from models import command_line
from models.sample import write_sample
from tests.plating_results import plating_result
from ui.pictures import report_picture, save_figures

MM_PER_POINT = 25.4 / 72


def run(*arguments: object) -> int:
    return command_line.run([str(each) for each in arguments], report_picture, save_figures)


def test_figures_have_the_preset_and_the_formats_asked_for(tmp_path: Path) -> None:
    plain = write_sample(tmp_path / "sample")[-1]
    common = ("analyze", "electrocrystallization", plain, "--figures", tmp_path / "figures")
    assert run(*common, "--preset", "nature", "--formats", "PDF,tiff,pdf") == 0
    pdf, tiff = sorted((tmp_path / "figures").iterdir())
    assert float(PdfReader(pdf).pages[0].mediabox.width) * MM_PER_POINT == pytest.approx(89.0, abs=0.01)
    with Image.open(tiff) as image:
        assert image.info["dpi"] == pytest.approx((600, 600), abs=0.1)


def test_marks_that_a_person_agreed_with_are_full_in_the_workbook() -> None:
    result = plating_result(automatic_marks=SpikeMarks(12.0, 40.0, 180.0, 2000.0))
    assert report_picture(result) != report_picture(replace(result, confirmed=True))


def test_without_a_word_they_are_as_ever(tmp_path: Path) -> None:
    paths = save_figures([plating_result()], tmp_path)
    assert [path.name for path in paths] == ["S03.pdf", "S03.svg", "S03.png"]
    assert float(PdfReader(paths[0]).pages[0].mediabox.width) * MM_PER_POINT == pytest.approx(85.0, abs=0.01)


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [("--preset", "Cell", "there are Anodescope, ACS"), ("--formats", "pdf,docx", "pdf, svg, eps, png, tiff")],
)
def test_what_there_is_not_is_wrong_usage_before_anything_is_computed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], option: str, value: str, words: str
) -> None:
    arguments = ("analyze", "electrocrystallization", "none.csv", "--figures", tmp_path / "figures", option, value)
    try:
        status = run(*arguments)
    except SystemExit as stop:  # argparse
        status = int(stop.code or 0)
    assert status == 2 and words in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_names_stay_in_the_folder_and_are_names_on_every_system(tmp_path: Path) -> None:
    names = ("../../up", "a/b:c?", "CON", "电解液 α", "电解液 α", "x" * 300, "..")
    results = [plating_result(name, count=60) for name in names]
    folder = tmp_path / "in" / "here"
    paths = save_figures(results, folder, formats=("svg",))
    assert len({path.name.casefold() for path in paths}) == len(results)
    assert all(path.parent == folder and path.is_file() for path in paths)
    assert all(not set(path.name) & set('<>:"/\\|?*') and len(path.name.encode()) < 200 for path in paths)
    assert {path.name for path in tmp_path.iterdir()} == {"in"}
