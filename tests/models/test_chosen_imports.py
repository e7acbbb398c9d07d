from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from models import import_recipes
from models.import_recipes import save_recipe
from models.import_settings import import_choices
from models.preview_series import preview_series
from models.readers import ReadError, read_file
from models.readers.choices import ImportChoices, ImportRecipe
from models.readers.questions import named_reference, open_questions
from tests.curves import plating_curve
from tests.instruments.writers import chi_cv


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    for number, name in enumerate(("first", "second")):
        sheet = book.create_sheet(name)
        sheet.append(["time / s", "potential / V", "current / mA"])
        for second in range(40):
            sheet.append([second, -0.1 - 0.001 * second - number, -0.2])
    del book["Sheet"]
    path = tmp_path / "two sheets.xlsx"
    book.save(path)
    return path


def test_a_workbook_gives_all_its_recordings_or_those_of_the_chosen_sheet(workbook: Path) -> None:
    assert len(read_file(workbook).curves) == 2
    (curve,) = read_file(workbook, ImportChoices(sheet="second")).curves
    assert curve.columns["potential"][0] == pytest.approx(-1.1)


def test_a_sheet_that_is_not_there_is_named_with_those_that_are(workbook: Path) -> None:
    with pytest.raises(ReadError, match=r'"third".*"first", "second"'):
        read_file(workbook, ImportChoices(sheet="third"))


def test_a_kept_recipe_serves_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_recipes, "recipe_folder", lambda: tmp_path)
    save_recipe(ImportRecipe("old CHI", "chi_text", ImportChoices(sign="flip", reference_offset=0.2)), tmp_path)
    choices, rest = import_choices(["recipe=old CHI", "reference_offset=0.1 V", "area=1 cm^2"])
    assert (choices.sign, choices.reference_offset) == ("flip", 0.1)
    assert rest == ["area=1 cm^2"]
    assert json.dumps(choices.as_json())


def test_potentials_against_nobody_knows_what_are_an_assumption_that_names_its_setting(tmp_path: Path) -> None:
    path = tmp_path / "cv.txt"
    path.write_bytes(chi_cv())
    (curve,) = read_file(path).curves
    assert open_questions(curve) == ("sign", "reference")
    (asked,) = [each.text for each in curve.receipt.assumptions if each.code == "REFERENCE_NOT_NAMED"]
    assert "reference=" in asked
    choices, _ = import_choices(["reference=Ag/AgCl", "sign=flip"])
    (answered,) = read_file(path, choices).curves
    assert open_questions(answered) == ()
    assert answered.metadata["reference_electrode"] == named_reference(answered) == "Ag/AgCl"
    assert answered.receipt.choices == {"sign": "flip", "reference": "Ag/AgCl"}
    assert "REFERENCE_NOT_NAMED" not in {each.code for each in answered.receipt.assumptions}
    series = preview_series(replace(answered, technique="open_circuit"))
    assert series is not None
    assert "E / V vs. Ag/AgCl" in (series.x_label, *(label for label, _ in series.curves))


@pytest.mark.parametrize(
    ("stated", "named"),
    [("Li/Li+ (0.000 V)", "Li/Li⁺"), ("Ag/AgCl / KCl (sat'd) (0.197 V)", "Ag/AgCl / KCl (sat'd)"), ("SCE", "SCE")],
)
def test_a_reference_is_called_by_its_name_alone(stated: str, named: str) -> None:
    curve = replace(plating_curve(), metadata={"reference_electrode": stated})
    assert named_reference(curve) == named
