"""A project as a folder: whole or not at all, read back to the same numbers, and inert."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models.electrolyte import CurveEntry, Electrolyte
from models.project.content import Content
from models.project.folder_export import curve_csv, export_folder
from models.project.reading import open_project
from models.project.sources import NOT_THERE, OTHER, SAME, check_sources
from models.readers import read_file
from models.whole_file import WriteProblem
from tests.curves import plating_curve
from tests.models.test_project_file import EXAMPLES

EVIL = ("../x", "C:\\x", "CON", "a\0b", "=1+1", "x" * 300, "..", "/etc/passwd", "NUL.txt")


def test_every_curve_reads_back_to_the_last_digit(tmp_path: Path) -> None:
    content = open_project(EXAMPLES[-1]).content
    folder = export_folder(tmp_path / "out", content)
    project = json.loads((folder / "project.json").read_text(encoding="utf-8"))
    for electrolyte in project["electrolytes"]:
        for entry in electrolyte["curves"]:
            (curve,) = read_file(folder / f"{entry['file']}.csv").curves
            original = content.curves[entry["curve"]]
            for name, column in original.columns.items():
                assert np.array_equal(curve.columns[name], column)
    assert {"judgement": "absent", "area": 1.96e-5} in [state["given"] for state in project["analyses"]]
    assert len(project["results"]) == len(content.results)


def test_a_folder_that_is_there_is_left_alone_and_one_that_fails_leaves_nothing(tmp_path: Path) -> None:
    content = open_project(EXAMPLES[-1]).content
    (tmp_path / "out").mkdir()
    assert export_folder(tmp_path / "out", content).name == "out-2"
    (tmp_path / "file").touch()
    with pytest.raises(WriteProblem):
        export_folder(tmp_path / "file" / "out", content)

    def stop() -> None:
        raise WriteProblem("STOPPED", "stopped")

    with pytest.raises(WriteProblem):
        export_folder(tmp_path / "third", content, stop)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["file", "out", "out-2"]


def test_no_name_leads_out_of_the_folder(tmp_path: Path) -> None:
    curve = plating_curve()
    curves = {}
    entries = []
    for number, name in enumerate(EVIL):
        each = replace(curve, source=replace(curve.source, index=number))
        curves[each.identity] = each
        entries.append(CurveEntry(each.identity, name))
    content = Content(series=(Electrolyte("../e", tuple(entries)),), curves=curves)
    export_folder(tmp_path / "in" / "out", content)
    assert [each.name for each in tmp_path.iterdir()] == ["in"]
    assert len(list((tmp_path / "in" / "out" / "curves").iterdir())) == 2 * len(EVIL)


def test_words_of_a_table_never_become_a_formula() -> None:
    table = {"electrolyte": ("=1+1", "@x", "+2", "-3", "\tx", "plain"), "-cycles": ("1", "2", "3", "4", "5", "6")}
    text = curve_csv(replace(plating_curve(), columns={}, segments=(), technique="other", table=table))
    cells = [cell for line in text.split("\n") for cell in line.split(",")]
    assert not [cell for cell in cells if cell.startswith(("=", "@", "+", "-", "\t"))]
    assert "plain" in cells


def test_sources_are_the_same_changed_or_not_there(tmp_path: Path) -> None:
    text = "time / s,potential / V,current / A\n" + "".join(f"{n},{-0.1},-1e-4\n" for n in range(40))
    paths = [tmp_path / f"{name}.csv" for name in "abc"]
    curves = []
    for number, path in enumerate(paths):
        path.write_text(text + f"{number + 50},-0.1,-1e-4\n")
        curves += read_file(path).curves
    paths[1].write_text(text)
    paths[2].unlink()
    assert [each.verdict for each in check_sources(curves)] == [SAME, OTHER, NOT_THERE]
