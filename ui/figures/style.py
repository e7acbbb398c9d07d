"""How a figure looks: sizes in points and millimetres, colours, fonts, labels. Made from a journal's preset."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties, findfont, fontManager, get_font

from models.figure.content import FigureContent
from models.figure.journal import OWN, journal_named
from models.figure.model import Chosen, FigureModel
from ui.figures.colours import COLOUR_SETS, DARK_COLOURS, ColourSet
from ui.figures.one_at_a_time import DRAWING
from ui.figures.typeset import LOWERED, RAISED

# Only installed families may be named, else matplotlib warns at every text.
LAST_FAMILY = "DejaVu Sans"  # matplotlib brings it along
CHINESE_FAMILIES = (
    "Microsoft YaHei",
    "SimHei",
    "PingFang SC",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
)
FOREGROUND, BACKGROUND = "#000000", "#ffffff"


@dataclass(frozen=True)
class FigureStyle:
    """The look of a figure; what is saved is always on white.

    Parameters
    ----------
    families : tuple of str
        Installed families: the Latin one, then a Chinese one where the figure has Chinese words.
    font_size, letter_size, line_width, axis_width, marker_size : float
        Points.
    letters : str
        How panels are lettered.
    label_names, label_units : str
        ``symbols`` | ``words``; ``solidus`` (E / V) | ``parentheses`` (E (V)).
    signs : frozenset of str
        The raised and lowered signs that the Latin family has as letters of their own.
    width_mm, height_mm : float
        The size on paper.
    """

    name: str
    families: tuple[str, ...]
    font_size: float
    letter_size: float
    letters: str
    line_width: float
    axis_width: float
    marker_size: float
    colours: ColourSet
    label_names: str = "symbols"
    label_units: str = "solidus"
    italic: bool = True
    legend: str = "above"
    signs: frozenset[str] = field(default=frozenset())
    width_mm: float = 85.0
    height_mm: float = 75.0
    foreground: str = FOREGROUND
    background: str = BACKGROUND

    def settings(self) -> dict[str, Any]:
        """The matplotlib settings of this style, for ``matplotlib.rc_context``."""
        family = self.families[0]
        return {
            "font.family": list(self.families),
            "font.size": self.font_size,
            "mathtext.fontset": "custom",
            "mathtext.default": "rm",
            "mathtext.fallback": None,
            "mathtext.rm": family,
            "mathtext.it": f"{family}:italic",
            "mathtext.bf": f"{family}:bold",
            "mathtext.cal": family,
            "mathtext.sf": family,
            "mathtext.tt": family,
            "axes.unicode_minus": True,
            "axes.linewidth": self.axis_width,
            "axes.edgecolor": self.foreground,
            "axes.facecolor": self.background,
            "axes.labelcolor": self.foreground,
            "figure.facecolor": self.background,
            "text.color": self.foreground,
            "xtick.color": self.foreground,
            "ytick.color": self.foreground,
            "savefig.facecolor": "auto",
            "axes.formatter.use_mathtext": True,
            "hatch.linewidth": self.axis_width,
            "savefig.bbox": "standard",
            "text.usetex": False,
            "text.parse_math": True,
            "pdf.fonttype": 42,
            "ps.fonttype": 42,
            "svg.fonttype": "none",
            "svg.hashsalt": "anodescope",
        }

    def dress(self, axes: Axes) -> None:
        """Give axes the ticks of this style: inwards, on all four sides."""
        axes.tick_params(which="major", length=0.45 * self.font_size, **self.ticks())
        axes.tick_params(which="minor", length=0.25 * self.font_size, **self.ticks())

    def ticks(self) -> dict[str, Any]:
        """What major and minor ticks share."""
        return {
            "direction": "in",
            "top": True,
            "right": True,
            "width": self.axis_width,
            "pad": round(0.45 * self.font_size, 2),
        }


@cache
def installed_family(wanted: tuple[str, ...]) -> str:
    """The first of some families that this computer has."""
    installed = set(fontManager.get_font_names())
    return next((family for family in wanted if family in installed), LAST_FAMILY)


@cache
def chinese_family() -> str | None:
    """A family with Chinese characters, None where this computer has none."""
    found = installed_family(CHINESE_FAMILIES)
    return None if found == LAST_FAMILY else found


@cache
def _signs(family: str) -> frozenset[str]:
    """The raised and the lowered signs of a family, where it has all of a kind: two looks in one figure are ugly."""
    characters = get_font(findfont(FontProperties(family=family))).get_charmap()
    kinds = [signs for signs in (RAISED, LOWERED) if all(ord(sign) in characters for sign in signs)]
    return frozenset("".join(kinds))


def style_of(chosen: Chosen, content: FigureContent | None = None) -> FigureStyle:
    """The style of a figure: as the journal has it, but for what the person decided.

    Parameters
    ----------
    content : FigureContent, optional
        What it shows: its height follows from the panels where nobody has given one.
    """
    model, journal = chosen.model, chosen.journal
    latin = installed_family(journal.families)
    width, height = chosen.size_mm(content)
    return FigureStyle(
        name=journal.name,
        families=(latin,),
        font_size=journal.font_pt,
        letter_size=journal.letter_pt,
        letters=journal.letters if model.letters else "",
        line_width=journal.curve_pt,
        axis_width=journal.axis_pt,
        marker_size=round(0.65 * journal.font_pt, 2),
        colours=COLOUR_SETS.get(model.colours or journal.colours, COLOUR_SETS["anodescope"]),
        label_names=model.label_names or journal.label_names,
        label_units=model.label_units or journal.label_units,
        italic=journal.italic_symbols if model.italic_symbols is None else model.italic_symbols,
        legend=model.legend,
        signs=_signs(latin),
        width_mm=width,
        height_mm=height,
    )


def paper_style(width: str = "single", journal: str = OWN) -> FigureStyle:
    """The style of a figure in print: white, as a journal has it."""
    return style_of(Chosen(FigureModel(width=width), journal_named(journal)))


def report_style() -> FigureStyle:
    """The style of the picture in the workbook: paper, with larger letters for the screen."""
    return replace(paper_style(), name="report", font_size=8.0, marker_size=5.5, width_mm=150.0, height_mm=95.0)


def screen_style(dark: bool, width_mm: float, height_mm: float) -> FigureStyle:
    """The style of a picture in the window, in the light or the dark theme."""
    style = replace(paper_style(), name="screen", font_size=9.0, line_width=1.4, axis_width=0.8, marker_size=7.0)
    style = replace(style, width_mm=width_mm, height_mm=height_mm)
    if not dark:
        return replace(style, foreground="#1d2129")
    return replace(style, foreground="#e2e4e9", background="#1b1e24", colours=DARK_COLOURS)


@contextmanager
def with_settings(style: FigureStyle) -> Iterator[None]:
    """Context in which everything that matplotlib makes has this style; one thread at a time.

    Matplotlib's settings belong to the whole process: a report that is drawn in the background must not leave its
    own behind in the window.
    """
    settings: Any = style.settings()
    logger = logging.getLogger("matplotlib.font_manager")  # has remarks on families without a bold face
    with DRAWING, matplotlib.rc_context(settings), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing from font")  # `checks` says so in words
        level = logger.level
        logger.setLevel(logging.ERROR)
        try:
            yield
        finally:
            logger.setLevel(level)
