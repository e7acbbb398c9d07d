"""What the figure dialog has done in the background: results gathered, the figure rendered, looked at and written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from fitting.messages import DataProblem
from models.figure.content import FigureContent
from models.figure.model import Chosen
from models.figure.pictures import Drawable, figure_content
from models.figure.source import Candidate, drawables
from models.panels import view_title, views
from ui.figure_words import figure_words
from ui.figures.checks import Check, checked
from ui.figures.colours import Pixels, as_seen
from ui.figures.export import figure_bytes, figure_pixels, save_figure
from ui.figures.render import rendered_sheet
from ui.figures.script import save_script
from ui.figures.style import style_of

LARGEST_PREVIEW = 5000  # pixels; larger ones nobody sees at once


@dataclass(frozen=True, eq=False)
class Asked:
    """A figure as it is chosen, with what it is made from.

    Parameters
    ----------
    candidates : tuple of Candidate
        The analyses shown, as they are now.
    gathered : tuple of Drawable or None
        Their results, where they are known already.
    """

    chosen: Chosen
    candidates: tuple[Candidate, ...]
    gathered: tuple[Drawable, ...] | None = None


@dataclass(frozen=True, eq=False)
class Previewed:
    """A rendered figure: pixels, size on paper, checks, the results behind it and the titles of their views."""

    pixels: Pixels
    size_mm: tuple[float, float]
    checks: tuple[Check, ...]
    gathered: tuple[Drawable, ...]
    views: tuple[str, ...]


def gathered(asked: Asked, check: Callable[[], None]) -> tuple[Drawable, ...]:
    """The results of a figure.

    Raises
    ------
    DataProblem
        If none of them can be had.
    """
    if asked.gathered is not None:
        return asked.gathered
    if not asked.candidates:
        raise DataProblem("NOTHING_CHOSEN", "Choose at least one curve.")
    return drawables(asked.candidates, asked.chosen.model, check)


def content_of(asked: Asked, check: Callable[[], None]) -> FigureContent:
    """What the figure shows.

    Raises
    ------
    DataProblem
        If there is nothing to draw.
    """
    return figure_content(gathered(asked, check), asked.chosen.model)


def previewed(asked: Asked, dpi: float, vision: str, check: Callable[[], None]) -> Previewed:
    """Render the figure for the screen and look at it.

    Raises
    ------
    DataProblem
        If there is nothing to draw, or the size is none for paper.
    """
    chosen = asked.chosen
    found = gathered(asked, check)
    check()
    content = figure_content(found, chosen.model)
    style = style_of(chosen, content)
    sheet = rendered_sheet(content, style, figure_words(chosen.model.language))
    check()
    checks = checked(sheet, chosen.journal, chosen.format, chosen.dpi)
    check()
    dpi = min(dpi, 25.4 * LARGEST_PREVIEW / max(style.width_mm, style.height_mm))
    pixels = as_seen(figure_pixels(sheet.figure, style, dpi), vision)
    titles = tuple(view_title(panels) for panels in views(found[0].result.outcome))
    return Previewed(pixels, (style.width_mm, style.height_mm), checks, found, titles)


def saved(asked: Asked, path: Path, check: Callable[[], None]) -> Path:
    """Write the figure, in the format of its name's ending.

    Raises
    ------
    DataProblem
        If it cannot be drawn or written.
    """
    chosen, content = asked.chosen, content_of(asked, check)
    return save_figure(path, content, style_of(chosen, content), chosen.dpi, figure_words(chosen.model.language))


def copies(asked: Asked, check: Callable[[], None]) -> Mapping[str, bytes]:
    """The figure in every format that other programs paste, by MIME type, the best for most of them first.

    Raises
    ------
    DataProblem
        If it cannot be drawn.
    """
    chosen, content = asked.chosen, content_of(asked, check)
    style, words = style_of(chosen, content), figure_words(chosen.model.language)
    kinds = {"image/png": "png", "image/svg+xml": "svg", "application/pdf": "pdf"}
    found = {}
    for kind, ending in kinds.items():
        check()
        found[kind] = figure_bytes(rendered_sheet(content, style, words).figure, ending, style, chosen.dpi)
    return found


def scripted(asked: Asked, path: Path, check: Callable[[], None]) -> Path:
    """Write the figure as a script with its data.

    Raises
    ------
    DataProblem
        If it cannot be drawn or written.
    """
    chosen, content = asked.chosen, content_of(asked, check)
    sheet = rendered_sheet(content, style_of(chosen, content), figure_words(chosen.model.language))
    return save_script(path, sheet, chosen.model.title, chosen.dpi)
