"""Figures to files: a fresh figure at an exact size, fonts embedded and editable, the same bytes every time."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from fitting.messages import DataProblem
from models.figure.content import FigureContent
from models.figure.journal import FORMATS
from models.whole_file import write_whole
from ui.figures.colours import Pixels
from ui.figures.render import has_chinese, render
from ui.figures.sheet import Translate, untranslated
from ui.figures.style import FigureStyle, with_settings

RASTER = ("png", "tiff")
_ENDINGS = {"tif": "tiff"}

# No dates and no versions: the same curve gives the same file.
_METADATA: dict[str, dict[str, Any]] = {
    "pdf": {"Creator": "Anodescope", "Producer": None, "CreationDate": None},
    "svg": {"Creator": "Anodescope", "Date": None},
    "eps": {"Creator": "Anodescope"},
}


def ending_of(path: Path) -> str:
    """The format that a file's name asks for.

    Raises
    ------
    DataProblem
        ``FIGURE_FORMAT`` if it is none of the formats of figures.
    """
    ending = path.suffix.lower().removeprefix(".")
    ending = _ENDINGS.get(ending, ending)
    if ending not in FORMATS:
        raise DataProblem(
            "FIGURE_FORMAT",
            "A figure cannot be saved as “{file}”; end the name in {endings}.",
            file=path.name,
            endings=", ".join(f".{each}" for each in FORMATS),
        )
    return ending


def save_figure(
    path: Path, content: FigureContent, style: FigureStyle, dpi: float = 600.0, translate: Translate = untranslated
) -> Path:
    """Save a figure in the format of its name's ending, whole or not at all; return its path.

    Parameters
    ----------
    dpi : float
        Dots per inch of PNG and TIFF.

    Raises
    ------
    WriteProblem
        If the file cannot be written; `WriteProblem.free_path` is then where it can be.
    DataProblem
        If the ending is none of the formats, or the size is not one for paper.
    """
    ending = ending_of(path)
    write_whole(path, figure_bytes(render(content, style, translate), ending, style, dpi))
    return path


def rendered(
    ending: str, content: FigureContent, style: FigureStyle, dpi: float = 600.0, translate: Translate = untranslated
) -> bytes:
    """Return the bytes of a figure in one of the formats."""
    return figure_bytes(render(content, style, translate), ending, style, dpi)


def figure_bytes(figure: Figure, ending: str, style: FigureStyle, dpi: float = 600.0) -> bytes:
    """Return the bytes of a figure that `render` made."""
    if ending in RASTER:
        return _raster_bytes(figure, ending, style, dpi)
    stream = io.BytesIO()
    # Interpreters refuse the large Chinese families as Type 42.
    outlines: Any = {"ps.fonttype": 3} if ending == "eps" and has_chinese(figure) else {}
    with with_settings(style), matplotlib.rc_context(outlines), _quiet():
        figure.savefig(stream, format=ending, dpi=72.0, metadata=_METADATA[ending])
    content = stream.getvalue()
    return _without_date(content) if ending == "eps" else content


def figure_pixels(figure: Figure, style: FigureStyle, dpi: float) -> Pixels:
    """Return the picture of a figure that `render` made as (height, width, 4) RGBA."""
    with with_settings(style):
        figure.set_dpi(dpi)
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        return np.asarray(canvas.buffer_rgba()).copy()


def _raster_bytes(figure: Figure, ending: str, style: FigureStyle, dpi: float) -> bytes:
    picture = Image.fromarray(figure_pixels(figure, style, dpi)[..., :3])
    stream = io.BytesIO()
    options: dict[str, Any] = {"compression": "tiff_lzw"} if ending == "tiff" else {"optimize": False}
    picture.save(stream, format=ending.upper(), dpi=(dpi, dpi), **options)
    return stream.getvalue()


def _without_date(content: bytes) -> bytes:
    return b"\n".join(line for line in content.split(b"\n") if not line.startswith(b"%%CreationDate"))


@contextmanager
def _quiet() -> Iterator[None]:
    """matplotlib's remarks on subsetting fonts are no news to anyone."""
    logger = logging.getLogger("fontTools.subset")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)
