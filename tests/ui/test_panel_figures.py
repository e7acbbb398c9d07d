"""Figures and charts of any result are drawn from its panels."""

from __future__ import annotations

import dataclasses
import io
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from matplotlib.figure import Figure

from fitting.outcome import Axis, Estimate, Outcome, Panel, Trace
from models.report.workbook import workbook_bytes
from models.result import Result
from tests.plating_results import plating_result
from ui.figures.panels import draw_panels
from ui.figures.style import paper_style
from ui.figures.typeset import symbol_typeset
from ui.pictures import can_draw, report_picture, save_figures

X = np.linspace(0.01, 2.0, 50)
POTENTIAL, CURRENT = Axis("E", "V", "mV"), Axis("|j|", "A/m^2", "mA/cm^2", "log")
TAFEL = Panel(
    POTENTIAL,
    CURRENT,
    (
        Trace("data", X, 10 * np.exp(X), "data"),
        Trace("fit", X, 10 * np.exp(X), "fit"),
        Trace("peaks", X[:3], 10 * np.exp(X[:3]), "points", error=np.full(3, 1.0)),
    ),
)
RESIDUAL = Panel(POTENTIAL, Axis("Δ", "1", "1"), (Trace("", X, np.sin(X)),))


def result(panels: tuple[Panel, ...]) -> Result:
    made = plating_result()
    return dataclasses.replace(
        made, step="charge_transfer", method="polarization", outcome=Outcome({"x": Estimate(1.0, "1")}, panels=panels)
    )


def test_the_panels_of_a_result_share_x_and_show_display_units() -> None:
    figure = Figure()
    draw_panels(figure, (TAFEL, RESIDUAL), paper_style(), lambda text: text.upper())
    upper, lower = figure.axes
    assert upper.get_shared_x_axes().joined(upper, lower)
    assert upper.get_yscale() == "log"
    assert upper.get_ylabel() == "|$\\mathit{j}$| / mA cm$^{−2}$"
    assert (upper.get_xlabel(), lower.get_xlabel()) == ("", "$\\mathit{E}$ / mV")
    assert upper.lines[0].get_xdata()[-1] == 2000.0
    assert upper.lines[0].get_ydata()[0] == 1.0 * np.exp(0.01)
    legend = upper.get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == ["DATA", "FIT", "PEAKS"]


def test_the_workbook_charts_the_first_panel_in_display_units() -> None:
    content = workbook_bytes([result((TAFEL, RESIDUAL))], (), None, datetime(2026, 1, 1, tzinfo=UTC))
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[2]
    (chart,) = sheet._charts
    assert len(chart.series) == 3
    assert chart.y_axis.scaling.logBase == 10
    rows = [row for row in sheet.iter_rows(values_only=True) if "E / mV" in row]
    first = rows[0].index("E / mV")
    assert rows[0][first + 1] == "|j| / mA cm⁻²"
    assert sheet.cell(4, first + 1).value == 10.0


def test_a_result_without_panels_has_no_picture_and_no_file(tmp_path: Path) -> None:
    bare = result(())
    assert not can_draw(bare)
    assert report_picture(bare) is None
    assert save_figures([bare], tmp_path) == ()
    drawn = result((TAFEL,))
    assert report_picture(drawn) is not None
    assert {path.suffix for path in save_figures([drawn], tmp_path)} == {".pdf", ".svg", ".png"}


@pytest.mark.parametrize(
    ("text", "typeset"),
    [
        ("t", "$\\mathit{t}$"),
        ("E_sp", "$\\mathit{E}$$_{sp}$"),
        ("j₀", "$\\mathit{j}$$_{0}$"),
        ("ln |j|", "ln |$\\mathit{j}$|"),
        ("1/λ", "1/λ"),
        ("ΔE", "Δ$\\mathit{E}$"),
    ],
)
def test_symbols_are_set_as_in_print(text: str, typeset: str) -> None:
    assert symbol_typeset(text) == typeset
