"""Figures and charts of any result are drawn from its panels."""

from __future__ import annotations

import dataclasses
import io
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from fitting.outcome import Axis, Estimate, Outcome, Panel, Trace
from models.figure.content import DrawnPanel, FigureContent
from models.figure.pictures import can_draw
from models.report.workbook import workbook_bytes
from models.result import Result
from tests.plating_results import plating_result
from ui.figures.overlaps import words_of
from ui.figures.render import rendered_sheet
from ui.figures.style import paper_style
from ui.figures.typeset import symbol_typeset
from ui.pictures import content_of, report_picture, save_figures

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
    content = content_of(result((TAFEL, RESIDUAL)))
    ((upper, lower),) = rendered_sheet(content, paper_style(), lambda text: text.upper()).frames
    assert upper.get_shared_x_axes().joined(upper, lower)
    assert upper.get_yscale() == "log"
    assert upper.get_ylabel() == "|$\\mathit{j}$| / mA cm⁻²"
    assert (upper.get_xlabel(), lower.get_xlabel()) == ("", "$\\mathit{E}$ / mV")
    assert upper.lines[0].get_xdata()[-1] == 2000.0
    assert upper.lines[0].get_ydata()[0] == 1.0 * np.exp(0.01)
    legend = upper.get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == ["DATA", "FIT", "PEAKS"]


@pytest.mark.parametrize(
    ("limits", "texts"),
    [
        ((1e-4, 1e4), ["10⁻⁴", "10⁻²", "10⁰", "10²", "10⁴"]),
        ((0.1, 100.0), ["0.1", "1", "10", "100"]),
        ((2.0, 8.0), ["2", "5"]),
    ],
)
def test_a_log_axis_has_numbers_that_people_read(limits: tuple[float, float], texts: list[str]) -> None:
    trace = Trace("", np.array([0.1, 1.0]), np.array(limits))
    panel = DrawnPanel(POTENTIAL, Axis("t", "s", "s", "log"), (trace,), y_limits=limits)
    sheet = rendered_sheet(FigureContent(((panel,),)), paper_style())
    drawn = {text.get_text() for text in words_of(sheet)}
    assert set(texts) <= drawn


def test_a_common_power_of_ten_stands_at_the_axis_with_its_minus_raised() -> None:
    panel = DrawnPanel(POTENTIAL, Axis("i", "A", "A"), (Trace("", X, 1e-9 * X),))
    sheet = rendered_sheet(FigureContent(((panel,),)), paper_style())
    assert "×10⁻⁹" in {text.get_text() for text in words_of(sheet)}


def test_rival_lines_differ_from_the_chosen_one_and_from_each_other() -> None:
    rivals = tuple(Trace(f"law {number}", X, X + number, "classic") for number in range(5))
    panel = DrawnPanel(POTENTIAL, CURRENT, (Trace("data", X, X), Trace("best", X, X, "fit"), *rivals))
    sheet = rendered_sheet(FigureContent(((panel,),)), paper_style())
    looks = {(line.get_color(), str(line._dash_pattern)) for line in sheet.frames[0][0].lines}  # type: ignore[attr-defined]
    assert len(looks) == 7


def test_a_lower_panel_says_what_it_shows_and_one_cycle_has_an_axis_of_whole_numbers() -> None:
    cycle, one = Axis("n", "1", "1"), np.ones(1)
    efficiency = Panel(cycle, Axis("CE", "1", "%"), (Trace("data", one, 0.9 * one, "points"),))
    charges = Panel(
        cycle, Axis("Q", "C", "mC"), tuple(Trace(word, one, one, "points") for word in ("plated", "stripped"))
    )
    sheet = rendered_sheet(content_of(result((efficiency, charges))), paper_style())
    legend = sheet.frames[0][1].get_legend()
    assert legend is not None and [text.get_text() for text in legend.get_texts()] == ["plated", "stripped"]
    assert sheet.frames[0][1].get_xlim() == (0.5, 1.5)


def test_impedances_have_equal_scales() -> None:
    panel = DrawnPanel(Axis("Z′", "ohm", "ohm"), Axis("−Z″", "ohm", "ohm"), (Trace("", X, np.sin(X), "points"),))
    sheet = rendered_sheet(FigureContent(((panel,),)), paper_style())
    sheet.figure.draw_without_rendering()
    (axes,) = sheet.frames[0]
    box = axes.get_window_extent()
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    assert box.width / (right - left) == pytest.approx(box.height / (high - low), rel=0.01)


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
        ("1/λ", "1/$\\mathit{λ}$"),
        ("ΔE", "Δ$\\mathit{E}$"),
    ],
)
def test_symbols_are_set_as_in_print(text: str, typeset: str) -> None:
    assert symbol_typeset(text) == typeset
