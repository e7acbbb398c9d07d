from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from models import command_line
from models.result import Result
from models.review import SHIPPED, reviewed

# Made up for the tests: no cell of these stands in the review.
TABLE_2 = """\
electrolyte,series,D,D header,t+,stabilized cycles,CE / %
p,one,3.0,x10^-6,0.2,60,95
q,,3.5,x10^-6,0.3,70,96
r,two,2.5,x10^5,0.5,20,93
s,,4.2,x10^5,0.6,30,94
t,three,3.8,×10⁶,0.7,10,91
u,,4.1,×10⁶,0.8,15,92
"""
TABLE_4 = """\
electrolyte,series,current density / mA/cm^2,stabilized cycles
p,one,0.2,62
p,one,0.5,80
p,one,1,81
p,one,2,60
q,one,0.2,70
q,one,0.5,60
q,one,1,50
q,one,2,41
"""


def run(*arguments: str) -> int:
    def no_figures(results: Sequence[Result], folder: Path) -> Sequence[Path]:
        return ()

    return command_line.run(arguments, lambda result: None, no_figures)


def printed(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out, parse_constant=lambda name: pytest.fail(f"{name} in JSON"))


def codes(table: dict[str, Any]) -> list[str]:
    return [note["code"] for note in table["notes"]]


def test_no_table_is_shipped_and_the_answer_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert not list(SHIPPED.glob("table_*"))
    assert run("review", "--json", "-") == 0
    answer = printed(capsys)
    assert (answer["program"], answer["schema"]) == ("Anodescope", 1)
    assert [(table["table"], table["shipped"], table["given"]) for table in answer["tables"]] == [
        (number, False, None) for number in (2, 3, 4)
    ]
    assert all("TABLE_NOT_SHIPPED" in codes(table) for table in answer["tables"])
    assert answer["claim"]["label"] == "the authors' claim"
    assert answer["claim"]["verdict"] == "not_established"
    assert answer["claim"]["order"].startswith("electrocrystallization > charge_transfer")


def test_three_groups_in_order_cannot_rank(capsys: pytest.CaptureFixture[str]) -> None:
    run("review", "--json", "-")
    (result,) = printed(capsys)["results"]
    assert (result["step"], result["method"]) == ("decisive_step", "ranking")
    assert result["table"]["within_series_correlation"] == pytest.approx([1.0])
    assert result["table"]["within_series_probability"] == pytest.approx([1 / 3])
    assert result["verdicts"] == {"order": "not_established", "order_reason": "cannot_rank"}
    assert "CANNOT_RANK" in [warning["code"] for warning in result["warnings"]]


def test_tables_2_and_4_disagree_four_times_at_the_same_current(capsys: pytest.CaptureFixture[str]) -> None:
    run("review", "--json", "-")
    fourth = printed(capsys)["tables"][2]
    differences = [note["value"] for note in fourth["notes"] if note["code"] == "TABLES_DISAGREE"]
    assert differences == [2, 5, -2, -20]


def test_the_pooled_view_of_table_2_is_named_a_paradox() -> None:
    second = reviewed().tables[0]
    simpson = [note for note in second.notes if note.code == "SIMPSON"]
    assert [note.value for note in simpson] == [0.64, 0.72]
    assert "HEADER_TYPO" in [note.code for note in second.notes]


def test_people_get_sentences(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("review") == 0
    text = capsys.readouterr().out
    assert "is not shipped" in text
    assert "authors' claim" in text
    assert "cannot rank" in text
    assert "{" not in text


def test_tables_that_are_given_are_analysed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "table_2.csv").write_text(TABLE_2, encoding="utf-8")
    (tmp_path / "table_4.csv").write_text(TABLE_4, encoding="utf-8")
    assert run("review", "--tables", str(tmp_path), "--json", "-") == 0
    answer = printed(capsys)
    second, third, fourth = answer["tables"]
    assert (second["given"], third["given"], fourth["given"]) == ("table_2.csv", None, "table_4.csv")
    (typo,) = second["notes"]
    assert (typo["code"], typo["value"]) == ("HEADER_TYPO", 5)
    ranked = next(each for each in answer["results"] if each["source"] and each["method"] == "ranking")
    assert "SIMPSON" in [warning["code"] for warning in ranked["warnings"]]
    pooled = dict(zip(zip(ranked["table"]["quantity"], ranked["table"]["outcome"], strict=True),
                      ranked["table"]["pooled_correlation"], strict=True))  # fmt: skip
    # As printed group two has ten times the D: its ranks are 5 and 6 of 6, so sum d^2 with the cycles is 48.
    assert pooled["D", "stabilized cycles"] == pytest.approx(1 - 6 * 48 / (6 * 35))
    currents = [each for each in answer["results"] if each["method"] == "current_dependence"]
    assert [each["recipe"]["electrolyte"]["value"] for each in currents] == ["p", "q"]
    (note,) = [note for note in fourth["notes"] if note["code"] == "TABLES_DISAGREE"]
    assert note["value"] == 2  # p: 60 and 62; q has 70 in both


def test_ratios_of_a_given_table_3_are_read_as_they_are_printed(tmp_path: Path) -> None:
    text = "electrolyte,series,ratio,CE / %\na,s,1:1-1:3,98\nb,s,1:10-1:15,97\nc,s,1:20-1:100,94\n"
    (tmp_path / "table_3.csv").write_text(text, encoding="utf-8")
    (result,) = reviewed(tmp_path).tables[1].results
    assert result.outcome.table["within_series_correlation"] == (pytest.approx(1.0),)


def test_a_folder_without_tables_is_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("review", "--tables", str(tmp_path)) == 2
    assert "table_2.csv" in capsys.readouterr().err


def test_a_table_that_cannot_be_used_costs_itself_only(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "table_2.csv").write_text("electrolyte,series,t+,t+\na,s,1,2\n", encoding="utf-8")
    (tmp_path / "table_4.csv").write_text(TABLE_4.replace(" / mA/cm^2", ""), encoding="utf-8")
    assert run("review", "--tables", str(tmp_path), "--json", "-") == 1
    out, err = capsys.readouterr()
    answer = json.loads(out)
    assert [error["code"] for error in answer["errors"]] == ["TWO_COLUMNS", "NO_CURRENT_DENSITY"]
    assert err.count("\n") == 2
    assert [table["given"] for table in answer["tables"]] == [None, None, None]
