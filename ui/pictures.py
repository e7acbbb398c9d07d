"""Pictures of results for the workbook and for paper, in the language of the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from matplotlib.figure import Figure
from PyQt6.QtCore import QCoreApplication

from fitting.electrocrystallization import NucleationSpike
from models.panels import views
from models.result import Result
from models.series import suggested_scale
from models.whole_file import make_folder, safe_file_name
from ui.figures.electrocrystallization import draw_figure
from ui.figures.export import render_png, save_figure
from ui.figures.panels import draw_panels
from ui.figures.style import FigureStyle, paper_style, report_style

translated = partial(QCoreApplication.translate, "Figure")


def drawing(result: Result, style_name: str = "paper") -> Callable[[Figure], None]:
    """What fills an empty figure with the picture of a result."""
    style = report_style() if style_name == "report" else paper_style()
    return lambda figure: draw_result(figure, result, style)


def draw_result(figure: Figure, result: Result, style: FigureStyle) -> None:
    """Fill an empty figure: a plating step with its marks, of anything else the first view of its panels."""
    if isinstance(result.outcome, NucleationSpike):
        draw_figure(figure, result, style, suggested_scale(result), translate=translated)
    else:
        draw_panels(figure, views(result.outcome)[0], style, translated)


def can_draw(result: Result) -> bool:
    """Whether there is anything to draw of a result."""
    return isinstance(result.outcome, NucleationSpike) or bool(result.outcome.panels)


def report_picture(result: Result) -> bytes | None:
    """The picture of a result in the workbook, as PNG; None where there is nothing to draw."""
    if not can_draw(result):
        return None
    style = report_style()
    return render_png(drawing(result, "report"), style.width_mm, style.height_mm, style)


def save_figures(results: Sequence[Result], folder: Path) -> tuple[Path, ...]:
    """Save a PDF, an SVG and a PNG of every result; return the paths.

    Raises
    ------
    WriteProblem
        If a file cannot be written.
    """
    make_folder(folder)
    style = paper_style()
    paths: list[Path] = []
    taken: set[str] = set()
    for result in filter(can_draw, results):
        name = _free_name(safe_file_name(result.title.replace(" #", "-")), taken)
        for ending in ("pdf", "svg", "png"):
            path = folder / f"{name}.{ending}"
            paths.append(save_figure(path, drawing(result), style.width_mm, style.height_mm, style))
    return tuple(paths)


def _free_name(name: str, taken: set[str]) -> str:
    number, free = 1, name
    while free.casefold() in taken:
        number += 1
        free = f"{name}-{number}"
    taken.add(free.casefold())
    return free
