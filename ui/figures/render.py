"""A fresh figure of some content, never the one on the screen."""

from __future__ import annotations

from dataclasses import replace

from matplotlib.figure import Figure
from matplotlib.text import Text

from fitting.messages import DataProblem
from models.figure.content import FigureContent
from ui.figures.layout import lay_out
from ui.figures.panels import draw_content
from ui.figures.sheet import Sheet, Translate, untranslated
from ui.figures.style import LAST_FAMILY, FigureStyle, chinese_family, with_settings
from ui.figures.typeset import is_chinese

MM_PER_INCH = 25.4
SHORTEST_MM, LONGEST_MM = 20.0, 1000.0


def render(content: FigureContent, style: FigureStyle, translate: Translate = untranslated) -> Figure:
    """Return a new figure of this content, laid out at the style's size.

    Raises
    ------
    DataProblem
        ``FIGURE_SIZE`` if the size is not one for paper.
    """
    return rendered_sheet(content, style, translate).figure


def rendered_sheet(content: FigureContent, style: FigureStyle, translate: Translate = untranslated) -> Sheet:
    """Return the figure with what stands behind its lines."""
    for length in (style.width_mm, style.height_mm):
        if not SHORTEST_MM <= length <= LONGEST_MM:
            raise DataProblem(
                "FIGURE_SIZE",
                "A figure of {width} × {height} mm does not fit on paper; give {least} to {most} mm.",
                width=style.width_mm,
                height=style.height_mm,
                least=SHORTEST_MM,
                most=LONGEST_MM,
            )
    with with_settings(style):
        sheet = _drawn(content, style, translate)
    chinese = chinese_family()
    if chinese is not None and chinese not in style.families and has_chinese(sheet.figure):
        # Chinese families often lack raised signs, and mathtext sets no Chinese; matplotlib's own family has all.
        style = replace(style, families=tuple(dict.fromkeys((*style.families, chinese, LAST_FAMILY))))
        with with_settings(style):
            sheet = _drawn(content, style, translate)
    with with_settings(style):
        lay_out(sheet)
    return sheet


def _drawn(content: FigureContent, style: FigureStyle, translate: Translate) -> Sheet:
    size = (style.width_mm / MM_PER_INCH, style.height_mm / MM_PER_INCH)
    sheet = Sheet(Figure(figsize=size, facecolor=style.background), style, translate)
    draw_content(sheet, content)
    return sheet


def has_chinese(figure: Figure) -> bool:
    """Whether any of its words is Chinese."""
    return any(isinstance(text, Text) and is_chinese(text.get_text()) for text in figure.findobj(Text))
