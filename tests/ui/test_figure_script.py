"""A figure as a script: run by itself it draws the same picture, and its data are plain tables that we read back."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from fitting.outcome import Axis, Panel, Trace
from models.figure.content import FigureContent
from models.figure.model import Chosen, FigureModel
from models.figure.pictures import Drawable, figure_content
from models.readers import read_file
from tests.plating_results import plating_result
from tests.ui.test_panel_figures import result
from ui.figures.export import figure_pixels
from ui.figures.render import rendered_sheet
from ui.figures.script import heading, save_script
from ui.figures.sheet import Sheet
from ui.figures.style import style_of

DPI = 150
TOLERANCE = 0.002  # of all pixels: the script draws every sample, the program what a pixel column can show
DIFFERENT = 64  # of 255
X = np.linspace(0.1, 100.0, 40)


def sheet_of(content: FigureContent, model: FigureModel) -> Sheet:
    return rendered_sheet(content, style_of(Chosen(model), content))


def spikes(count: int = 3000, **choices: object) -> tuple[Sheet, Sheet]:
    model = FigureModel(**choices)  # type: ignore[arg-type]
    results = [Drawable(plating_result(name, count), name) for name in ("one", "two, “quoted”")]
    content = figure_content(results if choices.get("arrangement") else results[:1], model)
    return sheet_of(content, model), sheet_of(content, model)


def panels() -> tuple[Sheet, Sheet]:
    charge = Panel(
        Axis("t_rest", "s", "h"),
        Axis("Q", "C", "mC", "log"),
        (
            Trace("data", 3600 * X[::8], 1e-3 * X[::8], "points", 2e-4 * X[::8]),
            Trace("linear", 3600 * X, 1e-3 * X, "fit"),
            Trace("consumed", 3600 * X[:1], 1e-3 * X[:1], "mark"),
        ),
    )
    cycles = Panel(Axis("cycle", "1", "1"), Axis("j⁰", "A/m^2", "mA/cm^2"), (Trace("data", X, 1e-7 * X, "points"),))
    made = result((charge, cycles))
    model = FigureModel(views=(0, 1), journal="ACS")
    content = figure_content([Drawable(made, "x")], model)
    return sheet_of(content, model), sheet_of(content, model)


def run(path: Path, target: Path) -> None:
    command = [sys.executable, "-I", str(path), str(target)]
    subprocess.run(command, check=True, capture_output=True, cwd=path.parent)


@pytest.mark.parametrize(
    "made",
    [
        lambda: spikes(x_scale="log"),
        lambda: spikes(x_scale="linear", inset=True, legend="inside"),
        lambda: spikes(50_000, arrangement="overlay", x_scale="log"),
        lambda: spikes(arrangement="apart", columns=2, width_mm=150.0),
        panels,
    ],
    ids=["log", "inset", "overlay", "apart", "points"],
)
def test_the_script_draws_the_same_picture(tmp_path: Path, made: object) -> None:
    sheet, same = made()  # type: ignore[operator]
    path = save_script(tmp_path / "my figure.py", sheet, 'A "title" of \\ S03', DPI)
    run(path, tmp_path / "again.png")
    ours = figure_pixels(same.figure, same.style, DPI)[..., :3].astype(int)
    with Image.open(tmp_path / "again.png") as image:
        theirs = np.asarray(image.convert("RGB")).astype(int)
    assert theirs.shape == ours.shape
    assert float((np.abs(theirs - ours).max(axis=-1) > DIFFERENT).mean()) < TOLERANCE
    assert float((ours.min(axis=-1) < 128).mean()) > 0.01  # there is something to compare


def test_the_script_needs_nothing_of_ours_and_is_short(tmp_path: Path) -> None:
    sheet, _ = spikes()
    text = save_script(tmp_path / "figure.py", sheet, "S03", DPI).read_text(encoding="utf-8")
    imports = {line.split()[1].split(".")[0] for line in text.splitlines() if line.startswith(("import ", "from "))}
    assert imports == {"sys", "pathlib", "matplotlib", "numpy"}
    assert text.count("\n") < 120


def test_the_data_are_plain_tables_that_we_read_back(tmp_path: Path) -> None:
    sheet, _ = spikes(x_scale="linear")
    save_script(tmp_path / "figure.py", sheet, "S03", DPI)
    folder = tmp_path / "figure data"
    assert sorted(path.name for path in folder.iterdir()) == ["1 data.csv", "2 fit.csv", "3 residual.csv"]
    (curve,) = read_file(folder / "1 data.csv").curves
    recorded = plating_result().subject[0].columns
    assert np.allclose(curve.columns["time"], recorded["time"] - recorded["time"][0], atol=1e-9)
    assert np.allclose(curve.columns["potential"], recorded["potential"], atol=1e-12)


def test_points_and_their_errors_stand_in_one_table(tmp_path: Path) -> None:
    sheet, _ = panels()
    save_script(tmp_path / "figure.py", sheet, "", DPI)
    rows = (tmp_path / "figure data" / "1 data.csv").read_text(encoding="utf-8").splitlines()
    assert rows[0] == "rest time / h,charge / mC,error of charge / mC"
    assert rows[1] == "0.1,0.1,0.02"
    (curve,) = read_file(tmp_path / "figure data" / "1 data.csv").curves
    assert curve.columns["rest_time"][0] == 360.0 and curve.columns["charge"][0] == 1e-4


@pytest.mark.parametrize(
    ("axis", "text"),
    [
        (Axis("j", "A/m^2", "mA/cm^2"), "current density / mA cm⁻²"),
        (Axis("cycle", "1", "1"), "cycle"),
        (Axis("α", "1", "1"), "transfer coefficient"),
        (Axis("Z′", "ohm", "ohm"), "z′ / Ω"),
    ],
)
def test_headings_name_quantity_and_unit(axis: Axis, text: str) -> None:
    assert heading(axis) == text


def test_a_result_without_curves_still_gives_a_script(tmp_path: Path) -> None:
    level = Panel(Axis("t", "s", "s"), Axis("E", "V", "V"), (Trace("level", X[:2], X[:2], "level"),))
    model = FigureModel()
    content = figure_content([Drawable(result((level,)), "x")], model)
    path = save_script(tmp_path / "figure.py", sheet_of(content, model), "x", DPI)
    run(path, tmp_path / "figure.pdf")
    assert (tmp_path / "figure.pdf").read_bytes().startswith(b"%PDF")
