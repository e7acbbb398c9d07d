"""Figures to files: a fresh figure at an exact size, fonts embedded and editable, the same bytes every time."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from fitting.messages import DataProblem
from models.whole_file import write_whole
from ui.figures.style import FigureStyle, with_settings

Draw = Callable[[Figure], None]

FORMATS = ("pdf", "svg", "png")
MM_PER_INCH = 25.4
SHORTEST_MM, LONGEST_MM = 20.0, 1000.0

# No dates and no versions: the same curve gives the same file.
_METADATA: dict[str, dict[str, Any]] = {
    "pdf": {"Creator": "Anodescope", "Producer": None, "CreationDate": None},
    "svg": {"Creator": "Anodescope", "Date": None},
    "png": {"Software": "Anodescope"},
}


def save_figure(
    path: Path, draw: Draw, width_mm: float, height_mm: float, style: FigureStyle, dpi: float = 600.0
) -> Path:
    """Save a figure as PDF, SVG or PNG by the ending of its name, whole or not at all; return its path.

    Parameters
    ----------
    draw : callable
        ``draw(figure)`` fills an empty figure.
    width_mm, height_mm : float
        The exact size of the page.
    dpi : float
        Dots per inch of a PNG.

    Raises
    ------
    WriteProblem
        If the file cannot be written; `WriteProblem.free_path` is then where it can be.
    DataProblem
        If the ending is none of `FORMATS`, or the size is not one for paper.
    """
    ending = path.suffix.lower().removeprefix(".")
    if ending not in FORMATS:
        raise DataProblem(
            "FIGURE_FORMAT",
            "A figure cannot be saved as “{file}”; end the name in .pdf, .svg or .png.",
            file=path.name,
        )
    write_whole(path, rendered(ending, draw, width_mm, height_mm, style, dpi))
    return path


def render_png(draw: Draw, width_mm: float, height_mm: float, style: FigureStyle, dpi: float = 200.0) -> bytes:
    """Return a figure as PNG, for the report and the preview."""
    return rendered("png", draw, width_mm, height_mm, style, dpi)


def rendered(
    ending: str, draw: Draw, width_mm: float, height_mm: float, style: FigureStyle, dpi: float = 600.0
) -> bytes:
    """Return the bytes of a figure in one of `FORMATS`."""
    with with_settings(style):
        figure = fresh_figure(draw, width_mm, height_mm, style)
        stream = io.BytesIO()
        figure.savefig(stream, format=ending, dpi=dpi if ending == "png" else 72.0, metadata=_METADATA[ending])
    return stream.getvalue()


def fresh_figure(draw: Draw, width_mm: float, height_mm: float, style: FigureStyle) -> Figure:
    """Return a new figure of this size, drawn; never the one on the screen."""
    for length in (width_mm, height_mm):
        if not SHORTEST_MM <= length <= LONGEST_MM:
            raise DataProblem(
                "FIGURE_SIZE",
                "A figure of {width} × {height} mm does not fit on paper; give {least} to {most} mm.",
                width=width_mm,
                height=height_mm,
                least=SHORTEST_MM,
                most=LONGEST_MM,
            )
    with with_settings(style):
        pad = style.font_size / 3 / 72
        layout = ConstrainedLayoutEngine(w_pad=pad, h_pad=pad, hspace=0.0, wspace=0.0)
        figure = Figure(figsize=(width_mm / MM_PER_INCH, height_mm / MM_PER_INCH), layout=layout)
        figure.set_facecolor(style.background)
        draw(figure)
    return figure
