"""Projects on the command line: written, read again without a window, reported with the same numbers."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from models import command_line
from models.project.commands import open_project, project_results
from models.project.saving import Saver, Stamp
from models.result import Result
from tests.models.test_command_line import PNG, plating, run

__all__ = ["plating"]  # a fixture


def test_a_project_holds_what_was_analysed_and_gives_the_same_numbers(plating: Path, tmp_path: Path) -> None:
    project, out = tmp_path / "cell.anode", tmp_path / "out.json"
    settings = ("--set", "temperature=30 degC")
    arguments = ("--project", str(project), "--json", str(out))
    assert run("analyze", "electrocrystallization", str(plating), *settings, *arguments) == 0
    opened = open_project(project)
    assert opened.damages == ()
    (state,) = opened.content.analyses.values()
    assert state.settings == {"temperature": 303.15}
    results, failures = project_results(opened.content)
    assert failures == []
    assert [result.as_json() for result in results] == json.loads(out.read_text(encoding="utf-8"))["results"]
    (shown,) = opened.content.results.values()
    assert shown.as_json() == results[0].as_json()


def test_a_project_s_report_with_confirmed_marks_and_windows_comes_again_from_the_raw_files(
    plating: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project, book, again = (tmp_path / name for name in ("cell.anode", "one.xlsx", "again.xlsx"))
    assert run("analyze", "electrocrystallization", str(plating), "--project", str(project)) == 0
    opened = open_project(project)
    analyses = {key: replace(state, confirmed=True) for key, state in opened.content.analyses.items()}
    stamp = Stamp.of(project, opened.revision, opened.meta["save"])
    Saver(opened.keys).save(project, replace(opened.content, analyses=analyses), stamp)
    drawn: list[bool] = []

    def picture(result: Result) -> bytes:
        drawn.append(result.confirmed)
        return PNG

    def figures(results: Sequence[Result], folder: Path) -> Sequence[Path]:
        drawn.extend(result.confirmed for result in results)
        return ()

    def report(*arguments: str) -> int:
        return command_line.run(["report", *arguments, "--figures", str(tmp_path / "figures")], picture, figures)

    assert report(str(project), str(book), "--windows") == 0
    assert "Other windows" in [cell for sheet in cells(book).values() for cell in sheet]
    assert report(str(book), str(again), "--from", str(plating.parent)) == 0
    assert drawn == [True] * 4
    assert again.read_bytes() == book.read_bytes()


def cells(path: Path) -> Mapping[str, list[object]]:
    book = openpyxl.load_workbook(path, data_only=True)
    return {sheet.title: [cell.value for row in sheet.iter_rows() for cell in row] for sheet in book}


def test_the_report_of_a_project_is_the_report_of_its_files(
    plating: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project, one, two = (tmp_path / name for name in ("cell.anode", "one.xlsx", "two.xlsx"))
    assert run("analyze", "electrocrystallization", str(plating), "--project", str(project), "--report", str(one)) == 0
    assert run("report", str(project), str(two), "--figures", str(tmp_path / "figures")) == 0
    assert "Figures: 0" in capsys.readouterr().err  # these tests draw none
    first, second = cells(one), cells(two)
    assert first.keys() == second.keys()
    for name in first:
        others = [pair for pair in zip(first[name], second[name], strict=True) if pair[0] != pair[1]]
        assert len(others) <= (name in ("Provenance", "Recipe")), "but for the date"


def test_a_project_in_which_somebody_worked_is_not_replaced(
    plating: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = tmp_path / "cell.anode"
    for _ in range(2):  # what the command line wrote itself it may write again
        assert run("analyze", "electrocrystallization", str(plating), "--project", str(project)) == 0
    other = tmp_path / "notes.anode"
    other.write_text("mine")
    assert run("analyze", "electrocrystallization", str(plating), "--project", str(other)) == 1
    assert "another name" in capsys.readouterr().err
    assert other.read_text() == "mine"


def test_what_is_no_project_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, content in (("a.anode", b"PK\x03\x04"), ("b.anode", b""), ("c.anode", None)):
        path = tmp_path / name
        if content is not None:
            path.write_bytes(content)
        assert run("report", str(path), str(tmp_path / "out.xlsx")) == 1
        err = capsys.readouterr().err
        assert name in err
        assert err.count("\n") == 1
