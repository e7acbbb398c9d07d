"""What a file does not say can be said on the command line, beside the settings of a method."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from models.import_settings import choices_of_entries, import_choices
from models.readers.choices import ColumnChoice, ImportChoices
from models.recipe import SettingProblem
from tests.models.test_command_line import printed, run


def test_settings_of_files_are_parted_from_those_of_methods() -> None:
    choices, rest = import_choices(
        ["sign=flip", "area=1 cm^2", "reference_offset=-3040 mV", "delimiter=semicolon", "decimal=comma",
         "encoding=gb18030", "header_line=3", "columns=time/min,-,current/uA"]
    )  # fmt: skip
    assert rest == ["area=1 cm^2"]
    assert (choices.sign, choices.delimiter, choices.decimal, choices.header_line) == ("flip", ";", ",", 3)
    assert choices.reference_offset == pytest.approx(-3.04) and choices.encoding == "gb18030"
    assert choices.columns == (ColumnChoice(0, "time", "min"), ColumnChoice(2, "current", "uA"))


@pytest.mark.parametrize(
    "text",
    ["sign=up", "sign", "reference_offset=3", "reference_offset=3 mA", "delimiter=x", "decimal=;", "encoding=klingon",
     "header_line=two", "columns=time", "columns=wealth/s", "columns=time/s,elapsed time/s"],
)  # fmt: skip
def test_what_cannot_be_is_wrong_usage(text: str) -> None:
    with pytest.raises(SettingProblem):
        import_choices([text])


def test_inspect_and_analyze_take_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "rig.txt"
    path.write_text("".join(f"{row}\t{0.1 + 0.001 * row}\t0.2\n" for row in range(50)))
    assert run("inspect", str(path), "--json") == 1
    assert printed(capsys)["files"][0]["error"]["code"] == "NO_HEADINGS"
    stated = ("--set", "columns=time/s,potential/V,current/mA", "--set", "sign=flip")
    assert run("inspect", str(path), "--json", *stated) == 0
    (entry,) = printed(capsys)["files"]
    assert entry["curves"][0]["metadata"]["sign_convention"] == "flipped"
    assert "sign of the current turned round by you" in entry["receipt"]["assumptions"]
    assert run("analyze", "electrocrystallization", str(path), *stated, "--json", "-") in (0, 1)
    answer = printed(capsys)
    assert [error["code"] for error in answer["errors"]] != ["NO_HEADINGS"]
    assert run("inspect", str(path), "--set", "width=1 cm") == 2


def test_inspect_takes_the_settings_that_receipts_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = rig(tmp_path)
    for text, area in (("area=0.196 cm^2", 1.96e-5), ("electrode_radius=5 mm", math.pi * 25e-6)):
        assert run("inspect", str(path), "--json", "--set", text) == 0
        (entry,) = printed(capsys)["files"]
        assert entry["curves"][0]["metadata"]["electrode_area"] == pytest.approx(area)
        assert any("given by you" in each for each in entry["receipt"]["assumptions"])
    assert run("inspect", str(path), "--set", "area=1") == 2


def rig(folder: Path, name: str = "rig.csv") -> Path:
    """An i-t curve on a disk, its sign not stated by anything but its numbers."""
    path = folder / name
    rows = "".join(f"{0.1 * row + 0.1:.1f},-3.0,{-1e-9 - 1e-9 / math.sqrt(row + 1):.6e}\n" for row in range(80))
    path.write_text("time / s,potential / V,current / A\n" + rows)
    return path


def analyzed(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    common = ("--method", "microdisk_transient", "--set", "electrode_radius=12.5 um", "--set", "concentration=1 mol/L")
    run("analyze", "mass_transfer", *common, *arguments, "--json", "-")
    results: list[dict[str, Any]] = printed(capsys)["results"]
    return results


def test_a_result_says_how_its_file_was_read_and_can_be_read_so_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = rig(tmp_path)
    said = ("sign=flip", "reference=Ag/AgCl", "reference_offset=3240 mV", "electrode_area=0.5 mm^2", "decimal=point",
            "delimiter=comma", "columns=time/s,potential/V,current/A")  # fmt: skip
    (result,) = analyzed(capsys, str(path), *(part for text in said for part in ("--set", text)))
    told = result["source"][0]["import"]
    assert told["sign"] == {"value": "flip", "unit": "", "origin": "given"} == result["recipe"]["sign"]
    assert told["reference_offset"] == {"value": pytest.approx(3.24), "unit": "V", "origin": "given"}
    assert told["encoding"]["origin"] == "automatic"
    assert choices_of_entries(told) == import_choices(said)[0]
    (plain,) = analyzed(capsys, str(path))
    assert plain["source"][0]["import"]["sign"] == {"value": "as_recorded", "unit": "", "origin": "file"}
    assert "sign" not in plain["recipe"] and choices_of_entries(plain["source"][0]["import"]) == ImportChoices()


def test_a_table_says_per_file_how_it_is_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, other = rig(tmp_path, "one.csv"), rig(tmp_path, "other.csv")
    table = tmp_path / "cells.csv"
    table.write_text("file,sign,reference_offset / mV,electrode_area / mm^2,temperature (degC)\n"
                     "one.csv,flip,3040,0.5,25\nother.csv,as_recorded,,,30\n")  # fmt: skip
    results = analyzed(capsys, str(one), str(other), "--table", str(table))
    told = {each["source"][0]["file"]: each for each in results if len(each["source"]) == 1}
    first, second = (told[name]["source"][0]["import"] for name in ("one.csv", "other.csv"))
    assert (first["sign"]["value"], second["sign"]["value"]) == ("flip", "as_recorded")
    assert first["electrode_area"] == {"value": pytest.approx(5e-7), "unit": "m^2", "origin": "given"}
    assert first["reference_offset"]["value"] == pytest.approx(3.04) and second["reference_offset"]["value"] == 0.0
    assert told["one.csv"]["recipe"]["temperature"]["value"] == pytest.approx(298.15)
    table.write_text("file,sign\none.csv,up\n")
    assert run("analyze", "mass_transfer", str(one), "--table", str(table)) == 2


def test_columns_may_have_their_sign_turned() -> None:
    choices, _ = import_choices(["columns=frequency/Hz,impedance_real/ohm,impedance_imaginary/-ohm"])
    assert choices.columns is not None
    assert choices.columns[2] == ColumnChoice(2, "impedance_imaginary", "-ohm")
