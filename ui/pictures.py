"""Pictures of results for the workbook and for paper, in the language of the window."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from models.figure.content import FigureContent
from models.figure.journal import OWN, journal_named
from models.figure.model import Chosen, FigureModel
from models.figure.pictures import Drawable, can_draw, figure_content
from models.result import Result
from models.whole_file import make_folder, safe_file_name
from ui.figure_words import figure_words
from ui.figures.export import rendered, save_figure
from ui.figures.style import report_style, style_of

FORMATS = ("pdf", "svg", "png")  # of figures without a window, where nothing else is asked for
_REPORT_DPI = 200.0


def content_of(result: Result) -> FigureContent:
    """The picture of one result: a plating step with its marks, of anything else the first view of its panels."""
    return figure_content([Drawable(result, result.title)], FigureModel())


def report_picture(result: Result) -> bytes | None:
    """The picture of a result in the workbook, as PNG; None where there is nothing to draw."""
    if not can_draw(result):
        return None
    return rendered("png", content_of(result), report_style(), _REPORT_DPI, figure_words(""))


def save_figures(
    results: Sequence[Result], folder: Path, journal: str = OWN, formats: Sequence[str] = FORMATS
) -> tuple[Path, ...]:
    """Save every result as a figure in each of some formats; return the paths.

    Raises
    ------
    WriteProblem
        If a file cannot be written.
    DataProblem
        ``UNKNOWN_JOURNAL`` for a preset that there is not.
    """
    chosen = Chosen(FigureModel(), journal_named(journal))
    words = figure_words("")
    make_folder(folder)
    paths: list[Path] = []
    taken: set[str] = set()
    for result in filter(can_draw, results):
        content = content_of(result)
        style = style_of(chosen, content)
        name = _free_name(safe_file_name(result.title.replace(" #", "-")), taken)
        for ending in formats:
            paths.append(save_figure(folder / f"{name}.{ending}", content, style, chosen.dpi, words))
    return tuple(paths)


def _free_name(name: str, taken: set[str]) -> str:
    number, free = 1, name
    while free.casefold() in taken:
        number += 1
        free = f"{name}-{number}"
    taken.add(free.casefold())
    return free
