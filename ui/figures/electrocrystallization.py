"""The potential of a plating step against time, with fit, marks and residual. No Qt in here."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import AutoMinorLocator, LogLocator, MaxNLocator, NullFormatter

from fitting.electrocrystallization import NucleationSpike
from models.result import Result
from models.series import (
    equilibrium_potential,
    line_word,
    marked_points,
    potential_limits,
    reference,
    shown_time,
    time_series,
)
from ui.figures.decimation import decimated
from ui.figures.legend import add_legend
from ui.figures.style import MARK_SYMBOLS, FigureStyle, with_settings

Translate = Callable[[str], str]

TIME = "$\\mathit{t}$"
POTENTIAL = "$\\mathit{E}$"
RESIDUAL = "$\\Delta\\mathit{E}$"
PIXELS = 800  # columns of a curve in print; each has three times the resolution in `decimated`
MILLIVOLT = 1e3

# The words of this drawing in English; the caller translates them.
WORDS = (
    "data",
    "fit",
    "smoothing",
    "equilibrium",
    "onset",
    "spike",
    "crest",
    "plateau",
    "residual",
    "No nucleation spike",
    "Spike not readable",
    "No fit to this curve",
)
_VERDICT_WORDS = {"absent": "No nucleation spike", "not_readable": "Spike not readable"}


def untranslated(text: str) -> str:
    """English as it is."""
    return text


def draw(
    axes: Axes,
    result: Result,
    style: FigureStyle,
    x_scale: str = "linear",
    marks: bool = False,
    translate: Translate = untranslated,
) -> None:
    """Draw the curve of a result in empty axes, from the start of its segment.

    Parameters
    ----------
    x_scale : str
        ``linear`` | ``log``.
    marks : bool
        Whether to draw onset, spike, crest and plateau; the screen lays its own over the picture.
    translate : callable
        Gives the words of `WORDS` in the reader's language.
    """
    with with_settings(style):
        style.dress(axes)
        _set_time_axis(axes, result, x_scale)
        _set_potential_axis(axes, result)
        _draw_curve(axes, result, style, x_scale, translate)
        if marks:
            _draw_marks(axes, result, style, translate)
        axes.set_xlabel(style.axis_label(TIME, "s"))
        axes.set_ylabel(style.axis_label(POTENTIAL, "V", _in_one_font(reference(result))))
        verdict = _VERDICT_WORDS.get(result.outcome.verdicts.get("spike", ""))
        add_legend(axes, style, translate(verdict) if verdict else "")


def draw_residual(
    axes: Axes, result: Result, style: FigureStyle, x_scale: str = "linear", translate: Translate = untranslated
) -> None:
    """Draw data minus fit in mV over the same time, with a band of one standard deviation of the noise."""
    with with_settings(style):
        style.dress(axes)
        _set_time_axis(axes, result, x_scale)
        axes.set_xlabel(style.axis_label(TIME, "s"))
        axes.set_ylabel(style.axis_label(RESIDUAL, "mV"))
        axes.axhline(0.0, color=style.foreground, linewidth=style.axis_width)
        outcome = _spike_outcome(result)
        if outcome is None or outcome.residual_time is None or outcome.residual is None:
            axes.set_yticks([])
            axes.text(0.5, 0.6, translate("No fit to this curve"), transform=axes.transAxes, ha="center", va="bottom",
                      color=style.muted)  # fmt: skip
            return
        _draw_residual_points(axes, outcome, style, x_scale)


def draw_figure(
    figure: Figure,
    result: Result,
    style: FigureStyle,
    x_scale: str = "linear",
    residual: bool = True,
    marks: bool = True,
    translate: Translate = untranslated,
) -> None:
    """Fill a figure with the curve, and below it the residual where there is a fit."""
    outcome = _spike_outcome(result)
    with with_settings(style):
        if not residual or outcome is None or outcome.residual is None:
            draw(figure.add_subplot(), result, style, x_scale, marks, translate)
            return
        upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(3.4, 1.0))
        draw(upper, result, style, x_scale, marks, translate)
        draw_residual(lower, result, style, x_scale, translate)
        upper.set_xlabel("")
        upper.tick_params(labelbottom=False)
        figure.align_ylabels([upper, lower])


def _spike_outcome(result: Result) -> NucleationSpike | None:
    return result.outcome if isinstance(result.outcome, NucleationSpike) else None


def _in_one_font(text: str) -> str:
    """Arial and its like have no raised plus sign of their own."""
    return text.replace("⁺", "$^{+}$")


def _set_time_axis(axes: Axes, result: Result, x_scale: str) -> None:
    axes.set_xscale(x_scale)
    axes.set_xlim(*shown_time(result, x_scale))
    if x_scale == "log":
        axes.xaxis.set_major_locator(LogLocator(numticks=8))
        axes.xaxis.set_minor_locator(LogLocator(subs=tuple(range(2, 10)), numticks=99))
        axes.xaxis.set_minor_formatter(NullFormatter())
    else:
        axes.xaxis.set_major_locator(MaxNLocator(6, steps=(1, 2, 2.5, 5, 10)))
        axes.xaxis.set_minor_locator(AutoMinorLocator(2))


def _set_potential_axis(axes: Axes, result: Result) -> None:
    limits = potential_limits(result)
    if limits is not None:
        axes.set_ylim(*limits)
    axes.yaxis.set_major_locator(MaxNLocator(6, steps=(1, 2, 2.5, 5, 10)))
    axes.yaxis.set_minor_locator(AutoMinorLocator(2))


def _draw_curve(axes: Axes, result: Result, style: FigureStyle, x_scale: str, translate: Translate) -> None:
    time, potential = time_series(result)
    x, y = decimated(time, potential, PIXELS, axes.get_xlim(), x_scale)
    axes.plot(x, y, color=style.data_colour, linewidth=style.line_width, label=translate("data"), zorder=2)
    outcome = _spike_outcome(result)
    if outcome is not None and outcome.fit_time is not None and outcome.fit_potential is not None:
        x, y = decimated(outcome.fit_time, outcome.fit_potential, PIXELS, axes.get_xlim(), x_scale)
        axes.plot(x, y, color=style.fit_colour, linewidth=style.line_width, linestyle=(0, (4, 1.5)),
                  label=translate(line_word(result)), zorder=3)  # fmt: skip
    axes.axhline(equilibrium_potential(result), color=style.muted, linewidth=style.axis_width, linestyle=(0, (1, 2)),
                 label=translate("equilibrium"), zorder=1)  # fmt: skip


def _draw_marks(axes: Axes, result: Result, style: FigureStyle, translate: Translate) -> None:
    """A mark higher than the axes, such as current on at open circuit, sits on the upper edge."""
    for mark, (moment, potential) in marked_points(result).items():
        if moment < axes.get_xlim()[0]:
            continue  # current on has no place on a logarithmic axis
        axes.plot(
            [moment],
            [min(potential, axes.get_ylim()[1])],
            linestyle="none",
            marker=MARK_SYMBOLS[mark],
            markersize=style.marker_size,
            markerfacecolor=style.mark_colours[mark],
            markeredgecolor=style.background,
            markeredgewidth=style.axis_width,
            label=translate(mark),
            clip_on=False,
            zorder=5,
        )


def _draw_residual_points(axes: Axes, outcome: NucleationSpike, style: FigureStyle, x_scale: str) -> None:
    assert outcome.residual_time is not None
    assert outcome.residual is not None
    residual = MILLIVOLT * outcome.residual
    noise = MILLIVOLT * outcome.noise
    x, y = decimated(outcome.residual_time, residual, PIXELS, axes.get_xlim(), x_scale)
    axes.plot(x, y, color=style.data_colour, linewidth=0.5 * style.line_width, zorder=2)
    axes.text(1.01, 0.5, "±σ", transform=axes.transAxes, ha="left", va="center", color=style.fit_colour)
    axes.axhspan(-noise, noise, color=style.fit_colour, alpha=0.2, linewidth=0, zorder=1)
    for side in (-noise, noise):
        axes.axhline(side, color=style.fit_colour, linewidth=1.4 * style.axis_width, zorder=3)
    finite = np.abs(y[np.isfinite(y)])
    reach = max(float(finite.max()) if len(finite) else 0.0, 3 * noise) or 1.0
    axes.set_ylim(-1.12 * reach, 1.12 * reach)
    axes.yaxis.set_major_locator(MaxNLocator(3, symmetric=True, min_n_ticks=2))
