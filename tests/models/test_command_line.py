from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from models import analyze, command_line
from models.result import Result
from models.step import Given, Method, Step
from models.subject import Subject
from tests.curves import plating_curve

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xff\xff?\x00\x05\xfe\x02\xfe\xa75\x81\x84\x00\x00\x00\x00IEND\xaeB`\x82"
)


def no_figures(results: Sequence[Result], folder: Path) -> Sequence[Path]:
    return ()


def run(*arguments: str) -> int:
    return command_line.run(arguments, lambda result: PNG, no_figures)


@pytest.fixture
def plating(tmp_path: Path) -> Path:
    path = tmp_path / "cell.csv"
    columns = plating_curve().columns
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(["time / s", "potential / V", "current / mA"])
        for time, potential, current in zip(
            columns["time"], columns["potential"], columns["current"] * 1e3, strict=True
        ):
            writer.writerow([repr(float(time)), repr(float(potential)), repr(float(current))])
    return path


def printed(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out, parse_constant=lambda name: pytest.fail(f"{name} in JSON"))


def test_analyze_prints_the_result_of_every_plating_step(plating: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("analyze", "electrocrystallization", str(plating), "--json", "-") == 0
    answer = printed(capsys)
    assert answer["program"] == "Anodescope"
    assert answer["schema"] == 1
    assert answer["errors"] == []
    (result,) = answer["results"]
    assert (result["step"], result["method"]) == ("electrocrystallization", "nucleation_spike")
    assert result["verdicts"]["spike"] == "present"
    spike = result["quantities"]["spike_potential"]
    assert spike["unit"] == "V"
    assert spike["interval"][0] <= spike["value"] <= spike["interval"][1]
    assert result["recipe"]["current"]["origin"] == "file"
    assert result["recipe"]["temperature"] == {"value": 298.15, "unit": "K", "origin": "default"}


def test_a_given_setting_is_in_the_recipe(plating: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("analyze", "electrocrystallization", str(plating), "--set", "area=0.196 cm^2", "--set", "window_end=5 min")
    recipe = printed(capsys)["results"][0]["recipe"]
    assert recipe["area"] == {"value": pytest.approx(1.96e-5), "unit": "m^2", "origin": "given"}
    assert recipe["window_end"] == {"value": 300.0, "unit": "s", "origin": "given"}


def test_a_setting_without_its_unit_is_wrong_usage(plating: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("analyze", "electrocrystallization", str(plating), "--set", "area=0.196") == 2
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert "unit" in err


def test_a_bad_file_costs_only_itself(plating: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = tmp_path / "broken.mpr"
    bad.write_bytes(b"\x00\x01garbage")
    assert run("analyze", "electrocrystallization", str(bad), str(plating), "--json", "-") == 1
    out, err = capsys.readouterr()
    answer = json.loads(out)
    assert len(answer["results"]) == 1
    assert [failure["file"] for failure in answer["errors"]] == ["broken.mpr"]
    assert err.count("\n") == 1
    assert "broken.mpr" in err
    assert "Traceback" not in err


def test_a_curve_without_a_plating_step_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rest = tmp_path / "rest.csv"
    rest.write_text("time / s,potential / V,current / mA\n" + "".join(f"{t},2.1,0\n" for t in range(60)))
    assert run("analyze", "electrocrystallization", str(rest)) == 1
    out, err = capsys.readouterr()
    assert json.loads(out)["errors"][0]["code"] == "NO_PLATING_STEP"
    assert err.count("\n") == 1


def test_a_curve_without_a_current_asks_for_it_and_takes_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "bare.csv"
    columns = plating_curve().columns
    rows = zip(columns["time"], columns["potential"], strict=True)
    path.write_text("time / s,potential / V\n" + "".join(f"{float(t)!r},{float(e)!r}\n" for t, e in rows))
    assert run("analyze", "electrocrystallization", str(path)) == 1
    assert json.loads(capsys.readouterr().out)["errors"][0]["code"] == "NO_CURRENT"
    assert run("analyze", "electrocrystallization", str(path), "--set", "current=-0.196 mA") == 0
    assert printed(capsys)["results"][0]["verdicts"]["spike"] == "present"


def test_a_table_gives_settings_to_the_file_it_names(
    plating: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "areas.csv"
    table.write_text("file,area / cm^2\ncell.csv,0.5\n")
    run("analyze", "electrocrystallization", str(plating), "--table", str(table))
    assert printed(capsys)["results"][0]["recipe"]["area"]["value"] == pytest.approx(5e-5)


def test_inspect_says_what_is_in_a_file(plating: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("inspect", str(plating), "--json") == 0
    (entry,) = printed(capsys)["files"]
    (curve,) = entry["curves"]
    assert entry["reader"] == "plain_table"
    assert entry["error"] is None
    assert curve["points"] == plating_curve().points
    assert {"name": "potential", "unit": "V"} in curve["columns"]
    assert entry["receipt"]["delimiter"] == "comma"


def test_inspect_says_why_a_file_cannot_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    empty = tmp_path / "empty.mpt"
    empty.touch()
    assert run("inspect", str(empty), "--json") == 1
    (entry,) = printed(capsys)["files"]
    assert entry["error"]["message"]
    assert entry["curves"] == []


def test_steps_lists_settings_and_quantities(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("steps", "--json") == 0
    steps = {step["name"]: step for step in printed(capsys)["steps"]}
    assert list(steps) == [
        "mass_transfer",
        "charge_transfer",
        "electrocrystallization",
        "self_corrosion",
        "cyclic_stability",
        "decisive_step",
    ]
    method = steps["electrocrystallization"]["methods"][0]
    names = [quantity["name"] for quantity in method["quantities"]]
    for name in (
        "spike_time",
        "spike_potential",
        "nucleation_overpotential",
        "spike_overpotential",
        "plateau_potential",
        "induction_period",
        "self_smoothing_time",
        "self_smoothing_rise",
        "induction_to_self_smoothing_ratio",
        "critical_radius",
    ):
        assert name in names


def test_wrong_usage_exits_with_two() -> None:
    with pytest.raises(SystemExit) as stopped:
        run("analyze", "alchemy", "x.mpr")
    assert stopped.value.code == 2


def test_a_step_without_files_and_settings_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("analyze", "electrocrystallization") == 2
    assert "needs files" in capsys.readouterr().err


def test_what_has_no_file_begins_with_its_cause(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("analyze", "decisive_step", "--set", "temperature=25 degC", "--method", "polarization_shares") == 1
    assert capsys.readouterr().err[0].isalpha()


@pytest.mark.parametrize("content", ["1,2\n2,3\n", "time,potential\n1,2\n2,3\n"])
def test_the_error_of_a_table_that_leaves_something_open_names_the_setting(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str
) -> None:
    path = tmp_path / "table.csv"
    path.write_text(content)
    assert run("inspect", str(path), "--json") == 1
    output = capsys.readouterr()
    assert 'setting: columns="time/s' in output.err
    assert "setting: columns=" in json.loads(output.out)["files"][0]["error"]["message"]
    assert run("inspect", str(path), "--set", "columns=time/s,potential/V") == 0


def test_an_output_that_cannot_be_written_is_one_sentence(
    plating: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("analyze", "electrocrystallization", str(plating), "--json", str(tmp_path / "no" / "where.json")) == 1
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert "where.json" in err


def test_an_unwritable_output_does_not_cost_the_others(plating: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.xlsx"
    nowhere = tmp_path / "no" / "where.json"
    assert run("analyze", "electrocrystallization", str(plating), "--json", str(nowhere), "--report", str(report)) == 1
    assert report.is_file()


def test_a_device_is_written_to_and_not_replaced(plating: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("analyze", "electrocrystallization", str(plating), "--json", "/dev/null") == 0
    assert not Path("/dev/null").is_file()


def test_a_table_that_names_no_input_is_wrong_usage(
    plating: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "areas.csv"
    table.write_text("file,area / cm^2\nother.csv,0.5\n")
    assert run("analyze", "electrocrystallization", str(plating), "--table", str(table)) == 2
    assert "other.csv" in capsys.readouterr().err


@pytest.mark.parametrize(
    "text", ["name,area / cm^2\n", "file,area / cm^2,area / cm^2\n", "file,area / cm^2\na,1\na,2\n"]
)
def test_a_table_that_says_a_thing_twice_or_names_no_file_is_wrong_usage(
    plating: Path, tmp_path: Path, text: str
) -> None:
    table = tmp_path / "areas.csv"
    table.write_text(text)
    assert run("analyze", "electrocrystallization", str(plating), "--table", str(table)) == 2


def test_many_steps_with_one_cause_are_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "pulses.csv"
    rows = "".join(f"{second},{-0.1 - second * 1e-4},{-1 if second // 10 % 2 else 0}\n" for second in range(200))
    path.write_text("time / s,potential / V,current / mA\n" + rows)
    assert run("analyze", "electrocrystallization", str(path)) == 1
    out, err = capsys.readouterr()
    assert err.count("\n") == 1
    assert "more steps of this file" in err
    assert len(json.loads(out)["errors"]) == 1


def test_an_empty_folder_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command in (("inspect",), ("analyze", "electrocrystallization")):
        assert run(*command, str(tmp_path)) == 1
        assert "no file" in capsys.readouterr().err


def test_a_name_that_is_no_text_is_still_written(plating: Path, tmp_path: Path) -> None:
    odd = tmp_path / "caf\udce9.csv"
    plating.rename(odd)
    target = tmp_path / "out.json"
    assert run("analyze", "electrocrystallization", str(odd), "--json", str(target)) == 0
    assert json.loads(target.read_text(encoding="utf-8"))["results"]


def test_files_may_stand_behind_the_options(plating: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("analyze", "electrocrystallization", "--set", "temperature=30 degC", str(plating), "--json", "-") == 0
    assert len(json.loads(capsys.readouterr().out)["results"]) == 1
    with pytest.raises(SystemExit) as stopped:
        run("analyze", "electrocrystallization", str(plating), "--no-such-option")
    assert stopped.value.code == 2
    assert "--no-such-option" in capsys.readouterr().err


def test_a_mistake_of_the_program_costs_that_curve_only(
    plating: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other.csv"
    other.write_bytes(plating.read_bytes().replace(b"time / s", b"time/s"))
    analysed = analyze.analysed

    def broken(step: Step, method: Method, subject: Subject, given: Given) -> Result:
        if subject[0].curve.name == "other":
            raise ZeroDivisionError
        return analysed(step, method, subject, given)

    monkeypatch.setattr(analyze, "analysed", broken)
    assert run("analyze", "electrocrystallization", str(other), str(plating), "--json", "-") == 1
    answer = json.loads(capsys.readouterr().out)
    assert [each["source"][0]["file"] for each in answer["results"]] == ["cell.csv"]
    assert [each["code"] for each in answer["errors"]] == ["PROGRAM_ERROR"]
