"""What a file does not say can be said on the command line, beside the settings of a method."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.import_settings import import_choices
from models.readers.choices import ColumnChoice
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
    assert run("inspect", str(path), "--set", "area=1 cm^2") == 2
