"""How a figure looks: sizes in points and millimetres, colours, fonts, label style."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.font_manager import fontManager

from ui.figures.one_at_a_time import DRAWING

# Only installed families may be named, else matplotlib warns at every text.
LATIN_FAMILIES = ("Arial", "Liberation Sans", "DejaVu Sans")
CHINESE_FAMILIES = (
    "Microsoft YaHei",
    "SimHei",
    "PingFang SC",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
)

LIGHT_COLOURS = ("#700000", "#5000f0", "#400d4a", "#be70e6", "#00a388", "#f05000")
DARK_COLOURS = ("#d64700", "#ffa3ff", "#d6ff0a", "#008a73", "#8f57ff", "#57ffab")

# Nothing by colour alone: each mark has its own symbol, everywhere.
MARK_SYMBOLS: Mapping[str, str] = MappingProxyType({"onset": "^", "spike": "v", "crest": "D", "plateau": "s"})


@dataclass(frozen=True)
class FigureStyle:
    """The look of a figure.

    Parameters
    ----------
    font_size, line_width, axis_width, marker_size : float
        Points.
    data_colour, fit_colour : str
        The measured curve and the line through it.
    mark_colours : mapping
        Colour of each mark of `MARK_SYMBOLS`.
    labels : str
        ``solidus`` (E / V) | ``parentheses`` (E (V)).
    width_mm, height_mm : float
        The size that the style is made for.
    """

    name: str
    families: tuple[str, ...]
    font_size: float
    line_width: float
    axis_width: float
    marker_size: float
    data_colour: str
    fit_colour: str
    mark_colours: Mapping[str, str]
    foreground: str
    muted: str
    background: str
    labels: str = "solidus"
    width_mm: float = 85.0
    height_mm: float = 75.0

    def axis_label(self, symbol: str, unit: str, against: str = "") -> str:
        """Label of an axis, for example ``E / V vs. Li/Li⁺``."""
        unit = f"{unit} vs. {against}" if against else unit
        return f"{symbol} ({unit})" if self.labels == "parentheses" else f"{symbol} / {unit}"

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
            "axes.formatter.use_mathtext": True,
            "figure.facecolor": self.background,
            "figure.edgecolor": self.background,
            "savefig.facecolor": "auto",
            "savefig.bbox": "standard",
            "text.color": self.foreground,
            "text.usetex": False,
            "text.parse_math": True,
            "xtick.color": self.foreground,
            "ytick.color": self.foreground,
            "pdf.fonttype": 42,
            "ps.fonttype": 42,
            "svg.fonttype": "none",
            "svg.hashsalt": "anodescope",
        }

    def dress(self, axes: Axes) -> None:
        """Give axes that were made elsewhere this look."""
        axes.set_facecolor(self.background)
        for spine in axes.spines.values():
            spine.set(color=self.foreground, linewidth=self.axis_width)
        length = 0.45 * self.font_size
        shared: dict[str, Any] = {
            "direction": "in",
            "top": True,
            "right": True,
            "color": self.foreground,
            "labelcolor": self.foreground,
            "labelsize": self.font_size,
            "labelfontfamily": list(self.families),
            "width": self.axis_width,
            "pad": 0.45 * self.font_size,
        }
        axes.tick_params(which="major", length=length, **shared)
        axes.tick_params(which="minor", length=0.55 * length, **shared)
        for label in (axes.xaxis.label, axes.yaxis.label):
            label.set(color=self.foreground, fontsize=self.font_size, fontfamily=list(self.families))


@cache
def installed_families() -> tuple[str, ...]:
    """The Latin family that figures use, then a Chinese one where the system has it; never a missing name."""
    installed = set(fontManager.get_font_names())
    latin = next((family for family in LATIN_FAMILIES if family in installed), "DejaVu Sans")
    chinese = next((family for family in CHINESE_FAMILIES if family in installed), None)
    return (latin,) if chinese is None else (latin, chinese)


def screen_style(dark: bool = False, font_size: float = 9.0) -> FigureStyle:
    """The style of the window, in the light or the dark theme."""
    colours = DARK_COLOURS if dark else LIGHT_COLOURS
    return FigureStyle(
        name="screen dark" if dark else "screen light",
        families=installed_families(),
        font_size=font_size,
        line_width=1.4,
        axis_width=0.8,
        marker_size=7.0,
        data_colour="#c8ccd4" if dark else "#4d5360",
        fit_colour=colours[0],
        mark_colours=_mark_colours(colours),
        foreground="#e2e4e9" if dark else "#1d2129",
        muted="#9aa1ae" if dark else "#69707d",
        background="#1b1e24" if dark else "#ffffff",
        width_mm=160.0,
        height_mm=110.0,
    )


def paper_style(double: bool = False) -> FigureStyle:
    """The style of a figure in print: white, 7 pt, one or two columns wide."""
    return FigureStyle(
        name="paper double" if double else "paper single",
        families=installed_families(),
        font_size=7.0,
        line_width=1.0,
        axis_width=0.5,
        marker_size=4.5,
        data_colour="#4d5360",
        fit_colour=LIGHT_COLOURS[5],
        mark_colours=_mark_colours(LIGHT_COLOURS),
        foreground="#000000",
        muted="#5c6370",
        background="#ffffff",
        width_mm=175.0 if double else 85.0,
        height_mm=100.0 if double else 75.0,
    )


def report_style() -> FigureStyle:
    """The style of the picture in the workbook: paper, with larger letters for the screen."""
    style = replace(paper_style(), name="report", font_size=8.0, marker_size=5.5)
    return replace(style, width_mm=150.0, height_mm=95.0)


@contextmanager
def with_settings(style: FigureStyle) -> Iterator[None]:
    """Context in which everything that matplotlib makes has this style; one thread at a time.

    Matplotlib's settings belong to the whole process: a report that is drawn in the background must not leave its
    own behind in the window.
    """
    settings: Any = style.settings()
    with DRAWING, matplotlib.rc_context(settings):
        yield


def _mark_colours(colours: tuple[str, ...]) -> Mapping[str, str]:
    return MappingProxyType(dict(zip(MARK_SYMBOLS, (colours[1], colours[0], colours[4], colours[3]), strict=True)))
