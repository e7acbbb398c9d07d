"""Scales, limits and ticks of axes."""

from __future__ import annotations

import math
from typing import Any

from matplotlib.axes import Axes
from matplotlib.ticker import (
    AutoMinorLocator,
    FuncFormatter,
    LogLocator,
    MaxNLocator,
    NullFormatter,
    NullLocator,
    ScalarFormatter,
)

from fitting.outcome import Axis
from models.figure.content import DrawnPanel
from models.panels import shown_value
from ui.figures.style import FigureStyle
from ui.figures.typeset import RAISED, escaped, unit_typeset

_STEPS = (1, 2, 2.5, 5, 10)
_RESIDUAL_ROOM = 0.15  # above and below: half a point is not cut off
_COUNTED = ("cycle", "n")  # have no halves
_ROOM = 60  # letters of all words that stand level under an axis
LEANING: dict[str, Any] = {"rotation": 20, "ha": "right", "rotation_mode": "anchor"}
_POWERS = str.maketrans("0123456789-", RAISED[:10] + RAISED[-1])


class _Numbers(ScalarFormatter):
    """Numbers as plain text with a real minus sign; a common power of ten stands at the end of the axis."""

    def __init__(self, style: FigureStyle) -> None:
        super().__init__(useOffset=False, useMathText=False)
        self._style = style

    def get_offset(self) -> str:
        found = super().get_offset()  # 1e-5
        return _power_of_ten(int(found.rpartition("e")[2].replace("−", "-")), "×", self._style) if found else ""


def scale_axes(axes: Axes, panel: DrawnPanel) -> None:
    """Give empty axes the scales and limits of their panel."""
    axes.set_xscale(panel.x.scale)
    axes.set_yscale(panel.y.scale)
    for limits, axis, set_limits in (
        (panel.x_limits, panel.x, axes.set_xlim),
        (panel.y_limits, panel.y, axes.set_ylim),
    ):
        if limits is not None:
            low, high = (shown_value(end, axis) for end in limits)
            set_limits(low, high if high > low else low + 1.0)
    if panel.is_residual:
        axes.margins(y=_RESIDUAL_ROOM)


def tick_axes(axes: Axes, panel: DrawnPanel, style: FigureStyle, most: int = 6) -> None:
    """Give axes that hold their data the ticks that they need."""
    low, high = axes.get_xlim()
    if panel.x.symbol in _COUNTED and high - low < 1.0:
        axes.set_xlim(round(low) - 0.5, round(high) + 0.5)
    _tick(axes.xaxis, axes.get_xlim(), panel.x, style, most)
    _tick(axes.yaxis, axes.get_ylim(), panel.y, style, most)
    if panel.is_residual and panel.y.scale == "linear":
        axes.yaxis.set_major_locator(MaxNLocator(3, symmetric=True, min_n_ticks=2))


def _tick(matplotlib_axis: Any, limits: tuple[float, float], axis: Axis, style: FigureStyle, most: int) -> None:
    if axis.categories:
        _write_words(matplotlib_axis, axis.categories)
        return
    if axis.scale != "log":
        counted = axis.symbol in _COUNTED
        matplotlib_axis.set_major_locator(MaxNLocator(most, steps=_STEPS[:2] + _STEPS[3:] if counted else _STEPS,
                                                      integer=counted))  # fmt: skip
        matplotlib_axis.set_minor_locator(NullLocator() if counted else AutoMinorLocator(2))
        matplotlib_axis.set_major_formatter(_Numbers(style))
        return
    low, high = (math.log10(end) for end in limits)
    narrow = high - low < 1.6  # one power of ten alone is no scale
    matplotlib_axis.set_major_locator(LogLocator(subs=(1, 2, 5) if narrow else (1,), numticks=8))
    matplotlib_axis.set_minor_locator(LogLocator(subs=tuple(range(2, 10)), numticks=99))
    matplotlib_axis.set_minor_formatter(NullFormatter())
    plain = low > -2.01 and high < 4.0
    matplotlib_axis.set_major_formatter(FuncFormatter(lambda value, _: _power_text(value, plain or narrow, style)))


def _write_words(matplotlib_axis: Any, words: tuple[str, ...]) -> None:
    """Words in place of numbers; many or long ones lean, so that they do not run into each other."""
    leaning: dict[str, Any] = LEANING if sum(map(len, words)) > _ROOM else {}
    matplotlib_axis.set_ticks(list(range(1, len(words) + 1)), labels=[escaped(word) for word in words], **leaning)
    matplotlib_axis.set_minor_locator(NullLocator())
    matplotlib_axis.set_view_interval(0.5, len(words) + 0.5, ignore=True)


def _power_text(value: float, plain: bool, style: FigureStyle) -> str:
    if plain:
        return f"{value:g}".replace("-", "−")
    return _power_of_ten(round(math.log10(value)), "", style)


def _power_of_ten(power: int, before: str, style: FigureStyle) -> str:
    return unit_typeset(f"{before}10{str(power).translate(_POWERS)}", style.signs)
