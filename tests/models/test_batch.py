"""A batch: the same numbers as one by one, one bad file costs itself, and the recipe is read from what was written."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from models.analyze import analyze_contents
from models.background import Cancelled
from models.batch import Batch, Order, orders_as_json, orders_from_text
from models.batch.work import Job, analysed_files, answer_as_text, answer_from_text
from models.import_process import read_or_failure
from models.outputs import results_as_json
from models.readers.choices import ImportChoices
from models.recipe import SettingProblem
from tests.curves import plating_curve
from tests.models.test_command_line import printed, run

SPIKE = {"step": "electrocrystallization", "method": "nucleation_spike"}


def plating_file(path: Path, shift: float = 0.0, sign: float = 1.0) -> Path:
    """A plating as a plain table; other shifts are other curves."""
    columns = plating_curve().columns
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(["time / s", "potential / V", "current / mA"])
        for time, potential, current in zip(
            columns["time"], columns["potential"] - shift, sign * columns["current"] * 1e3, strict=True
        ):
            writer.writerow([repr(float(time)), repr(float(potential)), repr(float(current))])
    return path


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    folder = tmp_path_factory.mktemp("platings")
    found = [plating_file(folder / f"cell {number}.csv", 0.001 * number) for number in range(3)]
    found.insert(2, folder / "broken.mpr")
    found[2].write_bytes(b"\x00\x01garbage")
    return tuple(found)


def orders(*entries: dict[str, Any]) -> tuple[Order, ...]:
    return orders_from_text(json.dumps(list(entries)))


def one_by_one(order: Order, files: Sequence[Path]) -> dict[str, Any]:
    step, method = order.of
    contents = [read_or_failure(path) for path in files]
    return results_as_json(*analyze_contents(step, method, contents, order.given))


def test_a_batch_gives_the_numbers_of_one_by_one_to_the_last_digit(files: tuple[Path, ...]) -> None:
    (order,) = orders({**SPIKE, "recipe": {"area": "1 cm^2"}})
    said: list[tuple[int, int, str]] = []
    expected = json.dumps(one_by_one(order, files))
    for whole in (False, True):
        results, failures = Batch((order,), whole).run(files, lambda *told: said.append(told))
        assert json.dumps(results_as_json(results, failures)) == expected
        assert [failure.file for failure in failures] == [str(files[2])]
        assert [len(result.subject[0].curve.columns["time"]) > 0 for result in results] == [whole] * 3
        assert [bool(result.subject[0].curve.points) for result in results] == [whole] * 3
    assert said[0] == (0, 4, "cell 0.csv")
    assert said[4] == (4, 4, "")


def test_several_analyses_come_in_their_order_and_then_in_that_of_the_files(files: tuple[Path, ...]) -> None:
    both = orders({**SPIKE, "recipe": {}}, {**SPIKE, "recipe": {"rule": "smoothed_minimum"}})
    results, _ = Batch(both).run(files[:2])
    rules = [result.recipe["rule"].value for result in results]
    assert rules == ["spike_minimum"] * 2 + ["smoothed_minimum"] * 2
    assert [result.title for result in results] == ["cell 0", "cell 1"] * 2


def test_files_that_belong_together_are_analysed_together(tmp_path: Path) -> None:
    table = tmp_path / "cycles.csv"
    rows = "".join(f"{cycle},1.0,{0.98 + 0.0001 * cycle}\n" for cycle in range(1, 31))
    table.write_text("cycle,discharge capacity / mAh,charge capacity / mAh\n" + rows)
    (order,) = orders({"step": "cyclic_stability", "method": "coulombic_efficiency"})
    results, failures = Batch((order,)).run([table])
    assert json.dumps(results_as_json(results, failures)) == json.dumps(one_by_one(order, [table]))
    assert len(results) == 1


def test_a_calculator_needs_no_file() -> None:
    (order,) = orders({"step": "charge_transfer", "method": "marcus_calculator",
                       "recipe": {"transfer_coefficient": 0.4, "potential_difference": "-80 mV"}})  # fmt: skip
    (result,), failures = Batch((order,)).run([])
    assert failures == []
    assert result.outcome.quantities["reorganization_energy"].value == pytest.approx(0.4)


def test_a_cancelled_batch_leaves_no_child(files: tuple[Path, ...]) -> None:
    calls = 0

    def check() -> None:
        nonlocal calls
        calls += 1
        if calls > 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        Batch(orders(SPIKE)).run(files, check=check)


def test_results_are_a_recipe(files: tuple[Path, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = [str(path) for path in files[:2]]
    assert run("analyze", "electrocrystallization", *arguments, "--set", "area=2 cm^2", "--json", "-") == 0
    whole = printed(capsys)
    (order,) = orders_from_text(json.dumps(whole))
    assert order == Order("electrocrystallization", "nucleation_spike", {"area": 2e-4})
    (tmp_path / "results.json").write_text(json.dumps(whole))
    assert run("batch", str(tmp_path / "results.json"), *arguments, "--json", "-") == 0
    assert printed(capsys) == whole


def test_what_was_placed_on_one_curve_stays_with_it(files: tuple[Path, ...]) -> None:
    (order,) = orders(SPIKE)
    results, _ = Batch((order,)).run(files[:2])
    entries = [result.as_json() for result in results]
    entries[1]["recipe"]["spike_mark"] = {"value": 33.0, "unit": "s", "origin": "given"}
    (again,) = orders_from_text(json.dumps({"results": entries}))
    assert again.given == {}
    marked, _ = Batch((again,)).run(files[:2])
    assert [result.recipe["spike_mark"].value for result in marked] == [None, 33.0]
    assert marked[0].as_json() == results[0].as_json()
    assert orders_from_text(json.dumps(orders_as_json(marked))) == (again,)


def test_analyze_writes_the_recipe_that_batch_reads(
    files: tuple[Path, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    flipped = plating_file(tmp_path / "positive.csv", sign=-1.0)
    recipe = tmp_path / "recipe.json"
    settings = ("--set", "sign=flip", "--set", "temperature=30 degC")
    assert run("analyze", "electrocrystallization", str(flipped), *settings, "--recipe", str(recipe)) == 0
    (order,) = orders_from_text(recipe.read_text(encoding="utf-8"))
    assert order.given == {"temperature": 303.15}
    assert order.choices == ImportChoices(sign="flip")
    capsys.readouterr()
    assert run("batch", str(recipe), str(flipped), "--json", "-") == 0
    assert printed(capsys)["results"][0]["verdicts"]["spike"] == "present"


def test_each_file_is_read_as_it_was_for_the_results(
    files: tuple[Path, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    flipped, table = plating_file(tmp_path / "positive.csv", sign=-1.0), tmp_path / "signs.csv"
    table.write_text("file,sign\npositive.csv,flip\n")
    arguments = (str(files[0]), str(flipped))
    assert run("analyze", "electrocrystallization", *arguments, "--table", str(table), "--json", "-") == 0
    results = printed(capsys)
    (order,) = orders_from_text(json.dumps(results))
    assert order.choices_of(str(flipped)) == ImportChoices(sign="flip")
    assert order.choices_of(str(files[0])) == order.choices_of("any other") == ImportChoices()
    (tmp_path / "results.json").write_text(json.dumps(results))
    assert run("batch", str(tmp_path / "results.json"), *arguments, "--json", "-") == 0
    assert printed(capsys) == results
    results["results"][0]["source"][0]["file"] = "positive.csv"
    with pytest.raises(SettingProblem, match=r"positive\.csv"):
        orders_from_text(json.dumps(results))


def test_a_table_gives_settings_to_single_files_of_a_batch(
    files: tuple[Path, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recipe, table = tmp_path / "recipe.json", tmp_path / "areas.csv"
    recipe.write_text(json.dumps({**SPIKE, "recipe": {"area": "1 cm^2"}}))
    table.write_text("file,area / cm^2\ncell 1.csv,0.5\n")
    report = tmp_path / "report.xlsx"
    arguments = [str(path) for path in files[:2]]
    assert run("batch", str(recipe), *arguments, "--table", str(table), "--json", "-", "--report", str(report)) == 0
    areas = [result["recipe"]["area"]["value"] for result in printed(capsys)["results"]]
    assert areas == [pytest.approx(1e-4), pytest.approx(5e-5)]
    assert report.is_file()


def test_a_file_that_cannot_be_used_costs_that_file(
    files: tuple[Path, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "recipe.json").write_text(json.dumps(SPIKE))
    assert run("batch", str(tmp_path / "recipe.json"), *map(str, files), "--json", "-", "--workers", "1") == 1
    out, err = capsys.readouterr()
    answer = json.loads(out)
    assert [result["source"][0]["file"] for result in answer["results"]] == [f"cell {n}.csv" for n in range(3)]
    assert [error["file"] for error in answer["errors"]] == ["broken.mpr"]
    assert "broken.mpr" in err and "Traceback" not in err


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("no json", "JSON"),
        ("3", "list"),
        ("[]", "no analysis"),
        ('{"step": "alchemy", "method": "gold"}', "alchemy"),
        ('{"step": "mass_transfer", "method": "gold"}', "gold"),
        ('{"step": "mass_transfer", "method": "sand", "recipe": {"philosophy": 3}}', "philosophy"),
        ('{"step": "mass_transfer", "method": "sand", "recipe": {"area": "2 furlong"}}', "area"),
        ('{"step": "mass_transfer", "method": "sand", "recipe": {"area": {"value": 1, "unit": "s"}}}', "area"),
        ('{"step": "mass_transfer", "method": "sand", "recipe": {"transference_number": 2}}', "transference"),
        ('{"step": "mass_transfer", "method": "sand", "source": [{}]}', "sha256"),
        ("[" * 100_000, "JSON"),
    ],
)
def test_a_recipe_that_cannot_be_used_is_one_sentence(
    text: str, word: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SettingProblem):
        orders_from_text(text)
    path = tmp_path / "recipe.json"
    path.write_text(text)
    assert run("batch", str(path), str(path)) == 2
    err = capsys.readouterr().err
    assert err.count("\n") == 1 and word in err


def test_an_answer_crosses_as_json_and_comes_back_as_it_was(files: tuple[Path, ...]) -> None:
    job = Job((str(files[0]), str(files[2])), orders({**SPIKE, "recipe": {"area": "1 cm^2"}}), True)
    assert Job.from_text(job.as_text()) == job
    answer = analysed_files(job)
    for whole in (True, False):
        back = answer_from_text(answer_as_text(answer, whole))
        ((one,), (other,)) = (answer.results[0], back.results[0])
        assert back.failures == answer.failures
        assert json.dumps(one.as_json()) == json.dumps(other.as_json())
        assert one.title == other.title
        assert len(other.outcome.panels) == (len(one.outcome.panels) if whole else 0)
    (whole_one,) = answer_from_text(answer_as_text(answer, True)).results[0]
    for name, values in answer.results[0][0].subject[0].columns.items():
        assert (whole_one.subject[0].columns[name] == values).all()


def test_a_file_that_breaks_its_child_costs_that_file(files: tuple[Path, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    from models.batch import local
    from tests.models import hostile_work

    monkeypatch.setattr(local, "serve", hostile_work.serve)
    results, failures = Batch(orders(SPIKE), workers=1).run((files[0], Path("/kill me.csv"), files[1]))
    assert [result.title for result in results] == ["cell 0", "cell 1"]
    assert [(failure.file, failure.message.code) for failure in failures] == [("/kill me.csv", "TOO_LARGE")]
